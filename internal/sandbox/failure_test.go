package sandbox

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestClassify(t *testing.T) {
	up := &hello{}
	for _, c := range []struct {
		name string
		e    ending
		want Kind // empty: success
	}{
		{"answered", ending{hello: up, final: &final{}}, ""},
		{"killed by the watchdog", ending{hello: up, killed: TimedOut}, TimedOut},
		{"killed before it came up", ending{killed: OutOfMemory}, OutOfMemory},
		{"never came up", ending{exit: "exit status 2"}, Unavailable},
		{"came up without a required layer", ending{hello: &hello{Unavailable: "no seccomp"}}, Unavailable},
		{"died", ending{hello: up, exit: "signal: segmentation fault"}, Crashed},
		{"died after its CPU time", ending{hello: up, cpuUsed: true}, TimedOut},
		{"died full of memory", ending{hello: up, nearMemory: true}, OutOfMemory},
		{"died saying out of memory", ending{hello: up, log: []byte("fatal error: runtime: out of memory")}, OutOfMemory},
		{"died with full outputs", ending{hello: up, outputFull: true}, OutputTooLarge},
		{"answered with full outputs", ending{hello: up, outputFull: true, final: &final{}}, OutputTooLarge},
		{"answered too much", ending{hello: up, oversized: true}, OutputTooLarge},
		{"refused", ending{hello: up, final: &final{Failed: true, Code: "x"}}, Rejected},
		{"refused for memory", ending{hello: up, final: &final{Failed: true, Code: CodeOutOfMemory}}, OutOfMemory},
	} {
		f := classify(c.e)
		switch {
		case f == nil && c.want != "":
			t.Errorf("%s: success, want %s", c.name, c.want)
		case f != nil && f.Kind != c.want:
			t.Errorf("%s: %s, want %q", c.name, f.Kind, c.want)
		case f != nil && !errors.Is(f, sentinels[c.want]):
			t.Errorf("%s: wrong sentinel", c.name)
		}
	}
}

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "plain", "a\nb\tc": "a b c", "\x1b[2Jx\x00": "[2Jx", "caf\xe9": "caf\uFFFD", strings.Repeat("é", 20): strings.Repeat("é", 8) + "...",
	} {
		if got := oneLine(in, 20); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestFrames(t *testing.T) {
	var b bytes.Buffer
	if err := writeFrame(&b, final{Detail: "x"}); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	var f final
	if err := readFrame(bytes.NewReader(whole), &f); err != nil || f.Detail != "x" {
		t.Errorf("%+v, %v", f, err)
	}
	if err := readFrame(bytes.NewReader(whole[:len(whole)-1]), &f); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("truncated frame: %v", err)
	}
	if err := readFrame(bytes.NewReader([]byte{0xff, 0, 0, 0}), &f); !errors.Is(err, errFrameTooLarge) {
		t.Errorf("huge frame: %v", err)
	}
}

func FuzzReadFrame(f *testing.F) {
	f.Add([]byte{0, 0, 0, 2, '{', '}'})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, b []byte) {
		var v final
		if err := readFrame(bytes.NewReader(b), &v); err == nil {
			if s := oneLine(v.Detail, 100); len(s) > 100 || !utf8.ValidString(s) {
				t.Errorf("unsafe line %q", s)
			}
		}
	})
}
