package amount

import (
	"errors"
	"math/big"
	"testing"
)

func TestFormat(t *testing.T) {
	for wei, want := range map[string]string{
		"0": "0", "1": "0.000000000000000001", "1500000000000000000": "1.5", "86666666666666670000": "86.66666666666667", "-1000000000000000000": "-1",
		"100000000000000000000": "100",
	} {
		v, _ := new(big.Int).SetString(wei, 10)
		if got := Format(v); got != want {
			t.Errorf("Format(%s) = %s, want %s", wei, got, want)
		}
	}
	if Format(nil) != "0" {
		t.Error("nil is not 0")
	}
}

func TestAbout(t *testing.T) {
	for wei, want := range map[string]string{
		"1799999999999999644":      "1.8",
		"1997333333333333333330":   "1997.3333",
		"1997666666666666666660":   "1997.6667",
		"49999999999999":           "0.000049999999999999",
		"50000000000000":           "0.0001",
		"1":                        "0.000000000000000001",
		"0":                        "0",
		"-1799999999999999644":     "-1.8",
		"1000000000000000000":      "1",
		"999999999999999999999999": "1000000",
	} {
		n, _ := new(big.Int).SetString(wei, 10)
		before := new(big.Int).Set(n)
		if got := About(n); got != want || n.Cmp(before) != 0 {
			t.Errorf("About(%s) = %s, want %s (afterwards %s)", wei, got, want, n)
		}
	}
	if About(nil) != "0" {
		t.Error("nil is nothing")
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{"", ".", "1.", ".5", "-1", "+1", "1e3", "1,000", "0x10", " 1", "1.0000000000000000001", "１"} {
		if _, err := Parse(text); !errors.Is(err, ErrSyntax) {
			t.Errorf("Parse(%q) = %v, want ErrSyntax", text, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"0", "1.5", "0.000000000000000001", "123456789.987654321"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := Parse(s)
		if err != nil {
			return
		}
		if v.Sign() < 0 {
			t.Fatalf("Parse(%q) is negative", s)
		}
		again, err := Parse(Format(v))
		if err != nil || again.Cmp(v) != 0 {
			t.Fatalf("%q -> %s -> %s -> %v, %v", s, v, Format(v), again, err)
		}
	})
}
