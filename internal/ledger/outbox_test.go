package ledger

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"database/sql"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"

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

func (a answer) Error() string  { return a.text }
func (a answer) ErrorCode() int { return a.code }

var errGone = errors.New("dial tcp 127.0.0.1:8545: connect: connection refused")

func TestOutboxSendsAndWaits(t *testing.T) {
	b := newBench(t)
	o := b.open()
	p := b.submit(o, "one", b.count("one"))
	r := b.wait(o, p)
	if r.TxHash != p.Hash || r.Status != 1 || len(r.Logs) != 1 || b.counted("one") != 1 {
		t.Fatalf("receipt %+v, counted %d", r, b.counted("one"))
	}
	made := b.wait(o, b.submit(o, "deploy", Call{Data: tallyCode}))
	if code, err := b.chain.Client().CodeAt(b.ctx, made.ContractAddress, nil); err != nil || len(code) == 0 {
		t.Fatalf("no contract at %s (%v)", made.ContractAddress, err)
	}
	to := common.Address{0x77}
	b.wait(o, b.submit(o, "coins", Call{To: &to, Value: big.NewInt(12345)}))
	if got, err := b.chain.Client().BalanceAt(b.ctx, to, nil); err != nil || got.Int64() != 12345 {
		t.Fatalf("balance %v (%v)", got, err)
	}
}

func TestOutboxSameKeyIsSentOnce(t *testing.T) {
	b := newBench(t)
	node := &faulty{Node: b.chain.Client()}
	o := b.open(through(node))
	const callers = 16
	hashes := make(chan common.Hash, callers)
	for range callers {
		go func() {
			p, err := o.Submit(b.ctx, "same", b.count("same"))
			if err != nil {
				t.Error(err)
				hashes <- common.Hash{}
				return
			}
			hashes <- p.Hash
		}()
	}
	first := <-hashes
	for range callers - 1 {
		if h := <-hashes; h != first {
			t.Errorf("another transaction: %s and %s", h, first)
		}
	}
	b.wait(o, &Pending{Key: "same"})
	// Again when it is mined, with other content, and in another process.
	if p := b.submit(o, "same", b.count("other content")); p.Hash != first {
		t.Errorf("another transaction after it was mined: %s", p.Hash)
	}
	o.Close()
	o = b.open(through(node))
	p := b.submit(o, "same", b.count("same"))
	if r := b.wait(o, p); r.TxHash != first {
		t.Errorf("another transaction after a restart: %s", r.TxHash)
	}
	if b.counted("same") != 1 || b.counted("other content") != 0 {
		t.Errorf("counted %d and %d", b.counted("same"), b.counted("other content"))
	}
	for _, tx := range node.seen() {
		if tx.Hash() != first {
			t.Errorf("sent %s as well", tx.Hash())
		}
	}
	// A different key is a different call.
	b.wait(o, b.submit(o, "not the same", b.count("same")))
	if b.counted("same") != 2 {
		t.Errorf("counted %d", b.counted("same"))
	}
}

func TestOutboxManyInFlight(t *testing.T) {
	b := newBench(t)
	o := b.open()
	var all []*Pending
	for i := range 60 {
		p := b.submit(o, fmt.Sprint("call ", i), Call{To: &b.tally, Data: counter("many"), Gas: 100_000})
		if p.Nonce != uint64(i) {
			t.Fatalf("call %d has nonce %d", i, p.Nonce)
		}
		all = append(all, p)
	}
	for _, p := range all {
		b.wait(o, p)
	}
	if b.counted("many") != 60 {
		t.Fatalf("counted %d", b.counted("many"))
	}
}

