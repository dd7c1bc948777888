package devchain

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/log"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"
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

func TestServesHTTPAndWebSocketOnOnePort(t *testing.T) {
	ctx := testContext(t)
	c := startChain(t, Config{Clock: fastClock()}, hooks{})
	if c.ChainID().Uint64() != DefaultChainID {
		t.Fatalf("chain id %d", c.ChainID())
	}
	if strings.TrimPrefix(c.HTTPURL(), "http") != strings.TrimPrefix(c.WSURL(), "ws") {
		t.Fatalf("%s and %s differ", c.HTTPURL(), c.WSURL())
	}
	// init code: log0 of nothing with one topic, then return empty code.
	emit := common.FromHex("60aa60006000a100")
	for i, url := range []string{c.HTTPURL(), c.WSURL()} {
		client, err := ethclient.DialContext(ctx, url)
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		id, err := client.ChainID(ctx)
		if err != nil || id.Cmp(c.ChainID()) != 0 {
			t.Fatalf("%s: chain id %v (%v)", url, id, err)
		}
		tx := sign(t, id, FaucetKeys()[2], transfer{nonce: uint64(i), create: true, data: emit})
		send(t, ctx, client, tx)
		r := receipt(t, ctx, client, tx.Hash())
		logs, err := client.FilterLogs(ctx, ethereum.FilterQuery{FromBlock: r.BlockNumber, ToBlock: r.BlockNumber})
		if err != nil || len(logs) != 1 || logs[0].Address != r.ContractAddress {
			t.Fatalf("%s: logs %v (%v), want one of %s", url, logs, err, r.ContractAddress)
		}
		if _, err := client.BlockByNumber(ctx, big.NewInt(int64(rpc.FinalizedBlockNumber))); err != nil {
			t.Fatalf("%s: finalized: %v", url, err)
		}
		if tip, err := client.SuggestGasTipCap(ctx); err != nil || tip.Cmp(big.NewInt(params.GWei)) > 0 {
			t.Fatalf("%s: suggested tip %v (%v)", url, tip, err)
		}
		// Nothing that controls the node.
		for _, method := range []string{"admin_nodeInfo", "debug_setHead", "miner_setGasPrice", "personal_listAccounts", "engine_newPayloadV4"} {
			if err := client.Client().CallContext(ctx, nil, method); err == nil || !strings.Contains(err.Error(), "does not exist") {
				t.Fatalf("%s answers %s: %v", url, method, err)
			}
		}
	}
	ws, err := ethclient.DialContext(ctx, c.WSURL())
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	heads := make(chan *types.Header, 16)
	sub, err := ws.SubscribeNewHead(ctx, heads)
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Unsubscribe()
	send(t, ctx, c.Client(), sign(t, c.ChainID(), FaucetKeys()[2], transfer{nonce: 2}))
	select {
	case <-heads:
	case <-ctx.Done():
		t.Fatal("no head over WebSocket")
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

func TestStartRefuses(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	running := startChain(t, Config{Clock: fastClock()}, hooks{})
	withMarker := func(text string) string {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, markerName), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	unmarked := t.TempDir()
	if err := os.Mkdir(filepath.Join(unmarked, nodeName), 0o700); err != nil {
		t.Fatal(err)
	}
	runningDir := running.lock.Path()
	cases := map[string]struct {
		cfg  Config
		want error
		text string
	}{
		"all interfaces":             {Config{Listen: "0.0.0.0:0"}, ErrFaucetExposed, "0.0.0.0"},
		"no host":                    {Config{Listen: ":8545"}, ErrFaucetExposed, "loopback"},
		"a public address":           {Config{Listen: "192.0.2.1:0"}, ErrFaucetExposed, "192.0.2.1"},
		"all IPv6 interfaces":        {Config{Listen: "[::]:0"}, ErrFaucetExposed, "::"},
		"an occupied port":           {Config{Listen: taken.Addr().String()}, ErrPortInUse, taken.Addr().String()},
		"a directory in use":         {Config{Dir: filepath.Dir(runningDir)}, ErrInUse, filepath.Dir(runningDir)},
		"a later version":            {Config{Dir: withMarker(`{"version":2,"chainId":2677423}`)}, ErrVersion, "version 2"},
		"a marker that is torn":      {Config{Dir: withMarker(`{"version":1,"ch`)}, ErrVersion, markerName},
		"chain data without version": {Config{Dir: unmarked}, ErrVersion, "no " + markerName},
		"another chain id":           {Config{Dir: withMarker(`{"version":1,"chainId":7}`)}, ErrChainID, "chain 7"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if tc.cfg.Dir == "" {
				tc.cfg.Dir = t.TempDir()
			}
			c, err := Start(context.Background(), tc.cfg)
			if err == nil {
				c.Close()
				t.Fatal("started")
			}
			if !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.text) {
				t.Fatalf("%v; want %v naming %q", err, tc.want, tc.text)
			}
		})
	}
	t.Run("and leaves the directory usable", func(t *testing.T) {
		dir := t.TempDir()
		if _, err := Start(context.Background(), Config{Dir: dir, Listen: taken.Addr().String()}); !errors.Is(err, ErrPortInUse) {
			t.Fatal(err)
		}
		startChain(t, Config{Dir: dir}, hooks{})
	})
	t.Run("without a directory", func(t *testing.T) {
		if _, err := Start(context.Background(), Config{}); err == nil {
			t.Fatal("started")
		}
	})
}

