package vana

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"testing"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
)

func privateKey(t *testing.T, text string) *secp256k1.PrivateKey {
	t.Helper()
	return secp256k1.PrivKeyFromBytes(unhex(t, text))
}

type envelopeVector struct {
	Private    string  `json:"recipient_private_key"`
	Public65   string  `json:"recipient_public_key_65"`
	Public33   string  `json:"recipient_public_key_33"`
	Public64   string  `json:"recipient_public_key_64_raw"`
	PlainHex   *string `json:"plaintext_hex"`
	PlainText  *string `json:"plaintext_utf8"`
	IV         string
	Ephemeral  string `json:"ephemeral_private_key"`
	Ciphertext string `json:"ciphertext_hex"`
	Padded     string `json:"ciphertext_padded_hex"`
	Unpadded   string `json:"ciphertext_unpadded_hex"`
	Expect     string
}

func (v envelopeVector) plain(t *testing.T) (string, bool) {
	switch {
	case v.PlainHex != nil:
		return string(unhex(t, *v.PlainHex)), true
	case v.PlainText != nil:
		return *v.PlainText, true
	}
	return "", false
}

// sealed encrypts again with the randomness that the vector states.
func (v envelopeVector) sealed(t *testing.T) string {
	t.Helper()
	plain, _ := v.plain(t)
	to := PublicKey{privateKey(t, v.Private).PubKey()}
	text, err := sealEnvelope([ivBytes]byte(unhex(t, v.IV)), privateKey(t, v.Ephemeral), to, []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func runEnvelopeVector(t *testing.T, _ vectorList, raw json.RawMessage) {
	var v envelopeVector
	unmarshal(t, raw, &v)
	got, err := DecryptKey(privateKey(t, v.Private), v.Ciphertext)
	if want := expected(t, v.Expect); !want.accept {
		if !errors.Is(err, ErrEnvelope) && !errors.Is(err, ErrNotForUs) || got != "" {
			t.Errorf("%d bytes, %v, want a refusal by name", len(got), err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if want, ok := v.plain(t); ok && got != want {
		t.Errorf("decrypted %q", got)
	}
	if v.IV != "" && v.Ephemeral != "" && v.sealed(t) != v.Ciphertext {
		t.Error("encrypted otherwise")
	}
	for _, key := range []string{v.Public65, v.Public33, v.Public64} {
		if key == "" {
			continue
		}
		if k, err := ParsePublicKey(key); err != nil || !k.point.IsEqual(privateKey(t, v.Private).PubKey()) {
			t.Errorf("public key %s: %v", key, err)
		}
	}
}

func runLeadingZeroVector(t *testing.T, _ vectorList, raw json.RawMessage) {
	var v envelopeVector
	unmarshal(t, raw, &v)
	want, _ := v.plain(t)
	for form, text := range map[string]string{"padded": v.Padded, "unpadded": v.Unpadded} {
		if got, err := DecryptKey(privateKey(t, v.Private), text); err != nil || got != want {
			t.Errorf("%s: %q, %v", form, got, err)
		}
	}
	if v.sealed(t) != v.Padded {
		t.Error("what is written is not the padded form")
	}
}

func runPublicKeyVector(t *testing.T, _ vectorList, raw json.RawMessage) {
	var v struct {
		Input, Expect string
		Canonical     string `json:"canonical_65"`
	}
	unmarshal(t, raw, &v)
	k, err := ParsePublicKey(v.Input)
	if !expected(t, v.Expect).accept {
		if !errors.Is(err, ErrPublicKey) {
			t.Errorf("%v, want ErrPublicKey", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if v.Canonical != "" && hex.EncodeToString(k.Bytes()) != v.Canonical {
		t.Errorf("read as %x", k.Bytes())
	}
}

// runEnvelopeTextVector is about how an envelope is written; it is for one of the recipients in the same file.
func runEnvelopeTextVector(t *testing.T, list vectorList, raw json.RawMessage) {
	var v struct{ Input, Expect string }
	unmarshal(t, raw, &v)
	var others []envelopeVector
	unmarshal(t, list.file["vectors"], &others)
	var accepted int
	for _, other := range others {
		_, err := DecryptKey(privateKey(t, other.Private), v.Input)
		if err == nil {
			accepted++
		} else if !errors.Is(err, ErrEnvelope) && !errors.Is(err, ErrNotForUs) {
			t.Errorf("error without a name: %v", err)
		}
	}
	if want := expected(t, v.Expect).accept; want != (accepted > 0) {
		t.Errorf("accepted by %d of %d recipients", accepted, len(others))
	}
}

func runRefinedKeyVector(t *testing.T, _ vectorList, raw json.RawMessage) {
	var v struct {
		Key    string `json:"encryption_key"`
		Expect string
		REK    string
		Length *int `json:"rek_len"`
	}
	unmarshal(t, raw, &v)
	got, err := RefinedKey(v.Key)
	if !expected(t, v.Expect).accept {
		if !errors.Is(err, ErrEncryptionKey) || got != "" {
			t.Errorf("%d characters, %v, want ErrEncryptionKey", len(got), err)
		}
		return
	}
	if err != nil || got != v.REK || v.Length != nil && len(got) != *v.Length {
		t.Errorf("another key of %d characters, %v", len(got), err)
	}
}
