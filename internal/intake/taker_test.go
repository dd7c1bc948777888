package intake

import (
	"errors"
	"testing"
	"time"

	"github.com/coppice-network/coppice/internal/custody"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/seal"
)

// TestRetires: a replaced key is destroyed when nothing can need it any more, not before, and what counted stays readable.
func TestRetires(t *testing.T) {
	w := newWorld(t)
	w.publish(1)
	a, b := w.file(1, 1), w.file(2, 1)
	w.round()
	if e := w.held(); len(e) != 1 {
		t.Fatalf("the only key is gone: %v", e)
	}
	w.after(time.Hour)
	w.publish(2)
	w.file(3, 2)
	w.after(policy.Grace + policy.Margin - time.Second)
	w.round()
	if e := w.held(); len(e) != 2 {
		t.Fatalf("within the grace the key is gone: %v", e)
	}
	w.after(time.Second)
	for what, c := range map[string]struct{ hold, release func() }{
		"the index is behind":                 {func() { w.behind = true }, func() { w.behind = false }},
		"a file waits for its proof":          {func() { w.open = []uint64{1} }, func() { w.open = nil }},
		"a run may have begun with it":        {func() { w.oldest = w.epochs[1].Time }, func() { w.oldest = 0 }},
		"a run that was begun before may end": {func() { w.oldest = w.epochs[0].Time }, func() { w.oldest = 0 }},
	} {
		c.hold()
		w.round()
		if e := w.held(); len(e) != 2 {
			t.Errorf("%s, and the key is gone", what)
		}
		c.release()
	}
	w.round()
	if e := w.held(); len(e) != 1 || e[0] != 2 {
		t.Fatalf("held %v, want 2", e)
	}
	if !w.opens(1, custody.Pooled, a) || !w.opens(2, custody.Pooled, b) {
		t.Error("a file that counts cannot be opened any more")
	}
	if w.opens(9, custody.Pooled, a) {
		t.Error("what was sealed to a destroyed key opens under another name")
	}
}

// TestRetiresAfterLease: what an open refinement may have begun with a key is over when a lease has passed.
func TestRetiresAfterLease(t *testing.T) {
	w := newWorld(t)
	w.publish(1)
	w.oldest = w.unix() // one that never ends
	w.publish(2)
	w.after(policy.Lease + policy.Margin - time.Second)
	w.round()
	if e := w.held(); len(e) != 2 {
		t.Fatalf("held %v", e)
	}
	w.after(time.Second)
	w.round()
	if e := w.held(); len(e) != 1 {
		t.Errorf("held %v", e)
	}
}

// TestRetiresPastRetention: a file whose proof nobody makes does not keep a key for ever.
func TestRetiresPastRetention(t *testing.T) {
	w := newWorld(t)
	w.publish(1)
	w.times[5] = [2]uint64{w.unix(), w.unix()}
	w.open = []uint64{5}
	w.after(time.Minute)
	w.publish(2)
	w.after(24 * time.Hour)
	w.round()
	if e := w.held(); len(e) != 2 {
		t.Fatalf("held %v while a proof that was drawn in time is open", e)
	}
	w.times[5] = [2]uint64{w.times[5][0], w.unix()} // requested again, too late
	w.round()
	if e := w.held(); len(e) != 1 {
		t.Errorf("held %v although the proof comes too late", e)
	}
}

// TestTakesInFirst: whatever fails, the key stays until every content key is durable; a restart goes on.
func TestTakesInFirst(t *testing.T) {
	w := newWorld(t)
	w.publish(1)
	for id := uint64(1); id <= 5; id++ {
		w.file(id, 1)
	}
	w.publish(2)
	w.after(time.Hour)
	for _, what := range []string{"sealed", "get", "save"} {
		w.fail[what] = errAway
		if _, err := w.taker().takeIn(t.Context(), w.cursor); !errors.Is(err, errAway) {
			t.Errorf("%s: %v", what, err)
		}
		delete(w.fail, what)
		if e := w.held(); len(e) != 2 {
			t.Fatalf("%s failed, and the key is gone", what)
		}
	}
	// something is recorded between taking in and destroying
	seq := w.cursor
	if err := w.taker().retire(t.Context(), seq); err != nil {
		t.Fatal(err)
	}
	if e := w.held(); len(e) != 2 {
		t.Fatal("the key is gone although not everything was taken in")
	}
	w.custody.Close()
	w.start()
	w.round()
	if e := w.held(); len(e) != 1 {
		t.Errorf("held %v", e)
	}
	for id := uint64(1); id <= 5; id++ {
		if n, err := w.custody.ContentKeys(t.Context(), dlp, id); n != 1 || err != nil {
			t.Errorf("%d content keys of file %d, %v", n, id, err)
		}
	}
}

// TestUnreadable: what was never sealed to a key held here, and what nobody has any more, does not stop the rest.
func TestUnreadable(t *testing.T) {
	w := newWorld(t)
	w.publish(1)
	stranger, err := seal.IdentityFromSeed([32]byte{9})
	if err != nil {
		t.Fatal(err)
	}
	w.add(1, index.SealedFindings, stranger.Recipient())
	lost := w.file(2, 1)
	last := w.file(3, 1)
	for id, b := range w.blobs {
		if string(b) == string(lost) {
			delete(w.blobs, id)
		}
	}
	taker := w.taker()
	if _, err := taker.takeIn(t.Context(), 0); err == nil {
		t.Error("a ciphertext that is missing was passed over at once")
	}
	w.after(policy.Retention + time.Second)
	seq, err := taker.takeIn(t.Context(), 0)
	if err != nil || seq != w.sealed[2].Seq {
		t.Errorf("at %d, %v", seq, err)
	}
	if n, err := w.custody.ContentKeys(t.Context(), dlp, 3); n != 1 || err != nil || !w.opens(3, custody.Pooled, last) {
		t.Errorf("%d content keys of the last file, %v", n, err)
	}
}

// TestNoKeysYet: what belongs to a DataDAO whose keys are on their way is not passed over.
func TestNoKeysYet(t *testing.T) {
	w := newWorld(t)
	w.publish(1)
	w.file(1, 1)
	w.sealed[0].DLP = 8
	if seq, err := w.taker().takeIn(t.Context(), 0); seq != 0 || err != nil {
		t.Errorf("at %d, %v", seq, err)
	}
}
