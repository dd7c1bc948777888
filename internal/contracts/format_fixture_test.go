package contracts

import (
	"errors"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/fixture"
)

// TestNetworkFixtureOfVersion1: a network of version 1 has other contracts, so its file is refused by name.
func TestNetworkFixtureOfVersion1(t *testing.T) {
	path := fixture.Path(t, "v1/network.json", func(string) { t.Fatal("version 1 is not written any more") })
	if _, err := LoadNetwork(path); !errors.Is(err, ErrFormat) {
		t.Errorf("got %v, want ErrFormat", err)
	}
}

// Unknown versions: TestParseNetworkRefuses.
func TestNetworkFixture(t *testing.T) {
	at := func(b byte) common.Address { return common.Address{19: b} }
	want := Network{
		Format: NetworkFormat, Name: "local", ChainID: 2677423, RPC: "http://127.0.0.1:8545", WS: "ws://127.0.0.1:8546", API: "http://127.0.0.1:8646",
		Addresses: Addresses{
			DataRegistry: at(1), TeePool: at(2), DLPRegistry: at(3), DataRefinerRegistry: at(4), QueryEngine: at(5), ComputeInstructionRegistry: at(6),
			ComputeEngine: at(7), Burner: at(8), ContributionRelay: at(9), NetworkTimelock: at(10),
		},
		DeployBlock: 3, DevRoot: "coppice-development-root/1:8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c",
	}
	path := fixture.Path(t, "v2/network.json", func(path string) {
		if err := want.Save(path); err != nil {
			t.Fatal(err)
		}
	})
	if got, err := LoadNetwork(path); err != nil || *got != want {
		t.Errorf("got %+v, %v", got, err)
	}
}
