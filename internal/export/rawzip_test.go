package export

import (
	"bytes"
	"compress/flate"
	"hash/crc32"
	"math"
)

// rawMember is a member of a zip that says what a test wants.
type rawMember struct {
	name, content string
	deflate       bool
	raw           []byte // instead of the compressed content
	behind        string // after the compressed content
	size          uint32 // instead of the true one
	crc           uint32
	wide, twice   bool // sizes stand in the wide extra
}

func deflatedBytes(b []byte) []byte {
	var buf bytes.Buffer
	w, err := flate.NewWriter(&buf, flate.BestCompression)
	if err == nil {
		w.Write(b)
		w.Close()
	}
	return buf.Bytes()
}

func (m rawMember) data() []byte {
	switch {
	case m.raw != nil:
		return m.raw
	case m.deflate:
		return append(deflatedBytes([]byte(m.content)), m.behind...)
	}
	return []byte(m.content)
}

// headers returns the local header and that of the directory.
func (m rawMember) headers(offset uint32) (local, central []byte) {
	size, crc, method := uint32(len(m.content)), crc32.ChecksumIEEE([]byte(m.content)), byte(stored)
	if m.size != 0 {
		size = m.size
	}
	if m.crc != 0 {
		crc = m.crc
	}
	if m.deflate {
		method = deflated
	}
	packed := uint32(len(m.data()))
	var extra []byte
	if m.wide {
		extra = little.AppendUint64(little.AppendUint64([]byte{1, 0, 16, 0}, uint64(size)), uint64(packed))
		size, packed = math.MaxUint32, math.MaxUint32
		if m.twice {
			extra = append(extra, extra...)
		}
	}
	common := []byte{20, 0, 0, 0, method, 0, 0, 0, 0x21, 0}
	common = little.AppendUint32(little.AppendUint32(little.AppendUint32(common, crc), packed), size)
	common = little.AppendUint16(little.AppendUint16(common, uint16(len(m.name))), uint16(len(extra)))
	local = append(append([]byte(localMark), common...), m.name...)
	local = append(local, extra...)
	central = append(append([]byte(dirMark), 20, 3), common...)
	central = append(central, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	central = append(little.AppendUint32(central, offset), m.name...)
	return local, append(central, extra...)
}

func withEnd(b, dir []byte, count int) []byte {
	end := append([]byte(endMark), 0, 0, 0, 0)
	end = little.AppendUint16(little.AppendUint16(end, uint16(count)), uint16(count))
	end = little.AppendUint32(little.AppendUint32(end, uint32(len(dir))), uint32(len(b)))
	return append(append(append(b, dir...), end...), 0, 0)
}

func rawZip(members ...rawMember) []byte {
	var b, dir []byte
	for _, m := range members {
		local, central := m.headers(uint32(len(b)))
		b, dir = append(append(b, local...), m.data()...), append(dir, central...)
	}
	return withEnd(b, dir, len(members))
}
