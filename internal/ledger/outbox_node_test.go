package ledger

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
)

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

// TestOutboxGivesUpAnAbsentNode: where a person waits, an absent node is an error after a while. What was signed is sent later.
func TestOutboxGivesUpAnAbsentNode(t *testing.T) {
	b := newBench(t)
	b.cfg.Listen = strings.TrimPrefix(b.chain.HTTPURL(), "http://")
	client, err := ethclient.DialContext(b.ctx, b.chain.HTTPURL())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	node := &faulty{Node: client, send: func(*types.Transaction) (bool, error) { return false, nil }}
	o := b.open(through(node), func(c *OutboxConfig) { c.GiveUp, c.Patience = true, 200*time.Millisecond })
	p := b.submit(o, "signed", b.count("signed"))
	b.chain.Close()
	if _, err := o.Submit(b.ctx, "not signed", b.count("not signed")); !errors.Is(err, ErrAway) || errors.Is(err, ErrKept) {
		t.Errorf("submitting: %v, want ErrAway", err)
	}
	b.hurry(time.Second)
	if _, err := o.Wait(b.ctx, p); !errors.Is(err, ErrAway) || !errors.Is(err, ErrKept) {
		t.Errorf("waiting: %v, want ErrAway and ErrKept", err)
	}
	o.Close()
	b.startChain()
	o = b.open()
	if r := b.wait(o, p); r.TxHash != p.Hash || b.counted("signed") != 1 || b.counted("not signed") != 0 {
		t.Errorf("mined as %s, counted %d and %d", r.TxHash, b.counted("signed"), b.counted("not signed"))
	}
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
