// Package index is the read model of the chain: what the network's contracts have said, in tables that answer the questions of
// validators, the command line and the HTTP API without asking the chain again.
//
// # What it promises
//
//   - It is a function of the chain. It can be deleted at any time and is built again from the deploy block; nothing that exists only
//     here is worth keeping. That is why an unknown version or another network's file is refused instead of repaired.
//   - A range of blocks is taken in by one transaction together with the checkpoint (WAL, synchronous=FULL). A kill -9 loses at most
//     the range being applied, which the follower then sends again.
//   - Rewind is exact: after it the tables hold what they would hold if the dropped blocks had never been seen.
//
// # How Rewind stays exact
//
// Every row carries seq = block << 20 | log index, the position in the chain of the event that made it, as its key. Rewinding is one
// range delete per table. State is therefore never overwritten: a new price, owner or approval is a new row, and a query takes the
// newest. Two things look like updates and are not:
//
//   - A column `closed` holds the seq of the event that ended a row (job completed, refiner retired). Rewinding sets it to NULL where
//     that event is dropped. It exists because "open jobs" must not cost a walk over all jobs: a partial index holds the open ones.
//   - Running totals (burned per token, claimed per contributor) are a column of each row, computed from the row before it.
//
// Values derived from earlier events only (the validator set at a block, the DataDAO of a file) are stored when a row is written:
// whatever removes the earlier event removes the row as well.
//
// The one exception to seq is Refinement.Seq, an arrival number that is never used twice, so that a consumer which remembers the
// last one it saw meets every refinement, also one that a reorganisation moved to an earlier block.
//
// # Who is believed
//
// Events of the core contracts are facts; one that does not decode stops the index with ErrEvent, since going on would show half a
// truth. A DataDAO's pool is upgradeable by its owner, so its events are claims about this DataDAO only: a log is taken from a pool
// only if the DLPRegistry has registered that pool, it can change only rows of that DataDAO, and one that does not decode is skipped.
// The same holds for a DataDAO's timelock and governor. What a pool makes the DataRegistry say (the duplicate that a proof is, that the
// DataDAO is open) can be any value at any time, so none of it may stop the index. Logs of anybody else are ignored.
package index
