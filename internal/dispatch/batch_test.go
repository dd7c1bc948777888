package dispatch

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
)

// recorder records batches; it holds each until the test lets it go.
type recorder struct {
	mu      sync.Mutex
	batches [][]int
	bad     map[int]bool
	apart   [2]int // cannot be recorded together
	busy    bool
	overlap bool
	began   chan struct{}
	proceed chan struct{}
}

func newRecorder(bad ...int) *recorder {
	r := &recorder{bad: map[int]bool{}, began: make(chan struct{}, 100), proceed: make(chan struct{}, 100)}
	for _, n := range bad {
		r.bad[n] = true
	}
	return r
}

func (r *recorder) record(ctx context.Context, items []int) error {
	r.mu.Lock()
	r.overlap = r.overlap || r.busy
	r.busy = true
	r.batches = append(r.batches, slices.Sorted(slices.Values(items)))
	r.mu.Unlock()
	defer func() { r.mu.Lock(); r.busy = false; r.mu.Unlock() }()
	r.began <- struct{}{}
	select {
	case <-r.proceed:
	case <-ctx.Done():
		return ctx.Err()
	}
	for _, n := range items {
		if err := r.check(ctx, n); err != nil {
			return err
		}
	}
	if slices.Contains(items, r.apart[0]) && slices.Contains(items, r.apart[1]) {
		return fmt.Errorf("items %d and %d: %w", r.apart[0], r.apart[1], errFails)
	}
	return nil
}

// check is what is known of an item without recording it.
func (r *recorder) check(_ context.Context, n int) error {
	if r.bad[n] {
		return fmt.Errorf("item %d: %w", n, errFails)
	}
	return nil
}

// submitted submits an item and gives its outcome when there is one; it returns when the item is queued or being recorded.
func submitted(ctx context.Context, b *Batcher[int], n, queued int) <-chan error {
	done := make(chan error, 1)
	go func() { done <- b.Submit(ctx, n) }()
	for len(b.queue) < queued { // the test is the only one that submits, and nobody takes while it waits
		select {
		case err := <-done:
			done <- err
			return done
		default:
			runtime.Gosched()
		}
	}
	return done
}

// queued submits items 1 to n to a batcher that does not run yet.
func queued(ctx context.Context, b *Batcher[int], n int) (outcomes []<-chan error) {
	for i := 1; i <= n; i++ {
		outcomes = append(outcomes, submitted(ctx, b, i, i))
	}
	return outcomes
}

func running(t *testing.T, limit int, r *recorder) *Batcher[int] {
	b := NewBatcher(limit, r.record, r.check)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- b.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run ended with %v", err)
		}
		if r.overlap {
			t.Error("two batches were recorded at once")
		}
	})
	return b
}

// TestBatches: an idle batcher records at once; what comes meanwhile is recorded together, up to the limit.
func TestBatches(t *testing.T) {
	r := newRecorder()
	b := running(t, 3, r)
	var outcomes []<-chan error
	outcomes = append(outcomes, submitted(t.Context(), b, 1, 0))
	<-r.began
	for n := 2; n <= 4; n++ {
		outcomes = append(outcomes, submitted(t.Context(), b, n, n-1))
	}
	late := make(chan error, 1)
	go func() { late <- b.Submit(t.Context(), 5) }() // the queue is full
	for range 3 {
		r.proceed <- struct{}{}
	}
	for i, c := range append(outcomes, late) {
		if err := <-c; err != nil {
			t.Errorf("item %d: %v", i+1, err)
		}
	}
	if got := fmt.Sprint(r.batches); got != "[[1] [2 3 4] [5]]" {
		t.Errorf("the batches are %s", got)
	}
}

// TestBadItem: of a batch that is refused, what alone would be refused fails, and all others are recorded together, in as few batches as
// that takes.
func TestBadItem(t *testing.T) {
	for name, c := range map[string]struct {
		bad   []int
		apart [2]int
		want  string
	}{
		"one":                                {bad: []int{3}, want: "[[1] [2 3 4 5] [2 4 5]]"},
		"two":                                {bad: []int{2, 5}, want: "[[1] [2 3 4 5] [3 4]]"},
		"all":                                {bad: []int{2, 3, 4, 5}, want: "[[1] [2 3 4 5]]"},
		"two that do not go together":        {apart: [2]int{2, 5}, want: "[[1] [2 3 4 5] [2 3] [4 5]]"},
		"neighbours that do not go together": {apart: [2]int{2, 3}, want: "[[1] [2 3 4 5] [2 3] [2] [3] [4 5]]"},
		"both":                               {bad: []int{4}, apart: [2]int{2, 3}, want: "[[1] [2 3 4 5] [2 3 5] [2] [3 5]]"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRecorder(c.bad...)
			r.apart = c.apart
			b := running(t, 8, r)
			outcomes := []<-chan error{submitted(t.Context(), b, 1, 0)}
			<-r.began
			for n := 2; n <= 5; n++ {
				outcomes = append(outcomes, submitted(t.Context(), b, n, n-1))
			}
			close(r.proceed)
			for i, outcome := range outcomes {
				if err := <-outcome; errors.Is(err, errFails) != slices.Contains(c.bad, i+1) {
					t.Errorf("item %d: %v", i+1, err)
				}
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			if got := fmt.Sprint(r.batches); got != c.want {
				t.Errorf("the batches are %s, want %s", got, c.want)
			}
		})
	}
}

