package refinement

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/custody"
	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/seal"
)

// Recorded is a refinement that the chain has recorded. Seq grows with every one.
type Recorded struct {
	Seq               uint64
	FileID, RefinerID uint64
	DLP               uint64
	Owner             common.Address
	ArtifactDigest    [32]byte
	Codec             uint8
	PlaintextDigest   [32]byte
}

// maxArtifact bounds one opened artefact, in bytes.
const maxArtifact = 256 << 20

// ErrWithdrawn is what Keys answers for a file that its owner has taken back.
var ErrWithdrawn = custody.ErrWithdrawn

// ErrArtifact reports an artefact that is not what the chain recorded.
var ErrArtifact = errors.New("refinement: the artefact is not the recorded one")

// Ingester brings recorded artefacts into the live tables of the DataDAOs this validator serves. It may be killed at any moment:
// ingestion is idempotent, and the cursor moves after it.
type Ingester struct {
	Since  func(ctx context.Context, seq uint64) ([]Recorded, error) // at most some hundred at a time, in order
	Wake   func(ctx context.Context, height uint64) (uint64, error)
	Cursor interface {
		Load() (uint64, error)
		Save(seq uint64) error
	}
	Keys interface {
		Has(dlp uint64) bool
		OpenArtifact(ctx context.Context, dlp, fileID, refinerID uint64, src io.Reader) (io.Reader, error)
	}
	Logic Logic
	Files interface {
		Get(ctx context.Context, id cid.Cid) (io.ReadCloser, error)
	}
	Tables *dataset.Store
	Log    *slog.Logger
}

// Run ingests until ctx ends.
func (g *Ingester) Run(ctx context.Context) error {
	seq, err := g.Cursor.Load()
	if err != nil {
		return fmt.Errorf("reading the ingestion cursor: %w", err)
	}
	var height uint64
	for {
		next, err := g.drain(ctx, seq)
		seq = next
		if err != nil && ctx.Err() == nil {
			g.Log.Warn("ingestion will be tried again", "after", seq, "err", err)
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
		if height, err = g.Wake(ctx, height); ctx.Err() != nil {
			return nil
		} else if err != nil {
			g.Log.Warn("could not follow the chain", "err", err)
		}
	}
}

func (g *Ingester) drain(ctx context.Context, seq uint64) (uint64, error) {
	for {
		batch, err := g.Since(ctx, seq)
		if err != nil || len(batch) == 0 {
			return seq, err
		}
		for _, r := range batch {
			if !g.Keys.Has(r.DLP) {
				return seq, nil // the keys are on their way; to go past it would leave its rows out for ever
			}
			if err := g.ingest(ctx, r); errors.Is(err, dataset.ErrErased) || errors.Is(err, ErrWithdrawn) {
				g.Log.Debug("an artefact of a withdrawn file is not ingested", "file", r.FileID, "refiner", r.RefinerID)
			} else if hopeless(err) {
				// One bad artefact must not keep the others out; its fee was the price of recording it.
				g.Log.Error("an artefact is not ingested", "file", r.FileID, "refiner", r.RefinerID, "err", err)
			} else if err != nil {
				return seq, fmt.Errorf("file %d, refiner %d: %w", r.FileID, r.RefinerID, err)
			}
			seq = r.Seq
			if err := g.Cursor.Save(seq); err != nil {
				return seq, fmt.Errorf("saving the ingestion cursor: %w", err)
			}
		}
	}
}

// hopeless reports an error that no later try can cure: the bytes behind a content address never change.
func hopeless(err error) bool {
	var misfit *dataset.SchemaError
	return errors.Is(err, ErrArtifact) || errors.Is(err, dataset.ErrArtifactInvalid) || errors.Is(err, dataset.ErrArtifactVersion) ||
		errors.Is(err, dataset.ErrConflict) || errors.Is(err, dataset.ErrSchemaChanged) || errors.As(err, &misfit) ||
		errors.Is(err, seal.ErrDamaged) || errors.Is(err, seal.ErrNotForUs) || errors.Is(err, seal.ErrNotSealed)
}

func (g *Ingester) ingest(ctx context.Context, r Recorded) error {
	_, _, schema, err := g.Logic.Refiner(ctx, r.RefinerID)
	if err != nil {
		return err
	}
	src, err := g.Files.Get(ctx, blob.FromDigest(r.ArtifactDigest, r.Codec))
	if err != nil {
		return err
	}
	defer src.Close()
	opened, err := g.Keys.OpenArtifact(ctx, r.DLP, r.FileID, r.RefinerID, src)
	if err != nil {
		return err
	}
	plain, err := io.ReadAll(io.LimitReader(opened, maxArtifact+1))
	if err != nil {
		return err
	}
	if len(plain) > maxArtifact {
		return fmt.Errorf("%w: larger than %d bytes", ErrArtifact, maxArtifact)
	}
	if digest, err := dataset.PlaintextDigest(plain); err != nil {
		return err
	} else if digest != r.PlaintextDigest {
		return fmt.Errorf("%w: another plaintext digest", ErrArtifact)
	}
	artifact, err := dataset.DecodeArtifact(plain)
	if err != nil {
		return err
	}
	if artifact.FileID != r.FileID || artifact.RefinerID != r.RefinerID {
		return fmt.Errorf("%w: it is of file %d, refiner %d", ErrArtifact, artifact.FileID, artifact.RefinerID)
	}
	return g.Tables.Ingest(ctx, dataset.Ref{DLP: r.DLP, FileID: r.FileID, RefinerID: r.RefinerID, Owner: r.Owner, Digest: r.PlaintextDigest}, artifact.Tables, *schema)
}
