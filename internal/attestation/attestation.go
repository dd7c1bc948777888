// Package attestation is the document in which a validator tells contributor and DataDAO what it found in a file: the results of the
// proof-of-contribution bundle and what they were computed from. It is sealed to both, stored by content address, and its digest is
// the resultDigest of the proof that the chain records; score and digests are public, the details are not.
package attestation

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/ethereum/go-ethereum/common"
)

// Format names the document's version.
const Format = "coppice-attestation/1"

// MaxBytes bounds the sealed document: it must be one raw block.
const MaxBytes = 256 << 10

// ErrFormat reports a document of an unknown format, or with fields that its format does not have.
var ErrFormat = errors.New("attestation: unknown or malformed document")

// Document is what was run on what, with which result. Results holds the bundle's results.json.
type Document struct {
	Format        string          `json:"format"`
	ChainID       uint64          `json:"chainId"`
	Registry      common.Address  `json:"registry"`
	JobID         string          `json:"jobId"` // decimal
	FileID        uint64          `json:"fileId"`
	DLP           uint64          `json:"dlpId"`
	Owner         common.Address  `json:"owner"`
	ContentDigest common.Hash     `json:"contentDigest"`
	BundleDigest  common.Hash     `json:"bundleDigest"`
	Validator     common.Address  `json:"validator"`
	Time          uint64          `json:"time"` // of the request's block, unix seconds; what the bundle saw as now
	Valid         bool            `json:"valid"`
	Score         string          `json:"score"` // 0..1e18, decimal
	Reason        string          `json:"reason,omitempty"`
	Results       json.RawMessage `json:"results,omitempty"`
}

// Encode returns the document's bytes.
func (d Document) Encode() ([]byte, error) {
	d.Format = Format
	return json.Marshal(d)
}

// Decode reads a document.
func Decode(data []byte) (*Document, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var d Document
	if err := dec.Decode(&d); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrFormat, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: data after the document", ErrFormat)
	}
	if d.Format != Format {
		return nil, fmt.Errorf("%w: format %.40q, want %q", ErrFormat, d.Format, Format)
	}
	return &d, nil
}
