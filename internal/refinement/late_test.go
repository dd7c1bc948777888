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

const another = dlp + 1

func (f *feed) ready(block uint64, dlps ...uint64) bool {
	f.t.Helper()
	ready, err := f.Ready(f.t.Context(), block, dlps)
	if err != nil {
		f.t.Fatal(err)
	}
	return ready
}

// pass lets time pass and tries what is due then.
func (f *feed) pass(d time.Duration) {
	f.t.Helper()
	f.now = f.now.Add(d)
	if err := f.tried(); err != nil {
		f.t.Fatal(err)
	}
}

// TestLateArtifact: one that nobody delivers holds up nothing but the jobs that need it, and is taken in when it comes.
func TestLateArtifact(t *testing.T) {
	f := newFeed(t)
	f.record(1, 1, of(another))
	arrive := f.absent(2, 2) // block 102
	f.record(3, 4)
	f.record(4, 8, of(another))
	if err := f.resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	if f.ready(101, another) || !f.ready(100, another) || !f.ready(101, dlp) {
		t.Error("before anything is listed")
	}
	if err := f.tried(); err != nil || f.rows() != 4 || f.rowsOf(another) != 9 {
		t.Fatalf("%d and %d rows: %v", f.rows(), f.rowsOf(another), err)
	}
	if f.ready(102, dlp) || f.ready(200, another, dlp) || !f.ready(101, dlp) || !f.ready(200, another) {
		t.Error("while one is missing")
	}
	f.restart()
	if err := f.drained(); err != nil || f.ready(102, dlp) || !f.ready(101, dlp) {
		t.Errorf("after a restart: %v", err)
	}
	arrive()
	f.pass(firstPause - 1)
	if f.rows() != 4 {
		t.Error("tried again too early")
	}
	f.pass(1)
	if f.rows() != 6 || !f.ready(102, dlp) || len(f.progress.Late) > 0 {
		t.Errorf("once it is there: %d rows, %+v", f.rows(), f.progress)
	}
	f.fail["since"] = errAway
	if ready, err := f.Ready(t.Context(), 200, []uint64{dlp}); ready || !errors.Is(err, errAway) {
		t.Errorf("without the index: %v, %v", ready, err)
	}
}

// TestLostArtifact: after an hour jobs wait no longer for an artefact, that is told, and it is still taken in when it comes.
func TestLostArtifact(t *testing.T) {
	f := newFeed(t)
	arrive := f.absent(1, 2)
	if err := f.drained(); err != nil {
		t.Fatal(err)
	}
	for range 59 {
		f.pass(time.Minute)
	}
	if f.ready(101, dlp) || f.lost[1] {
		t.Fatal("given up before its time")
	}
	f.pass(time.Minute + 1)
	if !f.ready(101, dlp) || !f.lost[1] || f.behind[dlp] != 0 {
		t.Fatalf("not given up: %v, %d behind", f.lost, f.behind[dlp])
	}
	f.restart() // many tries are made anew before it is lost again: it may have been this machine that was cut off
	f.lost[1] = false
	if err := f.drained(); err != nil || f.ready(101, dlp) {
		t.Errorf("after a restart: %v", err)
	}
	for range lostTries - 1 {
		if f.lost[1] {
			t.Error("given up too early after a restart")
		}
		f.pass(lastPause)
	}
	if !f.lost[1] {
		t.Error("not given up after a restart")
	}
	arrive()
	f.pass(lostPause - 1)
	if f.rows() != 0 {
		t.Error("a lost one is tried as often as any other")
	}
	f.pass(1)
	if f.rows() != 2 || f.lost[1] || f.behind[dlp] != 0 || len(f.progress.Late) > 0 {
		t.Errorf("found: %d rows, %v, %d behind", f.rows(), f.lost, f.behind[dlp])
	}
}

