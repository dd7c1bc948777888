package deployment

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/durable"
)

// Format is the only version of a record this program reads and writes.
const Format = "coppice-deployment/1"

// Name is a record's file in the network's folder.
const Name = "deployment.json"

// Errors of records.
var (
	ErrVersion   = errors.New("deployment: record of another version of coppice")
	ErrMalformed = errors.New("deployment: malformed record")
)

// Record is what makes a deployment resumable.
type Record struct {
	Format     string           `json:"format"`
	ChainID    uint64           `json:"chainId"`
	Genesis    common.Hash      `json:"genesis"` // hash of block 0
	Deployer   common.Address   `json:"deployer"`
	FirstNonce uint64           `json:"firstNonce"`
	FromBlock  uint64           `json:"fromBlock"` // no event of the network is in an earlier block
	Params     contracts.Params `json:"params"`
	Creates    common.Hash      `json:"creates"` // digest of the code, parameters and addresses
}

// Load reads the record of a network's folder. A missing one is fs.ErrNotExist.
func Load(dir string) (*Record, error) {
	path := filepath.Join(dir, Name)
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the record of a deployment: %w", err)
	}
	var head struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrMalformed, path, err)
	}
	if head.Format != Format {
		return nil, fmt.Errorf("%w: %s is %.40q, this version knows %q", ErrVersion, path, head.Format, Format)
	}
	var r Record
	if err := json.Unmarshal(b, &r); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrMalformed, path, err)
	}
	if r.ChainID == 0 || r.Deployer == (common.Address{}) || r.Genesis == (common.Hash{}) || r.Creates == (common.Hash{}) {
		return nil, fmt.Errorf("%w: %s: a field is missing", ErrMalformed, path)
	}
	return &r, nil
}

// Exists reports whether a network's folder holds a record, of whatever version.
func Exists(dir string) (bool, error) {
	_, err := os.Stat(filepath.Join(dir, Name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// save writes the record; it is durable before save returns.
func (r *Record) save(dir string) (err error) {
	r.Format = Format
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := durable.Write(filepath.Join(dir, Name), append(b, '\n'), 0o600); err != nil {
		return err
	}
	return durable.SyncDir(filepath.Dir(dir)) // the folder itself may be new
}
