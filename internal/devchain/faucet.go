package devchain

import (
	"crypto/ecdsa"
	"fmt"
	"math/big"
	"sync"

	"github.com/btcsuite/btcd/btcutil/hdkeychain"
	"github.com/btcsuite/btcd/chaincfg"
	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
	"github.com/tyler-smith/go-bip39"
)

// FaucetMnemonic is the mnemonic of the funded accounts. Every Ethereum development tool uses it; everybody knows its keys.
const FaucetMnemonic = "test test test test test test test test test test test junk"

// faucetAccounts is how many accounts (m/44'/60'/0'/0/0 and following) the genesis block funds. Part of the frozen genesis.
const faucetAccounts = 10

// faucetBalance is what each of them starts with, in wei: 10,000 ether.
func faucetBalance() *big.Int {
	return new(big.Int).Mul(big.NewInt(10_000), big.NewInt(params.Ether))
}

var faucet = sync.OnceValue(func() []*ecdsa.PrivateKey {
	keys := make([]*ecdsa.PrivateKey, faucetAccounts)
	for i := range keys {
		key, err := deriveKey(FaucetMnemonic, fmt.Sprintf("m/44'/60'/0'/0/%d", i))
		if err != nil {
			panic("devchain: deriving a faucet key from a constant: " + err.Error())
		}
		keys[i] = key
	}
	return keys
})

// FaucetKeys returns the keys of the accounts funded at genesis, 10,000 ether each. They are public: use them to hand out coins,
// never as anybody's identity.
func FaucetKeys() []*ecdsa.PrivateKey { return append([]*ecdsa.PrivateKey(nil), faucet()...) }

// IsFaucet reports whether addr belongs to one of the FaucetKeys, so that a caller can refuse to give it a role.
func IsFaucet(addr common.Address) bool {
	for _, key := range faucet() {
		if crypto.PubkeyToAddress(key.PublicKey) == addr {
			return true
		}
	}
	return false
}

// deriveKey is BIP-39 (no passphrase) followed by BIP-32 along path.
func deriveKey(mnemonic, path string) (*ecdsa.PrivateKey, error) {
	steps, err := accounts.ParseDerivationPath(path)
	if err != nil {
		return nil, err
	}
	// The network parameters only choose the prefix of printed extended keys; none is printed.
	node, err := hdkeychain.NewMaster(bip39.NewSeed(mnemonic, ""), &chaincfg.MainNetParams)
	if err != nil {
		return nil, err
	}
	for _, step := range steps {
		if node, err = node.Derive(step); err != nil {
			return nil, err
		}
	}
	key, err := node.ECPrivKey()
	if err != nil {
		return nil, err
	}
	return key.ToECDSA(), nil
}
