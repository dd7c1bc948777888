package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/coppice-network/coppice/internal/durable"
	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
)

// What an operator has a validator do besides its work: leave and join again, renew its evidence, pay out what it earned and its bond.
// The validator signs each with its own key, which never leaves it; so the running node is asked (see control).

const (
	awayName  = "away" // in a validator's folder: it is not to validate
	awayText  = "coppice-away/1\n"
	payoutFmt = "coppice-payout/1"
)

// duties are one validator's, one at a time.
type duties struct {
	node *Node
	v    *validator
	mu   sync.Mutex
}

// away reports whether the operator has sent a validator away.
func (v *validator) away() (bool, error) {
	b, err := os.ReadFile(filepath.Join(v.dir, awayName))
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err == nil && string(b) != awayText {
		err = fmt.Errorf("%s has an unknown version", filepath.Join(v.dir, awayName))
	}
	return true, err
}

// leave ends a validator's admission. That it is to stay away is durable before it is sent, so that a node that starts again finishes the
// leaving instead of admitting it.
func (d *duties) leave(ctx context.Context) error {
	info, err := d.info(ctx)
	if err != nil {
		return err
	}
	if !info.Active {
		return fault.New(fault.Conflict, "`coppice validator join` brings it back", "validator %d is not active", d.v.n)
	}
	defer d.v.keeper.Still()()
	if err := d.mayLeave(ctx); err != nil {
		return err
	}
	if err := durable.Write(filepath.Join(d.v.dir, awayName), []byte(awayText), 0o600); err != nil {
		return err
	}
	return d.v.depart(ctx)
}

// mayLeave refuses what would cost the network data: the last validator, and the only one that holds a DataDAO's keys.
func (d *duties) mayLeave(ctx context.Context) error {
	active, err := d.node.env.ledger.Validators(ctx)
	if err != nil {
		return err
	}
	if len(active) < 2 {
		return fault.New(fault.Conflict, "start the network with more validators first", "validator %d is the last one; nobody would do its work", d.v.n)
	}
	var others []*validator
	for _, other := range d.node.validators {
		if gone, err := other.away(); err == nil && !gone && other != d.v {
			others = append(others, other)
		}
	}
	var only uint64
	if err := eachKey(d.v, func(dlp uint64, epoch uint32) {
		if !slices.ContainsFunc(others, func(o *validator) bool { return o.covers(dlp, epoch) }) {
			only = dlp
		}
	}); err != nil {
		return err
	}
	if only != 0 {
		return fault.New(fault.Conflict, "try again in a moment: the others take them over", "validator %d is the only one here that holds all keys of DataDAO %d", d.v.n, only)
	}
	return nil
}

// covers reports whether a validator holds an intake key, or has destroyed it because nothing needs it any more.
func (v *validator) covers(dlp uint64, epoch uint32) bool {
	if retired, err := v.custody.Retired(dlp); err == nil && epoch <= retired {
		return true
	}
	_, err := v.custody.Recipient(dlp, epoch)
	return err == nil
}

// eachKey names all intake keys that a validator holds.
func eachKey(v *validator, f func(dlp uint64, epoch uint32)) error {
	for _, dlp := range v.custody.DLPs() {
		epochs, err := v.custody.Epochs(dlp)
		if err != nil {
			return err
		}
		for _, e := range epochs {
			f(dlp, e)
		}
	}
	return nil
}

// depart leaves the network if the validator is active; admissions are told apart by its key epoch.
func (v *validator) depart(ctx context.Context) error {
	info, err := v.env.ledger.ValidatorInfo(ctx, v.key.Address())
	if err != nil || !info.Active {
		return err
	}
	_, err = ledger.Send(ctx, v.outbox, fmt.Sprintf("leave/%d", info.KeyEpoch), v.env.ledger.LeaveNetwork())
	return err
}

