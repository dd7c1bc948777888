// Package amount writes and reads amounts of VANA and VRC-20 at the edge: decimal strings of whole tokens, exact to the wei.
package amount

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// Decimals of VANA and of every VRC-20.
const Decimals = 18

// ErrSyntax reports text that is not an amount: digits, optionally a point and at most 18 more digits.
var ErrSyntax = errors.New("amount: not a decimal number with at most 18 decimals")

var unit = new(big.Int).Exp(big.NewInt(10), big.NewInt(Decimals), nil)

// Format writes wei as whole tokens without trailing zeros: 1500000000000000000 is "1.5". Nil is "0".
func Format(wei *big.Int) string {
	if wei == nil {
		return "0"
	}
	whole, rest := new(big.Int).QuoRem(new(big.Int).Abs(wei), unit, new(big.Int))
	text := whole.String()
	if rest.Sign() != 0 {
		digits := rest.String()
		text += "." + strings.TrimRight(strings.Repeat("0", Decimals-len(digits))+digits, "0")
	}
	if wei.Sign() < 0 {
		return "-" + text
	}
	return text
}

// About writes wei as whole tokens for people to read: to the nearest ten-thousandth, and exactly where that would be nothing.
func About(wei *big.Int) string {
	if wei == nil {
		return "0"
	}
	step := new(big.Int).Exp(big.NewInt(10), big.NewInt(Decimals-4), nil)
	near := new(big.Int).Abs(wei)
	near.Add(near, new(big.Int).Rsh(step, 1)).Quo(near, step).Mul(near, step)
	if near.Sign() == 0 {
		return Format(wei)
	}
	if wei.Sign() < 0 {
		near.Neg(near)
	}
	return Format(near)
}

// Parse reads whole tokens into wei. Signs, exponents and separators are refused.
func Parse(text string) (*big.Int, error) {
	whole, rest, point := strings.Cut(text, ".")
	if whole == "" || len(whole) > 60 || point && rest == "" || len(rest) > Decimals || strings.Trim(whole+rest, "0123456789") != "" {
		return nil, fmt.Errorf("%w: %q", ErrSyntax, text)
	}
	wei, ok := new(big.Int).SetString(whole+rest+strings.Repeat("0", Decimals-len(rest)), 10)
	if !ok {
		return nil, fmt.Errorf("%w: %q", ErrSyntax, text)
	}
	return wei, nil
}
