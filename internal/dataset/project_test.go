package dataset

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/ethereum/go-ethereum/common"
)

func TestNewRefinerAddsAndDropsNullableColumns(t *testing.T) {
	v2 := Table{"days", []Column{{"steps", Integer, false}, {"day", Date, false}, {"pulse", Double, true}}} // mood is gone
	schema2 := Schema{FormatSchema, []Table{v2}}
	s := openTest(t, t.TempDir(), small())
	want := plainRows{}
	for f := uint64(0); f < 20; f++ {
		if f%3 != 0 {
			ingest(t, s, f, 1)
			for _, row := range content(f, 1)["days"] {
				want = append(want, append(slices.Clone(row), nil, owner(f).Hex()))
			}
			continue
		}
		in := testRows(v2.Columns, int(f), 2)
		if err := s.Ingest(t.Context(), testRef(f, 2), map[string][]byte{"days": encodeRows(t, v2.Columns, in, compress.Codecs.Snappy)}, schema2); err != nil {
			t.Fatal(err)
		}
		for _, row := range in {
			want = append(want, []any{row[1], row[0], nil, row[2], owner(f).Hex()})
		}
	}
	// File 0 came first: the table's order of columns is that of the refiner whose output came first, new ones after.
	snap := snapshot(t, s, "days")
	var buf bytes.Buffer
	if _, err := s.Project(t.Context(), snap, []string{"day", "steps", "mood", "pulse"}, common.Address.Hex, &buf); err != nil {
		t.Fatal(err)
	}
	cols := []Column{days.Columns[0], days.Columns[1], days.Columns[2], v2.Columns[2], {WalletColumn, Text, false}}
	r, err := decodeParquet(cols, buf.Bytes(), cols)
	if err != nil {
		t.Fatal(err)
	}
	if got := fromRows(r); !reflect.DeepEqual(got, want) {
		t.Fatalf("got\n%v\nwant\n%v", got, want)
	}
}

func TestProjectRefuses(t *testing.T) {
	s := openTest(t, t.TempDir(), small())
	ingest(t, s, 1, 1)
	snap := snapshot(t, s, "days")
	_, err := s.Snapshot(1, "other")
	wantErr(t, err, ErrNoTable)
	_, err = s.Snapshot(2, "days")
	wantErr(t, err, ErrNoTable)
	for name, tc := range map[string]struct {
		columns []string
		want    error
	}{"unknown": {[]string{"x"}, ErrNoColumn}, "twice": {[]string{"day", "day"}, ErrNoColumn}, "none": {nil, ErrNoColumn}, "reserved": {[]string{"_wallet"}, ErrNoColumn}} {
		_, err := s.Project(t.Context(), snap, tc.columns, nil, &bytes.Buffer{})
		if !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	t.Run("a writer that fails", func(t *testing.T) {
		boom := errors.New("boom")
		_, err := s.Project(t.Context(), snap, []string{"day"}, nil, failingWriter{boom})
		wantErr(t, err, boom)
	})
	t.Run("only wallets", func(t *testing.T) {
		n, err := s.Project(t.Context(), snap, nil, common.Address.Hex, &bytes.Buffer{})
		if err != nil || n != snap.Rows() {
			t.Fatal(n, err)
		}
	})
	t.Run("an empty table", func(t *testing.T) {
		var buf bytes.Buffer
		if err := WriteEmpty(days, []string{"mood"}, true, &buf); err != nil {
			t.Fatal(err)
		}
		cols := []Column{days.Columns[2], {WalletColumn, Text, false}}
		if r, err := decodeParquet(cols, buf.Bytes(), cols); err != nil || r.n != 0 {
			t.Fatal(r, err)
		}
	})
	s.Close()
	_, err = s.Project(t.Context(), snap, []string{"day"}, nil, &bytes.Buffer{})
	wantErr(t, err, ErrClosed)
}

type failingWriter struct{ err error }

func (f failingWriter) Write([]byte) (int, error) { return 0, f.err }
