package access

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/ledger/ledgertest"
	"github.com/coppice-network/coppice/internal/seal"
)

var world *ledgertest.World

func TestMain(m *testing.M) { os.Exit(ledgertest.Run(m, &world)) }

var errAway = errors.New("away")

// rig is a buyer on a real chain whose only validator is the test.
type rig struct {
	t         *testing.T
	dao       *ledger.DataDAO
	key       *ecdsa.PrivateKey
	validator *seal.Identity // opens requests
	quote     *Quote
	quoteErr  error
	trustErr  error
	blobs     *blobs
	settled   map[uint64]settlementOf
	waits     []func()
	*Buyer
}

type settlementOf struct {
	tx      common.Hash
	expired bool
	err     error
}

const tokensHeld = 1000

// newRig makes a DataDAO with one permission of 1 token for a row, and a buyer with 1,000 tokens.
func newRig(t *testing.T) *rig {
	t.Helper()
	founder := world.Account(t)
	validator := onlyValidator(t)
	r := &rig{t: t, key: world.Account(t), validator: identity(t, 1), blobs: &blobs{content: map[string][]byte{}}, settled: map[uint64]settlementOf{}}
	r.dao, _ = world.ClosedDataDAO(t, founder, validator)
	refiner, err := world.Ledger.RefinerAdded(world.Send(t, founder, world.Ledger.AddRefiner(r.dao.ID, "days", [32]byte{1}, [32]byte{2}, "ipfs://refiner")))
	if err != nil {
		t.Fatal(err)
	}
	grant := ledger.NewPermission{RefinerID: refiner, Price: ledgertest.Tokens(1), Policy: ledger.Policy{RowsMayLeave: true}}
	permission, err := world.Ledger.PermissionAdded(world.Send(t, founder, world.Ledger.Grant(grant)))
	if err != nil {
		t.Fatal(err)
	}
	world.Send(t, r.key, world.Ledger.BuyTokens(r.dao.Pool, ledgertest.Tokens(tokensHeld), ledgertest.Tokens(1)))
	r.quote = &Quote{Allowed: true, MaxSeconds: 30, VANA: big.NewInt(30e15), Lines: []ledger.JobLine{{PermissionID: permission, DLP: r.dao.ID, Price: grant.Price, MaxRows: 100}}}
	a := crypto.PubkeyToAddress(r.key.PublicKey)
	r.Buyer = &Buyer{
		Ledger: world.Ledger, Outbox: world.Outbox(t, r.key, filepath.Join(t.TempDir(), "outbox.db"), world.Chain.Client()), Blobs: r.blobs, Quoter: r,
		Settlements: r, Trust: r, Account: a, Self: identity(t, 2),
	}
	return r
}

var (
	validatorMu  sync.Mutex
	theValidator common.Address
)

func onlyValidator(t *testing.T) common.Address {
	t.Helper()
	validatorMu.Lock()
	defer validatorMu.Unlock()
	if theValidator == (common.Address{}) {
		theValidator = world.Validator(t)
	}
	return theValidator
}

