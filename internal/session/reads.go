package session

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/access"
	"github.com/coppice-network/coppice/internal/api"
	"github.com/coppice-network/coppice/internal/contribution"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/ledger"
)

// poll is how often a client asks whether anything has moved.
const poll = 250 * time.Millisecond

func pause(ctx context.Context, height uint64) (uint64, error) {
	select {
	case <-ctx.Done():
		return height, ctx.Err()
	case <-time.After(poll):
		return height + 1, nil
	}
}

// states reads files from the network's API.
type states struct{ api *api.Client }

func (s states) FileState(ctx context.Context, id uint64) (contribution.State, error) {
	f, err := s.api.File(ctx, id)
	if isNotFound(err) {
		return contribution.State{Status: "submitted"}, nil // registered, but not indexed yet
	} else if err != nil {
		return contribution.State{}, err
	}
	return contribution.State{
		Status: f.Status, Score: f.Score, Reward: f.Reward, ResultDigest: f.ResultDigest, DuplicateOf: f.DuplicateOf, Conflict: f.IdentityConflict,
	}, nil
}

func (s states) Wait(ctx context.Context, height uint64) (uint64, error) { return pause(ctx, height) }

// settlements reads jobs from the network's API.
type settlements struct{ api *api.Client }

func (s settlements) Settlement(ctx context.Context, id uint64) (common.Hash, bool, error) {
	j, err := s.api.Job(ctx, id)
	if isNotFound(err) {
		return common.Hash{}, false, nil
	} else if err != nil {
		return common.Hash{}, false, err
	}
	return j.SettledTx, j.Status == "canceled", nil
}

func (s settlements) Wait(ctx context.Context, height uint64) (uint64, error) {
	return pause(ctx, height)
}

// quoter asks the network's API for quotes, signed by the account.
type quoter struct{ s *Session }

// quoteValidity is how long a signed quote request may be answered.
const quoteValidity = 2 * time.Minute

func (q quoter) Quote(ctx context.Context, sql string, instruction, maxSeconds uint64) (*access.Quote, error) {
	answer, err := q.s.Quote(ctx, sql, instruction, maxSeconds)
	if err != nil {
		return nil, err
	}
	out := &access.Quote{Allowed: answer.Allowed, Denials: answer.Denials, MaxSeconds: answer.MaxSeconds}
	if !answer.Allowed {
		return out, nil
	}
	if out.VANA, err = wei(answer.VanaWei); err != nil {
		return nil, err
	}
	for _, l := range answer.Lines {
		price, err := wei(l.PriceWei)
		if err != nil {
			return nil, err
		}
		if l.MaxRows < 0 {
			return nil, fault.New(fault.Integrity, "", "the quote names %d rows", l.MaxRows)
		}
		out.Lines = append(out.Lines, ledger.JobLine{PermissionID: l.PermissionID, DLP: l.DLP, Price: price, MaxRows: uint64(l.MaxRows)})
	}
	return out, nil
}

// Quote asks for a verdict and its price ceiling; it costs nothing.
func (s *Session) Quote(ctx context.Context, sql string, instruction, maxSeconds uint64) (*api.Quote, error) {
	if s.Key == nil {
		return nil, errNoAccount
	}
	req := api.QuoteRequest{
		Account: s.Key.Address(), SQL: sql, InstructionID: instruction, MaxSeconds: maxSeconds, Deadline: uint64(s.Clock().Add(quoteValidity).Unix()),
	}
	if err := req.Sign(ctx, s.Key, s.Ledger.ChainID, s.Ledger.Net.ComputeEngine); err != nil {
		return nil, fmt.Errorf("signing the quote request: %w", err)
	}
	return s.API.Quote(ctx, req)
}

// resultsSalt is fixed per network: results are sealed to one identity of the wallet, so that they open on any machine.
func resultsSalt(l *ledger.Ledger) [32]byte {
	return sha256.Sum256(fmt.Appendf(nil, "coppice results v1\x00%s\x00%s", l.ChainID, l.Net.ComputeEngine))
}
