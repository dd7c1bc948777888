package index

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/contracts/gen"
)

// registryEvents are those of the DataRegistry: files, proofs, opinions, refinements, withdrawals, validator sets.
func registryEvents() events {
	c, on := gen.NewDataRegistry(), eventsOf(&gen.DataRegistryMetaData)
	event(on, "FileAdded(uint256,address,string)", c.UnpackFileAddedEvent, func(w *writer, e *gen.DataRegistryFileAdded) error {
		n, err := ids(e.FileId)
		if err != nil || w.pooled[e.FileId.String()] {
			return err // recorded with FilePooled
		}
		return w.exec(`INSERT INTO file_added(seq, id, owner, url, tx) VALUES (?, ?, ?, ?, ?)`, w.seq, n[0], e.OwnerAddress, e.Url, w.log.TxHash)
	})
	event(on, "FilePooled(uint256,uint256)", c.UnpackFilePooledEvent, recordFile)
	event(on, "JobSubmitted(uint256,uint256,address,uint256)", c.UnpackJobSubmittedEvent, recordProofJob)
	event(on, "JobCanceled(uint256)", c.UnpackJobCanceledEvent, func(w *writer, e *gen.DataRegistryJobCanceled) error {
		if err := w.closeProvisional(e.JobId); err != nil {
			return err
		}
		return w.exec(`UPDATE proof_job SET closed = ? WHERE job = ? AND closed IS NULL`, w.seq, e.JobId.String())
	})
	event(on, "JobReseeded(uint256,uint256)", c.UnpackJobReseededEvent, func(w *writer, e *gen.DataRegistryJobReseeded) error {
		if err := w.reseeded(e.JobId); err != nil {
			return err
		}
		return w.open(e.JobId)
	})
	event(on, "ProofProvisional(uint256,uint256,address,uint256,bytes32,bytes32)", c.UnpackProofProvisionalEvent, func(w *writer, e *gen.DataRegistryProofProvisional) error {
		n, err := ids(e.FileId)
		if err != nil {
			return err
		}
		if err := w.exec(`INSERT INTO provisional(seq, job, file, validator, score, result, outcome) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			w.seq, e.JobId.String(), n[0], e.Validator, e.Score.String(), e.ResultDigest[:], e.Outcome[:]); err != nil {
			return err
		}
		return w.open(e.JobId)
	})
	event(on, "OpinionRecorded(uint256,address,bytes32,bool)", c.UnpackOpinionRecordedEvent, func(w *writer, e *gen.DataRegistryOpinionRecorded) error {
		return w.exec(`INSERT INTO opinion(seq, job, validator, outcome, agrees) VALUES (?, ?, ?, ?, ?)`, w.seq, e.JobId.String(), e.Validator, e.Outcome[:], e.Agrees)
	})
	event(on, "FileWithdrawn(uint256,address,uint256,uint256)", c.UnpackFileWithdrawnEvent, func(w *writer, e *gen.DataRegistryFileWithdrawn) error {
		n, err := ids(e.FileId)
		if err != nil {
			return err
		}
		if err := w.exec(`INSERT INTO withdrawal(seq, file, stake, tx) VALUES (?, ?, ?, ?)`, w.seq, n[0], e.Stake.String(), w.log.TxHash); err != nil {
			return err
		}
		return w.exec(`UPDATE refinement_due SET closed = ? WHERE file = ? AND closed IS NULL`, w.seq, n[0])
	})
	event(on, "DlpOpened(uint256)", c.UnpackDlpOpenedEvent, func(w *writer, e *gen.DataRegistryDlpOpened) error {
		n, err := ids(e.DlpId)
		if err != nil {
			return err
		}
		// a pool may say it again
		return w.exec(`INSERT INTO dlp_open(seq, dlp) VALUES (?, ?) ON CONFLICT DO NOTHING`, w.seq, n[0])
	})
	event(on, "ProofAdded(uint256,address,uint256,uint256,uint256,string)", c.UnpackProofAddedEvent, func(w *writer, e *gen.DataRegistryProofAdded) error {
		return nil // recorded with ProofRecorded
	})
	event(on, "ProofRecorded(uint256,uint256,address,bytes32,bytes32,uint256,uint256,uint256,bool)", c.UnpackProofRecordedEvent, recordProof)
	event(on, "RefinementAdded(uint256,uint256,string)", c.UnpackRefinementAddedEvent, func(w *writer, e *gen.DataRegistryRefinementAdded) error {
		return nil // recorded with RefinementRecorded
	})
	event(on, "RefinementRecorded(uint256,uint256,address,bytes32)", c.UnpackRefinementRecordedEvent, recordRefinement)
	event(on, "ValidatorSetChanged(uint256,uint256,uint256,uint256)", c.UnpackValidatorSetChangedEvent, func(w *writer, e *gen.DataRegistryValidatorSetChanged) error {
		n, err := ids(e.SetId, e.Size)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO validator_set(seq, id, size) VALUES (?, ?, ?)`, w.seq, n[0], n[1])
	})
	return on
}

