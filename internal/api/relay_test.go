package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/ledger"
)

// relayer answers what the test says and remembers what it was asked.
type relayer struct {
	asked  []ledger.Contribution
	answer func(ledger.Contribution) (*Relayed, error)
}

func (r *relayer) Address() common.Address { return addr("operator") }

func (r *relayer) Relay(_ context.Context, c ledger.Contribution, signature []byte) (*Relayed, error) {
	r.asked = append(r.asked, c)
	if r.answer != nil {
		return r.answer(c)
	}
	return &Relayed{Tx: digest("tx"), FirstFileID: 7, Files: []RelayedFile{{7, c.Files[0].Digest, "7"}}}, nil
}

func relayDomain() ledger.Domain {
	return ledger.Domain{Name: "Coppice", ChainID: n(int64(network.ChainID)), Contract: network.Addresses.ContributionRelay}
}

// contribution is one that the node submits.
func (d *node) contribution(t testing.TB, seed string, edit func(c *ledger.Contribution, domain *ledger.Domain)) (ledger.Contribution, []byte) {
	t.Helper()
	c := ledger.Contribution{
		Owner: key{seed}.address(), Nonce: 2, Deadline: uint64(d.clock.read().Unix()) + 60, Files: []ledger.NewFile{{Digest: digest("one"), DLP: 1}, {Digest: digest("two"), Codec: 1, DLP: 1}},
	}
	domain := relayDomain()
	if edit != nil {
		edit(&c, &domain)
	}
	sig, err := key{seed}.SignHash(domain.Digest(c))
	if err != nil {
		t.Fatal(err)
	}
	return c, sig
}

func TestRelay(t *testing.T) {
	r := &relayer{}
	d := serve(t, WithRelay(r))
	if a, err := d.client.Relayer(ctx); err != nil || a != addr("operator") {
		t.Errorf("the relayer is %s, %v", a, err)
	}
	c, sig := d.contribution(t, "ann", nil)
	got, err := d.client.Relay(ctx, c, sig)
	if err != nil {
		t.Fatal(err)
	}
	if want := (&Relayed{Tx: digest("tx"), FirstFileID: 7, Files: []RelayedFile{{7, digest("one"), "7"}}}); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if len(r.asked) != 1 || !reflect.DeepEqual(r.asked[0], c) {
		t.Errorf("the relayer was asked for %+v, want %+v", r.asked, c)
	}
	r.answer = func(ledger.Contribution) (*Relayed, error) {
		return nil, fmt.Errorf("relaying: %w", fault.New(fault.Funds, "pay yourself", "the DataDAO does not sponsor this"))
	}
	if _, err := d.client.Relay(ctx, c, sig); codeOf(err) != fault.Funds || err.Error() != "the DataDAO does not sponsor this" {
		t.Errorf("not sponsored: %v", err)
	}
	without := serve(t)
	if _, err := without.client.Relay(ctx, c, sig); codeOf(err) != fault.NotFound {
		t.Errorf("a node that does not relay: %v", err)
	}
	if _, err := without.client.Relayer(ctx); codeOf(err) != fault.NotFound {
		t.Errorf("a node that does not relay: %v", err)
	}
}

