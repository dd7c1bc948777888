package ledger

import (
	"bytes"
	"context"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

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
