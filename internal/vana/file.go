package vana

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/flate"
	"compress/zlib"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
)

// File is an encrypted file that was checked from its first byte to its last.
type File struct {
	src    *pinned
	key    sessionKey
	size   int64
	digest [sha256.Size]byte
}

// OpenFile finds the password that opens a file of size bytes and checks all of it; see the package comment. The content may have limit
// bytes at most. The errors are ErrNotEncrypted, ErrUnprotected, ErrUnsupported, ErrPassword, ErrDamaged, ErrTooLarge and ErrChanged;
// those of src come back as they are.
func OpenFile(src io.ReaderAt, size, limit int64, passwords ...string) (*File, error) {
	if limit <= 0 {
		return nil, fmt.Errorf("%w: no limit was given", ErrTooLarge)
	}
	f := &File{src: &pinned{src: src, size: size}}
	err := f.open(limit, passwords)
	if f.src.broken != nil {
		err = fmt.Errorf("vana: reading the message: %w", f.src.broken)
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Size is the length of the content in bytes.
func (f *File) Size() int64 { return f.size }

// Digest is the SHA-256 of the content.
func (f *File) Digest() [sha256.Size]byte { return f.digest }

// Format keeps every formatting verb from reaching the key.
func (f *File) Format(s fmt.State, _ rune) { fmt.Fprintf(s, "file(%d bytes)", f.size) }

// Open returns the content from its start, as it was checked. The errors of reading are ErrChanged, before any byte of a changed part,
// and those of the source, which must still be readable.
func (f *File) Open() (io.Reader, error) {
	src := &pinned{src: f.src.src, size: f.src.size, pins: f.src.pins}
	r, err := content(src, f.key)
	if src.broken != nil {
		err = src.broken
	}
	if err != nil {
		return nil, fmt.Errorf("vana: reading the message again: %w", err)
	}
	return reopened{r, src}, nil
}

// reopened gives the source's own errors as they are.
type reopened struct {
	r   io.Reader
	src *pinned
}

func (r reopened) Read(out []byte) (int, error) {
	n, err := r.r.Read(out)
	if r.src.broken != nil {
		err = fmt.Errorf("vana: reading the message again: %w", r.src.broken)
	}
	return n, err
}

func (f *File) open(limit int64, passwords []string) error {
	in, err := unarmored(f.src.reader())
	if err != nil {
		return err
	}
	sessions, data, err := readHead(in)
	if err != nil {
		return err
	}
	prefix := make([]byte, prefixBytes)
	if _, err := io.ReadFull(data, prefix); err != nil {
		return cutOff(err)
	}
	failed := ErrPassword
	for _, password := range passwords {
		for _, s := range sessions {
			key, ok := s.key(password)
			if !ok || !key.fits(prefix) {
				continue
			}
			err := f.check(key, limit)
			if err == nil || f.src.broken != nil {
				return err
			}
			failed = err
		}
	}
	return failed
}

// check reads the whole message with a key.
func (f *File) check(key sessionKey, limit int64) error {
	r, err := content(f.src, key)
	if err != nil {
		return err
	}
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(r, limit))
	if err != nil {
		return err
	}
	if n == limit {
		var more [1]byte
		switch n, err := io.ReadFull(r, more[:]); {
		case n > 0:
			return fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
		case err != io.EOF:
			return err
		}
	}
	f.key, f.size, f.digest = key, n, [sha256.Size]byte(h.Sum(nil))
	return nil
}

// readHead reads the packets before the data, and the data packet's version.
func readHead(in *bufio.Reader) (sessions []*session, data *body, err error) {
	var unsupported error
	seen := 0
	for {
		tag, b, err := nextPacket(in)
		if err == io.EOF {
			if seen > 0 {
				return nil, nil, fmt.Errorf("%w: no data follows the session key", ErrDamaged)
			}
			return nil, nil, fmt.Errorf("%w: nothing in it is encrypted", ErrNotEncrypted)
		}
		if err != nil {
			return nil, nil, err
		}
		switch tag {
		case tagPasswordSession:
			s, err := parseSession(b)
			switch {
			case errors.Is(err, ErrUnsupported):
				unsupported = err
			case err != nil:
				return nil, nil, err
			default:
				sessions = append(sessions, s)
			}
		case tagPublicKeySession, tagMarker:
			if n, err := io.Copy(io.Discard, io.LimitReader(b, maxSessionBytes+1)); err != nil {
				return nil, nil, err
			} else if n > maxSessionBytes {
				return nil, nil, fmt.Errorf("%w: a packet of kind %d is too large", ErrDamaged, tag)
			}
		case tagProtected:
			if len(sessions) == 0 && unsupported != nil {
				return nil, nil, unsupported
			}
			if len(sessions) == 0 {
				return nil, nil, fmt.Errorf("%w: no session key is encrypted with a password", ErrNotEncrypted)
			}
			return sessions, b, readVersion(b)
		case tagUnprotected:
			return nil, nil, ErrUnprotected
		case tagAEAD:
			return nil, nil, fmt.Errorf("%w: data of kind %d", ErrUnsupported, tag)
		default:
			return nil, nil, fmt.Errorf("%w: it has a packet of kind %d", ErrNotEncrypted, tag)
		}
		if seen++; seen > maxSessions {
			return nil, nil, fmt.Errorf("%w: more than %d session keys", ErrUnsupported, maxSessions)
		}
	}
}

func readVersion(b *body) error {
	var version [1]byte
	if _, err := io.ReadFull(b, version[:]); err != nil {
		return cutOff(err)
	}
	if version[0] != 1 {
		return fmt.Errorf("%w: protected data of version %d, this program reads 1", ErrUnsupported, version[0])
	}
	return nil
}

// content gives what is in a message. It is proven once the reader has given io.EOF: then the code was right, and nothing followed
// where nothing may.
func content(src *pinned, key sessionKey) (io.Reader, error) {
	in, err := unarmored(src.reader())
	if err != nil {
		return nil, err
	}
	_, data, err := readHead(in)
	if err != nil {
		return nil, err
	}
	plain, err := decrypt(data, key)
	if err != nil {
		return nil, err
	}
	inner := bufio.NewReader(plain)
	tag, b, err := nextPacket(inner)
	if err != nil {
		return nil, cutOff(err)
	}
	end := func() error {
		if err := nothingLeft(inner, "the content"); err != nil {
			return err
		}
		return nothingLeft(in, "the message")
	}
	if tag == tagCompressed {
		packed := bufio.NewReader(b)
		unpacked, err := decompress(packed)
		if err != nil {
			return nil, err
		}
		if tag, b, err = nextPacket(unpacked); err != nil {
			return nil, cutOff(err)
		}
		outer := end
		end = func() error {
			if err := nothingLeft(unpacked, "the compressed content"); err != nil {
				return err
			}
			if err := nothingLeft(packed, "the compressed data"); err != nil {
				return err
			}
			return outer()
		}
	}
	if tag != tagLiteral {
		return nil, fmt.Errorf("%w: content of kind %d", ErrUnsupported, tag)
	}
	if err := skipLiteralHeader(b); err != nil {
		return nil, err
	}
	return &proving{b, end}, nil
}

// proving ends in io.EOF only if all that follows is as it should be.
type proving struct {
	r   io.Reader
	end func() error
}

func (p *proving) Read(out []byte) (int, error) {
	n, err := p.r.Read(out)
	if err == io.EOF {
		if bad := p.end(); bad != nil {
			err = bad
			p.end = func() error { return bad }
		}
	}
	return n, err
}

// decompress needs a reader that can give single bytes: then it takes none that is not part of the compressed data.
func decompress(packed *bufio.Reader) (*bufio.Reader, error) {
	algorithm, err := packed.ReadByte()
	if err != nil {
		return nil, cutOff(err)
	}
	var r io.Reader
	switch algorithm {
	case 0:
		r = packed
	case 1:
		r = flate.NewReader(packed)
	case 2:
		if r, err = zlib.NewReader(packed); err != nil {
			return nil, malformed(err)
		}
	case 3:
		r = bzip2.NewReader(packed)
	default:
		return nil, fmt.Errorf("%w: compression %d", ErrUnsupported, algorithm)
	}
	return bufio.NewReader(named{r}), nil
}

// named gives a decompressor's errors their name.
type named struct{ r io.Reader }

func (d named) Read(out []byte) (int, error) {
	n, err := d.r.Read(out)
	return n, malformed(err)
}

func malformed(err error) error {
	if err == nil || err == io.EOF || errors.Is(err, ErrDamaged) {
		return err
	}
	return fmt.Errorf("%w: its compressed data: %w", ErrDamaged, err)
}

// skipLiteralHeader reads over format, name and date. The content is never converted, whatever the format says.
func skipLiteralHeader(b *body) error {
	var lead [2]byte
	if _, err := io.ReadFull(b, lead[:]); err != nil {
		return cutOff(err)
	}
	if !bytes.ContainsRune([]byte("btu"), rune(lead[0])) {
		return fmt.Errorf("%w: content of format %q", ErrUnsupported, lead[0])
	}
	_, err := io.CopyN(io.Discard, b, int64(lead[1])+4)
	return cutOff(err)
}
