package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// TestCommittedArtefact rebuilds train.wasm and compares. The bytes depend on the compiler's version, so another version than the one
// that built the committed file proves nothing either way.
func TestCommittedArtefact(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: no build")
	}
	committed, err := os.ReadFile("train.wasm")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(committed, []byte(runtime.Version())) {
		t.Skipf("train.wasm was built by another Go than %s", runtime.Version())
	}
	out := filepath.Join(t.TempDir(), "train.wasm")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -buildid=", "-o", out, ".")
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "CGO_ENABLED=0", "GOFLAGS=")
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	rebuilt, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(committed, rebuilt) {
		t.Error("train.wasm is not what its source gives: run go generate ./examples/fitness/train")
	}
}

func TestRunWritesTheThreeFiles(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	rows := []byte("daily_steps,calories_kcal\n")
	for i := range 60 {
		rows = fmt.Appendf(rows, "%d,%d\n", 1000+100*i, 1500+4*i)
	}
	write(t, filepath.Join(in, "rows.csv"), rows)
	write(t, filepath.Join(in, "columns.json"), []byte(`[{"name":"daily_steps","type":"INTEGER"},{"name":"calories_kcal","type":"INTEGER"}]`))
	if err := run(in, out, "calories_kcal"); err != nil {
		t.Fatal(err)
	}
	var metrics map[string]float64
	text, err := os.ReadFile(filepath.Join(out, "metrics.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &metrics); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"rmse", "baselineRmse", "trainRows", "testRows"} {
		if _, ok := metrics[name]; !ok {
			t.Errorf("metrics.json lacks %s", name)
		}
	}
	for _, name := range []string{"model.json", "predictions.csv"} {
		if _, err := os.Stat(filepath.Join(out, name)); err != nil {
			t.Error(err)
		}
	}
}

func TestRunFailsWithoutItsInput(t *testing.T) {
	if err := run(t.TempDir(), t.TempDir(), "calories_kcal"); err == nil {
		t.Error("no error without rows.csv")
	}
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}