func recordFile(w *writer, e *gen.DataRegistryFilePooled) error {
	n, err := ids(e.FileId, e.DlpId)
	if err != nil {
		return err
	}
	var owner common.Address
	var url string
	if added, ok := w.added[e.FileId.String()]; ok {
		owner, url = added.OwnerAddress, added.Url
	} else if err := w.tx.QueryRowContext(w.ctx, `SELECT owner, url FROM file_added WHERE id = ?`, n[0]).Scan(&owner, &url); err != nil {
		return missing(err, "file %d is pooled but not added", n[0])
	}
	digest, codec, err := blob.DigestOfURL(url)
	if err != nil {
		return fmt.Errorf("%w: file %d: %v", ErrEvent, n[0], err)
	}
	return w.exec(`INSERT INTO file(seq, id, owner, dlp, url, digest, codec, tx) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		w.seq, n[0], owner, n[1], url, digest[:], codec, w.log.TxHash)
}

// reseeded ends a provisional proof that was refuted: its job is drawn anew. One whose draw merely starts again stays.
func (w *writer) reseeded(job *big.Int) error {
	if !w.slashed[job.String()] {
		return nil
	}
	return w.closeProvisional(job)
}

func (w *writer) closeProvisional(job *big.Int) error {
	return w.exec(`UPDATE provisional SET closed = ? WHERE job = ? AND closed IS NULL`, w.seq, job.String())
}

func recordProofJob(w *writer, e *gen.DataRegistryJobSubmitted) error {
	n, err := ids(e.FileId)
	if err != nil {
		return err
	}
	if err := w.exec(`INSERT INTO proof_job(seq, job, file, fee) VALUES (?, ?, ?, ?)`, w.seq, e.JobId.String(), n[0], e.BidAmount.String()); err != nil {
		return err
	}
	return w.open(e.JobId)
}

// open notes that the draw of a proof job, or after its proof of the refinements, starts here.
func (w *writer) open(job *big.Int) error {
	set, err := w.setID()
	if err != nil {
		return err
	}
	return w.exec(`INSERT INTO opening(seq, job, set_id) VALUES (?, ?, ?)`, w.seq, job.String(), set)
}

func recordProof(w *writer, e *gen.DataRegistryProofRecorded) error {
	n, err := ids(e.FileId)
	if err != nil {
		return err
	}
	file, duplicate := n[0], capped(e.DuplicateOf) // the pool's word, which can be anything
	added, ok := w.scores[e.FileId.String()]
	if !ok {
		return fmt.Errorf("%w: the proof of file %d has no score", ErrEvent, file)
	}
	if n, err = ids(added.DlpId); err != nil {
		return err
	}
	dlp := n[0]
	result, _, err := blob.DigestOfURL(added.ProofUrl)
	if err != nil {
		return fmt.Errorf("%w: the proof of file %d: %v", ErrEvent, file, err)
	}
	valid := added.Score.Sign() > 0 && duplicate == 0 && !e.IdentityConflict
	if err := w.exec(`INSERT INTO proof(seq, job, file, dlp, validator, score, result, bundle, reward, duplicate, conflict, valid, tx, fingerprint, stake) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		w.seq, e.JobId.String(), file, dlp, e.Validator, added.Score.String(), result[:], e.BundleDigest[:], e.Reward.String(),
		duplicate, e.IdentityConflict, valid, w.log.TxHash, e.Fingerprint[:], e.Stake.String()); err != nil {
		return err
	}
	if err := w.credited(dlp, added.OwnerAddress, e.Stake); err != nil {
		return err
	}
	if err := w.closeProvisional(e.JobId); err != nil {
		return err
	}
	if err := w.exec(`UPDATE proof_job SET closed = ? WHERE job = ? AND closed IS NULL`, w.seq, e.JobId.String()); err != nil {
		return err
	}
	if err := w.open(e.JobId); err != nil || !valid {
		return err
	}
	return w.exec(`INSERT INTO refinement_due(seq, file, refiner, proof) SELECT ?1, ?2, id, ?1 FROM refiner WHERE dlp = ?3 AND closed IS NULL ON CONFLICT DO NOTHING`,
		w.seq, file, dlp)
}

func recordRefinement(w *writer, e *gen.DataRegistryRefinementRecorded) error {
	n, err := ids(e.FileId, e.RefinerId)
	if err != nil {
		return err
	}
	added, ok := w.refined[refinementKey(e.FileId, e.RefinerId)]
	if !ok {
		return fmt.Errorf("%w: a refinement of file %d has no address", ErrEvent, n[0])
	}
	artifact, codec, err := blob.DigestOfURL(added.Url)
	if err != nil {
		return fmt.Errorf("%w: a refinement of file %d: %v", ErrEvent, n[0], err)
	}
	if err := w.exec(`INSERT INTO refinement(seq, file, refiner, validator, artifact, codec, plaintext, tx) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		w.seq, n[0], n[1], e.Validator, artifact[:], codec, e.PlaintextDigest[:], w.log.TxHash); err != nil {
		return err
	}
	return w.exec(`UPDATE refinement_due SET closed = ? WHERE file = ? AND refiner = ? AND closed IS NULL`, w.seq, n[0], n[1])
}

func refinementKey(file, refiner *big.Int) string { return file.String() + "/" + refiner.String() }
