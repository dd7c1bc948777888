// Package compute is phase 4 inside a validator: an access job from its escrow to its settlement. It opens the buyer's sealed request,
// plans the query under exactly the permissions the job pays for, runs it over fixed snapshots, runs the approved instruction on the
// result, seals the artefacts to the buyer, signs a receipt and settles.
//
// A job ends in one of three ways. Delivered: time and rows are charged. The buyer's doing (a query that is not allowed or fails, an
// instruction that fails, limits reached): time is charged, rows are not. Anything of the validator's own doing is not settled at
// all: the turn passes to the next, and after the last one everything returns to the buyer.
package compute

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/dispatch"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/query"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/seal"
)

// Job is an open access job.
type Job struct {
	ID            uint64
	Owner         common.Address
	InstructionID uint64
	RequestDigest [32]byte
	MaxSeconds    uint64
	Opening       ledger.Opening
}

// Chain is what the engine asks of the ledger.
type Chain interface {
	OpenComputeJobs(ctx context.Context) ([]Job, error)
	AccessJob(ctx context.Context, id uint64) (*ledger.AccessJob, error)
	// Ready reports whether what was recorded of these DataDAOs up to a block is in the live tables.
	Ready(ctx context.Context, block uint64, dlps []uint64) (bool, error)
	// Catalog gives the tables of the refiners that these permissions are of, under these permissions (whatever was decided about them
	// since) and all others that the buyer had when the job was submitted.
	Catalog(ctx context.Context, permissions []uint64, buyer common.Address, block uint64) (query.Catalog, error)
	// Instruction gives an approved instruction's digest and bundle, verified.
	Instruction(ctx context.Context, id uint64) ([32]byte, *bundle.Bundle, error)
	// DataBlock gives a block height up to which every withdrawal has been taken out of the live tables. It is asked right before the
	// snapshots of a job are made, never after: what is withdrawn in between may be missing from them, and what was withdrawn up to that
	// height must be.
	DataBlock(ctx context.Context) (uint64, error)
	// Settle records a receipt. Of one whose DataBlock lies before a withdrawal it returns the contract's refusal (SnapshotOutdated), like
	// any other error: the job is then computed again while the turn lasts.
	Settle(ctx context.Context, r ledger.Receipt) error
}

// Tables gives fixed snapshots of the live tables for one job.
type Tables interface {
	Source(ctx context.Context, jobID uint64, requestDigest [32]byte, c query.Catalog) (Source, error)
}

// Source is a job's view of the tables.
type Source interface {
	query.Source
	Digest() [32]byte // over the snapshots' Merkle roots
	Close() error
}

// Store keeps requests, artefacts and manifests.
type Store interface {
	Get(ctx context.Context, id cid.Cid) (io.ReadCloser, error)
	Put(ctx context.Context, r io.Reader) (cid.Cid, int64, error)
}

// Engine runs access jobs.
type Engine struct {
	ChainID  uint64
	Contract common.Address // the ComputeEngine
	Chain    Chain
	Tables   Tables
	Store    Store
	Identity *seal.Identity // opens requests
	Planner  *query.Planner
	Runner   sandbox.Runner
	Limits   query.Limits // per job; time comes from the job
	Clock    func() time.Time
}

// Tasks lists what is open, for a dispatch.Loop.
func (e *Engine) Tasks(ctx context.Context) ([]dispatch.Task, error) {
	jobs, err := e.Chain.OpenComputeJobs(ctx)
	if err != nil {
		return nil, err
	}
	tasks := make([]dispatch.Task, len(jobs))
	for i, j := range jobs {
		tasks[i] = dispatch.Task{
			Key: fmt.Sprintf("job/%d", j.ID), Owner: j.Owner, Subject: ledger.ComputeSubject(j.ID), Opening: j.Opening,
			Extra: time.Duration(j.MaxSeconds) * time.Second,
			Run:   func(ctx context.Context, lease ledger.Lease) error { return e.run(ctx, j, lease) },
		}
	}
	return tasks, nil
}

