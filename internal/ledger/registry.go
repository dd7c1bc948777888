package ledger

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/contracts/gen"
)

// NewFile is content to register: the root digest of the pooled ciphertext and its codec (0 raw, 1 dag-pb).
type NewFile struct {
	Digest [32]byte
	Codec  uint8
	DLP    uint64
}

// Fee returns what one contribution to a DataDAO costs in wei: the proof, the second opinions it wants, and the refinements.
func (l *Ledger) Fee(ctx context.Context, dlp uint64) (*big.Int, error) {
	return readBig(ctx, l, l.Net.DataRegistry, l.registry.PackFeeOf(u256(dlp)))
}

// Contribute registers files of one sender and requests their proofs; fee is for one file.
func (l *Ledger) Contribute(files []NewFile, fee *big.Int) Call {
	value := new(big.Int).Mul(fee, big.NewInt(int64(len(files))))
	if len(files) == 1 {
		return l.toRegistry(l.registry.PackContribute(genFile(files[0])), value)
	}
	list := make([]gen.IDataRegistryNewFile, len(files))
	for i, f := range files {
		list[i] = genFile(f)
	}
	return l.toRegistry(l.registry.PackContributeBatch(list), value)
}

func genFile(f NewFile) gen.IDataRegistryNewFile {
	return gen.IDataRegistryNewFile{Digest: f.Digest, Codec: f.Codec, DlpId: u256(f.DLP)}
}

// Pooled is a registered file, read from the receipt of its contribution.
type Pooled struct {
	FileID uint64
	Digest [32]byte
	JobID  *big.Int
}

