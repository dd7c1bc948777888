package sandbox

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

var errFileTooBig = unix.EFBIG

const sealed = unix.F_SEAL_WRITE | unix.F_SEAL_SHRINK | unix.F_SEAL_GROW

// newMemfd makes an anonymous file in memory.
func newMemfd(name string) (*os.File, error) {
	fd, err := unix.MemfdCreate("sandbox:"+name, unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING|unix.MFD_NOEXEC_SEAL)
	if errors.Is(err, unix.EINVAL) { // kernels before 6.3 do not know MFD_NOEXEC_SEAL
		fd, err = unix.MemfdCreate("sandbox:"+name, unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	}
	if err != nil {
		return nil, fmt.Errorf("sandbox: make memory file: %w", err)
	}
	return os.NewFile(uintptr(fd), "memfd:"+name), nil
}

// seal makes a memfd read-only for everybody for ever.
func seal(f *os.File) error {
	if _, err := unix.FcntlInt(f.Fd(), unix.F_ADD_SEALS, sealed); err != nil {
		return fmt.Errorf("sandbox: seal memory file: %w", err)
	}
	return nil
}

// reopen gives a read-only view of a memfd with an offset of its own.
func reopen(f *os.File) (*os.File, error) {
	g, err := os.Open("/proc/self/fd/" + strconv.Itoa(int(f.Fd())))
	if err != nil {
		return nil, fmt.Errorf("sandbox: reopen memory file: %w", err)
	}
	return g, nil
}

// open turns an input into the descriptors that the child gets, and takes its size off *left.
func (in Input) open(left *int64) ([]*os.File, *server, error) {
	if in.At == nil {
		f, err := in.copied(left)
		return []*os.File{f}, nil, err
	}
	if *left -= in.Size; *left < 0 {
		return nil, nil, ErrInputTooLarge
	}
	s, ask, answers, err := serve(in)
	return []*os.File{ask, answers}, s, err
}

// copied turns an input that is not served into a read-only memfd.
func (in Input) copied(left *int64) (*os.File, error) {
	if in.File != nil {
		if seals, err := unix.FcntlInt(in.File.Fd(), unix.F_GET_SEALS, 0); err == nil {
			if seals&sealed != sealed {
				if err := seal(in.File); err != nil {
					return nil, err
				}
			}
			info, err := in.File.Stat()
			if err != nil {
				return nil, fmt.Errorf("sandbox: input %s: %w", in.Name, err)
			}
			if *left -= info.Size(); *left < 0 {
				return nil, ErrInputTooLarge
			}
			return reopen(in.File)
		}
	}
	f, err := newMemfd(in.Name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if in.Data != nil {
		if *left -= int64(len(in.Data)); *left < 0 {
			return nil, ErrInputTooLarge
		}
		if _, err := f.Write(in.Data); err != nil {
			return nil, fmt.Errorf("sandbox: input %s: %w", in.Name, err)
		}
	} else {
		var r io.Reader = in.Reader
		if in.File != nil {
			r = in.File
		}
		if r != nil {
			n, err := io.Copy(f, io.LimitReader(r, *left+1))
			if err != nil {
				return nil, fmt.Errorf("sandbox: input %s: %w", in.Name, err)
			}
			if *left -= n; *left < 0 {
				return nil, ErrInputTooLarge
			}
		}
	}
	if err := seal(f); err != nil {
		return nil, err
	}
	return reopen(f)
}
