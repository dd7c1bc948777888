package sandbox

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/landlock-lsm/go-landlock/landlock"
	ll "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
)

// lockDown limits this process for good and returns the layers that hold. An error means that a required layer is missing.
func lockDown(j job) ([]string, error) {
	layers := append([]string(nil), j.Layers...)
	if err := applyRlimits(j); err != nil {
		return nil, err
	}
	layers = append(layers, "rlimits")
	if abi := applyLandlock(); abi > 0 {
		layers = append(layers, "landlock/"+strconv.Itoa(abi))
	}
	if err := applySeccomp(); err != nil {
		return nil, err
	}
	return append(layers, "no-new-privs", "seccomp"), nil
}

// Room that private memory gets beyond Limits.Memory before the kernel refuses more: the watchdog, which measures what is really
// occupied, decides at Limits.Memory; this is the net below it for what grows faster than it looks.
const memorySlack = 64 << 20

func applyRlimits(j job) error {
	base, err := statusBytes("self", "VmData:")
	if err != nil {
		return fmt.Errorf("sandbox: rlimits: %w", err)
	}
	// A second more than the watchdog allows: it measures finer and can say why; this is the net below it.
	cpu := uint64(math.Ceil(j.CPU.Seconds())) + 1
	files := uint64(fdFirst + len(j.Inputs) + len(j.Outputs) + 64)
	limits := []struct {
		name     string
		resource int
		value    uint64
	}{
		{"core", unix.RLIMIT_CORE, 0},
		{"cpu", unix.RLIMIT_CPU, cpu},
		// One byte more than allowed, so that a full output is told from one that was cut.
		{"fsize", unix.RLIMIT_FSIZE, uint64(j.Output) + 1},
		{"nofile", unix.RLIMIT_NOFILE, files},
		{"data", unix.RLIMIT_DATA, uint64(base+j.Memory)*dataFactor + memorySlack},
		{"memlock", unix.RLIMIT_MEMLOCK, 0},
		{"msgqueue", unix.RLIMIT_MSGQUEUE, 0},
	}
	if j.OwnUser {
		limits = append(limits, struct {
			name     string
			resource int
			value    uint64
		}{"nproc", unix.RLIMIT_NPROC, 128})
	}
	for _, l := range limits {
		// Never above what we were given.
		var have unix.Rlimit
		if err := unix.Getrlimit(l.resource, &have); err != nil {
			return fmt.Errorf("sandbox: rlimit %s: %w", l.name, err)
		}
		v := min(l.value, have.Max)
		if err := unix.Setrlimit(l.resource, &unix.Rlimit{Cur: v, Max: v}); err != nil {
			return fmt.Errorf("sandbox: rlimit %s: %w", l.name, err)
		}
	}
	return nil
}

// applyLandlock denies every file system access and every TCP port and, where the kernel knows how, signals and abstract sockets to
// processes outside. Memory files stay reachable: the kernel exempts them. It returns the ABI that holds, 0 for none.
func applyLandlock() int {
	abi, err := ll.LandlockGetABIVersion()
	if err != nil || abi < 1 {
		return 0
	}
	config, err := landlock.NewConfig(landlock.AccessFSSet(1<<15-1)|landlock.AccessFSSet(ll.AccessFSIoctlDev), landlock.AccessNetSet(ll.AccessNetBindTCP|ll.AccessNetConnectTCP),
		landlock.ScopedSet(ll.ScopeAbstractUnixSocket|ll.ScopeSignal))
	if err != nil {
		return 0
	}
	if err := config.BestEffort().Restrict(); err != nil {
		return 0
	}
	// Trust the effect, not the return value.
	if f, err := os.Open("/proc/version"); err == nil {
		f.Close()
		return 0
	}
	return abi
}

// statusBytes reads one "kB" line of /proc/PID/status.
func statusBytes(pid, key string) (int64, error) {
	f, err := os.Open("/proc/" + pid + "/status")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if rest, ok := strings.CutPrefix(s.Text(), key); ok {
			kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kb << 10, err
		}
	}
	return 0, fmt.Errorf("no %s in /proc/%s/status", key, pid)
}

// usage of a process now: occupied memory and CPU time.
func measure(pid int) (memory int64, cpu time.Duration, err error) {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(status)) {
		for _, key := range [...]string{"RssAnon:", "RssShmem:"} {
			if rest, ok := strings.CutPrefix(line, key); ok {
				kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
				if err != nil {
					return 0, 0, fmt.Errorf("sandbox: read status: %w", err)
				}
				memory += kb << 10
			}
		}
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, 0, err
	}
	// The second field, the name in parentheses, may contain anything; count from behind it. utime and stime are fields 14 and 15.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	if len(fields) < 13 {
		return 0, 0, fmt.Errorf("sandbox: short /proc/%d/stat", pid)
	}
	for _, f := range fields[11:13] {
		ticks, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, 0, fmt.Errorf("sandbox: read stat: %w", err)
		}
		cpu += time.Duration(ticks) * (time.Second / 100) // USER_HZ is 100 on every Linux architecture Go runs on
	}
	return memory, cpu, nil
}
