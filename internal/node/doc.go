// Package node wires the rooms into a running network: the embedded chain with its contracts, the content store, the read model, the
// validators with their duties, and the HTTP API. [Up] starts one; it survives kill -9 at any moment, because every part resumes from
// what it finds: the chain from its blocks, the index from its checkpoint, the validators from the open jobs that the index lists.
//
// What lies where, below the node's directory:
//
//	chain/            the embedded chain
//	blobs/            the content store
//	index.db          the read model; may be deleted
//	operator/         the network administrator's key and outbox
//	platform/         what secure hardware would hold: the development root of simulated evidence and each validator's sealing root
//	validators/N/     one validator: key, custody, live tables, all sealed with its sealing root; and its outbox
package node
