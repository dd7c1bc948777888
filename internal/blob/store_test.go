package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"

	"github.com/ipfs/go-datastore"
)

// blockFiles lists the files that hold blocks.
func blockFiles(t testing.TB, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(filepath.Join(dir, "blocks"), func(p string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(p, ".data") {
			out = append(out, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// damage flips a bit in every block file that holds want.
func damage(t testing.TB, dir string, want []byte) {
	t.Helper()
	n := 0
	for _, p := range blockFiles(t, dir) {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(b, want) {
			continue
		}
		b[len(b)/2] ^= 4
		if err := os.WriteFile(p, b, 0o600); err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 1 {
		t.Fatalf("damaged %d blocks, want 1", n)
	}
}

func TestPutSurvivesReopen(t *testing.T) {
	cfg := Config{Dir: t.TempDir()}
	s, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	big, small := testContent(1, 3*ChunkSize+1), []byte("small")
	c1, c2, c3 := put(t, s, big), put(t, s, small), put(t, s, nil)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openStore(t, cfg)
	mustGet(t, s, c1, big)
	mustGet(t, s, c2, small)
	mustGet(t, s, c3, nil)
	for _, c := range []struct {
		b    []byte
		want bool
	}{{big, true}, {[]byte("other"), false}} {
		if has, err := s.Has(t.Context(), sumOf(t, c.b)); err != nil || has != c.want {
			t.Fatalf("Has = %v %v", has, err)
		}
	}
	if n, err := s.Size(t.Context(), c1); err != nil || n != int64(len(big)) {
		t.Fatalf("Size = %d %v", n, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Run("a store in use", func(t *testing.T) {
		cfg := Config{Dir: t.TempDir()}
		openStore(t, cfg)
		_, err := Open(cfg)
		wantErr(t, err, ErrInUse)
	})
	t.Run("a later format", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "FORMAT"), []byte("coppice-blobs/2\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(Config{Dir: dir})
		wantErr(t, err, ErrVersion)
		_, err = Open(Config{Dir: dir}) // the lock was released
		wantErr(t, err, ErrVersion)
	})
	t.Run("a peer key of a later format", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "peer.key"), []byte("coppice-peer/2\nAAAA\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(Config{Dir: dir, Listen: "/ip4/127.0.0.1/tcp/0"})
		wantErr(t, err, ErrVersion)
	})
}

func TestGetNotFound(t *testing.T) {
	s := openStore(t, Config{})
	_, err := s.Get(t.Context(), sumOf(t, []byte("never put")))
	wantErr(t, err, ErrNotFound)
	wantErr(t, s.Delete(t.Context(), sumOf(t, []byte("never put"))), ErrNotFound)
}

func TestDamagedBlockIsNeverServed(t *testing.T) {
	s := openStore(t, Config{})
	b := testContent(4, 3*ChunkSize)
	c := put(t, s, b)
	other := put(t, s, []byte("sound"))
	damage(t, s.cfg.Dir, b[ChunkSize:2*ChunkSize])
	got, err := get(t.Context(), s, c)
	wantErr(t, err, ErrCorrupt)
	if !strings.Contains(err.Error(), sumOf(t, b[ChunkSize:2*ChunkSize]).String()) {
		t.Errorf("%v does not name the block", err)
	}
	if !bytes.Equal(got, b[:ChunkSize]) {
		t.Errorf("served %d bytes, want the first chunk and no more", len(got))
	}
	mustGet(t, s, other, []byte("sound"))
	t.Run("putting the content again repairs it", func(t *testing.T) {
		put(t, s, b)
		mustGet(t, s, c, b)
	})
	t.Run("a missing block is damage too", func(t *testing.T) {
		for _, p := range blockFiles(t, s.cfg.Dir) {
			if raw, _ := os.ReadFile(p); bytes.Equal(raw, b[:ChunkSize]) {
				os.Remove(p)
			}
		}
		_, err := get(t.Context(), s, c)
		wantErr(t, err, ErrCorrupt)
	})
}

func TestDeleteKeepsSharedBlocks(t *testing.T) {
	s := openStore(t, Config{})
	shared := testContent(5, ChunkSize)
	a := append(bytes.Clone(shared), testContent(6, ChunkSize)...)
	b := append(bytes.Clone(shared), testContent(7, 10)...)
	ca, cb, cs := put(t, s, a), put(t, s, b), put(t, s, shared) // cs is at once a file of its own and a leaf of the others
	if n := len(blockFiles(t, s.cfg.Dir)); n != 5 {
		t.Fatalf("%d blocks, want 5", n)
	}
	for _, step := range []struct {
		delete func() error
		blocks int
	}{
		{func() error { return s.Delete(t.Context(), ca) }, 3},
		{func() error { return s.Delete(t.Context(), cs) }, 3},
	} {
		if err := step.delete(); err != nil {
			t.Fatal(err)
		}
		if n := len(blockFiles(t, s.cfg.Dir)); n != step.blocks {
			t.Fatalf("%d blocks left, want %d", n, step.blocks)
		}
		mustGet(t, s, cb, b)
	}
	_, err := s.Get(t.Context(), ca)
	wantErr(t, err, ErrNotFound)
	// A leaf of another file can be read under its own address, without becoming a file that outlives the other.
	mustGet(t, s, cs, shared)
	if err := s.Delete(t.Context(), cb); err != nil {
		t.Fatal(err)
	}
	if n := len(blockFiles(t, s.cfg.Dir)); n != 0 {
		t.Fatalf("%d blocks left, want none", n)
	}
	wantErr(t, s.Delete(t.Context(), cb), ErrNotFound)
}

func TestFailedPutLeavesNothing(t *testing.T) {
	kept := testContent(8, ChunkSize+5)
	long := testContent(9, sinkBatch+3*ChunkSize)
	copy(long, kept[:ChunkSize])
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	boom := errors.New("boom")
	for name, tc := range map[string]struct {
		ctx  context.Context
		r    io.Reader
		want error
	}{
		"the reader fails":      {context.Background(), &brokenReader{bytes.NewReader(long), boom}, boom},
		"the input is cut off":  {context.Background(), &brokenReader{bytes.NewReader(long), io.ErrUnexpectedEOF}, io.ErrUnexpectedEOF},
		"the reader times out":  {context.Background(), iotest.TimeoutReader(bytes.NewReader(long)), iotest.ErrTimeout},
		"the context has ended": {cancelled, bytes.NewReader(long), context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			s := openStore(t, Config{})
			c := put(t, s, kept)
			_, _, err := s.Put(tc.ctx, tc.r)
			wantErr(t, err, tc.want)
			if n := len(blockFiles(t, s.cfg.Dir)); n != 3 {
				t.Fatalf("%d blocks on disk, want the 3 of what was there before", n)
			}
			mustGet(t, s, c, kept)
			if len(s.sessions) != 0 {
				t.Fatal("a session is left open")
			}
		})
	}
}

// fullDisk fails the nth batch as a full disk does.
type fullDisk struct {
	datastore.Batching
	mu   sync.Mutex
	left int
}

type fullBatch struct{ datastore.Batch }

func (f *fullDisk) Batch(ctx context.Context) (datastore.Batch, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	b, err := f.Batching.Batch(ctx)
	if f.left--; f.left < 0 {
		return fullBatch{b}, err
	}
	return b, err
}

func (f fullBatch) Commit(ctx context.Context) error {
	return &fs.PathError{Op: "write", Path: "block", Err: syscall.ENOSPC}
}

func (f fullBatch) Discard(ctx context.Context) error {
	return f.Batch.(interface{ Discard(context.Context) error }).Discard(ctx)
}

func TestFullDisk(t *testing.T) {
	disk := &fullDisk{left: 1}
	s, err := open(Config{Dir: t.TempDir()}, func(d datastore.Batching) datastore.Batching { disk.Batching = d; return disk })
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	b := testContent(10, sinkBatch+ChunkSize)
	_, _, err = s.Put(t.Context(), bytes.NewReader(b))
	wantErr(t, err, ErrNoSpace)
	if n := len(blockFiles(t, s.cfg.Dir)); n != 0 {
		t.Fatalf("%d blocks left behind", n)
	}
	disk.mu.Lock()
	disk.left = 1 << 30
	disk.mu.Unlock()
	mustGet(t, s, put(t, s, b), b)
}

// copyTree copies a store as a crash would leave it.
func copyTree(t testing.TB, from string) string {
	t.Helper()
	for {
		to := t.TempDir()
		err := os.CopyFS(to, os.DirFS(from))
		if errors.Is(err, fs.ErrNotExist) {
			continue // a temporary file was put into its place meanwhile
		}
		if err != nil {
			t.Fatal(err)
		}
		return to
	}
}

func TestCrashLeavesNoOrphans(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, Config{Dir: dir})
	kept := testContent(11, 2*ChunkSize)
	c := put(t, s, kept)
	// A Put that never ends: its blocks are on disk, its root is not.
	pr, pw := io.Pipe()
	done := make(chan error, 1)
	go func() {
		_, _, err := s.Put(context.Background(), pr)
		done <- err
	}()
	if _, err := pw.Write(testContent(12, 2*sinkBatch+2*ChunkSize)); err != nil {
		t.Fatal(err)
	}
	for inPlace := 0; inPlace < 3+2*sinkBatch/ChunkSize; { // until both full batches are on disk
		files, err := filepath.Glob(filepath.Join(dir, "blocks", "*", "*.data"))
		if err != nil {
			t.Fatal(err)
		}
		inPlace = len(files)
		runtime.Gosched()
	}
	crashed := copyTree(t, dir)
	pw.CloseWithError(errors.New("gone"))
	<-done
	if n := len(blockFiles(t, crashed)); n <= 3 {
		t.Fatalf("the crash was meant to leave blocks, found %d", n)
	}
	again := openStore(t, Config{Dir: crashed})
	<-again.swept
	if n := len(blockFiles(t, crashed)); n != 3 {
		t.Fatalf("%d blocks after the sweep, want 3", n)
	}
	mustGet(t, again, c, kept)
}

func TestCleanCloseNeedsNoSweep(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, []byte("x"))
	if _, err := os.Stat(filepath.Join(dir, "dirty")); err != nil {
		t.Fatal("an open store is not marked:", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "dirty")); !errors.Is(err, os.ErrNotExist) {
		t.Fatal("a closed store is still marked:", err)
	}
}

func TestConcurrentPutAndDelete(t *testing.T) {
	s := openStore(t, Config{})
	shared := testContent(13, 2*ChunkSize)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mine := append(bytes.Clone(shared), byte(i))
			for range 5 {
				c, _, err := s.Put(context.Background(), bytes.NewReader(mine))
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := get(context.Background(), s, c); err != nil || !bytes.Equal(got, mine) {
					t.Errorf("get: %v", err)
					return
				}
				if err := s.Delete(context.Background(), c); err != nil {
					t.Error(err)
					return
				}
			}
		}()
	}
	wg.Wait()
	if n := len(blockFiles(t, s.cfg.Dir)); n != 0 {
		t.Fatalf("%d blocks left", n)
	}
}
