package query_test

import (
	"encoding/json"
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/coppice-network/coppice/internal/query"
)

// FuzzAnalyse feeds the gate trees that no parser made. Whatever they are, it must not panic, must fail with an error of its own, and
// what it allows must name no hidden column and no table but those of the child.
func FuzzAnalyse(f *testing.F) {
	db := engine(f)
	for i, c := range honest {
		if i%3 != 0 {
			continue
		}
		var tree string
		if err := db.QueryRow("SELECT json_serialize_sql(?::VARCHAR)::VARCHAR", c.sql).Scan(&tree); err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(tree))
	}
	for _, c := range hostile {
		var tree string
		if err := db.QueryRow("SELECT json_serialize_sql(?::VARCHAR)::VARCHAR", c.sqls[0]).Scan(&tree); err == nil && len(tree) < 20_000 {
			f.Add([]byte(tree))
		}
	}
	f.Add([]byte(`{"statements":[{"node":{"type":"SELECT_NODE","cte_map":{"map":[]},"select_list":[null],"from_table":{"type":"EMPTY"}}}]}`))
	f.Add([]byte(`{"statements":[{"node":[]}]}`))
	catalog := fixture()
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := query.Analyse(raw, alice, query.Deliver, catalog)
		checkAllowed(t, p, err)
	})
}

// checkAllowed holds a verdict of the gate to its promises.
func checkAllowed(t *testing.T, p *query.Plan, err error) {
	t.Helper()
	var e *query.Error
	switch {
	case err != nil && !errors.As(err, &e):
		t.Fatalf("%T: %v", err, err)
	case err != nil || !p.Allowed:
		return
	}
	for _, table := range p.Tables {
		for _, col := range table.Columns {
			if col.Name == "distance_m" || table.Slug == "vault" {
				t.Fatalf("loads %s.%s.%s", table.Slug, table.Table, col.Name)
			}
		}
	}
	var tree any
	if err := json.Unmarshal(p.Statement, &tree); err != nil {
		t.Fatal(err)
	}
	walk(tree, func(n map[string]any) {
		if n["type"] == "BASE_TABLE" && n["schema_name"] != "" && n["schema_name"] != "coppice" {
			t.Fatalf("names the schema %v", n["schema_name"])
		}
		if name, _ := n["function_name"].(string); strings.HasPrefix(strings.ToLower(name), "read_") || strings.EqualFold(name, "query") {
			t.Fatalf("calls %s", name)
		}
	})
}

func walk(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		visit(v)
		for _, k := range slices.Sorted(maps.Keys(v)) {
			walk(v[k], visit)
		}
	case []any:
		for _, c := range v {
			walk(c, visit)
		}
	}
}

// FuzzGraft grafts parts of honest and hostile trees onto each other: shapes the parser could nearly make, which random bytes never reach.
func FuzzGraft(f *testing.F) {
	db := engine(f)
	var trees []map[string]any
	var parts []map[string]any
	collect := func(sql string) {
		var tree string
		if err := db.QueryRow("SELECT json_serialize_sql(?::VARCHAR)::VARCHAR", sql).Scan(&tree); err != nil || len(tree) > 20_000 {
			return
		}
		var v map[string]any
		if err := json.Unmarshal([]byte(tree), &v); err != nil || v["error"] == true {
			return
		}
		trees = append(trees, v)
		walk(v, func(n map[string]any) {
			if n["type"] != nil {
				parts = append(parts, n)
			}
		})
	}
	for _, c := range honest {
		collect(c.sql)
	}
	for _, c := range hostile {
		for _, sql := range c.sqls {
			collect(sql)
		}
	}
	for seed := range uint64(500) {
		f.Add(seed)
	}
	catalog := fixture()
	f.Fuzz(func(t *testing.T, seed uint64) {
		rng := rand.New(rand.NewPCG(seed, 1))
		raw, err := json.Marshal(trees[rng.IntN(len(trees))])
		if err != nil {
			t.Fatal(err)
		}
		var tree map[string]any
		if err := json.Unmarshal(raw, &tree); err != nil {
			t.Fatal(err)
		}
		for range 1 + rng.IntN(4) {
			var places []map[string]any
			walk(tree, func(n map[string]any) {
				if n["type"] != nil {
					places = append(places, n)
				}
			})
			if len(places) == 0 {
				return
			}
			place, part := places[rng.IntN(len(places))], parts[rng.IntN(len(parts))]
			if rng.IntN(4) > 0 { // mostly like for like: an expression for an expression
				for range 20 {
					if (part["class"] == nil) == (place["class"] == nil) {
						break
					}
					part = parts[rng.IntN(len(parts))]
				}
			}
			clear(place)
			if raw, err = json.Marshal(part); err == nil {
				err = json.Unmarshal(raw, &place)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if raw, err = json.Marshal(tree); err != nil {
			t.Fatal(err)
		}
		p, err := query.Analyse(raw, alice, query.Deliver, catalog)
		checkAllowed(t, p, err)
	})
}
