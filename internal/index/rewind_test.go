package index

import (
	"fmt"
	"math/big"
	"sort"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"pgregory.net/rapid"
)

type (
	gethABI = abi.ABI
	gethInt = big.Int
)

// dump is the contents of all tables, without arrival numbers.
func dump(t testing.TB, x *Index) string {
	t.Helper()
	var lines []string
	for _, table := range append([]string{"block"}, tables...) {
		columns := "*"
		if table == "refinement" {
			columns = "seq, file, refiner, validator, artifact, codec, plaintext, tx"
		}
		rows, err := x.db.Query(`SELECT ` + columns + ` FROM ` + table)
		if err != nil {
			t.Fatal(err)
		}
		names, _ := rows.Columns()
		for rows.Next() {
			values, dest := make([]any, len(names)), make([]any, len(names))
			for i := range values {
				dest[i] = &values[i]
			}
			if err := rows.Scan(dest...); err != nil {
				t.Fatal(err)
			}
			lines = append(lines, fmt.Sprintln(table, values))
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
	}
	sort.Strings(lines)
	return strings.Join(lines, "")
}

// model is the network as its contracts see it: what a random chain may do next, and what the index must answer.
type model struct {
	c         *chain
	sets      uint64
	refiners  []bool // by id - 1: active; DataDAO is id % 2 + 1
	files     []*modelFile
	jobs      []bool // by id - 1: open
	burned    uint64
	permitted uint64
}

type modelFile struct {
	dlp      uint64
	attempt  uint64
	open     bool
	canceled bool
	verdict  *verdict
	refined  map[uint64]bool
}

func refinerDLP(id uint64) uint64 { return id%2 + 1 }

func newModel(t testing.TB) *model {
	m := &model{c: newChain(t), sets: 1}
	m.c.block()
	m.c.setValidators(1)
	m.c.createDAO(1, "fitness")
	m.c.createDAO(2, "sleep")
	return m
}

// act does one random thing that the contracts would allow.
func (m *model) act(r *rapid.T) {
	pick := func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(r, what) }
	switch pick("action", 16) {
	case 0:
		m.c.block()
	case 1:
		m.sets++
		m.c.setValidators(m.sets)
	case 2:
		m.refiners = append(m.refiners, true)
		id := uint64(len(m.refiners))
		m.c.addRefiner(id, refinerDLP(id))
	case 3:
		if len(m.refiners) > 0 {
			if i := pick("refiner", len(m.refiners)); m.refiners[i] {
				m.refiners[i] = false
				m.c.retireRefiner(uint64(i+1), refinerDLP(uint64(i+1)))
			}
		}
	case 4, 5, 6:
		f := &modelFile{dlp: uint64(1 + pick("dlp", 2)), open: true, refined: map[uint64]bool{}}
		m.files = append(m.files, f)
		m.c.contribute(uint64(len(m.files)), f.dlp, "ann")
	case 7, 8, 9:
		if i, f := m.file(pick); f != nil && f.open {
			v := []verdict{{score: 9}, {score: 7}, {}, {duplicate: 1}, {conflict: true}}[pick("verdict", 5)]
			f.open, f.verdict = false, &v
			m.c.prove(jobID(i, f.attempt), i, f.dlp, "ann", v)
		}
	case 10:
		if i, f := m.file(pick); f != nil && f.open {
			f.open, f.canceled = false, true
			m.c.tx(m.c.registry("JobCanceled", jobID(i, f.attempt)))
		}
	case 11:
		if i, f := m.file(pick); f != nil && !f.open && (f.verdict == nil || !f.verdict.valid()) {
			f.open, f.canceled, f.verdict = true, false, nil
			f.attempt++
			m.c.tx(m.c.registry("JobSubmitted", jobID(i, f.attempt), n(i), common.Address{}, n(1)))
		} else if f != nil {
			m.c.tx(m.c.registry("JobReseeded", jobID(i, f.attempt), n(i)))
		}
	case 12, 13:
		if i, f := m.file(pick); f != nil && f.verdict != nil && f.verdict.valid() && len(m.refiners) > 0 {
			id := uint64(1 + pick("refiner", len(m.refiners)))
			if m.refiners[id-1] && refinerDLP(id) == f.dlp && !f.refined[id] {
				f.refined[id] = true
				m.c.refine(i, id)
			}
		}
	case 14:
		m.jobs = append(m.jobs, true)
		m.c.submitJob(uint64(len(m.jobs)), "buyer", 0)
	case 15:
		if len(m.jobs) > 0 {
			if i := pick("job", len(m.jobs)); m.jobs[i] {
				m.jobs[i] = false
				if pick("how", 3) == 0 {
					m.c.expireJob(uint64(i + 1))
				} else {
					m.burned += 3
					m.c.settleJob(uint64(i+1), 1, 4, "")
				}
			}
			m.permitted++
			m.c.tx(m.c.permission("PermissionAdded", n(m.permitted), common.Address{}, n(1), "", "", tokenOf(1), n(1)), m.c.permission("PermissionApprovalUpdated", n(m.permitted), m.permitted%2 == 0))
			m.c.tx(m.c.pool(1, "ValueClaimed", addr("ann"), n(1), n(2)))
		}
	}
}

