package seal

import (
	"errors"
	"fmt"
	"io"
	"sync"

	"filippo.io/age"
)

// Opened is a sealed file that was opened. Reading it gives the content from its start.
type Opened struct {
	r   io.Reader
	src *source
	key ContentKey
	err error
}

// Read gives age's errors the names of this package.
func (o *Opened) Read(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.r.Read(p)
	if err != nil {
		if err != io.EOF {
			err = o.src.classify(err)
		}
		o.err = err
	}
	return n, err
}

// At opens the same sealed file, of size bytes, for reading anywhere in its content. That it ends where it was sealed to end is known
// before At returns; every byte read is authentic and in its place. Errors, also of reading: ErrDamaged, and those of sealed, unchanged.
func (o *Opened) At(sealed io.ReaderAt, size int64) (*io.SectionReader, error) {
	src := &sourceAt{r: sealed}
	r, n, err := age.DecryptReaderAt(src, size, held(o.key))
	if err != nil {
		return nil, src.classify(err)
	}
	return io.NewSectionReader(openedAt{r, src}, 0, n), nil
}

type openedAt struct {
	r   io.ReaderAt
	src *sourceAt
}

func (o openedAt) ReadAt(p []byte, off int64) (int, error) {
	n, err := o.r.ReadAt(p, off)
	if err != nil && err != io.EOF {
		err = o.src.classify(err)
	}
	return n, err
}

// sourceAt remembers whether the caller's reader failed, as source does.
type sourceAt struct {
	r   io.ReaderAt
	mu  sync.Mutex
	err error
}

func (s *sourceAt) ReadAt(p []byte, off int64) (int, error) {
	n, err := s.r.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) {
		s.mu.Lock()
		s.err = err
		s.mu.Unlock()
	}
	return n, err
}

func (s *sourceAt) classify(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return fmt.Errorf("seal: reading the sealed file: %w", s.err)
	}
	return fmt.Errorf("%w: %v", ErrDamaged, err)
}
