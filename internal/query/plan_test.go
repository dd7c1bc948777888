package query_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"testing"

	"github.com/coppice-network/coppice/internal/query"
)

func mustPlan(t *testing.T, sql string, purpose query.Purpose) *query.Plan {
	t.Helper()
	p, err := plan(t, sql, alice, purpose)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return p
}

// scopes are the rows in scope by table, and the charges as permission x rows in order of use.
func TestRowsInScope(t *testing.T) {
	for _, c := range []struct{ name, sql, tables, lines string }{
		{"no filter", "select day from sleep_data", "sleep.sleep_data=6", "21x6"},
		{"a filter", "select day from sleep_data where records = 1", "sleep.sleep_data=5", "21x5"},
		{"two conjuncts", "select day from sleep_data where records = 1 and minutes_asleep > 400", "sleep.sleep_data=3", "21x3"},
		{"OR is one conjunct", "select day from sleep_data where records = 2 or minutes_asleep = 300", "sleep.sleep_data=2", "21x2"},
		{"NULL is not in scope", "select day from fitness_data where daily_steps > 0", "fitness.fitness_data=7", "1x7 3x7"},
		{"one line a permission", "select user_age, daily_steps from fitness_data where activity_level = 'high'", "fitness.fitness_data=3", "2x3 3x3 4x3"},
		{"literals alone", "select day from sleep_data where false", "sleep.sleep_data=0", "21x0"},
		{"true narrows nothing", "select day from sleep_data where 1 = 1", "sleep.sleep_data=6", "21x6"},
		{"only counted", "select count(*) from sleep_data", "sleep.sleep_data=6", "21x6"},
		{"only counted, only columns granted: the newest for everyone", "select count(*) from fitness_data", "fitness.fitness_data=8", "6x8"},
		{"HAVING does not count", "select day from sleep_data group by day having count(*) > 100", "sleep.sleep_data=6", "21x6"},
		{"LIMIT does not count", "select day from sleep_data limit 1", "sleep.sleep_data=6", "21x6"},
		{"QUALIFY does not count", "select day from sleep_data qualify row_number() over (order by day) = 1", "sleep.sleep_data=6", "21x6"},
		{"ON does not count", "select s.day from sleep_data s join fitness_data f on s.day = f.day and s.records = 2", "fitness.fitness_data=8 sleep.sleep_data=6", "21x6 1x8"},
		{"a join", "select s.day from sleep_data s join fitness_data f using (_wallet, day) where s.records = 1 and f.user_age = 30 and s.minutes_asleep < f.daily_steps", "fitness.fitness_data=3 sleep.sleep_data=5", "21x5 1x3 2x3 3x3"},
		{"a column of USING is the left one", "select count(*) from sleep_data join fitness_data using (day) where day = '2016-04-12'", "fitness.fitness_data=8 sleep.sleep_data=3", "21x3 1x8"},
		{"a column of USING is the right one in a right join", "select count(*) from sleep_data right join fitness_data using (day) where day = '2016-04-12'", "fitness.fitness_data=3 sleep.sleep_data=6", "21x6 1x3"},
		{"a column of USING is neither in a full join", "select count(*) from sleep_data full join fitness_data using (day) where day = '2016-04-12'", "fitness.fitness_data=8 sleep.sleep_data=6", "21x6 1x8"},
		{"the nullable side", "select f.day from fitness_data f left join sleep_data s using (day) where s.records = 2 and f.user_age = 45", "fitness.fitness_data=2 sleep.sleep_data=6", "1x2 2x2 21x6"},
		{"the kept side of a right join", "select s.day from fitness_data f right join sleep_data s using (day) where s.records = 2 and f.user_age = 45", "fitness.fitness_data=8 sleep.sleep_data=1", "1x8 2x8 21x1"},
		{"a self join counts twice", "select a.day from sleep_data a, sleep_data b where a.records = 1 and b.records = 2", "sleep.sleep_data=6", "21x5 21x1"},
		{"UNION branches", "select day from sleep_data where records = 2 union all select day from sleep_data", "sleep.sleep_data=7", "21x1 21x6"},
		{"each use of a WITH query", "with d as (select day from sleep_data where records = 1) select a.day from d a, d b, d c", "sleep.sleep_data=15", "21x5 21x5 21x5"},
		{"an unused WITH query", "with d as (select day from sleep_data) select 1", "", ""},
		{"a filter outside the derived table", "select day from (select day, records from sleep_data) where records = 2", "sleep.sleep_data=6", "21x6"},
		{"a filter inside the derived table", "select day from (select day from sleep_data where records = 2)", "sleep.sleep_data=1", "21x1"},
		{"a conjunct with a sub-query", "select day from sleep_data where records = (select max(records) from sleep_data) and minutes_asleep > 400", "sleep.sleep_data=9", "21x3 21x6"},
		{"a conjunct with _wallet", "select count(*) from fitness_data where _wallet in (select _wallet from sleep_data where records = 2) and user_age = 30", "fitness.fitness_data=3 sleep.sleep_data=1", "2x3 21x1"},
		{"a correlated conjunct", "select count(*) from fitness_data f where exists (select 1 from sleep_data s where s.day = f.day and s.records = 2)", "fitness.fitness_data=8 sleep.sleep_data=1", "1x8 21x1"},
		{"an alias of the select list", "select records * 2 as twice from sleep_data where twice = 4", "sleep.sleep_data=6", "21x6"},
		{"not, nested and functions", "select day from sleep_data where not (records = 1) and (month(day) = 4 and day between '2016-04-01' and '2016-04-30')", "sleep.sleep_data=1", "21x1"},
		{"only _wallet", "select count(distinct _wallet) from sleep_data where true", "sleep.sleep_data=6", "21x6"},
		{"no table", "select 1", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := mustPlan(t, c.sql, query.Deliver)
			counts, err := p.Count(t.Context(), newSource())
			if err != nil {
				t.Fatal(err)
			}
			var tables, lines []string
			for _, name := range []string{"clinic.visits", "fitness.fitness_data", "sleep.sleep_data"} {
				if n, ok := counts.Tables[name]; ok {
					tables = append(tables, fmt.Sprintf("%s=%d", name, n))
				}
			}
			for i, l := range p.Lines {
				lines = append(lines, fmt.Sprintf("%dx%d", l.PermissionID, counts.Lines[i]))
				if l.DLP != p.Uses[l.Use].DLP {
					t.Errorf("line %d belongs to DLP %d, its use to %d", i, l.DLP, p.Uses[l.Use].DLP)
				}
			}
			if got := strings.Join(tables, " "); got != c.tables {
				t.Errorf("tables %s, want %s", got, c.tables)
			}
			if got := strings.Join(lines, " "); got != c.lines {
				t.Errorf("lines %s, want %s", got, c.lines)
			}
		})
	}
}

