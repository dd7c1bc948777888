package index

import (
	"database/sql"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/contracts/gen"
)

// dlpEvents are those of the DLPRegistry: which DataDAOs there are.
func dlpEvents() events {
	c, on := gen.NewDLPRegistry(), eventsOf(&gen.DLPRegistryMetaData)
	event(on, "DlpRegistered(uint256,address,address,address,string,string,string,string)", c.UnpackDlpRegisteredEvent, func(w *writer, e *gen.DLPRegistryDlpRegistered) error {
		n, err := ids(e.DlpId)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO dlp(seq, id, pool, owner, slug, icon, website, metadata) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			w.seq, n[0], e.DlpAddress, e.OwnerAddress, e.Name, e.IconUrl, e.Website, e.Metadata)
	})
	event(on, "DlpFounded(uint256,address,address)", c.UnpackDlpFoundedEvent, func(w *writer, e *gen.DLPRegistryDlpFounded) error {
		n, err := ids(e.DlpId)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO dlp_authority(seq, dlp, timelock, tee_pool) VALUES (?, ?, ?, ?)`, w.seq, n[0], e.Timelock, e.TeePool)
	})
	event(on, "GovernorCreated(uint256,address)", c.UnpackGovernorCreatedEvent, func(w *writer, e *gen.DLPRegistryGovernorCreated) error {
		n, err := ids(e.DlpId)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO dlp_governor(seq, dlp, governor) VALUES (?, ?, ?)`, w.seq, n[0], e.Governor)
	})
	event(on, "DlpTokenUpdated(uint256,address)", c.UnpackDlpTokenUpdatedEvent, func(w *writer, e *gen.DLPRegistryDlpTokenUpdated) error {
		n, err := ids(e.DlpId)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO dlp_token(seq, dlp, token) VALUES (?, ?, ?)`, w.seq, n[0], e.TokenAddress)
	})
	return on
}

// refinerEvents are those of the DataRefinerRegistry.
func refinerEvents() events {
	c, on := gen.NewDataRefinerRegistry(), eventsOf(&gen.DataRefinerRegistryMetaData)
	event(on, "RefinerAdded(uint256,uint256,string,uint256,string,string)", c.UnpackRefinerAddedEvent, func(w *writer, e *gen.DataRefinerRegistryRefinerAdded) error {
		n, err := ids(e.RefinerId, e.DlpId)
		if err != nil {
			return err
		}
		if err := w.exec(`INSERT INTO refiner(seq, id, dlp, name, schema_url, bundle_url) VALUES (?, ?, ?, ?, ?, ?)`,
			w.seq, n[0], n[1], e.Name, e.SchemaDefinitionUrl, e.RefinementInstructionUrl); err != nil {
			return err
		}
		// a new refiner back-fills the files that are valid already
		return w.exec(`INSERT INTO refinement_due(seq, file, refiner, proof) SELECT ?, file, ?, seq FROM proof WHERE dlp = ? AND valid = 1 AND file NOT IN (SELECT file FROM withdrawal) ON CONFLICT DO NOTHING`,
			w.seq, n[0], n[1])
	})
	event(on, "RefinerRetired(uint256,uint256)", c.UnpackRefinerRetiredEvent, func(w *writer, e *gen.DataRefinerRegistryRefinerRetired) error {
		n, err := ids(e.RefinerId)
		if err != nil {
			return err
		}
		if err := w.exec(`UPDATE refiner SET closed = ? WHERE id = ? AND closed IS NULL`, w.seq, n[0]); err != nil {
			return err
		}
		return w.exec(`UPDATE refinement_due SET closed = ? WHERE refiner = ? AND closed IS NULL`, w.seq, n[0])
	})
	return on
}

// poolEvents are those of a DataDAO's pool; w.dlp says whose. They must check everything before the first row is written.
func poolEvents() events {
	c, on := gen.NewDataLiquidityPool(), eventsOf(&gen.DataLiquidityPoolMetaData)
	event(on, "OwnerUpdated(address)", c.UnpackOwnerUpdatedEvent, func(w *writer, e *gen.DataLiquidityPoolOwnerUpdated) error {
		return w.exec(`INSERT INTO dlp_owner(seq, dlp, owner) VALUES (?, ?, ?)`, w.seq, w.dlp, e.NewOwner)
	})
	event(on, "RewardRequested(address,uint256,uint256,uint256)", c.UnpackRewardRequestedEvent, func(w *writer, e *gen.DataLiquidityPoolRewardRequested) error {
		return w.contributor(e.ContributorAddress, func(s *sums) { s.reward.Add(s.reward, e.RewardAmount) })
	})
	event(on, "ValueClaimed(address,uint256,uint256)", c.UnpackValueClaimedEvent, func(w *writer, e *gen.DataLiquidityPoolValueClaimed) error {
		return w.contributor(e.Contributor, func(s *sums) {
			s.vana.Add(s.vana, e.Vana)
			s.tokens.Add(s.tokens, e.Tokens)
		})
	})
	return on
}

// sums are a contributor's totals in one DataDAO.
type sums struct{ reward, stake, vana, tokens *big.Int }

// credited counts stake that a proof has brought; the registry says it, not the pool.
func (w *writer) credited(dlp int64, account common.Address, stake *big.Int) error {
	if stake.Sign() == 0 {
		return nil
	}
	w.dlp = dlp
	return w.contributor(account, func(s *sums) { s.stake.Add(s.stake, stake) })
}

// contributor writes the totals of a contributor after one more event.
func (w *writer) contributor(account common.Address, change func(*sums)) error {
	s := sums{new(big.Int), new(big.Int), new(big.Int), new(big.Int)}
	err := w.tx.QueryRowContext(w.ctx, `SELECT reward, stake, vana, tokens FROM contributor WHERE account = ? AND dlp = ? ORDER BY seq DESC LIMIT 1`, account, w.dlp).
		Scan(amount(&s.reward), amount(&s.stake), amount(&s.vana), amount(&s.tokens))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	change(&s)
	return w.exec(`INSERT INTO contributor(seq, dlp, account, reward, stake, vana, tokens) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		w.seq, w.dlp, account, s.reward.String(), s.stake.String(), s.vana.String(), s.tokens.String())
}
