package custody

import (
	"context"
	"database/sql"
	"fmt"
	"io"

	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/seal"
)

func (p *pool) unwrap(item Item, generation uint32, sealed []byte) (key seal.ContentKey, err error) {
	for _, w := range p.record.Wraps {
		if w.Generation != generation {
			continue
		}
		b, err := enclave.NewSealingRoot(w.Key).Open(sealed, []byte(item.String()))
		if err != nil || len(b) != len(key) {
			return key, fmt.Errorf("%w: %s of %s (%v)", ErrTampered, item, contentName, err)
		}
		return seal.ContentKey(b), nil
	}
	return key, fmt.Errorf("%w: %s of %s is wrapped by a key that is not held", ErrTampered, item, contentName)
}

// wrapping is a wrap key, ready.
type wrapping struct {
	generation uint32
	root       enclave.SealingRoot
}

// wrap returns a DataDAO's newest wrap key, drawing the first.
func (c *Custody) wrap(dlp uint64) (wrapping, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, ok := c.dlps[dlp]
	switch {
	case c.closed:
		return wrapping{}, ErrClosed
	case !ok:
		return wrapping{}, fmt.Errorf("%w: %d", ErrUnknownDLP, dlp)
	case len(p.record.Wraps) == 0:
		var err error
		if p, err = c.addWrap(p); err != nil {
			return wrapping{}, err
		}
	}
	w := p.record.Wraps[len(p.record.Wraps)-1]
	return wrapping{w.Generation, enclave.NewSealingRoot(w.Key)}, nil
}

// addWrap draws the next wrap key. The caller holds mu.
func (c *Custody) addWrap(p *pool) (*pool, error) {
	w := wrapRecord{Generation: p.newestWrap() + 1}
	if _, err := io.ReadFull(c.random, w.Key[:]); err != nil {
		return nil, fmt.Errorf("custody: reading randomness for DataDAO %d: %w", p.record.DLP, err)
	}
	record := p.record
	record.Wraps = append(record.Wraps[:len(record.Wraps):len(record.Wraps)], w)
	return c.keep(record)
}

func (p *pool) newestWrap() uint32 {
	if n := len(p.record.Wraps); n > 0 {
		return p.record.Wraps[n-1].Generation
	}
	return 0
}

// rewrapStep is how many content keys are sealed anew in one transaction.
const rewrapStep = 4096

// Rewrap seals a DataDAO's content keys under a new wrap key and destroys the old one, if files have been forgotten since that was drawn:
// whatever a disk still holds of a forgotten key cannot be opened afterwards. It goes on where it was interrupted. Its cost is that of the keys held.
func (c *Custody) Rewrap(ctx context.Context, dlp uint64) error {
	p, err := c.pool(dlp)
	if err != nil {
		return err
	}
	if len(p.record.Wraps) == 0 {
		return nil
	}
	if len(p.record.Wraps) == 1 {
		var n int
		if err := c.content.QueryRowContext(ctx, `SELECT count(*) FROM withdrawn WHERE dlp = ? AND wrap = ?`, dlp, p.newestWrap()).Scan(&n); err != nil || n == 0 {
			return err
		}
		c.mu.Lock()
		p, err = c.addWrap(c.dlps[dlp])
		c.mu.Unlock()
		if err != nil {
			return err
		}
	}
	for {
		done, err := c.rewrapSome(ctx, p)
		if err != nil {
			return err
		}
		if done {
			break
		}
	}
	if _, err := c.content.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return fmt.Errorf("custody: wrapping content keys anew: %w", err)
	}
	return nil
}

// rewrapSome seals some content keys anew; when none is left under an old wrap key, it destroys that.
func (c *Custody) rewrapSome(ctx context.Context, p *pool) (done bool, err error) {
	c.wrapMu.Lock()
	defer c.wrapMu.Unlock()
	dlp, newest := p.record.DLP, p.record.Wraps[len(p.record.Wraps)-1]
	root := enclave.NewSealingRoot(newest.Key)
	n := 0
	err = c.changeContent(ctx, func(tx *sql.Tx) error {
		list, err := held(tx.QueryContext(ctx, heldColumns+`FROM content_key INDEXED BY content_key_wrap WHERE dlp = ? AND wrap < ? LIMIT ?`, dlp, newest.Generation, rewrapStep))
		if err != nil {
			return err
		}
		n = len(list)
		for _, row := range list {
			key, err := p.unwrap(row.Item, row.generation, row.sealed)
			if err != nil {
				return err
			}
			sealed, err := root.Seal(key[:], []byte(row.Item.String()))
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `UPDATE content_key SET wrap = ?, sealed = ? WHERE dlp = ? AND file = ? AND kind = ? AND refiner = ?`,
				newest.Generation, sealed, row.DLP, row.File, row.Kind, row.Refiner); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || n > 0 {
		return false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	record := c.dlps[dlp].record
	record.Wraps = record.Wraps[len(record.Wraps)-1:]
	_, err = c.keep(record)
	return true, err
}
