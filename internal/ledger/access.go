package ledger

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/coppice-network/coppice/internal/contracts/gen"
)

// ErrNotSettled reports a job without a recorded receipt.
var ErrNotSettled = errors.New("ledger: the job is not settled")

// NewPermission is a grant; see IQueryEngine. A zero Grantee is everyone, an empty Table the whole schema, an empty Column the table.
type NewPermission struct {
	Grantee       common.Address
	RefinerID     uint64
	Table, Column string
	Price         *big.Int // token wei per row in scope
	Policy
}

// Policy is what else binds a permission; see IQueryEngine.Policy. It never changes.
type Policy struct {
	RowsMayLeave bool
	MinGroupSize uint32 // distinct contributors behind each row of an answer; 0 and 1 = no minimum
	ExpiresAt    uint64 // unix seconds; 0 = never
	Budget       uint64 // rows that may be charged over its whole life; 0 = no limit
}

// Grant grants a permission; only the DataDAO's owner may.
func (l *Ledger) Grant(p NewPermission) Call {
	return Call{To: &l.Net.QueryEngine, Data: l.permissions.PackGrant(p.Grantee, u256(p.RefinerID), p.Table, p.Column, p.Price,
		gen.IQueryEnginePolicy{RowsMayLeave: p.RowsMayLeave, MinGroupSize: p.MinGroupSize, ExpiresAt: p.ExpiresAt, Budget: p.Budget})}
}

// PermissionAdded reads a new permission's id from the receipt of Grant.
func (l *Ledger) PermissionAdded(r *types.Receipt) (uint64, error) {
	for _, log := range r.Logs {
		if e, err := l.permissions.UnpackPermissionAddedEvent(log); err == nil && log.Address == l.Net.QueryEngine {
			return e.PermissionId.Uint64(), nil
		}
	}
	return 0, fmt.Errorf("ledger: transaction %s granted no permission", r.TxHash)
}

// AddInstruction registers a compute instruction by the digest of its packed bundle.
func (l *Ledger) AddInstruction(digest [32]byte, url string) Call {
	return Call{To: &l.Net.ComputeInstructionRegistry, Data: l.instructions.PackAddComputeInstruction(digest, url)}
}

// InstructionAdded reads a new instruction's id from the receipt of AddInstruction.
func (l *Ledger) InstructionAdded(r *types.Receipt) (uint64, error) {
	for _, log := range r.Logs {
		if e, err := l.instructions.UnpackComputeInstructionAddedEvent(log); err == nil && log.Address == l.Net.ComputeInstructionRegistry {
			return e.ComputeInstructionId.Uint64(), nil
		}
	}
	return 0, fmt.Errorf("ledger: transaction %s added no instruction", r.TxHash)
}

// ApproveInstruction sets a DataDAO's approval of an instruction; only its owner may.
func (l *Ledger) ApproveInstruction(id, dlp uint64, approved bool) Call {
	return Call{To: &l.Net.ComputeInstructionRegistry, Data: l.instructions.PackUpdateComputeInstruction(u256(id), u256(dlp), approved)}
}

// Instruction reads an instruction's digest and URL; an unknown id is a zero digest.
func (l *Ledger) Instruction(ctx context.Context, id uint64) (digest [32]byte, owner common.Address, url string, err error) {
	o, err := read(ctx, l, l.Net.ComputeInstructionRegistry, l.instructions.PackInstructions(u256(id)), l.instructions.UnpackInstructions)
	if err != nil {
		return digest, owner, "", err
	}
	return o.Hash, o.Owner, o.Url, nil
}

// InstructionApproved reports a DataDAO's approval.
func (l *Ledger) InstructionApproved(ctx context.Context, id, dlp uint64) (bool, error) {
	return read(ctx, l, l.Net.ComputeInstructionRegistry, l.instructions.PackIsApproved(u256(id), u256(dlp)), l.instructions.UnpackIsApproved)
}

// JobLine is one permission of an access job and the most rows it pays for.
type JobLine struct {
	PermissionID, DLP uint64
	Price             *big.Int // token wei per row, as it was at submission
	MaxRows           uint64
}

