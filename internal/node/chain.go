package node

import (
	"context"
	"fmt"
	"math/big"
	"path/filepath"
	"strings"
	"sync"

	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/coppice-network/coppice/internal/deployment"
	"github.com/coppice-network/coppice/internal/devchain"
	"github.com/coppice-network/coppice/internal/ledger"
)

// chain is what is under a node: the embedded chain, or one that somebody else runs.
type chain interface {
	Client() *ethclient.Client
	ChainID() *big.Int
	HTTPURL() string       // as clients reach it; of any scheme where the chain is somebody else's
	WSURL() string         // "" = none
	Done() <-chan struct{} // closed when it has stopped
	Err() error            // why
	Close() error

	faucet() Funder // nil = none
	// lookback is how many of its newest blocks may be replaced by others.
	lookback() uint64
	purse() purse
}

// purse says how much an account of the node is given when it has less than the least.
type purse struct{ least, amount *big.Int }

// openChain starts the embedded chain or connects to the one that is configured. It lives until Close, not only until ctx ends.
func openChain(ctx context.Context, cfg Config) (chain, error) {
	if cfg.ChainRPC != "" {
		return connectChain(ctx, cfg)
	}
	c, err := devchain.Start(context.WithoutCancel(ctx), devchain.Config{Dir: filepath.Join(cfg.Dir, "chain"), Listen: cfg.ChainListen, Clock: cfg.Clock, Log: cfg.Log})
	if err != nil {
		return nil, err
	}
	return embedded{c}, nil
}

// embedded is the chain inside this process.
type embedded struct{ *devchain.Chain }

func (e embedded) faucet() Funder { return faucet{e.Client()} }

func (embedded) lookback() uint64 { return 0 } // a block is durable before it is published

func (embedded) purse() purse { return purse{least: ether(10), amount: ether(100)} }

// remote is a chain that somebody else runs. One that does not answer is waited for by whoever asks it.
type remote struct {
	url    string
	id     *big.Int
	client *ethclient.Client
	once   sync.Once
	done   chan struct{}
}

func connectChain(ctx context.Context, cfg Config) (chain, error) {
	client, err := deployment.Dial(ctx, cfg.ChainRPC)
	if err != nil {
		return nil, err
	}
	r := &remote{url: cfg.ChainRPC, client: client, done: make(chan struct{})}
	if r.id, err = deployment.Ready(ctx, client, cfg.Clock); err != nil {
		client.Close()
		return nil, fmt.Errorf("the chain at %s: %w", cfg.ChainRPC, err)
	}
	return r, nil
}

func (r *remote) Client() *ethclient.Client { return r.client }

func (r *remote) ChainID() *big.Int { return new(big.Int).Set(r.id) }

func (r *remote) HTTPURL() string { return r.url }

func (r *remote) WSURL() string {
	if strings.HasPrefix(r.url, "ws") {
		return r.url
	}
	return ""
}

func (r *remote) Done() <-chan struct{} { return r.done }

func (r *remote) Err() error { return nil }

func (r *remote) Close() error {
	r.once.Do(func() {
		close(r.done)
		r.client.Close()
	})
	return nil
}

func (r *remote) faucet() Funder { return nil }

func (r *remote) lookback() uint64 { return 64 } // two epochs of Ethereum: finality

func (r *remote) purse() purse {
	half := new(big.Int).Div(ether(1), big.NewInt(2))
	return purse{least: new(big.Int).Div(half, big.NewInt(2)), amount: half}
}

// takenDepth is how deep another program's transaction must lie before a nonce counts as taken; see ledger.OutboxConfig.
func takenDepth(c chain) uint64 {
	if _, ok := c.(embedded); ok {
		return 0
	}
	return ledger.ForeignDepth
}
