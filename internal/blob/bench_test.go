package blob

import (
	"bytes"
	"context"
	"testing"
)

func BenchmarkPut(b *testing.B) { benchmarkPut(b, testContent(1, 256<<20)) }

func benchmarkPut(b *testing.B, content []byte) {
	s := openStore(b, Config{})
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		c := put(b, s, content)
		b.StopTimer()
		if err := s.Delete(context.Background(), c); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

func BenchmarkSum(b *testing.B) {
	const size = 64 << 20
	content := testContent(1, size)
	b.SetBytes(size)
	for b.Loop() {
		if _, _, err := Sum(bytes.NewReader(content)); err != nil {
			b.Fatal(err)
		}
	}
}
