package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/coppice-network/coppice/internal/sqlite"
)

// outboxVersion is the layout below. A file of another version is refused.
const outboxVersion = 1

// outboxSchema holds one row for each call and one for each transaction ever signed for it. A call can have several: with a higher
// fee, or at another nonce. Any of them may be the one that is mined, so none is forgotten before that.
//
// Times are not stored: after a restart everything pending is sent again at once. The parts of a call that only serve to sign it
// again (target, data, value, attempts) are deleted when its outcome is final; key and outcome stay for ever, since they are what
// makes a second submission under the key harmless.
const outboxSchema = `
CREATE TABLE meta (
	version INTEGER NOT NULL,
	chain   TEXT NOT NULL,              -- chain id, decimal
	genesis BLOB NOT NULL               -- hash of block 0
) STRICT;
CREATE TABLE call (
	sender    BLOB NOT NULL,
	key       TEXT NOT NULL,            -- the caller's idempotency key
	nonce     INTEGER NOT NULL,         -- of the newest attempt
	target    BLOB,                     -- NULL creates a contract
	data      BLOB,
	value     TEXT NOT NULL,            -- wei, decimal
	gas       INTEGER NOT NULL,         -- limit
	estimated INTEGER NOT NULL,         -- 1 if the gas limit came from an estimate
	status    INTEGER NOT NULL,
	hash      BLOB NOT NULL,            -- the mined transaction, or else the newest attempt
	revert    BLOB,                     -- the contract's reason, if refused
	PRIMARY KEY (sender, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX call_nonce ON call (sender, nonce) WHERE status = 0;
CREATE TABLE attempt (
	id     INTEGER PRIMARY KEY,         -- grows, so the newest has the highest
	sender BLOB NOT NULL,
	key    TEXT NOT NULL,
	raw    BLOB NOT NULL                -- signed transaction, EIP-2718
) STRICT;
CREATE INDEX attempt_call ON attempt (sender, key);
`

// status of a call; the numbers are stored.
type status int

const (
	statusPending   status = 0
	statusSucceeded status = 1
	statusReverted  status = 2
	statusDropped   status = 3 // its nonce was taken by another transaction and by then the contract refused the call
)

// Errors of opening an outbox.
var (
	ErrOutboxVersion = errors.New("ledger: outbox file has a version this program does not know")
	ErrOtherChain    = errors.New("ledger: file belongs to another chain")
)

// record is a row of call.
type record struct {
	key       string
	nonce     uint64
	call      Call
	estimated bool
	status    status
	hash      common.Hash
	revert    []byte
}

// store is the outbox's file, seen by one sender. Several senders and several processes may share a file.
type store struct {
	db     *sql.DB
	sender common.Address
}

