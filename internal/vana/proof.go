package vana

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/wallet"
)

// Proof is what a node of the Vana network signs about a file. The strings are packed without their lengths, so different proofs may have
// one hash: whoever relies on a field must know it from elsewhere. Coppice itself signs typed data instead.
type Proof struct {
	FileURL     string   // as registered
	Score       *big.Int // see ScoreWad
	DLP         *big.Int
	Metadata    string
	ProofURL    string
	Instruction string
}

// ScoreWad returns a score as the contracts have it: times 1e18, multiplied as float64 and cut off. The decimal value is often another.
func ScoreWad(score float64) (*big.Int, error) {
	if !(score >= 0 && score <= 1) {
		return nil, fmt.Errorf("%w: %v", ErrScore, score)
	}
	wad, _ := new(big.Float).SetFloat64(score * 1e18).Int(nil)
	return wad, nil
}

// Pack returns the bytes that are hashed: abi.encodePacked of the fields, in their order. Score and DLP are taken modulo 2^256.
func (p Proof) Pack() []byte {
	b := []byte(p.FileURL)
	for _, v := range []*big.Int{p.Score, p.DLP} {
		word := new(big.Int)
		if v != nil {
			word.Set(v)
		}
		b = append(b, math.U256Bytes(word)...)
	}
	return append(append(append(b, p.Metadata...), p.ProofURL...), p.Instruction...)
}

// Hash is the Keccak-256 of Pack.
func (p Proof) Hash() common.Hash { return crypto.Keccak256Hash(p.Pack()) }

// Sign signs the hash's 32 bytes with personal_sign.
func (p Proof) Sign(signer PersonalSigner) ([]byte, error) {
	return signer.SignPersonal(p.Hash().Bytes())
}

// ProofSigner returns who signed a proof's hash, as the contracts find it: 65 bytes, low s, v 27 or 28. The error is ErrSignature; any
// well-formed signature has some signer, which the caller compares with the node expected.
func ProofSigner(hash common.Hash, signature []byte) (common.Address, error) {
	by, err := wallet.RecoverPersonal(hash[:], signature)
	if err != nil {
		return common.Address{}, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return by, nil
}
