package ledger

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// Statements are what validators sign. Each is an EIP-712 struct; Digest gives the 32 bytes to sign for a domain. Type strings and
// field order are those of the contracts' interfaces.

// Domain is the EIP-712 domain {name, version "1", chainId, verifyingContract}.
type Domain struct {
	Name     string // "Coppice" for all statements of this package
	ChainID  *big.Int
	Contract common.Address
}

var (
	domainType          = typeHash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
	proofTypeText       = "Proof(uint256 jobId,uint256 fileId,uint256 dlpId,address owner,bytes32 contentDigest,bytes32 bundleDigest,uint256 score,bytes32 resultDigest,bytes32 fingerprint,bytes32 identity,uint256 lease)"
	refinementTypeText  = "Refinement(uint256 fileId,uint256 refinerId,bytes32 bundleDigest,bytes32 artifactDigest,uint8 codec,bytes32 plaintextDigest,uint256 lease)"
	proofType           = typeHash(proofTypeText)
	proofBatchType      = typeHash("ProofBatch(Proof[] proofs)" + proofTypeText)
	refinementType      = typeHash(refinementTypeText)
	refinementBatchType = typeHash("RefinementBatch(Refinement[] refinements)" + refinementTypeText)
	opinionType         = typeHash("Opinion(uint256 jobId,uint256 openedAtBlock,bytes32 contentDigest,bytes32 bundleDigest,uint256 score,bytes32 fingerprint,bytes32 identity)")
	intakeKeyType       = typeHash("IntakeKey(uint256 dlpId,uint256 epoch,bytes32 digest,uint256 deadline)")
	receiptType         = typeHash("Receipt(uint256 jobId,bytes32 requestDigest,bytes32 codeDigest,bytes32 snapshotDigest,bytes32 resultDigest,uint8 outcome,uint256 usedSeconds,uint256[] rows,uint256 lease,uint256 dataBlock)")
)

// Statement is anything with an EIP-712 struct hash.
type Statement interface{ StructHash() [32]byte }

// Digest returns keccak256("\x19\x01" || domain separator || struct hash).
func (d Domain) Digest(s Statement) [32]byte {
	sep := structHash(domainType, crypto.Keccak256Hash([]byte(d.Name)), crypto.Keccak256Hash([]byte("1")), word(d.ChainID), addressWord(d.Contract))
	h := s.StructHash()
	return crypto.Keccak256Hash([]byte("\x19\x01"), sep[:], h[:])
}

// Proof is what a validator states of one file; see IDataRegistry.Proof.
type Proof struct {
	JobID         *big.Int
	FileID, DLP   uint64
	Owner         common.Address
	ContentDigest [32]byte
	BundleDigest  [32]byte
	Score         *big.Int // 0..1e18
	ResultDigest  [32]byte
	Fingerprint   [32]byte
	Identity      [32]byte
	Lease         uint64
}

// StructHash implements Statement.
func (p Proof) StructHash() [32]byte {
	return structHash(proofType, word(p.JobID), uint64Word(p.FileID), uint64Word(p.DLP), addressWord(p.Owner), p.ContentDigest,
		p.BundleDigest, word(p.Score), p.ResultDigest, p.Fingerprint, p.Identity, uint64Word(p.Lease))
}

// ProofBatch is many proofs under one signature.
type ProofBatch []Proof

// StructHash implements Statement.
func (b ProofBatch) StructHash() [32]byte { return structHash(proofBatchType, arrayHash(b)) }

// Refinement is what a validator states of one refined artefact; see IDataRegistry.Refinement.
type Refinement struct {
	FileID, RefinerID uint64
	BundleDigest      [32]byte
	ArtifactDigest    [32]byte
	Codec             uint8
	PlaintextDigest   [32]byte
	Lease             uint64
}

