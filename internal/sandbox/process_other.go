//go:build !linux

package sandbox

import (
	"context"
	"errors"
	"runtime"
)

var errFileTooBig = errors.New("file too large")

// Main does nothing here: this system has no sandbox children.
func Main() {}

func begin(string) {}

// Process is the Runner of Linux; on this system it answers Unavailable.
type Process struct{}

// NewProcess returns a Process.
func NewProcess() *Process { return &Process{} }

// Run implements Runner.
func (*Process) Run(context.Context, Spec) (*Result, error) {
	return nil, &Failure{Kind: Unavailable, Detail: "untrusted work needs Linux; this is " + runtime.GOOS}
}
