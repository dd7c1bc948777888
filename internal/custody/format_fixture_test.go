package custody

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/fixture"
	"github.com/coppice-network/coppice/internal/seal"
)

// The secrets in the fixtures, by the order in which they were drawn.
func drawn(b ...byte) *bytes.Reader {
	var all []byte
	for _, x := range b {
		all = append(all, bytes.Repeat([]byte{x}, 32)...)
	}
	return bytes.NewReader(all)
}

func seeded(t testing.TB, b byte) *seal.Identity {
	t.Helper()
	id, err := seal.IdentityFromSeed([32]byte(bytes.Repeat([]byte{b}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// Custody of one DataDAO in two epochs: every key must come back, and everything derived from them must come out the same for ever.
// Unknown versions: TestTamperedDirectoryIsNamed and TestAcceptRefuses.
func TestCustodyFixture(t *testing.T) {
	dir := fixture.Dir(t, "v1/custody", func(dir string) {
		c, err := Open(dir, root, drawn(1, 2, 3))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Create(7, 1, drawn(4, 5, 6)); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Create(7, 2, drawn(7)); err != nil {
			t.Fatal(err)
		}
		c.Close()
		os.Remove(filepath.Join(dir, lockName))
	})
	c, err := Open(dir, root, strings.NewReader("")) // nothing may be drawn
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if k, err := c.Key(); err != nil || k.Address() != common.HexToAddress("0x5050A4F4b3f9338C3472dcC01A87C76A144b3c9c") {
		t.Errorf("key %v, %v", k, err)
	}
	if id, err := c.Identity(); err != nil || id.Seed() != seeded(t, 1).Seed() {
		t.Errorf("identity %v, %v", id, err)
	}
	if e, err := c.Epochs(7); err != nil || !slices.Equal(e, []uint32{1, 2}) || !slices.Equal(c.DLPs(), []uint64{7}) {
		t.Errorf("epochs %v of %v, %v", e, c.DLPs(), err)
	}
	for epoch, seed := range map[uint32]byte{1: 6, 2: 7} {
		if r, err := c.Recipient(7, epoch); err != nil || !r.Equal(seeded(t, seed).Recipient()) {
			t.Errorf("intake key of epoch %d: %v", epoch, err)
		}
	}
	for _, x := range []struct {
		name string
		of   func() ([32]byte, error)
		want string
	}{
		{"fingerprint", func() ([32]byte, error) { return c.Fingerprint(7, []byte("canonical")) }, "22f02b9264341932c8b44dfd91d805cef4f0b0dee43b06c9515c32bbf7079c51"},
		{"identity tag", func() ([32]byte, error) { return c.IdentityTag(7, "fitbit:1503960366") }, "4c91960b12429015f7600c4abfd7d6602b1fa2b131adef77bfc36d96a19909a6"},
		{"salt", func() ([32]byte, error) { return c.Salt(7, 12, 1) }, "28ab1f89989582bcfdf4006391994289c6c285132b3136de7eb09570152da6d8"},
		{"job key", func() ([32]byte, error) { return c.JobKey(9, [32]byte{1}) }, "fcc1d1c5573013d134d2568b024edfbbe27a219b55f92e3baaf1ac82610d7628"},
	} {
		if got, err := x.of(); err != nil || hex.EncodeToString(got[:]) != x.want {
			t.Errorf("%s %x, want %s (%v)", x.name, got, x.want, err)
		}
	}
	r, err := c.DatasetRoot(7)
	if err != nil {
		t.Fatal(err)
	}
	rows := fixture.File(t, "v1/rows.sealed", func() []byte {
		b, err := r.Seal([]byte("rows"), []byte("table"))
		if err != nil {
			t.Fatal(err)
		}
		return b
	})
	if got, err := r.Open(rows, []byte("table")); err != nil || string(got) != "rows" {
		t.Errorf("rows %q, %v", got, err)
	}
}

// handedOver is what the receiver of the fixture must know to judge it: the root of its evidence and who sent it.
type handedOver struct {
	Root     string         `json:"root"`
	Receiver common.Address `json:"receiver"`
	Sender   common.Address `json:"sender"`
}

func TestHandOverFixture(t *testing.T) {
	var about handedOver
	on := func(dir string, draws *bytes.Reader) *Custody {
		c, err := Open(dir, root, draws)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	receiver := on(t.TempDir(), drawn(11, 12, 13))
	receiverKey, _ := receiver.Key()
	id, _ := receiver.Identity()
	expect := Expect{ChainID: chain, Registry: registry, DLP: 7, Epoch: 2, Intake: seeded(t, 7).Recipient().Digest(), Self: receiverKey.Address()}
	policy := enclave.DevelopmentPolicy(time.Hour, code)

	dir := fixture.Dir(t, "v1/handover", func(dir string) {
		r, err := enclave.OpenDevelopmentRoot(t.TempDir()+"/root", t.TempDir(), drawn(9))
		if err != nil {
			t.Fatal(err)
		}
		n := &network{r, policy}
		document := func(c *Custody) []byte {
			key, _ := c.Key()
			id, _ := c.Identity()
			a, err := enclave.NewSimulated(r, enclave.SimulatedConfig{Measurement: code, Random: rand.Reader, Clock: func() time.Time { return now }})
			if err != nil {
				t.Fatal(err)
			}
			b, err := enclave.IssueDocument(context.Background(), a, enclave.Subject{ChainID: chain, Registry: registry, Address: key.Address()}, id.Recipient())
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		sender := on(t.TempDir(), drawn(1, 2, 3))
		senderKey, _ := sender.Key()
		if _, err := sender.Create(7, 2, drawn(4, 5, 7)); err != nil {
			t.Fatal(err)
		}
		sealed, err := sender.Offer(t.Context(), 7, 2, Item{}, Sender{document(sender), senderKey.SignHash}, document(receiver), n.check, now.Add(time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		known, _ := json.Marshal(handedOver{r.Public(), receiverKey.Address(), senderKey.Address()})
		for name, b := range map[string][]byte{"handover.age": sealed, "about.json": known} {
			if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	})
	sealed, err := os.ReadFile(filepath.Join(dir, "handover.age"))
	if err != nil {
		t.Fatal(err)
	}
	known, err := os.ReadFile(filepath.Join(dir, "about.json"))
	if err != nil || json.Unmarshal(known, &about) != nil || about.Receiver != receiverKey.Address() {
		t.Fatalf("about %s, %v", known, err)
	}
	roots, err := enclave.ParseDevelopmentRoot(about.Root)
	if err != nil {
		t.Fatal(err)
	}
	check := func(document []byte) (*enclave.ValidatorDocument, error) {
		d, _, err := enclave.VerifyDocument(context.Background(), document, enclave.Subject{ChainID: chain, Registry: registry, Address: about.Sender}, roots, policy, now)
		return d, err
	}
	if _, err := receiver.Accept(t.Context(), sealed, id, expect, check, now); err != nil {
		t.Fatal(err)
	}
	if r, err := receiver.Intake(7); err != nil || !r.Equal(seeded(t, 7).Recipient()) {
		t.Errorf("intake key: %v", err)
	}
}

// Custody of version 2: an epoch is retired, a content key of it is held, another file has been withdrawn.
func TestCustodyFixture2(t *testing.T) {
	item := Item{7, 12, Artifact, 3}
	key := seal.ContentKey([]byte("0123456789abcdef"))
	dir := fixture.Dir(t, "v2/custody", func(dir string) {
		c, err := Open(dir, root, drawn(1, 2, 3, 8))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Create(7, 1, drawn(4, 5, 6)); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Create(7, 2, drawn(7)); err != nil {
			t.Fatal(err)
		}
		if err := c.KeepContentKeys(t.Context(), []Held{{item, 1, key}}); err != nil {
			t.Fatal(err)
		}
		if err := c.Forget(t.Context(), 7, 13, 1); err != nil {
			t.Fatal(err)
		}
		if err := c.Retire(7, 1); err != nil {
			t.Fatal(err)
		}
		c.Close()
		os.Remove(filepath.Join(dir, lockName))
	})
	c, err := Open(dir, root, strings.NewReader("")) // nothing may be drawn
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if e, err := c.Epochs(7); err != nil || !slices.Equal(e, []uint32{2}) {
		t.Errorf("epochs %v, %v", e, err)
	}
	if r, err := c.Retired(7); err != nil || r != 1 {
		t.Errorf("retired %d, %v", r, err)
	}
	_, h, ok, err := c.contentKey(t.Context(), item)
	if err != nil || !ok || h.Key != key || h.Epoch != 1 {
		t.Errorf("content key of epoch %d, %v, %v", h.Epoch, ok, err)
	}
	if e, gone, err := c.Forgotten(t.Context(), 7, 13); err != nil || !gone || e != 1 {
		t.Errorf("the withdrawn file: %d, %v, %v", e, gone, err)
	}
}
