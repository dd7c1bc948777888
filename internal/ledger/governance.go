package ledger

import (
	"context"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/contracts/gen"
)

// Authority is who decides for a DataDAO.
type Authority struct {
	Owner    common.Address // protects contributors at once; sets everything until the DataDAO is open
	Timelock common.Address // from where everything comes that can hurt them, once it is open
	Governor common.Address // zero until it was made
	Open     bool           // people can contribute
}

// Authority reads who decides for a DataDAO.
func (l *Ledger) Authority(ctx context.Context, dao *DataDAO) (Authority, error) {
	a := Authority{Owner: dao.Owner}
	var err error
	if a.Timelock, err = read(ctx, l, l.Net.DLPRegistry, l.dlps.PackTimelockOf(u256(dao.ID)), l.dlps.UnpackTimelockOf); err != nil {
		return a, err
	}
	if a.Governor, err = read(ctx, l, l.Net.DLPRegistry, l.dlps.PackGovernorOf(u256(dao.ID)), l.dlps.UnpackGovernorOf); err != nil {
		return a, err
	}
	a.Open, err = read(ctx, l, l.Net.DataRegistry, l.registry.PackIsOpen(u256(dao.ID)), l.registry.UnpackIsOpen)
	return a, err
}

// OpenDataDAO lets people contribute; from then on its terms loosen through the timelock only.
func (l *Ledger) OpenDataDAO(pool common.Address) Call {
	return Call{To: &pool, Data: l.pools.PackOpen()}
}

// roleHash is how OpenZeppelin names a role.
func roleHash(name string) [32]byte { return crypto.Keccak256Hash([]byte(name)) }

// GovernorTerms are the numbers of a DataDAO's governor.
type GovernorTerms struct {
	VotingDelay, VotingPeriod time.Duration
	ProposalThreshold         *big.Int // token wei of votes
	QuorumPercent             uint64   // of the supply
}

// CreateGovernor makes a DataDAO's governor; only its owner may, once.
func (l *Ledger) CreateGovernor(dlp uint64, t GovernorTerms) Call {
	return Call{To: &l.Net.DLPRegistry, Data: l.dlps.PackCreateGovernor(u256(dlp), big.NewInt(int64(t.VotingDelay/time.Second)), uint32(t.VotingPeriod/time.Second), t.ProposalThreshold, u256(t.QuorumPercent))}
}

// Handover is the operation by which a timelock passes from its founder to a governor, and the pool to the timelock.
func (l *Ledger) Handover(dao *DataDAO, a Authority) Operation {
	to := func(data []byte) Call { return Call{To: &a.Timelock, Data: data} }
	proposer, canceller := roleHash("PROPOSER_ROLE"), roleHash("CANCELLER_ROLE")
	pool := dao.Pool
	return Operation{Calls: []Call{
		to(l.timelocks.PackGrantRole(proposer, a.Governor)),
		to(l.timelocks.PackGrantRole(canceller, a.Governor)),
		to(l.timelocks.PackRevokeRole(proposer, a.Owner)),
		to(l.timelocks.PackRevokeRole(canceller, a.Owner)),
		{To: &pool, Data: l.pools.PackTransferOwnership(a.Timelock)},
	}}
}

// MayPropose reports whether an account may announce operations of a timelock.
func (l *Ledger) MayPropose(ctx context.Context, timelock, account common.Address) (bool, error) {
	return read(ctx, l, timelock, l.timelocks.PackHasRole(roleHash("PROPOSER_ROLE"), account), l.timelocks.UnpackHasRole)
}

// Proposal is what a governor votes on: calls, and why.
type Proposal struct {
	Operation
	Description string
}

func (p Proposal) descriptionHash() [32]byte { return crypto.Keccak256Hash([]byte(p.Description)) }

// Propose puts a proposal to the vote.
func (l *Ledger) Propose(governor common.Address, p Proposal) Call {
	targets, values, payloads := p.parts()
	// votes count as of the second before, which on a chain that is silent when idle is not the newest block's: no estimate
	return Call{To: &governor, Data: l.governors.PackPropose(targets, values, payloads, p.Description), Gas: gasExecute}
}

// ProposalCreated reads a new proposal's id from the receipt of Propose.
func (l *Ledger) ProposalCreated(governor common.Address, r *types.Receipt) (*big.Int, error) {
	for _, log := range r.Logs {
		if e, err := l.governors.UnpackProposalCreatedEvent(log); err == nil && log.Address == governor {
			return e.ProposalId, nil
		}
	}
	return nil, fmt.Errorf("ledger: transaction %s made no proposal", r.TxHash)
}

