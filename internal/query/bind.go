package query

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"
)

// analysis walks one statement. The tree is rewritten in place as it goes.
type analysis struct {
	catalog Catalog
	buyer   common.Address
	purpose Purpose

	uses     []*occurrence
	loads    []*load
	verdicts []ColumnVerdict
	seen     map[string]int // verdicts by table and column
	denials  []Denial
	denied   map[Denial]bool
	unused   int // > 0 inside a CTE that nothing uses
	unnamed  int
	visits   int
	depth    int
}

// load is one table of the child: the union of what the occurrences of a table read.
type load struct {
	target
	index int
}

// statement analyses a whole serialised statement and returns the rewritten tree.
func (a *analysis) statement(root obj) {
	stmts := list(root, "statements")
	if len(stmts) != 1 {
		stop(ErrNotSelect, "there are %d statements", len(stmts))
	}
	stmt := object(stmts[0], "statement")
	if _, ok := stmt["node"].(obj); !ok {
		stop(ErrNotSelect, "the parser gave no SELECT")
	}
	only(stmt, "a statement", "node", "named_param_map") // a parameter itself is refused where it stands
	out := a.query(object(stmt["node"], "statement"), nil, nil)
	stmt["named_param_map"] = []any{}
	for _, col := range out {
		if col.wallet {
			a.projected(col.occ)
		}
	}
}

// query analyses a SELECT or a set operation and returns its output columns.
func (a *analysis) query(n obj, parent *scope, env *ctes) []column {
	a.visit()
	defer a.leave()
	env, finish := a.with(n, parent, env)
	var out []column
	switch t := str(n, "type"); t {
	case "SELECT_NODE":
		out = a.selectNode(n, parent, env)
	case "SET_OPERATION_NODE":
		out = a.setOperation(n, parent, env)
	case "RECURSIVE_CTE_NODE":
		stop(ErrNotAllowed, "WITH RECURSIVE")
	default:
		malformed("a query " + t)
	}
	finish()
	return out
}

// with registers the WITH queries of n. The returned function, called when n is done, writes the analysed bodies back, and drops the
// bodies nothing used after checking them all the same.
func (a *analysis) with(n obj, parent *scope, env *ctes) (*ctes, func()) {
	m := child(n, "cte_map")
	if m == nil {
		malformed("no cte_map")
	}
	only(m, "WITH", "map")
	entries := list(m, "map")
	if len(entries) == 0 {
		return env, func() {}
	}
	var defs []*cte
	for _, v := range entries {
		e := object(v, "WITH query")
		only(e, "WITH", "key", "value")
		info := need(e, "value")
		only(info, "WITH", "aliases", "query", "materialized")
		q := need(info, "query")
		only(q, "WITH", "node", "named_param_map")
		d := &cte{name: str(e, "key"), aliases: names(info, "aliases"), node: need(q, "node"), scope: parent, env: env}
		if d.node["type"] == "RECURSIVE_CTE_NODE" {
			stop(ErrNotAllowed, "WITH RECURSIVE (%s)", d.name)
		}
		if fold(d.name) == walletColumn {
			stop(ErrNotAllowed, "a WITH query called %s", d.name)
		}
		env = &ctes{parent: env, defs: map[string]*cte{fold(d.name): d}}
		defs = append(defs, d)
	}
	return env, func() {
		kept := []any{}
		var idle []*cte
		for i, d := range defs {
			if d.done == nil {
				idle = append(idle, d)
				continue
			}
			entry := entries[i].(obj)
			entry["value"].(obj)["query"].(obj)["node"] = d.done
			kept = append(kept, entry)
		}
		a.unused++
		for _, d := range idle {
			a.query(clone(d.node).(obj), d.scope, d.env)
		}
		a.unused--
		m["map"] = kept
	}
}