func identity(t *testing.T, n byte) *seal.Identity {
	t.Helper()
	id, err := seal.IdentityFromSeed([32]byte{n})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (r *rig) Quote(_ context.Context, _ string, _, _ uint64) (*Quote, error) {
	q := *r.quote
	q.Lines = append([]ledger.JobLine{}, r.quote.Lines...)
	return &q, r.quoteErr
}

func (r *rig) Recipient(context.Context, ledger.Validator) (seal.Recipient, error) {
	return r.validator.Recipient(), r.trustErr
}

func (r *rig) Settlement(_ context.Context, id uint64) (common.Hash, bool, error) {
	s := r.settled[id]
	return s.tx, s.expired, s.err
}

func (r *rig) Wait(_ context.Context, height uint64) (uint64, error) {
	if len(r.waits) == 0 {
		return 0, errAway
	}
	r.waits[0]()
	r.waits = r.waits[1:]
	return height + 1, nil
}

// submit submits a job.
func (r *rig) submit() uint64 {
	r.t.Helper()
	id, err := r.Submit(r.t.Context(), Wish{SQL: "SELECT 1", MaxSeconds: 30})
	if err != nil {
		r.t.Fatal(err)
	}
	return id
}

// settle settles a job as its validator, with whatever the receipt says.
func (r *rig) settle(receipt ledger.Receipt) {
	r.t.Helper()
	if receipt.Rows == nil {
		receipt.Rows = []uint64{0}
	}
	r.settled[receipt.JobID] = settlementOf{tx: world.Settle(r.t, receipt).TxHash}
}

// deliver stores a manifest sealed to someone, and gives its digest.
func (r *rig) deliver(m job.Manifest, to *seal.Identity) [32]byte {
	r.t.Helper()
	plain, err := m.Encode()
	if err != nil {
		r.t.Fatal(err)
	}
	return r.store(plain, to)
}

// store stores something sealed and gives the digest of the sealed bytes.
func (r *rig) store(plain []byte, to *seal.Identity) [32]byte {
	r.t.Helper()
	sealed, err := seal.SealBytes(plain, to.Recipient())
	if err != nil {
		r.t.Fatal(err)
	}
	r.blobs.content[blob.FromDigest(sha256.Sum256(sealed), 0).String()] = sealed
	return sha256.Sum256(sealed)
}

// artifact stores one and describes it.
func (r *rig) artifact(name, content string) job.Artifact {
	return job.Artifact{
		Name: name, CID: blob.FromDigest(r.store([]byte(content), r.Self), 0).String(), Bytes: int64(len(content)), Digest: sha256.Sum256([]byte(content)),
	}
}

// blobs is the network's content store. It is not to be believed: it gives whatever lies under an address.
type blobs struct {
	content map[string][]byte
	putErr  error
}

func (b *blobs) Get(_ context.Context, id cid.Cid) (io.ReadCloser, error) {
	data, ok := b.content[id.String()]
	if !ok {
		return nil, fmt.Errorf("%w: %s", blob.ErrNotFound, id)
	}
	return io.NopCloser(bytes.NewReader(data)), nil
}

func (b *blobs) Put(_ context.Context, src io.Reader) (cid.Cid, int64, error) {
	data, err := io.ReadAll(src)
	if err == nil {
		err = b.putErr
	}
	if err != nil {
		return cid.Undef, 0, err
	}
	id := blob.FromDigest(sha256.Sum256(data), 0)
	b.content[id.String()] = data
	return id, int64(len(data)), nil
}

func (r *rig) free(token common.Address) *big.Int {
	r.t.Helper()
	v, err := world.Ledger.EngineBalance(r.t.Context(), r.Account, token)
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}

func (r *rig) held() *big.Int {
	r.t.Helper()
	v, err := world.Ledger.TokenBalance(r.t.Context(), r.dao.Token, r.Account)
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}

// TestBuy buys twice: quote, escrow, request, settlement, delivery, and a receipt that holds. The second job is paid from what the
// first left over, as far as that goes.
func TestBuy(t *testing.T) {
	r := newRig(t)
	var said []string
	r.Progress = func(what string) { said = append(said, what) }
	wish := Wish{SQL: "SELECT level FROM days", Params: json.RawMessage(`{"k":1}`), MaxSeconds: 30, Headroom: 0.1}
	first, err := r.Submit(t.Context(), wish)
	if err != nil {
		t.Fatal(err)
	}
	j, err := world.Ledger.AccessJob(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	if j.Owner != r.Account || j.MaxSeconds != 30 || len(j.Lines) != 1 || j.Lines[0].MaxRows != 110 || j.Lines[0].PermissionID != r.quote.Lines[0].PermissionID {
		t.Errorf("the job on chain is %+v", j)
	}
	if got, want := r.held(), ledgertest.Tokens(tokensHeld-110); got.Cmp(want) != 0 || r.free(r.dao.Token).Sign() != 0 {
		t.Errorf("the buyer holds %s tokens, want %s, and %s in free balance", got, want, r.free(r.dao.Token))
	}
	plain, err := seal.OpenBytes(r.blobs.content[blob.FromDigest(j.RequestDigest, 0).String()], r.validator)
	if err != nil {
		t.Fatal(err)
	}
	req, err := job.DecodeRequest(plain)
	if err != nil {
		t.Fatal(err)
	}
	if err := req.Check(r.Account, world.Ledger.ChainID.Uint64(), world.Ledger.Net.ComputeEngine, 0); err != nil {
		t.Error(err)
	}
	if req.SQL != wish.SQL || string(req.Params) != `{"k":1}` || req.Recipient != r.Self.Recipient().String() {
		t.Errorf("the request is %+v", req)
	}

	m := job.Manifest{JobID: first, Artifacts: []job.Artifact{r.artifact("result.parquet", "rows"), r.artifact("empty", "")}, Log: "log\n"}
	receipt := ledger.Receipt{JobID: first, SnapshotDigest: [32]byte{3}, ResultDigest: r.deliver(m, r.Self), UsedSeconds: 2, Rows: []uint64{40}}
	r.waits = []func(){func() {}, func() { r.settle(receipt) }}
	d, err := r.Fetch(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	if d.JobID != first || string(d.Artifacts["result.parquet"]) != "rows" || len(d.Artifacts) != 2 || d.Manifest.Log != "log\n" {
		t.Errorf("delivered %+v", d)
	}
	if len(d.Receipt.Artifacts) != 2 || d.Receipt.Rows[0] != 40 || d.Receipt.Buyer != r.Account || d.Receipt.Tx != r.settled[first].tx {
		t.Errorf("the receipt is %+v", d.Receipt)
	}
	checks, err := VerifyReceipt(t.Context(), d.Receipt, Online{Ledger: world.Ledger, Trust: r})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if !c.OK {
			t.Errorf("%s: %s", c.Name, c.Detail)
		}
	}
	if want := "asking for a quote, paying into escrow, submitting the job, waiting for the validator, fetching and opening the result"; strings.Join(said, ", ") != want {
		t.Errorf("the buyer was told %q", said)
	}
	again, err := r.Fetch(t.Context(), first)
	if err != nil || string(again.Artifacts["result.parquet"]) != "rows" {
		t.Errorf("fetched again: %v", err)
	}

	if left, want := r.free(r.dao.Token), ledgertest.Tokens(70); left.Cmp(want) != 0 {
		t.Fatalf("%s tokens are left over, want %s", left, want)
	}
	before := r.held()
	r.quote.Lines[0].MaxRows = 90
	r.submit()
	if paid, want := before.Sub(before, r.held()), ledgertest.Tokens(20); paid.Cmp(want) != 0 {
		t.Errorf("the second job took %s tokens, want %s", paid, want)
	}
	before = r.held()
	world.Send(t, r.key, world.Ledger.Approve(r.dao.Token, ledgertest.Tokens(50)))
	world.Send(t, r.key, world.Ledger.Deposit(r.dao.Token, ledgertest.Tokens(50)))
	world.Send(t, r.key, world.Ledger.Deposit(common.Address{}, ledgertest.Tokens(1)))
	r.quote.Lines[0].MaxRows = 50
	r.submit()
	if paid, want := before.Sub(before, r.held()), ledgertest.Tokens(50); paid.Cmp(want) != 0 || r.free(r.dao.Token).Sign() != 0 {
		t.Errorf("the third job took %s tokens beside the deposit", paid)
	}
	if vana, want := r.free(common.Address{}), ledgertest.Tokens(1); vana.Cmp(want) >= 0 {
		t.Errorf("%s VANA are in free balance: the deposit was not used", vana)
	}
}

// TestNotSubmitted: what stops a job before it is submitted costs nothing.
func TestNotSubmitted(t *testing.T) {
	for name, c := range map[string]struct {
		arrange func(r *rig)
		want    error
		text    string
	}{
		"no quote":                               {func(r *rig) { r.quoteErr = errAway }, errAway, ""},
		"denied":                                 {func(r *rig) { r.quote = &Quote{Denials: []string{"secret is not granted", "and more"}} }, ErrDenied, "secret is not granted"},
		"denied, nobody says why":                {func(r *rig) { r.quote = &Quote{} }, ErrDenied, ""},
		"a validator that is not believed":       {func(r *rig) { r.trustErr = errAway }, errAway, "validator 0x"},
		"no store":                               {func(r *rig) { r.blobs.putErr = errAway }, errAway, "storing the request"},
		"a quote of a DataDAO that is not there": {func(r *rig) { r.quote.Lines[0].DLP = 999 }, nil, "no such DataDAO"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			before := r.nonce()
			c.arrange(r)
			_, err := r.Run(t.Context(), Wish{SQL: "SELECT 1", MaxSeconds: 30})
			if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
				t.Errorf("got %v, want %v %q", err, c.want, c.text)
			}
			if r.nonce() != before {
				t.Error("transactions were sent")
			}
		})
	}
	t.Run("too few tokens", func(t *testing.T) {
		r := newRig(t)
		before := r.nonce()
		r.quote.Lines[0].MaxRows = tokensHeld + 1
		_, err := r.Submit(t.Context(), Wish{SQL: "SELECT 1", MaxSeconds: 30})
		var short *TokensError
		if !errors.As(err, &short) || short.Token != r.dao.Token || short.Need.Cmp(ledgertest.Tokens(tokensHeld+1)) != 0 || short.Have.Cmp(ledgertest.Tokens(tokensHeld)) != 0 {
			t.Errorf("got %v", err)
		}
		if r.nonce() != before {
			t.Error("transactions were sent")
		}
	})
	t.Run("a request that is too large", func(t *testing.T) {
		r := newRig(t)
		if _, err := r.Submit(t.Context(), Wish{SQL: strings.Repeat("x", job.MaxDocument)}); err == nil || !strings.Contains(err.Error(), "at most 256") || len(r.blobs.content) != 0 {
			t.Errorf("got %v", err)
		}
	})
}

