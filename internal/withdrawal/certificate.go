package withdrawal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/coppice-network/coppice/internal/custody"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/wallet"
)

// Format names a certificate's version.
const Format = "coppice-withdrawal/1"

// MaxCertificate bounds a signed certificate, in bytes.
const MaxCertificate = 64 << 10

// Errors of certificates.
var (
	ErrCertificate = errors.New("withdrawal: not a well-formed certificate")
	ErrSignature   = errors.New("withdrawal: the certificate is not signed by its validator")
)

// State is how far one part of a withdrawal has come.
type State string

// The states of a part.
const (
	Done    State = "done"
	Pending State = "pending"
)

// Parts of a withdrawal, in the order in which certificates list them.
const (
	Rows        = "rows"
	ContentKeys = "contentKeys"
	IntakeKeys  = "intakeKeys"
	Ciphertexts = "ciphertexts"
)

// Part is one part of what a validator has to remove.
type Part struct {
	What   string `json:"what"`
	State  State  `json:"state"`
	Detail string `json:"detail,omitempty"`
}

// Certificate is a validator's word on how far it has carried out a withdrawal.
type Certificate struct {
	Format      string         `json:"format"`
	ChainID     uint64         `json:"chainId,string"`
	Registry    common.Address `json:"registry"`
	FileID      uint64         `json:"fileId"`
	DLP         uint64         `json:"dlpId"`
	Owner       common.Address `json:"owner"`
	Block       uint64         `json:"block"` // of the withdrawal
	Tx          common.Hash    `json:"tx"`
	Validator   common.Address `json:"validator"`
	Time        int64          `json:"time"` // unix seconds
	Parts       []Part         `json:"parts"`
	Unreachable []string       `json:"unreachable"` // what no validator can remove
}

// Unreachable is what a certificate says that it does not cover.
var Unreachable = []string{
	"the contributor's own copy",
	"results that were delivered before",
	"models that were trained before, and what was made from them",
	"ciphertexts that others have copied: they stay unreadable without a key that has been destroyed",
}

// Complete reports whether every part is done.
func (c *Certificate) Complete() bool {
	for _, p := range c.Parts {
		if p.State != Done {
			return false
		}
	}
	return true
}

// Signed is a certificate with its validator's signature, which is of the SHA-256 of Certificate without insignificant white space.
type Signed struct {
	Certificate json.RawMessage `json:"certificate"`
	Signature   hexutil.Bytes   `json:"signature"` // EIP-712, 65 bytes
}

// Subject is what certificates of one network are about.
type Subject struct {
	ChainID  uint64
	Registry common.Address
}

// Status looks at what is left of a file here, now.
func (r *Remover) Status(ctx context.Context, w index.Withdrawal) ([]Part, error) {
	part := func(what string, pending bool, detail string) Part {
		if pending {
			return Part{what, Pending, detail}
		}
		return Part{What: what, State: Done}
	}
	epoch, gone, err := r.Custody.Forgotten(ctx, w.DLP, w.File)
	if err != nil {
		return nil, err
	}
	keys, err := r.Custody.ContentKeys(ctx, w.DLP, w.File)
	if err != nil {
		return nil, err
	}
	left, err := r.ciphertexts(ctx, w.File)
	if err != nil {
		return nil, err
	}
	retired, err := r.Custody.Retired(w.DLP)
	opens := !gone || retired < epoch
	if errors.Is(err, custody.ErrUnknownDLP) {
		opens, err = false, nil // this validator cannot open anything of that DataDAO
	}
	if err != nil {
		return nil, err
	}
	return []Part{
		part(Rows, !r.Tables.Erased(w.DLP, w.File), "the rows are being removed from the tables"),
		part(ContentKeys, !gone || keys > 0, "the file's content keys are being destroyed"),
		part(IntakeKeys, opens, fmt.Sprintf("the intake key of epoch %d is replaced and destroyed when nothing that is under way needs it", epoch)),
		part(Ciphertexts, len(left) > 0, fmt.Sprintf("%d ciphertexts are being deleted", len(left))),
	}, nil
}

