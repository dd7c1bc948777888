package fitness_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"github.com/coppice-network/coppice/internal/e2e/exports"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coppice-network/coppice/examples/fitness"
	"github.com/coppice-network/coppice/examples/fitness/sample"
	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/bundle/script"
	"github.com/coppice-network/coppice/internal/e2e/oracle"
	"github.com/coppice-network/coppice/internal/export"
	"github.com/coppice-network/coppice/internal/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Main()
	os.Exit(m.Run())
}

// now is the block time all tests judge by.
var now = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

func open(t *testing.T, path string) *bundle.Bundle {
	t.Helper()
	content, err := fs.ReadFile(fitness.Files(), path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.FromFile(filepath.Base(path), content)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// prove judges in this process, which is quick; proveInSandbox does what a validator does.
func prove(t *testing.T, b *bundle.Bundle, text string) *bundle.Results {
	t.Helper()
	job := bundle.ProofJob{
		Entry: b.Manifest.Entry, Reads: bundle.Reads{Members: export.DefaultPatterns, Bytes: 1 << 20},
		Context: bundle.ProofContext{DLP: 1, FileID: 1, Now: now.Unix()},
	}
	r, err := script.Prove(b.Entry(), strings.NewReader(text), int64(len(text)), job, 1<<20, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func proveInSandbox(t *testing.T, b *bundle.Bundle, text string) *bundle.Results {
	t.Helper()
	r, _, err := bundle.RunProof(context.Background(), sandbox.NewProcess(), b, strings.NewReader(text), bundle.ProofContext{DLP: 1, FileID: 1, Now: now.Unix()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// folders are the exports that proofs and refiners are held against the oracle on: the sample, and real ones.
func folders(t *testing.T) map[string]string {
	t.Helper()
	made := t.TempDir()
	for _, f := range sample.Generate(1, sample.People) {
		if err := os.WriteFile(filepath.Join(made, f.Name), f.Content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all := map[string]string{"sample": made}
	if actual, err := exports.Folder(); err == nil {
		all["real"] = actual
	} else if os.Getenv("CI") != "" {
		t.Fatal(err)
	}
	return all
}

func TestProofsAgreeWithTheOracle(t *testing.T) {
	proofs := map[string]*bundle.Bundle{}
	for _, d := range fitness.DataDAOs() {
		proofs[d.Name] = open(t, d.Proof)
	}
	for name, folder := range folders(t) {
		want, err := oracle.Folder(folder, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range want.Files {
			text, err := os.ReadFile(filepath.Join(folder, f.Name))
			if err != nil {
				t.Fatal(err)
			}
			got := proveInSandbox(t, proofs[f.Dataset], string(text))
			if got.Valid != f.Valid || got.Score != f.Score || got.Identity != f.Identity {
				t.Errorf("%s/%s: valid %v (%s), score %v, identity %s; want %v, %v, %s", name, f.Name, got.Valid, got.Reason, got.Score, got.Identity, f.Valid, f.Score, f.Identity)
			}
			var attributes struct{ Days int }
			if err := json.Unmarshal(got.Attributes, &attributes); err != nil || attributes.Days != f.Days {
				t.Errorf("%s/%s: attributes %s, want %d days", name, f.Name, got.Attributes, f.Days)
			}
		}
	}
}

const (
	day  = `{"date":"4/12/16","steps":13162,"distanceKm":8.5,"minutes":{"veryActive":25,"fairlyActive":13,"lightlyActive":328,"sedentary":728},"calories":1985}`
	next = `{"date":"4/13/16","steps":10735,"distanceKm":7,"minutes":{"veryActive":21,"fairlyActive":19,"lightlyActive":217,"sedentary":776},"calories":1797}`

	night = `{"startedAt":"4/12/2016 12:00:00 AM","records":1,"minutesAsleep":327,"minutesInBed":346}`
	later = `{"startedAt":"4/13/2016 12:00:00 AM","records":2,"minutesAsleep":384,"minutesInBed":407}`
)

func activities(records ...string) string {
	return `{"source":"fitbit","userId":"7","activities":[` + strings.Join(records, ",") + `]}`
}

func sleep(records ...string) string {
	return `{"source":"fitbit","userId":"7","sleep":[` + strings.Join(records, ",") + `]}`
}

// month makes n records of April 2016, changing the first bad of them.
func month(record string, n, bad int, old, changed string) []string {
	var out []string
	for i := range n {
		r := strings.Replace(record, "4/12/", fmt.Sprintf("4/%d/", i+1), 1)
		if i < bad {
			r = strings.Replace(r, old, changed, 1)
		}
		out = append(out, r)
	}
	return out
}

func changed(record, old, changed string) string { return strings.Replace(record, old, changed, 1) }

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		name, dao, text string
		score           float64 // of a valid file
		reason          string  // of an invalid one, in full
	}{
		{"two days", "fitness", activities(day, next), 0.6266666666666666, ""},
		{"a birth year", "fitness", changed(activities(day), `"userId"`, `"birthYear":1980,"userId"`), 0.6133333333333333, ""},
		{"no birth year known", "fitness", changed(activities(day), `"userId"`, `"birthYear":null,"userId"`), 0.6133333333333333, ""},
		{"a member nobody looks at", "fitness", changed(activities(day), `"userId"`, `"device":{"a":[1]},"userId"`), 0.6133333333333333, ""},
		{"an identical repeat", "fitness", activities(day, next, day), 0.6266666666666666, ""},
		{"3 of 30 days with too many steps", "fitness", activities(month(day, 30, 3, "13162", "100001")...), 0.9400000000000001, ""},
		{"today", "fitness", activities(changed(day, "4/12/16", "11/1/26")), 0.6133333333333333, ""},

		{"empty", "fitness", "", 0, "the file is empty"},
		{"another day's figures for one day", "fitness", activities(day, changed(next, "4/13", "4/12")), 0, "activities[1]: two different records for 2016-04-12"},
		{"4 of 30 days with too many steps", "fitness", activities(month(day, 30, 4, "13162", "100001")...), 0, "only 26 of 30 days are plausible; nine in ten must be"},
		{"4 of 30 days with 1441 minutes", "fitness", activities(month(day, 30, 4, "728", "1075")...), 0, "only 26 of 30 days are plausible; nine in ten must be"},
		{"tomorrow", "fitness", activities(changed(day, "4/12/16", "11/2/26")), 0, "only 0 of 1 days are plausible; nine in ten must be"},
		{"no record", "fitness", activities(), 0, "activities: there is no record"},
		{"the other kind", "fitness", sleep(night), 0, "activities is missing"},
		{"a list", "fitness", "[]", 0, "the document: want object, found list"},
		{"steps in quotes", "fitness", activities(day, changed(next, "10735", `"10735"`)), 0, "activities[1].steps: want int, found string"},
		{"half a step", "fitness", activities(changed(day, "13162", "1.5")), 0, "activities[0].steps: want int, found number with a fraction"},
		{"negative steps", "fitness", activities(day, changed(next, "10735", "-1")), 0, "activities[1] has a negative number"},
		{"negative distance", "fitness", activities(changed(day, "8.5", "-8.5")), 0, "activities[0] has a negative number"},
		{"more than a column holds", "fitness", activities(changed(day, "1985", "2147483648")), 0, "activities[0] has a number above 2147483647"},
		{"no sedentary minutes", "fitness", activities(changed(day, "sedentary", "sitting")), 0, "activities[0].minutes.sedentary is missing"},
		{"an ISO date", "fitness", activities(changed(day, "4/12/16", "2016-04-12")), 0, "activities[0].date: want month/day/year such as 4/12/16"},
		{"day before month", "fitness", activities(changed(day, "4/12/16", "13/4/16")), 0, "activities[0].date: want month/day/year such as 4/12/16"},
		{"31 April", "fitness", activities(changed(day, "4/12/16", "4/31/16")), 0, "activities[0].date: want month/day/year such as 4/12/16"},
		{"a year of four digits", "fitness", activities(changed(day, "4/12/16", "4/12/2016")), 0, "activities[0].date: want month/day/year such as 4/12/16"},
		{"no user id", "fitness", changed(activities(day), `"7"`, `""`), 0, "userId is empty or has spaces around it"},
		{"a user id with a space, to look like another", "fitness", changed(activities(day), `"7"`, `"7 "`), 0, "userId is empty or has spaces around it"},
		{"a source with a colon, to look like another", "fitness", changed(activities(day), `"fitbit"`, `"fit:bit"`), 0, "source has a colon"},
		{"born tomorrow", "fitness", changed(activities(day), `"userId"`, `"birthYear":2027,"userId"`), 0, "birthYear is not a year of birth"},

		{"two nights", "sleep", sleep(night, later), 0.6266666666666666, ""},
		{"an identical repeat", "sleep", sleep(night, later, night), 0.6266666666666666, ""},
		{"3 of 30 nights asleep longer than in bed", "sleep", sleep(month(night, 30, 3, "327", "347")...), 0.9400000000000001, ""},
		{"this evening", "sleep", sleep(changed(night, "4/12/2016 12:00:00 AM", "11/1/2026 11:30:00 PM")), 0.6133333333333333, ""},

		{"another night's figures for one day", "sleep", sleep(night, changed(later, "4/13", "4/12")), 0, "sleep[1]: two different records for 2016-04-12"},
		{"two starts on one day", "sleep", sleep(night, changed(night, "12:00:00 AM", "11:00:00 PM")), 0, "sleep[1]: two different records for 2016-04-12"},
		{"4 of 30 nights asleep longer than in bed", "sleep", sleep(month(night, 30, 4, "327", "347")...), 0, "only 26 of 30 days are plausible; nine in ten must be"},
		{"4 of 30 nights without sleep", "sleep", sleep(month(night, 30, 4, "327", "0")...), 0, "only 26 of 30 days are plausible; nine in ten must be"},
		{"4 of 30 nights without a record", "sleep", sleep(month(night, 30, 4, `"records":1`, `"records":0`)...), 0, "only 26 of 30 days are plausible; nine in ten must be"},
		{"4 of 30 nights of more than a day", "sleep", sleep(month(night, 30, 4, "346", "1441")...), 0, "only 26 of 30 days are plausible; nine in ten must be"},
		{"tomorrow", "sleep", sleep(changed(night, "4/12/2016", "11/2/2026")), 0, "only 0 of 1 days are plausible; nine in ten must be"},
		{"no record", "sleep", sleep(), 0, "sleep: there is no record"},
		{"the other kind", "sleep", activities(day), 0, "sleep is missing"},
		{"a date without a time", "sleep", sleep(changed(night, " 12:00:00 AM", "")), 0, "sleep[0].startedAt: want month/day/year and time such as 4/12/2016 12:00:00 AM"},
		{"a 24-hour clock", "sleep", sleep(changed(night, "12:00:00 AM", "13:00:00 PM")), 0, "sleep[0].startedAt: want month/day/year and time such as 4/12/2016 12:00:00 AM"},
		{"29 February 2015", "sleep", sleep(changed(night, "4/12/2016", "2/29/2015")), 0, "sleep[0].startedAt: want month/day/year and time such as 4/12/2016 12:00:00 AM"},
		{"minutes as a text", "sleep", sleep(changed(night, "327", `"327"`)), 0, "sleep[0].minutesAsleep: want int, found string"},
		{"more than a column holds", "sleep", sleep(changed(night, "327", "99999999999999999999")), 0, "sleep[0].minutesAsleep is out of range"},
	} {
		t.Run(c.dao+"/"+c.name, func(t *testing.T) {
			r := prove(t, open(t, c.dao+"/proof.star"), c.text)
			if c.reason != "" {
				if r.Valid || r.Score != 0 || r.Reason != c.reason {
					t.Errorf("valid %v, score %v, reason %q; want the reason %q", r.Valid, r.Score, r.Reason, c.reason)
				}
			} else if !r.Valid || r.Score != c.score {
				t.Errorf("valid %v (%s), score %v; want the score %v", r.Valid, r.Reason, r.Score, c.score)
			}
		})
	}
}

// TestFingerprint: one content has one canonical form, however it is written, and another content has another.
func TestFingerprint(t *testing.T) {
	indent := func(s string) string {
		var b bytes.Buffer
		if err := json.Indent(&b, []byte(s), "\t", "  "); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	otherKeys := `{"calories":1985,"minutes":{"sedentary":728,"lightlyActive":328,"fairlyActive":13,"veryActive":25},"distanceKm":8.50,"steps":13162,"date":"04/12/16"}`
	fit, slp := open(t, "fitness/proof.star"), open(t, "sleep/proof.star")
	a, s := prove(t, fit, activities(day, next)), prove(t, slp, sleep(night, later))
	if !a.Valid || !s.Valid {
		t.Fatal(a.Reason, s.Reason)
	}
	for name, c := range map[string]struct {
		proof *bundle.Bundle
		text  string
		first *bundle.Results
		same  bool
	}{
		"indented":               {fit, indent(activities(day, next)), a, true},
		"other order of records": {fit, activities(next, day), a, true},
		"a repeat":               {fit, activities(day, next, next), a, true},
		"other order of keys":    {fit, activities(otherKeys, next), a, true},
		"distance 7.0 for 7":     {fit, activities(day, changed(next, `"distanceKm":7`, `"distanceKm":7.0`)), a, true},
		"a birth year added":     {fit, changed(activities(day, next), `"userId"`, `"birthYear":1980,"userId"`), a, true},
		"an unknown member":      {fit, changed(activities(day, next), `"userId"`, `"x":1,"userId"`), a, true},
		"one step more":          {fit, activities(changed(day, "13162", "13163"), next), a, false},
		"a day less":             {fit, activities(day), a, false},
		"another account":        {fit, changed(activities(day, next), `"7"`, `"8"`), a, false},
		"sleep indented":         {slp, indent(sleep(later, night)), s, true},
		"sleep spelt otherwise":  {slp, sleep(changed(night, "4/12/2016 12:00:00 AM", "04/12/2016 12:0:0 am"), later), s, true},
		"sleep a minute longer":  {slp, sleep(changed(night, "327", "328"), later), s, false},
	} {
		r := prove(t, c.proof, c.text)
		if !r.Valid {
			t.Errorf("%s: %s", name, r.Reason)
		}
		if bytes.Equal(r.Canonical, c.first.Canonical) != c.same {
			t.Errorf("%s: same canonical form %v, want %v\n%s\n%s", name, !c.same, c.same, r.Canonical, c.first.Canonical)
		}
	}
	if bytes.Equal(a.Canonical, s.Canonical) {
		t.Error("both kinds have one canonical form")
	}
}

func TestForFile(t *testing.T) {
	for name, want := range map[string][2]string{
		"1503960366.activities.json": {"fitness", "1503960366"},
		"person01.sleep.json":        {"sleep", "person01"},
		"activities.json":            {},
		".sleep.json":                {},
		"person01.sleep.json.age":    {},
	} {
		d, who, ok := fitness.ForFile(name)
		if d.Name != want[0] || who != want[1] || ok != (want[0] != "") {
			t.Errorf("%s: %s, %s, %v", name, d.Name, who, ok)
		}
	}
}