// PooledFiles reads the files that a contribution's receipt registered.
func (l *Ledger) PooledFiles(receipt *types.Receipt) ([]Pooled, error) {
	var files []Pooled
	jobs := make(map[uint64]*big.Int)
	urls := make(map[uint64]string)
	for _, log := range receipt.Logs {
		if log.Address != l.Net.DataRegistry {
			continue
		}
		if e, err := l.registry.UnpackFilePooledEvent(log); err == nil {
			files = append(files, Pooled{FileID: e.FileId.Uint64()})
		} else if e, err := l.registry.UnpackFileAddedEvent(log); err == nil {
			urls[e.FileId.Uint64()] = e.Url
		} else if e, err := l.registry.UnpackJobSubmittedEvent(log); err == nil {
			jobs[e.FileId.Uint64()] = e.JobId
		}
	}
	for i := range files {
		f := &files[i]
		f.JobID = jobs[f.FileID]
		var err error
		if f.Digest, _, err = blob.DigestOfURL(urls[f.FileID]); err != nil {
			return nil, fmt.Errorf("ledger: file %d: %w", f.FileID, err)
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("ledger: transaction %s registered no file", receipt.TxHash)
	}
	return files, nil
}

// FileIDOf returns the id under which owner registered this content, or 0.
func (l *Ledger) FileIDOf(ctx context.Context, digest [32]byte, owner common.Address) (uint64, error) {
	v, err := readBig(ctx, l, l.Net.DataRegistry, l.registry.PackFileIdOf(digest, owner))
	if err != nil {
		return 0, err
	}
	return v.Uint64(), nil
}

// WithdrawFile takes a file of the sender's back, for good. fingerprint is the one its proof was recorded with; zero if no proof counts.
func (l *Ledger) WithdrawFile(fileID uint64, fingerprint [32]byte) Call {
	return Call{To: &l.Net.DataRegistry, Data: l.registry.PackWithdrawFile(u256(fileID), fingerprint)}
}

// Withdrawn is a withdrawal as the chain recorded it.
type Withdrawn struct {
	FileID, DLP uint64
	Owner       common.Address
	Block       uint64
	Tx          common.Hash
}

// WithdrawalAt reads the withdrawal of a file in a block; nil if there is none.
func (l *Ledger) WithdrawalAt(ctx context.Context, fileID, block uint64) (*Withdrawn, error) {
	logs, err := ask(ctx, func(ctx context.Context) ([]types.Log, error) {
		return l.Client.FilterLogs(ctx, ethereum.FilterQuery{
			FromBlock: u256(block), ToBlock: u256(block), Addresses: []common.Address{l.Net.DataRegistry},
			Topics: [][]common.Hash{{eventID(&gen.DataRegistryMetaData, gen.DataRegistryFileWithdrawn{}.ContractEventName())}, {word(u256(fileID))}},
		})
	})
	if err != nil {
		return nil, fmt.Errorf("reading the withdrawal of file %d: %w", fileID, err)
	}
	for i := range logs {
		e, err := l.registry.UnpackFileWithdrawnEvent(&logs[i])
		if err != nil {
			return nil, fmt.Errorf("reading the withdrawal of file %d: %w", fileID, err)
		}
		return &Withdrawn{fileID, e.DlpId.Uint64(), e.OwnerAddress, logs[i].BlockNumber, logs[i].TxHash}, nil
	}
	return nil, nil
}

// RequestProof asks for another proof of a file whose job was cancelled or whose proof found it invalid.
func (l *Ledger) RequestProof(fileID uint64, fee *big.Int) Call {
	c := l.toRegistry(l.registry.PackRequestContributionProof(u256(fileID)), fee)
	c.Gas = gasBase // whether the old job has ended depends on the next block's time, not on the newest's
	return c
}

// CancelJob gives a dead proof job's fees back.
func (l *Ledger) CancelJob(jobID *big.Int) Call {
	return l.toRegistry(l.registry.PackCancelJob(jobID), nil)
}

// Gas limits of calls under a lease. They cannot be estimated: an estimate runs in the newest block, where the lease may not have
// begun (its seed is that block's hash) or, on a chain that is silent when idle, where the time is an earlier try's. The limits are
// generous multiples of what contracts/snapshots measures; unused gas costs nothing.
const (
	gasBase       = 300_000
	gasProof      = 400_000
	gasRefinement = 150_000
	gasSettle     = 1_500_000
	gasLine       = 150_000

	// MaxBatch is how many proofs or refinements fit into one transaction under the protocol's limit of 2^24 gas.
	MaxBatch = 40
)

// RecordProofs records proofs under one signature of the lease holder over ProofBatch (a single one over Proof).
func (l *Ledger) RecordProofs(proofs []Proof, sign func(digest [32]byte) ([]byte, error)) (Call, error) {
	var s Statement = ProofBatch(proofs)
	if len(proofs) == 1 {
		s = proofs[0]
	}
	r, vs, err := compact(sign, l.RegistryDomain().Digest(s))
	if err != nil {
		return Call{}, err
	}
	list := make([]gen.IDataRegistryProof, len(proofs))
	for i, p := range proofs {
		list[i] = gen.IDataRegistryProof{
			JobId: p.JobID, FileId: u256(p.FileID), DlpId: u256(p.DLP), Owner: p.Owner, ContentDigest: p.ContentDigest, BundleDigest: p.BundleDigest,
			Score: p.Score, ResultDigest: p.ResultDigest, Fingerprint: p.Fingerprint, Identity: p.Identity, Lease: u256(p.Lease),
		}
	}
	if len(list) == 1 {
		return l.underLease(l.registry.PackRecordProof(list[0], r, vs), gasProof), nil
	}
	return l.underLease(l.registry.PackRecordProofs(list, r, vs), gasProof*len(list)), nil
}

// RecordRefinements records refinements under one signature over RefinementBatch (a single one over Refinement).
func (l *Ledger) RecordRefinements(items []Refinement, sign func(digest [32]byte) ([]byte, error)) (Call, error) {
	var s Statement = RefinementBatch(items)
	if len(items) == 1 {
		s = items[0]
	}
	r, vs, err := compact(sign, l.RegistryDomain().Digest(s))
	if err != nil {
		return Call{}, err
	}
	list := make([]gen.IDataRegistryRefinement, len(items))
	for i, x := range items {
		list[i] = gen.IDataRegistryRefinement{
			FileId: u256(x.FileID), RefinerId: u256(x.RefinerID), BundleDigest: x.BundleDigest, ArtifactDigest: x.ArtifactDigest, Codec: x.Codec,
			PlaintextDigest: x.PlaintextDigest, Lease: u256(x.Lease),
		}
	}
	if len(list) == 1 {
		return l.underLease(l.registry.PackRecordRefinement(list[0], r, vs), gasRefinement), nil
	}
	return l.underLease(l.registry.PackRecordRefinements(list, r, vs), gasRefinement*len(list)), nil
}

// OwedFees reads what the registry owes an account, in wei: a validator's earnings, fees that came back.
func (l *Ledger) OwedFees(ctx context.Context, account common.Address) (*big.Int, error) {
	return readBig(ctx, l, l.Net.DataRegistry, l.registry.PackClaimable(account))
}

// ClaimFees pays the sender what the registry owes it.
func (l *Ledger) ClaimFees() Call { return l.toRegistry(l.registry.PackClaim(), nil) }

func (l *Ledger) underLease(data []byte, gas int) Call {
	return Call{To: &l.Net.DataRegistry, Data: data, Gas: uint64(gasBase + gas)}
}

func (l *Ledger) toRegistry(data []byte, value *big.Int) Call {
	return Call{To: &l.Net.DataRegistry, Data: data, Value: value}
}

// FeesClaimed reads what a transaction of ClaimFees paid out, in wei.
func (l *Ledger) FeesClaimed(r *types.Receipt) (*big.Int, error) {
	for _, log := range r.Logs {
		if e, err := l.registry.UnpackClaimedEvent(log); err == nil && log.Address == l.Net.DataRegistry {
			return e.Amount, nil
		}
	}
	return nil, fmt.Errorf("ledger: transaction %s paid no fees out", r.TxHash)
}

// ValidatorSetID reads the number of the set of active validators; it grows whenever one comes or goes.
func (l *Ledger) ValidatorSetID(ctx context.Context) (uint64, error) {
	id, err := readBig(ctx, l, l.Net.DataRegistry, l.registry.PackCurrentSetId())
	if err != nil {
		return 0, err
	}
	return id.Uint64(), nil
}
