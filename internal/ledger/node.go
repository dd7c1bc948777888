package ledger

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"
)

// Node is what an Outbox needs of a chain. *ethclient.Client is one, whether it talks to the embedded chain or to any other.
type Node interface {
	ChainID(ctx context.Context) (*big.Int, error)
	BlockNumber(ctx context.Context) (uint64, error)
	HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error)
	BalanceAt(ctx context.Context, account common.Address, number *big.Int) (*big.Int, error)
	NonceAt(ctx context.Context, account common.Address, number *big.Int) (uint64, error)
	PendingNonceAt(ctx context.Context, account common.Address) (uint64, error)
	SuggestGasTipCap(ctx context.Context) (*big.Int, error)
	EstimateGas(ctx context.Context, call ethereum.CallMsg) (uint64, error)
	CallContract(ctx context.Context, call ethereum.CallMsg, number *big.Int) ([]byte, error)
	SendTransaction(ctx context.Context, tx *types.Transaction) error
	TransactionReceipt(ctx context.Context, hash common.Hash) (*types.Receipt, error)
}

var _ Node = (*ethclient.Client)(nil)

// RevertError reports a call that the contract refused, either when it was estimated (then nothing was sent) or when it was mined.
type RevertError struct {
	Data []byte      // what the contract gave as the reason, ABI-encoded; empty if it gave none or it could not be obtained again
	Tx   common.Hash // the reverted transaction; zero if none was sent
	// OutOfGas: the transaction used all of its gas, which is what reverted it.
	OutOfGas bool
}

func (e *RevertError) Error() string {
	text := "ledger: the contract refused the call"
	if e.Tx != (common.Hash{}) {
		text = fmt.Sprintf("ledger: transaction %s was reverted", e.Tx)
	}
	if e.OutOfGas {
		return text + ": it ran out of gas"
	}
	if reason, err := abi.UnpackRevert(e.Data); err == nil {
		return text + ": " + reason
	}
	if len(e.Data) > 0 {
		return fmt.Sprintf("%s: %#x", text, e.Data)
	}
	return text
}

// connected is a client that gives access to its connection; *ethclient.Client is one.
type connected interface{ Client() *rpc.Client }

// wireHeader is a header as a node tells it. Its hash is the node's: chains of other make have headers with fields that go-ethereum does
// not know, and hash them too.
type wireHeader struct {
	Number hexutil.Uint64 `json:"number"`
	Hash   common.Hash    `json:"hash"`
	Parent common.Hash    `json:"parentHash"`
	Time   hexutil.Uint64 `json:"timestamp"`
}

func (h *wireHeader) kept() Header {
	return Header{Number: uint64(h.Number), Hash: h.Hash, Parent: h.Parent, Time: uint64(h.Time)}
}

// headerOf reads the header of a block, or the newest one. The error is ethereum.NotFound if there is none.
func headerOf(ctx context.Context, c connected, number *big.Int) (Header, error) {
	at := "latest"
	if number != nil {
		at = hexutil.EncodeBig(number)
	}
	var h *wireHeader
	if err := c.Client().CallContext(ctx, &h, "eth_getBlockByNumber", at, false); err != nil {
		return Header{}, err
	}
	if h == nil {
		return Header{}, ethereum.NotFound
	}
	return h.kept(), nil
}

// asRevert tells a refusal by the contract from every other error of a call or an estimate.
func asRevert(err error) (*RevertError, bool) {
	if data, ok := ethclient.RevertErrorData(err); ok {
		return &RevertError{Data: data}, true
	}
	var answer rpc.Error
	if errors.As(err, &answer) && strings.Contains(err.Error(), "execution reverted") {
		return &RevertError{}, true
	}
	return nil, false
}

// temporary reports whether an error says nothing about the request: the node cannot be reached, is overloaded, or is not ready.
// Everything that is not an answer in the JSON-RPC sense is of this kind.
func temporary(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ethereum.NotFound) {
		return false
	}
	var answer rpc.Error
	if !errors.As(err, &answer) {
		return true
	}
	switch answer.ErrorCode() {
	case -32002, -32005, 429: // timed out, limit exceeded (EIP-1474), and what some providers say instead
		return true
	}
	text := err.Error()
	return strings.Contains(text, "indexing is in progress") || strings.Contains(text, "header not found")
}

// Backoff between tries while a node is away.
const (
	retryFirst = 50 * time.Millisecond
	retryMost  = 2 * time.Second
)

// pause doubles from retryFirst to retryMost.
type pause struct{ next time.Duration }

// wait pauses and returns the context's error if that ends first.
func (p *pause) wait(ctx context.Context) error {
	if p.next == 0 {
		p.next = retryFirst
	}
	timer := time.NewTimer(p.next)
	defer timer.Stop()
	p.next = min(2*p.next, retryMost)
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// patiently asks until the node gives an answer or ctx ends; then the error is both the context's and the node's last.
func patiently[T any](ctx context.Context, ask func(context.Context) (T, error)) (T, error) {
	var p pause
	for {
		v, err := ask(ctx)
		if err == nil || !temporary(err) {
			return v, err
		}
		if end := p.wait(ctx); end != nil {
			return v, fmt.Errorf("%w while the node was away: %w", end, err)
		}
	}
}

// Dial connects to a node. One that takes a request and does not answer for half a minute counts as away, as one that cannot be reached.
func Dial(ctx context.Context, url string) (*ethclient.Client, error) {
	return dial(ctx, url, mostSilence)
}

func dial(ctx context.Context, url string, most time.Duration) (*ethclient.Client, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.ResponseHeaderTimeout = most
	c, err := rpc.DialOptions(ctx, url, rpc.WithHTTPClient(&http.Client{Transport: silence{transport, most}}))
	if err != nil {
		return nil, err
	}
	return ethclient.NewClient(c), nil
}

// mostSilence is how long an answer may take to begin.
const mostSilence = 30 * time.Second

// silence tells a node's silence from the end of the caller's context: net/http gives both the same name.
type silence struct {
	http.RoundTripper
	most time.Duration
}

func (s silence) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := s.RoundTripper.RoundTrip(r)
	if timeout, ok := err.(interface{ Timeout() bool }); ok && timeout.Timeout() && r.Context().Err() == nil {
		return nil, fmt.Errorf("no answer for %s", s.most)
	}
	return resp, err
}

// ErrAway reports a node that has not answered for as long as it was waited for.
var ErrAway = errors.New("ledger: the chain's node does not answer")

// patience is how long a node that is away is waited for, such as one that is being restarted.
const patience = 2 * time.Minute

// forAWhile is patiently for a limited time; 0 is for ever. The error is ErrAway then.
func forAWhile[T any](ctx context.Context, most time.Duration, ask func(context.Context) (T, error)) (T, error) {
	if most == 0 {
		return patiently(ctx, ask)
	}
	limited, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	v, err := patiently(limited, ask)
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		err = fmt.Errorf("%w: %w", ErrAway, err)
	}
	return v, err
}
