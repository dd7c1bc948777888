package node_test

import (
	"context"
	"encoding/json"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/bundle"
	_ "github.com/coppice-network/coppice/internal/bundle/runtimes"
	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/contribution"
	"github.com/coppice-network/coppice/internal/datadao"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/node"
	_ "github.com/coppice-network/coppice/internal/query/duck"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/session"
	"github.com/coppice-network/coppice/internal/wallet"
)

func TestMain(m *testing.M) {
	sandbox.Main()
	os.Exit(m.Run())
}

// network is a running local network for tests.
type network struct {
	t   *testing.T
	dir string
	*node.Node
	file *contracts.Network
}

func up(t *testing.T, dir string) *network {
	t.Helper()
	n := &network{t: t, dir: dir}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var err error
	n.Node, err = node.Up(ctx, node.Config{
		Dir: filepath.Join(dir, "net"), Name: "test", ChainListen: "127.0.0.1:0", APIListen: "127.0.0.1:0",
		Save: func(f *contracts.Network) error { n.file = f; return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (n *network) down() {
	n.t.Helper()
	if err := n.Close(); err != nil {
		n.t.Fatal(err)
	}
}

// account makes a funded account with its session.
func (n *network) account(name string) *session.Session {
	n.t.Helper()
	private, err := crypto.GenerateKey()
	if err != nil {
		n.t.Fatal(err)
	}
	key, err := wallet.NewKey(private)
	if err != nil {
		n.t.Fatal(err)
	}
	client, err := ethclient.DialContext(n.t.Context(), n.file.RPC)
	if err != nil {
		n.t.Fatal(err)
	}
	defer client.Close()
	if err := node.Fund(n.t.Context(), client, key.Address(), new(big.Int).Mul(big.NewInt(20), big.NewInt(1e18))); err != nil {
		n.t.Fatal(err)
	}
	return n.session(name, key)
}

func (n *network) session(name string, key wallet.Signer) *session.Session {
	n.t.Helper()
	s, err := session.Open(n.t.Context(), session.Options{Network: n.file, Dir: filepath.Join(n.dir, name), Key: key})
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { s.Close() })
	return s
}

// acceptAll is a proof that pays the share of a file's "worth".
const acceptAll = `
def prove(file, context):
    doc = file.json()
    return proof(valid = True, score = doc["worth"], quality = 1.0, authenticity = 1.0, ownership = 1.0, uniqueness = 1.0)
`

func (n *network) dao(owner *session.Session, slug string) *datadao.Created {
	n.t.Helper()
	f, err := owner.Founder(n.t.Context(), sandbox.NewProcess())
	if err != nil {
		n.t.Fatal(err)
	}
	proof, err := bundle.FromFile("proof.star", []byte(acceptAll))
	if err != nil {
		n.t.Fatal(err)
	}
	created, err := f.Create(n.t.Context(), datadao.Plan{Slug: slug, Symbol: "T", Proof: proof, Terms: datadao.Defaults()})
	if err != nil {
		n.t.Fatal(err)
	}
	return created
}

func (n *network) write(name string, content any) string {
	n.t.Helper()
	b, err := json.Marshal(content)
	if err != nil {
		n.t.Fatal(err)
	}
	path := filepath.Join(n.t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		n.t.Fatal(err)
	}
	return path
}

// watched lets a test act the moment a ciphertext is public and before its owner has registered it.
type watched struct {
	contribution.Blobs
	seen func(cid.Cid)
}

func (w watched) Put(ctx context.Context, r io.Reader) (cid.Cid, int64, error) {
	id, size, err := w.Blobs.Put(ctx, r)
	if err == nil {
		w.seen(id)
	}
	return id, size, err
}

func (n *network) balance(s *session.Session, token, account common.Address) *big.Int {
	n.t.Helper()
	v, err := s.Ledger.TokenBalance(n.t.Context(), token, account)
	if err != nil {
		n.t.Fatal(err)
	}
	return v
}

func contributor(t *testing.T, s *session.Session) *contribution.Client {
	t.Helper()
	c, err := s.Contributor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func personalStore(t *testing.T, s *session.Session) contribution.PersonalStore {
	t.Helper()
	p, err := s.PersonalStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestStrangerRegistersFirst: somebody who sees a ciphertext before its owner's transaction registers it as their own. They earn
// nothing, and the owner still does.
func TestStrangerRegistersFirst(t *testing.T) {
	n := up(t, t.TempDir())
	defer n.down()
	owner, stranger := n.account("owner"), n.account("stranger")
	dao := n.dao(n.account("founder"), "pool")

	client := contributor(t, owner)
	client.Blobs = watched{client.Blobs, func(id cid.Cid) {
		digest, codec, err := blob.DigestOf(id)
		if err != nil {
			t.Fatal(err)
		}
		out, err := stranger.Outbox(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		fee, err := stranger.Ledger.Fee(t.Context(), dao.ID)
		if err != nil {
			t.Fatal(err)
		}
		call := stranger.Ledger.Contribute([]ledger.NewFile{{Digest: digest, Codec: codec, DLP: dao.ID}}, fee)
		if _, err := ledger.Send(t.Context(), out, "theft", call); err != nil {
			t.Fatalf("the stranger's registration: %v", err)
		}
	}}
	mine := n.write("mine.json", map[string]any{"worth": 0.5})
	results, err := client.Contribute(t.Context(), contribution.DataDAO{ID: dao.ID, Slug: dao.Slug}, []string{mine}, personalStore(t, owner), true)
	if err != nil {
		t.Fatal(err)
	}
	if r := results[0]; r.Status != "valid" || r.ScoreFloat() != 0.5 {
		t.Errorf("the owner's file is %s with score %v: %s", r.Status, r.ScoreFloat(), r.Reason)
	}
	if got, want := n.balance(owner, dao.Token, owner.Key.Address()), new(big.Int).Mul(big.NewInt(50), big.NewInt(1e18)); got.Cmp(want) != 0 {
		t.Errorf("the owner got %s, want %s", got, want)
	}
	theirs := waitFinal(t, stranger, results[0].FileID-1)
	if theirs.Status != "invalid" || theirs.Score.Sign() != 0 {
		t.Errorf("the stranger's file is %s with score %s", theirs.Status, theirs.Score)
	}
	if got := n.balance(stranger, dao.Token, stranger.Key.Address()); got.Sign() != 0 {
		t.Errorf("the stranger got %s", got)
	}
}

func waitFinal(t *testing.T, s *session.Session, file uint64) contribution.State {
	t.Helper()
	c := contributor(t, s)
	var height uint64
	for {
		state, err := c.States.FileState(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		if state.Final() {
			return state
		}
		if height, err = c.States.Wait(t.Context(), height); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRestartGoesOn stops a network with work open and starts it again: the work finishes, keys and identities are the same.
func TestRestartGoesOn(t *testing.T) {
	dir := t.TempDir()
	n := up(t, dir)
	founder, owner := n.account("founder"), n.account("owner")
	dao := n.dao(founder, "pool")
	client := contributor(t, owner)
	results, err := client.Contribute(t.Context(), contribution.DataDAO{ID: dao.ID, Slug: dao.Slug}, []string{
		n.write("a.json", map[string]any{"worth": 1}), n.write("b.json", map[string]any{"worth": 0.25}),
	}, personalStore(t, owner), false)
	if err != nil {
		t.Fatal(err)
	}
	before, err := owner.Ledger.Validators(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	key := owner.Key
	owner.Close()
	founder.Close()
	n.down()

	n = up(t, dir)
	defer n.down()
	owner = n.session("owner-again", key)
	for _, r := range results {
		if s := waitFinal(t, owner, r.FileID); s.Status != "valid" {
			t.Errorf("file %d is %s", r.FileID, s.Status)
		}
	}
	if got, want := n.balance(owner, dao.Token, key.Address()), new(big.Int).Mul(big.NewInt(125), big.NewInt(1e18)); got.Cmp(want) != 0 {
		t.Errorf("rewards are %s, want %s", got, want)
	}
	after, err := owner.Ledger.Validators(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range before {
		if before[i].Address != after[i].Address || before[i].EvidenceDigest != after[i].EvidenceDigest {
			t.Errorf("validator %d changed its identity over a restart", i)
		}
	}
}
