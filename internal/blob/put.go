package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	chunk "github.com/ipfs/boxo/chunker"
	"github.com/ipfs/boxo/datastore/dshelp"
	"github.com/ipfs/boxo/ipld/unixfs/importer/balanced"
	"github.com/ipfs/boxo/ipld/unixfs/importer/helpers"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"
	"github.com/ipfs/go-datastore"
	ipld "github.com/ipfs/go-ipld-format"
	"github.com/multiformats/go-multihash"
	"golang.org/x/sync/errgroup"
)

// session is a Put or a fetching Get under way: blocks it has written or found here must stay until its root is recorded.
type session struct {
	store  *Store
	blocks map[[32]byte]struct{} // guarded by store.mu
}

func (s *Store) begin() *session {
	sess := &session{store: s, blocks: map[[32]byte]struct{}{}}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[sess] = struct{}{}
	return sess
}

// hold keeps a block from being dropped.
func (sess *session) hold(d [32]byte) {
	sess.store.mu.Lock()
	defer sess.store.mu.Unlock()
	sess.blocks[d] = struct{}{}
}

// end takes the session off the list, and reports whether it was on it.
func (sess *session) end() bool {
	s := sess.store
	s.mu.Lock()
	defer s.mu.Unlock()
	_, open := s.sessions[sess]
	delete(s.sessions, sess)
	return open
}

// finish records the root. Nothing else is under way in the session.
func (sess *session) finish(ctx context.Context, c cid.Cid, size int64) error {
	s := sess.store
	s.commit.RLock()
	defer s.commit.RUnlock()
	if err := s.record(ctx, c, size, sess.blocks); err != nil {
		return err
	}
	sess.end()
	return nil
}

// abandon removes what the session wrote, unless a root or another session needs it. After finish it does nothing.
func (sess *session) abandon() error {
	s := sess.store
	s.commit.Lock()
	defer s.commit.Unlock()
	if !sess.end() {
		return nil
	}
	ctx := context.Background() // the caller's context may be what ended the session
	var orphans [][32]byte
	for d := range sess.blocks {
		if needed, err := s.needed(ctx, d); err != nil {
			return err
		} else if !needed {
			orphans = append(orphans, d)
		}
	}
	return s.drop(ctx, orphans)
}

