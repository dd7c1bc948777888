package contracts

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/contracts/gen"
)

// The steps of a deployment, in the order of their nonces. The order is part of what a network's addresses mean: append, never reorder.
const (
	stepBurner = iota
	stepTimelockCode
	stepTimelock
	stepGovernorCode
	stepVestingCode
	stepFactory
	stepRegistryExtension
	stepRegistryCode
	stepRegistry
	stepTeePoolCode
	stepTeePool
	stepRelay
	stepDlpTeePoolCode
	stepPoolCode
	stepDLPRegistryCode
	stepDLPRegistry
	stepRefinersCode
	stepRefiners
	stepQueryEngineCode
	stepQueryEngine
	stepInstructionsCode
	stepInstructions
	stepComputeEngineCode
	stepComputeEngine
	stepCount
)

// implementationSlot is where an ERC-1967 proxy keeps the address of its code: keccak256("eip1967.proxy.implementation") - 1.
var implementationSlot = common.HexToHash("0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc")

// A plan is the list of creations of one deployment.
type plan struct {
	from  common.Address
	first uint64
	steps []step
}

type step struct {
	name     string // of the binding whose code this is
	behind   uint64 // for a proxy: the step that made its code
	initCode []byte
	gas      uint64
}

func (p *plan) addresses() Addresses {
	return Addresses{
		DataRegistry:               p.at(stepRegistry),
		TeePool:                    p.at(stepTeePool),
		DLPRegistry:                p.at(stepDLPRegistry),
		ContributionRelay:          p.at(stepRelay),
		NetworkTimelock:            p.at(stepTimelock),
		DataRefinerRegistry:        p.at(stepRefiners),
		QueryEngine:                p.at(stepQueryEngine),
		ComputeInstructionRegistry: p.at(stepInstructions),
		ComputeEngine:              p.at(stepComputeEngine),
		Burner:                     p.at(stepBurner),
	}
}

func newPlan(from common.Address, p Params) (*plan, error) {
	pl := &plan{from: from, first: p.FirstNonce, steps: make([]step, stepCount)}
	a := pl.addresses()
	u := func(v uint64) *big.Int { return new(big.Int).SetUint64(v) }
	dlps, refiners, queries := gen.NewDLPRegistry(), gen.NewDataRefinerRegistry(), gen.NewQueryEngine()
	instructions, engine := gen.NewComputeInstructionRegistry(), gen.NewComputeEngine()
	admin := a.NetworkTimelock // changes terms and code, after its delay; the deployer maintains

	pl.code(stepBurner, "Burner", &gen.BurnerMetaData, nil)
	pl.code(stepTimelockCode, "DataDAOTimelock", &gen.DataDAOTimelockMetaData, gen.NewDataDAOTimelock().PackConstructor(u(p.TimelockDelay)))
	pl.proxy(stepTimelock, stepTimelockCode, gen.NewDataDAOTimelock().PackInitialize0(from))
	pl.code(stepGovernorCode, "DataDAOGovernor", &gen.DataDAOGovernorMetaData, nil)
	pl.code(stepVestingCode, "InsiderVesting", &gen.InsiderVestingMetaData, nil)
	pl.code(stepFactory, "DataDAOFactory", &gen.DataDAOFactoryMetaData,
		gen.NewDataDAOFactory().PackConstructor(pl.at(stepTimelockCode), pl.at(stepGovernorCode), pl.at(stepVestingCode)))
	pl.code(stepRegistryExtension, "DataRegistryExtension", &gen.DataRegistryExtensionMetaData,
		gen.NewDataRegistryExtension().PackConstructor(a.DLPRegistry, a.TeePool, a.DataRefinerRegistry, a.ContributionRelay))
	pl.code(stepRegistryCode, "DataRegistry", &gen.DataRegistryMetaData, gen.NewDataRegistry().PackConstructor(pl.at(stepRegistryExtension)))
	pl.proxy(stepRegistry, stepRegistryCode, gen.NewDataRegistry().PackInitialize(admin, from, p.ProofFee, p.RefinementFee, u(p.LeaseLength), u(p.MaxTries)))
	pl.code(stepTeePoolCode, "TeePool", &gen.TeePoolMetaData, gen.NewTeePool().PackConstructor(a.DataRegistry, a.Burner))
	pl.proxy(stepTeePool, stepTeePoolCode, gen.NewTeePool().PackInitialize(admin, from, p.MinBond, p.SlashAmount, u(p.UnbondingTime), p.platforms(), p.measurements()))
	pl.code(stepRelay, "ContributionRelay", &gen.ContributionRelayMetaData, gen.NewContributionRelay().PackConstructor(a.DataRegistry))
	pl.code(stepDlpTeePoolCode, "DlpTeePool", &gen.DlpTeePoolMetaData, gen.NewDlpTeePool().PackConstructor(a.TeePool, a.DataRegistry))
	pl.code(stepPoolCode, "DataLiquidityPool", &gen.DataLiquidityPoolMetaData,
		gen.NewDataLiquidityPool().PackConstructor(a.DLPRegistry, a.DataRegistry, a.ComputeEngine, a.ContributionRelay))
	pl.code(stepDLPRegistryCode, "DLPRegistry", &gen.DLPRegistryMetaData,
		dlps.PackConstructor(a.DataRegistry, a.ComputeEngine, pl.at(stepFactory), pl.at(stepDlpTeePoolCode)))
	pl.proxy(stepDLPRegistry, stepDLPRegistryCode, dlps.PackInitialize(admin, from, pl.at(stepPoolCode), p.CreationDeposit, u(p.EpochLength)))
	pl.code(stepRefinersCode, "DataRefinerRegistry", &gen.DataRefinerRegistryMetaData, refiners.PackConstructor(a.DLPRegistry, a.DataRegistry))
	pl.proxy(stepRefiners, stepRefinersCode, refiners.PackInitialize(admin))
	pl.code(stepQueryEngineCode, "QueryEngine", &gen.QueryEngineMetaData, queries.PackConstructor(a.DLPRegistry, a.DataRefinerRegistry, a.ComputeEngine))
	pl.proxy(stepQueryEngine, stepQueryEngineCode, queries.PackInitialize(admin))
	pl.code(stepInstructionsCode, "ComputeInstructionRegistry", &gen.ComputeInstructionRegistryMetaData, instructions.PackConstructor(a.DLPRegistry))
	pl.proxy(stepInstructions, stepInstructionsCode, instructions.PackInitialize(admin))
	pl.code(stepComputeEngineCode, "ComputeEngine", &gen.ComputeEngineMetaData, engine.PackConstructor(a.DataRegistry, a.QueryEngine, a.ComputeInstructionRegistry, a.Burner))
	pl.proxy(stepComputeEngine, stepComputeEngineCode, engine.PackInitialize(admin, from, p.PricePerSecond, u(p.MaxJobSeconds), u(p.ExecutionBurnBps), u(p.DataBurnBps)))

	for _, s := range pl.steps {
		if len(s.initCode) == 0 {
			return nil, fmt.Errorf("contracts: the bindings have no code of %s", s.name)
		}
	}
	return pl, nil
}

