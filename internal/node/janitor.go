package node

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/coppice-network/coppice/internal/ledger"
)

// tidyEvery is how often the operator looks for access jobs that no validator has settled in time.
const tidyEvery = 5 * time.Second

// tidy ends access jobs whose last turn has passed, so that no escrow outlives its job by more than a moment. Anyone may; on a local
// network the operator does.
func (n *Node) tidy(ctx context.Context) error {
	ticker := time.NewTicker(tidyEvery)
	defer ticker.Stop()
	for round := 1; ; round++ {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if err := n.expire(ctx); err != nil && ctx.Err() == nil {
			n.cfg.Log.Warn("expired jobs will be looked for again", "err", err)
		}
		if round%refillEvery != 0 {
			continue
		}
		for _, v := range n.validators {
			if err := n.operator.fund(ctx, v.key.Address()); err != nil && ctx.Err() == nil {
				n.cfg.Log.Warn("a validator is short of gas money", "n", v.n, "address", v.key.Address(), "err", err)
			}
		}
	}
}

// refillEvery is every how many rounds the validators' gas money is looked at.
const refillEvery = 12

// expire ends access jobs and renews proof jobs whose last turn has passed, such as while this network was stopped. A renewed proof is
// paid by the operator; the fee of the old job returns to its payer.
func (n *Node) expire(ctx context.Context) error {
	jobs, err := n.index.OpenComputeJobs(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, j := range jobs {
		opening := ledger.Opening{At: j.OpenedAt, Block: j.OpenedAtBlock, SetID: j.SetID}
		if !n.expired(ctx, ledger.ComputeSubject(j.JobID), opening, time.Duration(j.MaxSeconds)*time.Second) {
			continue
		}
		key := fmt.Sprintf("expire/%d/%d", j.JobID, n.cfg.Clock().Unix()/60) // a try that was reverted does not bind the next
		if _, err := ledger.Send(ctx, n.operator.outbox, key, n.env.ledger.ExpireJob(j.JobID)); err != nil {
			errs = append(errs, fmt.Errorf("job %d: %w", j.JobID, err))
			continue
		}
		n.cfg.Log.Warn("nobody settled a job in time; everything is back at the buyer", "job", j.JobID)
	}
	return errors.Join(append(errs, n.renew(ctx))...)
}

func (n *Node) renew(ctx context.Context) error {
	jobs, err := n.index.OpenProofJobs(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, j := range jobs {
		opening := ledger.Opening{At: j.OpenedAt, Block: j.OpenedAtBlock, SetID: j.SetID}
		if !n.expired(ctx, ledger.ProofSubject(j.JobID), opening, 0) {
			continue
		}
		fee, err := n.env.ledger.Fee(ctx, j.DLP)
		if err != nil {
			return err
		}
		key := fmt.Sprintf("renew/%s/%d", j.JobID, n.cfg.Clock().Unix()/60)
		call := n.env.ledger.RequestProof(j.FileID, fee)
		if _, err := ledger.Send(ctx, n.operator.outbox, key, call); err != nil {
			errs = append(errs, fmt.Errorf("proof job %s: %w", j.JobID, err))
			continue
		}
		n.cfg.Log.Warn("nobody proved a file in time; its proof is requested again", "file", j.FileID)
	}
	return errors.Join(errs...)
}

func (n *Node) expired(ctx context.Context, subject [32]byte, o ledger.Opening, extra time.Duration) bool {
	_, err := n.env.ledger.Lease(ctx, subject, o, extra)
	return errors.Is(err, ledger.ErrExpired)
}
