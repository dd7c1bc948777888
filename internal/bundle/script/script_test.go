package script

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/export"
	"github.com/coppice-network/coppice/internal/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Main()
	os.Exit(m.Run())
}

func star(t testing.TB, source string) *bundle.Bundle {
	t.Helper()
	b, err := bundle.FromFile("test.star", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// prove runs a proof in this process, with the limits of a manifest that states none.
func prove(source, data []byte, job bundle.ProofJob, maxValues int, log io.Writer) (*bundle.Results, error) {
	job.Reads = bundle.Reads{Members: export.DefaultPatterns, Bytes: 256 << 20}
	return Prove(source, bytes.NewReader(data), int64(len(data)), job, maxValues, log)
}

var about = bundle.ProofContext{Owner: common.HexToAddress("0x1111111111111111111111111111111111111111"), DLP: 7, FileID: 9, Now: 1462060800} // 2016-05-01

// inline wraps an expression: the result's attributes show it.
func inline(expr string) string {
	return "def prove(file, context):\n    return proof(valid = True, score = 1, attributes = {\"v\": " + expr + "})\n"
}

const weights = `
# A proof of weights: one entry a day.
def prove(file, context):
    doc = shape(file.json(), {"user": "string", "weights": [{"day": "string", "kg": "number"}]})
    require(doc["weights"], "there is no weight in it")
    days = {}
    plausible = 0
    for i, w in enumerate(doc["weights"]):
        day = date(w["day"], "%m/%d/%y")
        if days.get(day.iso, w["kg"]) != w["kg"]:
            reject("two different weights for %s" % day)
        days[day.iso] = w["kg"]
        if day.unix <= context.now and 20 <= w["kg"] and w["kg"] <= 400:
            plausible += 1
    quality = plausible / len(doc["weights"])
    if quality < 0.9:
        return proof(valid = False, reason = "only %d of %d weights are plausible" % (plausible, len(doc["weights"])))
    return proof(
        valid = True,
        score = 0.6 * quality + 0.4 * min(1.0, len(days) / 30),
        quality = quality,
        ownership = 1,
        identity = "scale:" + doc["user"],
        canonical = {"user": doc["user"], "weights": sorted(days.items())},
        attributes = {"days": len(days)},
    )
`

func TestProof(t *testing.T) {
	b := star(t, weights)
	file := `{"user":"u1","weights":[{"day":"4/12/16","kg":81.5},{"day":"4/13/16","kg":81},{"day":"4/12/16","kg":81.5}]}`
	res, usage, err := bundle.RunProof(t.Context(), sandbox.NewProcess(), b, strings.NewReader(file), about)
	if err != nil {
		t.Fatal(err)
	}
	if !res.Valid || res.Score != 0.6266666666666666 || res.Quality != 1 || res.Ownership != 1 || res.Authenticity != 0 ||
		res.Identity != "scale:u1" || string(res.Attributes) != `{"days":2}` || res.Metadata != nil || res.Format != bundle.FormatResults {
		t.Errorf("%+v", res)
	}
	if want := `{"user":"u1","weights":[["2016-04-12",81.5],["2016-04-13",81]]}`; string(res.Canonical) != want {
		t.Errorf("canonical %s", res.Canonical)
	}
	if usage.CPU <= 0 {
		t.Errorf("usage %+v", usage)
	}
	// The same data written differently has the same fingerprint.
	other := `{ "weights": [{"kg": 8.1e1, "day": "4/13/16"}, {"kg": 81.50, "day": "4/12/16"}], "user": "\u00751" }`
	again, _, err := bundle.RunProof(t.Context(), sandbox.NewProcess(), b, strings.NewReader(other), about)
	if err != nil || !bytes.Equal(again.Canonical, res.Canonical) {
		t.Errorf("rewritten: %s, %v", again.Canonical, err)
	}

	for name, c := range map[string]struct{ file, reason string }{
		"nothing":          {"", "the file is empty"},
		"not JSON":         {"hello", "not JSON: unexpected 'h' at byte 0"},
		"cut short":        {`{"user":"u1",`, "not JSON: it ends too early, at byte 13"},
		"deep":             {strings.Repeat("[", 100000), "nested deeper than 64 levels at byte 64"},
		"repeated key":     {`{"user":"a","user":"b"}`, `the key "user" appears twice in one object, again at byte 12`},
		"wrong shape":      {`[]`, "the document: want object, found list"},
		"missing key":      {`{"user":"u1"}`, "weights is missing"},
		"wrong type":       {`{"user":1,"weights":[]}`, "user: want string, found int"},
		"wrong inside":     {`{"user":"u","weights":[{"day":"4/12/16","kg":1},{"day":"4/12/16","kg":"1"}]}`, "weights[1].kg: want number, found string"},
		"unexpected key":   {`{"user":"u","weights":[],"salt":1}`, "salt is not expected"},
		"no record":        {`{"user":"u","weights":[]}`, "there is no weight in it"},
		"wrong date":       {`{"user":"u","weights":[{"day":"13/45/16","kg":1}]}`, `"13/45/16" is not a date like 4/12/16`},
		"conflict":         {`{"user":"u","weights":[{"day":"4/12/16","kg":70},{"day":"4/12/16","kg":71}]}`, "two different weights for 2016-04-12"},
		"implausible":      {`{"user":"u","weights":[{"day":"4/12/16","kg":7}]}`, "only 0 of 1 weights are plausible"},
		"in the future":    {`{"user":"u","weights":[{"day":"4/12/26","kg":70}]}`, "only 0 of 1 weights are plausible"},
		"not UTF-8":        {"{\"user\":\"caf\xe9\"}", "not JSON: not UTF-8 at byte 12"},
		"too many values":  {"[" + strings.Repeat("0,", 3_000_000) + "0]", "more than 2359296 values"},
		"numbers too long": {`{"user":` + strings.Repeat("1", 1000) + `}`, "a number of 1000 characters at byte 8"},
	} {
		t.Run(name, func(t *testing.T) {
			res, _, err := bundle.RunProof(t.Context(), sandbox.NewProcess(), b, strings.NewReader(c.file), about)
			if err != nil {
				t.Fatal(err)
			}
			if res.Valid || res.Score != 0 || res.Reason != c.reason {
				t.Errorf("valid %v, score %v: %q; want %q", res.Valid, res.Score, res.Reason, c.reason)
			}
		})
	}
}

func TestExpressions(t *testing.T) {
	file := []byte("\xef\xbb\xbf" + `{"big": 123456789012345678901234567890, "f": 1.50, "list": [3, 1, 2], "inner": "{\"a\":1}"}`)
	for expr, want := range map[string]string{
		`file.json()["big"] + 1`:                 `123456789012345678901234567891`,
		`file.json()["f"]`:                       `1.5`,
		`sorted(file.json()["list"])`:            `[1,2,3]`,
		`json.decode(file.json()["inner"])["a"]`: `1`,
		`json.decode("nope", default = None)`:    `null`,
		`json.encode({"b": 1})`:                  `"{\"b\":1}"`,
		`file.size`:                              fmt.Sprint(len(file)),
		`len(file.text) > 10`:                    `true`,
		`context.owner`:                          `"0x1111111111111111111111111111111111111111"`,
		`[context.dlp, context.file_id]`:         `[7,9]`,
		`context.now`:                            `1462060800`,
		`context.today`:                          `"2016-05-01"`,
		`date("4/12/16", "%m/%d/%y")`:            `"2016-04-12"`,
		`date("4/12/2016 12:00:00 AM", "%m/%d/%Y %I:%M:%S %p").iso`:                    `"2016-04-12T00:00:00"`,
		`date("04/12/2016 12:30:05 pm", "%m/%d/%Y %I:%M:%S %p").hour`:                  `12`,
		`date("2016-02-29T23:30:00.25+02:00", "%Y-%m-%dT%H:%M:%S.%f%z")`:               `"2016-02-29T21:30:00.25"`,
		`date("4/12/16", "%m/%d/%y") == date("2016-04-12", "%Y-%m-%d")`:                `true`,
		`date("4/12/16", "%m/%d/%y") < date("4/13/16", "%m/%d/%y")`:                    `true`,
		`date("1/1/69", "%m/%d/%y").year`:                                              `1969`,
		`date("1/1/68", "%m/%d/%y").year`:                                              `2068`,
		`len(set([date("4/12/16", "%m/%d/%y"), date("04/12/16", "%m/%d/%y")]))`:        `1`,
		`date("x", "%m/%d/%y", default = "no")`:                                        `"no"`,
		`date("4/12/16", "%m/%d/%y").weekday`:                                          `1`,
		`shape({"a": None, "c": 1.5}, {"a": "int?", "b?": "any", "*": "number"})["c"]`: `1.5`,
		`struct(b = 1, a = (True, None))`:                                              `{"a":[true,null],"b":1}`,
		`math.sqrt(2.25)`:                                                              `1.5`,
		`[x for x in range(3)]`:                                                        `[0,1,2]`,
		`-0.0`:                                                                         `0`,
	} {
		res, err := prove([]byte(inline(expr)), file, bundle.ProofJob{Entry: "t.star", Context: about}, 1000, os.Stderr)
		if err != nil {
			t.Errorf("%s: %v", expr, err)
			continue
		}
		if got := string(res.Attributes); got != `{"v":`+want+`}` {
			t.Errorf("%s: %s (%s), want %s", expr, got, res.Reason, want)
		}
	}
}

func TestRejections(t *testing.T) {
	for expr, want := range map[string]string{
		`reject("because")`:                                     "because",
		`fail_proof("because")`:                                 "because",
		`reject("two\nlines\x00")`:                              "two lines",
		`require(1 > 2, "arithmetic")`:                          "arithmetic",
		`file.text`:                                             "not UTF-8 text: wrong byte at 2",
		`file.json()`:                                           "not JSON: not UTF-8 at byte 2",
		`json.decode("[")`:                                      "inside a text: not JSON: it ends too early, at byte 1",
		`date("2/30/16", "%m/%d/%y")`:                           `"2/30/16" is not a date like 4/12/16`,
		`date("2/29/15", "%m/%d/%y")`:                           `"2/29/15" is not a date like 4/12/16`,
		`date(" 4/12/16", "%m/%d/%y")`:                          `" 4/12/16" is not a date like 4/12/16`,
		`date("4/12/2016", "%m/%d/%y")`:                         `"4/12/2016" is not a date like 4/12/16`,
		`date("4/12/16 ", "%m/%d/%y")`:                          `"4/12/16 " is not a date like 4/12/16`,
		`date("-4/12/16", "%m/%d/%y")`:                          `"-4/12/16" is not a date like 4/12/16`,
		`date("4/12/2016 0:00:00 AM", "%m/%d/%Y %I:%M:%S %p")`:  `"4/12/2016 0:00:00 AM" is not a date like 4/12/2016 11:59:00 PM`,
		`date("4/12/2016 13:00:00 PM", "%m/%d/%Y %I:%M:%S %p")`: `"4/12/2016 13:00:00 PM" is not a date like 4/12/2016 11:59:00 PM`,
		`date(20160412, "%Y%m%d")`:                              `an int is not a date: want a text like 2016412`,
		`shape({"a": [1, "x"]}, {"a": ["int"]})`:                "a[1]: want int, found string",
		`shape(1.0, "int")`:                                     "the document: want int, found number with a fraction",
		`shape(True, "int")`:                                    "the document: want int, found bool",
		`shape({}, {"a": "int"}, name = "x")`:                   "x.a is missing",
	} {
		res, err := prove([]byte(inline(expr)), []byte("\"\xc3(\""), bundle.ProofJob{Entry: "t.star"}, 1000, os.Stderr)
		if expr == `file.text` || expr == `file.json()` {
			res, err = prove([]byte(inline(expr)), []byte("\"a\xe9\""), bundle.ProofJob{Entry: "t.star"}, 1000, os.Stderr)
		}
		if err != nil || res.Valid || res.Score != 0 || res.Reason != want {
			t.Errorf("%s: %+v, %v; want %q", expr, res, err, want)
		}
	}
}

func TestBundleDefects(t *testing.T) {
	secret := []byte(`{"user":"secret-name","n":987654321}`)
	prove := func(body string) string {
		return "def prove(file, context):\n    d = file.json()\n    " + strings.ReplaceAll(body, "\n", "\n    ") + "\n"
	}
	for name, c := range map[string]struct {
		source string
		class  error
		text   string
	}{
		"syntax":            {"def prove(:\n", bundle.ErrBundleFailed, "bundle test: proof.star:1: got ':', want ')'"},
		"unknown name":      {prove("return undefined"), bundle.ErrBundleFailed, "bundle test: proof.star:3: undefined: undefined"},
		"no prove":          {"x = 1\n", bundle.ErrBundleFailed, "bundle test: proof.star: it does not define prove(file, context)"},
		"missing key":       {prove(`return d["weights"]`), bundle.ErrBundleFailed, `bundle test: proof.star:3: key "weights" not in dict`},
		"key from the file": {prove(`return {}[d["user"]]`), bundle.ErrBundleFailed, "bundle test: proof.star:3: key … not in dict"},
		"bad conversion":    {prove(`return int(d["user"])`), bundle.ErrBundleFailed, "bundle test: proof.star:3: int: invalid literal with base 10: …"},
		"number leaks":      {prove(`return [1][d["n"]]`), bundle.ErrBundleFailed, "bundle test: proof.star:3: list index … out of range […]"},
		"fail with data":    {prove(`fail("user " + d["user"])`), bundle.ErrBundleFailed, "bundle test: proof.star:3: fail() was called (its text is left out, as it may quote the file)"},
		"fail plain":        {prove(`fail("cannot happen")`), bundle.ErrBundleFailed, "bundle test: proof.star:3: fail: cannot happen"},
		"division":          {prove("x = 0\nreturn 1 / x"), bundle.ErrBundleFailed, "bundle test: proof.star:4: floating-point division by zero"},
		"in a function":     {"def f(x):\n    return x.nope\n" + prove("return f(d)"), bundle.ErrBundleFailed, "bundle test: proof.star:2: dict has no .nope field or method"},
		"load":              {"load(\"x.star\", \"y\")\n" + prove("return y"), bundle.ErrBundleFailed, "bundle test: proof.star:1: cannot load x.star: load is not available: a proof is one file"},
		"recursion":         {"def f(x):\n    return f(x)\n" + prove("return f(1)"), bundle.ErrBundleFailed, "bundle test: proof.star:2: function f called recursively"},
		"while":             {prove("while True:\n    pass"), bundle.ErrBundleFailed, "bundle test: proof.star:3: this Starlark dialect does not support while loops"},
		"open":              {prove(`return open("/etc/passwd")`), bundle.ErrBundleFailed, "bundle test: proof.star:3: undefined: open"},
		"no verdict":        {prove("return True"), bundle.ErrBundleOutput, "bundle test: proof.star: prove returned a bool, want proof(...)"},
		"no score":          {prove("return proof(valid = True)"), bundle.ErrBundleFailed, "bundle test: proof.star:3: proof: missing argument for score"},
		"positional":        {prove("return proof(True, 1)"), bundle.ErrBundleFailed, "bundle test: proof.star:3: proof: name the arguments, such as proof(valid = True, score = 0.9)"},
		"score above one":   {prove("return proof(valid = True, score = 1.5)"), bundle.ErrBundleOutput, "bundle test: proof.star: proof: score is not a number from 0 to 1"},
		"score below zero":  {prove("return proof(valid = True, score = -1)"), bundle.ErrBundleOutput, "bundle test: proof.star: proof: score is not a number from 0 to 1"},
		"score NaN":         {prove("return proof(valid = True, score = float('nan'))"), bundle.ErrBundleOutput, "bundle test: proof.star: proof: score is not a number from 0 to 1"},
		"score text":        {prove("return proof(valid = True, score = '1')"), bundle.ErrBundleOutput, "bundle test: proof.star: proof: score is not a number from 0 to 1"},
		"quality infinite":  {prove("return proof(valid = True, score = 1, quality = float('inf'))"), bundle.ErrBundleOutput, "bundle test: proof.star: proof: quality is not a number from 0 to 1"},
		"attributes list":   {prove("return proof(valid = True, score = 1, attributes = [])"), bundle.ErrBundleOutput, "bundle test: proof.star: proof: attributes: want a dict, not a list"},
		"canonical cyclic":  {prove("x = []\nx.append(x)\nreturn proof(valid = True, score = 1, canonical = x)"), bundle.ErrBundleOutput, "bundle test: proof.star: proof: canonical: nested deeper than 128 levels"},
		"canonical code":    {prove("return proof(valid = True, score = 1, canonical = len)"), bundle.ErrBundleOutput, "bundle test: proof.star: proof: canonical: a builtin_function_or_method has no JSON form"},
		"long identity":     {prove("return proof(valid = True, score = 1, identity = 'x' * 300)"), bundle.ErrBundleOutput, "bundle test: proof.star: proof: identity is not one line of at most 256 bytes"},
		"wrong layout":      {prove("return date('1', '%Q')"), bundle.ErrBundleFailed, "bundle test: proof.star:3: date: the layout has %Q; known are %Y %y %m %d %H %I %M %S %p %f %z"},
		"wrong pattern":     {prove("return shape(d, 'integer')"), bundle.ErrBundleFailed, `bundle test: proof.star:3: shape: the pattern has "integer"; known are string, int, number, bool, null, any`},
		"a long loop":       {prove("for i in range(1000000000):\n    pass"), bundle.ErrBundleSteps, "bundle test: proof.star:3: more than 200000000 steps"},
		"doubled strings":   {prove("s = 'x'\nfor i in range(60):\n    s = s + s"), bundle.ErrBundleMemory, "bundle test: proof.star: out of memory: it needs more than 512 MiB"},
		"squared integers":  {prove("n = 3\nfor i in range(60):\n    n = n * n"), nil, ""},
		"hoarded lists":     {prove("l = [0]\nfor i in range(60):\n    l = l + l"), bundle.ErrBundleMemory, "bundle test: proof.star: out of memory: it needs more than 512 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			b := star(t, c.source)
			_, _, err := bundle.RunProof(t.Context(), sandbox.NewProcess(), limited(t, b, name), bytes.NewReader(secret), about)
			if c.class == nil { // whichever bound is met first
				if !errors.Is(err, bundle.ErrBundleMemory) && !errors.Is(err, bundle.ErrBundleTime) {
					t.Fatalf("got %v", err)
				}
				return
			}
			if !errors.Is(err, c.class) || !errors.Is(err, bundle.ErrBundle) || err.Error() != c.text {
				t.Errorf("got  %v\nwant %v", err, c.text)
			}
			if strings.Contains(fmt.Sprint(err), "secret") || strings.Contains(fmt.Sprint(err), "987654321") {
				t.Error("the error quotes the file")
			}
		})
	}
}

// limited bounds the CPU time of what only that will end.
func limited(t *testing.T, b *bundle.Bundle, name string) *bundle.Bundle {
	t.Helper()
	dir := t.TempDir()
	seconds := 60
	if name == "squared integers" {
		seconds = 3
	}
	manifest := fmt.Sprintf(`{"format":"coppice-bundle/1","kind":"proof","name":"test","runtime":"starlark","entry":"proof.star","limits":{"cpuSeconds":%d,"wallSeconds":300}}`, seconds)
	for name, content := range map[string][]byte{bundle.ManifestName: []byte(manifest), "proof.star": b.Entry()} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	limited, err := bundle.FromPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	return limited
}

func TestDefaultCanonical(t *testing.T) {
	source := []byte("def prove(file, context):\n    return proof(valid = True, score = 1)\n")
	for in, want := range map[string]string{
		`{ "b": 1.0, "a": [ ] }`: `{"a":[],"b":1}`,
		"a,b\n1,2\n":             "a,b\n1,2\n",
		"\xff\xfe":               "\xff\xfe",
		"":                       "",
	} {
		res, err := prove(source, []byte(in), bundle.ProofJob{Entry: "t.star"}, 1000, os.Stderr)
		if err != nil || string(res.Canonical) != want {
			t.Errorf("%q: %q, %v", in, res.Canonical, err)
		}
	}
	res, err := prove([]byte("def prove(file, context):\n    return proof(valid = True, score = 1, canonical = b'raw')\n"), nil, bundle.ProofJob{Entry: "t.star"}, 1000, os.Stderr)
	if err != nil || string(res.Canonical) != "raw" {
		t.Errorf("bytes: %q, %v", res.Canonical, err)
	}
}

func TestProofIsDeterministic(t *testing.T) {
	b := star(t, "def prove(file, context):\n    d = file.json()\n    return proof(valid = True, score = 0.1 + 0.2, attributes = {k: math.exp(v) for k, v in d.items()})\n")
	var first *bundle.Results
	for range 4 {
		res, _, err := bundle.RunProof(t.Context(), sandbox.NewProcess(), b, strings.NewReader(`{"z":1,"a":0.5,"m":-3}`), about)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = res
		} else if fmt.Sprintf("%+v", *first) != fmt.Sprintf("%+v", *res) {
			t.Errorf("%+v\n%+v", first, res)
		}
	}
}

