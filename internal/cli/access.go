package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/access"
	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/api"
	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/library"
	"github.com/coppice-network/coppice/internal/query"
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

func (a *app) instructionGroup() *cobra.Command {
	c := &cobra.Command{Use: "instruction", Short: "Compute instructions: publish, approve, list"}
	var dao string
	var revoke, noWait bool
	approve := &cobra.Command{
		Use: "approve ID", Short: "Approve an instruction for a DataDAO's data", Args: cobra.ExactArgs(1),
		Example: "  coppice --as ana instruction approve 1 --dao steps",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.approve(cmd.Context(), args[0], dao, !revoke, !noWait)
		},
	}
	approve.Flags().StringVar(&dao, "dao", "", "the DataDAO, by id or name (needed)")
	approve.Flags().BoolVar(&revoke, "revoke", false, "take the approval back")
	approve.Flags().BoolVar(&noWait, "no-wait", false, "announce only; the same command carries it out when its time has come")
	approve.MarkFlagRequired("dao")
	c.AddCommand(
		&cobra.Command{
			Use: "publish BUNDLE", Short: "Publish and register an instruction", Args: cobra.ExactArgs(1),
			Example: "  coppice --as bob instruction publish train.wasm",
			RunE:    func(cmd *cobra.Command, args []string) error { return a.publishInstruction(cmd.Context(), args[0]) },
		},
		approve,
		&cobra.Command{
			Use: "list", Short: "List instructions and who approved them", Args: cobra.NoArgs, Example: "  coppice instruction list",
			RunE: func(cmd *cobra.Command, _ []string) error { return a.listInstructions(cmd.Context()) },
		},
	)
	return c
}

func (a *app) publishInstruction(ctx context.Context, path string) error {
	b, err := openBundle(path)
	if err != nil {
		return err
	}
	s, err := a.connect(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	f, err := s.Founder(ctx, sandbox.NewProcess())
	if err != nil {
		return err
	}
	id, err := f.PublishInstruction(ctx, b)
	if err != nil {
		return err
	}
	v := map[string]any{"instructionId": id, "name": b.Manifest.Name, "digest": common.Hash(b.Digest)}
	return a.emit(v, func(w io.Writer) { fmt.Fprintf(w, "instruction %d: %s\n", id, b.Manifest.Name) })
}

func (a *app) approve(ctx context.Context, text, dao string, approved, wait bool) error {
	id, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return usageError{fmt.Errorf("%q is not an instruction id", text)}
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
	f, err := s.Founder(ctx, sandbox.NewProcess())
	if err != nil {
		return err
	}
	f.Progress = a.progress
	known, err := s.Ledger.DataDAO(ctx, d.ID)
	if err != nil {
		return err
	}
	if err := f.Approve(ctx, known, "approve/"+job.NewNonce(), id, approved, wait); err != nil {
		return err
	}
	v := map[string]any{"instructionId": id, "dlpId": d.ID, "approved": approved}
	return a.emit(v, func(w io.Writer) {
		fmt.Fprintf(w, "instruction %d: approval by %s is now %v\n", id, d.Slug, approved)
	})
}

func (a *app) listInstructions(ctx context.Context) error {
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	type view struct {
		InstructionID uint64         `json:"instructionId"`
		Owner         common.Address `json:"owner"`
		Digest        common.Hash    `json:"digest"`
		URL           string         `json:"url"`
		ApprovedBy    []uint64       `json:"approvedBy"`
	}
	list := []view{}
	for after := uint64(0); ; {
		page, err := s.API.Instructions(ctx, after, 100)
		if err != nil {
			return err
		}
		for _, i := range page {
			list = append(list, view{i.ID, i.Owner, i.Hash, i.URL, append([]uint64{}, i.Approved...)})
			after = i.ID
		}
		if len(page) < 100 {
			break
		}
	}
	return a.emit(map[string]any{"instructions": list}, func(w io.Writer) {
		for _, i := range list {
			fmt.Fprintf(w, "%4d  %s  approved by DataDAOs %v\n", i.InstructionID, i.Digest, i.ApprovedBy)
		}
	})
}

func (a *app) quote() *cobra.Command {
	var instruction, seconds uint64
	c := &cobra.Command{
		Use: "quote SQL", Short: "Verdict and price ceiling of a query; costs nothing", Args: cobra.ExactArgs(1),
		Example: "  coppice --as bob quote 'SELECT user_age, daily_steps FROM fitness_data'",
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.connect(cmd.Context(), true)
			if err != nil {
				return err
			}
			defer s.Close()
			q, err := s.Quote(cmd.Context(), args[0], instruction, seconds)
			if err != nil {
				return err
			}
			return a.emit(q, func(w io.Writer) { printQuote(w, q) })
		},
	}
	c.Flags().Uint64Var(&instruction, "instruction", 0, "the instruction that gets the rows; 0 = they come to you")
	c.Flags().Uint64Var(&seconds, "max-seconds", 0, "time limit of the job (default: the network's)")
	return c
}

