// Package personal is where contributors keep their own encrypted copies: a [Store] is a folder, a remote of rclone's ([Remote]) or a Kubo
// node, places with names that can be listed, so that the wallet and the place are enough to find every copy again. The network's own content
// store has no names, and is one only for those who keep addresses.
package personal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
)

// Errors of personal stores.
var (
	// ErrScheme: the storage URL names a kind of store this program does not have.
	ErrScheme = errors.New("personal: unknown kind of storage")
	// ErrName: the name cannot be used in a store: empty, absolute, leaving the store, or hidden.
	ErrName = errors.New("personal: bad name")
	// ErrURL: the URL is not one this store gave out.
	ErrURL = errors.New("personal: URL is not of this store")
	// ErrNoDelete: the store behind cannot be told to delete.
	ErrNoDelete = errors.New("personal: store does not delete")
	// ErrNoList: the store knows no names, only addresses.
	ErrNoList = errors.New("personal: store cannot be listed")
)

// Store is where a contributor keeps encrypted copies: wherever they chose, under their control.
type Store interface {
	// Put stores what r yields and returns the URL that gets it back. What it returned is durable. A name is a relative
	// slash-separated path; stores that address by content ignore it, others replace what had the name before, all at once.
	Put(ctx context.Context, name string, r io.Reader) (url string, err error)
	// Get opens what Put stored. Errors: ErrURL, blob.ErrNotFound.
	Get(ctx context.Context, url string) (io.ReadCloser, error)
	// Delete removes it. Errors: ErrURL, blob.ErrNotFound (also the second time), ErrNoDelete.
	Delete(ctx context.Context, url string) error
	// List returns what lies directly in the store, by name: what makes copies findable when nothing but the store is left.
	// Errors: ErrNoList.
	List(ctx context.Context) ([]Entry, error)
}

// Entry is one thing in a personal store.
type Entry struct {
	Name string
	URL  string // for Get
	Size int64  // bytes; negative if the store does not tell
}

var schemeRule = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)

// Open opens the personal store that storageURL names: a folder (a path, or file:///path), made if missing; a remote of
// rclone's configuration or one given on the fly, as rclone writes them (REMOTE:PATH, :s3,provider=...:BUCKET/PATH) or as a URL that
// StorageOf answered; or "ipfs:" for the given content-addressed store, which can be listed if it is a Kubo node. As in rclone, a path whose first element has a colon is written
// with ./ before it. Errors: ErrScheme for any other, or for ipfs: without a store; and those of OpenRemote.
func Open(storageURL string, ipfs blob.Blobs) (Store, error) {
	kind := strings.ToLower(schemeRule.FindString(storageURL))
	switch {
	case storageURL == "":
		return nil, fmt.Errorf("%w: no storage given", ErrScheme)
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
		if k, ok := ipfs.(*blob.Kubo); ok {
			return kuboStore{k}, nil
		}
		return ipfsStore{ipfs}, nil
	case kind == remoteScheme:
		spec, err := parseRemoteURL(storageURL)
		if err != nil {
			return nil, err
		}
		return OpenRemote(spec)
	case kind != "" && strings.HasPrefix(storageURL[len(kind):], "//"):
		return nil, fmt.Errorf("%w %.80q; known are a folder, file:///folder, REMOTE:PATH of rclone's, and ipfs:", ErrScheme, withoutUser(storageURL))
	case isRemote(storageURL):
		return OpenRemote(storageURL)
	}
	return OpenFolder(storageURL)
}

// withoutUser keeps a password in a URL out of a message.
func withoutUser(s string) string {
	scheme, rest, _ := strings.Cut(s, "://")
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		rest = rest[at+1:]
	}
	return scheme + "://" + rest
}

// ipfsStore keeps personal copies in a content-addressed store.
type ipfsStore struct{ blobs blob.Blobs }

func (p ipfsStore) Put(ctx context.Context, name string, r io.Reader) (string, error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	c, _, err := p.blobs.Put(ctx, r)
	if err != nil {
		return "", err
	}
	return blob.URL(c), nil
}

func (p ipfsStore) address(url string) (cid.Cid, error) {
	c, err := blob.ParseURL(url)
	if err != nil {
		return cid.Undef, fmt.Errorf("%w: %w", ErrURL, err)
	}
	return c, nil
}

func (p ipfsStore) Get(ctx context.Context, url string) (io.ReadCloser, error) {
	c, err := p.address(url)
	if err != nil {
		return nil, err
	}
	return p.blobs.Get(ctx, c)
}

func (p ipfsStore) Delete(ctx context.Context, url string) error {
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

func (p ipfsStore) List(context.Context) ([]Entry, error) {
	return nil, fmt.Errorf("%w: content on IPFS has addresses and no names", ErrNoList)
}