func TestTwoChainsAtOnce(t *testing.T) {
	a, b := startChain(t, Config{Dir: t.TempDir()}, hooks{}), startChain(t, Config{Dir: t.TempDir(), ChainID: 99}, hooks{})
	if a.HTTPURL() == b.HTTPURL() || b.ChainID().Int64() != 99 {
		t.Fatalf("%s %s %d", a.HTTPURL(), b.HTTPURL(), b.ChainID())
	}
}

func TestReopenKeepsTheChain(t *testing.T) {
	ctx, clock := testContext(t), fastClock()
	cfg := Config{Dir: t.TempDir(), Clock: clock}
	c := startChain(t, cfg, hooks{})
	tx := sign(t, c.ChainID(), FaucetKeys()[0], transfer{})
	send(t, ctx, c.Client(), tx)
	want := receipt(t, ctx, c.Client(), tx.Hash())
	if err := c.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	if err := c.Close(); err != nil {
		t.Fatalf("second close: %v", err)
	}
	c = startChain(t, cfg, hooks{})
	if got := receipt(t, ctx, c.Client(), tx.Hash()); got.BlockHash != want.BlockHash {
		t.Fatalf("block %s, was %s", got.BlockHash, want.BlockHash)
	}
	eventually(t, "the block owed after one with transactions, by the next process", func() bool {
		return head(t, ctx, c.Client()).Number.Cmp(want.BlockNumber) > 0
	})
}

