package model

import (
	"bytes"
	"errors"
	"fmt"
	"github.com/coppice-network/coppice/internal/e2e/exports"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coppice-network/coppice/examples/fitness/sample"
	"github.com/coppice-network/coppice/internal/e2e/oracle"
)

// days is the result of a query for all columns of fitness_data, as the Compute Engine would hand it over.
func days(t *testing.T, folder string) *Table {
	t.Helper()
	a, err := oracle.Folder(folder, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	table := &Table{Columns: strings.Fields("_wallet day user_age daily_steps distance_m very_active_min fairly_active_min lightly_active_min sedentary_min calories_kcal activity_level")}
	for _, r := range a.Fitness {
		age := ""
		if r.Age != nil {
			age = strconv.Itoa(*r.Age)
		}
		table.Rows = append(table.Rows, []string{r.Contributor, r.Day, age, strconv.Itoa(r.Steps), strconv.FormatFloat(r.DistanceM, 'g', -1, 64),
			strconv.Itoa(r.VeryActiveMin), strconv.Itoa(r.FairlyActiveMin), strconv.Itoa(r.LightlyActiveMin), strconv.Itoa(r.SedentaryMin),
			strconv.Itoa(r.CaloriesKcal), r.Level})
	}
	return table
}

func TestBeatsTheMeanOnUnseenRows(t *testing.T) {
	samples := t.TempDir()
	for _, f := range sample.Generate(1, sample.People) {
		if err := os.WriteFile(filepath.Join(samples, f.Name), f.Content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name   string
		folder func(testing.TB) string
		atMost float64 // of the baseline's error
	}{{"sample", func(testing.TB) string { return samples }, 0.75}, {"real", exports.Need, 0.75}} {
		t.Run(c.name, func(t *testing.T) {
			table := days(t, c.folder(t))
			// `_wallet` is another one in every job, and so is the split: none of them may be a lucky one.
			for job := range 10 {
				jobTable := &Table{Columns: table.Columns}
				for _, row := range table.Rows {
					row = append([]string(nil), row...)
					row[0] = fmt.Sprintf("%016x", hash(fmt.Sprint(job, row[0])))
					jobTable.Rows = append(jobTable.Rows, row)
				}
				r, err := Train(jobTable, Target)
				if err != nil {
					t.Fatal(err)
				}
				m := r.Metrics
				if m.RMSE > c.atMost*m.BaselineRMSE {
					t.Errorf("job %d: error %.1f kcal, the mean's is %.1f", job, m.RMSE, m.BaselineRMSE)
				}
				if n := m.TrainRows + m.TestRows; n != len(table.Rows) || 100*m.TestRows < 10*n || 100*m.TestRows > 30*n {
					t.Errorf("job %d: %d rows to train, %d to test, of %d", job, m.TrainRows, m.TestRows, len(table.Rows))
				}
				if len(r.Predictions) != m.TestRows {
					t.Errorf("job %d: %d predictions for %d rows", job, len(r.Predictions), m.TestRows)
				}
			}
		})
	}
}

// line makes n rows of y = 3x + 7 with a column of text, one without spread and one that is NULL throughout.
func line(n int) *Table {
	t := &Table{Columns: []string{"x", "label", "same", "nothing", "calories_kcal"}}
	for i := range n {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i), "a", "5", "", strconv.Itoa(3*i + 7)})
	}
	return t
}

func TestFindsALine(t *testing.T) {
	r, err := Train(line(200), Target)
	if err != nil {
		t.Fatal(err)
	}
	if r.Metrics.RMSE > 3 {
		t.Errorf("error %v on a straight line", r.Metrics.RMSE)
	}
	for _, f := range r.Model.Features {
		if f.Column != "x" {
			t.Errorf("%s is an input", f.Column)
		}
	}
	if p := r.Model.Predict(func(string) float64 { return 100 }); math.Abs(p-307) > 5 {
		t.Errorf("prediction for x = 100 is %v, want about 307", p)
	}
	if p, mean := r.Model.Predict(func(string) float64 { return math.NaN() }), r.Model.Intercept; math.IsNaN(p) || math.Abs(p-mean) > 60 {
		t.Errorf("prediction for NULL is %v, want something near the mean %v", p, mean)
	}
}

func TestSameRowsSameModel(t *testing.T) {
	a, err := Train(line(100), Target)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Train(line(100), Target)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) {
		t.Error("two trainings on the same rows differ")
	}
}

func TestRefusals(t *testing.T) {
	text := line(50)
	text.Rows[3][4] = "many"
	noInput := &Table{Columns: []string{"day", "calories_kcal"}, Rows: [][]string{{"2016-04-12", "1"}}}
	for name, c := range map[string]struct {
		table *Table
		want  error
	}{
		"no target column":       {&Table{Columns: []string{"x"}}, ErrNoTarget},
		"target is text":         {text, ErrNoTarget},
		"nothing to learn from":  {noInput, ErrNoInput},
		"nineteen rows":          {line(19), ErrTooFew},
		"no row":                 {line(0), ErrNoTarget},
		"no row with the target": {&Table{Columns: []string{"x", Target}, Rows: [][]string{{"1", ""}}}, ErrNoTarget},
	} {
		if _, err := Train(c.table, Target); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestReadTable(t *testing.T) {
	const columns = `[{"name":"x","type":"INTEGER"},{"name":"y","type":"TEXT"}]`
	table, err := ReadTable(strings.NewReader("x,y\n1,\"a,b\"\n,\n"), strings.NewReader(columns))
	if err != nil || len(table.Rows) != 2 || table.Rows[0][1] != "a,b" || table.Rows[1][0] != "" {
		t.Fatalf("%+v, %v", table, err)
	}
	for name, c := range map[string][2]string{
		"names differ":        {"x,z\n1,2\n", columns},
		"a column too many":   {"x,y,z\n1,2,3\n", columns},
		"a short row":         {"x,y\n1\n", columns},
		"empty":               {"", columns},
		"no JSON":             {"x,y\n", "x,y"},
		"no column described": {"x,y\n", "[]"},
	} {
		if _, err := ReadTable(strings.NewReader(c[0]), strings.NewReader(c[1])); !errors.Is(err, ErrColumns) {
			t.Errorf("%s: %v, want ErrColumns", name, err)
		}
	}
}

func TestWritePredictions(t *testing.T) {
	var b bytes.Buffer
	if err := WritePredictions(&b, []Prediction{{3, 1985, 1990.44}, {9, 1, 2}}, 1); err != nil {
		t.Fatal(err)
	}
	if got, want := b.String(), "row,actual,predicted\n3,1985,1990.4\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add("x,y\n1,2\n", `[{"name":"x"},{"name":"y"}]`)
	f.Add("x\n\"", `[{"name":"x"}]`)
	f.Fuzz(func(t *testing.T, rows, columns string) {
		table, err := ReadTable(strings.NewReader(rows), strings.NewReader(columns))
		if err != nil {
			if !errors.Is(err, ErrColumns) {
				t.Fatal(err)
			}
			return
		}
		if r, err := Train(table, table.Columns[0]); err == nil && r.Metrics.TestRows == 0 {
			t.Fatal("a model without a test")
		}
	})
}
