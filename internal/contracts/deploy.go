package contracts

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
)

var (
	// ErrParams: a number that the contracts would refuse, or that contradicts another.
	ErrParams = errors.New("contracts: invalid deployment parameter")
	// ErrNonceUsed: the deployer has sent something else under a nonce of the deployment.
	ErrNonceUsed = errors.New("contracts: the deployer's account was used for something else")
	// ErrCreationFailed: the chain refused to create a contract.
	ErrCreationFailed = errors.New("contracts: creation failed")
	// ErrOtherCode: an address of the deployment has other code than this program deploys.
	ErrOtherCode = errors.New("contracts: deployed code is not this program's")
	// ErrNoBaseFee: the chain is older than EIP-1559.
	ErrNoBaseFee = errors.New("contracts: the chain has no base fee (EIP-1559)")
	// ErrFeeLimit: no transaction is taken at the highest fee that may be offered.
	ErrFeeLimit = errors.New("contracts: the chain asks for a higher fee than is allowed")
	// ErrDeployerFunds: the deployer cannot pay.
	ErrDeployerFunds = errors.New("contracts: the deployer has too little money")
)

// Params are the numbers a network starts with; administration can change most of them later.
type Params struct {
	ProofFee         *big.Int // wei per contribution, whole gwei
	RefinementFee    *big.Int // wei per contribution, whole gwei
	LeaseLength      uint64   // seconds of one try
	MaxTries         uint64   // tries of a job before it is dead
	PricePerSecond   *big.Int // wei per second of execution
	MaxJobSeconds    uint64   // longest access job
	EpochLength      uint64   // seconds; at least MaxJobSeconds, in a network that is to stay at least JobLife
	CreationDeposit  *big.Int // wei to create a DataDAO
	ExecutionBurnBps uint64   // 1..10000 of the execution part
	DataBurnBps      uint64   // 1..10000 of the data part

	// TimelockDelay is how long anything that can hurt contributors waits, in seconds, for the network and for every DataDAO: two days
	// on a public network.
	TimelockDelay uint64
	MinBond       *big.Int // wei a validator must have posted
	SlashAmount   *big.Int // wei it loses when it is refuted; at most MinBond
	UnbondingTime uint64   // seconds its bond stays after it left; 1..2^32-1

	// Platform and Measurement may be admitted from the start; others follow through the timelock. Zero for none.
	Platform    uint8
	Measurement [32]byte

	// FirstNonce is the deployer's nonce of the first creation; all addresses follow from it and the deployer. 0 for an account that
	// is used for nothing else before, which is what makes a deployment resumable without any notes.
	FirstNonce uint64
}

// JobLife is how many seconds after its submission a job may settle at the latest. An epoch of at least this length holds or follows the
// one in which the job was submitted, so that contributors get what the job pays them; in a shorter one a late part is the treasury's.
func (p Params) JobLife() uint64 { return (p.LeaseLength + p.MaxJobSeconds) * p.MaxTries }

func (p Params) platforms() []uint8 {
	if p.Platform == 0 {
		return nil
	}
	return []uint8{p.Platform}
}

func (p Params) measurements() [][32]byte {
	if p.Measurement == [32]byte{} {
		return nil
	}
	return [][32]byte{p.Measurement}
}

func (p Params) check() error {
	gwei := big.NewInt(1e9)
	for _, x := range []struct {
		name  string
		value *big.Int
		whole bool
	}{{"ProofFee", p.ProofFee, true}, {"RefinementFee", p.RefinementFee, true}, {"PricePerSecond", p.PricePerSecond, false}, {"CreationDeposit", p.CreationDeposit, false}, {"MinBond", p.MinBond, false}, {"SlashAmount", p.SlashAmount, false}} {
		if x.value == nil || x.value.Sign() < 0 || x.value.BitLen() > 96 {
			return fmt.Errorf("%w: %s is missing, negative or over 2^96", ErrParams, x.name)
		}
		if x.whole {
			q, r := new(big.Int).QuoRem(x.value, gwei, new(big.Int))
			if r.Sign() != 0 || q.BitLen() > 40 {
				return fmt.Errorf("%w: %s must be whole gwei, below 2^40 gwei", ErrParams, x.name)
			}
		}
	}
	switch {
	case p.LeaseLength == 0 || p.LeaseLength >= 1<<24:
		return fmt.Errorf("%w: LeaseLength must be 1..2^24-1 seconds", ErrParams)
	case p.MaxTries == 0 || p.MaxTries > 255:
		return fmt.Errorf("%w: MaxTries must be 1..255", ErrParams)
	case p.MaxJobSeconds == 0 || p.MaxJobSeconds >= 1<<32:
		return fmt.Errorf("%w: MaxJobSeconds must be 1..2^32-1", ErrParams)
	case p.EpochLength < p.MaxJobSeconds || p.EpochLength >= 1<<32:
		return fmt.Errorf("%w: EpochLength must be at least MaxJobSeconds", ErrParams)
	case p.TimelockDelay == 0 || p.TimelockDelay >= 1<<32:
		return fmt.Errorf("%w: TimelockDelay must be 1..2^32-1 seconds", ErrParams)
	case p.SlashAmount.Cmp(p.MinBond) > 0:
		return fmt.Errorf("%w: SlashAmount must not be over MinBond", ErrParams)
	case p.UnbondingTime == 0 || p.UnbondingTime >= 1<<32:
		return fmt.Errorf("%w: UnbondingTime must be 1..2^32-1 seconds", ErrParams)
	case p.ExecutionBurnBps == 0 || p.ExecutionBurnBps > 10_000 || p.DataBurnBps == 0 || p.DataBurnBps > 10_000:
		return fmt.Errorf("%w: burn shares must be 1..10000 basis points", ErrParams)
	}
	return nil
}