func (m *model) file(pick func(string, int) int) (uint64, *modelFile) {
	if len(m.files) == 0 {
		return 0, nil
	}
	i := pick("file", len(m.files))
	return uint64(i + 1), m.files[i]
}

// answers is what the index must say of open work and files.
func (m *model) answers() string {
	var proofs, due, states, jobs []string
	for i, f := range m.files {
		id := uint64(i + 1)
		state := StatusSubmitted
		switch {
		case f.open:
			proofs = append(proofs, jobID(id, f.attempt).String())
		case f.canceled:
			state = StatusCanceled
		case f.verdict.valid():
			state = StatusValid
			for r, active := range m.refiners {
				if ref := uint64(r + 1); active && refinerDLP(ref) == f.dlp && !f.refined[ref] {
					due = append(due, fmt.Sprintf("%d/%d", id, ref))
				}
			}
		case f.verdict.duplicate != 0:
			state = StatusDuplicate
		default:
			state = StatusInvalid
		}
		states = append(states, state)
	}
	for i, open := range m.jobs {
		if open {
			jobs = append(jobs, fmt.Sprint(i+1))
		}
	}
	sort.Strings(proofs)
	sort.Strings(due)
	return fmt.Sprint(proofs, due, states, jobs, m.burned)
}

func answersOf(t testing.TB, x *Index) string {
	t.Helper()
	var proofs, due, states, jobs []string
	for _, j := range must[[]ProofJob](t)(x.OpenProofJobs(ctx)) {
		proofs = append(proofs, j.JobID.String())
	}
	for _, d := range must[[]RefinementJob](t)(x.OpenRefinements(ctx)) {
		due = append(due, fmt.Sprintf("%d/%d", d.FileID, d.RefinerID))
	}
	for _, f := range must[[]File](t)(x.Files(ctx, FileFilter{Limit: MaxLimit})) {
		states = append(states, f.Status)
	}
	for _, j := range must[[]ComputeJob](t)(x.OpenComputeJobs(ctx)) {
		jobs = append(jobs, fmt.Sprint(j.JobID))
	}
	sort.Strings(proofs)
	sort.Strings(due)
	return fmt.Sprint(proofs, due, states, jobs, must[Totals](t)(x.Totals(ctx)).Burned[common.Address{}])
}

// TestRewindIsExact walks random chains in random ranges, goes back and forth, also over blocks of a branch that loses, and compares
// with an index that has seen the chain once, and with a model of the contracts.
func TestRewindIsExact(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		m := newModel(t)
		for range rapid.IntRange(0, 60).Draw(r, "actions") {
			m.act(r)
		}
		fork := rapid.Uint64Range(1, m.c.height()).Draw(r, "fork")
		straight := m.c.indexed()
		if got, want := answersOf(t, straight), m.answers(); got != want {
			r.Fatalf("the index says %s, the contracts %s", got, want)
		}
		prefix := open(t)
		if err := m.c.give(prefix, 1, fork); err != nil {
			r.Fatal(err)
		}
		atFork := dump(t, prefix)

		x := open(t)
		at := uint64(0)
		for range rapid.IntRange(1, 6).Draw(r, "moves") {
			if at < m.c.height() && rapid.Bool().Draw(r, "forward") {
				to := rapid.Uint64Range(at+1, m.c.height()).Draw(r, "to")
				if err := m.c.give(x, at+1, to); err != nil {
					r.Fatal(err)
				}
				at = to
			} else {
				at = rapid.Uint64Range(0, at).Draw(r, "back to")
				if err := x.Rewind(ctx, at); err != nil {
					r.Fatal(err)
				}
			}
		}
		if at < fork {
			if err := m.c.give(x, at+1, fork); err != nil {
				r.Fatal(err)
			}
		} else if err := x.Rewind(ctx, fork); err != nil {
			r.Fatal(err)
		}
		if dump(t, x) != atFork {
			r.Fatal("a rewound index differs from one that never went further")
		}
		// a branch that loses: the same events in later blocks, so that every kind of row is made and dropped
		branch := &chain{t: t, salt: "b", blocks: m.c.blocks[:fork:fork], logs: m.c.logs[:fork:fork]}
		branch.block()
		for _, logs := range m.c.logs[fork:] {
			for start := 0; start < len(logs); {
				end := start
				for end < len(logs) && logs[end].TxHash == logs[start].TxHash {
					end++
				}
				branch.tx(logs[start:end]...)
				start = end
			}
		}
		if err := branch.give(x, fork+1, fork+1); err != nil {
			r.Fatal(err)
		}
		if got, want := answersOf(t, x), m.answers(); got != want {
			r.Fatalf("on the branch the index says %s, the contracts %s", got, want)
		}
		if err := x.Rewind(ctx, fork); err != nil {
			r.Fatal(err)
		}
		if fork < m.c.height() {
			if err := m.c.give(x, fork+1, m.c.height()); err != nil {
				r.Fatal(err)
			}
		}
		if dump(t, x) != dump(t, straight) {
			r.Fatal("after a reorganisation the index differs from one that has seen the chain once")
		}
		for _, i := range []*Index{straight, prefix, x} {
			i.Close()
		}
	})
}

