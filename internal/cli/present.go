package cli

import (
	"context"
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"syscall"

	"github.com/coppice-network/coppice/internal/access"
	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/attestation"
	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/contribution"
	"github.com/coppice-network/coppice/internal/custody"
	"github.com/coppice-network/coppice/internal/datadao"
	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/deployment"
	"github.com/coppice-network/coppice/internal/devchain"
	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/export"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/home"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/library"
	"github.com/coppice-network/coppice/internal/node"
	"github.com/coppice-network/coppice/internal/personal"
	"github.com/coppice-network/coppice/internal/query"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/sqlite"
	"github.com/coppice-network/coppice/internal/vana"
	"github.com/coppice-network/coppice/internal/wallet"
	"github.com/coppice-network/coppice/internal/wallet/external"
	"github.com/coppice-network/coppice/internal/withdrawal"
)

// hints say what to do about the errors that people meet.
var hints = []struct {
	err  error
	code fault.Code
	hint string
}{
	{home.ErrNoNetwork, fault.NotFound, "start a local one with `coppice up`, or choose another with --network"},
	{home.ErrInUse, fault.Conflict, "stop the other process, or use another --home or --network"},
	{home.ErrVersion, fault.Conflict, "use the version of coppice that wrote it, or another --home"},
	{home.ErrName, fault.Invalid, "a network's name has a-z, 0-9, _ and -, at most 32"},
	{contracts.ErrFormat, fault.Conflict, "use the version of coppice that wrote it, or start the network again with `coppice up`"},
	{contracts.ErrMalformed, fault.Invalid, "get the network file again; `coppice up` writes that of a local network"},
	{contracts.ErrParams, fault.Invalid, "see `coppice deploy --help` for what the parameters mean"},
	{contracts.ErrNonceUsed, fault.Conflict, "deploy under another --name, with an account that nothing else uses meanwhile"},
	{contracts.ErrCreationFailed, fault.Conflict, "the chain may lack something the contracts need, such as the Prague rules; see docs/validator-operator.md"},
	{datadao.ErrGoverned, fault.Denied, "act as the DataDAO's owner (--as), or put it to the vote with `coppice gov propose`"},
	{contracts.ErrOtherCode, fault.Conflict, "use the version of coppice that deployed them, or deploy under another --name"},
	{contracts.ErrNoBaseFee, fault.Invalid, "choose a chain with EIP-1559 fees; coppice sends no older transactions"},
	{contracts.ErrFeeLimit, fault.Limit, "wait until the chain is less busy, or allow more with --max-fee; the same command goes on"},
	{contracts.ErrDeployerFunds, fault.Funds, "send VANA to the account, then give the same command again"},
	{deployment.ErrURL, fault.Invalid, "for example: --rpc http://127.0.0.1:8545"},
	{deployment.ErrAway, fault.Unavailable, "check the address, and that a node listens there; the same command goes on where it was"},
	{deployment.ErrNoHistory, fault.Invalid, "choose a chain with the Prague rules; anvil has them with --hardfork prague"},
	{deployment.ErrStill, fault.Conflict, "start it so that it makes blocks on its own, for example `anvil --block-time 1` or `geth --dev --dev.period 1`"},
	{deployment.ErrClock, fault.Conflict, "set the clock of the machine that is wrong; leases and deadlines are in the chain's time"},
	{deployment.ErrVersion, fault.Conflict, "use the version of coppice that wrote it, or another --name"},
	{deployment.ErrMalformed, fault.Integrity, "restore the file from a backup, or deploy under another --name"},
	{deployment.ErrOtherChain, fault.Conflict, "check --rpc, or deploy under another --name"},
	{deployment.ErrOtherDeployer, fault.Conflict, "choose the account that began with --as, or deploy under another --name"},
	{deployment.ErrOtherParams, fault.Conflict, "give the same parameters or none, or deploy under another --name"},
	{deployment.ErrOtherCode, fault.Conflict, "use the version of coppice that began, or deploy under another --name"},
	{deployment.ErrBusy, fault.Conflict, "wait until they are mined, or deploy from another account"},
	{node.ErrNotRunning, fault.Unavailable, "start it with `coppice up`, as the same user and with the same --home and --network"},
	{node.ErrFaucet, fault.Funds, "ask for less, or fund an account with another address: ten faucet accounts of 10,000 VANA each share them out by their last byte"},
	{node.ErrNoFunder, fault.Invalid, "give the private key of an account with money in COPPICE_FUNDER_KEY, or on stdin with --funder -"},
	{wallet.ErrNotFound, fault.NotFound, "see `coppice account list`, or make one with `coppice account new NAME`"},
	{wallet.ErrPassphrase, fault.Denied, "try again; the passphrase is in COPPICE_PASSWORD, in --password-file, or asked for"},
	{wallet.ErrExists, fault.Conflict, "choose another name"},
	{wallet.ErrFaucetKey, fault.Denied, "these keys are public; make an account with `coppice account new NAME`"},
	{wallet.ErrName, fault.Invalid, "for example: coppice account new ana"},
	{wallet.ErrKey, fault.Invalid, "give 64 hex digits, the words of a mnemonic, or a key file, on stdin"},
	{wallet.ErrMnemonic, fault.Invalid, "give the words in one line, in their order; a path looks like m/44'/60'/0'/0/0"},
	{wallet.ErrKeyFile, fault.Integrity, "restore the file from a backup, or import the account again"},
	{wallet.ErrVersion, fault.Conflict, "use the version of coppice that wrote it"},
	{wallet.ErrKeyVersion, fault.Conflict, "use the version of coppice that made the copy"},
	{contribution.ErrMoved, fault.Conflict, "give the command that contributed the file again: it finds the file's new id, or registers it anew"},
	{all{contribution.ErrKept, ledger.ErrAway}, fault.Unavailable, "give the same command again once the network is up (`coppice status`): it goes on, and nothing is paid twice"},
	{all{ledger.ErrKept, ledger.ErrAway}, fault.Unavailable, "do not give the command again: any later command of this account sends it, once the network is up (`coppice status`)"},
	{contribution.ErrKept, fault.Funds, "give the same command again once the account has the money or the fee has fallen: it goes on, and nothing is paid twice"},
	{ledger.ErrKept, fault.Funds, "do not give the command again: any later command of this account sends it, once the account has the money or the fee has fallen"},
	{ledger.ErrAway, fault.Unavailable, "see whether the network is up (`coppice status`), then give the same command again"},
	{ledger.ErrFeeLimit, fault.Limit, "nothing was sent; wait until the chain is less busy, then give the command again"},
	{wallet.ErrExternal, fault.Denied, "do it with the signer's own tools; `coppice account list` shows where keys are"},
	{wallet.ErrSignerURL, fault.Invalid, "for example: --url http://127.0.0.1:9000, or --url unix:/home/ana/.clef/clef.ipc"},
	{wallet.ErrNotDeterministic, fault.Denied, "nothing was sealed or sent; use a wallet that signs the same message the same way (RFC 6979), or personal copies would never open again"},
	{wallet.ErrWrongSigner, fault.Integrity, "nothing was sent; check the address, and the signer: old versions of some sign EIP-712 data wrongly"},
	{wallet.ErrSignature, fault.Integrity, "nothing was sent; check that the signer signs for an ordinary account and EIP-712 data by the standard"},
	{external.ErrOtherTx, fault.Integrity, "nothing was sent; do not use this signer before its operator has explained this"},
	{external.ErrAccount, fault.NotFound, "check the address; the signer's own tools list its accounts"},
	{external.ErrMethods, fault.Invalid, "use a signer with eth_signTransaction and eth_signTypedData_v4, or clef"},
	{external.ErrAnswer, fault.Integrity, "check the URL: what answers there may be another program"},
	{external.ErrDeclined, fault.Denied, "look at what the signer shows or logs: it refused to sign"},
	{external.ErrAway, fault.Unavailable, "start the signer, or check its URL; then give the same command again"},
	{contribution.ErrJournalVersion, fault.Conflict, "use the version of coppice that wrote it, or another --home"},
	{contribution.ErrNotMine, fault.Denied, "choose the account it belongs to with --as"},
	{vana.ErrSigner, fault.Denied, "nothing was sent; contribute with the account whose signature encrypts the file (--as)"},
	{vana.ErrSignature, fault.Invalid, "nothing was sent; a signature is 0x and 130 hex digits, on one line"},
	{vana.ErrPassword, fault.Denied, "nothing was sent; choose the account that encrypted it with --as, or give the signature with --signature-file"},
	{vana.ErrNotEncrypted, fault.Invalid, "nothing was sent; contribute a plain file without --already-encrypted"},
	{vana.ErrUnprotected, fault.Integrity, "nothing was sent; encrypt the export again with a current client"},
	{vana.ErrUnsupported, fault.Invalid, "nothing was sent; encrypt the export again, or contribute the plain file"},
	{vana.ErrDamaged, fault.Integrity, "nothing was sent; get the file again, or encrypt the export again"},
	{vana.ErrTooLarge, fault.Limit, "nothing was sent; contribute a smaller export"},
	{vana.ErrChanged, fault.Conflict, "give the same command again when nothing else writes the file"},
	{export.ErrLink, fault.Invalid, "nothing was sent; put the file itself in the place of the link, or leave it out"},
	{export.ErrName, fault.Invalid, "nothing was sent; give the file another name, or contribute the platform's own archive"},
	{export.ErrFiles, fault.Limit, "nothing was sent; contribute a part of it, or with --each every file by itself"},
	{export.ErrEmpty, fault.Invalid, "nothing was sent; give a folder with files that are not hidden"},
	{export.ErrChanged, fault.Conflict, "give the same command again when nothing else writes there"},
	{contribution.ErrFile, fault.Invalid, "nothing was sent; correct the file and try again"},
	{contribution.ErrNoCard, fault.NotFound, "take the card (NAME.json) from a backup; it was written beside the copy"},
	{contribution.ErrNoCopy, fault.NotFound, "take the copy (NAME.age) from a backup; it was written beside the card"},
	{contribution.ErrFunds, fault.Funds, "on a local network: `coppice account fund`"},
	{contribution.ErrUnsponsored, fault.Funds, "nothing was sent; `coppice dao show` has the DataDAO's terms, or contribute without --sponsored and pay yourself"},
	{contribution.ErrIntake, fault.Integrity, "nothing was sent; do not contribute to this DataDAO before its operators have explained this"},
	{ledger.ErrIntakeKey, fault.Integrity, "nothing was sent; do not contribute to this DataDAO before its operators have explained this"},
	{ledger.ErrNoIntakeKey, fault.Unavailable, "try again in a moment: a validator makes the key when a DataDAO is created"},
	{ledger.ErrFunds, fault.Funds, "on a local network: `coppice account fund`"},
	{ledger.ErrOutboxVersion, fault.Conflict, "use the version of coppice that wrote it, or another --home"},
	{ledger.ErrOtherChain, fault.Conflict, "the network was made anew; use another --home or --network"},
	{ledger.ErrNonceTaken, fault.Conflict, "another program uses this account; give the command again"},
	{ledger.ErrLimits, fault.Limit, "send less at once"},
	{ledger.ErrNotSettled, fault.Unavailable, "wait for the validator: `coppice job show` tells how far it is"},
	{job.ErrFormat, fault.Invalid, "give a receipt that `coppice query` or `coppice compute run` wrote, with the version that wrote it"},
	{job.ErrSignature, fault.Integrity, "do not rely on what this receipt says"},
	{access.ErrResult, fault.Integrity, "do not rely on this result; keep the receipt and ask the validator's operator"},
	{library.ErrDigest, fault.Integrity, "the store gave something else than was registered; ask the DataDAO's owner to publish it again"},
	{access.ErrDenied, fault.Denied, "`coppice quote` shows the verdict for every column; ask the DataDAO for a grant"},
	{access.ErrNoJob, fault.NotFound, "`coppice job list` shows yours"},
	{access.ErrFailed, fault.Limit, "`coppice job list` has its books; the data part is back in your balance"},
	{datadao.ErrTaken, fault.Conflict, "choose another name"},
	{datadao.ErrSlug, fault.Invalid, "for example: coppice dao create fitness --proof proof.star --refiner refine.sql"},
	{datadao.ErrKind, fault.Invalid, "--proof takes a proof bundle (.star), --refiner a refiner bundle (.sql), an instruction is a .wasm"},
	{datadao.ErrNoSchema, fault.Invalid, "a refiner creates its tables with CREATE TABLE; start from `coppice bundle init refiner DIR`"},
	{devchain.ErrInUse, fault.Conflict, "stop the other process, or use another --home or --network"},
	{devchain.ErrVersion, fault.Conflict, "use the version of coppice that wrote it, or another --home"},
	{devchain.ErrPortInUse, fault.Conflict, "stop the program that listens there, or choose another address with --listen"},
	{devchain.ErrFaucetExposed, fault.Denied, "listen on 127.0.0.1; a local network is for this machine"},
	{devchain.ErrDiskFull, fault.Limit, "free some space and start again; nothing confirmed is lost"},
	{node.ErrIPFS, fault.Unavailable, "start Kubo (`ipfs daemon`), and give the address of its RPC to --ipfs"},
	{node.ErrAPIPortInUse, fault.Conflict, "stop the program that listens there, or choose another address with --api-listen"},
	{personal.ErrScheme, fault.Invalid, "give --storage a folder, or REMOTE:PATH with a remote of rclone's configuration"},
	{personal.ErrURL, fault.Invalid, "give the path or URL of a copy (NAME.age); --storage takes a folder or REMOTE:PATH"},
	{personal.ErrNoRemote, fault.NotFound, "`rclone config` makes a remote; a folder whose name has a colon is written ./NAME"},
	{personal.ErrRemoteConfig, fault.Denied, "set RCLONE_CONFIG_PASS to its password, or RCLONE_CONFIG to another file"},
	{personal.ErrSecret, fault.Invalid, "keep it in rclone's configuration (`rclone config`) or in the environment, as RCLONE_CONFIG_NAME_OPTION"},
	{personal.ErrCredentials, fault.Denied, "renew them with `rclone config`, then give the same command again: nothing is lost"},
	{personal.ErrReadOnly, fault.Denied, "see whether it is full, give the credentials the right to write there, or choose another --storage"},
	{blob.ErrUnreachable, fault.Unavailable, "give the same command again when the storage is reachable: it goes on where it was, nothing is lost"},
	{personal.ErrNoList, fault.Invalid, "give the URL of each copy (personalUrl) to `coppice file open`"},
	{blob.ErrInUse, fault.Conflict, "stop the other process, or use another --home or --network"},
	{blob.ErrVersion, fault.Conflict, "use the version of coppice that wrote it, or another --home"},
	{blob.ErrCorrupt, fault.Integrity, "the store's disk may be failing: run `coppice doctor`"},
	{blob.ErrMismatch, fault.Integrity, "do not use it; fetch it from another node"},
	{blob.ErrRemote, fault.Unavailable, "try again; `coppice status` tells whether the network is well"},
	{blob.ErrNotFound, fault.NotFound, "check the name; a personal copy needs the card (NAME.json) beside it"},
	{blob.ErrTooLarge, fault.Limit, "contribute a smaller export; nothing is lost"},
	{blob.ErrNoSpace, fault.Limit, "free some space and give the same command again; nothing is lost"},
	{syscall.ENOSPC, fault.Limit, "free some space and try again; nothing is lost"},
	{bundle.ErrVersion, fault.Conflict, "use the version of coppice that packed it"},
	{bundle.ErrInvalid, fault.Invalid, "start from a template with `coppice bundle init`"},
	{bundle.ErrBundle, fault.Invalid, "correct what it names; the limits of a bundle are in its bundle.json"},
	{sandbox.ErrUnavailable, fault.Unavailable, "`coppice doctor` says which layer this machine lacks"},
	{sandbox.ErrInputTooLarge, fault.Limit, "the bundle's limits are in its bundle.json"},
	{seal.ErrNotForUs, fault.Denied, "choose the account it was made for with --as"},
	{seal.ErrNotSealed, fault.Invalid, "give the path of a personal copy (NAME.age)"},
	{seal.ErrDamaged, fault.Integrity, "nothing was written; take the copy from a backup"},
	{seal.ErrVersion, fault.Conflict, "use the version of coppice that sealed it"},
	{seal.ErrSidecar, fault.Integrity, "take the card (NAME.json) from a backup; it was written beside the copy"},
	{attestation.ErrFormat, fault.Conflict, "use the version of coppice that its validator runs"},
	{query.ErrVersion, fault.Conflict, "make the plan again with this version"},
	{query.ErrNotAllowed, fault.Denied, "see docs/ai-builder.md for the SQL that is understood"},
	{amount.ErrSyntax, fault.Invalid, "amounts are decimal numbers of whole tokens, such as 12.5"},
	{enclave.ErrVersion, fault.Conflict, "use the version of coppice that wrote it"},
	{withdrawal.ErrVersion, fault.Conflict, "use the version of coppice that wrote it"},
	{withdrawal.ErrCertificate, fault.Invalid, "`coppice file withdraw` writes the file of certificates"},
	{withdrawal.ErrSignature, fault.Integrity, "do not rely on what this certificate says"},
	{custody.ErrVersion, fault.Conflict, "use the version of coppice that wrote it, or another --home"},
	{custody.ErrInUse, fault.Conflict, "stop the other process, or use another --home or --network"},
	{dataset.ErrVersion, fault.Conflict, "use the version of coppice that wrote it, or another --home"},
	{dataset.ErrSchemaVersion, fault.Conflict, "use the version of coppice that registered the refiner, or a later one"},
	{dataset.ErrArtifactVersion, fault.Conflict, "use the version of coppice that the validators run"},
	{dataset.ErrInUse, fault.Conflict, "stop the other process, or use another --home or --network"},
	{dataset.ErrNoSpace, fault.Limit, "free some space and try again; nothing is lost"},
	{index.ErrVersion, fault.Conflict, "use the version of coppice that wrote it; or remove index.db, it is made again from the chain"},
	{context.Canceled, fault.Unavailable, "give the same command again: it goes on where it was"},
	{context.DeadlineExceeded, fault.Unavailable, "give the same command again: it goes on where it was"},
	{fs.ErrExist, fault.Conflict, "choose another name; nothing is overwritten"},
	{fs.ErrNotExist, fault.NotFound, "check the path"},
	{fs.ErrPermission, fault.Denied, "check who owns the path, and its permissions"},
	{sqlite.ErrVersion, fault.Conflict, "use the version of coppice that wrote it, or another --home"}, // whatever file it is
}

