package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/coppice-network/coppice/internal/wallet/external/externaltest"
)

// signerAccount adds an account of an external signer, with VANA.
func (m *machine) signerAccount(name, url string, address common.Address) {
	m.t.Helper()
	m.do(nil, "account", "add-signer", name, "--url", url, "--address", address.Hex())
	m.do(nil, "--as", name, "account", "fund")
}

// TestExternalSigner: a founder and contributor whose key no machine of this network ever sees goes through the whole life, and a hostile
// signer gets nothing done.
func TestExternalSigner(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.start()
	signer := externaltest.New(t, externaltest.Web3Signer)
	m.signerAccount("ana", signer.HTTP(t), signer.Key.Address())
	socket := externaltest.New(t, externaltest.Clef)
	m.signerAccount("bob", socket.Unix(t), socket.Key.Address())

	proof := m.file("proof.star", `
def prove(file, context):
    return proof(valid = True, score = 1.0, quality = 1.0, authenticity = 1.0, ownership = 1.0, uniqueness = 1.0)
`)
	refine := m.file("refine.sql", `
CREATE TABLE notes (text TEXT NOT NULL);
INSERT INTO notes SELECT content->>'$.text' FROM input;
`)
	var created struct{ DlpID json.Number }
	m.do(&created, "--as", "ana", "dao", "create", "diary", "--proof", proof, "--refiner", refine, "--keep-closed")
	m.do(nil, "--as", "ana", "access", "grant", "--dao", "diary", "--table", "notes", "--price", "0.01")
	m.do(nil, "--as", "ana", "dao", "open", "diary")
	m.do(nil, "--as", "ana", "dao", "sponsor", "diary", "--fund", "1", "--per-epoch", "0.5", "--per-file", "0.001")

	note := m.file("note.json", `{"text":"a fine day"}`)
	r := m.contribute("bob", "diary", note)[0]
	if r.Status != "valid" || r.Reward == "0" {
		t.Fatalf("contributed through a socket: %+v", r)
	}
	out := filepath.Join(t.TempDir(), "note.json")
	m.do(nil, "--as", "bob", "file", "open", "1", "--out", out)
	if b, err := os.ReadFile(out); err != nil || string(b) != `{"text":"a fine day"}` {
		t.Errorf("the personal copy holds %q, %v", b, err)
	}
	// A contribution that the wallet signs and the node submits.
	var sponsored struct{ Files []contributed }
	m.do(&sponsored, "--as", "bob", "contribute", "--sponsored", "--dao", "diary", m.file("more.json", `{"text":"a finer day"}`))
	if sponsored.Files[0].Status != "valid" {
		t.Errorf("sponsored: %+v", sponsored)
	}
	m.waitRows("diary", 2)
	m.do(nil, "--as", "ana", "token", "buy", "10", "--dao", "diary")
	var answer struct{ Rows [][]any }
	m.do(&answer, "--as", "ana", "query", "SELECT text FROM notes ORDER BY text")
	if len(answer.Rows) != 2 {
		t.Errorf("rows %v", answer.Rows)
	}
	if signer.Calls("eth_signTransaction") < 4 || socket.Calls("account_signTransaction") != 1 {
		t.Errorf("the signers signed %d and %d transactions", signer.Calls("eth_signTransaction"), socket.Calls("account_signTransaction"))
	}

	// A signer that has begun to sign otherwise: nothing is sealed, stored or sent.
	personal := func() int {
		found, err := filepath.Glob(filepath.Join(m.home, "personal", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return len(found)
	}
	copies, vana := personal(), m.vana(t, "bob")
	socket.Typed(func(d apitypes.TypedData, _ []byte) []byte { return socket.Randomised(d, 7) })
	third := m.file("third.json", `{"text":"the finest day"}`)
	m.refused("signatures differ", "--as", "bob", "contribute", third, "--dao", "diary")
	m.refused("signatures differ", "--as", "bob", "query", "SELECT text FROM notes")
	socket.Typed(func(d apitypes.TypedData, _ []byte) []byte { return socket.Randomised(d, 8)[:64] })
	m.refused("not a valid signature", "--as", "bob", "contribute", third, "--dao", "diary")
	socket.Typed(nil)
	// One that signs another transaction than was asked for.
	socket.Tx(func(tx *types.Transaction) *types.Transaction {
		return types.NewTx(&types.DynamicFeeTx{
			ChainID: tx.ChainId(), Nonce: tx.Nonce(), To: &common.Address{1}, Value: tx.Value(), Gas: tx.Gas(), GasTipCap: tx.GasTipCap(), GasFeeCap: tx.GasFeeCap(),
		})
	})
	m.refused("another transaction", "--as", "bob", "contribute", third, "--dao", "diary")
	socket.Tx(nil)
	if now := m.vana(t, "bob"); now != vana {
		t.Errorf("refusals cost money: %s before, %s after", vana, now)
	}
	if now := personal(); now != copies+2 { // the last refusal came after sealing, which only that one may
		t.Errorf("%d files in the personal store, %d before", now, copies)
	}
	if r := m.contribute("bob", "diary", third)[0]; r.Status != "valid" {
		t.Errorf("the same command again, with an honest signer: %+v", r)
	}
	if now := personal(); now != copies+2 {
		t.Errorf("sealed twice: %d files in the personal store, %d before", now, copies)
	}
}
