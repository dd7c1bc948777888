package devchain

import (
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"
)

func TestIdleChainSealsAtOnceThenOneBlockMoreThenNone(t *testing.T) {
	ctx, clock := testContext(t), newManualClock()
	c := startChain(t, Config{Clock: clock.Now}, hooks{})
	key := FaucetKeys()[0]

	// The clock stands still, so each block below comes without waiting or never.
	first := sign(t, c.ChainID(), key, transfer{})
	send(t, ctx, c.Client(), first)
	r := receipt(t, ctx, c.Client(), first.Hash())
	if r.BlockNumber.Uint64() != 1 || r.Status != types.ReceiptStatusSuccessful {
		t.Fatalf("first transaction: block %d status %d", r.BlockNumber, r.Status)
	}
	if got := head(t, ctx, c.Client()).Time; got != uint64(clock.Now().Unix()) {
		t.Fatalf("block time %d, clock %d", got, clock.Now().Unix())
	}

	clock.Advance(time.Second)
	eventually(t, "the empty block after one with transactions", func() bool { return head(t, ctx, c.Client()).Number.Uint64() == 2 })
	empty, err := c.Client().BlockByNumber(ctx, big.NewInt(2))
	if err != nil || len(empty.Transactions()) != 0 {
		t.Fatalf("block 2: %v, want no transactions (%v)", empty.Transactions(), err)
	}

	// An hour without transactions must not have made a block: the next one has number 3.
	clock.Advance(time.Hour)
	second := sign(t, c.ChainID(), key, transfer{nonce: 1})
	send(t, ctx, c.Client(), second)
	if r := receipt(t, ctx, c.Client(), second.Hash()); r.BlockNumber.Uint64() != 3 {
		t.Fatalf("second transaction in block %d, want 3: the idle chain made empty blocks", r.BlockNumber)
	}
}

func TestOneBlockPerSecond(t *testing.T) {
	ctx, clock := testContext(t), newManualClock()
	c := startChain(t, Config{Clock: clock.Now}, hooks{})
	key := FaucetKeys()[0]
	first := sign(t, c.ChainID(), key, transfer{})
	send(t, ctx, c.Client(), first)
	receipt(t, ctx, c.Client(), first.Hash())

	// Within the same second: they wait, and come in one block.
	var last *types.Transaction
	for i := uint64(1); i <= 20; i++ {
		last = sign(t, c.ChainID(), key, transfer{nonce: i})
		send(t, ctx, c.Client(), last)
	}
	if n := head(t, ctx, c.Client()).Number.Uint64(); n != 1 {
		t.Fatalf("head %d within the first block's second, want 1", n)
	}
	clock.Advance(time.Second)
	if r := receipt(t, ctx, c.Client(), last.Hash()); r.BlockNumber.Uint64() != 2 || r.TransactionIndex != 19 {
		t.Fatalf("last transaction at block %d index %d, want 2 and 19", r.BlockNumber, r.TransactionIndex)
	}
}

func TestBlockTimesFollowTheClock(t *testing.T) {
	ctx, clock := testContext(t), fastClock()
	c := startChain(t, Config{Clock: clock}, hooks{})
	var last *types.Transaction
	for i := range uint64(300) {
		last = sign(t, c.ChainID(), FaucetKeys()[1], transfer{nonce: i})
		send(t, ctx, c.Client(), last)
	}
	receipt(t, ctx, c.Client(), last.Hash())
	now, newest := uint64(clock().Unix()), head(t, ctx, c.Client())
	for n := newest.Number.Int64(); n > 0; n-- {
		h, err := c.Client().HeaderByNumber(ctx, big.NewInt(n))
		if err != nil {
			t.Fatal(err)
		}
		p, err := c.Client().HeaderByNumber(ctx, big.NewInt(n-1))
		if err != nil {
			t.Fatal(err)
		}
		if h.Time > now || h.Time <= p.Time {
			t.Fatalf("block %d has time %d; its parent %d, the clock %d", n, h.Time, p.Time, now)
		}
	}
}

func TestClockSetBackDoesNotStallTheChain(t *testing.T) {
	ctx, clock := testContext(t), newManualClock()
	c := startChain(t, Config{Clock: clock.Now}, hooks{})
	key := FaucetKeys()[0]
	first := sign(t, c.ChainID(), key, transfer{})
	send(t, ctx, c.Client(), first)
	before := receipt(t, ctx, c.Client(), first.Hash())

	clock.Advance(-time.Hour)
	second := sign(t, c.ChainID(), key, transfer{nonce: 1})
	send(t, ctx, c.Client(), second)
	eventually(t, "a block one second after the clock was set back", func() bool {
		clock.Advance(100 * time.Millisecond)
		_, err := c.Client().TransactionReceipt(ctx, second.Hash())
		return err == nil
	})
	h := head(t, ctx, c.Client())
	if blocks := h.Number.Uint64() - before.BlockNumber.Uint64(); h.Time > uint64(1_800_000_000)+blocks {
		t.Fatalf("%d blocks moved chain time to %d: more than a second each", blocks, h.Time)
	}
}

func TestTransactionGasCap(t *testing.T) {
	ctx := testContext(t)
	c := startChain(t, Config{Clock: fastClock()}, hooks{})
	fits := sign(t, c.ChainID(), FaucetKeys()[0], transfer{gas: params.MaxTxGas})
	send(t, ctx, c.Client(), fits)
	receipt(t, ctx, c.Client(), fits.Hash())
	over := sign(t, c.ChainID(), FaucetKeys()[0], transfer{nonce: 1, gas: params.MaxTxGas + 1})
	if err := c.Client().SendTransaction(ctx, over); err == nil {
		t.Fatal("a transaction above the gas cap of EIP-7825 was accepted")
	}
}

func TestUnderpricedTransactionIsReachedByAFallingBaseFee(t *testing.T) {
	ctx := testContext(t)
	c := startChain(t, Config{Clock: fastClock()}, hooks{})
	base := head(t, ctx, c.Client()).BaseFee
	low := new(big.Int).Div(base, big.NewInt(4))
	tx := sign(t, c.ChainID(), FaucetKeys()[0], transfer{feeCap: low})
	send(t, ctx, c.Client(), tx)
	if r := receipt(t, ctx, c.Client(), tx.Hash()); r.EffectiveGasPrice.Cmp(low) > 0 {
		t.Fatalf("paid %s, offered %s", r.EffectiveGasPrice, low)
	}
}
