package contracts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/durable"
)

// NetworkFormat is the only version of a network file this program reads and writes.
const NetworkFormat = "coppice-network/2"

var (
	// ErrFormat: the file is of a version this program does not know.
	ErrFormat = errors.New("contracts: network file of an unknown format")
	// ErrMalformed: the file is not a network file, or one with a field missing.
	ErrMalformed = errors.New("contracts: malformed network file")
)

// Addresses are the contracts of one network that others are reached from. A DataDAO's pool and token are found through DLPRegistry.
type Addresses struct {
	DataRegistry               common.Address `json:"dataRegistry"`
	TeePool                    common.Address `json:"teePool"`
	DLPRegistry                common.Address `json:"dlpRegistry"`
	DataRefinerRegistry        common.Address `json:"dataRefinerRegistry"`
	QueryEngine                common.Address `json:"queryEngine"`
	ComputeInstructionRegistry common.Address `json:"computeInstructionRegistry"`
	ComputeEngine              common.Address `json:"computeEngine"`
	Burner                     common.Address `json:"burner"`
	ContributionRelay          common.Address `json:"contributionRelay"`
	NetworkTimelock            common.Address `json:"networkTimelock"`
}

// Network is all a client must know to use a network. It holds no secret.
type Network struct {
	Format      string    `json:"format"` // NetworkFormat; set by Save
	Name        string    `json:"name"`
	ChainID     uint64    `json:"chainId"`
	RPC         string    `json:"rpc"`          // JSON-RPC over HTTP
	WS          string    `json:"ws,omitempty"` // JSON-RPC over WebSocket
	API         string    `json:"api"`          // a node's HTTP API
	Addresses   Addresses `json:"addresses"`
	DeployBlock uint64    `json:"deployBlock"`       // no event of the network is in an earlier block
	DevRoot     string    `json:"devRoot,omitempty"` // public development root of simulated evidence; "" = none is accepted
}

// Check reports what makes a network file unusable.
func (n *Network) Check() error {
	switch {
	case n.Format != NetworkFormat:
		return fmt.Errorf("%w: %q", ErrFormat, n.Format)
	case n.Name == "":
		return fmt.Errorf("%w: no name", ErrMalformed)
	case n.ChainID == 0:
		return fmt.Errorf("%w: no chain id", ErrMalformed)
	}
	a := n.Addresses
	for _, x := range []struct {
		name string
		addr common.Address
	}{
		{"dataRegistry", a.DataRegistry}, {"teePool", a.TeePool}, {"dlpRegistry", a.DLPRegistry}, {"dataRefinerRegistry", a.DataRefinerRegistry},
		{"queryEngine", a.QueryEngine}, {"computeInstructionRegistry", a.ComputeInstructionRegistry}, {"computeEngine", a.ComputeEngine}, {"burner", a.Burner},
		{"contributionRelay", a.ContributionRelay}, {"networkTimelock", a.NetworkTimelock},
	} {
		if x.addr == (common.Address{}) {
			return fmt.Errorf("%w: no address of %s", ErrMalformed, x.name)
		}
	}
	return nil
}

// ParseNetwork reads a network file's content. Unknown fields are refused: a field that this program does not know may change what the
// others mean.
func ParseNetwork(data []byte) (*Network, error) {
	var head struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if head.Format != NetworkFormat {
		return nil, fmt.Errorf("%w: %q", ErrFormat, head.Format)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var n Network
	if err := d.Decode(&n); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: something follows the object", ErrMalformed)
	}
	if err := n.Check(); err != nil {
		return nil, err
	}
	return &n, nil
}

// LoadNetwork reads a network file; a missing one is fs.ErrNotExist.
func LoadNetwork(path string) (*Network, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading a network file: %w", err)
	}
	n, err := ParseNetwork(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return n, nil
}

// Save writes the file so that after a crash there is either the old content or the new one.
func (n *Network) Save(path string) error {
	c := *n
	c.Format = NetworkFormat
	if err := c.Check(); err != nil {
		return err
	}
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	if err := durable.Write(path, append(data, '\n'), 0o644); err != nil {
		return fmt.Errorf("writing network file %s: %w", path, err)
	}
	return nil
}

// Map returns the addresses by contract name.
func (a Addresses) Map() map[string]common.Address {
	return map[string]common.Address{
		"DataRegistry": a.DataRegistry, "TeePool": a.TeePool, "DLPRegistry": a.DLPRegistry, "DataRefinerRegistry": a.DataRefinerRegistry,
		"QueryEngine": a.QueryEngine, "ComputeInstructionRegistry": a.ComputeInstructionRegistry, "ComputeEngine": a.ComputeEngine, "Burner": a.Burner,
		"ContributionRelay": a.ContributionRelay, "NetworkTimelock": a.NetworkTimelock,
	}
}
