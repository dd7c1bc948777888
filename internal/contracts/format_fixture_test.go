package contracts

import (
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/fixture"
)

// Unknown versions: TestParseNetworkRefuses.
func TestNetworkFixture(t *testing.T) {
	at := func(b byte) common.Address { return common.Address{19: b} }
	want := Network{
		Format: "coppice-network/1", Name: "local", ChainID: 2677423, RPC: "http://127.0.0.1:8545", WS: "ws://127.0.0.1:8546", API: "http://127.0.0.1:8646",
		Addresses: Addresses{
			DataRegistry: at(1), TeePool: at(2), DLPRegistry: at(3), DataRefinerRegistry: at(4), QueryEngine: at(5), ComputeInstructionRegistry: at(6),
			ComputeEngine: at(7), Burner: at(8),
		},
		DeployBlock: 3, DevRoot: "coppice-development-root/1:8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c",
	}
	path := fixture.Path(t, "v1/network.json", func(path string) {
		if err := want.Save(path); err != nil {
			t.Fatal(err)
		}
	})
	if got, err := LoadNetwork(path); err != nil || *got != want {
		t.Errorf("got %+v, %v", got, err)
	}
}
