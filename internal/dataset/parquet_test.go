package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// plainRows is a table as Go values: int32, int64, float64, string, bool or nil.
type plainRows [][]any

// toRows is the inverse of fromRows.
func toRows(columns []Column, in plainRows) *rows {
	out := newRows(columns)
	out.n = len(in)
	for i := range columns {
		v := out.vectors[i]
		for _, row := range in {
			if row[i] == nil {
				v.appendNulls(1)
				continue
			}
			one := &vector{typ: v.typ, n: 1}
			switch x := row[i].(type) {
			case int32:
				one.i32 = []int32{x}
			case int64:
				one.i64 = []int64{x}
			case float64:
				one.f64 = []float64{x}
			case bool:
				one.flags = []bool{x}
			case string:
				one.text, one.ends = []byte(x), []int{len(x)}
			}
			v.appendRange(one, 0, 1)
		}
	}
	return out
}

func fromRows(in *rows) plainRows {
	out := make(plainRows, in.n)
	for r := range out {
		for i, v := range in.vectors {
			var x any
			switch {
			case v.null(r):
			case in.columns[i].Type == Date || in.columns[i].Type == Integer:
				x = v.i32[r]
			case in.columns[i].Type == BigInt || in.columns[i].Type == Timestamp:
				x = v.i64[r]
			case in.columns[i].Type == Double:
				x = v.f64[r]
			case in.columns[i].Type == Boolean:
				x = v.flags[r]
			default:
				x = string(v.value(r))
			}
			out[r] = append(out[r], x)
		}
	}
	return out
}

// testRow makes one row; equal seeds make equal rows.
func testRow(columns []Column, seed int) []any {
	var row []any
	for i, c := range columns {
		if c.Nullable && (seed+i)%3 == 0 {
			row = append(row, nil)
			continue
		}
		switch c.Type {
		case Date, Integer:
			row = append(row, int32(seed*7+i-100))
		case BigInt, Timestamp:
			row = append(row, int64(seed)*1_000_000_007-5)
		case Double:
			row = append(row, float64(seed)/7)
		case Boolean:
			row = append(row, seed%2 == 0)
		case Text:
			row = append(row, strings.Repeat("é", seed%4)+fmt.Sprint(seed%5))
		}
	}
	return row
}

func testRows(columns []Column, seed, n int) plainRows {
	out := make(plainRows, n)
	for i := range out {
		out[i] = testRow(columns, seed+i)
	}
	return out
}

