// Package sqlite opens the SQLite files in which something is kept that must survive: whatever a committed transaction wrote is there after
// kill -9 and after a loss of power (WAL, synchronous FULL), and a transaction that begins has the file to itself (immediate). The
// version of a file's tables is its user_version.
package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"

	_ "modernc.org/sqlite" // the driver
)

// ErrVersion means: the file was written by another version of this program.
var ErrVersion = errors.New("sqlite: unknown version")

// Open opens a file, or makes an empty one that only its owner can read. Pragmas such as "secure_delete(ON)" hold for every connection.
func Open(path string, pragmas ...string) (*sql.DB, error) {
	f, err := os.OpenFile(path, os.O_CREATE, 0o600) // SQLite gives its other files the same mode
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return nil, err
	}
	query := url.Values{
		"_txlock": {"immediate"},
		"_pragma": append([]string{"busy_timeout(20000)", "journal_mode(WAL)", "synchronous(FULL)"}, pragmas...),
	}
	dsn := url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: query.Encode()}
	return sql.Open("sqlite", dsn.String())
}

// Migrate brings a file to the newest version, in one transaction: step i leads from version i to i+1. A released step never changes. The
// error is ErrVersion for a file of a later version.
func Migrate(db *sql.DB, steps ...string) error {
	var version int
	if err := db.QueryRow(`PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	if version == len(steps) {
		return nil // without waiting for whoever writes
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := tx.QueryRow(`PRAGMA user_version`).Scan(&version); err != nil { // another process may just have done it
		return err
	}
	if version < 0 || version > len(steps) {
		return fmt.Errorf("%w: version %d, this program knows %d", ErrVersion, version, len(steps))
	}
	for _, step := range steps[version:] {
		if _, err := tx.Exec(step); err != nil {
			return fmt.Errorf("migrating from version %d: %w", version, err)
		}
	}
	if _, err := tx.Exec(fmt.Sprintf(`PRAGMA user_version = %d`, len(steps))); err != nil {
		return err
	}
	return tx.Commit()
}
