package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/rclone/rclone/backend/local"
	_ "github.com/rclone/rclone/cmd/serve/s3"
	_ "github.com/rclone/rclone/cmd/serve/webdav"
	"github.com/rclone/rclone/fs/config/obscure"
	"github.com/rclone/rclone/fs/rc"
)

const (
	testKey    = "TESTKEY"
	testSecret = "test-secret-of-these-tests"
)

// serveRclone runs one of rclone's own servers over dir until the test ends, and returns its host:port.
func serveRclone(t testing.TB, kind, dir string, params rc.Params) string {
	t.Helper()
	if err := loadRemotes(); err != nil {
		t.Fatal(err)
	}
	in := rc.Params{"type": kind, "fs": dir, "addr": "127.0.0.1:0", "vfs_cache_mode": "off"}
	for k, v := range params {
		in[k] = v
	}
	out, err := rc.Calls.Get("serve/start").Fn(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := rc.Calls.Get("serve/stop").Fn(context.Background(), rc.Params{"id": out["id"]}); err != nil {
			t.Error(err)
		}
	})
	return out["addr"].(string)
}

func serveS3(t testing.TB, dir string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, "bucket"), 0o700); err != nil {
		t.Fatal(err)
	}
	return serveRclone(t, "s3", dir, rc.Params{"auth_key": `"` + testKey + "," + testSecret + `"`})
}

func serveDAV(t testing.TB, dir string) string {
	return serveRclone(t, "webdav", dir, rc.Params{"user": "ana", "pass": testSecret})
}

// remoteEnv defines a remote in the environment, as rclone's users may, and hides whatever this machine's user has configured.
func remoteEnv(t testing.TB, name string, options map[string]string) {
	t.Helper()
	type setter interface{ Setenv(key, value string) }
	env := t.(setter)
	env.Setenv("RCLONE_CONFIG", filepath.Join(t.TempDir(), "none.conf"))
	for k, v := range options {
		env.Setenv("RCLONE_CONFIG_"+strings.ToUpper(name+"_"+k), v)
	}
}

func s3Remote(t testing.TB, name, addr string) {
	remoteEnv(t, name, map[string]string{
		"type": "s3", "provider": "Rclone", "endpoint": "http://" + addr, "access_key_id": testKey, "secret_access_key": testSecret,
	})
}

func davRemote(t testing.TB, name, addr string) {
	remoteEnv(t, name, map[string]string{
		"type": "webdav", "url": "http://" + addr, "vendor": "other", "user": "ana", "pass": obscure.MustObscure(testSecret),
	})
}

