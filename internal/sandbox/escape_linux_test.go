package sandbox

import (
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
