package ledger_test

import (
	"encoding/json"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/wallet"
)

// TestContributionAsWalletsSeeIt: what a wallet hashes is what the relay's contract hashes, also after the data has crossed a wire.
func TestContributionAsWalletsSeeIt(t *testing.T) {
	d := ledger.Domain{Name: "Coppice", ChainID: big.NewInt(2677423), Contract: common.Address{19: 7}}
	for name, c := range map[string]ledger.Contribution{
		"one file": {Owner: common.Address{1}, Files: []ledger.NewFile{{Digest: [32]byte{2}, Codec: 1, DLP: 3}}, Nonce: 4, Deadline: 5},
		"large numbers": {
			Owner: common.Address{0xff}, Nonce: 1<<64 - 1, Deadline: 1<<64 - 1,
			Files: []ledger.NewFile{{Digest: [32]byte{31: 1}, DLP: 1<<64 - 1}, {Codec: 255}, {}},
		},
	} {
		data := c.TypedData(d)
		wire, err := json.Marshal(data)
		if err != nil {
			t.Fatal(err)
		}
		var again apitypes.TypedData
		if err := json.Unmarshal(wire, &again); err != nil {
			t.Fatal(err)
		}
		for how, data := range map[string]apitypes.TypedData{"here": data, "over a wire": again} {
			if got, err := wallet.TypedDigest(data); err != nil || got != d.Digest(c) {
				t.Errorf("%s, %s: digest %x, %v, want %x", name, how, got, err, d.Digest(c))
			}
		}
		other := c
		other.Nonce--
		if got, err := wallet.TypedDigest(other.TypedData(d)); err != nil || got == d.Digest(c) {
			t.Errorf("%s: another nonce gives the same digest (%v)", name, err)
		}
	}
}
