// Package custody keeps the keys of DataDAOs inside validators, and hands them over between validators that have verified each
// other.
//
// # What is kept
//
// For each DataDAO that a validator serves:
//
//   - the intake identities, one per epoch, which open what contributors sealed to the DataDAO;
//   - one secret of 32 bytes, the same on every validator that serves the DataDAO, from which fingerprints, identity tags and salts
//     come. A fingerprint is HMAC-SHA256, never a plain hash: a hash would let anyone test whether a known export is in the pool;
//   - one key of 32 bytes for tables that validators of this DataDAO share;
//   - the content key of each of its valid files, their findings and artefacts (see [Held]). An intake identity is destroyed ([Custody.Retire])
//     when the content keys of its epoch have been taken in; from then on each file can be given up alone ([Custody.Forget]).
//
// For the validator itself: the identity that opens requests and hand-overs, the key with which it signs, and a secret for the
// pseudonyms of one job. These three never leave it.
//
// Every one of these is drawn here and has one purpose; keys for HMAC are derived from a secret by HKDF-SHA256 with an info string of
// their own. A broken validator exposes the DataDAOs it serves and no other.
//
// # At rest
//
// A custody is one directory:
//
//	format          "coppice-custody/1" and a line feed; any other content is refused
//	lock            held by the process that has the custody open
//	local.sealed    the validator's own record
//	dlp-<id>.sealed one record per DataDAO
//	content.db      SQLite: content keys, each sealed by a wrap key that stands in the DataDAO's record; which files were withdrawn
//
// A record is JSON with a format of its own, sealed by the enclave's root for the purpose "custody" and bound to its file name, so
// that two files cannot be swapped. A file is replaced by writing a temporary one, syncing it, renaming it and syncing the
// directory; a key is returned to a caller only after that. Whatever instant a process is killed at, each record is either the old
// one or the new one, and no key that anyone was told of is lost.
//
// What this does not notice: an operator who puts back an older, genuine directory, or removes a DataDAO's file. The
// validator then lacks keys, which shows against the chain; it never holds wrong ones.
package custody

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/gofrs/flock"

	"github.com/coppice-network/coppice/internal/durable"
	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/wallet"
)

// Errors that callers tell apart.
var (
	ErrInUse   = errors.New("custody: the directory is in use by another process")
	ErrVersion = errors.New("custody: unknown format version")
	// ErrTampered means: a file of the directory was changed, moved or removed.
	ErrTampered = errors.New("custody: the directory was changed from outside")
	// ErrOtherRoot means: the directory was sealed below another root than the one given.
	ErrOtherRoot = errors.New("custody: sealed below another root")
	// ErrUnknownDLP means: this validator holds no keys of that DataDAO.
	ErrUnknownDLP = errors.New("custody: no keys of this DataDAO here")
	// ErrUnknownEpoch means: this validator holds keys of the DataDAO, but not of that epoch.
	ErrUnknownEpoch = errors.New("custody: no intake key of this epoch here")
	// ErrPastEpoch means: a key was asked for in an epoch before one that exists; epochs only grow.
	ErrPastEpoch = errors.New("custody: a later epoch has begun")
	// ErrClosed means: the custody was closed.
	ErrClosed = errors.New("custody: closed")
)

const (
	marker      = "coppice-custody/1\n"
	markerName  = "format"
	lockName    = "lock"
	localName   = "local.sealed"
	contentName = "content.db"
	dlpPrefix   = "dlp-"
	sealSuffix  = ".sealed"
	rootPurpose = "custody"
)

// Custody holds a validator's keys. It is safe for concurrent use.
type Custody struct {
	dir  string
	root enclave.SealingRoot
	lock *flock.Flock
	// write is writeFile; tests let it fail.
	write   func(path string, b []byte) error
	random  io.Reader
	content *sql.DB
	wrapMu  sync.RWMutex // held for writing while content keys change from one wrap key to the next

	mu     sync.RWMutex
	closed bool
	local  *local
	dlps   map[uint64]*pool
}

