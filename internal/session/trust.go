package session

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/seal"
)

// documentAge is how old a validator's evidence may be. Validators renew theirs when they start.
const documentAge = 90 * 24 * time.Hour

// ErrDocument reports an identity document that is not the one the chain names.
var ErrDocument = errors.New("session: the identity document is not the admitted one")

// Trust decides which validators this machine believes: their identity document must be the one the chain names, its evidence genuine
// below the network's roots, and accepted by the policy.
type Trust struct {
	network *contracts.Network
	roots   enclave.Roots
	blobs   *blob.Client
	clock   func() time.Time

	mu    sync.Mutex
	known map[claim]seal.Recipient // verified
}

// claim is what the chain says of a validator and its document must bear out. Another validator that was admitted with the same document
// is another claim.
type claim struct {
	address               common.Address
	measurement, evidence [32]byte
}

// NewTrust returns the trust of a network whose file names a development root: simulated evidence below that root, for the code that
// the chain admitted. Where it names none, such as before a first node has joined, nobody is believed.
func NewTrust(n *contracts.Network, blobs *blob.Client, clock func() time.Time) (*Trust, error) {
	var roots enclave.Roots
	if n.DevRoot != "" {
		var err error
		if roots, err = enclave.ParseDevelopmentRoot(n.DevRoot); err != nil {
			return nil, fmt.Errorf("network file: %w", err)
		}
	}
	return &Trust{network: n, roots: roots, blobs: blobs, clock: clock, known: make(map[claim]seal.Recipient)}, nil
}

// CheckValidator verifies a validator's identity document.
func (t *Trust) CheckValidator(ctx context.Context, v ledger.Validator) error {
	_, err := t.Recipient(ctx, v)
	return err
}

// Recipient verifies a validator's identity document and returns the recipient it names.
func (t *Trust) Recipient(ctx context.Context, v ledger.Validator) (seal.Recipient, error) {
	c := claim{v.Address, v.Measurement, v.EvidenceDigest}
	t.mu.Lock()
	r, ok := t.known[c]
	t.mu.Unlock()
	if ok {
		return r, nil
	}
	src, err := t.blobs.Get(ctx, blob.FromDigest(v.EvidenceDigest, 0))
	if err != nil {
		return r, fmt.Errorf("fetching the identity document: %w", err)
	}
	defer src.Close()
	doc, err := io.ReadAll(io.LimitReader(src, 1<<20))
	if err != nil {
		return r, fmt.Errorf("fetching the identity document: %w", err)
	}
	if sha256.Sum256(doc) != v.EvidenceDigest {
		return r, fmt.Errorf("%w: of %s", ErrDocument, v.Address)
	}
	want := enclave.Subject{ChainID: t.network.ChainID, Registry: t.network.Addresses.DataRegistry, Address: v.Address}
	policy := enclave.DevelopmentPolicy(documentAge, common.Hash(v.Measurement))
	verified, _, err := enclave.VerifyDocument(ctx, doc, want, t.roots, policy, t.clock())
	if err != nil {
		return r, err
	}
	if r, err = verified.RecipientKey(); err != nil {
		return r, err
	}
	t.mu.Lock()
	t.known[c] = r
	t.mu.Unlock()
	return r, nil
}
