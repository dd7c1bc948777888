package query_test

import (
	"database/sql"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"

	"github.com/coppice-network/coppice/internal/query"
)

// engine opens the engine in this process: these tests hold the gate against it, with text of our own only.
func engine(t testing.TB) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Every name on the lists exists: a name the engine does not know would only confuse.
func TestListedFunctionsExist(t *testing.T) {
	rows, err := engine(t).Query("SELECT DISTINCT lower(function_name) FROM duckdb_functions()")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	known := map[string]bool{"coalesce": true, "nullif": true, "ifnull": true, "if": true} // written by the parser as other nodes
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		known[name] = true
	}
	for _, name := range query.ListedFunctions() {
		if !known[name] {
			t.Errorf("the engine has no function %s", name)
		}
	}
}

// No listed function is volatile to the engine's own knowledge, or reads its state.
func TestListedFunctionsAreStable(t *testing.T) {
	rows, err := engine(t).Query("SELECT lower(function_name), function_type, coalesce(stability, '') FROM duckdb_functions() WHERE stability <> 'CONSISTENT'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	listed := map[string]bool{}
	for _, name := range query.ListedFunctions() {
		listed[name] = true
	}
	for rows.Next() {
		var name, kind, stability string
		if err := rows.Scan(&name, &kind, &stability); err != nil {
			t.Fatal(err)
		}
		if listed[name] && kind != "table" {
			t.Errorf("%s (%s) is %s", name, kind, stability)
		}
	}
}
