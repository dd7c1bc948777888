package node

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/api"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/ledger"
)

// relay submits contributions of people without VANA from the operator's account.
type relay struct {
	ledger *ledger.Ledger
	outbox *ledger.Outbox
	paid   bool // gas costs money here, so a DataDAO that does not make good for it is refused
}

// Address implements api.Relayer.
func (r relay) Address() common.Address { return r.outbox.Address() }

// Relay implements api.Relayer. The contribution's hash is the idempotency key: whoever asks again gets the same transaction's outcome.
func (r relay) Relay(ctx context.Context, c ledger.Contribution, signature []byte) (*api.Relayed, error) {
	receipt, err := r.send(ctx, c, signature)
	if err != nil {
		return nil, fmt.Errorf("relaying a contribution of %s: %w", c.Owner, err)
	}
	files, err := r.ledger.PooledFiles(receipt)
	if err != nil {
		return nil, err
	}
	out := &api.Relayed{Tx: receipt.TxHash, FirstFileID: files[0].FileID}
	for _, f := range files {
		out.Files = append(out.Files, api.RelayedFile{FileID: f.FileID, Digest: f.Digest, JobID: json.Number(f.JobID.String())})
	}
	return out, nil
}

func (r relay) send(ctx context.Context, c ledger.Contribution, signature []byte) (*types.Receipt, error) {
	dao, err := r.ledger.DataDAO(ctx, c.Files[0].DLP)
	if err != nil {
		return nil, err
	}
	if dao == nil {
		return nil, fault.New(fault.NotFound, "list DataDAOs with `coppice dao list`", "there is no DataDAO %d", c.Files[0].DLP)
	}
	if err := r.worthwhile(ctx, dao, len(c.Files)); err != nil {
		return nil, err
	}
	key := fmt.Sprintf("relay/%x", c.StructHash())
	call := r.ledger.RelayContribution(c, signature)
	receipt, err := ledger.Send(ctx, r.outbox, key, call)
	if err == nil || !ledger.NotSponsored(err) {
		return receipt, err
	}
	// It was estimated in the newest block. On a chain that is silent when idle, that may lie in an epoch which is over, and whose limit
	// was used up.
	begun, err2 := r.ledger.EpochBegun(ctx, dao.Pool)
	if err2 != nil || !begun {
		return nil, err
	}
	call.Gas = ledger.GasRelay(len(c.Files))
	return ledger.Send(ctx, r.outbox, key, call)
}

// worthwhile refuses what costs this node more gas than the DataDAO pays for.
func (r relay) worthwhile(ctx context.Context, dao *ledger.DataDAO, files int) error {
	if !r.paid {
		return nil
	}
	terms, err := r.ledger.SponsorTerms(ctx, dao.Pool)
	if err != nil {
		return err
	}
	price, err := r.ledger.GasPrice(ctx)
	if err != nil {
		return err
	}
	cost := price.Mul(price, new(big.Int).SetUint64(ledger.GasRelay(files)))
	pays := new(big.Int).Mul(terms.PerFile, big.NewInt(int64(files)))
	if pays.Cmp(cost) >= 0 {
		return nil
	}
	return fault.New(fault.Funds, fmt.Sprintf("contribute more files at once, or ask its owner to raise what a file pays: `coppice dao sponsor %s --per-file VANA`", dao.Slug),
		"DataDAO %s pays a relayer %s VANA for this, and the gas costs up to %s VANA", dao.Slug, amount.Format(pays), amount.Format(cost))
}
