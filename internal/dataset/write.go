package dataset

import (
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/schema"
)

// writerName is pinned, so that equal rows give equal bytes whatever version of a library is linked.
const writerName = "coppice"

// rowWriter writes rows as one Parquet file, a row group a call.
type rowWriter struct {
	f       *file.Writer
	columns []Column
	levels  []int16
	texts   []parquet.ByteArray
}

// newRowWriter begins a file. Columns that repeat values, as texts do, are dictionary-encoded where that pays.
func newRowWriter(w io.Writer, columns []Column, codec compress.Compression) (*rowWriter, error) {
	fields := make(schema.FieldList, len(columns))
	props := []parquet.WriterProperty{
		parquet.WithAllocator(memory.DefaultAllocator),
		parquet.WithCreatedBy(writerName),
		parquet.WithVersion(parquet.V2_6),
		parquet.WithDataPageVersion(parquet.DataPageV1),
		parquet.WithCompression(codec),
		parquet.WithDictionaryDefault(false),
		parquet.WithStats(false),
	}
	for i, c := range columns {
		rep := parquet.Repetitions.Required
		if c.Nullable {
			rep = parquet.Repetitions.Optional
		}
		t, ok := typeNodes[c.Type]
		if !ok {
			return nil, fmt.Errorf("write Parquet: column %q has type %q", c.Name, c.Type)
		}
		node, err := schema.NewPrimitiveNodeLogical(c.Name, rep, t.logical, t.physical, -1, -1)
		if err != nil {
			return nil, fmt.Errorf("write Parquet: %w", err)
		}
		fields[i] = node
		if c.Type == Text {
			props = append(props, parquet.WithDictionaryFor(c.Name, true))
		}
	}
	root, err := schema.NewGroupNode("schema", parquet.Repetitions.Required, fields, -1)
	if err != nil {
		return nil, fmt.Errorf("write Parquet: %w", err)
	}
	f, err := file.NewParquetWriterWithError(w, root, file.WithWriterProps(parquet.NewWriterProperties(props...)))
	if err != nil {
		return nil, fmt.Errorf("write Parquet: %w", err)
	}
	return &rowWriter{f: f, columns: columns}, nil
}

// write adds the vectors as a row group; an empty one leaves no trace.
func (w *rowWriter) write(vectors []*vector) error {
	if len(vectors) == 0 || vectors[0].n == 0 {
		return nil
	}
	rg, err := w.f.AppendRowGroupChecked()
	if err != nil {
		return fmt.Errorf("write Parquet: %w", err)
	}
	for i, v := range vectors {
		cw, err := rg.NextColumn()
		if err == nil {
			err = w.column(cw, v, w.columns[i].Nullable)
		}
		if err == nil {
			err = cw.Close()
		}
		if err != nil {
			return fmt.Errorf("write Parquet column %s: %w", w.columns[i].Name, err)
		}
	}
	if err := rg.Close(); err != nil {
		return fmt.Errorf("write Parquet: %w", err)
	}
	return nil
}

// close writes the footer.
func (w *rowWriter) close() error {
	if err := w.f.Close(); err != nil {
		return fmt.Errorf("write Parquet: %w", err)
	}
	return nil
}

func (w *rowWriter) column(cw file.ColumnChunkWriter, v *vector, nullable bool) error {
	var levels []int16
	if nullable {
		w.levels = w.levels[:0]
		for i := range v.n {
			level := int16(1)
			if v.null(i) {
				level = 0
			}
			w.levels = append(w.levels, level)
		}
		levels = w.levels
	}
	var err error
	switch cw := cw.(type) {
	case *file.Int32ColumnChunkWriter:
		_, err = cw.WriteBatch(dense(v.i32, v.valid), levels, nil)
	case *file.Int64ColumnChunkWriter:
		_, err = cw.WriteBatch(dense(v.i64, v.valid), levels, nil)
	case *file.Float64ColumnChunkWriter:
		_, err = cw.WriteBatch(dense(v.f64, v.valid), levels, nil)
	case *file.BooleanColumnChunkWriter:
		_, err = cw.WriteBatch(dense(v.flags, v.valid), levels, nil)
	case *file.ByteArrayColumnChunkWriter:
		w.texts = w.texts[:0]
		for i := range v.n {
			if !v.null(i) {
				w.texts = append(w.texts, v.value(i))
			}
		}
		_, err = cw.WriteBatch(w.texts, levels, nil)
	default:
		err = fmt.Errorf("no writer for %T", cw)
	}
	return err
}

// dense leaves NULLs out, as Parquet wants it.
func dense[T any](values []T, valid []bool) []T {
	if valid == nil {
		return values
	}
	out := make([]T, 0, len(values))
	for i, ok := range valid {
		if ok {
			out = append(out, values[i])
		}
	}
	return out
}
