package query

import (
	"math"
	"time"
)

// series checks the arguments of range and generate_series: literal numbers, or literal days with a literal interval, and few enough
// steps that no single call can fill the memory.
func (a *analysis) series(name string, args []any) {
	if len(args) == 0 || len(args) > 3 {
		stop(ErrNotAllowed, "%s with %d arguments", name, len(args))
	}
	if start, ok := day(args[0]); ok && len(args) == 3 {
		end, ok2 := day(args[1])
		step, ok3 := stepDays(args[2])
		if !ok2 || !ok3 {
			stop(ErrNotAllowed, "%s over days takes two literal dates and a literal interval of hours or longer", name)
		}
		boundSeries(name, end.Sub(start).Hours()/24/step)
		return
	}
	bounds := make([]float64, len(args))
	for i, v := range args {
		n, ok := integer(v)
		if !ok {
			stop(ErrNotAllowed, "%s takes literal numbers or literal dates", name)
		}
		bounds[i] = n
	}
	switch len(bounds) {
	case 1:
		boundSeries(name, bounds[0])
	case 2:
		boundSeries(name, bounds[1]-bounds[0])
	case 3:
		if bounds[2] == 0 {
			stop(ErrNotAllowed, "%s with step 0", name)
		}
		boundSeries(name, (bounds[1]-bounds[0])/bounds[2])
	}
}

func boundSeries(name string, rows float64) {
	if math.Abs(rows) > seriesLimit {
		stop(ErrNotAllowed, "%s makes more than %d rows", name, seriesLimit)
	}
}

// integer evaluates a literal integer, possibly negated.
func integer(v any) (float64, bool) {
	n, ok := v.(obj)
	if !ok || str(n, "alias") != "" {
		return 0, false
	}
	switch str(n, "class") {
	case "CONSTANT":
		only(n, "a literal", "value")
		val := need(n, "value")
		switch str(object(val["type"], "type of a literal"), "id") {
		case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "INTEGER_LITERAL":
			f, err := number(val["value"]).Float64()
			return f, err == nil
		}
	case "FUNCTION":
		args := list(n, "children")
		if str(n, "function_name") == "-" && len(args) == 1 && functionName(n) == "-" {
			only(n, "a number", "function_name", "schema", "children", "order_bys", "is_operator")
			f, ok := integer(args[0])
			return -f, ok
		}
	}
	return 0, false
}

// day evaluates a literal date or time (DATE '...' or TIMESTAMP '...').
func day(v any) (time.Time, bool) {
	n, ok := v.(obj)
	if !ok || str(n, "class") != "CAST" || str(n, "alias") != "" {
		return time.Time{}, false
	}
	only(n, "a cast", "child", "cast_type", "try_cast")
	if id := str(need(n, "cast_type"), "id"); id != "DATE" && id != "TIMESTAMP" {
		return time.Time{}, false
	}
	c := need(n, "child")
	if str(c, "class") != "CONSTANT" {
		return time.Time{}, false
	}
	text, _ := need(c, "value")["value"].(string)
	for _, layout := range []string{time.DateOnly, time.DateTime} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

var daysPer = map[string]float64{"to_hours": 1.0 / 24, "to_days": 1, "to_weeks": 7, "to_months": 28, "to_years": 365}

// stepDays evaluates INTERVAL n unit to a least number of days. The parser wraps the number into casts and trunc.
func stepDays(v any) (float64, bool) {
	n, ok := v.(obj)
	if !ok || str(n, "class") != "FUNCTION" || str(n, "alias") != "" {
		return 0, false
	}
	per, ok := daysPer[functionName(n)]
	args := list(n, "children")
	if !ok || len(args) != 1 {
		return 0, false
	}
	only(n, "an interval", "function_name", "schema", "children", "order_bys", "is_operator")
	inner := args[0]
	for range 8 {
		m, ok := inner.(obj)
		if !ok {
			return 0, false
		}
		switch str(m, "class") {
		case "CAST":
			only(m, "a cast", "child", "cast_type", "try_cast")
			switch str(need(m, "cast_type"), "id") {
			case "INTEGER", "BIGINT", "DOUBLE":
			default:
				return 0, false
			}
			inner = m["child"]
		case "FUNCTION":
			if f := list(m, "children"); functionName(m) == "trunc" && len(f) == 1 {
				only(m, "an interval", "function_name", "schema", "children", "order_bys", "is_operator")
				inner = f[0]
				continue
			}
			k, ok := integer(m)
			return k * per, ok && k != 0
		default:
			k, ok := integer(m)
			return k * per, ok && k != 0
		}
	}
	return 0, false
}
