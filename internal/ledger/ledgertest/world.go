// Package ledgertest is a chain with the real contracts for tests of packages that act through package ledger. The test itself is
// administrator, DataDAO builder and validator, so that it can also state what an honest validator never would.
//
// Chain time runs fifty times as fast as the wall clock: a block takes 20 ms. A World serves all tests of a package (start it in
// TestMain); each test takes accounts and DataDAOs of its own.
package ledgertest

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/devchain"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/seal"
)

// speed is how much faster chain time runs.
const speed = 50

// World is a running chain with contracts. Its methods may be called from parallel tests.
type World struct {
	Chain  *devchain.Chain
	Ledger *ledger.Ledger

	dir   string
	admin *ecdsa.PrivateKey
	clock func() time.Time

	mu         sync.Mutex
	outboxes   map[common.Address]*ledger.Outbox
	validators map[common.Address]*ecdsa.PrivateKey
	sent       int
}

// Run starts a world, runs the tests and stops it; it is what a TestMain calls. It returns the exit code.
func Run(m *testing.M, world **World) int {
	w, err := start()
	if err != nil {
		fmt.Fprintln(os.Stderr, "ledgertest:", err)
		return 1
	}
	defer w.close()
	*world = w
	return m.Run()
}

func start() (*World, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	dir, err := os.MkdirTemp("", "ledgertest-")
	if err != nil {
		return nil, err
	}
	began := time.Now()
	w := &World{
		dir: dir, admin: devchain.FaucetKeys()[9], clock: func() time.Time { return began.Add(speed * time.Since(began)) },
		outboxes: make(map[common.Address]*ledger.Outbox), validators: make(map[common.Address]*ecdsa.PrivateKey),
	}
	if w.Chain, err = devchain.Start(context.WithoutCancel(ctx), devchain.Config{Dir: filepath.Join(dir, "chain"), Clock: w.clock}); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	net, err := contracts.Deploy(ctx, w.Chain.Client(), bind.NewKeyedTransactor(w.admin, w.Chain.ChainID()), contracts.Params{
		ProofFee: big.NewInt(1e16), RefinementFee: big.NewInt(5e15), LeaseLength: 3600, MaxTries: 8, PricePerSecond: big.NewInt(1e15), MaxJobSeconds: 60,
		EpochLength: 3600, CreationDeposit: Tokens(1), ExecutionBurnBps: 5000, DataBurnBps: 5000,
		TimelockDelay: 60, MinBond: Tokens(1), SlashAmount: Tokens(1), UnbondingTime: 3600, Platform: ledger.PlatformSimulated, Measurement: Measurement,
	})
	if err != nil {
		w.close()
		return nil, err
	}
	w.Ledger = ledger.New(w.Chain.Client(), w.Chain.ChainID(), net, w.clock)
	return w, nil
}

func (w *World) close() {
	for _, o := range w.outboxes {
		o.Close()
	}
	w.Chain.Close()
	os.RemoveAll(w.dir)
}

// Measurement is of the program that all validators of a world run.
var Measurement = sha256.Sum256([]byte("code"))

// Tokens is n whole tokens, or VANA, in wei.
func Tokens(n int64) *big.Int { return new(big.Int).Mul(big.NewInt(n), big.NewInt(1e18)) }

// Slug is a DataDAO's name that is another one for each owner, so that tests can be repeated on one chain.
func Slug(name string, owner common.Address) string { return fmt.Sprintf("%s_%x", name, owner[:6]) }

// Account makes an account with 5 VANA.
func (w *World) Account(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	to := crypto.PubkeyToAddress(key.PublicKey)
	w.Send(t, w.admin, ledger.Call{To: &to, Value: Tokens(5)})
	return key
}

// Send does a call and waits for its receipt; a refusal fails the test.
func (w *World) Send(t testing.TB, from *ecdsa.PrivateKey, call ledger.Call) *types.Receipt {
	t.Helper()
	r, err := ledger.Send(t.Context(), w.outbox(t, from), w.once(), call)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (w *World) once() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent++
	return fmt.Sprint("call/", w.sent)
}

func (w *World) outbox(t testing.TB, key *ecdsa.PrivateKey) *ledger.Outbox {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	from := crypto.PubkeyToAddress(key.PublicKey)
	if w.outboxes[from] == nil {
		w.outboxes[from] = w.open(t, key, filepath.Join(w.dir, from.Hex()+".db"), w.Chain.Client())
	}
	return w.outboxes[from]
}

// Outbox opens an outbox of the test's own, over a node of its own if it wants one that fails. It is closed with the test.
func (w *World) Outbox(t testing.TB, key *ecdsa.PrivateKey, path string, node ledger.Node) *ledger.Outbox {
	t.Helper()
	o := w.open(t, key, path, node)
	t.Cleanup(func() { o.Close() })
	return o
}

