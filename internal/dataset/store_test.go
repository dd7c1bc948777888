package dataset

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"math/bits"
	"reflect"
	"slices"
	"testing"

	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/ethereum/go-ethereum/common"
)

// gcmSealer seals with AES-256-GCM.
type gcmSealer struct{ aead cipher.AEAD }

func newSealer(key byte) gcmSealer {
	block, err := aes.NewCipher(bytes.Repeat([]byte{key}, 32))
	if err != nil {
		panic(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return gcmSealer{aead}
}

func (g gcmSealer) Seal(plain, aad []byte) ([]byte, error) {
	nonce := make([]byte, 12)
	rand.Read(nonce)
	return g.aead.Seal(nonce, nonce, plain, aad), nil
}

func (g gcmSealer) Open(sealed, aad []byte) ([]byte, error) {
	if len(sealed) < 12 {
		return nil, errors.New("too short")
	}
	return g.aead.Open(nil, sealed[:12], sealed[12:], aad)
}

// small makes everything happen with little data.
func small() tuning { return tuning{flushFiles: 4, flushBytes: 1 << 20, chunkBytes: 600, fanIn: 3} }

func openTest(t testing.TB, dir string, tune tuning) *Store {
	t.Helper()
	s, err := openTuned(dir, newSealer(1), tune)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// days and notes are the tables of the test's schema.
var (
	days  = Table{"days", []Column{{"day", Date, false}, {"steps", Integer, false}, {"mood", Text, true}}}
	notes = Table{"notes", []Column{{"note", Text, false}}}
	both  = Schema{FormatSchema, []Table{days, notes}}
)

func owner(file uint64) common.Address { return common.Address{19: byte(file % 5), 0: 0xaa} }

func testRef(file, refiner uint64) Ref {
	return Ref{DLP: 1, FileID: file, RefinerID: refiner, Owner: owner(file), Digest: [32]byte{byte(file), byte(file >> 8), byte(refiner)}}
}

// content is what the test's refiner makes of a file: some files have no row in a table.
func content(file, refiner uint64) map[string]plainRows {
	seed := int(file*100 + refiner*7)
	return map[string]plainRows{"days": testRows(days.Columns, seed, int(file+refiner)%6), "notes": testRows(notes.Columns, seed, int(file)%2)}
}

func encodeContent(t testing.TB, c map[string]plainRows) map[string][]byte {
	return map[string][]byte{
		"days":  encodeRows(t, days.Columns, c["days"], compress.Codecs.Snappy),
		"notes": encodeRows(t, notes.Columns, c["notes"], compress.Codecs.Zstd),
	}
}

func ingest(t testing.TB, s *Store, file, refiner uint64) {
	t.Helper()
	if err := s.Ingest(context.Background(), testRef(file, refiner), encodeContent(t, content(file, refiner)), both); err != nil {
		t.Fatal(err)
	}
}

func snapshot(t testing.TB, s *Store, table string) *Snapshot {
	t.Helper()
	snap, err := s.Snapshot(1, table)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { snap.Close() })
	return snap
}

// projected reads what Project writes, with the file's owner as the last value of each row.
func projected(t testing.TB, s *Store, snap *Snapshot) plainRows {
	t.Helper()
	table := snap.Table()
	var names []string
	for _, c := range table.Columns {
		names = append(names, c.Name)
	}
	var buf bytes.Buffer
	n, err := s.Project(context.Background(), snap, names, func(a common.Address) string { return a.Hex() }, &buf)
	if err != nil {
		t.Fatal(err)
	}
	cols := append(slices.Clone(table.Columns), Column{WalletColumn, Text, false})
	r, err := decodeParquet(cols, buf.Bytes(), cols)
	if err != nil {
		t.Fatal(err)
	}
	if int64(r.n) != n || n != snap.Rows() {
		t.Fatalf("%d rows, said %d, snapshot %d", r.n, n, snap.Rows())
	}
	return fromRows(r)
}

// expect computes what a table of the given files must show: file -> refiner.
func expect(table string, files map[uint64]uint64) plainRows {
	out := plainRows{}
	for file := uint64(0); len(files) > 0 && file < 1<<20; file++ {
		refiner, ok := files[file]
		if !ok {
			continue
		}
		for _, row := range content(file, refiner)[table] {
			out = append(out, append(slices.Clone(row), owner(file).Hex()))
		}
	}
	return out
}

func wantRows(t testing.TB, s *Store, files map[uint64]uint64) {
	t.Helper()
	for _, table := range []string{"days", "notes"} {
		snap := snapshot(t, s, table)
		if got, want := projected(t, s, snap), expect(table, files); !reflect.DeepEqual(got, want) {
			t.Fatalf("%s has %d rows, want %d:\n%v\n%v", table, len(got), len(want), got, want)
		}
		if snap.Files() != len(files) {
			t.Fatalf("%s has %d files, want %d", table, snap.Files(), len(files))
		}
		snap.Close()
	}
}

func wantErr(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
	}
}

func TestIngestReplaceEraseReopen(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, small())
	files := map[uint64]uint64{}
	for _, f := range []uint64{9, 3, 7, 1, 12, 5, 8, 2, 30, 4} {
		ingest(t, s, f, 1)
		files[f] = 1
	}
	wantRows(t, s, files)
	ingest(t, s, 7, 3) // a newer refiner replaces
	files[7] = 3
	ingest(t, s, 7, 2) // an older one that comes late does not
	ingest(t, s, 3, 1) // again
	wantRows(t, s, files)
	for _, f := range []uint64{7, 4, 9} { // in runs, in the journal, in runs
		if err := s.Erase(t.Context(), 1, f); err != nil {
			t.Fatal(err)
		}
		delete(files, f)
	}
	wantRows(t, s, files)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openTest(t, dir, small())
	wantRows(t, s, files)
	err := s.Ingest(t.Context(), testRef(7, 4), encodeContent(t, content(7, 4)), both)
	wantErr(t, err, ErrErased)
	infos, err := s.Tables(1)
	if err != nil || len(infos) != 2 || infos[0].Name != "days" || infos[0].Rows != int64(len(expect("days", files))) || infos[0].Files != len(files) {
		t.Fatalf("%+v %v", infos, err)
	}
	if infos, err := s.Tables(2); err != nil || len(infos) != 0 {
		t.Fatalf("%+v %v", infos, err)
	}
}

