package bundle

import (
	"context"
	"encoding/json"

	"fmt"
	"io"

	"github.com/coppice-network/coppice/internal/sandbox"
)

// RefineJob is the argument of a refiner worker ("bundle.refine.<runtime>", inputs "entry" and "file", output "tables") and of a schema
// worker ("bundle.schema.<runtime>", input "entry"). The refiner writes the Parquet files one after the other and returns a []Part;
// the schema worker returns the schema document.
type RefineJob struct {
	Entry string `json:"entry"`
	Text  bool   `json:"text"` // the export need not be JSON
	Reads Reads  `json:"reads"`
}

// Part is one of several files in one output.
type Part struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
}

// MaxTableBytes bounds the Parquet of all tables of one file together.
const MaxTableBytes = 256 << 20

// RunRefiner turns an export into tables: Parquet by table name, rows in the order in which the script inserted them. The same bundle
// and file give the same bytes. Errors are those of RunProof.
func RunRefiner(ctx context.Context, r sandbox.Runner, b *Bundle, file io.Reader) (map[string][]byte, sandbox.Usage, error) {
	if err := b.must(Refiner); err != nil {
		return nil, sandbox.Usage{}, err
	}
	l := b.Manifest.Limits.withDefaults(Refiner)
	run, err := r.Run(ctx, sandbox.Spec{
		Worker:  b.worker("refine"),
		Args:    RefineJob{Entry: b.Manifest.Entry, Text: b.Manifest.Input == "text", Reads: b.reads()},
		Inputs:  []sandbox.Input{{Name: "entry", Data: b.Entry()}, exported(file)},
		Outputs: []string{"tables"},
		Limits: sandbox.Limits{Memory: l.memory() + 2*room, CPU: l.cpu(), Wall: l.wall(), Input: b.MaxInput() + int64(len(b.Entry())),
			Output: MaxTableBytes},
	})
	if err != nil {
		return nil, usageOf(err), b.blame(err)
	}
	defer run.Close()
	tables, err := split(run, "tables")
	if err != nil {
		return nil, run.Usage, &Error{Bundle: b.Manifest.Name, Class: ErrBundleOutput, Detail: err.Error(), Log: run.Log, Usage: run.Usage}
	}
	return tables, run.Usage, nil
}

// DescribeSchema returns the schema document of a refiner ("coppice-schema/1"), found by creating its tables without any data.
func DescribeSchema(ctx context.Context, r sandbox.Runner, b *Bundle) (json.RawMessage, error) {
	if err := b.must(Refiner); err != nil {
		return nil, err
	}
	l := b.Manifest.Limits.withDefaults(Refiner)
	run, err := r.Run(ctx, sandbox.Spec{
		Worker: b.worker("schema"),
		Args:   RefineJob{Entry: b.Manifest.Entry},
		Inputs: []sandbox.Input{{Name: "entry", Data: b.Entry()}},
		Limits: sandbox.Limits{Memory: l.memory() + 2*room, CPU: l.cpu(), Wall: l.wall()},
	})
	if err != nil {
		return nil, b.blame(err)
	}
	defer run.Close()
	return run.Value, nil
}

// split cuts an output into its parts, as the worker's answer names them. The worker is not trusted.
func split(run *sandbox.Result, output string) (map[string][]byte, error) {
	var parts []Part
	if err := json.Unmarshal(run.Value, &parts); err != nil {
		return nil, fmt.Errorf("its answer cannot be read")
	}
	whole, err := run.Bytes(output)
	if err != nil {
		return nil, err
	}
	files := make(map[string][]byte, len(parts))
	for _, p := range parts {
		if _, twice := files[p.Name]; twice || p.Size < 0 || p.Size > int64(len(whole)) {
			return nil, fmt.Errorf("its answer does not match its output")
		}
		files[p.Name] = whole[:p.Size:p.Size]
		whole = whole[p.Size:]
	}
	if len(whole) > 0 {
		return nil, fmt.Errorf("its answer does not match its output")
	}
	return files, nil
}
