package refinement

import (
	"cmp"
	"container/heap"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/seal"
)

// late is a recorded artefact that is not in the tables.
type late struct {
	Recorded
	tries int
	first time.Time // when it failed first
	next  time.Time // when to try again
	lost  bool      // nobody seems to have it: nothing waits for it any more
}

const (
	// maxFresh is how many artefacts wait for their first try before no more are listed.
	maxFresh = 1024
	// maxFailed is how many artefacts of one DataDAO are tried again before no more of it are listed.
	maxFailed = 1024
	// trouble is how many artefacts of one DataDAO must have failed before its others leave the workers of the first try to other DataDAOs.
	trouble = 16
	// lostAfter is how long jobs wait for an artefact that nobody delivers; unreadableAfter for one that the keys here do not open, which
	// may come while keys are handed over.
	lostAfter, unreadableAfter = time.Hour, 10 * time.Minute
	// An artefact is tried again after firstPause, twice that, and so on up to lastPause; a lost one after lostPause.
	firstPause, lastPause, lostPause = time.Second, time.Minute, 10 * time.Minute
)

// queue is what is to be taken in.
type queue struct {
	seq   uint64            // of the newest that was listed
	lines map[uint64]*line  // by DataDAO, of which anything is here
	fresh int               // how many in all wait for their first try
	apart map[uint64]uint64 // DataDAOs of which nothing behind this place is listed: no keys, or too much failed
	turn  uint64            // grows with everything that is taken
	dirty bool              // it differs from what was saved
}

// line is what is to be taken in of one DataDAO. First tries of different refiners are made one after the other, in order: which of two
// tables with one name came first decides whether the other fits.
type line struct {
	open   map[uint64]*late // everything that is not in the tables and not lost, by Seq
	lost   map[uint64]*late
	fresh  []*late // what was not tried yet
	trying int     // how many for the first time
	failed retries // what is to be tried again
	given  retries // of it, what is lost
	behind int     // how many have failed and are not lost
	turn   uint64  // when something was taken last

	refiner uint64 // of those that are tried for the first time
}

// retries are ordered by when they are due.
type retries []*late

func (r retries) Len() int { return len(r) }
func (r retries) Less(i, j int) bool {
	return cmp.Or(r[i].next.Compare(r[j].next), cmp.Compare(r[i].Seq, r[j].Seq)) < 0
}
func (r retries) Swap(i, j int) { r[i], r[j] = r[j], r[i] }
func (r *retries) Push(x any)   { *r = append(*r, x.(*late)) }
func (r *retries) Pop() any {
	old := *r
	x := old[len(old)-1]
	old[len(old)-1] = nil
	*r = old[:len(old)-1]
	return x
}

func (r retries) due(now time.Time) bool { return len(r) > 0 && !now.Before(r[0].next) }

func newQueue(p Progress) queue {
	q := queue{seq: p.Seq, lines: make(map[uint64]*line), apart: maps.Clone(p.Apart)}
	if q.apart == nil {
		q.apart = make(map[uint64]uint64)
	}
	return q
}

func (q *queue) line(dlp uint64) *line {
	l := q.lines[dlp]
	if l == nil {
		l = &line{open: make(map[uint64]*late), lost: make(map[uint64]*late)}
		q.lines[dlp] = l
	}
	return l
}

func (q *queue) behind(dlp uint64) int {
	if l := q.lines[dlp]; l != nil {
		return l.behind
	}
	return 0
}

func (q *queue) add(r Recorded) {
	l, x := q.line(r.DLP), &late{Recorded: r}
	l.open[r.Seq] = x
	l.fresh = append(l.fresh, x)
	q.fresh++
	q.dirty = true
}

// addLost puts back what was lost when an earlier process ended.
func (q *queue) addLost(r Recorded) {
	l, x := q.line(r.DLP), &late{Recorded: r, tries: 1, lost: true}
	l.lost[r.Seq] = x
	heap.Push(&l.given, x)
	q.dirty = true
}

// canTry reports whether the next first try can be made now.
func (l *line) canTry() bool {
	return len(l.fresh) > 0 && (l.trying == 0 || l.fresh[0].RefinerID == l.refiner)
}

