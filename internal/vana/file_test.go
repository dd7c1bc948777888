package vana

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

const limit = 1 << 20

// TestFileAccepts reads every variant that clients write.
func TestFileAccepts(t *testing.T) {
	content := bytes.Repeat([]byte("content of a file, "), 5000)
	in := literal(content)
	key := func(cipher, hash byte) []byte { return testKey(t, cipher, hash, testPassword) }
	data := packetOf(tagProtected, protect(key(9, 8), in))
	sealedKey := encryptCFB(key(9, 8), append([]byte{7}, "0123456789abcdef"...))
	otherKey := encryptCFB(testKey(t, 9, 8, "another"), append([]byte{7}, "0123456789abcdef"...))
	cases := map[string][]byte{
		"AES-256":                 message(t, in),
		"AES-192":                 append(sessionOf(8, 8), packetOf(tagProtected, protect(key(8, 8), in))...),
		"AES-128":                 append(sessionOf(7, 8), packetOf(tagProtected, protect(key(7, 8), in))...),
		"SHA-1":                   append(sessionOf(9, 2), packetOf(tagProtected, protect(key(9, 2), in))...),
		"SHA-384":                 append(sessionOf(9, 9), packetOf(tagProtected, protect(key(9, 9), in))...),
		"SHA-512":                 append(sessionOf(9, 10), packetOf(tagProtected, protect(key(9, 10), in))...),
		"an encrypted key":        append(sessionOf(9, 8, sealedKey...), packetOf(tagProtected, protect([]byte("0123456789abcdef"), in))...),
		"several keys":            bytes.Join([][]byte{sessionOf(9, 8, otherKey...), sessionOf(9, 8, sealedKey...), packetOf(tagProtected, protect([]byte("0123456789abcdef"), in))}, nil),
		"a key of a later kind":   bytes.Join([][]byte{packetOf(tagPasswordSession, []byte{6, 1, 2, 3}), message(t, in)}, nil),
		"a key for a person":      append(packetOf(tagPublicKeySession, make([]byte, 300)), message(t, in)...),
		"a marker":                append(packetOf(tagMarker, []byte("PGP")), message(t, in)...),
		"partial lengths":         append(sessionOf(9, 8), partialPacket(tagProtected, protect(key(9, 8), partialPacket(tagLiteral, in[6:])))...),
		"the old format":          append(oldPacket(tagPasswordSession, sessionOf(9, 8)[6:], true), packetOf(tagProtected, protect(key(9, 8), oldPacket(tagLiteral, in[6:], true)))...),
		"content to the end":      message(t, oldPacket(tagLiteral, in[6:], false)),
		"compression 0":           message(t, compressed(0, in)),
		"zip":                     message(t, compressed(1, in)),
		"zlib":                    message(t, compressed(2, in)),
		"zip to the end":          message(t, oldPacket(tagCompressed, compressed(1, in)[6:], false)),
		"text":                    message(t, packetOf(tagLiteral, append([]byte("t"), in[7:]...))),
		"UTF-8 text":              message(t, packetOf(tagLiteral, append([]byte("u"), in[7:]...))),
		"armour":                  armored(message(t, in)),
		"armour, CRLF":            bytes.ReplaceAll(armored(message(t, in)), []byte("\n"), []byte("\r\n")),
		"armour, space around it": append(append([]byte("\n \r\n"), armored(message(t, in))...), " \n\n"...),
		"armour, no checksum":     bytes.Replace(armored(message(t, in)), []byte("=AAAA\n"), nil, 1),
		"two packets of one file": append(sessionOf(9, 8), data...),
	}
	for name, b := range cases {
		t.Run(name, func(t *testing.T) {
			f, err := open(b, int64(len(content)), "wrong", testPassword)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if got := readFile(t, f); !bytes.Equal(got, content) {
					t.Errorf("%d bytes, and not those inside", len(got))
				}
			}
		})
	}
}

