package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// Main must be called first in main and in every TestMain, before flags are parsed. A sandbox child that comes this far has a job for
// which nothing is registered, or none; it says so and exits. In any other process Main returns at once.
func Main() {
	if !isChild() {
		return
	}
	j, err := childJob()
	if err == nil {
		err = fmt.Errorf("sandbox: no worker %q in the child: is it registered from init?", j.Worker)
	}
	unavailable(err)
}

func isChild() bool { return len(os.Args) == 2 && os.Args[1] == childArg }

// jobFile is open until enter: nobody who is initialised before shall get its number, which is below those that closeStrangers looks at.
var jobFile *os.File

// childJob reads the job that a child was started for.
var childJob = sync.OnceValues(func() (j job, err error) {
	jobFile = os.NewFile(fdJob, "job")
	b, err := io.ReadAll(jobFile)
	if err != nil {
		return j, fmt.Errorf("sandbox: this argument is for internal use: %w", err)
	}
	if err := json.Unmarshal(b, &j); err != nil {
		return j, fmt.Errorf("sandbox: decode job: %w", err)
	}
	return j, nil
})

// begin does the job of a child that was started for this worker, and does not return then.
func begin(worker string) {
	if !isChild() {
		return
	}
	if j, err := childJob(); err != nil || j.Worker != worker {
		return // Main tells
	}
	go work() // init's own goroutine is tied to a thread
	select {}
}

// work does the child's job and exits.
func work() {
	// The runtime has read what concerns it; the guest gets nothing.
	os.Clearenv()
	g, err := enter()
	if err != nil {
		unavailable(err)
	}
	answer := os.NewFile(fdAnswer, "answer")
	if err := writeFrame(answer, hello{Layers: g.job.Layers}); err != nil {
		os.Exit(3)
	}
	err = g.run()
	if err := writeFrame(answer, g.answer(err)); err != nil {
		os.Exit(3)
	}
	os.Exit(0)
}

// unavailable ends a child that cannot begin.
func unavailable(err error) {
	// Nobody may be listening when a person typed the private argument.
	_ = writeFrame(os.NewFile(fdAnswer, "answer"), hello{Unavailable: oneLine(err.Error(), 500)})
	fmt.Fprintln(os.Stderr, err)
	os.Exit(3)
}

// enter locks the process down.
func enter() (*Guest, error) {
	j, err := childJob()
	if err != nil {
		return nil, err
	}
	jobFile.Close()
	if err := closeStrangers(fdFirst + j.files()); err != nil {
		return nil, err
	}
	// A write beyond the limit on outputs is an error that the worker sees, not a signal.
	signal.Ignore(unix.SIGXFSZ, unix.SIGPIPE)
	// Collect harder when memory becomes short, before the watchdog kills. Engines that are not Go have memory of their own.
	debug.SetGCPercent(100)
	debug.SetMemoryLimit(j.Memory / 10 * 8)
	if prepare := prepares[j.Worker]; prepare != nil {
		if err := prepare(); err != nil {
			return nil, fmt.Errorf("sandbox: prepare %s: %w", j.Worker, err)
		}
	}
	layers, err := lockDown(j)
	if err != nil {
		return nil, err
	}
	j.Layers = layers
	return newGuest(j), nil
}

// run calls the worker. A panic of a worker is our defect or an exploited parser; it becomes a crash with its place in the log.
func (g *Guest) run() error {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(errors.New("sandbox: the worker has returned"))
	return workers[g.job.Worker](ctx, g)
}

// closeStrangers closes descriptors that are not ours to have: everything from first on that some library in the parent opened
// without close-on-exec. The runtime's own (event polling) stay.
func closeStrangers(first int) error {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return fmt.Errorf("sandbox: list descriptors: %w", err)
	}
	for _, e := range entries {
		fd, err := strconv.Atoi(e.Name())
		if err != nil || fd < first {
			continue
		}
		target, err := os.Readlink("/proc/self/fd/" + e.Name())
		if err != nil || strings.HasPrefix(target, "anon_inode:[event") {
			continue // the directory just read, or the runtime's
		}
		if err := unix.Close(fd); err != nil {
			return fmt.Errorf("sandbox: close descriptor %d: %w", fd, err)
		}
	}
	return nil
}
