// Package refinement is phase 3: valid files become tables. For each (file, refiner) that is its turn, a validator opens the file,
// runs the refiner bundle in the sandbox, checks every row against the registered schema, seals the artefact to the DataDAO and
// records its address and salted digest. Ingesting the recorded artefacts into the live tables is [Ingester]'s work.
package refinement

import (
	"context"
	"errors"
	"fmt"

	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/dispatch"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/pooled"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/seal"
)

// Job is a valid file that a refiner has not turned into tables yet.
type Job struct {
	File      pooled.File
	RefinerID uint64
	Opening   ledger.Opening
}

func (j Job) key() string { return fmt.Sprintf("refine/%d/%d", j.File.ID, j.RefinerID) }

// Jobs lists open refinements.
type Jobs interface {
	OpenRefinements(ctx context.Context) ([]Job, error)
}

// Logic gives a refiner's bundle and registered schema, verified.
type Logic interface {
	Refiner(ctx context.Context, id uint64) (digest [32]byte, b *bundle.Bundle, schema *dataset.Schema, err error)
}

// Secrets are the DataDAO's keys that the enclave holds.
type Secrets interface {
	// Salt is secret, and the same for each (file, refiner), so that a repeated run gives the same digest.
	Salt(dlp, fileID, refinerID uint64) ([32]byte, error)
}

// Intake gives the intake key that the chain names now.
type Intake interface {
	Recipient(ctx context.Context, dlp uint64) (seal.Recipient, error)
}

// Store keeps sealed artefacts of a file, unless that has been withdrawn.
type Store interface {
	PutFor(ctx context.Context, dlp, fileID uint64, content []byte) (cid.Cid, error)
}

// Refiner runs refinement jobs.
type Refiner struct {
	Jobs    Jobs
	Files   pooled.Opener
	Logic   Logic
	Secrets Secrets
	Intake  Intake
	Store   Store
	Runner  sandbox.Runner
	Record  *dispatch.Batcher[ledger.Refinement]
	// Failed is told what a refiner could not do, once per try; the work is then left to the next validator.
	Failed func(job Job, err error)
}

// Tasks lists what is open, for a dispatch.Loop.
func (r *Refiner) Tasks(ctx context.Context) ([]dispatch.Task, error) {
	jobs, err := r.Jobs.OpenRefinements(ctx)
	if err != nil {
		return nil, err
	}
	tasks := make([]dispatch.Task, len(jobs))
	for i, job := range jobs {
		tasks[i] = dispatch.Task{
			Key: job.key(), Owner: job.File.Owner, Subject: ledger.RefinementSubject(job.File.ID, job.RefinerID), Opening: job.Opening,
			Run: func(ctx context.Context, lease ledger.Lease) error { return r.run(ctx, job, lease) },
		}
	}
	return tasks, nil
}

func (r *Refiner) run(ctx context.Context, job Job, lease ledger.Lease) error {
	digest, b, schema, err := r.Logic.Refiner(ctx, job.RefinerID)
	if err != nil {
		return fmt.Errorf("refiner %d: %w", job.RefinerID, err)
	}
	tables, err := r.refine(ctx, job, b, schema)
	var misfit *dataset.SchemaError
	if errors.As(err, &misfit) || errors.Is(err, bundle.ErrBundle) || errors.Is(err, pooled.ErrRefused) || errors.Is(err, sandbox.ErrInputTooLarge) {
		// The same bundle on the same file fails the same way: nothing to gain from trying again in this turn.
		if r.Failed != nil {
			r.Failed(job, err)
		}
		return nil
	} else if err != nil {
		return err
	}
	salt, err := r.Secrets.Salt(job.File.DLP, job.File.ID, job.RefinerID)
	if err != nil {
		return err
	}
	schemaDigest, err := schema.Digest()
	if err != nil {
		return err
	}
	plain, err := dataset.EncodeArtifact(dataset.Artifact{FileID: job.File.ID, RefinerID: job.RefinerID, SchemaDigest: schemaDigest, Salt: salt, Tables: tables})
	if err != nil {
		return fmt.Errorf("artefact of file %d: %w", job.File.ID, err)
	}
	digestOfPlain, err := dataset.PlaintextDigest(plain)
	if err != nil {
		return err
	}
	intake, err := r.Intake.Recipient(ctx, job.File.DLP)
	if err != nil {
		return err
	}
	sealed, err := seal.SealBytes(plain, intake)
	if err != nil {
		return err
	}
	id, err := r.Store.PutFor(ctx, job.File.DLP, job.File.ID, sealed)
	if err != nil {
		return fmt.Errorf("storing the artefact of file %d: %w", job.File.ID, err)
	}
	artifact, codec, err := blob.DigestOf(id)
	if err != nil {
		return err
	}
	dispatch.Release(ctx)
	return r.Record.Submit(ctx, ledger.Refinement{
		FileID: job.File.ID, RefinerID: job.RefinerID, BundleDigest: digest, ArtifactDigest: artifact, Codec: codec,
		PlaintextDigest: digestOfPlain, Lease: lease.Try,
	})
}

// refine runs the bundle and checks its tables against the schema: exactly the registered tables, each row as the schema says.
func (r *Refiner) refine(ctx context.Context, job Job, b *bundle.Bundle, schema *dataset.Schema) (map[string][]byte, error) {
	content, err := r.Files.Open(ctx, job.File)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	input, err := content.Input(bundle.MaxCopied)
	if err != nil {
		return nil, err
	}
	tables, _, err := bundle.RunRefiner(ctx, r.Runner, b, input)
	if err != nil {
		return nil, err
	}
	if _, err := dataset.CheckTables(*schema, tables, dataset.Limits{}); err != nil {
		return nil, err
	}
	return tables, nil
}
