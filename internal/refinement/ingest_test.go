package refinement

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"

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

// feed is an ingester, what the chain has recorded, and the cursor on its disk.
type feed struct {
	*shelf
	dir    string
	list   []Recorded
	cursor uint64
	*Ingester
}

func newFeed(t *testing.T) *feed {
	t.Helper()
	f := &feed{shelf: newShelf(t), dir: filepath.Join(t.TempDir(), "tables")}
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
	f.Ingester = &Ingester{Since: f.since, Cursor: f, Keys: f, Logic: f, Files: f, Tables: tables, Log: slog.New(slog.DiscardHandler)}
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
	for _, r := range f.list {
		if r.Seq > seq && len(out) < 2 {
			out = append(out, r)
		}
	}
	return out, f.fail["since"]
}

func (f *feed) Load() (uint64, error) { return f.cursor, f.fail["load"] }

func (f *feed) Save(seq uint64) error {
	if err := f.fail["save"]; err != nil {
		return err
	}
	f.cursor = seq
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
	r := Recorded{Seq: uint64(len(f.list) + 1), FileID: file, RefinerID: refinerID, DLP: dlp, Owner: common.Address{byte(file)}}
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
	f.list = append(f.list, r)
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
func (f *feed) rows() int64 {
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

// drained takes in what there is, from the cursor on.
func (f *feed) drained() error {
	_, err := f.drain(f.t.Context(), f.cursor)
	return err
}

// TestIngest takes everything in, in order, once.
func TestIngest(t *testing.T) {
	f := newFeed(t)
	for file := range uint64(5) {
		f.record(file+1, int(file)+1)
	}
	if err := f.drained(); err != nil || f.rows() != 15 || f.cursor != 5 {
		t.Fatalf("%d rows, cursor %d: %v", f.rows(), f.cursor, err)
	}
	f.cursor = 0 // a cursor that was lost
	f.restart()
	if err := f.drained(); err != nil || f.rows() != 15 || f.cursor != 5 {
		t.Errorf("taken in again: %d rows, cursor %d: %v", f.rows(), f.cursor, err)
	}
}

// TestIngestResumes: whatever fails on the way, the next try goes on where this one ended, and no row is lost or doubled.
func TestIngestResumes(t *testing.T) {
	for _, what := range []string{"since", "logic", "keys", "get", "save"} {
		t.Run(what, func(t *testing.T) {
			f := newFeed(t)
			f.record(1, 3)
			f.record(2, 4)
			f.fail[what] = errAway
			if err := f.drained(); !errors.Is(err, errAway) || f.cursor != 0 {
				t.Errorf("cursor %d: %v", f.cursor, err)
			}
			f.restart()
			delete(f.fail, what)
			if err := f.drained(); err != nil || f.rows() != 7 || f.cursor != 2 {
				t.Errorf("then %d rows, cursor %d: %v", f.rows(), f.cursor, err)
			}
		})
	}
	t.Run("content that is not here yet", func(t *testing.T) {
		f := newFeed(t)
		f.record(1, 3)
		content := f.content
		f.content = map[string][]byte{}
		if err := f.drained(); err == nil || f.cursor != 0 {
			t.Errorf("cursor %d: %v", f.cursor, err)
		}
		f.content = content
		if err := f.drained(); err != nil || f.rows() != 3 {
			t.Errorf("then %d rows: %v", f.rows(), err)
		}
	})
	t.Run("keys that are on their way", func(t *testing.T) {
		f := newFeed(t)
		f.record(1, 3)
		f.noKeys[dlp] = true
		if err := f.drained(); err != nil || f.cursor != 0 || f.rows() != 0 {
			t.Errorf("%d rows, cursor %d: %v", f.rows(), f.cursor, err)
		}
		f.noKeys[dlp] = false
		if err := f.drained(); err != nil || f.cursor != 1 || f.rows() != 3 {
			t.Errorf("then %d rows, cursor %d: %v", f.rows(), f.cursor, err)
		}
	})
}

// TestBadArtifacts: one that can never be taken in is passed over, and those after it are not held up.
func TestBadArtifacts(t *testing.T) {
	stranger, err := seal.IdentityFromSeed([32]byte{9})
	if err != nil {
		t.Fatal(err)
	}
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
		"sealed to somebody else": func(f *feed) func(*dataset.Artifact, *Recorded) {
			return func(_ *dataset.Artifact, r *Recorded) { r.ArtifactDigest = f.sealed([]byte("x"), stranger) }
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
			if err := f.drained(); err != nil || f.rows() != 7 || f.cursor != 3 {
				t.Errorf("%d rows, cursor %d: %v", f.rows(), f.cursor, err)
			}
		})
	}
	t.Run("of an erased file", func(t *testing.T) {
		f := newFeed(t)
		f.record(1, 3)
		if err := f.Tables.Erase(t.Context(), dlp, 1); err != nil {
			t.Fatal(err)
		}
		if err := f.drained(); err != nil || f.rows() != 0 || f.cursor != 1 {
			t.Errorf("%d rows, cursor %d: %v", f.rows(), f.cursor, err)
		}
	})
}

// TestIngesterRun: it starts at the cursor, looks whenever it is woken, and ends with its context.
func TestIngesterRun(t *testing.T) {
	f := newFeed(t)
	f.record(1, 3)
	ctx, cancel := context.WithCancel(t.Context())
	wakes := 0
	f.Wake = func(_ context.Context, height uint64) (uint64, error) {
		if wakes++; wakes == 1 {
			f.record(2, 4)
			return height + 1, nil
		}
		cancel()
		return height, ctx.Err()
	}
	if err := f.Run(ctx); err != nil || f.rows() != 7 {
		t.Errorf("%d rows: %v", f.rows(), err)
	}
	f.fail["load"] = errAway
	if err := f.Run(t.Context()); !errors.Is(err, errAway) {
		t.Errorf("without a cursor: %v", err)
	}
}
