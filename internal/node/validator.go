package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/sync/errgroup"

	"github.com/coppice-network/coppice/internal/compute"
	"github.com/coppice-network/coppice/internal/custody"
	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/dispatch"
	"github.com/coppice-network/coppice/internal/durable"
	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/intake"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/pooled"
	"github.com/coppice-network/coppice/internal/query"
	"github.com/coppice-network/coppice/internal/refinement"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/validation"
	"github.com/coppice-network/coppice/internal/wallet"
	"github.com/coppice-network/coppice/internal/withdrawal"
)

// validator is one validator of this node: its keys, its tables and its duties.
type validator struct {
	dir      string
	n        int
	custody  *custody.Custody
	key      *wallet.Key
	document atomic.Pointer[[]byte] // its identity document, published and admitted
	dataset  *dataset.Store
	outbox   *ledger.Outbox
	keys     *intake.Keys
	keeper   *intake.Keeper
	taker    *intake.Taker
	remover  *withdrawal.Remover
	ingester *refinement.Ingester
	log      *slog.Logger

	env *environment
}

// environment is what all validators of a node share.
type environment struct {
	ledger  *ledger.Ledger
	index   *index.Index
	blobs   contentStore
	outputs *withdrawal.Outputs
	intake  intake.Policy
	logic   *logic
	runner  sandbox.Runner
	slots   *dispatch.Slots
	clock   func() time.Time
	random  io.Reader
	roots   enclave.Roots
	// lookback is how many blocks the chain may lose.
	lookback uint64
	peers    func(except *validator) []intake.Peer
	problem  func(key problemKey, err error)
	log      *slog.Logger
}

// openValidator opens a validator's directory below base; everything in it is sealed with the root that stands for its hardware.
func openValidator(base string, n int, env *environment, dev *enclave.DevelopmentRoot, log *slog.Logger) (_ *validator, err error) {
	v := &validator{dir: filepath.Join(base, "validators", fmt.Sprint(n)), n: n, env: env, log: log.With("validator", n)}
	defer func() {
		if err != nil {
			v.close()
		}
	}()
	if err := os.MkdirAll(v.dir, 0o700); err != nil {
		return nil, err
	}
	root, err := enclave.OpenSealingRoot(filepath.Join(base, "platform", fmt.Sprintf("sealing-%d", n)), v.dir, env.random)
	if err != nil {
		return nil, fmt.Errorf("sealing root of validator %d: %w", n, err)
	}
	if v.custody, err = custody.Open(filepath.Join(v.dir, "custody"), root, env.random); err != nil {
		return nil, fmt.Errorf("custody of validator %d: %w", n, err)
	}
	if v.key, err = v.custody.Key(); err != nil {
		return nil, err
	}
	if v.dataset, err = dataset.Open(filepath.Join(v.dir, "tables"), root.For("tables")); err != nil {
		return nil, fmt.Errorf("tables of validator %d: %w", n, err)
	}
	return v, v.attest(dev)
}

// attest takes the identity document on disk, or issues one if that is not of this program or too old.
func (v *validator) attest(dev *enclave.DevelopmentRoot) error {
	measurement, err := enclave.ExecutableMeasurement()
	if err != nil {
		return fmt.Errorf("measuring this program: %w", err)
	}
	if doc, err := os.ReadFile(v.documentFile()); err == nil {
		policy := enclave.DevelopmentPolicy(renewAfter, measurement)
		if _, _, err := enclave.VerifyDocument(context.Background(), doc, v.subject(), v.env.roots, policy, v.env.clock()); err == nil {
			v.document.Store(&doc)
			return nil
		}
	}
	doc, err := v.issue(dev)
	if err != nil {
		return err
	}
	return v.keep(doc)
}

func (v *validator) documentFile() string { return filepath.Join(v.dir, "document.json") }

// subject is what the validator's evidence is bound to.
func (v *validator) subject() enclave.Subject {
	return enclave.Subject{ChainID: v.env.ledger.ChainID.Uint64(), Registry: v.env.ledger.Net.DataRegistry, Address: v.key.Address()}
}

// keep makes a document the validator's.
func (v *validator) keep(doc []byte) error {
	if err := durable.Write(v.documentFile(), doc, 0o600); err != nil {
		return err
	}
	v.document.Store(&doc)
	return nil
}

// identityDocument is what the validator shows to whoever asks who it is.
func (v *validator) identityDocument() []byte { return *v.document.Load() }

// renewAfter is the age at which a validator renews its evidence when it starts; clients accept it three times as long.
const renewAfter = 30 * 24 * time.Hour

