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
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/accounts/abi"
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

func privateKey(t *testing.T, text string) *secp256k1.PrivateKey {
	t.Helper()
	return secp256k1.PrivKeyFromBytes(unhex(t, text))
}

type envelopeVector struct {
	Private    string  `json:"recipient_private_key"`
	Public65   string  `json:"recipient_public_key_65"`
	Public33   string  `json:"recipient_public_key_33"`
	Public64   string  `json:"recipient_public_key_64_raw"`
	PlainHex   *string `json:"plaintext_hex"`
	PlainText  *string `json:"plaintext_utf8"`
	IV         string
	Ephemeral  string `json:"ephemeral_private_key"`
	Ciphertext string `json:"ciphertext_hex"`
	Padded     string `json:"ciphertext_padded_hex"`
	Unpadded   string `json:"ciphertext_unpadded_hex"`
	Expect     string
}

func (v envelopeVector) plain(t *testing.T) (string, bool) {
	switch {
	case v.PlainHex != nil:
		return string(unhex(t, *v.PlainHex)), true
	case v.PlainText != nil:
		return *v.PlainText, true
	}
	return "", false
}

// sealed encrypts again with the randomness that the vector states.
func (v envelopeVector) sealed(t *testing.T) string {
	t.Helper()
	plain, _ := v.plain(t)
	to := PublicKey{privateKey(t, v.Private).PubKey()}
	text, err := sealEnvelope([ivBytes]byte(unhex(t, v.IV)), privateKey(t, v.Ephemeral), to, []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func runEnvelopeVector(t *testing.T, _ vectorList, raw json.RawMessage) {
	var v envelopeVector
	unmarshal(t, raw, &v)
	got, err := DecryptKey(privateKey(t, v.Private), v.Ciphertext)
	if want := expected(t, v.Expect); !want.accept {
		if !errors.Is(err, ErrEnvelope) && !errors.Is(err, ErrNotForUs) || got != "" {
			t.Errorf("%d bytes, %v, want a refusal by name", len(got), err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if want, ok := v.plain(t); ok && got != want {
		t.Errorf("decrypted %q", got)
	}
	if v.IV != "" && v.Ephemeral != "" && v.sealed(t) != v.Ciphertext {
		t.Error("encrypted otherwise")
	}
	for _, key := range []string{v.Public65, v.Public33, v.Public64} {
		if key == "" {
			continue
		}
		if k, err := ParsePublicKey(key); err != nil || !k.point.IsEqual(privateKey(t, v.Private).PubKey()) {
			t.Errorf("public key %s: %v", key, err)
		}
	}
}

func runLeadingZeroVector(t *testing.T, _ vectorList, raw json.RawMessage) {
	var v envelopeVector
	unmarshal(t, raw, &v)
	want, _ := v.plain(t)
	for form, text := range map[string]string{"padded": v.Padded, "unpadded": v.Unpadded} {
		if got, err := DecryptKey(privateKey(t, v.Private), text); err != nil || got != want {
			t.Errorf("%s: %q, %v", form, got, err)
		}
	}
	if v.sealed(t) != v.Padded {
		t.Error("what is written is not the padded form")
	}
}

func runPublicKeyVector(t *testing.T, _ vectorList, raw json.RawMessage) {
	var v struct {
		Input, Expect string
		Canonical     string `json:"canonical_65"`
	}
	unmarshal(t, raw, &v)
	k, err := ParsePublicKey(v.Input)
	if !expected(t, v.Expect).accept {
		if !errors.Is(err, ErrPublicKey) {
			t.Errorf("%v, want ErrPublicKey", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if v.Canonical != "" && hex.EncodeToString(k.Bytes()) != v.Canonical {
		t.Errorf("read as %x", k.Bytes())
	}
}

// runEnvelopeTextVector is about how an envelope is written; it is for one of the recipients in the same file.
func runEnvelopeTextVector(t *testing.T, list vectorList, raw json.RawMessage) {
	var v struct{ Input, Expect string }
	unmarshal(t, raw, &v)
	var others []envelopeVector
	unmarshal(t, list.file["vectors"], &others)
	var accepted int
	for _, other := range others {
		_, err := DecryptKey(privateKey(t, other.Private), v.Input)
		if err == nil {
			accepted++
		} else if !errors.Is(err, ErrEnvelope) && !errors.Is(err, ErrNotForUs) {
			t.Errorf("error without a name: %v", err)
		}
	}
	if want := expected(t, v.Expect).accept; want != (accepted > 0) {
		t.Errorf("accepted by %d of %d recipients", accepted, len(others))
	}
}

func runRefinedKeyVector(t *testing.T, _ vectorList, raw json.RawMessage) {
	var v struct {
		Key    string `json:"encryption_key"`
		Expect string
		REK    string
		Length *int `json:"rek_len"`
	}
	unmarshal(t, raw, &v)
	got, err := RefinedKey(v.Key)
	if !expected(t, v.Expect).accept {
		if !errors.Is(err, ErrEncryptionKey) || got != "" {
			t.Errorf("%d characters, %v, want ErrEncryptionKey", len(got), err)
		}
		return
	}
	if err != nil || got != v.REK || v.Length != nil && len(got) != *v.Length {
		t.Errorf("another key of %d characters, %v", len(got), err)
	}
}

type proofVector struct {
	Input struct {
		FileURL     string `json:"file_url"`
		Score       float64
		DLP         json.Number `json:"dlp_id"`
		Metadata    string
		ProofURL    string `json:"proof_url"`
		Instruction string
	}
	Wad       string         `json:"score_wad"`
	Packed    string         `json:"packed_hex"`
	Hash      common.Hash    `json:"message_hash"`
	Digest    string         `json:"eip191_digest"`
	Private   string         `json:"signer_private_key"`
	Signature string         `json:"signature"`
	Recovered common.Address `json:"recovered_address"`
	Calldata  string         `json:"calldata_addProof_job_456"`
}

func runProofVector(t *testing.T, _ vectorList, raw json.RawMessage) {
	var v proofVector
	unmarshal(t, raw, &v)
	dlp, ok := new(big.Int).SetString(v.Input.DLP.String(), 10)
	wad, err := ScoreWad(v.Input.Score)
	if !ok || err != nil || wad.String() != v.Wad {
		t.Fatalf("score %v is %s, %v", v.Input.Score, wad, err)
	}
	p := Proof{FileURL: v.Input.FileURL, Score: wad, DLP: dlp, Metadata: v.Input.Metadata, ProofURL: v.Input.ProofURL, Instruction: v.Input.Instruction}
	if v.Packed != "" && !bytes.Equal(p.Pack(), unhex(t, v.Packed)) {
		t.Errorf("packed %x", p.Pack())
	}
	if p.Hash() != v.Hash {
		t.Errorf("hash %s", p.Hash())
	}
	if v.Digest != "" && !bytes.Equal(accounts.TextHash(v.Hash[:]), unhex(t, v.Digest)) {
		t.Error("the digest that is signed is another one")
	}
	if by, err := ProofSigner(v.Hash, unhex(t, v.Signature)); err != nil || by != v.Recovered {
		t.Errorf("signed by %s, %v", by, err)
	}
	if v.Private != "" {
		if sig, err := p.Sign(signerOf(t, v.Private)); err != nil || !bytes.Equal(sig, unhex(t, v.Signature)) {
			t.Errorf("signed otherwise, %v", err)
		}
	}
	if v.Calldata != "" {
		call := callOf(t, v.Calldata)
		want, err := call.Inputs.Pack(big.NewInt(456), struct {
			Signature []byte
			Data      struct {
				Score, DlpId                    *big.Int
				Metadata, ProofUrl, Instruction string
			}
		}{unhex(t, v.Signature), struct {
			Score, DlpId                    *big.Int
			Metadata, ProofUrl, Instruction string
		}{p.Score, p.DLP, p.Metadata, p.ProofURL, p.Instruction}})
		if err != nil || !bytes.Equal(append(call.ID, want...), unhex(t, v.Calldata)) {
			t.Errorf("the call is another one, %v", err)
		}
	}
}

func runProofSignerVector(t *testing.T, list vectorList, raw json.RawMessage) {
	var v struct {
		Hash      common.Hash `json:"message_hash"`
		Signature string
		Recovers  *common.Address `json:"recovers_to"`
		Expect    string
	}
	unmarshal(t, raw, &v)
	var proofs []proofVector
	unmarshal(t, list.file["vectors"], &proofs)
	by, err := ProofSigner(v.Hash, unhex(t, v.Signature))
	if strings.HasPrefix(strings.ToLower(v.Expect), "reject") || v.Recovers == nil {
		if !errors.Is(err, ErrSignature) {
			t.Errorf("signed by %s, %v, want ErrSignature", by, err)
		}
		return
	}
	if !strings.Contains(v.Expect, "address != signer") {
		t.Fatalf("expect %q is not understood", v.Expect)
	}
	if err != nil {
		return
	}
	if by != *v.Recovers {
		t.Errorf("signed by %s, want %s", by, v.Recovers)
	}
	for _, p := range proofs {
		if by == p.Recovered {
			t.Errorf("%s signed it", by)
		}
	}
}

// vanaCalls are the functions of the Vana contracts that vectors call.
const vanaCalls = `[
 {"type":"function","name":"addFileWithPermissions","inputs":[{"name":"url","type":"string"},{"name":"owner","type":"address"},
  {"name":"permissions","type":"tuple[]","components":[{"name":"account","type":"address"},{"name":"key","type":"string"}]}]},
 {"type":"function","name":"addFileWithPermissionsAndSchema","inputs":[{"name":"url","type":"string"},{"name":"owner","type":"address"},
  {"name":"permissions","type":"tuple[]","components":[{"name":"account","type":"address"},{"name":"key","type":"string"}]},{"name":"schemaId","type":"uint256"}]},
 {"type":"function","name":"addFilePermission","inputs":[{"name":"fileId","type":"uint256"},{"name":"account","type":"address"},{"name":"key","type":"string"}]},
 {"type":"function","name":"addRefinementWithPermission","inputs":[{"name":"fileId","type":"uint256"},{"name":"refinerId","type":"uint256"},
  {"name":"url","type":"string"},{"name":"account","type":"address"},{"name":"key","type":"string"}]},
 {"type":"function","name":"requestContributionProof","inputs":[{"name":"fileId","type":"uint256"}]},
 {"type":"function","name":"requestReward","inputs":[{"name":"fileId","type":"uint256"},{"name":"proofIndex","type":"uint256"}]},
 {"type":"function","name":"addTee","inputs":[{"name":"teeAddress","type":"address"},{"name":"url","type":"string"},{"name":"publicKey","type":"string"}]},
 {"type":"function","name":"addProof","inputs":[{"name":"jobId","type":"uint256"},{"name":"proof","type":"tuple","components":[
  {"name":"signature","type":"bytes"},{"name":"data","type":"tuple","components":[{"name":"score","type":"uint256"},{"name":"dlpId","type":"uint256"},
   {"name":"metadata","type":"string"},{"name":"proofUrl","type":"string"},{"name":"instruction","type":"string"}]}]}]}]`

func callOf(t *testing.T, calldata string) *abi.Method {
	t.Helper()
	calls, err := abi.JSON(strings.NewReader(vanaCalls))
	if err != nil {
		t.Fatal(err)
	}
	call, err := calls.MethodById(unhex(t, calldata))
	if err != nil {
		t.Fatal(err)
	}
	return call
}

// runCalldataVector decodes calls and encodes them again; numbers in a call's name are its first arguments.
func runCalldataVector(t *testing.T, raw json.RawMessage) {
	var calls map[string]string
	unmarshal(t, raw, &calls)
	if len(calls) == 0 {
		t.Error("no calls")
	}
	for name, text := range calls {
		call, data := callOf(t, text), unhex(t, text)
		function, numbers, _ := strings.Cut(name, "_")
		args, err := call.Inputs.Unpack(data[4:])
		if err != nil || call.Name != function {
			t.Errorf("%s calls %s, %v", name, call.Name, err)
			continue
		}
		if again, err := call.Inputs.Pack(args...); err != nil || !bytes.Equal(again, data[4:]) {
			t.Errorf("%s is encoded otherwise, %v", name, err)
		}
		for i, n := range strings.FieldsFunc(numbers, func(r rune) bool { return r == '_' }) {
			if fmt.Sprint(args[i]) != n {
				t.Errorf("%s: argument %d is %v", name, i, args[i])
			}
		}
	}
}
