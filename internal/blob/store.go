package blob

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gofrs/flock"
	"github.com/ipfs/boxo/blockstore"
	"github.com/ipfs/go-cid"
	"github.com/ipfs/go-datastore"
	flatfs "github.com/ipfs/go-ds-flatfs"
	"modernc.org/sqlite"

	"github.com/coppice-network/coppice/internal/durable"
)

// Errors of stores. All of them arrive wrapped.
var (
	ErrNotFound = errors.New("blob: not found")
	// ErrCorrupt: a block on disk is damaged or gone and no peer could replace it. The text names root and block.
	ErrCorrupt = errors.New("blob: damaged on disk")
	// ErrInUse: another process has the store open.
	ErrInUse = errors.New("blob: store is in use by another process")
	// ErrVersion: the directory is of a format this program does not know.
	ErrVersion = errors.New("blob: unknown store format")
	// ErrNoSpace: the disk or the quota is full. Nothing was stored.
	ErrNoSpace = errors.New("blob: no space left")
	// ErrUnreachable: the storage does not answer, or broke off, also when tried again.
	ErrUnreachable = errors.New("blob: the storage does not answer")
	// ErrTooLarge: the content is larger than allowed.
	ErrTooLarge = errors.New("blob: content too large")
	// ErrClosed: the store has been closed.
	ErrClosed = errors.New("blob: store is closed")
)

const storeFormat = "coppice-blobs/1\n"

// Blobs is a content-addressed store, here or behind HTTP: Store and Client.
type Blobs interface {
	// Put stores everything r yields and returns its address and size in bytes.
	Put(ctx context.Context, r io.Reader) (cid.Cid, int64, error)
	// Get returns the content of an address; ErrNotFound if it cannot be had. The caller closes it.
	Get(ctx context.Context, c cid.Cid) (io.ReadCloser, error)
	// Has reports whether the content is stored there (not merely reachable from there).
	Has(ctx context.Context, c cid.Cid) (bool, error)
}

// Config says where a store is and whom it talks to.
type Config struct {
	Dir    string       // made if missing
	Listen string       // multiaddr for bitswap peers, such as /ip4/0.0.0.0/tcp/4001; "" = no network
	Log    *slog.Logger // nil = none

	// MaxFetch bounds what Get takes in from peers for one address, in bytes; 0 = MaxContent.
	MaxFetch int64
	// Patience is how long Get waits for the next block from peers before it gives up; 0 = 30 s. A context that ends earlier wins.
	Patience time.Duration
}

// Store is a content-addressed store in a directory. Its methods may be called concurrently.
type Store struct {
	cfg    Config
	log    *slog.Logger
	lock   *flock.Flock
	disk   datastore.Batching
	blocks blockstore.Blockstore // hashes what it reads
	roots  *sql.DB
	peer   *peerNode // nil without a network

	// commit orders what adds blocks and roots (it is shared by those) and what decides that a block is not needed and drops it.
	commit   sync.RWMutex
	mu       sync.Mutex                 // guards what follows
	writing  map[[32]byte]chan struct{} // blocks on their way to the disk; the channel is closed when they are synced, or will not be
	doubtful map[[32]byte]struct{}      // blocks whose writing failed: they may be there, but not synced
	sessions map[*session]struct{}

	stop     context.CancelFunc // ends the sweep
	swept    chan struct{}      // closed when the sweep after Open has ended
	sweepErr error              // why it ended early; read after swept
	once     sync.Once
}

var _ Blobs = (*Store)(nil)

// Open opens the store in cfg.Dir, making it if the directory is empty or missing. Errors: ErrInUse, ErrVersion, ErrNoSpace, or what
// the file system or the listening address answer.
func Open(cfg Config) (*Store, error) { return open(cfg, nil) }

