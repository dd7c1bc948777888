package index

import (
	"database/sql"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/contracts/gen"
)

// permissionEvents are those of the QueryEngine.
func permissionEvents() events {
	c, on := gen.NewQueryEngine(), eventsOf(&gen.QueryEngineMetaData)
	event(on, "PermissionAdded(uint256,address,uint256,string,string,address,uint256)", c.UnpackPermissionAddedEvent, func(w *writer, e *gen.QueryEnginePermissionAdded) error {
		n, err := ids(e.PermissionId, e.RefinerId)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO permission(seq, id, grantee, refiner, table_name, column_name, token, price) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			w.seq, n[0], e.Grantee, n[1], e.TableName, e.ColumnName, e.TokenAddress, e.Price.String())
	})
	event(on, "PermissionPolicySet(uint256,bool,uint32,uint64,uint64)", c.UnpackPermissionPolicySetEvent, func(w *writer, e *gen.QueryEnginePermissionPolicySet) error {
		n, err := ids(e.PermissionId)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO permission_policy(seq, permission, rows_may_leave, min_group, expires, budget) VALUES (?, ?, ?, ?, ?, ?)`,
			w.seq, n[0], e.RowsMayLeave, e.MinGroupSize, capped64(e.ExpiresAt), capped64(e.Budget))
	})
	event(on, "AccessRequested(uint256,address,uint256,string,string,uint256,string)", c.UnpackAccessRequestedEvent, func(w *writer, e *gen.QueryEngineAccessRequested) error {
		n, err := ids(e.RequestId, e.RefinerId)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO access_request(seq, id, requester, refiner, table_name, column_name, price, purpose) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			w.seq, n[0], e.Requester, n[1], e.TableName, e.ColumnName, e.Price.String(), e.Purpose)
	})
	event(on, "AccessRequestClosed(uint256,uint256)", c.UnpackAccessRequestClosedEvent, func(w *writer, e *gen.QueryEngineAccessRequestClosed) error {
		n, err := ids(e.RequestId)
		if err != nil {
			return err
		}
		return w.exec(`UPDATE access_request SET closed = ? WHERE id = ? AND closed IS NULL`, w.seq, n[0])
	})
	event(on, "PermissionApprovalUpdated(uint256,bool)", c.UnpackPermissionApprovalUpdatedEvent, func(w *writer, e *gen.QueryEnginePermissionApprovalUpdated) error {
		n, err := ids(e.PermissionId)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO permission_approval(seq, permission, approved) VALUES (?, ?, ?)`, w.seq, n[0], e.Approved)
	})
	event(on, "PermissionPriceUpdated(uint256,uint256)", c.UnpackPermissionPriceUpdatedEvent, func(w *writer, e *gen.QueryEnginePermissionPriceUpdated) error {
		n, err := ids(e.PermissionId)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO permission_price(seq, permission, price) VALUES (?, ?, ?)`, w.seq, n[0], e.Price.String())
	})
	return on
}

// instructionEvents are those of the ComputeInstructionRegistry.
func instructionEvents() events {
	c, on := gen.NewComputeInstructionRegistry(), eventsOf(&gen.ComputeInstructionRegistryMetaData)
	event(on, "ComputeInstructionAdded(uint256,address,string,bytes32)", c.UnpackComputeInstructionAddedEvent, func(w *writer, e *gen.ComputeInstructionRegistryComputeInstructionAdded) error {
		n, err := ids(e.ComputeInstructionId)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO instruction(seq, id, owner, url, hash) VALUES (?, ?, ?, ?, ?)`,
			w.seq, n[0], e.Owner, e.ComputeInstructionUrl, e.ComputeInstructionHash[:])
	})
	event(on, "ComputeInstructionUpdated(uint256,uint256,bool)", c.UnpackComputeInstructionUpdatedEvent, func(w *writer, e *gen.ComputeInstructionRegistryComputeInstructionUpdated) error {
		n, err := ids(e.ComputeInstructionId, e.DlpId)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO instruction_approval(seq, instruction, dlp, approved) VALUES (?, ?, ?, ?)`, w.seq, n[0], n[1], e.Approved)
	})
	return on
}

// The values of IComputeEngine.JobStatus that the index acts on.
const (
	jobSubmitted = 2
	jobCompleted = 4
	jobFailed    = 5
	jobCanceled  = 6
)

// engineEvents are those of the ComputeEngine.
func engineEvents() events {
	c, on := gen.NewComputeEngine(), eventsOf(&gen.ComputeEngineMetaData)
	event(on, "JobRegistered(uint256,address)", c.UnpackJobRegisteredEvent, recordRegistered)
	event(on, "JobRequested(uint256,uint256,bytes32,uint256)", c.UnpackJobRequestedEvent, recordJob)
	event(on, "JobStatusUpdated(uint256,uint8,string)", c.UnpackJobStatusUpdatedEvent, func(w *writer, e *gen.ComputeEngineJobStatusUpdated) error {
		n, err := ids(e.JobId)
		if err != nil {
			return err
		}
		return w.jobStatus(n[0], e.Status, e.StatusMessage)
	})
	event(on, "JobCanceled(uint256)", c.UnpackJobCanceledEvent, func(w *writer, e *gen.ComputeEngineJobCanceled) error {
		n, err := ids(e.JobId)
		if err != nil {
			return err
		}
		return w.jobStatus(n[0], jobCanceled, "")
	})
	event(on, "ReceiptRecorded(uint256,address,bytes32,bytes32)", c.UnpackReceiptRecordedEvent, func(w *writer, e *gen.ComputeEngineReceiptRecorded) error {
		n, err := ids(e.JobId)
		if err != nil {
			return err
		}
		if err := w.exec(`INSERT INTO job_receipt(seq, job, validator, receipt, result, tx) VALUES (?, ?, ?, ?, ?, ?)`,
			w.seq, n[0], e.Validator, e.ReceiptDigest[:], e.ResultDigest[:], w.log.TxHash); err != nil {
			return err
		}
		return w.exec(`UPDATE job SET closed = ? WHERE id = ? AND closed IS NULL`, w.seq, n[0])
	})
	event(on, "JobSettled(uint256,address,uint256,uint256,uint256,uint256,uint256,uint256)", c.UnpackJobSettledEvent, recordSettlement)
	return on
}

// recordRegistered keeps the owner of a job that is registered now and submitted later; until then it asks for nothing.
func recordRegistered(w *writer, e *gen.ComputeEngineJobRegistered) error {
	n, err := ids(e.JobId)
	if err != nil || w.requested[e.JobId.String()] != nil {
		return err // recorded with JobRequested
	}
	return w.exec(`INSERT INTO job_registered(seq, id, owner) VALUES (?, ?, ?)`, w.seq, n[0], e.OwnerAddress)
}

func recordJob(w *writer, e *gen.ComputeEngineJobRequested) error {
	n, err := ids(e.JobId, e.InstructionId, e.MaxSeconds)
	if err != nil {
		return err
	}
	var owner common.Address
	if registered, ok := w.registered[e.JobId.String()]; ok {
		owner = registered.OwnerAddress
	} else if err := w.tx.QueryRowContext(w.ctx, `SELECT owner FROM job_registered WHERE id = ?`, n[0]).Scan(&owner); err != nil {
		return missing(err, "job %s is requested but not registered", e.JobId)
	}
	set, err := w.setID()
	if err != nil {
		return err
	}
	return w.exec(`INSERT INTO job(seq, id, owner, instruction, request, max_seconds, set_id, tx) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		w.seq, n[0], owner, n[1], e.RequestDigest[:], n[2], set, w.log.TxHash)
}

