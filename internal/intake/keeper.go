package intake

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/custody"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/wallet"
)

// firstEpoch is a DataDAO's first intake epoch.
const firstEpoch = 1

// attestationValidity is how long a signed intake key may wait to be recorded.
const attestationValidity = 10 * time.Minute

// A Peer hands a DataDAO's keys to another validator whose identity document it has verified. It gives content keys behind the item after.
type Peer interface {
	Offer(ctx context.Context, dlp uint64, epoch uint32, after custody.Item, document []byte) ([]byte, error)
}

// Network is what a keeper asks of the chain and does on it.
type Network interface {
	DLPs(ctx context.Context) ([]uint64, error)
	IntakeEpochs(ctx context.Context, dlp uint64) ([]index.IntakeEpoch, error)
	// RegisteredSince reports whether a file was registered for a DataDAO behind a place in the chain.
	RegisteredSince(ctx context.Context, dlp, seq uint64) (bool, error)
	// Validators are the active ones, in the contract's order.
	Validators(ctx context.Context) ([]common.Address, error)
	// SetIntakeKey records a key with this validator's attestation.
	SetIntakeKey(ctx context.Context, statement ledger.IntakeKey, recipient string, signature []byte) error
	Digest(statement ledger.IntakeKey) [32]byte
	ChainID() uint64
	Registry() common.Address
}

// Keeper makes, obtains and replaces DataDAO keys for one validator. A DataDAO's keys are born in the validator whose turn it is (the DataDAO's
// id over the active set) and published with its attestation; every other active validator then obtains them from one that holds
// them, and takes only those that the chain names. Who published the last key publishes the next.
type Keeper struct {
	Custody  *custody.Custody
	Identity *seal.Identity
	Document func() []byte
	Check    custody.CheckDocument
	Key      *wallet.Key
	Network  Network
	Peers    func() []Peer
	Policy   Policy
	Random   io.Reader
	Clock    func() time.Time
	Log      *slog.Logger

	making sync.Mutex // held while a key is made and published
}

// Still keeps the keeper from making a key until release: one must not be published by a validator that leaves before another could
// take it over.
func (k *Keeper) Still() (release func()) {
	k.making.Lock()
	return k.making.Unlock
}

// Run keeps looking after DataDAOs until ctx ends.
func (k *Keeper) Run(ctx context.Context, wake func(context.Context, uint64) (uint64, error)) error {
	var height uint64
	for {
		ids, err := k.Network.DLPs(ctx)
		for _, id := range ids {
			if err := k.tend(ctx, id); err != nil && ctx.Err() == nil {
				k.Log.Warn("keys of a DataDAO will be tried again", "dlp", id, "err", err)
			}
		}
		if height, err = wake(ctx, height); ctx.Err() != nil {
			return nil
		} else if err != nil {
			k.Log.Warn("could not follow the chain", "err", err)
		}
	}
}

// tend brings one DataDAO to the state "published, held here, and not older than the policy says".
func (k *Keeper) tend(ctx context.Context, dlp uint64) error {
	epochs, err := k.Network.IntakeEpochs(ctx, dlp)
	if err != nil {
		return err
	}
	if len(epochs) == 0 {
		active, err := k.Network.Validators(ctx)
		if err != nil || !k.drawn(active, dlp) {
			return err
		}
		return k.publish(ctx, dlp, firstEpoch)
	}
	current := epochs[len(epochs)-1]
	active, err := k.Network.Validators(ctx)
	if err != nil || len(active) == 0 {
		return err
	}
	if !k.holds(current) {
		err := k.obtain(ctx, current)
		if err == nil || slices.Contains(active, current.Validator) || !k.Custody.Has(dlp) {
			return err
		}
		k.Log.Error("the validator that made a DataDAO's key validates no more and nobody gives it on: files that were sealed to it wait until it is back",
			"dlp", dlp, "epoch", current.Epoch, "by", current.Validator, "err", err)
	}
	mine := current.Validator == k.Key.Address()
	if !slices.Contains(active, current.Validator) {
		// Contributors trust a key only as long as the validator that attests it is active: whose turn it is makes a new one at once.
		if k.drawn(active, dlp+uint64(current.Epoch)) {
			return k.publish(ctx, dlp, current.Epoch+1)
		}
		return nil
	}
	if due, err := k.due(ctx, current); err != nil || !due || !mine {
		return err
	}
	return k.publish(ctx, dlp, current.Epoch+1)
}

