package wallet

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

func TestKeptElsewhere(t *testing.T) {
	s := store(t)
	url := SignerURL("http://127.0.0.1:9000")
	e := External{URL: url, Transactions: "eth_signTransaction", TypedData: "eth_signTypedData_v4"}
	a, err := s.AddExternal("remote", common.Address{7}, e)
	if err != nil || a.Signer != url.String() {
		t.Fatalf("%+v, %v", a, err)
	}
	if got, err := s.Get("remote"); err != nil || got != a {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := s.Get(common.Address{7}.Hex()); err != nil || got != a {
		t.Errorf("by address: %+v, %v", got, err)
	}
	local, err := s.New("local", "pass")
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		do   func() error
		want error
	}{
		"unlocked":               {func() error { _, err := s.Unlock("remote", "pass"); return err }, ErrExternal},
		"exported":               {func() error { _, err := s.Export("remote", "pass", "new"); return err }, ErrExternal},
		"given a passphrase":     {func() error { _, err := s.ChangePassphrase("remote", "pass", "new"); return err }, ErrExternal},
		"asked where it is":      {func() error { _, _, err := s.External("local"); return err }, ErrKeyFile},
		"taken by a key":         {func() error { _, err := s.New("remote", "pass"); return err }, ErrExists},
		"taking a key's name":    {func() error { _, err := s.AddExternal("local", common.Address{8}, e); return err }, ErrExists},
		"taking a key's address": {func() error { _, err := s.AddExternal("other", local.Address, e); return err }, ErrExists},
		"a faucet's":             {func() error { _, err := s.AddExternal("rich", faucet(), e); return err }, ErrFaucetKey},
		"nobody":                 {func() error { _, err := s.AddExternal("none", common.Address{}, e); return err }, ErrKeyFile},
		"no method":              {func() error { _, err := s.AddExternal("none", common.Address{8}, External{URL: url}); return err }, ErrKeyFile},
		"without a URL": {func() error {
			_, err := s.AddExternal("none", common.Address{8}, External{Transactions: "a", TypedData: "b"})
			return err
		}, ErrKeyFile},
	} {
		if err := tc.do(); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	if list, err := s.List(); err != nil || len(list) != 2 {
		t.Errorf("%v, %v", list, err)
	}
}

func TestSignerURL(t *testing.T) {
	for text, want := range map[string]string{
		"http://127.0.0.1:9000":             "http://127.0.0.1:9000",
		" https://signer.example/a/b \n":    "https://signer.example",
		"https://ana:secret@signer.example": "https://signer.example",
		"https://signer.example/?k=secret":  "https://signer.example",
		"http://[::1]:9000/secret":          "http://[::1]:9000",
		"http://localhost":                  "http://localhost",
		"unix:/run/clef.ipc":                "unix:/run/clef.ipc",
		"unix:///run/clef.ipc":              "unix:/run/clef.ipc",
	} {
		u, err := ParseSignerURL(text)
		if err != nil || u.String() != want {
			t.Errorf("%q: %s, %v", text, u, err)
		}
		if u.Secret() != strings.Contains(text, "@") && u.Secret() != strings.Contains(text, "?") {
			t.Errorf("%q: secret %v", text, u.Secret())
		}
	}
	for _, text := range []string{
		"", "signer.example", "ws://127.0.0.1", "ftp://127.0.0.1", "http://", "http://10.0.0.1:9000", "http://signer.example", "http://127.0.0.1.example",
		"unix:clef.ipc", "unix://host/clef.ipc", "unix:/a?b", "https://signer.example/#x", "https://signer\n.example", "https://a b", "http://%zz",
	} {
		if u, err := ParseSignerURL(text); !errors.Is(err, ErrSignerURL) {
			t.Errorf("%q is accepted as %s (%v)", text, u, err)
		}
	}
}

func FuzzExternal(f *testing.F) {
	b, err := json.Marshal(externalFile{externalFormat, common.Address{7}, external()})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"version":"coppice-signer/2"}`))
	f.Add([]byte(`{"version":"coppice-signer/1","url":"http://10.0.0.1"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		address, e, err := parseExternal(b)
		if err == nil {
			again, err := json.Marshal(externalFile{externalFormat, address, e})
			if err != nil {
				t.Fatal(err)
			}
			if a, x, err := parseExternal(again); err != nil || a != address || x != e {
				t.Fatalf("%v: %s", err, again)
			}
			return
		}
		if !errors.Is(err, ErrKeyFile) && !errors.Is(err, ErrVersion) {
			t.Fatalf("unnamed error: %v", err)
		}
	})
}
