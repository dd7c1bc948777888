package ledger

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

// ErrSigner reports a signer that returned something other than the transaction it was given, signed by its own account.
var ErrSigner = errors.New("ledger: the signer returned another transaction or signature")

// Signer signs transactions for one account: a key in memory, a keystore, a hardware wallet.
type Signer interface {
	Address() common.Address
	// SignTx returns tx with a signature of Address that is valid on chainID only. It may wait for a person.
	SignTx(ctx context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error)
}

// KeySigner signs with a key in memory.
type KeySigner struct {
	key     *ecdsa.PrivateKey
	address common.Address
}

// NewKeySigner returns a signer for the account of key.
func NewKeySigner(key *ecdsa.PrivateKey) *KeySigner {
	return &KeySigner{key: key, address: crypto.PubkeyToAddress(key.PublicKey)}
}

// Address is the account.
func (s *KeySigner) Address() common.Address { return s.address }

// String is the account, so that a signer can be logged without its key.
func (s *KeySigner) String() string { return s.address.Hex() }

// SignTx signs at once.
func (s *KeySigner) SignTx(_ context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	return types.SignTx(tx, types.LatestSignerForChainID(chainID), s.key)
}

// signChecked signs and makes sure of the result: an outbox persists what it gets and would otherwise repeat a mistake for ever.
func signChecked(ctx context.Context, s Signer, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	signed, err := s.SignTx(ctx, tx, chainID)
	if err != nil {
		return nil, fmt.Errorf("signing a transaction of %s: %w", s.Address(), err)
	}
	rules := types.LatestSignerForChainID(chainID)
	if rules.Hash(signed) != rules.Hash(tx) {
		return nil, fmt.Errorf("%w: the content differs", ErrSigner)
	}
	from, err := types.Sender(rules, signed)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSigner, err)
	}
	if from != s.Address() {
		return nil, fmt.Errorf("%w: signed by %s, not %s", ErrSigner, from, s.Address())
	}
	return signed, nil
}
