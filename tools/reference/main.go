// Reference writes docs/cli.md from the commands themselves, so that the page never says what the binary does not do.
package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/coppice-network/coppice/internal/cli"
)

func main() {
	var page bytes.Buffer
	cli.Reference(&page)
	if err := os.WriteFile("docs/cli.md", page.Bytes(), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "reference:", err)
		os.Exit(1)
	}
}
