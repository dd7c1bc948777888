package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/contribution"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/personal"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/session"
)

// storageHelp is what every --storage takes.
const (
	storageHelp = "a folder, REMOTE:PATH of rclone's configuration, or ipfs: with --ipfs"
	ipfsHelp    = "RPC of the Kubo node that --storage ipfs: means, such as http://127.0.0.1:5001"
)

// openStorage opens a storage for personal copies that needs no network. done releases it.
func (a *app) openStorage(storage, kubo string) (store personal.Store, done func(), err error) {
	personal.LogRemotes(a.log())
	var ipfs blob.Blobs
	if kubo != "" {
		ipfs = &blob.Kubo{URL: kubo, Log: a.log()}
	} else if strings.HasPrefix(storage, "ipfs:") {
		return nil, nil, fault.New(fault.Invalid, "name your Kubo node with --ipfs http://127.0.0.1:5001, or give a folder or REMOTE:PATH",
			"personal copies cannot be stored at %s of the network: they would have no names to be found by", storage)
	}
	store, err = personal.Open(storage, ipfs)
	if err != nil {
		return nil, nil, err
	}
	return store, func() {
		if c, ok := store.(io.Closer); ok {
			c.Close() // whatever was stored was acknowledged before
		}
	}, nil
}

// personalStorage tries a storage as contributing does.
func (a *app) personalStorage(ctx context.Context, storage, kubo string) sandbox.Check {
	c := sandbox.Check{Name: "personal storage"}
	store, done, err := a.openStorage(storage, kubo)
	if err == nil {
		defer done()
		err = tryStorage(ctx, store)
	}
	if err != nil {
		f := present(err)
		c.Detail, c.Hint = f.Message, f.Hint
		return c
	}
	c.OK, c.Detail = true, "took, gave back and deleted a small file at "+storage
	return c
}

// tryStorage writes a small file, reads it back and deletes it.
func tryStorage(ctx context.Context, store personal.Store) error {
	name := "coppice-doctor-" + rand.Text() // not of a copy or a card, and of nothing that is there
	content := "coppice doctor " + name + "\n"
	url, err := store.Put(ctx, name, strings.NewReader(content))
	if err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	back, err := readBack(ctx, store, url)
	if err == nil && back != content {
		err = fmt.Errorf("%w: it gives back something else than was put in", blob.ErrMismatch)
	}
	if err != nil {
		err = fmt.Errorf("reading back: %w", err)
	}
	if gone := store.Delete(ctx, url); gone != nil {
		err = errors.Join(err, fmt.Errorf("deleting, so that %s stays there: %w", name, gone))
	}
	return err
}

func readBack(ctx context.Context, store personal.Store, url string) (string, error) {
	r, err := store.Get(ctx, url)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, 1<<10))
	return string(b), err
}

// copyView is how a personal copy in a storage is shown.
type copyView struct {
	Name    string `json:"name,omitempty"` // of the original file
	Bytes   int64  `json:"bytes"`          // of the original file
	DLP     uint64 `json:"dlpId"`
	URL     string `json:"personalUrl"`
	File    string `json:"file,omitempty"` // where it was written
	Problem string `json:"problem,omitempty"`
}

func viewCopy(c contribution.Copy) copyView {
	v := copyView{Name: c.Card.Name, Bytes: c.Card.Size, DLP: c.Card.DLP, URL: c.URL}
	if c.Err != nil {
		v.Problem = withoutPackages(c.Err.Error()) + " (" + c.Name + ")"
	}
	return v
}

// listStorage lists what a storage holds of the account. It needs neither network nor passphrase.
func (a *app) listStorage(ctx context.Context, storage, kubo string) error {
	acc, err := a.chosen()
	if err != nil {
		return err
	}
	store, done, err := a.openStorage(storage, kubo)
	if err != nil {
		return err
	}
	defer done()
	copies, err := contribution.Copies(ctx, store, acc.Address)
	if err != nil {
		return err
	}
	views := make([]copyView, len(copies))
	for i, c := range copies {
		views[i] = viewCopy(c)
	}
	return a.emit(map[string]any{"copies": views}, func(w io.Writer) {
		for _, v := range views {
			if v.Problem != "" {
				fmt.Fprintf(w, "warning: %s\n", v.Problem)
				continue
			}
			fmt.Fprintf(w, "%10d bytes  DataDAO %-4d %s\n                  %s\n", v.Bytes, v.DLP, v.Name, v.URL)
		}
	})
}

// openAll decrypts everything that a storage holds of the account into a folder. One copy that does not open does not keep the others
// back; the same command again tries all of them anew.
func (a *app) openAll(ctx context.Context, storage, kubo, dir string) error {
	if storage == "" {
		return usageError{errors.New("--all needs --storage: the folder or remote in which the copies lie")}
	}
	h, err := a.openHome()
	if err != nil {
		return err
	}
	key, err := a.unlock(h)
	if err != nil {
		return err
	}
	store, done, err := a.openStorage(storage, kubo)
	if err != nil {
		return err
	}
	defer done()
	me := session.Personal{Key: key}
	copies, err := contribution.Copies(ctx, store, me.Address())
	if err != nil {
		return err
	}
	if len(copies) == 0 {
		return fault.New(fault.NotFound, "check --storage, and choose the account with --as", "%s holds no personal copy of %s", storage, me.Address())
	}
	if dir == "" {
		dir = "."
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	views, failed := make([]copyView, len(copies)), 0
	for i, name := range contribution.FileNames(copies) {
		views[i] = viewCopy(copies[i])
		if name != "" {
			path := filepath.Join(dir, name)
			if err := openOne(ctx, store, copies[i], me, path); errors.Is(err, context.Canceled) {
				return err
			} else if err != nil {
				views[i].Problem = withoutPackages(err.Error())
			} else {
				views[i].File = path
			}
		}
		if views[i].Problem != "" {
			failed++
		}
		a.progress(fmt.Sprintf("opened %d of %d", i+1-failed, len(copies)))
	}
	err = a.emit(map[string]any{"copies": views}, func(w io.Writer) {
		for _, v := range views {
			if v.Problem == "" {
				fmt.Fprintf(w, "%s  %d bytes\n", v.File, v.Bytes)
			} else {
				fmt.Fprintf(w, "warning: %s\n", v.Problem)
			}
		}
	})
	if err == nil && failed > 0 {
		err = fault.New(fault.Integrity, "the others are written; take these from a backup of the storage, or try again", "%d of %d personal copies did not open", failed, len(copies))
	}
	return err
}

func openOne(ctx context.Context, store personal.Store, c contribution.Copy, me session.Personal, path string) error {
	r, err := contribution.OpenCopy(ctx, store, c, me)
	if err != nil {
		return err
	}
	defer r.Close()
	if _, err := writeVerified(path, r); err != nil {
		return fmt.Errorf("opening %s: %w", c.URL, err)
	}
	return nil
}

// openNamed opens the copy with this URL of a storage whose URLs tell no names: its card is found by listing.
func openNamed(ctx context.Context, store personal.Store, url string, me session.Personal) (seal.Sidecar, io.ReadCloser, error) {
	copies, err := contribution.Copies(ctx, store, me.Address())
	if err != nil {
		return seal.Sidecar{}, nil, err
	}
	for _, c := range copies {
		if c.URL == url {
			r, err := contribution.OpenCopy(ctx, store, c, me)
			return c.Card, r, err
		}
	}
	return seal.Sidecar{}, nil, fault.New(fault.NotFound, "`coppice file list --storage` shows what the storage holds", "the storage holds no personal copy %s of %s", url, me.Address())
}
