package dataset

import (
	"bytes"
	"context"
	"crypto/sha256"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

func TestSnapshotStaysWhileIngesting(t *testing.T) {
	s := openTest(t, t.TempDir(), small())
	files := map[uint64]uint64{}
	for f := uint64(0); f < 30; f++ {
		ingest(t, s, f, 1)
		files[f] = 1
	}
	snap := snapshot(t, s, "days")
	root := snap.Root()
	before := projected(t, s, snap)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for f := uint64(30); f < 120; f++ {
			if err := s.Ingest(context.Background(), testRef(f%60, 1+f/60), encodeContent(t, content(f%60, 1+f/60)), both); err != nil {
				t.Error(err)
			}
		}
	}()
	for range 20 {
		if got := projected(t, s, snap); !reflect.DeepEqual(got, before) {
			t.Fatal("the snapshot changed")
		}
	}
	wg.Wait()
	if got := projected(t, s, snap); !reflect.DeepEqual(got, before) || snap.Root() != root {
		t.Fatal("the snapshot changed")
	}
	later := snapshot(t, s, "days")
	if later.Root() == root {
		t.Fatal("the root did not change with the content")
	}
	later.Close()
	if err := snap.Close(); err != nil {
		t.Fatal(err)
	}
	// With no snapshot left, the directory holds what the manifest names and no more.
	chunks, _ := filepath.Glob(filepath.Join(s.dir, "*.chunk"))
	if want := s.Stats(1, "days").Chunks + s.Stats(1, "notes").Chunks; len(chunks) != want {
		t.Fatalf("%d chunk files, want %d", len(chunks), want)
	}
}

func TestMerkleRoot(t *testing.T) {
	hash := func(parts ...[]byte) [32]byte { return sha(slices.Concat(parts...)) }
	leaf := func(e entry) [32]byte {
		return hash([]byte{0}, []byte{0, 0, 0, 0, 0, 0, 0, byte(e.file)}, []byte{0, 0, 0, 0, 0, 0, 0, byte(e.refiner)}, e.digest[:])
	}
	// The definition: split at the largest power of two below n.
	var def func(es []entry) [32]byte
	def = func(es []entry) [32]byte {
		switch len(es) {
		case 0:
			return hash()
		case 1:
			return leaf(es[0])
		}
		k := 1
		for k*2 < len(es) {
			k *= 2
		}
		l, r := def(es[:k]), def(es[k:])
		return hash([]byte{1}, l[:], r[:])
	}
	var es []entry
	seen := map[[32]byte]bool{}
	for n := range 20 {
		var m merkle
		for _, e := range es {
			m.add(e)
		}
		if m.root() != def(es) {
			t.Fatalf("%d leaves: the root is not the one of the definition", n)
		}
		if seen[m.root()] {
			t.Fatalf("%d leaves: the root came before", n)
		}
		seen[m.root()] = true
		es = append(es, entry{file: uint64(n), refiner: 9, digest: [32]byte{byte(n)}})
	}
}

func TestRootIgnoresLayout(t *testing.T) {
	roots := map[[32]byte]bool{}
	outputs := map[string]bool{}
	for i, order := range [][]uint64{{1, 2, 3, 4, 5, 6, 7, 8, 9}, {9, 8, 7, 6, 5, 4, 3, 2, 1}} {
		tune := small()
		tune.flushFiles += 3 * i
		s := openTest(t, t.TempDir(), tune)
		for _, f := range order {
			ingest(t, s, f, 1)
		}
		snap := snapshot(t, s, "days")
		roots[snap.Root()] = true
		var buf bytes.Buffer
		if _, err := s.Project(t.Context(), snap, []string{"steps", "day"}, common.Address.Hex, &buf); err != nil {
			t.Fatal(err)
		}
		outputs[buf.String()] = true
	}
	if len(roots) != 1 || len(outputs) != 1 {
		t.Fatalf("the same content gave %d roots and %d files", len(roots), len(outputs))
	}
}

func TestForgottenSnapshotKeepsNothing(t *testing.T) {
	s := openTest(t, t.TempDir(), small())
	for f := range uint64(8) {
		ingest(t, s, f, 1)
	}
	snap, err := s.Snapshot(1, "days")
	if err != nil {
		t.Fatal(err)
	}
	snap.hold.release() // what the garbage collector does
	if err := snap.Close(); err != nil {
		t.Fatal(err)
	}
	for _, r := range s.tables[tableKey{1, "days"}].runs {
		for _, c := range r.chunks {
			if c.refs != 0 {
				t.Fatalf("%d references", c.refs)
			}
		}
	}
}

func sha(b []byte) [32]byte { return sha256.Sum256(b) }
