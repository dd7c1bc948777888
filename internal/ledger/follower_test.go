package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/ethclient"
)

func TestFollowerCatchesUpAndStaysUp(t *testing.T) {
	for _, from := range []int{0, 1, 137} {
		chain, sink := newScript(5000), &memorySink{t: t}
		stop := run(t, impatient(), chain, nil, uint64(from), sink)
		waitFor(t, "catching up", func() bool { return chain.same(sink, from) })
		chain.extend(3)
		waitFor(t, "new blocks", func() bool { return chain.same(sink, from) })
		if err := stop(); !errors.Is(err, context.Canceled) {
			t.Errorf("Run: %v", err)
		}
		if slices.Max(sink.applies) != maxRange || len(sink.rewinds) != 0 {
			t.Errorf("applied %v, rewound %v", sink.applies, sink.rewinds)
		}
		// Another run goes on where the sink is.
		chain.extend(2)
		before := len(sink.applies)
		stop = run(t, impatient(), chain, nil, uint64(from), sink)
		waitFor(t, "going on", func() bool { return chain.same(sink, from) })
		stop()
		if got := sink.applies[before:]; len(got) != 1 || got[0] != 2 {
			t.Errorf("after a restart: applied %v", got)
		}
	}
}

func TestFollowerWaitsForItsFirstBlock(t *testing.T) {
	chain, sink := newScript(3), &memorySink{t: t}
	run(t, impatient(), chain, nil, 10, sink)
	chain.extend(4)
	chain.extend(6)
	waitFor(t, "blocks from 10 on", func() bool { return chain.same(sink, 10) })
}

func TestFollowerHalvesItsRange(t *testing.T) {
	chain, sink := newScript(200), &memorySink{t: t}
	chain.limit = 7
	run(t, &Follower{Poll: time.Millisecond, MaxRange: 64}, chain, nil, 0, sink)
	waitFor(t, "catching up in small ranges", func() bool { return chain.same(sink, 0) })
	chain.set(func() {
		if !slices.Equal(chain.asked[:4], []uint64{64, 32, 16, 8}) {
			t.Errorf("asked for %v", chain.asked)
		}
	})
	if slices.Max(sink.applies) > 7 {
		t.Errorf("applied %v", sink.applies)
	}
}

func TestFollowerSurvivesAnAbsentNode(t *testing.T) {
	chain, sink := newScript(10), &memorySink{t: t}
	chain.down = true
	run(t, impatient(), chain, nil, 0, sink)
	chain.extend(5)
	chain.set(func() { chain.down = false })
	waitFor(t, "catching up", func() bool { return chain.same(sink, 0) })
}

func TestFollowerRefusesAnotherChain(t *testing.T) {
	chain, sink := newScript(10), &memorySink{t: t}
	stop := run(t, impatient(), chain, nil, 0, sink)
	waitFor(t, "catching up", func() bool { return chain.same(sink, 0) })
	stop()
	other := newScript(10)
	other.blocks = nil
	other.grow(1)
	other.blocks[0].Extra = []byte("another genesis")
	other.grow(20)
	ctx, cancel := context.WithTimeout(context.Background(), testDeadline)
	defer cancel()
	if err := impatient().Run(ctx, other, nil, 0, sink); !errors.Is(err, ErrOtherChain) {
		t.Fatalf("%v", err)
	}
	if !chain.same(sink, 0) {
		t.Fatal("the sink was changed")
	}
}

func TestFollowerEndsWhenTheSinkFails(t *testing.T) {
	full := errors.New("disk is full")
	ctx, cancel := context.WithTimeout(context.Background(), testDeadline)
	defer cancel()
	if err := impatient().Run(ctx, newScript(10), nil, 0, &memorySink{t: t, fail: full}); !errors.Is(err, full) {
		t.Fatalf("%v", err)
	}
}

// TestFollowerOverEachTransport follows the embedded chain over HTTP (polling, batches), WebSocket and in process (subscription).
func TestFollowerOverEachTransport(t *testing.T) {
	b := newBench(t)
	o := b.open()
	for _, url := range []string{b.chain.HTTPURL(), b.chain.WSURL(), ""} {
		client := b.chain.Client()
		if url != "" {
			var err error
			if client, err = ethclient.DialContext(b.ctx, url); err != nil {
				t.Fatal(err)
			}
			defer client.Close()
		}
		sink := &memorySink{t: t}
		stop := run(t, &Follower{Poll: 5 * time.Millisecond, MaxRange: 150}, client, []common.Address{b.tally}, 0, sink)
		r := b.wait(o, b.submit(o, "over "+url, b.count("transport")))
		waitFor(t, "the log over "+url, func() bool { return sink.head().Number >= r.BlockNumber.Uint64() })
		stop()
		last := sink.logs[len(sink.logs)-1]
		if last.TxHash != r.TxHash || last.Topics[0] != common.BytesToHash(counter("transport")) {
			t.Errorf("over %q: newest log is of %s", url, last.TxHash)
		}
		// Logs of other contracts are not asked for, and their blocks still move the checkpoint.
		if len(sink.blocks) <= len(sink.logs) {
			t.Errorf("over %q: %d blocks, %d logs", url, len(sink.blocks), len(sink.logs))
		}
	}
}

func TestFollowerReadsManyHeadersInBatches(t *testing.T) {
	b := newBench(t)
	o := b.open()
	var p *Pending
	for i := range 300 { // one at a time, so that each has a block of its own
		p = b.submit(o, fmt.Sprint(i), Call{To: &b.tally, Data: counter("batch"), Gas: 100_000})
		if i%10 == 0 {
			b.wait(o, p)
		}
	}
	r := b.wait(o, p)
	client, err := ethclient.DialContext(b.ctx, b.chain.HTTPURL())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	sink := &memorySink{t: t}
	run(t, impatient(), client, []common.Address{b.tally}, 0, sink)
	waitFor(t, "all blocks", func() bool { return sink.head().Number >= r.BlockNumber.Uint64() })
	if sink.mu.Lock(); len(sink.logs) != 300 {
		t.Errorf("%d logs", len(sink.logs))
	}
	sink.mu.Unlock()
	if _, err := (&follow{client: client}).headers(b.ctx, 0, sink.head().Number+1000); err == nil || !strings.Contains(err.Error(), errMoved.Error()) {
		t.Errorf("headers beyond the end: %v", err)
	}
}
