package wallet

import (
	"bytes"
	"context"
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
	// SignTyped returns 65 bytes r || s || v. It may wait for a person.
	SignTyped(ctx context.Context, data apitypes.TypedData) ([]byte, error)
}

// Steady is a signer that can tell whether it still answers as it did at an earlier time. One that only repeats itself for as long as
// it remembers (a cache) passes the two questions of PersonalIdentity, and fails this one. The error is ErrNotDeterministic.
type Steady interface {
	CheckSteady(ctx context.Context) error
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
// The signer is asked twice, and a Steady one is first held to what it answered once before. One that answers differently could never
// open what was sealed before and is refused with ErrNotDeterministic; one that signs for another account with ErrWrongSigner;
// smart-contract and multi-party wallets commonly fail one of the two. A signer that writes v as 0 or 1 is understood. keyVersion
// other than 1 is ErrKeyVersion.
func PersonalIdentity(ctx context.Context, signer TypedSigner, salt [32]byte, keyVersion uint64) (*seal.Identity, error) {
	if keyVersion != PersonalKeyVersion {
		return nil, fmt.Errorf("%w: %d, this program knows %d", ErrKeyVersion, keyVersion, PersonalKeyVersion)
	}
	if s, ok := signer.(Steady); ok {
		if err := s.CheckSteady(ctx); err != nil {
			return nil, err
		}
	}
	first, err := personalSignature(ctx, signer, salt)
	if err != nil {
		return nil, err
	}
	second, err := personalSignature(ctx, signer, salt)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(first, second) {
		return nil, ErrNotDeterministic
	}
	return identityOf(first, salt)
}

// PersonalRecipient returns the digest of the recipient that one signature over a salt leads to: what a later answer of the same signer is
// compared with. It tells nothing of the signature.
func PersonalRecipient(ctx context.Context, signer TypedSigner, salt [32]byte) (digest [32]byte, err error) {
	sig, err := personalSignature(ctx, signer, salt)
	if err != nil {
		return digest, err
	}
	id, err := identityOf(sig, salt)
	if err != nil {
		return digest, err
	}
	return id.Recipient().Digest(), nil
}

func identityOf(signature []byte, salt [32]byte) (*seal.Identity, error) {
	seed, err := hkdf.Key(sha256.New, signature, salt[:], personalInfo, 32)
	if err != nil {
		return nil, fmt.Errorf("wallet: deriving the personal identity: %w", err)
	}
	return seal.IdentityFromSeed([32]byte(seed))
}

// personalSignature asks once and makes sure that the account itself signed.
func personalSignature(ctx context.Context, signer TypedSigner, salt [32]byte) ([]byte, error) {
	data := PersonalTypedData(signer.Address(), salt)
	digest, err := TypedDigest(data)
	if err != nil {
		return nil, err
	}
	sig, err := signer.SignTyped(ctx, data)
	if err != nil {
		return nil, fmt.Errorf("wallet: signing for the personal identity: %w", err)
	}
	if sig, err = CheckSignature(digest, sig, signer.Address()); err != nil {
		return nil, fmt.Errorf("wallet: signing for the personal identity: %w", err)
	}
	return sig, nil
}

// CheckSignature returns a signature over an EIP-712 digest in the form that contracts accept, or why it is not one by an account:
// ErrSignature, ErrWrongSigner. Signers that write v as 0 or 1 are understood.
func CheckSignature(digest [32]byte, sig []byte, by common.Address) ([]byte, error) {
	sig = bytes.Clone(sig)
	if len(sig) == 65 && sig[64] < 2 {
		sig[64] += 27
	}
	signer, err := RecoverTyped(digest, sig)
	if err != nil {
		return nil, err
	}
	if signer != by {
		return nil, fmt.Errorf("%w: %s instead of %s", ErrWrongSigner, signer, by)
	}
	return sig, nil
}
