package withdrawal

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/custody"
	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/seal"
)

const dlp = 7

var errAway = errors.New("away")

// world is a chain and one validator's disk.
type world struct {
	t      *testing.T
	dir    string
	list   []index.Withdrawal
	named  map[uint64][]index.Ciphertext
	epochs []index.IntakeEpoch
	height uint64
	cursor uint64
	erased map[uint64]bool
	fail   map[string]error
	did    []string // in this order

	blobs   *blob.Store
	custody *custody.Custody
	*Remover
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), named: map[uint64][]index.Ciphertext{}, erased: map[uint64]bool{}, fail: map[string]error{}, height: 1}
	w.start()
	t.Cleanup(w.stop)
	return w
}

func (w *world) start() {
	w.t.Helper()
	var err error
	if w.blobs, err = blob.Open(blob.Config{Dir: filepath.Join(w.dir, "blobs")}); err != nil {
		w.t.Fatal(err)
	}
	if w.custody, err = custody.Open(filepath.Join(w.dir, "custody"), enclave.NewSealingRoot([32]byte{1}), rand.Reader); err != nil {
		w.t.Fatal(err)
	}
	outputs, err := OpenOutputs(filepath.Join(w.dir, "outputs.db"), w.blobs)
	if err != nil {
		w.t.Fatal(err)
	}
	w.Remover = &Remover{Chain: w, Tables: w, Custody: w.custody, Outputs: outputs, Blobs: failingBlobs{w.blobs, w}, Cursor: w, Log: slog.New(slog.DiscardHandler)}
}

func (w *world) stop() {
	if err := errors.Join(w.Outputs.Close(), w.custody.Close(), w.blobs.Close()); err != nil {
		w.t.Error(err)
	}
}

func (w *world) restart() {
	w.stop()
	w.start()
}

func (w *world) publish(epoch uint32) seal.Recipient {
	w.t.Helper()
	r, err := w.custody.Create(dlp, epoch, rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	w.epochs = append(w.epochs, index.IntakeEpoch{DLP: dlp, Epoch: epoch, Digest: r.Digest()})
	return r
}

// add stores a ciphertext of a file and names it on chain.
func (w *world) add(file uint64, kind uint8, to seal.Recipient) []byte {
	w.t.Helper()
	b, err := seal.SealBytes([]byte("content"), to)
	if err != nil {
		w.t.Fatal(err)
	}
	var id cid.Cid
	if kind == index.SealedFile {
		id, _, err = w.blobs.Put(w.t.Context(), bytes.NewReader(b))
	} else {
		id, err = w.Outputs.PutFor(w.t.Context(), dlp, file, b)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	digest, codec, err := blob.DigestOf(id)
	if err != nil {
		w.t.Fatal(err)
	}
	refiner := uint64(0)
	if kind == index.SealedArtifact {
		refiner = 1
	}
	w.named[file] = append(w.named[file], index.Ciphertext{DLP: dlp, File: file, Kind: kind, Refiner: refiner, Digest: digest, Codec: codec})
	return b
}

func (w *world) takeIn(file uint64, kind custody.Kind, b []byte) {
	w.t.Helper()
	item := custody.Item{DLP: dlp, File: file, Kind: kind}
	if kind == custody.Artifact {
		item.Refiner = 1
	}
	h, err := w.custody.TakeIn(item, bytes.NewReader(b))
	if err == nil {
		err = w.custody.KeepContentKeys(w.t.Context(), []custody.Held{h})
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// withdraw records a withdrawal in the next block.
func (w *world) withdraw(file uint64) index.Withdrawal {
	w.height++
	x := index.Withdrawal{Seq: w.height<<20 | 5, File: file, DLP: dlp, Owner: common.Address{0xa1}, Block: w.height, Tx: common.Hash{byte(w.height)}}
	w.list = append(w.list, x)
	return x
}

func (w *world) round() error {
	seq, err := w.drain(w.t.Context(), w.cursor)
	if err == nil && seq != w.cursor {
		w.t.Errorf("at %d, saved %d", seq, w.cursor)
	}
	return err
}

// states is what a certificate would say.
func (w *world) states(x index.Withdrawal) (s []State) {
	w.t.Helper()
	parts, err := w.Status(w.t.Context(), x)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, p := range parts {
		s = append(s, p.State)
	}
	return s
}

func (w *world) WithdrawalsSince(_ context.Context, seq uint64) (list []index.Withdrawal, err error) {
	for _, x := range w.list {
		if x.Seq > seq && len(list) < 2 {
			list = append(list, x)
		}
	}
	return list, w.fail["list"]
}

func (w *world) Ciphertexts(_ context.Context, file uint64) ([]index.Ciphertext, error) {
	return w.named[file], w.fail["named"]
}

func (w *world) IntakeEpochs(context.Context, uint64) ([]index.IntakeEpoch, error) {
	return w.epochs, w.fail["epochs"]
}

func (w *world) Height(context.Context) (uint64, error) { return w.height, w.fail["height"] }

func (w *world) Erase(_ context.Context, _, file uint64) error {
	if err := w.fail["erase"]; err != nil {
		return err
	}
	w.did = append(w.did, "rows")
	w.erased[file] = true
	return nil
}

func (w *world) Erased(_, file uint64) bool { return w.erased[file] }

func (w *world) Load() (uint64, error) { return w.cursor, w.fail["load"] }

func (w *world) Save(seq uint64) error {
	if err := w.fail["save"]; err != nil {
		return err
	}
	w.cursor = seq
	return nil
}

// failingBlobs is a store whose disk fails when the test says so.
type failingBlobs struct {
	*blob.Store
	w *world
}

func (f failingBlobs) Delete(ctx context.Context, id cid.Cid) error {
	if err := f.w.fail["delete"]; err != nil {
		return err
	}
	f.w.did = append(f.w.did, "ciphertext")
	return f.Store.Delete(ctx, id)
}

func (f failingBlobs) Has(ctx context.Context, id cid.Cid) (bool, error) {
	if err := f.w.fail["has"]; err != nil {
		return false, err
	}
	return f.Store.Has(ctx, id)
}