// StructHash implements Statement.
func (r Refinement) StructHash() [32]byte {
	return structHash(refinementType, uint64Word(r.FileID), uint64Word(r.RefinerID), r.BundleDigest, r.ArtifactDigest,
		uint64Word(uint64(r.Codec)), r.PlaintextDigest, uint64Word(r.Lease))
}

// RefinementBatch is many refinements under one signature.
type RefinementBatch []Refinement

// StructHash implements Statement.
func (b RefinementBatch) StructHash() [32]byte { return structHash(refinementBatchType, arrayHash(b)) }

// Opinion is what a drawn validator states of a provisional proof; see IDataRegistry.Opinion.
type Opinion struct {
	JobID         *big.Int
	OpenedAtBlock uint64
	ContentDigest [32]byte
	BundleDigest  [32]byte
	Score         *big.Int
	Fingerprint   [32]byte
	Identity      [32]byte
}

// StructHash implements Statement.
func (o Opinion) StructHash() [32]byte {
	return structHash(opinionType, word(o.JobID), uint64Word(o.OpenedAtBlock), o.ContentDigest, o.BundleDigest, word(o.Score), o.Fingerprint, o.Identity)
}

// IntakeKey is a validator's attestation of a DataDAO's intake key. Digest is the sha2-256 of the recipient string.
type IntakeKey struct {
	DLP, Epoch uint64
	Digest     [32]byte
	Deadline   uint64
}

// StructHash implements Statement.
func (k IntakeKey) StructHash() [32]byte {
	return structHash(intakeKeyType, uint64Word(k.DLP), uint64Word(k.Epoch), k.Digest, uint64Word(k.Deadline))
}

// Outcome says how an access job ended; the values are the contract's.
type Outcome uint8

// The outcomes and who bears the cost.
const (
	Completed    Outcome = 0 // delivered
	BuyerFault   Outcome = 1 // used time is paid, the data part returns
	NetworkFault Outcome = 2 // everything returns
)

func (o Outcome) String() string {
	switch o {
	case Completed:
		return "completed"
	case BuyerFault:
		return "buyer_fault"
	case NetworkFault:
		return "network_fault"
	}
	return "unknown"
}

// Receipt is what a validator states of one access job; see IComputeEngine.Receipt.
type Receipt struct {
	JobID          uint64
	RequestDigest  [32]byte
	CodeDigest     [32]byte
	SnapshotDigest [32]byte
	ResultDigest   [32]byte
	Outcome        Outcome
	UsedSeconds    uint64
	Rows           []uint64
	Lease          uint64
	DataBlock      uint64 // every withdrawal up to this block is respected by what the job read; 0 if it read nothing
}

// StructHash implements Statement.
func (r Receipt) StructHash() [32]byte {
	rows := make([]byte, 0, 32*len(r.Rows))
	for _, n := range r.Rows {
		w := uint64Word(n)
		rows = append(rows, w[:]...)
	}
	return structHash(receiptType, uint64Word(r.JobID), r.RequestDigest, r.CodeDigest, r.SnapshotDigest, r.ResultDigest,
		uint64Word(uint64(r.Outcome)), uint64Word(r.UsedSeconds), crypto.Keccak256Hash(rows), uint64Word(r.Lease), uint64Word(r.DataBlock))
}

func typeHash(s string) [32]byte { return crypto.Keccak256Hash([]byte(s)) }

func structHash(typ [32]byte, words ...[32]byte) [32]byte {
	buf := make([]byte, 0, 32*(1+len(words)))
	buf = append(buf, typ[:]...)
	for _, w := range words {
		buf = append(buf, w[:]...)
	}
	return crypto.Keccak256Hash(buf)
}

func arrayHash[S Statement](items []S) [32]byte {
	buf := make([]byte, 0, 32*len(items))
	for _, s := range items {
		h := s.StructHash()
		buf = append(buf, h[:]...)
	}
	return crypto.Keccak256Hash(buf)
}

func addressWord(a common.Address) (w [32]byte) {
	copy(w[12:], a[:])
	return w
}
