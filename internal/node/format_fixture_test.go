package node

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/fixture"
	"github.com/coppice-network/coppice/internal/refinement"
)

func TestOperatorKeyFixture(t *testing.T) {
	path := fixture.Path(t, "v1/operator/key", func(path string) {
		if _, err := operatorKey(path); err != nil {
			t.Fatal(err)
		}
	})
	key, err := operatorKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if address := crypto.PubkeyToAddress(key.PublicKey).Hex(); address != "0x38ac4a65318d93Cd40B74fE932759B04343c138B" {
		t.Errorf("the operator is %s", address)
	}
	if err := os.WriteFile(path, []byte("coppice-operator/2 00\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := operatorKey(path); err == nil {
		t.Error("a key file of a later version was read")
	}
}

func TestCursorFixture(t *testing.T) {
	path := fixture.Path(t, "v1/ingested", func(path string) {
		c := cursor{path}
		if err := c.Save(258); err != nil {
			t.Fatal(err)
		}
	})
	c := cursor{path}
	if seq, err := c.Load(); err != nil || seq != 258 {
		t.Errorf("at %d, %v", seq, err)
	}
	if err := os.WriteFile(path, []byte{2, 0, 0, 0, 0, 0, 0, 0, 1}, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Load(); err == nil {
		t.Error("a cursor of a later version was read")
	}
	c = cursor{filepath.Join(t.TempDir(), "none")}
	if seq, err := c.Load(); err != nil || seq != 0 {
		t.Errorf("no cursor: %d, %v", seq, err)
	}
}

func TestIngestionFixture(t *testing.T) {
	want := refinement.Progress{Index: "an index", Seq: 258, Late: []uint64{250, 255}, Lost: []uint64{200}, Apart: map[uint64]uint64{3: 100}}
	path := fixture.Path(t, "v2/ingested", func(path string) {
		n := ingestion{path: path}
		if err := n.Save(want); err != nil {
			t.Fatal(err)
		}
	})
	for name, c := range map[string]struct {
		path string
		want refinement.Progress
	}{
		"this version": {path, want},
		"version 1":    {fixture.Path(t, "v1/ingested", nil), refinement.Progress{Index: "now"}},
		"none":         {filepath.Join(t.TempDir(), "none"), refinement.Progress{Index: "now"}},
	} {
		n := ingestion{c.path, "now"}
		if got, err := n.Load(); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for name, b := range map[string]string{"a later version": `{"format":"coppice-ingestion/3","seq":1}`, "empty": "", "a damaged cursor": "\x01\x00", "no JSON": "x"} {
		if err := os.WriteFile(path, []byte(b), 0o600); err != nil {
			t.Fatal(err)
		}
		n := ingestion{path: path}
		if _, err := n.Load(); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}
