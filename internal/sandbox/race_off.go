//go:build !race

package sandbox

// dataFactor and memoryFactor widen the limits on memory where the build itself needs more.
const (
	dataFactor   = 1
	memoryFactor = 1
)
