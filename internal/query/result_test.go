package query_test

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/coppice-network/coppice/internal/query"
)

func sample() *query.Table {
	return &query.Table{
		Columns: []string{"day", `odd "name"`, "n", "x", "ok"},
		Types:   []string{"DATE", "TEXT", "BIGINT", "DOUBLE", "BOOLEAN"},
		Rows: [][]any{
			{"2016-04-12", "a,b\n\"c\"", int64(math.MaxInt64), 0.1, true},
			{nil, nil, nil, math.NaN(), nil},
			{"0001-01-01", "", int64(-1), math.Inf(-1), false},
		},
	}
}

func TestWriteCSV(t *testing.T) {
	var b bytes.Buffer
	if err := sample().WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := `[[day odd "name" n x ok] [2016-04-12 a,b
"c" 9223372036854775807 0.1 true] [   NaN ] [0001-01-01  -1 -Infinity false]]`
	if got := fmt.Sprint(records); got != want {
		t.Errorf("got %s", got)
	}
	b.Reset()
	one := &query.Table{Columns: []string{"x"}, Types: []string{"TEXT"}, Rows: [][]any{{"a"}, {nil}, {"b"}}}
	if err := one.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != "x\na\n\"\"\nb\n" {
		t.Errorf("one column with a NULL: %q", got)
	}
}

func TestWriteJSON(t *testing.T) {
	var b bytes.Buffer
	if err := sample().WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	want := `{"columns":["day","odd \"name\"","n","x","ok"],"types":["DATE","TEXT","BIGINT","DOUBLE","BOOLEAN"],"rows":[["2016-04-12","a,b\n\"c\"",9223372036854775807,0.1,true],` +
		`[null,null,null,"NaN",null],["0001-01-01","",-1,"-Infinity",false]]}`
	if got := string(bytes.TrimSpace(b.Bytes())); got != want {
		t.Errorf("got %s", got)
	}
	b.Reset()
	if err := (&query.Table{Columns: []string{"x"}, Types: []string{"TEXT"}}).WriteJSON(&b); err != nil || !json.Valid(b.Bytes()) || !bytes.Contains(b.Bytes(), []byte(`"rows":[]`)) {
		t.Errorf("no rows: %s %v", b.Bytes(), err)
	}
}

func TestWriteSQLite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.db")
	if err := os.WriteFile(path, []byte("an older file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := sample().WriteSQLite(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var day, name string
	var n int64
	if err := db.QueryRow(`SELECT day, "odd ""name""", n FROM result WHERE ok`).Scan(&day, &name, &n); err != nil || day != "2016-04-12" || name != "a,b\n\"c\"" || n != math.MaxInt64 {
		t.Errorf("%q %q %d %v", day, name, n, err)
	}
	var count int
	if err := db.QueryRow(`SELECT count(*) FROM result WHERE day IS NULL AND n IS NULL AND ok IS NULL`).Scan(&count); err != nil || count != 1 {
		t.Errorf("NULLs: %d %v", count, err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".result-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := sample().WriteSQLite(t.Context(), filepath.Join(path, "below a file")); err == nil {
		t.Error("wrote below a file")
	}
}

func TestDecodeRefuses(t *testing.T) {
	for name, b := range map[string][]byte{"nothing": nil, "text": []byte("hello, world"), "only marks": []byte("PAR1PAR1"), "a lying footer": []byte("PAR1\xff\xff\xff\x7fPAR1")} {
		if _, err := query.DecodeResult(b); !errors.Is(err, query.ErrResult) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A few bytes that stand for very many equal rows do not fill the memory.
func TestDecodeRefusesBombs(t *testing.T) {
	p, err := plan(t, "select 'the same text again' as a from range(100000)", alice, query.Deliver)
	if err != nil {
		t.Fatal(err)
	}
	res, _, err := p.Run(t.Context(), newSource(), query.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	const need = 100_000 * (24 + 16 + 19)
	if table, err := query.DecodeWithin(res.Parquet, need); err != nil || len(table.Rows) != 100_000 {
		t.Errorf("just enough: %v", err)
	}
	if _, err := query.DecodeWithin(res.Parquet, need-1); !errors.Is(err, query.ErrResult) {
		t.Errorf("%d bytes became %d rows: %v", len(res.Parquet), res.Rows, err)
	}
}

func FuzzDecodeResult(f *testing.F) {
	p, err := plan(f, "select day, records, minutes_asleep * 1.5 as x, 'é' as t, true as b from sleep_data", alice, query.Deliver)
	if err != nil {
		f.Fatal(err)
	}
	res, _, err := p.Run(f.Context(), newSource(), query.Limits{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(res.Parquet)
	f.Fuzz(func(t *testing.T, b []byte) {
		table, err := query.DecodeResult(b)
		if err == nil {
			for _, row := range table.Rows {
				if len(row) != len(table.Columns) {
					t.Fatal("a row of another width")
				}
			}
		}
	})
}
