package devchain

import (
	"context"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/miner"
)

const (
	// period is the least distance of two blocks, in chain time. Timestamps have whole seconds, so less would run ahead.
	period = time.Second
	// tick is how often the clock is looked at while a block is due later.
	tick = 10 * time.Millisecond
	// minFree is the disk space below which no block is begun. A block of 60M gas writes a few megabytes of state at most; the
	// rest is room for the store's log and its compactions, which fail less gracefully than a refusal to seal.
	minFree = 64 << 20
)

// step names the durable steps of sealing one block, for tests that stop the world between them.
type step string

const (
	stepBuilt     step = "built"     // in memory
	stepInserted  step = "inserted"  // written, perhaps still in a buffer
	stepSynced    step = "synced"    // on disk
	stepPublished step = "published" // head, visible to clients
)

// sealer makes the blocks. All its state belongs to the goroutine that calls run.
type sealer struct {
	chain    *Chain
	eth      *eth.Ethereum
	bc       *core.BlockChain
	clock    func() time.Time
	dir      string
	followUp bool      // the newest block has transactions, so one further block is owed
	last     time.Time // when the newest block was sealed, by the clock; zero if before this run
}

func newSealer(c *Chain, cfg Config) *sealer {
	s := &sealer{chain: c, eth: c.eth, bc: c.eth.BlockChain(), clock: cfg.Clock, dir: cfg.Dir}
	s.followUp = headHasTransactions(s.bc)
	if lead := time.Unix(int64(s.bc.CurrentBlock().Time), 0).Sub(s.clock()); lead > period {
		c.log.Warn("the clock is behind the newest block; new blocks keep their distance to it", "lead", lead)
	}
	return s
}

// run seals until ctx ends (nil) or something fails.
func (s *sealer) run(ctx context.Context) error {
	kick := make(chan struct{}, 1)
	// The pool delivers its events synchronously, and seal calls into the pool: reading them here would deadlock as soon as the
	// channel is full. A goroutine that does nothing else reads them.
	events := make(chan core.NewTxsEvent, 64)
	sub := s.eth.TxPool().SubscribeTransactions(events, true)
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		for {
			select {
			case <-events:
				select {
				case kick <- struct{}{}:
				default:
				}
			case <-sub.Err():
				return
			}
		}
	}()
	defer func() { sub.Unsubscribe(); <-drained }()

	idle := false // nothing that waits can be put into a block now
	for {
		if pending, _ := s.eth.TxPool().Stats(); idle || (pending == 0 && !s.followUp) {
			select {
			case <-kick:
			case <-ctx.Done():
				return nil
			}
		}
		if err := s.wait(ctx); err != nil {
			return nil
		}
		sealed, err := s.seal(ctx)
		if err != nil {
			if ctx.Err() != nil && s.chain.failure() == nil {
				return nil // stopped in the middle; whatever was written is found again at the next start
			}
			return err
		}
		idle = !sealed
	}
}

