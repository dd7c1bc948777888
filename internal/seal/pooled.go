package seal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/ethereum/go-ethereum/common"
)

// Errors of the pooled copy's inner header.
var (
	// ErrHeader means: opened, but what is inside does not begin with a well-formed pooled header.
	ErrHeader = errors.New("seal: no well-formed pooled header inside the seal")
	// ErrVersion means: written by a version of the format that this program does not know.
	ErrVersion = errors.New("seal: unknown format version")
	// ErrWrongOwner means: sealed for another owner than the one who registered it.
	ErrWrongOwner = errors.New("seal: sealed by another owner")
	// ErrWrongChain means: sealed for another chain.
	ErrWrongChain = errors.New("seal: sealed for another chain")
	// ErrWrongDLP means: sealed for another DataDAO.
	ErrWrongDLP = errors.New("seal: sealed for another DataDAO")
)

const (
	pooledMagic   = "coppool\x00"
	pooledVersion = 1
	pooledFixed   = 79
)

// PooledHeader is what the contributor sealed in front of the content. Its fields are claims of whoever sealed; Check compares them
// with what the chain says.
type PooledHeader struct {
	Owner   common.Address
	ChainID uint64
	DLP     uint64
	Nonce   [32]byte // set by SealPooled
	ReplyTo string   // recipient for results, or empty; always parses with ParseRecipient
}

// Check compares the header with the registered file. The errors are ErrWrongOwner, ErrWrongChain and ErrWrongDLP.
func (h PooledHeader) Check(owner common.Address, chainID, dlp uint64) error {
	switch {
	case h.ChainID != chainID:
		return fmt.Errorf("%w: sealed for chain %d, registered on chain %d", ErrWrongChain, h.ChainID, chainID)
	case h.DLP != dlp:
		return fmt.Errorf("%w: sealed for DataDAO %d, registered with DataDAO %d", ErrWrongDLP, h.DLP, dlp)
	case h.Owner != owner:
		return fmt.Errorf("%w: sealed by %s, registered by %s", ErrWrongOwner, h.Owner, owner)
	}
	return nil
}

// SealPooled starts a pooled copy: the header with a nonce drawn from random, then the content written to the returned writer, all
// sealed to the DataDAO's intake key. hdr.Nonce is ignored. Close completes the file.
func SealPooled(dst io.Writer, random io.Reader, hdr PooledHeader, to Recipient) (io.WriteCloser, error) {
	if _, err := io.ReadFull(random, hdr.Nonce[:]); err != nil {
		return nil, fmt.Errorf("seal: reading randomness for a pooled copy: %w", err)
	}
	head, err := hdr.encode()
	if err != nil {
		return nil, err
	}
	w, err := Seal(dst, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(head); err != nil {
		return nil, fmt.Errorf("seal: writing the pooled header: %w", err)
	}
	return w, nil
}

// OpenPooled opens a pooled copy and returns its header and a reader of its content. The caller must Check the header before it
// believes it. Errors are those of Open, ErrHeader and ErrVersion.
func OpenPooled(src io.Reader, ids ...*Identity) (PooledHeader, io.Reader, error) {
	r, err := Open(src, ids...)
	if err != nil {
		return PooledHeader{}, nil, err
	}
	h, err := ReadPooledHeader(r)
	if err != nil {
		return PooledHeader{}, nil, err
	}
	return h, r, nil
}

// Len is how many bytes the header has in front of the content.
func (h PooledHeader) Len() int64 { return pooledFixed + int64(len(h.ReplyTo)) }

func (h PooledHeader) encode() ([]byte, error) {
	if h.ReplyTo != "" {
		if _, err := ParseRecipient(h.ReplyTo); err != nil {
			return nil, fmt.Errorf("seal: the reply-to of a pooled copy: %w", err)
		}
	}
	var b bytes.Buffer
	b.Grow(pooledFixed + len(h.ReplyTo))
	b.WriteString(pooledMagic)
	b.WriteByte(pooledVersion)
	b.Write(h.Owner[:])
	b.Write(binary.BigEndian.AppendUint64(nil, h.ChainID))
	b.Write(binary.BigEndian.AppendUint64(nil, h.DLP))
	b.Write(h.Nonce[:])
	b.Write(binary.BigEndian.AppendUint16(nil, uint16(len(h.ReplyTo))))
	b.WriteString(h.ReplyTo)
	return b.Bytes(), nil
}

// ReadPooledHeader reads the header of a pooled copy that was opened by another way than OpenPooled, and nothing behind it. The version is judged before anything that a later version might lay out otherwise.
func ReadPooledHeader(r io.Reader) (PooledHeader, error) {
	var lead [9]byte
	if err := readFull(r, lead[:]); err != nil {
		return PooledHeader{}, err
	}
	if string(lead[:8]) != pooledMagic {
		return PooledHeader{}, fmt.Errorf("%w: wrong magic", ErrHeader)
	}
	if lead[8] != pooledVersion {
		return PooledHeader{}, fmt.Errorf("%w: pooled copy of version %d, this program reads version %d", ErrVersion, lead[8], pooledVersion)
	}
	var fixed [pooledFixed - 9]byte
	if err := readFull(r, fixed[:]); err != nil {
		return PooledHeader{}, err
	}
	h := PooledHeader{
		Owner:   common.Address(fixed[0:20]),
		ChainID: binary.BigEndian.Uint64(fixed[20:28]),
		DLP:     binary.BigEndian.Uint64(fixed[28:36]),
		Nonce:   [32]byte(fixed[36:68]),
	}
	n := int(binary.BigEndian.Uint16(fixed[68:70]))
	if n > maxRecipientBytes {
		return PooledHeader{}, fmt.Errorf("%w: a reply-to of %d bytes", ErrHeader, n)
	}
	if n > 0 {
		reply := make([]byte, n)
		if err := readFull(r, reply); err != nil {
			return PooledHeader{}, err
		}
		if _, err := ParseRecipient(string(reply)); err != nil {
			return PooledHeader{}, fmt.Errorf("%w: its reply-to: %w", ErrHeader, err)
		}
		h.ReplyTo = string(reply)
	}
	return h, nil
}

// readFull tells a sealed file that holds too little (ErrHeader) from one that was damaged (the reader's own error).
func readFull(r io.Reader, p []byte) error {
	_, err := io.ReadFull(r, p)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("%w: it ends too early", ErrHeader)
	}
	return err
}
