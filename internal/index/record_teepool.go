package index

import "github.com/coppice-network/coppice/internal/contracts/gen"

// teePoolEvents are those of the TeePool: who validates, with which keys, and the DataDAOs' intake keys.
func teePoolEvents() events {
	c, on := gen.NewTeePool(), eventsOf(&gen.TeePoolMetaData)
	event(on, "ValidatorAdmitted(address,uint256,string,uint8,bytes32,bytes32)", c.UnpackValidatorAdmittedEvent, func(w *writer, e *gen.TeePoolValidatorAdmitted) error {
		n, err := ids(e.Index)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO validator(seq, address, number, url, measurement, evidence, platform) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			w.seq, e.Validator, n[0], e.Url, e.Measurement[:], e.EvidenceDigest[:], e.Platform)
	})
	event(on, "ValidatorRemoved(address)", c.UnpackValidatorRemovedEvent, func(w *writer, e *gen.TeePoolValidatorRemoved) error {
		return w.exec(`UPDATE validator SET closed = ? WHERE address = ? AND closed IS NULL`, w.seq, e.Validator)
	})
	event(on, "ValidatorKeysSet(address,uint256,bytes32)", c.UnpackValidatorKeysSetEvent, func(w *writer, e *gen.TeePoolValidatorKeysSet) error {
		n, err := ids(e.KeyEpoch)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO validator_key(seq, address, epoch, evidence) VALUES (?, ?, ?, ?)`, w.seq, e.Validator, n[0], e.EvidenceDigest[:])
	})
	event(on, "Slashed(address,uint256,uint256,uint256)", c.UnpackSlashedEvent, func(w *writer, e *gen.TeePoolSlashed) error {
		return nil // tells what the JobReseeded of the same transaction means
	})
	event(on, "IntakeKeySet(uint256,uint256,address,bytes32,string,uint256,bytes)", c.UnpackIntakeKeySetEvent, func(w *writer, e *gen.TeePoolIntakeKeySet) error {
		n, err := ids(e.DlpId, e.Epoch)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO intake_key(seq, dlp, epoch, validator, digest, recipient, deadline, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			w.seq, n[0], n[1], e.Validator, e.Digest[:], e.Recipient, capped(e.Deadline), e.Signature)
	})
	return on
}
