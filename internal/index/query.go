package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/big"
)

// Limits of a page.
const (
	DefaultLimit = 100
	MaxLimit     = 1000
)

// limit brings a wish into 1..MaxLimit; 0 means DefaultLimit.
func limit(wish int) int {
	if wish <= 0 {
		return DefaultLimit
	}
	return min(wish, MaxLimit)
}

// view is one consistent look at the tables: all its queries see the same checkpoint.
type view struct {
	ctx context.Context
	tx  *sql.Tx
	x   *Index
}

// look runs f over one view.
func (x *Index) look(ctx context.Context, f func(v *view) error) error {
	tx, err := x.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("reading the index: %w", err)
	}
	defer tx.Rollback()
	return f(&view{ctx, tx, x})
}

// get scans the first row; no row is ErrNotFound, which names what was looked for.
func (v *view) get(what string, query string, args []any, dest ...any) error {
	if v.x.observe != nil {
		v.x.observe(query, args)
	}
	err := v.tx.QueryRowContext(v.ctx, query, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%w: %s", ErrNotFound, what)
	}
	if err != nil {
		return fmt.Errorf("reading %s from the index: %w", what, err)
	}
	return nil
}

// list scans every row of a query.
func list[T any](v *view, what string, query string, args []any, scan func(row func(dest ...any) error, t *T) error) ([]T, error) {
	if v.x.observe != nil {
		v.x.observe(query, args)
	}
	rows, err := v.tx.QueryContext(v.ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("reading %s from the index: %w", what, err)
	}
	defer rows.Close()
	all := []T{}
	for rows.Next() {
		var t T
		if err := scan(rows.Scan, &t); err != nil {
			return nil, fmt.Errorf("reading %s from the index: %w", what, err)
		}
		all = append(all, t)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading %s from the index: %w", what, err)
	}
	return all, nil
}

// amount scans decimal TEXT; NULL leaves the destination as it is.
func amount(dest **big.Int) sql.Scanner { return amountScanner{dest} }

type amountScanner struct{ dest **big.Int }

func (a amountScanner) Scan(src any) error {
	switch s := src.(type) {
	case nil:
		return nil
	case string:
		n, ok := new(big.Int).SetString(s, 10)
		if !ok {
			return fmt.Errorf("%q is no amount", s)
		}
		*a.dest = n
		return nil
	}
	return fmt.Errorf("a %T is no amount", src)
}

// blockOf and the SQL expression seq >> 20 are the same.
func blockOf(seq int64) uint64 { return uint64(seq >> logBits) }
