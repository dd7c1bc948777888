package export

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
)

// Bounds of patterns.
const (
	maxPatterns     = 32
	maxPattern      = 256 // bytes of one
	maxAlternatives = 64  // that the braces of one stand for
)

// macFolder is where macOS puts what it knows of files beside them.
const macFolder = "__MACOSX"

// Patterns choose members of an archive by path: one of them must match. Parts of a path are separated by "/". In a part, "*" stands for
// any characters, "?" for one, "[a-z]" and "[!a-z]" for one of a class, "{a,b}" for one of several, and "\" takes the next as it is. A part
// "**" stands for any number of parts, also none. Letters count as they are written.
//
// Hidden parts, which begin with "." or are "__MACOSX", are matched only by a part that begins so, too, as in a shell.
type Patterns []string

// DefaultPatterns is what is wanted where nobody says so.
var DefaultPatterns = Patterns{"**/*.json"}

// ParsePatterns checks patterns: at most 32, of at most 256 bytes, relative. None are DefaultPatterns. Errors are ErrPattern.
func ParsePatterns(list []string) (Patterns, error) {
	if len(list) == 0 {
		return slices.Clone(DefaultPatterns), nil
	}
	if len(list) > maxPatterns {
		return nil, fmt.Errorf("%w: %d patterns, at most %d", ErrPattern, len(list), maxPatterns)
	}
	for _, p := range list {
		if rule := checkPattern(p); rule != "" {
			return nil, fmt.Errorf("%w %s: %s", ErrPattern, quote(p), rule)
		}
	}
	return Patterns(slices.Clone(list)), nil
}

// checkPattern returns the rule that a pattern breaks.
func checkPattern(p string) string {
	if len(p) > maxPattern {
		return fmt.Sprintf("it has %d bytes, at most %d", len(p), maxPattern)
	}
	if !utf8.ValidString(p) {
		return "it is not UTF-8"
	}
	depth, class, product := []int(nil), false, 1
	for i := 0; i < len(p); i++ {
		switch c := p[i]; {
		case c == '\\':
			if i++; i < len(p) && p[i] == '/' {
				return `"\/" is no character of a name`
			}
		case class:
			class = c != ']'
		case c == '[':
			class = true
		case c == '{':
			depth = append(depth, 1)
		case c == ',' && len(depth) > 0:
			depth[len(depth)-1]++
		case c == '}' && len(depth) > 0:
			if product *= depth[len(depth)-1]; product > maxAlternatives {
				return fmt.Sprintf("its braces stand for more than %d patterns", maxAlternatives)
			}
			depth = depth[:len(depth)-1]
		case c == '/' && len(depth) > 0:
			return `braces cannot hold "/"; write two patterns`
		}
	}
	for part := range strings.SplitSeq(p, "/") {
		switch {
		case part == "" || part == "." || part == "..":
			return `want a relative path without empty parts, "." and ".."`
		case !doublestar.ValidatePattern(part):
			return "brackets or braces are not closed, or empty"
		}
	}
	return ""
}

// Match reports whether one of the patterns matches a member's path.
func (p Patterns) Match(name string) bool { return p.split().match(name) }

func (p Patterns) String() string {
	text := strings.Join(p, ", ")
	if len(text) > 2*maxPattern {
		return fmt.Sprintf("one of %d patterns", len(p))
	}
	return text
}

// splitPatterns are patterns by their parts.
type splitPatterns [][]string

func (p Patterns) split() splitPatterns {
	s := make(splitPatterns, len(p))
	for i := range p {
		s[i] = strings.Split(p[i], "/")
	}
	return s
}

func (s splitPatterns) match(name string) bool {
	parts := strings.Split(name, "/")
	return slices.ContainsFunc(s, func(pattern []string) bool { return matchParts(pattern, parts) })
}

// matchParts goes through the pattern and keeps which beginnings of the path it matches so far, so that no pattern takes long.
func matchParts(pattern, parts []string) bool {
	reach := make([]bool, len(parts)+1) // reach[i]: the first i parts are matched
	reach[0] = true
	for _, p := range pattern {
		if p == "**" {
			for i, part := range parts {
				reach[i+1] = reach[i+1] || (reach[i] && !hidden(part))
			}
			continue
		}
		for i := len(parts); i > 0; i-- {
			reach[i] = reach[i-1] && matchPart(p, parts[i-1])
		}
		reach[0] = false
	}
	return reach[len(parts)]
}

func matchPart(pattern, part string) bool {
	if hidden(part) && !hidden(strings.TrimPrefix(pattern, `\`)) {
		return false
	}
	ok, err := doublestar.Match(pattern, part)
	return ok && err == nil
}

// hidden reports whether a part of a path is left out unless it is asked for.
func hidden(part string) bool { return strings.HasPrefix(part, ".") || part == macFolder }
