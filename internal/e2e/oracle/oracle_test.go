package oracle

import (
	"errors"
	"fmt"
	"github.com/coppice-network/coppice/internal/e2e/exports"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var now = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// realFolder is the folder of real exports; the numbers below were worked out from it by hand and by a throw-away script in another
// language.
func realFolder(t *testing.T) string { t.Helper(); return exports.Need(t) }

func TestRealFolder(t *testing.T) {
	a, err := Folder(realFolder(t), now)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Files) != 37 {
		t.Errorf("%d files, want 37", len(a.Files))
	}
	for _, f := range a.Files {
		if !f.Valid {
			t.Errorf("%s invalid: %s", f.Name, f.Reason)
		}
	}
	for _, want := range []struct {
		name   string
		days   int
		score  float64
		reward string
	}{
		{"1503960366.activities.json", 31, 1, "100"},
		{"1503960366.sleep.json", 25, 0.9333333333333333, "93.33333333333333"},
		{"2320127002.sleep.json", 1, 0.6133333333333333, "61.33333333333333"},
		{"4057192912.activities.json", 4, 0.6533333333333333, "65.33333333333333"},
		{"4388161847.sleep.json", 23, 0.9066666666666667, "90.66666666666667"}, // 24 records, one of them twice
		{"4702921684.sleep.json", 27, 0.96, "96"},                              // 28 records, one of them twice
		{"8792009665.sleep.json", 15, 0.8, "80"},
	} {
		f, ok := a.File(want.name)
		if !ok || f.Days != want.days || f.Score != want.score || f.Reward != want.reward {
			t.Errorf("%s: %d days, score %v, reward %s; want %d, %v, %s", want.name, f.Days, f.Score, f.Reward, want.days, want.score, want.reward)
		}
	}
	s := a.Sums()
	s.DistanceM = 0
	if want := (Sums{FitnessRows: 620, SleepRows: 248, Steps: 4271533, CaloriesKcal: 1346520, MinutesAsleep: 105775, MinutesInBed: 113220}); s != want {
		t.Errorf("sums %+v, want %+v", s, want)
	}
	first := a.Fitness[0]
	if want := (FitnessRow{"1503960366", "2016-04-12", nil, 13162, 8500, 25, 13, 328, 728, 1985, "moderate"}); first != want {
		t.Errorf("first row %+v, want %+v", first, want)
	}
	if got, want := a.Sleep[0], (SleepRow{"1503960366", "2016-04-12", 327, 346, 1}); got != want {
		t.Errorf("first night %+v, want %+v", got, want)
	}
	high := a.HighActivity()
	total := 0
	for _, r := range high {
		total += r.Steps
	}
	if len(high) != 94 || high[0].Steps != 1982 || high[93].Steps != 36019 || total != 1351939 {
		t.Errorf("high activity: %d rows from %d to %d, %d steps", len(high), high[0].Steps, high[len(high)-1].Steps, total)
	}
	join := a.Join()
	if len(join) != 15 {
		t.Fatalf("join: %d contributors, want 15", len(join))
	}
	for i, want := range map[int]Joined{
		0:  {"2320127002", 1, 5079, 61},
		5:  {"4020332650", 8, 6596.75, 349.375},
		9:  {"1503960366", 25, 12405.68, 360.28},
		14: {"6962181067", 31, 9794.806451612903, 448},
	} {
		if join[i] != want {
			t.Errorf("join row %d: %+v, want %+v", i, join[i], want)
		}
	}
}

