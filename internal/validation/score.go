package validation

import (
	"errors"
	"math/big"
	"strconv"
	"strings"
)

// ErrScore reports a score that is not a number from 0 to 1.
var ErrScore = errors.New("validation: score outside 0..1")

// ScoreToWei turns a bundle's score into the chain's 0..1e18. It takes the shortest decimal form of the float, as results.json shows
// it, so that 0.8666666666666667 becomes 866666666666666700 and not the float's binary expansion; digits beyond the 18th are dropped.
func ScoreToWei(score float64) (*big.Int, error) {
	if !(score >= 0 && score <= 1) { // also NaN
		return nil, ErrScore
	}
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(score, 'f', -1, 64))
	if !ok {
		return nil, ErrScore
	}
	r.Mul(r, new(big.Rat).SetInt(big.NewInt(1e18)))
	return new(big.Int).Quo(r.Num(), r.Denom()), nil
}

// plainReason is an error's text without the packages' own prefixes, for people.
func plainReason(err error) string {
	s := err.Error()
	if _, own, ok := strings.Cut(s, "pooled: refused: "); ok {
		return own
	}
	return strings.TrimPrefix(s, "bundle: ")
}
