package export

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"testing"
)

var roomy = Limits{Read: 1 << 20}

// everything wants every member that is not hidden.
var everything = Patterns{"**"}

func openBytes(b []byte, want Patterns, l Limits) (*Export, error) {
	return Open(bytes.NewReader(b), int64(len(b)), want, l)
}

// expect checks the error, by its kind.
func expect(t *testing.T, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("got %v, want %v", err, kind)
	}
	if kind != nil && !errors.Is(err, ErrArchive) {
		t.Errorf("%v is not ErrArchive", err)
	}
	for _, other := range []error{ErrDamaged, ErrEncrypted, ErrMethod, ErrPath, ErrSpecial, ErrTwice, ErrMembers, ErrTooLarge, ErrBomb, ErrNothing, ErrOverlap, ErrSplit} {
		if other != kind && errors.Is(err, other) {
			t.Errorf("%v is %v, too", err, other)
		}
	}
}

// contents reads all members, in their order.
func contents(t testing.TB, e *Export) [][2]string {
	t.Helper()
	var all [][2]string
	for _, m := range e.Members {
		b, err := io.ReadAll(m.Open())
		if err != nil || int64(len(b)) != m.Size {
			t.Fatalf("%s: %d bytes of %d, %v", m.Name, len(b), m.Size, err)
		}
		if m.data != nil && !bytes.Equal(b, m.Bytes()) {
			t.Fatalf("%s: Open and Bytes differ", m.Name)
		}
		all = append(all, [2]string{m.Name, string(b)})
	}
	return all
}

// same checks an export against names and contents.
func same(t *testing.T, e *Export, err error, format string, want ...[2]string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	got := contents(t, e)
	if e.Format != format || len(got) != len(want) {
		t.Fatalf("%s with %q, want %s with %q", e.Format, got, format, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %.100q, want %.100q", got[i], want[i])
		}
	}
}

// member is one entry of an archive that a test makes.
type member struct {
	name, content string
	kind          byte // tar's type; 0 is a plain file
	link          string
	method        uint16
	mode          uint32 // zip's external attributes above 16
}

func makeZip(t testing.TB, members ...member) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, m := range members {
		h := &zip.FileHeader{Name: m.name, Method: m.method, ExternalAttrs: m.mode << 16, CreatorVersion: 3 << 8}
		out, err := w.CreateHeader(h)
		if err == nil {
			_, err = io.WriteString(out, m.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func makeTar(t testing.TB, members ...member) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for _, m := range members {
		h := &tar.Header{Name: m.name, Typeflag: m.kind, Linkname: m.link, Size: int64(len(m.content)), Mode: 0o600}
		if m.kind == 0 {
			h.Typeflag = tar.TypeReg
		}
		if m.kind == tar.TypeXGlobalHeader {
			h = &tar.Header{Typeflag: m.kind, PAXRecords: map[string]string{m.link: "x"}}
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, m.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func makeGzip(t testing.TB, parts ...[]byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	for _, p := range parts {
		w := gzip.NewWriter(&buf)
		if _, err := w.Write(p); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return buf.Bytes()
}

// at finds the n-th place of a mark.
func at(t testing.TB, b []byte, mark string, n int) int {
	t.Helper()
	from := 0
	for {
		i := bytes.Index(b[from:], []byte(mark))
		if i < 0 {
			t.Fatalf("no %q", mark)
		}
		if from += i; n == 0 {
			return from
		}
		from, n = from+1, n-1
	}
}

// changed is a copy with other bytes at a place.
func changed(b []byte, at int, with ...byte) []byte {
	b = bytes.Clone(b)
	copy(b[at:], with)
	return b
}
