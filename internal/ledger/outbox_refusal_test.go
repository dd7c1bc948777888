package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/devchain"
)

func TestOutboxRefusedAtTheEstimate(t *testing.T) {
	b := newBench(t)
	o := b.open()
	_, err := o.Submit(b.ctx, "refused", Call{To: &b.tally})
	var revert *RevertError
	if !errors.As(err, &revert) || !bytes.Equal(revert.Data, common.FromHex("deadbeef")) || revert.Tx != (common.Hash{}) {
		t.Fatalf("%v", err)
	}
	if calls, err := o.store.pending(b.ctx); err != nil || len(calls) != 0 {
		t.Fatalf("a refused call entered: %v (%v)", calls, err)
	}
	if _, err := o.Wait(b.ctx, &Pending{Key: "refused"}); !errors.Is(err, ErrUnknownCall) {
		t.Fatalf("%v", err)
	}
	b.wait(o, b.submit(o, "refused", b.count("accepted"))) // the key is still free
}

// TestCheckSendsNothing: what the contract would do with a call is known without sending it, and only refusals lie in the call.
func TestCheckSendsNothing(t *testing.T) {
	b := newBench(t)
	o := b.open()
	if err := Check(b.ctx, o, b.count("checked")); err != nil {
		t.Errorf("a call that is fine: %v", err)
	}
	err := Check(b.ctx, o, Call{To: &b.tally})
	var revert *RevertError
	if !errors.As(err, &revert) || !bytes.Equal(revert.Data, common.FromHex("deadbeef")) || !Refused(err) {
		t.Errorf("a call that is refused: %v", err)
	}
	if n := b.counted("checked"); n != 0 {
		t.Errorf("the call was made %d times", n)
	}
	if calls, err := o.store.pending(b.ctx); err != nil || len(calls) != 0 {
		t.Errorf("a checked call entered: %v (%v)", calls, err)
	}
	for _, err := range []error{nil, ErrFunds, ErrFeeLimit, ErrAway, b.ctx.Err()} {
		if Refused(err) {
			t.Errorf("%v does not lie in what is sent", err)
		}
	}
	if !Refused(fmt.Errorf("a batch: %w", ErrLimits)) {
		t.Error("a batch that no block can hold may be sent in parts")
	}
}

// boundaryCode is a contract that stores four new words in calls from the time on that the input names, as the pools do in an epoch's
// first operation.
//
//	PUSH1 0 CALLDATALOAD TIMESTAMP LT PUSH1 18 JUMPI
//	TIMESTAMP PUSH1 0 SSTORE TIMESTAMP PUSH1 1 SSTORE TIMESTAMP PUSH1 2 SSTORE TIMESTAMP PUSH1 3 SSTORE
//	18: JUMPDEST STOP
var boundaryCode = common.FromHex("601a80600b6000396000f3" + "600035421060" + "1857" + "42600055" + "42600155" + "42600255" + "42600355" + "5b00")

