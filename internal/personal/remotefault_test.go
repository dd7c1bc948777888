package personal

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/rclone/rclone/fs/config/obscure"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/personal/remotetest"
	"github.com/coppice-network/coppice/internal/soak"
)

// faulty is each kind of server in turn, with something in between that can cut the connection.
func faulty(t *testing.T, test func(t *testing.T, storage string, link *cutter)) {
	t.Run("s3", func(t *testing.T) {
		link := cutBefore(t, remotetest.S3(t, t.TempDir()))
		remoteEnv(t, "box", remotetest.S3Options(link.addr))
		test(t, "box:bucket/copies", link)
	})
	t.Run("webdav", func(t *testing.T) {
		link := cutBefore(t, remotetest.WebDAV(t, t.TempDir()))
		remoteEnv(t, "box", remotetest.WebDAVOptions(link.addr))
		test(t, "box:copies", link)
	})
	t.Run("sftp", func(t *testing.T) {
		s := remotetest.SFTP(t)
		link := cutBefore(t, s.Addr)
		remoteEnv(t, "box", s.SFTPOptions(t, link.addr))
		test(t, "box:"+t.TempDir()+"/copies", link)
	})
}

// TestRemoteCutOff: a connection that breaks in the middle of an upload costs nothing that was stored, is said clearly, and the same
// call finishes when the network is back.
func TestRemoteCutOff(t *testing.T) {
	content := testContent(3, 3<<20)
	faulty(t, func(t *testing.T, storage string, link *cutter) {
		r := openRemote(t, storage)
		url, err := r.Put(t.Context(), "a.age", strings.NewReader("old"))
		if err != nil {
			t.Fatal(err)
		}
		link.set(1 << 20)
		_, err = r.Put(t.Context(), "a.age", bytes.NewReader(content))
		wantErr(t, err, blob.ErrUnreachable)
		if link.count() < remoteAttempts {
			t.Errorf("tried %d times, want %d", link.count(), remoteAttempts)
		}
		link.set(-1)
		if got := readRemote(t, r, url); string(got) != "old" {
			t.Fatalf("the old copy became %d bytes", len(got))
		}
		if list, err := r.List(t.Context()); err != nil || len(list) != 1 {
			t.Errorf("there are %v, %v", list, err)
		}
		if _, err := r.Put(t.Context(), "a.age", bytes.NewReader(content)); err != nil {
			t.Fatal(err)
		}
		if got := readRemote(t, r, url); !bytes.Equal(got, content) {
			t.Fatalf("%d bytes", len(got))
		}
	})
}

// TestRemoteComesBack: a cut that heals while it is tried again is not even noticed.
func TestRemoteComesBack(t *testing.T) {
	content := testContent(4, 3<<20)
	faulty(t, func(t *testing.T, storage string, link *cutter) {
		r := openRemote(t, storage)
		link.set(1 << 20)
		paused := 0
		r.pause = func(context.Context, int) error { paused++; link.set(-1); return nil }
		url, err := r.Put(t.Context(), "a.age", bytes.NewReader(content))
		if err != nil || paused == 0 { // a second one when a connection that is kept turns out to be dead
			t.Fatalf("%v after %d pauses", err, paused)
		}
		if got := readRemote(t, r, url); !bytes.Equal(got, content) {
			t.Fatalf("%d bytes", len(got))
		}
	})
}

func TestRemoteGone(t *testing.T) {
	for kind, options := range map[string]map[string]string{
		"s3": remotetest.S3Options("127.0.0.1:1"), "webdav": remotetest.WebDAVOptions("127.0.0.1:1"),
		"sftp": {"type": "sftp", "host": "127.0.0.1", "port": "1", "user": "u", "pass": obscure.MustObscure(remotetest.Secret)},
	} {
		t.Run(kind, func(t *testing.T) {
			remoteEnv(t, "box", options)
			r := openRemote(t, "box:bucket")
			r.pause = func(context.Context, int) error { return context.Canceled } // TestRemoteCutOff counts the tries
			_, err := r.Put(t.Context(), "a", strings.NewReader("a"))
			wantErr(t, err, blob.ErrUnreachable)
			_, err = r.Get(t.Context(), "rclone:box:bucket/a")
			wantErr(t, err, blob.ErrUnreachable)
		})
	}
}

