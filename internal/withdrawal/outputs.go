package withdrawal

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/custody"
	"github.com/coppice-network/coppice/internal/sqlite"
)

// ErrWithdrawn means: the file has been withdrawn; nothing is stored for it any more.
var ErrWithdrawn = custody.ErrWithdrawn

// ErrVersion reports a file of a version that this program does not know.
var ErrVersion = errors.New("withdrawal: unknown version")

// Blobs is a node's content store.
type Blobs interface {
	Put(ctx context.Context, r io.Reader) (cid.Cid, int64, error)
	Get(ctx context.Context, id cid.Cid) (io.ReadCloser, error)
	Has(ctx context.Context, id cid.Cid) (bool, error)
	Delete(ctx context.Context, id cid.Cid) error
}

// Outputs remembers what validators of one node stored for which file, so that it can be removed with the file even if nobody ever
// recorded it, and keeps out what belongs to a withdrawn file. It is safe for concurrent use.
type Outputs struct {
	db    *sql.DB
	blobs Blobs

	storing sync.RWMutex // held for reading while something is stored
}

const outputsSchema = `
CREATE TABLE output(file INTEGER NOT NULL, cid BLOB NOT NULL, PRIMARY KEY (file, cid)) STRICT, WITHOUT ROWID;
CREATE TABLE withdrawn(file INTEGER PRIMARY KEY) STRICT;`

// OpenOutputs opens or makes the list at path.
func OpenOutputs(path string, blobs Blobs) (*Outputs, error) {
	db, err := sqlite.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the list of outputs: %w", err)
	}
	db.SetMaxOpenConns(1)
	err = sqlite.Migrate(db, outputsSchema)
	if errors.Is(err, sqlite.ErrVersion) {
		err = fmt.Errorf("%w: %s: %w", ErrVersion, path, err)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the list of outputs: %w", err), db.Close())
	}
	return &Outputs{db: db, blobs: blobs}, nil
}

// Close releases the list.
func (o *Outputs) Close() error { return o.db.Close() }

// PutFor stores content that was made of a file. ErrWithdrawn if that has been withdrawn.
func (o *Outputs) PutFor(ctx context.Context, _, file uint64, content []byte) (cid.Cid, error) {
	id, _, err := blob.Sum(bytes.NewReader(content))
	if err != nil {
		return cid.Undef, err
	}
	o.storing.RLock()
	defer o.storing.RUnlock()
	// noted first: what is stored and not noted would outlive its file
	res, err := o.db.ExecContext(ctx, `INSERT INTO output SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM withdrawn WHERE file = ?1) ON CONFLICT DO UPDATE SET cid = cid`, file, id.Bytes())
	if err != nil {
		return cid.Undef, fmt.Errorf("noting an output: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return cid.Undef, errors.Join(fmt.Errorf("%w: %d", ErrWithdrawn, file), err)
	}
	_, _, err = o.blobs.Put(ctx, bytes.NewReader(content))
	return id, err
}

// GetFor gets content of a file from the store, which may take it in from other nodes. ErrWithdrawn if the file has been withdrawn, also while
// that went on: then nothing of it is left here. (The note of a withdrawal is written before a [Remover] looks for what is to be deleted, and
// read here when the content is in the store: one of the two finds it.)
func (o *Outputs) GetFor(ctx context.Context, file uint64, id cid.Cid) (io.ReadCloser, error) {
	if err := o.refused(ctx, file); err != nil {
		return nil, err
	}
	r, err := o.blobs.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := o.refused(ctx, file); err != nil {
		r.Close()
		if errors.Is(err, ErrWithdrawn) {
			if e := o.blobs.Delete(context.WithoutCancel(ctx), id); e != nil && !errors.Is(e, blob.ErrNotFound) {
				err = errors.Join(err, e)
			}
		}
		return nil, err
	}
	return r, nil
}

// refused returns ErrWithdrawn after Refuse.
func (o *Outputs) refused(ctx context.Context, file uint64) error {
	var withdrawn bool
	if err := o.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM withdrawn WHERE file = ?)`, file).Scan(&withdrawn); err != nil {
		return fmt.Errorf("looking for a withdrawal: %w", err)
	}
	if withdrawn {
		return fmt.Errorf("%w: %d", ErrWithdrawn, file)
	}
	return nil
}

// Of lists what was stored for a file.
func (o *Outputs) Of(ctx context.Context, file uint64) ([]cid.Cid, error) {
	rows, err := o.db.QueryContext(ctx, `SELECT cid FROM output WHERE file = ?`, file)
	if err != nil {
		return nil, fmt.Errorf("reading the list of outputs: %w", err)
	}
	defer rows.Close()
	var list []cid.Cid
	for rows.Next() {
		var raw []byte
		if err := rows.Scan(&raw); err != nil {
			return nil, err
		}
		id, err := cid.Cast(raw)
		if err != nil {
			return nil, fmt.Errorf("reading the list of outputs: %w", err)
		}
		list = append(list, id)
	}
	return list, rows.Err()
}

// Refuse closes the door for a file: when it returns, nothing is being stored for it, and nothing will be.
func (o *Outputs) Refuse(ctx context.Context, file uint64) error {
	if _, err := o.db.ExecContext(ctx, `INSERT INTO withdrawn VALUES (?) ON CONFLICT DO NOTHING`, file); err != nil {
		return fmt.Errorf("noting a withdrawal: %w", err)
	}
	o.storing.Lock() // whoever began before the note was written has ended
	defer o.storing.Unlock()
	return nil
}
