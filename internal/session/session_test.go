package session

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/api"
	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/ledger/ledgertest"
	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/wallet"
)

var world *ledgertest.World

func TestMain(m *testing.M) { os.Exit(ledgertest.Run(m, &world)) }

// server is a node's API that answers what the test says.
type server struct {
	mu      sync.Mutex
	answers map[string]any    // by path: JSON, or a fault
	blobs   map[string][]byte // by content address
	asked   int               // for content
	quotes  []api.QuoteRequest
	url     string
}

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{answers: map[string]any{}, blobs: map[string][]byte{}}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	s.url = h.URL
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id, ok := strings.CutPrefix(r.URL.Path, "/v1/blobs/"); ok {
		s.asked++
		b, ok := s.blobs[id]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.Write(b)
		return
	}
	if r.URL.Path == "/v1/quote" {
		var q api.QuoteRequest
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		s.quotes = append(s.quotes, q)
	}
	answer, ok := s.answers[r.URL.Path]
	if !ok {
		answer = fault.New(fault.NotFound, "", "there is none")
	}
	if f, ok := answer.(*fault.Error); ok {
		w.WriteHeader(map[fault.Code]int{fault.NotFound: http.StatusNotFound}[f.Code])
	}
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		panic(err)
	}
}

func (s *server) store(b []byte) [32]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	digest := sha256.Sum256(b)
	s.blobs[blob.FromDigest(digest, 0).String()] = b
	return digest
}

