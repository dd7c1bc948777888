package contracts

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
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
)

// Params are the numbers a network starts with; administration can change most of them later.
type Params struct {
	ProofFee         *big.Int // wei per contribution, whole gwei
	RefinementFee    *big.Int // wei per contribution, whole gwei
	LeaseLength      uint64   // seconds of one try
	MaxTries         uint64   // tries of a job before it is dead
	PricePerSecond   *big.Int // wei per second of execution
	MaxJobSeconds    uint64   // longest access job
	EpochLength      uint64   // seconds; at least MaxJobSeconds
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

const (
	pollInterval = 100 * time.Millisecond
	resendAfter  = 30 // polls without progress
)

// Deploy puts a network's contracts on a chain, or finishes doing so. Addresses follow from the deployer's address and nonces alone, so
// the contracts can name each other before they exist, all transactions are sent at once, and after a crash at any point the same
// call goes on: what is there is left, what is missing is sent again. The deployer becomes administrator of everything.
//
// It returns once all code is on chain and is this program's code. Parameters of contracts that are there already stay as they are.
func Deploy(ctx context.Context, client Backend, opts *bind.TransactOpts, p Params) (Addresses, error) {
	if err := p.check(); err != nil {
		return Addresses{}, err
	}
	pl, err := newPlan(opts.From, p)
	if err != nil {
		return Addresses{}, err
	}
	d := &deployment{client: client, opts: opts, plan: pl, sent: make(map[uint64]common.Hash)}
	if err := d.run(ctx); err != nil {
		return Addresses{}, err
	}
	return pl.addresses(), nil
}

// Predict returns the addresses that a deployment has or will have.
func Predict(deployer common.Address, firstNonce uint64) Addresses {
	return (&plan{from: deployer, first: firstNonce}).addresses()
}

type deployment struct {
	client  Backend
	opts    *bind.TransactOpts
	plan    *plan
	chainID *big.Int
	sent    map[uint64]common.Hash // by nonce, of this run
}

func (d *deployment) run(ctx context.Context) (err error) {
	if d.chainID, err = d.client.ChainID(ctx); err != nil {
		return fmt.Errorf("asking for the chain id: %w", err)
	}
	end := d.plan.first + uint64(len(d.plan.steps))
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	var last uint64
	for idle := 0; ; idle++ {
		nonce, err := d.client.NonceAt(ctx, d.opts.From, nil)
		if err != nil {
			return fmt.Errorf("reading the deployer's nonce: %w", err)
		}
		if nonce < d.plan.first {
			return fmt.Errorf("%w: its nonce is %d, the deployment begins at %d", ErrNonceUsed, nonce, d.plan.first)
		}
		if nonce != last {
			if err := d.checkCreated(ctx, last, min(nonce, end)); err != nil {
				return err
			}
			last, idle = nonce, 0
		}
		if nonce >= end {
			return d.plan.verify(ctx, d.client)
		}
		if idle%resendAfter == 0 {
			if err := d.send(ctx, nonce, end); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for the contracts to be created: %w", ctx.Err())
		case <-ticker.C:
		}
	}
}

// checkCreated makes sure that every used nonce of the deployment has made its contract.
func (d *deployment) checkCreated(ctx context.Context, from, to uint64) error {
	for n := max(from, d.plan.first); n < to; n++ {
		s := d.plan.steps[n-d.plan.first]
		code, err := d.client.CodeAt(ctx, d.plan.at(n-d.plan.first), nil)
		if err != nil {
			return fmt.Errorf("reading the code of %s: %w", s.name, err)
		}
		if len(code) > 0 {
			continue
		}
		if hash, ok := d.sent[n]; ok {
			if r, err := d.client.TransactionReceipt(ctx, hash); err == nil && r.Status != types.ReceiptStatusSuccessful {
				return fmt.Errorf("%w: %s in %s (gas used %d of %d)", ErrCreationFailed, s.name, hash, r.GasUsed, s.gas)
			}
		}
		return fmt.Errorf("%w: nonce %d did not create %s", ErrNonceUsed, n, s.name)
	}
	return nil
}

// send sends everything from a nonce on. What the node knows already is no error: a former run may have sent it.
func (d *deployment) send(ctx context.Context, from, to uint64) error {
	head, err := d.client.HeaderByNumber(ctx, nil)
	if err != nil {
		return fmt.Errorf("reading the head: %w", err)
	}
	tip, err := d.client.SuggestGasTipCap(ctx)
	if err != nil {
		return fmt.Errorf("asking for a gas tip: %w", err)
	}
	feeCap := new(big.Int).Add(tip, new(big.Int).Mul(big.NewInt(2), head.BaseFee))
	for n := from; n < to; n++ {
		s := d.plan.steps[n-d.plan.first]
		tx := types.NewTx(&types.DynamicFeeTx{ChainID: d.chainID, Nonce: n, GasTipCap: tip, GasFeeCap: feeCap, Gas: s.gas, Data: s.initCode})
		signed, err := d.opts.Signer(d.opts.From, tx)
		if err != nil {
			return fmt.Errorf("signing the creation of %s: %w", s.name, err)
		}
		if err := d.client.SendTransaction(ctx, signed); err != nil {
			if known(err) {
				continue
			}
			return fmt.Errorf("sending the creation of %s: %w", s.name, err)
		}
		d.sent[n] = signed.Hash()
	}
	return nil
}

// known says that a node has a transaction of this nonce already. Nodes have no codes for it, only texts.
func known(err error) bool {
	text := strings.ToLower(err.Error())
	for _, s := range []string{"already known", "known transaction", "replacement transaction underpriced", "nonce too low", "already imported"} {
		if strings.Contains(text, s) {
			return true
		}
	}
	return false
}

// at is the address made by step i.
func (p *plan) at(i uint64) common.Address { return crypto.CreateAddress(p.from, p.first+i) }
