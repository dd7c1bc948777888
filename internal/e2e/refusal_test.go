package e2e

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// day is a plausible activity record.
func day(date string, steps int) map[string]any {
	return map[string]any{
		"date": date, "steps": steps, "distanceKm": 5.5, "calories": 2000,
		"minutes": map[string]int{"veryActive": 20, "fairlyActive": 20, "lightlyActive": 200, "sedentary": 700},
	}
}

func export(user string, days ...map[string]any) string {
	b, _ := json.Marshal(map[string]any{"source": "fitbit", "userId": user, "activities": days})
	return string(b)
}

func (m *machine) file(name, content string) string {
	m.t.Helper()
	path := filepath.Join(m.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		m.t.Fatal(err)
	}
	return path
}

// TestRefusals gives one network everything that is wrong, and checks each time that the error is clear and that nothing was paid or lost.
func TestRefusals(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.start()
	m.account("founder")
	dao := m.dao("founder", "fitness")
	m.account("ann")
	m.account("bob")

	t.Run("files that are not sent", func(t *testing.T) {
		big := filepath.Join(t.TempDir(), "zeros")
		f, err := os.Create(big)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Truncate(1 << 30); err != nil {
			t.Fatal(err)
		}
		f.Close()
		before := m.vana(t, "ann")
		for name, c := range map[string]struct{ path, text string }{
			"empty":        {m.file("empty.json", ""), "is empty"},
			"missing":      {"/no/such/file", "no such file"},
			"folder":       {t.TempDir(), "the folder has no files"},
			"GiB of zeros": {big, "accepts files of at most"},
		} {
			t.Run(name, func(t *testing.T) { m.refused(c.text, "--as", "ann", "contribute", "--dao", dao, c.path) })
		}
		m.refused("no DataDAO", "--as", "ann", "contribute", "--dao", "nowhere", m.file("x.json", "{}"))
		if after := m.vana(t, "ann"); after != before {
			t.Errorf("a refused file cost money: %s before, %s after", before, after)
		}
	})

	t.Run("files that are judged", func(t *testing.T) {
		wrong := map[string]struct{ content, reason string }{
			"not JSON":           {"steps: many", "JSON"},
			"another shape":      {`{"hello":"world"}`, ""},
			"huge nesting":       {strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000), "nested"},
			"no record":          {export("100"), ""},
			"wrong day format":   {export("101", day("2016-04-12", 1000)), "date"},
			"impossible day":     {export("102", day("2/30/16", 1000)), "date"},
			"two records, a day": {export("103", day("4/12/16", 1000), day("4/12/16", 2000)), ""},
			"implausible":        {export("104", day("4/12/16", 1_000_000)), ""},
		}
		for name, c := range wrong {
			t.Run(name, func(t *testing.T) {
				r := m.contribute("ann", dao, m.file("export.json", c.content))[0]
				if r.Status != "invalid" || r.Score != 0 || r.Reward != "0" || r.Reason == "" || !strings.Contains(r.Reason, c.reason) {
					t.Errorf("got %+v, want invalid without reward, and %q in the reason", r, c.reason)
				}
			})
		}
	})

	t.Run("the same content earns once", func(t *testing.T) {
		first := m.contribute("ann", dao, m.file("a.json", export("200", day("4/12/16", 1000), day("4/13/16", 2000))))[0]
		if first.Status != "valid" {
			t.Fatalf("got %+v, want valid", first)
		}
		tokens := m.tokens(t, "ann", "fitness")
		again := `{"activities":[` + // re-indented, keys and records in another order, one record repeated
			`{"steps":2000,"calories":2000,"minutes":{"sedentary":700,"lightlyActive":200,"fairlyActive":20,"veryActive":20},"distanceKm":5.50,"date":"4/13/16"},` + "\n" +
			`{"date":"4/12/16","steps":1000,"distanceKm":5.5,"calories":2000,"minutes":{"veryActive":20,"fairlyActive":20,"lightlyActive":200,"sedentary":700}},` +
			`{"date":"4/12/16","steps":1000,"distanceKm":5.5,"calories":2000,"minutes":{"veryActive":20,"fairlyActive":20,"lightlyActive":200,"sedentary":700}}` +
			`],"userId":"200","source":"fitbit"}`
		second := m.contribute("ann", dao, m.file("b.json", again))[0]
		if second.Status != "duplicate" || second.Reward != "0" || !strings.Contains(second.Reason, fmt.Sprint(first.FileID)) {
			t.Errorf("got %+v, want a duplicate of file %d", second, first.FileID)
		}
		if now := m.tokens(t, "ann", "fitness"); now != tokens {
			t.Errorf("the second contribution paid: %s before, %s after", tokens, now)
		}
	})

	t.Run("a user id of another wallet", func(t *testing.T) {
		r := m.contribute("bob", dao, m.file("c.json", export("200", day("4/14/16", 3000))))[0]
		if r.Status != "invalid" || r.Reward != "0" || !strings.Contains(r.Reason, "another wallet") {
			t.Errorf("got %+v, want invalid because another wallet holds the user id", r)
		}
		if got := m.tokens(t, "bob", "fitness"); got != "0" {
			t.Errorf("bob was paid %s", got)
		}
	})

	t.Run("accounts", func(t *testing.T) {
		var poor struct{ Address string }
		m.do(&poor, "account", "new", "poor")
		m.refused("not enough VANA", "--as", "poor", "contribute", "--dao", dao, m.file("d.json", export("300", day("4/12/16", 1))))
		m.refused("no such account", "--as", "nobody", "account", "show")
		m.refused("exists", "account", "new", "ann")
	})

	t.Run("queries", func(t *testing.T) {
		m.do(nil, "--as", "founder", "access", "grant", "--dao", dao, "--table", "fitness_data", "--column", "daily_steps", "--price", "0.01")
		m.do(nil, "--as", "bob", "token", "buy", "10", "--dao", dao)
		before := m.tokens(t, "bob", "fitness")
		for name, c := range map[string]struct{ sql, text string }{
			"column that is not granted": {"SELECT distance_m FROM fitness_data", "distance_m"},
			"not a SELECT":               {"DELETE FROM fitness_data", "SELECT"},
			"two statements":             {"SELECT daily_steps FROM fitness_data; SELECT 1", "SELECT"},
			"file":                       {"SELECT * FROM read_csv('/etc/passwd')", "read_csv"},
			"no such table":              {"SELECT x FROM nothing", "nothing"},
			"syntax":                     {"SELEC daily_steps", ""},
		} {
			t.Run(name, func(t *testing.T) { m.refused(c.text, "--as", "bob", "query", c.sql) })
		}
		if after := m.tokens(t, "bob", "fitness"); after != before {
			t.Errorf("a refused query cost tokens: %s before, %s after", before, after)
		}
		var ok struct{ Rows [][]any }
		m.do(&ok, "--as", "bob", "query", "SELECT daily_steps FROM fitness_data ORDER BY 1")
		if len(ok.Rows) != 2 || ok.Rows[0][0] != 1000.0 {
			t.Errorf("after the refusals: %v", ok.Rows)
		}
	})

	t.Run("an endless query pays its time and nothing else", func(t *testing.T) {
		tokens := m.tokens(t, "bob", "fitness")
		endless := "SELECT count(*) FROM fitness_data a, range(100000) b(x), range(100000) c(y), range(100000) d(z) WHERE sin(x * y * z) > 2 AND a.daily_steps > 0"
		o := m.try("--as", "bob", "query", "--max-seconds", "2", endless)
		if o.code != 1 || !strings.HasPrefix(o.stderr, "error: ") {
			t.Fatalf("exit %d: %s", o.code, o.stderr)
		}
		if now := m.tokens(t, "bob", "fitness"); now != tokens {
			t.Errorf("it cost tokens: %s before, %s after", tokens, now)
		}
	})

	t.Run("a home and a port that are in use", func(t *testing.T) {
		m.refused("in use", "up", "--listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0")
		other := newMachine(t)
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		other.refused("in use", "up", "--listen", l.Addr().String(), "--api-listen", "127.0.0.1:0")
		other.refused("in use", "up", "--listen", "127.0.0.1:0", "--api-listen", l.Addr().String())
		other.refused("loopback", "up", "--listen", "0.0.0.0:0", "--api-listen", "127.0.0.1:0")
	})

	t.Run("wrong usage exits with 2", func(t *testing.T) {
		for _, args := range [][]string{{"no-such-command"}, {"contribute"}, {"--no-such-flag"}, {"dao", "no-such"}, {"query"}} {
			if o := m.try(args...); o.code != 2 || !strings.HasPrefix(o.stderr, "error: ") {
				t.Errorf("coppice %v: exit %d, %q", args, o.code, o.stderr)
			}
		}
	})
}

