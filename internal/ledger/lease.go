package ledger

import (
	"encoding/binary"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// A Lease says whose turn a subject is. Try i of a subject belongs to one validator of the set that was active when the subject was
// opened, drawn by the hash of the block after the opening: nobody can choose it, and no transaction is needed to take it. The
// contracts compute the same; see IDataRegistry.
type Lease struct {
	Holder common.Address
	Try    uint64    // i, from 0
	EndsAt time.Time // when try i+1 begins
	Last   bool      // no try follows
}

// Opening is what a draw depends on, as the chain recorded it.
type Opening struct {
	At    uint64 // unix seconds of the block
	Block uint64
	SetID uint64
}

// ProofSubject is the draw's subject of a proof job.
func ProofSubject(jobID *big.Int) [32]byte { return word(jobID) }

// RefinementSubject is the draw's subject of refining one file with one refiner: keccak256(abi.encode("refinement", fileId, refinerId)).
func RefinementSubject(fileID, refinerID uint64) [32]byte {
	return taggedSubject("refinement", uint64Word(fileID), uint64Word(refinerID))
}

// ComputeSubject is the draw's subject of an access job: keccak256(abi.encode("compute", jobId)).
func ComputeSubject(jobID uint64) [32]byte { return taggedSubject("compute", uint64Word(jobID)) }

// Draw returns the holder of one try: set[keccak256(abi.encode(seed, subject, try)) mod len(set)]. An empty set has no holder.
func Draw(seed common.Hash, subject [32]byte, try uint64, set []common.Address) common.Address {
	if len(set) == 0 {
		return common.Address{}
	}
	t := uint64Word(try)
	h := crypto.Keccak256(seed[:], subject[:], t[:])
	i := new(big.Int).Mod(new(big.Int).SetBytes(h), big.NewInt(int64(len(set))))
	return set[i.Int64()]
}

// taggedSubject hashes abi.encode(string tag, uint256...) for a tag of at most 32 bytes.
func taggedSubject(tag string, words ...[32]byte) [32]byte {
	head := uint64Word(uint64(32 * (1 + len(words)))) // where the string's tail starts
	size := uint64Word(uint64(len(tag)))
	var text [32]byte
	copy(text[:], tag)
	buf := append([]byte{}, head[:]...)
	for _, w := range words {
		buf = append(buf, w[:]...)
	}
	buf = append(buf, size[:]...)
	buf = append(buf, text[:]...)
	return crypto.Keccak256Hash(buf)
}

func uint64Word(v uint64) (w [32]byte) {
	binary.BigEndian.PutUint64(w[24:], v)
	return w
}

func word(v *big.Int) (w [32]byte) {
	v.FillBytes(w[:])
	return w
}
