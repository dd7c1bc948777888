package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The attacking workers. They go to the kernel directly where the library would be too polite to try.
func init() {
	Register(workerNothing, func(context.Context, *Guest) error { return nil })
	Register("sandbox.escape.memory", attackMemory)
	Register("sandbox.escape.loop", func(context.Context, *Guest) error {
		for i := 0; ; i++ {
			sink = i
		}
	})
	Register("sandbox.escape.sleep", func(context.Context, *Guest) error { select {} })
	Register("sandbox.escape.threads", attackThreads)
	Register("sandbox.escape.output", attackOutput)
	Register("sandbox.escape.answer", func(_ context.Context, g *Guest) error { return g.Return(strings.Repeat("x", MaxValue+1)) })
	Register("sandbox.escape.log", func(_ context.Context, g *Guest) error {
		line := []byte(strings.Repeat("flood ", 1000))
		for range 1000 {
			if _, err := g.Log().Write(line); err != nil {
				return err
			}
		}
		return g.Return(attempt{Tried: 1})
	})
	Register("sandbox.escape.die", func(context.Context, *Guest) error { panic("the guest dies on purpose") })
	register("files", attackFiles)
	register("inputs", attackInputs)
	register("environment", attackEnvironment)
	register("processes", attackProcesses)
	register("signals", attackSignals)
	register("raise", attackRaise)
	register("identity", attackIdentity)
	register("network", attackNetwork)
	register("syscalls", attackSyscalls)
}

var (
	sink  any
	sinks [][]byte
)

// loot collects what an attack got away with.
type loot struct{ attempt }

// try counts an attempt that succeeded when err is nil.
func (l *loot) try(err error, what string, args ...any) {
	l.Tried++
	if err == nil {
		l.Succeeded = append(l.Succeeded, fmt.Sprintf(what, args...))
	}
}

func register(name string, a func(*Guest, *loot) error) {
	Register("sandbox.escape."+name, func(_ context.Context, g *Guest) error {
		var l loot
		if err := a(g, &l); err != nil {
			return err
		}
		return g.Return(l.attempt)
	})
}

func raw(trap uintptr, args ...uintptr) error {
	var a [6]uintptr
	copy(a[:], args)
	if _, _, errno := syscall.RawSyscall6(trap, a[0], a[1], a[2], a[3], a[4], a[5]); errno != 0 {
		return errno
	}
	return nil
}

func attackMemory(_ context.Context, g *Guest) error {
	var how string
	if err := g.Args(&how); err != nil {
		return err
	}
	touch := func(b []byte) {
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
		sinks = append(sinks, b)
	}
	switch how {
	case "pieces":
		for {
			touch(make([]byte, 1<<20))
		}
	case "block":
		touch(make([]byte, 64<<30))
	case "shared":
		for {
			b, err := unix.Mmap(-1, 0, 8<<20, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED|unix.MAP_ANON)
			if err != nil {
				return Refuse(CodeOutOfMemory, "map: %v", err)
			}
			touch(b)
		}
	}
	return nil
}

func attackThreads(context.Context, *Guest) error {
	for range 2000 {
		up := make(chan struct{})
		go func() {
			runtime.LockOSThread()
			close(up)
			select {}
		}()
		<-up
	}
	return nil
}

func attackOutput(_ context.Context, g *Guest) error {
	var how string
	if err := g.Args(&how); err != nil {
		return err
	}
	a, err := g.Output("a")
	if err != nil {
		return err
	}
	chunk := make([]byte, 64<<10)
	switch how {
	case "write":
		for err == nil {
			_, err = a.Write(chunk)
		}
		return err
	case "hole":
		_ = a.Truncate(g.OutputLimit() + 1)
	case "both":
		b, err := g.Output("b")
		if err != nil {
			return err
		}
		for range int(g.OutputLimit()/int64(len(chunk))) * 3 / 4 {
			if _, err := a.Write(chunk); err != nil {
				return err
			}
			if _, err := b.Write(chunk); err != nil {
				return err
			}
		}
	}
	return nil
}

