package cli

import (
	"context"
	"fmt"
	"io"
	"math/big"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/api"
	"github.com/coppice-network/coppice/internal/datadao"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/session"
)

// daoFlags are what `dao create` takes; amounts in whole tokens or VANA.
type daoFlags struct {
	proof, symbol                                    string
	refiners                                         []string
	supply, pot, stock, reward, rewardCap, salePrice string
	keepClosed, deterministic                        bool
	opinions                                         string
}

func (a *app) daoGroup() *cobra.Command {
	c := &cobra.Command{Use: "dao", Short: "Found and inspect DataDAOs"}
	var f daoFlags
	d := datadao.Defaults()
	create := &cobra.Command{
		Use: "create NAME", Short: "Found a DataDAO: token, pool, proof of contribution, refiners", Args: cobra.ExactArgs(1),
		Long: `Founds a DataDAO. BUNDLE is a directory, a packed bundle, or a single file: proof.star, refine.sql. Start from templates with
` + "`coppice bundle init`" + `. Interrupted, the same command goes on where it was.`,
		Example: "  coppice --as ana dao create steps --proof proof.star --refiner refine.sql --token-symbol STEP",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.createDAO(cmd.Context(), args[0], f) },
	}
	fl := create.Flags()
	fl.StringVar(&f.proof, "proof", "", "the proof-of-contribution bundle (needed)")
	fl.StringArrayVar(&f.refiners, "refiner", nil, "a refiner bundle; may be repeated")
	fl.StringVar(&f.symbol, "token-symbol", "", "the token's symbol (default: the name in capitals)")
	fl.StringVar(&f.supply, "supply", amount.Format(d.Cap), "tokens in all, for ever")
	fl.StringVar(&f.pot, "reward-pot", amount.Format(d.RewardPot), "of these, tokens for rewards")
	fl.StringVar(&f.stock, "stock", amount.Format(d.Stock), "of these, tokens for sale; the rest is the founder's: nothing of it for six months, then linear over a year")
	fl.StringVar(&f.reward, "reward", amount.Format(d.RewardFactor), "tokens for a contribution with score 1")
	fl.StringVar(&f.rewardCap, "reward-cap", amount.Format(d.EpochRewardCap), "most tokens of reward in one epoch; 0 = no limit")
	fl.StringVar(&f.salePrice, "sale-price", amount.Format(d.SalePrice), "VANA for one token; 0 = no sale")
	fl.StringVar(&f.opinions, "opinions", "", "DRAWN,NEEDED: second opinions on each proof, and how many must agree (default: none)")
	fl.BoolVar(&f.deterministic, "deterministic", false, "with --opinions: the proof gives the same result everywhere, so refuted validators lose bond")
	fl.BoolVar(&f.keepClosed, "keep-closed", false, "do not open it yet: until dao open, permissions are granted without waiting, and nobody can contribute")
	create.MarkFlagRequired("proof")
	c.AddCommand(create,
		&cobra.Command{
			Use: "list", Short: "List DataDAOs", Args: cobra.NoArgs, Example: "  coppice dao list",
			RunE: func(cmd *cobra.Command, _ []string) error { return a.listDAOs(cmd.Context()) },
		},
		&cobra.Command{
			Use: "show DAO", Short: "Show a DataDAO: tables, permissions, prices, keys, sponsoring", Args: cobra.ExactArgs(1), Example: "  coppice dao show steps",
			RunE: func(cmd *cobra.Command, args []string) error { return a.showDAO(cmd.Context(), args[0]) },
		},
		a.openDAO(), a.updateDAO(), a.sponsorDAO(), a.treasuryDAO(), a.handoverDAO(),
	)
	return c
}

func (f daoFlags) terms() (datadao.Terms, error) {
	t := datadao.Defaults()
	for _, x := range []struct {
		text string
		into **big.Int
	}{{f.supply, &t.Cap}, {f.pot, &t.RewardPot}, {f.stock, &t.Stock}, {f.reward, &t.RewardFactor}, {f.rewardCap, &t.EpochRewardCap}, {f.salePrice, &t.SalePrice}} {
		v, err := amount.Parse(x.text)
		if err != nil {
			return t, err
		}
		*x.into = v
	}
	var err error
	if t.Opinions, err = parseOpinions(f.opinions, f.deterministic); err != nil {
		return t, err
	}
	if new(big.Int).Add(t.RewardPot, t.Stock).Cmp(t.Cap) > 0 {
		return t, fault.New(fault.Invalid, "raise --supply, or lower --reward-pot or --stock", "reward pot and stock together are more than the supply")
	}
	return t, nil
}

