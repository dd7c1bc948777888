package contracts

import (
	"fmt"
	"math/big"
	"strings"
	"sync"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/contracts/gen"
	"github.com/coppice-network/coppice/internal/fault"
)

// allContracts are those whose errors Decode knows.
func allContracts() []*bind.MetaData {
	return []*bind.MetaData{
		&gen.DataRegistryMetaData, &gen.TeePoolMetaData, &gen.DLPRegistryMetaData, &gen.DataDAOFactoryMetaData, &gen.DataDAOTimelockMetaData, &gen.DataDAOGovernorMetaData, &gen.InsiderVestingMetaData, &gen.DlpTeePoolMetaData, &gen.ContributionRelayMetaData, &gen.DataLiquidityPoolMetaData,
		&gen.DataTokenMetaData, &gen.DataRefinerRegistryMetaData, &gen.QueryEngineMetaData, &gen.ComputeInstructionRegistryMetaData,
		&gen.ComputeEngineMetaData, &gen.BurnerMetaData, &gen.ERC1967ProxyMetaData,
	}
}

// errorsBySelector is built on first use; a selector means the same in all contracts.
var errorsBySelector = sync.OnceValue(func() map[[4]byte]abi.Error {
	all := make(map[[4]byte]abi.Error)
	for _, meta := range allContracts() {
		parsed, err := meta.ParseABI()
		if err != nil {
			panic(err) // generated, and covered by a test
		}
		for _, e := range parsed.Errors {
			all[[4]byte(e.ID[:4])] = e
		}
	}
	return all
})

// Decode reads revert data of any of the contracts: the error's name and its arguments by name. Besides custom errors it knows Solidity's
// own Error(string) and Panic(uint256). ok is false for anything else.
func Decode(data []byte) (name string, args map[string]any, ok bool) {
	if len(data) < 4 {
		return "", nil, false
	}
	if reason, err := abi.UnpackRevert(data); err == nil {
		return "Error", map[string]any{"reason": reason}, true
	}
	e, known := errorsBySelector()[[4]byte(data[:4])]
	if !known {
		return "", nil, false
	}
	args = make(map[string]any)
	if err := e.Inputs.UnpackIntoMap(args, data[4:]); err != nil {
		return "", nil, false
	}
	return e.Name, args, true
}

// Explain turns revert data into what a person should read, or nil when it is none of the contracts' errors.
func Explain(data []byte) *fault.Error {
	name, args, ok := Decode(data)
	if !ok {
		return nil
	}
	if name == "Error" {
		return fault.New(fault.Conflict, "", "the contract refused: %v", args["reason"])
	}
	s, ok := sentenceOf(data)
	if !ok {
		return fault.New(fault.Internal, "", "the contract refused: %s", name)
	}
	f := fault.New(s.code, s.hint, "%s", fill(s.message, args))
	f.Retryable = s.retryable
	return f
}

// sentenceOf finds what revert data of a known error means: by the error's whole signature, where two contracts give one name to
// different errors, else by its name.
func sentenceOf(data []byte) (sentence, bool) {
	e := errorsBySelector()[[4]byte(data[:4])]
	s, ok := sentences[e.Sig]
	if !ok {
		s, ok = sentences[e.Name]
	}
	return s, ok
}

// fill replaces {arg}, or {arg|unit} for amounts in wei, which are shown as whole tokens followed by the unit.
func fill(text string, args map[string]any) string {
	var out strings.Builder
	for {
		head, rest, found := strings.Cut(text, "{")
		out.WriteString(head)
		if !found {
			return out.String()
		}
		field, tail, _ := strings.Cut(rest, "}")
		text = tail
		name, unit, isAmount := strings.Cut(field, "|")
		switch v := args[name].(type) {
		case *big.Int:
			if isAmount {
				out.WriteString(whole(v) + " " + unit)
			} else {
				out.WriteString(v.String())
			}
		case [32]byte:
			out.WriteString(common.Hash(v).Hex())
		case common.Address:
			out.WriteString(v.Hex())
		default:
			fmt.Fprint(&out, v)
		}
	}
}

// whole writes wei as whole tokens, exactly.
func whole(wei *big.Int) string {
	q, r := new(big.Int).QuoRem(wei, big.NewInt(1e18), new(big.Int))
	if r.Sign() == 0 {
		return q.String()
	}
	return q.String() + "." + strings.TrimRight(fmt.Sprintf("%018s", r.String()), "0")
}