func TestEndOfContextStopsTheChain(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	c, err := Start(ctx, Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Err(); err != nil {
		t.Fatalf("running, but Err is %v", err)
	}
	cancel()
	<-c.Done()
	if err := c.Err(); err != nil {
		t.Fatal(err)
	}
}

// TestFailureStopsTheChain makes each step of sealing fail in turn. The chain must stop with that error, must not have published
// the block unless the failure came after publishing, and must open again.
func TestFailureStopsTheChain(t *testing.T) {
	broken := errors.New("broken on purpose")
	for _, at := range []step{stepBuilt, stepInserted, stepSynced, stepPublished} {
		t.Run(string(at), func(t *testing.T) {
			ctx := testContext(t)
			cfg := Config{Dir: t.TempDir(), Clock: fastClock()}
			c := startChain(t, cfg, hooks{step: func(s step) error {
				if s == at {
					return broken
				}
				return nil
			}})
			heads := make(chan *types.Header, 4)
			sub, err := c.Client().SubscribeNewHead(ctx, heads)
			if err != nil {
				t.Fatal(err)
			}
			defer sub.Unsubscribe()
			tx := sign(t, c.ChainID(), FaucetKeys()[0], transfer{})
			sendToDying(ctx, c.Client(), tx)
			<-c.Done()
			if !errors.Is(c.Err(), broken) {
				t.Fatalf("Err is %v", c.Err())
			}
			if at != stepPublished && len(heads) > 0 {
				t.Fatal("a head was published although sealing had failed")
			}
			if _, err := net.Dial("tcp", strings.TrimPrefix(c.HTTPURL(), "http://")); err == nil {
				t.Fatal("a stopped chain still answers")
			}
			c = startChain(t, cfg, hooks{})
			if at == stepBuilt {
				send(t, ctx, c.Client(), tx) // it was in no block, so it is lost with the process
			}
			receipt(t, ctx, c.Client(), tx.Hash())
		})
	}
	t.Run("panic of the store", func(t *testing.T) {
		c := startChain(t, Config{Clock: fastClock()}, hooks{step: func(step) error { panic("pebble: out of sorts") }})
		sendToDying(testContext(t), c.Client(), sign(t, c.ChainID(), FaucetKeys()[0], transfer{}))
		<-c.Done()
		if err := c.Err(); !errors.Is(err, ErrStorage) || !strings.Contains(err.Error(), "out of sorts") {
			t.Fatal(err)
		}
	})
}

func TestFatalLogLineStopsTheChain(t *testing.T) {
	ctx := testContext(t)
	c := startChain(t, Config{Clock: fastClock()}, hooks{step: func(s step) error {
		if s == stepInserted {
			log.Crit("Failed to write block into disk", "err", "no space left on device")
		}
		return nil
	}})
	sendToDying(ctx, c.Client(), sign(t, c.ChainID(), FaucetKeys()[0], transfer{}))
	<-c.Done()
	if err := c.Err(); !errors.Is(err, ErrStorage) || !strings.Contains(err.Error(), "no space left") {
		t.Fatal(err)
	}
}

func TestFullDiskStopsTheChainBeforeItIsFull(t *testing.T) {
	ctx := testContext(t)
	var mu sync.Mutex
	free := uint64(1 << 30)
	cfg := Config{Dir: t.TempDir(), Clock: fastClock()}
	c := startChain(t, cfg, hooks{free: func(string) (uint64, error) {
		mu.Lock()
		defer mu.Unlock()
		return free, nil
	}})
	kept := sign(t, c.ChainID(), FaucetKeys()[0], transfer{})
	send(t, ctx, c.Client(), kept)
	receipt(t, ctx, c.Client(), kept.Hash())
	mu.Lock()
	free = minFree - 1
	mu.Unlock()
	lost := sign(t, c.ChainID(), FaucetKeys()[0], transfer{nonce: 1})
	sendToDying(ctx, c.Client(), lost)
	<-c.Done()
	if !errors.Is(c.Err(), ErrDiskFull) {
		t.Fatal(c.Err())
	}
	c = startChain(t, cfg, hooks{})
	receipt(t, ctx, c.Client(), kept.Hash())
	sendToDying(ctx, c.Client(), lost) // refused if a block was under way when the disk filled up and took it in
	receipt(t, ctx, c.Client(), lost.Hash())
}

func TestFreeBytes(t *testing.T) {
	if n, err := freeBytes(t.TempDir()); err != nil || n == 0 {
		t.Fatalf("%d %v", n, err)
	}
	if _, err := freeBytes(filepath.Join(t.TempDir(), "missing")); err == nil {
		t.Fatal("free space of a directory that does not exist")
	}
}

func TestGenesisIsFrozen(t *testing.T) {
	const want = "0x0cc3672d4a68ee38e6989f1e5b4c6a5deae02c5983e00d70bf0e5eb13e0d2ff1"
	if got := genesis(DefaultChainID).ToBlock().Hash(); got != common.HexToHash(want) {
		t.Fatalf("genesis of version %d chains is %s, must be %s: existing chains would not open", markerVersion, got, want)
	}
	rules := forks(DefaultChainID).Rules(big.NewInt(1), true, 1)
	if !rules.IsOsaka || rules.IsAmsterdam {
		t.Fatalf("rules: osaka %v, amsterdam %v", rules.IsOsaka, rules.IsAmsterdam)
	}
	if g := genesis(DefaultChainID); g.GasLimit != BlockGasLimit {
		t.Fatalf("gas limit %d", g.GasLimit)
	}
}

func TestFaucetKeys(t *testing.T) {
	keys := FaucetKeys()
	// The addresses every development tool prints for this mnemonic.
	for i, want := range map[int]string{
		0: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
		1: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
		9: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720",
	} {
		if got := crypto.PubkeyToAddress(keys[i].PublicKey); got != common.HexToAddress(want) {
			t.Errorf("account %d is %s, want %s", i, got, want)
		}
		if !IsFaucet(common.HexToAddress(want)) {
			t.Errorf("account %d is not recognised", i)
		}
	}
	stranger, _ := crypto.GenerateKey()
	if len(keys) != 10 || IsFaucet(crypto.PubkeyToAddress(stranger.PublicKey)) || IsFaucet(common.Address{}) {
		t.Error("a stranger is taken for a faucet")
	}
	ctx := testContext(t)
	c := startChain(t, Config{}, hooks{})
	for i, key := range keys {
		got, err := c.Client().BalanceAt(ctx, crypto.PubkeyToAddress(key.PublicKey), nil)
		if err != nil || got.Cmp(faucetBalance()) != 0 {
			t.Errorf("account %d has %v (%v)", i, got, err)
		}
	}
}

func TestLoopback(t *testing.T) {
	for listen, ok := range map[string]bool{
		"127.0.0.1:8545": true, "127.8.9.1:0": true, "[::1]:1": true, "localhost:8545": true, "[::ffff:127.0.0.1]:1": true,
		"": false, "127.0.0.1": false, "127.0.0.1:70000": false, "127.0.0.1:-1": false, "127.0.0.1:http": false, ":1": false,
		"0.0.0.0:1": false, "[::]:1": false, "10.0.0.1:1": false, "example.org:1": false, "localhost.example.org:1": false,
	} {
		if _, _, err := loopback(listen); (err == nil) != ok {
			t.Errorf("%q: %v", listen, err)
		}
	}
}

func FuzzMarker(f *testing.F) {
	for _, seed := range []string{`{"version":1,"chainId":2677423}`, `{"version":2}`, `{}`, `[]`, `{"version":1,"chainId":1,"x":2}`, "\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := parseMarker(raw)
		if err != nil {
			if !errors.Is(err, ErrVersion) {
				t.Fatalf("unnamed error: %v", err)
			}
			return
		}
		if m.Version != markerVersion || m.ChainID == 0 {
			t.Fatalf("accepted %+v", m)
		}
		again, err := parseMarker(fmt.Appendf(nil, `{"version":%d,"chainId":%d}`, m.Version, m.ChainID))
		if err != nil || again != m {
			t.Fatalf("%+v does not survive writing: %+v %v", m, again, err)
		}
	})
}