func (a *app) createDAO(ctx context.Context, name string, f daoFlags) error {
	plan := datadao.Plan{Slug: name, Symbol: f.symbol, KeepClosed: f.keepClosed}
	var err error
	if plan.Terms, err = f.terms(); err != nil {
		return err
	}
	if plan.Symbol == "" {
		plan.Symbol = capitals(name)
	}
	if plan.Proof, err = openBundle(f.proof); err != nil {
		return err
	}
	for _, path := range f.refiners {
		b, err := openBundle(path)
		if err != nil {
			return err
		}
		plan.Refiners = append(plan.Refiners, b)
	}
	s, err := a.connect(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	founder, err := s.Founder(ctx, sandbox.NewProcess())
	if err != nil {
		return err
	}
	founder.Progress = a.progress
	created, err := founder.Create(ctx, plan)
	if err != nil {
		return err
	}
	refiners := []refinerView{}
	for _, r := range created.Refiners {
		refiners = append(refiners, refinerView{r.ID, r.Name})
	}
	v := map[string]any{
		"dlpId": created.ID, "name": created.Slug, "address": created.Pool, "token": created.Token, "publicKey": created.PublicKey, "refiners": refiners,
	}
	return a.emit(v, func(w io.Writer) {
		fmt.Fprintf(w, "DataDAO %s is founded: id %d\n  pool   %s\n  token  %s\n  intake key attested by a validator: %.24s...\n", created.Slug, created.ID, created.Pool, created.Token, created.PublicKey)
		fmt.Fprintf(w, "Next: contribute with `coppice contribute FILE --dao %s`, open a table with `coppice access grant --dao %s --table T --price P`.\n", created.Slug, created.Slug)
	})
}

func capitals(name string) string {
	b := []byte(name)
	for i, c := range b {
		if 'a' <= c && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

// daoView is how a DataDAO is shown.
type daoView struct {
	DlpID       uint64           `json:"dlpId"`
	Name        string           `json:"name"`
	Address     common.Address   `json:"address"`
	Token       common.Address   `json:"token"`
	Owner       common.Address   `json:"owner"`
	PublicKey   string           `json:"publicKey,omitempty"`
	Refiners    []refinerView    `json:"refiners"`
	Tables      []api.Table      `json:"tables,omitempty"`
	Permissions []permissionView `json:"permissions,omitempty"`
	Sponsor     *sponsorView     `json:"sponsor,omitempty"`
}

type refinerView struct {
	RefinerID uint64 `json:"refinerId"`
	Name      string `json:"name"`
}

func refinerViews(list []index.Refiner) []refinerView {
	views := []refinerView{}
	for _, r := range list {
		if r.Active {
			views = append(views, refinerView{r.ID, r.Name})
		}
	}
	return views
}

// permissionView is how a permission is shown; the price in whole tokens per row.
type permissionView struct {
	PermissionID uint64 `json:"permissionId"`
	Grantee      string `json:"grantee"`
	Table        string `json:"table"`
	Column       string `json:"column"`
	Price        string `json:"price"`
	RowsMayLeave bool   `json:"rowsMayLeave"`
	Approved     bool   `json:"approved"`
}

func (a *app) listDAOs(ctx context.Context) error {
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	list := []daoView{}
	for after := uint64(0); ; {
		page, err := s.API.Datasets(ctx, after, 100)
		if err != nil {
			return err
		}
		for _, d := range page {
			list = append(list, daoView{DlpID: d.ID, Name: d.Slug, Address: d.Address, Token: d.Token, Owner: d.Owner, Refiners: refinerViews(d.Refiners)})
			after = d.ID
		}
		if len(page) < 100 {
			break
		}
	}
	return a.emit(map[string]any{"daos": list}, func(w io.Writer) {
		for _, d := range list {
			fmt.Fprintf(w, "%4d  %-20s pool %s  token %s\n", d.DlpID, d.Name, d.Address, d.Token)
		}
	})
}

// dataset finds a DataDAO by id or name.
func (a *app) dataset(ctx context.Context, s *session.Session, name string) (*api.Dataset, error) {
	d, err := s.API.Dataset(ctx, name)
	if err != nil && fault.From(err).Code == fault.NotFound {
		return nil, fault.New(fault.NotFound, "see `coppice dao list`", "there is no DataDAO %s", strconv.Quote(name))
	}
	return d, err
}

func (a *app) showDAO(ctx context.Context, name string) error {
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	d, err := a.dataset(ctx, s, name)
	if err != nil {
		return err
	}
	v := daoView{DlpID: d.ID, Name: d.Slug, Address: d.Address, Token: d.Token, Owner: d.Owner, Refiners: refinerViews(d.Refiners), Tables: d.Tables, Permissions: permissionsOf(d)}
	if d.IntakeKey != nil {
		v.PublicKey = d.IntakeKey.Recipient
	}
	if v.Sponsor, err = sponsorOf(ctx, s, d.Address); err != nil {
		return err
	}
	return a.emit(v, func(w io.Writer) {
		fmt.Fprintf(w, "%s (id %d)\n  owner  %s\n  pool   %s\n  token  %s\n", v.Name, v.DlpID, v.Owner, v.Address, v.Token)
		v.Sponsor.print(w)
		for _, t := range v.Tables {
			fmt.Fprintf(w, "\n%s.%s, %d rows\n", v.Name, t.Name, t.Rows)
			for _, c := range t.Columns {
				null := " NOT NULL"
				if c.Nullable {
					null = ""
				}
				fmt.Fprintf(w, "  %-24s %s%s\n", c.Name, c.Type, null)
			}
		}
		printPermissions(w, v.Permissions)
	})
}

func permissionsOf(d *api.Dataset) []permissionView {
	list := []permissionView{}
	for _, p := range d.Permissions {
		v := permissionView{PermissionID: p.ID, Grantee: "everyone", Table: p.Table, Column: p.Column, Price: amount.Format(p.Price), RowsMayLeave: p.RowsMayLeave, Approved: p.Approved}
		if p.Grantee != (common.Address{}) {
			v.Grantee = p.Grantee.Hex()
		}
		list = append(list, v)
	}
	return list
}

func printPermissions(w io.Writer, list []permissionView) {
	if len(list) > 0 {
		fmt.Fprintln(w, "\npermissions")
	}
	for _, p := range list {
		what := p.Table
		if what == "" {
			what = "all tables"
		} else if p.Column != "" {
			what += "." + p.Column
		}
		note := ""
		if !p.RowsMayLeave {
			note = ", approved instructions only"
		}
		if !p.Approved {
			note += ", revoked"
		}
		fmt.Fprintf(w, "  %d  %s for %s at %s tokens a row%s\n", p.PermissionID, what, p.Grantee, p.Price, note)
	}
}
