package wallet

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

const junk = "test test test test test test test test test test test junk"

// words is a valid mnemonic that is not the faucet's.
const words = "legal winner thank year wave sausage worth useful legal winner thank yellow"

func store(t testing.TB) *Store {
	return OpenStore(filepath.Join(t.TempDir(), "keystore"), Options{Light: true})
}

func TestStoreLifecycle(t *testing.T) {
	s := store(t)
	if list, err := s.List(); err != nil || len(list) != 0 {
		t.Fatalf("an unborn store lists %v, %v", list, err)
	}
	bob, err := s.New("bob", "pass")
	if err != nil {
		t.Fatal(err)
	}
	alice, err := s.ImportKey("alice", "0x"+strings.Repeat("0", 62)+"2a", "word")
	if err != nil {
		t.Fatal(err)
	}
	if list, err := s.List(); err != nil || len(list) != 2 || list[0] != alice || list[1] != bob {
		t.Errorf("list %v, %v", list, err)
	}
	for _, id := range []string{"bob", bob.Address.Hex(), strings.ToLower(bob.Address.Hex())} {
		if a, err := s.Get(id); err != nil || a != bob {
			t.Errorf("get %s: %v, %v", id, a, err)
		}
		k, err := s.Unlock(id, "pass")
		if err != nil || k.Address() != bob.Address {
			t.Errorf("unlock %s: %v, %v", id, k, err)
		}
	}
	for name, tc := range map[string]struct {
		id, pass string
		want     error
	}{
		"wrong passphrase":    {"bob", "Pass", ErrPassphrase},
		"empty passphrase":    {"bob", "", ErrPassphrase},
		"unknown name":        {"carol", "pass", ErrNotFound},
		"unknown address":     {common.Address{1}.Hex(), "pass", ErrNotFound},
		"path instead of one": {"../keystore/bob", "pass", ErrNotFound},
		"nothing":             {"", "pass", ErrNotFound},
	} {
		if _, err := s.Unlock(tc.id, tc.pass); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	// A store opened anew sees the same.
	if a, err := OpenStore(s.dir, Options{}).Get("alice"); err != nil || a != alice {
		t.Errorf("after reopening: %v, %v", a, err)
	}
}

func TestCreationRefusals(t *testing.T) {
	s := store(t)
	if _, err := s.ImportKey("alice", strings.Repeat("0", 62)+"2a", "pass"); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(s.path("alice"))
	faucet := "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
	for name, tc := range map[string]struct {
		do   func() (Account, error)
		want error
	}{
		"name in use":        {func() (Account, error) { return s.New("alice", "pass") }, ErrExists},
		"key in use":         {func() (Account, error) { return s.ImportKey("alias", strings.Repeat("0", 62)+"2a", "pass") }, ErrExists},
		"empty name":         {func() (Account, error) { return s.New("", "pass") }, ErrName},
		"upper case name":    {func() (Account, error) { return s.New("Alice", "pass") }, ErrName},
		"name with a folder": {func() (Account, error) { return s.New("a/b", "pass") }, ErrName},
		"name like a parent": {func() (Account, error) { return s.New("..", "pass") }, ErrName},
		"name like address":  {func() (Account, error) { return s.New("0xabc", "pass") }, ErrName},
		"long name":          {func() (Account, error) { return s.New(strings.Repeat("a", 64), "pass") }, ErrName},
		"no passphrase":      {func() (Account, error) { return s.New("dave", "") }, ErrPassphrase},
		"key too short":      {func() (Account, error) { return s.ImportKey("dave", "1234", "pass") }, ErrKey},
		"key zero":           {func() (Account, error) { return s.ImportKey("dave", strings.Repeat("0", 64), "pass") }, ErrKey},
		"key above order":    {func() (Account, error) { return s.ImportKey("dave", strings.Repeat("f", 64), "pass") }, ErrKey},
		"key not hex":        {func() (Account, error) { return s.ImportKey("dave", strings.Repeat("x", 64), "pass") }, ErrKey},
		"faucet key":         {func() (Account, error) { return s.ImportKey("dave", faucet, "pass") }, ErrFaucetKey},
		"faucet mnemonic":    {func() (Account, error) { return s.ImportMnemonic("dave", junk, "m/44'/60'/0'/0/9", "pass") }, ErrFaucetKey},
		"bad check word":     {func() (Account, error) { return s.ImportMnemonic("dave", words+" zoo", "", "pass") }, ErrMnemonic},
		"unknown word":       {func() (Account, error) { return s.ImportMnemonic("dave", "coppice "+words, "", "pass") }, ErrMnemonic},
		"bad path":           {func() (Account, error) { return s.ImportMnemonic("dave", words, "m/x", "pass") }, ErrMnemonic},
		"relative path":      {func() (Account, error) { return s.ImportMnemonic("dave", words, "0/1", "pass") }, ErrMnemonic},
	} {
		a, err := tc.do()
		if !errors.Is(err, tc.want) || a != (Account{}) {
			t.Errorf("%s: %v, %v, want %v", name, a, err, tc.want)
		}
		if err != nil && (strings.Contains(err.Error(), faucet) || strings.Contains(err.Error(), "sausage")) {
			t.Errorf("%s: the error repeats a secret: %v", name, err)
		}
	}
	if list, err := s.List(); err != nil || len(list) != 1 {
		t.Errorf("refusals left %v, %v", list, err)
	}
	if after, _ := os.ReadFile(s.path("alice")); !bytes.Equal(before, after) {
		t.Error("a refused creation changed an account")
	}
}

func TestMnemonicVectors(t *testing.T) {
	// Every faucet address is what the well-known mnemonic derives, and nothing beyond the ten is refused.
	found := 0
	for i := range 11 {
		private, err := fromMnemonic(junk, "m/44'/60'/0'/0/"+string("0123456789"[i%10])+map[bool]string{true: "", false: "0"}[i < 10])
		if err != nil {
			t.Fatal(err)
		}
		if i < 10 && IsFaucet(crypto.PubkeyToAddress(private.PublicKey)) {
			found++
		}
	}
	if found != 10 || len(faucets) != 10 {
		t.Errorf("%d of %d faucet addresses derived", found, len(faucets))
	}
	s := store(t)
	if _, err := s.ImportMnemonic("eleventh", junk, "m/44'/60'/0'/0/10", "pass"); err != nil {
		t.Errorf("the eleventh account is nobody's faucet: %v", err)
	}
	a, err := s.ImportMnemonic("w", "  Legal winner thank year wave sausage\n worth useful legal winner thank yellow ", "", "pass")
	if err != nil {
		t.Fatal(err)
	}
	if b, err := fromMnemonic(words, DefaultPath); err != nil || crypto.PubkeyToAddress(b.PublicKey) != a.Address {
		t.Errorf("spacing and case of the words matter: %v", err)
	}
	phrase, err := NewMnemonic(rand.Reader, 24)
	if err != nil || len(strings.Fields(phrase)) != 24 {
		t.Fatalf("new mnemonic of %d words, %v", len(strings.Fields(phrase)), err)
	}
	if _, err := s.ImportMnemonic("fresh", phrase, "", "pass"); err != nil {
		t.Error(err)
	}
	if _, err := NewMnemonic(strings.NewReader("short"), 24); err == nil {
		t.Error("a mnemonic without randomness")
	}
}

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

func TestConcurrentCreationOfOneName(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	var mu sync.Mutex
	made := 0
	for range 6 {
		wg.Go(func() {
			_, err := OpenStore(dir, Options{Light: true}).New("alice", "pass") // as several processes would
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				made++
			} else if !errors.Is(err, ErrExists) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if made != 1 {
		t.Errorf("%d accounts were made under one name", made)
	}
}

func TestLeftoversOfACrashAreInvisible(t *testing.T) {
	s := store(t)
	a, _ := s.New("alice", "pass")
	os.WriteFile(filepath.Join(s.dir, ".new-123"), []byte(`{"address":"00`), 0o600)
	os.WriteFile(filepath.Join(s.dir, "README"), []byte("hello"), 0o600)
	if list, err := s.List(); err != nil || len(list) != 1 || list[0] != a {
		t.Errorf("%v, %v", list, err)
	}
	os.WriteFile(filepath.Join(s.dir, "broken.json"), []byte(`{"version":3`), 0o600)
	list, err := s.List()
	if len(list) != 1 || !errors.Is(err, ErrKeyFile) || !strings.Contains(err.Error(), "broken.json") {
		t.Errorf("beside a broken file: %v, %v", list, err)
	}
	if _, err := s.Get("broken"); !errors.Is(err, ErrKeyFile) {
		t.Errorf("the broken one: %v", err)
	}
	if _, err := s.New("bob", "pass"); err != nil {
		t.Errorf("a broken file blocks new accounts: %v", err)
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

func TestKeptElsewhere(t *testing.T) {
	s := store(t)
	url := SignerURL("http://127.0.0.1:9000")
	e := External{URL: url, Transactions: "eth_signTransaction", TypedData: "eth_signTypedData_v4"}
	a, err := s.AddExternal("remote", common.Address{7}, e)
	if err != nil || a.Signer != url.String() {
		t.Fatalf("%+v, %v", a, err)
	}
	if got, err := s.Get("remote"); err != nil || got != a {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := s.Get(common.Address{7}.Hex()); err != nil || got != a {
		t.Errorf("by address: %+v, %v", got, err)
	}
	local, err := s.New("local", "pass")
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		do   func() error
		want error
	}{
		"unlocked":               {func() error { _, err := s.Unlock("remote", "pass"); return err }, ErrExternal},
		"exported":               {func() error { _, err := s.Export("remote", "pass", "new"); return err }, ErrExternal},
		"given a passphrase":     {func() error { _, err := s.ChangePassphrase("remote", "pass", "new"); return err }, ErrExternal},
		"asked where it is":      {func() error { _, _, err := s.External("local"); return err }, ErrKeyFile},
		"taken by a key":         {func() error { _, err := s.New("remote", "pass"); return err }, ErrExists},
		"taking a key's name":    {func() error { _, err := s.AddExternal("local", common.Address{8}, e); return err }, ErrExists},
		"taking a key's address": {func() error { _, err := s.AddExternal("other", local.Address, e); return err }, ErrExists},
		"a faucet's":             {func() error { _, err := s.AddExternal("rich", faucet(), e); return err }, ErrFaucetKey},
		"nobody":                 {func() error { _, err := s.AddExternal("none", common.Address{}, e); return err }, ErrKeyFile},
		"no method":              {func() error { _, err := s.AddExternal("none", common.Address{8}, External{URL: url}); return err }, ErrKeyFile},
		"without a URL": {func() error {
			_, err := s.AddExternal("none", common.Address{8}, External{Transactions: "a", TypedData: "b"})
			return err
		}, ErrKeyFile},
	} {
		if err := tc.do(); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	if list, err := s.List(); err != nil || len(list) != 2 {
		t.Errorf("%v, %v", list, err)
	}
}

func faucet() common.Address {
	for a := range faucets {
		return a
	}
	return common.Address{}
}

func TestSignerURL(t *testing.T) {
	for text, want := range map[string]string{
		"http://127.0.0.1:9000":             "http://127.0.0.1:9000",
		" https://signer.example/a/b \n":    "https://signer.example",
		"https://ana:secret@signer.example": "https://signer.example",
		"https://signer.example/?k=secret":  "https://signer.example",
		"http://[::1]:9000/secret":          "http://[::1]:9000",
		"http://localhost":                  "http://localhost",
		"unix:/run/clef.ipc":                "unix:/run/clef.ipc",
		"unix:///run/clef.ipc":              "unix:/run/clef.ipc",
	} {
		u, err := ParseSignerURL(text)
		if err != nil || u.String() != want {
			t.Errorf("%q: %s, %v", text, u, err)
		}
		if u.Secret() != strings.Contains(text, "@") && u.Secret() != strings.Contains(text, "?") {
			t.Errorf("%q: secret %v", text, u.Secret())
		}
	}
	for _, text := range []string{
		"", "signer.example", "ws://127.0.0.1", "ftp://127.0.0.1", "http://", "http://10.0.0.1:9000", "http://signer.example", "http://127.0.0.1.example",
		"unix:clef.ipc", "unix://host/clef.ipc", "unix:/a?b", "https://signer.example/#x", "https://signer\n.example", "https://a b", "http://%zz",
	} {
		if u, err := ParseSignerURL(text); !errors.Is(err, ErrSignerURL) {
			t.Errorf("%q is accepted as %s (%v)", text, u, err)
		}
	}
}

func FuzzExternal(f *testing.F) {
	b, err := json.Marshal(externalFile{externalFormat, common.Address{7}, external()})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"version":"coppice-signer/2"}`))
	f.Add([]byte(`{"version":"coppice-signer/1","url":"http://10.0.0.1"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		address, e, err := parseExternal(b)
		if err == nil {
			again, err := json.Marshal(externalFile{externalFormat, address, e})
			if err != nil {
				t.Fatal(err)
			}
			if a, x, err := parseExternal(again); err != nil || a != address || x != e {
				t.Fatalf("%v: %s", err, again)
			}
			return
		}
		if !errors.Is(err, ErrKeyFile) && !errors.Is(err, ErrVersion) {
			t.Fatalf("unnamed error: %v", err)
		}
	})
}

// A key goes out under another passphrase and comes back in another keystore, also from files as other tools write them.
func TestExportAndImport(t *testing.T) {
	s, other := store(t), store(t)
	a, err := s.New("alice", "pass")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Export("alice", "wrong", "file"); !errors.Is(err, ErrPassphrase) {
		t.Errorf("exported with a wrong passphrase: %v", err)
	}
	if _, err := s.Export("alice", "pass", ""); !errors.Is(err, ErrPassphrase) {
		t.Errorf("exported without one: %v", err)
	}
	file, err := s.Export("alice", "pass", "file")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.ImportKeyFile("bob", file, "pass", "mine"); !errors.Is(err, ErrPassphrase) {
		t.Errorf("imported with the keystore's passphrase: %v", err)
	}
	b, err := other.ImportKeyFile("bob", file, "file", "mine")
	if err != nil || b.Address != a.Address {
		t.Fatalf("%v, %v", b, err)
	}
	if k, err := other.Unlock("bob", "mine"); err != nil || k.Address() != a.Address {
		t.Errorf("%v, %v", k, err)
	}
	// The example of the Web3 Secret Storage definition: pbkdf2, and here without an address.
	const pbkdf2 = `{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},` +
		`"ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2","kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256",` +
		`"salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},"mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},` +
		`"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}`
	c, err := other.ImportKeyFile("carl", []byte(pbkdf2), "testpassword", "mine")
	if err != nil || c.Address.Hex() != "0x008AeEda4D805471dF9b2A5B0f38A0C3bCBA786b" {
		t.Errorf("%v, %v", c, err)
	}
	for name, swap := range map[string][2]string{
		"too many rounds":  {`"c":262144`, `"c":1000000000`},
		"another function": {"hmac-sha256", "hmac-sha1"},
		"no rounds":        {`"c":262144,`, ""},
	} {
		if _, err := other.ImportKeyFile("dora", []byte(strings.Replace(pbkdf2, swap[0], swap[1], 1)), "testpassword", "mine"); !errors.Is(err, ErrKeyFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestChangePassphrase(t *testing.T) {
	s := store(t)
	a, err := s.New("alice", "old")
	if err != nil {
		t.Fatal(err)
	}
	for name, pass := range map[string][2]string{"a wrong one": {"wrong", "new"}, "to nothing": {"old", ""}} {
		if _, err := s.ChangePassphrase("alice", pass[0], pass[1]); !errors.Is(err, ErrPassphrase) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Unlock("alice", "old"); err != nil {
		t.Fatalf("after refusals: %v", err)
	}
	if got, err := s.ChangePassphrase("alice", "old", "new"); err != nil || got != a {
		t.Fatalf("%v, %v", got, err)
	}
	if _, err := s.Unlock("alice", "old"); !errors.Is(err, ErrPassphrase) {
		t.Errorf("the old one: %v", err)
	}
	if k, err := s.Unlock("alice", "new"); err != nil || k.Address() != a.Address {
		t.Errorf("the new one: %v, %v", k, err)
	}
}

func TestRemove(t *testing.T) {
	s := store(t)
	a, _ := s.New("alice", "pass")
	b, _ := s.New("bob", "pass")
	if got, err := s.Remove(a.Address.Hex()); err != nil || got != a {
		t.Fatalf("%v, %v", got, err)
	}
	if _, err := s.Remove("alice"); !errors.Is(err, ErrNotFound) {
		t.Errorf("twice: %v", err)
	}
	if list, err := s.List(); err != nil || len(list) != 1 || list[0] != b {
		t.Errorf("%v, %v", list, err)
	}
}

func TestMnemonicLengths(t *testing.T) {
	for _, words := range []int{12, 24} {
		phrase, err := NewMnemonic(rand.Reader, words)
		if err != nil || len(strings.Fields(phrase)) != words {
			t.Fatalf("%d words: %q, %v", words, phrase, err)
		}
		first, err := DeriveAddress(phrase, "")
		if err != nil {
			t.Fatal(err)
		}
		if again, err := DeriveAddress(phrase, PathAt(0)); err != nil || again != first {
			t.Errorf("%s, %v", again, err)
		}
		if next, err := DeriveAddress(phrase, PathAt(1)); err != nil || next == first {
			t.Errorf("%s, %v", next, err)
		}
	}
	for _, words := range []int{0, 11, 15, 25} {
		if _, err := NewMnemonic(rand.Reader, words); !errors.Is(err, ErrMnemonic) {
			t.Errorf("%d words: %v", words, err)
		}
	}
}
