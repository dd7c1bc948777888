package query

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// WriteSQLite makes a database at path with one table, result. An existing file is replaced, at the end and as a whole.
func (t *Table) WriteSQLite(ctx context.Context, path string) (err error) {
	dir, err := os.MkdirTemp(filepath.Dir(path), ".result-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer os.RemoveAll(dir)
	temp := filepath.Join(dir, "result.db")
	if err := t.fillSQLite(ctx, temp); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(temp, path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

func (t *Table) fillSQLite(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	defer db.Close()
	var columns, marks []string
	for i, name := range t.Columns {
		kind := t.Types[i]
		switch kind {
		case "BIGINT", "BOOLEAN":
			kind = "INTEGER"
		case "DOUBLE":
			kind = "REAL"
		case "DATE", "TIMESTAMP":
			kind = "TEXT"
		}
		columns = append(columns, `"`+strings.ReplaceAll(name, `"`, `""`)+`" `+kind)
		marks = append(marks, "?")
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "CREATE TABLE result ("+strings.Join(columns, ", ")+")"); err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, "INSERT INTO result VALUES ("+strings.Join(marks, ", ")+")")
	if err != nil {
		return err
	}
	for _, row := range t.Rows {
		if _, err := insert.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	if err := insert.Close(); err != nil {
		return err
	}
	return tx.Commit()
}
