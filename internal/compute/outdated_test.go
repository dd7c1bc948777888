package compute

import (
	"context"
	"log/slog"
	"math/big"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/contracts/gen"
	"github.com/coppice-network/coppice/internal/dispatch"
	"github.com/coppice-network/coppice/internal/ledger"
)

// turn is a validator's turn that lasts: a loop over the engine, with a clock that moves on whenever nothing runs.
type turn struct {
	mu      sync.Mutex
	now     time.Time
	running int
	ended   *sync.Cond
}

func newTurn() *turn {
	t := &turn{now: time.Unix(1_700_000_000, 0)}
	t.ended = sync.NewCond(&t.mu)
	return t
}

func (t *turn) clock() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.now
}

// Lease implements dispatch.Leaser: it is always the third try, with an hour left.
func (t *turn) Lease(context.Context, [32]byte, ledger.Opening, time.Duration) (ledger.Lease, error) {
	return ledger.Lease{Holder: engine, Try: 2, EndsAt: t.clock().Add(time.Hour)}, nil
}

// watched tells when tasks run.
func (t *turn) watched(list func(context.Context) ([]dispatch.Task, error)) func(context.Context) ([]dispatch.Task, error) {
	return func(ctx context.Context) ([]dispatch.Task, error) {
		tasks, err := list(ctx)
		for i, task := range tasks {
			tasks[i].Run = func(ctx context.Context, lease ledger.Lease) error {
				t.mu.Lock()
				t.running++
				t.mu.Unlock()
				err := task.Run(ctx, lease)
				t.mu.Lock()
				t.running--
				t.mu.Unlock()
				t.ended.Broadcast()
				return err
			}
		}
		return tasks, err
	}
}

// pass waits until nothing runs, lets a second pass, and looks.
func (t *turn) pass(look func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.running > 0 {
		t.ended.Wait()
	}
	t.now = t.now.Add(time.Second)
	look()
}

func snapshotOutdated(t *testing.T, dlp, block int64) error {
	t.Helper()
	a, err := gen.ComputeEngineMetaData.ParseABI()
	if err != nil {
		t.Fatal(err)
	}
	e := a.Errors["SnapshotOutdated"]
	args, err := e.Inputs.Pack(big.NewInt(dlp), big.NewInt(block))
	if err != nil {
		t.Fatal(err)
	}
	return &ledger.RevertError{Data: append(e.ID[:4:4], args...), Tx: common.Hash{1}}
}

// TestOutdatedIsComputedAgain: when a file was withdrawn after the data of a job, the holder of the turn computes it again from newer data,
// settles that, and is done.
func TestOutdatedIsComputedAgain(t *testing.T) {
	r := newRig(t)
	r.submit()
	r.chain.refuse = []error{snapshotOutdated(t, 1, 25)}
	r.tables.onOpen = func() { r.chain.block += 10 } // what is known only after the snapshots are begun is not theirs to claim
	ctx, end := context.WithCancel(t.Context())
	turn := newTurn()
	rounds := 0
	loop := &dispatch.Loop{
		Name: "compute", Me: engine, Leases: turn, List: turn.watched(r.engine.Tasks), Slots: dispatch.NewSlots(1), Clock: turn.clock,
		Log: slog.New(slog.DiscardHandler),
		Wake: func(ctx context.Context, height uint64) (uint64, error) {
			turn.pass(func() {
				if len(r.chain.settled) > 0 {
					rounds++
				}
			})
			if rounds > 60 { // enough for a third run to begin, if it were to
				end()
			}
			return height + 1, nil
		},
	}
	if err := loop.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if len(r.chain.refused) != 1 || r.tables.open != 2 || r.tables.closed != 2 {
		t.Fatalf("%d receipts were refused, %d views opened, %d closed", len(r.chain.refused), r.tables.open, r.tables.closed)
	}
	got, before := r.settled(), r.chain.refused[0]
	if before.DataBlock != 20 || got.DataBlock != 30 {
		t.Errorf("the receipts are of blocks %d and %d, want 20 and 30", before.DataBlock, got.DataBlock)
	}
	if got.Outcome != ledger.Completed || before.Outcome != ledger.Completed || got.UsedSeconds > before.UsedSeconds+1 {
		t.Errorf("settled as %s over %d s, after %s over %d s", got.Outcome, got.UsedSeconds, before.Outcome, before.UsedSeconds)
	}
	if m := r.manifest(got); m.Error != "" || len(m.Artifacts) != 1 {
		t.Errorf("the manifest is %+v", m)
	}
}
