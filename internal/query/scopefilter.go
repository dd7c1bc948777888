package query

// where analyses the WHERE clause of a SELECT conjunct by conjunct, and gives each occurrence in its FROM the conjuncts that narrow its
// rows in scope. A conjunct of literals alone (WHERE false) narrows all of them.
func (a *analysis) where(e obj, s *scope, env *ctes) {
	for _, conjunct := range conjuncts(e) {
		t := &trace{rels: map[*relation]bool{}}
		a.condition(conjunct, clause{scope: s, env: env, what: "WHERE", aliases: true, trace: t})
		if t.unusable || len(t.rels) > 1 {
			continue
		}
		for _, r := range s.rels {
			if r.occ == nil || r.nullable || r.hidden || len(t.rels) == 1 && !t.rels[r] {
				continue
			}
			r.occ.filter = append(r.occ.filter, clone(conjunct))
		}
	}
}

// conjuncts lists the parts of a condition that are joined by AND at its top.
func conjuncts(e obj) []obj {
	if str(e, "class") != "CONJUNCTION" || str(e, "type") != "CONJUNCTION_AND" {
		return []obj{e}
	}
	only(e, "AND", "children")
	var out []obj
	for _, v := range list(e, "children") {
		out = append(out, conjuncts(object(v, "condition"))...)
	}
	return out
}

// countStatement is SELECT count(*) FROM the table WHERE all filters, as a tree.
func countStatement(table, alias string, filters []any) obj {
	cond := any(nil)
	switch len(filters) {
	case 0:
	case 1:
		cond = filters[0]
	default:
		cond = obj{"class": "CONJUNCTION", "type": "CONJUNCTION_AND", "alias": "", "children": filters}
	}
	return obj{"error": false, "statements": []any{obj{"named_param_map": []any{}, "node": obj{
		"type": "SELECT_NODE", "modifiers": []any{}, "cte_map": obj{"map": []any{}},
		"select_list": []any{obj{"class": "FUNCTION", "type": "FUNCTION", "alias": "", "function_name": "count_star", "schema": "", "catalog": "",
			"children": []any{}, "filter": nil, "order_bys": obj{"type": "ORDER_MODIFIER", "orders": []any{}}, "distinct": false,
			"is_operator": false, "export_state": false}},
		"from_table": obj{"type": "BASE_TABLE", "alias": alias, "sample": nil, "schema_name": childSchema, "table_name": table,
			"column_name_alias": []any{}, "catalog_name": "", "at_clause": nil},
		"where_clause": cond, "group_expressions": []any{}, "group_sets": []any{}, "aggregate_handling": "STANDARD_HANDLING",
		"having": nil, "sample": nil, "qualify": nil,
	}}}}
}
