package query

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/sandbox"
)

// PlanFormat is the version of the serialised plan.
const PlanFormat = "coppice-plan/1"

// The rules a denial names.
const (
	RuleNotGranted = "not-granted"        // no permission covers the column or table
	RuleRowsStay   = "rows-may-not-leave" // a permission used lets rows go to approved instructions only
	RuleWallet     = "wallet"             // _wallet is used in a way that is not allowed
)

// Denial is one reason why a query is not answered.
type Denial struct {
	Table   string `json:"table"` // dataset.table; empty where _wallet came out of several
	Column  string `json:"column,omitempty"`
	Rule    string `json:"rule"`
	Message string `json:"message"`
}

// ColumnVerdict says for a column that the query names which permission allows it, or why it is denied.
type ColumnVerdict struct {
	Table        string `json:"table"` // dataset.table
	Column       string `json:"column"`
	PermissionID uint64 `json:"permissionId,omitempty"` // 0 for _wallet, which needs none
	Denied       string `json:"denied,omitempty"`
}

// TableUse is one occurrence of a table; each use of a WITH query counts.
type TableUse struct {
	DLP         uint64          `json:"dlp"`
	Slug        string          `json:"slug"`
	Table       string          `json:"table"`
	Occurrence  int             `json:"occurrence"`       // from 0, in order of appearance
	Columns     []string        `json:"columns"`          // granted and named here, in schema order
	Wallet      bool            `json:"wallet,omitempty"` // _wallet is named here
	Permissions []uint64        `json:"permissions"`      // used here, ascending
	Scope       json.RawMessage `json:"scope,omitempty"`  // the statement that counts its rows in scope; absent: all rows
	ScopeReads  []string        `json:"scopeReads,omitempty"`
	Load        int             `json:"load"` // index into Plan.Tables
}

// Line is one charge: price x rows in scope of one use.
type Line struct {
	PermissionID uint64
	DLP          uint64
	Price        *big.Int // wei of the DataDAO's token per row
	Use          int      // the occurrence
}

type lineJSON struct {
	PermissionID uint64 `json:"permissionId"`
	DLP          uint64 `json:"dlp"`
	Price        string `json:"price"`
	Use          int    `json:"use"`
}

// MarshalJSON writes the price as a decimal string, so that no reader loses digits.
func (l Line) MarshalJSON() ([]byte, error) {
	return json.Marshal(lineJSON{l.PermissionID, l.DLP, l.Price.String(), l.Use})
}

// UnmarshalJSON is the inverse of MarshalJSON.
func (l *Line) UnmarshalJSON(b []byte) error {
	var j lineJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	price, ok := new(big.Int).SetString(j.Price, 10)
	if !ok || price.Sign() < 0 {
		return fmt.Errorf("query: price %q of a plan", j.Price)
	}
	*l = Line{j.PermissionID, j.DLP, price, j.Use}
	return nil
}

// TableLoad is one table the child is given: what all occurrences of it read together.
type TableLoad struct {
	DLP     uint64           `json:"dlp"`
	Slug    string           `json:"slug"`
	Table   string           `json:"table"`
	Columns []dataset.Column `json:"columns"` // in schema order; at least one, or Wallet
	Wallet  bool             `json:"wallet,omitempty"`
}

// Output is one column of the answer.
type Output struct {
	Name string `json:"name"`
	Type string `json:"type"` // DATE, INTEGER, BIGINT, DOUBLE, TEXT, BOOLEAN or TIMESTAMP
}

// Plan is what was decided about one statement for one buyer and catalog. It holds no data and is the same for the same inputs.
type Plan struct {
	Format    string          `json:"format"`
	Purpose   string          `json:"purpose"`
	Allowed   bool            `json:"allowed"`
	Denials   []Denial        `json:"denials,omitempty"`
	Columns   []ColumnVerdict `json:"columns"`
	Uses      []TableUse      `json:"uses"`
	Lines     []Line          `json:"lines"`   // in order of use, then of permission
	Tables    []TableLoad     `json:"tables"`  // an entry without columns and _wallet is not loaded
	Outputs   []Output        `json:"outputs"` // empty if denied
	Statement json.RawMessage `json:"statement"`

	runner sandbox.Runner
}

// Err is nil for an allowed plan, else an *Error of class ErrDenied with the first reason.
func (p *Plan) Err() error {
	if p.Allowed {
		return nil
	}
	if len(p.Denials) == 0 {
		return refuse(ErrDenied, "")
	}
	more := ""
	if n := len(p.Denials) - 1; n > 0 {
		more = fmt.Sprintf(" (and %d more)", n)
	}
	return refuse(ErrDenied, "%s%s", p.Denials[0].Message, more)
}

