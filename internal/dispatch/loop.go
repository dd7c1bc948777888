package dispatch

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/ledger"
)

// Task is one open subject.
type Task struct {
	Key     string         // unique among the loop's tasks, for the log
	Owner   common.Address // whose it is: owners take turns
	Subject [32]byte
	Opening ledger.Opening
	Extra   time.Duration // added to the network's lease length for each try
	Run     func(ctx context.Context, lease ledger.Lease) error
}

// ErrGivenUp is what Run wraps when another attempt in the same try would end the same way.
var ErrGivenUp = errors.New("given up for this try")

// Leaser computes whose turn a subject is. It returns ledger.ErrSeedNotReady while the drawing block does not exist.
type Leaser interface {
	Lease(ctx context.Context, subject [32]byte, opening ledger.Opening, extra time.Duration) (ledger.Lease, error)
}

// Loop runs one kind of work for one validator.
type Loop struct {
	Name   string // of the kind
	Me     common.Address
	Leases Leaser
	List   func(ctx context.Context) ([]Task, error) // each owner's in the order in which they are to be done
	// Wake blocks until there may be something new past height, or for about a second, and returns the height now.
	Wake  func(ctx context.Context, height uint64) (uint64, error)
	Slots *Slots // shared by all loops of a process
	Clock func() time.Time
	Log   *slog.Logger

	mu      sync.Mutex
	state   map[string]*attempt
	ready   []turn        // what is this validator's, as of the last round, less what has begun since
	lookAt  time.Time     // when to ask for the list again although something is ready
	typical time.Duration // of what succeeded lately, from its beginning to its end, as far as maxSpare
	news    chan struct{} // there is something in ready
	wg      sync.WaitGroup
}

// turn is a task with the try in which it is this validator's.
type turn struct {
	Task
	lease ledger.Lease
}

// attempt remembers what was done about a task, until it leaves the list.
type attempt struct {
	running bool
	done    bool // for this try
	try     uint64
	fails   int
	retryAt time.Time
}

// Run works until ctx ends, then waits for what runs.
func (l *Loop) Run(ctx context.Context) error {
	l.open()
	defer l.wg.Wait()
	l.wg.Go(func() {
		for {
			l.work(ctx)
			select {
			case <-l.news:
			case <-ctx.Done():
				return
			}
		}
	})
	var height uint64
	for {
		if l.due() {
			if err := l.round(ctx); err != nil && ctx.Err() == nil {
				l.Log.Warn("could not look for work", "loop", l.Name, "err", err)
			}
		}
		h, err := l.Wake(ctx, height)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			l.Log.Warn("could not follow the chain", "loop", l.Name, "err", err)
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(time.Second):
			}
		}
		height = h
	}
}

func (l *Loop) open() {
	l.state = make(map[string]*attempt)
	l.news = make(chan struct{}, 1)
}

// While something is ready the list is asked for again after lookAgain, or lookShare times as long as that took if this is longer: what
// is new comes last, but a turn may have come to this validator, and what failed is to be tried again. So however long the list is,
// reading it takes a small part of the time.
const (
	lookAgain = 5 * time.Second
	lookShare = 20
)

