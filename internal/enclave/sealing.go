package enclave

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
)

// Errors of sealed data.
var (
	// ErrTampered means: the data, or what it was bound to, is not what was sealed.
	ErrTampered = errors.New("enclave: sealed data was changed or moved")
	// ErrOtherRoot means: sealed below another root or for another purpose.
	ErrOtherRoot = errors.New("enclave: sealed below another root")
)

// SealingRoot keeps data at rest readable to one secure environment only. It is safe for concurrent use.
//
// Hardware derives such a root from the measurement (SEV-SNP) or obtains it again from peers or a key service (TDX). The simulated root is a
// file outside the validator's directory: it stands for what the hardware would keep, so that a copied or stolen validator
// directory holds no plaintext and no key.
type SealingRoot interface {
	// Seal encrypts plain and binds aad, which Open must be given again and which is not stored.
	Seal(plain, aad []byte) ([]byte, error)
	// Open returns what was sealed, all of it or ErrTampered, ErrOtherRoot or ErrVersion.
	Open(sealed, aad []byte) ([]byte, error)
	// For returns a root below this one for one purpose: what one seals the other cannot open.
	For(purpose string) SealingRoot
}

// Sealed data, version 1:
//
//	0   4   magic "cops"
//	4   1   version 1
//	5   8   id of the root: HKDF-SHA256(root, no salt, "coppice sealing root id v1")
//	13  32  random salt
//	45  n   AES-256-GCM of the data under HKDF-SHA256(root, salt, "coppice sealing key v1"), nonce zero, 16-byte tag at the end;
//	        additional data: bytes 0 to 44, then aad
//
// Each message has a key of its own, so no count of messages and no repeated nonce can weaken it.
const (
	sealedMagic   = "cops"
	sealedVersion = 1
	sealedHeader  = 45
	gcmOverhead   = 16
)

type softwareRoot struct {
	secret [32]byte
	id     [8]byte
}

// OpenSealingRoot reads the file of a simulated sealing root, or creates it with 32 bytes of random when there is none. Losing the file
// is losing everything sealed below it. It must lie outside validatorDir (ErrInside). Other errors: ErrRootFile, ErrVersion.
func OpenSealingRoot(path, validatorDir string, random io.Reader) (SealingRoot, error) {
	secret, err := openSecretFile(path, validatorDir, sealingRootSecret, random)
	if err != nil {
		return nil, fmt.Errorf("sealing root %s: %w", path, err)
	}
	return NewSealingRoot(secret), nil
}

// NewSealingRoot returns the root of a secret that is kept elsewhere.
func NewSealingRoot(secret [32]byte) SealingRoot {
	r := &softwareRoot{secret: secret}
	copy(r.id[:], derive(secret, nil, "coppice sealing root id v1", len(r.id)))
	return r
}

func (r *softwareRoot) For(purpose string) SealingRoot {
	return NewSealingRoot([32]byte(derive(r.secret, nil, "coppice sealing purpose v1\x00"+purpose, 32)))
}

func (r *softwareRoot) Seal(plain, aad []byte) ([]byte, error) {
	out := make([]byte, sealedHeader, sealedHeader+len(plain)+gcmOverhead)
	copy(out, sealedMagic)
	out[4] = sealedVersion
	copy(out[5:], r.id[:])
	if _, err := rand.Read(out[13:sealedHeader]); err != nil {
		return nil, fmt.Errorf("enclave: reading randomness for a seal: %w", err)
	}
	a, err := r.aead(out[13:sealedHeader])
	if err != nil {
		return nil, err
	}
	return a.Seal(out, zeroNonce[:], plain, bind(out[:sealedHeader], aad)), nil
}

func (r *softwareRoot) Open(sealed, aad []byte) ([]byte, error) {
	if len(sealed) < sealedHeader+gcmOverhead || string(sealed[:4]) != sealedMagic {
		return nil, fmt.Errorf("%w: %d bytes that are no sealed data", ErrTampered, len(sealed))
	}
	if sealed[4] != sealedVersion {
		return nil, fmt.Errorf("%w: sealed data of version %d, this program reads %d", ErrVersion, sealed[4], sealedVersion)
	}
	if [8]byte(sealed[5:13]) != r.id {
		return nil, ErrOtherRoot
	}
	a, err := r.aead(sealed[13:sealedHeader])
	if err != nil {
		return nil, err
	}
	plain, err := a.Open(nil, zeroNonce[:], sealed[sealedHeader:], bind(sealed[:sealedHeader], aad))
	if err != nil {
		return nil, ErrTampered
	}
	return plain, nil
}

var zeroNonce [12]byte

func (r *softwareRoot) aead(salt []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(derive(r.secret, salt, "coppice sealing key v1", 32))
	if err != nil {
		return nil, fmt.Errorf("enclave: preparing a seal: %w", err)
	}
	return cipher.NewGCM(block)
}

func bind(header, aad []byte) []byte {
	return append(append(make([]byte, 0, len(header)+len(aad)), header...), aad...)
}

func derive(secret [32]byte, salt []byte, info string, n int) []byte {
	key, err := hkdf.Key(sha256.New, secret[:], salt, info, n)
	if err != nil {
		panic("enclave: HKDF of a fixed length: " + err.Error()) // only lengths above 8160 bytes fail
	}
	return key
}
