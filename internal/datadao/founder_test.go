package datadao

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/ledger/ledgertest"
	"github.com/coppice-network/coppice/internal/sandbox"
)

var world *ledgertest.World

func TestMain(m *testing.M) { os.Exit(ledgertest.Run(m, &world)) }

var errAway = errors.New("away")

// rig is a founder on a real chain; store, sandbox and validator are made up.
type rig struct {
	t      *testing.T
	key    *ecdsa.PrivateKey
	puts   map[string][]byte
	putErr func(n int) error // of the n-th put of this process
	n      int
	schema string
	*Founder
}

const oneTable = `{"format":"coppice-schema/1","tables":[{"name":"days","columns":[{"name":"steps","type":"INTEGER","nullable":false}]}]}`

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, key: world.Account(t), puts: map[string][]byte{}, schema: oneTable}
	r.start()
	return r
}

// start is a new process of the same account, which has lost what it was doing and its outbox.
func (r *rig) start() {
	r.t.Helper()
	r.n, r.putErr = 0, nil
	r.Founder = &Founder{
		Ledger: world.Ledger, Outbox: world.Outbox(r.t, r.key, filepath.Join(r.t.TempDir(), "outbox.db"), world.Chain.Client()), Blobs: r, Runner: r,
		Owner: crypto.PubkeyToAddress(r.key.PublicKey), IntakeReady: func(context.Context, uint64) (string, error) { return "age1pq1key", nil },
	}
}

func (r *rig) Put(_ context.Context, src io.Reader) (cid.Cid, int64, error) {
	b, err := io.ReadAll(src)
	if err != nil {
		return cid.Undef, 0, err
	}
	if r.n++; r.putErr != nil {
		if err := r.putErr(r.n); err != nil {
			return cid.Undef, 0, err
		}
	}
	id, n, err := blob.Sum(bytes.NewReader(b))
	if err == nil {
		r.puts[blob.URL(id)] = b
	}
	return id, n, err
}

// Run describes a refiner's tables.
func (r *rig) Run(context.Context, sandbox.Spec) (*sandbox.Result, error) {
	if r.schema == "" {
		return nil, &sandbox.Failure{Kind: sandbox.Rejected, Code: bundle.CodeFailed, Detail: "refine.sql: no such function"}
	}
	return &sandbox.Result{Value: json.RawMessage(r.schema)}, nil
}

