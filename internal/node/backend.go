package node

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/api"
	"github.com/coppice-network/coppice/internal/compute"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/query"
	"github.com/coppice-network/coppice/internal/withdrawal"
)

// Status is what `coppice status` shows; see cli.md for the field names that stay.
type Status struct {
	Network    string                    `json:"network"`
	Chain      ChainStatus               `json:"chain"`
	API        string                    `json:"api"`
	Contracts  map[string]common.Address `json:"contracts"`
	Validators []ValidatorStatus         `json:"validators"`
	Datasets   []DatasetStatus           `json:"datasets"`
	Open       OpenWork                  `json:"open"`
	Problems   []Problem                 `json:"problems,omitempty"`
}

// ChainStatus is the chain's endpoint and height.
type ChainStatus struct {
	RPC     string `json:"rpc"`
	WS      string `json:"ws"`
	ID      uint64 `json:"id"`
	Block   uint64 `json:"block"`
	Indexed uint64 `json:"indexed"` // the read model's height
}

// ValidatorStatus is one active validator.
type ValidatorStatus struct {
	Address     common.Address `json:"address"`
	URL         string         `json:"url"`
	Measurement common.Hash    `json:"measurement"`
	Earned      string         `json:"earned"` // VANA from proofs and refinements
	Here        bool           `json:"here"`   // runs in this process
	DataDAOs    []uint64       `json:"dataDaos,omitempty"`
}

// DatasetStatus is one DataDAO.
type DatasetStatus struct {
	DLP     uint64         `json:"dlpId"`
	Slug    string         `json:"slug"`
	Address common.Address `json:"address"`
	Token   common.Address `json:"token"`
	Tables  []TableInfo    `json:"tables"`
}

// TableInfo is one table with its size.
type TableInfo struct {
	Name    string       `json:"name"`
	Rows    int64        `json:"rows"`
	Columns []ColumnInfo `json:"columns"`
}

// ColumnInfo is one column.
type ColumnInfo struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Nullable bool   `json:"nullable"`
}

// OpenWork counts what waits for validators.
type OpenWork struct {
	Proofs      int `json:"proofs"`
	Refinements int `json:"refinements"`
	Jobs        int `json:"jobs"`
}

// Problem is a file that a refiner could not turn into tables.
type Problem struct {
	File    uint64 `json:"fileId"`
	Refiner uint64 `json:"refinerId"`
	Error   string `json:"error"`
}

// backend answers the API.
type backend struct{ n *Node }

// Network implements api.Backend.
func (b *backend) Network() any { return b.n.Network }

