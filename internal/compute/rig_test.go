package compute

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/big"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/query"
	_ "github.com/coppice-network/coppice/internal/query/duck"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/seal"
)

func TestMain(m *testing.M) {
	sandbox.Main()
	os.Exit(m.Run())
}

var (
	buyer  = common.HexToAddress("0xb0b")
	engine = common.HexToAddress("0xe191e")
)

const (
	chainID     = 7
	instruction = 3
)

// rig is an engine over real queries, one open job, and everything else made up. The job pays for up to 10 rows of two columns.
type rig struct {
	t        *testing.T
	chain    *chain
	tables   *tables
	store    *store
	runner   *runner
	me, self *seal.Identity // the validator's, the buyer's
	request  job.Request
	engine   *Engine
	now      time.Time
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, me: identity(t, 1), self: identity(t, 2), store: newStore(), now: time.Unix(1_700_000_000, 0)}
	columns := []dataset.Column{{Name: "steps", Type: "INTEGER"}, {Name: "level", Type: "TEXT"}, {Name: "secret", Type: "TEXT"}}
	catalog := query.Catalog{{DLP: 1, Slug: "fitness", RefinerID: 10, Tables: []dataset.Table{{Name: "days", Columns: columns}}, Permissions: []query.Permission{
		{ID: 11, RefinerID: 10, Table: "days", Column: "steps", Price: big.NewInt(1), RowsMayLeave: true},
		{ID: 12, RefinerID: 10, Table: "days", Column: "level", Price: big.NewInt(2), RowsMayLeave: true},
	}}}
	code, err := bundle.FromFile("train.wasm", []byte("\x00asm\x01\x00\x00\x00"))
	if err != nil {
		t.Fatal(err)
	}
	r.chain = &chain{
		job: Job{ID: 5, Owner: buyer, MaxSeconds: 30, Opening: ledger.Opening{At: 1, Block: 9, SetID: 1}},
		access: &ledger.AccessJob{ID: 5, Owner: buyer, Lines: []ledger.JobLine{
			{PermissionID: 11, DLP: 1, Price: big.NewInt(1), MaxRows: 10}, {PermissionID: 12, DLP: 1, Price: big.NewInt(2), MaxRows: 10},
		}},
		catalog: catalog, code: code, fail: map[string]error{}, block: 20,
	}
	r.tables = &tables{rows: [][]any{{100, "low"}, {2000, "high"}, {30, "low"}, {9000, "high"}}, digest: [32]byte{5, 5}}
	r.runner = &runner{real: sandbox.NewProcess(), files: map[string]string{"model.json": `{"w":1}`, "metrics.json": `{}`}, log: []byte("trained\n")}
	r.request = job.Request{Buyer: buyer, ChainID: chainID, Engine: engine, SQL: "SELECT steps FROM fitness.days", Recipient: r.self.Recipient().String(), Nonce: job.NewNonce()}
	r.engine = &Engine{
		ChainID: chainID, Contract: engine, Chain: r.chain, Tables: r.tables, Store: r.store, Identity: r.me, Planner: query.NewPlanner(r.runner), Runner: r.runner,
		Clock: func() time.Time { r.now = r.now.Add(100 * time.Millisecond); return r.now },
	}
	return r
}

// instructed makes the job one that trains.
func (r *rig) instructed() {
	r.chain.job.InstructionID, r.request.InstructionID = instruction, instruction
}

