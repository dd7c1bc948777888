// Package devchain is the embedded chain: one go-ethereum node without peers, run inside this process, that seals its own blocks.
//
// It exists so that a complete Coppice network starts with one command. It is a real EVM with real JSON-RPC (HTTP and WebSocket on
// one port), so everything above it talks to it exactly as it would to a public chain. It is not a public chain: one process
// decides every block, and the keys that hold its coins are known to everybody.
//
// # What callers may rely on
//
//   - Durability. A block whose receipt, log or head event any client has seen survives kill -9 (and, as far as fsync is honest, a
//     loss of power). Transactions that were accepted but are in no block yet are lost with the process: whoever sends must keep
//     them (package ledger's Outbox does).
//   - Time. A block's timestamp follows the configured clock and never runs ahead of it, so deadlines and vote periods mean what
//     they say. There is at most one block per second of chain time. A transaction that arrives when the last block is at least
//     one second old is sealed at once.
//   - One block more. After a block with transactions, one further block follows a second later, empty if need be: contracts draw
//     from the hash of the block after a request. Then the chain is silent until the next transaction.
//   - No reorganisation. Every published block is final ("latest", "safe" and "finalized" are the same block).
//   - Full history. State is kept for all blocks, so calls at any past block work.
//
// # Why our own sealer
//
// Geth's development mode keeps recent state in memory: killed, it comes back at genesis. Its beacon also gives each block the
// parent's time plus one, so a burst of a thousand instant blocks moves chain time a quarter of an hour ahead. The sealer here
// (sealer.go) uses the hash scheme without pruning, so that executing a block writes its whole state; then it fsyncs the store;
// only then does it publish the block as head. A block that was written but not published when the process died is picked up at
// the next start (roll-forward), so a client never sees it disappear, and never sees two different blocks at one height.
//
// # When the disk fails
//
// The chain stops rather than publish what it cannot keep: it checks for free space before each block, and any failure of the
// store ends sealing with an error on [Chain.Err]. Where the storage engine meets the failure in a goroutine of its own, the
// process may die; that is the kill -9 case again, and loses nothing that was published.
//
// # On disk
//
// Dir holds devchain.json (the version marker), LOCK, and the node's own directory. The genesis block and the fork schedule are
// part of version 1 and never change: a test compares the genesis hash with a constant.
package devchain
