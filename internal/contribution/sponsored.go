package contribution

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/ledger"
)

// ErrUnsponsored reports a DataDAO that does not pay for a contribution.
var ErrUnsponsored = errors.New("contribution: the DataDAO does not pay for this contribution")

// Relay submits what an owner signed, once however often it is asked, and returns the transaction that registered it.
type Relay interface {
	Relay(ctx context.Context, c ledger.Contribution, signature []byte) (tx common.Hash, err error)
}

// Sponsorship is how an owner without VANA contributes: the owner signs, the relay submits, the DataDAO pays.
type Sponsorship struct {
	Relay Relay
	Sign  func(ctx context.Context, d ledger.Domain, c ledger.Contribution) ([]byte, error) // as the owner
}

const (
	ownBatch       = "contribute/"
	sponsoredBatch = "sponsored/" // begins the name of a batch that a relay submits

	// sponsoredValidity is how long a relay may submit what was signed. It is asked again for the same until then.
	sponsoredValidity = 15 * time.Minute
	// sponsoredTries is how often a batch is signed when others of this owner take its nonce meanwhile.
	sponsoredTries = 4
)

func (c *Client) batchKind() string {
	if c.Sponsored != nil {
		return sponsoredBatch
	}
	return ownBatch
}

// checkSponsor looks, before anything is stored, whether a DataDAO's terms allow so many files at all.
func (c *Client) checkSponsor(ctx context.Context, dlp uint64, files int) error {
	dao, err := c.Ledger.DataDAO(ctx, dlp)
	if err != nil {
		return err
	}
	if dao == nil {
		return fmt.Errorf("%w: there is no DataDAO %d", ErrUnsponsored, dlp)
	}
	terms, err := c.Ledger.SponsorTerms(ctx, dao.Pool)
	if err != nil {
		return err
	}
	budget, err := c.Ledger.SponsorBudget(ctx, dao.Pool)
	if err != nil {
		return err
	}
	fee, err := c.Ledger.Fee(ctx, dlp)
	if err != nil {
		return err
	}
	each := new(big.Int).Add(fee, terms.PerFile)
	all := new(big.Int).Mul(each, big.NewInt(int64(files)))
	batch := new(big.Int).Mul(each, big.NewInt(int64(min(files, batchSize))))
	switch {
	case terms.PerEpoch.Sign() == 0:
		return fmt.Errorf("%w: it sponsors nobody", ErrUnsponsored)
	case terms.FilesPerOwner != 0 && files > int(terms.FilesPerOwner):
		return fmt.Errorf("%w: it sponsors %d files of each contributor, these are %d", ErrUnsponsored, terms.FilesPerOwner, files)
	case batch.Cmp(terms.PerEpoch) > 0:
		return fmt.Errorf("%w: %d files cost more than it pays in an epoch", ErrUnsponsored, min(files, batchSize))
	case all.Cmp(budget) > 0:
		return fmt.Errorf("%w: %d files cost more than is left of its sponsor budget", ErrUnsponsored, files)
	}
	return nil
}

// relayBatch has a batch registered. What is signed is kept before it leaves this machine, and only one nonce is ever open: whatever was
// sent before a crash, the batch cannot be registered twice.
func (c *Client) relayBatch(ctx context.Context, name string, list []*entry) error {
	files, _, err := newFiles(list)
	if err != nil {
		return err
	}
	var refusal error
	for range sponsoredTries {
		if done, err := c.find(ctx, list); err != nil || done {
			return err
		}
		x, signature, fresh, err := c.signed(ctx, name, files)
		if err != nil {
			return err
		}
		if refusal != nil && !fresh {
			break // the same would be refused again
		}
		tx, err := c.Sponsored.Relay.Relay(ctx, x, signature)
		switch {
		case err == nil:
			if _, err := c.Ledger.Receipt(ctx, tx); err != nil {
				return fmt.Errorf("registering %d files: %w", len(files), err)
			}
			done, err := c.find(ctx, list) // the chain's word counts, not the relay's
			if err == nil && !done {
				err = fmt.Errorf("contribution: transaction %s, which the relay named, did not register this batch", tx)
			}
			return err
		case !refuses(err):
			return fmt.Errorf("registering %d files: %w", len(files), err)
		}
		refusal = err
	}
	if err := c.takeBack(ctx, name, list); err != nil {
		return err
	}
	return fmt.Errorf("registering %d files: %w", len(files), refusal)
}

// refuses reports whether a relay has said that it will not submit what it was asked to. After any other error it may have.
func refuses(err error) bool {
	var f *fault.Error
	if !errors.As(err, &f) {
		return false
	}
	switch f.Code {
	case fault.Invalid, fault.NotFound, fault.Denied, fault.Conflict, fault.Funds:
		return true
	}
	return false
}

