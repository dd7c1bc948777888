package compute

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/query"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/seal"
)

// TestQueryDelivered: a job without an instruction delivers the query's rows, and the receipt commits to all of it.
func TestQueryDelivered(t *testing.T) {
	r := newRig(t)
	r.request.SQL = "SELECT level, max(steps) AS most FROM fitness.days WHERE steps > 50 GROUP BY level ORDER BY level"
	r.submit()
	if err := r.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := r.settled()
	if got.Outcome != ledger.Completed || got.CodeDigest != [32]byte{} || got.SnapshotDigest != r.tables.digest || got.DataBlock != 20 {
		t.Errorf("the receipt is %+v", got)
	}
	if fmt.Sprint(got.Rows) != "[3 3]" { // in scope, not in the result
		t.Errorf("%v rows are charged", got.Rows)
	}
	if got.UsedSeconds == 0 {
		t.Error("no time is charged")
	}
	if fmt.Sprint(r.chain.asked) != "[11 12]" {
		t.Errorf("the catalog was asked for permissions %v", r.chain.asked)
	}
	m := r.manifest(got)
	if m.JobID != 5 || m.Error != "" || len(m.Artifacts) != 1 || m.Rows["fitness.days"] != 3 {
		t.Fatalf("the manifest is %+v", m)
	}
	table, err := query.DecodeResult(r.artifact(m.Artifacts[0]))
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(table.Columns, table.Rows) != "[level most] [[high 9000] [low 100]]" {
		t.Errorf("the result is %v %v", table.Columns, table.Rows)
	}
	if r.tables.open != 1 || r.tables.closed != 1 {
		t.Errorf("%d views were opened, %d closed", r.tables.open, r.tables.closed)
	}
}

// artifact opens one delivered file and checks it against the manifest.
func (r *rig) artifact(a job.Artifact) []byte {
	r.t.Helper()
	id, err := cid.Decode(a.CID)
	if err != nil {
		r.t.Fatal(err)
	}
	b := r.open(id)
	if sha256.Sum256(b) != a.Digest || int64(len(b)) != a.Bytes {
		r.t.Errorf("artefact %s is not what the manifest says", a.Name)
	}
	return b
}

// TestInstructionDelivered: an instruction gets the rows and the buyer's parameters, the buyer what it wrote.
func TestInstructionDelivered(t *testing.T) {
	r := newRig(t)
	r.instructed()
	r.request.SQL, r.request.Params = "SELECT steps, level FROM fitness.days ORDER BY steps", []byte(`{"epochs":3}`)
	r.submit()
	if err := r.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := r.settled()
	if got.Outcome != ledger.Completed || got.CodeDigest != r.chain.code.Digest || fmt.Sprint(got.Rows) != "[4 4]" {
		t.Errorf("the receipt is %+v", got)
	}
	m := r.manifest(got)
	if m.Log != "trained\n" || len(m.Artifacts) != 2 || m.Artifacts[0].Name != "metrics.json" || m.Artifacts[1].Name != "model.json" {
		t.Fatalf("the manifest is %+v", m)
	}
	for _, a := range m.Artifacts {
		if string(r.artifact(a)) != r.runner.files[a.Name] {
			t.Errorf("artefact %s is another", a.Name)
		}
	}
	in := r.runner.inputs
	if in["in:rows.csv"] != "steps,level\n30,low\n100,low\n2000,high\n9000,high\n" || in["in:params.json"] != `{"epochs":3}` ||
		in["in:columns.json"] != `[{"name":"steps","type":"INTEGER"},{"name":"level","type":"TEXT"}]` || len(in["in:rows.parquet"]) == 0 {
		t.Errorf("the instruction was given %.300q", in)
	}
}

