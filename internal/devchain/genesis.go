package devchain

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
)

// BlockGasLimit is the gas all transactions of one block may use. One transaction may use at most 16,777,216 (EIP-7825).
const BlockGasLimit = 60_000_000

// forks is the chain's rules: everything up to and including Osaka from the first block. It is spelled out, not taken from one of
// geth's development presets, because those follow unreleased forks and would change a chain that already has blocks.
func forks(chainID uint64) *params.ChainConfig {
	zero, epoch := big.NewInt(0), uint64(0)
	return &params.ChainConfig{
		ChainID:                 new(big.Int).SetUint64(chainID),
		HomesteadBlock:          zero,
		EIP150Block:             zero,
		EIP155Block:             zero,
		EIP158Block:             zero,
		ByzantiumBlock:          zero,
		ConstantinopleBlock:     zero,
		PetersburgBlock:         zero,
		IstanbulBlock:           zero,
		MuirGlacierBlock:        zero,
		BerlinBlock:             zero,
		LondonBlock:             zero,
		ArrowGlacierBlock:       zero,
		GrayGlacierBlock:        zero,
		TerminalTotalDifficulty: zero,
		ShanghaiTime:            &epoch,
		CancunTime:              &epoch,
		PragueTime:              &epoch,
		OsakaTime:               &epoch,
		BlobScheduleConfig: &params.BlobScheduleConfig{
			Cancun: &params.BlobConfig{Target: 3, Max: 6, UpdateFraction: 3_338_477},
			Prague: &params.BlobConfig{Target: 6, Max: 9, UpdateFraction: 5_007_716},
		},
	}
}

// genesis is block 0 of a version 1 chain. The accounts are listed here for the same reason as the forks: what geth pre-deploys in
// development mode grows from release to release.
func genesis(chainID uint64) *core.Genesis {
	alloc := types.GenesisAlloc{
		// The system contracts that the forks above call: EIP-4788, EIP-2935, EIP-7002, EIP-7251.
		params.BeaconRootsAddress:        {Nonce: 1, Code: params.BeaconRootsCode, Balance: common.Big0},
		params.HistoryStorageAddress:     {Nonce: 1, Code: params.HistoryStorageCode, Balance: common.Big0},
		params.WithdrawalQueueAddress:    {Nonce: 1, Code: params.WithdrawalQueueCode, Balance: common.Big0},
		params.ConsolidationQueueAddress: {Nonce: 1, Code: params.ConsolidationQueueCode, Balance: common.Big0},
		// The CREATE2 factory that deployment tools expect at its usual address (EIP-7997).
		params.DeterministicFactoryAddress: {Nonce: 1, Code: params.DeterministicFactoryCode, Balance: common.Big0},
	}
	for _, key := range faucet() {
		alloc[crypto.PubkeyToAddress(key.PublicKey)] = types.Account{Balance: faucetBalance()}
	}
	return &core.Genesis{
		Config:     forks(chainID),
		GasLimit:   BlockGasLimit,
		BaseFee:    big.NewInt(params.InitialBaseFee),
		Difficulty: big.NewInt(0),
		Alloc:      alloc,
	}
}
