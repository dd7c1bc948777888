package seal

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

var owner = common.HexToAddress("0x1111111111111111111111111111111111111111")

func pooled(t testing.TB, h PooledHeader, content string, to Recipient) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := SealPooled(&b, rand.Reader, h, to)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, content)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPooledRoundTrip(t *testing.T) {
	intake, me := identity(t, 1), identity(t, 2)
	for name, tc := range map[string]struct{ reply, content string }{
		"with reply-to":    {me.Recipient().String(), `{"source":"x"}`},
		"without reply-to": {"", "abc"},
		"empty content":    {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := PooledHeader{Owner: owner, ChainID: 1<<60 + 1, DLP: 3, ReplyTo: tc.reply}
			sealed := pooled(t, h, tc.content, intake.Recipient())
			got, r, err := OpenPooled(bytes.NewReader(sealed), intake)
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(r)
			if err != nil || string(content) != tc.content {
				t.Errorf("content %q, %v", content, err)
			}
			if got.Nonce == [32]byte{} {
				t.Error("no nonce")
			}
			got.Nonce = h.Nonce
			if got != h {
				t.Errorf("header %+v, want %+v", got, h)
			}
		})
	}
	h := PooledHeader{Owner: owner, ChainID: 1, DLP: 1}
	if bytes.Equal(pooled(t, h, "x", intake.Recipient()), pooled(t, h, "x", intake.Recipient())) {
		t.Error("sealing twice gave the same bytes")
	}
}

func TestHeaderCheckNamesTheFirstMismatch(t *testing.T) {
	h := PooledHeader{Owner: owner, ChainID: 5, DLP: 7}
	for _, tc := range []struct {
		name    string
		owner   common.Address
		chain   uint64
		dlp     uint64
		wantErr error
	}{
		{"all equal", owner, 5, 7, nil},
		{"another registered it", common.Address{1}, 5, 7, ErrWrongOwner},
		{"registered on another chain", owner, 6, 7, ErrWrongChain},
		{"registered with another DataDAO", owner, 5, 8, ErrWrongDLP},
	} {
		if err := h.Check(tc.owner, tc.chain, tc.dlp); !errors.Is(err, tc.wantErr) {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.wantErr)
		}
	}
}

func TestSealPooledRefuses(t *testing.T) {
	intake := identity(t, 1).Recipient()
	if _, err := SealPooled(io.Discard, rand.Reader, PooledHeader{ReplyTo: "age1something"}, intake); !errors.Is(err, ErrRecipient) {
		t.Errorf("a foreign reply-to: %v", err)
	}
	if _, err := SealPooled(io.Discard, strings.NewReader(""), PooledHeader{}, intake); err == nil {
		t.Error("sealed without randomness")
	}
	if _, err := SealPooled(io.Discard, rand.Reader, PooledHeader{}, Recipient{}); !errors.Is(err, ErrRecipient) {
		t.Errorf("sealed to nobody: %v", err)
	}
}

// The layout in the package comment, byte by byte, as an independent vector.
const headerVector = "636f70706f6f6c00" + "01" + "1111111111111111111111111111111111111111" + "000000000000002a" + "0000000000000007" +
	"00000000000000000000000000000000000000000000000000000000000000ff" + "0000"

func TestHeaderLayout(t *testing.T) {
	want, _ := hex.DecodeString(headerVector)
	h := PooledHeader{Owner: owner, ChainID: 42, DLP: 7, Nonce: [32]byte{31: 0xff}}
	if got, err := h.encode(); err != nil || !bytes.Equal(got, want) {
		t.Errorf("encoded %x, %v\nwant    %x", got, err, want)
	}
	if got, err := ReadPooledHeader(bytes.NewReader(want)); err != nil || got != h {
		t.Errorf("decoded %+v, %v", got, err)
	}
}

func TestHeaderRefusals(t *testing.T) {
	id := identity(t, 1)
	good, _ := PooledHeader{Owner: owner, ChainID: 42, DLP: 7, ReplyTo: id.Recipient().String()}.encode()
	edit := func(f func(b []byte) []byte) []byte { return f(bytes.Clone(good)) }
	for name, tc := range map[string]struct {
		head []byte
		want error
	}{
		"empty":            {nil, ErrHeader},
		"wrong magic":      {edit(func(b []byte) []byte { b[0] ^= 1; return b }), ErrHeader},
		"version 0":        {edit(func(b []byte) []byte { b[8] = 0; return b }), ErrVersion},
		"version 2":        {edit(func(b []byte) []byte { b[8] = 2; return b }), ErrVersion},
		"version 2, short": {append([]byte(pooledMagic), 2), ErrVersion},
		"cut in magic":     {good[:5], ErrHeader},
		"cut in owner":     {good[:20], ErrHeader},
		"cut in nonce":     {good[:60], ErrHeader},
		"cut in reply-to":  {good[:len(good)-1], ErrHeader},
		"reply-to too long": {edit(func(b []byte) []byte {
			binary.BigEndian.PutUint16(b[77:], 4097)
			return append(b, make([]byte, 5000)...)
		}), ErrHeader},
		"reply-to garbage": {edit(func(b []byte) []byte { b[200] = 'b'; return b }), ErrHeader},
		"JSON instead":     {[]byte(`{"source":"fitbit","userId":"1"}`), ErrHeader},
	} {
		sealed, err := SealBytes(tc.head, id.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := OpenPooled(bytes.NewReader(sealed), id); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	cut := pooled(t, PooledHeader{Owner: owner}, "content", id.Recipient())
	if _, _, err := OpenPooled(bytes.NewReader(cut[:len(cut)-3]), id); !errors.Is(err, ErrDamaged) {
		t.Errorf("a damaged seal is reported as %v, want ErrDamaged", err)
	}
}

func FuzzPooledHeader(f *testing.F) {
	v, _ := hex.DecodeString(headerVector)
	f.Add(v)
	f.Add(v[:40])
	full, _ := PooledHeader{ReplyTo: identity(f, 1).Recipient().String()}.encode()
	f.Add(full)
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bytes.NewReader(b)
		h, err := ReadPooledHeader(r)
		if err != nil {
			if !errors.Is(err, ErrHeader) && !errors.Is(err, ErrVersion) {
				t.Fatalf("unnamed error: %v", err)
			}
			return
		}
		again, err := h.encode()
		if err != nil || !bytes.Equal(again, b[:len(b)-r.Len()]) {
			t.Fatalf("%+v encodes to %x, %v", h, again, err)
		}
	})
}

func FuzzOpenPooled(f *testing.F) {
	id := identity(f, 1)
	f.Add(pooled(f, PooledHeader{Owner: owner}, "content", id.Recipient()))
	f.Add([]byte(intro))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, r, err := OpenPooled(bytes.NewReader(b), id)
		if err == nil {
			_, err = io.ReadAll(r)
		}
		for _, want := range []error{nil, ErrHeader, ErrVersion, ErrDamaged, ErrNotSealed, ErrNotForUs} {
			if errors.Is(err, want) {
				return
			}
		}
		t.Fatalf("unnamed error: %v", err)
	})
}
