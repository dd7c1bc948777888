package index

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
)

// What is sealed to a DataDAO, when, and what its owner has taken back: the chain's side of what a validator keeps.
//
// Seq is a place in the chain: it grows along it, and it is the same after the index was built again. After a reorganisation of the chain
// events may appear below a Seq that a consumer has passed; who must see them looks back as many blocks as the chain may lose.

// SeqOf is the place before the first event of a block.
func SeqOf(block uint64) uint64 { return block<<20 - min(block, 1) }

// The kinds of a file's ciphertexts, see custody.Kind.
const (
	SealedFile     = 1 // the pooled copy
	SealedFindings = 2 // the details of its proof
	SealedArtifact = 3 // what a refiner made of it
)

// Ciphertext is one thing that is sealed to a file's DataDAO.
type Ciphertext struct {
	Seq     uint64
	Time    uint64 // unix seconds of the block that recorded it: it was sealed before
	DLP     uint64
	File    uint64
	Kind    uint8
	Refiner uint64 // of an artefact, else 0
	Digest  [32]byte
	Codec   uint8
}

func scanCiphertext(row func(...any) error, c *Ciphertext) error {
	return row(&c.Seq, &c.Time, &c.DLP, &c.File, &c.Kind, &c.Refiner, (*common.Hash)(&c.Digest), &c.Codec)
}

// SealedSince lists ciphertexts that count from a place behind seq on, in the order of the chain: a file's pooled copy and findings when
// its proof counts, an artefact when it is recorded. Those of withdrawn files are left out. It lists at most MaxLimit events; next is the place of the last
// one looked at.
func (x *Index) SealedSince(ctx context.Context, seq uint64) (all []Ciphertext, next uint64, err error) {
	const proofs = `SELECT p.seq, b.time, p.dlp, p.file, %d, 0, %s, %s FROM proof p JOIN file f ON f.id = p.file JOIN block b ON b.number = p.seq >> 20
WHERE p.seq > ?1 AND p.seq <= ?2 AND p.valid = 1 AND NOT EXISTS (SELECT 1 FROM withdrawal WHERE file = p.file)`
	query := fmt.Sprintf(proofs, SealedFile, "f.digest", "f.codec") + " UNION ALL " + fmt.Sprintf(proofs, SealedFindings, "p.result", "0") + `
UNION ALL SELECT r.seq, b.time, f.dlp, r.file, 3, r.refiner, r.artifact, r.codec FROM refinement r JOIN file f ON f.id = r.file JOIN block b ON b.number = r.seq >> 20
WHERE r.seq > ?1 AND r.seq <= ?2 AND NOT EXISTS (SELECT 1 FROM withdrawal WHERE file = r.file)
ORDER BY 1, 5`
	// both tables are walked as far as the nearer of their MaxLimit-th rows
	const last = `SELECT min(coalesce((SELECT seq FROM proof WHERE seq > ?1 ORDER BY seq LIMIT 1 OFFSET ?2), 9223372036854775807),
  coalesce((SELECT seq FROM refinement WHERE seq > ?1 ORDER BY seq LIMIT 1 OFFSET ?2), 9223372036854775807),
  coalesce(max((SELECT max(seq) FROM proof), (SELECT max(seq) FROM refinement)), (SELECT max(seq) FROM proof), ?1))`
	err = x.look(ctx, func(v *view) error {
		if err := v.get("the newest ciphertext", last, []any{int64(seq), MaxLimit}, &next); err != nil {
			return err
		}
		next = max(next, seq)
		all, err = list(v, "ciphertexts", query, []any{int64(seq), int64(next)}, scanCiphertext)
		return err
	})
	return all, next, err
}

// Ciphertexts lists everything that the chain names of one file: its pooled copy, the findings of every proof, artefacts.
func (x *Index) Ciphertexts(ctx context.Context, file uint64) (all []Ciphertext, err error) {
	const query = `SELECT c.seq, b.time, f.dlp, f.id, c.kind, c.refiner, c.digest, c.codec FROM file f JOIN (
  SELECT seq, 1 AS kind, 0 AS refiner, digest, codec FROM file WHERE id = ?1
  UNION ALL SELECT seq, 2, 0, result, 0 FROM proof WHERE file = ?1
  UNION ALL SELECT p.seq, 2, 0, p.result, 0 FROM proof_job j JOIN provisional p ON p.job = j.job WHERE j.file = ?1
  UNION ALL SELECT seq, 3, refiner, artifact, codec FROM refinement WHERE file = ?1) c JOIN block b ON b.number = c.seq >> 20
WHERE f.id = ?1 ORDER BY c.seq, c.kind`
	err = x.look(ctx, func(v *view) error {
		all, err = list(v, "a file's ciphertexts", query, []any{int64(file)}, scanCiphertext)
		return err
	})
	return all, err
}

