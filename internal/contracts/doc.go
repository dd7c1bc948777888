// Package contracts is the Go side of the Solidity project in contracts/: where a network's contracts are (network.go), how they get
// there (deploy.go, plan.go), and what their errors mean (errors.go, sentences.go).
//
// The bindings are in the sub-package gen, one type per contract (gen.NewDataRegistry() and so on; abigen v2), generated from the
// sources by `node contracts/script/generate.mjs` and never edited; a test compiles the sources and compares. Struct types carry the
// interface's name, for example gen.IDataRegistryProof. The bytecode of the deployable contracts is in the bindings, so one binary can
// deploy a network, and gen.Runtime has the digests a deployment is verified against.
//
// # A network's addresses
//
// All contracts are created by one account with consecutive nonces, so their addresses are known before any of them exists. That lets
// them name each other in immutables (reading one costs nothing), lets all creations be sent at once, and makes a deployment
// resumable without notes: what has code is done, what has none is sent. See Deploy.
//
// # Where the implementation differs from the interfaces' first version
//
// Additions only, but for two members of a struct:
//   - IDataRegistry: reseed(jobId) starts a draw again (open job whose seed is out of reach: anyone; completed valid one after its
//     refinement tries, so that a new refiner can back-fill: the DataDAO's owner). requestContributionProofFor is what the TeePool
//     forwards to. setRefiner is how the DataRefinerRegistry keeps in the core what recording a refinement needs. JobInfo.refinementFee
//     is what is not yet paid out of it. validatorsCount, validatorAt, paused and three addresses are further views.
//   - IDataLiquidityPool: InitParams has no dataRegistry and computeEngine (they are immutables of the code); distributeTokens returns
//     what went where. A pool's code changes only on its owner's call and only to DLPRegistry.poolImplementation().
//   - IDLPRegistry: poolImplementation, updatePoolImplementation, withdrawDeposits.
//   - ITeePool is new. Some errors and events are, too.
//
// # What a caller must know
//
// A draw needs the hash of the block after the opening, so recording works from two blocks after it on. A node that estimates gas or
// answers calls "at latest" runs them as if in its newest block, and there needs one block more: the second block after the opening must exist already.
package contracts
