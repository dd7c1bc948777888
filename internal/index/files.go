package index

import (
	"context"
	"database/sql"
	"fmt"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum/common"
)

// The states of a file: what became of its newest proof job.
const (
	StatusSubmitted = "submitted" // waits for its proof
	StatusValid     = "valid"
	StatusInvalid   = "invalid"   // score 0, or the identity belongs to another wallet
	StatusDuplicate = "duplicate" // the content was rewarded before
	StatusCanceled  = "canceled"  // no validator recorded a proof in time
	StatusChecked   = "checked"   // a proof is recorded and waits for second opinions
	StatusWithdrawn = "withdrawn" // its owner has taken it back
)

// File is a registered file with what became of it.
type File struct {
	ID     uint64
	Owner  common.Address
	DLP    uint64
	Slug   string // of the DataDAO
	URL    string // ipfs:// of the pooled ciphertext, as registered
	Digest [32]byte
	Codec  uint8 // 0 raw, 1 dag-pb
	Block  uint64
	Time   uint64 // unix seconds
	Tx     common.Hash

	JobID  *big.Int // the newest proof job
	Status string   // one of the Status constants

	// The rest is zero (amounts nil) until the newest job has its proof.
	Score            *big.Int // 0..1e18
	ResultDigest     [32]byte // of the sealed result document
	BundleDigest     [32]byte // of the proof bundle that ran
	Validator        common.Address
	Reward           *big.Int // token wei
	Stake            *big.Int // token wei that were credited
	Fingerprint      [32]byte // of the content, under the DataDAO's secret; withdrawing names it
	DuplicateOf      uint64   // file id, 0 = none
	IdentityConflict bool
	ProvedAt         uint64 // unix seconds
	ProofTx          common.Hash

	Refinements []Refinement // in the order of recording
}

// CID is the content address in URL.
func (f *File) CID() string { return strings.TrimPrefix(f.URL, "ipfs://") }

// Refinement is one recorded artefact of a file.
type Refinement struct {
	Seq             uint64 // arrival number, see RefinementsSince
	FileID          uint64
	RefinerID       uint64
	DLP             uint64
	Owner           common.Address
	ArtifactDigest  [32]byte
	Codec           uint8
	PlaintextDigest [32]byte
	Validator       common.Address
	Block           uint64
	Time            uint64 // unix seconds
	Tx              common.Hash
}

// FileFilter selects files; zero fields do not restrict. Results ascend by id, start after After, and are at most Limit (default
// DefaultLimit, at most MaxLimit).
type FileFilter struct {
	Owner *common.Address
	DLP   uint64
	Limit int
	After uint64
}

const fileColumns = `SELECT f.id, f.owner, f.dlp, coalesce(d.slug, ''), f.url, f.digest, f.codec, f.seq, b.time, f.tx,
  j.job, j.closed IS NOT NULL, p.score, p.result, p.bundle, p.validator, p.reward, coalesce(p.duplicate, 0), coalesce(p.conflict, 0),
  coalesce(p.valid, 0), pb.time, p.tx, p.fingerprint, p.stake, EXISTS (SELECT 1 FROM withdrawal WHERE file = f.id),
  EXISTS (SELECT 1 FROM provisional WHERE job = j.job AND closed IS NULL)
FROM file f JOIN block b ON b.number = f.seq >> 20 LEFT JOIN dlp d ON d.id = f.dlp
LEFT JOIN proof_job j ON j.seq = (SELECT max(seq) FROM proof_job WHERE file = f.id)
LEFT JOIN proof p ON p.job = j.job LEFT JOIN block pb ON pb.number = p.seq >> 20 `

