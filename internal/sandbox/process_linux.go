package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Process is the Runner that every machine has: a child process of this binary, locked down by the kernel. Its zero value is ready.
// It may be used by several goroutines at once.
type Process struct{}

// NewProcess returns a Process.
func NewProcess() *Process { return &Process{} }

var _ Runner = (*Process)(nil)

const nobody = 65534

// isolation is what the parent asks of clone(2) for a child.
type isolation struct {
	layers  []string
	ownUser bool
	attr    func() *syscall.SysProcAttr
}

// No process namespace: applying landlock to every thread of a cgo program signals the threads listed in /proc/self/task, whose
// numbers are those of the namespace in which /proc was mounted; inside another one that waits for ever. What it would give is given
// by seccomp: no fork, and signals only to the process itself.
const namespaces = syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS

// isolations returns the arrangements to try, best first.
func isolations() []isolation {
	base := func() *syscall.SysProcAttr {
		return &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
	}
	userns := []string{"userns", "netns", "ipcns", "utsns"}
	withUser := func(asNobody bool) func() *syscall.SysProcAttr {
		return func() *syscall.SysProcAttr {
			a := base()
			a.Cloneflags = syscall.CLONE_NEWUSER | namespaces
			uid, gid := os.Getuid(), os.Getgid()
			if asNobody { // a privileged parent can give the child another identity outside, too
				uid, gid = nobody, nobody
				a.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
				a.GidMappingsEnableSetgroups = true
			}
			a.UidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: uid, Size: 1}}
			a.GidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: gid, Size: 1}}
			return a
		}
	}
	var list []isolation
	if os.Getuid() == 0 {
		list = append(list, isolation{append([]string{"nobody"}, userns...), true, withUser(true)})
	}
	list = append(list, isolation{userns, true, withUser(false)})
	if os.Getuid() == 0 {
		list = append(list, isolation{[]string{"nobody", "netns", "ipcns", "utsns"}, false, func() *syscall.SysProcAttr {
			a := base()
			a.Cloneflags = namespaces
			a.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
			return a
		}})
	}
	return append(list, isolation{nil, false, base})
}

// pick finds, once, the best arrangement with which a child of this binary comes up and answers.
var pick = sync.OnceValue(func() isolation {
	list := isolations()
	for _, iso := range list[:len(list)-1] {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		r, err := start(ctx, iso, Spec{Worker: workerNothing})
		cancel()
		r.Close()
		if err == nil {
			return iso
		}
	}
	return list[len(list)-1]
})

// Run implements Runner.
func (*Process) Run(ctx context.Context, spec Spec) (*Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	return start(ctx, pick(), spec)
}

// child is a run in progress.
type child struct {
	limits  Limits
	cmd     *exec.Cmd
	outputs []*os.File
	names   []string
	began   time.Time

	mu   sync.Mutex
	end  ending
	peak int64
	cpu  time.Duration
}