// Backend is what Deploy needs of a chain; ethclient.Client has it.
type Backend interface {
	ethereum.ChainIDReader
	ethereum.ChainStateReader
	ethereum.TransactionSender
	HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error)
	SuggestGasTipCap(ctx context.Context) (*big.Int, error)
	TransactionReceipt(ctx context.Context, hash common.Hash) (*types.Receipt, error)
}

// Deploy puts a network's contracts on a chain, or finishes doing so. Addresses follow from the deployer's address and nonces alone, so
// the contracts can name each other before they exist, all transactions are sent at once, and after a crash at any point the same
// call goes on: what is there is left, what is missing is sent again. The deployer becomes the maintainer and the proposer of the timelock that administers everything.
//
// It returns once all code is on chain and is this program's code. Parameters of contracts that are there already stay as they are.
func Deploy(ctx context.Context, client Backend, opts *bind.TransactOpts, p Params) (Addresses, error) {
	d, err := NewDeployment(client, opts, p)
	if err != nil {
		return Addresses{}, err
	}
	return d.Run(ctx)
}

// Predict returns the addresses that a deployment has or will have.
func Predict(deployer common.Address, firstNonce uint64) Addresses {
	return (&plan{from: deployer, first: firstNonce}).addresses()
}

// Deployment is one network's deployment from one account; see Deploy.
type Deployment struct {
	Progress func(done, total int) // told how many contracts there are; nil is nobody
	MaxFee   *big.Int              // wei per gas that no transaction offers more than; default 1,000 gwei

	client Backend
	opts   *bind.TransactOpts
	plan   *plan
	pace   pace
}

// NewDeployment prepares a deployment; nothing is sent.
func NewDeployment(client Backend, opts *bind.TransactOpts, p Params) (*Deployment, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	pl, err := newPlan(opts.From, p)
	if err != nil {
		return nil, err
	}
	for _, s := range pl.steps {
		if s.gas > params.MaxTxGas {
			return nil, fmt.Errorf("contracts: creating %s may take %d gas; no transaction may take more than %d (EIP-7825)", s.name, s.gas, uint64(params.MaxTxGas))
		}
	}
	return &Deployment{MaxFee: big.NewInt(1000 * params.GWei), client: client, opts: opts, plan: pl, pace: usualPace}, nil
}

// Addresses are those that the deployment has or will have.
func (d *Deployment) Addresses() Addresses { return d.plan.addresses() }

// Digest is of everything the deployment creates: the code of this version, the parameters and the addresses.
func (d *Deployment) Digest() [32]byte {
	h := sha256.New()
	for _, s := range d.plan.steps {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(s.initCode))))
		h.Write(s.initCode)
	}
	return [32]byte(h.Sum(nil))
}

// Run deploys what is missing and checks everything.
func (d *Deployment) Run(ctx context.Context) (Addresses, error) {
	id, err := d.client.ChainID(ctx)
	if err != nil {
		return Addresses{}, fmt.Errorf("asking for the chain id: %w", err)
	}
	r := &driver{Deployment: d, chainID: id, sent: make(map[uint64][]*types.Transaction)}
	if err := r.run(ctx); err != nil {
		return Addresses{}, err
	}
	return d.plan.addresses(), nil
}

// Cost is what a deployment still needs.
type Cost struct {
	Creations int      // contracts still to create
	Gas       uint64   // at most
	Fee       *big.Int // wei per gas, at most, as things stand
	Wei       *big.Int // at most; nodes want to see it on the account although about half will be spent
	Have      *big.Int // the deployer's balance
}

// Cost reckons up what is missing now.
func (d *Deployment) Cost(ctx context.Context) (*Cost, error) {
	nonce, err := d.client.NonceAt(ctx, d.opts.From, nil)
	if err != nil {
		return nil, fmt.Errorf("reading the deployer's nonce: %w", err)
	}
	have, err := d.client.BalanceAt(ctx, d.opts.From, nil)
	if err != nil {
		return nil, fmt.Errorf("reading the deployer's balance: %w", err)
	}
	f, err := market(ctx, d.client)
	if err != nil {
		return nil, err
	}
	c := &Cost{Fee: f.cap, Have: have}
	done := min(max(nonce, d.plan.first)-d.plan.first, uint64(len(d.plan.steps)))
	for _, s := range d.plan.steps[done:] {
		c.Creations++
		c.Gas += s.gas
	}
	c.Wei = new(big.Int).Mul(f.cap, new(big.Int).SetUint64(c.Gas))
	return c, nil
}

// at is the address made by step i.
func (p *plan) at(i uint64) common.Address { return crypto.CreateAddress(p.from, p.first+i) }

// pace is how patient a driver is.
type pace struct {
	first, most time.Duration // between looks: right after something happened, and later
	resend      time.Duration // without progress, until everything is sent again
	bump        time.Duration // without progress, until fees are raised
	looks       int           // in a row that must find a used nonce without its contract
}

var usualPace = pace{first: 100 * time.Millisecond, most: time.Second, resend: 3 * time.Second, bump: 30 * time.Second, looks: 6}
