package index

import (
	"context"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
)

// The lists of open work are complete: a validator must see all of it to know its turn. What they cost grows with the work that is
// open, not with the work that was ever done.

// ProofJob is a proof that is requested, not recorded and not cancelled. It may have expired: the lease tells.
type ProofJob struct {
	JobID  *big.Int
	FileID uint64
	DLP    uint64
	Owner  common.Address // of the file
	Digest [32]byte       // of the pooled ciphertext
	Codec  uint8

	OpenedAt      uint64 // unix seconds of the block where the draw starts
	OpenedAtBlock uint64
	SetID         uint64 // the validators drawn from
}

// RefinementJob is a valid file that an active refiner of its DataDAO has not refined.
type RefinementJob struct {
	FileID    uint64
	RefinerID uint64
	DLP       uint64
	Owner     common.Address
	Digest    [32]byte // of the pooled ciphertext
	Codec     uint8

	OpenedAt      uint64 // unix seconds of the block where the draw starts: the proof's, or a later reseed's
	OpenedAtBlock uint64
	SetID         uint64
}

// OpinionJob is a proof that is recorded and waits for second opinions. It may have expired.
type OpinionJob struct {
	JobID  *big.Int
	FileID uint64
	DLP    uint64
	Owner  common.Address // of the file
	Digest [32]byte       // of the pooled ciphertext
	Codec  uint8

	OpenedAt      uint64 // unix seconds of the block where the draw starts: the recording's, or a later reseed's
	OpenedAtBlock uint64
	SetID         uint64
	RequestedAt   uint64 // unix seconds of the block where the proof's own draw started: the time its bundle was told

	Validator common.Address   // who recorded the proof
	Given     []common.Address // who has spoken since, in this order
}

// ComputeJob is an access job that is submitted and not ended.
type ComputeJob struct {
	JobID         uint64
	Owner         common.Address
	InstructionID uint64
	RequestDigest [32]byte
	MaxSeconds    uint64

	OpenedAt      uint64 // unix seconds
	OpenedAtBlock uint64
	SetID         uint64
}

// OpenProofJobs lists all open proof jobs, oldest request first.
func (x *Index) OpenProofJobs(ctx context.Context) (jobs []ProofJob, err error) {
	const query = `SELECT j.job, j.file, f.dlp, f.owner, f.digest, f.codec, o.seq, b.time, o.set_id
FROM proof_job j INDEXED BY proof_job_open JOIN file f ON f.id = j.file
JOIN opening o ON o.seq = (SELECT max(seq) FROM opening WHERE job = j.job) JOIN block b ON b.number = o.seq >> 20
WHERE j.closed IS NULL AND NOT EXISTS (SELECT 1 FROM provisional WHERE job = j.job AND closed IS NULL) ORDER BY j.seq`
	err = x.look(ctx, func(v *view) error {
		jobs, err = list(v, "open proof jobs", query, nil, func(row func(...any) error, j *ProofJob) error {
			var opened int64
			err := row(amount(&j.JobID), &j.FileID, &j.DLP, &j.Owner, (*common.Hash)(&j.Digest), &j.Codec, &opened, &j.OpenedAt, &j.SetID)
			j.OpenedAtBlock = blockOf(opened)
			return err
		})
		return err
	})
	return jobs, err
}

// OpenOpinions lists all proofs that wait for second opinions, oldest recording first.
func (x *Index) OpenOpinions(ctx context.Context) (jobs []OpinionJob, err error) {
	const query = `SELECT p.job, p.file, f.dlp, f.owner, f.digest, f.codec, o.seq, b.time, o.set_id, p.validator, p.seq,
  (SELECT rb.time FROM opening ro JOIN block rb ON rb.number = ro.seq >> 20 WHERE ro.job = p.job AND ro.seq < p.seq ORDER BY ro.seq DESC LIMIT 1)
FROM provisional p INDEXED BY provisional_open JOIN file f ON f.id = p.file
JOIN opening o ON o.seq = (SELECT max(seq) FROM opening WHERE job = p.job) JOIN block b ON b.number = o.seq >> 20
WHERE p.closed IS NULL ORDER BY p.seq`
	err = x.look(ctx, func(v *view) error {
		var recorded []int64
		jobs, err = list(v, "open opinions", query, nil, func(row func(...any) error, j *OpinionJob) error {
			var opened, seq int64
			err := row(amount(&j.JobID), &j.FileID, &j.DLP, &j.Owner, (*common.Hash)(&j.Digest), &j.Codec, &opened, &j.OpenedAt, &j.SetID, &j.Validator, &seq, &j.RequestedAt)
			j.OpenedAtBlock, recorded = blockOf(opened), append(recorded, seq)
			return err
		})
		for i := range jobs {
			if err == nil {
				jobs[i].Given, err = v.opinions(jobs[i].JobID, recorded[i])
			}
		}
		return err
	})
	return jobs, err
}

// opinions lists who has spoken about a job since seq: a job whose proof was refuted has opinions of earlier rounds, too.
func (v *view) opinions(job *big.Int, seq int64) ([]common.Address, error) {
	return list(v, "opinions", `SELECT validator FROM opinion WHERE job = ? AND seq > ? ORDER BY seq`, []any{job.String(), seq},
		func(row func(...any) error, a *common.Address) error { return row(a) })
}

// OpenRefinements lists all open refinements, in the order in which they became due.
func (x *Index) OpenRefinements(ctx context.Context) (jobs []RefinementJob, err error) {
	const query = `SELECT w.file, w.refiner, f.dlp, f.owner, f.digest, f.codec, o.seq, b.time, o.set_id
FROM refinement_due w INDEXED BY refinement_due_open JOIN file f ON f.id = w.file JOIN proof p ON p.seq = w.proof
JOIN opening o ON o.seq = (SELECT max(seq) FROM opening WHERE job = p.job) JOIN block b ON b.number = o.seq >> 20
WHERE w.closed IS NULL ORDER BY w.seq, w.file, w.refiner`
	err = x.look(ctx, func(v *view) error {
		jobs, err = list(v, "open refinements", query, nil, func(row func(...any) error, j *RefinementJob) error {
			var opened int64
			err := row(&j.FileID, &j.RefinerID, &j.DLP, &j.Owner, (*common.Hash)(&j.Digest), &j.Codec, &opened, &j.OpenedAt, &j.SetID)
			j.OpenedAtBlock = blockOf(opened)
			return err
		})
		return err
	})
	return jobs, err
}

// OpenComputeJobs lists all open access jobs, oldest first.
func (x *Index) OpenComputeJobs(ctx context.Context) (jobs []ComputeJob, err error) {
	const query = `SELECT j.id, j.owner, j.instruction, j.request, j.max_seconds, j.seq, b.time, j.set_id
FROM job j INDEXED BY job_open JOIN block b ON b.number = j.seq >> 20 WHERE j.closed IS NULL ORDER BY j.seq`
	err = x.look(ctx, func(v *view) error {
		jobs, err = list(v, "open jobs", query, nil, func(row func(...any) error, j *ComputeJob) error {
			var opened int64
			err := row(&j.JobID, &j.Owner, &j.InstructionID, (*common.Hash)(&j.RequestDigest), &j.MaxSeconds, &opened, &j.OpenedAt, &j.SetID)
			j.OpenedAtBlock = blockOf(opened)
			return err
		})
		return err
	})
	return jobs, err
}
