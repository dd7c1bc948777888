package e2e

import (
	"os/exec"
	"syscall"
)

// endWithParent makes a helper process end when the test's process is killed.
func endWithParent(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
