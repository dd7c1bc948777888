package export

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		pattern string
		yes, no string // names, apart by spaces
	}{
		{"**/*.json", "a.json a/b.json a/b/c.json", "a.jsonl a.JSON a/json .a.json .git/a.json a/.b/c.json a/.b.json __MACOSX/a.json a/__MACOSX/b.json"},
		{"*.json", "a.json", "a/b.json .a.json"},
		{"*/*.json", "a/b.json", "a.json a/b/c.json"},
		{"a/**", "a a/b a/b/c", "b a/.b ab"},
		{"a/**/b", "a/b a/x/b a/x/y/b", "a/.x/b a/b/c"},
		{"**", "a a/b", ".a a/.b __MACOSX/a"},
		{"**/**/a", "a x/a x/y/a", "x/.y/a"},
		{".git/*", ".git/a", ".git/.a x/.git/a"},
		{"**/.config/*.json", ".config/a.json x/.config/a.json", ".x/.config/a.json .config/.a.json"},
		{".*", ".a", "a"},
		{`\.a`, ".a", "a"},
		{"[.]a", "", ".a"},
		{"{.a,b}", "b", ".a"},
		{"?a", "xa", ".a a"},
		{"__MACOSX/**", "__MACOSX/a", "__MACOSX/._a x/__MACOSX/a"},
		{"__MACOSX*/a", "__MACOSX2/a", "__MACOSX/a"},
		{"__MACOSX/._*", "__MACOSX/._a", "__MACOSX/a"},
		{"*.{json,csv}", "a.json a.csv", "a.{json,csv} a.xml"},
		{"[a-c]?[!x].txt", "abc.txt", "abx.txt dbc.txt ab.txt"},
		{`\*.txt`, "*.txt", "a.txt"},
		{"a**b", "ab axb", "a/b"},
	} {
		p, err := ParsePatterns([]string{c.pattern})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range strings.Fields(c.yes) {
			if !p.Match(name) {
				t.Errorf("%s does not match %s", c.pattern, name)
			}
		}
		for _, name := range strings.Fields(c.no) {
			if p.Match(name) {
				t.Errorf("%s matches %s", c.pattern, name)
			}
		}
	}
	if p := (Patterns{"a", "b"}); !p.Match("a") || !p.Match("b") || p.Match("c") || (Patterns{}).Match("a") || (Patterns{"["}).Match("a") {
		t.Error("one of several must match, none and invalid ones match nothing")
	}
}

func TestParsePatterns(t *testing.T) {
	many := slices.Repeat([]string{"a"}, 32)
	long := strings.Repeat("a", 256)
	for _, list := range [][]string{{"a"}, many, {long}, {"{a,b}{c,d}"}, {strings.Repeat("{a,b}", 6)}, {"[x]"}} {
		if p, err := ParsePatterns(list); err != nil || !slices.Equal(p, list) {
			t.Errorf("%q: %q, %v", list, p, err)
		}
	}
	for _, list := range [][]string{nil, {}} {
		if p, err := ParsePatterns(list); err != nil || !slices.Equal(p, DefaultPatterns) {
			t.Errorf("none: %q, %v", p, err)
		}
	}
	for name, list := range map[string][]string{
		"too many": append(many, "a"), "too long": {long + "a"}, "empty": {""}, "absolute": {"/a"}, "a folder": {"a/"}, "an empty part": {"a//b"}, ".": {"./a"},
		"..": {"a/../b"}, "an open class": {"[a"}, "an empty class": {"[]"}, "open braces": {"{a"}, "folders in braces": {"{a/b,c}"}, "a lone escape": {`a\`},
		"an escaped separator": {`a\/b`}, "too many alternatives": {strings.Repeat("{a,b}", 7)}, "nested": {"{" + strings.Repeat("{a,a},", 8) + "b}"}, "not UTF-8": {"\xff"},
		"the second": {"a", ""},
	} {
		if _, err := ParsePatterns(list); !errors.Is(err, ErrPattern) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestMatchIsQuick: patterns and paths for which simple matchers take for ever.
func TestMatchIsQuick(t *testing.T) {
	for _, p := range []string{strings.Repeat("**/", 84) + "b", strings.Repeat("*a", 127) + "b", strings.Repeat("{a,*}", 6) + strings.Repeat("*a", 100)} {
		parsed, err := ParsePatterns([]string{p})
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		for _, name := range []string{strings.Repeat("a/", 63) + "a", strings.Repeat("a", 1024)} {
			parsed.Match(name)
		}
		t.Logf("%.20s...: %v", p, time.Since(start))
	}
}