// Encode is the canonical form: JSON with fields in fixed order and sorted keys in the statement.
func (p *Plan) Encode() ([]byte, error) {
	b, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("encode plan: %w", err)
	}
	return b, nil
}

// Digest identifies the plan: sha256 of its canonical form.
func (p *Plan) Digest() [32]byte {
	b, err := p.Encode()
	if err != nil {
		panic("query: a plan that cannot be encoded: " + err.Error()) // only strings, numbers and JSON this package wrote
	}
	return sha256.Sum256(b)
}

// DecodePlan reads a stored plan, which must come from a place as trusted as the one it was written by. runner is for Count and Run.
func DecodePlan(b []byte, runner sandbox.Runner) (*Plan, error) {
	var p Plan
	dec := json.NewDecoder(bytes.NewReader(b))
	if err := dec.Decode(&p); err != nil {
		return nil, fmt.Errorf("decode plan: %w", err)
	}
	if p.Format != PlanFormat {
		return nil, fmt.Errorf("%w: %q", ErrVersion, p.Format)
	}
	for _, u := range p.Uses {
		if u.Load < 0 || u.Load >= len(p.Tables) {
			return nil, fmt.Errorf("decode plan: use %d of no table", u.Occurrence)
		}
	}
	for _, l := range p.Lines {
		if l.Use < 0 || l.Use >= len(p.Uses) {
			return nil, fmt.Errorf("decode plan: line of permission %d of no use", l.PermissionID)
		}
	}
	p.runner = runner
	return &p, nil
}

// Planner makes plans.
type Planner struct{ runner sandbox.Runner }

// NewPlanner returns a Planner that parses in children of runner; the binary must have package duck linked in.
func NewPlanner(runner sandbox.Runner) *Planner { return &Planner{runner: runner} }

// Plan decides about a statement. A statement that is wrong, or uses what nobody may, is an *Error; one that this buyer may not run is
// a Plan that is not Allowed and says why for each column. Other errors are the machine's.
func (pl *Planner) Plan(ctx context.Context, sql string, buyer common.Address, purpose Purpose, c Catalog) (*Plan, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if len(sql) > maxSQL {
		return nil, refuse(ErrNotAllowed, "the statement has more than %d bytes", maxSQL)
	}
	raw, err := pl.parse(ctx, sql)
	if err != nil {
		return nil, err
	}
	p, err := analyse(raw, buyer, purpose, c)
	if err != nil {
		return nil, err
	}
	p.runner = pl.runner
	if !p.Allowed {
		return p, nil
	}
	if p.Outputs, err = pl.bind(ctx, p); err != nil {
		return nil, err
	}
	return p, nil
}

// analyse is the part of Plan that is pure: from the parser's tree to the plan without outputs.
func analyse(raw []byte, buyer common.Address, purpose Purpose, c Catalog) (p *Plan, err error) {
	root, err := decodeTree(raw)
	if err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			b, ok := r.(bail)
			if !ok {
				panic(r)
			}
			p, err = nil, b.err
		}
	}()
	strip(root)
	a := &analysis{catalog: c, buyer: buyer, purpose: purpose, seen: map[string]int{}, denied: map[Denial]bool{}}
	a.statement(root)
	return a.plan(root)
}

func (a *analysis) verdict(t target, column string, id uint64, denied string) {
	key := t.name() + "." + column
	if i, ok := a.seen[key]; ok {
		if denied != "" && a.verdicts[i].Denied == "" {
			a.verdicts[i] = ColumnVerdict{Table: t.name(), Column: column, Denied: denied}
		}
		return
	}
	a.seen[key] = len(a.verdicts)
	a.verdicts = append(a.verdicts, ColumnVerdict{Table: t.name(), Column: column, PermissionID: id, Denied: denied})
}

func (a *analysis) deny(t target, column, rule, message string) {
	d := Denial{Column: column, Rule: rule, Message: message}
	if t.ds != nil {
		d.Table = t.name()
		if column != "" {
			a.verdict(t, column, 0, message)
		}
	}
	if !a.denied[d] {
		a.denied[d] = true
		a.denials = append(a.denials, d)
	}
}

// projected notes that _wallet is an output of the whole statement.
func (a *analysis) projected(occ *occurrence) {
	for _, u := range a.uses {
		for _, perm := range u.permissions() {
			if !perm.RowsMayLeave {
				a.denyWallet(value{occ: occ}, "here it is projected, but the rows of "+u.name()+" may not leave")
				return
			}
		}
	}
}

