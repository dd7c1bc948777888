package wallet

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
)

// TypedDigest returns the EIP-712 digest of typed data. The error is ErrTypedData.
func TypedDigest(data apitypes.TypedData) ([32]byte, error) {
	digest, _, err := apitypes.TypedDataAndHash(data)
	if err != nil {
		return [32]byte{}, fmt.Errorf("%w: %v", ErrTypedData, err)
	}
	return [32]byte(digest), nil
}

// RecoverTyped returns the account that signed an EIP-712 digest. It accepts exactly what the contracts accept: 65 bytes, s in the
// lower half of the group's order (so that nobody can turn one signature into a second), v 27 or 28. The error is ErrSignature.
// A signature always recovers to some address; the caller compares it with the one expected.
func RecoverTyped(digest [32]byte, sig []byte) (common.Address, error) {
	if len(sig) != crypto.SignatureLength {
		return common.Address{}, fmt.Errorf("%w: %d bytes, want 65", ErrSignature, len(sig))
	}
	v := sig[64]
	if v != 27 && v != 28 {
		return common.Address{}, fmt.Errorf("%w: v is %d, want 27 or 28", ErrSignature, v)
	}
	r, s := new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:64])
	if !crypto.ValidateSignatureValues(v-27, r, s, true) {
		return common.Address{}, fmt.Errorf("%w: r or s out of range, or s not low", ErrSignature)
	}
	plain := append(append(make([]byte, 0, crypto.SignatureLength), sig[:64]...), v-27)
	pub, err := crypto.SigToPub(digest[:], plain)
	if err != nil {
		return common.Address{}, fmt.Errorf("%w: %v", ErrSignature, err)
	}
	return crypto.PubkeyToAddress(*pub), nil
}

// RecoverPersonal returns the account that signed a message with personal_sign. The error is ErrSignature.
func RecoverPersonal(message, sig []byte) (common.Address, error) {
	return RecoverTyped([32]byte(accounts.TextHash(message)), sig)
}
