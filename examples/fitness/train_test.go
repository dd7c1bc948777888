package fitness_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/coppice-network/coppice/examples/fitness"
	"github.com/coppice-network/coppice/internal/bundle"
	_ "github.com/coppice-network/coppice/internal/bundle/wasm"
	"github.com/coppice-network/coppice/internal/e2e/oracle"
	"github.com/coppice-network/coppice/internal/sandbox"
)

// inputs are the rows of fitness.Training as the Compute Engine hands them over.
func inputs(t *testing.T, rows []oracle.FitnessRow) map[string][]byte {
	t.Helper()
	names := strings.Fields("day user_age daily_steps distance_m very_active_min fairly_active_min lightly_active_min sedentary_min calories_kcal")
	var columns []map[string]string
	for _, name := range names {
		columns = append(columns, map[string]string{"name": name, "type": "INTEGER"})
	}
	list, err := json.Marshal(columns)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	records := [][]string{names}
	for _, r := range rows {
		age := ""
		if r.Age != nil {
			age = strconv.Itoa(*r.Age)
		}
		records = append(records, []string{r.Day, age, strconv.Itoa(r.Steps), strconv.FormatFloat(r.DistanceM, 'g', -1, 64),
			strconv.Itoa(r.VeryActiveMin), strconv.Itoa(r.FairlyActiveMin), strconv.Itoa(r.LightlyActiveMin), strconv.Itoa(r.SedentaryMin), strconv.Itoa(r.CaloriesKcal)})
	}
	if err := w.WriteAll(records); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"rows.csv": b.Bytes(), "columns.json": list}
}

func TestTrainingInTheSandbox(t *testing.T) {
	train := open(t, fitness.Train)
	for name, folder := range folders(t) {
		want, err := oracle.Folder(folder, now)
		if err != nil {
			t.Fatal(err)
		}
		in := inputs(t, want.Fitness)
		files, log, _, err := bundle.RunCompute(context.Background(), sandbox.NewProcess(), train, in, bundle.ComputeContext{})
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, log)
		}
		var names []string
		for n := range files {
			names = append(names, n)
		}
		slices.Sort(names)
		if !slices.Equal(names, []string{"metrics.json", "model.json", "predictions.csv"}) {
			t.Errorf("%s: artefacts %v", name, names)
		}
		m := struct {
			RMSE, BaselineRMSE  float64
			TrainRows, TestRows int
		}{math.NaN(), math.NaN(), 0, 0}
		if err := json.Unmarshal(files["metrics.json"], &m); err != nil {
			t.Fatal(err)
		}
		if !(m.RMSE < 0.8*m.BaselineRMSE) || m.TrainRows+m.TestRows != len(want.Fitness) || m.TestRows < len(want.Fitness)/10 {
			t.Errorf("%s: metrics %s over %d rows", name, files["metrics.json"], len(want.Fitness))
		}
		again, _, _, err := bundle.RunCompute(context.Background(), sandbox.NewProcess(), train, in, bundle.ComputeContext{Seed: [32]byte{1}, Now: 1})
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(files["model.json"], again["model.json"]) {
			t.Errorf("%s: the model depends on the job's seed or clock", name)
		}
	}
}

func TestTrainingRefuses(t *testing.T) {
	train := open(t, fitness.Train)
	few := inputs(t, make([]oracle.FitnessRow, 5))
	for name, c := range map[string]struct {
		in   map[string][]byte
		want string
	}{
		"no rows":    {map[string][]byte{}, "rows.csv"},
		"few rows":   {few, "too few rows"},
		"no columns": {map[string][]byte{"rows.csv": few["rows.csv"], "columns.json": []byte("[]")}, "does not describe"},
	} {
		_, log, _, err := bundle.RunCompute(context.Background(), sandbox.NewProcess(), train, c.in, bundle.ComputeContext{})
		if err == nil || !strings.Contains(string(log)+err.Error(), c.want) {
			t.Errorf("%s: %v, log %q; want %q", name, err, log, c.want)
		}
	}
}
