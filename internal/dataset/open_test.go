package dataset

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/arrow-go/v18/parquet/compress"
)

// Nothing that was put in can be found in any file.
func TestSealedAtRest(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, small())
	secret := "secret-of-a-person-1234567890"
	for f := range uint64(6) { // some flushed, some journalled
		data := encodeRows(t, notes.Columns, plainRows{{secret}}, compress.Codecs.Uncompressed)
		if err := s.Ingest(t.Context(), testRef(f, 1), map[string][]byte{"notes": data}, Schema{FormatSchema, []Table{notes}}); err != nil {
			t.Fatal(err)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	who := owner(1)
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, plain := range []string{secret, "notes", string(who[:])} {
			if bytes.Contains(data, []byte(plain)) {
				t.Errorf("%s holds %q", f.Name(), plain)
			}
		}
	}
}

func TestOpenRefusesDamage(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, small())
	for f := range uint64(11) {
		ingest(t, s, f, 1)
	}
	glob := func(pattern string) []string {
		names, _ := filepath.Glob(filepath.Join(dir, pattern))
		if len(names) == 0 {
			t.Fatal("no " + pattern)
		}
		for i, n := range names {
			names[i] = filepath.Base(n)
		}
		return names
	}
	chunks, journal := glob("*.chunk"), glob("journal-*")[0]
	edit := func(name string, f func(b []byte) []byte) func(string) {
		return func(dir string) {
			b, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if b = f(b); b == nil {
				err = os.Remove(filepath.Join(dir, name))
			} else {
				err = os.WriteFile(filepath.Join(dir, name), b, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	later := func(b []byte) []byte { return bytes.Replace(b, []byte("/1\n"), []byte("/2\n"), 1) }
	flip := func(at int) func([]byte) []byte { return func(b []byte) []byte { b[at] ^= 1; return b } }
	gone := func([]byte) []byte { return nil }
	for name, tc := range map[string]struct {
		damage func(dir string)
		key    byte
		want   error
	}{
		"nothing":              {func(string) {}, 1, nil},
		"another key":          {func(string) {}, 2, ErrCorrupt},
		"later format":         {edit("FORMAT", later), 1, ErrVersion},
		"later manifest":       {edit("manifest", later), 1, ErrVersion},
		"later journal":        {edit(journal, later), 1, ErrVersion},
		"later chunk":          {edit(chunks[0], later), 1, ErrVersion},
		"manifest flipped":     {edit("manifest", flip(100)), 1, ErrCorrupt},
		"manifest missing":     {edit("manifest", gone), 1, ErrCorrupt},
		"journal missing":      {edit(journal, gone), 1, ErrCorrupt},
		"journal record first": {edit(journal, flip(60)), 1, ErrCorrupt},
		"chunk missing":        {edit(chunks[0], gone), 1, ErrCorrupt},
		"chunk index":          {edit(chunks[0], flip(40)), 1, ErrCorrupt},
		"chunk cut":            {edit(chunks[0], func(b []byte) []byte { return b[:30] }), 1, ErrCorrupt},
		"chunks exchanged": {func(dir string) {
			a, b := filepath.Join(dir, chunks[0]), filepath.Join(dir, chunks[1])
			if err := errors.Join(os.Rename(a, a+"x"), os.Rename(b, a), os.Rename(a+"x", b)); err != nil {
				t.Fatal(err)
			}
		}, 1, ErrCorrupt},
	} {
		t.Run(name, func(t *testing.T) {
			to := t.TempDir()
			if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			tc.damage(to)
			again, err := openTuned(to, newSealer(tc.key), small())
			if err == nil {
				again.Close()
			}
			if !errors.Is(err, tc.want) {
				t.Fatalf("%v, want %v", err, tc.want)
			}
		})
	}
	t.Run("in use", func(t *testing.T) {
		_, err := openTuned(dir, newSealer(1), small())
		wantErr(t, err, ErrInUse)
	})
	t.Run("rows damaged", func(t *testing.T) { // found when they are read
		s.Close()
		for _, c := range chunks {
			edit(c, func(b []byte) []byte { b[len(b)-1] ^= 1; return b })(dir)
		}
		again := openTest(t, dir, small())
		var errs error
		for _, table := range []string{"days", "notes"} {
			snap := snapshot(t, again, table)
			_, err := again.Project(t.Context(), snap, []string{snap.Table().Columns[0].Name}, nil, &bytes.Buffer{})
			errs = errors.Join(errs, err)
		}
		wantErr(t, errs, ErrCorrupt)
	})
}
