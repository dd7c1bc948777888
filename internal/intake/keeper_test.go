package intake

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/custody"
)

// failing is a peer that does not answer.
type failing struct{ asked int }

func (f *failing) Offer(context.Context, uint64, uint32, custody.Item, []byte) ([]byte, error) {
	f.asked++
	return nil, errAway
}

func (w *world) keeper(peers ...Peer) *Keeper {
	return &Keeper{
		Custody: w.custody, Key: w.key, Network: w, Document: func() []byte { return nil }, Peers: func() []Peer { return peers }, Policy: policy,
		Random: rand.Reader, Clock: func() time.Time { return w.now }, Log: slog.New(slog.DiscardHandler),
	}
}

func (w *world) tend() {
	w.t.Helper()
	if err := w.keeper().tend(w.t.Context(), dlp); err != nil {
		w.t.Fatal(err)
	}
}

// TestReplaces: a key is replaced after its life if something was sealed to it, and early when one of its files was withdrawn.
func TestReplaces(t *testing.T) {
	w := newWorld(t)
	w.tend()
	if len(w.epochs) != 1 || w.epochs[0].Epoch != firstEpoch {
		t.Fatalf("after the first look: %+v", w.epochs)
	}
	w.after(policy.Life)
	w.tend()
	if len(w.epochs) != 1 {
		t.Error("a key that nothing was sealed to is replaced")
	}
	w.since = true
	w.after(-time.Second)
	w.tend()
	if len(w.epochs) != 1 {
		t.Error("a key is replaced before its life is over")
	}
	w.after(time.Second)
	w.tend()
	if len(w.epochs) != 2 || w.epochs[1].Epoch != 2 {
		t.Fatalf("after its life: %+v", w.epochs)
	}
	if err := w.custody.Forget(t.Context(), dlp, 1, 1); err != nil {
		t.Fatal(err)
	}
	w.after(policy.Soonest)
	w.tend()
	if len(w.epochs) != 2 {
		t.Error("a key is replaced for a file that was sealed to an earlier one")
	}
	if err := w.custody.Forget(t.Context(), dlp, 2, 2); err != nil {
		t.Fatal(err)
	}
	w.after(-time.Second)
	w.tend()
	if len(w.epochs) != 2 {
		t.Error("a key is replaced sooner than the policy allows")
	}
	w.after(time.Second)
	w.tend()
	w.tend() // and once
	if len(w.epochs) != 3 || w.epochs[2].Epoch != 3 {
		t.Errorf("after a withdrawal: %+v", w.epochs)
	}
}

// TestWhoReplaces: the validator that set the last key, or whose turn it is when that one is not active any more.
func TestWhoReplaces(t *testing.T) {
	other, third := common.Address{1}, common.Address{2}
	for name, c := range map[string]struct {
		by     common.Address
		active func(me common.Address) []common.Address
		want   int
	}{
		"mine":                        {common.Address{}, func(me common.Address) []common.Address { return []common.Address{other, me} }, 2},
		"another's":                   {other, func(me common.Address) []common.Address { return []common.Address{other, me} }, 1},
		"another's who left, my turn": {other, func(me common.Address) []common.Address { return []common.Address{me, third} }, 2},
		"another's who left":          {other, func(me common.Address) []common.Address { return []common.Address{third, me} }, 1},
	} {
		w := newWorld(t)
		w.publish(1)
		if c.by != (common.Address{}) {
			w.epochs[0].Validator = c.by
		}
		w.active, w.since = c.active(w.key.Address()), true
		if w.tend(); slices.Contains(w.active, w.epochs[0].Validator) && len(w.epochs) != 1 {
			t.Errorf("%s: replaced although its life is not over", name)
		}
		w.after(policy.Life)
		if len(w.epochs) == 1 {
			w.tend()
		}
		if len(w.epochs) != c.want {
			t.Errorf("%s: %d keys, want %d", name, len(w.epochs), c.want)
		}
	}
}

// TestPublishFails: a key that could not be recorded is recorded by the next try, the same.
func TestPublishFails(t *testing.T) {
	w := newWorld(t)
	w.fail["set"] = errAway
	if err := w.keeper().tend(t.Context(), dlp); !errors.Is(err, errAway) {
		t.Fatal(err)
	}
	r, err := w.custody.Recipient(dlp, firstEpoch)
	if err != nil {
		t.Fatal(err)
	}
	delete(w.fail, "set")
	w.tend()
	if len(w.epochs) != 1 || w.epochs[0].Digest != r.Digest() {
		t.Errorf("%+v", w.epochs)
	}
}

// TestObtainAsksAll: every peer is asked for keys that are published and not here.
func TestObtainAsksAll(t *testing.T) {
	w := newWorld(t)
	w.record(1, [32]byte{1}, common.Address{1})
	a, b := &failing{}, &failing{}
	if err := w.keeper(a, b).tend(t.Context(), dlp); !errors.Is(err, errAway) || a.asked != 1 || b.asked != 1 {
		t.Errorf("asked %d and %d, %v", a.asked, b.asked, err)
	}
	if w.custody.Has(dlp) {
		t.Error("keys were made beside those of another validator")
	}
}
