package ledger

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/contracts/gen"
)

const newFileTypeText = "NewFile(bytes32 digest,uint8 codec,uint256 dlpId)"

var (
	newFileType      = typeHash(newFileTypeText)
	contributionType = typeHash("Contribution(address owner,NewFile[] files,uint256 nonce,uint256 deadline)" + newFileTypeText)
)

// StructHash implements Statement.
func (f NewFile) StructHash() [32]byte {
	return structHash(newFileType, f.Digest, uint64Word(uint64(f.Codec)), uint64Word(f.DLP))
}

// MaxContribution is how many files one contribution has at most.
const MaxContribution = 50

// Contribution is what an owner signs for a relayer to submit; see IContributionRelay.
type Contribution struct {
	Owner    common.Address
	Files    []NewFile // 1 to MaxContribution, all of one DataDAO
	Nonce    uint64    // RelayNonce
	Deadline uint64    // unix seconds
}

// StructHash implements Statement.
func (c Contribution) StructHash() [32]byte {
	return structHash(contributionType, addressWord(c.Owner), arrayHash(c.Files), uint64Word(c.Nonce), uint64Word(c.Deadline))
}

// RelayDomain is the EIP-712 domain of contributions that a relayer submits.
func (l *Ledger) RelayDomain() Domain { return Domain{"Coppice", l.ChainID, l.Net.ContributionRelay} }

// RelayNonce is what an owner's next Contribution states.
func (l *Ledger) RelayNonce(ctx context.Context, owner common.Address) (uint64, error) {
	v, err := readBig(ctx, l, l.Net.ContributionRelay, l.relay.PackNonces(owner))
	if err != nil {
		return 0, err
	}
	return v.Uint64(), nil
}

// RelayContribution submits a contribution that its owner signed; the DataDAO's sponsor budget pays the fees.
func (l *Ledger) RelayContribution(c Contribution, signature []byte) Call {
	return Call{To: &l.Net.ContributionRelay, Data: l.relay.PackContribute(genContribution(c), signature)}
}

func genContribution(c Contribution) gen.IContributionRelayContribution {
	files := make([]gen.IDataRegistryNewFile, len(c.Files))
	for i, f := range c.Files {
		files[i] = genFile(f)
	}
	return gen.IContributionRelayContribution{Owner: c.Owner, Files: files, Nonce: u256(c.Nonce), Deadline: u256(c.Deadline)}
}

// GasRelay is a generous limit for submitting a contribution of so many files; an honest one takes about three quarters of it.
func GasRelay(files int) uint64 { return gasBase + 120_000*uint64(files) }

// NotSponsored reports whether an error is the contracts' refusal to pay for a contribution, before anything was sent.
func NotSponsored(err error) bool {
	var revert *RevertError
	if !errors.As(err, &revert) || revert.Tx != (common.Hash{}) {
		return false
	}
	name, _, ok := contracts.Decode(revert.Data)
	return ok && name == "NotSponsored"
}

// EpochBegun reports whether a pool's epoch is another one now than in the newest block, by which views and estimates go.
func (l *Ledger) EpochBegun(ctx context.Context, pool common.Address) (bool, error) {
	number, seconds, err := l.Epoch(ctx, pool)
	if err != nil {
		return false, err
	}
	return seconds != 0 && uint64(max(l.Clock().Unix(), 0))/seconds > number, nil
}

// Registration reads the receipt of the transaction that registered a file.
func (l *Ledger) Registration(ctx context.Context, fileID uint64) (*types.Receipt, error) {
	info, err := read(ctx, l, l.Net.DataRegistry, l.registry.PackFileInfo(u256(fileID)), l.registry.UnpackFileInfo)
	if err != nil {
		return nil, err
	}
	logs, err := ask(ctx, func(ctx context.Context) ([]types.Log, error) {
		return l.Client.FilterLogs(ctx, ethereum.FilterQuery{
			FromBlock: info.AddedAtBlock, ToBlock: info.AddedAtBlock, Addresses: []common.Address{l.Net.DataRegistry},
			Topics: [][]common.Hash{{eventID(&gen.DataRegistryMetaData, gen.DataRegistryFilePooled{}.ContractEventName())}, {word(u256(fileID))}},
		})
	})
	if err != nil {
		return nil, fmt.Errorf("reading the registration of file %d: %w", fileID, err)
	}
	if len(logs) == 0 {
		return nil, fmt.Errorf("ledger: block %s did not register file %d", info.AddedAtBlock, fileID)
	}
	return l.Receipt(ctx, logs[0].TxHash)
}

