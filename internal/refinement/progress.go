package refinement

import (
	"context"
	"maps"
	"slices"
	"time"
)

// Progress is how far a validator has come with what one index lists. To lose the last of it costs some idempotent ingestion.
type Progress struct {
	Index string            `json:"index"`           // whose numbers these are
	Seq   uint64            `json:"seq"`             // everything up to it has been taken in, but for
	Late  []uint64          `json:"late,omitempty"`  // these, and
	Apart map[uint64]uint64 `json:"apart,omitempty"` // what these DataDAOs have behind a place of their own
}

// late is a recorded artefact that is not in the tables.
type late struct {
	Recorded
	tries int
	next  time.Time // when to try again
	lost  bool      // nobody seems to have it: nothing waits for it any more
}

const (
	// maxFresh is how many artefacts wait for their first try before no more are listed.
	maxFresh = 1024
	// maxFailed is how many artefacts of one DataDAO are tried again before no more of it are listed.
	maxFailed = 1024
	// trouble is how many artefacts of one DataDAO have failed before its others leave the workers of the first try to other DataDAOs.
	trouble = 16
	// lostAfter is how long after an artefact was recorded jobs wait for it, if lostTries have failed.
	lostAfter = time.Hour
	lostTries = 4
	// An artefact is tried again after firstPause, twice that, and so on up to lastPause; a lost one after lostPause.
	firstPause, lastPause, lostPause = time.Second, time.Minute, 10 * time.Minute
)

// queue is what is to be taken in. Its fields are guarded by Ingester.mu.
type queue struct {
	seq    uint64             // of the newest that was listed
	all    map[uint64]*late   // everything listed that is not in the tables, by Seq
	fresh  []*late            // of it, what was not tried yet, in order
	failed map[*late]struct{} // of it, what is to be tried again
	behind map[uint64]int     // how many of a DataDAO have failed and are not lost
	apart  map[uint64]uint64  // DataDAOs of which nothing behind this place is listed: no keys, or too much failed
	dirty  bool               // it differs from what was saved
}

func newQueue(p Progress) queue {
	q := queue{seq: p.Seq, all: make(map[uint64]*late), failed: make(map[*late]struct{}), behind: make(map[uint64]int), apart: maps.Clone(p.Apart)}
	if q.apart == nil {
		q.apart = make(map[uint64]uint64)
	}
	return q
}

func (q *queue) add(r Recorded) {
	l := &late{Recorded: r}
	q.all[r.Seq] = l
	q.fresh = append(q.fresh, l)
	q.dirty = true
}

// nextFresh takes an artefact for its first try, or returns nil.
func (q *queue) nextFresh(time.Time) *late {
	for len(q.fresh) > 0 {
		l := q.fresh[0]
		q.fresh = q.fresh[1:]
		if q.behind[l.DLP] < trouble {
			return l
		}
		q.failed[l] = struct{}{} // due at once
	}
	return nil
}

// nextFailed takes the artefact whose next try is due longest, or returns nil.
func (q *queue) nextFailed(now time.Time) *late {
	var first *late
	for l := range q.failed {
		if !now.Before(l.next) && (first == nil || l.next.Before(first.next) || l.next.Equal(first.next) && l.Seq < first.Seq) {
			first = l
		}
	}
	delete(q.failed, first)
	return first
}

// done forgets an artefact that is in the tables, or never will be.
func (q *queue) done(l *late) {
	if l.tries > 0 && !l.lost {
		q.behind[l.DLP]--
	}
	delete(q.all, l.Seq)
	q.dirty = true
}

// fails puts an artefact back, and reports whether it is lost from now on.
func (q *queue) fails(l *late, now time.Time) (lost bool) {
	if l.tries++; l.tries == 1 {
		q.behind[l.DLP]++
	}
	pause := min(firstPause<<min(l.tries-1, 10), lastPause)
	if !l.lost && l.tries >= lostTries && now.Sub(l.Time) > lostAfter {
		l.lost, lost = true, true
		q.behind[l.DLP]--
	}
	if l.lost {
		pause = lostPause
	}
	l.next = now.Add(pause)
	q.failed[l] = struct{}{}
	return lost
}

