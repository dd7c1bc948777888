package sandbox

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"sync"
)

// A served input stays with the parent: the child asks for pieces of it over one pipe and gets them over another, so that an input of any
// size needs no memory. A request is offset (8 bytes, big-endian) and length (4); the answer is the length that follows (4) and the bytes,
// or unserved, when the parent cannot read. One request is under way at a time.
const (
	maxServed = 1 << 20
	unserved  = math.MaxUint32
)

// server answers one input's requests.
type server struct {
	src           io.ReaderAt
	size          int64
	requests, out *os.File // the parent's ends

	done chan struct{}
	err  error // of src
}

// serve starts serving. It returns the child's ends, for requests and for answers; the child's are the caller's to close.
func serve(in Input) (_ *server, ask, answers *os.File, err error) {
	requests, ask, err := os.Pipe()
	if err != nil {
		return nil, nil, nil, fmt.Errorf("sandbox: input %s: %w", in.Name, err)
	}
	answers, out, err := os.Pipe()
	if err != nil {
		return nil, nil, nil, errors.Join(fmt.Errorf("sandbox: input %s: %w", in.Name, err), requests.Close(), ask.Close())
	}
	s := &server{src: in.At, size: in.Size, requests: requests, out: out, done: make(chan struct{})}
	go s.run()
	return s, ask, answers, nil
}

// run ends when the child's ends are closed, or stop is called.
func (s *server) run() {
	defer close(s.done)
	defer s.out.Close()
	var request [12]byte
	buf := make([]byte, 4+64<<10)
	for {
		if _, err := io.ReadFull(s.requests, request[:]); err != nil {
			return
		}
		off, n := binary.BigEndian.Uint64(request[:8]), int64(binary.BigEndian.Uint32(request[8:]))
		// The child is not trusted: what it may not ask for is answered with nothing.
		if off > uint64(s.size) || n > maxServed {
			n = 0
		} else {
			n = min(n, s.size-int64(off))
		}
		if int64(cap(buf)) < 4+n {
			buf = make([]byte, 4+maxServed)
		}
		answer := buf[:4+n]
		binary.BigEndian.PutUint32(answer, uint32(n))
		if n > 0 {
			if got, err := s.src.ReadAt(answer[4:], int64(off)); int64(got) < n {
				if err == nil || err == io.EOF {
					err = io.ErrUnexpectedEOF
				}
				s.err = err
				answer = binary.BigEndian.AppendUint32(answer[:0], unserved)
			}
		}
		if _, err := s.out.Write(answer); err != nil {
			return
		}
		if s.err != nil {
			return
		}
	}
}

// stop ends serving and returns the error of the source, if that is why it ended.
func (s *server) stop() error {
	s.requests.Close()
	s.out.Close()
	<-s.done
	return s.err
}

// servedAt is the child's side of a served input.
type servedAt struct {
	mu           sync.Mutex
	ask, answers *os.File
	size         int64
	err          error
}

func (s *servedAt) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, fmt.Errorf("sandbox: read at %d", off)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for n < len(p) {
		if off+int64(n) >= s.size {
			return n, io.EOF
		}
		if s.err == nil {
			var got int
			got, s.err = s.piece(p[n:min(len(p), n+maxServed)], off+int64(n))
			n += got
		}
		if s.err != nil {
			return n, s.err
		}
	}
	return n, nil
}

func (s *servedAt) piece(p []byte, off int64) (int, error) {
	request := binary.BigEndian.AppendUint64(make([]byte, 0, 12), uint64(off))
	if _, err := s.ask.Write(binary.BigEndian.AppendUint32(request, uint32(len(p)))); err != nil {
		return 0, fmt.Errorf("sandbox: asking for input: %w", err)
	}
	var length [4]byte
	if _, err := io.ReadFull(s.answers, length[:]); err != nil {
		return 0, fmt.Errorf("sandbox: reading input: %w", err)
	}
	n := binary.BigEndian.Uint32(length[:])
	if n == unserved {
		return 0, errors.New("sandbox: the input cannot be read")
	}
	if int64(n) != min(int64(len(p)), s.size-off) {
		return 0, errors.New("sandbox: the input is not as long as was said")
	}
	if _, err := io.ReadFull(s.answers, p[:n]); err != nil {
		return 0, fmt.Errorf("sandbox: reading input: %w", err)
	}
	return int(n), nil
}
