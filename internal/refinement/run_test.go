package refinement

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ipfs/go-cid"
	"pgregory.net/rapid"

	"github.com/coppice-network/coppice/internal/blob"
)

// slow is a store in which some content does not come.
type slow struct {
	*shelf
	mu    sync.Mutex
	never map[uint64]bool // by file
	asked []uint64
}

func (s *slow) GetFor(ctx context.Context, file uint64, id cid.Cid) (io.ReadCloser, error) {
	s.mu.Lock()
	never := s.never[file]
	s.asked = append(s.asked, file)
	s.mu.Unlock()
	if never {
		<-ctx.Done()
		return nil, errors.Join(blob.ErrNotFound, context.Cause(ctx))
	}
	return s.shelf.GetFor(ctx, file, id)
}

// TestPatience: the first try of what does not come is short, whatever the store waits; the next ones are longer, and end as well.
func TestPatience(t *testing.T) {
	f := newFeed(t)
	store := &slow{shelf: f.shelf, never: map[uint64]bool{}}
	for file := range uint64(3 * freshWorkers) {
		store.never[file+1] = true
		f.record(file+1, 1)
	}
	f.record(100, 10)
	synctest.Test(t, func(t *testing.T) {
		f.Files, f.Clock = store, time.Now
		began := time.Now()
		f.Wake = func(ctx context.Context, height uint64) (uint64, error) {
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
			return height + 1, ctx.Err()
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- f.Run(ctx) }()
		for f.rows() == 0 {
			time.Sleep(time.Second)
		}
		if d := time.Since(began); d > 3*firstTry+time.Second {
			t.Errorf("the last was taken in after %s", d)
		}
		time.Sleep(time.Hour)
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	for file := range uint64(3 * freshWorkers) {
		n := 0
		for _, asked := range store.asked {
			if asked == file+1 {
				n++
			}
		}
		if n < 2 || n > 2+int(time.Hour/lastTry) {
			t.Errorf("file %d was asked for %d times in an hour", file+1, n)
		}
	}
	if len(f.progress.Late) != 3*freshWorkers {
		t.Errorf("%d late at the end", len(f.progress.Late))
	}
}

// TestIngestionConverges: whatever comes late or fails, and whenever the process is killed, in the end the tables hold everything once.
func TestIngestionConverges(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := newFeed(t)
		defer f.Tables.Close()
		arrive := map[uint64]func(){}
		want, size, files := map[uint64]int64{}, map[uint64]int64{}, uint64(0)
		erased := map[uint64]bool{}
		r.Repeat(map[string]func(*rapid.T){
			"record": func(r *rapid.T) {
				files++
				d, n := dlp+rapid.Uint64Range(0, 2).Draw(r, "dlp"), rapid.IntRange(1, 3).Draw(r, "rows")
				if rapid.Bool().Draw(r, "absent") {
					arrive[files] = f.absent(files, n, of(d))
				} else {
					f.record(files, n, of(d))
				}
				want[d] += int64(n)
				size[files] = int64(n)
			},
			"arrive": func(r *rapid.T) {
				if len(arrive) > 0 {
					file := rapid.SampledFrom(slices.Sorted(maps.Keys(arrive))).Draw(r, "file")
					arrive[file]()
					delete(arrive, file)
				}
			},
			"withdraw": func(r *rapid.T) {
				if files == 0 {
					return
				}
				file := rapid.Uint64Range(1, files).Draw(r, "file")
				rec := f.recorded[file-1]
				if erased[file] {
					return
				}
				erased[file] = true
				if err := f.Tables.Erase(t.Context(), rec.DLP, file); err != nil {
					r.Fatal(err)
				}
				want[rec.DLP] -= size[file]
			},
			"keys": func(r *rapid.T) { d := dlp + rapid.Uint64Range(0, 2).Draw(r, "dlp"); f.noKeys[d] = !f.noKeys[d] },
			"trouble": func(r *rapid.T) {
				w := rapid.SampledFrom([]string{"save", "since", "get"}).Draw(r, "what")
				toggle(f.fail, w)
			},
			"kill": func(*rapid.T) { f.restart(); _ = f.drained() },
			"go on": func(r *rapid.T) {
				if f.lines == nil {
					_ = f.resumed()
				}
				f.now = f.now.Add(time.Duration(rapid.IntRange(0, 90).Draw(r, "seconds")) * time.Second)
				if f.lines != nil {
					_ = f.tried()
				}
			},
		})
		clear(f.fail)
		clear(f.noKeys)
		for _, a := range arrive {
			a()
		}
		if rapid.Bool().Draw(r, "restart") || f.lines == nil {
			f.restart()
			if err := f.drained(); err != nil {
				r.Fatal(err)
			}
		}
		f.pass(lostPause)
		for d, n := range want {
			if got := f.rowsOf(d); got != n {
				r.Fatalf("DataDAO %d has %d rows, want %d", d, got, n)
			}
			if !f.ready(100+uint64(len(f.recorded)), d) {
				r.Fatalf("DataDAO %d is not ready", d)
			}
		}
		if p := f.progress; p.Seq != uint64(len(f.recorded)) || len(p.Late)+len(p.Apart) > 0 {
			r.Fatalf("in the end %+v", p)
		}
	})
}

func toggle(fail map[string]error, what string) {
	if fail[what] != nil {
		delete(fail, what)
	} else {
		fail[what] = errAway
	}
}
