package ledger_test

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/contracts/gen"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/ledger/ledgertest"
)

var world *ledgertest.World

func TestMain(m *testing.M) { os.Exit(ledgertest.Run(m, &world)) }

// TestContributionHash compares the statement with what the contract reads.
func TestContributionHash(t *testing.T) {
	relay := gen.NewContributionRelay()
	for files := range 4 {
		c := ledger.Contribution{Owner: common.Address{0xa1, 19: 7}, Nonce: 3 + 1<<40, Deadline: 1_800_000_000}
		x := gen.IContributionRelayContribution{Owner: c.Owner, Nonce: new(big.Int).SetUint64(c.Nonce), Deadline: new(big.Int).SetUint64(c.Deadline)}
		for i := range files {
			f := ledger.NewFile{Digest: sha256.Sum256([]byte{byte(i)}), Codec: uint8(i % 2), DLP: uint64(i) + 9}
			c.Files = append(c.Files, f)
			x.Files = append(x.Files, gen.IDataRegistryNewFile{Digest: f.Digest, Codec: f.Codec, DlpId: new(big.Int).SetUint64(f.DLP)})
		}
		out, err := world.Chain.Client().CallContract(t.Context(), ethereum.CallMsg{To: &world.Ledger.Net.ContributionRelay, Data: relay.PackContributionHash(x)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		want, err := relay.UnpackContributionHash(out)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.StructHash(); got != want.StructHash {
			t.Errorf("%d files: struct hash %x, want %x", files, got, want.StructHash)
		}
		if got := world.Ledger.RelayDomain().Digest(c); got != want.Digest {
			t.Errorf("%d files: digest %x, want %x", files, got, want.Digest)
		}
	}
}

// sponsored is an open DataDAO that pays for contributors.
func sponsored(t *testing.T, budget *big.Int, terms ledger.SponsorTerms) (*ledger.DataDAO, *ecdsa.PrivateKey) {
	t.Helper()
	founder := world.Account(t)
	dao, _ := world.DataDAO(t, founder, world.Validator(t))
	world.Send(t, founder, world.Ledger.SetSponsorTerms(dao.Pool, terms))
	world.Send(t, founder, world.Ledger.FundSponsorBudget(dao.Pool, budget))
	return dao, founder
}

// pauper is somebody with a key and nothing else.
func pauper(t *testing.T) (*ecdsa.PrivateKey, common.Address) {
	t.Helper()
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return key, crypto.PubkeyToAddress(key.PublicKey)
}

func signed(t *testing.T, key *ecdsa.PrivateKey, dlp uint64, contents ...string) (ledger.Contribution, []byte) {
	t.Helper()
	owner := crypto.PubkeyToAddress(key.PublicKey)
	nonce, err := world.Ledger.RelayNonce(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	c := ledger.Contribution{Owner: owner, Nonce: nonce, Deadline: uint64(world.Ledger.Clock().Add(time.Hour).Unix())}
	for _, text := range contents {
		c.Files = append(c.Files, ledger.NewFile{Digest: sha256.Sum256([]byte(text)), DLP: dlp})
	}
	digest := world.Ledger.RelayDomain().Digest(c)
	sig, err := crypto.Sign(digest[:], key)
	if err != nil {
		t.Fatal(err)
	}
	sig[64] += 27
	return c, sig
}

func TestRelayContribution(t *testing.T) {
	terms := ledger.SponsorTerms{PerFile: big.NewInt(1e15), PerEpoch: ledgertest.Tokens(1), FilesPerOwner: 4}
	dao, founder := sponsored(t, ledgertest.Tokens(1), terms)
	got, err := world.Ledger.SponsorTerms(t.Context(), dao.Pool)
	if err != nil || got.Relayer != terms.Relayer || got.PerFile.Cmp(terms.PerFile) != 0 || got.PerEpoch.Cmp(terms.PerEpoch) != 0 || got.FilesPerOwner != 4 {
		t.Errorf("terms %+v, %v", got, err)
	}
	key, owner := pauper(t)
	relayer := world.Account(t)
	c, sig := signed(t, key, dao.ID, "one", "two")
	receipt := world.Send(t, relayer, world.Ledger.RelayContribution(c, sig))
	files, err := world.Ledger.PooledFiles(receipt)
	if err != nil || len(files) != 2 || files[0].Digest != c.Files[0].Digest || files[1].FileID != files[0].FileID+1 {
		t.Fatalf("files %+v, %v", files, err)
	}
	for _, f := range files {
		if id, err := world.Ledger.FileIDOf(t.Context(), f.Digest, owner); err != nil || id != f.FileID {
			t.Errorf("%x is file %d of its owner, want %d (%v)", f.Digest, id, f.FileID, err)
		}
		if r, err := world.Ledger.Registration(t.Context(), f.FileID); err != nil || r.TxHash != receipt.TxHash {
			t.Errorf("file %d was registered in %+v, %v", f.FileID, r, err)
		}
	}
	fee, err := world.Ledger.Fee(t.Context(), dao.ID)
	if err != nil {
		t.Fatal(err)
	}
	left := ledgertest.Tokens(1)
	for range files {
		left.Sub(left, fee).Sub(left, terms.PerFile)
	}
	if budget, err := world.Ledger.SponsorBudget(t.Context(), dao.Pool); err != nil || budget.Cmp(left) != 0 {
		t.Errorf("the budget is %s, want %s (%v)", budget, left, err)
	}
	if next, err := world.Ledger.RelayNonce(t.Context(), owner); err != nil || next != c.Nonce+1 {
		t.Errorf("the next nonce is %d, %v", next, err)
	}

	refused(t, relayer, c, sig, "the signature's nonce is not the next one, 1", false)
	c, sig = signed(t, key, dao.ID, "three", "four", "five")
	refused(t, relayer, c, sig, "does not sponsor", true) // more files than its owner may
	world.Send(t, founder, world.Ledger.WithdrawSponsorBudget(dao.Pool, crypto.PubkeyToAddress(founder.PublicKey), left))
	c, sig = signed(t, key, dao.ID, "three")
	refused(t, relayer, c, sig, "does not sponsor", true)
	if _, err := world.Ledger.EpochBegun(t.Context(), dao.Pool); err != nil {
		t.Error(err)
	}
}

// refused checks that a contribution is refused before anything is sent.
func refused(t *testing.T, relayer *ecdsa.PrivateKey, c ledger.Contribution, sig []byte, sentence string, unsponsored bool) {
	t.Helper()
	out := world.Outbox(t, relayer, filepath.Join(t.TempDir(), "outbox.db"), world.Chain.Client())
	_, err := ledger.Send(t.Context(), out, fmt.Sprintf("%x", c.StructHash()), world.Ledger.RelayContribution(c, sig))
	var f *fault.Error
	if !errors.As(err, &f) || !strings.Contains(f.Message, sentence) || ledger.NotSponsored(err) != unsponsored {
		t.Errorf("got %v, want %q", err, sentence)
	}
}
