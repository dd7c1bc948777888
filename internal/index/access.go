package index

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// Permission is a grant as it is now. Table "" means all tables of the refiner's schema, Column "" all columns of the table, Grantee
// zero everyone.
type Permission struct {
	ID           uint64
	Grantee      common.Address
	RefinerID    uint64
	Table        string
	Column       string
	Token        common.Address
	Price        *big.Int // token wei per row in scope
	Approved     bool
	RowsMayLeave bool
	MinGroupSize uint32 // distinct contributors behind each row of an answer; 0 and 1 = no minimum
	ExpiresAt    uint64 // unix seconds; 0 = never
	Budget       uint64 // rows over its whole life; 0 = no limit
	Block        uint64
}

// Expired reports whether the permission's time is over. Jobs that were submitted before go on.
func (p Permission) Expired(now time.Time) bool {
	return p.ExpiresAt != 0 && p.ExpiresAt <= uint64(now.Unix())
}

// Instruction is a compute instruction with the DataDAOs that approve it now.
type Instruction struct {
	ID       uint64
	Owner    common.Address
	URL      string   // of the packed bundle
	Hash     [32]byte // sha2-256 of the packed bundle
	Approved []uint64 // DataDAOs, ascending
	Block    uint64
	Time     uint64 // unix seconds
}

const permissionColumns = `SELECT p.id, p.grantee, p.refiner, p.table_name, p.column_name, p.token,
  coalesce((SELECT price FROM permission_price WHERE permission = p.id ORDER BY seq DESC LIMIT 1), p.price),
  coalesce((SELECT approved FROM permission_approval WHERE permission = p.id ORDER BY seq DESC LIMIT 1), 1),
  coalesce(y.rows_may_leave, 0), coalesce(y.min_group, 0), coalesce(y.expires, 0), coalesce(y.budget, 0), p.seq
FROM permission p LEFT JOIN permission_policy y ON y.seq = (SELECT max(seq) FROM permission_policy WHERE permission = p.id) `

func scanPermission(row func(...any) error, p *Permission) error {
	var seq int64
	err := row(&p.ID, &p.Grantee, &p.RefinerID, &p.Table, &p.Column, &p.Token, amount(&p.Price), &p.Approved, &p.RowsMayLeave, &p.MinGroupSize, &p.ExpiresAt, &p.Budget, &seq)
	p.Block = blockOf(seq)
	return err
}

// Permissions lists all permissions on a refiner's tables, also revoked ones, oldest first.
func (x *Index) Permissions(ctx context.Context, refinerID uint64) (all []Permission, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err = list(v, "permissions", permissionColumns+`WHERE p.refiner = ? ORDER BY p.id`, []any{int64(refinerID)}, scanPermission)
		return err
	})
	return all, err
}

// Permission returns one permission, or ErrNotFound.
func (x *Index) Permission(ctx context.Context, id uint64) (p Permission, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err := list(v, "a permission", permissionColumns+`WHERE p.id = ?`, []any{int64(id)}, scanPermission)
		if err == nil && len(all) == 0 {
			err = fmt.Errorf("%w: permission %d", ErrNotFound, id)
		}
		if err == nil {
			p = all[0]
		}
		return err
	})
	return p, err
}

const instructionColumns = `SELECT i.id, i.owner, i.url, i.hash, i.seq, b.time FROM instruction i JOIN block b ON b.number = i.seq >> 20 `

func scanInstruction(row func(...any) error, i *Instruction) error {
	var seq int64
	err := row(&i.ID, &i.Owner, &i.URL, (*common.Hash)(&i.Hash), &seq, &i.Time)
	i.Block = blockOf(seq)
	return err
}

// Instructions lists at most n instructions, ascending by id after the given one. n = 0 means DefaultLimit; at most MaxLimit.
func (x *Index) Instructions(ctx context.Context, after uint64, n int) (all []Instruction, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err = list(v, "instructions", instructionColumns+`WHERE i.id > ? ORDER BY i.id LIMIT ?`, []any{int64(after), limit(n)}, scanInstruction)
		for i := range all {
			if err == nil {
				all[i].Approved, err = v.approvals(all[i].ID)
			}
		}
		return err
	})
	return all, err
}

// Instruction returns one instruction, or ErrNotFound.
func (x *Index) Instruction(ctx context.Context, id uint64) (i Instruction, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err := list(v, "an instruction", instructionColumns+`WHERE i.id = ?`, []any{int64(id)}, scanInstruction)
		if err == nil && len(all) == 0 {
			err = fmt.Errorf("%w: instruction %d", ErrNotFound, id)
		}
		if err == nil {
			i = all[0]
			i.Approved, err = v.approvals(id)
		}
		return err
	})
	return i, err
}

func (v *view) approvals(instruction uint64) ([]uint64, error) {
	return list(v, "approvals", `SELECT a.dlp FROM instruction_approval a
JOIN (SELECT max(seq) AS newest FROM instruction_approval WHERE instruction = ? GROUP BY dlp) n ON a.seq = n.newest
WHERE a.approved = 1 ORDER BY a.dlp`, []any{int64(instruction)}, func(row func(...any) error, dlp *uint64) error { return row(dlp) })
}