func (r *rig) nonce() uint64 {
	r.t.Helper()
	n, err := world.Chain.Client().NonceAt(r.t.Context(), r.Account, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return n
}

// TestFetchRefuses: a delivery that is not what receipt and manifest say is refused, and says how.
func TestFetchRefuses(t *testing.T) {
	stranger := identity(t, 9)
	for name, c := range map[string]struct {
		// settle gives the receipt's digest of the result.
		settle func(r *rig, id uint64) [32]byte
		want   error
	}{
		"a manifest of another job":    {func(r *rig, id uint64) [32]byte { return r.deliver(job.Manifest{JobID: id + 1}, r.Self) }, ErrResult},
		"a manifest for somebody else": {func(r *rig, id uint64) [32]byte { return r.deliver(job.Manifest{JobID: id}, stranger) }, seal.ErrNotForUs},
		"a manifest of a later version": {func(r *rig, id uint64) [32]byte {
			return r.store([]byte(`{"format":"coppice-manifest/2","jobId":1,"artifacts":[]}`), r.Self)
		}, job.ErrFormat},
		"a manifest that is not there": {func(*rig, uint64) [32]byte { return [32]byte{1} }, blob.ErrNotFound},
		"a manifest that is too large": {func(r *rig, id uint64) [32]byte {
			return r.deliver(job.Manifest{JobID: id, Log: strings.Repeat("x", job.MaxDocument)}, r.Self)
		}, ErrResult},
		"a damaged manifest": {func(r *rig, id uint64) [32]byte {
			digest := r.deliver(job.Manifest{JobID: id}, r.Self)
			b := r.blobs.content[blob.FromDigest(digest, 0).String()]
			b[len(b)-1] ^= 1
			return digest
		}, seal.ErrDamaged},
		"an artefact with another digest": {func(r *rig, id uint64) [32]byte {
			a := r.artifact("model", "weights")
			a.Digest[0] ^= 1
			return r.deliver(job.Manifest{JobID: id, Artifacts: []job.Artifact{r.artifact("fine", "fine"), a}}, r.Self)
		}, ErrResult},
		"an artefact that was replaced": {func(r *rig, id uint64) [32]byte {
			a, other := r.artifact("model", "weights"), r.artifact("model", "WEIGHTS")
			r.blobs.content[a.CID] = r.blobs.content[other.CID]
			return r.deliver(job.Manifest{JobID: id, Artifacts: []job.Artifact{a}}, r.Self)
		}, ErrResult},
		"an artefact for somebody else": {func(r *rig, id uint64) [32]byte {
			a := r.artifact("model", "weights")
			a.CID = blob.FromDigest(r.store([]byte("weights"), stranger), 0).String()
			return r.deliver(job.Manifest{JobID: id, Artifacts: []job.Artifact{a}}, r.Self)
		}, seal.ErrNotForUs},
		"an artefact that is not there": {func(r *rig, id uint64) [32]byte {
			a := r.artifact("model", "weights")
			delete(r.blobs.content, a.CID)
			return r.deliver(job.Manifest{JobID: id, Artifacts: []job.Artifact{a}}, r.Self)
		}, blob.ErrNotFound},
		"an artefact without an address": {func(r *rig, id uint64) [32]byte {
			a := r.artifact("model", "weights")
			a.CID = "../model"
			return r.deliver(job.Manifest{JobID: id, Artifacts: []job.Artifact{a}}, r.Self)
		}, ErrResult},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			id := r.submit()
			r.settle(ledger.Receipt{JobID: id, ResultDigest: c.settle(r, id), UsedSeconds: 1, Rows: []uint64{1}})
			if d, err := r.Fetch(t.Context(), id); !errors.Is(err, c.want) || d != nil {
				t.Errorf("got %v and %v, want %v", d, err, c.want)
			}
		})
	}
}

