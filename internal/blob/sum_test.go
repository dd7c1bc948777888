package blob

import (
	"bytes"
	"crypto/sha256"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"github.com/ipfs/boxo/ipld/merkledag"
	"github.com/ipfs/boxo/ipld/unixfs"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	"github.com/multiformats/go-multihash"
)

// Addresses that Kubo 0.43 gives with `ipfs add --cid-version=1`, or that follow from the definition of a raw block.
func TestSumKnown(t *testing.T) {
	for _, tc := range []struct{ name, content, want string }{
		{"empty", "", emptyFile},
		{"hello world", "hello world", "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"},
	} {
		if got := sumOf(t, []byte(tc.content)).String(); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

// byHand lays out a file from the definition, level by level, with boxo's node types but none of its importer.
func byHand(t *testing.T, b []byte) cid.Cid {
	t.Helper()
	type child struct {
		node ipld.Node
		size uint64
	}
	var level []child
	for first := true; first || len(b) > 0; first = false {
		n := min(len(b), 256<<10)
		mh := sha256.Sum256(b[:n])
		raw, err := merkledag.NewRawNodeWPrefix(b[:n], cid.V1Builder{Codec: cid.Raw, MhType: multihash.SHA2_256})
		if err != nil || !bytes.Equal(raw.Cid().Hash()[2:], mh[:]) {
			t.Fatal("raw leaf", err)
		}
		level = append(level, child{raw, uint64(n)})
		b = b[n:]
	}
	for len(level) > 1 {
		var up []child
		for len(level) > 0 {
			n := min(len(level), 174)
			fs := unixfs.NewFSNode(unixfs.TFile)
			node := merkledag.NodeWithData(nil)
			if err := node.SetCidBuilder(cid.V1Builder{Codec: cid.DagProtobuf, MhType: multihash.SHA2_256}); err != nil {
				t.Fatal(err)
			}
			var size uint64
			for _, c := range level[:n] {
				if err := node.AddNodeLink("", c.node); err != nil {
					t.Fatal(err)
				}
				fs.AddBlockSize(c.size)
				size += c.size
			}
			data, err := fs.GetBytes()
			if err != nil {
				t.Fatal(err)
			}
			node.SetData(data)
			up = append(up, child{node, size})
			level = level[n:]
		}
		level = up
	}
	return level[0].node.Cid()
}

// Three implementations agree: ours, one by hand, and (through Put) boxo's importer, which is Kubo's.
func TestSumAgrees(t *testing.T) {
	s := openStore(t, Config{})
	const chunk = 256 << 10
	for _, n := range []int{0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 2*chunk + 7, 173 * chunk, 174 * chunk, 174*chunk + 1, 175 * chunk, 348*chunk + 5} {
		b := testContent(1, n)
		got := sumOf(t, b)
		if want := byHand(t, b); !got.Equals(want) {
			t.Errorf("%d bytes: %s, by hand %s", n, got, want)
		}
		if want := put(t, s, b); !got.Equals(want) {
			t.Errorf("%d bytes: %s, importer %s", n, got, want)
		}
	}
}

// Deep trees would need gigabytes of content; the tree above the leaves does not care what the leaves are.
func TestSumDeep(t *testing.T) {
	for _, leaves := range []int{174 * 174, 174*174 + 1, 174*174 + 174, 174*174 + 175, 2*174*174 + 3} {
		h := NewHasher()
		var level []link
		for i := range leaves {
			l := link{digest: [32]byte{byte(i), byte(i >> 8), byte(i >> 16)}, bytes: ChunkSize, tsize: ChunkSize}
			level = append(level, l)
			h.add(0, l)
		}
		h.size = int64(leaves) * ChunkSize
		for len(level) > 1 {
			var up []link
			for ; len(level) > 0; level = level[min(len(level), NodeLinks):] {
				up = append(up, node(level[:min(len(level), NodeLinks)]))
			}
			level = up
		}
		if got, _ := h.Sum(); !got.Equals(FromDigest(level[0].digest, level[0].codec)) {
			t.Errorf("%d leaves: the streamed tree differs from the one built level by level", leaves)
		}
	}
}

func TestHasherDoesNotDependOnWrites(t *testing.T) {
	b := testContent(2, 3*ChunkSize+99)
	want := sumOf(t, b)
	r := rand.New(rand.NewPCG(1, 2))
	h := NewHasher()
	for rest := b; len(rest) > 0; {
		n := min(len(rest), r.IntN(100_000))
		h.Write(rest[:n])
		rest = rest[n:]
		h.Sum() // must not disturb
	}
	if got, n := h.Sum(); !got.Equals(want) || n != int64(len(b)) {
		t.Fatalf("%s %d, want %s", got, n, want)
	}
}

func TestVerify(t *testing.T) {
	b := testContent(3, 2*ChunkSize+1)
	want := sumOf(t, b)
	got, err := io.ReadAll(Verify(iotest.HalfReader(bytes.NewReader(b)), want))
	if err != nil || !bytes.Equal(got, b) {
		t.Fatal(err)
	}
	flipped := bytes.Clone(b)
	flipped[ChunkSize] ^= 1
	for name, bad := range map[string][]byte{
		"flipped bit": flipped, "cut short": b[:len(b)-1], "cut at a chunk": b[:ChunkSize], "longer": append(bytes.Clone(b), 0), "nothing": nil,
	} {
		t.Run(name, func(t *testing.T) {
			r := Verify(bytes.NewReader(bad), want)
			_, err := io.ReadAll(r)
			wantErr(t, err, ErrMismatch)
			_, err = r.Read(make([]byte, 1))
			wantErr(t, err, ErrMismatch)
		})
	}
	t.Run("error of the source", func(t *testing.T) {
		_, err := io.ReadAll(Verify(&brokenReader{bytes.NewReader(b), io.ErrUnexpectedEOF}, want))
		wantErr(t, err, io.ErrUnexpectedEOF)
	})
}