// TestFileRefuses has a named refusal for each way to be wrong.
func TestFileRefuses(t *testing.T) {
	in := literal([]byte("content"))
	key := testKey(t, 9, 8, testPassword)
	good := message(t, in)
	data := func(inside []byte) []byte { return packetOf(tagProtected, protect(key, inside)) }
	bomb := message(t, compressed(1, literal(make([]byte, 50<<20))))
	for name, tc := range map[string]struct {
		file []byte
		want error
	}{
		"empty":                               {nil, ErrNotEncrypted},
		"text":                                {[]byte(`{"source":"fitbit"}`), ErrNotEncrypted},
		"armour of a key":                     {[]byte("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n"), ErrNotEncrypted},
		"armour that says otherwise":          {bytes.Replace(armored(good), []byte("MESSAGE"), []byte("PRIVATE"), 1), ErrNotEncrypted},
		"content that is not encrypted":       {in, ErrNotEncrypted},
		"compressed, not encrypted":           {compressed(1, in), ErrNotEncrypted},
		"data without a key":                  {data(in), ErrNotEncrypted},
		"for a person only":                   {append(packetOf(tagPublicKeySession, make([]byte, 300)), data(in)...), ErrNotEncrypted},
		"no integrity protection":             {append(sessionOf(9, 8), packetOf(tagUnprotected, protect(key, in)[1:])...), ErrUnprotected},
		"AEAD of a draft":                     {append(sessionOf(9, 8), packetOf(tagAEAD, make([]byte, 60))...), ErrUnsupported},
		"AEAD":                                {append(sessionOf(9, 8), packetOf(tagProtected, append([]byte{2}, make([]byte, 60)...))...), ErrUnsupported},
		"AEAD with its own key":               {append(packetOf(tagPasswordSession, []byte{6, 1, 2}), packetOf(tagProtected, append([]byte{2}, make([]byte, 60)...))...), ErrUnsupported},
		"protected data of version 9":         {append(sessionOf(9, 8), packetOf(tagProtected, append([]byte{9}, make([]byte, 60)...))...), ErrUnsupported},
		"cipher 3DES":                         {append(sessionOf(2, 8), data(in)...), ErrUnsupported},
		"hash MD5":                            {append(sessionOf(9, 1), data(in)...), ErrUnsupported},
		"hash SHA-224":                        {append(sessionOf(9, 11), data(in)...), ErrUnsupported},
		"password without salt":               {append(packetOf(tagPasswordSession, []byte{4, 9, 0, 8}), data(in)...), ErrUnsupported},
		"Argon2 of 2 TiB":                     {append(packetOf(tagPasswordSession, []byte{4, 9, 4, 8}, make([]byte, 16), []byte{255, 255, 31}), data(in)...), ErrUnsupported},
		"a thousand keys":                     {append(bytes.Repeat(sessionOf(9, 8), 1000), data(in)...), ErrUnsupported},
		"a key cut off":                       {append(packetOf(tagPasswordSession, []byte{4, 9, 3, 8, 1}), data(in)...), ErrDamaged},
		"a key of no bytes":                   {append(packetOf(tagPasswordSession), data(in)...), ErrDamaged},
		"a key without a length":              {append(partialPacket(tagPasswordSession, sessionOf(9, 8)[6:]), 224), ErrDamaged},
		"a key for a person without an end":   {append(packetOf(tagPublicKeySession, make([]byte, maxSessionBytes+1)), data(in)...), ErrDamaged},
		"another password":                    {append(sessionOf(9, 8), packetOf(tagProtected, protect(testKey(t, 9, 8, "x"), in))...), ErrPassword},
		"an encrypted key of another":         {append(sessionOf(9, 8, encryptCFB(testKey(t, 9, 8, "x"), append([]byte{9}, key...))...), data(in)...), ErrPassword},
		"only keys":                           {sessionOf(9, 8), ErrDamaged},
		"no bytes of data":                    {append(sessionOf(9, 8), packetOf(tagProtected)...), ErrDamaged},
		"half a prefix":                       {append(sessionOf(9, 8), packetOf(tagProtected, protect(key, in)[:10])...), ErrDamaged},
		"no code":                             {append(sessionOf(9, 8), packetOf(tagProtected, protect(key, in)[:len(protect(key, in))-22])...), ErrDamaged},
		"a code that is too short":            {append(sessionOf(9, 8), packetOf(tagProtected, protect(key, nil)[:30])...), ErrDamaged},
		"a last partial length is missing":    {append(sessionOf(9, 8), partialPacket(tagProtected, protect(key, literal(make([]byte, 2000))))[:1026]...), ErrDamaged},
		"something after the message":         {append(bytes.Clone(good), "garbage"...), ErrDamaged},
		"another message after it":            {append(bytes.Clone(good), good...), ErrDamaged},
		"content of the packet goes on":       {append(sessionOf(9, 8), packetOf(tagProtected, protect(key, in), []byte("x"))...), ErrDamaged},
		"two contents":                        {message(t, append(bytes.Clone(in), in...)), ErrDamaged},
		"something after the content":         {message(t, append(bytes.Clone(in), 0)), ErrDamaged},
		"something after compressed content":  {message(t, compressed(1, append(bytes.Clone(in), 0xcb, 0))), ErrDamaged},
		"something after compressed data":     {message(t, packetOf(tagCompressed, compressed(1, in)[6:], []byte{0})), ErrDamaged},
		"something after a compressed packet": {message(t, append(compressed(1, in), 0xcb, 0)), ErrDamaged},
		"a content of no packet":              {message(t, nil), ErrDamaged},
		"a content cut off":                   {message(t, in[:len(in)-1]), ErrDamaged},
		"a name cut off":                      {message(t, packetOf(tagLiteral, []byte("b\xffname"))), ErrDamaged},
		"zlib cut off":                        {message(t, packetOf(tagCompressed, compressed(2, in)[6:20])), ErrDamaged},
		"zlib with a wrong sum":               {message(t, packetOf(tagCompressed, compressed(2, in)[6:len(compressed(2, in))-1], []byte{0})), ErrDamaged},
		"no zlib":                             {message(t, packetOf(tagCompressed, []byte{2, 1, 2, 3})), ErrDamaged},
		"no bzip2":                            {message(t, packetOf(tagCompressed, []byte{3, 1, 2, 3})), ErrDamaged},
		"no compression":                      {message(t, packetOf(tagCompressed)), ErrDamaged},
		"compression 9":                       {message(t, compressed(9, in)), ErrUnsupported},
		"compressed twice":                    {message(t, compressed(1, compressed(1, in))), ErrUnsupported},
		"encrypted twice":                     {message(t, good), ErrUnsupported},
		"signed":                              {message(t, append(packetOf(4, make([]byte, 13)), in...)), ErrUnsupported},
		"content of format m":                 {message(t, packetOf(tagLiteral, []byte("m\x00\x00\x00\x00\x00x"))), ErrUnsupported},
		"a bomb":                              {bomb, ErrTooLarge},
		"one byte too many":                   {message(t, literal(make([]byte, limit+1))), ErrTooLarge},
		"armour cut off":                      {armored(good)[:100], ErrDamaged},
		"armour without its end":              {bytes.Replace(armored(good), []byte(armorEnd), nil, 1), ErrDamaged},
		"armour and something after it":       {append(armored(good), "x"...), ErrDamaged},
		"armour twice":                        {append(armored(good), armored(good)...), ErrDamaged},
		"armour that is not base64":           {bytes.Replace(armored(good), []byte("\n\n"), []byte("\n\n!!!!"), 1), ErrDamaged},
		"armour with endless labels":          {[]byte(armorBegin + "\n" + strings.Repeat("a: b\n", 100_000)), ErrDamaged},
		"armour with an endless line":         {[]byte(armorBegin + "\n\n" + strings.Repeat("A", 100_000)), ErrDamaged},
		"armour ending inside a group":        {[]byte(armorBegin + "\n\nyyy\n" + armorEnd), ErrDamaged},
		"armour with words before it":         {append([]byte("Look:\n"), armored(good)...), ErrNotEncrypted},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := open(tc.file, limit, testPassword)
			if !errors.Is(err, tc.want) || f != nil {
				t.Errorf("%v, %v, want %v", f, err, tc.want)
			}
			if err != nil && strings.Contains(err.Error(), testPassword) {
				t.Errorf("%v has the password", err)
			}
		})
	}
	if _, err := open(good, 0, testPassword); !errors.Is(err, ErrTooLarge) {
		t.Errorf("without a limit: %v", err)
	}
	if _, err := open(good, limit); !errors.Is(err, ErrPassword) {
		t.Errorf("without a password: %v", err)
	}
}

