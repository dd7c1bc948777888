package index

import (
	"fmt"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

func proofJobs(t testing.TB, x *Index) string {
	t.Helper()
	s := []string{}
	for _, j := range must[[]ProofJob](t)(x.OpenProofJobs(ctx)) {
		s = append(s, fmt.Sprintf("%d@%d", j.FileID, j.OpenedAtBlock))
	}
	return fmt.Sprint(s)
}

func opinions(t testing.TB, x *Index) string {
	t.Helper()
	s := []string{}
	for _, j := range must[[]OpinionJob](t)(x.OpenOpinions(ctx)) {
		s = append(s, fmt.Sprintf("%d@%d+%d", j.FileID, j.OpenedAtBlock, len(j.Given)))
	}
	return fmt.Sprint(s)
}

func statusOf(t testing.TB, x *Index, file uint64) string {
	t.Helper()
	return must[File](t)(x.File(ctx, file)).Status
}

func TestProvisionalProofs(t *testing.T) {
	c := whole(t)
	x := open(t)
	if err := c.give(x, 1, 12); err != nil {
		t.Fatal(err)
	}
	if got := proofJobs(t, x); got != "[4@3 11@11 12@12]" {
		t.Errorf("a job whose proof waits is offered: %s", got)
	}
	if got := opinions(t, x); got != "[7@12+0 8@12+0 9@12+0 10@12+0]" {
		t.Errorf("open opinions: %s", got)
	}
	for f := uint64(7); f <= 10; f++ {
		if got := must[File](t)(x.File(ctx, f)); got.Status != StatusChecked || got.Score != nil {
			t.Errorf("file %d is %s, score %v", f, got.Status, got.Score)
		}
	}
	if err := c.give(x, 13, 13); err != nil {
		t.Fatal(err)
	}
	if got := proofJobs(t, x); got != "[4@3 8@13 12@12]" {
		t.Errorf("after the opinions: %s", got)
	}
	for file, want := range map[uint64]string{7: StatusValid, 8: StatusSubmitted, 9: StatusCanceled, 10: StatusChecked} {
		if got := statusOf(t, x, file); got != want {
			t.Errorf("file %d is %s, want %s", file, got, want)
		}
	}
	all := must[[]OpinionJob](t)(x.OpenOpinions(ctx))
	if len(all) != 1 {
		t.Fatalf("open opinions: %+v", all)
	}
	j := all[0]
	if j.JobID.Cmp(jobID(10, 0)) != 0 || j.FileID != 10 || j.DLP != 1 || j.Owner != addr("ann") || j.Digest != digest("file 10") || j.Codec != 0 ||
		j.OpenedAt != 1120 || j.OpenedAtBlock != 12 || j.SetID != 2 || j.Validator != addr("validator 1") || fmt.Sprint(j.Given) != fmt.Sprint([]common.Address{addr("validator 2")}) {
		t.Errorf("%+v", j)
	}
	if f := must[File](t)(x.File(ctx, 7)); f.Score.Uint64() != 600 || f.Validator != addr("validator 1") {
		t.Errorf("the confirmed file: %+v", f)
	}
	if got := pairs(must[[]RefinementJob](t)(x.OpenRefinements(ctx))); got != "[5/3 7/1 7/2]" {
		t.Errorf("a confirmed proof makes refinements due: %s", got)
	}
	if err := x.Rewind(ctx, 12); err != nil {
		t.Fatal(err)
	}
	if p, o := proofJobs(t, x), opinions(t, x); p != "[4@3 11@11 12@12]" || o != "[7@12+0 8@12+0 9@12+0 10@12+0]" {
		t.Errorf("after a rewind: %s, %s", p, o)
	}
}

// A draw that starts again leaves the opinions that were given; a refuted proof takes them along. What is slashed over one job says
// nothing about another.
func TestOpinionsAcrossRounds(t *testing.T) {
	c := whole(t)
	job := jobID(10, 0)
	c.block() // 15
	c.setValidators(3)
	c.tx(c.tees("Slashed", addr("validator 1"), jobID(8, 0), n(1), n(2)), c.registry("JobReseeded", job, n(10)))
	x := c.indexed()
	if got := opinions(t, x); got != "[10@15+1]" {
		t.Fatalf("after a reseed: %s", got)
	}
	if j := must[[]OpinionJob](t)(x.OpenOpinions(ctx))[0]; j.SetID != 3 || j.OpenedAt != 1150 {
		t.Errorf("after a reseed: %+v", j)
	}
	c.block() // 16
	c.refute(job, 10, "validator 1")
	c.block() // 17
	c.provisional(job, 10, "validator 3")
	c.block() // 18
	c.opinion(job, "validator 1", true)
	if err := c.give(x, 16, 16); err != nil {
		t.Fatal(err)
	}
	if p, o := proofJobs(t, x), opinions(t, x); p != "[4@3 8@13 10@16 12@12]" || o != "[]" {
		t.Fatalf("after the refutation: %s, %s", p, o)
	}
	if err := c.give(x, 17, 18); err != nil {
		t.Fatal(err)
	}
	all := must[[]OpinionJob](t)(x.OpenOpinions(ctx))
	if len(all) != 1 || all[0].OpenedAtBlock != 17 || all[0].Validator != addr("validator 3") || len(all[0].Given) != 1 || all[0].Given[0] != addr("validator 1") {
		t.Errorf("in the second round: %+v", all)
	}
	if p := proofJobs(t, x); p != "[4@3 8@13 12@12]" {
		t.Errorf("in the second round: %s", p)
	}
	// The file is withdrawn while its proof waits.
	c.block() // 19
	c.tx(c.registry("JobCanceled", job), c.registry("FileWithdrawn", n(10), addr("ann"), n(1), n(0)))
	if err := c.give(x, 19, 19); err != nil {
		t.Fatal(err)
	}
	if o := opinions(t, x); o != "[]" || statusOf(t, x, 10) != StatusWithdrawn {
		t.Errorf("withdrawn: %s, %s", o, statusOf(t, x, 10))
	}
}

func TestWithdrawnFiles(t *testing.T) {
	x := whole(t).indexed()
	f := must[File](t)(x.File(ctx, 1))
	if f.Status != StatusWithdrawn || f.Score.Uint64() != 900 || f.Fingerprint != digest("fingerprint 1") || len(f.Refinements) != 1 {
		t.Errorf("the withdrawn file: %+v", f)
	}
	if got := statusOf(t, x, 11); got != StatusWithdrawn {
		t.Errorf("a file withdrawn before its proof is %s", got)
	}
	// Refiner 4 is younger than the withdrawal; 1/2 was due before it.
	if got := pairs(must[[]RefinementJob](t)(x.OpenRefinements(ctx))); got != "[5/3 7/1 7/2 7/4]" {
		t.Errorf("refinements are due: %s", got)
	}
	if err := x.Rewind(ctx, 12); err != nil {
		t.Fatal(err)
	}
	if got := pairs(must[[]RefinementJob](t)(x.OpenRefinements(ctx))); got != "[1/2 5/3]" {
		t.Errorf("after a rewind refinements are due: %s", got)
	}
	if statusOf(t, x, 1) != StatusValid || statusOf(t, x, 11) != StatusSubmitted {
		t.Error("a rewound withdrawal still counts")
	}
}

func TestFileAddedFirstAndPooledLater(t *testing.T) {
	c := whole(t)
	x := open(t)
	if err := c.give(x, 1, 11); err != nil {
		t.Fatal(err)
	}
	if _, err := x.File(ctx, 12); err == nil {
		t.Error("a file without a DataDAO is listed")
	}
	if err := c.give(x, 12, 12); err != nil {
		t.Fatal(err)
	}
	f := must[File](t)(x.File(ctx, 12))
	if f.Owner != addr("eve") || f.DLP != 1 || f.URL != urlOf("file 12", 0) || f.Digest != digest("file 12") || f.Block != 12 || f.Status != StatusSubmitted {
		t.Errorf("%+v", f)
	}
	if err := x.Rewind(ctx, 11); err != nil {
		t.Fatal(err)
	}
	if err := c.give(x, 12, 14); err != nil {
		t.Fatal(err)
	}
	if got := statusOf(t, x, 12); got != StatusSubmitted {
		t.Errorf("pooled again: %s", got)
	}
}

// A pool can be upgraded to say anything when a proof is credited, and to open itself twice. The registry passes it on.
func TestPoolsMayTellTheRegistryAnything(t *testing.T) {
	c := whole(t)
	c.block()
	huge := new(gethInt).Lsh(n(1), 255)
	c.tx(
		c.registry("ProofAdded", n(12), addr("eve"), n(1), n(1), n(0), urlOf("result", 0)),
		c.registry("ProofRecorded", jobID(12, 0), n(12), addr("validator 1"), digest("bundle"), digest("p"), huge, huge, huge, true),
	)
	c.tx(c.registry("DlpOpened", n(1)), c.registry("DlpOpened", n(1)))
	x := c.indexed()
	if f := must[File](t)(x.File(ctx, 12)); f.Status != StatusDuplicate || f.DuplicateOf == 0 || f.Reward.Cmp(huge) != 0 || f.Stake.Cmp(huge) != 0 {
		t.Errorf("%+v", f)
	}
	if err := x.Rewind(ctx, 14); err != nil {
		t.Fatal(err)
	}
	if dump(t, x) != dump(t, whole(t).indexed()) {
		t.Error("a rewind leaves something behind")
	}
}
