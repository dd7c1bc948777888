package node

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

	"github.com/coppice-network/coppice/internal/custody"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/wallet"
)

// firstEpoch is a DataDAO's first intake epoch.
const firstEpoch = 1

// attestationValidity is how long a signed intake key may wait to be recorded.
const attestationValidity = 10 * time.Minute

// A peer hands a DataDAO's keys to another validator whose identity document it has verified.
type peer interface {
	Offer(ctx context.Context, dlp uint64, epoch uint32, document []byte) ([]byte, error)
}

// keeper makes and obtains DataDAO keys for one validator. A DataDAO's keys are born in the validator whose turn it is (the DataDAO's
// id over the active set) and published with its attestation; every other active validator then obtains them from one that holds
// them, and takes only those that the chain names.
type keeper struct {
	custody  *custody.Custody
	identity *seal.Identity
	document func() []byte
	check    custody.CheckDocument
	key      *wallet.Key
	ledger   *ledger.Ledger
	outbox   *ledger.Outbox
	dlps     func(ctx context.Context) ([]uint64, error)
	peers    func() []peer
	random   io.Reader
	clock    func() time.Time
	log      *slog.Logger

	// making is held while a key is made and published, and by whoever has the validator leave: a key must not be published by one that
	// leaves before another one could take it over.
	making sync.Mutex
}

// run keeps looking after new DataDAOs until ctx ends.
func (k *keeper) run(ctx context.Context, wake func(context.Context, uint64) (uint64, error)) error {
	var height, set uint64
	done := make(map[uint64]bool)
	for {
		// Whenever validators come or go, all DataDAOs are looked at again: one that attested a key may have left.
		if now, err := k.ledger.ValidatorSetID(ctx); err == nil && now != set {
			set = now
			clear(done)
		}
		ids, err := k.dlps(ctx)
		if err == nil {
			for _, id := range ids {
				if done[id] {
					continue
				}
				ok, err := k.tend(ctx, id)
				if err != nil && ctx.Err() == nil {
					k.log.Warn("keys of a DataDAO will be tried again", "dlp", id, "err", err)
				}
				done[id] = ok
			}
		}
		if height, err = wake(ctx, height); ctx.Err() != nil {
			return nil
		} else if err != nil {
			k.log.Warn("could not follow the chain", "err", err)
		}
	}
}

// tend brings one DataDAO to the state "published, and held here"; it reports whether it is there.
func (k *keeper) tend(ctx context.Context, dlp uint64) (bool, error) {
	published, err := k.ledger.IntakeKey(ctx, dlp)
	switch {
	case errors.Is(err, ledger.ErrNoIntakeKey):
		return false, k.bear(ctx, dlp, firstEpoch)
	case err != nil:
		return false, err
	}
	by, err := k.ledger.ValidatorInfo(ctx, published.Validator)
	if err != nil {
		return false, err
	}
	if !k.holds(dlp, published) {
		err := k.obtain(ctx, dlp, published)
		if err == nil || by.Active || !k.serves(dlp) {
			return false, err
		}
		k.log.Error("the validator that made a DataDAO's key validates no more and nobody gives it on: files that were sealed to it wait until it is back",
			"dlp", dlp, "epoch", published.Epoch, "by", published.Validator, "err", err)
	}
	if by.Active {
		return true, nil
	}
	// Contributors trust a key only as long as the validator that attests it is active: another one gives the DataDAO a new one.
	return false, k.bear(ctx, dlp, uint32(published.Epoch)+1)
}

// serves reports whether this validator holds a DataDAO's secrets, if not its newest key.
func (k *keeper) serves(dlp uint64) bool { return slices.Contains(k.custody.DLPs(), dlp) }

func (k *keeper) holds(dlp uint64, published *ledger.AttestedKey) bool {
	r, err := k.custody.Recipient(dlp, uint32(published.Epoch))
	return err == nil && r.String() == published.Recipient
}

// bear makes and publishes the intake key of an epoch if it is this validator's turn.
func (k *keeper) bear(ctx context.Context, dlp uint64, epoch uint32) error {
	k.making.Lock()
	defer k.making.Unlock()
	active, err := k.ledger.Validators(ctx)
	if err != nil {
		return err
	}
	if len(active) == 0 || active[dlp%uint64(len(active))].Address != k.key.Address() {
		return nil
	}
	recipient, err := k.custody.Create(dlp, epoch, k.random)
	if err != nil {
		return fmt.Errorf("making the keys: %w", err)
	}
	statement := ledger.IntakeKey{
		DLP: dlp, Epoch: uint64(epoch), Digest: sha256.Sum256([]byte(recipient.String())), Deadline: uint64(k.clock().Add(attestationValidity).Unix()),
	}
	digest := k.ledger.TeePoolDomain().Digest(statement)
	signature, err := k.key.SignHash(digest)
	if err != nil {
		return err
	}
	call := k.ledger.SetIntakeKey(statement, recipient.String(), signature)
	if _, err := ledger.Send(ctx, k.outbox, fmt.Sprintf("intake/%d/%d/%d", dlp, epoch, statement.Deadline), call); err != nil {
		return fmt.Errorf("publishing the intake key: %w", err)
	}
	k.log.Info("made the intake key", "dlp", dlp, "epoch", epoch)
	return nil
}

// obtain asks the peers for a DataDAO's keys.
func (k *keeper) obtain(ctx context.Context, dlp uint64, published *ledger.AttestedKey) error {
	want := custody.Expect{
		ChainID: k.ledger.ChainID.Uint64(), Registry: k.ledger.Net.DataRegistry, DLP: dlp, Epoch: uint32(published.Epoch),
		Intake: sha256.Sum256([]byte(published.Recipient)), Self: k.key.Address(),
	}
	last := errors.New("no peer holds them")
	for _, p := range k.peers() {
		sealed, err := p.Offer(ctx, dlp, want.Epoch, k.document())
		if err == nil {
			err = k.custody.Accept(sealed, k.identity, want, k.check, k.clock())
		}
		if err == nil {
			k.log.Info("took over a DataDAO's keys", "dlp", dlp, "epoch", want.Epoch)
			return nil
		}
		last = err
	}
	return fmt.Errorf("obtaining the keys: %w", last)
}

// Offer implements peer: the keys of a DataDAO, sealed to a validator whose document is the admitted one.
func (k *keeper) Offer(_ context.Context, dlp uint64, epoch uint32, document []byte) ([]byte, error) {
	from := custody.Sender{Document: k.document(), Sign: k.key.SignHash}
	return k.custody.Offer(dlp, epoch, from, document, k.check, k.clock().Add(attestationValidity))
}
