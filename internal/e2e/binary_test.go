// Package e2e tests whole flows through the real binary, as a person or a script would use it. Most of the time they wait for blocks and
// timelocks, so those that do not measure or kill run beside each other.
package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// binary is the program under test, built once.
var binary string

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "coppice-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "coppice")
	build := exec.Command("go", "build", "-o", binary, "../../cmd/coppice")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "building coppice:", err)
		return 1
	}
	flag.Parse()
	if err := flag.Set("test.parallel", "4"); err != nil { // most of their time they wait for blocks
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// machine is a home with what runs in it.
type machine struct {
	t       testing.TB
	home    string
	rpc     string
	api     string
	network string   // "" = the default
	env     []string // of its commands, beside the test's own

	mu sync.Mutex
	up *exec.Cmd
}

func newMachine(t testing.TB) *machine {
	t.Helper()
	m := &machine{t: t, home: t.TempDir(), rpc: freeAddress(t), api: freeAddress(t)}
	t.Cleanup(m.stop)
	return m
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// start runs `coppice up` and returns once it has printed its endpoints.
func (m *machine) start(args ...string) {
	m.t.Helper()
	if err := m.tryStart(args...); err != nil {
		m.t.Fatal(err)
	}
}

func (m *machine) tryStart(args ...string) error {
	cmd := m.command(context.Background(), append([]string{"up", "--json", "--listen", m.rpc, "--api-listen", m.api}, args...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	m.mu.Lock()
	m.up = cmd
	m.mu.Unlock()
	var network map[string]any
	if err := json.NewDecoder(out).Decode(&network); err != nil {
		cmd.Wait()
		return fmt.Errorf("coppice up did not start: %v\n%s", err, stderr.String())
	}
	return nil
}

// kill ends `coppice up` as a power cut would.
func (m *machine) kill() {
	m.mu.Lock()
	cmd := m.up
	m.up = nil
	m.mu.Unlock()
	if cmd != nil {
		cmd.Process.Kill()
		cmd.Wait()
	}
}

// stop ends `coppice up` as Ctrl-C does.
func (m *machine) stop() {
	m.mu.Lock()
	cmd := m.up
	m.up = nil
	m.mu.Unlock()
	if cmd != nil {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	}
}

func (m *machine) command(ctx context.Context, args ...string) *exec.Cmd {
	global := []string{"--home", m.home}
	if m.network != "" {
		global = append(global, "--network", m.network)
	}
	cmd := exec.CommandContext(ctx, binary, append(global, args...)...)
	cmd.Env = append(append(os.Environ(), "COPPICE_PASSWORD=correct horse"), m.env...)
	return cmd
}

// outcome is how a command ended.
type outcome struct {
	code           int
	stdout, stderr string
}

// try runs a command.
func (m *machine) try(args ...string) outcome {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	cmd := m.command(ctx, args...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || ctx.Err() != nil {
		m.t.Fatalf("coppice %s: %v\n%s", strings.Join(args, " "), err, errOut.String())
	}
	return outcome{cmd.ProcessState.ExitCode(), out.String(), errOut.String()}
}

// do runs a command that must succeed and decodes its JSON.
func (m *machine) do(into any, args ...string) {
	m.t.Helper()
	o := m.try(append([]string{"--json"}, args...)...)
	if o.code != 0 {
		m.t.Fatalf("coppice %s: exit %d\n%s", strings.Join(args, " "), o.code, o.stderr)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal([]byte(o.stdout), into); err != nil {
		m.t.Fatalf("coppice %s: %v in\n%s", strings.Join(args, " "), err, o.stdout)
	}
}

// refused runs a command that must fail with a text on its error line, and a hint below it.
func (m *machine) refused(text string, args ...string) outcome {
	m.t.Helper()
	o := m.try(args...)
	if o.code == 0 {
		m.t.Fatalf("coppice %s succeeded, want an error with %q", strings.Join(args, " "), text)
	}
	first, rest, _ := strings.Cut(o.stderr, "\n")
	if !strings.HasPrefix(first, "error: ") || !strings.Contains(first, text) {
		m.t.Errorf("coppice %s: error line %q, want %q in it", strings.Join(args, " "), first, text)
	}
	if !strings.HasPrefix(rest, "hint: ") {
		m.t.Errorf("coppice %s: no hint after %q but %q", strings.Join(args, " "), first, rest)
	}
	return o
}

// account makes an account with VANA.
func (m *machine) account(name string) (address string) {
	m.t.Helper()
	var a struct{ Address string }
	m.do(&a, "account", "new", name)
	m.do(nil, "--as", name, "account", "fund")
	return a.Address
}

const example = "../../examples/fitness"

// dao founds one of the example's DataDAOs.
func (m *machine) dao(owner, name string) (id string) {
	m.t.Helper()
	var d struct{ DlpID json.Number }
	m.do(&d, "--as", owner, "dao", "create", name, "--proof", filepath.Join(example, name, "proof.star"), "--refiner", filepath.Join(example, name, "refine.sql"))
	return d.DlpID.String()
}

// contributed is a row of `contribute --json`.
type contributed struct {
	File   string
	FileID uint64
	Status string
	Score  float64
	Reward string
	Reason string
}

func (m *machine) contribute(as, dao string, files ...string) []contributed {
	m.t.Helper()
	var r struct{ Files []contributed }
	m.do(&r, append([]string{"--as", as, "contribute", "--dao", dao}, files...)...)
	return r.Files
}