// TestSubmitterGoneMeanwhile: whose turn ended while the batch with its item was refused is left out when the rest is recorded.
func TestSubmitterGoneMeanwhile(t *testing.T) {
	r := newRecorder(3)
	b := running(t, 8, r)
	ctx, cancel := context.WithCancel(t.Context())
	b.Check = func(ctx context.Context, n int) error {
		if n == 2 {
			cancel()
		}
		return r.check(ctx, n)
	}
	outcomes := []<-chan error{submitted(t.Context(), b, 1, 0)}
	<-r.began
	outcomes = append(outcomes, submitted(ctx, b, 2, 1), submitted(t.Context(), b, 3, 2), submitted(t.Context(), b, 4, 3))
	close(r.proceed)
	for i, want := range []error{nil, context.Canceled, errFails, nil} {
		if err := <-outcomes[i]; !errors.Is(err, want) {
			t.Errorf("item %d: %v, want %v", i+1, err, want)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if got := fmt.Sprint(r.batches); got != "[[1] [2 3 4] [4]]" {
		t.Errorf("the batches are %s", got)
	}
}

// TestNobodysFault: an error that does not lie in the items is everybody's at once, and nothing is asked of any of them.
func TestNobodysFault(t *testing.T) {
	broke := errors.New("no money")
	records := 0
	b := NewBatcher(8, func(context.Context, []int) error { records++; return broke }, func(context.Context, int) error {
		t.Error("an item was checked")
		return nil
	})
	ctx, cancel := context.WithCancel(t.Context())
	outcomes := queued(t.Context(), b, 4)
	done := make(chan error)
	go func() { done <- b.Run(ctx) }()
	for i, c := range outcomes {
		if err := <-c; !errors.Is(err, broke) {
			t.Errorf("item %d: %v", i+1, err)
		}
	}
	cancel()
	if err := <-done; err != nil || records != 1 {
		t.Errorf("%d records, ended with %v", records, err)
	}
}

// TestBadAlone: a single item that is refused is not recorded again.
func TestBadAlone(t *testing.T) {
	r := newRecorder(1)
	b := running(t, 8, r)
	r.proceed <- struct{}{}
	if err := b.Submit(t.Context(), 1); !errors.Is(err, errFails) {
		t.Errorf("got %v", err)
	}
	if len(r.batches) != 1 {
		t.Errorf("it was recorded %d times", len(r.batches))
	}
}

// TestSubmitterGone: who no longer waits gets its answer from its own context, and its item is left out.
func TestSubmitterGone(t *testing.T) {
	r := newRecorder()
	b := running(t, 8, r)
	first := submitted(t.Context(), b, 1, 0)
	<-r.began
	ctx, cancel := context.WithCancel(t.Context())
	gone := submitted(ctx, b, 2, 1)
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	third := submitted(t.Context(), b, 3, 2)
	for range 2 {
		r.proceed <- struct{}{}
	}
	for _, c := range []<-chan error{first, third} {
		if err := <-c; err != nil {
			t.Error(err)
		}
	}
	if got := fmt.Sprint(r.batches); got != "[[1] [3]]" {
		t.Errorf("the batches are %s", got)
	}
}

// TestNobodyRuns: Submit does not outlive its context where no batcher runs, or its queue is full.
func TestNobodyRuns(t *testing.T) {
	r := newRecorder()
	b := NewBatcher(1, r.record, r.check)
	ctx, cancel := context.WithCancel(t.Context())
	first := submitted(ctx, b, 1, 1)
	full := make(chan error, 1)
	go func() { full <- b.Submit(ctx, 2) }()
	cancel()
	for _, c := range []<-chan error{first, full} {
		if err := <-c; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
}

// TestRunEndsWhileRecording: what was being recorded when the batcher ends is told so, and not tried item by item.
func TestRunEndsWhileRecording(t *testing.T) {
	r := newRecorder()
	b := NewBatcher(8, r.record, r.check)
	ctx, cancel := context.WithCancel(t.Context())
	outcomes := queued(t.Context(), b, 2)
	done := make(chan error)
	go func() { done <- b.Run(ctx) }()
	<-r.began
	cancel()
	for i, c := range outcomes {
		if err := <-c; !errors.Is(err, context.Canceled) {
			t.Errorf("item %d: %v", i+1, err)
		}
	}
	if err := <-done; err != nil || len(r.batches) != 1 {
		t.Errorf("Run ended with %v after %d batches", err, len(r.batches))
	}
}
