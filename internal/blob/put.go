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
)

// session is a Put or a fetching Get under way: blocks it has written or found here must stay until its root is recorded.
type session struct {
	store  *Store
	blocks map[[32]byte]struct{}
}

func (s *Store) begin() *session {
	sess := &session{store: s, blocks: map[[32]byte]struct{}{}}
	s.commit.Lock()
	defer s.commit.Unlock()
	s.sessions[sess] = struct{}{}
	return sess
}

// finish records the root.
func (sess *session) finish(ctx context.Context, c cid.Cid, size int64) error {
	s := sess.store
	s.commit.Lock()
	defer s.commit.Unlock()
	if err := s.record(ctx, c, size, sess.blocks); err != nil {
		return err
	}
	delete(s.sessions, sess)
	return nil
}

// abandon removes what the session wrote, unless a root or another session needs it. After finish it does nothing.
func (sess *session) abandon() error {
	s := sess.store
	s.commit.Lock()
	defer s.commit.Unlock()
	if _, open := s.sessions[sess]; !open {
		return nil
	}
	delete(s.sessions, sess)
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

// write puts blocks on disk, synced. A block that is here already is compared: a damaged one is replaced.
func (sess *session) write(ctx context.Context, blks []blocks.Block) (err error) {
	s := sess.store
	s.commit.Lock()
	defer s.commit.Unlock()
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
		d, _, err := DigestOf(b.Cid())
		if err != nil {
			return err
		}
		sess.blocks[d] = struct{}{}
		key := dshelp.MultihashToDsKey(b.Cid().Hash())
		if has, err := s.disk.Has(ctx, key); err != nil {
			return err
		} else if has {
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
	if err := batch.Commit(ctx); err != nil {
		return err
	}
	if s.peer != nil {
		s.peer.announce(ctx, blks)
	}
	return nil
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
	sink := &sink{ctx: ctx, sess: sess}
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
		return cid.Undef, 0, errors.Join(err, sink.wait())
	}
	if err := sink.close(); err != nil {
		return cid.Undef, 0, err
	}
	if err := sess.finish(ctx, root.Cid(), in.N); err != nil {
		return cid.Undef, 0, err
	}
	return root.Cid(), in.N, nil
}

// sink takes the nodes a builder makes and writes them in batches, one batch being synced while the next is hashed.
type sink struct {
	ipld.DAGService // nil: the builder only adds
	ctx             context.Context
	sess            *session
	batch           []blocks.Block
	bytes           int
	busy            chan error // the batch under way; nil if none
}

const sinkBatch = 8 << 20

func (k *sink) Add(_ context.Context, n ipld.Node) error {
	k.batch = append(k.batch, n)
	k.bytes += len(n.RawData())
	if k.bytes < sinkBatch {
		return nil
	}
	return k.flush()
}

func (k *sink) AddMany(ctx context.Context, ns []ipld.Node) error {
	for _, n := range ns {
		if err := k.Add(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// flush waits for the batch under way and starts the next.
func (k *sink) flush() error {
	if err := k.wait(); err != nil {
		return err
	}
	batch, busy := k.batch, make(chan error, 1)
	k.batch, k.bytes, k.busy = nil, 0, busy
	go func() { busy <- k.sess.write(k.ctx, batch) }()
	return nil
}

func (k *sink) wait() error {
	if k.busy == nil {
		return nil
	}
	err := <-k.busy
	k.busy = nil
	return err
}

// close writes the rest. Whatever it returns, nothing is under way afterwards.
func (k *sink) close() error {
	if err := k.wait(); err != nil {
		return err
	}
	if len(k.batch) == 0 {
		return nil
	}
	return k.sess.write(k.ctx, k.batch)
}
