package wasm

import (
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"

	esys "github.com/tetratelabs/wazero/experimental/sys"
	"github.com/tetratelabs/wazero/sys"
)

// tree is a file system in memory: plain files and directories, nothing else. There are no links to make or follow, so a path cannot
// lead anywhere but into the tree. It is used by one guest on one goroutine.
type tree struct {
	esys.UnimplementedFS
	readOnly bool
	root     *node
	quota    *quota
}

// quota bounds a tree. full tells afterwards that the guest met the bound, whatever it made of the error.
type quota struct {
	bytes, files int64
	full         bool
}

func (q *quota) take(bytes, files int64) bool {
	if bytes > q.bytes || files > q.files {
		q.full = true
		return false
	}
	q.bytes -= bytes
	q.files -= files
	return true
}

type node struct {
	ino      uint64
	children map[string]*node // nil for a file
	content  content
}

// content is what a file holds: an input that is read where it lies, or blocks of its own.
type content struct {
	input  io.ReaderAt
	size   int64
	blocks [][]byte // nil blocks are zeros
}

const blockSize = 64 << 10

// maxName bounds a single name in bytes, maxTreePath a whole path.
const (
	maxName     = 100
	maxTreePath = 400
)

var lastIno uint64

func newNode(dir bool) *node {
	lastIno++
	n := &node{ino: lastIno}
	if dir {
		n.children = map[string]*node{}
	}
	return n
}

func newTree(bytes, files int64) *tree {
	return &tree{root: newNode(true), quota: &quota{bytes: bytes, files: files}}
}

// walk finds the parent directory of p and its last name; the root has none.
func (t *tree) walk(p string) (parent *node, name string, at *node, errno esys.Errno) {
	if len(p) > maxTreePath {
		return nil, "", nil, esys.ENAMETOOLONG
	}
	at = t.root
	p = strings.TrimPrefix(path.Clean("/"+p), "/") // ".." ends at the root
	if p == "" {
		return nil, "", at, 0
	}
	parts := strings.Split(p, "/")
	for i, part := range parts {
		if at.children == nil {
			return nil, "", nil, esys.ENOTDIR
		}
		if len(part) > maxName || strings.ContainsRune(part, 0) {
			return nil, "", nil, esys.ENAMETOOLONG
		}
		parent, name = at, part
		at = at.children[part]
		if at == nil {
			if i < len(parts)-1 {
				return nil, "", nil, esys.ENOENT
			}
			return parent, name, nil, 0
		}
	}
	return parent, name, at, 0
}

func (n *node) stat() sys.Stat_t {
	st := sys.Stat_t{Ino: n.ino, Nlink: 1, Mode: 0o644, Size: n.content.size}
	if n.children != nil {
		st.Mode = fs.ModeDir | 0o755
	}
	return st
}

func (t *tree) OpenFile(p string, flag esys.Oflag, _ fs.FileMode) (esys.File, esys.Errno) {
	parent, name, n, errno := t.walk(p)
	if errno != 0 {
		return nil, errno
	}
	write := flag&(esys.O_RDWR|esys.O_WRONLY) != 0
	if t.readOnly && (write || flag&(esys.O_CREAT|esys.O_TRUNC) != 0) {
		return nil, esys.EROFS
	}
	switch {
	case n == nil && (flag&esys.O_CREAT == 0 || flag&esys.O_DIRECTORY != 0):
		return nil, esys.ENOENT
	case n == nil:
		if !t.quota.take(0, 1) {
			return nil, esys.EIO
		}
		n = newNode(false)
		parent.children[name] = n
	case flag&esys.O_CREAT != 0 && flag&esys.O_EXCL != 0:
		return nil, esys.EEXIST
	case n.children != nil && write:
		return nil, esys.EISDIR
	case n.children == nil && flag&esys.O_DIRECTORY != 0:
		return nil, esys.ENOTDIR
	}
	if n.children != nil {
		return &openDir{node: n}, 0
	}
	if flag&esys.O_TRUNC != 0 {
		if errno := t.truncate(n, 0); errno != 0 {
			return nil, errno
		}
	}
	return &openFile{tree: t, node: n, write: write, read: flag&esys.O_WRONLY == 0, append: flag&esys.O_APPEND != 0}, 0
}

func (t *tree) Stat(p string) (sys.Stat_t, esys.Errno) {
	_, _, n, errno := t.walk(p)
	if errno != 0 {
		return sys.Stat_t{}, errno
	}
	if n == nil {
		return sys.Stat_t{}, esys.ENOENT
	}
	return n.stat(), 0
}

func (t *tree) Lstat(p string) (sys.Stat_t, esys.Errno) { return t.Stat(p) }

func (t *tree) Mkdir(p string, _ fs.FileMode) esys.Errno {
	parent, name, n, errno := t.walk(p)
	switch {
	case errno != 0:
		return errno
	case t.readOnly:
		return esys.EROFS
	case n != nil:
		return esys.EEXIST
	case !t.quota.take(0, 1):
		return esys.EIO
	}
	parent.children[name] = newNode(true)
	return 0
}

