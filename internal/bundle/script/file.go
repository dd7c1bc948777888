package script

import (
	"bufio"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"github.com/coppice-network/coppice/internal/bundle/strictjson"
	"github.com/coppice-network/coppice/internal/export"
)

// file is what was contributed as a script sees it: the whole, or one of the files in it. A whole that is one file is that file.
type file struct {
	p       *prover
	members []*export.Member
}

var _ starlark.HasAttrs = (*file)(nil)

func (f *file) String() string        { return "file" }
func (f *file) Type() string          { return "file" }
func (f *file) Freeze()               {}
func (f *file) Truth() starlark.Bool  { return f.size() > 0 }
func (f *file) Hash() (uint32, error) { return 0, errors.New("unhashable: file") }
func (f *file) AttrNames() []string {
	return []string{"files", "json", "lines", "name", "size", "text"}
}

func (f *file) size() (n int64) {
	for _, m := range f.members {
		n += m.Size
	}
	return n
}

// only is the file's one member.
func (f *file) only() (*export.Member, error) {
	if len(f.members) == 1 {
		return f.members[0], nil
	}
	return nil, rejectf("it is an archive with %d files that could be meant (%q, %q, ...): contribute one of them", len(f.members), f.members[0].Name, f.members[1].Name)
}

func (f *file) Attr(name string) (starlark.Value, error) {
	switch name {
	case "size":
		return starlark.MakeInt64(f.size()), nil
	case "files":
		list := make([]starlark.Value, len(f.members))
		for i, m := range f.members {
			list[i] = &file{f.p, []*export.Member{m}}
		}
		return starlark.NewList(list), nil
	case "name":
		m, err := f.only()
		if err != nil {
			return nil, err
		}
		return starlark.String(m.Name), nil
	case "text":
		data, err := f.whole()
		if err != nil {
			return nil, err
		}
		if !utf8.Valid(data) {
			return nil, rejectf("%snot UTF-8 text: wrong byte at %d", f.place(), invalidAt(data))
		}
		return starlark.String(data), nil
	case "lines":
		return method("file.lines", func(t *starlark.Thread) (starlark.Value, error) {
			m, err := f.only()
			if err != nil {
				return nil, err
			}
			return &lines{f, m, t}, nil
		}), nil
	case "json":
		return method("file.json", func(*starlark.Thread) (starlark.Value, error) {
			data, err := f.whole()
			if err != nil {
				return nil, err
			}
			v, err := strictjson.Parse(data, strictjson.Limits{Values: f.p.values}, values{})
			if err != nil {
				return nil, rejectf("%s%v", f.place(), err)
			}
			return v, nil
		}), nil
	}
	return nil, nil
}

// method is a built-in without arguments.
func method(name string, call func(*starlark.Thread) (starlark.Value, error)) *starlark.Builtin {
	return starlark.NewBuiltin(name, func(t *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
			return nil, err
		}
		return call(t)
	})
}

// whole is the content of the one member, which is not empty.
func (f *file) whole() ([]byte, error) {
	m, err := f.only()
	if err != nil {
		return nil, err
	}
	data, err := f.p.content(m)
	if err == nil && len(data) == 0 {
		err = rejectf("%sthe file is empty", f.place())
	}
	return data, err
}

// place names the member in a reason, where there are several.
func (f *file) place() string {
	if len(f.p.export.Members) == 1 {
		return ""
	}
	return fmt.Sprintf("%q: ", f.members[0].Name)
}

// maxLine bounds a line, in bytes.
const maxLine = 1 << 20

// lines are the lines of a file without their ends, read as they are asked for.
type lines struct {
	f      *file
	m      *export.Member
	thread *starlark.Thread
}

var _ starlark.Iterable = (*lines)(nil)

func (l *lines) String() string        { return "file.lines" }
func (l *lines) Type() string          { return "file.lines" }
func (l *lines) Freeze()               {}
func (l *lines) Truth() starlark.Bool  { return l.m.Size > 0 }
func (l *lines) Hash() (uint32, error) { return 0, errors.New("unhashable: file.lines") }

func (l *lines) Iterate() starlark.Iterator {
	s := bufio.NewScanner(l.m.Open())
	s.Buffer(make([]byte, 64<<10), maxLine+2)
	return &lineIterator{lines: l, s: s}
}

type lineIterator struct {
	*lines
	s *bufio.Scanner
	n int
}

func (i *lineIterator) Done() {}

func (i *lineIterator) Next(v *starlark.Value) bool {
	more := i.s.Scan()
	err := i.s.Err()
	if i.n++; more {
		if line := i.s.Bytes(); utf8.Valid(line) && len(line) <= maxLine {
			*v = starlark.String(line)
			return true
		} else if len(line) <= maxLine {
			err = rejectf("%sline %d is not UTF-8 text", i.f.place(), i.n)
		} else {
			err = bufio.ErrTooLong
		}
	}
	if errors.Is(err, bufio.ErrTooLong) {
		err = rejectf("%sline %d has more than %d bytes", i.f.place(), i.n, maxLine)
	}
	if err != nil {
		// An iterator cannot fail: the thread ends before its next step.
		i.f.p.stopped = err
		i.thread.Cancel(err.Error())
	}
	return false
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
