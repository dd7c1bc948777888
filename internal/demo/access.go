package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/sync/errgroup"

	"github.com/coppice-network/coppice/examples/fitness"
	"github.com/coppice-network/coppice/internal/access"
	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/query"
	"github.com/coppice-network/coppice/internal/session"
)

// tokensBought is what the AI builder buys of each DataDAO's VRC-20: ample for the demo's three jobs.
var tokensBought = new(big.Int).Mul(big.NewInt(100), big.NewInt(1e18))

// purchase waits for the stakes to count, then buys tokens of both DataDAOs and puts them into the buyer's balance.
func (d *Demo) purchase(ctx context.Context) error {
	if err := d.nextEpoch(ctx); err != nil {
		return err
	}
	out, err := d.buyer.Outbox(ctx)
	if err != nil {
		return err
	}
	l := d.buyer.Ledger
	var mu sync.Mutex
	paid := new(big.Int)
	g, ctx := errgroup.WithContext(ctx)
	for slug, dao := range d.daos {
		g.Go(func() error {
			price, _, err := l.Sale(ctx, dao.Pool)
			if err != nil {
				return err
			}
			cost := new(big.Int).Mul(price, new(big.Int).Div(tokensBought, big.NewInt(1e18)))
			if _, err := ledger.Send(ctx, out, "demo/buy/"+slug, l.BuyTokens(dao.Pool, tokensBought, cost)); err != nil {
				return fmt.Errorf("buying tokens of %s: %w", slug, err)
			}
			if _, err := ledger.Send(ctx, out, "demo/approve/"+slug, l.Approve(dao.Token, tokensBought)); err != nil {
				return fmt.Errorf("approving tokens of %s: %w", slug, err)
			}
			if _, err := ledger.Send(ctx, out, "demo/deposit/"+slug, l.Deposit(dao.Token, tokensBought)); err != nil {
				return fmt.Errorf("depositing tokens of %s: %w", slug, err)
			}
			mu.Lock()
			defer mu.Unlock()
			paid.Add(paid, cost)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	d.say("Purchase", "the AI builder buys 100 tokens of each DataDAO for %s VANA; nine tenths go to contributors by stake", amount.Format(paid))
	return nil
}

// nextEpoch waits until the stakes of this run's contributions earn: from the epoch after their own.
func (d *Demo) nextEpoch(ctx context.Context) error {
	for slug, dao := range d.daos {
		for {
			pending, err := d.founder.Ledger.PendingStake(ctx, dao.Pool)
			if err != nil {
				return err
			}
			if pending.Sign() == 0 {
				break
			}
			number, seconds, err := d.founder.Ledger.Epoch(ctx, dao.Pool)
			if err != nil {
				return err
			}
			next := time.Unix(int64((number+1)*seconds), 0)
			wait := max(next.Sub(d.o.Clock()), 100*time.Millisecond)
			d.say("Epoch", "new stake in %s earns from the next epoch on: %.0f s", slug, wait.Seconds())
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(wait):
			}
			// The chain's clock moves with its blocks only: any transaction brings it past the boundary.
			if err := d.o.Fund(ctx, d.founder.Key.Address(), big.NewInt(1)); err != nil {
				return err
			}
		}
	}
	return nil
}

// access runs the two queries and the training as three jobs side by side.
func (d *Demo) access(ctx context.Context) error {
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	run := func(w access.Wish, done func(*access.Delivery) error) {
		g.Go(func() error {
			b, err := d.buyer.Buyer(ctx)
			if err != nil {
				return err
			}
			delivery, err := b.Run(ctx, w)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			d.report.jobs = append(d.report.jobs, delivery.JobID)
			return done(delivery)
		})
	}
	run(access.Wish{SQL: fitness.HighActivity}, func(x *access.Delivery) (err error) {
		d.report.Query, err = answer(fitness.HighActivity, x)
		d.say("Query", "%s\n%d rows; job %d, receipt signed by %s", wrap(fitness.HighActivity), len(d.report.Query.Rows), x.JobID, x.Receipt.Validator)
		return err
	})
	run(access.Wish{SQL: fitness.Join}, func(x *access.Delivery) (err error) {
		d.report.Join, err = answer(fitness.Join, x)
		d.say("Join over two DataDAOs", "%s\n%d contributors are in both; job %d", wrap(fitness.Join), len(d.report.Join.Rows), x.JobID)
		return err
	})
	run(access.Wish{SQL: fitness.Training, Instruction: d.train}, d.trained)
	return g.Wait()
}

// wrap breaks a statement before its clauses, for reading.
func wrap(sql string) string {
	for _, clause := range []string{" FROM ", " WHERE ", " JOIN ", " GROUP BY ", " ORDER BY "} {
		sql = strings.Replace(sql, clause, "\n  "+strings.TrimSpace(clause)+" ", 1)
	}
	return sql
}

func answer(sql string, x *access.Delivery) (*Answer, error) {
	t, err := query.DecodeResult(x.Artifacts["result.parquet"])
	if err != nil {
		return nil, fmt.Errorf("job %d: %w", x.JobID, err)
	}
	if t.Rows == nil {
		t.Rows = [][]any{}
	}
	return &Answer{SQL: sql, Columns: t.Columns, Rows: t.Rows}, nil
}

func (d *Demo) trained(x *access.Delivery) error {
	t := &Training{Instruction: d.train}
	for _, a := range x.Manifest.Artifacts {
		t.Artifacts = append(t.Artifacts, Artifact{a.Name, a.CID, a.Bytes})
	}
	if err := json.Unmarshal(x.Artifacts["metrics.json"], &t.Metrics); err != nil {
		return fmt.Errorf("metrics of job %d: %w", x.JobID, err)
	}
	d.report.Training = t
	m := t.Metrics
	d.say("Training", "calories learnt from %d rows: error %.0f kcal on %d unseen rows, against %.0f for the mean; job %d", m.TrainRows, m.RMSE, m.TestRows, m.BaselineRMSE, x.JobID)
	return nil
}

// claim pays every contributor what their stakes have accrued.
func (d *Demo) claim(ctx context.Context) error {
	var mu sync.Mutex
	vana := new(big.Int)
	g, ctx := errgroup.WithContext(ctx)
	for _, p := range d.people {
		row := &Claimed{Address: p.session.Key.Address(), Contributor: p.name, claimed: map[string]*big.Int{"VANA": new(big.Int)}}
		d.report.Economics.Contributors = append(d.report.Economics.Contributors, row)
		for slug, dao := range d.daos {
			g.Go(func() error {
				gotVANA, gotTokens, err := claimOne(ctx, p.session, slug, dao.Pool)
				if err != nil {
					return fmt.Errorf("%s from %s: %w", p.name, slug, err)
				}
				mu.Lock()
				defer mu.Unlock()
				row.claimed["VANA"].Add(row.claimed["VANA"], gotVANA)
				if gotTokens.Sign() > 0 {
					row.claimed[slug] = gotTokens
				}
				vana.Add(vana, gotVANA)
				return nil
			})
		}
	}
	if err := g.Wait(); err != nil {
		return err
	}
	d.say("Claim", "contributors claimed %s VANA and their share of the tokens that were charged", amount.About(vana))
	return nil
}

func claimOne(ctx context.Context, s *session.Session, slug string, pool common.Address) (vana, tokens *big.Int, err error) {
	stake, err := s.Ledger.StakeOf(ctx, pool, s.Key.Address())
	if err != nil {
		return nil, nil, err
	}
	if stake.VANA.Sign() == 0 && stake.Tokens.Sign() == 0 {
		return new(big.Int), new(big.Int), nil
	}
	out, err := s.Outbox(ctx)
	if err != nil {
		return nil, nil, err
	}
	receipt, err := ledger.Send(ctx, out, "demo/claim/"+slug, s.Ledger.ClaimValue(pool))
	if err != nil {
		return nil, nil, err
	}
	vana, tokens = s.Ledger.ValueClaimed(pool, receipt)
	return vana, tokens, nil
}

// books reads every job's settlement and the totals, and checks that they balance.
func (d *Demo) books(ctx context.Context) error {
	names := map[common.Address]string{{}: "VANA"}
	for slug, dao := range d.daos {
		names[dao.Token] = slug
	}
	for _, id := range d.report.jobs {
		j, err := d.buyer.API.Job(ctx, id)
		if err != nil {
			return err
		}
		row := Job{JobID: id}
		for _, s := range j.Settlements {
			c := Charge{
				Token: names[s.Token], Charged: amount.Format(s.Charged), Burned: amount.Format(s.Burned), Validator: amount.Format(s.Validator),
				Contributors: amount.Format(s.Contributors), Treasury: amount.Format(s.Treasury), Refunded: amount.Format(s.Refunded),
			}
			spent := new(big.Int)
			for _, part := range []*big.Int{s.Burned, s.Validator, s.Contributors, s.Treasury} {
				spent.Add(spent, part)
			}
			if spent.Cmp(s.Charged) != 0 {
				return fault.New(fault.Integrity, "", "the books of job %d in %s do not balance: charged %s, spent %s", id, c.Token, s.Charged, spent)
			}
			row.Charges = append(row.Charges, c)
		}
		d.report.Jobs = append(d.report.Jobs, row)
	}
	d.report.sortJobs()
	return d.totals(ctx)
}

func (d *Demo) totals(ctx context.Context) error {
	l := d.founder.Ledger
	burned, err := l.Burned(ctx)
	if err != nil {
		return err
	}
	e := &d.report.Economics
	e.Burned = Burned{VANA: amount.Format(burned), Tokens: map[string]string{}}
	for slug, dao := range d.daos {
		supply, limit, err := l.TokenSupply(ctx, dao.Token)
		if err != nil {
			return err
		}
		e.Burned.Tokens[slug] = amount.Format(new(big.Int).Sub(limit, supply))
	}
	validators, err := l.Validators(ctx)
	if err != nil {
		return err
	}
	for _, v := range validators {
		jobs, err := l.EngineBalance(ctx, v.Address, common.Address{})
		if err != nil {
			return err
		}
		e.Validators = append(e.Validators, Earned{v.Address, map[string]string{"VANA": amount.Format(new(big.Int).Add(v.Earned, jobs))}})
	}
	for _, c := range e.Contributors {
		c.format()
	}
	d.say("Economics", "burned %s VANA, %s FIT and %s SLEEP", e.Burned.VANA, e.Burned.Tokens["fitness"], e.Burned.Tokens["sleep"])
	return nil
}
