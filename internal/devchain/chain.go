package devchain

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/eth/filters"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/gofrs/flock"
)

// closeGrace bounds how long stopping waits for go-ethereum after a storage failure, when one of its goroutines may have died
// holding a lock. It is not reached by a chain that stops in good health.
const closeGrace = 20 * time.Second

// Chain is a running chain. Its methods may be called from any goroutine.
type Chain struct {
	chainID *big.Int
	log     *slog.Logger
	hooks   hooks

	lock   *flock.Flock
	stack  *node.Node
	eth    *eth.Ethereum
	client *ethclient.Client
	http   string
	ws     string

	cancel context.CancelFunc
	done   chan struct{}

	mu  sync.Mutex
	err error // the first failure
}

// hooks is what tests of this package reach into; the zero value does nothing.
type hooks struct {
	step func(step) error                 // called before and after each durable step of sealing
	free func(dir string) (uint64, error) // replaces freeBytes
}

// Start opens or creates the chain in cfg.Dir and serves it until Close, a failure, or the end of ctx.
//
// Errors: ErrFaucetExposed, ErrInUse, ErrPortInUse, ErrVersion, ErrChainID, ErrDiskFull, ErrStorage. After an error nothing of the
// chain runs and the directory is free.
func Start(ctx context.Context, cfg Config) (*Chain, error) { return start(ctx, cfg, hooks{}) }

func start(ctx context.Context, cfg Config, h hooks) (*Chain, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	host, port, err := loopback(cfg.Listen)
	if err != nil {
		return nil, err
	}
	if h.free == nil {
		h.free = freeBytes
	}
	lock, err := lockDir(cfg.Dir)
	if err != nil {
		return nil, err
	}
	if err := claim(cfg.Dir, cfg.ChainID); err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	listenToGeth(cfg.Log)
	c := &Chain{
		chainID: new(big.Int).SetUint64(cfg.ChainID),
		log:     cfg.Log,
		hooks:   h,
		lock:    lock,
		done:    make(chan struct{}),
	}
	running.add(c)
	if err := c.guard("opening the chain", func() error { return c.assemble(cfg, host, port) }); err != nil {
		if errors.Is(err, syscall.EADDRINUSE) {
			err = fmt.Errorf("%w: %s", ErrPortInUse, cfg.Listen)
		}
		return nil, errors.Join(err, c.release())
	}
	run, cancel := context.WithCancel(ctx)
	c.mu.Lock()
	c.cancel = cancel
	c.mu.Unlock()
	s := newSealer(c, cfg)
	go func() {
		defer close(c.done)
		defer cancel()
		if err := c.guard("sealing", func() error { return s.run(run) }); err != nil {
			c.fail(err)
		}
		if err := c.release(); err != nil {
			c.fail(err)
		}
	}()
	return c, nil
}

// assemble builds the node, brings the head to the last block that was made durable, and only then opens the RPC server.
func (c *Chain) assemble(cfg Config, host string, port int) error {
	stack, err := node.New(&node.Config{
		Name:                 nodeName,
		DataDir:              cfg.Dir,
		DBEngine:             rawdb.DBPebble,
		P2P:                  p2p.Config{NoDiscovery: true, NoDial: true, MaxPeers: 0, ListenAddr: ""},
		HTTPHost:             host,
		HTTPPort:             port,
		HTTPModules:          modules(),
		HTTPTimeouts:         rpc.DefaultHTTPTimeouts,
		HTTPVirtualHosts:     []string{"localhost"}, // refuses DNS rebinding; requests to an IP address always pass
		WSHost:               host,
		WSPort:               port, // the same port: geth serves both from one listener then
		WSModules:            modules(),
		BatchRequestLimit:    node.DefaultConfig.BatchRequestLimit,
		BatchResponseMaxSize: node.DefaultConfig.BatchResponseMaxSize,
		HTTPBodyLimit:        node.DefaultConfig.HTTPBodyLimit,
		UseLightweightKDF:    true, // the node's own keystore is not used
	})
	if errors.Is(err, node.ErrDatadirUsed) {
		return fmt.Errorf("%w: %s", ErrInUse, filepath.Join(cfg.Dir, nodeName))
	}
	if err != nil {
		return fmt.Errorf("preparing the chain's node: %w", err)
	}
	c.stack = stack
	if c.eth, err = eth.New(stack, ethConfig(cfg.ChainID)); err != nil {
		return fmt.Errorf("opening the chain's database: %w", err)
	}
	if got, want := c.eth.BlockChain().Genesis().Hash(), genesis(cfg.ChainID).ToBlock().Hash(); got != want {
		return fmt.Errorf("%w: genesis block is %s, this program makes %s", ErrVersion, got, want)
	}
	if err := rollForward(c.eth); err != nil {
		return err
	}
	// Without this there are no eth_getLogs and no log subscriptions.
	stack.RegisterAPIs([]rpc.API{{
		Namespace: "eth",
		Service:   filters.NewFilterAPI(filters.NewFilterSystem(c.eth.APIBackend, filters.Config{})),
	}})
	if err := stack.Start(); err != nil {
		return fmt.Errorf("starting the chain's node: %w", err)
	}
	c.eth.SetSynced() // there is nobody to sync from, so the pool may accept transactions at once
	c.client = ethclient.NewClient(stack.Attach())
	c.http, c.ws = stack.HTTPEndpoint(), stack.WSEndpoint()
	return nil
}

