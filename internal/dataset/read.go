package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/schema"
)

// ErrUnfit is wrapped by every SchemaError.
var ErrUnfit = errors.New("dataset: output does not fit the schema")

// SchemaError says which rule of the schema a table breaks, and where. It never carries a value of the data.
type SchemaError struct {
	Table  string
	Column string // "" if the rule is about the table
	Row    int64  // counted from 1; 0 if the rule is not about a row
	Rule   string
}

func (e *SchemaError) Error() string {
	where := "table " + e.Table
	if e.Column != "" {
		where += ", column " + e.Column
	}
	if e.Row != 0 {
		where += ", row " + strconv.FormatInt(e.Row, 10)
	}
	return where + ": " + e.Rule
}

// Unwrap returns ErrUnfit.
func (e *SchemaError) Unwrap() error { return ErrUnfit }

// Limits bound one table of one artefact. A zero field means its default.
type Limits struct {
	MaxBytes int64 // of the Parquet file; default 64 MiB
	MaxPlain int64 // of its content, unpacked; default 512 MiB
	MaxRows  int64 // default 4,000,000
}

func (l Limits) defaults() Limits {
	if l.MaxBytes == 0 {
		l.MaxBytes = 64 << 20
	}
	if l.MaxPlain == 0 {
		l.MaxPlain = 512 << 20
	}
	if l.MaxRows == 0 {
		l.MaxRows = 4_000_000
	}
	return l
}

// CheckTable reads a Parquet file as a hostile bundle might have made it and returns its number of rows if it fits the table: exactly
// the table's columns (in any order), each of its type, no NULL where NOT NULL is promised, DOUBLE finite, TEXT valid UTF-8, within
// the limits. Any other outcome is a *SchemaError; it neither panics nor takes memory beyond a small multiple of the limits.
func CheckTable(table Table, data []byte, limits Limits) (int64, error) {
	r, err := readTable(table, data, limits)
	if err != nil {
		return 0, err
	}
	return int64(r.n), nil
}

// readTable is CheckTable that keeps what it read.
func readTable(table Table, data []byte, limits Limits) (out *rows, err error) {
	limits = limits.defaults()
	unfit := func(format string, args ...any) error {
		return &SchemaError{Table: table.Name, Rule: fmt.Sprintf(format, args...)}
	}
	if err := table.Check(); err != nil {
		return nil, err
	}
	if int64(len(data)) > limits.MaxBytes {
		return nil, unfit("%d bytes, at most %d", len(data), limits.MaxBytes)
	}
	shape, err := guard(data, len(table.Columns), limits)
	if err != nil {
		return nil, unfit("%v", err)
	}
	defer func() {
		// arrow-go panics on some malformed input.
		if p := recover(); p != nil {
			out, err = nil, unfit("malformed Parquet (%v)", p)
		}
	}()
	out, err = readColumns(table.Columns, data, table.Columns, shape, limits.MaxPlain)
	var at *SchemaError
	if errors.As(err, &at) {
		at.Table = table.Name
		return nil, at
	} else if err != nil {
		return nil, unfit("malformed Parquet (%v)", err)
	}
	return out, nil
}

// readColumns reads the wanted columns of a file whose columns are have, in any order. Errors about a column are SchemaErrors.
func readColumns(have []Column, data []byte, want []Column, s shape, maxPlain int64) (*rows, error) {
	props := parquet.NewReaderProperties(memory.DefaultAllocator)
	f, err := file.NewParquetReader(bytes.NewReader(data), file.WithReadProps(props))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	at, err := matchColumns(f.MetaData().Schema, have)
	if err != nil {
		return nil, err
	}
	// A text of the dictionary is copied for each row: the number of rows read at once keeps that within 64 MiB.
	batch := 4096
	if s.dictBytes > 0 {
		batch = int(max(1, min(4096, (64<<20)/s.dictBytes)))
	}
	out := newRows(want)
	budget := maxPlain
	for i, c := range want {
		r := columnReader{column: c, out: out.vectors[i], batch: batch, budget: &budget}
		for g := range f.NumRowGroups() {
			rg := f.RowGroup(g)
			if err := r.read(rg, at[c.Name]); err != nil {
				return nil, err
			}
		}
	}
	out.n = int(f.NumRows())
	for i, v := range out.vectors {
		if v.n != out.n {
			return nil, &SchemaError{Column: want[i].Name, Rule: "another number of values than rows"}
		}
	}
	return out, nil
}

