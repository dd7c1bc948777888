package query

import (
	"slices"

	"github.com/ethereum/go-ethereum/common"
)

// ListedFunctions is the vocabulary, for the test that compares it with the engine's.
func ListedFunctions() []string {
	var out []string
	for _, m := range []map[string]bool{scalarFunctions, aggregateFunctions, tableFunctions} {
		for name := range m {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Analyse is the pure part of Plan.
func Analyse(raw []byte, buyer common.Address, purpose Purpose, c Catalog) (*Plan, error) {
	return analyse(raw, buyer, purpose, c)
}

// DecodeWithin is DecodeResult with another bound.
func DecodeWithin(parquet []byte, budget int64) (*Table, error) { return decodeResult(parquet, budget) }
