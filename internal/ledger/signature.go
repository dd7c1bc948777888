package ledger

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// ErrSignature reports a signature that is malformed or out of range.
var ErrSignature = errors.New("ledger: malformed signature")

// Recover returns who signed a digest: 65 bytes r || s || v with low s and v 27 or 28, as the contracts demand.
func Recover(digest [32]byte, signature []byte) (common.Address, error) {
	if len(signature) != 65 || (signature[64] != 27 && signature[64] != 28) {
		return common.Address{}, fmt.Errorf("%w: want 65 bytes ending in 27 or 28", ErrSignature)
	}
	sig := append([]byte{}, signature...)
	sig[64] -= 27
	if !crypto.ValidateSignatureValues(sig[64], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:64]), true) {
		return common.Address{}, fmt.Errorf("%w: values out of range", ErrSignature)
	}
	key, err := crypto.SigToPub(digest[:], sig)
	if err != nil {
		return common.Address{}, fmt.Errorf("%w: %v", ErrSignature, err)
	}
	return crypto.PubkeyToAddress(*key), nil
}

// compact signs a digest and returns EIP-2098 words (r, vs).
func compact(sign func([32]byte) ([]byte, error), digest [32]byte) (r, vs [32]byte, err error) {
	sig, err := sign(digest)
	if err != nil {
		return r, vs, err
	}
	if len(sig) != 65 || (sig[64] != 27 && sig[64] != 28) {
		return r, vs, fmt.Errorf("%w: want 65 bytes ending in 27 or 28", ErrSignature)
	}
	copy(r[:], sig[:32])
	copy(vs[:], sig[32:64])
	if sig[64] == 28 {
		vs[0] |= 0x80
	}
	return r, vs, nil
}
