package index

import (
	"fmt"
	"math/big"
	"sort"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"pgregory.net/rapid"

	"github.com/coppice-network/coppice/internal/soak"
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

func init() { soak.Walks("20") }

// TestRewindIsExact walks random chains in random ranges, goes back and forth, also over blocks of a branch that loses, and compares
// with an index that has seen the chain once, and with a model of the contracts.
func TestRewindIsExact(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		m := newModel(t)
		for range rapid.IntRange(0, 90).Draw(r, "actions") {
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