func TestRowsThatMayNotLeave(t *testing.T) {
	const sql = "select avg(cost) as c from clinic.visits where reason = 'knee'"
	p := mustPlan(t, sql, query.Deliver)
	if p.Allowed || len(p.Denials) != 1 || p.Denials[0].Rule != query.RuleRowsStay || !strings.Contains(p.Denials[0].Message, "permission 31") {
		t.Fatalf("to the buyer: %+v", p.Denials)
	}
	if !errors.Is(p.Err(), query.ErrDenied) {
		t.Errorf("got %v", p.Err())
	}
	src := newSource()
	if _, _, err := p.Run(t.Context(), src, query.Limits{}); !errors.Is(err, query.ErrDenied) {
		t.Errorf("running a denied plan: %v", err)
	}
	if _, err := p.Count(t.Context(), src); !errors.Is(err, query.ErrDenied) {
		t.Errorf("counting a denied plan: %v", err)
	}
	if len(src.projects) > 0 {
		t.Errorf("a denied plan read %v", src.projects)
	}

	p = mustPlan(t, sql, query.Instruct)
	counts, err := p.Count(t.Context(), src)
	if err != nil {
		t.Fatal(err)
	}
	if n := counts.Tables["clinic.visits"]; n != 2 {
		t.Errorf("%d rows in scope: the filter must not show", n)
	}
	got, err := answer(t, sql, alice, query.Instruct)
	if err != nil || show(got) != "120.5" {
		t.Errorf("to the instruction: %v %v", got, err)
	}

	// The most restrictive policy rules the whole query, and _wallet.
	for _, sql := range []string{"select s.day from sleep_data s join clinic.visits v using (_wallet)", "select day from sleep_data where exists (select 1 from clinic.visits)"} {
		if p := mustPlan(t, sql, query.Deliver); p.Allowed {
			t.Errorf("allowed: %s", sql)
		}
	}
	p = mustPlan(t, "select s._wallet, v.cost from sleep_data s join clinic.visits v using (_wallet)", query.Instruct)
	if p.Allowed || p.Denials[0].Rule != query.RuleWallet {
		t.Errorf("_wallet projected beside rows that may not leave: %+v", p.Denials)
	}
	if p := mustPlan(t, "select _wallet, day from sleep_data", query.Deliver); !p.Allowed {
		t.Errorf("_wallet projected where all rows may leave: %+v", p.Denials)
	}
}

