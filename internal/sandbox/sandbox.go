package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"time"
)

// Worker is work that can run in a sandbox child. It sees only g; what it returns is the answer of the run: nil for success,
// any error becomes a Failure of kind Rejected in the parent (see [Refuse] for errors that callers tell apart).
type Worker func(ctx context.Context, g *Guest) error

var workers = map[string]Worker{}

// Register names a worker. Call it from init, when everything the worker needs is set; the name must be the same in parent and child,
// which is so because both are the same binary. In a child with a job for this worker it does that and does not return, so that what the
// rest of the program would set up is never there. It panics when the name is taken.
func Register(name string, w Worker) { RegisterPrepared(name, nil, w) }

var prepares = map[string]func() error{}

// RegisterPrepared is Register for a worker whose engine looks at the machine when it starts (DuckDB reads its control group and
// crashes where it cannot). prepare runs in the child just before the lock-down; it must not touch what the run is about, and it
// is part of what is trusted.
func RegisterPrepared(name string, prepare func() error, w Worker) {
	if _, taken := workers[name]; taken || name == "" || w == nil {
		panic("sandbox: worker " + name + " registered twice, or empty")
	}
	workers[name] = w
	if prepare != nil {
		prepares[name] = prepare
	}
	begin(name)
}

// Workers returns the registered names in order.
func Workers() []string {
	names := make([]string, 0, len(workers))
	for name := range workers {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Defaults of the fields of [Limits] that are zero.
const (
	DefaultMemory = 512 << 20
	DefaultCPU    = 30 * time.Second
	DefaultWall   = 60 * time.Second
	DefaultOutput = 64 << 20
	DefaultLog    = 64 << 10
	DefaultInput  = 1 << 30
)

// MaxValue bounds the JSON that a worker may return, in bytes; larger results belong in an output.
const MaxValue = 16 << 20

// Limits of one run. A zero field means its default; there is no "unlimited".
type Limits struct {
	Memory int64         // bytes the guest may occupy (anonymous and shared, not the binary's own text); 512 MiB
	CPU    time.Duration // user and system time of all threads; 30 s
	Wall   time.Duration // from start to end; 60 s
	Output int64         // bytes of all outputs together; 64 MiB
	Log    int64         // bytes of stderr that are kept; the rest is dropped, without failing the run; 64 KiB
	Input  int64         // bytes of all inputs together; a larger input is refused before the child starts; 1 GiB
}

func (l Limits) withDefaults() Limits {
	def := func(v *int64, d int64) {
		if *v <= 0 {
			*v = d
		}
	}
	defTime := func(v *time.Duration, d time.Duration) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&l.Memory, DefaultMemory)
	def(&l.Output, DefaultOutput)
	def(&l.Log, DefaultLog)
	def(&l.Input, DefaultInput)
	defTime(&l.CPU, DefaultCPU)
	defTime(&l.Wall, DefaultWall)
	return l
}

// Input is one named piece of data the guest may read. At most one of Reader, Data, File and At is set. A File that is a memfd (such as
// an output of an earlier run) is passed on without copying. Of At, Size bytes are served piece by piece as the guest asks for them, in
// any order and as often as it likes: that needs no memory. Everything else is copied into a sealed memfd before the child starts.
type Input struct {
	Name   string
	Reader io.Reader
	Data   []byte
	File   *os.File
	At     io.ReaderAt
	Size   int64
}

// Spec describes one run.
type Spec struct {
	Worker  string   // a registered name
	Args    any      // JSON, for Guest.Args
	Inputs  []Input  // unique names
	Outputs []string // names of the outputs the worker may write; each exists, empty, in the result
	Limits  Limits
}

func (s Spec) check() error {
	if _, ok := workers[s.Worker]; !ok {
		return fmt.Errorf("%w: no worker %q", ErrSpec, s.Worker)
	}
	seen := map[string]bool{}
	for _, in := range s.Inputs {
		set := 0
		for _, b := range []bool{in.Reader != nil, in.Data != nil, in.File != nil, in.At != nil} {
			if b {
				set++
			}
		}
		if in.Name == "" || seen["i"+in.Name] || set > 1 || in.Size < 0 {
			return fmt.Errorf("%w: input %q is unnamed, repeated, of a negative size, or has two sources", ErrSpec, in.Name)
		}
		seen["i"+in.Name] = true
	}
	for _, name := range s.Outputs {
		if name == "" || seen["o"+name] {
			return fmt.Errorf("%w: output %q is unnamed or repeated", ErrSpec, name)
		}
		seen["o"+name] = true
	}
	return nil
}

// ErrInputTooLarge: the inputs exceed Limits.Input; no child was started.
var ErrInputTooLarge = errors.New("sandbox: the inputs exceed their limit")

// ErrSpec says that a Spec is wrong: a defect of the caller, not of the guest.
var ErrSpec = errors.New("sandbox: wrong spec")

// Usage is what a run consumed, as the parent measured it.
type Usage struct {
	CPU        time.Duration `json:"cpu"`        // nanoseconds of user and system time
	Wall       time.Duration `json:"wall"`       // nanoseconds
	PeakMemory int64         `json:"peakMemory"` // bytes; sampled, so a short peak may be missed
}

// Result is the answer of a run that succeeded. Close it to release the outputs.
type Result struct {
	Value   json.RawMessage     // what the worker gave to Guest.Return; nil if nothing
	Outputs map[string]*os.File // every declared output, sealed, at offset 0
	Usage   Usage
	Log     []byte   // the guest's stderr and stdout, bounded by Limits.Log
	Layers  []string // the isolation that held, such as "seccomp" or "landlock/6"
}

// Close releases the outputs. It may be called more than once.
func (r *Result) Close() error {
	if r == nil {
		return nil
	}
	var errs []error
	for _, f := range r.Outputs {
		errs = append(errs, f.Close())
	}
	r.Outputs = nil
	return errors.Join(errs...)
}

// Bytes reads a whole output, whatever its offset. The size is bounded by Limits.Output.
func (r *Result) Bytes(name string) ([]byte, error) {
	f, ok := r.Outputs[name]
	if !ok {
		return nil, fmt.Errorf("%w: no output %q", ErrSpec, name)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("sandbox: output %s: %w", name, err)
	}
	b := make([]byte, info.Size())
	if _, err := io.ReadFull(io.NewSectionReader(f, 0, info.Size()), b); err != nil {
		return nil, fmt.Errorf("sandbox: output %s: %w", name, err)
	}
	return b, nil
}

// Runner runs specs. Every runner passes [Escape].
type Runner interface {
	// Run waits for the end of the run. A run that did not succeed is a *Failure; a spec that cannot be run is ErrSpec; when ctx ends
	// first the guest is killed and ctx's error returned. An error of an input that is read while the guest runs comes back as it is,
	// whatever became of the guest.
	Run(ctx context.Context, spec Spec) (*Result, error)
}
