package blob

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ipfs/go-cid"
	"github.com/ipfs/go-datastore"
)

// watchedDisk counts what is put, and can hold a commit or have it fail after it has moved its files.
type watchedDisk struct {
	datastore.Batching
	puts   atomic.Int64
	commit func(commit func() error) error // nil: as it is
}

func (w *watchedDisk) Batch(ctx context.Context) (datastore.Batch, error) {
	b, err := w.Batching.Batch(ctx)
	return &watchedBatch{b, w}, err
}

type watchedBatch struct {
	datastore.Batch
	disk *watchedDisk
}

func (b *watchedBatch) Put(ctx context.Context, k datastore.Key, v []byte) error {
	b.disk.puts.Add(1)
	return b.Batch.Put(ctx, k, v)
}

func (b *watchedBatch) Commit(ctx context.Context) error {
	if b.disk.commit == nil {
		return b.Batch.Commit(ctx)
	}
	return b.disk.commit(func() error { return b.Batch.Commit(ctx) })
}

func watched(t *testing.T) (*Store, *watchedDisk) {
	t.Helper()
	disk := new(watchedDisk)
	s, err := open(Config{Dir: t.TempDir()}, func(d datastore.Batching) datastore.Batching { disk.Batching = d; return disk })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, disk
}

// TestPutsTogether: contents that share blocks are put, read and deleted at once, some of them by callers who give up: what was
// acknowledged and not deleted is there, and nothing else is.
func TestPutsTogether(t *testing.T) {
	s := openStore(t, Config{})
	shared := testContent(1, 3*ChunkSize)
	var wg sync.WaitGroup
	var kept sync.Map
	for g := range 8 {
		wg.Go(func() {
			own := testContent(uint64(10+g%3), ChunkSize+7) // three goroutines put the very same
			content := append(bytes.Clone(shared[:(1+g%3)*ChunkSize]), own...)
			for round := range 6 {
				ctx, cancel := context.WithCancel(context.Background())
				if round%3 == 1 {
					cancel()
				}
				c, _, err := s.Put(ctx, bytes.NewReader(content))
				cancel()
				if round%3 == 1 {
					if !errors.Is(err, context.Canceled) {
						t.Errorf("a put that was given up: %v", err)
					}
					continue
				}
				if err != nil {
					t.Error(err)
					continue
				}
				if round == 2 && g >= 3 {
					if err := s.Delete(context.Background(), c); err != nil && !errors.Is(err, ErrNotFound) {
						t.Error(err)
					}
				}
				if round == 5 {
					kept.Store(c, content)
				}
			}
		})
	}
	wg.Wait()
	blocks := map[cid.Cid]bool{}
	kept.Range(func(c, content any) bool {
		mustGet(t, s, c.(cid.Cid), content.([]byte))
		blocks[c.(cid.Cid)] = true
		for b := content.([]byte); len(b) > 0; b = b[min(len(b), ChunkSize):] {
			blocks[sumOf(t, b[:min(len(b), ChunkSize)])] = true
		}
		return true
	})
	if n := len(blockFiles(t, s.cfg.Dir)); n != len(blocks) {
		t.Errorf("%d blocks are on the disk, %d are needed", n, len(blocks))
	}
	if len(s.writing) != 0 || len(s.sessions) != 0 || len(s.doubtful) != 0 {
		t.Errorf("left over: %d writing, %d sessions, %d doubtful", len(s.writing), len(s.sessions), len(s.doubtful))
	}
}

// TestWaitsForAnothersBlock: a block that another call is writing is counted on only when it is synced.
func TestWaitsForAnothersBlock(t *testing.T) {
	s, disk := watched(t)
	moved, synced := make(chan struct{}), make(chan struct{})
	var first atomic.Bool
	disk.commit = func(commit func() error) error {
		err := commit()
		if first.CompareAndSwap(false, true) {
			close(moved)
			<-synced // its files are in their places, but not synced yet
		}
		return err
	}
	b := testContent(1, ChunkSize)
	done := make(chan error, 2)
	go func() { _, _, err := s.Put(context.Background(), bytes.NewReader(b)); done <- err }()
	<-moved
	go func() { _, _, err := s.Put(context.Background(), bytes.NewReader(b)); done <- err }()
	short, cancel := context.WithTimeout(t.Context(), 50e6)
	defer cancel()
	sess := s.begin()
	if _, err := s.keep(short, sess, sumOf(t, b), [32]byte(sumOf(t, b).Hash()[2:])); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a fetch counts on it: %v", err)
	}
	select {
	case err := <-done:
		t.Errorf("a put counts on it: %v", err)
	default:
	}
	close(synced)
	if err := errors.Join(<-done, <-done); err != nil {
		t.Fatal(err)
	}
	if n := disk.puts.Load(); n != 1 {
		t.Errorf("the block was written %d times", n)
	}
	if err := sess.abandon(); err != nil { // not earlier: what drops blocks waits for what writes them
		t.Error(err)
	}
}

// TestFailedCommitIsNotBelieved: a block whose writing failed after it was moved into its place is written anew by whoever needs it.
func TestFailedCommitIsNotBelieved(t *testing.T) {
	s, disk := watched(t)
	b := testContent(1, ChunkSize)
	c := put(t, s, append(bytes.Clone(b), 'x')) // another content needs the first block, so that it stays
	broken := errors.New("the disk broke")
	disk.commit = func(commit func() error) error { return errors.Join(commit(), broken) }
	fresh := testContent(2, ChunkSize)
	if _, _, err := s.Put(t.Context(), bytes.NewReader(append(bytes.Clone(b), fresh...))); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	disk.commit = nil
	before := disk.puts.Load()
	put(t, s, fresh)
	put(t, s, b)
	if n := disk.puts.Load() - before; n != 2 {
		t.Errorf("%d blocks were written, want both whose writing had failed", n)
	}
	before = disk.puts.Load()
	put(t, s, append(bytes.Clone(b), fresh...))
	if n := disk.puts.Load() - before; n != 1 {
		t.Errorf("%d blocks were written, want the root alone", n)
	}
	mustGet(t, s, c, append(bytes.Clone(b), 'x'))
}