// TestKeysOnTheirWay: a DataDAO whose keys are not here is passed by, and caught up with when they come.
func TestKeysOnTheirWay(t *testing.T) {
	f := newFeed(t)
	f.noKeys[dlp] = true
	for file := range uint64(9) {
		f.record(file+1, 1, of(dlp+file%2))
	}
	if err := f.drained(); err != nil || f.rows() != 0 || f.rowsOf(another) != 4 || len(f.progress.Late) > 0 || f.progress.Seq != 9 {
		t.Fatalf("%d and %d rows, %+v: %v", f.rows(), f.rowsOf(another), f.progress, err)
	}
	if f.ready(101, dlp) || !f.ready(200, another) {
		t.Error("ready without keys")
	}
	f.restart()
	if err := f.drained(); err != nil || f.rows() != 0 {
		t.Fatal(err)
	}
	f.record(10, 1)
	f.noKeys[dlp] = false
	if err := f.tried(); err != nil || f.rows() != 6 || f.rowsOf(another) != 4 || len(f.progress.Apart) > 0 || !f.ready(200, dlp, another) {
		t.Errorf("with keys: %d rows, %+v: %v", f.rows(), f.progress, err)
	}
}

// TestMuchIsLate: a DataDAO of which very much is missing is not listed any further, and takes no first tries from others.
func TestMuchIsLate(t *testing.T) {
	f := newFeed(t)
	f.record(1, 1)
	for i := range uint64(maxFailed + 100) {
		r := f.next(2 + i)
		r.ArtifactDigest = [32]byte{byte(i), byte(i >> 8), 1}
		f.recorded = append(f.recorded, r)
	}
	f.record(5000, 2)
	f.record(5001, 4, of(another))
	if err := f.drained(); err != nil || f.rows() != 1 || f.rowsOf(another) != 4 {
		t.Fatalf("%d and %d rows: %v", f.rows(), f.rowsOf(another), err)
	}
	if n := len(f.progress.Late); n < maxFailed || n > maxFailed+2 || f.behind[dlp] != n || f.progress.Apart[dlp] == 0 || f.ready(101, dlp) {
		t.Errorf("%d late, %d behind, apart at %d", n, f.behind[dlp], f.progress.Apart[dlp])
	}
	f.now = f.now.Add(lostAfter) // all of them get lost at last, and the rest of the DataDAO is taken in
	for range 2 * lostTries {
		f.pass(lastPause)
	}
	if f.rows() != 3 || f.behind[dlp] != 0 || len(f.progress.Apart) > 0 || !f.ready(6000, dlp, another) {
		t.Errorf("in the end %d rows, %d behind, %v apart", f.rows(), f.behind[dlp], f.progress.Apart)
	}
}

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

// TestPatience: the first try of what does not come is short, whatever the store waits; the next one waits as long as the store.
func TestPatience(t *testing.T) {
	f := newFeed(t)
	store := &slow{shelf: f.shelf, never: map[uint64]bool{}}
	for file := range uint64(3 * workers) {
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
		time.Sleep(time.Hour) // second tries go on for ever
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	first, second := 0, 0
	for file := range uint64(3 * workers) {
		n := 0
		for _, asked := range store.asked {
			if asked == file+1 {
				n++
			}
		}
		if n > 0 {
			first++
		}
		if n > 1 {
			second++
		}
		if n > 2 {
			t.Errorf("file %d was asked for %d times", file+1, n)
		}
	}
	if first != 3*workers || second != workers {
		t.Errorf("%d first tries, %d second ones", first, second)
	}
	if len(f.progress.Late) != 3*workers {
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
				if f.all == nil {
					_ = f.resume(t.Context())
				}
				f.now = f.now.Add(time.Duration(rapid.IntRange(0, 90).Draw(r, "seconds")) * time.Second)
				if f.all != nil {
					_ = f.tried()
				}
			},
		})
		clear(f.fail)
		clear(f.noKeys)
		for _, a := range arrive {
			a()
		}
		if rapid.Bool().Draw(r, "restart") || f.all == nil {
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
