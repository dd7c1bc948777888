// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package gen

import (
	"bytes"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Reference imports to suppress errors if they are not otherwise used.
var (
	_ = bytes.Equal
	_ = errors.New
	_ = big.NewInt
	_ = common.Big1
	_ = types.BloomLookup
	_ = abi.ConvertType
)

// CheckpointsCheckpoint208 is an auto generated low-level Go binding around an user-defined struct.
type CheckpointsCheckpoint208 struct {
	Key   *big.Int
	Value *big.Int
}

// IComputeEngineJobInfo is an auto generated low-level Go binding around an user-defined struct.
type IComputeEngineJobInfo struct {
	OwnerAddress   common.Address
	Status         uint8
	InstructionId  *big.Int
	MaxSeconds     *big.Int
	RequestDigest  [32]byte
	OpenedAt       *big.Int
	OpenedAtBlock  *big.Int
	SetId          *big.Int
	PricePerSecond *big.Int
	VanaEscrow     *big.Int
	TeeAddress     common.Address
	ReceiptDigest  [32]byte
	ResultDigest   [32]byte
}

// IComputeEngineJobLine is an auto generated low-level Go binding around an user-defined struct.
type IComputeEngineJobLine struct {
	PermissionId *big.Int
	DlpId        *big.Int
	Price        *big.Int
	MaxRows      *big.Int
}

// IComputeEngineJobRequest is an auto generated low-level Go binding around an user-defined struct.
type IComputeEngineJobRequest struct {
	InstructionId *big.Int
	MaxSeconds    *big.Int
	RequestDigest [32]byte
	Lines         []IComputeEngineLine
}

// IComputeEngineLine is an auto generated low-level Go binding around an user-defined struct.
type IComputeEngineLine struct {
	PermissionId *big.Int
	MaxRows      *big.Int
}

// IComputeEngineReceipt is an auto generated low-level Go binding around an user-defined struct.
type IComputeEngineReceipt struct {
	JobId          *big.Int
	RequestDigest  [32]byte
	CodeDigest     [32]byte
	SnapshotDigest [32]byte
	ResultDigest   [32]byte
	Outcome        uint8
	UsedSeconds    *big.Int
	Rows           []*big.Int
	Lease          *big.Int
}

// IDLPRegistryCreateParams is an auto generated low-level Go binding around an user-defined struct.
type IDLPRegistryCreateParams struct {
	Name             string
	TokenName        string
	TokenSymbol      string
	Cap              *big.Int
	RewardPot        *big.Int
	Stock            *big.Int
	ProofBundle      [32]byte
	ProofInstruction string
	FileRewardFactor *big.Int
	EpochRewardCap   *big.Int
	SalePrice        *big.Int
	TreasuryShareBps *big.Int
	Metadata         string
}

// IDLPRegistryDlpInfo is an auto generated low-level Go binding around an user-defined struct.
type IDLPRegistryDlpInfo struct {
	Id                      *big.Int
	DlpAddress              common.Address
	OwnerAddress            common.Address
	TokenAddress            common.Address
	TreasuryAddress         common.Address
	Name                    string
	IconUrl                 string
	Website                 string
	Metadata                string
	RegistrationBlockNumber *big.Int
	DepositAmount           *big.Int
	Status                  uint8
	LpTokenId               *big.Int
	VerificationBlockNumber *big.Int
}

// IDataRefinerRegistryRefinerInfo is an auto generated low-level Go binding around an user-defined struct.
type IDataRefinerRegistryRefinerInfo struct {
	DlpId                    *big.Int
	Owner                    common.Address
	Name                     string
	SchemaDefinitionUrl      string
	RefinementInstructionUrl string
	SchemaId                 *big.Int
}

// IDataRegistryFileInfo is an auto generated low-level Go binding around an user-defined struct.
type IDataRegistryFileInfo struct {
	Owner        common.Address
	DlpId        *big.Int
	AddedAtBlock *big.Int
	Digest       [32]byte
	Codec        uint8
	JobId        *big.Int
}

// IDataRegistryFileResponse is an auto generated low-level Go binding around an user-defined struct.
type IDataRegistryFileResponse struct {
	Id           *big.Int
	OwnerAddress common.Address
	Url          string
	SchemaId     *big.Int
	AddedAtBlock *big.Int
}

// IDataRegistryIntakeKey is an auto generated low-level Go binding around an user-defined struct.
type IDataRegistryIntakeKey struct {
	Digest     [32]byte
	Epoch      *big.Int
	SetAtBlock *big.Int
	Validator  common.Address
}

// IDataRegistryJobInfo is an auto generated low-level Go binding around an user-defined struct.
type IDataRegistryJobInfo struct {
	FileId        *big.Int
	Status        uint8
	ProofFee      *big.Int
	RefinementFee *big.Int
	Payer         common.Address
	OpenedAt      *big.Int
	OpenedAtBlock *big.Int
	SetId         *big.Int
	Validator     common.Address
	Score         *big.Int
}

// IDataRegistryNewFile is an auto generated low-level Go binding around an user-defined struct.
type IDataRegistryNewFile struct {
	Digest [32]byte
	Codec  uint8
	DlpId  *big.Int
}

// IDataRegistryProof is an auto generated low-level Go binding around an user-defined struct.
type IDataRegistryProof struct {
	JobId         *big.Int
	FileId        *big.Int
	DlpId         *big.Int
	Owner         common.Address
	ContentDigest [32]byte
	BundleDigest  [32]byte
	Score         *big.Int
	ResultDigest  [32]byte
	Fingerprint   [32]byte
	Identity      [32]byte
	Lease         *big.Int
}

// IDataRegistryRefinement is an auto generated low-level Go binding around an user-defined struct.
type IDataRegistryRefinement struct {
	FileId          *big.Int
	RefinerId       *big.Int
	BundleDigest    [32]byte
	ArtifactDigest  [32]byte
	Codec           uint8
	PlaintextDigest [32]byte
	Lease           *big.Int
}

// IDataRegistryValidatorInfo is an auto generated low-level Go binding around an user-defined struct.
type IDataRegistryValidatorInfo struct {
	Validator      common.Address
	Active         bool
	Index          *big.Int
	Url            string
	Measurement    [32]byte
	EvidenceDigest [32]byte
	Earned         *big.Int
}

// IQueryEnginePermission is an auto generated low-level Go binding around an user-defined struct.
type IQueryEnginePermission struct {
	Grantee      common.Address
	Approved     bool
	RefinerId    *big.Int
	TableName    string
	ColumnName   string
	Price        *big.Int
	TokenAddress common.Address
}

// IQueryEnginePermissionInfo is an auto generated low-level Go binding around an user-defined struct.
type IQueryEnginePermissionInfo struct {
	PermissionId *big.Int
	Grantee      common.Address
	Approved     bool
	RefinerId    *big.Int
	TableName    string
	ColumnName   string
	Price        *big.Int
	TokenAddress common.Address
}

// IQueryEnginePolicy is an auto generated low-level Go binding around an user-defined struct.
type IQueryEnginePolicy struct {
	RowsMayLeave bool
}

// ITeePoolJob is an auto generated low-level Go binding around an user-defined struct.
type ITeePoolJob struct {
	FileId         *big.Int
	BidAmount      *big.Int
	Status         uint8
	AddedTimestamp *big.Int
	OwnerAddress   common.Address
	TeeAddress     common.Address
}

// ITeePoolTeeInfo is an auto generated low-level Go binding around an user-defined struct.
type ITeePoolTeeInfo struct {
	TeeAddress common.Address
	Url        string
	Status     uint8
	Amount     *big.Int
	JobsCount  *big.Int
	PublicKey  string
}

// BurnerMetaData contains all meta data concerning the Burner contract.
var BurnerMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[],\"name\":\"ZeroAmount\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"Burned\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"burn\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"burned\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "2008775f8fd0b6efb1af491c9d020f31f7",
}

// Burner is an auto generated Go binding around an Ethereum contract.
type Burner struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Burner) GetABI() abi.ABI {
	return c.abi
}

// NewBurner creates a new instance of Burner.
func NewBurner() *Burner {
	parsed, err := BurnerMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Burner{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Burner) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackBurn is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x44df8e70.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function burn() payable returns()
func (burner *Burner) PackBurn() []byte {
	enc, err := burner.abi.Pack("burn")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBurn is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x44df8e70.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function burn() payable returns()
func (burner *Burner) TryPackBurn() ([]byte, error) {
	return burner.abi.Pack("burn")
}

// PackBurned is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x73f42561.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function burned() view returns(uint256)
func (burner *Burner) PackBurned() []byte {
	enc, err := burner.abi.Pack("burned")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBurned is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x73f42561.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function burned() view returns(uint256)
func (burner *Burner) TryPackBurned() ([]byte, error) {
	return burner.abi.Pack("burned")
}

// UnpackBurned is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x73f42561.
//
// Solidity: function burned() view returns(uint256)
func (burner *Burner) UnpackBurned(data []byte) (*big.Int, error) {
	out, err := burner.abi.Unpack("burned", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// BurnerBurned represents a Burned event raised by the Burner contract.
type BurnerBurned struct {
	From   common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const BurnerBurnedEventName = "Burned"

// ContractEventName returns the user-defined event name.
func (BurnerBurned) ContractEventName() string {
	return BurnerBurnedEventName
}

// UnpackBurnedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Burned(address indexed from, uint256 amount)
func (burner *Burner) UnpackBurnedEvent(log *types.Log) (*BurnerBurned, error) {
	event := "Burned"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != burner.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BurnerBurned)
	if len(log.Data) > 0 {
		if err := burner.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range burner.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (burner *Burner) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], burner.abi.Errors["ZeroAmount"].ID.Bytes()[:4]) {
		return burner.UnpackZeroAmountError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// BurnerZeroAmount represents a ZeroAmount error raised by the Burner contract.
type BurnerZeroAmount struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ZeroAmount()
func BurnerZeroAmountErrorID() common.Hash {
	return common.HexToHash("0x1f2a2005cb66a8e145327e8814e243a0996aec9bfe1e15a495778b1236dbd485")
}

// UnpackZeroAmountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ZeroAmount()
func (burner *Burner) UnpackZeroAmountError(raw []byte) (*BurnerZeroAmount, error) {
	out := new(BurnerZeroAmount)
	if err := burner.abi.UnpackIntoInterface(out, "ZeroAmount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineMetaData contains all meta data concerning the ComputeEngine contract.
var ComputeEngineMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"computeInstructionId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"}],\"name\":\"InstructionNotApproved\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"computeInstructionId\",\"type\":\"uint256\"}],\"name\":\"InstructionNotFound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"available\",\"type\":\"uint256\"}],\"name\":\"InsufficientBalance\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidAmount\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"max\",\"type\":\"uint256\"}],\"name\":\"InvalidDuration\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidLines\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidShare\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidSignature\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidVanaAmount\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"JobExpired\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"JobLifeCycleEnded\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"}],\"name\":\"JobNotFound\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"JobStillLive\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"current\",\"type\":\"uint256\"}],\"name\":\"LeaseNotCurrent\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoActiveTee\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"holder\",\"type\":\"address\"}],\"name\":\"NotLeaseHolder\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"permissionId\",\"type\":\"uint256\"}],\"name\":\"PermissionDenied\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReceiptMismatch\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"permissionId\",\"type\":\"uint256\"}],\"name\":\"RowsMayNotLeave\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"line\",\"type\":\"uint256\"}],\"name\":\"RowsOverCeiling\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"TransferFailed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"UnexpectedVanaDeposit\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"executionBps\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"dataBps\",\"type\":\"uint256\"}],\"name\":\"BurnShareUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"Deposit\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"}],\"name\":\"JobCanceled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"ownerAddress\",\"type\":\"address\"}],\"name\":\"JobRegistered\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"instructionId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"requestDigest\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"maxSeconds\",\"type\":\"uint256\"}],\"name\":\"JobRequested\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"charged\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"burned\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"validator\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"contributors\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"treasury\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"refunded\",\"type\":\"uint256\"}],\"name\":\"JobSettled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint8\",\"name\":\"status\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"statusMessage\",\"type\":\"string\"}],\"name\":\"JobStatusUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"PaymentExecuted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"price\",\"type\":\"uint256\"}],\"name\":\"PricePerSecondUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"receiptDigest\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"resultDigest\",\"type\":\"bytes32\"}],\"name\":\"ReceiptRecorded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"Withdraw\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"}],\"name\":\"balanceOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"burnShares\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"executionBps\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"dataBps\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"deposit\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"}],\"name\":\"expireJob\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"}],\"name\":\"jobLines\",\"outputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"permissionId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"price\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"maxRows\",\"type\":\"uint256\"}],\"internalType\":\"structIComputeEngine.JobLine[]\",\"name\":\"\",\"type\":\"tuple[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"}],\"name\":\"jobs\",\"outputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"ownerAddress\",\"type\":\"address\"},{\"internalType\":\"enumIComputeEngine.JobStatus\",\"name\":\"status\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"instructionId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"maxSeconds\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"requestDigest\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"openedAt\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"openedAtBlock\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"setId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"pricePerSecond\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"vanaEscrow\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"teeAddress\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"receiptDigest\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"resultDigest\",\"type\":\"bytes32\"}],\"internalType\":\"structIComputeEngine.JobInfo\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"jobsCount\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"}],\"name\":\"leaseOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"lease\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"endsAt\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"maxJobSeconds\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pricePerSecond\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"requestDigest\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"codeDigest\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"snapshotDigest\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"resultDigest\",\"type\":\"bytes32\"},{\"internalType\":\"enumIComputeEngine.Outcome\",\"name\":\"outcome\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"usedSeconds\",\"type\":\"uint256\"},{\"internalType\":\"uint256[]\",\"name\":\"rows\",\"type\":\"uint256[]\"},{\"internalType\":\"uint256\",\"name\":\"lease\",\"type\":\"uint256\"}],\"internalType\":\"structIComputeEngine.Receipt\",\"name\":\"receipt\",\"type\":\"tuple\"}],\"name\":\"receiptHash\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"structHash\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"requestDigest\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"codeDigest\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"snapshotDigest\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"resultDigest\",\"type\":\"bytes32\"},{\"internalType\":\"enumIComputeEngine.Outcome\",\"name\":\"outcome\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"usedSeconds\",\"type\":\"uint256\"},{\"internalType\":\"uint256[]\",\"name\":\"rows\",\"type\":\"uint256[]\"},{\"internalType\":\"uint256\",\"name\":\"lease\",\"type\":\"uint256\"}],\"internalType\":\"structIComputeEngine.Receipt\",\"name\":\"receipt\",\"type\":\"tuple\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"settleJob\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"instructionId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"maxSeconds\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"requestDigest\",\"type\":\"bytes32\"},{\"components\":[{\"internalType\":\"uint256\",\"name\":\"permissionId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"maxRows\",\"type\":\"uint256\"}],\"internalType\":\"structIComputeEngine.Line[]\",\"name\":\"lines\",\"type\":\"tuple[]\"}],\"internalType\":\"structIComputeEngine.JobRequest\",\"name\":\"request\",\"type\":\"tuple\"}],\"name\":\"submitJob\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"}],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"executionBps\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"dataBps\",\"type\":\"uint256\"}],\"name\":\"updateBurnShares\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"price\",\"type\":\"uint256\"}],\"name\":\"updatePricePerSecond\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"withdraw\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "7089dc7d3875b4fb3145b396735448fbd0",
}

// ComputeEngine is an auto generated Go binding around an Ethereum contract.
type ComputeEngine struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *ComputeEngine) GetABI() abi.ABI {
	return c.abi
}

// NewComputeEngine creates a new instance of ComputeEngine.
func NewComputeEngine() *ComputeEngine {
	parsed, err := ComputeEngineMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &ComputeEngine{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *ComputeEngine) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf7888aec.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function balanceOf(address account, address token) view returns(uint256)
func (computeEngine *ComputeEngine) PackBalanceOf(account common.Address, token common.Address) []byte {
	enc, err := computeEngine.abi.Pack("balanceOf", account, token)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf7888aec.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function balanceOf(address account, address token) view returns(uint256)
func (computeEngine *ComputeEngine) TryPackBalanceOf(account common.Address, token common.Address) ([]byte, error) {
	return computeEngine.abi.Pack("balanceOf", account, token)
}

// UnpackBalanceOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf7888aec.
//
// Solidity: function balanceOf(address account, address token) view returns(uint256)
func (computeEngine *ComputeEngine) UnpackBalanceOf(data []byte) (*big.Int, error) {
	out, err := computeEngine.abi.Unpack("balanceOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackBurnShares is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0bddc56b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function burnShares() view returns(uint256 executionBps, uint256 dataBps)
func (computeEngine *ComputeEngine) PackBurnShares() []byte {
	enc, err := computeEngine.abi.Pack("burnShares")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBurnShares is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0bddc56b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function burnShares() view returns(uint256 executionBps, uint256 dataBps)
func (computeEngine *ComputeEngine) TryPackBurnShares() ([]byte, error) {
	return computeEngine.abi.Pack("burnShares")
}

// BurnSharesOutput serves as a container for the return parameters of contract
// method BurnShares.
type BurnSharesOutput struct {
	ExecutionBps *big.Int
	DataBps      *big.Int
}

// UnpackBurnShares is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x0bddc56b.
//
// Solidity: function burnShares() view returns(uint256 executionBps, uint256 dataBps)
func (computeEngine *ComputeEngine) UnpackBurnShares(data []byte) (BurnSharesOutput, error) {
	out, err := computeEngine.abi.Unpack("burnShares", data)
	outstruct := new(BurnSharesOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.ExecutionBps = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.DataBps = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackDeposit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x47e7ef24.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function deposit(address token, uint256 amount) payable returns()
func (computeEngine *ComputeEngine) PackDeposit(token common.Address, amount *big.Int) []byte {
	enc, err := computeEngine.abi.Pack("deposit", token, amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDeposit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x47e7ef24.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function deposit(address token, uint256 amount) payable returns()
func (computeEngine *ComputeEngine) TryPackDeposit(token common.Address, amount *big.Int) ([]byte, error) {
	return computeEngine.abi.Pack("deposit", token, amount)
}

// PackExpireJob is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbc76136c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function expireJob(uint256 jobId) returns()
func (computeEngine *ComputeEngine) PackExpireJob(jobId *big.Int) []byte {
	enc, err := computeEngine.abi.Pack("expireJob", jobId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackExpireJob is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbc76136c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function expireJob(uint256 jobId) returns()
func (computeEngine *ComputeEngine) TryPackExpireJob(jobId *big.Int) ([]byte, error) {
	return computeEngine.abi.Pack("expireJob", jobId)
}

// PackJobLines is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4a2f1b5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function jobLines(uint256 jobId) view returns((uint256,uint256,uint256,uint256)[])
func (computeEngine *ComputeEngine) PackJobLines(jobId *big.Int) []byte {
	enc, err := computeEngine.abi.Pack("jobLines", jobId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackJobLines is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4a2f1b5b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function jobLines(uint256 jobId) view returns((uint256,uint256,uint256,uint256)[])
func (computeEngine *ComputeEngine) TryPackJobLines(jobId *big.Int) ([]byte, error) {
	return computeEngine.abi.Pack("jobLines", jobId)
}

// UnpackJobLines is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4a2f1b5b.
//
// Solidity: function jobLines(uint256 jobId) view returns((uint256,uint256,uint256,uint256)[])
func (computeEngine *ComputeEngine) UnpackJobLines(data []byte) ([]IComputeEngineJobLine, error) {
	out, err := computeEngine.abi.Unpack("jobLines", data)
	if err != nil {
		return *new([]IComputeEngineJobLine), err
	}
	out0 := *abi.ConvertType(out[0], new([]IComputeEngineJobLine)).(*[]IComputeEngineJobLine)
	return out0, nil
}

// PackJobs is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x180aedf3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function jobs(uint256 jobId) view returns((address,uint8,uint256,uint256,bytes32,uint256,uint256,uint256,uint256,uint256,address,bytes32,bytes32))
func (computeEngine *ComputeEngine) PackJobs(jobId *big.Int) []byte {
	enc, err := computeEngine.abi.Pack("jobs", jobId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackJobs is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x180aedf3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function jobs(uint256 jobId) view returns((address,uint8,uint256,uint256,bytes32,uint256,uint256,uint256,uint256,uint256,address,bytes32,bytes32))
func (computeEngine *ComputeEngine) TryPackJobs(jobId *big.Int) ([]byte, error) {
	return computeEngine.abi.Pack("jobs", jobId)
}

// UnpackJobs is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x180aedf3.
//
// Solidity: function jobs(uint256 jobId) view returns((address,uint8,uint256,uint256,bytes32,uint256,uint256,uint256,uint256,uint256,address,bytes32,bytes32))
func (computeEngine *ComputeEngine) UnpackJobs(data []byte) (IComputeEngineJobInfo, error) {
	out, err := computeEngine.abi.Unpack("jobs", data)
	if err != nil {
		return *new(IComputeEngineJobInfo), err
	}
	out0 := *abi.ConvertType(out[0], new(IComputeEngineJobInfo)).(*IComputeEngineJobInfo)
	return out0, nil
}

// PackJobsCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd5fbcf42.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function jobsCount() view returns(uint256)
func (computeEngine *ComputeEngine) PackJobsCount() []byte {
	enc, err := computeEngine.abi.Pack("jobsCount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackJobsCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd5fbcf42.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function jobsCount() view returns(uint256)
func (computeEngine *ComputeEngine) TryPackJobsCount() ([]byte, error) {
	return computeEngine.abi.Pack("jobsCount")
}

// UnpackJobsCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd5fbcf42.
//
// Solidity: function jobsCount() view returns(uint256)
func (computeEngine *ComputeEngine) UnpackJobsCount(data []byte) (*big.Int, error) {
	out, err := computeEngine.abi.Unpack("jobsCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackLeaseOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5bef2d9f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function leaseOf(uint256 jobId) view returns(address validator, uint256 lease, uint256 endsAt)
func (computeEngine *ComputeEngine) PackLeaseOf(jobId *big.Int) []byte {
	enc, err := computeEngine.abi.Pack("leaseOf", jobId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLeaseOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5bef2d9f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function leaseOf(uint256 jobId) view returns(address validator, uint256 lease, uint256 endsAt)
func (computeEngine *ComputeEngine) TryPackLeaseOf(jobId *big.Int) ([]byte, error) {
	return computeEngine.abi.Pack("leaseOf", jobId)
}

// LeaseOfOutput serves as a container for the return parameters of contract
// method LeaseOf.
type LeaseOfOutput struct {
	Validator common.Address
	Lease     *big.Int
	EndsAt    *big.Int
}

// UnpackLeaseOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5bef2d9f.
//
// Solidity: function leaseOf(uint256 jobId) view returns(address validator, uint256 lease, uint256 endsAt)
func (computeEngine *ComputeEngine) UnpackLeaseOf(data []byte) (LeaseOfOutput, error) {
	out, err := computeEngine.abi.Unpack("leaseOf", data)
	outstruct := new(LeaseOfOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Validator = *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	outstruct.Lease = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	outstruct.EndsAt = abi.ConvertType(out[2], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackMaxJobSeconds is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5b3e394a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function maxJobSeconds() view returns(uint256)
func (computeEngine *ComputeEngine) PackMaxJobSeconds() []byte {
	enc, err := computeEngine.abi.Pack("maxJobSeconds")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMaxJobSeconds is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5b3e394a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function maxJobSeconds() view returns(uint256)
func (computeEngine *ComputeEngine) TryPackMaxJobSeconds() ([]byte, error) {
	return computeEngine.abi.Pack("maxJobSeconds")
}

// UnpackMaxJobSeconds is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5b3e394a.
//
// Solidity: function maxJobSeconds() view returns(uint256)
func (computeEngine *ComputeEngine) UnpackMaxJobSeconds(data []byte) (*big.Int, error) {
	out, err := computeEngine.abi.Unpack("maxJobSeconds", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackPricePerSecond is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3804fd1f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pricePerSecond() view returns(uint256)
func (computeEngine *ComputeEngine) PackPricePerSecond() []byte {
	enc, err := computeEngine.abi.Pack("pricePerSecond")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPricePerSecond is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3804fd1f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pricePerSecond() view returns(uint256)
func (computeEngine *ComputeEngine) TryPackPricePerSecond() ([]byte, error) {
	return computeEngine.abi.Pack("pricePerSecond")
}

// UnpackPricePerSecond is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3804fd1f.
//
// Solidity: function pricePerSecond() view returns(uint256)
func (computeEngine *ComputeEngine) UnpackPricePerSecond(data []byte) (*big.Int, error) {
	out, err := computeEngine.abi.Unpack("pricePerSecond", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackReceiptHash is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0791f421.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function receiptHash((uint256,bytes32,bytes32,bytes32,bytes32,uint8,uint256,uint256[],uint256) receipt) view returns(bytes32 structHash, bytes32 digest)
func (computeEngine *ComputeEngine) PackReceiptHash(receipt IComputeEngineReceipt) []byte {
	enc, err := computeEngine.abi.Pack("receiptHash", receipt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReceiptHash is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0791f421.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function receiptHash((uint256,bytes32,bytes32,bytes32,bytes32,uint8,uint256,uint256[],uint256) receipt) view returns(bytes32 structHash, bytes32 digest)
func (computeEngine *ComputeEngine) TryPackReceiptHash(receipt IComputeEngineReceipt) ([]byte, error) {
	return computeEngine.abi.Pack("receiptHash", receipt)
}

// ReceiptHashOutput serves as a container for the return parameters of contract
// method ReceiptHash.
type ReceiptHashOutput struct {
	StructHash [32]byte
	Digest     [32]byte
}

// UnpackReceiptHash is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x0791f421.
//
// Solidity: function receiptHash((uint256,bytes32,bytes32,bytes32,bytes32,uint8,uint256,uint256[],uint256) receipt) view returns(bytes32 structHash, bytes32 digest)
func (computeEngine *ComputeEngine) UnpackReceiptHash(data []byte) (ReceiptHashOutput, error) {
	out, err := computeEngine.abi.Unpack("receiptHash", data)
	outstruct := new(ReceiptHashOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.StructHash = *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	outstruct.Digest = *abi.ConvertType(out[1], new([32]byte)).(*[32]byte)
	return *outstruct, nil
}

// PackSettleJob is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2e72dad8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settleJob((uint256,bytes32,bytes32,bytes32,bytes32,uint8,uint256,uint256[],uint256) receipt, bytes signature) returns()
func (computeEngine *ComputeEngine) PackSettleJob(receipt IComputeEngineReceipt, signature []byte) []byte {
	enc, err := computeEngine.abi.Pack("settleJob", receipt, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettleJob is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2e72dad8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settleJob((uint256,bytes32,bytes32,bytes32,bytes32,uint8,uint256,uint256[],uint256) receipt, bytes signature) returns()
func (computeEngine *ComputeEngine) TryPackSettleJob(receipt IComputeEngineReceipt, signature []byte) ([]byte, error) {
	return computeEngine.abi.Pack("settleJob", receipt, signature)
}

// PackSubmitJob is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb14d2d5a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function submitJob((uint256,uint256,bytes32,(uint256,uint256)[]) request) payable returns(uint256 jobId)
func (computeEngine *ComputeEngine) PackSubmitJob(request IComputeEngineJobRequest) []byte {
	enc, err := computeEngine.abi.Pack("submitJob", request)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSubmitJob is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb14d2d5a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function submitJob((uint256,uint256,bytes32,(uint256,uint256)[]) request) payable returns(uint256 jobId)
func (computeEngine *ComputeEngine) TryPackSubmitJob(request IComputeEngineJobRequest) ([]byte, error) {
	return computeEngine.abi.Pack("submitJob", request)
}

// UnpackSubmitJob is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb14d2d5a.
//
// Solidity: function submitJob((uint256,uint256,bytes32,(uint256,uint256)[]) request) payable returns(uint256 jobId)
func (computeEngine *ComputeEngine) UnpackSubmitJob(data []byte) (*big.Int, error) {
	out, err := computeEngine.abi.Unpack("submitJob", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackUpdateBurnShares is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf7e862a2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updateBurnShares(uint256 executionBps, uint256 dataBps) returns()
func (computeEngine *ComputeEngine) PackUpdateBurnShares(executionBps *big.Int, dataBps *big.Int) []byte {
	enc, err := computeEngine.abi.Pack("updateBurnShares", executionBps, dataBps)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdateBurnShares is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf7e862a2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updateBurnShares(uint256 executionBps, uint256 dataBps) returns()
func (computeEngine *ComputeEngine) TryPackUpdateBurnShares(executionBps *big.Int, dataBps *big.Int) ([]byte, error) {
	return computeEngine.abi.Pack("updateBurnShares", executionBps, dataBps)
}

// PackUpdatePricePerSecond is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x797aec10.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updatePricePerSecond(uint256 price) returns()
func (computeEngine *ComputeEngine) PackUpdatePricePerSecond(price *big.Int) []byte {
	enc, err := computeEngine.abi.Pack("updatePricePerSecond", price)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdatePricePerSecond is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x797aec10.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updatePricePerSecond(uint256 price) returns()
func (computeEngine *ComputeEngine) TryPackUpdatePricePerSecond(price *big.Int) ([]byte, error) {
	return computeEngine.abi.Pack("updatePricePerSecond", price)
}

// PackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf3fef3a3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdraw(address token, uint256 amount) returns()
func (computeEngine *ComputeEngine) PackWithdraw(token common.Address, amount *big.Int) []byte {
	enc, err := computeEngine.abi.Pack("withdraw", token, amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf3fef3a3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdraw(address token, uint256 amount) returns()
func (computeEngine *ComputeEngine) TryPackWithdraw(token common.Address, amount *big.Int) ([]byte, error) {
	return computeEngine.abi.Pack("withdraw", token, amount)
}

// ComputeEngineBurnShareUpdated represents a BurnShareUpdated event raised by the ComputeEngine contract.
type ComputeEngineBurnShareUpdated struct {
	ExecutionBps *big.Int
	DataBps      *big.Int
	Raw          *types.Log // Blockchain specific contextual infos
}

const ComputeEngineBurnShareUpdatedEventName = "BurnShareUpdated"

// ContractEventName returns the user-defined event name.
func (ComputeEngineBurnShareUpdated) ContractEventName() string {
	return ComputeEngineBurnShareUpdatedEventName
}

// UnpackBurnShareUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event BurnShareUpdated(uint256 executionBps, uint256 dataBps)
func (computeEngine *ComputeEngine) UnpackBurnShareUpdatedEvent(log *types.Log) (*ComputeEngineBurnShareUpdated, error) {
	event := "BurnShareUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != computeEngine.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ComputeEngineBurnShareUpdated)
	if len(log.Data) > 0 {
		if err := computeEngine.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range computeEngine.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ComputeEngineDeposit represents a Deposit event raised by the ComputeEngine contract.
type ComputeEngineDeposit struct {
	Account common.Address
	Token   common.Address
	Amount  *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const ComputeEngineDepositEventName = "Deposit"

// ContractEventName returns the user-defined event name.
func (ComputeEngineDeposit) ContractEventName() string {
	return ComputeEngineDepositEventName
}

// UnpackDepositEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Deposit(address indexed account, address indexed token, uint256 amount)
func (computeEngine *ComputeEngine) UnpackDepositEvent(log *types.Log) (*ComputeEngineDeposit, error) {
	event := "Deposit"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != computeEngine.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ComputeEngineDeposit)
	if len(log.Data) > 0 {
		if err := computeEngine.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range computeEngine.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ComputeEngineJobCanceled represents a JobCanceled event raised by the ComputeEngine contract.
type ComputeEngineJobCanceled struct {
	JobId *big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const ComputeEngineJobCanceledEventName = "JobCanceled"

// ContractEventName returns the user-defined event name.
func (ComputeEngineJobCanceled) ContractEventName() string {
	return ComputeEngineJobCanceledEventName
}

// UnpackJobCanceledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event JobCanceled(uint256 indexed jobId)
func (computeEngine *ComputeEngine) UnpackJobCanceledEvent(log *types.Log) (*ComputeEngineJobCanceled, error) {
	event := "JobCanceled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != computeEngine.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ComputeEngineJobCanceled)
	if len(log.Data) > 0 {
		if err := computeEngine.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range computeEngine.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ComputeEngineJobRegistered represents a JobRegistered event raised by the ComputeEngine contract.
type ComputeEngineJobRegistered struct {
	JobId        *big.Int
	OwnerAddress common.Address
	Raw          *types.Log // Blockchain specific contextual infos
}

const ComputeEngineJobRegisteredEventName = "JobRegistered"

// ContractEventName returns the user-defined event name.
func (ComputeEngineJobRegistered) ContractEventName() string {
	return ComputeEngineJobRegisteredEventName
}

// UnpackJobRegisteredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event JobRegistered(uint256 indexed jobId, address indexed ownerAddress)
func (computeEngine *ComputeEngine) UnpackJobRegisteredEvent(log *types.Log) (*ComputeEngineJobRegistered, error) {
	event := "JobRegistered"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != computeEngine.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ComputeEngineJobRegistered)
	if len(log.Data) > 0 {
		if err := computeEngine.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range computeEngine.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ComputeEngineJobRequested represents a JobRequested event raised by the ComputeEngine contract.
type ComputeEngineJobRequested struct {
	JobId         *big.Int
	InstructionId *big.Int
	RequestDigest [32]byte
	MaxSeconds    *big.Int
	Raw           *types.Log // Blockchain specific contextual infos
}

const ComputeEngineJobRequestedEventName = "JobRequested"

// ContractEventName returns the user-defined event name.
func (ComputeEngineJobRequested) ContractEventName() string {
	return ComputeEngineJobRequestedEventName
}

// UnpackJobRequestedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event JobRequested(uint256 indexed jobId, uint256 indexed instructionId, bytes32 requestDigest, uint256 maxSeconds)
func (computeEngine *ComputeEngine) UnpackJobRequestedEvent(log *types.Log) (*ComputeEngineJobRequested, error) {
	event := "JobRequested"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != computeEngine.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ComputeEngineJobRequested)
	if len(log.Data) > 0 {
		if err := computeEngine.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range computeEngine.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ComputeEngineJobSettled represents a JobSettled event raised by the ComputeEngine contract.
type ComputeEngineJobSettled struct {
	JobId        *big.Int
	Token        common.Address
	Charged      *big.Int
	Burned       *big.Int
	Validator    *big.Int
	Contributors *big.Int
	Treasury     *big.Int
	Refunded     *big.Int
	Raw          *types.Log // Blockchain specific contextual infos
}

const ComputeEngineJobSettledEventName = "JobSettled"

// ContractEventName returns the user-defined event name.
func (ComputeEngineJobSettled) ContractEventName() string {
	return ComputeEngineJobSettledEventName
}

// UnpackJobSettledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event JobSettled(uint256 indexed jobId, address indexed token, uint256 charged, uint256 burned, uint256 validator, uint256 contributors, uint256 treasury, uint256 refunded)
func (computeEngine *ComputeEngine) UnpackJobSettledEvent(log *types.Log) (*ComputeEngineJobSettled, error) {
	event := "JobSettled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != computeEngine.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ComputeEngineJobSettled)
	if len(log.Data) > 0 {
		if err := computeEngine.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range computeEngine.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ComputeEngineJobStatusUpdated represents a JobStatusUpdated event raised by the ComputeEngine contract.
type ComputeEngineJobStatusUpdated struct {
	JobId         *big.Int
	Status        uint8
	StatusMessage string
	Raw           *types.Log // Blockchain specific contextual infos
}

const ComputeEngineJobStatusUpdatedEventName = "JobStatusUpdated"

// ContractEventName returns the user-defined event name.
func (ComputeEngineJobStatusUpdated) ContractEventName() string {
	return ComputeEngineJobStatusUpdatedEventName
}

// UnpackJobStatusUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event JobStatusUpdated(uint256 indexed jobId, uint8 status, string statusMessage)
func (computeEngine *ComputeEngine) UnpackJobStatusUpdatedEvent(log *types.Log) (*ComputeEngineJobStatusUpdated, error) {
	event := "JobStatusUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != computeEngine.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ComputeEngineJobStatusUpdated)
	if len(log.Data) > 0 {
		if err := computeEngine.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range computeEngine.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ComputeEnginePaymentExecuted represents a PaymentExecuted event raised by the ComputeEngine contract.
type ComputeEnginePaymentExecuted struct {
	JobId  *big.Int
	Token  common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const ComputeEnginePaymentExecutedEventName = "PaymentExecuted"

// ContractEventName returns the user-defined event name.
func (ComputeEnginePaymentExecuted) ContractEventName() string {
	return ComputeEnginePaymentExecutedEventName
}

// UnpackPaymentExecutedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PaymentExecuted(uint256 indexed jobId, address indexed token, uint256 amount)
func (computeEngine *ComputeEngine) UnpackPaymentExecutedEvent(log *types.Log) (*ComputeEnginePaymentExecuted, error) {
	event := "PaymentExecuted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != computeEngine.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ComputeEnginePaymentExecuted)
	if len(log.Data) > 0 {
		if err := computeEngine.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range computeEngine.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ComputeEnginePricePerSecondUpdated represents a PricePerSecondUpdated event raised by the ComputeEngine contract.
type ComputeEnginePricePerSecondUpdated struct {
	Price *big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const ComputeEnginePricePerSecondUpdatedEventName = "PricePerSecondUpdated"

// ContractEventName returns the user-defined event name.
func (ComputeEnginePricePerSecondUpdated) ContractEventName() string {
	return ComputeEnginePricePerSecondUpdatedEventName
}

// UnpackPricePerSecondUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PricePerSecondUpdated(uint256 price)
func (computeEngine *ComputeEngine) UnpackPricePerSecondUpdatedEvent(log *types.Log) (*ComputeEnginePricePerSecondUpdated, error) {
	event := "PricePerSecondUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != computeEngine.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ComputeEnginePricePerSecondUpdated)
	if len(log.Data) > 0 {
		if err := computeEngine.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range computeEngine.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ComputeEngineReceiptRecorded represents a ReceiptRecorded event raised by the ComputeEngine contract.
type ComputeEngineReceiptRecorded struct {
	JobId         *big.Int
	Validator     common.Address
	ReceiptDigest [32]byte
	ResultDigest  [32]byte
	Raw           *types.Log // Blockchain specific contextual infos
}

const ComputeEngineReceiptRecordedEventName = "ReceiptRecorded"

// ContractEventName returns the user-defined event name.
func (ComputeEngineReceiptRecorded) ContractEventName() string {
	return ComputeEngineReceiptRecordedEventName
}

// UnpackReceiptRecordedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ReceiptRecorded(uint256 indexed jobId, address indexed validator, bytes32 receiptDigest, bytes32 resultDigest)
func (computeEngine *ComputeEngine) UnpackReceiptRecordedEvent(log *types.Log) (*ComputeEngineReceiptRecorded, error) {
	event := "ReceiptRecorded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != computeEngine.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ComputeEngineReceiptRecorded)
	if len(log.Data) > 0 {
		if err := computeEngine.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range computeEngine.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ComputeEngineWithdraw represents a Withdraw event raised by the ComputeEngine contract.
type ComputeEngineWithdraw struct {
	Account common.Address
	Token   common.Address
	Amount  *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const ComputeEngineWithdrawEventName = "Withdraw"

// ContractEventName returns the user-defined event name.
func (ComputeEngineWithdraw) ContractEventName() string {
	return ComputeEngineWithdrawEventName
}

// UnpackWithdrawEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Withdraw(address indexed account, address indexed token, uint256 amount)
func (computeEngine *ComputeEngine) UnpackWithdrawEvent(log *types.Log) (*ComputeEngineWithdraw, error) {
	event := "Withdraw"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != computeEngine.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ComputeEngineWithdraw)
	if len(log.Data) > 0 {
		if err := computeEngine.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range computeEngine.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (computeEngine *ComputeEngine) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["InstructionNotApproved"].ID.Bytes()[:4]) {
		return computeEngine.UnpackInstructionNotApprovedError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["InstructionNotFound"].ID.Bytes()[:4]) {
		return computeEngine.UnpackInstructionNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["InsufficientBalance"].ID.Bytes()[:4]) {
		return computeEngine.UnpackInsufficientBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["InvalidAmount"].ID.Bytes()[:4]) {
		return computeEngine.UnpackInvalidAmountError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["InvalidDuration"].ID.Bytes()[:4]) {
		return computeEngine.UnpackInvalidDurationError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["InvalidLines"].ID.Bytes()[:4]) {
		return computeEngine.UnpackInvalidLinesError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["InvalidShare"].ID.Bytes()[:4]) {
		return computeEngine.UnpackInvalidShareError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["InvalidSignature"].ID.Bytes()[:4]) {
		return computeEngine.UnpackInvalidSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["InvalidVanaAmount"].ID.Bytes()[:4]) {
		return computeEngine.UnpackInvalidVanaAmountError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["JobExpired"].ID.Bytes()[:4]) {
		return computeEngine.UnpackJobExpiredError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["JobLifeCycleEnded"].ID.Bytes()[:4]) {
		return computeEngine.UnpackJobLifeCycleEndedError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["JobNotFound"].ID.Bytes()[:4]) {
		return computeEngine.UnpackJobNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["JobStillLive"].ID.Bytes()[:4]) {
		return computeEngine.UnpackJobStillLiveError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["LeaseNotCurrent"].ID.Bytes()[:4]) {
		return computeEngine.UnpackLeaseNotCurrentError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["NoActiveTee"].ID.Bytes()[:4]) {
		return computeEngine.UnpackNoActiveTeeError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["NotLeaseHolder"].ID.Bytes()[:4]) {
		return computeEngine.UnpackNotLeaseHolderError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["PermissionDenied"].ID.Bytes()[:4]) {
		return computeEngine.UnpackPermissionDeniedError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["ReceiptMismatch"].ID.Bytes()[:4]) {
		return computeEngine.UnpackReceiptMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["RowsMayNotLeave"].ID.Bytes()[:4]) {
		return computeEngine.UnpackRowsMayNotLeaveError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["RowsOverCeiling"].ID.Bytes()[:4]) {
		return computeEngine.UnpackRowsOverCeilingError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["TransferFailed"].ID.Bytes()[:4]) {
		return computeEngine.UnpackTransferFailedError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeEngine.abi.Errors["UnexpectedVanaDeposit"].ID.Bytes()[:4]) {
		return computeEngine.UnpackUnexpectedVanaDepositError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// ComputeEngineInstructionNotApproved represents a InstructionNotApproved error raised by the ComputeEngine contract.
type ComputeEngineInstructionNotApproved struct {
	ComputeInstructionId *big.Int
	DlpId                *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InstructionNotApproved(uint256 computeInstructionId, uint256 dlpId)
func ComputeEngineInstructionNotApprovedErrorID() common.Hash {
	return common.HexToHash("0xcc8ba30f227dcfb1997838b7c44cba621c13e0e86fda6441e44ffddd1a784b36")
}

// UnpackInstructionNotApprovedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InstructionNotApproved(uint256 computeInstructionId, uint256 dlpId)
func (computeEngine *ComputeEngine) UnpackInstructionNotApprovedError(raw []byte) (*ComputeEngineInstructionNotApproved, error) {
	out := new(ComputeEngineInstructionNotApproved)
	if err := computeEngine.abi.UnpackIntoInterface(out, "InstructionNotApproved", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineInstructionNotFound represents a InstructionNotFound error raised by the ComputeEngine contract.
type ComputeEngineInstructionNotFound struct {
	ComputeInstructionId *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InstructionNotFound(uint256 computeInstructionId)
func ComputeEngineInstructionNotFoundErrorID() common.Hash {
	return common.HexToHash("0x13e3fd222fbb5ceaa1d94aa0ee0afe80c13fa8ef53e2b4b0f6420e6e898c7a35")
}

// UnpackInstructionNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InstructionNotFound(uint256 computeInstructionId)
func (computeEngine *ComputeEngine) UnpackInstructionNotFoundError(raw []byte) (*ComputeEngineInstructionNotFound, error) {
	out := new(ComputeEngineInstructionNotFound)
	if err := computeEngine.abi.UnpackIntoInterface(out, "InstructionNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineInsufficientBalance represents a InsufficientBalance error raised by the ComputeEngine contract.
type ComputeEngineInsufficientBalance struct {
	Token     common.Address
	Needed    *big.Int
	Available *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientBalance(address token, uint256 needed, uint256 available)
func ComputeEngineInsufficientBalanceErrorID() common.Hash {
	return common.HexToHash("0xdb42144d928cd19733b9dfeead8bc02ed403845c274e06a6eee0944fb25ca5c4")
}

// UnpackInsufficientBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientBalance(address token, uint256 needed, uint256 available)
func (computeEngine *ComputeEngine) UnpackInsufficientBalanceError(raw []byte) (*ComputeEngineInsufficientBalance, error) {
	out := new(ComputeEngineInsufficientBalance)
	if err := computeEngine.abi.UnpackIntoInterface(out, "InsufficientBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineInvalidAmount represents a InvalidAmount error raised by the ComputeEngine contract.
type ComputeEngineInvalidAmount struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidAmount()
func ComputeEngineInvalidAmountErrorID() common.Hash {
	return common.HexToHash("0x2c5211c6cb73b16841677a034781e8336d18ce66df858e54153c86854e11f7b8")
}

// UnpackInvalidAmountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidAmount()
func (computeEngine *ComputeEngine) UnpackInvalidAmountError(raw []byte) (*ComputeEngineInvalidAmount, error) {
	out := new(ComputeEngineInvalidAmount)
	if err := computeEngine.abi.UnpackIntoInterface(out, "InvalidAmount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineInvalidDuration represents a InvalidDuration error raised by the ComputeEngine contract.
type ComputeEngineInvalidDuration struct {
	Max *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidDuration(uint256 max)
func ComputeEngineInvalidDurationErrorID() common.Hash {
	return common.HexToHash("0x4ede0ebc942d84ecb08b2e48ca6725f2aa28837e65b0ea04d5af93f2ca6f0f8a")
}

// UnpackInvalidDurationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidDuration(uint256 max)
func (computeEngine *ComputeEngine) UnpackInvalidDurationError(raw []byte) (*ComputeEngineInvalidDuration, error) {
	out := new(ComputeEngineInvalidDuration)
	if err := computeEngine.abi.UnpackIntoInterface(out, "InvalidDuration", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineInvalidLines represents a InvalidLines error raised by the ComputeEngine contract.
type ComputeEngineInvalidLines struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidLines()
func ComputeEngineInvalidLinesErrorID() common.Hash {
	return common.HexToHash("0xb10c248a352230417f8be9091f299adee081cf8a810c48c2137397d5a3460a50")
}

// UnpackInvalidLinesError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidLines()
func (computeEngine *ComputeEngine) UnpackInvalidLinesError(raw []byte) (*ComputeEngineInvalidLines, error) {
	out := new(ComputeEngineInvalidLines)
	if err := computeEngine.abi.UnpackIntoInterface(out, "InvalidLines", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineInvalidShare represents a InvalidShare error raised by the ComputeEngine contract.
type ComputeEngineInvalidShare struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidShare()
func ComputeEngineInvalidShareErrorID() common.Hash {
	return common.HexToHash("0x100d5f7430cc7ef70f75598afddc858829c58039611a94e2c1d4fca224364514")
}

// UnpackInvalidShareError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidShare()
func (computeEngine *ComputeEngine) UnpackInvalidShareError(raw []byte) (*ComputeEngineInvalidShare, error) {
	out := new(ComputeEngineInvalidShare)
	if err := computeEngine.abi.UnpackIntoInterface(out, "InvalidShare", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineInvalidSignature represents a InvalidSignature error raised by the ComputeEngine contract.
type ComputeEngineInvalidSignature struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidSignature()
func ComputeEngineInvalidSignatureErrorID() common.Hash {
	return common.HexToHash("0x8baa579fce362245063d36f11747a89dd489c54795634fc673cc0e0db51fedc5")
}

// UnpackInvalidSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidSignature()
func (computeEngine *ComputeEngine) UnpackInvalidSignatureError(raw []byte) (*ComputeEngineInvalidSignature, error) {
	out := new(ComputeEngineInvalidSignature)
	if err := computeEngine.abi.UnpackIntoInterface(out, "InvalidSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineInvalidVanaAmount represents a InvalidVanaAmount error raised by the ComputeEngine contract.
type ComputeEngineInvalidVanaAmount struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidVanaAmount()
func ComputeEngineInvalidVanaAmountErrorID() common.Hash {
	return common.HexToHash("0xf72b7af58569ca126785bd03a5dab8098ae3c3eb528689fb32fcc71371f7fef2")
}

// UnpackInvalidVanaAmountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidVanaAmount()
func (computeEngine *ComputeEngine) UnpackInvalidVanaAmountError(raw []byte) (*ComputeEngineInvalidVanaAmount, error) {
	out := new(ComputeEngineInvalidVanaAmount)
	if err := computeEngine.abi.UnpackIntoInterface(out, "InvalidVanaAmount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineJobExpired represents a JobExpired error raised by the ComputeEngine contract.
type ComputeEngineJobExpired struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error JobExpired()
func ComputeEngineJobExpiredErrorID() common.Hash {
	return common.HexToHash("0xef3ceaebe18b1d89ea235c4de8076aaa586a8ab5f8f7e9f7459b60ac75e4550a")
}

// UnpackJobExpiredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error JobExpired()
func (computeEngine *ComputeEngine) UnpackJobExpiredError(raw []byte) (*ComputeEngineJobExpired, error) {
	out := new(ComputeEngineJobExpired)
	if err := computeEngine.abi.UnpackIntoInterface(out, "JobExpired", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineJobLifeCycleEnded represents a JobLifeCycleEnded error raised by the ComputeEngine contract.
type ComputeEngineJobLifeCycleEnded struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error JobLifeCycleEnded()
func ComputeEngineJobLifeCycleEndedErrorID() common.Hash {
	return common.HexToHash("0xf9d84409dad19a4565b6d4f96ea1abec88396f2f12907e889a3eae851c84331f")
}

// UnpackJobLifeCycleEndedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error JobLifeCycleEnded()
func (computeEngine *ComputeEngine) UnpackJobLifeCycleEndedError(raw []byte) (*ComputeEngineJobLifeCycleEnded, error) {
	out := new(ComputeEngineJobLifeCycleEnded)
	if err := computeEngine.abi.UnpackIntoInterface(out, "JobLifeCycleEnded", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineJobNotFound represents a JobNotFound error raised by the ComputeEngine contract.
type ComputeEngineJobNotFound struct {
	JobId *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error JobNotFound(uint256 jobId)
func ComputeEngineJobNotFoundErrorID() common.Hash {
	return common.HexToHash("0x50c83b95127a798ba9a3cc9005cf8723a60cccb7b73e46735574acf873273bbc")
}

// UnpackJobNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error JobNotFound(uint256 jobId)
func (computeEngine *ComputeEngine) UnpackJobNotFoundError(raw []byte) (*ComputeEngineJobNotFound, error) {
	out := new(ComputeEngineJobNotFound)
	if err := computeEngine.abi.UnpackIntoInterface(out, "JobNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineJobStillLive represents a JobStillLive error raised by the ComputeEngine contract.
type ComputeEngineJobStillLive struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error JobStillLive()
func ComputeEngineJobStillLiveErrorID() common.Hash {
	return common.HexToHash("0x4dbdf82cc162eb6a4bdb6f42d9c51f981e652bec5064b994288ebe65b4552bba")
}

// UnpackJobStillLiveError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error JobStillLive()
func (computeEngine *ComputeEngine) UnpackJobStillLiveError(raw []byte) (*ComputeEngineJobStillLive, error) {
	out := new(ComputeEngineJobStillLive)
	if err := computeEngine.abi.UnpackIntoInterface(out, "JobStillLive", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineLeaseNotCurrent represents a LeaseNotCurrent error raised by the ComputeEngine contract.
type ComputeEngineLeaseNotCurrent struct {
	Current *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error LeaseNotCurrent(uint256 current)
func ComputeEngineLeaseNotCurrentErrorID() common.Hash {
	return common.HexToHash("0x341bcfa8ae5a8a63e08281f22f243e05a7dcfea286d7c3ac01266c0b53aa3cf3")
}

// UnpackLeaseNotCurrentError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error LeaseNotCurrent(uint256 current)
func (computeEngine *ComputeEngine) UnpackLeaseNotCurrentError(raw []byte) (*ComputeEngineLeaseNotCurrent, error) {
	out := new(ComputeEngineLeaseNotCurrent)
	if err := computeEngine.abi.UnpackIntoInterface(out, "LeaseNotCurrent", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineNoActiveTee represents a NoActiveTee error raised by the ComputeEngine contract.
type ComputeEngineNoActiveTee struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoActiveTee()
func ComputeEngineNoActiveTeeErrorID() common.Hash {
	return common.HexToHash("0x29ed7f2716cc82c0ada05e71b1d95946cb1d96b75e9140ce13d2e214f6c0681c")
}

// UnpackNoActiveTeeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoActiveTee()
func (computeEngine *ComputeEngine) UnpackNoActiveTeeError(raw []byte) (*ComputeEngineNoActiveTee, error) {
	out := new(ComputeEngineNoActiveTee)
	if err := computeEngine.abi.UnpackIntoInterface(out, "NoActiveTee", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineNotLeaseHolder represents a NotLeaseHolder error raised by the ComputeEngine contract.
type ComputeEngineNotLeaseHolder struct {
	Holder common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotLeaseHolder(address holder)
func ComputeEngineNotLeaseHolderErrorID() common.Hash {
	return common.HexToHash("0x9f3a076b9f015b432890cd1ee304e605aa0d02294a3eace46d04174469b70db0")
}

// UnpackNotLeaseHolderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotLeaseHolder(address holder)
func (computeEngine *ComputeEngine) UnpackNotLeaseHolderError(raw []byte) (*ComputeEngineNotLeaseHolder, error) {
	out := new(ComputeEngineNotLeaseHolder)
	if err := computeEngine.abi.UnpackIntoInterface(out, "NotLeaseHolder", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEnginePermissionDenied represents a PermissionDenied error raised by the ComputeEngine contract.
type ComputeEnginePermissionDenied struct {
	PermissionId *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PermissionDenied(uint256 permissionId)
func ComputeEnginePermissionDeniedErrorID() common.Hash {
	return common.HexToHash("0x18017d42f9ecba97b9bb3f0449e5bf6714dc1df8971f9a40d6b315dc22e9084e")
}

// UnpackPermissionDeniedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PermissionDenied(uint256 permissionId)
func (computeEngine *ComputeEngine) UnpackPermissionDeniedError(raw []byte) (*ComputeEnginePermissionDenied, error) {
	out := new(ComputeEnginePermissionDenied)
	if err := computeEngine.abi.UnpackIntoInterface(out, "PermissionDenied", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineReceiptMismatch represents a ReceiptMismatch error raised by the ComputeEngine contract.
type ComputeEngineReceiptMismatch struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReceiptMismatch()
func ComputeEngineReceiptMismatchErrorID() common.Hash {
	return common.HexToHash("0x6078c35d5b00be684de59082915c594dacb6d1e584bc5d8f6a196300effffbaf")
}

// UnpackReceiptMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReceiptMismatch()
func (computeEngine *ComputeEngine) UnpackReceiptMismatchError(raw []byte) (*ComputeEngineReceiptMismatch, error) {
	out := new(ComputeEngineReceiptMismatch)
	if err := computeEngine.abi.UnpackIntoInterface(out, "ReceiptMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineRowsMayNotLeave represents a RowsMayNotLeave error raised by the ComputeEngine contract.
type ComputeEngineRowsMayNotLeave struct {
	PermissionId *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RowsMayNotLeave(uint256 permissionId)
func ComputeEngineRowsMayNotLeaveErrorID() common.Hash {
	return common.HexToHash("0x91acbc9d5b7625ab1b038bb7368236be7193d9ef627d613678fbfd89fccd8413")
}

// UnpackRowsMayNotLeaveError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RowsMayNotLeave(uint256 permissionId)
func (computeEngine *ComputeEngine) UnpackRowsMayNotLeaveError(raw []byte) (*ComputeEngineRowsMayNotLeave, error) {
	out := new(ComputeEngineRowsMayNotLeave)
	if err := computeEngine.abi.UnpackIntoInterface(out, "RowsMayNotLeave", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineRowsOverCeiling represents a RowsOverCeiling error raised by the ComputeEngine contract.
type ComputeEngineRowsOverCeiling struct {
	Line *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RowsOverCeiling(uint256 line)
func ComputeEngineRowsOverCeilingErrorID() common.Hash {
	return common.HexToHash("0xb5e23dcbdb359d5c30903db23e1e792f7ebb2f214dcea810aa818f5984d4e645")
}

// UnpackRowsOverCeilingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RowsOverCeiling(uint256 line)
func (computeEngine *ComputeEngine) UnpackRowsOverCeilingError(raw []byte) (*ComputeEngineRowsOverCeiling, error) {
	out := new(ComputeEngineRowsOverCeiling)
	if err := computeEngine.abi.UnpackIntoInterface(out, "RowsOverCeiling", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineTransferFailed represents a TransferFailed error raised by the ComputeEngine contract.
type ComputeEngineTransferFailed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TransferFailed()
func ComputeEngineTransferFailedErrorID() common.Hash {
	return common.HexToHash("0x90b8ec1877afffd816d05d9b13947f3ff18ec5851c38bad15ec2b710f92391b1")
}

// UnpackTransferFailedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TransferFailed()
func (computeEngine *ComputeEngine) UnpackTransferFailedError(raw []byte) (*ComputeEngineTransferFailed, error) {
	out := new(ComputeEngineTransferFailed)
	if err := computeEngine.abi.UnpackIntoInterface(out, "TransferFailed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeEngineUnexpectedVanaDeposit represents a UnexpectedVanaDeposit error raised by the ComputeEngine contract.
type ComputeEngineUnexpectedVanaDeposit struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UnexpectedVanaDeposit()
func ComputeEngineUnexpectedVanaDepositErrorID() common.Hash {
	return common.HexToHash("0x99b822a1eaa63707cc018cd859ec814572fedd56324df0a08f671758f0ef9247")
}

// UnpackUnexpectedVanaDepositError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UnexpectedVanaDeposit()
func (computeEngine *ComputeEngine) UnpackUnexpectedVanaDepositError(raw []byte) (*ComputeEngineUnexpectedVanaDeposit, error) {
	out := new(ComputeEngineUnexpectedVanaDeposit)
	if err := computeEngine.abi.UnpackIntoInterface(out, "UnexpectedVanaDeposit", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeInstructionRegistryMetaData contains all meta data concerning the ComputeInstructionRegistry contract.
var ComputeInstructionRegistryMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"instructionId\",\"type\":\"uint256\"}],\"name\":\"ComputeInstructionNotFound\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotDlpOwner\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"computeInstructionId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"computeInstructionUrl\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"computeInstructionHash\",\"type\":\"bytes32\"}],\"name\":\"ComputeInstructionAdded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"computeInstructionId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"approved\",\"type\":\"bool\"}],\"name\":\"ComputeInstructionUpdated\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"hash\",\"type\":\"bytes32\"},{\"internalType\":\"string\",\"name\":\"url\",\"type\":\"string\"}],\"name\":\"addComputeInstruction\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"computeInstructionId\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"instructionId\",\"type\":\"uint256\"}],\"name\":\"instructions\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"hash\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"string\",\"name\":\"url\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"instructionsCount\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"instructionId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"}],\"name\":\"isApproved\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"instructionId\",\"type\":\"uint256\"}],\"name\":\"isValidInstructionId\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"instructionId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"internalType\":\"bool\",\"name\":\"approved\",\"type\":\"bool\"}],\"name\":\"updateComputeInstruction\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "8a2ec7d018970332cd74e0a567582cfe5a",
}

// ComputeInstructionRegistry is an auto generated Go binding around an Ethereum contract.
type ComputeInstructionRegistry struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *ComputeInstructionRegistry) GetABI() abi.ABI {
	return c.abi
}

// NewComputeInstructionRegistry creates a new instance of ComputeInstructionRegistry.
func NewComputeInstructionRegistry() *ComputeInstructionRegistry {
	parsed, err := ComputeInstructionRegistryMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &ComputeInstructionRegistry{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *ComputeInstructionRegistry) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackAddComputeInstruction is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x248e02a6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function addComputeInstruction(bytes32 hash, string url) returns(uint256 computeInstructionId)
func (computeInstructionRegistry *ComputeInstructionRegistry) PackAddComputeInstruction(hash [32]byte, url string) []byte {
	enc, err := computeInstructionRegistry.abi.Pack("addComputeInstruction", hash, url)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAddComputeInstruction is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x248e02a6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function addComputeInstruction(bytes32 hash, string url) returns(uint256 computeInstructionId)
func (computeInstructionRegistry *ComputeInstructionRegistry) TryPackAddComputeInstruction(hash [32]byte, url string) ([]byte, error) {
	return computeInstructionRegistry.abi.Pack("addComputeInstruction", hash, url)
}

// UnpackAddComputeInstruction is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x248e02a6.
//
// Solidity: function addComputeInstruction(bytes32 hash, string url) returns(uint256 computeInstructionId)
func (computeInstructionRegistry *ComputeInstructionRegistry) UnpackAddComputeInstruction(data []byte) (*big.Int, error) {
	out, err := computeInstructionRegistry.abi.Unpack("addComputeInstruction", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackInstructions is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x752aac25.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function instructions(uint256 instructionId) view returns(bytes32 hash, address owner, string url)
func (computeInstructionRegistry *ComputeInstructionRegistry) PackInstructions(instructionId *big.Int) []byte {
	enc, err := computeInstructionRegistry.abi.Pack("instructions", instructionId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInstructions is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x752aac25.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function instructions(uint256 instructionId) view returns(bytes32 hash, address owner, string url)
func (computeInstructionRegistry *ComputeInstructionRegistry) TryPackInstructions(instructionId *big.Int) ([]byte, error) {
	return computeInstructionRegistry.abi.Pack("instructions", instructionId)
}

// InstructionsOutput serves as a container for the return parameters of contract
// method Instructions.
type InstructionsOutput struct {
	Hash  [32]byte
	Owner common.Address
	Url   string
}

// UnpackInstructions is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x752aac25.
//
// Solidity: function instructions(uint256 instructionId) view returns(bytes32 hash, address owner, string url)
func (computeInstructionRegistry *ComputeInstructionRegistry) UnpackInstructions(data []byte) (InstructionsOutput, error) {
	out, err := computeInstructionRegistry.abi.Unpack("instructions", data)
	outstruct := new(InstructionsOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Hash = *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	outstruct.Owner = *abi.ConvertType(out[1], new(common.Address)).(*common.Address)
	outstruct.Url = *abi.ConvertType(out[2], new(string)).(*string)
	return *outstruct, nil
}

// PackInstructionsCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc9a0ede8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function instructionsCount() view returns(uint256)
func (computeInstructionRegistry *ComputeInstructionRegistry) PackInstructionsCount() []byte {
	enc, err := computeInstructionRegistry.abi.Pack("instructionsCount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInstructionsCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc9a0ede8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function instructionsCount() view returns(uint256)
func (computeInstructionRegistry *ComputeInstructionRegistry) TryPackInstructionsCount() ([]byte, error) {
	return computeInstructionRegistry.abi.Pack("instructionsCount")
}

// UnpackInstructionsCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc9a0ede8.
//
// Solidity: function instructionsCount() view returns(uint256)
func (computeInstructionRegistry *ComputeInstructionRegistry) UnpackInstructionsCount(data []byte) (*big.Int, error) {
	out, err := computeInstructionRegistry.abi.Unpack("instructionsCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackIsApproved is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf276511.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isApproved(uint256 instructionId, uint256 dlpId) view returns(bool)
func (computeInstructionRegistry *ComputeInstructionRegistry) PackIsApproved(instructionId *big.Int, dlpId *big.Int) []byte {
	enc, err := computeInstructionRegistry.abi.Pack("isApproved", instructionId, dlpId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsApproved is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbf276511.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isApproved(uint256 instructionId, uint256 dlpId) view returns(bool)
func (computeInstructionRegistry *ComputeInstructionRegistry) TryPackIsApproved(instructionId *big.Int, dlpId *big.Int) ([]byte, error) {
	return computeInstructionRegistry.abi.Pack("isApproved", instructionId, dlpId)
}

// UnpackIsApproved is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbf276511.
//
// Solidity: function isApproved(uint256 instructionId, uint256 dlpId) view returns(bool)
func (computeInstructionRegistry *ComputeInstructionRegistry) UnpackIsApproved(data []byte) (bool, error) {
	out, err := computeInstructionRegistry.abi.Unpack("isApproved", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackIsValidInstructionId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2f9e21e6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isValidInstructionId(uint256 instructionId) view returns(bool)
func (computeInstructionRegistry *ComputeInstructionRegistry) PackIsValidInstructionId(instructionId *big.Int) []byte {
	enc, err := computeInstructionRegistry.abi.Pack("isValidInstructionId", instructionId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsValidInstructionId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2f9e21e6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isValidInstructionId(uint256 instructionId) view returns(bool)
func (computeInstructionRegistry *ComputeInstructionRegistry) TryPackIsValidInstructionId(instructionId *big.Int) ([]byte, error) {
	return computeInstructionRegistry.abi.Pack("isValidInstructionId", instructionId)
}

// UnpackIsValidInstructionId is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x2f9e21e6.
//
// Solidity: function isValidInstructionId(uint256 instructionId) view returns(bool)
func (computeInstructionRegistry *ComputeInstructionRegistry) UnpackIsValidInstructionId(data []byte) (bool, error) {
	out, err := computeInstructionRegistry.abi.Unpack("isValidInstructionId", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackUpdateComputeInstruction is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79fd41f6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updateComputeInstruction(uint256 instructionId, uint256 dlpId, bool approved) returns()
func (computeInstructionRegistry *ComputeInstructionRegistry) PackUpdateComputeInstruction(instructionId *big.Int, dlpId *big.Int, approved bool) []byte {
	enc, err := computeInstructionRegistry.abi.Pack("updateComputeInstruction", instructionId, dlpId, approved)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdateComputeInstruction is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79fd41f6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updateComputeInstruction(uint256 instructionId, uint256 dlpId, bool approved) returns()
func (computeInstructionRegistry *ComputeInstructionRegistry) TryPackUpdateComputeInstruction(instructionId *big.Int, dlpId *big.Int, approved bool) ([]byte, error) {
	return computeInstructionRegistry.abi.Pack("updateComputeInstruction", instructionId, dlpId, approved)
}

// ComputeInstructionRegistryComputeInstructionAdded represents a ComputeInstructionAdded event raised by the ComputeInstructionRegistry contract.
type ComputeInstructionRegistryComputeInstructionAdded struct {
	ComputeInstructionId   *big.Int
	Owner                  common.Address
	ComputeInstructionUrl  string
	ComputeInstructionHash [32]byte
	Raw                    *types.Log // Blockchain specific contextual infos
}

const ComputeInstructionRegistryComputeInstructionAddedEventName = "ComputeInstructionAdded"

// ContractEventName returns the user-defined event name.
func (ComputeInstructionRegistryComputeInstructionAdded) ContractEventName() string {
	return ComputeInstructionRegistryComputeInstructionAddedEventName
}

// UnpackComputeInstructionAddedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ComputeInstructionAdded(uint256 indexed computeInstructionId, address indexed owner, string computeInstructionUrl, bytes32 computeInstructionHash)
func (computeInstructionRegistry *ComputeInstructionRegistry) UnpackComputeInstructionAddedEvent(log *types.Log) (*ComputeInstructionRegistryComputeInstructionAdded, error) {
	event := "ComputeInstructionAdded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != computeInstructionRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ComputeInstructionRegistryComputeInstructionAdded)
	if len(log.Data) > 0 {
		if err := computeInstructionRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range computeInstructionRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// ComputeInstructionRegistryComputeInstructionUpdated represents a ComputeInstructionUpdated event raised by the ComputeInstructionRegistry contract.
type ComputeInstructionRegistryComputeInstructionUpdated struct {
	ComputeInstructionId *big.Int
	DlpId                *big.Int
	Approved             bool
	Raw                  *types.Log // Blockchain specific contextual infos
}

const ComputeInstructionRegistryComputeInstructionUpdatedEventName = "ComputeInstructionUpdated"

// ContractEventName returns the user-defined event name.
func (ComputeInstructionRegistryComputeInstructionUpdated) ContractEventName() string {
	return ComputeInstructionRegistryComputeInstructionUpdatedEventName
}

// UnpackComputeInstructionUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ComputeInstructionUpdated(uint256 indexed computeInstructionId, uint256 indexed dlpId, bool approved)
func (computeInstructionRegistry *ComputeInstructionRegistry) UnpackComputeInstructionUpdatedEvent(log *types.Log) (*ComputeInstructionRegistryComputeInstructionUpdated, error) {
	event := "ComputeInstructionUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != computeInstructionRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(ComputeInstructionRegistryComputeInstructionUpdated)
	if len(log.Data) > 0 {
		if err := computeInstructionRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range computeInstructionRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (computeInstructionRegistry *ComputeInstructionRegistry) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], computeInstructionRegistry.abi.Errors["ComputeInstructionNotFound"].ID.Bytes()[:4]) {
		return computeInstructionRegistry.UnpackComputeInstructionNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], computeInstructionRegistry.abi.Errors["NotDlpOwner"].ID.Bytes()[:4]) {
		return computeInstructionRegistry.UnpackNotDlpOwnerError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// ComputeInstructionRegistryComputeInstructionNotFound represents a ComputeInstructionNotFound error raised by the ComputeInstructionRegistry contract.
type ComputeInstructionRegistryComputeInstructionNotFound struct {
	InstructionId *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ComputeInstructionNotFound(uint256 instructionId)
func ComputeInstructionRegistryComputeInstructionNotFoundErrorID() common.Hash {
	return common.HexToHash("0x7ec8fd38ea37291b07898dde0cb54f96b7193281eeca8df9a24f2f97ca271e8e")
}

// UnpackComputeInstructionNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ComputeInstructionNotFound(uint256 instructionId)
func (computeInstructionRegistry *ComputeInstructionRegistry) UnpackComputeInstructionNotFoundError(raw []byte) (*ComputeInstructionRegistryComputeInstructionNotFound, error) {
	out := new(ComputeInstructionRegistryComputeInstructionNotFound)
	if err := computeInstructionRegistry.abi.UnpackIntoInterface(out, "ComputeInstructionNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// ComputeInstructionRegistryNotDlpOwner represents a NotDlpOwner error raised by the ComputeInstructionRegistry contract.
type ComputeInstructionRegistryNotDlpOwner struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotDlpOwner()
func ComputeInstructionRegistryNotDlpOwnerErrorID() common.Hash {
	return common.HexToHash("0x3387d7079781a6b4eecc66eb9e45144c890741c4fe4f45f6547b54c8220b092d")
}

// UnpackNotDlpOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotDlpOwner()
func (computeInstructionRegistry *ComputeInstructionRegistry) UnpackNotDlpOwnerError(raw []byte) (*ComputeInstructionRegistryNotDlpOwner, error) {
	out := new(ComputeInstructionRegistryNotDlpOwner)
	if err := computeInstructionRegistry.abi.UnpackIntoInterface(out, "NotDlpOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DLPRegistryMetaData contains all meta data concerning the DLPRegistry contract.
var DLPRegistryMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[],\"name\":\"DlpNotFound\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"InvalidDepositAmount\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidName\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidSupply\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"}],\"name\":\"NameTaken\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"dlpAddress\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"ownerAddress\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"treasuryAddress\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"iconUrl\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"website\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"metadata\",\"type\":\"string\"}],\"name\":\"DlpRegistered\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"newDlpRegistrationDepositAmount\",\"type\":\"uint256\"}],\"name\":\"DlpRegistrationDepositAmountUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"tokenAddress\",\"type\":\"address\"}],\"name\":\"DlpTokenUpdated\",\"type\":\"event\"},{\"inputs\":[{\"components\":[{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"tokenName\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"tokenSymbol\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"cap\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"rewardPot\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"stock\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"proofBundle\",\"type\":\"bytes32\"},{\"internalType\":\"string\",\"name\":\"proofInstruction\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"fileRewardFactor\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"epochRewardCap\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"salePrice\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"treasuryShareBps\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"metadata\",\"type\":\"string\"}],\"internalType\":\"structIDLPRegistry.CreateParams\",\"name\":\"params\",\"type\":\"tuple\"}],\"name\":\"createDataDAO\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"}],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dlp\",\"type\":\"address\"}],\"name\":\"dlpIds\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"}],\"name\":\"dlpNameToId\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"dlpRegistrationDepositAmount\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"}],\"name\":\"dlps\",\"outputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"id\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"dlpAddress\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"ownerAddress\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"tokenAddress\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"treasuryAddress\",\"type\":\"address\"},{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"iconUrl\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"website\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"metadata\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"registrationBlockNumber\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"depositAmount\",\"type\":\"uint256\"},{\"internalType\":\"enumIDLPRegistry.DlpStatus\",\"name\":\"status\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"lpTokenId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"verificationBlockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structIDLPRegistry.DlpInfo\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"dlp\",\"type\":\"address\"}],\"name\":\"dlpsByAddress\",\"outputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"id\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"dlpAddress\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"ownerAddress\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"tokenAddress\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"treasuryAddress\",\"type\":\"address\"},{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"iconUrl\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"website\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"metadata\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"registrationBlockNumber\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"depositAmount\",\"type\":\"uint256\"},{\"internalType\":\"enumIDLPRegistry.DlpStatus\",\"name\":\"status\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"lpTokenId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"verificationBlockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structIDLPRegistry.DlpInfo\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"}],\"name\":\"dlpsByName\",\"outputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"id\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"dlpAddress\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"ownerAddress\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"tokenAddress\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"treasuryAddress\",\"type\":\"address\"},{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"iconUrl\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"website\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"metadata\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"registrationBlockNumber\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"depositAmount\",\"type\":\"uint256\"},{\"internalType\":\"enumIDLPRegistry.DlpStatus\",\"name\":\"status\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"lpTokenId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"verificationBlockNumber\",\"type\":\"uint256\"}],\"internalType\":\"structIDLPRegistry.DlpInfo\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"dlpsCount\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"epochLength\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"}],\"name\":\"ownerOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"updateDlpRegistrationDepositAmount\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"newEpochLength\",\"type\":\"uint256\"}],\"name\":\"updateEpochLength\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "1aeaf17467e4abd2614a4aee1b5c17a19e",
}

// DLPRegistry is an auto generated Go binding around an Ethereum contract.
type DLPRegistry struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *DLPRegistry) GetABI() abi.ABI {
	return c.abi
}

// NewDLPRegistry creates a new instance of DLPRegistry.
func NewDLPRegistry() *DLPRegistry {
	parsed, err := DLPRegistryMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &DLPRegistry{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *DLPRegistry) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackCreateDataDAO is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3caae893.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function createDataDAO((string,string,string,uint256,uint256,uint256,bytes32,string,uint256,uint256,uint256,uint256,string) params) payable returns(uint256 dlpId)
func (dLPRegistry *DLPRegistry) PackCreateDataDAO(params IDLPRegistryCreateParams) []byte {
	enc, err := dLPRegistry.abi.Pack("createDataDAO", params)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCreateDataDAO is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3caae893.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function createDataDAO((string,string,string,uint256,uint256,uint256,bytes32,string,uint256,uint256,uint256,uint256,string) params) payable returns(uint256 dlpId)
func (dLPRegistry *DLPRegistry) TryPackCreateDataDAO(params IDLPRegistryCreateParams) ([]byte, error) {
	return dLPRegistry.abi.Pack("createDataDAO", params)
}

// UnpackCreateDataDAO is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3caae893.
//
// Solidity: function createDataDAO((string,string,string,uint256,uint256,uint256,bytes32,string,uint256,uint256,uint256,uint256,string) params) payable returns(uint256 dlpId)
func (dLPRegistry *DLPRegistry) UnpackCreateDataDAO(data []byte) (*big.Int, error) {
	out, err := dLPRegistry.abi.Unpack("createDataDAO", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDlpIds is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc06020b0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function dlpIds(address dlp) view returns(uint256)
func (dLPRegistry *DLPRegistry) PackDlpIds(dlp common.Address) []byte {
	enc, err := dLPRegistry.abi.Pack("dlpIds", dlp)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDlpIds is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc06020b0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function dlpIds(address dlp) view returns(uint256)
func (dLPRegistry *DLPRegistry) TryPackDlpIds(dlp common.Address) ([]byte, error) {
	return dLPRegistry.abi.Pack("dlpIds", dlp)
}

// UnpackDlpIds is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc06020b0.
//
// Solidity: function dlpIds(address dlp) view returns(uint256)
func (dLPRegistry *DLPRegistry) UnpackDlpIds(data []byte) (*big.Int, error) {
	out, err := dLPRegistry.abi.Unpack("dlpIds", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDlpNameToId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x776ddebc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function dlpNameToId(string name) view returns(uint256)
func (dLPRegistry *DLPRegistry) PackDlpNameToId(name string) []byte {
	enc, err := dLPRegistry.abi.Pack("dlpNameToId", name)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDlpNameToId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x776ddebc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function dlpNameToId(string name) view returns(uint256)
func (dLPRegistry *DLPRegistry) TryPackDlpNameToId(name string) ([]byte, error) {
	return dLPRegistry.abi.Pack("dlpNameToId", name)
}

// UnpackDlpNameToId is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x776ddebc.
//
// Solidity: function dlpNameToId(string name) view returns(uint256)
func (dLPRegistry *DLPRegistry) UnpackDlpNameToId(data []byte) (*big.Int, error) {
	out, err := dLPRegistry.abi.Unpack("dlpNameToId", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDlpRegistrationDepositAmount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2963d5c5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function dlpRegistrationDepositAmount() view returns(uint256)
func (dLPRegistry *DLPRegistry) PackDlpRegistrationDepositAmount() []byte {
	enc, err := dLPRegistry.abi.Pack("dlpRegistrationDepositAmount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDlpRegistrationDepositAmount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2963d5c5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function dlpRegistrationDepositAmount() view returns(uint256)
func (dLPRegistry *DLPRegistry) TryPackDlpRegistrationDepositAmount() ([]byte, error) {
	return dLPRegistry.abi.Pack("dlpRegistrationDepositAmount")
}

// UnpackDlpRegistrationDepositAmount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x2963d5c5.
//
// Solidity: function dlpRegistrationDepositAmount() view returns(uint256)
func (dLPRegistry *DLPRegistry) UnpackDlpRegistrationDepositAmount(data []byte) (*big.Int, error) {
	out, err := dLPRegistry.abi.Unpack("dlpRegistrationDepositAmount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDlps is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xea83e47b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function dlps(uint256 dlpId) view returns((uint256,address,address,address,address,string,string,string,string,uint256,uint256,uint8,uint256,uint256))
func (dLPRegistry *DLPRegistry) PackDlps(dlpId *big.Int) []byte {
	enc, err := dLPRegistry.abi.Pack("dlps", dlpId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDlps is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xea83e47b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function dlps(uint256 dlpId) view returns((uint256,address,address,address,address,string,string,string,string,uint256,uint256,uint8,uint256,uint256))
func (dLPRegistry *DLPRegistry) TryPackDlps(dlpId *big.Int) ([]byte, error) {
	return dLPRegistry.abi.Pack("dlps", dlpId)
}

// UnpackDlps is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xea83e47b.
//
// Solidity: function dlps(uint256 dlpId) view returns((uint256,address,address,address,address,string,string,string,string,uint256,uint256,uint8,uint256,uint256))
func (dLPRegistry *DLPRegistry) UnpackDlps(data []byte) (IDLPRegistryDlpInfo, error) {
	out, err := dLPRegistry.abi.Unpack("dlps", data)
	if err != nil {
		return *new(IDLPRegistryDlpInfo), err
	}
	out0 := *abi.ConvertType(out[0], new(IDLPRegistryDlpInfo)).(*IDLPRegistryDlpInfo)
	return out0, nil
}

// PackDlpsByAddress is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x439b3756.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function dlpsByAddress(address dlp) view returns((uint256,address,address,address,address,string,string,string,string,uint256,uint256,uint8,uint256,uint256))
func (dLPRegistry *DLPRegistry) PackDlpsByAddress(dlp common.Address) []byte {
	enc, err := dLPRegistry.abi.Pack("dlpsByAddress", dlp)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDlpsByAddress is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x439b3756.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function dlpsByAddress(address dlp) view returns((uint256,address,address,address,address,string,string,string,string,uint256,uint256,uint8,uint256,uint256))
func (dLPRegistry *DLPRegistry) TryPackDlpsByAddress(dlp common.Address) ([]byte, error) {
	return dLPRegistry.abi.Pack("dlpsByAddress", dlp)
}

// UnpackDlpsByAddress is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x439b3756.
//
// Solidity: function dlpsByAddress(address dlp) view returns((uint256,address,address,address,address,string,string,string,string,uint256,uint256,uint8,uint256,uint256))
func (dLPRegistry *DLPRegistry) UnpackDlpsByAddress(data []byte) (IDLPRegistryDlpInfo, error) {
	out, err := dLPRegistry.abi.Unpack("dlpsByAddress", data)
	if err != nil {
		return *new(IDLPRegistryDlpInfo), err
	}
	out0 := *abi.ConvertType(out[0], new(IDLPRegistryDlpInfo)).(*IDLPRegistryDlpInfo)
	return out0, nil
}

// PackDlpsByName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9dc6fe5a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function dlpsByName(string name) view returns((uint256,address,address,address,address,string,string,string,string,uint256,uint256,uint8,uint256,uint256))
func (dLPRegistry *DLPRegistry) PackDlpsByName(name string) []byte {
	enc, err := dLPRegistry.abi.Pack("dlpsByName", name)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDlpsByName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9dc6fe5a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function dlpsByName(string name) view returns((uint256,address,address,address,address,string,string,string,string,uint256,uint256,uint8,uint256,uint256))
func (dLPRegistry *DLPRegistry) TryPackDlpsByName(name string) ([]byte, error) {
	return dLPRegistry.abi.Pack("dlpsByName", name)
}

// UnpackDlpsByName is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9dc6fe5a.
//
// Solidity: function dlpsByName(string name) view returns((uint256,address,address,address,address,string,string,string,string,uint256,uint256,uint8,uint256,uint256))
func (dLPRegistry *DLPRegistry) UnpackDlpsByName(data []byte) (IDLPRegistryDlpInfo, error) {
	out, err := dLPRegistry.abi.Unpack("dlpsByName", data)
	if err != nil {
		return *new(IDLPRegistryDlpInfo), err
	}
	out0 := *abi.ConvertType(out[0], new(IDLPRegistryDlpInfo)).(*IDLPRegistryDlpInfo)
	return out0, nil
}

// PackDlpsCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x68ed41ed.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function dlpsCount() view returns(uint256)
func (dLPRegistry *DLPRegistry) PackDlpsCount() []byte {
	enc, err := dLPRegistry.abi.Pack("dlpsCount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDlpsCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x68ed41ed.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function dlpsCount() view returns(uint256)
func (dLPRegistry *DLPRegistry) TryPackDlpsCount() ([]byte, error) {
	return dLPRegistry.abi.Pack("dlpsCount")
}

// UnpackDlpsCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x68ed41ed.
//
// Solidity: function dlpsCount() view returns(uint256)
func (dLPRegistry *DLPRegistry) UnpackDlpsCount(data []byte) (*big.Int, error) {
	out, err := dLPRegistry.abi.Unpack("dlpsCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackEpochLength is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x57d775f8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function epochLength() view returns(uint256)
func (dLPRegistry *DLPRegistry) PackEpochLength() []byte {
	enc, err := dLPRegistry.abi.Pack("epochLength")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEpochLength is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x57d775f8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function epochLength() view returns(uint256)
func (dLPRegistry *DLPRegistry) TryPackEpochLength() ([]byte, error) {
	return dLPRegistry.abi.Pack("epochLength")
}

// UnpackEpochLength is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x57d775f8.
//
// Solidity: function epochLength() view returns(uint256)
func (dLPRegistry *DLPRegistry) UnpackEpochLength(data []byte) (*big.Int, error) {
	out, err := dLPRegistry.abi.Unpack("epochLength", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackOwnerOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6352211e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function ownerOf(uint256 dlpId) view returns(address)
func (dLPRegistry *DLPRegistry) PackOwnerOf(dlpId *big.Int) []byte {
	enc, err := dLPRegistry.abi.Pack("ownerOf", dlpId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwnerOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6352211e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function ownerOf(uint256 dlpId) view returns(address)
func (dLPRegistry *DLPRegistry) TryPackOwnerOf(dlpId *big.Int) ([]byte, error) {
	return dLPRegistry.abi.Pack("ownerOf", dlpId)
}

// UnpackOwnerOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6352211e.
//
// Solidity: function ownerOf(uint256 dlpId) view returns(address)
func (dLPRegistry *DLPRegistry) UnpackOwnerOf(data []byte) (common.Address, error) {
	out, err := dLPRegistry.abi.Unpack("ownerOf", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackUpdateDlpRegistrationDepositAmount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb89ac73b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updateDlpRegistrationDepositAmount(uint256 amount) returns()
func (dLPRegistry *DLPRegistry) PackUpdateDlpRegistrationDepositAmount(amount *big.Int) []byte {
	enc, err := dLPRegistry.abi.Pack("updateDlpRegistrationDepositAmount", amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdateDlpRegistrationDepositAmount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb89ac73b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updateDlpRegistrationDepositAmount(uint256 amount) returns()
func (dLPRegistry *DLPRegistry) TryPackUpdateDlpRegistrationDepositAmount(amount *big.Int) ([]byte, error) {
	return dLPRegistry.abi.Pack("updateDlpRegistrationDepositAmount", amount)
}

// PackUpdateEpochLength is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9a5bfa2c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updateEpochLength(uint256 newEpochLength) returns()
func (dLPRegistry *DLPRegistry) PackUpdateEpochLength(newEpochLength *big.Int) []byte {
	enc, err := dLPRegistry.abi.Pack("updateEpochLength", newEpochLength)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdateEpochLength is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9a5bfa2c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updateEpochLength(uint256 newEpochLength) returns()
func (dLPRegistry *DLPRegistry) TryPackUpdateEpochLength(newEpochLength *big.Int) ([]byte, error) {
	return dLPRegistry.abi.Pack("updateEpochLength", newEpochLength)
}

// DLPRegistryDlpRegistered represents a DlpRegistered event raised by the DLPRegistry contract.
type DLPRegistryDlpRegistered struct {
	DlpId           *big.Int
	DlpAddress      common.Address
	OwnerAddress    common.Address
	TreasuryAddress common.Address
	Name            string
	IconUrl         string
	Website         string
	Metadata        string
	Raw             *types.Log // Blockchain specific contextual infos
}

const DLPRegistryDlpRegisteredEventName = "DlpRegistered"

// ContractEventName returns the user-defined event name.
func (DLPRegistryDlpRegistered) ContractEventName() string {
	return DLPRegistryDlpRegisteredEventName
}

// UnpackDlpRegisteredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event DlpRegistered(uint256 indexed dlpId, address indexed dlpAddress, address ownerAddress, address treasuryAddress, string name, string iconUrl, string website, string metadata)
func (dLPRegistry *DLPRegistry) UnpackDlpRegisteredEvent(log *types.Log) (*DLPRegistryDlpRegistered, error) {
	event := "DlpRegistered"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dLPRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DLPRegistryDlpRegistered)
	if len(log.Data) > 0 {
		if err := dLPRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dLPRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DLPRegistryDlpRegistrationDepositAmountUpdated represents a DlpRegistrationDepositAmountUpdated event raised by the DLPRegistry contract.
type DLPRegistryDlpRegistrationDepositAmountUpdated struct {
	NewDlpRegistrationDepositAmount *big.Int
	Raw                             *types.Log // Blockchain specific contextual infos
}

const DLPRegistryDlpRegistrationDepositAmountUpdatedEventName = "DlpRegistrationDepositAmountUpdated"

// ContractEventName returns the user-defined event name.
func (DLPRegistryDlpRegistrationDepositAmountUpdated) ContractEventName() string {
	return DLPRegistryDlpRegistrationDepositAmountUpdatedEventName
}

// UnpackDlpRegistrationDepositAmountUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event DlpRegistrationDepositAmountUpdated(uint256 newDlpRegistrationDepositAmount)
func (dLPRegistry *DLPRegistry) UnpackDlpRegistrationDepositAmountUpdatedEvent(log *types.Log) (*DLPRegistryDlpRegistrationDepositAmountUpdated, error) {
	event := "DlpRegistrationDepositAmountUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dLPRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DLPRegistryDlpRegistrationDepositAmountUpdated)
	if len(log.Data) > 0 {
		if err := dLPRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dLPRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DLPRegistryDlpTokenUpdated represents a DlpTokenUpdated event raised by the DLPRegistry contract.
type DLPRegistryDlpTokenUpdated struct {
	DlpId        *big.Int
	TokenAddress common.Address
	Raw          *types.Log // Blockchain specific contextual infos
}

const DLPRegistryDlpTokenUpdatedEventName = "DlpTokenUpdated"

// ContractEventName returns the user-defined event name.
func (DLPRegistryDlpTokenUpdated) ContractEventName() string {
	return DLPRegistryDlpTokenUpdatedEventName
}

// UnpackDlpTokenUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event DlpTokenUpdated(uint256 indexed dlpId, address tokenAddress)
func (dLPRegistry *DLPRegistry) UnpackDlpTokenUpdatedEvent(log *types.Log) (*DLPRegistryDlpTokenUpdated, error) {
	event := "DlpTokenUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dLPRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DLPRegistryDlpTokenUpdated)
	if len(log.Data) > 0 {
		if err := dLPRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dLPRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (dLPRegistry *DLPRegistry) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], dLPRegistry.abi.Errors["DlpNotFound"].ID.Bytes()[:4]) {
		return dLPRegistry.UnpackDlpNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], dLPRegistry.abi.Errors["InvalidDepositAmount"].ID.Bytes()[:4]) {
		return dLPRegistry.UnpackInvalidDepositAmountError(raw[4:])
	}
	if bytes.Equal(raw[:4], dLPRegistry.abi.Errors["InvalidName"].ID.Bytes()[:4]) {
		return dLPRegistry.UnpackInvalidNameError(raw[4:])
	}
	if bytes.Equal(raw[:4], dLPRegistry.abi.Errors["InvalidSupply"].ID.Bytes()[:4]) {
		return dLPRegistry.UnpackInvalidSupplyError(raw[4:])
	}
	if bytes.Equal(raw[:4], dLPRegistry.abi.Errors["NameTaken"].ID.Bytes()[:4]) {
		return dLPRegistry.UnpackNameTakenError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// DLPRegistryDlpNotFound represents a DlpNotFound error raised by the DLPRegistry contract.
type DLPRegistryDlpNotFound struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error DlpNotFound()
func DLPRegistryDlpNotFoundErrorID() common.Hash {
	return common.HexToHash("0xaa4fbc14da43c69c1796556635b13b4a3fb6b72cc0b90973045d2b5e922fbc3d")
}

// UnpackDlpNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error DlpNotFound()
func (dLPRegistry *DLPRegistry) UnpackDlpNotFoundError(raw []byte) (*DLPRegistryDlpNotFound, error) {
	out := new(DLPRegistryDlpNotFound)
	if err := dLPRegistry.abi.UnpackIntoInterface(out, "DlpNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DLPRegistryInvalidDepositAmount represents a InvalidDepositAmount error raised by the DLPRegistry contract.
type DLPRegistryInvalidDepositAmount struct {
	Needed *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidDepositAmount(uint256 needed)
func DLPRegistryInvalidDepositAmountErrorID() common.Hash {
	return common.HexToHash("0x412ed2422118aa5b2c4e71821b69e180f4aa7db9e1832c94de5bfc3af136a139")
}

// UnpackInvalidDepositAmountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidDepositAmount(uint256 needed)
func (dLPRegistry *DLPRegistry) UnpackInvalidDepositAmountError(raw []byte) (*DLPRegistryInvalidDepositAmount, error) {
	out := new(DLPRegistryInvalidDepositAmount)
	if err := dLPRegistry.abi.UnpackIntoInterface(out, "InvalidDepositAmount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DLPRegistryInvalidName represents a InvalidName error raised by the DLPRegistry contract.
type DLPRegistryInvalidName struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidName()
func DLPRegistryInvalidNameErrorID() common.Hash {
	return common.HexToHash("0x430f13b3258f41708e03c9ac10900c92a05198a20080a57c2127a1b40ea76e92")
}

// UnpackInvalidNameError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidName()
func (dLPRegistry *DLPRegistry) UnpackInvalidNameError(raw []byte) (*DLPRegistryInvalidName, error) {
	out := new(DLPRegistryInvalidName)
	if err := dLPRegistry.abi.UnpackIntoInterface(out, "InvalidName", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DLPRegistryInvalidSupply represents a InvalidSupply error raised by the DLPRegistry contract.
type DLPRegistryInvalidSupply struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidSupply()
func DLPRegistryInvalidSupplyErrorID() common.Hash {
	return common.HexToHash("0x15ae6727c25712b1e03f66335f34431b60080f0385f83c688ac53a78aacf3bb0")
}

// UnpackInvalidSupplyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidSupply()
func (dLPRegistry *DLPRegistry) UnpackInvalidSupplyError(raw []byte) (*DLPRegistryInvalidSupply, error) {
	out := new(DLPRegistryInvalidSupply)
	if err := dLPRegistry.abi.UnpackIntoInterface(out, "InvalidSupply", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DLPRegistryNameTaken represents a NameTaken error raised by the DLPRegistry contract.
type DLPRegistryNameTaken struct {
	DlpId *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NameTaken(uint256 dlpId)
func DLPRegistryNameTakenErrorID() common.Hash {
	return common.HexToHash("0x57fc4d23eb11d73b45eda7c0bc552b74aa21dc9cffdc35dc7b61674ed11c4d80")
}

// UnpackNameTakenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NameTaken(uint256 dlpId)
func (dLPRegistry *DLPRegistry) UnpackNameTakenError(raw []byte) (*DLPRegistryNameTaken, error) {
	out := new(DLPRegistryNameTaken)
	if err := dLPRegistry.abi.UnpackIntoInterface(out, "NameTaken", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataLiquidityPoolMetaData contains all meta data concerning the DataLiquidityPool contract.
var DataLiquidityPoolMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"InsufficientPayment\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"available\",\"type\":\"uint256\"}],\"name\":\"InsufficientStock\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidShare\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotDlpOwner\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NothingToClaim\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"OnlyComputeEngine\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"OnlyRegistry\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"SaleClosed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"TransferFailed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ZeroAddress\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ZeroAmount\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"newFileRewardFactor\",\"type\":\"uint256\"}],\"name\":\"FileRewardFactorUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"OwnerUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"PotFunded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"string\",\"name\":\"newProofInstruction\",\"type\":\"string\"}],\"name\":\"ProofInstructionUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"contributorAddress\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"proofIndex\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"rewardAmount\",\"type\":\"uint256\"}],\"name\":\"RewardRequested\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"newSalePrice\",\"type\":\"uint256\"}],\"name\":\"SalePriceUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"contributor\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"epoch\",\"type\":\"uint256\"}],\"name\":\"StakeCredited\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"StockFunded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"buyer\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"tokens\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"vana\",\"type\":\"uint256\"}],\"name\":\"TokensSold\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"vana\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"tokens\",\"type\":\"uint256\"}],\"name\":\"TreasuryWithdrawn\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"contributor\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"vana\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"tokens\",\"type\":\"uint256\"}],\"name\":\"ValueClaimed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"token\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"toContributors\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"toTreasury\",\"type\":\"uint256\"}],\"name\":\"ValueDistributed\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"addRewardsForContributors\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"addStock\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"buy\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"claim\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"vana\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"tokens\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"contributor\",\"type\":\"address\"}],\"name\":\"claimable\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"vana\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"tokens\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"contributor\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"score\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"bundle\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"fingerprint\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"identity\",\"type\":\"bytes32\"}],\"name\":\"credit\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"reward\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"duplicateOf\",\"type\":\"uint256\"},{\"internalType\":\"bool\",\"name\":\"identityConflict\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"currentEpoch\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"dataRegistry\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"distribute\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"distributeTokens\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"dlpId\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"epochLength\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"fingerprint\",\"type\":\"bytes32\"}],\"name\":\"fileOfFingerprint\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"fileRewardFactor\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"identity\",\"type\":\"bytes32\"}],\"name\":\"identityHolder\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"name\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"proofBundle\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"proofInstruction\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"rewardPot\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"salePrice\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"contributor\",\"type\":\"address\"}],\"name\":\"stakeOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"active\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"pending\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"stock\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"token\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"totalStake\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"active\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"pending\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"transferOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"treasury\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"vana\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"tokens\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"newFileRewardFactor\",\"type\":\"uint256\"}],\"name\":\"updateFileRewardFactor\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"newProofBundle\",\"type\":\"bytes32\"},{\"internalType\":\"string\",\"name\":\"newProofInstruction\",\"type\":\"string\"}],\"name\":\"updateProofInstruction\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"newSalePrice\",\"type\":\"uint256\"}],\"name\":\"updateSalePrice\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"}],\"name\":\"withdrawTreasury\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "f8de5b6621382e3f997b5fd69337f34599",
}

// DataLiquidityPool is an auto generated Go binding around an Ethereum contract.
type DataLiquidityPool struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *DataLiquidityPool) GetABI() abi.ABI {
	return c.abi
}

// NewDataLiquidityPool creates a new instance of DataLiquidityPool.
func NewDataLiquidityPool() *DataLiquidityPool {
	parsed, err := DataLiquidityPoolMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &DataLiquidityPool{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *DataLiquidityPool) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackAddRewardsForContributors is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1201c547.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function addRewardsForContributors(uint256 amount) returns()
func (dataLiquidityPool *DataLiquidityPool) PackAddRewardsForContributors(amount *big.Int) []byte {
	enc, err := dataLiquidityPool.abi.Pack("addRewardsForContributors", amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAddRewardsForContributors is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1201c547.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function addRewardsForContributors(uint256 amount) returns()
func (dataLiquidityPool *DataLiquidityPool) TryPackAddRewardsForContributors(amount *big.Int) ([]byte, error) {
	return dataLiquidityPool.abi.Pack("addRewardsForContributors", amount)
}

// PackAddStock is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3d650626.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function addStock(uint256 amount) returns()
func (dataLiquidityPool *DataLiquidityPool) PackAddStock(amount *big.Int) []byte {
	enc, err := dataLiquidityPool.abi.Pack("addStock", amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAddStock is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3d650626.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function addStock(uint256 amount) returns()
func (dataLiquidityPool *DataLiquidityPool) TryPackAddStock(amount *big.Int) ([]byte, error) {
	return dataLiquidityPool.abi.Pack("addStock", amount)
}

// PackBuy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd96a094a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function buy(uint256 amount) payable returns()
func (dataLiquidityPool *DataLiquidityPool) PackBuy(amount *big.Int) []byte {
	enc, err := dataLiquidityPool.abi.Pack("buy", amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBuy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd96a094a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function buy(uint256 amount) payable returns()
func (dataLiquidityPool *DataLiquidityPool) TryPackBuy(amount *big.Int) ([]byte, error) {
	return dataLiquidityPool.abi.Pack("buy", amount)
}

// PackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4e71d92d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claim() returns(uint256 vana, uint256 tokens)
func (dataLiquidityPool *DataLiquidityPool) PackClaim() []byte {
	enc, err := dataLiquidityPool.abi.Pack("claim")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4e71d92d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claim() returns(uint256 vana, uint256 tokens)
func (dataLiquidityPool *DataLiquidityPool) TryPackClaim() ([]byte, error) {
	return dataLiquidityPool.abi.Pack("claim")
}

// ClaimOutput serves as a container for the return parameters of contract
// method Claim.
type ClaimOutput struct {
	Vana   *big.Int
	Tokens *big.Int
}

// UnpackClaim is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4e71d92d.
//
// Solidity: function claim() returns(uint256 vana, uint256 tokens)
func (dataLiquidityPool *DataLiquidityPool) UnpackClaim(data []byte) (ClaimOutput, error) {
	out, err := dataLiquidityPool.abi.Unpack("claim", data)
	outstruct := new(ClaimOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Vana = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.Tokens = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackClaimable is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x402914f5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claimable(address contributor) view returns(uint256 vana, uint256 tokens)
func (dataLiquidityPool *DataLiquidityPool) PackClaimable(contributor common.Address) []byte {
	enc, err := dataLiquidityPool.abi.Pack("claimable", contributor)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaimable is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x402914f5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claimable(address contributor) view returns(uint256 vana, uint256 tokens)
func (dataLiquidityPool *DataLiquidityPool) TryPackClaimable(contributor common.Address) ([]byte, error) {
	return dataLiquidityPool.abi.Pack("claimable", contributor)
}

// ClaimableOutput serves as a container for the return parameters of contract
// method Claimable.
type ClaimableOutput struct {
	Vana   *big.Int
	Tokens *big.Int
}

// UnpackClaimable is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x402914f5.
//
// Solidity: function claimable(address contributor) view returns(uint256 vana, uint256 tokens)
func (dataLiquidityPool *DataLiquidityPool) UnpackClaimable(data []byte) (ClaimableOutput, error) {
	out, err := dataLiquidityPool.abi.Unpack("claimable", data)
	outstruct := new(ClaimableOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Vana = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.Tokens = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackCredit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x41ebf881.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function credit(address contributor, uint256 fileId, uint256 score, bytes32 bundle, bytes32 fingerprint, bytes32 identity) returns(uint256 reward, uint256 duplicateOf, bool identityConflict)
func (dataLiquidityPool *DataLiquidityPool) PackCredit(contributor common.Address, fileId *big.Int, score *big.Int, bundle [32]byte, fingerprint [32]byte, identity [32]byte) []byte {
	enc, err := dataLiquidityPool.abi.Pack("credit", contributor, fileId, score, bundle, fingerprint, identity)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCredit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x41ebf881.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function credit(address contributor, uint256 fileId, uint256 score, bytes32 bundle, bytes32 fingerprint, bytes32 identity) returns(uint256 reward, uint256 duplicateOf, bool identityConflict)
func (dataLiquidityPool *DataLiquidityPool) TryPackCredit(contributor common.Address, fileId *big.Int, score *big.Int, bundle [32]byte, fingerprint [32]byte, identity [32]byte) ([]byte, error) {
	return dataLiquidityPool.abi.Pack("credit", contributor, fileId, score, bundle, fingerprint, identity)
}

// CreditOutput serves as a container for the return parameters of contract
// method Credit.
type CreditOutput struct {
	Reward           *big.Int
	DuplicateOf      *big.Int
	IdentityConflict bool
}

// UnpackCredit is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x41ebf881.
//
// Solidity: function credit(address contributor, uint256 fileId, uint256 score, bytes32 bundle, bytes32 fingerprint, bytes32 identity) returns(uint256 reward, uint256 duplicateOf, bool identityConflict)
func (dataLiquidityPool *DataLiquidityPool) UnpackCredit(data []byte) (CreditOutput, error) {
	out, err := dataLiquidityPool.abi.Unpack("credit", data)
	outstruct := new(CreditOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Reward = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.DuplicateOf = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	outstruct.IdentityConflict = *abi.ConvertType(out[2], new(bool)).(*bool)
	return *outstruct, nil
}

// PackCurrentEpoch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x76671808.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function currentEpoch() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) PackCurrentEpoch() []byte {
	enc, err := dataLiquidityPool.abi.Pack("currentEpoch")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCurrentEpoch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x76671808.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function currentEpoch() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) TryPackCurrentEpoch() ([]byte, error) {
	return dataLiquidityPool.abi.Pack("currentEpoch")
}

// UnpackCurrentEpoch is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x76671808.
//
// Solidity: function currentEpoch() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) UnpackCurrentEpoch(data []byte) (*big.Int, error) {
	out, err := dataLiquidityPool.abi.Unpack("currentEpoch", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDataRegistry is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa39c1d6b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function dataRegistry() view returns(address)
func (dataLiquidityPool *DataLiquidityPool) PackDataRegistry() []byte {
	enc, err := dataLiquidityPool.abi.Pack("dataRegistry")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDataRegistry is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa39c1d6b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function dataRegistry() view returns(address)
func (dataLiquidityPool *DataLiquidityPool) TryPackDataRegistry() ([]byte, error) {
	return dataLiquidityPool.abi.Pack("dataRegistry")
}

// UnpackDataRegistry is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa39c1d6b.
//
// Solidity: function dataRegistry() view returns(address)
func (dataLiquidityPool *DataLiquidityPool) UnpackDataRegistry(data []byte) (common.Address, error) {
	out, err := dataLiquidityPool.abi.Unpack("dataRegistry", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackDistribute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe4fc6b6d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function distribute() payable returns()
func (dataLiquidityPool *DataLiquidityPool) PackDistribute() []byte {
	enc, err := dataLiquidityPool.abi.Pack("distribute")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDistribute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe4fc6b6d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function distribute() payable returns()
func (dataLiquidityPool *DataLiquidityPool) TryPackDistribute() ([]byte, error) {
	return dataLiquidityPool.abi.Pack("distribute")
}

// PackDistributeTokens is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7366794e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function distributeTokens(uint256 amount) returns()
func (dataLiquidityPool *DataLiquidityPool) PackDistributeTokens(amount *big.Int) []byte {
	enc, err := dataLiquidityPool.abi.Pack("distributeTokens", amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDistributeTokens is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7366794e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function distributeTokens(uint256 amount) returns()
func (dataLiquidityPool *DataLiquidityPool) TryPackDistributeTokens(amount *big.Int) ([]byte, error) {
	return dataLiquidityPool.abi.Pack("distributeTokens", amount)
}

// PackDlpId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8a4e3f97.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function dlpId() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) PackDlpId() []byte {
	enc, err := dataLiquidityPool.abi.Pack("dlpId")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDlpId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8a4e3f97.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function dlpId() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) TryPackDlpId() ([]byte, error) {
	return dataLiquidityPool.abi.Pack("dlpId")
}

// UnpackDlpId is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8a4e3f97.
//
// Solidity: function dlpId() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) UnpackDlpId(data []byte) (*big.Int, error) {
	out, err := dataLiquidityPool.abi.Unpack("dlpId", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackEpochLength is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x57d775f8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function epochLength() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) PackEpochLength() []byte {
	enc, err := dataLiquidityPool.abi.Pack("epochLength")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEpochLength is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x57d775f8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function epochLength() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) TryPackEpochLength() ([]byte, error) {
	return dataLiquidityPool.abi.Pack("epochLength")
}

// UnpackEpochLength is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x57d775f8.
//
// Solidity: function epochLength() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) UnpackEpochLength(data []byte) (*big.Int, error) {
	out, err := dataLiquidityPool.abi.Unpack("epochLength", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackFileOfFingerprint is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfbf2b516.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fileOfFingerprint(bytes32 fingerprint) view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) PackFileOfFingerprint(fingerprint [32]byte) []byte {
	enc, err := dataLiquidityPool.abi.Pack("fileOfFingerprint", fingerprint)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFileOfFingerprint is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfbf2b516.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fileOfFingerprint(bytes32 fingerprint) view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) TryPackFileOfFingerprint(fingerprint [32]byte) ([]byte, error) {
	return dataLiquidityPool.abi.Pack("fileOfFingerprint", fingerprint)
}

// UnpackFileOfFingerprint is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfbf2b516.
//
// Solidity: function fileOfFingerprint(bytes32 fingerprint) view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) UnpackFileOfFingerprint(data []byte) (*big.Int, error) {
	out, err := dataLiquidityPool.abi.Unpack("fileOfFingerprint", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackFileRewardFactor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xab049ffd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fileRewardFactor() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) PackFileRewardFactor() []byte {
	enc, err := dataLiquidityPool.abi.Pack("fileRewardFactor")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFileRewardFactor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xab049ffd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fileRewardFactor() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) TryPackFileRewardFactor() ([]byte, error) {
	return dataLiquidityPool.abi.Pack("fileRewardFactor")
}

// UnpackFileRewardFactor is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xab049ffd.
//
// Solidity: function fileRewardFactor() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) UnpackFileRewardFactor(data []byte) (*big.Int, error) {
	out, err := dataLiquidityPool.abi.Unpack("fileRewardFactor", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackIdentityHolder is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb3505eb9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function identityHolder(bytes32 identity) view returns(address)
func (dataLiquidityPool *DataLiquidityPool) PackIdentityHolder(identity [32]byte) []byte {
	enc, err := dataLiquidityPool.abi.Pack("identityHolder", identity)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIdentityHolder is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb3505eb9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function identityHolder(bytes32 identity) view returns(address)
func (dataLiquidityPool *DataLiquidityPool) TryPackIdentityHolder(identity [32]byte) ([]byte, error) {
	return dataLiquidityPool.abi.Pack("identityHolder", identity)
}

// UnpackIdentityHolder is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb3505eb9.
//
// Solidity: function identityHolder(bytes32 identity) view returns(address)
func (dataLiquidityPool *DataLiquidityPool) UnpackIdentityHolder(data []byte) (common.Address, error) {
	out, err := dataLiquidityPool.abi.Unpack("identityHolder", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function name() view returns(string)
func (dataLiquidityPool *DataLiquidityPool) PackName() []byte {
	enc, err := dataLiquidityPool.abi.Pack("name")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function name() view returns(string)
func (dataLiquidityPool *DataLiquidityPool) TryPackName() ([]byte, error) {
	return dataLiquidityPool.abi.Pack("name")
}

// UnpackName is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x06fdde03.
//
// Solidity: function name() view returns(string)
func (dataLiquidityPool *DataLiquidityPool) UnpackName(data []byte) (string, error) {
	out, err := dataLiquidityPool.abi.Unpack("name", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (dataLiquidityPool *DataLiquidityPool) PackOwner() []byte {
	enc, err := dataLiquidityPool.abi.Pack("owner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owner() view returns(address)
func (dataLiquidityPool *DataLiquidityPool) TryPackOwner() ([]byte, error) {
	return dataLiquidityPool.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (dataLiquidityPool *DataLiquidityPool) UnpackOwner(data []byte) (common.Address, error) {
	out, err := dataLiquidityPool.abi.Unpack("owner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackProofBundle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x89ef16ed.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function proofBundle() view returns(bytes32)
func (dataLiquidityPool *DataLiquidityPool) PackProofBundle() []byte {
	enc, err := dataLiquidityPool.abi.Pack("proofBundle")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackProofBundle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x89ef16ed.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function proofBundle() view returns(bytes32)
func (dataLiquidityPool *DataLiquidityPool) TryPackProofBundle() ([]byte, error) {
	return dataLiquidityPool.abi.Pack("proofBundle")
}

// UnpackProofBundle is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x89ef16ed.
//
// Solidity: function proofBundle() view returns(bytes32)
func (dataLiquidityPool *DataLiquidityPool) UnpackProofBundle(data []byte) ([32]byte, error) {
	out, err := dataLiquidityPool.abi.Unpack("proofBundle", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackProofInstruction is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x084a09da.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function proofInstruction() view returns(string)
func (dataLiquidityPool *DataLiquidityPool) PackProofInstruction() []byte {
	enc, err := dataLiquidityPool.abi.Pack("proofInstruction")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackProofInstruction is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x084a09da.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function proofInstruction() view returns(string)
func (dataLiquidityPool *DataLiquidityPool) TryPackProofInstruction() ([]byte, error) {
	return dataLiquidityPool.abi.Pack("proofInstruction")
}

// UnpackProofInstruction is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x084a09da.
//
// Solidity: function proofInstruction() view returns(string)
func (dataLiquidityPool *DataLiquidityPool) UnpackProofInstruction(data []byte) (string, error) {
	out, err := dataLiquidityPool.abi.Unpack("proofInstruction", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackRewardPot is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x93ad7440.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function rewardPot() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) PackRewardPot() []byte {
	enc, err := dataLiquidityPool.abi.Pack("rewardPot")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRewardPot is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x93ad7440.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function rewardPot() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) TryPackRewardPot() ([]byte, error) {
	return dataLiquidityPool.abi.Pack("rewardPot")
}

// UnpackRewardPot is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x93ad7440.
//
// Solidity: function rewardPot() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) UnpackRewardPot(data []byte) (*big.Int, error) {
	out, err := dataLiquidityPool.abi.Unpack("rewardPot", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackSalePrice is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf51f96dd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function salePrice() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) PackSalePrice() []byte {
	enc, err := dataLiquidityPool.abi.Pack("salePrice")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSalePrice is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf51f96dd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function salePrice() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) TryPackSalePrice() ([]byte, error) {
	return dataLiquidityPool.abi.Pack("salePrice")
}

// UnpackSalePrice is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf51f96dd.
//
// Solidity: function salePrice() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) UnpackSalePrice(data []byte) (*big.Int, error) {
	out, err := dataLiquidityPool.abi.Unpack("salePrice", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackStakeOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42623360.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function stakeOf(address contributor) view returns(uint256 active, uint256 pending)
func (dataLiquidityPool *DataLiquidityPool) PackStakeOf(contributor common.Address) []byte {
	enc, err := dataLiquidityPool.abi.Pack("stakeOf", contributor)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStakeOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42623360.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function stakeOf(address contributor) view returns(uint256 active, uint256 pending)
func (dataLiquidityPool *DataLiquidityPool) TryPackStakeOf(contributor common.Address) ([]byte, error) {
	return dataLiquidityPool.abi.Pack("stakeOf", contributor)
}

// StakeOfOutput serves as a container for the return parameters of contract
// method StakeOf.
type StakeOfOutput struct {
	Active  *big.Int
	Pending *big.Int
}

// UnpackStakeOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x42623360.
//
// Solidity: function stakeOf(address contributor) view returns(uint256 active, uint256 pending)
func (dataLiquidityPool *DataLiquidityPool) UnpackStakeOf(data []byte) (StakeOfOutput, error) {
	out, err := dataLiquidityPool.abi.Unpack("stakeOf", data)
	outstruct := new(StakeOfOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Active = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.Pending = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackStock is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbdf3c4ae.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function stock() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) PackStock() []byte {
	enc, err := dataLiquidityPool.abi.Pack("stock")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStock is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbdf3c4ae.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function stock() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) TryPackStock() ([]byte, error) {
	return dataLiquidityPool.abi.Pack("stock")
}

// UnpackStock is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbdf3c4ae.
//
// Solidity: function stock() view returns(uint256)
func (dataLiquidityPool *DataLiquidityPool) UnpackStock(data []byte) (*big.Int, error) {
	out, err := dataLiquidityPool.abi.Unpack("stock", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackToken is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfc0c546a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function token() view returns(address)
func (dataLiquidityPool *DataLiquidityPool) PackToken() []byte {
	enc, err := dataLiquidityPool.abi.Pack("token")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackToken is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfc0c546a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function token() view returns(address)
func (dataLiquidityPool *DataLiquidityPool) TryPackToken() ([]byte, error) {
	return dataLiquidityPool.abi.Pack("token")
}

// UnpackToken is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfc0c546a.
//
// Solidity: function token() view returns(address)
func (dataLiquidityPool *DataLiquidityPool) UnpackToken(data []byte) (common.Address, error) {
	out, err := dataLiquidityPool.abi.Unpack("token", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackTotalStake is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8b0e9f3f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function totalStake() view returns(uint256 active, uint256 pending)
func (dataLiquidityPool *DataLiquidityPool) PackTotalStake() []byte {
	enc, err := dataLiquidityPool.abi.Pack("totalStake")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTotalStake is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8b0e9f3f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function totalStake() view returns(uint256 active, uint256 pending)
func (dataLiquidityPool *DataLiquidityPool) TryPackTotalStake() ([]byte, error) {
	return dataLiquidityPool.abi.Pack("totalStake")
}

// TotalStakeOutput serves as a container for the return parameters of contract
// method TotalStake.
type TotalStakeOutput struct {
	Active  *big.Int
	Pending *big.Int
}

// UnpackTotalStake is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8b0e9f3f.
//
// Solidity: function totalStake() view returns(uint256 active, uint256 pending)
func (dataLiquidityPool *DataLiquidityPool) UnpackTotalStake(data []byte) (TotalStakeOutput, error) {
	out, err := dataLiquidityPool.abi.Unpack("totalStake", data)
	outstruct := new(TotalStakeOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Active = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.Pending = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (dataLiquidityPool *DataLiquidityPool) PackTransferOwnership(newOwner common.Address) []byte {
	enc, err := dataLiquidityPool.abi.Pack("transferOwnership", newOwner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (dataLiquidityPool *DataLiquidityPool) TryPackTransferOwnership(newOwner common.Address) ([]byte, error) {
	return dataLiquidityPool.abi.Pack("transferOwnership", newOwner)
}

// PackTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61d027b3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function treasury() view returns(uint256 vana, uint256 tokens)
func (dataLiquidityPool *DataLiquidityPool) PackTreasury() []byte {
	enc, err := dataLiquidityPool.abi.Pack("treasury")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61d027b3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function treasury() view returns(uint256 vana, uint256 tokens)
func (dataLiquidityPool *DataLiquidityPool) TryPackTreasury() ([]byte, error) {
	return dataLiquidityPool.abi.Pack("treasury")
}

// TreasuryOutput serves as a container for the return parameters of contract
// method Treasury.
type TreasuryOutput struct {
	Vana   *big.Int
	Tokens *big.Int
}

// UnpackTreasury is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x61d027b3.
//
// Solidity: function treasury() view returns(uint256 vana, uint256 tokens)
func (dataLiquidityPool *DataLiquidityPool) UnpackTreasury(data []byte) (TreasuryOutput, error) {
	out, err := dataLiquidityPool.abi.Unpack("treasury", data)
	outstruct := new(TreasuryOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Vana = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.Tokens = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackUpdateFileRewardFactor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1a8bcb1d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updateFileRewardFactor(uint256 newFileRewardFactor) returns()
func (dataLiquidityPool *DataLiquidityPool) PackUpdateFileRewardFactor(newFileRewardFactor *big.Int) []byte {
	enc, err := dataLiquidityPool.abi.Pack("updateFileRewardFactor", newFileRewardFactor)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdateFileRewardFactor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1a8bcb1d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updateFileRewardFactor(uint256 newFileRewardFactor) returns()
func (dataLiquidityPool *DataLiquidityPool) TryPackUpdateFileRewardFactor(newFileRewardFactor *big.Int) ([]byte, error) {
	return dataLiquidityPool.abi.Pack("updateFileRewardFactor", newFileRewardFactor)
}

// PackUpdateProofInstruction is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe79879b9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updateProofInstruction(bytes32 newProofBundle, string newProofInstruction) returns()
func (dataLiquidityPool *DataLiquidityPool) PackUpdateProofInstruction(newProofBundle [32]byte, newProofInstruction string) []byte {
	enc, err := dataLiquidityPool.abi.Pack("updateProofInstruction", newProofBundle, newProofInstruction)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdateProofInstruction is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe79879b9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updateProofInstruction(bytes32 newProofBundle, string newProofInstruction) returns()
func (dataLiquidityPool *DataLiquidityPool) TryPackUpdateProofInstruction(newProofBundle [32]byte, newProofInstruction string) ([]byte, error) {
	return dataLiquidityPool.abi.Pack("updateProofInstruction", newProofBundle, newProofInstruction)
}

// PackUpdateSalePrice is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ec0912e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updateSalePrice(uint256 newSalePrice) returns()
func (dataLiquidityPool *DataLiquidityPool) PackUpdateSalePrice(newSalePrice *big.Int) []byte {
	enc, err := dataLiquidityPool.abi.Pack("updateSalePrice", newSalePrice)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdateSalePrice is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ec0912e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updateSalePrice(uint256 newSalePrice) returns()
func (dataLiquidityPool *DataLiquidityPool) TryPackUpdateSalePrice(newSalePrice *big.Int) ([]byte, error) {
	return dataLiquidityPool.abi.Pack("updateSalePrice", newSalePrice)
}

// PackWithdrawTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf86c9e9a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdrawTreasury(address to) returns()
func (dataLiquidityPool *DataLiquidityPool) PackWithdrawTreasury(to common.Address) []byte {
	enc, err := dataLiquidityPool.abi.Pack("withdrawTreasury", to)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdrawTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf86c9e9a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdrawTreasury(address to) returns()
func (dataLiquidityPool *DataLiquidityPool) TryPackWithdrawTreasury(to common.Address) ([]byte, error) {
	return dataLiquidityPool.abi.Pack("withdrawTreasury", to)
}

// DataLiquidityPoolFileRewardFactorUpdated represents a FileRewardFactorUpdated event raised by the DataLiquidityPool contract.
type DataLiquidityPoolFileRewardFactorUpdated struct {
	NewFileRewardFactor *big.Int
	Raw                 *types.Log // Blockchain specific contextual infos
}

const DataLiquidityPoolFileRewardFactorUpdatedEventName = "FileRewardFactorUpdated"

// ContractEventName returns the user-defined event name.
func (DataLiquidityPoolFileRewardFactorUpdated) ContractEventName() string {
	return DataLiquidityPoolFileRewardFactorUpdatedEventName
}

// UnpackFileRewardFactorUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event FileRewardFactorUpdated(uint256 newFileRewardFactor)
func (dataLiquidityPool *DataLiquidityPool) UnpackFileRewardFactorUpdatedEvent(log *types.Log) (*DataLiquidityPoolFileRewardFactorUpdated, error) {
	event := "FileRewardFactorUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataLiquidityPool.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataLiquidityPoolFileRewardFactorUpdated)
	if len(log.Data) > 0 {
		if err := dataLiquidityPool.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataLiquidityPool.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataLiquidityPoolOwnerUpdated represents a OwnerUpdated event raised by the DataLiquidityPool contract.
type DataLiquidityPoolOwnerUpdated struct {
	NewOwner common.Address
	Raw      *types.Log // Blockchain specific contextual infos
}

const DataLiquidityPoolOwnerUpdatedEventName = "OwnerUpdated"

// ContractEventName returns the user-defined event name.
func (DataLiquidityPoolOwnerUpdated) ContractEventName() string {
	return DataLiquidityPoolOwnerUpdatedEventName
}

// UnpackOwnerUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnerUpdated(address newOwner)
func (dataLiquidityPool *DataLiquidityPool) UnpackOwnerUpdatedEvent(log *types.Log) (*DataLiquidityPoolOwnerUpdated, error) {
	event := "OwnerUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataLiquidityPool.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataLiquidityPoolOwnerUpdated)
	if len(log.Data) > 0 {
		if err := dataLiquidityPool.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataLiquidityPool.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataLiquidityPoolPotFunded represents a PotFunded event raised by the DataLiquidityPool contract.
type DataLiquidityPoolPotFunded struct {
	From   common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const DataLiquidityPoolPotFundedEventName = "PotFunded"

// ContractEventName returns the user-defined event name.
func (DataLiquidityPoolPotFunded) ContractEventName() string {
	return DataLiquidityPoolPotFundedEventName
}

// UnpackPotFundedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PotFunded(address indexed from, uint256 amount)
func (dataLiquidityPool *DataLiquidityPool) UnpackPotFundedEvent(log *types.Log) (*DataLiquidityPoolPotFunded, error) {
	event := "PotFunded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataLiquidityPool.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataLiquidityPoolPotFunded)
	if len(log.Data) > 0 {
		if err := dataLiquidityPool.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataLiquidityPool.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataLiquidityPoolProofInstructionUpdated represents a ProofInstructionUpdated event raised by the DataLiquidityPool contract.
type DataLiquidityPoolProofInstructionUpdated struct {
	NewProofInstruction string
	Raw                 *types.Log // Blockchain specific contextual infos
}

const DataLiquidityPoolProofInstructionUpdatedEventName = "ProofInstructionUpdated"

// ContractEventName returns the user-defined event name.
func (DataLiquidityPoolProofInstructionUpdated) ContractEventName() string {
	return DataLiquidityPoolProofInstructionUpdatedEventName
}

// UnpackProofInstructionUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ProofInstructionUpdated(string newProofInstruction)
func (dataLiquidityPool *DataLiquidityPool) UnpackProofInstructionUpdatedEvent(log *types.Log) (*DataLiquidityPoolProofInstructionUpdated, error) {
	event := "ProofInstructionUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataLiquidityPool.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataLiquidityPoolProofInstructionUpdated)
	if len(log.Data) > 0 {
		if err := dataLiquidityPool.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataLiquidityPool.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataLiquidityPoolRewardRequested represents a RewardRequested event raised by the DataLiquidityPool contract.
type DataLiquidityPoolRewardRequested struct {
	ContributorAddress common.Address
	FileId             *big.Int
	ProofIndex         *big.Int
	RewardAmount       *big.Int
	Raw                *types.Log // Blockchain specific contextual infos
}

const DataLiquidityPoolRewardRequestedEventName = "RewardRequested"

// ContractEventName returns the user-defined event name.
func (DataLiquidityPoolRewardRequested) ContractEventName() string {
	return DataLiquidityPoolRewardRequestedEventName
}

// UnpackRewardRequestedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RewardRequested(address indexed contributorAddress, uint256 indexed fileId, uint256 indexed proofIndex, uint256 rewardAmount)
func (dataLiquidityPool *DataLiquidityPool) UnpackRewardRequestedEvent(log *types.Log) (*DataLiquidityPoolRewardRequested, error) {
	event := "RewardRequested"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataLiquidityPool.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataLiquidityPoolRewardRequested)
	if len(log.Data) > 0 {
		if err := dataLiquidityPool.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataLiquidityPool.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataLiquidityPoolSalePriceUpdated represents a SalePriceUpdated event raised by the DataLiquidityPool contract.
type DataLiquidityPoolSalePriceUpdated struct {
	NewSalePrice *big.Int
	Raw          *types.Log // Blockchain specific contextual infos
}

const DataLiquidityPoolSalePriceUpdatedEventName = "SalePriceUpdated"

// ContractEventName returns the user-defined event name.
func (DataLiquidityPoolSalePriceUpdated) ContractEventName() string {
	return DataLiquidityPoolSalePriceUpdatedEventName
}

// UnpackSalePriceUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event SalePriceUpdated(uint256 newSalePrice)
func (dataLiquidityPool *DataLiquidityPool) UnpackSalePriceUpdatedEvent(log *types.Log) (*DataLiquidityPoolSalePriceUpdated, error) {
	event := "SalePriceUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataLiquidityPool.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataLiquidityPoolSalePriceUpdated)
	if len(log.Data) > 0 {
		if err := dataLiquidityPool.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataLiquidityPool.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataLiquidityPoolStakeCredited represents a StakeCredited event raised by the DataLiquidityPool contract.
type DataLiquidityPoolStakeCredited struct {
	Contributor common.Address
	FileId      *big.Int
	Amount      *big.Int
	Epoch       *big.Int
	Raw         *types.Log // Blockchain specific contextual infos
}

const DataLiquidityPoolStakeCreditedEventName = "StakeCredited"

// ContractEventName returns the user-defined event name.
func (DataLiquidityPoolStakeCredited) ContractEventName() string {
	return DataLiquidityPoolStakeCreditedEventName
}

// UnpackStakeCreditedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event StakeCredited(address indexed contributor, uint256 indexed fileId, uint256 amount, uint256 epoch)
func (dataLiquidityPool *DataLiquidityPool) UnpackStakeCreditedEvent(log *types.Log) (*DataLiquidityPoolStakeCredited, error) {
	event := "StakeCredited"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataLiquidityPool.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataLiquidityPoolStakeCredited)
	if len(log.Data) > 0 {
		if err := dataLiquidityPool.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataLiquidityPool.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataLiquidityPoolStockFunded represents a StockFunded event raised by the DataLiquidityPool contract.
type DataLiquidityPoolStockFunded struct {
	From   common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const DataLiquidityPoolStockFundedEventName = "StockFunded"

// ContractEventName returns the user-defined event name.
func (DataLiquidityPoolStockFunded) ContractEventName() string {
	return DataLiquidityPoolStockFundedEventName
}

// UnpackStockFundedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event StockFunded(address indexed from, uint256 amount)
func (dataLiquidityPool *DataLiquidityPool) UnpackStockFundedEvent(log *types.Log) (*DataLiquidityPoolStockFunded, error) {
	event := "StockFunded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataLiquidityPool.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataLiquidityPoolStockFunded)
	if len(log.Data) > 0 {
		if err := dataLiquidityPool.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataLiquidityPool.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataLiquidityPoolTokensSold represents a TokensSold event raised by the DataLiquidityPool contract.
type DataLiquidityPoolTokensSold struct {
	Buyer  common.Address
	Tokens *big.Int
	Vana   *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const DataLiquidityPoolTokensSoldEventName = "TokensSold"

// ContractEventName returns the user-defined event name.
func (DataLiquidityPoolTokensSold) ContractEventName() string {
	return DataLiquidityPoolTokensSoldEventName
}

// UnpackTokensSoldEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TokensSold(address indexed buyer, uint256 tokens, uint256 vana)
func (dataLiquidityPool *DataLiquidityPool) UnpackTokensSoldEvent(log *types.Log) (*DataLiquidityPoolTokensSold, error) {
	event := "TokensSold"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataLiquidityPool.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataLiquidityPoolTokensSold)
	if len(log.Data) > 0 {
		if err := dataLiquidityPool.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataLiquidityPool.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataLiquidityPoolTreasuryWithdrawn represents a TreasuryWithdrawn event raised by the DataLiquidityPool contract.
type DataLiquidityPoolTreasuryWithdrawn struct {
	To     common.Address
	Vana   *big.Int
	Tokens *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const DataLiquidityPoolTreasuryWithdrawnEventName = "TreasuryWithdrawn"

// ContractEventName returns the user-defined event name.
func (DataLiquidityPoolTreasuryWithdrawn) ContractEventName() string {
	return DataLiquidityPoolTreasuryWithdrawnEventName
}

// UnpackTreasuryWithdrawnEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TreasuryWithdrawn(address indexed to, uint256 vana, uint256 tokens)
func (dataLiquidityPool *DataLiquidityPool) UnpackTreasuryWithdrawnEvent(log *types.Log) (*DataLiquidityPoolTreasuryWithdrawn, error) {
	event := "TreasuryWithdrawn"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataLiquidityPool.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataLiquidityPoolTreasuryWithdrawn)
	if len(log.Data) > 0 {
		if err := dataLiquidityPool.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataLiquidityPool.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataLiquidityPoolValueClaimed represents a ValueClaimed event raised by the DataLiquidityPool contract.
type DataLiquidityPoolValueClaimed struct {
	Contributor common.Address
	Vana        *big.Int
	Tokens      *big.Int
	Raw         *types.Log // Blockchain specific contextual infos
}

const DataLiquidityPoolValueClaimedEventName = "ValueClaimed"

// ContractEventName returns the user-defined event name.
func (DataLiquidityPoolValueClaimed) ContractEventName() string {
	return DataLiquidityPoolValueClaimedEventName
}

// UnpackValueClaimedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ValueClaimed(address indexed contributor, uint256 vana, uint256 tokens)
func (dataLiquidityPool *DataLiquidityPool) UnpackValueClaimedEvent(log *types.Log) (*DataLiquidityPoolValueClaimed, error) {
	event := "ValueClaimed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataLiquidityPool.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataLiquidityPoolValueClaimed)
	if len(log.Data) > 0 {
		if err := dataLiquidityPool.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataLiquidityPool.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataLiquidityPoolValueDistributed represents a ValueDistributed event raised by the DataLiquidityPool contract.
type DataLiquidityPoolValueDistributed struct {
	Token          common.Address
	ToContributors *big.Int
	ToTreasury     *big.Int
	Raw            *types.Log // Blockchain specific contextual infos
}

const DataLiquidityPoolValueDistributedEventName = "ValueDistributed"

// ContractEventName returns the user-defined event name.
func (DataLiquidityPoolValueDistributed) ContractEventName() string {
	return DataLiquidityPoolValueDistributedEventName
}

// UnpackValueDistributedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ValueDistributed(address indexed token, uint256 toContributors, uint256 toTreasury)
func (dataLiquidityPool *DataLiquidityPool) UnpackValueDistributedEvent(log *types.Log) (*DataLiquidityPoolValueDistributed, error) {
	event := "ValueDistributed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataLiquidityPool.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataLiquidityPoolValueDistributed)
	if len(log.Data) > 0 {
		if err := dataLiquidityPool.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataLiquidityPool.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (dataLiquidityPool *DataLiquidityPool) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], dataLiquidityPool.abi.Errors["InsufficientPayment"].ID.Bytes()[:4]) {
		return dataLiquidityPool.UnpackInsufficientPaymentError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataLiquidityPool.abi.Errors["InsufficientStock"].ID.Bytes()[:4]) {
		return dataLiquidityPool.UnpackInsufficientStockError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataLiquidityPool.abi.Errors["InvalidShare"].ID.Bytes()[:4]) {
		return dataLiquidityPool.UnpackInvalidShareError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataLiquidityPool.abi.Errors["NotDlpOwner"].ID.Bytes()[:4]) {
		return dataLiquidityPool.UnpackNotDlpOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataLiquidityPool.abi.Errors["NothingToClaim"].ID.Bytes()[:4]) {
		return dataLiquidityPool.UnpackNothingToClaimError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataLiquidityPool.abi.Errors["OnlyComputeEngine"].ID.Bytes()[:4]) {
		return dataLiquidityPool.UnpackOnlyComputeEngineError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataLiquidityPool.abi.Errors["OnlyRegistry"].ID.Bytes()[:4]) {
		return dataLiquidityPool.UnpackOnlyRegistryError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataLiquidityPool.abi.Errors["SaleClosed"].ID.Bytes()[:4]) {
		return dataLiquidityPool.UnpackSaleClosedError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataLiquidityPool.abi.Errors["TransferFailed"].ID.Bytes()[:4]) {
		return dataLiquidityPool.UnpackTransferFailedError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataLiquidityPool.abi.Errors["ZeroAddress"].ID.Bytes()[:4]) {
		return dataLiquidityPool.UnpackZeroAddressError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataLiquidityPool.abi.Errors["ZeroAmount"].ID.Bytes()[:4]) {
		return dataLiquidityPool.UnpackZeroAmountError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// DataLiquidityPoolInsufficientPayment represents a InsufficientPayment error raised by the DataLiquidityPool contract.
type DataLiquidityPoolInsufficientPayment struct {
	Needed *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientPayment(uint256 needed)
func DataLiquidityPoolInsufficientPaymentErrorID() common.Hash {
	return common.HexToHash("0xbd4f29e392a88a91852d3c2d30dbdd9054ac278fedbb5e1bdce8f99adcf9b756")
}

// UnpackInsufficientPaymentError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientPayment(uint256 needed)
func (dataLiquidityPool *DataLiquidityPool) UnpackInsufficientPaymentError(raw []byte) (*DataLiquidityPoolInsufficientPayment, error) {
	out := new(DataLiquidityPoolInsufficientPayment)
	if err := dataLiquidityPool.abi.UnpackIntoInterface(out, "InsufficientPayment", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataLiquidityPoolInsufficientStock represents a InsufficientStock error raised by the DataLiquidityPool contract.
type DataLiquidityPoolInsufficientStock struct {
	Available *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientStock(uint256 available)
func DataLiquidityPoolInsufficientStockErrorID() common.Hash {
	return common.HexToHash("0x94eb5060d1ef087c2b84577c0cbf2e20da1f20cd191b710a34061b9478374b83")
}

// UnpackInsufficientStockError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientStock(uint256 available)
func (dataLiquidityPool *DataLiquidityPool) UnpackInsufficientStockError(raw []byte) (*DataLiquidityPoolInsufficientStock, error) {
	out := new(DataLiquidityPoolInsufficientStock)
	if err := dataLiquidityPool.abi.UnpackIntoInterface(out, "InsufficientStock", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataLiquidityPoolInvalidShare represents a InvalidShare error raised by the DataLiquidityPool contract.
type DataLiquidityPoolInvalidShare struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidShare()
func DataLiquidityPoolInvalidShareErrorID() common.Hash {
	return common.HexToHash("0x100d5f7430cc7ef70f75598afddc858829c58039611a94e2c1d4fca224364514")
}

// UnpackInvalidShareError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidShare()
func (dataLiquidityPool *DataLiquidityPool) UnpackInvalidShareError(raw []byte) (*DataLiquidityPoolInvalidShare, error) {
	out := new(DataLiquidityPoolInvalidShare)
	if err := dataLiquidityPool.abi.UnpackIntoInterface(out, "InvalidShare", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataLiquidityPoolNotDlpOwner represents a NotDlpOwner error raised by the DataLiquidityPool contract.
type DataLiquidityPoolNotDlpOwner struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotDlpOwner()
func DataLiquidityPoolNotDlpOwnerErrorID() common.Hash {
	return common.HexToHash("0x3387d7079781a6b4eecc66eb9e45144c890741c4fe4f45f6547b54c8220b092d")
}

// UnpackNotDlpOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotDlpOwner()
func (dataLiquidityPool *DataLiquidityPool) UnpackNotDlpOwnerError(raw []byte) (*DataLiquidityPoolNotDlpOwner, error) {
	out := new(DataLiquidityPoolNotDlpOwner)
	if err := dataLiquidityPool.abi.UnpackIntoInterface(out, "NotDlpOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataLiquidityPoolNothingToClaim represents a NothingToClaim error raised by the DataLiquidityPool contract.
type DataLiquidityPoolNothingToClaim struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingToClaim()
func DataLiquidityPoolNothingToClaimErrorID() common.Hash {
	return common.HexToHash("0x969bf7288f744225521096ebffff657851af77dd4c63700d76b8d1cf6481d1f1")
}

// UnpackNothingToClaimError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingToClaim()
func (dataLiquidityPool *DataLiquidityPool) UnpackNothingToClaimError(raw []byte) (*DataLiquidityPoolNothingToClaim, error) {
	out := new(DataLiquidityPoolNothingToClaim)
	if err := dataLiquidityPool.abi.UnpackIntoInterface(out, "NothingToClaim", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataLiquidityPoolOnlyComputeEngine represents a OnlyComputeEngine error raised by the DataLiquidityPool contract.
type DataLiquidityPoolOnlyComputeEngine struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OnlyComputeEngine()
func DataLiquidityPoolOnlyComputeEngineErrorID() common.Hash {
	return common.HexToHash("0x3d564f7e5f308e8ed8487bea55fae3457f4008b3c048582ae3a31ce27077761b")
}

// UnpackOnlyComputeEngineError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OnlyComputeEngine()
func (dataLiquidityPool *DataLiquidityPool) UnpackOnlyComputeEngineError(raw []byte) (*DataLiquidityPoolOnlyComputeEngine, error) {
	out := new(DataLiquidityPoolOnlyComputeEngine)
	if err := dataLiquidityPool.abi.UnpackIntoInterface(out, "OnlyComputeEngine", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataLiquidityPoolOnlyRegistry represents a OnlyRegistry error raised by the DataLiquidityPool contract.
type DataLiquidityPoolOnlyRegistry struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OnlyRegistry()
func DataLiquidityPoolOnlyRegistryErrorID() common.Hash {
	return common.HexToHash("0x87aa01c8f345bf989a019512f82d4ed2f86ab2bd17acf79844bdea1b6414fb0f")
}

// UnpackOnlyRegistryError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OnlyRegistry()
func (dataLiquidityPool *DataLiquidityPool) UnpackOnlyRegistryError(raw []byte) (*DataLiquidityPoolOnlyRegistry, error) {
	out := new(DataLiquidityPoolOnlyRegistry)
	if err := dataLiquidityPool.abi.UnpackIntoInterface(out, "OnlyRegistry", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataLiquidityPoolSaleClosed represents a SaleClosed error raised by the DataLiquidityPool contract.
type DataLiquidityPoolSaleClosed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SaleClosed()
func DataLiquidityPoolSaleClosedErrorID() common.Hash {
	return common.HexToHash("0x4c013bd73202fde3c7cfe26ca486d0882f2c5b2fc9c761b15212f759bd2347dd")
}

// UnpackSaleClosedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SaleClosed()
func (dataLiquidityPool *DataLiquidityPool) UnpackSaleClosedError(raw []byte) (*DataLiquidityPoolSaleClosed, error) {
	out := new(DataLiquidityPoolSaleClosed)
	if err := dataLiquidityPool.abi.UnpackIntoInterface(out, "SaleClosed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataLiquidityPoolTransferFailed represents a TransferFailed error raised by the DataLiquidityPool contract.
type DataLiquidityPoolTransferFailed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TransferFailed()
func DataLiquidityPoolTransferFailedErrorID() common.Hash {
	return common.HexToHash("0x90b8ec1877afffd816d05d9b13947f3ff18ec5851c38bad15ec2b710f92391b1")
}

// UnpackTransferFailedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TransferFailed()
func (dataLiquidityPool *DataLiquidityPool) UnpackTransferFailedError(raw []byte) (*DataLiquidityPoolTransferFailed, error) {
	out := new(DataLiquidityPoolTransferFailed)
	if err := dataLiquidityPool.abi.UnpackIntoInterface(out, "TransferFailed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataLiquidityPoolZeroAddress represents a ZeroAddress error raised by the DataLiquidityPool contract.
type DataLiquidityPoolZeroAddress struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ZeroAddress()
func DataLiquidityPoolZeroAddressErrorID() common.Hash {
	return common.HexToHash("0xd92e233df2717d4a40030e20904abd27b68fcbeede117eaaccbbdac9618c8c73")
}

// UnpackZeroAddressError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ZeroAddress()
func (dataLiquidityPool *DataLiquidityPool) UnpackZeroAddressError(raw []byte) (*DataLiquidityPoolZeroAddress, error) {
	out := new(DataLiquidityPoolZeroAddress)
	if err := dataLiquidityPool.abi.UnpackIntoInterface(out, "ZeroAddress", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataLiquidityPoolZeroAmount represents a ZeroAmount error raised by the DataLiquidityPool contract.
type DataLiquidityPoolZeroAmount struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ZeroAmount()
func DataLiquidityPoolZeroAmountErrorID() common.Hash {
	return common.HexToHash("0x1f2a2005cb66a8e145327e8814e243a0996aec9bfe1e15a495778b1236dbd485")
}

// UnpackZeroAmountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ZeroAmount()
func (dataLiquidityPool *DataLiquidityPool) UnpackZeroAmountError(raw []byte) (*DataLiquidityPoolZeroAmount, error) {
	out := new(DataLiquidityPoolZeroAmount)
	if err := dataLiquidityPool.abi.UnpackIntoInterface(out, "ZeroAmount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRefinerRegistryMetaData contains all meta data concerning the DataRefinerRegistry contract.
var DataRefinerRegistryMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[],\"name\":\"InvalidDigest\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotDlpOwner\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"RefinerNotFound\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"TooManyRefiners\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"refinerId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"schemaId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"schemaDefinitionUrl\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"refinementInstructionUrl\",\"type\":\"string\"}],\"name\":\"RefinerAdded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"refinerId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"}],\"name\":\"RefinerRetired\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"}],\"name\":\"activeRefinersCount\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"bytes32\",\"name\":\"schemaDigest\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"bundleDigest\",\"type\":\"bytes32\"},{\"internalType\":\"string\",\"name\":\"bundleUrl\",\"type\":\"string\"}],\"name\":\"addRefiner\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"refinerId\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"}],\"name\":\"dlpRefiners\",\"outputs\":[{\"internalType\":\"uint256[]\",\"name\":\"active\",\"type\":\"uint256[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"refinerId\",\"type\":\"uint256\"}],\"name\":\"refinerDigests\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"schemaDigest\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"bundleDigest\",\"type\":\"bytes32\"},{\"internalType\":\"bool\",\"name\":\"active\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"refinerId\",\"type\":\"uint256\"}],\"name\":\"refiners\",\"outputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"schemaDefinitionUrl\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"refinementInstructionUrl\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"schemaId\",\"type\":\"uint256\"}],\"internalType\":\"structIDataRefinerRegistry.RefinerInfo\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"refinersCount\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"refinerId\",\"type\":\"uint256\"}],\"name\":\"retireRefiner\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "612dd9673686ec52f907bc53e8557152c2",
}

// DataRefinerRegistry is an auto generated Go binding around an Ethereum contract.
type DataRefinerRegistry struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *DataRefinerRegistry) GetABI() abi.ABI {
	return c.abi
}

// NewDataRefinerRegistry creates a new instance of DataRefinerRegistry.
func NewDataRefinerRegistry() *DataRefinerRegistry {
	parsed, err := DataRefinerRegistryMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &DataRefinerRegistry{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *DataRefinerRegistry) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackActiveRefinersCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x27607426.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function activeRefinersCount(uint256 dlpId) view returns(uint256)
func (dataRefinerRegistry *DataRefinerRegistry) PackActiveRefinersCount(dlpId *big.Int) []byte {
	enc, err := dataRefinerRegistry.abi.Pack("activeRefinersCount", dlpId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackActiveRefinersCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x27607426.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function activeRefinersCount(uint256 dlpId) view returns(uint256)
func (dataRefinerRegistry *DataRefinerRegistry) TryPackActiveRefinersCount(dlpId *big.Int) ([]byte, error) {
	return dataRefinerRegistry.abi.Pack("activeRefinersCount", dlpId)
}

// UnpackActiveRefinersCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x27607426.
//
// Solidity: function activeRefinersCount(uint256 dlpId) view returns(uint256)
func (dataRefinerRegistry *DataRefinerRegistry) UnpackActiveRefinersCount(data []byte) (*big.Int, error) {
	out, err := dataRefinerRegistry.abi.Unpack("activeRefinersCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackAddRefiner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1057e8a0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function addRefiner(uint256 dlpId, string name, bytes32 schemaDigest, bytes32 bundleDigest, string bundleUrl) returns(uint256 refinerId)
func (dataRefinerRegistry *DataRefinerRegistry) PackAddRefiner(dlpId *big.Int, name string, schemaDigest [32]byte, bundleDigest [32]byte, bundleUrl string) []byte {
	enc, err := dataRefinerRegistry.abi.Pack("addRefiner", dlpId, name, schemaDigest, bundleDigest, bundleUrl)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAddRefiner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1057e8a0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function addRefiner(uint256 dlpId, string name, bytes32 schemaDigest, bytes32 bundleDigest, string bundleUrl) returns(uint256 refinerId)
func (dataRefinerRegistry *DataRefinerRegistry) TryPackAddRefiner(dlpId *big.Int, name string, schemaDigest [32]byte, bundleDigest [32]byte, bundleUrl string) ([]byte, error) {
	return dataRefinerRegistry.abi.Pack("addRefiner", dlpId, name, schemaDigest, bundleDigest, bundleUrl)
}

// UnpackAddRefiner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x1057e8a0.
//
// Solidity: function addRefiner(uint256 dlpId, string name, bytes32 schemaDigest, bytes32 bundleDigest, string bundleUrl) returns(uint256 refinerId)
func (dataRefinerRegistry *DataRefinerRegistry) UnpackAddRefiner(data []byte) (*big.Int, error) {
	out, err := dataRefinerRegistry.abi.Unpack("addRefiner", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDlpRefiners is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe0e5799e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function dlpRefiners(uint256 dlpId) view returns(uint256[] active)
func (dataRefinerRegistry *DataRefinerRegistry) PackDlpRefiners(dlpId *big.Int) []byte {
	enc, err := dataRefinerRegistry.abi.Pack("dlpRefiners", dlpId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDlpRefiners is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe0e5799e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function dlpRefiners(uint256 dlpId) view returns(uint256[] active)
func (dataRefinerRegistry *DataRefinerRegistry) TryPackDlpRefiners(dlpId *big.Int) ([]byte, error) {
	return dataRefinerRegistry.abi.Pack("dlpRefiners", dlpId)
}

// UnpackDlpRefiners is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe0e5799e.
//
// Solidity: function dlpRefiners(uint256 dlpId) view returns(uint256[] active)
func (dataRefinerRegistry *DataRefinerRegistry) UnpackDlpRefiners(data []byte) ([]*big.Int, error) {
	out, err := dataRefinerRegistry.abi.Unpack("dlpRefiners", data)
	if err != nil {
		return *new([]*big.Int), err
	}
	out0 := *abi.ConvertType(out[0], new([]*big.Int)).(*[]*big.Int)
	return out0, nil
}

// PackRefinerDigests is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe6e1d213.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refinerDigests(uint256 refinerId) view returns(bytes32 schemaDigest, bytes32 bundleDigest, bool active)
func (dataRefinerRegistry *DataRefinerRegistry) PackRefinerDigests(refinerId *big.Int) []byte {
	enc, err := dataRefinerRegistry.abi.Pack("refinerDigests", refinerId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefinerDigests is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe6e1d213.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refinerDigests(uint256 refinerId) view returns(bytes32 schemaDigest, bytes32 bundleDigest, bool active)
func (dataRefinerRegistry *DataRefinerRegistry) TryPackRefinerDigests(refinerId *big.Int) ([]byte, error) {
	return dataRefinerRegistry.abi.Pack("refinerDigests", refinerId)
}

// RefinerDigestsOutput serves as a container for the return parameters of contract
// method RefinerDigests.
type RefinerDigestsOutput struct {
	SchemaDigest [32]byte
	BundleDigest [32]byte
	Active       bool
}

// UnpackRefinerDigests is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe6e1d213.
//
// Solidity: function refinerDigests(uint256 refinerId) view returns(bytes32 schemaDigest, bytes32 bundleDigest, bool active)
func (dataRefinerRegistry *DataRefinerRegistry) UnpackRefinerDigests(data []byte) (RefinerDigestsOutput, error) {
	out, err := dataRefinerRegistry.abi.Unpack("refinerDigests", data)
	outstruct := new(RefinerDigestsOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.SchemaDigest = *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	outstruct.BundleDigest = *abi.ConvertType(out[1], new([32]byte)).(*[32]byte)
	outstruct.Active = *abi.ConvertType(out[2], new(bool)).(*bool)
	return *outstruct, nil
}

// PackRefiners is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9b996b00.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refiners(uint256 refinerId) view returns((uint256,address,string,string,string,uint256))
func (dataRefinerRegistry *DataRefinerRegistry) PackRefiners(refinerId *big.Int) []byte {
	enc, err := dataRefinerRegistry.abi.Pack("refiners", refinerId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefiners is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9b996b00.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refiners(uint256 refinerId) view returns((uint256,address,string,string,string,uint256))
func (dataRefinerRegistry *DataRefinerRegistry) TryPackRefiners(refinerId *big.Int) ([]byte, error) {
	return dataRefinerRegistry.abi.Pack("refiners", refinerId)
}

// UnpackRefiners is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9b996b00.
//
// Solidity: function refiners(uint256 refinerId) view returns((uint256,address,string,string,string,uint256))
func (dataRefinerRegistry *DataRefinerRegistry) UnpackRefiners(data []byte) (IDataRefinerRegistryRefinerInfo, error) {
	out, err := dataRefinerRegistry.abi.Unpack("refiners", data)
	if err != nil {
		return *new(IDataRefinerRegistryRefinerInfo), err
	}
	out0 := *abi.ConvertType(out[0], new(IDataRefinerRegistryRefinerInfo)).(*IDataRefinerRegistryRefinerInfo)
	return out0, nil
}

// PackRefinersCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x546dbbe3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refinersCount() view returns(uint256)
func (dataRefinerRegistry *DataRefinerRegistry) PackRefinersCount() []byte {
	enc, err := dataRefinerRegistry.abi.Pack("refinersCount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefinersCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x546dbbe3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refinersCount() view returns(uint256)
func (dataRefinerRegistry *DataRefinerRegistry) TryPackRefinersCount() ([]byte, error) {
	return dataRefinerRegistry.abi.Pack("refinersCount")
}

// UnpackRefinersCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x546dbbe3.
//
// Solidity: function refinersCount() view returns(uint256)
func (dataRefinerRegistry *DataRefinerRegistry) UnpackRefinersCount(data []byte) (*big.Int, error) {
	out, err := dataRefinerRegistry.abi.Unpack("refinersCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackRetireRefiner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xce1809f5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function retireRefiner(uint256 refinerId) returns()
func (dataRefinerRegistry *DataRefinerRegistry) PackRetireRefiner(refinerId *big.Int) []byte {
	enc, err := dataRefinerRegistry.abi.Pack("retireRefiner", refinerId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRetireRefiner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xce1809f5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function retireRefiner(uint256 refinerId) returns()
func (dataRefinerRegistry *DataRefinerRegistry) TryPackRetireRefiner(refinerId *big.Int) ([]byte, error) {
	return dataRefinerRegistry.abi.Pack("retireRefiner", refinerId)
}

// DataRefinerRegistryRefinerAdded represents a RefinerAdded event raised by the DataRefinerRegistry contract.
type DataRefinerRegistryRefinerAdded struct {
	RefinerId                *big.Int
	DlpId                    *big.Int
	Name                     string
	SchemaId                 *big.Int
	SchemaDefinitionUrl      string
	RefinementInstructionUrl string
	Raw                      *types.Log // Blockchain specific contextual infos
}

const DataRefinerRegistryRefinerAddedEventName = "RefinerAdded"

// ContractEventName returns the user-defined event name.
func (DataRefinerRegistryRefinerAdded) ContractEventName() string {
	return DataRefinerRegistryRefinerAddedEventName
}

// UnpackRefinerAddedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RefinerAdded(uint256 indexed refinerId, uint256 indexed dlpId, string name, uint256 indexed schemaId, string schemaDefinitionUrl, string refinementInstructionUrl)
func (dataRefinerRegistry *DataRefinerRegistry) UnpackRefinerAddedEvent(log *types.Log) (*DataRefinerRegistryRefinerAdded, error) {
	event := "RefinerAdded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRefinerRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRefinerRegistryRefinerAdded)
	if len(log.Data) > 0 {
		if err := dataRefinerRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRefinerRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataRefinerRegistryRefinerRetired represents a RefinerRetired event raised by the DataRefinerRegistry contract.
type DataRefinerRegistryRefinerRetired struct {
	RefinerId *big.Int
	DlpId     *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const DataRefinerRegistryRefinerRetiredEventName = "RefinerRetired"

// ContractEventName returns the user-defined event name.
func (DataRefinerRegistryRefinerRetired) ContractEventName() string {
	return DataRefinerRegistryRefinerRetiredEventName
}

// UnpackRefinerRetiredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RefinerRetired(uint256 indexed refinerId, uint256 indexed dlpId)
func (dataRefinerRegistry *DataRefinerRegistry) UnpackRefinerRetiredEvent(log *types.Log) (*DataRefinerRegistryRefinerRetired, error) {
	event := "RefinerRetired"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRefinerRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRefinerRegistryRefinerRetired)
	if len(log.Data) > 0 {
		if err := dataRefinerRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRefinerRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (dataRefinerRegistry *DataRefinerRegistry) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], dataRefinerRegistry.abi.Errors["InvalidDigest"].ID.Bytes()[:4]) {
		return dataRefinerRegistry.UnpackInvalidDigestError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRefinerRegistry.abi.Errors["NotDlpOwner"].ID.Bytes()[:4]) {
		return dataRefinerRegistry.UnpackNotDlpOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRefinerRegistry.abi.Errors["RefinerNotFound"].ID.Bytes()[:4]) {
		return dataRefinerRegistry.UnpackRefinerNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRefinerRegistry.abi.Errors["TooManyRefiners"].ID.Bytes()[:4]) {
		return dataRefinerRegistry.UnpackTooManyRefinersError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// DataRefinerRegistryInvalidDigest represents a InvalidDigest error raised by the DataRefinerRegistry contract.
type DataRefinerRegistryInvalidDigest struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidDigest()
func DataRefinerRegistryInvalidDigestErrorID() common.Hash {
	return common.HexToHash("0x3e78eb93f221816fd28b990b3c07dba8921aaf75d1cc5bb1c444c8f598e01128")
}

// UnpackInvalidDigestError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidDigest()
func (dataRefinerRegistry *DataRefinerRegistry) UnpackInvalidDigestError(raw []byte) (*DataRefinerRegistryInvalidDigest, error) {
	out := new(DataRefinerRegistryInvalidDigest)
	if err := dataRefinerRegistry.abi.UnpackIntoInterface(out, "InvalidDigest", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRefinerRegistryNotDlpOwner represents a NotDlpOwner error raised by the DataRefinerRegistry contract.
type DataRefinerRegistryNotDlpOwner struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotDlpOwner()
func DataRefinerRegistryNotDlpOwnerErrorID() common.Hash {
	return common.HexToHash("0x3387d7079781a6b4eecc66eb9e45144c890741c4fe4f45f6547b54c8220b092d")
}

// UnpackNotDlpOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotDlpOwner()
func (dataRefinerRegistry *DataRefinerRegistry) UnpackNotDlpOwnerError(raw []byte) (*DataRefinerRegistryNotDlpOwner, error) {
	out := new(DataRefinerRegistryNotDlpOwner)
	if err := dataRefinerRegistry.abi.UnpackIntoInterface(out, "NotDlpOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRefinerRegistryRefinerNotFound represents a RefinerNotFound error raised by the DataRefinerRegistry contract.
type DataRefinerRegistryRefinerNotFound struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RefinerNotFound()
func DataRefinerRegistryRefinerNotFoundErrorID() common.Hash {
	return common.HexToHash("0xecf7271cc76bd65ad206b8d4d094a191eda99b0958ac06a8683fbdf37365e0f5")
}

// UnpackRefinerNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RefinerNotFound()
func (dataRefinerRegistry *DataRefinerRegistry) UnpackRefinerNotFoundError(raw []byte) (*DataRefinerRegistryRefinerNotFound, error) {
	out := new(DataRefinerRegistryRefinerNotFound)
	if err := dataRefinerRegistry.abi.UnpackIntoInterface(out, "RefinerNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRefinerRegistryTooManyRefiners represents a TooManyRefiners error raised by the DataRefinerRegistry contract.
type DataRefinerRegistryTooManyRefiners struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooManyRefiners()
func DataRefinerRegistryTooManyRefinersErrorID() common.Hash {
	return common.HexToHash("0x35a01b4c7b0d9e754f535b4858172a4d94feb0379bf526f10896e3b01ac5bd7f")
}

// UnpackTooManyRefinersError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooManyRefiners()
func (dataRefinerRegistry *DataRefinerRegistry) UnpackTooManyRefinersError(raw []byte) (*DataRefinerRegistryTooManyRefiners, error) {
	out := new(DataRefinerRegistryTooManyRefiners)
	if err := dataRefinerRegistry.abi.UnpackIntoInterface(out, "TooManyRefiners", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryMetaData contains all meta data concerning the DataRegistry contract.
var DataRegistryMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[],\"name\":\"AlreadyValidator\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"expected\",\"type\":\"bytes32\"}],\"name\":\"BundleMismatch\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"DlpNotFound\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"FeeNotWholeGwei\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"FileNotFound\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"FileNotValid\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"FileUrlAlreadyUsed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"InsufficientFee\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidCodec\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidDigest\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidEpoch\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidFingerprint\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidJobStatus\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidScore\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidSignature\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"JobExpired\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"JobStillLive\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"current\",\"type\":\"uint256\"}],\"name\":\"LeaseNotCurrent\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoActiveTee\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotFileOwner\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotJobOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"holder\",\"type\":\"address\"}],\"name\":\"NotLeaseHolder\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotValidator\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NothingToClaim\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ProofMismatch\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"RefinementAlreadyAdded\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"RefinerMismatch\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"SeedNotReady\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"SeedTooOld\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"SignatureExpired\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"TransferFailed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"Unauthorized\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"Claimed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"dlp\",\"type\":\"address\"}],\"name\":\"DlpSet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"proofFee\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"refinementFee\",\"type\":\"uint256\"}],\"name\":\"FeesUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"ownerAddress\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"url\",\"type\":\"string\"}],\"name\":\"FileAdded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint8\",\"name\":\"codec\",\"type\":\"uint8\"}],\"name\":\"FilePooled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"epoch\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"recipient\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"IntakeKeySet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"}],\"name\":\"JobCanceled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"teeAddress\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"bidAmount\",\"type\":\"uint256\"}],\"name\":\"JobSubmitted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"leaseLength\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"maxTries\",\"type\":\"uint256\"}],\"name\":\"LeaseUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"ownerAddress\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"proofIndex\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"score\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"proofUrl\",\"type\":\"string\"}],\"name\":\"ProofAdded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"resultDigest\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"bundleDigest\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"reward\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"duplicateOf\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"identityConflict\",\"type\":\"bool\"}],\"name\":\"ProofRecorded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"refinerId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"url\",\"type\":\"string\"}],\"name\":\"RefinementAdded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"refinerId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"artifactDigest\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint8\",\"name\":\"codec\",\"type\":\"uint8\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"plaintextDigest\",\"type\":\"bytes32\"}],\"name\":\"RefinementRecorded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"url\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"measurement\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"evidenceDigest\",\"type\":\"bytes32\"}],\"name\":\"ValidatorAdmitted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"}],\"name\":\"ValidatorRemoved\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"setId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"size\",\"type\":\"uint256\"}],\"name\":\"ValidatorSetChanged\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"},{\"internalType\":\"string\",\"name\":\"url\",\"type\":\"string\"},{\"internalType\":\"bytes32\",\"name\":\"measurement\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"evidenceDigest\",\"type\":\"bytes32\"}],\"name\":\"admitValidator\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"}],\"name\":\"cancelJob\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"claim\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"claimable\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"},{\"internalType\":\"uint8\",\"name\":\"codec\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"}],\"internalType\":\"structIDataRegistry.NewFile\",\"name\":\"file\",\"type\":\"tuple\"}],\"name\":\"contribute\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"}],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"},{\"internalType\":\"uint8\",\"name\":\"codec\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"}],\"internalType\":\"structIDataRegistry.NewFile[]\",\"name\":\"files\",\"type\":\"tuple[]\"}],\"name\":\"contributeBatch\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"firstFileId\",\"type\":\"uint256\"}],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"currentSetId\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"}],\"name\":\"dlpOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"setId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"openedAtBlock\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"subject\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"tryIndex\",\"type\":\"uint256\"}],\"name\":\"draw\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"fileIdOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"}],\"name\":\"fileInfo\",\"outputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"addedAtBlock\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"},{\"internalType\":\"uint8\",\"name\":\"codec\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"}],\"internalType\":\"structIDataRegistry.FileInfo\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"refinerId\",\"type\":\"uint256\"}],\"name\":\"fileRefinements\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"url\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"}],\"name\":\"fileResult\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"resultDigest\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"score\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"}],\"name\":\"files\",\"outputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"id\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"ownerAddress\",\"type\":\"address\"},{\"internalType\":\"string\",\"name\":\"url\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"schemaId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"addedAtBlock\",\"type\":\"uint256\"}],\"internalType\":\"structIDataRegistry.FileResponse\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"filesCount\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"}],\"name\":\"intakeKey\",\"outputs\":[{\"components\":[{\"internalType\":\"bytes32\",\"name\":\"digest\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"epoch\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"setAtBlock\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"}],\"internalType\":\"structIDataRegistry.IntakeKey\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"}],\"name\":\"isValidator\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"}],\"name\":\"jobs\",\"outputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"internalType\":\"enumIDataRegistry.JobStatus\",\"name\":\"status\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"proofFee\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"refinementFee\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"payer\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"openedAt\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"openedAtBlock\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"setId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"score\",\"type\":\"uint256\"}],\"internalType\":\"structIDataRegistry.JobInfo\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"leaseLength\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"}],\"name\":\"leaseOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"lease\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"endsAt\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"maxTries\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pause\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"proofFee\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"}],\"name\":\"reclaimRefinementFee\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"contentDigest\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"bundleDigest\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"score\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"resultDigest\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"fingerprint\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"identity\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"lease\",\"type\":\"uint256\"}],\"internalType\":\"structIDataRegistry.Proof\",\"name\":\"proof\",\"type\":\"tuple\"},{\"internalType\":\"bytes32\",\"name\":\"r\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"vs\",\"type\":\"bytes32\"}],\"name\":\"recordProof\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"contentDigest\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"bundleDigest\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"score\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"resultDigest\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"fingerprint\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"identity\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"lease\",\"type\":\"uint256\"}],\"internalType\":\"structIDataRegistry.Proof[]\",\"name\":\"proofs\",\"type\":\"tuple[]\"},{\"internalType\":\"bytes32\",\"name\":\"r\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"vs\",\"type\":\"bytes32\"}],\"name\":\"recordProofs\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"refinerId\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"bundleDigest\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"artifactDigest\",\"type\":\"bytes32\"},{\"internalType\":\"uint8\",\"name\":\"codec\",\"type\":\"uint8\"},{\"internalType\":\"bytes32\",\"name\":\"plaintextDigest\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"lease\",\"type\":\"uint256\"}],\"internalType\":\"structIDataRegistry.Refinement\",\"name\":\"refinement\",\"type\":\"tuple\"},{\"internalType\":\"bytes32\",\"name\":\"r\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"vs\",\"type\":\"bytes32\"}],\"name\":\"recordRefinement\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"refinerId\",\"type\":\"uint256\"},{\"internalType\":\"bytes32\",\"name\":\"bundleDigest\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"artifactDigest\",\"type\":\"bytes32\"},{\"internalType\":\"uint8\",\"name\":\"codec\",\"type\":\"uint8\"},{\"internalType\":\"bytes32\",\"name\":\"plaintextDigest\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"lease\",\"type\":\"uint256\"}],\"internalType\":\"structIDataRegistry.Refinement[]\",\"name\":\"refinements\",\"type\":\"tuple[]\"},{\"internalType\":\"bytes32\",\"name\":\"r\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"vs\",\"type\":\"bytes32\"}],\"name\":\"recordRefinements\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"refinementFee\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"refinerId\",\"type\":\"uint256\"}],\"name\":\"refinementLeaseOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"lease\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"endsAt\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"}],\"name\":\"removeValidator\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"}],\"name\":\"requestContributionProof\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"}],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"dlp\",\"type\":\"address\"}],\"name\":\"setDlp\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"newProofFee\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"newRefinementFee\",\"type\":\"uint256\"}],\"name\":\"setFees\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"epoch\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"recipient\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"signature\",\"type\":\"bytes\"}],\"name\":\"setIntakeKey\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"newLeaseLength\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"newMaxTries\",\"type\":\"uint256\"}],\"name\":\"setLease\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"unpause\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"}],\"name\":\"validatorInfo\",\"outputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"validator\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"active\",\"type\":\"bool\"},{\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"url\",\"type\":\"string\"},{\"internalType\":\"bytes32\",\"name\":\"measurement\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"evidenceDigest\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"earned\",\"type\":\"uint256\"}],\"internalType\":\"structIDataRegistry.ValidatorInfo\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"setId\",\"type\":\"uint256\"}],\"name\":\"validatorSet\",\"outputs\":[{\"internalType\":\"address[]\",\"name\":\"\",\"type\":\"address[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "cfa5aa35c04099bf755ce794f93be5f011",
}

// DataRegistry is an auto generated Go binding around an Ethereum contract.
type DataRegistry struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *DataRegistry) GetABI() abi.ABI {
	return c.abi
}

// NewDataRegistry creates a new instance of DataRegistry.
func NewDataRegistry() *DataRegistry {
	parsed, err := DataRegistryMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &DataRegistry{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *DataRegistry) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackAdmitValidator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4a70e1f2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function admitValidator(address validator, string url, bytes32 measurement, bytes32 evidenceDigest) returns()
func (dataRegistry *DataRegistry) PackAdmitValidator(validator common.Address, url string, measurement [32]byte, evidenceDigest [32]byte) []byte {
	enc, err := dataRegistry.abi.Pack("admitValidator", validator, url, measurement, evidenceDigest)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAdmitValidator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4a70e1f2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function admitValidator(address validator, string url, bytes32 measurement, bytes32 evidenceDigest) returns()
func (dataRegistry *DataRegistry) TryPackAdmitValidator(validator common.Address, url string, measurement [32]byte, evidenceDigest [32]byte) ([]byte, error) {
	return dataRegistry.abi.Pack("admitValidator", validator, url, measurement, evidenceDigest)
}

// PackCancelJob is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1dffa3dc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function cancelJob(uint256 jobId) returns()
func (dataRegistry *DataRegistry) PackCancelJob(jobId *big.Int) []byte {
	enc, err := dataRegistry.abi.Pack("cancelJob", jobId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCancelJob is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1dffa3dc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function cancelJob(uint256 jobId) returns()
func (dataRegistry *DataRegistry) TryPackCancelJob(jobId *big.Int) ([]byte, error) {
	return dataRegistry.abi.Pack("cancelJob", jobId)
}

// PackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4e71d92d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claim() returns()
func (dataRegistry *DataRegistry) PackClaim() []byte {
	enc, err := dataRegistry.abi.Pack("claim")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4e71d92d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claim() returns()
func (dataRegistry *DataRegistry) TryPackClaim() ([]byte, error) {
	return dataRegistry.abi.Pack("claim")
}

// PackClaimable is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x402914f5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claimable(address account) view returns(uint256)
func (dataRegistry *DataRegistry) PackClaimable(account common.Address) []byte {
	enc, err := dataRegistry.abi.Pack("claimable", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaimable is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x402914f5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claimable(address account) view returns(uint256)
func (dataRegistry *DataRegistry) TryPackClaimable(account common.Address) ([]byte, error) {
	return dataRegistry.abi.Pack("claimable", account)
}

// UnpackClaimable is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x402914f5.
//
// Solidity: function claimable(address account) view returns(uint256)
func (dataRegistry *DataRegistry) UnpackClaimable(data []byte) (*big.Int, error) {
	out, err := dataRegistry.abi.Unpack("claimable", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackContribute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x342346ed.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function contribute((bytes32,uint8,uint256) file) payable returns(uint256 fileId, uint256 jobId)
func (dataRegistry *DataRegistry) PackContribute(file IDataRegistryNewFile) []byte {
	enc, err := dataRegistry.abi.Pack("contribute", file)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackContribute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x342346ed.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function contribute((bytes32,uint8,uint256) file) payable returns(uint256 fileId, uint256 jobId)
func (dataRegistry *DataRegistry) TryPackContribute(file IDataRegistryNewFile) ([]byte, error) {
	return dataRegistry.abi.Pack("contribute", file)
}

// ContributeOutput serves as a container for the return parameters of contract
// method Contribute.
type ContributeOutput struct {
	FileId *big.Int
	JobId  *big.Int
}

// UnpackContribute is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x342346ed.
//
// Solidity: function contribute((bytes32,uint8,uint256) file) payable returns(uint256 fileId, uint256 jobId)
func (dataRegistry *DataRegistry) UnpackContribute(data []byte) (ContributeOutput, error) {
	out, err := dataRegistry.abi.Unpack("contribute", data)
	outstruct := new(ContributeOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.FileId = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.JobId = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackContributeBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x28cba436.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function contributeBatch((bytes32,uint8,uint256)[] files) payable returns(uint256 firstFileId)
func (dataRegistry *DataRegistry) PackContributeBatch(files []IDataRegistryNewFile) []byte {
	enc, err := dataRegistry.abi.Pack("contributeBatch", files)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackContributeBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x28cba436.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function contributeBatch((bytes32,uint8,uint256)[] files) payable returns(uint256 firstFileId)
func (dataRegistry *DataRegistry) TryPackContributeBatch(files []IDataRegistryNewFile) ([]byte, error) {
	return dataRegistry.abi.Pack("contributeBatch", files)
}

// UnpackContributeBatch is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x28cba436.
//
// Solidity: function contributeBatch((bytes32,uint8,uint256)[] files) payable returns(uint256 firstFileId)
func (dataRegistry *DataRegistry) UnpackContributeBatch(data []byte) (*big.Int, error) {
	out, err := dataRegistry.abi.Unpack("contributeBatch", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackCurrentSetId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfba92a29.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function currentSetId() view returns(uint256)
func (dataRegistry *DataRegistry) PackCurrentSetId() []byte {
	enc, err := dataRegistry.abi.Pack("currentSetId")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCurrentSetId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfba92a29.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function currentSetId() view returns(uint256)
func (dataRegistry *DataRegistry) TryPackCurrentSetId() ([]byte, error) {
	return dataRegistry.abi.Pack("currentSetId")
}

// UnpackCurrentSetId is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfba92a29.
//
// Solidity: function currentSetId() view returns(uint256)
func (dataRegistry *DataRegistry) UnpackCurrentSetId(data []byte) (*big.Int, error) {
	out, err := dataRegistry.abi.Unpack("currentSetId", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDlpOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf3665a24.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function dlpOf(uint256 dlpId) view returns(address)
func (dataRegistry *DataRegistry) PackDlpOf(dlpId *big.Int) []byte {
	enc, err := dataRegistry.abi.Pack("dlpOf", dlpId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDlpOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf3665a24.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function dlpOf(uint256 dlpId) view returns(address)
func (dataRegistry *DataRegistry) TryPackDlpOf(dlpId *big.Int) ([]byte, error) {
	return dataRegistry.abi.Pack("dlpOf", dlpId)
}

// UnpackDlpOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf3665a24.
//
// Solidity: function dlpOf(uint256 dlpId) view returns(address)
func (dataRegistry *DataRegistry) UnpackDlpOf(data []byte) (common.Address, error) {
	out, err := dataRegistry.abi.Unpack("dlpOf", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackDraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0b01d383.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function draw(uint256 setId, uint256 openedAtBlock, bytes32 subject, uint256 tryIndex) view returns(address)
func (dataRegistry *DataRegistry) PackDraw(setId *big.Int, openedAtBlock *big.Int, subject [32]byte, tryIndex *big.Int) []byte {
	enc, err := dataRegistry.abi.Pack("draw", setId, openedAtBlock, subject, tryIndex)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0b01d383.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function draw(uint256 setId, uint256 openedAtBlock, bytes32 subject, uint256 tryIndex) view returns(address)
func (dataRegistry *DataRegistry) TryPackDraw(setId *big.Int, openedAtBlock *big.Int, subject [32]byte, tryIndex *big.Int) ([]byte, error) {
	return dataRegistry.abi.Pack("draw", setId, openedAtBlock, subject, tryIndex)
}

// UnpackDraw is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x0b01d383.
//
// Solidity: function draw(uint256 setId, uint256 openedAtBlock, bytes32 subject, uint256 tryIndex) view returns(address)
func (dataRegistry *DataRegistry) UnpackDraw(data []byte) (common.Address, error) {
	out, err := dataRegistry.abi.Unpack("draw", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackFileIdOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc06b9e55.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fileIdOf(bytes32 digest, address owner) view returns(uint256)
func (dataRegistry *DataRegistry) PackFileIdOf(digest [32]byte, owner common.Address) []byte {
	enc, err := dataRegistry.abi.Pack("fileIdOf", digest, owner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFileIdOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc06b9e55.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fileIdOf(bytes32 digest, address owner) view returns(uint256)
func (dataRegistry *DataRegistry) TryPackFileIdOf(digest [32]byte, owner common.Address) ([]byte, error) {
	return dataRegistry.abi.Pack("fileIdOf", digest, owner)
}

// UnpackFileIdOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc06b9e55.
//
// Solidity: function fileIdOf(bytes32 digest, address owner) view returns(uint256)
func (dataRegistry *DataRegistry) UnpackFileIdOf(data []byte) (*big.Int, error) {
	out, err := dataRegistry.abi.Unpack("fileIdOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackFileInfo is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x35969259.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fileInfo(uint256 fileId) view returns((address,uint256,uint256,bytes32,uint8,uint256))
func (dataRegistry *DataRegistry) PackFileInfo(fileId *big.Int) []byte {
	enc, err := dataRegistry.abi.Pack("fileInfo", fileId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFileInfo is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x35969259.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fileInfo(uint256 fileId) view returns((address,uint256,uint256,bytes32,uint8,uint256))
func (dataRegistry *DataRegistry) TryPackFileInfo(fileId *big.Int) ([]byte, error) {
	return dataRegistry.abi.Pack("fileInfo", fileId)
}

// UnpackFileInfo is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x35969259.
//
// Solidity: function fileInfo(uint256 fileId) view returns((address,uint256,uint256,bytes32,uint8,uint256))
func (dataRegistry *DataRegistry) UnpackFileInfo(data []byte) (IDataRegistryFileInfo, error) {
	out, err := dataRegistry.abi.Unpack("fileInfo", data)
	if err != nil {
		return *new(IDataRegistryFileInfo), err
	}
	out0 := *abi.ConvertType(out[0], new(IDataRegistryFileInfo)).(*IDataRegistryFileInfo)
	return out0, nil
}

// PackFileRefinements is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0fbb708b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fileRefinements(uint256 fileId, uint256 refinerId) view returns(string url)
func (dataRegistry *DataRegistry) PackFileRefinements(fileId *big.Int, refinerId *big.Int) []byte {
	enc, err := dataRegistry.abi.Pack("fileRefinements", fileId, refinerId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFileRefinements is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0fbb708b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fileRefinements(uint256 fileId, uint256 refinerId) view returns(string url)
func (dataRegistry *DataRegistry) TryPackFileRefinements(fileId *big.Int, refinerId *big.Int) ([]byte, error) {
	return dataRegistry.abi.Pack("fileRefinements", fileId, refinerId)
}

// UnpackFileRefinements is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x0fbb708b.
//
// Solidity: function fileRefinements(uint256 fileId, uint256 refinerId) view returns(string url)
func (dataRegistry *DataRegistry) UnpackFileRefinements(data []byte) (string, error) {
	out, err := dataRegistry.abi.Unpack("fileRefinements", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackFileResult is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1724d452.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fileResult(uint256 fileId) view returns(bytes32 resultDigest, uint256 score)
func (dataRegistry *DataRegistry) PackFileResult(fileId *big.Int) []byte {
	enc, err := dataRegistry.abi.Pack("fileResult", fileId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFileResult is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1724d452.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fileResult(uint256 fileId) view returns(bytes32 resultDigest, uint256 score)
func (dataRegistry *DataRegistry) TryPackFileResult(fileId *big.Int) ([]byte, error) {
	return dataRegistry.abi.Pack("fileResult", fileId)
}

// FileResultOutput serves as a container for the return parameters of contract
// method FileResult.
type FileResultOutput struct {
	ResultDigest [32]byte
	Score        *big.Int
}

// UnpackFileResult is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x1724d452.
//
// Solidity: function fileResult(uint256 fileId) view returns(bytes32 resultDigest, uint256 score)
func (dataRegistry *DataRegistry) UnpackFileResult(data []byte) (FileResultOutput, error) {
	out, err := dataRegistry.abi.Unpack("fileResult", data)
	outstruct := new(FileResultOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.ResultDigest = *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	outstruct.Score = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackFiles is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf4c714b4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function files(uint256 fileId) view returns((uint256,address,string,uint256,uint256))
func (dataRegistry *DataRegistry) PackFiles(fileId *big.Int) []byte {
	enc, err := dataRegistry.abi.Pack("files", fileId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFiles is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf4c714b4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function files(uint256 fileId) view returns((uint256,address,string,uint256,uint256))
func (dataRegistry *DataRegistry) TryPackFiles(fileId *big.Int) ([]byte, error) {
	return dataRegistry.abi.Pack("files", fileId)
}

// UnpackFiles is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf4c714b4.
//
// Solidity: function files(uint256 fileId) view returns((uint256,address,string,uint256,uint256))
func (dataRegistry *DataRegistry) UnpackFiles(data []byte) (IDataRegistryFileResponse, error) {
	out, err := dataRegistry.abi.Unpack("files", data)
	if err != nil {
		return *new(IDataRegistryFileResponse), err
	}
	out0 := *abi.ConvertType(out[0], new(IDataRegistryFileResponse)).(*IDataRegistryFileResponse)
	return out0, nil
}

// PackFilesCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdfb5e9ba.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function filesCount() view returns(uint256)
func (dataRegistry *DataRegistry) PackFilesCount() []byte {
	enc, err := dataRegistry.abi.Pack("filesCount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFilesCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdfb5e9ba.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function filesCount() view returns(uint256)
func (dataRegistry *DataRegistry) TryPackFilesCount() ([]byte, error) {
	return dataRegistry.abi.Pack("filesCount")
}

// UnpackFilesCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdfb5e9ba.
//
// Solidity: function filesCount() view returns(uint256)
func (dataRegistry *DataRegistry) UnpackFilesCount(data []byte) (*big.Int, error) {
	out, err := dataRegistry.abi.Unpack("filesCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackIntakeKey is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbb8458c7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function intakeKey(uint256 dlpId) view returns((bytes32,uint256,uint256,address))
func (dataRegistry *DataRegistry) PackIntakeKey(dlpId *big.Int) []byte {
	enc, err := dataRegistry.abi.Pack("intakeKey", dlpId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIntakeKey is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbb8458c7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function intakeKey(uint256 dlpId) view returns((bytes32,uint256,uint256,address))
func (dataRegistry *DataRegistry) TryPackIntakeKey(dlpId *big.Int) ([]byte, error) {
	return dataRegistry.abi.Pack("intakeKey", dlpId)
}

// UnpackIntakeKey is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbb8458c7.
//
// Solidity: function intakeKey(uint256 dlpId) view returns((bytes32,uint256,uint256,address))
func (dataRegistry *DataRegistry) UnpackIntakeKey(data []byte) (IDataRegistryIntakeKey, error) {
	out, err := dataRegistry.abi.Unpack("intakeKey", data)
	if err != nil {
		return *new(IDataRegistryIntakeKey), err
	}
	out0 := *abi.ConvertType(out[0], new(IDataRegistryIntakeKey)).(*IDataRegistryIntakeKey)
	return out0, nil
}

// PackIsValidator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfacd743b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isValidator(address validator) view returns(bool)
func (dataRegistry *DataRegistry) PackIsValidator(validator common.Address) []byte {
	enc, err := dataRegistry.abi.Pack("isValidator", validator)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsValidator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfacd743b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isValidator(address validator) view returns(bool)
func (dataRegistry *DataRegistry) TryPackIsValidator(validator common.Address) ([]byte, error) {
	return dataRegistry.abi.Pack("isValidator", validator)
}

// UnpackIsValidator is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfacd743b.
//
// Solidity: function isValidator(address validator) view returns(bool)
func (dataRegistry *DataRegistry) UnpackIsValidator(data []byte) (bool, error) {
	out, err := dataRegistry.abi.Unpack("isValidator", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackJobs is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x180aedf3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function jobs(uint256 jobId) view returns((uint256,uint8,uint256,uint256,address,uint256,uint256,uint256,address,uint256))
func (dataRegistry *DataRegistry) PackJobs(jobId *big.Int) []byte {
	enc, err := dataRegistry.abi.Pack("jobs", jobId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackJobs is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x180aedf3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function jobs(uint256 jobId) view returns((uint256,uint8,uint256,uint256,address,uint256,uint256,uint256,address,uint256))
func (dataRegistry *DataRegistry) TryPackJobs(jobId *big.Int) ([]byte, error) {
	return dataRegistry.abi.Pack("jobs", jobId)
}

// UnpackJobs is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x180aedf3.
//
// Solidity: function jobs(uint256 jobId) view returns((uint256,uint8,uint256,uint256,address,uint256,uint256,uint256,address,uint256))
func (dataRegistry *DataRegistry) UnpackJobs(data []byte) (IDataRegistryJobInfo, error) {
	out, err := dataRegistry.abi.Unpack("jobs", data)
	if err != nil {
		return *new(IDataRegistryJobInfo), err
	}
	out0 := *abi.ConvertType(out[0], new(IDataRegistryJobInfo)).(*IDataRegistryJobInfo)
	return out0, nil
}

// PackLeaseLength is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6d8adb35.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function leaseLength() view returns(uint256)
func (dataRegistry *DataRegistry) PackLeaseLength() []byte {
	enc, err := dataRegistry.abi.Pack("leaseLength")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLeaseLength is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6d8adb35.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function leaseLength() view returns(uint256)
func (dataRegistry *DataRegistry) TryPackLeaseLength() ([]byte, error) {
	return dataRegistry.abi.Pack("leaseLength")
}

// UnpackLeaseLength is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6d8adb35.
//
// Solidity: function leaseLength() view returns(uint256)
func (dataRegistry *DataRegistry) UnpackLeaseLength(data []byte) (*big.Int, error) {
	out, err := dataRegistry.abi.Unpack("leaseLength", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackLeaseOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5bef2d9f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function leaseOf(uint256 jobId) view returns(address validator, uint256 lease, uint256 endsAt)
func (dataRegistry *DataRegistry) PackLeaseOf(jobId *big.Int) []byte {
	enc, err := dataRegistry.abi.Pack("leaseOf", jobId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLeaseOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5bef2d9f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function leaseOf(uint256 jobId) view returns(address validator, uint256 lease, uint256 endsAt)
func (dataRegistry *DataRegistry) TryPackLeaseOf(jobId *big.Int) ([]byte, error) {
	return dataRegistry.abi.Pack("leaseOf", jobId)
}

// UnpackLeaseOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5bef2d9f.
//
// Solidity: function leaseOf(uint256 jobId) view returns(address validator, uint256 lease, uint256 endsAt)
func (dataRegistry *DataRegistry) UnpackLeaseOf(data []byte) (LeaseOfOutput, error) {
	out, err := dataRegistry.abi.Unpack("leaseOf", data)
	outstruct := new(LeaseOfOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Validator = *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	outstruct.Lease = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	outstruct.EndsAt = abi.ConvertType(out[2], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackMaxTries is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x629d31a4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function maxTries() view returns(uint256)
func (dataRegistry *DataRegistry) PackMaxTries() []byte {
	enc, err := dataRegistry.abi.Pack("maxTries")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMaxTries is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x629d31a4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function maxTries() view returns(uint256)
func (dataRegistry *DataRegistry) TryPackMaxTries() ([]byte, error) {
	return dataRegistry.abi.Pack("maxTries")
}

// UnpackMaxTries is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x629d31a4.
//
// Solidity: function maxTries() view returns(uint256)
func (dataRegistry *DataRegistry) UnpackMaxTries(data []byte) (*big.Int, error) {
	out, err := dataRegistry.abi.Unpack("maxTries", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackPause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8456cb59.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pause() returns()
func (dataRegistry *DataRegistry) PackPause() []byte {
	enc, err := dataRegistry.abi.Pack("pause")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8456cb59.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pause() returns()
func (dataRegistry *DataRegistry) TryPackPause() ([]byte, error) {
	return dataRegistry.abi.Pack("pause")
}

// PackProofFee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcd1e330a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function proofFee() view returns(uint256)
func (dataRegistry *DataRegistry) PackProofFee() []byte {
	enc, err := dataRegistry.abi.Pack("proofFee")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackProofFee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcd1e330a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function proofFee() view returns(uint256)
func (dataRegistry *DataRegistry) TryPackProofFee() ([]byte, error) {
	return dataRegistry.abi.Pack("proofFee")
}

// UnpackProofFee is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xcd1e330a.
//
// Solidity: function proofFee() view returns(uint256)
func (dataRegistry *DataRegistry) UnpackProofFee(data []byte) (*big.Int, error) {
	out, err := dataRegistry.abi.Unpack("proofFee", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackReclaimRefinementFee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x48cfe2f1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function reclaimRefinementFee(uint256 fileId) returns()
func (dataRegistry *DataRegistry) PackReclaimRefinementFee(fileId *big.Int) []byte {
	enc, err := dataRegistry.abi.Pack("reclaimRefinementFee", fileId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReclaimRefinementFee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x48cfe2f1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function reclaimRefinementFee(uint256 fileId) returns()
func (dataRegistry *DataRegistry) TryPackReclaimRefinementFee(fileId *big.Int) ([]byte, error) {
	return dataRegistry.abi.Pack("reclaimRefinementFee", fileId)
}

// PackRecordProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x321adcb7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function recordProof((uint256,uint256,uint256,address,bytes32,bytes32,uint256,bytes32,bytes32,bytes32,uint256) proof, bytes32 r, bytes32 vs) returns()
func (dataRegistry *DataRegistry) PackRecordProof(proof IDataRegistryProof, r [32]byte, vs [32]byte) []byte {
	enc, err := dataRegistry.abi.Pack("recordProof", proof, r, vs)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRecordProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x321adcb7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function recordProof((uint256,uint256,uint256,address,bytes32,bytes32,uint256,bytes32,bytes32,bytes32,uint256) proof, bytes32 r, bytes32 vs) returns()
func (dataRegistry *DataRegistry) TryPackRecordProof(proof IDataRegistryProof, r [32]byte, vs [32]byte) ([]byte, error) {
	return dataRegistry.abi.Pack("recordProof", proof, r, vs)
}

// PackRecordProofs is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x697b10bf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function recordProofs((uint256,uint256,uint256,address,bytes32,bytes32,uint256,bytes32,bytes32,bytes32,uint256)[] proofs, bytes32 r, bytes32 vs) returns()
func (dataRegistry *DataRegistry) PackRecordProofs(proofs []IDataRegistryProof, r [32]byte, vs [32]byte) []byte {
	enc, err := dataRegistry.abi.Pack("recordProofs", proofs, r, vs)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRecordProofs is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x697b10bf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function recordProofs((uint256,uint256,uint256,address,bytes32,bytes32,uint256,bytes32,bytes32,bytes32,uint256)[] proofs, bytes32 r, bytes32 vs) returns()
func (dataRegistry *DataRegistry) TryPackRecordProofs(proofs []IDataRegistryProof, r [32]byte, vs [32]byte) ([]byte, error) {
	return dataRegistry.abi.Pack("recordProofs", proofs, r, vs)
}

// PackRecordRefinement is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7c57d1a0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function recordRefinement((uint256,uint256,bytes32,bytes32,uint8,bytes32,uint256) refinement, bytes32 r, bytes32 vs) returns()
func (dataRegistry *DataRegistry) PackRecordRefinement(refinement IDataRegistryRefinement, r [32]byte, vs [32]byte) []byte {
	enc, err := dataRegistry.abi.Pack("recordRefinement", refinement, r, vs)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRecordRefinement is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7c57d1a0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function recordRefinement((uint256,uint256,bytes32,bytes32,uint8,bytes32,uint256) refinement, bytes32 r, bytes32 vs) returns()
func (dataRegistry *DataRegistry) TryPackRecordRefinement(refinement IDataRegistryRefinement, r [32]byte, vs [32]byte) ([]byte, error) {
	return dataRegistry.abi.Pack("recordRefinement", refinement, r, vs)
}

// PackRecordRefinements is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb65e4125.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function recordRefinements((uint256,uint256,bytes32,bytes32,uint8,bytes32,uint256)[] refinements, bytes32 r, bytes32 vs) returns()
func (dataRegistry *DataRegistry) PackRecordRefinements(refinements []IDataRegistryRefinement, r [32]byte, vs [32]byte) []byte {
	enc, err := dataRegistry.abi.Pack("recordRefinements", refinements, r, vs)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRecordRefinements is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb65e4125.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function recordRefinements((uint256,uint256,bytes32,bytes32,uint8,bytes32,uint256)[] refinements, bytes32 r, bytes32 vs) returns()
func (dataRegistry *DataRegistry) TryPackRecordRefinements(refinements []IDataRegistryRefinement, r [32]byte, vs [32]byte) ([]byte, error) {
	return dataRegistry.abi.Pack("recordRefinements", refinements, r, vs)
}

// PackRefinementFee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x017e8a2c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refinementFee() view returns(uint256)
func (dataRegistry *DataRegistry) PackRefinementFee() []byte {
	enc, err := dataRegistry.abi.Pack("refinementFee")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefinementFee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x017e8a2c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refinementFee() view returns(uint256)
func (dataRegistry *DataRegistry) TryPackRefinementFee() ([]byte, error) {
	return dataRegistry.abi.Pack("refinementFee")
}

// UnpackRefinementFee is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x017e8a2c.
//
// Solidity: function refinementFee() view returns(uint256)
func (dataRegistry *DataRegistry) UnpackRefinementFee(data []byte) (*big.Int, error) {
	out, err := dataRegistry.abi.Unpack("refinementFee", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackRefinementLeaseOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4995d6bc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refinementLeaseOf(uint256 fileId, uint256 refinerId) view returns(address validator, uint256 lease, uint256 endsAt)
func (dataRegistry *DataRegistry) PackRefinementLeaseOf(fileId *big.Int, refinerId *big.Int) []byte {
	enc, err := dataRegistry.abi.Pack("refinementLeaseOf", fileId, refinerId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefinementLeaseOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4995d6bc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refinementLeaseOf(uint256 fileId, uint256 refinerId) view returns(address validator, uint256 lease, uint256 endsAt)
func (dataRegistry *DataRegistry) TryPackRefinementLeaseOf(fileId *big.Int, refinerId *big.Int) ([]byte, error) {
	return dataRegistry.abi.Pack("refinementLeaseOf", fileId, refinerId)
}

// RefinementLeaseOfOutput serves as a container for the return parameters of contract
// method RefinementLeaseOf.
type RefinementLeaseOfOutput struct {
	Validator common.Address
	Lease     *big.Int
	EndsAt    *big.Int
}

// UnpackRefinementLeaseOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4995d6bc.
//
// Solidity: function refinementLeaseOf(uint256 fileId, uint256 refinerId) view returns(address validator, uint256 lease, uint256 endsAt)
func (dataRegistry *DataRegistry) UnpackRefinementLeaseOf(data []byte) (RefinementLeaseOfOutput, error) {
	out, err := dataRegistry.abi.Unpack("refinementLeaseOf", data)
	outstruct := new(RefinementLeaseOfOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Validator = *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	outstruct.Lease = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	outstruct.EndsAt = abi.ConvertType(out[2], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackRemoveValidator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x40a141ff.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function removeValidator(address validator) returns()
func (dataRegistry *DataRegistry) PackRemoveValidator(validator common.Address) []byte {
	enc, err := dataRegistry.abi.Pack("removeValidator", validator)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRemoveValidator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x40a141ff.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function removeValidator(address validator) returns()
func (dataRegistry *DataRegistry) TryPackRemoveValidator(validator common.Address) ([]byte, error) {
	return dataRegistry.abi.Pack("removeValidator", validator)
}

// PackRequestContributionProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd2ef73d9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function requestContributionProof(uint256 fileId) payable returns(uint256 jobId)
func (dataRegistry *DataRegistry) PackRequestContributionProof(fileId *big.Int) []byte {
	enc, err := dataRegistry.abi.Pack("requestContributionProof", fileId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRequestContributionProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd2ef73d9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function requestContributionProof(uint256 fileId) payable returns(uint256 jobId)
func (dataRegistry *DataRegistry) TryPackRequestContributionProof(fileId *big.Int) ([]byte, error) {
	return dataRegistry.abi.Pack("requestContributionProof", fileId)
}

// UnpackRequestContributionProof is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd2ef73d9.
//
// Solidity: function requestContributionProof(uint256 fileId) payable returns(uint256 jobId)
func (dataRegistry *DataRegistry) UnpackRequestContributionProof(data []byte) (*big.Int, error) {
	out, err := dataRegistry.abi.Unpack("requestContributionProof", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackSetDlp is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2280519d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setDlp(uint256 dlpId, address dlp) returns()
func (dataRegistry *DataRegistry) PackSetDlp(dlpId *big.Int, dlp common.Address) []byte {
	enc, err := dataRegistry.abi.Pack("setDlp", dlpId, dlp)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetDlp is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2280519d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setDlp(uint256 dlpId, address dlp) returns()
func (dataRegistry *DataRegistry) TryPackSetDlp(dlpId *big.Int, dlp common.Address) ([]byte, error) {
	return dataRegistry.abi.Pack("setDlp", dlpId, dlp)
}

// PackSetFees is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0b78f9c0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setFees(uint256 newProofFee, uint256 newRefinementFee) returns()
func (dataRegistry *DataRegistry) PackSetFees(newProofFee *big.Int, newRefinementFee *big.Int) []byte {
	enc, err := dataRegistry.abi.Pack("setFees", newProofFee, newRefinementFee)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetFees is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0b78f9c0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setFees(uint256 newProofFee, uint256 newRefinementFee) returns()
func (dataRegistry *DataRegistry) TryPackSetFees(newProofFee *big.Int, newRefinementFee *big.Int) ([]byte, error) {
	return dataRegistry.abi.Pack("setFees", newProofFee, newRefinementFee)
}

// PackSetIntakeKey is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc6644caf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setIntakeKey(uint256 dlpId, uint256 epoch, string recipient, uint256 deadline, bytes signature) returns()
func (dataRegistry *DataRegistry) PackSetIntakeKey(dlpId *big.Int, epoch *big.Int, recipient string, deadline *big.Int, signature []byte) []byte {
	enc, err := dataRegistry.abi.Pack("setIntakeKey", dlpId, epoch, recipient, deadline, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetIntakeKey is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc6644caf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setIntakeKey(uint256 dlpId, uint256 epoch, string recipient, uint256 deadline, bytes signature) returns()
func (dataRegistry *DataRegistry) TryPackSetIntakeKey(dlpId *big.Int, epoch *big.Int, recipient string, deadline *big.Int, signature []byte) ([]byte, error) {
	return dataRegistry.abi.Pack("setIntakeKey", dlpId, epoch, recipient, deadline, signature)
}

// PackSetLease is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcdd1237e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setLease(uint256 newLeaseLength, uint256 newMaxTries) returns()
func (dataRegistry *DataRegistry) PackSetLease(newLeaseLength *big.Int, newMaxTries *big.Int) []byte {
	enc, err := dataRegistry.abi.Pack("setLease", newLeaseLength, newMaxTries)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetLease is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcdd1237e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setLease(uint256 newLeaseLength, uint256 newMaxTries) returns()
func (dataRegistry *DataRegistry) TryPackSetLease(newLeaseLength *big.Int, newMaxTries *big.Int) ([]byte, error) {
	return dataRegistry.abi.Pack("setLease", newLeaseLength, newMaxTries)
}

// PackUnpause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3f4ba83a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function unpause() returns()
func (dataRegistry *DataRegistry) PackUnpause() []byte {
	enc, err := dataRegistry.abi.Pack("unpause")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUnpause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3f4ba83a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function unpause() returns()
func (dataRegistry *DataRegistry) TryPackUnpause() ([]byte, error) {
	return dataRegistry.abi.Pack("unpause")
}

// PackValidatorInfo is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4f1811dd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function validatorInfo(address validator) view returns((address,bool,uint256,string,bytes32,bytes32,uint256))
func (dataRegistry *DataRegistry) PackValidatorInfo(validator common.Address) []byte {
	enc, err := dataRegistry.abi.Pack("validatorInfo", validator)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackValidatorInfo is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4f1811dd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function validatorInfo(address validator) view returns((address,bool,uint256,string,bytes32,bytes32,uint256))
func (dataRegistry *DataRegistry) TryPackValidatorInfo(validator common.Address) ([]byte, error) {
	return dataRegistry.abi.Pack("validatorInfo", validator)
}

// UnpackValidatorInfo is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4f1811dd.
//
// Solidity: function validatorInfo(address validator) view returns((address,bool,uint256,string,bytes32,bytes32,uint256))
func (dataRegistry *DataRegistry) UnpackValidatorInfo(data []byte) (IDataRegistryValidatorInfo, error) {
	out, err := dataRegistry.abi.Unpack("validatorInfo", data)
	if err != nil {
		return *new(IDataRegistryValidatorInfo), err
	}
	out0 := *abi.ConvertType(out[0], new(IDataRegistryValidatorInfo)).(*IDataRegistryValidatorInfo)
	return out0, nil
}

// PackValidatorSet is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe64808f3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function validatorSet(uint256 setId) view returns(address[])
func (dataRegistry *DataRegistry) PackValidatorSet(setId *big.Int) []byte {
	enc, err := dataRegistry.abi.Pack("validatorSet", setId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackValidatorSet is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe64808f3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function validatorSet(uint256 setId) view returns(address[])
func (dataRegistry *DataRegistry) TryPackValidatorSet(setId *big.Int) ([]byte, error) {
	return dataRegistry.abi.Pack("validatorSet", setId)
}

// UnpackValidatorSet is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe64808f3.
//
// Solidity: function validatorSet(uint256 setId) view returns(address[])
func (dataRegistry *DataRegistry) UnpackValidatorSet(data []byte) ([]common.Address, error) {
	out, err := dataRegistry.abi.Unpack("validatorSet", data)
	if err != nil {
		return *new([]common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new([]common.Address)).(*[]common.Address)
	return out0, nil
}

// DataRegistryClaimed represents a Claimed event raised by the DataRegistry contract.
type DataRegistryClaimed struct {
	Account common.Address
	Amount  *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const DataRegistryClaimedEventName = "Claimed"

// ContractEventName returns the user-defined event name.
func (DataRegistryClaimed) ContractEventName() string {
	return DataRegistryClaimedEventName
}

// UnpackClaimedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Claimed(address indexed account, uint256 amount)
func (dataRegistry *DataRegistry) UnpackClaimedEvent(log *types.Log) (*DataRegistryClaimed, error) {
	event := "Claimed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRegistryClaimed)
	if len(log.Data) > 0 {
		if err := dataRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataRegistryDlpSet represents a DlpSet event raised by the DataRegistry contract.
type DataRegistryDlpSet struct {
	DlpId *big.Int
	Dlp   common.Address
	Raw   *types.Log // Blockchain specific contextual infos
}

const DataRegistryDlpSetEventName = "DlpSet"

// ContractEventName returns the user-defined event name.
func (DataRegistryDlpSet) ContractEventName() string {
	return DataRegistryDlpSetEventName
}

// UnpackDlpSetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event DlpSet(uint256 indexed dlpId, address dlp)
func (dataRegistry *DataRegistry) UnpackDlpSetEvent(log *types.Log) (*DataRegistryDlpSet, error) {
	event := "DlpSet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRegistryDlpSet)
	if len(log.Data) > 0 {
		if err := dataRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataRegistryFeesUpdated represents a FeesUpdated event raised by the DataRegistry contract.
type DataRegistryFeesUpdated struct {
	ProofFee      *big.Int
	RefinementFee *big.Int
	Raw           *types.Log // Blockchain specific contextual infos
}

const DataRegistryFeesUpdatedEventName = "FeesUpdated"

// ContractEventName returns the user-defined event name.
func (DataRegistryFeesUpdated) ContractEventName() string {
	return DataRegistryFeesUpdatedEventName
}

// UnpackFeesUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event FeesUpdated(uint256 proofFee, uint256 refinementFee)
func (dataRegistry *DataRegistry) UnpackFeesUpdatedEvent(log *types.Log) (*DataRegistryFeesUpdated, error) {
	event := "FeesUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRegistryFeesUpdated)
	if len(log.Data) > 0 {
		if err := dataRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataRegistryFileAdded represents a FileAdded event raised by the DataRegistry contract.
type DataRegistryFileAdded struct {
	FileId       *big.Int
	OwnerAddress common.Address
	Url          string
	Raw          *types.Log // Blockchain specific contextual infos
}

const DataRegistryFileAddedEventName = "FileAdded"

// ContractEventName returns the user-defined event name.
func (DataRegistryFileAdded) ContractEventName() string {
	return DataRegistryFileAddedEventName
}

// UnpackFileAddedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event FileAdded(uint256 indexed fileId, address indexed ownerAddress, string url)
func (dataRegistry *DataRegistry) UnpackFileAddedEvent(log *types.Log) (*DataRegistryFileAdded, error) {
	event := "FileAdded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRegistryFileAdded)
	if len(log.Data) > 0 {
		if err := dataRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataRegistryFilePooled represents a FilePooled event raised by the DataRegistry contract.
type DataRegistryFilePooled struct {
	FileId *big.Int
	DlpId  *big.Int
	Digest [32]byte
	Codec  uint8
	Raw    *types.Log // Blockchain specific contextual infos
}

const DataRegistryFilePooledEventName = "FilePooled"

// ContractEventName returns the user-defined event name.
func (DataRegistryFilePooled) ContractEventName() string {
	return DataRegistryFilePooledEventName
}

// UnpackFilePooledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event FilePooled(uint256 indexed fileId, uint256 indexed dlpId, bytes32 digest, uint8 codec)
func (dataRegistry *DataRegistry) UnpackFilePooledEvent(log *types.Log) (*DataRegistryFilePooled, error) {
	event := "FilePooled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRegistryFilePooled)
	if len(log.Data) > 0 {
		if err := dataRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataRegistryIntakeKeySet represents a IntakeKeySet event raised by the DataRegistry contract.
type DataRegistryIntakeKeySet struct {
	DlpId     *big.Int
	Epoch     *big.Int
	Validator common.Address
	Digest    [32]byte
	Recipient string
	Deadline  *big.Int
	Signature []byte
	Raw       *types.Log // Blockchain specific contextual infos
}

const DataRegistryIntakeKeySetEventName = "IntakeKeySet"

// ContractEventName returns the user-defined event name.
func (DataRegistryIntakeKeySet) ContractEventName() string {
	return DataRegistryIntakeKeySetEventName
}

// UnpackIntakeKeySetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event IntakeKeySet(uint256 indexed dlpId, uint256 indexed epoch, address indexed validator, bytes32 digest, string recipient, uint256 deadline, bytes signature)
func (dataRegistry *DataRegistry) UnpackIntakeKeySetEvent(log *types.Log) (*DataRegistryIntakeKeySet, error) {
	event := "IntakeKeySet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRegistryIntakeKeySet)
	if len(log.Data) > 0 {
		if err := dataRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataRegistryJobCanceled represents a JobCanceled event raised by the DataRegistry contract.
type DataRegistryJobCanceled struct {
	JobId *big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const DataRegistryJobCanceledEventName = "JobCanceled"

// ContractEventName returns the user-defined event name.
func (DataRegistryJobCanceled) ContractEventName() string {
	return DataRegistryJobCanceledEventName
}

// UnpackJobCanceledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event JobCanceled(uint256 indexed jobId)
func (dataRegistry *DataRegistry) UnpackJobCanceledEvent(log *types.Log) (*DataRegistryJobCanceled, error) {
	event := "JobCanceled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRegistryJobCanceled)
	if len(log.Data) > 0 {
		if err := dataRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataRegistryJobSubmitted represents a JobSubmitted event raised by the DataRegistry contract.
type DataRegistryJobSubmitted struct {
	JobId      *big.Int
	FileId     *big.Int
	TeeAddress common.Address
	BidAmount  *big.Int
	Raw        *types.Log // Blockchain specific contextual infos
}

const DataRegistryJobSubmittedEventName = "JobSubmitted"

// ContractEventName returns the user-defined event name.
func (DataRegistryJobSubmitted) ContractEventName() string {
	return DataRegistryJobSubmittedEventName
}

// UnpackJobSubmittedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event JobSubmitted(uint256 indexed jobId, uint256 indexed fileId, address teeAddress, uint256 bidAmount)
func (dataRegistry *DataRegistry) UnpackJobSubmittedEvent(log *types.Log) (*DataRegistryJobSubmitted, error) {
	event := "JobSubmitted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRegistryJobSubmitted)
	if len(log.Data) > 0 {
		if err := dataRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataRegistryLeaseUpdated represents a LeaseUpdated event raised by the DataRegistry contract.
type DataRegistryLeaseUpdated struct {
	LeaseLength *big.Int
	MaxTries    *big.Int
	Raw         *types.Log // Blockchain specific contextual infos
}

const DataRegistryLeaseUpdatedEventName = "LeaseUpdated"

// ContractEventName returns the user-defined event name.
func (DataRegistryLeaseUpdated) ContractEventName() string {
	return DataRegistryLeaseUpdatedEventName
}

// UnpackLeaseUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event LeaseUpdated(uint256 leaseLength, uint256 maxTries)
func (dataRegistry *DataRegistry) UnpackLeaseUpdatedEvent(log *types.Log) (*DataRegistryLeaseUpdated, error) {
	event := "LeaseUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRegistryLeaseUpdated)
	if len(log.Data) > 0 {
		if err := dataRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataRegistryProofAdded represents a ProofAdded event raised by the DataRegistry contract.
type DataRegistryProofAdded struct {
	FileId       *big.Int
	OwnerAddress common.Address
	ProofIndex   *big.Int
	DlpId        *big.Int
	Score        *big.Int
	ProofUrl     string
	Raw          *types.Log // Blockchain specific contextual infos
}

const DataRegistryProofAddedEventName = "ProofAdded"

// ContractEventName returns the user-defined event name.
func (DataRegistryProofAdded) ContractEventName() string {
	return DataRegistryProofAddedEventName
}

// UnpackProofAddedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ProofAdded(uint256 indexed fileId, address indexed ownerAddress, uint256 proofIndex, uint256 indexed dlpId, uint256 score, string proofUrl)
func (dataRegistry *DataRegistry) UnpackProofAddedEvent(log *types.Log) (*DataRegistryProofAdded, error) {
	event := "ProofAdded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRegistryProofAdded)
	if len(log.Data) > 0 {
		if err := dataRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataRegistryProofRecorded represents a ProofRecorded event raised by the DataRegistry contract.
type DataRegistryProofRecorded struct {
	JobId            *big.Int
	FileId           *big.Int
	Validator        common.Address
	ResultDigest     [32]byte
	BundleDigest     [32]byte
	Reward           *big.Int
	DuplicateOf      *big.Int
	IdentityConflict bool
	Raw              *types.Log // Blockchain specific contextual infos
}

const DataRegistryProofRecordedEventName = "ProofRecorded"

// ContractEventName returns the user-defined event name.
func (DataRegistryProofRecorded) ContractEventName() string {
	return DataRegistryProofRecordedEventName
}

// UnpackProofRecordedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ProofRecorded(uint256 indexed jobId, uint256 indexed fileId, address indexed validator, bytes32 resultDigest, bytes32 bundleDigest, uint256 reward, uint256 duplicateOf, bool identityConflict)
func (dataRegistry *DataRegistry) UnpackProofRecordedEvent(log *types.Log) (*DataRegistryProofRecorded, error) {
	event := "ProofRecorded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRegistryProofRecorded)
	if len(log.Data) > 0 {
		if err := dataRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataRegistryRefinementAdded represents a RefinementAdded event raised by the DataRegistry contract.
type DataRegistryRefinementAdded struct {
	FileId    *big.Int
	RefinerId *big.Int
	Url       string
	Raw       *types.Log // Blockchain specific contextual infos
}

const DataRegistryRefinementAddedEventName = "RefinementAdded"

// ContractEventName returns the user-defined event name.
func (DataRegistryRefinementAdded) ContractEventName() string {
	return DataRegistryRefinementAddedEventName
}

// UnpackRefinementAddedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RefinementAdded(uint256 indexed fileId, uint256 indexed refinerId, string url)
func (dataRegistry *DataRegistry) UnpackRefinementAddedEvent(log *types.Log) (*DataRegistryRefinementAdded, error) {
	event := "RefinementAdded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRegistryRefinementAdded)
	if len(log.Data) > 0 {
		if err := dataRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataRegistryRefinementRecorded represents a RefinementRecorded event raised by the DataRegistry contract.
type DataRegistryRefinementRecorded struct {
	FileId          *big.Int
	RefinerId       *big.Int
	Validator       common.Address
	ArtifactDigest  [32]byte
	Codec           uint8
	PlaintextDigest [32]byte
	Raw             *types.Log // Blockchain specific contextual infos
}

const DataRegistryRefinementRecordedEventName = "RefinementRecorded"

// ContractEventName returns the user-defined event name.
func (DataRegistryRefinementRecorded) ContractEventName() string {
	return DataRegistryRefinementRecordedEventName
}

// UnpackRefinementRecordedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RefinementRecorded(uint256 indexed fileId, uint256 indexed refinerId, address indexed validator, bytes32 artifactDigest, uint8 codec, bytes32 plaintextDigest)
func (dataRegistry *DataRegistry) UnpackRefinementRecordedEvent(log *types.Log) (*DataRegistryRefinementRecorded, error) {
	event := "RefinementRecorded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRegistryRefinementRecorded)
	if len(log.Data) > 0 {
		if err := dataRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataRegistryValidatorAdmitted represents a ValidatorAdmitted event raised by the DataRegistry contract.
type DataRegistryValidatorAdmitted struct {
	Validator      common.Address
	Index          *big.Int
	Url            string
	Measurement    [32]byte
	EvidenceDigest [32]byte
	Raw            *types.Log // Blockchain specific contextual infos
}

const DataRegistryValidatorAdmittedEventName = "ValidatorAdmitted"

// ContractEventName returns the user-defined event name.
func (DataRegistryValidatorAdmitted) ContractEventName() string {
	return DataRegistryValidatorAdmittedEventName
}

// UnpackValidatorAdmittedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ValidatorAdmitted(address indexed validator, uint256 index, string url, bytes32 measurement, bytes32 evidenceDigest)
func (dataRegistry *DataRegistry) UnpackValidatorAdmittedEvent(log *types.Log) (*DataRegistryValidatorAdmitted, error) {
	event := "ValidatorAdmitted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRegistryValidatorAdmitted)
	if len(log.Data) > 0 {
		if err := dataRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataRegistryValidatorRemoved represents a ValidatorRemoved event raised by the DataRegistry contract.
type DataRegistryValidatorRemoved struct {
	Validator common.Address
	Raw       *types.Log // Blockchain specific contextual infos
}

const DataRegistryValidatorRemovedEventName = "ValidatorRemoved"

// ContractEventName returns the user-defined event name.
func (DataRegistryValidatorRemoved) ContractEventName() string {
	return DataRegistryValidatorRemovedEventName
}

// UnpackValidatorRemovedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ValidatorRemoved(address indexed validator)
func (dataRegistry *DataRegistry) UnpackValidatorRemovedEvent(log *types.Log) (*DataRegistryValidatorRemoved, error) {
	event := "ValidatorRemoved"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRegistryValidatorRemoved)
	if len(log.Data) > 0 {
		if err := dataRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataRegistryValidatorSetChanged represents a ValidatorSetChanged event raised by the DataRegistry contract.
type DataRegistryValidatorSetChanged struct {
	SetId *big.Int
	Size  *big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const DataRegistryValidatorSetChangedEventName = "ValidatorSetChanged"

// ContractEventName returns the user-defined event name.
func (DataRegistryValidatorSetChanged) ContractEventName() string {
	return DataRegistryValidatorSetChangedEventName
}

// UnpackValidatorSetChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ValidatorSetChanged(uint256 indexed setId, uint256 size)
func (dataRegistry *DataRegistry) UnpackValidatorSetChangedEvent(log *types.Log) (*DataRegistryValidatorSetChanged, error) {
	event := "ValidatorSetChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataRegistry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataRegistryValidatorSetChanged)
	if len(log.Data) > 0 {
		if err := dataRegistry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataRegistry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (dataRegistry *DataRegistry) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["AlreadyValidator"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackAlreadyValidatorError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["BundleMismatch"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackBundleMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["DlpNotFound"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackDlpNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["FeeNotWholeGwei"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackFeeNotWholeGweiError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["FileNotFound"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackFileNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["FileNotValid"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackFileNotValidError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["FileUrlAlreadyUsed"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackFileUrlAlreadyUsedError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["InsufficientFee"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackInsufficientFeeError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["InvalidCodec"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackInvalidCodecError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["InvalidDigest"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackInvalidDigestError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["InvalidEpoch"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackInvalidEpochError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["InvalidFingerprint"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackInvalidFingerprintError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["InvalidJobStatus"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackInvalidJobStatusError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["InvalidScore"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackInvalidScoreError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["InvalidSignature"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackInvalidSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["JobExpired"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackJobExpiredError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["JobStillLive"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackJobStillLiveError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["LeaseNotCurrent"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackLeaseNotCurrentError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["NoActiveTee"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackNoActiveTeeError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["NotFileOwner"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackNotFileOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["NotJobOwner"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackNotJobOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["NotLeaseHolder"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackNotLeaseHolderError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["NotValidator"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackNotValidatorError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["NothingToClaim"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackNothingToClaimError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["ProofMismatch"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackProofMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["RefinementAlreadyAdded"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackRefinementAlreadyAddedError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["RefinerMismatch"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackRefinerMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["SeedNotReady"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackSeedNotReadyError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["SeedTooOld"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackSeedTooOldError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["SignatureExpired"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackSignatureExpiredError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["TransferFailed"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackTransferFailedError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataRegistry.abi.Errors["Unauthorized"].ID.Bytes()[:4]) {
		return dataRegistry.UnpackUnauthorizedError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// DataRegistryAlreadyValidator represents a AlreadyValidator error raised by the DataRegistry contract.
type DataRegistryAlreadyValidator struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyValidator()
func DataRegistryAlreadyValidatorErrorID() common.Hash {
	return common.HexToHash("0x83a32d9cfb267c378a3a82b6ade60c3deef0a2fa5e6eef34df4e187fbb89c19e")
}

// UnpackAlreadyValidatorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyValidator()
func (dataRegistry *DataRegistry) UnpackAlreadyValidatorError(raw []byte) (*DataRegistryAlreadyValidator, error) {
	out := new(DataRegistryAlreadyValidator)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "AlreadyValidator", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryBundleMismatch represents a BundleMismatch error raised by the DataRegistry contract.
type DataRegistryBundleMismatch struct {
	Expected [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BundleMismatch(bytes32 expected)
func DataRegistryBundleMismatchErrorID() common.Hash {
	return common.HexToHash("0x2fed79d56d64cfef42b3985491924e90607db12b894201bafbc4d8281c005c32")
}

// UnpackBundleMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BundleMismatch(bytes32 expected)
func (dataRegistry *DataRegistry) UnpackBundleMismatchError(raw []byte) (*DataRegistryBundleMismatch, error) {
	out := new(DataRegistryBundleMismatch)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "BundleMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryDlpNotFound represents a DlpNotFound error raised by the DataRegistry contract.
type DataRegistryDlpNotFound struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error DlpNotFound()
func DataRegistryDlpNotFoundErrorID() common.Hash {
	return common.HexToHash("0xaa4fbc14da43c69c1796556635b13b4a3fb6b72cc0b90973045d2b5e922fbc3d")
}

// UnpackDlpNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error DlpNotFound()
func (dataRegistry *DataRegistry) UnpackDlpNotFoundError(raw []byte) (*DataRegistryDlpNotFound, error) {
	out := new(DataRegistryDlpNotFound)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "DlpNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryFeeNotWholeGwei represents a FeeNotWholeGwei error raised by the DataRegistry contract.
type DataRegistryFeeNotWholeGwei struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FeeNotWholeGwei()
func DataRegistryFeeNotWholeGweiErrorID() common.Hash {
	return common.HexToHash("0x833849abeb2073b4c980e7fe767cc0940c19c697def5b7b4bf95f184a79f0b99")
}

// UnpackFeeNotWholeGweiError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FeeNotWholeGwei()
func (dataRegistry *DataRegistry) UnpackFeeNotWholeGweiError(raw []byte) (*DataRegistryFeeNotWholeGwei, error) {
	out := new(DataRegistryFeeNotWholeGwei)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "FeeNotWholeGwei", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryFileNotFound represents a FileNotFound error raised by the DataRegistry contract.
type DataRegistryFileNotFound struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FileNotFound()
func DataRegistryFileNotFoundErrorID() common.Hash {
	return common.HexToHash("0xed20d7641aa1ec62ec9b935eee0541820716bed4bf285014a17575d53838b56f")
}

// UnpackFileNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FileNotFound()
func (dataRegistry *DataRegistry) UnpackFileNotFoundError(raw []byte) (*DataRegistryFileNotFound, error) {
	out := new(DataRegistryFileNotFound)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "FileNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryFileNotValid represents a FileNotValid error raised by the DataRegistry contract.
type DataRegistryFileNotValid struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FileNotValid()
func DataRegistryFileNotValidErrorID() common.Hash {
	return common.HexToHash("0xb6453779ceeb4d790b5cd446c63562d53ce23ac5b925ffbb5213fabcb3a2c3b3")
}

// UnpackFileNotValidError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FileNotValid()
func (dataRegistry *DataRegistry) UnpackFileNotValidError(raw []byte) (*DataRegistryFileNotValid, error) {
	out := new(DataRegistryFileNotValid)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "FileNotValid", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryFileUrlAlreadyUsed represents a FileUrlAlreadyUsed error raised by the DataRegistry contract.
type DataRegistryFileUrlAlreadyUsed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FileUrlAlreadyUsed()
func DataRegistryFileUrlAlreadyUsedErrorID() common.Hash {
	return common.HexToHash("0x8611445558b0e7c823c3e450f4da0f519d25592bc84a11203c72ecbfa3fb4a26")
}

// UnpackFileUrlAlreadyUsedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FileUrlAlreadyUsed()
func (dataRegistry *DataRegistry) UnpackFileUrlAlreadyUsedError(raw []byte) (*DataRegistryFileUrlAlreadyUsed, error) {
	out := new(DataRegistryFileUrlAlreadyUsed)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "FileUrlAlreadyUsed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryInsufficientFee represents a InsufficientFee error raised by the DataRegistry contract.
type DataRegistryInsufficientFee struct {
	Needed *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientFee(uint256 needed)
func DataRegistryInsufficientFeeErrorID() common.Hash {
	return common.HexToHash("0x4c4e635ca3f567e18560e4c6c2d3e2ff2faf36a078fc0b6efaeb82658057a737")
}

// UnpackInsufficientFeeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientFee(uint256 needed)
func (dataRegistry *DataRegistry) UnpackInsufficientFeeError(raw []byte) (*DataRegistryInsufficientFee, error) {
	out := new(DataRegistryInsufficientFee)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "InsufficientFee", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryInvalidCodec represents a InvalidCodec error raised by the DataRegistry contract.
type DataRegistryInvalidCodec struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidCodec()
func DataRegistryInvalidCodecErrorID() common.Hash {
	return common.HexToHash("0xe8208410cc203d7f2804484e882d9ef9dbf899ca466a98fe47221405c7037793")
}

// UnpackInvalidCodecError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidCodec()
func (dataRegistry *DataRegistry) UnpackInvalidCodecError(raw []byte) (*DataRegistryInvalidCodec, error) {
	out := new(DataRegistryInvalidCodec)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "InvalidCodec", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryInvalidDigest represents a InvalidDigest error raised by the DataRegistry contract.
type DataRegistryInvalidDigest struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidDigest()
func DataRegistryInvalidDigestErrorID() common.Hash {
	return common.HexToHash("0x3e78eb93f221816fd28b990b3c07dba8921aaf75d1cc5bb1c444c8f598e01128")
}

// UnpackInvalidDigestError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidDigest()
func (dataRegistry *DataRegistry) UnpackInvalidDigestError(raw []byte) (*DataRegistryInvalidDigest, error) {
	out := new(DataRegistryInvalidDigest)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "InvalidDigest", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryInvalidEpoch represents a InvalidEpoch error raised by the DataRegistry contract.
type DataRegistryInvalidEpoch struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidEpoch()
func DataRegistryInvalidEpochErrorID() common.Hash {
	return common.HexToHash("0xd5b25b63142e607aedcb4587d8d0a7885e39fe07e954f7f94b12e1c076cdbd11")
}

// UnpackInvalidEpochError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidEpoch()
func (dataRegistry *DataRegistry) UnpackInvalidEpochError(raw []byte) (*DataRegistryInvalidEpoch, error) {
	out := new(DataRegistryInvalidEpoch)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "InvalidEpoch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryInvalidFingerprint represents a InvalidFingerprint error raised by the DataRegistry contract.
type DataRegistryInvalidFingerprint struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidFingerprint()
func DataRegistryInvalidFingerprintErrorID() common.Hash {
	return common.HexToHash("0x2a849a85f561279ad99b5392deca23a04a53a5f178fcaf2f37ac453eb4d4c9c4")
}

// UnpackInvalidFingerprintError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidFingerprint()
func (dataRegistry *DataRegistry) UnpackInvalidFingerprintError(raw []byte) (*DataRegistryInvalidFingerprint, error) {
	out := new(DataRegistryInvalidFingerprint)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "InvalidFingerprint", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryInvalidJobStatus represents a InvalidJobStatus error raised by the DataRegistry contract.
type DataRegistryInvalidJobStatus struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidJobStatus()
func DataRegistryInvalidJobStatusErrorID() common.Hash {
	return common.HexToHash("0xb969563ba09133475c601fd25477163d2542209219105512f52cdbd2b068a0ac")
}

// UnpackInvalidJobStatusError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidJobStatus()
func (dataRegistry *DataRegistry) UnpackInvalidJobStatusError(raw []byte) (*DataRegistryInvalidJobStatus, error) {
	out := new(DataRegistryInvalidJobStatus)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "InvalidJobStatus", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryInvalidScore represents a InvalidScore error raised by the DataRegistry contract.
type DataRegistryInvalidScore struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidScore()
func DataRegistryInvalidScoreErrorID() common.Hash {
	return common.HexToHash("0x15561365df41b0bac22cf5f68f06db0d00fb421d00635d876213299b327cacac")
}

// UnpackInvalidScoreError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidScore()
func (dataRegistry *DataRegistry) UnpackInvalidScoreError(raw []byte) (*DataRegistryInvalidScore, error) {
	out := new(DataRegistryInvalidScore)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "InvalidScore", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryInvalidSignature represents a InvalidSignature error raised by the DataRegistry contract.
type DataRegistryInvalidSignature struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidSignature()
func DataRegistryInvalidSignatureErrorID() common.Hash {
	return common.HexToHash("0x8baa579fce362245063d36f11747a89dd489c54795634fc673cc0e0db51fedc5")
}

// UnpackInvalidSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidSignature()
func (dataRegistry *DataRegistry) UnpackInvalidSignatureError(raw []byte) (*DataRegistryInvalidSignature, error) {
	out := new(DataRegistryInvalidSignature)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "InvalidSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryJobExpired represents a JobExpired error raised by the DataRegistry contract.
type DataRegistryJobExpired struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error JobExpired()
func DataRegistryJobExpiredErrorID() common.Hash {
	return common.HexToHash("0xef3ceaebe18b1d89ea235c4de8076aaa586a8ab5f8f7e9f7459b60ac75e4550a")
}

// UnpackJobExpiredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error JobExpired()
func (dataRegistry *DataRegistry) UnpackJobExpiredError(raw []byte) (*DataRegistryJobExpired, error) {
	out := new(DataRegistryJobExpired)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "JobExpired", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryJobStillLive represents a JobStillLive error raised by the DataRegistry contract.
type DataRegistryJobStillLive struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error JobStillLive()
func DataRegistryJobStillLiveErrorID() common.Hash {
	return common.HexToHash("0x4dbdf82cc162eb6a4bdb6f42d9c51f981e652bec5064b994288ebe65b4552bba")
}

// UnpackJobStillLiveError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error JobStillLive()
func (dataRegistry *DataRegistry) UnpackJobStillLiveError(raw []byte) (*DataRegistryJobStillLive, error) {
	out := new(DataRegistryJobStillLive)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "JobStillLive", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryLeaseNotCurrent represents a LeaseNotCurrent error raised by the DataRegistry contract.
type DataRegistryLeaseNotCurrent struct {
	Current *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error LeaseNotCurrent(uint256 current)
func DataRegistryLeaseNotCurrentErrorID() common.Hash {
	return common.HexToHash("0x341bcfa8ae5a8a63e08281f22f243e05a7dcfea286d7c3ac01266c0b53aa3cf3")
}

// UnpackLeaseNotCurrentError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error LeaseNotCurrent(uint256 current)
func (dataRegistry *DataRegistry) UnpackLeaseNotCurrentError(raw []byte) (*DataRegistryLeaseNotCurrent, error) {
	out := new(DataRegistryLeaseNotCurrent)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "LeaseNotCurrent", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryNoActiveTee represents a NoActiveTee error raised by the DataRegistry contract.
type DataRegistryNoActiveTee struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoActiveTee()
func DataRegistryNoActiveTeeErrorID() common.Hash {
	return common.HexToHash("0x29ed7f2716cc82c0ada05e71b1d95946cb1d96b75e9140ce13d2e214f6c0681c")
}

// UnpackNoActiveTeeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoActiveTee()
func (dataRegistry *DataRegistry) UnpackNoActiveTeeError(raw []byte) (*DataRegistryNoActiveTee, error) {
	out := new(DataRegistryNoActiveTee)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "NoActiveTee", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryNotFileOwner represents a NotFileOwner error raised by the DataRegistry contract.
type DataRegistryNotFileOwner struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotFileOwner()
func DataRegistryNotFileOwnerErrorID() common.Hash {
	return common.HexToHash("0xabea322945d5c33dc862783375e0d9ee447b9a571618031b718afdb603283441")
}

// UnpackNotFileOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotFileOwner()
func (dataRegistry *DataRegistry) UnpackNotFileOwnerError(raw []byte) (*DataRegistryNotFileOwner, error) {
	out := new(DataRegistryNotFileOwner)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "NotFileOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryNotJobOwner represents a NotJobOwner error raised by the DataRegistry contract.
type DataRegistryNotJobOwner struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotJobOwner()
func DataRegistryNotJobOwnerErrorID() common.Hash {
	return common.HexToHash("0x9015f92324eb05e19317899a523f0b6c6161038ff9b037cf2fecd0b56ed69155")
}

// UnpackNotJobOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotJobOwner()
func (dataRegistry *DataRegistry) UnpackNotJobOwnerError(raw []byte) (*DataRegistryNotJobOwner, error) {
	out := new(DataRegistryNotJobOwner)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "NotJobOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryNotLeaseHolder represents a NotLeaseHolder error raised by the DataRegistry contract.
type DataRegistryNotLeaseHolder struct {
	Holder common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotLeaseHolder(address holder)
func DataRegistryNotLeaseHolderErrorID() common.Hash {
	return common.HexToHash("0x9f3a076b9f015b432890cd1ee304e605aa0d02294a3eace46d04174469b70db0")
}

// UnpackNotLeaseHolderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotLeaseHolder(address holder)
func (dataRegistry *DataRegistry) UnpackNotLeaseHolderError(raw []byte) (*DataRegistryNotLeaseHolder, error) {
	out := new(DataRegistryNotLeaseHolder)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "NotLeaseHolder", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryNotValidator represents a NotValidator error raised by the DataRegistry contract.
type DataRegistryNotValidator struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotValidator()
func DataRegistryNotValidatorErrorID() common.Hash {
	return common.HexToHash("0x2ec5b449e1d63fa34c160c67ce2d5826d939017f27bc0c78ef142b8357c69f9e")
}

// UnpackNotValidatorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotValidator()
func (dataRegistry *DataRegistry) UnpackNotValidatorError(raw []byte) (*DataRegistryNotValidator, error) {
	out := new(DataRegistryNotValidator)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "NotValidator", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryNothingToClaim represents a NothingToClaim error raised by the DataRegistry contract.
type DataRegistryNothingToClaim struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingToClaim()
func DataRegistryNothingToClaimErrorID() common.Hash {
	return common.HexToHash("0x969bf7288f744225521096ebffff657851af77dd4c63700d76b8d1cf6481d1f1")
}

// UnpackNothingToClaimError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingToClaim()
func (dataRegistry *DataRegistry) UnpackNothingToClaimError(raw []byte) (*DataRegistryNothingToClaim, error) {
	out := new(DataRegistryNothingToClaim)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "NothingToClaim", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryProofMismatch represents a ProofMismatch error raised by the DataRegistry contract.
type DataRegistryProofMismatch struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProofMismatch()
func DataRegistryProofMismatchErrorID() common.Hash {
	return common.HexToHash("0x2e0a05ec15078a7fd48cb149328170a62cd5dd421b70469943b433c84f7c0ceb")
}

// UnpackProofMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProofMismatch()
func (dataRegistry *DataRegistry) UnpackProofMismatchError(raw []byte) (*DataRegistryProofMismatch, error) {
	out := new(DataRegistryProofMismatch)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "ProofMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryRefinementAlreadyAdded represents a RefinementAlreadyAdded error raised by the DataRegistry contract.
type DataRegistryRefinementAlreadyAdded struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RefinementAlreadyAdded()
func DataRegistryRefinementAlreadyAddedErrorID() common.Hash {
	return common.HexToHash("0x616f39062d29b0608680de4df7225ebe47c940a3b4179ec06373eccb70fcb30b")
}

// UnpackRefinementAlreadyAddedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RefinementAlreadyAdded()
func (dataRegistry *DataRegistry) UnpackRefinementAlreadyAddedError(raw []byte) (*DataRegistryRefinementAlreadyAdded, error) {
	out := new(DataRegistryRefinementAlreadyAdded)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "RefinementAlreadyAdded", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryRefinerMismatch represents a RefinerMismatch error raised by the DataRegistry contract.
type DataRegistryRefinerMismatch struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RefinerMismatch()
func DataRegistryRefinerMismatchErrorID() common.Hash {
	return common.HexToHash("0x08bc0bac9f429213abb5b48d0c39eb3c961ed1060cb7de6d81061c4d8f4f191b")
}

// UnpackRefinerMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RefinerMismatch()
func (dataRegistry *DataRegistry) UnpackRefinerMismatchError(raw []byte) (*DataRegistryRefinerMismatch, error) {
	out := new(DataRegistryRefinerMismatch)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "RefinerMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistrySeedNotReady represents a SeedNotReady error raised by the DataRegistry contract.
type DataRegistrySeedNotReady struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SeedNotReady()
func DataRegistrySeedNotReadyErrorID() common.Hash {
	return common.HexToHash("0x5c86072cf47eb90770595a0c719abe89702f7d1a4596cbe4582d26f60cd81741")
}

// UnpackSeedNotReadyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SeedNotReady()
func (dataRegistry *DataRegistry) UnpackSeedNotReadyError(raw []byte) (*DataRegistrySeedNotReady, error) {
	out := new(DataRegistrySeedNotReady)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "SeedNotReady", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistrySeedTooOld represents a SeedTooOld error raised by the DataRegistry contract.
type DataRegistrySeedTooOld struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SeedTooOld()
func DataRegistrySeedTooOldErrorID() common.Hash {
	return common.HexToHash("0xff795ec245ab35379e0ca237ee515939ab5ecd6bc8fc75593cb2037acb206d10")
}

// UnpackSeedTooOldError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SeedTooOld()
func (dataRegistry *DataRegistry) UnpackSeedTooOldError(raw []byte) (*DataRegistrySeedTooOld, error) {
	out := new(DataRegistrySeedTooOld)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "SeedTooOld", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistrySignatureExpired represents a SignatureExpired error raised by the DataRegistry contract.
type DataRegistrySignatureExpired struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SignatureExpired()
func DataRegistrySignatureExpiredErrorID() common.Hash {
	return common.HexToHash("0x0819bdcd8da3b255f8b8bf8497982cf672847d37ad445f8f2edca874c1fcb6a3")
}

// UnpackSignatureExpiredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SignatureExpired()
func (dataRegistry *DataRegistry) UnpackSignatureExpiredError(raw []byte) (*DataRegistrySignatureExpired, error) {
	out := new(DataRegistrySignatureExpired)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "SignatureExpired", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryTransferFailed represents a TransferFailed error raised by the DataRegistry contract.
type DataRegistryTransferFailed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TransferFailed()
func DataRegistryTransferFailedErrorID() common.Hash {
	return common.HexToHash("0x90b8ec1877afffd816d05d9b13947f3ff18ec5851c38bad15ec2b710f92391b1")
}

// UnpackTransferFailedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TransferFailed()
func (dataRegistry *DataRegistry) UnpackTransferFailedError(raw []byte) (*DataRegistryTransferFailed, error) {
	out := new(DataRegistryTransferFailed)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "TransferFailed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataRegistryUnauthorized represents a Unauthorized error raised by the DataRegistry contract.
type DataRegistryUnauthorized struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Unauthorized()
func DataRegistryUnauthorizedErrorID() common.Hash {
	return common.HexToHash("0x82b4290015f7ec7256ca2a6247d3c2a89c4865c0e791456df195f40ad0a81367")
}

// UnpackUnauthorizedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Unauthorized()
func (dataRegistry *DataRegistry) UnpackUnauthorizedError(raw []byte) (*DataRegistryUnauthorized, error) {
	out := new(DataRegistryUnauthorized)
	if err := dataRegistry.abi.UnpackIntoInterface(out, "Unauthorized", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenMetaData contains all meta data concerning the DataToken contract.
var DataTokenMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"string\",\"name\":\"name_\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"symbol_\",\"type\":\"string\"},{\"internalType\":\"address\",\"name\":\"holder\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"cap_\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[],\"name\":\"CheckpointUnorderedInsertion\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ECDSAInvalidSignature\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"length\",\"type\":\"uint256\"}],\"name\":\"ECDSAInvalidSignatureLength\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"s\",\"type\":\"bytes32\"}],\"name\":\"ECDSAInvalidSignatureS\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"increasedSupply\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"cap\",\"type\":\"uint256\"}],\"name\":\"ERC20ExceededSafeSupply\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"allowance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"ERC20InsufficientAllowance\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"balance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"ERC20InsufficientBalance\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"approver\",\"type\":\"address\"}],\"name\":\"ERC20InvalidApprover\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"}],\"name\":\"ERC20InvalidReceiver\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"}],\"name\":\"ERC20InvalidSender\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"}],\"name\":\"ERC20InvalidSpender\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"}],\"name\":\"ERC2612ExpiredSignature\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"signer\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"ERC2612InvalidSigner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"timepoint\",\"type\":\"uint256\"},{\"internalType\":\"uint48\",\"name\":\"clock\",\"type\":\"uint48\"}],\"name\":\"ERC5805FutureLookup\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"currentNonce\",\"type\":\"uint256\"}],\"name\":\"InvalidAccountNonce\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidShortString\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"bits\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"SafeCastOverflowedUintDowncast\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"string\",\"name\":\"str\",\"type\":\"string\"}],\"name\":\"StringTooLong\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"expiry\",\"type\":\"uint256\"}],\"name\":\"VotesExpiredSignature\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"Approval\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"delegator\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"fromDelegate\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"toDelegate\",\"type\":\"address\"}],\"name\":\"DelegateChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"delegate\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"previousVotes\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"newVotes\",\"type\":\"uint256\"}],\"name\":\"DelegateVotesChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[],\"name\":\"EIP712DomainChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"Transfer\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"CLOCK_MODE\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"pure\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"DOMAIN_SEPARATOR\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"}],\"name\":\"allowance\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"approve\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"balanceOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"burn\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"burnFrom\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"cap\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"internalType\":\"uint32\",\"name\":\"pos\",\"type\":\"uint32\"}],\"name\":\"checkpoints\",\"outputs\":[{\"components\":[{\"internalType\":\"uint48\",\"name\":\"_key\",\"type\":\"uint48\"},{\"internalType\":\"uint208\",\"name\":\"_value\",\"type\":\"uint208\"}],\"internalType\":\"structCheckpoints.Checkpoint208\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"clock\",\"outputs\":[{\"internalType\":\"uint48\",\"name\":\"\",\"type\":\"uint48\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"decimals\",\"outputs\":[{\"internalType\":\"uint8\",\"name\":\"\",\"type\":\"uint8\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"delegatee\",\"type\":\"address\"}],\"name\":\"delegate\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"delegatee\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"expiry\",\"type\":\"uint256\"},{\"internalType\":\"uint8\",\"name\":\"v\",\"type\":\"uint8\"},{\"internalType\":\"bytes32\",\"name\":\"r\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"s\",\"type\":\"bytes32\"}],\"name\":\"delegateBySig\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"delegates\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"eip712Domain\",\"outputs\":[{\"internalType\":\"bytes1\",\"name\":\"fields\",\"type\":\"bytes1\"},{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"version\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"chainId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"verifyingContract\",\"type\":\"address\"},{\"internalType\":\"bytes32\",\"name\":\"salt\",\"type\":\"bytes32\"},{\"internalType\":\"uint256[]\",\"name\":\"extensions\",\"type\":\"uint256[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"timepoint\",\"type\":\"uint256\"}],\"name\":\"getPastTotalSupply\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"timepoint\",\"type\":\"uint256\"}],\"name\":\"getPastVotes\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"getVotes\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"name\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"nonces\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"numCheckpoints\",\"outputs\":[{\"internalType\":\"uint32\",\"name\":\"\",\"type\":\"uint32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"spender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"deadline\",\"type\":\"uint256\"},{\"internalType\":\"uint8\",\"name\":\"v\",\"type\":\"uint8\"},{\"internalType\":\"bytes32\",\"name\":\"r\",\"type\":\"bytes32\"},{\"internalType\":\"bytes32\",\"name\":\"s\",\"type\":\"bytes32\"}],\"name\":\"permit\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"symbol\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"totalSupply\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"transfer\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"transferFrom\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "6cccd8806efbcb4bd1b6f8b92435fbc78c",
	Bin: "0x610180604052348015610010575f5ffd5b5060405161271f38038061271f83398101604081905261002f916107f3565b6040805180820190915260018152603160f81b60208201528490819081866003610059838261090c565b506004610066828261090c565b5050506100788261013460201b60201c565b6101205261008581610134565b61014052815160208084019190912060e052815190820120610100524660a05261011160e05161010051604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201529081019290925260608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b60805250503060c0525061016081905261012b828261017a565b50505050610a9a565b5f5f829050601f81511115610167578260405163305a27a960e01b815260040161015e91906109ca565b60405180910390fd5b8051610172826109ff565b179392505050565b6001600160a01b0382166101a35760405163ec442f0560e01b81525f600482015260240161015e565b6101ae5f83836101b2565b5050565b6101bd8383836101c2565b505050565b6101cd838383610228565b6001600160a01b03831661021d575f6101e560025490565b90506001600160d01b038082111561021a57604051630e58ae9360e11b8152600481018390526024810182905260440161015e565b50505b6101bd83838361034e565b6001600160a01b038316610252578060025f8282546102479190610a36565b909155506102c29050565b6001600160a01b0383165f90815260208190526040902054818110156102a45760405163391434e360e21b81526001600160a01b0385166004820152602481018290526044810183905260640161015e565b6001600160a01b0384165f9081526020819052604090209082900390555b6001600160a01b0382166102de576002805482900390556102fc565b6001600160a01b0382165f9081526020819052604090208054820190555b816001600160a01b0316836001600160a01b03167fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef8360405161034191815260200190565b60405180910390a3505050565b6001600160a01b03831661037c57610379600a6108726103d660201b17610374846103ea565b610421565b50505b6001600160a01b0382166103a5576103a2600a61087d61044f60201b17610374846103ea565b50505b6001600160a01b038381165f908152600860205260408082205485841683529120546101bd9291821691168361045a565b5f6103e18284610a49565b90505b92915050565b5f6001600160d01b0382111561041d576040516306dfcc6560e41b815260d060048201526024810183905260440161015e565b5090565b5f806104424261043a610433886105aa565b868860201c565b8791906105f2565b915091505b935093915050565b5f6103e18284610a68565b816001600160a01b0316836001600160a01b03161415801561047b57505f81115b156101bd576001600160a01b03831615610513576001600160a01b0383165f908152600960209081526040822082916104c1919061044f901b61087d17610374866103ea565b6001600160d01b031691506001600160d01b03169150846001600160a01b03165f5160206126ff5f395f51905f528383604051610508929190918252602082015260400190565b60405180910390a250505b6001600160a01b038216156101bd576001600160a01b0382165f9081526009602090815260408220829161055491906103d6901b61087217610374866103ea565b6001600160d01b031691506001600160d01b03169150836001600160a01b03165f5160206126ff5f395f51905f52838360405161059b929190918252602082015260400190565b60405180910390a25050505050565b80545f9080156105e9576105d0836105c3600184610a87565b5f91825260209091200190565b54660100000000000090046001600160d01b03166105eb565b5f5b9392505050565b5f8061044285858582545f90819080156106f9575f610616876105c3600185610a87565b805490915065ffffffffffff80821691660100000000000090046001600160d01b031690881682111561065c57604051632520601d60e01b815260040160405180910390fd5b8765ffffffffffff168265ffffffffffff160361069857825465ffffffffffff1666010000000000006001600160d01b038916021783556106eb565b6040805180820190915265ffffffffffff808a1682526001600160d01b03808a1660208085019182528d54600181018f555f8f815291909120945191519092166601000000000000029216919091179101555b945085935061044792505050565b50506040805180820190915265ffffffffffff80851682526001600160d01b0380851660208085019182528854600181018a555f8a8152918220955192519093166601000000000000029190931617920191909155905081610447565b634e487b7160e01b5f52604160045260245ffd5b5f82601f830112610779575f5ffd5b81516001600160401b0381111561079257610792610756565b604051601f8201601f19908116603f011681016001600160401b03811182821017156107c0576107c0610756565b6040528181528382016020018510156107d7575f5ffd5b8160208501602083015e5f918101602001919091529392505050565b5f5f5f5f60808587031215610806575f5ffd5b84516001600160401b0381111561081b575f5ffd5b6108278782880161076a565b602087015190955090506001600160401b03811115610844575f5ffd5b6108508782880161076a565b604087015190945090506001600160a01b038116811461086e575f5ffd5b6060959095015193969295505050565b600181811c9082168061089257607f821691505b6020821081036108b057634e487b7160e01b5f52602260045260245ffd5b50919050565b601f8211156101bd57828211156101bd57805f5260205f20601f840160051c60208510156108e157505f5b90810190601f840160051c035f5b81811015610904575f838201556001016108ef565b505050505050565b81516001600160401b0381111561092557610925610756565b61093981610933845461087e565b846108b6565b6020601f82116001811461096b575f83156109545750848201515b5f19600385901b1c1916600184901b1784556109c3565b5f84815260208120601f198516915b8281101561099a578785015182556020948501946001909201910161097a565b50848210156109b757868401515f19600387901b60f8161c191681555b505060018360011b0184555b5050505050565b602081525f82518060208401528060208501604085015e5f604082850101526040601f19601f83011684010191505092915050565b805160208083015191908110156108b0575f1960209190910360031b1b16919050565b634e487b7160e01b5f52601160045260245ffd5b808201808211156103e4576103e4610a22565b6001600160d01b0381811683821601908111156103e4576103e4610a22565b6001600160d01b0382811682821603908111156103e4576103e4610a22565b818103818111156103e4576103e4610a22565b60805160a05160c05160e05161010051610120516101405161016051611c0a610af55f395f61020501525f610ca501525f610c7a01525f610a4c01525f610a2401525f61097f01525f6109a901525f6109d30152611c0a5ff3fe608060405234801561000f575f5ffd5b5060043610610187575f3560e01c806370a08231116100d957806395d89b4111610093578063c3cda5201161006e578063c3cda520146103bf578063d505accf146103d2578063dd62ed3e146103e5578063f1127ed81461041d575f5ffd5b806395d89b41146103915780639ab24eb014610399578063a9059cbb146103ac575f5ffd5b806370a08231146102ff57806379cc6790146103275780637ecebe001461033a57806384b0196e1461034d5780638e539e8c1461036857806391ddadf41461037b575f5ffd5b80633644e515116101445780634bf5d7e91161011f5780634bf5d7e914610257578063587cde1e146102815780635c19a95c146102c45780636fcfff45146102d7575f5ffd5b80633644e515146102275780633a46b1a81461022f57806342966c6814610242575f5ffd5b806306fdde031461018b578063095ea7b3146101a957806318160ddd146101cc57806323b872dd146101de578063313ce567146101f1578063355274ea14610200575b5f5ffd5b61019361045c565b6040516101a09190611891565b60405180910390f35b6101bc6101b73660046118be565b6104ec565b60405190151581526020016101a0565b6002545b6040519081526020016101a0565b6101bc6101ec3660046118e6565b610505565b604051601281526020016101a0565b6101d07f000000000000000000000000000000000000000000000000000000000000000081565b6101d0610528565b6101d061023d3660046118be565b610536565b610255610250366004611920565b610570565b005b60408051808201909152600e81526d06d6f64653d74696d657374616d760941b6020820152610193565b6102ac61028f366004611937565b6001600160a01b039081165f908152600860205260409020541690565b6040516001600160a01b0390911681526020016101a0565b6102556102d2366004611937565b61057d565b6102ea6102e5366004611937565b61058c565b60405163ffffffff90911681526020016101a0565b6101d061030d366004611937565b6001600160a01b03165f9081526020819052604090205490565b6102556103353660046118be565b610596565b6101d0610348366004611937565b6105ab565b6103556105b5565b6040516101a09796959493929190611950565b6101d0610376366004611920565b6105f7565b60405165ffffffffffff421681526020016101a0565b61019361061b565b6101d06103a7366004611937565b61062a565b6101bc6103ba3660046118be565b61064a565b6102556103cd3660046119f6565b610657565b6102556103e0366004611a4a565b610718565b6101d06103f3366004611ab0565b6001600160a01b039182165f90815260016020908152604080832093909416825291909152205490565b61043061042b366004611ae1565b61084e565b60408051825165ffffffffffff1681526020928301516001600160d01b031692810192909252016101a0565b60606003805461046b90611b1e565b80601f016020809104026020016040519081016040528092919081815260200182805461049790611b1e565b80156104e25780601f106104b9576101008083540402835291602001916104e2565b820191905f5260205f20905b8154815290600101906020018083116104c557829003601f168201915b5050505050905090565b5f336104f9818585610888565b60019150505b92915050565b5f3361051285828561089a565b61051d858585610916565b506001949350505050565b5f610531610973565b905090565b5f61056061054383610a9c565b6001600160a01b0385165f90815260096020526040902090610ae0565b6001600160d01b03169392505050565b61057a3382610b90565b50565b336105888183610bc4565b5050565b5f6104ff82610c35565b6105a182338361089a565b6105888282610b90565b5f6104ff82610c56565b5f6060805f5f5f60606105c6610c73565b6105ce610c9e565b604080515f80825260208201909252600f60f81b9b939a50919850469750309650945092509050565b5f61060c61060483610a9c565b600a90610ae0565b6001600160d01b031692915050565b60606004805461046b90611b1e565b6001600160a01b0381165f90815260096020526040812061060c90610cc9565b5f336104f9818585610916565b8342111561068057604051632341d78760e11b8152600481018590526024015b60405180910390fd5b604080517fe48329057bfd03d55e49b547132e39cffd9c1820ad7b9d4c5307691425d15adf60208201526001600160a01b0388169181019190915260608101869052608081018590525f906106f9906106f19060a00160405160208183030381529060405280519060200120610d00565b858585610d2c565b90506107058187610d58565b61070f8188610bc4565b50505050505050565b8342111561073c5760405163313c898160e11b815260048101859052602401610677565b5f7f6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c98888886107878c6001600160a01b03165f90815260076020526040902080546001810190915590565b6040805160208101969096526001600160a01b0394851690860152929091166060840152608083015260a082015260c0810186905260e0016040516020818303038152906040528051906020012090505f6107e182610d00565b90505f6107f082878787610d2c565b9050896001600160a01b0316816001600160a01b031614610837576040516325c0072360e11b81526001600160a01b0380831660048301528b166024820152604401610677565b6108428a8a8a610888565b50505050505050505050565b604080518082019091525f808252602082015261086b8383610daa565b9392505050565b5f61086b8284611b6a565b5f61086b8284611b89565b6108958383836001610dde565b505050565b6001600160a01b038381165f908152600160209081526040808320938616835292905220545f19811015610910578181101561090257604051637dc7a0d960e11b81526001600160a01b03841660048201526024810182905260448101839052606401610677565b61091084848484035f610dde565b50505050565b6001600160a01b03831661093f57604051634b637e8f60e11b81525f6004820152602401610677565b6001600160a01b0382166109685760405163ec442f0560e01b81525f6004820152602401610677565b610895838383610eb0565b5f306001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000161480156109cb57507f000000000000000000000000000000000000000000000000000000000000000046145b156109f557507f000000000000000000000000000000000000000000000000000000000000000090565b610531604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f0000000000000000000000000000000000000000000000000000000000000000918101919091527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b5f4265ffffffffffff81168310610ad757604051637669fc0f60e11b81526004810184905265ffffffffffff82166024820152604401610677565b61086b83610ebb565b81545f9081816005811115610b3c575f610af984610ef1565b610b039085611ba8565b5f8881526020902090915081015465ffffffffffff9081169087161015610b2c57809150610b3a565b610b37816001611bbb565b92505b505b5f610b4987878585611049565b90508015610b8357610b6d87610b60600184611ba8565b5f91825260209091200190565b54600160301b90046001600160d01b0316610b85565b5f5b979650505050505050565b6001600160a01b038216610bb957604051634b637e8f60e11b81525f6004820152602401610677565b610588825f83610eb0565b6001600160a01b038281165f8181526008602052604080822080548686166001600160a01b0319821681179092559151919094169392849290917f3134e8a2e6d97e929a7e54011ea5485d7d196dd5f0ba4d4ef95803e8e3fc257f9190a46108958183610c308661109f565b6110bc565b6001600160a01b0381165f908152600960205260408120546104ff90611225565b6001600160a01b0381165f908152600760205260408120546104ff565b60606105317f0000000000000000000000000000000000000000000000000000000000000000611255565b60606105317f0000000000000000000000000000000000000000000000000000000000000000611255565b80545f908015610cf857610ce283610b60600184611ba8565b54600160301b90046001600160d01b031661086b565b5f9392505050565b5f6104ff610d0c610973565b8360405161190160f01b8152600281019290925260228201526042902090565b5f5f5f5f610d3c88888888611292565b925092509250610d4c828261135a565b50909695505050505050565b6001600160a01b0382165f908152600760205260409020805460018101909155818114610895576040516301d4b62360e61b81526001600160a01b038416600482015260248101829052604401610677565b604080518082019091525f80825260208201526001600160a01b0383165f90815260096020526040902061086b9083611412565b6001600160a01b038416610e075760405163e602df0560e01b81525f6004820152602401610677565b6001600160a01b038316610e3057604051634a1406b160e11b81525f6004820152602401610677565b6001600160a01b038085165f908152600160209081526040808320938716835292905220829055801561091057826001600160a01b0316846001600160a01b03167f8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b92584604051610ea291815260200190565b60405180910390a350505050565b61089583838361147f565b5f65ffffffffffff821115610eed576040516306dfcc6560e41b81526030600482015260248101839052604401610677565b5090565b5f60018211610efe575090565b816001600160801b8210610f175760809190911c9060401b5b680100000000000000008210610f325760409190911c9060201b5b6401000000008210610f495760209190911c9060101b5b620100008210610f5e5760109190911c9060081b5b6101008210610f725760089190911c9060041b5b60108210610f855760049190911c9060021b5b60048210610f915760011b5b600302600190811c90818581610fa957610fa9611bce565b048201901c90506001818581610fc157610fc1611bce565b048201901c90506001818581610fd957610fd9611bce565b048201901c90506001818581610ff157610ff1611bce565b048201901c9050600181858161100957611009611bce565b048201901c9050600181858161102157611021611bce565b048201901c905061104081858161103a5761103a611bce565b04821190565b90039392505050565b5f5b81831015611097575f85815260209020838316600285851804019081015465ffffffffffff8681169116111561108357809250611091565b61108e816001611bbb565b93505b5061104b565b509392505050565b6001600160a01b0381165f908152602081905260408120546104ff565b816001600160a01b0316836001600160a01b0316141580156110dd57505f81115b15610895576001600160a01b03831615611184576001600160a01b0383165f908152600960205260408120819061111f9061087d61111a866114e5565b611518565b6001600160d01b031691506001600160d01b03169150846001600160a01b03167fdec2bacdd2f05b59de34da9b523dff8be42e5e38e818c82fdb0bae774387a7248383604051611179929190918252602082015260400190565b60405180910390a250505b6001600160a01b03821615610895576001600160a01b0382165f90815260096020526040812081906111bc9061087261111a866114e5565b6001600160d01b031691506001600160d01b03169150836001600160a01b03167fdec2bacdd2f05b59de34da9b523dff8be42e5e38e818c82fdb0bae774387a7248383604051611216929190918252602082015260400190565b60405180910390a25050505050565b5f63ffffffff821115610eed576040516306dfcc6560e41b81526020600482015260248101839052604401610677565b60605f61126183611549565b6040805160208082528183019092529192505f91906020820181803683375050509182525060208101929092525090565b5f80807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a08411156112cb57505f91506003905082611350565b604080515f808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa15801561131c573d5f5f3e3d5ffd5b5050604051601f1901519150506001600160a01b03811661134757505f925060019150829050611350565b92505f91508190505b9450945094915050565b5f82600381111561136d5761136d611be2565b03611376575050565b600182600381111561138a5761138a611be2565b036113a85760405163f645eedf60e01b815260040160405180910390fd5b60028260038111156113bc576113bc611be2565b036113dd5760405163fce698f760e01b815260048101829052602401610677565b60038260038111156113f1576113f1611be2565b03610588576040516335e2f38360e21b815260048101829052602401610677565b604080518082019091525f8082526020820152825f018263ffffffff168154811061143f5761143f611bf6565b5f9182526020918290206040805180820190915291015465ffffffffffff81168252600160301b90046001600160d01b0316918101919091529392505050565b61148a838383611570565b6001600160a01b0383166114da575f6114a260025490565b90506001600160d01b03808211156114d757604051630e58ae9360e11b81526004810183905260248101829052604401610677565b50505b610895838383611696565b5f6001600160d01b03821115610eed576040516306dfcc6560e41b815260d0600482015260248101839052604401610677565b5f8061153c4261153461152a88610cc9565b868863ffffffff16565b87919061170b565b915091505b935093915050565b5f60ff8216601f8111156104ff57604051632cd44ac360e21b815260040160405180910390fd5b6001600160a01b03831661159a578060025f82825461158f9190611bbb565b9091555061160a9050565b6001600160a01b0383165f90815260208190526040902054818110156115ec5760405163391434e360e21b81526001600160a01b03851660048201526024810182905260448101839052606401610677565b6001600160a01b0384165f9081526020819052604090209082900390555b6001600160a01b03821661162657600280548290039055611644565b6001600160a01b0382165f9081526020819052604090208054820190555b816001600160a01b0316836001600160a01b03167fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef8360405161168991815260200190565b60405180910390a3505050565b6001600160a01b0383166116b8576116b5600a61087261111a846114e5565b50505b6001600160a01b0382166116da576116d7600a61087d61111a846114e5565b50505b6001600160a01b038381165f90815260086020526040808220548584168352912054610895929182169116836110bc565b5f8061153c85858582545f9081908015611809575f61172f87610b60600185611ba8565b805490915065ffffffffffff80821691600160301b90046001600160d01b031690881682111561177257604051632520601d60e01b815260040160405180910390fd5b8765ffffffffffff168265ffffffffffff16036117ab57825465ffffffffffff16600160301b6001600160d01b038916021783556117fb565b6040805180820190915265ffffffffffff808a1682526001600160d01b03808a1660208085019182528d54600181018f555f8f81529190912094519151909216600160301b029216919091179101555b945085935061154192505050565b50506040805180820190915265ffffffffffff80851682526001600160d01b0380851660208085019182528854600181018a555f8a815291822095519251909316600160301b029190931617920191909155905081611541565b5f81518084528060208401602086015e5f602082860101526020601f19601f83011685010191505092915050565b602081525f61086b6020830184611863565b80356001600160a01b03811681146118b9575f5ffd5b919050565b5f5f604083850312156118cf575f5ffd5b6118d8836118a3565b946020939093013593505050565b5f5f5f606084860312156118f8575f5ffd5b611901846118a3565b925061190f602085016118a3565b929592945050506040919091013590565b5f60208284031215611930575f5ffd5b5035919050565b5f60208284031215611947575f5ffd5b61086b826118a3565b60ff60f81b8816815260e060208201525f61196e60e0830189611863565b82810360408401526119808189611863565b606084018890526001600160a01b038716608085015260a0840186905283810360c0850152845180825260208087019350909101905f5b818110156119d55783518352602093840193909201916001016119b7565b50909b9a5050505050505050505050565b803560ff811681146118b9575f5ffd5b5f5f5f5f5f5f60c08789031215611a0b575f5ffd5b611a14876118a3565b95506020870135945060408701359350611a30606088016119e6565b9598949750929560808101359460a0909101359350915050565b5f5f5f5f5f5f5f60e0888a031215611a60575f5ffd5b611a69886118a3565b9650611a77602089016118a3565b95506040880135945060608801359350611a93608089016119e6565b9699959850939692959460a0840135945060c09093013592915050565b5f5f60408385031215611ac1575f5ffd5b611aca836118a3565b9150611ad8602084016118a3565b90509250929050565b5f5f60408385031215611af2575f5ffd5b611afb836118a3565b9150602083013563ffffffff81168114611b13575f5ffd5b809150509250929050565b600181811c90821680611b3257607f821691505b602082108103611b5057634e487b7160e01b5f52602260045260245ffd5b50919050565b634e487b7160e01b5f52601160045260245ffd5b6001600160d01b0381811683821601908111156104ff576104ff611b56565b6001600160d01b0382811682821603908111156104ff576104ff611b56565b818103818111156104ff576104ff611b56565b808201808211156104ff576104ff611b56565b634e487b7160e01b5f52601260045260245ffd5b634e487b7160e01b5f52602160045260245ffd5b634e487b7160e01b5f52603260045260245ffddec2bacdd2f05b59de34da9b523dff8be42e5e38e818c82fdb0bae774387a724",
}

// DataToken is an auto generated Go binding around an Ethereum contract.
type DataToken struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *DataToken) GetABI() abi.ABI {
	return c.abi
}

// NewDataToken creates a new instance of DataToken.
func NewDataToken() *DataToken {
	parsed, err := DataTokenMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &DataToken{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *DataToken) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(string name_, string symbol_, address holder, uint256 cap_) returns()
func (dataToken *DataToken) PackConstructor(name_ string, symbol_ string, holder common.Address, cap_ *big.Int) []byte {
	enc, err := dataToken.abi.Pack("", name_, symbol_, holder, cap_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackCLOCKMODE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4bf5d7e9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function CLOCK_MODE() pure returns(string)
func (dataToken *DataToken) PackCLOCKMODE() []byte {
	enc, err := dataToken.abi.Pack("CLOCK_MODE")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCLOCKMODE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4bf5d7e9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function CLOCK_MODE() pure returns(string)
func (dataToken *DataToken) TryPackCLOCKMODE() ([]byte, error) {
	return dataToken.abi.Pack("CLOCK_MODE")
}

// UnpackCLOCKMODE is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4bf5d7e9.
//
// Solidity: function CLOCK_MODE() pure returns(string)
func (dataToken *DataToken) UnpackCLOCKMODE(data []byte) (string, error) {
	out, err := dataToken.abi.Unpack("CLOCK_MODE", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackDOMAINSEPARATOR is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3644e515.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function DOMAIN_SEPARATOR() view returns(bytes32)
func (dataToken *DataToken) PackDOMAINSEPARATOR() []byte {
	enc, err := dataToken.abi.Pack("DOMAIN_SEPARATOR")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDOMAINSEPARATOR is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3644e515.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function DOMAIN_SEPARATOR() view returns(bytes32)
func (dataToken *DataToken) TryPackDOMAINSEPARATOR() ([]byte, error) {
	return dataToken.abi.Pack("DOMAIN_SEPARATOR")
}

// UnpackDOMAINSEPARATOR is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3644e515.
//
// Solidity: function DOMAIN_SEPARATOR() view returns(bytes32)
func (dataToken *DataToken) UnpackDOMAINSEPARATOR(data []byte) ([32]byte, error) {
	out, err := dataToken.abi.Unpack("DOMAIN_SEPARATOR", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdd62ed3e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (dataToken *DataToken) PackAllowance(owner common.Address, spender common.Address) []byte {
	enc, err := dataToken.abi.Pack("allowance", owner, spender)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdd62ed3e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (dataToken *DataToken) TryPackAllowance(owner common.Address, spender common.Address) ([]byte, error) {
	return dataToken.abi.Pack("allowance", owner, spender)
}

// UnpackAllowance is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdd62ed3e.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (dataToken *DataToken) UnpackAllowance(data []byte) (*big.Int, error) {
	out, err := dataToken.abi.Unpack("allowance", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (dataToken *DataToken) PackApprove(spender common.Address, value *big.Int) []byte {
	enc, err := dataToken.abi.Pack("approve", spender, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (dataToken *DataToken) TryPackApprove(spender common.Address, value *big.Int) ([]byte, error) {
	return dataToken.abi.Pack("approve", spender, value)
}

// UnpackApprove is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x095ea7b3.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (dataToken *DataToken) UnpackApprove(data []byte) (bool, error) {
	out, err := dataToken.abi.Unpack("approve", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (dataToken *DataToken) PackBalanceOf(account common.Address) []byte {
	enc, err := dataToken.abi.Pack("balanceOf", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (dataToken *DataToken) TryPackBalanceOf(account common.Address) ([]byte, error) {
	return dataToken.abi.Pack("balanceOf", account)
}

// UnpackBalanceOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x70a08231.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (dataToken *DataToken) UnpackBalanceOf(data []byte) (*big.Int, error) {
	out, err := dataToken.abi.Unpack("balanceOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackBurn is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42966c68.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function burn(uint256 value) returns()
func (dataToken *DataToken) PackBurn(value *big.Int) []byte {
	enc, err := dataToken.abi.Pack("burn", value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBurn is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42966c68.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function burn(uint256 value) returns()
func (dataToken *DataToken) TryPackBurn(value *big.Int) ([]byte, error) {
	return dataToken.abi.Pack("burn", value)
}

// PackBurnFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79cc6790.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function burnFrom(address account, uint256 value) returns()
func (dataToken *DataToken) PackBurnFrom(account common.Address, value *big.Int) []byte {
	enc, err := dataToken.abi.Pack("burnFrom", account, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBurnFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79cc6790.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function burnFrom(address account, uint256 value) returns()
func (dataToken *DataToken) TryPackBurnFrom(account common.Address, value *big.Int) ([]byte, error) {
	return dataToken.abi.Pack("burnFrom", account, value)
}

// PackCap is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x355274ea.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function cap() view returns(uint256)
func (dataToken *DataToken) PackCap() []byte {
	enc, err := dataToken.abi.Pack("cap")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCap is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x355274ea.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function cap() view returns(uint256)
func (dataToken *DataToken) TryPackCap() ([]byte, error) {
	return dataToken.abi.Pack("cap")
}

// UnpackCap is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x355274ea.
//
// Solidity: function cap() view returns(uint256)
func (dataToken *DataToken) UnpackCap(data []byte) (*big.Int, error) {
	out, err := dataToken.abi.Unpack("cap", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackCheckpoints is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf1127ed8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function checkpoints(address account, uint32 pos) view returns((uint48,uint208))
func (dataToken *DataToken) PackCheckpoints(account common.Address, pos uint32) []byte {
	enc, err := dataToken.abi.Pack("checkpoints", account, pos)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCheckpoints is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf1127ed8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function checkpoints(address account, uint32 pos) view returns((uint48,uint208))
func (dataToken *DataToken) TryPackCheckpoints(account common.Address, pos uint32) ([]byte, error) {
	return dataToken.abi.Pack("checkpoints", account, pos)
}

// UnpackCheckpoints is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf1127ed8.
//
// Solidity: function checkpoints(address account, uint32 pos) view returns((uint48,uint208))
func (dataToken *DataToken) UnpackCheckpoints(data []byte) (CheckpointsCheckpoint208, error) {
	out, err := dataToken.abi.Unpack("checkpoints", data)
	if err != nil {
		return *new(CheckpointsCheckpoint208), err
	}
	out0 := *abi.ConvertType(out[0], new(CheckpointsCheckpoint208)).(*CheckpointsCheckpoint208)
	return out0, nil
}

// PackClock is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x91ddadf4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function clock() view returns(uint48)
func (dataToken *DataToken) PackClock() []byte {
	enc, err := dataToken.abi.Pack("clock")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClock is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x91ddadf4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function clock() view returns(uint48)
func (dataToken *DataToken) TryPackClock() ([]byte, error) {
	return dataToken.abi.Pack("clock")
}

// UnpackClock is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x91ddadf4.
//
// Solidity: function clock() view returns(uint48)
func (dataToken *DataToken) UnpackClock(data []byte) (*big.Int, error) {
	out, err := dataToken.abi.Unpack("clock", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDecimals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x313ce567.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function decimals() view returns(uint8)
func (dataToken *DataToken) PackDecimals() []byte {
	enc, err := dataToken.abi.Pack("decimals")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDecimals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x313ce567.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function decimals() view returns(uint8)
func (dataToken *DataToken) TryPackDecimals() ([]byte, error) {
	return dataToken.abi.Pack("decimals")
}

// UnpackDecimals is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x313ce567.
//
// Solidity: function decimals() view returns(uint8)
func (dataToken *DataToken) UnpackDecimals(data []byte) (uint8, error) {
	out, err := dataToken.abi.Unpack("decimals", data)
	if err != nil {
		return *new(uint8), err
	}
	out0 := *abi.ConvertType(out[0], new(uint8)).(*uint8)
	return out0, nil
}

// PackDelegate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5c19a95c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function delegate(address delegatee) returns()
func (dataToken *DataToken) PackDelegate(delegatee common.Address) []byte {
	enc, err := dataToken.abi.Pack("delegate", delegatee)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDelegate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5c19a95c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function delegate(address delegatee) returns()
func (dataToken *DataToken) TryPackDelegate(delegatee common.Address) ([]byte, error) {
	return dataToken.abi.Pack("delegate", delegatee)
}

// PackDelegateBySig is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc3cda520.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function delegateBySig(address delegatee, uint256 nonce, uint256 expiry, uint8 v, bytes32 r, bytes32 s) returns()
func (dataToken *DataToken) PackDelegateBySig(delegatee common.Address, nonce *big.Int, expiry *big.Int, v uint8, r [32]byte, s [32]byte) []byte {
	enc, err := dataToken.abi.Pack("delegateBySig", delegatee, nonce, expiry, v, r, s)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDelegateBySig is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc3cda520.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function delegateBySig(address delegatee, uint256 nonce, uint256 expiry, uint8 v, bytes32 r, bytes32 s) returns()
func (dataToken *DataToken) TryPackDelegateBySig(delegatee common.Address, nonce *big.Int, expiry *big.Int, v uint8, r [32]byte, s [32]byte) ([]byte, error) {
	return dataToken.abi.Pack("delegateBySig", delegatee, nonce, expiry, v, r, s)
}

// PackDelegates is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x587cde1e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function delegates(address account) view returns(address)
func (dataToken *DataToken) PackDelegates(account common.Address) []byte {
	enc, err := dataToken.abi.Pack("delegates", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDelegates is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x587cde1e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function delegates(address account) view returns(address)
func (dataToken *DataToken) TryPackDelegates(account common.Address) ([]byte, error) {
	return dataToken.abi.Pack("delegates", account)
}

// UnpackDelegates is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x587cde1e.
//
// Solidity: function delegates(address account) view returns(address)
func (dataToken *DataToken) UnpackDelegates(data []byte) (common.Address, error) {
	out, err := dataToken.abi.Unpack("delegates", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackEip712Domain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x84b0196e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (dataToken *DataToken) PackEip712Domain() []byte {
	enc, err := dataToken.abi.Pack("eip712Domain")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEip712Domain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x84b0196e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (dataToken *DataToken) TryPackEip712Domain() ([]byte, error) {
	return dataToken.abi.Pack("eip712Domain")
}

// Eip712DomainOutput serves as a container for the return parameters of contract
// method Eip712Domain.
type Eip712DomainOutput struct {
	Fields            [1]byte
	Name              string
	Version           string
	ChainId           *big.Int
	VerifyingContract common.Address
	Salt              [32]byte
	Extensions        []*big.Int
}

// UnpackEip712Domain is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x84b0196e.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (dataToken *DataToken) UnpackEip712Domain(data []byte) (Eip712DomainOutput, error) {
	out, err := dataToken.abi.Unpack("eip712Domain", data)
	outstruct := new(Eip712DomainOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Fields = *abi.ConvertType(out[0], new([1]byte)).(*[1]byte)
	outstruct.Name = *abi.ConvertType(out[1], new(string)).(*string)
	outstruct.Version = *abi.ConvertType(out[2], new(string)).(*string)
	outstruct.ChainId = abi.ConvertType(out[3], new(big.Int)).(*big.Int)
	outstruct.VerifyingContract = *abi.ConvertType(out[4], new(common.Address)).(*common.Address)
	outstruct.Salt = *abi.ConvertType(out[5], new([32]byte)).(*[32]byte)
	outstruct.Extensions = *abi.ConvertType(out[6], new([]*big.Int)).(*[]*big.Int)
	return *outstruct, nil
}

// PackGetPastTotalSupply is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8e539e8c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getPastTotalSupply(uint256 timepoint) view returns(uint256)
func (dataToken *DataToken) PackGetPastTotalSupply(timepoint *big.Int) []byte {
	enc, err := dataToken.abi.Pack("getPastTotalSupply", timepoint)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetPastTotalSupply is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8e539e8c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getPastTotalSupply(uint256 timepoint) view returns(uint256)
func (dataToken *DataToken) TryPackGetPastTotalSupply(timepoint *big.Int) ([]byte, error) {
	return dataToken.abi.Pack("getPastTotalSupply", timepoint)
}

// UnpackGetPastTotalSupply is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8e539e8c.
//
// Solidity: function getPastTotalSupply(uint256 timepoint) view returns(uint256)
func (dataToken *DataToken) UnpackGetPastTotalSupply(data []byte) (*big.Int, error) {
	out, err := dataToken.abi.Unpack("getPastTotalSupply", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackGetPastVotes is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3a46b1a8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getPastVotes(address account, uint256 timepoint) view returns(uint256)
func (dataToken *DataToken) PackGetPastVotes(account common.Address, timepoint *big.Int) []byte {
	enc, err := dataToken.abi.Pack("getPastVotes", account, timepoint)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetPastVotes is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3a46b1a8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getPastVotes(address account, uint256 timepoint) view returns(uint256)
func (dataToken *DataToken) TryPackGetPastVotes(account common.Address, timepoint *big.Int) ([]byte, error) {
	return dataToken.abi.Pack("getPastVotes", account, timepoint)
}

// UnpackGetPastVotes is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3a46b1a8.
//
// Solidity: function getPastVotes(address account, uint256 timepoint) view returns(uint256)
func (dataToken *DataToken) UnpackGetPastVotes(data []byte) (*big.Int, error) {
	out, err := dataToken.abi.Unpack("getPastVotes", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackGetVotes is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9ab24eb0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getVotes(address account) view returns(uint256)
func (dataToken *DataToken) PackGetVotes(account common.Address) []byte {
	enc, err := dataToken.abi.Pack("getVotes", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetVotes is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9ab24eb0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getVotes(address account) view returns(uint256)
func (dataToken *DataToken) TryPackGetVotes(account common.Address) ([]byte, error) {
	return dataToken.abi.Pack("getVotes", account)
}

// UnpackGetVotes is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9ab24eb0.
//
// Solidity: function getVotes(address account) view returns(uint256)
func (dataToken *DataToken) UnpackGetVotes(data []byte) (*big.Int, error) {
	out, err := dataToken.abi.Unpack("getVotes", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function name() view returns(string)
func (dataToken *DataToken) PackName() []byte {
	enc, err := dataToken.abi.Pack("name")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function name() view returns(string)
func (dataToken *DataToken) TryPackName() ([]byte, error) {
	return dataToken.abi.Pack("name")
}

// UnpackName is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x06fdde03.
//
// Solidity: function name() view returns(string)
func (dataToken *DataToken) UnpackName(data []byte) (string, error) {
	out, err := dataToken.abi.Unpack("name", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackNonces is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ecebe00.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function nonces(address account) view returns(uint256)
func (dataToken *DataToken) PackNonces(account common.Address) []byte {
	enc, err := dataToken.abi.Pack("nonces", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackNonces is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ecebe00.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function nonces(address account) view returns(uint256)
func (dataToken *DataToken) TryPackNonces(account common.Address) ([]byte, error) {
	return dataToken.abi.Pack("nonces", account)
}

// UnpackNonces is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7ecebe00.
//
// Solidity: function nonces(address account) view returns(uint256)
func (dataToken *DataToken) UnpackNonces(data []byte) (*big.Int, error) {
	out, err := dataToken.abi.Unpack("nonces", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackNumCheckpoints is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6fcfff45.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function numCheckpoints(address account) view returns(uint32)
func (dataToken *DataToken) PackNumCheckpoints(account common.Address) []byte {
	enc, err := dataToken.abi.Pack("numCheckpoints", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackNumCheckpoints is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6fcfff45.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function numCheckpoints(address account) view returns(uint32)
func (dataToken *DataToken) TryPackNumCheckpoints(account common.Address) ([]byte, error) {
	return dataToken.abi.Pack("numCheckpoints", account)
}

// UnpackNumCheckpoints is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6fcfff45.
//
// Solidity: function numCheckpoints(address account) view returns(uint32)
func (dataToken *DataToken) UnpackNumCheckpoints(data []byte) (uint32, error) {
	out, err := dataToken.abi.Unpack("numCheckpoints", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackPermit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd505accf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) returns()
func (dataToken *DataToken) PackPermit(owner common.Address, spender common.Address, value *big.Int, deadline *big.Int, v uint8, r [32]byte, s [32]byte) []byte {
	enc, err := dataToken.abi.Pack("permit", owner, spender, value, deadline, v, r, s)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPermit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd505accf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) returns()
func (dataToken *DataToken) TryPackPermit(owner common.Address, spender common.Address, value *big.Int, deadline *big.Int, v uint8, r [32]byte, s [32]byte) ([]byte, error) {
	return dataToken.abi.Pack("permit", owner, spender, value, deadline, v, r, s)
}

// PackSymbol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95d89b41.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function symbol() view returns(string)
func (dataToken *DataToken) PackSymbol() []byte {
	enc, err := dataToken.abi.Pack("symbol")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSymbol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95d89b41.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function symbol() view returns(string)
func (dataToken *DataToken) TryPackSymbol() ([]byte, error) {
	return dataToken.abi.Pack("symbol")
}

// UnpackSymbol is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x95d89b41.
//
// Solidity: function symbol() view returns(string)
func (dataToken *DataToken) UnpackSymbol(data []byte) (string, error) {
	out, err := dataToken.abi.Unpack("symbol", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackTotalSupply is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x18160ddd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function totalSupply() view returns(uint256)
func (dataToken *DataToken) PackTotalSupply() []byte {
	enc, err := dataToken.abi.Pack("totalSupply")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTotalSupply is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x18160ddd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function totalSupply() view returns(uint256)
func (dataToken *DataToken) TryPackTotalSupply() ([]byte, error) {
	return dataToken.abi.Pack("totalSupply")
}

// UnpackTotalSupply is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x18160ddd.
//
// Solidity: function totalSupply() view returns(uint256)
func (dataToken *DataToken) UnpackTotalSupply(data []byte) (*big.Int, error) {
	out, err := dataToken.abi.Unpack("totalSupply", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa9059cbb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (dataToken *DataToken) PackTransfer(to common.Address, value *big.Int) []byte {
	enc, err := dataToken.abi.Pack("transfer", to, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa9059cbb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (dataToken *DataToken) TryPackTransfer(to common.Address, value *big.Int) ([]byte, error) {
	return dataToken.abi.Pack("transfer", to, value)
}

// UnpackTransfer is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa9059cbb.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (dataToken *DataToken) UnpackTransfer(data []byte) (bool, error) {
	out, err := dataToken.abi.Unpack("transfer", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (dataToken *DataToken) PackTransferFrom(from common.Address, to common.Address, value *big.Int) []byte {
	enc, err := dataToken.abi.Pack("transferFrom", from, to, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (dataToken *DataToken) TryPackTransferFrom(from common.Address, to common.Address, value *big.Int) ([]byte, error) {
	return dataToken.abi.Pack("transferFrom", from, to, value)
}

// UnpackTransferFrom is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x23b872dd.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (dataToken *DataToken) UnpackTransferFrom(data []byte) (bool, error) {
	out, err := dataToken.abi.Unpack("transferFrom", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// DataTokenApproval represents a Approval event raised by the DataToken contract.
type DataTokenApproval struct {
	Owner   common.Address
	Spender common.Address
	Value   *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const DataTokenApprovalEventName = "Approval"

// ContractEventName returns the user-defined event name.
func (DataTokenApproval) ContractEventName() string {
	return DataTokenApprovalEventName
}

// UnpackApprovalEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Approval(address indexed owner, address indexed spender, uint256 value)
func (dataToken *DataToken) UnpackApprovalEvent(log *types.Log) (*DataTokenApproval, error) {
	event := "Approval"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataToken.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataTokenApproval)
	if len(log.Data) > 0 {
		if err := dataToken.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataToken.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataTokenDelegateChanged represents a DelegateChanged event raised by the DataToken contract.
type DataTokenDelegateChanged struct {
	Delegator    common.Address
	FromDelegate common.Address
	ToDelegate   common.Address
	Raw          *types.Log // Blockchain specific contextual infos
}

const DataTokenDelegateChangedEventName = "DelegateChanged"

// ContractEventName returns the user-defined event name.
func (DataTokenDelegateChanged) ContractEventName() string {
	return DataTokenDelegateChangedEventName
}

// UnpackDelegateChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event DelegateChanged(address indexed delegator, address indexed fromDelegate, address indexed toDelegate)
func (dataToken *DataToken) UnpackDelegateChangedEvent(log *types.Log) (*DataTokenDelegateChanged, error) {
	event := "DelegateChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataToken.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataTokenDelegateChanged)
	if len(log.Data) > 0 {
		if err := dataToken.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataToken.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataTokenDelegateVotesChanged represents a DelegateVotesChanged event raised by the DataToken contract.
type DataTokenDelegateVotesChanged struct {
	Delegate      common.Address
	PreviousVotes *big.Int
	NewVotes      *big.Int
	Raw           *types.Log // Blockchain specific contextual infos
}

const DataTokenDelegateVotesChangedEventName = "DelegateVotesChanged"

// ContractEventName returns the user-defined event name.
func (DataTokenDelegateVotesChanged) ContractEventName() string {
	return DataTokenDelegateVotesChangedEventName
}

// UnpackDelegateVotesChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event DelegateVotesChanged(address indexed delegate, uint256 previousVotes, uint256 newVotes)
func (dataToken *DataToken) UnpackDelegateVotesChangedEvent(log *types.Log) (*DataTokenDelegateVotesChanged, error) {
	event := "DelegateVotesChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataToken.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataTokenDelegateVotesChanged)
	if len(log.Data) > 0 {
		if err := dataToken.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataToken.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataTokenEIP712DomainChanged represents a EIP712DomainChanged event raised by the DataToken contract.
type DataTokenEIP712DomainChanged struct {
	Raw *types.Log // Blockchain specific contextual infos
}

const DataTokenEIP712DomainChangedEventName = "EIP712DomainChanged"

// ContractEventName returns the user-defined event name.
func (DataTokenEIP712DomainChanged) ContractEventName() string {
	return DataTokenEIP712DomainChangedEventName
}

// UnpackEIP712DomainChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EIP712DomainChanged()
func (dataToken *DataToken) UnpackEIP712DomainChangedEvent(log *types.Log) (*DataTokenEIP712DomainChanged, error) {
	event := "EIP712DomainChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataToken.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataTokenEIP712DomainChanged)
	if len(log.Data) > 0 {
		if err := dataToken.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataToken.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DataTokenTransfer represents a Transfer event raised by the DataToken contract.
type DataTokenTransfer struct {
	From  common.Address
	To    common.Address
	Value *big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const DataTokenTransferEventName = "Transfer"

// ContractEventName returns the user-defined event name.
func (DataTokenTransfer) ContractEventName() string {
	return DataTokenTransferEventName
}

// UnpackTransferEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Transfer(address indexed from, address indexed to, uint256 value)
func (dataToken *DataToken) UnpackTransferEvent(log *types.Log) (*DataTokenTransfer, error) {
	event := "Transfer"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != dataToken.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DataTokenTransfer)
	if len(log.Data) > 0 {
		if err := dataToken.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range dataToken.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (dataToken *DataToken) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], dataToken.abi.Errors["CheckpointUnorderedInsertion"].ID.Bytes()[:4]) {
		return dataToken.UnpackCheckpointUnorderedInsertionError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["ECDSAInvalidSignature"].ID.Bytes()[:4]) {
		return dataToken.UnpackECDSAInvalidSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["ECDSAInvalidSignatureLength"].ID.Bytes()[:4]) {
		return dataToken.UnpackECDSAInvalidSignatureLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["ECDSAInvalidSignatureS"].ID.Bytes()[:4]) {
		return dataToken.UnpackECDSAInvalidSignatureSError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["ERC20ExceededSafeSupply"].ID.Bytes()[:4]) {
		return dataToken.UnpackERC20ExceededSafeSupplyError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["ERC20InsufficientAllowance"].ID.Bytes()[:4]) {
		return dataToken.UnpackERC20InsufficientAllowanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["ERC20InsufficientBalance"].ID.Bytes()[:4]) {
		return dataToken.UnpackERC20InsufficientBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["ERC20InvalidApprover"].ID.Bytes()[:4]) {
		return dataToken.UnpackERC20InvalidApproverError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["ERC20InvalidReceiver"].ID.Bytes()[:4]) {
		return dataToken.UnpackERC20InvalidReceiverError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["ERC20InvalidSender"].ID.Bytes()[:4]) {
		return dataToken.UnpackERC20InvalidSenderError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["ERC20InvalidSpender"].ID.Bytes()[:4]) {
		return dataToken.UnpackERC20InvalidSpenderError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["ERC2612ExpiredSignature"].ID.Bytes()[:4]) {
		return dataToken.UnpackERC2612ExpiredSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["ERC2612InvalidSigner"].ID.Bytes()[:4]) {
		return dataToken.UnpackERC2612InvalidSignerError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["ERC5805FutureLookup"].ID.Bytes()[:4]) {
		return dataToken.UnpackERC5805FutureLookupError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["InvalidAccountNonce"].ID.Bytes()[:4]) {
		return dataToken.UnpackInvalidAccountNonceError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["InvalidShortString"].ID.Bytes()[:4]) {
		return dataToken.UnpackInvalidShortStringError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["SafeCastOverflowedUintDowncast"].ID.Bytes()[:4]) {
		return dataToken.UnpackSafeCastOverflowedUintDowncastError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["StringTooLong"].ID.Bytes()[:4]) {
		return dataToken.UnpackStringTooLongError(raw[4:])
	}
	if bytes.Equal(raw[:4], dataToken.abi.Errors["VotesExpiredSignature"].ID.Bytes()[:4]) {
		return dataToken.UnpackVotesExpiredSignatureError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// DataTokenCheckpointUnorderedInsertion represents a CheckpointUnorderedInsertion error raised by the DataToken contract.
type DataTokenCheckpointUnorderedInsertion struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error CheckpointUnorderedInsertion()
func DataTokenCheckpointUnorderedInsertionErrorID() common.Hash {
	return common.HexToHash("0x2520601d9d60b717c34a36ad270857824c5a1ebbfd08ff39aba6930089495cfa")
}

// UnpackCheckpointUnorderedInsertionError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error CheckpointUnorderedInsertion()
func (dataToken *DataToken) UnpackCheckpointUnorderedInsertionError(raw []byte) (*DataTokenCheckpointUnorderedInsertion, error) {
	out := new(DataTokenCheckpointUnorderedInsertion)
	if err := dataToken.abi.UnpackIntoInterface(out, "CheckpointUnorderedInsertion", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenECDSAInvalidSignature represents a ECDSAInvalidSignature error raised by the DataToken contract.
type DataTokenECDSAInvalidSignature struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ECDSAInvalidSignature()
func DataTokenECDSAInvalidSignatureErrorID() common.Hash {
	return common.HexToHash("0xf645eedf0193584640b6b90cb9477e4c95b98636c148a891d4c0a146dc46e75a")
}

// UnpackECDSAInvalidSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ECDSAInvalidSignature()
func (dataToken *DataToken) UnpackECDSAInvalidSignatureError(raw []byte) (*DataTokenECDSAInvalidSignature, error) {
	out := new(DataTokenECDSAInvalidSignature)
	if err := dataToken.abi.UnpackIntoInterface(out, "ECDSAInvalidSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenECDSAInvalidSignatureLength represents a ECDSAInvalidSignatureLength error raised by the DataToken contract.
type DataTokenECDSAInvalidSignatureLength struct {
	Length *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ECDSAInvalidSignatureLength(uint256 length)
func DataTokenECDSAInvalidSignatureLengthErrorID() common.Hash {
	return common.HexToHash("0xfce698f7e8e5342cd615f641317bc45fe7e1e4a8b0a14dd1383ff8dc9c41917f")
}

// UnpackECDSAInvalidSignatureLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ECDSAInvalidSignatureLength(uint256 length)
func (dataToken *DataToken) UnpackECDSAInvalidSignatureLengthError(raw []byte) (*DataTokenECDSAInvalidSignatureLength, error) {
	out := new(DataTokenECDSAInvalidSignatureLength)
	if err := dataToken.abi.UnpackIntoInterface(out, "ECDSAInvalidSignatureLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenECDSAInvalidSignatureS represents a ECDSAInvalidSignatureS error raised by the DataToken contract.
type DataTokenECDSAInvalidSignatureS struct {
	S [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ECDSAInvalidSignatureS(bytes32 s)
func DataTokenECDSAInvalidSignatureSErrorID() common.Hash {
	return common.HexToHash("0xd78bce0cccb935155ed6428d1c13e50b7f3550fd2b66b9fe266006fea4a5e1eb")
}

// UnpackECDSAInvalidSignatureSError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ECDSAInvalidSignatureS(bytes32 s)
func (dataToken *DataToken) UnpackECDSAInvalidSignatureSError(raw []byte) (*DataTokenECDSAInvalidSignatureS, error) {
	out := new(DataTokenECDSAInvalidSignatureS)
	if err := dataToken.abi.UnpackIntoInterface(out, "ECDSAInvalidSignatureS", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenERC20ExceededSafeSupply represents a ERC20ExceededSafeSupply error raised by the DataToken contract.
type DataTokenERC20ExceededSafeSupply struct {
	IncreasedSupply *big.Int
	Cap             *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20ExceededSafeSupply(uint256 increasedSupply, uint256 cap)
func DataTokenERC20ExceededSafeSupplyErrorID() common.Hash {
	return common.HexToHash("0x1cb15d26dea6ae78228522d00b5965f950275bea9a67abeec04cb99806defd4c")
}

// UnpackERC20ExceededSafeSupplyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20ExceededSafeSupply(uint256 increasedSupply, uint256 cap)
func (dataToken *DataToken) UnpackERC20ExceededSafeSupplyError(raw []byte) (*DataTokenERC20ExceededSafeSupply, error) {
	out := new(DataTokenERC20ExceededSafeSupply)
	if err := dataToken.abi.UnpackIntoInterface(out, "ERC20ExceededSafeSupply", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenERC20InsufficientAllowance represents a ERC20InsufficientAllowance error raised by the DataToken contract.
type DataTokenERC20InsufficientAllowance struct {
	Spender   common.Address
	Allowance *big.Int
	Needed    *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)
func DataTokenERC20InsufficientAllowanceErrorID() common.Hash {
	return common.HexToHash("0xfb8f41b23e99d2101d86da76cdfa87dd51c82ed07d3cb62cbc473e469dbc75c3")
}

// UnpackERC20InsufficientAllowanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)
func (dataToken *DataToken) UnpackERC20InsufficientAllowanceError(raw []byte) (*DataTokenERC20InsufficientAllowance, error) {
	out := new(DataTokenERC20InsufficientAllowance)
	if err := dataToken.abi.UnpackIntoInterface(out, "ERC20InsufficientAllowance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenERC20InsufficientBalance represents a ERC20InsufficientBalance error raised by the DataToken contract.
type DataTokenERC20InsufficientBalance struct {
	Sender  common.Address
	Balance *big.Int
	Needed  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)
func DataTokenERC20InsufficientBalanceErrorID() common.Hash {
	return common.HexToHash("0xe450d38cd8d9f7d95077d567d60ed49c7254716e6ad08fc9872816c97e0ffec6")
}

// UnpackERC20InsufficientBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)
func (dataToken *DataToken) UnpackERC20InsufficientBalanceError(raw []byte) (*DataTokenERC20InsufficientBalance, error) {
	out := new(DataTokenERC20InsufficientBalance)
	if err := dataToken.abi.UnpackIntoInterface(out, "ERC20InsufficientBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenERC20InvalidApprover represents a ERC20InvalidApprover error raised by the DataToken contract.
type DataTokenERC20InvalidApprover struct {
	Approver common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidApprover(address approver)
func DataTokenERC20InvalidApproverErrorID() common.Hash {
	return common.HexToHash("0xe602df05cc75712490294c6c104ab7c17f4030363910a7a2626411c6d3118847")
}

// UnpackERC20InvalidApproverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidApprover(address approver)
func (dataToken *DataToken) UnpackERC20InvalidApproverError(raw []byte) (*DataTokenERC20InvalidApprover, error) {
	out := new(DataTokenERC20InvalidApprover)
	if err := dataToken.abi.UnpackIntoInterface(out, "ERC20InvalidApprover", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenERC20InvalidReceiver represents a ERC20InvalidReceiver error raised by the DataToken contract.
type DataTokenERC20InvalidReceiver struct {
	Receiver common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidReceiver(address receiver)
func DataTokenERC20InvalidReceiverErrorID() common.Hash {
	return common.HexToHash("0xec442f055133b72f3b2f9f0bb351c406b178527de2040a7d1feb4e058771f613")
}

// UnpackERC20InvalidReceiverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidReceiver(address receiver)
func (dataToken *DataToken) UnpackERC20InvalidReceiverError(raw []byte) (*DataTokenERC20InvalidReceiver, error) {
	out := new(DataTokenERC20InvalidReceiver)
	if err := dataToken.abi.UnpackIntoInterface(out, "ERC20InvalidReceiver", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenERC20InvalidSender represents a ERC20InvalidSender error raised by the DataToken contract.
type DataTokenERC20InvalidSender struct {
	Sender common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidSender(address sender)
func DataTokenERC20InvalidSenderErrorID() common.Hash {
	return common.HexToHash("0x96c6fd1edd0cd6ef7ff0ecc0facdf53148dc0048b57fe58af65755250a7a96bd")
}

// UnpackERC20InvalidSenderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidSender(address sender)
func (dataToken *DataToken) UnpackERC20InvalidSenderError(raw []byte) (*DataTokenERC20InvalidSender, error) {
	out := new(DataTokenERC20InvalidSender)
	if err := dataToken.abi.UnpackIntoInterface(out, "ERC20InvalidSender", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenERC20InvalidSpender represents a ERC20InvalidSpender error raised by the DataToken contract.
type DataTokenERC20InvalidSpender struct {
	Spender common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidSpender(address spender)
func DataTokenERC20InvalidSpenderErrorID() common.Hash {
	return common.HexToHash("0x94280d62c347d8d9f4d59a76ea321452406db88df38e0c9da304f58b57b373a2")
}

// UnpackERC20InvalidSpenderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidSpender(address spender)
func (dataToken *DataToken) UnpackERC20InvalidSpenderError(raw []byte) (*DataTokenERC20InvalidSpender, error) {
	out := new(DataTokenERC20InvalidSpender)
	if err := dataToken.abi.UnpackIntoInterface(out, "ERC20InvalidSpender", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenERC2612ExpiredSignature represents a ERC2612ExpiredSignature error raised by the DataToken contract.
type DataTokenERC2612ExpiredSignature struct {
	Deadline *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC2612ExpiredSignature(uint256 deadline)
func DataTokenERC2612ExpiredSignatureErrorID() common.Hash {
	return common.HexToHash("0x627913023c184eaad13735d5a3d2657ae76ec9a872a70e0fc57522ef1a114d58")
}

// UnpackERC2612ExpiredSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC2612ExpiredSignature(uint256 deadline)
func (dataToken *DataToken) UnpackERC2612ExpiredSignatureError(raw []byte) (*DataTokenERC2612ExpiredSignature, error) {
	out := new(DataTokenERC2612ExpiredSignature)
	if err := dataToken.abi.UnpackIntoInterface(out, "ERC2612ExpiredSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenERC2612InvalidSigner represents a ERC2612InvalidSigner error raised by the DataToken contract.
type DataTokenERC2612InvalidSigner struct {
	Signer common.Address
	Owner  common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC2612InvalidSigner(address signer, address owner)
func DataTokenERC2612InvalidSignerErrorID() common.Hash {
	return common.HexToHash("0x4b800e463b323b1d856edf9dec70329a639d13874a57f5c28219ff57128756db")
}

// UnpackERC2612InvalidSignerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC2612InvalidSigner(address signer, address owner)
func (dataToken *DataToken) UnpackERC2612InvalidSignerError(raw []byte) (*DataTokenERC2612InvalidSigner, error) {
	out := new(DataTokenERC2612InvalidSigner)
	if err := dataToken.abi.UnpackIntoInterface(out, "ERC2612InvalidSigner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenERC5805FutureLookup represents a ERC5805FutureLookup error raised by the DataToken contract.
type DataTokenERC5805FutureLookup struct {
	Timepoint *big.Int
	Clock     *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC5805FutureLookup(uint256 timepoint, uint48 clock)
func DataTokenERC5805FutureLookupErrorID() common.Hash {
	return common.HexToHash("0xecd3f81ef0a2e77b4e11bb288f0a162344834f778af7e47bdbee611607f14457")
}

// UnpackERC5805FutureLookupError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC5805FutureLookup(uint256 timepoint, uint48 clock)
func (dataToken *DataToken) UnpackERC5805FutureLookupError(raw []byte) (*DataTokenERC5805FutureLookup, error) {
	out := new(DataTokenERC5805FutureLookup)
	if err := dataToken.abi.UnpackIntoInterface(out, "ERC5805FutureLookup", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenInvalidAccountNonce represents a InvalidAccountNonce error raised by the DataToken contract.
type DataTokenInvalidAccountNonce struct {
	Account      common.Address
	CurrentNonce *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidAccountNonce(address account, uint256 currentNonce)
func DataTokenInvalidAccountNonceErrorID() common.Hash {
	return common.HexToHash("0x752d88c0de02638abf10e8e31861e4c68dc1f3a1e7d840e580683f2c282bfc7a")
}

// UnpackInvalidAccountNonceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidAccountNonce(address account, uint256 currentNonce)
func (dataToken *DataToken) UnpackInvalidAccountNonceError(raw []byte) (*DataTokenInvalidAccountNonce, error) {
	out := new(DataTokenInvalidAccountNonce)
	if err := dataToken.abi.UnpackIntoInterface(out, "InvalidAccountNonce", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenInvalidShortString represents a InvalidShortString error raised by the DataToken contract.
type DataTokenInvalidShortString struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidShortString()
func DataTokenInvalidShortStringErrorID() common.Hash {
	return common.HexToHash("0xb3512b0c6163e5f0bafab72bb631b9d58cd7a731b082f910338aa21c83d5c274")
}

// UnpackInvalidShortStringError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidShortString()
func (dataToken *DataToken) UnpackInvalidShortStringError(raw []byte) (*DataTokenInvalidShortString, error) {
	out := new(DataTokenInvalidShortString)
	if err := dataToken.abi.UnpackIntoInterface(out, "InvalidShortString", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenSafeCastOverflowedUintDowncast represents a SafeCastOverflowedUintDowncast error raised by the DataToken contract.
type DataTokenSafeCastOverflowedUintDowncast struct {
	Bits  uint8
	Value *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func DataTokenSafeCastOverflowedUintDowncastErrorID() common.Hash {
	return common.HexToHash("0x6dfcc6503a32754ce7a89698e18201fc5294fd4aad43edefee786f88423b1a12")
}

// UnpackSafeCastOverflowedUintDowncastError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func (dataToken *DataToken) UnpackSafeCastOverflowedUintDowncastError(raw []byte) (*DataTokenSafeCastOverflowedUintDowncast, error) {
	out := new(DataTokenSafeCastOverflowedUintDowncast)
	if err := dataToken.abi.UnpackIntoInterface(out, "SafeCastOverflowedUintDowncast", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenStringTooLong represents a StringTooLong error raised by the DataToken contract.
type DataTokenStringTooLong struct {
	Str string
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StringTooLong(string str)
func DataTokenStringTooLongErrorID() common.Hash {
	return common.HexToHash("0x305a27a93f8e33b7392df0a0f91d6fc63847395853c45991eec52dbf24d72381")
}

// UnpackStringTooLongError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StringTooLong(string str)
func (dataToken *DataToken) UnpackStringTooLongError(raw []byte) (*DataTokenStringTooLong, error) {
	out := new(DataTokenStringTooLong)
	if err := dataToken.abi.UnpackIntoInterface(out, "StringTooLong", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DataTokenVotesExpiredSignature represents a VotesExpiredSignature error raised by the DataToken contract.
type DataTokenVotesExpiredSignature struct {
	Expiry *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error VotesExpiredSignature(uint256 expiry)
func DataTokenVotesExpiredSignatureErrorID() common.Hash {
	return common.HexToHash("0x4683af0ecae671986a1b991272ba6e7bcb633f179b33ccfb3beb636962b1efde")
}

// UnpackVotesExpiredSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error VotesExpiredSignature(uint256 expiry)
func (dataToken *DataToken) UnpackVotesExpiredSignatureError(raw []byte) (*DataTokenVotesExpiredSignature, error) {
	out := new(DataTokenVotesExpiredSignature)
	if err := dataToken.abi.UnpackIntoInterface(out, "VotesExpiredSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// QueryEngineMetaData contains all meta data concerning the QueryEngine contract.
var QueryEngineMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[],\"name\":\"ColumnNameUnexpected\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotRefinerOwner\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"PermissionNotFound\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"PriceTooHigh\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"permissionId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"grantee\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"refinerId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"tableName\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"columnName\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"tokenAddress\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"price\",\"type\":\"uint256\"}],\"name\":\"PermissionAdded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"permissionId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"approved\",\"type\":\"bool\"}],\"name\":\"PermissionApprovalUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"permissionId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"rowsMayLeave\",\"type\":\"bool\"}],\"name\":\"PermissionPolicySet\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"permissionId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"price\",\"type\":\"uint256\"}],\"name\":\"PermissionPriceUpdated\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"refinerId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"grantee\",\"type\":\"address\"}],\"name\":\"getPermissions\",\"outputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"permissionId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"grantee\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"approved\",\"type\":\"bool\"},{\"internalType\":\"uint256\",\"name\":\"refinerId\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"tableName\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"columnName\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"price\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"tokenAddress\",\"type\":\"address\"}],\"internalType\":\"structIQueryEngine.PermissionInfo[]\",\"name\":\"\",\"type\":\"tuple[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"grantee\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"refinerId\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"tableName\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"columnName\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"price\",\"type\":\"uint256\"},{\"components\":[{\"internalType\":\"bool\",\"name\":\"rowsMayLeave\",\"type\":\"bool\"}],\"internalType\":\"structIQueryEngine.Policy\",\"name\":\"policy\",\"type\":\"tuple\"}],\"name\":\"grant\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"permissionId\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"permissionId\",\"type\":\"uint256\"}],\"name\":\"permissions\",\"outputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"grantee\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"approved\",\"type\":\"bool\"},{\"internalType\":\"uint256\",\"name\":\"refinerId\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"tableName\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"columnName\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"price\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"tokenAddress\",\"type\":\"address\"}],\"internalType\":\"structIQueryEngine.Permission\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"permissionsCount\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"permissionId\",\"type\":\"uint256\"}],\"name\":\"policies\",\"outputs\":[{\"components\":[{\"internalType\":\"bool\",\"name\":\"rowsMayLeave\",\"type\":\"bool\"}],\"internalType\":\"structIQueryEngine.Policy\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"permissionId\",\"type\":\"uint256\"}],\"name\":\"terms\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"grantee\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"approved\",\"type\":\"bool\"},{\"internalType\":\"uint256\",\"name\":\"dlpId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"price\",\"type\":\"uint256\"},{\"internalType\":\"bool\",\"name\":\"rowsMayLeave\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"permissionId\",\"type\":\"uint256\"},{\"internalType\":\"bool\",\"name\":\"approved\",\"type\":\"bool\"}],\"name\":\"updatePermissionApproval\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"permissionId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"price\",\"type\":\"uint256\"}],\"name\":\"updatePermissionPrice\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "f032367cc8ba8df9c12d767cfaed189c8b",
}

// QueryEngine is an auto generated Go binding around an Ethereum contract.
type QueryEngine struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *QueryEngine) GetABI() abi.ABI {
	return c.abi
}

// NewQueryEngine creates a new instance of QueryEngine.
func NewQueryEngine() *QueryEngine {
	parsed, err := QueryEngineMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &QueryEngine{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *QueryEngine) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackGetPermissions is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4913162d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getPermissions(uint256 refinerId, address grantee) view returns((uint256,address,bool,uint256,string,string,uint256,address)[])
func (queryEngine *QueryEngine) PackGetPermissions(refinerId *big.Int, grantee common.Address) []byte {
	enc, err := queryEngine.abi.Pack("getPermissions", refinerId, grantee)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetPermissions is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4913162d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getPermissions(uint256 refinerId, address grantee) view returns((uint256,address,bool,uint256,string,string,uint256,address)[])
func (queryEngine *QueryEngine) TryPackGetPermissions(refinerId *big.Int, grantee common.Address) ([]byte, error) {
	return queryEngine.abi.Pack("getPermissions", refinerId, grantee)
}

// UnpackGetPermissions is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4913162d.
//
// Solidity: function getPermissions(uint256 refinerId, address grantee) view returns((uint256,address,bool,uint256,string,string,uint256,address)[])
func (queryEngine *QueryEngine) UnpackGetPermissions(data []byte) ([]IQueryEnginePermissionInfo, error) {
	out, err := queryEngine.abi.Unpack("getPermissions", data)
	if err != nil {
		return *new([]IQueryEnginePermissionInfo), err
	}
	out0 := *abi.ConvertType(out[0], new([]IQueryEnginePermissionInfo)).(*[]IQueryEnginePermissionInfo)
	return out0, nil
}

// PackGrant is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x12d92f67.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function grant(address grantee, uint256 refinerId, string tableName, string columnName, uint256 price, (bool) policy) returns(uint256 permissionId)
func (queryEngine *QueryEngine) PackGrant(grantee common.Address, refinerId *big.Int, tableName string, columnName string, price *big.Int, policy IQueryEnginePolicy) []byte {
	enc, err := queryEngine.abi.Pack("grant", grantee, refinerId, tableName, columnName, price, policy)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGrant is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x12d92f67.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function grant(address grantee, uint256 refinerId, string tableName, string columnName, uint256 price, (bool) policy) returns(uint256 permissionId)
func (queryEngine *QueryEngine) TryPackGrant(grantee common.Address, refinerId *big.Int, tableName string, columnName string, price *big.Int, policy IQueryEnginePolicy) ([]byte, error) {
	return queryEngine.abi.Pack("grant", grantee, refinerId, tableName, columnName, price, policy)
}

// UnpackGrant is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x12d92f67.
//
// Solidity: function grant(address grantee, uint256 refinerId, string tableName, string columnName, uint256 price, (bool) policy) returns(uint256 permissionId)
func (queryEngine *QueryEngine) UnpackGrant(data []byte) (*big.Int, error) {
	out, err := queryEngine.abi.Unpack("grant", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackPermissions is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x58886dba.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function permissions(uint256 permissionId) view returns((address,bool,uint256,string,string,uint256,address))
func (queryEngine *QueryEngine) PackPermissions(permissionId *big.Int) []byte {
	enc, err := queryEngine.abi.Pack("permissions", permissionId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPermissions is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x58886dba.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function permissions(uint256 permissionId) view returns((address,bool,uint256,string,string,uint256,address))
func (queryEngine *QueryEngine) TryPackPermissions(permissionId *big.Int) ([]byte, error) {
	return queryEngine.abi.Pack("permissions", permissionId)
}

// UnpackPermissions is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x58886dba.
//
// Solidity: function permissions(uint256 permissionId) view returns((address,bool,uint256,string,string,uint256,address))
func (queryEngine *QueryEngine) UnpackPermissions(data []byte) (IQueryEnginePermission, error) {
	out, err := queryEngine.abi.Unpack("permissions", data)
	if err != nil {
		return *new(IQueryEnginePermission), err
	}
	out0 := *abi.ConvertType(out[0], new(IQueryEnginePermission)).(*IQueryEnginePermission)
	return out0, nil
}

// PackPermissionsCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x443eea4c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function permissionsCount() view returns(uint256)
func (queryEngine *QueryEngine) PackPermissionsCount() []byte {
	enc, err := queryEngine.abi.Pack("permissionsCount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPermissionsCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x443eea4c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function permissionsCount() view returns(uint256)
func (queryEngine *QueryEngine) TryPackPermissionsCount() ([]byte, error) {
	return queryEngine.abi.Pack("permissionsCount")
}

// UnpackPermissionsCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x443eea4c.
//
// Solidity: function permissionsCount() view returns(uint256)
func (queryEngine *QueryEngine) UnpackPermissionsCount(data []byte) (*big.Int, error) {
	out, err := queryEngine.abi.Unpack("permissionsCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackPolicies is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd3e89483.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function policies(uint256 permissionId) view returns((bool))
func (queryEngine *QueryEngine) PackPolicies(permissionId *big.Int) []byte {
	enc, err := queryEngine.abi.Pack("policies", permissionId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPolicies is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd3e89483.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function policies(uint256 permissionId) view returns((bool))
func (queryEngine *QueryEngine) TryPackPolicies(permissionId *big.Int) ([]byte, error) {
	return queryEngine.abi.Pack("policies", permissionId)
}

// UnpackPolicies is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd3e89483.
//
// Solidity: function policies(uint256 permissionId) view returns((bool))
func (queryEngine *QueryEngine) UnpackPolicies(data []byte) (IQueryEnginePolicy, error) {
	out, err := queryEngine.abi.Unpack("policies", data)
	if err != nil {
		return *new(IQueryEnginePolicy), err
	}
	out0 := *abi.ConvertType(out[0], new(IQueryEnginePolicy)).(*IQueryEnginePolicy)
	return out0, nil
}

// PackTerms is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc0aa0e8a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function terms(uint256 permissionId) view returns(address grantee, bool approved, uint256 dlpId, uint256 price, bool rowsMayLeave)
func (queryEngine *QueryEngine) PackTerms(permissionId *big.Int) []byte {
	enc, err := queryEngine.abi.Pack("terms", permissionId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTerms is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc0aa0e8a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function terms(uint256 permissionId) view returns(address grantee, bool approved, uint256 dlpId, uint256 price, bool rowsMayLeave)
func (queryEngine *QueryEngine) TryPackTerms(permissionId *big.Int) ([]byte, error) {
	return queryEngine.abi.Pack("terms", permissionId)
}

// TermsOutput serves as a container for the return parameters of contract
// method Terms.
type TermsOutput struct {
	Grantee      common.Address
	Approved     bool
	DlpId        *big.Int
	Price        *big.Int
	RowsMayLeave bool
}

// UnpackTerms is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc0aa0e8a.
//
// Solidity: function terms(uint256 permissionId) view returns(address grantee, bool approved, uint256 dlpId, uint256 price, bool rowsMayLeave)
func (queryEngine *QueryEngine) UnpackTerms(data []byte) (TermsOutput, error) {
	out, err := queryEngine.abi.Unpack("terms", data)
	outstruct := new(TermsOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Grantee = *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	outstruct.Approved = *abi.ConvertType(out[1], new(bool)).(*bool)
	outstruct.DlpId = abi.ConvertType(out[2], new(big.Int)).(*big.Int)
	outstruct.Price = abi.ConvertType(out[3], new(big.Int)).(*big.Int)
	outstruct.RowsMayLeave = *abi.ConvertType(out[4], new(bool)).(*bool)
	return *outstruct, nil
}

// PackUpdatePermissionApproval is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5a706bbf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updatePermissionApproval(uint256 permissionId, bool approved) returns()
func (queryEngine *QueryEngine) PackUpdatePermissionApproval(permissionId *big.Int, approved bool) []byte {
	enc, err := queryEngine.abi.Pack("updatePermissionApproval", permissionId, approved)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdatePermissionApproval is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5a706bbf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updatePermissionApproval(uint256 permissionId, bool approved) returns()
func (queryEngine *QueryEngine) TryPackUpdatePermissionApproval(permissionId *big.Int, approved bool) ([]byte, error) {
	return queryEngine.abi.Pack("updatePermissionApproval", permissionId, approved)
}

// PackUpdatePermissionPrice is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xecaa2d31.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updatePermissionPrice(uint256 permissionId, uint256 price) returns()
func (queryEngine *QueryEngine) PackUpdatePermissionPrice(permissionId *big.Int, price *big.Int) []byte {
	enc, err := queryEngine.abi.Pack("updatePermissionPrice", permissionId, price)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdatePermissionPrice is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xecaa2d31.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updatePermissionPrice(uint256 permissionId, uint256 price) returns()
func (queryEngine *QueryEngine) TryPackUpdatePermissionPrice(permissionId *big.Int, price *big.Int) ([]byte, error) {
	return queryEngine.abi.Pack("updatePermissionPrice", permissionId, price)
}

// QueryEnginePermissionAdded represents a PermissionAdded event raised by the QueryEngine contract.
type QueryEnginePermissionAdded struct {
	PermissionId *big.Int
	Grantee      common.Address
	RefinerId    *big.Int
	TableName    string
	ColumnName   string
	TokenAddress common.Address
	Price        *big.Int
	Raw          *types.Log // Blockchain specific contextual infos
}

const QueryEnginePermissionAddedEventName = "PermissionAdded"

// ContractEventName returns the user-defined event name.
func (QueryEnginePermissionAdded) ContractEventName() string {
	return QueryEnginePermissionAddedEventName
}

// UnpackPermissionAddedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PermissionAdded(uint256 indexed permissionId, address indexed grantee, uint256 indexed refinerId, string tableName, string columnName, address tokenAddress, uint256 price)
func (queryEngine *QueryEngine) UnpackPermissionAddedEvent(log *types.Log) (*QueryEnginePermissionAdded, error) {
	event := "PermissionAdded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != queryEngine.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(QueryEnginePermissionAdded)
	if len(log.Data) > 0 {
		if err := queryEngine.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range queryEngine.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// QueryEnginePermissionApprovalUpdated represents a PermissionApprovalUpdated event raised by the QueryEngine contract.
type QueryEnginePermissionApprovalUpdated struct {
	PermissionId *big.Int
	Approved     bool
	Raw          *types.Log // Blockchain specific contextual infos
}

const QueryEnginePermissionApprovalUpdatedEventName = "PermissionApprovalUpdated"

// ContractEventName returns the user-defined event name.
func (QueryEnginePermissionApprovalUpdated) ContractEventName() string {
	return QueryEnginePermissionApprovalUpdatedEventName
}

// UnpackPermissionApprovalUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PermissionApprovalUpdated(uint256 indexed permissionId, bool approved)
func (queryEngine *QueryEngine) UnpackPermissionApprovalUpdatedEvent(log *types.Log) (*QueryEnginePermissionApprovalUpdated, error) {
	event := "PermissionApprovalUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != queryEngine.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(QueryEnginePermissionApprovalUpdated)
	if len(log.Data) > 0 {
		if err := queryEngine.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range queryEngine.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// QueryEnginePermissionPolicySet represents a PermissionPolicySet event raised by the QueryEngine contract.
type QueryEnginePermissionPolicySet struct {
	PermissionId *big.Int
	RowsMayLeave bool
	Raw          *types.Log // Blockchain specific contextual infos
}

const QueryEnginePermissionPolicySetEventName = "PermissionPolicySet"

// ContractEventName returns the user-defined event name.
func (QueryEnginePermissionPolicySet) ContractEventName() string {
	return QueryEnginePermissionPolicySetEventName
}

// UnpackPermissionPolicySetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PermissionPolicySet(uint256 indexed permissionId, bool rowsMayLeave)
func (queryEngine *QueryEngine) UnpackPermissionPolicySetEvent(log *types.Log) (*QueryEnginePermissionPolicySet, error) {
	event := "PermissionPolicySet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != queryEngine.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(QueryEnginePermissionPolicySet)
	if len(log.Data) > 0 {
		if err := queryEngine.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range queryEngine.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// QueryEnginePermissionPriceUpdated represents a PermissionPriceUpdated event raised by the QueryEngine contract.
type QueryEnginePermissionPriceUpdated struct {
	PermissionId *big.Int
	Price        *big.Int
	Raw          *types.Log // Blockchain specific contextual infos
}

const QueryEnginePermissionPriceUpdatedEventName = "PermissionPriceUpdated"

// ContractEventName returns the user-defined event name.
func (QueryEnginePermissionPriceUpdated) ContractEventName() string {
	return QueryEnginePermissionPriceUpdatedEventName
}

// UnpackPermissionPriceUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PermissionPriceUpdated(uint256 indexed permissionId, uint256 price)
func (queryEngine *QueryEngine) UnpackPermissionPriceUpdatedEvent(log *types.Log) (*QueryEnginePermissionPriceUpdated, error) {
	event := "PermissionPriceUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != queryEngine.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(QueryEnginePermissionPriceUpdated)
	if len(log.Data) > 0 {
		if err := queryEngine.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range queryEngine.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (queryEngine *QueryEngine) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], queryEngine.abi.Errors["ColumnNameUnexpected"].ID.Bytes()[:4]) {
		return queryEngine.UnpackColumnNameUnexpectedError(raw[4:])
	}
	if bytes.Equal(raw[:4], queryEngine.abi.Errors["NotRefinerOwner"].ID.Bytes()[:4]) {
		return queryEngine.UnpackNotRefinerOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], queryEngine.abi.Errors["PermissionNotFound"].ID.Bytes()[:4]) {
		return queryEngine.UnpackPermissionNotFoundError(raw[4:])
	}
	if bytes.Equal(raw[:4], queryEngine.abi.Errors["PriceTooHigh"].ID.Bytes()[:4]) {
		return queryEngine.UnpackPriceTooHighError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// QueryEngineColumnNameUnexpected represents a ColumnNameUnexpected error raised by the QueryEngine contract.
type QueryEngineColumnNameUnexpected struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ColumnNameUnexpected()
func QueryEngineColumnNameUnexpectedErrorID() common.Hash {
	return common.HexToHash("0x54ae48bc63320c8630f097ae900fd2ffd57fa2071d229f9ef8957ef03520da19")
}

// UnpackColumnNameUnexpectedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ColumnNameUnexpected()
func (queryEngine *QueryEngine) UnpackColumnNameUnexpectedError(raw []byte) (*QueryEngineColumnNameUnexpected, error) {
	out := new(QueryEngineColumnNameUnexpected)
	if err := queryEngine.abi.UnpackIntoInterface(out, "ColumnNameUnexpected", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// QueryEngineNotRefinerOwner represents a NotRefinerOwner error raised by the QueryEngine contract.
type QueryEngineNotRefinerOwner struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotRefinerOwner()
func QueryEngineNotRefinerOwnerErrorID() common.Hash {
	return common.HexToHash("0x5928b0510d4c7982f1948f323a54da8e9adf9a0871027e0fc88fca368b060cde")
}

// UnpackNotRefinerOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotRefinerOwner()
func (queryEngine *QueryEngine) UnpackNotRefinerOwnerError(raw []byte) (*QueryEngineNotRefinerOwner, error) {
	out := new(QueryEngineNotRefinerOwner)
	if err := queryEngine.abi.UnpackIntoInterface(out, "NotRefinerOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// QueryEnginePermissionNotFound represents a PermissionNotFound error raised by the QueryEngine contract.
type QueryEnginePermissionNotFound struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PermissionNotFound()
func QueryEnginePermissionNotFoundErrorID() common.Hash {
	return common.HexToHash("0xd8455a1321e350805bf4873370fe6352ff50ce4e29c2c79680747a27513eaddb")
}

// UnpackPermissionNotFoundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PermissionNotFound()
func (queryEngine *QueryEngine) UnpackPermissionNotFoundError(raw []byte) (*QueryEnginePermissionNotFound, error) {
	out := new(QueryEnginePermissionNotFound)
	if err := queryEngine.abi.UnpackIntoInterface(out, "PermissionNotFound", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// QueryEnginePriceTooHigh represents a PriceTooHigh error raised by the QueryEngine contract.
type QueryEnginePriceTooHigh struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PriceTooHigh()
func QueryEnginePriceTooHighErrorID() common.Hash {
	return common.HexToHash("0x24fe1192973640e5449362933e83aded5a241e2cc884f1cec4081df587c5c6b7")
}

// UnpackPriceTooHighError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PriceTooHigh()
func (queryEngine *QueryEngine) UnpackPriceTooHighError(raw []byte) (*QueryEnginePriceTooHigh, error) {
	out := new(QueryEnginePriceTooHigh)
	if err := queryEngine.abi.UnpackIntoInterface(out, "PriceTooHigh", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TeePoolMetaData contains all meta data concerning the TeePool contract.
var TeePoolMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[],\"name\":\"activeTeeList\",\"outputs\":[{\"internalType\":\"address[]\",\"name\":\"\",\"type\":\"address[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"activeTeesCount\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"dataRegistry\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"teeAddress\",\"type\":\"address\"}],\"name\":\"isTee\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"}],\"name\":\"jobs\",\"outputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"bidAmount\",\"type\":\"uint256\"},{\"internalType\":\"enumITeePool.JobStatus\",\"name\":\"status\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"addedTimestamp\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"ownerAddress\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"teeAddress\",\"type\":\"address\"}],\"internalType\":\"structITeePool.Job\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"fileId\",\"type\":\"uint256\"}],\"name\":\"requestContributionProof\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"jobId\",\"type\":\"uint256\"}],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"teeFee\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"teeList\",\"outputs\":[{\"internalType\":\"address[]\",\"name\":\"\",\"type\":\"address[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"teeAddress\",\"type\":\"address\"}],\"name\":\"tees\",\"outputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"teeAddress\",\"type\":\"address\"},{\"internalType\":\"string\",\"name\":\"url\",\"type\":\"string\"},{\"internalType\":\"enumITeePool.TeeStatus\",\"name\":\"status\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"jobsCount\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"publicKey\",\"type\":\"string\"}],\"internalType\":\"structITeePool.TeeInfo\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"teesCount\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "8d0d2df7987de83393ee4ae3beba996855",
}

// TeePool is an auto generated Go binding around an Ethereum contract.
type TeePool struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *TeePool) GetABI() abi.ABI {
	return c.abi
}

// NewTeePool creates a new instance of TeePool.
func NewTeePool() *TeePool {
	parsed, err := TeePoolMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &TeePool{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *TeePool) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackActiveTeeList is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x10f3cd30.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function activeTeeList() view returns(address[])
func (teePool *TeePool) PackActiveTeeList() []byte {
	enc, err := teePool.abi.Pack("activeTeeList")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackActiveTeeList is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x10f3cd30.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function activeTeeList() view returns(address[])
func (teePool *TeePool) TryPackActiveTeeList() ([]byte, error) {
	return teePool.abi.Pack("activeTeeList")
}

// UnpackActiveTeeList is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x10f3cd30.
//
// Solidity: function activeTeeList() view returns(address[])
func (teePool *TeePool) UnpackActiveTeeList(data []byte) ([]common.Address, error) {
	out, err := teePool.abi.Unpack("activeTeeList", data)
	if err != nil {
		return *new([]common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new([]common.Address)).(*[]common.Address)
	return out0, nil
}

// PackActiveTeesCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd402919f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function activeTeesCount() view returns(uint256)
func (teePool *TeePool) PackActiveTeesCount() []byte {
	enc, err := teePool.abi.Pack("activeTeesCount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackActiveTeesCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd402919f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function activeTeesCount() view returns(uint256)
func (teePool *TeePool) TryPackActiveTeesCount() ([]byte, error) {
	return teePool.abi.Pack("activeTeesCount")
}

// UnpackActiveTeesCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd402919f.
//
// Solidity: function activeTeesCount() view returns(uint256)
func (teePool *TeePool) UnpackActiveTeesCount(data []byte) (*big.Int, error) {
	out, err := teePool.abi.Unpack("activeTeesCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDataRegistry is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa39c1d6b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function dataRegistry() view returns(address)
func (teePool *TeePool) PackDataRegistry() []byte {
	enc, err := teePool.abi.Pack("dataRegistry")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDataRegistry is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa39c1d6b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function dataRegistry() view returns(address)
func (teePool *TeePool) TryPackDataRegistry() ([]byte, error) {
	return teePool.abi.Pack("dataRegistry")
}

// UnpackDataRegistry is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa39c1d6b.
//
// Solidity: function dataRegistry() view returns(address)
func (teePool *TeePool) UnpackDataRegistry(data []byte) (common.Address, error) {
	out, err := teePool.abi.Unpack("dataRegistry", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackIsTee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa7016f70.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isTee(address teeAddress) view returns(bool)
func (teePool *TeePool) PackIsTee(teeAddress common.Address) []byte {
	enc, err := teePool.abi.Pack("isTee", teeAddress)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsTee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa7016f70.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isTee(address teeAddress) view returns(bool)
func (teePool *TeePool) TryPackIsTee(teeAddress common.Address) ([]byte, error) {
	return teePool.abi.Pack("isTee", teeAddress)
}

// UnpackIsTee is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa7016f70.
//
// Solidity: function isTee(address teeAddress) view returns(bool)
func (teePool *TeePool) UnpackIsTee(data []byte) (bool, error) {
	out, err := teePool.abi.Unpack("isTee", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackJobs is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x180aedf3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function jobs(uint256 jobId) view returns((uint256,uint256,uint8,uint256,address,address))
func (teePool *TeePool) PackJobs(jobId *big.Int) []byte {
	enc, err := teePool.abi.Pack("jobs", jobId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackJobs is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x180aedf3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function jobs(uint256 jobId) view returns((uint256,uint256,uint8,uint256,address,address))
func (teePool *TeePool) TryPackJobs(jobId *big.Int) ([]byte, error) {
	return teePool.abi.Pack("jobs", jobId)
}

// UnpackJobs is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x180aedf3.
//
// Solidity: function jobs(uint256 jobId) view returns((uint256,uint256,uint8,uint256,address,address))
func (teePool *TeePool) UnpackJobs(data []byte) (ITeePoolJob, error) {
	out, err := teePool.abi.Unpack("jobs", data)
	if err != nil {
		return *new(ITeePoolJob), err
	}
	out0 := *abi.ConvertType(out[0], new(ITeePoolJob)).(*ITeePoolJob)
	return out0, nil
}

// PackRequestContributionProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd2ef73d9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function requestContributionProof(uint256 fileId) payable returns(uint256 jobId)
func (teePool *TeePool) PackRequestContributionProof(fileId *big.Int) []byte {
	enc, err := teePool.abi.Pack("requestContributionProof", fileId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRequestContributionProof is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd2ef73d9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function requestContributionProof(uint256 fileId) payable returns(uint256 jobId)
func (teePool *TeePool) TryPackRequestContributionProof(fileId *big.Int) ([]byte, error) {
	return teePool.abi.Pack("requestContributionProof", fileId)
}

// UnpackRequestContributionProof is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd2ef73d9.
//
// Solidity: function requestContributionProof(uint256 fileId) payable returns(uint256 jobId)
func (teePool *TeePool) UnpackRequestContributionProof(data []byte) (*big.Int, error) {
	out, err := teePool.abi.Unpack("requestContributionProof", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackTeeFee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf5d548d8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function teeFee() view returns(uint256)
func (teePool *TeePool) PackTeeFee() []byte {
	enc, err := teePool.abi.Pack("teeFee")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTeeFee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf5d548d8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function teeFee() view returns(uint256)
func (teePool *TeePool) TryPackTeeFee() ([]byte, error) {
	return teePool.abi.Pack("teeFee")
}

// UnpackTeeFee is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf5d548d8.
//
// Solidity: function teeFee() view returns(uint256)
func (teePool *TeePool) UnpackTeeFee(data []byte) (*big.Int, error) {
	out, err := teePool.abi.Unpack("teeFee", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackTeeList is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5b818d36.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function teeList() view returns(address[])
func (teePool *TeePool) PackTeeList() []byte {
	enc, err := teePool.abi.Pack("teeList")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTeeList is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5b818d36.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function teeList() view returns(address[])
func (teePool *TeePool) TryPackTeeList() ([]byte, error) {
	return teePool.abi.Pack("teeList")
}

// UnpackTeeList is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5b818d36.
//
// Solidity: function teeList() view returns(address[])
func (teePool *TeePool) UnpackTeeList(data []byte) ([]common.Address, error) {
	out, err := teePool.abi.Unpack("teeList", data)
	if err != nil {
		return *new([]common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new([]common.Address)).(*[]common.Address)
	return out0, nil
}

// PackTees is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x961884aa.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function tees(address teeAddress) view returns((address,string,uint8,uint256,uint256,string))
func (teePool *TeePool) PackTees(teeAddress common.Address) []byte {
	enc, err := teePool.abi.Pack("tees", teeAddress)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTees is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x961884aa.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function tees(address teeAddress) view returns((address,string,uint8,uint256,uint256,string))
func (teePool *TeePool) TryPackTees(teeAddress common.Address) ([]byte, error) {
	return teePool.abi.Pack("tees", teeAddress)
}

// UnpackTees is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x961884aa.
//
// Solidity: function tees(address teeAddress) view returns((address,string,uint8,uint256,uint256,string))
func (teePool *TeePool) UnpackTees(data []byte) (ITeePoolTeeInfo, error) {
	out, err := teePool.abi.Unpack("tees", data)
	if err != nil {
		return *new(ITeePoolTeeInfo), err
	}
	out0 := *abi.ConvertType(out[0], new(ITeePoolTeeInfo)).(*ITeePoolTeeInfo)
	return out0, nil
}

// PackTeesCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xeb07b9c6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function teesCount() view returns(uint256)
func (teePool *TeePool) PackTeesCount() []byte {
	enc, err := teePool.abi.Pack("teesCount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTeesCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xeb07b9c6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function teesCount() view returns(uint256)
func (teePool *TeePool) TryPackTeesCount() ([]byte, error) {
	return teePool.abi.Pack("teesCount")
}

// UnpackTeesCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xeb07b9c6.
//
// Solidity: function teesCount() view returns(uint256)
func (teePool *TeePool) UnpackTeesCount(data []byte) (*big.Int, error) {
	out, err := teePool.abi.Unpack("teesCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}
