package sqlite

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

const (
	first  = `CREATE TABLE a(n INTEGER NOT NULL); INSERT INTO a VALUES (1);`
	second = `ALTER TABLE a ADD COLUMN m INTEGER NOT NULL DEFAULT 2;`
)

func open(t *testing.T, path string, pragmas ...string) *sql.DB {
	t.Helper()
	db, err := Open(path, pragmas...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func scan(t *testing.T, db *sql.DB, query string) (n int) {
	t.Helper()
	if err := db.QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestMigrate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "odd name?x=%41#.db")
	db := open(t, path, "secure_delete(ON)")
	for range 2 {
		if err := Migrate(db, first); err != nil {
			t.Fatal(err)
		}
	}
	if n := scan(t, db, `SELECT count(*) FROM a`); n != 1 {
		t.Errorf("the step was taken %d times", n)
	}
	db.Close()
	db = open(t, path)
	if err := Migrate(db, first, second); err != nil {
		t.Fatal(err)
	}
	if m := scan(t, db, `SELECT m FROM a`); m != 2 {
		t.Errorf("the second step gave %d", m)
	}
	if err := Migrate(db, first); !errors.Is(err, ErrVersion) {
		t.Errorf("an earlier program: %v", err)
	}
	if _, err := db.Exec(`PRAGMA user_version = -1`); err != nil {
		t.Fatal(err)
	}
	if err := Migrate(db, first); !errors.Is(err, ErrVersion) {
		t.Errorf("a version below 0: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

// TestMigrateFails: a step that fails leaves the file as it was.
func TestMigrateFails(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "a.db"))
	if err := Migrate(db, first, `ALTER TABLE none ADD COLUMN m`); err == nil {
		t.Fatal("no error")
	}
	if n := scan(t, db, `SELECT count(*) FROM sqlite_schema`); n != 0 {
		t.Errorf("%d tables are left", n)
	}
	if v := scan(t, db, `PRAGMA user_version`); v != 0 {
		t.Errorf("version %d", v)
	}
}

// TestMigrateTogether: of several that open a new file at once, one makes its tables.
func TestMigrateTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	var wg sync.WaitGroup
	for range 8 {
		db := open(t, path)
		wg.Go(func() {
			if err := Migrate(db, first); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := scan(t, open(t, path), `SELECT count(*) FROM a`); n != 1 {
		t.Errorf("%d rows", n)
	}
}

func TestOpenNowhere(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "none", "a.db")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