func (t *tree) remove(p string, dir bool) esys.Errno {
	parent, name, n, errno := t.walk(p)
	switch {
	case errno != 0:
		return errno
	case t.readOnly:
		return esys.EROFS
	case n == nil:
		return esys.ENOENT
	case parent == nil:
		return esys.EPERM
	case dir && n.children == nil:
		return esys.ENOTDIR
	case !dir && n.children != nil:
		return esys.EISDIR
	case len(n.children) > 0:
		return esys.ENOTEMPTY
	}
	// An open descriptor may still write to it, so its bytes stay counted; only truncating gives bytes back.
	delete(parent.children, name)
	t.quota.files++
	return 0
}

func (t *tree) Rmdir(p string) esys.Errno  { return t.remove(p, true) }
func (t *tree) Unlink(p string) esys.Errno { return t.remove(p, false) }

func (t *tree) Rename(from, to string) esys.Errno {
	parent, name, n, errno := t.walk(from)
	if errno != 0 {
		return errno
	}
	toParent, toName, old, errno := t.walk(to)
	switch {
	case errno != 0:
		return errno
	case t.readOnly:
		return esys.EROFS
	case n == nil:
		return esys.ENOENT
	case parent == nil || toParent == nil:
		return esys.EPERM
	case old == n:
		return 0
	case n.children != nil && n.holds(toParent):
		return esys.EINVAL
	case old != nil && (old.children == nil) != (n.children == nil):
		return esys.EISDIR
	case old != nil && len(old.children) > 0:
		return esys.ENOTEMPTY
	}
	if old != nil {
		t.quota.files++
	}
	delete(parent.children, name)
	toParent.children[toName] = n
	return 0
}

// holds reports whether other is n or below it.
func (n *node) holds(other *node) bool {
	if n == other {
		return true
	}
	for _, c := range n.children {
		if c.holds(other) {
			return true
		}
	}
	return false
}

func (t *tree) Chmod(string, fs.FileMode) esys.Errno    { return 0 }
func (t *tree) Utimens(string, int64, int64) esys.Errno { return 0 }
func (t *tree) Link(string, string) esys.Errno          { return esys.EPERM }
func (t *tree) Symlink(string, string) esys.Errno       { return esys.EPERM }
func (t *tree) Readlink(string) (string, esys.Errno)    { return "", esys.EINVAL }

func (t *tree) truncate(n *node, size int64) esys.Errno {
	if t.readOnly {
		return esys.EROFS
	}
	if size < 0 {
		return esys.EINVAL
	}
	if size > n.content.size && !t.quota.take(size-n.content.size, 0) {
		return esys.EIO
	}
	if size < n.content.size {
		t.quota.bytes += n.content.size - size
		keep := int((size + blockSize - 1) / blockSize)
		if keep < len(n.content.blocks) {
			clear(n.content.blocks[keep:])
			n.content.blocks = n.content.blocks[:keep]
		}
		if rest := size % blockSize; rest > 0 && keep <= len(n.content.blocks) && n.content.blocks[keep-1] != nil {
			clear(n.content.blocks[keep-1][rest:]) // what is cut must read as zeros when it grows again
		}
	}
	n.content.size = size
	return 0
}

func (c *content) readAt(b []byte, off int64) int {
	if off >= c.size {
		return 0
	}
	b = b[:min(int64(len(b)), c.size-off)]
	if c.input != nil {
		n, _ := c.input.ReadAt(b, off)
		return n
	}
	for done := 0; done < len(b); {
		block, at := int(off/blockSize), int(off%blockSize)
		n := min(len(b)-done, blockSize-at)
		if block < len(c.blocks) && c.blocks[block] != nil {
			copy(b[done:done+n], c.blocks[block][at:])
		} else {
			clear(b[done : done+n])
		}
		done += n
		off += int64(n)
	}
	return len(b)
}

// writeAt writes within the size, which the caller has extended.
func (c *content) writeAt(b []byte, off int64) {
	for len(b) > 0 {
		block, at := int(off/blockSize), int(off%blockSize)
		for block >= len(c.blocks) {
			c.blocks = append(c.blocks, nil)
		}
		if c.blocks[block] == nil {
			c.blocks[block] = make([]byte, blockSize)
		}
		n := copy(c.blocks[block][at:], b)
		b = b[n:]
		off += int64(n)
	}
}

// offset is an alias that keeps vet from taking wazero's Seek, which returns an Errno, for a misspelt io.Seeker.
type offset = int64

// openFile is a descriptor of a file.
type openFile struct {
	esys.UnimplementedFile
	tree                *tree
	node                *node
	at                  int64
	read, write, append bool
}

