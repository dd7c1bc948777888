// Package home is Coppice's directory on a person's machine.
//
//	FORMAT                 "coppice-home/1"
//	config.json            the default account
//	keystore/              accounts, encrypted
//	networks/NAME.json     how to reach a network
//	accounts/NAME/         what accounts keep of network NAME: journals, outboxes
//	personal/              personal copies, unless another storage is given
//	local/NAME/            the state of a local network that runs from this home
//
// A home written by a later version is refused, one of an earlier version is migrated when it is opened.
package home

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"

	"github.com/gofrs/flock"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/durable"
)

// Format is the version of the layout.
const Format = "coppice-home/1"

// Errors that callers tell apart.
var (
	ErrVersion   = errors.New("home: written by another version of coppice")
	ErrInUse     = errors.New("home: in use by another process")
	ErrNoNetwork = errors.New("home: no such network")
	ErrName      = errors.New("home: not a network name")
)

// Home is an open home directory. Several processes may have it open; a local network runs in one of them (see Lock).
type Home struct{ dir string }

// Open opens a home, making it if it is missing. dir "" means $COPPICE_HOME, else ~/.coppice.
func Open(dir string) (*Home, error) {
	if dir == "" {
		dir = os.Getenv("COPPICE_HOME")
	}
	if dir == "" {
		user, err := os.UserHomeDir()
		if err != nil {
			return nil, fmt.Errorf("finding the home directory: %w", err)
		}
		dir = filepath.Join(user, ".coppice")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the home: %w", err)
	}
	marker := filepath.Join(dir, "FORMAT")
	b, err := os.ReadFile(marker)
	switch {
	case errors.Is(err, os.ErrNotExist):
		if err := durable.Write(marker, []byte(Format+"\n"), 0o600); err != nil {
			return nil, fmt.Errorf("making the home: %w", err)
		}
	case err != nil:
		return nil, fmt.Errorf("opening the home: %w", err)
	case strings.TrimSpace(string(b)) != Format:
		return nil, fmt.Errorf("%w: %s is %.40q, this version knows %q", ErrVersion, dir, strings.TrimSpace(string(b)), Format)
	}
	return &Home{dir}, nil
}

// Dir is the home's path.
func (h *Home) Dir() string { return h.dir }

// Keystore is where accounts are.
func (h *Home) Keystore() string { return filepath.Join(h.dir, "keystore") }

// Accounts is what accounts keep of a network.
func (h *Home) Accounts(network string) string { return filepath.Join(h.dir, "accounts", network) }

// Personal is the default storage of personal copies.
func (h *Home) Personal() string { return filepath.Join(h.dir, "personal") }

// Withdrawals is the folder of certificates about withdrawn files of a network.
func (h *Home) Withdrawals(network string) string {
	return filepath.Join(h.dir, "withdrawals", network)
}

// Local is the state of a local network.
func (h *Home) Local(network string) string { return filepath.Join(h.dir, "local", network) }

var networkName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,31}$`)

func (h *Home) networkFile(name string) (string, error) {
	if !networkName.MatchString(name) {
		return "", fmt.Errorf("%w: %q", ErrName, name)
	}
	return filepath.Join(h.dir, "networks", name+".json"), nil
}

// Network reads how to reach a network. The error is ErrNoNetwork if nothing is known of it.
func (h *Home) Network(name string) (*contracts.Network, error) {
	path, err := h.networkFile(name)
	if err != nil {
		return nil, err
	}
	n, err := contracts.LoadNetwork(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrNoNetwork, name)
	}
	return n, err
}

// SaveNetwork remembers how to reach a network.
func (h *Home) SaveNetwork(n *contracts.Network) error {
	path, err := h.networkFile(n.Name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return n.Save(path)
}

// Lock makes this process the one that runs a local network, until release. The error is ErrInUse while another does.
func (h *Home) Lock(network string) (release func() error, err error) {
	if !networkName.MatchString(network) {
		return nil, fmt.Errorf("%w: %q", ErrName, network)
	}
	if err := os.MkdirAll(h.Local(network), 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(h.Local(network), "LOCK")
	lock := flock.New(path)
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	if !ok {
		pid, _ := os.ReadFile(path)
		return nil, fmt.Errorf("%w (process %s): %s", ErrInUse, strings.TrimSpace(string(pid)), h.Local(network))
	}
	if err := os.WriteFile(path, fmt.Appendf(nil, "%d\n", os.Getpid()), 0o600); err != nil { // in place: the lock is on this file
		lock.Unlock()
		return nil, err
	}
	return lock.Unlock, nil
}

// SetAside moves away what accounts kept of an earlier local network of this name, if that network's chain is gone: its journals and
// transactions belong to no chain any more, and would be taken for those of the new one.
func (h *Home) SetAside(network string) error {
	if _, err := os.Stat(filepath.Join(h.Local(network), "chain")); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	kept := h.Accounts(network)
	for n := 1; ; n++ {
		err := os.Rename(kept, fmt.Sprintf("%s.old-%d", kept, n))
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		if !errors.Is(err, os.ErrExist) && !errors.Is(err, syscall.ENOTEMPTY) {
			return err
		}
	}
}

// Config is what a home remembers for its person.
type Config struct {
	Account string `json:"account,omitempty"` // used when --as is not given
}

// Config reads the configuration; a missing one is empty.
func (h *Home) Config() (Config, error) {
	var c Config
	b, err := os.ReadFile(filepath.Join(h.dir, "config.json"))
	if errors.Is(err, os.ErrNotExist) {
		return c, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil {
		return c, fmt.Errorf("reading config.json: %w", err)
	}
	return c, nil
}

// SaveConfig writes the configuration.
func (h *Home) SaveConfig(c Config) error {
	b, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	return durable.Write(filepath.Join(h.dir, "config.json"), append(b, '\n'), 0o600)
}
