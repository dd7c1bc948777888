package enclave

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func TestSealingRoot(t *testing.T) {
	root := NewSealingRoot([32]byte{1})
	rapid.Check(t, func(t *rapid.T) {
		plain, aad := rapid.SliceOf(rapid.Byte()).Draw(t, "plain"), rapid.SliceOf(rapid.Byte()).Draw(t, "aad")
		sealed, err := root.Seal(plain, aad)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := root.Open(sealed, aad); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%x, %v", got, err)
		}
		if again, _ := root.Seal(plain, aad); bytes.Equal(again, sealed) {
			t.Fatal("sealing twice gave the same bytes")
		}
		bad := bytes.Clone(sealed)
		at := rapid.IntRange(0, len(bad)-1).Draw(t, "at")
		bad[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		want := ErrTampered
		switch {
		case at == 4:
			want = ErrVersion
		case at >= 5 && at < 13:
			want = ErrOtherRoot
		}
		if got, err := root.Open(bad, aad); !errors.Is(err, want) || got != nil {
			t.Fatalf("byte %d changed: %x, %v, want %v", at, got, err, want)
		}
		if _, err := root.Open(sealed, append(bytes.Clone(aad), 0)); !errors.Is(err, ErrTampered) {
			t.Fatalf("bound to something else: %v", err)
		}
		if _, err := root.Open(sealed[:rapid.IntRange(0, len(sealed)-1).Draw(t, "cut")], aad); !errors.Is(err, ErrTampered) {
			t.Fatalf("cut: %v", err)
		}
	})
}

func TestRootsAreSeparate(t *testing.T) {
	a, b := NewSealingRoot([32]byte{1}), NewSealingRoot([32]byte{2})
	roots := map[string]SealingRoot{"a": a, "b": b, "a for x": a.For("x"), "a for y": a.For("y"), "a for nothing": a.For(""), "b for x": b.For("x"), "a for x for x": a.For("x").For("x")}
	for from, s := range roots {
		sealed, _ := s.Seal([]byte("data"), nil)
		for to, o := range roots {
			want := ErrOtherRoot
			if from == to {
				want = nil
			}
			if _, err := o.Open(sealed, nil); !errors.Is(err, want) {
				t.Errorf("sealed by %s, opened by %s: %v, want %v", from, to, err, want)
			}
		}
	}
	sealed, _ := NewSealingRoot([32]byte{1}).For("x").Seal([]byte("data"), nil)
	if got, err := a.For("x").Open(sealed, nil); err != nil || string(got) != "data" {
		t.Errorf("the same root and purpose: %q, %v", got, err)
	}
}

