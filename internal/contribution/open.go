package contribution

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/coppice-network/coppice/internal/attestation"
	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/wallet"
)

const (
	personalSuffix = ".age"
	sidecarSuffix  = ".json"
)

// ErrNotMine reports a personal copy of another wallet.
var ErrNotMine = errors.New("contribution: the personal copy belongs to another wallet")

// PersonalURL returns where the personal copy of a registered file lies, as this home's journal knows it; empty if it does not.
func (c *Client) PersonalURL(ctx context.Context, fileID uint64) (string, error) {
	e, err := c.Journal.byFile(ctx, c.Owner.Address(), fileID)
	if err != nil || e == nil {
		return "", err
	}
	return e.personal, nil
}

// Open decrypts a personal copy. It needs the copy, the sidecar beside it, and the wallet: no network, no journal.
// The reader's bytes are to be kept only when it has returned io.EOF.
func Open(ctx context.Context, store PersonalStore, url string, owner Personal) (seal.Sidecar, io.ReadCloser, error) {
	beside, ok := strings.CutSuffix(url, personalSuffix)
	if !ok {
		return seal.Sidecar{}, nil, fmt.Errorf("%w: %s does not end in %s", ErrFile, url, personalSuffix)
	}
	raw, err := readAll(ctx, store, beside+sidecarSuffix)
	if err != nil {
		return seal.Sidecar{}, nil, fmt.Errorf("reading the card beside the personal copy: %w", err)
	}
	card, err := seal.DecodeSidecar(raw)
	if err != nil {
		return card, nil, err
	}
	r, err := openCopy(ctx, store, url, card, owner)
	return card, r, err
}

// OpenCopy decrypts what Copies found, and promises what Open promises.
func OpenCopy(ctx context.Context, store PersonalStore, c Copy, owner Personal) (io.ReadCloser, error) {
	if c.Err != nil {
		return nil, c.Err
	}
	return openCopy(ctx, store, c.URL, c.Card, owner)
}

func openCopy(ctx context.Context, store PersonalStore, url string, card seal.Sidecar, owner Personal) (io.ReadCloser, error) {
	if card.Owner != owner.Address() {
		return nil, fmt.Errorf("%w: of %s", ErrNotMine, card.Owner)
	}
	if card.KeyVersion != wallet.PersonalKeyVersion {
		return nil, fmt.Errorf("%w: version %d", wallet.ErrKeyVersion, card.KeyVersion)
	}
	id, err := owner.Identity(ctx, card.Salt)
	if err != nil {
		return nil, err
	}
	src, err := store.Get(ctx, url)
	if err != nil {
		return nil, err
	}
	r, err := seal.OpenPersonal(src, id)
	if err != nil {
		src.Close()
		if errors.Is(err, seal.ErrNotForUs) {
			err = fmt.Errorf("%w: the card beside it says that it is this wallet's, but the wallet's signature leads to another key", err)
		}
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{r, src}, nil
}

func readAll(ctx context.Context, store PersonalStore, url string) ([]byte, error) {
	r, err := store.Get(ctx, url)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, 1<<20))
}

// Reason tells in a sentence why a file is not valid: from the chain where that says it, else from the validator's findings, which
// are sealed to the contributor.
func (c *Client) Reason(ctx context.Context, s State, self *seal.Identity) (string, error) {
	switch {
	case s.DuplicateOf != 0:
		return fmt.Sprintf("the same content was contributed before, as file %d", s.DuplicateOf), nil
	case s.Conflict:
		return "another wallet has contributed data of the same user id", nil
	case s.Status == "canceled":
		return "no validator delivered a proof in time; the fee is back", nil
	}
	doc, err := c.findings(ctx, s.ResultDigest, self)
	if errors.Is(err, seal.ErrNotForUs) {
		return "the validator could not read who to tell: the file is not sealed as a contribution of this wallet", nil
	}
	if err != nil {
		return "", fmt.Errorf("reading the validator's findings: %w", err)
	}
	if doc.Reason == "" {
		return "the DataDAO's proof bundle gave no reason", nil
	}
	return doc.Reason, nil
}

// Findings opens what the validator found in a registered file of this owner.
func (c *Client) Findings(ctx context.Context, dlp uint64, s State) (*attestation.Document, error) {
	self, err := c.Self(ctx, dlp)
	if err != nil {
		return nil, err
	}
	return c.findings(ctx, s.ResultDigest, self)
}

// Self returns the identity of this owner's personal copies for one DataDAO, as this home's journal knows its salt.
func (c *Client) Self(ctx context.Context, dlp uint64) (*seal.Identity, error) {
	salt, err := c.Journal.salt(ctx, c.scope(dlp), func() ([32]byte, error) {
		return [32]byte{}, fmt.Errorf("%w: nothing was contributed to DataDAO %d from this home", ErrFile, dlp)
	})
	if err != nil {
		return nil, err
	}
	return c.identity(ctx, c.scope(dlp), salt)
}

// identity derives the owner's identity for a scope and holds the wallet to what it led to at first.
func (c *Client) identity(ctx context.Context, scope string, salt [32]byte) (*seal.Identity, error) {
	self, err := c.Owner.Identity(ctx, salt)
	if err != nil {
		return nil, err
	}
	return self, c.Journal.hold(ctx, scope, self.Recipient().Digest())
}

func (c *Client) findings(ctx context.Context, digest [32]byte, self *seal.Identity) (*attestation.Document, error) {
	r, err := c.Blobs.Get(ctx, blob.FromDigest(digest, 0))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	sealed, err := io.ReadAll(io.LimitReader(r, attestation.MaxBytes+1))
	if err != nil {
		return nil, err
	}
	plain, err := seal.OpenBytes(sealed, self)
	if err != nil {
		return nil, err
	}
	return attestation.Decode(plain)
}

func hexBytes(s string) []byte {
	b, _ := hex.DecodeString(strings.TrimPrefix(s, "0x")) // written by us
	return b
}
