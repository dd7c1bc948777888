// Package external signs with a key that another program keeps: a JSON-RPC signer such as Web3Signer, clef, or a node with an unlocked
// account, over HTTP(S) or a unix socket.
//
// Signers differ in the names of their methods and in the form of what they take and give, so [Probe] finds out once, when the account
// is added, and the answer is kept in the keystore. What such a program answers is never believed: a signed transaction must be the one
// that was asked for, every signature must recover to the account, and both are checked here, before anybody uses them. Its answers are
// bounded in size and time, and redirects are not followed.
//
// # Determinism
//
// Personal copies are sealed to an identity derived from a signature (see wallet.PersonalIdentity), so a signer that draws random nonces
// would lock a contributor out. Probe has it sign for a salt of its own, twice, and keeps the digest of what that leads to; CheckSteady
// compares a later answer with it, in another process and at another time, before anything is sealed.
package external

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/coppice-network/coppice/internal/wallet"
)

// Errors that callers tell apart, besides those of package wallet.
var (
	ErrAway     = errors.New("external: the signer does not answer")
	ErrDeclined = errors.New("external: the signer declined")
	ErrAnswer   = errors.New("external: the signer gave an answer that makes no sense")
	ErrMethods  = errors.New("external: the signer has no method that signs this")
	// ErrOtherTx means: what came back is not the transaction that was to be signed.
	ErrOtherTx = errors.New("external: the signer returned another transaction than it was asked to sign")
	ErrAccount = errors.New("external: the signer does not have this account")
)

const (
	// patience is how long a signature may take: a person may have to look at it and press a button.
	patience = 2 * time.Minute
	// probePatience is how long a question takes that nobody has to confirm.
	probePatience = 15 * time.Second
)

// Signer is an account of an external signer; it implements wallet.Signer and wallet.Steady. It is safe for concurrent use.
type Signer struct {
	address common.Address
	at      wallet.External
	wire    *wire

	mu     sync.Mutex
	steady bool
}

// New returns the signer of an account of the keystore. It does not connect: commands that sign nothing work while the signer is away.
func New(address common.Address, at wallet.External) (*Signer, error) {
	w, err := newWire(at.URL, patience)
	if err != nil {
		return nil, err
	}
	return &Signer{address: address, at: at, wire: w}, nil
}

// Address is the account.
func (s *Signer) Address() common.Address { return s.address }

// String is the account, so that a signer can be logged.
func (s *Signer) String() string { return s.address.Hex() }

// SignTx has a transaction signed and makes sure of the result. Errors: those of this package, wallet.ErrWrongSigner.
func (s *Signer) SignTx(ctx context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	args, err := txArgs(s.address, tx, chainID)
	if err != nil {
		return nil, err
	}
	answer, err := s.wire.call(ctx, s.at.Transactions, args)
	if err != nil {
		return nil, fmt.Errorf("signing a transaction with %s: %w", s.at.URL, err)
	}
	signed, err := decodeTx(answer)
	if err != nil {
		return nil, fmt.Errorf("signing a transaction with %s: %w", s.at.URL, err)
	}
	rules := types.LatestSignerForChainID(chainID)
	if rules.Hash(signed) != rules.Hash(tx) {
		return nil, ErrOtherTx
	}
	from, err := types.Sender(rules, signed)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", wallet.ErrSignature, err)
	}
	if from != s.address {
		return nil, fmt.Errorf("%w: %s instead of %s", wallet.ErrWrongSigner, from, s.address)
	}
	return signed, nil
}

// SignTyped has EIP-712 data signed and makes sure of the signature. Errors: those of this package, wallet.ErrTypedData, ErrSignature,
// ErrWrongSigner.
func (s *Signer) SignTyped(ctx context.Context, data apitypes.TypedData) ([]byte, error) {
	digest, err := wallet.TypedDigest(data)
	if err != nil {
		return nil, err
	}
	arg, err := typedArg(data, s.at.AsText)
	if err != nil {
		return nil, err
	}
	answer, err := s.wire.call(ctx, s.at.TypedData, s.address, arg)
	if err != nil {
		return nil, fmt.Errorf("signing with %s: %w", s.at.URL, err)
	}
	sig, err := decodeSignature(answer)
	if err != nil {
		return nil, fmt.Errorf("signing with %s: %w", s.at.URL, err)
	}
	return wallet.CheckSignature(digest, sig, s.address)
}

