package e2e

import (
	"crypto/ecdsa"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/coppice-network/coppice/internal/wallet/external/externaltest"
)

// importKey gives the contributor an account whose key the test has as well.
func (c *contributor) importKey(key *ecdsa.PrivateKey) {
	c.t.Helper()
	cmd := c.command(c.t.Context(), "account", "import", "ana")
	cmd.Stdin = strings.NewReader(fmt.Sprintf("%x\n", crypto.FromECDSA(key)))
	if out, err := cmd.CombinedOutput(); err != nil {
		c.t.Fatalf("import: %v\n%s", err, out)
	}
	c.address = crypto.PubkeyToAddress(key.PublicKey).Hex()
}

// stranger sends a transaction of an account from another program, at its next nonce, and waits until it is mined.
func stranger(t *testing.T, rpc string, key *ecdsa.PrivateKey) {
	t.Helper()
	client, err := ethclient.Dial(rpc)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	me := crypto.PubkeyToAddress(key.PublicKey)
	id, err := client.ChainID(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	nonce, err := client.NonceAt(t.Context(), me, nil)
	if err != nil {
		t.Fatal(err)
	}
	tx, err := types.SignNewTx(key, types.LatestSignerForChainID(id), &types.DynamicFeeTx{
		ChainID: id, Nonce: nonce, To: &common.Address{7}, Value: big.NewInt(1), Gas: 21_000, GasTipCap: big.NewInt(2e9), GasFeeCap: big.NewInt(50e9),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := client.SendTransaction(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
	(&foreign{t: t}).until(func() bool {
		r, err := client.TransactionReceipt(t.Context(), tx.Hash())
		return err == nil && r.Status == 1
	})
}

// nonceUsed: between signing and sending another program uses the nonce.
func nonceUsed(t *testing.T, n *faultNet) {
	c := n.visitor(t, t.TempDir())
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	c.importKey(key)
	c.do(nil, "account", "fund")
	met := c.chain.once("eth_sendRawTransaction", func(q *request) {
		stranger(t, "http://"+n.rpc, key)
		q.pass()
	})
	c.export("one.json", 0)
	c.finish()
	met()
	if got := c.sent(); got != 2 {
		t.Errorf("%d transactions, want the stranger's and one more", got)
	}
}

// atOnce gives commands at the same time, all of which must succeed, and returns what each has contributed.
func atOnce(t *testing.T, who []*contributor, args [][]string) [][]contributed {
	t.Helper()
	out := make([][]contributed, len(who))
	var all sync.WaitGroup
	for i := range who {
		all.Go(func() {
			var r struct{ Files []contributed }
			who[i].do(&r, args[i]...)
			out[i] = r.Files
		})
	}
	all.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return out
}

// twoProcesses: two commands of one home at once, with files in common.
func twoProcesses(t *testing.T, n *faultNet) {
	c := n.person(t)
	var paths []string
	for _, name := range []string{"a", "b", "c", "d"} {
		paths = append(paths, c.export(name+".json", 0))
	}
	got := atOnce(t, []*contributor{c, c}, [][]string{c.give(paths[:3]...), c.give(paths[1:]...)})
	for i := range 2 {
		if one, two := got[0][i+1], got[1][i]; one.FileID != two.FileID || one.File != two.File {
			t.Errorf("%s is file %d, and %s is file %d", one.File, one.FileID, two.File, two.FileID)
		}
	}
	c.finish()
	if got := c.sent(); got > 2 {
		t.Errorf("%d transactions, want one a command", got)
	}
}

// twoHomes: two machines with one wallet at once, with files in common. Neither knows what the other has sealed, so each registers its own
// ciphertext of what both have; the validators see that it is the same, and it is paid once.
func twoHomes(t *testing.T, n *faultNet) {
	signer := externaltest.New(t, externaltest.Web3Signer)
	one, two := n.visitor(t, t.TempDir()), n.visitor(t, t.TempDir())
	one.signedBy(signer)
	two.signedBy(signer)
	one.do(nil, "account", "fund")
	two.files = one.files
	var paths []string
	for _, name := range []string{"a", "b", "c", "d"} {
		paths = append(paths, one.export(name+".json", 0))
	}
	got := atOnce(t, []*contributor{one, two}, [][]string{one.give(paths[:3]...), two.give(paths[1:]...)})
	valid := map[string]int{}
	for _, list := range got {
		for _, f := range list {
			switch f.Status {
			case "valid":
				valid[f.File]++
			case "duplicate":
			default:
				t.Errorf("%s is %s: %s", f.File, f.Status, f.Reason)
			}
		}
	}
	for _, path := range paths {
		if valid[path] != 1 {
			t.Errorf("%s is valid %d times", path, valid[path])
		}
	}
	one.registeredOnce(nil, 6)
	one.opens(got[0])
	two.opens(got[1])
	if got := one.sent(); got != 2 {
		t.Errorf("%d transactions, want one a home", got)
	}
}
