package dispatch

import (
	"context"
	"slices"

	"github.com/coppice-network/coppice/internal/ledger"
)

// Batcher joins results that become ready while an earlier batch is being recorded, so that a busy validator needs few transactions
// and an idle one adds no delay.
type Batcher[T any] struct {
	// Record writes a batch; it is never called concurrently.
	Record func(ctx context.Context, items []T) error
	// Check reports whether an item would be refused as things stand, and writes nothing. It is asked when the chain has refused a batch
	// of several: what it refuses fails alone, and the others are recorded together.
	Check func(ctx context.Context, item T) error
	Max   int // items in a batch

	queue chan entry[T]
}

type entry[T any] struct {
	ctx  context.Context // of the submitter: when its turn has ended, so has the item's
	item T
	done chan error
}

// NewBatcher returns a batcher; Run must be running for Submit to return.
func NewBatcher[T any](limit int, record func(ctx context.Context, items []T) error, check func(ctx context.Context, item T) error) *Batcher[T] {
	return &Batcher[T]{Record: record, Check: check, Max: limit, queue: make(chan entry[T], limit)}
}

// Submit waits until item is recorded, or says why not.
func (b *Batcher[T]) Submit(ctx context.Context, item T) error {
	e := entry[T]{ctx, item, make(chan error, 1)}
	select {
	case b.queue <- e:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-e.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Run records until ctx ends.
func (b *Batcher[T]) Run(ctx context.Context) error {
	for {
		var batch []entry[T]
		select {
		case e := <-b.queue:
			batch = append(batch, e)
		case <-ctx.Done():
			return nil
		}
	more:
		for len(batch) < b.Max {
			select {
			case e := <-b.queue:
				batch = append(batch, e)
			default:
				break more
			}
		}
		b.flush(ctx, batch)
	}
}

func (b *Batcher[T]) flush(ctx context.Context, batch []entry[T]) {
	batch = slices.DeleteFunc(batch, func(e entry[T]) bool { return e.ctx.Err() != nil })
	if len(batch) == 0 {
		return
	}
	items := make([]T, len(batch))
	for i, e := range batch {
		items[i] = e.item
	}
	err := b.Record(ctx, items)
	if err == nil || len(batch) == 1 || ctx.Err() != nil || !ledger.Refused(err) {
		for _, e := range batch {
			e.done <- err
		}
		return
	}
	good := b.sift(batch)
	if len(good) == len(items) { // together they are refused, and none of them alone
		b.flush(ctx, good[:len(good)/2:len(good)/2])
		good = good[len(good)/2:]
	}
	b.flush(ctx, good)
}

// sift answers the items that would be refused, and returns the others.
func (b *Batcher[T]) sift(batch []entry[T]) []entry[T] {
	return slices.DeleteFunc(batch, func(e entry[T]) bool {
		err := e.ctx.Err()
		if err == nil {
			err = b.Check(e.ctx, e.item)
		}
		if err != nil {
			e.done <- err
		}
		return err != nil
	})
}
