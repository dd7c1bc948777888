package fitness_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coppice-network/coppice/examples/fitness"
	"github.com/coppice-network/coppice/internal/bundle"
	_ "github.com/coppice-network/coppice/internal/bundle/refine"
	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/e2e/oracle"
	"github.com/coppice-network/coppice/internal/query"
	"github.com/coppice-network/coppice/internal/sandbox"
)

func refine(t *testing.T, b *bundle.Bundle, table, text string) (*query.Table, error) {
	t.Helper()
	tables, _, err := bundle.RunRefiner(context.Background(), sandbox.NewProcess(), b, strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	if len(tables) != 1 || tables[table] == nil {
		t.Fatalf("tables %v, want %s alone", tables, table)
	}
	rows, err := query.DecodeResult(tables[table])
	if err != nil {
		t.Fatal(err)
	}
	return rows, nil
}

func TestRefinersAgreeWithTheOracle(t *testing.T) {
	refiners := map[string]*bundle.Bundle{}
	for _, d := range fitness.DataDAOs() {
		refiners[d.Name] = open(t, d.Refiner)
	}
	for name, folder := range folders(t) {
		want, err := oracle.Folder(folder, now)
		if err != nil {
			t.Fatal(err)
		}
		rows := map[string][]string{} // contributor and dataset -> rows as text
		for _, r := range want.Fitness {
			age := any(nil)
			if r.Age != nil {
				age = int64(*r.Age)
			}
			key := r.Contributor + fitness.DataDAOs()[0].Suffix
			rows[key] = append(rows[key], fmt.Sprint([]any{r.Day, age, r.Steps, r.DistanceM, r.VeryActiveMin, r.FairlyActiveMin, r.LightlyActiveMin, r.SedentaryMin, r.CaloriesKcal, r.Level}))
		}
		for _, r := range want.Sleep {
			key := r.Contributor + fitness.DataDAOs()[1].Suffix
			rows[key] = append(rows[key], fmt.Sprint([]any{r.Day, r.MinutesAsleep, r.MinutesInBed, r.Records}))
		}
		for _, f := range want.Files {
			text, err := os.ReadFile(filepath.Join(folder, f.Name))
			if err != nil {
				t.Fatal(err)
			}
			got, err := refine(t, refiners[f.Dataset], f.Dataset+"_data", string(text))
			if err != nil {
				t.Errorf("%s/%s: %v", name, f.Name, err)
				continue
			}
			if len(got.Rows) != len(rows[f.Name]) {
				t.Errorf("%s/%s: %d rows, want %d", name, f.Name, len(got.Rows), len(rows[f.Name]))
				continue
			}
			for i, row := range got.Rows {
				if fmt.Sprint(row) != rows[f.Name][i] {
					t.Errorf("%s/%s: row %d is %v, want %s", name, f.Name, i, row, rows[f.Name][i])
					break
				}
			}
		}
	}
}

func TestSchemas(t *testing.T) {
	for _, c := range []struct{ dao, want string }{
		{"fitness", "day DATE, user_age INTEGER NULL, daily_steps INTEGER, distance_m DOUBLE, very_active_min INTEGER, fairly_active_min INTEGER, " +
			"lightly_active_min INTEGER, sedentary_min INTEGER, calories_kcal INTEGER, activity_level TEXT"},
		{"sleep", "day DATE, minutes_asleep INTEGER, minutes_in_bed INTEGER, records INTEGER"},
	} {
		doc, err := bundle.DescribeSchema(context.Background(), sandbox.NewProcess(), open(t, c.dao+"/refine.sql"))
		if err != nil {
			t.Fatal(err)
		}
		s, err := dataset.ParseSchema(doc)
		if err != nil {
			t.Fatal(err)
		}
		table, ok := s.Table(c.dao + "_data")
		if !ok || len(s.Tables) != 1 {
			t.Fatalf("schema %s, want %s_data alone", doc, c.dao)
		}
		var columns []string
		for _, column := range table.Columns {
			text := column.Name + " " + string(column.Type)
			if column.Nullable {
				text += " NULL"
			}
			columns = append(columns, text)
		}
		if got := strings.Join(columns, ", "); got != c.want {
			t.Errorf("%s: columns %s, want %s", c.dao, got, c.want)
		}
	}
}

// TestRefinersTakeWhatProofsAllow: a proof lets a tenth of the records be implausible, and a paid-for contribution must not fail later.
func TestRefinersTakeWhatProofsAllow(t *testing.T) {
	for _, c := range []struct {
		name, dao, text string
		rows            int
	}{
		{"implausible steps", "fitness", activities(month(day, 30, 3, "13162", "2147483647")...), 30},
		{"days to come", "fitness", activities(month(day, 30, 3, "/16", "/68")...), 30},
		{"leading zeros", "fitness", activities(changed(day, "4/12/16", "04/12/16"), next), 2},
		{"a repeat spelt otherwise", "fitness", activities(day, changed(changed(day, "8.5", "8.50"), "4/12", "04/12")), 1},
		{"no distance to speak of", "fitness", activities(changed(day, "8.5", "-0.0")), 1},
		{"an unknown birth year", "fitness", changed(activities(day), `"userId"`, `"birthYear":null,"userId"`), 1},
		{"a text with what JSON must escape", "fitness", changed(activities(day), `"userId"`, `"x":"\"\\\u0000é","userId"`), 1},
		{"negative minutes", "sleep", sleep(month(night, 30, 3, "327", "-2147483647")...), 30},
		{"a repeat spelt otherwise", "sleep", sleep(night, changed(night, "12:00:00 AM", "12:0:0 am")), 1},
		{"an evening", "sleep", sleep(changed(night, "12:00:00 AM", "11:59:59 PM")), 1},
	} {
		t.Run(c.dao+"/"+c.name, func(t *testing.T) {
			if r := prove(t, open(t, c.dao+"/proof.star"), c.text); !r.Valid {
				t.Fatalf("the proof says: %s", r.Reason)
			}
			got, err := refine(t, open(t, c.dao+"/refine.sql"), c.dao+"_data", c.text)
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Rows) != c.rows {
				t.Errorf("%d rows, want %d", len(got.Rows), c.rows)
			}
		})
	}
}

