package job

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/coppice-network/coppice/internal/ledger"
)

// ReceiptFormat names the receipt file's version. Version 1 was signed under a type without DataBlock, which no contract settles by any
// more; it is refused.
const ReceiptFormat = "coppice-receipt/2"

// ErrSignature reports a receipt whose signature is malformed or not the stated validator's.
var ErrSignature = errors.New("job: the receipt's signature does not hold")

// ReceiptFile is a receipt as it lies on the buyer's disk: the signed statement, its domain and signature, which can be checked offline.
// Only the chain knows who the buyer is, that the signer was the drawn validator, and that this receipt settled the job; only the
// manifest that ResultDigest names, which artefacts there are.
type ReceiptFile struct {
	Format         string         `json:"format"`
	ChainID        uint64         `json:"chainId"`
	Engine         common.Address `json:"engine"` // the EIP-712 verifying contract
	JobID          uint64         `json:"jobId"`
	Buyer          common.Address `json:"buyer"`
	RequestDigest  common.Hash    `json:"requestDigest"`
	CodeDigest     common.Hash    `json:"codeDigest"`
	SnapshotDigest common.Hash    `json:"snapshotDigest"`
	ResultDigest   common.Hash    `json:"resultDigest"`
	Outcome        string         `json:"outcome"`
	UsedSeconds    uint64         `json:"usedSeconds"`
	Rows           []uint64       `json:"rows"`
	Lease          uint64         `json:"lease"`
	DataBlock      uint64         `json:"dataBlock"` // what was withdrawn up to this block is not in what was delivered
	Validator      common.Address `json:"validator"`
	Signature      hexutil.Bytes  `json:"signature"` // 65 bytes r || s || v
	Tx             common.Hash    `json:"tx"`        // the settlement
	Artifacts      []Artifact     `json:"artifacts,omitempty"`
}

func (f *ReceiptFile) formatName() string { return f.Format }

// NewReceiptFile puts a settled receipt into its file form; the signer is recovered from the signature.
func NewReceiptFile(d ledger.Domain, r ledger.Receipt, buyer common.Address, signature []byte, tx common.Hash) (*ReceiptFile, error) {
	f := &ReceiptFile{
		Format: ReceiptFormat, ChainID: d.ChainID.Uint64(), Engine: d.Contract, JobID: r.JobID, Buyer: buyer,
		RequestDigest: r.RequestDigest, CodeDigest: r.CodeDigest, SnapshotDigest: r.SnapshotDigest, ResultDigest: r.ResultDigest,
		Outcome: r.Outcome.String(), UsedSeconds: r.UsedSeconds, Rows: r.Rows, Lease: r.Lease, DataBlock: r.DataBlock, Signature: signature, Tx: tx,
	}
	signer, err := f.signer()
	if err != nil {
		return nil, err
	}
	f.Validator = signer
	return f, nil
}

// Encode returns the file's bytes, indented for people.
func (f ReceiptFile) Encode() ([]byte, error) {
	f.Format = ReceiptFormat
	return json.MarshalIndent(f, "", "  ")
}

// DecodeReceipt reads a receipt file; it does not verify it.
func DecodeReceipt(data []byte) (*ReceiptFile, error) {
	var f ReceiptFile
	if err := decode(data, ReceiptFormat, &f); err != nil {
		return nil, err
	}
	return &f, nil
}

// Statement returns the signed statement.
func (f *ReceiptFile) Statement() (ledger.Receipt, error) {
	r := ledger.Receipt{
		JobID: f.JobID, RequestDigest: f.RequestDigest, CodeDigest: f.CodeDigest, SnapshotDigest: f.SnapshotDigest,
		ResultDigest: f.ResultDigest, UsedSeconds: f.UsedSeconds, Rows: f.Rows, Lease: f.Lease, DataBlock: f.DataBlock,
	}
	switch f.Outcome {
	case ledger.Completed.String():
		r.Outcome = ledger.Completed
	case ledger.BuyerFault.String():
		r.Outcome = ledger.BuyerFault
	case ledger.NetworkFault.String():
		r.Outcome = ledger.NetworkFault
	default:
		return r, fmt.Errorf("%w: outcome %q", ErrFormat, f.Outcome)
	}
	return r, nil
}

// Domain returns the EIP-712 domain the receipt is signed under.
func (f *ReceiptFile) Domain() ledger.Domain {
	return ledger.Domain{Name: "Coppice", ChainID: new(big.Int).SetUint64(f.ChainID), Contract: f.Engine}
}

// CheckSignature reports whether the stated validator signed exactly this receipt. It needs no network.
func (f *ReceiptFile) CheckSignature() error {
	signer, err := f.signer()
	if err != nil {
		return err
	}
	if signer != f.Validator {
		return fmt.Errorf("%w: signed by %s, not by %s", ErrSignature, signer, f.Validator)
	}
	return nil
}

func (f *ReceiptFile) signer() (common.Address, error) {
	r, err := f.Statement()
	if err != nil {
		return common.Address{}, err
	}
	signer, err := ledger.Recover(f.Domain().Digest(r), f.Signature)
	if err != nil {
		return common.Address{}, fmt.Errorf("%w: %v", ErrSignature, err)
	}
	return signer, nil
}
