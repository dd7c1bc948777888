package contracts

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

func testNetwork() *Network {
	return &Network{
		Name: "local", ChainID: 31, RPC: "http://127.0.0.1:8545", WS: "ws://127.0.0.1:8545", API: "http://127.0.0.1:8646",
		Addresses: Predict(common.Address{1}, 0), DeployBlock: 3, DevRoot: "root",
	}
}

func TestNetworkRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "local.json")
	if _, err := LoadNetwork(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	n := testNetwork()
	for range 2 {
		if err := n.Save(path); err != nil {
			t.Fatal(err)
		}
	}
	got, err := LoadNetwork(path)
	if err != nil {
		t.Fatal(err)
	}
	n.Format = NetworkFormat
	if *got != *n {
		t.Errorf("got %+v, want %+v", got, n)
	}
	left, _ := os.ReadDir(filepath.Dir(path))
	if len(left) != 1 {
		t.Errorf("temporary files are left: %v", left)
	}
}

func TestParseNetworkRefuses(t *testing.T) {
	n := testNetwork()
	n.Format = NetworkFormat
	good, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		name string
		data string
		want error
	}{
		{"a later format", strings.Replace(string(good), NetworkFormat, "coppice-network/3", 1), ErrFormat},
		{"no format", `{}`, ErrFormat},
		{"no object", `[`, ErrMalformed},
		{"an unknown field", strings.Replace(string(good), `{`, `{"more":1,`, 1), ErrMalformed},
		{"something behind", string(good) + "{}", ErrMalformed},
		{"no chain id", strings.Replace(string(good), `"chainId":31`, `"chainId":0`, 1), ErrMalformed},
		{"no name", strings.Replace(string(good), `"local"`, `""`, 1), ErrMalformed},
		{"an address missing", strings.Replace(string(good), strings.ToLower(n.Addresses.Burner.Hex()), common.Address{}.Hex(), 1), ErrMalformed},
	} {
		if _, err := ParseNetwork([]byte(x.data)); !errors.Is(err, x.want) {
			t.Errorf("%s: got %v, want %v", x.name, err, x.want)
		}
	}
	bad := testNetwork()
	bad.Name = ""
	path := filepath.Join(t.TempDir(), "n.json")
	if err := bad.Save(path); !errors.Is(err, ErrMalformed) {
		t.Errorf("saving a malformed network: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a malformed network was written")
	}
}

func FuzzParseNetwork(f *testing.F) {
	n := testNetwork()
	n.Format = NetworkFormat
	good, _ := json.Marshal(n)
	f.Add(good)
	f.Add([]byte(`{"format":"coppice-network/1"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if n, err := ParseNetwork(data); err == nil && n.Check() != nil {
			t.Error("accepted a network that does not pass its own check")
		}
	})
}
