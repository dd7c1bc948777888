package personal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"path"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/rclone/rclone/fs"
	"github.com/rclone/rclone/fs/object"
	"github.com/rclone/rclone/fs/operations"

	"github.com/coppice-network/coppice/internal/blob"
)

// Remote is a personal store behind rclone: a remote of rclone's own configuration, or one given on the fly.
//
// # What Put promises
//
// A copy has its name only when it is there as a whole. Object stores (S3, Drive, Dropbox) publish an upload when it is complete; to
// SFTP and WebDAV servers the upload goes under a hidden name beside the final one, which the server then renames. Before that, the
// size the server reports is compared, and a hash of the content where the server computes one (S3 and Drive MD5, Dropbox its own,
// SFTP where a shell with md5sum or sha1sum answers, WebDAV on Nextcloud and ownCloud); where it computes none, size and the
// transport's integrity are what is known. Durable is what the server acknowledges: no protocol here can ask for more.
//
// Sizes and hashes are sent with the upload, so content is read twice: an input that cannot seek is spooled to an unnamed file first.
// Memory does not grow with the content.
//
// A server that goes away is tried again with growing pauses, then the error is blob.ErrUnreachable and the caller's journal goes on later.
type Remote struct {
	spec string // REMOTE:PATH

	mu   sync.Mutex
	open fs.Fs // connected at the first use
	tidy sync.Once

	pause   func(ctx context.Context, attempt int) error // a test's clock; nil = 1 s doubling
	retries int                                          // how often the library sends one request; 0 = 3
}

var _ Store = (*Remote)(nil)

// Errors of storage behind rclone.
var (
	// ErrNoRemote: rclone's configuration has no such remote, or it is of a kind that is not built in.
	ErrNoRemote = errors.New("personal: unknown remote")
	// ErrRemoteConfig: rclone's configuration cannot be read.
	ErrRemoteConfig = errors.New("personal: rclone's configuration cannot be read")
	// ErrSecret: the storage's address has parameters that could hold credentials or name programs.
	ErrSecret = errors.New("personal: not in a storage's address")
	// ErrCredentials: the storage refuses the credentials: they are wrong, expired, or may do nothing there.
	ErrCredentials = errors.New("personal: the storage refuses the credentials")
	// ErrReadOnly: the credentials may read there and not write.
	ErrReadOnly = errors.New("personal: the storage can be read, not written")
)

// remoteAttempts is how often an upload is tried.
const remoteAttempts = 4

// staleAfter is the age from which an unfinished upload is one that nobody finishes any more.
const staleAfter = 24 * time.Hour

const partPrefix = ".coppice-part-"

// OpenRemote checks how spec (REMOTE:PATH) is written and that the remote is known. It connects at the first use.
// Errors: ErrURL, ErrSecret, ErrNoRemote, ErrRemoteConfig.
func OpenRemote(spec string) (*Remote, error) {
	if err := checkRemote(spec); err != nil {
		return nil, err
	}
	return &Remote{spec: spec}, nil
}

func (r *Remote) connect(ctx context.Context) (fs.Fs, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open != nil {
		return r.open, nil
	}
	// What a backend starts now outlives the call it starts in.
	f, err := fs.NewFs(context.WithoutCancel(ctx), r.spec)
	switch {
	case errors.Is(err, fs.ErrorIsFile):
		// f is the folder above now. S3 answers so as well when it could not find out.
		if _, err := f.NewObject(ctx, path.Base(r.spec[strings.LastIndexByte(r.spec, ':')+1:])); err != nil {
			return nil, explain(ctx, f, err)
		}
		return nil, fmt.Errorf("%w: %s is a file", ErrURL, r.spec)
	case err != nil:
		return nil, err
	}
	r.open = f
	return f, nil
}

// try runs one operation, again after a pause as long as the storage is unreachable and again is set.
func (r *Remote) try(ctx context.Context, again bool, do func(context.Context, fs.Fs) error) error {
	ctx = remoteSettings(ctx, r.retries)
	for n := 0; ; n++ {
		f, err := r.connect(ctx)
		if err == nil {
			err = explain(ctx, f, do(ctx, f))
		}
		if err = storageError(ctx, err); err == nil || !again || n+1 == remoteAttempts || ctx.Err() != nil {
			return err
		}
		if !errors.Is(err, blob.ErrUnreachable) && !errors.Is(err, blob.ErrMismatch) {
			return err
		}
		pause := r.pause
		if pause == nil {
			pause = slowBackOff
		}
		if stop := pause(ctx, n); stop != nil {
			return errors.Join(stop, err)
		}
	}
}

