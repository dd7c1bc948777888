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
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if err := n.expire(ctx); err != nil && ctx.Err() == nil {
			n.cfg.Log.Warn("expired jobs will be looked for again", "err", err)
		}
	}
}

func (n *Node) expire(ctx context.Context) error {
	jobs, err := n.index.OpenComputeJobs(ctx)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		opening := ledger.Opening{At: j.OpenedAt, Block: j.OpenedAtBlock, SetID: j.SetID}
		_, err := n.env.ledger.Lease(ctx, ledger.ComputeSubject(j.JobID), opening, time.Duration(j.MaxSeconds)*time.Second)
		if !errors.Is(err, ledger.ErrExpired) {
			continue
		}
		if _, err := ledger.Send(ctx, n.operator.outbox, fmt.Sprintf("expire/%d", j.JobID), n.env.ledger.ExpireJob(j.JobID)); err != nil {
			return fmt.Errorf("job %d: %w", j.JobID, err)
		}
		n.cfg.Log.Warn("nobody settled a job in time; everything is back at the buyer", "job", j.JobID)
	}
	return nil
}