func readRemote(t *testing.T, r *Remote, url string) []byte {
	t.Helper()
	body, err := r.Get(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	b, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestRemoteMemory: storing and reading 5 GiB takes no more memory than storing little does. The S3 server runs in this process.
func TestRemoteMemory(t *testing.T) {
	if !soak.On() {
		t.Skip("10 GiB of traffic: COPPICE_SOAK=1")
	}
	const size = 5<<30 + 1
	path := filepath.Join(t.TempDir(), "large")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		kind string
		open func(t *testing.T) *Remote
	}{
		{"sftp", func(t *testing.T) *Remote { // first: the S3 server leaves memory behind
			s := remotetest.SFTP(t)
			remoteEnv(t, "box", s.SFTPOptions(t, s.Addr))
			return openRemote(t, "box:"+t.TempDir())
		}},
		{"s3", func(t *testing.T) *Remote {
			remoteEnv(t, "box", remotetest.S3Options(remotetest.S3(t, t.TempDir())))
			return openRemote(t, "box:bucket")
		}},
	} {
		t.Run(c.kind, func(t *testing.T) {
			r := c.open(t)
			debug.FreeOSMemory()
			if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil { // the peak begins anew
				t.Fatal(err)
			}
			file, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			url, err := r.Put(t.Context(), "large.age", file)
			if err != nil {
				t.Fatal(err)
			}
			body, err := r.Get(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			defer body.Close()
			if n, err := io.Copy(io.Discard, body); err != nil || n != size {
				t.Fatalf("%d bytes, %v", n, err)
			}
			status, err := os.ReadFile("/proc/self/status")
			if err != nil {
				t.Fatal(err)
			}
			_, peak, _ := strings.Cut(string(status), "VmHWM:")
			var kB int
			if _, err := fmt.Sscan(peak, &kB); err != nil {
				t.Fatal(err)
			}
			t.Logf("peak of %d MiB", kB>>10)
			if kB > 600<<10 {
				t.Errorf("the peak is %d MiB", kB>>10)
			}
		})
	}
}

// TestStorageFull: on a disk that really is full, at every kind of server. What is stored stays, and the same call finishes when there is
// room. rclone's servers do not say why they failed (S3 answers 500, WebDAV 405); TestRemoteAnswers has those that do.
func TestStorageFull(t *testing.T) {
	for kind, open := range map[string]func(t *testing.T, dir string) Store{
		"folder": func(t *testing.T, dir string) Store { return openPersonal(t, dir+"/copies", nil) },
		"s3": func(t *testing.T, dir string) Store {
			remoteEnv(t, "box", remotetest.S3Options(remotetest.S3(t, dir)))
			return openRemote(t, "box:bucket/copies")
		},
		"webdav": func(t *testing.T, dir string) Store {
			remoteEnv(t, "box", remotetest.WebDAVOptions(remotetest.WebDAV(t, dir)))
			return openRemote(t, "box:copies")
		},
		"sftp": func(t *testing.T, dir string) Store {
			s := remotetest.SFTP(t)
			remoteEnv(t, "box", s.SFTPOptions(t, s.Addr))
			return openRemote(t, "box:"+dir+"/copies")
		},
	} {
		t.Run(kind, func(t *testing.T) {
			dir := remotetest.SmallDisk(t, 2<<20)
			p := open(t, dir)
			url, err := p.Put(t.Context(), "a.age", strings.NewReader("old"))
			if err != nil {
				t.Fatal(err)
			}
			ballast := filepath.Join(dir, "ballast")
			if err := os.WriteFile(ballast, make([]byte, 1<<20), 0o600); err != nil {
				t.Fatal(err)
			}
			content := testContent(9, 3<<19)
			_, err = p.Put(t.Context(), "a.age", bytes.NewReader(content))
			wantErr(t, err, map[string]error{"folder": blob.ErrNoSpace, "sftp": blob.ErrNoSpace, "s3": blob.ErrUnreachable, "webdav": ErrReadOnly}[kind])
			got, err := p.Get(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(got)
			if got.Close(); err != nil || string(b) != "old" {
				t.Fatalf("the old copy became %d bytes, %v", len(b), err)
			}
			if err := os.Remove(ballast); err != nil {
				t.Fatal(err)
			}
			if _, err := p.Put(t.Context(), "a.age", bytes.NewReader(content)); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestRemoteAnswers: what servers answer becomes an error that says what to do.
func TestRemoteAnswers(t *testing.T) {
	s3Error := func(code string) string {
		return "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>m</Message></Error>"
	}
	writes := func(r *http.Request) bool {
		return r.Method == http.MethodPut || r.Method == "MKCOL" || r.Method == "MOVE"
	}
	every := func(*http.Request) bool { return true }
	for name, c := range map[string]struct {
		kind    string
		matches func(*http.Request) bool
		status  int
		body    string
		want    error
	}{
		"s3: quota":                    {"s3", writes, 403, s3Error("QuotaExceeded"), blob.ErrNoSpace},
		"s3: full":                     {"s3", writes, 507, s3Error("XMinioStorageFull"), blob.ErrNoSpace},
		"s3: expired":                  {"s3", every, 400, s3Error("ExpiredToken"), ErrCredentials},
		"s3: unknown key":              {"s3", every, 403, s3Error("InvalidAccessKeyId"), ErrCredentials},
		"s3: may do nothing":           {"s3", every, 403, s3Error("AccessDenied"), ErrCredentials},
		"s3: may only read":            {"s3", writes, 403, s3Error("AccessDenied"), ErrReadOnly},
		"s3: out of order":             {"s3", writes, 503, s3Error("SlowDown"), blob.ErrUnreachable},
		"webdav: full":                 {"webdav", writes, 507, "", blob.ErrNoSpace},
		"webdav: wrong password":       {"webdav", every, 401, "", ErrCredentials},
		"webdav: may only read":        {"webdav", writes, 403, "", ErrReadOnly},
		"webdav: method is not served": {"webdav", writes, 405, "", ErrReadOnly},
		"webdav: out of order":         {"webdav", writes, 502, "", blob.ErrUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			dir, on := t.TempDir(), false
			answer := func(r *http.Request) (int, string) {
				if on && c.matches(r) {
					return c.status, c.body
				}
				return 0, ""
			}
			storage := "box:bucket/copies"
			if c.kind == "s3" {
				remoteEnv(t, "box", remotetest.S3Options(httpFront(t, remotetest.S3(t, dir), answer)))
			} else {
				remoteEnv(t, "box", remotetest.WebDAVOptions(httpFront(t, remotetest.WebDAV(t, dir), answer)))
			}
			r := openRemote(t, storage)
			url, err := r.Put(t.Context(), "a.age", strings.NewReader("old"))
			if err != nil {
				t.Fatal(err)
			}
			on = true
			_, err = r.Put(t.Context(), "a.age", strings.NewReader("new"))
			wantErr(t, err, c.want)
			if strings.Contains(err.Error(), remotetest.Secret) {
				t.Errorf("the secret is in %q", err)
			}
			on = false
			if got := readRemote(t, r, url); string(got) != "old" {
				t.Fatalf("the old copy became %q", got)
			}
			if _, err := r.Put(t.Context(), "a.age", strings.NewReader("new")); err != nil {
				t.Fatal(err)
			}
			if got := readRemote(t, r, url); string(got) != "new" {
				t.Fatalf("the new copy is %q", got)
			}
		})
	}
}
