package dataset

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"pgregory.net/rapid"

	"github.com/coppice-network/coppice/internal/soak"
)

// snapshotDir copies the directory as kill -9 would leave it.
func snapshotDir(t testing.TB, from string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

// state reads everything a reopened store shows.
func state(t testing.TB, s *Store) map[string]plainRows {
	t.Helper()
	out := map[string]plainRows{}
	infos, err := s.Tables(1)
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range infos {
		snap := snapshot(t, s, info.Name)
		if rows := projected(t, s, snap); len(rows) > 0 {
			out[info.Name] = rows
		}
		snap.Close()
	}
	return out
}

func stateOf(files map[uint64]uint64) map[string]plainRows {
	out := map[string]plainRows{}
	for _, table := range []string{"days", "notes"} {
		if rows := expect(table, files); len(rows) > 0 {
			out[table] = rows
		}
	}
	return out
}

// Killed after any durable step of any operation, the store opens as it was before that operation or after it, keeps nothing that is in
// neither, and goes on.
func TestKilledAtEveryStep(t *testing.T) {
	type crash struct {
		op, step string
		dir      string
		before   map[uint64]uint64
		after    map[uint64]uint64
	}
	var crashes []crash
	dir := t.TempDir()
	op, before, after := "open", map[uint64]uint64{}, map[uint64]uint64{}
	steps := map[string]int{}
	tune := small()
	tune.hook = func(step string) {
		steps[step]++
		crashes = append(crashes, crash{op, step, snapshotDir(t, dir), before, after})
	}
	s := openTest(t, dir, tune)
	with := func(files map[uint64]uint64, file, refiner uint64) map[uint64]uint64 {
		out := map[uint64]uint64{}
		for k, v := range files {
			out[k] = v
		}
		if out[file] = refiner; refiner == 0 {
			delete(out, file)
		}
		return out
	}
	do := func(name string, file, refiner uint64) {
		op, before, after = fmt.Sprintf("%s %d/%d", name, file, refiner), after, with(after, file, refiner)
		if refiner > 0 {
			ingest(t, s, file, refiner)
		} else if err := s.Erase(t.Context(), 1, file); err != nil {
			t.Fatal(err)
		}
	}
	for f := uint64(1); f <= 27; f++ {
		do("ingest", f, 1)
		if f%9 == 0 {
			do("ingest", f-2, 2)
		}
		if f%10 == 0 {
			do("erase", f-5, 0)
		}
		if f%13 == 0 {
			do("erase", f, 0)
		}
	}
	for _, step := range []string{"journal appended", "chunk written", "journal created", "manifest replaced", "left-overs removed"} {
		if steps[step] == 0 {
			t.Errorf("the test never came to %q", step)
		}
	}
	for _, c := range crashes {
		again, err := openTuned(c.dir, newSealer(1), small())
		if err != nil {
			t.Fatalf("killed in %s after %q: %v", c.op, c.step, err)
		}
		got := state(t, again)
		if !reflect.DeepEqual(got, stateOf(c.before)) && !reflect.DeepEqual(got, stateOf(c.after)) {
			t.Fatalf("killed in %s after %q: %v", c.op, c.step, got)
		}
		files, _ := os.ReadDir(c.dir)
		if want := 4 + again.Stats(1, "days").Chunks + again.Stats(1, "notes").Chunks; len(files) != want {
			t.Fatalf("killed in %s after %q: %d files after opening, want %d: %v", c.op, c.step, len(files), want, files)
		}
		// The operation is repeated by whoever did not get an answer.
		if err := again.Ingest(context.Background(), testRef(500, 1), encodeContent(t, content(500, 1)), both); err != nil {
			t.Fatal(err)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
		os.RemoveAll(c.dir)
	}
	t.Logf("%d crashes", len(crashes))
}

// A journal cut at any byte gives the ingests that were whole, and can be written on.
func TestJournalCutAnywhere(t *testing.T) {
	dir := t.TempDir()
	tune := small()
	tune.flushFiles = 100
	s := openTest(t, dir, tune)
	var sizes []int64
	for f := range uint64(3) {
		ingest(t, s, f, 1)
		sizes = append(sizes, s.journal.size)
	}
	journal := filepath.Base(journalPath(dir, s.journal.id))
	data, err := os.ReadFile(filepath.Join(dir, journal))
	if err != nil {
		t.Fatal(err)
	}
	for cut := len(journalMagic); cut <= len(data); cut += 37 {
		for _, tail := range []int{0, 50} { // a file system may leave zeros where data was to come
			to := snapshotDir(t, dir)
			torn := append(bytes.Clone(data[:cut]), make([]byte, tail)...)
			if err := os.WriteFile(filepath.Join(to, journal), torn, 0o600); err != nil {
				t.Fatal(err)
			}
			again, err := openTuned(to, newSealer(1), tune)
			if err != nil {
				if tail > 0 && errors.Is(err, ErrCorrupt) {
					continue // zeros inside a record that is as long as it says: not to be told from damage
				}
				t.Fatalf("cut at %d: %v", cut, err)
			}
			files := map[uint64]uint64{}
			for f, size := range sizes {
				if int64(cut) >= size {
					files[uint64(f)] = 1
				}
			}
			if got := state(t, again); !reflect.DeepEqual(got, stateOf(files)) {
				t.Fatalf("cut at %d: %v", cut, got)
			}
			ingest(t, again, 77, 1)
			files[77] = 1
			again.Close()
			again, err = openTuned(to, newSealer(1), tune)
			if err != nil {
				t.Fatal(err)
			}
			if got := state(t, again); !reflect.DeepEqual(got, stateOf(files)) {
				t.Fatalf("cut at %d and written on: %v", cut, got)
			}
			again.Close()
			os.RemoveAll(to)
		}
	}
}

// failingSealer fails after so many calls, as a full disk or a lost key would in the middle of an operation.
type failingSealer struct {
	Sealer
	left *int
}

func (f failingSealer) Seal(plain, aad []byte) ([]byte, error) {
	if *f.left--; *f.left < 0 {
		return nil, &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	}
	return f.Sealer.Seal(plain, aad)
}

// Failing at any point of an operation, the store goes on with what it had, and leaves no files behind.
func TestFullDiskAnywhere(t *testing.T) {
	for fail := range 60 {
		dir := t.TempDir()
		left := 1 << 30
		s, err := openTuned(dir, failingSealer{newSealer(1), &left}, small())
		if err != nil {
			t.Fatal(err)
		}
		files := map[uint64]uint64{}
		for f := range uint64(11) {
			ingest(t, s, f, 1)
			files[f] = 1
		}
		left = fail
		err = s.Ingest(t.Context(), testRef(20, 1), encodeContent(t, content(20, 1)), both) // the flush with a merge
		if left >= 0 {
			t.Logf("an ingest with a flush takes %d sealings", fail-left)
			s.Close()
			return
		}
		wantErr(t, err, ErrNoSpace)
		err = s.Erase(t.Context(), 1, 3)
		wantErr(t, err, ErrNoSpace)
		if fail > 0 {
			files[20] = 1 // in the journal, as documented
		}
		if got := state(t, s); !reflect.DeepEqual(got, stateOf(files)) {
			t.Fatalf("failing at %d: %v", fail, got)
		}
		left = 1 << 30
		ingest(t, s, 20, 1)
		files[20] = 1
		if err := s.Erase(t.Context(), 1, 3); err != nil {
			t.Fatal(err)
		}
		delete(files, 3)
		if got := state(t, s); !reflect.DeepEqual(got, stateOf(files)) {
			t.Fatalf("after failing at %d: %v", fail, got)
		}
		names, _ := os.ReadDir(dir)
		if want := 4 + s.Stats(1, "days").Chunks + s.Stats(1, "notes").Chunks; len(names) != want {
			t.Fatalf("after failing at %d: %d files, want %d: %v", fail, len(names), want, names)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatal("never got through")
}

// A disk that fails to sync is not trusted again until the store has been read anew.
func TestBrokenDisk(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, small())
	ingest(t, s, 1, 1)
	s.journal.f.Close() // every write fails, and so does undoing it
	err := s.Ingest(t.Context(), testRef(2, 1), encodeContent(t, content(2, 1)), both)
	if err == nil {
		t.Fatal("wrote to a broken disk")
	}
	err = s.Ingest(t.Context(), testRef(3, 1), encodeContent(t, content(3, 1)), both)
	wantErr(t, err, ErrBroken)
	wantErr(t, s.Erase(t.Context(), 1, 1), ErrBroken)
	wantRows(t, s, map[uint64]uint64{1: 1}) // readable all the same
	s.lock.Unlock()
	again := openTest(t, dir, small())
	wantRows(t, again, map[uint64]uint64{1: 1})
	s.closed = true // there is nothing to close
}

func init() { soak.Walks("20") }

// Any sequence of operations shows what a map would show.
func TestAgainstModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "model")
		if err != nil {
			rt.Fatal(err)
		}
		defer os.RemoveAll(dir)
		tune := tuning{
			flushFiles: rapid.IntRange(1, 6).Draw(rt, "flushFiles"),
			flushBytes: rapid.SampledFrom([]int{200, 1 << 20}).Draw(rt, "flushBytes"),
			chunkBytes: rapid.SampledFrom([]int{1, 400, 1 << 20}).Draw(rt, "chunkBytes"),
			fanIn:      rapid.IntRange(2, 4).Draw(rt, "fanIn"),
		}
		open := func() *Store {
			s, err := openTuned(dir, newSealer(1), tune)
			if err != nil {
				rt.Fatal(err)
			}
			return s
		}
		s := open()
		defer func() { s.Close() }()
		files, erased := map[uint64]uint64{}, map[uint64]bool{}
		var held *Snapshot // and what it must show
		var heldRows plainRows
		var heldFiles map[uint64]uint64
		file := rapid.Uint64Range(0, 12)
		look := func(rt *rapid.T) {
			if held != nil {
				spoilt := false
				for f := range heldFiles {
					spoilt = spoilt || erased[f]
				}
				if err := held.Check(); spoilt != errors.Is(err, ErrErased) {
					rt.Fatalf("a held snapshot, spoilt %t: %v", spoilt, err)
				}
				if !spoilt {
					if got := projected(t, s, held); !reflect.DeepEqual(got, heldRows) {
						rt.Fatalf("a held snapshot changed: %v, want %v", got, heldRows)
					}
				}
			}
			if got := state(t, s); !reflect.DeepEqual(got, stateOf(files)) {
				rt.Fatalf("got %v, want %v", got, stateOf(files))
			}
			if len(files) > 0 {
				snap := snapshot(t, s, "days")
				var m merkle
				owners := map[common.Address]bool{}
				for f := range uint64(13) {
					if r, ok := files[f]; ok {
						ref := testRef(f, r)
						m.add(entry{file: f, refiner: r, digest: ref.Digest})
						owners[ref.Owner] = true
					}
				}
				if snap.Root() != m.root() || snap.Contributors() != len(owners) || snap.Files() != len(files) {
					rt.Fatalf("root %x, %d contributors, %d files", snap.Root(), snap.Contributors(), snap.Files())
				}
				snap.Close()
			}
			chunks, _ := filepath.Glob(filepath.Join(dir, "*.chunk"))
			if held == nil && len(chunks) != s.Stats(1, "days").Chunks+s.Stats(1, "notes").Chunks {
				rt.Fatalf("%d chunk files: %v", len(chunks), strings.Join(chunks, " "))
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"ingest": func(rt *rapid.T) {
				f, r := file.Draw(rt, "file"), rapid.Uint64Range(1, 4).Draw(rt, "refiner")
				err := s.Ingest(context.Background(), testRef(f, r), encodeContent(t, content(f, r)), both)
				if erased[f] != errors.Is(err, ErrErased) || !erased[f] && err != nil {
					rt.Fatalf("erased %t: %v", erased[f], err)
				}
				if !erased[f] {
					files[f] = max(files[f], r)
				}
			},
			"erase": func(rt *rapid.T) {
				f := file.Draw(rt, "file")
				if err := s.Erase(context.Background(), 1, f); err != nil {
					rt.Fatal(err)
				}
				delete(files, f)
				erased[f] = true
			},
			"reopen": func(rt *rapid.T) {
				if err := s.Close(); err != nil {
					rt.Fatal(err)
				}
				s, held = open(), nil
			},
			"hold": func(rt *rapid.T) {
				if len(files) == 0 {
					rt.Skip("nothing to hold yet")
				}
				snap, err := s.Snapshot(1, "days")
				if err != nil {
					rt.Fatal(err)
				}
				held, heldRows, heldFiles = snap, expect("days", files), map[uint64]uint64{}
				for k, v := range files {
					heldFiles[k] = v
				}
			},
			"look": look,
		})
		look(rt)
	})
}
