// Package query is the Query Engine: it decides what a buyer's SQL may do ([Planner.Plan]) and does it ([Plan.Count], [Plan.Run]).
//
// # Why not simply DuckDB
//
// DuckDB answers the queries, but it is not a security boundary: with external access off and its configuration locked it still
// offers dynamic SQL in functions (query, query_table), reads its own catalog and settings, and runs for ever when asked to. So
// three walls stand behind each other, and each is enough alone to keep a column that is not granted from a buyer:
//
//  1. The gate. The statement is parsed in a sandbox child by DuckDB's own parser into a tree. This package walks the whole tree in
//     Go with an allow-list of nodes, fields, functions and types; what it does not know it refuses by name ([ErrNotAllowed]).
//  2. The binder. Every column reference is resolved here, with SQL's scoping, to the occurrence of a table that it means, checked
//     against the buyer's permissions, and written back into the tree in qualified form; `*` becomes the granted columns. What runs
//     is that tree, never the buyer's text.
//  3. The room. The statement runs in a throw-away child whose only tables are copies made for it, of the columns that are granted
//     and named. A hidden column is not hidden there: it is absent.
//
// Nothing in this process runs DuckDB or other C code: the parent handles JSON trees and Parquet bytes; the workers live in package
// duck and run only inside sandbox children.
//
// # Rights
//
// For each column a permission for this buyer comes before one for everyone, then column before table before schema, then the newest
// (highest id). An occurrence that names no column (count(*), or only _wallet) uses the best table or schema permission, or, with
// only column permissions at hand, the best of these. The policies of all permissions used combine to the most restrictive.
//
// # _wallet
//
// Each table has a column _wallet, a pseudonym of the contributor made for one job. It may be joined with another _wallet by =,
// USING or IN (SELECT _wallet ...), grouped by (GROUP BY, PARTITION BY, DISTINCT), counted (COUNT(DISTINCT _wallet)), and tested for
// NULL; it may be carried through sub-queries, under any name; and it may be projected where every permission used lets rows leave.
// Everything else, such as comparing it with a literal or ordering by it, is refused: it could carry a pseudonym out or single one out.
//
// # Rows in scope
//
// The unit of payment; see economics: per occurrence of a table (each use of a CTE counts), the rows that satisfy those AND-conjuncts
// of its own SELECT's WHERE that use only its columns and literals. Conjuncts on the nullable side of an outer join, with a sub-query,
// with _wallet or with an alias of the select list do not narrow it, nor does anything where the rows may not leave.
//
// # Errors
//
// What the buyer reads never carries a data value. Errors of the engine while data is present become a class and a fixed text. Type
// errors are found before paying, by binding the statement to empty tables in a child that holds no data.
package query
