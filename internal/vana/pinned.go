package vana

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
)

// pinBytes is the size of the blocks in which a source is compared with what it was before.
const pinBytes = 1 << 20

// pinned is a source that is read several times and must be the same each time. It is not safe for concurrent use before the first
// reading has come to the end.
type pinned struct {
	src    io.ReaderAt
	size   int64
	pins   [][sha256.Size]byte // of the blocks read so far
	broken error               // of src: then nothing can be said about the content
}

// pinnedReader reads a pinned source from its start.
type pinnedReader struct {
	p     *pinned
	block int
	buf   []byte // the block
	rest  []byte // what of it has not been given yet
}

func (p *pinned) reader() *pinnedReader { return &pinnedReader{p: p} }

func (r *pinnedReader) Read(out []byte) (int, error) {
	if len(r.rest) == 0 {
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	n := copy(out, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func (r *pinnedReader) next() error {
	at := int64(r.block) * pinBytes
	if at >= r.p.size {
		return io.EOF
	}
	if r.buf == nil {
		r.buf = make([]byte, min(pinBytes, r.p.size))
	}
	block := r.buf[:min(pinBytes, r.p.size-at)]
	if n, err := r.p.src.ReadAt(block, at); n < len(block) {
		if err == nil || errors.Is(err, io.EOF) {
			err = fmt.Errorf("%w: it has become shorter", ErrChanged)
		}
		r.p.broken = err
		return err
	}
	pin := sha256.Sum256(block)
	switch {
	case r.block == len(r.p.pins):
		r.p.pins = append(r.p.pins, pin)
	case r.p.pins[r.block] != pin:
		r.p.broken = ErrChanged
		return ErrChanged
	}
	r.block++
	r.rest = block
	return nil
}
