package query

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/sandbox"
)

// Limits bound a run. A zero field means its default.
type Limits struct {
	Seconds  int   // of wall clock, and twice as many of CPU; 60
	Memory   int64 // bytes of the child; 1 GiB
	MaxRows  int64 // of the answer; 1,000,000
	MaxBytes int64 // of the answer as Parquet; 64 MiB
}

func (l Limits) withDefaults() Limits {
	if l.Seconds <= 0 {
		l.Seconds = 60
	}
	if l.Memory <= 0 {
		l.Memory = 1 << 30
	}
	if l.MaxRows <= 0 {
		l.MaxRows = 1_000_000
	}
	if l.MaxBytes <= 0 {
		l.MaxBytes = 64 << 20
	}
	return l
}

func (l Limits) sandbox() sandbox.Limits {
	wall := time.Duration(l.Seconds) * time.Second
	return sandbox.Limits{Memory: l.Memory, Wall: wall, CPU: 2 * wall, Output: l.MaxBytes, Input: 16 << 30}
}

// small are the limits of children that hold no data.
var small = sandbox.Limits{Memory: 512 << 20, Wall: 20 * time.Second, CPU: 20 * time.Second, Output: 1 << 20}

// Counts are rows in scope.
type Counts struct {
	Lines  []int64          // by index in Plan.Lines
	Tables map[string]int64 // by dataset.table, summed over occurrences
}

// Result is an answer.
type Result struct {
	Parquet []byte
	Columns []string // names, all different
	Types   []string // as in Output
	Rows    int64
}

// parse asks a child for the tree of a text.
func (pl *Planner) parse(ctx context.Context, sql string) ([]byte, error) {
	res, err := pl.runner.Run(ctx, sandbox.Spec{Worker: WorkerParse, Args: ParseArgs{SQL: sql}, Limits: small})
	if err != nil {
		return nil, childError("parse", err)
	}
	defer res.Close()
	return res.Value, nil
}

// bind finds type errors, and the names and types of the answer, over empty tables.
func (pl *Planner) bind(ctx context.Context, p *Plan) ([]Output, error) {
	args := StatementArgs{Statements: []string{string(p.Statement)}}
	for i, t := range p.Tables {
		if w, ok := wireTable(i, t.Columns, t.Wallet); ok {
			args.Tables = append(args.Tables, w)
		}
	}
	res, err := pl.runner.Run(ctx, sandbox.Spec{Worker: WorkerBind, Args: args, Limits: small})
	if err != nil {
		return nil, childError("bind", err)
	}
	defer res.Close()
	var out []Output
	if err := json.Unmarshal(res.Value, &out); err != nil {
		return nil, fmt.Errorf("bind: answer of the child: %w", err)
	}
	return out, nil
}

func wireTable(i int, columns []dataset.Column, wallet bool) (WireTable, bool) {
	w := WireTable{Schema: childSchema, Name: childTable(i)}
	for _, c := range columns {
		w.Columns = append(w.Columns, Output{Name: c.Name, Type: string(c.Type)})
	}
	if wallet {
		w.Columns = append(w.Columns, Output{Name: walletColumn, Type: "TEXT"})
	}
	return w, len(w.Columns) > 0
}

// Count determines the rows in scope. It reads only the columns that the filters name.
func (p *Plan) Count(ctx context.Context, src Source) (*Counts, error) {
	if err := p.Err(); err != nil {
		return nil, err
	}
	rows := make([]int64, len(p.Uses))
	reads := make([][]dataset.Column, len(p.Tables))
	var args StatementArgs
	var counted []int
	for i, u := range p.Uses {
		if len(u.Scope) == 0 {
			n, err := src.Rows(ctx, u.DLP, u.Table)
			if err != nil {
				return nil, fmt.Errorf("count rows of %s.%s: %w", u.Slug, u.Table, err)
			}
			rows[i] = n
			continue
		}
		args.Statements = append(args.Statements, string(u.Scope))
		counted = append(counted, i)
		for _, c := range p.Tables[u.Load].Columns {
			if slices.Contains(u.ScopeReads, c.Name) && !slices.Contains(reads[u.Load], c) {
				reads[u.Load] = append(reads[u.Load], c)
			}
		}
	}
	if len(counted) > 0 {
		var inputs inputs
		for i, t := range p.Tables {
			if !slices.ContainsFunc(counted, func(c int) bool { return p.Uses[c].Load == i }) {
				continue
			}
			columns, wallet := reads[i], false
			if len(columns) == 0 { // only literals: any column carries the rows
				if len(t.Columns) > 0 {
					columns = t.Columns[:1]
				} else {
					wallet = true
				}
			}
			w, _ := wireTable(i, columns, wallet)
			args.Tables = append(args.Tables, w)
			inputs.add(ctx, src, w.Name, t, columns, wallet)
		}
		defer inputs.close()
		limits := Limits{}.withDefaults().sandbox()
		res, err := p.runner.Run(ctx, sandbox.Spec{Worker: WorkerCount, Args: args, Inputs: inputs.list, Limits: limits})
		if err != nil {
			return nil, childError("count", err)
		}
		defer res.Close()
		var counts []int64
		if err := json.Unmarshal(res.Value, &counts); err != nil || len(counts) != len(counted) {
			return nil, fmt.Errorf("count: wrong answer of the child (%v)", err)
		}
		for j, i := range counted {
			rows[i] = counts[j]
		}
	}
	out := &Counts{Lines: make([]int64, len(p.Lines)), Tables: map[string]int64{}}
	for i, l := range p.Lines {
		out.Lines[i] = rows[l.Use]
	}
	for i, u := range p.Uses {
		out.Tables[u.Slug+"."+u.Table] += rows[i]
	}
	return out, nil
}

