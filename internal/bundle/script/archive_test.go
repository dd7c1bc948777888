package script

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/export/exporttest"
	"github.com/coppice-network/coppice/internal/sandbox"
)

// judge runs a proof whose prove consists of body, in this process, reading whole at most 1000 bytes.
func judge(t *testing.T, body string, file io.ReaderAt, size int64) (*bundle.Results, error) {
	t.Helper()
	source := "def prove(file, context):\n    " + strings.ReplaceAll(body, "\n", "\n    ") + "\n"
	job := bundle.ProofJob{Entry: "t.star", Context: about, Reads: bundle.Reads{Members: []string{"**/*.json", "*.csv"}, Bytes: 1000}}
	return Prove([]byte(source), file, size, job, 1000, io.Discard)
}

const accept = "return proof(valid = True, score = 1)"

func TestFilesOfAnArchive(t *testing.T) {
	two := exporttest.Zip(t, map[string]string{"a/x.json": `[1]`, "b.csv": "h\r\n1\n2", "photo.jpg": "\xff"})
	one := exporttest.Zip(t, map[string]string{"deep/only.json": `{"n": 7}`, ".hidden/no.json": "{"})
	for name, c := range map[string]struct {
		file []byte
		expr string
		want string // of the attribute, as JSON; or the reason, if it does not begin with {
	}{
		"names, sizes":           {two, `[(f.name, f.size) for f in file.files]`, `{"v":[["a/x.json",3],["b.csv",6]]}`},
		"the whole":              {two, `file.size`, `{"v":9}`},
		"json and text":          {two, `[file.files[0].json(), file.files[1].text]`, `{"v":[[1],"h\r\n1\n2"]}`},
		"lines":                  {two, `list(file.files[1].lines())`, `{"v":["h","1","2"]}`},
		"a file of a file":       {two, `file.files[0].files[0].name`, `{"v":"a/x.json"}`},
		"one is the whole":       {one, `[file.json()["n"], file.name, file.text, file.size, len(file.files)]`, `{"v":[7,"deep/only.json","{\"n\": 7}",8,1]}`},
		"alone":                  {[]byte("a\nb\n"), `[file.name, list(file.lines()), len(file.files)]`, `{"v":["export",["a","b"],1]}`},
		"two meant":              {two, `file.json()`, `2 files that could be meant ("a/x.json", "b.csv", ...)`},
		"the name of two":        {two, `file.name`, `2 files that could be meant`},
		"the lines of two":       {two, `file.lines()`, `2 files that could be meant`},
		"no JSON":                {two, `file.files[1].json()`, `"b.csv": `},
		"nothing wanted":         {exporttest.Zip(t, map[string]string{"x.txt": "x"}), `1`, `**/*.json`},
		"more than is read":      {exporttest.Zip(t, map[string]string{"x.json": strings.Repeat("1", 1001)}), `1`, `too large`},
		"damaged":                {two[:len(two)-1], `1`, `damaged`},
		"an empty member":        {exporttest.Zip(t, map[string]string{"x.json": ""}), `file.json()`, `the file is empty`},
		"an empty line":          {[]byte("\n\nx"), `list(file.lines())`, `{"v":["","","x"]}`},
		"a line too long":        {[]byte("x\n" + strings.Repeat("y", maxLine+1)), `list(file.lines())`, `line 2 has more than 1048576 bytes`},
		"a line much too long":   {[]byte("x\ny\n" + strings.Repeat("z", 3*maxLine)), `list(file.lines())`, `line 3 has more than 1048576 bytes`},
		"as long as it may":      {[]byte(strings.Repeat("y", maxLine) + "\r\nz"), `[len(l) for l in file.lines()]`, `{"v":[1048576,1]}`},
		"a line that is no text": {[]byte("x\n\xff\n"), `[l for l in file.lines()]`, `line 2 is not UTF-8 text`},
		"larger than is read":    {bytes.Repeat([]byte("1\n"), 501), `file.text`, `the file has 0 MiB; this DataDAO reads files of at most 0 MiB`},
		"larger, line by line":   {bytes.Repeat([]byte("1\n"), 501), `len(list(file.lines()))`, `{"v":501}`},
	} {
		t.Run(name, func(t *testing.T) {
			res, err := judge(t, "v = "+c.expr+"\nreturn proof(valid = True, score = 1, attributes = {\"v\": v})", bytes.NewReader(c.file), int64(len(c.file)))
			if err != nil {
				t.Fatal(err)
			}
			if got := string(res.Attributes); strings.HasPrefix(c.want, "{") && (!res.Valid || got != c.want) {
				t.Errorf("got %s (%s), want %s", got, res.Reason, c.want)
			}
			if !strings.HasPrefix(c.want, "{") && (res.Valid || !strings.Contains(res.Reason, c.want)) {
				t.Errorf("valid: %v, reason %q; want one with %q", res.Valid, res.Reason, c.want)
			}
		})
	}
}

