package ledger

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/coppice-network/coppice/internal/contracts/gen"
)

// DataDAO is a registered DataDAO.
type DataDAO struct {
	ID       uint64
	Slug     string
	Pool     common.Address // its DataLiquidityPool
	Token    common.Address // its VRC-20
	Owner    common.Address
	Metadata string
}

// NewDataDAO is what a DataDAO is created with; amounts in token wei, see IDLPRegistry.CreateParams.
type NewDataDAO struct {
	Slug, TokenName, TokenSymbol string
	Cap, RewardPot, Stock        *big.Int
	ProofBundle                  [32]byte
	ProofURL                     string
	RewardFactor                 *big.Int
	EpochRewardCap               *big.Int
	SalePrice                    *big.Int // VANA wei for one whole token
	TreasuryShareBps             uint64
	Metadata                     string
	Allocations                  []Allocation // insiders' parts: Cap less RewardPot less Stock, exactly
}

// Allocation is an insider's part of the supply: nothing for Cliff, then linear over Duration more.
type Allocation struct {
	Beneficiary common.Address
	Amount      *big.Int      // token wei
	Cliff       time.Duration // at least six months (183 days), as Duration
	Duration    time.Duration
}

// CreateDataDAO makes token, vesting wallets, timelock, pool and registration in one transaction. People can contribute once it is opened.
func (l *Ledger) CreateDataDAO(p NewDataDAO, deposit *big.Int) Call {
	allocations := make([]gen.IDLPRegistryAllocation, len(p.Allocations))
	for i, a := range p.Allocations {
		allocations[i] = gen.IDLPRegistryAllocation{
			Beneficiary: a.Beneficiary, Amount: a.Amount, Cliff: uint64(a.Cliff / time.Second), Duration: uint64(a.Duration / time.Second),
		}
	}
	return Call{To: &l.Net.DLPRegistry, Value: deposit, Data: l.dlps.PackCreateDataDAO(gen.IDLPRegistryCreateParams{
		Name: p.Slug, TokenName: p.TokenName, TokenSymbol: p.TokenSymbol, Cap: p.Cap, RewardPot: p.RewardPot, Stock: p.Stock,
		ProofBundle: p.ProofBundle, ProofInstruction: p.ProofURL, FileRewardFactor: p.RewardFactor, EpochRewardCap: p.EpochRewardCap,
		SalePrice: p.SalePrice, TreasuryShareBps: u256(p.TreasuryShareBps), Metadata: p.Metadata, Allocations: allocations,
	})}
}

// CreationDeposit is what registering a DataDAO costs, in wei.
func (l *Ledger) CreationDeposit(ctx context.Context) (*big.Int, error) {
	return readBig(ctx, l, l.Net.DLPRegistry, l.dlps.PackDlpRegistrationDepositAmount())
}

// DataDAOBySlug returns the DataDAO of that name, or nil.
func (l *Ledger) DataDAOBySlug(ctx context.Context, slug string) (*DataDAO, error) {
	id, err := readBig(ctx, l, l.Net.DLPRegistry, l.dlps.PackDlpNameToId(slug))
	if err != nil || id.Sign() == 0 {
		return nil, err
	}
	return l.DataDAO(ctx, id.Uint64())
}

// DataDAO returns a DataDAO by id, or nil.
func (l *Ledger) DataDAO(ctx context.Context, id uint64) (*DataDAO, error) {
	d, err := read(ctx, l, l.Net.DLPRegistry, l.dlps.PackDlps(u256(id)), l.dlps.UnpackDlps)
	if err != nil {
		return nil, err
	}
	if d.DlpAddress == (common.Address{}) {
		return nil, nil
	}
	return &DataDAO{ID: id, Slug: d.Name, Pool: d.DlpAddress, Token: d.TokenAddress, Owner: d.OwnerAddress, Metadata: d.Metadata}, nil
}

// ProofBundle returns the digest and URL of a DataDAO's proof bundle.
func (l *Ledger) ProofBundle(ctx context.Context, pool common.Address) (digest [32]byte, url string, err error) {
	digest, err = read(ctx, l, pool, l.pools.PackProofBundle(), l.pools.UnpackProofBundle)
	if err != nil {
		return digest, "", err
	}
	url, err = read(ctx, l, pool, l.pools.PackProofInstruction(), l.pools.UnpackProofInstruction)
	return digest, url, err
}

// Refiner is a registered refiner.
type Refiner struct {
	ID, DLP      uint64
	Name         string
	SchemaDigest [32]byte
	BundleDigest [32]byte
	SchemaURL    string
	BundleURL    string
	Active       bool
}

// AddRefiner registers a refiner; only the DataDAO's owner may.
func (l *Ledger) AddRefiner(dlp uint64, name string, schema, bundle [32]byte, url string) Call {
	return Call{To: &l.Net.DataRefinerRegistry, Data: l.refiners.PackAddRefiner(u256(dlp), name, schema, bundle, url)}
}

// Refiner reads one refiner.
func (l *Ledger) Refiner(ctx context.Context, id uint64) (*Refiner, error) {
	info, err := read(ctx, l, l.Net.DataRefinerRegistry, l.refiners.PackRefiners(u256(id)), l.refiners.UnpackRefiners)
	if err != nil {
		return nil, err
	}
	d, err := read(ctx, l, l.Net.DataRefinerRegistry, l.refiners.PackRefinerDigests(u256(id)), l.refiners.UnpackRefinerDigests)
	if err != nil {
		return nil, err
	}
	return &Refiner{
		ID: id, DLP: info.DlpId.Uint64(), Name: info.Name, SchemaDigest: d.SchemaDigest, BundleDigest: d.BundleDigest,
		SchemaURL: info.SchemaDefinitionUrl, BundleURL: info.RefinementInstructionUrl, Active: d.Active,
	}, nil
}

