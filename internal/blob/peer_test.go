package blob

import (
	"context"
	"strings"
	"testing"
	"time"
)

func twoPeers(t *testing.T) (a, b *Store) {
	t.Helper()
	const listen = "/ip4/127.0.0.1/tcp/0"
	a = openStore(t, Config{Listen: listen, Patience: 5 * time.Second})
	b = openStore(t, Config{Listen: listen, Patience: 5 * time.Second})
	if len(a.Addrs()) == 0 {
		t.Fatal("no address")
	}
	if err := b.Connect(t.Context(), a.Addrs()[0]); err != nil {
		t.Fatal(err)
	}
	return a, b
}

func TestFetchFromPeer(t *testing.T) {
	a, b := twoPeers(t)
	big := testContent(14, 180*ChunkSize+3)
	copy(big[ChunkSize:], big[:ChunkSize]) // one block twice
	c := put(t, a, big)
	mustGet(t, b, c, big)
	if has, err := b.Has(t.Context(), c); err != nil || !has {
		t.Fatalf("what was fetched is not kept: %v %v", has, err)
	}
	if x, y := len(blockFiles(t, a.cfg.Dir)), len(blockFiles(t, b.cfg.Dir)); x != y {
		t.Fatalf("%d blocks became %d", x, y)
	}
	t.Run("a damaged block is fetched anew", func(t *testing.T) {
		damage(t, b.cfg.Dir, big[5*ChunkSize:6*ChunkSize])
		mustGet(t, b, c, big)
		for _, p := range b.peer.host.Network().Peers() {
			if err := b.peer.host.Network().ClosePeer(p); err != nil {
				t.Fatal(err)
			}
		}
		mustGet(t, b, c, big) // from disk now
	})
	t.Run("and deleted like everything else", func(t *testing.T) {
		if err := b.Delete(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if n := len(blockFiles(t, b.cfg.Dir)); n != 0 {
			t.Fatalf("%d blocks left", n)
		}
	})
}

func TestFetchFails(t *testing.T) {
	a, b := twoPeers(t)
	t.Run("nobody has it, the context ends", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_, err := b.Get(ctx, sumOf(t, []byte("nobody has this")))
		wantErr(t, err, ErrNotFound)
		wantErr(t, err, context.DeadlineExceeded)
	})
	t.Run("nobody has it, patience ends", func(t *testing.T) {
		b.cfg.Patience = 50 * time.Millisecond
		defer func() { b.cfg.Patience = 5 * time.Second }()
		_, err := b.Get(t.Context(), sumOf(t, []byte("nobody has this")))
		wantErr(t, err, ErrNotFound)
	})
	t.Run("the peer's copy is damaged", func(t *testing.T) {
		x := testContent(15, 3*ChunkSize)
		c := put(t, a, x)
		damage(t, a.cfg.Dir, x[ChunkSize:2*ChunkSize])
		b.cfg.Patience = 300 * time.Millisecond
		defer func() { b.cfg.Patience = 5 * time.Second }()
		_, err := b.Get(t.Context(), c)
		wantErr(t, err, ErrNotFound)
		if n := len(blockFiles(t, b.cfg.Dir)); n != 0 {
			t.Fatalf("a failed fetch left %d blocks", n)
		}
	})
	t.Run("too large", func(t *testing.T) {
		c := put(t, a, testContent(16, 5*ChunkSize))
		b.cfg.MaxFetch = 4 * ChunkSize
		defer func() { b.cfg.MaxFetch = 1 << 30 }()
		_, err := b.Get(t.Context(), c)
		wantErr(t, err, ErrTooLarge)
	})
	t.Run("no network", func(t *testing.T) {
		s := openStore(t, Config{})
		wantErr(t, s.Connect(t.Context(), a.Addrs()[0]), ErrOffline)
		if s.Addrs() != nil {
			t.Fatal("addresses without a network")
		}
	})
}

func TestPeerIdentityStays(t *testing.T) {
	cfg := Config{Dir: t.TempDir(), Listen: "/ip4/127.0.0.1/tcp/0"}
	var ids []string
	for range 2 {
		s, err := Open(cfg)
		if err != nil {
			t.Fatal(err)
		}
		addr := s.Addrs()[0]
		ids = append(ids, addr[strings.Index(addr, "/p2p/"):])
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if ids[0] != ids[1] {
		t.Fatalf("peer id changed: %v", ids)
	}
}
