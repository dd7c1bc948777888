package vana

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
)

// An encrypted key ("eccrypto ECIES") is the hex form of
//
//	iv (16) | ephemeral public key (65, uncompressed) | ciphertext (AES-256-CBC with PKCS#7) | mac (32)
//
// under H = SHA-512(Z), where Z is the shared point's x as 32 bytes: the first half of H is the cipher's key, the second the MAC's. The
// MAC is HMAC-SHA256 of all before it.
const (
	ivBytes        = aes.BlockSize
	pointBytes     = 65
	macBytes       = sha256.Size
	minEnvelope    = ivBytes + pointBytes + aes.BlockSize + macBytes
	maxEnvelopeHex = 2 * (64 << 10)
)

// PublicKey is a point on secp256k1 to which keys are encrypted.
type PublicKey struct{ point *secp256k1.PublicKey }

// ParsePublicKey reads a public key from hex digits with or without 0x: 65 bytes (uncompressed), 33 (compressed), or the 64 bytes without
// the leading 04 that some nodes register. The error is ErrPublicKey.
func ParsePublicKey(text string) (PublicKey, error) {
	if len(text) > 2*pointBytes+2 {
		return PublicKey{}, fmt.Errorf("%w: %d characters are too many", ErrPublicKey, len(text))
	}
	raw, err := hex.DecodeString(strings.TrimPrefix(text, "0x"))
	if err != nil {
		return PublicKey{}, fmt.Errorf("%w: not hex digits, or not an even number of them", ErrPublicKey)
	}
	if len(raw) == pointBytes-1 {
		raw = append([]byte{4}, raw...)
	}
	return parsePoint(raw)
}

func parsePoint(raw []byte) (PublicKey, error) {
	switch {
	case len(raw) == 65 && raw[0] == 4, len(raw) == 33 && (raw[0] == 2 || raw[0] == 3):
	default:
		return PublicKey{}, fmt.Errorf("%w: %d bytes, or a wrong first byte", ErrPublicKey, len(raw))
	}
	point, err := secp256k1.ParsePubKey(raw)
	if err != nil {
		return PublicKey{}, fmt.Errorf("%w: not on the curve", ErrPublicKey)
	}
	return PublicKey{point}, nil
}

// Bytes returns the uncompressed form, 65 bytes.
func (k PublicKey) Bytes() []byte { return k.point.SerializeUncompressed() }

// EncryptKey encrypts a key to its recipient. What is encrypted is the key's text ("0x..."), not the bytes it stands for. Randomness is
// drawn anew for every envelope: some clients fix it, and so tell an observer which keys are alike.
func EncryptKey(random io.Reader, to PublicKey, key string) (string, error) {
	if to.point == nil {
		return "", fmt.Errorf("%w: none given", ErrPublicKey)
	}
	var iv [ivBytes]byte
	if _, err := io.ReadFull(random, iv[:]); err != nil {
		return "", fmt.Errorf("vana: reading randomness for an encrypted key: %w", err)
	}
	ephemeral, err := secp256k1.GeneratePrivateKeyFromRand(random)
	if err != nil {
		return "", fmt.Errorf("vana: reading randomness for an encrypted key: %w", err)
	}
	return sealEnvelope(iv, ephemeral, to, []byte(key))
}

func sealEnvelope(iv [ivBytes]byte, ephemeral *secp256k1.PrivateKey, to PublicKey, plain []byte) (string, error) {
	keys := envelopeKeys(secp256k1.GenerateSharedSecret(ephemeral, to.point))
	block, err := aes.NewCipher(keys.cipher)
	if err != nil {
		return "", fmt.Errorf("vana: encrypting a key: %w", err)
	}
	pad := aes.BlockSize - len(plain)%aes.BlockSize
	padded := append(make([]byte, 0, len(plain)+pad), plain...)
	for range pad {
		padded = append(padded, byte(pad))
	}
	cipher.NewCBCEncrypter(block, iv[:]).CryptBlocks(padded, padded)
	out := append(append(iv[:], ephemeral.PubKey().SerializeUncompressed()...), padded...)
	return hex.EncodeToString(append(out, keys.sum(out)...)), nil
}

// DecryptKey opens an encrypted key. The text may begin with 0x and be in either case. The errors are ErrEnvelope and ErrNotForUs.
func DecryptKey(private *secp256k1.PrivateKey, text string) (string, error) {
	if len(text) > maxEnvelopeHex {
		return "", fmt.Errorf("%w: %d characters are too many", ErrEnvelope, len(text))
	}
	raw, err := hex.DecodeString(strings.TrimPrefix(text, "0x"))
	if err != nil {
		return "", fmt.Errorf("%w: not hex digits, or not an even number of them", ErrEnvelope)
	}
	if len(raw) < minEnvelope || (len(raw)-ivBytes-pointBytes-macBytes)%aes.BlockSize != 0 {
		return "", fmt.Errorf("%w: %d bytes", ErrEnvelope, len(raw))
	}
	if raw[ivBytes] != 4 {
		return "", fmt.Errorf("%w: its ephemeral key is not uncompressed", ErrEnvelope)
	}
	ephemeral, err := parsePoint(raw[ivBytes : ivBytes+pointBytes])
	if err != nil {
		return "", fmt.Errorf("%w: its ephemeral key: %w", ErrEnvelope, err)
	}
	body, mac := raw[:len(raw)-macBytes], raw[len(raw)-macBytes:]
	keys, ok := matching(secp256k1.GenerateSharedSecret(private, ephemeral.point), body, mac)
	if !ok {
		return "", ErrNotForUs
	}
	plain, err := keys.open(body)
	return string(plain), err
}

// matching finds the keys under which the MAC is right. Some libraries hash the shared x without its leading zero bytes, so one key in 256
// has a second form; it is tried only where the two differ.
func matching(z, body, mac []byte) (envelopeKeyPair, bool) {
	keys := envelopeKeys(z)
	if hmac.Equal(keys.sum(body), mac) {
		return keys, true
	}
	if z[0] != 0 {
		return envelopeKeyPair{}, false
	}
	for len(z) > 0 && z[0] == 0 {
		z = z[1:]
	}
	keys = envelopeKeys(z)
	return keys, hmac.Equal(keys.sum(body), mac)
}

type envelopeKeyPair struct{ cipher, mac []byte }

func envelopeKeys(z []byte) envelopeKeyPair {
	h := sha512.Sum512(z)
	return envelopeKeyPair{h[:32], h[32:]}
}

func (k envelopeKeyPair) sum(body []byte) []byte {
	h := hmac.New(sha256.New, k.mac)
	h.Write(body)
	return h.Sum(nil)
}

var errPadding = errors.New("its padding is malformed")

// open decrypts a body whose MAC is right: what is wrong from here on was written so by whoever encrypted, and tells a stranger nothing.
func (k envelopeKeyPair) open(body []byte) ([]byte, error) {
	block, err := aes.NewCipher(k.cipher)
	if err != nil {
		return nil, fmt.Errorf("vana: decrypting a key: %w", err)
	}
	plain := append([]byte(nil), body[ivBytes+pointBytes:]...)
	cipher.NewCBCDecrypter(block, body[:ivBytes]).CryptBlocks(plain, plain)
	pad := int(plain[len(plain)-1])
	if pad == 0 || pad > aes.BlockSize {
		return nil, fmt.Errorf("%w: %w", ErrEnvelope, errPadding)
	}
	for _, b := range plain[len(plain)-pad:] {
		if int(b) != pad {
			return nil, fmt.Errorf("%w: %w", ErrEnvelope, errPadding)
		}
	}
	return plain[:len(plain)-pad], nil
}
