package wallet

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
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
			C     int    `json:"c"`
			PRF   string `json:"prf"`
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

// maxPBKDF2 bounds the rounds of a key file that others made; at a million a second it is ten seconds.
const maxPBKDF2 = 10_000_000

// parseKeyFile checks everything about a key file that can be checked without the passphrase. The address is zero where the file names
// none, as some tools write them.
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
	case address != "" && !isHex(address, 20):
		return fail("no address")
	case f.Crypto.Cipher != "aes-128-ctr":
		return fail("cipher %.20q", f.Crypto.Cipher)
	case !isHex(f.Crypto.CipherText, 32) || !isHex(f.Crypto.CipherParams.IV, 16) || !isHex(f.Crypto.MAC, 32):
		return fail("ciphertext, iv or mac of a wrong length")
	case len(k.Salt) > 256 || !isHex(k.Salt, len(k.Salt)/2):
		return fail("salt of the key derivation")
	case k.DKLen != 32:
		return fail("a derived key of %d bytes", k.DKLen)
	}
	params := map[string]any{"dklen": k.DKLen, "salt": k.Salt}
	switch f.Crypto.KDF {
	case "scrypt":
		if k.N < 2 || k.N > 1<<20 || k.N&(k.N-1) != 0 || k.R < 1 || k.R > 16 || k.P < 1 || k.P > 16 {
			return fail("scrypt parameters n=%d r=%d p=%d", k.N, k.R, k.P)
		}
		params["n"], params["r"], params["p"] = k.N, k.R, k.P
	case "pbkdf2":
		if k.C < 1 || k.C > maxPBKDF2 || k.PRF != "hmac-sha256" {
			return fail("pbkdf2 parameters c=%d prf=%.20q", k.C, k.PRF)
		}
		params["c"], params["prf"] = k.C, k.PRF
	default:
		return fail("key derivation %.20q, only scrypt and pbkdf2 are supported", f.Crypto.KDF)
	}
	// Built from the checked fields, not decoded again from the file: a file that spells a key twice cannot pass one value here
	// and another one there.
	var sealed keystore.CryptoJSON
	sealed.Cipher, sealed.CipherText, sealed.CipherParams.IV = f.Crypto.Cipher, f.Crypto.CipherText, f.Crypto.CipherParams.IV
	sealed.KDF, sealed.MAC = f.Crypto.KDF, f.Crypto.MAC
	sealed.KDFParams = params
	return common.HexToAddress(address), sealed, nil
}

// openKeyFile decrypts a key file and makes sure that it holds the key of the address it shows, if it shows one.
func openKeyFile(b []byte, passphrase string) (*ecdsa.PrivateKey, error) {
	address, sealed, err := parseKeyFile(b)
	if err != nil {
		return nil, err
	}
	plain, err := keystore.DecryptDataV3(sealed, passphrase)
	// scrypt takes 256 MiB with the standard parameters. Kept as garbage, it would let the rest of the process's heap grow to as much
	// before it is collected.
	debug.FreeOSMemory()
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
	if got := crypto.PubkeyToAddress(private.PublicKey); got != address && address != (common.Address{}) {
		return nil, fmt.Errorf("%w: it shows address %s and holds the key of %s", ErrKeyFile, address, got)
	}
	return private, nil
}

func isHex(s string, bytes int) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == bytes
}
