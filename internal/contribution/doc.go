// Package contribution is phase 1, on the contributor's machine. A file becomes two independent ciphertexts: the personal copy, for
// the contributor's wallet, in a storage the contributor chose; the pooled copy, for the DataDAO's attested intake key, by content
// address. One transaction registers the pooled copy and requests its proof.
//
// Every step is journalled before the next begins, so that a contribution that was interrupted at any moment is finished by giving
// the same command again: nothing is sealed, stored or paid twice. Nothing leaves the machine before all files given have been
// looked at and the intake key's attestation has been verified.
package contribution

import (
	"context"
	"errors"
	"io"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ipfs/go-cid"

	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/seal"
)

// Errors that callers tell apart.
var (
	ErrFile   = errors.New("contribution: not a file that can be contributed")
	ErrFunds  = errors.New("contribution: not enough VANA")
	ErrIntake = errors.New("contribution: the DataDAO's intake key is not trustworthy")
	// ErrKept goes with ledger.ErrKept: contributing the same files again goes on with the transaction that is signed.
	ErrKept = errors.New("contribution: the files are stored, and registered once it is sent")
)

// Blobs is the network's content-addressed store, as a client sees it. Put reports the address it computed itself.
type Blobs interface {
	Put(ctx context.Context, r io.Reader) (cid.Cid, int64, error)
	Get(ctx context.Context, id cid.Cid) (io.ReadCloser, error)
}

// PersonalStore is where personal copies go.
type PersonalStore interface {
	Put(ctx context.Context, name string, r io.Reader) (url string, err error)
	Get(ctx context.Context, url string) (io.ReadCloser, error)
}

// State is what became of a file on chain.
type State struct {
	Status       string // submitted, valid, invalid, duplicate, canceled
	Score        *big.Int
	Reward       *big.Int // token wei
	ResultDigest [32]byte
	DuplicateOf  uint64
	Conflict     bool // another wallet holds the identity
}

// Final reports whether nothing further will happen by itself. A checked file waits for second opinions.
func (s State) Final() bool {
	return s.Status != "" && s.Status != "submitted" && s.Status != "checked"
}

// States reads what became of files.
type States interface {
	FileState(ctx context.Context, fileID uint64) (State, error)
	// Wait blocks until there may be news past height, and returns the height now.
	Wait(ctx context.Context, height uint64) (uint64, error)
}

// Trust verifies a validator's identity document: that its evidence is genuine and accepted for this network.
type Trust interface {
	CheckValidator(ctx context.Context, v ledger.Validator) error
}

// Personal derives the identity of personal copies from the contributor's wallet.
type Personal interface {
	Address() common.Address
	Identity(ctx context.Context, salt [32]byte) (*seal.Identity, error)
}

// DataDAO is where a contribution goes.
type DataDAO struct {
	ID       uint64
	Slug     string
	MaxBytes int64 // of one file; 0 = not stated
}

// Result is one contributed file.
type Result struct {
	File        string // as given
	Name        string // without folders
	DLP         uint64
	FileID      uint64
	JobID       *big.Int
	Tx          common.Hash
	PersonalURL string
	URL         string // of the pooled copy
	State
	Reason string // why not valid, from the validator's sealed findings
}

// ScoreFloat is the score as a number from 0 to 1.
func (s State) ScoreFloat() float64 {
	if s.Score == nil {
		return 0
	}
	f, _ := new(big.Rat).SetFrac(s.Score, big.NewInt(1e18)).Float64()
	return f
}
