package custody

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"regexp"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"pgregory.net/rapid"
)

func TestFingerprintIsTheDocumentedMAC(t *testing.T) {
	c := open(t, t.TempDir())
	c.Create(7, 1, rand.Reader)
	got, err := c.Fingerprint(7, []byte("content"))
	if err != nil {
		t.Fatal(err)
	}
	secret := c.dlps[7].record.Secret
	key, _ := hkdf.Key(sha256.New, secret[:], nil, "coppice fingerprint v1", 32)
	h := hmac.New(sha256.New, key)
	h.Write([]byte("content"))
	if want := [32]byte(h.Sum(nil)); got != want {
		t.Errorf("%x, want %x", got, want)
	}
	if got == sha256.Sum256([]byte("content")) {
		t.Error("a plain hash")
	}
}

func TestTagsAreSeparate(t *testing.T) {
	c := open(t, t.TempDir())
	c.Create(7, 1, rand.Reader)
	c.Create(8, 1, rand.Reader)
	seen := map[[32]byte]string{}
	add := func(name string, v [32]byte, err error) {
		if err != nil {
			t.Fatal(name, err)
		}
		if other, ok := seen[v]; ok {
			t.Errorf("%s equals %s", name, other)
		}
		seen[v] = name
	}
	eight := string([]byte{0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2})
	for _, dlp := range []uint64{7, 8} {
		for _, s := range []string{"", "x", eight} {
			v, err := c.Fingerprint(dlp, []byte(s))
			add("fingerprint", v, err)
			v, err = c.IdentityTag(dlp, s)
			add("identity tag", v, err)
		}
		v, err := c.Salt(dlp, 1, 2)
		add("salt 1 2", v, err)
		v, err = c.Salt(dlp, 2, 1)
		add("salt 2 1", v, err)
	}
	for _, id := range []uint64{1, 2} {
		for _, d := range [][32]byte{{}, {1}} {
			v, err := c.JobKey(id, d)
			add("job key", v, err)
		}
	}
	other := open(t, t.TempDir())
	other.Create(7, 1, rand.Reader)
	v, err := other.Fingerprint(7, []byte("x"))
	add("another pool's secret", v, err)
	v, err = other.JobKey(1, [32]byte{})
	add("another validator's job key", v, err)
}

func TestRotationKeepsFingerprints(t *testing.T) {
	c := open(t, t.TempDir())
	rapid.Check(t, func(t *rapid.T) {
		content := rapid.SliceOf(rapid.Byte()).Draw(t, "content")
		var last uint32
		if e, err := c.Epochs(7); err == nil {
			last = e[len(e)-1]
		}
		c.Create(7, last, rand.Reader)
		before, _ := c.Fingerprint(7, content)
		if _, err := c.Create(7, last+1, rand.Reader); err != nil {
			t.Fatal(err)
		}
		if after, _ := c.Fingerprint(7, content); after != before {
			t.Fatal("a new epoch changed a fingerprint")
		}
	})
}

func TestPseudonyms(t *testing.T) {
	c := open(t, t.TempDir())
	k1, _ := c.JobKey(1, [32]byte{9})
	again, _ := c.JobKey(1, [32]byte{9})
	k2, _ := c.JobKey(2, [32]byte{9})
	shape := regexp.MustCompile(`^[0-9a-f]{32}$`)
	rapid.Check(t, func(t *rapid.T) {
		a := common.BytesToAddress(rapid.SliceOfN(rapid.Byte(), 20, 20).Draw(t, "a"))
		b := common.BytesToAddress(rapid.SliceOfN(rapid.Byte(), 20, 20).Draw(t, "b"))
		p := Pseudonym(k1, a)
		switch {
		case !shape.MatchString(p):
			t.Fatalf("%q", p)
		case p != Pseudonym(again, a):
			t.Fatal("one job, one contributor, two pseudonyms")
		case a != b && p == Pseudonym(k1, b):
			t.Fatal("two contributors, one pseudonym")
		case p == Pseudonym(k2, a):
			t.Fatal("the pseudonym outlives its job")
		}
	})
}

func BenchmarkFingerprint(b *testing.B) {
	c := open(b, b.TempDir())
	c.Create(7, 1, rand.Reader)
	content := make([]byte, 1<<20)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		c.Fingerprint(7, content)
	}
}

func BenchmarkPseudonym(b *testing.B) {
	for b.Loop() {
		Pseudonym([32]byte{1}, common.Address{2})
	}
}
