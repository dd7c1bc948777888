package bundle

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

var (
	quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'[^']*'|` + "`[^`]*`")
	word   = regexp.MustCompile(`[^\s,;()\[\]{}…]+`)
	plain  = regexp.MustCompile(`^(?:[A-Za-z_'.:!?-]+|\d{1,2}|[A-Z]+\d{1,3}|[=<>+*/%&|^~!-]{1,3})[:.!]?$`)
)

// Withhold removes from an engine's error text what may come from the data it worked on: quoted texts and words that are not in the
// bundle's source, unless they are plain words that none of data holds; nil is data that nobody knows, and holds any word. It errs on the
// side of leaving out; an author who wants to hide data in an error can still do so, which is why logs and errors of bundles stay with the
// validator.
func Withhold(text string, source []byte, data ...[]byte) string {
	ours := func(s string) bool { return len(s) > 2 && bytes.Contains(source, []byte(s)) }
	held := func(w string) bool {
		return slices.ContainsFunc(data, func(d []byte) bool { return d == nil || hasWord(d, w) })
	}
	text = quoted.ReplaceAllStringFunc(text, func(s string) string {
		if ours(strings.Trim(s, "\"'`")) {
			return s
		}
		return "…"
	})
	return word.ReplaceAllStringFunc(text, func(s string) string {
		bare := strings.Trim(s, "\"'`:.!?")
		if ours(bare) || (plain.MatchString(s) && (len(bare) <= 2 || !held(bare))) {
			return s
		}
		return "…"
	})
}

// hasWord reports whether data holds w, in whatever case, between other characters than letters and digits.
func hasWord(data []byte, w string) bool {
	part := func(c byte) bool {
		return c >= 0x80 || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
	}
	first := []byte{w[0] | 0x20, w[0] &^ 0x20}
	if c := w[0] | 0x20; c < 'a' || c > 'z' {
		first = []byte{w[0]}
	}
	for at := 0; ; at++ {
		i := bytes.IndexAny(data[at:], string(first))
		if i < 0 || at+i+len(w) > len(data) {
			return false
		}
		at += i
		end := at + len(w)
		if bytes.EqualFold(data[at:end], []byte(w)) && (at == 0 || !part(data[at-1])) && (end == len(data) || !part(data[end])) {
			return true
		}
	}
}
