// Package dispatch gives a validator its work: it lists open subjects, computes whose turn each is, runs those that are this
// validator's under a deadline at the end of its turn, and never runs one twice at a time.
//
// Nothing is stored here. After a restart the list (a view of the chain) says again what is open; each task's Run must therefore be
// safe to repeat, which the contracts make easy: a result is recorded once, under a live lease, or refused.
package dispatch

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/ledger"
)

// Task is one open subject.
type Task struct {
	Key     string // unique among the loop's tasks, for the log
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
	Name   string
	Me     common.Address
	Leases Leaser
	List   func(ctx context.Context) ([]Task, error)
	// Wake blocks until there may be something new past height, or for about a second, and returns the height now.
	Wake  func(ctx context.Context, height uint64) (uint64, error)
	Slots chan struct{} // bounds what runs at once, shared by all loops of a process
	Clock func() time.Time
	Log   *slog.Logger

	mu    sync.Mutex
	state map[string]*attempt
	wg    sync.WaitGroup
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
	l.state = make(map[string]*attempt)
	defer l.wg.Wait()
	var height uint64
	for {
		if err := l.round(ctx); err != nil && ctx.Err() == nil {
			l.Log.Warn("could not look for work", "loop", l.Name, "err", err)
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

func (l *Loop) round(ctx context.Context) error {
	tasks, err := l.List(ctx)
	if err != nil {
		return err
	}
	open := make(map[string]bool, len(tasks))
	for _, t := range tasks {
		open[t.Key] = true
		lease, err := l.Leases.Lease(ctx, t.Subject, t.Opening, t.Extra)
		switch {
		case errors.Is(err, ledger.ErrSeedNotReady), errors.Is(err, ledger.ErrExpired), errors.Is(err, ledger.ErrSeedTooOld):
			continue
		case err != nil:
			return err
		}
		if lease.Holder == l.Me && l.claim(t.Key, lease.Try) {
			l.start(ctx, t, lease)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, a := range l.state {
		if !open[key] && !a.running {
			delete(l.state, key)
		}
	}
	return nil
}

// claim reports whether the task should start now, and marks it running if so.
func (l *Loop) claim(key string, try uint64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.state[key]
	if a == nil {
		a = &attempt{try: try}
		l.state[key] = a
	}
	if a.running {
		return false
	}
	if a.try != try {
		a.try, a.done, a.fails, a.retryAt = try, false, 0, time.Time{}
	}
	if a.done || l.Clock().Before(a.retryAt) {
		return false
	}
	a.running = true
	return true
}

func (l *Loop) start(ctx context.Context, t Task, lease ledger.Lease) {
	l.wg.Add(1)
	go func() {
		defer l.wg.Done()
		err := l.runInSlot(ctx, t, lease)
		l.mu.Lock()
		defer l.mu.Unlock()
		a := l.state[t.Key]
		a.running = false
		if err == nil {
			a.done = true
			return
		}
		if errors.Is(err, ErrGivenUp) {
			a.done = true
			l.Log.Warn("work given up", "loop", l.Name, "task", t.Key, "try", lease.Try, "err", err)
			return
		}
		a.fails++
		// 1 s, 2 s, 4 s ... at most half a minute: the turn may end before, and then the next in the order tries.
		a.retryAt = l.Clock().Add(min(time.Second<<min(a.fails-1, 5), 30*time.Second))
		if ctx.Err() == nil {
			l.Log.Warn("work failed, will be tried again", "loop", l.Name, "task", t.Key, "try", lease.Try, "err", err)
		}
	}()
}

func (l *Loop) runInSlot(ctx context.Context, t Task, lease ledger.Lease) error {
	select {
	case l.Slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	released := false
	release := func() {
		if !released {
			released = true
			<-l.Slots
		}
	}
	defer release()
	ctx, cancel := context.WithTimeout(ctx, lease.EndsAt.Sub(l.Clock()))
	defer cancel()
	return t.Run(withRelease(ctx, release), lease)
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