// TestFailedJobs: a job that failed gives its receipt, and why.
func TestFailedJobs(t *testing.T) {
	t.Run("the buyer's doing", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		id := r.submit()
		r.settle(ledger.Receipt{JobID: id, Outcome: ledger.BuyerFault, UsedSeconds: 1, ResultDigest: r.deliver(job.Manifest{JobID: id, Error: "division by zero"}, r.Self)})
		d, err := r.Fetch(t.Context(), id)
		if !errors.Is(err, ErrFailed) || !strings.Contains(err.Error(), "division by zero") {
			t.Fatalf("got %v", err)
		}
		if d == nil || d.Receipt.Outcome != "buyer_fault" || d.Manifest == nil || len(d.Artifacts) != 0 {
			t.Errorf("delivered %+v", d)
		}
		if left, want := r.free(r.dao.Token), ledgertest.Tokens(100); left.Cmp(want) != 0 {
			t.Errorf("%s tokens are back, want %s", left, want)
		}
	})
	t.Run("nothing was delivered", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		id := r.submit()
		r.settle(ledger.Receipt{JobID: id, Outcome: ledger.BuyerFault, UsedSeconds: 1})
		d, err := r.Fetch(t.Context(), id)
		if !errors.Is(err, ErrFailed) || d == nil || d.Manifest != nil || d.Receipt.CheckSignature() != nil {
			t.Errorf("got %+v, %v", d, err)
		}
	})
	t.Run("nobody settled it", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		id := r.submit()
		r.settled[id] = settlementOf{expired: true}
		if d, err := r.Fetch(t.Context(), id); !errors.Is(err, ErrFailed) || d != nil {
			t.Errorf("got %+v, %v", d, err)
		}
	})
	t.Run("no such job", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		if _, err := r.Fetch(t.Context(), 1<<40); !errors.Is(err, ErrNoJob) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("the network's word is not the chain's", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		one, two := r.submit(), r.submit()
		r.settled[one] = settlementOf{tx: common.Hash{1}}
		if _, err := r.Fetch(t.Context(), one); !errors.Is(err, ledger.ErrNotSettled) {
			t.Errorf("a settlement that is none: got %v", err)
		}
		for _, id := range []uint64{one, two} {
			r.settle(ledger.Receipt{JobID: id, UsedSeconds: 1, ResultDigest: r.deliver(job.Manifest{JobID: id}, r.Self)})
		}
		r.settled[one] = r.settled[two]
		if _, err := r.Fetch(t.Context(), one); err == nil || !strings.Contains(err.Error(), "another receipt") {
			t.Errorf("another job's settlement: got %v", err)
		}
	})
	t.Run("the network is away", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		id := r.submit()
		if _, err := r.Fetch(t.Context(), id); !errors.Is(err, errAway) {
			t.Errorf("got %v", err)
		}
		r.settled[id] = settlementOf{err: errAway}
		if _, err := r.Fetch(t.Context(), id); !errors.Is(err, errAway) {
			t.Errorf("got %v", err)
		}
	})
}