func TestChoiceOfPermission(t *testing.T) {
	perm := func(id uint64, grantee any, table, column string) query.Permission {
		p := query.Permission{ID: id, RefinerID: 20, Table: table, Column: column, Price: big.NewInt(int64(id)), RowsMayLeave: true}
		if grantee != nil {
			p.Grantee = alice
		}
		return p
	}
	mine := "alice"
	for _, c := range []struct {
		name  string
		perms []query.Permission
		want  []uint64 // 0: denied
	}{
		{"none", nil, []uint64{0}},
		{"another's", []query.Permission{{ID: 1, Grantee: bob, Table: "sleep_data", Price: big.NewInt(1)}}, []uint64{0}},
		{"schema", []query.Permission{perm(1, nil, "", "")}, []uint64{1}},
		{"table before schema", []query.Permission{perm(1, nil, "sleep_data", ""), perm(9, nil, "", "")}, []uint64{1}},
		{"column before table", []query.Permission{perm(1, nil, "sleep_data", "day"), perm(9, nil, "sleep_data", "")}, []uint64{1}},
		{"mine before everyone's", []query.Permission{perm(1, mine, "", ""), perm(9, nil, "sleep_data", "day")}, []uint64{1}},
		{"the newest of equals", []query.Permission{perm(3, nil, "sleep_data", ""), perm(7, nil, "sleep_data", ""), perm(5, nil, "sleep_data", "")}, []uint64{7}},
		{"another column", []query.Permission{perm(1, nil, "sleep_data", "records")}, []uint64{0}},
		{"another table", []query.Permission{perm(1, nil, "devices", "")}, []uint64{0}},
		{"a column of no table", []query.Permission{perm(1, nil, "", "day")}, []uint64{0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cat := fixture()
			cat[1].Permissions = c.perms
			p, err := query.NewPlanner(runner).Plan(t.Context(), "select day from sleep_data", alice, query.Deliver, cat)
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Columns) != 1 || p.Columns[0].PermissionID != c.want[0] || (c.want[0] == 0) != (p.Columns[0].Denied != "") || p.Allowed != (c.want[0] != 0) {
				t.Errorf("columns %+v, denials %+v", p.Columns, p.Denials)
			}
			if c.want[0] != 0 && !reflect.DeepEqual(p.Uses[0].Permissions, c.want) {
				t.Errorf("permissions %v", p.Uses[0].Permissions)
			}
		})
	}
}

