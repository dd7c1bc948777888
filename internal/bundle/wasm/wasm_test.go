package wasm

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	esys "github.com/tetratelabs/wazero/experimental/sys"

	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Main()
	os.Exit(m.Run())
}

// guest builds the guest program once; the Go build cache makes that quick the second time.
var guest = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "guest")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "guest.wasm")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", out, "./testdata/guest")
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "CGO_ENABLED=0", "GOFLAGS=")
	if msg, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, msg)
	}
	return os.ReadFile(out)
})

func guestBundle(t testing.TB, limits string) *bundle.Bundle {
	t.Helper()
	module, err := guest()
	if err != nil {
		t.Fatal(err)
	}
	return withLimits(t, module, limits)
}

func withLimits(t testing.TB, module []byte, limits string) *bundle.Bundle {
	t.Helper()
	dir := t.TempDir()
	manifest := `{"format":"coppice-bundle/1","kind":"compute","name":"test","runtime":"wasm","entry":"test.wasm","limits":{` + limits + `}}`
	for name, content := range map[string][]byte{bundle.ManifestName: []byte(manifest), "test.wasm": module} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := bundle.FromPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var inputs = map[string][]byte{"rows.csv": []byte("day,steps\n1,2\n"), "params.json": []byte("{}"), "empty": nil}

func TestCompute(t *testing.T) {
	out, log, usage, err := bundle.RunCompute(t.Context(), sandbox.NewProcess(), guestBundle(t, ""), inputs, bundle.ComputeContext{Args: []string{"copy", "x", "y z"}})
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	if len(out) != 2 || string(out["deep/er/upper.csv"]) != "DAY,STEPS\n1,2\n" || out["empty"] == nil {
		t.Errorf("outputs %q", out)
	}
	if string(log) != "args x y z\n" {
		t.Errorf("log %q", log)
	}
	if usage.CPU <= 0 || usage.PeakMemory <= 0 {
		t.Errorf("usage %+v", usage)
	}
}

func TestFileSystem(t *testing.T) {
	out, log, _, err := bundle.RunCompute(t.Context(), sandbox.NewProcess(), guestBundle(t, ""), inputs, bundle.ComputeContext{Args: []string{"files"}})
	if err != nil || len(out) != 1 || string(out["dir/b"]) != "begxyz!" {
		t.Errorf("%q, %v\n%s", out, err, log)
	}
}

func TestGuestReachesNothingElse(t *testing.T) {
	t.Setenv("SECRET", "in the environment")
	out, log, _, err := bundle.RunCompute(t.Context(), sandbox.NewProcess(), guestBundle(t, ""), inputs, bundle.ComputeContext{Args: []string{"world"}})
	if err != nil || len(out) != 1 || len(out["loot"]) != 0 {
		t.Errorf("%q, %v\n%s", out, err, log)
	}
}

func TestComputeIsDeterministic(t *testing.T) {
	b := guestBundle(t, "")
	run := func(cc bundle.ComputeContext) string {
		cc.Args = []string{"chance"}
		out, log, _, err := bundle.RunCompute(t.Context(), sandbox.NewProcess(), b, nil, cc)
		if err != nil {
			t.Fatalf("%v\n%s", err, log)
		}
		return string(out["chance"])
	}
	first := run(bundle.ComputeContext{Seed: [32]byte{1}, Now: 1e9})
	if again := run(bundle.ComputeContext{Seed: [32]byte{1}, Now: 1e9}); again != first {
		t.Errorf("%s differs from %s", again, first)
	}
	if !strings.Contains(first, "2001-09-09") || !strings.Contains(first, "true") {
		t.Errorf("the clock is not where it was set, or sleeping takes no time: %s", first)
	}
	if other := run(bundle.ComputeContext{Seed: [32]byte{2}, Now: 1e9}); other == first {
		t.Error("the seed changes nothing")
	}
}

func TestFailures(t *testing.T) {
	for _, c := range []struct {
		mode, limits string
		class        error
		text, log    string
	}{
		{"exit", "", bundle.ErrExit, "bundle test: test.wasm: exit code 3", "no such column"},
		{"panic", "", bundle.ErrExit, "bundle test: test.wasm: exit code 2", "on purpose"},
		{"loop", `"cpuSeconds":3,"wallSeconds":300`, bundle.ErrBundleTime, "bundle test: test.wasm: out of time: the CPU time of 3s is used up", ""},
		{"memory", `"memoryMiB":64`, bundle.ErrBundleMemory, "bundle test: test.wasm: out of memory: it needs more than 64 MiB", ""},
		{"flood", "", bundle.ErrBundleOutput, "bundle test: test.wasm: its output is too large", ""},
		{"hole", "", bundle.ErrBundleOutput, "bundle test: test.wasm: its output is too large", ""},
		{"many", "", bundle.ErrBundleOutput, "bundle test: test.wasm: its output is too large", ""},
		{"hidden", "", bundle.ErrBundleOutput, `bundle test: it wrote a file with an unsafe name: ".hidden"`, ""},
	} {
		t.Run(c.mode, func(t *testing.T) {
			out, log, _, err := bundle.RunCompute(t.Context(), sandbox.NewProcess(), guestBundle(t, c.limits), inputs, bundle.ComputeContext{Args: []string{c.mode}})
			if !errors.Is(err, c.class) || !errors.Is(err, bundle.ErrBundle) || err.Error() != c.text || out != nil {
				t.Errorf("got  %v, %q\nwant %s", err, out, c.text)
			}
			if !bytes.Contains(log, []byte(c.log)) {
				t.Errorf("log %q", log)
			}
		})
	}
}

func TestWallTimeOfTheJobCounts(t *testing.T) {
	_, _, _, err := bundle.RunCompute(t.Context(), sandbox.NewProcess(), guestBundle(t, ""), nil, bundle.ComputeContext{Args: []string{"loop"}, Wall: 100 * time.Millisecond})
	if !errors.Is(err, bundle.ErrBundleTime) {
		t.Error(err)
	}
}

func TestLogIsBounded(t *testing.T) {
	_, log, _, err := bundle.RunCompute(t.Context(), sandbox.NewProcess(), guestBundle(t, ""), nil, bundle.ComputeContext{Args: []string{"log"}})
	if err != nil || len(log) != bundle.MaxComputeLog {
		t.Errorf("%d bytes, %v", len(log), err)
	}
}

func TestUnsafeInputNames(t *testing.T) {
	for _, name := range []string{"../x", "/x", "a//b", "", ".", "a\x00b"} {
		_, _, _, err := bundle.RunCompute(t.Context(), sandbox.NewProcess(), guestBundle(t, ""), map[string][]byte{name: nil}, bundle.ComputeContext{})
		if !errors.Is(err, bundle.ErrInvalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// module assembles a binary module from sections.
func module(sections ...string) []byte {
	return []byte("\x00asm\x01\x00\x00\x00" + strings.Join(sections, ""))
}

func TestStrangeModules(t *testing.T) {
	const (
		types   = "\x01\x04\x01\x60\x00\x00"                     // () -> ()
		funcs   = "\x03\x02\x01\x00"                             // one function
		start   = "\x07\x0a\x01\x06_start\x00\x00"               // exported as _start
		mem4G   = "\x05\x05\x01\x00\x80\x80\x04"                 // a memory of 65536 pages
		body    = "\x0a\x04\x01\x02\x00\x0b"                     // does nothing
		trap    = "\x0a\x05\x01\x03\x00\x00\x0b"                 // unreachable
		spin    = "\x0a\x09\x01\x07\x00\x03\x40\x0c\x00\x0b\x0b" // loop br 0
		foreign = "\x02\x0b\x01\x03env\x03run\x00\x00"           // imports env.run
		start1  = "\x07\x0a\x01\x06_start\x00\x01"               // _start after an import
	)
	for name, c := range map[string]struct {
		module []byte
		class  error
		text   string
	}{
		"no module":      {[]byte("hello"), bundle.ErrBundleFailed, "bundle test: test.wasm: not a WebAssembly module this runtime knows: invalid magic number"},
		"cut short":      {module(types, funcs, start)[:20], bundle.ErrBundleFailed, ""},
		"no start":       {module(types, funcs, body), bundle.ErrBundleFailed, "bundle test: test.wasm: it is not a command for WASI preview 1: it exports no _start"},
		"foreign import": {module(types, foreign, funcs, start1, body), bundle.ErrBundleFailed, "bundle test: test.wasm: it imports env.run; only WASI preview 1 (wasi_snapshot_preview1) is here"},
		"huge memory":    {module(types, funcs, mem4G, start, body), bundle.ErrBundleMemory, "bundle test: test.wasm: out of memory: it needs more than 64 MiB"},
		"a trap":         {module(types, funcs, start, trap), bundle.ErrBundleFailed, "bundle test: test.wasm: module[] function[_start] failed: wasm error: unreachable"},
		"a bare loop":    {module(types, funcs, start, spin), bundle.ErrBundleTime, "bundle test: test.wasm: out of time: the CPU time of 1s is used up"},
		"nothing to do":  {module(types, funcs, start, body), nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := withLimits(t, c.module, `"memoryMiB":64,"cpuSeconds":1,"wallSeconds":300`)
			_, log, _, err := bundle.RunCompute(t.Context(), sandbox.NewProcess(), b, nil, bundle.ComputeContext{})
			if c.class == nil {
				if err != nil {
					t.Errorf("%v\n%s", err, log)
				}
				return
			}
			if !errors.Is(err, c.class) || (c.text != "" && err.Error() != c.text) {
				t.Errorf("got  %v\nwant %s\n%s", err, c.text, log)
			}
		})
	}
}

// FuzzTree: whatever a guest does to a tree, paths stay inside, the quota holds, and what was written is read.
func FuzzTree(f *testing.F) {
	f.Add("a/b", "../../a", []byte("x"), int64(3))
	f.Add(".", "/", []byte(""), int64(1<<40))
	f.Fuzz(func(t *testing.T, p, q string, data []byte, size int64) {
		const bound = 1 << 20
		tr := newTree(bound, 16)
		tr.Mkdir(p, 0)
		if file, errno := tr.OpenFile(q, esys.O_CREAT|esys.O_RDWR, 0); errno == 0 {
			if n, errno := file.Pwrite(data, size); errno == 0 {
				got := make([]byte, n)
				if _, errno := file.Pread(got, size); errno != 0 || !bytes.Equal(got, data) {
					t.Errorf("read %q, wrote %q", got, data)
				}
			}
			file.Truncate(size)
		}
		tr.Rename(p, q)
		tr.Unlink(p)
		tr.Rmdir(q)
		var total int64
		_ = tr.root.files("", func(name string, c *content) error {
			if strings.Contains("/"+name+"/", "/../") {
				t.Errorf("path %q", name)
			}
			total += c.size
			return nil
		})
		if total > bound || tr.quota.bytes < 0 || tr.quota.files < 0 {
			t.Errorf("%d bytes, quota %+v", total, tr.quota)
		}
	})
}