func root(t *testing.T) *enclave.DevelopmentRoot {
	t.Helper()
	dir := t.TempDir()
	r, err := enclave.OpenDevelopmentRoot(filepath.Join(dir, "platform", "root"), filepath.Join(dir, "validators"), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func file(t *testing.T, s *server, r *enclave.DevelopmentRoot) *contracts.Network {
	t.Helper()
	return &contracts.Network{
		Format: contracts.NetworkFormat, Name: "test", ChainID: world.Ledger.ChainID.Uint64(), RPC: world.Chain.HTTPURL(), API: s.url,
		Addresses: world.Ledger.Net, DevRoot: r.Public(),
	}
}

func newKey(t *testing.T) *wallet.Key {
	t.Helper()
	private, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	key, err := wallet.NewKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func open(t *testing.T, s *server, key wallet.Signer) *Session {
	t.Helper()
	x, err := Open(t.Context(), Options{Network: file(t, s, root(t)), Dir: filepath.Join(t.TempDir(), "accounts"), Key: key})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

// TestOpen: a session opens on the network that its file describes, and on no other.
func TestOpen(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for name, c := range map[string]struct {
		change func(n *contracts.Network)
		code   fault.Code // empty if it opens
	}{
		"as described":        {func(*contracts.Network) {}, ""},
		"another chain":       {func(n *contracts.Network) { n.ChainID++ }, fault.Conflict},
		"no contracts there":  {func(n *contracts.Network) { n.Addresses.DataRegistry = common.Address{1} }, fault.Conflict},
		"nobody answers":      {func(n *contracts.Network) { n.RPC = closed.URL }, fault.Unavailable},
		"no address":          {func(n *contracts.Network) { n.RPC = "ftp://x" }, fault.Unavailable},
		"a root that is none": {func(n *contracts.Network) { n.DevRoot = "root" }, fault.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			n := file(t, newServer(t), root(t))
			c.change(n)
			now := time.Now()
			clock := func() time.Time { now = now.Add(time.Second); return now } // patience is by this clock
			s, err := Open(t.Context(), Options{Network: n, Dir: t.TempDir(), Clock: clock, Wait: time.Nanosecond})
			if c.code == "" {
				if err != nil {
					t.Fatal(err)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
				return
			}
			if f := fault.From(err); err == nil || f.Code != c.code {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
	t.Run("stopped while waiting", func(t *testing.T) {
		n := file(t, newServer(t), root(t))
		n.RPC = closed.URL
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := Open(ctx, Options{Network: n, Wait: time.Hour}); err == nil {
			t.Error("it opened")
		}
	})
}

// TestNoAccount: a session that only reads says what is missing to do more.
func TestNoAccount(t *testing.T) {
	s := open(t, newServer(t), nil)
	for name, try := range map[string]func() error{
		"outbox":      func() error { _, err := s.Outbox(t.Context()); return err },
		"contributor": func() error { _, err := s.Contributor(t.Context()); return err },
		"buyer":       func() error { _, err := s.Buyer(t.Context()); return err },
		"founder":     func() error { _, err := s.Founder(t.Context(), nil); return err },
		"quote":       func() error { _, err := s.Quote(t.Context(), "SELECT 1", 0, 0); return err },
	} {
		if err := try(); !errors.Is(err, errNoAccount) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestParts: what an account keeps is opened once and shared, also by parts that are made at the same time.
func TestParts(t *testing.T) {
	s := open(t, newServer(t), newKey(t))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			c, err := s.Contributor(t.Context())
			if err != nil {
				t.Error(err)
				return
			}
			b, err := s.Buyer(t.Context())
			if err != nil {
				t.Error(err)
				return
			}
			f, err := s.Founder(t.Context(), nil)
			if err != nil {
				t.Error(err)
				return
			}
			if c.Outbox != b.Outbox || c.Outbox != f.Outbox || c.Owner.Address() != s.Key.Address() || b.Account != s.Key.Address() || f.Owner != s.Key.Address() {
				t.Error("the parts are of different accounts")
			}
		})
	}
	wg.Wait()
	one, err := s.Contributor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	two, err := s.Contributor(t.Context())
	if err != nil || one.Journal != two.Journal {
		t.Errorf("two journals (%v)", err)
	}
}

// TestResultsOpenAnywhere: the identity that results are sealed to follows from the wallet and the network alone.
func TestResultsOpenAnywhere(t *testing.T) {
	key := newKey(t)
	one, err := open(t, newServer(t), key).Buyer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	two, err := open(t, newServer(t), key).Buyer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	other, err := open(t, newServer(t), newKey(t)).Buyer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !one.Self.Recipient().Equal(two.Self.Recipient()) || one.Self.Recipient().Equal(other.Self.Recipient()) {
		t.Error("the identity depends on the machine, or not on the wallet")
	}
}

// TestReads: what the network has not indexed yet is open; what it says is passed on; what it cannot say is an error.
func TestReads(t *testing.T) {
	srv := newServer(t)
	s := open(t, srv, nil)
	files, jobs := states{s.API}, settlements{s.API}
	if f, err := files.FileState(t.Context(), 5); err != nil || f.Status != "submitted" || f.Final() {
		t.Errorf("a file that is not indexed: %+v, %v", f, err)
	}
	if tx, expired, err := jobs.Settlement(t.Context(), 5); err != nil || expired || tx != (common.Hash{}) {
		t.Errorf("a job that is not indexed: %s, %v, %v", tx, expired, err)
	}
	digest := common.Hash{7}
	srv.answers["/v1/files/6"] = map[string]any{"fileId": 6, "jobId": 1, "status": "duplicate", "duplicateOf": 3, "resultDigest": digest, "identityConflict": true, "score": 0.5, "reward": "50"}
	f, err := files.FileState(t.Context(), 6)
	if err != nil || f.Status != "duplicate" || f.DuplicateOf != 3 || f.ResultDigest != digest || !f.Conflict || f.ScoreFloat() != 0.5 || f.Reward.Cmp(ledgertest.Tokens(50)) != 0 {
		t.Errorf("a duplicate: %+v, %v", f, err)
	}
	srv.answers["/v1/jobs/6"] = map[string]any{"jobId": 6, "status": "completed", "settledTx": digest}
	if tx, expired, err := jobs.Settlement(t.Context(), 6); err != nil || expired || tx != digest {
		t.Errorf("a settled job: %s, %v, %v", tx, expired, err)
	}
	srv.answers["/v1/jobs/7"] = map[string]any{"jobId": 7, "status": "canceled"}
	if _, expired, err := jobs.Settlement(t.Context(), 7); err != nil || !expired {
		t.Errorf("a job that nobody settled: %v, %v", expired, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := files.FileState(ctx, 6); err == nil {
		t.Error("an answer without a network")
	}
	if _, err := files.Wait(ctx, 3); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting: %v", err)
	}
}

// TestQuote: the request is signed for this network, and an answer with impossible numbers is refused.
func TestQuote(t *testing.T) {
	srv := newServer(t)
	key := newKey(t)
	s := open(t, srv, key)
	answer := func(change func(q *api.Quote)) {
		q := &api.Quote{Allowed: true, MaxSeconds: 20, VanaWei: "20000", Lines: []api.QuoteLine{{PermissionID: 3, DLP: 2, PriceWei: "1000000000000000000", MaxRows: 40}}}
		change(q)
		srv.answers["/v1/quote"] = q
	}
	answer(func(*api.Quote) {})
	q, err := quoter{s}.Quote(t.Context(), "SELECT 1", 4, 20)
	if err != nil {
		t.Fatal(err)
	}
	if !q.Allowed || q.MaxSeconds != 20 || q.VANA.Cmp(big.NewInt(20000)) != 0 || len(q.Lines) != 1 || q.Lines[0].PermissionID != 3 || q.Lines[0].DLP != 2 ||
		q.Lines[0].MaxRows != 40 || q.Lines[0].Price.Cmp(ledgertest.Tokens(1)) != 0 {
		t.Errorf("the quote is %+v", q)
	}
	asked := srv.quotes[0]
	if asked.Account != key.Address() || asked.SQL != "SELECT 1" || asked.InstructionID != 4 || asked.MaxSeconds != 20 {
		t.Errorf("asked for %+v", asked)
	}
	if signer, err := ledger.Recover(ledger.Domain{Name: "Coppice API", ChainID: s.Ledger.ChainID, Contract: s.Ledger.Net.ComputeEngine}.Digest(asked), asked.Signature); err != nil || signer != key.Address() {
		t.Errorf("signed by %s (%v)", signer, err)
	}
	for name, change := range map[string]func(q *api.Quote){
		"a negative ceiling":    func(q *api.Quote) { q.VanaWei = "-1" },
		"no ceiling":            func(q *api.Quote) { q.VanaWei = "" },
		"a ceiling in tokens":   func(q *api.Quote) { q.VanaWei = "0.5" },
		"a negative price":      func(q *api.Quote) { q.Lines[0].PriceWei = "-1" },
		"a price that is none":  func(q *api.Quote) { q.Lines[0].PriceWei = "free" },
		"a negative row number": func(q *api.Quote) { q.Lines[0].MaxRows = -1 },
	} {
		answer(change)
		if q, err := (quoter{s}).Quote(t.Context(), "SELECT 1", 0, 0); err == nil {
			t.Errorf("%s: got %+v", name, q)
		}
	}
	answer(func(q *api.Quote) { *q = api.Quote{Denials: []string{"secret is not granted"}} })
	if q, err := (quoter{s}).Quote(t.Context(), "SELECT 1", 0, 0); err != nil || q.Allowed || q.Denials[0] != "secret is not granted" {
		t.Errorf("denied: %+v, %v", q, err)
	}
}

// TestTrust: only the document that the chain names, with genuine and accepted evidence about exactly this validator, is believed.
func TestTrust(t *testing.T) {
	srv, dev := newServer(t), root(t)
	n := file(t, srv, dev)
	code := common.Hash{0xc0}
	subject := enclave.Subject{ChainID: n.ChainID, Registry: n.Addresses.DataRegistry, Address: common.Address{1}}
	to, err := seal.IdentityFromSeed([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	issue := func(dev *enclave.DevelopmentRoot, code common.Hash, s enclave.Subject, at time.Time) [32]byte {
		attester, err := enclave.NewSimulated(dev, enclave.SimulatedConfig{Measurement: code, Clock: func() time.Time { return at }, Random: rand.Reader})
		if err != nil {
			t.Fatal(err)
		}
		doc, err := enclave.IssueDocument(t.Context(), attester, s, to.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		return srv.store(doc)
	}
	with := func(change func(s *enclave.Subject)) enclave.Subject {
		s := subject
		change(&s)
		return s
	}
	now := time.Now()
	good := ledger.Validator{Address: subject.Address, Active: true, Measurement: code, EvidenceDigest: issue(dev, code, subject, now)}
	believed := func(v ledger.Validator, trust *Trust) error {
		r, err := trust.Recipient(t.Context(), v)
		if err == nil && !r.Equal(to.Recipient()) {
			t.Errorf("the recipient is %s", r)
		}
		if again := trust.CheckValidator(t.Context(), v); (again == nil) != (err == nil) {
			t.Errorf("first %v, then %v", err, again)
		}
		return err
	}
	fresh := func() *Trust {
		trust, err := NewTrust(n, &blob.Client{BaseURL: srv.url}, func() time.Time { return now })
		if err != nil {
			t.Fatal(err)
		}
		return trust
	}
	warm := fresh()
	if err := believed(good, warm); err != nil {
		t.Fatalf("the genuine one: %v", err)
	}
	if srv.asked != 1 {
		t.Errorf("its document was fetched %d times", srv.asked)
	}
	missing := blob.FromDigest([32]byte{9}, 0).String()
	for name, c := range map[string]struct {
		change func(v *ledger.Validator)
		want   error // nil for any
	}{
		"somebody else's document":  {func(v *ledger.Validator) { v.Address = common.Address{2} }, enclave.ErrOtherAddress},
		"other code than admitted":  {func(v *ledger.Validator) { v.Measurement = common.Hash{0xba, 0xd0} }, enclave.ErrMeasurement},
		"code that nobody admitted": {func(v *ledger.Validator) { v.EvidenceDigest = issue(dev, common.Hash{0xba, 0xd0}, subject, now) }, enclave.ErrMeasurement},
		"another root":              {func(v *ledger.Validator) { v.EvidenceDigest = issue(root(t), code, subject, now) }, enclave.ErrUntrusted},
		"another chain": {func(v *ledger.Validator) {
			v.EvidenceDigest = issue(dev, code, with(func(s *enclave.Subject) { s.ChainID++ }), now)
		}, enclave.ErrOtherChain},
		"another registry": {func(v *ledger.Validator) {
			v.EvidenceDigest = issue(dev, code, with(func(s *enclave.Subject) { s.Registry[0]++ }), now)
		}, enclave.ErrOtherRegistry},
		"old evidence": {func(v *ledger.Validator) {
			v.EvidenceDigest = issue(dev, code, subject, now.Add(-documentAge-time.Hour))
		}, nil},
		"evidence of the future":       {func(v *ledger.Validator) { v.EvidenceDigest = issue(dev, code, subject, now.Add(24*time.Hour)) }, nil},
		"no document":                  {func(v *ledger.Validator) { v.EvidenceDigest = srv.store([]byte("hello")) }, nil},
		"a document that is not there": {func(v *ledger.Validator) { v.EvidenceDigest = [32]byte{8} }, nil},
		"a document that was swapped": {func(v *ledger.Validator) {
			v.EvidenceDigest = [32]byte{9}
			srv.blobs[missing] = bytes.Clone(srv.blobs[blob.FromDigest(good.EvidenceDigest, 0).String()])
		}, blob.ErrMismatch},
	} {
		v := good
		c.change(&v)
		for where, trust := range map[string]*Trust{"at first sight": fresh(), "beside one that is believed": warm} {
			if err := believed(v, trust); err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("%s, %s: got %v, want %v", name, where, err, c.want)
			}
		}
	}
}
