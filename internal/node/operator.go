package node

import (
	"context"
	"crypto/ecdsa"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/devchain"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/wallet"
)

// operator is a local network's administrator: it deploys the contracts and admits validators.
type operator struct {
	key    *wallet.Key
	outbox *ledger.Outbox
	client *ethclient.Client
	log    func(msg string, args ...any)
}

// operatorKeyPrefix is the version of the operator's key file: the prefix, 64 hex digits, a line feed.
const operatorKeyPrefix = "coppice-operator/1 "

func openOperator(ctx context.Context, dir string, chain *devchain.Chain, cfg Config) (*operator, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	private, err := operatorKey(filepath.Join(dir, "key"))
	if err != nil {
		return nil, fmt.Errorf("the operator's key: %w", err)
	}
	o := &operator{client: chain.Client(), log: cfg.Log.Info}
	if o.key, err = wallet.NewKey(private); err != nil {
		return nil, err
	}
	if err := o.fund(ctx, o.key.Address()); err != nil {
		return nil, err
	}
	o.outbox, err = ledger.OpenOutbox(ctx, ledger.OutboxConfig{Path: filepath.Join(dir, "outbox.db"), Node: o.client, Signer: o.key, Clock: cfg.Clock, Log: cfg.Log})
	return o, err
}

func operatorKey(path string) (*ecdsa.PrivateKey, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		key, err := crypto.GenerateKey()
		if err != nil {
			return nil, err
		}
		return key, writeFile(path, []byte(operatorKeyPrefix+hex.EncodeToString(crypto.FromECDSA(key))+"\n"))
	} else if err != nil {
		return nil, err
	}
	text, ok := strings.CutPrefix(strings.TrimSpace(string(b)), operatorKeyPrefix)
	if !ok {
		return nil, fmt.Errorf("%s has an unknown version", path)
	}
	return crypto.HexToECDSA(text)
}

func (o *operator) close() error {
	if o.outbox == nil {
		return nil
	}
	return o.outbox.Close()
}

// deploy puts the contracts on the chain, or finds them there.
func (o *operator) deploy(ctx context.Context, p contracts.Params) (contracts.Addresses, error) {
	id, err := o.client.ChainID(ctx)
	if err != nil {
		return contracts.Addresses{}, err
	}
	return contracts.Deploy(ctx, o.client, &bind.TransactOpts{From: o.key.Address(), Signer: func(_ common.Address, tx *types.Transaction) (*types.Transaction, error) {
		return o.key.SignTx(ctx, tx, id)
	}}, p)
}

// fund keeps an account of this node in gas money.
func (o *operator) fund(ctx context.Context, to common.Address) error {
	have, err := o.client.BalanceAt(ctx, to, nil)
	if err != nil {
		return err
	}
	if have.Cmp(ether(10)) >= 0 {
		return nil
	}
	return give(ctx, o.client, to, ether(100))
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
const arrivalTime = 30 * time.Second

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