func identity(t *testing.T, seed byte) *seal.Identity {
	t.Helper()
	id, err := seal.IdentityFromSeed([32]byte{seed})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// submit seals the request to the validator and submits it.
func (r *rig) submit() {
	r.t.Helper()
	plain, err := r.request.Encode()
	if err != nil {
		r.t.Fatal(err)
	}
	r.submitBytes(r.sealed(plain, r.me))
}

func (r *rig) sealed(plain []byte, to *seal.Identity) []byte {
	r.t.Helper()
	b, err := seal.SealBytes(plain, to.Recipient())
	if err != nil {
		r.t.Fatal(err)
	}
	return b
}

func (r *rig) submitBytes(b []byte) {
	r.chain.job.RequestDigest = sha256.Sum256(b)
	r.store.content[blob.FromDigest(r.chain.job.RequestDigest, 0).String()] = b
}

// run does the one task of the engine as a dispatch.Loop would.
func (r *rig) run(ctx context.Context) error {
	r.t.Helper()
	tasks, err := r.engine.Tasks(ctx)
	if err != nil || len(tasks) != 1 {
		r.t.Fatalf("%d tasks, %v", len(tasks), err)
	}
	return tasks[0].Run(ctx, ledger.Lease{Try: 2})
}

// settled is the one receipt with which the job was settled.
func (r *rig) settled() ledger.Receipt {
	r.t.Helper()
	if len(r.chain.settled) != 1 {
		r.t.Fatalf("the job was settled %d times", len(r.chain.settled))
	}
	got := r.chain.settled[0]
	if got.JobID != 5 || got.RequestDigest != r.chain.job.RequestDigest || got.Lease != 2 || len(got.Rows) != len(r.chain.access.Lines) {
		r.t.Errorf("the receipt is of job %d, request %x, try %d, %d lines", got.JobID, got.RequestDigest[:4], got.Lease, len(got.Rows))
	}
	if got.UsedSeconds > r.chain.job.MaxSeconds {
		r.t.Errorf("%d seconds are charged, %d were paid for", got.UsedSeconds, r.chain.job.MaxSeconds)
	}
	return got
}

// manifest opens what the receipt delivers.
func (r *rig) manifest(receipt ledger.Receipt) *job.Manifest {
	r.t.Helper()
	m, err := job.DecodeManifest(r.open(blob.FromDigest(receipt.ResultDigest, 0)))
	if err != nil {
		r.t.Fatal(err)
	}
	return m
}

func (r *rig) open(id cid.Cid) []byte {
	r.t.Helper()
	sealed, ok := r.store.content[id.String()]
	if !ok {
		r.t.Fatalf("%s is not stored", id)
	}
	plain, err := seal.OpenBytes(sealed, r.self)
	if err != nil {
		r.t.Fatal(err)
	}
	return plain
}

// chain is a ledger with one open job.
type chain struct {
	job     Job
	access  *ledger.AccessJob
	catalog query.Catalog
	asked   []uint64 // permissions of the catalog that was asked for
	code    *bundle.Bundle
	behind  bool
	fail    map[string]error // by method
	block   uint64           // up to which withdrawals are out of the tables
	refuse  []error          // of the first settlements, in order
	refused []ledger.Receipt
	settled []ledger.Receipt
}

func (c *chain) OpenComputeJobs(context.Context) ([]Job, error) { return []Job{c.job}, c.fail["open"] }

func (c *chain) AccessJob(context.Context, uint64) (*ledger.AccessJob, error) {
	return c.access, c.fail["job"]
}

func (c *chain) Ready(_ context.Context, block uint64, dlps []uint64) (bool, error) {
	return !c.behind && block == c.job.Opening.Block && len(dlps) == len(c.access.Lines) && !slices.Contains(dlps, 0), c.fail["ready"]
}

func (c *chain) Catalog(_ context.Context, permissions []uint64, buyer common.Address, block uint64) (query.Catalog, error) {
	if buyer != c.job.Owner || block != c.job.Opening.Block {
		return nil, errors.New("the catalog of another job")
	}
	c.asked = permissions
	return c.catalog, c.fail["catalog"]
}

func (c *chain) Instruction(_ context.Context, id uint64) ([32]byte, *bundle.Bundle, error) {
	if id != instruction {
		return [32]byte{}, nil, errors.New("another instruction")
	}
	return c.code.Digest, c.code, c.fail["instruction"]
}

func (c *chain) DataBlock(context.Context) (uint64, error) { return c.block, c.fail["block"] }

func (c *chain) Settle(_ context.Context, r ledger.Receipt) error {
	if err := c.fail["settle"]; err != nil {
		return err
	}
	if n := len(c.refused); n < len(c.refuse) {
		c.refused = append(c.refused, r)
		return c.refuse[n]
	}
	c.settled = append(c.settled, r)
	return nil
}

// tables are the live tables, and one view of them.
type tables struct {
	onOpen       func()
	rows         [][]any // steps, level
	digest       [32]byte
	open, closed int
	sourceErr    error
	readErr      error
}

func (s *tables) Source(context.Context, uint64, [32]byte, query.Catalog) (Source, error) {
	s.open++
	if s.onOpen != nil {
		s.onOpen()
	}
	return s, s.sourceErr
}

func (s *tables) Digest() [32]byte { return s.digest }

func (s *tables) Close() error { s.closed++; return nil }

func (s *tables) Rows(context.Context, uint64, string) (int64, error) {
	return int64(len(s.rows)), s.readErr
}

func (s *tables) Project(_ context.Context, _ uint64, _ string, columns []string, wallet bool, w io.Writer) (int64, error) {
	if wallet {
		return 0, errors.New("these tables have no _wallet")
	}
	var fields []arrow.Field
	for _, name := range columns {
		f := arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true}
		if name == "steps" {
			f.Type = arrow.PrimitiveTypes.Int32
		}
		fields = append(fields, f)
	}
	schema := arrow.NewSchema(fields, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for _, row := range s.rows {
		for i, name := range columns {
			if name == "steps" {
				b.Field(i).(*array.Int32Builder).Append(int32(row[0].(int)))
			} else {
				b.Field(i).(*array.StringBuilder).Append(row[1].(string))
			}
		}
	}
	pw, err := pqarrow.NewFileWriter(schema, w, nil, pqarrow.DefaultWriterProps())
	if err != nil {
		return 0, err
	}
	if err := pw.Write(b.NewRecordBatch()); err != nil {
		return 0, err
	}
	return int64(len(s.rows)), pw.Close()
}

// store is the network's content store.
type store struct {
	mu      sync.Mutex
	content map[string][]byte
	puts    int
	failAt  int // the put that fails, from 1; 0 for none
}

func newStore() *store { return &store{content: map[string][]byte{}} }

var errAway = errors.New("away")

func (s *store) Get(_ context.Context, id cid.Cid) (io.ReadCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.content[id.String()]
	if !ok {
		return nil, fmt.Errorf("%w: %s", blob.ErrNotFound, id)
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func (s *store) Put(_ context.Context, r io.Reader) (cid.Cid, int64, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return cid.Undef, 0, err
	}
	id, n, err := blob.Sum(bytes.NewReader(b))
	if err != nil {
		return cid.Undef, 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.puts++; s.puts == s.failAt {
		return cid.Undef, 0, errAway
	}
	s.content[id.String()] = b
	return id, n, nil
}

// runner runs queries for real; an instruction does what the test says.
type runner struct {
	real   sandbox.Runner
	inputs map[string]string // what the instruction was given
	files  map[string]string
	log    []byte
	fail   func(ctx context.Context, spec sandbox.Spec) error
	query  error // of every query worker
}

func (r *runner) Run(ctx context.Context, spec sandbox.Spec) (*sandbox.Result, error) {
	if spec.Worker != "bundle.compute.wasm" {
		if r.query != nil {
			return nil, r.query
		}
		return r.real.Run(ctx, spec)
	}
	r.inputs = make(map[string]string)
	for _, in := range spec.Inputs {
		r.inputs[in.Name] = string(in.Data)
	}
	if r.fail != nil {
		if err := r.fail(ctx, spec); err != nil {
			return nil, err
		}
	}
	f, err := os.CreateTemp("", "files-*")
	if err != nil {
		return nil, err
	}
	os.Remove(f.Name())
	var parts []bundle.Part
	for _, name := range slices.Sorted(maps.Keys(r.files)) {
		parts = append(parts, bundle.Part{Name: name, Size: int64(len(r.files[name]))})
		if _, err := f.WriteString(r.files[name]); err != nil {
			return nil, err
		}
	}
	value, err := json.Marshal(parts)
	return &sandbox.Result{Value: value, Outputs: map[string]*os.File{"files": f}, Log: r.log}, err
}
