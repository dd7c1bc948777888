package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/ipfs/boxo/blockstore"
	"github.com/ipfs/boxo/exchange"
	"github.com/ipfs/boxo/ipld/merkledag"
	"github.com/ipfs/boxo/ipld/unixfs"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
)

// ErrNotFile: the address is of something in IPFS that is not a plain file of the kind Coppice stores.
var ErrNotFile = errors.New("blob: not a file")

// Get returns the content of an address. If it is not here it is taken in from connected peers first, completely and durably (it stays
// until Delete), so that reading cannot come to a halt half-way; the context bounds this and the reading. Every block read has been
// hashed. Errors: ErrNotFound, ErrCorrupt (from Get or from reading), ErrAddress, ErrNotFile, ErrTooLarge, ErrNoSpace.
func (s *Store) Get(ctx context.Context, c cid.Cid) (io.ReadCloser, error) {
	if _, _, err := DigestOf(c); err != nil {
		return nil, err
	}
	id, _, err := s.root(ctx, c)
	if err == nil && id == 0 {
		err = s.fetch(ctx, c)
	}
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", c, NoSpace(err))
	}
	r := &reader{ctx: ctx, store: s, root: c, todo: []cid.Cid{c}}
	// The first block decides whether this is a file, and tells its size.
	if err := r.next(); err != nil && err != io.EOF {
		return nil, err
	}
	return r, nil
}

// part is one block of a file, taken apart.
type part struct {
	data  []byte    // content bytes in this block
	links []cid.Cid // the rest, in order
	sizes []uint64  // content bytes of each link, as this block says
	size  uint64    // content bytes here and below
}

// parse takes a block apart. Its hash has been checked, but whoever made the address made the block: nothing else about it is known.
func parse(b blocks.Block) (part, error) {
	if _, _, err := DigestOf(b.Cid()); err != nil {
		return part{}, fmt.Errorf("%w: %w", ErrNotFile, err)
	}
	if b.Cid().Prefix().Codec == cid.Raw {
		return part{data: b.RawData(), size: uint64(len(b.RawData()))}, nil
	}
	n, err := merkledag.DecodeProtobuf(b.RawData())
	if err != nil {
		return part{}, fmt.Errorf("%w: block %s: %v", ErrNotFile, b.Cid(), err)
	}
	fs, err := unixfs.FSNodeFromBytes(n.Data())
	if err != nil {
		return part{}, fmt.Errorf("%w: block %s: %v", ErrNotFile, b.Cid(), err)
	}
	if t := fs.Type(); t != unixfs.TFile && t != unixfs.TRaw {
		return part{}, fmt.Errorf("%w: block %s is of UnixFS type %s", ErrNotFile, b.Cid(), t)
	}
	p := part{data: fs.Data(), size: fs.FileSize()}
	if p.size > math.MaxInt64 || fs.NumChildren() != len(n.Links()) {
		return part{}, fmt.Errorf("%w: block %s contradicts itself", ErrNotFile, b.Cid())
	}
	for _, l := range n.Links() {
		if _, _, err := DigestOf(l.Cid); err != nil {
			return part{}, fmt.Errorf("%w: block %s: %w", ErrNotFile, b.Cid(), err)
		}
		p.links = append(p.links, l.Cid)
		p.sizes = append(p.sizes, fs.BlockSize(len(p.sizes)))
	}
	return p, nil
}

// blockReader gets sound blocks of a root.
type blockReader interface {
	block(ctx context.Context, root, c cid.Cid) (blocks.Block, error)
}

// reader yields the leaves of a file from left to right.
type reader struct {
	ctx   context.Context
	store blockReader
	root  cid.Cid
	todo  []cid.Cid // blocks still to read, the next one last
	data  []byte    // of the current block
	size  uint64    // of the whole, as the root says
	left  uint64    // content bytes that must still come
	begun bool
	err   error

	at section
}

func (r *reader) next() error {
	for len(r.data) == 0 {
		if len(r.todo) == 0 {
			if r.left != 0 {
				return fmt.Errorf("%w: %s ends %d bytes early", ErrNotFile, r.root, r.left)
			}
			return io.EOF
		}
		c := r.todo[len(r.todo)-1]
		r.todo = r.todo[:len(r.todo)-1]
		b, err := r.store.block(r.ctx, r.root, c)
		if err != nil {
			return err
		}
		p, err := parse(b)
		if err != nil {
			return err
		}
		if !r.begun {
			r.begun, r.size, r.left = true, p.size, p.size
		}
		// The announced size is the bound that ends a tree of few blocks which refers to itself over and over.
		if p.size > r.left || uint64(len(p.data)) > r.left {
			return fmt.Errorf("%w: %s is longer than it says", ErrNotFile, r.root)
		}
		for i := len(p.links) - 1; i >= 0; i-- {
			r.todo = append(r.todo, p.links[i])
		}
		r.data = p.data
		r.left -= uint64(len(p.data))
	}
	return nil
}

func (r *reader) Read(p []byte) (int, error) {
	if r.err == nil && len(r.data) == 0 {
		r.err = r.next()
	}
	if r.err != nil {
		return 0, r.err
	}
	n := copy(p, r.data)
	r.data = r.data[n:]
	return n, nil
}

// Size returns the length of the content in bytes.
func (r *reader) Size() int64 { return int64(r.size) }

func (r *reader) Close() error {
	r.err, r.data = ErrClosed, nil
	r.at.close()
	return nil
}

