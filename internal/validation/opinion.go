package validation

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/dispatch"
	"github.com/coppice-network/coppice/internal/ledger"
)

// Review is a proof that another validator has recorded and that counts once drawn validators agree.
type Review struct {
	Job
	// Recorded is where the draw of second opinions starts. Job.Opening stays that of the proof: the bundle must be told the same time
	// that the first validator told it, or two honest runs could differ.
	Recorded ledger.Opening
	Recorder common.Address
	Given    []common.Address // who has spoken
}

// Reviews lists proofs that wait for opinions.
type Reviews interface {
	OpenReviews(ctx context.Context) ([]Review, error)
}

// Panel says who is asked for an opinion on a job. It returns ledger.ErrSeedNotReady while the drawing block does not exist.
type Panel interface {
	OpinionHolders(ctx context.Context, jobID *big.Int, o ledger.Opening, recorder common.Address) ([]common.Address, error)
	// OpinionEnd is when the time for opinions is over.
	OpinionEnd(ctx context.Context, o ledger.Opening) (time.Time, error)
}

// Reviewer gives second opinions: it runs the same bundle on the same file, knowing nothing of the first validator's result.
type Reviewer struct {
	Validator
	Reviews Reviews
	Panel   Panel
	// Opine records an opinion.
	Opine func(ctx context.Context, o ledger.Opinion) error

	mu     sync.Mutex
	panels map[string][]common.Address // by job and recording
	by     map[[32]byte]Review         // the reviews of the latest list, by subject
}

// Tasks lists the proofs that this validator may be asked about, for a dispatch.Loop whose Leases is this Reviewer.
func (r *Reviewer) Tasks(ctx context.Context) ([]dispatch.Task, error) {
	open, err := r.Reviews.OpenReviews(ctx)
	if err != nil {
		return nil, err
	}
	var tasks []dispatch.Task
	by := make(map[[32]byte]Review, len(open))
	for _, x := range open {
		if slices.Contains(x.Given, r.Me) {
			continue
		}
		subject := ledger.OpinionSubject(x.ID)
		by[subject] = x
		tasks = append(tasks, dispatch.Task{
			Key: fmt.Sprintf("opinion/%s/%d", x.ID, x.Recorded.Block), Owner: x.File.Owner, Subject: subject, Opening: x.Recorded,
			Run: func(ctx context.Context, _ ledger.Lease) error { return r.review(ctx, x) },
		})
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.by = by
	return tasks, nil
}

// Lease implements dispatch.Leaser: unlike a turn, an opinion is several validators' at once, for the whole time.
func (r *Reviewer) Lease(ctx context.Context, subject [32]byte, o ledger.Opening, _ time.Duration) (ledger.Lease, error) {
	r.mu.Lock()
	x, ok := r.by[subject]
	r.mu.Unlock()
	if !ok {
		return ledger.Lease{}, ledger.ErrExpired
	}
	end, err := r.Panel.OpinionEnd(ctx, o)
	if err != nil {
		return ledger.Lease{}, err
	}
	panel, err := r.panel(ctx, x)
	if err != nil {
		return ledger.Lease{}, err
	}
	lease := ledger.Lease{EndsAt: end, Last: true}
	if slices.Contains(panel, r.Me) {
		lease.Holder = r.Me
	}
	return lease, nil
}

// maxPanels bounds what is remembered; a forgotten one is asked for again.
const maxPanels = 1024

func (r *Reviewer) panel(ctx context.Context, x Review) ([]common.Address, error) {
	key := fmt.Sprintf("%s/%d", x.ID, x.Recorded.Block)
	r.mu.Lock()
	known, ok := r.panels[key]
	r.mu.Unlock()
	if ok {
		return known, nil
	}
	panel, err := r.Panel.OpinionHolders(ctx, x.ID, x.Recorded, x.Recorder)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.panels == nil || len(r.panels) >= maxPanels {
		r.panels = make(map[string][]common.Address)
	}
	r.panels[key] = panel
	return panel, nil
}

func (r *Reviewer) review(ctx context.Context, x Review) error {
	digest, b, err := r.Bundles.ProofBundle(ctx, x.File.DLP)
	if err != nil {
		return fmt.Errorf("proof bundle of DataDAO %d: %w", x.File.DLP, err)
	}
	found, err := r.examine(ctx, x.Job, b)
	if err != nil {
		return err
	}
	dispatch.Release(ctx)
	return r.Opine(ctx, ledger.Opinion{
		JobID: x.ID, OpenedAtBlock: x.Recorded.Block, ContentDigest: x.File.Digest, BundleDigest: digest, Score: found.score,
		Fingerprint: found.fingerprint, Identity: found.identity,
	})
}
