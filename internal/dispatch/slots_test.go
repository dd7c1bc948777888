package dispatch

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// queue begins to wait for a slot of a kind and returns when that waits; done gets the name when it has the slot.
func queue(t *testing.T, s *Slots, ctx context.Context, kind, name string, done chan<- string) {
	t.Helper()
	waiting := func() int {
		s.mu.Lock()
		defer s.mu.Unlock()
		return len(s.waiting[kind])
	}
	before := waiting()
	go func() {
		if err := s.take(ctx, kind); err != nil {
			name = err.Error()
		}
		done <- name
	}()
	for waiting() == before {
		runtime.Gosched()
	}
}

// TestKindsTakeTurns: whoever waits gets a slot in the order of arrival within a kind, and kinds take turns.
func TestKindsTakeTurns(t *testing.T) {
	s := NewSlots(1)
	if err := s.take(t.Context(), "files"); err != nil {
		t.Fatal(err)
	}
	done := make(chan string, 10)
	for _, name := range []string{"f1", "f2", "f3", "f4"} {
		queue(t, s, t.Context(), "files", name, done)
	}
	queue(t, s, t.Context(), "jobs", "j1", done)
	queue(t, s, t.Context(), "jobs", "j2", done)
	queue(t, s, t.Context(), "tables", "t1", done)
	var order []string
	for range 7 {
		s.give()
		order = append(order, <-done)
	}
	if got := fmt.Sprint(order); got != "[f1 j1 t1 f2 j2 f3 f4]" {
		t.Errorf("the order is %s", got)
	}
	s.give()
	if s.taken(1) != 0 || len(s.waiting) != 0 || len(s.kinds) != 0 {
		t.Errorf("%+v is left", s)
	}
}

// TestStopsWaiting: who stops waiting leaves no trace, and takes no slot along.
func TestStopsWaiting(t *testing.T) {
	s := NewSlots(0) // is one
	if err := s.take(t.Context(), "files"); err != nil {
		t.Fatal(err)
	}
	done := make(chan string, 10)
	ctx, cancel := context.WithCancel(t.Context())
	queue(t, s, ctx, "jobs", "j1", done)
	queue(t, s, t.Context(), "files", "f1", done)
	cancel()
	if got := <-done; got != context.Canceled.Error() {
		t.Errorf("got %s", got)
	}
	s.give()
	if got := <-done; got != "f1" {
		t.Errorf("%s got the slot", got)
	}
	s.give()
	if err := s.take(ctx, "jobs"); err != nil {
		t.Errorf("a free slot is taken at once, whatever the context: %v", err)
	}
	if s.taken(1) != 1 || len(s.waiting) != 0 || len(s.kinds) != 0 {
		t.Errorf("%+v is left", s)
	}
}

// TestSlotsAreKept: whatever is granted and given up at the same moment, no slot is lost or given twice.
func TestSlotsAreKept(t *testing.T) {
	const size = 3
	s := NewSlots(size)
	var holders atomic.Int32
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(7, uint64(i)))
			for range 200 {
				ctx, cancel := context.WithCancel(t.Context())
				if random.IntN(2) == 0 {
					go cancel()
				}
				err := s.take(ctx, fmt.Sprint("kind", i%5))
				if err == nil {
					if n := holders.Add(1); n > size {
						t.Errorf("%d hold %d slots", n, size)
					}
					runtime.Gosched()
					holders.Add(-1)
					s.give()
				} else if !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
				cancel()
			}
		})
	}
	wg.Wait()
	if s.taken(size) != 0 || len(s.waiting) != 0 || len(s.kinds) != 0 {
		t.Errorf("%d are taken, %v wait", s.taken(size), s.kinds)
	}
}
