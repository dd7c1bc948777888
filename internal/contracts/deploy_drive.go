package contracts

import (
	"context"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
)

// driver is one run of a deployment.
type driver struct {
	*Deployment
	chainID *big.Int
	sent    map[uint64][]*types.Transaction // by nonce, of this run; the last one offers most
	low     bool                            // a node refused a fee as too low
}

// fee is what a transaction offers, in wei per gas.
type fee struct{ tip, cap *big.Int }

// market is what the chain asks for now, with room for the base fee to double.
func market(ctx context.Context, client Backend) (fee, error) {
	head, err := client.HeaderByNumber(ctx, nil)
	if err != nil {
		return fee{}, fmt.Errorf("reading the head: %w", err)
	}
	if head.BaseFee == nil {
		return fee{}, ErrNoBaseFee
	}
	tip, err := client.SuggestGasTipCap(ctx)
	if err != nil {
		return fee{}, fmt.Errorf("asking for a gas tip: %w", err)
	}
	return fee{tip: tip, cap: new(big.Int).Add(tip, new(big.Int).Lsh(head.BaseFee, 1))}, nil
}

// run sends, watches, and sends again until every contract is there.
func (d *driver) run(ctx context.Context) error {
	first, end := d.plan.first, d.plan.first+uint64(len(d.plan.steps))
	checked := first // all below have made their contracts
	var idle, lastSent, lastBump time.Duration
	wait, misses := d.pace.first, 0
	for started := false; ; started = true {
		nonce, err := d.client.NonceAt(ctx, d.opts.From, nil)
		if err != nil {
			return fmt.Errorf("reading the deployer's nonce: %w", err)
		}
		if nonce < first {
			return fmt.Errorf("%w: its nonce is %d, the deployment begins at %d", ErrNonceUsed, nonce, first)
		}
		was := checked
		missing, err := d.check(ctx, &checked, min(nonce, end))
		if err != nil {
			return err
		}
		if checked > was {
			idle, lastSent, lastBump, wait = 0, 0, 0, d.pace.first
			if d.Progress != nil {
				d.Progress(int(checked-first), len(d.plan.steps))
			}
		}
		switch {
		case missing != nil:
			// A node may show the new nonce a moment before the code.
			if misses++; misses >= d.pace.looks {
				return missing
			}
		case checked == end:
			return d.plan.verify(ctx, d.client)
		default:
			misses = 0
			bump := d.low || idle-lastBump >= d.pace.bump
			if !started || checked > was || bump || idle-lastSent >= d.pace.resend {
				if lastSent = idle; bump {
					lastBump = idle
				}
				if err := d.send(ctx, nonce, end, bump); err != nil {
					return err
				}
			}
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("waiting for the contracts to be created: %w", ctx.Err())
		case <-timer.C:
		}
		idle += wait
		wait = min(wait*3/2, d.pace.most)
	}
}

// check makes sure that used nonces have made their contracts and moves checked past those that have. missing says what the first one
// that has not looks like.
func (d *driver) check(ctx context.Context, checked *uint64, to uint64) (missing, err error) {
	for n := *checked; n < to; n++ {
		s := d.plan.steps[n-d.plan.first]
		code, err := d.client.CodeAt(ctx, d.plan.at(n-d.plan.first), nil)
		if err != nil {
			return nil, fmt.Errorf("reading the code of %s: %w", s.name, err)
		}
		if len(code) > 0 {
			*checked = n + 1
			continue
		}
		for _, tx := range d.sent[n] {
			if r, err := d.client.TransactionReceipt(ctx, tx.Hash()); err == nil && r.Status != types.ReceiptStatusSuccessful {
				return nil, fmt.Errorf("%w: %s in %s (gas used %d of %d)", ErrCreationFailed, s.name, tx.Hash(), r.GasUsed, s.gas)
			}
		}
		return fmt.Errorf("%w: nonce %d did not create %s", ErrNonceUsed, n, s.name), nil
	}
	return nil, nil
}

