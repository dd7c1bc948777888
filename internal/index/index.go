package index

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"sync"

	_ "modernc.org/sqlite" // the driver

	"github.com/coppice-network/coppice/internal/contracts"
)

// Errors callers tell apart.
var (
	ErrNotFound = errors.New("index: not found")
	ErrVersion  = errors.New("index: file of an unknown version")
	ErrForeign  = errors.New("index: file is not an index")
	ErrNetwork  = errors.New("index: file belongs to another network")
	ErrEvent    = errors.New("index: event of a core contract that cannot be understood")
	ErrOrder    = errors.New("index: blocks do not follow the checkpoint")
)

// Addresses are the contracts of one network.
type Addresses = contracts.Addresses

// Index is safe for use by many goroutines: one writes (the follower), any number read.
type Index struct {
	db     *sql.DB
	id     string
	decode *decoder

	observe func(query string, args []any) // set by tests, to look at query plans

	write sync.Mutex // one Apply or Rewind at a time

	mu     sync.Mutex
	height uint64        // of the checkpoint; 0 while there is none
	moved  chan struct{} // closed and replaced whenever height changes
}

// Open opens or creates the index at path for the network whose contracts are given. The errors are ErrVersion, ErrForeign,
// ErrNetwork and those of the disk. Two processes must not write to one index.
func Open(path string, core Addresses) (*Index, error) { return openWith(path, core, "FULL") }

func openWith(path string, core Addresses, synchronous string) (*Index, error) {
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: url.Values{
		"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(" + synchronous + ")", "foreign_keys(OFF)", "trusted_schema(OFF)"},
	}.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, fmt.Errorf("opening the index %s: %w", path, err)
	}
	x := &Index{db: db, decode: newDecoder(core), moved: make(chan struct{})}
	if err := x.prepare(context.Background(), core); err != nil {
		db.Close()
		return nil, fmt.Errorf("opening the index %s: %w", path, err)
	}
	return x, nil
}

// prepare brings the schema up to date and reads what is kept in memory.
func (x *Index) prepare(ctx context.Context, core Addresses) error {
	if err := migrate(ctx, x.db); err != nil {
		return err
	}
	want, err := json.Marshal(core)
	if err != nil {
		return err
	}
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	if _, err := x.db.ExecContext(ctx, `INSERT INTO meta(only, network, id) VALUES (1, ?, ?) ON CONFLICT DO NOTHING`, string(want), hex.EncodeToString(id[:])); err != nil {
		return err
	}
	var have string
	if err := x.db.QueryRowContext(ctx, `SELECT network, id FROM meta`).Scan(&have, &x.id); err != nil {
		return err
	}
	if have != string(want) {
		return fmt.Errorf("%w: delete it and it is built again", ErrNetwork)
	}
	x.height, _, _, err = x.Checkpoint(ctx)
	return err
}

// Close closes the file. Calls still running fail.
func (x *Index) Close() error { return x.db.Close() }

// ID names this file: it differs after the file was deleted and built again. Arrival numbers (Refinement.Seq) are comparable only
// within one ID.
func (x *Index) ID() string { return x.id }

// Wait returns the height of the checkpoint as soon as it is above since. Its only error is that of ctx.
func (x *Index) Wait(ctx context.Context, since uint64) (uint64, error) {
	for {
		x.mu.Lock()
		height, moved := x.height, x.moved
		x.mu.Unlock()
		if height > since {
			return height, nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return height, ctx.Err()
		}
	}
}

func (x *Index) move(height uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.height = height
	close(x.moved)
	x.moved = make(chan struct{})
}
