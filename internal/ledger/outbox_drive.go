package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

const (
	// firstPoll is the time between looks right after something changed; it grows to OutboxConfig.Poll.
	firstPoll = 10 * time.Millisecond
	// takenLooks is how many looks in a row must find a nonce used and none of our transactions mined. A node may serve the new
	// nonce a moment before the receipts of the same block, and a call must not be signed twice for that.
	takenLooks = 3
	// fillerKey begins the keys of transactions the outbox makes itself; callers' keys cannot begin like this.
	fillerKey = "\x00filler/"
)

// drive brings every pending call forward until ctx ends.
func (o *Outbox) drive(ctx context.Context) {
	interval := firstPoll
	for {
		busy, err := o.look(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			o.cfg.Log.Debug("outbox: looking at the chain", "sender", o.from, "err", err)
		}
		var again <-chan time.Time // never, while nothing is pending
		if busy || err != nil {
			again = time.After(interval)
			interval = min(interval*3/2, o.cfg.Poll)
		}
		select {
		case <-again:
		case <-o.kick:
			interval = firstPoll
		case <-ctx.Done():
			return
		}
	}
}

// look compares every pending call with the chain once. It reports whether any is still pending.
func (o *Outbox) look(ctx context.Context) (busy bool, err error) {
	calls, err := o.store.pending(ctx)
	if err != nil || len(calls) == 0 {
		return false, err
	}
	used, settled, err := o.nonces(ctx)
	o.heard(err)
	if err != nil {
		o.note(calls, err)
		return true, err
	}
	if first := calls[0].nonce; first > used {
		if err := o.fill(ctx, used); err != nil {
			o.note(calls, err)
		}
	}
	for _, r := range calls {
		switch {
		case r.nonce < settled:
			err = o.settle(ctx, r)
		case r.nonce >= used:
			err = o.push(ctx, r, r.nonce == used)
		default:
			err = nil // mined, not deep enough yet
		}
		if ctx.Err() != nil {
			return true, ctx.Err()
		}
		o.note([]record{r}, err)
	}
	return true, nil
}

// heard keeps since when the node has not answered.
func (o *Outbox) heard(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !temporary(err) {
		o.silent = time.Time{}
	} else if o.silent.IsZero() {
		o.silent = o.cfg.Clock()
	}
}

// nonces returns how many nonces are used in the newest block, and how many deep enough to be believed.
func (o *Outbox) nonces(ctx context.Context) (used, settled uint64, err error) {
	if used, err = o.cfg.Node.NonceAt(ctx, o.from, nil); err != nil || o.cfg.Confirmations == 0 {
		return used, used, err
	}
	head, err := o.cfg.Node.BlockNumber(ctx)
	if err != nil || head < o.cfg.Confirmations {
		return used, 0, err
	}
	settled, err = o.cfg.Node.NonceAt(ctx, o.from, new(big.Int).SetUint64(head-o.cfg.Confirmations))
	return used, min(used, settled), err
}

// note remembers why calls are not mined yet, for whoever waits for them.
func (o *Outbox) note(calls []record, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, r := range calls {
		if err != nil {
			o.trouble[r.key] = err
		} else {
			delete(o.trouble, r.key)
		}
	}
}

