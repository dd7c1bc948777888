package dataset

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"

	"github.com/ethereum/go-ethereum/common"
)

// Snapshot is one table at one moment. Later ingests do not change it; an erasure of one of its files ends it (ErrErased). It keeps
// files on disk until Close, or until it is garbage. Its methods may be called concurrently.
type Snapshot struct {
	store   *Store
	key     tableKey
	columns []Column
	sources [][]*chunk
	erased  int // erasures of the DataDAO before

	hold    *hold
	once    sync.Once
	summary summary
}

// hold is what a snapshot keeps alive, apart from it so that a forgotten snapshot can be cleaned up.
type hold struct {
	store  *Store
	chunks []*chunk
	once   sync.Once
}

type summary struct {
	root         [32]byte
	rows         int64
	files        int
	contributors int
}

// Snapshot returns the table as it is now. ErrNoTable if nothing was ever ingested for it; a table whose files have all been erased is
// there and empty.
func (s *Store) Snapshot(dlp uint64, table string) (*Snapshot, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, fmt.Errorf("snapshot of %s: %w", table, ErrClosed)
	}
	t := s.tables[tableKey{dlp, table}]
	if t == nil {
		return nil, fmt.Errorf("%w: %s of DLP %d", ErrNoTable, table, dlp)
	}
	snap := &Snapshot{store: s, key: t.key, columns: t.columns, hold: &hold{store: s}}
	if e := s.erased[dlp]; e != nil {
		snap.erased = len(e.order)
	}
	for _, r := range t.runs {
		snap.sources = append(snap.sources, r.chunks)
		snap.hold.chunks = append(snap.hold.chunks, r.chunks...)
	}
	if mem := t.memChunk(); mem != nil {
		snap.sources = append(snap.sources, mem)
	}
	for _, c := range snap.hold.chunks {
		c.refs++
	}
	runtime.AddCleanup(snap, func(h *hold) { _ = h.release() }, snap.hold)
	return snap, nil
}

// Close lets go of the files that only this snapshot still needs.
func (s *Snapshot) Close() error { return s.hold.release() }

func (h *hold) release() (err error) {
	h.once.Do(func() {
		h.store.mu.Lock()
		defer h.store.mu.Unlock()
		for _, c := range h.chunks {
			c.refs--
			// After Close another process may own the directory; what is left over it removes itself.
			if c.refs > 0 || !c.dropped || h.store.closed {
				continue
			}
			if e := os.Remove(h.store.chunkPath(c.id)); e != nil && !errors.Is(e, os.ErrNotExist) {
				err = errors.Join(err, e)
			}
		}
	})
	return err
}

// Table is the table's shape: of all refiners whose rows are in it.
func (s *Snapshot) Table() Table { return Table{s.key.name, slices.Clone(s.columns)} }

// Rows is the number of rows.
func (s *Snapshot) Rows() int64 { return s.sum().rows }

// Files is the number of files, including those without a row.
func (s *Snapshot) Files() int { return s.sum().files }

// Contributors is the number of distinct owners of the files.
func (s *Snapshot) Contributors() int { return s.sum().contributors }

// Root commits to what is in the snapshot: the Merkle tree hash of RFC 6962 (sha2-256, prefixes 0x00 and 0x01) over one leaf a file,
// sorted by file id: file id and refiner id as big-endian uint64, and the plaintext digest of the artefact. Without files it is the
// sha2-256 of nothing.
func (s *Snapshot) Root() [32]byte { return s.sum().root }

// Check returns ErrErased if a file of the snapshot has been erased since it was taken, ErrClosed after Store.Close.
func (s *Snapshot) Check() error {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	if s.store.closed {
		return ErrClosed
	}
	e := s.store.erased[s.key.dlp]
	if e == nil {
		return nil
	}
	for _, file := range e.order[s.erased:] {
		for _, chunks := range s.sources {
			if c, _ := (&run{chunks: chunks}).find(file); c != nil {
				return fmt.Errorf("%w: file %d", ErrErased, file)
			}
		}
	}
	return nil
}

func (s *Snapshot) sum() summary {
	s.once.Do(func() {
		var tree merkle
		owners := map[common.Address]struct{}{}
		// Only entries are read, which are in memory: there is no error.
		_ = walk(s.sources, func(_ int, c *cursor) error {
			e := c.cur()
			tree.add(e)
			owners[e.owner] = struct{}{}
			s.summary.rows += int64(e.rows)
			s.summary.files++
			return nil
		})
		s.summary.root, s.summary.contributors = tree.root(), len(owners)
	})
	return s.summary
}

// merkle builds the tree from left to right, keeping the roots of complete subtrees.
type merkle struct {
	peaks []peak
}

type peak struct {
	height int
	hash   [32]byte
}

func (m *merkle) add(e entry) {
	var leaf [1 + 8 + 8 + 32]byte // prefix 0
	binary.BigEndian.PutUint64(leaf[1:], e.file)
	binary.BigEndian.PutUint64(leaf[9:], e.refiner)
	copy(leaf[17:], e.digest[:])
	m.peaks = append(m.peaks, peak{0, sha256.Sum256(leaf[:])})
	for n := len(m.peaks); n > 1 && m.peaks[n-2].height == m.peaks[n-1].height; n-- {
		m.peaks = append(m.peaks[:n-2], peak{m.peaks[n-1].height + 1, merkleNode(m.peaks[n-2].hash, m.peaks[n-1].hash)})
	}
}

func (m *merkle) root() [32]byte {
	if len(m.peaks) == 0 {
		return sha256.Sum256(nil)
	}
	hash := m.peaks[len(m.peaks)-1].hash
	for i := len(m.peaks) - 2; i >= 0; i-- {
		hash = merkleNode(m.peaks[i].hash, hash)
	}
	return hash
}

func merkleNode(left, right [32]byte) [32]byte {
	node := [1 + 32 + 32]byte{1}
	copy(node[1:], left[:])
	copy(node[33:], right[:])
	return sha256.Sum256(node[:])
}

// TableInfo is a table as it is listed.
type TableInfo struct {
	Table
	Rows  int64
	Files int
}

// Tables lists the tables of a DataDAO by name.
func (s *Store) Tables(dlp uint64) ([]TableInfo, error) {
	s.mu.Lock()
	keys := sortedKeys(s.tables)
	s.mu.Unlock()
	var out []TableInfo
	for _, key := range keys {
		if key.dlp != dlp {
			continue
		}
		snap, err := s.Snapshot(dlp, key.name)
		if err != nil {
			return nil, err
		}
		out = append(out, TableInfo{snap.Table(), snap.Rows(), snap.Files()})
		if err := snap.Close(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Stats says how a table lies on disk.
type Stats struct {
	Segments  int // sorted runs: what a reader merges
	Chunks    int // files
	Journaled int // files (of contributors) that are in the journal only
}

// Stats returns the figures of a table; zero if there is none.
func (s *Store) Stats(dlp uint64, name string) Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	var st Stats
	if t := s.tables[tableKey{dlp, name}]; t != nil {
		st.Segments, st.Journaled = len(t.runs), len(t.mem)
		for _, r := range t.runs {
			st.Chunks += len(r.chunks)
		}
	}
	return st
}
