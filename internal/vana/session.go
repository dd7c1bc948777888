package vana

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash"
	"io"

	"github.com/ProtonMail/go-crypto/openpgp/s2k"
)

const (
	maxSessions     = 8       // how many encrypted session keys are tried; each costs up to 130 MB of hashing
	maxSessionBytes = 4 << 10 // of one packet before the data
)

// keyBytes is the length of a cipher's key: AES-128, AES-192, AES-256.
var keyBytes = map[byte]int{7: 16, 8: 24, 9: 32}

// hashes are those that make a key of a password.
var hashes = map[byte]func() hash.Hash{2: sha1.New, 8: sha256.New, 9: sha512.New384, 10: sha512.New}

// session is a session key encrypted with a password, or made of it (SKESK, version 4).
type session struct {
	cipher    byte
	hash      func() hash.Hash
	salt      []byte
	count     int // bytes hashed; 0 = salt and password once
	encrypted []byte
}

// parseSession reads the packet's body. The errors are ErrUnsupported and ErrDamaged.
func parseSession(b *body) (*session, error) {
	raw, err := io.ReadAll(io.LimitReader(b, maxSessionBytes+1))
	if err != nil {
		return nil, err
	}
	if len(raw) == 0 || len(raw) > maxSessionBytes {
		return nil, fmt.Errorf("%w: a session key packet of %d bytes", ErrDamaged, len(raw))
	}
	if raw[0] != 4 {
		return nil, fmt.Errorf("%w: session key of version %d, this program reads 4", ErrUnsupported, raw[0])
	}
	if len(raw) < 4 {
		return nil, cutOff(io.EOF)
	}
	s := &session{cipher: raw[1], hash: hashes[raw[3]]}
	length := keyBytes[s.cipher]
	if length == 0 {
		return nil, fmt.Errorf("%w: cipher %d, this program reads AES", ErrUnsupported, s.cipher)
	}
	if s.hash == nil {
		return nil, fmt.Errorf("%w: hash %d", ErrUnsupported, raw[3])
	}
	rest := raw[4:]
	switch kind := raw[2]; {
	case kind != 1 && kind != 3:
		return nil, fmt.Errorf("%w: a key made of the password in way %d", ErrUnsupported, kind)
	case len(rest) < 8 || kind == 3 && len(rest) < 9:
		return nil, cutOff(io.EOF)
	case kind == 1:
		s.salt, s.encrypted = rest[:8], rest[8:]
	default:
		s.count = (16 + int(rest[8]&15)) << (rest[8]>>4 + 6)
		s.salt, s.encrypted = rest[:8], rest[9:]
	}
	return s, nil
}

// sessionKey is the key of a message.
type sessionKey struct {
	cipher byte
	key    []byte
}

// key makes the message's key of a password. A wrong password mostly shows; whether the key is right shows only the message.
func (s *session) key(password string) (sessionKey, bool) {
	derived := make([]byte, keyBytes[s.cipher])
	if s.count == 0 {
		s2k.Salted(derived, s.hash(), []byte(password), s.salt)
	} else {
		s2k.Iterated(derived, s.hash(), []byte(password), s.salt, s.count)
	}
	if len(s.encrypted) == 0 {
		return sessionKey{s.cipher, derived}, true
	}
	plain := make([]byte, len(s.encrypted))
	cfb(derived).XORKeyStream(plain, s.encrypted)
	return sessionKey{plain[0], plain[1:]}, len(plain) == 1+keyBytes[plain[0]] && keyBytes[plain[0]] > 0
}

// cfb decrypts as OpenPGP does in packets with integrity protection: CFB from a zero vector, the random prefix included.
func cfb(key []byte) cipher.Stream {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic("vana: AES with a key of a checked length: " + err.Error())
	}
	return cipher.NewCFBDecrypter(block, make([]byte, aes.BlockSize)) //nolint:staticcheck // the format's mode; integrity is checked apart
}

// fits compares the bytes that a message's beginning repeats. It saves reading all of it with a wrong key.
func (k sessionKey) fits(prefix []byte) bool {
	plain := make([]byte, len(prefix))
	cfb(k.key).XORKeyStream(plain, prefix)
	return bytes.Equal(plain[aes.BlockSize-2:aes.BlockSize], plain[aes.BlockSize:])
}