// AccessJob is an access job as the chain knows it.
type AccessJob struct {
	ID             uint64
	Owner          common.Address
	Status         uint8 // IComputeEngine.JobStatus
	InstructionID  uint64
	MaxSeconds     uint64
	RequestDigest  [32]byte
	Opening        Opening
	PricePerSecond *big.Int
	Escrow         *big.Int // VANA wei
	Validator      common.Address
	ReceiptDigest  [32]byte
	ResultDigest   [32]byte
	Lines          []JobLine
}

// Deposit moves VANA (token zero) or an approved VRC-20 into the sender's balance at the ComputeEngine.
func (l *Ledger) Deposit(token common.Address, amount *big.Int) Call {
	c := Call{To: &l.Net.ComputeEngine, Data: l.jobs.PackDeposit(token, amount)}
	if token == (common.Address{}) {
		c.Value = amount
	}
	return c
}

// Withdraw takes a free balance out of the ComputeEngine.
func (l *Ledger) Withdraw(token common.Address, amount *big.Int) Call {
	return Call{To: &l.Net.ComputeEngine, Data: l.jobs.PackWithdraw(token, amount)}
}

// Approve allows the ComputeEngine to take amount of a token.
func (l *Ledger) Approve(token common.Address, amount *big.Int) Call {
	return Call{To: &token, Data: l.tokens.PackApprove(l.Net.ComputeEngine, amount)}
}

// EngineBalance reads an account's free balance at the ComputeEngine, in wei.
func (l *Ledger) EngineBalance(ctx context.Context, account, token common.Address) (*big.Int, error) {
	return readBig(ctx, l, l.Net.ComputeEngine, l.jobs.PackBalanceOf(account, token))
}

// PricePerSecond reads the execution price in VANA wei and the longest job in seconds.
func (l *Ledger) PricePerSecond(ctx context.Context) (price *big.Int, maxSeconds uint64, err error) {
	price, err = readBig(ctx, l, l.Net.ComputeEngine, l.jobs.PackPricePerSecond())
	if err != nil {
		return nil, 0, err
	}
	m, err := readBig(ctx, l, l.Net.ComputeEngine, l.jobs.PackMaxJobSeconds())
	if err != nil {
		return nil, 0, err
	}
	return price, m.Uint64(), nil
}

// SubmitJob submits an access job; value is added to the sender's VANA balance first. Prices are the highest that the buyer accepts:
// that of each line per row, and perSecond for execution.
func (l *Ledger) SubmitJob(instruction, maxSeconds uint64, perSecond *big.Int, request [32]byte, lines []JobLine, value *big.Int) Call {
	list := make([]gen.IComputeEngineLine, len(lines))
	for i, x := range lines {
		list[i] = gen.IComputeEngineLine{PermissionId: u256(x.PermissionID), MaxRows: u256(x.MaxRows), MaxPrice: x.Price}
	}
	return Call{To: &l.Net.ComputeEngine, Value: value, Data: l.jobs.PackSubmitJob(gen.IComputeEngineJobRequest{
		InstructionId: u256(instruction), MaxSeconds: u256(maxSeconds), RequestDigest: request, MaxPricePerSecond: perSecond, Lines: list,
	})}
}

// JobSubmitted reads a new job's id from the receipt of SubmitJob.
func (l *Ledger) JobSubmitted(r *types.Receipt) (uint64, error) {
	for _, log := range r.Logs {
		if e, err := l.jobs.UnpackJobRegisteredEvent(log); err == nil && log.Address == l.Net.ComputeEngine {
			return e.JobId.Uint64(), nil
		}
	}
	return 0, fmt.Errorf("ledger: transaction %s submitted no job", r.TxHash)
}

// AccessJob reads a job with its lines.
func (l *Ledger) AccessJob(ctx context.Context, id uint64) (*AccessJob, error) {
	j, err := read(ctx, l, l.Net.ComputeEngine, l.jobs.PackJobInfo(u256(id)), l.jobs.UnpackJobInfo)
	if err != nil {
		return nil, err
	}
	lines, err := read(ctx, l, l.Net.ComputeEngine, l.jobs.PackJobLines(u256(id)), l.jobs.UnpackJobLines)
	if err != nil {
		return nil, err
	}
	job := &AccessJob{
		ID: id, Owner: j.OwnerAddress, Status: j.Status, InstructionID: j.InstructionId.Uint64(), MaxSeconds: j.MaxSeconds.Uint64(),
		RequestDigest: j.RequestDigest, Opening: Opening{j.OpenedAt.Uint64(), j.OpenedAtBlock.Uint64(), j.SetId.Uint64()},
		PricePerSecond: j.PricePerSecond, Escrow: j.VanaEscrow, Validator: j.TeeAddress, ReceiptDigest: j.ReceiptDigest, ResultDigest: j.ResultDigest,
	}
	for _, x := range lines {
		job.Lines = append(job.Lines, JobLine{x.PermissionId.Uint64(), x.DlpId.Uint64(), x.Price, x.MaxRows.Uint64()})
	}
	return job, nil
}

