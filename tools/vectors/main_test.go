package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestVectorsAreAsGenerated: what is committed is what this program writes, each time.
func TestVectorsAreAsGenerated(t *testing.T) {
	const folder = "../../vectors"
	first, second := files(), files()
	for name, text := range first {
		if !bytes.Equal(text, second[name]) {
			t.Errorf("%s differs from run to run", name)
		}
		committed, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || !bytes.Equal(committed, text) {
			t.Errorf("%s is not what is generated (go generate ./vectors): %v", name, err)
		}
	}
	there, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(there) != len(first) {
		t.Errorf("%d files are committed, %d are generated, %v", len(there), len(first), err)
	}
}
