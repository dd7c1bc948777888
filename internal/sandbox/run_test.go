package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func init() {
	// echo writes its argument and its input to its output.
	Register("test.echo", func(_ context.Context, g *Guest) error {
		var prefix string
		if err := g.Args(&prefix); err != nil {
			return err
		}
		in, err := g.ReadInput("in")
		if err != nil {
			return err
		}
		out, err := g.Output("out")
		if err != nil {
			return err
		}
		defer out.Close()
		if _, err := out.Write(append([]byte(prefix), in...)); err != nil {
			return err
		}
		fmt.Fprintln(g.Log(), "a remark")
		return g.Return(map[string]int{"read": len(in)})
	})
	Register("test.refuse", func(_ context.Context, g *Guest) error {
		var code string
		if err := g.Args(&code); err != nil {
			return err
		}
		if code == "" {
			return errors.New("plain\nerror\x1b[31m")
		}
		return fmt.Errorf("wrapped: %w", Refuse(code, "because %d", 7))
	})
	late := false
	Register("test.first", func(_ context.Context, g *Guest) error { return g.Return(late) })
	late = true
	var prepared []byte
	RegisterPrepared("test.prepared", func() (err error) {
		prepared, err = os.ReadFile("/proc/version")
		return err
	}, func(_ context.Context, g *Guest) error { return g.Return(len(prepared)) })
	RegisterPrepared("test.unprepared", func() error { return errors.New("no engine") }, func(context.Context, *Guest) error { return nil })
	Register("test.missing", func(_ context.Context, g *Guest) error {
		_, err := g.Input("absent")
		return err
	})
}

func TestRun(t *testing.T) {
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt([]byte("hello"), 0); err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]Input{
		"from bytes":         {Name: "in", Data: []byte("hello")},
		"from a reader":      {Name: "in", Reader: io.MultiReader(strings.NewReader("hel"), strings.NewReader("lo"))},
		"from a file":        {Name: "in", File: file},
		"from nothing":       {Name: "in"},
		"from an empty list": {Name: "in", Data: []byte{}},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := NewProcess().Run(t.Context(), Spec{Worker: "test.echo", Args: "x:", Inputs: []Input{in}, Outputs: []string{"out", "unused"}})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			want := "x:hello"
			if strings.HasSuffix(name, "nothing") || strings.HasSuffix(name, "list") {
				want = "x:"
			}
			if b, err := r.Bytes("out"); err != nil || string(b) != want {
				t.Errorf("output %q, %v; want %q", b, err, want)
			}
			if b, err := r.Bytes("unused"); err != nil || len(b) != 0 {
				t.Errorf("unused output %q, %v", b, err)
			}
			if want := fmt.Sprintf(`{"read":%d}`, len(want)-2); string(r.Value) != want {
				t.Errorf("value %s, want %s", r.Value, want)
			}
			if string(r.Log) != "a remark\n" {
				t.Errorf("log %q", r.Log)
			}
			if !slices.Contains(r.Layers, "seccomp") || !slices.Contains(r.Layers, "rlimits") {
				t.Errorf("layers %v", r.Layers)
			}
			if r.Usage.CPU <= 0 || r.Usage.Wall <= 0 {
				t.Errorf("usage %+v", r.Usage)
			}
		})
	}
}

