package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestContentKey(t *testing.T) {
	id, other := testIdentity(t, 1), testIdentity(t, 2)
	content := bytes.Repeat([]byte("rows "), 40_000) // some chunks
	sealed, err := SealBytes(content, id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	another, err := SealBytes(content, id.Recipient())
	if err != nil {
		t.Fatal(err)
	}

	key, by, err := ContentKeyOf(bytes.NewReader(sealed), other, nil, id)
	if err != nil || by != id {
		t.Fatalf("%v by %v, %v", key, by, err)
	}
	r, err := OpenWithKey(bytes.NewReader(sealed), key)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d bytes, %v", len(got), err)
	}

	t.Run("reads the key section only", func(t *testing.T) {
		cut := &counting{r: bytes.NewReader(sealed)}
		if _, _, err := ContentKeyOf(cut, id); err != nil || cut.n > 8<<10 {
			t.Errorf("%d bytes read, %v", cut.n, err)
		}
	})
	changed := bytes.Clone(sealed) // still base64, but of another key
	if changed[400] == 'A' {
		changed[400] = 'B'
	} else {
		changed[400] = 'A'
	}
	for name, c := range map[string]struct {
		run  func() error
		want error
	}{
		"another identity":       {func() error { _, _, err := ContentKeyOf(bytes.NewReader(sealed), other); return err }, ErrNotForUs},
		"no identity":            {func() error { _, _, err := ContentKeyOf(bytes.NewReader(sealed)); return err }, ErrNotForUs},
		"not sealed":             {func() error { _, _, err := ContentKeyOf(strings.NewReader("rows"), id); return err }, ErrNotSealed},
		"a changed key section":  {func() error { _, _, err := ContentKeyOf(bytes.NewReader(changed), id); return err }, ErrNotForUs},
		"another file's key":     {func() error { _, err := OpenWithKey(bytes.NewReader(another), key); return err }, ErrNotForUs},
		"an empty key":           {func() error { _, err := OpenWithKey(bytes.NewReader(sealed), ContentKey{}); return err }, ErrNotForUs},
		"a key for what is open": {func() error { _, err := OpenWithKey(strings.NewReader("rows"), key); return err }, ErrNotSealed},
		"damaged content": {func() error {
			r, err := OpenWithKey(bytes.NewReader(flip(sealed, len(sealed)-1)), key)
			if err != nil {
				return err
			}
			_, err = io.Copy(io.Discard, r)
			return err
		}, ErrDamaged},
	} {
		if err := c.run(); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestContentKeyDoesNotPrint(t *testing.T) {
	key := ContentKey([]byte("0123456789abcdef"))
	for _, verb := range []string{"%v", "%s", "%x", "%+v", "%#v", "%q", "%d"} {
		if got := fmt.Sprintf(verb, key); got != "content key" {
			t.Errorf("%s prints %s", verb, got)
		}
	}
	if got := key.LogValue().String(); got != "content key" {
		t.Errorf("it is logged as %s", got)
	}
	if b, err := json.Marshal(key); err == nil {
		t.Errorf("it is written as %s", b)
	}
}

func testIdentity(t testing.TB, seed byte) *Identity {
	t.Helper()
	id, err := IdentityFromSeed([32]byte{seed})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func flip(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 1
	return b
}

type counting struct {
	r io.Reader
	n int
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}
