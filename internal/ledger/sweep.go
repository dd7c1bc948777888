package ledger

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/params"
)

// Sweep sends what is left on an outbox's account to another one, but for what the transfer may cost. An account that cannot pay for a
// transfer is left as it is.
func Sweep(ctx context.Context, o *Outbox, to common.Address) error {
	f, err := o.fees(ctx)
	if err != nil {
		return err
	}
	have, err := patiently(ctx, func(ctx context.Context) (*big.Int, error) { return o.cfg.Node.BalanceAt(ctx, o.from, nil) })
	if err != nil {
		return fmt.Errorf("reading the balance: %w", err)
	}
	// Twice the fees of now: they may rise until the transfer is signed.
	keep := new(big.Int).Mul(f.cap, big.NewInt(2*int64(params.TxGas)))
	if have.Cmp(keep) <= 0 {
		return nil
	}
	_, err = Send(ctx, o, "sweep/"+rand.Text(), Call{To: &to, Value: have.Sub(have, keep), Gas: params.TxGas})
	return err
}
