package index

import (
	"testing"

	"github.com/coppice-network/coppice/internal/fixture"
)

// An index of the events of network, as of version 1. Later versions migrate it and must answer the same. Unknown versions:
// TestOpenRefuses.
func TestIndexFixture(t *testing.T) {
	const id = "000102030405060708090a0b0c0d0e0f"
	path := fixture.Path(t, "v1/index.db.gz", func(path string) {
		x := must[*Index](t)(Open(path, core))
		c := network(t)
		if err := c.give(x, 1, c.height()); err != nil {
			t.Fatal(err)
		}
		if _, err := x.db.Exec(`UPDATE meta SET id = ?`, id); err != nil {
			t.Fatal(err)
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	})
	x := must[*Index](t)(Open(path, core))
	defer x.Close()
	if height, _, ok, err := x.Checkpoint(ctx); err != nil || !ok || height != 9 || x.ID() != id {
		t.Fatalf("height %d, %v, id %s, %v", height, ok, x.ID(), err)
	}
	statuses := func(want ...string) {
		t.Helper()
		for i, status := range want {
			if f := must[File](t)(x.File(ctx, uint64(i+1))); f.Status != status {
				t.Errorf("file %d is %s, want %s", f.ID, f.Status, status)
			}
		}
	}
	statuses(StatusValid, StatusInvalid, StatusDuplicate, StatusSubmitted, StatusValid, StatusCanceled)
	f := must[File](t)(x.File(ctx, 1))
	if f.Owner != addr("ann") || f.Slug != "fitness" || f.Score.Uint64() != 900 || f.Reward.Uint64() != 90000 || len(f.Refinements) != 1 {
		t.Errorf("file 1 is %+v", f)
	}
	if all := must[[]DLP](t)(x.DLPs(ctx)); len(all) != 2 || all[0].Slug != "fitness" || all[1].Slug != "sleep" {
		t.Errorf("DataDAOs %+v", all)
	}
	if k := must[IntakeKey](t)(x.IntakeKey(ctx, 1)); k.Epoch != 2 {
		t.Errorf("intake key %+v", k)
	}
	if p := must[Permission](t)(x.Permission(ctx, 1)); p.Price.Uint64() != 25 || !p.Approved {
		t.Errorf("permission 1 is %+v", p)
	}
	if set := must[uint64](t)(x.CurrentSetID(ctx)); set != 2 {
		t.Errorf("set of validators %d", set)
	}
	if all := must[[]Job](t)(x.Jobs(ctx, JobFilter{})); len(all) != 4 {
		t.Errorf("jobs %+v", all)
	}
	// Taking blocks back works on what an older version wrote, too.
	if err := x.Rewind(ctx, 3); err != nil {
		t.Fatal(err)
	}
	statuses(StatusSubmitted, StatusSubmitted, StatusSubmitted, StatusSubmitted, StatusSubmitted, StatusSubmitted)
}
