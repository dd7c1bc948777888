package ledger

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/devchain"
)

// elsewhere opens an outbox of the same account in another home, which knows nothing of the first.
func (b *bench) elsewhere(change ...func(*OutboxConfig)) *Outbox {
	b.t.Helper()
	path := filepath.Join(b.t.TempDir(), "outbox.sqlite")
	return b.open(append([]func(*OutboxConfig){func(c *OutboxConfig) { c.Path = path }}, change...)...)
}

// hurry lets the outboxes' time pass until the test ends.
func (b *bench) hurry(each time.Duration) {
	stop := make(chan struct{})
	b.t.Cleanup(func() { close(stop) })
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				b.clock.Advance(each)
			}
		}
	}()
}

// account makes an account with so many wei.
func (b *bench) account(wei int64) *ecdsa.PrivateKey {
	b.t.Helper()
	key, err := crypto.GenerateKey()
	if err != nil {
		b.t.Fatal(err)
	}
	b.give(key, wei)
	return key
}

func (b *bench) give(key *ecdsa.PrivateKey, wei int64) {
	b.t.Helper()
	purse := devchain.FaucetKeys()[8]
	nonce, err := b.chain.Client().PendingNonceAt(b.ctx, crypto.PubkeyToAddress(purse.PublicKey))
	if err != nil {
		b.t.Fatal(err)
	}
	to := crypto.PubkeyToAddress(key.PublicKey)
	tx, err := types.SignNewTx(purse, types.LatestSignerForChainID(b.chain.ChainID()), &types.DynamicFeeTx{
		ChainID: b.chain.ChainID(), Nonce: nonce, To: &to, Value: big.NewInt(wei), Gas: 21_000, GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(4e9),
	})
	if err != nil {
		b.t.Fatal(err)
	}
	if err := b.chain.Client().SendTransaction(b.ctx, tx); err != nil {
		b.t.Fatal(err)
	}
	b.receipt(tx)
}

