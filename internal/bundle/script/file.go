package script

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"github.com/coppice-network/coppice/internal/bundle/strictjson"
)

// file is the contributed file as a script sees it.
type file struct{ p *prover }

var _ starlark.HasAttrs = (*file)(nil)

func (f *file) String() string        { return "file" }
func (f *file) Type() string          { return "file" }
func (f *file) Freeze()               {}
func (f *file) Truth() starlark.Bool  { return len(f.p.data) > 0 }
func (f *file) Hash() (uint32, error) { return 0, errors.New("unhashable: file") }
func (f *file) AttrNames() []string   { return []string{"json", "size", "text"} }

func (f *file) Attr(name string) (starlark.Value, error) {
	switch name {
	case "size":
		return starlark.MakeInt(len(f.p.data)), nil
	case "text":
		if len(f.p.data) == 0 {
			return nil, &rejection{"the file is empty"}
		}
		if !utf8.Valid(f.p.data) {
			return nil, &rejection{fmt.Sprintf("not UTF-8 text: wrong byte at %d", invalidAt(f.p.data))}
		}
		return starlark.String(f.p.data), nil
	case "json":
		return starlark.NewBuiltin("file.json", func(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
				return nil, err
			}
			v, err := strictjson.Parse(f.p.data, strictjson.Limits{Values: f.p.values}, values{})
			if err != nil {
				return nil, &rejection{err.Error()}
			}
			return v, nil
		}), nil
	}
	return nil, nil
}

func invalidAt(b []byte) int {
	at := 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			return at
		}
		at += n
		b = b[n:]
	}
	return at
}

// values builds Starlark values from JSON. Whole numbers keep all their digits.
type values struct{}

func (values) Null() starlark.Value                       { return starlark.None }
func (values) Bool(b bool) starlark.Value                 { return starlark.Bool(b) }
func (values) String(s string) starlark.Value             { return starlark.String(s) }
func (values) List(items []starlark.Value) starlark.Value { return starlark.NewList(items) }

func (values) Number(literal string) (starlark.Value, error) {
	if strings.ContainsAny(literal, ".eE") {
		f, err := strconv.ParseFloat(literal, 64)
		return starlark.Float(f), err
	}
	if i, err := strconv.ParseInt(literal, 10, 64); err == nil {
		return starlark.MakeInt64(i), nil
	}
	i, ok := new(big.Int).SetString(literal, 10)
	if !ok {
		return nil, errors.New("not a number")
	}
	return starlark.MakeBigInt(i), nil
}

func (values) Object(keys []string, items []starlark.Value) (starlark.Value, error) {
	d := starlark.NewDict(len(keys))
	for i, k := range keys {
		if err := d.SetKey(starlark.String(k), items[i]); err != nil {
			return nil, err
		}
	}
	return d, nil
}
