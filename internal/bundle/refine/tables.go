package refine

import (
	"context"
	"fmt"
	"io"
	"math"
	"regexp"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/sandbox"
)

var nameRule = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// Bounds of a schema, as package dataset has them.
const (
	maxTables  = 64
	maxColumns = 512
)

// columnType is what a column of the engine is called outside and how its values are written.
type columnType struct {
	name  string
	arrow arrow.DataType
}

var columnTypes = map[string]columnType{
	"BOOLEAN":   {"BOOLEAN", arrow.FixedWidthTypes.Boolean},
	"INTEGER":   {"INTEGER", arrow.PrimitiveTypes.Int32},
	"BIGINT":    {"BIGINT", arrow.PrimitiveTypes.Int64},
	"DOUBLE":    {"DOUBLE", arrow.PrimitiveTypes.Float64},
	"VARCHAR":   {"TEXT", arrow.BinaryTypes.String},
	"DATE":      {"DATE", arrow.FixedWidthTypes.Date32},
	"TIMESTAMP": {"TIMESTAMP", &arrow.TimestampType{Unit: arrow.Microsecond}},
}

// hints say what to use instead of a type that tables cannot have.
func hint(kind string) string {
	base, _, _ := strings.Cut(kind, "(")
	switch base {
	case "FLOAT", "DECIMAL":
		return "use DOUBLE"
	case "TINYINT", "SMALLINT", "UTINYINT", "USMALLINT":
		return "use INTEGER"
	case "UINTEGER", "UBIGINT", "HUGEINT", "UHUGEINT":
		return "use BIGINT"
	case "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS":
		return "use TIMESTAMP (in UTC)"
	case "UUID", "JSON", "ENUM", "BLOB", "BIT", "TIME", "INTERVAL":
		return "use TEXT or a number"
	}
	return "use DATE, TIMESTAMP, INTEGER, BIGINT, DOUBLE, TEXT or BOOLEAN"
}

