package deployment

import (
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/fixture"
)

func TestRecordFixture(t *testing.T) {
	dir := fixture.Dir(t, "v1", func(dir string) {
		r := Record{ChainID: 31337, Genesis: common.Hash{1}, Deployer: common.Address{2}, FirstNonce: 7, FromBlock: 100, Params: PublicParams(), Creates: common.Hash{3}}
		if err := r.save(dir); err != nil {
			t.Fatal(err)
		}
	})
	r, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if r.ChainID != 31337 || r.Genesis != (common.Hash{1}) || r.Deployer != (common.Address{2}) || r.FirstNonce != 7 || r.FromBlock != 100 ||
		r.Creates != (common.Hash{3}) || r.Params.ProofFee.Uint64() != 1e16 || r.Params.LeaseLength != 600 {
		t.Errorf("read %+v", r)
	}
}
