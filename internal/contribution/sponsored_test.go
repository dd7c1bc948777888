package contribution

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/ledger"
)

// relay submits what it is asked to, under the contribution's hash, as a node does. A test can act around that.
type relay struct {
	r       *rig
	outbox  *ledger.Outbox
	asked   []ledger.Contribution
	signing func() error
	before  func(c ledger.Contribution) error
	after   func(tx common.Hash) (common.Hash, error)
}

func (n *relay) Relay(ctx context.Context, c ledger.Contribution, signature []byte) (common.Hash, error) {
	n.asked = append(n.asked, c)
	if n.before != nil {
		if err := n.before(c); err != nil {
			return common.Hash{}, err
		}
	}
	receipt, err := ledger.Send(n.r.t.Context(), n.outbox, fmt.Sprintf("%x", c.StructHash()), world.Ledger.RelayContribution(c, signature))
	if err != nil {
		return common.Hash{}, err
	}
	if n.after != nil {
		return n.after(receipt.TxHash)
	}
	return receipt.TxHash, nil
}

func (n *relay) sign(_ context.Context, d ledger.Domain, c ledger.Contribution) ([]byte, error) {
	if n.signing != nil {
		if err := n.signing(); err != nil {
			return nil, err
		}
	}
	return signWith(n.r.t, n.r.key, d.Digest(c)), nil
}

func signWith(t *testing.T, key *ecdsa.PrivateKey, digest [32]byte) []byte {
	t.Helper()
	sig, err := crypto.Sign(digest[:], key)
	if err != nil {
		t.Fatal(err)
	}
	sig[64] += 27
	return sig
}

// sponsoredRig is the machine of a contributor who has nothing.
func sponsoredRig(t *testing.T) *rig {
	t.Helper()
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return sponsor(newRig(t), key)
}

// sponsor makes a rig's contributor use a relay, as the holder of a key.
func sponsor(r *rig, key *ecdsa.PrivateKey) *rig {
	r.t.Helper()
	r.stop()
	r.key, r.dir = key, r.t.TempDir()
	r.relay = &relay{r: r, outbox: world.Outbox(r.t, world.Account(r.t), filepath.Join(r.t.TempDir(), "relay.db"), world.Chain.Client())}
	r.start()
	return r
}

// registrations is how many contributions of the owner a relay has registered.
func (r *rig) registrations() uint64 {
	r.t.Helper()
	n, err := world.Ledger.RelayNonce(r.t.Context(), r.Owner.Address())
	if err != nil {
		r.t.Fatal(err)
	}
	return n
}

