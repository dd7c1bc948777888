package runtimes

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Main()
	os.Exit(m.Run())
}

// TestTemplatesWorkAsTheyAre runs each template on its own example, in one binary that has all runtimes.
func TestTemplatesWorkAsTheyAre(t *testing.T) {
	r := sandbox.NewProcess()
	make := func(kind bundle.Kind) string {
		dir := filepath.Join(t.TempDir(), string(kind))
		if err := bundle.Init(kind, dir); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	open := func(dir string) *bundle.Bundle {
		b, err := bundle.FromPath(dir)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	example := func(dir string) *os.File {
		f, err := os.Open(filepath.Join(dir, "example.json"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}

	dir := make(bundle.Proof)
	res, _, err := bundle.RunProof(t.Context(), r, open(dir), example(dir), bundle.ProofContext{Now: 1790000000})
	if err != nil || !res.Valid || res.Identity != "example:1503960366" || string(res.Attributes) != `{"days":2}` {
		t.Errorf("proof: %+v, %v", res, err)
	}
	res, _, err = bundle.RunProof(t.Context(), r, open(dir), example(dir), bundle.ProofContext{Now: 0})
	if err != nil || res.Valid || res.Reason != "the day 2025-04-12 is in the future" {
		t.Errorf("proof in 1970: %+v, %v", res, err)
	}

	dir = make(bundle.Refiner)
	tables, _, err := bundle.RunRefiner(t.Context(), r, open(dir), example(dir))
	if err != nil || len(tables) != 1 || len(tables["records"]) == 0 {
		t.Errorf("refiner: %v", err)
	}

	dir = make(bundle.Compute)
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w -buildid=", "-o", "compute.wasm", ".")
	build.Dir = dir
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "GOFLAGS=", "GOWORK=off")
	if msg, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, msg)
	}
	out, log, _, err := bundle.RunCompute(t.Context(), r, open(dir), map[string][]byte{"rows.csv": []byte("day,steps\nx,10\ny,20\n")}, bundle.ComputeContext{})
	if err != nil || string(out["means.json"]) != "{\n  \"steps\": 15\n}\n" {
		t.Errorf("compute: %q, %v, %s", out, err, log)
	}
}