// wait returns when the next block is due: at once if the clock has passed the newest block's second, and otherwise when it does.
// If the clock is behind the chain (it was set back), one period of the clock after the newest block.
func (s *sealer) wait(ctx context.Context) error {
	for {
		now, head := s.clock(), time.Unix(int64(s.bc.CurrentBlock().Time), 0)
		due := head.Add(period)
		if now.Before(head) {
			if now.Before(s.last) {
				s.last = now // set back while running
			}
			due = s.last.Add(period)
		}
		if !now.Before(due) {
			return ctx.Err()
		}
		timer := time.NewTimer(max(min(due.Sub(now), tick), time.Millisecond))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

// seal makes one block of what the pool holds, unless there is no reason for one. The order of its steps is the package's promise:
// written, fsynced, and only then published.
func (s *sealer) seal(ctx context.Context) (sealed bool, err error) {
	free, err := s.chain.hooks.free(s.dir)
	if err != nil {
		return false, fmt.Errorf("%w: asking for free space: %w", ErrStorage, err)
	}
	if free < minFree {
		return false, fmt.Errorf("%w: %d MiB left in %s, %d MiB needed", ErrDiskFull, free>>20, s.dir, minFree>>20)
	}
	// The pool follows the head in the background; a block built before it has caught up would repeat transactions.
	if err := s.eth.TxPool().Sync(); err != nil {
		return false, fmt.Errorf("waiting for the transaction pool: %w", err)
	}
	head := s.bc.CurrentBlock()
	block, err := build(s.eth, head, max(uint64(s.clock().Unix()), head.Time+1))
	if err != nil {
		return false, fmt.Errorf("building block %d: %w", head.Number.Uint64()+1, err)
	}
	if len(block.Transactions()) == 0 && !s.followUp && !s.cheaper(head, block) {
		return false, nil
	}
	if err := s.at(stepBuilt); err != nil {
		return false, err
	}
	if _, err := s.bc.InsertBlockWithoutSetHead(ctx, block, false); err != nil {
		return false, fmt.Errorf("%w: writing block %d: %w", ErrStorage, block.NumberU64(), err)
	}
	if err := s.at(stepInserted); err != nil {
		return false, err
	}
	// An fsync that failed once must not be tried again: the kernel may have dropped what it could not write.
	if err := s.eth.ChainDb().SyncKeyValue(); err != nil {
		return false, fmt.Errorf("%w: syncing block %d: %w", ErrStorage, block.NumberU64(), err)
	}
	if err := s.at(stepSynced); err != nil {
		return false, err
	}
	if err := publish(s.eth, block); err != nil {
		return false, err
	}
	s.last = s.clock()
	s.followUp = len(block.Transactions()) > 0
	return true, s.at(stepPublished)
}

// cheaper reports whether an empty block is worth sealing because transactions wait for a lower base fee, which only blocks bring.
// It ends by itself: the fee stops falling at 7 wei.
func (s *sealer) cheaper(head *types.Header, block *types.Block) bool {
	pending, _ := s.eth.TxPool().Stats()
	return pending > 0 && block.BaseFee().Cmp(head.BaseFee) < 0
}

// at ends sealing if the chain has failed elsewhere, or a test wants it to.
func (s *sealer) at(p step) error {
	if err := s.chain.failure(); err != nil {
		return err
	}
	if s.chain.hooks.step != nil {
		return s.chain.hooks.step(p)
	}
	return nil
}

// build assembles a block from the pool. BuildTestingPayload is geth's only exported way to choose the timestamp and get the block
// itself; despite its name it runs the ordinary block builder when it is given no transactions.
func build(e *eth.Ethereum, parent *types.Header, timestamp uint64) (*types.Block, error) {
	var beaconRoot common.Hash
	block, _, err := e.Miner().BuildTestingPayload(&miner.BuildPayloadArgs{
		Parent:      parent.Hash(),
		Timestamp:   timestamp,
		Random:      crypto.Keccak256Hash(parent.Hash().Bytes()), // predictable: contracts must not draw lots from prevrandao
		Withdrawals: types.Withdrawals{},
		BeaconRoot:  &beaconRoot,
	}, nil, false, nil)
	return block, err
}

// publish makes block the head: receipts, logs and head events appear.
func publish(e *eth.Ethereum, block *types.Block) error {
	bc := e.BlockChain()
	if _, err := bc.SetCanonical(block); err != nil {
		return fmt.Errorf("%w: publishing block %d: %w", ErrStorage, block.NumberU64(), err)
	}
	markFinal(e, block.Header())
	return nil
}

// markFinal makes "finalized" and "safe" mean header in the RPC interface, but not in the database. Geth moves blocks that the
// database calls final to flat files once a minute; those are synced on their own schedule, so after a kill -9 they could be ahead
// of the head pointer, and geth would truncate them.
func markFinal(e *eth.Ethereum, header *types.Header) {
	e.BlockChain().SetFinalized(header)
	e.BlockChain().SetSafe(header)
	rawdb.WriteFinalizedBlockHash(e.ChainDb(), common.Hash{})
}

// rollForward publishes the blocks that were made durable but whose publication did not reach the disk. Without it a client could
// have seen a receipt that is gone after kill -9.
func rollForward(e *eth.Ethereum) error {
	bc, db := e.BlockChain(), e.ChainDb()
	tip := bc.CurrentBlock()
	for {
		next := successor(bc, rawdb.ReadAllHashes(db, tip.Number.Uint64()+1), tip)
		if next == nil {
			break
		}
		tip = next.Header()
		if err := publish(e, next); err != nil {
			return err
		}
	}
	markFinal(e, tip)
	if err := db.SyncKeyValue(); err != nil {
		return fmt.Errorf("%w: syncing at start: %w", ErrStorage, err)
	}
	return nil
}

// successor is the one block among hashes whose parent is tip. There is at most one: sealing stops for good at the first error.
func successor(bc *core.BlockChain, hashes []common.Hash, tip *types.Header) *types.Block {
	for _, hash := range hashes {
		block := bc.GetBlock(hash, tip.Number.Uint64()+1)
		if block != nil && block.ParentHash() == tip.Hash() {
			return block
		}
	}
	return nil
}
