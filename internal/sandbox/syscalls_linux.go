package sandbox

import (
	"fmt"
	"os"
	"runtime"

	seccomp "github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/sys/unix"
)

// allowed lists the system calls a guest may make: what the Go runtime, glibc, DuckDB and wazero need to compute over descriptors that
// are already open. Everything else answers EPERM, including calls that future kernels add. Names that an architecture does not have
// are left out there.
var allowed = []string{
	// descriptors that exist; opening is limited further by landlock
	"read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "preadv2", "pwritev2", "lseek", "close",
	"fstat", "newfstatat", "stat", "lstat", "statx", "fstatfs", "statfs", "open", "openat", "access", "faccessat", "faccessat2",
	"readlink", "readlinkat", "getdents64", "fcntl", "flock", "dup", "dup2", "dup3", "ftruncate", "fallocate", "fsync", "fdatasync",
	"sync_file_range", "fadvise64", "pipe2", "eventfd2", "getcwd",
	"poll", "ppoll", "select", "pselect6", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2",
	// memory
	"mmap", "munmap", "mprotect", "mremap", "madvise", "brk", "mincore", "membarrier", "get_mempolicy",
	// threads, signals, time
	"futex", "futex_wake", "futex_wait", "futex_waitv", "set_robust_list", "get_robust_list", "rseq", "set_tid_address",
	"sched_yield", "sched_getaffinity", "sched_getparam", "sched_getscheduler", "getcpu", "getpriority", "arch_prctl",
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigtimedwait", "sigaltstack", "restart_syscall",
	"nanosleep", "clock_nanosleep", "clock_gettime", "clock_getres", "gettimeofday", "time", "times",
	"exit", "exit_group",
	// about itself
	"getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "getpgrp", "getpgid", "getsid",
	"getrlimit", "getrusage", "uname", "sysinfo", "getrandom",
}

// denied lists calls that the suite of escapes must find refused; none of them may ever enter allowed (a test holds the two apart).
var denied = []string{
	"socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg", "recvfrom", "recvmsg",
	"execve", "execveat", "fork", "vfork", "clone3", "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_open", "pidfd_getfd",
	"kill", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal",
	"mount", "umount2", "pivot_root", "chroot", "fsopen", "fsmount", "open_tree", "move_mount", "mount_setattr", "unshare", "setns",
	"bpf", "perf_event_open", "keyctl", "add_key", "request_key", "io_uring_setup", "io_uring_enter", "io_uring_register", "userfaultfd",
	"kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot", "swapon", "swapoff", "ioctl",
	"memfd_create", "memfd_secret", "shmget", "msgget", "semget", "mq_open", "mlock", "mlockall", "name_to_handle_at", "open_by_handle_at",
	"setuid", "setgid", "setgroups", "capset", "personality", "iopl", "ioperm", "modify_ldt", "acct", "quotactl", "syslog",
	"link", "linkat", "symlink", "symlinkat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir",
	"mknod", "mknodat", "chmod", "fchmod", "fchmodat", "chown", "fchown", "fchownat", "truncate", "creat", "openat2", "utimensat",
	"landlock_create_ruleset", "seccomp", "settimeofday", "clock_settime", "adjtimex", "sethostname", "setdomainname", "vmsplice",
	"splice", "tee", "sendfile", "copy_file_range", "inotify_init1", "fanotify_init", "timerfd_create", "signalfd4", "setpriority",
	"sched_setscheduler", "sched_setaffinity", "wait4", "waitid",
}

// prctl options that name a thread or a mapping: harmless, and used by runtimes.
var prctls = []uint64{unix.PR_SET_NAME, unix.PR_GET_NAME, unix.PR_SET_VMA}

const actionENOSYS = seccomp.Action(uint32(seccomp.ActionErrno) | uint32(unix.ENOSYS))

func seccompFilter(goarch string, pid int) (seccomp.Filter, error) {
	info, err := arch.GetInfo(goarch)
	if err != nil {
		return seccomp.Filter{}, fmt.Errorf("sandbox: seccomp: %w", err)
	}
	var names []string
	for _, name := range allowed {
		if _, ok := info.SyscallNames[name]; ok {
			names = append(names, name)
		}
	}
	conditional := []seccomp.NameWithConditions{{
		// A new thread, never a new process: glibc and Go create threads by clone once clone3 says ENOSYS.
		Name: "clone", Conditions: seccomp.ArgumentConditions{{Argument: 0, Operation: seccomp.BitsSet, Value: unix.CLONE_THREAD}},
	}, {
		// The Go scheduler preempts by signals; to its own threads and nobody else's.
		Name: "tgkill", Conditions: seccomp.ArgumentConditions{{Argument: 0, Operation: seccomp.Equal, Value: uint64(pid)}},
	}, {
		// Its own limits (which it can only lower), not those of a sibling under the same user.
		Name: "prlimit64", Conditions: seccomp.ArgumentConditions{{Argument: 0, Operation: seccomp.Equal, Value: 0}},
	}}
	for _, option := range prctls {
		conditional = append(conditional, seccomp.NameWithConditions{
			Name: "prctl", Conditions: seccomp.ArgumentConditions{{Argument: 0, Operation: seccomp.Equal, Value: option}},
		})
	}
	return seccomp.Filter{
		NoNewPrivs: true,
		Flag:       seccomp.FilterFlagTSync,
		Policy: seccomp.Policy{
			DefaultAction: seccomp.ActionErrno,
			Syscalls: []seccomp.SyscallGroup{
				{Action: seccomp.ActionAllow, Names: names},
				{Action: seccomp.ActionAllow, NamesWithCondtions: conditional},
				{Action: actionENOSYS, Names: []string{"clone3"}},
			},
		},
	}, nil
}

// applySeccomp filters all threads of the process, present and future.
func applySeccomp() error {
	filter, err := seccompFilter(runtime.GOARCH, os.Getpid())
	if err != nil {
		return err
	}
	// no_new_privs is per thread: set it on the thread that loads the filter; TSYNC carries both to the others.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := seccomp.LoadFilter(filter); err != nil {
		return fmt.Errorf("sandbox: seccomp: %w", err)
	}
	// Trust the effect, not the return value.
	if fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0); err == nil {
		unix.Close(fd)
		return fmt.Errorf("sandbox: seccomp: the filter was accepted and does not hold: %w", os.ErrInvalid)
	}
	return nil
}

// syscallNumber finds a call on this architecture.
func syscallNumber(name string) (int, bool) {
	info, err := arch.GetInfo(runtime.GOARCH)
	if err != nil {
		return 0, false
	}
	nr, ok := info.SyscallNames[name]
	return nr, ok
}
