// Package sandbox runs untrusted work in a limited child process of this same binary.
//
// # Why a child process
//
// Builder-defined scripts, SQL and WebAssembly, and the parsers that read strangers' files, may loop, allocate without end or exploit
// a parser. Interpreters bound their own steps, but neither the memory nor the duration of a single operation (doubling a string,
// squaring a big integer, one regular expression). A process can always be measured and killed from outside, so that is the unit here.
//
// # How it works
//
// A package that has untrusted work registers a [Worker] by name from init. [Process.Run] re-executes /proc/self/exe with a private first
// argument; [Register] notices it when the worker's turn comes, locks the process down, runs the worker and never returns. Packages that
// would be initialised later are not: about half of a short run's cost. (Nor may C call Go from a thread of its own, which would
// wait for the end of all initialisation: no worker hands functions to DuckDB.) [Main], called first in main and in every TestMain, ends a child for which nobody
// registered. Data travels only over descriptors that the parent made: the job and the inputs as sealed memfds (plaintext never
// touches a disk) or served piece by piece through a pair of pipes (for inputs larger than memory should hold), outputs as memfds
// opened by the parent, one pipe for the answer, one for the log.
//
// # What the child cannot do
//
// Layers, each of which holds without the others:
//
//   - rlimits: private memory, CPU seconds, file size, descriptors, processes, no core dumps;
//   - seccomp: an allow-list of system calls; no sockets, no exec, no fork, no ptrace, no mounts, nothing unknown;
//   - landlock: no file system at all, except what is already open; no TCP; no signals or abstract sockets outwards;
//   - namespaces: user (nobody, without capabilities), network (no interface is up), ipc, host name;
//   - a watchdog in the parent: resident memory, CPU and wall time, bytes of output; it kills the whole process group.
//
// rlimits and seccomp are required: without them Run answers Unavailable. The others are used where the machine has them, found by
// trying and listed in [Result.Layers]. Whatever the layers, a runner is fit for use when it passes [Escape], the suite of real
// attacks; [Probe] runs it for this machine.
//
// # Who decides
//
// The parent alone decides how a run ended ([Kind]). Before the worker starts the child has run only our code, so its first message
// (which layers hold) is believed; everything after it is the guest's claim, bounded and treated as data.
package sandbox
