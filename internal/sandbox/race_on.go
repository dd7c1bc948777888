//go:build race

package sandbox

// dataFactor widens RLIMIT_DATA: the race detector shadows every word of memory several times over.
const dataFactor = 16
