package job

import (
	"encoding/json"

	"github.com/ethereum/go-ethereum/common"
)

// ManifestFormat names the manifest's version.
const ManifestFormat = "coppice-manifest/1"

// Artifact is one delivered file, sealed to the buyer.
type Artifact struct {
	Name   string      `json:"name"`
	CID    string      `json:"cid"`    // of the sealed bytes
	Bytes  int64       `json:"bytes"`  // of the plaintext
	Digest common.Hash `json:"digest"` // sha2-256 of the plaintext
}

// Manifest lists what a job delivered, or why it did not.
type Manifest struct {
	Format    string           `json:"format"`
	JobID     uint64           `json:"jobId"`
	Artifacts []Artifact       `json:"artifacts"`
	Error     string           `json:"error,omitempty"` // why there is nothing, safe to show
	Log       string           `json:"log,omitempty"`   // the instruction's own output, bounded
	Rows      map[string]int64 `json:"rows,omitempty"`  // rows in scope by <dataset>.<table>
}

func (m *Manifest) formatName() string { return m.Format }

// Encode returns the document's bytes.
func (m Manifest) Encode() ([]byte, error) {
	m.Format = ManifestFormat
	return json.Marshal(m)
}

// DecodeManifest reads a manifest.
func DecodeManifest(data []byte) (*Manifest, error) {
	var m Manifest
	if err := decode(data, ManifestFormat, &m); err != nil {
		return nil, err
	}
	return &m, nil
}
