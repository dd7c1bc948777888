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

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"golang.org/x/sync/errgroup"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/deployment"
	"github.com/coppice-network/coppice/internal/durable"
	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/wallet"
)

// operator is the administrator of a network that runs here: it deploys the contracts and admits validators.
type operator struct {
	key    wallet.Signer
	outbox *ledger.Outbox
	client *ethclient.Client
	funder Funder
	purse  purse
	log    func(msg string, args ...any)
}

// operatorKeyPrefix is the version of the operator's key file: the prefix, 64 hex digits, a line feed.
const operatorKeyPrefix = "coppice-operator/1 "

func openOperator(ctx context.Context, dir string, c chain, cfg Config) (*operator, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	o := &operator{client: c.Client(), key: cfg.Operator, funder: cfg.Funder, purse: c.purse(), log: cfg.Log.Info}
	if o.funder == nil {
		o.funder = c.faucet()
	}
	if o.key == nil {
		private, err := operatorKey(filepath.Join(dir, "key"))
		if err != nil {
			return nil, fmt.Errorf("the operator's key: %w", err)
		}
		if o.key, err = wallet.NewKey(private); err != nil {
			return nil, err
		}
	}
	if err := o.provide(ctx, cfg); err != nil {
		return nil, fmt.Errorf("funding the operator: %w", err)
	}
	out, err := ledger.OpenOutbox(ctx, ledger.OutboxConfig{
		Path: filepath.Join(dir, "outbox.db"), Node: o.client, Signer: o.key, Clock: cfg.Clock, Log: cfg.Log, TakenDepth: takenDepth(c),
	})
	if err != nil {
		return nil, err
	}
	o.outbox = out
	if o.funder == nil {
		o.funder = outboxFunder{out}
	}
	return o, nil
}

// provide gives the operator what deploying and admitting takes, if there is somebody else who gives.
func (o *operator) provide(ctx context.Context, cfg Config) error {
	if o.funder == nil {
		return nil
	}
	if cfg.ChainRPC == "" {
		return o.fund(ctx, o.key.Address())
	}
	p := cfg.Params
	if p == (contracts.Params{}) {
		p = deployment.PublicParams()
	}
	p.FirstNonce = 0
	cost, err := deployment.Estimate(ctx, o.client, o.key.Address(), p)
	if err != nil {
		return err
	}
	need := new(big.Int).Add(cost.Wei, o.purse.amount)
	need.Add(need, new(big.Int).Mul(p.MinBond, big.NewInt(int64(cfg.Validators))))
	if cost.Have.Cmp(need) >= 0 {
		return nil
	}
	return o.funder.Fund(ctx, o.key.Address(), need.Sub(need, cost.Have))
}

// HasOperator reports whether the node in a directory has made an operator's account of its own.
func HasOperator(dir string) (bool, error) {
	_, err := os.Stat(filepath.Join(dir, "operator", "key"))
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func operatorKey(path string) (*ecdsa.PrivateKey, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		key, err := crypto.GenerateKey()
		if err != nil {
			return nil, err
		}
		return key, durable.Write(path, []byte(operatorKeyPrefix+hex.EncodeToString(crypto.FromECDSA(key))+"\n"), 0o600)
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

// deploy puts the contracts on the chain, or finds them there. No event of the network is in a block before the one it returns.
func (o *operator) deploy(ctx context.Context, cfg Config) (contracts.Addresses, uint64, error) {
	program, err := enclave.ExecutableMeasurement()
	if err != nil {
		return contracts.Addresses{}, 0, fmt.Errorf("measuring this program: %w", err)
	}
	if cfg.ChainRPC != "" {
		opts := deployment.Options{Client: o.client, Dir: cfg.Dir, Signer: o.key, Program: program}
		if cfg.Params != (contracts.Params{}) {
			opts.Params = &cfg.Params
		}
		r, err := deployment.Run(ctx, opts)
		if err != nil {
			return contracts.Addresses{}, 0, err
		}
		return r.Addresses, r.DeployBlock, nil
	}
	id, err := o.client.ChainID(ctx)
	if err != nil {
		return contracts.Addresses{}, 0, err
	}
	params := cfg.Params
	params.Measurement = program // of another program only the addresses are looked at
	a, err := contracts.Deploy(ctx, o.client, &bind.TransactOpts{From: o.key.Address(), Signer: func(_ common.Address, tx *types.Transaction) (*types.Transaction, error) {
		return o.key.SignTx(ctx, tx, id)
	}}, params)
	return a, 0, err
}

// fund keeps an account of this node in gas money.
func (o *operator) fund(ctx context.Context, to common.Address) error {
	have, err := o.client.BalanceAt(ctx, to, nil)
	if err != nil {
		return err
	}
	if have.Cmp(o.purse.least) >= 0 {
		return nil
	}
	return o.funder.Fund(ctx, to, o.purse.amount)
}

// GiveBack sends what the accounts of this node have left to another account; whoever calls it closes the node next.
func (n *Node) GiveBack(ctx context.Context, to common.Address) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, v := range n.validators {
		g.Go(func() error { return ledger.Sweep(ctx, v.outbox, to) })
	}
	g.Go(func() error { return ledger.Sweep(ctx, n.operator.outbox, to) })
	return g.Wait()
}