func (w *writer) jobStatus(job int64, status uint8, message string) error {
	if err := w.exec(`INSERT INTO job_status(seq, job, status, message) VALUES (?, ?, ?, ?)`, w.seq, job, status, message); err != nil {
		return err
	}
	if status < jobCompleted {
		return nil
	}
	return w.exec(`UPDATE job SET closed = ? WHERE id = ? AND closed IS NULL`, w.seq, job)
}

func recordSettlement(w *writer, e *gen.ComputeEngineJobSettled) error {
	n, err := ids(e.JobId)
	if err != nil {
		return err
	}
	var settler common.Address // stays zero when a job expires
	if r, ok := w.receipts[e.JobId.String()]; ok {
		settler = r.Validator
	}
	burned, err := w.total(`SELECT total_burned FROM settlement WHERE token = ? ORDER BY seq DESC LIMIT 1`, e.Burned, e.Token)
	if err != nil {
		return err
	}
	earned, err := w.total(`SELECT total_settler FROM settlement WHERE settler = ? AND token = ? ORDER BY seq DESC LIMIT 1`, e.Validator, settler, e.Token)
	if err != nil {
		return err
	}
	return w.exec(`INSERT INTO settlement(seq, job, token, charged, burned, validator, contributors, treasury, refunded, settler, total_burned, total_settler) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		w.seq, n[0], e.Token, e.Charged.String(), e.Burned.String(), e.Validator.String(), e.Contributors.String(), e.Treasury.String(),
		e.Refunded.String(), settler, burned, earned)
}

// total adds more to the running total that query finds.
func (w *writer) total(query string, more *big.Int, args ...any) (string, error) {
	sum := new(big.Int)
	if err := w.tx.QueryRowContext(w.ctx, query, args...).Scan(amount(&sum)); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	return new(big.Int).Add(sum, more).String(), nil
}
