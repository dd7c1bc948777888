package export

import (
	"bufio"
	"bytes"
	"cmp"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// zipMember is what the directory says of a wanted member.
type zipMember struct {
	name           string
	raw            []byte // the name as it stands in the zip
	flags, method  uint16
	crc            uint32
	packed, size   uint64
	offset, endsAt int64 // its local header; where the next thing begins
}

// extent is the room that a member takes at least.
type extent struct{ from, to int64 }

// readDir goes through the directory. Of members that are not wanted it keeps the name and where they lie.
func readDir(s *source, want Patterns, l Limits) ([]*zipMember, error) {
	d, err := findDir(s)
	if err != nil {
		return nil, err
	}
	if d.count > int64(l.Members) {
		return nil, refuse(ErrMembers, "%d, at most %d", d.count, l.Members)
	}
	in := bufio.NewReaderSize(io.NewSectionReader(s, d.offset, d.size), 64<<10)
	wanted := want.split()
	all := names{limit: l.Members}
	var members []*zipMember
	var extents []extent
	for {
		m, folder, err := readEntry(in, &all)
		if err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		// Both are bounded: a header and a name are small, and no data is larger than the file.
		if m.offset < 0 || m.packed > uint64(d.offset) || m.offset > d.offset-int64(m.packed)-localLen-int64(len(m.raw)) {
			return nil, refuse(ErrDamaged, "%s does not lie where the directory says", quote(m.name))
		}
		extents = append(extents, extent{m.offset, m.offset + localLen + int64(len(m.raw)) + int64(m.packed)})
		if !folder && wanted.match(m.name) {
			members = append(members, m)
		}
	}
	if n := int64(len(extents)); n != d.count && (d.exact || n&math.MaxUint16 != d.count) {
		return nil, refuse(ErrDamaged, "the directory has %d members, and says %d", n, d.count)
	}
	if err := all.check(); err != nil {
		return nil, err
	}
	return members, place(members, extents, d.offset)
}

// place refuses members that lie over each other, and tells each wanted one where the next begins.
func place(members []*zipMember, extents []extent, end int64) error {
	slices.SortFunc(extents, func(a, b extent) int { return cmp.Compare(a.from, b.from) })
	extents = append(extents, extent{from: end})
	for i := 1; i < len(extents); i++ {
		if extents[i].from < extents[i-1].to {
			return refuse(ErrOverlap, "at byte %d", extents[i].from)
		}
	}
	for _, m := range members {
		i, _ := slices.BinarySearchFunc(extents, m.offset+1, func(e extent, at int64) int { return cmp.Compare(e.from, at) })
		m.endsAt = extents[i].from
	}
	return nil
}

// readEntry reads one header of the directory; io.EOF if there are no more.
func readEntry(in *bufio.Reader, all *names) (*zipMember, bool, error) {
	var h [dirLen]byte
	if n, err := fill(in, h[:]); n == 0 && err == io.EOF {
		return nil, false, io.EOF
	} else if err != nil || !bytes.HasPrefix(h[:], []byte(dirMark)) {
		return nil, false, refuse(ErrDamaged, "the directory: member %d is malformed", all.count+1)
	}
	m := &zipMember{flags: little.Uint16(h[8:]), method: little.Uint16(h[10:]), crc: little.Uint32(h[16:]),
		packed: uint64(little.Uint32(h[20:])), size: uint64(little.Uint32(h[24:]))}
	nameLen, extraLen, commentLen := int(little.Uint16(h[28:])), int(little.Uint16(h[30:])), int(little.Uint16(h[32:]))
	rest := make([]byte, nameLen+extraLen)
	if _, err := fill(in, rest); err != nil {
		return nil, false, refuse(ErrDamaged, "the directory: member %d is cut off", all.count+1)
	}
	if _, err := in.Discard(commentLen); err != nil {
		return nil, false, refuse(ErrDamaged, "the directory: member %d is cut off", all.count+1)
	}
	m.raw = bytes.Clone(rest[:nameLen])
	text := zipName(m.raw, m.flags)
	if m.flags&maskedFlag != 0 {
		return nil, false, refuse(ErrEncrypted, "the directory")
	}
	offset, disk := uint64(little.Uint32(h[42:])), uint64(little.Uint16(h[34:]))
	if !widen(rest[nameLen:], wide{&m.size, math.MaxUint32, 8}, wide{&m.packed, math.MaxUint32, 8}, wide{&offset, math.MaxUint32, 8}, wide{&disk, math.MaxUint16, 4}) {
		return nil, false, refuse(ErrDamaged, "%s has a malformed header", quote(text))
	}
	if disk != 0 {
		return nil, false, refuse(ErrSplit, "%s lies on another disk", quote(text))
	}
	mode := little.Uint16(h[40:]) & 0xf000 // the kind of file, where the zip was made on Unix
	folder := mode == 0x4000 || strings.HasSuffix(text, "/")
	if mode != 0 && mode != 0x4000 && mode != 0x8000 {
		return nil, false, refuse(ErrSpecial, "%s is %s", quote(text), specialMode(mode))
	}
	if folder && m.size != 0 {
		return nil, false, refuse(ErrDamaged, "the folder %s has content", quote(text))
	}
	name, err := all.add(text, folder)
	if err != nil {
		return nil, false, err
	}
	m.name, m.offset = name, int64(min(offset, math.MaxInt64))
	return m, folder, nil
}

// zipName is a name as text with "/" between its parts. What is not UTF-8, and does not claim to be, is code page 437.
func zipName(raw []byte, flags uint16) string {
	text := string(raw)
	if flags&utf8Flag == 0 && !utf8.Valid(raw) {
		text, _ = charmap.CodePage437.NewDecoder().String(text) // every byte is a character
	}
	return strings.ReplaceAll(text, `\`, "/")
}

func specialMode(mode uint16) string {
	switch mode {
	case 0xa000:
		return "a symbolic link"
	case 0x2000, 0x6000:
		return "a device"
	case 0x1000:
		return "a pipe"
	}
	return "no plain file"
}

// wide is a field that stands in the wide extra if it has all bits set.
type wide struct {
	field *uint64
	all   uint64
	bytes int
}

// widen takes fields from the extra of zip64, in their order. It reports whether all that must stand there do.
func widen(extra []byte, fields ...wide) bool {
	var data []byte
	for len(extra) >= 4 {
		id, n := little.Uint16(extra), int(little.Uint16(extra[2:]))
		if extra = extra[4:]; n > len(extra) {
			break // some programs leave padding
		}
		if id == 1 {
			if data != nil {
				return false
			}
			data = extra[:n:n]
		}
		extra = extra[n:]
	}
	for _, f := range fields {
		if *f.field != f.all {
			continue
		}
		if len(data) < f.bytes {
			return false
		}
		var v [8]byte
		copy(v[:], data[:f.bytes])
		*f.field, data = little.Uint64(v[:]), data[f.bytes:]
	}
	return true
}