func start(ctx context.Context, iso isolation, spec Spec) (result *Result, err error) {
	if err := spec.check(); err != nil {
		return nil, err
	}
	limits := spec.Limits.withDefaults()
	args, err := json.Marshal(spec.Args)
	if err != nil {
		return nil, fmt.Errorf("%w: encode arguments: %w", ErrSpec, err)
	}
	j := job{Worker: spec.Worker, Args: args, Outputs: spec.Outputs, Memory: limits.Memory, CPU: limits.CPU, Output: limits.Output,
		OwnUser: iso.ownUser, Layers: iso.layers}

	var files []*os.File // what the child inherits; closed here once it has
	defer func() {
		for _, f := range files {
			f.Close()
		}
	}()
	left := limits.Input
	var inputs []*os.File
	var servers []*server
	defer func() {
		for _, s := range servers {
			if serveErr := s.stop(); serveErr != nil {
				_ = result.Close()
				result, err = nil, fmt.Errorf("sandbox: reading an input: %w", serveErr)
			}
		}
	}()
	for _, in := range spec.Inputs {
		opened, s, err := in.open(&left)
		if errors.Is(err, ErrInputTooLarge) {
			return nil, fmt.Errorf("%w: more than %d bytes", ErrInputTooLarge, limits.Input)
		} else if err != nil {
			return nil, err
		}
		if s != nil {
			servers = append(servers, s)
		}
		files = append(files, opened...)
		inputs = append(inputs, opened...)
		j.Inputs = append(j.Inputs, jobInput{Name: in.Name, Served: s != nil, Size: in.Size})
	}
	c := &child{limits: limits, names: spec.Outputs}
	defer func() {
		if err != nil {
			for _, f := range c.outputs {
				f.Close()
			}
		}
	}()
	for _, name := range spec.Outputs {
		f, err := newMemfd(name)
		if err != nil {
			return nil, err
		}
		c.outputs = append(c.outputs, f)
	}

	body, err := json.Marshal(j)
	if err != nil {
		return nil, fmt.Errorf("sandbox: encode job: %w", err)
	}
	unlimited := int64(len(body))
	jobFile, err := Input{Name: "job", Data: body}.copied(&unlimited)
	if err != nil {
		return nil, err
	}
	files = append(files, jobFile)
	answerR, answerW, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	defer answerR.Close()
	files = append(files, answerW)
	logR, logW, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	defer logR.Close()
	files = append(files, logW)

	c.cmd = &exec.Cmd{
		Path: "/proc/self/exe", Args: []string{"coppice-sandbox", childArg}, Dir: "/",
		// GOGC is for initialisation, most of which is not garbage; enter sets it back.
		Env:         []string{"GOMAXPROCS=2", "GOGC=400", "GOTRACEBACK=single", "MALLOC_ARENA_MAX=2"},
		Stdout:      logW,
		Stderr:      logW,
		ExtraFiles:  append(append([]*os.File{jobFile, answerW}, inputs...), c.outputs...),
		SysProcAttr: iso.attr(),
	}

	// Pdeathsig is tied to the thread that forked: keep this one until the child is gone.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	c.began = time.Now()
	if err := c.cmd.Start(); err != nil {
		return nil, &Failure{Kind: Unavailable, Detail: oneLine("start child: "+err.Error(), 500)}
	}
	for _, f := range files {
		f.Close()
	}
	files = nil
	return c.wait(ctx, answerR, logR)
}

// wait follows the child to its end.
func (c *child) wait(ctx context.Context, answer, log *os.File) (*Result, error) {
	logged := make(chan []byte, 1)
	go func() { logged <- readLog(log, c.limits.Log) }()
	answered := make(chan struct{})
	go func() { defer close(answered); c.readAnswer(answer) }()

	stopped := c.watch(ctx, answered)

	// Whatever it still wanted to do, it is over. The pid is not reused before Wait.
	_ = unix.Kill(-c.cmd.Process.Pid, unix.SIGKILL)
	_ = c.cmd.Process.Kill()
	waitErr := c.cmd.Wait()
	<-answered
	wall := time.Since(c.began)

	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.end
	// The child is dead, but a descriptor of the log may live on elsewhere in theory: never wait for it without end.
	_ = log.SetReadDeadline(time.Now().Add(time.Second))
	e.log = <-logged
	e.exit = "it exited before it had answered"
	if waitErr != nil {
		e.exit = waitErr.Error()
	}
	usage := Usage{Wall: wall, PeakMemory: c.peak, CPU: c.cpu}
	if s := c.cmd.ProcessState; s != nil {
		usage.CPU = max(usage.CPU, s.UserTime()+s.SystemTime())
	}
	e.cpuUsed = usage.CPU >= c.limits.CPU
	e.nearMemory = usage.PeakMemory >= c.limits.Memory/10*9
	e.outputFull = c.outputBytes() > c.limits.Output
	var layers []string
	if e.hello != nil {
		layers = e.hello.Layers
	}
	if f := classify(e); f != nil {
		f.Log, f.Usage, f.Layers = e.log, usage, layers
		if stopped && e.final == nil { // we killed it, at whatever it was, its start included
			return nil, fmt.Errorf("sandbox: run stopped: %w", ctx.Err())
		}
		return nil, f
	}
	result := &Result{Value: e.final.Value, Outputs: map[string]*os.File{}, Usage: usage, Log: e.log, Layers: layers}
	for i, f := range c.outputs {
		if err := seal(f); err != nil {
			return nil, err
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, fmt.Errorf("sandbox: output %s: %w", c.names[i], err)
		}
		result.Outputs[c.names[i]] = f
	}
	return result, nil
}