func openStore(ctx context.Context, path string, sender common.Address, chainID *big.Int, genesis common.Hash) (*store, error) {
	db, err := sqlite.Open(path) // its transactions are immediate: nonces are allocated by one at a time
	if err != nil {
		return nil, fmt.Errorf("opening the outbox %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	s := &store{db: db, sender: sender}
	if err := s.prepare(ctx, chainID, genesis); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the outbox %s: %w", path, err), db.Close())
	}
	return s, nil
}

// prepare lays out an empty file, or checks that this program and this chain may use it.
func (s *store) prepare(ctx context.Context, chainID *big.Int, genesis common.Hash) error {
	return s.within(ctx, func(tx *sql.Tx) error {
		var tables int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
			return err
		}
		if tables == 0 {
			if _, err := tx.ExecContext(ctx, outboxSchema); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO meta VALUES (?, ?, ?)`, outboxVersion, chainID.String(), genesis[:])
			return err
		}
		var version int
		if err := tx.QueryRowContext(ctx, `SELECT version FROM meta`).Scan(&version); err != nil {
			return fmt.Errorf("%w: %v", ErrOutboxVersion, err)
		}
		if version != outboxVersion {
			return fmt.Errorf("%w: version %d, this program knows %d", ErrOutboxVersion, version, outboxVersion)
		}
		var chain string
		var first []byte
		if err := tx.QueryRowContext(ctx, `SELECT chain, genesis FROM meta`).Scan(&chain, &first); err != nil {
			return err
		}
		if chain != chainID.String() || common.BytesToHash(first) != genesis {
			return fmt.Errorf("%w: it was made for chain %s with genesis block %x, the node serves chain %s with %x", ErrOtherChain, chain, first, chainID, genesis)
		}
		return nil
	})
}

func (s *store) within(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// querier is a database or a transaction in it.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

const recordColumns = `key, nonce, target, data, value, gas, estimated, status, hash, revert`

func (s *store) records(ctx context.Context, q querier, where string, args ...any) ([]record, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+recordColumns+` FROM call WHERE sender = ? AND `+where, append([]any{s.sender[:]}, args...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []record
	for rows.Next() {
		var r record
		var target, hash []byte
		var value string
		if err := rows.Scan(&r.key, &r.nonce, &target, &r.call.Data, &value, &r.call.Gas, &r.estimated, &r.status, &hash, &r.revert); err != nil {
			return nil, err
		}
		if target != nil {
			to := common.BytesToAddress(target)
			r.call.To = &to
		}
		var ok bool
		if r.call.Value, ok = new(big.Int).SetString(value, 10); !ok {
			return nil, fmt.Errorf("ledger: outbox holds %q where an amount should be", value)
		}
		r.hash = common.BytesToHash(hash)
		out = append(out, r)
	}
	return out, rows.Err()
}

// find returns the call under a key.
func (s *store) find(ctx context.Context, q querier, key string) (record, bool, error) {
	found, err := s.records(ctx, q, `key = ?`, key)
	if err != nil || len(found) == 0 {
		return record{}, false, err
	}
	return found[0], true, nil
}

// pending returns the calls without a final outcome, lowest nonce first.
func (s *store) pending(ctx context.Context) ([]record, error) {
	return s.records(ctx, s.db, `status = 0 ORDER BY nonce`)
}

// nextNonce is the lowest nonce above all that calls in this file have used, or 0 if there are none.
func (s *store) nextNonce(ctx context.Context, q querier) (uint64, error) {
	var highest sql.NullInt64
	err := q.QueryRowContext(ctx, `SELECT max(nonce) FROM call WHERE sender = ? AND status != ?`, s.sender[:], statusDropped).Scan(&highest)
	if err != nil || !highest.Valid {
		return 0, err
	}
	return uint64(highest.Int64) + 1, nil
}

// put stores a new call with its first attempt.
func (s *store) put(ctx context.Context, tx *sql.Tx, r record, signed *types.Transaction) error {
	var target any
	if r.call.To != nil {
		target = r.call.To[:]
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO call (sender, `+recordColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)`,
		s.sender[:], r.key, r.nonce, target, r.call.Data, r.call.Value.String(), r.call.Gas, r.estimated, statusPending, signed.Hash().Bytes())
	if err != nil {
		return err
	}
	return s.putAttempt(ctx, tx, r.key, signed)
}

func (s *store) putAttempt(ctx context.Context, tx *sql.Tx, key string, signed *types.Transaction) error {
	raw, err := signed.MarshalBinary()
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO attempt (sender, key, raw) VALUES (?, ?, ?)`, s.sender[:], key, raw)
	return err
}

// replace adds an attempt that supersedes the former ones of a pending call.
func (s *store) replace(ctx context.Context, tx *sql.Tx, key string, signed *types.Transaction) error {
	_, err := tx.ExecContext(ctx, `UPDATE call SET nonce = ?, gas = ?, hash = ? WHERE sender = ? AND key = ? AND status = 0`,
		signed.Nonce(), signed.Gas(), signed.Hash().Bytes(), s.sender[:], key)
	if err != nil {
		return err
	}
	return s.putAttempt(ctx, tx, key, signed)
}

// attempts returns all transactions signed for a call, newest first.
func (s *store) attempts(ctx context.Context, q querier, key string) ([]*types.Transaction, error) {
	rows, err := q.QueryContext(ctx, `SELECT raw FROM attempt WHERE sender = ? AND key = ? ORDER BY id DESC`, s.sender[:], key)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []*types.Transaction
	for rows.Next() {
		var raw []byte
		if err := rows.Scan(&raw); err != nil {
			return nil, err
		}
		tx := new(types.Transaction)
		if err := tx.UnmarshalBinary(raw); err != nil {
			return nil, fmt.Errorf("ledger: outbox holds a transaction that cannot be read: %w", err)
		}
		out = append(out, tx)
	}
	return out, rows.Err()
}

// finish records a final outcome.
func (s *store) finish(ctx context.Context, key string, st status, hash common.Hash, revert []byte) error {
	return s.within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE call SET status = ?, hash = ?, revert = ?, target = NULL, data = NULL WHERE sender = ? AND key = ? AND status = 0`,
			st, hash[:], revert, s.sender[:], key)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM attempt WHERE sender = ? AND key = ?`, s.sender[:], key)
		return err
	})
}
