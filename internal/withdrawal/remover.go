package withdrawal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/custody"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/seal"
)

// Chain is what a remover asks of the chain; the index answers.
type Chain interface {
	WithdrawalsSince(ctx context.Context, seq uint64) ([]index.Withdrawal, error)
	Ciphertexts(ctx context.Context, file uint64) ([]index.Ciphertext, error)
	IntakeEpochs(ctx context.Context, dlp uint64) ([]index.IntakeEpoch, error)
	// Height is that of the newest block that has been looked at.
	Height(ctx context.Context) (uint64, error)
}

// Tables are a validator's live tables.
type Tables interface {
	Erase(ctx context.Context, dlp, fileID uint64) error
	Erased(dlp, fileID uint64) bool
}

// Remover carries out withdrawals in one validator.
type Remover struct {
	Chain   Chain
	Tables  Tables
	Custody *custody.Custody
	Outputs *Outputs
	Blobs   Blobs
	Cursor  interface {
		Load() (uint64, error)
		Save(seq uint64) error
	}
	// Lookback is how many blocks the chain may lose: as many are looked at again when the remover starts and whenever the chain moves.
	Lookback uint64
	Log      *slog.Logger

	mu    sync.Mutex
	block uint64        // all withdrawals up to it have been carried out in the tables
	moved chan struct{} // closed and replaced when block grows
}

// Run works until ctx ends.
func (r *Remover) Run(ctx context.Context, wake func(context.Context, uint64) (uint64, error)) error {
	seq, err := r.Cursor.Load()
	if err != nil {
		return fmt.Errorf("reading the cursor of withdrawals: %w", err)
	}
	var height uint64
	for {
		if seq, err = r.drain(ctx, seq); err != nil && ctx.Err() == nil {
			r.Log.Error("a withdrawal will be carried out later", "err", err)
		}
		if err := r.Outputs.Tidy(ctx); err != nil && ctx.Err() == nil {
			r.Log.Error("content of a withdrawn file will be removed later", "err", err)
		}
		if height, err = wake(ctx, height); ctx.Err() != nil {
			return nil
		} else if err != nil {
			r.Log.Warn("could not follow the chain", "err", err)
		}
	}
}

// drain carries out every withdrawal behind seq.
func (r *Remover) drain(ctx context.Context, seq uint64) (uint64, error) {
	height, err := r.Chain.Height(ctx) // before the list: what the list has then reaches at least so far
	if err != nil {
		return seq, err
	}
	from := seq
	if r.Lookback > 0 {
		block := seq >> 20
		from = index.SeqOf(block - min(block, r.Lookback))
	}
	for {
		list, err := r.Chain.WithdrawalsSince(ctx, from)
		if err != nil {
			return seq, err
		}
		if len(list) == 0 {
			break
		}
		for _, w := range list {
			if err := r.remove(ctx, w); err != nil {
				return seq, fmt.Errorf("file %d: %w", w.File, err)
			}
			from = w.Seq
			if w.Seq <= seq {
				continue
			}
			seq = w.Seq
			if err := r.Cursor.Save(seq); err != nil {
				return seq, fmt.Errorf("saving the cursor of withdrawals: %w", err)
			}
		}
	}
	r.reached(height)
	return seq, nil
}

// remove carries out one withdrawal, as far as that can be done at once.
func (r *Remover) remove(ctx context.Context, w index.Withdrawal) error {
	epoch, gone, err := r.Custody.Forgotten(ctx, w.DLP, w.File)
	if err != nil {
		return err
	}
	if gone && r.Tables.Erased(w.DLP, w.File) {
		if left, err := r.ciphertexts(ctx, w.File); err != nil || len(left) == 0 {
			return err // done before
		}
	}
	// Rows first: as soon as they are gone no answer can contain them.
	if err := r.Tables.Erase(ctx, w.DLP, w.File); err != nil {
		return err
	}
	if err := r.Outputs.Refuse(ctx, w.File); err != nil {
		return err
	}
	left, err := r.ciphertexts(ctx, w.File)
	if err != nil {
		return err
	}
	if !gone { // later nobody can tell
		if epoch, err = r.sealedIn(ctx, w, left); err != nil {
			return err
		}
	}
	if err := r.Custody.Forget(ctx, w.DLP, w.File, epoch); err != nil {
		return err
	}
	for _, id := range left {
		if err := r.Blobs.Delete(ctx, id); err != nil && !errors.Is(err, blob.ErrNotFound) {
			return err
		}
	}
	r.Log.Info("a withdrawn file is removed", "file", w.File, "dlp", w.DLP, "ciphertexts", len(left))
	return nil
}

