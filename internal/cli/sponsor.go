package cli

import (
	"context"
	"fmt"
	"io"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/session"
)

// sponsorView is how a DataDAO's sponsoring is shown; amounts in whole VANA.
type sponsorView struct {
	Budget        string          `json:"budget"`
	PerEpoch      string          `json:"perEpoch"`
	PerFile       string          `json:"perFile"`
	FilesPerOwner uint32          `json:"filesPerOwner"`
	Relayer       *common.Address `json:"relayer,omitempty"`
}

func sponsorOf(ctx context.Context, s *session.Session, pool common.Address) (*sponsorView, error) {
	terms, err := s.Ledger.SponsorTerms(ctx, pool)
	if err != nil {
		return nil, err
	}
	budget, err := s.Ledger.SponsorBudget(ctx, pool)
	if err != nil {
		return nil, err
	}
	v := &sponsorView{Budget: amount.Format(budget), PerEpoch: amount.Format(terms.PerEpoch), PerFile: amount.Format(terms.PerFile), FilesPerOwner: terms.FilesPerOwner}
	if terms.Relayer != (common.Address{}) {
		v.Relayer = &terms.Relayer
	}
	return v, nil
}

func (v *sponsorView) print(w io.Writer) {
	if v.PerEpoch == "0" {
		fmt.Fprintf(w, "  sponsors nobody (budget %s VANA)\n", v.Budget)
		return
	}
	fmt.Fprintf(w, "  sponsors contributors: budget %s VANA, at most %s an epoch, %s a file to the relayer", v.Budget, v.PerEpoch, v.PerFile)
	if v.FilesPerOwner != 0 {
		fmt.Fprintf(w, ", %d files of each", v.FilesPerOwner)
	}
	if v.Relayer != nil {
		fmt.Fprintf(w, ", through %s", v.Relayer)
	}
	fmt.Fprintln(w)
}

// sponsorFlags are what `dao sponsor` changes; what is empty stays.
type sponsorFlags struct {
	fund, withdraw, perEpoch, perFile, relayer string
	filesPerOwner                              int64 // negative = stays
}

func (a *app) sponsorDAO() *cobra.Command {
	var f sponsorFlags
	c := &cobra.Command{
		Use: "sponsor DAO", Short: "Pay for contributors without VANA: budget and terms", Args: cobra.ExactArgs(1),
		Long: `A DataDAO can pay for its contributors, who then need no VANA: ` + "`coppice contribute --sponsored`" + `. Anybody may add to the budget; its owner
sets the terms and may take the budget back. Both take effect at once. Without --per-epoch, nobody is sponsored.`,
		Example: "  coppice --as ana dao sponsor steps --fund 10 --per-epoch 1 --per-file 0.001 --files-per-owner 20",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.runSponsor(cmd.Context(), args[0], f) },
	}
	fl := c.Flags()
	fl.StringVar(&f.fund, "fund", "", "VANA to add to the budget")
	fl.StringVar(&f.withdraw, "withdraw", "", "VANA to take from the budget")
	fl.StringVar(&f.perEpoch, "per-epoch", "", "VANA to spend in an epoch at most; 0 = sponsor nobody")
	fl.StringVar(&f.perFile, "per-file", "", "VANA to the relayer for each file, for its gas")
	fl.Int64Var(&f.filesPerOwner, "files-per-owner", -1, "files of each contributor at most, over all time; 0 = no limit")
	fl.StringVar(&f.relayer, "relayer", "", "address that alone may submit, or any")
	return c
}

// change returns the terms with what the flags say, and whether they say anything.
func (f sponsorFlags) change(t ledger.SponsorTerms) (ledger.SponsorTerms, bool, error) {
	for _, x := range []struct {
		text string
		into **big.Int
		bits int // of the contract's field
	}{{f.perEpoch, &t.PerEpoch, 128}, {f.perFile, &t.PerFile, 96}} {
		if x.text == "" {
			continue
		}
		v, err := amount.Parse(x.text)
		if err != nil {
			return t, false, err
		}
		if v.BitLen() > x.bits {
			return t, false, fault.New(fault.Invalid, "use a smaller number", "%s VANA are more than there can be", x.text)
		}
		*x.into = v
	}
	if f.filesPerOwner > 1<<32-1 {
		return t, false, usageError{fmt.Errorf("--files-per-owner %d is too large", f.filesPerOwner)}
	}
	if f.filesPerOwner >= 0 {
		t.FilesPerOwner = uint32(f.filesPerOwner)
	}
	switch {
	case f.relayer == "any":
		t.Relayer = common.Address{}
	case f.relayer != "" && !common.IsHexAddress(f.relayer):
		return t, false, usageError{fmt.Errorf("--relayer %q is neither an address nor any", f.relayer)}
	case f.relayer != "":
		t.Relayer = common.HexToAddress(f.relayer)
	}
	return t, f.perEpoch != "" || f.perFile != "" || f.filesPerOwner >= 0 || f.relayer != "", nil
}

func (a *app) runSponsor(ctx context.Context, name string, f sponsorFlags) error {
	if f == (sponsorFlags{filesPerOwner: -1}) {
		return usageError{fmt.Errorf("nothing to change was named")}
	}
	if _, _, err := f.change(ledger.SponsorTerms{}); err != nil { // before anything is sent
		return err
	}
	add, take, err := f.amounts()
	if err != nil {
		return err
	}
	d, err := a.decide(ctx, name)
	if err != nil {
		return err
	}
	defer d.Close()
	terms, err := d.Ledger.SponsorTerms(ctx, d.dao.Pool)
	if err != nil {
		return err
	}
	terms, changed, err := f.change(terms)
	if err != nil {
		return err
	}
	var calls []ledger.Call
	if changed {
		calls = append(calls, d.Ledger.SetSponsorTerms(d.dao.Pool, terms))
	}
	if add != nil {
		calls = append(calls, d.Ledger.FundSponsorBudget(d.dao.Pool, add))
	}
	if take != nil {
		if err := d.coversWithdrawal(ctx, add, take); err != nil {
			return err
		}
		calls = append(calls, d.Ledger.WithdrawSponsorBudget(d.dao.Pool, d.Key.Address(), take))
	}
	if _, err := d.founder.Tighten(ctx, "sponsor/"+job.NewNonce(), calls...); err != nil {
		return err
	}
	v, err := sponsorOf(ctx, d.Session, d.dao.Pool)
	if err != nil {
		return err
	}
	return a.emit(map[string]any{"dlpId": d.dao.ID, "sponsor": v}, func(w io.Writer) {
		fmt.Fprintln(w, d.dao.Slug)
		v.print(w)
	})
}

// amounts are what goes into the budget and out of it; nil = nothing.
func (f sponsorFlags) amounts() (add, take *big.Int, err error) {
	for _, x := range []struct {
		text string
		into **big.Int
	}{{f.fund, &add}, {f.withdraw, &take}} {
		if x.text == "" {
			continue
		}
		if *x.into, err = amount.Parse(x.text); err != nil {
			return nil, nil, err
		}
	}
	return add, take, nil
}

// coversWithdrawal says in advance what the contract would only call a parameter out of its range.
func (d *decider) coversWithdrawal(ctx context.Context, add, take *big.Int) error {
	budget, err := d.Ledger.SponsorBudget(ctx, d.dao.Pool)
	if err != nil {
		return err
	}
	if add != nil {
		budget.Add(budget, add)
	}
	if budget.Cmp(take) < 0 {
		return fault.New(fault.Funds, "withdraw at most that much", "the sponsor budget of %s is %s VANA", d.dao.Slug, amount.Format(budget))
	}
	return nil
}