// join has the operator admit a validator again.
func (d *duties) join(ctx context.Context) error {
	gone, err := d.v.away()
	if err != nil {
		return err
	}
	info, err := d.info(ctx)
	if err != nil {
		return err
	}
	if info.Active && !gone {
		return fault.New(fault.Conflict, "`coppice validator leave` sends it away", "validator %d is active", d.v.n)
	}
	if err := os.Remove(filepath.Join(d.v.dir, awayName)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := d.node.operator.allow(ctx, d.node.env.ledger, []*validator{d.v}); err != nil {
		return err
	}
	return d.node.operator.admitOne(ctx, d.node.env.ledger, d.v, d.node.Network.API)
}

// renew publishes fresh evidence of the same program. A node that ends in between admits the validator with what it has when it starts.
func (d *duties) renew(ctx context.Context) error {
	info, err := d.info(ctx)
	if err != nil {
		return err
	}
	if !info.Active {
		return fault.New(fault.Conflict, "`coppice validator join` renews it, too", "validator %d is not active", d.v.n)
	}
	document, err := d.v.issue(d.node.dev)
	if err != nil {
		return err
	}
	said, err := claimsOf(document)
	if err != nil {
		return err
	}
	if said.measurement != info.Measurement {
		return fault.New(fault.Conflict, "start the node again: it is admitted anew", "validator %d was admitted with another program", d.v.n)
	}
	if err := d.v.publishDocument(ctx, document); err != nil {
		return err
	}
	call := d.node.env.ledger.SetValidatorKeys(info.KeyEpoch+1, said.digest)
	if _, err := ledger.Send(ctx, d.v.outbox, fmt.Sprintf("renew/%d/%x", info.KeyEpoch+1, said.digest), call); err != nil {
		return err
	}
	return d.v.keep(document)
}

func (d *duties) info(ctx context.Context) (ledger.Validator, error) {
	return d.node.env.ledger.ValidatorInfo(ctx, d.v.key.Address())
}

// payout is a payment on its way from the contracts through the validator's account to an account of the operator's. It is written down
// before its first transaction, and both have keys of their own, so that it is finished after a crash and never made twice.
type payout struct {
	Format string         `json:"format"`
	What   string         `json:"what"` // claim, unbond
	Nonce  string         `json:"nonce"`
	To     common.Address `json:"to"`
}

func (d *duties) payoutFile() string { return filepath.Join(d.v.dir, "payout.json") }

// pay pays out what the registry owes the validator, or its bond.
func (d *duties) pay(ctx context.Context, what string, to common.Address) (*big.Int, error) {
	if to == (common.Address{}) {
		return nil, fault.New(fault.Invalid, "name an account with --to", "nobody is named to be paid")
	}
	if _, err := d.finish(ctx); err != nil {
		return nil, err
	}
	b, err := json.Marshal(payout{payoutFmt, what, job.NewNonce(), to})
	if err != nil {
		return nil, err
	}
	if err := durable.Write(d.payoutFile(), b, 0o600); err != nil {
		return nil, err
	}
	return d.finish(ctx)
}

// finish brings a payout that was begun to its end; without one it does nothing.
func (d *duties) finish(ctx context.Context) (*big.Int, error) {
	b, err := os.ReadFile(d.payoutFile())
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	var p payout
	if err := json.Unmarshal(b, &p); err != nil || p.Format != payoutFmt {
		return nil, fmt.Errorf("%s has an unknown version", d.payoutFile())
	}
	wei, err := d.collect(ctx, p)
	var refused *ledger.RevertError
	if errors.As(err, &refused) { // nothing to claim, or the bond is locked: there is nothing to pass on
		return nil, errors.Join(err, os.Remove(d.payoutFile()))
	}
	if err != nil {
		return nil, err
	}
	if _, err := ledger.Send(ctx, d.v.outbox, "pass-on/"+p.Nonce, ledger.Call{To: &p.To, Value: wei}); err != nil {
		return nil, fmt.Errorf("passing %s wei on to %s: %w", wei, p.To, err)
	}
	return wei, os.Remove(d.payoutFile())
}

func (d *duties) collect(ctx context.Context, p payout) (*big.Int, error) {
	l := d.node.env.ledger
	call, amount := l.ClaimFees(), l.FeesClaimed
	if p.What == "unbond" {
		call, amount = l.WithdrawBond(), l.BondWithdrawn
	}
	var receipt *types.Receipt
	receipt, err := ledger.Send(ctx, d.v.outbox, p.What+"/"+p.Nonce, call)
	if err != nil {
		return nil, err
	}
	return amount(receipt)
}

// issue makes an identity document with evidence of now.
func (v *validator) issue(dev *enclave.DevelopmentRoot) ([]byte, error) {
	measurement, err := enclave.ExecutableMeasurement()
	if err != nil {
		return nil, fmt.Errorf("measuring this program: %w", err)
	}
	id, err := v.custody.Identity()
	if err != nil {
		return nil, err
	}
	attester, err := enclave.NewSimulated(dev, enclave.SimulatedConfig{Measurement: measurement, Clock: v.env.clock, Random: v.env.random})
	if err != nil {
		return nil, err
	}
	document, err := enclave.IssueDocument(context.Background(), attester, v.subject(), id.Recipient())
	if err != nil {
		return nil, fmt.Errorf("identity document of validator %d: %w", v.n, err)
	}
	return document, nil
}
