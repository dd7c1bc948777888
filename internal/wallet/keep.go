package wallet

import (
	"fmt"
	"os"

	"github.com/coppice-network/coppice/internal/durable"
)

// ImportKeyFile adds the key of a version-3 key file that another tool made, under a passphrase of this keystore. Errors: those of
// New; ErrKeyFile, ErrVersion; ErrPassphrase if filePassphrase does not open it.
func (s *Store) ImportKeyFile(name string, file []byte, filePassphrase, passphrase string) (Account, error) {
	private, err := openKeyFile(file, filePassphrase)
	if err != nil {
		return Account{}, fmt.Errorf("opening the key file: %w", err)
	}
	return s.add(name, private, passphrase)
}

// Export returns an account's key as a version-3 key file under another passphrase. Errors: those of Unlock.
func (s *Store) Export(nameOrAddress, passphrase, filePassphrase string) ([]byte, error) {
	b, a, err := s.find(nameOrAddress)
	if err != nil {
		return nil, err
	}
	private, err := unlock(b, a, passphrase)
	if err != nil {
		return nil, err
	}
	return s.encrypt(private, filePassphrase)
}

// ChangePassphrase encrypts an account anew. The old file is there until the new one, which was opened once, takes its place. Errors:
// those of Unlock.
func (s *Store) ChangePassphrase(nameOrAddress, passphrase, fresh string) (Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, a, err := s.find(nameOrAddress)
	if err != nil {
		return Account{}, err
	}
	private, err := unlock(b, a, passphrase)
	if err != nil {
		return Account{}, err
	}
	if b, err = s.encrypt(private, fresh); err != nil {
		return Account{}, err
	}
	return a, s.write(a.Name, b, durable.Write)
}

// Remove deletes an account, durably. The key is lost unless it is kept elsewhere. The error is ErrNotFound, or that of a broken file.
func (s *Store) Remove(nameOrAddress string) (Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, a, err := s.find(nameOrAddress)
	if err != nil {
		return Account{}, err
	}
	if err := os.Remove(s.path(a.Name)); err != nil {
		return Account{}, fmt.Errorf("wallet: removing account %s: %w", a.Name, err)
	}
	if err := durable.SyncDir(s.dir); err != nil {
		return Account{}, fmt.Errorf("wallet: removing account %s: %w", a.Name, err)
	}
	return a, nil
}