func (k *Keeper) holds(e index.IntakeEpoch) bool {
	r, err := k.Custody.Recipient(e.DLP, e.Epoch)
	return err == nil && r.Digest() == e.Digest
}

// due reports whether a key is to be replaced.
func (k *Keeper) due(ctx context.Context, e index.IntakeEpoch) (bool, error) {
	age := k.Clock().Sub(unix(e.Time))
	if age < k.Policy.Soonest {
		return false, nil
	}
	forgotten, err := k.Custody.NewestForgotten(ctx, e.DLP)
	if err != nil || forgotten >= e.Epoch {
		return err == nil, err
	}
	if age < k.Policy.Life {
		return false, nil
	}
	return k.Network.RegisteredSince(ctx, e.DLP, e.Seq)
}

// drawn reports whether it is this validator's turn among the active ones.
func (k *Keeper) drawn(active []common.Address, turn uint64) bool {
	return len(active) > 0 && active[turn%uint64(len(active))] == k.Key.Address()
}

// publish makes a DataDAO's intake key of an epoch and records it with this validator's attestation.
func (k *Keeper) publish(ctx context.Context, dlp uint64, epoch uint32) error {
	defer k.Still()()
	recipient, err := k.Custody.Create(dlp, epoch, k.Random)
	if err != nil {
		return fmt.Errorf("making the keys: %w", err)
	}
	statement := ledger.IntakeKey{
		DLP: dlp, Epoch: uint64(epoch), Digest: sha256.Sum256([]byte(recipient.String())), Deadline: uint64(k.Clock().Add(attestationValidity).Unix()),
	}
	signature, err := k.Key.SignHash(k.Network.Digest(statement))
	if err != nil {
		return err
	}
	if err := k.Network.SetIntakeKey(ctx, statement, recipient.String(), signature); err != nil {
		return fmt.Errorf("publishing the intake key: %w", err)
	}
	k.Log.Info("made the intake key", "dlp", dlp, "epoch", epoch)
	return nil
}

// obtain asks the peers for a DataDAO's keys.
func (k *Keeper) obtain(ctx context.Context, e index.IntakeEpoch) error {
	last := errors.New("no peer holds them")
	for _, p := range k.Peers() {
		if last = k.obtainFrom(ctx, p, e); last == nil {
			k.Log.Info("took over a DataDAO's keys", "dlp", e.DLP, "epoch", e.Epoch)
			return nil
		}
	}
	return fmt.Errorf("obtaining the keys: %w", last)
}

// obtainFrom takes over what one peer holds. The content keys come in pieces; the intake key is in each of them, so a validator that holds it
// but was stopped in the middle has gaps, which its [Taker] reports.
func (k *Keeper) obtainFrom(ctx context.Context, p Peer, e index.IntakeEpoch) error {
	want := custody.Expect{
		ChainID: k.Network.ChainID(), Registry: k.Network.Registry(), DLP: e.DLP, Epoch: e.Epoch, Intake: e.Digest, Self: k.Key.Address(),
	}
	for after := (&custody.Item{DLP: e.DLP}); after != nil; {
		sealed, err := p.Offer(ctx, e.DLP, e.Epoch, *after, k.Document())
		if err != nil {
			return err
		}
		if after, err = k.Custody.Accept(ctx, sealed, k.Identity, want, k.Check, k.Clock()); err != nil {
			return err
		}
	}
	return nil
}

// Offer implements Peer: the keys of a DataDAO, sealed to a validator whose document is the admitted one.
func (k *Keeper) Offer(ctx context.Context, dlp uint64, epoch uint32, after custody.Item, document []byte) ([]byte, error) {
	from := custody.Sender{Document: k.Document(), Sign: k.Key.SignHash}
	return k.Custody.Offer(ctx, dlp, epoch, after, from, document, k.Check, k.Clock().Add(attestationValidity))
}
