package remotetest

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// KuboNode is a real Kubo node over a repository of its own. It knows no other node.
type KuboNode struct {
	URL  string // of its RPC
	Repo string
	bin  string
}

// Kubo starts the program that COPPICE_KUBO names (`make kubo` builds one), until the test ends. Without one the test is skipped.
func Kubo(t testing.TB) *KuboNode {
	t.Helper()
	k := &KuboNode{Repo: filepath.Join(t.TempDir(), "repo"), bin: os.Getenv("COPPICE_KUBO")}
	if k.bin == "" {
		t.Skip("COPPICE_KUBO does not name a Kubo program (make kubo builds one)")
	}
	for _, args := range [][]string{
		{"init", "--profile=test"},
		{"config", "--json", "Bootstrap", "[]"},
		{"config", "--json", "Addresses.Swarm", `["/ip4/127.0.0.1/tcp/0"]`},
		{"config", "--json", "AutoConf.Enabled", "false"},
		{"config", "Routing.Type", "none"},
	} {
		k.Run(t, args...)
	}
	daemon := k.command("daemon")
	var errOut strings.Builder
	daemon.Stderr = &errOut
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if !strings.HasPrefix(lines.Text(), "Daemon is ready") {
			continue
		}
		go io.Copy(io.Discard, out)
		api, err := os.ReadFile(filepath.Join(k.Repo, "api"))
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.Split(strings.TrimSpace(string(api)), "/") // /ip4/127.0.0.1/tcp/N
		k.URL = "http://" + parts[2] + ":" + parts[4]
		return k
	}
	t.Fatalf("Kubo did not start: %s", errOut.String())
	return nil
}

// Run is one of Kubo's own commands.
func (k *KuboNode) Run(t testing.TB, args ...string) {
	t.Helper()
	if out, err := k.command(args...).CombinedOutput(); err != nil {
		t.Fatalf("ipfs %v: %v\n%s", args, err, out)
	}
}

func (k *KuboNode) command(args ...string) *exec.Cmd {
	cmd := exec.Command(k.bin, args...)
	cmd.Env = append(os.Environ(), "IPFS_PATH="+k.Repo)
	return cmd
}
