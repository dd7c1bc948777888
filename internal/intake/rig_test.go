package intake

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/custody"
	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/wallet"
)

const dlp = 7

var (
	errAway = errors.New("away")
	policy  = Policy{Life: 24 * time.Hour, Soonest: time.Minute, Grace: 10 * time.Second, Retention: time.Hour, Margin: 2 * time.Second, Lease: time.Minute}
	begin   = time.Unix(1_793_534_400, 0)
)

// world is a chain, a store and a clock, as one validator sees them.
type world struct {
	t      *testing.T
	now    time.Time
	epochs []index.IntakeEpoch
	sealed []index.Ciphertext
	times  map[uint64][2]uint64 // file -> registered, opened
	open   []uint64
	oldest uint64
	behind bool
	active []common.Address
	since  bool // a file was registered under the newest key
	blobs  map[string][]byte
	cursor uint64
	fail   map[string]error

	key     *wallet.Key
	custody *custody.Custody
	dir     string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, now: begin, times: map[uint64][2]uint64{}, blobs: map[string][]byte{}, fail: map[string]error{}, dir: t.TempDir()}
	w.start()
	t.Cleanup(func() { w.custody.Close() })
	w.active = []common.Address{w.key.Address()}
	return w
}

func (w *world) start() {
	w.t.Helper()
	var err error
	if w.custody, err = custody.Open(w.dir, enclave.NewSealingRoot([32]byte{1}), rand.Reader); err != nil {
		w.t.Fatal(err)
	}
	if w.key, err = w.custody.Key(); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) after(d time.Duration) { w.now = w.now.Add(d) }

func (w *world) unix() uint64 { return uint64(w.now.Unix()) }

// publish records a key of the validator for an epoch.
func (w *world) publish(epoch uint32) {
	w.t.Helper()
	r, err := w.custody.Create(dlp, epoch, rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	w.record(epoch, r.Digest(), w.key.Address())
}

func (w *world) record(epoch uint32, digest [32]byte, by common.Address) {
	w.epochs = append(w.epochs, index.IntakeEpoch{DLP: dlp, Epoch: epoch, Validator: by, Digest: digest, Time: w.unix(), Seq: uint64(len(w.epochs)+1) << 20})
}

// file seals a file's pooled copy to an epoch's key; it counts on chain from now on.
func (w *world) file(id uint64, epoch uint32) []byte {
	w.t.Helper()
	r, err := w.custody.Recipient(dlp, epoch)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.add(id, index.SealedFile, r)
}

func (w *world) add(id uint64, kind uint8, to seal.Recipient) []byte {
	w.t.Helper()
	b, err := seal.SealBytes([]byte("content"), to)
	if err != nil {
		w.t.Fatal(err)
	}
	c, _, err := blob.Sum(bytes.NewReader(b))
	if err != nil {
		w.t.Fatal(err)
	}
	digest, codec, err := blob.DigestOf(c)
	if err != nil {
		w.t.Fatal(err)
	}
	w.blobs[c.String()] = b
	w.sealed = append(w.sealed, index.Ciphertext{Seq: uint64(100+len(w.sealed)) << 20, DLP: dlp, File: id, Kind: kind, Digest: digest, Codec: codec})
	w.times[id] = [2]uint64{w.unix(), w.unix()}
	return b
}

func (w *world) keys() *Keys { return &Keys{Custody: w.custody, Chain: w, Policy: policy} }

func (w *world) taker() *Taker {
	return &Taker{Custody: w.custody, Chain: w, Files: w, Cursor: w, Policy: policy, Clock: func() time.Time { return w.now }, Log: slog.New(slog.DiscardHandler)}
}

// round is what a taker does when the chain moves.
func (w *world) round() {
	w.t.Helper()
	t := w.taker()
	seq, err := t.takeIn(w.t.Context(), w.cursor)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := t.retire(w.t.Context(), seq); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) held() []uint32 {
	w.t.Helper()
	e, err := w.custody.Epochs(dlp)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

// opens reports whether the validator can open a ciphertext.
func (w *world) opens(id uint64, kind custody.Kind, b []byte) bool {
	_, _, _, err := w.custody.OpenItem(w.t.Context(), custody.Item{DLP: dlp, File: id, Kind: kind}, bytes.NewReader(b))
	return err == nil
}

func (w *world) DLPs(context.Context) ([]uint64, error) { return []uint64{dlp}, w.fail["dlps"] }

func (w *world) IntakeEpochs(context.Context, uint64) ([]index.IntakeEpoch, error) {
	return slices.Clone(w.epochs), w.fail["epochs"]
}

func (w *world) FileTimes(_ context.Context, file uint64) (uint64, uint64, error) {
	x := w.times[file]
	return x[0], x[1], w.fail["times"]
}

func (w *world) SealedSince(_ context.Context, seq uint64) (list []index.Ciphertext, next uint64, err error) {
	next = seq
	for _, c := range w.sealed {
		if c.Seq > seq && len(list) < 2 { // two at a time
			list, next = append(list, c), c.Seq
		}
	}
	return list, next, w.fail["sealed"]
}

func (w *world) OpenProofs(context.Context, uint64) ([]uint64, error) { return w.open, w.fail["open"] }

func (w *world) OldestRefinement(context.Context, uint64) (uint64, error) {
	return w.oldest, w.fail["oldest"]
}

func (w *world) Complete(context.Context) (bool, error) { return !w.behind, w.fail["complete"] }

func (w *world) RegisteredSince(context.Context, uint64, uint64) (bool, error) {
	return w.since, w.fail["since"]
}

func (w *world) Validators(context.Context) ([]common.Address, error) {
	return w.active, w.fail["active"]
}

func (w *world) SetIntakeKey(_ context.Context, k ledger.IntakeKey, recipient string, signature []byte) error {
	if err := w.fail["set"]; err != nil {
		return err
	}
	by, err := crypto.SigToPub(digestOf(k), append(slices.Clone(signature[:64]), signature[64]-27))
	if err != nil || crypto.PubkeyToAddress(*by) != w.key.Address() {
		w.t.Errorf("the statement is signed by somebody else: %v", err)
	}
	w.record(uint32(k.Epoch), k.Digest, w.key.Address())
	return nil
}

func digestOf(k ledger.IntakeKey) []byte {
	d := ledger.Domain{Name: "Coppice", ChainID: common.Big1, Contract: common.Address{5}}.Digest(k)
	return d[:]
}

func (w *world) Digest(k ledger.IntakeKey) [32]byte { return [32]byte(digestOf(k)) }
func (w *world) ChainID() uint64                    { return 1 }
func (w *world) Registry() common.Address           { return common.Address{6} }

func (w *world) GetFor(_ context.Context, _ uint64, id cid.Cid) (io.ReadCloser, error) {
	b, ok := w.blobs[id.String()]
	if err := w.fail["get"]; err != nil || !ok {
		return nil, errors.Join(err, blob.ErrNotFound)
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func (w *world) Load() (uint64, error) { return w.cursor, w.fail["load"] }

func (w *world) Save(seq uint64) error {
	if err := w.fail["save"]; err != nil {
		return err
	}
	w.cursor = seq
	return nil
}

type heldKey = custody.Held

func (w *world) item(id uint64) custody.Item {
	return custody.Item{DLP: dlp, File: id, Kind: custody.Pooled}
}

// zero is a source of bytes that are not random, but not all zero either.
type zero struct{}

func (zero) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 7
	}
	return len(p), nil
}
