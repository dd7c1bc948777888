// Command train is the fitness example's compute instruction: it trains a model on the rows of a query and writes what it learned.
//
// It runs as WebAssembly (WASI preview 1) inside the sandbox, where it sees two folders and nothing else:
//
//	/input/rows.csv        the query's result, with a line of column names
//	/input/columns.json    [{"name", "type"}] in the same order
//	/output/model.json         the model: features, weights
//	/output/metrics.json       {"rmse", "baselineRmse", "trainRows", "testRows"}
//	/output/predictions.csv    the first held-back rows: row, actual, predicted
//
// An optional argument names the column to predict; it is calories_kcal otherwise. Any failure is one line on stderr and exit code 1.
// train.wasm beside this file is this program, built by the go:generate line below; the build is reproducible, and a test compares.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/coppice-network/coppice/examples/fitness/train/model"
)

//go:generate env GOOS=wasip1 GOARCH=wasm CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -buildid=" -o train.wasm .

// sample is the number of held-back rows shown in predictions.csv.
const sample = 20

func main() {
	target := model.Target
	if len(os.Args) > 1 {
		target = os.Args[1]
	}
	if err := run("/input", "/output", target); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(input, output, target string) error {
	rows, err := os.Open(filepath.Join(input, "rows.csv"))
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := os.Open(filepath.Join(input, "columns.json"))
	if err != nil {
		return err
	}
	defer columns.Close()
	table, err := model.ReadTable(rows, columns)
	if err != nil {
		return err
	}
	result, err := model.Train(table, target)
	if err != nil {
		return err
	}
	var predictions bytes.Buffer
	if err := model.WritePredictions(&predictions, result.Predictions, sample); err != nil {
		return err
	}
	modelJSON, err := json.MarshalIndent(result.Model, "", "  ")
	if err != nil {
		return err
	}
	metricsJSON, err := json.MarshalIndent(result.Metrics, "", "  ")
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{
		"model.json":      append(modelJSON, '\n'),
		"metrics.json":    append(metricsJSON, '\n'),
		"predictions.csv": predictions.Bytes(),
	} {
		if err := os.WriteFile(filepath.Join(output, name), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}
