package contribution

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/ipfs/go-cid"
	"golang.org/x/sync/errgroup"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/ledger"
)

// batchSize is how many files one transaction registers.
const batchSize = 50

// register sends what is stored, in batches whose composition is journalled first: the batch's name is the transaction's idempotency
// key, so that a crash at any moment neither loses nor repeats it.
func (c *Client) register(ctx context.Context, entries map[string]*entry) error {
	if c.Sponsored == nil {
		if err := c.leaveRelay(ctx, entries); err != nil {
			return err
		}
	}
	batches := make(map[string]bool)
	var fresh []*entry
	done := 0
	for _, e := range entries {
		switch e.step {
		case stepStored:
			fresh = append(fresh, e)
		case stepSubmitted:
			batches[e.batch] = true
		case stepRegistered:
			done++
		}
	}
	sort.Slice(fresh, func(i, k int) bool { return fresh[i].id < fresh[k].id })
	for len(fresh) > 0 {
		n := min(batchSize, len(fresh))
		h := sha256.New()
		for _, e := range fresh[:n] {
			io.WriteString(h, e.id+e.cid+e.batch) // a batch that was reverted gets another name
		}
		name := fmt.Sprintf("%s%x", c.batchKind(), h.Sum(nil)[:16])
		for _, e := range fresh[:n] {
			e.batch, e.step = name, stepSubmitted
		}
		if err := c.Journal.save(ctx, fresh[:n]...); err != nil {
			return err
		}
		batches[name] = true
		fresh = fresh[n:]
	}
	return c.sendBatches(ctx, batches, func(list []*entry) {
		for _, e := range list {
			if mine := entries[e.id]; mine != nil {
				*mine = *e
				done++
			}
		}
		c.report("registered", done, len(entries))
	})
}

// batchesAtOnce is how many transactions wait for their block at a time.
const batchesAtOnce = 8

// sendBatches sends every batch and tells of each that is registered, one at a time. One that fails does not stop those under way: they may be
// on chain already. A relay takes them one after the other, since each signature has the next number.
func (c *Client) sendBatches(ctx context.Context, names map[string]bool, registered func([]*entry)) error {
	var g errgroup.Group
	g.SetLimit(batchesAtOnce)
	var mu sync.Mutex
	for _, name := range slices.Sorted(maps.Keys(names)) {
		send := c.registerBatch
		if strings.HasPrefix(name, sponsoredBatch) {
			send = c.relayBatch
		}
		one := func() error {
			list, err := c.Journal.batch(ctx, name)
			if err == nil {
				err = send(ctx, name, list)
			}
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			registered(list)
			return nil
		}
		if strings.HasPrefix(name, sponsoredBatch) {
			if err := one(); err != nil {
				return errors.Join(g.Wait(), err)
			}
			continue
		}
		g.Go(one)
	}
	return g.Wait()
}

// newFiles is what a batch registers, in its order and by digest.
func newFiles(list []*entry) ([]ledger.NewFile, map[[32]byte]*entry, error) {
	files := make([]ledger.NewFile, len(list))
	byDigest := make(map[[32]byte]*entry)
	for i, e := range list {
		id, err := cid.Decode(e.cid)
		if err != nil {
			return nil, nil, fmt.Errorf("journal: address %q: %w", e.cid, err)
		}
		digest, codec, err := blob.DigestOf(id)
		if err != nil {
			return nil, nil, err
		}
		files[i] = ledger.NewFile{Digest: digest, Codec: codec, DLP: e.dlp}
		byDigest[digest] = e
	}
	return files, byDigest, nil
}

func (c *Client) registerBatch(ctx context.Context, name string, list []*entry) error {
	files, byDigest, err := newFiles(list)
	if err != nil {
		return err
	}
	fee, err := c.Ledger.Fee(ctx, list[0].dlp)
	if err != nil {
		return err
	}
	receipt, err := ledger.Send(ctx, c.Outbox, name, c.Ledger.Contribute(files, fee))
	var revert *ledger.RevertError
	if errors.As(err, &revert) {
		if done, err := c.find(ctx, list); err != nil || done { // a relay was faster with what was signed before
			return err
		}
		if err := c.takeBack(ctx, name, list); err != nil {
			return err
		}
	}
	if errors.Is(err, ledger.ErrKept) {
		err = fmt.Errorf("%w; %w", err, ErrKept)
	}
	if err != nil {
		return fmt.Errorf("registering %d files: %w", len(files), err)
	}
	pooled, err := c.Ledger.PooledFiles(receipt)
	if err != nil {
		return err
	}
	for _, f := range pooled {
		e := byDigest[f.Digest]
		if e == nil {
			return fmt.Errorf("contribution: transaction %s registered a file that is not of this batch", receipt.TxHash)
		}
		e.fileID, e.jobID, e.tx, e.step = f.FileID, f.JobID.String(), receipt.TxHash.Hex(), stepRegistered
	}
	return c.Journal.save(ctx, list...)
}
