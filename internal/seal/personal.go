package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"
)

// SidecarFormat is the value of a sidecar's format field that this program writes and reads.
const SidecarFormat = "coppice-personal/1"

const (
	maxSidecarBytes = 16 << 10
	maxNameBytes    = 255
	maxCIDBytes     = 128
)

// ErrSidecar means: not a well-formed sidecar of a personal copy.
var ErrSidecar = errors.New("seal: not a well-formed sidecar of a personal copy")

// SealPersonal starts a personal copy: a plain age file for the contributor, which the stock age tool opens as well.
func SealPersonal(dst io.Writer, to Recipient) (io.WriteCloser, error) { return Seal(dst, to) }

// OpenPersonal opens a personal copy. It promises what Open promises.
func OpenPersonal(src io.Reader, id *Identity) (io.Reader, error) { return Open(src, id) }

// Sidecar stands beside a personal copy, unencrypted, and says what the wallet needs to derive the copy's identity again. It holds
// no secret and no digest of the content (a digest would let anyone test whether a known export is this file).
type Sidecar struct {
	Format     string         `json:"format"` // SidecarFormat
	Owner      common.Address `json:"owner"`
	ChainID    uint64         `json:"chainId,string"`
	DLP        uint64         `json:"dlp,string"`
	Salt       common.Hash    `json:"salt"`       // of the derived identity, one per DataDAO and owner
	KeyVersion uint64         `json:"keyVersion"` // of the derivation
	Name       string         `json:"name"`       // of the original file, without folders
	Size       int64          `json:"size"`       // of the original file, bytes
	PooledCID  string         `json:"pooledCid,omitempty"`
}

// Encode returns the sidecar as JSON ending in a line feed. Format may be left empty. Errors are ErrSidecar and ErrVersion.
func (s Sidecar) Encode() ([]byte, error) {
	if s.Format == "" {
		s.Format = SidecarFormat
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrSidecar, err)
	}
	return append(b, '\n'), nil
}

// DecodeSidecar reads a sidecar strictly: unknown fields, trailing data and values out of range are refused with ErrSidecar, an
// unknown format with ErrVersion.
func DecodeSidecar(b []byte) (Sidecar, error) {
	if len(b) > maxSidecarBytes {
		return Sidecar{}, fmt.Errorf("%w: %d bytes are too many", ErrSidecar, len(b))
	}
	var lead struct {
		Format *string `json:"format"`
	}
	if err := json.Unmarshal(b, &lead); err != nil || lead.Format == nil {
		return Sidecar{}, fmt.Errorf("%w: no format", ErrSidecar)
	}
	if *lead.Format != SidecarFormat {
		return Sidecar{}, fmt.Errorf("%w: %.40q, this program reads %q", ErrVersion, *lead.Format, SidecarFormat)
	}
	var s Sidecar
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return Sidecar{}, fmt.Errorf("%w: %v", ErrSidecar, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return Sidecar{}, fmt.Errorf("%w: something follows it", ErrSidecar)
	}
	if err := s.check(); err != nil {
		return Sidecar{}, err
	}
	return s, nil
}

func (s Sidecar) check() error {
	switch {
	case s.Format != SidecarFormat:
		return fmt.Errorf("%w: %.40q", ErrVersion, s.Format)
	case s.Owner == common.Address{}:
		return fmt.Errorf("%w: no owner", ErrSidecar)
	case s.ChainID == 0:
		return fmt.Errorf("%w: no chain id", ErrSidecar)
	case s.KeyVersion == 0:
		return fmt.Errorf("%w: no key version", ErrSidecar)
	case s.Size < 0:
		return fmt.Errorf("%w: size %d", ErrSidecar, s.Size)
	case !plainName(s.Name):
		return fmt.Errorf("%w: %.60q is no plain file name", ErrSidecar, s.Name)
	case len(s.PooledCID) > maxCIDBytes || strings.ContainsFunc(s.PooledCID, notAlphanumeric):
		return fmt.Errorf("%w: %.60q is no content address", ErrSidecar, s.PooledCID)
	}
	return nil
}

// plainName accepts only names that can be created inside a folder without leaving it: a sidecar comes from storage that others may
// write to, and "open" writes a file of this name.
func plainName(s string) bool {
	return s != "" && s != "." && s != ".." && len(s) <= maxNameBytes && utf8.ValidString(s) &&
		!strings.ContainsAny(s, `/\:`) && !strings.ContainsFunc(s, unicode.IsControl)
}

func notAlphanumeric(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9')
}
