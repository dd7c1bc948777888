package node

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
)

// ErrIPFS: the Kubo node that was named does not answer.
var ErrIPFS = errors.New("node: no Kubo node answers")

// contentStore is the network's content-addressed store: the embedded one, or a Kubo node.
type contentStore interface {
	blob.Blobs
	// Delete removes content, with every block that no other content needs. blob.ErrNotFound if it is not there.
	Delete(ctx context.Context, c cid.Cid) error
	Close() error
}

// openBlobs opens the store that cfg names. The embedded one stays open beside a Kubo node: what was stored before the node was used
// is in it, and it delivers sound blocks in place of those that Kubo's disk has damaged.
func openBlobs(ctx context.Context, cfg Config) (contentStore, error) {
	embedded := blob.Config{Dir: filepath.Join(cfg.Dir, "blobs"), Log: cfg.Log}
	if cfg.IPFS == "" {
		return blob.Open(embedded)
	}
	kubo := &blob.Kubo{URL: cfg.IPFS, Log: cfg.Log}
	version, err := kubo.Check(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w at %s: %w", ErrIPFS, cfg.IPFS, err)
	}
	cfg.Log.Info("content is kept in Kubo", "version", version, "rpc", cfg.IPFS)
	embedded.Listen = "/ip4/0.0.0.0/tcp/0"
	own, err := blob.Open(embedded)
	if err != nil {
		return nil, err
	}
	k := &kuboContent{Kubo: kubo, own: own}
	kubo.Repair = k.repair
	if err := k.meet(ctx); err != nil {
		cfg.Log.Warn("the embedded store does not reach Kubo as a peer: what only one of them has, the other cannot fetch", "err", err)
	}
	return k, nil
}

// meet makes Kubo a peer of the embedded store.
func (k *kuboContent) meet(ctx context.Context) error {
	addrs, err := k.Addrs(ctx)
	for _, addr := range addrs {
		if err = k.own.Connect(ctx, addr); err == nil {
			return nil
		}
	}
	return err
}

// kuboContent is a Kubo node with the embedded store behind it.
type kuboContent struct {
	*blob.Kubo
	own *blob.Store
}

func (k *kuboContent) Close() error { return k.own.Close() }

// Has reports whether either of them holds the content.
func (k *kuboContent) Has(ctx context.Context, c cid.Cid) (bool, error) {
	if has, err := k.own.Has(ctx, c); err != nil || has {
		return has, err
	}
	return k.Kubo.Has(ctx, c)
}

// Delete removes the content from both.
func (k *kuboContent) Delete(ctx context.Context, c cid.Cid) error {
	own, pinned := k.own.Delete(ctx, c), k.Kubo.Delete(ctx, c)
	if errors.Is(own, blob.ErrNotFound) {
		return pinned
	}
	if errors.Is(pinned, blob.ErrNotFound) {
		return own
	}
	return errors.Join(own, pinned)
}

// maxPeersAsked bounds how many peers one damaged block makes us call.
const maxPeersAsked = 16

// repair gets a block from the embedded store or, over bitswap, from the peers of the Kubo node.
func (k *kuboContent) repair(ctx context.Context, c cid.Cid) ([]byte, error) {
	peers, err := k.Peers(ctx)
	if err != nil {
		return nil, err
	}
	peers = peers[:min(len(peers), maxPeersAsked)]
	for _, addr := range peers {
		_ = k.own.Connect(ctx, addr) // whoever is reached may have it
	}
	return k.own.Block(ctx, c)
}
