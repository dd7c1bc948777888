package refinement

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/seal"
)

const another = dlp + 1

func (f *feed) ready(block uint64, dlps ...uint64) bool {
	f.t.Helper()
	ready, err := f.Ready(f.t.Context(), block, dlps)
	if err != nil {
		f.t.Fatal(err)
	}
	return ready
}

// pass lets time pass and tries what is due then.
func (f *feed) pass(d time.Duration) {
	f.t.Helper()
	f.now = f.now.Add(d)
	if err := f.tried(); err != nil {
		f.t.Fatal(err)
	}
}

// TestLateArtifact: one that nobody delivers holds up nothing but the jobs that need it, and is taken in when it comes.
func TestLateArtifact(t *testing.T) {
	f := newFeed(t)
	f.record(1, 1, of(another))
	arrive := f.absent(2, 2) // block 102
	f.record(3, 4)
	f.record(4, 8, of(another))
	if err := f.resumed(); err != nil {
		t.Fatal(err)
	}
	if f.ready(101, another) || !f.ready(100, another) || !f.ready(101, dlp) {
		t.Error("before anything is listed")
	}
	if err := f.tried(); err != nil || f.rows() != 4 || f.rowsOf(another) != 9 {
		t.Fatalf("%d and %d rows: %v", f.rows(), f.rowsOf(another), err)
	}
	if f.ready(102, dlp) || f.ready(200, another, dlp) || !f.ready(101, dlp) || !f.ready(200, another) {
		t.Error("while one is missing")
	}
	f.restart()
	if err := f.drained(); err != nil || f.ready(102, dlp) || !f.ready(101, dlp) {
		t.Errorf("after a restart: %v", err)
	}
	arrive()
	f.pass(firstPause - 1)
	if f.rows() != 4 {
		t.Error("tried again too early")
	}
	f.pass(1)
	if f.rows() != 6 || !f.ready(102, dlp) || len(f.progress.Late) > 0 {
		t.Errorf("once it is there: %d rows, %+v", f.rows(), f.progress)
	}
	f.fail["since"] = errAway
	if ready, err := f.Ready(t.Context(), 200, []uint64{dlp}); ready || !errors.Is(err, errAway) {
		t.Errorf("without the index: %v, %v", ready, err)
	}
}

// TestLostArtifact: after an hour jobs wait no longer for an artefact, that is told, and it is still taken in when it comes.
func TestLostArtifact(t *testing.T) {
	f := newFeed(t)
	arrive := f.absent(1, 2)
	if err := f.drained(); err != nil {
		t.Fatal(err)
	}
	for range 59 {
		f.pass(time.Minute)
	}
	if f.ready(101, dlp) || f.lost[1] {
		t.Fatal("given up before its time")
	}
	f.pass(time.Minute + 1)
	if !f.ready(101, dlp) || !f.lost[1] || f.behind(dlp) != 0 {
		t.Fatalf("not given up: %v, %d behind", f.lost, f.behind(dlp))
	}
	f.restart()
	f.lost[1] = false
	if err := f.drained(); err != nil || !f.ready(101, dlp) || !f.lost[1] || fmt.Sprint(f.progress.Lost, f.progress.Late) != "[1] []" {
		t.Errorf("after a restart: %+v, %v", f.progress, err)
	}
	arrive()
	f.pass(lostPause - 1)
	if f.rows() != 0 {
		t.Error("a lost one is tried as often as any other")
	}
	f.pass(1)
	if f.rows() != 2 || f.lost[1] || f.behind(dlp) != 0 || len(f.progress.Late) > 0 {
		t.Errorf("found: %d rows, %v, %d behind", f.rows(), f.lost, f.behind(dlp))
	}
	if len(f.progress.Lost) > 0 || len(f.lines) > 0 {
		t.Errorf("in the end %+v, %d lines", f.progress, len(f.lines))
	}
}

// TestOldArtifact: what was recorded long ago is waited for as long as anything, since it is this machine that was away.
func TestOldArtifact(t *testing.T) {
	f := newFeed(t)
	f.absent(1, 2)
	f.now = f.now.Add(48 * time.Hour)
	if err := f.drained(); err != nil {
		t.Fatal(err)
	}
	for range 30 {
		f.pass(time.Minute)
	}
	if f.lost[1] || f.ready(101, dlp) {
		t.Error("given up after half an hour")
	}
}

// TestOwnTrouble: what this machine cannot do is never a reason to leave an artefact out.
func TestOwnTrouble(t *testing.T) {
	for _, what := range []string{"get", "logic", "keys"} {
		f := newFeed(t)
		f.record(1, 2)
		f.fail[what] = errAway
		if err := f.drained(); err != nil {
			t.Fatal(err)
		}
		for range 100 {
			f.pass(lastPause)
		}
		if f.lost[1] || f.ready(101, dlp) {
			t.Errorf("%s: given up", what)
		}
		delete(f.fail, what)
		f.pass(lastPause)
		if f.rows() != 2 || !f.ready(101, dlp) {
			t.Errorf("%s: in the end %d rows", what, f.rows())
		}
	}
}

