package wallet

import (
	"errors"
	"strings"
	"testing"
)

// A key goes out under another passphrase and comes back in another keystore, also from files as other tools write them.
func TestExportAndImport(t *testing.T) {
	s, other := store(t), store(t)
	a, err := s.New("alice", "pass")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Export("alice", "wrong", "file"); !errors.Is(err, ErrPassphrase) {
		t.Errorf("exported with a wrong passphrase: %v", err)
	}
	if _, err := s.Export("alice", "pass", ""); !errors.Is(err, ErrPassphrase) {
		t.Errorf("exported without one: %v", err)
	}
	file, err := s.Export("alice", "pass", "file")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.ImportKeyFile("bob", file, "pass", "mine"); !errors.Is(err, ErrPassphrase) {
		t.Errorf("imported with the keystore's passphrase: %v", err)
	}
	b, err := other.ImportKeyFile("bob", file, "file", "mine")
	if err != nil || b.Address != a.Address {
		t.Fatalf("%v, %v", b, err)
	}
	if k, err := other.Unlock("bob", "mine"); err != nil || k.Address() != a.Address {
		t.Errorf("%v, %v", k, err)
	}
	// The example of the Web3 Secret Storage definition: pbkdf2, and here without an address.
	const pbkdf2 = `{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},` +
		`"ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2","kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256",` +
		`"salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},"mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},` +
		`"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}`
	c, err := other.ImportKeyFile("carl", []byte(pbkdf2), "testpassword", "mine")
	if err != nil || c.Address.Hex() != "0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b" {
		t.Errorf("%v, %v", c, err)
	}
	for name, swap := range map[string][2]string{
		"too many rounds":  {`"c":262144`, `"c":1000000000`},
		"another function": {"hmac-sha256", "hmac-sha1"},
		"no rounds":        {`"c":262144,`, ""},
	} {
		if _, err := other.ImportKeyFile("dora", []byte(strings.Replace(pbkdf2, swap[0], swap[1], 1)), "testpassword", "mine"); !errors.Is(err, ErrKeyFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestChangePassphrase(t *testing.T) {
	s := store(t)
	a, err := s.New("alice", "old")
	if err != nil {
		t.Fatal(err)
	}
	for name, pass := range map[string][2]string{"a wrong one": {"wrong", "new"}, "to nothing": {"old", ""}} {
		if _, err := s.ChangePassphrase("alice", pass[0], pass[1]); !errors.Is(err, ErrPassphrase) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Unlock("alice", "old"); err != nil {
		t.Fatalf("after refusals: %v", err)
	}
	if got, err := s.ChangePassphrase("alice", "old", "new"); err != nil || got != a {
		t.Fatalf("%v, %v", got, err)
	}
	if _, err := s.Unlock("alice", "old"); !errors.Is(err, ErrPassphrase) {
		t.Errorf("the old one: %v", err)
	}
	if k, err := s.Unlock("alice", "new"); err != nil || k.Address() != a.Address {
		t.Errorf("the new one: %v, %v", k, err)
	}
}

func TestRemove(t *testing.T) {
	s := store(t)
	a, _ := s.New("alice", "pass")
	b, _ := s.New("bob", "pass")
	if got, err := s.Remove(a.Address.Hex()); err != nil || got != a {
		t.Fatalf("%v, %v", got, err)
	}
	if _, err := s.Remove("alice"); !errors.Is(err, ErrNotFound) {
		t.Errorf("twice: %v", err)
	}
	if list, err := s.List(); err != nil || len(list) != 1 || list[0] != b {
		t.Errorf("%v, %v", list, err)
	}
}
