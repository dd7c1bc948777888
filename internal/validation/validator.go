// Package validation is phase 2: a validator's proof jobs. For each job that is its turn it opens the contributed file, runs the
// DataDAO's proof-of-contribution bundle on it in the sandbox, seals the findings to contributor and DataDAO, and records a signed
// proof. A file that cannot be a contribution (sealed by somebody else, damaged, too large, not what the DataDAO asks for) is
// recorded with score 0 and a reason; a job that fails for the validator's own reasons is left to the next try.
package validation

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/attestation"
	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/dispatch"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/pooled"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/seal"
)

// Job is an open proof job.
type Job struct {
	ID      *big.Int
	File    pooled.File
	Opening ledger.Opening
}

// Jobs lists open proof jobs.
type Jobs interface {
	OpenProofJobs(ctx context.Context) ([]Job, error)
}

// Bundles gives a DataDAO's current proof bundle, verified.
type Bundles interface {
	ProofBundle(ctx context.Context, dlp uint64) (digest [32]byte, b *bundle.Bundle, err error)
}

// Secrets are the DataDAO's keys that the enclave holds.
type Secrets interface {
	Fingerprint(dlp uint64, canonical []byte) ([32]byte, error)
	IdentityTag(dlp uint64, claim string) ([32]byte, error)
}

// Intake gives the intake key that the chain names now.
type Intake interface {
	Recipient(ctx context.Context, dlp uint64) (seal.Recipient, error)
}

// Store keeps the sealed findings of a file, unless that has been withdrawn.
type Store interface {
	PutFor(ctx context.Context, dlp, fileID uint64, content []byte) (cid.Cid, error)
}

// Validator runs proof jobs.
type Validator struct {
	Me       common.Address
	ChainID  uint64
	Registry common.Address
	Jobs     Jobs
	Files    pooled.Opener
	Bundles  Bundles
	Secrets  Secrets
	Intake   Intake
	Store    Store
	Runner   sandbox.Runner
	Record   *dispatch.Batcher[ledger.Proof]
	// Disputable tells whether a validator that finds something else than the others loses bond: where a DataDAO wants second opinions
	// and calls its bundle deterministic.
	Disputable func(ctx context.Context, jobID *big.Int) (bool, error)
}

// Tasks lists what is open, for a dispatch.Loop.
func (v *Validator) Tasks(ctx context.Context) ([]dispatch.Task, error) {
	jobs, err := v.Jobs.OpenProofJobs(ctx)
	if err != nil {
		return nil, err
	}
	tasks := make([]dispatch.Task, len(jobs))
	for i, job := range jobs {
		tasks[i] = dispatch.Task{
			Key: "proof/" + job.ID.String(), Owner: job.File.Owner, Subject: ledger.ProofSubject(job.ID), Opening: job.Opening,
			Run: func(ctx context.Context, lease ledger.Lease) error { return v.run(ctx, job, lease) },
		}
	}
	return tasks, nil
}

// finding is what a file turned out to be.
type finding struct {
	results     *bundle.Results // nil when the file was refused before the bundle ran
	reason      string
	score       *big.Int
	fingerprint [32]byte
	identity    [32]byte
	replyTo     string
}

func (v *Validator) run(ctx context.Context, job Job, lease ledger.Lease) error {
	digest, b, err := v.Bundles.ProofBundle(ctx, job.File.DLP)
	if err != nil {
		return fmt.Errorf("proof bundle of DataDAO %d: %w", job.File.DLP, err)
	}
	found, err := v.examine(ctx, job, b)
	if err != nil {
		return err
	}
	result, err := v.publish(ctx, job, digest, found)
	if err != nil {
		return err
	}
	dispatch.Release(ctx)
	return v.Record.Submit(ctx, ledger.Proof{
		JobID: job.ID, FileID: job.File.ID, DLP: job.File.DLP, Owner: job.File.Owner, ContentDigest: job.File.Digest, BundleDigest: digest,
		Score: found.score, ResultDigest: result, Fingerprint: found.fingerprint, Identity: found.identity, Lease: lease.Try,
	})
}

