package node

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/compute"
	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/pooled"
	"github.com/coppice-network/coppice/internal/query"
	"github.com/coppice-network/coppice/internal/refinement"
	"github.com/coppice-network/coppice/internal/validation"
)

// The phases ask in their own words; here the index and the ledger answer.

type proofJobs struct{ index *index.Index }

func (p proofJobs) OpenProofJobs(ctx context.Context) ([]validation.Job, error) {
	open, err := p.index.OpenProofJobs(ctx)
	if err != nil {
		return nil, err
	}
	jobs := make([]validation.Job, len(open))
	for i, j := range open {
		jobs[i] = validation.Job{
			ID: j.JobID, File: pooled.File{ID: j.FileID, DLP: j.DLP, Owner: j.Owner, Digest: j.Digest, Codec: j.Codec},
			Opening: ledger.Opening{At: j.OpenedAt, Block: j.OpenedAtBlock, SetID: j.SetID},
		}
	}
	return jobs, nil
}

func (p proofJobs) OpenReviews(ctx context.Context) ([]validation.Review, error) {
	open, err := p.index.OpenOpinions(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]validation.Review, len(open))
	for i, j := range open {
		list[i] = validation.Review{
			Job: validation.Job{
				ID: j.JobID, File: pooled.File{ID: j.FileID, DLP: j.DLP, Owner: j.Owner, Digest: j.Digest, Codec: j.Codec},
				Opening: ledger.Opening{At: j.RequestedAt},
			},
			Recorded: ledger.Opening{At: j.OpenedAt, Block: j.OpenedAtBlock, SetID: j.SetID}, Recorder: j.Validator, Given: j.Given,
		}
	}
	return list, nil
}

type refinementJobs struct{ index *index.Index }

func (r refinementJobs) OpenRefinements(ctx context.Context) ([]refinement.Job, error) {
	open, err := r.index.OpenRefinements(ctx)
	if err != nil {
		return nil, err
	}
	jobs := make([]refinement.Job, len(open))
	for i, j := range open {
		jobs[i] = refinement.Job{
			RefinerID: j.RefinerID, File: pooled.File{ID: j.FileID, DLP: j.DLP, Owner: j.Owner, Digest: j.Digest, Codec: j.Codec},
			Opening: ledger.Opening{At: j.OpenedAt, Block: j.OpenedAtBlock, SetID: j.SetID},
		}
	}
	return jobs, nil
}

func recorded(x *index.Index) func(context.Context, uint64) ([]refinement.Recorded, error) {
	return func(ctx context.Context, seq uint64) ([]refinement.Recorded, error) {
		list, err := x.RefinementsSince(ctx, seq)
		if err != nil {
			return nil, err
		}
		out := make([]refinement.Recorded, len(list))
		for i, r := range list {
			out[i] = refinement.Recorded{
				Seq: r.Seq, FileID: r.FileID, RefinerID: r.RefinerID, DLP: r.DLP, Owner: r.Owner, ArtifactDigest: r.ArtifactDigest, Codec: r.Codec,
				PlaintextDigest: r.PlaintextDigest, Block: r.Block, Time: time.Unix(int64(r.Time), 0),
			}
		}
		return out, nil
	}
}

// intakeChain answers a validator's keeper, taker and keys.
type intakeChain struct {
	*index.Index
	v *validator
}

func (c intakeChain) DLPs(ctx context.Context) ([]uint64, error) {
	list, err := c.Index.DLPs(ctx)
	ids := make([]uint64, len(list))
	for i, d := range list {
		ids[i] = d.ID
	}
	return ids, err
}

func (c intakeChain) Validators(ctx context.Context) ([]common.Address, error) {
	set, err := c.CurrentSetID(ctx)
	if err != nil || set == 0 {
		return nil, err
	}
	return c.v.env.ledger.ValidatorSet(ctx, set) // never changes
}

func (c intakeChain) SetIntakeKey(ctx context.Context, k ledger.IntakeKey, recipient string, signature []byte) error {
	call := c.v.env.ledger.SetIntakeKey(k, recipient, signature)
	_, err := ledger.Send(ctx, c.v.outbox, fmt.Sprintf("intake/%d/%d/%d", k.DLP, k.Epoch, k.Deadline), call)
	return err
}

func (c intakeChain) Digest(k ledger.IntakeKey) [32]byte {
	return c.v.env.ledger.TeePoolDomain().Digest(k)
}
func (c intakeChain) ChainID() uint64          { return c.v.env.ledger.ChainID.Uint64() }
func (c intakeChain) Registry() common.Address { return c.v.env.ledger.Net.DataRegistry }

func (c intakeChain) OpenProofs(ctx context.Context, dlp uint64) (files []uint64, err error) {
	proofs, err := c.OpenProofJobs(ctx)
	if err != nil {
		return nil, err
	}
	opinions, err := c.OpenOpinions(ctx)
	if err != nil {
		return nil, err
	}
	for _, j := range proofs {
		if j.DLP == dlp {
			files = append(files, j.FileID)
		}
	}
	for _, j := range opinions {
		if j.DLP == dlp {
			files = append(files, j.FileID)
		}
	}
	return files, nil
}

func (c intakeChain) OldestRefinement(ctx context.Context, dlp uint64) (oldest uint64, err error) {
	open, err := c.OpenRefinements(ctx)
	for _, j := range open {
		if j.DLP == dlp && (oldest == 0 || j.OpenedAt < oldest) {
			oldest = j.OpenedAt
		}
	}
	return oldest, err
}