func (a *analysis) setOperation(n obj, parent *scope, env *ctes) []column {
	only(n, "a set operation", "modifiers", "cte_map", "setop_type", "setop_all", "left", "right")
	switch t := str(n, "setop_type"); t {
	case "UNION", "INTERSECT", "EXCEPT":
	default:
		stop(ErrNotAllowed, "the set operation %s; name the columns in the same order and use UNION", t)
	}
	l := a.query(need(n, "left"), parent, env)
	r := a.query(need(n, "right"), parent, env)
	if len(l) != len(r) {
		stop(ErrSyntax, "the two sides of %s have %d and %d columns", str(n, "setop_type"), len(l), len(r))
	}
	out := make([]column, len(l))
	s := newScope(parent)
	s.aliases = map[string]value{}
	for i := range l {
		out[i] = l[i]
		if l[i].wallet != r[i].wallet {
			occ := l[i].occ
			if r[i].wallet {
				occ = r[i].occ
			}
			a.denyWallet(value{occ: occ}, "here it is mixed with another column by "+str(n, "setop_type"))
			out[i].wallet = true
			out[i].occ = occ
		}
		if out[i].name != "" {
			s.aliases[fold(out[i].name)] = value{wallet: out[i].wallet, occ: out[i].occ}
		}
	}
	a.modifiers(n, clause{scope: s, env: env, aliases: true, aliasFirst: true}, out)
	return out
}

func (a *analysis) selectNode(n obj, parent *scope, env *ctes) []column {
	only(n, "SELECT", "modifiers", "cte_map", "select_list", "from_table", "where_clause", "group_expressions", "group_sets", "aggregate_handling",
		"having", "qualify")
	if s := n["sample"]; s != nil {
		stop(ErrNotAllowed, "SAMPLE: the answer would differ from run to run")
	}
	switch h := str(n, "aggregate_handling"); h {
	case "STANDARD_HANDLING", "FORCE_AGGREGATES":
	default:
		malformed("aggregate handling " + h)
	}
	s := newScope(parent)
	a.from(need(n, "from_table"), s, env)
	s.aliases = map[string]value{}
	out := a.selectList(n, s, env)

	base := clause{scope: s, env: env, aliases: true}
	if w := child(n, "where_clause"); w != nil {
		a.where(w, s, env)
	}
	for _, g := range list(n, "group_expressions") {
		a.expr(a.nested(g), base.inside("GROUP BY")) // _wallet may be grouped by
	}
	a.optional(n, "having", base.inside("HAVING"))
	a.optional(n, "qualify", base.inside("QUALIFY"))
	sorted := base
	sorted.aliasFirst = true
	a.modifiers(n, sorted, out)
	return out
}

// selectList analyses the select list, replaces stars by columns, and registers the names given with AS.
func (a *analysis) selectList(n obj, s *scope, env *ctes) []column {
	var out []column
	var items []any
	c := clause{scope: s, env: env, what: "the select list", aliases: true}
	for _, v := range list(n, "select_list") {
		e := object(v, "expression")
		if str(e, "class") == "STAR" {
			cols, nodes := a.star(e, s)
			out, items = append(out, cols...), append(items, nodes...)
			continue
		}
		alias := str(e, "alias")
		val := a.expr(e, c)
		name := alias
		if name == "" {
			name = val.name
		}
		if fold(name) == walletColumn && !val.wallet {
			stop(ErrNotAllowed, "the name _wallet is reserved")
		}
		out = append(out, column{name: name, wallet: val.wallet, occ: val.occ})
		items = append(items, e)
		if alias != "" {
			if old, ok := s.aliases[fold(alias)]; ok && old.wallet { // the first of two equal names counts; a pseudonym stays one
				val.wallet, val.occ = true, old.occ
			}
			s.aliases[fold(alias)] = value{wallet: val.wallet, occ: val.occ}
		}
	}
	if len(items) == 0 {
		stop(ErrSyntax, "the select list is empty")
	}
	n["select_list"] = items
	return out
}