func (w *World) open(t testing.TB, key *ecdsa.PrivateKey, path string, node ledger.Node) *ledger.Outbox {
	t.Helper()
	o, err := ledger.OpenOutbox(t.Context(), ledger.OutboxConfig{Path: path, Node: node, Signer: ledger.NewKeySigner(key), Poll: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Validator makes and admits a validator.
func (w *World) Validator(t testing.TB) common.Address {
	t.Helper()
	key := w.Account(t)
	a := crypto.PubkeyToAddress(key.PublicKey)
	w.Send(t, w.admin, w.Ledger.PostBond(a, Tokens(1)))
	w.Send(t, w.admin, w.Ledger.AdmitValidator(a, "http://"+a.Hex(), ledger.PlatformSimulated, Measurement, sha256.Sum256(a[:])))
	w.mu.Lock()
	defer w.mu.Unlock()
	w.validators[a] = key
	return a
}

// Remove ends a validator's admission.
func (w *World) Remove(t testing.TB, validator common.Address) {
	t.Helper()
	w.Send(t, w.admin, w.Ledger.RemoveValidator(validator))
}

// DataDAO makes a DataDAO, named after its owner, with an intake key that the validator attests, and opens it.
func (w *World) DataDAO(t testing.TB, owner *ecdsa.PrivateKey, validator common.Address) (*ledger.DataDAO, *seal.Identity) {
	t.Helper()
	dao, id := w.ClosedDataDAO(t, owner, validator)
	w.Send(t, owner, w.Ledger.OpenDataDAO(dao.Pool))
	return dao, id
}

// ClosedDataDAO makes a DataDAO whose owner still decides everything at once, and to which nobody can contribute.
func (w *World) ClosedDataDAO(t testing.TB, owner *ecdsa.PrivateKey, validator common.Address) (*ledger.DataDAO, *seal.Identity) {
	t.Helper()
	slug := Slug("dao", crypto.PubkeyToAddress(owner.PublicKey))
	w.Send(t, owner, w.Ledger.CreateDataDAO(ledger.NewDataDAO{
		Slug: slug, TokenName: slug, TokenSymbol: "T", Cap: Tokens(1e6), RewardPot: Tokens(1e5), Stock: Tokens(1e5), ProofBundle: sha256.Sum256([]byte("proof")),
		ProofURL: "ipfs://proof", RewardFactor: Tokens(100), EpochRewardCap: new(big.Int), SalePrice: big.NewInt(1e15), Metadata: "{}",
		Allocations: []ledger.Allocation{{Beneficiary: crypto.PubkeyToAddress(owner.PublicKey), Amount: Tokens(8e5), Cliff: 183 * 24 * time.Hour, Duration: 365 * 24 * time.Hour}},
	}, Tokens(1)))
	dao, err := w.Ledger.DataDAOBySlug(t.Context(), slug)
	if err != nil || dao == nil {
		t.Fatalf("DataDAO %s: %v", slug, err)
	}
	id, err := seal.GenerateIdentity(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	recipient := id.Recipient().String()
	k := ledger.IntakeKey{DLP: dao.ID, Epoch: 1, Digest: sha256.Sum256([]byte(recipient)), Deadline: uint64(w.clock().Add(time.Hour).Unix())}
	w.Send(t, w.admin, w.Ledger.SetIntakeKey(k, recipient, w.sign(t, validator, w.Ledger.TeePoolDomain().Digest(k))))
	return dao, id
}

// Settle ends an access job with a receipt, signed by the validator whose turn it is, whatever the receipt says.
func (w *World) Settle(t testing.TB, r ledger.Receipt) *types.Receipt {
	t.Helper()
	j, err := w.Ledger.AccessJob(t.Context(), r.JobID)
	if err != nil {
		t.Fatal(err)
	}
	lease, err := w.lease(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	r.RequestDigest, r.Lease = j.RequestDigest, lease.Try
	return w.Send(t, w.admin, w.Ledger.SettleJob(r, w.sign(t, lease.Holder, w.Ledger.EngineDomain().Digest(r))))
}

// lease waits for the block that draws the validator.
func (w *World) lease(ctx context.Context, j *ledger.AccessJob) (ledger.Lease, error) {
	for {
		lease, err := w.Ledger.Lease(ctx, ledger.ComputeSubject(j.ID), j.Opening, time.Duration(j.MaxSeconds)*time.Second)
		if !errors.Is(err, ledger.ErrSeedNotReady) {
			return lease, err
		}
		select {
		case <-ctx.Done():
			return lease, ctx.Err()
		case <-time.After(time.Second / speed):
		}
	}
}

func (w *World) sign(t testing.TB, validator common.Address, digest [32]byte) []byte {
	t.Helper()
	w.mu.Lock()
	key := w.validators[validator]
	w.mu.Unlock()
	sig, err := crypto.Sign(digest[:], key)
	if err != nil {
		t.Fatal(err)
	}
	sig[64] += 27
	return sig
}
