package dataset

import (
	"cmp"
	"maps"
	"slices"
)

// cursor stands on an entry of one source, which is a list of chunks sorted by file.
type cursor struct {
	chunks []*chunk
	at     int // chunk
	entry  int
	row    int // where the entry's rows begin in the chunk
}

func (c *cursor) end() bool  { return c.at == len(c.chunks) }
func (c *cursor) cur() entry { return c.chunks[c.at].entries[c.entry] }

func (c *cursor) next() {
	c.row += c.cur().rows
	if c.entry++; c.entry == len(c.chunks[c.at].entries) {
		c.at, c.entry, c.row = c.at+1, 0, 0
	}
}

// walk visits the entries that count in sources, by file id: of several for one file the one of the highest refiner. Two sources never
// hold the same file and refiner. The source's number and a cursor on the entry are passed on.
func walk(sources [][]*chunk, visit func(source int, c *cursor) error) error {
	cursors := make([]*cursor, len(sources))
	for i, chunks := range sources {
		cursors[i] = &cursor{chunks: chunks}
	}
	for {
		best := -1
		for i, c := range cursors {
			if c.end() {
				continue
			}
			if best < 0 {
				best = i
				continue
			}
			e, b := c.cur(), cursors[best].cur()
			if e.file < b.file || e.file == b.file && e.refiner > b.refiner {
				best = i
			}
		}
		if best < 0 {
			return nil
		}
		file := cursors[best].cur().file
		if err := visit(best, cursors[best]); err != nil {
			return err
		}
		for _, c := range cursors {
			if !c.end() && c.cur().file == file {
				c.next()
			}
		}
	}
}

// loader keeps the rows of one chunk for each source of a walk.
type loader struct {
	store  *Store
	want   []Column
	chunks []*chunk
	rows   [][]*vector
}

func newLoader(s *Store, sources int, want []Column) *loader {
	return &loader{store: s, want: want, chunks: make([]*chunk, sources), rows: make([][]*vector, sources)}
}

// appendTo adds the rows of the entry under the cursor to out, which has the wanted columns.
func (l *loader) appendTo(out []*vector, source int, c *cursor) error {
	ch, n, from := c.chunks[c.at], c.cur().rows, c.row
	var vectors []*vector
	if ch.mem != nil {
		vectors, from = ch.mem[c.entry].pick(l.want), 0
	} else {
		if l.chunks[source] != ch {
			l.rows[source] = nil // before the next is read
			rows, err := l.store.read(ch, l.want)
			if err != nil {
				return err
			}
			l.chunks[source], l.rows[source] = ch, rows
		}
		vectors = l.rows[source]
	}
	for i, v := range vectors {
		if v == nil {
			out[i].appendNulls(n)
		} else {
			out[i].appendRange(v, from, from+n)
		}
	}
	return nil
}

// writeRun writes the entries that count in sources, less those skipped, as a run.
func (s *Store) writeRun(key tableKey, columns []Column, level int, sources [][]*chunk, skip func(file uint64) bool) (*run, error) {
	out := &run{level: level}
	buf := newRows(columns)
	var entries []entry
	load := newLoader(s, len(sources), columns)
	cut := func() error {
		if len(entries) == 0 {
			return nil
		}
		c, err := s.writeChunk(key, columns, entries, buf.vectors)
		if err != nil {
			return err
		}
		out.chunks = append(out.chunks, c)
		entries = nil
		for _, v := range buf.vectors {
			v.reset()
		}
		return nil
	}
	err := walk(sources, func(i int, c *cursor) error {
		if skip != nil && skip(c.cur().file) {
			return nil
		}
		if err := load.appendTo(buf.vectors, i, c); err != nil {
			return err
		}
		entries = append(entries, c.cur())
		if buf.bytes()+len(entries)*entryBytes >= s.tune.chunkBytes {
			return cut()
		}
		return nil
	})
	if err == nil {
		err = cut()
	}
	return out, err
}

// memChunk shows the journalled files of a table as a source.
func (t *table) memChunk() []*chunk {
	if len(t.mem) == 0 {
		return nil
	}
	c := &chunk{key: t.key, columns: t.columns}
	files := slices.SortedFunc(maps.Values(t.mem), func(a, b memFile) int { return cmp.Compare(a.file, b.file) })
	for _, f := range files {
		c.entries = append(c.entries, f.entry)
		c.mem = append(c.mem, f.rows)
	}
	return []*chunk{c}
}

// flush turns the journalled files into runs, merges runs where there are enough, and begins a new journal.
func (s *Store) flush() error {
	changed := map[tableKey][]*run{}
	err := s.flushMem(changed, nil)
	for key, runs := range changed {
		if err == nil {
			changed[key], err = s.mergeTiers(s.tables[key], runs)
		}
	}
	if err != nil {
		return s.giveUp(err)
	}
	return s.commit(change{runs: changed, flushed: true})
}

// flushMem adds a run of level 0 to every table with journalled files.
func (s *Store) flushMem(changed map[tableKey][]*run, skip func(key tableKey, file uint64) bool) error {
	for key, t := range s.tables {
		if len(t.mem) == 0 {
			continue
		}
		r, err := s.writeRun(key, t.columns, 0, [][]*chunk{t.memChunk()}, func(file uint64) bool { return skip != nil && skip(key, file) })
		if err != nil {
			return err
		}
		changed[key] = slices.Clip(t.runs)
		if len(r.chunks) > 0 {
			changed[key] = append(changed[key], r)
		}
	}
	return nil
}

// mergeTiers merges runs until no level has fanIn of them: a table of n flushes has fewer than fanIn * (1 + log(n)/log(fanIn)) runs,
// and a row is written again once a level.
func (s *Store) mergeTiers(t *table, runs []*run) ([]*run, error) {
	for level := 0; ; level++ {
		var these, others []*run
		top := 0
		for _, r := range runs {
			top = max(top, r.level)
			if r.level == level {
				these = append(these, r)
			} else {
				others = append(others, r)
			}
		}
		if level > top {
			return runs, nil
		}
		if len(these) < s.tune.fanIn {
			continue
		}
		var sources [][]*chunk
		for _, r := range these {
			sources = append(sources, r.chunks)
		}
		merged, err := s.writeRun(t.key, t.columns, level+1, sources, nil)
		if err != nil {
			return nil, err
		}
		runs = append(others, merged)
	}
}