// TestSponsoredResume kills a sponsored contribution at every step that differs from one of its owner's own, and gives the same command
// again in a new process.
func TestSponsoredResume(t *testing.T) {
	const first, second = "first content", "second content"
	for name, c := range map[string]struct {
		arrange func(r *rig)
		want    step
		asked   int // how often the relay was asked in both processes
	}{
		"nothing fails": {func(*rig) {}, stepRegistered, 1},
		"the batch is written, nothing is signed": {func(r *rig) { r.relay.signing = func() error { r.kill(); return context.Canceled } }, stepSubmitted, 1},
		"it is signed, the journal does not know": {func(r *rig) { r.relay.signing = func() error { r.kill(); return nil } }, stepSubmitted, 1},
		"the relay is away":                       {func(r *rig) { r.relay.before = func(ledger.Contribution) error { return errAway } }, stepSubmitted, 2},
		"the relay says that it is busy": {func(r *rig) {
			r.relay.before = func(ledger.Contribution) error { return fault.New(fault.Limit, "", "busy") }
		}, stepSubmitted, 2},
		"it is signed, the relay was never asked": {func(r *rig) { r.relay.before = func(ledger.Contribution) error { r.kill(); return r.ctx.Err() } }, stepSubmitted, 2},
		"it is registered, the answer was lost": {func(r *rig) {
			r.relay.after = func(common.Hash) (common.Hash, error) { r.kill(); return common.Hash{}, errAway }
		}, stepSubmitted, 1},
		"it is answered, the journal was not told": {func(r *rig) { r.relay.after = func(tx common.Hash) (common.Hash, error) { r.kill(); return tx, nil } }, stepSubmitted, 1},
		"it is registered": {func(r *rig) {
			r.Progress = func(what string, _, _ int) {
				if what == "registered" {
					r.kill()
				}
			}
		}, stepRegistered, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := sponsoredRig(t)
			paths := []string{r.write("a.json", first), r.write("b.json", second)}
			c.arrange(r)
			if _, err := r.contribute(paths...); (err == nil) != (c.want == stepRegistered) {
				t.Fatalf("the first process ended with %v", err)
			}
			r.restart()
			sealed := r.entry(first)
			if sealed.step != c.want {
				t.Fatalf("the first process came as far as %q, want %q", sealed.step, c.want)
			}
			results, err := r.contribute(paths...)
			if err != nil {
				t.Fatalf("the second process: %v", err)
			}
			for i, content := range []string{first, second} {
				r.checkCopies(results[i], content)
				if e := r.entry(content); e.step != stepRegistered || results[i].JobID == nil || results[i].Tx == (common.Hash{}) {
					t.Errorf("%s: entry %+v, result %+v", content, e, results[i])
				}
			}
			if r.entry(first).cid != sealed.cid || r.transactions() != 0 || r.registrations() != 1 || len(r.relay.asked) != c.asked {
				t.Errorf("%d transactions of the owner, %d registrations, the relay was asked %d times", r.transactions(), r.registrations(), len(r.relay.asked))
			}
			for _, x := range r.relay.asked {
				if x.StructHash() != r.relay.asked[0].StructHash() {
					t.Error("the relay was asked for something else than before")
				}
			}
			if again, err := r.contribute(paths...); err != nil || again[0].FileID != results[0].FileID || len(r.relay.asked) != c.asked {
				t.Errorf("the third process: %+v, %v", again, err)
			}
		})
	}
}

// TestSignedAnew: what was signed and can never be registered is signed again.
func TestSignedAnew(t *testing.T) {
	t.Run("its deadline is over", func(t *testing.T) {
		t.Parallel()
		r := sponsoredRig(t)
		path := r.write("a.json", "content")
		r.relay.before = func(ledger.Contribution) error { return errAway }
		if _, err := r.contribute(path); !errors.Is(err, errAway) {
			t.Fatal(err)
		}
		r.restart()
		r.Clock = func() time.Time { return world.Ledger.Clock().Add(sponsoredValidity + time.Second) }
		results, err := r.contribute(path)
		if err != nil {
			t.Fatal(err)
		}
		r.checkCopies(results[0], "content")
		if a := r.relay.asked; len(a) != 2 || a[1].Deadline <= a[0].Deadline || a[1].Nonce != a[0].Nonce {
			t.Errorf("asked for %+v", a)
		}
	})
	t.Run("its nonce is used", func(t *testing.T) {
		t.Parallel()
		r := sponsoredRig(t)
		r.relay.before = func(c ledger.Contribution) error {
			r.relay.before = nil
			other := ledger.Contribution{Owner: c.Owner, Nonce: c.Nonce, Deadline: c.Deadline, Files: []ledger.NewFile{{Digest: [32]byte{1}, DLP: pool().ID}}}
			_, err := ledger.Send(t.Context(), r.relay.outbox, "other", world.Ledger.RelayContribution(other, signWith(t, r.key, world.Ledger.RelayDomain().Digest(other))))
			return err
		}
		results, err := r.contribute(r.write("a.json", "content"))
		if err != nil {
			t.Fatal(err)
		}
		r.checkCopies(results[0], "content")
		if a := r.relay.asked; len(a) != 2 || a[1].Nonce != a[0].Nonce+1 {
			t.Errorf("asked for %+v", a)
		}
	})
}