// TestFileEveryDamageIsRefused flips each bit and cuts at each byte of messages in all three encodings.
func TestFileEveryDamageIsRefused(t *testing.T) {
	for name, good := range map[string][]byte{
		"plain":      message(t, literal([]byte("content"))),
		"compressed": message(t, compressed(2, literal([]byte("content")))),
		"partial":    append(sessionOf(9, 8), partialPacket(tagProtected, protect(testKey(t, 9, 8, testPassword), literal(make([]byte, 600))))...),
	} {
		for i := range good {
			if f, err := open(good[:i], limit, testPassword); !isOneOf(err, fileErrors) || f != nil {
				t.Errorf("%s, cut at %d: %v", name, i, err)
			}
			for bit := range 8 {
				bad := bytes.Clone(good)
				bad[i] ^= 1 << bit
				if f, err := open(bad, limit, testPassword); !isOneOf(err, fileErrors) || f != nil {
					t.Errorf("%s, bit %d of byte %d flipped: %v", name, bit, i, err)
				}
			}
		}
	}
}

// shifting is a file that becomes another one after it was checked.
type shifting struct {
	io.ReaderAt
	fail error
}

func (s *shifting) ReadAt(b []byte, at int64) (int, error) {
	if s.fail != nil {
		return 0, s.fail
	}
	return s.ReaderAt.ReadAt(b, at)
}

