package index

import (
	"context"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
)

// Validator is an admitted validator; one that was admitted again appears once, as it is now.
type Validator struct {
	Address        common.Address
	Index          uint64 // 1-based
	URL            string
	Platform       uint8 // see ledger.Platform constants
	Measurement    [32]byte
	EvidenceDigest [32]byte // of its identity document
	Active         bool
	Block          uint64 // of its admission
	Time           uint64 // unix seconds

	// JobEarnings is what access jobs have paid it, in wei per token (zero address = VANA). Fees for proofs and refinements are not in it.
	JobEarnings map[common.Address]*big.Int
}

// Totals are the network's books over all access jobs.
type Totals struct {
	Height uint64                      // of the checkpoint they are taken at
	Burned map[common.Address]*big.Int // wei per token; zero address = VANA; tokens never burned are 0
}

// Validators lists all validators, also removed ones, in the order of their latest admission.
func (x *Index) Validators(ctx context.Context) (all []Validator, err error) {
	err = x.look(ctx, func(v *view) error {
		all, err = list(v, "validators", `SELECT n.address, n.number, n.url, n.measurement,
  coalesce((SELECT evidence FROM validator_key WHERE address = n.address ORDER BY seq DESC LIMIT 1), n.evidence), n.platform, n.closed IS NULL, n.seq, b.time
FROM validator n JOIN block b ON b.number = n.seq >> 20
WHERE n.seq = (SELECT max(seq) FROM validator WHERE address = n.address) ORDER BY n.seq`, nil, func(row func(...any) error, n *Validator) error {
			var seq int64
			err := row(&n.Address, &n.Index, &n.URL, (*common.Hash)(&n.Measurement), (*common.Hash)(&n.EvidenceDigest), &n.Platform, &n.Active, &seq, &n.Time)
			n.Block = blockOf(seq)
			return err
		})
		if err != nil {
			return err
		}
		tokens, err := v.tokens()
		for i := range all {
			if err == nil {
				all[i].JobEarnings, err = v.newest(`SELECT total_settler FROM settlement WHERE token = ? AND settler = ? ORDER BY seq DESC LIMIT 1`, tokens, all[i].Address)
			}
		}
		return err
	})
	return all, err
}

// CurrentSetID is the id of the validator set in force, 0 before the first.
func (x *Index) CurrentSetID(ctx context.Context) (id uint64, err error) {
	err = x.look(ctx, func(v *view) error {
		return v.get("validator set", `SELECT coalesce((SELECT id FROM validator_set ORDER BY seq DESC LIMIT 1), 0)`, nil, &id)
	})
	return id, err
}

// Totals returns what access jobs have burned.
func (x *Index) Totals(ctx context.Context) (t Totals, err error) {
	err = x.look(ctx, func(v *view) error {
		if err := v.get("checkpoint", `SELECT coalesce((SELECT number FROM block ORDER BY number DESC LIMIT 1), 0)`, nil, &t.Height); err != nil {
			return err
		}
		tokens, err := v.tokens()
		if err == nil {
			t.Burned, err = v.newest(`SELECT total_burned FROM settlement WHERE token = ? ORDER BY seq DESC LIMIT 1`, tokens)
		}
		return err
	})
	return t, err
}

// tokens lists VANA and every token a DataDAO has or had.
func (v *view) tokens() ([]common.Address, error) {
	all, err := list(v, "tokens", `SELECT DISTINCT token FROM dlp_token ORDER BY token`, nil, func(row func(...any) error, a *common.Address) error { return row(a) })
	return append([]common.Address{{}}, all...), err
}

// newest asks the running total of each token.
func (v *view) newest(query string, tokens []common.Address, args ...any) (map[common.Address]*big.Int, error) {
	sums := make(map[common.Address]*big.Int, len(tokens))
	for _, t := range tokens {
		found, err := list(v, "totals", query, append([]any{t}, args...), func(row func(...any) error, n **big.Int) error { return row(amount(n)) })
		if err != nil {
			return nil, err
		}
		sums[t] = new(big.Int)
		if len(found) > 0 {
			sums[t] = found[0]
		}
	}
	return sums, nil
}
