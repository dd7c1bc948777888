package wallet

import (
	"crypto/ecdsa"
	"fmt"
	"io"
	"strings"

	"github.com/btcsuite/btcd/btcutil/hdkeychain"
	"github.com/btcsuite/btcd/chaincfg"
	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/tyler-smith/go-bip39"
)

// DefaultPath is the derivation path used where none is given: the first account of most wallets.
const DefaultPath = "m/44'/60'/0'/0/0"

// PathAt is where most wallets keep their account number index (0 is the first).
func PathAt(index uint32) string { return fmt.Sprintf("m/44'/60'/0'/0/%d", index) }

// NewMnemonic returns English words (BIP-39) made from random: 24 from 32 bytes, 12 from 16. Other counts are ErrMnemonic.
func NewMnemonic(random io.Reader, words int) (string, error) {
	if words != 12 && words != 24 {
		return "", fmt.Errorf("%w: %d words, want 12 or 24", ErrMnemonic, words)
	}
	entropy := make([]byte, words/3*4)
	if _, err := io.ReadFull(random, entropy); err != nil {
		return "", fmt.Errorf("wallet: reading randomness for a mnemonic: %w", err)
	}
	return bip39.NewMnemonic(entropy)
}

// DeriveAddress returns the address of the account at a path of a mnemonic. The error is ErrMnemonic.
func DeriveAddress(phrase, path string) (common.Address, error) {
	private, err := fromMnemonic(phrase, path)
	if err != nil {
		return common.Address{}, err
	}
	return crypto.PubkeyToAddress(private.PublicKey), nil
}

// fromMnemonic derives a key by BIP-39 (without a BIP-39 passphrase) and BIP-32. Errors are ErrMnemonic and never repeat the words.
func fromMnemonic(phrase, path string) (*ecdsa.PrivateKey, error) {
	if path == "" {
		path = DefaultPath
	}
	if !strings.HasPrefix(path, "m/") {
		return nil, fmt.Errorf("%w: the path must begin with m/", ErrMnemonic)
	}
	steps, err := accounts.ParseDerivationPath(path)
	if err != nil {
		return nil, fmt.Errorf("%w: path: %v", ErrMnemonic, err)
	}
	words := strings.Join(strings.Fields(strings.ToLower(phrase)), " ")
	seed, err := bip39.NewSeedWithErrorChecking(words, "")
	if err != nil {
		return nil, fmt.Errorf("%w: the words or their check word are wrong", ErrMnemonic)
	}
	key, err := hdkeychain.NewMaster(seed, &chaincfg.MainNetParams)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrMnemonic, err)
	}
	for _, step := range steps {
		if key, err = key.Derive(step); err != nil {
			return nil, fmt.Errorf("%w: deriving %s: %v", ErrMnemonic, path, err)
		}
	}
	private, err := key.ECPrivKey()
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrMnemonic, err)
	}
	return crypto.ToECDSA(private.Serialize())
}