func TestOutboxTwoProcessesShareAFile(t *testing.T) {
	b := newBench(t)
	one, two := b.open(), b.open()
	var all []*Pending
	for i := range 20 {
		all = append(all, b.submit([]*Outbox{one, two}[i%2], fmt.Sprint(i), Call{To: &b.tally, Data: counter("shared"), Gas: 100_000}))
	}
	for i, p := range all {
		b.wait([]*Outbox{two, one}[i%2], p) // each waits for what the other submitted
	}
	if b.counted("shared") != 20 {
		t.Fatalf("counted %d", b.counted("shared"))
	}
	// Another account in the same file has keys and nonces of its own.
	other := b.open(func(c *OutboxConfig) { c.Signer = NewKeySigner(devchain.FaucetKeys()[1]) })
	if p := b.submit(other, "0", b.count("shared")); p.Nonce != 0 || b.wait(other, p).Status != 1 {
		t.Fatalf("nonce %d", p.Nonce)
	}
}

func TestOutboxRefusedAtTheEstimate(t *testing.T) {
	b := newBench(t)
	o := b.open()
	_, err := o.Submit(b.ctx, "refused", Call{To: &b.tally})
	var revert *RevertError
	if !errors.As(err, &revert) || !bytes.Equal(revert.Data, common.FromHex("deadbeef")) || revert.Tx != (common.Hash{}) {
		t.Fatalf("%v", err)
	}
	if calls, err := o.store.pending(b.ctx); err != nil || len(calls) != 0 {
		t.Fatalf("a refused call entered: %v (%v)", calls, err)
	}
	if _, err := o.Wait(b.ctx, &Pending{Key: "refused"}); !errors.Is(err, ErrUnknownCall) {
		t.Fatalf("%v", err)
	}
	b.wait(o, b.submit(o, "refused", b.count("accepted"))) // the key is still free
}

// boundaryCode is a contract that stores four new words in calls from the time on that the input names, as the pools do in an epoch's
// first operation.
//
//	PUSH1 0 CALLDATALOAD TIMESTAMP LT PUSH1 18 JUMPI
//	TIMESTAMP PUSH1 0 SSTORE TIMESTAMP PUSH1 1 SSTORE TIMESTAMP PUSH1 2 SSTORE TIMESTAMP PUSH1 3 SSTORE
//	18: JUMPDEST STOP
var boundaryCode = common.FromHex("601a80600b6000396000f3" + "600035421060" + "1857" + "42600055" + "42600155" + "42600255" + "42600355" + "5b00")

