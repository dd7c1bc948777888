package refinement

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/seal"
)

// sealer seals the tables at rest.
type sealer struct{ cipher.AEAD }

func newSealer(t *testing.T) sealer {
	t.Helper()
	block, err := aes.NewCipher(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	return sealer{aead}
}

func (s sealer) Seal(plain, aad []byte) ([]byte, error) {
	nonce := make([]byte, 12)
	rand.Read(nonce)
	return s.AEAD.Seal(nonce, nonce, plain, aad), nil
}

func (s sealer) Open(sealed, aad []byte) ([]byte, error) {
	if len(sealed) < 12 {
		return nil, errors.New("too short")
	}
	return s.AEAD.Open(nil, sealed[:12], sealed[12:], aad)
}

// feed is an ingester, what the chain has recorded, and the progress on its disk.
type feed struct {
	*shelf
	dir      string
	recorded []Recorded
	progress Progress
	saves    int
	now      time.Time
	lost     map[uint64]bool // by file
	*Ingester
}

func newFeed(t *testing.T) *feed {
	t.Helper()
	f := &feed{
		shelf: newShelf(t), dir: filepath.Join(t.TempDir(), "tables"), progress: Progress{Index: "x"}, now: time.Unix(1_700_000_000, 0), lost: map[uint64]bool{},
	}
	f.start()
	t.Cleanup(func() { f.Tables.Close() })
	return f
}

// start opens the tables, as a new process does.
func (f *feed) start() {
	f.t.Helper()
	tables, err := dataset.Open(f.dir, newSealer(f.t))
	if err != nil {
		f.t.Fatal(err)
	}
	f.Ingester = &Ingester{
		Index: "x", Since: f.since, Progress: f, Keys: f, Logic: f, Files: f, Tables: tables, Log: slog.New(slog.DiscardHandler),
		Clock: func() time.Time { return f.now },
		Lost: func(r Recorded, err error) {
			if f.lost[r.FileID] == (err != nil) {
				f.t.Errorf("file %d: told twice: %v", r.FileID, err)
			}
			f.lost[r.FileID] = err != nil
		},
	}
	f.moved = sync.NewCond(&f.mu)
}

func (f *feed) restart() {
	f.t.Helper()
	if err := f.Tables.Close(); err != nil {
		f.t.Fatal(err)
	}
	f.start()
}

// since gives two at a time.
func (f *feed) since(_ context.Context, seq uint64) ([]Recorded, error) {
	var out []Recorded
	for _, r := range f.recorded {
		if r.Seq > seq && len(out) < 2 {
			out = append(out, r)
		}
	}
	return out, f.fail["since"]
}

func (f *feed) Load() (Progress, error) { return f.progress, f.fail["load"] }

func (f *feed) Save(p Progress) error {
	if err := f.fail["save"]; err != nil {
		return err
	}
	f.progress = p
	f.saves++
	return nil
}

// record makes an artefact of n rows of a file and records it, after change has had its way with it.
func (f *feed) record(file uint64, n int, change ...func(a *dataset.Artifact, r *Recorded)) {
	f.t.Helper()
	digest, err := f.schema.Digest()
	if err != nil {
		f.t.Fatal(err)
	}
	a := dataset.Artifact{FileID: file, RefinerID: refinerID, SchemaDigest: digest, Tables: map[string][]byte{"days": days(f.t, "steps", make([]int32, n)...)}}
	r := f.next(file)
	for _, c := range change {
		c(&a, &r)
	}
	plain, err := dataset.EncodeArtifact(a)
	if err != nil {
		f.t.Fatal(err)
	}
	if r.PlaintextDigest == [32]byte{} {
		if r.PlaintextDigest, err = dataset.PlaintextDigest(plain); err != nil {
			f.t.Fatal(err)
		}
	}
	if r.ArtifactDigest == [32]byte{} {
		r.ArtifactDigest = f.sealed(plain, f.intake)
	}
	f.recorded = append(f.recorded, r)
}

// next is the next refinement, in the next block.
func (f *feed) next(file uint64) Recorded {
	n := uint64(len(f.recorded) + 1)
	return Recorded{Seq: n, FileID: file, RefinerID: refinerID, DLP: dlp, Owner: common.Address{byte(file)}, Block: 100 + n, Time: f.now}
}

// absent records an artefact that nobody has, and returns what brings it.
func (f *feed) absent(file uint64, n int, change ...func(a *dataset.Artifact, r *Recorded)) (arrive func()) {
	f.t.Helper()
	before := maps.Clone(f.content)
	f.record(file, n, change...)
	after := f.content
	f.content = before
	return func() { maps.Copy(f.content, after) }
}

// of makes what is recorded another DataDAO's.
func of(dlp uint64) func(*dataset.Artifact, *Recorded) {
	return func(_ *dataset.Artifact, r *Recorded) { r.DLP = dlp }
}

func (f *feed) sealed(plain []byte, to *seal.Identity) [32]byte {
	f.t.Helper()
	b, err := seal.SealBytes(plain, to.Recipient())
	if err != nil {
		f.t.Fatal(err)
	}
	return f.store(b)
}

// rows is how many rows of the DataDAO are live.
func (f *feed) rows() int64 { return f.rowsOf(dlp) }

func (f *feed) rowsOf(dlp uint64) int64 {
	f.t.Helper()
	s, err := f.Tables.Snapshot(dlp, "days")
	if errors.Is(err, dataset.ErrNoTable) {
		return 0
	}
	if err != nil {
		f.t.Fatal(err)
	}
	defer s.Close()
	return s.Rows()
}

// drained starts from the progress on disk and tries everything that is due, until nothing is.
func (f *feed) drained() error {
	if err := f.resumed(); err != nil {
		return err
	}
	return f.tried()
}

func (f *feed) resumed() error {
	p, err := f.Load()
	if err != nil {
		return err
	}
	return f.resume(f.t.Context(), p)
}

// tried lists what there is and tries what is due.
func (f *feed) tried() error {
	for {
		more, err := f.round(f.t.Context())
		if err != nil {
			return err
		}
		for tried := true; tried; {
			tried = false
			for _, next := range []func(time.Time) *late{f.nextFresh, f.nextFailed, f.nextLost} {
				for l := next(f.now); l != nil; l = next(f.now) {
					f.take(f.t.Context(), l)
					tried, more = true, true
				}
			}
		}
		if !more {
			return nil
		}
	}
}

// TestIngest takes everything in once.
func TestIngest(t *testing.T) {
	f := newFeed(t)
	for file := range uint64(5) {
		f.record(file+1, int(file)+1)
	}
	if err := f.drained(); err != nil || f.rows() != 15 || f.progress.Seq != 5 || len(f.progress.Late) > 0 {
		t.Fatalf("%d rows, %+v: %v", f.rows(), f.progress, err)
	}
	if n := f.saves; f.tried() != nil || f.saves != n {
		t.Error("saved again without need")
	}
	for name, p := range map[string]Progress{"lost": {Index: "x"}, "another index's": {Index: "y", Seq: 99, Late: []uint64{98}, Apart: map[uint64]uint64{dlp: 97}}} {
		f.progress = p
		f.restart()
		if err := f.drained(); err != nil || f.rows() != 15 || f.progress.Seq != 5 || len(f.progress.Late)+len(f.progress.Apart) > 0 || f.progress.Index != "x" {
			t.Errorf("%s progress: %d rows, %+v: %v", name, f.rows(), f.progress, err)
		}
	}
}

// TestIngestResumes: whatever fails on the way, the next try goes on where this one ended, and no row is lost or doubled.
func TestIngestResumes(t *testing.T) {
	for _, what := range []string{"since", "save"} {
		t.Run(what, func(t *testing.T) {
			f := newFeed(t)
			f.record(1, 3)
			f.record(2, 4)
			f.fail[what] = errAway
			if err := f.drained(); !errors.Is(err, errAway) || f.progress.Seq != 0 {
				t.Errorf("%+v: %v", f.progress, err)
			}
			f.restart()
			delete(f.fail, what)
			if err := f.drained(); err != nil || f.rows() != 7 || f.progress.Seq != 2 {
				t.Errorf("then %d rows, %+v: %v", f.rows(), f.progress, err)
			}
		})
	}
	for _, what := range []string{"logic", "keys", "get"} {
		t.Run(what, func(t *testing.T) {
			f := newFeed(t)
			f.record(1, 3)
			f.record(2, 4)
			f.record(3, 5)
			f.fail[what] = errAway
			if err := f.drained(); err != nil || f.rows() != 0 || fmt.Sprint(f.progress.Late) != "[1 2 3]" {
				t.Errorf("%d rows, %+v: %v", f.rows(), f.progress, err)
			}
			f.restart()
			delete(f.fail, what)
			if err := f.drained(); err != nil || f.rows() != 12 || len(f.progress.Late) > 0 {
				t.Errorf("after a restart %d rows, %+v: %v", f.rows(), f.progress, err)
			}
		})
	}
	t.Run("a listed one that a reorganisation took away", func(t *testing.T) {
		f := newFeed(t)
		f.record(1, 3)
		f.record(2, 4)
		f.record(3, 5)
		f.progress = Progress{Index: "x", Seq: 3, Late: []uint64{1, 2, 7}}
		f.recorded = slices.Delete(f.recorded, 1, 2)
		if err := f.drained(); err != nil || f.rows() != 3 || len(f.progress.Late) > 0 {
			t.Errorf("%d rows, %+v: %v", f.rows(), f.progress, err)
		}
	})
}

// TestBadArtifacts: one that can never be taken in is passed over, and those after it are not held up.
func TestBadArtifacts(t *testing.T) {
	type change = func(f *feed) func(*dataset.Artifact, *Recorded)
	for name, c := range map[string]change{
		"another plaintext digest": func(*feed) func(*dataset.Artifact, *Recorded) {
			return func(_ *dataset.Artifact, r *Recorded) { r.PlaintextDigest = [32]byte{1} }
		},
		"another file's": func(*feed) func(*dataset.Artifact, *Recorded) {
			return func(a *dataset.Artifact, _ *Recorded) { a.FileID = 3 }
		},
		"another refiner's": func(*feed) func(*dataset.Artifact, *Recorded) {
			return func(a *dataset.Artifact, _ *Recorded) { a.RefinerID++ }
		},
		"a table that does not fit": func(*feed) func(*dataset.Artifact, *Recorded) {
			return func(a *dataset.Artifact, _ *Recorded) { a.Tables["days"] = days(t, "paces", 1) }
		},
		"a table that is none": func(*feed) func(*dataset.Artifact, *Recorded) {
			return func(a *dataset.Artifact, _ *Recorded) { a.Tables["days"] = []byte("PAR1") }
		},
		"no artefact": func(f *feed) func(*dataset.Artifact, *Recorded) {
			return func(_ *dataset.Artifact, r *Recorded) { r.ArtifactDigest = f.sealed([]byte("hello"), f.intake) }
		},
		"empty": func(f *feed) func(*dataset.Artifact, *Recorded) {
			return func(_ *dataset.Artifact, r *Recorded) { r.ArtifactDigest = f.sealed(nil, f.intake) }
		},
		"not sealed": func(f *feed) func(*dataset.Artifact, *Recorded) {
			return func(_ *dataset.Artifact, r *Recorded) { r.ArtifactDigest = f.store([]byte("hello")) }
		},
		"damaged": func(f *feed) func(*dataset.Artifact, *Recorded) {
			return func(_ *dataset.Artifact, r *Recorded) {
				b, err := seal.SealBytes([]byte("x"), f.intake.Recipient())
				if err != nil {
					t.Fatal(err)
				}
				r.ArtifactDigest = f.store(bytes.TrimSuffix(b, b[len(b)-1:]))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFeed(t)
			f.record(1, 3)
			f.record(2, 100, c(f))
			f.record(4, 4)
			if err := f.drained(); err != nil || f.rows() != 7 || f.progress.Seq != 3 || len(f.progress.Late) > 0 {
				t.Errorf("%d rows, %+v: %v", f.rows(), f.progress, err)
			}
		})
	}
	t.Run("of an erased file, gone everywhere", func(t *testing.T) {
		f := newFeed(t)
		f.absent(1, 3)
		if err := f.Tables.Erase(t.Context(), dlp, 1); err != nil {
			t.Fatal(err)
		}
		f.fail["get"] = errors.New("it was asked for")
		if err := f.drained(); err != nil || f.rows() != 0 || f.progress.Seq != 1 || len(f.progress.Late) > 0 {
			t.Errorf("%d rows, %+v: %v", f.rows(), f.progress, err)
		}
	})
	t.Run("of a file that is withdrawn meanwhile", func(t *testing.T) {
		f := newFeed(t)
		f.record(1, 3)
		f.fail["get"] = fmt.Errorf("%w: 1", ErrWithdrawn)
		if err := f.drained(); err != nil || f.rows() != 0 || len(f.progress.Late) > 0 {
			t.Errorf("%d rows, %+v: %v", f.rows(), f.progress, err)
		}
	})
}