// schema reads which tables the script has left.
func (s *session) schema(ctx context.Context) (*schemaDoc, error) {
	wrong := func(format string, args ...any) error {
		return sandbox.Refuse(bundle.CodeOutput, "%s: %s", s.entry, fmt.Sprintf(format, args...))
	}
	rows, err := s.conn.QueryContext(ctx, `
		SELECT t.table_name, c.column_name, c.data_type, c.is_nullable
		FROM duckdb_tables() t JOIN duckdb_columns() c USING (database_name, schema_name, table_name)
		WHERE t.schema_name = 'main' AND NOT t.temporary AND NOT t.internal
		ORDER BY t.table_name, c.column_index`)
	if err != nil {
		return nil, fmt.Errorf("refine: read the catalog: %w", err)
	}
	defer rows.Close()
	doc := &schemaDoc{Format: schemaFormat}
	for rows.Next() {
		var table, kind string
		var c columnDoc
		if err := rows.Scan(&table, &c.Name, &kind, &c.Nullable); err != nil {
			return nil, fmt.Errorf("refine: read the catalog: %w", err)
		}
		if table == "input" || strings.HasPrefix(table, "_") {
			continue
		}
		if n := len(doc.Tables); n == 0 || doc.Tables[n-1].Name != table {
			doc.Tables = append(doc.Tables, tableDoc{Name: table})
		}
		t := &doc.Tables[len(doc.Tables)-1]
		known, ok := columnTypes[kind]
		switch {
		case !nameRule.MatchString(table):
			return nil, wrong("the table name %q: want 1 to 63 of a-z 0-9 _, a letter first", table)
		case !nameRule.MatchString(c.Name):
			return nil, wrong("table %s: the column name %q: want 1 to 63 of a-z 0-9 _, a letter first", table, c.Name)
		case !ok:
			return nil, wrong("table %s: column %s has the type %s: %s", table, c.Name, kind, hint(kind))
		case len(t.Columns) == maxColumns || len(doc.Tables) > maxTables:
			return nil, wrong("more than %d tables or %d columns", maxTables, maxColumns)
		}
		c.Type = known.name
		t.Columns = append(t.Columns, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("refine: read the catalog: %w", err)
	}
	if len(doc.Tables) == 0 {
		return nil, wrong("the script leaves no table; names that begin with _ do not count")
	}
	return doc, nil
}

// batchRows bounds what is in memory while a table is written; it is also the size of a row group.
const batchRows = 64 << 10

// createdBy is part of the bytes of every file, so it changes only with the format.
const createdBy = "coppice-refine/1"

// writeTable writes one table as Parquet, rows in order of insertion, and returns its size.
func (s *session) writeTable(ctx context.Context, t tableDoc, out io.Writer) (int64, error) {
	fields := make([]arrow.Field, len(t.Columns))
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		kind := c.Type
		if kind == "TEXT" {
			kind = "VARCHAR"
		}
		fields[i] = arrow.Field{Name: c.Name, Type: columnTypes[kind].arrow, Nullable: c.Nullable}
		names[i] = `"` + c.Name + `"`
	}
	counted := &counter{w: out}
	schema := arrow.NewSchema(fields, nil)
	w, err := pqarrow.NewFileWriter(schema, counted,
		parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Zstd), parquet.WithCreatedBy(createdBy), parquet.WithVersion(parquet.V2_LATEST)),
		pqarrow.DefaultWriterProps())
	if err != nil {
		return 0, fmt.Errorf("refine: write table %s: %w", t.Name, err)
	}
	rows, err := s.conn.QueryContext(ctx, fmt.Sprintf("SELECT %s FROM main.%q ORDER BY rowid", strings.Join(names, ", "), t.Name))
	if err != nil {
		return 0, fmt.Errorf("refine: read table %s: %w", t.Name, err)
	}
	defer rows.Close()
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	flush := func() error {
		batch := b.NewRecordBatch()
		defer batch.Release()
		return w.WriteBuffered(batch)
	}
	values := make([]any, len(t.Columns))
	into := make([]any, len(t.Columns))
	for i := range values {
		into[i] = &values[i]
	}
	n := 0
	for ; rows.Next(); n++ {
		if n > 0 && n%batchRows == 0 {
			if err := flush(); err != nil {
				return 0, fmt.Errorf("refine: write table %s: %w", t.Name, err)
			}
			w.NewBufferedRowGroup()
		}
		if err := rows.Scan(into...); err != nil {
			return 0, fmt.Errorf("refine: read table %s: %w", t.Name, err)
		}
		for i, v := range values {
			if err := appendValue(b.Field(i), v); err != nil {
				return 0, sandbox.Refuse(bundle.CodeUnfit, "%s: table %s, row %d, column %s: %v", s.entry, t.Name, n+1, t.Columns[i].Name, err)
			}
		}
	}
	if err := rows.Err(); err != nil {
		return 0, fmt.Errorf("refine: read table %s: %w", t.Name, err)
	}
	if err := flush(); err != nil {
		return 0, fmt.Errorf("refine: write table %s: %w", t.Name, err)
	}
	if err := w.Close(); err != nil {
		return 0, fmt.Errorf("refine: write table %s: %w", t.Name, err)
	}
	return counted.n, nil
}

// appendValue adds one value of the engine.
func appendValue(b array.Builder, v any) error {
	if v == nil {
		b.AppendNull()
		return nil
	}
	switch b := b.(type) {
	case *array.BooleanBuilder:
		if v, ok := v.(bool); ok {
			b.Append(v)
			return nil
		}
	case *array.Int32Builder:
		if v, ok := v.(int32); ok {
			b.Append(v)
			return nil
		}
	case *array.Int64Builder:
		if v, ok := v.(int64); ok {
			b.Append(v)
			return nil
		}
	case *array.Float64Builder:
		if v, ok := v.(float64); ok {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("the number is not finite")
			}
			b.Append(v)
			return nil
		}
	case *array.StringBuilder:
		if v, ok := v.(string); ok {
			b.Append(v)
			return nil
		}
	case *array.Date32Builder:
		if v, ok := v.(time.Time); ok {
			if v.Year() < 1 || v.Year() > 9999 {
				return fmt.Errorf("the date is outside the years 1 to 9999")
			}
			b.Append(arrow.Date32FromTime(v))
			return nil
		}
	case *array.TimestampBuilder:
		if v, ok := v.(time.Time); ok {
			if v.Year() < 1 || v.Year() > 9999 {
				return fmt.Errorf("the time is outside the years 1 to 9999")
			}
			b.Append(arrow.Timestamp(v.UnixMicro()))
			return nil
		}
	}
	return fmt.Errorf("the engine gave a value of another type")
}

// counter counts what passes. Having no Close, it stays open when the Parquet writer is closed.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}
