package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/coppice-network/coppice/internal/personal/remotetest"
	"github.com/coppice-network/coppice/internal/wallet/external/externaltest"
)

// hog fills a file system but for spare bytes and returns what frees them.
func hog(t *testing.T, dir string, spare int) (free func()) {
	t.Helper()
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "hog")
	if err := os.WriteFile(path, make([]byte, int(st.Bavail)*int(st.Bsize)-spare), 0o600); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(path); err != nil {
			t.Error(err)
		}
	}
}

// storageFull: the disk with the personal copies has no room for the second of two files.
func storageFull(t *testing.T, n *faultNet) {
	disk := remotetest.SmallDisk(t, 1<<20)
	free := hog(t, disk, 100<<10)
	c := n.person(t)
	c.storage = filepath.Join(disk, "copies")
	args := c.give(c.export("small.json", 0), c.export("large.json", 300<<10))
	c.failed("no space", "free some space and give the same command again; nothing is lost", args...)
	if c.sent() != 0 {
		t.Error("files were registered although one has no personal copy")
	}
	free()
	c.finish()
	if c.sent() != 1 {
		t.Errorf("%d transactions, want 1", c.sent())
	}
}

// homeFull: the disk with journal, outbox and staged ciphertexts is full, a little or entirely.
func homeFull(t *testing.T, n *faultNet) {
	for name, spare := range map[string]int{"no room for the ciphertexts": 200 << 10, "no room at all": 0} {
		t.Run(name, func(t *testing.T) {
			disk := remotetest.SmallDisk(t, 4<<20)
			c := n.visitor(t, filepath.Join(disk, "home"))
			c.signedBy(externaltest.New(t, externaltest.Web3Signer))
			c.do(nil, "account", "fund")
			first := c.export("first.json", 0)
			c.do(nil, c.give(first)...) // journal and outbox are there
			free := hog(t, disk, spare)
			args := c.give(first, c.export("large.json", 300<<10))
			c.failed("no space left", "free some space", args...)
			free()
			c.finish()
			if c.sent() != 2 {
				t.Errorf("%d transactions, want 2", c.sent())
			}
		})
	}
}

// serverRefusesRoom: an S3 server whose quota is used up.
func serverRefusesRoom(t *testing.T, n *faultNet) {
	c := n.person(t)
	server := c.s3(remotetest.S3(t, t.TempDir()))
	server.each("PUT .*[.]age", func(q *request) {
		q.refuse(403, `<?xml version="1.0"?><Error><Code>QuotaExceeded</Code><Message>the bucket is full</Message></Error>`)
	})
	c.failed("no space", "free some space and give the same command again; nothing is lost", c.give(c.export("one.json", 0))...)
	server.on(nil)
	c.finish()
}

// credentialsExpired: between two contributions the server got other keys.
func credentialsExpired(t *testing.T, n *faultNet) {
	c := n.person(t)
	dir := t.TempDir()
	server := c.s3(remotetest.S3(t, dir))
	c.do(nil, append(c.give(c.export("one.json", 0)), "--no-wait")...)
	server.behind(remotetest.S3With(t, dir, "another"))
	c.failed("the storage refuses the credentials", "renew them with `rclone config`", c.give(c.export("two.json", 0))...)
	if o := c.try("doctor", "--storage", c.storage); !strings.Contains(o.stdout, "--  personal storage") || !strings.Contains(o.stdout, "renew them with `rclone config`") {
		t.Errorf("the doctor: %s", o.stdout)
	}
	c.env = append(c.env, "RCLONE_CONFIG_OWN_SECRET_ACCESS_KEY=another")
	c.finish()
	if c.sent() != 2 {
		t.Errorf("%d transactions, want 2", c.sent())
	}
	if o := c.try("doctor", "--storage", c.storage); !strings.Contains(o.stdout, "ok  personal storage") {
		t.Errorf("the doctor: %s", o.stdout)
	}
	if left, err := filepath.Glob(filepath.Join(dir, remotetest.Bucket, "copies", "coppice-doctor-*")); err != nil || len(left) != 0 {
		t.Errorf("the doctor left %v (%v)", left, err)
	}
}

// serverGone: the server with the personal copies goes away in the middle of an upload.
func serverGone(t *testing.T, n *faultNet) {
	c := n.person(t)
	server := c.s3(remotetest.S3(t, t.TempDir()))
	server.each("PUT ", func(q *request) { q.breakOff(100 << 10) })
	path := c.export("large.json", 300<<10)
	c.failed("the storage does not answer", "give the same command again when the storage is reachable", c.give(path)...)
	if step := c.step(path); step != "sealed" {
		t.Errorf("the journal says %s, want sealed", step)
	}
	server.on(nil)
	c.finish()
}
