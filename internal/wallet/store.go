package wallet

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/durable"
)

const keyFileSuffix = ".json"

// Names are kept to what every file system spells in one way only.
var validName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,62}$`)

// Account is a locked account.
type Account struct {
	Name    string         `json:"name"`
	Address common.Address `json:"address"`
	Signer  string         `json:"signer,omitempty"` // where its external signer is, without credentials; empty if the key is here
}

// Options of a Store; the zero value is right for people.
type Options struct {
	// Light makes key files that cost 4 MB and some 70 ms to try a passphrase on, instead of 256 MB and half a second. Only for
	// homes that are thrown away.
	Light bool
	// Random is where new keys come from; nil is the operating system. (The salt of the encryption always comes from there.)
	Random io.Reader
}

// scrypt returns the parameters n and p of new key files.
func (o Options) scrypt() (cost, parallel int) {
	if o.Light {
		return keystore.LightScryptN, keystore.LightScryptP
	}
	return keystore.StandardScryptN, keystore.StandardScryptP
}

// Store is a folder of key files. It is safe for concurrent use, also by several processes: an account once created is overwritten by
// nothing but a change of its own passphrase.
type Store struct {
	dir  string
	opts Options
	mu   sync.Mutex // two creations at once would not see each other's address
}

// OpenStore opens the keystore folder, by convention <home>/keystore. The folder is created with the first account.
func OpenStore(dir string, opts Options) *Store {
	if opts.Random == nil {
		opts.Random = rand.Reader
	}
	return &Store{dir: dir, opts: opts}
}

// New makes an account with a new key. Errors: ErrName, ErrExists, ErrPassphrase for an empty one.
func (s *Store) New(name, passphrase string) (Account, error) {
	private, err := newPrivate(s.opts.Random)
	if err != nil {
		return Account{}, err
	}
	return s.add(name, private, passphrase)
}

// ImportKey adds a private key of 64 hex digits, with or without 0x. Errors: those of New, ErrKey, ErrFaucetKey. They never repeat
// the key.
func (s *Store) ImportKey(name, hexKey, passphrase string) (Account, error) {
	private, err := crypto.HexToECDSA(strings.TrimPrefix(strings.TrimSpace(hexKey), "0x"))
	if err != nil {
		return Account{}, fmt.Errorf("%w: want 64 hex digits within the curve's order", ErrKey)
	}
	return s.add(name, private, passphrase)
}

// ImportMnemonic adds the key at the path ("" is DefaultPath) of a BIP-39 mnemonic. Errors: those of New, ErrMnemonic, ErrFaucetKey.
func (s *Store) ImportMnemonic(name, phrase, path, passphrase string) (Account, error) {
	private, err := fromMnemonic(phrase, path)
	if err != nil {
		return Account{}, err
	}
	return s.add(name, private, passphrase)
}

// List returns the accounts in the order of their names. Where files cannot be read as key files, the others are returned together
// with an error that names each broken one.
func (s *Store) List() ([]Account, error) {
	entries, err := os.ReadDir(s.dir) // sorted by name
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("wallet: listing accounts: %w", err)
	}
	var list []Account
	var broken []error
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), keyFileSuffix)
		if !ok || !validName.MatchString(name) {
			continue
		}
		_, a, err := s.read(name)
		if err != nil {
			broken = append(broken, err)
			continue
		}
		list = append(list, a)
	}
	return list, errors.Join(broken...)
}

// Get finds an account by its name or its 0x address. The error is ErrNotFound, or that of a broken key file.
func (s *Store) Get(nameOrAddress string) (Account, error) {
	_, a, err := s.find(nameOrAddress)
	return a, err
}

// Unlock decrypts an account found by name or address. Errors: those of Get, ErrPassphrase, ErrKeyFile, ErrFaucetKey, ErrExternal.
func (s *Store) Unlock(nameOrAddress, passphrase string) (*Key, error) {
	b, a, err := s.find(nameOrAddress)
	if err != nil {
		return nil, err
	}
	private, err := unlock(b, a, passphrase)
	if err != nil {
		return nil, err
	}
	return NewKey(private)
}

func unlock(b []byte, a Account, passphrase string) (*ecdsa.PrivateKey, error) {
	if a.Signer != "" {
		return nil, fmt.Errorf("%w: %s, at %s", ErrExternal, a.Name, a.Signer)
	}
	private, err := openKeyFile(b, passphrase)
	if err != nil {
		return nil, fmt.Errorf("unlocking account %s: %w", a.Name, err)
	}
	return private, nil
}

func (s *Store) find(nameOrAddress string) ([]byte, Account, error) {
	if validName.MatchString(nameOrAddress) && !strings.HasPrefix(nameOrAddress, "0x") {
		return s.read(nameOrAddress)
	}
	if !strings.HasPrefix(nameOrAddress, "0x") || !common.IsHexAddress(nameOrAddress) {
		return nil, Account{}, fmt.Errorf("%w: %.60q is neither a name nor an address", ErrNotFound, nameOrAddress)
	}
	address := common.HexToAddress(nameOrAddress)
	list, broken := s.List()
	for _, a := range list {
		if a.Address == address {
			return s.read(a.Name)
		}
	}
	return nil, Account{}, errors.Join(fmt.Errorf("%w: %s", ErrNotFound, address), broken)
}

func (s *Store) read(name string) ([]byte, Account, error) {
	f, err := os.Open(s.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Account{}, fmt.Errorf("%w: %s", ErrNotFound, name)
	}
	if err != nil {
		return nil, Account{}, fmt.Errorf("wallet: reading account %s: %w", name, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxKeyFileBytes+1))
	if err != nil {
		return nil, Account{}, fmt.Errorf("wallet: reading account %s: %w", name, err)
	}
	a := Account{Name: name}
	if bytes.Contains(b, []byte(`"`+externalFormat+`"`)) {
		var e External
		a.Address, e, err = parseExternal(b)
		a.Signer = e.URL.String()
	} else if a.Address, _, err = parseKeyFile(b); err == nil && a.Address == (common.Address{}) {
		err = fmt.Errorf("%w: no address", ErrKeyFile)
	}
	if err != nil {
		return nil, Account{}, fmt.Errorf("%s: %w", s.path(name), err)
	}
	return b, a, nil
}

// vacant reports why an account cannot be created: its name is none or taken, or its address is there under another name.
func (s *Store) vacant(name string, address common.Address) error {
	if !validName.MatchString(name) || strings.HasPrefix(name, "0x") {
		return fmt.Errorf("%w: %.80q (want a-z 0-9 . _ - beginning with a letter or digit, not 0x, at most 63)", ErrName, name)
	}
	if _, err := os.Lstat(s.path(name)); err == nil {
		return fmt.Errorf("%w: %s", ErrExists, name)
	}
	list, _ := s.List() // a broken file elsewhere is no reason not to create an account
	for _, a := range list {
		if a.Address == address {
			return fmt.Errorf("%w: %s is account %s", ErrExists, address, a.Name)
		}
	}
	return nil
}

func (s *Store) add(name string, private *ecdsa.PrivateKey, passphrase string) (Account, error) {
	key, err := NewKey(private)
	if err != nil {
		return Account{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.vacant(name, key.address); err != nil {
		return Account{}, err
	}
	b, err := s.encrypt(private, passphrase)
	if err != nil {
		return Account{}, err
	}
	if err := s.create(name, b); err != nil {
		return Account{}, err
	}
	return Account{Name: name, Address: key.address}, nil
}

// encrypt makes a key file and makes sure of it: what cannot be opened again must not be the only copy of a key.
func (s *Store) encrypt(private *ecdsa.PrivateKey, passphrase string) ([]byte, error) {
	if passphrase == "" {
		return nil, fmt.Errorf("%w: an empty one protects nothing", ErrPassphrase)
	}
	cost, parallel := s.opts.scrypt()
	b, err := encodeKeyFile(private, passphrase, cost, parallel, s.opts.Random)
	if err != nil {
		return nil, err
	}
	if _, err := openKeyFile(b, passphrase); err != nil {
		return nil, fmt.Errorf("wallet: checking a new key file: %w", err)
	}
	return b, nil
}

// create stores an account under a name that is not taken. ErrExists.
func (s *Store) create(name string, b []byte) error {
	err := s.write(name, b, durable.Create)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: %s", ErrExists, name)
	}
	return err
}

// write stores an account's file. A crash may leave a hidden, encrypted temporary file, which nothing reads.
func (s *Store) write(name string, b []byte, write func(path string, b []byte, mode os.FileMode) error) error {
	err := os.MkdirAll(s.dir, 0o700)
	if err == nil {
		err = write(s.path(name), b, 0o600)
	}
	if err == nil {
		err = durable.SyncDir(filepath.Dir(s.dir)) // the folder itself may be new
	}
	if err != nil {
		return fmt.Errorf("wallet: storing account %s: %w", name, err)
	}
	return nil
}

func (s *Store) path(name string) string { return filepath.Join(s.dir, name+keyFileSuffix) }

// newPrivate draws until the 32 bytes are a key; the chance of a second draw is 2^-128.
func newPrivate(random io.Reader) (*ecdsa.PrivateKey, error) {
	for {
		var b [32]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return nil, fmt.Errorf("wallet: reading randomness for a key: %w", err)
		}
		if private, err := crypto.ToECDSA(b[:]); err == nil {
			return private, nil
		}
	}
}
