package index

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

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

func TestPoliciesAndTheirEnd(t *testing.T) {
	c := whole(t)
	x := c.indexed()
	p := must[Permission](t)(x.Permission(ctx, 2))
	if !p.RowsMayLeave || p.MinGroupSize != 5 || p.ExpiresAt != 5000 || p.Budget != 77 {
		t.Errorf("%+v", p)
	}
	forever := must[Permission](t)(x.Permission(ctx, 1))
	if !forever.RowsMayLeave || forever.MinGroupSize != 0 || forever.ExpiresAt != 0 || forever.Budget != 0 {
		t.Errorf("%+v", forever)
	}
	for at, want := range map[int64]bool{0: false, 4999: false, 5000: true, 5001: true} {
		if now := time.Unix(at, 0); p.Expired(now) != want || forever.Expired(now) {
			t.Errorf("at %d: %v, and one without an end %v", at, p.Expired(now), forever.Expired(now))
		}
	}
	c.block() // 15
	c.tx(c.permission("PermissionPolicySet", n(2), false, uint32(math.MaxUint32), uint64(math.MaxUint64), uint64(math.MaxUint64)))
	if err := c.give(x, 15, 15); err != nil {
		t.Fatal(err)
	}
	if p := must[Permission](t)(x.Permission(ctx, 2)); p.RowsMayLeave || p.MinGroupSize != math.MaxUint32 || p.ExpiresAt != math.MaxInt64 || p.Budget != math.MaxInt64 || p.Expired(time.Now()) {
		t.Errorf("%+v", p)
	}
	for height, want := range map[uint64]uint64{14: 77, 9: 0} {
		if err := x.Rewind(ctx, height); err != nil {
			t.Fatal(err)
		}
		if p := must[Permission](t)(x.Permission(ctx, 2)); p.Budget != want {
			t.Errorf("rewound to %d the budget is %d", height, p.Budget)
		}
		if err := c.give(x, height+1, 15); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAccessRequests(t *testing.T) {
	x := whole(t).indexed()
	all := must[[]AccessRequest](t)(x.AccessRequests(ctx, 1))
	if len(all) != 2 || all[0].Open || !all[1].Open || all[1].ID != 2 || all[1].Table != "" {
		t.Fatalf("%+v", all)
	}
	if r := all[0]; r.ID != 1 || r.Requester != addr("buyer") || r.RefinerID != 1 || r.Table != "days" || r.Column != "steps" || r.Price.Uint64() != 40 || r.Purpose != "a study" || r.Block != 10 {
		t.Errorf("%+v", r)
	}
	if other := must[[]AccessRequest](t)(x.AccessRequests(ctx, 2)); len(other) != 0 {
		t.Errorf("%+v", other)
	}
	if err := x.Rewind(ctx, 10); err != nil {
		t.Fatal(err)
	}
	if all := must[[]AccessRequest](t)(x.AccessRequests(ctx, 1)); len(all) != 2 || !all[0].Open {
		t.Errorf("after a rewind: %+v", all)
	}
}

func TestValidatorKeys(t *testing.T) {
	c := whole(t)
	c.block() // 15
	c.tx(c.tees("ValidatorRemoved", addr("validator 2")))
	c.tx(c.tees("ValidatorAdmitted", addr("validator 2"), n(2), "http://again", uint8(2), digest("m2"), digest("e3")), c.tees("ValidatorKeysSet", addr("validator 2"), n(3), digest("e3")))
	x := c.indexed()
	newest := func() Validator {
		t.Helper()
		all := must[[]Validator](t)(x.Validators(ctx))
		if len(all) != 2 || all[0].EvidenceDigest != digest("e") {
			t.Fatalf("%+v", all)
		}
		return all[1]
	}
	if v := newest(); v.EvidenceDigest != digest("e3") || v.Platform != 2 || v.Measurement != digest("m2") || v.URL != "http://again" || !v.Active {
		t.Errorf("admitted again: %+v", v)
	}
	for height, want := range map[uint64]string{14: "new evidence", 9: "e"} {
		if err := x.Rewind(ctx, height); err != nil {
			t.Fatal(err)
		}
		if v := newest(); v.EvidenceDigest != digest(want) || v.Platform != 1 || v.Measurement != digest("m") || !v.Active {
			t.Errorf("rewound to %d: %+v", height, v)
		}
		if err := c.give(x, height+1, 15); err != nil {
			t.Fatal(err)
		}
	}
}

// Vana's form: a job is registered by one transaction and submitted by another, or given up before.
func TestJobsRegisteredFirst(t *testing.T) {
	c := whole(t)
	x := open(t)
	if err := c.give(x, 1, 10); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Job(ctx, 5); !errors.Is(err, ErrNotFound) {
		t.Errorf("a job without a request: %v", err)
	}
	if err := c.give(x, 11, 11); err != nil {
		t.Fatal(err)
	}
	if j := must[Job](t)(x.Job(ctx, 5)); j.Owner != addr("buyer") || j.Status != JobSubmitted || j.InstructionID != 1 || j.RequestDigest != digest("request 5") || j.MaxSeconds != 20 || j.OpenedAtBlock != 11 {
		t.Errorf("%+v", j)
	}
	open := must[[]ComputeJob](t)(x.OpenComputeJobs(ctx))
	if len(open) != 2 || open[1].JobID != 5 || open[1].Owner != addr("buyer") {
		t.Errorf("%+v", open)
	}
	if err := x.Rewind(ctx, 10); err != nil {
		t.Fatal(err)
	}
	if open := must[[]ComputeJob](t)(x.OpenComputeJobs(ctx)); len(open) != 1 {
		t.Errorf("after a rewind: %+v", open)
	}
	if err := c.give(x, 11, 14); err != nil {
		t.Fatal(err)
	}
	c.block() // 15
	c.tx(c.engine("JobRegistered", n(6), addr("buyer")), c.engine("JobStatusUpdated", n(6), uint8(1), ""))
	c.tx(c.engine("JobCanceled", n(6)), c.engine("JobStatusUpdated", n(6), uint8(6), "cancelled"))
	if err := c.give(x, 15, 15); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Job(ctx, 6); !errors.Is(err, ErrNotFound) {
		t.Errorf("a job that was given up before its request: %v", err)
	}
}
