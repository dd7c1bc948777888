package devchain

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/coppice-network/coppice/internal/fixture"
)

// The chain itself is go-ethereum's database below a genesis block that TestGenesisIsFrozen holds. Unknown versions: TestStartRefuses.
func TestMarkerFixture(t *testing.T) {
	dir := filepath.Dir(fixture.Path(t, "v1/"+markerName, func(path string) {
		if err := claim(filepath.Dir(path), DefaultChainID); err != nil {
			t.Fatal(err)
		}
	}))
	if err := claim(dir, DefaultChainID); err != nil {
		t.Error(err)
	}
	if err := claim(dir, 7); !errors.Is(err, ErrChainID) {
		t.Errorf("another chain: %v", err)
	}
}
