package cli

import (
	"context"
	"fmt"
	"io"
	"math/big"
	"slices"
	"sort"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/session"
)

func (a *app) rewardGroup() *cobra.Command {
	c := &cobra.Command{Use: "reward", Short: "What my contributions earn"}
	var dao string
	show := &cobra.Command{
		Use: "show", Short: "Show stakes, rewards and what can be claimed", Args: cobra.NoArgs, Example: "  coppice --as ana reward show",
		RunE: func(cmd *cobra.Command, _ []string) error { return a.showRewards(cmd.Context(), dao) },
	}
	claim := &cobra.Command{
		Use: "claim", Short: "Claim what my stakes have accrued", Args: cobra.NoArgs, Example: "  coppice --as ana reward claim --dao fitness",
		RunE: func(cmd *cobra.Command, _ []string) error { return a.claimRewards(cmd.Context(), dao) },
	}
	for _, x := range []*cobra.Command{show, claim} {
		x.Flags().StringVar(&dao, "dao", "", "only this DataDAO, by id or name")
		c.AddCommand(x)
	}
	return c
}

// earningsOf lists where an account has contributed; with dao not empty, only there.
func (a *app) earningsOf(ctx context.Context, s *session.Session, account common.Address, dao string) ([]index.Contributor, error) {
	list, err := s.API.Earnings(ctx, account)
	if err != nil || dao == "" {
		return list, err
	}
	d, err := a.dataset(ctx, s, dao)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list, func(e index.Contributor) bool { return e.DLP != d.ID }), nil
}

// rewardView is one contributor's position in one DataDAO, in whole tokens or VANA.
type rewardView struct {
	Dataset string `json:"dataset"`
	DlpID   uint64 `json:"dlpId"`
	Rewards string `json:"rewards"` // paid for valid files
	Stake   string `json:"stake"`   // earns
	Pending string `json:"pending"` // earns from the next epoch on
	VANA    string `json:"vana"`    // claimable now
	Tokens  string `json:"tokens"`  // claimable now
}

// positions reads an account's positions, one for each DataDAO it has contributed to.
func (a *app) positions(ctx context.Context, s *session.Session, account common.Address, dao string) ([]rewardView, error) {
	earnings, err := a.earningsOf(ctx, s, account, dao)
	if err != nil {
		return nil, err
	}
	list := []rewardView{}
	for _, e := range earnings {
		dao, err := s.Ledger.DataDAO(ctx, e.DLP)
		if err != nil {
			return nil, err
		}
		st, err := s.Ledger.StakeOf(ctx, dao.Pool, account)
		if err != nil {
			return nil, err
		}
		list = append(list, rewardView{
			e.Slug, e.DLP, amount.Format(e.Rewards), amount.Format(st.Active), amount.Format(st.Pending), amount.Format(st.VANA), amount.Format(st.Tokens),
		})
	}
	return list, nil
}

func (a *app) showRewards(ctx context.Context, dao string) error {
	acc, err := a.chosen()
	if err != nil {
		return err
	}
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	list, err := a.positions(ctx, s, acc.Address, dao)
	if err != nil {
		return err
	}
	return a.emit(map[string]any{"address": acc.Address, "rewards": list}, func(w io.Writer) {
		for _, r := range list {
			fmt.Fprintf(w, "%-16s rewards %s, stake %s (and %s from the next epoch on), claimable %s VANA and %s tokens\n", r.Dataset, r.Rewards, r.Stake, r.Pending, r.VANA, r.Tokens)
		}
	})
}