func printQuote(w io.Writer, q *api.Quote) {
	for _, c := range q.Columns {
		verdict := fmt.Sprintf("permission %d", c.PermissionID)
		if c.Denied != "" {
			verdict = "denied: " + c.Denied
		}
		fmt.Fprintf(w, "  %s.%s  %s\n", c.Table, c.Column, verdict)
	}
	if !q.Allowed {
		fmt.Fprintln(w, "not allowed")
		for _, d := range q.Denials {
			fmt.Fprintln(w, " ", d)
		}
		return
	}
	for table, n := range q.RowsInScope {
		fmt.Fprintf(w, "  %s  %d rows in scope\n", table, n)
	}
	for token, p := range q.Price {
		fmt.Fprintf(w, "  at most %s %s\n", p, token)
	}
}

// accessFlags are shared by query and compute run.
type accessFlags struct {
	seconds  uint64
	headroom float64
	receipt  string
}

func (f *accessFlags) add(c *cobra.Command) {
	c.Flags().Uint64Var(&f.seconds, "max-seconds", 0, "time limit of the job (default: the network's)")
	c.Flags().Float64Var(&f.headroom, "headroom", 0.05, "how many more rows than quoted may be in scope when it runs, as a fraction")
	c.Flags().StringVar(&f.receipt, "receipt", "", "where to write the receipt")
}

// check refuses what would only be found wrong after the job is paid.
func (f *accessFlags) check(out string) error {
	if !(f.headroom >= 0 && f.headroom <= maxHeadroom) {
		return usageError{fmt.Errorf("--headroom must be 0 to %d", maxHeadroom)}
	}
	for _, path := range []string{out, f.receipt} {
		if path == "" {
			continue
		}
		if err := checkFolder(filepath.Dir(path)); err != nil {
			return err
		}
	}
	return nil
}

const maxHeadroom = 100

func (a *app) query() *cobra.Command {
	var out string
	var f accessFlags
	c := &cobra.Command{
		Use: "query SQL", Short: "Quote, pay, run, fetch and verify a query", Args: cobra.ExactArgs(1),
		Example: "  coppice --as bob query \"SELECT user_age, daily_steps FROM fitness_data WHERE activity_level = 'high'\" --out high.csv",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.runQuery(cmd.Context(), args[0], out, f) },
	}
	c.Flags().StringVar(&out, "out", "", "write the rows to FILE.csv, FILE.parquet, FILE.db (SQLite) or FILE.json")
	f.add(c)
	return c
}

func (a *app) runQuery(ctx context.Context, sql, out string, f accessFlags) error {
	if err := checkFormat(out); err != nil {
		return err
	}
	if f.receipt == "" && out != "" {
		f.receipt = out + ".receipt.json"
	}
	if err := f.check(out); err != nil {
		return err
	}
	d, err := a.deliver(ctx, f.receipt, runs(access.Wish{SQL: sql, MaxSeconds: f.seconds, Headroom: f.headroom}))
	if err != nil {
		return err
	}
	t, err := query.DecodeResult(d.Artifacts["result.parquet"])
	if err != nil {
		return err
	}
	if t.Rows == nil {
		t.Rows = [][]any{}
	}
	if out != "" {
		if err := writeResult(ctx, out, t, d.Artifacts["result.parquet"]); err != nil {
			return err
		}
	}
	v := map[string]any{"jobId": d.JobID, "columns": t.Columns, "rows": t.Rows, "receipt": d.Receipt}
	return a.emit(v, func(w io.Writer) {
		if out == "" {
			printRows(w, t.Columns, t.Rows, 0)
		}
		fmt.Fprintf(w, "%d rows, job %d, receipt by %s\n", len(t.Rows), d.JobID, d.Receipt.Validator)
	})
}

