package bundle

import (
	"bytes"
	"regexp"
	"strings"
)

var (
	quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'[^']*'|` + "`[^`]*`")
	word   = regexp.MustCompile(`[^\s,;()\[\]{}…]+`)
	plain  = regexp.MustCompile(`^(?:[A-Za-z_'.:!?-]+|\d{1,2}|[A-Z]+\d{1,3}|[=<>+*/%&|^~!-]{1,3})[:.!]?$`)
)

// Withhold removes from an engine's error text what may come from the data it worked on: quoted texts and words that are not in the
// bundle's source, unless they are plain words that the data does not hold. It errs on the side of leaving out; an author who wants to
// hide data in an error can still do so, which is why logs and errors of bundles stay with the validator.
func Withhold(text string, source, data []byte) string {
	ours := func(s string) bool { return len(s) > 2 && bytes.Contains(source, []byte(s)) }
	lower := bytes.ToLower(data)
	text = quoted.ReplaceAllStringFunc(text, func(s string) string {
		if ours(strings.Trim(s, "\"'`")) {
			return s
		}
		return "…"
	})
	return word.ReplaceAllStringFunc(text, func(s string) string {
		bare := strings.Trim(s, "\"'`:.!?")
		if ours(bare) || (plain.MatchString(s) && (len(bare) <= 2 || !hasWord(lower, bytes.ToLower([]byte(bare))))) {
			return s
		}
		return "…"
	})
}

// hasWord reports whether data holds w between other characters than letters and digits.
func hasWord(data, w []byte) bool {
	part := func(c byte) bool { return c >= 0x80 || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') }
	for at := 0; ; {
		i := bytes.Index(data[at:], w)
		if i < 0 {
			return false
		}
		i += at
		if end := i + len(w); (i == 0 || !part(data[i-1])) && (end == len(data) || !part(data[end])) {
			return true
		}
		at = i + 1
	}
}
