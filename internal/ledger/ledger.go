package ledger

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/contracts/gen"
)

// Errors of looking at leases.
var (
	ErrSeedNotReady = errors.New("ledger: the block that draws the validator does not exist yet")
	ErrSeedTooOld   = errors.New("ledger: the hash that drew the validator is out of the contracts' reach")
	ErrExpired      = errors.New("ledger: the last try has ended")
)

// seedWindow is how far back contracts reach for a block hash (EIP-2935).
const seedWindow = 8191

// Ledger reads the network's contracts and prepares calls to them. It holds no keys: an Outbox sends.
type Ledger struct {
	Client  *ethclient.Client
	Net     contracts.Addresses
	ChainID *big.Int
	Clock   func() time.Time

	registry     *gen.DataRegistry
	tees         *gen.TeePool
	dlps         *gen.DLPRegistry
	pools        *gen.DataLiquidityPool
	tokens       *gen.DataToken
	refiners     *gen.DataRefinerRegistry
	permissions  *gen.QueryEngine
	instructions *gen.ComputeInstructionRegistry
	jobs         *gen.ComputeEngine
	burner       *gen.Burner
	timelocks    *gen.DataDAOTimelock
	governors    *gen.DataDAOGovernor
	relay        *gen.ContributionRelay

	mu    sync.Mutex
	sets  map[uint64][]common.Address // validator sets never change
	terms map[uint64]leaseTerms       // of validator sets; they never change

	head   uint64
	headAt time.Time
	seeds  map[uint64]knownSeed // by the number of the opening block
}

type leaseTerms struct {
	length   time.Duration
	maxTries uint64
}

// New returns a ledger over a network's contracts.
func New(client *ethclient.Client, chainID *big.Int, net contracts.Addresses, clock func() time.Time) *Ledger {
	return &Ledger{
		Client: client, Net: net, ChainID: chainID, Clock: clock,
		registry: gen.NewDataRegistry(), tees: gen.NewTeePool(), timelocks: gen.NewDataDAOTimelock(), governors: gen.NewDataDAOGovernor(), relay: gen.NewContributionRelay(), dlps: gen.NewDLPRegistry(), pools: gen.NewDataLiquidityPool(), tokens: gen.NewDataToken(),
		refiners: gen.NewDataRefinerRegistry(), permissions: gen.NewQueryEngine(), instructions: gen.NewComputeInstructionRegistry(),
		jobs: gen.NewComputeEngine(), burner: gen.NewBurner(), sets: make(map[uint64][]common.Address), terms: make(map[uint64]leaseTerms), seeds: make(map[uint64]knownSeed),
	}
}

// RegistryDomain is the EIP-712 domain of proofs, refinements and opinions.
func (l *Ledger) RegistryDomain() Domain { return Domain{"Coppice", l.ChainID, l.Net.DataRegistry} }

// TeePoolDomain is the EIP-712 domain of intake keys.
func (l *Ledger) TeePoolDomain() Domain { return Domain{"Coppice", l.ChainID, l.Net.TeePool} }

// EngineDomain is the EIP-712 domain of receipts.
func (l *Ledger) EngineDomain() Domain { return Domain{"Coppice", l.ChainID, l.Net.ComputeEngine} }

// ask asks the node, waiting a while for one that is away. The error is ErrAway if that was in vain.
func ask[T any](ctx context.Context, question func(context.Context) (T, error)) (T, error) {
	v, err := forAWhile(ctx, patience, question)
	if revert, ok := asRevert(err); err != nil && ok {
		err = revert
	}
	return v, err
}

// read calls a view at the latest block.
func read[T any](ctx context.Context, l *Ledger, to common.Address, data []byte, unpack func([]byte) (T, error)) (T, error) {
	var zero T
	out, err := ask(ctx, func(ctx context.Context) ([]byte, error) {
		return l.Client.CallContract(ctx, ethereum.CallMsg{To: &to, Data: data}, nil)
	})
	if err != nil {
		return zero, explain(fmt.Errorf("reading %s: %w", to, err))
	}
	return unpack(out)
}