func TestIngestRefuses(t *testing.T) {
	good := encodeContent(t, content(1, 1))
	with := func(name string, data []byte) map[string][]byte {
		m := map[string][]byte{"days": good["days"], "notes": good["notes"]}
		if m[name] = data; data == nil {
			delete(m, name)
		}
		return m
	}
	change := func(edit func(c []Column) []Column) (map[string][]byte, Schema) {
		cols := edit(slices.Clone(days.Columns))
		return with("days", encodeRows(t, cols, testRows(cols, 1, 2), compress.Codecs.Snappy)), Schema{FormatSchema, []Table{{"days", cols}, notes}}
	}
	otherType, otherTypeSchema := change(func(c []Column) []Column { c[1].Type = BigInt; return c })
	nowNull, nowNullSchema := change(func(c []Column) []Column { c[1].Nullable = true; return c })
	dropped, droppedSchema := change(func(c []Column) []Column { return slices.Delete(c, 1, 2) })
	added, addedSchema := change(func(c []Column) []Column { return append(c, Column{"x", Text, false}) })
	otherDigest, otherOwner := testRef(1, 1), testRef(1, 1)
	otherDigest.Digest[31], otherOwner.Owner[5] = 1, 1
	for name, tc := range map[string]struct {
		ref    Ref
		tables map[string][]byte
		schema Schema
		want   error
	}{
		"a table missing":      {testRef(2, 1), with("notes", nil), both, ErrUnfit},
		"a table extra":        {testRef(2, 1), with("more", good["notes"]), both, ErrUnfit},
		"tables exchanged":     {testRef(2, 1), map[string][]byte{"days": good["notes"], "notes": good["days"]}, both, ErrUnfit},
		"not Parquet":          {testRef(2, 1), with("notes", []byte("x")), both, ErrUnfit},
		"no schema":            {testRef(2, 1), good, Schema{}, ErrSchemaVersion},
		"another digest":       {otherDigest, good, both, ErrConflict},
		"another owner":        {otherOwner, good, both, ErrConflict},
		"another type":         {testRef(1, 2), otherType, otherTypeSchema, ErrSchemaChanged},
		"NULL allowed now":     {testRef(1, 2), nowNull, nowNullSchema, ErrSchemaChanged},
		"NOT NULL left out":    {testRef(1, 2), dropped, droppedSchema, ErrSchemaChanged},
		"NOT NULL column new":  {testRef(1, 2), added, addedSchema, ErrSchemaChanged},
		"the context is over":  {testRef(2, 1), good, both, context.Canceled},
		"the store has closed": {testRef(2, 1), good, both, ErrClosed},
	} {
		t.Run(name, func(t *testing.T) {
			s := openTest(t, t.TempDir(), small())
			ingest(t, s, 1, 1)
			ctx, cancel := context.WithCancel(t.Context())
			if tc.want == context.Canceled {
				cancel()
			}
			defer cancel()
			if tc.want == ErrClosed {
				s.Close()
			}
			wantErr(t, s.Ingest(ctx, tc.ref, tc.tables, tc.schema), tc.want)
			if tc.want != ErrClosed {
				wantRows(t, s, map[uint64]uint64{1: 1})
			}
		})
	}
}

