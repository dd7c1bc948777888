package bundle

import (
	"archive/tar"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coppice-network/coppice/internal/sandbox"
)

const manifest = `{"format":"coppice-bundle/1","kind":"proof","name":"test","runtime":"starlark","entry":"proof.star"}`

func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestPackIsDeterministic(t *testing.T) {
	files := map[string]string{ManifestName: manifest, "proof.star": "x = 1\n", "a/b.txt": "b", "README": "", ".git/config": "hidden", ".env": "hidden"}
	first, err := Pack(folder(t, files))
	if err != nil {
		t.Fatal(err)
	}
	dir := folder(t, files)
	for _, name := range []string{"proof.star", "a/b.txt", "a"} {
		if err := os.Chtimes(filepath.Join(dir, name), time.Unix(1, 0), time.Unix(2, 0)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Join(dir, "README"), 0o777); err != nil {
		t.Fatal(err)
	}
	second, err := Pack(dir)
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("other bytes for the same files: %v", err)
	}
	b, err := Open(first)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"README", "a/b.txt", ManifestName, "proof.star"}; !slices.Equal(b.Files(), want) {
		t.Errorf("files %q", b.Files())
	}
	if !bytes.Equal(b.Packed(), first) || string(b.Entry()) != "x = 1\n" || string(b.File("a/b.txt")) != "b" || b.File("none") != nil || b.MaxInput() != 64<<20 {
		t.Errorf("%+v", b.Manifest)
	}
	again, err := FromPath(dir)
	if err != nil || again.Digest != b.Digest {
		t.Errorf("from the folder: %v", err)
	}
	packedFile := filepath.Join(t.TempDir(), "x.bundle")
	if err := os.WriteFile(packedFile, first, 0o600); err != nil {
		t.Fatal(err)
	}
	if again, err = FromPath(packedFile); err != nil || again.Digest != b.Digest {
		t.Errorf("from the packed file: %v", err)
	}
}