func (v *validator) close() error {
	var errs []error
	if v.outbox != nil {
		errs = append(errs, v.outbox.Close())
	}
	if v.dataset != nil {
		errs = append(errs, v.dataset.Close())
	}
	if v.custody != nil {
		errs = append(errs, v.custody.Close())
	}
	return errors.Join(errs...)
}

// equip gives an open validator what looks after keys, before any other validator can ask for it.
func (v *validator) equip() error {
	env := v.env
	id, err := v.custody.Identity()
	if err != nil {
		return err
	}
	chain := intakeChain{env.index, v}
	v.keys = &intake.Keys{Custody: v.custody, Chain: chain, Policy: env.intake}
	v.keeper = &intake.Keeper{
		Custody: v.custody, Identity: id, Document: v.identityDocument, Check: v.checkPeer, Key: v.key, Network: chain,
		Peers: func() []intake.Peer { return env.peers(v) }, Policy: env.intake, Random: env.random, Clock: env.clock, Log: v.log,
	}
	v.taker = &intake.Taker{
		Custody: v.custody, Chain: chain, Files: env.outputs, Cursor: cursor{filepath.Join(v.dir, "taken-in")}, Policy: env.intake, Clock: env.clock, Log: v.log,
	}
	v.remover = &withdrawal.Remover{
		Chain: chain, Tables: v.dataset, Custody: v.custody, Outputs: env.outputs, Blobs: env.blobs, Cursor: cursor{filepath.Join(v.dir, "removed")},
		Lookback: env.lookback, Log: v.log,
	}
	v.ingester = &refinement.Ingester{
		Index: env.index.ID(), Since: recorded(env.index), Wake: v.wake, Progress: ingestion{filepath.Join(v.dir, "ingested"), env.index.ID()}, Keys: v.keys,
		Logic: env.logic, Files: env.outputs, Tables: v.dataset, Clock: env.clock, Log: v.log,
		Lost: func(r refinement.Recorded, err error) {
			if err != nil {
				err = fmt.Errorf("validator %s does not get the refined file, and leaves it out: %w", v.key.Address(), err)
			}
			env.problem(problemKey{r.FileID, r.RefinerID, v.n}, err)
		},
	}
	return nil
}

// run does the validator's duties until ctx ends.
func (v *validator) run(ctx context.Context) error {
	env := v.env
	id, err := v.custody.Identity()
	if err != nil {
		return err
	}
	opener := pooled.Opener{Store: env.outputs, Keys: v.keys, ChainID: env.ledger.ChainID.Uint64()}
	proofs := dispatch.NewBatcher(ledger.MaxBatch, v.recordProofs, v.checkProof)
	prover := &validation.Validator{
		Me: v.key.Address(), ChainID: env.ledger.ChainID.Uint64(), Registry: env.ledger.Net.DataRegistry, Jobs: proofJobs{env.index}, Files: opener,
		Bundles: env.logic, Secrets: v.custody, Intake: v.keys, Store: env.outputs, Runner: env.runner, Record: proofs,
		Disputable: env.ledger.Disputable,
	}
	reviewer := &validation.Reviewer{Validator: *prover, Reviews: proofJobs{env.index}, Panel: env.ledger, Opine: v.opine}
	refinements := dispatch.NewBatcher(ledger.MaxBatch, v.recordRefinements, v.checkRefinement)
	refiner := &refinement.Refiner{
		Jobs: refinementJobs{env.index}, Files: opener, Logic: env.logic, Secrets: v.custody, Intake: v.keys, Store: env.outputs, Runner: env.runner, Record: refinements,
		Failed: func(job refinement.Job, err error) {
			v.log.Error("a file cannot be refined", "file", job.File.ID, "refiner", job.RefinerID, "err", err)
			env.problem(problemKey{file: job.File.ID, refiner: job.RefinerID}, err)
		},
	}
	engine := &compute.Engine{
		ChainID: env.ledger.ChainID.Uint64(), Contract: env.ledger.Net.ComputeEngine, Chain: &accessChain{v}, Store: env.blobs, Identity: id,
		Tables:  tables{store: v.dataset, walletKey: v.custody.JobKey, pseudonym: custody.Pseudonym},
		Planner: query.NewPlanner(env.runner), Runner: env.runner, Clock: env.clock,
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return v.keeper.Run(ctx, v.wake) })
	g.Go(func() error { return v.taker.Run(ctx, v.wake) })
	g.Go(func() error { return v.remover.Run(ctx, v.wake) })
	g.Go(func() error { return proofs.Run(ctx) })
	g.Go(func() error { return refinements.Run(ctx) })
	g.Go(func() error { return v.ingester.Run(ctx) })
	for _, work := range []struct {
		name   string
		leases dispatch.Leaser
		list   func(context.Context) ([]dispatch.Task, error)
	}{
		{"validation", env.ledger, v.served(prover.Tasks)}, {"opinions", reviewer, v.served(reviewer.Tasks)},
		{"refinement", env.ledger, v.served(refiner.Tasks)}, {"compute", env.ledger, engine.Tasks},
	} {
		loop := &dispatch.Loop{Name: work.name, Me: v.key.Address(), Leases: work.leases, List: work.list, Wake: v.wake, Slots: env.slots, Clock: env.clock, Log: v.log}
		g.Go(func() error { return loop.Run(ctx) })
	}
	return g.Wait()
}

