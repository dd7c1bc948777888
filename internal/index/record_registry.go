package index

import (
	"fmt"
	"math/big"

	"github.com/coppice-network/coppice/internal/contracts/gen"
)

// registryEvents are those of the DataRegistry: files, proofs, refinements, validators, intake keys.
func registryEvents() events {
	c, on := gen.NewDataRegistry(), eventsOf(&gen.DataRegistryMetaData)
	event(on, "FileAdded(uint256,address,string)", c.UnpackFileAddedEvent, func(w *writer, e *gen.DataRegistryFileAdded) error {
		return nil // recorded with FilePooled
	})
	event(on, "FilePooled(uint256,uint256,bytes32,uint8)", c.UnpackFilePooledEvent, recordFile)
	event(on, "JobSubmitted(uint256,uint256,address,uint256)", c.UnpackJobSubmittedEvent, recordProofJob)
	event(on, "JobCanceled(uint256)", c.UnpackJobCanceledEvent, func(w *writer, e *gen.DataRegistryJobCanceled) error {
		return w.exec(`UPDATE proof_job SET closed = ? WHERE job = ? AND closed IS NULL`, w.seq, e.JobId.String())
	})
	event(on, "JobReseeded(uint256,uint256)", c.UnpackJobReseededEvent, func(w *writer, e *gen.DataRegistryJobReseeded) error {
		return w.open(e.JobId)
	})
	event(on, "ProofAdded(uint256,address,uint256,uint256,uint256,string)", c.UnpackProofAddedEvent, func(w *writer, e *gen.DataRegistryProofAdded) error {
		return nil // recorded with ProofRecorded
	})
	event(on, "ProofRecorded(uint256,uint256,address,bytes32,bytes32,uint256,uint256,bool)", c.UnpackProofRecordedEvent, recordProof)
	event(on, "RefinementRecorded(uint256,uint256,address,bytes32,uint8,bytes32)", c.UnpackRefinementRecordedEvent, recordRefinement)
	event(on, "ValidatorAdmitted(address,uint256,string,bytes32,bytes32)", c.UnpackValidatorAdmittedEvent, func(w *writer, e *gen.DataRegistryValidatorAdmitted) error {
		n, err := ids(e.Index)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO validator(seq, address, number, url, measurement, evidence) VALUES (?, ?, ?, ?, ?, ?)`,
			w.seq, e.Validator, n[0], e.Url, e.Measurement[:], e.EvidenceDigest[:])
	})
	event(on, "ValidatorRemoved(address)", c.UnpackValidatorRemovedEvent, func(w *writer, e *gen.DataRegistryValidatorRemoved) error {
		return w.exec(`UPDATE validator SET closed = ? WHERE address = ? AND closed IS NULL`, w.seq, e.Validator)
	})
	event(on, "ValidatorSetChanged(uint256,uint256)", c.UnpackValidatorSetChangedEvent, func(w *writer, e *gen.DataRegistryValidatorSetChanged) error {
		n, err := ids(e.SetId, e.Size)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO validator_set(seq, id, size) VALUES (?, ?, ?)`, w.seq, n[0], n[1])
	})
	event(on, "IntakeKeySet(uint256,uint256,address,bytes32,string,uint256,bytes)", c.UnpackIntakeKeySetEvent, func(w *writer, e *gen.DataRegistryIntakeKeySet) error {
		n, err := ids(e.DlpId, e.Epoch)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO intake_key(seq, dlp, epoch, validator, digest, recipient, deadline, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			w.seq, n[0], n[1], e.Validator, e.Digest[:], e.Recipient, seconds(e.Deadline), e.Signature)
	})
	return on
}

func recordFile(w *writer, e *gen.DataRegistryFilePooled) error {
	n, err := ids(e.FileId, e.DlpId)
	if err != nil {
		return err
	}
	added, ok := w.added[e.FileId.String()]
	if !ok {
		return fmt.Errorf("%w: file %d is pooled but not added", ErrEvent, n[0])
	}
	return w.exec(`INSERT INTO file(seq, id, owner, dlp, url, digest, codec, tx) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		w.seq, n[0], added.OwnerAddress, n[1], added.Url, e.Digest[:], e.Codec, w.log.TxHash)
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
	n, err := ids(e.FileId, e.DuplicateOf)
	if err != nil {
		return err
	}
	file, duplicate := n[0], n[1]
	added, ok := w.scores[e.FileId.String()]
	if !ok {
		return fmt.Errorf("%w: the proof of file %d has no score", ErrEvent, file)
	}
	if n, err = ids(added.DlpId); err != nil {
		return err
	}
	dlp := n[0]
	valid := added.Score.Sign() > 0 && duplicate == 0 && !e.IdentityConflict
	if err := w.exec(`INSERT INTO proof(seq, job, file, dlp, validator, score, result, bundle, reward, duplicate, conflict, valid, tx) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		w.seq, e.JobId.String(), file, dlp, e.Validator, added.Score.String(), e.ResultDigest[:], e.BundleDigest[:], e.Reward.String(),
		duplicate, e.IdentityConflict, valid, w.log.TxHash); err != nil {
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
	if err := w.exec(`INSERT INTO refinement(seq, file, refiner, validator, artifact, codec, plaintext, tx) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		w.seq, n[0], n[1], e.Validator, e.ArtifactDigest[:], e.Codec, e.PlaintextDigest[:], w.log.TxHash); err != nil {
		return err
	}
	return w.exec(`UPDATE refinement_due SET closed = ? WHERE file = ? AND refiner = ? AND closed IS NULL`, w.seq, n[0], n[1])
}
