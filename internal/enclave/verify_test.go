package enclave

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

var (
	ctx     = context.Background()
	now     = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	code    = common.Hash{0xc0}
	subject = [64]byte{1, 2, 3}
)

func testRoot(b byte) *DevelopmentRoot {
	return &DevelopmentRoot{ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, 32))}
}

func platform(t testing.TB, root *DevelopmentRoot, cfg SimulatedConfig) *Simulated {
	t.Helper()
	if cfg.Measurement == (common.Hash{}) {
		cfg.Measurement = code
	}
	if cfg.Clock == nil {
		cfg.Clock = func() time.Time { return now }
	}
	cfg.Random = rand.Reader
	a, err := NewSimulated(root, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func attest(t testing.TB, a Attester) *Evidence {
	t.Helper()
	e, err := a.Attest(ctx, subject)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestSimulatedEvidenceIsGenuine(t *testing.T) {
	root := testRoot(1)
	e := attest(t, platform(t, root, SimulatedConfig{}))
	if len(e.Quote) != 178 || len(e.Certs) != 1 || len(e.Certs[0]) != 121 {
		t.Errorf("layout: quote of %d bytes, %d certificates", len(e.Quote), len(e.Certs))
	}
	b, _ := json.Marshal(e)
	var back Evidence
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	c, err := Verify(ctx, &back, root.Roots(), now)
	if err != nil {
		t.Fatal(err)
	}
	want := Claims{Kind: KindSimulated, Measurement: code, ReportData: subject, TCB: TCBNotApplicable, Time: now}
	if *c != want {
		t.Errorf("claims %+v, want %+v", *c, want)
	}
	// One of several roots suffices; an anchor that is no key is passed over.
	roots := Roots{KindSimulated: append([]hexutil.Bytes{{1, 2}}, append(testRoot(9).Roots()[KindSimulated], root.Roots()[KindSimulated]...)...)}
	if _, err := Verify(ctx, e, roots, now); err != nil {
		t.Errorf("below the third of three anchors: %v", err)
	}
	debug, err := Verify(ctx, attest(t, platform(t, root, SimulatedConfig{Debug: true})), root.Roots(), now)
	if err != nil || !debug.Debug {
		t.Errorf("debug claims %+v, %v", debug, err)
	}
}

// resign makes evidence whose signatures hold although its bytes were changed.
func resign(root, platform ed25519.PrivateKey, e *Evidence) {
	c := e.Certs[0][:certBody]
	e.Certs[0] = append(bytes.Clone(c), sign(root, certDomain, c)...)
	q := e.Quote[:quoteBody]
	e.Quote = append(bytes.Clone(q), sign(platform, quoteDomain, q)...)
}

func TestVerifyRefuses(t *testing.T) {
	root := testRoot(1)
	a := platform(t, root, SimulatedConfig{})
	stranger := platform(t, testRoot(2), SimulatedConfig{})
	signed := func(f func(e *Evidence)) func(e *Evidence) {
		return func(e *Evidence) { f(e); resign(root.private, a.platform, e) }
	}
	put := binary.BigEndian.PutUint64
	for name, tc := range map[string]struct {
		change func(e *Evidence)
		now    time.Time
		want   error
	}{
		"nothing, for comparison":       {func(*Evidence) {}, now, nil},
		"signed anew, for comparison":   {signed(func(*Evidence) {}), now, nil},
		"version 0":                     {func(e *Evidence) { e.Version = 0 }, now, ErrVersion},
		"version 2":                     {func(e *Evidence) { e.Version = 2 }, now, ErrVersion},
		"unknown kind":                  {func(e *Evidence) { e.Kind = "sgx" }, now, ErrKind},
		"no kind":                       {func(e *Evidence) { e.Kind = "" }, now, ErrKind},
		"no certificate":                {func(e *Evidence) { e.Certs = nil }, now, ErrMalformed},
		"two certificates":              {func(e *Evidence) { e.Certs = append(e.Certs, e.Certs[0]) }, now, ErrMalformed},
		"hundred certificates":          {func(e *Evidence) { e.Certs = make([][]byte, 100) }, now, ErrMalformed},
		"huge certificate":              {func(e *Evidence) { e.Certs[0] = make([]byte, maxCertBytes+1) }, now, ErrMalformed},
		"huge quote":                    {func(e *Evidence) { e.Quote = make([]byte, maxQuoteBytes+1) }, now, ErrMalformed},
		"no quote":                      {func(e *Evidence) { e.Quote = nil }, now, ErrMalformed},
		"quote cut":                     {func(e *Evidence) { e.Quote = e.Quote[:177] }, now, ErrMalformed},
		"quote extended":                {func(e *Evidence) { e.Quote = append(e.Quote, 0) }, now, ErrMalformed},
		"certificate cut":               {func(e *Evidence) { e.Certs[0] = e.Certs[0][:100] }, now, ErrMalformed},
		"quote in certificate's place":  {func(e *Evidence) { e.Certs[0] = e.Quote }, now, ErrMalformed},
		"quote magic":                   {signed(func(e *Evidence) { e.Quote[0] ^= 1 }), now, ErrMalformed},
		"quote version":                 {signed(func(e *Evidence) { e.Quote[8] = 2 }), now, ErrVersion},
		"quote flags":                   {signed(func(e *Evidence) { e.Quote[9] = 2 }), now, ErrMalformed},
		"quote from before certificate": {signed(func(e *Evidence) { put(e.Quote[106:], 5) }), now, ErrOutsideCertificate},
		"quote from after certificate":  {signed(func(e *Evidence) { put(e.Quote[106:], 1<<63) }), now, ErrOutsideCertificate},
		"certificate version":           {signed(func(e *Evidence) { e.Certs[0][8] = 2 }), now, ErrVersion},
		"certificate ends first":        {signed(func(e *Evidence) { put(e.Certs[0][49:], 5) }), now, ErrExpired},
		"certificate of other root":     {func(e *Evidence) { e.Certs = attest(t, stranger).Certs }, now, ErrUntrusted},
		"all of other root":             {func(e *Evidence) { *e = *attest(t, stranger) }, now, ErrUntrusted},
		"certificate key changed":       {func(e *Evidence) { e.Certs[0][9] ^= 1 }, now, ErrUntrusted},
		"certificate time changed":      {func(e *Evidence) { e.Certs[0][56] ^= 1 }, now, ErrUntrusted},
		"certificate signature changed": {func(e *Evidence) { e.Certs[0][120] ^= 1 }, now, ErrUntrusted},
		"quote of other platform":       {func(e *Evidence) { e.Quote = attest(t, platform(t, root, SimulatedConfig{})).Quote }, now, ErrQuote},
		"debug bit cleared":             {func(e *Evidence) { e.Quote[9] ^= flagDebug }, now, ErrQuote},
		"measurement changed":           {func(e *Evidence) { e.Quote[10] ^= 1 }, now, ErrQuote},
		"report data changed":           {func(e *Evidence) { e.Quote[42] ^= 1 }, now, ErrQuote},
		"quote time changed":            {func(e *Evidence) { e.Quote[113] ^= 1 }, now, ErrQuote},
		"quote signature changed":       {func(e *Evidence) { e.Quote[177] ^= 1 }, now, ErrQuote},
		"seen before the certificate":   {func(*Evidence) {}, now.Add(-certBefore - time.Second), ErrNotYetValid},
		"seen in its last second":       {func(*Evidence) {}, now.Add(certLife), nil},
		"seen after the certificate":    {func(*Evidence) {}, now.Add(certLife + time.Second), ErrExpired},
	} {
		e := attest(t, a)
		tc.change(e)
		if _, err := Verify(ctx, e, root.Roots(), tc.now); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	for name, roots := range map[string]Roots{"no roots": nil, "roots of another kind": {"tdx": root.Roots()[KindSimulated]}} {
		if _, err := Verify(ctx, attest(t, a), roots, now); !errors.Is(err, ErrNoRoot) {
			t.Errorf("%s: %v, want ErrNoRoot", name, err)
		}
	}
	if _, err := Verify(ctx, nil, root.Roots(), now); !errors.Is(err, ErrMalformed) {
		t.Errorf("no evidence: %v", err)
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Verify(done, attest(t, a), root.Roots(), now); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancellation: %v", err)
	}
	if _, err := a.Attest(done, subject); !errors.Is(err, context.Canceled) {
		t.Errorf("attesting after cancellation: %v", err)
	}
}

func TestNewSimulatedRefuses(t *testing.T) {
	if _, err := NewSimulated(testRoot(1), SimulatedConfig{Random: rand.Reader}); !errors.Is(err, ErrMalformed) {
		t.Errorf("no measurement: %v", err)
	}
	if _, err := NewSimulated(testRoot(1), SimulatedConfig{Random: strings.NewReader(""), Measurement: code}); err == nil {
		t.Error("a platform without randomness")
	}
}

func TestExecutableMeasurement(t *testing.T) {
	got, err := ExecutableMeasurement()
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if want := DocumentDigest(b); got != want { // SHA-256
		t.Errorf("%s, want %s", got, want)
	}
	if again, _ := ExecutableMeasurement(); again != got {
		t.Error("it changes")
	}
}

func FuzzVerify(f *testing.F) {
	root := testRoot(1)
	a := platform(f, root, SimulatedConfig{})
	a.platform = testRoot(2).private // the same in all processes of a fuzzing run
	e := attest(f, a)
	f.Add(e.Quote, e.Certs[0])
	f.Add([]byte(quoteMagic), []byte(certMagic))
	f.Fuzz(func(t *testing.T, quote, cert []byte) {
		c, err := Verify(ctx, &Evidence{Version: 1, Kind: KindSimulated, Quote: quote, Certs: [][]byte{cert}}, root.Roots(), now)
		if err == nil {
			// Ed25519 signatures cannot be varied: whatever verifies is what was signed.
			if !bytes.Equal(quote, e.Quote) || !bytes.Equal(cert, e.Certs[0]) {
				t.Fatalf("other bytes verify: %+v", c)
			}
			return
		}
		for _, want := range []error{ErrMalformed, ErrVersion, ErrUntrusted, ErrExpired, ErrNotYetValid, ErrQuote, ErrOutsideCertificate} {
			if errors.Is(err, want) {
				return
			}
		}
		t.Fatalf("unnamed error: %v", err)
	})
}

func BenchmarkVerify(b *testing.B) {
	root := testRoot(1)
	e := attest(b, platform(b, root, SimulatedConfig{}))
	for b.Loop() {
		Verify(ctx, e, root.Roots(), now)
	}
}
