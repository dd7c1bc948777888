package query_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/coppice-network/coppice/internal/query"
	"github.com/coppice-network/coppice/internal/sandbox"
)

// The child is given the granted columns that the statement names, and no other.
func TestChildSeesOnlyWhatIsGrantedAndNamed(t *testing.T) {
	for _, c := range []struct {
		name, sql string
		want      []string
	}{
		{"named", "select day from fitness_data where daily_steps > 1", []string{"1.fitness_data[day daily_steps] wallet=false"}},
		{"star", "select * from fitness_data", []string{"1.fitness_data[day user_age daily_steps calories_kcal activity_level] wallet=false"}},
		{"only counted", "select count(*) from sleep_data", []string{"2.sleep_data[day] wallet=false"}},
		{"only _wallet", "select count(distinct _wallet) from sleep_data", []string{"2.sleep_data[] wallet=true"}},
		{"two occurrences", "select a.day from sleep_data a join sleep_data b using (_wallet) where b.records = 1", []string{"2.sleep_data[day records] wallet=true"}},
		{"an unused WITH query", "with x as (select day from fitness_data) select records from sleep_data", []string{"2.sleep_data[records] wallet=false"}},
		{"EXISTS of a star", "select 1 from sleep_data where exists (select * from fitness_data)", []string{"2.sleep_data[day] wallet=false", "1.fitness_data[day] wallet=false"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := mustPlan(t, c.sql, query.Deliver)
			src := newSource()
			if _, _, err := p.Run(t.Context(), src, query.Limits{}); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(src.projects, c.want) {
				t.Errorf("%s\n got %q\nwant %q", c.sql, src.projects, c.want)
			}
		})
	}
}

// The room holds without the gate: statements that the gate would refuse, given to the worker itself, reach nothing.
func TestRoomHoldsWithoutGate(t *testing.T) {
	db := engine(t)
	for _, c := range []struct{ name, sql string }{
		{"a file", "select content as c from read_text('/etc/passwd')"},
		{"a file in a string", "select * from query('select content as c from read_text(''/etc/passwd'')')"},
		{"a file as a table", "select * from '/etc/passwd.csv'"},
		{"another descriptor", "select content as c from read_text('/proc/self/fd/3')"},
		{"the process", "select content as c from read_text('/proc/self/environ')"},
		{"a hidden column", "select t.distance_m as c from coppice.t0 t"},
		{"another table", "select pin as c from vault.secrets"},
		{"an attached file", "select * from query('attach ''/etc/passwd'' as x')"},
		{"a setting", "select * from query('set threads = 9')"},
		{"the network", "select * from 'https://example.org/x.parquet'"},
		{"an extension", "select * from st_read('x')"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var tree string
			if err := db.QueryRow("SELECT json_serialize_sql(?::VARCHAR)::VARCHAR", c.sql).Scan(&tree); err != nil {
				t.Fatal(err)
			}
			res, err := runner.Run(t.Context(), sandbox.Spec{Worker: query.WorkerRun, Outputs: []string{query.OutputName}, Args: query.StatementArgs{
				Tables:     []query.WireTable{{Schema: "coppice", Name: "t0", Columns: []query.Output{{Name: "day", Type: "DATE"}}}},
				Statements: []string{tree}, Outputs: []query.Output{{Name: "c", Type: "TEXT"}}, MaxRows: 10}})
			var f *sandbox.Failure
			if !errors.As(err, &f) || f.Kind != sandbox.Rejected {
				t.Errorf("%s: %v %v", c.sql, res, err)
			}
		})
	}
}

func TestCountReadsOnlyTheFilter(t *testing.T) {
	p := mustPlan(t, "select day, minutes_asleep, minutes_in_bed from sleep_data where records = 1", query.Deliver)
	src := newSource()
	if _, err := p.Count(t.Context(), src); err != nil {
		t.Fatal(err)
	}
	if want := []string{"2.sleep_data[records] wallet=false"}; !slices.Equal(src.projects, want) {
		t.Errorf("got %q", src.projects)
	}
}

// Errors while data is present have a class and a fixed text: no value of a row is in them.
func TestRuntimeErrorsCarryNoValues(t *testing.T) {
	for _, c := range []struct {
		name, sql string
		class     error
	}{
		{"conversion", "select activity_level::integer from fitness_data", query.ErrRuntime},
		{"conversion in a filter", "select day from fitness_data where activity_level::integer = 3", query.ErrRuntime},
		{"conversion of a date", "select activity_level::date from fitness_data", query.ErrRuntime},
		{"out of range", "select (daily_steps::bigint * 9000000000000000)::bigint from fitness_data", query.ErrRuntime},
		{"too big for the result", "select sum(daily_steps::hugeint * 900000000000000000) from fitness_data", query.ErrRuntime},
		{"narrowing", "select daily_steps::tinyint from fitness_data", query.ErrRuntime},
		{"logarithm of a negative", "select ln(-daily_steps) from fitness_data", query.ErrRuntime},
		{"several rows in a scalar", "select (select activity_level from fitness_data)", query.ErrRuntime},
		{"bad pattern", "select regexp_matches('x', activity_level || '(') from fitness_data", query.ErrRuntime},
		{"bad format", "select strptime(activity_level, '%Y') from fitness_data", query.ErrRuntime},
		{"bad part", "select date_part(activity_level, day) from fitness_data", query.ErrRuntime},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := answer(t, c.sql, alice, query.Deliver)
			if !errors.Is(err, c.class) {
				t.Fatalf("got %v", err)
			}
			for _, value := range []string{"high", "moderate", "low", "13162", "460", "10735"} {
				if strings.Contains(err.Error(), value) {
					t.Errorf("%q shows the value %s", err, value)
				}
			}
		})
	}
	p := mustPlan(t, "select day from fitness_data where activity_level::integer = 3", query.Deliver)
	if _, err := p.Count(t.Context(), newSource()); !errors.Is(err, query.ErrRuntime) || strings.Contains(err.Error(), "high") {
		t.Errorf("counting: %v", err)
	}
}

