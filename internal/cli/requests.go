package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
)

// requestView is how an access request is shown.
type requestView struct {
	ID           uint64         `json:"requestId"`
	Requester    common.Address `json:"requester"`
	RefinerID    uint64         `json:"refinerId"`
	Table        string         `json:"table"`
	Column       string         `json:"column"`
	Price        string         `json:"price"`
	Purpose      string         `json:"purpose"`
	PermissionID uint64         `json:"permissionId,omitempty"`
	Closed       bool           `json:"closed"`
}

func viewRequest(r ledger.AccessRequest) requestView {
	return requestView{r.ID, r.Requester, r.RefinerID, r.Table, r.Column, amount.Format(r.Price), r.Purpose, r.PermissionID, r.Closed}
}

func (a *app) listRequests() *cobra.Command {
	var dao string
	var all bool
	c := &cobra.Command{
		Use: "requests", Short: "List what DataDAOs were asked for", Args: cobra.NoArgs,
		Example: "  coppice access requests --dao steps",
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.showRequests(cmd.Context(), dao, all) },
	}
	c.Flags().StringVar(&dao, "dao", "", "only of this DataDAO, by id or name")
	c.Flags().BoolVar(&all, "all", false, "closed ones, too")
	return c
}

// maxRequests bounds how far back the list goes; each request is one call.
const maxRequests = 200

func (a *app) showRequests(ctx context.Context, dao string, all bool) error {
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	refiners := map[uint64]bool{}
	if dao != "" {
		d, err := a.dataset(ctx, s, dao)
		if err != nil {
			return err
		}
		for _, r := range d.Refiners {
			refiners[r.ID] = true
		}
	}
	count, err := s.Ledger.AccessRequestCount(ctx)
	if err != nil {
		return err
	}
	list := []requestView{}
	for id := count; id > 0 && count-id < maxRequests; id-- {
		r, err := s.Ledger.AccessRequest(ctx, id)
		if err != nil {
			return err
		}
		if (all || !r.Closed) && (dao == "" || refiners[r.RefinerID]) {
			list = append(list, viewRequest(r))
		}
	}
	return a.emit(map[string]any{"requests": list}, func(w io.Writer) {
		for _, r := range list {
			what := fmt.Sprintf("refiner %d", r.RefinerID)
			if r.Table != "" {
				what = r.Table
			}
			if r.Column != "" {
				what += "." + r.Column
			}
			state := "open"
			if r.Closed {
				state = "closed"
			}
			if r.PermissionID != 0 {
				state = fmt.Sprintf("answered by permission %d", r.PermissionID)
			}
			fmt.Fprintf(w, "%d  %s  %s at %s a row, %s\n  %q\n", r.ID, r.Requester, what, r.Price, state, r.Purpose)
		}
	})
}

func (a *app) closeRequest() *cobra.Command {
	var permission uint64
	c := &cobra.Command{
		Use: "close REQUEST", Short: "End a request for access: take back your own, or answer or refuse one", Args: cobra.ExactArgs(1),
		Long: "Ends a request for access, at once. Whoever asked may take it back. The DataDAO's owner refuses it, or says with --permission which grant\n" +
			"to the requester answers it; `coppice access grant --to` makes that one first.",
		Example: "  coppice --as bob access close 4\n  coppice --as ana access close 4 --permission 7",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runCloseRequest(cmd.Context(), args[0], permission)
		},
	}
	c.Flags().Uint64Var(&permission, "permission", 0, "the grant that answers it, by id")
	return c
}

