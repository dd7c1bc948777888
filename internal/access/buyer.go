// Package access is phase 4 on the buyer's machine: ask for a quote, put the payment into escrow, submit one job, and fetch, open and
// verify what comes back.
//
// The buyer's wish travels sealed to the validators that may be drawn for it; the results come back sealed to a key that the buyer's
// wallet derives, so that they can be opened again on any machine. Every transaction has an idempotency key made from the wish's
// nonce. Once a job is submitted, Fetch gets its delivery at any later time, as often as wanted.
package access

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/seal"
)

// Errors that callers tell apart.
var (
	ErrDenied = errors.New("access: the query is not allowed")
	ErrFailed = errors.New("access: the job failed")
	ErrResult = errors.New("access: the result is not what the receipt says")
	ErrNoJob  = errors.New("access: there is no such job")
)

// Quote is a verdict with its price ceiling.
type Quote struct {
	Allowed    bool
	Denials    []string
	Lines      []ledger.JobLine
	MaxSeconds uint64
	VANA       *big.Int // wei, the execution part's ceiling
}

// perSecond is the price of execution that was quoted, in wei.
func (q *Quote) perSecond() *big.Int {
	if q.MaxSeconds == 0 {
		return new(big.Int)
	}
	return new(big.Int).Div(q.VANA, new(big.Int).SetUint64(q.MaxSeconds))
}

// Quoter asks a validator for a quote.
type Quoter interface {
	Quote(ctx context.Context, sql string, instruction, maxSeconds uint64) (*Quote, error)
}

// Settlements tells where a job was settled.
type Settlements interface {
	// Settlement returns the transaction that ended a job, or a zero hash while it is open; failed says that it expired.
	Settlement(ctx context.Context, jobID uint64) (tx common.Hash, expired bool, err error)
	Wait(ctx context.Context, height uint64) (uint64, error)
}

// Trust verifies a validator's identity document and returns the recipient that requests to it are sealed to.
type Trust interface {
	Recipient(ctx context.Context, v ledger.Validator) (seal.Recipient, error)
}

// Blobs is the network's content-addressed store, as a client sees it.
type Blobs interface {
	Put(ctx context.Context, r io.Reader) (cid.Cid, int64, error)
	Get(ctx context.Context, id cid.Cid) (io.ReadCloser, error)
}

// Buyer buys access for one account.
type Buyer struct {
	Ledger      *ledger.Ledger
	Outbox      *ledger.Outbox
	Blobs       Blobs
	Quoter      Quoter
	Settlements Settlements
	Trust       Trust
	Account     common.Address
	// Self is the identity that results are sealed to, derived from the wallet.
	Self *seal.Identity
	// Progress is told of each step in a few words.
	Progress func(what string)
}

// Wish is what to run. Headroom is how many more rows than quoted may be in scope when the job runs, as a fraction of the quote.
type Wish struct {
	SQL         string
	Instruction uint64
	Params      json.RawMessage
	MaxSeconds  uint64
	Headroom    float64
}

// Delivery is a job's outcome.
type Delivery struct {
	JobID     uint64
	Receipt   *job.ReceiptFile
	Manifest  *job.Manifest
	Artifacts map[string][]byte
}

// Run quotes, pays, runs, fetches and verifies. A job that failed by the buyer's doing is ErrFailed with the delivery's receipt.
func (b *Buyer) Run(ctx context.Context, w Wish) (*Delivery, error) {
	id, err := b.Submit(ctx, w)
	if err != nil {
		return nil, err
	}
	return b.Fetch(ctx, id)
}

// Submit quotes, pays into escrow and submits the job.
func (b *Buyer) Submit(ctx context.Context, w Wish) (uint64, error) {
	b.say("asking for a quote")
	q, err := b.Quoter.Quote(ctx, w.SQL, w.Instruction, w.MaxSeconds)
	if err != nil {
		return 0, err
	}
	if !q.Allowed {
		return 0, &DeniedError{q.Denials}
	}
	for i := range q.Lines {
		q.Lines[i].MaxRows += uint64(float64(q.Lines[i].MaxRows) * w.Headroom)
	}
	nonce := job.NewNonce()
	digest, err := b.publish(ctx, w, nonce)
	if err != nil {
		return 0, err
	}
	value, err := b.fund(ctx, q, nonce)
	if err != nil {
		return 0, err
	}
	b.say("submitting the job")
	receipt, err := ledger.Send(ctx, b.Outbox, "job/"+nonce, b.Ledger.SubmitJob(w.Instruction, q.MaxSeconds, q.perSecond(), digest, q.Lines, value))
	if err != nil {
		return 0, fmt.Errorf("submitting the job: %w", err)
	}
	return b.Ledger.JobSubmitted(receipt)
}

