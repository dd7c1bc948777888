package strictjson

import (
	"math"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// AppendString appends s as a canonical JSON text: escapes only where JSON demands them.
func AppendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	run := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				dst = append(append(dst, s[run:i]...), "\uFFFD"...)
				run = i + 1
			}
			i += n
			continue
		}
		if c >= 0x20 && c != '"' && c != '\\' {
			i++
			continue
		}
		dst = append(dst, s[run:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		run = i
	}
	return append(append(dst, s[run:]...), '"')
}

// AppendFloat appends a finite number in its shortest form; a whole one has no fraction, so that 1, 1.0 and 1e0 are the same.
func AppendFloat(dst []byte, f float64) []byte {
	if f == 0 {
		return append(dst, '0') // also -0
	}
	if abs := math.Abs(f); abs >= 1e-6 && abs < 1e21 {
		return strconv.AppendFloat(dst, f, 'f', -1, 64)
	}
	return strconv.AppendFloat(dst, f, 'e', -1, 64)
}

// canonical builds the canonical encoding itself.
type canonical struct{}

func (canonical) Null() []byte           { return []byte("null") }
func (canonical) Bool(b bool) []byte     { return strconv.AppendBool(nil, b) }
func (canonical) String(s string) []byte { return AppendString(nil, s) }

func (canonical) Number(literal string) ([]byte, error) {
	if literal == "-0" {
		return []byte("0"), nil
	}
	if !strings.ContainsAny(literal, ".eE") {
		return []byte(literal), nil
	}
	f, err := strconv.ParseFloat(literal, 64)
	return AppendFloat(nil, f), err
}

func (canonical) List(items [][]byte) []byte {
	out := []byte{'['}
	for i, item := range items {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, item...)
	}
	return append(out, ']')
}

func (canonical) Object(keys []string, values [][]byte) ([]byte, error) {
	sort.Sort(byKey{keys, values})
	out := []byte{'{'}
	for i, k := range keys {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(AppendString(out, k), ':'), values[i]...)
	}
	return append(out, '}'), nil
}

type byKey struct {
	keys   []string
	values [][]byte
}

func (b byKey) Len() int           { return len(b.keys) }
func (b byKey) Less(i, j int) bool { return b.keys[i] < b.keys[j] }
func (b byKey) Swap(i, j int) {
	b.keys[i], b.keys[j] = b.keys[j], b.keys[i]
	b.values[i], b.values[j] = b.values[j], b.values[i]
}

// Canonical returns the canonical form of a document. Two documents that mean the same have the same one: it depends neither on white
// space, nor on the order of keys, nor on how numbers and texts are spelt. Whole numbers keep all their digits.
func Canonical(doc []byte, limits Limits) ([]byte, error) {
	return Parse(doc, limits, canonical{})
}

// valid builds nothing.
type valid struct{}

func (valid) Null() struct{}                                { return struct{}{} }
func (valid) Bool(bool) struct{}                            { return struct{}{} }
func (valid) Number(string) (struct{}, error)               { return struct{}{}, nil }
func (valid) String(string) struct{}                        { return struct{}{} }
func (valid) List([]struct{}) struct{}                      { return struct{}{} }
func (valid) Object([]string, []struct{}) (struct{}, error) { return struct{}{}, nil }

// Check says what is wrong with a document, nil if nothing.
func Check(doc []byte, limits Limits) error {
	_, err := Parse(doc, limits, valid{})
	return err
}