// Refiners reads a DataDAO's active refiners.
func (l *Ledger) Refiners(ctx context.Context, dlp uint64) ([]Refiner, error) {
	ids, err := read(ctx, l, l.Net.DataRefinerRegistry, l.refiners.PackDlpRefiners(u256(dlp)), l.refiners.UnpackDlpRefiners)
	if err != nil {
		return nil, err
	}
	list := make([]Refiner, 0, len(ids))
	for _, id := range ids {
		r, err := l.Refiner(ctx, id.Uint64())
		if err != nil {
			return nil, err
		}
		list = append(list, *r)
	}
	return list, nil
}

// RefinerAdded reads a new refiner's id from the receipt of AddRefiner.
func (l *Ledger) RefinerAdded(r *types.Receipt) (uint64, error) {
	for _, log := range r.Logs {
		if e, err := l.refiners.UnpackRefinerAddedEvent(log); err == nil && log.Address == l.Net.DataRefinerRegistry {
			return e.RefinerId.Uint64(), nil
		}
	}
	return 0, fmt.Errorf("ledger: transaction %s added no refiner", r.TxHash)
}

// Stake is what a contributor holds in one DataDAO; amounts in wei.
type Stake struct {
	Active, Pending *big.Int // token wei of stake; pending earns from the next epoch on
	VANA, Tokens    *big.Int // claimable now
}

// StakeOf reads a contributor's stake and what it has accrued.
func (l *Ledger) StakeOf(ctx context.Context, pool, contributor common.Address) (Stake, error) {
	s, err := read(ctx, l, pool, l.pools.PackStakeOf(contributor), l.pools.UnpackStakeOf)
	if err != nil {
		return Stake{}, err
	}
	c, err := read(ctx, l, pool, l.pools.PackClaimable(contributor), l.pools.UnpackClaimable)
	if err != nil {
		return Stake{}, err
	}
	return Stake{s.Active, s.Pending, c.Vana, c.Tokens}, nil
}

// PendingStake reads how much of a pool's stake does not earn yet, in token wei.
func (l *Ledger) PendingStake(ctx context.Context, pool common.Address) (*big.Int, error) {
	s, err := read(ctx, l, pool, l.pools.PackTotalStake(), l.pools.UnpackTotalStake)
	return s.Pending, err
}

// ClaimValue pays the sender what its stake in a pool has accrued.
func (l *Ledger) ClaimValue(pool common.Address) Call {
	return Call{To: &pool, Data: l.pools.PackClaim()}
}

// ValueClaimed reads what a claim from a pool paid. A pool that says nothing sensible paid nothing: it is its owner's code.
func (l *Ledger) ValueClaimed(pool common.Address, r *types.Receipt) (vana, tokens *big.Int) {
	vana, tokens = new(big.Int), new(big.Int)
	for _, log := range r.Logs {
		if log.Address != pool || len(log.Data) != 64 {
			continue
		}
		if e, err := l.pools.UnpackValueClaimedEvent(log); err == nil {
			vana.Add(vana, e.Vana)
			tokens.Add(tokens, e.Tokens)
		}
	}
	return vana, tokens
}

// Epoch returns a pool's current epoch number and its length in seconds.
func (l *Ledger) Epoch(ctx context.Context, pool common.Address) (number, seconds uint64, err error) {
	n, err := readBig(ctx, l, pool, l.pools.PackCurrentEpoch())
	if err != nil {
		return 0, 0, err
	}
	s, err := readBig(ctx, l, pool, l.pools.PackEpochLength())
	if err != nil {
		return 0, 0, err
	}
	return n.Uint64(), s.Uint64(), nil
}

// Sale returns a pool's price (VANA wei for one whole token, 0 = no sale) and what it still has to sell (token wei).
func (l *Ledger) Sale(ctx context.Context, pool common.Address) (price, stock *big.Int, err error) {
	price, err = readBig(ctx, l, pool, l.pools.PackSalePrice())
	if err != nil {
		return nil, nil, err
	}
	stock, err = readBig(ctx, l, pool, l.pools.PackStock())
	return price, stock, err
}

// BuyTokens buys exactly amount token wei from a pool; value is the VANA sent, of which the excess comes back.
func (l *Ledger) BuyTokens(pool common.Address, amount, value *big.Int) Call {
	return Call{To: &pool, Data: l.pools.PackBuy(amount), Value: value}
}

// TokenBalance reads a VRC-20 balance in wei.
func (l *Ledger) TokenBalance(ctx context.Context, token, account common.Address) (*big.Int, error) {
	return readBig(ctx, l, token, l.tokens.PackBalanceOf(account))
}

// TokenSupply reads a VRC-20's total supply and cap; their difference is what was burned.
func (l *Ledger) TokenSupply(ctx context.Context, token common.Address) (supply, limit *big.Int, err error) {
	supply, err = readBig(ctx, l, token, l.tokens.PackTotalSupply())
	if err != nil {
		return nil, nil, err
	}
	limit, err = readBig(ctx, l, token, l.tokens.PackCap())
	return supply, limit, err
}

// TokenSymbol reads a VRC-20's symbol.
func (l *Ledger) TokenSymbol(ctx context.Context, token common.Address) (string, error) {
	return read(ctx, l, token, l.tokens.PackSymbol(), l.tokens.UnpackSymbol)
}

// Burned reads how much VANA the Burner has taken, in wei.
func (l *Ledger) Burned(ctx context.Context) (*big.Int, error) {
	return readBig(ctx, l, l.Net.Burner, l.burner.PackBurned())
}