// TestBuyerFaults: what the buyer did wrong is settled: time is charged, no row is, and the buyer is told why.
func TestBuyerFaults(t *testing.T) {
	exit := func(code, detail string) func(context.Context, sandbox.Spec) error {
		return func(context.Context, sandbox.Spec) error {
			return &sandbox.Failure{Kind: sandbox.Rejected, Code: code, Detail: detail}
		}
	}
	for name, c := range map[string]struct {
		arrange func(r *rig)
		why     string // part of what the buyer is told; empty if the request does not say whom
	}{
		"more rows than paid for":          {func(r *rig) { r.chain.access.Lines[0].MaxRows = 3 }, "4 rows are in scope, the job pays for at most 3"},
		"somebody else's request":          {func(r *rig) { r.request.Buyer = engine }, ""},
		"a request of another chain":       {func(r *rig) { r.request.ChainID++ }, ""},
		"a request to another contract":    {func(r *rig) { r.request.Engine = buyer }, ""},
		"another instruction than paid":    {func(r *rig) { r.request.InstructionID = 9 }, ""},
		"no recipient":                     {func(r *rig) { r.request.Recipient = "" }, ""},
		"a recipient that is none":         {func(r *rig) { r.request.Recipient = "age1nobody" }, ""},
		"a column without permission":      {func(r *rig) { r.request.SQL = "SELECT secret FROM fitness.days" }, "secret"},
		"a table that is not there":        {func(r *rig) { r.request.SQL = "SELECT x FROM fitness.nights" }, "nights"},
		"no SQL":                           {func(r *rig) { r.request.SQL = "hello" }, "the SQL has an error"},
		"SQL that is not a query":          {func(r *rig) { r.request.SQL = "DROP TABLE fitness.days" }, "only one SELECT"},
		"a function that is not allowed":   {func(r *rig) { r.request.SQL = "SELECT read_text('/etc/passwd')" }, "not allowed"},
		"a query that fails while running": {func(r *rig) { r.request.SQL = "SELECT CAST(level AS INTEGER) AS n FROM fitness.days" }, "failed while running"},
		"a permission left out of the job": {func(r *rig) {
			p := r.chain.catalog[0].Permissions
			dearer := query.Permission{ID: 13, RefinerID: 10, Grantee: buyer, Table: "days", Column: "steps", Price: p[0].Price, RowsMayLeave: true}
			r.chain.catalog[0].Permissions = append(p, dearer)
		}, "permission 13 applies"},
		"rows that may not leave": {func(r *rig) {
			for i := range r.chain.catalog[0].Permissions {
				r.chain.catalog[0].Permissions[i].RowsMayLeave = false
			}
		}, "not covered by the job's permissions"},
		"more rows in the result than there may be": {func(r *rig) { r.engine.Limits.MaxRows = 2 }, "too large"},
		"an instruction that fails":                 {func(r *rig) { r.instructed(); r.runner.fail = exit(bundle.CodeExit, "train.wasm: exit code 3") }, "exit code 3"},
		"an instruction that crashes": {func(r *rig) {
			r.instructed()
			r.runner.fail = func(context.Context, sandbox.Spec) error {
				return &sandbox.Failure{Kind: sandbox.Crashed, Detail: "signal"}
			}
		}, "crashed"},
		"an instruction that never ends":     {func(r *rig) { r.instructed(); r.chain.job.MaxSeconds = 1; r.runner.fail = useUp }, "out of time"},
		"an instruction that writes nothing": {func(r *rig) { r.instructed(); r.runner.files = nil }, "wrote nothing"},
		"an instruction whose input is too large": {func(r *rig) {
			r.instructed()
			r.runner.fail = func(context.Context, sandbox.Spec) error { return sandbox.ErrInputTooLarge }
		}, "larger than the 512 MiB"},
		"an unsafe name": {func(r *rig) { r.instructed(); r.runner.files = map[string]string{"../../x": ""} }, "unsafe name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			c.arrange(r)
			r.submit()
			if err := r.run(t.Context()); err != nil {
				t.Fatal(err)
			}
			got := r.settled()
			if got.Outcome != ledger.BuyerFault || got.UsedSeconds == 0 {
				t.Errorf("the job was settled as %s after %d s", got.Outcome, got.UsedSeconds)
			}
			for i, n := range got.Rows {
				if n != 0 {
					t.Errorf("line %d charges %d rows", i, n)
				}
			}
			if r.tables.open != r.tables.closed {
				t.Errorf("%d views were opened, %d closed", r.tables.open, r.tables.closed)
			}
			if c.why == "" {
				if got.ResultDigest != [32]byte{} {
					t.Error("something was delivered to nobody")
				}
				return
			}
			m := r.manifest(got)
			if !strings.Contains(m.Error, c.why) || len(m.Artifacts) != 0 || m.Log != "" || m.JobID != 5 {
				t.Errorf("the buyer gets %+v, want %q", m, c.why)
			}
		})
	}
}

