package custody

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coppice-network/coppice/internal/seal"
)

// sealedTo returns content sealed to an epoch's intake key.
func sealedTo(t testing.TB, c *Custody, dlp uint64, epoch uint32, content string) []byte {
	t.Helper()
	r, err := c.Recipient(dlp, epoch)
	if err != nil {
		t.Fatal(err)
	}
	b, err := seal.SealBytes([]byte(content), r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func takeIn(t testing.TB, c *Custody, item Item, sealed []byte) {
	t.Helper()
	h, err := c.TakeIn(item, bytes.NewReader(sealed))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.KeepContentKeys(t.Context(), []Held{h}); err != nil {
		t.Fatal(err)
	}
}

// opens returns what an item opens to, and whether by an intake key.
func opens(t testing.TB, c *Custody, item Item, sealed []byte) (string, bool, error) {
	r, _, byIntake, err := c.OpenItem(t.Context(), item, bytes.NewReader(sealed))
	if err != nil {
		return "", byIntake, err
	}
	b, err := io.ReadAll(r)
	return string(b), byIntake, err
}

func newPool(t testing.TB, epochs ...uint32) *Custody {
	t.Helper()
	c := open(t, t.TempDir())
	for _, e := range epochs {
		if _, err := c.Create(7, e, rand.Reader); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// TestRetire: what was taken in opens when its intake key is gone, also after a restart; what was not, never again.
func TestRetire(t *testing.T) {
	c := newPool(t, 1, 2)
	kept, lost := Item{7, 1, Pooled, 0}, Item{7, 2, Pooled, 0}
	a, b := sealedTo(t, c, 7, 1, "a"), sealedTo(t, c, 7, 1, "b")
	takeIn(t, c, kept, a)
	takeIn(t, c, kept, a) // again changes nothing
	if got, byIntake, err := opens(t, c, lost, b); got != "b" || !byIntake || err != nil {
		t.Fatalf("before: %q, by the intake key %v, %v", got, byIntake, err)
	}
	if err := c.Retire(7, 1); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*Custody{c, reopen(t, c)} {
		if c.closed {
			continue
		}
		if got, byIntake, err := opens(t, c, kept, a); got != "a" || byIntake || err != nil {
			t.Errorf("what was taken in: %q, by the intake key %v, %v", got, byIntake, err)
		}
		if _, _, err := opens(t, c, lost, b); !errors.Is(err, seal.ErrNotForUs) {
			t.Errorf("what was not: %v", err)
		}
		if e, _ := c.Epochs(7); len(e) != 1 || e[0] != 2 {
			t.Errorf("epochs %v", e)
		}
		if _, err := c.Recipient(7, 1); !errors.Is(err, ErrUnknownEpoch) {
			t.Errorf("its recipient: %v", err)
		}
		if _, err := c.Create(7, 1, rand.Reader); !errors.Is(err, ErrPastEpoch) {
			t.Errorf("drawing it again: %v", err)
		}
		if err := c.Retire(7, 1); err != nil {
			t.Errorf("retiring it again: %v", err)
		}
		if err := c.Retire(7, 2); !errors.Is(err, ErrUnknownEpoch) {
			t.Errorf("retiring the newest: %v", err)
		}
		if err := c.Retire(8, 1); !errors.Is(err, ErrUnknownDLP) {
			t.Errorf("another DataDAO: %v", err)
		}
	}
}

// TestRetiredStaysRetired: a peer that still holds an intake key does not bring it back, and new peers get content keys instead.
func TestRetiredStaysRetired(t *testing.T) {
	n := newNetwork(t)
	a, b, late := n.validator(t, code, here), n.validator(t, code, here), n.validator(t, code, here)
	a.Create(7, 1, rand.Reader)
	sealed := sealedTo(t, a.Custody, 7, 1, "a")
	current, _ := a.Create(7, 2, rand.Reader)
	give := func(from, to *validator, after Item) *Item {
		t.Helper()
		b, err := from.Offer(t.Context(), 7, 2, after, from.sender, to.document, n.check, now.Add(time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		more, err := to.Accept(t.Context(), b, to.id, Expect{ChainID: chain, Registry: registry, DLP: 7, Epoch: 2, Intake: current.Digest(), Self: to.address}, n.check, now)
		if err != nil {
			t.Fatal(err)
		}
		return more
	}
	give(a, b, Item{})
	takeIn(t, b.Custody, Item{7, 1, Pooled, 0}, sealed)
	takeIn(t, b.Custody, Item{7, 1, Artifact, 3}, sealed)
	if err := b.Retire(7, 1); err != nil {
		t.Fatal(err)
	}
	give(a, b, Item{})
	if e, _ := b.Epochs(7); len(e) != 1 {
		t.Errorf("epochs %v after another hand-over", e)
	}
	if more := give(b, late, Item{}); more != nil {
		t.Errorf("more after %v", more)
	}
	for _, item := range []Item{{7, 1, Pooled, 0}, {7, 1, Artifact, 3}} {
		if got, byIntake, err := opens(t, late.Custody, item, sealed); got != "a" || byIntake || err != nil {
			t.Errorf("%v at the new peer: %q, by the intake key %v, %v", item, got, byIntake, err)
		}
	}
	if e, _ := late.Epochs(7); len(e) != 1 || e[0] != 2 {
		t.Errorf("the new peer got epochs %v", e)
	}
	// a file that the receiver knows to be withdrawn does not come back
	if err := late.Forget(t.Context(), 7, 1, 1); err != nil {
		t.Fatal(err)
	}
	give(b, late, Item{})
	if n, err := late.ContentKeys(t.Context(), 7, 1); n != 0 || err != nil {
		t.Errorf("%d keys of a forgotten file, %v", n, err)
	}
}

// TestContentKeysInPages: more content keys than one hand-over carries arrive completely.
func TestContentKeysInPages(t *testing.T) {
	n := newNetwork(t)
	a, b := n.validator(t, code, here), n.validator(t, code, here)
	current, _ := a.Create(7, 1, rand.Reader)
	const files = handOverKeys + 5
	list := make([]Held, files)
	for i := range list {
		list[i] = Held{Item{7, uint64(i + 1), Pooled, 0}, 1, seal.ContentKey{byte(i), byte(i >> 8), 1}}
	}
	if err := a.KeepContentKeys(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	after, pages := &Item{}, 0
	for ; after != nil; pages++ {
		sealed, err := a.Offer(t.Context(), 7, 1, *after, a.sender, b.document, n.check, now.Add(time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		if after, err = b.Accept(t.Context(), sealed, b.id, Expect{ChainID: chain, Registry: registry, DLP: 7, Epoch: 1, Intake: current.Digest(), Self: b.address}, n.check, now); err != nil {
			t.Fatal(err)
		}
	}
	var have int
	if err := b.content.QueryRow(`SELECT count(*) FROM content_key`).Scan(&have); err != nil || have != files || pages != 2 {
		t.Errorf("%d keys in %d pages, %v", have, pages, err)
	}
}

// TestForget: nothing opens a forgotten file once its intake key is retired, and its row leaves the disk.
func TestForget(t *testing.T) {
	c := newPool(t, 1, 2)
	gone, stays := Item{7, 1, Pooled, 0}, Item{7, 2, Pooled, 0}
	a, b := sealedTo(t, c, 7, 1, "a"), sealedTo(t, c, 7, 1, "b")
	takeIn(t, c, gone, a)
	takeIn(t, c, Item{7, 1, Findings, 0}, a)
	takeIn(t, c, stays, b)
	var row []byte
	if err := c.content.QueryRow(`SELECT sealed FROM content_key WHERE file = 1 AND kind = 1`).Scan(&row); err != nil {
		t.Fatal(err)
	}
	if !onDisk(t, c.dir, row) {
		t.Fatal("the row is not found on the disk while it is there")
	}
	for range 2 {
		if err := c.Forget(t.Context(), 7, 1, 1); err != nil {
			t.Fatal(err)
		}
	}
	if onDisk(t, c.dir, row) {
		t.Error("the row is still on the disk")
	}
	if _, _, err := opens(t, c, gone, a); !errors.Is(err, ErrWithdrawn) {
		t.Errorf("opened: %v", err)
	}
	h, err := c.TakeIn(gone, bytes.NewReader(a)) // the intake key is still there
	if err != nil {
		t.Fatal(err)
	}
	if err := c.KeepContentKeys(t.Context(), []Held{h}); err != nil {
		t.Fatal(err)
	}
	if n, err := c.ContentKeys(t.Context(), 7, 1); n != 0 || err != nil {
		t.Errorf("%d keys are kept again, %v", n, err)
	}
	if e, err := c.NewestForgotten(t.Context(), 7); e != 1 || err != nil {
		t.Errorf("the newest epoch of forgotten files is %d, %v", e, err)
	}
	if e, err := c.NewestForgotten(t.Context(), 8); e != 0 || err != nil {
		t.Errorf("of a DataDAO without any it is %d, %v", e, err)
	}
	if e, err := c.SealedIn(t.Context(), 7, 2); e != 1 || err != nil {
		t.Errorf("the other file was sealed in %d, %v", e, err)
	}
	if err := c.Retire(7, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := c.TakeIn(gone, bytes.NewReader(a)); !errors.Is(err, seal.ErrNotForUs) {
		t.Errorf("taken in again: %v", err)
	}
	if got, _, err := opens(t, c, stays, b); got != "b" || err != nil {
		t.Errorf("another file: %q, %v", got, err)
	}
	// a file of which nothing was ever held can be forgotten, too
	if err := c.Forget(t.Context(), 9, 5, 0); err != nil {
		t.Error(err)
	}
	if w, err := reopen(t, c).Withdrawn(t.Context(), 9, 5); !w || err != nil {
		t.Errorf("after a restart: %v, %v", w, err)
	}
}

// TestRewrap: after files were forgotten the others are sealed under another key, and the old one is gone; a crash in between is gone on from.
func TestRewrap(t *testing.T) {
	c := newPool(t, 1)
	sealed := sealedTo(t, c, 7, 1, "a")
	const files = rewrapStep + 10
	key, err := c.TakeIn(Item{7, 1, Pooled, 0}, bytes.NewReader(sealed))
	if err != nil {
		t.Fatal(err)
	}
	list := make([]Held, files)
	for i := range list {
		list[i] = Held{Item{7, uint64(i + 1), Pooled, 0}, 1, key.Key}
	}
	if err := c.KeepContentKeys(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	if err := c.Rewrap(t.Context(), 7); err != nil || c.dlps[7].newestWrap() != 1 {
		t.Fatalf("without need: wrap key %d, %v", c.dlps[7].newestWrap(), err)
	}
	var old []byte
	if err := c.content.QueryRow(`SELECT sealed FROM content_key WHERE file = 2`).Scan(&old); err != nil {
		t.Fatal(err)
	}
	if err := c.Forget(t.Context(), 7, 1, 1); err != nil {
		t.Fatal(err)
	}
	// killed after the first step
	c.mu.Lock()
	p, err := c.addWrap(c.dlps[7])
	c.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	if done, err := c.rewrapSome(t.Context(), p); done || err != nil {
		t.Fatalf("done %v, %v", done, err)
	}
	c = reopen(t, c)
	for _, file := range []uint64{2, files} { // under the new key, and under the old
		if got, _, err := opens(t, c, Item{7, file, Pooled, 0}, sealed); got != "a" || err != nil {
			t.Errorf("file %d meanwhile: %q, %v", file, got, err)
		}
	}
	if err := c.Rewrap(t.Context(), 7); err != nil {
		t.Fatal(err)
	}
	c = reopen(t, c)
	if w := c.dlps[7].record.Wraps; len(w) != 1 || w[0].Generation != 2 {
		t.Errorf("%d wrap keys, the newest %d", len(w), c.dlps[7].newestWrap())
	}
	for _, file := range []uint64{2, files} {
		if got, _, err := opens(t, c, Item{7, file, Pooled, 0}, sealed); got != "a" || err != nil {
			t.Errorf("file %d: %q, %v", file, got, err)
		}
	}
	if _, err := c.dlps[7].unwrap(Item{7, 2, Pooled, 0}, 1, old); !errors.Is(err, ErrTampered) {
		t.Errorf("a row from before opens: %v", err)
	}
	if onDisk(t, c.dir, old) {
		t.Error("a row from before is still on the disk")
	}
}

// TestContentTampered: a row that was moved, or changed, is named and opens nothing.
func TestContentTampered(t *testing.T) {
	for name, change := range map[string]string{
		"moved to another file": `UPDATE content_key SET file = 2`,
		"changed":               `UPDATE content_key SET sealed = CAST(substr(sealed, 1, 60) || x'00' AS BLOB)`,
		"another wrap key":      `UPDATE content_key SET wrap = 5`,
	} {
		c := newPool(t, 1)
		sealed := sealedTo(t, c, 7, 1, "a")
		takeIn(t, c, Item{7, 1, Pooled, 0}, sealed)
		if _, err := c.content.Exec(change); err != nil {
			t.Fatal(err)
		}
		file := uint64(1)
		if strings.HasPrefix(name, "moved") {
			file = 2
		}
		if _, _, err := opens(t, c, Item{7, file, Pooled, 0}, sealed); !errors.Is(err, ErrTampered) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestContentVersion(t *testing.T) {
	c := newPool(t, 1)
	if _, err := c.content.Exec(`PRAGMA user_version = 9`); err != nil {
		t.Fatal(err)
	}
	c.Close()
	if _, err := Open(c.dir, root, rand.Reader); !errors.Is(err, ErrVersion) {
		t.Errorf("got %v", err)
	}
}

// onDisk searches a directory's files.
func onDisk(t testing.TB, dir string, needle []byte) bool {
	t.Helper()
	found := false
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		found = found || bytes.Contains(b, needle)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func BenchmarkKeepContentKeys(b *testing.B) {
	c := newPool(b, 1)
	list := make([]Held, 500)
	for n := 0; b.Loop(); n++ {
		for i := range list {
			list[i] = Held{Item{7, uint64(n*len(list) + i + 1), Pooled, 0}, 1, seal.ContentKey{1}}
		}
		if err := c.KeepContentKeys(b.Context(), list); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(list))/b.Elapsed().Seconds(), "keys/s")
}
