package vana

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"crypto/subtle"
	"fmt"
	"hash"
	"io"
)

const (
	prefixBytes = aes.BlockSize + 2
	mdcBytes    = 2 + sha1.Size
	cryptBytes  = 64 << 10
)

// protected decrypts the body of an integrity-protected data packet (SEIPD, version 1). What it gives is unproven until it gives io.EOF:
// then the modification detection code was right. Otherwise it ends in ErrDamaged.
type protected struct {
	r      io.Reader
	stream cipher.Stream
	sum    hash.Hash
	buf    []byte
	ready  []byte // decrypted, not given yet
	held   int    // bytes at the start of the next buffer: they may be the code
	tail   [mdcBytes]byte
	err    error
}

// decrypt starts after the packet's version byte. A body that is too short is ErrDamaged.
func decrypt(r io.Reader, key sessionKey) (*protected, error) {
	p := &protected{r: r, stream: cfb(key.key), sum: sha1.New(), buf: make([]byte, mdcBytes+cryptBytes)}
	prefix := p.buf[:prefixBytes]
	if _, err := io.ReadFull(r, prefix); err != nil {
		return nil, cutOff(err)
	}
	p.stream.XORKeyStream(prefix, prefix)
	p.sum.Write(prefix)
	return p, nil
}

func (p *protected) Read(out []byte) (int, error) {
	for len(p.ready) == 0 {
		if p.err != nil {
			return 0, p.err
		}
		p.err = p.fill()
	}
	n := copy(out, p.ready)
	p.ready = p.ready[n:]
	return n, nil
}

// fill decrypts a buffer and holds its last bytes back.
func (p *protected) fill() error {
	copy(p.buf, p.tail[:p.held])
	fresh := p.buf[p.held:]
	n, err := io.ReadFull(p.r, fresh)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return err
	}
	p.stream.XORKeyStream(fresh[:n], fresh[:n])
	all := p.buf[:p.held+n]
	if len(all) < mdcBytes {
		return fmt.Errorf("%w: it ends too early", ErrDamaged)
	}
	p.ready = all[:len(all)-mdcBytes]
	p.sum.Write(p.ready)
	p.held = copy(p.tail[:], all[len(p.ready):])
	if err == nil {
		return nil
	}
	p.sum.Write(p.tail[:2])
	if p.tail[0] != 0xd3 || p.tail[1] != sha1.Size || subtle.ConstantTimeCompare(p.sum.Sum(nil), p.tail[2:]) != 1 {
		return fmt.Errorf("%w: its modification detection code is wrong", ErrDamaged)
	}
	return io.EOF
}
