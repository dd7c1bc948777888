package seal

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// The benchmark beside other tools runs each of them, and this package, as a process of its own, so that their memory can be compared.
const (
	besideDo  = "COPPICE_SEAL_DO" // seal or open
	besideIn  = "COPPICE_SEAL_IN"
	besideOut = "COPPICE_SEAL_OUT"
)

// TestBesideProcess is that process.
func TestBesideProcess(t *testing.T) {
	if os.Getenv(besideDo) == "" {
		t.Skip("it is run by BenchmarkBeside")
	}
	in, err := os.Open(os.Getenv(besideIn))
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.OpenFile(os.Getenv(besideOut), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	id := testIdentity(t, 1)
	if os.Getenv(besideDo) == "open" {
		r, err := Open(in, id)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(out, r); err != nil {
			t.Fatal(err)
		}
		return
	}
	w, err := Seal(out, id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, in); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkBeside seals and opens COPPICE_BENCH_GIB (default 5) GiB with this package, age and gpg in one run.
func BenchmarkBeside(b *testing.B) {
	gib := int64(5)
	if s := os.Getenv("COPPICE_BENCH_GIB"); s != "" {
		var err error
		if gib, err = strconv.ParseInt(s, 10, 16); err != nil {
			b.Fatal(err)
		}
	}
	dir := b.TempDir()
	plain := filepath.Join(dir, "plain")
	if err := os.WriteFile(plain, nil, 0o600); err != nil {
		b.Fatal(err)
	}
	if err := os.Truncate(plain, gib<<30); err != nil {
		b.Fatal(err)
	}
	id := testIdentity(b, 1)
	keys := filepath.Join(dir, "keys")
	if err := os.WriteFile(keys, []byte(id.Secret()+"\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	own := func(do string) func(in, out string) *exec.Cmd {
		return func(in, out string) *exec.Cmd {
			cmd := exec.Command(os.Args[0], "-test.run=^TestBesideProcess$")
			cmd.Env = append(os.Environ(), besideDo+"="+do, besideIn+"="+in, besideOut+"="+out)
			return cmd
		}
	}
	age := filepath.Join(dir, "age")
	version, err := exec.Command("go", "list", "-m", "-f", "{{.Version}}", "filippo.io/age").Output()
	if err != nil {
		b.Fatal(err)
	}
	install := exec.Command("go", "install", "filippo.io/age/cmd/age@"+strings.TrimSpace(string(version)))
	install.Env = append(os.Environ(), "GOBIN="+dir)
	if out, err := install.CombinedOutput(); err != nil {
		b.Logf("age is left out: %v\n%s", err, out)
		age = ""
	}
	gpg, err := exec.LookPath("gpg")
	if err != nil {
		b.Log("gpg is left out:", err)
	}
	home := filepath.Join(dir, "gnupg")
	if err := os.Mkdir(home, 0o700); err != nil {
		b.Fatal(err)
	}
	gpgArgs := []string{"--homedir", home, "--batch", "--yes", "--quiet", "--passphrase", "a", "--pinentry-mode", "loopback"}
	for _, tool := range []struct {
		name       string
		path       string
		seal, open func(in, out string) *exec.Cmd
	}{
		{"coppice", os.Args[0], own("seal"), own("open")},
		{"age", age, func(in, out string) *exec.Cmd { return exec.Command(age, "-r", id.Recipient().String(), "-o", out, in) },
			func(in, out string) *exec.Cmd { return exec.Command(age, "-d", "-i", keys, "-o", out, in) }},
		{"gpg", gpg, func(in, out string) *exec.Cmd {
			return exec.Command(gpg, append(gpgArgs, "--cipher-algo", "AES256", "-z", "0", "-o", out, "--symmetric", in)...)
		}, func(in, out string) *exec.Cmd { return exec.Command(gpg, append(gpgArgs, "-o", out, "-d", in)...) }},
	} {
		if tool.path == "" {
			continue
		}
		sealed := filepath.Join(dir, "sealed")
		beside(b, "seal/"+tool.name, gib<<30, func() *exec.Cmd { return tool.seal(plain, sealed) })
		beside(b, "open/"+tool.name, gib<<30, func() *exec.Cmd { return tool.open(sealed, "/dev/null") })
		os.Remove(sealed)
	}
}

func beside(b *testing.B, name string, bytes int64, command func() *exec.Cmd) {
	b.Run(name, func(b *testing.B) {
		syscall.Sync() // what the one before has written must not be this one's to wait for
		b.SetBytes(bytes)
		peak := int64(0)
		for b.Loop() {
			cmd := command()
			if out, err := cmd.CombinedOutput(); err != nil {
				b.Fatalf("%v: %s", err, out)
			}
			peak = max(peak, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) // KiB on Linux
		}
		b.ReportMetric(float64(peak)/1024, "peak-MiB")
	})
}
