// Package dispatch gives a validator its work: it lists open subjects, computes whose turn each is, runs those that are this
// validator's under a deadline at the end of its turn, and never runs one twice at a time.
//
// There may be far more open than can be done in a turn. So nothing is begun in advance: what is next is chosen when a processor is
// free, in the order of the list, among what can still be finished in its turn; kinds of work that wait for a processor take turns. What is
// not reached passes to the next turn, untouched.
//
// Nothing is stored here. After a restart the list (a view of the chain) says again what is open; each task's Run must therefore be
// safe to repeat, which the contracts make easy: a result is recorded once, under a live lease, or refused.
package dispatch

import (
	"context"
	"errors"
	"time"

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
