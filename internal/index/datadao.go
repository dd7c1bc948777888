package index

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
)

// DLP is a DataDAO as it is now. Its terms of sale and reward are not here: a pool does not announce the ones it starts with.
type DLP struct {
	ID       uint64
	Slug     string // the dataset's name
	Address  common.Address
	Token    common.Address // its VRC-20
	Owner    common.Address
	IconURL  string
	Website  string
	Metadata string
	Block    uint64
	Time     uint64 // unix seconds

	Refiners []Refiner // also retired ones
}

// Refiner turns a DataDAO's exports into tables.
type Refiner struct {
	ID        uint64
	DLP       uint64
	Name      string
	SchemaURL string // ipfs:// of the schema document
	BundleURL string // ipfs:// of the packed bundle
	Active    bool
	Block     uint64
}

// IntakeKey is a DataDAO's current intake key. Whoever seals to it must check Signature first.
type IntakeKey struct {
	DLP       uint64
	Digest    [32]byte // sha2-256 of Recipient
	Epoch     uint64
	Recipient string
	Validator common.Address
	Deadline  uint64 // unix seconds
	Signature []byte
	Block     uint64
}

// Contributor is what one account has earned in one DataDAO. Amounts in wei of the DataDAO's token, VANAClaimed in wei.
type Contributor struct {
	Account       common.Address
	DLP           uint64
	Slug          string
	Token         common.Address
	Rewards       *big.Int // paid for valid files
	StakeCredited *big.Int
	VANAClaimed   *big.Int
	TokensClaimed *big.Int // of value returned, without Rewards
}

const dlpColumns = `SELECT d.id, d.slug, d.pool, coalesce((SELECT token FROM dlp_token WHERE dlp = d.id ORDER BY seq DESC LIMIT 1), zeroblob(20)),
  coalesce((SELECT owner FROM dlp_owner WHERE dlp = d.id ORDER BY seq DESC LIMIT 1), d.owner), d.icon, d.website, d.metadata, d.seq, b.time
FROM dlp d JOIN block b ON b.number = d.seq >> 20 `

func scanDLP(row func(...any) error, d *DLP) error {
	var seq int64
	err := row(&d.ID, &d.Slug, &d.Address, &d.Token, &d.Owner, &d.IconURL, &d.Website, &d.Metadata, &seq, &d.Time)
	d.Block = blockOf(seq)
	return err
}

// DLP returns one DataDAO, or ErrNotFound.
func (x *Index) DLP(ctx context.Context, id uint64) (DLP, error) {
	return x.dlp(ctx, fmt.Sprintf("DataDAO %d", id), `WHERE d.id = ?`, int64(id))
}

// DLPBySlug returns one DataDAO, or ErrNotFound.
func (x *Index) DLPBySlug(ctx context.Context, slug string) (DLP, error) {
	return x.dlp(ctx, fmt.Sprintf("DataDAO %q", slug), `WHERE d.slug = ?`, slug)
}

func (x *Index) dlp(ctx context.Context, what, where string, key any) (d DLP, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err := list(v, what, dlpColumns+where, []any{key}, scanDLP)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return fmt.Errorf("%w: %s", ErrNotFound, what)
		}
		d = all[0]
		d.Refiners, err = v.refiners(d.ID)
		return err
	})
	return d, err
}

// DLPs lists all DataDAOs with their refiners, ascending by id.
func (x *Index) DLPs(ctx context.Context) ([]DLP, error) {
	all := []DLP{}
	for after := uint64(0); ; after = all[len(all)-1].ID {
		page, err := x.DLPPage(ctx, after, MaxLimit)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < MaxLimit {
			return all, nil
		}
	}
}

// DLPPage lists at most n DataDAOs with their refiners, ascending by id after the given one. n = 0 means DefaultLimit; at most MaxLimit.
func (x *Index) DLPPage(ctx context.Context, after uint64, n int) (all []DLP, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err = list(v, "DataDAOs", dlpColumns+`WHERE d.id > ? ORDER BY d.id LIMIT ?`, []any{int64(after), limit(n)}, scanDLP)
		for i := range all {
			if err == nil {
				all[i].Refiners, err = v.refiners(all[i].ID)
			}
		}
		return err
	})
	return all, err
}

