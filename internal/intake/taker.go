package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/custody"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/seal"
)

// fetchTime bounds how long a ciphertext's first block is waited for.
const fetchTime = 20 * time.Second

// Sealed is what a taker asks of the chain.
type Sealed interface {
	SealedSince(ctx context.Context, seq uint64) (list []index.Ciphertext, next uint64, err error)
	IntakeEpochs(ctx context.Context, dlp uint64) ([]index.IntakeEpoch, error)
	FileTimes(ctx context.Context, file uint64) (registered, opened uint64, err error)
	// OpenProofs lists the files of a DataDAO that wait for a proof, or for opinions of one.
	OpenProofs(ctx context.Context, dlp uint64) (files []uint64, err error)
	// OldestRefinement is when the oldest open refinement of a DataDAO was opened, in unix seconds; 0 if none is open.
	OldestRefinement(ctx context.Context, dlp uint64) (uint64, error)
	// Complete reports whether everything up to the chain's newest block has been looked at.
	Complete(ctx context.Context) (bool, error)
}

// Taker takes in the content keys of what was sealed to a validator's intake keys, and destroys the intake keys that are not needed
// any more. It may be killed at any moment: content keys are durable before an intake key goes.
type Taker struct {
	Custody *custody.Custody
	Chain   Sealed
	Files   interface {
		GetFor(ctx context.Context, fileID uint64, id cid.Cid) (io.ReadCloser, error)
	}
	Cursor interface {
		Load() (uint64, error)
		Save(seq uint64) error
	}
	Policy Policy
	Clock  func() time.Time
	Log    *slog.Logger

	missing map[cid.Cid]time.Time // since when a ciphertext is looked for
}

// Run works until ctx ends.
func (t *Taker) Run(ctx context.Context, wake func(context.Context, uint64) (uint64, error)) error {
	seq, err := t.Cursor.Load()
	if err != nil {
		return fmt.Errorf("reading the cursor of content keys: %w", err)
	}
	var height uint64
	for {
		if seq, err = t.takeIn(ctx, seq); err != nil && ctx.Err() == nil {
			t.Log.Warn("content keys will be taken in later", "err", err)
		} else if err == nil {
			if err := t.retire(ctx, seq); err != nil && ctx.Err() == nil {
				t.Log.Warn("an intake key will be destroyed later", "err", err)
			}
		}
		if height, err = wake(ctx, height); ctx.Err() != nil {
			return nil
		} else if err != nil {
			t.Log.Warn("could not follow the chain", "err", err)
		}
	}
}

// takeIn keeps the content keys of everything recorded behind seq, and returns how far it came.
func (t *Taker) takeIn(ctx context.Context, seq uint64) (uint64, error) {
	for {
		list, next, err := t.Chain.SealedSince(ctx, seq)
		if err != nil || next == seq {
			return seq, err
		}
		var keys []custody.Held
		for _, c := range list {
			if !t.Custody.Has(c.DLP) {
				return seq, t.keep(ctx, keys) // the keys are on their way
			}
			h, err := t.contentKey(ctx, c)
			if err != nil {
				return seq, errors.Join(fmt.Errorf("file %d: %w", c.File, err), t.keep(ctx, keys))
			}
			if h != nil {
				keys = append(keys, *h)
			}
		}
		if err := t.keep(ctx, keys); err != nil {
			return seq, err
		}
		if err := t.Cursor.Save(next); err != nil {
			return seq, fmt.Errorf("saving the cursor of content keys: %w", err)
		}
		seq = next
	}
}

func (t *Taker) keep(ctx context.Context, keys []custody.Held) error {
	if len(keys) == 0 {
		return nil
	}
	return t.Custody.KeepContentKeys(ctx, keys)
}

