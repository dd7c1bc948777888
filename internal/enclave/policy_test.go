package enclave

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// realPolicy is what a public network states.
func realPolicy() Policy {
	return Policy{
		Format: PolicyFormat, Kinds: []string{"tdx", "sev-snp"}, Software: Refuse, Debug: Refuse, UncheckedRevocation: Refuse,
		TCB: []TCBStatus{TCBUpToDate}, Measurements: []common.Hash{code, {2}}, MaxAgeSeconds: 3600, MaxSkewSeconds: 60,
	}
}

// realClaims is what realPolicy accepts.
func realClaims() Claims {
	return Claims{Kind: "tdx", Hardware: true, Measurement: code, ReportData: subject, TCB: TCBUpToDate, RevocationChecked: true, Time: now}
}

func TestJudge(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(c *Claims, p *Policy)
		want   error
	}{
		"accepted":                      {func(*Claims, *Policy) {}, nil},
		"second kind and code":          {func(c *Claims, _ *Policy) { c.Kind = "sev-snp"; c.Measurement = common.Hash{2} }, nil},
		"kind":                          {func(c *Claims, _ *Policy) { c.Kind = "sgx" }, ErrNotAllowed},
		"no kind":                       {func(c *Claims, _ *Policy) { c.Kind = "" }, ErrNotAllowed},
		"software":                      {func(c *Claims, _ *Policy) { c.Hardware = false }, ErrNotHardware},
		"software, tolerated":           {func(c *Claims, p *Policy) { c.Hardware = false; p.Software = Tolerate }, nil},
		"debug":                         {func(c *Claims, _ *Policy) { c.Debug = true }, ErrDebug},
		"debug, tolerated":              {func(c *Claims, p *Policy) { c.Debug = true; p.Debug = Tolerate }, nil},
		"measurement":                   {func(c *Claims, _ *Policy) { c.Measurement[31] ^= 1 }, ErrMeasurement},
		"measurement zero":              {func(c *Claims, _ *Policy) { c.Measurement = common.Hash{} }, ErrMeasurement},
		"TCB out of date":               {func(c *Claims, _ *Policy) { c.TCB = TCBOutOfDate }, ErrTCB},
		"TCB unchecked":                 {func(c *Claims, _ *Policy) { c.TCB = TCBUnchecked }, ErrTCB},
		"TCB not applicable":            {func(c *Claims, _ *Policy) { c.TCB = TCBNotApplicable }, ErrTCB},
		"TCB unset":                     {func(c *Claims, _ *Policy) { c.TCB = "" }, ErrTCB},
		"TCB out of date, accepted":     {func(c *Claims, p *Policy) { c.TCB = TCBOutOfDate; p.TCB = append(p.TCB, TCBOutOfDate) }, nil},
		"revocation unchecked":          {func(c *Claims, _ *Policy) { c.RevocationChecked = false }, ErrRevocation},
		"revocation, tolerated":         {func(c *Claims, p *Policy) { c.RevocationChecked = false; p.UncheckedRevocation = Tolerate }, nil},
		"as old as allowed":             {func(c *Claims, _ *Policy) { c.Time = now.Add(-time.Hour) }, nil},
		"a second older":                {func(c *Claims, _ *Policy) { c.Time = now.Add(-time.Hour - time.Second) }, ErrStale},
		"no time":                       {func(c *Claims, _ *Policy) { c.Time = time.Time{} }, ErrStale},
		"as far ahead as allowed":       {func(c *Claims, _ *Policy) { c.Time = now.Add(time.Minute) }, nil},
		"a second further":              {func(c *Claims, _ *Policy) { c.Time = now.Add(time.Minute + time.Second) }, ErrFuture},
		"far future":                    {func(c *Claims, _ *Policy) { c.Time = time.Unix(253402300799, 0) }, ErrFuture},
		"other report data":             {func(c *Claims, _ *Policy) { c.ReportData[63] ^= 1 }, ErrReportData},
		"any age, all the same":         {func(c *Claims, p *Policy) { c.Time = time.Unix(0, 0); p.MaxAgeSeconds = math.MaxInt64 }, nil},
		"policy open: kinds":            {func(_ *Claims, p *Policy) { p.Kinds = nil }, ErrPolicy},
		"policy open: empty kind":       {func(_ *Claims, p *Policy) { p.Kinds = []string{""} }, ErrPolicy},
		"policy open: software":         {func(_ *Claims, p *Policy) { p.Software = "" }, ErrPolicy},
		"policy open: unknown stance":   {func(_ *Claims, p *Policy) { p.Software = "maybe" }, ErrPolicy},
		"policy open: debug":            {func(_ *Claims, p *Policy) { p.Debug = "" }, ErrPolicy},
		"policy open: revocation":       {func(_ *Claims, p *Policy) { p.UncheckedRevocation = "" }, ErrPolicy},
		"policy open: TCB":              {func(_ *Claims, p *Policy) { p.TCB = nil }, ErrPolicy},
		"policy open: empty TCB":        {func(_ *Claims, p *Policy) { p.TCB = []TCBStatus{""} }, ErrPolicy},
		"policy open: measurements":     {func(_ *Claims, p *Policy) { p.Measurements = nil }, ErrPolicy},
		"policy open: zero measurement": {func(_ *Claims, p *Policy) { p.Measurements = []common.Hash{{}} }, ErrPolicy},
		"policy open: age":              {func(_ *Claims, p *Policy) { p.MaxAgeSeconds = 0 }, ErrPolicy},
		"policy open: skew":             {func(_ *Claims, p *Policy) { p.MaxSkewSeconds = 0 }, ErrPolicy},
		"policy empty":                  {func(_ *Claims, p *Policy) { *p = Policy{} }, ErrPolicy},
		"policy of a later format":      {func(_ *Claims, p *Policy) { p.Format = "coppice-policy/2" }, ErrVersion},
	} {
		c, p := realClaims(), realPolicy()
		tc.change(&c, &p)
		if err := p.Judge(&c, subject, now); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	if err := realPolicy().Judge(nil, subject, now); !errors.Is(err, ErrMalformed) {
		t.Errorf("no claims: %v", err)
	}
}