// served passes tasks on once this validator holds any keys; before that each of them would only fail.
func (v *validator) served(list func(context.Context) ([]dispatch.Task, error)) func(context.Context) ([]dispatch.Task, error) {
	return func(ctx context.Context) ([]dispatch.Task, error) {
		if len(v.custody.DLPs()) == 0 {
			return nil, nil
		}
		return list(ctx)
	}
}

// wake returns when the index has moved past height, or after a second: leases pass by time alone.
func (v *validator) wake(ctx context.Context, height uint64) (uint64, error) {
	wait, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	h, err := v.env.index.Wait(wait, height)
	if err != nil && ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		return height, nil
	}
	return h, err
}

// checkPeer accepts a validator's document if it is the one the chain names for an active validator and its evidence holds.
func (v *validator) checkPeer(document []byte) (*enclave.ValidatorDocument, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	claimed, err := enclave.ParseDocument(document)
	if err != nil {
		return nil, err
	}
	info, err := v.env.ledger.ValidatorInfo(ctx, claimed.Address)
	if err != nil {
		return nil, err
	}
	if !info.Active || enclave.DocumentDigest(document) != common.Hash(info.EvidenceDigest) {
		return nil, fmt.Errorf("%w: the chain names another document of %s", custody.ErrPeer, claimed.Address)
	}
	subject := enclave.Subject{ChainID: v.env.ledger.ChainID.Uint64(), Registry: v.env.ledger.Net.DataRegistry, Address: claimed.Address}
	doc, _, err := enclave.VerifyDocument(ctx, document, subject, v.env.roots, enclave.DevelopmentPolicy(3*renewAfter, common.Hash(info.Measurement)), v.env.clock())
	return doc, err
}

func (v *validator) recordProofs(ctx context.Context, items []ledger.Proof) error {
	call, err := v.env.ledger.RecordProofs(items, v.key.SignHash)
	if err != nil {
		return err
	}
	key := "proofs"
	for _, p := range items {
		key += fmt.Sprintf("/%s.%d.%x", p.JobID, p.Lease, p.ResultDigest[:4])
	}
	_, err = ledger.Send(ctx, v.outbox, key, call)
	return err
}

func (v *validator) checkProof(ctx context.Context, p ledger.Proof) error {
	call, err := v.env.ledger.RecordProofs([]ledger.Proof{p}, v.key.SignHash)
	if err != nil {
		return err
	}
	return ledger.Check(ctx, v.outbox, call)
}

func (v *validator) opine(ctx context.Context, o ledger.Opinion) error {
	call, err := v.env.ledger.RecordOpinion(o, v.key.SignHash)
	if err != nil {
		return err
	}
	_, err = ledger.Send(ctx, v.outbox, fmt.Sprintf("opinion/%s/%d", o.JobID, o.OpenedAtBlock), call)
	return err
}

func (v *validator) recordRefinements(ctx context.Context, items []ledger.Refinement) error {
	call, err := v.env.ledger.RecordRefinements(items, v.key.SignHash)
	if err != nil {
		return err
	}
	key := "refinements"
	for _, r := range items {
		key += fmt.Sprintf("/%d.%d.%d.%x", r.FileID, r.RefinerID, r.Lease, r.ArtifactDigest[:4])
	}
	_, err = ledger.Send(ctx, v.outbox, key, call)
	return err
}

func (v *validator) checkRefinement(ctx context.Context, r ledger.Refinement) error {
	call, err := v.env.ledger.RecordRefinements([]ledger.Refinement{r}, v.key.SignHash)
	if err != nil {
		return err
	}
	return ledger.Check(ctx, v.outbox, call)
}

// publish puts the identity document where clients find it by its digest.
func (v *validator) publish(ctx context.Context) error {
	return v.publishDocument(ctx, v.identityDocument())
}

func (v *validator) publishDocument(ctx context.Context, doc []byte) error {
	_, _, err := v.env.blobs.Put(ctx, bytes.NewReader(doc))
	return err
}
