package query

import (
	"encoding/json"
	"fmt"
	"strings"
)

// scalar analyses an expression in a place where a pseudonym may not stand.
func (a *analysis) scalar(n obj, c clause) value {
	v := a.expr(n, c)
	if v.wallet {
		a.denyWallet(v, "here it is used in "+c.what)
	}
	return value{}
}

func (a *analysis) scalars(l []any, c clause) {
	for _, v := range l {
		a.scalar(a.nested(v), c)
	}
}

// nested is an expression inside another; names given to arguments (f(x := 1)) are options of functions, and none is needed.
func (a *analysis) nested(v any) obj {
	n := object(v, "expression")
	if str(n, "alias") != "" {
		stop(ErrNotAllowed, "the named argument %s", str(n, "alias"))
	}
	return n
}

// optional analyses an expression that may be absent.
func (a *analysis) optional(n obj, field string, c clause) {
	if e := child(n, field); e != nil {
		a.scalar(e, c)
	}
}

// expr analyses an expression. The result is a pseudonym only if the expression is nothing but a reference to one.
func (a *analysis) expr(n obj, c clause) value {
	a.visit()
	defer a.leave()
	switch class := str(n, "class"); class {
	case "COLUMN_REF":
		return a.column(n, c)
	case "CONSTANT":
		only(n, "a literal", "value")
		a.literal(need(n, "value"))
		return value{}
	case "COMPARISON":
		return a.comparison(n, c)
	case "CONJUNCTION":
		only(n, "AND or OR", "children")
		if t := str(n, "type"); t != "CONJUNCTION_AND" && t != "CONJUNCTION_OR" {
			malformed("a conjunction " + t)
		}
		a.scalars(list(n, "children"), c)
		return value{}
	case "OPERATOR":
		return a.operator(n, c)
	case "FUNCTION":
		return a.function(n, c)
	case "CAST":
		only(n, "a cast", "child", "cast_type", "try_cast")
		a.castType(need(n, "cast_type"))
		return a.scalar(a.nested(n["child"]), c.inside("a cast"))
	case "CASE":
		only(n, "CASE", "case_checks", "else_expr")
		for _, v := range list(n, "case_checks") {
			check := object(v, "case")
			only(check, "CASE", "when_expr", "then_expr")
			a.scalar(need(check, "when_expr"), c.inside("CASE"))
			a.scalar(need(check, "then_expr"), c.inside("CASE"))
		}
		a.optional(n, "else_expr", c.inside("CASE"))
		return value{}
	case "BETWEEN":
		only(n, "BETWEEN", "input", "lower", "upper")
		for _, f := range []string{"input", "lower", "upper"} {
			a.scalar(need(n, f), c.inside("BETWEEN"))
		}
		return value{}
	case "SUBQUERY":
		return a.subquery(n, c)
	case "WINDOW":
		return a.window(n, c)
	case "STAR":
		if flag(n, "columns") {
			stop(ErrNotAllowed, "COLUMNS(...): name the columns")
		}
		stop(ErrNotAllowed, "* stands only in a select list or in COUNT(*)")
	case "PARAMETER":
		stop(ErrNotAllowed, "parameters ($1 or ?): write the value")
	case "POSITIONAL_REFERENCE":
		stop(ErrNotAllowed, "positional references (#1): name the column")
	case "LAMBDA", "LAMBDA_REF":
		stop(ErrNotAllowed, "lambdas are not supported")
	case "COLLATE":
		stop(ErrNotAllowed, "COLLATE: use lower() to compare without case")
	default:
		malformed("an expression " + class)
	}
	return value{}
}

func (c clause) inside(what string) clause {
	c.what = what
	return c
}

func (a *analysis) literal(v obj) {
	only(v, "a literal", "is_null", "value")
	a.typeName(object(v["type"], "type of a literal"), "a literal of type")
}

func (a *analysis) castType(t obj) { a.typeName(t, "a cast to") }

