// Package strictjson reads JSON that strangers wrote, so that everybody who reads the same bytes sees the same document.
//
// encoding/json and other parsers differ in what they let pass: repeated keys (first or last wins), invalid UTF-8 and lone surrogates
// (replaced or kept), numbers beyond a float's range, nesting until the stack ends. A contributor could use such a difference to show
// one document to the proof and another to the refiner. Here all of that is an error with its place. Beyond that the grammar is
// RFC 8259; a leading byte order mark is ignored, as many exports carry one.
//
// Parsing is iterative (depth costs heap, never stack), in one pass, and builds values of whatever kind the caller wants. The package
// also writes the canonical form: keys sorted by their bytes, no white space, shortest numbers.
package strictjson

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// Errors, all reported as *Error with the place.
var (
	ErrEmpty   = errors.New("the file is empty")
	ErrSyntax  = errors.New("not JSON")
	ErrDepth   = errors.New("nested too deep")
	ErrRepeat  = errors.New("a key is repeated")
	ErrNumber  = errors.New("number out of range")
	ErrTooMany = errors.New("too many values")
)

// Error is what is wrong with a document, fit to show to whoever made it.
type Error struct {
	Offset int    // bytes from the beginning, from 0
	Class  error  // one of the sentinels
	Text   string // one sentence, without a full stop
}

func (e *Error) Error() string { return e.Text }

// Unwrap returns the class.
func (e *Error) Unwrap() error { return e.Class }

// MaxNumber bounds the length of a number in bytes: longer ones are not measurements, and converting them is costly.
const MaxNumber = 400

// Limits of a document. Zero means the default.
type Limits struct {
	Depth  int // nested lists and objects; 64
	Values int // values of every kind; 50 million
}

// Builder makes the caller's values of type V. A number is given by its literal, which is valid and, if it has a fraction or an
// exponent, within the range of a float64.
type Builder[V any] interface {
	Null() V
	Bool(b bool) V
	Number(literal string) (V, error)
	String(s string) V
	List(items []V) V
	Object(keys []string, values []V) (V, error) // keys are distinct, in the order of the document; both slices are the builder's to keep
}

// frame is a list or an object under construction.
type frame[V any] struct {
	object bool
	keys   []string
	seen   map[string]struct{} // only once an object has many keys
	items  []V
}

// smallObject is the number of keys up to which a scan finds a repeated one faster than a map.
const smallObject = 16

// Parse reads exactly one document.
func Parse[V any](doc []byte, limits Limits, b Builder[V]) (V, error) {
	var zero V
	if limits.Depth <= 0 {
		limits.Depth = 64
	}
	if limits.Values <= 0 {
		limits.Values = 50_000_000
	}
	p := parser{doc: doc}
	if bytes.HasPrefix(doc, []byte("\xef\xbb\xbf")) {
		p.at = 3
	}
	p.space()
	if p.at == len(doc) {
		return zero, &Error{0, ErrEmpty, "the file is empty"}
	}
	var stack []frame[V]
	values := 0
	for {
		// Here a value begins.
		if values++; values > limits.Values {
			return zero, p.fail(ErrTooMany, "more than %d values", limits.Values)
		}
		var v V
		var err error
		switch c := p.peek(); {
		case c == '{' || c == '[':
			if len(stack) == limits.Depth {
				return zero, p.fail(ErrDepth, "nested deeper than %d levels at byte %d", limits.Depth, p.at)
			}
			p.at++
			p.space()
			closing := byte(']')
			if c == '{' {
				closing = '}'
			}
			if p.peek() != closing {
				stack = append(stack, frame[V]{object: c == '{'})
				if c == '{' {
					if err := key(&p, &stack[len(stack)-1]); err != nil {
						return zero, err
					}
				}
				continue
			}
			p.at++
			if c == '{' {
				v, err = b.Object(nil, nil)
			} else {
				v = b.List(nil)
			}
		case c == '"':
			var s string
			if s, err = p.str(); err == nil {
				v = b.String(s)
			}
		case c == '-' || (c >= '0' && c <= '9'):
			start := p.at
			var literal string
			if literal, err = p.number(); err == nil {
				if v, err = b.Number(literal); err != nil {
					p.at = start
					err = p.fail(ErrNumber, "%v at byte %d", err, start)
				}
			}
		case p.word("true"):
			v = b.Bool(true)
		case p.word("false"):
			v = b.Bool(false)
		case p.word("null"):
			v = b.Null()
		default:
			return zero, p.unexpected()
		}
		if err != nil {
			return zero, err
		}
		// Here a value is complete: hand it to what encloses it, which may complete in turn.
		for {
			p.space()
			if len(stack) == 0 {
				if p.at != len(doc) {
					return zero, p.fail(ErrSyntax, "not JSON: something follows the document at byte %d", p.at)
				}
				return v, nil
			}
			top := &stack[len(stack)-1]
			top.items = append(top.items, v)
			c := p.peek()
			if c == ',' {
				p.at++
				p.space()
				if top.object {
					if err := key(&p, top); err != nil {
						return zero, err
					}
				}
				break
			}
			switch {
			case top.object && c == '}':
				if v, err = b.Object(top.keys, top.items); err != nil {
					return zero, err
				}
			case !top.object && c == ']':
				v = b.List(top.items)
			default:
				return zero, p.unexpected()
			}
			p.at++
			stack[len(stack)-1] = frame[V]{}
			stack = stack[:len(stack)-1]
		}
	}
}

