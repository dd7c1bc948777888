package dispatch

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/coppice-network/coppice/internal/ledger"
)

// TestGivenUp: what would end the same way again waits for another try.
func TestGivenUp(t *testing.T) {
	b := newBench(4)
	b.add("a", me, func(context.Context) error { return fmt.Errorf("too large: %w", ErrGivenUp) })
	if got := b.look(t); got != "[a0]" {
		t.Errorf("at first: %s", got)
	}
	b.pass(time.Hour / 2)
	if got := b.look(t); got != "[]" {
		t.Errorf("in the same try: %s", got)
	}
	b.next("a", me)
	if got := b.look(t); got != "[a1]" {
		t.Errorf("in the next try: %s", got)
	}
}

// TestTurns: only what is this validator's turn is run, once, and again only in a later try that is its turn, too.
func TestTurns(t *testing.T) {
	b := newBench(4)
	b.add("a", me, succeed)
	b.add("b", other, succeed)
	for i, err := range []error{ledger.ErrSeedNotReady, ledger.ErrExpired, ledger.ErrSeedTooOld} {
		key := string(rune('p' + i))
		b.add(key, me, succeed)
		b.errs[key] = err
	}
	b.add("z", me, succeed)
	steps := []struct {
		what   string
		change func()
		want   string
	}{
		{"the first look", func() {}, "[a0 z0]"},
		{"nothing has changed", func() {}, "[]"},
		{"the seed is there", func() { delete(b.errs, "p") }, "[p0]"},
		{"the turn passes to us", func() { b.next("b", me) }, "[b1]"},
		{"the turn passes to another", func() { b.next("a", other) }, "[]"},
		{"and comes back", func() { b.next("a", me) }, "[a2]"},
	}
	for _, s := range steps {
		s.change()
		if got := b.look(t); got != s.want {
			t.Errorf("%s: %s began, want %s", s.what, got, s.want)
		}
	}
}

// TestRoundStopsWithoutChain: an error that is not about one task ends the round, and the next round goes on.
func TestRoundStopsWithoutChain(t *testing.T) {
	b := newBench(1)
	b.add("a", me, succeed)
	b.errs["a"] = errFails
	if err := b.round(t.Context()); !errors.Is(err, errFails) {
		t.Errorf("got %v", err)
	}
	list := b.List
	b.List = func(context.Context) ([]Task, error) { return nil, errFails }
	if err := b.round(t.Context()); !errors.Is(err, errFails) {
		t.Errorf("got %v", err)
	}
	b.List = list
	delete(b.errs, "a")
	if got := b.look(t); got != "[a0]" {
		t.Errorf("%s began", got)
	}
}

// TestBackoff: what failed is tried again after 1 s, 2 s, 4 s ... at most half a minute, and at once in a later turn.
func TestBackoff(t *testing.T) {
	b := newBench(1)
	b.add("a", me, fail)
	if got := b.look(t); got != "[a0]" {
		t.Fatalf("%s began", got)
	}
	for _, seconds := range []time.Duration{1, 2, 4, 8, 16, 30, 30, 30} {
		b.pass(seconds*time.Second - time.Nanosecond)
		if got := b.look(t); got != "[]" {
			t.Errorf("tried again less than %d s after it failed", seconds)
		}
		b.pass(time.Nanosecond)
		if got := b.look(t); got != "[a0]" {
			t.Errorf("%s began %d s after it failed", got, seconds)
		}
	}
	b.next("a", me)
	if got := b.look(t); got != "[a1]" {
		t.Errorf("%s began in a new turn", got)
	}
	b.pass(time.Second)
	if got := b.look(t); got != "[a1]" {
		t.Errorf("a new turn does not begin with the shortest pause: %s", got)
	}
}

// TestNeverTwice: a task that still runs is not started again, in whichever try it is, nor when it has left the list meanwhile.
func TestNeverTwice(t *testing.T) {
	b := newBench(4)
	begun, end := make(chan struct{}, 1), make(chan struct{})
	b.add("a", me, func(context.Context) error { begun <- struct{}{}; <-end; return nil })
	rounds := func() {
		for range 3 {
			if err := b.round(t.Context()); err != nil {
				t.Fatal(err)
			}
			b.work(t.Context())
		}
	}
	rounds()
	<-begun
	rounds()
	b.next("a", me)
	rounds()
	tasks := b.tasks
	b.tasks = nil
	rounds()
	b.tasks = tasks
	rounds()
	if got := b.began(); got != "[a0]" {
		t.Errorf("%s began", got)
	}
	close(end)
	b.wg.Wait()
	if got := b.look(t); got != "[a1]" {
		t.Errorf("%s began when the first had ended", got)
	}
}

// TestForgets: nothing is remembered of a task that left the list.
func TestForgets(t *testing.T) {
	b := newBench(1)
	b.add("a", me, succeed)
	b.look(t)
	tasks := b.tasks
	b.tasks = nil
	b.look(t)
	if len(b.state) != 0 {
		t.Errorf("%d tasks are remembered", len(b.state))
	}
	b.tasks = tasks // after a reorganisation of the chain, say
	if got := b.look(t); got != "[a0]" {
		t.Errorf("%s began", got)
	}
}

// TestDeadline: a task may run until its turn ends, by the loop's clock.
func TestDeadline(t *testing.T) {
	b := newBench(1)
	var left time.Duration
	b.add("a", me, func(ctx context.Context) error {
		at, ok := ctx.Deadline()
		if !ok {
			return errors.New("no deadline")
		}
		left = time.Until(at)
		return nil
	})
	b.pass(59 * time.Minute)
	b.look(t)
	if left <= 0 || left > time.Minute {
		t.Errorf("it had %s, its turn a minute", left)
	}
	b.next("a", me)
	b.began()
	b.pass(2 * time.Hour) // the list is behind: this turn has ended, too
	if got := b.look(t); got != "[]" {
		t.Errorf("%s began after its turn", got)
	}
}
