package contribution

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/vana"
)

func signature(t *testing.T, key *ecdsa.PrivateKey, message string) string {
	t.Helper()
	sig, err := crypto.Sign(accounts.TextHash([]byte(message)), key)
	if err != nil {
		t.Fatal(err)
	}
	sig[64] += 27
	s, err := vana.ParseSignature(fmt.Sprintf("0x%x", sig))
	if err != nil {
		t.Fatal(err)
	}
	return s.Password()
}

func encrypt(t *testing.T, content, password string) string {
	t.Helper()
	var b bytes.Buffer
	w, err := vana.Encrypt(&b, rand.Reader, time.Unix(1_700_000_000, 0), password)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// encrypted has the rig contribute what is encrypted with a signature.
func (r *rig) encrypted(signature string, paths ...string) ([]Result, error) {
	r.t.Helper()
	look, err := Encrypted(r.Owner.Address(), signature)
	if err != nil {
		return nil, err
	}
	r.Examine = look
	defer func() { r.Examine = nil }()
	return r.contribute(paths...)
}

// TestEncryptedIsThePlainFile: a file that was encrypted elsewhere and the same file in plain are one contribution, whichever came first
// and wherever the first process ended; and no plaintext touches the disk.
func TestEncryptedIsThePlainFile(t *testing.T) {
	content := strings.Repeat("an export that nobody else may read. ", 3000)
	for name, c := range map[string]struct {
		arrange func(r *rig)
		plain   bool // the second process is given the plain file
	}{
		"encrypted twice":           {func(*rig) {}, false},
		"then plain":                {func(*rig) {}, true},
		"killed while storing":      {func(r *rig) { r.personal.fail = refuse(personalSuffix, false) }, false},
		"killed, then plain":        {func(r *rig) { r.personal.fail = refuse(personalSuffix, false) }, true},
		"killed before registering": {func(r *rig) { r.node.lose = r.kill }, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			sig := signature(t, r.key, vana.Seed)
			path := r.write("export.json.enc", encrypt(t, content, sig))
			c.arrange(r)
			r.encrypted(sig, path)
			checkNoPlaintext(t, r.dir, "nobody else may read")
			before := r.entry(content)
			r.restart()
			var results []Result
			var err error
			if c.plain {
				results, err = r.contribute(r.write("export.json", content))
			} else {
				results, err = r.encrypted(sig, path)
			}
			if err != nil {
				t.Fatal(err)
			}
			e := r.entry(content)
			if e.name != "export.json" || e.size != int64(len(content)) || e.cid != before.cid || e.step != stepRegistered || results[0].FileID != e.fileID {
				t.Errorf("the journal has %+v, before %+v; the result is %+v", e, before, results[0])
			}
			if n := r.transactions(); n != 1 {
				t.Errorf("%d transactions, want 1", n)
			}
			own, err := seal.OpenBytes(r.personal.content[e.personal], mustSelf(t, r))
			if err != nil || string(own) != content {
				t.Errorf("the personal copy holds %d bytes, %v", len(own), err)
			}
			_, pooled, err := seal.OpenPooled(bytes.NewReader(r.blobs.content[e.cid]), pool().intake)
			if err != nil {
				t.Fatal(err)
			}
			if b, err := io.ReadAll(pooled); err != nil || string(b) != content {
				t.Errorf("the pooled copy holds %d bytes, %v", len(b), err)
			}
		})
	}
}

func mustSelf(t *testing.T, r *rig) *seal.Identity {
	t.Helper()
	self, err := r.Self(t.Context(), pool().ID)
	if err != nil {
		t.Fatal(err)
	}
	return self
}

func checkNoPlaintext(t *testing.T, dir, text string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		b, err := os.ReadFile(path)
		if strings.Contains(string(b), text) {
			t.Errorf("%s holds plaintext", path)
		}
		return err
	})
	if err != nil || files == 0 {
		t.Fatalf("%d files looked at, %v", files, err)
	}
}

// TestEncryptedWithAWalletsOwnForm: the password is what the client's wallet wrote, also where that is not the normal form.
func TestEncryptedWithAWalletsOwnForm(t *testing.T) {
	r := newRig(t)
	upper := "0x" + strings.ToUpper(signature(t, r.key, vana.Seed)[2:])
	if _, err := r.encrypted(upper+"\n", r.write("a.json.enc", encrypt(t, "content", upper))); err != nil {
		t.Error(err)
	}
}

// TestEncryptedRefused: each refusal has its name and comes before anything is sent.
func TestEncryptedRefused(t *testing.T) {
	r := newRig(t)
	sig := signature(t, r.key, vana.Seed)
	stranger, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	foreign := signature(t, stranger, vana.Seed)
	good := encrypt(t, "content", sig)
	flipped := []byte(good)
	flipped[len(flipped)-1] ^= 1
	for name, c := range map[string]struct {
		signature, file string
		want            error
	}{
		"another wallet's signature":    {foreign, encrypt(t, "content", foreign), vana.ErrSigner},
		"a signature of another text":   {signature(t, r.key, "Sign in"), good, vana.ErrSigner},
		"no signature":                  {"secret", good, vana.ErrSignature},
		"another wallet's file":         {sig, encrypt(t, "content", foreign), vana.ErrPassword},
		"a tampered file":               {sig, string(flipped), vana.ErrDamaged},
		"a file cut off":                {sig, good[:len(good)-1], vana.ErrDamaged},
		"a file and something after":    {sig, good + "x", vana.ErrDamaged},
		"a plain file":                  {sig, `{"source":"fitbit"}`, vana.ErrNotEncrypted},
		"an empty file":                 {sig, "", ErrFile},
		"nothing encrypted":             {sig, encrypt(t, "", sig), ErrFile},
		"more than the DataDAO accepts": {sig, encrypt(t, strings.Repeat("x", int(pool().MaxBytes)+1), sig), vana.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			ok := r.write("ok.json.enc", good)
			if _, err := r.encrypted(c.signature, ok, r.write("a.json.enc", c.file)); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			} else if strings.Contains(err.Error(), sig[2:]) {
				t.Error("the error holds the signature")
			}
			r.checkNothingSent()
		})
	}
	if _, err := r.encrypted(sig, r.write("exact.enc", encrypt(t, strings.Repeat("x", int(pool().MaxBytes)), sig))); err != nil {
		t.Errorf("content of exactly the largest size: %v", err)
	}
}

// TestEncryptedThatChanges: what is sealed is what was looked at.
func TestEncryptedThatChanges(t *testing.T) {
	r := newRig(t)
	sig := signature(t, r.key, vana.Seed)
	path := r.write("a.json.enc", encrypt(t, "content", sig))
	other := encrypt(t, "another", sig)
	r.trust.fail = func() error { return os.WriteFile(path, []byte(other), 0o600) } // after the look, before the sealing
	if _, err := r.encrypted(sig, path); !errors.Is(err, vana.ErrChanged) {
		t.Errorf("%v, want ErrChanged", err)
	}
	r.checkNothingSent()
}

func TestPlainNames(t *testing.T) {
	for path, want := range map[string]string{
		"/a/export.json.enc": "export.json", "export.json.pgp": "export.json", "x.gpg": "x", "x.asc": "x", "export.json": "export.json", "/a/.enc": ".enc",
	} {
		if got := plainName(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
