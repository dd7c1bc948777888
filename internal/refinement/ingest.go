package refinement

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/bits"
	"slices"
	"sync"
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
	Block             uint64
	Time              time.Time // of the block
}

// maxArtifact bounds one opened artefact, in bytes.
const maxArtifact = 256 << 20

// ErrWithdrawn is what Keys and Files answer for a file that its owner has taken back.
var ErrWithdrawn = custody.ErrWithdrawn

// ErrArtifact reports an artefact that is not what the chain recorded.
var ErrArtifact = errors.New("refinement: the artefact is not the recorded one")

// Ingester brings recorded artefacts into the live tables of the DataDAOs this validator serves. It may be killed at any moment:
// ingestion is idempotent, and progress is saved with what it leaves behind.
//
// What cannot be taken in now (nobody delivers the artefact, the keys are on their way) is tried again, and holds up neither other DataDAOs
// nor the rest of its own.
type Ingester struct {
	Index    string                                                    // Index.ID of what Since lists
	Since    func(ctx context.Context, seq uint64) ([]Recorded, error) // at most some hundred at a time, in order
	Wake     func(ctx context.Context, height uint64) (uint64, error)  // returns after about a second at the latest
	Progress interface {
		Load() (Progress, error)
		Save(p Progress) error
	}
	Keys interface {
		Has(dlp uint64) bool
		OpenArtifact(ctx context.Context, dlp, fileID, refinerID uint64, src io.Reader) (io.Reader, error)
	}
	Logic Logic
	Files interface {
		// GetFor gets content of a file, unless that has been withdrawn. It returns when all of the content is here.
		GetFor(ctx context.Context, fileID uint64, id cid.Cid) (io.ReadCloser, error)
	}
	Tables *dataset.Store
	// Lost is told of an artefact for which nothing waits any more, and why. It is still looked for: when it has been taken in after all,
	// or need not be any more, Lost is told with nil.
	Lost  func(r Recorded, err error)
	Clock func() time.Time
	Log   *slog.Logger

	mu    sync.Mutex
	moved *sync.Cond // there may be something to try
	queue

	opening sync.Mutex // held while an artefact is open in memory: one at a time
}

// How many artefacts are fetched at a time: for their first try, after they have failed, and when they are lost. No kind waits for another.
const freshWorkers, failedWorkers, lostWorkers = 4, 16, 2

// Run ingests until ctx ends.
func (g *Ingester) Run(ctx context.Context) error {
	p, err := g.Progress.Load()
	if err != nil {
		return fmt.Errorf("how far ingestion has come: %w", err)
	}
	for err := g.resume(ctx, p); err != nil; err = g.resume(ctx, p) {
		if !g.pause(ctx, "ingestion will begin later", err) {
			return nil
		}
	}
	g.moved = sync.NewCond(&g.mu)
	var wg sync.WaitGroup
	defer wg.Wait()
	stop := context.AfterFunc(ctx, g.signal)
	defer stop()
	for range freshWorkers {
		wg.Go(func() { g.work(ctx, g.nextFresh) })
	}
	for range failedWorkers {
		wg.Go(func() { g.work(ctx, g.nextFailed) })
	}
	for range lostWorkers {
		wg.Go(func() { g.work(ctx, g.nextLost) })
	}
	wg.Go(func() { g.tick(ctx) })
	var height uint64
	for {
		more, err := g.round(ctx)
		if err != nil {
			g.pause(ctx, "ingestion will be tried again", err)
		}
		if more && err == nil && g.room(ctx) {
			continue
		}
		if height, err = g.Wake(ctx, height); ctx.Err() != nil {
			wg.Wait()
			return g.save()
		} else if err != nil {
			g.Log.Warn("could not follow the chain", "err", err)
		}
	}
}

// pause tells of an error and waits a second, unless ctx ends first.
func (g *Ingester) pause(ctx context.Context, what string, err error) bool {
	if ctx.Err() == nil {
		g.Log.Warn(what, "err", err)
	}
	select {
	case <-ctx.Done():
	case <-time.After(time.Second):
	}
	return ctx.Err() == nil
}

// tick lets the workers see that time has passed.
func (g *Ingester) tick(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			g.signal()
		}
	}
}

// round lists what there is, and saves how far it all has come.
func (g *Ingester) round(ctx context.Context) (more bool, err error) {
	more, err = g.list(ctx)
	if e := g.save(); e != nil {
		err = errors.Join(err, fmt.Errorf("saving how far ingestion has come: %w", e))
	}
	g.signal()
	return more, err
}

func (g *Ingester) signal() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.moved.Broadcast()
}

// room waits until more can be listed, and reports whether it can.
func (g *Ingester) room(ctx context.Context) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.fresh >= maxFresh && ctx.Err() == nil {
		g.moved.Wait()
	}
	return ctx.Err() == nil
}

