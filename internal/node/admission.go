package node

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/ledger"
)

// admit brings the chain's register of validators in line with what runs here: the program allowed, a bond posted, every validator
// active with its current document. Those that were sent away stay away.
func (o *operator) admit(ctx context.Context, l *ledger.Ledger, all []*validator, url string) error {
	var validators []*validator
	for _, v := range all {
		gone, err := v.away()
		if err != nil {
			return err
		}
		if !gone {
			validators = append(validators, v)
		}
	}
	if err := o.allow(ctx, l, validators); err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	for _, v := range validators {
		g.Go(func() error {
			if err := o.fund(ctx, v.key.Address()); err != nil {
				return err
			}
			if err := o.admitOne(ctx, l, v, url); err != nil {
				return fmt.Errorf("admitting validator %d: %w", v.n, err)
			}
			return nil
		})
	}
	return g.Wait()
}

// patientDelay is the longest timelock delay that starting waits for. On a public network the new program is announced, and the node
// says when it can be started.
const patientDelay = time.Minute

// allow puts the programs that run here on the admission policy. That loosens it, so it waits in the network's timelock: on a local
// network some seconds.
func (o *operator) allow(ctx context.Context, l *ledger.Ledger, validators []*validator) error {
	seen := make(map[[32]byte]bool)
	for _, v := range validators {
		doc, err := claimsOf(v.identityDocument())
		if err != nil {
			return err
		}
		if seen[doc.measurement] {
			continue
		}
		seen[doc.measurement] = true
		allowed, err := l.MeasurementAllowed(ctx, doc.measurement)
		if err != nil {
			return err
		}
		if allowed {
			continue
		}
		delay, err := l.TimelockDelay(ctx, l.Net.NetworkTimelock)
		if err != nil {
			return err
		}
		_, err = l.Through(ctx, o.outbox, l.Net.NetworkTimelock, []ledger.Call{l.AllowMeasurement(doc.measurement)}, delay <= patientDelay, func(ready time.Time) {
			o.log("another program waits in the timelock to be allowed", "measurement", fmt.Sprintf("%x", doc.measurement), "until", ready)
		})
		var announced *ledger.Announced
		if errors.As(err, &announced) {
			return fault.New(fault.Unavailable, "start it again then; until then run the version of coppice that is allowed",
				"validators that run this version of coppice are allowed from %s on, when the network's timelock has waited", announced.ReadyAt.Format(time.RFC3339))
		}
		if err != nil {
			return fmt.Errorf("allowing the program %x: %w", doc.measurement, err)
		}
	}
	return nil
}

func (o *operator) admitOne(ctx context.Context, l *ledger.Ledger, v *validator, url string) error {
	doc, err := claimsOf(v.identityDocument())
	if err != nil {
		return err
	}
	info, err := l.ValidatorInfo(ctx, v.key.Address())
	if err != nil {
		return err
	}
	if info.Active && info.EvidenceDigest == doc.digest && info.Measurement == doc.measurement {
		return nil
	}
	key := fmt.Sprintf("admit/%s/%x/%d", v.key.Address(), doc.digest, info.KeyEpoch)
	if info.Active { // another program or older evidence was admitted
		if _, err := ledger.Send(ctx, o.outbox, "remove/"+key, l.RemoveValidator(v.key.Address())); err != nil {
			return err
		}
	}
	needed, err := l.MinBond(ctx)
	if err != nil {
		return err
	}
	if missing := new(big.Int).Sub(needed, info.Bond); missing.Sign() > 0 {
		if _, err := ledger.Send(ctx, o.outbox, "bond/"+key, l.PostBond(v.key.Address(), missing)); err != nil {
			return fmt.Errorf("posting its bond: %w", err)
		}
	}
	if _, err := ledger.Send(ctx, o.outbox, key, l.AdmitValidator(v.key.Address(), url, ledger.PlatformSimulated, doc.measurement, doc.digest)); err != nil {
		return err
	}
	o.log("admitted a validator", "n", v.n, "address", v.key.Address())
	return nil
}