// errBuyer marks what is the buyer's doing; its text is safe to show.
type errBuyer struct{ error }

func (e errBuyer) Unwrap() error { return e.error }

// ErrNotReady reports a validator that has not taken in all data up to the job's block yet.
var ErrNotReady = errors.New("compute: the live tables are behind the job's block")

// ended is the first of the chain's states in which a job is over (IComputeEngine.JobStatus.Completed).
const ended = 4

func (e *Engine) run(ctx context.Context, j Job, lease ledger.Lease) error {
	access, err := e.Chain.AccessJob(ctx, j.ID)
	if err != nil {
		return err
	}
	if access.Status >= ended {
		return nil // settled already; the list is behind
	}
	dlps := make([]uint64, len(access.Lines))
	for i, l := range access.Lines {
		dlps[i] = l.DLP
	}
	ready, err := e.Chain.Ready(ctx, j.Opening.Block, dlps)
	if err != nil {
		return err
	}
	if !ready {
		return ErrNotReady
	}
	started := e.Clock()
	receipt := ledger.Receipt{JobID: j.ID, RequestDigest: j.RequestDigest, Rows: make([]uint64, len(access.Lines)), Lease: lease.Try}

	req, err := e.request(ctx, j)
	if err == nil {
		err = e.execute(ctx, j, access, req, &receipt)
	}
	var buyer errBuyer
	if errors.As(err, &buyer) {
		receipt.Outcome = ledger.BuyerFault
		clear(receipt.Rows)
		receipt.ResultDigest, err = e.deliver(ctx, req, job.Manifest{JobID: j.ID, Error: buyer.Error()})
	}
	if err != nil {
		return err
	}
	used := e.Clock().Sub(started)
	receipt.UsedSeconds = min(uint64((used+time.Second-1)/time.Second), j.MaxSeconds)
	dispatch.Release(ctx)
	return e.Chain.Settle(ctx, receipt)
}

// request fetches and opens what the buyer wants.
func (e *Engine) request(ctx context.Context, j Job) (*job.Request, error) {
	r, err := e.Store.Get(ctx, blob.FromDigest(j.RequestDigest, 0))
	if err != nil {
		return nil, fmt.Errorf("fetching the request of job %d: %w", j.ID, err)
	}
	defer r.Close()
	sealed, err := io.ReadAll(io.LimitReader(r, job.MaxDocument+1))
	if err != nil {
		return nil, fmt.Errorf("fetching the request of job %d: %w", j.ID, err)
	}
	plain, err := seal.OpenBytes(sealed, e.Identity)
	if errors.Is(err, seal.ErrNotForUs) {
		return nil, fmt.Errorf("the request of job %d is not sealed to this validator: %w", j.ID, err)
	} else if err != nil {
		return nil, errBuyer{errors.New("the request document is damaged")}
	}
	req, err := job.DecodeRequest(plain)
	if err != nil {
		return nil, errBuyer{err}
	}
	if err := req.Check(j.Owner, e.ChainID, e.Contract, j.InstructionID); err != nil {
		return nil, errBuyer{err}
	}
	return req, nil
}

