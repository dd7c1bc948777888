package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/ethereum/go-ethereum/common"
)

// WalletColumn is the name of the pseudonym that Project adds.
const WalletColumn = "_wallet"

// A row group ends with the contributor's file that brings it to so many rows or bytes, which does not depend on how rows lie in chunks.
const (
	groupRows  = 122_880 // DuckDB's own size: a thread takes a group at a time
	groupBytes = 32 << 20
)

// projectCodec: the reader is a process on the same machine that is thrown away afterwards.
var projectCodec = compress.Codecs.Uncompressed

// Project writes the named columns of a snapshot to w as one Parquet file, in the order given; and after them, if walletOf is not nil,
// _wallet TEXT NOT NULL with walletOf(owner) in every row. Rows come by file id, then as the refiner wrote them; the same snapshot gives
// the same bytes. It returns the number of rows. Memory is that of one chunk for each segment and one row group.
//
// What w has received may be used only when err is nil. Errors: ErrNoColumn, ErrErased (take a new snapshot), ErrCorrupt, ErrClosed,
// the context's, w's.
func (s *Store) Project(ctx context.Context, snap *Snapshot, columns []string, walletOf func(common.Address) string, w io.Writer) (int64, error) {
	n, err := s.project(ctx, snap, columns, walletOf, w)
	// An erasure under way explains whatever went wrong, and spoils what went right.
	if gone := snap.Check(); gone != nil {
		err = gone
	}
	if err != nil {
		return 0, fmt.Errorf("project table %s: %w", snap.key.name, err)
	}
	return n, nil
}

func (s *Store) project(ctx context.Context, snap *Snapshot, columns []string, walletOf func(common.Address) string, w io.Writer) (int64, error) {
	if snap.store != s {
		return 0, errors.New("the snapshot is of another store")
	}
	if err := snap.Check(); err != nil {
		return 0, err
	}
	want, err := pickColumns(snap.Table(), columns)
	if err != nil {
		return 0, err
	}
	out, err := newProjection(w, want, walletOf)
	if err != nil {
		return 0, err
	}
	load := newLoader(s, len(snap.sources), want)
	err = walk(snap.sources, func(i int, c *cursor) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return out.add(c.cur(), func(v []*vector) error { return load.appendTo(v, i, c) })
	})
	if err != nil {
		return 0, err
	}
	return out.n, out.close()
}

// WriteEmpty writes what Project writes for a table without rows: for tables of a schema of which nothing has been ingested yet.
func WriteEmpty(table Table, columns []string, wallet bool, w io.Writer) error {
	want, err := pickColumns(table, columns)
	if err != nil {
		return fmt.Errorf("project table %s: %w", table.Name, err)
	}
	var walletOf func(common.Address) string
	if wallet {
		walletOf = func(common.Address) string { return "" }
	}
	out, err := newProjection(w, want, walletOf)
	if err != nil {
		return err
	}
	return out.close()
}

func pickColumns(t Table, names []string) ([]Column, error) {
	var out []Column
	for i, name := range names {
		c, ok := t.Column(name)
		if !ok {
			return nil, fmt.Errorf("%w: %.64q", ErrNoColumn, name)
		}
		for _, before := range names[:i] {
			if before == name {
				return nil, fmt.Errorf("%w: %q twice", ErrNoColumn, name)
			}
		}
		out = append(out, c)
	}
	return out, nil
}

// projection gathers rows into row groups.
type projection struct {
	w        *rowWriter
	rows     *rows     // without the wallets
	vectors  []*vector // with them
	walletOf func(common.Address) string
	wallets  map[common.Address]string
	n        int64
}

func newProjection(w io.Writer, want []Column, walletOf func(common.Address) string) (*projection, error) {
	p := &projection{rows: newRows(want), walletOf: walletOf}
	p.vectors = p.rows.vectors
	if walletOf != nil {
		want = append(want[:len(want):len(want)], Column{Name: WalletColumn, Type: Text})
		p.vectors = append(p.vectors[:len(p.vectors):len(p.vectors)], &vector{typ: Text})
		p.wallets = map[common.Address]string{}
	}
	if len(want) == 0 {
		return nil, fmt.Errorf("%w: none was asked for", ErrNoColumn)
	}
	var err error
	p.w, err = newRowWriter(w, want, projectCodec)
	return p, err
}

// add appends the rows of one file, which fill adds to the vectors.
func (p *projection) add(e entry, fill func([]*vector) error) error {
	if e.rows == 0 {
		return nil
	}
	if err := fill(p.rows.vectors); err != nil {
		return err
	}
	if p.walletOf != nil {
		wallet, ok := p.wallets[e.owner]
		if !ok {
			wallet = p.walletOf(e.owner)
			p.wallets[e.owner] = wallet
		}
		p.vectors[len(p.vectors)-1].appendText(wallet, e.rows)
	}
	p.n += int64(e.rows)
	if p.vectors[0].n >= groupRows || p.rows.bytes() >= groupBytes {
		return p.flush()
	}
	return nil
}

func (p *projection) flush() error {
	if err := p.w.write(p.vectors); err != nil {
		return err
	}
	for _, v := range p.vectors {
		v.reset()
	}
	return nil
}

func (p *projection) close() error {
	if err := p.flush(); err != nil {
		return err
	}
	return p.w.close()
}
