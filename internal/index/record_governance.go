package index

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/coppice-network/coppice/internal/contracts/gen"
)

// timelockEvents are those of a DataDAO's timelock: what is announced, and what became of it. w.dlp says whose.
func timelockEvents() events {
	c, on := gen.NewDataDAOTimelock(), eventsOf(&gen.DataDAOTimelockMetaData)
	event(on, "CallScheduled(bytes32,uint256,address,uint256,bytes,bytes32,uint256)", c.UnpackCallScheduledEvent, func(w *writer, e *gen.DataDAOTimelockCallScheduled) error {
		n, err := ids(e.Index)
		if err != nil {
			return err
		}
		var now int64
		if err := w.tx.QueryRowContext(w.ctx, `SELECT time FROM block WHERE number = ?`, int64(w.log.BlockNumber)).Scan(&now); err != nil {
			return err
		}
		return w.exec(`INSERT INTO announcement(seq, dlp, operation, place, target, value, data, ready) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			w.seq, w.dlp, e.Id[:], n[0], e.Target, e.Value.String(), e.Data, now+min(capped(e.Delay), math.MaxInt64-now))
	})
	event(on, "CallExecuted(bytes32,uint256,address,uint256,bytes)", c.UnpackCallExecutedEvent, func(w *writer, e *gen.DataDAOTimelockCallExecuted) error {
		n, err := ids(e.Index)
		if err != nil {
			return err
		}
		return w.exec(`UPDATE announcement SET closed = ? WHERE dlp = ? AND operation = ? AND place = ? AND closed IS NULL`, w.seq, w.dlp, e.Id[:], n[0])
	})
	event(on, "Cancelled(bytes32)", c.UnpackCancelledEvent, func(w *writer, e *gen.DataDAOTimelockCancelled) error {
		return w.exec(`UPDATE announcement SET closed = ? WHERE dlp = ? AND operation = ? AND closed IS NULL`, w.seq, w.dlp, e.Id[:])
	})
	return on
}

// storedCall is a call of a proposal as the index keeps it.
type storedCall struct {
	Target common.Address `json:"target"`
	Value  string         `json:"value"` // wei
	Data   hexutil.Bytes  `json:"data"`
}

// governorEvents are those of a DataDAO's governor. How a vote stands is asked of the governor itself.
func governorEvents() events {
	c, on := gen.NewDataDAOGovernor(), eventsOf(&gen.DataDAOGovernorMetaData)
	event(on, "ProposalCreated(uint256,address,address[],uint256[],string[],bytes[],uint256,uint256,string)", c.UnpackProposalCreatedEvent, func(w *writer, e *gen.DataDAOGovernorProposalCreated) error {
		if len(e.Values) != len(e.Targets) || len(e.Calldatas) != len(e.Targets) {
			return fmt.Errorf("%w: the calls of proposal %s", ErrEvent, e.ProposalId)
		}
		calls := make([]storedCall, len(e.Targets))
		for i := range calls {
			calls[i] = storedCall{e.Targets[i], e.Values[i].String(), e.Calldatas[i]}
		}
		text, err := json.Marshal(calls)
		if err != nil {
			return err
		}
		return w.exec(`INSERT INTO proposal(seq, dlp, id, proposer, calls, description, tx) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			w.seq, w.dlp, e.ProposalId.String(), e.Proposer, string(text), e.Description, w.log.TxHash)
	})
	end := func(w *writer, id string, how string) error {
		return w.exec(`INSERT INTO proposal_end(seq, dlp, id, how) VALUES (?, ?, ?, ?)`, w.seq, w.dlp, id, how)
	}
	event(on, "ProposalExecuted(uint256)", c.UnpackProposalExecutedEvent, func(w *writer, e *gen.DataDAOGovernorProposalExecuted) error {
		return end(w, e.ProposalId.String(), "executed")
	})
	event(on, "ProposalCanceled(uint256)", c.UnpackProposalCanceledEvent, func(w *writer, e *gen.DataDAOGovernorProposalCanceled) error {
		return end(w, e.ProposalId.String(), "canceled")
	})
	return on
}