// A file sealed by version 1 opens for ever.
func TestSealedVector(t *testing.T) {
	sealed, _ := hex.DecodeString(sealedVector)
	if got, err := NewSealingRoot([32]byte{1}).Open(sealed, []byte("aad")); err != nil || string(got) != "coppice" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestRootFiles(t *testing.T) {
	dir := t.TempDir()
	validator := filepath.Join(dir, "validator")
	path := filepath.Join(dir, "roots", "sealing")
	root, err := OpenSealingRoot(path, validator, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sealed, _ := root.Seal([]byte("data"), nil)
	again, err := OpenSealingRoot(path, validator, strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Open(sealed, nil); err != nil || string(got) != "data" {
		t.Errorf("after opening anew: %q, %v", got, err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	dev, err := OpenDevelopmentRoot(filepath.Join(dir, "roots", "development"), validator, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	roots, err := ParseDevelopmentRoot(dev.Public())
	if err != nil || !strings.HasPrefix(dev.Public(), "coppice-development-root/1:") {
		t.Fatalf("%s, %v", dev.Public(), err)
	}
	if _, err := Verify(ctx, attest(t, platform(t, dev, SimulatedConfig{})), roots, now); err != nil {
		t.Errorf("below the parsed root: %v", err)
	}
	good, _ := os.ReadFile(path)
	for name, tc := range map[string]struct {
		content string
		want    error
	}{
		"empty":          {"", ErrRootFile},
		"cut":            {string(good[:60]), ErrRootFile},
		"two lines":      {string(good) + string(good), ErrRootFile},
		"no line feed":   {strings.TrimSpace(string(good)), ErrRootFile},
		"not hex":        {"coppice-sealing-root-secret/1:" + strings.Repeat("x", 64) + "\n", ErrRootFile},
		"upper case hex": {"coppice-sealing-root-secret/1:" + strings.Repeat("A", 64) + "\n", ErrRootFile},
		"later version":  {"coppice-sealing-root-secret/2:" + strings.Repeat("a", 64) + "\n", ErrVersion},
		"other root":     {"coppice-development-root-secret/1:" + strings.Repeat("a", 64) + "\n", ErrRootFile},
	} {
		bad := filepath.Join(t.TempDir(), "root")
		os.WriteFile(bad, []byte(tc.content), 0o600)
		if _, err := OpenSealingRoot(bad, validator, rand.Reader); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
		if b, _ := os.ReadFile(bad); string(b) != tc.content {
			t.Errorf("%s: the file was changed", name)
		}
	}
	if _, err := ParseDevelopmentRoot("coppice-development-root/2:" + strings.Repeat("a", 64)); !errors.Is(err, ErrVersion) {
		t.Errorf("a later public root: %v", err)
	}
	if _, err := ParseDevelopmentRoot(""); !errors.Is(err, ErrRootFile) {
		t.Errorf("no public root: %v", err)
	}
	if _, err := OpenSealingRoot(filepath.Join(dir, "new"), validator, strings.NewReader("x")); err == nil {
		t.Error("a root without randomness")
	}
	if _, err := os.Stat(filepath.Join(dir, "new")); err == nil {
		t.Error("a refused root was written")
	}
}

func TestRootInsideValidatorIsRefused(t *testing.T) {
	dir := t.TempDir()
	validator := filepath.Join(dir, "validator")
	os.Mkdir(validator, 0o700)
	os.Symlink(validator, filepath.Join(dir, "link"))
	for name, tc := range map[string]struct {
		path string
		want error
	}{
		"inside":              {filepath.Join(validator, "root"), ErrInside},
		"deep inside":         {filepath.Join(validator, "a", "b", "root"), ErrInside},
		"by a link":           {filepath.Join(dir, "link", "root"), ErrInside},
		"by the parent":       {filepath.Join(dir, "x", "..", "validator", "root"), ErrInside},
		"beside":              {filepath.Join(dir, "root"), nil},
		"beside, like prefix": {filepath.Join(dir, "validator-root"), nil},
		"two dots in a name":  {filepath.Join(dir, "..root"), nil},
	} {
		if _, err := OpenSealingRoot(tc.path, validator, rand.Reader); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	if entries, _ := os.ReadDir(validator); len(entries) != 0 {
		t.Errorf("files in the validator's directory: %v", entries)
	}
}

func TestConcurrentCreationGivesOneRoot(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root")
	public := make([]string, 8)
	var wg sync.WaitGroup
	for i := range public {
		wg.Go(func() {
			r, err := OpenDevelopmentRoot(path, path+"-validator", rand.Reader)
			if err != nil {
				t.Error(err)
				return
			}
			public[i] = r.Public()
		})
	}
	wg.Wait()
	for _, p := range public {
		if p != public[0] {
			t.Fatalf("%s and %s", p, public[0])
		}
	}
}

func BenchmarkSealingRoot(b *testing.B) {
	root := NewSealingRoot([32]byte{1})
	for _, size := range []int{1 << 10, 1 << 20} {
		plain := make([]byte, size)
		sealed, _ := root.Seal(plain, nil)
		b.Run(fmt.Sprintf("seal-%dKiB", size>>10), func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				root.Seal(plain, nil)
			}
		})
		b.Run(fmt.Sprintf("open-%dKiB", size>>10), func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				root.Open(sealed, nil)
			}
		})
	}
}

const sealedVector = "636f707301756e0b1cc7f89efd934ed1de3ed49edebb6be4e5e354062a1b70821d6f619aaba6d0b726a4befa572dac2da8c19e08eb55d797efbb5f227acd6e02376cf168"
