package home

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/contracts"
)

func open(t *testing.T) *Home {
	t.Helper()
	h, err := Open(filepath.Join(t.TempDir(), "home"))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestWhereAHomeIs(t *testing.T) {
	given, env, user := t.TempDir(), t.TempDir(), t.TempDir()
	for name, c := range map[string]struct{ dir, env, want string }{
		"given":            {given, env, given},
		"from environment": {"", env, env},
		"the user's own":   {"", "", filepath.Join(user, ".coppice")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("COPPICE_HOME", c.env)
			t.Setenv("HOME", user)
			h, err := Open(c.dir)
			if err != nil {
				t.Fatal(err)
			}
			if h.Dir() != c.want {
				t.Errorf("home at %s, want %s", h.Dir(), c.want)
			}
		})
	}
}

func TestAHomeIsNobodyElsesBusiness(t *testing.T) {
	h := open(t)
	info, err := os.Stat(h.Dir())
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("the home is open to others: %v", info.Mode())
	}
	if _, err := Open(h.Dir()); err != nil {
		t.Errorf("opening it again: %v", err)
	}
}

func TestAHomeCannotBeAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil {
		t.Error("a file was opened as a home")
	}
}

func TestConfig(t *testing.T) {
	h := open(t)
	if c, err := h.Config(); err != nil || c != (Config{}) {
		t.Errorf("without a file: %+v, %v", c, err)
	}
	for _, name := range []string{"ana", "bob"} {
		if err := h.SaveConfig(Config{Account: name}); err != nil {
			t.Fatal(err)
		}
		if c, err := h.Config(); err != nil || c.Account != name {
			t.Errorf("saved %s: %+v, %v", name, c, err)
		}
	}
	if err := os.WriteFile(filepath.Join(h.Dir(), "config.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Config(); err == nil {
		t.Error("a damaged file was read")
	}
	if left, _ := filepath.Glob(filepath.Join(h.Dir(), ".new-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func network(name string) *contracts.Network {
	a := func(b byte) common.Address { return common.Address{19: b} }
	return &contracts.Network{Name: name, ChainID: 1, RPC: "http://127.0.0.1:1", API: "http://127.0.0.1:2", Addresses: contracts.Addresses{
		DataRegistry: a(1), TeePool: a(2), DLPRegistry: a(3), DataRefinerRegistry: a(4), QueryEngine: a(5), ComputeInstructionRegistry: a(6), ComputeEngine: a(7), Burner: a(8),
		ContributionRelay: a(9), NetworkTimelock: a(10),
	}}
}

func TestNetworks(t *testing.T) {
	h := open(t)
	if _, err := h.Network("local"); !errors.Is(err, ErrNoNetwork) {
		t.Errorf("an unknown network: %v, want ErrNoNetwork", err)
	}
	if err := h.SaveNetwork(network("local")); err != nil {
		t.Fatal(err)
	}
	if n, err := h.Network("local"); err != nil || n.Addresses.Burner != (common.Address{19: 8}) {
		t.Errorf("a saved network: %+v, %v", n, err)
	}
	for _, name := range []string{"", "..", "../local", "a/b", "Local", ".hidden", "-x", strings.Repeat("x", 33)} {
		if _, err := h.Network(name); !errors.Is(err, ErrName) {
			t.Errorf("reading %q: %v, want ErrName", name, err)
		}
		if err := h.SaveNetwork(network(name)); !errors.Is(err, ErrName) {
			t.Errorf("saving %q: %v, want ErrName", name, err)
		}
		if _, err := h.Lock(name); !errors.Is(err, ErrName) {
			t.Errorf("locking %q: %v, want ErrName", name, err)
		}
	}
	path := filepath.Join(h.Dir(), "networks", "later.json")
	if err := os.WriteFile(path, []byte(`{"format":"coppice-network/99"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Network("later"); !errors.Is(err, contracts.ErrFormat) {
		t.Errorf("a network file of a later version: %v, want ErrFormat", err)
	}
}

func TestLock(t *testing.T) {
	h := open(t)
	release, err := h.Lock("local")
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.Lock("local")
	if !errors.Is(err, ErrInUse) || !strings.Contains(fmt.Sprint(err), fmt.Sprintf("process %d", os.Getpid())) {
		t.Errorf("locked twice: %v, want ErrInUse with the process", err)
	}
	other, err := h.Lock("other")
	if err != nil {
		t.Errorf("another network: %v", err)
	} else {
		defer other()
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	release, err = h.Lock("local")
	if err != nil {
		t.Fatalf("after release: %v", err)
	}
	release()
}

func TestSetAside(t *testing.T) {
	h := open(t)
	keep := func(content string) {
		t.Helper()
		if err := os.MkdirAll(h.Accounts("local"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(h.Accounts("local"), "journal"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.SetAside("local"); err != nil {
		t.Fatalf("with nothing to set aside: %v", err)
	}
	for i, content := range []string{"first", "second"} {
		keep(content)
		if err := h.SetAside("local"); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(fmt.Sprintf("%s.old-%d", h.Accounts("local"), i+1), "journal"))
		if err != nil || string(b) != content {
			t.Errorf("set aside: %q, %v, want %q", b, err, content)
		}
	}

	keep("alive")
	if err := os.MkdirAll(filepath.Join(h.Local("local"), "chain"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := h.SetAside("local"); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(filepath.Join(h.Accounts("local"), "journal")); err != nil || string(b) != "alive" {
		t.Errorf("what belongs to a chain that is there was moved: %q, %v", b, err)
	}
}
