package seal

import (
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"filippo.io/age"
	"github.com/btcsuite/btcd/btcutil/bech32"
)

// Bech32 prefixes of age's hybrid kind.
const (
	identityPrefix    = "age-secret-key-pq-"
	recipientPrefix   = "age1pq1"
	maxRecipientBytes = 4096 // a hybrid recipient has 1,959 characters
)

// Recipient is a public key to which files are sealed. The zero Recipient is nobody. Recipients are equal when their strings are.
type Recipient struct {
	h *age.HybridRecipient
	s string
}

// ParseRecipient reads the "age1pq1..." form. Only the canonical spelling is accepted (lower case, no spaces), because digests of
// the string are compared on chain. Errors are ErrRecipient.
func ParseRecipient(s string) (Recipient, error) {
	if len(s) > maxRecipientBytes {
		return Recipient{}, fmt.Errorf("%w: %d characters are too many", ErrRecipient, len(s))
	}
	if !strings.HasPrefix(s, recipientPrefix) {
		return Recipient{}, fmt.Errorf("%w: it does not begin with %q", ErrRecipient, recipientPrefix)
	}
	h, err := age.ParseHybridRecipient(s)
	if err != nil {
		// age's message repeats the two thousand characters; they help nobody.
		return Recipient{}, fmt.Errorf("%w: malformed (%d characters)", ErrRecipient, len(s))
	}
	if h.String() != s {
		return Recipient{}, fmt.Errorf("%w: not in canonical form", ErrRecipient)
	}
	return Recipient{h: h, s: s}, nil
}

// String returns the canonical "age1pq1..." form, or "" for the zero Recipient.
func (r Recipient) String() string { return r.s }

// IsZero reports whether r is nobody.
func (r Recipient) IsZero() bool { return r.h == nil }

// Equal reports whether both are the same public key.
func (r Recipient) Equal(o Recipient) bool { return r.s == o.s }

// Digest returns the SHA-256 of String, the form in which an intake key stands on chain.
func (r Recipient) Digest() [32]byte { return sha256.Sum256([]byte(r.s)) }

// Identity is a private key which opens what was sealed to its Recipient. It prints as its public part, never as the secret.
type Identity struct {
	h         *age.HybridIdentity
	seed      [32]byte
	recipient Recipient
}

// IdentityFromSeed returns the identity of a seed. The same seed gives the same identity for ever.
func IdentityFromSeed(seed [32]byte) (*Identity, error) {
	h, err := age.ParseHybridIdentity(identityString(seed))
	if err != nil {
		return nil, fmt.Errorf("%w: from a seed: %v", ErrIdentity, err)
	}
	pub := h.Recipient()
	return &Identity{h: h, seed: seed, recipient: Recipient{h: pub, s: pub.String()}}, nil
}

// GenerateIdentity returns a new identity from 32 bytes of random.
func GenerateIdentity(random io.Reader) (*Identity, error) {
	var seed [32]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return nil, fmt.Errorf("seal: reading randomness for an identity: %w", err)
	}
	return IdentityFromSeed(seed)
}

// ParseIdentity reads the "AGE-SECRET-KEY-PQ-1..." form. Errors are ErrIdentity and never repeat the input.
func ParseIdentity(s string) (*Identity, error) {
	hrp, seed, err := bech32.DecodeToBase256(s)
	if err != nil || hrp != identityPrefix || len(seed) != 32 {
		return nil, fmt.Errorf("%w: malformed secret key", ErrIdentity)
	}
	return IdentityFromSeed([32]byte(seed))
}

// Recipient returns the public part.
func (id *Identity) Recipient() Recipient { return id.recipient }

// Seed returns the secret from which IdentityFromSeed makes the same identity again.
func (id *Identity) Seed() [32]byte { return id.seed }

// Secret returns the secret in the form that the stock age tool reads ("AGE-SECRET-KEY-PQ-1...").
func (id *Identity) Secret() string { return identityString(id.seed) }

// String returns a name that is safe to print.
func (id *Identity) String() string {
	d := id.recipient.Digest()
	return fmt.Sprintf("identity(%x)", d[:4])
}

// Format keeps every formatting verb from reaching the secret.
func (id *Identity) Format(f fmt.State, _ rune) { io.WriteString(f, id.String()) }

// LogValue keeps the secret out of logs.
func (id *Identity) LogValue() slog.Value { return slog.StringValue(id.String()) }

// MarshalJSON refuses: an identity is persisted on purpose, by its Seed, or not at all.
func (id *Identity) MarshalJSON() ([]byte, error) {
	return nil, fmt.Errorf("%w: an identity is not written as JSON", ErrIdentity)
}

func identityString(seed [32]byte) string {
	s, err := bech32.EncodeFromBase256(identityPrefix, seed[:])
	if err != nil {
		panic("seal: bech32 of 32 bytes: " + err.Error()) // only a prefix or length that this package fixes could fail
	}
	return strings.ToUpper(s)
}
