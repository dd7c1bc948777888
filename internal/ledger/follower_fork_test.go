package ledger

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient/simulated"

	"github.com/coppice-network/coppice/internal/devchain"
	"github.com/coppice-network/coppice/internal/soak"
)

func TestFollowerReorganisation(t *testing.T) {
	for name, tc := range map[string]struct{ keep, grow int }{
		"of the newest block":       {98, 1},
		"of the newest and longer":  {98, 5},
		"deep":                      {40, 100},
		"to the same height":        {90, 9},
		"to a shorter chain":        {90, 3},
		"down to the genesis block": {0, 120},
	} {
		t.Run(name, func(t *testing.T) {
			chain, sink := newScript(100), &memorySink{t: t}
			run(t, impatient(), chain, nil, 0, sink)
			waitFor(t, "catching up", func() bool { return chain.same(sink, 0) })
			chain.reorganise(tc.keep, tc.grow)
			waitFor(t, "the other branch", func() bool { return chain.same(sink, 0) })
			if len(sink.rewinds) != 1 || sink.rewinds[0] != uint64(tc.keep) {
				t.Errorf("rewound to %v, the branches part at %d", sink.rewinds, tc.keep)
			}
		})
	}
	t.Run("below the first block read", func(t *testing.T) {
		chain, sink := newScript(100), &memorySink{t: t}
		run(t, impatient(), chain, nil, 50, sink)
		waitFor(t, "catching up", func() bool { return chain.same(sink, 50) })
		chain.reorganise(20, 90)
		waitFor(t, "beginning again", func() bool { return chain.same(sink, 50) })
	})
	t.Run("in the middle of reading", func(t *testing.T) {
		chain, sink := newScript(100), &memorySink{t: t}
		first := true
		chain.onLogs = func(s *script) {
			if first {
				first = false
				s.blocks = s.blocks[:60]
				s.grow(70)
			}
		}
		run(t, impatient(), chain, nil, 0, sink)
		waitFor(t, "the branch that stayed", func() bool { return chain.same(sink, 0) })
		if len(sink.rewinds) != 0 {
			t.Errorf("something of the branch that went was applied: rewound to %v", sink.rewinds)
		}
	})
}

func TestFollowerLaggingNodeIsNoReorganisation(t *testing.T) {
	chain, sink := newScript(100), &memorySink{t: t}
	run(t, impatient(), chain, nil, 0, sink)
	waitFor(t, "catching up", func() bool { return chain.same(sink, 0) })
	looks := 0
	chain.set(func() { chain.visible = 80 })
	lagging := &countingHeads{script: chain, n: &looks}
	stop := run(t, impatient(), lagging, nil, 0, sink)
	waitFor(t, "some looks at the lagging node", func() bool { lagging.mu2.Lock(); defer lagging.mu2.Unlock(); return looks > 10 })
	stop()
	chain.set(func() { chain.visible = 0 })
	if !chain.same(sink, 0) || len(sink.rewinds) != 0 {
		t.Fatalf("rewound to %v", sink.rewinds)
	}
}

// TestFollowerRandomChains lets a chain grow, part and vanish at random while it is followed. In the end the sink must hold exactly
// the chain.
func TestFollowerRandomChains(t *testing.T) {
	seed := uint64(7) // fixed, so that a change is judged by what it changes; soak runs draw their own and print it
	if soak.On() {
		seed = rand.Uint64()
	}
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 2))
	chain, sink := newScript(50), &memorySink{t: t}
	stop := run(t, &Follower{Poll: time.Microsecond, MaxRange: 9}, chain, nil, 3, sink)
	for range 400 {
		switch rng.IntN(7) {
		case 0, 1:
			chain.extend(rng.IntN(20))
		case 2, 3:
			chain.set(func() {
				height := len(chain.blocks) - 1
				chain.blocks = chain.blocks[:max(5, height-rng.IntN(30))]
				chain.grow(rng.IntN(40))
			})
		case 4:
			chain.set(func() { chain.limit = uint64(rng.IntN(10)) })
		case 5:
			waitFor(t, "catching up", func() bool { return chain.same(sink, 3) || chain.behind(sink, 3) })
		case 6:
			if rng.IntN(4) == 0 {
				stop()
				stop = run(t, &Follower{Poll: time.Microsecond, MaxRange: 9}, chain, nil, 3, sink)
			}
		}
		for n := rng.IntN(50); n > 0; n-- {
			sink.head() // lets the follower get in between
		}
	}
	chain.set(func() {
		chain.limit = 0
		chain.grow(1) // so that it is not a part of what the sink has
	})
	waitFor(t, "the chain as it ended", func() bool { return chain.same(sink, 3) })
	t.Logf("%d blocks, %d applies, %d rewinds", len(chain.blocks), len(sink.applies), len(sink.rewinds))
	if len(sink.rewinds) == 0 {
		t.Error("the follower never met a reorganisation")
	}
}

// TestFollowerOnAForkingNode follows go-ethereum itself through a reorganisation.
func TestFollowerOnAForkingNode(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), testDeadline)
	defer cancel()
	key := devchain.FaucetKeys()[0]
	from := crypto.PubkeyToAddress(key.PublicKey)
	sim := simulated.NewBackend(types.GenesisAlloc{from: {Balance: big.NewInt(9e18)}})
	defer sim.Close()
	client := sim.Client()
	nonce := uint64(0)
	send := func(to *common.Address, data []byte) common.Hash {
		t.Helper()
		tx, err := types.SignNewTx(key, types.LatestSignerForChainID(big.NewInt(1337)), &types.DynamicFeeTx{
			ChainID: big.NewInt(1337), Nonce: nonce, To: to, Data: data, Gas: 300_000, GasTipCap: big.NewInt(1e9), GasFeeCap: big.NewInt(9e9),
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := client.SendTransaction(ctx, tx); err != nil {
			t.Fatal(err)
		}
		nonce++
		return tx.Hash()
	}
	deployed := send(nil, tallyCode)
	sim.Commit()
	r, err := client.TransactionReceipt(ctx, deployed)
	if err != nil {
		t.Fatal(err)
	}
	tally := r.ContractAddress

	sink := &memorySink{t: t}
	run(t, &Follower{Poll: 5 * time.Millisecond}, client, []common.Address{tally}, 0, sink)
	var hashes []common.Hash
	for i := range 5 {
		send(&tally, counter(fmt.Sprint("old ", i)))
		hashes = append(hashes, sim.Commit())
	}
	waitFor(t, "the first branch", func() bool { return sink.head().Hash == hashes[4] })

	// A longer branch on top of block 3: the transactions of the old one are mined again, in other blocks, and new ones follow.
	if err := sim.Fork(hashes[1]); err != nil {
		t.Fatal(err)
	}
	var tip common.Hash
	for i := range 5 {
		send(&tally, counter(fmt.Sprint("new ", i)))
		tip = sim.Commit()
	}
	waitFor(t, "the second branch", func() bool { return sink.head().Hash == tip })
	sink.mu.Lock()
	defer sink.mu.Unlock()
	if len(sink.rewinds) == 0 || slices.Min(sink.rewinds) != 3 {
		t.Errorf("rewound to %v, want 3", sink.rewinds)
	}
	want, err := client.FilterLogs(ctx, ethereum.FilterQuery{FromBlock: new(big.Int), Addresses: []common.Address{tally}})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.EqualFunc(sink.logs, want, func(a, b types.Log) bool {
		return a.TxHash == b.TxHash && a.BlockHash == b.BlockHash && a.Index == b.Index
	}) {
		t.Errorf("%d logs, the chain has %d", len(sink.logs), len(want))
	}
}
