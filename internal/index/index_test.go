package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/coppice-network/coppice/internal/contracts/gen"
)

var ctx = context.Background()

// network is a chain with two DataDAOs, three refiners, files in every state, permissions and jobs.
func network(t testing.TB) *chain {
	c := newChain(t)
	c.block() // 1
	c.setValidators(1)
	c.createDAO(1, "fitness")
	c.createDAO(2, "sleep")
	c.block() // 2
	c.addRefiner(1, 1)
	c.addRefiner(2, 1)
	c.addRefiner(3, 2)
	c.block() // 3
	for f := uint64(1); f <= 4; f++ {
		c.contribute(f, 1, "ann")
	}
	c.contribute(5, 2, "bob")
	c.contribute(6, 1, "bob")
	c.block() // 4
	c.setValidators(2)
	c.prove(jobID(1, 0), 1, 1, "ann", verdict{score: 900})
	c.prove(jobID(2, 0), 2, 1, "ann", verdict{})
	c.prove(jobID(3, 0), 3, 1, "ann", verdict{score: 0, duplicate: 1})
	c.prove(jobID(5, 0), 5, 2, "bob", verdict{score: 500})
	c.block() // 5
	c.tx(c.registry("JobCanceled", jobID(6, 0)))
	c.refine(1, 1)
	c.block() // 6
	c.tx(c.permission("PermissionAdded", n(1), addr("buyer"), n(1), "fitness_data", "", tokenOf(1), n(20)), c.permission("PermissionPolicySet", n(1), true, uint32(0), uint64(0), uint64(0)))
	c.tx(c.permission("PermissionAdded", n(2), common.Address{}, n(1), "", "", tokenOf(1), n(30)), c.permission("PermissionPolicySet", n(2), false, uint32(0), uint64(0), uint64(0)))
	c.tx(encode(t, core.ComputeInstructionRegistry, &gen.ComputeInstructionRegistryMetaData, "ComputeInstructionAdded", n(1), addr("buyer"), "ipfs://code", digest("code")))
	c.tx(encode(t, core.ComputeInstructionRegistry, &gen.ComputeInstructionRegistryMetaData, "ComputeInstructionUpdated", n(1), n(2), true))
	c.tx(encode(t, core.ComputeInstructionRegistry, &gen.ComputeInstructionRegistryMetaData, "ComputeInstructionUpdated", n(1), n(1), true))
	c.tx(c.tees("IntakeKeySet", n(1), n(1), addr("validator 1"), digest("old"), "age1old", n(5000), []byte{1}))
	c.block() // 7
	c.submitJob(1, "buyer", 1)
	c.submitJob(2, "buyer", 0)
	c.submitJob(3, "other", 0)
	c.submitJob(4, "other", 0)
	c.block() // 8
	c.settleJob(1, 1, 4, "")
	c.settleJob(2, 1, 5, "the query failed")
	c.expireJob(3)
	c.block() // 9
	c.tx(c.permission("PermissionPriceUpdated", n(1), n(25)), c.permission("PermissionApprovalUpdated", n(2), false))
	c.tx(encode(t, core.ComputeInstructionRegistry, &gen.ComputeInstructionRegistryMetaData, "ComputeInstructionUpdated", n(1), n(2), false))
	c.tx(c.tees("IntakeKeySet", n(1), n(2), addr("validator 2"), digest("new"), "age1new", n(6000), []byte{2}))
	c.tx(c.pool(1, "ValueClaimed", addr("ann"), n(11), n(12)))
	c.tx(c.pool(1, "ValueClaimed", addr("ann"), n(1), n(2)))
	c.tx(c.pool(1, "OwnerUpdated", addr("governor")))
	return c
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestFileStates(t *testing.T) {
	x := network(t).indexed()
	want := map[uint64]string{1: StatusValid, 2: StatusInvalid, 3: StatusDuplicate, 4: StatusSubmitted, 5: StatusValid, 6: StatusCanceled}
	for id, status := range want {
		f := must[File](t)(x.File(ctx, id))
		if f.Status != status {
			t.Errorf("file %d is %s, want %s", id, f.Status, status)
		}
		if (f.Score == nil) != (status == StatusSubmitted || status == StatusCanceled) {
			t.Errorf("file %d (%s) has score %v", id, status, f.Score)
		}
	}
	f := must[File](t)(x.File(ctx, 1))
	if f.Owner != addr("ann") || f.Slug != "fitness" || f.URL != urlOf("file 1", 1) || f.CID() != strings.TrimPrefix(f.URL, "ipfs://") || f.Codec != 1 || f.Digest != digest("file 1") || f.Block != 3 || f.Time != 1030 ||
		f.Score.Uint64() != 900 || f.Reward.Uint64() != 90000 || f.ProvedAt != 1040 || f.Validator != addr("validator 1") || f.ResultDigest != digest("result") ||
		f.Stake.Uint64() != 180000 || f.Fingerprint != digest("fingerprint 1") || f.BundleDigest != digest("bundle") {
		t.Errorf("file 1 is %+v", f)
	}
	if len(f.Refinements) != 1 || f.Refinements[0].RefinerID != 1 || f.Refinements[0].ArtifactDigest != digest("artifact 1 1") || f.Refinements[0].Codec != 1 || f.Refinements[0].Owner != addr("ann") {
		t.Errorf("file 1 has refinements %+v", f.Refinements)
	}
	if d := must[File](t)(x.File(ctx, 3)); d.DuplicateOf != 1 {
		t.Errorf("file 3 duplicates %d", d.DuplicateOf)
	}
	if _, err := x.File(ctx, 99); !errors.Is(err, ErrNotFound) {
		t.Errorf("an unknown file: %v", err)
	}
}

func TestIdentityConflictIsInvalid(t *testing.T) {
	c := network(t)
	c.block()
	c.contribute(7, 1, "eve")
	c.prove(jobID(7, 0), 7, 1, "eve", verdict{score: 0, conflict: true})
	f := must[File](t)(c.indexed().File(ctx, 7))
	if f.Status != StatusInvalid || !f.IdentityConflict {
		t.Errorf("got %s, conflict %v", f.Status, f.IdentityConflict)
	}
}

func TestSecondAttemptCounts(t *testing.T) {
	c := network(t)
	c.block()
	again := jobID(2, 1)
	c.tx(c.registry("JobSubmitted", again, n(2), common.Address{}, n(1)))
	x := c.indexed()
	if f := must[File](t)(x.File(ctx, 2)); f.Status != StatusSubmitted || f.JobID.Cmp(again) != 0 {
		t.Fatalf("after the second request: %s, job %s", f.Status, f.JobID)
	}
	c.block()
	c.prove(again, 2, 1, "ann", verdict{score: 800})
	if err := c.give(x, c.height(), c.height()); err != nil {
		t.Fatal(err)
	}
	if f := must[File](t)(x.File(ctx, 2)); f.Status != StatusValid || f.Score.Uint64() != 800 {
		t.Fatalf("after the second proof: %s, %s", f.Status, f.Score)
	}
}

func TestFileFilters(t *testing.T) {
	x := network(t).indexed()
	ann, bob, nobody := addr("ann"), addr("bob"), addr("nobody")
	for name, tc := range map[string]struct {
		filter FileFilter
		want   []uint64
	}{
		"all":                 {FileFilter{}, []uint64{1, 2, 3, 4, 5, 6}},
		"by owner":            {FileFilter{Owner: &bob}, []uint64{5, 6}},
		"by DataDAO":          {FileFilter{DLP: 2}, []uint64{5}},
		"by both":             {FileFilter{Owner: &bob, DLP: 1}, []uint64{6}},
		"second page":         {FileFilter{Owner: &ann, Limit: 2, After: 2}, []uint64{3, 4}},
		"nothing of a nobody": {FileFilter{Owner: &nobody}, nil},
		"nothing after last":  {FileFilter{After: 6}, nil},
	} {
		var got []uint64
		for _, f := range must[[]File](t)(x.Files(ctx, tc.filter)) {
			got = append(got, f.ID)
		}
		if fmt.Sprint(got) != fmt.Sprint(tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

func TestOpenWork(t *testing.T) {
	c := network(t)
	x := c.indexed()
	jobs := must[[]ProofJob](t)(x.OpenProofJobs(ctx))
	if len(jobs) != 1 || jobs[0].FileID != 4 || jobs[0].OpenedAt != 1030 || jobs[0].OpenedAtBlock != 3 || jobs[0].SetID != 1 || jobs[0].Owner != addr("ann") || jobs[0].Digest != digest("file 4") {
		t.Errorf("open proof jobs: %+v", jobs)
	}
	due := must[[]RefinementJob](t)(x.OpenRefinements(ctx))
	if got := pairs(due); got != "[1/2 5/3]" {
		t.Errorf("open refinements: %s", got)
	}
	if d := due[0]; d.OpenedAtBlock != 4 || d.OpenedAt != 1040 || d.SetID != 2 || d.Digest != digest("file 1") || d.Codec != 1 {
		t.Errorf("the refinement's opening is not its proof: %+v", d)
	}
	access := must[[]ComputeJob](t)(x.OpenComputeJobs(ctx))
	if len(access) != 1 || access[0].JobID != 4 || access[0].MaxSeconds != 60 || access[0].OpenedAtBlock != 7 || access[0].SetID != 2 || access[0].RequestDigest != digest("request 4") {
		t.Errorf("open access jobs: %+v", access)
	}

	c.block() // 10: a new refiner back-fills, a retired one asks for nothing
	c.addRefiner(4, 1)
	c.retireRefiner(2, 1)
	c.block() // 11: the owner starts the draw of file 1 again, somebody that of file 4
	c.setValidators(3)
	c.tx(c.registry("JobReseeded", jobID(1, 0), n(1)))
	c.tx(c.registry("JobReseeded", jobID(4, 0), n(4)))
	if err := c.give(x, 10, 11); err != nil {
		t.Fatal(err)
	}
	due = must[[]RefinementJob](t)(x.OpenRefinements(ctx))
	if got := pairs(due); got != "[5/3 1/4]" {
		t.Errorf("after a change of refiners: %s", got)
	}
	if d := due[1]; d.OpenedAtBlock != 11 || d.SetID != 3 {
		t.Errorf("after a reseed: %+v", d)
	}
	if j := must[[]ProofJob](t)(x.OpenProofJobs(ctx))[0]; j.OpenedAtBlock != 11 || j.SetID != 3 || j.OpenedAt != 1110 {
		t.Errorf("after a reseed: %+v", j)
	}
}

func pairs(due []RefinementJob) string {
	var s []string
	for _, d := range due {
		s = append(s, fmt.Sprintf("%d/%d", d.FileID, d.RefinerID))
	}
	return fmt.Sprint(s)
}

func TestRefinementsSince(t *testing.T) {
	c := network(t)
	c.block()
	c.refine(1, 2)
	c.refine(5, 3)
	x := c.indexed()
	all := must[[]Refinement](t)(x.RefinementsSince(ctx, 0))
	if len(all) != 3 {
		t.Fatalf("%d refinements", len(all))
	}
	rest := must[[]Refinement](t)(x.RefinementsSince(ctx, all[1].Seq))
	if len(rest) != 1 || rest[0].FileID != 5 {
		t.Fatalf("after the second: %+v", rest)
	}
	// A reorganisation drops the last two; one of them comes back. Who has seen all three must meet it again.
	if err := x.Rewind(ctx, 9); err != nil {
		t.Fatal(err)
	}
	branch := *c
	branch.salt, branch.blocks, branch.logs = "b", c.blocks[:9:9], c.logs[:9:9]
	branch.block()
	branch.refine(5, 3)
	if err := branch.give(x, 10, 10); err != nil {
		t.Fatal(err)
	}
	again := must[[]Refinement](t)(x.RefinementsSince(ctx, all[2].Seq))
	if len(again) != 1 || again[0].FileID != 5 {
		t.Fatalf("after the reorganisation: %+v", again)
	}
}

func TestDataDAOs(t *testing.T) {
	x := network(t).indexed()
	all := must[[]DLP](t)(x.DLPs(ctx))
	if len(all) != 2 || all[0].Slug != "fitness" || all[1].Slug != "sleep" || len(all[0].Refiners) != 2 {
		t.Fatalf("%+v", all)
	}
	d := must[DLP](t)(x.DLPBySlug(ctx, "fitness"))
	if d.ID != 1 || d.Address != poolOf(1) || d.Token != tokenOf(1) || d.Owner != addr("governor") || d.Metadata != "{}" {
		t.Errorf("%+v", d)
	}
	if d := must[DLP](t)(x.DLP(ctx, 2)); d.Owner != addr("builder") {
		t.Errorf("the other DataDAO's owner is %s", d.Owner)
	}
	if _, err := x.DLPBySlug(ctx, "nothing"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	if _, err := x.DLP(ctx, 9); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	if r := must[Refiner](t)(x.Refiner(ctx, 3)); r.DLP != 2 || !r.Active {
		t.Errorf("%+v", r)
	}
	if _, err := x.Refiner(ctx, 9); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	k := must[IntakeKey](t)(x.IntakeKey(ctx, 1))
	if k.Epoch != 2 || k.Recipient != "age1new" || k.Validator != addr("validator 2") || k.Deadline != 6000 || k.Block != 9 || len(k.Signature) != 1 {
		t.Errorf("%+v", k)
	}
	if _, err := x.IntakeKey(ctx, 2); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	earned := must[[]Contributor](t)(x.Earnings(ctx, addr("ann")))
	if len(earned) != 1 || earned[0].StakeCredited.Uint64() != 180000 || earned[0].Rewards.Uint64() != 90000 || earned[0].VANAClaimed.Uint64() != 12 || earned[0].TokensClaimed.Uint64() != 14 || earned[0].Token != tokenOf(1) {
		t.Errorf("%+v", earned)
	}
	if who := must[[]Contributor](t)(x.Contributors(ctx, 2, common.Address{}, 0)); len(who) != 1 || who[0].Account != addr("bob") {
		t.Errorf("%+v", who)
	}
}

func TestAccess(t *testing.T) {
	x := network(t).indexed()
	all := must[[]Permission](t)(x.Permissions(ctx, 1))
	if len(all) != 2 || all[0].Price.Uint64() != 25 || !all[0].Approved || !all[0].RowsMayLeave || all[1].Price.Uint64() != 30 || all[1].Approved || all[1].RowsMayLeave {
		t.Errorf("%+v", all)
	}
	if p := must[Permission](t)(x.Permission(ctx, 1)); p.Grantee != addr("buyer") || p.Table != "fitness_data" || p.Token != tokenOf(1) {
		t.Errorf("%+v", p)
	}
	if _, err := x.Permission(ctx, 9); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	i := must[Instruction](t)(x.Instruction(ctx, 1))
	if fmt.Sprint(i.Approved) != "[1]" || i.Hash != digest("code") || i.URL != "ipfs://code" {
		t.Errorf("%+v", i)
	}
	if _, err := x.Instruction(ctx, 2); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	if all := must[[]Instruction](t)(x.Instructions(ctx, 0, 0)); len(all) != 1 {
		t.Errorf("%+v", all)
	}
}

func TestJobs(t *testing.T) {
	x := network(t).indexed()
	want := map[uint64]struct {
		status  string
		message string
	}{1: {JobCompleted, ""}, 2: {JobFailed, "the query failed"}, 3: {JobCanceled, "expired"}, 4: {JobSubmitted, ""}}
	for id, w := range want {
		j := must[Job](t)(x.Job(ctx, id))
		if j.Status != w.status || j.Message != w.message || (j.ClosedAt == 0) != (w.status == JobSubmitted) {
			t.Errorf("job %d: %+v", id, j)
		}
	}
	j := must[Job](t)(x.Job(ctx, 1))
	if j.ReceiptDigest != digest("receipt") || j.ResultDigest != digest("result") || j.Validator != addr("validator 1") || len(j.Settlements) != 2 {
		t.Fatalf("%+v", j)
	}
	s := j.Settlements[1]
	if s.Token != tokenOf(1) || s.Charged.Uint64() != 10 || s.Burned.Uint64() != 4 || s.Contributors.Uint64() != 6 || s.Refunded.Uint64() != 1 || s.Validator.Sign() != 0 || s.Treasury.Sign() != 0 {
		t.Errorf("%+v", s)
	}
	buyer := addr("buyer")
	if mine := must[[]Job](t)(x.Jobs(ctx, JobFilter{Owner: &buyer, After: 1})); len(mine) != 1 || mine[0].ID != 2 {
		t.Errorf("%+v", mine)
	}
	if _, err := x.Job(ctx, 77); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	totals := must[Totals](t)(x.Totals(ctx))
	if totals.Burned[common.Address{}].Uint64() != 6 || totals.Burned[tokenOf(1)].Uint64() != 8 || totals.Burned[tokenOf(2)].Sign() != 0 || totals.Height != 9 {
		t.Errorf("%+v", totals)
	}
}

func TestValidators(t *testing.T) {
	c := network(t)
	c.block()
	c.tx(c.tees("ValidatorRemoved", addr("validator 1")), c.registry("ValidatorSetChanged", n(3), n(1), n(3600), n(8)))
	x := c.indexed()
	all := must[[]Validator](t)(x.Validators(ctx))
	if len(all) != 2 || all[0].Active || !all[1].Active || all[0].JobEarnings[common.Address{}].Uint64() != 14 || all[1].JobEarnings[common.Address{}].Sign() != 0 {
		t.Errorf("%+v", all)
	}
	if id := must[uint64](t)(x.CurrentSetID(ctx)); id != 3 {
		t.Errorf("set %d", id)
	}
	if err := x.Rewind(ctx, 9); err != nil {
		t.Fatal(err)
	}
	if all := must[[]Validator](t)(x.Validators(ctx)); !all[0].Active {
		t.Error("a rewound removal still counts")
	}
}

func TestOpenRefuses(t *testing.T) {
	write := func(path, script string) {
		db := must[*sql.DB](t)(sql.Open("sqlite", path))
		defer db.Close()
		if _, err := db.Exec(script); err != nil {
			t.Fatal(err)
		}
	}
	other := core
	other.DataRegistry = addr("another registry")
	for name, tc := range map[string]struct {
		spoil func(path string)
		want  error
	}{
		"a newer version":        {func(p string) { write(p, fmt.Sprintf(`PRAGMA user_version = %d`, len(migrations)+1)) }, ErrVersion},
		"no version":             {func(p string) { write(p, `PRAGMA user_version = 0`) }, ErrVersion},
		"another program's file": {func(p string) { write(p, `PRAGMA application_id = 7`) }, ErrForeign},
		"another network":        {func(p string) { os.Remove(p); must[*Index](t)(Open(p, other)).Close() }, ErrNetwork},
		"a text file": {func(p string) {
			os.Remove(p)
			os.WriteFile(p, []byte("this is not a database at all, it is a text\n"), 0o600)
		}, nil},
	} {
		path := filepath.Join(t.TempDir(), "index.db")
		must[*Index](t)(Open(path, core)).Close()
		x, err := Open(path, core)
		if err != nil {
			t.Fatalf("opening again: %v", err)
		}
		x.Close()
		tc.spoil(path)
		if x, err = Open(path, core); err == nil {
			x.Close()
			t.Errorf("%s was opened", name)
		} else if tc.want != nil && !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWait(t *testing.T) {
	c := network(t)
	x := open(t)
	done := make(chan uint64)
	go func() {
		h, _ := x.Wait(ctx, 3)
		done <- h
	}()
	for b := uint64(1); b <= 3; b++ {
		if err := c.give(x, b, b); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case h := <-done:
		t.Fatalf("woke at %d", h)
	default:
	}
	if err := c.give(x, 4, 6); err != nil {
		t.Fatal(err)
	}
	if h := <-done; h != 6 {
		t.Fatalf("woke at %d, want 6", h)
	}
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := x.Wait(canceled, 100); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

func TestTopicsAreThoseOfTheContracts(t *testing.T) {
	known := map[common.Hash]bool{}
	for _, m := range []interface {
		ParseABI() (*gethABI, error)
	}{&gen.DataRegistryMetaData, &gen.DLPRegistryMetaData, &gen.DataRefinerRegistryMetaData, &gen.QueryEngineMetaData, &gen.ComputeInstructionRegistryMetaData, &gen.ComputeEngineMetaData, &gen.DataLiquidityPoolMetaData, &gen.TeePoolMetaData, &gen.DataDAOTimelockMetaData, &gen.DataDAOGovernorMetaData} {
		a, err := m.ParseABI()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range a.Events {
			known[e.ID] = true
		}
	}
	topics := open(t).Topics()
	for _, topic := range topics {
		if !known[topic] {
			t.Errorf("topic %s is no event of the contracts", topic)
		}
	}
	if len(topics) < 40 {
		t.Errorf("only %d topics", len(topics))
	}
}

func TestApplyRefuses(t *testing.T) {
	c := network(t)
	last := c.blocks[8]
	next := Header{Number: 10, Hash: digest("ten"), Parent: last.Hash, Time: 1100}
	at := func(l types.Log, block Header) types.Log {
		l.BlockNumber, l.BlockHash = block.Number, block.Hash
		return l
	}
	removed := at(c.registry("JobCanceled", jobID(4, 0)), next)
	removed.Removed = true
	short := at(c.tees("ValidatorRemoved", addr("validator 1")), next)
	short.Topics = short.Topics[:1]
	empty := at(c.tees("IntakeKeySet", n(1), n(1), addr("validator 1"), digest("d"), "age1", n(1), []byte{}), next)
	empty.Data = nil
	second := at(c.registry("JobCanceled", jobID(4, 0)), next)
	second.Index = 0
	huge := new(gethInt).Lsh(n(1), 200)
	for name, tc := range map[string]struct {
		blocks []Header
		logs   []types.Log
		want   error
	}{
		"a block again":                  {[]Header{last}, nil, ErrOrder},
		"a block with another parent":    {[]Header{{Number: 10, Parent: digest("x")}}, nil, ErrOrder},
		"logs without blocks":            {nil, []types.Log{at(c.registry("JobCanceled", n(1)), next)}, ErrOrder},
		"a log outside the range":        {[]Header{next}, []types.Log{at(c.registry("JobCanceled", n(1)), last)}, ErrOrder},
		"a removed log":                  {[]Header{next}, []types.Log{removed}, ErrOrder},
		"two logs of one index":          {[]Header{next}, []types.Log{second, second}, ErrOrder},
		"a core event that is cut":       {[]Header{next}, []types.Log{short}, ErrEvent},
		"a core event without data":      {[]Header{next}, []types.Log{empty}, ErrEvent},
		"a core event with a huge id":    {[]Header{next}, []types.Log{at(c.registry("FilePooled", huge, n(1)), next)}, ErrEvent},
		"a pooled file that is nobody's": {[]Header{next}, []types.Log{at(c.registry("FilePooled", n(70), n(1)), next)}, ErrEvent},
		"a proof without score":          {[]Header{next}, []types.Log{at(c.registry("ProofRecorded", jobID(4, 0), n(4), addr("v"), digest("b"), digest("p"), n(0), n(0), n(0), false), next)}, ErrEvent},
		"a request without a job":        {[]Header{next}, []types.Log{at(c.engine("JobRequested", n(9), n(0), digest("q"), n(1)), next)}, ErrEvent},
	} {
		x := c.indexed()
		before := dump(t, x)
		if err := x.Apply(ctx, tc.blocks, tc.logs); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
		if dump(t, x) != before {
			t.Errorf("%s: left a trace", name)
		}
	}
}

func TestStrangersAreIgnored(t *testing.T) {
	c := network(t)
	c.block()
	forged := c.registry("JobCanceled", jobID(4, 0))
	forged.Address = addr("mallory")
	unregistered := c.pool(1, "OwnerUpdated", addr("mallory"))
	unregistered.Address = addr("mallory")
	garbled := c.pool(1, "ValueClaimed", addr("ann"), n(1), n(1))
	garbled.Data = garbled.Data[:7]
	empty := c.pool(1, "ValueClaimed", addr("ann"), n(1), n(1))
	empty.Data = nil // the bindings unpack this into nil amounts
	foreign := c.registry("ProofAdded", n(4), addr("ann"), n(1), n(1), n(1), "")
	foreign.Address = poolOf(1) // a pool may not speak for the registry
	c.tx(forged, unregistered, garbled, empty, foreign, types.Log{Address: poolOf(1)}, types.Log{Address: core.DataRegistry})
	x, y := c.indexed(), network(t).indexed()
	c.logs[9] = nil
	if err := c.give(y, 10, 10); err != nil {
		t.Fatal(err)
	}
	if dump(t, x) != dump(t, y) {
		t.Error("a stranger's log changed the index")
	}
	if err := open(t).Rewind(ctx, 0); err != nil {
		t.Errorf("rewinding an empty index: %v", err)
	}
}
