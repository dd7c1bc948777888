// Package exports finds the real tracker exports that tests run over. They are people's data from a public-domain study and are not part
// of the repository.
package exports

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// ErrNone means that this machine does not have the real exports.
var ErrNone = errors.New("the real exports are not here: COPPICE_FITNESS_DATA names their folder")

// Folder returns the folder with the real exports: $COPPICE_FITNESS_DATA, else shared/data/fitness beside the checkout.
func Folder() (string, error) {
	dir := os.Getenv("COPPICE_FITNESS_DATA")
	if dir == "" {
		root, err := os.Getwd()
		if err != nil {
			return "", err
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			if filepath.Dir(root) == root {
				return "", ErrNone
			}
			root = filepath.Dir(root)
		}
		dir = filepath.Join(root, "..", "shared", "data", "fitness")
	}
	if _, err := os.Stat(dir); err != nil {
		return "", ErrNone
	}
	return dir, nil
}

// Need returns the folder. Where the exports are missing it skips the test, since a fresh clone has none; in continuous integration
// (CI=true), and where COPPICE_FITNESS_DATA names them, it fails instead: there nothing may pass on nothing.
func Need(t testing.TB) string {
	t.Helper()
	dir, err := Folder()
	if err == nil {
		return dir
	}
	if os.Getenv("CI") == "" && os.Getenv("COPPICE_FITNESS_DATA") == "" {
		t.Skip(err)
	}
	t.Fatal(err)
	return ""
}
