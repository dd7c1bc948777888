package index

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/coppice-network/coppice/internal/fixture"
)

const fixtureID = "000102030405060708090a0b0c0d0e0f"

// fixtureOf is a copy of the index that version wrote.
func fixtureOf(t *testing.T, version int) (path string) {
	return fixture.Path(t, fmt.Sprintf("v%d/index.db.gz", version), func(path string) {
		if version != len(migrations) {
			t.Fatalf("an index of version %d can no more be written", version)
		}
		x := must[*Index](t)(Open(path, core))
		c := whole(t)
		if err := c.give(x, 1, c.height()); err != nil {
			t.Fatal(err)
		}
		if _, err := x.db.Exec(`UPDATE meta SET id = ?`, fixtureID); err != nil {
			t.Fatal(err)
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

func opened(t *testing.T, path string, wantHeight uint64) *Index {
	t.Helper()
	x := must[*Index](t)(Open(path, core))
	t.Cleanup(func() { x.Close() })
	if height, _, ok, err := x.Checkpoint(ctx); err != nil || !ok || height != wantHeight || x.ID() != fixtureID {
		t.Fatalf("height %d, %v, id %s, %v", height, ok, x.ID(), err)
	}
	return x
}

func wantStatuses(t *testing.T, x *Index, want ...string) {
	t.Helper()
	for i, status := range want {
		if f := must[File](t)(x.File(ctx, uint64(i+1))); f.Status != status {
			t.Errorf("file %d is %s, want %s", f.ID, f.Status, status)
		}
	}
}

// Version 1 was written for a network of fewer contracts, and those that took its place say other things: it is refused, and built
// again from the chain.
func TestIndexOfTheOldContractsIsRefused(t *testing.T) {
	x, err := Open(fixtureOf(t, 1), core)
	if !errors.Is(err, ErrNetwork) {
		if err == nil {
			x.Close()
		}
		t.Fatalf("opening an index of the old contracts: %v", err)
	}
}

// An index of the events of network, as of version 1, of the network of today: later versions migrate it and must answer the same.
// Unknown versions: TestOpenRefuses.
func TestIndexFixtureV1(t *testing.T) {
	path := fixtureOf(t, 1)
	db := must[*sql.DB](t)(sql.Open("sqlite", path))
	if _, err := db.Exec(`UPDATE meta SET network = ?`, string(must[[]byte](t)(json.Marshal(core)))); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	x := opened(t, path, 9)
	sameSchema(t, x)
	wantStatuses(t, x, StatusValid, StatusInvalid, StatusDuplicate, StatusSubmitted, StatusValid, StatusCanceled)
	f := must[File](t)(x.File(ctx, 1))
	if f.Owner != addr("ann") || f.Slug != "fitness" || f.Score.Uint64() != 900 || f.Reward.Uint64() != 90000 || len(f.Refinements) != 1 || f.Stake.Sign() != 0 {
		t.Errorf("file 1 is %+v", f)
	}
	if all := must[[]DLP](t)(x.DLPs(ctx)); len(all) != 2 || all[0].Slug != "fitness" || all[1].Slug != "sleep" {
		t.Errorf("DataDAOs %+v", all)
	}
	if k := must[IntakeKey](t)(x.IntakeKey(ctx, 1)); k.Epoch != 2 {
		t.Errorf("intake key %+v", k)
	}
	if p := must[Permission](t)(x.Permission(ctx, 1)); p.Price.Uint64() != 25 || !p.Approved || p.ExpiresAt != 0 || p.MinGroupSize != 0 {
		t.Errorf("permission 1 is %+v", p)
	}
	if set := must[uint64](t)(x.CurrentSetID(ctx)); set != 2 {
		t.Errorf("set of validators %d", set)
	}
	if all := must[[]Validator](t)(x.Validators(ctx)); len(all) != 2 || all[0].EvidenceDigest != digest("e") || all[0].Platform != 0 {
		t.Errorf("validators %+v", all)
	}
	if all := must[[]Job](t)(x.Jobs(ctx, JobFilter{})); len(all) != 4 {
		t.Errorf("jobs %+v", all)
	}
	// What comes after the migration is taken in, and taken back.
	c := whole(t)
	if err := c.give(x, 10, 14); err != nil {
		t.Fatal(err)
	}
	if got := statusOf(t, x, 1); got != StatusWithdrawn {
		t.Errorf("file 1 is %s after its withdrawal", got)
	}
	// Taking blocks back works on what an older version wrote, too.
	if err := x.Rewind(ctx, 3); err != nil {
		t.Fatal(err)
	}
	wantStatuses(t, x, StatusSubmitted, StatusSubmitted, StatusSubmitted, StatusSubmitted, StatusSubmitted, StatusSubmitted)
}

// An index of the events of whole, as of version 2.
func TestIndexFixtureV2(t *testing.T) {
	x := opened(t, fixtureOf(t, 2), 14)
	sameSchema(t, x)
	wantStatuses(t, x, StatusWithdrawn, StatusInvalid, StatusDuplicate, StatusSubmitted, StatusValid, StatusCanceled,
		StatusValid, StatusSubmitted, StatusCanceled, StatusChecked, StatusWithdrawn, StatusSubmitted)
	if f := must[File](t)(x.File(ctx, 1)); f.Fingerprint != digest("fingerprint 1") || f.Stake.Uint64() != 180000 {
		t.Errorf("file 1 is %+v", f)
	}
	if p, o := proofJobs(t, x), opinions(t, x); p != "[4@3 8@13 12@12]" || o != "[10@12+1]" {
		t.Errorf("open work: %s, %s", p, o)
	}
	if all := must[[]Announcement](t)(x.Announcements(ctx, 1)); len(all) != 1 || all[0].Target != addr("registry") || all[0].ReadyAt != 1170 {
		t.Errorf("announcements %+v", all)
	}
	if all := must[[]Proposal](t)(x.Proposals(ctx, 1, 0)); len(all) != 2 || all[1].Ended != "executed" || len(all[1].Calls) != 2 || all[1].Calls[0].Value.Uint64() != 7 {
		t.Errorf("proposals %+v", all)
	}
	if all := must[[]AccessRequest](t)(x.AccessRequests(ctx, 1)); len(all) != 2 || all[0].Open || !all[1].Open {
		t.Errorf("access requests %+v", all)
	}
	if p := must[Permission](t)(x.Permission(ctx, 2)); p.MinGroupSize != 5 || p.ExpiresAt != 5000 || p.Budget != 77 {
		t.Errorf("permission 2 is %+v", p)
	}
	if all := must[[]Validator](t)(x.Validators(ctx)); len(all) != 2 || all[1].EvidenceDigest != digest("new evidence") || all[1].Platform != 1 {
		t.Errorf("validators %+v", all)
	}
	if err := x.Rewind(ctx, 9); err != nil {
		t.Fatal(err)
	}
	wantStatuses(t, x, StatusValid, StatusInvalid, StatusDuplicate, StatusSubmitted, StatusValid, StatusCanceled)
}

// sameSchema: a migrated file has the tables and indexes of a new one.
func sameSchema(t *testing.T, x *Index) {
	t.Helper()
	read := func(x *Index) (s string) {
		var version int
		if err := x.db.QueryRow(`SELECT group_concat(type || ' ' || name || ' ' || coalesce(sql, ''), char(10)), (SELECT user_version FROM pragma_user_version)
FROM (SELECT * FROM sqlite_schema ORDER BY name)`).Scan(&s, &version); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(s, version)
	}
	if got, want := read(x), read(open(t)); got != want {
		t.Errorf("the schema is\n%s\nand a new one\n%s", got, want)
	}
}
