package index

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
)

// Announcement is one call that waits in a DataDAO's timelock. An operation may have several.
type Announcement struct {
	DLP       uint64
	Operation [32]byte
	Place     uint64
	Target    common.Address
	Value     *big.Int // wei
	Data      []byte
	ReadyAt   uint64 // unix seconds; from then on anyone may carry it out
	Block     uint64
}

// Announcements lists what waits in a DataDAO's timelock, oldest first.
func (x *Index) Announcements(ctx context.Context, dlp uint64) (all []Announcement, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err = list(v, "announcements", `SELECT dlp, operation, place, target, value, data, ready, seq FROM announcement
WHERE dlp = ? AND closed IS NULL ORDER BY seq`, []any{int64(dlp)}, func(row func(...any) error, a *Announcement) error {
			var seq int64
			err := row(&a.DLP, (*common.Hash)(&a.Operation), &a.Place, &a.Target, amount(&a.Value), &a.Data, &a.ReadyAt, &seq)
			a.Block = blockOf(seq)
			return err
		})
		return err
	})
	return all, err
}

// ProposalCall is one call of a proposal.
type ProposalCall struct {
	Target common.Address
	Value  *big.Int // wei
	Data   []byte
}

// Proposal is what a DataDAO's governor votes, or voted, on. How the vote stands is the governor's to tell.
type Proposal struct {
	DLP         uint64
	ID          *big.Int
	Proposer    common.Address
	Calls       []ProposalCall
	Description string
	Ended       string // "executed", "canceled", or "" for neither
	Block       uint64
	Time        uint64 // unix seconds
}

// Proposals lists a DataDAO's newest proposals, newest first, at most n (0: DefaultLimit; at most MaxLimit).
func (x *Index) Proposals(ctx context.Context, dlp uint64, n int) (all []Proposal, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err = list(v, "proposals", `SELECT p.dlp, p.id, p.proposer, p.calls, p.description,
  coalesce((SELECT how FROM proposal_end WHERE dlp = p.dlp AND id = p.id ORDER BY seq DESC LIMIT 1), ''), p.seq, b.time
FROM proposal p JOIN block b ON b.number = p.seq >> 20 WHERE p.dlp = ? ORDER BY p.seq DESC LIMIT ?`, []any{int64(dlp), limit(n)}, scanProposal)
		return err
	})
	return all, err
}

func scanProposal(row func(...any) error, p *Proposal) error {
	var seq int64
	var calls string
	if err := row(&p.DLP, amount(&p.ID), &p.Proposer, &calls, &p.Description, &p.Ended, &seq, &p.Time); err != nil {
		return err
	}
	p.Block = blockOf(seq)
	var stored []storedCall
	if err := json.Unmarshal([]byte(calls), &stored); err != nil {
		return fmt.Errorf("index: the calls of proposal %s: %w", p.ID, err)
	}
	for _, c := range stored {
		value, ok := new(big.Int).SetString(c.Value, 10)
		if !ok {
			return fmt.Errorf("index: the calls of proposal %s have a value %q", p.ID, c.Value)
		}
		p.Calls = append(p.Calls, ProposalCall{c.Target, value, c.Data})
	}
	return nil
}

// AccessRequest is a buyer's public request for a grant.
type AccessRequest struct {
	ID        uint64
	Requester common.Address
	RefinerID uint64
	Table     string
	Column    string
	Price     *big.Int // offered, token wei per row
	Purpose   string
	Open      bool
	Block     uint64
}

// AccessRequests lists the requests for a refiner's tables, oldest first.
func (x *Index) AccessRequests(ctx context.Context, refiner uint64) (all []AccessRequest, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err = list(v, "access requests", `SELECT id, requester, refiner, table_name, column_name, price, purpose, closed IS NULL, seq
FROM access_request WHERE refiner = ? ORDER BY id`, []any{int64(refiner)}, func(row func(...any) error, r *AccessRequest) error {
			var seq int64
			err := row(&r.ID, &r.Requester, &r.RefinerID, &r.Table, &r.Column, amount(&r.Price), &r.Purpose, &r.Open, &seq)
			r.Block = blockOf(seq)
			return err
		})
		return err
	})
	return all, err
}
