package vana

import (
	"crypto/rand"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// noise gives bytes that do not compress.
type noise struct{ x uint64 }

func (s *noise) Read(b []byte) (int, error) {
	for i := range b {
		s.x = s.x*6364136223846793005 + 1442695040888963407
		b[i] = byte(s.x >> 56)
	}
	return len(b), nil
}

func largeFile(t testing.TB, size int64) (*os.File, int64) {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "large.pgp"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	w, err := Encrypt(f, rand.Reader, time.Unix(0, 0), testPassword)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(w, &noise{1}, size); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return f, info.Size()
}

// TestLargeFileNeedsLittleMemory allocates no more for a file however large it is: all allocations together, not those at one time, stay
// far below the file's size.
func TestLargeFileNeedsLittleMemory(t *testing.T) {
	const size = 48 << 20
	f, n := largeFile(t, size)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	file, err := OpenFile(f, n, size, testPassword)
	if err != nil {
		t.Fatal(err)
	}
	r, err := file.Open()
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, r); err != nil || n != size {
		t.Fatalf("%d bytes, %v", n, err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
		t.Errorf("%d KiB were allocated for %d MiB", used>>10, size>>20)
	}
}

func BenchmarkOpenFile(b *testing.B) {
	const size = 64 << 20
	f, n := largeFile(b, size)
	b.SetBytes(size)
	for b.Loop() {
		file, err := OpenFile(f, n, size, testPassword)
		if err != nil {
			b.Fatal(err)
		}
		r, err := file.Open()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}
