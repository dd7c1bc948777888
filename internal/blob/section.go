package blob

import (
	"fmt"
	"io"
	"sync"
)

// maxDepth bounds how many blocks lead to a byte. Trees of 174 links a block reach 2^64 bytes with fewer than ten.
const maxDepth = 64

// section is how a reader finds its way to any place of a file: the blocks from the root to the one that was read last.
type section struct {
	mu     sync.Mutex
	path   []place
	closed bool
}

// place is a block on the way, and where its content begins.
type place struct {
	part
	start uint64
}

func (s *section) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.path, s.closed = nil, true
}

// ReadAt reads anywhere in the content, independently of Read. Every block read has been hashed. It may be called concurrently.
func (r *reader) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, fmt.Errorf("blob: read at %d", off)
	}
	r.at.mu.Lock()
	defer r.at.mu.Unlock()
	for n < len(p) {
		at := uint64(off) + uint64(n)
		if at >= r.size {
			return n, io.EOF
		}
		b, err := r.seek(at)
		if err != nil {
			return n, err
		}
		n += copy(p[n:], b.data[at-b.start:])
	}
	return n, nil
}

// seek returns the block that holds a byte of the content itself. A block's own content comes before that of its links.
func (r *reader) seek(at uint64) (place, error) {
	if r.at.closed {
		return place{}, ErrClosed
	}
	path := r.at.path
	for len(path) > 0 && (at < path[len(path)-1].start || at >= path[len(path)-1].start+path[len(path)-1].size) {
		path = path[:len(path)-1]
	}
	next, start, size := r.root, uint64(0), r.size
	for {
		if len(path) > 0 {
			b := path[len(path)-1]
			if at < b.start+uint64(len(b.data)) {
				r.at.path = path
				return b, nil
			}
			i := 0
			for start = b.start + uint64(len(b.data)); at >= start+b.sizes[i]; i++ {
				start += b.sizes[i]
			}
			next, size = b.links[i], b.sizes[i]
		}
		if len(path) == maxDepth {
			return place{}, fmt.Errorf("%w: %s is nested deeper than %d blocks", ErrNotFile, r.root, maxDepth)
		}
		block, err := r.store.block(r.ctx, r.root, next)
		if err != nil {
			return place{}, err
		}
		p, err := parse(block)
		if err != nil {
			return place{}, err
		}
		// What the block says of its size and of its links' decides where everything else lies.
		left := p.size - uint64(len(p.data))
		for _, s := range p.sizes {
			if s > left {
				left = ^uint64(0)
				break
			}
			left -= s
		}
		if p.size != size || uint64(len(p.data)) > p.size || left != 0 {
			return place{}, fmt.Errorf("%w: %s is not as long as it says, at block %s", ErrNotFile, r.root, next)
		}
		path = append(path, place{p, start})
	}
}
