package datadao

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/coppice-network/coppice/internal/ledger"
)

// What can hurt contributors waits in the DataDAO's timelock once it is open: it is announced at once and takes effect later, under a
// single owner and under governance alike. What protects them is done at once.

// ErrGoverned reports a decision that is not this account's alone: token holders vote on it.
var ErrGoverned = errors.New("datadao: this account may not decide it; the DataDAO's token holders vote on it")

// Loosen does what can hurt contributors: directly while the DataDAO is not open, else through its timelock, where it waits. Given
// again after an interruption it goes on where it was, since an operation is named by its content. With wait false it returns an
// *ledger.Announced error once the operation is announced (or still waits).
func (f *Founder) Loosen(ctx context.Context, dao *ledger.DataDAO, key string, wait bool, calls ...ledger.Call) (*types.Receipt, error) {
	a, err := f.Ledger.Authority(ctx, dao)
	if err != nil {
		return nil, err
	}
	if !a.Open && a.Owner == f.Owner {
		return f.each(ctx, key, calls)
	}
	may, err := f.Ledger.MayPropose(ctx, a.Timelock, f.Owner)
	if err != nil {
		return nil, err
	}
	if !may {
		return nil, fmt.Errorf("%w (timelock %s)", ErrGoverned, a.Timelock)
	}
	return f.Ledger.Through(ctx, f.Outbox, a.Timelock, calls, wait, func(ready time.Time) {
		f.say("announced; it takes effect at " + ready.Format("2006-01-02 15:04:05"))
	})
}

// Tighten does what protects contributors, at once.
func (f *Founder) Tighten(ctx context.Context, key string, calls ...ledger.Call) (*types.Receipt, error) {
	return f.each(ctx, key, calls)
}

// each sends calls one by one; the last receipt is returned.
func (f *Founder) each(ctx context.Context, key string, calls []ledger.Call) (receipt *types.Receipt, err error) {
	for i, c := range calls {
		if receipt, err = ledger.Send(ctx, f.Outbox, fmt.Sprintf("%s/%d", key, i), c); err != nil {
			return nil, err
		}
	}
	return receipt, nil
}

// Open lets people contribute; from then on what can hurt them waits in the timelock.
func (f *Founder) Open(ctx context.Context, dao *ledger.DataDAO) error {
	a, err := f.Ledger.Authority(ctx, dao)
	if err != nil || a.Open {
		return err
	}
	if _, err := ledger.Send(ctx, f.Outbox, fmt.Sprintf("dao/open/%d", dao.ID), f.Ledger.OpenDataDAO(dao.Pool)); err != nil {
		return fmt.Errorf("opening DataDAO %s: %w", dao.Slug, err)
	}
	return nil
}

// DefaultGovernor are the numbers of a governor: a day to get ready, a week to vote, a thousandth of a percent of the usual supply to
// propose, and four percent of the supply to carry.
func DefaultGovernor() ledger.GovernorTerms {
	return ledger.GovernorTerms{VotingDelay: 24 * time.Hour, VotingPeriod: 7 * 24 * time.Hour, ProposalThreshold: tokens(100), QuorumPercent: 4}
}

// Handover gives a DataDAO from its founder to its token holders: it makes the governor, and lets the timelock pass proposing and the
// pool to it. Interrupted or not waited for, the same call goes on.
func (f *Founder) Handover(ctx context.Context, dao *ledger.DataDAO, t ledger.GovernorTerms, wait bool) (ledger.Authority, error) {
	a, err := f.Ledger.Authority(ctx, dao)
	if err != nil || a.Owner == a.Timelock {
		return a, err // handed over already
	}
	if err := f.Open(ctx, dao); err != nil {
		return a, err
	}
	if a.Governor == (common.Address{}) {
		f.say("making the governor")
		if _, err := ledger.Send(ctx, f.Outbox, fmt.Sprintf("dao/governor/%d", dao.ID), f.Ledger.CreateGovernor(dao.ID, t)); err != nil {
			return a, fmt.Errorf("making the governor: %w", err)
		}
		if a, err = f.Ledger.Authority(ctx, dao); err != nil {
			return a, err
		}
	}
	o := f.Ledger.Handover(dao, a)
	if _, err := f.Loosen(ctx, dao, "", wait, o.Calls...); err != nil {
		return a, err
	}
	dao.Owner = a.Timelock
	return f.Ledger.Authority(ctx, dao)
}