// execute runs query and instruction, delivers, and completes the receipt.
func (e *Engine) execute(ctx context.Context, j Job, access *ledger.AccessJob, req *job.Request, receipt *ledger.Receipt) error {
	if _, err := seal.ParseRecipient(req.Recipient); err != nil {
		return errBuyer{errors.New("the request names no recipient to seal the result to")}
	}
	deadline := e.Clock().Add(time.Duration(j.MaxSeconds) * time.Second)
	ids := make([]uint64, len(access.Lines))
	for i, l := range access.Lines {
		ids[i] = l.PermissionID
	}
	catalog, err := e.Chain.Catalog(ctx, ids, j.Owner, j.Opening.Block)
	if err != nil {
		return err
	}
	purpose := query.Deliver
	if j.InstructionID != 0 {
		purpose = query.Instruct
	}
	plan, err := e.Planner.Plan(ctx, req.SQL, j.Owner, purpose, catalog)
	if err != nil {
		return faultOf(err)
	}
	if !plan.Allowed {
		return errBuyer{fmt.Errorf("the query is not covered by the job's permissions: %s", plan.Denials[0].Message)}
	}
	// The rules choose the permission for each column, not the buyer: one that is stricter or dearer cannot be left out of the job.
	for _, line := range plan.Lines {
		if !slices.Contains(ids, line.PermissionID) {
			return errBuyer{fmt.Errorf("permission %d applies to this query, and the job does not pay for it; ask for a new quote", line.PermissionID)}
		}
	}
	if receipt.DataBlock, err = e.Chain.DataBlock(ctx); err != nil {
		return err
	}
	src, err := e.Tables.Source(ctx, j.ID, j.RequestDigest, catalog)
	if err != nil {
		return err
	}
	defer src.Close()
	receipt.SnapshotDigest = src.Digest()
	rows, err := e.count(ctx, plan, src, access, receipt)
	if err != nil {
		return err
	}

	limits := e.Limits
	limits.Seconds = max(int(remaining(deadline, e.Clock())/time.Second), 1)
	result, _, err := plan.Run(ctx, src, limits)
	if err != nil {
		return faultOf(err)
	}
	manifest := job.Manifest{JobID: j.ID, Rows: rows}
	outputs := map[string][]byte{"result.parquet": result.Parquet}
	if j.InstructionID != 0 {
		digest, b, err := e.Chain.Instruction(ctx, j.InstructionID)
		if err != nil {
			return err
		}
		receipt.CodeDigest = digest
		if outputs, manifest.Log, err = e.instruct(ctx, j, b, req, result, deadline); err != nil {
			return err
		}
	}
	if manifest.Artifacts, err = e.seal(ctx, req, outputs); err != nil {
		return err
	}
	receipt.ResultDigest, err = e.deliver(ctx, req, manifest)
	return err
}

// count fills the receipt's rows: for each line the rows in scope, never more than the buyer has agreed to pay.
func (e *Engine) count(ctx context.Context, plan *query.Plan, src Source, access *ledger.AccessJob, receipt *ledger.Receipt) (map[string]int64, error) {
	counts, err := plan.Count(ctx, src)
	if err != nil {
		return nil, faultOf(err)
	}
	scope := RowsByPermission(plan, counts)
	for i, line := range access.Lines {
		n := scope[line.PermissionID]
		if uint64(n) > line.MaxRows {
			return nil, errBuyer{fmt.Errorf("permission %d: %d rows are in scope, the job pays for at most %d; ask for a new quote", line.PermissionID, n, line.MaxRows)}
		}
		receipt.Rows[i] = uint64(n)
	}
	return counts.Tables, nil
}

// RowsByPermission sums the rows in scope by permission: the contracts charge each permission of a job once, for all its uses.
func RowsByPermission(plan *query.Plan, counts *query.Counts) map[uint64]int64 {
	rows := make(map[uint64]int64)
	for i, line := range plan.Lines {
		rows[line.PermissionID] += counts.Lines[i]
	}
	return rows
}

func (e *Engine) instruct(ctx context.Context, j Job, b *bundle.Bundle, req *job.Request, result *query.Result, deadline time.Time) (map[string][]byte, string, error) {
	inputs, err := inputsOf(result)
	if errors.Is(err, query.ErrResult) {
		return nil, "", errBuyer{errors.New("the query's result is too large for an instruction")}
	} else if err != nil {
		return nil, "", err
	}
	if len(req.Params) > 0 {
		inputs["params.json"] = req.Params
	}
	// The time that was paid for is the sandbox's limit and not ctx's: using it up is the buyer's doing, a ctx that ends is not.
	outputs, log, _, err := bundle.RunCompute(ctx, e.Runner, b, inputs, bundle.ComputeContext{Seed: j.RequestDigest, Wall: remaining(deadline, e.Clock())})
	if errors.Is(err, sandbox.ErrInputTooLarge) {
		return nil, "", errBuyer{fmt.Errorf("the query's result is larger than the %d MiB this instruction accepts", b.MaxInput()>>20)}
	} else if err != nil {
		return nil, "", faultOf(err)
	}
	if len(outputs) == 0 {
		return nil, "", errBuyer{errors.New("the instruction wrote nothing to /output")}
	}
	return outputs, string(log), nil
}