func (a *app) claimRewards(ctx context.Context, dao string) error {
	s, err := a.connect(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	earnings, err := a.earningsOf(ctx, s, s.Key.Address(), dao)
	if err != nil {
		return err
	}
	vana, claimed := new(big.Int), map[string]string{}
	for _, e := range earnings {
		dao, err := s.Ledger.DataDAO(ctx, e.DLP)
		if err != nil {
			return err
		}
		st, err := s.Ledger.StakeOf(ctx, dao.Pool, s.Key.Address())
		if err != nil {
			return err
		}
		if st.VANA.Sign() == 0 && st.Tokens.Sign() == 0 {
			continue
		}
		receipt, err := s.Send(ctx, "claim/"+job.NewNonce(), s.Ledger.ClaimValue(dao.Pool))
		if err != nil {
			return fmt.Errorf("claiming from %s: %w", dao.Slug, err)
		}
		v, t := s.Ledger.ValueClaimed(dao.Pool, receipt)
		vana.Add(vana, v)
		if t.Sign() > 0 {
			claimed[dao.Slug] = amount.Format(t)
		}
	}
	owed, err := s.Ledger.OwedFees(ctx, s.Key.Address())
	if err != nil {
		return err
	}
	if owed.Sign() > 0 { // fees that came back, of files that were not valid
		if _, err := s.Send(ctx, "claim-fees/"+job.NewNonce(), s.Ledger.ClaimFees()); err != nil {
			return fmt.Errorf("claiming fees: %w", err)
		}
		vana.Add(vana, owed)
	}
	claimed["VANA"] = amount.Format(vana)
	return a.emit(map[string]any{"claimed": claimed}, func(w io.Writer) { printAmounts(w, claimed) })
}

func printAmounts(w io.Writer, m map[string]string) {
	names := make([]string, 0, len(m))
	for n := range m {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		fmt.Fprintf(w, "%-16s %s\n", n, m[n])
	}
}

func (a *app) tokenGroup() *cobra.Command {
	c := &cobra.Command{Use: "token", Short: "VANA and DataDAO tokens"}
	var dao, maxPrice string
	buy := &cobra.Command{
		Use: "buy AMOUNT", Short: "Buy a DataDAO's tokens at its sale price", Args: cobra.ExactArgs(1),
		Example: "  coppice --as bob token buy 100 --dao fitness",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.buyTokens(cmd.Context(), args[0], dao, maxPrice)
		},
	}
	buy.Flags().StringVar(&dao, "dao", "", "the DataDAO, by id or name (needed)")
	buy.Flags().StringVar(&maxPrice, "max-price", "", "most VANA to pay for one token (default: its price now)")
	buy.MarkFlagRequired("dao")
	var from string
	withdraw := &cobra.Command{
		Use: "withdraw AMOUNT", Short: "Take what is deposited for jobs back into the wallet", Args: cobra.ExactArgs(1),
		Example: "  coppice --as bob token withdraw 10 --dao fitness\n  coppice --as bob token withdraw 0.5",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.withdrawTokens(cmd.Context(), args[0], from) },
	}
	withdraw.Flags().StringVar(&from, "dao", "", "the DataDAO whose tokens to withdraw, by id or name (default: VANA)")
	c.AddCommand(withdraw)
	c.AddCommand(buy, &cobra.Command{
		Use: "balance", Short: "What I hold, in the wallet and deposited for jobs", Args: cobra.NoArgs,
		Example: "  coppice --as bob token balance",
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.showBalance(cmd.Context()) },
	})
	return c
}

