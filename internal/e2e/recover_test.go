package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coppice-network/coppice/internal/personal/remotetest"
)

const mnemonic = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about\n"

func (m *machine) importMnemonic(name string) {
	m.t.Helper()
	cmd := m.command(m.t.Context(), "account", "import", name)
	cmd.Stdin = strings.NewReader(mnemonic)
	if out, err := cmd.CombinedOutput(); err != nil {
		m.t.Fatalf("import: %v\n%s", err, out)
	}
}

type recovered struct {
	Copies []struct{ Name, PersonalURL, File, Problem string }
}

// TestLostMachine: with only the mnemonic and the storage, a fresh home recovers every byte of every contributed file, without a
// network; and a storage that refuses costs nothing.
func TestLostMachine(t *testing.T) {
	m := newMachine(t)
	m.start()
	m.importMnemonic("ana")
	m.do(nil, "--as", "ana", "account", "fund")
	m.account("founder")
	id := m.dao("founder", "fitness")
	t.Setenv("RCLONE_CONFIG", filepath.Join(t.TempDir(), "none.conf"))
	for k, v := range remotetest.S3Options(remotetest.S3(t, t.TempDir())) {
		t.Setenv("RCLONE_CONFIG_OWN_"+strings.ToUpper(k), v)
	}
	files := map[string]string{}
	for _, s := range []struct{ storage, name, user string }{
		{"own:" + remotetest.Bucket + "/copies", "one.json", "1"}, {"own:" + remotetest.Bucket + "/copies", "two.json", "2"},
		{filepath.Join(t.TempDir(), "copies"), "three.json", "3"},
	} {
		path := m.file(s.name, export("user-"+s.user, day("4/12/16", 4000), day("4/13/16", 5000)))
		args := []string{"--as", "ana", "contribute", "--dao", id, "--no-wait", "--storage", s.storage, path}
		if s.name == "one.json" {
			good := os.Getenv("RCLONE_CONFIG_OWN_SECRET_ACCESS_KEY")
			t.Setenv("RCLONE_CONFIG_OWN_SECRET_ACCESS_KEY", "expired")
			o := m.refused("the storage refuses the credentials", args...)
			if !strings.Contains(o.stderr, "rclone config") {
				t.Errorf("no hint of what to do in %q", o.stderr)
			}
			t.Setenv("RCLONE_CONFIG_OWN_SECRET_ACCESS_KEY", good)
		}
		m.do(nil, args...)
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[s.storage] += s.name + "\n"
		files[s.storage+"/"+s.name] = string(want)
	}
	m.refused("missing", "--as", "ana", "contribute", "--dao", id, "--storage", "missing:path", m.file("four.json", "{}"))
	m.stop()

	fresh := newMachine(t)
	fresh.importMnemonic("me")
	for storage, names := range files {
		if !strings.HasSuffix(names, "\n") {
			continue
		}
		out := t.TempDir()
		var list, got recovered
		fresh.do(&list, "file", "list", "--storage", storage)
		fresh.do(&got, "file", "open", "--all", "--storage", storage, "--out", out)
		want := strings.Fields(names)
		if len(list.Copies) != len(want) || len(got.Copies) != len(want) {
			t.Fatalf("%s: listed %+v, opened %+v", storage, list, got)
		}
		for _, name := range want {
			if b, err := os.ReadFile(filepath.Join(out, name)); err != nil || string(b) != files[storage+"/"+name] {
				t.Errorf("%s is %q, %v", name, b, err)
			}
		}
		// One copy by its URL alone.
		var one struct{ File, Name string }
		fresh.do(&one, "file", "open", list.Copies[0].PersonalURL, "--out", filepath.Join(out, "one"))
		if b, err := os.ReadFile(one.File); err != nil || string(b) != files[storage+"/"+one.Name] {
			t.Errorf("%s is %q, %v", one.Name, b, err)
		}
	}
	fresh.refused("holds no personal copy", "file", "open", "--all", "--storage", t.TempDir())
}

// TestNetworkOnKubo: a Kubo node keeps the network's content, and a contributor's own copies; the latter come back from it alone.
func TestNetworkOnKubo(t *testing.T) {
	t.Parallel()
	kubo := remotetest.Kubo(t)
	m := newMachine(t)
	if err := m.tryStart("--ipfs", "http://127.0.0.1:1"); err == nil || !strings.Contains(err.Error(), "no Kubo node answers at http://127.0.0.1:1") {
		t.Fatalf("without Kubo: %v", err)
	}
	m.start("--ipfs", kubo.URL)
	m.importMnemonic("ana")
	m.do(nil, "--as", "ana", "account", "fund")
	m.account("founder")
	id := m.dao("founder", "fitness")
	path := m.file("one.json", export("user-1", day("4/12/16", 4000), day("4/13/16", 5000)))
	m.refused("would have no names", "--as", "ana", "contribute", "--dao", id, "--storage", "ipfs:", path)
	var r struct{ Files []contributed }
	m.do(&r, "--as", "ana", "contribute", "--dao", id, "--storage", "ipfs:", "--ipfs", kubo.URL, path)
	if len(r.Files) != 1 || r.Files[0].Status != "valid" {
		t.Fatalf("%+v", r)
	}
	m.waitRows("fitness", 2)
	m.stop()

	fresh := newMachine(t)
	fresh.importMnemonic("me")
	var got recovered
	fresh.do(&got, "file", "open", "--all", "--storage", "ipfs:", "--ipfs", kubo.URL, "--out", t.TempDir())
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Copies) != 1 {
		t.Fatalf("%+v", got)
	}
	if b, err := os.ReadFile(got.Copies[0].File); err != nil || string(b) != string(want) {
		t.Errorf("%q, %v", b, err)
	}
	out := filepath.Join(t.TempDir(), "one")
	fresh.do(nil, "file", "open", got.Copies[0].PersonalURL, "--ipfs", kubo.URL, "--out", out)
	if b, err := os.ReadFile(out); err != nil || string(b) != string(want) {
		t.Errorf("%q, %v", b, err)
	}
}