func TestRewindBelowTheFirstBlock(t *testing.T) {
	c := network(t)
	x := c.indexed()
	if err := x.Rewind(ctx, 0); err != nil {
		t.Fatal(err)
	}
	if _, _, ok, err := x.Checkpoint(ctx); ok || err != nil {
		t.Fatalf("checkpoint %v, %v", ok, err)
	}
	if _, ok, err := x.HashAt(ctx, 3); ok || err != nil {
		t.Fatalf("hash %v, %v", ok, err)
	}
	if err := c.give(x, 1, 9); err != nil {
		t.Fatal(err)
	}
	if dump(t, x) != dump(t, c.indexed()) {
		t.Error("differs after beginning again")
	}
}

// TestRewindOverEveryBlock takes back each block of a chain in which every event happens, and gives it again.
func TestRewindOverEveryBlock(t *testing.T) {
	c := whole(t)
	want := dump(t, c.indexed())
	for to := uint64(0); to < c.height(); to++ {
		x, short := c.indexed(), open(t)
		if err := x.Rewind(ctx, to); err != nil {
			t.Fatal(err)
		}
		if to > 0 {
			if err := c.give(short, 1, to); err != nil {
				t.Fatal(err)
			}
		}
		if got, want := dump(t, x), dump(t, short); got != want {
			t.Errorf("rewound to block %d the index has\n%s\nand should have\n%s", to, got, want)
		}
		if err := c.give(x, to+1, c.height()); err != nil {
			t.Fatal(err)
		}
		if dump(t, x) != want {
			t.Errorf("after block %d was given again the index differs", to+1)
		}
		x.Close()
		short.Close()
	}
}

// TestRewindKnowsEveryTable: no table with a place in the chain, and no end of a row, is left out by Rewind; and whole fills each.
func TestRewindKnowsEveryTable(t *testing.T) {
	x := whole(t).indexed()
	with := func(column string) []string {
		t.Helper()
		rows, err := x.db.Query(`SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = ? ORDER BY m.name`, column)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var all []string
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				t.Fatal(err)
			}
			if name != "sqlite_sequence" {
				all = append(all, name)
			}
		}
		return all
	}
	for column, list := range map[string][]string{"seq": tables, "closed": closable} {
		sorted := append([]string(nil), list...)
		sort.Strings(sorted)
		if got := with(column); fmt.Sprint(got) != fmt.Sprint(sorted) {
			t.Errorf("column %s is in %v, and Rewind knows %v", column, got, sorted)
		}
	}
	for _, table := range tables {
		var rows int
		if err := x.db.QueryRow(`SELECT count(*) FROM ` + table).Scan(&rows); err != nil || rows == 0 {
			t.Errorf("%s has %d rows, %v", table, rows, err)
		}
	}
	for _, table := range closable {
		var rows int
		if err := x.db.QueryRow(`SELECT count(*) FROM ` + table + ` WHERE closed IS NOT NULL`).Scan(&rows); err != nil || (rows == 0 && table != "validator" && table != "refiner") {
			t.Errorf("%s has %d closed rows, %v", table, rows, err)
		}
	}
}