func (a *app) buyTokens(ctx context.Context, text, dao, maxPrice string) error {
	wei, err := amount.Parse(text)
	if err != nil {
		return err
	}
	if wei.Sign() == 0 {
		return usageError{fmt.Errorf("nothing to buy: the amount is 0")}
	}
	s, err := a.connect(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	d, err := a.dataset(ctx, s, dao)
	if err != nil {
		return err
	}
	price, stock, err := s.Ledger.Sale(ctx, d.Address)
	if err != nil {
		return err
	}
	if maxPrice != "" {
		most, err := amount.Parse(maxPrice)
		if err != nil {
			return err
		}
		if price.Cmp(most) > 0 {
			return fault.New(fault.Conflict, "raise --max-price, or wait", "a token of %s costs %s VANA now", d.Slug, amount.Format(price))
		}
	}
	switch {
	case price.Sign() == 0:
		return fault.New(fault.Conflict, "ask its owners", "DataDAO %s sells no tokens", d.Slug)
	case stock.Cmp(wei) < 0:
		return fault.New(fault.Limit, "buy fewer", "DataDAO %s has %s tokens left to sell", d.Slug, amount.Format(stock))
	}
	unit := big.NewInt(1e18)
	cost := new(big.Int).Mul(price, wei)
	cost.Add(cost, new(big.Int).Sub(unit, big.NewInt(1))).Div(cost, unit) // rounded up, as the pool does; the excess comes back
	have, err := s.Ledger.Balance(ctx, s.Key.Address())
	if err != nil {
		return err
	}
	if have.Cmp(cost) < 0 {
		return fault.New(fault.Funds, "on a local network: `coppice account fund`", "%s tokens cost %s VANA, the account has %s", text, amount.Format(cost), amount.Format(have))
	}
	if _, err := s.Send(ctx, "buy/"+job.NewNonce(), s.Ledger.BuyTokens(d.Address, wei, cost)); err != nil {
		return fmt.Errorf("buying tokens of %s: %w", d.Slug, err)
	}
	v := map[string]any{"dataset": d.Slug, "tokens": amount.Format(wei), "vana": amount.Format(cost)}
	return a.emit(v, func(w io.Writer) {
		fmt.Fprintf(w, "bought %s tokens of %s for %s VANA\n", amount.Format(wei), d.Slug, amount.Format(cost))
	})
}

func (a *app) withdrawTokens(ctx context.Context, text, dao string) error {
	wei, err := amount.Parse(text)
	if err != nil {
		return err
	}
	s, err := a.connect(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	name, token := "VANA", common.Address{}
	if dao != "" {
		d, err := a.dataset(ctx, s, dao)
		if err != nil {
			return err
		}
		name, token = d.Slug, d.Token
	}
	free, err := s.Ledger.EngineBalance(ctx, s.Key.Address(), token)
	if err != nil {
		return err
	}
	if free.Cmp(wei) < 0 || wei.Sign() == 0 {
		return fault.New(fault.Funds, "`coppice token balance` shows what is deposited", "%s of %s cannot be withdrawn, %s is deposited and free", text, name, amount.Format(free))
	}
	if _, err := s.Send(ctx, "withdraw/"+job.NewNonce(), s.Ledger.Withdraw(token, wei)); err != nil {
		return fmt.Errorf("withdrawing: %w", err)
	}
	v := map[string]any{"token": name, "amount": amount.Format(wei)}
	return a.emit(v, func(w io.Writer) { fmt.Fprintf(w, "withdrew %s %s\n", amount.Format(wei), name) })
}

func (a *app) showBalance(ctx context.Context) error {
	acc, err := a.chosen()
	if err != nil {
		return err
	}
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	names, err := tokenNames(ctx, s)
	if err != nil {
		return err
	}
	held, deposited := map[string]string{}, map[string]string{}
	for token, name := range names {
		var wei *big.Int
		if token == (common.Address{}) {
			wei, err = s.Ledger.Balance(ctx, acc.Address)
		} else {
			wei, err = s.Ledger.TokenBalance(ctx, token, acc.Address)
		}
		if err != nil {
			return err
		}
		held[name] = amount.Format(wei)
		free, err := s.Ledger.EngineBalance(ctx, acc.Address, token)
		if err != nil {
			return err
		}
		deposited[name] = amount.Format(free)
	}
	v := map[string]any{"address": acc.Address, "tokens": held, "deposited": deposited}
	return a.emit(v, func(w io.Writer) {
		printAmounts(w, held)
		fmt.Fprintln(w, "deposited for jobs")
		printAmounts(w, deposited)
	})
}
