package export

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Pack writes the folder as a tar of Size bytes: its files by name in byte order, without the folder's own name, with mode 0644, and time
// and owner 0. The same files give the same bytes on every machine. A file that is not as it was when the folder was looked through is
// ErrChanged, and what was written must not be used. Pack can be called again.
func (f *Folder) Pack(w io.Writer) error {
	root, err := os.OpenRoot(f.path)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	defer root.Close()
	t := tar.NewWriter(w)
	buf := make([]byte, 256<<10)
	for _, p := range f.files {
		if err := t.WriteHeader(p.header()); err != nil {
			return fmt.Errorf("export: pack %s: %w", quote(p.name), err)
		}
		if err := p.copy(t, root, buf); err != nil {
			return err
		}
	}
	if err := t.Close(); err != nil {
		return fmt.Errorf("export: pack: %w", err)
	}
	return nil
}

// copy writes a file's content, if it is the same before and after.
func (p packed) copy(w io.Writer, root *os.Root, buf []byte) error {
	// A link or a pipe that took the file's place is neither followed nor waited for.
	info, err := root.Lstat(p.name)
	if err := p.same(info, err); err != nil {
		return err
	}
	in, err := root.Open(p.name)
	if err != nil {
		return p.same(nil, err)
	}
	defer in.Close()
	opened, err := in.Stat()
	if err == nil && !os.SameFile(info, opened) {
		return fmt.Errorf("%w: %s", ErrChanged, quote(p.name))
	}
	if err := p.same(opened, err); err != nil {
		return err
	}
	// With the types hidden, the buffer is used.
	n, err := io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{io.LimitReader(in, p.size)}, buf)
	if err != nil {
		return fmt.Errorf("export: pack %s: %w", quote(p.name), err)
	}
	if n < p.size {
		return fmt.Errorf("%w: %s", ErrChanged, quote(p.name))
	}
	opened, err = in.Stat()
	return p.same(opened, err)
}

// same is ErrChanged if a file is not as it was.
func (p packed) same(info fs.FileInfo, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: %s is not there any more", ErrChanged, quote(p.name))
	case err != nil:
		return fmt.Errorf("export: pack %s: %w", quote(p.name), err)
	case !info.Mode().IsRegular() || info.Size() != p.size || !info.ModTime().Equal(p.changed):
		return fmt.Errorf("%w: %s", ErrChanged, quote(p.name))
	}
	return nil
}

// Open returns what Pack writes. It must be closed, which stops the packing and waits for it.
func (f *Folder) Open() io.ReadCloser {
	r, w := io.Pipe()
	p := &packing{PipeReader: r, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		w.CloseWithError(f.Pack(w))
	}()
	return p
}

// packing is the reading end of a pipe that is packed into.
type packing struct {
	*io.PipeReader
	done chan struct{}
}

func (p *packing) Close() error {
	err := p.PipeReader.Close()
	<-p.done
	return err
}
