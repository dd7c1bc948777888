package export

import "io"

// source is what an export is read from. It remembers the source's own first error, so that no other can be taken for it.
type source struct {
	src  io.ReaderAt
	size int64
	err  error
}

// ReadAt reads within size.
func (s *source) ReadAt(p []byte, off int64) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.src.ReadAt(p, off)
	if n == len(p) {
		return n, nil
	}
	if err == nil || err == io.EOF {
		err = io.ErrUnexpectedEOF // it is shorter than it was said to be
	}
	s.err = err
	return n, err
}

// section is all of it.
func (s *source) section() *io.SectionReader { return io.NewSectionReader(s, 0, s.size) }

// fill reads until buf is full. Unlike io.ReadFull it returns the reader's own error, so that an end is told from an end too early.
func fill(r io.Reader, buf []byte) (n int, err error) {
	for n < len(buf) && err == nil {
		var m int
		m, err = r.Read(buf[n:])
		n += m
	}
	if n == len(buf) {
		return n, nil
	}
	return n, err
}
