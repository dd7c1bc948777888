package index

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// TestNoQueryWalksATable asks SQLite how it would answer each query: through an index or a key, never by a walk over rows. The walks
// that are meant are over things of which a network has few.
func TestNoQueryWalksATable(t *testing.T) {
	x := whole(t).indexed()
	seen := map[string][]any{}
	x.observe = func(query string, args []any) { seen[query] = args }
	ann := addr("ann")
	for name, err := range map[string]error{
		"file":          func() error { _, err := x.File(ctx, 1); return err }(),
		"files":         func() error { _, err := x.Files(ctx, FileFilter{}); return err }(),
		"by owner":      func() error { _, err := x.Files(ctx, FileFilter{Owner: &ann}); return err }(),
		"by DataDAO":    func() error { _, err := x.Files(ctx, FileFilter{DLP: 1}); return err }(),
		"by both":       func() error { _, err := x.Files(ctx, FileFilter{Owner: &ann, DLP: 1}); return err }(),
		"proof jobs":    func() error { _, err := x.OpenProofJobs(ctx); return err }(),
		"due":           func() error { _, err := x.OpenRefinements(ctx); return err }(),
		"since":         func() error { _, err := x.RefinementsSince(ctx, 0); return err }(),
		"access jobs":   func() error { _, err := x.OpenComputeJobs(ctx); return err }(),
		"job":           func() error { _, err := x.Job(ctx, 1); return err }(),
		"jobs":          func() error { _, err := x.Jobs(ctx, JobFilter{}); return err }(),
		"jobs by owner": func() error { _, err := x.Jobs(ctx, JobFilter{Owner: &ann}); return err }(),
		"dlp":           func() error { _, err := x.DLP(ctx, 1); return err }(),
		"slug":          func() error { _, err := x.DLPBySlug(ctx, "fitness"); return err }(),
		"dlps":          func() error { _, err := x.DLPs(ctx); return err }(),
		"refiner":       func() error { _, err := x.Refiner(ctx, 1); return err }(),
		"intake key":    func() error { _, err := x.IntakeKey(ctx, 1); return err }(),
		"earnings":      func() error { _, err := x.Earnings(ctx, ann); return err }(),
		"contributors":  func() error { _, err := x.Contributors(ctx, 1, common.Address{}, 0); return err }(),
		"permissions":   func() error { _, err := x.Permissions(ctx, 1); return err }(),
		"permission":    func() error { _, err := x.Permission(ctx, 1); return err }(),
		"instructions":  func() error { _, err := x.Instructions(ctx, 0, 0); return err }(),
		"instruction":   func() error { _, err := x.Instruction(ctx, 1); return err }(),
		"validators":    func() error { _, err := x.Validators(ctx); return err }(),
		"set":           func() error { _, err := x.CurrentSetID(ctx); return err }(),
		"opinions":      func() error { _, err := x.OpenOpinions(ctx); return err }(),
		"announcements": func() error { _, err := x.Announcements(ctx, 1); return err }(),
		"proposals":     func() error { _, err := x.Proposals(ctx, 1, 0); return err }(),
		"requests":      func() error { _, err := x.AccessRequests(ctx, 1); return err }(),
		"totals":        func() error { _, err := x.Totals(ctx); return err }(),
		"sealed":        func() error { _, _, err := x.SealedSince(ctx, 0); return err }(),
		"ciphertexts":   func() error { _, err := x.Ciphertexts(ctx, 1); return err }(),
		"withdrawals":   func() error { _, err := x.WithdrawalsSince(ctx, 0); return err }(),
		"withdrawal":    func() error { _, err := x.Withdrawal(ctx, 1); return err }(),
		"intake epochs": func() error { _, err := x.IntakeEpochs(ctx, 1); return err }(),
		"file times":    func() error { _, _, err := x.FileTimes(ctx, 4); return err }(),
		"registered":    func() error { _, err := x.RegisteredSince(ctx, 1, 0); return err }(),
	} {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	meant := []string{
		"SCAN n",                                          // the validators, or the newest rows just found
		"SCAN dlp_token USING COVERING",                   // the tokens
		"SCAN c",                                          // what one file has
		"SCAN CONSTANT ROW",                               // no table at all
		"SCAN j USING INDEX proof_job_open",               // what is open
		"SCAN j USING INDEX job_open",                     //
		"SCAN p USING INDEX provisional_open",             //
		"SCAN w USING INDEX refinement_due_open",          //
		"SCAN w USING COVERING INDEX refinement_due_open", //
		"SCAN validator_set", "SCAN block",                // LIMIT 1 from the end of the key
	}
	if len(seen) < 30 {
		t.Fatalf("only %d queries were seen", len(seen))
	}
	for query, args := range seen {
		rows, err := x.db.Query("EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var a, b, c int
			var step string
			if err := rows.Scan(&a, &b, &c, &step); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(step, "TEMP B-TREE FOR GROUP BY") {
				t.Errorf("%s\nsorts to group", query)
			}
			if strings.HasPrefix(step, "SCAN") && !hasPrefixOf(step, meant) {
				t.Errorf("%s\nwalks: %s", query, step)
			}
		}
		rows.Close()
	}
}

func hasPrefixOf(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// TestClosedAndOpenedAgain: what was applied is there for the next process, and only once.
func TestClosedAndOpenedAgain(t *testing.T) {
	c := network(t)
	path := filepath.Join(t.TempDir(), "index.db")
	x := must[*Index](t)(Open(path, core))
	id := x.ID()
	if err := c.give(x, 1, 5); err != nil {
		t.Fatal(err)
	}
	x.Close()
	x = must[*Index](t)(Open(path, core))
	defer x.Close()
	if number, hash, ok, err := x.Checkpoint(ctx); number != 5 || hash != c.blocks[4].Hash || !ok || err != nil {
		t.Fatalf("checkpoint %d %s %v %v", number, hash, ok, err)
	}
	if h, err := x.Wait(ctx, 4); h != 5 || err != nil {
		t.Fatalf("height %d, %v", h, err)
	}
	if err := c.give(x, 5, 9); err == nil {
		t.Fatal("block 5 was taken in twice")
	}
	if err := c.give(x, 6, 9); err != nil {
		t.Fatal(err)
	}
	if dump(t, x) != dump(t, c.indexed()) {
		t.Error("differs from an index that was never closed")
	}
	if other := open(t); x.ID() != id || other.ID() == id {
		t.Errorf("ids %s, %s, %s", id, x.ID(), other.ID())
	}
}

// FuzzPoolLog: whatever an upgraded pool, a timelock or a governor emits, the index goes on and answers.
func FuzzPoolLog(f *testing.F) {
	c := whole(f)
	from := []common.Address{poolOf(1), timelockOf(1), governorOf(1)}
	for _, logs := range c.logs {
		for _, l := range logs {
			if who := slices.Index(from, l.Address); who >= 0 {
				f.Add(byte(who), l.Topics[0][:], l.Data, byte(len(l.Topics)))
				f.Add(byte(who), l.Topics[0][:], []byte(nil), byte(len(l.Topics)))
			}
		}
	}
	x := c.indexed()
	topics := x.Topics()
	f.Fuzz(func(t *testing.T, who byte, topic, data []byte, count byte) {
		log := types.Log{Address: from[int(who)%len(from)], Data: data, BlockNumber: 15, BlockHash: digest("fifteen")}
		for i := range int(count % 6) {
			log.Topics = append(log.Topics, common.BytesToHash(topic))
			if i == 0 && len(topic) > 0 && len(topic) < 32 {
				log.Topics[0] = topics[int(topic[0])%len(topics)]
			}
		}
		if err := x.Apply(ctx, []Header{{Number: 15, Hash: digest("fifteen"), Parent: c.blocks[13].Hash, Time: 1}}, []types.Log{log}); err != nil {
			t.Fatal(err)
		}
		if _, err := x.DLPs(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := x.Contributors(ctx, 1, common.Address{}, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := x.Announcements(ctx, 1); err != nil {
			t.Fatal(err)
		}
		if _, err := x.Proposals(ctx, 1, 0); err != nil {
			t.Fatal(err)
		}
		if err := x.Rewind(ctx, 14); err != nil {
			t.Fatal(err)
		}
	})
}