// Certify signs how far a withdrawal has come here.
func (r *Remover) Certify(ctx context.Context, on Subject, w index.Withdrawal, key *wallet.Key, now time.Time) (*Signed, error) {
	parts, err := r.Status(ctx, w)
	if err != nil {
		return nil, err
	}
	c := Certificate{
		Format: Format, ChainID: on.ChainID, Registry: on.Registry, FileID: w.File, DLP: w.DLP, Owner: w.Owner, Block: w.Block, Tx: w.Tx,
		Validator: key.Address(), Time: now.Unix(), Parts: parts, Unreachable: Unreachable,
	}
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	digest, err := c.digest(raw)
	if err != nil {
		return nil, err
	}
	signature, err := key.SignHash(digest)
	return &Signed{raw, signature}, err
}

// Open reads a certificate and checks that its validator signed it. Whether that validator is one of the network, and the withdrawal on
// chain, is the caller's to check. Errors: ErrCertificate, ErrVersion, ErrSignature.
func (s *Signed) Open() (*Certificate, error) {
	if len(s.Certificate) > MaxCertificate {
		return nil, fmt.Errorf("%w: %d bytes are too many", ErrCertificate, len(s.Certificate))
	}
	var lead struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal(s.Certificate, &lead); err != nil || lead.Format == "" {
		return nil, fmt.Errorf("%w: it names no format", ErrCertificate)
	}
	if lead.Format != Format {
		return nil, fmt.Errorf("%w: %.40q, this program reads %q", ErrVersion, lead.Format, Format)
	}
	var c Certificate
	d := json.NewDecoder(bytes.NewReader(s.Certificate))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrCertificate, err)
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	digest, err := c.digest(s.Certificate)
	if err != nil {
		return nil, err
	}
	if by, err := wallet.RecoverTyped(digest, s.Signature); err != nil || by != c.Validator {
		return nil, fmt.Errorf("%w: %s", ErrSignature, c.Validator)
	}
	return &c, nil
}

// check refuses a certificate that leaves a part out: it would look complete.
func (c *Certificate) check() error {
	want := []string{Rows, ContentKeys, IntakeKeys, Ciphertexts}
	if len(c.Parts) != len(want) {
		return fmt.Errorf("%w: %d parts, want %d", ErrCertificate, len(c.Parts), len(want))
	}
	for i, p := range c.Parts {
		if p.What != want[i] || p.State != Done && p.State != Pending {
			return fmt.Errorf("%w: part %d is %.20q, %.20q", ErrCertificate, i, p.What, p.State)
		}
	}
	if c.FileID == 0 || c.DLP == 0 || c.ChainID == 0 || c.Validator == (common.Address{}) {
		return fmt.Errorf("%w: it does not say of what", ErrCertificate)
	}
	return nil
}

// digest is what the validator signs: EIP-712 in the registry's domain ("Coppice", version "1"), type
// Withdrawal(uint256 fileId,uint256 dlpId,address owner,bytes32 certificate,uint256 time), certificate being the SHA-256 of its bytes.
func (c *Certificate) digest(raw []byte) ([32]byte, error) {
	sum := sha256.Sum256(raw)
	on := ledger.Domain{Name: "Coppice", ChainID: new(big.Int).SetUint64(c.ChainID), Contract: c.Registry}
	return wallet.TypedDigest(on.TypedData("Withdrawal", apitypes.Types{"Withdrawal": {
		{Name: "fileId", Type: "uint256"}, {Name: "dlpId", Type: "uint256"}, {Name: "owner", Type: "address"},
		{Name: "certificate", Type: "bytes32"}, {Name: "time", Type: "uint256"},
	}}, apitypes.TypedDataMessage{
		"fileId": strconv.FormatUint(c.FileID, 10), "dlpId": strconv.FormatUint(c.DLP, 10), "owner": c.Owner.Hex(),
		"certificate": hexutil.Encode(sum[:]), "time": strconv.FormatInt(c.Time, 10),
	}))
}
