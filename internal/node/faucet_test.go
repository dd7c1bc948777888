package node

import (
	"context"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// shortFaucet is a chain on which the faucet's accounts hold have; what is sent is answered with refusal, or is mined at once.
type shortFaucet struct {
	have    *big.Int
	refusal error
	sent    []*types.Transaction
}

func (p *shortFaucet) SendTransaction(_ context.Context, tx *types.Transaction) error {
	p.sent = append(p.sent, tx)
	return p.refusal
}

func (p *shortFaucet) PendingNonceAt(context.Context, common.Address) (uint64, error) { return 0, nil }
func (p *shortFaucet) BalanceAt(context.Context, common.Address, *big.Int) (*big.Int, error) {
	return p.have, nil
}
func (p *shortFaucet) ChainID(context.Context) (*big.Int, error)         { return big.NewInt(7), nil }
func (p *shortFaucet) SuggestGasPrice(context.Context) (*big.Int, error) { return big.NewInt(1e9), nil }
func (p *shortFaucet) TransactionReceipt(context.Context, common.Hash) (*types.Receipt, error) {
	return &types.Receipt{Status: types.ReceiptStatusSuccessful}, nil
}

// TestFaucetThatHasTooLittle: what the faucet cannot give is refused with what it can, before anything is sent.
func TestFaucetThatHasTooLittle(t *testing.T) {
	const gas = 4 * 1e9 * 21_000 // the most that a gift may cost
	ether := big.NewInt(1e18)
	for name, c := range map[string]struct {
		have    *big.Int
		refusal error
		text    string // empty: it is given
	}{
		"just enough":       {new(big.Int).Add(ether, big.NewInt(gas)), nil, ""},
		"one wei too few":   {new(big.Int).Add(ether, big.NewInt(gas-1)), nil, "can give this address 0.999999999999999999 VANA, asked for are 1"},
		"nothing":           {new(big.Int), nil, "can give this address 0 VANA"},
		"others are faster": {new(big.Int).Mul(ether, ether), errors.New("insufficient funds for gas * price + value"), "other gifts are under way"},
	} {
		t.Run(name, func(t *testing.T) {
			p := &shortFaucet{have: c.have, refusal: c.refusal}
			err := Fund(t.Context(), p, common.Address{1}, ether)
			if c.text == "" {
				if err != nil || len(p.sent) != 1 {
					t.Errorf("%v after %d transactions", err, len(p.sent))
				}
				return
			}
			if !errors.Is(err, ErrFaucet) || !strings.Contains(err.Error(), c.text) {
				t.Errorf("got %v, want ErrFaucet with %q", err, c.text)
			}
			if c.refusal == nil && len(p.sent) != 0 {
				t.Error("it was sent all the same")
			}
		})
	}
}
