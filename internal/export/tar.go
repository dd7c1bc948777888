package export

import (
	"archive/tar"
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
)

const tarBlock = 512

// isTar reports whether a first block is a header of the kind that POSIX describes, by its mark and its checksum.
func isTar(block []byte) bool {
	if len(block) < tarBlock || string(block[257:262]) != "ustar" {
		return false
	}
	stated, err := strconv.ParseInt(strings.Trim(string(block[148:156]), " \x00"), 8, 64)
	if err != nil {
		return false
	}
	sum, signed := int64(0), int64(0)
	for i, c := range block[:tarBlock] {
		if i >= 148 && i < 156 {
			c = ' '
		}
		sum, signed = sum+int64(c), signed+int64(int8(c))
	}
	return stated == sum || stated == signed
}

// openTar opens a tar that is not compressed.
func openTar(s *source, want Patterns, l Limits) ([]*Member, error) {
	return readTar(bufio.NewReaderSize(s.section(), int(min(readAhead, s.size))), want, &meter{limits: l, room: s.size})
}

// readTar reads an archive to its end.
func readTar(src io.Reader, want Patterns, m *meter) ([]*Member, error) {
	in := &whole{r: src}
	r := tar.NewReader(in)
	wanted := want.split()
	all := names{limit: m.limits.Members}
	var members []*Member
	where := "at its beginning"
	for {
		h, err := r.Next()
		if err == io.EOF {
			break
		} else if err != nil {
			return nil, tarError(where, err)
		}
		where = "after " + quote(h.Name)
		if h.Typeflag == tar.TypeXGlobalHeader {
			if err := all.addGlobal(h); err != nil {
				return nil, err
			}
			continue
		}
		folder := h.Typeflag == tar.TypeDir
		if !folder && (h.Typeflag != tar.TypeReg || sparse(h)) {
			return nil, refuse(ErrSpecial, "%s is %s", quote(h.Name), special(h))
		}
		name, err := all.add(h.Name, folder)
		if err != nil {
			return nil, err
		}
		if folder || !wanted.match(name) {
			continue
		}
		if err := m.want(name, h.Size); err != nil {
			return nil, err
		}
		if m.room > 0 && h.Size > m.room {
			return nil, tarError("in "+quote(name), io.ErrUnexpectedEOF)
		}
		data := make([]byte, h.Size)
		if _, err := fill(r, data); err != nil {
			return nil, tarError("in "+quote(name), err)
		}
		members = append(members, inMemory(name, data))
	}
	if err := in.rest(); err != nil {
		return nil, tarError("at its end", err)
	}
	return members, all.check()
}

// addGlobal counts a header that says something of all that follow. archive/tar applies nothing of it, other programs may.
func (n *names) addGlobal(h *tar.Header) error {
	if err := n.another(); err != nil {
		return err
	}
	if h.PAXRecords == nil {
		return refuse(ErrDamaged, "a global header is not valid")
	}
	for key := range h.PAXRecords {
		if key == "path" || key == "linkpath" || key == "size" || strings.HasPrefix(key, "GNU.sparse.") {
			return refuse(ErrDamaged, "a global header says the %s of all files", quote(key))
		}
	}
	return nil
}

func sparse(h *tar.Header) bool {
	for key := range h.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return true
		}
	}
	return false
}

func special(h *tar.Header) string {
	switch h.Typeflag {
	case tar.TypeLink:
		return "a hard link"
	case tar.TypeSymlink:
		return "a symbolic link"
	case tar.TypeChar, tar.TypeBlock:
		return "a device"
	case tar.TypeFifo:
		return "a pipe"
	case tar.TypeReg, tar.TypeGNUSparse:
		return "a sparse file"
	}
	return "a member of type " + quote(string(rune(h.Typeflag)))
}

func tarError(where string, err error) error {
	if errors.Is(err, tar.ErrHeader) {
		return refuse(ErrDamaged, "%s: a header is not valid", where)
	}
	return unfoldError(where, err)
}

// whole is the stream below a tar reader. It knows whether the reader has met the stream's end, which it must not: archive/tar takes a
// stream that is cut off between two members for a whole archive.
type whole struct {
	r     io.Reader
	ended bool
}

func (w *whole) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if n > 0 && err == io.EOF {
		err = nil // it comes again
	}
	w.ended = w.ended || err == io.EOF
	return n, err
}

var errBehind = refuse(ErrDamaged, "something follows the archive")

// rest reads what follows the two blocks that end an archive: padding, and in compressed data the checksum.
func (w *whole) rest() error {
	if w.ended {
		return io.ErrUnexpectedEOF
	}
	buf, zero := make([]byte, 32<<10), make([]byte, 32<<10)
	for {
		n, err := w.Read(buf)
		if !bytes.Equal(buf[:n], zero[:n]) {
			return errBehind
		}
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}