// star expands * or t.* to the granted columns in schema order, without _wallet; a derived table gives all it has.
func (a *analysis) star(e obj, s *scope) ([]column, []any) {
	if flag(e, "columns") || e["expr"] != nil {
		stop(ErrNotAllowed, "COLUMNS(...): name the columns")
	}
	only(e, "*", "relation_name", "exclude_list")
	if str(e, "alias") != "" {
		stop(ErrNotAllowed, "* with an alias")
	}
	exclude := map[string]bool{}
	for _, v := range list(e, "exclude_list") {
		name, ok := v.(string)
		if !ok {
			stop(ErrNotAllowed, "EXCLUDE of a qualified name")
		}
		exclude[fold(name)] = false
	}
	rels := s.visible()
	if name := str(e, "relation_name"); name != "" {
		r := s.relation(fold(name))
		if r == nil {
			stop(ErrUnknownTable, "no table in this query is called %s (in %s.*)", name, name)
		}
		rels = []*relation{r}
	} else if len(rels) == 0 {
		stop(ErrSyntax, "* needs a FROM")
	}
	bare := str(e, "relation_name") == ""
	var out []column
	var items []any
	for _, r := range rels {
		for _, col := range r.cols {
			key := fold(col.name)
			if _, ok := exclude[key]; ok {
				exclude[key] = true
				continue
			}
			if r.occ != nil {
				if col.wallet {
					continue
				}
				if _, ok := r.occ.columnGrant(a.buyer, col.name); !ok {
					continue
				}
			}
			if col.name == "" {
				stop(ErrNotAllowed, "* over %s, which has a column without a name; name it with AS", r.alias)
			}
			if _, _, twice := r.find(key); twice {
				stop(ErrAmbiguous, "* over %s, which has two columns called %s; name them apart", r.alias, col.name)
			}
			ref := columnRef(r.alias, col.name)
			v := value{wallet: col.wallet, occ: col.occ}
			if m := s.merged[key]; bare && m != nil && m.has(r) {
				if m.places[0].rel != r {
					continue // shown once, where it stands first
				}
				ref = columnRef(m.name)
				v = a.mergedColumn(ref, m, false, clause{scope: s})
			} else {
				a.use(place{r, col})
			}
			out = append(out, column{name: col.name, wallet: v.wallet, occ: v.occ})
			items = append(items, ref)
		}
		if r.occ != nil && len(r.occ.granted(a.buyer)) == 0 {
			a.deny(r.occ.target, "", RuleNotGranted, "no column of "+r.occ.name()+" is granted to you")
		}
	}
	for name, found := range exclude {
		if !found && name != walletColumn {
			stop(ErrUnknownColumn, "EXCLUDE names %s, which * does not contain", name)
		}
	}
	if len(items) == 0 && len(a.denials) > 0 {
		return nil, []any{constantOne()}
	}
	if len(items) == 0 {
		stop(ErrSyntax, "* stands for no column here")
	}
	return out, items
}

// modifiers analyses DISTINCT, ORDER BY and LIMIT.
func (a *analysis) modifiers(n obj, c clause, out []column) {
	for _, v := range list(n, "modifiers") {
		m := object(v, "modifier")
		switch t := str(m, "type"); t {
		case "ORDER_MODIFIER":
			only(m, "ORDER BY", "orders")
			for _, v := range list(m, "orders") {
				o := object(v, "order")
				only(o, "ORDER BY", "null_order", "expression")
				a.sortKey(a.nested(o["expression"]), c.inside("ORDER BY"), out)
			}
		case "DISTINCT_MODIFIER":
			only(m, "DISTINCT", "distinct_on_targets")
			for _, v := range list(m, "distinct_on_targets") {
				a.sortKey(a.nested(v), c.inside("DISTINCT ON"), out)
			}
		case "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER":
			only(m, "LIMIT", "limit", "offset")
			for _, f := range []string{"limit", "offset"} {
				if e := child(m, f); e != nil {
					if _, ok := integer(e); !ok && str(e, "class") != "CONSTANT" && str(e, "class") != "PARAMETER" {
						stop(ErrNotAllowed, "%s takes a literal number", f)
					}
					a.scalar(e, clause{scope: newScope(nil), env: c.env, what: "LIMIT"})
				}
			}
		default:
			malformed("a modifier " + t)
		}
	}
}

// sortKey analyses a key that may also be ALL or the position of an output.
func (a *analysis) sortKey(e obj, c clause, out []column) {
	if str(e, "class") == "STAR" {
		only(e, c.what+" ALL", "columns")
		for _, col := range out {
			if col.wallet {
				a.denyWallet(value{occ: col.occ}, "here it is used in "+c.what+" ALL")
			}
		}
		return
	}
	if i, ok := integer(e); ok {
		if i < 1 || int(i) > len(out) {
			stop(ErrSyntax, "%s %d: there are %d columns", c.what, int(i), len(out))
		}
		if col := out[int(i)-1]; col.wallet {
			a.denyWallet(value{occ: col.occ}, fmt.Sprintf("here it is used in %s %d", c.what, int(i)))
		}
	}
	a.scalar(e, c)
}
