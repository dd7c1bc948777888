package contribution

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/export"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/wallet"
)

// Client contributes for one account on one network.
type Client struct {
	Ledger  *ledger.Ledger
	Outbox  *ledger.Outbox
	Blobs   Blobs
	States  States
	Trust   Trust
	Owner   Personal
	Journal *Journal
	Clock   func() time.Time
	// Sponsored has the DataDAO pay for what is contributed; nil = the owner pays, from Outbox.
	Sponsored *Sponsorship
	// Examine looks at a file that is to be contributed; nil = Plain.
	Examine func(path string, limit int64) (Source, error)
	// Progress is told of each step: what ("sealed", "stored", "registered", "settled"), how many of how many.
	Progress func(what string, done, total int)
}

// Contribute brings files into a DataDAO and, unless wait is false, waits for what becomes of them. Files already contributed by this
// owner are not paid again: their result is what became of them.
func (c *Client) Contribute(ctx context.Context, dao DataDAO, paths []string, personal PersonalStore, wait bool) ([]Result, error) {
	for {
		results, self, err := c.submit(ctx, dao, paths, personal)
		if err == nil && wait {
			err = c.await(ctx, results, self)
		}
		if !errors.Is(err, ErrMoved) {
			return results, err
		}
	}
}

// submit is Contribute without waiting for what becomes of the files. It works alone on this owner's contributions to a DataDAO.
func (c *Client) submit(ctx context.Context, dao DataDAO, paths []string, personal PersonalStore) ([]Result, *seal.Identity, error) {
	files, err := c.examine(paths, dao.MaxBytes)
	if err != nil {
		return nil, nil, err
	}
	intake, err := c.intake(ctx, dao.ID)
	if err != nil {
		return nil, nil, err
	}
	scope := c.scope(dao.ID)
	release, err := c.Journal.exclusive(ctx, scope)
	if err != nil {
		return nil, nil, err
	}
	defer release()
	salt, err := c.Journal.salt(ctx, scope, func() ([32]byte, error) { return wallet.NewPersonalSalt(rand.Reader) })
	if err != nil {
		return nil, nil, err
	}
	self, err := c.identity(ctx, scope, salt)
	if err != nil {
		return nil, nil, err
	}
	todo := make([]entry, len(paths))
	for i, f := range files {
		todo[i] = entry{id: contributionID(scope, f.Digest), name: f.Name, size: f.Size, dlp: dao.ID, owner: c.Owner.Address()}
	}
	entries, err := c.Journal.begin(ctx, c.Clock(), todo...)
	if err != nil {
		return nil, nil, err
	}
	unique := make(map[string]*entry)
	for i, e := range entries {
		if first := unique[e.id]; first != nil {
			entries[i] = first // the same content given twice
			continue
		}
		unique[e.id] = e
	}
	if err := c.settleMoved(ctx, unique); err != nil {
		return nil, nil, err
	}
	if err := c.renewWithdrawn(ctx, unique); err != nil {
		return nil, nil, err
	}
	if err := c.checkFunds(ctx, unique); err != nil {
		return nil, nil, err
	}
	p := &preparation{client: c, dao: dao, intake: intake, self: self, salt: salt, personal: personal, files: byPath(paths, files)}
	if err := p.current(ctx, paths, entries, unique); err != nil {
		return nil, nil, err
	}
	if err := c.register(ctx, unique); err != nil {
		return nil, nil, err
	}
	results := make([]Result, len(paths))
	for i, e := range entries {
		results[i] = resultOf(paths[i], e)
	}
	return results, self, nil
}

func (c *Client) scope(dlp uint64) string {
	return fmt.Sprintf("%s/%s/%d/%s", c.Ledger.ChainID, c.Ledger.Net.DataRegistry, dlp, c.Owner.Address())
}

// gasPerFile bounds what registering one file costs in gas, for the check of funds before anything is stored.
const gasPerFile = 150_000

func (c *Client) checkFunds(ctx context.Context, entries map[string]*entry) error {
	todo := 0
	var dlp uint64
	for _, e := range entries {
		if e.step != stepRegistered && e.step != stepSubmitted {
			todo++
			dlp = e.dlp
		}
	}
	if todo == 0 {
		return nil
	}
	if c.Sponsored != nil {
		return c.checkSponsor(ctx, dlp, todo)
	}
	fee, err := c.Ledger.Fee(ctx, dlp)
	if err != nil {
		return err
	}
	price, err := c.Ledger.GasPrice(ctx)
	if err != nil {
		return err
	}
	each := new(big.Int).Add(fee, new(big.Int).Mul(price, big.NewInt(gasPerFile)))
	need := each.Mul(each, big.NewInt(int64(todo)))
	have, err := c.Ledger.Balance(ctx, c.Owner.Address())
	if err != nil {
		return err
	}
	if have.Cmp(need) < 0 {
		return &FundsError{Account: c.Owner.Address(), Need: need, Have: have, Files: todo}
	}
	return nil
}

