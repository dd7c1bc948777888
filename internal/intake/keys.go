package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/coppice-network/coppice/internal/custody"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/pooled"
	"github.com/coppice-network/coppice/internal/seal"
)

// Chain is what the chain says of keys and files; the index answers.
type Chain interface {
	IntakeEpochs(ctx context.Context, dlp uint64) ([]index.IntakeEpoch, error)
	FileTimes(ctx context.Context, file uint64) (registered, opened uint64, err error)
}

// Keys opens what was sealed to the DataDAOs that a validator serves, and seals to them.
type Keys struct {
	Custody *custody.Custody
	Chain   Chain
	Policy  Policy
}

// Has reports whether any key of the DataDAO is here.
func (k *Keys) Has(dlp uint64) bool { return k.Custody.Has(dlp) }

// Recipient is the DataDAO's current intake key. Until this validator holds the one that the chain names it is pooled.ErrNoKeys: what was sealed to an
// earlier one might come too late for others.
func (k *Keys) Recipient(ctx context.Context, dlp uint64) (seal.Recipient, error) {
	epochs, err := k.Chain.IntakeEpochs(ctx, dlp)
	if err != nil {
		return seal.Recipient{}, err
	}
	if len(epochs) == 0 {
		return seal.Recipient{}, fmt.Errorf("%w: DataDAO %d has no intake key yet", pooled.ErrNoKeys, dlp)
	}
	current := epochs[len(epochs)-1]
	r, err := k.Custody.Recipient(dlp, current.Epoch)
	if errors.Is(err, custody.ErrUnknownDLP) || errors.Is(err, custody.ErrUnknownEpoch) || err == nil && r.Digest() != current.Digest {
		return seal.Recipient{}, fmt.Errorf("%w: epoch %d of DataDAO %d", pooled.ErrNoKeys, current.Epoch, dlp)
	}
	return r, err
}

// OpenFile implements pooled.Keys.
func (k *Keys) OpenFile(ctx context.Context, f pooled.File, src io.Reader) (*seal.Opened, error) {
	if !k.Custody.Has(f.DLP) {
		return nil, fmt.Errorf("%w: DataDAO %d", pooled.ErrNoKeys, f.DLP)
	}
	r, epoch, byIntake, err := k.Custody.OpenItem(ctx, custody.Item{DLP: f.DLP, File: f.ID, Kind: custody.Pooled}, src)
	if err != nil && !errors.Is(err, seal.ErrNotForUs) || err == nil && !byIntake {
		return r, err
	}
	epochs, listErr := k.Chain.IntakeEpochs(ctx, f.DLP)
	if listErr == nil && len(epochs) == 0 {
		listErr = fmt.Errorf("%w: DataDAO %d has no intake key yet", pooled.ErrNoKeys, f.DLP)
	}
	if listErr != nil {
		return nil, listErr
	}
	registered, opened, timesErr := k.Chain.FileTimes(ctx, f.ID)
	if timesErr != nil {
		return nil, timesErr
	}
	oldest, newest := k.Policy.accepted(epochs, registered, opened)
	if err == nil {
		if epoch < oldest {
			return nil, pooled.ErrReplacedKey
		}
		return r, nil
	}
	held, heldErr := k.Custody.Epochs(f.DLP)
	if heldErr != nil {
		return nil, heldErr
	}
	for e := oldest; e <= newest; e++ {
		if !slices.Contains(held, e) {
			return nil, fmt.Errorf("%w: epoch %d of DataDAO %d", pooled.ErrNoKeys, e, f.DLP) // on its way
		}
	}
	if oldest > epochs[0].Epoch {
		return nil, pooled.ErrReplacedKey // or sealed to anybody else: nobody can tell any more
	}
	return nil, err
}

// OpenArtifact opens what a refiner made of a file.
func (k *Keys) OpenArtifact(ctx context.Context, dlp, file, refiner uint64, src io.Reader) (io.Reader, error) {
	r, _, _, err := k.Custody.OpenItem(ctx, custody.Item{DLP: dlp, File: file, Kind: custody.Artifact, Refiner: refiner}, src)
	return r, err
}