func checkFormat(out string) error {
	switch filepath.Ext(out) {
	case ".csv", ".parquet", ".db", ".json":
		return nil
	}
	if out == "" {
		return nil
	}
	return usageError{fmt.Errorf("--out %s: the name must end in .csv, .parquet, .db or .json", out)}
}

func writeResult(ctx context.Context, path string, t *query.Table, parquet []byte) error {
	var write func(io.Writer) error
	switch filepath.Ext(path) {
	case ".db":
		return t.WriteSQLite(ctx, path)
	case ".csv":
		write = t.WriteCSV
	case ".json":
		write = t.WriteJSON
	default:
		write = func(w io.Writer) error { _, err := w.Write(parquet); return err }
	}
	return replaceFile(path, write)
}

func writeReceipt(path string, r *job.ReceiptFile) error {
	if path == "" {
		return nil
	}
	raw, err := r.Encode()
	if err != nil {
		return err
	}
	return writeFile(path, checksummed(append(raw, '\n')))
}

// runs is the delivery of a new job. Once it is submitted it is paid for: whatever happens afterwards, it can be fetched again.
func runs(w access.Wish) func(context.Context, *access.Buyer) (*access.Delivery, error) {
	return func(ctx context.Context, b *access.Buyer) (*access.Delivery, error) {
		id, err := b.Submit(ctx, w)
		if err != nil {
			return nil, err
		}
		d, err := b.Fetch(ctx, id)
		if err == nil || errors.Is(err, access.ErrFailed) {
			return d, err
		}
		f := present(err)
		return d, fault.Wrap(err, f.Code, fmt.Sprintf("the job goes on and is paid: get its delivery with `coppice job fetch %d --out DIR`", id), "job %d: %s", id, f.Message)
	}
}

// deliver gets a delivery, verifies its receipt and writes it to path, if one is given; also that of a job that failed.
func (a *app) deliver(ctx context.Context, path string, get func(context.Context, *access.Buyer) (*access.Delivery, error)) (*access.Delivery, error) {
	s, err := a.connect(ctx, true)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	b, err := s.Buyer(ctx)
	if err != nil {
		return nil, err
	}
	b.Progress = a.progress
	d, err := get(ctx, b)
	var short *access.TokensError
	if errors.As(err, &short) {
		return nil, tooFewTokens(ctx, s, short)
	}
	if err != nil && (d == nil || !errors.Is(err, access.ErrFailed)) {
		return nil, err
	}
	checks, verr := access.VerifyReceipt(ctx, d.Receipt, access.Online{Ledger: s.Ledger, Trust: s.Trust})
	if verr != nil {
		return nil, verr
	}
	if werr := writeReceipt(path, d.Receipt); werr != nil {
		return nil, werr
	}
	if c := failed(checks); c != nil {
		return nil, fault.New(fault.Integrity, "do not rely on this result; keep the receipt and ask the validator's operator", "the receipt does not verify: %s: %s", c.Name, c.Detail)
	}
	if err != nil {
		return nil, a.jobFailed(d, err)
	}
	return d, nil
}

// failed is the first check that does not hold, or nil.
func failed(checks []access.Check) *access.Check {
	for i := range checks {
		if !checks[i].OK {
			return &checks[i]
		}
	}
	return nil
}

func tooFewTokens(ctx context.Context, s *session.Session, short *access.TokensError) error {
	symbol, err := s.Ledger.TokenSymbol(ctx, short.Token)
	if err != nil {
		symbol = short.Token.Hex()
	}
	return fault.Wrap(short, fault.Funds, "buy some with `coppice token buy AMOUNT --dao DAO`", "this costs up to %s %s, the account has %s",
		amount.Format(short.Need), symbol, amount.Format(short.Have))
}

