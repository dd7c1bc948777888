package node

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/coppice-network/coppice/internal/durable"
	"github.com/coppice-network/coppice/internal/refinement"
)

// cursor is a place on disk up to which something has been done that may be done again.
type cursor struct{ path string }

// Load reads the place: 8 bytes, big-endian, behind a version byte.
func (c cursor) Load() (uint64, error) {
	b, err := os.ReadFile(c.path)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	} else if err != nil {
		return 0, err
	}
	if len(b) != 9 || b[0] != 1 {
		return 0, fmt.Errorf("node: %s has an unknown version", c.path)
	}
	return binary.BigEndian.Uint64(b[1:]), nil
}

// Save keeps the place.
func (c cursor) Save(seq uint64) error {
	return durable.Write(c.path, binary.BigEndian.AppendUint64([]byte{1}, seq), 0o600)
}

// ingestionFormat names the version of an [ingestion] file.
const ingestionFormat = "coppice-ingestion/2"

// ingestion keeps how far ingestion has come. Version 1 was a cursor that did not say of which index: everything is looked at again.
type ingestion struct{ path, index string }

type ingestionJSON struct {
	Format string `json:"format"`
	refinement.Progress
}

// Load implements refinement's progress.
func (n ingestion) Load() (refinement.Progress, error) {
	b, err := os.ReadFile(n.path)
	if errors.Is(err, os.ErrNotExist) {
		return refinement.Progress{Index: n.index}, nil
	} else if err != nil {
		return refinement.Progress{}, err
	}
	if len(b) > 0 && b[0] == 1 {
		_, err := cursor{n.path}.Load()
		return refinement.Progress{Index: n.index}, err
	}
	var p ingestionJSON
	if err := json.Unmarshal(b, &p); err != nil || p.Format != ingestionFormat {
		return refinement.Progress{}, fmt.Errorf("node: %s has an unknown version", n.path)
	}
	return p.Progress, nil
}

// Save implements refinement's progress.
func (n ingestion) Save(p refinement.Progress) error {
	b, err := json.Marshal(ingestionJSON{ingestionFormat, p})
	if err != nil {
		return err
	}
	return durable.Write(n.path, b, 0o600)
}
