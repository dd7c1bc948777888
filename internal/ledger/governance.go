package ledger

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
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

// Operation is a batch of calls that waits in a timelock. Salt tells repetitions of the same calls apart.
type Operation struct {
	Calls []Call // To, Data and Value count
	Salt  [32]byte
}

func (o Operation) parts() (targets []common.Address, values []*big.Int, payloads [][]byte) {
	for _, c := range o.Calls {
		value := c.Value
		if value == nil {
			value = new(big.Int)
		}
		targets, values, payloads = append(targets, *c.To), append(values, value), append(payloads, c.Data)
	}
	return targets, values, payloads
}

// OperationID reads the id under which a timelock keeps an operation.
func (l *Ledger) OperationID(ctx context.Context, timelock common.Address, o Operation) ([32]byte, error) {
	targets, values, payloads := o.parts()
	return read(ctx, l, timelock, l.timelocks.PackHashOperationBatch(targets, values, payloads, [32]byte{}, o.Salt), l.timelocks.UnpackHashOperationBatch)
}

// OperationState says where an operation stands.
type OperationState struct {
	Scheduled bool
	Done      bool
	ReadyAt   time.Time // when it may be executed; zero unless it waits
}

// doneTimestamp marks an executed operation (OpenZeppelin's DONE_TIMESTAMP).
const doneTimestamp = 1

// Operation reads an operation's state.
func (l *Ledger) Operation(ctx context.Context, timelock common.Address, id [32]byte) (OperationState, error) {
	at, err := readBig(ctx, l, timelock, l.timelocks.PackGetTimestamp(id))
	if err != nil {
		return OperationState{}, err
	}
	switch {
	case at.Sign() == 0:
		return OperationState{}, nil
	case at.Cmp(big.NewInt(doneTimestamp)) == 0:
		return OperationState{Scheduled: true, Done: true}, nil
	}
	return OperationState{Scheduled: true, ReadyAt: time.Unix(at.Int64(), 0)}, nil
}

// TimelockDelay reads how long a timelock's operations wait.
func (l *Ledger) TimelockDelay(ctx context.Context, timelock common.Address) (time.Duration, error) {
	d, err := readBig(ctx, l, timelock, l.timelocks.PackGetMinDelay())
	if err != nil {
		return 0, err
	}
	return time.Duration(d.Int64()) * time.Second, nil
}

// Schedule announces an operation; only a proposer may.
func (l *Ledger) Schedule(timelock common.Address, o Operation, delay time.Duration) Call {
	targets, values, payloads := o.parts()
	return Call{To: &timelock, Data: l.timelocks.PackScheduleBatch(targets, values, payloads, [32]byte{}, o.Salt, big.NewInt(int64(delay/time.Second)))}
}

// gasExecute is for what an operation does besides its calls; the calls' own gas cannot be estimated before their time has come.
const gasExecute = 3_000_000

// Execute carries an operation out after its delay; anyone may.
func (l *Ledger) Execute(timelock common.Address, o Operation) Call {
	targets, values, payloads := o.parts()
	return Call{To: &timelock, Data: l.timelocks.PackExecuteBatch(targets, values, payloads, [32]byte{}, o.Salt), Gas: gasExecute}
}

// CancelOperation takes an announced operation back; only a canceller may.
func (l *Ledger) CancelOperation(timelock common.Address, id [32]byte) Call {
	return Call{To: &timelock, Data: l.timelocks.PackCancel(id)}
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
	return Call{To: &governor, Data: l.governors.PackPropose(targets, values, payloads, p.Description)}
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
