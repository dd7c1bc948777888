package personal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"syscall"

	"github.com/coppice-network/coppice/internal/blob"
)

// Folder is a personal store in a directory. It never touches anything outside, whatever names, URLs or symbolic links say: all access
// goes through an os.Root.
type Folder struct {
	dir  string // absolute
	root *os.Root
	wrap func(io.Writer) io.Writer // lets a test fill the disk
}

var _ Store = (*Folder)(nil)

// OpenFolder opens the store in dir, making the directory if it is missing.
func OpenFolder(dir string) (*Folder, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open folder %s: %w", dir, err)
	}
	if err := os.MkdirAll(abs, 0o700); err != nil {
		return nil, fmt.Errorf("open folder: %w", blob.NoSpace(err))
	}
	root, err := os.OpenRoot(abs)
	if err != nil {
		return nil, fmt.Errorf("open folder: %w", err)
	}
	return &Folder{dir: abs, root: root}, nil
}

// Close releases the directory.
func (f *Folder) Close() error { return f.root.Close() }

// Put writes to a hidden file beside the final one, syncs it and renames it: a crash leaves the old content or the new.
func (f *Folder) Put(ctx context.Context, name string, r io.Reader) (string, error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	if err := f.put(ctx, name, r); err != nil {
		return "", fmt.Errorf("store %q in %s: %w", name, f.dir, blob.NoSpace(err))
	}
	return f.url(name), nil
}

func (f *Folder) put(ctx context.Context, name string, r io.Reader) (err error) {
	dir := path.Dir(name)
	if err := f.root.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	tmp := path.Join(dir, ".tmp-"+rand.Text())
	file, err := f.root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.root.Remove(tmp))
		}
	}()
	var w io.Writer = file
	if f.wrap != nil {
		w = f.wrap(w)
	}
	in := blob.NewInput(ctx, r)
	if _, err = io.Copy(w, in); in.Err != nil {
		err = fmt.Errorf("read the input: %w", in.Err)
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := f.root.Rename(tmp, name); err != nil {
		return err
	}
	// Every directory on the way down may be new.
	for d := dir; ; d = path.Dir(d) {
		if err := f.syncDir(d); err != nil {
			return err
		}
		if d == "." {
			return nil
		}
	}
}

func (f *Folder) syncDir(name string) error {
	d, err := f.root.Open(name)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// Get opens a file of the folder.
func (f *Folder) Get(_ context.Context, fileURL string) (io.ReadCloser, error) {
	name, err := f.name(fileURL)
	if err != nil {
		return nil, err
	}
	// Not blocking: somebody may have put a pipe in the folder.
	file, err := f.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", fileURL, notExist(err))
	}
	// A directory or a device is nothing Put made.
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(fmt.Errorf("get %s: %w: not a regular file", fileURL, blob.ErrNotFound), err, file.Close())
	}
	return file, nil
}

// Delete removes a file of the folder, durably.
func (f *Folder) Delete(_ context.Context, fileURL string) error {
	name, err := f.name(fileURL)
	if err != nil {
		return err
	}
	info, err := f.root.Lstat(name)
	if err == nil && info.IsDir() {
		err = blob.ErrNotFound
	}
	if err == nil {
		err = f.root.Remove(name)
	}
	if err == nil {
		err = f.syncDir(path.Dir(name))
	}
	if err != nil {
		return fmt.Errorf("delete %s: %w", fileURL, notExist(err))
	}
	return nil
}

// List returns the regular files of the folder, by name. Those that are hidden are Put's own.
func (f *Folder) List(context.Context) ([]Entry, error) {
	dir, err := f.root.Open(".")
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", f.dir, err)
	}
	defer dir.Close()
	files, err := dir.ReadDir(-1)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", f.dir, err)
	}
	var out []Entry
	for _, file := range files {
		if !file.Type().IsRegular() || checkName(file.Name()) != nil {
			continue
		}
		info, err := file.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed meanwhile
		}
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", f.dir, err)
		}
		out = append(out, Entry{Name: file.Name(), URL: f.url(file.Name()), Size: info.Size()})
	}
	sort.Slice(out, func(i, k int) bool { return out[i].Name < out[k].Name })
	return out, nil
}

func (f *Folder) url(name string) string {
	return (&url.URL{Scheme: "file", Path: path.Join(filepath.ToSlash(f.dir), name)}).String()
}

// name takes the folder off a URL that Put gave out.
func (f *Folder) name(fileURL string) (string, error) {
	p, err := filePath(fileURL)
	if err != nil {
		return "", err
	}
	name, ok := strings.CutPrefix(p, strings.TrimSuffix(filepath.ToSlash(f.dir), "/")+"/")
	if !ok {
		return "", fmt.Errorf("%w: %.80s is not in %s", ErrURL, fileURL, f.dir)
	}
	if err := checkName(name); err != nil {
		return "", fmt.Errorf("%w: %w", ErrURL, err)
	}
	return name, nil
}

// filePath reads file:///absolute/path and nothing else.
func filePath(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil {
		return "", fmt.Errorf("%w: %.80q does not parse", ErrURL, s)
	}
	if u.Scheme != "file" || u.Host != "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.ForceQuery || !path.IsAbs(u.Path) {
		return "", fmt.Errorf("%w: %.80q is not file:///path", ErrURL, s)
	}
	return u.Path, nil
}

// checkName allows relative slash-separated paths without empty, dot or hidden elements. Hidden ones are Put's own.
func checkName(name string) error {
	if name == "" || len(name) > 512 || strings.ContainsAny(name, "\\\x00") || path.Clean(name) != name || path.IsAbs(name) {
		return fmt.Errorf("%w: %.80q", ErrName, name)
	}
	for _, e := range strings.Split(name, "/") {
		if strings.HasPrefix(e, ".") {
			return fmt.Errorf("%w: %.80q", ErrName, name)
		}
	}
	return nil
}

func notExist(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w", blob.ErrNotFound, err)
	}
	return err
}