// FuzzDate: whatever the text and layout, no panic, and a date reads back from its own form.
func FuzzDate(f *testing.F) {
	f.Add("4/12/16", "%m/%d/%y")
	f.Add("4/12/2016 12:00:00 AM", "%m/%d/%Y %I:%M:%S %p")
	f.Add("2016-02-29T23:30:00.25+02:00", "%Y-%m-%dT%H:%M:%S.%f%z")
	f.Add("%", "%%")
	f.Fuzz(func(t *testing.T, text, layout string) {
		d, err := strptime(text, layout)
		if err != nil || d.t.Year() < 1 || d.t.Year() > 9999 {
			return
		}
		back, err := strptime(d.t.Format("2006-01-02T15:04:05.000000000"), "%Y-%m-%dT%H:%M:%S.%f")
		if err != nil || !back.t.Equal(d.t) {
			t.Errorf("%q by %q is %v, which reads back as %v, %v", text, layout, d, back, err)
		}
	})
}

// FuzzFile: no file makes the weights proof fail as a bundle.
func FuzzFile(f *testing.F) {
	f.Add([]byte(`{"user":"u1","weights":[{"day":"4/12/16","kg":81.5}]}`))
	f.Add([]byte(`{"user":"","weights":[{"day":"","kg":1e300}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		res, err := prove([]byte(weights), data, bundle.ProofJob{Entry: "proof.star", Context: about}, 10000, os.Stderr)
		if err != nil {
			t.Fatal(err)
		}
		if !(res.Score >= 0 && res.Score <= 1) || (!res.Valid && (res.Score != 0 || res.Reason == "")) {
			t.Errorf("%+v", res)
		}
	})
}

func BenchmarkProof(b *testing.B) {
	bundled := star(b, weights)
	var file bytes.Buffer
	file.WriteString(`{"user":"u","weights":[`)
	for i := range 31 {
		fmt.Fprintf(&file, `{"day":"3/%d/16","kg":%d},`, i+1, 70+i%3)
	}
	doc := strings.TrimSuffix(file.String(), ",") + "]}"
	for b.Loop() {
		res, _, err := bundle.RunProof(b.Context(), sandbox.NewProcess(), bundled, strings.NewReader(doc), about)
		if err != nil || !res.Valid {
			b.Fatal(err, res)
		}
	}
}