func TestLimits(t *testing.T) {
	endless := "select count(*) from range(1000000) a, range(1000000) b where a.range + b.range = -1"
	for _, c := range []struct {
		name, sql string
		limits    query.Limits
		want      error
	}{
		{"time", endless, query.Limits{Seconds: 1}, query.ErrTimeout},
		{"memory", "select count(*) from (select a.range as x, b.range as y, row_number() over (order by a.range * b.range) as r from range(1000000) a, range(100) b)",
			query.Limits{Seconds: 60, Memory: 192 << 20}, query.ErrMemory},
		{"rows", "select range from range(1001)", query.Limits{MaxRows: 1000}, query.ErrTooManyRows},
		{"just enough rows", "select range from range(1000)", query.Limits{MaxRows: 1000}, nil},
		{"bytes", "select sha256(range::text) as h from range(100000)", query.Limits{MaxBytes: 1 << 20}, query.ErrTooManyRows},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := mustPlan(t, c.sql, query.Deliver)
			_, usage, err := p.Run(t.Context(), newSource(), c.limits)
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if usage.Wall == 0 {
				t.Error("the usage of a run is charged for, also where it fails")
			}
		})
	}
	t.Run("cancelled", func(t *testing.T) {
		p := mustPlan(t, endless, query.Deliver)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, _, err := p.Run(ctx, newSource(), query.Limits{}); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

// A source that fails is the node's failure, not the buyer's.
func TestSourceFails(t *testing.T) {
	p := mustPlan(t, "select day from sleep_data where records = 1", query.Deliver)
	var e *query.Error
	if _, _, err := p.Run(t.Context(), broken{}, query.Limits{}); !errors.Is(err, errBroken) || errors.As(err, &e) {
		t.Errorf("run: %v", err)
	}
	if _, err := p.Count(t.Context(), broken{}); !errors.Is(err, errBroken) || errors.As(err, &e) {
		t.Errorf("count: %v", err)
	}
}

var errBroken = errors.New("the disk is on fire")

type broken struct{}

func (broken) Rows(context.Context, uint64, string) (int64, error) { return 0, errBroken }
func (broken) Project(_ context.Context, _ uint64, _ string, _ []string, _ bool, w io.Writer) (int64, error) {
	if _, err := w.Write([]byte("PAR1")); err != nil {
		return 0, err
	}
	return 0, errBroken
}

func TestSyntaxErrorsHavePositions(t *testing.T) {
	_, err := plan(t, "select day fro sleep_data where", alice, query.Deliver)
	var e *query.Error
	if !errors.As(err, &e) || !errors.Is(err, query.ErrSyntax) || e.Position < 0 {
		t.Fatalf("%#v", err)
	}
}

func TestResultTypes(t *testing.T) {
	p := mustPlan(t, `select day, user_age, daily_steps::bigint b, daily_steps / 2 as half, daily_steps * 1.5 as d, activity_level as "Level", user_age > 30 as old,
		day::timestamp as ts, sum(daily_steps) over () as total, count(*) over () as n, null as nothing, 1::utinyint as tiny, 1::float as f, day as DAY from fitness_data`, query.Deliver)
	want := []query.Output{{"day", "DATE"}, {"user_age", "INTEGER"}, {"b", "BIGINT"}, {"half", "DOUBLE"}, {"d", "DOUBLE"}, {"Level", "TEXT"}, {"old", "BOOLEAN"}, {"ts", "TIMESTAMP"},
		{"total", "BIGINT"}, {"n", "BIGINT"}, {"nothing", "INTEGER"}, {"tiny", "INTEGER"}, {"f", "DOUBLE"}, {"DAY_1", "DATE"}}
	if !slices.Equal(p.Outputs, want) {
		t.Errorf("got %v", p.Outputs)
	}
	res, _, err := p.Run(t.Context(), newSource(), query.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	table, err := query.DecodeResult(res.Parquet)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(table.Types, res.Types) || !slices.Equal(table.Columns, res.Columns) || int64(len(table.Rows)) != res.Rows {
		t.Errorf("the file says %v %v, the result %v %v", table.Columns, table.Types, res.Columns, res.Types)
	}
}
