package dispatch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/ledger"
)

var (
	me    = common.HexToAddress("0x1")
	other = common.HexToAddress("0x2")
	start = time.Unix(1_700_000_000, 0)

	errFails = error(&ledger.RevertError{Data: []byte("fails")})
)

// bench is a loop whose list, leases and clock the test sets.
type bench struct {
	*Loop
	mu     sync.Mutex
	now    time.Time
	tasks  []Task
	leases map[string]ledger.Lease
	errs   map[string]error // of a task's lease
	runs   []string         // key/try of every run that began
}

func newBench(slots int) *bench {
	b := &bench{now: start, leases: map[string]ledger.Lease{}, errs: map[string]error{}}
	b.Loop = &Loop{
		Name: "test", Me: me, Leases: b, Slots: NewSlots(slots), Log: slog.New(slog.DiscardHandler), Clock: b.clock,
		List: func(context.Context) ([]Task, error) {
			b.mu.Lock()
			defer b.mu.Unlock()
			return slices.Clone(b.tasks), nil
		},
	}
	b.open()
	return b
}

func (b *bench) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *bench) Lease(_ context.Context, subject [32]byte, _ ledger.Opening, _ time.Duration) (ledger.Lease, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := string(subject[:1])
	return b.leases[key], b.errs[key]
}

// add opens a task, named by one letter, whose first try is a validator's.
func (b *bench) add(key string, holder common.Address, run func(ctx context.Context) error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := Task{Key: key, Run: func(ctx context.Context, lease ledger.Lease) error {
		b.mu.Lock()
		b.runs = append(b.runs, fmt.Sprint(key, lease.Try))
		b.mu.Unlock()
		return run(ctx)
	}}
	copy(t.Subject[:], key)
	b.tasks = append(b.tasks, t)
	b.leases[key] = ledger.Lease{Holder: holder, EndsAt: start.Add(time.Hour)}
}

// next begins the next try of a task.
func (b *bench) next(key string, holder common.Address) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.leases[key]
	b.leases[key] = ledger.Lease{Holder: holder, Try: l.Try + 1, EndsAt: l.EndsAt.Add(time.Hour)}
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(d)
}

// look does one round and waits until what it started has ended.
func (b *bench) look(t *testing.T) string {
	t.Helper()
	if err := b.round(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.work(t.Context())
	b.wg.Wait()
	return b.began()
}

// taken is how many of n slots are.
func (s *Slots) taken(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return n - s.free
}

// began says which runs began since it was last asked.
func (b *bench) began() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	slices.Sort(b.runs)
	s := fmt.Sprint(b.runs)
	b.runs = nil
	return s
}

func succeed(context.Context) error { return nil }

func fail(context.Context) error { return errFails }

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

// TestRunEnds: Run looks whenever it is woken, outlives errors of the list, and waits for what runs when it ends.
func TestRunEnds(t *testing.T) {
	b := newBench(1)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var ended atomic.Bool
	b.add("a", me, func(ctx context.Context) error {
		cancel()
		<-ctx.Done()
		ended.Store(true)
		return ctx.Err()
	})
	list, looks := b.List, 0
	b.List = func(ctx context.Context) ([]Task, error) {
		if looks++; looks < 3 {
			return nil, errFails
		}
		return list(ctx)
	}
	var heights []uint64
	b.Wake = func(ctx context.Context, height uint64) (uint64, error) {
		heights = append(heights, height)
		if looks >= 3 {
			<-ctx.Done()
		}
		return height + 10, ctx.Err()
	}
	if err := b.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if !ended.Load() {
		t.Error("it did not wait for what ran")
	}
	if fmt.Sprint(heights) != "[0 10 20]" {
		t.Errorf("it waited for news past %v", heights)
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

// TestBeginsNothingAtTheEnd: with slots free and work ready, nothing begins when the loop has ended.
func TestBeginsNothingAtTheEnd(t *testing.T) {
	b := newBench(4)
	b.add("a", me, succeed)
	if err := b.round(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b.work(ctx)
	b.wg.Wait()
	if got := b.began(); got != "[]" {
		t.Errorf("%s began", got)
	}
}

// TestRunEndsInQueue: a task that waits for a slot does not hold up the end.
func TestRunEndsInQueue(t *testing.T) {
	b := newBench(1)
	if err := b.Slots.take(t.Context(), "another"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	b.add("a", me, succeed)
	b.Wake = func(context.Context, uint64) (uint64, error) { cancel(); return 0, errFails }
	if err := b.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if got := b.began(); got != "[]" {
		t.Errorf("%s began", got)
	}
}
