// Package dataset keeps the live tables of DataDAOs: what refiners produced, checked against the registered schema, sealed at rest,
// readable as immutable snapshots while more arrives.
//
// # From artefact to table
//
// A refiner leaves one Parquet file per table of its schema. [CheckTable] reads such a file as hostile input and refuses what does not
// fit with the row and the rule. [EncodeArtifact] packs the files of one (file, refiner) into a deterministic container whose salted
// digest is recorded on chain. [Store.Ingest] takes the same files into the live tables.
//
// # The rules of a table
//
//   - A table belongs to one DataDAO (dlp) and is keyed by file: for (dlp, table, file) the rows of the highest refiner id count, in
//     whichever order refinements arrive. A lower refiner id that arrives late changes nothing.
//   - A newer refiner may add nullable columns and leave nullable columns out; rows of the other shape read as NULL there. Any other
//     change of a column is refused with [ErrSchemaChanged]: it needs a table of another name.
//   - Erasing a file is final: the file id is remembered, and ingesting it again is refused with [ErrErased].
//   - Rows have one order everywhere: by file id, then as the refiner wrote them.
//
// # On disk
//
// The store is a small log-structured merge tree per table:
//
//	FORMAT           "coppice-dataset/1"
//	LOCK             held by the one process that has the store open
//	manifest         sealed: which journal, which chunks in which runs, which files are erased; replaced by rename
//	journal-<id>     records sealed one by one, appended and synced: one per ingest since the last flush
//	<id>.chunk       sealed index (file, refiner, owner, digest, rows) and sealed Parquet of at most a few MiB
//
// Ingest appends one journal record and is done when that is on disk. When enough has gathered, the gathered files of each table become
// a run, that is a list of chunks sorted by file id; whenever a table has [fanIn] runs of one level, they are merged into one of the next.
// So a table of n files has O(log n) runs, a file is rewritten O(log n) times in its life, and reading holds one chunk of each run in
// memory. Chunks are immutable and named at random (a name is authenticated with the content, so chunks cannot be exchanged or
// replayed under another name). Every change of state is one rename of the manifest or one journal record: killed at any moment, the
// store opens in the state before or after. Files which the manifest does not name are left-overs and are removed on opening.
//
// Erasing rewrites the chunks that hold the file before it returns, and moves journalled files into chunks: afterwards no sealed
// file of the store contains its rows. Snapshots taken earlier that held the file stop yielding ([ErrErased]).
//
// Rows do not repeat file id and owner: a chunk's index says, in row order, how many rows each file has, which is all a reader
// needs to attach the owner.
//
// What sealing cannot notice is the host putting back an older state of the whole directory; the snapshot root, compared with the
// ledger, shows that.
//
// This package reads and writes Parquet with arrow-go only. DuckDB never runs in this process.
package dataset
