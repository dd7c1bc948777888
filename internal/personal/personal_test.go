package personal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/coppice-network/coppice/internal/blob"
)

// conform is what every personal store does.
func conform(t *testing.T, open func(t *testing.T) Store) {
	ctx := context.Background()
	read := func(t *testing.T, p Store, url string) []byte {
		t.Helper()
		r, err := p.Get(ctx, url)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	store := func(t *testing.T, p Store, name string, b []byte) string {
		t.Helper()
		url, err := p.Put(ctx, name, bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return url
	}
	t.Run("gives back what it was given", func(t *testing.T) {
		p := open(t)
		for name, b := range map[string][]byte{
			"empty": nil, "small.age": []byte("x"), "dir/sub/big with space#%.age": testContent(1, 2*blob.ChunkSize+1),
		} {
			if got := read(t, p, store(t, p, name, b)); !bytes.Equal(got, b) {
				t.Errorf("%s: %d bytes, want %d", name, len(got), len(b))
			}
		}
	})
	t.Run("the newest of a name", func(t *testing.T) {
		p := open(t)
		store(t, p, "n", []byte("old"))
		if got := read(t, p, store(t, p, "n", []byte("new"))); string(got) != "new" {
			t.Fatalf("got %q", got)
		}
	})
	t.Run("deletes once", func(t *testing.T) {
		p := open(t)
		url, other := store(t, p, "a", []byte("a")), store(t, p, "b", []byte("b"))
		if err := p.Delete(ctx, url); err != nil {
			t.Fatal(err)
		}
		_, err := p.Get(ctx, url)
		wantErr(t, err, blob.ErrNotFound)
		wantErr(t, p.Delete(ctx, url), blob.ErrNotFound)
		if got := read(t, p, other); string(got) != "b" {
			t.Fatalf("the other became %q", got)
		}
	})
	t.Run("a failing input stores nothing", func(t *testing.T) {
		p := open(t)
		url := store(t, p, "n", []byte("old"))
		boom := errors.New("boom")
		_, err := p.Put(ctx, "n", cutOff(strings.NewReader("new and lon"), boom))
		wantErr(t, err, boom)
		_, err = p.Put(ctx, "n", cutOff(strings.NewReader("new and lon"), io.ErrUnexpectedEOF))
		wantErr(t, err, io.ErrUnexpectedEOF)
		if got := read(t, p, url); string(got) != "old" {
			t.Fatalf("the old became %q", got)
		}
	})
	t.Run("lists what it holds", func(t *testing.T) {
		p := open(t)
		store(t, p, "b.age", []byte("bb"))
		url := store(t, p, "a.age", []byte("a"))
		store(t, p, "below/c.age", []byte("c"))
		got, err := p.List(ctx)
		if errors.Is(err, ErrNoList) {
			return
		}
		if err != nil || len(got) != 2 || got[0] != (Entry{Name: "a.age", URL: url, Size: 1}) || got[1].Name != "b.age" || got[1].Size != 2 {
			t.Fatalf("got %+v, %v", got, err)
		}
		if b := read(t, p, got[1].URL); string(b) != "bb" {
			t.Fatalf("got %q", b)
		}
	})
	t.Run("refuses names", func(t *testing.T) {
		p := open(t)
		for _, name := range []string{"", ".", "..", "/abs", "../up", "a/../../up", "a//b", "a/", "./a", ".hidden", "a/.tmp-x", "a\x00b", `a\b`, strings.Repeat("n", 513)} {
			_, err := p.Put(ctx, name, strings.NewReader("x"))
			if !errors.Is(err, ErrName) {
				t.Errorf("%q: %v", name, err)
			}
		}
	})
	t.Run("refuses URLs", func(t *testing.T) {
		p := open(t)
		for _, url := range []string{"", "nonsense", "http://example.org/x", "file:///etc/passwd", "file://host/x", "file:relative", "ipfs://", "ipfs://../x", "\x00", "rclone:other:x", "rclone:"} {
			_, err := p.Get(ctx, url)
			if !errors.Is(err, ErrURL) {
				t.Errorf("get %q: %v", url, err)
			}
			if err := p.Delete(ctx, url); !errors.Is(err, ErrURL) {
				t.Errorf("delete %q: %v", url, err)
			}
		}
	})
}

func TestStores(t *testing.T) {
	t.Run("folder", func(t *testing.T) {
		conform(t, func(t *testing.T) Store { return openPersonal(t, t.TempDir(), nil) })
	})
	t.Run("file URL", func(t *testing.T) {
		conform(t, func(t *testing.T) Store {
			return openPersonal(t, "file://"+filepath.ToSlash(t.TempDir())+"/new", nil)
		})
	})
	t.Run("ipfs", func(t *testing.T) {
		conform(t, func(t *testing.T) Store { return openPersonal(t, "ipfs:", content(t)) })
	})
}

func openPersonal(t *testing.T, url string, ipfs blob.Blobs) Store {
	t.Helper()
	p, err := Open(url, ipfs)
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := p.(io.Closer); ok {
		t.Cleanup(func() { c.Close() })
	}
	return p
}

func TestOpenRefuses(t *testing.T) {
	for url, want := range map[string]error{
		"": ErrScheme, "s3://bucket/x": ErrScheme, "https://example.org": ErrScheme, "ipfs:": ErrScheme, "ipfs://" + emptyFile: ErrScheme,
		"file://host/path": ErrURL, "file:relative": ErrURL,
	} {
		_, err := Open(url, nil)
		if !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", url, err, want)
		}
	}
}

func TestFolderStaysInside(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Dir(outside), filepath.Join(dir, "out")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for _, name := range []string{"link", "out/secret", "pipe"} {
		if r, err := f.Get(ctx, "file://"+dir+"/"+name); err == nil {
			t.Errorf("read %s", name)
			r.Close()
		}
	}
	if _, err := f.Put(ctx, "out/new", strings.NewReader("x")); err == nil {
		t.Error("wrote through a link")
	}
	if _, err := f.Put(ctx, "link", strings.NewReader("mine")); err != nil {
		t.Errorf("replacing a link: %v", err)
	}
	if b, _ := os.ReadFile(outside); string(b) != "secret" {
		t.Errorf("the file outside became %q", b)
	}
}

type fullWriter struct{ w io.Writer }

func (f fullWriter) Write(p []byte) (int, error) {
	n, _ := f.w.Write(p[:len(p)/2])
	return n, &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
}

func TestFolderFullDisk(t *testing.T) {
	dir := t.TempDir()
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	f.wrap = func(w io.Writer) io.Writer { return fullWriter{w} }
	_, err = f.Put(t.Context(), "n", strings.NewReader("content"))
	wantErr(t, err, blob.ErrNoSpace)
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Fatalf("left behind %v %v", left, err)
	}
}

func FuzzFolderNames(f *testing.F) {
	f.Add("a/b")
	f.Add("../x")
	f.Fuzz(func(t *testing.T, name string) {
		if checkName(name) == nil && !filepath.IsLocal(name) {
			t.Fatalf("%q leaves the folder", name)
		}
	})
}