// TestForgedReceiptsOnline: what the signature does not cover, the chain knows.
func TestForgedReceiptsOnline(t *testing.T) {
	r := newRig(t)
	id, other := r.submit(), r.submit()
	for _, id := range []uint64{id, other} {
		r.settle(ledger.Receipt{JobID: id, UsedSeconds: 1, Rows: []uint64{3}, ResultDigest: r.deliver(job.Manifest{JobID: id}, r.Self)})
	}
	d, err := r.Fetch(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, err := r.Fetch(t.Context(), other)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		forge func(f *job.ReceiptFile)
		fails []string // the checks that do not hold
	}{
		"as it is":            {func(*job.ReceiptFile) {}, nil},
		"another buyer":       {func(f *job.ReceiptFile) { f.Buyer = theValidator }, []string{"buyer"}},
		"another transaction": {func(f *job.ReceiptFile) { f.Tx = elsewhere.Receipt.Tx }, []string{"settlement"}},
		"no transaction":      {func(f *job.ReceiptFile) { f.Tx = common.Hash{1} }, []string{"settlement"}},
		"more rows":           {func(f *job.ReceiptFile) { f.Rows = []uint64{4} }, []string{"signature", "recorded"}},
		"newer data":          {func(f *job.ReceiptFile) { f.DataBlock++ }, []string{"signature", "recorded"}},
		"another job":         {func(f *job.ReceiptFile) { f.JobID = other }, []string{"signature", "recorded"}},
		"another chain":       {func(f *job.ReceiptFile) { f.ChainID++ }, []string{"signature", "network"}},
		"another version":     {func(f *job.ReceiptFile) { f.Format = "coppice-receipt/3" }, []string{"format"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := *d.Receipt
			c.forge(&f)
			checks, err := VerifyReceipt(t.Context(), &f, Online{Ledger: world.Ledger, Trust: r})
			if err != nil {
				t.Fatal(err)
			}
			var fails []string
			for _, c := range checks {
				if !c.OK {
					fails = append(fails, c.Name)
				}
			}
			if fmt.Sprint(fails) != fmt.Sprint(c.fails) {
				t.Errorf("%v do not hold, want %v", fails, c.fails)
			}
		})
	}
	r.trustErr = errAway
	checks, err := VerifyReceipt(t.Context(), d.Receipt, Online{Ledger: world.Ledger, Trust: r})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if c.OK == (c.Name == "evidence") {
			t.Errorf("with evidence that is not accepted: %+v", c)
		}
	}
}
