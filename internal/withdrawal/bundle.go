package withdrawal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// BundleFormat names the version of a file of certificates.
const BundleFormat = "coppice-withdrawals/1"

// Bundle is what a contributor keeps: the certificates of all validators about one withdrawal.
type Bundle struct {
	Format       string    `json:"format"`
	FileID       uint64    `json:"fileId"`
	Certificates []*Signed `json:"certificates"`
}

// Encode returns the bundle as JSON ending in a line feed.
func (b Bundle) Encode() ([]byte, error) {
	b.Format = BundleFormat
	raw, err := json.MarshalIndent(b, "", "  ")
	return append(raw, '\n'), err
}

// IsBundle reports whether bytes claim to be a Bundle, of whatever version.
func IsBundle(raw []byte) bool {
	var lead struct {
		Format string `json:"format"`
	}
	return json.Unmarshal(raw, &lead) == nil && bytes.HasPrefix([]byte(lead.Format), []byte("coppice-withdrawals/"))
}

// DecodeBundle reads a bundle and believes nothing in it. Errors: ErrCertificate, ErrVersion.
func DecodeBundle(raw []byte) (*Bundle, error) {
	var b Bundle
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&b); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrCertificate, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("%w: something follows it", ErrCertificate)
	}
	if b.Format != BundleFormat {
		return nil, fmt.Errorf("%w: %.40q, this program reads %q", ErrVersion, b.Format, BundleFormat)
	}
	for i, s := range b.Certificates {
		if s == nil {
			return nil, fmt.Errorf("%w: certificate %d is empty", ErrCertificate, i)
		}
		var compact bytes.Buffer // the signature is of the compact form; a file shows it indented
		if err := json.Compact(&compact, s.Certificate); err != nil {
			return nil, fmt.Errorf("%w: certificate %d: %v", ErrCertificate, i, err)
		}
		s.Certificate = compact.Bytes()
	}
	return &b, nil
}
