package refinement

import (
	"context"
	"errors"
	"slices"
)

// Progress is how far a validator has come with what one index lists. To lose the last of it costs some idempotent ingestion.
type Progress struct {
	Index string            `json:"index"`           // whose numbers these are
	Seq   uint64            `json:"seq"`             // everything up to it has been taken in, but for
	Late  []uint64          `json:"late,omitempty"`  // these, which jobs wait for, and
	Lost  []uint64          `json:"lost,omitempty"`  // these, which they do not wait for, and
	Apart map[uint64]uint64 `json:"apart,omitempty"` // what these DataDAOs have behind a place of their own
}

var errLost = errors.New("nobody delivered it before this node was started")

// resume continues where an earlier process ended.
func (g *Ingester) resume(ctx context.Context, p Progress) error {
	if p.Index != g.Index { // the numbers of an index that is gone
		p = Progress{Index: g.Index}
	}
	q := newQueue(p)
	todo := slices.Concat(p.Late, p.Lost)
	slices.Sort(todo)
	for len(todo) > 0 {
		page, err := g.Since(ctx, todo[0]-1)
		if err != nil {
			return err
		}
		end := todo[0] // what a reorganisation has taken away is not listed any more
		for _, r := range page {
			if _, lost := slices.BinarySearch(p.Lost, r.Seq); lost {
				q.addLost(r)
			} else if _, found := slices.BinarySearch(todo, r.Seq); found {
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
	for _, l := range q.lines {
		for _, x := range l.lost {
			g.Lost(x.Recorded, errLost)
		}
	}
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

// listed reports whether the chain still has a record; a reorganisation may have taken it away.
func (g *Ingester) listed(ctx context.Context, r Recorded) (bool, error) {
	page, err := g.Since(ctx, r.Seq-1)
	return err == nil && len(page) > 0 && page[0].Seq == r.Seq, err
}

// open reports whether artefacts of a DataDAO can be listed: its keys are here, and not too much has failed.
func (g *Ingester) open(dlp uint64) bool {
	return g.Keys.Has(dlp) && g.behind(dlp) < maxFailed
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