func TestOutboxAnEpochEndsAfterTheEstimate(t *testing.T) {
	b := newBench(t)
	o := b.open()
	to := b.receipt(b.foreign(devchain.FaucetKeys()[9], 1, nil, boundaryCode)).ContractAddress
	head, err := b.chain.Client().HeaderByNumber(b.ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	boundary := new(big.Int).SetUint64(head.Time + 1) // no block is mined in between: the next one is past it
	r := b.wait(o, b.submit(o, "first of its epoch", Call{To: &to, Data: common.BigToHash(boundary).Bytes()}))
	for slot := range int64(4) {
		word, err := b.chain.Client().StorageAt(b.ctx, to, common.BigToHash(big.NewInt(slot)), nil)
		if err != nil || new(big.Int).SetBytes(word).Cmp(boundary) < 0 {
			t.Errorf("slot %d: %x (%v), gas %d", slot, word, err, r.GasUsed)
		}
	}
}

func TestOutboxRevertedWhenMined(t *testing.T) {
	b := newBench(t)
	o := b.open()
	// With a limit of its own a call is not estimated. Two that exclude each other go into one block or two: either way the second
	// reverts, with a reason that only shows on the state that the first has changed.
	first, second := b.once("seat"), b.once("seat")
	first.Gas, second.Gas = 200_000, 200_000
	p1, p2 := b.submit(o, "first", first), b.submit(o, "second", second)
	b.wait(o, p1)
	for _, again := range []string{"at once", "after a restart"} {
		r, err := o.Wait(b.ctx, p2)
		var revert *RevertError
		if !errors.As(err, &revert) || !bytes.Equal(revert.Data, counter("seat")) || revert.Tx != p2.Hash || revert.OutOfGas {
			t.Fatalf("%s: %v", again, err)
		}
		if r == nil || r.Status != 0 {
			t.Fatalf("%s: receipt %v", again, r)
		}
		o.Close()
		o = b.open()
	}
	if p := b.submit(o, "second", b.once("another seat")); p.Hash != p2.Hash {
		t.Fatal("a reverted call was sent again under its key")
	}
	if b.counted("seat") != 1 || b.counted("another seat") != 0 {
		t.Fatalf("counted %d and %d", b.counted("seat"), b.counted("another seat"))
	}
	starved := b.count("starved")
	starved.Gas = 30_000 // enough to begin with, not enough to store
	_, err := o.Wait(b.ctx, b.submit(o, "starved", starved))
	var revert *RevertError
	if !errors.As(err, &revert) || len(revert.Data) != 0 || !revert.OutOfGas || !strings.Contains(err.Error(), "out of gas") {
		t.Fatalf("out of gas: %v", err)
	}
}

func TestOutboxCrashBetweenPersistAndSend(t *testing.T) {
	b := newBench(t)
	node := &faulty{Node: b.chain.Client(), send: func(*types.Transaction) (bool, error) { return false, errGone }}
	o := b.open(through(node))
	p := b.submit(o, "crash", b.count("crash"))
	b.eventually("a try to send", func() bool { return len(node.seen()) > 0 })
	short, cancel := context.WithCancel(b.ctx)
	b.eventually("the reason to be noted", func() bool { return strings.Contains(o.late(b.ctx, "crash").Error(), "refused") })
	cancel()
	if _, err := o.Wait(short, p); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "connection refused") {
		t.Fatalf("%v", err)
	}
	o.Close()
	if _, err := o.Wait(b.ctx, p); !errors.Is(err, ErrOutboxClosed) {
		t.Fatalf("%v", err)
	}
	if _, err := o.Submit(b.ctx, "late", b.count("late")); !errors.Is(err, ErrOutboxClosed) {
		t.Fatalf("%v", err)
	}
	o = b.open()
	if r := b.wait(o, p); r.TxHash != p.Hash || b.counted("crash") != 1 {
		t.Fatalf("%s, want %s; counted %d", r.TxHash, p.Hash, b.counted("crash"))
	}
}

func TestOutboxSendsAgainWhatWasLost(t *testing.T) {
	b := newBench(t)
	lost := &faulty{Node: b.chain.Client(), send: func(*types.Transaction) (bool, error) { return false, nil }}
	o := b.open(through(lost))
	p := b.submit(o, "lost", b.count("lost"))
	b.eventually("the first sending", func() bool { return len(lost.seen()) == 1 })
	lost.set(func() { lost.send = nil })
	b.clock.Advance(2 * time.Minute)
	if r := b.wait(o, p); r.TxHash != p.Hash {
		t.Fatalf("another transaction: %s", r.TxHash)
	}
}

func TestOutboxWaitsForAnAbsentNode(t *testing.T) {
	b := newBench(t)
	b.cfg.Listen = strings.TrimPrefix(b.chain.HTTPURL(), "http://")
	client, err := ethclient.DialContext(b.ctx, b.chain.HTTPURL())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	node := &faulty{Node: client, send: func(*types.Transaction) (bool, error) { return false, nil }}
	o := b.open(through(node))
	before := b.submit(o, "before", b.count("before")) // never reaches the node that goes away
	b.eventually("the first sending", func() bool { return len(node.seen()) == 1 })
	b.chain.Close()

	done := make(chan error, 1)
	go func() {
		p, err := o.Submit(b.ctx, "during", b.count("during"))
		if err == nil {
			_, err = o.Wait(b.ctx, p)
		}
		done <- err
	}()
	short, cancel := context.WithTimeout(b.ctx, 300*time.Millisecond)
	defer cancel()
	if _, err := o.Submit(short, "impatient", b.count("impatient")); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "connection refused") {
		t.Fatalf("%v", err)
	}
	if _, err := o.Wait(short, before); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("%v", err)
	}
	node.set(func() { node.send = nil })
	b.startChain()
	b.clock.Advance(2 * time.Minute)
	b.wait(o, before)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if b.counted("before") != 1 || b.counted("during") != 1 || b.counted("impatient") != 0 {
		t.Fatalf("counted %d %d %d", b.counted("before"), b.counted("during"), b.counted("impatient"))
	}
}