// jobFailed shows what the instruction wrote before it failed.
func (a *app) jobFailed(d *access.Delivery, err error) error {
	if d.Manifest != nil && d.Manifest.Log != "" {
		a.endProgress()
		fmt.Fprintln(a.err, strings.TrimRight(d.Manifest.Log, "\n"))
	}
	return fault.Wrap(err, fault.Limit, fmt.Sprintf("`coppice job show %d` has its books; the data part is back in your balance", d.JobID), "job %d: %v", d.JobID, err)
}

func (a *app) computeGroup() *cobra.Command {
	c := &cobra.Command{Use: "compute", Short: "Training, inference and other approved jobs"}
	var sql, out, params string
	var f accessFlags
	run := &cobra.Command{
		Use: "run INSTRUCTION", Short: "Run an approved instruction on a query's result", Args: cobra.ExactArgs(1),
		Example: "  coppice --as bob compute run 1 --sql 'SELECT * FROM fitness_data' --out model",
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := strconv.ParseUint(args[0], 10, 32)
			if err != nil || id == 0 {
				return usageError{fmt.Errorf("%q is not an instruction id", args[0])}
			}
			w := access.Wish{SQL: sql, Instruction: id, MaxSeconds: f.seconds, Headroom: f.headroom}
			if params != "" {
				if !json.Valid([]byte(params)) {
					return usageError{errors.New("--params is not JSON")}
				}
				w.Params = json.RawMessage(params)
			}
			return a.runCompute(cmd.Context(), w, out, f)
		},
	}
	run.Flags().StringVar(&sql, "sql", "", "the query whose result the instruction gets (needed)")
	run.Flags().StringVar(&out, "out", "", "folder for the artefacts (needed)")
	run.Flags().StringVar(&params, "params", "", "JSON given to the instruction as params.json")
	run.MarkFlagRequired("sql")
	run.MarkFlagRequired("out")
	f.add(run)
	c.AddCommand(run)
	return c
}

func (a *app) runCompute(ctx context.Context, w access.Wish, out string, f accessFlags) error {
	if f.receipt == "" {
		f.receipt = filepath.Join(out, "receipt.json")
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	if err := f.check(filepath.Join(out, "x")); err != nil {
		return err
	}
	d, err := a.deliver(ctx, f.receipt, runs(w))
	if err != nil {
		return err
	}
	return a.emitDelivery(d, out)
}

// emitDelivery writes a delivery's artefacts into a folder.
func (a *app) emitDelivery(d *access.Delivery, out string) error {
	type artifact struct {
		job.Artifact
		Path string `json:"path"`
	}
	list := []artifact{}
	root, err := os.OpenRoot(out) // the names come from an instruction: they must stay inside
	if err != nil {
		return err
	}
	defer root.Close()
	for _, x := range d.Manifest.Artifacts {
		if dir := filepath.Dir(x.Name); dir != "." {
			if err := root.MkdirAll(dir, 0o755); err != nil {
				return fmt.Errorf("artefact %s: %w", x.Name, err)
			}
		}
		if err := root.WriteFile(x.Name, d.Artifacts[x.Name], 0o644); err != nil {
			return fmt.Errorf("artefact %s: %w", x.Name, err)
		}
		list = append(list, artifact{x, filepath.Join(out, x.Name)})
	}
	v := map[string]any{"jobId": d.JobID, "artifacts": list, "receipt": d.Receipt, "log": d.Manifest.Log}
	return a.emit(v, func(w io.Writer) {
		for _, x := range list {
			fmt.Fprintf(w, "%10d  %s\n", x.Bytes, x.Path)
		}
		if log := strings.TrimSpace(d.Manifest.Log); log != "" {
			fmt.Fprintln(w, log)
		}
		fmt.Fprintf(w, "job %d, receipt by %s\n", d.JobID, d.Receipt.Validator)
	})
}
