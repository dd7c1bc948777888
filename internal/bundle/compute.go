package bundle

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/coppice-network/coppice/internal/sandbox"
)

// Bounds of what an instruction may leave in /output.
const (
	MaxComputeFiles  = 256
	MaxComputeOutput = 256 << 20 // bytes of all files
	MaxComputeLog    = 64 << 10  // bytes kept of stdout and stderr
)

// ComputeContext is what an instruction may know beyond its inputs. The same context and inputs give the same outputs.
type ComputeContext struct {
	Seed [32]byte      // of the guest's random numbers: the job's digest
	Now  int64         // seconds since 1970, where the guest's clock starts; 0 is 1970
	Wall time.Duration // the time that was paid for; 0 means the bundle's own limit, which also bounds it
	Args []string      // after the program's name
}

// ComputeJob is the argument of a compute worker ("bundle.compute.<runtime>"). The module is the input "entry"; every other input
// "in:<name>" becomes /input/<name>. It writes the files of /output one after the other to the output "files" and returns a []Part.
type ComputeJob struct {
	Entry  string   `json:"entry"`
	Seed   [32]byte `json:"seed"`
	Now    int64    `json:"now"`
	Args   []string `json:"args"`
	Memory int64    `json:"memory"` // bytes the guest may have
	Inputs []string `json:"inputs"`
}

// RunCompute runs an instruction. inputs are the files of /input by name (rows.csv, columns.json, params.json ...); what it left in
// /output is returned by slash-separated relative path, with what it wrote to stdout and stderr. The log of a failed run is in *Error.
func RunCompute(ctx context.Context, r sandbox.Runner, b *Bundle, inputs map[string][]byte, cc ComputeContext) (map[string][]byte, []byte, sandbox.Usage, error) {
	if err := b.must(Compute); err != nil {
		return nil, nil, sandbox.Usage{}, err
	}
	l := b.Manifest.Limits.withDefaults(Compute)
	wall := l.wall()
	if cc.Wall > 0 {
		wall = min(wall, cc.Wall)
	}
	job := ComputeJob{Entry: b.Manifest.Entry, Seed: cc.Seed, Now: cc.Now, Args: cc.Args, Memory: l.memory(), Inputs: slices.Sorted(maps.Keys(inputs))}
	spec := sandbox.Spec{
		Worker:  b.worker("compute"),
		Inputs:  []sandbox.Input{{Name: "entry", Data: b.Entry()}},
		Outputs: []string{"files"},
		Limits: sandbox.Limits{
			// The module's compiler, its code, and the files of /output, which live in the child's memory until the end.
			Memory: l.memory() + 4*room + 8*int64(len(b.Entry())) + MaxComputeOutput,
			CPU:    l.cpu(), Wall: wall, Output: MaxComputeOutput, Log: MaxComputeLog, Input: b.MaxInput() + int64(len(b.Entry())),
		},
	}
	for _, name := range job.Inputs {
		if err := checkName(name); err != nil {
			return nil, nil, sandbox.Usage{}, err
		}
		data := inputs[name]
		if data == nil {
			data = []byte{}
		}
		spec.Inputs = append(spec.Inputs, sandbox.Input{Name: "in:" + name, Data: data})
	}
	spec.Args = job
	run, err := r.Run(ctx, spec)
	if err != nil {
		var f *sandbox.Failure
		var log []byte
		if asFailure(err, &f) {
			log = f.Log
		}
		return nil, log, usageOf(err), b.blame(err)
	}
	defer run.Close()
	files, err := split(run, "files")
	if err != nil {
		return nil, run.Log, run.Usage, &Error{Bundle: b.Manifest.Name, Class: ErrBundleOutput, Detail: err.Error(), Log: run.Log, Usage: run.Usage}
	}
	if len(files) > MaxComputeFiles {
		return nil, run.Log, run.Usage, &Error{Bundle: b.Manifest.Name, Class: ErrBundleOutput, Detail: fmt.Sprintf("it wrote more than %d files", MaxComputeFiles), Log: run.Log, Usage: run.Usage}
	}
	for name := range files {
		if err := checkName(name); err != nil {
			return nil, run.Log, run.Usage, &Error{Bundle: b.Manifest.Name, Class: ErrBundleOutput, Detail: fmt.Sprintf("it wrote a file with an unsafe name: %q", name), Log: run.Log, Usage: run.Usage}
		}
	}
	return files, run.Log, run.Usage, nil
}
