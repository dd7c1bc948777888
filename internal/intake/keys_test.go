package intake

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/pooled"
	"github.com/coppice-network/coppice/internal/seal"
)

func TestAccepted(t *testing.T) {
	epochs := []index.IntakeEpoch{{Epoch: 1, Time: 1000}, {Epoch: 2, Time: 2000}, {Epoch: 3, Time: 10_000}}
	for name, c := range map[string]struct {
		registered, opened uint64
		oldest, newest     uint32
	}{
		"in the first epoch":                  {1500, 1500, 1, 1},
		"when a key is replaced":              {2000, 2000, 1, 2},
		"within the grace":                    {2009, 2009, 1, 2},
		"at its end":                          {2010, 2010, 2, 2},
		"drawn again within the retention":    {1500, 2000 + 3599, 1, 1},
		"drawn again after it":                {1500, 2000 + 3600, 2, 1},
		"drawn again under the same key":      {9000, 9000 + 100_000, 3, 2},
		"before the first key":                {10, 10, 1, 1},
		"long after the newest":               {50_000, 50_000, 3, 3},
		"within the grace, drawn much later":  {10_005, 10_000 + 3600, 3, 3},
		"at the beginning of time, never yet": {0, 0, 1, 1},
	} {
		if oldest, newest := policy.accepted(epochs, c.registered, c.opened); oldest != c.oldest || newest != c.newest {
			t.Errorf("%s: epochs %d to %d, want %d to %d", name, oldest, newest, c.oldest, c.newest)
		}
	}
}

func TestOpenFile(t *testing.T) {
	w := newWorld(t)
	k := w.keys()
	f := pooled.File{ID: 1, DLP: dlp}
	open := func(b []byte) error {
		r, err := k.OpenFile(t.Context(), f, bytes.NewReader(b))
		if err != nil {
			return err
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != "content" {
			t.Errorf("opened %q, %v", got, err)
		}
		return nil
	}
	if err := open([]byte("x")); !errors.Is(err, pooled.ErrNoKeys) {
		t.Errorf("before there are keys: %v", err)
	}
	w.publish(1)
	b := w.file(1, 1)
	if err := open(b); err != nil {
		t.Errorf("to the current key: %v", err)
	}
	stranger, _ := seal.IdentityFromSeed([32]byte{9})
	foreign, _ := seal.SealBytes([]byte("content"), stranger.Recipient())
	if err := open(foreign); !errors.Is(err, seal.ErrNotForUs) || errors.Is(err, pooled.ErrNoKeys) {
		t.Errorf("to somebody else: %v", err)
	}
	// another validator has published the next key, and this one does not hold it yet
	w.after(time.Minute)
	w.record(2, stranger.Recipient().Digest(), w.key.Address())
	w.times[1] = [2]uint64{w.unix(), w.unix()}
	if err := open(foreign); !errors.Is(err, pooled.ErrNoKeys) {
		t.Errorf("to a key on its way: %v", err)
	}
	if err := open(b); err != nil {
		t.Errorf("to a replaced key within the grace: %v", err)
	}
	w.after(policy.Grace)
	w.times[1] = [2]uint64{w.unix(), w.unix()}
	if err := open(b); !errors.Is(err, pooled.ErrReplacedKey) || !errors.Is(err, pooled.ErrRefused) {
		t.Errorf("to a replaced key after the grace: %v", err)
	}
	// what counted already opens by its content key, whatever the times say
	h, err := w.custody.TakeIn(w.item(1), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.custody.KeepContentKeys(t.Context(), []heldKey{h}); err != nil {
		t.Fatal(err)
	}
	if err := open(b); err != nil {
		t.Errorf("taken in: %v", err)
	}
	for _, what := range []string{"epochs", "times"} {
		w.fail[what] = errAway
		f.ID = 2
		if err := open(b); !errors.Is(err, errAway) || errors.Is(err, pooled.ErrRefused) {
			t.Errorf("%s cannot be read: %v", what, err)
		}
		delete(w.fail, what)
	}
}

func TestRecipient(t *testing.T) {
	w := newWorld(t)
	if _, err := w.keys().Recipient(t.Context(), dlp); !errors.Is(err, pooled.ErrNoKeys) {
		t.Errorf("before there is a key: %v", err)
	}
	w.publish(1)
	first, err := w.keys().Recipient(t.Context(), dlp)
	if err != nil || first.Digest() != w.epochs[0].Digest {
		t.Errorf("%v, %v", first, err)
	}
	// drawn here, and not on chain yet: nobody else would know it
	if _, err := w.custody.Create(dlp, 2, zero{}); err != nil {
		t.Fatal(err)
	}
	if r, err := w.keys().Recipient(t.Context(), dlp); err != nil || !r.Equal(first) {
		t.Errorf("a key that is not published is used: %v", err)
	}
	w.record(3, [32]byte{1}, w.key.Address())
	if _, err := w.keys().Recipient(t.Context(), dlp); !errors.Is(err, pooled.ErrNoKeys) {
		t.Errorf("a key on its way: %v", err)
	}
}