func encodeRows(t testing.TB, columns []Column, in plainRows, codec compress.Compression) []byte {
	t.Helper()
	var buf bytes.Buffer
	w, err := newRowWriter(&buf, columns, codec)
	if err == nil {
		err = w.write(toRows(columns, in).vectors)
	}
	if err == nil {
		err = w.close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestParquetRoundTrip(t *testing.T) {
	table := allTypes()
	for _, codec := range []compress.Compression{compress.Codecs.Uncompressed, compress.Codecs.Snappy, compress.Codecs.Zstd} {
		for _, n := range []int{0, 1, 2, 5000} {
			want := testRows(table.Columns, 3, n)
			data := encodeRows(t, table.Columns, want, codec)
			got, err := readTable(table, data, Limits{})
			if err != nil {
				t.Fatalf("%s, %d rows: %v", codec, n, err)
			}
			if plain := fromRows(got); !reflect.DeepEqual(plain, want) {
				t.Fatalf("%s: %d rows differ from %d", codec, len(plain), n)
			}
			if rows, err := CheckTable(table, data, Limits{}); err != nil || rows != int64(n) {
				t.Fatalf("%d %v", rows, err)
			}
			if again := encodeRows(t, table.Columns, want, codec); !bytes.Equal(data, again) {
				t.Fatalf("%s: the same rows gave other bytes", codec)
			}
		}
	}
}

// arrowFile writes a file as a bundle with some other writer would.
func arrowFile(t testing.TB, columns []arrow.Field, n int, fill func(b *array.RecordBuilder), props ...parquet.WriterProperty) []byte {
	t.Helper()
	schema := arrow.NewSchema(columns, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for range n {
		fill(b)
	}
	rec := b.NewRecordBatch()
	defer rec.Release()
	var buf bytes.Buffer
	w, err := pqarrow.NewFileWriter(schema, &buf, parquet.NewWriterProperties(props...), pqarrow.DefaultWriterProps())
	if err == nil {
		err = w.Write(rec)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestCheckTable(t *testing.T) {
	i32 := func(name string) arrow.Field { return arrow.Field{Name: name, Type: arrow.PrimitiveTypes.Int32} }
	text := func(name string) arrow.Field { return arrow.Field{Name: name, Type: arrow.BinaryTypes.String} }
	ab := Table{Name: "t", Columns: []Column{{Name: "a", Type: Integer}, {Name: "b", Type: Text, Nullable: true}}}
	one := func(c Column) Table { return Table{Name: "t", Columns: []Column{c}} }
	fillAB := func(b *array.RecordBuilder) {
		b.Field(0).(*array.Int32Builder).Append(1)
		b.Field(1).(*array.StringBuilder).Append("x")
	}
	fill32 := func(b *array.RecordBuilder) { b.Field(0).(*array.Int32Builder).Append(1) }
	nth := func(k int, f func(b *array.RecordBuilder, special bool)) func(b *array.RecordBuilder) {
		return func(b *array.RecordBuilder) { f(b, k == 0); k-- }
	}
	optional := i32("a")
	optional.Nullable = true
	for name, tc := range map[string]struct {
		table  Table
		data   []byte
		limits Limits
		rows   int64
		column string
		row    int64
		rule   string // "" = fits
	}{
		"fits":                   {ab, arrowFile(t, []arrow.Field{i32("a"), text("b")}, 7, fillAB), Limits{}, 7, "", 0, ""},
		"fits in another order":  {Table{"t", []Column{ab.Columns[1], ab.Columns[0]}}, arrowFile(t, []arrow.Field{i32("a"), text("b")}, 7, fillAB), Limits{}, 7, "", 0, ""},
		"fits, gathered pages":   {ab, arrowFile(t, []arrow.Field{i32("a"), text("b")}, 3000, fillAB, parquet.WithDataPageSize(100), parquet.WithBatchSize(10)), Limits{}, 3000, "", 0, ""},
		"fits, second pages":     {ab, arrowFile(t, []arrow.Field{i32("a"), text("b")}, 300, fillAB, parquet.WithDataPageVersion(parquet.DataPageV2), parquet.WithCompression(compress.Codecs.Zstd)), Limits{}, 300, "", 0, ""},
		"fits, snappy, no dict":  {ab, arrowFile(t, []arrow.Field{i32("a"), text("b")}, 300, fillAB, parquet.WithDictionaryDefault(false), parquet.WithCompression(compress.Codecs.Snappy)), Limits{}, 300, "", 0, ""},
		"fits, optional in file": {one(Column{"a", Integer, false}), arrowFile(t, []arrow.Field{optional}, 2, fill32), Limits{}, 2, "", 0, ""},
		"fits exactly":           {one(Column{"a", Integer, false}), arrowFile(t, []arrow.Field{i32("a")}, 5, fill32), Limits{MaxRows: 5}, 5, "", 0, ""},
		"fits, timestamp": {one(Column{"a", Timestamp, false}), arrowFile(t, []arrow.Field{{Name: "a", Type: &arrow.TimestampType{Unit: arrow.Microsecond}}}, 2,
			func(b *array.RecordBuilder) { b.Field(0).(*array.TimestampBuilder).Append(5) }), Limits{}, 2, "", 0, ""},
		"fits, date": {one(Column{"a", Date, false}), arrowFile(t, []arrow.Field{{Name: "a", Type: arrow.FixedWidthTypes.Date32}}, 2,
			func(b *array.RecordBuilder) { b.Field(0).(*array.Date32Builder).Append(5) }), Limits{}, 2, "", 0, ""},

		"column missing": {ab, arrowFile(t, []arrow.Field{i32("a")}, 1, fill32), Limits{}, 0, "", 0, "1 columns (or nested ones), want 2"},
		"column extra":   {one(ab.Columns[0]), arrowFile(t, []arrow.Field{i32("a"), text("b")}, 1, fillAB), Limits{}, 0, "", 0, "2 columns (or nested ones), want 1"},
		"column of another name": {ab, arrowFile(t, []arrow.Field{i32("a"), text("c")}, 1, fillAB), Limits{}, 0, "", 0,
			`column "c" is not in the schema`},
		"type BIGINT for INTEGER": {one(Column{"a", Integer, false}), arrowFile(t, []arrow.Field{{Name: "a", Type: arrow.PrimitiveTypes.Int64}}, 1,
			func(b *array.RecordBuilder) { b.Field(0).(*array.Int64Builder).Append(1) }), Limits{}, 0, "a", 0, "type is"},
		"type DATE for INTEGER": {one(Column{"a", Integer, false}), arrowFile(t, []arrow.Field{{Name: "a", Type: arrow.FixedWidthTypes.Date32}}, 1,
			func(b *array.RecordBuilder) { b.Field(0).(*array.Date32Builder).Append(1) }), Limits{}, 0, "a", 0, "type is"},
		"type unsigned": {one(Column{"a", Integer, false}), arrowFile(t, []arrow.Field{{Name: "a", Type: arrow.PrimitiveTypes.Uint32}}, 1,
			func(b *array.RecordBuilder) { b.Field(0).(*array.Uint32Builder).Append(1) }), Limits{}, 0, "a", 0, "type is"},
		"type bytes for TEXT": {one(Column{"a", Text, false}), arrowFile(t, []arrow.Field{{Name: "a", Type: arrow.BinaryTypes.Binary}}, 1,
			func(b *array.RecordBuilder) { b.Field(0).(*array.BinaryBuilder).Append([]byte("x")) }), Limits{}, 0, "a", 0, "type is"},
		"type timestamp in ms": {one(Column{"a", Timestamp, false}), arrowFile(t, []arrow.Field{{Name: "a", Type: &arrow.TimestampType{Unit: arrow.Millisecond}}}, 1,
			func(b *array.RecordBuilder) { b.Field(0).(*array.TimestampBuilder).Append(1) }), Limits{}, 0, "a", 0, "type is"},
		"type timestamp with zone": {one(Column{"a", Timestamp, false}), arrowFile(t, []arrow.Field{{Name: "a", Type: arrow.FixedWidthTypes.Timestamp_us}}, 1,
			func(b *array.RecordBuilder) { b.Field(0).(*array.TimestampBuilder).Append(1) }), Limits{}, 0, "a", 0, "type is"},
		"type list": {one(Column{"a", Integer, false}), arrowFile(t, []arrow.Field{{Name: "a", Type: arrow.ListOf(arrow.PrimitiveTypes.Int32)}}, 1,
			func(b *array.RecordBuilder) { b.Field(0).(*array.ListBuilder).Append(true) }), Limits{}, 0, "", 0, "nested ones"},
		"NULL in NOT NULL": {one(Column{"a", Integer, false}), arrowFile(t, []arrow.Field{optional}, 9000, nth(7000, func(b *array.RecordBuilder, special bool) {
			if special {
				b.Field(0).AppendNull()
			} else {
				fill32(b)
			}
		})), Limits{}, 0, "a", 7001, "NULL in a NOT NULL column"},
		"NaN": {one(Column{"a", Double, true}), arrowFile(t, []arrow.Field{{Name: "a", Type: arrow.PrimitiveTypes.Float64, Nullable: true}}, 9000, nth(4200, func(b *array.RecordBuilder, special bool) {
			if special {
				b.Field(0).(*array.Float64Builder).Append(math.NaN())
			} else {
				b.Field(0).AppendNull()
			}
		})), Limits{}, 0, "a", 4201, "not finite"},
		"infinite": {one(Column{"a", Double, false}), arrowFile(t, []arrow.Field{{Name: "a", Type: arrow.PrimitiveTypes.Float64}}, 2, nth(1, func(b *array.RecordBuilder, special bool) {
			b.Field(0).(*array.Float64Builder).Append(map[bool]float64{true: math.Inf(-1)}[special])
		})), Limits{}, 0, "a", 2, "not finite"},
		"not UTF-8": {one(Column{"a", Text, false}), arrowFile(t, []arrow.Field{text("a")}, 3, nth(2, func(b *array.RecordBuilder, special bool) {
			b.Field(0).(*array.StringBuilder).Append(map[bool]string{true: "a\xff"}[special])
		})), Limits{}, 0, "a", 3, "not UTF-8"},
		"too many rows": {one(Column{"a", Integer, false}), arrowFile(t, []arrow.Field{i32("a")}, 6, fill32), Limits{MaxRows: 5}, 0, "", 0, "more than 5 rows"},
		"too many rows in two groups": {one(Column{"a", Integer, false}), arrowFile(t, []arrow.Field{i32("a")}, 6, fill32, parquet.WithMaxRowGroupLength(3)),
			Limits{MaxRows: 5}, 0, "", 0, "more than 5 rows"},
		"too many bytes": {ab, arrowFile(t, []arrow.Field{i32("a"), text("b")}, 7, fillAB), Limits{MaxBytes: 100}, 0, "", 0, "at most 100"},
		"too many bytes unpacked": {one(Column{"a", Text, false}), arrowFile(t, []arrow.Field{text("a")}, 10, func(b *array.RecordBuilder) {
			b.Field(0).(*array.StringBuilder).Append(strings.Repeat("x", 1<<16))
		}, parquet.WithDictionaryDefault(false), parquet.WithCompression(compress.Codecs.Zstd)), Limits{MaxPlain: 5 << 16}, 0, "", 0, "unpacks to more than"},
		"a dictionary bomb": {one(Column{"a", Text, false}), arrowFile(t, []arrow.Field{text("a")}, 500, func(b *array.RecordBuilder) {
			b.Field(0).(*array.StringBuilder).Append(strings.Repeat("x", 1<<14))
		}, parquet.WithDictionaryPageSizeLimit(1<<30)), Limits{MaxPlain: 4 << 20}, 0, "", 0, "unpacks to more bytes than allowed"},
		"gzip": {one(Column{"a", Integer, false}), arrowFile(t, []arrow.Field{i32("a")}, 6, fill32, parquet.WithCompression(compress.Codecs.Gzip)),
			Limits{}, 0, "", 0, "compression other than"},
		"delta encoding": {one(Column{"a", Integer, false}), arrowFile(t, []arrow.Field{i32("a")}, 6, fill32, parquet.WithDictionaryDefault(false), parquet.WithEncoding(parquet.Encodings.DeltaBinaryPacked)),
			Limits{}, 0, "", 0, "an encoding other than"},
		"empty": {ab, nil, Limits{}, 0, "", 0, "not a Parquet file"},
		"text":  {ab, []byte("a,b\n1,x\n1,y\n1,z"), Limits{}, 0, "", 0, "not a Parquet file"},
	} {
		t.Run(name, func(t *testing.T) {
			n, err := CheckTable(tc.table, tc.data, tc.limits)
			if tc.rule == "" {
				if err != nil || n != tc.rows {
					t.Fatalf("%d rows, %v; want %d", n, err, tc.rows)
				}
				return
			}
			var e *SchemaError
			if !errors.As(err, &e) || !errors.Is(err, ErrUnfit) {
				t.Fatalf("%v is not a SchemaError", err)
			}
			if e.Table != "t" || e.Column != tc.column || e.Row != tc.row || !strings.Contains(e.Rule, tc.rule) {
				t.Fatalf("%+v, want column %q row %d rule %q", *e, tc.column, tc.row, tc.rule)
			}
		})
	}
}

// Every flipped byte and every cut is an error or harmless, never a panic.
func TestCheckTableSurvivesDamage(t *testing.T) {
	table := Table{Name: "t", Columns: []Column{{"a", Integer, false}, {"b", Text, true}, {"c", Double, true}}}
	for _, codec := range []compress.Compression{compress.Codecs.Uncompressed, compress.Codecs.Snappy, compress.Codecs.Zstd} {
		data := encodeRows(t, table.Columns, testRows(table.Columns, 1, 9), codec)
		for i := range data {
			for _, x := range []byte{1, 0x80, 0xff} {
				bad := bytes.Clone(data)
				bad[i] ^= x
				if _, err := CheckTable(table, bad, Limits{}); err != nil && !errors.Is(err, ErrUnfit) {
					t.Fatal(err)
				}
			}
			if _, err := CheckTable(table, data[:i], Limits{}); !errors.Is(err, ErrUnfit) {
				t.Fatalf("cut at %d: %v", i, err)
			}
		}
	}
}

func FuzzCheckTable(f *testing.F) {
	table := allTypes()
	for _, codec := range []compress.Compression{compress.Codecs.Uncompressed, compress.Codecs.Snappy, compress.Codecs.Zstd} {
		f.Add(encodeRows(f, table.Columns, testRows(table.Columns, 1, 3), codec))
	}
	limits := Limits{MaxBytes: 1 << 20, MaxPlain: 4 << 20, MaxRows: 10_000}
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := CheckTable(table, data, limits)
		if err != nil {
			if !errors.Is(err, ErrUnfit) {
				t.Fatal(err)
			}
			return
		}
		if n < 0 || n > limits.MaxRows {
			t.Fatalf("%d rows", n)
		}
	})
}
