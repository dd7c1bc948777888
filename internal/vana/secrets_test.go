package vana

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/wallet"
)

const oneKey = "0101010101010101010101010101010101010101010101010101010101010101"

func TestSignatureNormalForm(t *testing.T) {
	want, err := Sign(signerOf(t, oneKey), Seed)
	if err != nil {
		t.Fatal(err)
	}
	good := want.Password()
	if len(good) != 132 || good != strings.ToLower(good) {
		t.Errorf("a password of %d characters", len(good))
	}
	zeroBased := fmt.Sprintf("%s%02x", good[:130], want[64]-27)
	for name, text := range map[string]string{
		"as it is": good, "upper case": strings.ToUpper(good), "without 0x": good[2:], "a line": " " + good + "\r\n", "v from 0": zeroBased,
	} {
		if got, err := ParseSignature(text); err != nil || got != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"empty": "", "short": good[:130], "long": good + "00", "no hex": "0x" + strings.Repeat("zz", 65), "odd": good[:131], "two": good + " " + good,
	} {
		if _, err := ParseSignature(text); !errors.Is(err, ErrSignature) || len(text) > 8 && strings.Contains(err.Error(), text[2:10]) {
			t.Errorf("%s: %v, want ErrSignature without the text", name, err)
		}
	}
}

// answering is a wallet elsewhere.
type answering struct {
	plainSigner
	answer func(call int, sig []byte) []byte
	calls  int
}

func (a *answering) SignPersonal(message []byte) ([]byte, error) {
	sig, err := a.plainSigner.SignPersonal(message)
	a.calls++
	return a.answer(a.calls, sig), err
}

