package ledger

import (
	"math/big"
	"strconv"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
)

// TypedData is a statement as wallets show and sign it; its EIP-712 digest is Digest of the same statement. Integers in the message are
// decimal strings.
func (d Domain) TypedData(primary string, types apitypes.Types, message apitypes.TypedDataMessage) apitypes.TypedData {
	all := apitypes.Types{"EIP712Domain": {
		{Name: "name", Type: "string"}, {Name: "version", Type: "string"}, {Name: "chainId", Type: "uint256"}, {Name: "verifyingContract", Type: "address"},
	}}
	for name, fields := range types {
		all[name] = fields
	}
	return apitypes.TypedData{
		Types: all, PrimaryType: primary, Message: message,
		Domain: apitypes.TypedDataDomain{
			Name: d.Name, Version: "1", ChainId: (*math.HexOrDecimal256)(new(big.Int).Set(d.ChainID)), VerifyingContract: d.Contract.Hex(),
		},
	}
}

// TypedData is what an owner's wallet shows and signs.
func (c Contribution) TypedData(d Domain) apitypes.TypedData {
	files := make([]any, len(c.Files))
	for i, f := range c.Files {
		files[i] = map[string]any{
			"digest": hexutil.Encode(f.Digest[:]), "codec": strconv.Itoa(int(f.Codec)), "dlpId": strconv.FormatUint(f.DLP, 10),
		}
	}
	return d.TypedData("Contribution", apitypes.Types{
		"NewFile":      {{Name: "digest", Type: "bytes32"}, {Name: "codec", Type: "uint8"}, {Name: "dlpId", Type: "uint256"}},
		"Contribution": {{Name: "owner", Type: "address"}, {Name: "files", Type: "NewFile[]"}, {Name: "nonce", Type: "uint256"}, {Name: "deadline", Type: "uint256"}},
	}, apitypes.TypedDataMessage{
		"owner": c.Owner.Hex(), "files": files, "nonce": strconv.FormatUint(c.Nonce, 10), "deadline": strconv.FormatUint(c.Deadline, 10),
	})
}