// TestOutboxTwoHomes: the same account at work on two machines. They take each other's nonces all the time; nothing is lost and nothing
// happens twice.
func TestOutboxTwoHomes(t *testing.T) {
	b := newBench(t)
	patient := func(c *OutboxConfig) { c.BumpAfter, c.Rebroadcast = time.Minute, 20*time.Second }
	homes := []*Outbox{b.open(patient), b.elsewhere(patient)}
	b.hurry(2 * time.Second)
	const each = 12
	var wg sync.WaitGroup
	for h, o := range homes {
		for i := range each {
			wg.Go(func() {
				name := fmt.Sprintf("home %d call %d", h, i)
				p, err := o.Submit(b.ctx, name, Call{To: &b.tally, Data: counter(name), Gas: 100_000})
				if err == nil {
					_, err = o.Wait(b.ctx, p)
				}
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
	}
	wg.Wait()
	for h := range homes {
		for i := range each {
			if name := fmt.Sprintf("home %d call %d", h, i); b.counted(name) != 1 {
				t.Errorf("%s was executed %d times", name, b.counted(name))
			}
		}
	}
}

// reorganising is a node whose newest blocks may be replaced: while vanish is set, it says that the account's next nonce is used, and has
// none of the transactions sent to it.
type reorganising struct {
	Node
	vanish atomic.Bool
	asked  atomic.Int64
}

func (r *reorganising) NonceAt(ctx context.Context, a common.Address, block *big.Int) (uint64, error) {
	n, err := r.Node.NonceAt(ctx, a, block)
	if r.vanish.Load() && block == nil {
		r.asked.Add(1)
		n++
	}
	return n, err
}

func (r *reorganising) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	if r.vanish.Load() {
		return nil
	}
	return r.Node.SendTransaction(ctx, tx)
}

func TestOutboxTakenNonceMayComeBack(t *testing.T) {
	b := newBench(t)
	others := 1 // of account 9, which deployed the contract
	blocks := func(n int) {
		for range n {
			b.receipt(b.foreign(devchain.FaucetKeys()[9], uint64(others), &common.Address{9}, nil))
			others++
		}
	}
	blocks(4) // deep enough to look back
	t.Run("not signed again before the block is deep", func(t *testing.T) {
		node := &reorganising{Node: b.chain.Client()}
		node.vanish.Store(true)
		o := b.open(func(c *OutboxConfig) { c.Node, c.TakenDepth = node, 3 })
		p := b.submit(o, "comes back", b.count("comes back"))
		b.eventually("many looks at a nonce that seems taken", func() bool { return node.asked.Load() > 4*takenLooks })
		if now := b.submit(o, "comes back", b.count("comes back")); now.Hash != p.Hash {
			t.Fatalf("signed again as %s while the first could still be mined", now.Hash)
		}
		node.vanish.Store(false) // the block with the stranger's transaction is no more
		b.clock.Advance(2 * time.Minute)
		if r := b.wait(o, p); r.TxHash != p.Hash || b.counted("comes back") != 1 {
			t.Fatalf("mined as %s, counted %d", r.TxHash, b.counted("comes back"))
		}
	})
	t.Run("signed again once it is", func(t *testing.T) {
		node := &reorganising{Node: b.chain.Client()}
		o := b.elsewhere(func(c *OutboxConfig) {
			c.Node, c.TakenDepth = &faulty{Node: node, send: func(*types.Transaction) (bool, error) { return false, nil }}, 3
		})
		p := b.submit(o, "taken", b.count("taken"))
		b.receipt(b.foreign(b.key, p.Nonce, &common.Address{9}, nil))
		blocks(5)
		b.eventually("another transaction", func() bool { return b.submit(o, "taken", b.count("taken")).Nonce > p.Nonce })
		o.cfg.Node.(*faulty).set(func() { o.cfg.Node.(*faulty).send = nil })
		b.hurry(10 * time.Second)
		if r := b.wait(o, p); r.TxHash == p.Hash || b.counted("taken") != 1 {
			t.Fatalf("mined as %s, counted %d", r.TxHash, b.counted("taken"))
		}
	})
}

// dear is a node whose chain asks for a higher base fee, and takes no transaction that offers less.
type dear struct {
	Node
	base atomic.Int64 // wei; 0 = what the chain asks for
}

func (d *dear) HeaderByNumber(ctx context.Context, n *big.Int) (*types.Header, error) {
	h, err := d.Node.HeaderByNumber(ctx, n)
	if base := d.base.Load(); err == nil && base > 0 && (n == nil || n.Sign() != 0) {
		h = types.CopyHeader(h)
		h.BaseFee = big.NewInt(base)
	}
	return h, err
}

func (d *dear) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	if base := d.base.Load(); tx.GasFeeCap().Cmp(big.NewInt(base)) < 0 {
		return answer{-32000, "max fee per gas less than block base fee"}
	}
	return d.Node.SendTransaction(ctx, tx)
}

func TestOutboxFeeSpike(t *testing.T) {
	const gwei = 1_000_000_000
	b := newBench(t)
	node := &dear{Node: b.chain.Client()}
	limited := func(c *OutboxConfig) { c.Node, c.MaxFee, c.GiveUp = node, big.NewInt(20*gwei), true }
	o := b.open(limited)

	node.base.Store(30 * gwei)
	if _, err := o.Submit(b.ctx, "during", b.count("during")); !errors.Is(err, ErrFeeLimit) {
		t.Fatalf("submitted above the limit: %v", err)
	}
	if calls, err := o.store.pending(b.ctx); err != nil || len(calls) != 0 {
		t.Fatalf("a call above the limit was persisted: %v (%v)", calls, err)
	}

	// Below the limit the fee follows the chain's; room for it to double is given up before the transaction is.
	node.base.Store(15 * gwei)
	p := b.submit(o, "follows", b.count("follows"))
	if r := b.wait(o, p); r.EffectiveGasPrice.Cmp(big.NewInt(20*gwei)) > 0 {
		t.Fatalf("paid %s", r.EffectiveGasPrice)
	}

	// A spike between signing and sending: raised within the limit, at the same nonce.
	node.base.Store(1 * gwei)
	hold := &faulty{Node: node, send: func(*types.Transaction) (bool, error) { return false, errGone }}
	o.Close()
	o = b.open(limited, through(hold))
	p = b.submit(o, "raised", b.count("raised"))
	node.base.Store(10 * gwei)
	hold.set(func() { hold.send = nil })
	if r := b.wait(o, p); r.TxHash == p.Hash || b.counted("raised") != 1 {
		t.Fatalf("mined as %s, counted %d", r.TxHash, b.counted("raised"))
	}

	// Beyond the limit whoever waits is told, and nothing is lost.
	node.base.Store(5 * gwei)
	hold.set(func() { hold.send = func(*types.Transaction) (bool, error) { return false, errGone } })
	p = b.submit(o, "told", b.count("told"))
	node.base.Store(25 * gwei)
	hold.set(func() { hold.send = nil })
	if _, err := o.Wait(b.ctx, p); !errors.Is(err, ErrFeeLimit) || !errors.Is(err, ErrKept) {
		t.Fatalf("%v", err)
	}
	o.Close()
	node.base.Store(0)
	o = b.open(limited)
	if b.wait(o, p); b.counted("told") != 1 {
		t.Fatalf("counted %d", b.counted("told"))
	}
}

func TestOutboxMoneySpentElsewhere(t *testing.T) {
	b := newBench(t)
	key := b.account(1e16)
	b.key = key
	node := &faulty{Node: b.chain.Client(), send: func(*types.Transaction) (bool, error) { return false, errGone }}
	o := b.open(through(node), func(c *OutboxConfig) { c.GiveUp = true })
	p := b.submit(o, "poor", Call{To: &b.tally, Data: counter("poor"), Value: big.NewInt(0), Gas: 1_000_000})
	// Another home, which sees a free nonce, sends almost everything away.
	other := b.elsewhere()
	balance, err := b.chain.Client().BalanceAt(b.ctx, other.Address(), nil)
	if err != nil {
		t.Fatal(err)
	}
	sink := common.Address{0x51}
	b.wait(other, b.submit(other, "spend", Call{To: &sink, Value: new(big.Int).Sub(balance, big.NewInt(2e14)), Gas: 21_000}))
	node.set(func() { node.send = nil })
	b.clock.Advance(2 * time.Minute)
	if _, err := o.Wait(b.ctx, p); !errors.Is(err, ErrFunds) || !errors.Is(err, ErrKept) {
		t.Fatalf("%v", err)
	}
	if _, err := o.Submit(b.ctx, "more", Call{To: &b.tally, Data: counter("more"), Gas: 1_000_000}); !errors.Is(err, ErrFunds) || errors.Is(err, ErrKept) {
		t.Fatalf("a further call: %v", err)
	}
	o.Close()
	b.give(key, 1e16)
	o = b.open()
	b.hurry(10 * time.Second)
	if r := b.wait(o, p); r.TxHash == p.Hash || b.counted("poor") != 1 {
		t.Fatalf("mined as %s, counted %d", r.TxHash, b.counted("poor"))
	}
}

// slowSigner signs when it is let, as a person does who has to confirm.
type slowSigner struct {
	Signer
	asked chan struct{}
	let   chan struct{}
}

func (s slowSigner) SignTx(ctx context.Context, tx *types.Transaction, id *big.Int) (*types.Transaction, error) {
	s.asked <- struct{}{}
	select {
	case <-s.let:
		return s.Signer.SignTx(ctx, tx, id)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// TestOutboxSlowSigner: while a person thinks, others of the same account wait for the nonce, and nobody is kept from reading.
func TestOutboxSlowSigner(t *testing.T) {
	b := newBench(t)
	slow := slowSigner{NewKeySigner(b.key), make(chan struct{}, 1), make(chan struct{})}
	o, other := b.open(func(c *OutboxConfig) { c.Signer = slow }), b.open()
	before := b.submit(other, "before", b.count("before"))
	done := make(chan error, 1)
	go func() {
		p, err := o.Submit(b.ctx, "slow", b.count("slow"))
		if err == nil {
			_, err = o.Wait(b.ctx, p)
		}
		done <- err
	}()
	<-slow.asked
	b.wait(other, before)
	short, cancel := context.WithTimeout(b.ctx, 3*turnRetry)
	defer cancel()
	if _, err := other.Submit(short, "impatient", b.count("impatient")); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("signed at the same time: %v", err)
	}
	close(slow.let)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	b.wait(other, b.submit(other, "after", b.count("after")))
	for _, name := range []string{"before", "slow", "after"} {
		if b.counted(name) != 1 {
			t.Errorf("%s was executed %d times", name, b.counted(name))
		}
	}
	if b.counted("impatient") != 0 {
		t.Error("what was given up was sent")
	}

	// A person who declines: the key stays free, and nobody is held up.
	refusing := lyingSigner{NewKeySigner(b.key), func(*types.Transaction, *big.Int) (*types.Transaction, error) { return nil, errDeclined }}
	third := b.open(func(c *OutboxConfig) { c.Signer = refusing })
	if _, err := third.Submit(b.ctx, "declined", b.count("declined")); !errors.Is(err, errDeclined) {
		t.Fatalf("%v", err)
	}
	b.wait(other, b.submit(other, "declined", b.count("accepted")))
}

var errDeclined = errors.New("declined")
