package query_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"github.com/coppice-network/coppice/internal/query"
)

const benchRows = 2_000_000

// benchFile is fitness_data with benchRows rows: exactly the columns the statement needs.
func benchFile(b *testing.B) []byte {
	b.Helper()
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "day", Type: arrow.FixedWidthTypes.Date32, Nullable: true}, {Name: "daily_steps", Type: arrow.PrimitiveTypes.Int32, Nullable: true},
		{Name: "activity_level", Type: arrow.BinaryTypes.String, Nullable: true}}, nil)
	var buf bytes.Buffer
	w, err := pqarrow.NewFileWriter(schema, &buf, parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Zstd)), pqarrow.DefaultWriterProps())
	if err != nil {
		b.Fatal(err)
	}
	rb := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for i := range benchRows {
		rb.Field(0).(*array.Date32Builder).Append(arrow.Date32(16_000 + i%1000))
		rb.Field(1).(*array.Int32Builder).Append(int32(i * 7919 % 20_000))
		rb.Field(2).(*array.StringBuilder).Append([]string{"high", "moderate", "low"}[i%3])
		if i%100_000 == 99_999 {
			if err := w.Write(rb.NewRecordBatch()); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return buf.Bytes()
}

type fileSource []byte

func (s fileSource) Rows(context.Context, uint64, string) (int64, error) { return benchRows, nil }
func (s fileSource) Project(_ context.Context, _ uint64, _ string, _ []string, _ bool, w io.Writer) (int64, error) {
	_, err := w.Write(s)
	return benchRows, err
}

const benchSQL = "select day, count(*) as n, avg(daily_steps) as s from fitness_data where activity_level = 'high' group by day order by day"

// BenchmarkRun and BenchmarkPlain answer the same statement over the same Parquet, each in a fresh process: the first in the sandbox, the
// second in this binary's engine alone (see TestMain).
func BenchmarkRun(b *testing.B) {
	src := fileSource(benchFile(b))
	p, err := plan(b, benchSQL, alice, query.Deliver)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if res, _, err := p.Run(b.Context(), src, query.Limits{}); err != nil || res.Rows != 1000 {
			b.Fatal(res, err)
		}
	}
}

func BenchmarkPlain(b *testing.B) {
	dir := b.TempDir()
	in, out := filepath.Join(dir, "in.parquet"), filepath.Join(dir, "out.parquet")
	if err := os.WriteFile(in, benchFile(b), 0o600); err != nil {
		b.Fatal(err)
	}
	statement := fmt.Sprintf("COPY (%s) TO '%s' (FORMAT parquet)", strings.Replace(benchSQL, "fitness_data", "read_parquet('"+in+"')", 1), out)
	for b.Loop() {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), plainSQL+"="+statement)
		if text, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, text)
		}
	}
}

func BenchmarkPlan(b *testing.B) {
	for b.Loop() {
		if _, err := plan(b, benchSQL, alice, query.Deliver); err != nil {
			b.Fatal(err)
		}
	}
}