// pick returns the line of those that have something whose turn is longest ago, or nil.
func (q *queue) pick(has func(l *line) bool) *line {
	var first *line
	for _, l := range q.lines {
		if has(l) && (first == nil || l.turn < first.turn) {
			first = l
		}
	}
	if first != nil {
		q.turn++
		first.turn = q.turn
	}
	return first
}

func (q *queue) takeFresh(l *line) *late {
	x := l.fresh[0]
	l.fresh = l.fresh[1:]
	l.trying++
	l.refiner = x.RefinerID
	q.fresh--
	return x
}

// nextFresh takes an artefact for its first try, or returns nil.
func (q *queue) nextFresh(time.Time) *late {
	if l := q.pick(func(l *line) bool { return l.canTry() && l.behind < trouble }); l != nil {
		return q.takeFresh(l)
	}
	return nil
}

// nextFailed takes an artefact for another try, or for its first one where much has failed, or returns nil.
func (q *queue) nextFailed(now time.Time) *late {
	first := func(l *line) bool { return l.canTry() && l.behind >= trouble }
	l := q.pick(func(l *line) bool { return first(l) || l.failed.due(now) })
	switch {
	case l == nil:
		return nil
	case first(l):
		return q.takeFresh(l)
	}
	return heap.Pop(&l.failed).(*late)
}

// nextLost takes a lost artefact, or returns nil.
func (q *queue) nextLost(now time.Time) *late {
	if l := q.pick(func(l *line) bool { return l.given.due(now) }); l != nil {
		return heap.Pop(&l.given).(*late)
	}
	return nil
}

// done forgets an artefact that is in the tables, or never will be.
func (q *queue) done(x *late) {
	l := q.lines[x.DLP]
	if x.tries == 0 {
		l.trying--
	} else if !x.lost {
		l.behind--
	}
	delete(l.open, x.Seq)
	delete(l.lost, x.Seq)
	if len(l.open)+len(l.lost) == 0 {
		delete(q.lines, x.DLP)
	}
	q.dirty = true
}

// fails puts an artefact back, and reports whether it is lost from now on.
func (q *queue) fails(x *late, err error, now time.Time) (lost bool) {
	l := q.lines[x.DLP]
	if x.tries == 0 {
		l.trying--
		x.first = now
		l.behind++
	}
	x.tries++
	if x.lost {
		x.next = now.Add(lostPause)
		heap.Push(&l.given, x)
		return false
	}
	after := lostAfter
	switch {
	case errors.Is(err, seal.ErrNotForUs):
		after = unreadableAfter
	case !errors.Is(err, blob.ErrNotFound):
		after = 0 // what this machine cannot do now says nothing about the artefact: jobs are left to others
	}
	if after > 0 && now.Sub(x.first) >= after {
		x.lost, x.next = true, now.Add(lostPause)
		l.behind--
		delete(l.open, x.Seq)
		l.lost[x.Seq] = x
		heap.Push(&l.given, x)
		q.dirty = true
		return true
	}
	x.next = now.Add(min(firstPause<<min(x.tries-1, 10), lastPause))
	heap.Push(&l.failed, x)
	return false
}

// waits reports whether something of these DataDAOs that was recorded up to a block, and listed, is not in the tables and not lost.
func (q *queue) waits(block uint64, dlps []uint64) bool {
	for _, dlp := range dlps {
		if _, apart := q.apart[dlp]; apart {
			return true
		}
		if l := q.lines[dlp]; l != nil {
			for _, x := range l.open {
				if x.Block <= block {
					return true
				}
			}
		}
	}
	return false
}

func (q *queue) progress(index string) Progress {
	p := Progress{Index: index, Seq: q.seq, Apart: maps.Clone(q.apart)}
	for _, l := range q.lines {
		p.Late = slices.AppendSeq(p.Late, maps.Keys(l.open))
		p.Lost = slices.AppendSeq(p.Lost, maps.Keys(l.lost))
	}
	slices.Sort(p.Late)
	slices.Sort(p.Lost)
	return p
}
