package personal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rclone/rclone/fs/config/obscure"

	"github.com/coppice-network/coppice/internal/personal/remotetest"
)

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

// openRemote opens a storage whose pauses take no time.
func openRemote(t testing.TB, storage string) *Remote {
	t.Helper()
	p, err := Open(storage, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := p.(*Remote)
	r.pause, r.retries = func(ctx context.Context, _ int) error { return ctx.Err() }, 1
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func TestRemoteS3(t *testing.T) {
	addr := remotetest.S3(t, t.TempDir())
	n := 0
	remoteEnv(t, "own", remotetest.S3Options(addr))
	t.Run("configured", func(t *testing.T) {
		conform(t, func(t *testing.T) Store { n++; return openRemote(t, fmt.Sprintf("own:bucket/of/%d", n)) })
	})
	t.Run("on the fly", func(t *testing.T) {
		t.Setenv("RCLONE_S3_ACCESS_KEY_ID", remotetest.User)
		t.Setenv("RCLONE_S3_SECRET_ACCESS_KEY", remotetest.Secret)
		conform(t, func(t *testing.T) Store {
			n++
			return openRemote(t, fmt.Sprintf(`:s3,provider=Rclone,endpoint="http://%s":bucket/fly/%d`, addr, n))
		})
	})
}

func TestRemoteWebDAV(t *testing.T) {
	addr := remotetest.WebDAV(t, t.TempDir())
	remoteEnv(t, "dav", remotetest.WebDAVOptions(addr))
	n := 0
	t.Run("configured", func(t *testing.T) {
		conform(t, func(t *testing.T) Store { n++; return openRemote(t, fmt.Sprintf("dav:of/%d", n)) })
	})
	t.Run("on the fly", func(t *testing.T) {
		t.Setenv("RCLONE_WEBDAV_USER", remotetest.User)
		t.Setenv("RCLONE_WEBDAV_PASS", obscure.MustObscure(remotetest.Secret))
		conform(t, func(t *testing.T) Store {
			n++
			return openRemote(t, fmt.Sprintf(`:webdav,url="http://%s":fly/%d`, addr, n))
		})
	})
}

// TestRemoteLeavesNothingAside: what is stored has its name only, and no unfinished upload stays.
func TestRemoteLeavesNothingAside(t *testing.T) {
	dir := t.TempDir()
	remoteEnv(t, "dav", remotetest.WebDAVOptions(remotetest.WebDAV(t, dir)))
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
	remoteEnv(t, "own", remotetest.S3Options(remotetest.S3(t, t.TempDir())))
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
		"a secret on the fly":            {":s3,provider=AWS,secret_access_key=" + remotetest.Secret + ":bucket", ErrSecret},
		"a key id on the fly":            {":s3,access_key_id=A:bucket", ErrSecret},
		"a password on the fly":          {`:webdav,url="https://example.org",pass=` + remotetest.Secret + ":", ErrSecret},
		"a user in a URL":                {`:webdav,url="https://ana:` + remotetest.Secret + `@example.org":`, ErrSecret},
		"a secret over a known remote":   {"known,bearer_token=" + remotetest.Secret + ":x", ErrSecret},
		"a program to run":               {`:sftp,host=h,ssh="touch x":`, ErrSecret},
		"a program that makes a token":   {`:webdav,bearer_token_command="touch x":`, ErrSecret},
		"settings of the whole process":  {"known,global.no_check_certificate=true:x", ErrSecret},
		"what is no remote":              {":s3,secret_access_key=" + remotetest.Secret, ErrURL},
		"a quote that does not end":      {`:webdav,url="` + remotetest.Secret + `:x`, ErrURL},
		"a URL that is not canonical":    {"rclone:known:a%2fb", ErrURL},
		"a URL of another kind":          {"https://ana:" + remotetest.Secret + "@example.org/x", ErrScheme},
		"a URL of a folder":              {"rclone:/etc/passwd", ErrURL},
		"a secret in a URL":              {"rclone::s3,secret_access_key=" + remotetest.Secret + ":bucket/x", ErrSecret},
		"a URL of an unknown remote":     {"rclone:missing:path", ErrNoRemote},
		"a scheme and nothing behind it": {"rclone:", ErrURL},
	} {
		p, err := Open(c.storage, nil)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v %v, want %v", name, p, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), remotetest.Secret) {
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
	write("[box]\ntype = webdav\nurl = http://" + remotetest.WebDAV(t, t.TempDir()) + "\nuser = ana\npass = " + obscure.MustObscure(remotetest.Secret) + "\n")
	r := openRemote(t, "box:x")
	if _, err := r.Put(t.Context(), "a", strings.NewReader("a")); err != nil {
		t.Fatal(err)
	}
	_, err := Open("bix:x", nil)
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
		if _, err := Open("box:x", nil); !errors.Is(err, ErrRemoteConfig) || !strings.Contains(err.Error(), "RCLONE_CONFIG_PASS") {
			t.Errorf("password %q: %v", pass, err)
		}
	}
}

func TestRemoteSFTP(t *testing.T) {
	s := remotetest.SFTP(t)
	remoteEnv(t, "box", s.SFTPOptions(t, s.Addr))
	dir, n := t.TempDir(), 0
	conform(t, func(t *testing.T) Store { n++; return openRemote(t, fmt.Sprintf("box:%s/%d", dir, n)) })
}

// TestRemoteFirstCall: what is wrong from the beginning is said as well as what goes wrong later.
func TestRemoteFirstCall(t *testing.T) {
	dir := t.TempDir()
	options := remotetest.S3Options(remotetest.S3(t, dir))
	if err := os.WriteFile(filepath.Join(dir, remotetest.Bucket, "file"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	remoteEnv(t, "box", options)
	_, err := openRemote(t, "box:bucket/file").Put(t.Context(), "a", strings.NewReader("a"))
	wantErr(t, err, ErrURL)
	t.Setenv("RCLONE_CONFIG_BOX_SECRET_ACCESS_KEY", "expired")
	for _, storage := range []string{"box:bucket", "box:bucket/copies", "box:bucket/file"} {
		r := openRemote(t, storage)
		_, err := r.Put(t.Context(), "a", strings.NewReader("a"))
		wantErr(t, err, ErrCredentials)
		_, err = r.List(t.Context())
		wantErr(t, err, ErrCredentials)
	}
}

// TestRemoteStartsNothing: a program with rclone in it starts without making folders or asking other programs, as a sandbox child has to.
func TestRemoteStartsNothing(t *testing.T) {
	bin, home := t.TempDir(), t.TempDir()
	for _, name := range []string{"getent", "sh"} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\necho asked > "+bin+"/asked\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for name, env := range map[string][]string{"a home": {"HOME=" + home, "PATH=" + bin}, "no home": {"PATH=" + bin}} {
		cmd := exec.Command(os.Args[0], "-test.run=^$")
		cmd.Env = env
		if out, err := cmd.CombinedOutput(); err != nil || strings.Contains(string(out), "onfig") {
			t.Errorf("%s: %v %s", name, err, out)
		}
	}
	if files, err := os.ReadDir(home); err != nil || len(files) != 0 {
		t.Errorf("the home has %v, %v", files, err)
	}
	if _, err := os.Stat(filepath.Join(bin, "asked")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a program was asked: %v", err)
	}
}

// FuzzRemoteURL: whatever is taken for a copy's URL leads back to itself, and a storage's address with parameters that are not allowed is
// never opened.
func FuzzRemoteURL(f *testing.F) {
	for _, s := range []string{"rclone:box:a/b.age", "rclone::s3,provider=AWS:b/c", "rclone:box:%2fx", `rclone::webdav,url=%22http://h%22:x`, "file:///a/b", "ipfs://x", "rclone:a,b=c:"} {
		f.Add(s)
	}
	f.Setenv("RCLONE_CONFIG", os.DevNull)
	f.Fuzz(func(t *testing.T, s string) {
		spec, err := parseRemoteURL(s)
		if err == nil && remoteURL(spec) != s {
			t.Fatalf("%q became %q", s, remoteURL(spec))
		}
		storage, err := StorageOf(s)
		if err == nil && strings.HasPrefix(s, remoteScheme) && !strings.HasPrefix(spec, storage) {
			t.Fatalf("%q is said to lie in %q", s, storage)
		}
		if checkRemote(s) == nil && strings.Contains(s, "secret_access_key=") {
			t.Fatalf("%q is taken", s)
		}
	})
}
