package withdrawal

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

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

	mu       sync.Mutex
	fetching map[content]int // by this process, now
}

// The steps of the list's tables: what was stored and what has been withdrawn; what is being fetched.
const outputs1 = `
CREATE TABLE output(file INTEGER NOT NULL, cid BLOB NOT NULL, PRIMARY KEY (file, cid)) STRICT, WITHOUT ROWID;
CREATE TABLE withdrawn(file INTEGER PRIMARY KEY) STRICT;`

const outputs2 = `CREATE TABLE fetching(file INTEGER NOT NULL, cid BLOB NOT NULL, PRIMARY KEY (file, cid)) STRICT, WITHOUT ROWID;`

// OpenOutputs opens or makes the list at path.
func OpenOutputs(path string, blobs Blobs) (*Outputs, error) {
	db, err := sqlite.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the list of outputs: %w", err)
	}
	db.SetMaxOpenConns(1)
	err = sqlite.Migrate(db, outputs1, outputs2)
	if errors.Is(err, sqlite.ErrVersion) {
		err = fmt.Errorf("%w: %s: %w", ErrVersion, path, err)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the list of outputs: %w", err), db.Close())
	}
	return &Outputs{db: db, blobs: blobs, fetching: make(map[content]int)}, nil
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

// GetFor gets content of a file from the store, which may take it in from other nodes. ErrWithdrawn if the file has been withdrawn, also
// while that went on: then nothing of it is left here. (The note of a withdrawal is written before a [Remover] looks for what is to be
// deleted, and read here when the content is in the store: one of the two finds it. What is not here as a whole is noted before it is
// fetched, so that it is found, too, if this process is killed: Tidy.)
func (o *Outputs) GetFor(ctx context.Context, file uint64, id cid.Cid) (io.ReadCloser, error) {
	if err := o.refused(ctx, file); err != nil {
		return nil, err
	}
	has, err := o.blobs.Has(ctx, id)
	if err != nil {
		return nil, err
	}
	if !has {
		done, err := o.begin(ctx, file, id)
		if err != nil {
			return nil, err
		}
		defer done()
	}
	r, failed := o.blobs.Get(ctx, id)
	// whatever became of it, and of ctx
	settling, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	err = o.refused(settling, file)
	if errors.Is(err, ErrWithdrawn) {
		if failed == nil {
			r.Close()
		}
		if e := o.discard(settling, file, id); e != nil {
			return nil, fmt.Errorf("removing what was fetched of a file that has been withdrawn: %w", e)
		}
		return nil, err
	}
	if err == nil && !has && failed == nil {
		err = o.forget(settling, file, id)
	}
	if err != nil && failed == nil {
		r.Close()
	}
	if err = errors.Join(failed, err); err != nil {
		return nil, err
	}
	return r, nil
}

// begin notes a fetch.
func (o *Outputs) begin(ctx context.Context, file uint64, id cid.Cid) (done func(), err error) {
	f := content{file, id}
	o.mu.Lock()
	o.fetching[f]++
	o.mu.Unlock()
	done = func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.fetching[f]--; o.fetching[f] == 0 {
			delete(o.fetching, f)
		}
	}
	if _, err := o.db.ExecContext(ctx, `INSERT INTO fetching VALUES (?, ?) ON CONFLICT DO NOTHING`, file, id.Bytes()); err != nil {
		done()
		return nil, fmt.Errorf("noting what is fetched: %w", err)
	}
	return done, nil
}

// forget removes the note of a fetch.
func (o *Outputs) forget(ctx context.Context, file uint64, id cid.Cid) error {
	if _, err := o.db.ExecContext(ctx, `DELETE FROM fetching WHERE file = ? AND cid = ?`, file, id.Bytes()); err != nil {
		return fmt.Errorf("noting what has been fetched: %w", err)
	}
	return nil
}

// discard deletes content, and the note of its fetch.
func (o *Outputs) discard(ctx context.Context, file uint64, id cid.Cid) error {
	if err := o.blobs.Delete(ctx, id); err != nil && !errors.Is(err, blob.ErrNotFound) {
		return err
	}
	return o.forget(ctx, file, id)
}

// Tidy deletes what an earlier process was fetching of files that have been withdrawn since, and what could not be deleted before.
func (o *Outputs) Tidy(ctx context.Context) error {
	list, err := o.list(ctx, `SELECT file, cid FROM fetching WHERE file IN (SELECT file FROM withdrawn)`)
	if err != nil {
		return err
	}
	for _, x := range list {
		o.mu.Lock()
		_, now := o.fetching[x]
		o.mu.Unlock()
		if now {
			continue // GetFor sees to it
		}
		if err := o.discard(ctx, x.file, x.id); err != nil {
			return fmt.Errorf("removing what was fetched of file %d, which has been withdrawn: %w", x.file, err)
		}
	}
	return nil
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

// Of lists what was stored for a file, or is being fetched.
func (o *Outputs) Of(ctx context.Context, file uint64) ([]cid.Cid, error) {
	list, err := o.list(ctx, `SELECT file, cid FROM output WHERE file = ?1 UNION SELECT file, cid FROM fetching WHERE file = ?1`, file)
	ids := make([]cid.Cid, len(list))
	for i, x := range list {
		ids[i] = x.id
	}
	return ids, err
}

// content is content of a file.
type content struct {
	file uint64
	id   cid.Cid
}

func (o *Outputs) list(ctx context.Context, query string, args ...any) ([]content, error) {
	rows, err := o.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("reading the list of outputs: %w", err)
	}
	defer rows.Close()
	var list []content
	for rows.Next() {
		var x content
		var raw []byte
		if err := rows.Scan(&x.file, &raw); err != nil {
			return nil, err
		}
		if x.id, err = cid.Cast(raw); err != nil {
			return nil, fmt.Errorf("reading the list of outputs: %w", err)
		}
		list = append(list, x)
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
