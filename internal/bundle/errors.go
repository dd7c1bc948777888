package bundle

import (
	"errors"
	"fmt"

	"github.com/coppice-network/coppice/internal/sandbox"
)

// ErrBundle is every error that a bundle gave instead of a result. It is a property of bundle and input.
var ErrBundle = errors.New("bundle: no result")

// Classes of ErrBundle.
var (
	ErrBundleFailed = errors.New("bundle: it failed")                   // an exception, a wrong statement, a crash; Detail names the line
	ErrBundleSteps  = errors.New("bundle: too many steps")              // the deterministic bound on a script
	ErrBundleMemory = errors.New("bundle: out of memory")               // its limit
	ErrBundleTime   = errors.New("bundle: out of time")                 // its limit of CPU time; a compute instruction's wall time, too
	ErrBundleOutput = errors.New("bundle: wrong output")                // too large, or not what its kind must give
	ErrUnfit        = errors.New("bundle: the input does not fit")      // a refiner's own rule (NOT NULL, CHECK, key, conversion) refused the file
	ErrExit         = errors.New("bundle: it ended with an error code") // a compute instruction exited with a code other than 0
)

// ErrMachine is matched besides the class by an end that is not the same on every machine: a limit of time or memory, a crash.
var ErrMachine = errors.New("bundle: a faster or larger machine may come to a result")

// Error is a bundle that gave no result.
type Error struct {
	Bundle  string        // its name
	Class   error         // one of the classes
	Machine bool          // it is an ErrMachine too
	Detail  string        // one line; what a file holds is not quoted
	Log     []byte        // what the bundle wrote to its log; it may quote what a file holds, so it is not part of Error
	Usage   sandbox.Usage // what it consumed until then
}

func (e *Error) Error() string { return fmt.Sprintf("bundle %s: %s", e.Bundle, e.Detail) }

// Is matches ErrBundle, the class, and ErrMachine.
func (e *Error) Is(target error) bool {
	return target == ErrBundle || target == e.Class || (e.Machine && target == ErrMachine)
}

// Codes with which the workers of this package's runtimes refuse; see sandbox.Refuse.
const (
	CodeFailed = "bundle-failed"
	CodeSteps  = "bundle-steps"
	CodeOutput = "bundle-output"
	CodeUnfit  = "bundle-unfit"
	CodeExit   = "bundle-exit"
)

var classOf = map[string]error{
	CodeFailed: ErrBundleFailed, CodeSteps: ErrBundleSteps, CodeOutput: ErrBundleOutput, CodeUnfit: ErrUnfit, CodeExit: ErrExit,
}

// blame turns the end of a run into whose fault it is.
func (b *Bundle) blame(err error) error {
	var f *sandbox.Failure
	if !errors.As(err, &f) || f.Kind == sandbox.Unavailable {
		return fmt.Errorf("bundle %s: %w", b.Manifest.Name, err)
	}
	e := &Error{Bundle: b.Manifest.Name, Detail: f.Detail, Log: f.Log, Usage: f.Usage, Class: ErrBundleFailed}
	e.Machine = f.Kind == sandbox.TimedOut || f.Kind == sandbox.OutOfMemory || f.Kind == sandbox.Crashed
	l := b.Manifest.Limits.withDefaults(b.Manifest.Kind)
	switch f.Kind {
	case sandbox.TimedOut:
		// Scripts and statements cannot sleep: one that runs out of wall time before CPU time is on a machine too busy for it, which says
		// nothing about the file. An instruction has paid for wall time.
		if b.Manifest.Kind != Compute && f.Usage.CPU < l.cpu() {
			return fmt.Errorf("bundle %s: this machine is too busy: %w", b.Manifest.Name, err)
		}
		e.Class, e.Detail = ErrBundleTime, fmt.Sprintf("%s: out of time: %s", b.Manifest.Entry, f.Detail)
	case sandbox.OutOfMemory:
		e.Class, e.Detail = ErrBundleMemory, fmt.Sprintf("%s: out of memory: it needs more than %d MiB", b.Manifest.Entry, l.MemoryMiB)
	case sandbox.OutputTooLarge:
		e.Class, e.Detail = ErrBundleOutput, fmt.Sprintf("%s: its output is too large", b.Manifest.Entry)
	case sandbox.Crashed:
		e.Detail = fmt.Sprintf("%s: the %s runtime crashed: %s", b.Manifest.Entry, b.Manifest.Runtime, f.Detail)
	case sandbox.Rejected:
		class, ok := classOf[f.Code]
		if !ok { // the worker itself failed: a defect of ours, or an input we could not read
			return fmt.Errorf("bundle %s: %w", b.Manifest.Name, err)
		}
		e.Class = class
	}
	return e
}

func (b *Bundle) must(k Kind) error {
	if b.Manifest.Kind != k {
		return fmt.Errorf("%w: %s is a %s, not a %s", ErrInvalid, b.Manifest.Name, b.Manifest.Kind, k)
	}
	return nil
}

func (b *Bundle) worker(job string) string {
	return "bundle." + job + "." + string(b.Manifest.Runtime)
}

func asFailure(err error, f **sandbox.Failure) bool { return errors.As(err, f) }
