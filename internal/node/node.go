package node

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/coppice-network/coppice/internal/api"
	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/dispatch"
	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/intake"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/library"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/withdrawal"
)

// ErrAPIPortInUse reports an API address that another program listens on.
var ErrAPIPortInUse = errors.New("node: the API's address is in use")

// Node is a running local network.
type Node struct {
	Network *contracts.Network

	cfg        Config
	chain      chain
	blobs      contentStore
	index      *index.Index
	env        *environment
	operator   *operator
	validators []*validator
	dev        *enclave.DevelopmentRoot
	server     *http.Server
	listener   net.Listener

	problemMu sync.Mutex
	problems  map[problemKey]string

	cancel context.CancelFunc
	done   chan struct{}
	err    error
}

// Up starts a local network or goes on with the one in cfg.Dir. It returns when the network is ready to use.
func Up(ctx context.Context, cfg Config) (_ *Node, err error) {
	cfg = cfg.withDefaults()
	n := &Node{cfg: cfg, done: make(chan struct{}), problems: make(map[problemKey]string)}
	defer func() {
		if err != nil {
			n.release()
		}
	}()
	if err := os.MkdirAll(filepath.Join(cfg.Dir, "validators"), 0o700); err != nil {
		return nil, err
	}
	// The cheapest thing that can be in the way first: nothing is written before both addresses are ours.
	if n.listener, err = net.Listen("tcp", cfg.APIListen); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrAPIPortInUse, cfg.APIListen, err)
	}
	if n.chain, err = openChain(ctx, cfg); err != nil {
		return nil, err
	}
	if n.blobs, err = openBlobs(ctx, cfg); err != nil {
		return nil, err
	}
	dev, err := enclave.OpenDevelopmentRoot(filepath.Join(cfg.Dir, "platform", "development-root"), filepath.Join(cfg.Dir, "validators"), cfg.Random)
	if err != nil {
		return nil, err
	}
	n.dev = dev
	if n.operator, err = openOperator(ctx, filepath.Join(cfg.Dir, "operator"), n.chain, cfg); err != nil {
		return nil, err
	}
	addresses, deployBlock, err := n.operator.deploy(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("deploying the contracts: %w", err)
	}
	l := ledger.New(n.chain.Client(), n.chain.ChainID(), addresses, cfg.Clock)
	if n.index, err = openIndex(filepath.Join(cfg.Dir, "index.db"), addresses, cfg.Log); err != nil {
		return nil, err
	}
	n.env = &environment{
		ledger: l, index: n.index, blobs: n.blobs, logic: newLogic(l, &library.Library{Store: n.blobs}), runner: sandbox.NewProcess(), clock: cfg.Clock,
		random: cfg.Random, roots: dev.Roots(), slots: dispatch.NewSlots(max(2, runtime.NumCPU())), peers: n.peers, problem: n.problem,
		lookback: n.chain.lookback(), log: cfg.Log,
	}
	if n.env.intake, err = n.policy(ctx); err != nil {
		return nil, err
	}
	if n.env.outputs, err = withdrawal.OpenOutputs(filepath.Join(cfg.Dir, "outputs.db"), n.blobs); err != nil {
		return nil, err
	}
	if err := n.openValidators(ctx, dev); err != nil {
		return nil, err
	}
	n.Network = &contracts.Network{
		Name: cfg.Name, ChainID: n.chain.ChainID().Uint64(), RPC: n.chain.HTTPURL(), WS: n.chain.WSURL(), API: "http://" + n.listener.Addr().String(),
		Addresses: addresses, DeployBlock: deployBlock, DevRoot: dev.Public(),
	}
	orders, listener, err := newControl(n)
	if err != nil {
		return nil, err
	}
	n.start(orders, listener)
	if err := cfg.Save(n.Network); err != nil {
		n.Close()
		return nil, fmt.Errorf("writing the network file: %w", err)
	}
	return n, nil
}

// policy is how long intake keys live on this node's network.
func (n *Node) policy(ctx context.Context) (intake.Policy, error) {
	if n.cfg.Intake != nil {
		return *n.cfg.Intake, nil
	}
	lease, err := n.env.ledger.LeaseLength(ctx)
	if err != nil {
		return intake.Policy{}, err
	}
	if n.cfg.ChainRPC != "" {
		return intake.Public(lease), nil
	}
	return intake.Local(lease), nil
}

