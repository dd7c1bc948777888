package query

import (
	"strings"
)

// occurrence is one use of a table of the catalog: one place in FROM, once per use of the CTE it stands in.
type occurrence struct {
	target
	n       int    // in order of appearance, from 0
	load    int    // which table of the child it reads
	alias   string // the name its columns are qualified with
	charged bool   // false inside a CTE that nothing uses
	grants  map[string]Permission
	whole   *Permission // the permission of a use without columns
	wallet  bool
	filter  []any // conjuncts that narrow the rows in scope
}

// column is what a relation offers under a name.
type column struct {
	name   string
	wallet bool        // its values are pseudonyms
	occ    *occurrence // the table it is a pseudonym of; for messages
}

// relation is one item of a FROM clause.
type relation struct {
	alias    string
	occ      *occurrence // nil for derived tables
	cols     []column    // all columns of a table, granted or not, with _wallet last
	hidden   bool        // the right side of a SEMI or ANTI join: not visible outside its condition
	nullable bool        // on the nullable side of an outer join
}

func (r *relation) find(name string) (column, bool, bool) {
	var found column
	n := 0
	for _, c := range r.cols {
		if c.name != "" && fold(c.name) == name {
			found = c
			n++
		}
	}
	return found, n > 0, n > 1
}

// place is one column of one relation.
type place struct {
	rel *relation
	col column
}

// merged is a column made by USING.
type merged struct {
	name   string
	places []place
	exact  *relation // whose values an unqualified reference has; nil for a full join
}

// scope holds the names of one SELECT.
type scope struct {
	parent  *scope
	rels    []*relation
	merged  map[string]*merged
	aliases map[string]value // of the select list, folded
}

func newScope(parent *scope) *scope {
	return &scope{parent: parent, merged: map[string]*merged{}, aliases: map[string]value{}}
}

// visible lists the relations a reference may mean.
func (s *scope) visible() []*relation {
	var out []*relation
	for _, r := range s.rels {
		if !r.hidden {
			out = append(out, r)
		}
	}
	return out
}

// lookup finds an unqualified name in this scope alone.
func (s *scope) lookup(name string) (*merged, []place) {
	m := s.merged[name]
	var found []place
	for _, r := range s.visible() {
		c, ok, twice := r.find(name)
		if !ok || m != nil && m.has(r) {
			continue
		}
		if twice {
			stop(ErrAmbiguous, "%s has two columns called %s; name them apart", r.alias, name)
		}
		found = append(found, place{r, c})
	}
	return m, found
}

func (m *merged) has(r *relation) bool {
	for _, p := range m.places {
		if p.rel == r {
			return true
		}
	}
	return false
}

func (s *scope) relation(alias string) *relation {
	for _, r := range s.visible() {
		if fold(r.alias) == alias {
			return r
		}
	}
	return nil
}

// add puts a relation into the scope; two of one name could not be told apart.
func (s *scope) add(r *relation) {
	for _, old := range s.rels {
		if fold(old.alias) == fold(r.alias) {
			stop(ErrAmbiguous, "two tables in one FROM are called %s; give each its own name with AS", r.alias)
		}
	}
	s.rels = append(s.rels, r)
}

// cte is one WITH query. Its body is analysed anew at each use, in the scope where it was defined.
type cte struct {
	name    string
	aliases []string
	node    obj // pristine
	done    obj // as rewritten at the last use; all uses rewrite alike
	scope   *scope
	env     *ctes
}

type ctes struct {
	parent *ctes
	defs   map[string]*cte
}

func (e *ctes) find(name string) *cte {
	for ; e != nil; e = e.parent {
		if d := e.defs[name]; d != nil {
			return d
		}
	}
	return nil
}

// trace collects what a conjunct of WHERE depends on.
type trace struct {
	rels     map[*relation]bool
	unusable bool // a sub-query, _wallet, an alias, an outer or merged column
}

// value is what an expression is, as far as rights go.
type value struct {
	wallet bool
	occ    *occurrence
	name   string // the name it has as an output, empty where it has none of its own
}

// clause is where an expression stands.
type clause struct {
	scope      *scope
	env        *ctes
	what       string // for messages
	aliases    bool   // names of the select list are known here
	aliasFirst bool   // ... and come before those of FROM
	aggregates bool
	trace      *trace
}