func (a *analysis) typeName(t obj, what string) {
	only(t, "a type", "id", "type_info")
	id := str(t, "id")
	if info := child(t, "type_info"); info != nil {
		switch str(info, "type") {
		case "DECIMAL_TYPE_INFO":
			only(info, "a DECIMAL type", "width", "scale")
		case "INTEGER_LITERAL_TYPE_INFO":
			only(info, "an integer", "constant_value")
		case "UNBOUND_TYPE_INFO":
			only(info, "a type", "name")
			id = strings.ToUpper(str(info, "name"))
		default:
			stop(ErrNotAllowed, "%s %s", what, id)
		}
	}
	if !valueTypes[id] {
		stop(ErrNotAllowed, "%s %s", what, id)
	}
}

func (a *analysis) comparison(n obj, c clause) value {
	only(n, "a comparison", "left", "right")
	t := str(n, "type")
	if !comparisons[t] {
		malformed("a comparison " + t)
	}
	l, r := a.expr(a.nested(n["left"]), c), a.expr(a.nested(n["right"]), c)
	switch {
	case l.wallet && r.wallet && t == "COMPARE_EQUAL":
	case l.wallet && r.wallet:
		a.denyWallet(l, "here two of them are compared by something other than =")
	case l.wallet || r.wallet:
		if r.wallet {
			l = r
		}
		a.denyWallet(l, "here it is compared with something else")
	}
	return value{}
}

func (a *analysis) operator(n obj, c clause) value {
	only(n, "an operator", "children")
	t := str(n, "type")
	if !operators[t] {
		stop(ErrNotAllowed, "the operator %s", t)
	}
	switch t {
	case "OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL", "GROUPING_FUNCTION":
		for _, v := range list(n, "children") {
			a.expr(a.nested(v), c) // says nothing about which pseudonym it is
		}
	default:
		a.scalars(list(n, "children"), c.inside("an expression"))
	}
	return value{}
}

func (a *analysis) subquery(n obj, c clause) value {
	only(n, "a sub-query", "subquery_type", "subquery", "child", "comparison_type")
	if c.trace != nil {
		c.trace.unusable = true
		c.trace = nil
	}
	kind := str(n, "subquery_type")
	stmt := need(n, "subquery")
	only(stmt, "a sub-query", "node", "named_param_map")
	if kind == "EXISTS" || kind == "NOT_EXISTS" {
		existsNeedsNoColumns(need(stmt, "node"))
	}
	out := a.query(need(stmt, "node"), c.scope, c.env)
	switch kind {
	case "EXISTS", "NOT_EXISTS":
	case "SCALAR":
		for _, col := range out {
			if col.wallet {
				a.denyWallet(value{occ: col.occ}, "here it is the value of a sub-query")
			}
		}
	case "ANY":
		if t := str(n, "comparison_type"); !comparisons[t] {
			malformed("a comparison " + t)
		}
		left := a.expr(a.nested(n["child"]), c)
		for _, col := range out {
			switch {
			case left.wallet && col.wallet && str(n, "comparison_type") == "COMPARE_EQUAL":
			case left.wallet || col.wallet:
				if !left.wallet {
					left.occ = col.occ
				}
				a.denyWallet(left, "here it is compared with something else")
			}
		}
	default:
		malformed("a sub-query " + kind)
	}
	return value{}
}

// existsNeedsNoColumns turns EXISTS (SELECT * ...) into EXISTS (SELECT 1 ...), so that asking for a row does not ask for every column.
func existsNeedsNoColumns(q obj) {
	if str(q, "type") != "SELECT_NODE" || len(list(q, "modifiers")) > 0 || len(list(q, "group_expressions")) > 0 {
		return
	}
	if l := list(q, "select_list"); len(l) == 1 {
		if s, ok := l[0].(obj); ok && str(s, "class") == "STAR" && !flag(s, "columns") && str(s, "relation_name") == "" && empty(s["exclude_list"]) &&
			empty(s["replace_list"]) && empty(s["rename_list"]) && empty(s["qualified_exclude_list"]) && s["expr"] == nil {
			q["select_list"] = []any{constantOne()}
		}
	}
}