// window is how many transactions wait in a node's pool at once: what geth's keeps of any account.
const window = 16

// send sees to it that the node has everything from a nonce on, as far as its pool goes. What it knows already is no error: a former
// run may have sent it.
func (d *driver) send(ctx context.Context, from, to uint64, bump bool) error {
	now, err := market(ctx, d.client)
	if err != nil {
		return err
	}
	d.low = false
	for n := from; n < min(to, from+window); n++ {
		tx, err := d.sign(n, now, bump)
		if err != nil {
			return err
		}
		err = d.client.SendTransaction(ctx, tx)
		switch {
		case err == nil || known(err):
		case underpriced(err):
			d.low = true
		case strings.Contains(strings.ToLower(err.Error()), "insufficient funds"):
			return fmt.Errorf("%w: %w", ErrDeployerFunds, err)
		case n > from && full(err):
			return nil // the others follow when these are mined
		default:
			return fmt.Errorf("sending the creation of %s: %w", d.plan.steps[n-d.plan.first].name, err)
		}
	}
	return nil
}

// sign returns the transaction of a nonce: the one sent last, or one that offers at least a quarter more than it. A node whose pool has
// a former run's transaction refuses replacements until they offer enough more than that, which they do after some raises.
func (d *driver) sign(n uint64, now fee, bump bool) (*types.Transaction, error) {
	s := d.plan.steps[n-d.plan.first]
	f := now
	if former := d.sent[n]; len(former) > 0 {
		last := former[len(former)-1]
		if !bump {
			return last, nil
		}
		f = fee{tip: larger(now.tip, quarterMore(last.GasTipCap())), cap: larger(now.cap, quarterMore(last.GasFeeCap()))}
		if d.MaxFee != nil && f.cap.Cmp(d.MaxFee) > 0 && last.GasFeeCap().Cmp(d.MaxFee) < 0 {
			f.cap = d.MaxFee // once more, with all that is allowed
		}
	}
	if f.tip.Cmp(f.cap) > 0 {
		f.tip = f.cap
	}
	if d.MaxFee != nil && f.cap.Cmp(d.MaxFee) > 0 {
		return nil, fmt.Errorf("%w: %s wei per gas, allowed are %s", ErrFeeLimit, f.cap, d.MaxFee)
	}
	signed, err := d.opts.Signer(d.opts.From, types.NewTx(&types.DynamicFeeTx{
		ChainID: d.chainID, Nonce: n, GasTipCap: f.tip, GasFeeCap: f.cap, Gas: s.gas, Data: s.initCode,
	}))
	if err != nil {
		return nil, fmt.Errorf("signing the creation of %s: %w", s.name, err)
	}
	d.sent[n] = append(d.sent[n], signed)
	return signed, nil
}

// Nodes have no codes for what they say of a transaction, only texts.

// known says that a node has a transaction of this nonce already.
func known(err error) bool {
	return says(err, "already known", "known transaction", "replacement transaction underpriced", "nonce too low", "already imported", "could not replace existing")
}

// underpriced says that a node will not take a transaction at its fee.
func underpriced(err error) bool {
	return says(err, "underpriced", "less than block base fee", "below minimum", "feetoolow", "fee too low")
}

// full says that a node takes no further transaction of this account for now.
func full(err error) bool {
	return says(err, "txpool is full", "pool is full", "limit exceeded", "too many", "limit reached", "nonce too high", "nonce gap")
}

func says(err error, texts ...string) bool {
	text := strings.ToLower(err.Error())
	for _, s := range texts {
		if strings.Contains(text, s) {
			return true
		}
	}
	return false
}

func quarterMore(v *big.Int) *big.Int {
	more := new(big.Int).Rsh(v, 2)
	return more.Add(more, v).Add(more, big.NewInt(1))
}

func larger(a, b *big.Int) *big.Int {
	if a.Cmp(b) >= 0 {
		return a
	}
	return b
}
