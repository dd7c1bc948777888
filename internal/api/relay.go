package api

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/ledger"
)

// MaxRelayDeadline is how far ahead a relayed contribution's deadline may be: until then its owner cannot know that it will not happen.
const MaxRelayDeadline = time.Hour

// Relayer submits contributions of people without VANA.
type Relayer interface {
	// Address is the account that submits.
	Address() common.Address
	// Relay submits a contribution that its owner signed, once however often it is called, and waits until it is registered.
	Relay(ctx context.Context, c ledger.Contribution, signature []byte) (*Relayed, error)
}

// RelayRequest is a contribution with its owner's signature over ledger.Contribution.
type RelayRequest struct {
	Contribution RelayContribution `json:"contribution"`
	Signature    hexutil.Bytes     `json:"signature"` // 65 bytes r || s || v
}

// RelayContribution is a ledger.Contribution.
type RelayContribution struct {
	Owner    common.Address `json:"owner"`
	Files    []RelayFile    `json:"files"`
	Nonce    uint64         `json:"nonce"`
	Deadline uint64         `json:"deadline"`
}

// RelayFile is a ledger.NewFile.
type RelayFile struct {
	Digest common.Hash `json:"digest"`
	Codec  uint8       `json:"codec"`
	DLP    uint64      `json:"dlpId"`
}

// Relayed is what became of a contribution.
type Relayed struct {
	Tx          common.Hash   `json:"tx"`
	FirstFileID uint64        `json:"firstFileId"`
	Files       []RelayedFile `json:"files"`
}

// RelayedFile is a registered file.
type RelayedFile struct {
	FileID uint64      `json:"fileId"`
	Digest common.Hash `json:"digest"`
	JobID  json.Number `json:"jobId"`
}

type relayerJSON struct {
	Relayer address `json:"relayer"`
}

var noRelay = fault.New(fault.NotFound, "use a node that relays, or contribute with VANA of your own", "this node relays no contributions")

func (s *server) relayedBy(*http.Request) (any, error) {
	if s.relayer == nil {
		return nil, noRelay
	}
	return relayerJSON{address(s.relayer.Address())}, nil
}

func (s *server) relay(r *http.Request) (any, error) {
	if s.relayer == nil {
		return nil, noRelay
	}
	n, err := s.signedFor(r)
	if err != nil {
		return nil, err
	}
	q, err := decode[RelayRequest](http.MaxBytesReader(nil, r.Body, MaxRequestBytes), "a contribution to relay")
	if err != nil {
		return nil, err
	}
	c := q.Contribution.statement()
	domain := ledger.Domain{Name: "Coppice", ChainID: new(big.Int).SetUint64(n.ChainID), Contract: n.Addresses.ContributionRelay}
	if err := checkContribution(c, s.clock(), domain, q.Signature); err != nil {
		return nil, err
	}
	if err := s.relays.take(c.Owner); err != nil {
		return nil, err
	}
	return s.relayer.Relay(r.Context(), c, q.Signature)
}

func (c RelayContribution) statement() ledger.Contribution {
	return ledger.Contribution{Owner: c.Owner, Nonce: c.Nonce, Deadline: c.Deadline, Files: each(c.Files, func(f RelayFile) ledger.NewFile {
		return ledger.NewFile{Digest: f.Digest, Codec: f.Codec, DLP: f.DLP}
	})}
}

// checkContribution refuses what the contract would refuse whatever the chain's state, so that it costs no transaction.
func checkContribution(c ledger.Contribution, now time.Time, domain ledger.Domain, signature []byte) error {
	if len(c.Files) == 0 || len(c.Files) > ledger.MaxContribution {
		return fault.New(fault.Invalid, fmt.Sprintf("sign for 1 to %d files at once", ledger.MaxContribution), "the contribution has %d files", len(c.Files))
	}
	for _, f := range c.Files {
		if f.DLP != c.Files[0].DLP {
			return fault.New(fault.Invalid, "sign one contribution for each DataDAO", "the contribution is to more than one DataDAO")
		}
	}
	unix := uint64(max(now.Unix(), 0))
	if c.Deadline < unix {
		return fault.New(fault.Conflict, "sign again; check this machine's clock", "the contribution's deadline has passed")
	}
	if c.Deadline > unix+uint64(MaxRelayDeadline/time.Second) {
		return fault.New(fault.Invalid, fmt.Sprintf("sign with a deadline at most %v ahead", MaxRelayDeadline), "the contribution's deadline is too far ahead")
	}
	signer, err := ledger.Recover(domain.Digest(c), signature)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "sign Contribution with EIP-712 and send 65 bytes r || s || v", "the contribution's signature is malformed")
	}
	if signer != c.Owner {
		return fault.New(fault.Invalid, "sign as the owner, for this network's chain id and ContributionRelay", "the contribution is not signed by its owner %s", c.Owner)
	}
	return nil
}

// Relayer returns the account that submits this node's relayed contributions.
func (c *Client) Relayer(ctx context.Context) (common.Address, error) {
	var w relayerJSON
	err := c.get(ctx, "/v1/relay", nil, &w)
	return common.Address(w.Relayer), err
}

// Relay has the node submit a contribution that its owner signed. Asked again for the same, it answers the same.
func (c *Client) Relay(ctx context.Context, x ledger.Contribution, signature []byte) (*Relayed, error) {
	body, err := json.Marshal(RelayRequest{Signature: signature, Contribution: RelayContribution{
		Owner: x.Owner, Nonce: x.Nonce, Deadline: x.Deadline,
		Files: each(x.Files, func(f ledger.NewFile) RelayFile { return RelayFile{Digest: f.Digest, Codec: f.Codec, DLP: f.DLP} }),
	}})
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "", "encoding a contribution to relay")
	}
	var out Relayed
	if err := c.call(ctx, http.MethodPost, "/v1/relay", body, &out); err != nil {
		return nil, err
	}
	return &out, nil
}