// examine opens the file and runs the bundle. An error means that this validator could not tell; a refused file is a finding.
func (v *Validator) examine(ctx context.Context, job Job, b *bundle.Bundle) (*finding, error) {
	refused := func(reply, reason string) *finding {
		return &finding{reason: reason, score: new(big.Int), replyTo: reply}
	}

	content, err := v.Files.Open(ctx, job.File)
	if errors.Is(err, pooled.ErrRefused) {
		return refused("", plainReason(err)), nil
	} else if err != nil {
		return nil, err
	}
	defer content.Close()
	reply := content.Header.ReplyTo

	input, err := content.Input(bundle.MaxCopied)
	var results *bundle.Results
	if err == nil {
		results, _, err = bundle.RunProof(ctx, v.Runner, b, input, bundle.ProofContext{
			Owner: job.File.Owner, DLP: job.File.DLP, FileID: job.File.ID, Now: int64(job.Opening.At),
		})
	}
	switch {
	case errors.Is(err, sandbox.ErrInputTooLarge):
		return refused(reply, fmt.Sprintf("the file is larger than the %d MiB this DataDAO accepts", b.MaxInput()>>20)), nil
	case errors.Is(err, pooled.ErrRefused): // what it read of the file
		return refused(reply, plainReason(err)), nil
	case errors.Is(err, bundle.ErrBundle):
		if err := v.abstain(ctx, job, err); err != nil {
			return nil, err
		}
		return refused(reply, "the DataDAO's proof bundle failed on this file: "+plainReason(err)), nil
	case err != nil:
		return nil, fmt.Errorf("running the proof bundle on file %d: %w", job.File.ID, err)
	}
	score, err := ScoreToWei(results.Score)
	if err != nil {
		return refused(reply, "the DataDAO's proof bundle gave a score outside 0..1"), nil
	}
	f := &finding{results: results, reason: results.Reason, score: score, replyTo: reply}
	if !results.Valid || score.Sign() == 0 {
		f.score = new(big.Int)
		return f, nil
	}
	if f.fingerprint, err = v.Secrets.Fingerprint(job.File.DLP, results.Canonical); err != nil {
		return nil, err
	}
	if results.Identity != "" {
		if f.identity, err = v.Secrets.IdentityTag(job.File.DLP, results.Identity); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// abstain returns an error where a failure of the bundle is no finding: what this machine could not finish another one may, and who
// records less than the others would be slashed for being slower.
func (v *Validator) abstain(ctx context.Context, job Job, failure error) error {
	if !errors.Is(failure, bundle.ErrMachine) {
		return nil
	}
	disputable, err := v.Disputable(ctx, job.ID)
	if err != nil {
		return fmt.Errorf("second opinions on job %s: %w", job.ID, err)
	}
	if disputable {
		return fmt.Errorf("%w: file %d: %w", dispatch.ErrGivenUp, job.File.ID, failure)
	}
	return nil
}

// publish seals the findings to contributor and DataDAO, stores them and returns their digest.
func (v *Validator) publish(ctx context.Context, job Job, bundleDigest [32]byte, f *finding) ([32]byte, error) {
	doc := attestation.Document{
		ChainID: v.ChainID, Registry: v.Registry, JobID: job.ID.String(), FileID: job.File.ID, DLP: job.File.DLP, Owner: job.File.Owner,
		ContentDigest: job.File.Digest, BundleDigest: bundleDigest, Validator: v.Me, Time: job.Opening.At,
		Valid: f.score.Sign() > 0, Score: f.score.String(), Reason: f.reason,
	}
	if f.results != nil {
		public := *f.results
		public.Canonical = nil // the content again; whoever may read this document has the file
		var err error
		if doc.Results, err = json.Marshal(public); err != nil {
			return [32]byte{}, fmt.Errorf("results of file %d: %w", job.File.ID, err)
		}
	}
	sealed, err := v.sealed(ctx, job.File.DLP, f.replyTo, doc)
	if err != nil {
		return [32]byte{}, err
	}
	if len(sealed) > attestation.MaxBytes {
		// Attributes of a bundle may be this large; score and reason matter more.
		doc.Results = nil
		if sealed, err = v.sealed(ctx, job.File.DLP, f.replyTo, doc); err != nil {
			return [32]byte{}, err
		}
	}
	if _, err := v.Store.PutFor(ctx, job.File.DLP, job.File.ID, sealed); err != nil {
		return [32]byte{}, fmt.Errorf("storing the findings of file %d: %w", job.File.ID, err)
	}
	return sha256.Sum256(sealed), nil
}

func (v *Validator) sealed(ctx context.Context, dlp uint64, replyTo string, doc attestation.Document) ([]byte, error) {
	intake, err := v.Intake.Recipient(ctx, dlp)
	if err != nil {
		return nil, fmt.Errorf("intake key of DataDAO %d: %w", dlp, err)
	}
	to := []seal.Recipient{intake}
	if replyTo != "" {
		r, err := seal.ParseRecipient(replyTo)
		if err != nil {
			return nil, fmt.Errorf("the contributor's recipient: %w", err) // OpenPooled has checked it
		}
		to = append(to, r)
	}
	data, err := doc.Encode()
	if err != nil {
		return nil, err
	}
	return seal.SealBytes(data, to...)
}

// ResultURL is where the findings with this digest lie.
func ResultURL(digest [32]byte) string { return blob.URL(blob.FromDigest(digest, 0)) }
