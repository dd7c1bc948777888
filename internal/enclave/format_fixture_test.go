package enclave

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coppice-network/coppice/internal/fixture"
)

// Unknown versions are refused in the tests of each format: sealing_test.go, document_test.go, policy_test.go, verify_test.go.

func TestSealedDataFixture(t *testing.T) {
	root := NewSealingRoot([32]byte{1}).For("fixture")
	b := fixture.File(t, "v1/sealed.bin", func() []byte {
		b, err := root.Seal([]byte("kept"), []byte("name"))
		if err != nil {
			t.Fatal(err)
		}
		return b
	})
	if plain, err := root.Open(b, []byte("name")); err != nil || string(plain) != "kept" {
		t.Errorf("%q, %v", plain, err)
	}
}

func TestRootFilesFixture(t *testing.T) {
	validator := t.TempDir()
	dir := fixture.Dir(t, "v1/roots", func(dir string) {
		if _, err := OpenSealingRoot(filepath.Join(dir, "sealing"), validator, bytes.NewReader(bytes.Repeat([]byte{2}, 32))); err != nil {
			t.Fatal(err)
		}
		r, err := OpenDevelopmentRoot(filepath.Join(dir, "development"), validator, bytes.NewReader(bytes.Repeat([]byte{1}, 32)))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "development.pub"), []byte(r.Public()), 0o600); err != nil {
			t.Fatal(err)
		}
	})
	none := strings.NewReader("") // nothing may be drawn
	sealing, err := OpenSealingRoot(filepath.Join(dir, "sealing"), validator, none)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := NewSealingRoot([32]byte(bytes.Repeat([]byte{2}, 32))).Seal([]byte("kept"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := sealing.Open(sealed, nil); err != nil || string(plain) != "kept" {
		t.Errorf("another sealing root: %q, %v", plain, err)
	}
	development, err := OpenDevelopmentRoot(filepath.Join(dir, "development"), validator, none)
	if err != nil {
		t.Fatal(err)
	}
	public, err := os.ReadFile(filepath.Join(dir, "development.pub"))
	if err != nil || development.Public() != string(public) || development.Public() != testRoot(1).Public() {
		t.Errorf("development root %s, its public form %s, %v", development.Public(), public, err)
	}
	if _, err := ParseDevelopmentRoot(string(public)); err != nil {
		t.Error(err)
	}
}

// A validator document of version 1 with simulated evidence of version 1 in it, verified at its time.
func TestDocumentFixture(t *testing.T) {
	root := testRoot(1)
	b := fixture.File(t, "v1/validator.json", func() []byte { return issue(t, platform(t, root, SimulatedConfig{}), me) })
	d, c, err := VerifyDocument(ctx, b, me, root.Roots(), DevelopmentPolicy(time.Hour, code), now)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := d.RecipientKey(); err != nil || !r.Equal(recipient(t, 1)) || c.Measurement != code || !c.Time.Equal(now) {
		t.Errorf("document %+v, claims %+v, %v", d, c, err)
	}
}

func TestPolicyFixture(t *testing.T) {
	want := DevelopmentPolicy(time.Hour, code)
	b := fixture.File(t, "v1/policy.json", func() []byte {
		b, err := json.MarshalIndent(want, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		return b
	})
	got, err := ParsePolicy(b)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := json.Marshal(got)
	if first, _ := json.Marshal(want); !bytes.Equal(again, first) {
		t.Errorf("policy %s, want %s", again, first)
	}
}