func scanFile(row func(...any) error, f *File) error {
	var seq int64
	var closed, valid, withdrawn, provisional bool
	var proved sql.NullInt64
	var result, bundle, validator, tx, fingerprint []byte
	if err := row(&f.ID, &f.Owner, &f.DLP, &f.Slug, &f.URL, (*common.Hash)(&f.Digest), &f.Codec, &seq, &f.Time, &f.Tx,
		amount(&f.JobID), &closed, amount(&f.Score), &result, &bundle, &validator, amount(&f.Reward), &f.DuplicateOf, &f.IdentityConflict,
		&valid, &proved, &tx, &fingerprint, amount(&f.Stake), &withdrawn, &provisional); err != nil {
		return err
	}
	f.Block = blockOf(seq)
	copy(f.ResultDigest[:], result)
	copy(f.BundleDigest[:], bundle)
	copy(f.Validator[:], validator)
	copy(f.ProofTx[:], tx)
	copy(f.Fingerprint[:], fingerprint)
	f.ProvedAt = uint64(proved.Int64)
	switch {
	case withdrawn:
		f.Status = StatusWithdrawn
	case provisional:
		f.Status = StatusChecked
	case f.Score == nil && closed:
		f.Status = StatusCanceled
	case f.Score == nil:
		f.Status = StatusSubmitted
	case valid:
		f.Status = StatusValid
	case f.DuplicateOf != 0:
		f.Status = StatusDuplicate
	default:
		f.Status = StatusInvalid
	}
	return nil
}

// File returns one file, or ErrNotFound.
func (x *Index) File(ctx context.Context, id uint64) (File, error) {
	var f File
	err := x.look(ctx, func(v *view) error {
		files, err := list(v, "a file", fileColumns+`WHERE f.id = ?`, []any{int64(id)}, scanFile)
		if err != nil {
			return err
		}
		if len(files) == 0 {
			return fmt.Errorf("%w: file %d", ErrNotFound, id)
		}
		f = files[0]
		f.Refinements, err = v.refinements(id)
		return err
	})
	return f, err
}

// Files lists files with their refinements.
func (x *Index) Files(ctx context.Context, filter FileFilter) (files []File, err error) {
	where, args := `WHERE f.id > ?`, []any{int64(filter.After)}
	switch {
	case filter.Owner != nil:
		where += ` AND f.owner = ?`
		args = append(args, *filter.Owner)
		if filter.DLP != 0 {
			where += ` AND +f.dlp = ?` // the owner's index is the narrower one
			args = append(args, int64(filter.DLP))
		}
	case filter.DLP != 0:
		where += ` AND f.dlp = ?`
		args = append(args, int64(filter.DLP))
	}
	args = append(args, limit(filter.Limit))
	err = x.look(ctx, func(v *view) error {
		files, err = list(v, "files", fileColumns+where+` ORDER BY f.id LIMIT ?`, args, scanFile)
		for i := range files {
			if err == nil {
				files[i].Refinements, err = v.refinements(files[i].ID)
			}
		}
		return err
	})
	return files, err
}

const refinementColumns = `SELECT r.arrival, r.file, r.refiner, f.dlp, f.owner, r.artifact, r.codec, r.plaintext, r.validator, r.seq, b.time, r.tx
FROM refinement r JOIN file f ON f.id = r.file JOIN block b ON b.number = r.seq >> 20 `

func scanRefinement(row func(...any) error, r *Refinement) error {
	var seq int64
	err := row(&r.Seq, &r.FileID, &r.RefinerID, &r.DLP, &r.Owner, (*common.Hash)(&r.ArtifactDigest), &r.Codec,
		(*common.Hash)(&r.PlaintextDigest), &r.Validator, &seq, &r.Time, &r.Tx)
	r.Block = blockOf(seq)
	return err
}

func (v *view) refinements(file uint64) ([]Refinement, error) {
	all, err := list(v, "refinements", refinementColumns+`WHERE r.file = ? ORDER BY r.seq`, []any{int64(file)}, scanRefinement)
	if len(all) == 0 {
		return nil, err
	}
	return all, err
}

// RefinementsSince lists at most MaxLimit refinements that arrived after the one with the given Seq, in the order of arrival. A
// consumer that remembers the last Seq together with Index.ID, and begins at 0 when the ID differs, meets every refinement; after a
// reorganisation of the chain it may meet one a second time, and one it has met may not exist any more (File tells).
func (x *Index) RefinementsSince(ctx context.Context, seq uint64) (all []Refinement, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err = list(v, "refinements", refinementColumns+`WHERE r.arrival > ? ORDER BY r.arrival LIMIT ?`, []any{int64(seq), MaxLimit}, scanRefinement)
		return err
	})
	return all, err
}
