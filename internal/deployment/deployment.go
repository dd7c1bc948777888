package deployment

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/ledger"
)

// Errors of going on with a deployment.
var (
	ErrOtherChain    = errors.New("deployment: begun on another chain")
	ErrOtherDeployer = errors.New("deployment: begun by another account")
	ErrOtherParams   = errors.New("deployment: begun with other parameters")
	ErrOtherCode     = errors.New("deployment: begun by another version of coppice, with other contracts")
	ErrBusy          = errors.New("deployment: the account has transactions that wait")
)

// Signer is the deployer.
type Signer interface {
	Address() common.Address
	SignTx(ctx context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error)
}

// Options say what to deploy where. Client, Dir and Signer are required.
type Options struct {
	Client *ethclient.Client
	Dir    string // the network's folder; the record is kept in it
	Signer Signer
	// Params are the network's numbers; nil means those of the record, or PublicParams if there is none.
	Params *contracts.Params
	// Program is the measurement that validators of a new network may have from the start, where Params name none.
	Program  common.Hash
	MaxFee   *big.Int              // wei per gas; nil = the default of contracts.Deployment
	Costs    func(*contracts.Cost) // told before anything is sent; nil is nobody
	Progress func(done, total int) // told how many contracts there are; nil is nobody
}

// Result is where a network's contracts are.
type Result struct {
	ChainID     *big.Int
	Addresses   contracts.Addresses
	DeployBlock uint64
	Deployer    common.Address
	Existed     bool // everything was there already
}

// PublicParams are the numbers of a network on a chain that others use: time for slow blocks, and for operators who sleep.
func PublicParams() contracts.Params {
	milli := func(n int64) *big.Int { return new(big.Int).Mul(big.NewInt(n), big.NewInt(1e15)) }
	return contracts.Params{
		ProofFee: milli(10), RefinementFee: milli(5), PricePerSecond: milli(1), CreationDeposit: milli(1000),
		LeaseLength: 600, MaxTries: 72, // half a day: the contracts can look back 8,191 blocks to see who was drawn
		MaxJobSeconds: 600, EpochLength: 24 * 3600,
		ExecutionBurnBps: 5000, DataBurnBps: 5000,
		TimelockDelay: 48 * 3600, MinBond: milli(10_000), SlashAmount: milli(5000), UnbondingTime: 14 * 24 * 3600,
		Platform: ledger.PlatformSimulated, // the one whose evidence this version can verify; governance allows others
	}
}

// Run deploys the contracts, or goes on with what the record of o.Dir began, and checks all code.
func Run(ctx context.Context, o Options) (*Result, error) {
	id, genesis, err := identity(ctx, o.Client)
	if err != nil {
		return nil, err
	}
	record, err := Load(o.Dir)
	begun := err == nil
	if !begun {
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if record, err = begin(ctx, o, id, genesis); err != nil {
			return nil, err
		}
	}
	if err := record.fits(o, id, genesis); err != nil {
		return nil, err
	}
	opts := &bind.TransactOpts{From: o.Signer.Address(), Signer: func(_ common.Address, tx *types.Transaction) (*types.Transaction, error) {
		return o.Signer.SignTx(ctx, tx, id)
	}}
	p := record.Params
	p.FirstNonce = record.FirstNonce
	d, err := contracts.NewDeployment(patient{o.Client}, opts, p)
	if err != nil {
		return nil, err
	}
	if digest := d.Digest(); !begun {
		record.Creates = digest
	} else if record.Creates != digest {
		return nil, ErrOtherCode
	}
	cost, err := afford(ctx, o, d, record)
	if err != nil {
		return nil, err
	}
	if !begun {
		if err := record.save(o.Dir); err != nil {
			return nil, fmt.Errorf("recording the deployment: %w", err)
		}
	}
	if o.MaxFee != nil {
		d.MaxFee = o.MaxFee
	}
	d.Progress = o.Progress
	a, err := d.Run(ctx)
	if err != nil {
		return nil, err
	}
	return &Result{ChainID: id, Addresses: a, DeployBlock: record.FromBlock, Deployer: record.Deployer, Existed: cost.Creations == 0}, nil
}