func (p *plan) code(at int, name string, meta *bind.MetaData, constructor []byte) {
	init := append(common.FromHex(meta.Bin), constructor...)
	// Estimating needs the state before; the price of a creation is known: code deposit, calldata, and up to a million for constructor and initialisation.
	p.steps[at] = step{name: name, initCode: init, gas: 1_000_000 + 200*uint64(gen.Runtime[name].Size) + 45*uint64(len(init))}
}

func (p *plan) proxy(at, code int, initialize []byte) {
	p.code(at, "ERC1967Proxy", &gen.ERC1967ProxyMetaData, gen.NewERC1967Proxy().PackConstructor(p.at(uint64(code)), initialize))
	p.steps[at].behind = uint64(code)
}

// verify compares all code on chain with this program's, but for the places of immutables, and the proxies' implementations.
func (p *plan) verify(ctx context.Context, chain ethereum.ChainStateReader) error {
	for i, s := range p.steps {
		at := p.at(uint64(i))
		code, err := chain.CodeAt(ctx, at, nil)
		if err != nil {
			return fmt.Errorf("reading the code of %s: %w", s.name, err)
		}
		if !isRuntime(code, gen.Runtime[s.name]) {
			return fmt.Errorf("%w: %s at %s", ErrOtherCode, s.name, at)
		}
		if s.name != "ERC1967Proxy" {
			continue
		}
		word, err := chain.StorageAt(ctx, at, implementationSlot, nil)
		if err != nil {
			return fmt.Errorf("reading the implementation of %s: %w", at, err)
		}
		if want := p.at(s.behind); common.BytesToAddress(word) != want {
			return fmt.Errorf("%w: proxy %s runs %s, not %s", ErrOtherCode, at, common.BytesToAddress(word), want)
		}
	}
	return nil
}

func isRuntime(code []byte, want gen.Code) bool {
	if len(code) != want.Size {
		return false
	}
	masked := bytes.Clone(code)
	for _, r := range want.Immutables {
		clear(masked[r[0] : r[0]+r[1]])
	}
	sum := sha256.Sum256(masked)
	return hex.EncodeToString(sum[:]) == want.SHA256
}
