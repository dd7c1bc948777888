package contribution

import (
	"context"
	"fmt"

	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/seal"
)

// intake returns the recipient to seal a DataDAO's pooled copies to. It is refused unless an active validator, whose evidence this
// client accepts, signed exactly this key for this DataDAO on this network: the DataDAO's owner, or a server that swaps bytes, cannot
// put another key in its place.
func (c *Client) intake(ctx context.Context, dlp uint64) (seal.Recipient, error) {
	key, err := c.Ledger.IntakeKey(ctx, dlp)
	if err != nil {
		return seal.Recipient{}, err
	}
	return checkIntake(ctx, key, c.Ledger.ValidatorInfo, c.Trust)
}

func checkIntake(ctx context.Context, key *ledger.AttestedKey, info func(context.Context, address) (ledger.Validator, error), trust Trust) (seal.Recipient, error) {
	v, err := info(ctx, key.Validator)
	if err != nil {
		return seal.Recipient{}, err
	}
	if !v.Active {
		return seal.Recipient{}, fmt.Errorf("%w: attested by %s, which is not an active validator", ErrIntake, key.Validator)
	}
	if err := trust.CheckValidator(ctx, v); err != nil {
		return seal.Recipient{}, fmt.Errorf("%w: %w", ErrIntake, err)
	}
	to, err := seal.ParseRecipient(key.Recipient)
	if err != nil {
		return seal.Recipient{}, fmt.Errorf("%w: %w", ErrIntake, err)
	}
	return to, nil
}
