package contribution

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/seal"
)

var errAway = errors.New("away")

// TestResume kills a contribution at every step and gives the same command again in a new process: it is finished, and nothing was
// sealed, stored or paid twice.
func TestResume(t *testing.T) {
	const first, second = "first content", "second content"
	// Each case makes the first process end somewhere.
	for name, c := range map[string]struct {
		arrange func(r *rig)
		want    step // of what the case is about, when the process has ended; empty if the journal knows nothing of it
	}{
		"nothing was written":          {func(r *rig) { r.trust.fail = func() error { r.kill(); return nil } }, ""},
		"the card is refused":          {func(r *rig) { r.personal.fail = refuse(sidecarSuffix, false) }, stepSealed},
		"the card is stored":           {func(r *rig) { r.personal.fail = refuse(sidecarSuffix, true) }, stepSealed},
		"the personal copy is refused": {func(r *rig) { r.personal.fail = refuse(personalSuffix, false) }, stepSealed},
		"the personal copy is stored":  {func(r *rig) { r.personal.fail = refuse(personalSuffix, true) }, stepSealed},
		"the network's store is away":  {func(r *rig) { r.blobs.fail = refuse("", false) }, stepSealed},
		"both copies are stored, the journal does not know": {func(r *rig) {
			r.blobs.fail = func(_ string, done bool) error {
				if done {
					r.kill()
				}
				return nil
			}
		}, stepSealed},
		"both copies are stored": {func(r *rig) {
			r.Progress = func(what string, done, total int) {
				if what == "stored" && done == total {
					r.kill()
				}
			}
		}, stepStored},
		"the batch is written, the outbox does not know": {func(r *rig) {
			r.node.estimate = func(ethereum.CallMsg) (uint64, error) { r.kill(); return 0, context.Canceled }
		}, stepSubmitted},
		"the outbox has it, nothing is sent": {func(r *rig) { r.node.lose = r.kill }, stepSubmitted},
		"it is sent":                         {func(r *rig) { r.node.sent = r.kill }, stepSubmitted},
		"it is mined":                        {func(r *rig) { r.node.mined = r.kill }, stepSubmitted},
		"it is registered": {func(r *rig) {
			r.Progress = func(what string, _, _ int) {
				if what == "registered" {
					r.kill()
				}
			}
		}, stepRegistered},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			paths := []string{r.write("a.json", first), r.write("b.json", second)}
			c.arrange(r)
			if _, err := r.contribute(paths...); (err == nil) != (c.want == stepRegistered) {
				t.Fatalf("the first process ended with %v", err)
			}
			r.restart()

			sealed := make(map[string]string) // address by content
			var reached []step
			for _, content := range []string{first, second} {
				if c.want != "" {
					e := r.entry(content)
					reached = append(reached, e.step)
					sealed[content] = e.cid
				}
			}
			// Where one file fails, the other stops wherever it is.
			if c.want != "" && !slices.Contains(reached, c.want) {
				t.Fatalf("the first process came as far as %q, want %q", reached, c.want)
			}
			results, err := r.contribute(paths...)
			if err != nil {
				t.Fatalf("the second process: %v", err)
			}
			for content, was := range sealed {
				if got := r.entry(content).cid; was != "" && got != was {
					t.Errorf("the %s was sealed again", content)
				}
			}
			r.checkDone(results, first, second)

			stored, kept := r.blobs.puts(), r.personal.puts()
			r.restart()
			again, err := r.contribute(paths...)
			if err != nil {
				t.Fatalf("the third process: %v", err)
			}
			if again[0].FileID != results[0].FileID || again[1].FileID != results[1].FileID {
				t.Error("the third process gave other files")
			}
			if r.blobs.puts() != stored || r.personal.puts() != kept || r.transactions() != 1 {
				t.Error("the third process did something again")
			}
		})
	}
}

