package dataset

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/coppice-network/coppice/internal/durable"
)

// The manifest is a magic line and sealed JSON: the one file that says what the store holds. Replacing it is what every change comes
// down to.
const manifestMagic = "coppice-manifest/1\n"

type manifestJSON struct {
	Journal string            `json:"journal"`
	Tables  []manifestTable   `json:"tables"`
	Erased  []manifestErasure `json:"erased"`
}

type manifestTable struct {
	DLP     uint64        `json:"dlp"`
	Name    string        `json:"name"`
	Columns []Column      `json:"columns"`
	Runs    []manifestRun `json:"runs"`
}

type manifestRun struct {
	Level  int      `json:"level"`
	Chunks []string `json:"chunks"`
}

type manifestErasure struct {
	DLP   uint64   `json:"dlp"`
	Files []uint64 `json:"files"`
}

func (s *Store) manifestPath() string { return filepath.Join(s.dir, "manifest") }

// change is what a commit does.
type change struct {
	runs    map[tableKey][]*run // the tables whose runs are exchanged
	flushed bool                // all journalled files are in runs now
	erase   *erasure
}

type erasure struct{ dlp, file uint64 }

// commit makes a change the state of the store, on disk and in memory, or fails and leaves both as they were. The caller holds s.writer
// and has written the chunks.
func (s *Store) commit(ch change) error {
	next := s.journal
	if ch.flushed {
		j, err := createJournal(s.dir, s.sealer)
		if err != nil {
			return s.giveUp(err)
		}
		next = j
		s.tune.hook("journal created")
	}
	abandon := func(err error) error {
		if next != s.journal {
			err = errors.Join(err, next.close(), os.Remove(journalPath(s.dir, next.id)))
		}
		return s.giveUp(err)
	}
	doc, err := json.Marshal(s.manifest(ch, next.id))
	if err != nil {
		return abandon(err)
	}
	sealed, err := s.sealer.Seal(doc, []byte(manifestMagic))
	if err != nil {
		return abandon(fmt.Errorf("seal: %w", err))
	}
	// One sync of the directory covers the chunks, the journal and (when it is renamed) the manifest.
	if err := durable.SyncDir(s.dir); err != nil {
		return abandon(err)
	}
	renamed, err := replaceFile(s.manifestPath(), append([]byte(manifestMagic), sealed...))
	if err != nil && !renamed {
		return abandon(err)
	} else if err != nil {
		s.broken = err
		return err
	}
	s.tune.hook("manifest replaced")
	return s.adopt(ch, next)
}

// giveUp removes the chunks that a failed change has written.
func (s *Store) giveUp(err error) error {
	for _, id := range s.fresh {
		err = errors.Join(err, os.Remove(s.chunkPath(id)))
	}
	s.fresh = nil
	return err
}

// manifest is the state after a change.
func (s *Store) manifest(ch change, journal string) manifestJSON {
	m := manifestJSON{Journal: journal}
	for _, key := range sortedKeys(s.tables) {
		t := s.tables[key]
		runs, ok := ch.runs[key]
		if !ok {
			runs = t.runs
		}
		mt := manifestTable{DLP: key.dlp, Name: key.name, Columns: t.columns}
		for _, r := range runs {
			mr := manifestRun{Level: r.level}
			for _, c := range r.chunks {
				mr.Chunks = append(mr.Chunks, c.id)
			}
			mt.Runs = append(mt.Runs, mr)
		}
		m.Tables = append(m.Tables, mt)
	}
	erased := map[uint64][]uint64{}
	for dlp, e := range s.erased {
		erased[dlp] = e.order
	}
	if e := ch.erase; e != nil {
		erased[e.dlp] = append(slices.Clip(erased[e.dlp]), e.file)
	}
	for _, dlp := range slices.Sorted(maps.Keys(erased)) {
		m.Erased = append(m.Erased, manifestErasure{dlp, erased[dlp]})
	}
	return m
}