func attackFiles(_ *Guest, l *loot) error {
	for _, name := range []string{"/etc/passwd", "/etc/hosts", "/proc/self/environ", "/proc/self/maps", "/proc/self/mem", "/proc/self/exe",
		"/proc/version", "/proc/1/cmdline", fmt.Sprintf("/proc/%d/environ", os.Getppid()), fmt.Sprintf("/proc/%d/cmdline", os.Getppid()),
		"/sys/kernel/mm/transparent_hugepage/enabled", "/dev/null", "/dev/zero", "/dev/kmsg", "/proc/self/cwd/etc/passwd",
		"/proc/self/root/etc/passwd", "../../../etc/passwd"} {
		f, err := os.Open(name)
		l.try(err, "read %s", name)
		if err == nil {
			f.Close()
		}
	}
	for _, dir := range []string{"/", ".", "/proc", "/proc/self/fd", "/tmp", "/dev/shm", "/var/tmp", "/home", "/root"} {
		_, err := os.ReadDir(dir)
		l.try(err, "list %s", dir)
	}
	for _, dir := range []string{"/tmp", "/dev/shm", "/var/tmp", "."} {
		name := fmt.Sprintf("%s/sandbox-escape-%d", dir, os.Getpid())
		f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o600)
		l.try(err, "create %s", name)
		if err == nil {
			f.Close()
			os.Remove(name)
		}
		err = os.Mkdir(name, 0o700)
		l.try(err, "make directory %s", name)
		if err == nil {
			os.Remove(name)
		}
		err = os.Symlink("/etc/passwd", name)
		l.try(err, "link %s", name)
		if err == nil {
			os.Remove(name)
		}
	}
	return nil
}

func attackInputs(g *Guest, l *loot) error {
	p, err := g.InputPath("in")
	if err != nil {
		return err
	}
	fd := g.inputs["in"]
	_, err = unix.Pwrite(fd, []byte("forged"), 0)
	l.try(err, "write the input")
	l.try(unix.Ftruncate(fd, 0), "truncate the input")
	l.try(unix.Ftruncate(fd, 1<<20), "grow the input")
	_, err = unix.Mmap(fd, 0, 4096, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	l.try(err, "map the input for writing")
	if f, err := os.OpenFile(p, os.O_RDWR, 0); err == nil {
		_, err = f.Write([]byte("forged"))
		l.try(err, "write the reopened input")
		f.Close()
	}
	_, err = unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, 0)
	l.try(err, "change the seals")
	return nil
}

func attackEnvironment(g *Guest, l *loot) error {
	l.Tried++
	l.Succeeded = append(l.Succeeded, os.Environ()...)
	first := fdFirst + len(g.inputs) + len(g.outputs)
	for fd := range 256 {
		if fd > 2 && fd != fdAnswer && (fd < fdFirst || fd >= first) {
			var st unix.Stat_t
			err := unix.Fstat(fd, &st)
			if err == nil && st.Mode&unix.S_IFMT == 0 {
				err = os.ErrInvalid // an anonymous inode: the runtime's poller
			}
			l.try(err, "descriptor %d", fd)
		}
	}
	return nil
}

func attackProcesses(_ *Guest, l *loot) error {
	argv := []string{"true"}
	for _, exe := range []string{"/proc/self/exe", "/bin/true", "/bin/sh"} {
		_, err := syscall.ForkExec(exe, argv, nil)
		l.try(err, "run %s", exe)
	}
	for _, flags := range []uintptr{uintptr(unix.SIGCHLD), unix.CLONE_VFORK | uintptr(unix.SIGCHLD), unix.CLONE_NEWUSER | uintptr(unix.SIGCHLD)} {
		pid, _, errno := syscall.RawSyscall6(unix.SYS_CLONE, flags, 0, 0, 0, 0, 0)
		if errno == 0 && pid == 0 {
			_ = raw(unix.SYS_EXIT_GROUP, 0) // we are the child that should not exist
		}
		var err error
		if errno != 0 {
			err = errno
		}
		l.try(err, "clone with flags %#x", flags)
	}
	l.try(unix.Exec("/proc/self/exe", argv, nil), "replace itself")
	return nil
}

