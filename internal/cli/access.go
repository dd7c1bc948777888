package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/api"
	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/library"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/session"
)

func (a *app) accessGroup() *cobra.Command {
	c := &cobra.Command{Use: "access", Short: "Grant access to tables and columns, at a price"}
	var g grantFlags
	grant := &cobra.Command{
		Use: "grant", Short: "Grant a buyer, or everyone, a table or a column", Args: cobra.NoArgs,
		Example: "  coppice --as ana access grant --dao steps --table daily --price 0.01\n" +
			"  coppice --as ana access grant --dao steps --table daily --column steps --to 0x... --price 0.5 --instructions-only",
		RunE: func(cmd *cobra.Command, _ []string) error { return a.grant(cmd.Context(), g) },
	}
	f := grant.Flags()
	f.StringVar(&g.dao, "dao", "", "the DataDAO, by id or name (needed)")
	f.StringVar(&g.table, "table", "", "the table (default: all tables)")
	f.StringVar(&g.column, "column", "", "the column (default: all columns of the table)")
	f.StringVar(&g.to, "to", "everyone", "the buyer's address, or everyone")
	f.StringVar(&g.price, "price", "", "tokens for each row in scope; 0 gives them away (needed)")
	f.StringVar(&g.expires, "expires", "", "when the permission ends: a time such as 2027-01-31T00:00:00Z, or a duration such as 720h (default: never)")
	f.Uint64Var(&g.budget, "budget", 0, "rows that may be charged over its whole life (default: no limit)")
	f.Uint32Var(&g.minGroup, "min-group", 0, "distinct contributors behind each row of an answer; rows then go to approved instructions only")
	f.BoolVar(&g.noWait, "no-wait", false, "announce only; the same command carries it out when its time has come")
	f.BoolVar(&g.instructionsOnly, "instructions-only", false, "rows go to approved instructions only, never to the buyer")
	grant.MarkFlagRequired("dao")
	grant.MarkFlagRequired("price")
	var dao string
	list := &cobra.Command{
		Use: "list", Short: "List a DataDAO's permissions", Args: cobra.NoArgs, Example: "  coppice access list --dao steps",
		RunE: func(cmd *cobra.Command, _ []string) error { return a.listPermissions(cmd.Context(), dao) },
	}
	list.Flags().StringVar(&dao, "dao", "", "the DataDAO, by id or name (needed)")
	list.MarkFlagRequired("dao")
	c.AddCommand(grant, list, a.revokeAccess(), a.priceAccess(), a.requestAccess(), a.listRequests(), a.closeRequest())
	return c
}

type grantFlags struct {
	dao, table, column, to, price string
	instructionsOnly, noWait      bool
	expires                       string
	budget                        uint64
	minGroup                      uint32
}

// policy is what the flags say; the time of expiry is the chain's.
func (g grantFlags) policy(now time.Time) (ledger.Policy, error) {
	p := ledger.Policy{RowsMayLeave: !g.instructionsOnly && g.minGroup <= 1, MinGroupSize: g.minGroup, Budget: g.budget}
	if g.expires == "" {
		return p, nil
	}
	at, err := time.Parse(time.RFC3339, g.expires)
	if d, wrong := time.ParseDuration(g.expires); wrong == nil {
		if g.noWait {
			return p, usageError{errors.New("with --no-wait give --expires as a time, so that the same command means the same later")}
		}
		at, err = now.Add(d), nil
	}
	if err != nil || !at.After(now) {
		return p, usageError{fmt.Errorf("--expires %q is neither a time to come, such as 2027-01-31T00:00:00Z, nor a duration such as 720h", g.expires)}
	}
	p.ExpiresAt = uint64(at.Unix())
	return p, nil
}

func (a *app) grant(ctx context.Context, g grantFlags) error {
	price, err := amount.Parse(g.price)
	if err != nil {
		return err
	}
	if g.column != "" && g.table == "" {
		return usageError{errors.New("--column needs --table")}
	}
	p := ledger.NewPermission{Table: g.table, Column: g.column, Price: price}
	if p.Policy, err = g.policy(time.Now()); err != nil {
		return err
	}
	if g.to != "everyone" {
		if p.Grantee, err = a.parseAddress(g.to); err != nil {
			return err
		}
	}
	s, err := a.connect(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	d, err := a.dataset(ctx, s, g.dao)
	if err != nil {
		return err
	}
	refiners, err := refinersOf(ctx, s, d, g.table, g.column)
	if err != nil {
		return err
	}
	founder, err := s.Founder(ctx, sandbox.NewProcess())
	if err != nil {
		return err
	}
	founder.Progress = a.progress
	dao, err := s.Ledger.DataDAO(ctx, d.ID)
	if err != nil {
		return err
	}
	var ids []uint64
	for _, p.RefinerID = range refiners {
		id, err := founder.Grant(ctx, dao, "grant/"+job.NewNonce(), p, !g.noWait)
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	v := map[string]any{
		"permissionId": ids[0], "permissionIds": ids, "dlpId": d.ID, "table": g.table, "column": g.column, "price": amount.Format(price), "grantee": g.to,
		"rowsMayLeave": p.RowsMayLeave,
	}
	return a.emit(v, func(w io.Writer) {
		for _, id := range ids {
			fmt.Fprintf(w, "permission %d granted\n", id)
		}
	})
}

// refinersOf returns whose schema a grant is about: the newest refiner that makes the table, or every refiner for all tables. A table or
// column that is not there is refused: a misspelt name would silently grant nothing. Schemas are read from the chain by digest.
func refinersOf(ctx context.Context, s *session.Session, d *api.Dataset, table, column string) ([]uint64, error) {
	refiners, err := s.Ledger.Refiners(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	books := &library.Library{Store: s.Blobs}
	var ids []uint64
	var found dataset.Table
	for _, r := range refiners {
		if !r.Active {
			continue
		}
		doc, err := books.Bytes(ctx, r.SchemaDigest, r.SchemaURL, maxSchema)
		if err != nil {
			return nil, fmt.Errorf("the schema of refiner %d: %w", r.ID, err)
		}
		schema, err := dataset.ParseSchema(doc)
		if err != nil {
			return nil, fmt.Errorf("the schema of refiner %d: %w", r.ID, err)
		}
		if table == "" {
			ids = append(ids, r.ID)
		} else if t, ok := schema.Table(table); ok {
			ids, found = []uint64{r.ID}, t
		}
	}
	hint := "see `coppice dao show " + d.Slug + "`"
	switch {
	case len(ids) == 0 && table == "":
		return nil, fault.New(fault.Conflict, "add a refiner when you create it: --refiner refine.sql", "DataDAO %s has no tables", d.Slug)
	case len(ids) == 0:
		return nil, fault.New(fault.NotFound, hint, "DataDAO %s has no table %s", d.Slug, table)
	case column != "" && !slices.ContainsFunc(found.Columns, func(c dataset.Column) bool { return c.Name == column }):
		return nil, fault.New(fault.NotFound, hint, "table %s has no column %s", table, column)
	}
	return ids, nil
}

// maxSchema bounds a schema document: it is one raw block.
const maxSchema = 256 << 10

func (a *app) listPermissions(ctx context.Context, dao string) error {
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	d, err := a.dataset(ctx, s, dao)
	if err != nil {
		return err
	}
	list := permissionsOf(d)
	return a.emit(map[string]any{"permissions": list}, func(w io.Writer) { printPermissions(w, list) })
}
