package ledger

import (
	"bytes"
	"database/sql"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/fixture"
)

// An outbox in which one call has succeeded, one was refused, and one is on its way in two attempts. Unknown versions: TestOutboxFile.
func TestOutboxFixture(t *testing.T) {
	private, err := crypto.ToECDSA(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	chainID, genesis, sender, target := big.NewInt(2677423), common.Hash{1}, crypto.PubkeyToAddress(private.PublicKey), common.Address{0xee}
	sign := func(nonce uint64, tip int64) *types.Transaction {
		return types.MustSignNewTx(private, types.LatestSignerForChainID(chainID), &types.DynamicFeeTx{
			ChainID: chainID, Nonce: nonce, GasTipCap: big.NewInt(tip), GasFeeCap: big.NewInt(2 * tip), Gas: 50_000, To: &target, Value: big.NewInt(9), Data: []byte("call"),
		})
	}
	path := fixture.Path(t, "v1/outbox.db.gz", func(path string) {
		s, err := openStore(t.Context(), path, sender, chainID, genesis)
		if err != nil {
			t.Fatal(err)
		}
		for nonce, key := range []string{"succeeded", "reverted", "pending"} {
			r := record{key: key, nonce: uint64(nonce), call: Call{To: &target, Data: []byte("call"), Value: big.NewInt(9), Gas: 50_000}, estimated: true}
			if err := s.within(t.Context(), func(tx *sql.Tx) error { return s.put(t.Context(), tx, r, sign(r.nonce, 1)) }); err != nil {
				t.Fatal(err)
			}
		}
		for _, err := range []error{
			s.finish(t.Context(), "succeeded", statusSucceeded, sign(0, 1).Hash(), nil),
			s.finish(t.Context(), "reverted", statusReverted, sign(1, 1).Hash(), []byte("why")),
			s.within(t.Context(), func(tx *sql.Tx) error { return s.replace(t.Context(), tx, "pending", sign(2, 5)) }),
			s.db.Close(),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
	})
	s, err := openStore(t.Context(), path, sender, chainID, genesis)
	if err != nil {
		t.Fatal(err)
	}
	defer s.db.Close()
	for _, want := range []record{
		{key: "succeeded", nonce: 0, status: statusSucceeded, hash: sign(0, 1).Hash()},
		{key: "reverted", nonce: 1, status: statusReverted, hash: sign(1, 1).Hash(), revert: []byte("why")},
		{key: "pending", nonce: 2, status: statusPending, hash: sign(2, 5).Hash()},
	} {
		r, ok, err := s.find(t.Context(), s.db, want.key)
		if err != nil || !ok || r.nonce != want.nonce || r.status != want.status || r.hash != want.hash || !bytes.Equal(r.revert, want.revert) {
			t.Errorf("%s: %+v, %v, %v", want.key, r, ok, err)
		}
	}
	pending, err := s.pending(t.Context())
	if err != nil || len(pending) != 1 || *pending[0].call.To != target || string(pending[0].call.Data) != "call" || pending[0].call.Value.Int64() != 9 ||
		pending[0].call.Gas != 50_000 || !pending[0].estimated {
		t.Errorf("pending %+v, %v", pending, err)
	}
	sent, err := s.attempts(t.Context(), s.db, "pending")
	if err != nil || len(sent) != 2 || sent[0].Hash() != sign(2, 5).Hash() || sent[1].Hash() != sign(2, 1).Hash() {
		t.Errorf("attempts %v, %v", sent, err)
	}
	if err := s.within(t.Context(), func(tx *sql.Tx) error {
		if nonce, err := s.nextNonce(t.Context(), tx); err != nil || nonce != 3 {
			t.Errorf("next nonce %d, %v", nonce, err)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}
