// Package duck holds the workers of package query that use DuckDB. They run only in sandbox children: DuckDB is C++, and parses and
// executes what strangers wrote. Linking this package registers them; nothing here is called directly.
//
// A child opens an in-memory database, gives it the job's tables (views over Parquet in memory, or empty tables when only types are
// wanted), and then locks it: no external access but for these very descriptors, no extensions, no change of settings. What then runs
// is text made by DuckDB from the tree that the gate approved. Errors leave as a code; only where the child never held data does the
// engine's text leave with it.
package duck

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"github.com/coppice-network/coppice/internal/engine"
	"github.com/coppice-network/coppice/internal/query"
	"github.com/coppice-network/coppice/internal/sandbox"
)

func init() {
	engine.Register(query.WorkerParse, parse)
	engine.Register(query.WorkerBind, bind)
	engine.Register(query.WorkerCount, count)
	engine.Register(query.WorkerRun, run)
}

const threads = 2

// parse turns SQL into a tree.
func parse(ctx context.Context, g *sandbox.Guest) error {
	var args query.ParseArgs
	if err := g.Args(&args); err != nil {
		return err
	}
	conn, err := engine.Open(ctx, g.Memory(), threads)
	if err != nil {
		return err
	}
	if err := engine.Lock(ctx, conn); err != nil {
		return err
	}
	var tree string
	if err := conn.QueryRowContext(ctx, "SELECT json_serialize_sql(?::VARCHAR)::VARCHAR", args.SQL).Scan(&tree); err != nil {
		return sandbox.Refuse(query.CodeSyntax, "-1 %s", engineText(err))
	}
	var head struct {
		Error    bool   `json:"error"`
		Type     string `json:"error_type"`
		Message  string `json:"error_message"`
		Position string `json:"position"`
	}
	if err := json.Unmarshal([]byte(tree), &head); err != nil {
		return fmt.Errorf("the parser's answer: %w", err)
	}
	if head.Error {
		if head.Type == "not implemented" {
			return sandbox.Refuse(query.CodeNotSelect, "not a SELECT")
		}
		pos, err := strconv.Atoi(head.Position)
		if err != nil {
			pos = -1
		}
		return sandbox.Refuse(query.CodeSyntax, "%d %s", pos, head.Message)
	}
	return g.Return(json.RawMessage(tree))
}

// text asks DuckDB for the SQL of a tree.
func text(ctx context.Context, conn *sql.Conn, tree string) (string, error) {
	var s string
	if err := conn.QueryRowContext(ctx, "SELECT json_deserialize_sql(?::JSON)", tree).Scan(&s); err != nil {
		return "", err
	}
	return strings.TrimRight(strings.TrimSpace(s), ";"), nil
}

// tables makes the job's tables: views over inputs, or empty tables.
func tables(ctx context.Context, conn *sql.Conn, g *sandbox.Guest, list []query.WireTable) (paths []string, err error) {
	for _, t := range list {
		name := engine.Identifier(t.Schema) + "." + engine.Identifier(t.Name)
		var cols []string
		statement := ""
		if g.HasInput(t.Name) {
			path, err := g.InputPath(t.Name)
			if err != nil {
				return nil, err
			}
			paths = append(paths, path)
			for _, c := range t.Columns {
				cols = append(cols, fmt.Sprintf("CAST(%s AS %s) AS %[1]s", engine.Identifier(c.Name), c.Type))
			}
			statement = fmt.Sprintf("CREATE VIEW %s AS SELECT %s FROM read_parquet(%s)", name, strings.Join(cols, ", "), engine.Literal(path))
		} else {
			for _, c := range t.Columns {
				cols = append(cols, engine.Identifier(c.Name)+" "+c.Type)
			}
			statement = fmt.Sprintf("CREATE TABLE %s (%s)", name, strings.Join(cols, ", "))
		}
		for _, s := range []string{"CREATE SCHEMA IF NOT EXISTS " + engine.Identifier(t.Schema), statement} {
			if _, err := conn.ExecContext(ctx, s); err != nil {
				return nil, fmt.Errorf("make table %s: %w", t.Name, err)
			}
		}
	}
	return paths, nil
}

// start opens the engine with the tables of args, locked, and gives the texts of its statements.
func start(ctx context.Context, g *sandbox.Guest, extra ...string) (args query.StatementArgs, texts []string, conn *sql.Conn, err error) {
	if err = g.Args(&args); err != nil {
		return
	}
	if conn, err = engine.Open(ctx, g.Memory(), threads); err != nil {
		return
	}
	paths, err := tables(ctx, conn, g, args.Tables)
	if err == nil {
		err = engine.Lock(ctx, conn, append(paths, extra...)...)
	}
	for _, tree := range args.Statements {
		if err != nil {
			break
		}
		var s string
		if s, err = text(ctx, conn, tree); err == nil {
			texts = append(texts, s)
		}
	}
	return
}

