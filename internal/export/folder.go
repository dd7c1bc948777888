package export

import (
	"archive/tar"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Folder is a folder that can be packed: its files as they were when it was looked through.
type Folder struct {
	Files  int
	Size   int64    // bytes of the tar, exactly
	Hidden []string // what is left out, in order; folders with a "/" at their end

	path  string
	files []packed
}

// packed is one file of a folder.
type packed struct {
	name    string // relative, with "/" between its parts
	size    int64
	changed time.Time
}

// OpenFolder looks through a folder and all below it. It follows no links. Hidden files and folders, whose names begin with ".", are left
// out and listed. There may be DefaultMembers files, hidden ones counted. Errors are ErrLink, ErrName, ErrFiles and ErrEmpty, which name the file, or those of the file system.
func OpenFolder(dir string) (*Folder, error) { return openFolder(dir, DefaultMembers) }

func openFolder(dir string, limit int) (*Folder, error) {
	at, err := filepath.Abs(dir) // it is read later, wherever the program is then
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	root, err := os.OpenRoot(at)
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	defer root.Close()
	f := &Folder{path: at}
	nameBytes := 0
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		if name == "." {
			return nil
		}
		if len(f.files)+len(f.Hidden) == limit {
			return fmt.Errorf("%w: more than %d", ErrFiles, limit)
		}
		if strings.HasPrefix(d.Name(), ".") {
			if d.IsDir() {
				f.Hidden = append(f.Hidden, name+"/")
				return fs.SkipDir
			}
			f.Hidden = append(f.Hidden, name)
			return nil
		}
		if rule := checkName(name); rule != "" {
			return fmt.Errorf("%w: %s: %s", ErrName, quote(name), rule)
		}
		if d.IsDir() {
			return nil
		}
		if !d.Type().IsRegular() {
			return fmt.Errorf("%w: %s is %s", ErrLink, quote(name), specialFile(d.Type()))
		}
		if nameBytes += len(name); nameBytes > maxNameBytes {
			return fmt.Errorf("%w: their names have more than 16 MiB", ErrFiles)
		}
		info, err := d.Info()
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		f.files = append(f.files, packed{name: name, size: info.Size(), changed: info.ModTime()})
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(f.files) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrEmpty, quote(path.Base(filepath.ToSlash(at))))
	}
	slices.SortFunc(f.files, func(a, b packed) int { return strings.Compare(a.name, b.name) })
	slices.Sort(f.Hidden)
	f.Files = len(f.files)
	f.Size, err = packedSize(f.files)
	return f, err
}

func specialFile(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode&fs.ModeDevice != 0:
		return "a device"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "no plain file"
}

// header is all that a tar says of a file. Nothing in it depends on who packs, where and when. archive/tar writes the form of USTAR where
// name and size fit in it, else that of PAX.
func (p packed) header() *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: p.name, Size: p.size, Mode: 0o644, ModTime: time.Unix(0, 0), Format: tar.FormatPAX}
}

// packedSize measures a tar: headers by writing them, content by its size.
func packedSize(files []packed) (int64, error) {
	total := counter(2 * tarBlock) // the end
	for _, p := range files {
		if err := tar.NewWriter(&total).WriteHeader(p.header()); err != nil {
			return 0, fmt.Errorf("%w: %s: %w", ErrName, quote(p.name), err)
		}
		total += counter((p.size + tarBlock - 1) / tarBlock * tarBlock)
	}
	return int64(total), nil
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