func TestOutboxNonceTaken(t *testing.T) {
	t.Run("is signed again at another nonce", func(t *testing.T) {
		b := newBench(t)
		node := &faulty{Node: b.chain.Client(), send: func(*types.Transaction) (bool, error) { return false, nil }}
		o := b.open(through(node))
		p := b.submit(o, "mine", b.count("mine"))
		next := b.submit(o, "next", b.count("mine"))
		b.receipt(b.foreign(b.key, p.Nonce, &b.tally, counter("foreign")))
		node.set(func() { node.send = nil })
		b.clock.Advance(2 * time.Minute)
		r := b.wait(o, p)
		if r.TxHash == p.Hash || r.Status != 1 {
			t.Fatalf("receipt of %s", r.TxHash)
		}
		b.wait(o, next)
		if b.counted("mine") != 2 || b.counted("foreign") != 1 {
			t.Fatalf("counted %d and %d", b.counted("mine"), b.counted("foreign"))
		}
		if now := b.submit(o, "mine", b.count("mine")); now.Nonce != 2 || now.Hash != r.TxHash {
			t.Fatalf("now %+v", now)
		}
	})
	t.Run("by a transaction that makes the call pointless", func(t *testing.T) {
		b := newBench(t)
		node := &faulty{Node: b.chain.Client(), send: func(*types.Transaction) (bool, error) { return false, nil }}
		o := b.open(through(node))
		p := b.submit(o, "seat", b.once("seat"))
		b.receipt(b.foreign(b.key, p.Nonce, &b.tally, b.once("seat").Data))
		_, err := o.Wait(b.ctx, p)
		var revert *RevertError
		if !errors.Is(err, ErrNonceTaken) || !errors.As(err, &revert) || !bytes.Equal(revert.Data, counter("seat")) {
			t.Fatalf("%v", err)
		}
		node.set(func() { node.send = nil })
		b.wait(o, b.submit(o, "after", b.count("after")))
	})
	t.Run("not by an earlier transaction of the same call", func(t *testing.T) {
		b := newBench(t)
		// The first fee is delivered late: after it has been replaced. What was sent first is what is mined.
		var first *types.Transaction
		node := &faulty{Node: b.chain.Client()}
		node.send = func(tx *types.Transaction) (bool, error) {
			if first == nil {
				first = tx
			}
			return false, nil
		}
		o := b.open(through(node), func(c *OutboxConfig) { c.BumpAfter = time.Minute })
		p := b.submit(o, "late", b.count("late"))
		b.eventually("the first sending", func() bool { return len(node.seen()) > 0 })
		b.clock.Advance(2 * time.Minute)
		b.eventually("a bump", func() bool { s := node.seen(); return s[len(s)-1].Hash() != p.Hash })
		if err := b.chain.Client().SendTransaction(b.ctx, first); err != nil {
			t.Fatal(err)
		}
		if r := b.wait(o, p); r.TxHash != p.Hash || b.counted("late") != 1 {
			t.Fatalf("receipt of %s, counted %d", r.TxHash, b.counted("late"))
		}
	})
}