// settle handles a call whose nonce is used: by one of its own transactions, or by a stranger's.
func (o *Outbox) settle(ctx context.Context, r record) error {
	attempts, err := o.store.attempts(ctx, o.store.db, r.key)
	if err != nil {
		return err
	}
	for _, tx := range attempts {
		receipt, err := o.cfg.Node.TransactionReceipt(ctx, tx.Hash())
		if errors.Is(err, ethereum.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		st, reason := statusSucceeded, []byte(nil)
		if receipt.Status != types.ReceiptStatusSuccessful {
			st = statusReverted
			if reason, err = o.reason(ctx, tx, receipt.BlockNumber); err != nil {
				return err
			}
		}
		return o.finish(ctx, r.key, st, tx.Hash(), reason)
	}
	o.mu.Lock()
	o.taken[r.key]++
	looks := o.taken[r.key]
	o.mu.Unlock()
	if looks < takenLooks {
		return nil
	}
	if deep, err := o.deep(ctx, r.nonce); err != nil || !deep {
		return err
	}
	return o.renew(ctx, r)
}

// deep reports whether a nonce that is used was so TakenDepth blocks ago.
func (o *Outbox) deep(ctx context.Context, nonce uint64) (bool, error) {
	if o.cfg.TakenDepth == 0 {
		return true, nil
	}
	head, err := o.cfg.Node.BlockNumber(ctx)
	if err != nil || head < o.cfg.TakenDepth {
		return false, err
	}
	used, err := o.cfg.Node.NonceAt(ctx, o.from, new(big.Int).SetUint64(head-o.cfg.TakenDepth))
	return used > nonce, err
}

// reason obtains a reverted transaction's revert data by running it again: on the state after its block, which holds what the
// transactions before it did, and if that succeeds on the state before its block. Empty if neither reverts.
func (o *Outbox) reason(ctx context.Context, tx *types.Transaction, block *big.Int) ([]byte, error) {
	msg := ethereum.CallMsg{From: o.from, To: tx.To(), Data: tx.Data(), Value: tx.Value(), Gas: tx.Gas()}
	for _, number := range []*big.Int{block, new(big.Int).Sub(block, big.NewInt(1))} {
		_, err := o.cfg.Node.CallContract(ctx, msg, number)
		if err == nil {
			continue
		}
		if revert, ok := asRevert(err); ok {
			return revert.Data, nil
		}
		if temporary(err) {
			return nil, err
		}
		// Out of gas, or a state the node no longer has: there is no data to be had.
	}
	return nil, nil
}

func (o *Outbox) finish(ctx context.Context, key string, st status, hash common.Hash, reason []byte) error {
	if err := o.store.finish(ctx, key, st, hash, reason); err != nil {
		return fmt.Errorf("recording the outcome: %w", err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.taken, key)
	delete(o.sent, hash)
	close(o.changed)
	o.changed = make(chan struct{})
	return nil
}

// renew signs a call again at another nonce. Its former transactions can never be mined: their nonce is used, and deep enough.
func (o *Outbox) renew(ctx context.Context, r record) error {
	if strings.HasPrefix(r.key, fillerKey) {
		return o.finish(ctx, r.key, statusDropped, r.hash, nil) // whoever took the nonce has filled the gap
	}
	o.cfg.Log.Warn("outbox: nonce was taken by another transaction; the call is signed again", "sender", o.from, "nonce", r.nonce, "key", r.key)
	call := r.call
	if r.estimated {
		gas, err := o.estimate(ctx, call)
		var revert *RevertError
		if errors.As(err, &revert) {
			return o.finish(ctx, r.key, statusDropped, r.hash, revert.Data)
		}
		if err != nil {
			return fmt.Errorf("%w; estimating again: %w", ErrNonceTaken, err)
		}
		call.Gas = gas
	}
	f, err := o.fees(ctx)
	if err != nil {
		return fmt.Errorf("%w; signing again: %w", ErrNonceTaken, err)
	}
	chainNonce, err := o.cfg.Node.PendingNonceAt(ctx, o.from)
	if err != nil {
		return fmt.Errorf("%w; signing again: %w", ErrNonceTaken, err)
	}
	signed, err := o.resign(ctx, r, call, f, func() (uint64, error) {
		next, err := o.store.nextNonce(ctx, o.store.db)
		return max(next, chainNonce), err
	})
	if err != nil {
		return fmt.Errorf("%w; signing again: %w", ErrNonceTaken, err)
	}
	o.mu.Lock()
	delete(o.taken, r.key)
	o.mu.Unlock()
	if signed == nil {
		return nil
	}
	return o.send(ctx, signed)
}

// push sees to it that the node has a call's transaction: first when it is new to this process, then again in intervals, and with a
// higher fee when it is its turn and nothing happens.
func (o *Outbox) push(ctx context.Context, r record, itsTurn bool) error {
	attempts, err := o.store.attempts(ctx, o.store.db, r.key)
	if err != nil || len(attempts) == 0 {
		return err
	}
	newest, now := attempts[0], o.cfg.Clock()
	o.mu.Lock()
	delete(o.taken, r.key)
	was, known := o.sent[newest.Hash()]
	trouble := o.trouble[r.key]
	o.mu.Unlock()
	switch {
	case known && itsTurn && now.Sub(was.first) >= o.cfg.BumpAfter:
		return o.bump(ctx, r, newest)
	case known && trouble == nil && now.Sub(was.last) < o.cfg.Rebroadcast:
		return nil
	}
	err = o.send(ctx, newest)
	switch {
	case errors.Is(err, errUnderpriced) && itsTurn:
		return o.bump(ctx, r, newest)
	case errors.Is(err, ErrFunds) && !itsTurn:
		// Those before it may cost less than the most they can, which nodes set aside for them.
		return fmt.Errorf("waiting for earlier transactions: %v", err)
	}
	return err
}

// errUnderpriced reports that the node will not take a transaction at its fee.
var errUnderpriced = errors.New("ledger: the fee is too low")

// send hands a transaction to the node. Answers that mean it is there, or that the next look will tell, are no errors.
func (o *Outbox) send(ctx context.Context, tx *types.Transaction) error {
	err := o.cfg.Node.SendTransaction(ctx, tx)
	text := ""
	if err != nil {
		text = strings.ToLower(err.Error())
	}
	switch {
	case err == nil, strings.Contains(text, "already known"), strings.Contains(text, "known transaction"), strings.Contains(text, "already imported"):
	case strings.Contains(text, "nonce too low"), strings.Contains(text, "replacement transaction underpriced"):
		// The nonce is used, or a transaction with it waits already: an earlier one of ours with the same content, or a stranger's,
		// which will show as a taken nonce.
	case strings.Contains(text, "underpriced"), strings.Contains(text, "less than block base fee"), strings.Contains(text, "below minimum"):
		return fmt.Errorf("%w: %w", errUnderpriced, err)
	case strings.Contains(text, "insufficient funds"):
		return fmt.Errorf("%w: %s may need %s wei", ErrFunds, o.from, costOf(tx.Value(), tx.GasFeeCap(), tx.Gas()))
	default:
		return fmt.Errorf("sending %s: %w", tx.Hash(), err)
	}
	now := o.cfg.Clock()
	o.mu.Lock()
	defer o.mu.Unlock()
	was, known := o.sent[tx.Hash()]
	if !known {
		was.first = now
	}
	was.last = now
	o.sent[tx.Hash()] = was
	return nil
}

// resign signs a pending call again in turn and makes that its newest attempt. It returns nil if there is nothing to do: another process
// was faster, or somebody signs just now, and the next look will tell.
func (o *Outbox) resign(ctx context.Context, r record, call Call, f fee, nonce func() (uint64, error)) (*types.Transaction, error) {
	release, ok, err := o.turn.try()
	if err != nil || !ok {
		return nil, err
	}
	defer release()
	now, known, err := o.store.find(ctx, o.store.db, r.key)
	if err != nil || !known || now.status != statusPending || now.hash != r.hash {
		return nil, err
	}
	at, err := nonce()
	if err != nil {
		return nil, err
	}
	signed, err := o.sign(ctx, call, at, f)
	if err != nil {
		return nil, err
	}
	return signed, o.store.within(ctx, func(tx *sql.Tx) error { return o.store.replace(ctx, tx, r.key, signed) })
}

// bump replaces a transaction by one that offers at least an eighth more, and no less than what the node asks for now, up to the limit.
// Nodes refuse replacements below a tenth more.
func (o *Outbox) bump(ctx context.Context, r record, old *types.Transaction) error {
	f, err := o.fees(ctx)
	if err == nil {
		f.tip, f.cap = bigMax(f.tip, eighthMore(old.GasTipCap())), bigMax(f.cap, eighthMore(old.GasFeeCap()))
		f.tip = bigMin(f.tip, f.cap)
		if f.cap.Cmp(o.cfg.MaxFee) > 0 {
			err = fmt.Errorf("%w: %s wei per gas is not enough, at most %s are offered", ErrFeeLimit, old.GasFeeCap(), o.cfg.MaxFee)
		}
	}
	if errors.Is(err, ErrFeeLimit) {
		if sent := o.send(ctx, old); sent != nil && !errors.Is(sent, errUnderpriced) {
			return sent
		}
		return err
	}
	if err != nil {
		return err
	}
	call := Call{To: old.To(), Data: old.Data(), Value: old.Value(), Gas: old.Gas()}
	signed, err := o.resign(ctx, r, call, f, func() (uint64, error) { return old.Nonce(), nil })
	if err != nil || signed == nil {
		return err
	}
	o.cfg.Log.Info("outbox: raised the fee", "sender", o.from, "nonce", signed.Nonce(), "key", r.key, "wei_per_gas", f.cap)
	return o.send(ctx, signed)
}

// fill uses a nonce below all pending calls that no transaction on the chain or in the node's pool has: a stranger's transaction
// that was counted when ours got their nonces, and then disappeared. Without it ours would wait for ever. Signing one of ours again
// at that nonce would not do: its first transaction could still be mined as well.
func (o *Outbox) fill(ctx context.Context, nonce uint64) error {
	waiting, err := o.cfg.Node.PendingNonceAt(ctx, o.from)
	if err != nil || waiting != nonce {
		return err // somebody's transaction is there
	}
	f, err := o.fees(ctx)
	if err != nil {
		return err
	}
	call := Call{To: &o.from, Value: new(big.Int), Gas: 21_000}
	release, ok, err := o.turn.try()
	if err != nil || !ok {
		return err
	}
	defer release()
	key := fmt.Sprintf("%s%d", fillerKey, nonce)
	if _, known, err := o.store.find(ctx, o.store.db, key); err != nil || known {
		return err
	}
	signed, err := o.sign(ctx, call, nonce, f)
	if err != nil {
		return err
	}
	o.cfg.Log.Warn("outbox: filling a gap in the nonces", "sender", o.from, "nonce", nonce)
	return o.store.within(ctx, func(tx *sql.Tx) error {
		return o.store.put(ctx, tx, record{key: key, nonce: nonce, call: call, hash: signed.Hash()}, signed)
	})
}

func eighthMore(v *big.Int) *big.Int {
	more := new(big.Int).Rsh(v, 3)
	return more.Add(more, v).Add(more, big.NewInt(1))
}

func bigMax(a, b *big.Int) *big.Int {
	if a.Cmp(b) >= 0 {
		return a
	}
	return b
}

func bigMin(a, b *big.Int) *big.Int {
	if a.Cmp(b) <= 0 {
		return a
	}
	return b
}