func TestOutputOfOneRunIsInputOfTheNext(t *testing.T) {
	spec := Spec{Worker: "test.echo", Args: "a", Inputs: []Input{{Name: "in", Data: []byte("b")}}, Outputs: []string{"out"}}
	first, err := NewProcess().Run(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if _, err := first.Outputs["out"].Write([]byte("forged")); !errors.Is(err, unix.EPERM) {
		t.Errorf("an output can be changed after the run: %v", err)
	}
	for range 2 { // an input can serve any number of runs
		spec.Inputs = []Input{{Name: "in", File: first.Outputs["out"]}}
		second, err := NewProcess().Run(t.Context(), spec)
		if err != nil {
			t.Fatal(err)
		}
		if b, _ := second.Bytes("out"); string(b) != "aab" {
			t.Errorf("output %q", b)
		}
		second.Close()
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		code, wantCode string
		kind           Kind
		sentinel       error
		detail         string
	}{
		{"", "", Rejected, ErrRejected, "plain error[31m"},
		{"file", "file", Rejected, ErrRejected, "wrapped: because 7"},
		{CodeOutOfMemory, "", OutOfMemory, ErrOutOfMemory, "wrapped: because 7"},
		{CodeOutputTooLarge, "", OutputTooLarge, ErrOutputTooLarge, "wrapped: because 7"},
	} {
		_, err := NewProcess().Run(t.Context(), Spec{Worker: "test.refuse", Args: c.code})
		var f *Failure
		if !errors.As(err, &f) || f.Kind != c.kind || f.Code != c.wantCode || f.Detail != c.detail || !errors.Is(err, c.sentinel) {
			t.Errorf("code %q: %#v", c.code, err)
		}
	}
}

// TestRestIsNotInitialised: a child does its work as soon as its worker is known; what is initialised after that is not there.
func TestRestIsNotInitialised(t *testing.T) {
	r, err := NewProcess().Run(t.Context(), Spec{Worker: "test.first"})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if string(r.Value) != "false" {
		t.Errorf("the rest of the program was initialised: %s", r.Value)
	}
}

func TestPreparedWorkers(t *testing.T) {
	r, err := NewProcess().Run(t.Context(), Spec{Worker: "test.prepared"})
	if err != nil || string(r.Value) == "0" {
		t.Errorf("%v, %v", r, err)
	}
	r.Close()
	if _, err := NewProcess().Run(t.Context(), Spec{Worker: "test.unprepared"}); !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), "no engine") {
		t.Errorf("a worker that cannot prepare: %v", err)
	}
}

func TestWrongSpecs(t *testing.T) {
	for name, spec := range map[string]Spec{
		"unknown worker":    {Worker: "nobody"},
		"unnamed input":     {Worker: workerNothing, Inputs: []Input{{Data: []byte("x")}}},
		"repeated input":    {Worker: workerNothing, Inputs: []Input{{Name: "a"}, {Name: "a"}}},
		"two sources":       {Worker: workerNothing, Inputs: []Input{{Name: "a", Data: []byte("x"), Reader: strings.NewReader("y")}}},
		"repeated output":   {Worker: workerNothing, Outputs: []string{"a", "a"}},
		"arguments no JSON": {Worker: workerNothing, Args: func() {}},
	} {
		if _, err := NewProcess().Run(t.Context(), spec); !errors.Is(err, ErrSpec) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := NewProcess().Run(t.Context(), Spec{Worker: "test.missing"})
	if !errors.Is(err, ErrRejected) {
		t.Errorf("a worker that asks for an absent input: %v", err)
	}
	spec := Spec{Worker: workerNothing, Limits: Limits{Input: 3}, Inputs: []Input{{Name: "a", Data: []byte("ab")}, {Name: "b", Reader: strings.NewReader("cd")}}}
	if _, err := NewProcess().Run(t.Context(), spec); !errors.Is(err, ErrInputTooLarge) {
		t.Errorf("inputs beyond the limit: %v", err)
	}
	spec.Limits.Input = 4
	if r, err := NewProcess().Run(t.Context(), spec); err != nil {
		t.Errorf("inputs at the limit: %v", err)
	} else {
		r.Close()
	}
}

func TestCancelledRunIsNotAFailureOfTheGuest(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := NewProcess().Run(ctx, Spec{Worker: "sandbox.escape.sleep"})
	var f *Failure
	if !errors.Is(err, context.DeadlineExceeded) || errors.As(err, &f) {
		t.Errorf("got %v", err)
	}
	if _, err := NewProcess().Run(ctx, Spec{Worker: workerNothing}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("started under a dead context: %v", err)
	}
	// Stopped while the child starts: it has not said that it is locked down.
	if _, err := start(ctx, pick(), Spec{Worker: "sandbox.escape.sleep"}); !errors.Is(err, context.DeadlineExceeded) || errors.As(err, &f) {
		t.Errorf("stopped at its start: %v", err)
	}
}

func TestRunsAreIndependent(t *testing.T) {
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			data := bytes.Repeat([]byte{byte('a' + i)}, 1000*i)
			r, err := NewProcess().Run(t.Context(), Spec{Worker: "test.echo", Args: "", Inputs: []Input{{Name: "in", Data: data}}, Outputs: []string{"out"}})
			if err != nil {
				t.Error(err)
				return
			}
			defer r.Close()
			if b, err := r.Bytes("out"); err != nil || !bytes.Equal(b, data) {
				t.Errorf("run %d: %d bytes, %v", i, len(b), err)
			}
		})
	}
	wg.Wait()
}

