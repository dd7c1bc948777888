package node

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
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
	v := &view{store: t.store, tables: make(map[tableID]fixed), wallet: func(a common.Address) string { return t.pseudonym(key, a) }}
	for _, ds := range c {
		for _, tab := range ds.Tables {
			id := tableID{ds.DLP, tab.Name}
			if _, known := v.tables[id]; known {
				continue
			}
			s, err := t.store.Snapshot(ds.DLP, tab.Name)
			if err != nil && !errors.Is(err, dataset.ErrNoTable) { // no table yet: nothing has been refined, it is empty
				v.Close()
				return nil, fmt.Errorf("snapshot of %s.%s: %w", ds.Slug, tab.Name, err)
			}
			v.tables[id] = fixed{tab, s}
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
	store  *dataset.Store
	tables map[tableID]fixed
	wallet func(common.Address) string
}

// fixed is one table as it was when the job's view was made; without a snapshot it is empty.
type fixed struct {
	table    dataset.Table
	snapshot *dataset.Snapshot
}

func (v *view) fixed(dlp uint64, table string) (fixed, error) {
	f, ok := v.tables[tableID{dlp, table}]
	if !ok {
		return f, fmt.Errorf("node: table %s of DataDAO %d is not part of this job", table, dlp)
	}
	return f, nil
}

// Rows implements query.Source.
func (v *view) Rows(_ context.Context, dlp uint64, table string) (int64, error) {
	f, err := v.fixed(dlp, table)
	if err != nil || f.snapshot == nil {
		return 0, err
	}
	return f.snapshot.Rows(), nil
}

// Project implements query.Source.
func (v *view) Project(ctx context.Context, dlp uint64, table string, columns []string, wallet bool, w io.Writer) (int64, error) {
	f, err := v.fixed(dlp, table)
	if err != nil {
		return 0, err
	}
	if f.snapshot == nil {
		return 0, dataset.WriteEmpty(f.table, columns, wallet, w)
	}
	var walletOf func(common.Address) string
	if wallet {
		walletOf = v.wallet
	}
	return v.store.Project(ctx, f.snapshot, columns, walletOf, w)
}

// Digest commits to all snapshots: sha2-256 over "coppice snapshots v1", then for each table in order of (DataDAO, name): DataDAO id (8
// bytes, big-endian), length of the name (1 byte), name, Merkle root.
func (v *view) Digest() [32]byte {
	ids := make([]tableID, 0, len(v.tables))
	for id := range v.tables {
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
		var root [32]byte // zero for a table without a snapshot
		if s := v.tables[id].snapshot; s != nil {
			root = s.Root()
		}
		h.Write(root[:])
	}
	return [32]byte(h.Sum(nil))
}

// Close releases the snapshots.
func (v *view) Close() error {
	var errs []error
	for _, f := range v.tables {
		if f.snapshot != nil {
			errs = append(errs, f.snapshot.Close())
		}
	}
	return errors.Join(errs...)
}
