// Package datadao is the DataDAO builder's side: a DataDAO in one call from two short files, then refiners, permissions and approved
// instructions.
//
// Each step is idempotent by a key made from what it does, and Create asks the chain what stands already: a creation that was
// interrupted is finished by giving the same command again.
package datadao

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/sandbox"
)

// Errors that callers tell apart.
var (
	ErrSlug     = errors.New("datadao: a name has 3 to 32 of a-z, 0-9 and _, and starts with a letter")
	ErrTaken    = errors.New("datadao: the name belongs to another owner's DataDAO")
	ErrKind     = errors.New("datadao: the bundle is of another kind")
	ErrNoSchema = errors.New("datadao: the refiner's script creates no table")
)

var slugPattern = regexp.MustCompile(`^[a-z][a-z0-9_]{2,31}$`)

// Blobs is the network's content-addressed store, as a client sees it.
type Blobs interface {
	Put(ctx context.Context, r io.Reader) (cid.Cid, int64, error)
}

// Founder acts for a DataDAO's owner.
type Founder struct {
	Ledger *ledger.Ledger
	Outbox *ledger.Outbox
	Blobs  Blobs
	Runner sandbox.Runner
	Owner  common.Address
	// IntakeReady blocks until a validator has published the DataDAO's attested intake key.
	IntakeReady func(ctx context.Context, dlp uint64) (recipient string, err error)
	Progress    func(what string)
}

// Plan is a DataDAO to create.
type Plan struct {
	Slug, Symbol string
	Proof        *bundle.Bundle
	Refiners     []*bundle.Bundle
	Terms        Terms
	KeepClosed   bool // leave opening to a later Open, so that permissions can be granted without waiting
}

// Terms are a DataDAO's numbers, in wei of VANA or its token. Amounts that are nil become those of Defaults.
type Terms struct {
	Cap, RewardPot, Stock *big.Int
	RewardFactor          *big.Int // token wei for score 1.0
	EpochRewardCap        *big.Int // 0 = none
	SalePrice             *big.Int // VANA wei for one whole token
	TreasuryShareBps      uint64
	Cliff, Vesting        time.Duration       // of the founder's part, which is what pot and stock leave of the cap
	Opinions              ledger.OpinionTerms // second opinions on each proof; none wanted by default
}

// Defaults are 10 million tokens, of which 6 million reward contributors and 3 million are for sale at 0.01 VANA; 100 tokens for a
// perfect score; a tenth of what buyers pay for tokens stays in the treasury. The rest is the founder's: none of it for six months, then
// linear over a year.
func Defaults() Terms {
	return Terms{
		Cap: tokens(10_000_000), RewardPot: tokens(6_000_000), Stock: tokens(3_000_000), RewardFactor: tokens(100), EpochRewardCap: new(big.Int),
		SalePrice: new(big.Int).Div(tokens(1), big.NewInt(100)), TreasuryShareBps: 1000, Cliff: sixMonths, Vesting: 2 * sixMonths,
	}
}

// sixMonths is what VRC-20 wants at least of an insider's cliff, and of the time over which it gets its part.
const sixMonths = 183 * 24 * time.Hour

func (t Terms) orDefaults() Terms {
	d := Defaults()
	for given, usual := range map[**big.Int]*big.Int{
		&t.Cap: d.Cap, &t.RewardPot: d.RewardPot, &t.Stock: d.Stock, &t.RewardFactor: d.RewardFactor, &t.EpochRewardCap: d.EpochRewardCap, &t.SalePrice: d.SalePrice,
	} {
		if *given == nil {
			*given = usual
		}
	}
	if t.Cliff == 0 {
		t.Cliff = d.Cliff
	}
	if t.Vesting == 0 {
		t.Vesting = d.Vesting
	}
	return t
}

func tokens(n int64) *big.Int { return new(big.Int).Mul(big.NewInt(n), big.NewInt(1e18)) }

// Created is a DataDAO that stands.
type Created struct {
	ledger.DataDAO
	PublicKey string
	Refiners  []ledger.Refiner
}

