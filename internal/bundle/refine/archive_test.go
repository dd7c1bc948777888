package refine

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/export/exporttest"
	"github.com/coppice-network/coppice/internal/sandbox"
)

// zipped is an archive as the tests hand it over.
func zipped(t testing.TB, members map[string]string) string {
	return string(exporttest.Zip(t, members))
}

const listed = `CREATE TABLE t (name TEXT NOT NULL, n INTEGER NOT NULL);
INSERT INTO t SELECT name, CAST(content->'$.n' AS INTEGER) FROM input ORDER BY name;`

// TestRefineArchive: every wanted file of an archive is a row of the table input; an export that came alone is one.
func TestRefineArchive(t *testing.T) {
	b := refiner(t, listed, "")
	for data, want := range map[string]string{
		zipped(t, map[string]string{"z.json": `{"n":2}`, "a/y.json": `{"n":1}`, "photo.jpg": "\xff", ".h.json": "{"}): "| a/y.json 1 | z.json 2",
		zipped(t, map[string]string{"deep/one.json": `{"n":3}`}):                                                      "| deep/one.json 3",
		`{"n":4}`: "| export 4",
	} {
		tables, err := run(t, b, data)
		if err != nil {
			t.Fatal(err)
		}
		if got := show(t, tables["t"]); !strings.HasSuffix(got, want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	text := refiner(t, "CREATE TABLE t (line TEXT NOT NULL);\nINSERT INTO t SELECT content->>'$' FROM input ORDER BY name;", `,"input":"text","members":["*.csv"]`)
	tables, err := run(t, text, zipped(t, map[string]string{"b.csv": "2", "a.csv": "\ufeff1", "c.txt": "3"}))
	if err != nil {
		t.Fatal(err)
	}
	if got := show(t, tables["t"]); !strings.HasSuffix(got, "| 1 | 2") {
		t.Errorf("texts of an archive: %s", got)
	}
}

// TestRefineArchiveRefused: what does not fit is the file's fault, and no text quotes it.
func TestRefineArchiveRefused(t *testing.T) {
	b := refiner(t, listed, `,"limits":{"maxUnpackedMiB":1}`)
	for name, c := range map[string]struct{ data, want string }{
		"damaged":      {zipped(t, map[string]string{"secret.json": `{"n":1}`})[:50], "its archive is refused"},
		"none wanted":  {zipped(t, map[string]string{"secret.txt": `{"n":1}`}), "its archive is refused"},
		"too large":    {zipped(t, map[string]string{"secret.json": `{"n":1,"x":"` + strings.Repeat("x", 1<<20) + `"}`}), "its archive is refused"},
		"alone, large": {`{"n":1,"x":"` + strings.Repeat("x", 1<<20) + `"}`, "at most 1 MiB are read"},
		"no JSON":      {zipped(t, map[string]string{"a.json": `{"n":1}`, "secret.json": `{"secret":`}), "file 2 of 2 in the archive: "},
		"not its rule": {zipped(t, map[string]string{"a.json": `{"n":1}`, "secret.json": `{"n":"secret"}`}), "line 2"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := run(t, b, c.data)
			if !errors.Is(err, bundle.ErrUnfit) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("got %v, want ErrUnfit with %q", err, c.want)
			}
		})
	}
	away := errors.New("away")
	src := io.NewSectionReader(failing{away}, 0, bundle.MaxCopied+1)
	if _, _, err := bundle.RunRefiner(t.Context(), sandbox.NewProcess(), b, src); !errors.Is(err, away) || errors.Is(err, bundle.ErrBundle) {
		t.Errorf("a served file that cannot be read: %v", err)
	}
}

type failing struct{ err error }

func (f failing) ReadAt([]byte, int64) (int, error) { return 0, f.err }