// adopt exchanges the state in memory for the one just written and removes files that are needed no more. What cannot be removed now is
// removed on the next Open; the error is returned all the same, because an erasure is not done before.
func (s *Store) adopt(ch change, next *journal) error {
	s.mu.Lock()
	live := map[*chunk]bool{}
	var gone []string
	for key, runs := range ch.runs {
		for _, r := range runs {
			for _, c := range r.chunks {
				live[c] = true
			}
		}
		for _, r := range s.tables[key].runs {
			for _, c := range r.chunks {
				if live[c] {
					continue
				}
				c.dropped = true
				// A snapshot that holds an erased file yields nothing any more, so it does not keep the file's chunk either.
				if c.refs == 0 || ch.erase != nil && ch.erase.in(c) {
					gone = append(gone, c.id)
				}
			}
		}
		s.tables[key].runs = runs
	}
	gone = append(gone, s.unlisted(live)...)
	s.fresh = nil
	if e := ch.erase; e != nil {
		s.noteErased(e.dlp, e.file)
	}
	old := s.journal
	if ch.flushed {
		for _, t := range s.tables {
			t.mem = map[uint64]memFile{}
		}
		s.journal, s.memFiles, s.memBytes = next, 0, 0
	}
	s.mu.Unlock()

	var err error
	for _, id := range gone {
		if e := os.Remove(s.chunkPath(id)); e != nil && !errors.Is(e, os.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	if ch.flushed {
		err = errors.Join(err, old.close(), os.Remove(journalPath(s.dir, old.id)))
	}
	if ch.erase != nil {
		err = errors.Join(err, durable.SyncDir(s.dir))
	}
	s.tune.hook("left-overs removed")
	return err
}

// unlisted are chunks that were written and merged again in the same change.
func (s *Store) unlisted(live map[*chunk]bool) []string {
	ids := map[string]bool{}
	for c := range live {
		ids[c.id] = true
	}
	return slices.DeleteFunc(s.fresh, func(id string) bool { return ids[id] })
}

func (s *Store) noteErased(dlp, file uint64) {
	e := s.erased[dlp]
	if e == nil {
		e = &erasures{files: map[uint64]struct{}{}}
		s.erased[dlp] = e
	}
	e.files[file] = struct{}{}
	e.order = append(e.order, file)
}

func sortedKeys[V any](m map[tableKey]V) []tableKey {
	return slices.SortedFunc(maps.Keys(m), func(a, b tableKey) int {
		if a.dlp != b.dlp {
			if a.dlp < b.dlp {
				return -1
			}
			return 1
		}
		return strings.Compare(a.name, b.name)
	})
}

// load reads the state of an opened directory, or begins it.
func (s *Store) load() error {
	data, err := os.ReadFile(s.manifestPath())
	if errors.Is(err, os.ErrNotExist) {
		return s.begin()
	}
	if err != nil {
		return err
	}
	sealed, ok := bytes.CutPrefix(data, []byte(manifestMagic))
	if !ok {
		return fmt.Errorf("%w: manifest begins with %.32q, want %q", ErrVersion, data[:min(32, len(data))], manifestMagic)
	}
	doc, err := s.sealer.Open(sealed, []byte(manifestMagic))
	if err != nil {
		return fmt.Errorf("%w: manifest: %w", ErrCorrupt, err)
	}
	var m manifestJSON
	if err := json.Unmarshal(doc, &m); err != nil {
		return fmt.Errorf("%w: manifest: %w", ErrCorrupt, err)
	}
	listed := map[string]bool{}
	for _, mt := range m.Tables {
		t := &table{key: tableKey{mt.DLP, mt.Name}, columns: mt.Columns, mem: map[uint64]memFile{}}
		for _, mr := range mt.Runs {
			r := &run{level: mr.Level}
			for _, id := range mr.Chunks {
				c, err := s.openChunk(id, t.key)
				if err != nil {
					return err
				}
				listed[id] = true
				r.chunks = append(r.chunks, c)
			}
			t.runs = append(t.runs, r)
		}
		s.tables[t.key] = t
	}
	for _, me := range m.Erased {
		for _, f := range me.Files {
			s.noteErased(me.DLP, f)
		}
	}
	if s.journal, err = openJournal(s.dir, m.Journal, s.sealer, func(rec record) error { s.apply(rec); return nil }); err != nil {
		return err
	}
	return s.tidy(listed)
}

// begin makes an empty store. A directory with content but without a manifest is not taken for one.
func (s *Store) begin() error {
	chunks, err := filepath.Glob(filepath.Join(s.dir, "*.chunk"))
	if err == nil && len(chunks) > 0 {
		err = fmt.Errorf("%w: the manifest is missing", ErrCorrupt)
	}
	if err == nil {
		err = s.tidy(nil) // a journal without a manifest is of a first start that was interrupted
	}
	if err != nil {
		return err
	}
	j, err := createJournal(s.dir, s.sealer)
	if err != nil {
		return err
	}
	s.journal = j
	return s.commit(change{})
}

// tidy removes what an interrupted run has left: everything of ours that the manifest does not name.
func (s *Store) tidy(chunks map[string]bool) error {
	files, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		id, isChunk := strings.CutSuffix(f.Name(), ".chunk")
		journal, isJournal := strings.CutPrefix(f.Name(), "journal-")
		switch {
		case isChunk && !chunks[id], isJournal && (s.journal == nil || journal != s.journal.id), strings.HasPrefix(f.Name(), ".tmp-"):
			if err := os.Remove(filepath.Join(s.dir, f.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
