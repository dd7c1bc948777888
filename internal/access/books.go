package access

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/coppice-network/coppice/internal/contracts/gen"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
)

// settlement checks that the transaction a receipt names settled the job with exactly this receipt and signature, and that the books
// it wrote are right: in each token charged = burned + validator + contributors + treasury, escrow = charged + refunded, and no more is
// charged than the receipt's rows and seconds cost. No server is believed: all of it is read from the chain.
func settlement(ctx context.Context, l *ledger.Ledger, r *job.ReceiptFile, j *ledger.AccessJob) ([]Check, error) {
	tx, err := l.Client.TransactionReceipt(ctx, r.Tx)
	if errors.Is(err, ethereum.NotFound) {
		return []Check{{"settlement", false, fmt.Sprintf("the chain has no transaction %s", r.Tx)}}, nil
	} else if err != nil {
		return nil, fmt.Errorf("reading the settlement: %w", err)
	}
	settled, signature, err := l.SettledReceipt(ctx, r.JobID, r.Tx)
	if err == nil && !bytes.Equal(signature, r.Signature) {
		err = fmt.Errorf("transaction %s carries another signature", r.Tx)
	}
	if err == nil && tx.Status != types.ReceiptStatusSuccessful {
		err = fmt.Errorf("transaction %s was reverted", r.Tx)
	}
	checks := []Check{check("settlement", err, "transaction "+r.Tx.Hex())}
	if err != nil {
		return checks, nil
	}
	checks = append(checks, dataBlock(settled, tx.BlockNumber))
	bills, err := billsOf(ctx, l, j, settled)
	if err != nil {
		return nil, err
	}
	return append(checks, check("books", audit(bills, booksOf(l.Net.ComputeEngine, r.JobID, tx.Logs)), fmt.Sprintf("balance in %d tokens", len(bills)))), nil
}

// dataBlock checks that the validator did not claim to know of withdrawals of the settlement's own block or later. That none of the job's
// DataDAOs had a later one is the contract's to refuse; it does not settle such a job.
func dataBlock(r ledger.Receipt, settledIn *big.Int) Check {
	c := Check{"data", new(big.Int).SetUint64(r.DataBlock).Cmp(settledIn) < 0, fmt.Sprintf("without what was withdrawn up to block %d", r.DataBlock)}
	switch {
	case r.DataBlock == 0:
		c.Detail = "no data was read"
	case !c.OK:
		c.Detail = fmt.Sprintf("it claims to know of withdrawals up to block %d, and was settled in block %s", r.DataBlock, settledIn)
	}
	return c
}

// bill is what one token of a job may cost, in wei.
type bill struct {
	escrow *big.Int
	most   *big.Int // charged at most
	least  *big.Int // charged at least
}

// billsOf computes what a receipt costs. The zero address is VANA; its charge may be less than the stated seconds, since the contract never
// charges more than block time.
func billsOf(ctx context.Context, l *ledger.Ledger, j *ledger.AccessJob, r ledger.Receipt) (map[common.Address]*bill, error) {
	vana := &bill{escrow: times(j.PricePerSecond, j.MaxSeconds), most: new(big.Int), least: new(big.Int)} // j.Escrow is 0 once settled
	if r.Outcome != ledger.NetworkFault {
		vana.most = times(j.PricePerSecond, r.UsedSeconds)
	}
	bills := map[common.Address]*bill{{}: vana}
	for i, line := range j.Lines {
		dao, err := l.DataDAO(ctx, line.DLP)
		if err != nil {
			return nil, err
		}
		if dao == nil {
			return nil, fmt.Errorf("access: the chain has no DataDAO %d, which job %d reads", line.DLP, j.ID)
		}
		b := bills[dao.Token]
		if b == nil {
			b = &bill{new(big.Int), new(big.Int), new(big.Int)}
			bills[dao.Token] = b
		}
		b.escrow.Add(b.escrow, times(line.Price, line.MaxRows))
		if r.Outcome == ledger.Completed && i < len(r.Rows) {
			b.most.Add(b.most, times(line.Price, r.Rows[i]))
		}
		b.least = b.most
	}
	return bills, nil
}

func times(price *big.Int, n uint64) *big.Int {
	return new(big.Int).Mul(price, new(big.Int).SetUint64(n))
}

// booksOf reads a job's books from the logs of its settlement.
func booksOf(engine common.Address, jobID uint64, logs []*types.Log) []gen.ComputeEngineJobSettled {
	events := gen.NewComputeEngine()
	var books []gen.ComputeEngineJobSettled
	for _, log := range logs {
		if log.Address != engine {
			continue
		}
		if e, err := events.UnpackJobSettledEvent(log); err == nil && e.JobId.IsUint64() && e.JobId.Uint64() == jobID {
			books = append(books, *e)
		}
	}
	return books
}

// audit compares bills with books.
func audit(bills map[common.Address]*bill, books []gen.ComputeEngineJobSettled) error {
	seen := make(map[common.Address]bool)
	for _, b := range books {
		want := bills[b.Token]
		if want == nil || seen[b.Token] {
			return fmt.Errorf("token %s was charged, which this job does not pay with", b.Token)
		}
		seen[b.Token] = true
		parts := new(big.Int).Add(b.Burned, b.Validator)
		parts.Add(parts, b.Contributors).Add(parts, b.Treasury)
		switch whole := new(big.Int).Add(b.Charged, b.Refunded); {
		case parts.Cmp(b.Charged) != 0:
			return fmt.Errorf("of token %s, %s wei were charged and %s distributed", b.Token, b.Charged, parts)
		case whole.Cmp(want.escrow) != 0:
			return fmt.Errorf("of token %s, %s wei were in escrow and %s charged or refunded", b.Token, want.escrow, whole)
		case b.Charged.Cmp(want.most) > 0:
			return fmt.Errorf("of token %s, %s wei were charged for what costs %s", b.Token, b.Charged, want.most)
		case b.Charged.Cmp(want.least) < 0:
			return fmt.Errorf("of token %s, %s wei were charged for what costs %s", b.Token, b.Charged, want.least)
		}
	}
	for token := range bills {
		if !seen[token] {
			return fmt.Errorf("the settlement has no books for token %s", token)
		}
	}
	return nil
}
