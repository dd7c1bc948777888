package devchain

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

func TestGenesisIsFrozen(t *testing.T) {
	const want = "0x0cc3672d4a68ee38e6989f1e5b4c6a5deae02c5983e00d70bf0e5eb13e0d2ff1"
	if got := genesis(DefaultChainID).ToBlock().Hash(); got != common.HexToHash(want) {
		t.Fatalf("genesis of version %d chains is %s, must be %s: existing chains would not open", markerVersion, got, want)
	}
	rules := forks(DefaultChainID).Rules(big.NewInt(1), true, 1)
	if !rules.IsOsaka || rules.IsAmsterdam {
		t.Fatalf("rules: osaka %v, amsterdam %v", rules.IsOsaka, rules.IsAmsterdam)
	}
	if g := genesis(DefaultChainID); g.GasLimit != BlockGasLimit {
		t.Fatalf("gas limit %d", g.GasLimit)
	}
}

func TestFaucetKeys(t *testing.T) {
	keys := FaucetKeys()
	// The addresses every development tool prints for this mnemonic.
	for i, want := range map[int]string{
		0: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
		1: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
		9: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720",
	} {
		if got := crypto.PubkeyToAddress(keys[i].PublicKey); got != common.HexToAddress(want) {
			t.Errorf("account %d is %s, want %s", i, got, want)
		}
		if !IsFaucet(common.HexToAddress(want)) {
			t.Errorf("account %d is not recognised", i)
		}
	}
	stranger, _ := crypto.GenerateKey()
	if len(keys) != 10 || IsFaucet(crypto.PubkeyToAddress(stranger.PublicKey)) || IsFaucet(common.Address{}) {
		t.Error("a stranger is taken for a faucet")
	}
	ctx := testContext(t)
	c := startChain(t, Config{}, hooks{})
	for i, key := range keys {
		got, err := c.Client().BalanceAt(ctx, crypto.PubkeyToAddress(key.PublicKey), nil)
		if err != nil || got.Cmp(faucetBalance()) != 0 {
			t.Errorf("account %d has %v (%v)", i, got, err)
		}
	}
}
