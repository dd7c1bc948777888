package durable

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// holds checks what is at a path, and that nothing else is beside it.
func holds(t *testing.T, path, want string, mode os.FileMode) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil || string(b) != want {
		t.Errorf("it holds %q, %v; want %q", b, err, want)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != mode {
		t.Errorf("its mode is %v, %v; want %v", info.Mode(), err, mode)
	}
	if all, err := os.ReadDir(filepath.Dir(path)); err != nil || len(all) != 1 {
		t.Errorf("beside it there is %v, %v", all, err)
	}
}

func TestWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	if err := Write(path, []byte("one"), 0o600); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "one", 0o600)
	if err := Write(path, []byte("two"), 0o644); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "two", 0o644)
	if err := Write(filepath.Join(t.TempDir(), "none", "a"), nil, 0o600); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("into a folder that is not there: %v", err)
	}
}

// TestWriteFromFails: what was there stays when the writer fails in the middle.
func TestWriteFromFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	if err := Write(path, []byte("one"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err := WriteFrom(path, 0o644, func(w io.Writer) error {
		io.WriteString(w, "half")
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	holds(t, path, "one", 0o600)
}

func TestCreate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	if err := Create(path, []byte("one"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Create(path, []byte("two"), 0o600); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over another: %v", err)
	}
	holds(t, path, "one", 0o600)
}
