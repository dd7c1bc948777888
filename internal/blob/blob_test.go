package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ipfs/go-cid"
)

// emptyFile is what `ipfs add --cid-version=1` answers for an empty file.
const emptyFile = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"

// testContent returns n bytes that no compression or deduplication shortens; equal seeds give equal bytes.
func testContent(seed uint64, n int) []byte {
	b := make([]byte, n)
	var key [32]byte
	key[0], key[1] = byte(seed), byte(seed>>8)
	r := rand.NewChaCha8(key)
	r.Read(b)
	return b
}

func sumOf(t testing.TB, b []byte) cid.Cid {
	t.Helper()
	c, n, err := Sum(bytes.NewReader(b))
	if err != nil || n != int64(len(b)) {
		t.Fatalf("Sum: %d bytes, %v", n, err)
	}
	return c
}

func openStore(t testing.TB, cfg Config) *Store {
	t.Helper()
	if cfg.Dir == "" {
		cfg.Dir = t.TempDir()
	}
	s, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func put(t testing.TB, s Blobs, b []byte) cid.Cid {
	t.Helper()
	c, n, err := s.Put(context.Background(), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if n != int64(len(b)) {
		t.Fatalf("Put counted %d bytes of %d", n, len(b))
	}
	return c
}

func get(ctx context.Context, s interface {
	Get(context.Context, cid.Cid) (io.ReadCloser, error)
}, c cid.Cid) ([]byte, error) {
	r, err := s.Get(ctx, c)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func mustGet(t testing.TB, s Blobs, c cid.Cid, want []byte) {
	t.Helper()
	got, err := get(context.Background(), s, c)
	if err != nil {
		t.Fatalf("get %s: %v", c, err)
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("get %s: %d bytes that differ from the %d put", c, len(got), len(want))
	}
}

func wantErr(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
	}
}

// brokenReader yields some bytes and then an error.
type brokenReader struct {
	r   io.Reader
	err error
}

func (b *brokenReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err == io.EOF {
		err = b.err
	}
	return n, err
}

func TestAddressRoundTrip(t *testing.T) {
	for _, codec := range []uint8{CodecRaw, CodecDagPB} {
		var d [32]byte
		copy(d[:], testContent(uint64(codec), 32))
		c := FromDigest(d, codec)
		gotD, gotC, err := DigestOf(c)
		if err != nil || gotD != d || gotC != codec {
			t.Fatalf("DigestOf(FromDigest) = %x %d %v", gotD, gotC, err)
		}
		back, err := ParseURL(URL(c))
		if err != nil || !back.Equals(c) {
			t.Fatalf("ParseURL(URL) = %s %v", back, err)
		}
	}
	if FromDigest([32]byte{}, 2).Defined() {
		t.Fatal("an unknown codec made an address")
	}
}

func TestParseURLRefuses(t *testing.T) {
	good := "ipfs://" + emptyFile
	if _, err := ParseURL(good); err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]string{
		"empty":             "",
		"no scheme":         emptyFile,
		"other scheme":      "https://" + emptyFile,
		"upper case scheme": "IPFS://" + emptyFile,
		"upper case":        "ipfs://" + strings.ToUpper(emptyFile),
		"path":              good + "/a",
		"query":             good + "?a",
		"space":             good + " ",
		"short":             good[:len(good)-1],
		"CIDv0":             "ipfs://QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH",
		"base58":            "ipfs://zb2rhmy65F3REf8SZp7De11gxtECBGgUKaLdiDj7MCGCHxbDW",
		"sha2-512":          "ipfs://bafkrgqhhyivzstcz3hhswshfjgy6ertgmnqeleynhwt4dlfsthi4hn7zgh4uvlsb5xncykzapi3ocd4lzogukir6ksdy6wzrnz6ohnv4aglcs",
		"json codec":        "ipfs://bagaaierahdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyk",
		"cbor codec":        "ipfs://bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
		"trailing bits":     good[:len(good)-1] + "v",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseURL(s)
			wantErr(t, err, ErrAddress)
		})
	}
}

func FuzzParseURL(f *testing.F) {
	f.Add("ipfs://" + emptyFile)
	f.Add("ipfs://bafybeihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku")
	f.Add("ipfs://b")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseURL(s)
		if err != nil {
			wantErr(t, err, ErrAddress)
			return
		}
		if URL(c) != s {
			t.Fatalf("%q parsed to %q", s, URL(c))
		}
		if d, codec, err := DigestOf(c); err != nil || !FromDigest(d, codec).Equals(c) {
			t.Fatalf("%q does not survive its digest: %v", s, err)
		}
	})
}
