package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// Check is one finding about this machine.
type Check struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`         // one line: what was found
	Hint   string `json:"hint,omitempty"` // one line: what to do about it, where something can be done
}

// workerNothing does nothing; it shows that a child comes up.
const workerNothing = "sandbox.nothing"

// attempt is the answer of an attacking worker: what it got away with.
type attempt struct {
	Succeeded []string `json:"succeeded"`
	Tried     int      `json:"tried"`
}

// attack is one attack and how a sound runner meets it.
type attack struct {
	name    string
	spec    Spec
	want    []Kind // how the run must fail; none: it must end well and report nothing that succeeded
	hint    string
	prepare func(ctx context.Context, s *Spec) (caught func() string, err error) // a trap outside, which must stay empty
}

const escapeMemory = 128 << 20

// attacks returns the suite. Every run is limited so that a sound runner ends the whole suite within seconds.
func attacks() []attack {
	limits := Limits{Memory: escapeMemory, CPU: 20 * time.Second, Wall: 20 * time.Second, Output: 1 << 20, Log: 4 << 10}
	with := func(change func(*Limits)) Limits {
		l := limits
		change(&l)
		return l
	}
	fastCPU := with(func(l *Limits) { l.CPU = 300 * time.Millisecond })
	fastWall := with(func(l *Limits) { l.Wall = 300 * time.Millisecond })
	memory := []Kind{OutOfMemory}
	return []attack{
		{name: "memory in small pieces is limited", spec: Spec{Worker: "sandbox.escape.memory", Args: "pieces", Limits: limits}, want: memory},
		{name: "memory in one piece is limited", spec: Spec{Worker: "sandbox.escape.memory", Args: "block", Limits: limits}, want: memory},
		{name: "shared memory is limited", spec: Spec{Worker: "sandbox.escape.memory", Args: "shared", Limits: limits}, want: memory},
		{name: "a loop is ended", spec: Spec{Worker: "sandbox.escape.loop", Limits: fastCPU}, want: []Kind{TimedOut}},
		{name: "a sleeper is ended", spec: Spec{Worker: "sandbox.escape.sleep", Limits: fastWall}, want: []Kind{TimedOut}},
		{name: "threads are limited", spec: Spec{Worker: "sandbox.escape.threads", Limits: limits}, want: []Kind{OutOfMemory, Crashed, TimedOut},
			hint: "allow user namespaces (sysctl user.max_user_namespaces), so that a child has its own limit on processes"},
		{name: "an endless output is cut", spec: Spec{Worker: "sandbox.escape.output", Args: "write", Outputs: []string{"a"}, Limits: limits}, want: []Kind{OutputTooLarge}},
		{name: "outputs are limited together", spec: Spec{Worker: "sandbox.escape.output", Args: "both", Outputs: []string{"a", "b"}, Limits: limits}, want: []Kind{OutputTooLarge}},
		{name: "a hole does not hide size", spec: Spec{Worker: "sandbox.escape.output", Args: "hole", Outputs: []string{"a"}, Limits: limits}, want: []Kind{OutputTooLarge}},
		{name: "an oversized answer is refused", spec: Spec{Worker: "sandbox.escape.answer", Limits: with(func(l *Limits) { l.Memory = 512 << 20 })}, want: []Kind{OutputTooLarge}},
		{name: "a flood of log is dropped", spec: Spec{Worker: "sandbox.escape.log", Limits: limits}},
		{name: "a dying guest is told from a refusing one", spec: Spec{Worker: "sandbox.escape.die", Limits: limits}, want: []Kind{Crashed}},
		{name: "files of the machine cannot be reached", spec: Spec{Worker: "sandbox.escape.files", Limits: limits},
			hint: "use a kernel with landlock (CONFIG_SECURITY_LANDLOCK, and landlock in the lsm= list)"},
		{name: "inputs cannot be changed", spec: Spec{Worker: "sandbox.escape.inputs", Inputs: []Input{{Name: "in", Data: []byte("input")}}, Limits: limits}},
		{name: "the environment is empty", spec: Spec{Worker: "sandbox.escape.environment", Limits: limits}},
		{name: "processes cannot be made", spec: Spec{Worker: "sandbox.escape.processes", Limits: limits}},
		{name: "other processes cannot be touched", spec: Spec{Worker: "sandbox.escape.signals", Limits: limits}},
		{name: "limits cannot be raised", spec: Spec{Worker: "sandbox.escape.raise", Limits: limits}},
		{name: "the guest is nobody and has no capability", spec: Spec{Worker: "sandbox.escape.identity", Limits: limits},
			hint: "run the node as an ordinary user, or allow user namespaces (sysctl user.max_user_namespaces)"},
		{name: "the network cannot be reached", spec: Spec{Worker: "sandbox.escape.network", Limits: limits}, prepare: listen},
	}
}

// listen opens a TCP and a UDP port on the loopback for the guest to try.
func listen(ctx context.Context, s *Spec) (func() string, error) {
	var config net.ListenConfig
	tcp, err := config.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("sandbox: open a port to test with: %w", err)
	}
	udp, err := config.ListenPacket(ctx, "udp4", "127.0.0.1:0")
	if err != nil {
		tcp.Close()
		return nil, fmt.Errorf("sandbox: open a port to test with: %w", err)
	}
	s.Args = []int{tcp.Addr().(*net.TCPAddr).Port, udp.LocalAddr().(*net.UDPAddr).Port}
	return func() string {
		defer tcp.Close()
		defer udp.Close()
		_ = tcp.(*net.TCPListener).SetDeadline(time.Unix(1, 0).Add(time.Since(time.Unix(1, 0))))
		if conn, err := tcp.Accept(); err == nil {
			conn.Close()
			return "a TCP connection arrived"
		}
		_ = udp.SetReadDeadline(time.Now())
		if _, _, err := udp.ReadFrom(make([]byte, 16)); err == nil {
			return "a UDP packet arrived"
		}
		return ""
	}, nil
}

// Escape runs every attack of the suite through r and reports how each was met. A runner may be trusted with strangers' work when all
// are OK. Its workers are part of the binary, so that a machine in use can be examined, too.
func Escape(ctx context.Context, r Runner) []Check {
	var checks []Check
	for _, a := range attacks() {
		checks = append(checks, a.run(ctx, r))
	}
	return checks
}

func (a attack) run(ctx context.Context, r Runner) Check {
	c := Check{Name: a.name, Hint: a.hint}
	var caught func() string
	if a.prepare != nil {
		var err error
		if caught, err = a.prepare(ctx, &a.spec); err != nil {
			c.Detail = err.Error()
			return c
		}
	}
	result, err := r.Run(ctx, a.spec)
	c.OK, c.Detail = a.judge(result, err)
	result.Close()
	if caught != nil {
		if what := caught(); what != "" {
			c.OK, c.Detail = false, what
		}
	}
	if c.OK {
		c.Hint = ""
	}
	return c
}

func (a attack) judge(result *Result, err error) (bool, string) {
	var f *Failure
	switch {
	case errors.As(err, &f):
		for _, k := range a.want {
			if f.Kind == k {
				return true, "ended: " + f.Error()
			}
		}
		return false, "ended for another reason: " + f.Error()
	case err != nil:
		return false, err.Error()
	case len(a.want) > 0:
		return false, "it was not stopped"
	case int64(len(result.Log)) > a.spec.Limits.Log:
		return false, fmt.Sprintf("%d bytes of log were kept", len(result.Log))
	}
	var got attempt
	if err := json.Unmarshal(result.Value, &got); err != nil {
		return false, "the attack did not report: " + err.Error()
	}
	if len(got.Succeeded) > 0 {
		return false, "succeeded: " + oneLine(strings.Join(got.Succeeded, "; "), 500)
	}
	return true, fmt.Sprintf("%d attempts refused", got.Tried)
}

// layerHints names the layers a machine should have, and how to get a missing one.
var layerHints = []struct{ layer, what, hint string }{
	{"rlimits", "resource limits", ""},
	{"seccomp", "filter of system calls", "use a kernel with CONFIG_SECCOMP_FILTER"},
	{"landlock", "no file system", "use a kernel with landlock (CONFIG_SECURITY_LANDLOCK, and landlock in the lsm= list)"},
	{"userns", "user namespace", "allow user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone)"},
	{"netns", "network namespace", "allow network namespaces (sysctl user.max_net_namespaces)"},
}

// Probe examines this machine: which layers hold, and how [Process] meets every attack of [Escape].
func Probe(ctx context.Context) []Check {
	r := NewProcess()
	result, err := r.Run(ctx, Spec{Worker: workerNothing})
	if err != nil {
		return []Check{{Name: "a sandbox child comes up", Detail: err.Error(), Hint: "untrusted work needs Linux with seccomp"}}
	}
	defer result.Close()
	var checks []Check
	for _, l := range layerHints {
		c := Check{Name: "layer: " + l.what, Detail: "missing", Hint: l.hint}
		for _, have := range result.Layers {
			if name, _, _ := strings.Cut(have, "/"); name == l.layer {
				c.OK, c.Detail, c.Hint = true, have, ""
			}
		}
		checks = append(checks, c)
	}
	return append(checks, Escape(ctx, r)...)
}
