package devchain

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"github.com/coppice-network/coppice/internal/durable"
)

const (
	markerName    = "devchain.json"
	markerVersion = 1
	lockName      = "LOCK"
	nodeName      = "node" // the go-ethereum instance directory
)

// marker is devchain.json: what a program must know before it opens the database.
type marker struct {
	Version int    `json:"version"`
	ChainID uint64 `json:"chainId"`
}

// lockDir creates dir if need be and takes it for this process until the lock is released.
func lockDir(dir string) (*flock.Flock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("creating the chain directory: %w", err)
	}
	lock := flock.New(filepath.Join(dir, lockName))
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking the chain directory: %w", err)
	}
	if !ok {
		return nil, fmt.Errorf("%w: %s", ErrInUse, dir)
	}
	return lock, nil
}

// claim checks that dir holds a chain of this version and id, or makes an empty dir one. The marker is durable before the first
// byte of chain data is written, so chain data without a marker is not ours to open.
func claim(dir string, chainID uint64) error {
	raw, err := os.ReadFile(filepath.Join(dir, markerName))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(filepath.Join(dir, nodeName)); err == nil {
			return fmt.Errorf("%w: %s holds chain data but no %s", ErrVersion, dir, markerName)
		}
		return writeMarker(dir, marker{Version: markerVersion, ChainID: chainID})
	}
	if err != nil {
		return fmt.Errorf("reading the chain's version: %w", err)
	}
	m, err := parseMarker(raw)
	if err != nil {
		return fmt.Errorf("%s in %s: %w", markerName, dir, err)
	}
	if m.ChainID != chainID {
		return fmt.Errorf("%w: %s is chain %d, wanted %d", ErrChainID, dir, m.ChainID, chainID)
	}
	return nil
}

// parseMarker reads devchain.json. The version is looked at first, alone: a later version may mean the rest differently.
func parseMarker(raw []byte) (marker, error) {
	var v struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return marker{}, fmt.Errorf("%w: not readable: %v", ErrVersion, err)
	}
	if v.Version != markerVersion {
		return marker{}, fmt.Errorf("%w: version %d, this program knows %d", ErrVersion, v.Version, markerVersion)
	}
	var m marker
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return marker{}, fmt.Errorf("%w: not readable: %v", ErrVersion, err)
	}
	if m.ChainID == 0 {
		return marker{}, fmt.Errorf("%w: no chain id", ErrVersion)
	}
	return m, nil
}

func writeMarker(dir string, m marker) error {
	raw, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := durable.Write(filepath.Join(dir, markerName), append(raw, '\n'), 0o600); err != nil {
		return fmt.Errorf("writing the chain's version: %w", err)
	}
	return nil
}
