// Coppice pools data that people own in DataDAOs; see README.md.
package main

import (
	"os"

	"github.com/coppice-network/coppice/internal/cli"
	"github.com/coppice-network/coppice/internal/sandbox"
)

func main() {
	sandbox.Main() // does not return in a sandbox child
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