// Simulated evidence runs the whole path, and no policy that demands hardware accepts it, even one that lists everything else.
func TestRealPolicyRefusesSimulation(t *testing.T) {
	root := testRoot(1)
	c, err := Verify(ctx, attest(t, platform(t, root, SimulatedConfig{})), root.Roots(), now)
	if err != nil {
		t.Fatal(err)
	}
	if err := DevelopmentPolicy(time.Hour, code).Judge(c, subject, now); err != nil {
		t.Errorf("the development policy refuses it: %v", err)
	}
	if err := realPolicy().Judge(c, subject, now); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("a real policy: %v", err)
	}
	p := DevelopmentPolicy(time.Hour, code)
	p.Software = Refuse
	if err := p.Judge(c, subject, now); !errors.Is(err, ErrNotHardware) {
		t.Errorf("a policy that demands hardware: %v", err)
	}
	d, _ := Verify(ctx, attest(t, platform(t, root, SimulatedConfig{Debug: true})), root.Roots(), now)
	if err := DevelopmentPolicy(time.Hour, code).Judge(d, subject, now); !errors.Is(err, ErrDebug) {
		t.Errorf("the development policy on a debug platform: %v", err)
	}
}

func TestParsePolicy(t *testing.T) {
	good, _ := json.Marshal(realPolicy())
	if p, err := ParsePolicy(good); err != nil || p.Check() != nil || len(p.Measurements) != 2 {
		t.Fatalf("%+v, %v", p, err)
	}
	for name, tc := range map[string]struct {
		old, new string
		want     error
	}{
		"not JSON":         {string(good), "kinds: all", ErrPolicy},
		"null":             {string(good), "null", ErrPolicy},
		"later format":     {"coppice-policy/1", "coppice-policy/2", ErrVersion},
		"no format":        {`"format":"coppice-policy/1",`, "", ErrPolicy},
		"field left out":   {`"debug":"refuse",`, "", ErrPolicy},
		"field misspelled": {`"debug"`, `"debugging"`, ErrPolicy},
		"short hash":       {`"0xc0`, `"0xc`, ErrPolicy},
		"trailing data":    {`"maxSkewSeconds":60}`, `"maxSkewSeconds":60} {}`, ErrPolicy},
	} {
		if !strings.Contains(string(good), tc.old) {
			t.Fatalf("%s: no %s", name, tc.old)
		}
		if _, err := ParsePolicy([]byte(strings.Replace(string(good), tc.old, tc.new, 1))); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}

func FuzzParsePolicy(f *testing.F) {
	good, _ := json.Marshal(realPolicy())
	f.Add(good)
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := ParsePolicy(b)
		if err == nil {
			err = p.Check()
		}
		if err != nil && !errors.Is(err, ErrPolicy) && !errors.Is(err, ErrVersion) {
			t.Fatalf("unnamed error: %v", err)
		}
	})
}