// TestCanonicalOfExports: what a file is, and not how it is packed, makes its fingerprint.
func TestCanonicalOfExports(t *testing.T) {
	of := func(file []byte) string {
		t.Helper()
		res, err := judge(t, accept, bytes.NewReader(file), int64(len(file)))
		if err != nil || !res.Valid {
			t.Fatal(res, err)
		}
		return string(res.Canonical)
	}
	if got := of([]byte(`{"b": 1, "a": 2}`)); got != `{"a":2,"b":1}` {
		t.Errorf("a file: %s", got)
	}
	if got := of(exporttest.Zip(t, map[string]string{"x/y.json": `{"a":2,"b":1}`, "more.txt": "more"})); got != `{"a":2,"b":1}` {
		t.Errorf("the file in an archive: %s", got)
	}
	if got := of(exporttest.Zip(t, map[string]string{"x.csv": "a,b"})); got != "a,b" {
		t.Errorf("a file that is no JSON: %s", got)
	}
	pair := of(exporttest.Zip(t, map[string]string{"a.json": `{"b": 1, "a": 2}`, "b.json": "[]"}))
	first, second := sha256.Sum256([]byte(`{"a":2,"b":1}`)), sha256.Sum256([]byte("[]"))
	if bytes.Compare(first[:], second[:]) > 0 {
		first, second = second, first
	}
	want := sha256.New()
	want.Write(first[:])
	want.Write(second[:])
	if pair != "coppice-canonical/1 files "+string(want.Sum(nil)) {
		t.Errorf("two files: %x", pair)
	}
	for name, same := range map[string]map[string]string{
		"beside others": {"a.json": `{"a":2,"b":1}`, "b.json": "[ ]", "c.txt": "x", ".d.json": "x"}, "in a folder": {"f/a.json": `{"a":2,"b":1}`, "f/b.json": "[]"},
		"renamed": {"x.json": `{"a":2,"b":1}`, "a.json": "[]"}, "one twice": {"a.json": `{"a":2,"b":1}`, "b.json": "[]", "b (1).json": "[]"},
	} {
		if of(exporttest.Zip(t, same)) != pair {
			t.Errorf("the same two files %s are another contribution", name)
		}
	}
	for name, other := range map[string]map[string]string{
		"another content": {"a.json": `{"a":2}`, "b.json": "[]"}, "one more": {"a.json": `{"a":2,"b":1}`, "b.json": "[]", "c.json": "1"},
	} {
		if of(exporttest.Zip(t, other)) == pair {
			t.Errorf("%s: the same contribution", name)
		}
	}
	large := bytes.Repeat([]byte("1\n"), 501)
	if sum := sha256.Sum256(large); of(large) != "coppice-canonical/1 sha256 "+string(sum[:]) {
		t.Errorf("a file larger than is read: %q", of(large))
	}
	long := bytes.Repeat([]byte{'x'}, bundle.MaxCanonical+1)
	if sum := sha256.Sum256(long); string(bounded(long)) != "coppice-canonical/1 sha256 "+string(sum[:]) || len(bounded(long[1:])) != bundle.MaxCanonical {
		t.Error("a long form is not bounded")
	}
	// A rejected file has none, and needs none.
	if res, err := judge(t, `reject("no")`, strings.NewReader("{}"), 2); err != nil || res.Canonical != nil {
		t.Errorf("rejected: %q, %v", res.Canonical, err)
	}
}

// brokenAt fails from a place on.
type brokenAt struct {
	io.ReaderAt
	from int64
}

var errAway = errors.New("away")

func (b brokenAt) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > b.from {
		return 0, errAway
	}
	return b.ReaderAt.ReadAt(p, off)
}