// matchColumns finds each column in the file and checks its type.
func matchColumns(s *schema.Schema, have []Column) (map[string]int, error) {
	at := map[string]int{}
	for i := range s.NumColumns() {
		d := s.Column(i)
		name := d.Name()
		if len(d.ColumnPath()) != 1 {
			return nil, &SchemaError{Rule: "nested columns"}
		}
		k := slices.IndexFunc(have, func(c Column) bool { return c.Name == name })
		if k < 0 {
			return nil, &SchemaError{Rule: fmt.Sprintf("column %.64q is not in the schema", name)}
		}
		if _, twice := at[name]; twice {
			return nil, &SchemaError{Column: name, Rule: "column twice"}
		}
		if d.MaxRepetitionLevel() != 0 || d.MaxDefinitionLevel() > 1 {
			return nil, &SchemaError{Column: name, Rule: "repeated column"}
		}
		if !typeFits(d, have[k].Type) {
			return nil, &SchemaError{Column: name, Rule: fmt.Sprintf("type is %s %s, want %s", d.PhysicalType(), d.LogicalType(), have[k].Type)}
		}
		at[name] = i
	}
	for _, c := range have {
		if _, ok := at[c.Name]; !ok {
			return nil, &SchemaError{Column: c.Name, Rule: "column is missing"}
		}
	}
	return at, nil
}

// typeFits reports whether a Parquet column is exactly of the type. Nothing is converted: a refiner casts.
func typeFits(d *schema.Column, t ColumnType) bool {
	want := typeNodes[t]
	if d.PhysicalType() != want.physical {
		return false
	}
	l := d.LogicalType()
	bare := l == nil || !l.IsValid() || l.IsNone()
	switch t {
	case Integer:
		return bare || l.Equals(schema.NewIntLogicalType(32, true))
	case BigInt:
		return bare || l.Equals(schema.NewIntLogicalType(64, true))
	case Timestamp:
		// Files without logical types say "microseconds" and cannot say "no time zone".
		ts, ok := l.(schema.TimestampLogicalType)
		return ok && ts.TimeUnit() == schema.TimeUnitMicros && (!ts.IsAdjustedToUTC() || ts.IsFromConvertedType())
	case Double, Boolean:
		return bare
	}
	return !bare && l.Equals(want.logical)
}

// typeNodes says how each type is written.
var typeNodes = map[ColumnType]struct {
	physical parquet.Type
	logical  schema.LogicalType
}{
	Date:      {parquet.Types.Int32, schema.DateLogicalType{}},
	Integer:   {parquet.Types.Int32, schema.NewIntLogicalType(32, true)},
	BigInt:    {parquet.Types.Int64, schema.NewIntLogicalType(64, true)},
	Double:    {parquet.Types.Double, schema.NoLogicalType{}},
	Text:      {parquet.Types.ByteArray, schema.StringLogicalType{}},
	Boolean:   {parquet.Types.Boolean, schema.NoLogicalType{}},
	Timestamp: {parquet.Types.Int64, schema.NewTimestampLogicalType(false, schema.TimeUnitMicros)},
}

// columnReader reads one column, row group after row group.
type columnReader struct {
	column Column
	out    *vector
	batch  int
	budget *int64 // bytes that may still be unpacked, over all columns
	levels []int16
}

func (r *columnReader) unfit(row int, rule string) error {
	return &SchemaError{Column: r.column.Name, Row: int64(row), Rule: rule}
}