// TestReplacedIntakeKey: what was sealed to an intake key that has been replaced since is sealed anew, as long as its registration cannot be
// on its way.
func TestReplacedIntakeKey(t *testing.T) {
	for name, c := range map[string]struct {
		arrange func(r *rig)
		anew    bool
	}{
		"sealed": {func(r *rig) { r.blobs.fail = refuse("", false) }, true},
		"stored": {func(r *rig) {
			r.Progress = func(what string, _, _ int) {
				if what == "stored" {
					r.kill()
				}
			}
		}, true},
		"the outbox does not know": {func(r *rig) {
			r.node.estimate = func(ethereum.CallMsg) (uint64, error) { r.kill(); return 0, context.Canceled }
		}, true},
		"the outbox has it": {func(r *rig) { r.node.lose = r.kill }, false},
		"it is mined":       {func(r *rig) { r.node.mined = r.kill }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			path := r.write("a.json", "content")
			c.arrange(r)
			if _, err := r.contribute(path); err == nil {
				t.Fatal("the first process was not killed")
			}
			r.restart()
			before := r.entry("content")
			before.intake = "another key's digest"
			if err := r.Journal.save(t.Context(), &before); err != nil {
				t.Fatal(err)
			}
			results, err := r.contribute(path)
			if err != nil {
				t.Fatal(err)
			}
			if now := r.entry("content"); (now.cid != before.cid) != c.anew {
				t.Errorf("it was %s and is %s", before.cid, now.cid)
			}
			if n := r.transactions(); n != 1 {
				t.Errorf("%d transactions", n)
			}
			r.checkCopies(results[0], "content")
		})
	}
}

// TestContributedAgain: what its owner has taken back becomes a new file, sealed anew; what is there stays what it is.
func TestContributedAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	gone, stays := r.write("a.json", "content"), r.write("b.json", "other")
	first, err := r.contribute(gone, stays)
	if err != nil {
		t.Fatal(err)
	}
	was := r.entry("content").cid
	r.states.files[first[0].FileID] = State{Status: statusWithdrawn}
	again, err := r.contribute(gone, stays)
	if err != nil {
		t.Fatal(err)
	}
	if again[0].FileID == first[0].FileID || r.entry("content").cid == was {
		t.Errorf("the withdrawn file %d is file %d", first[0].FileID, again[0].FileID)
	}
	if again[1].FileID != first[1].FileID {
		t.Errorf("file %d became %d", first[1].FileID, again[1].FileID)
	}
	r.checkCopies(again[0], "content")
}

// refuse fails a store for names with a suffix, before or after it has stored them.
func refuse(suffix string, after bool) func(string, bool) error {
	return func(name string, done bool) error {
		if strings.HasSuffix(name, suffix) && done == after {
			return errAway
		}
		return nil
	}
}

// checkDone checks that each content was registered once, in one transaction, and that both its copies open.
func (r *rig) checkDone(results []Result, contents ...string) {
	r.t.Helper()
	if n := r.transactions(); n != 1 {
		r.t.Errorf("%d transactions were sent, want 1", n)
	}
	if n := len(r.blobs.distinct()); n != len(contents) {
		r.t.Errorf("%d pooled copies were stored of %d contents", n, len(contents))
	}
	if n := len(r.personal.distinct()); n != 2*len(contents) {
		r.t.Errorf("%d cards and personal copies were stored of %d contents", n, len(contents))
	}
	if left, err := os.ReadDir(filepath.Join(r.dir, "staging")); err != nil || len(left) != 0 {
		r.t.Errorf("the staging folder holds %v (%v)", left, err)
	}
	for i, want := range contents {
		r.checkCopies(results[i], want)
	}
}

