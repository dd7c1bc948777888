package wallet

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
)

func TestMnemonicVectors(t *testing.T) {
	// Every faucet address is what the well-known mnemonic derives, and nothing beyond the ten is refused.
	found := 0
	for i := range 11 {
		private, err := fromMnemonic(junk, "m/44'/60'/0'/0/"+string("0123456789"[i%10])+map[bool]string{true: "", false: "0"}[i < 10])
		if err != nil {
			t.Fatal(err)
		}
		if i < 10 && IsFaucet(crypto.PubkeyToAddress(private.PublicKey)) {
			found++
		}
	}
	if found != 10 || len(faucets) != 10 {
		t.Errorf("%d of %d faucet addresses derived", found, len(faucets))
	}
	s := store(t)
	if _, err := s.ImportMnemonic("eleventh", junk, "m/44'/60'/0'/0/10", "pass"); err != nil {
		t.Errorf("the eleventh account is nobody's faucet: %v", err)
	}
	a, err := s.ImportMnemonic("w", "  Legal winner thank year wave sausage\n worth useful legal winner thank yellow ", "", "pass")
	if err != nil {
		t.Fatal(err)
	}
	if b, err := fromMnemonic(words, DefaultPath); err != nil || crypto.PubkeyToAddress(b.PublicKey) != a.Address {
		t.Errorf("spacing and case of the words matter: %v", err)
	}
	phrase, err := NewMnemonic(rand.Reader, 24)
	if err != nil || len(strings.Fields(phrase)) != 24 {
		t.Fatalf("new mnemonic of %d words, %v", len(strings.Fields(phrase)), err)
	}
	if _, err := s.ImportMnemonic("fresh", phrase, "", "pass"); err != nil {
		t.Error(err)
	}
	if _, err := NewMnemonic(strings.NewReader("short"), 24); err == nil {
		t.Error("a mnemonic without randomness")
	}
}

func TestMnemonicLengths(t *testing.T) {
	for _, words := range []int{12, 24} {
		phrase, err := NewMnemonic(rand.Reader, words)
		if err != nil || len(strings.Fields(phrase)) != words {
			t.Fatalf("%d words: %q, %v", words, phrase, err)
		}
		first, err := DeriveAddress(phrase, "")
		if err != nil {
			t.Fatal(err)
		}
		if again, err := DeriveAddress(phrase, PathAt(0)); err != nil || again != first {
			t.Errorf("%s, %v", again, err)
		}
		if next, err := DeriveAddress(phrase, PathAt(1)); err != nil || next == first {
			t.Errorf("%s, %v", next, err)
		}
	}
	for _, words := range []int{0, 11, 15, 25} {
		if _, err := NewMnemonic(rand.Reader, words); !errors.Is(err, ErrMnemonic) {
			t.Errorf("%d words: %v", words, err)
		}
	}
}
