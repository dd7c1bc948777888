package contribution

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/gofrs/flock"

	"github.com/coppice-network/coppice/internal/sqlite"
	"github.com/coppice-network/coppice/internal/wallet"
)

type address = common.Address

// JournalVersion is the version of the journal's tables.
const JournalVersion = 3

// ErrJournalVersion reports a journal of another version.
var ErrJournalVersion = errors.New("contribution: the journal was written by another version of coppice")

// step is how far a contribution has come; each is durable before the next begins.
type step string

const (
	stepNew        step = "new"        // looked at
	stepSealed     step = "sealed"     // both ciphertexts lie in the staging folder, the address is known
	stepStored     step = "stored"     // both copies are where they belong
	stepSubmitted  step = "submitted"  // belongs to a batch whose transaction may have been sent
	stepRegistered step = "registered" // has a file id
)

// entry is one contribution in the journal.
type entry struct {
	id       string // of (chain, registry, DataDAO, owner, content)
	name     string
	size     int64
	dlp      uint64
	owner    address
	step     step
	cid      string
	personal string
	batch    string
	fileID   uint64
	jobID    string
	tx       string
	intake   string // digest of the intake key that it is sealed to; empty before journals of version 3
}

// Journal remembers contributions of one home. It is safe for concurrent use, also by several processes; what must not happen twice
// at a time is done under exclusive.
type Journal struct {
	db    *sql.DB
	stage string // ciphertexts that are not stored yet
	locks string

	queue  sync.Mutex
	queued []*saving  // wait for the next commit
	commit sync.Mutex // held by who commits
}

// OpenJournal opens or makes the journal in dir.
func OpenJournal(dir string) (*Journal, error) {
	stage, locks := filepath.Join(dir, "staging"), filepath.Join(dir, "locks")
	for _, folder := range []string{stage, locks} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("making the journal's folder: %w", err)
		}
	}
	db, err := sqlite.Open(filepath.Join(dir, "contributions.db"))
	if err != nil {
		return nil, fmt.Errorf("opening the journal: %w", err)
	}
	db.SetMaxOpenConns(1)
	if err := sqlite.Migrate(db, migrations[:]...); err != nil {
		db.Close()
		if errors.Is(err, sqlite.ErrVersion) {
			return nil, fmt.Errorf("%w: %w", ErrJournalVersion, err)
		}
		return nil, fmt.Errorf("making the journal: %w", err)
	}
	return &Journal{db: db, stage: stage, locks: locks}, nil
}

// Close releases the journal.
func (j *Journal) Close() error { return j.db.Close() }

// migrations lead from each version to the next.
var migrations = [JournalVersion]string{
	`CREATE TABLE contributions (
		id TEXT PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL, dlp INTEGER NOT NULL, owner TEXT NOT NULL, step TEXT NOT NULL,
		cid TEXT NOT NULL DEFAULT '', personal TEXT NOT NULL DEFAULT '', batch TEXT NOT NULL DEFAULT '', file INTEGER NOT NULL DEFAULT 0,
		job TEXT NOT NULL DEFAULT '', tx TEXT NOT NULL DEFAULT '', created INTEGER NOT NULL) STRICT;
	CREATE INDEX contributions_batch ON contributions (batch) WHERE batch <> '';
	CREATE INDEX contributions_file ON contributions (owner, file);
	CREATE TABLE salts (scope TEXT PRIMARY KEY, salt TEXT NOT NULL) STRICT;`,

	`CREATE TABLE signatures (batch TEXT PRIMARY KEY, nonce INTEGER NOT NULL, deadline INTEGER NOT NULL, signature TEXT NOT NULL) STRICT;`,

	`ALTER TABLE contributions ADD COLUMN intake TEXT NOT NULL DEFAULT '';
	CREATE TABLE recipients (scope TEXT PRIMARY KEY, digest TEXT NOT NULL) STRICT;`,
}

const columns = "id, name, size, dlp, owner, step, cid, personal, batch, file, job, tx, intake"

func scan(row interface{ Scan(...any) error }) (*entry, error) {
	var e entry
	var owner string
	err := row.Scan(&e.id, &e.name, &e.size, &e.dlp, &owner, &e.step, &e.cid, &e.personal, &e.batch, &e.fileID, &e.jobID, &e.tx, &e.intake)
	e.owner = common.HexToAddress(owner)
	return &e, err
}

// forget removes an entry, so that the same content can be contributed as a new file.
func (j *Journal) forget(ctx context.Context, id string) error {
	_, err := j.db.ExecContext(ctx, "DELETE FROM contributions WHERE id = ?", id)
	return err
}

