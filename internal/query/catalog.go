package query

import (
	"context"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/dataset"
)

// Permission is one grant of a DataDAO, as the chain holds it.
type Permission struct {
	ID           uint64
	Grantee      common.Address // zero: everyone
	RefinerID    uint64
	Table        string   // empty: every table of the refiner's schema
	Column       string   // empty: every column of Table
	Price        *big.Int // wei of the DataDAO's token per row in scope
	RowsMayLeave bool     // false: rows go to approved instructions only
}

// Dataset is what one refiner of one DataDAO offers. Several entries may share DLP and Slug; where they share a table too, the
// entry with the highest RefinerID counts.
type Dataset struct {
	DLP         uint64
	Slug        string
	Token       common.Address
	RefinerID   uint64
	Tables      []dataset.Table
	Permissions []Permission // the approved ones of this refiner, for any grantee
}

// Catalog is everything a query may name.
type Catalog []Dataset

// Source gives the plaintext of tables, one job's view of them: the same snapshot and the same key for _wallet at every call.
type Source interface {
	// Rows is the number of rows of the table.
	Rows(ctx context.Context, dlp uint64, table string) (int64, error)
	// Project writes one Parquet file with exactly these columns in this order, and then _wallet (text) if wallet is true. It
	// returns the number of rows.
	Project(ctx context.Context, dlp uint64, table string, columns []string, wallet bool, w io.Writer) (int64, error)
}

// Purpose says where the rows of the answer go.
type Purpose int

// The purposes.
const (
	Deliver  Purpose = iota // to the buyer
	Instruct                // into an approved compute instruction, and nowhere else
)

func (p Purpose) String() string {
	if p == Instruct {
		return "instruct"
	}
	return "deliver"
}

// walletColumn is the pseudonymous column every table has; no schema may define a name that begins with an underscore.
const walletColumn = "_wallet"

// fold makes names comparable the way DuckDB does: ASCII letters only, so that no Unicode look-alike folds to a granted name.
func fold(s string) string {
	for i := 0; i < len(s); i++ {
		if 'A' <= s[i] && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if 'A' <= b[i] && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

// target is a table of the catalog.
type target struct {
	ds    *Dataset
	table *dataset.Table
}

func (t target) name() string { return t.ds.Slug + "." + t.table.Name }

// check refuses catalogs whose names could be read in two ways.
func (c Catalog) check() error {
	slugs := map[string]uint64{}
	for _, ds := range c {
		if dlp, ok := slugs[fold(ds.Slug)]; ds.Slug == "" || ok && dlp != ds.DLP {
			return fmt.Errorf("%w: the name %q is empty or belongs to two DataDAOs", ErrCatalog, ds.Slug)
		}
		slugs[fold(ds.Slug)] = ds.DLP
		for _, t := range ds.Tables {
			seen := map[string]bool{walletColumn: true}
			for _, col := range t.Columns {
				if col.Name == "" || seen[fold(col.Name)] {
					return fmt.Errorf("%w: column %q of %s.%s is repeated or reserved", ErrCatalog, col.Name, ds.Slug, t.Name)
				}
				seen[fold(col.Name)] = true
			}
		}
		for _, p := range ds.Permissions {
			if p.Price == nil || p.Price.Sign() < 0 {
				return fmt.Errorf("%w: permission %d has no price", ErrCatalog, p.ID)
			}
		}
	}
	return nil
}

// find resolves a table name; slug is empty for a bare name.
func (c Catalog) find(slug, table string) (target, error) {
	best := map[string]target{} // by folded slug
	for i := range c {
		ds := &c[i]
		if slug != "" && fold(slug) != fold(ds.Slug) {
			continue
		}
		for j := range ds.Tables {
			if fold(ds.Tables[j].Name) != fold(table) {
				continue
			}
			if old, ok := best[fold(ds.Slug)]; !ok || old.ds.RefinerID < ds.RefinerID {
				best[fold(ds.Slug)] = target{ds, &ds.Tables[j]}
			}
		}
	}
	names := make([]string, 0, len(best))
	for _, t := range best {
		names = append(names, t.name())
	}
	slices.Sort(names)
	switch {
	case len(best) == 1:
		for _, t := range best {
			return t, nil
		}
	case len(best) > 1:
		return target{}, refuse(ErrAmbiguous, "table %s is in several datasets; write one of %s", table, strings.Join(names, ", "))
	case slug != "" && !c.hasSlug(slug):
		return target{}, refuse(ErrUnknownTable, "there is no dataset called %s", slug)
	case slug != "":
		return target{}, refuse(ErrUnknownTable, "dataset %s has no table %s", slug, table)
	}
	return target{}, refuse(ErrUnknownTable, "no dataset has a table %s", table)
}

func (c Catalog) hasSlug(slug string) bool {
	return slices.ContainsFunc(c, func(ds Dataset) bool { return fold(ds.Slug) == fold(slug) })
}

// column returns the column of t with this name, whether granted or not.
func (t target) column(name string) (dataset.Column, bool) {
	for _, col := range t.table.Columns {
		if fold(col.Name) == fold(name) {
			return col, true
		}
	}
	return dataset.Column{}, false
}
