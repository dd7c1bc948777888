// Package wasm is the WebAssembly runtime of compute bundles: the sandbox worker "bundle.compute.wasm".
//
// A module is a command for WASI preview 1, such as Go makes with GOOS=wasip1 GOARCH=wasm, Rust with wasm32-wasip1, or TinyGo. It sees
//
//	/input     read-only: the files of the job (rows.csv, columns.json, params.json ...)
//	/output    empty; what it leaves here are the job's artefacts
//	arguments, stdout and stderr (the job's log); no environment, no stdin, no network
//
// Both folders exist in the child's memory only, know neither links nor devices, and are bounded. Random numbers follow from the job;
// the clock starts at a given moment and advances by a microsecond each time it is read, and by the time the guest sleeps. So the same
// module over the same inputs gives the same bytes.
//
// The compiler runs without checks for interruption, which would cost a factor of ten and more; the sandbox kills the child instead.
package wasm

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/experimental/sysfs"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"
	"golang.org/x/sys/unix"

	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/sandbox"
)

func init() { sandbox.Register("bundle.compute.wasm", work) }

func work(ctx context.Context, g *sandbox.Guest) error {
	var job bundle.ComputeJob
	if err := g.Args(&job); err != nil {
		return err
	}
	module, err := g.ReadInput("entry")
	if err != nil {
		return err
	}
	input := newTree(0, int64(len(job.Inputs)))
	for _, name := range job.Inputs {
		f, err := g.Input("in:" + name)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := input.place(name, f); err != nil {
			return err
		}
	}
	input.readOnly = true
	output := newTree(g.OutputLimit(), bundle.MaxComputeFiles)
	if err := run(ctx, module, job, input, output, g.Log()); err != nil {
		return err
	}
	return collect(g, output)
}

// place puts an input where it is read in place.
func (t *tree) place(name string, f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("wasm: input %s: %w", name, err)
	}
	at := t.root
	parts := strings.Split(name, "/")
	for _, dir := range parts[:len(parts)-1] {
		if at.children[dir] == nil {
			at.children[dir] = newNode(true)
		}
		if at = at.children[dir]; at.children == nil {
			return fmt.Errorf("wasm: input %s lies below a file", name)
		}
	}
	n := newNode(false)
	n.content = content{input: f, size: info.Size()}
	at.children[parts[len(parts)-1]] = n
	return nil
}

func run(ctx context.Context, module []byte, job bundle.ComputeJob, input, output *tree, log io.Writer) (err error) {
	defer func() { // see memory.Reallocate
		switch v := recover().(type) {
		case nil:
		case *sandbox.Refusal:
			err = v
		default:
			panic(v)
		}
	}()
	refuse := func(code, format string, args ...any) error {
		return sandbox.Refuse(code, "%s: %s", job.Entry, fmt.Sprintf(format, args...))
	}
	memory := &allocator{limit: uint64(job.Memory)}
	ctx = experimental.WithCompilationWorkers(experimental.WithMemoryAllocator(ctx, memory), 2)
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithDebugInfoEnabled(false).WithCustomSections(false))
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, r); err != nil {
		return fmt.Errorf("wasm: %w", err)
	}
	compiled, err := r.CompileModule(ctx, module)
	if err != nil {
		return refuse(bundle.CodeFailed, "not a WebAssembly module this runtime knows: %s", firstLine(err))
	}
	if _, ok := compiled.ExportedFunctions()["_start"]; !ok {
		return refuse(bundle.CodeFailed, "it is not a command for WASI preview 1: it exports no _start")
	}
	for _, f := range compiled.ImportedFunctions() {
		if from, name, _ := f.Import(); from != wasi_snapshot_preview1.ModuleName {
			return refuse(bundle.CodeFailed, "it imports %s.%s; only WASI preview 1 (%s) is here", from, name, wasi_snapshot_preview1.ModuleName)
		}
	}
	clock := &clock{at: time.Unix(job.Now, 0).UnixNano()}
	config := wazero.NewModuleConfig().WithName("").WithArgs(append([]string{job.Entry}, job.Args...)...).
		WithStdout(log).WithStderr(log).
		WithRandSource(rand.NewChaCha8(job.Seed)).
		WithWalltime(clock.wall, sys.ClockResolution(time.Microsecond)).
		WithNanotime(clock.nano, sys.ClockResolution(time.Microsecond)).
		WithNanosleep(clock.sleep).
		WithFSConfig(wazero.NewFSConfig().(sysfs.FSConfig).WithSysFSMount(input, "/input").(sysfs.FSConfig).WithSysFSMount(output, "/output"))
	_, err = r.InstantiateModule(ctx, compiled, config)
	var exit *sys.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 0 {
		err = nil
	}
	switch {
	case output.quota.full:
		return refuse(sandbox.CodeOutputTooLarge, "/output is full")
	case err == nil:
		return nil
	case memory.refused:
		return refuse(sandbox.CodeOutOfMemory, "it asked for more than %d MiB", job.Memory>>20)
	case exit != nil:
		return refuse(bundle.CodeExit, "exit code %d", exit.ExitCode())
	}
	return refuse(bundle.CodeFailed, "%s", firstLine(err))
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// collect hands the files over one after the other.
func collect(g *sandbox.Guest, output *tree) error {
	f, err := g.Output("files")
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	parts := []bundle.Part{}
	buf := make([]byte, blockSize)
	err = output.root.files("", func(name string, c *content) error {
		parts = append(parts, bundle.Part{Name: name, Size: c.size})
		for off := int64(0); off < c.size; {
			n := c.readAt(buf, off)
			if _, err := w.Write(buf[:n]); err != nil {
				return err
			}
			off += int64(n)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return g.Return(parts)
}

// clock is the guest's time: a microsecond later each time it looks.
type clock struct{ at int64 }

func (c *clock) nano() int64 { c.at += 1000; return c.at }
func (c *clock) sleep(ns int64) {
	if ns > 0 {
		c.at += ns
	}
}
func (c *clock) wall() (int64, int32) {
	ns := c.nano()
	return ns / 1e9, int32(ns % 1e9)
}

// allocator gives the guest its memory as one mapping that grows in place: no copies, and outside of what Go's collector watches.
type allocator struct {
	limit   uint64
	refused bool
}

func (a *allocator) Allocate(_, max uint64) experimental.LinearMemory {
	return &memory{owner: a, max: min(max, a.limit)}
}

type memory struct {
	owner *allocator
	max   uint64
	all   []byte
}

func (m *memory) Reallocate(size uint64) []byte {
	if size > m.max {
		m.owner.refused = true
		if m.all == nil {
			// The module starts with more than it may have. wazero expects a buffer here, so the run ends at once.
			panic(sandbox.Refuse(sandbox.CodeOutOfMemory, "it asked for more than %d MiB", m.owner.limit>>20))
		}
		return nil
	}
	if m.all == nil && m.max > 0 {
		all, err := unix.Mmap(-1, 0, int(m.max), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
		if err != nil {
			panic(fmt.Sprintf("wasm: cannot allocate memory: %v", err))
		}
		m.all = all
	}
	return m.all[:size]
}

func (m *memory) Free() {
	if m.all != nil {
		_ = unix.Munmap(m.all)
		m.all = nil
	}
}
