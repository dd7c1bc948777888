package enclave

import (
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/seal"
)

var me = Subject{ChainID: 23294, Registry: common.Address{0xaa}, Address: common.Address{0xbb}}

func recipient(t testing.TB, b byte) seal.Recipient {
	id, err := seal.IdentityFromSeed([32]byte{b})
	if err != nil {
		t.Fatal(err)
	}
	return id.Recipient()
}

func issue(t testing.TB, a Attester, s Subject) []byte {
	t.Helper()
	b, err := IssueDocument(ctx, a, s, recipient(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDocumentReportDataByHand(t *testing.T) {
	lead, _ := hex.DecodeString("0000001d" + hex.EncodeToString([]byte("coppice validator document v1")) +
		"00000008" + "0000000000005afe" + "00000014" + "aa00000000000000000000000000000000000000" + "00000014" + "bb00000000000000000000000000000000000000" +
		"00000005" + hex.EncodeToString([]byte("hello")))
	if got, want := DocumentReportData(me, "hello"), sha512.Sum512(lead); got != want {
		t.Errorf("%x, want %x", got, want)
	}
}

func TestVerifyDocument(t *testing.T) {
	root := testRoot(1)
	b := issue(t, platform(t, root, SimulatedConfig{}), me)
	p := DevelopmentPolicy(time.Hour, code)
	d, c, err := VerifyDocument(ctx, b, me, root.Roots(), p, now)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := d.RecipientKey(); err != nil || !r.Equal(recipient(t, 1)) || d.Measurement != code || c.Measurement != code || c.Hardware {
		t.Errorf("document %+v, %v", d, err)
	}
	other := func(f func(s *Subject)) Subject { s := me; f(&s); return s }
	strict := p
	strict.Software = Refuse
	for name, tc := range map[string]struct {
		want   Subject
		roots  Roots
		policy Policy
		now    time.Time
		err    error
	}{
		"other chain":          {other(func(s *Subject) { s.ChainID = 1 }), root.Roots(), p, now, ErrOtherChain},
		"other registry":       {other(func(s *Subject) { s.Registry[1] = 1 }), root.Roots(), p, now, ErrOtherRegistry},
		"other validator":      {other(func(s *Subject) { s.Address[1] = 1 }), root.Roots(), p, now, ErrOtherAddress},
		"other root":           {me, testRoot(2).Roots(), p, now, ErrUntrusted},
		"no root":              {me, nil, p, now, ErrNoRoot},
		"other code wanted":    {me, root.Roots(), DevelopmentPolicy(time.Hour, common.Hash{1}), now, ErrMeasurement},
		"hardware wanted":      {me, root.Roots(), strict, now, ErrNotHardware},
		"policy open":          {me, root.Roots(), Policy{}, now, ErrPolicy},
		"too old":              {me, root.Roots(), p, now.Add(2 * time.Hour), ErrStale},
		"certificate too old":  {me, root.Roots(), p, now.Add(certLife * 2), ErrExpired},
		"from the far future":  {me, root.Roots(), p, now.Add(-30 * time.Minute), ErrFuture},
		"before certification": {me, root.Roots(), p, now.Add(-24 * time.Hour), ErrNotYetValid},
	} {
		if _, _, err := VerifyDocument(ctx, b, tc.want, tc.roots, tc.policy, tc.now); !errors.Is(err, tc.err) {
			t.Errorf("%s: %v, want %v", name, err, tc.err)
		}
	}
}

// Genuine evidence in a document it was not made for.
func TestDocumentWithBorrowedEvidence(t *testing.T) {
	root := testRoot(1)
	a := platform(t, root, SimulatedConfig{})
	p := DevelopmentPolicy(time.Hour, code, common.Hash{7})
	for name, tc := range map[string]struct {
		change func(d *ValidatorDocument)
		want   error
	}{
		"recipient swapped":   {func(d *ValidatorDocument) { d.Recipient = recipient(t, 2).String() }, ErrReportData},
		"evidence of another": {func(d *ValidatorDocument) { d.Evidence = attest(t, a) }, ErrReportData},
		"measurement claimed": {func(d *ValidatorDocument) { d.Measurement = common.Hash{7} }, ErrMeasurement},
		"address swapped":     {func(d *ValidatorDocument) { d.Address[1] = 1 }, ErrReportData},
		"chain swapped":       {func(d *ValidatorDocument) { d.ChainID++ }, ErrReportData},
		"registry swapped":    {func(d *ValidatorDocument) { d.Registry[1] = 1 }, ErrReportData},
	} {
		d, err := ParseDocument(issue(t, a, me))
		if err != nil {
			t.Fatal(err)
		}
		tc.change(d)
		b, _ := d.encode()
		// The verifier expects what the document says, so that only the evidence stands against it.
		want := Subject{ChainID: d.ChainID, Registry: d.Registry, Address: d.Address}
		if _, _, err := VerifyDocument(ctx, b, want, root.Roots(), p, now); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	if _, err := IssueDocument(ctx, a, me, seal.Recipient{}); !errors.Is(err, ErrDocument) {
		t.Errorf("a document without a recipient: %v", err)
	}
}

func TestDocumentIsCanonical(t *testing.T) {
	b := issue(t, platform(t, testRoot(1), SimulatedConfig{}), me)
	if !strings.HasPrefix(string(b), `{"format":"coppice-validator/1","chainId":"23294","registry":"0xaa`) {
		t.Errorf("%.100s", b)
	}
	var indented strings.Builder
	e := json.NewEncoder(&indented)
	e.SetIndent("", " ")
	e.Encode(json.RawMessage(b))
	s := string(b)
	for name, tc := range map[string]struct {
		in   string
		want error
	}{
		"empty":              {"", ErrDocument},
		"null":               {"null", ErrDocument},
		"list":               {"[]", ErrDocument},
		"cut":                {s[:len(s)-1], ErrDocument},
		"indented":           {indented.String(), ErrDocument},
		"line feed after":    {s + "\n", ErrDocument},
		"unknown field":      {strings.Replace(s, `"chainId"`, `"extra":1,"chainId"`, 1), ErrDocument},
		"field twice":        {strings.Replace(s, `"chainId"`, `"chainId":"1","chainId"`, 1), ErrDocument},
		"upper case address": {strings.Replace(s, "0xaa", "0xAA", 1), ErrDocument},
		"upper case field":   {strings.Replace(s, `"chainId"`, `"ChainId"`, 1), ErrDocument},
		"chain with zero":    {strings.Replace(s, `"23294"`, `"023294"`, 1), ErrDocument},
		"no evidence":        {s[:strings.Index(s, `,"evidence"`)] + `,"evidence":null}`, ErrDocument},
		"no recipient":       {strings.Replace(s, recipient(t, 1).String(), "", 1), ErrDocument},
		"later format":       {strings.Replace(s, "coppice-validator/1", "coppice-validator/2", 1), ErrVersion},
		"huge":               {s + strings.Repeat(" ", maxDocumentBytes), ErrDocument},
	} {
		if _, err := ParseDocument([]byte(tc.in)); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}

func FuzzParseDocument(f *testing.F) {
	f.Add(issue(f, platform(f, testRoot(1), SimulatedConfig{}), me))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := ParseDocument(b)
		if err != nil {
			if !errors.Is(err, ErrDocument) && !errors.Is(err, ErrVersion) {
				t.Fatalf("unnamed error: %v", err)
			}
			return
		}
		if again, err := d.encode(); err != nil || string(again) != string(b) {
			t.Fatalf("not canonical: %v", err)
		}
	})
}
