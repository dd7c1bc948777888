package ledger

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/coppice-network/coppice/internal/devchain"
)

// memorySink keeps what a follower gives it, and complains when that is not what the interface promises.
type memorySink struct {
	t       *testing.T
	mu      sync.Mutex
	blocks  []Header
	logs    []types.Log
	applies []int // how many blocks each Apply brought
	rewinds []uint64
	fail    error
}

func (m *memorySink) Checkpoint(context.Context) (uint64, common.Hash, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.blocks) == 0 {
		return 0, common.Hash{}, false, nil
	}
	last := m.blocks[len(m.blocks)-1]
	return last.Number, last.Hash, true, nil
}

func (m *memorySink) Apply(_ context.Context, blocks []Header, logs []types.Log) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	if len(blocks) == 0 {
		m.t.Error("Apply without blocks")
	}
	for _, b := range blocks {
		if n := len(m.blocks); n > 0 && (b.Number != m.blocks[n-1].Number+1 || b.Parent != m.blocks[n-1].Hash) {
			m.t.Errorf("block %d does not follow block %d", b.Number, m.blocks[n-1].Number)
		}
		m.blocks = append(m.blocks, b)
	}
	for _, l := range logs {
		if n := len(m.logs); n > 0 && (l.BlockNumber < m.logs[n-1].BlockNumber || l.BlockNumber == m.logs[n-1].BlockNumber && l.Index <= m.logs[n-1].Index) {
			m.t.Errorf("log %d of block %d comes after log %d of block %d", l.Index, l.BlockNumber, m.logs[n-1].Index, m.logs[n-1].BlockNumber)
		}
		if l.Removed {
			m.t.Error("a removed log was applied")
		}
		m.logs = append(m.logs, l)
	}
	m.applies = append(m.applies, len(blocks))
	return nil
}

func (m *memorySink) Rewind(_ context.Context, to uint64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rewinds = append(m.rewinds, to)
	m.blocks = slices.DeleteFunc(m.blocks, func(b Header) bool { return b.Number > to })
	m.logs = slices.DeleteFunc(m.logs, func(l types.Log) bool { return l.BlockNumber > to })
	return nil
}

func (m *memorySink) HashAt(_ context.Context, number uint64) (common.Hash, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, b := range m.blocks {
		if b.Number == number {
			return b.Hash, true, nil
		}
	}
	return common.Hash{}, false, nil
}

func (m *memorySink) head() (h Header) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.blocks) > 0 {
		h = m.blocks[len(m.blocks)-1]
	}
	return h
}

// run follows in the background; stop ends it and returns what Run did.
func run(t *testing.T, f *Follower, client Source, addresses []common.Address, from uint64, sink Sink) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), testDeadline)
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx, client, addresses, from, sink) }()
	var once sync.Once
	var err error
	stop = func() error {
		once.Do(func() { cancel(); err = <-done })
		return err
	}
	t.Cleanup(func() { stop() })
	return stop
}

func waitFor(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(testDeadline); !cond(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("did not happen: %s", what)
		}
	}
}

// script is a chain made by hand: a list of blocks, some with logs, that can be cut and grown again.
type script struct {
	mu      sync.Mutex
	blocks  []*types.Header
	logs    map[common.Hash][]types.Log
	salt    int64
	limit   uint64        // FilterLogs refuses ranges longer than this; 0 allows all
	down    bool          // nothing answers
	onLogs  func(*script) // runs, with mu held, before logs are read
	asked   []uint64      // lengths of the ranges asked for
	visible int           // if > 0 only so many blocks exist for the caller, as behind a node that lags
}

func newScript(n int) *script {
	s := &script{logs: make(map[common.Hash][]types.Log)}
	s.grow(n)
	return s
}

func (s *script) grow(n int) {
	for range n {
		s.salt++
		h := &types.Header{Number: big.NewInt(int64(len(s.blocks))), Time: uint64(1000 + len(s.blocks)), Difficulty: new(big.Int), Extra: fmt.Append(nil, s.salt)}
		if len(s.blocks) == 0 {
			h.Extra = nil // the genesis block is always the same
		} else {
			h.ParentHash = s.blocks[len(s.blocks)-1].Hash()
		}
		s.blocks = append(s.blocks, h)
		for i := range s.salt % 3 {
			s.logs[h.Hash()] = append(s.logs[h.Hash()], types.Log{BlockNumber: h.Number.Uint64(), BlockHash: h.Hash(), Index: uint(i), Data: fmt.Append(nil, s.salt, i)})
		}
	}
}

// reorganise replaces everything above block keep by n other blocks.
func (s *script) reorganise(keep, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocks = s.blocks[:keep+1]
	s.grow(n)
}

