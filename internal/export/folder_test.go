package export

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

func makeFolder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func packFolder(t testing.TB, dir string) (*Folder, []byte) {
	t.Helper()
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if err := f.Pack(&buf); err != nil {
		t.Fatal(err)
	}
	if int64(buf.Len()) != f.Size {
		t.Fatalf("%d bytes, and it says %d", buf.Len(), f.Size)
	}
	return f, buf.Bytes()
}

var sample = map[string]string{
	"a.json": `{"a":1}`, "a/b.json": "2", "a-b.json": "", "empty": "", ".hidden": "x", ".git/config": "x", "a/.x/y": "x", "a/.z": "",
	"é/日本.json": "3", "a/" + strings.Repeat("long/", 30) + "c.json": strings.Repeat("4", 1000), strings.Repeat("n", 150) + ".json": "5",
	"block": strings.Repeat("6", 512), "more": strings.Repeat("7", 513),
}

// TestPackIsDeterministic: the bytes depend on names and content, and are the same on every machine.
func TestPackIsDeterministic(t *testing.T) {
	dir := makeFolder(t, sample)
	f, first := packFolder(t, dir)
	if want := []string{".git/", ".hidden", "a/.x/", "a/.z"}; !slices.Equal(f.Hidden, want) || f.Files != 9 {
		t.Errorf("%d files, hidden %q", f.Files, f.Hidden)
	}
	sum := sha256.Sum256(first)
	if got := hex.EncodeToString(sum[:]); got != "65778ae88788d57f63325b33ed8adae3f5c860a01dc6a6768d4063d305c73451" {
		t.Errorf("other bytes than ever: %s", got)
	}
	again := makeFolder(t, sample)
	if err := os.Chmod(filepath.Join(again, "a.json"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(filepath.Join(again, "empty"), time.Unix(1, 5), time.Unix(2, 7)); err != nil {
		t.Fatal(err)
	}
	g, second := packFolder(t, again)
	if !bytes.Equal(first, second) {
		t.Error("other bytes for the same files")
	}
	var third bytes.Buffer
	if err := g.Pack(&third); err != nil || !bytes.Equal(first, third.Bytes()) {
		t.Errorf("the second time: %v", err)
	}
	r := tar.NewReader(bytes.NewReader(first))
	for last := ""; ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil || h.Name <= last || h.Mode != 0o644 || h.Uid != 0 || h.Gid != 0 || h.Uname != "" || h.Gname != "" || h.ModTime.Unix() != 0 || h.Typeflag != tar.TypeReg {
			t.Fatalf("%+v, %v", h, err)
		}
		last = h.Name
		for key := range h.PAXRecords {
			if key != "path" {
				t.Errorf("%s: a record %s", h.Name, key)
			}
		}
		if ascii := len(h.Name) == len([]rune(h.Name)); (h.Format == tar.FormatUSTAR) != (ascii && len(h.Name) <= 100 || strings.HasPrefix(h.Name, "a/long")) {
			t.Errorf("%s: format %v", h.Name, h.Format)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	_, b := packFolder(t, makeFolder(t, sample))
	e, err := openBytes(b, everything, roomy)
	var want [][2]string
	for name, content := range sample {
		if !hiddenPath(name) {
			want = append(want, [2]string{name, content})
		}
	}
	slices.SortFunc(want, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	same(t, e, err, Tar, want...)
	_, b = packFolder(t, makeFolder(t, map[string]string{"only": ""}))
	e, err = openBytes(b, everything, roomy)
	same(t, e, err, Tar, [2]string{"only", ""})
}

func hiddenPath(name string) bool { return slices.ContainsFunc(strings.Split(name, "/"), hidden) }

func TestFolderRefusals(t *testing.T) {
	a := map[string]string{"a/a.json": "1"}
	for name, c := range map[string]struct {
		make func(dir string) error
		kind error
	}{
		"a link":            {func(dir string) error { return os.Symlink("a.json", filepath.Join(dir, "a", "l")) }, ErrLink},
		"a dangling link":   {func(dir string) error { return os.Symlink("none", filepath.Join(dir, "l")) }, ErrLink},
		"a link to outside": {func(dir string) error { return os.Symlink("/etc", filepath.Join(dir, "l")) }, ErrLink},
		"a pipe":            {func(dir string) error { return syscall.Mkfifo(filepath.Join(dir, "l"), 0o600) }, ErrLink},
		"a hidden link":     {func(dir string) error { return os.Symlink("none", filepath.Join(dir, ".l")) }, nil},
		"not UTF-8":         {func(dir string) error { return os.WriteFile(filepath.Join(dir, "\xff.json"), nil, 0o600) }, ErrName},
		"a folder, not":     {func(dir string) error { return os.Mkdir(filepath.Join(dir, "\xff"), 0o700) }, ErrName},
		"a line end":        {func(dir string) error { return os.WriteFile(filepath.Join(dir, "a\nb"), nil, 0o600) }, ErrName},
		"empty":             {func(dir string) error { return os.RemoveAll(filepath.Join(dir, "a")) }, ErrEmpty},
		"hidden only":       {func(dir string) error { return os.Rename(filepath.Join(dir, "a"), filepath.Join(dir, ".a")) }, ErrEmpty},
		"folders only":      {func(dir string) error { return os.Remove(filepath.Join(dir, "a", "a.json")) }, ErrEmpty},
		"not there":         {os.RemoveAll, fs.ErrNotExist},
	} {
		t.Run(name, func(t *testing.T) {
			dir := makeFolder(t, a)
			if err := c.make(dir); err != nil {
				t.Skipf("this user or file system cannot make it: %v", err)
			}
			if _, err := OpenFolder(dir); !errors.Is(err, c.kind) {
				t.Errorf("got %v, want %v", err, c.kind)
			}
		})
	}
	if _, err := OpenFolder(filepath.Join(makeFolder(t, a), "a", "a.json")); err == nil {
		t.Error("a file is not a folder")
	}
}

func TestManyFiles(t *testing.T) {
	dir := makeFolder(t, sample) // 9 files, and 4 hidden
	if f, err := openFolder(dir, 13); err != nil || f.Files != 9 {
		t.Errorf("13 of 13: %v", err)
	}
	if _, err := openFolder(dir, 12); !errors.Is(err, ErrFiles) {
		t.Errorf("13 of 12: %v", err)
	}
}

func TestChangedFolder(t *testing.T) {
	for name, change := range map[string]func(p string) error{
		"longer":     func(p string) error { return os.WriteFile(p, []byte("12345678"), 0o600) },
		"shorter":    func(p string) error { return os.WriteFile(p, []byte("1"), 0o600) },
		"as long":    func(p string) error { return os.Chtimes(p, time.Unix(1, 0), time.Unix(1, 0)) },
		"gone":       os.Remove,
		"a link now": func(p string) error { return errors.Join(os.Remove(p), os.Symlink("other", p)) },
		"a pipe now": func(p string) error { return errors.Join(os.Remove(p), syscall.Mkfifo(p, 0o600)) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := makeFolder(t, map[string]string{"a": "1234567", "other": "1234567"})
			f, err := OpenFolder(dir)
			if err != nil {
				t.Fatal(err)
			}
			if err := change(filepath.Join(dir, "a")); err != nil {
				t.Fatal(err)
			}
			if err := f.Pack(io.Discard); !errors.Is(err, ErrChanged) {
				t.Error(err)
			}
			r := f.Open()
			if _, err := io.ReadAll(r); !errors.Is(err, ErrChanged) {
				t.Errorf("through a reader: %v", err)
			}
			r.Close()
		})
	}
}

// TestChangedMeanwhile: a file grows while it is read.
func TestChangedMeanwhile(t *testing.T) {
	dir := makeFolder(t, map[string]string{"a": strings.Repeat("1", 1<<20)})
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	grow := writer(func(p []byte) (int, error) {
		return len(p), os.WriteFile(filepath.Join(dir, "a"), make([]byte, 2<<20), 0o600)
	})
	if err := f.Pack(grow); !errors.Is(err, ErrChanged) {
		t.Error(err)
	}
	mine := errors.New("the other end is gone")
	if err := f.Pack(writer(func([]byte) (int, error) { return 0, mine })); !errors.Is(err, mine) {
		t.Error(err)
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

func TestOpenFolderReader(t *testing.T) {
	f, want := packFolder(t, makeFolder(t, sample))
	r := f.Open()
	got, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(got, want) {
		t.Error(err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	before := runtime.NumGoroutine()
	for n := range 5 {
		r := f.Open()
		if _, err := io.ReadFull(r, make([]byte, 700*n)); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		if _, err := r.Read(make([]byte, 1)); err == nil {
			t.Error("it reads on")
		}
		r.Close()
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines more", after-before)
	}
}
