package custody

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/sqlite"
)

// ErrWithdrawn means: the file's owner has taken it back; its keys are gone.
var ErrWithdrawn = errors.New("custody: the file has been withdrawn")

// Kind says which of a file's ciphertexts an Item is.
type Kind uint8

// The ciphertexts of a file that are sealed to its DataDAO.
const (
	Pooled   Kind = 1 // what the contributor sealed
	Findings Kind = 2 // the details of its proof
	Artifact Kind = 3 // the tables that a refiner made of it
)

// Item is one ciphertext of a file. Refiner is 0 unless it is an Artifact.
type Item struct {
	DLP, File uint64
	Kind      Kind
	Refiner   uint64
}

func (i Item) String() string {
	return fmt.Sprintf("content/%d/%d/%d/%d", i.DLP, i.File, i.Kind, i.Refiner)
}

// Held is an item with its content key and the intake epoch that it was sealed in.
type Held struct {
	Item
	Epoch uint32
	Key   seal.ContentKey
}

// contentSchema: one row a ciphertext. Rows of withdrawn files are overwritten with zeros (secure_delete), and what remains is sealed anew
// under another wrap key when the next intake key is destroyed.
const contentSchema = `
CREATE TABLE content_key(dlp INTEGER NOT NULL, file INTEGER NOT NULL, kind INTEGER NOT NULL, refiner INTEGER NOT NULL, epoch INTEGER NOT NULL,
  wrap INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (dlp, file, kind, refiner)) STRICT, WITHOUT ROWID;
CREATE INDEX content_key_wrap ON content_key(dlp, wrap);
-- wrap is the newest wrap key when the file was withdrawn, epoch the newest intake epoch that anything of it was sealed in
CREATE TABLE withdrawn(dlp INTEGER NOT NULL, file INTEGER NOT NULL, wrap INTEGER NOT NULL, epoch INTEGER NOT NULL, PRIMARY KEY (dlp, file)) STRICT, WITHOUT ROWID;
CREATE INDEX withdrawn_wrap ON withdrawn(dlp, wrap);
CREATE INDEX withdrawn_epoch ON withdrawn(dlp, epoch);`

func openContent(dir string) (*sql.DB, error) {
	path := filepath.Join(dir, contentName)
	db, err := sqlite.Open(path, "secure_delete(ON)")
	if err != nil {
		return nil, fmt.Errorf("custody: opening the content keys: %w", err)
	}
	db.SetMaxOpenConns(1)
	err = sqlite.Migrate(db, contentSchema)
	if errors.Is(err, sqlite.ErrVersion) {
		err = fmt.Errorf("%w: %s: %w", ErrVersion, path, err)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("custody: opening the content keys: %w", err), db.Close())
	}
	return db, nil
}

