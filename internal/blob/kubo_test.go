package blob

import (
	"bytes"
	"context"
	"encoding/base32"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/personal/remotetest"
)

// kubo is a client of a real Kubo node.
type kubo struct {
	*Kubo
	node *remotetest.KuboNode
}

func startKubo(t testing.TB) *kubo {
	t.Helper()
	node := remotetest.Kubo(t)
	return &kubo{Kubo: &Kubo{URL: node.URL, Patience: 3 * time.Second}, node: node}
}

// addr is where peers reach it.
func (k *kubo) addr(t testing.TB) string {
	t.Helper()
	addrs, err := k.Addrs(context.Background())
	if err != nil || len(addrs) == 0 {
		t.Fatalf("%v %v", addrs, err)
	}
	return addrs[0]
}

// blockFile is where a block lies on Kubo's disk.
func (k *kubo) blockFile(t testing.TB, c cid.Cid) string {
	t.Helper()
	key := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(c.Hash())
	path := filepath.Join(k.node.Repo, "blocks", key[len(key)-3:len(key)-1], key+".data")
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// leafOf is the address of chunk n of content.
func leafOf(t testing.TB, content []byte, n int) cid.Cid {
	t.Helper()
	c, _, err := Sum(bytes.NewReader(content[n*ChunkSize : min(len(content), (n+1)*ChunkSize)]))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func readBlobs(t testing.TB, b Blobs, c cid.Cid) ([]byte, error) {
	t.Helper()
	r, err := b.Get(context.Background(), c)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func TestKubo(t *testing.T) {
	k := startKubo(t)
	ctx := t.Context()
	for name, content := range map[string][]byte{
		"empty": nil, "small": []byte("x"), "one chunk": testContent(1, ChunkSize), "a tree": testContent(2, ChunkSize+1), "two levels": testContent(3, 175*ChunkSize),
	} {
		c, n, err := k.Put(ctx, struct{ io.Reader }{bytes.NewReader(content)})
		if want, _, _ := Sum(bytes.NewReader(content)); err != nil || !c.Equals(want) || n != int64(len(content)) {
			t.Fatalf("%s: %s, %d bytes, %v", name, c, n, err)
		}
		if got, err := readBlobs(t, k, c); err != nil || !bytes.Equal(got, content) {
			t.Fatalf("%s: %d bytes, %v", name, len(got), err)
		}
		if has, err := k.Has(ctx, c); err != nil || !has {
			t.Fatalf("%s: has %v, %v", name, has, err)
		}
		// A part of it is pinned by somebody else, too.
		part, rest := content[:min(len(content), ChunkSize)], content[min(len(content), ChunkSize):]
		shared, _, err := k.Put(ctx, bytes.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		if err := k.Delete(ctx, c); err != nil {
			t.Fatal(err)
		}
		if has, err := k.Has(ctx, c); err != nil || has && len(rest) > 0 {
			t.Fatalf("%s: has %v after Delete, %v", name, has, err)
		}
		if len(rest) > 0 {
			last := rest[(len(rest)-1)/ChunkSize*ChunkSize:]
			for _, gone := range []cid.Cid{c, sumOf(t, last)} {
				if has, err := k.hasBlock(ctx, gone); err != nil || has {
					t.Errorf("%s: block %s is there after Delete: %v, %v", name, gone, has, err)
				}
			}
			if got, err := readBlobs(t, k, shared); err != nil || !bytes.Equal(got, part) {
				t.Errorf("%s: what another pin needs is gone: %d bytes, %v", name, len(got), err)
			}
			if err := k.Delete(ctx, shared); err != nil {
				t.Fatal(err)
			}
		}
		wantErr(t, k.Delete(ctx, c), ErrNotFound)
	}
	// Killed after the pin was gone: the blocks are found and go.
	c, _, err := k.Put(ctx, bytes.NewReader(testContent(6, 2*ChunkSize)))
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Call(ctx, "pin/rm", url.Values{"arg": {c.String()}}, nil); err != nil {
		t.Fatal(err)
	}
	if err := k.Delete(ctx, c); err != nil {
		t.Errorf("what is not pinned any more: %v", err)
	}
	if has, err := k.hasBlock(ctx, c); err != nil || has {
		t.Errorf("its root is there: %v, %v", has, err)
	}
	boom := errors.New("boom")
	_, _, err = k.Put(ctx, &brokenReader{bytes.NewReader(testContent(5, 3*ChunkSize)), boom})
	wantErr(t, err, boom)
	_, err = readBlobs(t, k, FromDigest([32]byte{1}, CodecRaw))
	wantErr(t, err, ErrNotFound)
}

// TestKuboDamage: a flipped byte on Kubo's disk is named and never served; with a peer that has the block it is replaced.
func TestKuboDamage(t *testing.T) {
	k := startKubo(t)
	content := testContent(6, 5*ChunkSize)
	c, _, err := k.Put(t.Context(), bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	leaf := leafOf(t, content, 3)
	path := k.blockFile(t, leaf)
	damage := func() {
		t.Helper()
		raw := bytes.Clone(content[3*ChunkSize : 4*ChunkSize])
		raw[1000] ^= 1
		if err := os.Chmod(path, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	damage()
	got, err := readBlobs(t, k, c)
	wantErr(t, err, ErrCorrupt)
	if !strings.Contains(err.Error(), leaf.String()) || !bytes.Equal(got, content[:3*ChunkSize]) {
		t.Fatalf("served %d bytes; %v", len(got), err)
	}
	other := openStore(t, Config{Listen: "/ip4/127.0.0.1/tcp/0"})
	put(t, other, content)
	own := openStore(t, Config{Listen: "/ip4/127.0.0.1/tcp/0"})
	if err := own.Connect(t.Context(), other.Addrs()[0]); err != nil {
		t.Fatal(err)
	}
	k.Repair = own.Block
	if got, err := readBlobs(t, k, c); err != nil || !bytes.Equal(got, content) {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	k.Repair = nil // what was replaced is sound in Kubo, too
	if got, err := readBlobs(t, k, c); err != nil || !bytes.Equal(got, content) {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	// A block that is gone comes back from a peer of Kubo's own.
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	_, err = readBlobs(t, k, c)
	wantErr(t, err, ErrNotFound)
	if err := other.Connect(t.Context(), k.addr(t)); err != nil {
		t.Fatal(err)
	}
	if got, err := readBlobs(t, k, c); err != nil || !bytes.Equal(got, content) {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
}

// TestKuboBitswap: the embedded peer and Kubo exchange content both ways.
func TestKuboBitswap(t *testing.T) {
	k := startKubo(t)
	s := openStore(t, Config{Listen: "/ip4/127.0.0.1/tcp/0"})
	if err := s.Connect(t.Context(), k.addr(t)); err != nil {
		t.Fatal(err)
	}
	ours, theirs := testContent(7, 20*ChunkSize), testContent(8, 20*ChunkSize)
	c := put(t, s, ours)
	if got, err := readBlobs(t, k, c); err != nil || !bytes.Equal(got, ours) {
		t.Fatalf("Kubo from us: %d bytes, %v", len(got), err)
	}
	if has, err := k.Has(t.Context(), c); err != nil || !has {
		t.Errorf("what was read is not pinned: %v", err)
	}
	c, _, err := k.Put(t.Context(), bytes.NewReader(theirs))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := readBlobs(t, s, c); err != nil || !bytes.Equal(got, theirs) {
		t.Fatalf("we from Kubo: %d bytes, %v", len(got), err)
	}
}

// TestKuboAnswers: what a node answers becomes the error that a store's callers know. TestKubo has the real one.
func TestKuboAnswers(t *testing.T) {
	small, _, _ := Sum(strings.NewReader("x"))
	for name, c := range map[string]struct {
		answer func(method string, args url.Values) (int, string)
		want   error
	}{
		"another address": {func(m string, _ url.Values) (int, string) {
			return 200, `{"Name":"content","Hash":"` + emptyFile + `"}`
		}, ErrMismatch},
		"no address":    {func(string, url.Values) (int, string) { return 200, `{"Name":"content"}` }, ErrMismatch},
		"no answer":     {func(string, url.Values) (int, string) { return 200, `` }, ErrUnreachable},
		"a full disk":   {func(string, url.Values) (int, string) { return 500, `{"Message":"write: no space left on device"}` }, ErrNoSpace},
		"another error": {func(string, url.Values) (int, string) { return 500, `{"Message":"odd"}` }, ErrRemote},
		"no RPC":        {func(string, url.Values) (int, string) { return 404, `404 page not found` }, ErrRemote},
	} {
		t.Run(name, func(t *testing.T) {
			k := fakeKubo(t, c.answer)
			_, _, err := k.Put(t.Context(), strings.NewReader("x"))
			wantErr(t, err, c.want)
		})
	}
	k := fakeKubo(t, func(m string, _ url.Values) (int, string) {
		if m == "block/get" {
			return 200, "y"
		}
		return 200, "{}"
	})
	_, err := k.Get(t.Context(), small)
	wantErr(t, err, ErrCorrupt)
	k.Repair = func(context.Context, cid.Cid) ([]byte, error) { return []byte("z"), nil }
	_, err = k.Get(t.Context(), small)
	wantErr(t, err, ErrCorrupt)
	refusing := fakeKubo(t, func(m string, _ url.Values) (int, string) {
		if m == "block/rm" {
			return 200, `{"Hash":"x","Error":"disk is away"}`
		}
		return 200, "{}"
	})
	wantErr(t, refusing.Delete(t.Context(), small), ErrRemote)
	k = &Kubo{URL: "http://127.0.0.1:1"}
	_, err = k.Check(t.Context())
	wantErr(t, err, ErrUnreachable)
}

func fakeKubo(t *testing.T, answer func(method string, args url.Values) (int, string)) *Kubo {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		status, body := answer(strings.TrimPrefix(r.URL.Path, "/api/v0/"), r.URL.Query())
		if json.Valid([]byte(body)) {
			w.Header().Set("Content-Type", "application/json")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return &Kubo{URL: s.URL}
}

// BenchmarkBesideKubo adds the same 256 MB to our store, to a Kubo node by its own command (`ipfs add`), and by its RPC.
func BenchmarkBesideKubo(b *testing.B) {
	k := startKubo(b)
	const size = 256 << 20
	content := testContent(1, size)
	path := filepath.Join(b.TempDir(), "content")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		b.Fatal(err)
	}
	c, _, err := Sum(bytes.NewReader(content))
	if err != nil {
		b.Fatal(err)
	}
	forget := func() {
		k.node.Run(b, "pin", "rm", c.String())
		k.node.Run(b, "repo", "gc", "--quiet")
	}
	b.Run("put", func(b *testing.B) { benchmarkPut(b, content) })
	b.Run("command", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			k.node.Run(b, "add", "--cid-version=1", "--quieter", "--progress=false", path)
			b.StopTimer()
			forget()
			b.StartTimer()
		}
	})
	b.Run("rpc", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			if _, _, err := k.Put(context.Background(), bytes.NewReader(content)); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			forget()
			b.StartTimer()
		}
	})
}
