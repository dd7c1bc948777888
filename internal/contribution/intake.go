package contribution

import (
	"context"
	"fmt"
	"strings"

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

// outdated begins anew with what is sealed to another intake key and was not sent.
func (p *preparation) outdated(ctx context.Context, unique map[string]*entry) error {
	for _, e := range unique {
		if e.intake == intakeName(p.intake) {
			continue
		}
		if e.step == stepSubmitted {
			if err := p.client.takeBackUnsent(ctx, e.batch, unique); err != nil {
				return err
			}
		}
		if e.step != stepSealed && e.step != stepStored {
			continue
		}
		e.step = stepNew
		if err := p.client.Journal.save(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// takeBackUnsent makes the files of a batch stored ones again if the outbox has never accepted its transaction. What was signed for a relay
// is the relay's to send.
func (c *Client) takeBackUnsent(ctx context.Context, batch string, entries map[string]*entry) error {
	if strings.HasPrefix(batch, sponsoredBatch) {
		return nil
	}
	if accepted, err := c.Outbox.Accepted(ctx, batch); err != nil || accepted {
		return err
	}
	list, err := c.Journal.batch(ctx, batch)
	if err != nil {
		return err
	}
	if err := c.takeBack(ctx, batch, list); err != nil {
		return err
	}
	for _, e := range list {
		if mine := entries[e.id]; mine != nil {
			*mine = *e
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
