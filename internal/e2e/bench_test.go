package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// BenchmarkDemo runs the demo on the sample exports, one run an iteration, and reports where the time goes.
func BenchmarkDemo(b *testing.B) {
	m := &machine{t: b, home: b.TempDir()}
	seconds := map[string]float64{}
	peak := int64(0)
	for b.Loop() {
		cmd := m.command(b.Context(), "demo", "--json")
		out, err := cmd.Output()
		if err != nil {
			b.Fatal(err)
		}
		var r report
		if err := json.Unmarshal(out, &r); err != nil {
			b.Fatal(err)
		}
		for _, p := range r.Phases {
			seconds[p.Name] += p.Seconds
		}
		peak = max(peak, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) // KiB on Linux
	}
	for phase, s := range seconds {
		b.ReportMetric(s/float64(b.N), phase+"-s/op")
	}
	b.ReportMetric(float64(peak)/1024, "peak-MiB")
}

// batch is how many files one iteration of BenchmarkContribute brings in.
const batch = 100

// BenchmarkContribute measures the way from files on disk to recorded proofs, with the example's proof, through `coppice contribute`.
func BenchmarkContribute(b *testing.B) {
	m := newMachine(b)
	m.start()
	m.account("founder")
	dao := m.dao("founder", "fitness")
	m.account("owner")
	n := 0
	began := time.Now()
	for b.Loop() {
		dir := b.TempDir()
		files := make([]string, batch)
		for i := range files {
			n++
			files[i] = filepath.Join(dir, fmt.Sprintf("%d.json", n))
			if err := os.WriteFile(files[i], []byte(export(fmt.Sprint(n), day("4/12/16", 1000+n), day("4/13/16", 2000+n))), 0o600); err != nil {
				b.Fatal(err)
			}
		}
		for _, r := range m.contribute("owner", dao, files...) {
			if r.Status != "valid" {
				b.Fatalf("%s is %s: %s", r.File, r.Status, r.Reason)
			}
		}
	}
	b.ReportMetric(float64(n)/time.Since(began).Seconds(), "files/s")
}

// registered is how many files BenchmarkRegister brings in.
const registered = 10_000

// BenchmarkRegister measures the way of many small files from the disk to the registry, without their validation, through
// `coppice contribute --no-wait`: one iteration is 10,000 files.
func BenchmarkRegister(b *testing.B) {
	m := newMachine(b)
	m.start()
	m.account("founder")
	dao := m.dao("founder", "fitness")
	m.account("owner")
	m.do(nil, "--as", "owner", "account", "fund", "1000")
	for n := 0; b.Loop(); {
		dir := b.TempDir()
		args := []string{"--json", "--as", "owner", "contribute", "--no-wait", "--dao", dao}
		for range registered {
			n++
			path := filepath.Join(dir, fmt.Sprintf("%d.json", n))
			if err := os.WriteFile(path, []byte(export(fmt.Sprint(n), day("4/12/16", 1000+n))), 0o600); err != nil {
				b.Fatal(err)
			}
			args = append(args, path)
		}
		cmd := m.command(b.Context(), args...)
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %.2000s", err, out)
		}
		b.ReportMetric(float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)/1024, "peak-MiB")
	}
	b.ReportMetric(float64(registered*b.N)/b.Elapsed().Seconds(), "files/s")
}