func (f *openFile) Dev() (uint64, esys.Errno)               { return 1, 0 }
func (f *openFile) Ino() (sys.Inode, esys.Errno)            { return f.node.ino, 0 }
func (f *openFile) IsDir() (bool, esys.Errno)               { return false, 0 }
func (f *openFile) IsAppend() bool                          { return f.append }
func (f *openFile) SetAppend(on bool) esys.Errno            { f.append = on; return 0 }
func (f *openFile) Stat() (sys.Stat_t, esys.Errno)          { return f.node.stat(), 0 }
func (f *openFile) Sync() esys.Errno                        { return 0 }
func (f *openFile) Datasync() esys.Errno                    { return 0 }
func (f *openFile) Utimens(int64, int64) esys.Errno         { return 0 }
func (f *openFile) Readdir(int) ([]esys.Dirent, esys.Errno) { return nil, esys.ENOTDIR }

func (f *openFile) Pread(b []byte, off int64) (int, esys.Errno) {
	if !f.read {
		return 0, esys.EBADF
	}
	if off < 0 {
		return 0, esys.EINVAL
	}
	return f.node.content.readAt(b, off), 0
}

func (f *openFile) Read(b []byte) (int, esys.Errno) {
	n, errno := f.Pread(b, f.at)
	f.at += int64(n)
	return n, errno
}

func (f *openFile) Pwrite(b []byte, off int64) (int, esys.Errno) {
	if !f.write {
		return 0, esys.EBADF
	}
	end := off + int64(len(b))
	if off < 0 || end < off {
		return 0, esys.EINVAL
	}
	if end > f.node.content.size {
		if errno := f.tree.truncate(f.node, end); errno != 0 {
			return 0, errno
		}
	}
	f.node.content.writeAt(b, off)
	return len(b), 0
}

func (f *openFile) Write(b []byte) (int, esys.Errno) {
	if f.append {
		f.at = f.node.content.size
	}
	n, errno := f.Pwrite(b, f.at)
	f.at += int64(n)
	return n, errno
}

func (f *openFile) Seek(offset offset, whence int) (int64, esys.Errno) {
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += f.at
	case io.SeekEnd:
		offset += f.node.content.size
	default:
		return 0, esys.EINVAL
	}
	if offset < 0 {
		return 0, esys.EINVAL
	}
	f.at = offset
	return offset, 0
}

func (f *openFile) Truncate(size int64) esys.Errno {
	if !f.write {
		return esys.EBADF
	}
	return f.tree.truncate(f.node, size)
}

// openDir is a descriptor of a directory. It lists what was there when listing began.
type openDir struct {
	esys.UnimplementedFile
	esys.DirFile
	node    *node
	listed  bool
	pending []esys.Dirent
}

func (d *openDir) Dev() (uint64, esys.Errno)              { return 1, 0 }
func (d *openDir) Ino() (sys.Inode, esys.Errno)           { return d.node.ino, 0 }
func (d *openDir) IsDir() (bool, esys.Errno)              { return true, 0 }
func (d *openDir) IsAppend() bool                         { return false }
func (d *openDir) SetAppend(bool) esys.Errno              { return esys.EISDIR }
func (d *openDir) Read([]byte) (int, esys.Errno)          { return 0, esys.EISDIR }
func (d *openDir) Pread([]byte, int64) (int, esys.Errno)  { return 0, esys.EISDIR }
func (d *openDir) Write([]byte) (int, esys.Errno)         { return 0, esys.EISDIR }
func (d *openDir) Pwrite([]byte, int64) (int, esys.Errno) { return 0, esys.EISDIR }
func (d *openDir) Truncate(int64) esys.Errno              { return esys.EISDIR }
func (d *openDir) Stat() (sys.Stat_t, esys.Errno)         { return d.node.stat(), 0 }
func (d *openDir) Utimens(int64, int64) esys.Errno        { return 0 }
func (d *openDir) Sync() esys.Errno                       { return 0 }
func (d *openDir) Datasync() esys.Errno                   { return 0 }
func (d *openDir) Close() esys.Errno                      { return 0 }

func (d *openDir) Seek(offset offset, whence int) (int64, esys.Errno) {
	if offset != 0 || whence != io.SeekStart {
		return 0, esys.EINVAL
	}
	d.listed = false
	return 0, 0
}

func (d *openDir) Readdir(n int) ([]esys.Dirent, esys.Errno) {
	if !d.listed {
		d.listed, d.pending = true, nil
		for name, c := range d.node.children {
			e := esys.Dirent{Ino: c.ino, Name: name}
			if c.children != nil {
				e.Type = fs.ModeDir
			}
			d.pending = append(d.pending, e)
		}
		sort.Slice(d.pending, func(i, j int) bool { return d.pending[i].Name < d.pending[j].Name })
	}
	if n <= 0 || n > len(d.pending) {
		n = len(d.pending)
	}
	list := d.pending[:n:n]
	d.pending = d.pending[n:]
	return list, 0
}

// files calls visit for every file below n in order of their paths.
func (n *node) files(prefix string, visit func(name string, c *content) error) error {
	names := make([]string, 0, len(n.children))
	for name := range n.children {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		c := n.children[name]
		var err error
		if c.children != nil {
			err = c.files(prefix+name+"/", visit)
		} else {
			err = visit(prefix+name, &c.content)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
