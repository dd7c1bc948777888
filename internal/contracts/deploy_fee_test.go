package contracts

import (
	"context"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
)

// pool is a chain that takes transactions and mines nothing until one offers enough.
type pool struct {
	*chain
	enough *big.Int
	offers []*big.Int // for the first nonce, in order
	refuse string     // what it says to offers that are not enough; "" takes them
}

func (p *pool) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	if tx.Nonce() == 0 {
		p.offers = append(p.offers, tx.GasFeeCap())
	}
	if tx.GasFeeCap().Cmp(p.enough) >= 0 {
		p.silent = false
		return p.chain.SendTransaction(ctx, tx)
	}
	if p.refuse != "" {
		return errors.New(p.refuse)
	}
	return nil
}

func stuck(t *testing.T, enough, most int64, refuse string) (*pool, *Deployment) {
	t.Helper()
	c, opts := newChain(t)
	c.silent = true
	p := &pool{chain: c, enough: big.NewInt(enough), refuse: refuse}
	d, err := NewDeployment(p, opts, testParams())
	if err != nil {
		t.Fatal(err)
	}
	d.MaxFee = big.NewInt(most)
	d.pace = pace{first: time.Millisecond, most: 2 * time.Millisecond, resend: 5 * time.Millisecond, bump: 20 * time.Millisecond, looks: 3}
	return p, d
}

func TestDeployRaisesItsFeesUntilItMoves(t *testing.T) {
	for _, refuse := range []string{"", "transaction underpriced", "replacement transaction underpriced"} {
		p, d := stuck(t, 20e9, 1000e9, refuse)
		if _, err := d.Run(t.Context()); err != nil {
			t.Fatalf("%q: %v", refuse, err)
		}
		last := p.offers[len(p.offers)-1]
		if last.Cmp(p.enough) < 0 || last.Cmp(big.NewInt(26e9)) > 0 {
			t.Errorf("%q: it ended at %s wei per gas", refuse, last)
		}
		for i := 1; i < len(p.offers); i++ {
			if same := p.offers[i].Cmp(p.offers[i-1]); same < 0 {
				t.Errorf("%q: offer %d is lower than the one before: %v", refuse, i, p.offers)
			} else if tenth := new(big.Int).Div(new(big.Int).Mul(p.offers[i-1], big.NewInt(11)), big.NewInt(10)); same > 0 && p.offers[i].Cmp(tenth) < 0 {
				t.Errorf("%q: offer %d is no valid replacement: %v", refuse, i, p.offers)
			}
		}
	}
}

func TestDeployOffersNoMoreThanAllowed(t *testing.T) {
	p, d := stuck(t, 1000e9, 30e9, "")
	if _, err := d.Run(t.Context()); !errors.Is(err, ErrFeeLimit) {
		t.Errorf("got %v, want ErrFeeLimit", err)
	}
	if last := p.offers[len(p.offers)-1]; last.Cmp(big.NewInt(30e9)) != 0 {
		t.Errorf("the last offer was %s, want all that is allowed", last)
	}
}