// Vote casts the sender's votes: 0 against, 1 for, 2 abstain.
func (l *Ledger) Vote(governor common.Address, id *big.Int, support uint8) Call {
	return Call{To: &governor, Data: l.governors.PackCastVote(id, support), Gas: gasBase}
}

// Queue puts a proposal that has succeeded into the timelock.
func (l *Ledger) Queue(governor common.Address, p Proposal) Call {
	targets, values, payloads := p.parts()
	return Call{To: &governor, Data: l.governors.PackQueue(targets, values, payloads, p.descriptionHash()), Gas: gasExecute}
}

// ExecuteProposal carries a queued proposal out after the timelock's delay.
func (l *Ledger) ExecuteProposal(governor common.Address, p Proposal) Call {
	targets, values, payloads := p.parts()
	return Call{To: &governor, Data: l.governors.PackExecute(targets, values, payloads, p.descriptionHash()), Gas: gasExecute}
}

// Proposal states, as OpenZeppelin's Governor numbers them.
var proposalStates = []string{"pending", "active", "canceled", "defeated", "succeeded", "queued", "expired", "executed"}

// ProposalView is a proposal's state and votes; amounts in token wei.
type ProposalView struct {
	State                 string
	For, Against, Abstain *big.Int
	VoteFrom, VoteUntil   time.Time
	ReadyAt               time.Time // when it may be executed; zero before it is queued
}

// ProposalState reads a proposal's state and votes.
func (l *Ledger) ProposalState(ctx context.Context, governor common.Address, id *big.Int) (ProposalView, error) {
	var v ProposalView
	state, err := read(ctx, l, governor, l.governors.PackState(id), l.governors.UnpackState)
	if err != nil {
		return v, err
	}
	if int(state) >= len(proposalStates) {
		return v, fmt.Errorf("ledger: proposal %s is in the unknown state %d", id, state)
	}
	v.State = proposalStates[state]
	votes, err := read(ctx, l, governor, l.governors.PackProposalVotes(id), l.governors.UnpackProposalVotes)
	if err != nil {
		return v, err
	}
	v.For, v.Against, v.Abstain = votes.ForVotes, votes.AgainstVotes, votes.AbstainVotes
	for _, x := range []struct {
		into *time.Time
		data []byte
	}{
		{&v.VoteFrom, l.governors.PackProposalSnapshot(id)}, {&v.VoteUntil, l.governors.PackProposalDeadline(id)}, {&v.ReadyAt, l.governors.PackProposalEta(id)},
	} {
		at, err := readBig(ctx, l, governor, x.data)
		if err != nil {
			return v, err
		}
		if at.Sign() != 0 {
			*x.into = time.Unix(at.Int64(), 0)
		}
	}
	return v, nil
}

// Delegate gives the votes of the sender's tokens to an account, itself included; without it they do not count.
func (l *Ledger) Delegate(token, to common.Address) Call {
	return Call{To: &token, Data: l.tokens.PackDelegate(to)}
}

// Votes reads how many votes an account has now, in token wei.
func (l *Ledger) Votes(ctx context.Context, token, account common.Address) (*big.Int, error) {
	return readBig(ctx, l, token, l.tokens.PackGetVotes(account))
}

// What a DataDAO decides. Each is a call for its owner or its timelock; which of them may is the contracts' rule (see package datadao).

// RevokePermission ends a permission; ApprovePermission puts it in force again.
func (l *Ledger) RevokePermission(id uint64) Call { return l.permissionApproval(id, false) }

// ApprovePermission puts a revoked permission in force again.
func (l *Ledger) ApprovePermission(id uint64) Call { return l.permissionApproval(id, true) }

func (l *Ledger) permissionApproval(id uint64, approved bool) Call {
	return Call{To: &l.Net.QueryEngine, Data: l.permissions.PackUpdatePermissionApproval(u256(id), approved)}
}

// SetPermissionPrice changes what a row costs, in token wei; jobs already submitted keep theirs.
func (l *Ledger) SetPermissionPrice(id uint64, price *big.Int) Call {
	return Call{To: &l.Net.QueryEngine, Data: l.permissions.PackUpdatePermissionPrice(u256(id), price)}
}