// TestRelayRefuses: a batch that the relay refuses is stored content again, which another command can contribute.
func TestRelayRefuses(t *testing.T) {
	t.Parallel()
	r := sponsoredRig(t)
	path := r.write("a.json", "content")
	r.relay.before = func(ledger.Contribution) error { return fault.New(fault.Funds, "", "not for you") }
	if _, err := r.contribute(path); err == nil || !strings.Contains(err.Error(), "not for you") {
		t.Fatal(err)
	}
	refused := r.entry("content")
	if refused.step != stepStored || len(r.relay.asked) != 1 {
		t.Errorf("the step is %q, the relay was asked %d times", refused.step, len(r.relay.asked))
	}
	if _, _, sig, err := r.Journal.signature(t.Context(), refused.batch); sig != nil || err != nil {
		t.Errorf("the journal still has signature %x, %v", sig, err)
	}
	r.restart()
	results, err := r.contribute(path)
	if err != nil {
		t.Fatal(err)
	}
	r.checkCopies(results[0], "content")
	if e := r.entry("content"); e.batch == refused.batch || e.cid != refused.cid {
		t.Errorf("%+v was registered, %+v was refused", e, refused)
	}
}

// TestRelayLies: what a relay says is not believed.
func TestRelayLies(t *testing.T) {
	t.Parallel()
	r := sponsoredRig(t)
	path := r.write("a.json", "content")
	to := r.Owner.Address()
	other, err := ledger.Send(t.Context(), r.relay.outbox, "other", ledger.Call{To: &to})
	if err != nil {
		t.Fatal(err)
	}
	r.Sponsored.Relay = liar(other.TxHash)
	if _, err := r.contribute(path); err == nil || !strings.Contains(err.Error(), "did not register") {
		t.Fatal(err)
	}
	r.restart()
	if _, err := r.contribute(path); err != nil {
		t.Fatal(err)
	}
	// It said no and did it all the same.
	path = r.write("b.json", "other content")
	r.relay.after = func(common.Hash) (common.Hash, error) { return common.Hash{}, fault.New(fault.Denied, "", "no") }
	results, err := r.contribute(path)
	if err != nil {
		t.Fatal(err)
	}
	r.checkCopies(results[0], "other content")
}

// liar answers any contribution with one transaction.
type liar common.Hash

func (l liar) Relay(context.Context, ledger.Contribution, []byte) (common.Hash, error) {
	return common.Hash(l), nil
}

// TestOwnerPaysInstead: an owner who no longer waits for a relay pays, and nothing is registered twice.
func TestOwnerPaysInstead(t *testing.T) {
	for name, submitted := range map[string]bool{"the relay never submitted it": false, "the relay had submitted it": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			sponsor(r, r.key)
			path := r.write("a.json", "content")
			r.relay.before = func(ledger.Contribution) error {
				if submitted {
					return nil
				}
				return errAway
			}
			r.relay.after = func(common.Hash) (common.Hash, error) { return common.Hash{}, errAway }
			if _, err := r.contribute(path); !errors.Is(err, errAway) {
				t.Fatal(err)
			}
			r.restart()
			r.Sponsored = nil
			results, err := r.contribute(path)
			if err != nil {
				t.Fatal(err)
			}
			r.checkCopies(results[0], "content")
			want := uint64(1)
			if submitted {
				want = 0
			}
			if r.transactions() != want || r.entry("content").step != stepRegistered {
				t.Errorf("%d transactions of the owner, want %d", r.transactions(), want)
			}
		})
	}
}

// TestUnsponsored: a DataDAO that cannot pay says so before anything is stored.
func TestUnsponsored(t *testing.T) {
	t.Parallel()
	r := sponsoredRig(t)
	dao, _ := world.DataDAO(t, world.Account(t), pool().validator)
	path := r.write("a.json", "content")
	if _, err := r.Contribute(r.ctx, DataDAO{ID: dao.ID, Slug: dao.Slug}, []string{path}, r.personal, false); !errors.Is(err, ErrUnsponsored) {
		t.Fatal(err)
	}
	if r.blobs.puts() != 0 || r.personal.puts() != 0 || len(r.relay.asked) != 0 {
		t.Error("something left this machine")
	}
}