// contentKey reads one content key, or returns nil if it is held or cannot be had any more.
func (t *Taker) contentKey(ctx context.Context, c index.Ciphertext) (*custody.Held, error) {
	item := custody.Item{DLP: c.DLP, File: c.File, Kind: custody.Kind(c.Kind), Refiner: c.Refiner}
	if held, err := t.Custody.HasContentKey(ctx, item); err != nil || held {
		return nil, err
	}
	id := blob.FromDigest(c.Digest, c.Codec)
	h, err := t.read(ctx, item, id)
	switch {
	case err == nil:
		delete(t.missing, id)
		return &h, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, custody.ErrWithdrawn): // its key is destroyed here, whatever became of the withdrawal's block
		return nil, nil
	case errors.Is(err, seal.ErrNotForUs), errors.Is(err, seal.ErrNotSealed), errors.Is(err, seal.ErrDamaged):
		t.Log.Error("a content key cannot be taken in: this validator never held the key it was sealed to, or not any more", "item", item.String(), "err", err)
		return nil, nil
	}
	if t.missing == nil {
		t.missing = make(map[cid.Cid]time.Time)
	}
	since, known := t.missing[id]
	if !known {
		since = t.Clock()
		t.missing[id] = since
	}
	if t.Clock().Sub(since) > t.Policy.Retention {
		t.Log.Error("a content key cannot be taken in: nobody has the ciphertext", "item", item.String(), "address", id.String(), "since", since)
		return nil, nil
	}
	return nil, err
}

func (t *Taker) read(ctx context.Context, item custody.Item, id cid.Cid) (custody.Held, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	src, err := t.Files.GetFor(ctx, item.File, id)
	if err != nil {
		return custody.Held{}, err
	}
	defer src.Close()
	return t.Custody.TakeIn(item, src)
}

// retire destroys intake keys that nothing needs any more, everything recorded up to seq having been taken in.
func (t *Taker) retire(ctx context.Context, seq uint64) error {
	if all, err := t.Chain.Complete(ctx); err != nil || !all {
		return err
	}
	var errs []error
	for _, dlp := range t.Custody.DLPs() {
		held, err := t.Custody.Epochs(dlp)
		if err != nil || len(held) < 2 {
			errs = append(errs, err)
			continue
		}
		errs = append(errs, t.retireOf(ctx, dlp, held, seq))
	}
	return errors.Join(errs...)
}

func (t *Taker) retireOf(ctx context.Context, dlp uint64, held []uint32, seq uint64) error {
	epochs, err := t.Chain.IntakeEpochs(ctx, dlp)
	if err != nil {
		return err
	}
	last := uint32(0) // the newest epoch that can go
	for i, e := range epochs {
		if i+1 == len(epochs) || e.Epoch >= held[len(held)-1] {
			break
		}
		if e.Epoch < held[0] {
			continue
		}
		if free, err := t.free(ctx, epochs, i); err != nil {
			return err
		} else if !free {
			break
		}
		last = e.Epoch
	}
	if last == 0 {
		return nil
	}
	// what was open a moment ago may have been recorded since
	if _, next, err := t.Chain.SealedSince(ctx, seq); err != nil || next != seq {
		return err
	}
	if err := t.Custody.Retire(dlp, last); err != nil {
		return err
	}
	t.Log.Info("destroyed an intake key", "dlp", dlp, "epoch", last)
	return t.Custody.Rewrap(ctx, dlp)
}

// free reports whether nothing that is open, or may still come, can need the key of epochs[i].
func (t *Taker) free(ctx context.Context, epochs []index.IntakeEpoch, i int) (bool, error) {
	dlp, replaced := epochs[i].DLP, unix(epochs[i+1].Time)
	now := t.Clock()
	if now.Before(replaced.Add(t.Policy.Grace + t.Policy.Margin)) {
		return false, nil
	}
	// what was begun with the key before everybody knew the next one may be recorded for as long as a lease lives
	if opened, err := t.Chain.OldestRefinement(ctx, dlp); err != nil {
		return false, err
	} else if opened != 0 && !unix(opened).After(replaced.Add(t.Policy.Margin)) && now.Before(replaced.Add(t.Policy.Lease+t.Policy.Margin)) {
		return false, nil
	}
	open, err := t.Chain.OpenProofs(ctx, dlp)
	if err != nil {
		return false, err
	}
	for _, file := range open {
		registered, opened, err := t.Chain.FileTimes(ctx, file)
		if err != nil {
			return false, err
		}
		if oldest, _ := t.Policy.accepted(epochs, registered, opened); oldest <= epochs[i].Epoch {
			return false, nil
		}
	}
	return true, nil
}
