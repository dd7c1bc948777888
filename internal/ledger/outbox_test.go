package ledger

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/coppice-network/coppice/internal/devchain"
)

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

func TestOutboxConfirmations(t *testing.T) {
	b := newBench(t)
	o := b.open(func(c *OutboxConfig) { c.Confirmations = 1 })
	r := b.wait(o, b.submit(o, "deep", b.count("deep")))
	head, err := b.chain.Client().BlockNumber(b.ctx)
	if err != nil || head < r.BlockNumber.Uint64()+1 {
		t.Fatalf("believed at head %d, mined in %d (%v)", head, r.BlockNumber, err)
	}
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
