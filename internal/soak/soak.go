// Package soak tells tests whether they may take long: `make soak` sets COPPICE_SOAK=1.
package soak

import (
	"flag"
	"os"
)

// On reports whether this is a long run.
func On() bool { return os.Getenv("COPPICE_SOAK") != "" }

// Walks sets how many walks each of a package's rapid properties takes when this is no long run, which takes rapid's hundred. It is
// for packages whose walks wait for a disk, and is called from an init of their tests.
func Walks(n string) {
	if On() {
		return
	}
	if err := flag.Set("rapid.checks", n); err != nil {
		panic(err) // rapid is not linked
	}
}