func TestSingleFiles(t *testing.T) {
	for name, want := range map[string]struct {
		kind  Kind
		name  string
		entry string
	}{
		"fitness.star": {Proof, "fitness", "proof.star"}, "my refiner é.sql": {Refiner, "my-refiner--", "refiner.sql"},
		"train.wasm": {Compute, "train", "compute.wasm"}, "..sql": {Refiner, "refiner", "refiner.sql"}, strings.Repeat("x", 90) + ".star": {Proof, strings.Repeat("x", 64), "proof.star"},
	} {
		b, err := FromFile(name, []byte("content"))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if b.Manifest.Kind != want.kind || b.Manifest.Name != want.name || string(b.Entry()) != "content" {
			t.Errorf("%s: %+v", name, b.Manifest)
		}
		if again, err := Open(b.Packed()); err != nil || again.Digest != b.Digest {
			t.Errorf("%s: reopened: %v", name, err)
		}
	}
	if _, err := FromFile("x.star", nil); !errors.Is(err, ErrInvalid) {
		t.Errorf("an empty script: %v", err)
	}
	if _, err := FromPath(filepath.Join(t.TempDir(), "none.star")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func TestManifests(t *testing.T) {
	ok := func(extra string) string {
		return strings.TrimSuffix(manifest, "}") + extra + "}"
	}
	for name, doc := range map[string]string{
		"plain": manifest, "limits": ok(`,"limits":{"memoryMiB":64,"cpuSeconds":1,"wallSeconds":2,"maxInputMiB":3}`), "metadata": ok(`,"metadata":{"author":"x"}`),
		"members": ok(`,"members":["**/Fit/*.json","a?[b-c].csv"],"limits":{"maxInputMiB":16384,"maxUnpackedMiB":4096}`),
	} {
		if _, err := ParseManifest([]byte(doc)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, c := range map[string]struct {
		doc   string
		class error
	}{
		"no JSON":            {"hello", ErrInvalid},
		"a list":             {"[]", ErrInvalid},
		"empty":              {"{}", ErrVersion},
		"later version":      {strings.Replace(manifest, "/1", "/2", 1), ErrVersion},
		"later with unknown": {`{"format":"coppice-bundle/2","new":1}`, ErrVersion},
		"unknown field":      {ok(`,"color":"red"`), ErrInvalid},
		"other case":         {ok(`,"Name":"x"`), ErrInvalid},
		"repeated field":     {ok(`,"name":"x"`), ErrInvalid},
		"after the end":      {manifest + "{}", ErrInvalid},
		"unknown kind":       {strings.Replace(manifest, `"proof"`, `"prove"`, 1), ErrInvalid},
		"wrong runtime":      {strings.Replace(manifest, "starlark", "wasm", 1), ErrInvalid},
		"bad name":           {strings.Replace(manifest, `"test"`, `"a b"`, 1), ErrInvalid},
		"entry outside":      {strings.Replace(manifest, "proof.star", "../proof.star", 1), ErrInvalid},
		"entry absolute":     {strings.Replace(manifest, "proof.star", "/proof.star", 1), ErrInvalid},
		"entry hidden":       {strings.Replace(manifest, "proof.star", ".proof.star", 1), ErrInvalid},
		"entry manifest":     {strings.Replace(manifest, "proof.star", ManifestName, 1), ErrInvalid},
		"negative limit":     {ok(`,"limits":{"memoryMiB":-1}`), ErrInvalid},
		"huge limit":         {ok(`,"limits":{"memoryMiB":99999999}`), ErrInvalid},
		"fraction":           {ok(`,"limits":{"cpuSeconds":1.5}`), ErrInvalid},
		"unknown limit":      {ok(`,"limits":{"gpu":1}`), ErrInvalid},
		"a pattern outside":  {ok(`,"members":["../*.json"]`), ErrInvalid},
		"a broken pattern":   {ok(`,"members":["[a"]`), ErrInvalid},
		"many patterns":      {ok(`,"members":["a"` + strings.Repeat(`,"a"`, 40) + `]`), ErrInvalid},
		"input beyond all":   {ok(`,"limits":{"maxInputMiB":16385}`), ErrInvalid},
		"unpacked beyond":    {ok(`,"limits":{"maxUnpackedMiB":4097}`), ErrInvalid},
		"compute's members":  {`{"format":"coppice-bundle/1","kind":"compute","name":"t","runtime":"wasm","entry":"t.wasm","members":["a"]}`, ErrInvalid},
		"compute's unpacked": {`{"format":"coppice-bundle/1","kind":"compute","name":"t","runtime":"wasm","entry":"t.wasm","limits":{"maxUnpackedMiB":1}}`, ErrInvalid},
		"input of a proof":   {ok(`,"input":"text"`), ErrInvalid},
		"too large":          {ok(`,"metadata":{"x":"` + strings.Repeat("x", maxManifest) + `"}`), ErrInvalid},
		"deep":               {ok(`,"metadata":{"x":{"y":{"z":1}}}`), ErrInvalid},
	} {
		if _, err := ParseManifest([]byte(c.doc)); !errors.Is(err, c.class) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ParseManifest(nil); !errors.Is(err, ErrInvalid) {
		t.Errorf("none: %v", err)
	}
}

// archive makes a tar by hand.
func archive(t testing.TB, headers ...tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range headers {
		content := h.PAXRecords["content"]
		h.PAXRecords = nil
		if h.Typeflag == 0 {
			h.Typeflag = tar.TypeReg
		}
		h.Size = int64(len(content))
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOpenRefusals(t *testing.T) {
	good := func(name, content string) tar.Header {
		return tar.Header{Name: name, Mode: 0o644, ModTime: time.Unix(0, 0), Format: tar.FormatUSTAR, PAXRecords: map[string]string{"content": content}}
	}
	m, entry := good(ManifestName, manifest), good("proof.star", "x")
	if _, err := Open(archive(t, m, entry)); err != nil {
		t.Fatal(err)
	}
	change := func(h tar.Header, f func(*tar.Header)) tar.Header { f(&h); return h }
	for name, packed := range map[string][]byte{
		"nothing":            nil,
		"no tar":             []byte(strings.Repeat("hello", 1000)),
		"no manifest":        archive(t, entry),
		"no entry":           archive(t, m),
		"empty entry":        archive(t, m, good("proof.star", "")),
		"wrong order":        archive(t, entry, m),
		"unsorted":           archive(t, m, entry, good("a", "")),
		"repeated":           archive(t, m, entry, entry),
		"other mode":         archive(t, m, change(entry, func(h *tar.Header) { h.Mode = 0o755 })),
		"other time":         archive(t, m, change(entry, func(h *tar.Header) { h.ModTime = time.Unix(1, 0) })),
		"an owner":           archive(t, m, change(entry, func(h *tar.Header) { h.Uname = "me" })),
		"a link":             archive(t, m, entry, tar.Header{Typeflag: tar.TypeSymlink, Name: "z", Linkname: "/etc/passwd"}),
		"a device":           archive(t, m, entry, tar.Header{Typeflag: tar.TypeChar, Name: "z"}),
		"a folder":           archive(t, m, entry, tar.Header{Typeflag: tar.TypeDir, Name: "z/"}),
		"outside":            archive(t, m, entry, good("../z", "")),
		"absolute":           archive(t, m, entry, good("/z", "")),
		"unclean":            archive(t, m, entry, good("z//y", "")),
		"odd letters":        archive(t, m, entry, good("z y", "")),
		"something behind":   append(archive(t, m, entry), 0),
		"zeros behind":       append(archive(t, m, entry), make([]byte, 1024)...),
		"cut":                archive(t, m, entry)[:1600],
		"a promise of bytes": bytes.Replace(archive(t, m, entry), []byte("00000000001\x00"), []byte("77777777777\x00"), 1),
	} {
		if _, err := Open(packed); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	later := good(ManifestName, strings.Replace(manifest, "/1", "/9", 1))
	if _, err := Open(archive(t, later, entry)); !errors.Is(err, ErrVersion) {
		t.Errorf("a later version: %v", err)
	}
}

func TestPackRefusals(t *testing.T) {
	link := folder(t, map[string]string{ManifestName: manifest, "proof.star": "x"})
	if err := os.Symlink("/etc/passwd", filepath.Join(link, "passwd")); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{
		"a link":       link,
		"no manifest":  folder(t, map[string]string{"proof.star": "x"}),
		"no entry":     folder(t, map[string]string{ManifestName: manifest}),
		"odd letters":  folder(t, map[string]string{ManifestName: manifest, "proof.star": "x", "a b": ""}),
		"a long name":  folder(t, map[string]string{ManifestName: manifest, "proof.star": "x", strings.Repeat("x", 120): ""}),
		"empty folder": t.TempDir(),
	} {
		if _, err := Pack(dir); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestInitRefusesToOverwrite(t *testing.T) {
	for _, kind := range []Kind{Proof, Refiner, Compute} {
		dir := filepath.Join(t.TempDir(), "new", "my bundle")
		if err := Init(kind, dir); err != nil {
			t.Fatal(err)
		}
		doc, err := os.ReadFile(filepath.Join(dir, ManifestName))
		if err != nil {
			t.Fatal(err)
		}
		if m, err := ParseManifest(doc); err != nil || m.Kind != kind || m.Name != "my-bundle" {
			t.Errorf("%s: %+v, %v", kind, m, err)
		}
		if err := Init(kind, dir); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s twice: %v", kind, err)
		}
	}
	if err := Init("prove", t.TempDir()); !errors.Is(err, ErrInvalid) {
		t.Errorf("unknown kind: %v", err)
	}
}

func TestRunsRefuseOtherKinds(t *testing.T) {
	star, _ := FromFile("x.star", []byte("x"))
	sql, _ := FromFile("x.sql", []byte("x"))
	r := sandbox.NewProcess()
	if _, _, err := RunProof(t.Context(), r, sql, nil, ProofContext{}); !errors.Is(err, ErrInvalid) {
		t.Error(err)
	}
	if _, _, err := RunRefiner(t.Context(), r, star, nil); !errors.Is(err, ErrInvalid) {
		t.Error(err)
	}
	if _, err := DescribeSchema(t.Context(), r, star); !errors.Is(err, ErrInvalid) {
		t.Error(err)
	}
	if _, _, _, err := RunCompute(t.Context(), r, star, nil, ComputeContext{}); !errors.Is(err, ErrInvalid) {
		t.Error(err)
	}
	// A binary without the runtime says so, and does not blame the bundle.
	if _, _, err := RunProof(t.Context(), r, star, strings.NewReader("x"), ProofContext{}); !errors.Is(err, sandbox.ErrSpec) || errors.Is(err, ErrBundle) {
		t.Error(err)
	}
}

func TestWithhold(t *testing.T) {
	source, data := []byte(`x = d["steps"] # 1440`), []byte(`{"name":"Carol","n":987654,"note":"meet AT noon"}`)
	for in, want := range map[string]string{
		`key "steps" not in dict`:                                "key \"steps\" not in dict",
		`key "Carol" not in dict`:                                "key … not in dict",
		`invalid literal with base 10: Carol`:                    "invalid literal with base 10: …",
		`value CAROL at noon`:                                    "value … at …",
		`Could not convert string 'CAROL' to INT32`:              "Could not convert string … to INT32",
		`987654 is out of range [-1:0], not 1440`:                "… is out of range […], not 1440",
		"Duplicate key \"day: 2016-04-12\" violates primary key": "Duplicate key … violates primary key",
	} {
		if got := Withhold(in, source, []byte("{}"), data); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	if got := Withhold("some words at 1440", source, nil); got != "… … at 1440" {
		t.Errorf("of data that nobody knows: %s", got)
	}
}

// FuzzOpen: what opens packs to the same bytes, and its paths are safe.
func FuzzOpen(f *testing.F) {
	b, err := FromFile("x.star", []byte("def prove(file, context):\n    pass\n"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b.Packed())
	f.Add(b.Packed()[:700])
	f.Add([]byte("bundle.json"))
	f.Fuzz(func(t *testing.T, packed []byte) {
		b, err := Open(packed)
		if err != nil {
			if !errors.Is(err, ErrInvalid) && !errors.Is(err, ErrVersion) {
				t.Fatalf("unnamed error %v", err)
			}
			return
		}
		for _, name := range b.Files() {
			if !fs.ValidPath(name) || strings.HasPrefix(name, ".") {
				t.Errorf("path %q", name)
			}
		}
		if len(b.Entry()) == 0 || !bytes.Equal(b.Packed(), packed) {
			t.Error("not what was opened")
		}
	})
}
