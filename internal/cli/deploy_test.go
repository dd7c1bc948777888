package cli

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// An epoch is as long as a job may live, or what a late one pays would miss its contributors.
func TestDeployedEpochHoldsAJobsLife(t *testing.T) {
	for _, x := range []struct {
		name  string
		flags []string
		want  string // "" is taken
	}{
		{"nothing but another number", []string{"--min-bond", "20"}, ""},
		{"exactly", []string{"--lease-length", "50s", "--max-job", "10s", "--max-tries", "60", "--epoch-length", "1h"}, ""},
		{"a second less", []string{"--lease-length", "50s", "--max-job", "10s", "--max-tries", "60", "--epoch-length", "59m59s"}, "at least 1h0m0s"},
		{"longer than the longest job only", []string{"--epoch-length", "20m"}, "at least 24h0m0s"},
		{"longer leases", []string{"--lease-length", "15m"}, "at least 30h0m0s"},
		{"longer jobs", []string{"--max-job", "11m"}, "at least 25h12m0s"},
		{"more tries", []string{"--max-tries", "73"}, "at least 24h20m0s"},
		{"more tries and a longer epoch", []string{"--max-tries", "73", "--epoch-length", "24h20m"}, ""},
	} {
		var p paramFlags
		f := pflag.NewFlagSet("deploy", pflag.ContinueOnError)
		p.register(f)
		if err := f.Parse(x.flags); err != nil {
			t.Fatalf("%s: %v", x.name, err)
		}
		switch got, err := p.params(f); {
		case x.want == "" && (err != nil || got == nil):
			t.Errorf("%s: %v", x.name, err)
		case x.want != "" && (err == nil || !strings.Contains(err.Error(), x.want)):
			t.Errorf("%s: got %v, want %q", x.name, err, x.want)
		}
	}
}
