//go:build !race

package sandbox

// dataFactor widens RLIMIT_DATA where the build itself needs more private memory.
const dataFactor = 1
