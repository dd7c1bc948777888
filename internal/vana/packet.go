package vana

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
)

// Packet tags (RFC 9580, section 5).
const (
	tagPublicKeySession = 1
	tagPasswordSession  = 3
	tagCompressed       = 8
	tagUnprotected      = 9
	tagMarker           = 10
	tagLiteral          = 11
	tagProtected        = 18
	tagAEAD             = 20
)

// body is what a packet holds. It gives io.EOF at the packet's end, and ErrDamaged where the input ends before it.
type body struct {
	r       *bufio.Reader
	left    int64
	partial bool // a further length follows
	open    bool // it goes to the end of the input
}

// nextPacket reads a packet's header. At the end of the input it gives io.EOF.
func nextPacket(r *bufio.Reader) (tag byte, b *body, err error) {
	lead, err := r.ReadByte()
	if err != nil {
		return 0, nil, err
	}
	if lead&0x80 == 0 {
		return 0, nil, fmt.Errorf("%w: no packet begins with %#02x", ErrDamaged, lead)
	}
	b = &body{r: r}
	if lead&0x40 != 0 {
		tag = lead & 0x3f
		err = b.readLength()
	} else {
		tag = lead >> 2 & 0x0f
		err = b.readOldLength(lead & 3)
	}
	if err != nil {
		return 0, nil, err
	}
	if (b.partial || b.open) && tag != tagCompressed && tag != tagLiteral && tag != tagProtected && tag != tagUnprotected && tag != tagAEAD {
		return 0, nil, fmt.Errorf("%w: a packet of kind %d without a length", ErrDamaged, tag)
	}
	return tag, b, nil
}

// readLength reads a length of the new format; a body of partial lengths has several.
func (b *body) readLength() error {
	lead, err := b.r.ReadByte()
	if err != nil {
		return cutOff(err)
	}
	var more [4]byte
	b.partial = false
	switch {
	case lead < 192:
		b.left = int64(lead)
	case lead < 224:
		_, err = io.ReadFull(b.r, more[:1])
		b.left = int64(lead-192)<<8 + int64(more[0]) + 192
	case lead < 255:
		b.left, b.partial = 1<<(lead&0x1f), true
	default:
		_, err = io.ReadFull(b.r, more[:])
		b.left = int64(binary.BigEndian.Uint32(more[:]))
	}
	return cutOff(err)
}

func (b *body) readOldLength(kind byte) error {
	if kind == 3 {
		b.open = true
		return nil
	}
	var word [4]byte
	_, err := io.ReadFull(b.r, word[4-(1<<kind):])
	b.left = int64(binary.BigEndian.Uint32(word[:]))
	return cutOff(err)
}

func (b *body) Read(out []byte) (int, error) {
	if b.open {
		return b.r.Read(out)
	}
	for b.left == 0 {
		if !b.partial {
			return 0, io.EOF
		}
		if err := b.readLength(); err != nil {
			return 0, err
		}
	}
	n, err := b.r.Read(out[:min(int64(len(out)), b.left)])
	b.left -= int64(n)
	if n > 0 {
		err = nil
	}
	return n, cutOff(err)
}

// cutOff names the end of an input inside of something.
func cutOff(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("%w: it ends too early", ErrDamaged)
	}
	return err
}

// nothingLeft makes sure that an input has ended.
func nothingLeft(r io.Reader, after string) error {
	var one [1]byte
	switch n, err := io.ReadFull(r, one[:]); {
	case n > 0:
		return fmt.Errorf("%w: something follows %s", ErrDamaged, after)
	case err == io.EOF:
		return nil
	default:
		return err
	}
}