// signed returns what was signed for a batch, if that can still be registered, or signs it; fresh says which.
func (c *Client) signed(ctx context.Context, name string, files []ledger.NewFile) (x ledger.Contribution, signature []byte, fresh bool, err error) {
	x = ledger.Contribution{Owner: c.Owner.Address(), Files: files}
	next, err := c.Ledger.RelayNonce(ctx, x.Owner)
	if err != nil {
		return x, nil, false, err
	}
	if x.Nonce, x.Deadline, signature, err = c.Journal.signature(ctx, name); err != nil {
		return x, nil, false, err
	}
	now := uint64(c.Clock().Unix())
	if signature != nil && x.Nonce == next && x.Deadline > now {
		return x, signature, false, nil
	}
	x.Nonce, x.Deadline = next, now+uint64(sponsoredValidity/time.Second)
	if signature, err = c.Sponsored.Sign(ctx, c.Ledger.RelayDomain(), x); err != nil {
		return x, nil, false, fmt.Errorf("signing the contribution: %w", err)
	}
	return x, signature, true, c.Journal.keepSignature(ctx, name, x.Nonce, x.Deadline, signature)
}

// find asks the chain which files of a batch are registered, whoever submitted them, and journals those; done says that all are.
func (c *Client) find(ctx context.Context, list []*entry) (done bool, err error) {
	files, _, err := newFiles(list)
	if err != nil {
		return false, err
	}
	known := make(map[uint64]ledger.Pooled)
	txs := make(map[uint64]common.Hash)
	var found []*entry
	for i, e := range list {
		id, err := c.Ledger.FileIDOf(ctx, files[i].Digest, e.owner)
		if err != nil {
			return false, err
		}
		if id == 0 {
			continue
		}
		if _, ok := known[id]; !ok {
			receipt, err := c.Ledger.Registration(ctx, id)
			if err != nil {
				return false, err
			}
			pooled, err := c.Ledger.PooledFiles(receipt)
			if err != nil {
				return false, err
			}
			for _, f := range pooled {
				known[f.FileID], txs[f.FileID] = f, receipt.TxHash
			}
		}
		e.fileID, e.jobID, e.tx, e.step = id, known[id].JobID.String(), txs[id].Hex(), stepRegistered
		found = append(found, e)
	}
	return len(found) == len(list), c.Journal.save(ctx, found...)
}

// takeBack makes a batch that was not registered what it was before: stored files. They go into another one.
func (c *Client) takeBack(ctx context.Context, name string, list []*entry) error {
	for _, e := range list {
		if e.step != stepRegistered {
			e.step = stepStored
		}
	}
	if err := c.Journal.save(ctx, list...); err != nil {
		return err
	}
	return c.Journal.forgetSignature(ctx, name)
}

// leaveRelay takes back what a relay was to submit, for an owner who now pays: the registry takes each content once, so that it does
// not matter whether the relay submits it still.
func (c *Client) leaveRelay(ctx context.Context, entries map[string]*entry) error {
	for _, e := range entries {
		if e.step != stepSubmitted || !strings.HasPrefix(e.batch, sponsoredBatch) {
			continue
		}
		list, err := c.Journal.batch(ctx, e.batch)
		if err != nil {
			return err
		}
		if done, err := c.find(ctx, list); err != nil {
			return err
		} else if !done {
			if err := c.takeBack(ctx, e.batch, list); err != nil {
				return err
			}
		}
		for _, now := range list {
			if mine := entries[now.id]; mine != nil {
				*mine = *now
			}
		}
	}
	return nil
}

// signature returns what was signed for a batch, or nil.
func (j *Journal) signature(ctx context.Context, batch string) (nonce, deadline uint64, signature []byte, err error) {
	var text string
	err = j.db.QueryRowContext(ctx, "SELECT nonce, deadline, signature FROM signatures WHERE batch = ?", batch).Scan(&nonce, &deadline, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, nil, nil
	} else if err != nil {
		return 0, 0, nil, fmt.Errorf("reading the journal: %w", err)
	}
	if signature, err = hex.DecodeString(text); err != nil {
		return 0, 0, nil, fmt.Errorf("reading the journal: signature %q is malformed", text)
	}
	return nonce, deadline, signature, nil
}

func (j *Journal) keepSignature(ctx context.Context, batch string, nonce, deadline uint64, signature []byte) error {
	_, err := j.db.ExecContext(ctx, "INSERT INTO signatures VALUES (?,?,?,?) ON CONFLICT (batch) DO UPDATE SET nonce=excluded.nonce, deadline=excluded.deadline, signature=excluded.signature",
		batch, nonce, deadline, hex.EncodeToString(signature))
	if err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	return nil
}

func (j *Journal) forgetSignature(ctx context.Context, batch string) error {
	if _, err := j.db.ExecContext(ctx, "DELETE FROM signatures WHERE batch = ?", batch); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	return nil
}
