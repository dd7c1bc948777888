package refine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Main()
	os.Exit(m.Run())
}

func refiner(t testing.TB, script, extra string) *bundle.Bundle {
	t.Helper()
	dir := t.TempDir()
	manifest := `{"format":"coppice-bundle/1","kind":"refiner","name":"test","runtime":"duckdb","entry":"refine.sql"` + extra + `}`
	for name, content := range map[string]string{bundle.ManifestName: manifest, "refine.sql": script} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := bundle.FromPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func run(t testing.TB, b *bundle.Bundle, data string) (map[string][]byte, error) {
	t.Helper()
	tables, _, err := bundle.RunRefiner(t.Context(), sandbox.NewProcess(), b, strings.NewReader(data))
	return tables, err
}

// show prints a Parquet file: columns with type and nullability, then rows.
func show(t testing.TB, b []byte) string {
	t.Helper()
	r, err := file.NewParquetReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	fr, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := fr.ReadTable(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer table.Release()
	var out strings.Builder
	for i := range int(table.NumCols()) {
		f := table.Schema().Field(i)
		null := ""
		if r.MetaData().Schema.Column(i).SchemaNode().RepetitionType() == parquet.Repetitions.Optional {
			null = "?"
		}
		fmt.Fprintf(&out, "%s %s%s;", f.Name, f.Type, null)
	}
	for row := range int(table.NumRows()) {
		out.WriteString(" |")
		for i := range int(table.NumCols()) {
			left := row
			for _, c := range table.Column(i).Data().Chunks() {
				if left < c.Len() {
					out.WriteString(" " + c.ValueStr(left))
					break
				}
				left -= c.Len()
			}
		}
	}
	return out.String()
}

const people = `
-- two tables; a comment with a ; in it
CREATE TABLE people (
  name TEXT NOT NULL PRIMARY KEY, /* nested /* ; */ comment */
  born DATE, seen TIMESTAMP NOT NULL, age INTEGER CHECK (age >= 0), id BIGINT NOT NULL, kg DOUBLE, ok BOOLEAN
);
CREATE TABLE _scratch AS SELECT unnest(from_json(content -> 'people', '["JSON"]')) AS p FROM input;
CREATE TEMP MACRO pick(j, key) AS j ->> key;
CREATE TEMP TABLE aside(x INTEGER);
CREATE VIEW overview AS SELECT count(*) AS n FROM people;
INSERT INTO people
SELECT pick(p, 'name'), CAST(pick(p, 'born') AS DATE), TIMESTAMP '2020-01-01 10:00:00', CAST(p ->> 'age' AS INTEGER), 4611686018427387904, CAST(p ->> 'kg' AS DOUBLE), true
FROM _scratch;
UPDATE people SET ok = NULL WHERE name = 'b;''b';
DELETE FROM people WHERE name = 'gone';
create table Pets(n integer);
WITH x AS (SELECT 1 AS n) SELECT * FROM x;
`

func TestRefine(t *testing.T) {
	data := "\ufeff" + `{"people":[{"name":"z","born":"1960-02-29","age":4,"kg":1.5},{"name":"gone"},{"name":"b;'b","age":null},{"name":"é"}]}`
	b := refiner(t, strings.Replace(people, "Pets", "pets", 1), "")
	tables, err := run(t, b, data)
	if err != nil {
		t.Fatal(err)
	}
	if len(tables) != 2 {
		t.Errorf("%d tables", len(tables))
	}
	want := "name utf8;born date32?;seen timestamp[us];age int32?;id int64;kg float64?;ok bool?;" +
		" | z 1960-02-29 2020-01-01T10:00:00 4 4611686018427387904 1.5 true" +
		" | b;'b (null) 2020-01-01T10:00:00 (null) 4611686018427387904 (null) (null)" +
		" | é (null) 2020-01-01T10:00:00 (null) 4611686018427387904 (null) true"
	if got := show(t, tables["people"]); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := show(t, tables["pets"]); got != "n int32?;" {
		t.Errorf("an empty table: %s", got)
	}
	again, err := run(t, b, data)
	if err != nil || !bytes.Equal(again["people"], tables["people"]) || !bytes.Equal(again["pets"], tables["pets"]) {
		t.Errorf("not the same bytes again: %v", err)
	}
	schema, err := bundle.DescribeSchema(t.Context(), sandbox.NewProcess(), b)
	wantSchema := `{"format":"coppice-schema/1","tables":[{"name":"people","columns":[{"name":"name","type":"TEXT","nullable":false},` +
		`{"name":"born","type":"DATE","nullable":true},{"name":"seen","type":"TIMESTAMP","nullable":false},{"name":"age","type":"INTEGER","nullable":true},` +
		`{"name":"id","type":"BIGINT","nullable":false},{"name":"kg","type":"DOUBLE","nullable":true},{"name":"ok","type":"BOOLEAN","nullable":true}]},` +
		`{"name":"pets","columns":[{"name":"n","type":"INTEGER","nullable":true}]}]}`
	if err != nil || string(schema) != wantSchema {
		t.Errorf("schema %s, %v", schema, err)
	}
}

func TestRowsKeepTheirOrder(t *testing.T) {
	b := refiner(t, "CREATE TABLE t(n INTEGER NOT NULL, s TEXT); INSERT INTO t SELECT 200000 - range, 'x' || range % 7 FROM range(200000);", "")
	tables, err := run(t, b, "{}")
	if err != nil {
		t.Fatal(err)
	}
	got := show(t, tables["t"])
	if !strings.HasPrefix(got, "n int32;s utf8?; | 200000 x0 | 199999 x1 |") || !strings.HasSuffix(got, "| 1 x2") || strings.Count(got, "|") != 200000 {
		t.Errorf("%.100s ... %s", got, got[len(got)-50:])
	}
}

func TestTextInput(t *testing.T) {
	script := `CREATE TABLE t(line TEXT NOT NULL); INSERT INTO t SELECT unnest(string_split(content ->> '$', chr(10))) FROM input;`
	tables, err := run(t, refiner(t, script, `,"input":"text"`), "a,b\n\"1\",\\2")
	if err != nil {
		t.Fatal(err)
	}
	if got := show(t, tables["t"]); got != "line utf8; | a,b | \"1\",\\2" {
		t.Error(got)
	}
	if _, err := run(t, refiner(t, script, `,"input":"text"`), "caf\xe9"); !errors.Is(err, bundle.ErrUnfit) {
		t.Errorf("not UTF-8: %v", err)
	}
}

func TestErrors(t *testing.T) {
	const data = `{"who":"Alice Secret","n":987654321,"day":"31/12/2016"}`
	table := "CREATE TABLE t(a INTEGER NOT NULL, day DATE, who TEXT CHECK (who <> 'Alice Secret'), PRIMARY KEY (a));\n"
	free := "CREATE TABLE t(a INTEGER);\n"
	for name, c := range map[string]struct {
		script string
		class  error
		text   string // a part
	}{
		// the file's fault
		"NULL":          {table + "INSERT INTO t VALUES (NULL, NULL, NULL)", bundle.ErrUnfit, "refine.sql: line 2: NOT NULL constraint failed: t.a"},
		"CHECK":         {table + "INSERT INTO t SELECT 1, NULL, content ->> 'who' FROM input", bundle.ErrUnfit, "refine.sql: line 2: CHECK constraint failed on table t"},
		"repeated key":  {table + "INSERT INTO t SELECT (content -> 'n')::INTEGER, NULL, NULL FROM input, range(2)", bundle.ErrUnfit, "refine.sql: line 2: "},
		"no number":     {free + "\n\nINSERT INTO t SELECT CAST(content ->> 'who' AS INTEGER) FROM input", bundle.ErrUnfit, "refine.sql: line 4: Could not convert string … to INT32"},
		"out of range":  {free + "INSERT INTO t SELECT (content -> 'n')::BIGINT * 100 FROM input", bundle.ErrUnfit, "refine.sql: line 2: "},
		"no date":       {table + "INSERT INTO t SELECT 1, strptime(content ->> 'day', '%m/%d/%Y'), NULL FROM input", bundle.ErrUnfit, "refine.sql: line 2: "},
		"raised":        {free + "INSERT INTO t SELECT error('no: ' || (content ->> 'who')) FROM input", bundle.ErrUnfit, "refine.sql: line 2: "},
		"infinite":      {"CREATE TABLE t(x DOUBLE); INSERT INTO t VALUES (1), ('inf')", bundle.ErrUnfit, "refine.sql: table t, row 2, column x: the number is not finite"},
		"infinite date": {"CREATE TABLE t(x DATE); INSERT INTO t VALUES ('infinity')", bundle.ErrUnfit, "refine.sql: table t, row 1, column x: the date is outside the years 1 to 9999"},
		// the script's
		"syntax":          {"CREATE TABLE t(a INTEGER;\n", bundle.ErrBundleFailed, "refine.sql: line 1: "},
		"unknown table":   {free + "INSERT INTO t SELECT * FROM nowhere", bundle.ErrBundleFailed, "refine.sql: line 2: Table with name nowhere does not exist!"},
		"unknown column":  {free + "INSERT INTO t SELECT nothing FROM input", bundle.ErrBundleFailed, "refine.sql: line 2: "},
		"unended text":    {free + "INSERT INTO t SELECT 'x", bundle.ErrBundleFailed, "refine.sql: line 2: a text never ends"},
		"unended name":    {free + "INSERT INTO \"t SELECT 1", bundle.ErrBundleFailed, "refine.sql: line 2: a quoted name never ends"},
		"unended comment": {free + "/* /* */", bundle.ErrBundleFailed, "refine.sql: line 2: a comment never ends"},
		"parameter":       {free + "INSERT INTO t VALUES (?)", bundle.ErrBundleFailed, "refine.sql: line 2: "},
		"no table":        {"CREATE TABLE _t(a INTEGER); CREATE TEMP TABLE u(a INTEGER)", bundle.ErrBundleOutput, "refine.sql: the script leaves no table"},
		"empty":           {"-- nothing\n", bundle.ErrBundleOutput, "refine.sql: the script leaves no table"},
		"wrong type":      {"CREATE TABLE t(a DECIMAL(9,2))", bundle.ErrBundleOutput, "refine.sql: table t: column a has the type DECIMAL(9,2): use DOUBLE"},
		"list type":       {"CREATE TABLE t(a INTEGER[])", bundle.ErrBundleOutput, "refine.sql: table t: column a has the type INTEGER[]: use DATE"},
		"wrong name":      {"CREATE TABLE Ta(a INTEGER)", bundle.ErrBundleOutput, `refine.sql: the table name "Ta"`},
		"wrong column":    {`CREATE TABLE t("a b" INTEGER)`, bundle.ErrBundleOutput, `refine.sql: table t: the column name "a b"`},
		"wallet":          {`CREATE TABLE t("_wallet" TEXT)`, bundle.ErrBundleOutput, `refine.sql: table t: the column name "_wallet"`},
		"endless":         {free + "INSERT INTO t WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 0 FROM r) SELECT n FROM r WHERE n < 0", bundle.ErrBundleTime, "refine.sql: out of time"},
		"one slow call":   {free + "INSERT INTO t SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))", bundle.ErrBundleTime, "refine.sql: out of time"},
		"memory":          {free + "INSERT INTO t SELECT length(string_agg(repeat('x', 100000), '')) FROM range(100000)", bundle.ErrBundleMemory, "refine.sql: out of memory: it needs more than 256 MiB"},
		"one long text":   {free + "INSERT INTO t SELECT length(repeat('x', 4000000000))", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := refiner(t, c.script, `,"limits":{"cpuSeconds":2,"wallSeconds":300,"memoryMiB":256}`)
			tables, err := run(t, b, data)
			if c.class == nil { // which bound is met first depends on the engine
				if !errors.Is(err, bundle.ErrBundle) {
					t.Errorf("got %v", err)
				}
				return
			}
			if !errors.Is(err, c.class) || !errors.Is(err, bundle.ErrBundle) || !strings.Contains(fmt.Sprint(err), c.text) || tables != nil {
				t.Errorf("got  %v\nwant %s", err, c.text)
			}
			for _, secret := range []string{"Alice", "987654321", "31/12"} {
				if strings.Contains(fmt.Sprint(err), secret) && !strings.Contains(c.script, secret) {
					t.Errorf("the error quotes the file: %v", err)
				}
			}
		})
	}
}

func TestFilesThatAreNotJSON(t *testing.T) {
	b := refiner(t, "CREATE TABLE t(a INTEGER)", "")
	for name, data := range map[string]string{
		"empty": "", "CSV": "a,b\n1,2\n", "cut": `{"a":`, "repeated key": `{"a":1,"a":2}`, "deep": strings.Repeat("[", 100000), "two": "{} {}",
	} {
		if _, err := run(t, b, data); !errors.Is(err, bundle.ErrUnfit) || !strings.Contains(err.Error(), "the file does not fit refine.sql: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStatementsAreAnAllowList(t *testing.T) {
	free := "CREATE TABLE t(a TEXT);\n"
	for _, s := range []string{
		"ATTACH 'x.db'", "DETACH memory", "COPY t TO 'x.csv'", "COPY t FROM '/etc/passwd'", "INSTALL httpfs", "LOAD httpfs", "PRAGMA database_list",
		"SET threads=8", "RESET threads", "CALL duckdb_tables()", "CALL enable_logging(storage='file')", "EXPORT DATABASE 'x'", "IMPORT DATABASE 'x'",
		"USE memory", "VACUUM", "ANALYZE", "CHECKPOINT", "BEGIN", "COMMIT", "EXPLAIN SELECT 1", "DESCRIBE t", "SHOW TABLES", "SUMMARIZE t", "PIVOT t ON a",
		"PREPARE p AS SELECT 1", "EXECUTE p", "ALTER TABLE t ADD COLUMN b TEXT", "DROP TABLE t", "TRUNCATE t", "COMMENT ON TABLE t IS 'x'",
		"CREATE SCHEMA s", "CREATE INDEX i ON t(a)", "CREATE SEQUENCE s", "CREATE TYPE e AS ENUM ('a')", "CREATE SECRET (TYPE s3)",
		"CREATE PERSISTENT SECRET x (TYPE s3)", "CREATE UNIQUE INDEX i ON t(a)", "CREATE OR REPLACE SCHEMA s", `"SELECT" 1`, "1", "'x'",
		"EXPLAIN ANALYZE INSERT INTO t VALUES ('x')", "/* x */ ATTACH 'x'", "-- x\nattach 'y'",
		"INSERT INTO t SELECT random()", "INSERT INTO t SELECT RANDOM /* x */ ()", `INSERT INTO t SELECT "random"()`, "INSERT INTO t SELECT uuid()", "INSERT INTO t SELECT now()",
		"INSERT INTO t SELECT current_date", "INSERT INTO t SELECT Current_Timestamp", "INSERT INTO t SELECT today()", "INSERT INTO t SELECT a FROM t USING SAMPLE 1",
		"INSERT INTO t SELECT a FROM t TABLESAMPLE 10%", "INSERT INTO t FROM query('SELECT 1')", "INSERT INTO t FROM query_table('t')",
		"SELECT * FROM enable_logging()", "INSERT INTO t SELECT current_setting('threads')", "INSERT INTO t SELECT version()",
	} {
		_, err := run(t, refiner(t, free+s, ""), "{}")
		if !errors.Is(err, bundle.ErrBundleFailed) || !strings.Contains(err.Error(), "not allowed") {
			t.Errorf("%s: %v", s, err)
		}
		if _, err := bundle.DescribeSchema(t.Context(), sandbox.NewProcess(), refiner(t, free+s, "")); !errors.Is(err, bundle.ErrBundleFailed) {
			t.Errorf("describe: %s: %v", s, err)
		}
	}
	// Words that look like those and are none.
	for _, s := range []string{
		"INSERT INTO t SELECT 'ATTACH; random() now()'", "INSERT INTO t SELECT $$ now(); COPY $$", "INSERT INTO t SELECT $x$ ' \" $$ $x$", `INSERT INTO t SELECT 1 AS "current_date"`,
		"INSERT INTO t SELECT e'a\\'b; DROP TABLE t'", "INSERT INTO t SELECT version FROM (SELECT 1 AS version)", "INSERT INTO t -- now(\nSELECT 'x'", "FROM t", "VALUES (1)", "(SELECT 1)",
		"INSERT INTO t SELECT 1e5 /* /* ; */ ; */", ";;;", "CREATE OR REPLACE TEMP VIEW v AS SELECT 1", "CREATE FUNCTION f(x) AS x + 1",
	} {
		if _, err := run(t, refiner(t, free+s, ""), "{}"); err != nil {
			t.Errorf("%s: %v", s, err)
		}
	}
}

func TestFilesCannotBeReached(t *testing.T) {
	for _, s := range []string{
		"SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM '/etc/passwd'", "SELECT * FROM read_blob('/proc/self/environ')",
		"SELECT * FROM glob('/*')", "SELECT * FROM parquet_metadata('/etc/passwd')", "SELECT * FROM read_json('/proc/self/fd/5')", "SELECT * FROM sniff_csv('/etc/passwd')",
		"SELECT * FROM read_csv('http://127.0.0.1/')", "SELECT getenv('HOME')",
	} {
		_, err := run(t, refiner(t, "CREATE TABLE t AS "+s, ""), "{}")
		if !errors.Is(err, bundle.ErrBundle) {
			t.Errorf("%s: %v", s, err)
		}
	}
}

func TestExampleRefiners(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"fitness": {`{"source":"fitbit","userId":"1","birthYear":1980,"activities":[{"date":"4/12/16","steps":13162,"distanceKm":8.5,"minutes":{"veryActive":25,"fairlyActive":13,"lightlyActive":328,"sedentary":728},"calories":1985}]}`,
			"| 2016-04-12 36 13162 8500 25 13 328 728 1985 moderate"},
		"sleep": {`{"source":"fitbit","userId":"1","sleep":[{"startedAt":"4/12/2016 12:00:00 AM","records":1,"minutesAsleep":327,"minutesInBed":346}]}`,
			"| 2016-04-12 327 346 1"},
	} {
		b, err := bundle.FromPath("../../../examples/fitness/" + name + "/refine.sql")
		if err != nil {
			t.Fatal(err)
		}
		tables, err := run(t, b, c.data)
		if err != nil {
			t.Fatal(err)
		}
		if got := show(t, tables[name+"_data"]); !strings.HasSuffix(got, c.want) {
			t.Errorf("%s", got)
		}
	}
}

// FuzzSplit: no panic; every statement's text is in the script, in order; and cutting a cut piece again gives that piece.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{people, "SELECT 'a''b;'; SELECT \"x\"\";\"", "$a$ ; $a$;;", "/* /* */", "e'\\';'", "1e5;2", "$1", "-- x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, script string) {
		list, err := split(script)
		if err != nil {
			return
		}
		at := 0
		for _, s := range list {
			i := strings.Index(script[at:], s.text)
			if i < 0 || s.line < 1 {
				t.Fatalf("%q at line %d is not in %q", s.text, s.line, script)
			}
			at += i + len(s.text)
			_ = s.check()
			again, err := split(s.text)
			if err != nil || len(again) != 1 || again[0].text != s.text || len(again[0].words) != len(s.words) {
				t.Fatalf("%q becomes %v, %v", s.text, again, err)
			}
		}
	})
}

func BenchmarkRefine(b *testing.B) {
	bundled := refiner(b, "CREATE TABLE t(a INTEGER NOT NULL); INSERT INTO t SELECT (content -> 'n')::INTEGER FROM input", "")
	for b.Loop() {
		if _, err := run(b, bundled, `{"n":1}`); err != nil {
			b.Fatal(err)
		}
	}
}