// TestKeysInPieces: what the keys here do not open is tried again, since older keys come piece by piece, and given up earlier.
func TestKeysInPieces(t *testing.T) {
	f := newFeed(t)
	now := f.intake
	old, err := seal.IdentityFromSeed([32]byte{9})
	if err != nil {
		t.Fatal(err)
	}
	f.intake = old
	f.record(1, 2)
	f.record(2, 4)
	f.intake = now
	f.record(3, 8)
	if err := f.drained(); err != nil || f.rows() != 8 || f.ready(102, dlp) {
		t.Fatalf("%d rows: %v", f.rows(), err)
	}
	f.intake = old
	f.pass(lastPause)
	if f.rows() != 14 || !f.ready(103, dlp) {
		t.Errorf("with all keys %d rows", f.rows())
	}
	f.record(4, 16)
	f.intake = now
	f.pass(0)
	f.pass(unreadableAfter - 1)
	if f.lost[4] || f.ready(104, dlp) {
		t.Error("given up too early")
	}
	f.pass(lastPause)
	if !f.lost[4] || !f.ready(104, dlp) {
		t.Error("not given up")
	}
}

// TestReorganisedArtifact: one that is not recorded any more is not waited for.
func TestReorganisedArtifact(t *testing.T) {
	f := newFeed(t)
	f.record(1, 1)
	f.absent(2, 2)
	f.record(3, 4)
	if err := f.drained(); err != nil || f.ready(102, dlp) {
		t.Fatal(err)
	}
	f.recorded = slices.Delete(f.recorded, 1, 2)
	f.pass(firstPause)
	if !f.ready(103, dlp) || len(f.progress.Late) > 0 || f.rows() != 5 {
		t.Errorf("%d rows, %+v", f.rows(), f.progress)
	}
}

// TestOrder: refiners' artefacts of one DataDAO are taken in in the order of the chain, however many workers there are.
func TestOrder(t *testing.T) {
	f := newFeed(t)
	if err := f.resumed(); err != nil {
		t.Fatal(err)
	}
	f.record(1, 1)
	f.record(2, 1)
	f.record(3, 1, func(a *dataset.Artifact, r *Recorded) { a.RefinerID++; r.RefinerID++ })
	f.record(4, 1, of(another))
	for range 2 {
		if _, err := f.round(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var tried []*late
	for x := f.nextFresh(f.now); x != nil; x = f.nextFresh(f.now) {
		tried = append(tried, x)
	}
	if len(tried) != 3 || slices.ContainsFunc(tried, func(x *late) bool { return x.FileID == 3 }) {
		t.Fatalf("%d are tried at once", len(tried))
	}
	for i, x := range tried {
		if next := f.nextFresh(f.now); next != nil {
			t.Errorf("file %d is tried after %d of %d", next.FileID, i, len(tried))
		}
		f.take(t.Context(), x)
	}
	if x := f.nextFresh(f.now); x == nil || x.FileID != 3 {
		t.Errorf("then %v", x)
	}
}

// TestKeysOnTheirWay: a DataDAO whose keys are not here is passed by, and caught up with when they come.
func TestKeysOnTheirWay(t *testing.T) {
	f := newFeed(t)
	f.noKeys[dlp] = true
	for file := range uint64(9) {
		f.record(file+1, 1, of(dlp+file%2))
	}
	if err := f.drained(); err != nil || f.rows() != 0 || f.rowsOf(another) != 4 || len(f.progress.Late) > 0 || f.progress.Seq != 9 {
		t.Fatalf("%d and %d rows, %+v: %v", f.rows(), f.rowsOf(another), f.progress, err)
	}
	if f.ready(101, dlp) || !f.ready(200, another) {
		t.Error("ready without keys")
	}
	f.restart()
	if err := f.drained(); err != nil || f.rows() != 0 {
		t.Fatal(err)
	}
	f.record(10, 1)
	f.noKeys[dlp] = false
	if err := f.tried(); err != nil || f.rows() != 6 || f.rowsOf(another) != 4 || len(f.progress.Apart) > 0 || !f.ready(200, dlp, another) {
		t.Errorf("with keys: %d rows, %+v: %v", f.rows(), f.progress, err)
	}
}

// TestMuchIsLate: a DataDAO of which very much is missing is not listed any further, and takes no first tries from others.
func TestMuchIsLate(t *testing.T) {
	f := newFeed(t)
	f.record(1, 1)
	for i := range uint64(maxFailed + 100) {
		r := f.next(2 + i)
		r.ArtifactDigest = [32]byte{byte(i), byte(i >> 8), 1}
		f.recorded = append(f.recorded, r)
	}
	f.record(5000, 2)
	f.record(5001, 4, of(another))
	if err := f.drained(); err != nil || f.rows() != 1 || f.rowsOf(another) != 4 {
		t.Fatalf("%d and %d rows: %v", f.rows(), f.rowsOf(another), err)
	}
	if n := len(f.progress.Late); n < maxFailed || n > maxFailed+2 || f.behind(dlp) != n || f.progress.Apart[dlp] == 0 || f.ready(101, dlp) {
		t.Errorf("%d late, %d behind, apart at %d", n, f.behind(dlp), f.progress.Apart[dlp])
	}
	f.pass(lostAfter) // all of them get lost at last, and the rest of the DataDAO is taken in
	for range 2 {
		f.pass(lostAfter)
		f.pass(lastPause)
	}
	if f.rows() != 3 || f.behind(dlp) != 0 || len(f.progress.Apart) > 0 || !f.ready(6000, dlp, another) {
		t.Errorf("in the end %d rows, %d behind, %v apart", f.rows(), f.behind(dlp), f.progress.Apart)
	}
}
