package sandbox

import (
	"context"
	"fmt"
	"testing"

	"github.com/elastic/go-seccomp-bpf/arch"
)

// TestEscape is the suite that every tier passes; here, the process runner.
func TestEscape(t *testing.T) {
	r := NewProcess()
	for _, a := range attacks() {
		t.Run(a.name, func(t *testing.T) {
			if c := a.run(t.Context(), r); !c.OK {
				t.Errorf("%s (%s)", c.Detail, c.Hint)
			} else {
				t.Log(c.Detail)
			}
		})
	}
}

func TestDeniedSyscallsAreRefused(t *testing.T) {
	a := attack{name: "syscalls", spec: Spec{Worker: "sandbox.escape.syscalls"}}
	if c := a.run(t.Context(), NewProcess()); !c.OK {
		t.Error(c.Detail)
	} else {
		t.Log(c.Detail)
	}
}

func TestAllowedAndDeniedSyscallsAreDisjointAndKnown(t *testing.T) {
	for _, goarch := range []string{"amd64", "arm64"} {
		f, err := seccompFilter(goarch, 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Policy.Assemble(); err != nil {
			t.Errorf("%s: %v", goarch, err)
		}
	}
	no := map[string]bool{}
	for _, name := range denied {
		no[name] = true
	}
	for _, name := range append([]string{"clone", "prctl", "prlimit64", "tgkill"}, allowed...) {
		if no[name] {
			t.Errorf("%s is allowed and denied", name)
		}
		known := false
		for _, goarch := range []string{"amd64", "arm64"} {
			info, _ := arch.GetInfo(goarch)
			if _, ok := info.SyscallNames[name]; ok {
				known = true
			}
		}
		if !known {
			t.Errorf("no architecture knows %s", name)
		}
	}
}

// arranged is the process runner with one arrangement, as on a machine where the better ones are not to be had.
type arranged struct{ iso isolation }

func (a arranged) Run(ctx context.Context, s Spec) (*Result, error) { return start(ctx, a.iso, s) }

// TestEveryArrangementHolds runs the suite with each arrangement that Process may fall back to. Without a user namespace a child has no
// limit on threads of its own, and a privileged parent's child stays root (without file, network or other processes to use it on).
func TestEveryArrangementHolds(t *testing.T) {
	missing := map[string]bool{"threads are limited": true, "the guest is nobody and has no capability": true}
	for i, iso := range isolations() {
		t.Run(fmt.Sprint(i, iso.layers), func(t *testing.T) {
			if _, err := (arranged{iso}).Run(t.Context(), Spec{Worker: workerNothing}); err != nil {
				t.Logf("not to be had here: %v", err)
				if i == len(isolations())-1 {
					t.Error("the last arrangement needs nothing of the machine")
				}
				return
			}
			for _, a := range attacks() {
				c := a.run(t.Context(), arranged{iso})
				if !c.OK && (iso.ownUser || !missing[a.name]) {
					t.Errorf("%s: %s", a.name, c.Detail)
				}
			}
		})
	}
}
