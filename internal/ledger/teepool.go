package ledger

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"
	"time"

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

// Platforms of validators, as the TeePool numbers them.
const (
	PlatformSimulated uint8 = 1
	PlatformTDX       uint8 = 2
	PlatformSEVSNP    uint8 = 3
)

// Validator is an admitted validator as the chain knows it.
type Validator struct {
	Address        common.Address
	Active         bool
	URL            string
	Platform       uint8 // see the Platform constants
	Measurement    [32]byte
	EvidenceDigest [32]byte // raw CID digest of its identity document
	KeyEpoch       uint64   // how often it has published its keys
	Earned         *big.Int // wei, over its whole life, from proofs and refinements
	Bond           *big.Int // wei
	BondFreeAt     uint64   // unix seconds; 0 while it validates
}

// ValidatorInfo reads one validator; an unknown address is not active.
func (l *Ledger) ValidatorInfo(ctx context.Context, a common.Address) (Validator, error) {
	v, err := read(ctx, l, l.Net.TeePool, l.tees.PackValidatorInfo(a), l.tees.UnpackValidatorInfo)
	if err != nil {
		return Validator{}, err
	}
	return Validator{
		Address: v.Validator, Active: v.Active, URL: v.Url, Platform: v.Platform, Measurement: v.Measurement, EvidenceDigest: v.EvidenceDigest,
		KeyEpoch: v.KeyEpoch.Uint64(), Earned: v.Earned, Bond: v.Bond, BondFreeAt: v.BondFreeAt.Uint64(),
	}, nil
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

// AdmitValidator admits a validator that the policy allows and whose bond is there; only the network's maintainer may.
func (l *Ledger) AdmitValidator(a common.Address, url string, platform uint8, measurement, evidence [32]byte) Call {
	return l.toTeePool(l.tees.PackAdmitValidator(gen.ITeePoolAdmission{
		Validator: a, Url: url, Platform: platform, Measurement: measurement, EvidenceDigest: evidence,
	}), nil)
}

// RemoveValidator ends a validator's admission; only the network's maintainer may.
func (l *Ledger) RemoveValidator(a common.Address) Call {
	return l.toTeePool(l.tees.PackRemoveValidator(a), nil)
}

// LeaveNetwork ends the sender's own admission.
func (l *Ledger) LeaveNetwork() Call { return l.toTeePool(l.tees.PackLeaveNetwork(), nil) }

// SetValidatorKeys publishes the sender's new identity document, for the same program.
func (l *Ledger) SetValidatorKeys(epoch uint64, evidence [32]byte) Call {
	return l.toTeePool(l.tees.PackSetValidatorKeys(u256(epoch), evidence), nil)
}

// PostBond adds to a validator's bond.
func (l *Ledger) PostBond(validator common.Address, wei *big.Int) Call {
	return l.toTeePool(l.tees.PackPostBond(validator), wei)
}

// WithdrawBond takes the sender's bond home, once it has left and the unbonding time is over.
func (l *Ledger) WithdrawBond() Call { return l.toTeePool(l.tees.PackWithdrawBond(), nil) }

// MinBond reads what a validator must have posted, in wei.
func (l *Ledger) MinBond(ctx context.Context) (*big.Int, error) {
	return readBig(ctx, l, l.Net.TeePool, l.tees.PackMinBond())
}

// MeasurementAllowed reports whether the admission policy allows a program.
func (l *Ledger) MeasurementAllowed(ctx context.Context, measurement [32]byte) (bool, error) {
	standing, err := l.MeasurementStanding(ctx, measurement)
	return standing == StandingAllowed, err
}

// Standing is what the admission policy says of a platform or a measurement.
type Standing uint8

// The standings, as ITeePool numbers them.
const (
	StandingUnknown   Standing = 0
	StandingAllowed   Standing = 1
	StandingSuspended Standing = 2
)

func (s Standing) String() string {
	switch s {
	case StandingUnknown:
		return "unknown"
	case StandingAllowed:
		return "allowed"
	case StandingSuspended:
		return "suspended"
	}
	return "of an unknown standing"
}

// MeasurementStanding reads what the admission policy says of a program.
func (l *Ledger) MeasurementStanding(ctx context.Context, measurement [32]byte) (Standing, error) {
	s, err := read(ctx, l, l.Net.TeePool, l.tees.PackMeasurementStanding(measurement), l.tees.UnpackMeasurementStanding)
	return Standing(s), err
}

// PlatformStanding reads what the admission policy says of a platform.
func (l *Ledger) PlatformStanding(ctx context.Context, platform uint8) (Standing, error) {
	s, err := read(ctx, l, l.Net.TeePool, l.tees.PackPlatformStanding(platform), l.tees.UnpackPlatformStanding)
	return Standing(s), err
}

// SuspendMeasurement stops a program and all validators that run it, in its transaction; only the network's maintainer may.
func (l *Ledger) SuspendMeasurement(measurement [32]byte) Call {
	return l.toTeePool(l.tees.PackSuspendMeasurement(measurement), nil)
}

// SuspendPlatform stops a platform and all its validators, in its transaction; only the network's maintainer may.
func (l *Ledger) SuspendPlatform(platform uint8) Call {
	return l.toTeePool(l.tees.PackSuspendPlatform(platform), nil)
}

// AllowPlatform lets validators of a platform be admitted; only the network's timelock may.
func (l *Ledger) AllowPlatform(platform uint8) Call {
	return l.toTeePool(l.tees.PackAllowPlatform(platform), nil)
}

// UnbondingTime reads how long a bond stays after its validator has left.
func (l *Ledger) UnbondingTime(ctx context.Context) (time.Duration, error) {
	s, err := readBig(ctx, l, l.Net.TeePool, l.tees.PackUnbondingTime())
	if err != nil {
		return 0, err
	}
	return time.Duration(s.Int64()) * time.Second, nil
}

// BondWithdrawn reads what a transaction of WithdrawBond paid out, in wei.
func (l *Ledger) BondWithdrawn(r *types.Receipt) (*big.Int, error) {
	for _, log := range r.Logs {
		if e, err := l.tees.UnpackBondWithdrawnEvent(log); err == nil && log.Address == l.Net.TeePool {
			return e.Amount, nil
		}
	}
	return nil, fmt.Errorf("ledger: transaction %s paid no bond out", r.TxHash)
}

// AllowMeasurement lets a program be admitted; only the network's timelock may.
func (l *Ledger) AllowMeasurement(measurement [32]byte) Call {
	return l.toTeePool(l.tees.PackAllowMeasurement(measurement), nil)
}

func (l *Ledger) toTeePool(data []byte, value *big.Int) Call {
	return Call{To: &l.Net.TeePool, Data: data, Value: value}
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
	return l.toTeePool(l.tees.PackSetIntakeKey(u256(k.DLP), u256(k.Epoch), recipient, u256(k.Deadline), signature), nil)
}

// IntakeKey reads a DataDAO's current intake key: its digest from storage, its bytes from the event, and checks that they agree and
// that the stated validator signed them. Whether that validator is to be believed is the caller's judgement (its evidence).
func (l *Ledger) IntakeKey(ctx context.Context, dlp uint64) (*AttestedKey, error) {
	k, err := read(ctx, l, l.Net.TeePool, l.tees.PackIntakeKey(u256(dlp)), l.tees.UnpackIntakeKey)
	if err != nil {
		return nil, err
	}
	if k.Digest == [32]byte{} {
		return nil, ErrNoIntakeKey
	}
	logs, err := ask(ctx, func(ctx context.Context) ([]types.Log, error) {
		return l.Client.FilterLogs(ctx, ethereum.FilterQuery{
			FromBlock: k.SetAtBlock, ToBlock: k.SetAtBlock, Addresses: []common.Address{l.Net.TeePool},
			Topics: [][]common.Hash{{eventID(&gen.TeePoolMetaData, gen.TeePoolIntakeKeySet{}.ContractEventName())}, {word(u256(dlp))}, {word(k.Epoch)}},
		})
	})
	if err != nil {
		return nil, fmt.Errorf("reading the intake key's event: %w", err)
	}
	for i := range logs {
		e, err := l.tees.UnpackIntakeKeySetEvent(&logs[i])
		if err != nil || e.Digest != k.Digest {
			continue
		}
		key := &AttestedKey{Recipient: e.Recipient, Epoch: e.Epoch.Uint64(), Validator: k.Validator, Deadline: e.Deadline.Uint64(), Signature: e.Signature}
		return key, key.check(l.TeePoolDomain(), dlp, k.Digest)
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
