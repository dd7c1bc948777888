package model

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
)

// The ways a query's result can be unfit for training. The buyer sees these texts, so they never hold a value of the data.
var (
	ErrColumns  = errors.New("columns.json does not describe rows.csv")
	ErrNoTarget = errors.New("the query does not return the column to predict")
	ErrTooFew   = errors.New("too few rows to train and test on")
	ErrNoInput  = errors.New("the query returns no numeric column to predict from")
)

// Table is a query's result as text; an empty cell is NULL.
type Table struct {
	Columns []string
	Rows    [][]string
}

// ReadTable reads the two files the Compute Engine hands to a job: rows.csv, whose first line names the columns, and columns.json,
// an array of {"name", "type"} in the same order.
func ReadTable(rows, columns io.Reader) (*Table, error) {
	var described []struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
	if err := json.NewDecoder(columns).Decode(&described); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrColumns, err)
	}
	r := csv.NewReader(rows)
	r.FieldsPerRecord = len(described)
	records, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrColumns, err)
	}
	if len(described) == 0 || len(records) == 0 {
		return nil, fmt.Errorf("%w: no column, or no line of names", ErrColumns)
	}
	for i, c := range described {
		if records[0][i] != c.Name {
			return nil, fmt.Errorf("%w: the first line does not name column %d %q", ErrColumns, i+1, c.Name)
		}
	}
	return &Table{Columns: records[0], Rows: records[1:]}, nil
}

// index returns the position of the column, or -1.
func (t *Table) index(name string) int {
	for i, c := range t.Columns {
		if c == name {
			return i
		}
	}
	return -1
}

// numbers reads column i. NULL becomes NaN. ok is false when a cell is no finite number, or when all are NULL.
func (t *Table) numbers(i int) (values []float64, ok bool) {
	values = make([]float64, len(t.Rows))
	for n, row := range t.Rows {
		if row[i] == "" {
			values[n] = math.NaN()
			continue
		}
		v, err := strconv.ParseFloat(row[i], 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, false
		}
		values[n], ok = v, true
	}
	return values, ok
}