// due reports whether to ask for the list now.
func (l *Loop) due() bool {
	if !l.any() {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.Clock().Before(l.lookAt)
}

// round finds out what is this validator's turn now.
func (l *Loop) round(ctx context.Context) error {
	began := l.Clock()
	tasks, err := l.List(ctx)
	if err != nil {
		return err
	}
	open := make(map[string]bool, len(tasks))
	var ready []turn
	for _, t := range tasks {
		open[t.Key] = true
		lease, err := l.Leases.Lease(ctx, t.Subject, t.Opening, t.Extra)
		switch {
		case errors.Is(err, ledger.ErrSeedNotReady), errors.Is(err, ledger.ErrExpired), errors.Is(err, ledger.ErrSeedTooOld):
			continue
		case err != nil:
			return err
		}
		if lease.Holder == l.Me {
			ready = append(ready, turn{t, lease})
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ready = inTurns(ready)
	now := l.Clock()
	l.lookAt = now.Add(max(lookAgain, lookShare*now.Sub(began)))
	for key, a := range l.state {
		if !open[key] && !a.running {
			delete(l.state, key)
		}
	}
	select {
	case l.news <- struct{}{}:
	default:
	}
	return nil
}

// inTurns orders by two rules, alternately: the first of every owner first, then the second of each, and so on, so that who has much to do
// holds up nobody who has little; and as the list is, so that a stream of new owners holds up nobody for ever.
func inTurns(list []turn) []turn {
	had := make(map[common.Address]int)
	rank := make([]int, len(list)) // among its owner's
	fair := make([]int, len(list)) // places in list
	for i, t := range list {
		rank[i], fair[i] = had[t.Owner], i
		had[t.Owner]++
	}
	slices.SortStableFunc(fair, func(a, b int) int { return cmp.Compare(rank[a], rank[b]) })
	out := make([]turn, 0, len(list))
	taken := make([]bool, len(list))
	for next := 0; len(out) < len(list); {
		for taken[fair[0]] {
			fair = fair[1:]
		}
		i := fair[0]
		if len(out)%2 == 1 {
			for taken[next] {
				next++
			}
			i = next
		}
		taken[i] = true
		out = append(out, list[i])
	}
	return out
}

// work begins what is ready, in order, each as soon as there is a slot for it, until nothing is ready.
func (l *Loop) work(ctx context.Context) {
	for ctx.Err() == nil && l.any() {
		if l.Slots.take(ctx, l.Name) != nil {
			return
		}
		if t, ok := l.next(); ok {
			l.start(ctx, t)
		} else {
			l.Slots.give()
		}
	}
}

func (l *Loop) any() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.skim()
	return len(l.ready) > 0
}

// next takes the first turn that can begin now, and marks its task as running.
func (l *Loop) next() (turn, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.skim()
	if len(l.ready) == 0 {
		return turn{}, false
	}
	t := l.ready[0]
	l.ready = l.ready[1:]
	l.attempt(t).running = true
	return t, true
}

// skim drops turns that cannot begin now until the first one can; the next round brings back those that can later.
func (l *Loop) skim() {
	now := l.Clock()
	for len(l.ready) > 0 {
		t := l.ready[0]
		if a := l.attempt(t); !a.running && !a.done && !now.Before(a.retryAt) && l.canEnd(t.lease, now) {
			return
		}
		l.ready = l.ready[1:]
	}
}

// attempt returns what is known of a turn's task.
func (l *Loop) attempt(t turn) *attempt {
	a := l.state[t.Key]
	if a == nil {
		a = &attempt{try: t.lease.Try}
		l.state[t.Key] = a
	}
	if !a.running && a.try != t.lease.Try {
		*a = attempt{try: t.lease.Try}
	}
	return a
}

// maxSpare bounds the end of a turn in which nothing is begun: tasks differ, and a short one may still do. Turns are longer than this.
const maxSpare = 5 * time.Second

// canEnd reports whether a task that begins now is likely to be recorded before its turn ends. Where no other turn follows it is tried
// in any case.
func (l *Loop) canEnd(lease ledger.Lease, now time.Time) bool {
	left := lease.EndsAt.Sub(now)
	return left > l.typical || lease.Last && left > 0
}

func (l *Loop) start(ctx context.Context, t turn) {
	l.wg.Go(func() {
		began := l.Clock()
		err := l.run(ctx, t)
		l.mu.Lock()
		defer l.mu.Unlock()
		a := l.state[t.Key]
		a.running = false
		if err == nil {
			a.done = true
			l.typical += (min(l.Clock().Sub(began), maxSpare) - l.typical) / 8
			return
		}
		if errors.Is(err, ErrGivenUp) {
			a.done = true
			l.Log.Warn("work given up", "loop", l.Name, "task", t.Key, "try", t.lease.Try, "err", err)
			return
		}
		a.fails++
		// 1 s, 2 s, 4 s ... at most half a minute: the turn may end before, and then the next in the order tries.
		a.retryAt = l.Clock().Add(min(time.Second<<min(a.fails-1, 5), 30*time.Second))
		if ctx.Err() == nil {
			l.Log.Warn("work failed, will be tried again", "loop", l.Name, "task", t.Key, "try", t.lease.Try, "err", err)
		}
	})
}

// run does a task in the slot that it holds.
func (l *Loop) run(ctx context.Context, t turn) error {
	release := sync.OnceFunc(l.Slots.give)
	defer release()
	ctx, cancel := context.WithTimeout(ctx, t.lease.EndsAt.Sub(l.Clock()))
	defer cancel()
	return t.Run(withRelease(ctx, release), t.lease)
}

type releaseKey struct{}

func withRelease(ctx context.Context, f func()) context.Context {
	return context.WithValue(ctx, releaseKey{}, f)
}

// Release gives the task's slot back early: what is left to do (waiting for a block) needs no processor.
func Release(ctx context.Context) {
	if f, ok := ctx.Value(releaseKey{}).(func()); ok {
		f()
	}
}
