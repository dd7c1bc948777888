package devchain

import (
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"
)

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
