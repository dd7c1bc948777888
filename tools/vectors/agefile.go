package main

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/mlkem"
	"crypto/mlkem/mlkemtest"
	"crypto/sha256"
	"crypto/sha3"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

// ageFile writes age v1 files (https://age-encryption.org/v1) with all randomness given, apart from the library that Coppice uses: so
// vectors can be made again, and can be wrong where a library would not let them be.
type ageFile struct {
	fileKey []byte // 16 bytes
	nonce   []byte // 16 bytes
	stanzas []string
}

func newAgeFile(r *randomness) *ageFile { return &ageFile{fileKey: r.draw(16), nonce: r.draw(16)} }

var b64 = base64.RawStdEncoding.EncodeToString

// stanza writes a stanza with its body in lines of 64 characters; the last is shorter, and empty if need be.
func stanza(body []byte, args ...string) string {
	text := b64(body)
	var b strings.Builder
	fmt.Fprintf(&b, "-> %s\n", strings.Join(args, " "))
	for ; len(text) >= 64; text = text[64:] {
		b.WriteString(text[:64] + "\n")
	}
	b.WriteString(text + "\n")
	return b.String()
}

// seal adds a stanza that wraps the file key to the identity of a seed: HPKE (RFC 9180) in base mode with MLKEM768-X25519, HKDF-SHA256
// and ChaCha20-Poly1305, and the info "age-encryption.org/mlkem768x25519".
func (f *ageFile) seal(r *randomness, seed []byte) *ageFile {
	pq, t := hybridKeys(seed)
	ephemeral := x25519(r.draw(32))
	sharedT := must(ephemeral.ECDH(t.PublicKey()))
	sharedPQ, ciphertext, err := mlkemtest.Encapsulate768(pq.EncapsulationKey(), r.draw(32))
	check(err)
	share := ephemeral.PublicKey().Bytes()
	h := sha3.New256()
	for _, part := range [][]byte{sharedPQ, sharedT, share, t.PublicKey().Bytes(), []byte(`\.//^\`)} {
		h.Write(part)
	}
	key, nonce := hpkeSchedule(h.Sum(nil), []byte("age-encryption.org/mlkem768x25519"))
	body := must(chacha20poly1305.New(key)).Seal(nil, nonce, f.fileKey, nil)
	f.stanzas = append(f.stanzas, stanza(body, "mlkem768x25519", b64(append(ciphertext, share...))))
	return f
}

// hybridKeys expands a seed: SHAKE-256 gives 64 bytes for ML-KEM-768, then 32 for X25519.
func hybridKeys(seed []byte) (*mlkem.DecapsulationKey768, *ecdh.PrivateKey) {
	expanded := sha3.SumSHAKE256(seed, 96)
	return must(mlkem.NewDecapsulationKey768(expanded[:64])), x25519(expanded[64:])
}

func x25519(secret []byte) *ecdh.PrivateKey { return must(ecdh.X25519().NewPrivateKey(secret)) }

// hpkeSchedule is RFC 9180, section 5.1, in base mode; there is only one message, so the nonce is the base nonce.
func hpkeSchedule(shared, info []byte) (key, nonce []byte) {
	suite := append([]byte("HPKE"), 0x64, 0x7a, 0, 1, 0, 3)
	extract := func(salt []byte, label string, ikm []byte) []byte {
		return must(hkdf.Extract(sha256.New, bytes.Join([][]byte{[]byte("HPKE-v1"), suite, []byte(label), ikm}, nil), salt))
	}
	context := bytes.Join([][]byte{{0}, extract(nil, "psk_id_hash", nil), extract(nil, "info_hash", info)}, nil)
	secret := extract(shared, "secret", nil)
	expand := func(label string, n int) []byte {
		labeled := bytes.Join([][]byte{binary.BigEndian.AppendUint16(nil, uint16(n)), []byte("HPKE-v1"), suite, []byte(label), context}, nil)
		return must(hkdf.Expand(sha256.New, secret, string(labeled), n))
	}
	return expand("key", chacha20poly1305.KeySize), expand("base_nonce", chacha20poly1305.NonceSize)
}

// header writes the stanzas and their MAC.
func (f *ageFile) header() []byte {
	text := "age-encryption.org/v1\n" + strings.Join(f.stanzas, "") + "---"
	h := hmac.New(sha256.New, must(hkdf.Key(sha256.New, f.fileKey, nil, "header", 32)))
	h.Write([]byte(text))
	return []byte(text + " " + b64(h.Sum(nil)) + "\n")
}

// chunk is a part of the payload. Those of vectors are short; a reader knows the end by the mark, not the length.
func (f *ageFile) chunk(index uint64, last bool, plain []byte) []byte {
	aead := must(chacha20poly1305.New(must(hkdf.Key(sha256.New, f.fileKey, f.nonce, "payload", 32))))
	nonce := make([]byte, chacha20poly1305.NonceSize)
	binary.BigEndian.PutUint64(nonce[3:], index)
	if last {
		nonce[11] = 1
	}
	return aead.Seal(nil, nonce, plain, nil)
}

// file is a whole file of one chunk.
func (f *ageFile) file(content []byte) []byte {
	return bytes.Join([][]byte{f.header(), f.nonce, f.chunk(0, true, content)}, nil)
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func must[T any](v T, err error) T {
	check(err)
	return v
}
