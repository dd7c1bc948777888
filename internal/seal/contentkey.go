package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"filippo.io/age"
)

// ContentKey opens one sealed file and no other: age's file key. It does not print.
type ContentKey [16]byte

// ContentKeyOf returns the content key of a file that is sealed to one of the identities, and which of them. It reads no further than
// the file's key section. Errors are those of Open.
func ContentKeyOf(src io.Reader, ids ...*Identity) (ContentKey, *Identity, error) {
	k, err := unwrappingOf(ids)
	if err != nil {
		return ContentKey{}, nil, err
	}
	if _, err := open(src, k); err != nil {
		return ContentKey{}, nil, err
	}
	return k.key, k.by, nil
}

// OpenWithKey returns the content of the file that has this content key. It promises what Open promises. Another file's key is
// ErrNotForUs.
func OpenWithKey(src io.Reader, key ContentKey) (*Opened, error) {
	if key == (ContentKey{}) {
		return nil, fmt.Errorf("%w: an empty content key", ErrNotForUs)
	}
	o, err := open(src, held(key))
	if errors.Is(err, ErrDamaged) {
		// age authenticates the key section with the content key: a changed key section and a wrong key look the same
		return nil, fmt.Errorf("%w, or its key section is damaged", ErrNotForUs)
	} else if err != nil {
		return nil, err
	}
	o.key = key
	return o, nil
}

// String returns what is safe to print.
func (ContentKey) String() string { return "content key" }

// Format keeps every formatting verb from reaching the secret.
func (ContentKey) Format(f fmt.State, _ rune) { io.WriteString(f, "content key") }

// LogValue keeps the secret out of logs.
func (ContentKey) LogValue() slog.Value { return slog.StringValue("content key") }

// MarshalJSON refuses: a content key is persisted on purpose, by its bytes, or not at all.
func (ContentKey) MarshalJSON() ([]byte, error) {
	return nil, errors.New("seal: a content key is not written as JSON")
}

// unwrapping remembers what age unwraps.
type unwrapping struct {
	ids []*Identity
	key ContentKey
	by  *Identity
}

func unwrappingOf(ids []*Identity) (*unwrapping, error) {
	var u unwrapping
	for _, id := range ids {
		if id != nil {
			u.ids = append(u.ids, id)
		}
	}
	if len(u.ids) == 0 {
		return nil, fmt.Errorf("%w: no identity given", ErrNotForUs)
	}
	return &u, nil
}

func (u *unwrapping) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	for _, id := range u.ids {
		key, err := id.h.Unwrap(stanzas)
		if errors.Is(err, age.ErrIncorrectIdentity) {
			continue
		} else if err != nil {
			return nil, err
		}
		if len(key) != len(u.key) {
			return nil, fmt.Errorf("a content key of %d bytes", len(key))
		}
		u.key, u.by = ContentKey(key), id
		return key, nil
	}
	return nil, age.ErrIncorrectIdentity
}

// held is a content key in the place of an identity.
type held ContentKey

func (h held) Unwrap([]*age.Stanza) ([]byte, error) { return bytes.Clone(h[:]), nil }