// TestFileThatChanges gives nothing of a part that is not what was checked, however well it decrypts.
func TestFileThatChanges(t *testing.T) {
	content := make([]byte, 3*pinBytes)
	rand.Read(content)
	good := message(t, literal(content))
	other := bytes.Clone(content)
	other[len(other)/2] ^= 1
	replaced := message(t, literal(other)) // the same password, and a right code
	away := errors.New("away")
	for name, tc := range map[string]struct {
		after *shifting
		want  error
	}{
		"another file":     {&shifting{ReaderAt: bytes.NewReader(replaced)}, ErrChanged},
		"a shorter file":   {&shifting{ReaderAt: bytes.NewReader(good[:len(good)/2])}, ErrChanged},
		"a disk that ends": {&shifting{fail: away}, away},
	} {
		t.Run(name, func(t *testing.T) {
			src := &shifting{ReaderAt: bytes.NewReader(good)}
			f, err := OpenFile(src, int64(len(good)), 1<<30, testPassword)
			if err != nil {
				t.Fatal(err)
			}
			*src = *tc.after
			var got []byte
			r, err := f.Open()
			if err == nil {
				got, err = io.ReadAll(r)
			}
			if !errors.Is(err, tc.want) || errors.Is(err, ErrDamaged) {
				t.Errorf("%v, want %v", err, tc.want)
			}
			if !bytes.HasPrefix(content, got) || len(got) > len(content)/2 {
				t.Errorf("%d bytes of another file were given", len(got))
			}
		})
	}
	src := &shifting{fail: away}
	if _, err := OpenFile(src, 100, limit, testPassword); !errors.Is(err, away) || isOneOf(err, fileErrors) {
		t.Errorf("a broken disk is reported as %v", err)
	}
}