// readAnswer takes the two frames a child may send.
func (c *child) readAnswer(r io.Reader) {
	var h hello
	if err := readFrame(r, &h); err != nil {
		return
	}
	c.mu.Lock()
	c.end.hello = &h
	c.mu.Unlock()
	if h.Unavailable != "" {
		return
	}
	var f final
	err := readFrame(r, &f)
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case err == nil:
		c.end.final = &f
	case errors.Is(err, errFrameTooLarge):
		c.end.oversized = true
	}
}

// sampleEvery is how often the watchdog looks. Memory can grow by about a page fault's worth of bandwidth in between (some
// megabytes), which RLIMIT_DATA covers.
const sampleEvery = 5 * time.Millisecond

// watch returns when the child has answered, closed its pipe (it died), or must be killed; stopped says that the caller wants it to end.
func (c *child) watch(ctx context.Context, answered <-chan struct{}) (stopped bool) {
	tick := time.NewTicker(sampleEvery)
	defer tick.Stop()
	wall := time.NewTimer(c.limits.Wall)
	defer wall.Stop()
	for {
		select {
		case <-answered:
			c.sample()
			return false
		case <-ctx.Done():
			return true
		case <-wall.C:
			c.sample()
			c.kill(TimedOut, "the wall time of "+c.limits.Wall.String()+" is used up")
			return false
		case <-tick.C:
			if c.sample() {
				return false
			}
		}
	}
}

// sample measures the child and reports whether a limit is reached.
func (c *child) sample() bool {
	memory, cpu, err := measure(c.cmd.Process.Pid)
	if err != nil {
		return false // gone, or a zombie: its pipe closes in a moment
	}
	c.peak, c.cpu = max(c.peak, memory), max(c.cpu, cpu)
	switch {
	case memory > c.limits.Memory*memoryFactor:
		return c.kill(OutOfMemory, "more than "+strconv.FormatInt(c.limits.Memory>>20, 10)+" MiB of memory")
	case cpu > c.limits.CPU:
		return c.kill(TimedOut, "the CPU time of "+c.limits.CPU.String()+" is used up")
	case c.outputBytes() > c.limits.Output:
		return c.kill(OutputTooLarge, "more than "+strconv.FormatInt(c.limits.Output, 10)+" bytes of output")
	}
	return false
}

func (c *child) kill(k Kind, detail string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.end.final == nil {
		c.end.killed, c.end.killDetail = k, detail
	}
	return true
}

// outputBytes is the larger of what the outputs claim and what they occupy, so that holes do not hide either.
func (c *child) outputBytes() (n int64) {
	for _, f := range c.outputs {
		var st unix.Stat_t
		if unix.Fstat(int(f.Fd()), &st) == nil {
			n += max(st.Size, st.Blocks*512)
		}
	}
	return n
}

// readLog keeps the first max bytes and drops the rest, so that a chatty guest is neither blocked nor stored.
func readLog(r io.Reader, max int64) []byte {
	kept, _ := io.ReadAll(io.LimitReader(r, max))
	_, _ = io.Copy(io.Discard, r)
	return kept
}
