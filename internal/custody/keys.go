package custody

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/enclave"
	"github.com/coppice-network/coppice/internal/seal"
)

// Info strings of the derived HMAC keys, one purpose each.
const (
	infoFingerprint = "coppice fingerprint v1"
	infoIdentityTag = "coppice identity tag v1"
	infoSalt        = "coppice refinement salt v1"
	infoJob         = "coppice job key v1"
	infoPseudonym   = "coppice pseudonym v1"
)

// Create returns the recipient of a DataDAO's intake key for an epoch, drawing it from random when there is none yet; the same call
// twice gives the same recipient. The first one also draws the DataDAO's secret: a DataDAO whose keys another validator holds
// already is taken over by Accept, never created a second time. Epochs only grow (ErrPastEpoch). The key is durable when Create
// returns.
func (c *Custody) Create(dlp uint64, epoch uint32, random io.Reader) (seal.Recipient, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return seal.Recipient{}, ErrClosed
	}
	record := poolRecord{Format: poolFormat, DLP: dlp}
	draw := make([]*secret, 0, 3)
	if p, ok := c.dlps[dlp]; ok {
		if i, ok := p.find(epoch); ok {
			return p.identities[i].Recipient(), nil
		}
		record = p.record
		record.Epochs = slices.Clone(record.Epochs)
		if last := record.Epochs[len(record.Epochs)-1].Epoch; epoch < last {
			return seal.Recipient{}, fmt.Errorf("%w: asked for %d, %d exists", ErrPastEpoch, epoch, last)
		}
	} else {
		draw = append(draw, &record.Secret, &record.Dataset)
	}
	record.Epochs = append(record.Epochs, epochRecord{Epoch: epoch})
	draw = append(draw, &record.Epochs[len(record.Epochs)-1].Seed)
	for _, s := range draw {
		if _, err := io.ReadFull(random, s[:]); err != nil {
			return seal.Recipient{}, fmt.Errorf("custody: reading randomness for DataDAO %d: %w", dlp, err)
		}
	}
	p, err := c.keep(record)
	if err != nil {
		return seal.Recipient{}, err
	}
	return p.identities[len(p.identities)-1].Recipient(), nil
}

// Recipient returns the recipient of an epoch's intake key. Errors: ErrUnknownDLP, ErrUnknownEpoch.
func (c *Custody) Recipient(dlp uint64, epoch uint32) (seal.Recipient, error) {
	p, err := c.pool(dlp)
	if err != nil {
		return seal.Recipient{}, err
	}
	i, ok := p.find(epoch)
	if !ok {
		return seal.Recipient{}, fmt.Errorf("%w: DataDAO %d, epoch %d", ErrUnknownEpoch, dlp, epoch)
	}
	return p.identities[i].Recipient(), nil
}

// Intake returns the recipient of the newest intake key held. The error is ErrUnknownDLP.
func (c *Custody) Intake(dlp uint64) (seal.Recipient, error) {
	p, err := c.pool(dlp)
	if err != nil {
		return seal.Recipient{}, err
	}
	return p.identities[len(p.identities)-1].Recipient(), nil
}

// Epochs returns the epochs whose intake keys are held, in ascending order.
func (c *Custody) Epochs(dlp uint64) ([]uint32, error) {
	p, err := c.pool(dlp)
	if err != nil {
		return nil, err
	}
	epochs := make([]uint32, len(p.record.Epochs))
	for i, e := range p.record.Epochs {
		epochs[i] = e.Epoch
	}
	return epochs, nil
}

// Retire destroys the intake keys of an epoch and of those before it, durably and for good: a hand-over does not bring them back. The
// newest one held cannot be retired (ErrUnknownEpoch). Content keys of what was sealed to them should be held by then.
func (c *Custody) Retire(dlp uint64, epoch uint32) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return ErrClosed
	}
	p, ok := c.dlps[dlp]
	if !ok {
		return fmt.Errorf("%w: %d", ErrUnknownDLP, dlp)
	}
	record := p.record
	if epoch <= record.Retired {
		return nil
	}
	if newest := record.Epochs[len(record.Epochs)-1].Epoch; epoch >= newest {
		return fmt.Errorf("%w: DataDAO %d, no later one than %d", ErrUnknownEpoch, dlp, epoch)
	}
	record.Epochs = slices.DeleteFunc(slices.Clone(record.Epochs), func(e epochRecord) bool { return e.Epoch <= epoch })
	record.Retired = epoch
	_, err := c.keep(record)
	return err
}