// Create makes the DataDAO, or finishes making it.
func (f *Founder) Create(ctx context.Context, p Plan) (*Created, error) {
	if !slugPattern.MatchString(p.Slug) {
		return nil, fmt.Errorf("%w: %q", ErrSlug, p.Slug)
	}
	if p.Proof.Manifest.Kind != bundle.Proof {
		return nil, fmt.Errorf("%w: %s is no proof of contribution", ErrKind, p.Proof.Manifest.Name)
	}
	schemas := make([][]byte, len(p.Refiners))
	for i, b := range p.Refiners {
		if b.Manifest.Kind != bundle.Refiner {
			return nil, fmt.Errorf("%w: %s is no refiner", ErrKind, b.Manifest.Name)
		}
		var err error
		if schemas[i], err = f.schema(ctx, b); err != nil {
			return nil, err
		}
	}
	dao, err := f.Ledger.DataDAOBySlug(ctx, p.Slug)
	if err != nil {
		return nil, err
	}
	if dao == nil {
		if dao, err = f.found(ctx, p); err != nil {
			return nil, err
		}
	} else if dao.Owner != f.Owner {
		return nil, fmt.Errorf("%w: %s", ErrTaken, dao.Owner)
	}
	for i, b := range p.Refiners {
		if _, err := f.AddRefiner(ctx, dao, b, schemas[i], true); err != nil {
			return nil, err
		}
	}
	if err := f.wantOpinions(ctx, dao, p.Terms.Opinions); err != nil {
		return nil, err
	}
	created := &Created{DataDAO: *dao}
	if created.Refiners, err = f.Ledger.Refiners(ctx, dao.ID); err != nil {
		return nil, err
	}
	f.say("waiting for a validator to make the intake key")
	if created.PublicKey, err = f.IntakeReady(ctx, dao.ID); err != nil || p.KeepClosed {
		return created, err
	}
	return created, f.Open(ctx, dao)
}

// found registers token, pool and DataDAO.
func (f *Founder) found(ctx context.Context, p Plan) (*ledger.DataDAO, error) {
	f.say("publishing the proof of contribution")
	url, err := f.Publish(ctx, p.Proof)
	if err != nil {
		return nil, err
	}
	deposit, err := f.Ledger.CreationDeposit(ctx)
	if err != nil {
		return nil, err
	}
	t := p.Terms.orDefaults()
	f.say("creating token, pool and registration")
	call := f.Ledger.CreateDataDAO(ledger.NewDataDAO{
		Slug: p.Slug, TokenName: tokenName(p.Slug), TokenSymbol: p.Symbol, Cap: t.Cap, RewardPot: t.RewardPot, Stock: t.Stock,
		ProofBundle: p.Proof.Digest, ProofURL: url, RewardFactor: t.RewardFactor, EpochRewardCap: t.EpochRewardCap, SalePrice: t.SalePrice,
		TreasuryShareBps: t.TreasuryShareBps, Allocations: f.allocations(t),
	}, deposit)
	if _, err := ledger.Send(ctx, f.Outbox, "dao/create/"+p.Slug, call); err != nil {
		return nil, fmt.Errorf("creating DataDAO %s: %w", p.Slug, err)
	}
	dao, err := f.Ledger.DataDAOBySlug(ctx, p.Slug)
	if err == nil && dao == nil {
		err = fmt.Errorf("datadao: %s was created but is not registered", p.Slug)
	}
	return dao, err
}

// wantOpinions sets a new DataDAO's terms for second opinions, unless they stand already.
func (f *Founder) wantOpinions(ctx context.Context, dao *ledger.DataDAO, want ledger.OpinionTerms) error {
	have, err := f.Ledger.OpinionTerms(ctx, dao.ID)
	if err != nil || have == want {
		return err
	}
	a, err := f.Ledger.Authority(ctx, dao)
	if err != nil || a.Open {
		return err // its terms are changed by deciding, not by founding again
	}
	if _, err := ledger.Send(ctx, f.Outbox, fmt.Sprintf("dao/opinions/%d/%+v", dao.ID, want), f.Ledger.SetOpinionTerms(dao.Pool, want)); err != nil {
		return fmt.Errorf("asking for second opinions: %w", err)
	}
	return nil
}

// allocations gives the founder what is neither for rewards nor for sale.
func (f *Founder) allocations(t Terms) []ledger.Allocation {
	rest := new(big.Int).Sub(t.Cap, t.RewardPot)
	if rest.Sub(rest, t.Stock).Sign() <= 0 {
		return nil
	}
	return []ledger.Allocation{{Beneficiary: f.Owner, Amount: rest, Cliff: t.Cliff, Duration: t.Vesting}}
}

// maxTokenName is the most bytes that a token's name may have: the contract keeps it in one word.
const maxTokenName = 31

// tokenName is the slug with as much explanation as fits.
func tokenName(slug string) string {
	for _, rest := range []string{" data token", " token"} {
		if len(slug)+len(rest) <= maxTokenName {
			return slug + rest
		}
	}
	return slug[:min(len(slug), maxTokenName)]
}

