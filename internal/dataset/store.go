package dataset

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"sync"
	"syscall"

	"github.com/ethereum/go-ethereum/common"
	"github.com/gofrs/flock"

	"github.com/coppice-network/coppice/internal/durable"
)

// Errors of stores. All of them arrive wrapped.
var (
	// ErrVersion: the directory or a file in it is of a format this program does not know.
	ErrVersion = errors.New("dataset: unknown store format")
	// ErrInUse: another process has the store open.
	ErrInUse = errors.New("dataset: store is in use by another process")
	// ErrCorrupt: a file is missing, damaged, exchanged, or sealed with another key.
	ErrCorrupt = errors.New("dataset: store is damaged")
	// ErrErased: the file has been erased for good; or a snapshot held a file that has been erased since: take a new one.
	ErrErased = errors.New("dataset: file has been erased")
	// ErrSchemaChanged: the table exists with columns that do not go together with the new ones.
	ErrSchemaChanged = errors.New("dataset: table has other columns")
	// ErrConflict: the same file and refiner are here already with another digest or owner.
	ErrConflict = errors.New("dataset: refinement is already here with other content")
	// ErrNoTable: nothing has ever been ingested for the table.
	ErrNoTable = errors.New("dataset: no such table")
	// ErrNoColumn: the table has no such column.
	ErrNoColumn = errors.New("dataset: no such column")
	// ErrNoSpace: the disk or the quota is full. What was there before is unharmed.
	ErrNoSpace = errors.New("dataset: no space left")
	// ErrClosed: store or snapshot has been closed.
	ErrClosed = errors.New("dataset: closed")
	// ErrBroken: the disk failed in a way that leaves open what it holds; the store refuses to write until it is opened again.
	ErrBroken = errors.New("dataset: disk failed, reopen the store")
)

// Sealer encrypts and authenticates what is kept at rest. Open must fail unless sealed came from Seal with the same key and the same aad.
type Sealer interface {
	Seal(plain, aad []byte) (sealed []byte, err error)
	Open(sealed, aad []byte) (plain []byte, err error)
}

// Ref names one refinement: what of which file, by which refiner, with which digest of its plaintext.
type Ref struct {
	DLP       uint64         // the DataDAO
	FileID    uint64         // as registered
	RefinerID uint64         // a higher id replaces a lower one
	Owner     common.Address // the contributor
	Digest    [32]byte       // PlaintextDigest of the artefact
}

// entry is what is kept of a Ref in a table.
type entry struct {
	file, refiner uint64
	owner         common.Address
	digest        [32]byte
	rows          int
}

type tableKey struct {
	dlp  uint64
	name string
}

// table is the state of one table: immutable runs of chunks on disk and the files that are in the journal only.
type table struct {
	key     tableKey
	columns []Column
	runs    []*run
	mem     map[uint64]memFile
}

type memFile struct {
	entry
	rows *rows
}

// run is a sorted list of chunks that no file id occurs in twice.
type run struct {
	level  int
	chunks []*chunk
}

// tuning are the sizes a test wants smaller, and its eyes.
type tuning struct {
	flushFiles int               // journalled files that make a flush
	flushBytes int               // their size in memory that does
	chunkBytes int               // about the plain size of a chunk
	fanIn      int               // runs of a level that are merged
	hook       func(step string) // called after each durable step; nil = none
}

var defaultTuning = tuning{flushFiles: 256, flushBytes: 16 << 20, chunkBytes: 4 << 20, fanIn: 4}

// Store is the live tables of all DataDAOs a validator serves, in one directory. Its methods may be called concurrently; those that
// write take turns, and none of those that read waits for them.
type Store struct {
	dir    string
	sealer Sealer
	tune   tuning
	lock   *flock.Flock

	writer   sync.Mutex // held by whoever changes state; the fields of this block need it
	journal  *journal
	memFiles int
	memBytes int
	broken   error
	fresh    []string // chunks written but in no manifest yet

	mu     sync.Mutex // for the moment in which state is exchanged or copied; the holder of writer may read without it
	tables map[tableKey]*table
	erased map[uint64]*erasures // by dlp
	closed bool
}