// ciphertexts lists those of a file that this node's store holds.
func (r *Remover) ciphertexts(ctx context.Context, file uint64) ([]cid.Cid, error) {
	named, err := r.Chain.Ciphertexts(ctx, file)
	if err != nil {
		return nil, err
	}
	all, err := r.Outputs.Of(ctx, file)
	if err != nil {
		return nil, err
	}
	for _, c := range named {
		all = append(all, blob.FromDigest(c.Digest, c.Codec))
	}
	seen := make(map[cid.Cid]bool)
	var here []cid.Cid
	for _, id := range all {
		if seen[id] {
			continue
		}
		seen[id] = true
		if has, err := r.Blobs.Has(ctx, id); err != nil {
			return nil, err
		} else if has {
			here = append(here, id)
		}
	}
	return here, nil
}

// sealedIn finds the newest intake epoch that any ciphertext of a file was sealed in. Where it cannot be told from what is here (another node
// may have sealed more), it is the newest epoch there is.
func (r *Remover) sealedIn(ctx context.Context, w index.Withdrawal, here []cid.Cid) (uint32, error) {
	epoch, err := r.Custody.SealedIn(ctx, w.DLP, w.File)
	if err != nil {
		return 0, err
	}
	named, err := r.Chain.Ciphertexts(ctx, w.File)
	if err != nil {
		return 0, err
	}
	known := len(here) > 0
	for _, c := range named {
		item := custody.Item{DLP: w.DLP, File: w.File, Kind: custody.Kind(c.Kind), Refiner: c.Refiner}
		held, err := r.Custody.HasContentKey(ctx, item)
		if err != nil {
			return 0, err
		}
		if has, err := r.Blobs.Has(ctx, blob.FromDigest(c.Digest, c.Codec)); err != nil {
			return 0, err
		} else if !held && !has {
			known = false
		}
	}
	for _, id := range here {
		if e, err := r.epochOf(ctx, w, id); err != nil {
			return 0, err
		} else if e > epoch {
			epoch = e
		}
	}
	if known {
		return epoch, nil
	}
	epochs, err := r.Chain.IntakeEpochs(ctx, w.DLP)
	if err != nil || len(epochs) == 0 {
		return epoch, err
	}
	return epochs[len(epochs)-1].Epoch, nil
}

// epochOf tells in which epoch a ciphertext was sealed by opening its key section; 0 if no intake key held here opens it.
func (r *Remover) epochOf(ctx context.Context, w index.Withdrawal, id cid.Cid) (uint32, error) {
	if !r.Custody.Has(w.DLP) {
		return 0, nil
	}
	src, err := r.Blobs.Get(ctx, id)
	if err != nil {
		return 0, err
	}
	defer src.Close()
	h, err := r.Custody.TakeIn(custody.Item{DLP: w.DLP, File: w.File}, src)
	if errors.Is(err, seal.ErrNotForUs) || errors.Is(err, seal.ErrNotSealed) || errors.Is(err, seal.ErrDamaged) {
		return 0, nil
	}
	return h.Epoch, err
}

func (r *Remover) reached(block uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if block <= r.block {
		return
	}
	r.block = block
	if r.moved != nil {
		close(r.moved)
		r.moved = nil
	}
}

// DataBlock returns a block up to which all withdrawals have been carried out in the tables; it is not older than what this node has seen of
// the chain when it was called.
func (r *Remover) DataBlock(ctx context.Context) (uint64, error) {
	height, err := r.Chain.Height(ctx)
	if err != nil {
		return 0, err
	}
	for {
		r.mu.Lock()
		block := r.block
		if block >= height {
			r.mu.Unlock()
			return block, nil
		}
		if r.moved == nil {
			r.moved = make(chan struct{})
		}
		moved := r.moved
		r.mu.Unlock()
		select {
		case <-moved:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}
