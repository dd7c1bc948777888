package export

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Defaults of Limits.
const (
	DefaultMembers  = 100_000
	DefaultUnpacked = 64 << 30
)

// Limits of what an archive may hold.
type Limits struct {
	Read     int64 // bytes that wanted members may have together; they are held in memory
	Members  int   // of the archive, wanted or not, folders too; 0 means DefaultMembers
	Unpacked int64 // bytes that compressed data may unfold to, read or skipped; 0 means DefaultUnpacked
}

func (l Limits) withDefaults() Limits {
	if l.Members == 0 {
		l.Members = DefaultMembers
	}
	if l.Unpacked == 0 {
		l.Unpacked = DefaultUnpacked
	}
	return l
}

// Formats of exports.
const (
	Plain = ""
	Zip   = "zip"
	Tar   = "tar"
	TarGz = "tar.gz"
	Gz    = "gz"
)

// Single is the name of the only member of a plain file and of a Gz.
const Single = "export"

// Export is an opened export.
type Export struct {
	Format  string    // Plain, Zip, Tar, TarGz, Gz
	Members []*Member // what was wanted, by name in byte order, at least one; of Plain and Gz always the one that there is, Single
}

// Member is one file of an export. It can be read any number of times, also at once.
type Member struct {
	Name string
	Size int64 // bytes

	data []byte      // of an archive
	src  io.ReaderAt // of a plain file
}

// Open returns the content, from its beginning. Of an archive it has been checked, and reading it cannot fail.
func (m *Member) Open() *io.SectionReader {
	if m.src != nil {
		return io.NewSectionReader(m.src, 0, m.Size)
	}
	return io.NewSectionReader(bytes.NewReader(m.data), 0, m.Size)
}

// Bytes returns the content of an archive's member, which must not be changed; nil of a plain file, which is not in memory.
func (m *Member) Bytes() []byte { return m.data }

func inMemory(name string, data []byte) *Member {
	if data == nil {
		data = []byte{}
	}
	return &Member{Name: name, Size: int64(len(data)), data: data}
}

// Open takes an export of size bytes. Its first bytes say what it is; what they do not say is a plain file, which is served from src as it
// is. Errors are ErrArchive and its kinds, or those of src.
func Open(src io.ReaderAt, size int64, want Patterns, l Limits) (*Export, error) {
	if size < 0 {
		return nil, fmt.Errorf("export: a size of %d bytes", size)
	}
	s := &source{src: src, size: size}
	e, err := open(s, want, l.withDefaults())
	if s.err != nil {
		return nil, fmt.Errorf("export: %w", s.err)
	}
	return e, err
}

func open(s *source, want Patterns, l Limits) (*Export, error) {
	head := make([]byte, min(s.size, tarBlock))
	if _, err := s.ReadAt(head, 0); err != nil {
		return nil, err
	}
	var e *Export
	var err error
	switch {
	case bytes.HasPrefix(head, []byte("PK\x07\x08")):
		return nil, refuse(ErrSplit, "the first of a spanned zip")
	case bytes.HasPrefix(head, []byte(localMark)), bytes.HasPrefix(head, []byte(endMark)):
		e = &Export{Format: Zip}
		e.Members, err = openZip(s, want, l)
	case bytes.HasPrefix(head, []byte("\x1f\x8b\x08")):
		e, err = openGzip(s, want, l)
	case isTar(head):
		e = &Export{Format: Tar}
		e.Members, err = openTar(s, want, l)
	default:
		return &Export{Members: []*Member{{Name: Single, Size: s.size, src: s.src}}}, nil
	}
	if err != nil {
		return nil, err
	}
	if len(e.Members) == 0 {
		return nil, refuse(ErrNothing, "want %s", want)
	}
	slices.SortFunc(e.Members, func(a, b *Member) int { return strings.Compare(a.Name, b.Name) })
	return e, nil
}
