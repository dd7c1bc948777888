package contribution

import (
	"context"
	"crypto/sha256"
	"errors"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/wallet"
)

// fickle is a wallet whose signatures lead to another identity in each epoch, as one does that forgets its random nonces at a restart.
type fickle struct {
	a     common.Address
	epoch byte
	err   error
}

func (f *fickle) Address() common.Address { return f.a }

func (f *fickle) Identity(_ context.Context, salt [32]byte) (*seal.Identity, error) {
	if f.err != nil {
		return nil, f.err
	}
	return seal.IdentityFromSeed(sha256.Sum256(append(salt[:], f.epoch)))
}

// stored is how many things lie in the stores.
func (r *rig) stored() int {
	r.blobs.mu.Lock()
	defer r.blobs.mu.Unlock()
	r.personal.mu.Lock()
	defer r.personal.mu.Unlock()
	return len(r.blobs.content) + len(r.personal.content)
}

// TestAWalletThatChangesIsRefused: before anything is sealed, stored or sent, also when only a later session finds out.
func TestAWalletThatChangesIsRefused(t *testing.T) {
	r := newRig(t)
	w := &fickle{a: r.Owner.Address(), epoch: 1}
	r.Client.Owner = w
	if _, err := r.contribute(r.write("first.json", "first")); err != nil {
		t.Fatal(err)
	}
	stored, nonce := r.stored(), r.nonce()
	refused := func(name string) {
		t.Helper()
		if _, err := r.contribute(r.write("second.json", "second")); !errors.Is(err, wallet.ErrNotDeterministic) {
			t.Errorf("%s: %v", name, err)
		}
		if r.stored() != stored || r.nonce() != nonce {
			t.Errorf("%s: something was stored or sent", name)
		}
		id := contributionID(r.scope(pool().ID), sha256.Sum256([]byte("second")))
		var n int
		if err := r.Journal.db.QueryRow("SELECT count(*) FROM contributions WHERE id = ?", id).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s: the journal has begun it (%v)", name, err)
		}
		if _, err := r.Self(r.ctx, pool().ID); !errors.Is(err, wallet.ErrNotDeterministic) {
			t.Errorf("%s: findings would be looked for with another identity: %v", name, err)
		}
	}
	w.err = wallet.ErrNotDeterministic
	refused("it shows at once")
	r.restart()
	r.Client.Owner = &fickle{a: r.Owner.Address(), epoch: 2}
	refused("a later session finds out")
	r.restart()
	r.Client.Owner = &fickle{a: r.Owner.Address(), epoch: 1}
	if _, err := r.contribute(r.write("second.json", "second")); err != nil {
		t.Errorf("the wallet as it was: %v", err)
	}
}

func (r *rig) nonce() uint64 {
	r.t.Helper()
	n, err := world.Chain.Client().NonceAt(r.t.Context(), r.Owner.Address(), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return n
}
