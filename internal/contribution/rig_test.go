package contribution

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/ledger/ledgertest"
	"github.com/coppice-network/coppice/internal/seal"
)

var world *ledgertest.World

func TestMain(m *testing.M) { os.Exit(ledgertest.Run(m, &world)) }

// pool is the DataDAO that all tests contribute to.
var pool = sync.OnceValue(func() (p struct {
	DataDAO
	intake    *seal.Identity
	validator common.Address
}) {
	t := setup{context.Background(), nil}
	p.validator = world.Validator(t)
	founder := world.Account(t)
	dao, intake := world.DataDAO(t, founder, p.validator)
	world.Send(t, founder, world.Ledger.SetSponsorTerms(dao.Pool, ledger.SponsorTerms{PerFile: big.NewInt(1e14), PerEpoch: ledgertest.Tokens(2)}))
	world.Send(t, founder, world.Ledger.FundSponsorBudget(dao.Pool, ledgertest.Tokens(2)))
	p.DataDAO, p.intake = DataDAO{ID: dao.ID, Slug: dao.Slug, MaxBytes: 1 << 20}, intake
	return p
})

// setup stands in for a test where what is made outlives it.
type setup struct {
	ctx context.Context
	testing.TB
}

func (setup) Helper()                    {}
func (s setup) Context() context.Context { return s.ctx }
func (setup) Fatal(args ...any)          { panic(fmt.Sprint(args...)) }
func (setup) Fatalf(f string, a ...any)  { panic(fmt.Sprintf(f, a...)) }

// rig is a contributor's machine whose process can be killed and started again: stores and chain outlive it, and so do the journal
// and the outbox on its disk.
type rig struct {
	t        *testing.T
	dir      string
	key      *ecdsa.PrivateKey
	blobs    network
	personal folder
	states   *states
	trust    trust
	node     *node
	relay    *relay // nil = the contributor pays

	*Client
	ctx    context.Context // of the process that runs
	kill   context.CancelFunc
	outbox *ledger.Outbox
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, dir: t.TempDir(), key: world.Account(t), blobs: network{newMemory()}, personal: folder{newMemory()}, states: &states{files: map[uint64]State{}}}
	pool()
	r.start()
	t.Cleanup(func() { r.stop() })
	return r
}

func (r *rig) start() {
	r.t.Helper()
	journal, err := OpenJournal(r.dir)
	if err != nil {
		r.t.Fatal(err)
	}
	r.ctx, r.kill = context.WithCancel(r.t.Context())
	r.node = &node{Node: world.Chain.Client()}
	r.outbox = world.Outbox(r.t, r.key, filepath.Join(r.dir, "outbox.db"), r.node)
	r.Client = &Client{
		Ledger: world.Ledger, Outbox: r.outbox, Blobs: r.blobs, States: r.states, Trust: &r.trust, Owner: owner{crypto.PubkeyToAddress(r.key.PublicKey)},
		Journal: journal, Clock: time.Now,
	}
	if r.relay != nil {
		r.Clock, r.Sponsored = world.Ledger.Clock, &Sponsorship{Relay: r.relay, Sign: r.relay.sign}
	}
}

func (r *rig) stop() {
	r.kill()
	r.outbox.Close()
	r.Journal.Close()
}

// restart is a new process on the same disk; nothing fails any more.
func (r *rig) restart() {
	r.t.Helper()
	r.stop()
	r.blobs.fail, r.personal.fail, r.trust.fail = nil, nil, nil
	if r.relay != nil {
		r.relay.signing, r.relay.before, r.relay.after = nil, nil, nil
	}
	r.start()
}

func (r *rig) contribute(paths ...string) ([]Result, error) {
	return r.Contribute(r.ctx, pool().DataDAO, paths, r.personal, false)
}

func (r *rig) write(name, content string) string {
	r.t.Helper()
	path := filepath.Join(r.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		r.t.Fatal(err)
	}
	return path
}

// entry reads the journal's entry of some content.
func (r *rig) entry(content string) entry {
	r.t.Helper()
	e, err := scan(r.Journal.db.QueryRow("SELECT "+columns+" FROM contributions WHERE id = ?", contributionID(r.scope(pool().ID), sha256.Sum256([]byte(content)))))
	if err != nil {
		r.t.Fatalf("the journal's entry of %q: %v", content, err)
	}
	return *e
}

