package deployment

import (
	"context"
	"errors"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/coppice-network/coppice/internal/contracts"
)

// patience is how long a node that goes away in the middle of a deployment is waited for.
const patience = time.Minute

// patient asks again where a node gives no answer at all, or says that it is overloaded. Sending again is harmless: a transaction is
// signed once and has its nonce.
type patient struct{ contracts.Backend }

func again[T any](ctx context.Context, ask func(context.Context) (T, error)) (T, error) {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	pause := 100 * time.Millisecond
	for {
		v, err := ask(limited)
		var answer rpc.Error
		switch {
		case err == nil, errors.Is(err, ethereum.NotFound), ctx.Err() != nil:
			return v, err
		case errors.As(err, &answer) && answer.ErrorCode() != -32005 && answer.ErrorCode() != 429:
			return v, err
		}
		if wait(limited, pause) != nil {
			return v, errors.Join(ErrAway, err)
		}
		pause = min(2*pause, 2*time.Second)
	}
}

func (p patient) ChainID(ctx context.Context) (*big.Int, error) { return again(ctx, p.Backend.ChainID) }

func (p patient) NonceAt(ctx context.Context, a common.Address, n *big.Int) (uint64, error) {
	return again(ctx, func(ctx context.Context) (uint64, error) { return p.Backend.NonceAt(ctx, a, n) })
}

func (p patient) CodeAt(ctx context.Context, a common.Address, n *big.Int) ([]byte, error) {
	return again(ctx, func(ctx context.Context) ([]byte, error) { return p.Backend.CodeAt(ctx, a, n) })
}

func (p patient) StorageAt(ctx context.Context, a common.Address, key common.Hash, n *big.Int) ([]byte, error) {
	return again(ctx, func(ctx context.Context) ([]byte, error) { return p.Backend.StorageAt(ctx, a, key, n) })
}

func (p patient) BalanceAt(ctx context.Context, a common.Address, n *big.Int) (*big.Int, error) {
	return again(ctx, func(ctx context.Context) (*big.Int, error) { return p.Backend.BalanceAt(ctx, a, n) })
}

func (p patient) HeaderByNumber(ctx context.Context, n *big.Int) (*types.Header, error) {
	return again(ctx, func(ctx context.Context) (*types.Header, error) { return p.Backend.HeaderByNumber(ctx, n) })
}

func (p patient) SuggestGasTipCap(ctx context.Context) (*big.Int, error) {
	return again(ctx, p.Backend.SuggestGasTipCap)
}

func (p patient) TransactionReceipt(ctx context.Context, hash common.Hash) (*types.Receipt, error) {
	return again(ctx, func(ctx context.Context) (*types.Receipt, error) { return p.Backend.TransactionReceipt(ctx, hash) })
}

func (p patient) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	_, err := again(ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, p.Backend.SendTransaction(ctx, tx) })
	return err
}