func (r *rig) checkCopies(res Result, want string) {
	r.t.Helper()
	id, err := cid.Decode(strings.TrimPrefix(res.URL, "ipfs://"))
	if err != nil {
		r.t.Fatal(err)
	}
	if got := r.registered(id); got != res.FileID || got == 0 {
		r.t.Errorf("%s is registered as file %d, the result says %d", res.Name, got, res.FileID)
	}
	src, err := r.blobs.Get(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	header, content, err := seal.OpenPooled(src, pool().intake)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := header.Check(r.Owner.Address(), world.Ledger.ChainID.Uint64(), pool().ID); err != nil {
		r.t.Error(err)
	}
	if got, err := io.ReadAll(content); err != nil || string(got) != want {
		r.t.Errorf("the pooled copy of %s holds %q (%v)", res.Name, got, err)
	}
	card, own, err := Open(r.t.Context(), r.personal, res.PersonalURL, r.Owner)
	if err != nil {
		r.t.Fatal(err)
	}
	defer own.Close()
	if got, err := io.ReadAll(own); err != nil || string(got) != want || card.Name != res.Name || card.PooledCID != id.String() {
		r.t.Errorf("the personal copy of %s holds %q (%v), its card says %+v", res.Name, got, err, card)
	}
}

// TestRefusedBatchIsSentAnew: a batch that the contract refused, before or after it was mined, is registered under another name by the
// next call, with what is stored already.
func TestRefusedBatchIsSentAnew(t *testing.T) {
	for name, c := range map[string]struct {
		estimate     func(ethereum.CallMsg) (uint64, error)
		transactions uint64 // after the refusal
	}{
		"refused when it was estimated": {func(ethereum.CallMsg) (uint64, error) { return 0, revert{} }, 0},
		"reverted when it was mined":    {func(ethereum.CallMsg) (uint64, error) { return 50_000, nil }, 1}, // too little gas, with what is added to it
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			paths := []string{r.write("a.json", "content"), r.write("b.json", "more"), r.write("c.json", "and more"), r.write("d.json", "the rest")}
			r.node.estimate = c.estimate
			for try := range uint64(2) {
				before := r.balance()
				if _, err := r.contribute(paths...); err == nil {
					t.Fatal("a refused batch was registered")
				}
				if e := r.entry("content"); e.step != stepStored {
					t.Errorf("after the refusal the step is %q", e.step)
				}
				if n := r.transactions(); n != c.transactions*(try+1) {
					t.Errorf("%d transactions after refusal %d", n, try+1)
				}
				fee, err := r.Ledger.Fee(t.Context(), pool().ID)
				if err != nil {
					t.Fatal(err)
				}
				if before.Sub(before, r.balance()).Cmp(fee) >= 0 {
					t.Error("a refused batch cost the fee")
				}
			}
			refused := r.entry("content")
			r.node.estimate = nil
			results, err := r.contribute(paths...)
			if err != nil {
				t.Fatal(err)
			}
			if e := r.entry("content"); e.batch == refused.batch || e.cid != refused.cid {
				t.Errorf("registered %s in batch %s, refused %s in batch %s", e.cid, e.batch, refused.cid, refused.batch)
			}
			if r.transactions() != 2*c.transactions+1 || r.blobs.puts() != len(paths) {
				t.Error("something was sent or stored again")
			}
			r.checkCopies(results[0], "content")
		})
	}
}

// revert is a node's answer to a call that the contract refuses.
type revert struct{}

func (revert) Error() string  { return "execution reverted" }
func (revert) ErrorCode() int { return 3 }

// TestStagedCopiesRemoved: ciphertexts that somebody removed from the staging folder are made again.
func TestStagedCopiesRemoved(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	path := r.write("a.json", "content")
	r.blobs.fail = refuse("", false)
	if _, err := r.contribute(path); !errors.Is(err, errAway) {
		t.Fatalf("got %v", err)
	}
	e := r.entry("content")
	_, own := r.Journal.staged(&e)
	if err := os.Remove(own); err != nil {
		t.Fatal(err)
	}
	r.blobs.fail = nil
	results, err := r.contribute(path)
	if err != nil {
		t.Fatal(err)
	}
	r.checkCopies(results[0], "content")
	if len(r.blobs.distinct()) != 1 || r.transactions() != 1 {
		t.Error("two ciphertexts left this machine")
	}
}

// TestTwoProcesses: the same command given twice at the same moment contributes once.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	path := r.write("a.json", strings.Repeat("content ", 1<<14))
	other, err := OpenJournal(r.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	second := *r.Client
	second.Journal = other
	type answer struct {
		results []Result
		err     error
	}
	answers := make(chan answer, 2)
	for _, c := range []*Client{r.Client, &second} {
		go func() {
			results, err := c.Contribute(r.ctx, pool().DataDAO, []string{path}, r.personal, false)
			answers <- answer{results, err}
		}()
	}
	one, two := <-answers, <-answers
	if one.err != nil || two.err != nil {
		t.Fatalf("the processes ended with %v and %v", one.err, two.err)
	}
	if one.results[0].FileID != two.results[0].FileID || r.transactions() != 1 || len(r.blobs.distinct()) != 1 {
		t.Errorf("files %d and %d, %d transactions, %d ciphertexts", one.results[0].FileID, two.results[0].FileID, r.transactions(), len(r.blobs.distinct()))
	}
}
