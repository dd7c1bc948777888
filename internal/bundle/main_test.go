package bundle

import (
	"os"
	"testing"

	"github.com/coppice-network/coppice/internal/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Main()
	os.Exit(m.Run())
}