// AddRefiner publishes a refiner with its schema and registers it, unless the same one is registered already. It may have to wait, see
// Loosen.
func (f *Founder) AddRefiner(ctx context.Context, dao *ledger.DataDAO, b *bundle.Bundle, schema []byte, wait bool) (uint64, error) {
	digest, dlp := b.Digest, dao.ID
	known, err := f.Ledger.Refiners(ctx, dlp)
	if err != nil {
		return 0, err
	}
	for _, r := range known {
		if r.BundleDigest == digest {
			return r.ID, nil
		}
	}
	f.say("publishing refiner " + b.Manifest.Name)
	url, err := f.Publish(ctx, b)
	if err != nil {
		return 0, err
	}
	id, _, err := f.Blobs.Put(ctx, bytes.NewReader(schema))
	if err != nil {
		return 0, fmt.Errorf("storing the schema: %w", err)
	}
	schemaDigest, codec, err := blob.DigestOf(id)
	if err != nil {
		return 0, err
	}
	if codec != 0 {
		return 0, fmt.Errorf("%w: the schema is larger than one block", ErrNoSchema)
	}
	receipt, err := f.Loosen(ctx, dao, fmt.Sprintf("dao/refiner/%d/%x", dlp, digest), wait, f.Ledger.AddRefiner(dlp, b.Manifest.Name, schemaDigest, digest, url))
	if err != nil {
		return 0, fmt.Errorf("registering refiner %s: %w", b.Manifest.Name, err)
	}
	return f.Ledger.RefinerAdded(receipt)
}

// PublishRefiner adds a refiner to a DataDAO that stands.
func (f *Founder) PublishRefiner(ctx context.Context, dao *ledger.DataDAO, b *bundle.Bundle, wait bool) (uint64, error) {
	if b.Manifest.Kind != bundle.Refiner {
		return 0, fmt.Errorf("%w: %s is no refiner", ErrKind, b.Manifest.Name)
	}
	schema, err := f.schema(ctx, b)
	if err != nil {
		return 0, err
	}
	return f.AddRefiner(ctx, dao, b, schema, wait)
}

// schema runs the script's table definitions in the sandbox and describes what they make.
func (f *Founder) schema(ctx context.Context, b *bundle.Bundle) ([]byte, error) {
	doc, err := bundle.DescribeSchema(ctx, f.Runner, b)
	if err != nil {
		return nil, fmt.Errorf("reading the tables of refiner %s: %w", b.Manifest.Name, err)
	}
	schema, err := dataset.ParseSchema(doc)
	if err != nil {
		return nil, fmt.Errorf("the tables of refiner %s: %w", b.Manifest.Name, err)
	}
	return schema.Encode()
}

// Publish stores a packed bundle and returns its URL.
func (f *Founder) Publish(ctx context.Context, b *bundle.Bundle) (string, error) {
	id, _, err := f.Blobs.Put(ctx, bytes.NewReader(b.Packed()))
	if err != nil {
		return "", fmt.Errorf("storing bundle %s: %w", b.Manifest.Name, err)
	}
	return blob.URL(id), nil
}

// Grant grants a permission and returns its id. The key tells repeated grants of the same terms apart. It may have to wait, see Loosen.
func (f *Founder) Grant(ctx context.Context, dao *ledger.DataDAO, key string, p ledger.NewPermission, wait bool) (uint64, error) {
	receipt, err := f.Loosen(ctx, dao, key, wait, f.Ledger.Grant(p))
	if err != nil {
		return 0, fmt.Errorf("granting: %w", err)
	}
	return f.Ledger.PermissionAdded(receipt)
}

// PublishInstruction publishes and registers a compute instruction.
func (f *Founder) PublishInstruction(ctx context.Context, b *bundle.Bundle) (uint64, error) {
	if b.Manifest.Kind != bundle.Compute {
		return 0, fmt.Errorf("%w: %s is no compute instruction", ErrKind, b.Manifest.Name)
	}
	url, err := f.Publish(ctx, b)
	if err != nil {
		return 0, err
	}
	receipt, err := ledger.Send(ctx, f.Outbox, fmt.Sprintf("instruction/%x", b.Digest), f.Ledger.AddInstruction(b.Digest, url))
	if err != nil {
		return 0, fmt.Errorf("registering instruction %s: %w", b.Manifest.Name, err)
	}
	return f.Ledger.InstructionAdded(receipt)
}

// Approve sets a DataDAO's approval of an instruction. Approving may have to wait, see Loosen; taking it back never does.
func (f *Founder) Approve(ctx context.Context, dao *ledger.DataDAO, key string, instruction uint64, approved, wait bool) error {
	call := f.Ledger.ApproveInstruction(instruction, dao.ID, approved)
	var err error
	if approved {
		_, err = f.Loosen(ctx, dao, key, wait, call)
	} else {
		_, err = f.Tighten(ctx, key, call)
	}
	if err != nil {
		return fmt.Errorf("approving instruction %d: %w", instruction, err)
	}
	return nil
}

func (f *Founder) say(what string) {
	if f.Progress != nil {
		f.Progress(what)
	}
}
