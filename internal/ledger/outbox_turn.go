package ledger

import (
	"context"
	"fmt"
	"time"

	"github.com/gofrs/flock"
)

// turnRetry is how often the lock of another process is tried.
const turnRetry = 20 * time.Millisecond

// turn lets one at a time choose a nonce, sign and persist, over all processes that share an outbox file. It is a lock of its own, not a
// transaction of the file's, since a signer may take minutes and whoever only reads the file should not wait for it. The operating system
// releases it when a process ends in whatever way.
type turn struct {
	here chan struct{} // within this process
	lock *flock.Flock  // between processes
}

func newTurn(outbox string) *turn {
	return &turn{here: make(chan struct{}, 1), lock: flock.New(outbox + ".lock")}
}

// take waits for the turn.
func (t *turn) take(ctx context.Context) (release func(), err error) {
	select {
	case t.here <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting for another signature: %w", ctx.Err())
	}
	if _, err := t.lock.TryLockContext(ctx, turnRetry); err != nil {
		<-t.here
		return nil, fmt.Errorf("waiting for another signature: %w", err)
	}
	return t.release, nil
}

// try takes the turn if nobody else has it.
func (t *turn) try() (release func(), ok bool, err error) {
	select {
	case t.here <- struct{}{}:
	default:
		return nil, false, nil
	}
	if ok, err = t.lock.TryLock(); err != nil || !ok {
		<-t.here
		return nil, false, err
	}
	return t.release, true, nil
}

func (t *turn) release() {
	t.lock.Unlock()
	<-t.here
}