// local is the validator's own record, opened.
type local struct {
	identity *seal.Identity
	key      *wallet.Key
	jobs     [32]byte
}

// pool is one DataDAO's record, opened. It is never changed; a new one replaces it.
type pool struct {
	record     poolRecord
	identities []*seal.Identity // as record.Epochs, oldest first
}

// Open opens a validator's custody, or begins one with keys drawn from random. The directory is locked until Close. Every
// record is opened and checked: one that was tampered with stops the validator here, by the file's name, and not in the middle of a
// job. Errors: ErrInUse, ErrVersion, ErrTampered, ErrOtherRoot.
func Open(dir string, root enclave.SealingRoot, random io.Reader) (*Custody, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("custody: creating %s: %w", dir, err)
	}
	lock := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	held, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("custody: locking %s: %w", dir, err)
	}
	if !held {
		return nil, fmt.Errorf("%w: %s", ErrInUse, dir)
	}
	c := &Custody{dir: dir, root: root.For(rootPurpose), lock: lock, write: writeFile, random: random, dlps: map[uint64]*pool{}}
	err = c.load(random)
	if err == nil {
		c.content, err = openContent(dir)
	}
	if err != nil {
		lock.Unlock()
		return nil, err
	}
	return c, nil
}

// Close releases the directory. Methods called later answer ErrClosed, or nothing.
func (c *Custody) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	c.closed, c.local, c.dlps = true, nil, nil
	return errors.Join(c.content.Close(), c.lock.Unlock())
}

// Identity opens requests and hand-overs; its recipient stands in the validator's document.
func (c *Custody) Identity() (*seal.Identity, error) {
	l, err := c.own()
	if err != nil {
		return nil, err
	}
	return l.identity, nil
}

// Key is the key with which the validator signs; its address is the validator's.
func (c *Custody) Key() (*wallet.Key, error) {
	l, err := c.own()
	if err != nil {
		return nil, err
	}
	return l.key, nil
}

// DLPs returns the DataDAOs whose keys are held, in ascending order.
func (c *Custody) DLPs() []uint64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	ids := make([]uint64, 0, len(c.dlps))
	for id := range c.dlps {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Has reports whether any key of the DataDAO is held.
func (c *Custody) Has(dlp uint64) bool {
	_, err := c.pool(dlp)
	return err == nil
}

func (c *Custody) own() (*local, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.closed {
		return nil, ErrClosed
	}
	return c.local, nil
}

func (c *Custody) pool(dlp uint64) (*pool, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.closed {
		return nil, ErrClosed
	}
	p, ok := c.dlps[dlp]
	if !ok {
		return nil, fmt.Errorf("%w: %d", ErrUnknownDLP, dlp)
	}
	return p, nil
}

// load reads the directory. The marker is written before anything else, so a directory with records and without a marker was
// changed from outside; so was one with DataDAOs and without the validator's own record.
func (c *Custody) load(random io.Reader) error {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return fmt.Errorf("custody: reading %s: %w", c.dir, err)
	}
	var ids []uint64
	marked, hasLocal := false, false
	for _, e := range entries {
		switch name := e.Name(); {
		case name == markerName:
			marked = true
		case name == localName:
			hasLocal = true
		case strings.HasPrefix(name, durable.Temporary):
			// Left by a crash; the lock makes sure that nobody is writing it.
			if err := os.Remove(filepath.Join(c.dir, name)); err != nil {
				return fmt.Errorf("custody: removing what a crash left: %w", err)
			}
		default:
			if id, ok := poolOfName(name); ok {
				ids = append(ids, id)
			}
		}
	}
	switch {
	case !marked && (hasLocal || len(ids) > 0):
		return fmt.Errorf("%w: %s is missing", ErrTampered, filepath.Join(c.dir, markerName))
	case !marked:
		if err := c.write(filepath.Join(c.dir, markerName), []byte(marker)); err != nil {
			return err
		}
		if err := durable.SyncDir(filepath.Dir(c.dir)); err != nil { // the directory itself may be new
			return fmt.Errorf("custody: beginning %s: %w", c.dir, err)
		}
	default:
		b, err := os.ReadFile(filepath.Join(c.dir, markerName))
		if err != nil {
			return fmt.Errorf("custody: reading the format: %w", err)
		}
		if string(b) != marker {
			return fmt.Errorf("%w: %.40q, this program reads %q", ErrVersion, b, marker)
		}
	}
	if !hasLocal {
		if len(ids) > 0 {
			return fmt.Errorf("%w: %s is missing", ErrTampered, filepath.Join(c.dir, localName))
		}
		if err := c.begin(random); err != nil {
			return err
		}
	}
	b, err := c.open(localName)
	if err != nil {
		return err
	}
	if c.local, err = parseLocal(b); err != nil {
		return fmt.Errorf("%s: %w", filepath.Join(c.dir, localName), err)
	}
	for _, id := range ids {
		b, err := c.open(poolName(id))
		if err != nil {
			return err
		}
		p, err := parsePool(b, id)
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Join(c.dir, poolName(id)), err)
		}
		c.dlps[id] = p
	}
	return nil
}

