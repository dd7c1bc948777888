package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/job"
)

func permissionID(text string) (uint64, error) {
	id, err := strconv.ParseUint(text, 10, 63)
	if err != nil || id == 0 {
		return 0, usageError{fmt.Errorf("%q is not a permission id", text)}
	}
	return id, nil
}

func (a *app) revokeAccess() *cobra.Command {
	var dao string
	var restore, noWait bool
	c := &cobra.Command{
		Use: "revoke PERMISSION", Short: "End a permission, at once", Args: cobra.ExactArgs(1),
		Long:    "Ends a permission for jobs that are submitted from now on. With --restore it comes back, which waits in the timelock.",
		Example: "  coppice --as ana access revoke 3 --dao steps",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.setApproval(cmd.Context(), args[0], dao, restore, !noWait)
		},
	}
	c.Flags().StringVar(&dao, "dao", "", "the DataDAO, by id or name (needed)")
	c.Flags().BoolVar(&restore, "restore", false, "put a revoked permission in force again")
	c.Flags().BoolVar(&noWait, "no-wait", false, "with --restore: announce only")
	c.MarkFlagRequired("dao")
	return c
}

func (a *app) setApproval(ctx context.Context, text, dao string, approved, wait bool) error {
	id, err := permissionID(text)
	if err != nil {
		return err
	}
	d, err := a.decide(ctx, dao)
	if err != nil {
		return err
	}
	defer d.Close()
	if approved {
		_, err = d.founder.Loosen(ctx, d.dao, "restore/"+job.NewNonce(), wait, d.Ledger.ApprovePermission(id))
	} else {
		_, err = d.founder.Tighten(ctx, "revoke/"+job.NewNonce(), d.Ledger.RevokePermission(id))
	}
	if err != nil {
		return err
	}
	return a.emit(map[string]any{"permissionId": id, "approved": approved}, func(w io.Writer) {
		if approved {
			fmt.Fprintf(w, "permission %d is in force again\n", id)
		} else {
			fmt.Fprintf(w, "permission %d is revoked\n", id)
		}
	})
}

func (a *app) priceAccess() *cobra.Command {
	var dao string
	var noWait bool
	c := &cobra.Command{
		Use: "price PERMISSION TOKENS", Short: "Change what a row costs", Args: cobra.ExactArgs(2),
		Long: "Changes the price for jobs that are submitted from now on. Raising takes effect at once; lowering earns contributors less, so it\n" +
			"waits in the timelock.",
		Example: "  coppice --as ana access price 3 0.02 --dao steps",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.setPrice(cmd.Context(), args[0], args[1], dao, !noWait)
		},
	}
	c.Flags().StringVar(&dao, "dao", "", "the DataDAO, by id or name (needed)")
	c.Flags().BoolVar(&noWait, "no-wait", false, "announce only; the same command carries it out when its time has come")
	c.MarkFlagRequired("dao")
	return c
}

func (a *app) setPrice(ctx context.Context, text, tokens, dao string, wait bool) error {
	id, err := permissionID(text)
	if err != nil {
		return err
	}
	price, err := amount.Parse(tokens)
	if err != nil {
		return err
	}
	d, err := a.decide(ctx, dao)
	if err != nil {
		return err
	}
	defer d.Close()
	now, err := d.Ledger.PermissionPrice(ctx, id)
	if err != nil {
		return err
	}
	call := d.Ledger.SetPermissionPrice(id, price)
	if price.Cmp(now) < 0 {
		_, err = d.founder.Loosen(ctx, d.dao, "price/"+job.NewNonce(), wait, call)
	} else {
		_, err = d.founder.Tighten(ctx, "price/"+job.NewNonce(), call)
	}
	if err != nil {
		return err
	}
	return a.emit(map[string]any{"permissionId": id, "price": amount.Format(price)}, func(w io.Writer) {
		fmt.Fprintf(w, "permission %d costs %s tokens a row\n", id, amount.Format(price))
	})
}

func (a *app) requestAccess() *cobra.Command {
	var dao, table, column, price, purpose string
	c := &cobra.Command{
		Use: "request", Short: "Ask a DataDAO publicly for a grant", Args: cobra.NoArgs,
		Example: "  coppice --as bob access request --dao steps --table daily --price 0.02 --purpose 'sleep research'",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.askAccess(cmd.Context(), dao, table, column, price, purpose)
		},
	}
	f := c.Flags()
	f.StringVar(&dao, "dao", "", "the DataDAO, by id or name (needed)")
	f.StringVar(&table, "table", "", "the table (default: all tables)")
	f.StringVar(&column, "column", "", "the column (default: all columns of the table)")
	f.StringVar(&price, "price", "0", "tokens offered for each row in scope")
	f.StringVar(&purpose, "purpose", "", "what for; everybody can read it (needed)")
	c.MarkFlagRequired("dao")
	c.MarkFlagRequired("purpose")
	return c
}

func (a *app) askAccess(ctx context.Context, dao, table, column, offered, purpose string) error {
	price, err := amount.Parse(offered)
	if err != nil {
		return err
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
	refiner, err := refinerFor(ctx, s, d, table, column)
	if err != nil {
		return err
	}
	receipt, err := s.Send(ctx, "request/"+job.NewNonce(), s.Ledger.RequestAccess(refiner, table, column, price, purpose))
	if err != nil {
		return err
	}
	id, err := s.Ledger.AccessRequested(receipt)
	if err != nil {
		return err
	}
	return a.emit(map[string]any{"requestId": id}, func(w io.Writer) { fmt.Fprintf(w, "request %d is public; %s may answer it by a grant\n", id, d.Slug) })
}