func (s *Store) needed(ctx context.Context, d [32]byte) (bool, error) {
	var n int
	err := s.roots.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM refs WHERE digest = ?)`, d[:]).Scan(&n)
	return n != 0, err
}

// write puts blocks on disk, synced. A block that is here already is compared: a damaged one is replaced. Several may write at once; one
// block is written by one of them, and the others wait until it is synced.
func (sess *session) write(ctx context.Context, blks []blocks.Block) error {
	s := sess.store
	s.commit.RLock()
	defer s.commit.RUnlock()
	all := blks
	for len(blks) > 0 {
		mine, theirs, others, err := sess.claim(blks)
		if err != nil {
			return err
		}
		err = s.writeBatch(ctx, mine)
		s.release(mine, err == nil)
		if err != nil {
			return err
		}
		// What others are writing is here when they are done; if they failed, it is written now.
		for _, done := range others {
			select {
			case <-done:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		blks = theirs
	}
	if s.peer != nil {
		s.peer.announce(ctx, all)
	}
	return nil
}

// claim divides blocks into those that this call writes, each once, and those that others are writing, with what tells that they are done.
func (sess *session) claim(blks []blocks.Block) (mine, theirs []blocks.Block, others []chan struct{}, err error) {
	digests := make([][32]byte, len(blks))
	for i, b := range blks {
		if digests[i], _, err = DigestOf(b.Cid()); err != nil {
			return nil, nil, nil, err
		}
	}
	s, done := sess.store, make(chan struct{})
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, b := range blks {
		d := digests[i]
		sess.blocks[d] = struct{}{}
		switch other, taken := s.writing[d]; {
		case !taken:
			s.writing[d] = done
			mine = append(mine, b)
		case other != done:
			theirs, others = append(theirs, b), append(others, other)
		}
	}
	return mine, theirs, others, nil
}

// release tells the others that claimed blocks are synced, or must not be relied on: they may be in their places and not last.
func (s *Store) release(mine []blocks.Block, synced bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, b := range mine {
		d, _, _ := DigestOf(b.Cid()) // claim has checked it
		if i == 0 {
			close(s.writing[d])
		}
		delete(s.writing, d)
		if synced {
			delete(s.doubtful, d)
		} else {
			s.doubtful[d] = struct{}{}
		}
	}
}

// settled waits until nobody is writing a block, and reports whether what is on the disk can be relied on.
func (s *Store) settled(ctx context.Context, d [32]byte) (bool, error) {
	for {
		s.mu.Lock()
		done, busy := s.writing[d]
		_, doubtful := s.doubtful[d]
		s.mu.Unlock()
		if !busy {
			return !doubtful, nil
		}
		select {
		case <-done:
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
}

func (s *Store) doubts(b blocks.Block) bool {
	d, _, _ := DigestOf(b.Cid())
	s.mu.Lock()
	defer s.mu.Unlock()
	_, doubtful := s.doubtful[d]
	return doubtful
}

func (s *Store) writeBatch(ctx context.Context, blks []blocks.Block) (err error) {
	if len(blks) == 0 {
		return nil
	}
	batch, err := s.disk.Batch(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if b, ok := batch.(interface{ Discard(context.Context) error }); ok && err != nil {
			err = errors.Join(err, b.Discard(context.WithoutCancel(ctx)))
		}
	}()
	for _, b := range blks {
		key := dshelp.MultihashToDsKey(b.Cid().Hash())
		if has, err := s.disk.Has(ctx, key); err != nil {
			return err
		} else if has && !s.doubts(b) {
			if old, err := s.disk.Get(ctx, key); err == nil && bytes.Equal(old, b.RawData()) {
				continue
			} else if err != nil && !errors.Is(err, datastore.ErrNotFound) {
				s.log.Warn("a block cannot be read and is written anew", "block", b.Cid(), "err", err)
			}
		}
		if err := batch.Put(ctx, key, b.RawData()); err != nil {
			return err
		}
	}
	return batch.Commit(ctx)
}

// Put stores everything r yields; address and size in bytes come back when all of it is on disk and synced. It stays until Delete.
// An error (of r, of the disk, ErrNoSpace, or the context's) leaves nothing behind.
func (s *Store) Put(ctx context.Context, r io.Reader) (cid.Cid, int64, error) {
	sess := s.begin()
	c, n, err := s.put(ctx, sess, r)
	if err != nil {
		err = errors.Join(err, sess.abandon())
		return cid.Undef, 0, fmt.Errorf("store content: %w", NoSpace(err))
	}
	return c, n, nil
}

func (s *Store) put(ctx context.Context, sess *session, r io.Reader) (cid.Cid, int64, error) {
	in := NewInput(ctx, r)
	sink := newSink(ctx, sess)
	params := helpers.DagBuilderParams{
		Dagserv:    sink,
		RawLeaves:  true,
		Maxlinks:   NodeLinks,
		CidBuilder: cid.V1Builder{Codec: cid.DagProtobuf, MhType: multihash.SHA2_256},
	}
	builder, err := params.New(chunk.NewSizeSplitter(in, ChunkSize))
	if err != nil {
		return cid.Undef, 0, err
	}
	root, err := balanced.Layout(builder)
	if err != nil {
		if in.Err != nil {
			err = fmt.Errorf("read the input: %w", in.Err)
		}
		if broke := sink.under.Wait(); broke != nil { // why the builder got no further
			err = broke
		}
		return cid.Undef, 0, err
	}
	if err := sink.close(); err != nil {
		return cid.Undef, 0, err
	}
	if err := sess.finish(ctx, root.Cid(), in.N); err != nil {
		return cid.Undef, 0, err
	}
	return root.Cid(), in.N, nil
}

// sink takes the nodes a builder makes and writes them in batches, while the next ones are hashed.
type sink struct {
	ipld.DAGService // nil: the builder only adds
	ctx             context.Context
	sess            *session
	batch           []blocks.Block
	bytes           int
	under           *errgroup.Group // batches under way
}

const (
	sinkBatch   = 8 << 20
	sinkBatches = 3 // at once: while one's folders are synced, another's files are written
)

func newSink(ctx context.Context, sess *session) *sink {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(sinkBatches)
	return &sink{ctx: ctx, sess: sess, under: g}
}

func (k *sink) Add(_ context.Context, n ipld.Node) error {
	k.batch = append(k.batch, n)
	if k.bytes += len(n.RawData()); k.bytes >= sinkBatch {
		k.flush()
	}
	return k.ctx.Err()
}

func (k *sink) AddMany(ctx context.Context, ns []ipld.Node) error {
	for _, n := range ns {
		if err := k.Add(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// flush starts a batch, once there is room for it.
func (k *sink) flush() {
	batch := k.batch
	k.batch, k.bytes = nil, 0
	k.under.Go(func() error { return k.sess.write(k.ctx, batch) })
}

// close writes the rest. Whatever it returns, nothing is under way afterwards.
func (k *sink) close() error {
	if len(k.batch) > 0 {
		k.flush()
	}
	return k.under.Wait()
}
