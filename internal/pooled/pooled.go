// Package pooled opens contributed files inside a validator: fetch the ciphertext by content address, open it with the DataDAO's keys,
// and check that owner, chain and DataDAO inside the seal are the registered ones, so that nobody earns by registering somebody
// else's ciphertext.
package pooled

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/seal"
)

// ErrRefused means that the file itself is at fault: nobody will ever open it as it is registered. The text is safe to show.
var ErrRefused = errors.New("pooled: refused")

// ErrNoKeys means that this validator has no key of the DataDAO, yet: that says nothing about the file.
var ErrNoKeys = errors.New("pooled: no key is here")

// Store gives content of a file by address, verified.
type Store interface {
	GetFor(ctx context.Context, fileID uint64, id cid.Cid) (io.ReadCloser, error)
}

// ErrReplacedKey is an ErrRefused: the file is sealed to an intake key that was replaced too long before it was registered.
var ErrReplacedKey = fmt.Errorf("%w: the file is sealed to an intake key of this DataDAO that has been replaced; contribute it again", ErrRefused)

// Keys opens the sealed content of a registered file. Errors: ErrNoKeys, ErrReplacedKey, and those of seal.Open.
type Keys interface {
	OpenFile(ctx context.Context, f File, src io.Reader) (*seal.Opened, error)
}

// File is a registered file.
type File struct {
	ID     uint64
	DLP    uint64
	Owner  common.Address
	Digest [32]byte
	Codec  uint8
}

// Opener opens files of one chain.
type Opener struct {
	Store   Store
	Keys    Keys
	ChainID uint64
}

// Content is an opened file. What Read gave may be used once it has returned io.EOF: a damaged end shows only there.
type Content struct {
	Header seal.PooledHeader
	opened *seal.Opened
	src    io.ReadCloser
}

// Close releases the ciphertext.
func (c *Content) Close() error { return c.src.Close() }

// Read gives the content from its start. Its errors are those of Open.
func (c *Content) Read(p []byte) (int, error) {
	n, err := c.opened.Read(p)
	if err != nil && err != io.EOF {
		err = classify(err)
	}
	return n, err
}

// Input gives the content as a bundle may have it: a sealed file of more than most bytes as an *io.SectionReader, which reads anywhere in
// it without holding it, if the store can read so; else Content itself. What a section gives is authentic at once. Errors, also of
// reading, are those of Open.
func (c *Content) Input(most int64) (io.Reader, error) {
	src, ok := c.src.(interface {
		io.ReaderAt
		Size() int64
	})
	if !ok || src.Size() <= most {
		return c, nil
	}
	r, err := c.opened.At(src, src.Size())
	if err != nil {
		return nil, classify(err)
	}
	return io.NewSectionReader(refusing{r}, c.Header.Len(), r.Size()-c.Header.Len()), nil
}

// Open fetches and opens a file. An error that is not ErrRefused (a missing block, a missing key) may pass by itself.
func (o Opener) Open(ctx context.Context, f File) (*Content, error) {
	src, err := o.Store.GetFor(ctx, f.ID, blob.FromDigest(f.Digest, f.Codec))
	if errors.Is(err, blob.ErrNotFile) {
		return nil, classify(err)
	} else if err != nil {
		return nil, fmt.Errorf("fetching file %d: %w", f.ID, err)
	}
	r, err := o.Keys.OpenFile(ctx, f, src)
	var header seal.PooledHeader
	if err == nil {
		header, err = seal.ReadPooledHeader(r)
	}
	if err == nil {
		err = header.Check(f.Owner, o.ChainID, f.DLP)
	}
	if err != nil {
		src.Close()
		return nil, classify(err)
	}
	return &Content{Header: header, opened: r, src: src}, nil
}

// refusing marks what is the file's own fault while its content is read.
type refusing struct{ r io.ReaderAt }

func (r refusing) ReadAt(p []byte, off int64) (int, error) {
	n, err := r.r.ReadAt(p, off)
	if err != nil && err != io.EOF {
		err = classify(err)
	}
	return n, err
}

func classify(err error) error {
	switch {
	case errors.Is(err, blob.ErrNotFile): // its address names it, so it is the same for everybody
		return fmt.Errorf("%w: what is registered is not a file as this network stores them", ErrRefused)
	case errors.Is(err, seal.ErrWrongOwner):
		return fmt.Errorf("%w: the file was sealed by another wallet than the one that registered it", ErrRefused)
	case errors.Is(err, seal.ErrWrongChain), errors.Is(err, seal.ErrWrongDLP):
		return fmt.Errorf("%w: the file was sealed for another network or DataDAO", ErrRefused)
	case errors.Is(err, seal.ErrHeader), errors.Is(err, seal.ErrVersion):
		return fmt.Errorf("%w: the file does not begin with a header this network knows", ErrRefused)
	case errors.Is(err, seal.ErrNotForUs):
		return fmt.Errorf("%w: the file is not sealed to this DataDAO's intake key", ErrRefused)
	case errors.Is(err, seal.ErrDamaged), errors.Is(err, seal.ErrNotSealed):
		return fmt.Errorf("%w: the file is damaged or not sealed at all", ErrRefused)
	}
	return err
}
