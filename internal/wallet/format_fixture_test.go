package wallet

import (
	"errors"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/fixture"
)

// A keystore of version 3, as other Ethereum tools write it, too. Unknown versions: TestKeyFileRefusals.
func TestKeystoreFixture(t *testing.T) {
	const private, passphrase = "0101010101010101010101010101010101010101010101010101010101010101", "correct horse"
	dir := fixture.Dir(t, "v3", func(dir string) {
		if _, err := OpenStore(dir, Options{Light: true}).ImportKey("ana", private, passphrase); err != nil {
			t.Fatal(err)
		}
	})
	s := OpenStore(dir, Options{})
	list, err := s.List()
	if err != nil || len(list) != 1 || list[0].Name != "ana" || list[0].Address.Hex() != "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1" {
		t.Fatalf("accounts %v, %v", list, err)
	}
	k, err := s.Unlock("ana", passphrase)
	if err != nil {
		t.Fatal(err)
	}
	if k.Address() != list[0].Address {
		t.Errorf("unlocked %s", k)
	}
	if _, err := s.Unlock("ana", "wrong"); !errors.Is(err, ErrPassphrase) {
		t.Errorf("a wrong passphrase: %v", err)
	}
}

func external() External {
	return External{
		URL: "https://signer.example/one?token=secret", Transactions: "eth_signTransaction", TypedData: "eth_signTypedData", AsText: true,
		Salt: common.Hash{1}, Recipient: common.Hash{2},
	}
}

func TestExternalFixture(t *testing.T) {
	dir := fixture.Dir(t, "signer-v1", func(dir string) {
		if _, err := OpenStore(dir, Options{}).AddExternal("ana", common.Address{7}, external()); err != nil {
			t.Fatal(err)
		}
	})
	a, got, err := OpenStore(dir, Options{}).External("ana")
	if err != nil || a != (Account{"ana", common.Address{7}, "https://signer.example"}) || got != external() {
		t.Errorf("%+v, %+v, %v", a, got, err)
	}
}
