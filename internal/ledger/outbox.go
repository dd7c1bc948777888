package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"
)

// Errors of an outbox.
var (
	ErrNonceTaken   = errors.New("ledger: another transaction of this account took the nonce")
	ErrOutboxClosed = errors.New("ledger: the outbox is closed")
	ErrUnknownCall  = errors.New("ledger: the outbox holds no call under this key")
	ErrFunds        = errors.New("ledger: the account cannot pay for the transaction")
	ErrLimits       = errors.New("ledger: no block can hold the transaction")
	ErrKey          = errors.New("ledger: idempotency key must not be empty or begin with a control character")
	// ErrFeeLimit means: the chain asks for more per gas than OutboxConfig.MaxFee.
	ErrFeeLimit = errors.New("ledger: the chain's fee is above the limit")
	// ErrKept goes with ErrFunds, ErrFeeLimit or ErrAway of a call that an outbox has taken responsibility for: it is sent once that has
	// changed.
	ErrKept = errors.New("ledger: the transaction is signed and kept")
)

// Call is something to do on chain.
type Call struct {
	To    *common.Address // nil creates a contract
	Data  []byte
	Value *big.Int // wei; nil is 0
	// Gas is the limit. 0 means: estimate, and refuse the call if it would revert now. A call that depends on one that is still
	// in flight cannot be estimated and needs a limit here.
	Gas uint64
}

// Pending is a call that an outbox has taken responsibility for.
type Pending struct {
	Key   string
	Nonce uint64      // as of now: another nonce if this one is taken by a stranger
	Hash  common.Hash // as of now: another hash after a fee bump
}

// OutboxConfig says whose transactions go where. Path, Node and Signer are required.
type OutboxConfig struct {
	Path   string // SQLite file; several senders and several processes may share it
	Node   Node
	Signer Signer
	Clock  func() time.Time // nil: time.Now; decides when to send again and when to raise the fee
	Log    *slog.Logger     // nil: discarded

	Poll        time.Duration // the longest time between looks at the chain while something is pending; default 500 ms
	Rebroadcast time.Duration // a transaction that is in no block after this is sent again; default 15 s
	BumpAfter   time.Duration // the fee of the transaction whose turn it is is raised after this; default 45 s
	MaxFee      *big.Int      // wei per gas that no transaction offers more than; default 1,000 gwei

	// Confirmations is how many blocks must follow before an outcome is believed and before a nonce counts as taken. 0 is right
	// for the embedded chain, which never reorganises (and is silent when idle, so that more than 1 would wait for ever).
	Confirmations uint64

	// TakenDepth is how many blocks must follow the one in which a stranger's transaction took a nonce, before the call is signed again
	// at another one. On a chain that reorganises, less could bring back the first transaction beside the second. 0 is right for the
	// embedded chain.
	TakenDepth uint64

	// GiveUp makes Wait return ErrKept with the reason when a call cannot go on before the account gets money, the chain's fee falls or
	// the node is back, and Submit return ErrAway. Otherwise they wait for that, too, which is right where no person waits.
	GiveUp   bool
	Patience time.Duration // how long one that gives up waits for a node that does not answer; default 2 minutes
}

// patience is how long a node is waited for; 0 is for ever.
func (c *OutboxConfig) patience() time.Duration {
	if !c.GiveUp {
		return 0
	}
	return c.Patience
}

// ForeignDepth is a TakenDepth for chains that others run. Only an account that two programs use at the same time ever waits for it.
const ForeignDepth = 12

// Outbox sends the transactions of one account, each exactly once, across crashes, lost transactions and absent nodes.
//
// A call is persisted with its signed transaction and nonce before it is sent. From then on the outbox sends that nonce until some
// transaction with it is mined; only if a stranger's transaction took the nonce is the call signed again at another one, because
// only then can the first never be mined. So at no moment do two transactions exist that could both execute one call.
//
// Its methods may be called from any goroutine.
type Outbox struct {
	cfg     OutboxConfig
	from    common.Address
	chainID *big.Int
	store   *store

	stop context.CancelFunc
	done chan struct{}
	kick chan struct{} // something was submitted
	turn *turn         // to sign

	mu      sync.Mutex
	changed chan struct{}      // closed and replaced when an outcome becomes final
	trouble map[string]error   // by key: why it is not mined yet, as far as known
	sent    map[common.Hash]at // by transaction of this run
	taken   map[string]int     // by key: how often in a row its nonce was seen used by nobody of ours
	silent  time.Time          // since when the node has not answered; zero if it does
}

