package wallet

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

func TestFilesAreStandardKeystore(t *testing.T) {
	s := store(t)
	a, err := s.New("alice", "pass")
	if err != nil {
		t.Fatal(err)
	}
	b, _ := os.ReadFile(s.path("alice"))
	k, err := keystore.DecryptKey(b, "pass") // go-ethereum's own reader
	if err != nil || k.Address != a.Address {
		t.Errorf("go-ethereum cannot open it: %v", err)
	}
	theirs, err := keystore.EncryptKey(k, "other", keystore.LightScryptN, keystore.LightScryptP)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openKeyFile(theirs, "other"); err != nil {
		t.Errorf("we cannot open go-ethereum's: %v", err)
	}
	info, _ := os.Stat(s.path("alice"))
	dir, _ := os.Stat(s.dir)
	if info.Mode().Perm() != 0o600 || dir.Mode().Perm() != 0o700 {
		t.Errorf("modes %v and %v", info.Mode(), dir.Mode())
	}
	if entries, _ := os.ReadDir(s.dir); len(entries) != 1 {
		t.Errorf("%d files were left behind", len(entries))
	}
}

// The standard cost is what people get who choose nothing. (Making such a file takes seconds with the race detector on.)
func TestStandardCostIsTheDefault(t *testing.T) {
	if n, p := (Options{}).scrypt(); n != 1<<18 || p != 1 {
		t.Errorf("n=%d p=%d by default, want 2^18 and 1", n, p)
	}
	if n, p := (Options{Light: true}).scrypt(); n != 1<<12 || p != 6 {
		t.Errorf("n=%d p=%d when light, want 2^12 and 6", n, p)
	}
	b := bytes.Replace(lightFile(t), []byte(`"n":2,`), []byte(`"n":262144,`), 1)
	if _, _, err := parseKeyFile(b); err != nil {
		t.Errorf("a file of standard cost is refused: %v", err)
	}
}

func lightFile(t testing.TB) []byte {
	private, _ := crypto.ToECDSA(append(make([]byte, 31), 42))
	b, err := encodeKeyFile(private, "pass", 2, 1, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestKeyFileRefusals(t *testing.T) {
	good := string(lightFile(t))
	if _, err := openKeyFile([]byte(good), "pass"); err != nil {
		t.Fatal(err)
	}
	address := crypto.PubkeyToAddress(key(t, 42).private.PublicKey)
	other := hex.EncodeToString(common.Address{1}.Bytes())
	field := func(name string) string { // the 64 digits of a field
		i := strings.Index(good, `"`+name+`":"`) + len(name) + 4
		return good[i : i+strings.IndexByte(good[i:], '"')]
	}
	for name, tc := range map[string]struct {
		old, new string
		want     error
	}{
		"version 1":             {`"version":3`, `"version":"1"`, ErrVersion},
		"version 4":             {`"version":3`, `"version":4`, ErrVersion},
		"no version":            {`"version":3`, `"x":3`, ErrKeyFile},
		"cut":                   {`"version":3}`, ``, ErrKeyFile},
		"not an object":         {good, `[]`, ErrKeyFile},
		"address swapped":       {hex.EncodeToString(address[:]), other, ErrKeyFile},
		"address short":         {hex.EncodeToString(address[:]), "00", ErrKeyFile},
		"another cipher":        {"aes-128-ctr", "aes-128-cbc", ErrKeyFile},
		"iv short":              {field("iv"), "00", ErrKeyFile},
		"mac changed":           {field("mac"), strings.Repeat("0", 64), ErrPassphrase},
		"mac short":             {field("mac"), "00", ErrKeyFile},
		"ciphertext long":       {field("ciphertext"), strings.Repeat("0", 66), ErrKeyFile},
		"salt not hex":          {field("salt"), "zz", ErrKeyFile},
		"salt is a number":      {`"` + field("salt") + `"`, "5", ErrKeyFile},
		"scrypt eats memory":    {`"n":2`, `"n":1073741824`, ErrKeyFile},
		"scrypt n not a power":  {`"n":2`, `"n":3`, ErrKeyFile},
		"scrypt n as text":      {`"n":2`, `"n":"2"`, ErrKeyFile},
		"scrypt r":              {`"r":8`, `"r":1000000`, ErrKeyFile},
		"scrypt p":              {`"p":1`, `"p":0`, ErrKeyFile},
		"short derived key":     {`"dklen":32`, `"dklen":16`, ErrKeyFile},
		"another derivation":    {`"kdf":"scrypt"`, `"kdf":"pbkdf2"`, ErrKeyFile},
		"larger than key files": {`"version":3`, strings.Repeat(" ", maxKeyFileBytes) + `"version":3`, ErrKeyFile},
	} {
		if !strings.Contains(good, tc.old) {
			t.Fatalf("%s: no %s in %s", name, tc.old, good)
		}
		if _, err := openKeyFile([]byte(strings.Replace(good, tc.old, tc.new, 1)), "pass"); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}

func FuzzKeyFile(f *testing.F) {
	f.Add(lightFile(f))
	f.Add([]byte(`{"version":3,"crypto":{"kdfparams":{"salt":5}}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, sealed, err := parseKeyFile(b); err == nil && sealed.KDFParams["n"].(int)*sealed.KDFParams["r"].(int) > 1<<12 {
			return // well-formed but slow to try
		}
		_, err := openKeyFile(b, "pass")
		for _, want := range []error{nil, ErrKeyFile, ErrVersion, ErrPassphrase} {
			if errors.Is(err, want) {
				return
			}
		}
		t.Fatalf("unnamed error: %v", err)
	})
}
