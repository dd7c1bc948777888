package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"syscall"
	"testing"
	"time"

	"github.com/coppice-network/coppice/examples/fitness/sample"
	"github.com/coppice-network/coppice/internal/demo"
	"github.com/coppice-network/coppice/internal/e2e/exports"
	"github.com/coppice-network/coppice/internal/e2e/oracle"
)

// report is what demo --json promises.
type report struct {
	Contributions []struct {
		Contributor, Address, Dataset, File string
		FileID                              uint64
		Valid                               bool
		Score                               float64
		Reward, Reason                      string
	}
	Query, Join struct {
		SQL     string
		Columns []string
		Rows    [][]any
	}
	Training struct {
		Artifacts []struct {
			Name, CID string
			Bytes     int64
		}
		Metrics struct {
			RMSE, BaselineRMSE  float64
			TrainRows, TestRows int
		}
	}
	Jobs []struct {
		JobID   uint64
		Charges []charge
	}
	Economics struct {
		Burned struct {
			VANA   string
			Tokens map[string]string
		}
		Validators []struct {
			Address string
			Earned  map[string]string
		}
		Contributors []struct {
			Address string
			Claimed map[string]string
		}
	}
	Phases []struct {
		Name    string
		Seconds float64
	}
	Seconds float64
}

type charge struct {
	Token, Charged, Burned, Validator, Contributors, Treasury, Refunded string
}

func runDemo(t *testing.T, args ...string) *report {
	t.Helper()
	cmd := exec.Command(binary, append([]string{"demo", "--json"}, args...)...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); err != nil {
		t.Fatalf("coppice demo: %v\n%s", err, errOut.String())
	}
	var r report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("coppice demo: %v in\n%s", err, out.String())
	}
	peak := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss // KiB on Linux
	t.Logf("demo: %.1f s, at most %d MiB in its largest process", r.Seconds, peak>>10)
	for _, p := range r.Phases {
		t.Logf("  %-12s %5.1f s", p.Name, p.Seconds)
	}
	return &r
}

