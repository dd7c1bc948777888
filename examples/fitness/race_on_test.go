//go:build race

package fitness_test

const raceDetector = true
