package personal

import (
	"context"
	"io"
	"os"

	"github.com/rclone/rclone/fs/hash"

	"github.com/coppice-network/coppice/internal/blob"
)

// source is content to upload: as often as it takes, with its size and hashes known before.
type source struct {
	in     io.ReadSeeker
	start  int64 // where in in it begins
	size   int64
	hashes map[hash.Type]string
	spool  *os.File // nil if in is the caller's
}

// measure reads in to its end, into an unnamed file if it cannot be read again.
func measure(ctx context.Context, in io.Reader, kinds hash.Set) (_ *source, err error) {
	s := &source{}
	seeker, ok := in.(io.ReadSeeker)
	if ok {
		if s.start, err = seeker.Seek(0, io.SeekCurrent); err != nil {
			ok = false // a pipe that only looks like a file
		}
	}
	if !ok {
		if s.spool, err = os.CreateTemp("", ".coppice-*"); err != nil {
			return nil, err
		}
		defer func() {
			if err != nil {
				s.close()
			}
		}()
		if err := os.Remove(s.spool.Name()); err != nil {
			return nil, err
		}
		seeker = s.spool
	}
	s.in = seeker
	hasher, err := hash.NewMultiHasherTypes(kinds)
	if err != nil {
		return nil, err
	}
	var w io.Writer = hasher
	if s.spool != nil {
		w = io.MultiWriter(hasher, s.spool)
	}
	counted := blob.NewInput(ctx, in)
	s.size, err = io.Copy(w, counted)
	if counted.Err != nil {
		return nil, counted.Err
	}
	if err != nil {
		return nil, blob.NoSpace(err)
	}
	s.hashes = hasher.Sums()
	return s, nil
}

// open begins at the start again.
func (s *source) open(ctx context.Context) (*blob.Input, error) {
	if _, err := s.in.Seek(s.start, io.SeekStart); err != nil {
		return nil, err
	}
	return blob.NewInput(ctx, io.LimitReader(s.in, s.size)), nil
}

func (s *source) close() error {
	if s == nil || s.spool == nil {
		return nil
	}
	return s.spool.Close()
}