// transactions is how many transactions of the contributor are on chain.
func (r *rig) transactions() uint64 {
	r.t.Helper()
	n, err := world.Chain.Client().NonceAt(r.t.Context(), r.Owner.Address(), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return n
}

// registered is under which id the chain knows a sealed copy, 0 if it does not.
func (r *rig) registered(id cid.Cid) uint64 {
	r.t.Helper()
	digest, _, err := blob.DigestOf(id)
	if err != nil {
		r.t.Fatal(err)
	}
	file, err := world.Ledger.FileIDOf(r.t.Context(), digest, r.Owner.Address())
	if err != nil {
		r.t.Fatal(err)
	}
	return file
}

func (r *rig) balance() *big.Int {
	r.t.Helper()
	v, err := world.Ledger.Balance(r.t.Context(), r.Owner.Address())
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}

// memory is a content store and a personal store that remembers what it was given, and fails on demand.
type memory struct {
	mu      sync.Mutex
	content map[string][]byte
	order   []string // of all puts
	// fail is asked before something is stored under a name or address, and after with done set; its error is what the caller gets.
	fail func(name string, done bool) error
}

func newMemory() *memory { return &memory{content: map[string][]byte{}} }

func (m *memory) put(name string, b []byte) error {
	for _, done := range []bool{false, true} {
		if m.fail != nil {
			if err := m.fail(name, done); err != nil {
				return err
			}
		}
		if !done {
			m.mu.Lock()
			if old, ok := m.content[name]; ok && !bytes.Equal(old, b) {
				m.order = append(m.order, name+" with other content")
			} else {
				m.order = append(m.order, name)
			}
			m.content[name] = b
			m.mu.Unlock()
		}
	}
	return nil
}

func (m *memory) distinct() map[string]bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	set := make(map[string]bool)
	for _, name := range m.order {
		set[name] = true
	}
	return set
}

func (m *memory) puts() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.order)
}

func (m *memory) get(name string) (io.ReadCloser, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, ok := m.content[name]
	if !ok {
		return nil, fmt.Errorf("%w: %s", blob.ErrNotFound, name)
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

// network gives memory the shape of the network's store.
type network struct{ *memory }

func (m network) Get(_ context.Context, id cid.Cid) (io.ReadCloser, error) { return m.get(id.String()) }

func (m network) Put(_ context.Context, r io.Reader) (cid.Cid, int64, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return cid.Undef, 0, err
	}
	id, n, err := blob.Sum(bytes.NewReader(b))
	if err != nil {
		return cid.Undef, 0, err
	}
	return id, n, m.put(id.String(), b)
}

// folder gives memory the shape of a personal store.
type folder struct{ *memory }

func (m folder) Get(_ context.Context, url string) (io.ReadCloser, error) { return m.get(url) }

func (m folder) Put(_ context.Context, name string, r io.Reader) (string, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return "", err
	}
	return name, m.put(name, b)
}

// owner derives identities from an address, as a wallet does from its key.
type owner struct{ a common.Address }

func (o owner) Address() common.Address { return o.a }

func (o owner) Identity(_ context.Context, salt [32]byte) (*seal.Identity, error) {
	return seal.IdentityFromSeed(sha256.Sum256(append(salt[:], o.a[:]...)))
}

// trust accepts every validator unless told otherwise.
type trust struct{ fail func() error }

func (t *trust) CheckValidator(context.Context, ledger.Validator) error {
	if t.fail != nil {
		return t.fail()
	}
	return nil
}

// states is the network's answer; Wait moves it on.
type states struct {
	mu    sync.Mutex
	files map[uint64]State
	next  []func(files map[uint64]State)
}

var errNoNews = errors.New("nothing will happen any more")

func (s *states) FileState(_ context.Context, id uint64) (State, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state, ok := s.files[id]; ok {
		return state, nil
	}
	return State{Status: "submitted"}, nil
}

func (s *states) Wait(ctx context.Context, height uint64) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.next) == 0 {
		return 0, errNoNews
	}
	s.next[0](s.files)
	s.next = s.next[1:]
	return height + 1, nil
}

// node lets a test act around what the outbox asks of the chain.
type node struct {
	ledger.Node
	mu       sync.Mutex
	lose     func() // called instead of handing a transaction over
	sent     func() // a transaction was handed over
	mined    func() // a receipt was seen
	estimate func(ethereum.CallMsg) (uint64, error)
}

func (n *node) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	if n.lose != nil {
		n.lose()
		return errAway
	}
	err := n.Node.SendTransaction(ctx, tx)
	n.call(&n.sent)
	return err
}

func (n *node) TransactionReceipt(ctx context.Context, hash common.Hash) (*types.Receipt, error) {
	r, err := n.Node.TransactionReceipt(ctx, hash)
	if err == nil {
		n.call(&n.mined)
	}
	return r, err
}

func (n *node) EstimateGas(ctx context.Context, call ethereum.CallMsg) (uint64, error) {
	if n.estimate != nil {
		return n.estimate(call)
	}
	return n.Node.EstimateGas(ctx, call)
}

func (n *node) call(f *func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if *f != nil {
		(*f)()
	}
}
