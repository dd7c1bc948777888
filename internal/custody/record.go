package custody

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/wallet"
)

const (
	localFormat = "coppice-custody-local/1"
	poolFormat  = "coppice-custody-dlp/2"
	poolFormat1 = "coppice-custody-dlp/1" // without Retired and Wraps
)

// ErrRecord means: a record that opened, so was written below this root, and yet is not what this program writes.
var ErrRecord = errors.New("custody: malformed record")

// secret is 32 bytes, in JSON as 0x and 64 hexadecimal digits. It does not print.
type secret [32]byte

func (s secret) MarshalText() ([]byte, error)  { return common.Hash(s).MarshalText() }
func (s *secret) UnmarshalText(b []byte) error { return (*common.Hash)(s).UnmarshalText(b) }
func (s secret) Format(f fmt.State, _ rune)    { io.WriteString(f, "secret") }

// localRecord is what local.sealed holds.
type localRecord struct {
	Format   string `json:"format"`
	Identity secret `json:"identity"` // seed
	Key      secret `json:"key"`      // secp256k1
	Jobs     secret `json:"jobs"`
}

// poolRecord is what dlp-<id>.sealed holds.
type poolRecord struct {
	Format  string        `json:"format"`
	DLP     uint64        `json:"dlp,string"`
	Secret  secret        `json:"secret"`
	Dataset secret        `json:"dataset"`
	Epochs  []epochRecord `json:"epochs"`            // ascending, at least one
	Retired uint32        `json:"retired,omitempty"` // if not 0, this epoch and those before are gone for good
	Wraps   []wrapRecord  `json:"wraps,omitempty"`   // ascending; more than one while content keys are sealed anew
}

// wrapRecord is a key that content keys are sealed with at rest.
type wrapRecord struct {
	Generation uint32 `json:"generation"` // from 1
	Key        secret `json:"key"`
}

type epochRecord struct {
	Epoch uint32 `json:"epoch"`
	Seed  secret `json:"seed"`
}

// begin draws the validator's own keys.
func (c *Custody) begin(random io.Reader) error {
	r := localRecord{Format: localFormat}
	for _, s := range []*secret{&r.Identity, &r.Key, &r.Jobs} {
		if _, err := io.ReadFull(random, s[:]); err != nil {
			return fmt.Errorf("custody: reading randomness: %w", err)
		}
	}
	b, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("%w: %v", ErrRecord, err)
	}
	if _, err := parseLocal(b); err != nil {
		return err
	}
	return c.store(localName, b)
}

func parseLocal(b []byte) (*local, error) {
	var r localRecord
	if err := decode(b, localFormat, &r); err != nil {
		return nil, err
	}
	identity, err := seal.IdentityFromSeed(r.Identity)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	private, err := crypto.ToECDSA(r.Key[:])
	if err != nil {
		return nil, fmt.Errorf("%w: the signing key is out of range", ErrRecord)
	}
	key, err := wallet.NewKey(private)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	return &local{identity: identity, key: key, jobs: r.Jobs}, nil
}

func (r poolRecord) encode() ([]byte, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrRecord, err)
	}
	return b, nil
}

func parsePool(b []byte, dlp uint64) (*pool, error) {
	var r poolRecord
	err := decode(b, poolFormat, &r)
	if errors.Is(err, ErrVersion) {
		r = poolRecord{}
		if decode(b, poolFormat1, &r) == nil && r.Retired == 0 && r.Wraps == nil {
			r.Format, err = poolFormat, nil
		}
	}
	if err != nil {
		return nil, err
	}
	if r.DLP != dlp {
		return nil, fmt.Errorf("%w: it is of DataDAO %d", ErrRecord, r.DLP)
	}
	if err := checkSecrets(r.Secret, r.Dataset, r.Epochs); err != nil {
		return nil, err
	}
	for i, w := range r.Wraps {
		if w.Key == (secret{}) || w.Generation == 0 || i > 0 && w.Generation <= r.Wraps[i-1].Generation {
			return nil, fmt.Errorf("%w: wrap key %d is missing or out of order", ErrRecord, i)
		}
	}
	if r.Retired > 0 && r.Epochs[0].Epoch <= r.Retired {
		return nil, fmt.Errorf("%w: it holds a key that was destroyed", ErrRecord)
	}
	p := &pool{record: r, identities: make([]*seal.Identity, len(r.Epochs))}
	for i, e := range r.Epochs {
		id, err := seal.IdentityFromSeed(e.Seed)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrRecord, err)
		}
		p.identities[i] = id
	}
	return p, nil
}

// checkSecrets refuses what nobody draws: an all-zero key is a field that was missing.
func checkSecrets(pool, dataset secret, epochs []epochRecord) error {
	if pool == (secret{}) || dataset == (secret{}) || len(epochs) == 0 {
		return fmt.Errorf("%w: a key is missing", ErrRecord)
	}
	for i, e := range epochs {
		if e.Seed == (secret{}) {
			return fmt.Errorf("%w: the key of epoch %d is missing", ErrRecord, e.Epoch)
		}
		if i > 0 && e.Epoch <= epochs[i-1].Epoch {
			return fmt.Errorf("%w: epochs out of order", ErrRecord)
		}
	}
	return nil
}

// decode reads JSON of one format strictly. The errors are ErrRecord and ErrVersion.
func decode(b []byte, format string, into any) error {
	var lead struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal(b, &lead); err != nil || lead.Format == "" {
		return fmt.Errorf("%w: it names no format", ErrRecord)
	}
	if lead.Format != format {
		return fmt.Errorf("%w: %.40q, this program reads %q", ErrVersion, lead.Format, format)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%w: %v", ErrRecord, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("%w: something follows it", ErrRecord)
	}
	return nil
}
