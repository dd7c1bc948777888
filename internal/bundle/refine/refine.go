// Package refine is the DuckDB runtime of refiner bundles: the sandbox workers "bundle.refine.duckdb" and "bundle.schema.duckdb".
//
// # What a script sees
//
// One SQL script, run statement by statement in an in-memory database that holds one table, input(name TEXT, content JSON), with one
// row: the decrypted export, under the name "export"; or, of an archive, one row for each file that the manifest's members match, by
// path. The script creates its tables (types, NOT NULL, CHECK, keys) and fills them; every plain table that it
// leaves becomes part of the schema, but for input and names that begin with an underscore. Columns are DATE, TIMESTAMP, INTEGER,
// BIGINT, DOUBLE, TEXT or BOOLEAN. Rows come out in the order in which they were inserted.
//
// # What it cannot do
//
// Statements are an allow-list (CREATE TABLE, VIEW and MACRO, INSERT, UPDATE, DELETE, SELECT, WITH), read by a lexer here and then
// classified by DuckDB itself, one at a time. No files, no extensions, no settings; one thread, UTC, and nothing that changes from run
// to run, so that another validator gets the same bytes. DuckDB is not the boundary, though: the sandbox is.
//
// # Whose mistake
//
// A row that breaks a rule of the script (NOT NULL, CHECK, key) or a value that cannot be converted is bundle.ErrUnfit: the file does not
// fit. Everything else is the script's. Texts name file and line and quote nothing but the script.
package refine

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/bundle/strictjson"
	"github.com/coppice-network/coppice/internal/engine"
	"github.com/coppice-network/coppice/internal/export"
	"github.com/coppice-network/coppice/internal/sandbox"
)

func init() {
	engine.Register("bundle.refine.duckdb", refine)
	engine.Register("bundle.schema.duckdb", describe)
}

// session is a script over a database of its own.
type session struct {
	conn   *sql.Conn
	entry  string
	source []byte
	rows   []row
}

// row is one of the table input.
type row struct {
	name string
	data []byte
	text bool // data is not JSON, but a text
}

// content is the data as JSON. It is made when it is inserted, and not kept beside the data.
func (r row) content() string {
	text := bytes.TrimPrefix(r.data, []byte("\ufeff"))
	if r.text {
		return string(strictjson.AppendString(nil, string(text)))
	}
	return string(text)
}

// open makes the input table with the export in it and locks the engine.
func open(ctx context.Context, g *sandbox.Guest, entry string, rows []row) (*session, error) {
	source, err := g.ReadInput("entry")
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(source) {
		return nil, sandbox.Refuse(bundle.CodeFailed, "%s: the script is not UTF-8", entry)
	}
	conn, err := engine.Open(ctx, g.Memory(), 1)
	if err != nil {
		return nil, fmt.Errorf("refine: %w", err)
	}
	s := &session{conn: conn, entry: entry, source: source, rows: rows}
	for _, set := range []string{
		"SET TimeZone='UTC'",
		"CREATE TABLE input(name TEXT NOT NULL, content JSON NOT NULL)",
	} {
		if _, err := conn.ExecContext(ctx, set); err != nil {
			return nil, fmt.Errorf("refine: prepare the engine: %s: %w", set, err)
		}
	}
	for _, r := range rows {
		if _, err := conn.ExecContext(ctx, "INSERT INTO input VALUES (?, ?)", r.name, r.content()); err != nil {
			var e *duckdb.Error
			if errors.As(err, &e) && e.Type == duckdb.ErrorTypeOutOfMemory {
				return nil, sandbox.Refuse(sandbox.CodeOutOfMemory, "%s: the export does not fit into memory", entry)
			}
			return nil, sandbox.Refuse(bundle.CodeUnfit, "%s: the engine does not take the export", entry)
		}
	}
	if err := engine.Lock(ctx, conn); err != nil {
		return nil, fmt.Errorf("refine: %w", err)
	}
	return s, nil
}

// input reads the file and turns it into the rows of the table input.
func input(g *sandbox.Guest, job bundle.RefineJob) ([]row, error) {
	unfit := func(format string, args ...any) error {
		return sandbox.Refuse(bundle.CodeUnfit, "the file does not fit %s: %s", job.Entry, fmt.Sprintf(format, args...))
	}
	file, size, err := g.InputAt("file")
	if err != nil {
		return nil, err
	}
	e, err := job.Reads.Open(file, size)
	switch {
	case errors.Is(err, export.ErrArchive):
		// Texts of this package quote no names out of the file.
		return nil, unfit("its archive is refused")
	case err != nil:
		return nil, err
	case e.Format == export.Plain && size > job.Reads.Bytes:
		return nil, unfit("it has %d MiB; at most %d MiB are read", size>>20, job.Reads.Bytes>>20)
	}
	rows := make([]row, len(e.Members))
	for i, m := range e.Members {
		data := m.Bytes()
		if data == nil {
			data = make([]byte, m.Size)
			if _, err := io.ReadFull(m.Open(), data); err != nil {
				return nil, fmt.Errorf("reading the file: %w", err)
			}
		}
		if job.Text {
			if !utf8.Valid(data) {
				return nil, unfit("%sit is not UTF-8 text", place(e, i))
			}
		} else if err := strictjson.Check(data, strictjson.Limits{}); err != nil {
			return nil, unfit("%s%v", place(e, i), err)
		}
		rows[i] = row{m.Name, data, job.Text}
	}
	return rows, nil
}

// place says which of several files is meant.
func place(e *export.Export, i int) string {
	if len(e.Members) == 1 {
		return ""
	}
	return fmt.Sprintf("file %d of %d in the archive: ", i+1, len(e.Members))
}

