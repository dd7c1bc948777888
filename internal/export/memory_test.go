package export

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

const unwanted = 1 << 30 // bytes of zeros, in files of holes

// TestMemory: what is not wanted takes no memory, however much it is.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it reads some GiB")
	}
	for name, make := range map[string]func(*testing.T, *os.File){"zip": holeZip, "tar": holeTar, "tar.gz": holeTarGz} {
		t.Run(name, func(t *testing.T) {
			f, err := os.Create(filepath.Join(t.TempDir(), "x"))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			make(t, f)
			info, err := f.Stat()
			if err != nil || info.Size() < unwanted {
				t.Fatal(err)
			}
			src := &watched{ReaderAt: f, base: heap()}
			e, err := Open(src, info.Size(), DefaultPatterns, roomy)
			same(t, e, err, name, [2]string{"a.json", "1"})
			if src.most > 32<<20 {
				t.Errorf("the heap grew by %d MiB", src.most>>20)
			}
			t.Logf("the heap grew by %d KiB", src.most>>10)
		})
	}
}

// TestMemoryOfHeaders: names are kept, and not the headers of up to 1 MiB in which they stand.
func TestMemoryOfHeaders(t *testing.T) {
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for i := range 64 {
		h := &tar.Header{Typeflag: tar.TypeReg, Name: strings.Repeat("é", 50) + strconv.Itoa(i) + ".json", PAXRecords: map[string]string{"comment": strings.Repeat("x", 1_000_000)}}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []Patterns{DefaultPatterns, {"*0.json"}} {
		src := &watched{ReaderAt: bytes.NewReader(buf.Bytes()), base: heap()}
		e, err := Open(src, int64(buf.Len()), want, roomy)
		if err != nil {
			t.Fatal(err)
		}
		if src.most = max(src.most, heap()-src.base); src.most > 32<<20 {
			t.Errorf("the heap grew by %d MiB", src.most>>20)
		}
		runtime.KeepAlive(e)
	}
}

// watched looks at the heap now and then.
type watched struct {
	io.ReaderAt
	n          int
	base, most int64
}

func (w *watched) ReadAt(p []byte, off int64) (int, error) {
	if w.n++; w.n%16 == 1 {
		w.most = max(w.most, heap()-w.base)
	}
	return w.ReaderAt.ReadAt(p, off)
}

// heap is what is in use after a collection.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// holes moves on by n bytes, which are zeros, and adds them to a checksum.
func holes(t *testing.T, f *os.File, n int64, sum *uint32) {
	t.Helper()
	if _, err := f.Seek(n, io.SeekCurrent); err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, min(n, 1<<20))
	for ; n > 0; n -= int64(len(zeros)) {
		zeros = zeros[:min(n, int64(len(zeros)))]
		*sum = crc32.Update(*sum, crc32.IEEETable, zeros)
	}
}

func write(t *testing.T, f *os.File, b []byte) {
	t.Helper()
	if _, err := f.Write(b); err != nil {
		t.Fatal(err)
	}
}

func holeZip(t *testing.T, f *os.File) {
	big := rawMember{name: "big"}
	local, central := big.headers(0)
	for i, h := range [][]byte{local, central} {
		little.PutUint32(h[18+2*i:], unwanted)
		little.PutUint32(h[22+2*i:], unwanted)
	}
	a := rawMember{name: "a.json", content: "1"}
	alocal, acentral := a.headers(uint32(len(local)) + unwanted)
	write(t, f, local)
	holes(t, f, unwanted, new(uint32))
	write(t, f, append(alocal, '1'))
	at, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		t.Fatal(err)
	}
	end := withEnd(nil, append(central, acentral...), 2)
	little.PutUint32(end[len(end)-6:], uint32(at))
	write(t, f, end)
}

// tarParts is what stands before and after the zeros.
func tarParts(t *testing.T) (before, after []byte) {
	var buf bytes.Buffer
	if err := tar.NewWriter(&buf).WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: "big", Size: unwanted}); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes(), makeTar(t, member{name: "a.json", content: "1"})
}

func holeTar(t *testing.T, f *os.File) {
	before, after := tarParts(t)
	write(t, f, before)
	holes(t, f, unwanted, new(uint32))
	write(t, f, after)
}

// holeTarGz writes stored blocks, whose content is holes.
func holeTarGz(t *testing.T, f *os.File) {
	before, after := tarParts(t)
	var head bytes.Buffer
	z := gzip.NewWriter(&head)
	if err := z.Flush(); err != nil {
		t.Fatal(err)
	}
	write(t, f, head.Bytes())
	block := func(n int, last byte) {
		write(t, f, []byte{last, byte(n), byte(n >> 8), ^byte(n), ^byte(n >> 8)})
	}
	sum := crc32.ChecksumIEEE(before)
	block(len(before), 0)
	write(t, f, before)
	for left := int64(unwanted); left > 0; {
		n := min(left, 0xffff)
		block(int(n), 0)
		holes(t, f, n, &sum)
		left -= n
	}
	block(len(after), 1)
	write(t, f, after)
	sum = crc32.Update(sum, crc32.IEEETable, after)
	write(t, f, little.AppendUint32(little.AppendUint32(nil, sum), uint32(len(before)+unwanted+len(after))))
}
