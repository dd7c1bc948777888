package sample_test

import (
	"bytes"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/coppice-network/coppice/examples/fitness/sample"
	"github.com/coppice-network/coppice/internal/e2e/oracle"
)

var now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func judge(t *testing.T, files []sample.File) *oracle.Answers {
	t.Helper()
	dir := t.TempDir()
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a, err := oracle.Folder(dir, now)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestEveryExportIsValidWhateverTheSeed(t *testing.T) {
	for seed := range uint64(25) {
		a := judge(t, sample.Generate(seed, sample.People))
		for _, f := range a.Files {
			if !f.Valid {
				t.Errorf("seed %d: %s: %s", seed, f.Name, f.Reason)
			}
		}
		for _, r := range a.Fitness {
			if sum := r.VeryActiveMin + r.FairlyActiveMin + r.LightlyActiveMin + r.SedentaryMin; sum > 1440 || r.SedentaryMin < 0 || r.Age == nil {
				t.Errorf("seed %d: implausible day %+v", seed, r)
			}
		}
		if high := len(a.HighActivity()); high < 10 || high > len(a.Fitness)/2 {
			t.Errorf("seed %d: %d of %d days are highly active", seed, high, len(a.Fitness))
		}
		if join := a.Join(); len(join) < 8 {
			t.Errorf("seed %d: %d contributors in the join", seed, len(join))
		}
	}
}

func TestImperfections(t *testing.T) {
	a := judge(t, sample.Generate(1, sample.People))
	for name, days := range map[string]int{"person01.activities.json": 31, "person04.activities.json": 6, "person07.activities.json": 31} {
		f, ok := a.File(name)
		if !ok || f.Days != days {
			t.Errorf("%s: %d days, want %d", name, f.Days, days)
		}
	}
	if _, ok := a.File("person03.sleep.json"); ok {
		t.Error("person03 was to record no sleep")
	}
	for _, f := range sample.Generate(1, sample.People) {
		if f.Name == "person07.activities.json" && strings.Count(string(f.Content), `"date"`) != 32 {
			t.Error("person07 was to have a repeated record")
		}
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	first, again, other := sample.Generate(1, 12), sample.Generate(1, 3), sample.Generate(2, 3)
	for i := range again {
		if first[i].Name != again[i].Name || !bytes.Equal(first[i].Content, again[i].Content) {
			t.Errorf("%s differs", again[i].Name)
		}
		if bytes.Equal(first[i].Content, other[i].Content) {
			t.Errorf("%s is the same under another seed", other[i].Name)
		}
	}
	if !sort.SliceIsSorted(first, func(i, j int) bool { return first[i].Name < first[j].Name }) {
		t.Error("not sorted by name")
	}
	if got := sample.Generate(1, 0); len(got) != 0 {
		t.Errorf("nobody made %d files", len(got))
	}
}
