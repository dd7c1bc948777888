// Package engine is DuckDB as workers in sandbox children use it: opened before the lock-down, in memory, without extensions, with less
// memory than the process has, and locked before it sees what strangers wrote. The child's end closes it.
package engine

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	_ "github.com/duckdb/duckdb-go/v2" // the driver

	"github.com/coppice-network/coppice/internal/sandbox"
)

// Register is [sandbox.Register] for a worker that uses the engine.
func Register(name string, w sandbox.Worker) { sandbox.RegisterPrepared(name, prepare, w) }

// db is opened before the lock-down: DuckDB looks for its control group when it starts, whatever limits it is given, and crashes where it
// may see that file and not open it. It is empty, with no thread of its own.
var db *sql.DB

func prepare() (err error) {
	db, err = sql.Open("duckdb", "?threads=1&autoinstall_known_extensions=false&autoload_known_extensions=false&allow_community_extensions=false")
	if err == nil {
		err = db.Ping()
	}
	if err != nil {
		return fmt.Errorf("open the engine: %w", err)
	}
	return nil
}

// Open gives the child's connection, with so many threads and a share of so many bytes of memory: less than the process may have, so
// that the engine says it rather than dies.
func Open(ctx context.Context, memory int64, threads int) (*sql.Conn, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("open the engine: %w", err)
	}
	return conn, each(ctx, conn, "prepare",
		fmt.Sprintf("SET threads=%d", threads),
		fmt.Sprintf("SET memory_limit='%dMiB'", memory*7/10>>20),
		"SET temp_directory=''",
	)
}

// Lock ends all access to anything but these paths, and all change of settings.
func Lock(ctx context.Context, conn *sql.Conn, paths ...string) error {
	quoted := make([]string, len(paths))
	for i, p := range paths {
		quoted[i] = Literal(p)
	}
	return each(ctx, conn, "lock",
		"SET allowed_paths=["+strings.Join(quoted, ",")+"]",
		"SET enable_external_access=false",
		"SET lock_configuration=true",
	)
}

func each(ctx context.Context, conn *sql.Conn, what string, statements ...string) error {
	for _, s := range statements {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s the engine: %s: %w", what, s, err)
		}
	}
	return nil
}

// Literal quotes a text for a statement.
func Literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// Identifier quotes a name for a statement.
func Identifier(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
