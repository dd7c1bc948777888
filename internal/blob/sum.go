package blob

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/ipfs/go-cid"
)

// The layout of content, the same as `ipfs add --cid-version=1`. Given explicitly wherever it is used: boxo's defaults are process globals.
const (
	ChunkSize = 256 << 10 // bytes in a leaf
	NodeLinks = 174       // children of a node
)

// ErrMismatch: the bytes do not have the address they were said to have.
var ErrMismatch = errors.New("blob: content does not match its address")

// Hasher computes the address of the bytes written to it, in memory that grows with the depth of the tree only (about 0.3 MB). It is
// written apart from the builder that Store.Put uses, so that each checks the other.
type Hasher struct {
	chunk  []byte
	levels [][]link // levels[0] collects leaves, levels[1] nodes over leaves, ...
	size   int64
}

type link struct {
	digest [32]byte
	codec  uint8
	bytes  uint64 // content below
	tsize  uint64 // encoded size of the subtree
}

// NewHasher returns a Hasher over nothing yet.
func NewHasher() *Hasher { return &Hasher{chunk: make([]byte, 0, ChunkSize)} }

// Write never fails.
func (h *Hasher) Write(p []byte) (int, error) {
	n := len(p)
	h.size += int64(n)
	for len(p) > 0 {
		// A full chunk becomes a leaf only when more follows or at the end: both give the same leaf.
		if len(h.chunk) == ChunkSize {
			h.flush()
		}
		take := min(len(p), ChunkSize-len(h.chunk))
		h.chunk = append(h.chunk, p[:take]...)
		p = p[take:]
	}
	return n, nil
}

func (h *Hasher) flush() {
	h.add(0, link{digest: sha256.Sum256(h.chunk), codec: CodecRaw, bytes: uint64(len(h.chunk)), tsize: uint64(len(h.chunk))})
	h.chunk = h.chunk[:0]
}

// add puts a finished subtree into its level. A full level is closed when its next sibling comes, so that the last node of a level stays
// open for Sum to decide whether it is the root.
func (h *Hasher) add(level int, l link) {
	if level == len(h.levels) {
		h.levels = append(h.levels, make([]link, 0, NodeLinks))
	}
	if len(h.levels[level]) == NodeLinks {
		h.add(level+1, node(h.levels[level]))
		h.levels[level] = h.levels[level][:0]
	}
	h.levels[level] = append(h.levels[level], l)
}

// Sum returns the address of everything written and the number of bytes. It does not change the state: more may be written.
func (h *Hasher) Sum() (cid.Cid, int64) {
	end := Hasher{chunk: h.chunk, levels: make([][]link, len(h.levels))}
	for i, links := range h.levels {
		end.levels[i] = append(make([]link, 0, NodeLinks), links...)
	}
	if len(h.chunk) > 0 || h.size == 0 {
		end.flush()
	}
	for i := 0; ; i++ {
		if links := end.levels[i]; i == len(end.levels)-1 && len(links) == 1 {
			return FromDigest(links[0].digest, links[0].codec), h.size
		}
		end.add(i+1, node(end.levels[i]))
	}
}

// node encodes a UnixFS file node over links as dag-pb: the links (field 2) before the data (field 1), which is dag-pb's canonical order.
func node(links []link) link {
	out := make([]byte, 0, len(links)*56+64)
	data := []byte{0x08, 0x02} // Type: File
	var sizes []byte
	total := link{codec: CodecDagPB}
	for _, l := range links {
		entry := make([]byte, 0, 64)
		entry = append(entry, 0x0a, 36) // Hash
		entry = append(entry, 0x01, codecByte(l.codec), 0x12, 0x20)
		entry = append(entry, l.digest[:]...)
		entry = append(entry, 0x12, 0x00) // Name: empty
		entry = append(entry, 0x18)       // Tsize
		entry = binary.AppendUvarint(entry, l.tsize)
		out = append(out, 0x12)
		out = binary.AppendUvarint(out, uint64(len(entry)))
		out = append(out, entry...)
		total.bytes += l.bytes
		total.tsize += l.tsize
		sizes = append(sizes, 0x20) // blocksizes
		sizes = binary.AppendUvarint(sizes, l.bytes)
	}
	data = append(data, 0x18) // filesize
	data = binary.AppendUvarint(data, total.bytes)
	data = append(data, sizes...)
	out = append(out, 0x0a)
	out = binary.AppendUvarint(out, uint64(len(data)))
	out = append(out, data...)
	total.digest = sha256.Sum256(out)
	total.tsize += uint64(len(out))
	return total
}

func codecByte(codec uint8) byte {
	if codec == CodecRaw {
		return cid.Raw
	}
	return cid.DagProtobuf
}

// Sum reads r to its end and returns its address and size in bytes. It stores nothing.
func Sum(r io.Reader) (cid.Cid, int64, error) {
	h := NewHasher()
	if _, err := io.Copy(h, r); err != nil {
		return cid.Undef, 0, fmt.Errorf("compute the address: %w", err)
	}
	c, n := h.Sum()
	return c, n, nil
}

// Verify returns a reader of r that ends with an error wrapping ErrMismatch instead of io.EOF when the bytes do not have the address
// want. Nothing read from it may be trusted, shown or kept before it has returned io.EOF. It knows Coppice's layout only: content that
// somebody added to IPFS in other chunks under another address does not verify, even when an IPFS node delivers it honestly.
func Verify(r io.Reader, want cid.Cid) io.Reader {
	return &verifier{r: r, want: want, h: NewHasher()}
}

type verifier struct {
	r    io.Reader
	want cid.Cid
	h    *Hasher
	err  error // what the reader ended with
}

func (v *verifier) Read(p []byte) (int, error) {
	if v.err != nil {
		return 0, v.err
	}
	n, err := v.r.Read(p)
	v.h.Write(p[:n])
	if err == io.EOF {
		if got, size := v.h.Sum(); !got.Equals(v.want) {
			err = fmt.Errorf("%w: asked for %s, got %d bytes of %s", ErrMismatch, v.want, size, got)
		}
	}
	v.err = err
	return n, err
}