// Withdrawal is a file that its owner has taken back.
type Withdrawal struct {
	Seq   uint64
	File  uint64
	DLP   uint64
	Owner common.Address
	Block uint64
	Time  uint64 // unix seconds
	Tx    common.Hash
}

const withdrawalColumns = `SELECT w.seq, w.file, f.dlp, f.owner, b.time, w.tx FROM withdrawal w JOIN file f ON f.id = w.file JOIN block b ON b.number = w.seq >> 20 `

func scanWithdrawal(row func(...any) error, w *Withdrawal) error {
	err := row(&w.Seq, &w.File, &w.DLP, &w.Owner, &w.Time, &w.Tx)
	w.Block = blockOf(int64(w.Seq))
	return err
}

// WithdrawalsSince lists at most MaxLimit withdrawals behind a place, in the order of the chain.
func (x *Index) WithdrawalsSince(ctx context.Context, seq uint64) (all []Withdrawal, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err = list(v, "withdrawals", withdrawalColumns+`WHERE w.seq > ? ORDER BY w.seq LIMIT ?`, []any{int64(seq), MaxLimit}, scanWithdrawal)
		return err
	})
	return all, err
}

// Withdrawal returns how a file was taken back, or ErrNotFound.
func (x *Index) Withdrawal(ctx context.Context, file uint64) (w Withdrawal, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err := list(v, "a withdrawal", withdrawalColumns+`WHERE w.file = ?`, []any{int64(file)}, scanWithdrawal)
		if err == nil && len(all) == 0 {
			err = fmt.Errorf("%w: a withdrawal of file %d", ErrNotFound, file)
		}
		if err == nil {
			w = all[0]
		}
		return err
	})
	return w, err
}

// IntakeEpoch is one of a DataDAO's intake keys, past or present.
type IntakeEpoch struct {
	DLP       uint64
	Epoch     uint32
	Validator common.Address // who set it
	Digest    [32]byte
	Seq       uint64
	Time      uint64 // unix seconds of its block
}

// IntakeEpochs lists a DataDAO's intake keys, oldest first.
func (x *Index) IntakeEpochs(ctx context.Context, dlp uint64) (all []IntakeEpoch, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err = list(v, "intake keys", `SELECT k.dlp, k.epoch, k.validator, k.digest, k.seq, b.time FROM intake_key k JOIN block b ON b.number = k.seq >> 20
WHERE k.dlp = ? ORDER BY k.seq`, []any{int64(dlp)}, func(row func(...any) error, k *IntakeEpoch) error {
			return row(&k.DLP, &k.Epoch, &k.Validator, (*common.Hash)(&k.Digest), &k.Seq, &k.Time)
		})
		return err
	})
	return all, err
}

// FileTimes returns when a file was registered and when the newest draw of its newest proof job began, in unix seconds; opened is 0 without a job.
func (x *Index) FileTimes(ctx context.Context, file uint64) (registered, opened uint64, err error) {
	const query = `SELECT b.time, coalesce((SELECT ob.time FROM proof_job j JOIN opening o ON o.job = j.job JOIN block ob ON ob.number = o.seq >> 20
  WHERE j.seq = (SELECT max(seq) FROM proof_job WHERE file = f.id) ORDER BY o.seq DESC LIMIT 1), 0)
FROM file f JOIN block b ON b.number = f.seq >> 20 WHERE f.id = ?`
	err = x.look(ctx, func(v *view) error {
		return v.get(fmt.Sprintf("file %d", file), query, []any{int64(file)}, &registered, &opened)
	})
	return registered, opened, err
}

// RegisteredSince reports whether a file was registered for a DataDAO behind a place.
func (x *Index) RegisteredSince(ctx context.Context, dlp, seq uint64) (bool, error) {
	var newest uint64
	err := x.look(ctx, func(v *view) error {
		return v.get("the newest file", `SELECT coalesce((SELECT seq FROM file WHERE dlp = ? ORDER BY id DESC LIMIT 1), 0)`, []any{int64(dlp)}, &newest)
	})
	return newest > seq, err
}
