package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/ipfs/go-cid"
)

// Errors of personal stores.
var (
	// ErrScheme: the storage URL names a kind of store this program does not have.
	ErrScheme = errors.New("blob: unknown kind of storage")
	// ErrName: the name cannot be used in a store: empty, absolute, leaving the store, or hidden.
	ErrName = errors.New("blob: bad name")
	// ErrURL: the URL is not one this store gave out.
	ErrURL = errors.New("blob: URL is not of this store")
	// ErrNoDelete: the store behind cannot be told to delete.
	ErrNoDelete = errors.New("blob: store does not delete")
)

// PersonalStore is where a contributor keeps encrypted copies: wherever they chose, under their control.
type PersonalStore interface {
	// Put stores what r yields and returns the URL that gets it back. What it returned is durable. A name is a relative
	// slash-separated path; stores that address by content ignore it, others replace what had the name before, all at once.
	Put(ctx context.Context, name string, r io.Reader) (url string, err error)
	// Get opens what Put stored. Errors: ErrURL, ErrNotFound.
	Get(ctx context.Context, url string) (io.ReadCloser, error)
	// Delete removes it. Errors: ErrURL, ErrNotFound (also the second time), ErrNoDelete.
	Delete(ctx context.Context, url string) error
}

var schemeRule = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)

// OpenPersonal opens the personal store that storageURL names: a folder (a path, or file:///path), made if missing, or "ipfs:" for
// the given content-addressed store. Errors: ErrScheme for any other, or for ipfs: without a store.
func OpenPersonal(storageURL string, ipfs Blobs) (PersonalStore, error) {
	kind := strings.ToLower(schemeRule.FindString(storageURL))
	switch {
	case storageURL == "":
		return nil, fmt.Errorf("%w: no storage given", ErrScheme)
	case kind == "":
		return OpenFolder(storageURL)
	case kind == "file:":
		path, err := filePath(storageURL)
		if err != nil {
			return nil, err
		}
		return OpenFolder(path)
	case storageURL == "ipfs:" || storageURL == "ipfs://":
		if ipfs == nil {
			return nil, fmt.Errorf("%w: ipfs: needs a running node", ErrScheme)
		}
		return personalIPFS{ipfs}, nil
	}
	return nil, fmt.Errorf("%w %q; known are a folder, file:///folder and ipfs:", ErrScheme, clip(storageURL))
}

// personalIPFS keeps personal copies in a content-addressed store.
type personalIPFS struct{ blobs Blobs }

func (p personalIPFS) Put(ctx context.Context, name string, r io.Reader) (string, error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	c, _, err := p.blobs.Put(ctx, r)
	if err != nil {
		return "", err
	}
	return URL(c), nil
}

func (p personalIPFS) address(url string) (cid.Cid, error) {
	c, err := ParseURL(url)
	if err != nil {
		return cid.Undef, fmt.Errorf("%w: %w", ErrURL, err)
	}
	return c, nil
}

func (p personalIPFS) Get(ctx context.Context, url string) (io.ReadCloser, error) {
	c, err := p.address(url)
	if err != nil {
		return nil, err
	}
	return p.blobs.Get(ctx, c)
}

func (p personalIPFS) Delete(ctx context.Context, url string) error {
	c, err := p.address(url)
	if err != nil {
		return err
	}
	d, ok := p.blobs.(interface {
		Delete(context.Context, cid.Cid) error
	})
	if !ok {
		return fmt.Errorf("delete %s: %w", url, ErrNoDelete)
	}
	return d.Delete(ctx, c)
}