// FundsError is an ErrFunds with the amounts, in wei.
type FundsError struct {
	Account    address
	Need, Have *big.Int
	Files      int
}

func (e *FundsError) Error() string {
	return fmt.Sprintf("contribution: not enough VANA: %d files cost up to %s wei, %s has %s", e.Files, e.Need, e.Account, e.Have)
}

// Is makes a FundsError an ErrFunds.
func (e *FundsError) Is(target error) bool { return target == ErrFunds }

// window is how many files that turn out not to be final are looked at in one go; the next look begins behind them. So waiting for ten
// thousand files costs no more for each than waiting for a few. What is final may be noticed later then, but the end is not.
const window = 32

// await waits until every result is final and, for those that are not valid, reads why. The error is ErrMoved if a result is not of its
// file any more.
func (c *Client) await(ctx context.Context, results []Result, self *seal.Identity) error {
	var open []int // of results; who comes next is first
	for i, r := range results {
		if !r.Final() {
			open = append(open, i)
		}
	}
	var height uint64
	for looks := 1; ; looks++ {
		var seen []int
		for len(open) > 0 && len(seen) < window {
			i := open[0]
			open = open[1:]
			if err := c.look(ctx, &results[i], self); err != nil {
				return err
			}
			if !results[i].Final() {
				seen = append(seen, i)
			}
		}
		open = append(open, seen...)
		if len(open) == 0 || looks%recheckAfter == 0 {
			if err := c.stand(ctx, results); err != nil {
				return err
			}
		}
		c.report("settled", len(results)-len(open), len(results))
		if len(open) == 0 {
			return nil
		}
		var err error
		if height, err = c.States.Wait(ctx, height); err != nil {
			return err
		}
	}
}

// look reads a file's state and, if that is final and not valid, why.
func (c *Client) look(ctx context.Context, r *Result, self *seal.Identity) (err error) {
	if r.State, err = c.States.FileState(ctx, r.FileID); err != nil || !r.Final() || r.Status == "valid" {
		return err
	}
	r.Reason, err = c.Reason(ctx, r.State, self)
	return err
}

// Await waits until a registered file of this owner is final, and reads why if it is not valid.
func (c *Client) Await(ctx context.Context, dlp, fileID uint64) (Result, error) {
	self, err := c.Self(ctx, dlp)
	if err != nil {
		return Result{}, err
	}
	e, err := c.Journal.byFile(ctx, c.Owner.Address(), fileID)
	if err != nil {
		return Result{}, err
	}
	list := []Result{{DLP: dlp, FileID: fileID, State: State{Status: "submitted"}}}
	if e != nil {
		list[0] = resultOf(e.name, e)
	}
	err = c.await(ctx, list, self)
	return list[0], err
}

func (c *Client) report(what string, done, total int) {
	if c.Progress != nil {
		c.Progress(what, done, total)
	}
}

func resultOf(path string, e *entry) Result {
	r := Result{File: path, Name: e.name, DLP: e.dlp, FileID: e.fileID, PersonalURL: e.personal, URL: "ipfs://" + e.cid, State: State{Status: "submitted"}}
	r.JobID, _ = new(big.Int).SetString(e.jobID, 10)
	r.Tx.SetBytes(hexBytes(e.tx))
	return r
}

// sealers is how many files are sealed and stored at a time: with small ones most of the time is spent waiting for disks.
const sealers = 16

// preparation seals and stores one contribution's files.
type preparation struct {
	client   *Client
	dao      DataDAO
	intake   seal.Recipient
	self     *seal.Identity
	salt     [32]byte
	personal PersonalStore
	files    map[string]Source
}

func (p *preparation) all(ctx context.Context, paths []string, entries []*entry, total int) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(sealers)
	started := make(map[string]bool)
	finished := make(chan struct{}, len(paths))
	for i, e := range entries {
		if started[e.id] {
			continue
		}
		started[e.id] = true
		g.Go(func() error {
			if err := p.one(ctx, paths[i], e); err != nil {
				return fmt.Errorf("%s: %w", paths[i], err)
			}
			finished <- struct{}{}
			p.client.report("stored", len(finished), total)
			return nil
		})
	}
	return g.Wait()
}

