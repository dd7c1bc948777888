package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/ledger"
)

// Limits of requests that are signed.
const (
	MaxRequestBytes = 128 << 10
	MaxDeadline     = 10 * time.Minute // a signature is of no use for longer
)

// QuoteRequest asks for a quote. Its EIP-712 domain is {name "Coppice API", version "1", chainId, verifyingContract ComputeEngine}.
type QuoteRequest struct {
	Account       common.Address `json:"account"`
	SQL           string         `json:"sql"`
	InstructionID uint64         `json:"instructionId"` // 0 = deliver the rows
	MaxSeconds    uint64         `json:"maxSeconds"`    // 0 = the node's choice
	Deadline      uint64         `json:"deadline"`      // unix seconds, at most MaxDeadline ahead
	Signature     hexutil.Bytes  `json:"signature"`     // 65 bytes r || s || v by Account
}

const quoteType = "QuoteRequest(address account,string sql,uint256 instructionId,uint256 maxSeconds,uint256 deadline)"

// StructHash implements ledger.Statement.
func (q QuoteRequest) StructHash() [32]byte {
	word := func(v uint64) []byte { return common.BigToHash(new(big.Int).SetUint64(v)).Bytes() }
	return crypto.Keccak256Hash(crypto.Keccak256([]byte(quoteType)), common.BytesToHash(q.Account[:]).Bytes(), crypto.Keccak256([]byte(q.SQL)),
		word(q.InstructionID), word(q.MaxSeconds), word(q.Deadline))
}

// domain is that of all requests to the API.
func domain(chainID *big.Int, engine common.Address) ledger.Domain {
	return ledger.Domain{Name: "Coppice API", ChainID: chainID, Contract: engine}
}

// typedData is what a wallet shows and signs.
func (q QuoteRequest) typedData(d ledger.Domain) apitypes.TypedData {
	text := func(v uint64) string { return strconv.FormatUint(v, 10) }
	return d.TypedData("QuoteRequest", apitypes.Types{"QuoteRequest": {
		{Name: "account", Type: "address"}, {Name: "sql", Type: "string"}, {Name: "instructionId", Type: "uint256"},
		{Name: "maxSeconds", Type: "uint256"}, {Name: "deadline", Type: "uint256"},
	}}, apitypes.TypedDataMessage{
		"account": q.Account.Hex(), "sql": q.SQL, "instructionId": text(q.InstructionID), "maxSeconds": text(q.MaxSeconds), "deadline": text(q.Deadline),
	})
}

// Signer is the account that asks.
type Signer interface {
	SignTyped(ctx context.Context, data apitypes.TypedData) ([]byte, error)
}

// Sign sets Signature.
func (q *QuoteRequest) Sign(ctx context.Context, s Signer, chainID *big.Int, engine common.Address) error {
	signature, err := s.SignTyped(ctx, q.typedData(domain(chainID, engine)))
	if err != nil {
		return err
	}
	q.Signature = signature
	return nil
}

// check reports why a request is not to be answered.
func (q *QuoteRequest) check(now time.Time, chainID *big.Int, engine common.Address) error {
	if q.SQL == "" {
		return fault.New(fault.Invalid, "put the query into \"sql\"", "the request has no query")
	}
	unix := uint64(max(now.Unix(), 0))
	if q.Deadline < unix {
		return fault.New(fault.Denied, "sign a new request; check this machine's clock", "the request's deadline has passed")
	}
	if q.Deadline > unix+uint64(MaxDeadline/time.Second) {
		return fault.New(fault.Invalid, fmt.Sprintf("sign with a deadline at most %v ahead", MaxDeadline), "the request's deadline is too far ahead")
	}
	signer, err := ledger.Recover(domain(chainID, engine).Digest(*q), q.Signature)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "sign QuoteRequest with EIP-712 and send 65 bytes r || s || v", "the request's signature is malformed")
	}
	if signer != q.Account {
		return fault.New(fault.Denied, "sign with the account that asks, for this network's chain id and ComputeEngine", "the request is not signed by %s", q.Account)
	}
	return nil
}

// decodeQuote reads a quote request.
func decodeQuote(body io.Reader) (*QuoteRequest, error) {
	return decode[QuoteRequest](body, "a quote request")
}

// decode reads a request strictly: one object, no unknown fields, nothing after it.
func decode[T any](body io.Reader, what string) (*T, error) {
	data, err := io.ReadAll(body)
	if err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			return nil, tooLarge
		}
		return nil, fault.Wrap(err, fault.Invalid, "", "the request could not be read")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var q *T
	if err := d.Decode(&q); err != nil || q == nil {
		return nil, fault.Wrap(err, fault.Invalid, "see docs/api.md for the fields", "the request is not %s%s", what, because(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "send one JSON object", "something follows the request")
	}
	return q, nil
}

// because names what is wrong with JSON without repeating more of it than a field's name.
func because(err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf(": not JSON at byte %d", syntax.Offset)
	case errors.As(err, &kind):
		return fmt.Sprintf(": field %q cannot be a %s", clip(kind.Field), kind.Value)
	case err != nil:
		return ": " + clip(err.Error())
	}
	return ""
}

func clip(s string) string {
	if len(s) > 120 {
		return s[:120] + "..."
	}
	return s
}

var tooLarge = fault.New(fault.Limit, fmt.Sprintf("send at most %d KiB", MaxRequestBytes>>10), "the request is too large")