// open reads and unseals one record.
func (c *Custody) open(name string) ([]byte, error) {
	path := filepath.Join(c.dir, name)
	sealed, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s is missing", ErrTampered, path)
	}
	if err != nil {
		return nil, fmt.Errorf("custody: reading %s: %w", path, err)
	}
	plain, err := c.root.Open(sealed, []byte(name))
	switch {
	case errors.Is(err, enclave.ErrOtherRoot):
		return nil, fmt.Errorf("%w: %s", ErrOtherRoot, path)
	case errors.Is(err, enclave.ErrVersion):
		return nil, fmt.Errorf("%w: %s: %v", ErrVersion, path, err)
	case err != nil:
		return nil, fmt.Errorf("%w: %s: %v", ErrTampered, path, err)
	}
	return plain, nil
}

// store seals and writes one record, durably.
func (c *Custody) store(name string, plain []byte) error {
	sealed, err := c.root.Seal(plain, []byte(name))
	if err != nil {
		return fmt.Errorf("custody: sealing %s: %w", name, err)
	}
	return c.write(filepath.Join(c.dir, name), sealed)
}

// keep makes a DataDAO's record durable and then visible. The caller holds mu.
func (c *Custody) keep(r poolRecord) (*pool, error) {
	slices.SortFunc(r.Epochs, func(a, b epochRecord) int { return cmp.Compare(a.Epoch, b.Epoch) })
	b, err := r.encode()
	if err != nil {
		return nil, err
	}
	p, err := parsePool(b, r.DLP) // what is stored must be what can be read
	if err != nil {
		return nil, err
	}
	if err := c.store(poolName(r.DLP), b); err != nil {
		return nil, err
	}
	c.dlps[r.DLP] = p
	return p, nil
}

func poolName(dlp uint64) string { return dlpPrefix + strconv.FormatUint(dlp, 10) + sealSuffix }

func poolOfName(name string) (uint64, bool) {
	digits, ok := strings.CutPrefix(name, dlpPrefix)
	if !ok {
		return 0, false
	}
	digits, ok = strings.CutSuffix(digits, sealSuffix)
	if !ok {
		return 0, false
	}
	id, err := strconv.ParseUint(digits, 10, 64)
	return id, err == nil && poolName(id) == name
}

// writeFile replaces a file so that after a crash it is whole: the old one or the new one.
func writeFile(path string, b []byte) error {
	if err := durable.Write(path, b, 0o600); err != nil {
		return fmt.Errorf("custody: writing %s: %w", path, err)
	}
	return nil
}
