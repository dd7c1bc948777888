package export

import (
	"bytes"
	"encoding/binary"
	"math"
)

// Marks and sizes of a zip's records (APPNOTE 6.3.10, 4.3).
const (
	localMark = "PK\x03\x04"
	dirMark   = "PK\x01\x02"
	endMark   = "PK\x05\x06"
	end64Mark = "PK\x06\x06"
	loc64Mark = "PK\x06\x07"
	descMark  = "PK\x07\x08"

	localLen = 30
	dirLen   = 46
	endLen   = 22
	end64Len = 56
	loc64Len = 20
)

var little = binary.LittleEndian

// zipDir is where the directory lies, and how many members it has.
type zipDir struct {
	offset, size, count int64
	exact               bool // count is the number, not its last 16 bits
}

// findDir reads the records at a zip's end. What they say of the directory must fill the file up to them: there is one way to read it.
func findDir(s *source) (zipDir, error) {
	tail := make([]byte, min(s.size, endLen+math.MaxUint16))
	from := s.size - int64(len(tail))
	if _, err := s.ReadAt(tail, from); err != nil {
		return zipDir{}, err
	}
	at := len(tail) - endLen
	for ; at >= 0; at-- {
		// the comment must end where the file ends
		if bytes.HasPrefix(tail[at:], []byte(endMark)) && at+endLen+int(little.Uint16(tail[at+20:])) == len(tail) {
			break
		}
	}
	if at < 0 {
		return zipDir{}, refuse(ErrDamaged, "the end of the zip is missing, or something follows it")
	}
	end, endAt := tail[at:], from+int64(at)
	disks := [2]uint32{uint32(little.Uint16(end[4:])), uint32(little.Uint16(end[6:]))}
	here, count := uint64(little.Uint16(end[8:])), uint64(little.Uint16(end[10:]))
	size, offset := uint64(little.Uint32(end[12:])), uint64(little.Uint32(end[16:]))
	end64, end64At, err := findEnd64(s, endAt)
	if err != nil {
		return zipDir{}, err
	}
	agree := true
	if end64 != nil {
		// A field that has no room here has all bits set; one that has, says the same in both places.
		widen := func(field *uint64, all, wide uint64) {
			agree = agree && (*field == all || *field == wide)
			*field = wide
		}
		widen(&here, math.MaxUint16, little.Uint64(end64[24:]))
		widen(&count, math.MaxUint16, little.Uint64(end64[32:]))
		widen(&size, math.MaxUint32, little.Uint64(end64[40:]))
		widen(&offset, math.MaxUint32, little.Uint64(end64[48:]))
		for i := range disks {
			if disks[i] == math.MaxUint16 {
				disks[i] = 0
			}
			disks[i] |= little.Uint32(end64[16+4*i:])
		}
		endAt = end64At
	}
	switch {
	case disks != [2]uint32{} || here != count:
		return zipDir{}, refuse(ErrSplit, "the last of a spanned zip")
	case !agree:
		return zipDir{}, refuse(ErrDamaged, "its two ends say different things of the directory")
	case size > uint64(endAt) || offset != uint64(endAt)-size:
		return zipDir{}, refuse(ErrDamaged, "the directory is not where the end says")
	case count > size/dirLen:
		return zipDir{}, refuse(ErrDamaged, "the directory is too small for its members")
	}
	return zipDir{offset: int64(offset), size: int64(size), count: int64(count), exact: end64 != nil}, nil
}

// findEnd64 reads the wide form of the end, which stands before the other; nil if there is none.
func findEnd64(s *source, endAt int64) ([]byte, int64, error) {
	at := endAt - loc64Len
	if at < 0 {
		return nil, 0, nil
	}
	var loc [loc64Len]byte
	if _, err := s.ReadAt(loc[:], at); err != nil {
		return nil, 0, err
	}
	if !bytes.HasPrefix(loc[:], []byte(loc64Mark)) {
		return nil, 0, nil
	}
	if little.Uint32(loc[4:]) != 0 || little.Uint32(loc[16:]) > 1 {
		return nil, 0, refuse(ErrSplit, "the last of a spanned zip")
	}
	start := little.Uint64(loc[8:])
	if at < end64Len || start > uint64(at-end64Len) {
		return nil, 0, refuse(ErrDamaged, "the end of the zip is not where it says")
	}
	end := make([]byte, end64Len)
	if _, err := s.ReadAt(end, int64(start)); err != nil {
		return nil, 0, err
	}
	if !bytes.HasPrefix(end, []byte(end64Mark)) || little.Uint64(end[4:]) != uint64(at)-start-12 {
		return nil, 0, refuse(ErrDamaged, "the end of the zip is not where it says")
	}
	return end, int64(start), nil
}