// seal stores each output sealed to the buyer.
func (e *Engine) seal(ctx context.Context, req *job.Request, outputs map[string][]byte) ([]job.Artifact, error) {
	to, err := seal.ParseRecipient(req.Recipient)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(outputs))
	for name := range outputs {
		names = append(names, name)
	}
	sort.Strings(names)
	var list []job.Artifact
	for _, name := range names {
		sealed, err := seal.SealBytes(outputs[name], to)
		if err != nil {
			return nil, err
		}
		id, _, err := e.Store.Put(ctx, bytes.NewReader(sealed))
		if err != nil {
			return nil, fmt.Errorf("storing artefact %s: %w", name, err)
		}
		list = append(list, job.Artifact{Name: name, CID: id.String(), Bytes: int64(len(outputs[name])), Digest: sha256.Sum256(outputs[name])})
	}
	return list, nil
}

// deliver stores the manifest sealed to the buyer and returns its digest; a buyer who named no recipient gets none.
func (e *Engine) deliver(ctx context.Context, req *job.Request, m job.Manifest) ([32]byte, error) {
	if req == nil {
		return [32]byte{}, nil
	}
	to, err := seal.ParseRecipient(req.Recipient)
	if err != nil {
		return [32]byte{}, nil
	}
	sealed, err := sealManifest(m, to)
	if err == nil && len(sealed) > job.MaxDocument && m.Log != "" {
		m.Log = "" // binary noise takes six bytes for each of its own; the artefacts matter more
		sealed, err = sealManifest(m, to)
	}
	if err != nil {
		return [32]byte{}, err
	}
	if len(sealed) > job.MaxDocument {
		return [32]byte{}, errBuyer{errors.New("the instruction wrote too many files to list")}
	}
	if _, _, err := e.Store.Put(ctx, bytes.NewReader(sealed)); err != nil {
		return [32]byte{}, fmt.Errorf("storing the manifest of job %d: %w", m.JobID, err)
	}
	return sha256.Sum256(sealed), nil
}

func sealManifest(m job.Manifest, to seal.Recipient) ([]byte, error) {
	plain, err := m.Encode()
	if err != nil {
		return nil, err
	}
	return seal.SealBytes(plain, to)
}

func remaining(deadline, now time.Time) time.Duration {
	return max(deadline.Sub(now), time.Millisecond)
}

// inputsOf is what an instruction finds in /input: the rows as CSV and as Parquet, and the columns with their types.
func inputsOf(r *query.Result) (map[string][]byte, error) {
	table, err := query.DecodeResult(r.Parquet)
	if err != nil {
		return nil, fmt.Errorf("the query's result: %w", err)
	}
	var csv bytes.Buffer
	if err := table.WriteCSV(&csv); err != nil {
		return nil, err
	}
	type column struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
	columns := make([]column, len(table.Columns))
	for i, name := range table.Columns {
		columns[i] = column{name, table.Types[i]}
	}
	list, err := json.Marshal(columns)
	return map[string][]byte{"rows.csv": csv.Bytes(), "rows.parquet": r.Parquet, "columns.json": list}, err
}

// faultOf tells the buyer's errors from the validator's own. Query errors carry no data values; see package query.
func faultOf(err error) error {
	var refused *query.Error
	if errors.As(err, &refused) || errors.Is(err, bundle.ErrBundle) {
		return errBuyer{err}
	}
	return err
}
