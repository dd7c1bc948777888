package export

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
)

// readAhead is how much of a source is read at once.
const readAhead = 1 << 20

// openGzip opens a gzip file: a tar.gz if there is a tar in it.
func openGzip(s *source, want Patterns, l Limits) (*Export, error) {
	r, err := gunzip(s, &meter{limits: l})
	if err != nil {
		return nil, err
	}
	// If it cannot be read so far, reading on will say why.
	if head, _ := r.Peek(tarBlock); isTar(head) {
		m := &meter{limits: l}
		if r, err = gunzip(s, m); err != nil {
			return nil, err
		}
		members, err := readTar(r, want, m)
		return &Export{Format: TarGz, Members: members}, err
	}
	data, err := gunzipAll(s, l)
	if err != nil {
		return nil, err
	}
	return &Export{Format: Gz, Members: []*Member{inMemory(Single, data)}}, nil
}

// gunzip returns a reader of what a gzip file unfolds to. It reads and checks all of its parts.
func gunzip(s *source, m *meter) (*bufio.Reader, error) {
	section := s.section()
	in := bufio.NewReaderSize(section, int(min(readAhead, s.size)))
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, unfoldError("", err)
	}
	return bufio.NewReaderSize(&unfolding{r: z, m: m, packed: func() int64 {
		at, _ := section.Seek(0, io.SeekCurrent)
		return at - int64(in.Buffered())
	}}, 64<<10), nil
}

// gunzipAll returns the content. A gzip file ends with its size, which is true for one of a single part below 4 GiB. If it is not, a
// second pass reads the content into what the first has measured, so that there is never more than one copy that grows.
func gunzipAll(s *source, l Limits) ([]byte, error) {
	var end [4]byte
	if _, err := s.ReadAt(end[:], max(s.size-4, 0)); err != nil {
		return nil, err
	}
	size := min(int64(binary.LittleEndian.Uint32(end[:])), max(l.Read, 0))
	if size/maxInflate > s.size {
		size = 0
	}
	for range 2 {
		m := &meter{limits: l}
		r, err := gunzip(s, m)
		if err != nil {
			return nil, err
		}
		data := make([]byte, size)
		n, err := fill(r, data)
		if err == io.EOF {
			return data[:n:n], m.want(Single, int64(n))
		}
		if err != nil {
			return nil, unfoldError("", err)
		}
		rest, err := io.Copy(io.Discard, io.LimitReader(r, max(l.Read, 0)-size+1))
		if err != nil {
			return nil, unfoldError("", err)
		}
		if rest == 0 {
			return data, nil
		}
		if size += rest; size > l.Read {
			return nil, m.want(Single, size)
		}
	}
	return nil, refuse(ErrDamaged, "it is not the same when it is read again")
}

// unfoldError says what is wrong with compressed or archived data; where, if not empty, names the place. Errors of ours pass.
func unfoldError(where string, err error) error {
	if errors.Is(err, ErrArchive) {
		return err
	}
	what := "it cannot be unpacked"
	switch {
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		what = "it ends too early"
	case err == gzip.ErrChecksum:
		what = "its checksum is wrong"
	case err == gzip.ErrHeader:
		what = "what follows is not gzip data"
	case errors.As(err, new(flate.CorruptInputError)):
		what = "its compressed data is malformed"
	}
	if where != "" {
		what = where + ": " + what
	}
	return refuse(ErrDamaged, "%s", what)
}
