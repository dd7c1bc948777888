package withdrawal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/custody"
	"github.com/coppice-network/coppice/internal/index"
)

var (
	allDone     = []State{Done, Done, Done, Done}
	intakeLeft  = []State{Done, Done, Pending, Done}
	nothingDone = []State{Pending, Pending, Pending, Pending}
)

// TestRemove: rows go first, then keys and ciphertexts; it is complete when the intake keys of its ciphertexts are destroyed.
func TestRemove(t *testing.T) {
	w := newWorld(t)
	first := w.publish(1)
	a := w.add(1, index.SealedFile, first)
	second := w.publish(2)
	b, c := w.add(1, index.SealedFindings, second), w.add(1, index.SealedArtifact, second)
	kept := w.add(2, index.SealedFile, second)
	unrecorded, err := w.Outputs.PutFor(t.Context(), dlp, 1, []byte("sealed, and never recorded"))
	if err != nil {
		t.Fatal(err)
	}
	w.takeIn(1, custody.Pooled, a)
	w.takeIn(2, custody.Pooled, kept)
	x := w.withdraw(1)
	if got := w.states(x); !slices.Equal(got, nothingDone) {
		t.Errorf("before: %v", got)
	}
	if err := w.round(); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(w.did) != "[rows ciphertext ciphertext ciphertext ciphertext]" {
		t.Errorf("it did %v", w.did)
	}
	if got := w.states(x); !slices.Equal(got, intakeLeft) {
		t.Errorf("afterwards: %v", got)
	}
	if has, err := w.blobs.Has(t.Context(), unrecorded); has || err != nil {
		t.Errorf("what nobody recorded is still here: %v, %v", has, err)
	}
	if _, err := w.Outputs.PutFor(t.Context(), dlp, 1, []byte("late")); !errors.Is(err, ErrWithdrawn) {
		t.Errorf("storing more for it: %v", err)
	}
	if epoch, _, err := w.custody.Forgotten(t.Context(), dlp, 1); epoch != 2 || err != nil {
		t.Errorf("its newest epoch is %d, %v", epoch, err)
	}
	w.publish(3)
	if err := w.custody.Retire(dlp, 1); err != nil {
		t.Fatal(err)
	}
	if got := w.states(x); !slices.Equal(got, intakeLeft) {
		t.Errorf("with one of two intake keys: %v", got)
	}
	if err := w.custody.Retire(dlp, 2); err != nil {
		t.Fatal(err)
	}
	if got := w.states(x); !slices.Equal(got, allDone) {
		t.Errorf("at the end: %v", got)
	}
	for i, sealed := range [][]byte{a, b, c} {
		if _, err := w.custody.TakeIn(custody.Item{DLP: dlp, File: 2, Kind: custody.Pooled}, bytes.NewReader(sealed)); err == nil {
			t.Errorf("ciphertext %d still opens", i)
		}
	}
	if _, _, _, err := w.custody.OpenItem(t.Context(), custody.Item{DLP: dlp, File: 2, Kind: custody.Pooled}, bytes.NewReader(kept)); err != nil {
		t.Errorf("another file: %v", err)
	}
	w.did = nil
	w.cursor = 0
	if err := w.round(); err != nil || len(w.did) != 0 {
		t.Errorf("looked at again it did %v, %v", w.did, err)
	}
}

// TestRemoveFails: whatever fails, at whichever step, the withdrawal is carried out by a later try, also after a restart; until then the
// certificate does not say so and the block is not reached.
func TestRemoveFails(t *testing.T) {
	for _, what := range []string{"list", "named", "epochs", "height", "erase", "delete", "has", "save"} {
		t.Run(what, func(t *testing.T) {
			w := newWorld(t)
			r := w.publish(1)
			w.add(1, index.SealedFile, r)
			w.named[1] = append(w.named[1], index.Ciphertext{DLP: dlp, File: 1, Kind: index.SealedFindings, Digest: [32]byte{1}}) // another node has it
			x := w.withdraw(1)
			w.fail[what] = errAway
			if err := w.round(); !errors.Is(err, errAway) {
				t.Fatalf("got %v", err)
			}
			if w.block != 0 {
				t.Errorf("block %d is reached", w.block)
			}
			delete(w.fail, what)
			w.restart()
			if got := w.states(x); slices.Equal(got, allDone) {
				t.Errorf("after the failure: %v", got)
			}
			if err := w.round(); err != nil {
				t.Fatal(err)
			}
			if got := w.states(x); !slices.Equal(got, intakeLeft) || w.block != w.height {
				t.Errorf("after the second try: %v, block %d", got, w.block)
			}
		})
	}
}