func slowBackOff(ctx context.Context, attempt int) error {
	t := time.NewTimer(time.Second << attempt)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Put uploads what in yields. Errors: ErrName, blob.ErrNoSpace, ErrCredentials, ErrReadOnly, blob.ErrUnreachable, blob.ErrMismatch, and those of in.
func (r *Remote) Put(ctx context.Context, name string, in io.Reader) (string, error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	if err := r.put(ctx, name, in); err != nil {
		return "", fmt.Errorf("store %q in %s: %w", name, r.spec, err)
	}
	return remoteURL(join(r.spec, name)), nil
}

func (r *Remote) put(ctx context.Context, name string, in io.Reader) error {
	var src *source
	defer func() { src.close() }()
	return r.try(ctx, true, func(ctx context.Context, f fs.Fs) (err error) {
		if src == nil {
			if src, err = measure(ctx, in, f.Hashes()); err != nil {
				return &inputError{err}
			}
		}
		r.tidy.Do(func() { removeStale(ctx, f, path.Dir(name)) })
		if !showsParts(f) {
			return send(ctx, f, name, src)
		}
		return r.uploadAside(ctx, f, name, src)
	})
}

// showsParts reports whether an upload is visible while it is under way, or its failure takes away what had the name before.
func showsParts(f fs.Fs) bool {
	if f.Features().Move == nil || f.Features().BucketBased {
		return false
	}
	base := f
	for base.Features().UnWrap != nil {
		base = base.Features().UnWrap()
	}
	info := fs.FindFromFs(base)
	return base.Features().PartialUploads || info != nil && info.Name == "webdav"
}

func (r *Remote) uploadAside(ctx context.Context, f fs.Fs, name string, src *source) error {
	part := path.Join(path.Dir(name), partPrefix+rand.Text())
	err := send(ctx, f, part, src)
	var o fs.Object
	if err == nil {
		o, err = f.NewObject(ctx, part)
	}
	if err == nil {
		_, err = f.Features().Move(ctx, o, name)
	}
	if err != nil {
		discard(ctx, f, part)
		return err
	}
	return nil
}

// discard removes an unfinished upload if the server still can be asked to; removeStale does what is left.
func discard(ctx context.Context, f fs.Fs, part string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if o, err := f.NewObject(ctx, part); err == nil {
		_ = o.Remove(ctx)
	}
}

// removeStale removes unfinished uploads of processes that were killed. It is housekeeping: the upload itself meets every error anew.
func removeStale(ctx context.Context, f fs.Fs, dir string) {
	if !showsParts(f) {
		return
	}
	if dir == "." {
		dir = ""
	}
	entries, err := f.List(ctx, dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		o, ok := e.(fs.Object)
		if ok && strings.HasPrefix(path.Base(o.Remote()), partPrefix) && time.Since(o.ModTime(ctx)) > staleAfter {
			_ = o.Remove(ctx)
		}
	}
}

// send uploads src under a name and compares what has arrived.
func send(ctx context.Context, f fs.Fs, name string, src *source) error {
	body, err := src.open(ctx)
	if err != nil {
		return &inputError{err}
	}
	info := object.NewStaticObjectInfo(name, time.Now(), src.size, true, src.hashes, nil)
	old, err := f.NewObject(ctx, name)
	switch {
	case err == nil:
		err = old.Update(ctx, body, info)
	case errors.Is(err, fs.ErrorObjectNotFound) || errors.Is(err, fs.ErrorDirNotFound):
		_, err = f.Put(ctx, body, info)
	}
	if body.Err != nil {
		return &inputError{body.Err}
	}
	if err != nil {
		return fullIf(ctx, f, src.size, err)
	}
	o, err := f.NewObject(ctx, name)
	if err != nil {
		return err
	}
	return compare(ctx, o, src)
}

func compare(ctx context.Context, o fs.Object, src *source) error {
	if o.Size() >= 0 && o.Size() != src.size {
		return fmt.Errorf("%w: %d bytes arrived of %d", blob.ErrMismatch, o.Size(), src.size)
	}
	for kind, want := range src.hashes {
		got, err := o.Hash(ctx, kind)
		if err != nil || got == "" { // a server that cannot tell now has not said that it differs
			continue
		}
		if got != want {
			return fmt.Errorf("%w: the storage has %s %s, sent was %s", blob.ErrMismatch, kind, got, want)
		}
	}
	return nil
}

// find is a copy by its URL.
func (r *Remote) find(ctx context.Context, f fs.Fs, copyURL string) (fs.Object, error) {
	name, err := r.name(copyURL)
	if err != nil {
		return nil, err
	}
	o, err := f.NewObject(ctx, name)
	if errors.Is(err, fs.ErrorIsDir) || errors.Is(err, fs.ErrorNotAFile) {
		err = fmt.Errorf("%w: not a file", blob.ErrNotFound)
	}
	return o, err
}

// name takes the storage off a URL that Put gave out.
func (r *Remote) name(copyURL string) (string, error) {
	spec, err := parseRemoteURL(copyURL)
	if err != nil {
		return "", err
	}
	name, ok := strings.CutPrefix(spec, join(r.spec, ""))
	if !ok {
		return "", fmt.Errorf("%w: %.80s is not in %s", ErrURL, copyURL, r.spec)
	}
	if err := checkName(name); err != nil {
		return "", fmt.Errorf("%w: %w", ErrURL, err)
	}
	return name, nil
}

// Get opens a copy. A connection that breaks while it is read is taken up again where it broke. Reading ends with an error instead of
// io.EOF when it is shorter or longer than the storage said.
func (r *Remote) Get(ctx context.Context, copyURL string) (io.ReadCloser, error) {
	if _, err := r.name(copyURL); err != nil {
		return nil, err
	}
	var out *remoteReader
	err := r.try(ctx, true, func(ctx context.Context, f fs.Fs) error {
		o, err := r.find(ctx, f, copyURL)
		if err != nil {
			return err
		}
		body, err := operations.Open(ctx, o)
		out = &remoteReader{ctx: ctx, body: body, left: o.Size(), known: o.Size() >= 0}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", copyURL, err)
	}
	return out, nil
}

type remoteReader struct {
	ctx   context.Context
	body  io.ReadCloser
	left  int64
	known bool
}

func (r *remoteReader) Read(p []byte) (int, error) {
	n, err := r.body.Read(p)
	r.left -= int64(n)
	switch {
	case err == nil && r.known && r.left < 0, err == io.EOF && r.known && r.left != 0:
		return n, fmt.Errorf("%w: %d bytes are missing", blob.ErrMismatch, r.left)
	case err == nil || err == io.EOF:
		return n, err
	}
	return n, fmt.Errorf("read from the storage: %w", storageError(r.ctx, err))
}

func (r *remoteReader) Close() error { return r.body.Close() }

// Delete removes a copy.
func (r *Remote) Delete(ctx context.Context, copyURL string) error {
	if _, err := r.name(copyURL); err != nil {
		return err
	}
	err := r.try(ctx, false, func(ctx context.Context, f fs.Fs) error {
		o, err := r.find(ctx, f, copyURL)
		if err != nil {
			return err
		}
		return forbidden(ctx, f, o.Remove(ctx))
	})
	if err != nil {
		return fmt.Errorf("delete %s: %w", copyURL, err)
	}
	return nil
}

// List returns the copies that lie in the storage, by name.
func (r *Remote) List(ctx context.Context) ([]Entry, error) {
	var out []Entry
	err := r.try(ctx, true, func(ctx context.Context, f fs.Fs) error {
		out = nil
		entries, err := f.List(ctx, "")
		if err != nil {
			return err
		}
		for _, e := range entries {
			if o, ok := e.(fs.Object); ok && checkName(o.Remote()) == nil {
				out = append(out, Entry{Name: o.Remote(), URL: remoteURL(join(r.spec, o.Remote())), Size: o.Size()})
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", r.spec, err)
	}
	sort.Slice(out, func(i, k int) bool { return out[i].Name < out[k].Name })
	return out, nil
}

// Close ends connections that are kept.
func (r *Remote) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open == nil {
		return nil
	}
	f := r.open
	r.open = nil
	if shut := f.Features().Shutdown; shut != nil {
		return shut(context.Background())
	}
	return nil
}
