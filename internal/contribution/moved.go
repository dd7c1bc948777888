package contribution

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
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
		var check []registration
		for _, e := range mine {
			check = append(check, registration{common.HexToHash(e.tx), e.fileID, e.cid})
		}
		err := c.standing(ctx, check)
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

// registration is what was told of a file when it was registered.
type registration struct {
	tx     common.Hash
	fileID uint64
	cid    string
}

// standing checks that files are still registered as they were. The error is ErrMoved if not.
func (c *Client) standing(ctx context.Context, list []registration) error {
	byTx := make(map[common.Hash]map[uint64]bool)
	for _, r := range list {
		there, asked := byTx[r.tx]
		if !asked {
			var err error
			if there, err = c.registeredBy(ctx, r.tx); err != nil {
				return err
			}
			byTx[r.tx] = there
		}
		if there[r.fileID] {
			continue
		}
		// A node may have forgotten an old transaction; the contract forgets nothing.
		if id, err := c.idOf(ctx, r.cid); err != nil {
			return err
		} else if id != r.fileID {
			return fmt.Errorf("%w: %s is not file %d any more", ErrMoved, r.cid, r.fileID)
		}
	}
	return nil
}

// registeredBy is which files a transaction has registered; none if it is in no block.
func (c *Client) registeredBy(ctx context.Context, tx common.Hash) (map[uint64]bool, error) {
	receipt, err := c.Ledger.Mined(ctx, tx)
	if err != nil || receipt == nil {
		return nil, err
	}
	files, err := c.Ledger.PooledFiles(receipt)
	if err != nil {
		return nil, err
	}
	ids := make(map[uint64]bool, len(files))
	for _, f := range files {
		ids[f.FileID] = true
	}
	return ids, nil
}

// idOf is the id under which the owner has registered a pooled copy, 0 if it is not registered.
func (c *Client) idOf(ctx context.Context, address string) (uint64, error) {
	id, err := cid.Decode(address)
	if err != nil {
		return 0, fmt.Errorf("journal: address %q: %w", address, err)
	}
	digest, _, err := blob.DigestOf(id)
	if err != nil {
		return 0, err
	}
	return c.Ledger.FileIDOf(ctx, digest, c.Owner.Address())
}

// stand is standing of results.
func (c *Client) stand(ctx context.Context, results []Result) error {
	var list []registration
	for _, r := range results {
		if r.Tx != (common.Hash{}) {
			list = append(list, registration{r.Tx, r.FileID, strings.TrimPrefix(r.URL, "ipfs://")})
		}
	}
	return c.standing(ctx, list)
}