const (
	day1 = `{"date":"4/12/16","steps":13162,"distanceKm":8.5,"minutes":{"veryActive":25,"fairlyActive":13,"lightlyActive":328,"sedentary":728},"calories":1985}`
	nite = `{"startedAt":"4/12/2016 12:00:00 AM","records":1,"minutesAsleep":327,"minutesInBed":346}`
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

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		name, dataset, text string
		score               float64
		reason              string // part of it; empty means valid
	}{
		{"one day", Fitness, activities(day1), 0.6 + 0.4/30, ""},
		{"identical repeat counts once", Fitness, activities(day1, day1), 0.6 + 0.4/30, ""},
		{"two records for one day", Fitness, activities(day1, strings.Replace(day1, "1985", "1986", 1)), 0, "two different records for 2016-04-12"},
		{"whole month", Fitness, activities(month(day1, 30, 0, "", "")...), 1, ""},
		{"too many steps on 3 of 30 days", Fitness, activities(month(day1, 30, 3, "13162", "100001")...), 0.94, ""},
		{"too many steps on 4 of 30 days", Fitness, activities(month(day1, 30, 4, "13162", "100001")...), 0, "quality"},
		{"exactly 100000 steps", Fitness, activities(month(day1, 30, 4, "13162", "100000")...), 1, ""},
		{"1441 minutes on 4 of 30 days", Fitness, activities(month(day1, 30, 4, "728", "1075")...), 0, "quality"},
		{"1440 minutes", Fitness, activities(month(day1, 30, 4, "728", "1074")...), 1, ""},
		{"no record", Fitness, activities(), 0, "no record"},
		{"no activities", Fitness, `{"source":"fitbit","userId":"7"}`, 0, "no record"},
		{"other kind", Fitness, sleep(nite), 0, "no record"},
		{"negative steps", Fitness, activities(strings.Replace(day1, "13162", "-1", 1)), 0, "shape: record 0"},
		{"half a step", Fitness, activities(strings.Replace(day1, "13162", "1.5", 1)), 0, "shape"},
		{"whole steps with a fraction", Fitness, activities(strings.Replace(day1, "13162", "13162.0", 1)), 0, "shape"},
		{"more steps than fit", Fitness, activities(strings.Replace(day1, "13162", "2147483648", 1)), 0, "shape: record 0"},
		{"leading zeros", Fitness, activities(strings.Replace(day1, "4/12/16", "04/012/16", 1)), 0, "calendar"},
		{"a leading zero", Fitness, activities(strings.Replace(day1, "4/12/16", "04/12/16", 1)), 0.6 + 0.4/30, ""},
		{"steps in quotes", Fitness, activities(strings.Replace(day1, "13162", `"13162"`, 1)), 0, "shape"},
		{"no minutes", Fitness, activities(strings.Replace(day1, "minutes", "m", 1)), 0, "shape: record 0"},
		{"ISO date", Fitness, activities(strings.Replace(day1, "4/12/16", "2016-04-12", 1)), 0, "month/day/yy"},
		{"year of four digits", Fitness, activities(strings.Replace(day1, "4/12/16", "4/12/2016", 1)), 0, "month/day/yy"},
		{"day before month", Fitness, activities(strings.Replace(day1, "4/12/16", "30/4/16", 1)), 0, "calendar"},
		{"31 April", Fitness, activities(strings.Replace(day1, "4/12/16", "4/31/16", 1)), 0, "calendar"},
		{"today is no future", Fitness, activities(strings.Replace(day1, "4/12/16", "11/1/26", 1)), 0.6 + 0.4/30, ""},
		{"tomorrow is", Fitness, activities(strings.Replace(day1, "4/12/16", "11/2/26", 1)), 0, "quality"},
		{"user id a number", Fitness, strings.Replace(activities(day1), `"7"`, `7`, 1), 0, "shape"},
		{"no user id", Fitness, strings.Replace(activities(day1), `"7"`, `""`, 1), 0, "userId"},
		{"cut off", Fitness, activities(day1)[:60], 0, "shape"},
		{"two values", Fitness, activities(day1) + "{}", 0, "more than one"},

		{"one night", Sleep, sleep(nite), 0.6 + 0.4/30, ""},
		{"identical repeat counts once", Sleep, sleep(nite, nite), 0.6 + 0.4/30, ""},
		{"repeat spelt otherwise", Sleep, sleep(nite, strings.Replace(nite, "12:00:00 AM", "12:0:0 am", 1)), 0.6 + 0.4/30, ""},
		{"negative minutes, 3 of 30", Sleep, sleep(month(nite, 30, 3, "327", "-1")...), 0.94, ""},
		{"two records for one day", Sleep, sleep(nite, strings.Replace(nite, "12:00:00 AM", "11:00:00 PM", 1)), 0, "two different"},
		{"asleep longer than in bed, 3 of 30", Sleep, sleep(month(nite, 30, 3, "327", "347")...), 0.94, ""},
		{"asleep longer than in bed, 4 of 30", Sleep, sleep(month(nite, 30, 4, "327", "347")...), 0, "quality"},
		{"no minute asleep, 4 of 30", Sleep, sleep(month(nite, 30, 4, "327", "0")...), 0, "quality"},
		{"no record counted, 4 of 30", Sleep, sleep(month(nite, 30, 4, `"records":1`, `"records":0`)...), 0, "quality"},
		{"1441 minutes in bed, 4 of 30", Sleep, sleep(month(nite, 30, 4, "346", "1441")...), 0, "quality"},
		{"1440 minutes in bed", Sleep, sleep(month(nite, 30, 4, "346", "1440")...), 1, ""},
		{"24-hour clock", Sleep, sleep(strings.Replace(nite, "12:00:00 AM", "13:00:00 PM", 1)), 0, "clock"},
		{"year of two digits", Sleep, sleep(strings.Replace(nite, "4/12/2016", "4/12/16", 1)), 0, "month/day/year"},
		{"29 February 2015", Sleep, sleep(strings.Replace(nite, "4/12/2016", "2/29/2015", 1)), 0, "calendar"},
		{"29 February 2016", Sleep, sleep(strings.Replace(nite, "4/12/2016", "2/29/2016", 1)), 0.6 + 0.4/30, ""},
		{"no record", Sleep, sleep(), 0, "no record"},
	} {
		t.Run(c.dataset+"/"+c.name, func(t *testing.T) {
			var v verdict
			if c.dataset == Fitness {
				_, v = judgeActivities([]byte(c.text), now)
			} else {
				_, v = judgeSleep([]byte(c.text), now)
			}
			if c.reason != "" {
				if !strings.Contains(v.reason, c.reason) {
					t.Fatalf("reason %q, want it to contain %q", v.reason, c.reason)
				}
				return
			}
			if v.reason != "" {
				t.Fatalf("invalid: %s", v.reason)
			}
			if got := v.score(); got < c.score-1e-12 || got > c.score+1e-12 {
				t.Fatalf("score %v, want %v", got, c.score)
			}
		})
	}
}

