// Package contracts is the Go side of the Solidity project in contracts/: where a network's contracts are (network.go), how they get
// there (deploy.go), and what their errors mean (errors.go).
//
// The bindings are in the sub-package gen, one type per contract (gen.NewDataRegistry() and so on; abigen v2), generated from the
// sources by `node contracts/script/generate.mjs` and never edited. Struct types carry the interface's name, for example
// gen.IDataRegistryProof. The bytecode of the deployable contracts is in the bindings, so one binary can deploy a network.
//
// # Where the implementation differs from the interfaces' first version
//
// Nothing so far.
package contracts