func TestOutboxRaisesTheFee(t *testing.T) {
	t.Run("when nothing happens", func(t *testing.T) {
		b := newBench(t)
		var stuck common.Hash
		node := &faulty{Node: b.chain.Client()}
		node.send = func(tx *types.Transaction) (bool, error) { return tx.Hash() != stuck, nil }
		// Nothing is sent before stuck is known: the driver is told by Submit.
		node.fetch = nil
		o := b.open(through(&holdFirst{faulty: node, hold: &stuck}), func(c *OutboxConfig) { c.BumpAfter = time.Minute })
		p := b.submit(o, "stuck", b.count("stuck"))
		b.eventually("the first sending", func() bool { return len(node.seen()) > 0 })
		b.clock.Advance(2 * time.Minute)
		r := b.wait(o, p)
		if r.TxHash == p.Hash {
			t.Fatal("mined without a bump")
		}
		var old, bumped *types.Transaction
		for _, tx := range node.seen() {
			switch tx.Hash() {
			case p.Hash:
				old = tx
			case r.TxHash:
				bumped = tx
			}
		}
		for what, pair := range map[string][2]*big.Int{"tip": {old.GasTipCap(), bumped.GasTipCap()}, "cap": {old.GasFeeCap(), bumped.GasFeeCap()}} {
			if new(big.Int).Mul(pair[1], big.NewInt(8)).Cmp(new(big.Int).Mul(pair[0], big.NewInt(9))) < 0 {
				t.Errorf("%s from %s to %s: less than an eighth more", what, pair[0], pair[1])
			}
		}
		if old.Nonce() != bumped.Nonce() || b.counted("stuck") != 1 {
			t.Errorf("nonce %d and %d, counted %d", old.Nonce(), bumped.Nonce(), b.counted("stuck"))
		}
	})
	t.Run("when the node calls it underpriced", func(t *testing.T) {
		b := newBench(t)
		var refused common.Hash
		node := &faulty{Node: b.chain.Client()}
		node.send = func(tx *types.Transaction) (bool, error) {
			if refused == (common.Hash{}) {
				refused = tx.Hash()
			}
			if tx.Hash() == refused {
				return false, answer{-32000, "transaction underpriced: gas tip cap 1, minimum needed 2"}
			}
			return true, nil
		}
		o := b.open(through(node))
		p := b.submit(o, "cheap", b.count("cheap"))
		if r := b.wait(o, p); r.TxHash == p.Hash {
			t.Fatal("mined at a fee the node refused")
		}
	})
	t.Run("but not beyond the limit", func(t *testing.T) {
		b := newBench(t)
		node := &faulty{Node: b.chain.Client(), send: func(*types.Transaction) (bool, error) {
			return false, answer{-32000, "transaction underpriced"}
		}}
		limit := big.NewInt(1_800_000_000)
		o := b.open(through(node), func(c *OutboxConfig) { c.MaxFee = limit })
		b.submit(o, "dear", b.count("dear"))
		b.eventually("the limit to be noted", func() bool {
			return errors.Is(o.late(b.ctx, "dear"), ErrFeeLimit)
		})
		for _, tx := range node.seen() { // how many steps there are below it depends on the base fee
			if tx.GasFeeCap().Cmp(limit) > 0 {
				t.Fatalf("sent at %s wei", tx.GasFeeCap())
			}
		}
	})
}

// holdFirst swallows the first transaction it ever sees, for ever.
type holdFirst struct {
	*faulty
	hold *common.Hash
}

func (h *holdFirst) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	h.set(func() {
		if *h.hold == (common.Hash{}) {
			*h.hold = tx.Hash()
		}
	})
	return h.faulty.SendTransaction(ctx, tx)
}

func TestOutboxFillsAGap(t *testing.T) {
	b := newBench(t)
	node := &faulty{Node: b.chain.Client(), nonce: func(n uint64) uint64 { return n + 2 }} // two of a stranger's, which then vanish
	o := b.open(through(node))
	p := b.submit(o, "after the gap", b.count("gap"))
	if p.Nonce != 2 {
		t.Fatalf("nonce %d", p.Nonce)
	}
	node.set(func() { node.nonce = nil })
	if r := b.wait(o, p); r.TxHash != p.Hash || b.counted("gap") != 1 {
		t.Fatalf("%s, counted %d", r.TxHash, b.counted("gap"))
	}
	b.wait(o, b.submit(o, "and on", b.count("gap")))
}