func (p *preparation) one(ctx context.Context, path string, e *entry) error {
	if e.step == stepNew {
		if err := p.seal(ctx, path, e); err != nil {
			return err
		}
	}
	if e.step == stepSealed {
		if err := p.store(ctx, path, e); errors.Is(err, os.ErrNotExist) {
			// The staged copies were removed by hand: make them again.
			if err := p.seal(ctx, path, e); err != nil {
				return err
			}
			return p.store(ctx, path, e)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// seal makes both ciphertexts in one pass over the file, in the staging folder.
func (p *preparation) seal(ctx context.Context, path string, e *entry) error {
	src, err := p.files[path].Open()
	if err != nil {
		return err
	}
	defer src.Close()
	pooledPath, personalPath := p.client.Journal.staged(e)
	pooled, err := os.Create(pooledPath)
	if err != nil {
		return err
	}
	defer pooled.Close()
	own, err := os.Create(personalPath)
	if err != nil {
		return err
	}
	defer own.Close()
	header := seal.PooledHeader{
		Owner: p.client.Owner.Address(), ChainID: p.client.Ledger.ChainID.Uint64(), DLP: p.dao.ID, ReplyTo: p.self.Recipient().String(),
	}
	toPool, err := seal.SealPooled(pooled, rand.Reader, header, p.intake)
	if err != nil {
		return err
	}
	toSelf, err := seal.SealPersonal(own, p.self.Recipient())
	if err != nil {
		return err
	}
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(toPool, toSelf, h), src); errors.Is(err, export.ErrChanged) {
		return fmt.Errorf("%w: %s changed while it was read: %w", ErrFile, path, err)
	} else if err != nil {
		return err
	}
	if contributionID(p.client.scope(p.dao.ID), [32]byte(h.Sum(nil))) != e.id {
		return fmt.Errorf("%w: %s changed while it was read", ErrFile, path)
	}
	for _, c := range []io.Closer{toPool, toSelf} {
		if err := c.Close(); err != nil {
			return err
		}
	}
	for _, f := range []*os.File{pooled, own} {
		if err := f.Sync(); err != nil {
			return err
		}
	}
	if _, err := pooled.Seek(0, io.SeekStart); err != nil {
		return err
	}
	id, _, err := blob.Sum(pooled)
	if err != nil {
		return err
	}
	e.cid, e.intake, e.step = id.String(), intakeName(p.intake), stepSealed
	return p.client.Journal.save(ctx, e)
}

// store puts both copies where they belong, then forgets the staged ones.
func (p *preparation) store(ctx context.Context, path string, e *entry) error {
	pooledPath, personalPath := p.client.Journal.staged(e)
	pooled, err := os.Open(pooledPath)
	if err != nil {
		return err
	}
	defer pooled.Close()
	own, err := os.Open(personalPath)
	if err != nil {
		return err
	}
	defer own.Close()

	name := fmt.Sprintf("%s-%s", p.dao.Slug, e.id[:16])
	card, err := seal.Sidecar{
		Owner: e.owner, ChainID: p.client.Ledger.ChainID.Uint64(), DLP: p.dao.ID, Salt: p.salt, KeyVersion: wallet.PersonalKeyVersion,
		Name: e.name, Size: e.size, PooledCID: e.cid,
	}.Encode()
	if err != nil {
		return err
	}
	if _, err := p.personal.Put(ctx, name+sidecarSuffix, strings.NewReader(string(card))); err != nil {
		return fmt.Errorf("storing the personal copy: %w", err)
	}
	url, err := p.personal.Put(ctx, name+personalSuffix, own)
	if err != nil {
		return fmt.Errorf("storing the personal copy: %w", err)
	}
	id, _, err := p.client.Blobs.Put(ctx, pooled)
	if err != nil {
		return fmt.Errorf("storing the pooled copy: %w", err)
	}
	if id.String() != e.cid {
		return fmt.Errorf("contribution: the store answered address %s for %s", id, e.cid)
	}
	e.personal, e.step = url, stepStored
	if err := p.client.Journal.save(ctx, e); err != nil {
		return err
	}
	os.Remove(pooledPath) // what stays behind is ciphertext, and overwritten by the next try
	os.Remove(personalPath)
	return nil
}
