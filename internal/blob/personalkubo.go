package blob

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
)

// personalKubo keeps personal copies in a Kubo node: content by address, pinned, and its name in the node's own file system (MFS). The
// name is what makes a copy findable when nothing but the node is left; its URL is the address.
type personalKubo struct{ kubo *Kubo }

const personalFiles = "/coppice/personal"

func (p personalKubo) Put(ctx context.Context, name string, r io.Reader) (string, error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	c, err := p.put(ctx, name, r)
	if err != nil {
		return "", fmt.Errorf("store %q in Kubo at %s: %w", name, p.kubo.URL, err)
	}
	return URL(c), nil
}

func (p personalKubo) put(ctx context.Context, name string, r io.Reader) (cid.Cid, error) {
	c, _, err := p.kubo.put(ctx, r)
	if err != nil {
		return cid.Undef, err
	}
	old, err := p.named(ctx, name)
	if err != nil {
		return cid.Undef, err
	}
	args := url.Values{"arg": {"/ipfs/" + c.String(), path.Join(personalFiles, name)}, "parents": {"true"}, "force": {"true"}}
	if err := p.kubo.call(ctx, "files/cp", args, nil); err != nil {
		return cid.Undef, err
	}
	if !old.Defined() || old.Equals(c) {
		return c, nil
	}
	return c, p.forget(ctx, old)
}

// named is what has the name; cid.Undef if nothing has.
func (p personalKubo) named(ctx context.Context, name string) (cid.Cid, error) {
	var stat struct{ Hash string }
	err := p.kubo.call(ctx, "files/stat", url.Values{"arg": {path.Join(personalFiles, name)}}, &stat)
	if missing(err) {
		return cid.Undef, nil
	}
	if err != nil {
		return cid.Undef, err
	}
	return cid.Decode(stat.Hash)
}

func missing(err error) bool {
	return errors.Is(err, ErrRemote) && strings.Contains(err.Error(), "does not exist")
}

// forget unpins what has no name any more.
func (p personalKubo) forget(ctx context.Context, c cid.Cid) error {
	entries, err := p.List(ctx)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.URL == URL(c) {
			return nil
		}
	}
	if err := p.kubo.Delete(ctx, c); err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	return nil
}

func (p personalKubo) Get(ctx context.Context, copyURL string) (io.ReadCloser, error) {
	c, err := personalIPFS{}.address(copyURL)
	if err != nil {
		return nil, err
	}
	has, err := p.kubo.Has(ctx, c)
	if err != nil {
		return nil, err
	}
	if !has { // the storage is this node, not the network behind it
		return nil, fmt.Errorf("get %s: %w in Kubo at %s", copyURL, ErrNotFound, p.kubo.URL)
	}
	return p.kubo.Get(ctx, c)
}

func (p personalKubo) Delete(ctx context.Context, copyURL string) error {
	c, err := personalIPFS{}.address(copyURL)
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
		if err := p.kubo.call(ctx, "files/rm", url.Values{"arg": {path.Join(personalFiles, e.Name)}}, nil); err != nil {
			return fmt.Errorf("delete %s: %w", copyURL, err)
		}
	}
	return p.kubo.Delete(ctx, c)
}

func (p personalKubo) List(ctx context.Context) ([]Entry, error) {
	var list struct {
		Entries []struct {
			Name, Hash string
			Type       int // 0 = file
			Size       int64
		}
	}
	err := p.kubo.call(ctx, "files/ls", url.Values{"arg": {personalFiles}, "long": {"true"}}, &list)
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list Kubo at %s: %w", p.kubo.URL, err)
	}
	var out []Entry
	for _, e := range list.Entries {
		c, err := ParseCID(e.Hash)
		if e.Type == 0 && err == nil && checkName(e.Name) == nil {
			out = append(out, Entry{Name: e.Name, URL: URL(c), Size: e.Size})
		}
	}
	sort.Slice(out, func(i, k int) bool { return out[i].Name < out[k].Name })
	return out, nil
}
