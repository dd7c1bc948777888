package bundle

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

//go:embed template
var templates embed.FS

// templateFiles are the files of each kind's template, by their names in the new folder.
var templateFiles = map[Kind]map[string]string{
	Proof:   {"proof.star": "proof.star", "example.json": "example.json"},
	Refiner: {"refine.sql": "refine.sql", "example.json": "example.json"},
	Compute: {"main.go": "main.go.txt"},
}

// Init writes a commented template that works as it is into dir, which is made if need be: bundle.json, the entry, and an example to try it on. A
// compute template is a Go program, to be built once as its first lines say. No existing file is overwritten (fs.ErrExist).
func Init(kind Kind, dir string) error {
	runtime, ok := runtimeOf[kind]
	if !ok {
		return fmt.Errorf("%w: kind %q: want proof, refiner or compute", ErrInvalid, kind)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("bundle: init: %w", err)
	}
	entry := map[Kind]string{Proof: "proof.star", Refiner: "refine.sql", Compute: "compute.wasm"}[kind]
	m := &Manifest{Format: Format, Kind: kind, Name: safeName(filepath.Base(abs), string(kind)), Runtime: runtime, Entry: entry}
	doc, err := m.encode()
	if err != nil {
		return err
	}
	files := map[string][]byte{ManifestName: doc}
	for name, from := range templateFiles[kind] {
		if files[name], err = fs.ReadFile(templates, "template/"+from); err != nil {
			return fmt.Errorf("bundle: init: %w", err)
		}
	}
	if kind == Compute {
		files["go.mod"] = []byte("module compute\n\ngo 1.24\n")
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("bundle: init: %w", err)
	}
	for name := range files {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return fmt.Errorf("bundle: init: %s: %w", filepath.Join(dir, name), fs.ErrExist)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("bundle: init: %w", err)
		}
	}
	for name, content := range files {
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
		if err != nil {
			return fmt.Errorf("bundle: init: %w", err)
		}
		_, err = f.Write(content)
		if err = errors.Join(err, f.Close()); err != nil {
			return fmt.Errorf("bundle: init: %w", err)
		}
	}
	return nil
}