func TestNewestRefinerOwnsTheTable(t *testing.T) {
	cat := fixture()
	newer := cat[1]
	newer.RefinerID, newer.Permissions = 25, []query.Permission{{ID: 50, RefinerID: 25, Price: big.NewInt(1), RowsMayLeave: true}}
	cat = append(cat, newer)
	p, err := query.NewPlanner(runner).Plan(t.Context(), "select day from sleep_data", alice, query.Deliver, cat)
	if err != nil || p.Lines[0].PermissionID != 50 {
		t.Fatalf("%v %v", p, err)
	}
	newer.DLP = 99
	if _, err := query.NewPlanner(runner).Plan(t.Context(), "select 1", alice, query.Deliver, append(cat, newer)); !errors.Is(err, query.ErrCatalog) {
		t.Errorf("one name for two DataDAOs: %v", err)
	}
}

func TestVerdicts(t *testing.T) {
	p := mustPlan(t, "select day, distance_m, _wallet from fitness_data f join secrets s using (_wallet) where s.pin = 'x' and distance_m > 1", query.Deliver)
	var got []string
	for _, c := range p.Columns {
		got = append(got, fmt.Sprintf("%s.%s:%d:%v", c.Table, c.Column, c.PermissionID, c.Denied != ""))
	}
	want := []string{"fitness.fitness_data._wallet:0:false", "vault.secrets._wallet:0:false", "fitness.fitness_data.day:1:false", "fitness.fitness_data.distance_m:0:true",
		"vault.secrets.pin:0:true"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
	if len(p.Denials) != 2 {
		t.Errorf("each column is denied once: %+v", p.Denials)
	}
	if p, err := plan(t, "select distance_m from fitness_data", bob, query.Deliver); err != nil || !p.Allowed || p.Lines[0].PermissionID != 5 {
		t.Errorf("bob has a grant of his own: %+v %v", p, err)
	}
}

func TestPlanIsCanonical(t *testing.T) {
	a := mustPlan(t, "select day, count(*) as n from sleep_data where records = 1 group by day", query.Deliver)
	b := mustPlan(t, "SELECT  day ,\n COUNT(*) AS n /* c */ FROM sleep.sleep_data WHERE records=1 GROUP BY day -- x", query.Deliver)
	if a.Digest() != b.Digest() {
		x, _ := a.Encode()
		y, _ := b.Encode()
		t.Errorf("layout changes the plan:\n%s\n%s", x, y)
	}
	if c := mustPlan(t, "select day, count(*) as n from sleep_data where records = 2 group by day", query.Deliver); c.Digest() == a.Digest() {
		t.Error("another literal, the same plan")
	}
	if c := mustPlan(t, "select day, count(*) as n from sleep_data where records = 1 group by day", query.Instruct); c.Digest() == a.Digest() {
		t.Error("another purpose, the same plan")
	}
	raw, err := a.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := query.DecodePlan(raw, runner)
	if err != nil {
		t.Fatal(err)
	}
	if back.Digest() != a.Digest() {
		t.Error("a stored plan has another digest")
	}
	res, _, err := back.Run(t.Context(), newSource(), query.Limits{})
	if err != nil || res.Rows != 3 {
		t.Errorf("a stored plan gives %v %v", res, err)
	}
	for name, bad := range map[string][]byte{
		"another version":   bytes.Replace(raw, []byte(query.PlanFormat), []byte("coppice-plan/9"), 1),
		"a use of no table": bytes.Replace(raw, []byte(`"load":0`), []byte(`"load":7`), 1),
		"a line of no use":  bytes.Replace(raw, []byte(`"use":0`), []byte(`"use":-1`), 1),
		"a negative price":  bytes.Replace(raw, []byte(`"price":"21"`), []byte(`"price":"-21"`), 1),
		"cut":               raw[:len(raw)/2],
	} {
		if _, err := query.DecodePlan(bad, runner); err == nil {
			t.Errorf("decoded %s", name)
		}
	}
	if _, err := query.DecodePlan(bytes.Replace(raw, []byte(query.PlanFormat), []byte("coppice-plan/9"), 1), runner); !errors.Is(err, query.ErrVersion) {
		t.Errorf("another version: %v", err)
	}
}
