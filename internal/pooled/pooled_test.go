package pooled

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/seal"
)

var (
	owner   = common.HexToAddress("0xa11ce")
	errAway = errors.New("away")
)

const content = "a tracker's export, longer than one chunk of the seal: "

var whole = strings.Repeat(content, 3000) // 162 KiB

// store serves one ciphertext.
type store struct {
	asked  cid.Cid
	data   io.Reader
	err    error
	closed int
}

func (s *store) GetFor(_ context.Context, _ uint64, id cid.Cid) (io.ReadCloser, error) {
	s.asked = id
	return s, s.err
}

func (s *store) Read(p []byte) (int, error) { return s.data.Read(p) }
func (s *store) Close() error               { s.closed++; return nil }

type keys struct {
	ids []*seal.Identity
	err error
}

func (k keys) OpenFile(_ context.Context, _ File, src io.Reader) (*seal.Opened, error) {
	if k.err != nil {
		return nil, k.err
	}
	return seal.Open(src, k.ids...)
}

func identity(t *testing.T, n byte) *seal.Identity {
	t.Helper()
	id, err := seal.IdentityFromSeed([32]byte{n})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func sealed(t *testing.T, h seal.PooledHeader, to *seal.Identity) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := seal.SealPooled(&b, rand.Reader, h, to.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, whole); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sealedBytes(t *testing.T, plain string, to *seal.Identity) []byte {
	t.Helper()
	b, err := seal.SealBytes([]byte(plain), to.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestOpen opens what was sealed for exactly this registration, refuses for good what nobody will ever open, and tells from both what
// may pass by itself.
func TestOpen(t *testing.T) {
	current, former, stranger := identity(t, 1), identity(t, 2), identity(t, 3)
	header := seal.PooledHeader{Owner: owner, ChainID: 7, DLP: 4, ReplyTo: stranger.Recipient().String()}
	with := func(change func(*seal.PooledHeader)) seal.PooledHeader {
		h := header
		change(&h)
		return h
	}
	good := sealed(t, header, current)
	version2 := "coppool\x00\x02" + strings.Repeat("x", 100)
	for name, c := range map[string]struct {
		data []byte
		want string // part of the refusal; empty if it opens
	}{
		"as registered":         {good, ""},
		"to a former key":       {sealed(t, header, former), ""},
		"without a reply-to":    {sealed(t, with(func(h *seal.PooledHeader) { h.ReplyTo = "" }), current), ""},
		"by another wallet":     {sealed(t, with(func(h *seal.PooledHeader) { h.Owner[0]++ }), current), "another wallet"},
		"for another chain":     {sealed(t, with(func(h *seal.PooledHeader) { h.ChainID++ }), current), "another network or DataDAO"},
		"for another DataDAO":   {sealed(t, with(func(h *seal.PooledHeader) { h.DLP++ }), current), "another network or DataDAO"},
		"to somebody else":      {sealed(t, header, stranger), "not sealed to this DataDAO's intake key"},
		"without a header":      {sealedBytes(t, whole, current), "does not begin with a header"},
		"of a later version":    {sealedBytes(t, version2, current), "does not begin with a header"},
		"with nothing inside":   {sealedBytes(t, "", current), "does not begin with a header"},
		"with half a header":    {sealedBytes(t, "coppool\x00\x01", current), "does not begin with a header"},
		"not sealed":            {[]byte(whole), "damaged or not sealed"},
		"empty":                 {nil, "damaged or not sealed"},
		"with a damaged start":  {append([]byte("Age"), good[3:]...), "damaged or not sealed"},
		"with a damaged middle": {flipped(good, len(good)/2), "damaged or not sealed"},
		"with a damaged end":    {flipped(good, len(good)-1), "damaged or not sealed"},
		"cut off":               {good[:len(good)-1], "damaged or not sealed"},
		"cut off at a chunk":    {good[:len(good)-len(good)%(64<<10+16)], "damaged or not sealed"},
		"extended":              {append(bytes.Clone(good), 'x'), "damaged or not sealed"},
	} {
		t.Run(name, func(t *testing.T) {
			src := &store{data: bytes.NewReader(c.data)}
			o := Opener{Store: src, Keys: keys{ids: []*seal.Identity{current, former}}, ChainID: 7}
			got, h, err := read(o, 0)
			if src.closed != 1 {
				t.Errorf("the ciphertext was closed %d times", src.closed)
			}
			if want := blob.FromDigest([32]byte{8}, 1); src.asked != want {
				t.Errorf("%s was fetched, want %s", src.asked, want)
			}
			if c.want == "" {
				if err != nil || got != whole || h.Owner != owner {
					t.Errorf("got %d bytes of %s, %v", len(got), h.Owner, err)
				}
			}
			// A store that reads anywhere gives the same, piece by piece.
			o.Store = anywhere{src, c.data}
			src.data = bytes.NewReader(c.data)
			if again, _, e := read(o, 1); (e == nil) != (err == nil) || e == nil && again != whole || e != nil && (!errors.Is(e, ErrRefused) || e.Error() != err.Error()) {
				t.Errorf("read anywhere: %d bytes, %v; from its start: %v", len(again), e, err)
			}
			if c.want == "" {
				return
			}
			if !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want a refusal because %q", err, c.want)
			}
			if errors.Is(err, seal.ErrWrongOwner) || strings.Contains(err.Error(), owner.Hex()) {
				t.Errorf("%v says more than is safe to show", err)
			}
		})
	}
}

func flipped(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 1
	return b
}

// anywhere is a store that reads anywhere in its ciphertext.
type anywhere struct {
	*store
	ciphertext []byte
}

func (a anywhere) GetFor(ctx context.Context, file uint64, id cid.Cid) (io.ReadCloser, error) {
	r, err := a.store.GetFor(ctx, file, id)
	return struct {
		io.ReadCloser
		io.ReaderAt
		sized
	}{r, bytes.NewReader(a.ciphertext), sized(len(a.ciphertext))}, err
}

type sized int64

func (s sized) Size() int64 { return int64(s) }

// read opens the file and reads it to its end; sections of more than most bytes backwards.
func read(o Opener, most int64) (string, seal.PooledHeader, error) {
	c, err := o.Open(context.Background(), File{ID: 9, DLP: 4, Owner: owner, Digest: [32]byte{8}, Codec: 1})
	if err != nil {
		return "", seal.PooledHeader{}, err
	}
	in, err := c.Input(most)
	if err != nil {
		return "", c.Header, errors.Join(err, c.Close())
	}
	s, ok := in.(*io.SectionReader)
	if !ok {
		b, err := io.ReadAll(in)
		return string(b), c.Header, errors.Join(err, c.Close())
	}
	b := make([]byte, s.Size())
	for end := s.Size(); end > 0 && err == nil; {
		begin := max(0, end-10007)
		if _, err = s.ReadAt(b[begin:end], begin); err == io.EOF && end == s.Size() {
			err = nil
		}
		end = begin
	}
	return string(b), c.Header, errors.Join(err, c.Close())
}

// TestNotRefused: what this validator cannot do now says nothing about the file.
func TestNotRefused(t *testing.T) {
	id := identity(t, 1)
	good := sealed(t, seal.PooledHeader{Owner: owner, ChainID: 7, DLP: 4}, id)
	broken := func(after int) io.Reader {
		return io.MultiReader(bytes.NewReader(good[:after]), iotest.ErrReader(errAway))
	}
	for name, c := range map[string]struct {
		store *store
		keys  keys
		want  error
	}{
		"the keys cannot be read":          {&store{}, keys{err: errAway}, errAway},
		"no key is here yet":               {&store{}, keys{err: ErrNoKeys}, ErrNoKeys},
		"the content is not to be had":     {&store{err: errAway}, keys{ids: []*seal.Identity{id}}, errAway},
		"the first block breaks off":       {&store{data: broken(10)}, keys{ids: []*seal.Identity{id}}, errAway},
		"a block in the middle is missing": {&store{data: broken(len(good) / 2)}, keys{ids: []*seal.Identity{id}}, errAway},
		"the last block is missing":        {&store{data: broken(len(good))}, keys{ids: []*seal.Identity{id}}, errAway},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := read(Opener{Store: c.store, Keys: c.keys, ChainID: 7}, 0)
			if !errors.Is(err, c.want) || errors.Is(err, ErrRefused) {
				t.Errorf("got %v, want %v and no refusal", err, c.want)
			}
		})
	}
}