// Run answers the query in a throw-away child that is given nothing but the columns the plan grants and names. Usage is what the
// child consumed, also where it failed.
func (p *Plan) Run(ctx context.Context, src Source, limits Limits) (*Result, sandbox.Usage, error) {
	if err := p.Err(); err != nil {
		return nil, sandbox.Usage{}, err
	}
	limits = limits.withDefaults()
	args := StatementArgs{Statements: []string{string(p.Statement)}, Outputs: p.Outputs, MaxRows: limits.MaxRows}
	var inputs inputs
	defer inputs.close()
	for i, t := range p.Tables {
		w, ok := wireTable(i, t.Columns, t.Wallet)
		if !ok {
			continue
		}
		args.Tables = append(args.Tables, w)
		inputs.add(ctx, src, w.Name, t, t.Columns, t.Wallet)
	}
	res, err := p.runner.Run(ctx, sandbox.Spec{Worker: WorkerRun, Args: args, Inputs: inputs.list, Outputs: []string{OutputName}, Limits: limits.sandbox()})
	if err != nil {
		var usage sandbox.Usage
		var f *sandbox.Failure
		if errors.As(err, &f) {
			usage = f.Usage
		}
		return nil, usage, childError("run", err)
	}
	defer res.Close()
	var answer RunAnswer
	if err := json.Unmarshal(res.Value, &answer); err != nil {
		return nil, res.Usage, fmt.Errorf("run: answer of the child: %w", err)
	}
	out := &Result{Rows: answer.Rows}
	if out.Parquet, err = res.Bytes(OutputName); err != nil {
		return nil, res.Usage, fmt.Errorf("run: %w", err)
	}
	for _, o := range p.Outputs {
		out.Columns, out.Types = append(out.Columns, o.Name), append(out.Types, o.Type)
	}
	return out, res.Usage, nil
}

// childError turns the end of a child into what the buyer may read. A child that held data is not quoted.
func childError(what string, err error) error {
	var f *sandbox.Failure
	if !errors.As(err, &f) {
		return fmt.Errorf("%s: %w", what, err)
	}
	switch f.Kind {
	case sandbox.TimedOut:
		return refuse(ErrTimeout, "")
	case sandbox.OutOfMemory:
		return refuse(ErrMemory, "")
	case sandbox.OutputTooLarge:
		return refuse(ErrTooManyRows, "it exceeds the bytes allowed")
	case sandbox.Crashed:
		return refuse(ErrRuntime, "the engine stopped")
	case sandbox.Rejected:
	default:
		return fmt.Errorf("%s: %w", what, err)
	}
	dataless := what == "parse" || what == "bind"
	switch {
	case f.Code == CodeSyntax && dataless:
		e := refuse(ErrSyntax, "%s", f.Detail)
		if pos, text, ok := strings.Cut(f.Detail, " "); ok {
			if n, err := strconv.Atoi(pos); err == nil {
				e.Position, e.Reason = n, text
			}
		}
		return e
	case f.Code == CodeNotSelect && dataless:
		return refuse(ErrNotSelect, "this is another kind of statement")
	case f.Code == CodeBind && dataless:
		return refuse(ErrSyntax, "%s", f.Detail)
	case f.Code == CodeMeaning && dataless:
		return refuse(ErrNotAllowed, "the engine could read this statement in another way than it was checked; write it more simply")
	case f.Code == CodeRows:
		return refuse(ErrTooManyRows, "it has more rows than allowed; aggregate, or add LIMIT")
	}
	if text, ok := runtimeText[f.Code]; ok {
		return refuse(ErrRuntime, "%s", text)
	}
	return refuse(ErrRuntime, "%s", runtimeText[CodeEngine])
}

// inputs are the projections of one run. Each starts when the sandbox begins to read it, so that one is in the making at a time.
type inputs struct {
	list []sandbox.Input
	open []*projection
}

func (in *inputs) add(ctx context.Context, src Source, name string, t TableLoad, columns []dataset.Column, wallet bool) {
	var cols []string
	for _, c := range columns {
		cols = append(cols, c.Name)
	}
	p := &projection{write: func(w io.Writer) error {
		if _, err := src.Project(ctx, t.DLP, t.Table, cols, wallet, w); err != nil {
			return fmt.Errorf("read %s.%s: %w", t.Slug, t.Table, err)
		}
		return nil
	}}
	in.open = append(in.open, p)
	in.list = append(in.list, sandbox.Input{Name: name, Reader: p})
}

func (in *inputs) close() {
	for _, p := range in.open {
		p.close()
	}
}

// projection makes a reader of something that writes.
type projection struct {
	write func(io.Writer) error
	r     *io.PipeReader
	done  chan struct{}
}

func (p *projection) Read(b []byte) (int, error) {
	if p.r == nil {
		r, w := io.Pipe()
		p.r, p.done = r, make(chan struct{})
		go func() {
			defer close(p.done)
			w.CloseWithError(p.write(w))
		}()
	}
	return p.r.Read(b)
}

// close ends the writer, if it started, and waits for it.
func (p *projection) close() {
	if p.r != nil {
		p.r.Close()
		<-p.done
	}
}