func refine(ctx context.Context, g *sandbox.Guest) error {
	var job bundle.RefineJob
	if err := g.Args(&job); err != nil {
		return err
	}
	rows, err := input(g, job)
	if err != nil {
		return err
	}
	s, err := open(ctx, g, job.Entry, rows)
	if err != nil {
		return err
	}
	if err := s.run(ctx, false); err != nil {
		return err
	}
	schema, err := s.schema(ctx)
	if err != nil {
		return err
	}
	out, err := g.Output("tables")
	if err != nil {
		return err
	}
	defer out.Close()
	parts := []bundle.Part{}
	for _, t := range schema.Tables {
		size, err := s.writeTable(ctx, t, out)
		if err != nil {
			return err
		}
		parts = append(parts, bundle.Part{Name: t.Name, Size: size})
	}
	return g.Return(parts)
}

func describe(ctx context.Context, g *sandbox.Guest) error {
	var job bundle.RefineJob
	if err := g.Args(&job); err != nil {
		return err
	}
	s, err := open(ctx, g, job.Entry, nil)
	if err != nil {
		return err
	}
	if err := s.run(ctx, true); err != nil {
		return err
	}
	schema, err := s.schema(ctx)
	if err != nil {
		return err
	}
	return g.Return(schema)
}

// run executes the script, or only what creates something. All of it is checked before any of it runs.
func (s *session) run(ctx context.Context, onlyCreate bool) error {
	statements, err := split(string(s.source))
	if err != nil {
		return s.failed("%v", err)
	}
	for _, st := range statements {
		if err := st.check(); err != nil {
			return s.failed("%v", err)
		}
	}
	for _, st := range statements {
		if onlyCreate && !st.isCreate() {
			continue
		}
		if err := s.execute(ctx, st); err != nil {
			return err
		}
	}
	return nil
}

// kinds are DuckDB's own names of the statements it may execute.
var kinds = map[duckdb.StmtType]bool{
	duckdb.STATEMENT_TYPE_SELECT: true, duckdb.STATEMENT_TYPE_INSERT: true, duckdb.STATEMENT_TYPE_UPDATE: true, duckdb.STATEMENT_TYPE_DELETE: true,
	duckdb.STATEMENT_TYPE_CREATE: true, duckdb.STATEMENT_TYPE_CREATE_FUNC: true,
}

func (s *session) execute(ctx context.Context, st statement) error {
	return s.conn.Raw(func(c any) error {
		// Unlike PrepareContext, Prepare runs nothing, and refuses a text of more than one statement.
		prepared, err := c.(*duckdb.Conn).Prepare(st.text)
		if err != nil {
			return s.blame(st, err)
		}
		stmt := prepared.(*duckdb.Stmt)
		defer stmt.Close()
		kind, err := stmt.StatementType()
		if err != nil {
			return s.blame(st, err)
		}
		if !kinds[kind] {
			return s.failed("line %d: %s is not allowed in a refiner", st.line, st.name())
		}
		if stmt.NumInput() > 0 {
			return s.failed("line %d: parameters are not allowed in a refiner", st.line)
		}
		if kind == duckdb.STATEMENT_TYPE_SELECT { // for nothing, but it may be there
			rows, err := stmt.QueryContext(ctx, []driver.NamedValue{})
			if err != nil {
				return s.blame(st, err)
			}
			return rows.Close()
		}
		if _, err := stmt.ExecContext(ctx, []driver.NamedValue{}); err != nil {
			return s.blame(st, err)
		}
		return nil
	})
}

func (s *session) failed(format string, args ...any) error {
	return sandbox.Refuse(bundle.CodeFailed, "%s: %s", s.entry, fmt.Sprintf(format, args...))
}

// unfitErrors are the engine's classes that data causes.
var unfitErrors = map[duckdb.ErrorType]bool{
	duckdb.ErrorTypeConstraint: true, duckdb.ErrorTypeConversion: true, duckdb.ErrorTypeOutOfRange: true, duckdb.ErrorTypeInvalidInput: true,
	duckdb.ErrorTypeMismatchType: true, duckdb.ErrorTypeDivideByZero: true,
}

// blame turns an error of the engine at a statement into a refusal.
func (s *session) blame(st statement, err error) error {
	code, text := bundle.CodeFailed, err.Error()
	var e *duckdb.Error
	if errors.As(err, &e) {
		text = e.Msg
		switch {
		case e.Type == duckdb.ErrorTypeOutOfMemory:
			code = sandbox.CodeOutOfMemory
		case unfitErrors[e.Type]:
			code = bundle.CodeUnfit
		}
	}
	// The engine repeats the statement with a mark below; the line number says that better.
	for _, end := range []string{"\n\nLINE ", "\nLINE ", "\n\n"} {
		text, _, _ = strings.Cut(text, end)
	}
	// "Constraint Error: " and its like say nothing that the rest does not.
	if class, rest, ok := strings.Cut(text, " Error: "); ok && !strings.Contains(class, ":") {
		text = rest
	}
	var contents [][]byte
	for _, r := range s.rows {
		contents = append(contents, r.data, []byte(r.name))
	}
	return sandbox.Refuse(code, "%s: line %d: %s", s.entry, st.line, bundle.Withhold(strings.Join(strings.Fields(text), " "), s.source, contents...))
}

// schemaDoc is what package dataset reads: the tables that a script leaves.
type schemaDoc struct {
	Format string     `json:"format"`
	Tables []tableDoc `json:"tables"`
}

type tableDoc struct {
	Name    string      `json:"name"`
	Columns []columnDoc `json:"columns"`
}

type columnDoc struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Nullable bool   `json:"nullable"`
}

const schemaFormat = "coppice-schema/1"