// erasures of one DataDAO, also in the order in which they were done.
type erasures struct {
	files map[uint64]struct{}
	order []uint64
}

// Open opens the store in dir, making it if the directory is empty or missing. Errors: ErrInUse, ErrVersion, ErrCorrupt, ErrNoSpace.
func Open(dir string, sealer Sealer) (*Store, error) { return openTuned(dir, sealer, defaultTuning) }

const storeFormat = "coppice-dataset/1\n"

func openTuned(dir string, sealer Sealer, tune tuning) (_ *Store, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("open dataset store %s: %w", dir, noSpace(err))
		}
	}()
	if tune.hook == nil {
		tune.hook = func(string) {}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	s := &Store{dir: dir, sealer: sealer, tune: tune, tables: map[tableKey]*table{}, erased: map[uint64]*erasures{}}
	s.lock = flock.New(filepath.Join(dir, "LOCK"))
	switch held, err := s.lock.TryLock(); {
	case err != nil:
		return nil, err
	case !held:
		return nil, ErrInUse
	}
	defer func() {
		if err != nil {
			if s.journal != nil {
				s.journal.close()
			}
			s.lock.Unlock()
		}
	}()
	format, err := os.ReadFile(filepath.Join(dir, "FORMAT"))
	if errors.Is(err, os.ErrNotExist) {
		_, err = replaceFile(filepath.Join(dir, "FORMAT"), []byte(storeFormat))
	} else if err == nil && string(format) != storeFormat {
		err = fmt.Errorf("%w: %.64q, want %q", ErrVersion, format, storeFormat)
	}
	if err != nil {
		return nil, err
	}
	return s, s.load()
}

// Close releases the directory. Snapshots can no longer be read.
func (s *Store) Close() error {
	s.writer.Lock()
	defer s.writer.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	return errors.Join(s.journal.close(), s.lock.Unlock())
}

// writable reports why the store cannot be written, if it cannot. The caller holds s.writer.
func (s *Store) writable() error {
	switch {
	case s.closed:
		return ErrClosed
	case s.broken != nil:
		return fmt.Errorf("%w: %w", ErrBroken, s.broken)
	}
	return nil
}

// Ingest takes the tables of one refinement into the live tables: all of them, checked against the schema as CheckTables does, or none.
// When it returns nil they are on disk. Repeating it changes nothing; so does ingesting an older refiner's output. After an error other
// than the ones of bad input the refinement may be in or not: repeat until nil.
//
// Errors: *SchemaError, ErrErased, ErrConflict, ErrSchemaChanged, ErrNoSpace, ErrBroken, ErrClosed.
func (s *Store) Ingest(ctx context.Context, ref Ref, tables map[string][]byte, schema Schema) error {
	read, err := readTables(schema, tables, Limits{})
	if err != nil {
		return err
	}
	s.writer.Lock()
	defer s.writer.Unlock()
	if err = errors.Join(ctx.Err(), s.writable()); err == nil {
		err = s.ingest(ref, read)
	}
	if err != nil {
		return fmt.Errorf("ingest file %d of DLP %d: %w", ref.FileID, ref.DLP, noSpace(err))
	}
	return nil
}

func (s *Store) ingest(ref Ref, read map[string]*rows) error {
	if s.isErased(ref.DLP, ref.FileID) {
		return ErrErased
	}
	rec := record{Ref: ref}
	for name, r := range read {
		t := s.tables[tableKey{ref.DLP, name}]
		if t != nil {
			if _, err := mergeColumns(t.columns, r.columns); err != nil {
				return fmt.Errorf("table %s: %w", name, err)
			}
			if cur, ok := t.find(ref.FileID); ok {
				if cur.refiner == ref.RefinerID && (cur.digest != ref.Digest || cur.owner != ref.Owner) {
					return ErrConflict
				}
				if cur.refiner >= ref.RefinerID {
					continue
				}
			}
		}
		rec.tables = append(rec.tables, recordTable{name, r})
	}
	sort.Slice(rec.tables, func(i, j int) bool { return rec.tables[i].name < rec.tables[j].name })
	if len(rec.tables) > 0 {
		broken, err := s.journal.append(rec)
		if broken {
			s.broken = err
		}
		if err != nil {
			return err
		}
		s.tune.hook("journal appended")
		s.apply(rec)
	}
	if s.memFiles >= s.tune.flushFiles || s.memBytes >= s.tune.flushBytes {
		return s.flush()
	}
	return nil
}

