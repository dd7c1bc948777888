package blob

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ipfs/go-cid"
	"golang.org/x/sys/unix"

	"github.com/coppice-network/coppice/internal/durable"
	"github.com/coppice-network/coppice/internal/sqlite"
)

// rootsSchema: one row a root, one row for each (block, root that needs it). The primary key answers "does another root need this
// block", the index "which blocks does this root need".
const rootsSchema = `
CREATE TABLE IF NOT EXISTS roots (id INTEGER PRIMARY KEY, cid BLOB NOT NULL UNIQUE, size INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS refs (digest BLOB NOT NULL, root INTEGER NOT NULL, PRIMARY KEY (digest, root)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS refs_root ON refs (root);`

func openRoots(path string) (*sql.DB, error) {
	db, err := sqlite.Open(path)
	if err != nil {
		return nil, err
	}
	if _, err := db.Exec(rootsSchema); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare %s: %w", path, err), db.Close())
	}
	return db, nil
}

// root returns the row of a root; id 0 if it is not here.
func (s *Store) root(ctx context.Context, c cid.Cid) (id, size int64, err error) {
	err = s.roots.QueryRowContext(ctx, `SELECT id, size FROM roots WHERE cid = ?`, c.Bytes()).Scan(&id, &size)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, nil
	}
	return id, size, err
}

// Has reports whether the content is stored here under this address, as a file of its own (not merely as a part of another).
func (s *Store) Has(ctx context.Context, c cid.Cid) (bool, error) {
	id, _, err := s.root(ctx, c)
	if err != nil {
		return false, fmt.Errorf("look up %s: %w", c, err)
	}
	return id != 0, nil
}

// Size returns the size in bytes of content stored here; ErrNotFound otherwise.
func (s *Store) Size(ctx context.Context, c cid.Cid) (int64, error) {
	id, size, err := s.root(ctx, c)
	if err == nil && id == 0 {
		err = fmt.Errorf("%w: %s", ErrNotFound, c)
	}
	return size, err
}

// record writes a root and the blocks it needs in one transaction. The caller shares s.commit, and the blocks are on disk.
func (s *Store) record(ctx context.Context, c cid.Cid, size int64, blocks map[[32]byte]struct{}) error {
	tx, err := s.roots.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	res, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO roots (cid, size) VALUES (?, ?)`, c.Bytes(), size)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err // here already, with the same blocks
	}
	id, err := res.LastInsertId()
	if err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, `INSERT INTO refs (digest, root) VALUES (?, ?)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for digest := range blocks {
		if _, err := insert.ExecContext(ctx, digest[:], id); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Delete removes the content from this store: every block that no other content here needs leaves the disk before Delete returns.
// ErrNotFound if it is not here. A reader that is under way may fail.
func (s *Store) Delete(ctx context.Context, c cid.Cid) error {
	s.commit.Lock()
	defer s.commit.Unlock()
	if err := s.delete(ctx, c); err != nil {
		return fmt.Errorf("delete %s: %w", c, NoSpace(err))
	}
	return nil
}

func (s *Store) delete(ctx context.Context, c cid.Cid) error {
	id, _, err := s.root(ctx, c)
	if err != nil {
		return err
	}
	if id == 0 {
		return ErrNotFound
	}
	only, err := s.digests(ctx, `SELECT digest FROM refs r WHERE root = ?1
		AND NOT EXISTS (SELECT 1 FROM refs o WHERE o.digest = r.digest AND o.root <> ?1)`, id)
	if err != nil {
		return err
	}
	tx, err := s.roots.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, stmt := range []string{`DELETE FROM refs WHERE root = ?`, `DELETE FROM roots WHERE id = ?`} {
		if _, err := tx.ExecContext(ctx, stmt, id); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	// From here on the content is gone for callers; what fails below is done by the sweep of the next Open.
	if err := s.drop(ctx, only); err != nil {
		return err
	}
	return s.syncBlocks()
}

func (s *Store) digests(ctx context.Context, query string, args ...any) ([][32]byte, error) {
	rows, err := s.roots.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out [][32]byte
	for rows.Next() {
		var raw []byte
		if err := rows.Scan(&raw); err != nil {
			return nil, err
		}
		if len(raw) != 32 {
			return nil, fmt.Errorf("roots.db holds a digest of %d bytes", len(raw))
		}
		out = append(out, [32]byte(raw))
	}
	return out, rows.Err()
}

// drop deletes blocks from disk unless a Put or Get under way counts on them. The caller holds s.commit alone and knows that no root
// needs them.
func (s *Store) drop(ctx context.Context, digests [][32]byte) error {
	for _, d := range digests {
		if s.wanted(d) {
			continue
		}
		if err := s.blocks.DeleteBlock(ctx, FromDigest(d, CodecRaw)); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) wanted(d [32]byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for sess := range s.sessions {
		if _, ok := sess.blocks[d]; ok {
			return true
		}
	}
	return false
}

// syncBlocks makes deletions durable: the file system keeps the directories' old entries otherwise, should the power fail.
func (s *Store) syncBlocks() error {
	d, err := os.Open(filepath.Join(s.cfg.Dir, "blocks"))
	if err != nil {
		return err
	}
	defer d.Close()
	return unix.Syncfs(int(d.Fd()))
}

// markDirty notes durably that orphans may appear, and reports whether the previous run left the note behind.
func (s *Store) markDirty() (was bool, err error) {
	path := filepath.Join(s.cfg.Dir, "dirty")
	if _, err := os.Stat(path); err == nil {
		return true, nil
	}
	return false, durable.Write(path, nil, 0o600)
}

// markClean removes the note; the caller knows that nothing is under way and no orphan is left.
func (s *Store) markClean() error {
	if err := os.Remove(filepath.Join(s.cfg.Dir, "dirty")); err != nil {
		return err
	}
	return durable.SyncDir(s.cfg.Dir)
}

// sweep deletes blocks that neither a root nor a session needs, and returns how many.
func (s *Store) sweep(ctx context.Context) (removed int, err error) {
	keys, err := s.blocks.AllKeysChan(ctx)
	if err != nil {
		return 0, err
	}
	for key := range keys {
		d, _, err := DigestOf(key)
		if err != nil {
			return removed, err
		}
		gone, err := s.sweepBlock(ctx, d)
		if err != nil {
			return removed, err
		}
		if gone {
			removed++
		}
	}
	return removed, ctx.Err()
}

func (s *Store) sweepBlock(ctx context.Context, d [32]byte) (bool, error) {
	s.commit.Lock()
	defer s.commit.Unlock()
	if needed, err := s.needed(ctx, d); err != nil || needed || s.wanted(d) {
		return false, err
	}
	return true, s.blocks.DeleteBlock(ctx, FromDigest(d, CodecRaw))
}
