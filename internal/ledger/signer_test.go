package ledger

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/devchain"
)

type lyingSigner struct {
	Signer
	sign func(*types.Transaction, *big.Int) (*types.Transaction, error)
}

func (l lyingSigner) SignTx(_ context.Context, tx *types.Transaction, id *big.Int) (*types.Transaction, error) {
	return l.sign(tx, id)
}

func TestSignerIsChecked(t *testing.T) {
	keys := devchain.FaucetKeys()
	honest, id := NewKeySigner(keys[0]), big.NewInt(7)
	tx := types.NewTx(&types.DynamicFeeTx{ChainID: id, To: &common.Address{1}, Gas: 21_000, GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(2)})
	if signed, err := signChecked(context.Background(), honest, tx, id); err != nil || signed.Nonce() != 0 {
		t.Fatal(err)
	}
	if fmt.Sprint(honest) != crypto.PubkeyToAddress(keys[0].PublicKey).Hex() {
		t.Fatalf("prints as %v", honest)
	}
	for name, sign := range map[string]func(*types.Transaction, *big.Int) (*types.Transaction, error){
		"signs with another key": func(tx *types.Transaction, id *big.Int) (*types.Transaction, error) {
			return NewKeySigner(keys[1]).SignTx(context.Background(), tx, id)
		},
		"signs something else": func(_ *types.Transaction, id *big.Int) (*types.Transaction, error) {
			return honest.SignTx(context.Background(), types.NewTx(&types.DynamicFeeTx{ChainID: id, To: &common.Address{2}}), id)
		},
		"does not sign": func(tx *types.Transaction, _ *big.Int) (*types.Transaction, error) { return tx, nil },
	} {
		if _, err := signChecked(context.Background(), lyingSigner{honest, sign}, tx, id); !errors.Is(err, ErrSigner) {
			t.Errorf("%s: %v", name, err)
		}
	}
	declined := errors.New("declined on the device")
	_, err := signChecked(context.Background(), lyingSigner{honest, func(*types.Transaction, *big.Int) (*types.Transaction, error) { return nil, declined }}, tx, id)
	if !errors.Is(err, declined) {
		t.Errorf("%v", err)
	}
}
