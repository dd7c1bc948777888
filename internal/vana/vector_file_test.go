package vana

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// fileErrors are all that OpenFile may say about a file.
var fileErrors = []error{ErrNotEncrypted, ErrUnprotected, ErrUnsupported, ErrPassword, ErrDamaged, ErrTooLarge}

func isOneOf(err error, list []error) bool {
	for _, e := range list {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func unmarshal(t *testing.T, raw json.RawMessage, into any) {
	t.Helper()
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("an entry of a known shape: %v", err)
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.TrimPrefix(s, "0x"))
	if err != nil {
		t.Fatalf("a vector's hex digits: %v", err)
	}
	return b
}

// plainSigner signs with any key, also with those that this program's wallet refuses since everybody knows them.
type plainSigner struct{ key *ecdsa.PrivateKey }

func signerOf(t *testing.T, private string) plainSigner {
	t.Helper()
	key, err := crypto.ToECDSA(unhex(t, private))
	if err != nil {
		t.Fatal(err)
	}
	return plainSigner{key}
}

func (s plainSigner) Address() common.Address { return crypto.PubkeyToAddress(s.key.PublicKey) }

func (s plainSigner) SignPersonal(message []byte) ([]byte, error) {
	sig, err := crypto.Sign(accounts.TextHash(message), s.key)
	if err == nil {
		sig[64] += 27
	}
	return sig, err
}

func runSignatureVector(t *testing.T, _ vectorList, raw json.RawMessage) {
	var v struct {
		PrivateKey string `json:"private_key"`
		Address    common.Address
		Message    string
		Length     *int   `json:"message_utf8_len"`
		Digest     string `json:"eip191_digest"`
		Signature  string
		Password   string
		Expect     string
	}
	unmarshal(t, raw, &v)
	got, err := ParseSignature(v.Signature)
	if err == nil {
		err = got.Check(v.Message, v.Address)
	}
	if want := expected(t, v.Expect); !want.accept {
		if err == nil && !want.either {
			t.Error("accepted")
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if got.Password() != v.Password {
		t.Error("the password is another one")
	}
	if v.Length != nil && *v.Length != len(v.Message) {
		t.Errorf("the message has %d bytes", len(v.Message))
	}
	if v.Digest != "" && !bytes.Equal(accounts.TextHash([]byte(v.Message)), unhex(t, v.Digest)) {
		t.Error("the digest is another one")
	}
	if made, err := Sign(signerOf(t, v.PrivateKey), v.Message); err != nil || made != got {
		t.Errorf("the wallet signs otherwise, %v", err)
	}
}

// vectorContent is how a vector states what is inside.
type vectorContent struct {
	Kind, Value, Seed string
	Len               int
}

func (c vectorContent) bytes(t *testing.T) []byte {
	switch c.Kind {
	case "literal_utf8":
		return []byte(c.Value)
	case "det_sha256_counter":
		var out []byte
		for i := uint32(0); len(out) < c.Len; i++ {
			sum := sha256.Sum256(binary.BigEndian.AppendUint32([]byte(c.Seed), i))
			out = append(out, sum[:]...)
		}
		return out[:c.Len]
	case "lines":
		var out bytes.Buffer
		for i := 0; out.Len() < c.Len; i++ {
			fmt.Fprintf(&out, "line %d of the compressible vector\n", i)
		}
		return out.Bytes()[:c.Len]
	}
	t.Fatalf("content of the unknown kind %q", c.Kind)
	return nil
}

// fileVector is an entry about an OpenPGP file.
type fileVector struct {
	Password  string
	Plaintext *vectorContent
	Sum       string `json:"plaintext_sha256"`
	Length    *int   `json:"plaintext_len"`
	Optional  bool
	Expect    string
	Observed  map[string]string
	Hex       *string `json:"ciphertext_hex"`
	Armored   string  `json:"ciphertext_armored"`
	File      string  `json:"ciphertext_file"`
	CipherSum string  `json:"ciphertext_sha256"`
	CipherLen *int    `json:"ciphertext_len"`
}

func (v fileVector) ciphertext(t *testing.T, dir string) []byte {
	t.Helper()
	var b []byte
	switch {
	case v.Hex != nil:
		b = unhex(t, *v.Hex)
	case v.Armored != "":
		b = []byte(v.Armored)
	default:
		var err error
		if b, err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(v.File))); err != nil {
			t.Fatal(err)
		}
	}
	if sum := sha256.Sum256(b); v.CipherSum != "" && hex.EncodeToString(sum[:]) != v.CipherSum || v.CipherLen != nil && len(b) != *v.CipherLen {
		t.Fatal("the ciphertext is not the one that the vector describes")
	}
	return b
}

var acceptedBytes = regexp.MustCompile(`^ACCEPTED (\d+) bytes$`)

func runFileVector(t *testing.T, list vectorList, raw json.RawMessage) {
	var v fileVector
	unmarshal(t, raw, &v)
	sealed := v.ciphertext(t, list.dir)
	f, err := OpenFile(bytes.NewReader(sealed), int64(len(sealed)), 64<<20, v.Password)
	want := expected(t, v.Expect)
	switch {
	case v.Optional && errors.Is(err, ErrUnsupported):
		t.Logf("optional, and refused by name: %v", err)
		return
	case err != nil && (f != nil || !isOneOf(err, fileErrors)):
		t.Fatalf("file %v, error without a name: %v", f, err)
	case err != nil && want.accept:
		t.Fatal(err)
	case err == nil && !want.accept && !want.either:
		t.Fatal("accepted")
	case err != nil:
		t.Log(err)
		return
	}
	got := readFile(t, f)
	if v.Plaintext != nil && !bytes.Equal(got, v.Plaintext.bytes(t)) {
		t.Errorf("%d bytes, and not those that were encrypted", len(got))
	}
	if sum := sha256.Sum256(got); v.Sum != "" && hex.EncodeToString(sum[:]) != v.Sum {
		t.Errorf("the content's digest is %x", sum)
	}
	if v.Length != nil && len(got) != *v.Length {
		t.Errorf("%d bytes, want %d", len(got), *v.Length)
	}
	if want.content != "" && string(got) != want.content {
		t.Errorf("content %q, want %q", got, want.content)
	}
	for tool, said := range v.Observed {
		if m := acceptedBytes.FindStringSubmatch(said); m != nil && m[1] != strconv.Itoa(len(got)) {
			t.Errorf("%d bytes, %s read %s", len(got), tool, m[1])
		}
	}
}

// readFile reads the content, which must be what File says of it.
func readFile(t *testing.T, f *File) []byte {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if f.Size() != int64(len(b)) || f.Digest() != sha256.Sum256(b) {
		t.Errorf("size %d or digest %x are not those of what is read", f.Size(), f.Digest())
	}
	return b
}
