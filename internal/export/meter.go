package export

import "io"

// Compressed data may unfold to 250 times its size, and to 64 MiB whatever its size.
const (
	maxRatio  = 250
	freeBytes = 64 << 20
)

// meter counts what one archive makes this program read and unfold.
type meter struct {
	limits   Limits
	wanted   int64 // bytes of wanted members
	unpacked int64 // bytes of all that was unfolded
	packed   int64 // bytes of compressed data that is behind
	room     int64 // bytes that a member cannot be larger than, because the archive is not; 0 if that is not known
}

// want counts a wanted member of n bytes, before they are held.
func (m *meter) want(name string, n int64) error {
	if n > m.limits.Read-m.wanted {
		return refuse(ErrTooLarge, "more than %d bytes, with %s", max(m.limits.Read, 0), quote(name))
	}
	m.wanted += n
	return nil
}

// unfolding reads what a decompressor gives, as long as it is not too much.
type unfolding struct {
	r      io.Reader
	m      *meter
	packed func() int64 // bytes that the decompressor has taken
}

func (u *unfolding) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.m.unpacked += int64(n)
	if u.m.unpacked > u.m.limits.Unpacked {
		return 0, refuse(ErrBomb, "more than %d bytes", u.m.limits.Unpacked)
	}
	if over := u.m.unpacked - freeBytes; over > 0 && (over+maxRatio-1)/maxRatio > u.m.packed+u.packed() {
		return 0, refuse(ErrBomb, "more than %d times its size", maxRatio)
	}
	return n, err
}
