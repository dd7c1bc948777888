package devchain

import (
	"context"
	"crypto/ecdsa"
	"math/big"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/params"
)

// deadline is how long any condition may take before a test gives up on it; nothing is expected to come near it.
const deadline = 2 * time.Minute

// manualClock stands still until it is moved.
type manualClock struct {
	mu  sync.Mutex
	now time.Time
}

func newManualClock() *manualClock { return &manualClock{now: time.Unix(1_800_000_000, 0)} }

func (c *manualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *manualClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// fastClock runs a hundred times as fast as the real one.
func fastClock() func() time.Time {
	start, base := time.Now(), time.Unix(1_800_000_000, 0)
	return func() time.Time { return base.Add(100 * time.Since(start)) }
}

func testContext(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	t.Cleanup(cancel)
	return ctx
}

func startChain(t *testing.T, cfg Config, h hooks) *Chain {
	t.Helper()
	if cfg.Dir == "" {
		cfg.Dir = t.TempDir()
	}
	c, err := start(context.Background(), cfg, h)
	if err != nil {
		t.Fatalf("start: %v", err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// eventually waits for a condition; polling is only how it looks at it.
func eventually(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(deadline); !cond(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("did not happen: %s", what)
		}
	}
}

type transfer struct {
	nonce  uint64
	gas    uint64
	feeCap *big.Int
	data   []byte
	create bool
}

func sign(t testing.TB, chainID *big.Int, key *ecdsa.PrivateKey, tr transfer) *types.Transaction {
	t.Helper()
	if tr.gas == 0 {
		tr.gas = 100_000
	}
	if tr.feeCap == nil {
		tr.feeCap = big.NewInt(2 * params.GWei)
	}
	to := &common.Address{0x42}
	if tr.create {
		to = nil
	}
	tx, err := types.SignNewTx(key, types.LatestSignerForChainID(chainID), &types.DynamicFeeTx{
		ChainID: chainID, Nonce: tr.nonce, To: to, Gas: tr.gas, Data: tr.data, GasTipCap: big.NewInt(1), GasFeeCap: tr.feeCap,
	})
	if err != nil {
		t.Fatalf("signing: %v", err)
	}
	return tx
}

func send(t testing.TB, ctx context.Context, client *ethclient.Client, tx *types.Transaction) {
	t.Helper()
	if err := client.SendTransaction(ctx, tx); err != nil {
		t.Fatalf("sending nonce %d: %v", tx.Nonce(), err)
	}
}

// sendToDying sends without caring for the answer: the chain may be gone before it has given one.
func sendToDying(ctx context.Context, client *ethclient.Client, tx *types.Transaction) {
	_ = client.SendTransaction(ctx, tx)
}

func receipt(t *testing.T, ctx context.Context, client *ethclient.Client, hash common.Hash) *types.Receipt {
	t.Helper()
	var r *types.Receipt
	eventually(t, "a receipt of "+hash.Hex(), func() (ok bool) {
		var err error
		r, err = client.TransactionReceipt(ctx, hash)
		return err == nil
	})
	return r
}

func head(t testing.TB, ctx context.Context, client *ethclient.Client) *types.Header {
	t.Helper()
	h, err := client.HeaderByNumber(ctx, nil)
	if err != nil {
		t.Fatalf("head: %v", err)
	}
	return h
}
