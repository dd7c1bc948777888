package dispatch

import (
	"context"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/ledger"
)

// TestSlots: no more tasks run than there are slots; one that only waits gives its slot back.
func TestSlots(t *testing.T) {
	for name, early := range map[string]bool{"held to the end": false, "released early": true} {
		t.Run(name, func(t *testing.T) {
			b := newBench(1)
			begun, end := make(chan string, 3), make(chan struct{})
			for _, key := range []string{"a", "b", "c"} {
				b.add(key, me, func(ctx context.Context) error {
					if early {
						Release(ctx)
						Release(ctx) // twice is once
					}
					begun <- key
					<-end
					return nil
				})
			}
			if err := b.round(t.Context()); err != nil {
				t.Fatal(err)
			}
			b.wg.Go(func() { b.work(t.Context()) })
			<-begun
			if early {
				<-begun
				<-begun
			} else if n := b.Slots.taken(1); n != 1 {
				t.Errorf("%d slots are taken", n)
			}
			close(end)
			b.wg.Wait()
			if n := b.Slots.taken(1); n != 0 {
				t.Errorf("%d slots are taken at the end", n)
			}
			if got := b.began(); got != "[a0 b0 c0]" {
				t.Errorf("%s began", got)
			}
		})
	}
	Release(t.Context()) // outside of a loop it does nothing
}

// TestAtMostSlotsRun counts what runs at once.
func TestAtMostSlotsRun(t *testing.T) {
	b := newBench(2)
	var running, most atomic.Int32
	for i := range 20 {
		b.add(string(rune('a'+i)), me, func(context.Context) error {
			if n := running.Add(1); n > most.Load() {
				most.Store(n)
			}
			defer running.Add(-1)
			return nil
		})
	}
	b.look(t)
	if most.Load() > 2 {
		t.Errorf("%d ran at once in two slots", most.Load())
	}
}

// TestLateInTurn: what is unlikely to end in its turn is left to the next one; the last turn is used to its end.
func TestLateInTurn(t *testing.T) {
	for name, c := range map[string]struct {
		took, left time.Duration
		last       bool
		want       string
	}{
		"enough time":             {4 * time.Second, 4 * time.Second, false, "[b0]"},
		"too little":              {40 * time.Second, 4 * time.Second, false, "[]"},
		"others took very long":   {time.Hour / 2, 6 * time.Second, false, "[b0]"},
		"too little, no other":    {40 * time.Second, time.Second, true, "[b0]"},
		"the last turn has ended": {40 * time.Second, 0, true, "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(1)
			b.add("a", me, func(context.Context) error { b.pass(c.took); return nil })
			for range 50 {
				b.look(t)
				b.next("a", me)
			}
			b.add("b", me, succeed)
			b.leases["b"] = ledger.Lease{Holder: me, EndsAt: b.now.Add(c.left), Last: c.last}
			b.tasks = b.tasks[1:]
			if got := b.look(t); got != c.want {
				t.Errorf("%s began, want %s", got, c.want)
			}
		})
	}
}

// TestBacklog: with more open than a turn can do, work is done in the order of the list while the turn lasts, nothing is begun that
// cannot be ended, and the rest is untouched when the turn passes on.
func TestBacklog(t *testing.T) {
	b := newBench(1)
	late := 0
	for i := range 20 {
		b.add(string(rune('a'+i)), me, func(ctx context.Context) error {
			b.pass(10 * time.Second)
			if b.clock().After(start.Add(time.Minute)) {
				late++
			}
			return nil
		})
		b.leases[string(rune('a'+i))] = ledger.Lease{Holder: me, EndsAt: start.Add(time.Minute)}
	}
	if got := b.look(t); got != "[a0 b0 c0 d0 e0 f0]" || late > 0 {
		t.Errorf("%s began, %d ended after the turn", got, late)
	}
	for i := range 20 {
		l := ledger.Lease{Holder: me, Try: 1, EndsAt: start.Add(2 * time.Minute)}
		if i >= 6 && i < 10 {
			l.Holder = other
		}
		b.leases[string(rune('a'+i))] = l
	}
	b.tasks = b.tasks[6:] // those that were recorded
	if got := b.look(t); got != "[k1 l1 m1 n1 o1 p1]" {
		t.Errorf("%s began in the next turn", got)
	}
}

// TestOwnersTakeTurns: who came last with one task does not wait for the many of who came before, and the oldest is never far.
func TestOwnersTakeTurns(t *testing.T) {
	b := newBench(1)
	var order string
	for i, owner := range "mmmmmmsspm" { // many, some, and a person with one
		key := string(rune('a' + i))
		b.add(key, me, func(context.Context) error { order += key; return nil })
		b.tasks[i].Owner = common.Address{byte(owner)}
	}
	b.look(t)
	if order != "abgcidhefj" {
		t.Errorf("done in the order %s", order)
	}
}

// TestLooksWhenNothingIsReady: the list is not asked for while what it named before still waits.
func TestLooksWhenNothingIsReady(t *testing.T) {
	b := newBench(1)
	ctx, cancel := context.WithCancel(t.Context())
	hold := make(chan struct{})
	for _, key := range []string{"a", "b", "c"} {
		b.add(key, me, func(context.Context) error { <-hold; return nil })
	}
	list, looks := b.List, 0
	b.List = func(ctx context.Context) ([]Task, error) { looks++; return list(ctx) }
	wakes := 0
	b.Wake = func(ctx context.Context, height uint64) (uint64, error) {
		switch wakes++; {
		case wakes < 50:
		case wakes == 50:
			if looks != 1 {
				t.Errorf("it looked %d times while the second task waited", looks)
			}
			close(hold)
		case looks > 1:
			cancel()
		}
		runtime.Gosched()
		return height + 1, nil
	}
	if err := b.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if got := b.began(); got != "[a0 b0 c0]" {
		t.Errorf("%s began", got)
	}
}

func (l *Loop) inProgress(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state[key] != nil && l.state[key].running
}

func (l *Loop) isReady(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.ContainsFunc(l.ready, func(t turn) bool { return t.Key == key })
}

// TestLooksAgain: while something waits for a slot, what failed is tried again, and a turn that comes to this validator is seen.
func TestLooksAgain(t *testing.T) {
	b := newBench(2)
	ctx, cancel := context.WithCancel(t.Context())
	hold := make(chan struct{})
	failed := make(chan struct{}, 10)
	b.add("a", me, func(context.Context) error { failed <- struct{}{}; return errFails })
	b.add("b", other, succeed)
	for _, key := range []string{"p", "q", "r"} {
		b.add(key, me, func(context.Context) error { <-hold; return nil })
	}
	wakes := 0
	b.Wake = func(ctx context.Context, height uint64) (uint64, error) {
		switch wakes++; wakes {
		case 1:
			<-failed
			for b.inProgress("a") || !b.inProgress("p") || !b.inProgress("q") { // r waits from here on
				runtime.Gosched()
			}
			b.next("b", me)
		case 2:
			b.pass(lookAgain - time.Nanosecond)
			if b.due() {
				t.Error("it looks again too early")
			}
			b.pass(time.Nanosecond)
			if !b.due() {
				t.Error("it does not look again")
			}
		case 3:
			var waiting string
			for _, key := range []string{"a", "b", "p", "q", "r"} {
				if !b.inProgress(key) && b.isReady(key) {
					waiting += key
				}
			}
			if waiting != "abr" {
				t.Errorf("%s wait", waiting)
			}
			close(hold)
			<-failed
		case 4:
			cancel()
		}
		return height + 1, nil
	}
	if err := b.Run(ctx); err != nil {
		t.Fatal(err)
	}
}
