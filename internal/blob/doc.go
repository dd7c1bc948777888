// Package blob stores bytes by what they are: a content-addressed store that speaks IPFS.
//
// # Addresses
//
// An address is a CIDv1 over sha2-256. Content of up to one chunk (256 KiB) is one `raw` block, so its digest is the sha2-256 of the
// content; longer content is a balanced UnixFS tree (`dag-pb`, 174 links a node, raw leaves): the address that
// `ipfs add --cid-version=1` gives, so any IPFS node can carry the content. [Sum] computes the address without storing anything, in
// constant memory; [Verify] checks a download against its address. Nothing a server says about content needs to be believed.
//
// # The store
//
// [Store] keeps blocks in Kubo's own layout (flatfs, one file a block) and exchanges them with other nodes over bitswap. Every block
// is hashed again whenever it is read: a block damaged on disk is fetched anew from a connected peer or reported as [ErrCorrupt], never
// served. What is put is durable when Put returns and stays until Delete.
//
//	FORMAT      "coppice-blobs/1"
//	LOCK        held by the one process that has the store open
//	blocks/     flatfs
//	roots.db    SQLite: which roots are here, and which blocks each of them needs
//	dirty       present while blocks may exist that no root needs
//	peer.key    the identity of this node towards its peers
//
// Blocks are written and synced first, then the root is recorded in one transaction together with the blocks it needs. A root in
// roots.db therefore always has all its blocks; killed in between, the blocks are orphans. Delete removes the root's row first and then
// the blocks that no other root needs. Orphans of an interrupted Put or Delete are swept in the background after the next Open:
// the file dirty says whether that is necessary. Counting references in a transaction (instead of marking from all roots) makes
// deleting cost what the deleted file costs, however much else is stored.
//
// # Kubo
//
// [Kubo] is the same in an IPFS node that somebody runs already. It hashes what the node answers, block by block, for the same promise.
// Its garbage collection, and what it keeps besides, are the node's.
//
// # Who may read
//
// Content here is public to anyone who knows its address; everything Coppice puts here is encrypted before.
package blob
