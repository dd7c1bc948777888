package home

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/fixture"
)

// lived is a home in which somebody has an account and knows a network. What accounts keep has fixtures where it is written.
func lived(t *testing.T) string {
	return fixture.Dir(t, "v1-network2", func(dir string) {
		h, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.SaveConfig(Config{Account: "ana"}); err != nil {
			t.Fatal(err)
		}
		a := func(b byte) common.Address { return common.Address{19: b} }
		if err := h.SaveNetwork(&contracts.Network{Name: "local", ChainID: 2677423, RPC: "http://127.0.0.1:8545", API: "http://127.0.0.1:8646",
			Addresses: contracts.Addresses{DataRegistry: a(1), TeePool: a(2), DLPRegistry: a(3), DataRefinerRegistry: a(4), QueryEngine: a(5),
				ComputeInstructionRegistry: a(6), ComputeEngine: a(7), Burner: a(8), ContributionRelay: a(9), NetworkTimelock: a(10)}}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestHomeFixtureWithAnOldNetwork: a home of the same version may know networks of an earlier one.
func TestHomeFixtureWithAnOldNetwork(t *testing.T) {
	h, err := Open(fixture.Dir(t, "v1", func(string) { t.Fatal("it is not written any more") }))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := h.Config(); err != nil || c.Account != "ana" {
		t.Errorf("config %+v, %v", c, err)
	}
	if _, err := h.Network("local"); !errors.Is(err, contracts.ErrFormat) {
		t.Errorf("got %v, want ErrFormat", err)
	}
}

func TestHomeFixture(t *testing.T) {
	h, err := Open(lived(t))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := h.Config(); err != nil || c.Account != "ana" {
		t.Errorf("config %+v, %v", c, err)
	}
	if n, err := h.Network("local"); err != nil || n.ChainID != 2677423 || n.Addresses.Burner != (common.Address{19: 8}) {
		t.Errorf("network %+v, %v", n, err)
	}
	for _, path := range []struct{ got, want string }{
		{h.Keystore(), "keystore"}, {h.Accounts("local"), "accounts/local"}, {h.Personal(), "personal"}, {h.Local("local"), "local/local"},
	} {
		if want := filepath.Join(h.Dir(), path.want); path.got != want {
			t.Errorf("%s, where older homes have %s", path.got, want)
		}
	}
}

func TestHomeOfUnknownVersionIsRefused(t *testing.T) {
	for _, format := range []string{"coppice-home/2\n", "coppice-home/0\n", "something else\n", ""} {
		dir := lived(t)
		marker := filepath.Join(dir, "FORMAT")
		if err := os.WriteFile(marker, []byte(format), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir); !errors.Is(err, ErrVersion) {
			t.Errorf("%q: %v", format, err)
		}
		if b, err := os.ReadFile(marker); err != nil || string(b) != format {
			t.Errorf("%q became %q, %v", format, b, err)
		}
	}
}