func TestIdentityBelongsToTheFirst(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"ann.activities.json": activities(day1),
		"ann.sleep.json":      sleep(nite), // the same person, another dataset: fine
		"bob.activities.json": activities(day1),
		"notes.txt":           "not an export",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a, err := Folder(dir, now)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Files) != 3 || !a.Files[0].Valid || !a.Files[1].Valid || a.Files[2].Valid {
		t.Fatalf("files %+v", a.Files)
	}
	if f := a.Files[2]; f.Score != 0 || f.Reward != "0" || !strings.Contains(f.Reason, "contributed by ann") {
		t.Errorf("the second owner got %+v", f)
	}
	if len(a.Fitness) != 1 || len(a.Sleep) != 1 {
		t.Errorf("%d and %d rows", len(a.Fitness), len(a.Sleep))
	}
}

func TestAgesComeBeforeUnknownAges(t *testing.T) {
	age := func(n int) *int { return &n }
	a := Answers{Fitness: []FitnessRow{
		{Steps: 1, VeryActiveMin: 60, Level: "high"},
		{Steps: 9, FairlyActiveMin: 60, Age: age(30), Level: "high"},
		{Steps: 8, VeryActiveMin: 31, FairlyActiveMin: 29, Age: age(30), Level: "high"},
		{Steps: 7, VeryActiveMin: 59, Age: age(20), Level: "moderate"},
	}}
	got := a.HighActivity()
	if len(got) != 3 || got[0].Steps != 8 || got[1].Steps != 9 || got[2].Age != nil {
		t.Errorf("got %+v", got)
	}
}

func TestEmptyFolder(t *testing.T) {
	if _, err := Folder(t.TempDir(), now); !errors.Is(err, ErrNoExports) {
		t.Errorf("error %v, want ErrNoExports", err)
	}
}

func TestHundredfold(t *testing.T) {
	for score, want := range map[float64]string{0: "0", 1: "100", 0.96: "96", 0.9066666666666667: "90.66666666666667", 0.8533333333333333: "85.33333333333333"} {
		if got := Hundredfold(score); got != want {
			t.Errorf("100 x %v = %s, want %s", score, got, want)
		}
	}
}
