package cli

import (
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	for _, c := range []struct {
		done, left int
		took       time.Duration
		want       string
	}{
		{0, 10, time.Minute, ""},                                 // nothing to tell from
		{5, 0, time.Minute, ""},                                  // nothing left
		{5, 5, 999 * time.Millisecond, ""},                       // too early
		{100, 900, 10 * time.Second, ", 10/s, 1m30s left"},       //
		{1, 2, 4 * time.Second, ", 0.25/s, 8s left"},             //
		{5000, 5000, 20 * time.Second, ", 250/s, 20s left"},      //
		{1, 100000, time.Hour, ", 0.000278/s, 100000h0m0s left"}, //
	} {
		if got := pace(c.done, c.left, c.took); got != c.want {
			t.Errorf("%d done, %d left after %s: %q, want %q", c.done, c.left, c.took, got, c.want)
		}
	}
}
