package query_test

import (
	"os"
	"testing"

	_ "github.com/coppice-network/coppice/internal/query/duck"
	"github.com/coppice-network/coppice/internal/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Main()
	os.Exit(m.Run())
}
