package node

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"sort"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/compute"
	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/query"
)

// tables gives jobs their view of a validator's live tables.
type tables struct {
	store *dataset.Store
	// walletKey gives the key of a job's _wallet column: the same for all its tables, another for every job.
	walletKey func(jobID uint64, requestDigest [32]byte) ([32]byte, error)
	pseudonym func(key [32]byte, contributor common.Address) string
}

// Source fixes a snapshot of every table of the catalog.
func (t tables) Source(_ context.Context, jobID uint64, requestDigest [32]byte, c query.Catalog) (compute.Source, error) {
	key, err := t.walletKey(jobID, requestDigest)
	if err != nil {
		return nil, err
	}
	v := &view{store: t.store, snapshots: make(map[tableID]*dataset.Snapshot), wallet: func(a common.Address) string { return t.pseudonym(key, a) }}
	for _, ds := range c {
		for _, tab := range ds.Tables {
			id := tableID{ds.DLP, tab.Name}
			if v.snapshots[id] != nil {
				continue
			}
			s, err := t.store.Snapshot(ds.DLP, tab.Name)
			if err != nil {
				v.Close()
				return nil, fmt.Errorf("snapshot of %s.%s: %w", ds.Slug, tab.Name, err)
			}
			v.snapshots[id] = s
		}
	}
	return v, nil
}

type tableID struct {
	dlp   uint64
	table string
}

// view is one job's fixed view.
type view struct {
	store     *dataset.Store
	snapshots map[tableID]*dataset.Snapshot
	wallet    func(common.Address) string
}

func (v *view) snapshot(dlp uint64, table string) (*dataset.Snapshot, error) {
	s := v.snapshots[tableID{dlp, table}]
	if s == nil {
		return nil, fmt.Errorf("node: table %s of DataDAO %d is not part of this job", table, dlp)
	}
	return s, nil
}

// Rows implements query.Source.
func (v *view) Rows(_ context.Context, dlp uint64, table string) (int64, error) {
	s, err := v.snapshot(dlp, table)
	if err != nil {
		return 0, err
	}
	return s.Rows(), nil
}

// Project implements query.Source.
func (v *view) Project(ctx context.Context, dlp uint64, table string, columns []string, wallet bool, w io.Writer) (int64, error) {
	s, err := v.snapshot(dlp, table)
	if err != nil {
		return 0, err
	}
	var walletOf func(common.Address) string
	if wallet {
		walletOf = v.wallet
	}
	return v.store.Project(ctx, s, columns, walletOf, w)
}

// Digest commits to all snapshots: sha2-256 over "coppice snapshots v1", then for each table in order of (DataDAO, name): DataDAO id (8
// bytes, big-endian), length of the name (1 byte), name, Merkle root.
func (v *view) Digest() [32]byte {
	ids := make([]tableID, 0, len(v.snapshots))
	for id := range v.snapshots {
		ids = append(ids, id)
	}
	sort.Slice(ids, func(i, k int) bool {
		return ids[i].dlp < ids[k].dlp || ids[i].dlp == ids[k].dlp && ids[i].table < ids[k].table
	})
	h := sha256.New()
	io.WriteString(h, "coppice snapshots v1")
	for _, id := range ids {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], id.dlp)
		h.Write(n[:])
		h.Write([]byte{byte(len(id.table))})
		io.WriteString(h, id.table)
		root := v.snapshots[id].Root()
		h.Write(root[:])
	}
	return [32]byte(h.Sum(nil))
}

// Close releases the snapshots.
func (v *view) Close() error {
	for _, s := range v.snapshots {
		s.Close()
	}
	return nil
}
