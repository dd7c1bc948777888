package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind says how a run failed. The parent decides it.
type Kind string

// The kinds.
const (
	TimedOut       Kind = "timed-out"        // wall or CPU time was used up
	OutOfMemory    Kind = "out-of-memory"    // Limits.Memory was reached
	OutputTooLarge Kind = "output-too-large" // Limits.Output or MaxValue was reached
	Crashed        Kind = "crashed"          // the child died without an answer
	Rejected       Kind = "rejected"         // the worker returned an error; Code and Detail are the worker's
	Unavailable    Kind = "unavailable"      // this machine cannot isolate a child as required, or could not start one
)

// Sentinels, one a kind, for errors.Is.
var (
	ErrTimedOut       = errors.New("sandbox: out of time")
	ErrOutOfMemory    = errors.New("sandbox: out of memory")
	ErrOutputTooLarge = errors.New("sandbox: output too large")
	ErrCrashed        = errors.New("sandbox: guest crashed")
	ErrRejected       = errors.New("sandbox: refused by the worker")
	ErrUnavailable    = errors.New("sandbox: isolation is not available on this machine")
)

var sentinels = map[Kind]error{
	TimedOut: ErrTimedOut, OutOfMemory: ErrOutOfMemory, OutputTooLarge: ErrOutputTooLarge,
	Crashed: ErrCrashed, Rejected: ErrRejected, Unavailable: ErrUnavailable,
}

// Failure is a run that did not succeed.
type Failure struct {
	Kind   Kind
	Code   string   // Rejected: the worker's own class of error (see Refuse), else empty
	Detail string   // one line, bounded, printable; for Rejected it is the worker's text, which may quote what the worker read
	Log    []byte   // the guest's log, bounded by Limits.Log; it may quote what the worker read, so it is not part of Error
	Usage  Usage    // what the run consumed until then
	Layers []string // the isolation that held; empty if the child never came up
}

func (f *Failure) Error() string {
	return fmt.Sprintf("%v: %s", sentinels[f.Kind], f.Detail)
}

// Is makes errors.Is(err, ErrTimedOut) and its siblings work.
func (f *Failure) Is(target error) bool { return sentinels[f.Kind] == target }

// Refusal is an error of a worker with a class that the caller in the parent can tell apart; it arrives as Failure.Code.
type Refusal struct {
	Code   string
	Detail string
}

func (r *Refusal) Error() string { return r.Detail }

// Refuse makes a Refusal. The code [CodeOutOfMemory] makes the run fail as OutOfMemory, for engines with their own memory limit.
func Refuse(code, format string, args ...any) error {
	return &Refusal{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// CodeOutOfMemory and CodeOutputTooLarge are codes with which a worker reports that a limit was reached inside.
const (
	CodeOutOfMemory    = "out-of-memory"
	CodeOutputTooLarge = "output-too-large"
)

// ending is the evidence from which the parent decides how a run ended.
type ending struct {
	killed     Kind   // why the watchdog killed it, else empty
	killDetail string //
	hello      *hello // nil if the child never came up
	final      *final // nil if it gave no answer
	oversized  bool   // the answer exceeded MaxValue
	exit       string // how the process ended, as text
	cpuUsed    bool   // the CPU limit was used up
	nearMemory bool   // it occupied most of Limits.Memory
	outputFull bool   // the outputs reached Limits.Output
	log        []byte
}

// classify returns nil for success.
func classify(e ending) *Failure {
	fail := func(k Kind, format string, args ...any) *Failure {
		return &Failure{Kind: k, Detail: oneLine(fmt.Sprintf(format, args...), 2000)}
	}
	switch {
	case e.killed != "":
		return fail(e.killed, "%s", e.killDetail)
	case e.oversized:
		return fail(OutputTooLarge, "the answer exceeds %d bytes", MaxValue)
	case e.hello == nil:
		return fail(Unavailable, "the child did not start (%s): %s", e.exit, lastLine(e.log))
	case e.hello.Unavailable != "":
		return fail(Unavailable, "%s", e.hello.Unavailable)
	case e.final == nil && e.cpuUsed:
		return fail(TimedOut, "the CPU time is used up")
	case e.final == nil && (e.nearMemory || saysOutOfMemory(e.log)):
		return fail(OutOfMemory, "the guest died of lack of memory (%s)", e.exit)
	case e.final == nil && e.outputFull:
		return fail(OutputTooLarge, "the outputs exceed their limit (%s)", e.exit)
	case e.final == nil:
		return fail(Crashed, "%s", e.exit)
	case !e.final.Failed:
		if e.outputFull {
			return fail(OutputTooLarge, "the outputs exceed their limit")
		}
		return nil
	case e.final.Code == CodeOutOfMemory:
		return fail(OutOfMemory, "%s", e.final.Detail)
	case e.final.Code == CodeOutputTooLarge, e.outputFull:
		return fail(OutputTooLarge, "%s", e.final.Detail)
	}
	f := fail(Rejected, "%s", e.final.Detail)
	f.Code = oneLine(e.final.Code, 64)
	return f
}

// saysOutOfMemory recognises the last words of the Go runtime and of C++ when the kernel refuses memory (RLIMIT_DATA). A guest that
// forges them only chooses the name of its own failure.
func saysOutOfMemory(log []byte) bool {
	for _, s := range []string{"runtime: out of memory", "runtime: cannot allocate", "cannot allocate memory", "std::bad_alloc", "ThreadSanitizer failed to allocate",
		"errno=12", "failed to create new OS thread", "out of memory"} {
		if bytes.Contains(log, []byte(s)) {
			return true
		}
	}
	return false
}

func lastLine(log []byte) string {
	lines := strings.Split(strings.TrimSpace(string(log)), "\n")
	return lines[len(lines)-1]
}

// oneLine makes text from a guest safe to show: one line, printable, at most max bytes.
func oneLine(s string, max int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	if len(s) <= max {
		return s
	}
	cut := max - len("...")
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "..."
}