// column resolves a reference, records its use, and rewrites n to the qualified form.
func (a *analysis) column(n obj, c clause) value {
	only(n, "a column reference", "column_names")
	parts := names(n, "column_names")
	switch len(parts) {
	case 1:
		return a.bareColumn(n, parts[0], c)
	case 2:
		for s := c.scope; s != nil; s = s.parent {
			if r := s.relation(fold(parts[0])); r != nil {
				return a.columnOf(n, r, parts[1], s != c.scope, c)
			}
		}
		stop(ErrUnknownColumn, "no table in this query is called %s (in %s)", parts[0], strings.Join(parts, "."))
	case 3:
		for s := c.scope; s != nil; s = s.parent {
			for _, r := range s.visible() {
				if r.occ != nil && fold(r.alias) == fold(parts[1]) && fold(r.occ.ds.Slug) == fold(parts[0]) && fold(r.occ.table.Name) == fold(parts[1]) {
					return a.columnOf(n, r, parts[2], s != c.scope, c)
				}
			}
		}
		stop(ErrUnknownColumn, "no table in this query is called %s.%s", parts[0], parts[1])
	}
	stop(ErrNotAllowed, "the name %s has too many parts; write dataset.table.column", strings.Join(parts, "."))
	return value{}
}

func (a *analysis) bareColumn(n obj, name string, c clause) value {
	key := fold(name)
	alias := func() (value, bool) {
		v, ok := c.scope.aliases[key]
		if !ok || !c.aliases {
			return value{}, false
		}
		if c.trace != nil {
			c.trace.unusable = true
		}
		v.name = name
		return v, true
	}
	if c.aliasFirst {
		if v, ok := alias(); ok {
			return v
		}
	}
	for s := c.scope; s != nil; s = s.parent {
		m, found := s.lookup(key)
		if len(found) > 1 || m != nil && len(found) > 0 {
			var where []string
			if m != nil {
				where = append(where, m.places[0].rel.alias)
			}
			for _, p := range found {
				where = append(where, p.rel.alias)
			}
			stop(ErrAmbiguous, "column %s is in several tables of this query (%s); write table.%s", name, strings.Join(where, ", "), name)
		}
		if m != nil {
			return a.mergedColumn(n, m, s != c.scope, c)
		}
		if len(found) == 1 {
			return a.columnOf(n, found[0].rel, name, s != c.scope, c)
		}
		if s == c.scope {
			if v, ok := alias(); ok {
				return v
			}
		}
		if s.relation(key) != nil {
			stop(ErrNotAllowed, "%s is a table; a whole row is not a value, name its columns", name)
		}
	}
	if why, ok := whyNot[key]; ok {
		stop(ErrNotAllowed, "%s: %s", name, why)
	}
	stop(ErrUnknownColumn, "no table in this query has a column %s", name)
	return value{}
}

// columnOf uses column name of relation r.
func (a *analysis) columnOf(n obj, r *relation, name string, outer bool, c clause) value {
	col, ok, twice := r.find(fold(name))
	if !ok {
		if r.occ != nil {
			stop(ErrUnknownColumn, "%s has no column %s", r.occ.name(), name)
		}
		stop(ErrUnknownColumn, "%s has no column %s", r.alias, name)
	}
	if twice {
		stop(ErrAmbiguous, "%s has two columns called %s; name them apart", r.alias, name)
	}
	if c.trace != nil {
		if outer || col.wallet {
			c.trace.unusable = true
		}
		c.trace.rels[r] = true
	}
	n["column_names"] = []any{r.alias, col.name}
	return a.use(place{r, col})
}

// mergedColumn uses a column made by USING; it stays unqualified, as the engine merges it in the same way.
func (a *analysis) mergedColumn(n obj, m *merged, outer bool, c clause) value {
	v := value{name: m.name}
	for _, p := range m.places {
		if u := a.use(p); u.wallet {
			v.wallet, v.occ = true, u.occ
		}
	}
	if m.exact != nil {
		col, _, _ := m.exact.find(fold(m.name))
		n["column_names"] = []any{m.exact.alias, col.name}
	} else {
		n["column_names"] = []any{m.name}
	}
	if c.trace != nil {
		if outer || v.wallet || m.exact == nil {
			c.trace.unusable = true
		} else {
			c.trace.rels[m.exact] = true
		}
	}
	return v
}

// use records that a column is read, and by which right.
func (a *analysis) use(p place) value {
	v := value{wallet: p.col.wallet, occ: p.col.occ, name: p.col.name}
	occ := p.rel.occ
	if occ == nil {
		return v
	}
	if p.col.wallet {
		occ.wallet = true
		a.verdict(occ.target, walletColumn, 0, "")
		return v
	}
	if _, done := occ.grants[p.col.name]; done {
		return v
	}
	perm, ok := occ.columnGrant(a.buyer, p.col.name)
	if !ok {
		a.deny(occ.target, p.col.name, RuleNotGranted, occ.name()+"."+p.col.name+" is not granted to you")
		return v
	}
	occ.grants[p.col.name] = perm
	a.verdict(occ.target, p.col.name, perm.ID, "")
	return v
}
