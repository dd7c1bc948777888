package access

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

func (r *rig) nonce() uint64 {
	r.t.Helper()
	n, err := world.Chain.Client().NonceAt(r.t.Context(), r.Account, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return n
}

var (
	validatorMu  sync.Mutex
	theValidator common.Address
)
