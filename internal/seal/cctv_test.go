package seal

import (
	"bytes"
	"compress/zlib"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"

	agetest "c2sp.org/CCTV/age"
	"filippo.io/age"
)

// ageVector is one of the files with which implementations of age are tested (c2sp.org/CCTV/age).
type ageVector struct {
	expect     string
	payload    [32]byte // SHA-256 of everything that a reader may give
	fileKey    []byte
	identities []*Identity // of the hybrid kind
	classic    bool        // also for an identity or passphrase of a kind that this package has not
	armored    bool
	file       []byte
}

func parseAgeVector(t *testing.T, b []byte) ageVector {
	t.Helper()
	v := ageVector{file: b, payload: sha256.Sum256(nil)}
	unhex := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	packed := false
	for {
		line, rest, ok := bytes.Cut(v.file, []byte("\n"))
		if !ok {
			t.Fatal("a vector without a file")
		}
		v.file = rest
		if len(line) == 0 {
			break
		}
		key, value, _ := strings.Cut(string(line), ": ")
		switch key {
		case "expect":
			v.expect = value
		case "payload":
			v.payload = [32]byte(unhex(value))
		case "file key":
			v.fileKey = unhex(value)
		case "identity":
			if id, err := ParseIdentity(value); err == nil {
				v.identities = append(v.identities, id)
			} else if errors.Is(err, ErrIdentity) {
				v.classic = true
			}
		case "passphrase":
			v.classic = true
		case "armored":
			v.armored = true
		case "compressed":
			packed = true
		case "comment":
		default:
			t.Fatalf("a vector with an unknown key %q", key)
		}
	}
	if packed {
		r, err := zlib.NewReader(bytes.NewReader(v.file))
		if err == nil {
			v.file, err = io.ReadAll(r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return v
}

// openAgeVector returns everything that the reader gives, and why it ended.
func openAgeVector(file []byte, ids ...*Identity) ([]byte, error) {
	r, err := Open(bytes.NewReader(file), ids...)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// ageErrors is what each expectation is called here. A header that does not parse is damaged, or no header at all.
var ageErrors = map[string][]error{
	"success":         {nil},
	"no match":        {ErrNotForUs},
	"HMAC failure":    {ErrDamaged},
	"header failure":  {ErrDamaged, ErrNotSealed},
	"payload failure": {ErrDamaged},
}

func checkAgeError(t *testing.T, err error, allowed []error) {
	t.Helper()
	if len(allowed) == 0 {
		t.Fatal("an expectation that is not known")
	}
	for _, want := range allowed {
		if errors.Is(err, want) {
			return
		}
	}
	t.Errorf("ends in %v, want %v", err, allowed)
}

// regraft gives a file with another kind of recipient a hybrid one for the same file key, so that its payload reaches this reader. All
// after the header stays as it is.
func regraft(t *testing.T, v ageVector, id *Identity) []byte {
	t.Helper()
	mac := bytes.Index(v.file, []byte("\n--- "))
	end := bytes.IndexByte(v.file[mac+1:], '\n')
	if mac < 0 || end < 0 {
		t.Fatal("no header")
	}
	payload := v.file[mac+1+end+1:]
	stanzas, err := id.h.Recipient().Wrap(v.fileKey)
	if err != nil {
		t.Fatal(err)
	}
	return append(ageHeader(t, v.fileKey, stanzas), payload...)
}

func ageHeader(t *testing.T, fileKey []byte, stanzas []*age.Stanza) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(intro)
	for _, s := range stanzas {
		fmt.Fprintf(&b, "-> %s\n", strings.Join(append([]string{s.Type}, s.Args...), " "))
		body := base64.RawStdEncoding.EncodeToString(s.Body)
		for ; len(body) >= 64; body = body[64:] {
			b.WriteString(body[:64] + "\n")
		}
		b.WriteString(body + "\n")
	}
	b.WriteString("---")
	key, err := hkdf.Key(sha256.New, fileKey, nil, "header", 32)
	if err != nil {
		t.Fatal(err)
	}
	h := hmac.New(sha256.New, key)
	h.Write(b.Bytes())
	b.WriteString(" " + base64.RawStdEncoding.EncodeToString(h.Sum(nil)) + "\n")
	return b.Bytes()
}

// TestAgeVectors passes age's public vectors, most of which are hostile, through Open. What is for a hybrid identity must do what it
// says. Classic recipients, passphrases and armour are refused by name, since this format has none; but where such a file has a payload
// to judge, that is judged behind a hybrid recipient. Whatever a reader gave must be what it was allowed to give.
func TestAgeVectors(t *testing.T) {
	files, err := fs.ReadDir(agetest.Vectors, ".")
	if err != nil {
		t.Fatal(err)
	}
	ours := identity(t, 9)
	counts := map[string]int{}
	for _, file := range files {
		b, err := fs.ReadFile(agetest.Vectors, file.Name())
		if err != nil {
			t.Fatal(err)
		}
		t.Run(file.Name(), func(t *testing.T) {
			v := parseAgeVector(t, b)
			check := func(file []byte, allowed []error, payload [32]byte, ids ...*Identity) {
				t.Helper()
				got, err := openAgeVector(file, ids...)
				checkAgeError(t, err, allowed)
				if sha256.Sum256(got) != payload {
					t.Errorf("%d bytes were given, and not those that may be", len(got))
				}
			}
			nothing := sha256.Sum256(nil)
			switch {
			case v.armored:
				counts["armour"]++
				check(v.file, []error{ErrNotSealed}, nothing, append(v.identities, ours)...)
			case len(v.identities) > 0 && !v.classic:
				counts[v.expect]++
				check(v.file, ageErrors[v.expect], v.payload, v.identities...)
			default:
				counts["another kind of recipient"]++
				if v.expect == "header failure" {
					check(v.file, []error{ErrDamaged, ErrNotSealed, ErrNotForUs}, nothing, ours)
					return
				}
				check(v.file, []error{ErrNotForUs}, nothing, ours)
				if v.expect == "success" || v.expect == "payload failure" {
					counts["behind a hybrid recipient: "+v.expect]++
					check(regraft(t, v, ours), ageErrors[v.expect], v.payload, ours)
				}
			}
		})
	}
	t.Log(counts)
	for kind, least := range map[string]int{
		"success": 4, "no match": 5, "header failure": 8, "armour": 30, "another kind of recipient": 80,
		"behind a hybrid recipient: success": 12, "behind a hybrid recipient: payload failure": 18,
	} {
		if counts[kind] < least {
			t.Errorf("%d vectors of kind %q, want %d or more", counts[kind], kind, least)
		}
	}
}

// TestAgeHeaderMAC: what the vectors try with classic recipients only. The key fits, and the header was changed.
func TestAgeHeaderMAC(t *testing.T) {
	id := identity(t, 9)
	key := []byte("YELLOW SUBMARINE")
	stanzas, err := id.h.Recipient().Wrap(key)
	if err != nil {
		t.Fatal(err)
	}
	good := ageHeader(t, key, stanzas)
	line := bytes.LastIndex(good, []byte("--- "))
	bad := bytes.Clone(good)
	if bad[line+4] == 'A' {
		bad[line+4] = 'B'
	} else {
		bad[line+4] = 'A'
	}
	for name, header := range map[string][]byte{
		"another MAC":        bad,
		"the MAC of another": ageHeader(t, []byte("PURPLE SUBMARINE"), stanzas),
		"a stanza was added": append(append(bytes.Clone(good[:line]), "-> grease\n\n"...), good[line:]...),
	} {
		if got, err := openAgeVector(append(header, make([]byte, 32)...), id); !errors.Is(err, ErrDamaged) || len(got) != 0 {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
}