// Estimate reckons up what deploying from an account takes at most, as things stand.
func Estimate(ctx context.Context, client *ethclient.Client, from common.Address, p contracts.Params) (*contracts.Cost, error) {
	d, err := contracts.NewDeployment(client, &bind.TransactOpts{From: from}, p)
	if err != nil {
		return nil, err
	}
	return d.Cost(ctx)
}

// reorgMargin is how many blocks before the head a transaction may still end up in, should the chain be reorganised.
const reorgMargin = 64

// begin prepares a record; the caller saves it.
func begin(ctx context.Context, o Options, id *big.Int, genesis common.Hash) (*Record, error) {
	if err := Fit(ctx, o.Client); err != nil {
		return nil, err
	}
	from := o.Signer.Address()
	nonce, err := o.Client.NonceAt(ctx, from, nil)
	if err != nil {
		return nil, fmt.Errorf("reading the deployer's nonce: %w", err)
	}
	waiting, err := o.Client.PendingNonceAt(ctx, from)
	if err != nil {
		return nil, fmt.Errorf("reading the deployer's nonce: %w", err)
	}
	if waiting > nonce {
		return nil, fmt.Errorf("%w: %s has %d", ErrBusy, from, waiting-nonce)
	}
	head, err := o.Client.BlockNumber(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the height: %w", err)
	}
	p := PublicParams()
	if o.Params != nil {
		p = *o.Params
	}
	if p.Measurement == [32]byte{} {
		p.Measurement = o.Program
	}
	p.FirstNonce = 0 // has a field of its own
	return &Record{
		Format: Format, ChainID: id.Uint64(), Genesis: genesis, Deployer: from, FirstNonce: nonce, FromBlock: head - min(head, reorgMargin), Params: p,
	}, nil
}

// fits refuses a record that is of something else.
func (r *Record) fits(o Options, id *big.Int, genesis common.Hash) error {
	if !id.IsUint64() || r.ChainID != id.Uint64() {
		return fmt.Errorf("%w: of id %d, this one's is %s", ErrOtherChain, r.ChainID, id)
	}
	if r.Genesis != genesis {
		return fmt.Errorf("%w: of the same id %d, with another first block", ErrOtherChain, r.ChainID)
	}
	if from := o.Signer.Address(); r.Deployer != from {
		return fmt.Errorf("%w: %s, not %s", ErrOtherDeployer, r.Deployer, from)
	}
	if o.Params == nil {
		return nil
	}
	given := *o.Params
	given.FirstNonce = 0
	if given.Measurement == [32]byte{} {
		given.Measurement = r.Params.Measurement // begun by whatever program; others are allowed through the timelock
	}
	want, err := json.Marshal(r.Params)
	if err != nil {
		return err
	}
	have, err := json.Marshal(given)
	if err != nil {
		return err
	}
	if !bytes.Equal(want, have) {
		return ErrOtherParams
	}
	return nil
}

// afford makes sure that the account can pay for what was not sent yet.
func afford(ctx context.Context, o Options, d *contracts.Deployment, r *Record) (*contracts.Cost, error) {
	cost, err := d.Cost(ctx)
	if err != nil {
		return nil, err
	}
	if o.Costs != nil {
		o.Costs(cost)
	}
	if cost.Have.Cmp(cost.Wei) >= 0 {
		return cost, nil
	}
	waiting, err := o.Client.PendingNonceAt(ctx, r.Deployer)
	if err != nil {
		return nil, fmt.Errorf("reading the deployer's nonce: %w", err)
	}
	mined, err := o.Client.NonceAt(ctx, r.Deployer, nil)
	if err != nil {
		return nil, fmt.Errorf("reading the deployer's nonce: %w", err)
	}
	if waiting > mined {
		return cost, nil // a former run sent some, at the fees of its time; the node knows better
	}
	return nil, fmt.Errorf("%w: %s has %s VANA; creating %d contracts takes up to %s VANA (%d gas at up to %s gwei)", contracts.ErrDeployerFunds, r.Deployer,
		amount.Format(cost.Have), cost.Creations, amount.Format(cost.Wei), cost.Gas, gwei(cost.Fee))
}

func gwei(wei *big.Int) string {
	return new(big.Rat).SetFrac(wei, big.NewInt(1e9)).FloatString(3)
}
