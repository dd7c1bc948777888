package ledger_test

import (
	"crypto/sha256"
	"math/big"
	"testing"

	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/ledger/ledgertest"
)

// TestDisputable: bond is at stake where opinions are asked of a bundle that is called deterministic, and only there.
func TestDisputable(t *testing.T) {
	validator := world.Validator(t)
	for _, c := range []struct {
		terms ledger.OpinionTerms
		want  bool
	}{
		{ledger.OpinionTerms{}, false},
		{ledger.OpinionTerms{Drawn: 2, Needed: 1}, false},
		{ledger.OpinionTerms{Drawn: 2, Needed: 2, Deterministic: true}, true},
	} {
		founder := world.Account(t)
		dao, _ := world.ClosedDataDAO(t, founder, validator)
		world.Send(t, founder, world.Ledger.SetOpinionTerms(dao.Pool, c.terms))
		world.Send(t, founder, world.Ledger.OpenDataDAO(dao.Pool))
		file := ledger.NewFile{Digest: sha256.Sum256(dao.Pool[:]), DLP: dao.ID}
		r := world.Send(t, founder, world.Ledger.Contribute([]ledger.NewFile{file}, ledgertest.Tokens(1)))
		files, err := world.Ledger.PooledFiles(r)
		if err != nil || len(files) != 1 {
			t.Fatal(files, err)
		}
		if got, err := world.Ledger.Disputable(t.Context(), files[0].JobID); err != nil || got != c.want {
			t.Errorf("%+v: %v, %v", c.terms, got, err)
		}
	}
	if got, err := world.Ledger.Disputable(t.Context(), new(big.Int).Lsh(big.NewInt(1), 39)); err != nil || got {
		t.Errorf("a job that does not exist: %v, %v", got, err)
	}
}
