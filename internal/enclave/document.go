package enclave

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/seal"
)

// DocumentFormat is the value of a validator document's format field that this program writes and reads.
const DocumentFormat = "coppice-validator/1"

const (
	maxDocumentBytes = 1 << 20
	documentDomain   = "coppice validator document v1"
)

// Errors of validator documents, beside those of Verify and Judge.
var (
	ErrDocument      = errors.New("enclave: not a well-formed validator document")
	ErrOtherChain    = errors.New("enclave: the validator document is for another chain")
	ErrOtherRegistry = errors.New("enclave: the validator document is for another registry")
	ErrOtherAddress  = errors.New("enclave: the validator document is of another validator")
)

// Subject is whom a validator document is about, and where it counts.
type Subject struct {
	ChainID  uint64
	Registry common.Address // of the DataRegistry
	Address  common.Address // with which the validator signs
}

// ValidatorDocument is a validator's public identity. Its bytes are published by content address; their SHA-256 stands on chain.
//
// They are canonical JSON: the fields below in this order, no white space, chain id as a decimal string, addresses and hashes in lower-case
// hexadecimal, bytes in base64. Any other spelling is refused, so that one document has one digest.
type ValidatorDocument struct {
	Format      string         `json:"format"`
	ChainID     uint64         `json:"chainId,string"`
	Registry    common.Address `json:"registry"`
	Address     common.Address `json:"address"`
	Recipient   string         `json:"recipient"` // seals requests and key hand-overs to the validator's secure environment
	Measurement common.Hash    `json:"measurement"`
	Evidence    *Evidence      `json:"evidence"`
}

// DocumentReportData is what the evidence in a validator document binds: SHA-512 over five fields, each preceded by its length as 4
// bytes big-endian: "coppice validator document v1", the chain id as 8 bytes big-endian, the registry's 20 bytes, the validator's 20
// bytes, the recipient string.
func DocumentReportData(s Subject, recipient string) [64]byte {
	h := sha512.New()
	for _, field := range [][]byte{
		[]byte(documentDomain), binary.BigEndian.AppendUint64(nil, s.ChainID), s.Registry[:], s.Address[:], []byte(recipient),
	} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(field))))
		h.Write(field)
	}
	return [64]byte(h.Sum(nil))
}

// DocumentDigest is the digest of a document's bytes that stands on chain: SHA-256.
func DocumentDigest(document []byte) common.Hash { return sha256.Sum256(document) }

// IssueDocument attests a validator's identity and returns the document's bytes.
func IssueDocument(ctx context.Context, a Attester, s Subject, recipient seal.Recipient) ([]byte, error) {
	if recipient.IsZero() {
		return nil, fmt.Errorf("%w: no recipient", ErrDocument)
	}
	e, err := a.Attest(ctx, DocumentReportData(s, recipient.String()))
	if err != nil {
		return nil, fmt.Errorf("enclave: attesting the validator's identity: %w", err)
	}
	return ValidatorDocument{
		Format:      DocumentFormat,
		ChainID:     s.ChainID,
		Registry:    s.Registry,
		Address:     s.Address,
		Recipient:   recipient.String(),
		Measurement: a.Measurement(),
		Evidence:    e,
	}.encode()
}

func (d ValidatorDocument) encode() ([]byte, error) {
	b, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrDocument, err)
	}
	return b, nil
}

// ParseDocument reads a document's bytes and believes nothing in it; only VerifyDocument does more. The errors are ErrDocument and
// ErrVersion.
func ParseDocument(b []byte) (*ValidatorDocument, error) {
	if len(b) > maxDocumentBytes {
		return nil, fmt.Errorf("%w: %d bytes are too many", ErrDocument, len(b))
	}
	var lead struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal(b, &lead); err != nil || lead.Format == "" {
		return nil, fmt.Errorf("%w: it names no format", ErrDocument)
	}
	if lead.Format != DocumentFormat {
		return nil, fmt.Errorf("%w: validator document %.40q, this program reads %q", ErrVersion, lead.Format, DocumentFormat)
	}
	d := &ValidatorDocument{}
	if err := json.Unmarshal(b, d); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrDocument, err)
	}
	if d.Evidence == nil {
		return nil, fmt.Errorf("%w: no evidence", ErrDocument)
	}
	if _, err := seal.ParseRecipient(d.Recipient); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	if again, err := d.encode(); err != nil || !bytes.Equal(again, b) {
		return nil, fmt.Errorf("%w: not in canonical form", ErrDocument)
	}
	return d, nil
}

// VerifyDocument believes a document when it is about the expected validator on the expected chain and registry, its evidence is
// genuine below the roots at the time now, and the policy accepts the evidence for exactly this identity. The caller also compares
// DocumentDigest with the digest on chain: the chain says which of several genuine documents counts.
func VerifyDocument(ctx context.Context, b []byte, want Subject, roots Roots, p Policy, now time.Time) (*ValidatorDocument, *Claims, error) {
	d, err := ParseDocument(b)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case d.ChainID != want.ChainID:
		return nil, nil, fmt.Errorf("%w: %d, want %d", ErrOtherChain, d.ChainID, want.ChainID)
	case d.Registry != want.Registry:
		return nil, nil, fmt.Errorf("%w: %s, want %s", ErrOtherRegistry, d.Registry, want.Registry)
	case d.Address != want.Address:
		return nil, nil, fmt.Errorf("%w: %s, want %s", ErrOtherAddress, d.Address, want.Address)
	}
	c, err := Verify(ctx, d.Evidence, roots, now)
	if err != nil {
		return nil, nil, err
	}
	if err := p.Judge(c, DocumentReportData(want, d.Recipient), now); err != nil {
		return nil, nil, err
	}
	if c.Measurement != d.Measurement {
		return nil, nil, fmt.Errorf("%w: the document says %s, its evidence %s", ErrMeasurement, d.Measurement, c.Measurement)
	}
	return d, c, nil
}

// RecipientKey returns the recipient that a document parsed by this package names.
func (d *ValidatorDocument) RecipientKey() (seal.Recipient, error) {
	return seal.ParseRecipient(d.Recipient)
}
