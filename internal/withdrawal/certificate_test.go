package withdrawal

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/fixture"
	"github.com/coppice-network/coppice/internal/wallet"
)

func testKey(t testing.TB, n byte) *wallet.Key {
	t.Helper()
	private, err := crypto.ToECDSA(bytes.Repeat([]byte{n}, 32))
	if err != nil {
		t.Fatal(err)
	}
	key, err := wallet.NewKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// signed makes a certificate after change has had its way with it.
func signed(t testing.TB, key *wallet.Key, change func(*Certificate)) *Signed {
	t.Helper()
	c := Certificate{
		Format: Format, ChainID: 23294, Registry: common.Address{1}, FileID: 12, DLP: 1, Owner: common.Address{2}, Block: 310, Tx: common.Hash{3},
		Validator: key.Address(), Time: 1_793_534_400, Unreachable: Unreachable,
		Parts: []Part{{Rows, Done, ""}, {ContentKeys, Done, ""}, {IntakeKeys, Pending, "soon"}, {Ciphertexts, Done, ""}},
	}
	if change != nil {
		change(&c)
	}
	raw, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	digest, err := c.digest(raw)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := key.SignHash(digest)
	if err != nil {
		t.Fatal(err)
	}
	return &Signed{raw, signature}
}

func TestCertify(t *testing.T) {
	w := newWorld(t)
	w.publish(1)
	x := w.withdraw(1)
	if err := w.round(); err != nil {
		t.Fatal(err)
	}
	key := testKey(t, 5)
	s, err := w.Certify(t.Context(), Subject{23294, common.Address{1}}, x, key, time.Unix(1_793_534_400, 0))
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Open()
	if err != nil {
		t.Fatal(err)
	}
	if c.Validator != key.Address() || c.FileID != 1 || c.DLP != dlp || c.Block != x.Block || c.Tx != x.Tx || c.Owner != x.Owner || c.Time != 1_793_534_400 || c.Complete() || len(c.Unreachable) != len(Unreachable) {
		t.Errorf("%+v", c)
	}
	w.publish(2)
	if err := w.custody.Retire(dlp, 1); err != nil {
		t.Fatal(err)
	}
	if s, err = w.Certify(t.Context(), Subject{23294, common.Address{1}}, x, key, time.Unix(1_793_534_400, 0)); err != nil {
		t.Fatal(err)
	}
	if c, err := s.Open(); err != nil || !c.Complete() {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	key := testKey(t, 5)
	swap := func(old, new string) *Signed {
		s := signed(t, key, nil)
		if !bytes.Contains(s.Certificate, []byte(old)) {
			t.Fatalf("%s is not in %s", old, s.Certificate)
		}
		s.Certificate = bytes.Replace(s.Certificate, []byte(old), []byte(new), 1)
		return s
	}
	for name, c := range map[string]struct {
		s    *Signed
		want error
	}{
		"another file":        {swap(`"fileId":12`, `"fileId":13`), ErrSignature},
		"another state":       {swap(`"pending"`, `"done"`), ErrSignature},
		"another validator":   {signed(t, key, func(c *Certificate) { c.Validator = common.Address{9} }), ErrSignature},
		"no signature":        {&Signed{Certificate: signed(t, key, nil).Certificate}, ErrSignature},
		"a later version":     {swap(Format, "coppice-withdrawal/2"), ErrVersion},
		"no format":           {swap(`"format"`, `"farmat"`), ErrCertificate},
		"an unknown field":    {swap(`"fileId"`, `"more":1,"fileId"`), ErrCertificate},
		"a part left out":     {signed(t, key, func(c *Certificate) { c.Parts = c.Parts[:3] }), ErrCertificate},
		"a part twice":        {signed(t, key, func(c *Certificate) { c.Parts[2] = c.Parts[0] }), ErrCertificate},
		"an unknown state":    {signed(t, key, func(c *Certificate) { c.Parts[0].State = "maybe" }), ErrCertificate},
		"no file":             {signed(t, key, func(c *Certificate) { c.FileID = 0 }), ErrCertificate},
		"nothing":             {&Signed{}, ErrCertificate},
		"too large":           {&Signed{Certificate: bytes.Repeat([]byte(" "), MaxCertificate+1)}, ErrCertificate},
		"not JSON at the end": {&Signed{Certificate: append(signed(t, key, nil).Certificate, 'x')}, ErrCertificate},
	} {
		if _, err := c.s.Open(); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestBundle(t *testing.T) {
	a, b := testKey(t, 5), testKey(t, 6)
	raw, err := Bundle{FileID: 12, Certificates: []*Signed{signed(t, a, nil), signed(t, b, nil)}}.Encode()
	if err != nil || !IsBundle(raw) {
		t.Fatal(err)
	}
	got, err := DecodeBundle(raw)
	if err != nil || got.FileID != 12 || len(got.Certificates) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	for i, key := range []*wallet.Key{a, b} {
		if c, err := got.Certificates[i].Open(); err != nil || c.Validator != key.Address() { // although the file shows it indented
			t.Errorf("%+v, %v", c, err)
		}
	}
	text := string(raw)
	for name, c := range map[string]struct {
		raw  string
		want error
	}{
		"a later version":  {strings.Replace(text, BundleFormat, "coppice-withdrawals/2", 1), ErrVersion},
		"a receipt":        {`{"format":"coppice-receipt/2"}`, ErrVersion},
		"an unknown field": {strings.Replace(text, `"fileId"`, `"more":1,"fileId"`, 1), ErrCertificate},
		"something more":   {text + "{}", ErrCertificate},
		"an empty one":     {`{"format":"coppice-withdrawals/1","fileId":1,"certificates":[null]}`, ErrCertificate},
		"nothing":          {"", ErrCertificate},
	} {
		if _, err := DecodeBundle([]byte(c.raw)); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	if IsBundle([]byte(`{"format":"coppice-receipt/2"}`)) || IsBundle([]byte("x")) {
		t.Error("something else is taken for certificates")
	}
}

func TestCertificateFixture(t *testing.T) {
	raw := fixture.File(t, "v1/certificates.json", func() []byte {
		b, err := Bundle{FileID: 12, Certificates: []*Signed{signed(t, testKey(t, 5), nil)}}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		return b
	})
	b, err := DecodeBundle(raw)
	if err != nil {
		t.Fatal(err)
	}
	c, err := b.Certificates[0].Open()
	if err != nil || c.FileID != 12 || c.Validator != testKey(t, 5).Address() || c.Complete() {
		t.Errorf("%+v, %v", c, err)
	}
}

func FuzzDecodeBundle(f *testing.F) {
	raw, err := Bundle{FileID: 12, Certificates: []*Signed{signed(f, testKey(f, 5), nil)}}.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"format":"coppice-withdrawals/1","certificates":[{}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := DecodeBundle(raw)
		if err != nil {
			if !errors.Is(err, ErrCertificate) && !errors.Is(err, ErrVersion) {
				t.Fatalf("got %v", err)
			}
			return
		}
		for _, s := range b.Certificates {
			if c, err := s.Open(); err == nil && c.Validator == (common.Address{}) {
				t.Fatal("a certificate of nobody opens")
			}
		}
	})
}