// work takes artefacts in until ctx ends.
func (g *Ingester) work(ctx context.Context, next func(now time.Time) *late) {
	for {
		g.mu.Lock()
		l := next(g.Clock())
		for l == nil && ctx.Err() == nil {
			g.moved.Wait()
			l = next(g.Clock())
		}
		g.mu.Unlock()
		if ctx.Err() != nil {
			return
		}
		g.take(ctx, l)
	}
}

// take tries to bring one artefact into the tables.
func (g *Ingester) take(ctx context.Context, l *late) {
	err := g.ingest(ctx, l.Recorded, l.tries == 0)
	if err != nil && l.tries > 0 {
		if listed, e := g.listed(ctx, l.Recorded); e == nil && !listed {
			err = errGone
		}
	}
	if err != nil && ctx.Err() != nil {
		return // it stays listed
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	defer g.moved.Broadcast()
	defer func() {
		if line := g.lines[l.DLP]; l.lost && (line == nil || line.lost[l.Seq] == nil) {
			g.Lost(l.Recorded, nil)
		}
	}()
	log := g.Log.With("file", l.FileID, "refiner", l.RefinerID, "dlp", l.DLP)
	switch {
	case err == nil:
		g.done(l)
	case errors.Is(err, dataset.ErrErased), errors.Is(err, ErrWithdrawn):
		log.Debug("an artefact of a withdrawn file is not ingested")
		g.done(l)
	case errors.Is(err, errGone):
		log.Info("an artefact is not on the chain any more")
		g.done(l)
	case hopeless(err):
		// One bad artefact must not keep the others out; its fee was the price of recording it.
		log.Error("an artefact is not ingested", "err", err)
		g.done(l)
	case g.fails(l, err, g.Clock()):
		log.Error("an artefact is left out of the tables until somebody delivers it", "tries", l.tries, "err", err)
		g.Lost(l.Recorded, err)
	case bits.OnesCount(uint(l.tries)) == 1: // told less and less often
		log.Warn("an artefact will be tried again", "tries", l.tries, "err", err)
	}
}

// Ready reports whether everything of these DataDAOs that was recorded up to a block, which the index has seen, is in the tables, but for
// what is lost.
func (g *Ingester) Ready(ctx context.Context, block uint64, dlps []uint64) (bool, error) {
	g.mu.Lock()
	seq, waits := g.seq, g.waits(block, dlps)
	g.mu.Unlock()
	for !waits {
		page, err := g.Since(ctx, seq)
		if err != nil || len(page) == 0 || page[0].Block > block {
			return err == nil, err
		}
		waits = slices.ContainsFunc(page, func(r Recorded) bool { return r.Block <= block && slices.Contains(dlps, r.DLP) })
		seq = page[len(page)-1].Seq
	}
	return false, nil
}

// errGone means that a reorganisation took the record away.
var errGone = errors.New("refinement: the artefact is not recorded any more")

// hopeless reports an error that no later try can cure: the bytes behind a content address never change.
func hopeless(err error) bool {
	var misfit *dataset.SchemaError
	return errors.Is(err, ErrArtifact) || errors.Is(err, dataset.ErrArtifactInvalid) || errors.Is(err, dataset.ErrArtifactVersion) ||
		errors.Is(err, dataset.ErrConflict) || errors.Is(err, dataset.ErrSchemaChanged) || errors.As(err, &misfit) ||
		errors.Is(err, seal.ErrDamaged) || errors.Is(err, seal.ErrNotSealed)
}

// firstTry is how long the first try waits for an artefact that is not here: longer ones must not hold up what others deliver. No try takes
// longer than lastTry.
const firstTry, lastTry = 5 * time.Second, 10 * time.Minute

func (g *Ingester) ingest(ctx context.Context, r Recorded, first bool) error {
	if g.Tables.Erased(r.DLP, r.FileID) {
		return dataset.ErrErased // its artefact is gone everywhere
	}
	wait := lastTry
	if first {
		wait = firstTry
	}
	reading, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	patience := time.AfterFunc(wait, func() { cancel(fmt.Errorf("%w within %s", blob.ErrNotFound, wait)) })
	defer patience.Stop()
	impatient := func(err error) error {
		if reading.Err() != nil && ctx.Err() == nil {
			return fmt.Errorf("%w: %w", context.Cause(reading), err)
		}
		return err
	}
	_, _, schema, err := g.Logic.Refiner(reading, r.RefinerID)
	if err != nil {
		return impatient(err)
	}
	src, err := g.Files.GetFor(reading, r.FileID, blob.FromDigest(r.ArtifactDigest, r.Codec))
	if err != nil {
		return impatient(err)
	}
	patience.Stop() // it is here
	defer src.Close()
	g.opening.Lock()
	defer g.opening.Unlock()
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
