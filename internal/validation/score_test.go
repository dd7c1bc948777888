package validation

import (
	"errors"
	"math"
	"testing"
)

func TestScoreToWei(t *testing.T) {
	for score, want := range map[float64]string{
		0:                      "0",
		math.Copysign(0, -1):   "0",
		1:                      "1000000000000000000",
		0.5:                    "500000000000000000",
		0.1:                    "100000000000000000",
		0.3:                    "300000000000000000",
		0.8666666666666667:     "866666666666666700", // as results.json shows it, not the float's binary expansion
		math.Nextafter(0.3, 1): "300000000000000040",
		math.Nextafter(1, 0):   "999999999999999900",
		1e-18:                  "1",
		1.9e-18:                "1", // digits beyond the 18th are dropped
		9.99e-19:               "0",
		5e-324:                 "0",
		0.12345678901234568:    "123456789012345680",
		0.00000012345678901234: "123456789012", // 1.2345678901234e-07
	} {
		if got, err := ScoreToWei(score); err != nil || got.String() != want {
			t.Errorf("%v is %v (%v), want %s", score, got, err, want)
		}
	}
	for _, score := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1e-18, -1, math.Nextafter(1, 2), 1e18} {
		if got, err := ScoreToWei(score); !errors.Is(err, ErrScore) {
			t.Errorf("%v is %v (%v), want ErrScore", score, got, err)
		}
	}
}
