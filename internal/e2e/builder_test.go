package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestFromNothingToAWorkingDataDAO does what README tells a DataDAO builder: two short files, one command; then a contributor and a buyer.
func TestFromNothingToAWorkingDataDAO(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.start()
	for _, name := range []string{"ana", "carl", "bob"} {
		m.account(name)
	}
	proof := m.file("proof.star", `
def prove(file, context):
    reading = file.json()
    if type(reading) != "dict" or type(reading.get("celsius")) != "list" or len(reading["celsius"]) == 0:
        return reject("a file is {\"station\": name, \"celsius\": [numbers]}")
    return proof(valid = True, score = min(1.0, len(reading["celsius"]) / 4), quality = 1.0, authenticity = 1.0, ownership = 1.0, uniqueness = 1.0)
`)
	refine := m.file("refine.sql", `
CREATE TABLE readings (station TEXT NOT NULL, n INTEGER NOT NULL, celsius DOUBLE NOT NULL CHECK (celsius > -273.15));
INSERT INTO readings
SELECT content->>'$.station', i, (content->'$.celsius'->(i - 1))::DOUBLE
FROM input, generate_series(1, json_array_length(content, '$.celsius')::INTEGER) AS s(i);
`)
	var dao struct {
		DlpID     json.Number
		PublicKey string
		Refiners  []any
	}
	m.do(&dao, "--as", "ana", "dao", "create", "weather", "--proof", proof, "--refiner", refine, "--token-symbol", "WTH")
	if dao.PublicKey == "" || len(dao.Refiners) != 1 {
		t.Fatalf("dao create: %+v", dao)
	}
	m.do(nil, "--as", "ana", "access", "grant", "--dao", "weather", "--table", "readings", "--price", "0.5")

	source := m.file("garden.json", `{"station":"garden","celsius":[3.5,4,21.25]}`)
	r := m.contribute("carl", "weather", source)[0]
	if r.Status != "valid" || r.Score != 0.75 || r.Reward != "75" {
		t.Fatalf("contribute: %+v", r)
	}
	m.do(nil, "--as", "bob", "token", "buy", "20", "--dao", "weather")
	var q struct {
		JobID   uint64
		Columns []string
		Rows    [][]any
	}
	receipt := filepath.Join(t.TempDir(), "receipt.json")
	m.waitRows("weather", 3)
	m.do(&q, "--as", "bob", "query", "SELECT station, max(celsius) AS warmest FROM readings GROUP BY station", "--receipt", receipt)
	if len(q.Rows) != 1 || q.Rows[0][0] != "garden" || q.Rows[0][1] != 21.25 {
		t.Errorf("query: %+v", q)
	}
	var v struct{ Valid bool }
	m.do(&v, "receipt", "verify", receipt)
	if !v.Valid {
		t.Error("the receipt does not verify")
	}
	forge(t, receipt)
	if o := m.try("receipt", "verify", receipt); o.code != 1 {
		t.Errorf("a changed receipt verifies: %s", o.stdout)
	}

	var left struct{ Deposited map[string]string }
	m.do(&left, "--as", "bob", "token", "balance")
	m.do(nil, "--as", "bob", "token", "withdraw", left.Deposited["VANA"])
	m.refused("cannot be withdrawn", "--as", "bob", "token", "withdraw", left.Deposited["VANA"])

	opened := filepath.Join(t.TempDir(), "copy.json")
	m.do(nil, "--as", "carl", "file", "open", fmt.Sprint(r.FileID), "--out", opened)
	got, err := os.ReadFile(opened)
	want, _ := os.ReadFile(source)
	if err != nil || string(got) != string(want) {
		t.Errorf("file open: %q, %v", got, err)
	}
	m.refused("", "--as", "bob", "file", "open", fmt.Sprint(r.FileID), "--out", opened+"2")
}

// forge raises what a receipt says was used.
func forge(t *testing.T, path string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var r map[string]any
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	r["usedSeconds"] = r["usedSeconds"].(float64) + 1
	raw, _ = json.Marshal(r)
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}
