package cli

import (
	"io"
	"strings"
	"testing"
)

func TestWordsAreAskedFor(t *testing.T) {
	words := strings.Fields("abandon ability able about")
	for name, tc := range map[string]struct {
		typed string
		ok    bool
	}{
		"as they are":        {"abandon\nable\n", true},
		"in large letters":   {" ABANDON \nAble\n", true},
		"the second wrong":   {"abandon\nability\n", false},
		"one only":           {"abandon\n", false},
		"nothing":            {"\n\n", false},
		"in another order":   {"able\nabandon\n", false},
		"without a line end": {"abandon\nable", false},
	} {
		a := &app{err: io.Discard}
		if err := a.checkWords(strings.NewReader(tc.typed), words, 0, 2); (err == nil) != tc.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