// TestExportBreaksOff: what cannot be read says nothing about the file.
func TestExportBreaksOff(t *testing.T) {
	large := bytes.Repeat([]byte("1\n"), 200<<10)
	for name, c := range map[string]struct {
		body string
		file []byte
		from int64
	}{
		"its first bytes":     {accept, large, 10},
		"its lines":           {"for l in file.lines():\n    pass\n" + accept, large, 300 << 10},
		"its digest":          {accept, large, 300 << 10},
		"an archive":          {accept, exporttest.Zip(t, map[string]string{"x.json": "{}"}), 60},
		"a file read at once": {accept, large[:900], 800},
	} {
		t.Run(name, func(t *testing.T) {
			res, err := judge(t, c.body, brokenAt{bytes.NewReader(c.file), c.from}, int64(len(c.file)))
			var refusal *sandbox.Refusal
			if !errors.Is(err, errAway) || errors.As(err, &refusal) || res != nil {
				t.Errorf("got %v, %v", res, err)
			}
		})
	}
}

// TestArchiveInTheSandbox runs the worker with a manifest's own patterns, on a file that is copied and on one that is served.
func TestArchiveInTheSandbox(t *testing.T) {
	packed, err := bundle.PackFS(fstest.MapFS{
		bundle.ManifestName: {Data: []byte(`{"format":"coppice-bundle/1","kind":"proof","name":"t","runtime":"starlark","entry":"t.star","members":["fit/*"],"limits":{"maxInputMiB":64}}`)},
		"t.star":            {Data: []byte("def prove(file, context):\n    return proof(valid = True, score = 1, attributes = {\"n\": [f.name for f in file.files]})\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Open(packed)
	if err != nil {
		t.Fatal(err)
	}
	small := exporttest.Zip(t, map[string]string{"fit/a": "1", "other/b": "2"})
	var large bytes.Buffer
	w := zip.NewWriter(&large)
	raw, err := w.CreateRaw(&zip.FileHeader{Name: "film", Method: zip.Store, UncompressedSize64: bundle.MaxCopied, CompressedSize64: bundle.MaxCopied})
	if err != nil {
		t.Fatal(err)
	}
	raw.Write(make([]byte, bundle.MaxCopied))
	f, _ := w.Create("fit/a")
	io.WriteString(f, "1")
	w.Close()
	for name, r := range map[string]io.Reader{
		"copied": bytes.NewReader(small), "served": io.NewSectionReader(bytes.NewReader(large.Bytes()), 0, int64(large.Len())),
	} {
		res, _, err := bundle.RunProof(t.Context(), sandbox.NewProcess(), b, r, about)
		if err != nil || string(res.Attributes) != `{"n":["fit/a"]}` || string(res.Canonical) != "1" {
			t.Errorf("%s: %+v, %v", name, res, err)
		}
	}
	src := brokenAt{bytes.NewReader(large.Bytes()), int64(large.Len()) - 10}
	if _, _, err := bundle.RunProof(t.Context(), sandbox.NewProcess(), b, io.NewSectionReader(src, 0, int64(large.Len())), about); !errors.Is(err, errAway) || errors.Is(err, bundle.ErrBundle) {
		t.Errorf("a served file that breaks off: %v", err)
	}
	over := io.NewSectionReader(bytes.NewReader(nil), 0, 64<<20+1)
	if _, _, err := bundle.RunProof(t.Context(), sandbox.NewProcess(), b, over, about); !errors.Is(err, sandbox.ErrInputTooLarge) {
		t.Errorf("a file beyond maxInputMiB: %v", err)
	}
}

// TestErrorsQuoteNoArchive: what an error of the script says is taken neither out of the archive's files nor out of their paths.
func TestErrorsQuoteNoArchive(t *testing.T) {
	file := exporttest.Zip(t, map[string]string{"a.json": `{"name":"Carol"}`, "b.json": `{"word":"literal"}`})
	_, err := judge(t, "for f in file.files:\n    int(f.json().get(\"name\", \"1\"))\n"+accept, bytes.NewReader(file), int64(len(file)))
	if err == nil || strings.Contains(fmt.Sprint(err), "Carol") || strings.Contains(fmt.Sprint(err), "literal") || !strings.Contains(fmt.Sprint(err), "t.star:3") {
		t.Errorf("got %v", err)
	}
	file = exporttest.Zip(t, map[string]string{"Annabelle/a.json": "{}"})
	if _, err := judge(t, "int(file.name.split('/')[0])\n"+accept, bytes.NewReader(file), int64(len(file))); err == nil || strings.Contains(fmt.Sprint(err), "Annabelle") {
		t.Errorf("got %v", err)
	}
}