// batch returns the entries of one batch in the order in which they are registered.
func (j *Journal) batch(ctx context.Context, batch string) ([]*entry, error) {
	rows, err := j.db.QueryContext(ctx, "SELECT "+columns+" FROM contributions WHERE batch = ? ORDER BY id", batch)
	if err != nil {
		return nil, fmt.Errorf("reading the journal: %w", err)
	}
	defer rows.Close()
	var list []*entry
	for rows.Next() {
		e, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("reading the journal: %w", err)
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// byFile returns the entry of a registered file, or nil.
func (j *Journal) byFile(ctx context.Context, owner address, fileID uint64) (*entry, error) {
	e, err := scan(j.db.QueryRowContext(ctx, "SELECT "+columns+" FROM contributions WHERE owner = ? AND file = ?", owner.Hex(), fileID))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return e, err
}

// salt returns the salt of an owner's personal copies for one DataDAO, drawing it the first time.
func (j *Journal) salt(ctx context.Context, scope string, draw func() ([32]byte, error)) ([32]byte, error) {
	salt, known, err := j.knownSalt(ctx, scope)
	if err != nil || known {
		return salt, err
	}
	fresh, err := draw()
	if err != nil {
		return [32]byte{}, err
	}
	if _, err := j.db.ExecContext(ctx, "INSERT INTO salts VALUES (?, ?) ON CONFLICT DO NOTHING", scope, hex.EncodeToString(fresh[:])); err != nil {
		return [32]byte{}, fmt.Errorf("writing the journal: %w", err)
	}
	salt, _, err = j.knownSalt(ctx, scope)
	return salt, err
}

func (j *Journal) knownSalt(ctx context.Context, scope string) ([32]byte, bool, error) {
	var text string
	err := j.db.QueryRowContext(ctx, "SELECT salt FROM salts WHERE scope = ?", scope).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return [32]byte{}, false, nil
	} else if err != nil {
		return [32]byte{}, false, fmt.Errorf("reading the journal: %w", err)
	}
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != 32 {
		return [32]byte{}, false, fmt.Errorf("reading the journal: salt %q is malformed", text)
	}
	return [32]byte(b), true, nil
}

// hold makes sure that an owner's copies for one DataDAO are all sealed to one recipient, of which it keeps the digest. A wallet that
// leads to another one than at first could not open what was sealed before, and later not what would be sealed now. The error is
// wallet.ErrNotDeterministic.
func (j *Journal) hold(ctx context.Context, scope string, recipient [32]byte) error {
	want := hex.EncodeToString(recipient[:])
	if _, err := j.db.ExecContext(ctx, "INSERT INTO recipients VALUES (?, ?) ON CONFLICT DO NOTHING", scope, want); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	var first string
	if err := j.db.QueryRowContext(ctx, "SELECT digest FROM recipients WHERE scope = ?", scope).Scan(&first); err != nil {
		return fmt.Errorf("reading the journal: %w", err)
	}
	if first != want {
		return fmt.Errorf("%w: the wallet leads to another key now than for your first copy of this DataDAO", wallet.ErrNotDeterministic)
	}
	return nil
}

// exclusive waits until nobody else, in this process or another, works on contributions of a scope. Two that worked on one content
// would both seal it, and register it twice.
func (j *Journal) exclusive(ctx context.Context, scope string) (release func(), err error) {
	name := sha256.Sum256([]byte(scope))
	lock := flock.New(filepath.Join(j.locks, hex.EncodeToString(name[:8])))
	if _, err := lock.TryLockContext(ctx, lockRetry); err != nil {
		return nil, fmt.Errorf("waiting for another contribution to the same DataDAO: %w", err)
	}
	return func() { lock.Close() }, nil
}

// lockRetry is how often a lock that somebody else holds is tried.
const lockRetry = 50 * time.Millisecond

// paths of an entry's staged ciphertexts; they are removed once both copies are stored.
func (j *Journal) staged(e *entry) (pooled, personal string) {
	return filepath.Join(j.stage, e.id+".pooled"), filepath.Join(j.stage, e.id+".personal")
}

// contributionID names a contribution by what it is, not where its file lies. It stays on the contributor's machine.
func contributionID(scope string, content [32]byte) string {
	h := sha256.New()
	h.Write([]byte("coppice contribution v1\x00" + scope + "\x00"))
	h.Write(content[:])
	return hex.EncodeToString(h.Sum(nil))
}