func (c Config) withDefaults() Config {
	if c.ChainListen == "" {
		c.ChainListen = "127.0.0.1:8545"
	}
	if c.APIListen == "" {
		c.APIListen = "127.0.0.1:8646"
	}
	if c.Validators == 0 {
		c.Validators = 2
	}
	if c.Params == (contracts.Params{}) && c.ChainRPC == "" {
		c.Params = LocalParams()
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// openValidators opens, funds and admits this node's validators.
func (n *Node) openValidators(ctx context.Context, dev *enclave.DevelopmentRoot) error {
	for i := range n.cfg.Validators {
		v, err := openValidator(n.cfg.Dir, i+1, n.env, dev, n.cfg.Log)
		if err != nil {
			return err
		}
		n.validators = append(n.validators, v)
		if err := v.publish(ctx); err != nil {
			return fmt.Errorf("publishing the identity of validator %d: %w", v.n, err)
		}
	}
	if err := n.operator.admit(ctx, n.env.ledger, n.validators, "http://"+n.listener.Addr().String()); err != nil {
		return err
	}
	for _, v := range n.validators {
		out, err := ledger.OpenOutbox(ctx, ledger.OutboxConfig{
			Path: filepath.Join(v.dir, "outbox.db"), Node: n.chain.Client(), Signer: v.key, Clock: n.cfg.Clock, Log: v.log,
			TakenDepth: takenDepth(n.chain),
		})
		if err != nil {
			return fmt.Errorf("outbox of validator %d: %w", v.n, err)
		}
		v.outbox = out
		if err := v.equip(); err != nil {
			return err
		}
		if err := n.resume(ctx, v); err != nil {
			return err
		}
	}
	return nil
}

// resume finishes what the operator had ordered when the node ended.
func (n *Node) resume(ctx context.Context, v *validator) error {
	gone, err := v.away()
	if err != nil {
		return err
	}
	if gone {
		if err := v.depart(ctx); err != nil {
			return fmt.Errorf("validator %d, which was sent away, could not leave: %w", v.n, err)
		}
	}
	if _, err := (&duties{node: n, v: v}).finish(ctx); err != nil {
		n.cfg.Log.Warn("a payout could not be finished; the next one tries again", "validator", v.n, "err", err)
	}
	return nil
}

// start sets everything going.
func (n *Node) start(orders *control, socket net.Listener) {
	ctx, cancel := context.WithCancel(context.Background())
	n.cancel = cancel
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		select {
		case <-n.chain.Done():
			if err := n.chain.Err(); err != nil {
				return fmt.Errorf("the chain stopped: %w", err)
			}
			return errors.New("the chain stopped")
		case <-ctx.Done():
			return nil
		}
	})
	g.Go(func() error {
		follower := &ledger.Follower{Topics: n.index.Topics(), Log: n.cfg.Log}
		err := follower.Run(ctx, n.chain.Client(), nil, n.Network.DeployBlock, n.index)
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("the read model stopped: %w", err)
	})
	g.Go(func() error { return n.tidy(ctx) })
	for _, v := range n.validators {
		g.Go(func() error { return v.run(ctx) })
	}
	n.server = &http.Server{
		Handler:           api.Handler(&backend{n}, n.index, blob.Handler(n.blobs, blob.HandlerConfig{}), n.cfg.Log, n.options()...),
		ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx },
	}
	g.Go(func() error {
		if err := n.server.Serve(n.listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("the API stopped: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		if err := orders.server.Serve(socket); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("the control socket failed: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		return orders.server.Close()
	})
	g.Go(func() error {
		<-ctx.Done()
		stop, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if n.server.Shutdown(stop) != nil {
			return n.server.Close()
		}
		return nil
	})
	go func() {
		n.err = g.Wait()
		close(n.done)
	}()
}

// options are what this node's API does besides answering.
func (n *Node) options() []api.Option {
	if n.operator == nil {
		return nil
	}
	return []api.Option{api.WithRelay(relay{ledger: n.env.ledger, outbox: n.operator.outbox, paid: n.cfg.ChainRPC != ""})}
}

// Done is closed when the network has stopped, by Close or by an error.
func (n *Node) Done() <-chan struct{} { return n.done }

// Err says why the network stopped; nil after Close. Valid once Done is closed.
func (n *Node) Err() error { return n.err }

// Close stops everything and releases the directory.
func (n *Node) Close() error {
	n.cancel()
	<-n.done
	return errors.Join(n.err, n.release())
}

// release closes what is open, the newest first.
func (n *Node) release() error {
	var errs []error
	for _, v := range n.validators {
		errs = append(errs, v.close())
	}
	if n.operator != nil {
		errs = append(errs, n.operator.close())
	}
	if n.index != nil {
		errs = append(errs, n.index.Close())
	}
	if n.env != nil && n.env.outputs != nil {
		errs = append(errs, n.env.outputs.Close())
	}
	if n.blobs != nil {
		errs = append(errs, n.blobs.Close())
	}
	if n.chain != nil {
		errs = append(errs, n.chain.Close())
	}
	if n.listener != nil {
		n.listener.Close() // closed already if the server ran
	}
	return errors.Join(errs...)
}

func (n *Node) peers(except *validator) []intake.Peer {
	var list []intake.Peer
	for _, v := range n.validators {
		if v != except && v.keeper != nil {
			list = append(list, v.keeper)
		}
	}
	return list
}

// problemKey names what went wrong: with which refined file, and in taking it in or in making it. All validators fail alike in making it.
type problemKey struct {
	file, refiner uint64
	takenInBy     int // number of the validator; 0 for making it
}

// problem notes what is wrong, or with nil that it is not any more.
func (n *Node) problem(key problemKey, err error) {
	n.problemMu.Lock()
	defer n.problemMu.Unlock()
	if err == nil {
		delete(n.problems, key)
		return
	}
	n.problems[key] = err.Error()
}

// openIndex opens the read model. One that was made for other contracts (an earlier version followed fewer of them) is made anew: all of it
// comes from the chain.
func openIndex(path string, a contracts.Addresses, log *slog.Logger) (*index.Index, error) {
	x, err := index.Open(path, a)
	if !errors.Is(err, index.ErrNetwork) {
		return x, err
	}
	log.Warn("the read model was made for other contracts and is built again", "path", path)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	return index.Open(path, a)
}