// permissions lists what an occurrence uses, ascending by id.
func (o *occurrence) permissions() []Permission {
	if len(o.grants) == 0 {
		if o.whole == nil {
			return nil
		}
		return []Permission{*o.whole}
	}
	byID := map[uint64]Permission{}
	for _, p := range o.grants {
		byID[p.ID] = p
	}
	out := make([]Permission, 0, len(byID))
	for _, p := range byID {
		out = append(out, p)
	}
	slices.SortFunc(out, func(x, y Permission) int {
		switch {
		case x.ID < y.ID:
			return -1
		case x.ID > y.ID:
			return 1
		}
		return 0
	})
	return out
}

// plan assembles what the walk found.
func (a *analysis) plan(root obj) (*Plan, error) {
	p := &Plan{Format: PlanFormat, Purpose: a.purpose.String(), Columns: []ColumnVerdict{}, Uses: []TableUse{}, Lines: []Line{}, Tables: []TableLoad{}}
	read := make([]map[string]bool, len(a.loads))
	for i, l := range a.loads {
		read[i] = map[string]bool{}
		p.Tables = append(p.Tables, TableLoad{DLP: l.ds.DLP, Slug: l.ds.Slug, Table: l.table.Name, Columns: []dataset.Column{}})
	}
	for _, u := range a.uses {
		perms := u.permissions()
		if len(perms) == 0 && !slices.ContainsFunc(a.denials, func(d Denial) bool { return d.Table == u.name() && d.Rule == RuleNotGranted }) {
			a.deny(u.target, "", RuleNotGranted, u.name()+" is not granted to you")
		}
		use := TableUse{DLP: u.ds.DLP, Slug: u.ds.Slug, Table: u.table.Name, Occurrence: u.n, Columns: []string{}, Wallet: u.wallet,
			Permissions: []uint64{}, Load: u.load}
		for _, col := range u.table.Columns {
			if _, ok := u.grants[col.Name]; ok {
				use.Columns = append(use.Columns, col.Name)
				read[u.load][col.Name] = true
			}
		}
		p.Tables[u.load].Wallet = p.Tables[u.load].Wallet || u.wallet
		rowsLeave := true
		for _, perm := range perms {
			use.Permissions = append(use.Permissions, perm.ID)
			p.Lines = append(p.Lines, Line{PermissionID: perm.ID, DLP: u.ds.DLP, Price: new(big.Int).Set(perm.Price), Use: u.n})
			if perm.RowsMayLeave {
				continue
			}
			rowsLeave = false
			if a.purpose == Deliver {
				a.deny(u.target, "", RuleRowsStay, fmt.Sprintf("the rows of %s may not leave: permission %d admits approved instructions only", u.name(), perm.ID))
			}
		}
		if rowsLeave && len(u.filter) > 0 {
			stmt, err := json.Marshal(countStatement(childTable(u.load), u.alias, u.filter))
			if err != nil {
				return nil, fmt.Errorf("encode the scope of %s: %w", u.name(), err)
			}
			use.Scope, use.ScopeReads = stmt, filterColumns(u)
		}
		p.Uses = append(p.Uses, use)
	}
	for i, l := range a.loads {
		for _, col := range l.table.Columns {
			if read[i][col.Name] {
				p.Tables[i].Columns = append(p.Tables[i].Columns, col)
			}
		}
		// A table that is only counted still needs a column to carry its rows: the first granted one.
		if used := slices.ContainsFunc(a.uses, func(u *occurrence) bool { return u.load == i }); used && len(p.Tables[i].Columns) == 0 && !p.Tables[i].Wallet {
			if g := l.granted(a.buyer); len(g) > 0 {
				col, _ := l.column(g[0])
				p.Tables[i].Columns = append(p.Tables[i].Columns, col)
			}
		}
	}
	stmt, err := json.Marshal(root)
	if err != nil {
		return nil, fmt.Errorf("encode the statement: %w", err)
	}
	p.Statement, p.Columns, p.Denials = stmt, append(p.Columns, a.verdicts...), a.denials
	p.Allowed = len(a.denials) == 0
	return p, nil
}

// filterColumns lists the columns that the filter of an occurrence reads, in schema order.
func filterColumns(u *occurrence) []string {
	named := map[string]bool{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case obj:
			if str(v, "class") == "COLUMN_REF" {
				parts := names(v, "column_names")
				named[parts[len(parts)-1]] = true
			}
			for _, c := range v {
				walk(c)
			}
		case []any:
			for _, c := range v {
				walk(c)
			}
		}
	}
	for _, f := range u.filter {
		walk(f)
	}
	out := []string{}
	for _, col := range u.table.Columns {
		if named[col.Name] {
			out = append(out, col.Name)
		}
	}
	return out
}