// TestUnknownEpoch: where a ciphertext is not here, nobody can tell what opens it: the newest key counts.
func TestUnknownEpoch(t *testing.T) {
	w := newWorld(t)
	r := w.publish(1)
	w.add(1, index.SealedFile, r)
	w.named[1] = append(w.named[1], index.Ciphertext{DLP: dlp, File: 1, Kind: index.SealedFindings, Digest: [32]byte{1}})
	w.publish(2)
	x := w.withdraw(1)
	if err := w.round(); err != nil {
		t.Fatal(err)
	}
	if err := w.custody.Retire(dlp, 1); err != nil {
		t.Fatal(err)
	}
	if got := w.states(x); !slices.Equal(got, intakeLeft) {
		t.Errorf("%v, although the newest key may open the findings", got)
	}
}

// TestForeignDataDAO: a validator without keys of the DataDAO has nothing to destroy but what its node's store holds.
func TestForeignDataDAO(t *testing.T) {
	w := newWorld(t)
	other := newWorld(t)
	w.add(1, index.SealedFile, other.publish(1))
	x := w.withdraw(1)
	if err := w.round(); err != nil {
		t.Fatal(err)
	}
	if got := w.states(x); !slices.Equal(got, allDone) {
		t.Errorf("%v", got)
	}
}

// TestLookback: a withdrawal that appears below what was seen, after a reorganisation, is carried out as well.
func TestLookback(t *testing.T) {
	w := newWorld(t)
	w.publish(1)
	w.height = 100
	w.withdraw(1)
	if err := w.round(); err != nil {
		t.Fatal(err)
	}
	late := index.Withdrawal{Seq: 95 << 20, File: 2, DLP: dlp, Block: 95}
	w.list = append([]index.Withdrawal{late}, w.list...)
	if err := w.round(); err != nil || w.erased[2] {
		t.Fatalf("without lookback: %v, %v", w.erased, err)
	}
	w.Lookback = 64
	if err := w.round(); err != nil || !w.erased[2] {
		t.Errorf("with lookback: %v, %v", w.erased, err)
	}
}

// TestDataBlock waits for what the node has seen, and no longer.
func TestDataBlock(t *testing.T) {
	w := newWorld(t)
	w.publish(1)
	w.withdraw(1)
	short, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if b, err := w.DataBlock(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("before the withdrawal is carried out: %d, %v", b, err)
	}
	type answer struct {
		block uint64
		err   error
	}
	got := make(chan answer, 1)
	go func() {
		b, err := w.DataBlock(t.Context())
		got <- answer{b, err}
	}()
	if err := w.round(); err != nil {
		t.Fatal(err)
	}
	if a := <-got; a.err != nil || a.block != w.height {
		t.Errorf("%+v, want %d", a, w.height)
	}
	w.fail["height"] = errAway
	if _, err := w.DataBlock(t.Context()); !errors.Is(err, errAway) {
		t.Errorf("got %v", err)
	}
}