// useUp is an instruction that takes all the time it is given, as the sandbox sees it.
func useUp(ctx context.Context, spec sandbox.Spec) error {
	select {
	case <-ctx.Done():
		return fmt.Errorf("sandbox: run stopped: %w", ctx.Err())
	case <-time.After(min(spec.Limits.Wall, time.Second)):
		return &sandbox.Failure{Kind: sandbox.TimedOut, Detail: "the wall time is used up"}
	}
}

// TestDamagedRequests: who wrote such a request cannot be told why, nobody panics over it, and the job is settled.
func TestDamagedRequests(t *testing.T) {
	r := newRig(t)
	plain, err := r.request.Encode()
	if err != nil {
		t.Fatal(err)
	}
	good := r.sealed(plain, r.me)
	for name, sealed := range map[string][]byte{
		"damaged":                 append(bytes.Clone(good[:len(good)-1]), good[len(good)-1]^1),
		"cut off":                 good[:len(good)-20],
		"not sealed":              plain,
		"empty":                   {},
		"an unknown version":      r.sealed(bytes.Replace(plain, []byte(job.RequestFormat), []byte("coppice-request/2"), 1), r.me),
		"an unknown field":        r.sealed(bytes.Replace(plain, []byte(`{"format"`), []byte(`{"more":1,"format"`), 1), r.me),
		"not JSON":                r.sealed([]byte("SELECT 1"), r.me),
		"null":                    r.sealed([]byte("null"), r.me),
		"something after its end": r.sealed(append(bytes.Clone(plain), '1'), r.me),
		"larger than it may be":   append(bytes.Clone(good), make([]byte, job.MaxDocument)...),
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.submitBytes(sealed)
			if err := r.run(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := r.settled(); got.Outcome != ledger.BuyerFault || got.ResultDigest != [32]byte{} || got.Rows[0] != 0 || got.Rows[1] != 0 {
				t.Errorf("the receipt is %+v", got)
			}
			if r.tables.open != 0 {
				t.Error("the tables were opened")
			}
		})
	}
}

