package e2e

import (
	"bytes"
	"crypto/rand"
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

	"github.com/coppice-network/coppice/internal/vana"
)

// vanaClient is another program with a contributor's key: it encrypts as clients of the Vana network do.
type vanaClient struct{ key, signature string }

func newVanaClient(t *testing.T) vanaClient {
	t.Helper()
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	sig, err := crypto.Sign(accounts.TextHash([]byte(vana.Seed)), key)
	if err != nil {
		t.Fatal(err)
	}
	sig[64] += 27
	return vanaClient{fmt.Sprintf("%x", crypto.FromECDSA(key)), fmt.Sprintf("0x%x", sig)}
}

func (c vanaClient) encrypt(t *testing.T, content io.Reader) string {
	t.Helper()
	var b bytes.Buffer
	w, err := vana.Encrypt(&b, rand.Reader, time.Now(), c.signature)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// TestAlreadyEncrypted brings in what another client encrypted, and refuses what is not the contributor's or not whole.
func TestAlreadyEncrypted(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.start()
	m.account("founder")
	dao := m.dao("founder", "fitness")
	ann, eve := newVanaClient(t), newVanaClient(t)
	m.run(ann.key, "account", "import", "ann")
	m.do(nil, "--as", "ann", "account", "fund")

	content := export("500", day("4/12/16", 1000), day("4/13/16", 2000))
	sealed := ann.encrypt(t, strings.NewReader(content))
	path := m.file("mine.json.enc", sealed)

	t.Run("refused", func(t *testing.T) {
		before := m.vana(t, "ann")
		flipped := []byte(sealed)
		flipped[len(flipped)/2] ^= 1
		theirs := m.file("theirs.json.enc", eve.encrypt(t, strings.NewReader(content)))
		for name, c := range map[string]struct {
			text string
			args []string
		}{
			"another wallet's signature": {"signed by another wallet", []string{theirs, "--signature-file", m.file("sig", eve.signature)}},
			"another wallet's file":      {"password does not open", []string{theirs}},
			"no signature in the file":   {"not a wallet signature", []string{path, "--signature-file", m.file("sig", "hello")}},
			"a tampered file":            {"damaged", []string{m.file("a.enc", string(flipped))}},
			"a file cut off":             {"damaged", []string{m.file("a.enc", sealed[:len(sealed)-5])}},
			"a plain file":               {"not an OpenPGP message", []string{m.file("plain.json", content)}},
			"more than is accepted":      {"larger than allowed", []string{m.file("big.enc", ann.encrypt(t, io.LimitReader(zeros{}, 200<<20)))}},
			"one bad among good":         {"damaged", []string{path, m.file("a.enc", string(flipped))}},
		} {
			t.Run(name, func(t *testing.T) {
				o := m.refused(c.text, append([]string{"--as", "ann", "contribute", "--dao", dao, "--already-encrypted"}, c.args...)...)
				if strings.Contains(o.stderr, ann.signature[2:20]) || strings.Contains(o.stderr, eve.signature[2:20]) {
					t.Errorf("the error holds the password: %s", o.stderr)
				}
			})
		}
		if o := m.try("--as", "ann", "contribute", "--dao", dao, path, "--signature-file", "x"); o.code != 2 {
			t.Errorf("--signature-file alone: exit %d", o.code)
		}
		if after := m.vana(t, "ann"); after != before {
			t.Errorf("a refused file cost money: %s before, %s after", before, after)
		}
	})

	t.Run("accepted", func(t *testing.T) {
		var r struct{ Files []contributed }
		m.do(&r, "--as", "ann", "contribute", "--dao", dao, "--already-encrypted", path)
		first := r.Files[0]
		if first.Status != "valid" || first.Reward == "0" {
			t.Fatalf("%+v, want valid", first)
		}
		// The same again, from the signature on stdin, from a file, and in plain: nothing is registered twice.
		again := m.runOut(ann.signature+"\n", "--json", "--as", "ann", "contribute", "--dao", dao, "--already-encrypted", "--signature-file", "-", path)
		if want := fmt.Sprintf(`"fileId": %d`, first.FileID); !strings.Contains(again, want) {
			t.Errorf("from stdin: %s, want %s", again, want)
		}
		m.do(&r, "--as", "ann", "contribute", "--dao", dao, "--already-encrypted", "--signature-file", m.file("sig", ann.signature), path)
		if r.Files[0].FileID != first.FileID {
			t.Errorf("from a file: %+v", r.Files[0])
		}
		if plain := m.contribute("ann", dao, m.file("mine.json", content))[0]; plain.FileID != first.FileID {
			t.Errorf("in plain: %+v", plain)
		}
		out := filepath.Join(t.TempDir(), "back.json")
		m.do(nil, "--as", "ann", "file", "open", fmt.Sprint(first.FileID), "--out", out)
		if b, err := os.ReadFile(out); err != nil || string(b) != content {
			t.Errorf("the personal copy holds %d bytes, %v", len(b), err)
		}
	})

	t.Run("no plaintext in the home", func(t *testing.T) {
		err := filepath.WalkDir(m.home, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return nil // a running network removes files while they are listed
			}
			if b, err := os.ReadFile(path); err == nil && bytes.Contains(b, []byte(`"userId":"500"`)) {
				t.Errorf("%s holds plaintext", path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// run runs a command that must succeed, with something on stdin.
func (m *machine) run(stdin string, args ...string) { m.t.Helper(); m.runOut(stdin, args...) }

func (m *machine) runOut(stdin string, args ...string) string {
	m.t.Helper()
	cmd := m.command(m.t.Context(), args...)
	cmd.Stdin = strings.NewReader(stdin)
	var errOut bytes.Buffer
	cmd.Stderr = &errOut
	out, err := cmd.Output()
	if err != nil {
		m.t.Fatalf("coppice %s: %v\n%s", strings.Join(args, " "), err, errOut.String())
	}
	return string(out)
}