// TestRefuseWaits: Refuse returns only when nothing is being stored for the file any more.
func TestRefuseWaits(t *testing.T) {
	w := newWorld(t)
	w.Outputs.storing.RLock() // somebody is storing
	done := make(chan error)
	go func() { done <- w.Outputs.Refuse(t.Context(), 1) }()
	select {
	case err := <-done:
		t.Fatalf("it did not wait: %v", err)
	case <-time.After(20 * time.Millisecond):
	}
	w.Outputs.storing.RUnlock()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// arriving is a store whose content comes from elsewhere, and in which something happens while it does.
type arriving struct {
	Blobs
	meanwhile func()
	asked     int
}

func (a *arriving) Get(ctx context.Context, id cid.Cid) (io.ReadCloser, error) {
	a.asked++
	if _, _, err := a.Put(ctx, strings.NewReader("from elsewhere")); err != nil {
		return nil, err
	}
	if a.meanwhile != nil {
		a.meanwhile()
	}
	return a.Blobs.Get(ctx, id)
}

// TestGetFor: content of a withdrawn file is not fetched, and does not stay if the withdrawal came while it was.
func TestGetFor(t *testing.T) {
	w := newWorld(t)
	id, _, err := blob.Sum(strings.NewReader("from elsewhere"))
	if err != nil {
		t.Fatal(err)
	}
	store := &arriving{Blobs: w.Blobs}
	w.Outputs.blobs = store
	get := func(file uint64) (string, error) {
		r, err := w.Outputs.GetFor(t.Context(), file, id)
		if err != nil {
			return "", err
		}
		defer r.Close()
		b, err := io.ReadAll(r)
		return string(b), err
	}
	if got, err := get(1); err != nil || got != "from elsewhere" {
		t.Fatalf("%q, %v", got, err)
	}
	if err := w.Blobs.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	store.meanwhile = func() {
		if err := w.Outputs.Refuse(t.Context(), 2); err != nil {
			t.Error(err)
		}
	}
	for _, when := range []string{"withdrawn meanwhile", "withdrawn before"} {
		if _, err := get(2); !errors.Is(err, ErrWithdrawn) {
			t.Errorf("%s: %v", when, err)
		}
		w.nothingFetched(when, id)
	}
	if store.asked != 2 {
		t.Errorf("the store was asked %d times", store.asked)
	}
	// the caller has lost its patience when the content has arrived
	ctx, cancel := context.WithCancel(t.Context())
	store.meanwhile = func() {
		if err := w.Outputs.Refuse(t.Context(), 3); err != nil {
			t.Error(err)
		}
		cancel()
	}
	if _, err := w.Outputs.GetFor(ctx, 3, id); !errors.Is(err, ErrWithdrawn) {
		t.Errorf("cancelled: %v", err)
	}
	w.nothingFetched("cancelled", id)
}

// nothingFetched checks that no content, and no note of a fetch, is left.
func (w *world) nothingFetched(when string, id cid.Cid) {
	w.t.Helper()
	if has, err := w.blobs.Has(w.t.Context(), id); err != nil || has {
		w.t.Errorf("%s: it stayed: %v", when, err)
	}
	var notes int
	if err := w.Outputs.db.QueryRow(`SELECT count(*) FROM fetching`).Scan(&notes); err != nil || notes != 0 {
		w.t.Errorf("%s: %d notes stayed: %v", when, notes, err)
	}
}

// TestTidy: what was being fetched of a withdrawn file when the process was killed, or could not be deleted, is deleted later; what is being
// fetched now is left to the fetch, and what belongs to other files stays.
func TestTidy(t *testing.T) {
	w := newWorld(t)
	put := func(text string) cid.Cid {
		id, _, err := w.blobs.Put(t.Context(), strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	killed, kept := put("of file 1"), put("of file 2")
	for file, id := range map[uint64]cid.Cid{1: killed, 2: kept} {
		done, err := w.Outputs.begin(t.Context(), file, id)
		if err != nil {
			t.Fatal(err)
		}
		if file == 2 {
			done()
		}
	}
	if err := w.Outputs.Refuse(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if err := w.Outputs.Tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if has, err := w.blobs.Has(t.Context(), killed); err != nil || !has {
		t.Errorf("deleted while it is being fetched: %v", err)
	}
	w.restart()
	w.fail["delete"] = errAway
	w.Outputs.blobs = w.Blobs
	if err := w.Outputs.Tidy(t.Context()); !errors.Is(err, errAway) {
		t.Errorf("a store that does not delete: %v", err)
	}
	delete(w.fail, "delete")
	if err := w.Outputs.Tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if has, err := w.blobs.Has(t.Context(), kept); err != nil || !has {
		t.Errorf("another file's content is gone: %v", err)
	}
	if list, err := w.Outputs.Of(t.Context(), 2); err != nil || len(list) != 1 || list[0] != kept {
		t.Errorf("what is being fetched: %v, %v", list, err)
	}
	if err := w.Outputs.forget(t.Context(), 2, kept); err != nil {
		t.Fatal(err)
	}
	w.nothingFetched("tidied", killed)
}

// TestOutputsMigrate: a list of version 1 is read.
func TestOutputsMigrate(t *testing.T) {
	w := newWorld(t)
	if _, err := w.Outputs.PutFor(t.Context(), dlp, 4, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Outputs.db.Exec(`DROP TABLE fetching; PRAGMA user_version = 1`); err != nil {
		t.Fatal(err)
	}
	w.restart()
	if list, err := w.Outputs.Of(t.Context(), 4); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
}

func TestOutputsVersion(t *testing.T) {
	w := newWorld(t)
	if _, err := w.Outputs.db.Exec(`PRAGMA user_version = 9`); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenOutputs(w.dir+"/outputs.db", w.blobs); !errors.Is(err, ErrVersion) {
		t.Errorf("got %v", err)
	}
}