// open lets a test put something between the store and its disk.
func open(cfg Config, wrap func(datastore.Batching) datastore.Batching) (_ *Store, err error) {
	if cfg.MaxFetch == 0 {
		cfg.MaxFetch = MaxContent
	}
	if cfg.Patience == 0 {
		cfg.Patience = 30 * time.Second
	}
	s := &Store{cfg: cfg, log: cfg.Log, sessions: map[*session]struct{}{}, writing: map[[32]byte]chan struct{}{}, doubtful: map[[32]byte]struct{}{}, swept: make(chan struct{})}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("open blob store %s: %w", cfg.Dir, NoSpace(err))
		}
	}()
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, err
	}
	s.lock = flock.New(filepath.Join(cfg.Dir, "LOCK"))
	switch held, err := s.lock.TryLock(); {
	case err != nil:
		return nil, err
	case !held:
		return nil, ErrInUse
	}
	var undo []func() error
	defer func() {
		if err != nil {
			for i := len(undo) - 1; i >= 0; i-- {
				undo[i]()
			}
		}
	}()
	undo = append(undo, s.lock.Unlock)

	if err := checkFormat(filepath.Join(cfg.Dir, "FORMAT")); err != nil {
		return nil, err
	}
	fs, err := flatfs.CreateOrOpen(filepath.Join(cfg.Dir, "blocks"), flatfs.NextToLast(2), true)
	if err != nil {
		return nil, err
	}
	undo = append(undo, fs.Close)
	s.disk = fs
	if wrap != nil {
		s.disk = wrap(fs)
	}
	s.blocks = &blockstore.ValidatingBlockstore{Blockstore: blockstore.NewBlockstore(s.disk, blockstore.NoPrefix(), blockstore.WriteThrough(true))}
	if s.roots, err = openRoots(filepath.Join(cfg.Dir, "roots.db")); err != nil {
		return nil, err
	}
	undo = append(undo, s.roots.Close)
	dirty, err := s.markDirty()
	if err != nil {
		return nil, err
	}
	if cfg.Listen != "" {
		if s.peer, err = startPeer(cfg.Listen, filepath.Join(cfg.Dir, "peer.key"), s.blocks); err != nil {
			return nil, err
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	go func() {
		defer close(s.swept)
		if !dirty {
			return
		}
		n, err := s.sweep(ctx)
		if s.sweepErr = err; err != nil {
			s.log.Warn("sweeping blocks without a root stopped early; the next start goes on", "removed", n, "err", err)
		} else if n > 0 {
			s.log.Info("removed blocks left over from an interrupted run", "blocks", n)
		}
	}()
	return s, nil
}

// checkFormat reads the version of a store directory, or writes it into a new one.
func checkFormat(path string) error {
	got, err := os.ReadFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return durable.Write(path, []byte(storeFormat), 0o600)
	case err != nil:
		return err
	case string(got) != storeFormat:
		return fmt.Errorf("%w: %q, want %q", ErrVersion, clip(string(got)), storeFormat)
	}
	return nil
}

// Close stops the network and the sweep and releases the directory. Readers returned by Get fail afterwards.
func (s *Store) Close() error {
	var err error
	s.once.Do(func() {
		s.stop()
		<-s.swept
		if s.peer != nil {
			err = errors.Join(err, s.peer.close())
		}
		s.commit.Lock()
		defer s.commit.Unlock()
		s.mu.Lock()
		open := len(s.sessions)
		s.mu.Unlock()
		if open == 0 && s.sweepErr == nil {
			err = errors.Join(err, s.markClean())
		}
		err = errors.Join(err, s.roots.Close(), s.disk.Close(), s.lock.Unlock())
	})
	return err
}

// NoSpace gives the ways in which a disk says that it is full one name.
func NoSpace(err error) error {
	if err == nil || errors.Is(err, ErrNoSpace) {
		return err
	}
	var db *sqlite.Error
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.As(err, &db) && fullCode(db.Code()) {
		return fmt.Errorf("%w: %w", ErrNoSpace, err)
	}
	return err
}

// fullCode reports whether SQLite's code means a full disk: for a write, or for the file that its processes share, which it makes larger
// before it reads anything.
func fullCode(code int) bool {
	const full, sharedSize = 13, 4874 // SQLITE_FULL, SQLITE_IOERR_SHMSIZE
	return code&0xff == full || code == sharedSize
}

// SaysFull reports whether a server's text means that it has no space left: few of them have a code for it.
func SaysFull(text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(fullTexts, func(t string) bool { return strings.Contains(text, t) })
}

var fullTexts = []string{
	"no space left", "disk quota", "quota exceeded", "quotaexceeded", "insufficient storage", "insufficientstorage", "insufficient_space",
	"storagefull", "storagequotaexceeded", "insufficientquota",
}
