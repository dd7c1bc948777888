package vana

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"io"
	"testing"
)

// The tests write messages by hand, so that each part can be wrong. The password is stretched little, which makes them quick.
const testPassword = "0x00"

var testSalt = []byte("saltsalt")

// packetOf is a packet with a new-format header and a length of five bytes.
func packetOf(tag byte, content ...[]byte) []byte {
	all := bytes.Join(content, nil)
	return append(binary.BigEndian.AppendUint32([]byte{0xc0 | tag, 255}, uint32(len(all))), all...)
}

// partialPacket has lengths of 512 bytes and a last one.
func partialPacket(tag byte, content []byte) []byte {
	out := []byte{0xc0 | tag}
	for ; len(content) > 512; content = content[512:] {
		out = append(append(out, 224+9), content[:512]...)
	}
	return append(binary.BigEndian.AppendUint32(append(out, 255), uint32(len(content))), content...)
}

// oldPacket has a header of the old format; one without a length goes to the end.
func oldPacket(tag byte, content []byte, withLength bool) []byte {
	if !withLength {
		return append([]byte{0x80 | tag<<2 | 3}, content...)
	}
	return append(binary.BigEndian.AppendUint32([]byte{0x80 | tag<<2 | 2}, uint32(len(content))), content...)
}

// sessionOf is a session key packet without an encrypted key: the key is made of the password.
func sessionOf(cipher, hash byte, extra ...byte) []byte {
	return packetOf(tagPasswordSession, []byte{4, cipher, 1, hash}, testSalt, extra)
}

func testKey(t testing.TB, cipher, hash byte, password string) []byte {
	t.Helper()
	s := &session{cipher: cipher, hash: hashes[hash], salt: testSalt}
	k, ok := s.key(password)
	if !ok {
		t.Fatal("no key")
	}
	return k.key
}

// protect encrypts the inside of a data packet, with its prefix and code.
func protect(key, inside []byte) []byte {
	prefix := append(bytes.Repeat([]byte{7}, 14), 1, 2, 1, 2)
	plain := append(append(prefix, inside...), 0xd3, 0x14)
	sum := sha1.Sum(plain)
	return append([]byte{1}, encryptCFB(key, append(plain, sum[:]...))...)
}

func encryptCFB(key, plain []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	out := make([]byte, len(plain))
	cipher.NewCFBEncrypter(block, make([]byte, 16)).XORKeyStream(out, plain)
	return out
}

func literal(content []byte) []byte {
	return packetOf(tagLiteral, []byte("b\x04name\x00\x00\x00\x00"), content)
}

func compressed(algorithm byte, inside []byte) []byte {
	var b bytes.Buffer
	var w io.WriteCloser
	switch algorithm {
	case 1:
		w, _ = flate.NewWriter(&b, 9)
	case 2:
		w = zlib.NewWriter(&b)
	default:
		return packetOf(tagCompressed, []byte{algorithm}, inside)
	}
	w.Write(inside)
	w.Close()
	return packetOf(tagCompressed, []byte{algorithm}, b.Bytes())
}

// message is a whole message of AES-256 and SHA-256.
func message(t testing.TB, inside []byte) []byte {
	return append(sessionOf(9, 8), packetOf(tagProtected, protect(testKey(t, 9, 8, testPassword), inside))...)
}

func armored(b []byte) []byte {
	text := base64.StdEncoding.EncodeToString(b)
	out := []byte(armorBegin + "\nVersion: of a test\n\n")
	for ; len(text) > 64; text = text[64:] {
		out = append(append(out, text[:64]...), '\n')
	}
	return append(append(out, text...), "\n=AAAA\n"+armorEnd+"\n"...)
}

func open(b []byte, limit int64, passwords ...string) (*File, error) {
	return OpenFile(bytes.NewReader(b), int64(len(b)), limit, passwords...)
}
