package node

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/ledger"
)

// ErrNoFunder: the chain's node holds no unlocked account.
var ErrNoFunder = errors.New("node: nobody gives the accounts of this network money")

// A Funder gives accounts the chain's coin and returns when it has arrived.
type Funder interface {
	Fund(ctx context.Context, to common.Address, wei *big.Int) error
}

// outboxFunder pays from the account of an outbox.
type outboxFunder struct{ outbox *ledger.Outbox }

// Fund implements Funder. Each gift is a call of its own: after a crash in between the account may be given twice, which harms nobody.
func (f outboxFunder) Fund(ctx context.Context, to common.Address, wei *big.Int) error {
	if _, err := ledger.Send(ctx, f.outbox, fmt.Sprintf("fund/%s/%s", to, rand.Text()), ledger.Call{To: &to, Value: wei}); err != nil {
		return fmt.Errorf("giving %s VANA to %s from %s: %w", amount.Format(wei), to, f.outbox.Address(), err)
	}
	return nil
}

// KeyFunder pays from a key, which may be used by others as well.
type KeyFunder struct {
	Address common.Address

	outbox outboxFunder
}

// NewKeyFunder opens a funder whose transactions are kept at path until they are mined.
func NewKeyFunder(ctx context.Context, client *ethclient.Client, path string, key *ecdsa.PrivateKey, log *slog.Logger) (*KeyFunder, error) {
	signer := ledger.NewKeySigner(key)
	out, err := ledger.OpenOutbox(ctx, ledger.OutboxConfig{Path: path, Node: client, Signer: signer, Log: log, TakenDepth: ledger.ForeignDepth})
	if err != nil {
		return nil, fmt.Errorf("the funder's outbox: %w", err)
	}
	return &KeyFunder{Address: signer.Address(), outbox: outboxFunder{out}}, nil
}

// Fund implements Funder.
func (f *KeyFunder) Fund(ctx context.Context, to common.Address, wei *big.Int) error {
	return f.outbox.Fund(ctx, to, wei)
}

// Close stops sending.
func (f *KeyFunder) Close() error { return f.outbox.outbox.Close() }

// UnlockedFunder pays from an account that the chain's own node holds the key of, as those of development chains do.
type UnlockedFunder struct {
	Address common.Address

	client *ethclient.Client
	mu     sync.Mutex // the node chooses the nonce, and two calls at once would get the same one
}

// NewUnlockedFunder takes the first account that the node holds. The error is ErrNoFunder if there is none.
func NewUnlockedFunder(ctx context.Context, client *ethclient.Client) (*UnlockedFunder, error) {
	var accounts []common.Address
	if err := client.Client().CallContext(ctx, &accounts, "eth_accounts"); err != nil {
		return nil, fmt.Errorf("%w: asking for its accounts: %w", ErrNoFunder, err)
	}
	if len(accounts) == 0 {
		return nil, fmt.Errorf("%w: the chain's node holds no account", ErrNoFunder)
	}
	return &UnlockedFunder{Address: accounts[0], client: client}, nil
}

// Fund implements Funder.
func (f *UnlockedFunder) Fund(ctx context.Context, to common.Address, wei *big.Int) error {
	var hash common.Hash
	f.mu.Lock()
	err := f.client.Client().CallContext(ctx, &hash, "eth_sendTransaction", map[string]any{"from": f.Address, "to": to, "value": (*hexutil.Big)(wei)})
	f.mu.Unlock()
	if err != nil {
		return fmt.Errorf("giving %s VANA to %s from %s: %w", amount.Format(wei), to, f.Address, err)
	}
	return arrival(ctx, f.client, hash)
}