// bind finds names and types of the answer. This child has no data, so the engine's words may be shown.
func bind(ctx context.Context, g *sandbox.Guest) error {
	args, texts, conn, err := start(ctx, g)
	if err != nil {
		return sandbox.Refuse(query.CodeBind, "%s", engineText(err))
	}
	if len(args.Statements) != 1 {
		return errors.New("bind takes one statement")
	}
	// What was checked is a tree, and what runs is text made from it: the text must mean the tree.
	var again string
	if err := conn.QueryRowContext(ctx, "SELECT json_serialize_sql(?::VARCHAR)::VARCHAR", texts[0]).Scan(&again); err != nil {
		return sandbox.Refuse(query.CodeBind, "%s", engineText(err))
	}
	if !sameTree(args.Statements[0], again) {
		return sandbox.Refuse(query.CodeMeaning, "ambiguous statement")
	}
	rows, err := conn.QueryContext(ctx, "DESCRIBE "+texts[0])
	if err != nil {
		return sandbox.Refuse(query.CodeBind, "%s", engineText(err))
	}
	defer rows.Close()
	var out []query.Output
	taken := map[string]bool{}
	for rows.Next() {
		var name, kind string
		var rest [4]any
		if err := rows.Scan(&name, &kind, &rest[0], &rest[1], &rest[2], &rest[3]); err != nil {
			return fmt.Errorf("describe: %w", err)
		}
		t, hint := outputType(kind)
		if t == "" {
			return sandbox.Refuse(query.CodeBind, "column %d (%s) has type %s, which cannot be delivered; %s", len(out)+1, name, kind, hint)
		}
		unique := name
		for i := 1; taken[strings.ToLower(unique)]; i++ {
			unique = fmt.Sprintf("%s_%d", name, i)
		}
		taken[strings.ToLower(unique)] = true
		out = append(out, query.Output{Name: unique, Type: t})
	}
	if err := rows.Err(); err != nil {
		return sandbox.Refuse(query.CodeBind, "%s", engineText(err))
	}
	return g.Return(out)
}

// outputType maps the engine's type to the one delivered; where there is none it says what to write instead.
func outputType(kind string) (t, hint string) {
	base, _, _ := strings.Cut(kind, "(")
	switch {
	case strings.HasSuffix(kind, "]"):
		return "", "use unnest() for rows or array_to_string() for text"
	case strings.HasPrefix(kind, "STRUCT") || strings.HasPrefix(kind, "MAP") || strings.HasPrefix(kind, "UNION"):
		return "", "select its parts"
	}
	switch base {
	case "BOOLEAN", "DATE", "TIMESTAMP", "BIGINT", "DOUBLE", "INTEGER":
		return base, ""
	case "TINYINT", "SMALLINT", "UTINYINT", "USMALLINT", `"NULL"`, "NULL":
		return "INTEGER", ""
	case "UINTEGER", "UBIGINT", "HUGEINT", "UHUGEINT", "BIGNUM":
		return "BIGINT", ""
	case "FLOAT", "DECIMAL":
		return "DOUBLE", ""
	case "VARCHAR":
		return "TEXT", ""
	case "INTERVAL":
		return "", "use date_diff() for a number"
	}
	return "", "cast it to a simple type such as TEXT"
}

// count counts rows in scope.
func count(ctx context.Context, g *sandbox.Guest) error {
	_, texts, conn, err := start(ctx, g)
	if err != nil {
		return coded(err)
	}
	counts := make([]int64, len(texts))
	for i, s := range texts {
		if err := conn.QueryRowContext(ctx, s).Scan(&counts[i]); err != nil {
			return coded(err)
		}
	}
	return g.Return(counts)
}

// run writes the answer as Parquet.
func run(ctx context.Context, g *sandbox.Guest) error {
	path, err := g.OutputPath(query.OutputName)
	if err != nil {
		return err
	}
	args, texts, conn, err := start(ctx, g, path)
	if err != nil {
		return coded(err)
	}
	if len(texts) != 1 || len(args.Outputs) == 0 {
		return errors.New("run takes one statement and its outputs")
	}
	var from, to []string
	for i, o := range args.Outputs {
		from = append(from, fmt.Sprintf("c%d", i))
		to = append(to, fmt.Sprintf("CAST(c%d AS %s) AS %s", i, o.Type, engine.Identifier(o.Name)))
	}
	// One row more than allowed tells too many from just enough.
	res, err := conn.ExecContext(ctx, fmt.Sprintf("COPY (SELECT %s FROM (%s) AS answer(%s) LIMIT %d) TO %s (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)",
		strings.Join(to, ", "), texts[0], strings.Join(from, ", "), args.MaxRows+1, engine.Literal(path)))
	if err != nil {
		return coded(err)
	}
	rows, err := res.RowsAffected()
	if err != nil {
		return fmt.Errorf("count the answer: %w", err)
	}
	if rows > args.MaxRows {
		return sandbox.Refuse(query.CodeRows, "more than %d rows", args.MaxRows)
	}
	return g.Return(query.RunAnswer{Rows: rows})
}

// engineText is the engine's own message without its decoration. Only for children that hold no data.
func engineText(err error) string {
	s := err.Error()
	var e *duckdb.Error
	if errors.As(err, &e) {
		s = e.Msg
	}
	s, _, _ = strings.Cut(s, "\n\nLINE ")
	return strings.Join(strings.Fields(s), " ")
}

// coded replaces an error of the engine, whose text may carry values, by its class.
func coded(err error) error {
	var e *duckdb.Error
	if !errors.As(err, &e) {
		return sandbox.Refuse(query.CodeEngine, "the engine failed")
	}
	switch e.Type {
	case duckdb.ErrorTypeOutOfMemory:
		return sandbox.Refuse(sandbox.CodeOutOfMemory, "the engine's memory limit")
	case duckdb.ErrorTypeConversion, duckdb.ErrorTypeMismatchType, duckdb.ErrorTypeInvalidType:
		return sandbox.Refuse(query.CodeConversion, "conversion")
	case duckdb.ErrorTypeOutOfRange, duckdb.ErrorTypeDivideByZero, duckdb.ErrorTypeDecimal:
		return sandbox.Refuse(query.CodeRange, "range")
	case duckdb.ErrorTypeInvalidInput, duckdb.ErrorTypeExecutor, duckdb.ErrorTypeExpression:
		return sandbox.Refuse(query.CodeValue, "value")
	}
	return sandbox.Refuse(query.CodeEngine, "engine error of type %d", e.Type)
}