// CheckSteady compares what the signer answers now with what it answered when the account was added; once it agreed, it is not asked
// again by this process. The error is wallet.ErrNotDeterministic, or that of signing.
func (s *Signer) CheckSteady(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.steady {
		return nil
	}
	now, err := wallet.PersonalRecipient(ctx, s, s.at.Salt)
	if err != nil {
		return err
	}
	if now != s.at.Recipient {
		return fmt.Errorf("%w: it signs otherwise than when the account was added", wallet.ErrNotDeterministic)
	}
	s.steady = true
	return nil
}

// form is one way in which signers take EIP-712 data.
type form struct {
	method string
	asText bool
}

var (
	clefForms = []form{{"account_signTypedData", false}}
	ethForms  = []form{{"eth_signTypedData_v4", true}, {"eth_signTypedData_v4", false}, {"eth_signTypedData", true}, {"eth_signTypedData", false}}
)

// Probe finds out how a signer is talked to and has it sign for a fresh salt, twice, which shows that it has the account and is
// deterministic. A person who confirms signatures sees those two. Errors: those of this package, wallet.ErrWrongSigner, ErrSignature,
// ErrNotDeterministic.
func Probe(ctx context.Context, address common.Address, url wallet.SignerURL, random io.Reader) (wallet.External, error) {
	none := wallet.External{}
	w, err := newWire(url, patience)
	if err != nil {
		return none, err
	}
	at := wallet.External{URL: url, Transactions: "eth_signTransaction"}
	forms := ethForms
	clef, err := kind(ctx, w, address)
	if err != nil {
		return none, fmt.Errorf("asking %s: %w", url, err)
	}
	if clef {
		at.Transactions, forms = "account_signTransaction", clefForms
	}
	salt, err := wallet.NewPersonalSalt(random)
	if err != nil {
		return none, err
	}
	at.Salt = salt
	why := fmt.Errorf("%w: EIP-712 data", ErrMethods)
	for _, f := range forms {
		at.TypedData, at.AsText = f.method, f.asText
		s := &Signer{address: address, at: at, wire: w}
		id, err := wallet.PersonalIdentity(ctx, unsteady{s}, salt, wallet.PersonalKeyVersion)
		if errors.Is(err, ErrMethods) {
			continue
		}
		if errors.Is(err, errStatus) { // some pass what they do not know to a node, which may be away
			why = err
			continue
		}
		if err != nil {
			return none, err
		}
		at.Recipient = id.Recipient().Digest()
		return at, nil
	}
	return none, why
}

// unsteady hides CheckSteady of a signer that has not answered anything yet.
type unsteady struct{ wallet.TypedSigner }

// kind tells clef from the others, and makes sure of the account where the signer lists its accounts. One that does not is asked to sign
// anyway. Clef would ask a person before it lists anything, and is not asked to.
func kind(ctx context.Context, w *wire, address common.Address) (clef bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, probePatience)
	defer cancel()
	answer, err := w.call(ctx, "eth_accounts")
	switch {
	case errors.Is(err, ErrMethods):
		_, err := w.call(ctx, "account_version")
		if err == nil {
			return true, nil
		}
		if errors.Is(err, ErrMethods) || errors.Is(err, ErrDeclined) {
			return false, nil
		}
		return false, err
	case errors.Is(err, ErrDeclined):
		return false, nil
	case err != nil:
		return false, err
	}
	list, err := decodeAccounts(answer)
	if err == nil && !slices.Contains(list, address) {
		err = fmt.Errorf("%w: it lists %d others", ErrAccount, len(list))
	}
	return false, err
}
