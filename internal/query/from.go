package query

import "fmt"

// childSchema is where the tables of a run live in the child; no buyer's name can reach it, as schemas are resolved here.
const childSchema = "coppice"

func childTable(i int) string { return fmt.Sprintf("t%d", i) }

// from analyses a FROM item, adds what it offers to s, and returns it.
func (a *analysis) from(n obj, s *scope, env *ctes) []*relation {
	a.visit()
	defer a.leave()
	if n["sample"] != nil {
		stop(ErrNotAllowed, "TABLESAMPLE: the answer would differ from run to run")
	}
	switch t := str(n, "type"); t {
	case "EMPTY", "EMPTY_FROM":
		only(n, "FROM")
		return nil
	case "BASE_TABLE":
		return []*relation{a.baseTable(n, s, env)}
	case "SUBQUERY":
		only(n, "a sub-query", "subquery", "column_name_alias")
		stmt := need(n, "subquery")
		only(stmt, "a sub-query", "node", "named_param_map")
		out := a.query(need(stmt, "node"), s, env)
		return []*relation{a.derived(n, out, names(n, "column_name_alias"), "unnamed_subquery", s)}
	case "JOIN":
		return a.join(n, s, env)
	case "TABLE_FUNCTION":
		return []*relation{a.tableFunction(n, s, env)}
	case "EXPRESSION_LIST":
		return []*relation{a.values(n, s, env)}
	case "SHOW_REF":
		stop(ErrNotAllowed, "DESCRIBE, SHOW and SUMMARIZE")
	case "PIVOT":
		stop(ErrNotAllowed, "PIVOT and UNPIVOT")
	default:
		malformed("a FROM item " + t)
	}
	return nil
}

// derived makes the relation of a derived table; alias lists rename its columns from the left.
func (a *analysis) derived(n obj, out []column, renames []string, unnamed string, s *scope) *relation {
	alias := str(n, "alias")
	if alias == "" {
		alias = unnamed
		for i := 2; ; i++ {
			taken := false
			for _, r := range s.rels {
				taken = taken || fold(r.alias) == fold(alias)
			}
			if !taken {
				break
			}
			alias = fmt.Sprintf("%s%d", unnamed, i)
		}
		n["alias"] = alias
	}
	if len(renames) > len(out) {
		stop(ErrSyntax, "%s has %d columns and is given %d names", alias, len(out), len(renames))
	}
	cols := append([]column(nil), out...)
	for i, name := range renames {
		if fold(name) == walletColumn && !cols[i].wallet {
			stop(ErrNotAllowed, "the name _wallet is reserved")
		}
		cols[i].name = name
	}
	r := &relation{alias: alias, cols: cols}
	s.add(r)
	return r
}

// baseTable resolves a name in FROM: a WITH query, or a table of the catalog.
func (a *analysis) baseTable(n obj, s *scope, env *ctes) *relation {
	only(n, "a table", "schema_name", "table_name", "catalog_name", "column_name_alias")
	if n["at_clause"] != nil {
		stop(ErrNotAllowed, "AT: there is one snapshot")
	}
	slug, name := str(n, "schema_name"), str(n, "table_name")
	if str(n, "catalog_name") != "" {
		stop(ErrNotAllowed, "the table name %s.%s.%s: write dataset.table", str(n, "catalog_name"), slug, name)
	}
	renames := names(n, "column_name_alias")
	if slug == "" {
		if d := env.find(fold(name)); d != nil {
			d.done = clone(d.node).(obj)
			out := append([]column(nil), a.query(d.done, d.scope, d.env)...)
			if len(d.aliases) > len(out) {
				stop(ErrSyntax, "%s has %d columns and is given %d names", d.name, len(out), len(d.aliases))
			}
			for i, alias := range d.aliases {
				if fold(alias) == walletColumn && !out[i].wallet {
					stop(ErrNotAllowed, "the name _wallet is reserved")
				}
				out[i].name = alias
			}
			n["table_name"] = d.name
			return a.derived(n, out, renames, name, s)
		}
	}
	t, err := a.catalog.find(slug, name)
	if err != nil {
		panic(bail{err.(*Error)})
	}
	if len(renames) > 0 {
		stop(ErrNotAllowed, "renaming the columns of %s by position; use AS in the select list", t.name())
	}
	if len(a.uses) >= maxUses {
		stop(ErrNotAllowed, "more than %d uses of tables (each use of a WITH query counts)", maxUses)
	}
	alias := str(n, "alias")
	if alias == "" {
		alias = t.table.Name
	}
	occ := &occurrence{target: t, n: len(a.uses), alias: alias, charged: a.unused == 0, grants: map[string]Permission{}}
	occ.load = a.load(t)
	if occ.charged {
		a.uses = append(a.uses, occ)
	}
	if p, ok := t.tableGrant(a.buyer); ok {
		occ.whole = &p
	}
	r := &relation{alias: alias, occ: occ}
	for _, c := range t.table.Columns {
		r.cols = append(r.cols, column{name: c.Name, occ: occ})
	}
	r.cols = append(r.cols, column{name: walletColumn, wallet: true, occ: occ})
	n["alias"], n["schema_name"], n["table_name"] = alias, childSchema, childTable(occ.load)
	s.add(r)
	return r
}