// TestOwnFaults: what the validator, or what it depends on, could not do is not settled; the turn passes on.
func TestOwnFaults(t *testing.T) {
	unavailable := &sandbox.Failure{Kind: sandbox.Unavailable, Detail: "no seccomp"}
	for name, c := range map[string]struct {
		arrange func(r *rig)
		want    error
	}{
		"tables that are behind":     {func(r *rig) { r.chain.behind = true }, ErrNotReady},
		"no word of the tables":      {func(r *rig) { r.chain.fail["ready"] = errAway }, errAway},
		"no chain":                   {func(r *rig) { r.chain.fail["job"] = errAway }, errAway},
		"no catalog":                 {func(r *rig) { r.chain.fail["catalog"] = errAway }, errAway},
		"no word of withdrawals":     {func(r *rig) { r.chain.fail["block"] = errAway }, errAway},
		"no tables":                  {func(r *rig) { r.tables.sourceErr = errAway }, errAway},
		"tables that cannot be read": {func(r *rig) { r.tables.readErr = errAway }, errAway},
		"no sandbox for the query":   {func(r *rig) { r.runner.query = unavailable }, sandbox.ErrUnavailable},
		"no instruction":             {func(r *rig) { r.instructed(); r.chain.fail["instruction"] = errAway }, errAway},
		"no sandbox for the instruction": {func(r *rig) {
			r.instructed()
			r.runner.fail = func(context.Context, sandbox.Spec) error { return unavailable }
		}, sandbox.ErrUnavailable},
		"no store for an artefact":    {func(r *rig) { r.store.failAt = 1 }, errAway},
		"no store for the manifest":   {func(r *rig) { r.store.failAt = 2 }, errAway},
		"no store for the reason":     {func(r *rig) { r.request.SQL = "hello"; r.store.failAt = 1 }, errAway},
		"a receipt that is not mined": {func(r *rig) { r.chain.fail["settle"] = errAway }, errAway},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			c.arrange(r)
			r.submit()
			if err := r.run(t.Context()); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if len(r.chain.settled) != 0 {
				t.Errorf("it was settled: %+v", r.chain.settled)
			}
			if r.tables.sourceErr == nil && r.tables.open != r.tables.closed {
				t.Errorf("%d views were opened, %d closed", r.tables.open, r.tables.closed)
			}
		})
	}
	t.Run("a request that is not there", func(t *testing.T) {
		r := newRig(t)
		if err := r.run(t.Context()); err == nil || len(r.chain.settled) != 0 {
			t.Errorf("got %v, settled %d times", err, len(r.chain.settled))
		}
	})
	t.Run("a request sealed to others", func(t *testing.T) {
		r := newRig(t)
		plain, err := r.request.Encode()
		if err != nil {
			t.Fatal(err)
		}
		r.submitBytes(r.sealed(plain, r.self))
		if err := r.run(t.Context()); !errors.Is(err, seal.ErrNotForUs) || len(r.chain.settled) != 0 {
			t.Errorf("got %v, settled %d times", err, len(r.chain.settled))
		}
	})
	t.Run("a job that is over", func(t *testing.T) {
		r := newRig(t)
		r.chain.access.Status = ended
		r.submit()
		if err := r.run(t.Context()); err != nil || len(r.chain.settled) != 0 || r.tables.open != 0 {
			t.Errorf("got %v, settled %d times", err, len(r.chain.settled))
		}
	})
	t.Run("a turn that ends", func(t *testing.T) {
		r := newRig(t)
		r.instructed()
		r.submit()
		ctx, cancel := context.WithCancel(t.Context())
		r.runner.fail = func(ctx context.Context, spec sandbox.Spec) error {
			cancel()
			return useUp(ctx, spec)
		}
		if err := r.run(ctx); !errors.Is(err, context.Canceled) || len(r.chain.settled) != 0 {
			t.Errorf("got %v, settled %d times", err, len(r.chain.settled))
		}
	})
}

// TestLogIsLessThanArtifacts: a log that does not fit into the manifest is left out; the delivery stands.
func TestLogIsLessThanArtifacts(t *testing.T) {
	r := newRig(t)
	r.instructed()
	r.runner.log = make([]byte, bundle.MaxComputeLog) // each byte is six in JSON
	r.submit()
	if err := r.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := r.settled()
	m := r.manifest(got)
	if got.Outcome != ledger.Completed || len(m.Artifacts) != 2 || m.Log != "" {
		t.Errorf("%s, %d artefacts, %d bytes of log: %s", got.Outcome, len(m.Artifacts), len(m.Log), m.Error)
	}
}

// TestRowsByPermission: a permission that several uses of a query stand on is charged for all of them.
func TestRowsByPermission(t *testing.T) {
	plan := &query.Plan{Lines: []query.Line{{PermissionID: 1, Use: 0}, {PermissionID: 2, Use: 0}, {PermissionID: 1, Use: 1}}}
	got := RowsByPermission(plan, &query.Counts{Lines: []int64{10, 10, 7}})
	if len(got) != 2 || got[1] != 17 || got[2] != 10 {
		t.Errorf("rows by permission are %v", got)
	}
}

// TestTasks: every open job is a task with the time it pays for.
func TestTasks(t *testing.T) {
	r := newRig(t)
	tasks, err := r.engine.Tasks(t.Context())
	if err != nil || len(tasks) != 1 {
		t.Fatal(tasks, err)
	}
	if x := tasks[0]; x.Key != "job/5" || x.Subject != ledger.ComputeSubject(5) || x.Extra != 30*time.Second || x.Opening != r.chain.job.Opening {
		t.Errorf("the task is %+v", x)
	}
	r.chain.fail["open"] = errAway
	if _, err := r.engine.Tasks(t.Context()); !errors.Is(err, errAway) {
		t.Errorf("got %v", err)
	}
}
