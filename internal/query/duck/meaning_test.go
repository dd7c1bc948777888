package duck

import "testing"

func TestSameTree(t *testing.T) {
	const values = `{"type":"EXPRESSION_LIST","alias":"v","values":[[1]]}`
	wrapped := func(where string) string {
		return `{"from":{"type":"SUBQUERY","alias":"v","column_name_alias":[],"subquery":{"node":{"type":"SELECT_NODE","where_clause":` + where +
			`,"select_list":[{"class":"STAR","columns":false}],"from_table":` + values + `}}}}`
	}
	for _, c := range []struct {
		name, a, b string
		want       bool
	}{
		{"equal", `{"a":[1,{"b":"x"}]}`, `{"a":[1,{"b":"x"}]}`, true},
		{"another value", `{"a":[1]}`, `{"a":[2]}`, false},
		{"another order", `{"a":[1,2]}`, `{"a":[2,1]}`, false},
		{"one more field", `{"a":1}`, `{"a":1,"b":null}`, false},
		{"positions", `{"a":1,"query_location":3}`, `{"a":1,"query_location":9}`, true},
		{"schema of a built-in", `{"class":"FUNCTION","schema":"main"}`, `{"class":"FUNCTION","schema":""}`, true},
		{"schema of a stranger", `{"class":"FUNCTION","schema":"vault"}`, `{"class":"FUNCTION","schema":""}`, false},
		{"large numbers", `{"a":9223372036854775807}`, `{"a":9223372036854775806}`, false},
		{"VALUES", `{"from":` + values + `}`, wrapped("null"), true},
		{"VALUES under a filter", `{"from":` + values + `}`, wrapped(`{"class":"CONSTANT"}`), false},
		{"not JSON", `{`, `{`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := sameTree(c.a, c.b); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
