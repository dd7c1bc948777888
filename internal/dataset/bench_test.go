package dataset

import (
	"context"
	"io"
	"testing"

	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/ethereum/go-ethereum/common"
)

// fill ingests n files of 50 rows.
func fill(b *testing.B, s *Store, n int) {
	b.Helper()
	tables := map[string][]byte{"days": encodeRows(b, days.Columns, testRows(days.Columns, 1, 50), compress.Codecs.Snappy)}
	schema := Schema{FormatSchema, []Table{days}}
	for f := range uint64(n) {
		if err := s.Ingest(context.Background(), testRef(f, 1), tables, schema); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIngest(b *testing.B) {
	s := openTest(b, b.TempDir(), defaultTuning)
	b.ResetTimer()
	fill(b, s, b.N)
	b.ReportMetric(float64(s.Stats(1, "days").Segments), "segments")
}

func BenchmarkProject(b *testing.B) {
	s := openTest(b, b.TempDir(), defaultTuning)
	fill(b, s, 4000)
	snap, err := s.Snapshot(1, "days")
	if err != nil {
		b.Fatal(err)
	}
	for name, wallet := range map[string]func(common.Address) string{"wallets": func(a common.Address) string { return a.Hex()[:34] }, "plain": nil} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Project(context.Background(), snap, []string{"day", "steps", "mood"}, wallet, io.Discard); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(snap.Rows())*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
	b.Run("root", func(b *testing.B) {
		for b.Loop() {
			snap, err := s.Snapshot(1, "days")
			if err != nil {
				b.Fatal(err)
			}
			snap.Root()
			snap.Close()
		}
	})
}