// lastHints are for errors that say nothing more about what to do.
var lastHints = map[fault.Code]string{
	fault.Invalid:     "correct it and try again; --help shows an example",
	fault.NotFound:    "check the name; what was just sent may take a moment to appear",
	fault.Denied:      "choose an account that may do this with --as",
	fault.Conflict:    "`coppice status` shows the state of the network",
	fault.Funds:       "on a local network: `coppice account fund`",
	fault.Limit:       "ask for less, or wait",
	fault.Unavailable: "try again; `coppice status` tells whether the network is well",
	fault.Integrity:   "do not rely on it; ask the operators of the network",
	fault.Internal:    "give the command again with -v to see what happens; if it is a defect of coppice, report it",
}

// present turns any error into what a person sees: there is always a hint, and packages are not named.
func present(err error) *fault.Error {
	f := *classify(err)
	f.Message = withoutPackages(f.Message)
	if f.Hint == "" {
		f.Hint = lastHints[f.Code]
	}
	return &f
}

func classify(err error) *fault.Error {
	var f *fault.Error
	if errors.As(err, &f) {
		return f
	}
	for _, h := range hints {
		if every, ok := h.err.(all); ok && every.in(err) || errors.Is(err, h.err) {
			return fault.Wrap(err, h.code, h.hint, "%v", err)
		}
	}
	if full := blob.NoSpace(err); errors.Is(full, blob.ErrNoSpace) { // a database says it in a way of its own
		return classify(full)
	}
	return fault.From(err)
}

// all is an entry for errors that are all of these.
type all []error

func (a all) Error() string { return errors.Join(a...).Error() }

func (a all) in(err error) bool {
	return !slices.ContainsFunc(a, func(one error) bool { return !errors.Is(err, one) })
}

// packageName is what a sentinel's text begins with, wherever it stands in a chain of errors.
var packageName = regexp.MustCompile(`(^|: )(access|amount|attestation|blob|bundle|compute|contracts|contribution|custody|datadao|dataset|deployment|enclave|export|external|` +
	`home|index|job|ledger|library|node|personal|pooled|query|refinement|sandbox|seal|session|sqlite|validation|vana|wallet|withdrawal|intake): `)

// withoutPackages takes the names of packages out of a message; they help whoever reads code, not whoever reads errors.
func withoutPackages(text string) string {
	for {
		short := packageName.ReplaceAllString(text, "$1")
		if short == text {
			return text
		}
		text = short
	}
}
