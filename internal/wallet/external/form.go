package external

import (
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/coppice-network/coppice/internal/wallet"
)

// txArgs is a transaction as eth_signTransaction and clef's account_signTransaction take it.
func txArgs(from common.Address, tx *types.Transaction, chainID *big.Int) (map[string]any, error) {
	if chainID == nil || chainID.Sign() <= 0 {
		return nil, fmt.Errorf("%w: a transaction without a chain id", ErrMethods)
	}
	args := map[string]any{
		"from": from, "gas": hexutil.Uint64(tx.Gas()), "value": (*hexutil.Big)(tx.Value()), "nonce": hexutil.Uint64(tx.Nonce()),
		"data": hexutil.Bytes(tx.Data()), "chainId": (*hexutil.Big)(chainID),
	}
	if to := tx.To(); to != nil {
		args["to"] = *to
	}
	switch tx.Type() {
	case types.LegacyTxType:
		args["gasPrice"] = (*hexutil.Big)(tx.GasPrice())
	case types.DynamicFeeTxType:
		args["maxFeePerGas"], args["maxPriorityFeePerGas"] = (*hexutil.Big)(tx.GasFeeCap()), (*hexutil.Big)(tx.GasTipCap())
		if len(tx.AccessList()) > 0 {
			args["accessList"] = tx.AccessList()
		}
	default:
		return nil, fmt.Errorf("%w: a transaction of type %d", ErrMethods, tx.Type())
	}
	return args, nil
}

// decodeTx reads a signed transaction: as hex, or as the member raw of an object.
func decodeTx(answer json.RawMessage) (*types.Transaction, error) {
	var raw hexutil.Bytes
	if json.Unmarshal(answer, &raw) != nil {
		var object struct {
			Raw hexutil.Bytes `json:"raw"`
		}
		if json.Unmarshal(answer, &object) != nil || len(object.Raw) == 0 {
			return nil, fmt.Errorf("%w: no signed transaction", ErrAnswer)
		}
		raw = object.Raw
	}
	tx := new(types.Transaction)
	if err := tx.UnmarshalBinary(raw); err != nil {
		return nil, fmt.Errorf("%w: no signed transaction: %v", ErrAnswer, err)
	}
	return tx, nil
}

// typedArg is EIP-712 data as signers take it: without members that it does not have, the chain id as a number.
func typedArg(data apitypes.TypedData, asText bool) (any, error) {
	doc := data.Map()
	domain := data.Domain.Map()
	if data.Domain.ChainId != nil {
		domain["chainId"] = json.Number((*big.Int)(data.Domain.ChainId).String())
	}
	doc["domain"] = domain
	if !asText {
		return doc, nil
	}
	b, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", wallet.ErrTypedData, err)
	}
	return string(b), nil
}

func decodeSignature(answer json.RawMessage) ([]byte, error) {
	var sig hexutil.Bytes
	if err := json.Unmarshal(answer, &sig); err != nil {
		return nil, fmt.Errorf("%w: no signature", ErrAnswer)
	}
	return sig, nil
}

func decodeAccounts(answer json.RawMessage) ([]common.Address, error) {
	var list []common.Address
	if err := json.Unmarshal(answer, &list); err != nil {
		return nil, fmt.Errorf("%w: no list of accounts", ErrAnswer)
	}
	return list, nil
}
