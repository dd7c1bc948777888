package script

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"
)

// shape(value, pattern, name="") rejects a value that does not have a shape, naming the place and what is wrong there. A pattern is
//
//	"string" "int" "number" "bool" "null" "any"   a value of that type; an int is a number, too; "int?" may also be null
//	[p]                                            a list of such values, of any length
//	{"a": p, "b?": q}                              an object with exactly these keys; those with ? may be missing; with "*": r other
//	                                               keys are allowed and their values have that shape
//
// Unknown keys are refused unless the pattern allows them: what nobody looks at must not make the same data look new.
func shape(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var value, pattern starlark.Value
	var name string
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "value", &value, "pattern", &pattern, "name?", &name); err != nil {
		return nil, err
	}
	if err := match(value, pattern, name, 0); err != nil {
		return nil, err
	}
	return value, nil
}

// found names a value's type as JSON does.
func found(v starlark.Value) string {
	switch v.(type) {
	case starlark.NoneType:
		return "null"
	case starlark.Bool:
		return "bool"
	case starlark.Int:
		return "int"
	case starlark.Float:
		return "number with a fraction"
	case starlark.String:
		return "string"
	case *starlark.List, starlark.Tuple:
		return "list"
	case *starlark.Dict:
		return "object"
	}
	return v.Type()
}

func match(v, pattern starlark.Value, at string, depth int) error {
	if depth > maxNesting {
		return defectf("shape: the pattern is nested deeper than %d levels", maxNesting)
	}
	wrong := func(want string) error {
		where := at
		if where == "" {
			where = "the document"
		}
		return &rejection{fmt.Sprintf("%s: want %s, found %s", where, want, found(v))}
	}
	switch p := pattern.(type) {
	case starlark.String:
		want, nullable := strings.CutSuffix(string(p), "?")
		if nullable && v == starlark.None {
			return nil
		}
		ok := false
		switch want {
		case "any":
			ok = true
		case "null":
			ok = v == starlark.None
		case "bool":
			_, ok = v.(starlark.Bool)
		case "string":
			_, ok = v.(starlark.String)
		case "int":
			_, ok = v.(starlark.Int)
		case "number":
			switch v.(type) {
			case starlark.Int, starlark.Float:
				ok = true
			}
		default:
			return defectf("shape: the pattern has %s; known are string, int, number, bool, null, any", p)
		}
		if !ok {
			return wrong(want)
		}
		return nil
	case *starlark.List:
		if p.Len() != 1 {
			return defectf("shape: the pattern has a list of %d; want one pattern for all items", p.Len())
		}
		list, ok := v.(*starlark.List)
		if !ok {
			return wrong("list")
		}
		for i := range list.Len() {
			if err := match(list.Index(i), p.Index(0), fmt.Sprintf("%s[%d]", at, i), depth+1); err != nil {
				return err
			}
		}
		return nil
	case *starlark.Dict:
		return matchObject(v, p, at, depth, wrong)
	}
	return defectf("shape: the pattern has %s; want a string, a list or a dict", article(pattern.Type()))
}

func matchObject(v starlark.Value, p *starlark.Dict, at string, depth int, wrong func(string) error) error {
	d, ok := v.(*starlark.Dict)
	if !ok {
		return wrong("object")
	}
	prefix := at
	if prefix != "" {
		prefix += "."
	}
	var rest starlark.Value
	known := map[string]bool{}
	for _, item := range p.Items() {
		key, ok := starlark.AsString(item[0])
		if !ok {
			return defectf("shape: a key of the pattern is %s, want a string", article(item[0].Type()))
		}
		if key == "*" {
			rest = item[1]
			continue
		}
		key, optional := strings.CutSuffix(key, "?")
		known[key] = true
		value, present, err := d.Get(starlark.String(key))
		if err != nil {
			return err
		}
		if !present {
			if !optional {
				return &rejection{fmt.Sprintf("%s%s is missing", prefix, key)}
			}
			continue
		}
		if err := match(value, item[1], prefix+key, depth+1); err != nil {
			return err
		}
	}
	for _, item := range d.Items() {
		key, _ := starlark.AsString(item[0])
		if known[key] {
			continue
		}
		if rest == nil {
			return &rejection{fmt.Sprintf("%s%s is not expected", prefix, clean(key, 60))}
		}
		if err := match(item[1], rest, prefix+clean(key, 60), depth+1); err != nil {
			return err
		}
	}
	return nil
}