const refinerColumns = `SELECT id, dlp, name, schema_url, bundle_url, closed IS NULL, seq FROM refiner `

func scanRefiner(row func(...any) error, r *Refiner) error {
	var seq int64
	err := row(&r.ID, &r.DLP, &r.Name, &r.SchemaURL, &r.BundleURL, &r.Active, &seq)
	r.Block = blockOf(seq)
	return err
}

func (v *view) refiners(dlp uint64) ([]Refiner, error) {
	return list(v, "refiners", refinerColumns+`WHERE dlp = ? ORDER BY id`, []any{int64(dlp)}, scanRefiner)
}

// Refiners lists the refiners of a DataDAO, also retired ones.
func (x *Index) Refiners(ctx context.Context, dlp uint64) (all []Refiner, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err = v.refiners(dlp)
		return err
	})
	return all, err
}

// Refiner returns one refiner, or ErrNotFound.
func (x *Index) Refiner(ctx context.Context, id uint64) (r Refiner, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err := list(v, "a refiner", refinerColumns+`WHERE id = ?`, []any{int64(id)}, scanRefiner)
		if err == nil && len(all) == 0 {
			err = fmt.Errorf("%w: refiner %d", ErrNotFound, id)
		}
		if err == nil {
			r = all[0]
		}
		return err
	})
	return r, err
}

// IntakeKey returns the newest intake key of a DataDAO, or ErrNotFound.
func (x *Index) IntakeKey(ctx context.Context, dlp uint64) (k IntakeKey, err error) {
	err = x.look(ctx, func(v *view) error {
		var seq int64
		err := v.get(fmt.Sprintf("intake key of DataDAO %d", dlp),
			`SELECT dlp, digest, epoch, recipient, validator, deadline, signature, seq FROM intake_key WHERE dlp = ? ORDER BY seq DESC LIMIT 1`, []any{int64(dlp)},
			&k.DLP, (*common.Hash)(&k.Digest), &k.Epoch, &k.Recipient, &k.Validator, &k.Deadline, &k.Signature, &seq)
		k.Block = blockOf(seq)
		return err
	})
	return k, err
}

const contributorColumns = `SELECT c.account, c.dlp, d.slug, coalesce((SELECT token FROM dlp_token WHERE dlp = c.dlp ORDER BY seq DESC LIMIT 1), zeroblob(20)),
  c.reward, c.stake, c.vana, c.tokens FROM contributor c JOIN dlp d ON d.id = c.dlp `

func scanContributor(row func(...any) error, c *Contributor) error {
	return row(&c.Account, &c.DLP, &c.Slug, &c.Token, amount(&c.Rewards), amount(&c.StakeCredited), amount(&c.VANAClaimed), amount(&c.TokensClaimed))
}

// Earnings lists what an account has earned, one entry per DataDAO, ascending by DataDAO.
func (x *Index) Earnings(ctx context.Context, account common.Address) (all []Contributor, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err = list(v, "earnings", contributorColumns+
			`JOIN (SELECT max(seq) AS newest FROM contributor WHERE account = ? GROUP BY dlp) n ON c.seq = n.newest ORDER BY c.dlp`, []any{account}, scanContributor)
		return err
	})
	return all, err
}

// Contributors lists at most n contributors of a DataDAO, ascending by address after the given one. n = 0 means DefaultLimit; at most MaxLimit.
func (x *Index) Contributors(ctx context.Context, dlp uint64, after common.Address, n int) (all []Contributor, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err = list(v, "contributors", contributorColumns+
			`JOIN (SELECT max(seq) AS newest FROM contributor WHERE dlp = ? AND account > ? GROUP BY account ORDER BY account LIMIT ?) n ON c.seq = n.newest ORDER BY c.account`,
			[]any{int64(dlp), after, limit(n)}, scanContributor)
		return err
	})
	return all, err
}