func (r *columnReader) read(rg *file.RowGroupReader, i int) error {
	chunk, err := rg.Column(i)
	if err != nil {
		return err
	}
	defer chunk.Close()
	switch c := chunk.(type) {
	case *file.Int32ColumnChunkReader:
		return readValues(r, c, &r.out.i32)
	case *file.Int64ColumnChunkReader:
		return readValues(r, c, &r.out.i64)
	case *file.Float64ColumnChunkReader:
		return readValues(r, c, &r.out.f64)
	case *file.BooleanColumnChunkReader:
		return readValues(r, c, &r.out.flags)
	case *file.ByteArrayColumnChunkReader:
		var texts []parquet.ByteArray
		return readValues(r, c, &texts)
	}
	return fmt.Errorf("column %d has no reader", i)
}

type valueReader[T any] interface {
	HasNext() bool
	Err() error
	ReadBatch(batchSize int64, values []T, defLvls, repLvls []int16) (total int64, valuesRead int, err error)
	Descriptor() *schema.Column
}

// readValues reads a column chunk to its end. Values come dense, NULLs only as levels; they are spread out here.
func readValues[T any](r *columnReader, c valueReader[T], dst *[]T) error {
	values := make([]T, r.batch)
	if r.levels == nil {
		r.levels = make([]int16, r.batch)
	}
	optional := c.Descriptor().MaxDefinitionLevel() == 1
	for c.HasNext() {
		total, n, err := c.ReadBatch(int64(r.batch), values, r.levels, nil)
		if err != nil {
			return err
		}
		if total <= 0 || total > int64(r.batch) || n < 0 || int64(n) > total || !optional && int64(n) != total {
			return errors.New("a page ends early")
		}
		var valid []bool
		if int64(n) < total {
			valid = make([]bool, total)
			set := 0
			for i := range valid {
				if valid[i] = r.levels[i] == 1; valid[i] {
					set++
				}
			}
			if set != n {
				return errors.New("levels and values disagree")
			}
			if !r.column.Nullable {
				return r.unfit(r.out.n+slices.Index(valid, false)+1, "NULL in a NOT NULL column")
			}
		}
		if err := r.take(any(values[:n]), valid, int(total)); err != nil {
			return err
		}
		if r.column.Type != Text {
			*dst = spread(*dst, values[:n], valid)
		}
		r.out.n += int(total)
	}
	return c.Err()
}

// spread appends values with zeros where valid is false.
func spread[T any](dst, values []T, valid []bool) []T {
	if valid == nil {
		return append(dst, values...)
	}
	var zero T
	for _, ok := range valid {
		if ok {
			dst, values = append(dst, values[0]), values[1:]
		} else {
			dst = append(dst, zero)
		}
	}
	return dst
}

// take checks a batch and, for texts, copies it.
func (r *columnReader) take(values any, valid []bool, total int) error {
	row := func(i int) int { // of the i-th value in the batch, counted from 1
		if valid == nil {
			return r.out.n + i + 1
		}
		for k, ok := range valid {
			if ok {
				if i--; i < 0 {
					return r.out.n + k + 1
				}
			}
		}
		return 0
	}
	*r.budget -= int64(8 * total)
	switch values := values.(type) {
	case []float64:
		for i, x := range values {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return r.unfit(row(i), "DOUBLE that is not finite")
			}
		}
	case []parquet.ByteArray:
		for i, b := range values {
			if !utf8.Valid(b) {
				return r.unfit(row(i), "TEXT that is not UTF-8")
			}
			if *r.budget -= int64(len(b)); *r.budget < 0 {
				break
			}
		}
	}
	if *r.budget < 0 {
		return &SchemaError{Rule: "unpacks to more bytes than allowed"}
	}
	r.out.markAll(total, valid)
	texts, ok := values.([]parquet.ByteArray)
	for i := 0; ok && i < total; i++ {
		if valid == nil || valid[i] {
			r.out.text = append(r.out.text, texts[0]...)
			texts = texts[1:]
		}
		r.out.ends = append(r.out.ends, len(r.out.text))
	}
	return nil
}
