package ledger

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
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

// behind reports whether the chain is what the sink had before its newest blocks. A node that lags behind looks the same, so the sink keeps
// them until it sees another branch.
func (s *script) behind(m *memorySink, from int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	m.mu.Lock()
	defer m.mu.Unlock()
	n := len(s.blocks) - from
	return n > 0 && n < len(m.blocks) && m.blocks[n-1].Hash == s.blocks[len(s.blocks)-1].Hash()
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