// allowedSchema refuses functions of other schemas; the parser itself writes "main" into some.
func functionName(n obj) string {
	name := fold(str(n, "function_name"))
	if s := str(n, "schema"); str(n, "catalog") != "" || s != "" && s != "main" {
		stop(ErrNotAllowed, "the function name %s.%s: functions are named without a schema", s, name)
	}
	return name
}

func refuseFunction(name string) {
	if why, ok := whyNot[name]; ok {
		stop(ErrNotAllowed, "the function %s: %s", name, why)
	}
	stop(ErrNotAllowed, "the function %s is not on the list", name)
}

func (a *analysis) function(n obj, c clause) value {
	only(n, "a function", "function_name", "schema", "catalog", "children", "filter", "order_bys", "distinct", "is_operator", "export_state")
	if flag(n, "export_state") {
		stop(ErrNotAllowed, "EXPORT_STATE")
	}
	name := functionName(n)
	args := list(n, "children")
	if name == "range" || name == "generate_series" {
		a.series(name, args)
		return value{}
	}
	if !scalarFunctions[name] && !aggregateFunctions[name] {
		if windowFunctions[name] {
			stop(ErrNotAllowed, "%s needs an OVER clause", name)
		}
		refuseFunction(name)
	}
	inner := c.inside("the function " + name)
	if name == "count" && flag(n, "distinct") && len(args) == 1 {
		a.expr(a.nested(args[0]), inner) // counting contributors
	} else {
		a.scalars(args, inner)
	}
	a.optional(n, "filter", c.inside("FILTER"))
	if o := child(n, "order_bys"); o != nil {
		only(o, "ORDER BY", "orders")
		a.orders(list(o, "orders"), inner)
	}
	return value{}
}

// orders analyses sort keys inside a function or a window.
func (a *analysis) orders(l []any, c clause) {
	for _, v := range l {
		o := object(v, "order")
		only(o, "ORDER BY", "null_order", "expression")
		a.scalar(a.nested(o["expression"]), c.inside("ORDER BY"))
	}
}

func (a *analysis) window(n obj, c clause) value {
	only(n, "a window function", "function_name", "schema", "catalog", "children", "partitions", "orders", "start", "end", "start_expr", "end_expr",
		"offset_expr", "default_expr", "ignore_nulls", "filter_expr", "exclude_clause", "distinct", "arg_orders")
	name := functionName(n)
	if t := str(n, "type"); !windowTypes[t] {
		stop(ErrNotAllowed, "the window function %s (%s)", name, t)
	}
	if !aggregateFunctions[name] && !windowFunctions[name] {
		refuseFunction(name)
	}
	inner := c.inside("the window function " + name)
	args := list(n, "children")
	if name == "count" && flag(n, "distinct") && len(args) == 1 {
		a.expr(a.nested(args[0]), inner)
	} else {
		a.scalars(args, inner)
	}
	for _, p := range list(n, "partitions") {
		a.expr(a.nested(p), inner) // grouping
	}
	a.orders(list(n, "orders"), inner)
	a.orders(list(n, "arg_orders"), inner)
	for _, f := range []string{"start_expr", "end_expr", "offset_expr", "default_expr", "filter_expr"} {
		a.optional(n, f, inner)
	}
	return value{}
}

// visit counts work; leave ends a level of nesting.
func (a *analysis) visit() {
	a.visits++
	a.depth++
	if a.visits > maxVisits {
		stop(ErrNotAllowed, "the statement is too large once its WITH queries are expanded")
	}
	if a.depth > maxDepth {
		stop(ErrNotAllowed, "the statement is nested more than %d levels deep", maxDepth)
	}
}

func (a *analysis) leave() { a.depth-- }

// denyWallet records a use of _wallet that is not allowed.
func (a *analysis) denyWallet(v value, why string) {
	t := target{}
	if v.occ != nil {
		t = v.occ.target
	}
	a.deny(t, walletColumn, RuleWallet, fmt.Sprintf("_wallet may be joined with another _wallet by =, USING or IN, grouped by, counted with "+
		"COUNT(DISTINCT _wallet), tested for NULL, and projected where all rows may leave; %s", why))
}

func number(v any) json.Number {
	n, _ := v.(json.Number)
	return n
}
