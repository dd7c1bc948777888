package query

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// ErrResult says that bytes are not an answer of this package.
var ErrResult = errors.New("query: not a result")

// Table is a decoded answer. Values are nil, int64 (INTEGER, BIGINT), float64 (DOUBLE), bool, or string (TEXT; DATE as "2016-04-12";
// TIMESTAMP as "2016-04-12 13:14:15", with a fraction of six digits where there is one).
type Table struct {
	Columns []string
	Types   []string // as in Output
	Rows    [][]any
}

// maxDecoded bounds what DecodeResult unpacks a file to, in bytes of values: a few bytes of Parquet can stand for billions of equal rows.
const maxDecoded = 2 << 30

// DecodeResult reads the Parquet of an answer. The bytes come from a sandbox or over the wire, and are not trusted: what is no Parquet,
// has other types than answers have, or unpacks to more than 2 GiB of values, is ErrResult.
func DecodeResult(parquet []byte) (*Table, error) { return decodeResult(parquet, maxDecoded) }

func decodeResult(parquet []byte, budget int64) (t *Table, err error) {
	limit := budget
	defer func() { // the Parquet reader panics on some malformed files
		if r := recover(); r != nil {
			t, err = nil, fmt.Errorf("%w: malformed Parquet", ErrResult)
		}
	}()
	pf, err := file.NewParquetReader(bytes.NewReader(parquet))
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrResult, err)
	}
	defer pf.Close()
	fr, err := pqarrow.NewFileReader(pf, pqarrow.ArrowReadProperties{BatchSize: 8192}, memory.DefaultAllocator)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrResult, err)
	}
	schema, err := fr.Schema()
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrResult, err)
	}
	t = &Table{}
	for _, f := range schema.Fields() {
		kind, ok := typeName(f.Type)
		if !ok {
			return nil, fmt.Errorf("%w: column %q has type %s", ErrResult, f.Name, f.Type)
		}
		t.Columns, t.Types = append(t.Columns, f.Name), append(t.Types, kind)
	}
	rr, err := fr.GetRecordReader(context.Background(), nil, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrResult, err)
	}
	defer rr.Release()
	spend := func(n int64) error {
		if budget -= n; budget < 0 {
			return fmt.Errorf("%w: it unpacks to more than %d bytes", ErrResult, limit)
		}
		return nil
	}
	for rr.Next() {
		rec := rr.RecordBatch()
		if err := spend(rec.NumRows() * int64(24+16*len(t.Columns))); err != nil {
			return nil, err
		}
		base := len(t.Rows)
		cells := make([]any, int(rec.NumRows())*len(t.Columns))
		for i := 0; i < int(rec.NumRows()); i++ {
			t.Rows = append(t.Rows, cells[i*len(t.Columns):(i+1)*len(t.Columns):(i+1)*len(t.Columns)])
		}
		for j, col := range rec.Columns() {
			if text, ok := col.(*array.String); ok {
				if err := spend(int64(len(text.ValueBytes()))); err != nil {
					return nil, err
				}
			}
			if err := decodeColumn(col, func(i int, v any) { t.Rows[base+i][j] = v }); err != nil {
				return nil, err
			}
		}
	}
	if err := rr.Err(); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: %v", ErrResult, err)
	}
	return t, nil
}

func typeName(t arrow.DataType) (string, bool) {
	switch t.ID() {
	case arrow.BOOL:
		return "BOOLEAN", true
	case arrow.INT32:
		return "INTEGER", true
	case arrow.INT64:
		return "BIGINT", true
	case arrow.FLOAT64:
		return "DOUBLE", true
	case arrow.STRING:
		return "TEXT", true
	case arrow.DATE32:
		return "DATE", true
	case arrow.TIMESTAMP:
		return "TIMESTAMP", true
	}
	return "", false
}

func decodeColumn(col arrow.Array, set func(int, any)) error {
	value := func(int) any { return nil }
	switch a := col.(type) {
	case *array.Boolean:
		value = func(i int) any { return a.Value(i) }
	case *array.Int32:
		value = func(i int) any { return int64(a.Value(i)) }
	case *array.Int64:
		value = func(i int) any { return a.Value(i) }
	case *array.Float64:
		value = func(i int) any { return a.Value(i) }
	case *array.String:
		value = func(i int) any { return string([]byte(a.Value(i))) } // a copy: the batch is released
	case *array.Date32:
		value = func(i int) any { return a.Value(i).ToTime().Format(time.DateOnly) }
	case *array.Timestamp:
		unit := a.DataType().(*arrow.TimestampType).Unit
		value = func(i int) any {
			at := a.Value(i).ToTime(unit)
			if at.Nanosecond() != 0 {
				return at.Format("2006-01-02 15:04:05.000000")
			}
			return at.Format(time.DateTime)
		}
	default:
		return fmt.Errorf("%w: a column of type %s", ErrResult, col.DataType())
	}
	for i := range col.Len() {
		if !col.IsNull(i) {
			set(i, value(i))
		}
	}
	return nil
}

// plain makes a value that JSON can hold: doubles that are no numbers become "NaN", "Infinity" and "-Infinity".
func plain(v any) any {
	f, ok := v.(float64)
	switch {
	case !ok:
		return v
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	}
	return v
}

// WriteCSV writes a header and the rows (RFC 4180, lines end in \n). NULL is an empty field, and so is an empty text.
func (t *Table) WriteCSV(w io.Writer) error {
	cw := csv.NewWriter(w)
	if err := cw.Write(t.Columns); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	record := make([]string, len(t.Columns))
	for _, row := range t.Rows {
		for i, v := range row {
			switch v := plain(v).(type) {
			case nil:
				record[i] = ""
			case string:
				record[i] = v
			case int64:
				record[i] = strconv.FormatInt(v, 10)
			case float64:
				record[i] = strconv.FormatFloat(v, 'g', -1, 64)
			case bool:
				record[i] = strconv.FormatBool(v)
			}
		}
		if len(record) == 1 && record[0] == "" { // the writer would write an empty line, which readers skip
			cw.Flush()
			if _, err := io.WriteString(w, "\"\"\n"); err != nil {
				return fmt.Errorf("write CSV: %w", err)
			}
			continue
		}
		if err := cw.Write(record); err != nil {
			return fmt.Errorf("write CSV: %w", err)
		}
	}
	cw.Flush()
	if err := cw.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// WriteJSON writes {"columns":[...],"types":[...],"rows":[[...],...]}.
func (t *Table) WriteJSON(w io.Writer) error {
	rows := make([][]any, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = make([]any, len(row))
		for j, v := range row {
			rows[i][j] = plain(v)
		}
	}
	err := json.NewEncoder(w).Encode(struct {
		Columns []string `json:"columns"`
		Types   []string `json:"types"`
		Rows    [][]any  `json:"rows"`
	}{t.Columns, t.Types, rows})
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}
