package e2e

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coppice-network/coppice/internal/export/exporttest"
)

// tarred is a tar.gz; the content of a member is handed over as its Uname.
func tarred(t testing.TB, headers ...tar.Header) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, h := range headers {
		content := h.Uname
		h.Uname, h.Size, h.Mode = "", int64(len(content)), 0o644
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(content))
	}
	w.Close()
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestExportsAsTheyCome: archives and folders are contributed as a platform gives them; validators unpack them in the sandbox, and refuse
// what an archive should not hold. However it comes, the same content counts once.
func TestExportsAsTheyCome(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.start()
	for _, name := range []string{"founder", "ana", "bea", "bob"} {
		m.account(name)
	}
	proof := exporttest.Folder(t, map[string]string{"bundle.json": `{"format":"coppice-bundle/1","kind":"proof","name":"sensors","runtime":"starlark","entry":"proof.star",
		"members":["**/sensors/*.json"],"limits":{"maxUnpackedMiB":1}}`, "proof.star": `
def prove(file, context):
    n = 0
    for f in file.files:
        n += len(shape(f.json(), {"celsius": ["number"]})["celsius"])
    return proof(valid = True, score = min(1.0, n / 4), quality = 1, ownership = 1)
`})
	refiner := exporttest.Folder(t, map[string]string{"bundle.json": `{"format":"coppice-bundle/1","kind":"refiner","name":"sensors","runtime":"duckdb","entry":"refine.sql",
		"members":["**/sensors/*.json"]}`, "refine.sql": `
CREATE TABLE readings (sensor TEXT NOT NULL, n INTEGER NOT NULL, celsius DOUBLE NOT NULL);
INSERT INTO readings SELECT regexp_extract(name, '[^/]*$'), i, (content->'$.celsius'->(i - 1))::DOUBLE
FROM input, generate_series(1, json_array_length(content, '$.celsius')::INTEGER) AS s(i) ORDER BY name, i;
`})
	m.do(nil, "--as", "founder", "dao", "create", "sensors", "--proof", proof, "--refiner", refiner)
	m.dao("founder", "fitness")

	garden, roof := `{"celsius":[3.5,4]}`, `{"celsius":[21.25]}`
	archive := m.file("takeout.zip", string(exporttest.Zip(t, map[string]string{
		"Takeout/sensors/garden.json": garden, "Takeout/sensors/roof.json": roof, "Takeout/photos/a.jpg": strings.Repeat("\xff", 5000), "Takeout/readme.json": "not read",
	})))
	r := m.contribute("ana", "sensors", archive)[0]
	if r.Status != "valid" || r.Score != 0.75 {
		t.Fatalf("a zip: %+v", r)
	}
	opened := filepath.Join(t.TempDir(), "back.zip")
	m.do(nil, "--as", "ana", "file", "open", fmt.Sprint(r.FileID), "--out", opened)
	if a, err := os.ReadFile(opened); err != nil || string(a) != contentOf(t, archive) {
		t.Errorf("the personal copy of the zip is another: %v", err)
	}

	// The same content in another archive, and beside other things, is the same contribution.
	takeout := exporttest.Folder(t, map[string]string{
		"Takeout/sensors/roof.json": `{ "celsius": [21.25] }`, "Takeout/sensors/garden.json": garden, "Takeout/more.txt": "more", ".hidden/secret": "never leaves",
	})
	o := m.try("--as", "bea", "--json", "contribute", "--dao", "sensors", takeout)
	if o.code != 0 || !strings.Contains(o.stdout, `"duplicate"`) || !strings.Contains(o.stderr, `hidden files are left out: ".hidden/"`) {
		t.Errorf("the same in a folder: exit %d\n%s%s", o.code, o.stdout, o.stderr)
	}
	// Another one counts, and its copy is a tar.
	exporttest.Fill(t, takeout, map[string]string{"Takeout/sensors/cellar.json": `{"celsius":[9]}`})
	r = m.contribute("bea", "sensors", takeout)[0]
	if r.Status != "valid" || r.Score != 1 {
		t.Errorf("a folder: %+v", r)
	}
	var copied struct{ File, Name string }
	m.do(&copied, "--as", "bea", "file", "open", fmt.Sprint(r.FileID), "--out", filepath.Join(t.TempDir(), "back.tar"))
	checkTar(t, copied.File, map[string]string{
		"Takeout/more.txt": "more", "Takeout/sensors/cellar.json": `{"celsius":[9]}`, "Takeout/sensors/garden.json": garden, "Takeout/sensors/roof.json": `{ "celsius": [21.25] }`,
	})
	if copied.Name != filepath.Base(takeout)+".tar" {
		t.Errorf("the folder's copy is called %s", copied.Name)
	}

	// What an archive should not hold is found in the sandbox, and said to the contributor.
	for name, c := range map[string]struct{ content, reason string }{
		"path.tar.gz": {tarred(t, tar.Header{Name: "../sensors/x.json", Uname: roof}), `"../sensors/x.json"`},
		"link.tar.gz": {tarred(t, tar.Header{Name: "a/sensors/x.json", Uname: roof}, tar.Header{Typeflag: tar.TypeSymlink, Name: "y", Linkname: "/etc/passwd"}), "link"},
		"bomb.tar.gz": {tarred(t, tar.Header{Name: "a/sensors/x.json", Uname: `{"celsius":[` + strings.Repeat(" ", 2<<20) + `1]}`}), "too large"},
		"cut.zip":     {string(exporttest.Zip(t, map[string]string{"sensors/x.json": roof}))[:100], "damaged"},
		"none.zip":    {string(exporttest.Zip(t, map[string]string{"sensors/x.txt": roof})), "**/sensors/*.json"},
		"inner.zip":   {string(exporttest.Zip(t, map[string]string{"sensors/x.json": "[1,", "sensors/y.json": roof})), `"sensors/x.json"`},
	} {
		if r := m.contribute("ana", "sensors", m.file(name, c.content))[0]; r.Status != "invalid" || !strings.Contains(r.Reason, c.reason) {
			t.Errorf("%s: %+v, want a reason with %q", name, r, c.reason)
		}
	}

	// A DataDAO that knows nothing of archives takes one with one file.
	single := export("user-1", day("4/12/16", 4000), day("4/13/16", 5000))
	if r := m.contribute("ana", "fitness", m.file("one.zip", string(exporttest.Zip(t, map[string]string{"fit/one.json": single, "fit/photo.jpg": "no"}))))[0]; r.Status != "valid" {
		t.Errorf("a zip with one export: %+v", r)
	}
	if r := m.contribute("bea", "fitness", m.file("one.json", single))[0]; r.Status != "duplicate" && r.Status != "invalid" {
		t.Errorf("the export without its zip, from another wallet: %+v", r)
	}
	two := m.file("two.zip", string(exporttest.Zip(t, map[string]string{"a.json": single, "b.json": single})))
	if r := m.contribute("bea", "fitness", two)[0]; r.Status != "invalid" || !strings.Contains(r.Reason, "2 files that could be meant") {
		t.Errorf("a zip with two exports: %+v", r)
	}

	// Every file of a folder by itself, in one command.
	each := exporttest.Folder(t, map[string]string{"a/3.json": export("user-3", day("4/12/16", 4100)), "4.json": export("user-4", day("4/12/16", 4200)), ".5.json": "hidden"})
	var list struct{ Files []contributed }
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(each, link); err != nil {
		t.Fatal(err)
	}
	m.do(&list, "--as", "bea", "contribute", "--dao", "fitness", "--each", link)
	if len(list.Files) != 2 || list.Files[0].Status != "valid" || list.Files[1].Status != "valid" {
		t.Errorf("each file of a folder: %+v", list.Files)
	}

	if err := os.Symlink("/etc/passwd", filepath.Join(each, "link.json")); err != nil {
		t.Fatal(err)
	}
	m.refused("symbolic link", "--as", "bea", "contribute", "--dao", "sensors", each)
	m.refused("link", "--as", "bea", "contribute", "--dao", "fitness", "--each", each)
	m.refused("no files", "--as", "bea", "contribute", "--dao", "sensors", t.TempDir())

	m.do(nil, "--as", "founder", "access", "grant", "--dao", "sensors", "--table", "readings", "--price", "0.001")
	m.waitRows("sensors", 7)
	m.do(nil, "--as", "bob", "token", "buy", "1", "--dao", "sensors")
	var q struct{ Rows [][]any }
	m.do(&q, "--as", "bob", "query", "SELECT sensor, count(*) AS n FROM sensors.readings GROUP BY sensor ORDER BY sensor")
	if got := fmt.Sprint(q.Rows); got != "[[cellar.json 1] [garden.json 4] [roof.json 2]]" {
		t.Errorf("the rows of archives: %s", got)
	}
}

// contentOf is a file's content.
func contentOf(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func checkTar(t *testing.T, path string, want map[string]string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := tar.NewReader(f)
	got := map[string]string{}
	for {
		h, err := r.Next()
		if err != nil {
			break
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		got[h.Name] = b.String()
	}
	if !maps.Equal(got, want) {
		t.Errorf("the tar holds %v, want %v", got, want)
	}
}
