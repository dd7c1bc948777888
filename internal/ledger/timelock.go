package ledger

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Operation is a batch of calls that waits in a timelock. Salt tells repetitions of the same calls apart.
type Operation struct {
	Calls []Call // To, Data and Value count
	Salt  [32]byte
}

func (o Operation) parts() (targets []common.Address, values []*big.Int, payloads [][]byte) {
	for _, c := range o.Calls {
		value := c.Value
		if value == nil {
			value = new(big.Int)
		}
		targets, values, payloads = append(targets, *c.To), append(values, value), append(payloads, c.Data)
	}
	return targets, values, payloads
}

// OperationID reads the id under which a timelock keeps an operation.
func (l *Ledger) OperationID(ctx context.Context, timelock common.Address, o Operation) ([32]byte, error) {
	targets, values, payloads := o.parts()
	return read(ctx, l, timelock, l.timelocks.PackHashOperationBatch(targets, values, payloads, [32]byte{}, o.Salt), l.timelocks.UnpackHashOperationBatch)
}

// OperationState says where an operation stands.
type OperationState struct {
	Scheduled bool
	Done      bool
	ReadyAt   time.Time // when it may be executed; zero unless it waits
}

// doneTimestamp marks an executed operation (OpenZeppelin's DONE_TIMESTAMP).
const doneTimestamp = 1

// Operation reads an operation's state.
func (l *Ledger) Operation(ctx context.Context, timelock common.Address, id [32]byte) (OperationState, error) {
	at, err := readBig(ctx, l, timelock, l.timelocks.PackGetTimestamp(id))
	if err != nil {
		return OperationState{}, err
	}
	switch {
	case at.Sign() == 0:
		return OperationState{}, nil
	case at.Cmp(big.NewInt(doneTimestamp)) == 0:
		return OperationState{Scheduled: true, Done: true}, nil
	}
	return OperationState{Scheduled: true, ReadyAt: time.Unix(at.Int64(), 0)}, nil
}

// TimelockDelay reads how long a timelock's operations wait.
func (l *Ledger) TimelockDelay(ctx context.Context, timelock common.Address) (time.Duration, error) {
	d, err := readBig(ctx, l, timelock, l.timelocks.PackGetMinDelay())
	if err != nil {
		return 0, err
	}
	return time.Duration(d.Int64()) * time.Second, nil
}

// Schedule announces an operation; only a proposer may.
func (l *Ledger) Schedule(timelock common.Address, o Operation, delay time.Duration) Call {
	targets, values, payloads := o.parts()
	return Call{To: &timelock, Data: l.timelocks.PackScheduleBatch(targets, values, payloads, [32]byte{}, o.Salt, big.NewInt(int64(delay/time.Second)))}
}

// gasExecute is for what an operation does besides its calls; the calls' own gas cannot be estimated before their time has come.
const gasExecute = 3_000_000

// Execute carries an operation out after its delay; anyone may.
func (l *Ledger) Execute(timelock common.Address, o Operation) Call {
	targets, values, payloads := o.parts()
	return Call{To: &timelock, Data: l.timelocks.PackExecuteBatch(targets, values, payloads, [32]byte{}, o.Salt), Gas: gasExecute}
}

// CancelOperation takes an announced operation back; only a canceller may.
func (l *Ledger) CancelOperation(timelock common.Address, id [32]byte) Call {
	return Call{To: &timelock, Data: l.timelocks.PackCancel(id)}
}

// Announced is what Through returns when it was told not to wait, or could not: the decision stands in the timelock.
type Announced struct {
	Operation [32]byte
	ReadyAt   time.Time
}

func (a *Announced) Error() string {
	return fmt.Sprintf("ledger: announced as operation %x; it can take effect from %s on", a.Operation, a.ReadyAt.Format(time.RFC3339))
}

// maxRepeats bounds how often the same decision can be taken again.
const maxRepeats = 1000

// Through announces calls in a timelock unless they wait there already, waits, and carries them out. An operation is named by its content,
// so the same call goes on after an interruption; done before, it is done again. With wait false it returns an *Announced error.
func (l *Ledger) Through(ctx context.Context, out *Outbox, timelock common.Address, calls []Call, wait bool, announced func(ready time.Time)) (*types.Receipt, error) {
	o := Operation{Calls: calls}
	id, state, err := l.findOperation(ctx, timelock, &o)
	if err != nil {
		return nil, err
	}
	if !state.Scheduled {
		delay, err := l.TimelockDelay(ctx, timelock)
		if err != nil {
			return nil, err
		}
		if _, err := Send(ctx, out, fmt.Sprintf("announce/%x", id), l.Schedule(timelock, o, delay)); err != nil {
			return nil, fmt.Errorf("announcing: %w", err)
		}
		if state, err = l.Operation(ctx, timelock, id); err != nil {
			return nil, err
		}
	}
	if !wait {
		return nil, &Announced{id, state.ReadyAt}
	}
	announced(state.ReadyAt)
	if err := l.until(ctx, state.ReadyAt); err != nil {
		return nil, &Announced{id, state.ReadyAt}
	}
	receipt, err := Send(ctx, out, fmt.Sprintf("effect/%x", id), l.Execute(timelock, o))
	if err != nil {
		return nil, fmt.Errorf("carrying out operation %x: %w", id, err)
	}
	return receipt, nil
}

// findOperation gives an operation the first salt under which it was not carried out before.
func (l *Ledger) findOperation(ctx context.Context, timelock common.Address, o *Operation) (id [32]byte, state OperationState, err error) {
	for n := int64(0); n < maxRepeats; n++ {
		o.Salt = common.BigToHash(big.NewInt(n))
		if id, err = l.OperationID(ctx, timelock, *o); err != nil {
			return id, state, err
		}
		if state, err = l.Operation(ctx, timelock, id); err != nil || !state.Done {
			return id, state, err
		}
	}
	return id, state, fmt.Errorf("ledger: the same decision was taken %d times", maxRepeats)
}

// until waits for a time of the chain. The executing block comes after it: one second more.
func (l *Ledger) until(ctx context.Context, at time.Time) error {
	timer := time.NewTimer(at.Sub(l.Clock()) + time.Second)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
