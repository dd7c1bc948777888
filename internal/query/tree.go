package query

import (
	"bytes"
	"encoding/json"
	"io"
	"sort"
)

// The statement is a tree of JSON objects as DuckDB 1.5 serialises it. The walker touches it only through these functions, which
// refuse what has not the expected shape; a field that is not named by the walker is refused too, so that a construct a later DuckDB
// adds to a known node cannot slip through.

type obj = map[string]any

// Bounds of a tree, generous for people and small for machines.
const (
	maxSQL   = 64 << 10
	maxDepth = 250
	maxNodes = 40_000
	// maxVisits bounds the work over sub-trees that are visited once per use of a CTE, and so the number of charged occurrences.
	maxVisits = 200_000
	maxUses   = 64
)

// bail carries an error out of the walk; analyse recovers it.
type bail struct{ err *Error }

func stop(class error, format string, args ...any) {
	panic(bail{refuse(class, format, args...)})
}

func malformed(what string) {
	stop(ErrNotAllowed, "the parser gave %s that this gate does not know", what)
}

// decodeTree reads JSON with exact numbers and checks the bounds.
func decodeTree(raw []byte) (obj, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var root obj
	if err := dec.Decode(&root); err != nil || root == nil {
		return nil, refuse(ErrNotAllowed, "the parser gave no tree")
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, refuse(ErrNotAllowed, "the parser gave more than a tree")
	}
	nodes := 0
	var measure func(v any, depth int) bool
	measure = func(v any, depth int) bool {
		if nodes++; depth > maxDepth*2 || nodes > maxNodes*16 {
			return false
		}
		switch v := v.(type) {
		case obj:
			for _, child := range v {
				if !measure(child, depth+1) {
					return false
				}
			}
		case []any:
			for _, child := range v {
				if !measure(child, depth+1) {
					return false
				}
			}
		}
		return true
	}
	if !measure(root, 0) {
		return nil, refuse(ErrNotAllowed, "the statement is too large or nested too deeply")
	}
	return root, nil
}

func clone(v any) any {
	switch v := v.(type) {
	case obj:
		c := make(obj, len(v))
		for k, child := range v {
			c[k] = clone(child)
		}
		return c
	case []any:
		c := make([]any, len(v))
		for i, child := range v {
			c[i] = clone(child)
		}
		return c
	}
	return v
}

// strip removes the positions in the buyer's text, which do not belong to the meaning.
func strip(v any) {
	switch v := v.(type) {
	case obj:
		delete(v, "query_location")
		for _, child := range v {
			strip(child)
		}
	case []any:
		for _, child := range v {
			strip(child)
		}
	}
}

// empty reports whether a field has the value that means absence.
func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case bool:
		return !v
	case []any:
		return len(v) == 0
	}
	return false
}

// only refuses every field of n that is neither named nor absent. The common fields class, type, alias and query_location are
// always named.
func only(n obj, what string, fields ...string) {
	var unknown []string
next:
	for k, v := range n {
		switch k {
		case "class", "type", "alias", "query_location":
			continue
		}
		for _, f := range fields {
			if k == f {
				continue next
			}
		}
		if !empty(v) {
			unknown = append(unknown, k)
		}
	}
	if len(unknown) > 0 {
		sort.Strings(unknown)
		stop(ErrNotAllowed, "%s with %s", what, unknown[0])
	}
}

func str(n obj, field string) string {
	s, ok := n[field].(string)
	if !ok && n[field] != nil {
		malformed("a " + field)
	}
	return s
}

func flag(n obj, field string) bool {
	b, ok := n[field].(bool)
	if !ok && n[field] != nil {
		malformed("a " + field)
	}
	return b
}

// child returns the object in a field, nil where there is none.
func child(n obj, field string) obj {
	if n[field] == nil {
		return nil
	}
	return object(n[field], field)
}

// need is child for a field that must be there.
func need(n obj, field string) obj {
	c := child(n, field)
	if c == nil {
		malformed("no " + field)
	}
	return c
}

func object(v any, what string) obj {
	o, ok := v.(obj)
	if !ok || o == nil {
		malformed("a " + what)
	}
	return o
}

func list(n obj, field string) []any {
	l, ok := n[field].([]any)
	if !ok && n[field] != nil {
		malformed("a " + field)
	}
	return l
}

func names(n obj, field string) []string {
	l := list(n, field)
	out := make([]string, len(l))
	for i, v := range l {
		s, ok := v.(string)
		if !ok {
			malformed("a " + field)
		}
		out[i] = s
	}
	return out
}

// columnRef makes a reference node.
func columnRef(parts ...string) obj {
	l := make([]any, len(parts))
	for i, p := range parts {
		l[i] = p
	}
	return obj{"class": "COLUMN_REF", "type": "COLUMN_REF", "alias": "", "column_names": l}
}

func starNode(relation string, exclude []any) obj {
	return obj{"class": "STAR", "type": "STAR", "alias": "", "relation_name": relation, "exclude_list": exclude, "replace_list": []any{},
		"columns": false, "expr": nil, "qualified_exclude_list": []any{}, "rename_list": []any{}}
}

func constantOne() obj {
	return obj{"class": "CONSTANT", "type": "VALUE_CONSTANT", "alias": "",
		"value": obj{"type": obj{"id": "INTEGER", "type_info": nil}, "is_null": false, "value": json.Number("1")}}
}
