package session

import (
	"context"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/api"
	"github.com/coppice-network/coppice/internal/contribution"
	"github.com/coppice-network/coppice/internal/ledger"
)

// Sponsorship has this network's node submit what the account signs, so that it needs no VANA to contribute.
func (s *Session) Sponsorship() (*contribution.Sponsorship, error) {
	if s.Key == nil {
		return nil, errNoAccount
	}
	sign := func(ctx context.Context, d ledger.Domain, c ledger.Contribution) ([]byte, error) {
		return s.Key.SignTyped(ctx, c.TypedData(d))
	}
	return &contribution.Sponsorship{Relay: relay{s.API}, Sign: sign}, nil
}

// relay is the network's API.
type relay struct{ api *api.Client }

func (r relay) Relay(ctx context.Context, c ledger.Contribution, signature []byte) (common.Hash, error) {
	answer, err := r.api.Relay(ctx, c, signature)
	if err != nil {
		return common.Hash{}, err
	}
	return answer.Tx, nil
}
