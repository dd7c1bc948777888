package dispatch

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
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