func (a *app) runCloseRequest(ctx context.Context, text string, permission uint64) error {
	id, err := strconv.ParseUint(text, 10, 63)
	if err != nil || id == 0 {
		return usageError{fmt.Errorf("%q is not a request id", text)}
	}
	s, err := a.connect(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	r, err := s.Ledger.AccessRequest(ctx, id)
	if err != nil {
		return err
	}
	if r.Closed {
		return fault.New(fault.Conflict, "`coppice access requests --all` shows how it was answered", "request %d is closed already", id)
	}
	if _, err := s.Send(ctx, "close-request/"+job.NewNonce(), s.Ledger.CloseRequest(id, permission)); err != nil {
		return err
	}
	if r, err = s.Ledger.AccessRequest(ctx, id); err != nil {
		return err
	}
	return a.emit(viewRequest(r), func(w io.Writer) { fmt.Fprintf(w, "request %d is closed\n", id) })
}

func (a *app) treasuryDAO() *cobra.Command {
	var withdraw bool
	var to string
	c := &cobra.Command{
		Use: "treasury DAO", Short: "Show a DataDAO's treasury, or take it out", Args: cobra.ExactArgs(1),
		Long: "The treasury is the DataDAO's share of sales, and what jobs paid while nobody had a stake. Its owner takes out all of it, at once; it never\n" +
			"holds what contributors have earned. After a hand-over the owner is the timelock, so token holders vote on it: the command says how.",
		Example: "  coppice dao treasury steps\n  coppice --as ana dao treasury steps --withdraw --to 0x2c7536E3605D9C16a7a3D7b1898e529396a65c23",
		RunE: func(cmd *cobra.Command, args []string) error {
			if withdraw {
				return a.withdrawTreasury(cmd.Context(), args[0], to)
			}
			if to != "" {
				return usageError{fmt.Errorf("--to is for --withdraw")}
			}
			return a.showTreasury(cmd.Context(), args[0])
		},
	}
	c.Flags().BoolVar(&withdraw, "withdraw", false, "take all of it out")
	c.Flags().StringVar(&to, "to", "", "who gets it, an address or an account (default: the account that acts)")
	return c
}

// treasuryView is how a treasury is shown, in whole VANA and tokens.
type treasuryView struct {
	DLP      uint64          `json:"dlpId"`
	VANA     string          `json:"vana"`
	Tokens   string          `json:"tokens"`
	ShareBps uint64          `json:"shareBps"`
	Owner    common.Address  `json:"owner"`
	To       *common.Address `json:"to,omitempty"` // who got it
}

func (v treasuryView) print(w io.Writer, slug string) {
	fmt.Fprintf(w, "%s: %s VANA and %s tokens; %d basis points of sales go there\n", slug, v.VANA, v.Tokens, v.ShareBps)
}

func (a *app) showTreasury(ctx context.Context, name string) error {
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	found, err := a.dataset(ctx, s, name)
	if err != nil {
		return err
	}
	dao, err := s.Ledger.DataDAO(ctx, found.ID)
	if err != nil {
		return err
	}
	t, err := s.Ledger.Treasury(ctx, dao.Pool)
	if err != nil {
		return err
	}
	v := treasuryView{DLP: dao.ID, VANA: amount.Format(t.VANA), Tokens: amount.Format(t.Tokens), ShareBps: t.ShareBps, Owner: dao.Owner}
	return a.emit(v, func(w io.Writer) { v.print(w, dao.Slug) })
}

func (a *app) withdrawTreasury(ctx context.Context, name, to string) error {
	d, err := a.decide(ctx, name)
	if err != nil {
		return err
	}
	defer d.Close()
	target := d.Key.Address()
	if to != "" {
		if target, err = a.parseAddress(to); err != nil {
			return err
		}
	}
	t, err := d.Ledger.Treasury(ctx, d.dao.Pool)
	if err != nil {
		return err
	}
	if t.VANA.Sign() == 0 && t.Tokens.Sign() == 0 {
		return fault.New(fault.Conflict, "`coppice dao treasury` shows it", "the treasury of %s is empty", d.dao.Slug)
	}
	authority, err := d.Ledger.Authority(ctx, d.dao)
	if err != nil {
		return err
	}
	call := d.Ledger.WithdrawTreasury(d.dao.Pool, target)
	if authority.Owner == authority.Timelock {
		return fault.New(fault.Denied, fmt.Sprintf("coppice gov propose --dao %s --call %s:%#x --description ...", d.dao.Slug, d.dao.Pool, call.Data),
			"%s belongs to its token holders, who vote on its treasury", d.dao.Slug)
	}
	receipt, err := ledger.Send(ctx, d.founder.Outbox, "treasury/"+job.NewNonce(), call)
	if err != nil {
		return err
	}
	vana, tokens := d.Ledger.TreasuryWithdrawn(receipt, d.dao.Pool)
	v := treasuryView{DLP: d.dao.ID, VANA: amount.Format(vana), Tokens: amount.Format(tokens), ShareBps: t.ShareBps, Owner: authority.Owner, To: &target}
	return a.emit(v, func(w io.Writer) { fmt.Fprintf(w, "%s VANA and %s tokens went to %s\n", v.VANA, v.Tokens, target) })
}