// SetRewardFactor changes what a perfect score earns, in token wei.
func (l *Ledger) SetRewardFactor(pool common.Address, factor *big.Int) Call {
	return Call{To: &pool, Data: l.pools.PackUpdateFileRewardFactor(factor)}
}

// SetSalePrice changes what a whole token costs, in VANA wei; 0 ends the sale.
func (l *Ledger) SetSalePrice(pool common.Address, price *big.Int) Call {
	return Call{To: &pool, Data: l.pools.PackUpdateSalePrice(price)}
}

// SetProofBundle changes what a valid contribution is.
func (l *Ledger) SetProofBundle(pool common.Address, digest [32]byte, url string) Call {
	return Call{To: &pool, Data: l.pools.PackUpdateProofInstruction(digest, url)}
}

// SetTreasuryShare changes the treasury's share of sales, in basis points.
func (l *Ledger) SetTreasuryShare(pool common.Address, bps uint64) Call {
	return Call{To: &pool, Data: l.pools.PackUpdateTreasuryShare(u256(bps))}
}

// RetireRefiner gives a refiner no new work.
func (l *Ledger) RetireRefiner(id uint64) Call {
	return Call{To: &l.Net.DataRefinerRegistry, Data: l.refiners.PackRetireRefiner(u256(id))}
}

// PermissionPrice reads what a row costs under a permission, in token wei.
func (l *Ledger) PermissionPrice(ctx context.Context, id uint64) (*big.Int, error) {
	t, err := read(ctx, l, l.Net.QueryEngine, l.permissions.PackTerms(u256(id)), l.permissions.UnpackTerms)
	return t.Price, err
}

// RequestAccess asks a DataDAO publicly for a grant; price is offered, in token wei per row.
func (l *Ledger) RequestAccess(refiner uint64, table, column string, price *big.Int, purpose string) Call {
	return Call{To: &l.Net.QueryEngine, Data: l.permissions.PackRequestAccess(u256(refiner), table, column, price, purpose)}
}

// Describe says in a line what a call to one of the network's contracts, or to a DataDAO's own, does. Calls it does not know are
// named by their selector.
func (l *Ledger) Describe(to common.Address, data []byte) string {
	metas := map[common.Address]*bind.MetaData{
		l.Net.QueryEngine: &gen.QueryEngineMetaData, l.Net.ComputeInstructionRegistry: &gen.ComputeInstructionRegistryMetaData,
		l.Net.DataRefinerRegistry: &gen.DataRefinerRegistryMetaData, l.Net.DLPRegistry: &gen.DLPRegistryMetaData, l.Net.TeePool: &gen.TeePoolMetaData,
		l.Net.DataRegistry: &gen.DataRegistryMetaData, l.Net.ComputeEngine: &gen.ComputeEngineMetaData,
	}
	candidates := []*bind.MetaData{&gen.DataLiquidityPoolMetaData, &gen.DataDAOTimelockMetaData, &gen.DataTokenMetaData}
	if m, ok := metas[to]; ok {
		candidates = []*bind.MetaData{m}
	}
	for _, m := range candidates {
		parsed, err := m.ParseABI()
		if err != nil || len(data) < 4 {
			continue
		}
		method, err := parsed.MethodById(data[:4])
		if err != nil {
			continue
		}
		values, err := method.Inputs.Unpack(data[4:])
		if err != nil {
			continue
		}
		args := make([]string, len(values))
		for i, v := range values {
			args[i] = describeValue(method.Inputs[i].Name, v)
		}
		return method.RawName + "(" + strings.Join(args, ", ") + ")"
	}
	return fmt.Sprintf("a call of %d bytes to %s", len(data), to)
}

func describeValue(name string, v any) string {
	text := fmt.Sprintf("%v", v)
	switch x := v.(type) {
	case [32]byte:
		text = common.Hash(x).Hex()
	case []byte:
		text = common.Bytes2Hex(x)
	case string:
		text = strconv.Quote(x)
	}
	if name == "" {
		return text
	}
	return name + ": " + text
}

// AccessRequested reads a new request's id from the receipt of RequestAccess.
func (l *Ledger) AccessRequested(r *types.Receipt) (uint64, error) {
	for _, log := range r.Logs {
		if e, err := l.permissions.UnpackAccessRequestedEvent(log); err == nil && log.Address == l.Net.QueryEngine {
			return e.RequestId.Uint64(), nil
		}
	}
	return 0, fmt.Errorf("ledger: transaction %s requested no access", r.TxHash)
}
