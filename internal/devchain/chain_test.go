package devchain

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/log"
)

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
