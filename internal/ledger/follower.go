package ledger

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"sort"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
)

const (
	maxRange    = 2000 // blocks asked for at once
	headerBatch = 100  // headers asked for in one request, where the client can
)

// Header is what a follower keeps of a block.
type Header struct {
	Number uint64
	Hash   common.Hash
	Parent common.Hash
	Time   uint64 // unix seconds
}

// Sink is where a follower writes what it reads, usually tables. The sink holds the follower's only state, so that position and
// contents cannot disagree.
type Sink interface {
	// Checkpoint returns the newest block applied and not rewound; ok is false if there is none.
	Checkpoint(ctx context.Context) (number uint64, hash common.Hash, ok bool, err error)
	// Apply stores consecutive blocks, the first of which follows the checkpoint, and their logs in chain order, and makes the
	// last block the checkpoint: all of it or nothing.
	Apply(ctx context.Context, blocks []Header, logs []types.Log) error
	// Rewind undoes every block above toNumber, which may be below the first block ever applied; then there is no checkpoint.
	Rewind(ctx context.Context, toNumber uint64) error
	// HashAt returns the hash of an applied block; ok is false if it does not know one at that height.
	HashAt(ctx context.Context, number uint64) (hash common.Hash, ok bool, err error)
}

// Source is what a follower needs of a chain. *ethclient.Client is one.
type Source interface {
	HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error)
	FilterLogs(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error)
	// SubscribeNewHead may fail: then the follower polls.
	SubscribeNewHead(ctx context.Context, ch chan<- *types.Header) (ethereum.Subscription, error)
}

// Follower brings the logs of some contracts into a sink: every block once and in order, and taken back when the chain
// reorganises. The zero value is ready.
//
// It reads ranges of blocks with their logs, checks that each block names its predecessor, and applies a range with the new position in
// one step of the sink; killed at any moment it goes on where the sink is. If the sink's newest block is no longer part of the
// chain, it walks back to the newest one that is, and rewinds the sink to it. A subscription to new heads only wakes it: nothing is
// believed because it was pushed.
type Follower struct {
	Topics   []common.Hash // first topics of the logs that are wanted; nil: all
	Poll     time.Duration // how often to look for new blocks where the client cannot subscribe; default 250 ms
	MaxRange uint64        // most blocks read at once, default and upper bound 2,000; halved on errors, then grows again
	Log      *slog.Logger  // nil: discarded
}

// Run follows until ctx ends (then its error is the context's) or the sink fails. With an empty sink it begins at block from. An
// absent or confused node is waited for. No addresses means all.
func (f *Follower) Run(ctx context.Context, client Source, addresses []common.Address, from uint64, sink Sink) error {
	r := &follow{Follower: *f, client: client, addresses: addresses, from: from, sink: sink}
	if r.Poll <= 0 {
		r.Poll = 250 * time.Millisecond
	}
	if r.MaxRange == 0 || r.MaxRange > maxRange {
		r.MaxRange = maxRange
	}
	if r.Log == nil {
		r.Log = slog.New(slog.DiscardHandler)
	}
	r.size = r.MaxRange
	defer r.unsubscribe()
	var p pause
	for {
		more, err := r.step(ctx)
		var broken sinkError
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, &broken):
			return broken.err
		case err != nil:
			r.Log.Debug("follower: reading the chain", "err", err)
			if err := p.wait(ctx); err != nil {
				return err
			}
			continue
		}
		p = pause{}
		if !more {
			if err := r.sleep(ctx); err != nil {
				return err
			}
		}
	}
}

// sinkError marks an error of the sink, which ends following; errors of the node do not.
type sinkError struct{ err error }

func (e sinkError) Error() string { return e.err.Error() }

func fromSink(doing string, err error) error {
	if err == nil {
		return nil
	}
	return sinkError{fmt.Errorf("%s: %w", doing, err)}
}

// errMoved reports that the chain changed while a range was being read.
var errMoved = errors.New("ledger: the chain changed while it was read")

// follow is one run of a follower.
type follow struct {
	Follower
	client    Source
	addresses []common.Address
	from      uint64
	sink      Sink

	size  uint64 // how many blocks to ask for next
	heads chan *types.Header
	sub   ethereum.Subscription
}

// step applies one range, or rewinds, or finds nothing to do. It reports whether another step may find something at once.
func (r *follow) step(ctx context.Context) (more bool, err error) {
	head, err := r.header(ctx, nil)
	if err != nil {
		return false, err
	}
	number, hash, ok, err := r.sink.Checkpoint(ctx)
	if err != nil {
		return false, fromSink("reading the checkpoint", err)
	}
	next := r.from
	if ok {
		if head.Number < number {
			// Either this node is behind, or the chain has become shorter. The sink knows which: it has seen this height.
			known, have, err := r.sink.HashAt(ctx, head.Number)
			if err != nil {
				return false, fromSink("reading a block's hash", err)
			}
			if head.Number < r.from || have && known == head.Hash {
				return false, nil
			}
			return true, r.rewind(ctx, head.Number)
		}
		current, err := r.header(ctx, new(big.Int).SetUint64(number))
		if err != nil {
			return false, err
		}
		if current.Hash != hash {
			return true, r.rewind(ctx, number)
		}
		next = number + 1
	}
	if next > head.Number {
		return false, nil
	}
	to := min(head.Number, next+r.size-1)
	blocks, logs, err := r.read(ctx, next, to)
	if err != nil {
		// Nodes refuse ranges with too many results in words of their own, and a slow answer may only be too large. A refusal by
		// a node that is there is worth another try at once.
		refused := r.size > 1 && !errors.Is(err, errMoved) && !temporary(err)
		r.size = max(1, r.size/2)
		if refused {
			return true, nil
		}
		return false, fmt.Errorf("blocks %d to %d: %w", next, to, err)
	}
	if ok && blocks[0].Parent != hash {
		return true, nil // reorganised since; the next step sees it at the checkpoint
	}
	if err := r.sink.Apply(ctx, blocks, logs); err != nil {
		return false, fromSink(fmt.Sprintf("applying blocks %d to %d", next, to), err)
	}
	r.size = min(r.size+r.size/8+1, r.MaxRange)
	return true, nil
}

