package duck

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// sameTree reports whether two serialised statements mean the same: equal but for positions in the text, the schema that the parser adds
// to some built-in functions, and the sub-query that it puts around VALUES.
func sameTree(a, b string) bool {
	x, okX := meaning(a)
	y, okY := meaning(b)
	return okX && okY && reflect.DeepEqual(x, y)
}

func meaning(s string) (any, bool) {
	dec := json.NewDecoder(bytes.NewReader([]byte(s)))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, false
	}
	return reduce(v), true
}

func reduce(v any) any {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "query_location")
		if v["schema"] == "main" && v["class"] == "FUNCTION" {
			v["schema"] = ""
		}
		for k, c := range v {
			v[k] = reduce(c)
		}
		if inner := aroundValues(v); inner != nil {
			return inner
		}
	case []any:
		for i, c := range v {
			v[i] = reduce(c)
		}
	}
	return v
}

// aroundValues returns the VALUES within (SELECT * FROM (VALUES ...) AS x) AS x, else nil.
func aroundValues(v map[string]any) any {
	if v["type"] != "SUBQUERY" || v["class"] != nil || !reflect.DeepEqual(v["column_name_alias"], []any{}) {
		return nil
	}
	stmt, _ := v["subquery"].(map[string]any)
	node, _ := stmt["node"].(map[string]any)
	from, _ := node["from_table"].(map[string]any)
	items, _ := node["select_list"].([]any)
	if from["type"] != "EXPRESSION_LIST" || from["alias"] != v["alias"] || len(items) != 1 {
		return nil
	}
	if star, _ := items[0].(map[string]any); star["class"] != "STAR" || star["columns"] != false {
		return nil
	}
	for _, field := range []string{"modifiers", "group_expressions", "group_sets"} {
		if l, _ := node[field].([]any); len(l) > 0 {
			return nil
		}
	}
	for _, field := range []string{"where_clause", "having", "qualify", "sample"} {
		if node[field] != nil {
			return nil
		}
	}
	return from
}
