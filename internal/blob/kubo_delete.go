package blob

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"
)

// Delete unpins and removes the blocks that no other pin needs. Killed in between, Delete goes on when it is called again. Errors:
// ErrNotFound, if nothing of it is there.
func (k *Kubo) Delete(ctx context.Context, c cid.Cid) error {
	if _, _, err := DigestOf(c); err != nil {
		return err
	}
	if err := k.delete(ctx, c); err != nil {
		return fmt.Errorf("delete %s: %w", c, err)
	}
	return nil
}

func (k *Kubo) delete(ctx context.Context, c cid.Cid) error {
	tree, err := k.tree(ctx, c)
	if err != nil {
		return err
	}
	err = k.Call(ctx, "pin/rm", url.Values{"arg": {c.String()}}, nil)
	pinned := err == nil
	if errors.Is(err, ErrRemote) && strings.Contains(err.Error(), "not pinned") {
		err = nil
	}
	if err != nil {
		return err
	}
	if !pinned && len(tree) == 0 {
		return ErrNotFound
	}
	// The root goes last: as long as it is there, what hangs below it can be found.
	slices.Reverse(tree)
	for page := range slices.Chunk(tree, 100) {
		if err := k.remove(ctx, page); err != nil {
			return err
		}
	}
	return nil
}

// tree lists the blocks of a content that the node has, each before those below it; none if it has not the first.
func (k *Kubo) tree(ctx context.Context, root cid.Cid) ([]cid.Cid, error) {
	if has, err := k.hasBlock(ctx, root); err != nil || !has {
		return nil, err
	}
	list, seen := []cid.Cid{root}, map[cid.Cid]bool{root: true}
	for i := 0; i < len(list); i++ {
		c := list[i]
		if c.Prefix().Codec == cid.Raw {
			continue
		}
		resp, err := k.post(ctx, "block/get", url.Values{"arg": {c.String()}, "offline": {"true"}}, nil, "")
		if errors.Is(err, ErrRemote) && strings.Contains(err.Error(), "not found") {
			continue // it is gone already
		} else if err != nil {
			return nil, err
		}
		raw, err := io.ReadAll(io.LimitReader(resp.Body, maxBlock))
		resp.Body.Close()
		if err != nil {
			return nil, fmt.Errorf("%w: read block %s: %w", ErrUnreachable, c, err)
		}
		b, err := blocks.NewBlockWithCid(raw, c)
		if err != nil {
			return nil, err
		}
		p, err := parse(b)
		if err != nil {
			continue // damaged: what was below it cannot be told
		}
		for _, l := range p.links {
			if !seen[l] {
				seen[l] = true
				list = append(list, l)
			}
		}
	}
	return list, nil
}

func (k *Kubo) hasBlock(ctx context.Context, c cid.Cid) (bool, error) {
	err := k.Call(ctx, "block/stat", url.Values{"arg": {c.String()}, "offline": {"true"}}, nil)
	if errors.Is(err, ErrRemote) && strings.Contains(err.Error(), "not found") {
		return false, nil
	}
	return err == nil, err
}

// remove removes blocks; those that a pin needs stay.
func (k *Kubo) remove(ctx context.Context, list []cid.Cid) error {
	args := url.Values{"force": {"true"}}
	for _, c := range list {
		args.Add("arg", c.String())
	}
	resp, err := k.post(ctx, "block/rm", args, nil, "")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	d := json.NewDecoder(resp.Body)
	for {
		var removed struct{ Hash, Error string }
		if err := d.Decode(&removed); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("%w: Kubo's answer to block/rm: %w", ErrUnreachable, err)
		}
		if removed.Error != "" && !strings.Contains(removed.Error, "pinned") && !strings.Contains(removed.Error, "not found") {
			return fmt.Errorf("%w: block/rm %s: %q", ErrRemote, removed.Hash, clip(removed.Error))
		}
	}
}
