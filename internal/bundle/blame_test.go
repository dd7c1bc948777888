package bundle_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/sandbox"
)

// ended is a runner whose guests all end in one way.
type ended struct{ f sandbox.Failure }

func (e ended) Run(context.Context, sandbox.Spec) (*sandbox.Result, error) { return nil, &e.f }

// TestBlame: only what is a property of bundle and input is the bundle's; a contributor must not lose a score to a busy machine.
func TestBlame(t *testing.T) {
	b, err := bundle.FromFile("x.star", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		f     sandbox.Failure
		class error // nil: not the bundle's
		same  bool  // on every machine
	}{
		"CPU time":         {sandbox.Failure{Kind: sandbox.TimedOut, Usage: sandbox.Usage{CPU: 31 * time.Second}}, bundle.ErrBundleTime, false},
		"wall time":        {sandbox.Failure{Kind: sandbox.TimedOut, Usage: sandbox.Usage{CPU: 3 * time.Second}}, nil, false},
		"memory":           {sandbox.Failure{Kind: sandbox.OutOfMemory}, bundle.ErrBundleMemory, false},
		"output":           {sandbox.Failure{Kind: sandbox.OutputTooLarge}, bundle.ErrBundleOutput, true},
		"crash":            {sandbox.Failure{Kind: sandbox.Crashed}, bundle.ErrBundleFailed, false},
		"refused":          {sandbox.Failure{Kind: sandbox.Rejected, Code: bundle.CodeUnfit}, bundle.ErrUnfit, true},
		"an error of ours": {sandbox.Failure{Kind: sandbox.Rejected}, nil, false},
		"no isolation":     {sandbox.Failure{Kind: sandbox.Unavailable}, nil, false},
	} {
		_, _, err := bundle.RunProof(t.Context(), ended{c.f}, b, strings.NewReader(""), bundle.ProofContext{})
		if c.class == nil && (errors.Is(err, bundle.ErrBundle) || !errors.As(err, new(*sandbox.Failure))) {
			t.Errorf("%s: %v", name, err)
		}
		if c.class != nil && (!errors.Is(err, bundle.ErrBundle) || !errors.Is(err, c.class)) {
			t.Errorf("%s: %v", name, err)
		}
		if got, want := errors.Is(err, bundle.ErrMachine), c.class != nil && !c.same; got != want {
			t.Errorf("%s: ErrMachine is %v, want %v", name, got, want)
		}
	}
}