// DeniedError is an ErrDenied with the rule that denies each column.
type DeniedError struct{ Denials []string }

func (e *DeniedError) Error() string {
	if len(e.Denials) == 0 {
		return ErrDenied.Error()
	}
	return e.Denials[0]
}

// Is makes a DeniedError an ErrDenied.
func (e *DeniedError) Is(target error) bool { return target == ErrDenied }

// publish seals the wish to every active validator, since nobody knows yet which will be drawn.
func (b *Buyer) publish(ctx context.Context, w Wish, nonce string) ([32]byte, error) {
	validators, err := b.Ledger.Validators(ctx)
	if err != nil {
		return [32]byte{}, err
	}
	var to []seal.Recipient
	for _, v := range validators {
		r, err := b.Trust.Recipient(ctx, v)
		if err != nil {
			return [32]byte{}, fmt.Errorf("validator %s: %w", v.Address, err)
		}
		to = append(to, r)
	}
	if len(to) == 0 {
		return [32]byte{}, errors.New("access: no validator is active")
	}
	plain, err := job.Request{
		Buyer: b.Account, ChainID: b.Ledger.ChainID.Uint64(), Engine: b.Ledger.Net.ComputeEngine, SQL: w.SQL, InstructionID: w.Instruction,
		Params: w.Params, Recipient: b.Self.Recipient().String(), Nonce: nonce,
	}.Encode()
	if err != nil {
		return [32]byte{}, err
	}
	sealed, err := seal.SealBytes(plain, to...)
	if err != nil {
		return [32]byte{}, err
	}
	if len(sealed) > job.MaxDocument {
		return [32]byte{}, fmt.Errorf("access: the request has %d KiB sealed, at most %d are possible", len(sealed)>>10, job.MaxDocument>>10)
	}
	if _, _, err := b.Blobs.Put(ctx, bytes.NewReader(sealed)); err != nil {
		return [32]byte{}, fmt.Errorf("storing the request: %w", err)
	}
	return sha256.Sum256(sealed), nil
}

// fund makes sure that the escrow is covered: each token's shortfall is approved and deposited; VANA's is returned, to go along.
func (b *Buyer) fund(ctx context.Context, q *Quote, nonce string) (*big.Int, error) {
	need := make(map[common.Address]*big.Int)
	for _, l := range q.Lines {
		dao, err := b.Ledger.DataDAO(ctx, l.DLP)
		if err != nil {
			return nil, err
		}
		if dao == nil {
			return nil, fmt.Errorf("access: the quote names DataDAO %d, which the chain does not know", l.DLP)
		}
		if need[dao.Token] == nil {
			need[dao.Token] = new(big.Int)
		}
		need[dao.Token].Add(need[dao.Token], new(big.Int).Mul(l.Price, new(big.Int).SetUint64(l.MaxRows)))
	}
	for token, amount := range need {
		free, err := b.Ledger.EngineBalance(ctx, b.Account, token)
		if err != nil {
			return nil, err
		}
		short := new(big.Int).Sub(amount, free)
		if short.Sign() <= 0 {
			continue
		}
		have, err := b.Ledger.TokenBalance(ctx, token, b.Account)
		if err != nil {
			return nil, err
		}
		if have.Cmp(short) < 0 {
			return nil, &TokensError{Token: token, Need: short, Have: have}
		}
		b.say("paying into escrow")
		approve, err := b.Outbox.Submit(ctx, "approve/"+nonce+token.Hex(), b.Ledger.Approve(token, short))
		if err != nil {
			return nil, fmt.Errorf("approving the payment: %w", err)
		}
		if _, err := b.Outbox.Wait(ctx, approve); err != nil {
			return nil, fmt.Errorf("approving the payment: %w", err)
		}
		if _, err := ledger.Send(ctx, b.Outbox, "deposit/"+nonce+token.Hex(), b.Ledger.Deposit(token, short)); err != nil {
			return nil, fmt.Errorf("paying into escrow: %w", err)
		}
	}
	free, err := b.Ledger.EngineBalance(ctx, b.Account, common.Address{})
	if err != nil {
		return nil, err
	}
	value := new(big.Int).Sub(q.VANA, free)
	if value.Sign() < 0 {
		value.SetInt64(0)
	}
	return value, nil
}

