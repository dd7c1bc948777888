//go:build race

package sandbox

// dataFactor and memoryFactor widen the limits on memory: the race detector shadows every word several times over.
const (
	dataFactor   = 16
	memoryFactor = 4
)
