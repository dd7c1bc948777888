package dispatch

import (
	"context"
	"slices"
	"sync"
)

// Slots bounds what runs at once in a process. Kinds of work that wait for a slot take turns, so that thousands of files to validate
// hold up neither their refinement nor a buyer's job.
type Slots struct {
	mu      sync.Mutex
	free    int
	waiting map[string][]chan struct{} // by kind, in the order of arrival; each is closed when the slot is its own
	kinds   []string                   // those with somebody waiting; the next one's turn first
}

// NewSlots returns n slots, at least one.
func NewSlots(n int) *Slots {
	return &Slots{free: max(n, 1), waiting: make(map[string][]chan struct{})}
}

// take waits for a slot until ctx ends.
func (s *Slots) take(ctx context.Context, kind string) error {
	s.mu.Lock()
	if s.free > 0 { // then nobody waits
		s.free--
		s.mu.Unlock()
		return nil
	}
	granted := make(chan struct{})
	if len(s.waiting[kind]) == 0 {
		s.kinds = append(s.kinds, kind)
	}
	s.waiting[kind] = append(s.waiting[kind], granted)
	s.mu.Unlock()

	select {
	case <-granted:
		return nil
	case <-ctx.Done():
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.Index(s.waiting[kind], granted); i >= 0 {
		s.waiting[kind] = slices.Delete(s.waiting[kind], i, i+1)
		s.leave(kind)
	} else {
		s.pass() // it was granted at the same moment
	}
	return ctx.Err()
}

// give hands a slot on.
func (s *Slots) give() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pass()
}

func (s *Slots) pass() {
	if len(s.kinds) == 0 {
		s.free++
		return
	}
	kind := s.kinds[0]
	close(s.waiting[kind][0])
	s.waiting[kind] = s.waiting[kind][1:]
	s.kinds = append(s.kinds[1:], kind)
	s.leave(kind)
}

// leave forgets a kind of which nobody waits any more.
func (s *Slots) leave(kind string) {
	if len(s.waiting[kind]) > 0 {
		return
	}
	delete(s.waiting, kind)
	s.kinds = slices.DeleteFunc(s.kinds, func(k string) bool { return k == kind })
}
