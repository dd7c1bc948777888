package blob

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/ipfs/go-cid"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/coppice-network/coppice/internal/fixture"
)

// A store with a file of several blocks, one of a single block that is also a part of the first, and a node's key.
func TestStoreFixture(t *testing.T) {
	small := []byte("small")
	big := append(bytes.Repeat([]byte{'x'}, ChunkSize), small...)
	dir := fixture.Dir(t, "v1/store", func(dir string) {
		s, err := Open(Config{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		put(t, s, big)
		put(t, s, small)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := peerKey(filepath.Join(dir, "peer.key")); err != nil {
			t.Fatal(err)
		}
		os.Remove(filepath.Join(dir, "LOCK"))
	})
	s := openStore(t, Config{Dir: dir})
	for address, want := range map[string][]byte{"bafybeigxgyvhlicnbytuf7ch33livsciy7f775grpkyli3jwz4r4gqxcza": big, "bafkreieb3ohlxo6gtrwgvvfgvkjlo3qmbcxvi7ncg246fso34hmcqwubga": small} {
		c, err := cid.Decode(address)
		if err != nil {
			t.Fatal(err)
		}
		mustGet(t, s, c, want)
		if size, err := s.Size(t.Context(), c); err != nil || size != int64(len(want)) {
			t.Errorf("%s has %d bytes, %v", c, size, err)
		}
	}
	// What each block is needed for is known, too: without the large file, the small one stays.
	if err := s.Delete(t.Context(), sumOf(t, big)); err != nil {
		t.Fatal(err)
	}
	mustGet(t, s, sumOf(t, small), small)
	if left := blockFiles(t, dir); len(left) != 1 {
		t.Errorf("%d blocks are left, want 1", len(left))
	}
	key, err := peerKey(filepath.Join(dir, "peer.key"))
	if err != nil {
		t.Fatal(err)
	}
	if id, err := peer.IDFromPrivateKey(key); err != nil || id.String() != "12D3KooWFgNFMhCrSX16pMdM3ThQzVqTuf6CpUWUwpgGZ81qPRua" {
		t.Errorf("peer id %s, %v", id, err)
	}
}
