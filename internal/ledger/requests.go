package ledger

import (
	"context"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// AccessRequest is a public wish for a grant.
type AccessRequest struct {
	ID            uint64
	Requester     common.Address
	RefinerID     uint64
	Table, Column string
	Price         *big.Int // offered, token wei for a row
	Purpose       string   // written by a stranger
	PermissionID  uint64   // the grant that answered it; 0 = none
	Closed        bool
}

// AccessRequest reads a request; an unknown id is the contract's refusal.
func (l *Ledger) AccessRequest(ctx context.Context, id uint64) (AccessRequest, error) {
	r, err := read(ctx, l, l.Net.QueryEngine, l.permissions.PackAccessRequests(u256(id)), l.permissions.UnpackAccessRequests)
	if err != nil {
		return AccessRequest{}, explain(err)
	}
	return AccessRequest{
		ID: id, Requester: r.Requester, RefinerID: r.RefinerId.Uint64(), Table: r.TableName, Column: r.ColumnName, Price: r.Price, Purpose: r.Purpose,
		PermissionID: r.PermissionId.Uint64(), Closed: r.Closed,
	}, nil
}

// AccessRequestCount reads how many requests there have been; their ids are 1 to that.
func (l *Ledger) AccessRequestCount(ctx context.Context) (uint64, error) {
	n, err := readBig(ctx, l, l.Net.QueryEngine, l.permissions.PackAccessRequestsCount())
	if err != nil {
		return 0, err
	}
	return n.Uint64(), nil
}

// CloseRequest ends a request: with the permission that answers it, or with 0 for none. Whoever may tighten the DataDAO's terms may; the
// requester may take its own back.
func (l *Ledger) CloseRequest(id, permission uint64) Call {
	return Call{To: &l.Net.QueryEngine, Data: l.permissions.PackCloseRequest(u256(id), u256(permission))}
}

// Treasury is what a DataDAO's pool holds for its owner.
type Treasury struct {
	VANA, Tokens *big.Int // wei
	ShareBps     uint64   // of sales
}

// Treasury reads a pool's treasury.
func (l *Ledger) Treasury(ctx context.Context, pool common.Address) (Treasury, error) {
	t, err := read(ctx, l, pool, l.pools.PackTreasury(), l.pools.UnpackTreasury)
	if err != nil {
		return Treasury{}, err
	}
	share, err := readBig(ctx, l, pool, l.pools.PackTreasuryShareBps())
	if err != nil {
		return Treasury{}, err
	}
	return Treasury{VANA: t.Vana, Tokens: t.Tokens, ShareBps: share.Uint64()}, nil
}

// WithdrawTreasury pays all of a pool's treasury to an address; only its owner may, which after a hand-over is its timelock.
func (l *Ledger) WithdrawTreasury(pool, to common.Address) Call {
	return Call{To: &pool, Data: l.pools.PackWithdrawTreasury(to)}
}

// TreasuryWithdrawn reads what a transaction of WithdrawTreasury paid out, in wei.
func (l *Ledger) TreasuryWithdrawn(r *types.Receipt, pool common.Address) (vana, tokens *big.Int) {
	vana, tokens = new(big.Int), new(big.Int)
	for _, log := range r.Logs {
		if e, err := l.pools.UnpackTreasuryWithdrawnEvent(log); err == nil && log.Address == pool {
			vana, tokens = e.Vana, e.Tokens
		}
	}
	return vana, tokens
}
