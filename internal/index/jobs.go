package index

import (
	"context"
	"database/sql"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
)

// The states of an access job.
const (
	JobSubmitted = "submitted"
	JobRunning   = "running"
	JobCompleted = "completed"
	JobFailed    = "failed"   // settled without a result; Message says why
	JobCanceled  = "canceled" // no validator settled it in time
)

// Job is an access job with its books.
type Job struct {
	ID            uint64
	Owner         common.Address
	InstructionID uint64 // 0 = deliver the rows
	RequestDigest [32]byte
	MaxSeconds    uint64
	Status        string // one of the Job constants
	Message       string // what came with the status

	OpenedAt      uint64 // unix seconds
	OpenedAtBlock uint64
	SetID         uint64
	Tx            common.Hash

	ClosedAt uint64 // unix seconds, 0 while open

	// Zero without a receipt.
	Validator     common.Address
	ReceiptDigest [32]byte
	ResultDigest  [32]byte
	SettledTx     common.Hash

	Settlements []Settlement // empty while open
}

// Settlement is the books of one job in one token, in wei: Charged = Burned + Validator + Contributors + Treasury; the escrow was
// Charged + Refunded.
type Settlement struct {
	Token        common.Address // zero = VANA
	Charged      *big.Int
	Burned       *big.Int
	Validator    *big.Int
	Contributors *big.Int
	Treasury     *big.Int
	Refunded     *big.Int
}

// JobFilter selects access jobs; zero fields do not restrict. Results ascend by id, start after After, and are at most Limit (default
// DefaultLimit, at most MaxLimit).
type JobFilter struct {
	Owner *common.Address
	Limit int
	After uint64
}

const jobColumns = `SELECT j.id, j.owner, j.instruction, j.request, j.max_seconds, j.seq, b.time, j.set_id, j.tx, j.closed IS NOT NULL, cb.time,
  coalesce((SELECT status FROM job_status WHERE job = j.id ORDER BY seq DESC LIMIT 1), 0),
  coalesce((SELECT message FROM job_status WHERE job = j.id AND message != '' ORDER BY seq DESC LIMIT 1), ''),
  r.validator, r.receipt, r.result, r.tx
FROM job j JOIN block b ON b.number = j.seq >> 20 LEFT JOIN block cb ON cb.number = j.closed >> 20 LEFT JOIN job_receipt r ON r.job = j.id `

func scanJob(row func(...any) error, j *Job) error {
	var seq int64
	var status int
	var closed bool
	var closedAt sql.NullInt64
	var validator, receipt, result, tx []byte
	if err := row(&j.ID, &j.Owner, &j.InstructionID, (*common.Hash)(&j.RequestDigest), &j.MaxSeconds, &seq, &j.OpenedAt, &j.SetID, &j.Tx,
		&closed, &closedAt, &status, &j.Message, &validator, &receipt, &result, &tx); err != nil {
		return err
	}
	j.OpenedAtBlock, j.ClosedAt = blockOf(seq), uint64(closedAt.Int64)
	copy(j.Validator[:], validator)
	copy(j.ReceiptDigest[:], receipt)
	copy(j.ResultDigest[:], result)
	copy(j.SettledTx[:], tx)
	switch {
	case status == jobFailed:
		j.Status = JobFailed
	case status == jobCanceled:
		j.Status = JobCanceled
	case status == jobCompleted || closed:
		j.Status = JobCompleted
	case status > jobSubmitted:
		j.Status = JobRunning
	default:
		j.Status = JobSubmitted
	}
	return nil
}

// Job returns one access job, or ErrNotFound.
func (x *Index) Job(ctx context.Context, id uint64) (j Job, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err := list(v, "a job", jobColumns+`WHERE j.id = ?`, []any{int64(id)}, scanJob)
		if err == nil && len(all) == 0 {
			err = fmt.Errorf("%w: job %d", ErrNotFound, id)
		}
		if err == nil {
			j = all[0]
			j.Settlements, err = v.settlements(id)
		}
		return err
	})
	return j, err
}

// Jobs lists access jobs with their books.
func (x *Index) Jobs(ctx context.Context, filter JobFilter) (jobs []Job, err error) {
	where, args := `WHERE j.id > ?`, []any{int64(filter.After)}
	if filter.Owner != nil {
		where += ` AND j.owner = ?`
		args = append(args, *filter.Owner)
	}
	args = append(args, limit(filter.Limit))
	err = x.look(ctx, func(v *view) error {
		jobs, err = list(v, "jobs", jobColumns+where+` ORDER BY j.id LIMIT ?`, args, scanJob)
		for i := range jobs {
			if err == nil {
				jobs[i].Settlements, err = v.settlements(jobs[i].ID)
			}
		}
		return err
	})
	return jobs, err
}

func (v *view) settlements(job uint64) ([]Settlement, error) {
	all, err := list(v, "settlements", `SELECT token, charged, burned, validator, contributors, treasury, refunded FROM settlement WHERE job = ? ORDER BY seq`,
		[]any{int64(job)}, func(row func(...any) error, s *Settlement) error {
			return row(&s.Token, amount(&s.Charged), amount(&s.Burned), amount(&s.Validator), amount(&s.Contributors), amount(&s.Treasury), amount(&s.Refunded))
		})
	if len(all) == 0 {
		return nil, err
	}
	return all, err
}
