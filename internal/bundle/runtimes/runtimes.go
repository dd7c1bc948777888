// Package runtimes links every runtime of bundles into a binary: importing it registers their sandbox workers. Only main and tests of
// whole flows need it; it brings DuckDB (cgo) with it.
package runtimes

import (
	_ "github.com/coppice-network/coppice/internal/bundle/refine" // DuckDB refiners
	_ "github.com/coppice-network/coppice/internal/bundle/script" // Starlark proofs
	_ "github.com/coppice-network/coppice/internal/bundle/wasm"   // WebAssembly instructions
)