// KeepContentKeys keeps content keys, durably, so that the items open when their intake key is gone. A key that is held already stays;
// those of files that have been withdrawn are left out.
func (c *Custody) KeepContentKeys(ctx context.Context, list []Held) error {
	c.wrapMu.RLock()
	defer c.wrapMu.RUnlock()
	wraps := make(map[uint64]wrapping)
	for _, h := range list {
		if _, ok := wraps[h.DLP]; ok {
			continue
		}
		w, err := c.wrap(h.DLP)
		if err != nil {
			return err
		}
		wraps[h.DLP] = w
	}
	return c.changeContent(ctx, func(tx *sql.Tx) error {
		for _, h := range list {
			w := wraps[h.DLP]
			sealed, err := w.root.Seal(h.Key[:], []byte(h.String()))
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO content_key SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
				WHERE NOT EXISTS (SELECT 1 FROM withdrawn WHERE dlp = ?1 AND file = ?2) ON CONFLICT DO NOTHING`,
				h.DLP, h.File, h.Kind, h.Refiner, h.Epoch, w.generation, sealed); err != nil {
				return err
			}
		}
		return nil
	})
}

// HasContentKey reports whether an item's content key is held.
func (c *Custody) HasContentKey(ctx context.Context, item Item) (bool, error) {
	var n int
	err := c.content.QueryRowContext(ctx, `SELECT count(*) FROM content_key WHERE dlp = ? AND file = ? AND kind = ? AND refiner = ?`,
		item.DLP, item.File, item.Kind, item.Refiner).Scan(&n)
	return n > 0, err
}

// ContentKeys counts the content keys held of a file.
func (c *Custody) ContentKeys(ctx context.Context, dlp, file uint64) (n int, err error) {
	err = c.content.QueryRowContext(ctx, `SELECT count(*) FROM content_key WHERE dlp = ? AND file = ?`, dlp, file).Scan(&n)
	return n, err
}

// Withdrawn reports whether a file has been forgotten here.
func (c *Custody) Withdrawn(ctx context.Context, dlp, file uint64) (bool, error) {
	_, gone, err := c.Forgotten(ctx, dlp, file)
	return gone, err
}

// Forgotten says whether a file has been forgotten here, and up to which epoch intake keys could open something of it: it is unreadable
// here once that epoch is retired.
func (c *Custody) Forgotten(ctx context.Context, dlp, file uint64) (epoch uint32, gone bool, err error) {
	err = c.content.QueryRowContext(ctx, `SELECT epoch FROM withdrawn WHERE dlp = ? AND file = ?`, dlp, file).Scan(&epoch)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return epoch, err == nil, err
}

// NewestForgotten is the newest intake epoch that anything of a forgotten file of the DataDAO was sealed in; 0 if there is none.
func (c *Custody) NewestForgotten(ctx context.Context, dlp uint64) (epoch uint32, err error) {
	err = c.content.QueryRowContext(ctx, `SELECT coalesce(max(epoch), 0) FROM withdrawn WHERE dlp = ?`, dlp).Scan(&epoch)
	return epoch, err
}

// SealedIn returns the newest intake epoch in which a held content key of a file was sealed; 0 if none is held.
func (c *Custody) SealedIn(ctx context.Context, dlp, file uint64) (epoch uint32, err error) {
	err = c.content.QueryRowContext(ctx, `SELECT coalesce(max(epoch), 0) FROM content_key WHERE dlp = ? AND file = ?`, dlp, file).Scan(&epoch)
	return epoch, err
}

// Forget destroys the content keys of a file that its owner has taken back, for good: they are neither kept nor taken over again. An
// intake key that is still held opens the file's ciphertexts until it is retired; epoch is the newest one that any of them was sealed in.
// Forgetting a file again can only raise that.
func (c *Custody) Forget(ctx context.Context, dlp, file uint64, epoch uint32) error {
	generation := uint32(0)
	if p, err := c.pool(dlp); err == nil {
		generation = p.newestWrap()
	} else if !errors.Is(err, ErrUnknownDLP) {
		return err
	}
	err := c.changeContent(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO withdrawn(dlp, file, wrap, epoch) VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET epoch = max(epoch, excluded.epoch)`, dlp, file, generation, epoch); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM content_key WHERE dlp = ? AND file = ?`, dlp, file)
		return err
	})
	if err != nil {
		return err
	}
	// what the log still holds of the row is written over
	if _, err := c.content.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return fmt.Errorf("custody: forgetting file %d: %w", file, err)
	}
	return nil
}

// OpenItem opens a ciphertext of a file with its content key, or with an intake key that is held. It says in which intake epoch the item was
// sealed, and whether an intake key was needed. Errors: ErrWithdrawn, ErrUnknownDLP, and those of seal.Open.
func (c *Custody) OpenItem(ctx context.Context, item Item, src io.Reader) (r *seal.Opened, epoch uint32, byIntake bool, err error) {
	if gone, err := c.Withdrawn(ctx, item.DLP, item.File); err != nil || gone {
		if err == nil {
			err = fmt.Errorf("%w: %d", ErrWithdrawn, item.File)
		}
		return nil, 0, false, err
	}
	p, h, ok, err := c.contentKey(ctx, item)
	if err != nil {
		return nil, 0, false, err
	}
	if ok {
		r, err := seal.OpenWithKey(src, h.Key)
		return r, h.Epoch, false, err
	}
	r, by, err := seal.OpenBy(src, p.newestFirst()...)
	if err != nil {
		return nil, 0, false, err
	}
	return r, p.epochOf(by), true, nil
}

// TakeIn reads an item's content key by an intake key that is held. It keeps nothing. Errors: ErrUnknownDLP, and those of
// seal.Open; src is read no further than its key section.
func (c *Custody) TakeIn(item Item, src io.Reader) (Held, error) {
	p, err := c.pool(item.DLP)
	if err != nil {
		return Held{}, err
	}
	key, by, err := seal.ContentKeyOf(src, p.newestFirst()...)
	if err != nil {
		return Held{}, err
	}
	return Held{item, p.epochOf(by), key}, nil
}

func (c *Custody) contentKey(ctx context.Context, item Item) (p *pool, h Held, ok bool, err error) {
	c.wrapMu.RLock()
	defer c.wrapMu.RUnlock()
	if p, err = c.pool(item.DLP); err != nil {
		return nil, h, false, err
	}
	var generation uint32
	var sealed []byte
	err = c.content.QueryRowContext(ctx, `SELECT epoch, wrap, sealed FROM content_key WHERE dlp = ? AND file = ? AND kind = ? AND refiner = ?`,
		item.DLP, item.File, item.Kind, item.Refiner).Scan(&h.Epoch, &generation, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return p, h, false, nil
	} else if err != nil {
		return nil, h, false, fmt.Errorf("custody: reading a content key: %w", err)
	}
	h.Item = item
	h.Key, err = p.unwrap(item, generation, sealed)
	return p, h, err == nil, err
}

func (c *Custody) changeContent(ctx context.Context, change func(*sql.Tx) error) error {
	tx, err := c.content.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("custody: writing content keys: %w", err)
	}
	defer tx.Rollback()
	if err = change(tx); err == nil {
		err = tx.Commit()
	}
	if err != nil {
		return fmt.Errorf("custody: writing content keys: %w", err)
	}
	return nil
}

const heldColumns = `SELECT dlp, file, kind, refiner, epoch, wrap, sealed `

type heldRow struct {
	Item
	epoch, generation uint32
	sealed            []byte
}

func held(rows *sql.Rows, err error) (list []heldRow, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r heldRow
		if err := rows.Scan(&r.DLP, &r.File, &r.Kind, &r.Refiner, &r.epoch, &r.generation, &r.sealed); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}