func TestOutboxIndexingInProgress(t *testing.T) {
	b := newBench(t)
	var asked int
	node := &faulty{Node: b.chain.Client()}
	node.fetch = func(common.Hash) error {
		if asked++; asked < 6 {
			return answer{-32000, "transaction indexing is in progress"}
		}
		return nil
	}
	o := b.open(through(node))
	p := b.submit(o, "indexed late", b.count("indexed"))
	if r := b.wait(o, p); r.TxHash != p.Hash || b.counted("indexed") != 1 {
		t.Fatalf("taken for a foreign nonce: %s", r.TxHash)
	}
}

func TestOutboxConfirmations(t *testing.T) {
	b := newBench(t)
	o := b.open(func(c *OutboxConfig) { c.Confirmations = 1 })
	r := b.wait(o, b.submit(o, "deep", b.count("deep")))
	head, err := b.chain.Client().BlockNumber(b.ctx)
	if err != nil || head < r.BlockNumber.Uint64()+1 {
		t.Fatalf("believed at head %d, mined in %d (%v)", head, r.BlockNumber, err)
	}
}

func TestOutboxRefuses(t *testing.T) {
	b := newBench(t)
	o := b.open()
	poor, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	broke := b.open(func(c *OutboxConfig) { c.Signer = NewKeySigner(poor) })
	many := new(big.Int).Mul(big.NewInt(1e18), big.NewInt(1e9))
	for name, tc := range map[string]struct {
		out  *Outbox
		key  string
		call Call
		want error
	}{
		"an empty key":            {o, "", b.count("x"), ErrKey},
		"a key of the outbox's":   {o, fillerKey + "0", b.count("x"), ErrKey},
		"more coins than it has":  {o, "rich", Call{To: &b.tally, Value: many, Data: counter("x")}, ErrFunds},
		"a fee it cannot pay":     {broke, "broke", b.count("x"), ErrFunds},
		"too little gas":          {o, "little", Call{To: &b.tally, Data: counter("x"), Gas: 22_279}, ErrLimits},
		"too little to deploy":    {o, "little code", Call{Data: tallyCode, Gas: 53_000}, ErrLimits},
		"more gas than allowed":   {o, "much", Call{To: &b.tally, Data: counter("x"), Gas: txGasCap + 1}, ErrLimits},
		"more data than allowed":  {o, "large", Call{To: &b.tally, Data: make([]byte, maxData+1), Gas: txGasCap}, ErrLimits},
		"the same with own limit": {broke, "broke too", Call{To: &b.tally, Data: counter("x"), Gas: 50_000}, ErrFunds},
	} {
		if _, err := tc.out.Submit(b.ctx, tc.key, tc.call); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b.counted("x") != 0 {
		t.Error("something was sent")
	}
	// The limits themselves are not refused, here or by the node.
	for name, call := range map[string]Call{
		"least gas": {To: &common.Address{0x99}, Data: counter("x"), Gas: 22_280},
		"most gas":  {To: &b.tally, Data: counter("y"), Gas: txGasCap},
		"most data": {To: &common.Address{0x99}, Data: bytes.Repeat([]byte{1}, maxData), Gas: txGasCap},
	} {
		if r, err := o.Wait(b.ctx, b.submit(o, name, call)); err != nil || r.Status != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOutboxFile(t *testing.T) {
	b := newBench(t)
	open := func(path string, node Node) error {
		o, err := OpenOutbox(b.ctx, OutboxConfig{Path: path, Node: node, Signer: NewKeySigner(b.key)})
		if err == nil {
			o.Close()
		}
		return err
	}
	change := func(t *testing.T, statement string) string {
		path := filepath.Join(t.TempDir(), "o.sqlite")
		if err := open(path, b.chain.Client()); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
		return path
	}
	t.Run("of a later version", func(t *testing.T) {
		if err := open(change(t, `UPDATE meta SET version = 2`), b.chain.Client()); !errors.Is(err, ErrOutboxVersion) {
			t.Fatal(err)
		}
	})
	t.Run("of something else", func(t *testing.T) {
		if err := open(change(t, `DROP TABLE meta`), b.chain.Client()); !errors.Is(err, ErrOutboxVersion) {
			t.Fatal(err)
		}
	})
	t.Run("of another chain id", func(t *testing.T) {
		if err := open(change(t, `UPDATE meta SET chain = '1'`), b.chain.Client()); !errors.Is(err, ErrOtherChain) {
			t.Fatal(err)
		}
	})
	t.Run("of a chain that began anew", func(t *testing.T) {
		if err := open(change(t, `UPDATE meta SET genesis = zeroblob(32)`), b.chain.Client()); !errors.Is(err, ErrOtherChain) {
			t.Fatal(err)
		}
	})
	t.Run("with an odd name", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "a b?c#d%20e&f.sqlite")
		for range 2 {
			if err := open(path, b.chain.Client()); err != nil {
				t.Fatal(err)
			}
		}
		if found, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*.sqlite")); err != nil || len(found) != 1 || found[0] != path {
			t.Fatalf("%v (%v)", found, err)
		}
	})
	t.Run("while the node is away", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
		client, err := ethclient.Dial("http://" + l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(b.ctx, 100*time.Millisecond)
		defer cancel()
		_, err = OpenOutbox(ctx, OutboxConfig{Path: filepath.Join(t.TempDir(), "o"), Node: client, Signer: NewKeySigner(b.key)})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
	})
	t.Run("without a path", func(t *testing.T) {
		if err := open("", b.chain.Client()); err == nil {
			t.Fatal("opened")
		}
	})
}