// waits reports whether something of these DataDAOs that was recorded up to a block, and listed, is not in the tables and not lost.
func (q *queue) waits(block uint64, dlps []uint64) bool {
	for _, dlp := range dlps {
		if _, apart := q.apart[dlp]; apart {
			return true
		}
	}
	for _, l := range q.all {
		if !l.lost && l.Block <= block && slices.Contains(dlps, l.DLP) {
			return true
		}
	}
	return false
}

func (q *queue) progress(index string) Progress {
	return Progress{Index: index, Seq: q.seq, Late: slices.Sorted(maps.Keys(q.all)), Apart: maps.Clone(q.apart)}
}

// resume continues where an earlier process ended.
func (g *Ingester) resume(ctx context.Context) error {
	p, err := g.Progress.Load()
	if err != nil {
		return err
	}
	if p.Index != g.Index { // the numbers of an index that is gone
		p = Progress{Index: g.Index}
	}
	q := newQueue(p)
	for todo := p.Late; len(todo) > 0; {
		page, err := g.Since(ctx, todo[0]-1)
		if err != nil {
			return err
		}
		end := todo[0] // what a reorganisation has taken away is not listed any more
		for _, r := range page {
			if _, found := slices.BinarySearch(todo, r.Seq); found {
				q.add(r)
			}
			end = r.Seq
		}
		rest, found := slices.BinarySearch(todo, end)
		if found {
			rest++
		}
		todo = todo[rest:]
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.queue = q
	return nil
}

// list takes a page of what the chain has recorded into the queue, and reports whether there was any.
func (g *Ingester) list(ctx context.Context) (bool, error) {
	page, err := g.Since(ctx, g.seq)
	if err != nil {
		return false, err
	}
	g.mu.Lock()
	for _, r := range page {
		if _, apart := g.apart[r.DLP]; apart {
			// it goes its own way
		} else if g.open(r.DLP) {
			g.add(r)
		} else {
			g.apart[r.DLP] = g.seq
		}
		g.seq, g.dirty = r.Seq, true
	}
	g.mu.Unlock()
	caughtUp, err := g.catchUp(ctx)
	return len(page) > 0 || caughtUp, err
}

// open reports whether artefacts of a DataDAO can be listed: its keys are here, and not too much has failed.
func (g *Ingester) open(dlp uint64) bool {
	return g.Keys.Has(dlp) && g.behind[dlp] < maxFailed
}

// catchUp lists a page for the DataDAOs that went apart and need not any longer.
func (g *Ingester) catchUp(ctx context.Context) (bool, error) {
	g.mu.Lock()
	var ready []uint64
	from := g.seq
	for dlp, at := range g.apart {
		if g.open(dlp) {
			ready = append(ready, dlp)
			from = min(from, at)
		}
	}
	g.mu.Unlock()
	if len(ready) == 0 {
		return false, nil
	}
	page, err := g.Since(ctx, from)
	if err != nil {
		return false, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	end := g.seq // nothing else is listed, unless there is a further page
	if n := len(page); n > 0 {
		end = min(end, page[n-1].Seq)
	}
	for _, r := range page {
		if at, apart := g.apart[r.DLP]; apart && r.Seq > at && r.Seq <= end && slices.Contains(ready, r.DLP) {
			g.add(r)
		}
	}
	for _, dlp := range ready {
		if g.apart[dlp] = max(g.apart[dlp], end); g.apart[dlp] >= g.seq {
			delete(g.apart, dlp)
		}
	}
	g.dirty = true
	return true, nil
}

// save makes durable how far the ingester has come.
func (g *Ingester) save() error {
	g.mu.Lock()
	p, dirty := g.progress(g.Index), g.dirty
	g.dirty = false
	g.mu.Unlock()
	if !dirty {
		return nil
	}
	err := g.Progress.Save(p)
	if err != nil {
		g.mu.Lock()
		g.dirty = true
		g.mu.Unlock()
	}
	return err
}
