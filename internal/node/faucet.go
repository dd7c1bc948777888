package node

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/devchain"
)

// ErrFaucet: the faucet account that gives to an address does not hold as much as is asked for.
var ErrFaucet = errors.New("node: the faucet has too little left")

// Fund gives an account VANA from the local network's faucet and waits until it has arrived.
// The error is ErrFaucet if it has not so much.
func Fund(ctx context.Context, chain faucetChain, to common.Address, wei *big.Int) error {
	return give(ctx, chain, to, wei)
}

// faucet is the embedded chain's.
type faucet struct{ chain faucetChain }

// Fund implements Funder.
func (f faucet) Fund(ctx context.Context, to common.Address, wei *big.Int) error {
	return give(ctx, f.chain, to, wei)
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
func give(ctx context.Context, chain faucetChain, to common.Address, wei *big.Int) error {
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
		most := new(big.Int).Mul(price, big.NewInt(4)) // of the fee, per gas
		if err := holds(ctx, chain, from, wei, most); err != nil {
			return err
		}
		tx, err := types.SignNewTx(faucet, types.LatestSignerForChainID(id), &types.DynamicFeeTx{
			ChainID: id, Nonce: nonce, GasTipCap: price, GasFeeCap: most, Gas: giftGas, To: &to, Value: wei,
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
		} else if err != nil && strings.Contains(err.Error(), "insufficient funds") { // other gifts are under way
			return fmt.Errorf("%w for %s VANA more: other gifts are under way", ErrFaucet, amount.Format(wei))
		} else if err != nil && !strings.Contains(err.Error(), "already known") {
			return fmt.Errorf("faucet: %w", err)
		}
		return arrival(ctx, chain, tx.Hash())
	}
}

// giftGas is what a transfer to an account uses.
const giftGas = 21_000

// holds refuses a gift that the faucet's account cannot pay for.
func holds(ctx context.Context, chain faucetChain, from common.Address, wei, perGas *big.Int) error {
	have, err := chain.BalanceAt(ctx, from, nil)
	if err != nil {
		return fmt.Errorf("faucet: %w", err)
	}
	left := new(big.Int).Sub(have, new(big.Int).Mul(perGas, big.NewInt(giftGas)))
	if left.Cmp(wei) < 0 {
		return fmt.Errorf("%w: it can give this address %s VANA, asked for are %s", ErrFaucet, amount.Format(bigFloor(left)), amount.Format(wei))
	}
	return nil
}

// bigFloor is v, or 0 if it is less.
func bigFloor(v *big.Int) *big.Int {
	if v.Sign() < 0 {
		return new(big.Int)
	}
	return v
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