// TestStrangersAreClosed: a descriptor that a library in the parent forgot to mark close-on-exec must not reach the guest.
func TestStrangersAreClosed(t *testing.T) {
	fd, err := unix.Open("/etc/passwd", unix.O_RDONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	high, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD, 90)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(high)
	a := attack{spec: Spec{Worker: "sandbox.escape.environment"}}
	if c := a.run(t.Context(), NewProcess()); !c.OK {
		t.Error(c.Detail)
	}
}

// TestGuestDiesWithParent kills a parent without warning and waits until its guest is gone.
func TestGuestDiesWithParent(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	parent := exec.Command(exe)
	parent.Env = append(os.Environ(), asParent+"=1")
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	defer parent.Wait()
	defer parent.Process.Kill()
	poll := time.NewTicker(2 * time.Millisecond)
	defer poll.Stop()
	until := func(cond func() bool) {
		for !cond() {
			select {
			case <-poll.C:
			case <-t.Context().Done():
				t.Fatal("the condition was never met")
			}
		}
	}
	guest := 0
	until(func() bool {
		guest = 0
		stats, _ := filepath.Glob("/proc/[0-9]*/stat")
		for _, s := range stats {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(s)))
			cmd, _ := os.ReadFile(filepath.Join(filepath.Dir(s), "cmdline"))
			if ppidOf(pid) == parent.Process.Pid && bytes.Contains(cmd, []byte(childArg)) {
				guest = pid
			}
		}
		return guest != 0
	})
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	until(func() bool {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", guest))
		return err != nil || bytes.Contains(status, []byte("State:\tZ")) || bytes.Contains(status, []byte("State:\tX"))
	})
}

func ppidOf(pid int) int {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	ppid, _ := strconv.Atoi(fields[1])
	return ppid
}

func TestProbeFindsThisMachineFit(t *testing.T) {
	names := map[string]bool{}
	for _, c := range Probe(t.Context()) {
		if names[c.Name] {
			t.Errorf("%s appears twice", c.Name)
		}
		names[c.Name] = true
		if !c.OK {
			t.Errorf("%s: %s (%s)", c.Name, c.Detail, c.Hint)
		}
	}
	if len(names) != len(layerHints)+len(attacks()) {
		t.Errorf("%d checks", len(names))
	}
}

// careless is a runner without isolation: the suite must find it unfit.
type careless struct{}

func (careless) Run(_ context.Context, s Spec) (*Result, error) {
	v, err := json.Marshal(attempt{Succeeded: []string{"everything"}, Tried: 1})
	return &Result{Value: v, Log: make([]byte, 1<<20)}, err
}

func TestEscapeFindsACarelessRunnerUnfit(t *testing.T) {
	for _, c := range Escape(t.Context(), careless{}) {
		if c.OK {
			t.Errorf("%s: %s", c.Name, c.Detail)
		}
	}
}

func BenchmarkRun(b *testing.B) {
	for b.Loop() {
		r, err := NewProcess().Run(b.Context(), Spec{Worker: workerNothing})
		if err != nil {
			b.Fatal(err)
		}
		r.Close()
	}
}