// openRemote opens a storage whose pauses take no time.
func openRemote(t testing.TB, storage string) *Remote {
	t.Helper()
	p, err := OpenPersonal(storage, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := p.(*Remote)
	r.pause = func(ctx context.Context, _ int) error { return ctx.Err() }
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func TestRemoteS3(t *testing.T) {
	addr := serveS3(t, t.TempDir())
	n := 0
	s3Remote(t, "own", addr)
	t.Run("configured", func(t *testing.T) {
		conform(t, func(t *testing.T) PersonalStore { n++; return openRemote(t, fmt.Sprintf("own:bucket/of/%d", n)) })
	})
	t.Run("on the fly", func(t *testing.T) {
		t.Setenv("RCLONE_S3_ACCESS_KEY_ID", testKey)
		t.Setenv("RCLONE_S3_SECRET_ACCESS_KEY", testSecret)
		conform(t, func(t *testing.T) PersonalStore {
			n++
			return openRemote(t, fmt.Sprintf(`:s3,provider=Rclone,endpoint="http://%s":bucket/fly/%d`, addr, n))
		})
	})
}

func TestRemoteWebDAV(t *testing.T) {
	addr := serveDAV(t, t.TempDir())
	davRemote(t, "dav", addr)
	n := 0
	t.Run("configured", func(t *testing.T) {
		conform(t, func(t *testing.T) PersonalStore { n++; return openRemote(t, fmt.Sprintf("dav:of/%d", n)) })
	})
	t.Run("on the fly", func(t *testing.T) {
		t.Setenv("RCLONE_WEBDAV_USER", "ana")
		t.Setenv("RCLONE_WEBDAV_PASS", obscure.MustObscure(testSecret))
		conform(t, func(t *testing.T) PersonalStore {
			n++
			return openRemote(t, fmt.Sprintf(`:webdav,url="http://%s":fly/%d`, addr, n))
		})
	})
}

// TestRemoteLeavesNothingAside: what is stored has its name only, and no unfinished upload stays.
func TestRemoteLeavesNothingAside(t *testing.T) {
	dir := t.TempDir()
	davRemote(t, "dav", serveDAV(t, dir))
	r := openRemote(t, "dav:copies")
	stale := filepath.Join(dir, "copies", partPrefix+"of-a-killed-process")
	young := filepath.Join(dir, "copies", partPrefix+"of-another-process")
	if err := os.MkdirAll(filepath.Dir(stale), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{stale, young} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Now().Add(-2 * staleAfter)
	if err := os.Chtimes(stale, old, old); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Put(t.Context(), "a.age", strings.NewReader("content")); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(filepath.Join(dir, "copies"))
	if err != nil || len(files) != 2 || files[0].Name() != filepath.Base(young) || files[1].Name() != "a.age" {
		t.Fatalf("there are %v, %v", files, err)
	}
	if _, err := os.Stat(stale); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the killed process's upload: %v", err)
	}
}

// TestRemoteLarge: what S3 takes in parts arrives whole, from an input that cannot be read twice.
func TestRemoteLarge(t *testing.T) {
	s3Remote(t, "own", serveS3(t, t.TempDir()))
	t.Setenv("RCLONE_CONFIG_OWN_UPLOAD_CUTOFF", "5Mi")
	r := openRemote(t, "own:bucket")
	content := testContent(7, 23<<20+5)
	url, err := r.Put(t.Context(), "large.age", struct{ io.Reader }{bytes.NewReader(content)})
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Get(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Close()
	if b, err := io.ReadAll(got); err != nil || !bytes.Equal(b, content) {
		t.Fatalf("%d bytes, %v", len(b), err)
	}
}

func TestRemoteRefuses(t *testing.T) {
	remoteEnv(t, "known", map[string]string{"type": "webdav", "url": "http://127.0.0.1:1"})
	t.Setenv("RCLONE_CONFIG_HERE_TYPE", "local")
	t.Setenv("RCLONE_CONFIG_ODD_TYPE", "mailru")
	for name, c := range map[string]struct {
		storage string
		want    error
	}{
		"an unknown remote":              {"missing:path", ErrNoRemote},
		"a kind that is not built in":    {":mailru:path", ErrNoRemote},
		"a remote of such a kind":        {"odd:path", ErrNoRemote},
		"a folder by another name":       {"here:/tmp", ErrNoRemote},
		"a secret on the fly":            {":s3,provider=AWS,secret_access_key=" + testSecret + ":bucket", ErrSecret},
		"a key id on the fly":            {":s3,access_key_id=A:bucket", ErrSecret},
		"a password on the fly":          {`:webdav,url="https://example.org",pass=` + testSecret + ":", ErrSecret},
		"a user in a URL":                {`:webdav,url="https://ana:` + testSecret + `@example.org":`, ErrSecret},
		"a secret over a known remote":   {"known,bearer_token=" + testSecret + ":x", ErrSecret},
		"a program to run":               {`:sftp,host=h,ssh="touch x":`, ErrSecret},
		"a program that makes a token":   {`:webdav,bearer_token_command="touch x":`, ErrSecret},
		"settings of the whole process":  {"known,global.no_check_certificate=true:x", ErrSecret},
		"what is no remote":              {":s3,secret_access_key=" + testSecret, ErrURL},
		"a quote that does not end":      {`:webdav,url="` + testSecret + `:x`, ErrURL},
		"a URL that is not canonical":    {"rclone:known:a%2fb", ErrURL},
		"a URL of another kind":          {"https://ana:" + testSecret + "@example.org/x", ErrScheme},
		"a URL of a folder":              {"rclone:/etc/passwd", ErrURL},
		"a secret in a URL":              {"rclone::s3,secret_access_key=" + testSecret + ":bucket/x", ErrSecret},
		"a URL of an unknown remote":     {"rclone:missing:path", ErrNoRemote},
		"a scheme and nothing behind it": {"rclone:", ErrURL},
	} {
		p, err := OpenPersonal(c.storage, nil)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v %v, want %v", name, p, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), testSecret) {
			t.Errorf("%s: the secret is in %q", name, err)
		}
	}
}

func TestStorageOf(t *testing.T) {
	remoteEnv(t, "my-box", map[string]string{"type": "webdav", "url": "http://127.0.0.1:1"})
	for _, c := range []struct{ storage, name string }{
		{"my-box:", "a.age"}, {"my-box:a", "b.age"}, {"my-box:/abs", "b.age"}, {"my-box:/", "b.age"}, {"my-box:with space#%/ü", "b%20.age"},
		{`:webdav,url="http://127.0.0.1:1/dav":x/y`, "z.age"},
	} {
		r := openRemote(t, c.storage)
		url := remoteURL(join(r.spec, c.name))
		back, err := StorageOf(url)
		if err != nil || back != c.storage {
			t.Errorf("%s: %q, %v", url, back, err)
		}
		if got, err := openRemote(t, back).name(url); err != nil || got != c.name {
			t.Errorf("%s: name %q, %v", url, got, err)
		}
	}
	for _, bad := range []string{"", "x", "http://a/b", "rclone:x", "rclone:/x", "file://h/x"} {
		if s, err := StorageOf(bad); err == nil {
			t.Errorf("%q: %q", bad, s)
		}
	}
}

func TestRemoteConfigFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rclone.conf")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("RCLONE_CONFIG", path)
	write("[box]\ntype = webdav\nurl = http://" + serveDAV(t, t.TempDir()) + "\nuser = ana\npass = " + obscure.MustObscure(testSecret) + "\n")
	r := openRemote(t, "box:x")
	if _, err := r.Put(t.Context(), "a", strings.NewReader("a")); err != nil {
		t.Fatal(err)
	}
	_, err := OpenPersonal("bix:x", nil)
	if !errors.Is(err, ErrNoRemote) || !strings.Contains(err.Error(), "it has box") {
		t.Errorf("got %v", err)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("beside the configuration: %v %v", entries, err)
	}
	// What "rclone config" writes with a password set; the password of this one is lost.
	encrypted := filepath.Join(t.TempDir(), "rclone.conf")
	if err := os.WriteFile(encrypted, []byte("# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\n"+strings.Repeat("QUJD", 30)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("RCLONE_CONFIG", encrypted)
	for _, pass := range []string{"", "wrong"} {
		t.Setenv("RCLONE_CONFIG_PASS", pass)
		if _, err := OpenPersonal("box:x", nil); !errors.Is(err, ErrRemoteConfig) || !strings.Contains(err.Error(), "RCLONE_CONFIG_PASS") {
			t.Errorf("password %q: %v", pass, err)
		}
	}
}
