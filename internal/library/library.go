// Package library fetches builder-defined logic by URL and digest, and keeps what it has verified in memory: the bundles a validator
// runs again and again.
package library

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/bundle"
)

// MaxBytes bounds a packed bundle.
const MaxBytes = 64 << 20

// kept bounds how many opened bundles stay in memory.
const kept = 64

// Errors that callers tell apart.
var (
	ErrDigest   = errors.New("library: the content has another digest than the registered one")
	ErrTooLarge = errors.New("library: the content is larger than it may be")
)

// Store gives content by address.
type Store interface {
	Get(ctx context.Context, id cid.Cid) (io.ReadCloser, error)
}

// Library is safe for concurrent use.
type Library struct {
	Store Store

	mu      sync.Mutex
	bundles map[[32]byte]*bundle.Bundle
}

// Bundle returns the bundle at url whose packed bytes have the sha2-256 digest.
func (l *Library) Bundle(ctx context.Context, digest [32]byte, url string) (*bundle.Bundle, error) {
	l.mu.Lock()
	b := l.bundles[digest]
	l.mu.Unlock()
	if b != nil {
		return b, nil
	}
	data, err := l.Bytes(ctx, digest, url, MaxBytes)
	if err != nil {
		return nil, err
	}
	b, err = bundle.Open(data)
	if err != nil {
		return nil, fmt.Errorf("bundle %x: %w", digest[:6], err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.bundles == nil || len(l.bundles) >= kept {
		l.bundles = make(map[[32]byte]*bundle.Bundle) // rare: a validator serves few bundles
	}
	l.bundles[digest] = b
	return b, nil
}

// Bytes returns the content at url, at most limit bytes, checked against its sha2-256 digest.
func (l *Library) Bytes(ctx context.Context, digest [32]byte, url string, limit int64) ([]byte, error) {
	id, err := blob.ParseURL(url)
	if err != nil {
		return nil, err
	}
	r, err := l.Store.Get(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("fetching %s: %w", url, err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("fetching %s: %w", url, err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%w: %s has more than %d bytes", ErrTooLarge, url, limit)
	}
	if sha256.Sum256(data) != digest {
		return nil, fmt.Errorf("%w: %s", ErrDigest, url)
	}
	return data, nil
}
