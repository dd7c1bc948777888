package export

import (
	"bufio"
	"bytes"
	"compress/flate"
	"hash/crc32"
	"io"
	"math"
)

// Flags of members.
const (
	encryptedFlag = 1 << 0
	laterFlag     = 1 << 3 // sizes and checksum follow the data
	strongFlag    = 1 << 6
	utf8Flag      = 1 << 11
	maskedFlag    = 1 << 13 // the directory is encrypted
)

// Methods of compression.
const (
	stored   = 0
	deflated = 8
	aes      = 99 // means: encrypted
)

// maxInflate is how many times its size deflated data can unfold to.
const maxInflate = 1032

// openZip reads the wanted members of a zip.
func openZip(s *source, want Patterns, l Limits) ([]*Member, error) {
	members, err := readDir(s, want, l)
	if err != nil {
		return nil, err
	}
	r := &zipReader{s: s, m: meter{limits: l}, in: bufio.NewReaderSize(nil, int(min(readAhead, s.size)))}
	for _, m := range members {
		if err := r.promise(m); err != nil {
			return nil, err
		}
	}
	opened := make([]*Member, len(members))
	for i, m := range members {
		data, err := r.read(m)
		if err != nil {
			return nil, err
		}
		opened[i] = inMemory(m.name, data)
	}
	return opened, nil
}

// zipReader reads members one after the other.
type zipReader struct {
	s  *source
	m  meter
	in *bufio.Reader
	z  io.ReadCloser // the decompressor; made once
}

// promise checks what the directory says of a wanted member.
func (r *zipReader) promise(m *zipMember) error {
	name := quote(m.name)
	switch {
	case m.flags&(encryptedFlag|strongFlag) != 0 || m.method == aes:
		return refuse(ErrEncrypted, "%s", name)
	case m.method != stored && m.method != deflated:
		return refuse(ErrMethod, "%s, by method %d", name, m.method)
	case m.method == stored && m.packed != m.size, m.size/maxInflate > m.packed:
		return refuse(ErrDamaged, "%s cannot have the size that the directory says", name)
	}
	return r.m.want(m.name, int64(min(m.size, math.MaxInt64)))
}

// read returns a member's content, if it is what directory and local header say.
func (r *zipReader) read(m *zipMember) ([]byte, error) {
	start, later, err := r.local(m)
	if err != nil {
		return nil, err
	}
	section := io.NewSectionReader(r.s, start, int64(m.packed))
	r.in.Reset(section)
	taken := func() int64 {
		at, _ := section.Seek(0, io.SeekCurrent)
		return at - int64(r.in.Buffered())
	}
	var from io.Reader = r.in
	if m.method == deflated {
		if r.z == nil {
			r.z = flate.NewReader(r.in)
		} else if err := r.z.(flate.Resetter).Reset(r.in, nil); err != nil {
			return nil, err
		}
		from = &unfolding{r: r.z, m: &r.m, packed: taken}
	}
	data := make([]byte, m.size)
	if _, err := fill(from, data); err != nil {
		return nil, unfoldError("in "+quote(m.name), err)
	}
	var more [1]byte
	switch n, err := fill(from, more[:]); {
	case n > 0:
		return nil, refuse(ErrDamaged, "%s is larger than the directory says", quote(m.name))
	case err != io.EOF:
		return nil, unfoldError("in "+quote(m.name), err)
	case taken() != int64(m.packed):
		return nil, refuse(ErrDamaged, "%s ends before its data", quote(m.name))
	case crc32.ChecksumIEEE(data) != m.crc:
		return nil, refuse(ErrDamaged, "in %s: its checksum is wrong", quote(m.name))
	}
	r.m.packed += int64(m.packed)
	if later {
		err = r.descriptor(m, start+int64(m.packed))
	}
	return data, err
}

// local reads the header before a member's data, which must not contradict the directory. It returns where the data begins, and whether,
// by either of the two, sizes and checksum follow it.
func (r *zipReader) local(m *zipMember) (start int64, later bool, err error) {
	bad := func(what string) (int64, bool, error) {
		return 0, false, refuse(ErrDamaged, "%s: the header before it %s", quote(m.name), what)
	}
	var h [localLen]byte
	if _, err := r.s.ReadAt(h[:], m.offset); err != nil {
		return 0, false, err
	}
	if !bytes.HasPrefix(h[:], []byte(localMark)) {
		return bad("is missing")
	}
	flags, nameLen, extraLen := little.Uint16(h[6:]), int64(little.Uint16(h[26:])), int64(little.Uint16(h[28:]))
	if start = m.offset + localLen + nameLen + extraLen; start > m.endsAt || start+int64(m.packed) > m.endsAt {
		return 0, false, refuse(ErrOverlap, "%s with what follows it", quote(m.name))
	}
	rest := make([]byte, nameLen+extraLen)
	if _, err := r.s.ReadAt(rest, m.offset+localLen); err != nil {
		return 0, false, err
	}
	if flags&(encryptedFlag|strongFlag|maskedFlag) != 0 {
		return 0, false, refuse(ErrEncrypted, "%s", quote(m.name))
	}
	if !bytes.Equal(rest[:nameLen], m.raw) {
		return bad("has another name")
	}
	if little.Uint16(h[8:]) != m.method {
		return bad("has another method")
	}
	crc, packed, size := uint64(little.Uint32(h[14:])), uint64(little.Uint32(h[18:])), uint64(little.Uint32(h[22:]))
	later = flags&laterFlag != 0
	if !widen(rest[nameLen:], wide{&size, math.MaxUint32, 8}, wide{&packed, math.MaxUint32, 8}) && !later {
		return bad("is malformed")
	}
	says := func(v, want uint64) bool { return v == want || (later && (v == 0 || v == math.MaxUint32)) }
	if !says(crc, uint64(m.crc)) || !says(packed, m.packed) || !says(size, m.size) {
		return bad("says another size or checksum")
	}
	return start, later || m.flags&laterFlag != 0, nil
}

// descriptor checks what follows the data where the header before it could not say: checksum and sizes, of 4 or of 8 bytes, with or
// without a mark.
func (r *zipReader) descriptor(m *zipMember, at int64) error {
	found := make([]byte, min(m.endsAt-at, 24))
	if _, err := r.s.ReadAt(found, at); err != nil {
		return err
	}
	narrow := little.AppendUint32(little.AppendUint32(little.AppendUint32(nil, m.crc), uint32(m.packed)), uint32(m.size))
	full := little.AppendUint64(little.AppendUint64(little.AppendUint32(nil, m.crc), m.packed), m.size)
	for _, d := range [][]byte{narrow, full, append([]byte(descMark), narrow...), append([]byte(descMark), full...)} {
		if bytes.HasPrefix(found, d) {
			return nil
		}
	}
	return refuse(ErrDamaged, "%s: what follows it says another size or checksum", quote(m.name))
}