// Balance reads an account's VANA, in wei.
func (l *Ledger) Balance(ctx context.Context, account common.Address) (*big.Int, error) {
	v, err := ask(ctx, func(ctx context.Context) (*big.Int, error) { return l.Client.BalanceAt(ctx, account, nil) })
	if err != nil {
		return nil, fmt.Errorf("reading the balance of %s: %w", account, err)
	}
	return v, nil
}

// Height reads the number of the newest block.
func (l *Ledger) Height(ctx context.Context) (uint64, error) {
	v, err := ask(ctx, l.Client.BlockNumber)
	if err != nil {
		return 0, fmt.Errorf("reading the height of the chain: %w", err)
	}
	return v, nil
}

// GasPrice reads what a unit of gas costs about now, in wei.
func (l *Ledger) GasPrice(ctx context.Context) (*big.Int, error) {
	v, err := ask(ctx, l.Client.SuggestGasPrice)
	if err != nil {
		return nil, fmt.Errorf("reading the gas price: %w", err)
	}
	return v, nil
}

// readBig is read for the many views of one uint256.
func readBig(ctx context.Context, l *Ledger, to common.Address, data []byte) (*big.Int, error) {
	return read(ctx, l, to, data, func(out []byte) (*big.Int, error) {
		if len(out) != 32 {
			return nil, fmt.Errorf("ledger: %s answered %d bytes, want 32", to, len(out))
		}
		return new(big.Int).SetBytes(out), nil
	})
}

// Lease computes whose turn a subject is now. The errors are ErrSeedNotReady, ErrSeedTooOld and ErrExpired.
func (l *Ledger) Lease(ctx context.Context, subject [32]byte, o Opening, extra time.Duration) (Lease, error) {
	terms, err := l.leaseTerms(ctx, o.SetID)
	if err != nil {
		return Lease{}, err
	}
	set, err := l.ValidatorSet(ctx, o.SetID)
	if err != nil {
		return Lease{}, err
	}
	length := terms.length + extra
	opened := time.Unix(int64(o.At), 0)
	elapsed := max(l.Clock().Sub(opened), 0)
	try := uint64(elapsed / length)
	if try >= terms.maxTries {
		return Lease{}, ErrExpired
	}
	seed, err := l.seed(ctx, o.Block)
	if err != nil {
		return Lease{}, err
	}
	return Lease{
		Holder: Draw(seed, subject, try, set), Try: try, EndsAt: opened.Add(time.Duration(try+1) * length), Last: try+1 == terms.maxTries,
	}, nil
}

// DrawnAt says whose turn one try of a subject was, however long ago.
func (l *Ledger) DrawnAt(ctx context.Context, subject [32]byte, o Opening, try uint64) (common.Address, error) {
	set, err := l.ValidatorSet(ctx, o.SetID)
	if err != nil {
		return common.Address{}, err
	}
	block, err := ask(ctx, func(ctx context.Context) (Header, error) { return headerOf(ctx, l.Client, u256(o.Block+1)) })
	if err != nil {
		return common.Address{}, fmt.Errorf("reading block %d: %w", o.Block+1, err)
	}
	return Draw(block.Hash, subject, try, set), nil
}

// recent bounds how long a height or a seed is believed without asking again. A reorganisation within this time makes a validator
// work out of turn once; the contracts then refuse what it did.
const (
	recentHead = 200 * time.Millisecond
	recentSeed = 30 * time.Second
	keptSeeds  = 4096
)

type knownSeed struct {
	hash   common.Hash
	readAt time.Time
}

