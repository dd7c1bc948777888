package contribution

import (
	"context"
	"testing"
)

// slowly makes so many files final per block, in an order of its own, and counts how often it is asked.
type slowly struct {
	order    []uint64
	perBlock int
	final    map[uint64]bool
	asked    int
}

func (s *slowly) FileState(_ context.Context, id uint64) (State, error) {
	s.asked++
	if s.final[id] {
		return State{Status: "valid"}, nil
	}
	return State{Status: "submitted"}, nil
}

func (s *slowly) Wait(_ context.Context, height uint64) (uint64, error) {
	s.asked = 0
	n := min(s.perBlock, len(s.order))
	for _, id := range s.order[:n] {
		s.final[id] = true
	}
	s.order = s.order[n:]
	return height + 1, nil
}

// TestAwaitLooksAtFew: however many files are waited for and in whatever order they become final, a block costs no more than a window of
// looks beside one for each file that has become final.
func TestAwaitLooksAtFew(t *testing.T) {
	const files, perBlock = 2000, 10
	orders := map[string]func(i int) uint64{
		"in order":       func(i int) uint64 { return uint64(i) },
		"in reverse":     func(i int) uint64 { return uint64(files - 1 - i) },
		"here and there": func(i int) uint64 { return uint64(i * 7 % files) },
	}
	for name, at := range orders {
		t.Run(name, func(t *testing.T) {
			s := &slowly{perBlock: perBlock, final: make(map[uint64]bool)}
			results := make([]Result, files)
			for i := range results {
				s.order = append(s.order, at(i))
				results[i] = Result{FileID: uint64(i), State: State{Status: "submitted"}}
			}
			blocks, total, reported := 0, 0, -1
			c := Client{States: s, Progress: func(what string, done, of int) {
				if done < reported || of != files {
					t.Errorf("%s: %d of %d after %d", what, done, of, reported)
				}
				reported = done
				blocks++
				total += s.asked
			}}
			if err := c.await(t.Context(), results, nil); err != nil {
				t.Fatal(err)
			}
			for i, r := range results {
				if r.Status != "valid" {
					t.Fatalf("file %d is %q", i, r.Status)
				}
			}
			if reported != files {
				t.Errorf("the last report names %d files", reported)
			}
			if blocks > files/perBlock+2 {
				t.Errorf("it took %d blocks", blocks)
			}
			if total > blocks*window+files {
				t.Errorf("%d looks in %d blocks", total, blocks)
			}
		})
	}
}