// rewind takes the sink back to the newest block at or below number that it shares with the chain.
func (r *follow) rewind(ctx context.Context, number uint64) error {
	for n := number; ; n-- {
		known, have, err := r.sink.HashAt(ctx, n)
		if err != nil {
			return fromSink("reading a block's hash", err)
		}
		if have {
			current, err := r.header(ctx, new(big.Int).SetUint64(n))
			if err != nil {
				return err
			}
			if current.Hash == known {
				r.Log.Info("follower: the chain was reorganised", "back_to", n, "blocks", number-n)
				return fromSink("rewinding", r.sink.Rewind(ctx, n))
			}
		}
		if n == 0 {
			// Chains with different first blocks have nothing in common. Rewinding cannot help.
			return sinkError{fmt.Errorf("%w: not even block 0 is the same", ErrOtherChain)}
		}
		if n <= r.from {
			r.Log.Warn("follower: nothing of what was read is on the chain any more; beginning again", "from", r.from)
			return fromSink("rewinding", r.sink.Rewind(ctx, n-1))
		}
	}
}

// read returns blocks and logs of a range that belong together.
func (r *follow) read(ctx context.Context, from, to uint64) ([]Header, []types.Log, error) {
	blocks, err := r.headers(ctx, from, to)
	if err != nil {
		return nil, nil, err
	}
	for i := 1; i < len(blocks); i++ {
		if blocks[i].Parent != blocks[i-1].Hash {
			return nil, nil, errMoved
		}
	}
	wanted := ethereum.FilterQuery{FromBlock: new(big.Int).SetUint64(from), ToBlock: new(big.Int).SetUint64(to), Addresses: r.addresses}
	if len(r.Topics) > 0 {
		wanted.Topics = [][]common.Hash{r.Topics}
	}
	logs, err := r.client.FilterLogs(ctx, wanted)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range logs {
		if l.Removed || l.BlockNumber < from || l.BlockNumber > to || l.BlockHash != blocks[l.BlockNumber-from].Hash {
			return nil, nil, errMoved
		}
	}
	// Logs that are missing because the chain changed in between carry no hash to compare; the last block does.
	last, err := r.header(ctx, new(big.Int).SetUint64(to))
	if err != nil {
		return nil, nil, err
	}
	if last.Hash != blocks[len(blocks)-1].Hash {
		return nil, nil, errMoved
	}
	sort.SliceStable(logs, func(i, j int) bool {
		if logs[i].BlockNumber != logs[j].BlockNumber {
			return logs[i].BlockNumber < logs[j].BlockNumber
		}
		return logs[i].Index < logs[j].Index
	})
	return blocks, logs, nil
}

func (r *follow) header(ctx context.Context, number *big.Int) (Header, error) {
	if raw, ok := r.client.(connected); ok {
		return headerOf(ctx, raw, number)
	}
	h, err := r.client.HeaderByNumber(ctx, number)
	if err != nil {
		return Header{}, err
	}
	return Header{Number: h.Number.Uint64(), Hash: h.Hash(), Parent: h.ParentHash, Time: h.Time}, nil
}

// headers reads consecutive headers, in batches if the client gives access to its connection.
func (r *follow) headers(ctx context.Context, from, to uint64) ([]Header, error) {
	out := make([]Header, 0, to-from+1)
	raw, ok := r.client.(connected)
	for n := from; n <= to; {
		if !ok {
			h, err := r.header(ctx, new(big.Int).SetUint64(n))
			if err != nil {
				return nil, err
			}
			out = append(out, h)
			n++
			continue
		}
		batch := make([]rpc.BatchElem, min(to-n+1, headerBatch))
		for i := range batch {
			batch[i] = rpc.BatchElem{Method: "eth_getBlockByNumber", Args: []any{fmt.Sprintf("%#x", n+uint64(i)), false}, Result: new(*wireHeader)}
		}
		if err := raw.Client().BatchCallContext(ctx, batch); err != nil {
			return nil, err
		}
		for i, answer := range batch {
			h := *answer.Result.(**wireHeader)
			if answer.Error != nil {
				return nil, answer.Error
			}
			if h == nil || uint64(h.Number) != n+uint64(i) {
				return nil, errMoved // the chain has become shorter
			}
			out = append(out, h.kept())
		}
		n += uint64(len(batch))
	}
	return out, nil
}

// sleep returns when there may be a new block.
func (r *follow) sleep(ctx context.Context) error {
	if r.sub == nil {
		r.heads = make(chan *types.Header, 64)
		// No subscription over plain HTTP, and none while the node is away: polling does both.
		if sub, err := r.client.SubscribeNewHead(ctx, r.heads); err == nil {
			r.sub = sub
			return nil // a head may have come between the last look and the subscription
		}
	}
	interval := r.Poll
	var lost <-chan error
	if r.sub != nil {
		interval, lost = 40*r.Poll, r.sub.Err()
	}
	timer := time.NewTimer(interval)
	defer timer.Stop()
	select {
	case <-r.heads:
		for len(r.heads) > 0 {
			<-r.heads // one look finds all of them
		}
	case <-lost:
		r.unsubscribe()
	case <-timer.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

func (r *follow) unsubscribe() {
	if r.sub != nil {
		r.sub.Unsubscribe()
		r.sub = nil
	}
}