func TestOutboxAnEpochEndsAfterTheEstimate(t *testing.T) {
	b := newBench(t)
	o := b.open()
	to := b.receipt(b.foreign(devchain.FaucetKeys()[9], 1, nil, boundaryCode)).ContractAddress
	head, err := b.chain.Client().HeaderByNumber(b.ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	boundary := new(big.Int).SetUint64(head.Time + 1) // no block is mined in between: the next one is past it
	r := b.wait(o, b.submit(o, "first of its epoch", Call{To: &to, Data: common.BigToHash(boundary).Bytes()}))
	for slot := range int64(4) {
		word, err := b.chain.Client().StorageAt(b.ctx, to, common.BigToHash(big.NewInt(slot)), nil)
		if err != nil || new(big.Int).SetBytes(word).Cmp(boundary) < 0 {
			t.Errorf("slot %d: %x (%v), gas %d", slot, word, err, r.GasUsed)
		}
	}
}

func TestOutboxRevertedWhenMined(t *testing.T) {
	b := newBench(t)
	o := b.open()
	// With a limit of its own a call is not estimated. Two that exclude each other go into one block or two: either way the second
	// reverts, with a reason that only shows on the state that the first has changed.
	first, second := b.once("seat"), b.once("seat")
	first.Gas, second.Gas = 200_000, 200_000
	p1, p2 := b.submit(o, "first", first), b.submit(o, "second", second)
	b.wait(o, p1)
	for _, again := range []string{"at once", "after a restart"} {
		r, err := o.Wait(b.ctx, p2)
		var revert *RevertError
		if !errors.As(err, &revert) || !bytes.Equal(revert.Data, counter("seat")) || revert.Tx != p2.Hash || revert.OutOfGas {
			t.Fatalf("%s: %v", again, err)
		}
		if r == nil || r.Status != 0 {
			t.Fatalf("%s: receipt %v", again, r)
		}
		o.Close()
		o = b.open()
	}
	if p := b.submit(o, "second", b.once("another seat")); p.Hash != p2.Hash {
		t.Fatal("a reverted call was sent again under its key")
	}
	if b.counted("seat") != 1 || b.counted("another seat") != 0 {
		t.Fatalf("counted %d and %d", b.counted("seat"), b.counted("another seat"))
	}
	starved := b.count("starved")
	starved.Gas = 30_000 // enough to begin with, not enough to store
	_, err := o.Wait(b.ctx, b.submit(o, "starved", starved))
	var revert *RevertError
	if !errors.As(err, &revert) || len(revert.Data) != 0 || !revert.OutOfGas || !strings.Contains(err.Error(), "out of gas") {
		t.Fatalf("out of gas: %v", err)
	}
}

func TestOutboxRefuses(t *testing.T) {
	b := newBench(t)
	o := b.open()
	poor, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	broke := b.open(func(c *OutboxConfig) { c.Signer = NewKeySigner(poor) })
	many := new(big.Int).Mul(big.NewInt(1e18), big.NewInt(1e9))
	for name, tc := range map[string]struct {
		out  *Outbox
		key  string
		call Call
		want error
	}{
		"an empty key":            {o, "", b.count("x"), ErrKey},
		"a key of the outbox's":   {o, fillerKey + "0", b.count("x"), ErrKey},
		"more coins than it has":  {o, "rich", Call{To: &b.tally, Value: many, Data: counter("x")}, ErrFunds},
		"a fee it cannot pay":     {broke, "broke", b.count("x"), ErrFunds},
		"too little gas":          {o, "little", Call{To: &b.tally, Data: counter("x"), Gas: 22_279}, ErrLimits},
		"too little to deploy":    {o, "little code", Call{Data: tallyCode, Gas: 53_000}, ErrLimits},
		"more gas than allowed":   {o, "much", Call{To: &b.tally, Data: counter("x"), Gas: txGasCap + 1}, ErrLimits},
		"more data than allowed":  {o, "large", Call{To: &b.tally, Data: make([]byte, maxData+1), Gas: txGasCap}, ErrLimits},
		"the same with own limit": {broke, "broke too", Call{To: &b.tally, Data: counter("x"), Gas: 50_000}, ErrFunds},
	} {
		if _, err := tc.out.Submit(b.ctx, tc.key, tc.call); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b.counted("x") != 0 {
		t.Error("something was sent")
	}
	// The limits themselves are not refused, here or by the node.
	for name, call := range map[string]Call{
		"least gas": {To: &common.Address{0x99}, Data: counter("x"), Gas: 22_280},
		"most gas":  {To: &b.tally, Data: counter("y"), Gas: txGasCap},
		"most data": {To: &common.Address{0x99}, Data: bytes.Repeat([]byte{1}, maxData), Gas: txGasCap},
	} {
		if r, err := o.Wait(b.ctx, b.submit(o, name, call)); err != nil || r.Status != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRevertErrorNamesTheReason(t *testing.T) {
	// Error(string) with "no seat", as the ABI encodes it.
	data := append(common.FromHex("08c379a0"), append(common.LeftPadBytes([]byte{32}, 32), append(common.LeftPadBytes([]byte{7}, 32), common.RightPadBytes([]byte("no seat"), 32)...)...)...)
	for _, tc := range []struct {
		err  RevertError
		want string
	}{
		{RevertError{Data: data}, "no seat"},
		{RevertError{Data: []byte{1, 2, 3, 4}}, "0x01020304"},
		{RevertError{Tx: common.Hash{0xaa}}, "0xaa00"},
		{RevertError{Tx: common.Hash{0xaa}, OutOfGas: true}, "ran out of gas"},
		{RevertError{}, "refused"},
	} {
		if got := tc.err.Error(); !strings.Contains(got, tc.want) {
			t.Errorf("%q does not say %q", got, tc.want)
		}
	}
}
