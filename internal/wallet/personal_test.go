package wallet

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
)

// signer is a wallet elsewhere whose answers a test chooses.
type signer struct {
	*Key
	answer func(call int, sig []byte) []byte
	calls  int
}

func (s *signer) SignTyped(ctx context.Context, d apitypes.TypedData) ([]byte, error) {
	sig, err := s.Key.SignTyped(ctx, d)
	s.calls++
	if s.answer != nil {
		sig = s.answer(s.calls, sig)
	}
	return sig, err
}

// The derivation is fixed for ever: these values must never change, and another implementation must come to them, too.
func TestPersonalIdentityVector(t *testing.T) {
	k := key(t, 42)
	salt := [32]byte{31: 1}
	digest, err := TypedDigest(PersonalTypedData(k.Address(), salt))
	if err != nil {
		t.Fatal(err)
	}
	id, err := PersonalIdentity(t.Context(), k, salt, PersonalKeyVersion)
	if err != nil {
		t.Fatal(err)
	}
	seed, recipient := id.Seed(), id.Recipient().Digest()
	for name, tc := range map[string]struct{ got, want string }{
		"typed data digest": {hex.EncodeToString(digest[:]), vectorDigest},
		"seed":              {hex.EncodeToString(seed[:]), vectorSeed},
		"recipient digest":  {hex.EncodeToString(recipient[:]), vectorRecipient},
	} {
		if tc.got != tc.want {
			t.Errorf("%s %s, want %s", name, tc.got, tc.want)
		}
	}
}

// The EIP-712 digest by hand, without the library that computes it.
func TestPersonalTypedDataByHand(t *testing.T) {
	k := key(t, 42)
	salt := [32]byte{31: 1}
	hash := func(parts ...[]byte) []byte { return crypto.Keccak256(parts...) }
	domain := hash(hash([]byte("EIP712Domain(string name,string version)")), hash([]byte("Coppice personal data")), hash([]byte("1")))
	message := hash(hash([]byte("PersonalKey(string warning,address owner,bytes32 salt,uint64 keyVersion)")),
		hash([]byte(PersonalWarning)), common.LeftPadBytes(k.Address().Bytes(), 32), salt[:], common.LeftPadBytes([]byte{1}, 32))
	want := hash([]byte{0x19, 1}, domain, message)
	if got, err := TypedDigest(PersonalTypedData(k.Address(), salt)); err != nil || string(got[:]) != string(want) {
		t.Errorf("digest %x, %v, want %x", got, err, want)
	}
}

func TestPersonalIdentityDiffers(t *testing.T) {
	salt, err := NewPersonalSalt(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := PersonalIdentity(t.Context(), key(t, 1), salt, 1)
	again, _ := PersonalIdentity(t.Context(), &signer{Key: key(t, 1), answer: func(_ int, sig []byte) []byte { sig[64] -= 27; return sig }}, salt, 1)
	b, _ := PersonalIdentity(t.Context(), key(t, 2), salt, 1)
	other := salt
	other[0] ^= 1
	c, _ := PersonalIdentity(t.Context(), key(t, 1), other, 1)
	if !a.Recipient().Equal(again.Recipient()) {
		t.Error("v written as 0 or 1 gives another identity")
	}
	if a.Recipient().Equal(b.Recipient()) || a.Recipient().Equal(c.Recipient()) {
		t.Error("another wallet or salt gives the same identity")
	}
}

func TestPersonalIdentityRefuses(t *testing.T) {
	salt := [32]byte{1}
	for name, tc := range map[string]struct {
		answer func(call int, sig []byte) []byte
		want   error
	}{
		"differing signatures": {func(call int, sig []byte) []byte {
			if call == 2 {
				// A valid signature of the same account over the same digest with another nonce.
				return secondSignature(t, key(t, 1), salt)
			}
			return sig
		}, ErrNotDeterministic},
		"another account": {func(_ int, sig []byte) []byte {
			digest, _ := TypedDigest(PersonalTypedData(key(t, 1).Address(), salt))
			sig, _ = key(t, 2).SignHash(digest)
			return sig
		}, ErrWrongSigner},
		"high s": {func(_ int, sig []byte) []byte {
			n := crypto.S256().Params().N
			new(big.Int).Sub(n, new(big.Int).SetBytes(sig[32:64])).FillBytes(sig[32:64])
			sig[64] ^= 27 ^ 28
			return sig
		}, ErrSignature},
		"contract signature": {func(_ int, sig []byte) []byte { return append(sig, sig...) }, ErrSignature},
		"nothing":            {func(int, []byte) []byte { return nil }, ErrSignature},
	} {
		if _, err := PersonalIdentity(t.Context(), &signer{Key: key(t, 1), answer: tc.answer}, salt, 1); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	for _, v := range []uint64{0, 2} {
		if _, err := PersonalIdentity(t.Context(), key(t, 1), salt, v); !errors.Is(err, ErrKeyVersion) {
			t.Errorf("key version %d: %v", v, err)
		}
	}
	if _, err := NewPersonalSalt(strings.NewReader("short")); err == nil {
		t.Error("a salt without randomness")
	}
}

// secondSignature signs like a wallet with random nonces: textbook ECDSA with k = 7.
func secondSignature(t *testing.T, k *Key, salt [32]byte) []byte {
	digest, err := TypedDigest(PersonalTypedData(k.Address(), salt))
	if err != nil {
		t.Fatal(err)
	}
	n := crypto.S256().Params().N
	nonce := big.NewInt(7)
	x, y := crypto.S256().ScalarBaseMult(nonce.Bytes())
	s := new(big.Int).Mul(x, k.private.D)
	s.Add(s, new(big.Int).SetBytes(digest[:])).Mul(s, new(big.Int).ModInverse(nonce, n)).Mod(s, n)
	v := byte(27 + y.Bit(0))
	if s.Cmp(new(big.Int).Rsh(n, 1)) > 0 {
		s.Sub(n, s)
		v ^= 27 ^ 28
	}
	sig := make([]byte, 65)
	x.FillBytes(sig[:32])
	s.FillBytes(sig[32:64])
	sig[64] = v
	return sig
}