// modules is what the RPC server offers: nothing that controls the node, nothing that holds keys.
func modules() []string { return []string{"eth", "net", "web3", "txpool"} }

// ethConfig is the node's configuration. Everything that decides durability stands in its first lines.
func ethConfig(chainID uint64) *ethconfig.Config {
	ec := ethconfig.Defaults
	// The hash scheme without pruning writes the whole state of each block while the block is executed. Path scheme keeps it in
	// memory and flushes on its own schedule; the snapshot would be rewound after a crash.
	ec.StateScheme, ec.NoPruning, ec.SnapshotCache = rawdb.HashScheme, true, 0

	ec.Genesis = genesis(chainID)
	ec.SyncMode = ethconfig.FullSync
	ec.DatabaseCache, ec.TrieCleanCache, ec.TrieDirtyCache = 64, 16, 32 // MB
	ec.TransactionHistory = 0                                           // 0 indexes all transactions
	// No log index: geth writes 65,536 rows of it again after every block of a short chain, in a goroutine of its own, which costs
	// more than the block. Without it eth_getLogs goes by the blooms in the headers, and followers ask for short ranges anyway.
	ec.LogNoHistory = true
	ec.Miner.GasPrice = big.NewInt(1) // wei; also the tip that eth_maxPriorityFeePerGas suggests
	ec.Miner.GasCeil = BlockGasLimit

	// Geth's limits protect a public node from strangers. Here one account (a validator, a test) sends hundreds of transactions.
	ec.TxPool.NoLocals = true
	ec.TxPool.Journal = ""
	ec.TxPool.AccountSlots, ec.TxPool.AccountQueue = 4096, 4096
	ec.TxPool.GlobalSlots, ec.TxPool.GlobalQueue = 65_536, 16_384
	return &ec
}

// guard runs f in a goroutine of its own and turns each way it can end into an error: go-ethereum reports some storage failures by
// panicking and others by a fatal log line, which gethLog makes the end of the goroutine.
func (c *Chain) guard(doing string, f func() error) error {
	result := make(chan error, 1)
	go func() {
		err := fmt.Errorf("%w while %s", ErrStorage, doing) // stands if f ends the goroutine
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("%w while %s: %v", ErrStorage, doing, p)
			}
			if first := c.failure(); first != nil {
				err = first
			}
			result <- err
		}()
		if err = c.failure(); err == nil {
			err = f()
		}
	}()
	return <-result
}

// release closes the node and frees the directory.
func (c *Chain) release() error {
	defer running.remove(c)
	if c.client != nil {
		c.client.Close()
	}
	var err error
	if c.stack != nil {
		closed := make(chan error, 1)
		go func() {
			result := fmt.Errorf("%w while closing", ErrStorage)
			defer func() {
				if p := recover(); p != nil {
					result = fmt.Errorf("%w while closing: %v", ErrStorage, p)
				}
				closed <- result
			}()
			if result = c.stack.Close(); errors.Is(result, node.ErrNodeStopped) {
				result = nil // a failed stack.Start has closed it already
			}
		}()
		grace := time.NewTimer(closeGrace)
		defer grace.Stop()
		select {
		case err = <-closed:
		case <-grace.C:
			err = fmt.Errorf("%w: the node did not close", ErrStorage)
		}
	}
	return errors.Join(err, c.lock.Unlock())
}

// fail records the first failure and stops sealing.
func (c *Chain) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.err = err
	}
	if c.cancel != nil {
		c.cancel()
	}
}

func (c *Chain) failure() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// HTTPURL is where JSON-RPC is served over HTTP, as http://host:port.
func (c *Chain) HTTPURL() string { return c.http }

// WSURL is where JSON-RPC is served over WebSocket, as ws://host:port.
func (c *Chain) WSURL() string { return c.ws }

// ChainID returns the chain's id.
func (c *Chain) ChainID() *big.Int { return new(big.Int).Set(c.chainID) }

// Client returns a client that talks to the node inside this process. It supports subscriptions. It is closed with the chain.
func (c *Chain) Client() *ethclient.Client { return c.client }

// Done is closed once the chain has stopped, for whatever reason, and its directory and port are free.
func (c *Chain) Done() <-chan struct{} { return c.done }

// Err returns why the chain stopped: nil while it runs and after an ordinary Close.
func (c *Chain) Err() error {
	select {
	case <-c.done:
		return c.failure()
	default:
		return nil
	}
}

// Close stops the chain, waits until everything is released, and returns what Err does. Calling it again is harmless.
func (c *Chain) Close() error {
	c.cancel()
	<-c.done
	return c.failure()
}

// headHasTransactions reports whether the newest block holds any.
func headHasTransactions(bc *core.BlockChain) bool {
	head := bc.CurrentBlock()
	block := bc.GetBlock(head.Hash(), head.Number.Uint64())
	return block != nil && len(block.Transactions()) > 0
}
