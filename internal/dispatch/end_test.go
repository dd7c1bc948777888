package dispatch

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
)

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
