package wallet

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

const (
	keyFileVersion  = 3
	maxKeyFileBytes = 8 << 10
)

// keyFile is the part of a version-3 key file that is checked before go-ethereum's decoder sees it: that decoder panics on fields
// of other types or lengths, and takes any memory the file's scrypt parameters ask for. Unknown fields are allowed; other tools add some.
type keyFile struct {
	Address string `json:"address"`
	ID      string `json:"id"`
	Version int    `json:"version"`
	Crypto  struct {
		Cipher       string `json:"cipher"`
		CipherText   string `json:"ciphertext"`
		CipherParams struct {
			IV string `json:"iv"`
		} `json:"cipherparams"`
		KDF       string `json:"kdf"`
		KDFParams struct {
			N     int    `json:"n"`
			R     int    `json:"r"`
			P     int    `json:"p"`
			DKLen int    `json:"dklen"`
			Salt  string `json:"salt"`
		} `json:"kdfparams"`
		MAC string `json:"mac"`
	} `json:"crypto"`
}

// encodeKeyFile encrypts a private key. Cost 1<<18 takes about half a second and 256 MB to open, 1<<12 some 70 ms and 4 MB.
func encodeKeyFile(private *ecdsa.PrivateKey, passphrase string, cost, parallel int, random io.Reader) ([]byte, error) {
	var id [16]byte
	if _, err := io.ReadFull(random, id[:]); err != nil {
		return nil, fmt.Errorf("wallet: reading randomness for a key file: %w", err)
	}
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80 // a version 4 UUID
	sealed, err := keystore.EncryptDataV3(crypto.FromECDSA(private), []byte(passphrase), cost, parallel)
	if err != nil {
		return nil, fmt.Errorf("wallet: encrypting a key: %w", err)
	}
	address := crypto.PubkeyToAddress(private.PublicKey)
	return json.Marshal(struct {
		Address string              `json:"address"`
		Crypto  keystore.CryptoJSON `json:"crypto"`
		ID      string              `json:"id"`
		Version int                 `json:"version"`
	}{hex.EncodeToString(address[:]), sealed, fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:]), keyFileVersion})
}

// parseKeyFile checks everything about a key file that can be checked without the passphrase.
func parseKeyFile(b []byte) (common.Address, keystore.CryptoJSON, error) {
	fail := func(format string, args ...any) (common.Address, keystore.CryptoJSON, error) {
		return common.Address{}, keystore.CryptoJSON{}, fmt.Errorf("%w: "+format, append([]any{ErrKeyFile}, args...)...)
	}
	if len(b) > maxKeyFileBytes {
		return fail("%d bytes are too many", len(b))
	}
	var version struct {
		Version json.RawMessage `json:"version"`
	}
	if err := json.Unmarshal(b, &version); err != nil {
		return fail("not JSON: %v", err)
	}
	if v := string(bytes.TrimSpace(version.Version)); v != "3" {
		if v == "" {
			return fail("it names no version")
		}
		return common.Address{}, keystore.CryptoJSON{}, fmt.Errorf("%w: %.20s, this program reads 3", ErrVersion, v)
	}
	var f keyFile
	if err := json.Unmarshal(b, &f); err != nil {
		return fail("%v", err)
	}
	address := strings.TrimPrefix(f.Address, "0x")
	k := f.Crypto.KDFParams
	switch {
	case !isHex(address, 20):
		return fail("no address")
	case f.Crypto.Cipher != "aes-128-ctr":
		return fail("cipher %.20q", f.Crypto.Cipher)
	case !isHex(f.Crypto.CipherText, 32) || !isHex(f.Crypto.CipherParams.IV, 16) || !isHex(f.Crypto.MAC, 32):
		return fail("ciphertext, iv or mac of a wrong length")
	case f.Crypto.KDF != "scrypt":
		return fail("key derivation %.20q, only scrypt is supported", f.Crypto.KDF)
	case k.N < 2 || k.N > 1<<20 || k.N&(k.N-1) != 0 || k.R < 1 || k.R > 16 || k.P < 1 || k.P > 16 || k.DKLen != 32:
		return fail("scrypt parameters n=%d r=%d p=%d dklen=%d", k.N, k.R, k.P, k.DKLen)
	case len(k.Salt) > 256 || !isHex(k.Salt, len(k.Salt)/2):
		return fail("scrypt salt")
	}
	// Built from the checked fields, not decoded again from the file: a file that spells a key twice cannot pass one value here
	// and another one there.
	var sealed keystore.CryptoJSON
	sealed.Cipher, sealed.CipherText, sealed.CipherParams.IV = f.Crypto.Cipher, f.Crypto.CipherText, f.Crypto.CipherParams.IV
	sealed.KDF, sealed.MAC = f.Crypto.KDF, f.Crypto.MAC
	sealed.KDFParams = map[string]any{"n": k.N, "r": k.R, "p": k.P, "dklen": k.DKLen, "salt": k.Salt}
	return common.HexToAddress(address), sealed, nil
}

// openKeyFile decrypts a key file and makes sure that it holds the key of the address it shows.
func openKeyFile(b []byte, passphrase string) (*ecdsa.PrivateKey, error) {
	address, sealed, err := parseKeyFile(b)
	if err != nil {
		return nil, err
	}
	plain, err := keystore.DecryptDataV3(sealed, passphrase)
	if errors.Is(err, keystore.ErrDecrypt) {
		return nil, ErrPassphrase
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrKeyFile, err)
	}
	private, err := crypto.ToECDSA(plain)
	clear(plain)
	if err != nil {
		return nil, fmt.Errorf("%w: no private key inside", ErrKeyFile)
	}
	if got := crypto.PubkeyToAddress(private.PublicKey); got != address {
		return nil, fmt.Errorf("%w: it shows address %s and holds the key of %s", ErrKeyFile, address, got)
	}
	return private, nil
}

func isHex(s string, bytes int) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == bytes
}