func (s *script) extend(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.grow(n)
}

func (s *script) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *script) HeaderByNumber(_ context.Context, number *big.Int) (*types.Header, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return nil, errGone
	}
	blocks := s.blocks
	if s.visible > 0 {
		blocks = blocks[:s.visible]
	}
	if number == nil {
		return blocks[len(blocks)-1], nil
	}
	if number.Uint64() >= uint64(len(blocks)) {
		return nil, ethereum.NotFound
	}
	return blocks[number.Uint64()], nil
}

func (s *script) FilterLogs(_ context.Context, q ethereum.FilterQuery) ([]types.Log, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.onLogs != nil {
		s.onLogs(s)
	}
	if s.down {
		return nil, errGone
	}
	from, to := q.FromBlock.Uint64(), q.ToBlock.Uint64()
	s.asked = append(s.asked, to-from+1)
	if s.limit > 0 && to-from+1 > s.limit {
		return nil, answer{-32000, "query returned more than 10000 results"}
	}
	var out []types.Log
	for n := from; n <= to && n < uint64(len(s.blocks)); n++ {
		out = append(out, s.logs[s.blocks[n].Hash()]...)
	}
	return out, nil
}

func (s *script) SubscribeNewHead(context.Context, chan<- *types.Header) (ethereum.Subscription, error) {
	return nil, rpc.ErrNotificationsUnsupported
}

// same reports whether the sink holds exactly the chain from block from on.
func (s *script) same(m *memorySink, from int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.blocks) != len(s.blocks)-from {
		return false
	}
	var want []types.Log
	for i, h := range s.blocks[from:] {
		if m.blocks[i] != (Header{Number: h.Number.Uint64(), Hash: h.Hash(), Parent: h.ParentHash, Time: h.Time}) {
			return false
		}
		want = append(want, s.logs[h.Hash()]...)
	}
	return slices.EqualFunc(m.logs, want, func(a, b types.Log) bool { return a.BlockHash == b.BlockHash && a.Index == b.Index })
}

// impatient polls as fast as it can.
func impatient() *Follower { return &Follower{Poll: time.Millisecond} }

func TestFollowerCatchesUpAndStaysUp(t *testing.T) {
	for _, from := range []int{0, 1, 137} {
		chain, sink := newScript(5000), &memorySink{t: t}
		stop := run(t, impatient(), chain, nil, uint64(from), sink)
		waitFor(t, "catching up", func() bool { return chain.same(sink, from) })
		chain.extend(3)
		waitFor(t, "new blocks", func() bool { return chain.same(sink, from) })
		if err := stop(); !errors.Is(err, context.Canceled) {
			t.Errorf("Run: %v", err)
		}
		if slices.Max(sink.applies) != maxRange || len(sink.rewinds) != 0 {
			t.Errorf("applied %v, rewound %v", sink.applies, sink.rewinds)
		}
		// Another run goes on where the sink is.
		chain.extend(2)
		before := len(sink.applies)
		stop = run(t, impatient(), chain, nil, uint64(from), sink)
		waitFor(t, "going on", func() bool { return chain.same(sink, from) })
		stop()
		if got := sink.applies[before:]; len(got) != 1 || got[0] != 2 {
			t.Errorf("after a restart: applied %v", got)
		}
	}
}

func TestFollowerWaitsForItsFirstBlock(t *testing.T) {
	chain, sink := newScript(3), &memorySink{t: t}
	run(t, impatient(), chain, nil, 10, sink)
	chain.extend(4)
	chain.extend(6)
	waitFor(t, "blocks from 10 on", func() bool { return chain.same(sink, 10) })
}

func TestFollowerHalvesItsRange(t *testing.T) {
	chain, sink := newScript(200), &memorySink{t: t}
	chain.limit = 7
	run(t, &Follower{Poll: time.Millisecond, MaxRange: 64}, chain, nil, 0, sink)
	waitFor(t, "catching up in small ranges", func() bool { return chain.same(sink, 0) })
	chain.set(func() {
		if !slices.Equal(chain.asked[:4], []uint64{64, 32, 16, 8}) {
			t.Errorf("asked for %v", chain.asked)
		}
	})
	if slices.Max(sink.applies) > 7 {
		t.Errorf("applied %v", sink.applies)
	}
}

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

type countingHeads struct {
	*script
	mu2 sync.Mutex
	n   *int
}

func (c *countingHeads) HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error) {
	c.mu2.Lock()
	*c.n++
	c.mu2.Unlock()
	return c.script.HeaderByNumber(ctx, number)
}

