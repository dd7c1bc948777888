package wallet

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/coppice-network/coppice/internal/seal"
)

// PersonalKeyVersion is the version of the derivation that PersonalIdentity performs. A later version is a further function beside
// this one: copies sealed under version 1 stay readable for ever.
const PersonalKeyVersion = 1

// PersonalWarning is shown by every wallet that signs, in full.
const PersonalWarning = "This signature is the key to your personal copies of the data you contributed to one DataDAO. " +
	"Sign it only in Coppice and only on a machine you trust. Whoever has this signature can read those copies for ever."

const personalInfo = "coppice personal identity v1"

// ErrKeyVersion means: a personal copy whose identity was derived in a way this program does not know.
var ErrKeyVersion = errors.New("wallet: unknown version of the personal key derivation")

// TypedSigner is whoever can sign EIP-712 data for one account: a *Key, or a wallet elsewhere.
type TypedSigner interface {
	Address() common.Address
	SignTyped(apitypes.TypedData) ([]byte, error)
}

// NewPersonalSalt draws the salt for one owner and DataDAO. It is no secret; it is kept beside the copy (see seal.Sidecar).
func NewPersonalSalt(random io.Reader) (salt [32]byte, err error) {
	if _, err := io.ReadFull(random, salt[:]); err != nil {
		return salt, fmt.Errorf("wallet: reading randomness for a salt: %w", err)
	}
	return salt, nil
}

// PersonalTypedData returns what a contributor signs to derive a personal identity:
//
//	domain  EIP712Domain(string name,string version) = ("Coppice personal data", "1")
//	message PersonalKey(string warning,address owner,bytes32 salt,uint64 keyVersion) = (PersonalWarning, owner, salt, 1)
//
// There is no chain id and no contract in the domain, and no deadline in the message, against the rule for everything else that is
// signed: the copy must open on any machine, for ever, when no chain is left. A wallet shows the warning instead, and the salt
// confines a signature that was phished to one DataDAO's copies.
func PersonalTypedData(owner common.Address, salt [32]byte) apitypes.TypedData {
	return apitypes.TypedData{
		Types: apitypes.Types{
			"EIP712Domain": {{Name: "name", Type: "string"}, {Name: "version", Type: "string"}},
			"PersonalKey": {
				{Name: "warning", Type: "string"},
				{Name: "owner", Type: "address"},
				{Name: "salt", Type: "bytes32"},
				{Name: "keyVersion", Type: "uint64"},
			},
		},
		PrimaryType: "PersonalKey",
		Domain:      apitypes.TypedDataDomain{Name: "Coppice personal data", Version: "1"},
		Message: apitypes.TypedDataMessage{
			"warning":    PersonalWarning,
			"owner":      owner.Hex(),
			"salt":       hexutil.Encode(salt[:]),
			"keyVersion": strconv.Itoa(PersonalKeyVersion),
		},
	}
}

// PersonalIdentity derives the identity to which an owner's personal copies for one DataDAO are sealed:
//
//	signature = EIP-712 signature of PersonalTypedData(owner, salt), 65 bytes r || s || v, low s, v 27 or 28
//	seed      = HKDF-SHA256(secret = signature, salt = salt, info = "coppice personal identity v1", 32 bytes)
//	identity  = seal.IdentityFromSeed(seed)
//
// The signer is asked twice. One that answers differently could never open what was sealed before and is refused with
// ErrNotDeterministic; one that signs for another account with ErrWrongSigner; smart-contract and multi-party wallets commonly fail
// one of the two. A signer that writes v as 0 or 1 is understood. keyVersion other than 1 is ErrKeyVersion.
func PersonalIdentity(signer TypedSigner, salt [32]byte, keyVersion uint64) (*seal.Identity, error) {
	if keyVersion != PersonalKeyVersion {
		return nil, fmt.Errorf("%w: %d, this program knows %d", ErrKeyVersion, keyVersion, PersonalKeyVersion)
	}
	data := PersonalTypedData(signer.Address(), salt)
	digest, err := TypedDigest(data)
	if err != nil {
		return nil, err
	}
	var first []byte
	for range 2 {
		sig, err := signer.SignTyped(data)
		if err != nil {
			return nil, fmt.Errorf("wallet: signing for the personal identity: %w", err)
		}
		sig = bytes.Clone(sig)
		if len(sig) == 65 && sig[64] < 2 {
			sig[64] += 27
		}
		by, err := RecoverTyped(digest, sig)
		if err != nil {
			return nil, fmt.Errorf("wallet: signing for the personal identity: %w", err)
		}
		if by != signer.Address() {
			return nil, fmt.Errorf("%w: %s instead of %s", ErrWrongSigner, by, signer.Address())
		}
		if first != nil && !bytes.Equal(first, sig) {
			return nil, ErrNotDeterministic
		}
		first = sig
	}
	seed, err := hkdf.Key(sha256.New, first, salt[:], personalInfo, 32)
	if err != nil {
		return nil, fmt.Errorf("wallet: deriving the personal identity: %w", err)
	}
	return seal.IdentityFromSeed([32]byte(seed))
}
