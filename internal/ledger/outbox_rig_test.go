package ledger

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"math/big"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/devchain"
)

// tallyCode is a contract that counts calls: the first 32 bytes of the input name a counter, which it increments and logs as a topic.
// Without input it reverts with deadbeef. With exactly 33 bytes it reverts with the name if the counter is not 0 ("once only").
//
//	CALLDATASIZE PUSH1 11 JUMPI
//	PUSH4 deadbeef PUSH1 0 MSTORE PUSH1 4 PUSH1 28 REVERT
//	11: JUMPDEST PUSH1 0 CALLDATALOAD DUP1 SLOAD DUP1 PUSH1 33 CALLDATASIZE EQ MUL PUSH1 2b JUMPI
//	PUSH1 1 ADD DUP2 SSTORE PUSH1 0 PUSH1 0 LOG1 STOP
//	2b: JUMPDEST POP PUSH1 0 MSTORE PUSH1 32 PUSH1 0 REVERT
var tallyCode = common.FromHex("603580600b6000396000f3" +
	"3660115763deadbeef6000526004601cfd" + "5b60003580548060213614026" + "02b57600101815560006000a100" + "5b5060005260206000fd")

// testDeadline is how long any condition may take before a test gives up on it; nothing is expected to come near it.
const testDeadline = 2 * time.Minute

type manualClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *manualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *manualClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// bench is a chain with the tally contract on it, and an account that calls it through outboxes over one file.
type bench struct {
	t     *testing.T
	ctx   context.Context
	chain *devchain.Chain
	cfg   devchain.Config
	key   *ecdsa.PrivateKey
	clock *manualClock
	path  string
	tally common.Address
}

func newBench(t *testing.T) *bench {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), testDeadline)
	t.Cleanup(cancel)
	start := time.Now()
	b := &bench{
		t: t, ctx: ctx, key: devchain.FaucetKeys()[0], clock: &manualClock{now: start}, path: filepath.Join(t.TempDir(), "outbox.sqlite"),
		cfg: devchain.Config{Dir: t.TempDir(), Clock: func() time.Time { return start.Add(50 * time.Since(start)) }},
	}
	b.startChain()
	t.Cleanup(func() { b.chain.Close() })
	deployer := devchain.FaucetKeys()[9]
	tx := b.foreign(deployer, 0, nil, tallyCode)
	r := b.receipt(tx)
	if r.Status != 1 {
		t.Fatal("the test contract could not be deployed")
	}
	b.tally = r.ContractAddress
	return b
}

func (b *bench) startChain() {
	b.t.Helper()
	var err error
	if b.chain, err = devchain.Start(context.Background(), b.cfg); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) open(change ...func(*OutboxConfig)) *Outbox {
	b.t.Helper()
	cfg := OutboxConfig{
		Path: b.path, Node: b.chain.Client(), Signer: NewKeySigner(b.key), Clock: b.clock.Now, Poll: 20 * time.Millisecond,
		Rebroadcast: time.Minute, BumpAfter: time.Hour,
	}
	for _, f := range change {
		f(&cfg)
	}
	o, err := OpenOutbox(b.ctx, cfg)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { o.Close() })
	return o
}

// counter names a counter of the tally contract.
func counter(name string) []byte { return crypto.Keccak256([]byte(name)) }

// count calls the contract so that it counts; once only allows the first.
func (b *bench) count(name string) Call { return Call{To: &b.tally, Data: counter(name)} }

func (b *bench) once(name string) Call { return Call{To: &b.tally, Data: append(counter(name), 0)} }

func (b *bench) counted(name string) uint64 {
	b.t.Helper()
	word, err := b.chain.Client().StorageAt(b.ctx, b.tally, common.BytesToHash(counter(name)), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return new(big.Int).SetBytes(word).Uint64()
}

// foreign sends a transaction past every outbox.
func (b *bench) foreign(key *ecdsa.PrivateKey, nonce uint64, to *common.Address, data []byte) *types.Transaction {
	b.t.Helper()
	tx, err := types.SignNewTx(key, types.LatestSignerForChainID(b.chain.ChainID()), &types.DynamicFeeTx{
		ChainID: b.chain.ChainID(), Nonce: nonce, To: to, Data: data, Gas: 1_000_000, GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(4e9),
	})
	if err != nil {
		b.t.Fatal(err)
	}
	if err := b.chain.Client().SendTransaction(b.ctx, tx); err != nil {
		b.t.Fatal(err)
	}
	return tx
}

func (b *bench) receipt(tx *types.Transaction) *types.Receipt {
	b.t.Helper()
	var r *types.Receipt
	b.eventually("a receipt", func() (ok bool) {
		var err error
		r, err = b.chain.Client().TransactionReceipt(b.ctx, tx.Hash())
		return err == nil
	})
	return r
}

func (b *bench) eventually(what string, cond func() bool) {
	b.t.Helper()
	for end := time.Now().Add(testDeadline); !cond(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			b.t.Fatalf("did not happen: %s", what)
		}
	}
}

func (b *bench) submit(o *Outbox, key string, call Call) *Pending {
	b.t.Helper()
	p, err := o.Submit(b.ctx, key, call)
	if err != nil {
		b.t.Fatalf("submit %s: %v", key, err)
	}
	return p
}

func (b *bench) wait(o *Outbox, p *Pending) *types.Receipt {
	b.t.Helper()
	r, err := o.Wait(b.ctx, p)
	if err != nil {
		b.t.Fatalf("wait for %s: %v", p.Key, err)
	}
	return r
}

// faulty is a node that does to requests what a test wants.
type faulty struct {
	Node
	mu    sync.Mutex
	send  func(*types.Transaction) (deliver bool, err error)
	fetch func(common.Hash) error
	nonce func(uint64) uint64 // changes what PendingNonceAt answers
	sent  []*types.Transaction
}

func (f *faulty) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	f.mu.Lock()
	send := f.send
	f.sent = append(f.sent, tx)
	f.mu.Unlock()
	if send != nil {
		if deliver, err := send(tx); !deliver {
			return err
		} else if err != nil {
			f.Node.SendTransaction(ctx, tx)
			return err
		}
	}
	return f.Node.SendTransaction(ctx, tx)
}

func (f *faulty) TransactionReceipt(ctx context.Context, hash common.Hash) (*types.Receipt, error) {
	f.mu.Lock()
	fetch := f.fetch
	f.mu.Unlock()
	if fetch != nil {
		if err := fetch(hash); err != nil {
			return nil, err
		}
	}
	return f.Node.TransactionReceipt(ctx, hash)
}

func (f *faulty) PendingNonceAt(ctx context.Context, a common.Address) (uint64, error) {
	n, err := f.Node.PendingNonceAt(ctx, a)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.nonce != nil {
		n = f.nonce(n)
	}
	return n, err
}

func (f *faulty) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *faulty) seen() []*types.Transaction {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]*types.Transaction(nil), f.sent...)
}

func through(n Node) func(*OutboxConfig) { return func(c *OutboxConfig) { c.Node = n } }

// answer is an error as a node gives it, in contrast to one of the connection.
type answer struct {
	code int
	text string
}

func (a answer) Error() string { return a.text }

func (a answer) ErrorCode() int { return a.code }

var errGone = errors.New("dial tcp 127.0.0.1:8545: connect: connection refused")
