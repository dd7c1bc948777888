package script

import (
	"errors"
	"fmt"
	"math"
	"sort"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"

	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/bundle/strictjson"
	"github.com/coppice-network/coppice/internal/sandbox"
)

// verdict is what proof(...) makes; only prove can give it a meaning.
type verdict struct {
	valid                                               bool
	score, authenticity, ownership, quality, uniqueness starlark.Value
	reason, identity                                    string
	canonical, attributes, metadata                     starlark.Value
}

func (v *verdict) String() string        { return "proof(...)" }
func (v *verdict) Type() string          { return "proof" }
func (v *verdict) Freeze()               {}
func (v *verdict) Truth() starlark.Bool  { return starlark.Bool(v.valid) }
func (v *verdict) Hash() (uint32, error) { return 0, errors.New("unhashable: proof") }

func newVerdict(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if len(args) > 0 {
		return nil, defectf("proof: name the arguments, such as proof(valid = True, score = 0.9)")
	}
	v := new(verdict)
	err := starlark.UnpackArgs(b.Name(), args, kwargs, "valid", &v.valid, "score?", &v.score, "authenticity?", &v.authenticity,
		"ownership?", &v.ownership, "quality?", &v.quality, "uniqueness?", &v.uniqueness, "reason?", &v.reason, "identity?", &v.identity,
		"canonical?", &v.canonical, "attributes?", &v.attributes, "metadata?", &v.metadata)
	if err != nil {
		return nil, err
	}
	if v.valid && v.score == nil {
		return nil, defectf("proof: missing argument for score")
	}
	return v, nil
}

// results checks a verdict. What is wrong with it is the bundle's fault.
func (p *prover) results(v *verdict) (*bundle.Results, error) {
	res := &bundle.Results{Format: bundle.FormatResults, Valid: v.valid, Reason: clean(v.reason, bundle.MaxReason), Identity: v.identity}
	fail := func(format string, args ...any) error {
		return sandbox.Refuse(bundle.CodeOutput, "%s: proof: %s", p.job.Entry, fmt.Sprintf(format, args...))
	}
	for _, part := range []struct {
		name string
		from starlark.Value
		to   *float64
	}{
		{"score", v.score, &res.Score}, {"authenticity", v.authenticity, &res.Authenticity}, {"ownership", v.ownership, &res.Ownership},
		{"quality", v.quality, &res.Quality}, {"uniqueness", v.uniqueness, &res.Uniqueness},
	} {
		if part.from == nil || part.from == starlark.None {
			continue
		}
		f, ok := starlark.AsFloat(part.from)
		if !ok || !(f >= 0 && f <= 1) {
			return nil, fail("%s is not a number from 0 to 1", part.name)
		}
		*part.to = math.Abs(f) // no negative zero
	}
	if !v.valid {
		res.Score = 0
		if res.Reason == "" {
			res.Reason = "the file is not valid"
		}
	}
	if len(res.Identity) > bundle.MaxIdentity || res.Identity != clean(res.Identity, bundle.MaxIdentity) {
		return nil, fail("identity is not one line of at most %d bytes", bundle.MaxIdentity)
	}
	var err error
	if res.Attributes, err = object(v.attributes); err != nil {
		return nil, fail("attributes: %v", err)
	}
	if res.Metadata, err = object(v.metadata); err != nil {
		return nil, fail("metadata: %v", err)
	}
	switch c := v.canonical.(type) {
	case nil, starlark.NoneType: // the file's own, see Prove
	case starlark.Bytes:
		res.Canonical = append([]byte{}, c...)
	default:
		if res.Canonical, err = canonical(nil, c, 0); err != nil {
			return nil, fail("canonical: %v", err)
		}
	}
	return res, nil
}

// invalid is the result of a rejected file.
func invalid(reason string) *bundle.Results {
	reason = clean(reason, bundle.MaxReason)
	if reason == "" {
		reason = "the file is not valid"
	}
	return &bundle.Results{Format: bundle.FormatResults, Reason: reason}
}

func object(v starlark.Value) ([]byte, error) {
	if v == nil || v == starlark.None {
		return nil, nil
	}
	if _, ok := v.(*starlark.Dict); !ok {
		return nil, fmt.Errorf("want a dict, not %s", article(v.Type()))
	}
	b, err := canonical(nil, v, 0)
	if err == nil && len(b) > bundle.MaxAttributes {
		err = fmt.Errorf("more than %d bytes", bundle.MaxAttributes)
	}
	return b, err
}

// maxNesting of what a script builds; values that contain themselves end here, too.
const maxNesting = 128

// canonical appends the canonical JSON of a value.
func canonical(dst []byte, v starlark.Value, depth int) ([]byte, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("nested deeper than %d levels", maxNesting)
	}
	list := func(it starlark.Iterable) ([]byte, error) {
		dst = append(dst, '[')
		iter := it.Iterate()
		defer iter.Done()
		var item starlark.Value
		var err error
		for n := 0; iter.Next(&item); n++ {
			if n > 0 {
				dst = append(dst, ',')
			}
			if dst, err = canonical(dst, item, depth+1); err != nil {
				return nil, err
			}
		}
		return append(dst, ']'), nil
	}
	fields := func(names []string, get func(string) (starlark.Value, error)) ([]byte, error) {
		sort.Strings(names)
		dst = append(dst, '{')
		for i, name := range names {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(strictjson.AppendString(dst, name), ':')
			item, err := get(name)
			if err == nil {
				dst, err = canonical(dst, item, depth+1)
			}
			if err != nil {
				return nil, err
			}
		}
		return append(dst, '}'), nil
	}
	switch v := v.(type) {
	case starlark.NoneType:
		return append(dst, "null"...), nil
	case starlark.Bool:
		if v {
			return append(dst, "true"...), nil
		}
		return append(dst, "false"...), nil
	case starlark.Int:
		return append(dst, v.String()...), nil
	case starlark.Float:
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return nil, errors.New("a number is not finite")
		}
		return strictjson.AppendFloat(dst, float64(v)), nil
	case starlark.String:
		return strictjson.AppendString(dst, string(v)), nil
	case date:
		return strictjson.AppendString(dst, v.iso()), nil
	case *starlark.List:
		return list(v)
	case starlark.Tuple:
		return list(v)
	case *starlark.Set:
		return list(v)
	case *starlarkstruct.Struct:
		return fields(v.AttrNames(), v.Attr)
	case *starlark.Dict:
		names := make([]string, 0, v.Len())
		for _, k := range v.Keys() {
			s, ok := starlark.AsString(k)
			if !ok {
				return nil, fmt.Errorf("a key is %s, want a string", article(k.Type()))
			}
			names = append(names, s)
		}
		return fields(names, func(name string) (starlark.Value, error) {
			item, _, err := v.Get(starlark.String(name))
			return item, err
		})
	}
	return nil, fmt.Errorf("%s has no JSON form", article(v.Type()))
}