func TestFollowerSurvivesAnAbsentNode(t *testing.T) {
	chain, sink := newScript(10), &memorySink{t: t}
	chain.down = true
	run(t, impatient(), chain, nil, 0, sink)
	chain.extend(5)
	chain.set(func() { chain.down = false })
	waitFor(t, "catching up", func() bool { return chain.same(sink, 0) })
}

func TestFollowerRefusesAnotherChain(t *testing.T) {
	chain, sink := newScript(10), &memorySink{t: t}
	stop := run(t, impatient(), chain, nil, 0, sink)
	waitFor(t, "catching up", func() bool { return chain.same(sink, 0) })
	stop()
	other := newScript(10)
	other.blocks = nil
	other.grow(1)
	other.blocks[0].Extra = []byte("another genesis")
	other.grow(20)
	ctx, cancel := context.WithTimeout(context.Background(), testDeadline)
	defer cancel()
	if err := impatient().Run(ctx, other, nil, 0, sink); !errors.Is(err, ErrOtherChain) {
		t.Fatalf("%v", err)
	}
	if !chain.same(sink, 0) {
		t.Fatal("the sink was changed")
	}
}

func TestFollowerEndsWhenTheSinkFails(t *testing.T) {
	full := errors.New("disk is full")
	ctx, cancel := context.WithTimeout(context.Background(), testDeadline)
	defer cancel()
	if err := impatient().Run(ctx, newScript(10), nil, 0, &memorySink{t: t, fail: full}); !errors.Is(err, full) {
		t.Fatalf("%v", err)
	}
}

// TestFollowerRandomChains lets a chain grow, part and vanish at random while it is followed. In the end the sink must hold exactly
// the chain.
func TestFollowerRandomChains(t *testing.T) {
	seed := uint64(7) // fixed, so that a change is judged by what it changes; soak runs draw their own and print it
	if os.Getenv("COPPICE_SOAK") != "" {
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
			waitFor(t, "catching up", func() bool { return chain.same(sink, 3) })
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
	chain.set(func() { chain.limit = 0 })
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

// TestFollowerOverEachTransport follows the embedded chain over HTTP (polling, batches), WebSocket and in process (subscription).
func TestFollowerOverEachTransport(t *testing.T) {
	b := newBench(t)
	o := b.open()
	for _, url := range []string{b.chain.HTTPURL(), b.chain.WSURL(), ""} {
		client := b.chain.Client()
		if url != "" {
			var err error
			if client, err = ethclient.DialContext(b.ctx, url); err != nil {
				t.Fatal(err)
			}
			defer client.Close()
		}
		sink := &memorySink{t: t}
		stop := run(t, &Follower{Poll: 5 * time.Millisecond, MaxRange: 150}, client, []common.Address{b.tally}, 0, sink)
		r := b.wait(o, b.submit(o, "over "+url, b.count("transport")))
		waitFor(t, "the log over "+url, func() bool { return sink.head().Number >= r.BlockNumber.Uint64() })
		stop()
		last := sink.logs[len(sink.logs)-1]
		if last.TxHash != r.TxHash || last.Topics[0] != common.BytesToHash(counter("transport")) {
			t.Errorf("over %q: newest log is of %s", url, last.TxHash)
		}
		// Logs of other contracts are not asked for, and their blocks still move the checkpoint.
		if len(sink.blocks) <= len(sink.logs) {
			t.Errorf("over %q: %d blocks, %d logs", url, len(sink.blocks), len(sink.logs))
		}
	}
}

func TestFollowerReadsManyHeadersInBatches(t *testing.T) {
	b := newBench(t)
	o := b.open()
	var p *Pending
	for i := range 300 { // one at a time, so that each has a block of its own
		p = b.submit(o, fmt.Sprint(i), Call{To: &b.tally, Data: counter("batch"), Gas: 100_000})
		if i%10 == 0 {
			b.wait(o, p)
		}
	}
	r := b.wait(o, p)
	client, err := ethclient.DialContext(b.ctx, b.chain.HTTPURL())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	sink := &memorySink{t: t}
	run(t, impatient(), client, []common.Address{b.tally}, 0, sink)
	waitFor(t, "all blocks", func() bool { return sink.head().Number >= r.BlockNumber.Uint64() })
	if sink.mu.Lock(); len(sink.logs) != 300 {
		t.Errorf("%d logs", len(sink.logs))
	}
	sink.mu.Unlock()
	if _, err := (&follow{client: client}).headers(b.ctx, 0, sink.head().Number+1000); err == nil || !strings.Contains(err.Error(), errMoved.Error()) {
		t.Errorf("headers beyond the end: %v", err)
	}
}