func TestRelayRefuses(t *testing.T) {
	r := &relayer{}
	d := serve(t, WithRelay(r))
	for name, tc := range map[string]struct {
		before func(c *ledger.Contribution, domain *ledger.Domain) // what is signed
		after  func(c *ledger.Contribution, sig []byte) []byte     // what is sent
		want   fault.Code
	}{
		"a flipped signature":     {nil, func(_ *ledger.Contribution, sig []byte) []byte { sig[5] ^= 1; return sig }, fault.Invalid},
		"a short signature":       {nil, func(_ *ledger.Contribution, sig []byte) []byte { return sig[:64] }, fault.Invalid},
		"no signature":            {nil, func(*ledger.Contribution, []byte) []byte { return nil }, fault.Invalid},
		"a signature with high s": {nil, func(_ *ledger.Contribution, sig []byte) []byte { return malleate(sig) }, fault.Invalid},
		"another owner":           {nil, func(c *ledger.Contribution, sig []byte) []byte { c.Owner = addr("bob"); return sig }, fault.Invalid},
		"another file":            {nil, func(c *ledger.Contribution, sig []byte) []byte { c.Files[0].Digest[0] ^= 1; return sig }, fault.Invalid},
		"a file less":             {nil, func(c *ledger.Contribution, sig []byte) []byte { c.Files = c.Files[:1]; return sig }, fault.Invalid},
		"another nonce":           {nil, func(c *ledger.Contribution, sig []byte) []byte { c.Nonce++; return sig }, fault.Invalid},
		"a later deadline":        {nil, func(c *ledger.Contribution, sig []byte) []byte { c.Deadline++; return sig }, fault.Invalid},
		"for another chain":       {func(_ *ledger.Contribution, d *ledger.Domain) { d.ChainID = n(1) }, nil, fault.Invalid},
		"for another contract":    {func(_ *ledger.Contribution, d *ledger.Domain) { d.Contract = addr("other") }, nil, fault.Invalid},
		"an expired deadline":     {func(c *ledger.Contribution, _ *ledger.Domain) { c.Deadline -= 61 }, nil, fault.Conflict},
		"a deadline tomorrow":     {func(c *ledger.Contribution, _ *ledger.Domain) { c.Deadline += 86400 }, nil, fault.Invalid},
		"the last deadline":       {func(c *ledger.Contribution, _ *ledger.Domain) { c.Deadline = ^uint64(0) }, nil, fault.Invalid},
		"no files":                {func(c *ledger.Contribution, _ *ledger.Domain) { c.Files = nil }, nil, fault.Invalid},
		"too many files": {func(c *ledger.Contribution, _ *ledger.Domain) {
			c.Files = make([]ledger.NewFile, ledger.MaxContribution+1)
		}, nil, fault.Invalid},
		"files of two DataDAOs": {func(c *ledger.Contribution, _ *ledger.Domain) { c.Files[1].DLP = 2 }, nil, fault.Invalid},
	} {
		c, sig := d.contribution(t, "ann", tc.before)
		if tc.after != nil {
			sig = tc.after(&c, sig)
		}
		if _, err := d.client.Relay(ctx, c, sig); codeOf(err) != tc.want {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
	}
	if len(r.asked) != 0 {
		t.Errorf("the relayer was asked %d times", len(r.asked))
	}
}

func TestRelayBodies(t *testing.T) {
	d := serve(t, WithRelay(&relayer{}))
	c, sig := d.contribution(t, "ann", nil)
	q := RelayRequest{Signature: sig, Contribution: RelayContribution{Owner: c.Owner, Nonce: c.Nonce, Deadline: c.Deadline}}
	for _, f := range c.Files {
		q.Contribution.Files = append(q.Contribution.Files, RelayFile{f.Digest, f.Codec, f.DLP})
	}
	good, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	text := string(good)
	for name, tc := range map[string]struct {
		body string
		edit func(*http.Request)
		want int
	}{
		"as it should be":         {text, nil, 200},
		"an unknown field":        {strings.Replace(text, `{`, `{"admin":true,`, 1), nil, 400},
		"an unknown field inside": {strings.Replace(text, `"owner"`, `"fee":1,"owner"`, 1), nil, 400},
		"something behind":        {text + "{}", nil, 400},
		"null":                    {"null", nil, 400},
		"an empty object":         {"{}", nil, 400},
		"a short digest":          {strings.Replace(text, `"digest":"0x`, `"digest":"0x00`, 1), nil, 400},
		"a codec of two bytes":    {strings.Replace(text, `"codec":0`, `"codec":256`, 1), nil, 400},
		"a negative nonce":        {strings.Replace(text, `"nonce":`, `"nonce":-`, 1), nil, 400},
		"text, as pages send":     {text, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, 400},
		"a foreign origin":        {text, func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, 403},
		"too large":               {strings.Repeat(" ", MaxRequestBytes) + text, nil, 413},
	} {
		if status, body := d.do(t, "POST", "/v1/relay", tc.body, tc.edit); status != tc.want {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
}

func TestRelayRate(t *testing.T) {
	d := serve(t, WithRelay(&relayer{}))
	ask := func(seed string) error {
		c, sig := d.contribution(t, seed, nil)
		_, err := d.client.Relay(ctx, c, sig)
		return err
	}
	for i := range int(ownerRate.Burst) {
		if err := ask("ann"); err != nil {
			t.Fatalf("contribution %d: %v", i, err)
		}
	}
	if err := ask("ann"); codeOf(err) != fault.Limit || !strings.Contains(err.Error(), "relayed contributions") {
		t.Errorf("one more: %v", err)
	}
	for i := range 3 * int(relayRate.Burst) { // forged ones count for nobody
		c, sig := d.contribution(t, "bob", nil)
		sig[3] ^= byte(i) | 1
		_, _ = d.client.Relay(ctx, c, sig)
	}
	if err := ask("bob"); err != nil {
		t.Errorf("another owner pays for it: %v", err)
	}
	d.clock.move(2 * time.Second)
	if err := ask("ann"); err != nil {
		t.Errorf("after two seconds: %v", err)
	}
	d.clock.move(time.Hour)
	for i := range int(relayRate.Burst) {
		if err := ask(fmt.Sprint("sybil ", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := ask("one more"); codeOf(err) != fault.Limit {
		t.Errorf("many owners: %v", err)
	}
}
