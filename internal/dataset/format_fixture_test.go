package dataset

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/arrow-go/v18/parquet/compress"

	"github.com/coppice-network/coppice/internal/fixture"
)

// A store with merged chunks, younger chunks, a journal with something in it, a replaced file and an erased one. Its roots stand in
// receipts, so they may never come out differently. Unknown versions: TestOpenRefusesDamage.
func TestStoreFixture(t *testing.T) {
	files := map[uint64]uint64{}
	for f := range uint64(10) {
		files[f] = 1
	}
	files[3] = 2
	delete(files, 5)
	dir := fixture.Dir(t, "v1/store", func(dir string) {
		s, err := openTuned(dir, newSealer(1), small())
		if err != nil {
			t.Fatal(err)
		}
		for f := range uint64(10) {
			ingest(t, s, f, 1)
		}
		if err := s.Erase(t.Context(), 1, 5); err != nil {
			t.Fatal(err)
		}
		ingest(t, s, 3, 2)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		os.Remove(filepath.Join(dir, "LOCK"))
	})
	for _, pattern := range []string{"FORMAT", "manifest", "journal-*", "*.chunk"} {
		if found, _ := filepath.Glob(filepath.Join(dir, pattern)); len(found) == 0 {
			t.Errorf("the fixture has no %s", pattern)
		}
	}
	s := openTest(t, dir, defaultTuning)
	wantRows(t, s, files)
	for _, table := range []string{"days", "notes"} { // of the same refinements, so of one root
		if root := snapshot(t, s, table).Root(); hex.EncodeToString(root[:]) != "0d684207eb84c35b5932c6b79bc02f9b3b24a91a6c7f4063ba9fae9bfaa2c50a" {
			t.Errorf("root of %s %x", table, root)
		}
	}
	wantErr(t, s.Ingest(t.Context(), testRef(5, 9), encodeContent(t, content(5, 9)), both), ErrErased)
	ingest(t, s, 20, 1) // and it goes on from there
	files[20] = 1
	wantRows(t, s, files)
}

// An artefact and the schema its rows are in.
func TestArtifactFixture(t *testing.T) {
	schema, err := both.Digest()
	if err != nil {
		t.Fatal(err)
	}
	plain := map[string]plainRows{"days": testRows(days.Columns, 1, 20), "notes": testRows(notes.Columns, 2, 3)}
	b := fixture.File(t, "v1/artifact.tar", func() []byte {
		b, err := EncodeArtifact(Artifact{FileID: 12, RefinerID: 3, SchemaDigest: schema, Salt: [32]byte{1, 2, 3}, Tables: map[string][]byte{
			"days":  encodeRows(t, days.Columns, plain["days"], compress.Codecs.Zstd),
			"notes": encodeRows(t, notes.Columns, plain["notes"], compress.Codecs.Zstd),
		}})
		if err != nil {
			t.Fatal(err)
		}
		return b
	})
	a, err := DecodeArtifact(b)
	if err != nil {
		t.Fatal(err)
	}
	if a.FileID != 12 || a.RefinerID != 3 || a.SchemaDigest != schema || a.Salt != [32]byte{1, 2, 3} || len(a.Tables) != 2 {
		t.Errorf("artefact of file %d by refiner %d with %d tables", a.FileID, a.RefinerID, len(a.Tables))
	}
	tables, err := readTables(both, a.Tables, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range plain {
		if got := tables[name]; got.n != len(want) {
			t.Errorf("%s has %d rows, want %d", name, got.n, len(want))
		}
	}
	if d, err := PlaintextDigest(b); err != nil || hex.EncodeToString(d[:]) != "11c29053bf2028c68f1672f7e95338d6c1fe99a2b31d263890a01331c96199e0" {
		t.Errorf("digest %x, %v", d, err)
	}
}

func TestSchemaFixture(t *testing.T) {
	want := Schema{FormatSchema, []Table{allTypes(), notes}}
	b := fixture.File(t, "v1/schema.json", func() []byte {
		b, err := want.Encode()
		if err != nil {
			t.Fatal(err)
		}
		return b
	})
	s, err := ParseSchema(b)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.Encode(); err != nil || !bytes.Equal(again, b) {
		t.Errorf("encoded again it is %s, %v", again, err)
	}
	d, err := s.Digest()
	if file := sha256.Sum256(b); err != nil || d != file || hex.EncodeToString(d[:]) != "77c3145b649d411ab709c5fbc05cc0328f1fc6b85c7f4f591202627b4e857089" {
		t.Errorf("digest %x, the file's %x, %v", d, file, err)
	}
}
