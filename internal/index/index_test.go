package index

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

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