func encrypted(t *testing.T, content []byte, password string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := Encrypt(&b, rand.Reader, time.Unix(1_700_000_000, 0), password)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestEncrypt: what is written has OpenPGP.js' form, and is read by this package, by go-crypto and, where it is installed, by gpg.
func TestEncrypt(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789"), 20_000)
	for _, content := range [][]byte{nil, []byte("x"), content[:1000], content} {
		b := encrypted(t, content, testPassword)
		if lead := hex.EncodeToString(b[:6]) + hex.EncodeToString(b[14:15]); lead != "c32e04090308e0" || b[48] != 0xd2 {
			t.Errorf("begins with %s, then %#x", lead, b[48])
		}
		f, err := open(b, 1<<20, testPassword)
		if err != nil || !bytes.Equal(readFile(t, f), content) {
			t.Errorf("%d bytes: %v", len(content), err)
		}
		if got, err := goCrypto(b, testPassword); err != nil || !bytes.Equal(got, content) {
			t.Errorf("go-crypto reads %d bytes, %v", len(got), err)
		}
	}
	if _, err := Encrypt(io.Discard, rand.Reader, time.Now(), ""); !errors.Is(err, ErrPassword) {
		t.Errorf("without a password: %v", err)
	}
	if bytes.Equal(encrypted(t, content, testPassword), encrypted(t, content, testPassword)) {
		t.Error("two encryptions are the same")
	}
}

// goCrypto decrypts with an independent reader.
func goCrypto(b []byte, password string) ([]byte, error) {
	asked := false
	md, err := openpgp.ReadMessage(bytes.NewReader(b), nil, func([]openpgp.Key, bool) ([]byte, error) {
		if asked {
			return nil, ErrPassword
		}
		asked = true
		return []byte(password), nil
	}, &packet.Config{})
	if err != nil {
		return nil, err
	}
	return io.ReadAll(md.UnverifiedBody)
}

func TestGPGReadsAndWrites(t *testing.T) {
	gpg, err := exec.LookPath("gpg")
	if err != nil {
		t.Skip("gpg is not installed")
	}
	content := bytes.Repeat([]byte("line of a file\r\n"), 10_000)
	run := func(in []byte, args ...string) []byte {
		cmd := exec.Command(gpg, append([]string{"--homedir", t.TempDir(), "--batch", "--no-tty", "--pinentry-mode", "loopback", "--passphrase", testPassword}, args...)...)
		cmd.Stdin = bytes.NewReader(in)
		var errOut bytes.Buffer
		cmd.Stderr = &errOut
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("gpg %v: %v\n%s", args, err, errOut.String())
		}
		return out
	}
	if got := run(encrypted(t, content, testPassword), "--decrypt"); !bytes.Equal(got, content) {
		t.Errorf("gpg reads %d bytes", len(got))
	}
	for _, cipher := range []string{"AES128", "AES192", "AES256"} {
		for _, compression := range []string{"none", "zip", "zlib", "bzip2"} {
			b := run(content, "--symmetric", "--cipher-algo", cipher, "--compress-algo", compression, "--s2k-count", "65536")
			f, err := open(b, limit, testPassword)
			if err != nil || !bytes.Equal(readFile(t, f), content) {
				t.Errorf("%s, %s: %v", cipher, compression, err)
			}
		}
	}
}

func TestFilePrintsNoKey(t *testing.T) {
	f, err := open(message(t, literal([]byte("content"))), limit, testPassword)
	if err != nil {
		t.Fatal(err)
	}
	sig := Signature{1, 2, 3}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		text := fmt.Sprintf(verb, f) + fmt.Sprintf(verb, sig)
		if strings.Contains(text, hex.EncodeToString(f.key.key[:4])) || strings.Contains(text, "010203") || strings.Contains(text, "0x1, 0x2") {
			t.Errorf("%s prints %s", verb, text)
		}
	}
}

func FuzzOpenFile(f *testing.F) {
	f.Add(message(f, literal([]byte("content"))))
	f.Add(message(f, compressed(1, literal([]byte("content")))))
	f.Add(message(f, compressed(2, literal([]byte("content")))))
	f.Add(armored(message(f, literal([]byte("content")))))
	f.Add(append(sessionOf(9, 8), partialPacket(tagProtected, make([]byte, 600))...))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := open(b, limit, testPassword)
		if err != nil {
			if !isOneOf(err, fileErrors) {
				t.Fatalf("error without a name: %v", err)
			}
			return
		}
		readFile(t, file)
	})
}

// FuzzContent reaches what is behind the encryption.
func FuzzContent(f *testing.F) {
	f.Add(literal([]byte("content")))
	f.Add(compressed(1, literal([]byte("content"))))
	f.Add(compressed(3, []byte("BZh9")))
	f.Add(oldPacket(tagLiteral, []byte("b\x00\x00\x00\x00\x00x"), false))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := open(message(t, b), limit, testPassword)
		if err != nil {
			if !isOneOf(err, fileErrors) {
				t.Fatalf("error without a name: %v", err)
			}
			return
		}
		readFile(t, file)
	})
}
