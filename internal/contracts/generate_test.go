package contracts

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The committed bindings are what the sources compile to. Where the Solidity toolchain is not installed, the test installs it.
func TestBindingsAreCurrent(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: compiles the contracts")
	}
	project := filepath.Join("..", "..", "contracts")
	if _, err := os.Stat(filepath.Join(project, "node_modules", "solc")); err != nil {
		run(t, project, "npm", "ci", "--no-audit", "--no-fund")
	}
	out := t.TempDir()
	run(t, project, "node", filepath.Join("script", "generate.mjs"), "--out", out)
	for _, name := range []string{"gen.go", "runtime.go"} {
		fresh, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		committed, err := os.ReadFile(filepath.Join("gen", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(fresh, committed) {
			t.Errorf("gen/%s is not what the sources give; run `node contracts/script/generate.mjs`", name)
		}
	}
}

func run(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}