// TestOutboxExactlyOnce drives calls through a node that loses, delays and doubles, a stranger who takes nonces, and an outbox that is
// closed and opened again at random. In the end each call must have been executed exactly once.
func TestOutboxExactlyOnce(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	b := newBench(t)
	var mu sync.Mutex
	chance := func(percent int) bool {
		mu.Lock()
		defer mu.Unlock()
		return rng.IntN(100) < percent
	}
	node := &faulty{Node: b.chain.Client()}
	node.send = func(tx *types.Transaction) (bool, error) {
		switch {
		case chance(25):
			return false, nil // lost, and nobody says so
		case chance(25):
			return false, errGone
		case chance(25):
			return true, errGone // it arrived, but the answer did not
		case chance(10):
			b.chain.Client().SendTransaction(b.ctx, tx) // twice
		}
		return true, nil
	}
	o := b.open(through(node), func(c *OutboxConfig) { c.BumpAfter = 3 * time.Minute })
	const calls = 40
	for i := range calls {
		name := fmt.Sprint("call ", i)
		for b.submit(o, name, b.count(name)); chance(20); {
			b.submit(o, name, b.count(name))
		}
		if chance(40) {
			if used, err := b.chain.Client().NonceAt(b.ctx, o.Address(), nil); err == nil {
				stranger, err := types.SignNewTx(b.key, types.LatestSignerForChainID(b.chain.ChainID()), &types.DynamicFeeTx{
					ChainID: b.chain.ChainID(), Nonce: used, To: &b.tally, Data: counter("stranger"), Gas: 100_000, GasTipCap: big.NewInt(1e6), GasFeeCap: big.NewInt(8e9),
				})
				if err != nil {
					t.Fatal(err)
				}
				b.chain.Client().SendTransaction(b.ctx, stranger) // refused if ours is there; that is fine
			}
		}
		if chance(15) {
			o.Close()
			o = b.open(through(node), func(c *OutboxConfig) { c.BumpAfter = 3 * time.Minute })
		}
		if chance(50) {
			b.clock.Advance(time.Minute)
		}
	}
	stop := make(chan struct{})
	defer close(stop)
	go func() { // lost transactions are found out only as time goes by
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				b.clock.Advance(10 * time.Second)
			}
		}
	}()
	for i := range calls {
		b.wait(o, &Pending{Key: fmt.Sprint("call ", i)})
	}
	for i := range calls {
		if name := fmt.Sprint("call ", i); b.counted(name) != 1 {
			t.Errorf("%s was executed %d times", name, b.counted(name))
		}
	}
	t.Logf("%d sendings, %d by the stranger", len(node.seen()), b.counted("stranger"))
}

