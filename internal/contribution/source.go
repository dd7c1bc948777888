package contribution

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/coppice-network/coppice/internal/export"
)

// Source is a file that was looked at and may be contributed. What it is on the disk is its own affair: its identity is that of its content.
type Source struct {
	Name   string // under which the contributor will find it again, without folders
	Digest [32]byte
	Size   int64
	Left   []string // what of a folder is not part of it: hidden files
	// Open gives the content from its start. Each byte of it is authentic; if the content is not that of Digest any more, it is refused.
	Open func() (io.ReadCloser, error)
}

// examine looks at all files before anything is sent, so that one wrong name among many stops all of them and costs nothing.
func (c *Client) examine(paths []string, limit int64) ([]Source, error) {
	if len(paths) == 0 {
		return nil, fmt.Errorf("%w: no file given", ErrFile)
	}
	look := c.Examine
	if look == nil {
		look = Plain
	}
	files := make([]Source, len(paths))
	for i, path := range paths {
		var err error
		if files[i], err = look(path, limit); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func byPath(paths []string, files []Source) map[string]Source {
	m := make(map[string]Source, len(paths))
	for i, path := range paths {
		m[path] = files[i]
	}
	return m
}

// Plain looks at a file whose bytes are the content, or at a folder, whose content is what export packs of it; limit bytes at most, if it
// is not 0. The error is ErrFile.
func Plain(path string, limit int64) (Source, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return packed(path, limit)
	}
	size, err := regular(path)
	if err != nil {
		return Source{}, err
	}
	if err := within(path, size, limit); err != nil {
		return Source{}, err
	}
	f, err := os.Open(path)
	if err != nil {
		return Source{}, fmt.Errorf("%w: %w", ErrFile, err)
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return Source{}, fmt.Errorf("%w: %w", ErrFile, err)
	}
	return Source{
		Name: filepath.Base(path), Digest: [32]byte(h.Sum(nil)), Size: n, Open: func() (io.ReadCloser, error) { return os.Open(path) },
	}, nil
}

func packed(path string, limit int64) (Source, error) {
	f, err := export.OpenFolder(path)
	if err != nil {
		return Source{}, fmt.Errorf("%w: %s: %w", ErrFile, path, err)
	}
	if err := within(path, f.Size, limit); err != nil {
		return Source{}, err
	}
	h := sha256.New()
	if err := f.Pack(h); err != nil {
		return Source{}, fmt.Errorf("%w: %s: %w", ErrFile, path, err)
	}
	return Source{
		Name: folderName(path), Digest: [32]byte(h.Sum(nil)), Size: f.Size, Left: f.Hidden, Open: func() (io.ReadCloser, error) { return f.Open(), nil },
	}, nil
}

// folderName is what a folder's copy is called.
func folderName(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	if name := filepath.Base(path); name != string(filepath.Separator) {
		return name + ".tar"
	}
	return "export.tar"
}

func within(path string, size, limit int64) error {
	if limit > 0 && size > limit {
		return fmt.Errorf("%w: %s has %d MiB, this DataDAO accepts files of at most %d MiB", ErrFile, path, (size+1<<20-1)>>20, limit>>20)
	}
	return nil
}

// regular returns the size of a file that is not empty.
func regular(path string) (int64, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%w: %w", ErrFile, err)
	case !info.Mode().IsRegular():
		return 0, fmt.Errorf("%w: %s is not a regular file", ErrFile, path)
	case info.Size() == 0:
		return 0, fmt.Errorf("%w: %s is empty", ErrFile, path)
	}
	return info.Size(), nil
}
