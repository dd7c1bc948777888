// Package ledger is the chain as the phases see it: typed reads and calls of the network's contracts, an outbox that sends
// transactions, and a follower that reads events. It works the same over the embedded chain and over any EVM chain with JSON-RPC.
//
// # Reading and calling
//
// A [Ledger] knows the contracts' addresses. Its methods that read ask the node at the latest block; those that change something
// return a [Call] and send nothing. What is signed (proofs, refinements, receipts, intake keys) is EIP-712 in the [Domain] of one
// contract on one chain.
//
// # Sending: each call exactly once
//
// An [Outbox] takes a call under a key that the caller chooses so that it names the intention ("proof/17/lease 2"). The rule on which
// everything rests: a call's transaction and nonce are durable before the transaction leaves the process, and a call gets another nonce
// only after a stranger's transaction has used its own. Two transactions with one nonce cannot both be mined, so at no moment do two
// exist that could both execute one call. What follows from it:
//
//   - A crash between persisting and sending: the next process sends.
//   - A transaction that the node or its pool lost: it is sent again, byte for byte.
//   - A fee that is too low: the same call at the same nonce with a higher fee; whichever is mined, it is the call.
//   - A node that is away: everything waits, up to the caller's deadline.
//   - A nonce taken by another program with the same key: the call is estimated again, and signed again at a new nonce if it still
//     makes sense; if the contract now refuses it, it ends with [ErrNonceTaken].
//   - A nonce that was counted as used, and whose transaction then vanished: the gap is filled with an empty transfer to oneself,
//     never with one of the calls behind it, whose first transaction could still be mined as well.
//   - A call that the contract refuses when it is estimated never enters; a transaction that no block could hold neither, since it
//     would block every nonce after it.
//
// # Reading events: each block once, in order
//
// A [Follower] keeps no state. Position and contents live in the [Sink] and change together, so there is nothing to reconcile after a
// crash. A block is applied only if it names the one before it; if the newest applied block is not on the chain any more, the sink is
// rewound to the newest common one. A node that is merely behind is waited for.
package ledger
