package job

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
)

// RequestFormat names the request document's version.
const RequestFormat = "coppice-request/1"

// ErrRequest reports a request that contradicts the job it came with.
var ErrRequest = errors.New("job: the request does not belong to this job")

// Request is the buyer's wish. InstructionID 0 delivers the query's rows.
type Request struct {
	Format        string          `json:"format"`
	Buyer         common.Address  `json:"buyer"`
	ChainID       uint64          `json:"chainId"`
	Engine        common.Address  `json:"engine"` // the ComputeEngine
	SQL           string          `json:"sql"`
	InstructionID uint64          `json:"instructionId"`
	Params        json.RawMessage `json:"params,omitempty"` // given to the instruction as params.json
	Recipient     string          `json:"recipient"`        // age recipient of the buyer; artefacts are sealed to it
	Nonce         string          `json:"nonce"`            // 32 random hex digits, so that equal wishes differ
}

// NewNonce returns 32 random hex digits.
func NewNonce() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

func (r *Request) formatName() string { return r.Format }

// Encode returns the document's bytes.
func (r Request) Encode() ([]byte, error) {
	r.Format = RequestFormat
	return json.Marshal(r)
}

// DecodeRequest reads a request document.
func DecodeRequest(data []byte) (*Request, error) {
	var r Request
	if err := decode(data, RequestFormat, &r); err != nil {
		return nil, err
	}
	return &r, nil
}

// Check reports whether the request was made for this job.
func (r *Request) Check(buyer common.Address, chainID uint64, engine common.Address, instructionID uint64) error {
	switch {
	case r.Buyer != buyer:
		return fmt.Errorf("%w: made by %s, submitted by %s", ErrRequest, r.Buyer, buyer)
	case r.ChainID != chainID || r.Engine != engine:
		return fmt.Errorf("%w: made for another network", ErrRequest)
	case r.InstructionID != instructionID:
		return fmt.Errorf("%w: names instruction %d, the job instruction %d", ErrRequest, r.InstructionID, instructionID)
	}
	return nil
}
