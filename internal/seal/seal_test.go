package seal

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"filippo.io/age"
	"pgregory.net/rapid"
)

func identity(t testing.TB, b byte) *Identity {
	t.Helper()
	id, err := IdentityFromSeed([32]byte{b})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestIdentityOfSeed(t *testing.T) {
	id := identity(t, 7)
	if again := identity(t, 7); !again.Recipient().Equal(id.Recipient()) {
		t.Error("the same seed gave another recipient")
	}
	if other := identity(t, 8); other.Recipient().Equal(id.Recipient()) {
		t.Error("another seed gave the same recipient")
	}
	if !strings.HasPrefix(id.Recipient().String(), "age1pq1") || len(id.Recipient().String()) != 1959 {
		t.Errorf("recipient of %d characters: %.20s...", len(id.Recipient().String()), id.Recipient())
	}
	back, err := ParseIdentity(id.Secret())
	if err != nil || back.Seed() != id.Seed() {
		t.Errorf("the secret string did not come back: %v", err)
	}
	// age itself must read our string and come to the same public key.
	theirs, err := age.ParseHybridIdentity(id.Secret())
	if err != nil || theirs.Recipient().String() != id.Recipient().String() || theirs.String() != id.Secret() {
		t.Errorf("age reads our identity differently: %v", err)
	}
}

func TestGenerateIdentityNeedsRandomness(t *testing.T) {
	if _, err := GenerateIdentity(rand.Reader); err != nil {
		t.Fatal(err)
	}
	if _, err := GenerateIdentity(strings.NewReader("too short")); err == nil {
		t.Error("an identity was made from nine bytes")
	}
}

func TestIdentityDoesNotPrintItsSecret(t *testing.T) {
	id := identity(t, 7)
	seed := fmt.Sprintf("%x", id.Seed())
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
		got := fmt.Sprintf(verb, id)
		if strings.Contains(strings.ToLower(got), seed[:16]) || strings.Contains(got, "SECRET") || !strings.HasPrefix(got, "identity(") {
			t.Errorf("%s printed %s", verb, got)
		}
	}
	if b, err := json.Marshal(id); err == nil {
		t.Errorf("JSON of an identity: %s", b)
	}
}

func TestParseRecipient(t *testing.T) {
	good := identity(t, 1).Recipient().String()
	classic, _ := age.GenerateX25519Identity()
	r, err := ParseRecipient(good)
	if err != nil || r.String() != good || r.IsZero() {
		t.Fatalf("own recipient refused: %v", err)
	}
	for name, s := range map[string]string{
		"empty":           "",
		"classic X25519":  classic.Recipient().String(),
		"upper case":      strings.ToUpper(good),
		"space after":     good + " ",
		"one letter less": good[:len(good)-1],
		"flipped letter":  good[:100] + map[bool]string{true: "p", false: "q"}[good[100] == 'q'] + good[101:],
		"prefix only":     "age1pq1",
		"very long":       "age1pq1" + strings.Repeat("q", 1<<20),
		"not ASCII":       "age1pq1é",
	} {
		if _, err := ParseRecipient(s); !errors.Is(err, ErrRecipient) {
			t.Errorf("%s: %v, want ErrRecipient", name, err)
		} else if len(err.Error()) > 200 {
			t.Errorf("%s: an error of %d characters", name, len(err.Error()))
		}
	}
	if _, err := Seal(io.Discard); !errors.Is(err, ErrRecipient) {
		t.Errorf("sealing to nobody: %v", err)
	}
	if _, err := Seal(io.Discard, Recipient{}); !errors.Is(err, ErrRecipient) {
		t.Errorf("sealing to the zero recipient: %v", err)
	}
}

