package attestation

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/fixture"
)

func document() Document {
	return Document{
		Format: "coppice-attestation/1", ChainID: 2677423, Registry: common.Address{1}, JobID: "340282366920938463463374607431768211456", FileID: 12, DLP: 1,
		Owner: common.Address{2}, ContentDigest: common.Hash{3}, BundleDigest: common.Hash{4}, Validator: common.Address{5}, Time: 1_793_534_400, Valid: true,
		Score: "866666666666666700", Reason: "looks fine", Results: json.RawMessage(`{"format":"coppice-results/1","valid":true,"score":0.8666666666666667}`),
	}
}

func TestDocumentFixture(t *testing.T) {
	b := fixture.File(t, "v1/attestation.json", func() []byte {
		b, err := document().Encode()
		if err != nil {
			t.Fatal(err)
		}
		return b
	})
	if got, err := Decode(b); err != nil || !reflect.DeepEqual(*got, document()) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, later := range []string{"coppice-attestation/2", "coppice-attestation/0", ""} {
		if _, err := Decode(bytes.Replace(b, []byte("coppice-attestation/1"), []byte(later), 1)); !errors.Is(err, ErrFormat) {
			t.Errorf("format %q: %v", later, err)
		}
	}
}