func TestSignRefuses(t *testing.T) {
	one, two := signerOf(t, oneKey), signerOf(t, strings.ReplaceAll(oneKey, "01", "02"))
	highS := func(_ int, sig []byte) []byte {
		n := crypto.S256().Params().N
		new(big.Int).Sub(n, new(big.Int).SetBytes(sig[32:64])).FillBytes(sig[32:64])
		sig[64] ^= 27 ^ 28
		return sig
	}
	for name, tc := range map[string]struct {
		answer func(int, []byte) []byte
		want   error
	}{
		"another wallet":   {func(int, []byte) []byte { sig, _ := two.SignPersonal([]byte(Seed)); return sig }, ErrSigner},
		"another message":  {func(int, []byte) []byte { sig, _ := one.SignPersonal([]byte("x")); return sig }, ErrSigner},
		"a high s":         {highS, ErrSignature},
		"a contract":       {func(_ int, sig []byte) []byte { return append(sig, sig...) }, ErrSignature},
		"nothing":          {func(int, []byte) []byte { return nil }, ErrSignature},
		"a v of 29":        {func(_ int, sig []byte) []byte { sig[64] = 29; return sig }, ErrSignature},
		"another each day": {secondAnswer(one), wallet.ErrNotDeterministic},
	} {
		if s, err := Sign(&answering{plainSigner: one, answer: tc.answer}, Seed); !errors.Is(err, tc.want) || s != (Signature{}) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}

// secondAnswer signs the second time with another nonce.
func secondAnswer(s plainSigner) func(int, []byte) []byte {
	return func(call int, sig []byte) []byte {
		if call == 1 {
			return sig
		}
		n := crypto.S256().Params().N
		digest := new(big.Int).SetBytes(textHash(Seed))
		nonce := big.NewInt(7)
		x, y := crypto.S256().ScalarBaseMult(nonce.Bytes())
		sum := new(big.Int).Mul(x, s.key.D)
		sum.Add(sum, digest).Mul(sum, new(big.Int).ModInverse(nonce, n)).Mod(sum, n)
		v := byte(27 + y.Bit(0))
		if sum.Cmp(new(big.Int).Rsh(n, 1)) > 0 {
			sum.Sub(n, sum)
			v ^= 27 ^ 28
		}
		out := make([]byte, 65)
		x.FillBytes(out[:32])
		sum.FillBytes(out[32:64])
		out[64] = v
		return out
	}
}

func textHash(message string) []byte {
	return crypto.Keccak256(fmt.Appendf(nil, "\x19Ethereum Signed Message:\n%d%s", len(message), message))
}

func TestEncryptedKey(t *testing.T) {
	private := secp256k1.PrivKeyFromBytes(bytes.Repeat([]byte{1}, 32))
	other := secp256k1.PrivKeyFromBytes(bytes.Repeat([]byte{2}, 32))
	to := PublicKey{private.PubKey()}
	sealed, err := EncryptKey(rand.Reader, to, "0xsecret")
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := EncryptKey(rand.Reader, to, "0xsecret"); again == sealed {
		t.Error("two envelopes are the same")
	}
	if got, err := DecryptKey(private, sealed); err != nil || got != "0xsecret" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := DecryptKey(other, sealed); !errors.Is(err, ErrNotForUs) {
		t.Errorf("another recipient: %v", err)
	}
	if _, err := EncryptKey(strings.NewReader("short"), to, "x"); err == nil {
		t.Error("encrypted without randomness")
	}
	if _, err := EncryptKey(rand.Reader, PublicKey{}, "x"); !errors.Is(err, ErrPublicKey) {
		t.Errorf("encrypted to nobody: %v", err)
	}
	raw, _ := hex.DecodeString(sealed)
	for i := range raw {
		bad := bytes.Clone(raw)
		bad[i] ^= 1
		if got, err := DecryptKey(private, hex.EncodeToString(bad)); !errors.Is(err, ErrEnvelope) && !errors.Is(err, ErrNotForUs) || got != "" {
			t.Errorf("byte %d changed: %q, %v", i, got, err)
		}
		if got, err := DecryptKey(private, hex.EncodeToString(raw[:i])); !errors.Is(err, ErrEnvelope) && !errors.Is(err, ErrNotForUs) || got != "" {
			t.Errorf("cut at %d: %q, %v", i, got, err)
		}
	}
	if _, err := DecryptKey(private, strings.Repeat("00", maxEnvelopeHex)); !errors.Is(err, ErrEnvelope) {
		t.Errorf("too long: %v", err)
	}
}

// TestHybridPointIsRefused: a form of uncompressed keys that some libraries accept would give one key two texts.
func TestHybridPointIsRefused(t *testing.T) {
	point := PublicKey{secp256k1.PrivKeyFromBytes([]byte{1}).PubKey()}.Bytes()
	for _, first := range []byte{6, 7} {
		point[0] = first
		if _, err := ParsePublicKey(hex.EncodeToString(point)); !errors.Is(err, ErrPublicKey) {
			t.Errorf("first byte %d: %v", first, err)
		}
	}
	if _, err := ParsePublicKey(strings.Repeat("0", 1000)); !errors.Is(err, ErrPublicKey) {
		t.Errorf("a thousand digits: %v", err)
	}
}

func TestScoreWadRefuses(t *testing.T) {
	for _, score := range []float64{-0.1, 1.0000001, math.NaN(), math.Inf(1)} {
		if wad, err := ScoreWad(score); !errors.Is(err, ErrScore) || wad != nil {
			t.Errorf("%v: %v, %v", score, wad, err)
		}
	}
	if wad, err := ScoreWad(0); err != nil || wad.Sign() != 0 {
		t.Errorf("0: %v, %v", wad, err)
	}
}

// TestProofIsAmbiguous shows the weakness that the type's comment warns of, so that nobody relies on what is not so.
func TestProofIsAmbiguous(t *testing.T) {
	a := Proof{Score: big.NewInt(1), DLP: big.NewInt(2), Metadata: "ab", ProofURL: "c"}
	b := Proof{Score: big.NewInt(1), DLP: big.NewInt(2), Metadata: "a", ProofURL: "bc"}
	if a.Hash() != b.Hash() {
		t.Error("the hash tells the strings apart; correct the comment of Proof")
	}
	if (Proof{}).Hash() == a.Hash() {
		t.Error("all proofs have one hash")
	}
}

func FuzzParseSignature(f *testing.F) {
	f.Add("0x" + strings.Repeat("ab", 64) + "1b")
	f.Add(strings.Repeat("AB", 64) + "00")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSignature(text)
		if err != nil {
			if !errors.Is(err, ErrSignature) {
				t.Fatalf("error without a name: %v", err)
			}
			return
		}
		if again, err := ParseSignature(s.Password()); err != nil || again != s {
			t.Fatalf("%s becomes %v, %v", text, again, err)
		}
	})
}

func FuzzParsePublicKey(f *testing.F) {
	f.Add(hex.EncodeToString(PublicKey{secp256k1.PrivKeyFromBytes([]byte{1}).PubKey()}.Bytes()))
	f.Fuzz(func(t *testing.T, text string) {
		k, err := ParsePublicKey(text)
		if err != nil {
			if !errors.Is(err, ErrPublicKey) {
				t.Fatalf("error without a name: %v", err)
			}
			return
		}
		if again, err := ParsePublicKey(hex.EncodeToString(k.Bytes())); err != nil || !again.point.IsEqual(k.point) {
			t.Fatalf("%s is not itself: %v", text, err)
		}
	})
}

func FuzzDecryptKey(f *testing.F) {
	private := secp256k1.PrivKeyFromBytes([]byte{1})
	sealed, err := EncryptKey(rand.Reader, PublicKey{private.PubKey()}, "0xkey")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := DecryptKey(private, text); err != nil && !errors.Is(err, ErrEnvelope) && !errors.Is(err, ErrNotForUs) {
			t.Fatalf("error without a name: %v", err)
		}
	})
}

func FuzzRefinedKey(f *testing.F) {
	f.Add("0x" + strings.Repeat("ab", 65))
	f.Fuzz(func(t *testing.T, text string) {
		key, err := RefinedKey(text)
		if err == nil && len(key) != 130 || err != nil && !errors.Is(err, ErrEncryptionKey) {
			t.Fatalf("%d characters, %v", len(key), err)
		}
	})
}
