package refinement

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/dispatch"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/pooled"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/seal"
)

// bench is a refiner with one open job.
type bench struct {
	*shelf
	file     pooled.File
	runner   *runner
	recorded []ledger.Refinement
	failed   []error
}

func newBench(t *testing.T) *bench {
	s := newShelf(t)
	return &bench{shelf: s, file: s.pooled(owner, `{"steps":[1,2]}`), runner: &runner{tables: map[string][]byte{"days": days(t, "steps", 1, 2)}}}
}

func (b *bench) OpenRefinements(context.Context) ([]Job, error) {
	return []Job{{File: b.file, RefinerID: refinerID, Opening: opening()}}, b.fail["jobs"]
}

func (b *bench) run() error {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	batcher := dispatch.NewBatcher(4, func(_ context.Context, items []ledger.Refinement) error {
		if err := b.fail["record"]; err != nil {
			return err
		}
		b.recorded = append(b.recorded, items...)
		return nil
	}, func(context.Context, ledger.Refinement) error { return nil })
	ended := make(chan error)
	go func() { ended <- batcher.Run(ctx) }()
	defer func() { cancel(); <-ended }()
	r := &Refiner{
		Jobs: b, Files: pooled.Opener{Store: b, Keys: b, ChainID: chainID}, Logic: b, Secrets: b, Intake: b, Store: b, Runner: b.runner, Record: batcher,
		Failed: func(_ Job, err error) { b.failed = append(b.failed, err) },
	}
	tasks, err := r.Tasks(ctx)
	if err != nil || len(tasks) != 1 {
		b.t.Fatalf("%d tasks, %v", len(tasks), err)
	}
	if x := tasks[0]; x.Key != "refine/9/10" || x.Subject != ledger.RefinementSubject(9, refinerID) || x.Opening != opening() {
		b.t.Errorf("the task is %+v", x)
	}
	return tasks[0].Run(ctx, ledger.Lease{Try: 3})
}

// TestRefine: the artefact that is recorded holds the tables, opens with the DataDAO's key only, and is the same when the work is
// repeated.
func TestRefine(t *testing.T) {
	b := newBench(t)
	for range 2 {
		if err := b.run(); err != nil {
			t.Fatal(err)
		}
	}
	if len(b.recorded) != 2 || len(b.failed) != 0 {
		t.Fatalf("recorded %d, failed %v", len(b.recorded), b.failed)
	}
	first, second := b.recorded[0], b.recorded[1]
	if first.FileID != 9 || first.RefinerID != refinerID || first.BundleDigest != b.bundle.Digest || first.Lease != 3 {
		t.Errorf("recorded %+v", first)
	}
	if first.PlaintextDigest != second.PlaintextDigest || first.ArtifactDigest == second.ArtifactDigest {
		t.Error("repeated, the content must be the same and the ciphertext another")
	}
	if b.runner.file != `{"steps":[1,2]}` {
		t.Errorf("the refiner was given %q", b.runner.file)
	}
	sealed := b.content[blob.FromDigest(first.ArtifactDigest, first.Codec).String()]
	plain, err := seal.OpenBytes(sealed, b.intake)
	if err != nil {
		t.Fatal(err)
	}
	a, err := dataset.DecodeArtifact(plain)
	if err != nil {
		t.Fatal(err)
	}
	if a.FileID != 9 || a.RefinerID != refinerID || a.Salt != sha256.Sum256(fmt.Append(nil, uint64(dlp), uint64(9), uint64(refinerID))) || len(a.Tables["days"]) == 0 {
		t.Errorf("the artefact is of file %d, refiner %d with %d tables", a.FileID, a.RefinerID, len(a.Tables))
	}
	other, err := seal.IdentityFromSeed([32]byte{2})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seal.OpenBytes(sealed, other); !errors.Is(err, seal.ErrNotForUs) {
		t.Errorf("somebody else got %v", err)
	}
}

// TestRefineForGood: what fails the same way on every validator is told once, and not tried again in this turn.
func TestRefineForGood(t *testing.T) {
	for name, c := range map[string]struct {
		arrange func(b *bench)
		want    error
	}{
		"the bundle fails": {func(b *bench) {
			b.runner.err = &sandbox.Failure{Kind: sandbox.Rejected, Code: bundle.CodeUnfit, Detail: "refine.sql: NOT NULL"}
		}, bundle.ErrUnfit},
		"a column of another name": {func(b *bench) { b.runner.tables["days"] = days(t, "paces", 1) }, dataset.ErrUnfit},
		"a table too many":         {func(b *bench) { b.runner.tables["nights"] = days(t, "steps", 1) }, dataset.ErrUnfit},
		"a table is missing":       {func(b *bench) { b.runner.tables = nil }, dataset.ErrUnfit},
		"a table that is none":     {func(b *bench) { b.runner.tables["days"] = []byte("PAR1") }, dataset.ErrUnfit},
		"the file is too large":    {func(b *bench) { b.runner.err = sandbox.ErrInputTooLarge }, sandbox.ErrInputTooLarge},
		"the file is another's":    {func(b *bench) { b.file.Owner[0]++ }, pooled.ErrRefused},
		"the file is damaged": {func(b *bench) {
			id := blob.FromDigest(b.file.Digest, 0).String()
			b.content[id][len(b.content[id])-1] ^= 1
		}, pooled.ErrRefused},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			c.arrange(b)
			if err := b.run(); err != nil {
				t.Errorf("it would be tried again: %v", err)
			}
			if len(b.recorded) != 0 || len(b.failed) != 1 || !errors.Is(b.failed[0], c.want) {
				t.Errorf("recorded %d, told %v, want %v", len(b.recorded), b.failed, c.want)
			}
		})
	}
}

// TestRefineAgain: what this validator could not do is tried again.
func TestRefineAgain(t *testing.T) {
	for name, arrange := range map[string]func(b *bench){
		"no logic":      func(b *bench) { b.fail["logic"] = errAway },
		"no keys":       func(b *bench) { b.fail["keys"] = errAway },
		"no file":       func(b *bench) { b.fail["get"] = errAway },
		"no sandbox":    func(b *bench) { b.runner.err = fmt.Errorf("%w: %w", sandbox.ErrUnavailable, errAway) },
		"no salt":       func(b *bench) { b.fail["salt"] = errAway },
		"no intake key": func(b *bench) { b.fail["intake"] = errAway },
		"no store":      func(b *bench) { b.fail["put"] = errAway },
		"no chain":      func(b *bench) { b.fail["record"] = errAway },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			arrange(b)
			if err := b.run(); !errors.Is(err, errAway) {
				t.Errorf("got %v", err)
			}
			if len(b.recorded) != 0 || len(b.failed) != 0 {
				t.Errorf("recorded %d, told %v", len(b.recorded), b.failed)
			}
		})
	}
}
