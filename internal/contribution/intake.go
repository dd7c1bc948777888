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

// intakeName is how the journal names an intake key.
func intakeName(r seal.Recipient) string { return fmt.Sprintf("%x", r.Digest()) }

// maxSealings bounds how often one command seals its files anew because the intake key was replaced meanwhile.
const maxSealings = 3

// current seals and stores all files, to the intake key that is current when that is done: validators do not take what is sealed to one that
// was replaced a while ago.
func (p *preparation) current(ctx context.Context, paths []string, entries []*entry, unique map[string]*entry) error {
	for range maxSealings {
		if err := p.outdated(ctx, unique); err != nil {
			return err
		}
		if err := p.all(ctx, paths, entries, len(unique)); err != nil {
			return err
		}
		now, err := p.client.intake(ctx, p.dao.ID)
		if err != nil || now.Equal(p.intake) {
			return err
		}
		p.intake = now
	}
	return fmt.Errorf("%w: it is replaced faster than the files can be stored", ErrIntake)
}

// outdated begins anew with what is sealed to another intake key and not sent yet.
func (p *preparation) outdated(ctx context.Context, unique map[string]*entry) error {
	for _, e := range unique {
		if e.step != stepSealed && e.step != stepStored || e.intake == intakeName(p.intake) {
			continue
		}
		e.step = stepNew
		if err := p.client.Journal.save(ctx, e); err != nil {
			return err
		}
	}
	return nil
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
