package api

import (
	"fmt"
	"math/big"
	"net/http"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/coppice-network/coppice/internal/index"
)

// Governance is what is announced and voted on in a DataDAO.
type Governance struct {
	Announcements []index.Announcement // what waits in its timelock
	Proposals     []index.Proposal     // newest first
}

type callJSON struct {
	Target address       `json:"target"`
	Value  tokens        `json:"value"` // VANA
	Data   hexutil.Bytes `json:"data"`
}

type announcementJSON struct {
	Operation common.Hash `json:"operation"`
	Place     uint64      `json:"place"`
	callJSON
	ReadyAt uint64 `json:"readyAt"` // unix seconds
	Block   uint64 `json:"block"`
}

type proposalJSON struct {
	ID          string     `json:"proposalId"`
	Proposer    address    `json:"proposer"`
	Calls       []callJSON `json:"calls"`
	Description string     `json:"description"`
	Ended       string     `json:"ended,omitempty"`
	Block       uint64     `json:"block"`
	Time        uint64     `json:"time"`
}

type governanceJSON struct {
	DLP           uint64             `json:"dlpId"`
	Announcements []announcementJSON `json:"announcements"`
	Proposals     []proposalJSON     `json:"proposals"`
}

func (s *server) governance(r *http.Request) (any, error) {
	ctx := r.Context()
	d, err := s.findDLP(ctx, r.PathValue("name"))
	if err != nil {
		return nil, err
	}
	waiting, err := s.index.Announcements(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	proposals, err := s.index.Proposals(ctx, d.ID, 0)
	if err != nil {
		return nil, err
	}
	return governanceJSON{d.ID, each(waiting, func(a index.Announcement) announcementJSON {
		return announcementJSON{a.Operation, a.Place, callJSON{address(a.Target), tokens{a.Value}, a.Data}, a.ReadyAt, a.Block}
	}), each(proposals, func(p index.Proposal) proposalJSON {
		return proposalJSON{p.ID.String(), address(p.Proposer), each(p.Calls, func(c index.ProposalCall) callJSON {
			return callJSON{address(c.Target), tokens{c.Value}, c.Data}
		}), p.Description, p.Ended, p.Block, p.Time}
	})}, nil
}

func governanceFromWire(w governanceJSON) (*Governance, error) {
	g := &Governance{}
	for _, a := range w.Announcements {
		if a.Value.wei == nil {
			return nil, fmt.Errorf("an announcement has no value")
		}
		g.Announcements = append(g.Announcements, index.Announcement{
			DLP: w.DLP, Operation: a.Operation, Place: a.Place, Target: common.Address(a.Target), Value: a.Value.wei, Data: a.Data, ReadyAt: a.ReadyAt, Block: a.Block,
		})
	}
	for _, p := range w.Proposals {
		id, ok := new(big.Int).SetString(p.ID, 10)
		if !ok {
			return nil, fmt.Errorf("proposal id %q", p.ID)
		}
		x := index.Proposal{DLP: w.DLP, ID: id, Proposer: common.Address(p.Proposer), Description: p.Description, Ended: p.Ended, Block: p.Block, Time: p.Time}
		for _, c := range p.Calls {
			if c.Value.wei == nil {
				return nil, fmt.Errorf("a call of proposal %s has no value", p.ID)
			}
			x.Calls = append(x.Calls, index.ProposalCall{Target: common.Address(c.Target), Value: c.Value.wei, Data: c.Data})
		}
		g.Proposals = append(g.Proposals, x)
	}
	return g, nil
}
