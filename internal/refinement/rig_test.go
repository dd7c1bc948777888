package refinement

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/pooled"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/seal"
)

var (
	owner   = common.HexToAddress("0xa11ce")
	errAway = errors.New("away")
)

const chainID, dlp, refinerID = 7, 4, 10

// shelf is what both halves of the phase depend on: the content store, the DataDAO's keys, the refiner's logic. What fails, fails by name.
type shelf struct {
	t       *testing.T
	intake  *seal.Identity
	content map[string][]byte
	schema  dataset.Schema
	bundle  *bundle.Bundle
	fail    map[string]error
	noKeys  map[uint64]bool
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	id, err := seal.IdentityFromSeed([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.FromFile("refine.sql", []byte("SELECT 1"))
	if err != nil {
		t.Fatal(err)
	}
	return &shelf{
		t: t, intake: id, content: map[string][]byte{}, bundle: b, fail: map[string]error{}, noKeys: map[uint64]bool{},
		schema: dataset.Schema{Format: dataset.FormatSchema, Tables: []dataset.Table{{Name: "days", Columns: []dataset.Column{{Name: "steps", Type: dataset.Integer}}}}},
	}
}

func (s *shelf) GetFor(_ context.Context, _ uint64, id cid.Cid) (io.ReadCloser, error) {
	if err := s.fail["get"]; err != nil {
		return nil, err
	}
	b, ok := s.content[id.String()]
	if !ok {
		return nil, fmt.Errorf("%w: %s", blob.ErrNotFound, id)
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func (s *shelf) Put(_ context.Context, src io.Reader) (cid.Cid, int64, error) {
	b, err := io.ReadAll(src)
	if err != nil {
		return cid.Undef, 0, err
	}
	if err := s.fail["put"]; err != nil {
		return cid.Undef, 0, err
	}
	id, n, err := blob.Sum(bytes.NewReader(b))
	if err == nil {
		s.content[id.String()] = b
	}
	return id, n, err
}

func (s *shelf) Refiner(_ context.Context, id uint64) ([32]byte, *bundle.Bundle, *dataset.Schema, error) {
	return s.bundle.Digest, s.bundle, &s.schema, s.fail["logic"]
}

func (s *shelf) Has(dlp uint64) bool { return !s.noKeys[dlp] }

func (s *shelf) open(src io.Reader) (*seal.Opened, error) {
	if err := s.fail["keys"]; err != nil {
		return nil, err
	}
	return seal.Open(src, s.intake)
}

func (s *shelf) OpenFile(_ context.Context, _ pooled.File, src io.Reader) (*seal.Opened, error) {
	return s.open(src)
}

func (s *shelf) OpenArtifact(_ context.Context, _, _, _ uint64, src io.Reader) (io.Reader, error) {
	return s.open(src)
}

func (s *shelf) Recipient(context.Context, uint64) (seal.Recipient, error) {
	return s.intake.Recipient(), s.fail["intake"]
}

func (s *shelf) PutFor(ctx context.Context, _, _ uint64, content []byte) (cid.Cid, error) {
	id, _, err := s.Put(ctx, bytes.NewReader(content))
	return id, err
}

func (s *shelf) Salt(dlp, file, refiner uint64) ([32]byte, error) {
	return sha256.Sum256(fmt.Append(nil, dlp, file, refiner)), s.fail["salt"]
}

// pooled stores a contributed file.
func (s *shelf) pooled(owner common.Address, content string) pooled.File {
	s.t.Helper()
	var b bytes.Buffer
	w, err := seal.SealPooled(&b, rand.Reader, seal.PooledHeader{Owner: owner, ChainID: chainID, DLP: dlp}, s.intake.Recipient())
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := io.WriteString(w, content); err != nil {
		s.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		s.t.Fatal(err)
	}
	return pooled.File{ID: 9, DLP: dlp, Owner: owner, Digest: s.store(b.Bytes())}
}

// store keeps small content and gives its digest.
func (s *shelf) store(b []byte) [32]byte {
	s.t.Helper()
	id, _, err := s.Put(s.t.Context(), bytes.NewReader(b))
	if err != nil {
		s.t.Fatal(err)
	}
	digest, codec, err := blob.DigestOf(id)
	if err != nil || codec != 0 {
		s.t.Fatal(codec, err)
	}
	return digest
}

// days is the table as a refiner writes it.
func days(t *testing.T, column string, steps ...int32) []byte {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{{Name: column, Type: arrow.PrimitiveTypes.Int32}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	b.Field(0).(*array.Int32Builder).AppendValues(steps, nil)
	var out bytes.Buffer
	w, err := pqarrow.NewFileWriter(schema, &out, nil, pqarrow.DefaultWriterProps())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(b.NewRecordBatch()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// runner is a sandbox in which the refiner does what the test says.
type runner struct {
	tables map[string][]byte
	err    error
	file   string // what the refiner was given
}

func (r *runner) Run(_ context.Context, spec sandbox.Spec) (*sandbox.Result, error) {
	for _, in := range spec.Inputs {
		if in.Reader != nil {
			b, err := io.ReadAll(in.Reader)
			if err != nil {
				return nil, fmt.Errorf("sandbox: input %s: %w", in.Name, err)
			}
			r.file = string(b)
		}
	}
	if r.err != nil {
		return nil, r.err
	}
	f, err := os.CreateTemp("", "tables-*")
	if err != nil {
		return nil, err
	}
	os.Remove(f.Name())
	var parts []bundle.Part
	for name, b := range r.tables {
		parts = append(parts, bundle.Part{Name: name, Size: int64(len(b))})
		if _, err := f.Write(b); err != nil {
			return nil, err
		}
	}
	value, err := json.Marshal(parts)
	return &sandbox.Result{Value: value, Outputs: map[string]*os.File{"tables": f}}, err
}

func opening() ledger.Opening { return ledger.Opening{At: 1, Block: 5, SetID: 1} }
