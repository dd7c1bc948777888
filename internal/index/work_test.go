package index

import (
	"fmt"
	"testing"
)

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
