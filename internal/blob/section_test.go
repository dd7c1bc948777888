package blob

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/ipfs/boxo/ipld/merkledag"
	"github.com/ipfs/boxo/ipld/unixfs"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	"github.com/multiformats/go-multihash"
)

// TestReadAnywhere: every place of a file is what it is when read in order, whatever the order and however many read.
func TestReadAnywhere(t *testing.T) {
	s := openStore(t, Config{})
	for _, n := range []int{0, 1, ChunkSize, ChunkSize + 1, 175*ChunkSize + 7} {
		b := testContent(3, n)
		r, err := s.Get(t.Context(), put(t, s, b))
		if err != nil {
			t.Fatal(err)
		}
		at := r.(io.ReaderAt)
		if k, err := at.ReadAt(make([]byte, 1), int64(n)); k != 0 || err != io.EOF {
			t.Errorf("%d bytes: behind the end: %d, %v", n, k, err)
		}
		if _, err := at.ReadAt(make([]byte, 1), -1); err == nil {
			t.Error("read before the start")
		}
		all := make([]byte, n+10)
		if k, err := at.ReadAt(all, 0); k != n || err != io.EOF || !bytes.Equal(all[:n], b) {
			t.Errorf("%d bytes: all of it: %d, %v", n, k, err)
		}
		var wg sync.WaitGroup
		for g := range 4 {
			wg.Go(func() {
				random := rand.New(rand.NewPCG(uint64(n), uint64(g)))
				for range 50 {
					from := random.IntN(n + 1)
					p := make([]byte, random.IntN(min(n-from, 3*ChunkSize)+1))
					if k, err := at.ReadAt(p, int64(from)); k != len(p) || err != nil || !bytes.Equal(p, b[from:from+k]) {
						t.Errorf("%d bytes at %d of %d: %d, %v", len(p), from, n, k, err)
					}
				}
			})
		}
		wg.Wait()
		// reading in order is not disturbed
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%d bytes: in order: %d, %v", n, len(got), err)
		}
		r.Close()
		if n > 0 {
			_, err := at.ReadAt(make([]byte, 1), 0)
			wantErr(t, err, ErrClosed)
		}
	}
}

func TestReadAnywhereDamaged(t *testing.T) {
	s := openStore(t, Config{})
	b := testContent(4, 3*ChunkSize)
	c := put(t, s, b)
	damage(t, s.cfg.Dir, b[ChunkSize:2*ChunkSize])
	r, err := s.Get(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	p := make([]byte, 2*ChunkSize)
	n, err := r.(io.ReaderAt).ReadAt(p, 10)
	wantErr(t, err, ErrCorrupt)
	if n != ChunkSize-10 || !bytes.Equal(p[:n], b[10:ChunkSize]) {
		t.Errorf("served %d bytes before the damage", n)
	}
	if n, err := r.(io.ReaderAt).ReadAt(p[:10], 2*ChunkSize); n != 10 || err != nil || !bytes.Equal(p[:10], b[2*ChunkSize:2*ChunkSize+10]) {
		t.Errorf("behind the damage: %d, %v", n, err)
	}
}

// forest gives blocks of trees that nobody but their maker has checked.
type forest map[cid.Cid]blocks.Block

func (f forest) block(_ context.Context, _, c cid.Cid) (blocks.Block, error) {
	b, ok := f[c]
	if !ok {
		return nil, fmt.Errorf("%w: %s", ErrNotFound, c)
	}
	return b, nil
}

// node adds a node that claims sizes, whatever its children have.
func (f forest) node(t *testing.T, own []byte, children []cid.Cid, sizes ...uint64) cid.Cid {
	t.Helper()
	fs := unixfs.NewFSNode(unixfs.TFile)
	fs.SetData(own)
	n := merkledag.NodeWithData(nil)
	if err := n.SetCidBuilder(cid.V1Builder{Codec: cid.DagProtobuf, MhType: multihash.SHA2_256}); err != nil {
		t.Fatal(err)
	}
	for i, c := range children {
		if err := n.AddRawLink("", &ipld.Link{Cid: c}); err != nil {
			t.Fatal(err)
		}
		fs.AddBlockSize(sizes[i])
	}
	data, err := fs.GetBytes()
	if err != nil {
		t.Fatal(err)
	}
	n.SetData(data)
	f[n.Cid()] = n
	return n.Cid()
}

func (f forest) leaf(t *testing.T, b string) cid.Cid {
	t.Helper()
	n, err := merkledag.NewRawNodeWPrefix([]byte(b), cid.V1Builder{Codec: cid.Raw, MhType: multihash.SHA2_256})
	if err != nil {
		t.Fatal(err)
	}
	f[n.Cid()] = n
	return n.Cid()
}

// TestReadAnywhereOfAStrangersTree: trees of other layouts are read, and what lies about sizes is no file, at the place where it lies.
func TestReadAnywhereOfAStrangersTree(t *testing.T) {
	f := forest{}
	abc, de := f.leaf(t, "abc"), f.leaf(t, "de")
	deep := abc
	for range maxDepth {
		deep = f.node(t, nil, []cid.Cid{deep}, 3)
	}
	for name, c := range map[string]struct {
		root cid.Cid
		want string // empty: it is refused
	}{
		"content of its own":    {f.node(t, []byte("<>"), []cid.Cid{abc, de}, 3, 2), "<>abcde"},
		"the same leaf twice":   {f.node(t, nil, []cid.Cid{abc, abc}, 3, 3), "abcabc"},
		"an empty child":        {f.node(t, nil, []cid.Cid{f.leaf(t, ""), abc}, 0, 3), "abc"},
		"unequal depths":        {f.node(t, nil, []cid.Cid{f.node(t, []byte("x"), []cid.Cid{abc}, 3), de}, 4, 2), "xabcde"},
		"a child too short":     {f.node(t, nil, []cid.Cid{de, abc}, 3, 3), ""},
		"a child too long":      {f.node(t, nil, []cid.Cid{abc, de}, 2, 2), ""},
		"nested without end":    {deep, ""},
		"a child that is away":  {f.node(t, nil, []cid.Cid{sumOf(t, []byte("away"))}, 4), ""},
		"sizes that run over":   {f.node(t, nil, []cid.Cid{abc, de}, 1<<63, 1<<63), ""},
		"a child of other size": {f.node(t, nil, []cid.Cid{f.node(t, nil, []cid.Cid{abc, de}, 3, 2)}, 6), ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := &reader{ctx: t.Context(), store: f, root: c.root, todo: []cid.Cid{c.root}}
			if err := r.next(); err != nil { // as Get begins
				if c.want != "" {
					t.Error(err)
				}
				return
			}
			got, err := io.ReadAll(io.NewSectionReader(r, 0, 100))
			if string(got) != c.want || (err == nil) != (c.want != "") {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}
