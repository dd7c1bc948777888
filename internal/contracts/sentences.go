package contracts

import "github.com/coppice-network/coppice/internal/fault"

// A sentence says what a contract's error means to a person.
type sentence struct {
	code      fault.Code
	message   string // arguments as {name}; amounts as {name|unit}
	hint      string
	retryable bool // the same call may succeed later
}

const (
	hintRetry   = "try again later"
	hintOwner   = "act as the DataDAO's owner (--as)"
	hintDefect  = "this is a defect in Coppice or a modified client; please report it"
	hintNetwork = "this is for the network's administration only"
	hintRebuild = "the statement was changed, or made for another chain, contract or job; make it again"
)

// sentences has one entry for each error of each contract; a test compares it with the ABIs.
var sentences = map[string]sentence{
	// contribution
	"FileUrlAlreadyUsed":   {fault.Conflict, "you have registered this content already", "see it with `coppice file list`", false},
	"FileNotFound":         {fault.NotFound, "no such file is registered", "list files with `coppice file list`", false},
	"DlpNotFound":          {fault.NotFound, "no such DataDAO is registered", "list DataDAOs with `coppice dao list`", false},
	"InvalidCodec":         {fault.Invalid, "the content address has a codec other than raw and dag-pb", hintDefect, false},
	"InvalidDigest":        {fault.Invalid, "a digest is empty", "publish the content first; its digest is printed", false},
	"InsufficientFee":      {fault.Funds, "the fee is {needed|VANA}, and less was sent", "fees may have changed; send at least that much", false},
	"NoActiveTee":          {fault.Unavailable, "no validator is active on this network", "wait until the network has a validator; `coppice validator list` shows them", true},
	"NotFileOwner":         {fault.Denied, "the file belongs to another account", "act as its owner (--as)", false},
	"NotJobOwner":          {fault.Denied, "another account paid for this job", "act as the account that paid (--as)", false},
	"InvalidJobStatus":     {fault.Conflict, "the job is not in a state that allows this: it may be done, cancelled or still open", "look at it with `coppice file show`", false},
	"JobStillLive":         {fault.Conflict, "validators may still deliver this job", "wait until its last try has ended", true},
	"JobExpired":           {fault.Conflict, "all tries of this job have passed", "cancel it to get the money back, then request it again", false},
	"InvalidBatch":         {fault.Invalid, "the batch is empty", "name at least one item", false},
	"RegistryPaused":       {fault.Unavailable, "the network is paused by its administration", hintRetry, true},
	"NothingToClaim":       {fault.Conflict, "there is nothing to claim", "look at what has accrued with `coppice reward show`", false},
	"TransferFailed":       {fault.Conflict, "the receiving account refused the payment", "use an account that can receive VANA", false},
	"NotInitializing":      {fault.Internal, "a contract was initialised outside its creation", hintDefect, false},
	"InvalidParameter":     {fault.Invalid, "a factor, price, cap or epoch is out of its range", "use a smaller number; none may be over 2^80 wei", false},
	"UpgradeRefused":       {fault.Denied, "a pool changes its code only on its owner's call and only to what the network has published", hintOwner, false},
	"TooManyDlps":          {fault.Limit, "the network has no room for another DataDAO", "", false},
	"InvalidEpochLength":   {fault.Invalid, "an epoch must be at least {least} seconds", "use a longer epoch", false},
	"InvalidName":          {fault.Invalid, "the name is not a dataset's name", "use 3 to 32 of a-z, 0-9 and _, beginning with a letter", false},
	"NameTaken":            {fault.Conflict, "DataDAO {dlpId} has this name already", "choose another name", false},
	"InvalidSupply":        {fault.Invalid, "reward pot and stock together must fit into the cap, which must be above 0", "raise the cap or lower the parts", false},
	"InvalidDepositAmount": {fault.Funds, "creating a DataDAO takes a deposit of exactly {needed|VANA}", "send that amount", false},

	// validation and refinement
	"SeedNotReady":           {fault.Unavailable, "the block that decides whose turn it is does not exist yet", "try again after the next block", true},
	"SeedTooOld":             {fault.Conflict, "the block that decides whose turn it is is out of reach", "anyone may have the job drawn again (reseed)", false},
	"SeedInReach":            {fault.Conflict, "the job's draw can still be computed, so it is not drawn again", "", false},
	"LeaseNotCurrent":        {fault.Conflict, "the turn has passed on: try {current} is current now", "whoever has that turn does it", false},
	"NotLeaseHolder":         {fault.Denied, "it is the turn of validator {holder}", "wait for your own turn", false},
	"ProofMismatch":          {fault.Integrity, "the proof is not about the file as it is registered", hintRebuild, false},
	"BundleMismatch":         {fault.Conflict, "another bundle is in force: {expected}", "run it again with that bundle", false},
	"InvalidScore":           {fault.Invalid, "a score must be between 0 and 1", hintDefect, false},
	"InvalidFingerprint":     {fault.Invalid, "a valid proof must state a fingerprint", hintDefect, false},
	"InvalidSignature":       {fault.Integrity, "the signature is not one of a validator whose turn it is", hintRebuild, false},
	"NotValidator":           {fault.Denied, "the account is not an active validator", "ask the network's administration to admit it", false},
	"AlreadyValidator":       {fault.Conflict, "the validator is admitted already", "", false},
	"TooManyValidators":      {fault.Limit, "the network has no room for another change of its validators", "", false},
	"RefinerMismatch":        {fault.Conflict, "the refiner is retired or belongs to another DataDAO", "list refiners with `coppice dao show`", false},
	"RefinerNotFound":        {fault.NotFound, "no such refiner is active", "list refiners with `coppice dao show`", false},
	"TooManyRefiners":        {fault.Limit, "a DataDAO can have 16 active refiners", "retire one first", false},
	"FileNotValid":           {fault.Conflict, "the file has no valid proof", "", false},
	"RefinementAlreadyAdded": {fault.Conflict, "this refinement is recorded already", "", false},
	"SignatureExpired":       {fault.Conflict, "the signature's deadline has passed", "sign again", false},
	"InvalidEpoch":           {fault.Conflict, "an intake key of this epoch or a later one is set already", "use the next epoch", false},
	"InvalidRecipient":       {fault.Invalid, "the intake key is empty or longer than 4096 bytes", hintDefect, false},

	// pools and tokens
	"OnlyRegistry":                   {fault.Denied, "only the DataRegistry may do this", hintDefect, false},
	"OnlyComputeEngine":              {fault.Denied, "only the ComputeEngine may do this", hintDefect, false},
	"NotDlpOwner":                    {fault.Denied, "only the DataDAO's owner may do this", hintOwner, false},
	"NotRefinerOwner":                {fault.Denied, "only the owner of the refiner's DataDAO may do this", hintOwner, false},
	"InvalidShare":                   {fault.Invalid, "a share is out of its range", "burn shares are 1..10000 basis points, a treasury share 0..5000", false},
	"SaleClosed":                     {fault.Conflict, "this DataDAO does not sell its token", "buy it elsewhere, or ask the DataDAO to set a sale price", false},
	"InsufficientStock":              {fault.Conflict, "the DataDAO has only {available|tokens} left to sell", "buy less", false},
	"InsufficientPayment":            {fault.Funds, "this costs {needed|VANA}", "send at least that much", false},
	"ZeroAddress":                    {fault.Invalid, "an address is missing", "name an address other than 0", false},
	"ZeroAmount":                     {fault.Invalid, "the amount is 0", "name an amount above 0", false},
	"ERC20InsufficientBalance":       {fault.Funds, "{sender} has {balance|tokens} and needs {needed|tokens}", "buy tokens with `coppice token buy`", false},
	"ERC20InsufficientAllowance":     {fault.Funds, "{spender} may spend {allowance|tokens} and needs {needed|tokens}", "approve the amount first", false},
	"ERC20InvalidApprover":           {fault.Invalid, "the approving address {approver} is invalid", hintDefect, false},
	"ERC20InvalidReceiver":           {fault.Invalid, "tokens cannot be sent to {receiver}", "name another receiver", false},
	"ERC20InvalidSender":             {fault.Invalid, "tokens cannot be sent from {sender}", hintDefect, false},
	"ERC20InvalidSpender":            {fault.Invalid, "{spender} cannot be a spender", "name another spender", false},
	"ERC20ExceededSafeSupply":        {fault.Limit, "the supply {increasedSupply} is over the limit {cap}", "use a smaller supply", false},
	"ERC2612ExpiredSignature":        {fault.Conflict, "the permit's deadline has passed", "sign again", false},
	"ERC2612InvalidSigner":           {fault.Integrity, "the permit is signed by {signer}, not by {owner}", "sign as the owner", false},
	"ERC5805FutureLookup":            {fault.Invalid, "votes of a future time are not known", "ask for a time before now", false},
	"InvalidAccountNonce":            {fault.Conflict, "the signature's nonce is not the account's current one, {currentNonce}", "sign again", false},
	"VotesExpiredSignature":          {fault.Conflict, "the delegation's deadline has passed", "sign again", false},
	"CheckpointUnorderedInsertion":   {fault.Internal, "votes were recorded out of order", hintDefect, false},
	"ECDSAInvalidSignature":          {fault.Integrity, "the signature is malformed", "sign again", false},
	"ECDSAInvalidSignatureLength":    {fault.Integrity, "the signature is {length} bytes long, not 65", "sign again", false},
	"ECDSAInvalidSignatureS":         {fault.Integrity, "the signature is malleable", "sign again with a current wallet", false},
	"SafeCastOverflowedUintDowncast": {fault.Limit, "the number {value} does not fit into {bits} bits", "use a smaller number", false},
	"SafeERC20FailedOperation":       {fault.Conflict, "the token {token} refused the transfer", "check balance and allowance", false},
	"InvalidShortString":             {fault.Internal, "a stored text is damaged", hintDefect, false},
	"StringTooLong":                  {fault.Invalid, "the text is too long: {str}", "use a shorter one", false},

	// access
	"ColumnNameUnexpected":       {fault.Invalid, "a column needs its table", "name the table too", false},
	"PermissionNotFound":         {fault.NotFound, "no such permission", "list permissions with `coppice access list`", false},
	"PriceTooHigh":               {fault.Invalid, "the price is over 2^96 wei", "use a lower price", false},
	"ComputeInstructionNotFound": {fault.NotFound, "there is no instruction {instructionId}", "list instructions with `coppice instruction list`", false},
	"InstructionNotFound":        {fault.NotFound, "there is no instruction {computeInstructionId}", "list instructions with `coppice instruction list`", false},
	"InstructionNotApproved":     {fault.Denied, "DataDAO {dlpId} has not approved instruction {computeInstructionId}", "ask its owner to approve it", false},
	"RowsMayNotLeave":            {fault.Denied, "permission {permissionId} does not let rows leave", "run an instruction that the DataDAO has approved", false},
	"PermissionDenied":           {fault.Denied, "permission {permissionId} is not yours or is not in force", "ask for a quote: it names what you may use", false},
	"InvalidLines":               {fault.Invalid, "a job needs 1 to 64 lines, each with another permission", hintDefect, false},
	"InvalidDuration":            {fault.Limit, "a job may take 1 to {max} seconds", "use --max-seconds within that", false},
	"InvalidAmount":              {fault.Invalid, "the amount is 0 or too large", "name an amount above 0", false},
	"InvalidVanaAmount":          {fault.Invalid, "the amount named is not the amount of VANA sent", hintDefect, false},
	"UnexpectedVanaDeposit":      {fault.Invalid, "VANA was sent with a deposit of another token", hintDefect, false},
	"InsufficientBalance":        {fault.Funds, "the job needs {needed} wei of token {token} (0x0 is VANA), and {available} wei are deposited", "deposit the difference, or buy tokens with `coppice token buy`", false},
	"JobNotFound":                {fault.NotFound, "there is no job {jobId}", "list jobs with `coppice job list`", false},
	"JobLifeCycleEnded":          {fault.Conflict, "the job has ended", "look at it with `coppice job show`", false},
	"ReceiptMismatch":            {fault.Integrity, "the receipt is not about the job as it was submitted", hintRebuild, false},
	"RowsOverCeiling":            {fault.Limit, "line {line} charges more rows than the buyer agreed to", hintDefect, false},

	// administration, proxies
	"Unauthorized":                     {fault.Denied, "only another contract of the network may do this", hintDefect, false},
	"AccessControlUnauthorizedAccount": {fault.Denied, "account {account} is not an administrator", hintNetwork, false},
	"AccessControlBadConfirmation":     {fault.Denied, "a role can only be given up by its holder", hintNetwork, false},
	"FeeNotWholeGwei":                  {fault.Invalid, "fees must be whole gwei", "round the fee", false},
	"FeeTooHigh":                       {fault.Invalid, "the fee is over 2^40 gwei", "use a lower fee", false},
	"InvalidLease":                     {fault.Invalid, "a lease must be 1 to 2^24-1 seconds with 1 to 255 tries", "use numbers within that", false},
	"AddressEmptyCode":                 {fault.Invalid, "there is no contract at {target}", "check the address", false},
	"ERC1967InvalidImplementation":     {fault.Invalid, "{implementation} is no implementation", "check the address", false},
	"ERC1967NonPayable":                {fault.Invalid, "VANA was sent with an upgrade that takes none", hintDefect, false},
	"ERC1967ProxyUninitialized":        {fault.Internal, "a proxy was created without being initialised", hintDefect, false},
	"FailedCall":                       {fault.Conflict, "a call to another contract failed", hintRetry, false},
	"InvalidInitialization":            {fault.Conflict, "the contract is initialised already", "", false},
	"ReentrancyGuardReentrantCall":     {fault.Denied, "the contract was called again from within its own call", "do not call it from a receiving contract", false},
	"UUPSUnauthorizedCallContext":      {fault.Denied, "an upgrade goes through the proxy", "call the proxy's address", false},
	"UUPSUnsupportedProxiableUUID":     {fault.Invalid, "the new code is not made for this kind of proxy ({slot})", "check the address", false},
}
