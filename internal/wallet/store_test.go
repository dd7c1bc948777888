package wallet

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"
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

func faucet() common.Address {
	for a := range faucets {
		return a
	}
	return common.Address{}
}