// TestDemoOnRealExports holds a whole run over 22 real people's exports against answers worked out independently.
func TestDemoOnRealExports(t *testing.T) {
	dir := exports.Need(t)
	want, err := oracle.Folder(dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	check(t, runDemo(t, "--data", dir), want)
}

// TestDemoOnSample runs the demo as README says, and holds it against the oracle as well.
func TestDemoOnSample(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the run over real exports covers the same ground")
	}
	dir := t.TempDir()
	for _, f := range sample.Generate(demo.SampleSeed, demo.SamplePeople) {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := oracle.Folder(dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	check(t, runDemo(t), want)
}

func check(t *testing.T, got *report, want *oracle.Answers) {
	checkContributions(t, got, want)
	checkAnswers(t, got, want)
	checkTraining(t, got, want)
	checkBooks(t, got, want)
}

func checkContributions(t *testing.T, got *report, want *oracle.Answers) {
	t.Helper()
	if len(got.Contributions) != len(want.Files) {
		t.Fatalf("%d contributions, want %d", len(got.Contributions), len(want.Files))
	}
	for i, w := range want.Files {
		g := got.Contributions[i]
		if g.File != w.Name || g.Contributor != w.Contributor || g.Dataset != w.Dataset || g.Valid != w.Valid || g.Score != w.Score || g.Reward != w.Reward {
			t.Errorf("contribution %d: got %+v, want %+v", i, g, w)
		}
		if g.Valid == (g.Reason != "") {
			t.Errorf("%s: valid %v with reason %q", g.File, g.Valid, g.Reason)
		}
	}
}

func checkAnswers(t *testing.T, got *report, want *oracle.Answers) {
	t.Helper()
	rows := [][]any{}
	for _, r := range want.HighActivity() {
		var age any
		if r.Age != nil {
			age = float64(*r.Age)
		}
		rows = append(rows, []any{age, float64(r.Steps)})
	}
	if !reflect.DeepEqual(got.Query.Columns, []string{"user_age", "daily_steps"}) || !reflect.DeepEqual(got.Query.Rows, rows) {
		t.Errorf("query: got %v %d rows, want %d rows\n%v\n%v", got.Query.Columns, len(got.Query.Rows), len(rows), got.Query.Rows, rows)
	}
	join := want.Join()
	if !reflect.DeepEqual(got.Join.Columns, []string{"days", "avg_steps", "avg_minutes_asleep"}) || len(got.Join.Rows) != len(join) {
		t.Fatalf("join: got %v %d rows, want %d rows", got.Join.Columns, len(got.Join.Rows), len(join))
	}
	for i, w := range join {
		g := got.Join.Rows[i]
		if g[0] != float64(w.Days) || !near(g[1], w.AvgSteps) || !near(g[2], w.AvgMinutesAsleep) {
			t.Errorf("join row %d: got %v, want %+v", i, g, w)
		}
	}
}

func near(got any, want float64) bool {
	g, ok := got.(float64)
	return ok && math.Abs(g-want) <= 1e-9*math.Abs(want)
}

func checkTraining(t *testing.T, got *report, want *oracle.Answers) {
	t.Helper()
	m := got.Training.Metrics
	if m.TrainRows+m.TestRows != want.Sums().FitnessRows {
		t.Errorf("training saw %d + %d rows, the table has %d", m.TrainRows, m.TestRows, want.Sums().FitnessRows)
	}
	if m.TestRows == 0 || !(m.RMSE > 0 && m.RMSE < m.BaselineRMSE) {
		t.Errorf("the model does not beat the mean on unseen rows: %+v", m)
	}
	if len(got.Training.Artifacts) == 0 {
		t.Error("training delivered nothing")
	}
}

// checkBooks recomputes every job's money from the rows of the tables and the demo's public prices.
func checkBooks(t *testing.T, got *report, want *oracle.Answers) {
	t.Helper()
	if len(got.Jobs) != 3 {
		t.Fatalf("%d jobs, want 3", len(got.Jobs))
	}
	fitness, sleep, high := int64(len(want.Fitness)), int64(len(want.Sleep)), int64(len(want.HighActivity()))
	charged := map[string]int{} // the multiset of data charges by job, in hundredths of a token
	burned := map[string]*big.Rat{"VANA": new(big.Rat), "fitness": new(big.Rat), "sleep": new(big.Rat)}
	for _, j := range got.Jobs {
		var key string
		for _, c := range j.Charges {
			spent := sum(t, c.Burned, c.Validator, c.Contributors, c.Treasury)
			if spent.Cmp(rat(t, c.Charged)) != 0 {
				t.Errorf("job %d: %s charged, %s spent", j.JobID, c.Charged, spent)
			}
			burned[c.Token].Add(burned[c.Token], rat(t, c.Burned))
			if c.Token != "VANA" {
				half := new(big.Rat).Quo(rat(t, c.Charged), big.NewRat(2, 1))
				if rat(t, c.Burned).Cmp(half) != 0 {
					t.Errorf("job %d: %s of %s %s burned, want half", j.JobID, c.Burned, c.Charged, c.Token)
				}
				key += fmt.Sprintf("%s %s;", c.Token, rat(t, c.Charged).RatString())
			} else if rat(t, c.Charged).Sign() <= 0 || rat(t, c.Validator).Sign() <= 0 {
				t.Errorf("job %d: execution charged %s VANA, validator got %s", j.JobID, c.Charged, c.Validator)
			}
		}
		charged[key]++
	}
	cents := func(n int64) string { return big.NewRat(n, 100).RatString() }
	for _, key := range []string{
		"fitness " + cents(high) + ";",
		"fitness " + cents(fitness) + ";sleep " + cents(sleep) + ";",
		"fitness " + cents(fitness) + ";",
	} {
		if charged[key] != 1 {
			t.Errorf("no job charged %q; charged were %v", key, charged)
		}
	}
	if rat(t, got.Economics.Burned.VANA).Cmp(burned["VANA"]) != 0 {
		t.Errorf("burned %s VANA, the jobs burned %s", got.Economics.Burned.VANA, burned["VANA"].RatString())
	}
	for _, token := range []string{"fitness", "sleep"} {
		if rat(t, got.Economics.Burned.Tokens[token]).Cmp(burned[token]) != 0 {
			t.Errorf("supply of %s fell by %s, the jobs burned %s", token, got.Economics.Burned.Tokens[token], burned[token].RatString())
		}
	}
	claimed := new(big.Rat)
	for _, c := range got.Economics.Contributors {
		claimed.Add(claimed, rat(t, c.Claimed["VANA"]))
	}
	// 100 tokens of each DataDAO at 0.01 VANA, nine tenths of it for contributors, less the dust that stays in the pool.
	if bought := big.NewRat(18, 10); claimed.Cmp(bought) > 0 || new(big.Rat).Sub(bought, claimed).Cmp(big.NewRat(1, 1e6)) > 0 {
		t.Errorf("contributors claimed %s VANA of the tokens' sale, want %s less dust", claimed.FloatString(18), bought.FloatString(18))
	}
	for _, v := range got.Economics.Validators {
		if rat(t, v.Earned["VANA"]).Sign() <= 0 {
			t.Errorf("validator %s earned nothing", v.Address)
		}
	}
}

func rat(t *testing.T, s string) *big.Rat {
	t.Helper()
	if s == "" {
		s = "0"
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("amount %q", s)
	}
	return r
}

func sum(t *testing.T, parts ...string) *big.Rat {
	t.Helper()
	total := new(big.Rat)
	for _, p := range parts {
		total.Add(total, rat(t, p))
	}
	return total
}
