package personal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"sort"
	"strings"

	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
)

// kuboStore keeps personal copies in a Kubo node: content by address, pinned, and its name in the node's own file system (MFS). The
// name is what makes a copy findable when nothing but the node is left; its URL is the address.
type kuboStore struct{ kubo *blob.Kubo }

const personalFiles = "/coppice/personal"

func (p kuboStore) Put(ctx context.Context, name string, r io.Reader) (string, error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	c, err := p.put(ctx, name, r)
	if err != nil {
		return "", fmt.Errorf("store %q in Kubo at %s: %w", name, p.kubo.URL, err)
	}
	return blob.URL(c), nil
}

func (p kuboStore) put(ctx context.Context, name string, r io.Reader) (cid.Cid, error) {
	c, _, err := p.kubo.Put(ctx, r)
	if err != nil {
		return cid.Undef, err
	}
	old, err := p.named(ctx, name)
	if err != nil {
		return cid.Undef, err
	}
	args := url.Values{"arg": {"/ipfs/" + c.String(), path.Join(personalFiles, name)}, "parents": {"true"}, "force": {"true"}}
	if err := p.kubo.Call(ctx, "files/cp", args, nil); err != nil {
		return cid.Undef, err
	}
	if !old.Defined() || old.Equals(c) {
		return c, nil
	}
	return c, p.forget(ctx, old)
}

// named is what has the name; cid.Undef if nothing has.
func (p kuboStore) named(ctx context.Context, name string) (cid.Cid, error) {
	var stat struct{ Hash string }
	err := p.kubo.Call(ctx, "files/stat", url.Values{"arg": {path.Join(personalFiles, name)}}, &stat)
	if missing(err) {
		return cid.Undef, nil
	}
	if err != nil {
		return cid.Undef, err
	}
	return cid.Decode(stat.Hash)
}

func missing(err error) bool {
	return errors.Is(err, blob.ErrRemote) && strings.Contains(err.Error(), "does not exist")
}

// forget unpins what has no name any more.
func (p kuboStore) forget(ctx context.Context, c cid.Cid) error {
	entries, err := p.List(ctx)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.URL == blob.URL(c) {
			return nil
		}
	}
	if err := p.kubo.Delete(ctx, c); err != nil && !errors.Is(err, blob.ErrNotFound) {
		return err
	}
	return nil
}

func (p kuboStore) Get(ctx context.Context, copyURL string) (io.ReadCloser, error) {
	c, err := ipfsStore{}.address(copyURL)
	if err != nil {
		return nil, err
	}
	has, err := p.kubo.Has(ctx, c)
	if err != nil {
		return nil, err
	}
	if !has { // the storage is this node, not the network behind it
		return nil, fmt.Errorf("get %s: %w in Kubo at %s", copyURL, blob.ErrNotFound, p.kubo.URL)
	}
	return p.kubo.Get(ctx, c)
}

func (p kuboStore) Delete(ctx context.Context, copyURL string) error {
	c, err := ipfsStore{}.address(copyURL)
	if err != nil {
		return err
	}
	entries, err := p.List(ctx)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.URL != copyURL {
			continue
		}
		if err := p.kubo.Call(ctx, "files/rm", url.Values{"arg": {path.Join(personalFiles, e.Name)}}, nil); err != nil {
			return fmt.Errorf("delete %s: %w", copyURL, err)
		}
	}
	return p.kubo.Delete(ctx, c)
}

func (p kuboStore) List(ctx context.Context) ([]Entry, error) {
	var list struct {
		Entries []struct {
			Name, Hash string
			Type       int // 0 = file
			Size       int64
		}
	}
	err := p.kubo.Call(ctx, "files/ls", url.Values{"arg": {personalFiles}, "long": {"true"}}, &list)
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list Kubo at %s: %w", p.kubo.URL, err)
	}
	var out []Entry
	for _, e := range list.Entries {
		c, err := blob.ParseCID(e.Hash)
		if e.Type == 0 && err == nil && checkName(e.Name) == nil {
			out = append(out, Entry{Name: e.Name, URL: blob.URL(c), Size: e.Size})
		}
	}
	sort.Slice(out, func(i, k int) bool { return out[i].Name < out[k].Name })
	return out, nil
}
