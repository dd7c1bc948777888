package query

import (
	"github.com/ethereum/go-ethereum/common"
)

// specificity ranks what a permission is about; higher comes first.
func (p Permission) specificity() int {
	switch {
	case p.Column != "":
		return 2
	case p.Table != "":
		return 1
	}
	return 0
}

// before reports whether p is chosen rather than q for a buyer who may use both: personal before public, then the more specific,
// then the newer.
func (p Permission) before(q Permission) bool {
	if mine, other := p.Grantee != (common.Address{}), q.Grantee != (common.Address{}); mine != other {
		return mine
	}
	if p.specificity() != q.specificity() {
		return p.specificity() > q.specificity()
	}
	return p.ID > q.ID
}

// covers reports whether p is about the table at all and may be used by buyer.
func (p Permission) covers(t target, buyer common.Address) bool {
	if p.Grantee != (common.Address{}) && p.Grantee != buyer {
		return false
	}
	if p.Table == "" {
		return p.Column == "" // a column of an unnamed table means nothing
	}
	return p.Table == t.table.Name
}

// columnGrant chooses the permission that sets price and policy of a column.
func (t target) columnGrant(buyer common.Address, column string) (Permission, bool) {
	var best Permission
	found := false
	for _, p := range t.ds.Permissions {
		if p.covers(t, buyer) && (p.Column == "" || p.Column == column) && (!found || p.before(best)) {
			best, found = p, true
		}
	}
	return best, found
}

// tableGrant chooses the permission of a use that names no column: the best about the table or the schema; where only columns are
// granted, the best of those that are about an existing column.
func (t target) tableGrant(buyer common.Address) (Permission, bool) {
	var best Permission
	found := false
	for _, p := range t.ds.Permissions {
		if !p.covers(t, buyer) {
			continue
		}
		if p.Column != "" {
			if _, ok := t.column(p.Column); !ok {
				continue
			}
		}
		whole, bestWhole := p.Column == "", best.Column == ""
		if !found || whole && !bestWhole || whole == bestWhole && p.before(best) {
			best, found = p, true
		}
	}
	return best, found
}

// granted lists the columns the buyer may name, in schema order.
func (t target) granted(buyer common.Address) []string {
	var names []string
	for _, col := range t.table.Columns {
		if _, ok := t.columnGrant(buyer, col.Name); ok {
			names = append(names, col.Name)
		}
	}
	return names
}