func TestManySmallFiles(t *testing.T) {
	tune := small()
	tune.flushFiles, tune.chunkBytes, tune.fanIn = 16, 64<<10, 4
	writes := 0
	tune.hook = func(step string) {
		if step == "chunk written" {
			writes++
		}
	}
	s := openTest(t, t.TempDir(), tune)
	const n = 2000
	one := map[string][]byte{"notes": encodeRows(t, notes.Columns, plainRows{{"x"}}, compress.Codecs.Snappy)}
	schema := Schema{FormatSchema, []Table{notes}}
	for f := range uint64(n) {
		ref := testRef(f*7919%n, 1) // in no order
		if err := s.Ingest(t.Context(), ref, one, schema); err != nil {
			t.Fatal(err)
		}
	}
	st := s.Stats(1, "notes")
	// 125 flushes, fan-in 4: at most 3 runs on each of the 4 levels.
	if limit := 3 * (bits.Len(n/16)/2 + 1); st.Segments > limit {
		t.Errorf("%d segments, want at most %d", st.Segments, limit)
	}
	if limit := n / 16 * 3; writes > limit {
		t.Errorf("%d chunks written for %d files", writes, n)
	}
	snap := snapshot(t, s, "notes")
	if snap.Rows() != n || snap.Files() != n || snap.Contributors() != 5 {
		t.Fatalf("%d rows of %d files of %d contributors", snap.Rows(), snap.Files(), snap.Contributors())
	}
	var buf bytes.Buffer
	if rows, err := s.Project(t.Context(), snap, []string{"note"}, nil, &buf); err != nil || rows != n {
		t.Fatalf("%d rows, %v", rows, err)
	}
}

func TestErase(t *testing.T) {
	s := openTest(t, t.TempDir(), small())
	for f := uint64(0); f < 30; f++ {
		ingest(t, s, f, 1)
	}
	ingest(t, s, 5, 2) // two versions: one in runs, one in the journal
	ingest(t, s, 6, 2)
	held := snapshot(t, s, "days")
	other := openTest(t, t.TempDir(), small())
	ingest(t, other, 5, 1)
	if err := s.Erase(t.Context(), 1, 5); err != nil {
		t.Fatal(err)
	}
	// Its rows are in no file of the store, in whatever version.
	for _, name := range []string{"days", "notes"} {
		for _, r := range s.tables[tableKey{1, name}].runs {
			if c, _ := r.find(5); c != nil {
				t.Fatalf("%s: a run still holds the file", name)
			}
		}
		if _, ok := s.tables[tableKey{1, name}].mem[5]; ok {
			t.Fatalf("%s: the journal still holds the file", name)
		}
	}
	_, err := s.Project(t.Context(), held, []string{"day"}, nil, &bytes.Buffer{})
	wantErr(t, err, ErrErased)
	wantErr(t, held.Check(), ErrErased)
	files := map[uint64]uint64{6: 2}
	for f := uint64(0); f < 30; f++ {
		if f != 5 && f != 6 {
			files[f] = 1
		}
	}
	wantRows(t, s, files)
	t.Run("a snapshot without the file goes on", func(t *testing.T) {
		snap := snapshot(t, s, "days")
		if err := s.Erase(t.Context(), 1, 5); err != nil { // again
			t.Fatal(err)
		}
		if err := s.Erase(t.Context(), 1, 4000); err != nil { // never seen
			t.Fatal(err)
		}
		if err := s.Erase(t.Context(), 2, 6); err != nil { // of another DataDAO
			t.Fatal(err)
		}
		projected(t, s, snap)
		wantErr(t, s.Ingest(t.Context(), testRef(4000, 1), encodeContent(t, content(4000, 1)), both), ErrErased)
	})
	t.Run("down to nothing", func(t *testing.T) {
		for f := range files {
			if err := s.Erase(t.Context(), 1, f); err != nil {
				t.Fatal(err)
			}
		}
		wantRows(t, s, map[uint64]uint64{})
		if st := s.Stats(1, "days"); st != (Stats{}) {
			t.Fatalf("%+v", st)
		}
	})
}
