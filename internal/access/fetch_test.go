package access

import (
	"errors"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/ledger/ledgertest"
	"github.com/coppice-network/coppice/internal/seal"
)

// TestFetchRefuses: a delivery that is not what receipt and manifest say is refused, and says how.
func TestFetchRefuses(t *testing.T) {
	stranger := identity(t, 9)
	for name, c := range map[string]struct {
		// settle gives the receipt's digest of the result.
		settle func(r *rig, id uint64) [32]byte
		want   error
	}{
		"a manifest of another job":    {func(r *rig, id uint64) [32]byte { return r.deliver(job.Manifest{JobID: id + 1}, r.Self) }, ErrResult},
		"a manifest for somebody else": {func(r *rig, id uint64) [32]byte { return r.deliver(job.Manifest{JobID: id}, stranger) }, seal.ErrNotForUs},
		"a manifest of a later version": {func(r *rig, id uint64) [32]byte {
			return r.store([]byte(`{"format":"coppice-manifest/2","jobId":1,"artifacts":[]}`), r.Self)
		}, job.ErrFormat},
		"a manifest that is not there": {func(*rig, uint64) [32]byte { return [32]byte{1} }, blob.ErrNotFound},
		"a manifest that is too large": {func(r *rig, id uint64) [32]byte {
			return r.deliver(job.Manifest{JobID: id, Log: strings.Repeat("x", job.MaxDocument)}, r.Self)
		}, ErrResult},
		"a damaged manifest": {func(r *rig, id uint64) [32]byte {
			digest := r.deliver(job.Manifest{JobID: id}, r.Self)
			b := r.blobs.content[blob.FromDigest(digest, 0).String()]
			b[len(b)-1] ^= 1
			return digest
		}, seal.ErrDamaged},
		"an artefact with another digest": {func(r *rig, id uint64) [32]byte {
			a := r.artifact("model", "weights")
			a.Digest[0] ^= 1
			return r.deliver(job.Manifest{JobID: id, Artifacts: []job.Artifact{r.artifact("fine", "fine"), a}}, r.Self)
		}, ErrResult},
		"an artefact that was replaced": {func(r *rig, id uint64) [32]byte {
			a, other := r.artifact("model", "weights"), r.artifact("model", "WEIGHTS")
			r.blobs.content[a.CID] = r.blobs.content[other.CID]
			return r.deliver(job.Manifest{JobID: id, Artifacts: []job.Artifact{a}}, r.Self)
		}, ErrResult},
		"an artefact for somebody else": {func(r *rig, id uint64) [32]byte {
			a := r.artifact("model", "weights")
			a.CID = blob.FromDigest(r.store([]byte("weights"), stranger), 0).String()
			return r.deliver(job.Manifest{JobID: id, Artifacts: []job.Artifact{a}}, r.Self)
		}, seal.ErrNotForUs},
		"an artefact that is not there": {func(r *rig, id uint64) [32]byte {
			a := r.artifact("model", "weights")
			delete(r.blobs.content, a.CID)
			return r.deliver(job.Manifest{JobID: id, Artifacts: []job.Artifact{a}}, r.Self)
		}, blob.ErrNotFound},
		"an artefact without an address": {func(r *rig, id uint64) [32]byte {
			a := r.artifact("model", "weights")
			a.CID = "../model"
			return r.deliver(job.Manifest{JobID: id, Artifacts: []job.Artifact{a}}, r.Self)
		}, ErrResult},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			id := r.submit()
			r.settle(ledger.Receipt{JobID: id, ResultDigest: c.settle(r, id), UsedSeconds: 1, Rows: []uint64{1}})
			if d, err := r.Fetch(t.Context(), id); !errors.Is(err, c.want) || d != nil {
				t.Errorf("got %v and %v, want %v", d, err, c.want)
			}
		})
	}
}

// TestFailedJobs: a job that failed gives its receipt, and why.
func TestFailedJobs(t *testing.T) {
	t.Run("the buyer's doing", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		id := r.submit()
		r.settle(ledger.Receipt{JobID: id, Outcome: ledger.BuyerFault, UsedSeconds: 1, ResultDigest: r.deliver(job.Manifest{JobID: id, Error: "division by zero"}, r.Self)})
		d, err := r.Fetch(t.Context(), id)
		if !errors.Is(err, ErrFailed) || !strings.Contains(err.Error(), "division by zero") {
			t.Fatalf("got %v", err)
		}
		if d == nil || d.Receipt.Outcome != "buyer_fault" || d.Manifest == nil || len(d.Artifacts) != 0 {
			t.Errorf("delivered %+v", d)
		}
		if left, want := r.free(r.dao.Token), ledgertest.Tokens(100); left.Cmp(want) != 0 {
			t.Errorf("%s tokens are back, want %s", left, want)
		}
	})
	t.Run("nothing was delivered", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		id := r.submit()
		r.settle(ledger.Receipt{JobID: id, Outcome: ledger.BuyerFault, UsedSeconds: 1})
		d, err := r.Fetch(t.Context(), id)
		if !errors.Is(err, ErrFailed) || d == nil || d.Manifest != nil || d.Receipt.CheckSignature() != nil {
			t.Errorf("got %+v, %v", d, err)
		}
	})
	t.Run("nobody settled it", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		id := r.submit()
		r.settled[id] = settlementOf{expired: true}
		if d, err := r.Fetch(t.Context(), id); !errors.Is(err, ErrFailed) || d != nil {
			t.Errorf("got %+v, %v", d, err)
		}
	})
	t.Run("no such job", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		if _, err := r.Fetch(t.Context(), 1<<40); !errors.Is(err, ErrNoJob) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("the network's word is not the chain's", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		one, two := r.submit(), r.submit()
		r.settled[one] = settlementOf{tx: common.Hash{1}}
		if _, err := r.Fetch(t.Context(), one); !errors.Is(err, ledger.ErrNotSettled) {
			t.Errorf("a settlement that is none: got %v", err)
		}
		for _, id := range []uint64{one, two} {
			r.settle(ledger.Receipt{JobID: id, UsedSeconds: 1, ResultDigest: r.deliver(job.Manifest{JobID: id}, r.Self)})
		}
		r.settled[one] = r.settled[two]
		if _, err := r.Fetch(t.Context(), one); err == nil || !strings.Contains(err.Error(), "another receipt") {
			t.Errorf("another job's settlement: got %v", err)
		}
	})
	t.Run("the network is away", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		id := r.submit()
		if _, err := r.Fetch(t.Context(), id); !errors.Is(err, errAway) {
			t.Errorf("got %v", err)
		}
		r.settled[id] = settlementOf{err: errAway}
		if _, err := r.Fetch(t.Context(), id); !errors.Is(err, errAway) {
			t.Errorf("got %v", err)
		}
	})
}