// TestRefinersRefuse: run without the proof before them, refiners guess nothing.
func TestRefinersRefuse(t *testing.T) {
	for _, c := range []struct{ name, dao, text, rule string }{
		{"steps in quotes", "fitness", activities(changed(day, "13162", `"13162"`)), "daily_steps"},
		{"half a step", "fitness", activities(changed(day, "13162", "1.5")), "daily_steps"},
		{"negative steps", "fitness", activities(changed(day, "13162", "-1")), "daily_steps >= 0"},
		{"no sedentary minutes", "fitness", activities(changed(day, "sedentary", "sitting")), "sedentary_min"},
		{"an ISO date", "fitness", activities(changed(day, "4/12/16", "2016-04-12")), "day"},
		{"two records for a day", "fitness", activities(day, changed(next, "4/13", "4/12")), "PRIMARY KEY"},
		{"minutes in quotes", "sleep", sleep(changed(night, "327", `"327"`)), "minutes_asleep"},
		{"a date without a time", "sleep", sleep(changed(night, " 12:00:00 AM", "")), "day"},
		{"two records for a day", "sleep", sleep(night, changed(later, "4/13", "4/12")), "PRIMARY KEY"},
	} {
		t.Run(c.dao+"/"+c.name, func(t *testing.T) {
			_, err := refine(t, open(t, c.dao+"/refine.sql"), c.dao+"_data", c.text)
			var e *bundle.Error
			if !errors.As(err, &e) || !strings.Contains(err.Error(), c.rule) {
				t.Errorf("error %v, want one of the bundle that names %s", err, c.rule)
			}
		})
	}
}
