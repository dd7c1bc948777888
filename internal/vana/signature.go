package vana

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/wallet"
)

// Seed is the message whose signature is the password of a contributor's files, signed with personal_sign.
const Seed = "Please sign to retrieve your encryption key"

// Signature is a wallet's signature as a password: 65 bytes r, s, v with a low s and v 27 or 28.
type Signature [65]byte

// PersonalSigner signs messages as personal_sign does, always alike (RFC 6979).
type PersonalSigner interface {
	Address() common.Address
	SignPersonal(message []byte) ([]byte, error)
}

// Sign has a wallet sign a message for use as a password, usually Seed. The errors are ErrSignature, ErrSigner, and
// wallet.ErrNotDeterministic for a wallet that would lose the key because its signatures differ from call to call.
func Sign(signer PersonalSigner, message string) (Signature, error) {
	var first Signature
	for i := range 2 {
		raw, err := signer.SignPersonal([]byte(message))
		if err != nil {
			return Signature{}, fmt.Errorf("vana: signing: %w", err)
		}
		s, err := normal(raw)
		if err != nil {
			return Signature{}, err
		}
		if err := s.Check(message, signer.Address()); err != nil {
			return Signature{}, err
		}
		if i > 0 && s != first {
			return Signature{}, wallet.ErrNotDeterministic
		}
		first = s
	}
	return first, nil
}

// ParseSignature reads a signature from hex digits, in upper or lower case, with or without 0x, with v as 27 and 28 or as 0 and 1, and
// with white space around it. Wallets write all of these; the password is always the normal form. The error is ErrSignature and does not
// repeat the text, which is a secret.
func ParseSignature(text string) (Signature, error) {
	text = strings.TrimSpace(text)
	if cut, ok := cutHexPrefix(text); ok {
		text = cut
	}
	raw, err := hex.DecodeString(text)
	if err != nil {
		return Signature{}, fmt.Errorf("%w: want 0x and 130 hex digits", ErrSignature)
	}
	return normal(raw)
}

func cutHexPrefix(text string) (string, bool) {
	if len(text) >= 2 && (text[:2] == "0x" || text[:2] == "0X") {
		return text[2:], true
	}
	return text, false
}

func normal(raw []byte) (Signature, error) {
	if len(raw) != 65 {
		return Signature{}, fmt.Errorf("%w: %d bytes instead of 65", ErrSignature, len(raw))
	}
	s := Signature(raw)
	if s[64] < 2 {
		s[64] += 27
	}
	return s, nil
}

// Password returns the password: 0x and 130 lower-case hex digits. These 132 characters are the password, not the bytes they stand for.
func (s Signature) Password() string { return "0x" + hex.EncodeToString(s[:]) }

// Signer returns who signed the message. The error is ErrSignature, also for a signature with a high s, which no wallet gives.
func (s Signature) Signer(message string) (common.Address, error) {
	by, err := wallet.RecoverPersonal([]byte(message), s[:])
	if err != nil {
		return common.Address{}, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return by, nil
}

// Check makes sure that a message was signed by a wallet. The errors are ErrSignature and ErrSigner.
func (s Signature) Check(message string, signer common.Address) error {
	by, err := s.Signer(message)
	if err != nil {
		return err
	}
	if by != signer {
		return fmt.Errorf("%w: by %s instead of %s", ErrSigner, by, signer)
	}
	return nil
}

// Format keeps every formatting verb from reaching the secret.
func (s Signature) Format(f fmt.State, _ rune) { fmt.Fprint(f, "signature(...)") }