// TokensError reports that the buyer holds too little of a DataDAO's VRC-20; amounts in wei.
type TokensError struct {
	Token      common.Address
	Need, Have *big.Int
}

func (e *TokensError) Error() string {
	return fmt.Sprintf("access: %s wei of token %s are needed, the account has %s", e.Need, e.Token, e.Have)
}

// Fetch waits for a job's settlement, then fetches, verifies and opens what it delivered.
func (b *Buyer) Fetch(ctx context.Context, id uint64) (*Delivery, error) {
	if j, err := b.Ledger.AccessJob(ctx, id); err != nil {
		return nil, err
	} else if j.Owner == (common.Address{}) {
		return nil, fmt.Errorf("%w: %d", ErrNoJob, id)
	}
	b.say("waiting for the validator")
	tx, err := b.settled(ctx, id)
	if err != nil {
		return nil, err
	}
	r, signature, err := b.Ledger.SettledReceipt(ctx, id, tx)
	if err != nil {
		return nil, err
	}
	d := &Delivery{JobID: id, Artifacts: make(map[string][]byte)}
	if d.Receipt, err = job.NewReceiptFile(b.Ledger.EngineDomain(), r, b.Account, signature, tx); err != nil {
		return nil, err
	}
	if r.ResultDigest == [32]byte{} {
		return d, fmt.Errorf("%w: nothing was delivered (%s)", ErrFailed, r.Outcome)
	}
	b.say("fetching and opening the result")
	plain, err := b.open(ctx, blob.FromDigest(r.ResultDigest, 0), job.MaxDocument)
	if err != nil {
		return nil, fmt.Errorf("fetching the manifest: %w", err)
	}
	if d.Manifest, err = job.DecodeManifest(plain); err != nil {
		return nil, err
	}
	if d.Manifest.JobID != id {
		return nil, fmt.Errorf("%w: its manifest is of job %d", ErrResult, d.Manifest.JobID)
	}
	if r.Outcome != ledger.Completed {
		return d, fmt.Errorf("%w: %s", ErrFailed, d.Manifest.Error)
	}
	d.Receipt.Artifacts = d.Manifest.Artifacts
	for _, a := range d.Manifest.Artifacts {
		address, err := cid.Decode(a.CID)
		if err != nil {
			return nil, fmt.Errorf("%w: address %q", ErrResult, a.CID)
		}
		data, err := b.open(ctx, address, maxArtifact)
		if err != nil {
			return nil, fmt.Errorf("fetching %s: %w", a.Name, err)
		}
		if sha256.Sum256(data) != a.Digest {
			return nil, fmt.Errorf("%w: %s has another digest", ErrResult, a.Name)
		}
		d.Artifacts[a.Name] = data
	}
	return d, nil
}

const maxArtifact = 1 << 30

func (b *Buyer) settled(ctx context.Context, id uint64) (common.Hash, error) {
	var height uint64
	for {
		tx, expired, err := b.Settlements.Settlement(ctx, id)
		if err != nil {
			return tx, err
		}
		if expired {
			return tx, fmt.Errorf("%w: no validator settled it in time; everything is back in your balance", ErrFailed)
		}
		if tx != (common.Hash{}) {
			return tx, nil
		}
		if height, err = b.Settlements.Wait(ctx, height); err != nil {
			return tx, err
		}
	}
}

func (b *Buyer) open(ctx context.Context, id cid.Cid, limit int64) ([]byte, error) {
	r, err := b.Blobs.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	sealed, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(sealed)) > limit {
		return nil, fmt.Errorf("%w: larger than %d bytes", ErrResult, limit)
	}
	return seal.OpenBytes(sealed, b.Self)
}

func (b *Buyer) say(what string) {
	if b.Progress != nil {
		b.Progress(what)
	}
}
