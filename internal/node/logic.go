package node

import (
	"context"
	"fmt"
	"sync"

	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/library"
)

// maxSchema bounds a schema document; it is one raw block.
const maxSchema = 256 << 10

// logic resolves the builder-defined logic that the chain names: proof bundles by DataDAO, refiners and instructions by id.
type logic struct {
	ledger  *ledger.Ledger
	library *library.Library

	mu       sync.Mutex
	pools    map[uint64]*ledger.DataDAO // never change
	refiners map[uint64]*refiner        // never change
}

type refiner struct {
	ledger.Refiner
	schema *dataset.Schema
}

func newLogic(l *ledger.Ledger, lib *library.Library) *logic {
	return &logic{ledger: l, library: lib, pools: make(map[uint64]*ledger.DataDAO), refiners: make(map[uint64]*refiner)}
}

// ProofBundle implements validation.Bundles. The bundle is asked of the chain each time: it may change.
func (g *logic) ProofBundle(ctx context.Context, dlp uint64) ([32]byte, *bundle.Bundle, error) {
	dao, err := g.dao(ctx, dlp)
	if err != nil {
		return [32]byte{}, nil, err
	}
	digest, url, err := g.ledger.ProofBundle(ctx, dao.Pool)
	if err != nil {
		return digest, nil, err
	}
	b, err := g.library.Bundle(ctx, digest, url)
	if err == nil && b.Manifest.Kind != bundle.Proof {
		err = fmt.Errorf("node: the bundle of DataDAO %d is a %s", dlp, b.Manifest.Kind)
	}
	return digest, b, err
}

func (g *logic) dao(ctx context.Context, dlp uint64) (*ledger.DataDAO, error) {
	g.mu.Lock()
	dao := g.pools[dlp]
	g.mu.Unlock()
	if dao != nil {
		return dao, nil
	}
	dao, err := g.ledger.DataDAO(ctx, dlp)
	if err != nil {
		return nil, err
	}
	if dao == nil {
		return nil, fmt.Errorf("node: there is no DataDAO %d", dlp)
	}
	g.mu.Lock()
	g.pools[dlp] = dao
	g.mu.Unlock()
	return dao, nil
}

// Refiner implements refinement.Logic.
func (g *logic) Refiner(ctx context.Context, id uint64) ([32]byte, *bundle.Bundle, *dataset.Schema, error) {
	r, err := g.refiner(ctx, id)
	if err != nil {
		return [32]byte{}, nil, nil, err
	}
	b, err := g.library.Bundle(ctx, r.BundleDigest, r.BundleURL)
	if err == nil && b.Manifest.Kind != bundle.Refiner {
		err = fmt.Errorf("node: the bundle of refiner %d is a %s", id, b.Manifest.Kind)
	}
	return r.BundleDigest, b, r.schema, err
}

// refiner reads a refiner with its registered schema.
func (g *logic) refiner(ctx context.Context, id uint64) (*refiner, error) {
	g.mu.Lock()
	r := g.refiners[id]
	g.mu.Unlock()
	if r != nil {
		return r, nil
	}
	info, err := g.ledger.Refiner(ctx, id)
	if err != nil {
		return nil, err
	}
	doc, err := g.library.Bytes(ctx, info.SchemaDigest, info.SchemaURL, maxSchema)
	if err != nil {
		return nil, fmt.Errorf("schema of refiner %d: %w", id, err)
	}
	schema, err := dataset.ParseSchema(doc)
	if err != nil {
		return nil, fmt.Errorf("schema of refiner %d: %w", id, err)
	}
	r = &refiner{*info, &schema}
	g.mu.Lock()
	g.refiners[id] = r
	g.mu.Unlock()
	return r, nil
}

// Instruction implements part of compute.Chain.
func (g *logic) Instruction(ctx context.Context, id uint64) ([32]byte, *bundle.Bundle, error) {
	digest, _, url, err := g.ledger.Instruction(ctx, id)
	if err != nil {
		return digest, nil, err
	}
	if digest == [32]byte{} {
		return digest, nil, fmt.Errorf("node: there is no instruction %d", id)
	}
	b, err := g.library.Bundle(ctx, digest, url)
	if err == nil && b.Manifest.Kind != bundle.Compute {
		err = fmt.Errorf("node: the bundle of instruction %d is a %s", id, b.Manifest.Kind)
	}
	return digest, b, err
}