type lyingSigner struct {
	Signer
	sign func(*types.Transaction, *big.Int) (*types.Transaction, error)
}

func (l lyingSigner) SignTx(_ context.Context, tx *types.Transaction, id *big.Int) (*types.Transaction, error) {
	return l.sign(tx, id)
}

func TestSignerIsChecked(t *testing.T) {
	keys := devchain.FaucetKeys()
	honest, id := NewKeySigner(keys[0]), big.NewInt(7)
	tx := types.NewTx(&types.DynamicFeeTx{ChainID: id, To: &common.Address{1}, Gas: 21_000, GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(2)})
	if signed, err := signChecked(context.Background(), honest, tx, id); err != nil || signed.Nonce() != 0 {
		t.Fatal(err)
	}
	if fmt.Sprint(honest) != crypto.PubkeyToAddress(keys[0].PublicKey).Hex() {
		t.Fatalf("prints as %v", honest)
	}
	for name, sign := range map[string]func(*types.Transaction, *big.Int) (*types.Transaction, error){
		"signs with another key": func(tx *types.Transaction, id *big.Int) (*types.Transaction, error) {
			return NewKeySigner(keys[1]).SignTx(context.Background(), tx, id)
		},
		"signs something else": func(_ *types.Transaction, id *big.Int) (*types.Transaction, error) {
			return honest.SignTx(context.Background(), types.NewTx(&types.DynamicFeeTx{ChainID: id, To: &common.Address{2}}), id)
		},
		"does not sign": func(tx *types.Transaction, _ *big.Int) (*types.Transaction, error) { return tx, nil },
	} {
		if _, err := signChecked(context.Background(), lyingSigner{honest, sign}, tx, id); !errors.Is(err, ErrSigner) {
			t.Errorf("%s: %v", name, err)
		}
	}
	declined := errors.New("declined on the device")
	_, err := signChecked(context.Background(), lyingSigner{honest, func(*types.Transaction, *big.Int) (*types.Transaction, error) { return nil, declined }}, tx, id)
	if !errors.Is(err, declined) {
		t.Errorf("%v", err)
	}
}

func TestTemporary(t *testing.T) {
	for _, tc := range []struct {
		err  error
		want bool
	}{
		{errGone, true},
		{fmt.Errorf("asking: %w", net.ErrClosed), true},
		{answer{-32000, "transaction indexing is in progress"}, true},
		{answer{-32005, "limit exceeded"}, true},
		{answer{-32000, "insufficient funds for gas * price + value"}, false},
		{answer{3, "execution reverted"}, false},
		{ethereum.NotFound, false},
		{context.Canceled, false},
		{context.DeadlineExceeded, false},
		{nil, false},
	} {
		if got := temporary(tc.err); got != tc.want {
			t.Errorf("%v: %v", tc.err, got)
		}
	}
}

func TestRevertErrorNamesTheReason(t *testing.T) {
	// Error(string) with "no seat", as the ABI encodes it.
	data := append(common.FromHex("08c379a0"), append(common.LeftPadBytes([]byte{32}, 32), append(common.LeftPadBytes([]byte{7}, 32), common.RightPadBytes([]byte("no seat"), 32)...)...)...)
	for _, tc := range []struct {
		err  RevertError
		want string
	}{
		{RevertError{Data: data}, "no seat"},
		{RevertError{Data: []byte{1, 2, 3, 4}}, "0x01020304"},
		{RevertError{Tx: common.Hash{0xaa}}, "0xaa00"},
		{RevertError{Tx: common.Hash{0xaa}, OutOfGas: true}, "ran out of gas"},
		{RevertError{}, "refused"},
	} {
		if got := tc.err.Error(); !strings.Contains(got, tc.want) {
			t.Errorf("%q does not say %q", got, tc.want)
		}
	}
}
