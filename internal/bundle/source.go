package bundle

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// kindOf is the kind of a single file by its extension.
var kindOf = map[string]Kind{".star": Proof, ".sql": Refiner, ".wasm": Compute}

// FromPath makes a bundle of what a builder has: a folder with bundle.json, a packed bundle, or a single .star, .sql or .wasm file,
// whose kind follows from its extension and whose name from its file name.
func FromPath(p string) (*Bundle, error) {
	info, err := os.Stat(p)
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	if info.IsDir() {
		packed, err := Pack(p)
		if err != nil {
			return nil, err
		}
		return Open(packed)
	}
	f, err := os.Open(p)
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, MaxPacked+1))
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	return FromFile(filepath.Base(p), content)
}

// FromFile does what FromPath does for a file that is already in memory; name decides the kind.
func FromFile(name string, content []byte) (*Bundle, error) {
	if len(content) > MaxPacked {
		return nil, fmt.Errorf("%w: %s has more than %d bytes", ErrInvalid, name, MaxPacked)
	}
	ext := path.Ext(name)
	kind, ok := kindOf[ext]
	if !ok {
		return Open(content)
	}
	m := &Manifest{Format: Format, Kind: kind, Name: safeName(strings.TrimSuffix(name, ext), string(kind)), Runtime: runtimeOf[kind], Entry: string(kind) + ext}
	doc, err := m.encode()
	if err != nil {
		return nil, err
	}
	return fromFiles(map[string][]byte{ManifestName: doc, m.Entry: content})
}

// safeName makes a name for a manifest of a file's or folder's name.
func safeName(s, other string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", r) {
			return r
		}
		return '-'
	}, s)
	s = strings.TrimLeft(s, "._-")
	if s == "" {
		return other
	}
	return s[:min(len(s), 64)]
}

// Pack reads a folder with bundle.json and returns its packed bytes. Hidden files are left out; links and other special files are
// refused. The same files give the same bytes on every machine, whatever their times and modes.
func Pack(dir string) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("bundle: pack: %w", err)
	}
	defer root.Close()
	return PackFS(root.FS())
}

// PackFS is Pack for any file system.
func PackFS(fsys fs.FS) ([]byte, error) {
	files := map[string][]byte{}
	total := int64(0)
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name != "." && strings.HasPrefix(d.Name(), ".") {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			return nil
		}
		if !d.Type().IsRegular() {
			return fmt.Errorf("%w: %s is not a plain file", ErrInvalid, name)
		}
		if len(files) == MaxFiles {
			return fmt.Errorf("%w: more than %d files", ErrInvalid, MaxFiles)
		}
		f, err := fsys.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		content, err := io.ReadAll(io.LimitReader(f, MaxPacked+1-total))
		if err != nil {
			return err
		}
		if total += int64(len(content)); total > MaxPacked {
			return fmt.Errorf("%w: more than %d bytes", ErrInvalid, MaxPacked)
		}
		files[name] = content
		return nil
	})
	if errors.Is(err, ErrInvalid) {
		return nil, err
	} else if err != nil {
		return nil, fmt.Errorf("bundle: pack: %w", err)
	}
	b, err := fromFiles(files)
	if err != nil {
		return nil, err
	}
	return b.packed, nil
}