// at is when a transaction was first and last sent.
type at struct{ first, last time.Time }

// OpenOutbox opens the outbox of cfg.Signer's account and starts sending what is pending in it. It asks the node which chain it
// serves, waiting for it until ctx ends. Errors: ErrOutboxVersion, ErrOtherChain.
func OpenOutbox(ctx context.Context, cfg OutboxConfig) (*Outbox, error) {
	if cfg.Path == "" || cfg.Node == nil || cfg.Signer == nil {
		return nil, errors.New("ledger: an outbox needs a path, a node and a signer")
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Poll <= 0 {
		cfg.Poll = 500 * time.Millisecond
	}
	if cfg.Rebroadcast <= 0 {
		cfg.Rebroadcast = 15 * time.Second
	}
	if cfg.BumpAfter <= 0 {
		cfg.BumpAfter = 45 * time.Second
	}
	if cfg.MaxFee == nil {
		cfg.MaxFee = big.NewInt(1000 * params.GWei)
	}
	if cfg.Patience <= 0 {
		cfg.Patience = patience
	}
	chainID, err := forAWhile(ctx, cfg.patience(), cfg.Node.ChainID)
	if err != nil {
		return nil, fmt.Errorf("asking for the chain id: %w", err)
	}
	genesis, err := forAWhile(ctx, cfg.patience(), func(ctx context.Context) (*types.Header, error) {
		return cfg.Node.HeaderByNumber(ctx, new(big.Int))
	})
	if err != nil {
		return nil, fmt.Errorf("asking for the genesis block: %w", err)
	}
	st, err := openStore(ctx, cfg.Path, cfg.Signer.Address(), chainID, genesis.Hash())
	if err != nil {
		return nil, err
	}
	run, stop := context.WithCancel(context.Background())
	o := &Outbox{
		cfg: cfg, from: cfg.Signer.Address(), chainID: chainID, store: st,
		stop: stop, done: make(chan struct{}), kick: make(chan struct{}, 1), turn: newTurn(cfg.Path),
		changed: make(chan struct{}), trouble: make(map[string]error), sent: make(map[common.Hash]at), taken: make(map[string]int),
	}
	go func() {
		defer close(o.done)
		o.drive(run)
	}()
	return o, nil
}

// Close stops sending. What is pending stays in the file and goes on with the next OpenOutbox.
func (o *Outbox) Close() error {
	o.stop()
	<-o.done
	return o.store.db.Close()
}

// Address is the sender.
func (o *Outbox) Address() common.Address { return o.from }

// Submit takes responsibility for a call and returns once that is durable. The first call under a key counts: submitting the key
// again, in this process or after a crash, returns the same call's state and sends nothing new, even if it was reverted or the
// content differs. To try anew, use a new key.
//
// Errors before anything was persisted (the key stays free): *RevertError if the contract refuses the call as things stand,
// ErrFunds, ErrFeeLimit, ErrAway, ErrLimits (too little or too much gas, too much data), ErrKey, or the context's error joined with what the node
// last said.
func (o *Outbox) Submit(ctx context.Context, key string, call Call) (*Pending, error) {
	if key == "" || key[0] < ' ' {
		return nil, fmt.Errorf("%w: %q", ErrKey, key)
	}
	if call.Value == nil {
		call.Value = new(big.Int)
	}
	r, known, err := o.store.find(ctx, o.store.db, key)
	if err != nil {
		return nil, o.closedOr(fmt.Errorf("looking for %q: %w", key, err))
	}
	if known {
		return r.asPending(), nil
	}
	estimated := call.Gas == 0
	if estimated {
		if call.Gas, err = o.estimate(ctx, call); err != nil {
			return nil, fmt.Errorf("estimating %q: %w", key, err)
		}
	}
	if err := withinLimits(call); err != nil {
		return nil, fmt.Errorf("submitting %q: %w", key, err)
	}
	p, err := o.accept(ctx, key, call, estimated)
	if err != nil {
		return nil, o.closedOr(fmt.Errorf("submitting %q: %w", key, err))
	}
	select {
	case o.kick <- struct{}{}:
	default:
	}
	return p, nil
}

func (r record) asPending() *Pending { return &Pending{Key: r.key, Nonce: r.nonce, Hash: r.hash} }

// accept signs at the next nonce and persists. It does so in turn with whoever else signs for this file, in whichever process, so that two
// submissions never choose one nonce; the file itself is not held meanwhile, since a signer may ask a person. The node is asked before, so
// that an absent one holds up nobody else.
func (o *Outbox) accept(ctx context.Context, key string, call Call, estimated bool) (*Pending, error) {
	f, err := o.fees(ctx)
	if err != nil {
		return nil, err
	}
	if err := o.affords(ctx, call, f); err != nil {
		return nil, err
	}
	chainNonce, err := forAWhile(ctx, o.cfg.patience(), func(ctx context.Context) (uint64, error) { return o.cfg.Node.PendingNonceAt(ctx, o.from) })
	if err != nil {
		return nil, fmt.Errorf("reading the nonce: %w", err)
	}
	release, err := o.turn.take(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	if r, known, err := o.store.find(ctx, o.store.db, key); err != nil || known {
		return r.asPending(), err
	}
	nonce, err := o.store.nextNonce(ctx, o.store.db)
	if err != nil {
		return nil, err
	}
	signed, err := o.sign(ctx, call, max(nonce, chainNonce), f)
	if err != nil {
		return nil, err
	}
	r := record{key: key, nonce: signed.Nonce(), call: call, estimated: estimated, hash: signed.Hash()}
	return r.asPending(), o.store.within(ctx, func(tx *sql.Tx) error { return o.store.put(ctx, tx, r, signed) })
}

// affords refuses a call that the account cannot pay for. Other pending calls are not counted, and another program may spend the same
// money, so this is a courtesy, not a guarantee.
func (o *Outbox) affords(ctx context.Context, call Call, f fee) error {
	cost := costOf(call.Value, f.cap, call.Gas)
	balance, err := forAWhile(ctx, o.cfg.patience(), func(ctx context.Context) (*big.Int, error) { return o.cfg.Node.BalanceAt(ctx, o.from, nil) })
	if err != nil {
		return fmt.Errorf("reading the balance: %w", err)
	}
	if balance.Cmp(cost) < 0 {
		return fmt.Errorf("%w: %s has %s wei and may need %s", ErrFunds, o.from, balance, cost)
	}
	return nil
}

// costOf is the most that a transaction can cost.
func costOf(value, feeCap *big.Int, gas uint64) *big.Int {
	cost := new(big.Int).Mul(feeCap, new(big.Int).SetUint64(gas))
	return cost.Add(cost, value)
}

// Accepted reports whether a call of this key was ever accepted: then it may be on chain, now or later.
func (o *Outbox) Accepted(ctx context.Context, key string) (bool, error) {
	_, known, err := o.store.find(ctx, o.store.db, key)
	return known, o.closedOr(err)
}

// Wait returns the receipt of a call once it is final, which may be long after Submit and in another process. A reverted call gives
// its receipt and a *RevertError. A call whose nonce a stranger took and which the contract then refused gives ErrNonceTaken and a
// *RevertError. If ctx ends first, the error is the context's with the last known reason for the delay. With GiveUp, see there.
func (o *Outbox) Wait(ctx context.Context, p *Pending) (*types.Receipt, error) {
	for {
		o.mu.Lock()
		changed := o.changed
		o.mu.Unlock()
		r, known, err := o.store.find(ctx, o.store.db, p.Key)
		switch {
		case err != nil && ctx.Err() != nil:
			return nil, o.late(ctx, p.Key)
		case err != nil:
			return nil, o.closedOr(fmt.Errorf("looking for %q: %w", p.Key, err))
		case !known:
			return nil, fmt.Errorf("%w: %q", ErrUnknownCall, p.Key)
		case r.status == statusDropped:
			return nil, fmt.Errorf("%w, and then: %w", ErrNonceTaken, &RevertError{Data: r.revert})
		case r.status != statusPending:
			return o.outcome(ctx, r)
		}
		if why := o.stuck(p.Key); why != nil {
			return nil, fmt.Errorf("%w; %w", why, ErrKept)
		}
		timer := time.NewTimer(o.cfg.Poll) // another process may be the one that records the outcome
		select {
		case <-changed:
		case <-timer.C:
		case <-o.done:
			timer.Stop()
			return nil, ErrOutboxClosed
		case <-ctx.Done():
			timer.Stop()
			return nil, o.late(ctx, p.Key)
		}
		timer.Stop()
	}
}

// outcome fetches the receipt of a call whose outcome is recorded.
func (o *Outbox) outcome(ctx context.Context, r record) (*types.Receipt, error) {
	receipt, err := forAWhile(ctx, o.cfg.patience(), func(ctx context.Context) (*types.Receipt, error) {
		return o.cfg.Node.TransactionReceipt(ctx, r.hash)
	})
	if err != nil {
		return nil, fmt.Errorf("reading the receipt of %q: %w", r.key, err)
	}
	if r.status == statusReverted {
		return receipt, &RevertError{Data: r.revert, Tx: r.hash, OutOfGas: len(r.revert) == 0 && receipt.GasUsed == r.call.Gas}
	}
	return receipt, nil
}

// stuck is why a call cannot go on by itself, if nobody is to wait for that to change.
func (o *Outbox) stuck(key string) error {
	if !o.cfg.GiveUp {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	why := o.trouble[key]
	switch {
	case errors.Is(why, ErrFunds), errors.Is(why, ErrFeeLimit):
		return why
	case why != nil && !o.silent.IsZero() && o.cfg.Clock().Sub(o.silent) >= o.cfg.Patience:
		return fmt.Errorf("%w: %w", ErrAway, why)
	}
	return nil
}

// late is the error of a wait that ended before the call did.
func (o *Outbox) late(ctx context.Context, key string) error {
	o.mu.Lock()
	trouble := o.trouble[key]
	o.mu.Unlock()
	if trouble != nil {
		return fmt.Errorf("%w before %q was mined: %w", ctx.Err(), key, trouble)
	}
	return fmt.Errorf("%w before %q was mined", ctx.Err(), key)
}

// closedOr names the reason of an error that only comes from the outbox having been closed.
func (o *Outbox) closedOr(err error) error {
	select {
	case <-o.done:
		return ErrOutboxClosed
	default:
		return err
	}
}

const (
	txGasCap = params.MaxTxGas // the most one transaction may use since Osaka (EIP-7825)
	maxData  = 127 << 10       // nodes accept transactions up to 128 KiB, envelope and signature included
)

// withinLimits refuses what no node would take. Once persisted, such a transaction would hold up all later nonces for ever.
func withinLimits(call Call) error {
	if len(call.Data) > maxData {
		return fmt.Errorf("%w: %d bytes of data, at most %d", ErrLimits, len(call.Data), maxData)
	}
	var zeros, others uint64
	for _, b := range call.Data {
		if b == 0 {
			zeros++
		} else {
			others++
		}
	}
	intrinsic := params.TxGas + zeros*params.TxDataZeroGas + others*params.TxDataNonZeroGasEIP2028
	if call.To == nil {
		words := (zeros + others + 31) / 32
		intrinsic += params.TxGasContractCreation - params.TxGas + words*params.InitCodeWordGas
	}
	floor := params.TxGas + (zeros+others*params.TxTokenPerNonZeroByte)*params.TxCostFloorPerToken // EIP-7623
	if least := max(intrinsic, floor); call.Gas < least {
		return fmt.Errorf("%w: gas limit %d, its data alone needs %d", ErrLimits, call.Gas, least)
	}
	if call.Gas > txGasCap {
		return fmt.Errorf("%w: gas limit %d, at most %d", ErrLimits, call.Gas, uint64(txGasCap))
	}
	return nil
}

// gasSpare, and half of the estimate, are what a call may need beyond it. The estimate is made on the newest block, and the call may be
// the first one of an epoch: then it also writes up to five new words (22,100 gas each) that move the pool's stake on. What is not used is
// not paid.
const gasSpare = 150_000

// estimate returns a gas limit with gas to spare: the state can change before the call is mined.
func (o *Outbox) estimate(ctx context.Context, call Call) (uint64, error) {
	gas, err := forAWhile(ctx, o.cfg.patience(), func(ctx context.Context) (uint64, error) {
		return o.cfg.Node.EstimateGas(ctx, ethereum.CallMsg{From: o.from, To: call.To, Data: call.Data, Value: call.Value})
	})
	if err != nil {
		if revert, ok := asRevert(err); ok {
			return 0, revert
		}
		if strings.Contains(err.Error(), "insufficient funds") {
			return 0, fmt.Errorf("%w: %w", ErrFunds, err)
		}
		return 0, err
	}
	return min(gas+gas/2+gasSpare, max(gas, txGasCap)), nil // above the cap it is refused with the figure
}

// Check runs a call on the newest block without sending it. The error is a *RevertError if the contract refuses it as things stand.
func (o *Outbox) Check(ctx context.Context, call Call) error {
	_, err := forAWhile(ctx, o.cfg.patience(), func(ctx context.Context) ([]byte, error) {
		return o.cfg.Node.CallContract(ctx, ethereum.CallMsg{From: o.from, To: call.To, Data: call.Data, Value: call.Value, Gas: call.Gas}, nil)
	})
	if revert, ok := asRevert(err); ok {
		return revert
	}
	return err
}

// fee is what a transaction offers, in wei per gas.
type fee struct{ tip, cap *big.Int }

// fees is what the node asks for now, with room for the base fee to double where the limit allows that. The error is ErrFeeLimit if not
// even the next block's fee is within it.
func (o *Outbox) fees(ctx context.Context) (fee, error) {
	head, err := forAWhile(ctx, o.cfg.patience(), func(ctx context.Context) (*types.Header, error) { return o.cfg.Node.HeaderByNumber(ctx, nil) })
	if err != nil {
		return fee{}, fmt.Errorf("reading the base fee: %w", err)
	}
	if head.BaseFee == nil {
		return fee{}, errors.New("ledger: the chain has no base fee (EIP-1559)")
	}
	tip, err := forAWhile(ctx, o.cfg.patience(), o.cfg.Node.SuggestGasTipCap)
	if err != nil {
		return fee{}, fmt.Errorf("asking for a tip: %w", err)
	}
	if least := new(big.Int).Add(tip, head.BaseFee); least.Cmp(o.cfg.MaxFee) > 0 {
		return fee{}, fmt.Errorf("%w: %s wei per gas, at most %s are offered", ErrFeeLimit, least, o.cfg.MaxFee)
	}
	return fee{tip: tip, cap: bigMin(new(big.Int).Add(tip, new(big.Int).Lsh(head.BaseFee, 1)), o.cfg.MaxFee)}, nil
}

func (o *Outbox) sign(ctx context.Context, call Call, nonce uint64, f fee) (*types.Transaction, error) {
	return signChecked(ctx, o.cfg.Signer, types.NewTx(&types.DynamicFeeTx{
		ChainID: o.chainID, Nonce: nonce, To: call.To, Value: call.Value, Data: call.Data, Gas: call.Gas, GasTipCap: f.tip, GasFeeCap: f.cap,
	}), o.chainID)
}