// vana is an account's balance in VANA.
func (m *machine) vana(t *testing.T, as string) string { return m.tokens(t, as, "VANA") }

// tokens is an account's holding of a DataDAO's token: in its wallet and in its balance for jobs.
func (m *machine) tokens(t *testing.T, as, dataset string) string {
	t.Helper()
	var b struct{ Tokens, Deposited map[string]string }
	m.do(&b, "--as", as, "token", "balance")
	return sum(t, b.Tokens[dataset], b.Deposited[dataset]).RatString()
}

// TestDefectiveBundles gives DataDAOs proof scripts that loop, allocate without end, or reach for files: each contribution ends with a
// clear reason and no reward, and the validators go on.
func TestDefectiveBundles(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.start()
	m.account("founder")
	m.account("ann")
	file := m.file("x.json", `{"a":1}`)
	for name, script := range map[string]string{
		"looping":    "def prove(file, context):\n    n = 0\n    for i in range(1 << 40):\n        n += i\n    return proof(valid = True, score = n)\n",
		"allocating": "def prove(file, context):\n    s = 'x' * 1024\n    for i in range(40):\n        s = s + s\n    return proof(valid = True, score = len(s))\n",
		"reaching":   "def prove(file, context):\n    return proof(valid = True, score = len(open('/etc/passwd').read()))\n",
		"absurd":     "def prove(file, context):\n    return proof(valid = True, score = 7)\n",
	} {
		t.Run(name, func(t *testing.T) {
			var d struct{ DlpID json.Number }
			m.do(&d, "--as", "founder", "dao", "create", name, "--proof", m.file("proof.star", script))
			r := m.contribute("ann", name, file)[0]
			if r.Status != "invalid" || r.Reward != "0" || r.Reason == "" {
				t.Errorf("got %+v, want invalid with a reason", r)
			}
			t.Log(r.Reason)
		})
	}
}