func TestSealToSeveral(t *testing.T) {
	a, b, c := identity(t, 1), identity(t, 2), identity(t, 3)
	sealed, err := SealBytes([]byte("content"), a.Recipient(), b.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	for name, ids := range map[string][]*Identity{"first": {a}, "second": {b}, "second of many": {c, nil, b}} {
		if got, err := OpenBytes(sealed, ids...); err != nil || string(got) != "content" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for name, ids := range map[string][]*Identity{"stranger": {c}, "nobody": nil, "nil": {nil}} {
		if _, err := OpenBytes(sealed, ids...); !errors.Is(err, ErrNotForUs) {
			t.Errorf("%s: %v, want ErrNotForUs", name, err)
		}
	}
}

func TestClassicFilesStayReadableByAgeOnly(t *testing.T) {
	id := identity(t, 1)
	sealed, err := SealBytes([]byte("content"), id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	theirs, _ := age.ParseHybridIdentity(id.Secret())
	r, err := age.Decrypt(bytes.NewReader(sealed), theirs)
	if err != nil {
		t.Fatalf("stock age cannot open it: %v", err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "content" {
		t.Errorf("stock age read %q, %v", got, err)
	}
	var classic bytes.Buffer
	x, _ := age.GenerateX25519Identity()
	w, _ := age.Encrypt(&classic, x.Recipient())
	w.Close()
	if _, err := OpenBytes(classic.Bytes(), id); !errors.Is(err, ErrNotForUs) {
		t.Errorf("a classic file: %v, want ErrNotForUs", err)
	}
}

func TestEveryCutAndEveryFlippedByteIsNoticed(t *testing.T) {
	id := identity(t, 1)
	content := make([]byte, 3*64<<10)
	rand.Read(content)
	sealed, err := SealBytes(content, id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	key := len(sealed) - len(content) - 3*16
	cuts := []int{0, 1, 21, 22, 100, key - 17, key - 1, key, key + 1, key + 64<<10 + 16, key + 2*(64<<10+16), len(sealed) - 1}
	for _, n := range cuts {
		got, err := OpenBytes(sealed[:n], id)
		if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotSealed) {
			t.Errorf("cut at %d: %v", n, err)
		}
		if got != nil {
			t.Errorf("cut at %d: OpenBytes delivered %d bytes", n, len(got))
		}
		if n >= 22 && !errors.Is(err, ErrDamaged) {
			t.Errorf("cut at %d: %v, want ErrDamaged", n, err)
		}
	}
	if _, err := OpenBytes(append(bytes.Clone(sealed), 0), id); !errors.Is(err, ErrDamaged) {
		t.Errorf("a byte added: %v", err)
	}
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(sealed)-1).Draw(t, "at")
		bad := bytes.Clone(sealed)
		bad[i] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		_, err := OpenBytes(bad, id)
		if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotSealed) && !errors.Is(err, ErrNotForUs) {
			t.Fatalf("a changed byte at %d: %v", i, err)
		}
	})
}

func TestReaderDeliversOnlyWholeChunksBeforeACut(t *testing.T) {
	id := identity(t, 1)
	content := bytes.Repeat([]byte{1}, 200<<10)
	sealed, _ := SealBytes(content, id.Recipient())
	r, err := Open(bytes.NewReader(sealed[:len(sealed)-70<<10]), id)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if !errors.Is(err, ErrDamaged) {
		t.Errorf("a cut stream ended in %v", err)
	}
	if len(got)%(64<<10) != 0 {
		t.Errorf("%d bytes were delivered, not whole chunks", len(got))
	}
	if _, again := r.Read(make([]byte, 1)); again != err {
		t.Errorf("the error is not kept: %v", again)
	}
}

func TestKeySectionIsBounded(t *testing.T) {
	id := identity(t, 1)
	var many []Recipient
	for range 60 {
		many = append(many, id.Recipient())
	}
	sealed, err := SealBytes(nil, many...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenBytes(sealed, id); !errors.Is(err, ErrNotSealed) {
		t.Errorf("a key section of %d bytes: %v, want ErrNotSealed", len(sealed), err)
	}
	sealed, _ = SealBytes(make([]byte, 1<<20), many[:35]...)
	if _, err := OpenBytes(sealed, id); err != nil {
		t.Errorf("35 recipients: %v", err)
	}
}

func TestReadersOwnErrorIsNotCalledDamage(t *testing.T) {
	id := identity(t, 1)
	sealed, _ := SealBytes(make([]byte, 200<<10), id.Recipient())
	disk := errors.New("the disk broke")
	for _, n := range []int{0, 10, 500, 100 << 10} {
		src := io.MultiReader(bytes.NewReader(sealed[:n]), iotest.ErrReader(disk))
		r, err := Open(src, id)
		if err == nil {
			_, err = io.ReadAll(r)
		}
		if !errors.Is(err, disk) || errors.Is(err, ErrDamaged) || errors.Is(err, ErrNotSealed) {
			t.Errorf("after %d bytes: %v, want the disk's error", n, err)
		}
	}
}

func TestSealRoundTrip(t *testing.T) {
	id := identity(t, 1)
	rapid.Check(t, func(t *rapid.T) {
		content := rapid.SliceOfN(rapid.Byte(), 0, 1000).Draw(t, "content")
		repeat := rapid.SampledFrom([]int{1, 70, 131}).Draw(t, "repeat")
		content = bytes.Repeat(content, repeat)
		sealed, err := SealBytes(content, id.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		r, err := Open(iotest.OneByteReader(bytes.NewReader(sealed)), id)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, content) {
			t.Fatalf("%d bytes came back as %d: %v", len(content), len(got), err)
		}
	})
}

// BenchmarkSeal and BenchmarkOpen measure the pooled copy beside plain age with classic X25519 keys in the same run.
func BenchmarkSeal(b *testing.B) {
	content := make([]byte, 32<<20)
	id := identity(b, 1)
	classic, _ := age.GenerateX25519Identity()
	b.Run("pooled", func(b *testing.B) {
		b.SetBytes(int64(len(content)))
		for b.Loop() {
			w, err := SealPooled(io.Discard, rand.Reader, PooledHeader{}, id.Recipient())
			if err != nil {
				b.Fatal(err)
			}
			w.Write(content)
			w.Close()
		}
	})
	b.Run("age-x25519", func(b *testing.B) {
		b.SetBytes(int64(len(content)))
		for b.Loop() {
			w, _ := age.Encrypt(io.Discard, classic.Recipient())
			w.Write(content)
			w.Close()
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	content := make([]byte, 32<<20)
	id := identity(b, 1)
	classic, _ := age.GenerateX25519Identity()
	var pooled, plain bytes.Buffer
	w, _ := SealPooled(&pooled, rand.Reader, PooledHeader{}, id.Recipient())
	w.Write(content)
	w.Close()
	w, _ = age.Encrypt(&plain, classic.Recipient())
	w.Write(content)
	w.Close()
	b.Run("pooled", func(b *testing.B) {
		b.SetBytes(int64(len(content)))
		for b.Loop() {
			_, r, err := OpenPooled(bytes.NewReader(pooled.Bytes()), id)
			if err != nil {
				b.Fatal(err)
			}
			if n, err := io.Copy(io.Discard, r); err != nil || n != int64(len(content)) {
				b.Fatal(n, err)
			}
		}
	})
	b.Run("age-x25519", func(b *testing.B) {
		b.SetBytes(int64(len(content)))
		for b.Loop() {
			r, _ := age.Decrypt(bytes.NewReader(plain.Bytes()), classic)
			io.Copy(io.Discard, r)
		}
	})
}

// BenchmarkKeys measures the fixed cost per file and per identity.
func BenchmarkKeys(b *testing.B) {
	id := identity(b, 1)
	sealed, _ := SealBytes(nil, id.Recipient())
	b.Run("identity-from-seed", func(b *testing.B) {
		for b.Loop() {
			IdentityFromSeed([32]byte{1})
		}
	})
	b.Run("seal-empty", func(b *testing.B) {
		for b.Loop() {
			SealBytes(nil, id.Recipient())
		}
	})
	b.Run("open-empty", func(b *testing.B) {
		for b.Loop() {
			OpenBytes(sealed, id)
		}
	})
}
