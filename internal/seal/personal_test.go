package seal

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

func TestPersonalCopyIsPlainAge(t *testing.T) {
	id := identity(t, 3)
	var b bytes.Buffer
	w, err := SealPersonal(&b, id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, "mine")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := OpenPersonal(bytes.NewReader(b.Bytes()), id)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "mine" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := OpenPersonal(bytes.NewReader(b.Bytes()), identity(t, 4)); !errors.Is(err, ErrNotForUs) {
		t.Errorf("another identity: %v", err)
	}
}

func sidecar() Sidecar {
	return Sidecar{Format: SidecarFormat, Owner: owner, ChainID: 1<<63 + 1, DLP: 2, Salt: common.Hash{1}, KeyVersion: 1,
		Name: "Läufe 2016.json", Size: 12, PooledCID: "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"}
}

func TestSidecarRoundTrip(t *testing.T) {
	s := sidecar()
	b, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeSidecar(b)
	if err != nil || got != s {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestSidecarRefusals(t *testing.T) {
	good, _ := sidecar().Encode()
	replace := func(old, new string) []byte {
		if !strings.Contains(string(good), old) {
			t.Fatalf("no %s in the sidecar", old)
		}
		return []byte(strings.Replace(string(good), old, new, 1))
	}
	for name, tc := range map[string]struct {
		in   []byte
		want error
	}{
		"empty":              {nil, ErrSidecar},
		"not JSON":           {[]byte("age-encryption.org/v1"), ErrSidecar},
		"null":               {[]byte("null"), ErrSidecar},
		"no format":          {[]byte(`{}`), ErrSidecar},
		"later format":       {replace("coppice-personal/1", "coppice-personal/2"), ErrVersion},
		"unknown field":      {replace(`"name"`, `"extra": 1, "name"`), ErrSidecar},
		"trailing data":      {append(bytes.Clone(good), "{}"...), ErrSidecar},
		"short salt":         {replace(`"0x01000000`, `"0x010000`), ErrSidecar},
		"chain as number":    {replace(`"9223372036854775809"`, `5`), ErrSidecar},
		"chain zero":         {replace(`"9223372036854775809"`, `"0"`), ErrSidecar},
		"negative size":      {replace(`"size": 12`, `"size": -1`), ErrSidecar},
		"no owner":           {replace(`1111111111111111111111111111111111111111`, strings.Repeat("0", 40)), ErrSidecar},
		"no key version":     {replace(`"keyVersion": 1`, `"keyVersion": 0`), ErrSidecar},
		"name with a folder": {replace(`Läufe 2016.json`, `../x`), ErrSidecar},
		"name is dots":       {replace(`Läufe 2016.json`, `..`), ErrSidecar},
		"name with a line":   {replace(`Läufe 2016.json`, `a\nb`), ErrSidecar},
		"name too long":      {replace(`Läufe 2016.json`, strings.Repeat("a", 256)), ErrSidecar},
		"no name":            {replace(`Läufe 2016.json`, ``), ErrSidecar},
		"address of a URL":   {replace(`bafkrei`, `http://`), ErrSidecar},
		"too large":          {append(bytes.Clone(good), bytes.Repeat([]byte(" "), maxSidecarBytes)...), ErrSidecar},
	} {
		if got, err := DecodeSidecar(tc.in); !errors.Is(err, tc.want) || got != (Sidecar{}) {
			t.Errorf("%s: %+v, %v, want %v", name, got, err, tc.want)
		}
	}
	bad := sidecar()
	bad.Name = "a/b"
	if _, err := bad.Encode(); !errors.Is(err, ErrSidecar) {
		t.Errorf("encoding a bad sidecar: %v", err)
	}
}

func FuzzDecodeSidecar(f *testing.F) {
	good, _ := sidecar().Encode()
	f.Add(good)
	f.Add([]byte(`{"format":"coppice-personal/1"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := DecodeSidecar(b)
		if err != nil {
			if !errors.Is(err, ErrSidecar) && !errors.Is(err, ErrVersion) {
				t.Fatalf("unnamed error: %v", err)
			}
			return
		}
		again, err := s.Encode()
		if err != nil {
			t.Fatalf("decoded, but does not encode: %v", err)
		}
		if back, err := DecodeSidecar(again); err != nil || back != s {
			t.Fatalf("%+v became %+v, %v", s, back, err)
		}
	})
}