// seed returns the hash of the block after the one a subject was opened in.
func (l *Ledger) seed(ctx context.Context, opened uint64) (common.Hash, error) {
	now := l.Clock()
	l.mu.Lock()
	head, seed := l.head, l.seeds[opened]
	fresh := now.Sub(l.headAt) < recentHead
	l.mu.Unlock()
	if !fresh {
		var err error
		if head, err = l.Client.BlockNumber(ctx); err != nil {
			return common.Hash{}, fmt.Errorf("reading the height: %w", err)
		}
		l.mu.Lock()
		l.head, l.headAt = head, now
		l.mu.Unlock()
	}
	switch {
	case head < opened+1:
		return common.Hash{}, ErrSeedNotReady
	case head+1 > opened+1+seedWindow:
		return common.Hash{}, ErrSeedTooOld
	case now.Sub(seed.readAt) < recentSeed:
		return seed.hash, nil
	}
	block, err := headerOf(ctx, l.Client, u256(opened+1))
	if err != nil {
		return common.Hash{}, fmt.Errorf("reading block %d: %w", opened+1, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.seeds) >= keptSeeds {
		clear(l.seeds)
	}
	l.seeds[opened] = knownSeed{block.Hash, now}
	return block.Hash, nil
}

// LeaseLength reads how long a lease is for work that is opened now.
func (l *Ledger) LeaseLength(ctx context.Context) (time.Duration, error) {
	v, err := readBig(ctx, l, l.Net.DataRegistry, l.registry.PackLeaseLength())
	if err != nil {
		return 0, err
	}
	return time.Duration(v.Int64()) * time.Second, nil
}

// leaseTerms returns the lease length and tries of jobs opened under a set.
func (l *Ledger) leaseTerms(ctx context.Context, setID uint64) (leaseTerms, error) {
	l.mu.Lock()
	known, ok := l.terms[setID]
	l.mu.Unlock()
	if ok {
		return known, nil
	}
	o, err := read(ctx, l, l.Net.DataRegistry, l.registry.PackLeaseTerms(u256(setID)), l.registry.UnpackLeaseTerms)
	if err != nil {
		return leaseTerms{}, err
	}
	if o.Length.Sign() == 0 {
		return leaseTerms{}, fmt.Errorf("ledger: there is no validator set %d", setID)
	}
	t := leaseTerms{time.Duration(o.Length.Int64()) * time.Second, o.Tries.Uint64()}
	l.mu.Lock()
	l.terms[setID] = t
	l.mu.Unlock()
	return t, nil
}

// ValidatorSet returns one version of the active validators, in drawing order.
func (l *Ledger) ValidatorSet(ctx context.Context, setID uint64) ([]common.Address, error) {
	l.mu.Lock()
	set, ok := l.sets[setID]
	l.mu.Unlock()
	if ok {
		return set, nil
	}
	set, err := read(ctx, l, l.Net.DataRegistry, l.registry.PackValidatorSet(u256(setID)), l.registry.UnpackValidatorSet)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.sets[setID] = set
	l.mu.Unlock()
	return set, nil
}

// Send submits a call under an idempotency key and waits for its receipt.
func Send(ctx context.Context, out *Outbox, key string, call Call) (*types.Receipt, error) {
	p, err := out.Submit(ctx, key, call)
	if err != nil {
		return nil, explain(err)
	}
	r, err := out.Wait(ctx, p)
	if err != nil {
		return nil, explain(err)
	}
	return r, nil
}

// Check reports, as Send would, whether the contract refuses a call as things stand. Nothing is sent.
func Check(ctx context.Context, out *Outbox, call Call) error { return explain(out.Check(ctx, call)) }

// Refused reports whether an error of Send lies in what was sent: the contract refuses it, or no block can hold it.
func Refused(err error) bool {
	var revert *RevertError
	return errors.As(err, &revert) || errors.Is(err, ErrLimits)
}

// explain turns a revert into the sentence a person should read; the cause stays reachable.
func explain(err error) error {
	var revert *RevertError
	if errors.As(err, &revert) {
		if f := contracts.Explain(revert.Data); f != nil {
			f.Err = err
			return f
		}
	}
	return err
}

func u256(v uint64) *big.Int { return new(big.Int).SetUint64(v) }

func eventID(meta *bind.MetaData, name string) common.Hash {
	a, err := meta.ParseABI()
	if err != nil {
		panic("ledger: generated ABI does not parse: " + err.Error()) // a build defect; tests of this package would fail first
	}
	return a.Events[name].ID
}
