package index

import (
	"errors"
	"fmt"
	"testing"

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