func attackSignals(_ *Guest, l *loot) error {
	parent := os.Getppid()
	for _, pid := range []int{parent, 1} {
		if pid <= 0 {
			continue
		}
		l.try(unix.Kill(pid, 0), "signal process %d", pid)
		l.try(unix.Tgkill(pid, pid, 0), "signal thread %d", pid)
		l.try(raw(unix.SYS_PTRACE, uintptr(unix.PTRACE_ATTACH), uintptr(pid)), "trace process %d", pid)
		buf := make([]byte, 8)
		local := unix.Iovec{Base: &buf[0], Len: 8}
		remote := unix.RemoteIovec{Base: uintptr(unsafe.Pointer(&buf[0])), Len: 8}
		_, err := unix.ProcessVMReadv(pid, []unix.Iovec{local}, []unix.RemoteIovec{remote}, 0)
		l.try(err, "read memory of process %d", pid)
		_, err = unix.PidfdOpen(pid, 0)
		l.try(err, "open process %d", pid)
		l.try(unix.Prlimit(pid, unix.RLIMIT_NOFILE, nil, &unix.Rlimit{}), "read limits of process %d", pid)
	}
	l.try(unix.Kill(-1, 0), "signal every process")
	return nil
}

func attackRaise(_ *Guest, l *loot) error {
	for _, r := range []int{unix.RLIMIT_DATA, unix.RLIMIT_CPU, unix.RLIMIT_FSIZE, unix.RLIMIT_NOFILE, unix.RLIMIT_CORE} {
		var have unix.Rlimit
		if err := unix.Getrlimit(r, &have); err != nil {
			return err
		}
		l.try(unix.Setrlimit(r, &unix.Rlimit{Cur: have.Max + 1, Max: have.Max + 1}), "raise limit %d", r)
	}
	return nil
}

func attackIdentity(_ *Guest, l *loot) error {
	isRoot := error(os.ErrPermission)
	if os.Getuid() == 0 || os.Geteuid() == 0 || os.Getgid() == 0 {
		isRoot = nil
	}
	l.try(isRoot, "it is root")
	for _, cap := range []uintptr{unix.CAP_SYS_ADMIN, unix.CAP_NET_ADMIN, unix.CAP_DAC_OVERRIDE, unix.CAP_SETUID, unix.CAP_SYS_PTRACE} {
		held := error(os.ErrPermission)
		if r, _, errno := syscall.RawSyscall(unix.SYS_PRCTL, unix.PR_CAPBSET_READ, cap, 0); errno == 0 && r == 1 && os.Geteuid() == 0 {
			held = nil
		}
		l.try(held, "capability %d", cap)
	}
	l.try(raw(unix.SYS_SETUID, 0), "become root")
	l.try(raw(unix.SYS_UNSHARE, unix.CLONE_NEWUSER), "make a user namespace")
	return nil
}

func attackNetwork(g *Guest, l *loot) error {
	var ports []int
	if err := g.Args(&ports); err != nil {
		return err
	}
	for i, kind := range []int{unix.SOCK_STREAM, unix.SOCK_DGRAM} {
		fd, err := unix.Socket(unix.AF_INET, kind, 0)
		if err != nil {
			l.try(err, "socket")
			continue
		}
		to := &unix.SockaddrInet4{Port: ports[i], Addr: [4]byte{127, 0, 0, 1}}
		err = unix.Connect(fd, to)
		if err == nil {
			_, err = unix.Write(fd, []byte("hello"))
		}
		l.try(err, "send to 127.0.0.1:%d", ports[i])
		unix.Close(fd)
	}
	for _, family := range []int{unix.AF_NETLINK, unix.AF_PACKET, unix.AF_VSOCK, unix.AF_ALG} {
		fd, err := unix.Socket(family, unix.SOCK_RAW, 0)
		l.try(err, "socket of family %d", family)
		if err == nil {
			unix.Close(fd)
		}
	}
	return nil
}

// attackSyscalls makes every call that must be refused, with harmless arguments, and expects the filter's answer. It belongs to the
// Process runner: another tier may emulate a call instead of refusing it.
func attackSyscalls(_ *Guest, l *loot) error {
	for _, name := range denied {
		nr, ok := syscallNumber(name)
		if !ok || name == "fork" || name == "vfork" { // these two would return twice; the attack on processes has them
			continue
		}
		err := raw(uintptr(nr))
		if errors.Is(err, unix.EPERM) || errors.Is(err, unix.ENOSYS) {
			l.try(err, "%s", name)
		} else {
			l.try(nil, "%s (%v)", name, err)
		}
	}
	// A number that no kernel has yet.
	err := raw(100000)
	if !errors.Is(err, unix.EPERM) {
		err = nil
	}
	l.try(err, "an unknown call")
	time.Sleep(time.Millisecond) // the runtime still works after all that
	return nil
}