func (c intakeChain) Complete(ctx context.Context) (bool, error) {
	head, err := c.v.env.ledger.Height(ctx)
	if err != nil {
		return false, err
	}
	seen, err := c.Height(ctx)
	return seen >= head, err
}

// Height implements withdrawal.Chain.
func (c intakeChain) Height(ctx context.Context) (uint64, error) {
	height, _, _, err := c.Checkpoint(ctx)
	return height, err
}

// accessChain answers a validator's compute engine.
type accessChain struct{ v *validator }

func (a *accessChain) OpenComputeJobs(ctx context.Context) ([]compute.Job, error) {
	open, err := a.v.env.index.OpenComputeJobs(ctx)
	if err != nil {
		return nil, err
	}
	jobs := make([]compute.Job, len(open))
	for i, j := range open {
		jobs[i] = compute.Job{
			ID: j.JobID, Owner: j.Owner, InstructionID: j.InstructionID, RequestDigest: j.RequestDigest, MaxSeconds: j.MaxSeconds,
			Opening: ledger.Opening{At: j.OpenedAt, Block: j.OpenedAtBlock, SetID: j.SetID},
		}
	}
	return jobs, nil
}

func (a *accessChain) AccessJob(ctx context.Context, id uint64) (*ledger.AccessJob, error) {
	return a.v.env.ledger.AccessJob(ctx, id)
}

// Ready implements compute.Chain.
func (a *accessChain) Ready(ctx context.Context, block uint64, dlps []uint64) (bool, error) {
	return a.v.ingester.Ready(ctx, block, dlps)
}

// Catalog implements compute.Chain.
func (a *accessChain) Catalog(ctx context.Context, permissions []uint64, buyer common.Address, block uint64) (query.Catalog, error) {
	paid := make(map[uint64]bool, len(permissions))
	for _, id := range permissions {
		paid[id] = true
	}
	all, err := catalog(ctx, a.v.env, func(p index.Permission) bool {
		return paid[p.ID] || p.Approved && !p.Expired(a.v.env.clock()) && p.Block < block && (p.Grantee == (common.Address{}) || p.Grantee == buyer)
	})
	if err != nil {
		return nil, err
	}
	// Only what the job pays for is looked at: another DataDAO's table of the same name must not make a submitted query ambiguous.
	var c query.Catalog
	for _, ds := range all {
		if slices.ContainsFunc(ds.Permissions, func(p query.Permission) bool { return paid[p.ID] }) {
			c = append(c, ds)
		}
	}
	return c, nil
}

func (a *accessChain) Instruction(ctx context.Context, id uint64) ([32]byte, *bundle.Bundle, error) {
	return a.v.env.logic.Instruction(ctx, id)
}

// DataBlock implements compute.Chain: what this node has seen of withdrawals has been carried out in the tables.
func (a *accessChain) DataBlock(ctx context.Context) (uint64, error) {
	return a.v.remover.DataBlock(ctx)
}

// Settle implements compute.Chain.
func (a *accessChain) Settle(ctx context.Context, r ledger.Receipt) error {
	digest := a.v.env.ledger.EngineDomain().Digest(r)
	signature, err := a.v.key.SignHash(digest)
	if err != nil {
		return err
	}
	_, err = ledger.Send(ctx, a.v.outbox, fmt.Sprintf("settle/%d/%d/%x", r.JobID, r.Lease, digest[:4]), a.v.env.ledger.SettleJob(r, signature))
	return err
}

// catalog lists the tables of every DataDAO under the permissions that keep accepts.
func catalog(ctx context.Context, env *environment, keep func(index.Permission) bool) (query.Catalog, error) {
	dlps, err := env.index.DLPs(ctx)
	if err != nil {
		return nil, err
	}
	var c query.Catalog
	for _, d := range dlps {
		refiners, err := env.index.Refiners(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		for _, r := range refiners {
			grants, err := env.index.Permissions(ctx, r.ID)
			if err != nil {
				return nil, err
			}
			if !slices.ContainsFunc(grants, keep) {
				continue // nothing of it is granted: its schema is not even fetched
			}
			info, err := env.logic.refiner(ctx, r.ID)
			if err != nil {
				env.log.Warn("a refiner's tables are left out", "refiner", r.ID, "err", err)
				continue
			}
			ds := query.Dataset{DLP: d.ID, Slug: d.Slug, Token: d.Token, RefinerID: r.ID, Tables: info.schema.Tables}
			for _, p := range grants {
				if keep(p) {
					ds.Permissions = append(ds.Permissions, query.Permission{
						ID: p.ID, Grantee: p.Grantee, RefinerID: p.RefinerID, Table: p.Table, Column: p.Column, Price: new(big.Int).Set(p.Price), RowsMayLeave: p.RowsMayLeave,
					})
				}
			}
			c = append(c, ds)
		}
	}
	return c, nil
}

// columnsOf lists a schema's tables the way the API shows them.
func tablesOf(s *dataset.Schema, rows func(table string) int64) []TableInfo {
	list := make([]TableInfo, len(s.Tables))
	for i, t := range s.Tables {
		list[i] = TableInfo{Name: t.Name, Rows: rows(t.Name)}
		for _, c := range t.Columns {
			list[i].Columns = append(list[i].Columns, ColumnInfo{c.Name, string(c.Type), c.Nullable})
		}
	}
	return list
}