// key reads `"name" :` into f.
func key[V any](p *parser, f *frame[V]) error {
	if p.peek() != '"' {
		return p.unexpected()
	}
	start := p.at
	k, err := p.str()
	if err != nil {
		return err
	}
	repeated := false
	if len(f.keys) < smallObject {
		for _, other := range f.keys {
			repeated = repeated || other == k
		}
	} else {
		if f.seen == nil {
			f.seen = make(map[string]struct{}, 2*smallObject)
			for _, other := range f.keys {
				f.seen[other] = struct{}{}
			}
		}
		_, repeated = f.seen[k]
		f.seen[k] = struct{}{}
	}
	if repeated {
		return &Error{start, ErrRepeat, fmt.Sprintf("the key %s appears twice in one object, again at byte %d", quote(k), start)}
	}
	f.keys = append(f.keys, k)
	p.space()
	if p.peek() != ':' {
		return p.unexpected()
	}
	p.at++
	p.space()
	return nil
}

func quote(s string) string {
	const max = 40
	if len(s) > max {
		cut := max
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut] + "…"
	}
	return strconv.Quote(s)
}

type parser struct {
	doc []byte
	at  int
}

func (p *parser) fail(class error, format string, args ...any) error {
	return &Error{p.at, class, fmt.Sprintf(format, args...)}
}

func (p *parser) unexpected() error {
	if p.at >= len(p.doc) {
		return p.fail(ErrSyntax, "not JSON: it ends too early, at byte %d", p.at)
	}
	return p.fail(ErrSyntax, "not JSON: unexpected %q at byte %d", rune(p.doc[p.at]), p.at)
}

// peek returns 0 at the end; a NUL in the document is unexpected wherever peek is used.
func (p *parser) peek() byte {
	if p.at < len(p.doc) {
		return p.doc[p.at]
	}
	return 0
}

func (p *parser) space() {
	for p.at < len(p.doc) {
		switch p.doc[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

func (p *parser) word(w string) bool {
	if len(p.doc)-p.at < len(w) || string(p.doc[p.at:p.at+len(w)]) != w {
		return false
	}
	p.at += len(w)
	return true
}

func (p *parser) digits() bool {
	start := p.at
	for p.at < len(p.doc) && p.doc[p.at] >= '0' && p.doc[p.at] <= '9' {
		p.at++
	}
	return p.at > start
}

func (p *parser) number() (string, error) {
	start := p.at
	if p.peek() == '-' {
		p.at++
	}
	if p.peek() == '0' {
		p.at++
	} else if !p.digits() {
		return "", p.unexpected()
	}
	float := false
	if p.peek() == '.' {
		float = true
		p.at++
		if !p.digits() {
			return "", p.unexpected()
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		float = true
		p.at++
		if c := p.peek(); c == '+' || c == '-' {
			p.at++
		}
		if !p.digits() {
			return "", p.unexpected()
		}
	}
	literal := string(p.doc[start:p.at])
	if len(literal) > MaxNumber {
		p.at = start
		return "", p.fail(ErrNumber, "a number of %d characters at byte %d", len(literal), start)
	}
	if float {
		if f, err := strconv.ParseFloat(literal, 64); err != nil || math.IsInf(f, 0) {
			p.at = start
			return "", p.fail(ErrNumber, "a number too large to compute with at byte %d", start)
		}
	}
	return literal, nil
}

func (p *parser) str() (string, error) {
	start := p.at
	p.at++
	run := p.at
	// The common case, plain text without escapes, needs one copy.
	var buf []byte
	for {
		if p.at >= len(p.doc) {
			return "", &Error{start, ErrSyntax, fmt.Sprintf("not JSON: the text that begins at byte %d never ends", start)}
		}
		switch c := p.doc[p.at]; {
		case c == '"':
			s := p.doc[run:p.at]
			p.at++
			if buf == nil {
				return string(s), nil
			}
			return string(append(buf, s...)), nil
		case c == '\\':
			buf = append(buf, p.doc[run:p.at]...)
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			buf = utf8.AppendRune(buf, r)
			run = p.at
		case c < 0x20:
			return "", p.fail(ErrSyntax, "not JSON: a control character inside a text at byte %d", p.at)
		case c < utf8.RuneSelf:
			p.at++
		default:
			r, n := utf8.DecodeRune(p.doc[p.at:])
			if r == utf8.RuneError && n == 1 {
				return "", p.fail(ErrSyntax, "not JSON: not UTF-8 at byte %d", p.at)
			}
			p.at += n
		}
	}
}

func (p *parser) escape() (rune, error) {
	start := p.at
	p.at++
	c := p.peek()
	p.at++
	switch c {
	case '"', '\\', '/':
		return rune(c), nil
	case 'b':
		return '\b', nil
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'u':
		r, ok := p.hex4()
		if ok && utf16.IsSurrogate(r) {
			if ok = p.word(`\u`); ok {
				var low rune
				if low, ok = p.hex4(); ok {
					r = utf16.DecodeRune(r, low)
					ok = r != utf8.RuneError
				}
			}
		}
		if ok {
			return r, nil
		}
	}
	p.at = start
	return 0, p.fail(ErrSyntax, "not JSON: a broken escape at byte %d", start)
}

func (p *parser) hex4() (rune, bool) {
	if len(p.doc)-p.at < 4 {
		return 0, false
	}
	var r rune
	for _, c := range p.doc[p.at : p.at+4] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	p.at += 4
	return r, true
}