func (a *analysis) load(t target) int {
	for _, l := range a.loads {
		if l.ds == t.ds && l.table == t.table {
			return l.index
		}
	}
	a.loads = append(a.loads, &load{t, len(a.loads)})
	return len(a.loads) - 1
}

func (a *analysis) join(n obj, s *scope, env *ctes) []*relation {
	only(n, "a join", "left", "right", "condition", "join_type", "ref_type", "using_columns")
	kind, ref := str(n, "join_type"), str(n, "ref_type")
	switch ref {
	case "REGULAR", "CROSS", "ASOF":
	case "NATURAL":
		stop(ErrNotAllowed, "NATURAL JOIN; write USING (column, ...)")
	case "POSITIONAL":
		stop(ErrNotAllowed, "POSITIONAL JOIN")
	default:
		malformed("a join " + ref)
	}
	left := a.from(need(n, "left"), s, env)
	right := a.from(need(n, "right"), s, env)
	if using := names(n, "using_columns"); len(using) > 0 {
		for _, name := range using {
			a.using(name, kind, left, right, s)
		}
	}
	if cond := child(n, "condition"); cond != nil {
		a.condition(cond, clause{scope: s, env: env, what: "ON"})
	}
	mark := func(rels []*relation) {
		for _, r := range rels {
			r.nullable = true
		}
	}
	switch kind {
	case "INNER":
	case "LEFT":
		mark(right)
	case "RIGHT":
		mark(left)
	case "OUTER", "FULL":
		mark(left)
		mark(right)
	case "SEMI", "ANTI":
		for _, r := range right {
			r.hidden = true
		}
		return left
	default:
		malformed("a join " + kind)
	}
	return append(append([]*relation(nil), left...), right...)
}

// using merges the column of both sides.
func (a *analysis) using(name, kind string, left, right []*relation, s *scope) {
	key := fold(name)
	side := func(rels []*relation, which string) []place {
		var found []place
		for _, r := range rels {
			if r.hidden {
				continue
			}
			col, ok, twice := r.find(key)
			if twice {
				stop(ErrAmbiguous, "%s has two columns called %s; name them apart", r.alias, name)
			}
			if ok {
				found = append(found, place{r, col})
			}
		}
		if len(found) == 0 {
			stop(ErrUnknownColumn, "USING (%s): the %s side has no such column", name, which)
		}
		if m := s.merged[key]; len(found) > 1 {
			for _, p := range found {
				if m == nil || !m.has(p.rel) {
					stop(ErrAmbiguous, "USING (%s): the %s side has several such columns", name, which)
				}
			}
		}
		return found
	}
	l, r := side(left, "left"), side(right, "right")
	wallets := 0
	var occ *occurrence
	for _, p := range append(append([]place(nil), l...), r...) {
		if v := a.use(p); v.wallet {
			wallets, occ = wallets+1, v.occ
		}
	}
	if wallets > 0 && wallets < len(l)+len(r) {
		a.denyWallet(value{occ: occ}, "here it is joined with something else")
	}
	if kind == "SEMI" || kind == "ANTI" {
		return // the right side is not visible, so nothing is merged
	}
	m := &merged{name: l[0].col.name, places: append(append([]place(nil), l...), r...), exact: l[0].rel}
	if old := s.merged[key]; old != nil && len(l) == 1 && old.has(l[0].rel) {
		m.exact = old.exact
	} else if old != nil && len(l) > 1 {
		m.exact = old.exact
	}
	switch kind {
	case "RIGHT":
		m.exact = r[0].rel
	case "OUTER", "FULL":
		m.exact = nil
	}
	s.merged[key] = m
}

// condition analyses a truth value in which pseudonyms may be compared with each other.
func (a *analysis) condition(e obj, c clause) {
	a.scalar(a.nested(e), c)
}

func (a *analysis) tableFunction(n obj, s *scope, env *ctes) *relation {
	only(n, "a table function", "function", "column_name_alias", "with_ordinality")
	if o := str(n, "with_ordinality"); o != "" && o != "WITHOUT_ORDINALITY" {
		stop(ErrNotAllowed, "WITH ORDINALITY")
	}
	f := need(n, "function")
	if str(f, "class") != "FUNCTION" {
		malformed("a table function")
	}
	only(f, "a table function", "function_name", "schema", "catalog", "children", "order_bys", "is_operator")
	name := functionName(f)
	if !tableFunctions[name] {
		refuseFunction(name)
	}
	args := list(f, "children")
	if name == "unnest" {
		if len(args) != 1 {
			stop(ErrNotAllowed, "unnest takes one list")
		}
		a.scalars(args, clause{scope: s, env: env, what: "unnest"})
	} else {
		a.series(name, args)
	}
	return a.derived(n, []column{{name: name}}, names(n, "column_name_alias"), name, s)
}

func (a *analysis) values(n obj, s *scope, env *ctes) *relation {
	only(n, "VALUES", "values")
	rows := list(n, "values")
	var out []column
	for i, v := range rows {
		row, ok := v.([]any)
		if !ok || i > 0 && len(row) != len(out) {
			stop(ErrSyntax, "the rows of VALUES have different lengths")
		}
		a.scalars(row, clause{scope: newScope(s.parent), env: env, what: "VALUES"})
		for j := range row {
			if i == 0 {
				out = append(out, column{name: fmt.Sprintf("col%d", j)})
			}
		}
	}
	return a.derived(n, out, nil, "valueslist", s)
}
