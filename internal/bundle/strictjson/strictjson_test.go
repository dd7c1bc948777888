package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestCanonical(t *testing.T) {
	for in, want := range map[string]string{
		`{}`:                                  `{}`,
		` [ ] `:                               `[]`,
		"\xef\xbb\xbf[1]":                     `[1]`,
		`{"b":1,"a":{"d":[true,false,null]}}`: `{"a":{"d":[true,false,null]},"b":1}`,
		`[1.0, 1e0, 10e-1, 1, -0, -0.0, 0.0]`: `[1,1,1,1,0,0,0]`,
		`[6.96999979, 1e300, 1.5e-7, 1e20]`:   `[6.96999979,1e+300,1.5e-07,100000000000000000000]`,
		`[123456789012345678901234567890]`:    `[123456789012345678901234567890]`,
		`"\u0041\n\u0001\/\"\ud83d\ude00"`:    `"A\n\u0001/\"😀"`,
		`"plain"`:                             `"plain"`,
		`[[[1],[2]],[],{"":""}]`:              `[[[1],[2]],[],{"":""}]`,
		`{"é":1,"z":2,"Z":3}`:                 `{"Z":3,"z":2,"é":1}`,
	} {
		got, err := Canonical([]byte(in), Limits{})
		if err != nil || string(got) != want {
			t.Errorf("%s: %s, %v; want %s", in, got, err, want)
		}
		again, err := Canonical(got, Limits{})
		if err != nil || !bytes.Equal(again, got) {
			t.Errorf("%s: not stable: %s, %v", in, again, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	many := make([]string, 40)
	for i := range many {
		many[i] = fmt.Sprintf(`"k%d":1`, i)
	}
	for _, c := range []struct {
		name, in string
		class    error
		text     string
	}{
		{"nothing", "", ErrEmpty, "the file is empty"},
		{"white space", " \n", ErrEmpty, "the file is empty"},
		{"only a byte order mark", "\xef\xbb\xbf", ErrEmpty, "the file is empty"},
		{"a word", `{"a": nope}`, ErrSyntax, "not JSON: unexpected 'n' at byte 6"},
		{"cut short", `{"a": [1,`, ErrSyntax, "not JSON: it ends too early, at byte 9"},
		{"cut in a text", `{"a`, ErrSyntax, "not JSON: the text that begins at byte 1 never ends"},
		{"trailing comma", `[1,]`, ErrSyntax, "not JSON: unexpected ']' at byte 3"},
		{"two documents", `{} {}`, ErrSyntax, "not JSON: something follows the document at byte 3"},
		{"wrong bracket", `[1}`, ErrSyntax, "not JSON: unexpected '}' at byte 2"},
		{"number key", `{1:2}`, ErrSyntax, "not JSON: unexpected '1' at byte 1"},
		{"no colon", `{"a" 1}`, ErrSyntax, "not JSON: unexpected '1' at byte 5"},
		{"leading zero", `[01]`, ErrSyntax, "not JSON: unexpected '1' at byte 2"},
		{"plus", `[+1]`, ErrSyntax, "not JSON: unexpected '+' at byte 1"},
		{"bare minus", `[-]`, ErrSyntax, "not JSON: unexpected ']' at byte 2"},
		{"NaN", `[NaN]`, ErrSyntax, "not JSON: unexpected 'N' at byte 1"},
		{"NUL", "[\x00]", ErrSyntax, `not JSON: unexpected '\x00' at byte 1`},
		{"control character", "\"a\nb\"", ErrSyntax, "not JSON: a control character inside a text at byte 2"},
		{"Latin-1", "\"caf\xe9\"", ErrSyntax, "not JSON: not UTF-8 at byte 4"},
		{"lone surrogate", `"\ud800"`, ErrSyntax, "not JSON: a broken escape at byte 1"},
		{"swapped surrogates", `"\ude00\ud83d"`, ErrSyntax, "not JSON: a broken escape at byte 1"},
		{"unknown escape", `"\x"`, ErrSyntax, "not JSON: a broken escape at byte 1"},
		{"repeated key", `{"a":1,"b":2,"\u0061":3}`, ErrRepeat, `the key "a" appears twice in one object, again at byte 13`},
		{"repeated key among many", "{" + strings.Join(many, ",") + `,"k7":1}`, ErrRepeat, `the key "k7" appears twice in one object, again at byte 311`},
		{"huge exponent", `[1e999]`, ErrNumber, "a number too large to compute with at byte 1"},
		{"endless number", "[" + strings.Repeat("9", 500) + "]", ErrNumber, "a number of 500 characters at byte 1"},
		{"deep lists", strings.Repeat("[", 1000) + strings.Repeat("]", 1000), ErrDepth, "nested deeper than 64 levels at byte 64"},
		{"a million open brackets", strings.Repeat(`{"a":`, 1_000_000), ErrDepth, "nested deeper than 64 levels at byte 320"},
		{"many values", "[" + strings.Repeat("1,", 200) + "1]", ErrTooMany, "more than 100 values"},
	} {
		limits := Limits{}
		if c.class == ErrTooMany {
			limits.Values = 100
		}
		err := Check([]byte(c.in), limits)
		if !errors.Is(err, c.class) || err.Error() != c.text {
			t.Errorf("%s: %v, want %s", c.name, err, c.text)
		}
	}
	if err := Check([]byte(strings.Repeat("[", 64)+strings.Repeat("]", 64)), Limits{}); err != nil {
		t.Errorf("64 levels: %v", err)
	}
}

// FuzzParse compares with encoding/json: what we accept it accepts, and means the same.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.5,-3e2,"x\u00e9",null,true]}`, `[]`, `""`, `{"a":{"a":{}}}`, `[1e5,1E-5]`, "\xef\xbb\xbf{}", `"\ud83d\ude00"`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		got, err := Canonical(doc, Limits{})
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Offset < 0 || e.Offset > len(doc) {
				t.Fatalf("error without a place: %v", err)
			}
			plain := json.Valid(bytes.TrimPrefix(doc, []byte("\xef\xbb\xbf")))
			if plain && errors.Is(err, ErrEmpty) {
				t.Fatalf("empty? %q", doc)
			}
			return
		}
		doc = bytes.TrimPrefix(doc, []byte("\xef\xbb\xbf"))
		if !json.Valid(doc) {
			t.Fatalf("accepted what encoding/json refuses: %q", doc)
		}
		var a, b any
		if json.Unmarshal(doc, &a) != nil || json.Unmarshal(got, &b) != nil {
			return // beyond float64
		}
		if x, y := fmt.Sprintf("%#v", unsigned(a)), fmt.Sprintf("%#v", unsigned(b)); x != y {
			t.Fatalf("%q became %q", doc, got)
		}
		if again, err := Canonical(got, Limits{}); err != nil || !bytes.Equal(again, got) {
			t.Fatalf("not stable: %q, %v", again, err)
		}
	})
}

// unsigned removes the sign of zero, which the canonical form does not keep.
func unsigned(v any) any {
	switch v := v.(type) {
	case float64:
		return v + 0
	case []any:
		for i := range v {
			v[i] = unsigned(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = unsigned(v[k])
		}
	}
	return v
}

func BenchmarkCheck(b *testing.B) {
	one := `{"date":"4/12/16","steps":13162,"distanceKm":8.5,"minutes":{"veryActive":25,"fairlyActive":13}},`
	doc := []byte("[" + strings.TrimSuffix(strings.Repeat(one, 10000), ",") + "]")
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		if err := Check(doc, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
