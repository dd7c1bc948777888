package contribution

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coppice-network/coppice/internal/personal"
	"github.com/coppice-network/coppice/internal/personal/remotetest"
	"github.com/coppice-network/coppice/internal/seal"
)

// TestRecover: with the wallet and the storage alone, every byte of every contributed file comes back.
func TestRecover(t *testing.T) {
	t.Setenv("RCLONE_CONFIG", os.DevNull)
	for k, v := range remotetest.S3Options(remotetest.S3(t, t.TempDir())) {
		t.Setenv("RCLONE_CONFIG_OWN_"+strings.ToUpper(k), v)
	}
	for kind, storage := range map[string]string{"folder": filepath.Join(t.TempDir(), "copies"), "s3": "own:" + remotetest.Bucket + "/copies"} {
		t.Run(kind, func(t *testing.T) {
			store := func() Listed {
				p, err := personal.Open(storage, nil)
				if err != nil {
					t.Fatal(err)
				}
				return p
			}
			// Another person keeps copies in the same place, and something else lies there too.
			other := newRig(t)
			if _, err := other.Contribute(other.ctx, pool().DataDAO, []string{other.write("theirs.json", "theirs "+kind)}, store(), false); err != nil {
				t.Fatal(err)
			}
			if _, err := store().Put(t.Context(), "settings.json", strings.NewReader("{}")); err != nil {
				t.Fatal(err)
			}
			want := map[string]string{"a.json": "first " + kind, "b.json": strings.Repeat("long "+kind, 1<<16)}
			r := newRig(t)
			for name, content := range want {
				if _, err := r.Contribute(r.ctx, pool().DataDAO, []string{r.write(name, content)}, store(), false); err != nil {
					t.Fatal(err)
				}
			}
			wallet := owner{r.Owner.Address()} // the journal is not asked
			copies, err := Copies(t.Context(), store(), wallet.Address())
			if err != nil || len(copies) != len(want) {
				t.Fatalf("found %+v, %v", copies, err)
			}
			for i, name := range FileNames(copies) {
				if got := opened(t, store(), copies[i], wallet); got != want[name] || got == "" {
					t.Errorf("%s has %d bytes, want %d", name, len(got), len(want[name]))
				}
			}
		})
	}
}

func opened(t *testing.T, store PersonalStore, c Copy, me Personal) string {
	t.Helper()
	r, err := OpenCopy(t.Context(), store, c, me)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestRecoverSaysWhatIsMissing: nothing that may be the owner's is passed over in silence.
func TestRecoverSaysWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	store, err := personal.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	r := newRig(t)
	var paths []string
	for _, name := range []string{"whole", "no card", "no copy", "bad card", "later card"} {
		paths = append(paths, r.write("same name.json", name))
	}
	results, err := r.Contribute(r.ctx, pool().DataDAO, paths, store, false)
	if err != nil {
		t.Fatal(err)
	}
	file := func(i int, suffix string) string {
		return strings.TrimSuffix(strings.TrimPrefix(results[i].PersonalURL, "file://"), personalSuffix) + suffix
	}
	card, err := os.ReadFile(file(4, sidecarSuffix))
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		os.Remove(file(1, sidecarSuffix)), os.Remove(file(2, personalSuffix)), os.WriteFile(file(3, sidecarSuffix), []byte("{}"), 0o600),
		os.WriteFile(file(4, sidecarSuffix), []byte(strings.Replace(string(card), "personal/1", "personal/9", 1)), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	copies, err := Copies(t.Context(), store, r.Owner.Address())
	if err != nil || len(copies) != len(paths) {
		t.Fatalf("found %+v, %v", copies, err)
	}
	for i, want := range []error{nil, ErrNoCard, ErrNoCopy, seal.ErrSidecar, seal.ErrVersion} {
		name := strings.TrimSuffix(filepath.Base(file(i, "")), personalSuffix)
		for k, c := range copies {
			if c.Name == name {
				if !errors.Is(c.Err, want) || (want == nil) != (FileNames(copies)[k] == "same name.json") {
					t.Errorf("%d: %v, want %v; written as %q", i, c.Err, want, FileNames(copies)[k])
				}
				if _, err := OpenCopy(t.Context(), store, c, r.Owner); !errors.Is(err, want) {
					t.Errorf("%d: opening: %v", i, err)
				}
			}
		}
	}
}

func TestFileNamesDoNotCollide(t *testing.T) {
	card := func(name string) seal.Sidecar { return seal.Sidecar{Name: name} }
	got := FileNames([]Copy{
		{Name: "f-1", Card: card("a.json")}, {Name: "f-2", Card: card("b.json")}, {Name: "s-1", Card: card("A.json")}, {Name: "x", Card: card("b.json"), Err: ErrNoCopy},
	})
	want := []string{"f-1-a.json", "b.json", "s-1-A.json", ""}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%q, want %q", got[i], want[i])
		}
	}
}
