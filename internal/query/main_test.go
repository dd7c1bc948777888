package query_test

import (
	"database/sql"
	"fmt"
	"os"
	"testing"

	_ "github.com/coppice-network/coppice/internal/query/duck"
	"github.com/coppice-network/coppice/internal/sandbox"
)

// plainSQL makes this binary a bare engine that carries out one statement: what BenchmarkPlain compares with.
const plainSQL = "QUERY_TEST_PLAIN_SQL"

func TestMain(m *testing.M) {
	sandbox.Main()
	if statement := os.Getenv(plainSQL); statement != "" {
		db, err := sql.Open("duckdb", "?threads=2")
		if err == nil {
			_, err = db.Exec(statement)
		}
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}
