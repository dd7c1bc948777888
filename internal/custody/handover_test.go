package custody

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/seal"
)

var (
	now      = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	registry = common.Address{0xaa}
	code     = common.Hash{0xc0}
)

const chain = 23294

// network is what validators of one network agree on.
type network struct {
	root   *enclave.DevelopmentRoot
	policy enclave.Policy
}

func newNetwork(t testing.TB) *network {
	r, err := enclave.OpenDevelopmentRoot(t.TempDir()+"/root", t.TempDir(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &network{r, enclave.DevelopmentPolicy(time.Hour, code)}
}

// validator is one custody with its document.
type validator struct {
	*Custody
	id       *seal.Identity
	address  common.Address
	document []byte
	sender   Sender
}

func (n *network) validator(t testing.TB, measurement common.Hash, on enclave.Subject) *validator {
	t.Helper()
	c := open(t, t.TempDir())
	key, _ := c.Key()
	id, _ := c.Identity()
	a, err := enclave.NewSimulated(n.root, enclave.SimulatedConfig{Measurement: measurement, Random: rand.Reader, Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	on.Address = key.Address()
	document, err := enclave.IssueDocument(context.Background(), a, on, id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	return &validator{c, id, key.Address(), document, Sender{document, key.SignHash}}
}

func (n *network) check(document []byte) (*enclave.ValidatorDocument, error) {
	d, err := enclave.ParseDocument(document)
	if err != nil {
		return nil, err
	}
	// A real one takes the address from the chain, beside the document's digest.
	d, _, err = enclave.VerifyDocument(context.Background(), document, enclave.Subject{ChainID: d.ChainID, Registry: d.Registry, Address: d.Address}, n.root.Roots(), n.policy, now)
	return d, err
}

var here = enclave.Subject{ChainID: chain, Registry: registry}

func TestHandOver(t *testing.T) {
	n := newNetwork(t)
	a, b := n.validator(t, code, here), n.validator(t, code, here)
	a.Create(7, 1, rand.Reader)
	current, _ := a.Create(7, 2, rand.Reader)
	a.Create(7, 3, rand.Reader) // drawn, not on chain yet
	sealed, err := a.Offer(t.Context(), 7, 2, Item{}, a.sender, b.document, n.check, now.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	want := Expect{ChainID: chain, Registry: registry, DLP: 7, Epoch: 2, Intake: current.Digest(), Self: b.address}
	for range 2 { // the second time is no error and changes nothing
		if _, err := b.Accept(t.Context(), sealed, b.id, want, n.check, now); err != nil {
			t.Fatal(err)
		}
	}
	b.Custody = reopen(t, b.Custody)
	if e, _ := b.Epochs(7); len(e) != 2 || e[1] != 2 {
		t.Errorf("epochs %v, want 1 and 2", e)
	}
	if r, err := b.Intake(7); err != nil || !r.Equal(current) {
		t.Errorf("intake key: %v", err)
	}
	fa, _ := a.Fingerprint(7, []byte("x"))
	fb, _ := b.Fingerprint(7, []byte("x"))
	if fa != fb {
		t.Error("two validators of one DataDAO give two fingerprints")
	}
	ra, _ := a.DatasetRoot(7)
	rb, _ := b.DatasetRoot(7)
	table, _ := ra.Seal([]byte("rows"), nil)
	if got, err := rb.Open(table, nil); err != nil || string(got) != "rows" {
		t.Errorf("shared tables: %q, %v", got, err)
	}
	ja, _ := a.JobKey(1, [32]byte{})
	jb, _ := b.JobKey(1, [32]byte{})
	if ja == jb {
		t.Error("a validator's own secret was handed over")
	}
	// The next epoch completes what b holds.
	next, _ := a.Recipient(7, 3)
	sealed, _ = a.Offer(t.Context(), 7, 3, Item{}, a.sender, b.document, n.check, now.Add(time.Minute))
	want.Epoch, want.Intake = 3, next.Digest()
	if _, err := b.Accept(t.Context(), sealed, b.id, want, n.check, now); err != nil {
		t.Error(err)
	}
}

func TestOfferRefuses(t *testing.T) {
	n, elsewhere := newNetwork(t), newNetwork(t)
	a, b := n.validator(t, code, here), n.validator(t, code, here)
	a.Create(7, 2, rand.Reader)
	for name, tc := range map[string]struct {
		dlp   uint64
		epoch uint32
		peer  []byte
		want  error
	}{
		"peer with other code":        {7, 2, n.validator(t, common.Hash{1}, here).document, enclave.ErrMeasurement},
		"peer below another root":     {7, 2, elsewhere.validator(t, code, here).document, enclave.ErrUntrusted},
		"peer on another chain":       {7, 2, n.validator(t, code, enclave.Subject{ChainID: 1, Registry: registry}).document, ErrWrongChain},
		"peer of another registry":    {7, 2, n.validator(t, code, enclave.Subject{ChainID: chain}).document, ErrWrongRegistry},
		"peer's document cut":         {7, 2, b.document[:len(b.document)-1], ErrPeer},
		"peer without a document":     {7, 2, nil, ErrPeer},
		"DataDAO that is not held":    {8, 2, b.document, ErrUnknownDLP},
		"epoch that is not held":      {7, 3, b.document, ErrUnknownEpoch},
		"a good peer, for comparison": {7, 2, b.document, nil},
	} {
		if _, err := a.Offer(t.Context(), tc.dlp, tc.epoch, Item{}, a.sender, tc.peer, n.check, now); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	if _, err := a.Offer(t.Context(), 7, 2, Item{}, Sender{Document: []byte("{}"), Sign: a.sender.Sign}, b.document, n.check, now); !errors.Is(err, enclave.ErrDocument) {
		t.Errorf("an own document that is none: %v", err)
	}
}

func TestAcceptRefuses(t *testing.T) {
	n, elsewhere := newNetwork(t), newNetwork(t)
	a, b := n.validator(t, code, here), n.validator(t, code, here)
	intake, _ := a.Create(7, 2, rand.Reader)
	good, err := a.Offer(t.Context(), 7, 2, Item{}, a.sender, b.document, n.check, now)
	if err != nil {
		t.Fatal(err)
	}
	expect := Expect{ChainID: chain, Registry: registry, DLP: 7, Epoch: 2, Intake: intake.Digest(), Self: b.address}
	with := func(f func(e *Expect)) Expect { e := expect; f(&e); return e }
	// forge lets an attacker who knows some keys make a hand-over of any content for b, signed with any key.
	forge := func(sign func([32]byte) ([]byte, error), document []byte, f func(h *handOver, body *handOverBody)) []byte {
		body := handOverBody{ChainID: chain, Registry: registry, DLP: 7, Epoch: 2, From: a.address, To: b.address, Deadline: now.Unix(),
			Secret: secret{1}, Dataset: secret{2}, Epochs: []epochRecord{{2, secret{3}}}}
		h := handOver{Format: handOverFormat, Document: document}
		f(&h, &body)
		h.Body, _ = json.Marshal(body)
		digest, err := body.digest(h.Body)
		if err != nil {
			t.Fatal(err)
		}
		h.Signature, _ = sign(digest)
		plain, _ := json.Marshal(h)
		sealed, err := seal.SealBytes(plain, b.id.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		return sealed
	}
	nothing := func(*handOver, *handOverBody) {}
	mallory := elsewhere.validator(t, code, here)
	old := n.validator(t, common.Hash{1}, here)
	planted, _ := seal.IdentityFromSeed([32]byte{3})
	for name, tc := range map[string]struct {
		sealed []byte
		id     *seal.Identity
		want   Expect
		now    time.Time
		err    error
	}{
		"wrong chain":           {good, b.id, with(func(e *Expect) { e.ChainID = 1 }), now, ErrWrongChain},
		"wrong registry":        {good, b.id, with(func(e *Expect) { e.Registry = common.Address{1} }), now, ErrWrongRegistry},
		"wrong DataDAO":         {good, b.id, with(func(e *Expect) { e.DLP = 8 }), now, ErrWrongDLP},
		"wrong epoch":           {good, b.id, with(func(e *Expect) { e.Epoch = 3 }), now, ErrWrongEpoch},
		"wrong receiver":        {good, b.id, with(func(e *Expect) { e.Self = a.address }), now, ErrWrongReceiver},
		"key not on chain":      {good, b.id, with(func(e *Expect) { e.Intake[0] ^= 1 }), now, ErrIntakeKey},
		"no key on chain":       {good, b.id, with(func(e *Expect) { e.Intake = [32]byte{} }), now, ErrIntakeKey},
		"after the deadline":    {good, b.id, expect, now.Add(time.Second), ErrDeadline},
		"another's identity":    {good, a.id, expect, now, seal.ErrNotForUs},
		"cut":                   {good[:len(good)-1], b.id, expect, now, seal.ErrDamaged},
		"not sealed":            {[]byte("{}"), b.id, expect, now, seal.ErrNotSealed},
		"too large":             {make([]byte, maxHandOver+1), b.id, expect, now, ErrHandOver},
		"unsigned":              {forge(func([32]byte) ([]byte, error) { return nil, nil }, a.document, nothing), b.id, expect, now, ErrSender},
		"signed by another":     {forge(mallory.sender.Sign, a.document, nothing), b.id, expect, now, ErrSender},
		"from another":          {forge(mallory.sender.Sign, a.document, func(_ *handOver, body *handOverBody) { body.From = mallory.address }), b.id, expect, now, ErrSender},
		"other root's sender":   {forge(mallory.sender.Sign, mallory.document, func(_ *handOver, body *handOverBody) { body.From = mallory.address }), b.id, expect, now, ErrPeer},
		"other code's sender":   {forge(old.sender.Sign, old.document, func(_ *handOver, body *handOverBody) { body.From = old.address }), b.id, expect, now, ErrPeer},
		"no document":           {forge(a.sender.Sign, nil, nothing), b.id, expect, now, ErrPeer},
		"planted keys":          {forge(a.sender.Sign, a.document, nothing), b.id, expect, now, ErrIntakeKey},
		"later format":          {forge(a.sender.Sign, a.document, func(h *handOver, _ *handOverBody) { h.Format = "coppice-handover/9" }), b.id, expect, now, ErrVersion},
		"no format":             {forge(a.sender.Sign, a.document, func(h *handOver, _ *handOverBody) { h.Format = "" }), b.id, expect, now, ErrHandOver},
		"no keys":               {forge(a.sender.Sign, a.document, func(_ *handOver, body *handOverBody) { body.Epochs = nil }), b.id, expect, now, ErrHandOver},
		"no secret":             {forge(a.sender.Sign, a.document, func(_ *handOver, body *handOverBody) { body.Secret = secret{} }), b.id, expect, now, ErrHandOver},
		"last key not of epoch": {forge(a.sender.Sign, a.document, func(_ *handOver, body *handOverBody) { body.Epochs[0].Epoch = 1 }), b.id, expect, now, ErrHandOver},
	} {
		if _, err := b.Accept(t.Context(), tc.sealed, tc.id, tc.want, n.check, tc.now); !errors.Is(err, tc.err) {
			t.Errorf("%s: %v, want %v", name, err, tc.err)
		}
	}
	if b.Has(7) || len(b.DLPs()) != 0 {
		t.Fatal("a refused hand-over left keys behind")
	}
	// The forger's frame itself is sound: with keys that are on chain it is accepted.
	matching := with(func(e *Expect) { e.Intake = planted.Recipient().Digest() })
	if _, err := b.Accept(t.Context(), forge(a.sender.Sign, a.document, nothing), b.id, matching, n.check, now); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Accept(t.Context(), good, b.id, expect, n.check, now); !errors.Is(err, ErrConflict) {
		t.Errorf("another secret of the same DataDAO: %v", err)
	}
	otherSeed := forge(a.sender.Sign, a.document, func(_ *handOver, body *handOverBody) { body.Epochs[0].Seed = secret{4} })
	fourth, _ := seal.IdentityFromSeed([32]byte{4})
	if _, err := b.Accept(t.Context(), otherSeed, b.id, with(func(e *Expect) { e.Intake = fourth.Recipient().Digest() }), n.check, now); !errors.Is(err, ErrConflict) {
		t.Errorf("another key of the same epoch: %v", err)
	}
	if r, _ := b.Intake(7); !r.Equal(planted.Recipient()) {
		t.Error("a conflict replaced a key")
	}
}

func FuzzParseHandOver(f *testing.F) {
	body, _ := json.Marshal(handOverBody{Epoch: 1, Secret: secret{1}, Dataset: secret{1}, Epochs: []epochRecord{{1, secret{1}}}})
	good, _ := json.Marshal(handOver{Format: handOverFormat, Body: body, Document: []byte("{}"), Signature: make([]byte, 65)})
	f.Add(good)
	f.Add([]byte(`{"format":"coppice-handover/1","body":null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, body, err := parseHandOver(b)
		if err != nil {
			if !errors.Is(err, ErrHandOver) && !errors.Is(err, ErrVersion) {
				t.Fatalf("unnamed error: %v", err)
			}
			return
		}
		body.digest(h.Body)
	})
}

func FuzzParseRecords(f *testing.F) {
	good, _ := poolRecord{Format: poolFormat, DLP: 7, Secret: secret{1}, Dataset: secret{2}, Epochs: []epochRecord{{1, secret{3}}}}.encode()
	f.Add(good)
	own, _ := json.Marshal(localRecord{Format: localFormat, Identity: secret{1}, Key: secret{1}, Jobs: secret{1}})
	f.Add(own)
	f.Fuzz(func(t *testing.T, b []byte) {
		_, err := parsePool(b, 7)
		_, err2 := parseLocal(b)
		for _, e := range []error{err, err2} {
			if e != nil && !errors.Is(e, ErrRecord) && !errors.Is(e, ErrVersion) {
				t.Fatalf("unnamed error: %v", e)
			}
		}
		if err == nil {
			p, _ := parsePool(b, 7)
			again, err := p.record.encode()
			if err != nil {
				t.Fatal(err)
			}
			back, err := parsePool(again, 7)
			if err != nil || len(back.identities) != len(p.identities) || !bytes.Equal(again, must(back.record.encode())) {
				t.Fatalf("a record changes when it is written again: %v", err)
			}
		}
	})
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}
