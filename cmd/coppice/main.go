// Coppice pools data that people own in DataDAOs; see README.md.
package main

import (
	"os"

	_ "github.com/coppice-network/coppice/internal/bundle/runtimes" // what runs builder-defined logic in sandbox children
	"github.com/coppice-network/coppice/internal/cli"
	_ "github.com/coppice-network/coppice/internal/query/duck" // what runs queries in sandbox children
	"github.com/coppice-network/coppice/internal/sandbox"
)

func main() {
	sandbox.Main() // does not return in a sandbox child
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