// block reads one block of a root that is stored here. A damaged one is replaced from a peer if there is any.
func (s *Store) block(ctx context.Context, root, c cid.Cid) (blocks.Block, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b, err := s.blocks.Get(ctx, c)
	if err == nil {
		return b, nil
	}
	if !errors.Is(err, blockstore.ErrHashMismatch) && !ipld.IsNotFound(err) {
		return nil, fmt.Errorf("read block %s of %s: %w", c, root, err)
	}
	damage := fmt.Errorf("%w: block %s of %s", ErrCorrupt, c, root)
	if s.peer == nil || !s.peer.connected() {
		return nil, damage
	}
	sess := s.begin()
	defer sess.abandon() // keeps the block as long as the root is here
	err = s.fromPeers(ctx, s.peer.swap.NewSession(ctx), []cid.Cid{c}, func(got blocks.Block) error {
		b = got
		return sess.write(ctx, []blocks.Block{got})
	})
	if err != nil {
		return nil, fmt.Errorf("%w, and fetching it anew: %w", damage, err)
	}
	s.log.Warn("replaced a damaged block from a peer", "block", c, "root", root)
	return b, nil
}

// Block returns one sound block: from here, else from connected peers, without keeping it. Errors: ErrNotFound.
func (s *Store) Block(ctx context.Context, c cid.Cid) ([]byte, error) {
	if b, err := s.blocks.Get(ctx, c); err == nil {
		return b.RawData(), nil
	}
	if s.peer == nil || !s.peer.connected() {
		return nil, fmt.Errorf("block %s: %w", c, ErrNotFound)
	}
	var raw []byte
	err := s.fromPeers(ctx, s.peer.swap.NewSession(ctx), []cid.Cid{c}, func(b blocks.Block) error {
		raw = b.RawData()
		return nil
	})
	return raw, err
}

// fetchWindow is how many blocks Get asks peers for at once.
const fetchWindow = 64

// fetch takes in everything below root that is not here, and records the root.
func (s *Store) fetch(ctx context.Context, root cid.Cid) error {
	sess := s.begin()
	err := s.fetchInto(ctx, sess, root)
	return errors.Join(err, sess.abandon())
}

func (s *Store) fetchInto(ctx context.Context, sess *session, root cid.Cid) error {
	var (
		fetcher exchange.Fetcher
		seen    = map[cid.Cid]bool{}
		todo    = []cid.Cid{root}
		size    uint64
		taken   int64
		foreign bool // a block came from outside
	)
	visit := func(b blocks.Block) error {
		p, err := parse(b)
		if err != nil {
			return err
		}
		if b.Cid().Equals(root) {
			size = p.size
		}
		// Nodes over the content are small beside it; a tree of nothing but nodes is bounded by the same figure.
		if taken += int64(len(b.RawData())); p.size > uint64(s.cfg.MaxFetch) || taken > s.cfg.MaxFetch+s.cfg.MaxFetch/16+ChunkSize {
			return fmt.Errorf("%w: more than %d bytes", ErrTooLarge, s.cfg.MaxFetch)
		}
		todo = append(todo, p.links...)
		return nil
	}
	for len(todo) > 0 {
		var missing []cid.Cid
		for len(todo) > 0 && len(missing) < fetchWindow {
			c := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			d, _, err := DigestOf(c)
			if err != nil {
				return err
			}
			if seen[c] {
				continue
			}
			seen[c] = true
			b, err := s.keep(ctx, sess, c, d)
			if err != nil {
				return err
			}
			if b == nil {
				missing = append(missing, c)
			} else if err := visit(b); err != nil {
				return err
			}
		}
		if len(missing) == 0 {
			continue
		}
		if fetcher == nil {
			if s.peer == nil || !s.peer.connected() {
				return ErrNotFound
			}
			fetcher = s.peer.swap.NewSession(ctx)
		}
		foreign = true
		var got []blocks.Block
		err := s.fromPeers(ctx, fetcher, missing, func(b blocks.Block) error {
			got = append(got, b)
			return visit(b)
		})
		if err != nil {
			return err
		}
		if err := sess.write(ctx, got); err != nil {
			return err
		}
	}
	if !foreign {
		return nil // a part of other content here: readable, but nothing of its own to keep
	}
	return sess.finish(ctx, root, int64(size))
}

// keep returns a sound local block and makes the session hold on to it; nil if there is none.
func (s *Store) keep(ctx context.Context, sess *session, c cid.Cid, d [32]byte) (blocks.Block, error) {
	s.commit.RLock()
	defer s.commit.RUnlock()
	sess.hold(d) // before it is looked for: whoever drops it looks at this first
	if sound, err := s.settled(ctx, d); err != nil || !sound {
		return nil, err
	}
	b, err := s.blocks.Get(ctx, c)
	switch {
	case err == nil:
		return b, nil
	case errors.Is(err, blockstore.ErrHashMismatch), ipld.IsNotFound(err):
		return nil, nil
	}
	return nil, err
}

// fromPeers gets blocks from connected peers. bitswap delivers only blocks whose bytes have the hash that was asked for.
func (s *Store) fromPeers(ctx context.Context, from exchange.Fetcher, want []cid.Cid, each func(blocks.Block) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stall := time.AfterFunc(s.cfg.Patience, func() {
		cancel(fmt.Errorf("%w: no block from any peer for %s", ErrNotFound, s.cfg.Patience))
	})
	defer stall.Stop()
	ch, err := from.GetBlocks(ctx, want)
	if err != nil {
		return err
	}
	left := len(want)
	for b := range ch {
		stall.Reset(s.cfg.Patience)
		left--
		if err := each(b); err != nil {
			return err
		}
	}
	if left == 0 {
		return nil
	}
	if err := context.Cause(ctx); err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("%w: %d blocks did not come from any peer in time: %w", ErrNotFound, left, err)
	} else if err != nil {
		return err
	}
	return fmt.Errorf("%w: the network closed", ErrNotFound)
}
