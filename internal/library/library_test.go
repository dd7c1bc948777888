package library

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/bundle"
)

var errAway = errors.New("away")

// store serves the same content at every address, as a store would that is not to be believed.
type store struct {
	mu      sync.Mutex
	content io.Reader
	err     error
	gets    int
}

func (s *store) Get(context.Context, cid.Cid) (io.ReadCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gets++
	if s.err != nil {
		return nil, s.err
	}
	b, err := io.ReadAll(s.content)
	s.content = bytes.NewReader(b)
	if err != nil {
		return io.NopCloser(iotest.ErrReader(err)), nil
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func url(b []byte) string { return blob.URL(blob.FromDigest(sha256.Sum256(b), 0)) }

func TestBytes(t *testing.T) {
	good := []byte("a registered schema")
	for name, c := range map[string]struct {
		store *store
		url   string
		limit int64
		want  error
	}{
		"as registered":        {&store{content: bytes.NewReader(good)}, url(good), 100, nil},
		"of exactly the limit": {&store{content: bytes.NewReader(good)}, url(good), int64(len(good)), nil},
		"too large":            {&store{content: bytes.NewReader(good)}, url(good), int64(len(good)) - 1, ErrTooLarge},
		"endless":              {&store{content: io.LimitReader(endless{}, 1<<20)}, url(good), 100, ErrTooLarge},
		"other content":        {&store{content: strings.NewReader("something else")}, url(good), 100, ErrDigest},
		"cut off":              {&store{content: bytes.NewReader(good[:5])}, url(good), 100, ErrDigest},
		"nothing":              {&store{content: strings.NewReader("")}, url(good), 100, ErrDigest},
		"not to be had":        {&store{err: errAway}, url(good), 100, errAway},
		"broken off":           {&store{content: iotest.ErrReader(errAway)}, url(good), 100, errAway},
		"no address":           {&store{content: bytes.NewReader(good)}, "https://example.org/bundle", 100, blob.ErrAddress},
	} {
		t.Run(name, func(t *testing.T) {
			l := &Library{Store: c.store}
			got, err := l.Bytes(t.Context(), sha256.Sum256(good), c.url, c.limit)
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if c.want == nil && !bytes.Equal(got, good) || c.want != nil && got != nil {
				t.Errorf("got %q", got)
			}
		})
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func packed(t *testing.T, n int) *bundle.Bundle {
	t.Helper()
	b, err := bundle.FromFile("proof.star", fmt.Appendf(nil, "# %d\ndef prove(file, context):\n    return proof(valid = True, score = 1)\n", n))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestBundle: a bundle is fetched once, and only a verified one is kept.
func TestBundle(t *testing.T) {
	want := packed(t, 1)
	s := &store{content: strings.NewReader("something else")}
	l := &Library{Store: s}
	if _, err := l.Bundle(t.Context(), want.Digest, url(want.Packed())); !errors.Is(err, ErrDigest) {
		t.Fatalf("got %v, want ErrDigest", err)
	}
	s.content = bytes.NewReader(want.Packed())
	for range 3 {
		got, err := l.Bundle(t.Context(), want.Digest, url(want.Packed()))
		if err != nil || got.Digest != want.Digest {
			t.Fatalf("got %v, %v", got, err)
		}
	}
	if s.gets != 2 {
		t.Errorf("it was fetched %d times, want once refused and once kept", s.gets)
	}
	junk := []byte("registered, but no bundle")
	s.content = bytes.NewReader(junk)
	if _, err := l.Bundle(t.Context(), sha256.Sum256(junk), url(junk)); !errors.Is(err, bundle.ErrInvalid) {
		t.Errorf("got %v, want ErrInvalid", err)
	}
}

// TestBundlesAreForgotten: memory does not grow with what was ever served.
func TestBundlesAreForgotten(t *testing.T) {
	s := &store{}
	l := &Library{Store: s}
	for i := range 2*kept + 1 {
		b := packed(t, i)
		s.content = bytes.NewReader(b.Packed())
		if _, err := l.Bundle(t.Context(), b.Digest, url(b.Packed())); err != nil {
			t.Fatal(err)
		}
		if len(l.bundles) > kept {
			t.Fatalf("%d bundles are kept", len(l.bundles))
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	want := packed(t, 1)
	l := &Library{Store: &store{content: bytes.NewReader(want.Packed())}}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got, err := l.Bundle(t.Context(), want.Digest, url(want.Packed())); err != nil || got.Digest != want.Digest {
				t.Errorf("got %v", err)
			}
		})
	}
	wg.Wait()
}
