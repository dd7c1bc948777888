package ledger

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/coppice-network/coppice/internal/contracts/gen"
)

// Errors of intake keys.
var (
	ErrNoIntakeKey = errors.New("ledger: the DataDAO has no intake key yet")
	ErrIntakeKey   = errors.New("ledger: the intake key is not the attested one")
)

// NewFile is content to register: the root digest of the pooled ciphertext and its codec (0 raw, 1 dag-pb).
type NewFile struct {
	Digest [32]byte
	Codec  uint8
	DLP    uint64
}

// Fees returns what one contribution costs in wei: for the proof and for the refinements.
func (l *Ledger) Fees(ctx context.Context) (proof, refinement *big.Int, err error) {
	proof, err = readBig(ctx, l, l.Net.DataRegistry, l.registry.PackProofFee())
	if err != nil {
		return nil, nil, err
	}
	refinement, err = readBig(ctx, l, l.Net.DataRegistry, l.registry.PackRefinementFee())
	return proof, refinement, err
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
	for _, log := range receipt.Logs {
		if log.Address != l.Net.DataRegistry {
			continue
		}
		if e, err := l.registry.UnpackFilePooledEvent(log); err == nil {
			files = append(files, Pooled{FileID: e.FileId.Uint64(), Digest: e.Digest})
		} else if e, err := l.registry.UnpackJobSubmittedEvent(log); err == nil {
			jobs[e.FileId.Uint64()] = e.JobId
		}
	}
	for i := range files {
		files[i].JobID = jobs[files[i].FileID]
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

// Validator is an admitted validator as the chain knows it.
type Validator struct {
	Address        common.Address
	Active         bool
	URL            string
	Measurement    [32]byte
	EvidenceDigest [32]byte // raw CID digest of its identity document
	Earned         *big.Int // wei, over its whole life, from proofs and refinements
}

// ValidatorInfo reads one validator; an unknown address is not active.
func (l *Ledger) ValidatorInfo(ctx context.Context, a common.Address) (Validator, error) {
	v, err := read(ctx, l, l.Net.DataRegistry, l.registry.PackValidatorInfo(a), l.registry.UnpackValidatorInfo)
	if err != nil {
		return Validator{}, err
	}
	return Validator{v.Validator, v.Active, v.Url, v.Measurement, v.EvidenceDigest, v.Earned}, nil
}

// Validators reads the active validators.
func (l *Ledger) Validators(ctx context.Context) ([]Validator, error) {
	id, err := readBig(ctx, l, l.Net.DataRegistry, l.registry.PackCurrentSetId())
	if err != nil {
		return nil, err
	}
	set, err := l.ValidatorSet(ctx, id.Uint64())
	if err != nil {
		return nil, err
	}
	list := make([]Validator, len(set))
	for i, a := range set {
		if list[i], err = l.ValidatorInfo(ctx, a); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// AdmitValidator admits a validator; only the network's administrator may.
func (l *Ledger) AdmitValidator(a common.Address, url string, measurement, evidence [32]byte) Call {
	return l.toRegistry(l.registry.PackAdmitValidator(a, url, measurement, evidence), nil)
}

// RemoveValidator ends a validator's admission; only the network's administrator may.
func (l *Ledger) RemoveValidator(a common.Address) Call {
	return l.toRegistry(l.registry.PackRemoveValidator(a), nil)
}

// AttestedKey is a DataDAO's intake key with what makes it one.
type AttestedKey struct {
	Recipient string
	Epoch     uint64
	Validator common.Address
	Deadline  uint64
	Signature []byte // of the validator over IntakeKey
}

// SetIntakeKey publishes an intake key with a validator's attestation.
func (l *Ledger) SetIntakeKey(k IntakeKey, recipient string, signature []byte) Call {
	return l.toRegistry(l.registry.PackSetIntakeKey(u256(k.DLP), u256(k.Epoch), recipient, u256(k.Deadline), signature), nil)
}

// IntakeKey reads a DataDAO's current intake key: its digest from storage, its bytes from the event, and checks that they agree and
// that the stated validator signed them. Whether that validator is to be believed is the caller's judgement (its evidence).
func (l *Ledger) IntakeKey(ctx context.Context, dlp uint64) (*AttestedKey, error) {
	k, err := read(ctx, l, l.Net.DataRegistry, l.registry.PackIntakeKey(u256(dlp)), l.registry.UnpackIntakeKey)
	if err != nil {
		return nil, err
	}
	if k.Digest == [32]byte{} {
		return nil, ErrNoIntakeKey
	}
	logs, err := ask(ctx, func(ctx context.Context) ([]types.Log, error) {
		return l.Client.FilterLogs(ctx, ethereum.FilterQuery{
			FromBlock: k.SetAtBlock, ToBlock: k.SetAtBlock, Addresses: []common.Address{l.Net.DataRegistry},
			Topics: [][]common.Hash{{eventID(&gen.DataRegistryMetaData, gen.DataRegistryIntakeKeySet{}.ContractEventName())}, {word(u256(dlp))}, {word(k.Epoch)}},
		})
	})
	if err != nil {
		return nil, fmt.Errorf("reading the intake key's event: %w", err)
	}
	for i := range logs {
		e, err := l.registry.UnpackIntakeKeySetEvent(&logs[i])
		if err != nil || e.Digest != k.Digest {
			continue
		}
		key := &AttestedKey{Recipient: e.Recipient, Epoch: e.Epoch.Uint64(), Validator: k.Validator, Deadline: e.Deadline.Uint64(), Signature: e.Signature}
		return key, key.check(l.RegistryDomain(), dlp, k.Digest)
	}
	return nil, fmt.Errorf("%w: its event is missing in block %s", ErrIntakeKey, k.SetAtBlock)
}

func (k *AttestedKey) check(d Domain, dlp uint64, digest [32]byte) error {
	if sha256.Sum256([]byte(k.Recipient)) != digest {
		return fmt.Errorf("%w: the recipient's digest differs from the registered one", ErrIntakeKey)
	}
	signer, err := Recover(d.Digest(IntakeKey{dlp, k.Epoch, digest, k.Deadline}), k.Signature)
	if err != nil {
		return fmt.Errorf("%w: %v", ErrIntakeKey, err)
	}
	if signer != k.Validator {
		return fmt.Errorf("%w: signed by %s, not by the attesting validator %s", ErrIntakeKey, signer, k.Validator)
	}
	return nil
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