// Retired returns the newest epoch whose intake key was destroyed, 0 if none was.
func (c *Custody) Retired(dlp uint64) (uint32, error) {
	p, err := c.pool(dlp)
	if err != nil {
		return 0, err
	}
	return p.record.Retired, nil
}

// Identities returns the intake identities of all epochs held, the newest first. The error is ErrUnknownDLP.
func (c *Custody) Identities(dlp uint64) ([]*seal.Identity, error) {
	p, err := c.pool(dlp)
	if err != nil {
		return nil, err
	}
	return p.newestFirst(), nil
}

func (p *pool) newestFirst() []*seal.Identity {
	ids := slices.Clone(p.identities)
	slices.Reverse(ids)
	return ids
}

func (p *pool) epochOf(id *seal.Identity) uint32 {
	return p.record.Epochs[slices.Index(p.identities, id)].Epoch
}

// Fingerprint identifies content within a DataDAO: the same canonical content gives the same fingerprint on every validator that
// serves the DataDAO, another one in every other DataDAO, and an unguessable one to whoever lacks the secret.
// It is HMAC-SHA256(HKDF-SHA256(secret, "coppice fingerprint v1"), canonical).
func (c *Custody) Fingerprint(dlp uint64, canonical []byte) ([32]byte, error) {
	return c.mac(dlp, infoFingerprint, canonical)
}

// IdentityTag identifies a claimed account of the data's source ("source:userId") within a DataDAO, as Fingerprint does content.
func (c *Custody) IdentityTag(dlp uint64, claim string) ([32]byte, error) {
	return c.mac(dlp, infoIdentityTag, []byte(claim))
}

// Salt is secret, and the same for each (file, refiner) on every validator that serves the DataDAO, so that a repeated
// refinement gives the same digest.
func (c *Custody) Salt(dlp, fileID, refinerID uint64) ([32]byte, error) {
	return c.mac(dlp, infoSalt, binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, fileID), refinerID))
}

// DatasetRoot seals tables that the validators of a DataDAO share. The error is ErrUnknownDLP.
func (c *Custody) DatasetRoot(dlp uint64) (enclave.SealingRoot, error) {
	p, err := c.pool(dlp)
	if err != nil {
		return nil, err
	}
	return enclave.NewSealingRoot(p.record.Dataset), nil
}

// JobKey is the key of one access job's pseudonyms. It depends on a secret of this validator, so that nobody else, the buyer
// least of all, can compute it; on the job; and on the digest of the request, so that another request in the job's name shows other
// pseudonyms. Another validator that takes the job over gives other pseudonyms.
func (c *Custody) JobKey(jobID uint64, requestDigest [32]byte) ([32]byte, error) {
	l, err := c.own()
	if err != nil {
		return [32]byte{}, err
	}
	return mac(deriveKey(l.jobs, infoJob), append(binary.BigEndian.AppendUint64(nil, jobID), requestDigest[:]...)), nil
}

// Pseudonym is a contributor's value in the _wallet column of one job: 32 hexadecimal digits, the same in all tables of the job.
func Pseudonym(jobKey [32]byte, contributor common.Address) string {
	m := mac(jobKey[:], append([]byte(infoPseudonym+"\x00"), contributor[:]...))
	return hex.EncodeToString(m[:16])
}

func (c *Custody) mac(dlp uint64, info string, message []byte) ([32]byte, error) {
	p, err := c.pool(dlp)
	if err != nil {
		return [32]byte{}, err
	}
	return mac(deriveKey(p.record.Secret, info), message), nil
}

func (p *pool) find(epoch uint32) (int, bool) {
	i := slices.IndexFunc(p.record.Epochs, func(e epochRecord) bool { return e.Epoch == epoch })
	return i, i >= 0
}

func deriveKey(from [32]byte, info string) []byte {
	key, err := hkdf.Key(sha256.New, from[:], nil, info, 32)
	if err != nil {
		panic("custody: HKDF of 32 bytes: " + err.Error()) // only lengths above 8160 bytes fail
	}
	return key
}

func mac(key, message []byte) [32]byte {
	h := hmac.New(sha256.New, key)
	h.Write(message)
	return [32]byte(h.Sum(nil))
}
