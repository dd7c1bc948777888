// Package remotetest runs storage servers for tests, on loopback and over folders: S3 and WebDAV by rclone, SFTP by OpenSSH. They end
// with the test.
package remotetest

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/rclone/rclone/backend/local"
	_ "github.com/rclone/rclone/cmd/serve/s3"
	_ "github.com/rclone/rclone/cmd/serve/webdav"
	"github.com/rclone/rclone/fs/config/obscure"
	"github.com/rclone/rclone/fs/rc"
	"golang.org/x/crypto/ssh"
	"golang.org/x/sys/unix"

	"github.com/coppice-network/coppice/internal/personal/remoteenv"
)

// What the servers want to hear. Secret must never be seen in what a program prints.
const (
	User   = "ana"
	Secret = "test-secret-of-these-tests"
	Bucket = "bucket"
)

func init() { remoteenv.Restore() }

func serve(t testing.TB, kind, dir string, params rc.Params) string {
	t.Helper()
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

// S3 serves dir, in which Bucket is made, and returns the host:port.
func S3(t testing.TB, dir string) string {
	t.Helper()
	return S3With(t, dir, Secret)
}

// S3With is S3 with another secret.
func S3With(t testing.TB, dir, secret string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, Bucket), 0o700); err != nil {
		t.Fatal(err)
	}
	return serve(t, "s3", dir, rc.Params{"auth_key": `"` + User + "," + secret + `"`})
}

// S3Options are the options of a remote at an S3 server.
func S3Options(addr string) map[string]string {
	return map[string]string{"type": "s3", "provider": "Rclone", "endpoint": "http://" + addr, "access_key_id": User, "secret_access_key": Secret}
}

// WebDAV serves dir and returns the host:port.
func WebDAV(t testing.TB, dir string) string {
	return serve(t, "webdav", dir, rc.Params{"user": User, "pass": Secret})
}

// WebDAVOptions are the options of a remote at a WebDAV server.
func WebDAVOptions(addr string) map[string]string {
	return map[string]string{"type": "webdav", "url": "http://" + addr, "vendor": "other", "user": User, "pass": obscure.MustObscure(Secret)}
}

// SFTPServer is an OpenSSH server of this user's that accepts one key.
type SFTPServer struct {
	Addr       string // host:port
	KeyFile    string // of who may log in
	KnownHosts string
}

// SFTP starts sshd. Without one the test is skipped, with CI=true it fails.
func SFTP(t testing.TB) *SFTPServer {
	t.Helper()
	sshd, err := exec.LookPath("sshd")
	if err != nil {
		sshd = "/usr/sbin/sshd" // not in everybody's PATH
	}
	if _, err := os.Stat(sshd); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("sshd is needed (openssh-server)")
		}
		t.Skip("sshd is not installed (openssh-server)")
	}
	dir := t.TempDir()
	hostKey, hostPublic := sshKey(t, filepath.Join(dir, "host"))
	userKey, userPublic := sshKey(t, filepath.Join(dir, "user"))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	s := &SFTPServer{Addr: fmt.Sprintf("127.0.0.1:%d", port), KeyFile: userKey, KnownHosts: filepath.Join(dir, "known_hosts")}
	write(t, filepath.Join(dir, "authorized"), userPublic)
	write(t, s.KnownHosts, fmt.Sprintf("[127.0.0.1]:%d %s", port, hostPublic))
	config := []string{
		"ListenAddress 127.0.0.1", fmt.Sprintf("Port %d", port), "HostKey " + hostKey, "PidFile none", "UsePAM no", "StrictModes no",
		"AuthorizedKeysFile " + filepath.Join(dir, "authorized"), "PasswordAuthentication no", "KbdInteractiveAuthentication no",
		"PermitRootLogin yes", "Subsystem sftp internal-sftp",
	}
	cmd := exec.Command(sshd, "-D", "-e", "-f", filepath.Join(dir, "config"))
	write(t, filepath.Join(dir, "config"), strings.Join(config, "\n")+"\n")
	if os.Getuid() == 0 {
		_ = os.MkdirAll("/run/sshd", 0o755) // where a server of root's separates its privileges
	}
	var log strings.Builder
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Log("sshd: " + log.String())
		}
	})
	for begin := time.Now(); ; {
		c, err := net.Dial("tcp", s.Addr)
		if err == nil {
			c.Close()
			return s
		}
		if time.Since(begin) > 20*time.Second {
			t.Fatalf("sshd does not listen: %v", err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// SmallDisk is a folder on a file system of its own that holds size bytes. Who may not mount one skips the test.
func SmallDisk(t testing.TB, size int) string {
	t.Helper()
	dir := t.TempDir()
	err := unix.Mount("coppice-test", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size))
	if errors.Is(err, unix.EPERM) {
		t.Skip("only root may mount a small disk")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// SFTPOptions are the options of a remote at the server, seen at addr.
func (s *SFTPServer) SFTPOptions(t testing.TB, addr string) map[string]string {
	t.Helper()
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	o := map[string]string{"type": "sftp", "host": host, "port": port, "user": me.Username, "key_file": s.KeyFile}
	if addr == s.Addr {
		o["known_hosts_file"] = s.KnownHosts
	}
	return o
}

func sshKey(t testing.TB, path string) (file, public string) {
	t.Helper()
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, string(pem.EncodeToMemory(block)))
	sshPub, err := ssh.NewPublicKey(pub)
	if err != nil {
		t.Fatal(err)
	}
	return path, string(ssh.MarshalAuthorizedKey(sshPub))
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