// apply makes a journalled record part of the tables.
func (s *Store) apply(rec record) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.memFiles++
	for _, rt := range rec.tables {
		key := tableKey{rec.DLP, rt.name}
		t := s.tables[key]
		if t == nil {
			t = &table{key: key, mem: map[uint64]memFile{}}
			s.tables[key] = t
		}
		// Checked before it was journalled.
		t.columns, _ = mergeColumns(t.columns, rt.rows.columns)
		e := entry{rec.FileID, rec.RefinerID, rec.Owner, rec.Digest, rt.rows.n}
		t.mem[rec.FileID] = memFile{e, rt.rows}
		s.memBytes += rt.rows.bytes()
	}
}

// find returns what counts for a file: the entry of its highest refiner.
func (t *table) find(file uint64) (best entry, ok bool) {
	if m, ok := t.mem[file]; ok {
		return m.entry, true
	}
	for _, r := range t.runs {
		if c, i := r.find(file); c != nil && (!ok || c.entries[i].refiner > best.refiner) {
			best, ok = c.entries[i], true
		}
	}
	return best, ok
}

// find returns the chunk of a run that holds a file, and where; nil if none does.
func (r *run) find(file uint64) (*chunk, int) {
	i := sort.Search(len(r.chunks), func(i int) bool { return r.chunks[i].last() >= file })
	if i == len(r.chunks) {
		return nil, 0
	}
	c := r.chunks[i]
	k, ok := slices.BinarySearchFunc(c.entries, file, func(e entry, f uint64) int { return cmp.Compare(e.file, f) })
	if !ok {
		return nil, 0
	}
	return c, k
}

func (s *Store) isErased(dlp, file uint64) bool {
	e := s.erased[dlp]
	if e == nil {
		return false
	}
	_, yes := e.files[file]
	return yes
}

// mergeColumns is the shape of a table whose rows have either of two shapes: columns of one only must be nullable.
func mergeColumns(old, add []Column) ([]Column, error) {
	if len(old) == 0 {
		return add, nil
	}
	in := func(cols []Column, name string) (Column, bool) { return Table{Columns: cols}.Column(name) }
	for _, c := range old {
		if d, ok := in(add, c.Name); ok && c != d {
			return nil, fmt.Errorf("%w: column %s is %s (nullable: %t), was %s (nullable: %t)", ErrSchemaChanged, c.Name, d.Type, d.Nullable, c.Type, c.Nullable)
		} else if !ok && !c.Nullable {
			return nil, fmt.Errorf("%w: column %s is NOT NULL and missing now", ErrSchemaChanged, c.Name)
		}
	}
	out := slices.Clip(slices.Clone(old))
	for _, c := range add {
		if _, ok := in(old, c.Name); ok {
			continue
		}
		if !c.Nullable {
			return nil, fmt.Errorf("%w: new column %s is NOT NULL, and older rows have no value for it", ErrSchemaChanged, c.Name)
		}
		out = append(out, c)
	}
	return out, nil
}

// newID names a file. Names are random, not counted: a crash could make a counted one come again with other content.
func newID() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// replaceFile writes path so that a crash leaves the old content or the new. renamed tells whether an error came too late to be sure
// of the old.
func replaceFile(path string, data []byte) (renamed bool, err error) {
	dir := filepath.Dir(path)
	tmp := filepath.Join(dir, ".tmp-"+newID())
	if err := writeNew(tmp, data); err != nil {
		return false, err
	}
	if err := os.Rename(tmp, path); err != nil {
		return false, errors.Join(err, os.Remove(tmp))
	}
	return true, durable.SyncDir(dir)
}

// writeNew writes and syncs a file; its directory entry is not synced.
func writeNew(path string, parts ...[]byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	for _, p := range parts {
		if err == nil {
			_, err = f.Write(p)
		}
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

func noSpace(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", ErrNoSpace, err)
	}
	return err
}