// Status implements api.Backend.
func (b *backend) Status(ctx context.Context) (any, error) {
	n := b.n
	height, err := n.chain.Client().BlockNumber(ctx)
	if err != nil {
		return nil, err
	}
	indexed, _, _, err := n.index.Checkpoint(ctx)
	if err != nil {
		return nil, err
	}
	s := &Status{
		Network: n.Network.Name, API: n.Network.API, Contracts: n.Network.Addresses.Map(),
		Chain:      ChainStatus{RPC: n.Network.RPC, WS: n.Network.WS, ID: n.Network.ChainID, Block: height, Indexed: indexed},
		Validators: []ValidatorStatus{}, Datasets: []DatasetStatus{},
	}
	if err := b.validators(ctx, s); err != nil {
		return nil, err
	}
	dlps, err := n.index.DLPs(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range dlps {
		tables, err := b.tables(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		s.Datasets = append(s.Datasets, DatasetStatus{d.ID, d.Slug, d.Address, d.Token, tables})
	}
	return s, b.open(ctx, s)
}

func (b *backend) validators(ctx context.Context, s *Status) error {
	list, err := b.n.env.ledger.Validators(ctx)
	if err != nil {
		return err
	}
	for _, v := range list {
		row := ValidatorStatus{Address: v.Address, URL: v.URL, Measurement: v.Measurement, Earned: amount.Format(v.Earned)}
		for _, mine := range b.n.validators {
			if mine.key.Address() == v.Address {
				row.Here, row.DataDAOs = true, mine.custody.DLPs()
			}
		}
		s.Validators = append(s.Validators, row)
	}
	return nil
}

func (b *backend) open(ctx context.Context, s *Status) error {
	proofs, err := b.n.index.OpenProofJobs(ctx)
	if err != nil {
		return err
	}
	refinements, err := b.n.index.OpenRefinements(ctx)
	if err != nil {
		return err
	}
	jobs, err := b.n.index.OpenComputeJobs(ctx)
	if err != nil {
		return err
	}
	s.Open = OpenWork{len(proofs), len(refinements), len(jobs)}
	b.n.problemMu.Lock()
	defer b.n.problemMu.Unlock()
	for id, text := range b.n.problems {
		s.Problems = append(s.Problems, Problem{id.file, id.refiner, text})
	}
	return nil
}

// Certificates implements api.Backend.
func (b *backend) Certificates(ctx context.Context, w index.Withdrawal) ([]*withdrawal.Signed, error) {
	env := b.n.env
	on := withdrawal.Subject{ChainID: env.ledger.ChainID.Uint64(), Registry: env.ledger.Net.DataRegistry}
	list := make([]*withdrawal.Signed, len(b.n.validators))
	for i, v := range b.n.validators {
		var err error
		if list[i], err = v.remover.Certify(ctx, on, w, v.key, env.clock()); err != nil {
			return nil, fmt.Errorf("the certificate of validator %s: %w", v.key.Address(), err)
		}
	}
	return list, nil
}

// DatasetTables implements api.Backend.
func (b *backend) DatasetTables(ctx context.Context, dlp uint64) (any, error) {
	return b.tables(ctx, dlp)
}

func (b *backend) tables(ctx context.Context, dlp uint64) ([]TableInfo, error) {
	refiners, err := b.n.index.Refiners(ctx, dlp)
	if err != nil {
		return nil, err
	}
	holder := b.n.holder(dlp)
	list := []TableInfo{}
	for _, r := range refiners {
		info, err := b.n.env.logic.refiner(ctx, r.ID)
		if err != nil {
			b.n.cfg.Log.Warn("a refiner's tables are left out", "refiner", r.ID, "err", err)
			continue
		}
		list = append(list, tablesOf(info.schema, func(table string) int64 { return holder.rows(dlp, table) })...)
	}
	return list, nil
}

// holder returns a validator of this node that serves a DataDAO, or nil.
func (n *Node) holder(dlp uint64) *validator {
	for _, v := range n.validators {
		if v.custody.Has(dlp) {
			return v
		}
	}
	return nil
}

// rows counts a table's rows; a table nobody holds has none.
func (v *validator) rows(dlp uint64, table string) int64 {
	if v == nil {
		return 0
	}
	s, err := v.dataset.Snapshot(dlp, table)
	if err != nil {
		return 0
	}
	defer s.Close()
	return s.Rows()
}

// defaultSeconds is a job's time limit when the buyer names none.
const defaultSeconds = 30

// Quote implements api.Backend: plan the query under what this account is granted now, count the rows in scope, and price it.
func (b *backend) Quote(ctx context.Context, account common.Address, sql string, instruction, maxSeconds uint64) (*api.Quote, error) {
	env := b.n.env
	price, longest, err := env.ledger.PricePerSecond(ctx)
	if err != nil {
		return nil, err
	}
	if maxSeconds == 0 {
		maxSeconds = min(defaultSeconds, longest)
	}
	if maxSeconds > longest {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("ask for at most %d seconds", longest), "a job may run %d seconds at most", longest)
	}
	c, err := catalog(ctx, env, func(p index.Permission) bool {
		return p.Approved && !p.Expired(env.clock()) && (p.Grantee == (common.Address{}) || p.Grantee == account)
	})
	if err != nil {
		return nil, err
	}
	purpose := query.Deliver
	if instruction != 0 {
		purpose = query.Instruct
	}
	plan, err := query.NewPlanner(env.runner).Plan(ctx, sql, account, purpose, c)
	if err != nil {
		return nil, queryFault(err)
	}
	q := &api.Quote{Allowed: plan.Allowed, MaxSeconds: maxSeconds, PlanDigest: fmt.Sprintf("%x", plan.Digest())}
	for _, v := range plan.Columns {
		q.Columns = append(q.Columns, api.QuoteColumn{Table: v.Table, Column: v.Column, PermissionID: v.PermissionID, Denied: v.Denied})
	}
	for _, d := range plan.Denials {
		q.Denials = append(q.Denials, d.Message)
	}
	if err := b.checkInstruction(ctx, instruction, plan, q); err != nil || !q.Allowed {
		return q, err
	}
	vana := new(big.Int).Mul(price, new(big.Int).SetUint64(maxSeconds))
	q.VanaWei, q.Price = vana.String(), map[string]string{"VANA": amount.Format(vana)}
	return q, b.price(ctx, plan, c, q)
}

// checkInstruction denies an instruction that a DataDAO of the query has not approved.
func (b *backend) checkInstruction(ctx context.Context, instruction uint64, plan *query.Plan, q *api.Quote) error {
	if instruction == 0 || !q.Allowed {
		return nil
	}
	seen := make(map[uint64]bool)
	for _, u := range plan.Uses {
		if seen[u.DLP] {
			continue
		}
		seen[u.DLP] = true
		ok, err := b.n.env.ledger.InstructionApproved(ctx, instruction, u.DLP)
		if err != nil {
			return err
		}
		if !ok {
			q.Allowed = false
			q.Denials = append(q.Denials, fmt.Sprintf("instruction %d is not approved by DataDAO %s", instruction, u.Slug))
		}
	}
	return nil
}

// price counts rows in scope at a validator that serves all DataDAOs of the query.
func (b *backend) price(ctx context.Context, plan *query.Plan, c query.Catalog, q *api.Quote) error {
	var v *validator
	for _, mine := range b.n.validators {
		all := true
		for _, u := range plan.Uses {
			all = all && mine.custody.Has(u.DLP)
		}
		if all {
			v = mine
			break
		}
	}
	if v == nil {
		return fault.New(fault.Unavailable, "try again when a validator has taken over the DataDAOs' keys", "no validator here serves all DataDAOs of this query")
	}
	t := tables{store: v.dataset, walletKey: v.quoteKey, pseudonym: pseudonymOf}
	src, err := t.Source(ctx, 0, [32]byte{}, c)
	if err != nil {
		return err
	}
	defer src.Close()
	counts, err := plan.Count(ctx, src)
	if err != nil {
		return queryFault(err)
	}
	q.RowsInScope = counts.Tables
	rows := compute.RowsByPermission(plan, counts)
	totals := make(map[uint64]*big.Int)
	listed := make(map[uint64]bool)
	for _, l := range plan.Lines {
		if listed[l.PermissionID] {
			continue
		}
		listed[l.PermissionID] = true
		n := rows[l.PermissionID]
		q.Lines = append(q.Lines, api.QuoteLine{PermissionID: l.PermissionID, DLP: l.DLP, PriceWei: l.Price.String(), MaxRows: n})
		if totals[l.DLP] == nil {
			totals[l.DLP] = new(big.Int)
		}
		totals[l.DLP].Add(totals[l.DLP], new(big.Int).Mul(l.Price, big.NewInt(n)))
	}
	for _, ds := range c {
		if t := totals[ds.DLP]; t != nil {
			q.Price[ds.Slug] = amount.Format(t)
		}
	}
	return nil
}

// queryFault turns what the buyer wrote wrongly into an edge error; what is ours stays as it is.
func queryFault(err error) error {
	var refused *query.Error
	if errors.As(err, &refused) {
		return fault.Wrap(err, fault.Invalid, "see docs/ai-builder.md for the SQL that is understood", "%s", err)
	}
	return err
}