// SettleJob ends a job with a signed receipt.
func (l *Ledger) SettleJob(r Receipt, signature []byte) Call {
	return Call{To: &l.Net.ComputeEngine, Data: l.jobs.PackSettleJob(genReceipt(r), signature), Gas: gasSettle + uint64(len(r.Rows))*gasLine}
}

// ExpireJob returns everything of a job whose last try has ended.
func (l *Ledger) ExpireJob(id uint64) Call {
	return Call{To: &l.Net.ComputeEngine, Data: l.jobs.PackExpireJob(u256(id)), Gas: gasSettle} // its time is the next block's, not the newest's
}

func genReceipt(r Receipt) gen.IComputeEngineReceipt {
	rows := make([]*big.Int, len(r.Rows))
	for i, n := range r.Rows {
		rows[i] = u256(n)
	}
	return gen.IComputeEngineReceipt{
		JobId: u256(r.JobID), RequestDigest: r.RequestDigest, CodeDigest: r.CodeDigest, SnapshotDigest: r.SnapshotDigest, ResultDigest: r.ResultDigest,
		Outcome: uint8(r.Outcome), UsedSeconds: u256(r.UsedSeconds), Rows: rows, Lease: u256(r.Lease), DataBlock: u256(r.DataBlock),
	}
}

// SettledReceipt reads a job's receipt and signature back from the transaction that settled it, so that nobody's server has to be
// believed: the receipt's hash must be the one the chain recorded.
func (l *Ledger) SettledReceipt(ctx context.Context, jobID uint64, tx common.Hash) (Receipt, []byte, error) {
	j, err := l.AccessJob(ctx, jobID)
	if err != nil {
		return Receipt{}, nil, err
	}
	if j.ReceiptDigest == [32]byte{} {
		return Receipt{}, nil, ErrNotSettled
	}
	t, _, err := l.Client.TransactionByHash(ctx, tx)
	if err != nil {
		return Receipt{}, nil, fmt.Errorf("reading the settlement: %w", err)
	}
	a, err := gen.ComputeEngineMetaData.ParseABI()
	if err != nil {
		return Receipt{}, nil, err
	}
	method := a.Methods["settleJob"]
	if len(t.Data()) < 4 || [4]byte(t.Data()[:4]) != [4]byte(method.ID) {
		return Receipt{}, nil, fmt.Errorf("ledger: transaction %s settles no job", tx)
	}
	values, err := method.Inputs.Unpack(t.Data()[4:])
	if err != nil {
		return Receipt{}, nil, fmt.Errorf("reading the settlement's input: %w", err)
	}
	var in struct {
		Receipt   gen.IComputeEngineReceipt
		Signature []byte
	}
	if err := method.Inputs.Copy(&in, values); err != nil {
		return Receipt{}, nil, fmt.Errorf("reading the settlement's input: %w", err)
	}
	g := in.Receipt
	r := Receipt{
		JobID: g.JobId.Uint64(), RequestDigest: g.RequestDigest, CodeDigest: g.CodeDigest, SnapshotDigest: g.SnapshotDigest, ResultDigest: g.ResultDigest,
		Outcome: Outcome(g.Outcome), UsedSeconds: g.UsedSeconds.Uint64(), Lease: g.Lease.Uint64(), DataBlock: g.DataBlock.Uint64(),
	}
	for _, n := range g.Rows {
		r.Rows = append(r.Rows, n.Uint64())
	}
	if r.StructHash() != j.ReceiptDigest {
		return Receipt{}, nil, fmt.Errorf("ledger: transaction %s carries another receipt than job %d recorded", tx, jobID)
	}
	return r, in.Signature, nil
}