// TestNoFile: an address that names no file is the file's own fault, for every validator, wherever that shows.
func TestNoFile(t *testing.T) {
	id := identity(t, 1)
	good := sealed(t, seal.PooledHeader{Owner: owner, ChainID: 7, DLP: 4}, id)
	noFile := fmt.Errorf("block x: %w", blob.ErrNotFile)
	for name, s := range map[string]*store{
		"at once": {err: noFile}, "later": {data: io.MultiReader(bytes.NewReader(good[:len(good)/2]), iotest.ErrReader(noFile))},
	} {
		if _, _, err := read(Opener{Store: s, Keys: keys{ids: []*seal.Identity{id}}, ChainID: 7}, 0); !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), "not a file") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestInputBreaksOff: what a store cannot read now says nothing about the file, wherever it is read.
func TestInputBreaksOff(t *testing.T) {
	id := identity(t, 1)
	good := sealed(t, seal.PooledHeader{Owner: owner, ChainID: 7, DLP: 4}, id)
	for _, from := range []int64{0, 1000, int64(len(good)) - 1} {
		src := &store{data: bytes.NewReader(good)}
		c, err := Opener{Store: src, Keys: keys{ids: []*seal.Identity{id}}, ChainID: 7}.Open(t.Context(), File{ID: 9, DLP: 4, Owner: owner})
		if err != nil {
			t.Fatal(err)
		}
		c.src = struct {
			io.ReadCloser
			io.ReaderAt
			sized
		}{c.src, cutAt{bytes.NewReader(good), from}, sized(len(good))}
		in, err := c.Input(1)
		if err == nil {
			_, err = io.ReadAll(in)
		}
		if !errors.Is(err, errAway) || errors.Is(err, ErrRefused) {
			t.Errorf("away from byte %d: %v", from, err)
		}
	}
	c := &Content{src: struct {
		io.ReadCloser
		io.ReaderAt
		sized
	}{nil, nil, 100}}
	if in, err := c.Input(100); err != nil || in != io.Reader(c) {
		t.Errorf("a file of 100 bytes, of which that many may be held: %v, %v", in, err)
	}
}

type cutAt struct {
	io.ReaderAt
	from int64
}

func (c cutAt) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > c.from {
		return 0, errAway
	}
	return c.ReaderAt.ReadAt(p, off)
}
