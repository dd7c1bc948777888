package node

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/fixture"
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
		if err := (&cursor{path: path}).Save(258); err != nil {
			t.Fatal(err)
		}
	})
	if seq, err := (&cursor{path: path}).Load(); err != nil || seq != 258 {
		t.Errorf("at %d, %v", seq, err)
	}
	if err := os.WriteFile(path, []byte{2, 0, 0, 0, 0, 0, 0, 0, 1}, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := (&cursor{path: path}).Load(); err == nil {
		t.Error("a cursor of a later version was read")
	}
	if seq, err := (&cursor{path: filepath.Join(t.TempDir(), "none")}).Load(); err != nil || seq != 0 {
		t.Errorf("no cursor: %d, %v", seq, err)
	}
}