func (r *rig) nonce() uint64 {
	r.t.Helper()
	n, err := world.Chain.Client().NonceAt(r.t.Context(), r.Owner, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return n
}

func file(t *testing.T, name, content string) *bundle.Bundle {
	t.Helper()
	b, err := bundle.FromFile(name, []byte(content))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (r *rig) plan(name string) Plan {
	return Plan{
		Slug: ledgertest.Slug(name, r.Owner), Symbol: "T", Proof: file(r.t, "proof.star", "def prove(file, context):\n    return proof(valid = True, score = 1)\n"),
		Refiners: []*bundle.Bundle{file(r.t, "refine.sql", "SELECT 1"), file(r.t, "more.sql", "SELECT 2")}, Terms: Defaults(),
	}
}

// TestCreate makes a DataDAO; the chain says what was meant, and giving the command again changes nothing.
func TestCreate(t *testing.T) {
	r := newRig(t)
	plan := r.plan("fitness")
	created, err := r.Create(t.Context(), plan)
	if err != nil {
		t.Fatal(err)
	}
	if created.Slug != plan.Slug || created.Owner != r.Owner || created.PublicKey != "age1pq1key" || len(created.Refiners) != 2 {
		t.Errorf("created %+v", created)
	}
	digest, url, err := world.Ledger.ProofBundle(t.Context(), created.Pool)
	if err != nil || digest != plan.Proof.Digest || !bytes.Equal(r.puts[url], plan.Proof.Packed()) {
		t.Errorf("the proof is %x at %s (%v)", digest[:4], url, err)
	}
	for i, x := range created.Refiners {
		if x.BundleDigest != plan.Refiners[i].Digest || !bytes.Equal(r.puts[x.BundleURL], plan.Refiners[i].Packed()) || x.DLP != created.ID {
			t.Errorf("refiner %d is %+v", i, x)
		}
		schema, err := dataset.ParseSchema(r.puts[blob.URL(blob.FromDigest(x.SchemaDigest, 0))])
		if err != nil || len(schema.Tables) != 1 {
			t.Errorf("its schema is %+v (%v)", schema, err)
		}
	}
	before := r.nonce()
	r.start()
	again, err := r.Create(t.Context(), plan)
	if err != nil || again.ID != created.ID || len(again.Refiners) != 2 || r.nonce() != before {
		t.Errorf("created again: %+v, %v, %d more transactions", again, err, r.nonce()-before)
	}
}

// TestCreateResumes: a creation that ended anywhere is finished by giving the command again, also from another home.
func TestCreateResumes(t *testing.T) {
	for n := 1; n <= 5; n++ { // proof; bundle and schema of two refiners
		t.Run("", func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			plan := r.plan("resumed_" + string(rune('a'+n)))
			r.putErr = func(i int) error {
				if i == n {
					return errAway
				}
				return nil
			}
			if _, err := r.Create(t.Context(), plan); !errors.Is(err, errAway) {
				t.Fatalf("got %v", err)
			}
			r.start()
			created, err := r.Create(t.Context(), plan)
			if err != nil {
				t.Fatal(err)
			}
			if len(created.Refiners) != 2 || r.nonce() != 4 {
				t.Errorf("%d refiners in %d transactions, want 2 in 4", len(created.Refiners), r.nonce())
			}
		})
	}
}

// TestCreateRefused: what is wrong with a plan is said before anything is sent.
func TestCreateRefused(t *testing.T) {
	other := newRig(t)
	if _, err := other.Create(t.Context(), other.plan("taken")); err != nil {
		t.Fatal(err)
	}
	r := newRig(t)
	proof, refiner := r.plan("x").Proof, r.plan("x").Refiners[0]
	for name, c := range map[string]struct {
		change func(p *Plan)
		schema string
		want   error
	}{
		"a short name":                {func(p *Plan) { p.Slug = "ab" }, oneTable, ErrSlug},
		"a long name":                 {func(p *Plan) { p.Slug = strings.Repeat("a", 33) }, oneTable, ErrSlug},
		"a name with capitals":        {func(p *Plan) { p.Slug = "Fitness" }, oneTable, ErrSlug},
		"a name with a digit first":   {func(p *Plan) { p.Slug = "1st" }, oneTable, ErrSlug},
		"no name":                     {func(p *Plan) { p.Slug = "" }, oneTable, ErrSlug},
		"another owner's name":        {func(p *Plan) { p.Slug = other.plan("taken").Slug }, oneTable, ErrTaken},
		"a refiner for a proof":       {func(p *Plan) { p.Proof = refiner }, oneTable, ErrKind},
		"a proof for a refiner":       {func(p *Plan) { p.Refiners = []*bundle.Bundle{proof} }, oneTable, ErrKind},
		"a refiner that fails":        {func(*Plan) {}, "", bundle.ErrBundleFailed},
		"a schema that is none":       {func(*Plan) {}, `{"format":"coppice-schema/1","tables":[]}`, dataset.ErrSchemaInvalid},
		"a schema of a later version": {func(*Plan) {}, strings.Replace(oneTable, "/1", "/2", 1), dataset.ErrSchemaVersion},
	} {
		t.Run(name, func(t *testing.T) {
			p := r.plan("refused")
			c.change(&p)
			r.schema = c.schema
			if _, err := r.Create(t.Context(), p); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if r.nonce() != 0 || len(r.puts) != 0 {
				t.Errorf("%d transactions and %d contents were sent", r.nonce(), len(r.puts))
			}
		})
	}
}

func TestCreateWaitsForKey(t *testing.T) {
	r := newRig(t)
	r.IntakeReady = func(context.Context, uint64) (string, error) { return "", errAway }
	if _, err := r.Create(t.Context(), r.plan("keyless")); !errors.Is(err, errAway) {
		t.Errorf("got %v", err)
	}
}

// TestGrantAndApprove: what the owner may, a stranger may not.
func TestGrantAndApprove(t *testing.T) {
	r := newRig(t)
	plan := r.plan("granting")
	plan.KeepClosed = true
	created, err := r.Create(t.Context(), plan)
	if err != nil {
		t.Fatal(err)
	}
	dao := &created.DataDAO
	grant := ledger.NewPermission{RefinerID: created.Refiners[0].ID, Table: "days", Price: ledgertest.Tokens(1), Policy: ledger.Policy{RowsMayLeave: true}}
	first, err := r.Grant(t.Context(), dao, "grant/1", grant, true)
	if err != nil {
		t.Fatal(err)
	}
	if same, err := r.Grant(t.Context(), dao, "grant/1", grant, true); err != nil || same != first {
		t.Errorf("granted again under its key: %d, %v", same, err)
	}
	if second, err := r.Grant(t.Context(), dao, "grant/2", grant, true); err != nil || second == first {
		t.Errorf("granted under another key: %d, %v", second, err)
	}
	code := file(t, "train.wasm", "\x00asm\x01\x00\x00\x00")
	id, err := r.PublishInstruction(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	if digest, owner, url, err := world.Ledger.Instruction(t.Context(), id); err != nil || digest != code.Digest || owner != r.Owner || !bytes.Equal(r.puts[url], code.Packed()) {
		t.Errorf("the instruction is %x of %s at %s (%v)", digest[:4], owner, url, err)
	}
	for i, approved := range []bool{true, false, true} {
		if err := r.Approve(t.Context(), dao, "approve/"+string(rune('a'+i)), id, approved, true); err != nil {
			t.Fatal(err)
		}
		if got, err := world.Ledger.InstructionApproved(t.Context(), id, created.ID); err != nil || got != approved {
			t.Errorf("approved is %v (%v), want %v", got, err, approved)
		}
	}
	if _, err := r.PublishInstruction(t.Context(), r.plan("x").Proof); !errors.Is(err, ErrKind) {
		t.Errorf("a proof as an instruction: got %v, want ErrKind", err)
	}
	stranger := newRig(t)
	var refused *fault.Error
	if _, err := stranger.Grant(t.Context(), dao, "grant", grant, true); !errors.Is(err, ErrGoverned) {
		t.Errorf("a stranger's grant: got %v", err)
	}
	if err := stranger.Approve(t.Context(), dao, "approve", id, false, true); !errors.As(err, &refused) || refused.Code != fault.Denied {
		t.Errorf("a stranger's approval: got %v", err)
	}
	if _, err := stranger.AddRefiner(t.Context(), dao, file(t, "theirs.sql", "SELECT 3"), []byte(oneTable), true); !errors.Is(err, ErrGoverned) {
		t.Errorf("a stranger's refiner: got %v", err)
	}
	if stranger.nonce() != 0 {
		t.Error("the stranger paid for it")
	}
}

// TestLongName: every name that is allowed can be founded.
func TestLongName(t *testing.T) {
	for slug, want := range map[string]string{
		"abc": "abc data token", strings.Repeat("a", 20): strings.Repeat("a", 20) + " data token", strings.Repeat("a", 21): strings.Repeat("a", 21) + " token",
		strings.Repeat("a", 25): strings.Repeat("a", 25) + " token", strings.Repeat("a", 26): strings.Repeat("a", 26), strings.Repeat("a", 32): strings.Repeat("a", 31),
	} {
		if got := tokenName(slug); got != want {
			t.Errorf("the token of %s is called %q", slug, got)
		}
	}
	r := newRig(t)
	p := r.plan("long")
	p.Slug += strings.Repeat("x", 32-len(p.Slug))
	created, err := r.Create(t.Context(), p)
	if err != nil || created.Slug != p.Slug {
		t.Errorf("the longest name: %+v, %v", created, err)
	}
}

func TestTerms(t *testing.T) {
	d := Defaults()
	rest := ledgertest.Tokens(0).Sub(d.Cap, d.RewardPot)
	if rest.Sub(rest, d.Stock).Sign() < 0 {
		t.Error("more is promised than there can ever be")
	}
	given := Terms{RewardFactor: ledgertest.Tokens(7), EpochRewardCap: ledgertest.Tokens(0), TreasuryShareBps: 1}.orDefaults()
	if given.RewardFactor.Cmp(ledgertest.Tokens(7)) != 0 || given.EpochRewardCap.Sign() != 0 || given.TreasuryShareBps != 1 {
		t.Errorf("what was given became %+v", given)
	}
	if given.Cap.Cmp(d.Cap) != 0 || given.RewardPot.Cmp(d.RewardPot) != 0 || given.Stock.Cmp(d.Stock) != 0 || given.SalePrice.Cmp(d.SalePrice) != 0 {
		t.Errorf("what was not given became %+v", given)
	}
	r := newRig(t)
	p := r.plan("defaults")
	p.Terms = Terms{}
	if _, err := r.Create(t.Context(), p); err != nil {
		t.Errorf("a plan without terms: %v", err)
	}
}
