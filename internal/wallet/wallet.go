// Package wallet keeps accounts in an encrypted keystore and signs with them.
//
// # Accounts
//
// A [Store] is a folder with one file per account, "<name>.json", in the format that go-ethereum and other Ethereum tools call
// keystore version 3 (scrypt, AES-128-CTR, Keccak MAC); a file can be moved to and from them as it is. The file's name is the
// account's name, so that creating, changing and removing an account is one atomic step each: there is no second file that could
// disagree after a crash.
//
// An account whose key is kept elsewhere has a file of the same name that says where its signer is ([External]); package
// wallet/external asks it. Both kinds are a [Signer] to whoever uses them.
//
// A [Key] is an unlocked account. It signs transactions, EIP-712 typed data and EIP-191 personal messages; every signature here is 65
// bytes r, s, v with a low s and v 27 or 28, the form contracts accept. Signatures are deterministic (RFC 6979).
//
// # Faucet accounts
//
// The accounts of the mnemonic "test test test test test test test test test test test junk" are known to everybody. Local networks
// give them money to hand out; they are never accounts of a person. Importing or unlocking one is refused with [ErrFaucetKey].
//
// # The personal identity
//
// A contributor's personal copies are sealed to an identity that the wallet alone recovers; see [PersonalIdentity] for the
// derivation, which is fixed for ever.
package wallet

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"log/slog"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
)

// Errors that callers tell apart.
var (
	ErrNotFound   = errors.New("wallet: no such account")
	ErrExists     = errors.New("wallet: the account exists already")
	ErrName       = errors.New("wallet: not an account name")
	ErrPassphrase = errors.New("wallet: wrong passphrase")
	ErrFaucetKey  = errors.New("wallet: a well-known faucet key is nobody's account")
	ErrKey        = errors.New("wallet: not a private key")
	ErrMnemonic   = errors.New("wallet: not a valid mnemonic or derivation path")
	// ErrKeyFile means: a file in the keystore is not a well-formed key file, or holds another key than it says.
	ErrKeyFile = errors.New("wallet: not a usable key file")
	// ErrVersion means: a key file of a version this program does not know.
	ErrVersion = errors.New("wallet: unknown key file version")
	// ErrSignature means: not a 65-byte signature with low s and v 27 or 28.
	ErrSignature = errors.New("wallet: not a valid signature")
	// ErrTypedData means: typed data that EIP-712 cannot hash.
	ErrTypedData = errors.New("wallet: not valid typed data")
	// ErrNotDeterministic means: a signer gave two signatures for one message, so nothing can be derived from them.
	ErrNotDeterministic = errors.New("wallet: this signer's signatures differ from call to call")
	// ErrExternal means: what was asked needs the key, and this account's is kept by an external signer.
	ErrExternal = errors.New("wallet: the key of this account is kept by an external signer")
	// ErrWrongSigner means: a signer answered with the signature of another account.
	ErrWrongSigner = errors.New("wallet: signed by another account")
)

// Signer is an account that can be acted as: an unlocked *Key, or a signer elsewhere. Signatures are 65 bytes r || s || v with low s
// and v 27 or 28, by Address; both methods may wait for a person.
type Signer interface {
	TypedSigner
	// SignTx signs exactly this transaction for the chain.
	SignTx(ctx context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error)
}

// Key is an unlocked account. It is safe for concurrent use and prints as its address.
type Key struct {
	private *ecdsa.PrivateKey
	address common.Address
}

// NewKey wraps a private key that was obtained elsewhere, for example a validator's own. The error is ErrFaucetKey or ErrKey.
func NewKey(private *ecdsa.PrivateKey) (*Key, error) {
	if private == nil || private.D == nil || private.D.BitLen() > 256 {
		return nil, ErrKey
	}
	// Taken from the secret number alone: the curve and point that came along are not trusted to fit it.
	private, err := crypto.ToECDSA(crypto.FromECDSA(private))
	if err != nil {
		return nil, fmt.Errorf("%w: out of range", ErrKey)
	}
	k := &Key{private: private, address: crypto.PubkeyToAddress(private.PublicKey)}
	if IsFaucet(k.address) {
		return nil, fmt.Errorf("%w: %s", ErrFaucetKey, k.address)
	}
	return k, nil
}

// Address returns the account's address.
func (k *Key) Address() common.Address { return k.address }

// String returns the address.
func (k *Key) String() string { return k.address.Hex() }

// Format keeps every formatting verb from reaching the private key.
func (k *Key) Format(f fmt.State, _ rune) { fmt.Fprint(f, k.address.Hex()) }

// LogValue keeps the private key out of logs.
func (k *Key) LogValue() slog.Value { return slog.StringValue(k.address.Hex()) }

// MarshalJSON writes the address only.
func (k *Key) MarshalJSON() ([]byte, error) { return []byte(`"` + k.address.Hex() + `"`), nil }

// SignHash signs a 32-byte digest as it is. Whoever can choose the digest can make the account sign anything: callers pass digests
// that they computed themselves.
func (k *Key) SignHash(digest [32]byte) ([]byte, error) {
	sig, err := crypto.Sign(digest[:], k.private)
	if err != nil {
		return nil, fmt.Errorf("wallet: signing: %w", err)
	}
	sig[64] += 27
	return sig, nil
}

// SignTx signs a transaction of any type for the chain.
func (k *Key) SignTx(ctx context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if chainID == nil || chainID.Sign() <= 0 {
		return nil, fmt.Errorf("%w: signing a transaction without a chain id", ErrSignature)
	}
	signed, err := types.SignTx(tx, types.LatestSignerForChainID(chainID), k.private)
	if err != nil {
		return nil, fmt.Errorf("wallet: signing a transaction for chain %s: %w", chainID, err)
	}
	return signed, nil
}

// SignTyped signs EIP-712 typed data.
func (k *Key) SignTyped(_ context.Context, data apitypes.TypedData) ([]byte, error) {
	digest, err := TypedDigest(data)
	if err != nil {
		return nil, err
	}
	return k.SignHash(digest)
}

// SignPersonal signs a message as personal_sign does (EIP-191, version 0x45).
func (k *Key) SignPersonal(message []byte) ([]byte, error) {
	return k.SignHash([32]byte(accounts.TextHash(message)))
}
