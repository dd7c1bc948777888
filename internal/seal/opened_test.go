package seal

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"testing"
)

type failingAt struct {
	r    io.ReaderAt
	from int64
	err  error
}

func (f failingAt) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > f.from {
		return 0, f.err
	}
	return f.r.ReadAt(p, off)
}

// TestOpenedAnywhere: with the content key that opened it, a file is read anywhere, by several at a time.
func TestOpenedAnywhere(t *testing.T) {
	id := identity(t, 1)
	for _, size := range []int{0, 1, 64 << 10, 64<<10 + 1, 300 << 10} {
		content := make([]byte, size)
		for i := range content {
			content[i] = byte(i >> 3)
		}
		sealed, err := SealBytes(content, id.Recipient(), identity(t, 2).Recipient())
		if err != nil {
			t.Fatal(err)
		}
		key, _, err := ContentKeyOf(bytes.NewReader(sealed), id)
		if err != nil {
			t.Fatal(err)
		}
		byIdentity, err := Open(bytes.NewReader(sealed), identity(t, 9), id)
		if err != nil {
			t.Fatal(err)
		}
		byKey, err := OpenWithKey(bytes.NewReader(sealed), key)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range []*Opened{byIdentity, byKey} {
			r, err := o.At(bytes.NewReader(sealed), int64(len(sealed)))
			if err != nil || r.Size() != int64(size) {
				t.Fatalf("%d bytes: %v, %v", size, r, err)
			}
			var wg sync.WaitGroup
			for from := 0; from < size; from += 50_001 {
				wg.Go(func() {
					p := make([]byte, min(70_000, size-from))
					if n, err := r.ReadAt(p, int64(from)); n != len(p) || err != nil && err != io.EOF || !bytes.Equal(p, content[from:from+n]) {
						t.Errorf("%d bytes at %d: %d, %v", len(p), from, n, err)
					}
				})
			}
			wg.Wait()
			if got, err := io.ReadAll(o); err != nil || !bytes.Equal(got, content) {
				t.Errorf("%d bytes in order: %d, %v", size, len(got), err)
			}
		}
	}
}

// TestOpenedAnywhereDamaged: a cut is found before anything is read, a change where it is; what the source fails to read is not damage.
func TestOpenedAnywhereDamaged(t *testing.T) {
	id := identity(t, 1)
	sealed, _ := SealBytes(make([]byte, 300<<10), id.Recipient())
	o, err := Open(bytes.NewReader(sealed), id)
	if err != nil {
		t.Fatal(err)
	}
	cut := len(sealed) - 1
	for ; cut > len(sealed)-200_000; cut -= 12_345 {
		if _, err := o.At(bytes.NewReader(sealed[:cut]), int64(cut)); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut off at %d: %v", cut, err)
		}
	}
	changed := bytes.Clone(sealed)
	changed[len(changed)/2] ^= 1
	r, err := o.At(bytes.NewReader(changed), int64(len(changed)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(r); !errors.Is(err, ErrDamaged) {
		t.Errorf("changed in the middle: %v", err)
	}
	if n, err := r.ReadAt(make([]byte, 10), 0); n != 10 || err != nil {
		t.Errorf("before the change: %d, %v", n, err)
	}
	other, _ := SealBytes(make([]byte, 300<<10), id.Recipient())
	if _, err := o.At(bytes.NewReader(other), int64(len(other))); err == nil {
		t.Error("another file was opened with this one's key")
	}
	disk := errors.New("the disk broke")
	for _, from := range []int64{0, 100, int64(len(sealed)) - 1} {
		if _, err := o.At(failingAt{bytes.NewReader(sealed), from, disk}, int64(len(sealed))); !errors.Is(err, disk) || errors.Is(err, ErrDamaged) {
			t.Errorf("broken from byte %d: %v", from, err)
		}
	}
}
