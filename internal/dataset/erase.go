package dataset

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Erase removes a file from every table of its DataDAO, for good: afterwards no file of the store contains its rows, snapshots that held
// it stop yielding, and ingesting it is refused with ErrErased. It may be called for a file that was never ingested, and again.
// Its cost is rewriting the chunks that hold the file, and all journalled files if it is one of them.
func (s *Store) Erase(ctx context.Context, dlp, fileID uint64) error {
	s.writer.Lock()
	defer s.writer.Unlock()
	err := errors.Join(ctx.Err(), s.writable())
	if err == nil && !s.isErased(dlp, fileID) {
		err = s.erase(erasure{dlp, fileID})
	}
	if err != nil {
		return fmt.Errorf("erase file %d of DLP %d: %w", fileID, dlp, noSpace(err))
	}
	return nil
}

func (s *Store) erase(e erasure) error {
	ch := change{runs: map[tableKey][]*run{}, erase: &e}
	for key, t := range s.tables {
		if _, journalled := t.mem[e.file]; journalled && key.dlp == e.dlp {
			ch.flushed = true
		}
	}
	if ch.flushed {
		if err := s.flushMem(ch.runs, e.covers); err != nil {
			return s.giveUp(err)
		}
	}
	for key, t := range s.tables {
		if key.dlp != e.dlp {
			continue
		}
		runs, ok := ch.runs[key]
		if !ok {
			runs = t.runs
		}
		without, err := s.without(t, runs, e)
		if err != nil {
			return s.giveUp(err)
		}
		ch.runs[key] = without
	}
	return s.commit(ch)
}

func (e erasure) covers(key tableKey, file uint64) bool { return key.dlp == e.dlp && file == e.file }

// in reports whether a chunk holds the erased file, in whichever version.
func (e erasure) in(c *chunk) bool {
	if c.key.dlp != e.dlp {
		return false
	}
	at, _ := (&run{chunks: []*chunk{c}}).find(e.file)
	return at != nil
}

// without returns runs in which the chunks that hold the file have been replaced.
func (s *Store) without(t *table, runs []*run, e erasure) ([]*run, error) {
	var out []*run
	for _, r := range runs {
		i := slices.IndexFunc(r.chunks, e.in)
		if i < 0 {
			out = append(out, r)
			continue
		}
		old := r.chunks[i]
		rest, err := s.writeRun(t.key, old.columns, r.level, [][]*chunk{{old}}, func(file uint64) bool { return file == e.file })
		if err != nil {
			return nil, err
		}
		chunks := slices.Concat(r.chunks[:i], rest.chunks, r.chunks[i+1:])
		if len(chunks) > 0 {
			out = append(out, &run{level: r.level, chunks: chunks})
		}
	}
	return out, nil
}

// Erased reports whether a file has been erased for good.
func (s *Store) Erased(dlp, fileID uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.isErased(dlp, fileID)
}
