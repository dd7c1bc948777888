package node

import (
	"crypto/sha256"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/custody"
	"github.com/coppice-network/coppice/internal/enclave"
)

// claims is what the chain keeps of an identity document.
type claims struct{ digest, measurement [32]byte }

func claimsOf(document []byte) (claims, error) {
	doc, err := enclave.ParseDocument(document)
	if err != nil {
		return claims{}, err
	}
	return claims{sha256.Sum256(document), doc.Measurement}, nil
}

// quoteKey keys the _wallet column while rows are counted for a quote. No answer shows the column's values.
func (v *validator) quoteKey(uint64, [32]byte) ([32]byte, error) {
	return v.custody.JobKey(0, [32]byte{})
}

func pseudonymOf(key [32]byte, contributor common.Address) string {
	return custody.Pseudonym(key, contributor)
}