// Receipt waits a while until the node knows a transaction that somebody else sent, and returns its receipt.
func (l *Ledger) Receipt(ctx context.Context, tx common.Hash) (*types.Receipt, error) {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var p pause
	for {
		r, err := patiently(limited, func(ctx context.Context) (*types.Receipt, error) { return l.Client.TransactionReceipt(ctx, tx) })
		if err == nil {
			return r, nil
		}
		if !errors.Is(err, ethereum.NotFound) {
			return nil, fmt.Errorf("reading the receipt of %s: %w", tx, err)
		}
		if end := p.wait(limited); end != nil {
			return nil, fmt.Errorf("%w before transaction %s was mined", end, tx)
		}
	}
}

// Mined returns the receipt of a transaction that was mined before, or nil if a reorganisation has taken it off the chain. It looks more
// than once, since a node can serve a new block a moment before its receipts.
func (l *Ledger) Mined(ctx context.Context, tx common.Hash) (*types.Receipt, error) {
	var p pause
	for looks := 1; ; looks++ {
		r, err := ask(ctx, func(ctx context.Context) (*types.Receipt, error) { return l.Client.TransactionReceipt(ctx, tx) })
		if err == nil {
			return r, nil
		}
		if !errors.Is(err, ethereum.NotFound) {
			return nil, fmt.Errorf("reading the receipt of %s: %w", tx, err)
		}
		if looks == takenLooks {
			return nil, nil
		}
		if err := p.wait(ctx); err != nil {
			return nil, err
		}
	}
}

// SponsorTerms say what a DataDAO pays for contributors without VANA; amounts in wei.
type SponsorTerms struct {
	Relayer       common.Address // who may submit; zero = anyone
	PerFile       *big.Int       // to the relayer for each file, for its gas
	PerEpoch      *big.Int       // at most in an epoch, fees and relayer's part together; 0 = no sponsorship
	FilesPerOwner uint32         // at most, over all time; 0 = no limit
}

// SponsorTerms reads a pool's terms.
func (l *Ledger) SponsorTerms(ctx context.Context, pool common.Address) (SponsorTerms, error) {
	t, err := read(ctx, l, pool, l.pools.PackSponsorTerms(), l.pools.UnpackSponsorTerms)
	return SponsorTerms(t), err
}

// SponsorBudget reads what a pool has left for contributors without VANA, in wei.
func (l *Ledger) SponsorBudget(ctx context.Context, pool common.Address) (*big.Int, error) {
	return readBig(ctx, l, pool, l.pools.PackSponsorBudget())
}

// SetSponsorTerms changes a pool's terms; only its owner may.
func (l *Ledger) SetSponsorTerms(pool common.Address, t SponsorTerms) Call {
	return Call{To: &pool, Data: l.pools.PackUpdateSponsorTerms(gen.IDataLiquidityPoolSponsorTerms(t))}
}

// FundSponsorBudget adds to a pool's budget; anyone may.
func (l *Ledger) FundSponsorBudget(pool common.Address, wei *big.Int) Call {
	return Call{To: &pool, Data: l.pools.PackFundSponsorBudget(), Value: wei}
}

// WithdrawSponsorBudget takes from a pool's budget; only its owner may.
func (l *Ledger) WithdrawSponsorBudget(pool, to common.Address, wei *big.Int) Call {
	return Call{To: &pool, Data: l.pools.PackWithdrawSponsorBudget(to, wei)}
}
