package node

import (
	"context"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/devchain"
)

// Fund gives an account VANA from the local network's faucet and waits until it has arrived.
func Fund(ctx context.Context, chain faucetChain, to common.Address, amount *big.Int) error {
	return give(ctx, chain, to, amount)
}

// faucet is the embedded chain's.
type faucet struct{ chain faucetChain }

// Fund implements Funder.
func (f faucet) Fund(ctx context.Context, to common.Address, amount *big.Int) error {
	return give(ctx, f.chain, to, amount)
}

// faucetChain is what giving needs of a client.
type faucetChain interface {
	ethereum.TransactionSender
	PendingNonceAt(ctx context.Context, account common.Address) (uint64, error)
	BalanceAt(ctx context.Context, account common.Address, block *big.Int) (*big.Int, error)
	ChainID(ctx context.Context) (*big.Int, error)
	SuggestGasPrice(ctx context.Context) (*big.Int, error)
	TransactionReceipt(ctx context.Context, tx common.Hash) (*types.Receipt, error)
}

// give sends VANA from one of the local network's faucet accounts. Giving is not journalled: after a crash in between the account may
// have been given twice, which harms nobody.
func give(ctx context.Context, chain faucetChain, to common.Address, amount *big.Int) error {
	keys := devchain.FaucetKeys()
	faucet := keys[int(to[19])%len(keys)] // spread, so that givers seldom meet at one nonce
	from := crypto.PubkeyToAddress(faucet.PublicKey)
	id, err := chain.ChainID(ctx)
	if err != nil {
		return err
	}
	for {
		nonce, err := chain.PendingNonceAt(ctx, from)
		if err != nil {
			return fmt.Errorf("faucet: %w", err)
		}
		price, err := chain.SuggestGasPrice(ctx)
		if err != nil {
			return fmt.Errorf("faucet: %w", err)
		}
		tx, err := types.SignNewTx(faucet, types.LatestSignerForChainID(id), &types.DynamicFeeTx{
			ChainID: id, Nonce: nonce, GasTipCap: price, GasFeeCap: new(big.Int).Mul(price, big.NewInt(4)), Gas: 21_000, To: &to, Value: amount,
		})
		if err != nil {
			return fmt.Errorf("faucet: %w", err)
		}
		err = chain.SendTransaction(ctx, tx)
		if err != nil && (strings.Contains(err.Error(), "nonce too low") || strings.Contains(err.Error(), "replacement transaction underpriced")) {
			if err := sleep(ctx, 50*time.Millisecond); err != nil {
				return err
			}
			continue // another giver was faster
		} else if err != nil && !strings.Contains(err.Error(), "already known") {
			return fmt.Errorf("faucet: %w", err)
		}
		return arrival(ctx, chain, tx.Hash())
	}
}

// arrivalTime bounds how long a gift may take: some blocks.
const arrivalTime = 2 * time.Minute

func arrival(ctx context.Context, chain faucetChain, tx common.Hash) error {
	ctx, cancel := context.WithTimeout(ctx, arrivalTime)
	defer cancel()
	for {
		r, err := chain.TransactionReceipt(ctx, tx)
		if err == nil && r.Status == types.ReceiptStatusSuccessful {
			return nil
		}
		if err == nil {
			return fmt.Errorf("faucet: transaction %s failed", tx)
		}
		if sleep(ctx, 50*time.Millisecond) != nil {
			return fmt.Errorf("faucet: transaction %s has not arrived: %w", tx, err)
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
