package node_test

import (
	"context"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/contribution"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/session"
	"github.com/coppice-network/coppice/internal/wallet"
)

// pauper is somebody who has a key and nothing else.
func (n *network) pauper(name string) *session.Session {
	n.t.Helper()
	private, err := crypto.GenerateKey()
	if err != nil {
		n.t.Fatal(err)
	}
	key, err := wallet.NewKey(private)
	if err != nil {
		n.t.Fatal(err)
	}
	return n.session(name, key)
}

// send does a call for an account.
func (n *network) send(s *session.Session, key string, call ledger.Call) error {
	n.t.Helper()
	out, err := s.Outbox(n.t.Context())
	if err != nil {
		n.t.Fatal(err)
	}
	_, err = ledger.Send(n.t.Context(), out, key, call)
	return err
}

// TestContributorWithoutVANA: an empty wallet contributes through the node, is rewarded, and nothing that was signed works twice.
func TestContributorWithoutVANA(t *testing.T) {
	n := up(t, t.TempDir())
	defer n.down()
	founder, owner := n.account("founder"), n.pauper("owner")
	dao := n.dao(founder, "pool")
	fee, err := founder.Ledger.Fee(t.Context(), dao.ID)
	if err != nil {
		t.Fatal(err)
	}
	relayer, err := owner.API.Relayer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	perFile := big.NewInt(1e15)
	each := new(big.Int).Add(fee, perFile)
	budget := new(big.Int).Mul(each, big.NewInt(3)) // three files
	for key, call := range map[string]ledger.Call{
		"terms": founder.Ledger.SetSponsorTerms(dao.Pool, ledger.SponsorTerms{Relayer: relayer, PerFile: perFile, PerEpoch: budget}),
		"fund":  founder.Ledger.FundSponsorBudget(dao.Pool, budget),
	} {
		if err := n.send(founder, key, call); err != nil {
			t.Fatal(err)
		}
	}
	client := contributor(t, owner)
	sponsorship, err := owner.Sponsorship()
	if err != nil {
		t.Fatal(err)
	}
	kept := &keeper{relay: sponsorship.Relay}
	client.Sponsored = &contribution.Sponsorship{Relay: kept, Sign: sponsorship.Sign}
	target := contribution.DataDAO{ID: dao.ID, Slug: dao.Slug}
	results, err := client.Contribute(t.Context(), target, []string{
		n.write("a.json", map[string]any{"worth": 0.5}), n.write("b.json", map[string]any{"worth": 0.25}),
	}, personalStore(t, owner), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Status != "valid" || r.Reward.Sign() == 0 {
			t.Errorf("file %d is %s with reward %s: %s", r.FileID, r.Status, r.Reward, r.Reason)
		}
	}
	if got, want := n.balance(owner, dao.Token, owner.Key.Address()), new(big.Int).Mul(big.NewInt(75), big.NewInt(1e18)); got.Cmp(want) != 0 {
		t.Errorf("rewards are %s, want %s", got, want)
	}
	if vana, err := owner.Ledger.Balance(t.Context(), owner.Key.Address()); err != nil || vana.Sign() != 0 {
		t.Errorf("the owner has %s wei, %v", vana, err)
	}
	if left, err := owner.Ledger.SponsorBudget(t.Context(), dao.Pool); err != nil || left.Cmp(each) != 0 {
		t.Errorf("%s wei are left of the budget, want %s (%v)", left, each, err)
	}

	// The same again: the node answers what it answered, the contract refuses it.
	again, err := owner.API.Relay(t.Context(), kept.contribution, kept.signature)
	if err != nil || again.Tx != results[0].Tx || len(again.Files) != 2 {
		t.Errorf("asked again the node answers %+v, %v", again, err)
	}
	stranger := n.account("stranger")
	if err := n.send(stranger, "replay", stranger.Ledger.RelayContribution(kept.contribution, kept.signature)); err == nil || !strings.Contains(err.Error(), "the signature's nonce is not the next one, 1") {
		t.Errorf("a replay: %v", err)
	}

	// Two files cost more than is left: it is refused before anything is stored, and by the contract if somebody tries.
	more := []string{n.write("c.json", map[string]any{"worth": 0.1}), n.write("d.json", map[string]any{"worth": 0.2})}
	if _, err := client.Contribute(t.Context(), target, more, personalStore(t, owner), false); !errors.Is(err, contribution.ErrUnsponsored) {
		t.Errorf("over the budget: %v", err)
	}
	x := ledger.Contribution{Owner: owner.Key.Address(), Nonce: 1, Deadline: uint64(time.Now().Add(time.Minute).Unix()), Files: []ledger.NewFile{
		{Digest: [32]byte{1}, DLP: dao.ID}, {Digest: [32]byte{2}, DLP: dao.ID},
	}}
	signature, err := sponsorship.Sign(t.Context(), owner.Ledger.RelayDomain(), x)
	if err != nil {
		t.Fatal(err)
	}
	_, err = owner.API.Relay(t.Context(), x, signature)
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != fault.Funds || !strings.Contains(f.Message, "does not sponsor") {
		t.Errorf("with the budget used up: %v", err)
	}
	x.Nonce = 0
	if _, err := owner.API.Relay(t.Context(), x, signature); !errors.As(err, &f) || f.Code != fault.Invalid {
		t.Errorf("a signature over something else: %v", err)
	}
}

// keeper remembers what went to the relay.
type keeper struct {
	relay        contribution.Relay
	contribution ledger.Contribution
	signature    []byte
}

func (k *keeper) Relay(ctx context.Context, c ledger.Contribution, signature []byte) (common.Hash, error) {
	k.contribution, k.signature = c, signature
	return k.relay.Relay(ctx, c, signature)
}
