package export

import (
	"archive/tar"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNames(t *testing.T) {
	parts := func(n int) string { return strings.TrimSuffix(strings.Repeat("a/", n), "/") }
	for name, c := range map[string]struct {
		path string
		as   string // "" where it is refused
		tar  bool   // only in a tar
		zip  bool   // only in a zip
	}{
		"plain":        {path: "a.json", as: "a.json"},
		"in a folder":  {path: "a/b.json", as: "a/b.json"},
		"./":           {path: "./a.json", as: "a.json"},
		"dots":         {path: "a/b../c..json", as: "a/b../c..json"},
		"a colon":      {path: "a/c:d.json", as: "a/c:d.json"},
		"Unicode":      {path: "é/日本.json", as: "é/日本.json"},
		"1,024 bytes":  {path: strings.Repeat("a", 1024), as: strings.Repeat("a", 1024)},
		"64 parts":     {path: parts(64), as: parts(64)},
		"backslash":    {path: `a\b.json`, as: "a/b.json", zip: true},
		"kept":         {path: `a\b.json`, as: `a\b.json`, tar: true},
		"page 437":     {path: "\x81ber.json", as: "über.json", zip: true},
		"not UTF-8":    {path: "\x81ber.json", tar: true},
		"absolute":     {path: "/a.json"},
		"..":           {path: "a/../../b.json"},
		".. first":     {path: "../b.json"},
		"..\\":         {path: `..\b.json`, zip: true},
		"drive":        {path: "C:/a.json"},
		"drive, small": {path: "c:a.json"},
		"share":        {path: `\\host\a`, zip: true},
		"empty part":   {path: "a//b.json"},
		".":            {path: "a/./b.json"},
		"././":         {path: "././b.json"},
		"line end":     {path: "a\nb.json"},
		"escape":       {path: "a\x1b[0m.json"},
		"delete":       {path: "a\x7f.json"},
		"C1":           {path: "a\u0085.json"},
		"NUL":          {path: "a\x00.json", zip: true},
		"1,025 bytes":  {path: strings.Repeat("a", 1025)},
		"65 parts":     {path: parts(65)},
		"empty":        {path: "", zip: true},
	} {
		t.Run(name, func(t *testing.T) {
			check := func(b []byte, format string) {
				e, err := openBytes(b, everything, roomy)
				if c.as == "" {
					expect(t, err, ErrPath)
					if len(err.Error()) > 300 || strings.ContainsAny(err.Error(), "\n\x1b\x00") || !utf8.ValidString(err.Error()) {
						t.Errorf("the text %q", err)
					}
					return
				}
				same(t, e, err, format, [2]string{c.as, "x"})
			}
			if !c.tar {
				check(makeZip(t, member{name: c.path, content: "x"}), Zip)
			}
			if !c.zip {
				check(makeTar(t, member{name: c.path, content: "x"}), Tar)
			}
		})
	}
}

func TestTwice(t *testing.T) {
	for name, c := range map[string]struct {
		members []member
		kind    error
	}{
		"two":                     {[]member{{name: "a"}, {name: "b"}}, nil},
		"a folder twice":          {[]member{{name: "d/", kind: tar.TypeDir}, {name: "d/a"}, {name: "d/", kind: tar.TypeDir}}, nil},
		"nearly":                  {[]member{{name: "a"}, {name: "a.b"}, {name: "a b/c"}, {name: "A"}}, nil},
		"root":                    {[]member{{name: "./", kind: tar.TypeDir}, {name: "./a"}}, nil},
		"the same":                {[]member{{name: "a"}, {name: "b"}, {name: "a"}}, ErrTwice},
		"the same but for ./":     {[]member{{name: "a"}, {name: "./a"}}, ErrTwice},
		"not wanted":              {[]member{{name: "x"}, {name: ".a"}, {name: ".a"}}, ErrTwice},
		"a file below a file":     {[]member{{name: "a"}, {name: "a-b"}, {name: "a/b/c"}}, ErrTwice},
		"a file above":            {[]member{{name: "a/b/c"}, {name: "a/b"}}, ErrTwice},
		"a file and a folder":     {[]member{{name: "a"}, {name: "a/", kind: tar.TypeDir}}, ErrTwice},
		"a file below, in folder": {[]member{{name: "x/a!b"}, {name: "x/a"}, {name: "x/a b"}, {name: "x/a/", kind: tar.TypeDir}}, ErrTwice},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := openBytes(makeTar(t, c.members...), everything, roomy)
			expect(t, err, c.kind)
			_, err = openBytes(makeZip(t, c.members...), everything, roomy)
			expect(t, err, c.kind)
			_, err = openBytes(makeGzip(t, makeTar(t, c.members...)), everything, roomy)
			expect(t, err, c.kind)
		})
	}
}

func TestMembers(t *testing.T) {
	five := []member{{name: "d/", kind: tar.TypeDir}, {name: "d/1"}, {name: "d/2"}, {name: ".h"}, {name: "d/3"}}
	all := map[string][]byte{Zip: makeZip(t, five...), Tar: makeTar(t, five...)}
	all[TarGz] = makeGzip(t, all[Tar])
	for format, b := range all {
		_, err := openBytes(b, everything, Limits{Read: 1, Members: 5})
		expect(t, err, nil)
		_, err = openBytes(b, everything, Limits{Read: 1, Members: 4})
		expect(t, err, ErrMembers)
		if t.Failed() {
			t.Fatal(format)
		}
	}
	globals := makeTar(t, member{kind: tar.TypeXGlobalHeader, link: "comment"}, member{kind: tar.TypeXGlobalHeader, link: "comment"}, member{name: "a"})
	_, err := openBytes(globals, everything, Limits{Members: 3})
	expect(t, err, nil)
	_, err = openBytes(globals, everything, Limits{Members: 1})
	expect(t, err, ErrMembers)
}

// TestManyMembers: 200,000 empty ones, as any archive of some megabytes can have.
func TestManyMembers(t *testing.T) {
	many := make([]member, 200_000)
	for i := range many {
		many[i].name = strconv.Itoa(i)
	}
	tarred := makeTar(t, many...)
	for _, b := range [][]byte{makeZip(t, many...), tarred, makeGzip(t, tarred)} {
		_, err := openBytes(b, everything, roomy)
		expect(t, err, ErrMembers)
		e, err := openBytes(b, Patterns{"1"}, Limits{Members: 200_000})
		same(t, e, err, e.Format, [2]string{"1", ""})
	}
}

func TestNameBytes(t *testing.T) {
	long := strings.Repeat("a", 1000)
	var many []member
	for i := range maxNameBytes / 1004 {
		many = append(many, member{name: long + strconv.Itoa(1000+i%9000) + string(rune('a'+i/9000))})
	}
	for _, make := range []func(testing.TB, ...member) []byte{makeZip, makeTar} {
		_, err := openBytes(make(t, many[:10000]...), everything, roomy)
		expect(t, err, nil)
		_, err = openBytes(make(t, many...), everything, roomy)
		expect(t, err, ErrMembers)
	}
}
