// Package deployment puts a network's contracts on a chain that others run, and says whether a chain is fit for them.
//
// The contracts' addresses follow from the deployer's address and the nonce of its first transaction. An account of a person may have
// been used before, so that nonce is written down, durably, before anything is sent: the [Record]. A deployment that was interrupted
// at any point goes on from its record with the same command, and one that is complete is only checked.
//
//	coppice-deployment/1   deployment.json in the network's folder (local/NAME of the home): chain id and genesis hash, deployer, first
//	                       nonce, the block from which on there can be events, the parameters, and a digest of all that is created
//
// A record of another chain, deployer, set of parameters or version of the contracts is refused, each by a named error.
package deployment
