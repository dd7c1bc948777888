package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/coppice-network/coppice/internal/ledger"
)

// The follower's sink: Checkpoint, HashAt, Apply, Rewind.
var _ ledger.Sink = (*Index)(nil)

// Header is what the index keeps of a block.
type Header = ledger.Header

// logBits is how much of a seq is the log's index in its block. A block of 2^20 logs would need more than 390 M gas.
const logBits = 20

func seqOf(block uint64, log uint) (int64, error) {
	if block >= 1<<(63-logBits) || log >= 1<<logBits {
		return 0, fmt.Errorf("%w: log %d of block %d", ErrEvent, log, block)
	}
	return int64(block)<<logBits | int64(log), nil
}

// Checkpoint returns the newest block taken in; ok is false while there is none.
func (x *Index) Checkpoint(ctx context.Context) (number uint64, hash common.Hash, ok bool, err error) {
	err = x.db.QueryRowContext(ctx, `SELECT number, hash FROM block ORDER BY number DESC LIMIT 1`).Scan(&number, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, common.Hash{}, false, nil
	}
	if err != nil {
		return 0, common.Hash{}, false, fmt.Errorf("reading the checkpoint: %w", err)
	}
	return number, hash, true, nil
}

// HashAt returns the hash of a block that was taken in.
func (x *Index) HashAt(ctx context.Context, number uint64) (hash common.Hash, ok bool, err error) {
	err = x.db.QueryRowContext(ctx, `SELECT hash FROM block WHERE number = ?`, int64(number)).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) {
		return common.Hash{}, false, nil
	}
	if err != nil {
		return common.Hash{}, false, fmt.Errorf("reading the hash of block %d: %w", number, err)
	}
	return hash, true, nil
}

// Apply takes in consecutive blocks and their logs, all or nothing. Blocks ascend and start above the checkpoint; logs are in chain
// order, and each lies in one of the blocks. The errors are ErrOrder and ErrEvent, besides those of the disk.
func (x *Index) Apply(ctx context.Context, blocks []Header, logs []types.Log) error {
	if len(blocks) == 0 {
		if len(logs) > 0 {
			return fmt.Errorf("%w: logs without blocks", ErrOrder)
		}
		return nil
	}
	x.write.Lock()
	defer x.write.Unlock()
	tx, err := x.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("writing to the index: %w", err)
	}
	defer tx.Rollback()
	if err := applyBlocks(ctx, tx, blocks); err != nil {
		return err
	}
	known := make(map[uint64]common.Hash, len(blocks))
	for _, b := range blocks {
		known[b.Number] = b.Hash
	}
	last := int64(-1)
	for start := 0; start < len(logs); {
		end := start
		for ; end < len(logs) && logs[end].BlockNumber == logs[start].BlockNumber && logs[end].TxHash == logs[start].TxHash; end++ {
			l := &logs[end]
			if hash, ok := known[l.BlockNumber]; !ok || l.Removed || (l.BlockHash != hash && l.BlockHash != common.Hash{}) {
				return fmt.Errorf("%w: log %d of block %d is not of this range", ErrOrder, l.Index, l.BlockNumber)
			}
			seq, err := seqOf(l.BlockNumber, l.Index)
			if err != nil {
				return err
			}
			if seq <= last {
				return fmt.Errorf("%w: log %d of block %d comes late", ErrOrder, l.Index, l.BlockNumber)
			}
			last = seq
		}
		if err := x.decode.transaction(ctx, tx, logs[start:end]); err != nil {
			return err
		}
		start = end
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("writing to the index: %w", err)
	}
	x.move(blocks[len(blocks)-1].Number)
	return nil
}

func applyBlocks(ctx context.Context, tx *sql.Tx, blocks []Header) error {
	var number uint64
	var hash common.Hash
	err := tx.QueryRowContext(ctx, `SELECT number, hash FROM block ORDER BY number DESC LIMIT 1`).Scan(&number, &hash)
	known := err == nil
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("reading the checkpoint: %w", err)
	}
	insert, err := tx.PrepareContext(ctx, `INSERT INTO block(number, hash, parent, time) VALUES (?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, b := range blocks {
		if known && (b.Number <= number || (b.Number == number+1 && b.Parent != hash)) {
			return fmt.Errorf("%w: block %d after block %d", ErrOrder, b.Number, number)
		}
		if _, err := insert.ExecContext(ctx, int64(b.Number), b.Hash, b.Parent, int64(b.Time)); err != nil {
			return fmt.Errorf("writing block %d: %w", b.Number, err)
		}
		known, number, hash = true, b.Number, b.Hash
	}
	return nil
}

// Rewind forgets everything above block to, all or nothing.
func (x *Index) Rewind(ctx context.Context, to uint64) error {
	cut, err := seqOf(to+1, 0)
	if err != nil {
		return err
	}
	x.write.Lock()
	defer x.write.Unlock()
	tx, err := x.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("rewinding the index: %w", err)
	}
	defer tx.Rollback()
	for _, t := range tables {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+t+` WHERE seq >= ?`, cut); err != nil {
			return fmt.Errorf("rewinding %s: %w", t, err)
		}
	}
	for _, t := range closable {
		if _, err := tx.ExecContext(ctx, `UPDATE `+t+` SET closed = NULL WHERE closed >= ?`, cut); err != nil {
			return fmt.Errorf("rewinding %s: %w", t, err)
		}
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM block WHERE number > ?`, int64(to)); err != nil {
		return fmt.Errorf("rewinding the blocks: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("rewinding the index: %w", err)
	}
	height, _, _, err := x.Checkpoint(ctx)
	if err != nil {
		return err
	}
	x.move(height)
	return nil
}
