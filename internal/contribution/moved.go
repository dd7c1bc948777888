package contribution

import (
	"context"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
)

// ErrMoved reports that a chain was reorganised after a file had been registered: it has another id now, or none.
var ErrMoved = errors.New("contribution: the chain was reorganised, and the file is not registered as it was")

// recheckAfter is how many times news are waited for before registrations are looked at again.
const recheckAfter = 16

// settleMoved brings the journal up to the chain where a block with registrations has disappeared. Their transactions may be in another
// block, where the files can have other ids; what is registered nowhere is stored and goes into another batch. Should its first
// transaction come back after all, the registry takes each content of an owner once.
func (c *Client) settleMoved(ctx context.Context, entries map[string]*entry) error {
	batches := make(map[string][]*entry)
	for _, e := range entries {
		if e.step == stepRegistered {
			batches[e.batch] = append(batches[e.batch], e)
		}
	}
	for name, mine := range batches {
		ids := make(map[common.Hash][]uint64)
		for _, e := range mine {
			tx := common.HexToHash(e.tx)
			ids[tx] = append(ids[tx], e.fileID)
		}
		err := c.standing(ctx, ids)
		if err == nil {
			continue
		}
		if !errors.Is(err, ErrMoved) {
			return err
		}
		list, err := c.Journal.batch(ctx, name)
		if err != nil {
			return err
		}
		for _, e := range list {
			e.fileID, e.jobID, e.tx, e.step = 0, "", "", stepSubmitted
		}
		if done, err := c.find(ctx, list); err != nil {
			return err
		} else if !done {
			if err := c.takeBack(ctx, name, list); err != nil {
				return err
			}
		}
		for _, e := range list {
			if known := entries[e.id]; known != nil {
				*known = *e
			}
		}
	}
	return nil
}

// standing checks that transactions are on the chain and registered files under these ids. The error is ErrMoved if not.
func (c *Client) standing(ctx context.Context, ids map[common.Hash][]uint64) error {
	for tx, want := range ids {
		receipt, err := c.Ledger.Mined(ctx, tx)
		if err != nil {
			return err
		}
		if receipt == nil {
			return fmt.Errorf("%w: transaction %s is in no block any more", ErrMoved, tx)
		}
		files, err := c.Ledger.PooledFiles(receipt)
		if err != nil {
			return err
		}
		there := make(map[uint64]bool)
		for _, f := range files {
			there[f.FileID] = true
		}
		for _, id := range want {
			if !there[id] {
				return fmt.Errorf("%w: transaction %s registers no file %d any more", ErrMoved, tx, id)
			}
		}
	}
	return nil
}

// stand is standing of results.
func (c *Client) stand(ctx context.Context, results []Result) error {
	ids := make(map[common.Hash][]uint64)
	for _, r := range results {
		if r.Tx != (common.Hash{}) {
			ids[r.Tx] = append(ids[r.Tx], r.FileID)
		}
	}
	return c.standing(ctx, ids)
}
