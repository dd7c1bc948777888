package wallet

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
)

func key(t testing.TB, b byte) *Key {
	t.Helper()
	private, err := crypto.ToECDSA(append(make([]byte, 31), b))
	if err != nil {
		t.Fatal(err)
	}
	k, err := NewKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func mail() apitypes.TypedData {
	return apitypes.TypedData{
		Types: apitypes.Types{
			"EIP712Domain": {{Name: "name", Type: "string"}, {Name: "chainId", Type: "uint256"}},
			"Mail":         {{Name: "text", Type: "string"}},
		},
		PrimaryType: "Mail",
		Domain:      apitypes.TypedDataDomain{Name: "Test", ChainId: math.NewHexOrDecimal256(5)},
		Message:     apitypes.TypedDataMessage{"text": "hello"},
	}
}

func TestSignaturesRecoverToTheSigner(t *testing.T) {
	k := key(t, 1)
	data := mail()
	digest, err := TypedDigest(data)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := k.SignTyped(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	if by, err := RecoverTyped(digest, sig); err != nil || by != k.Address() {
		t.Errorf("typed: %s, %v", by, err)
	}
	other := digest
	other[0] ^= 1
	if by, err := RecoverTyped(other, sig); err == nil && by == k.Address() {
		t.Error("the signature fits another digest")
	}
	sig, err = k.SignPersonal([]byte("hello"))
	if err != nil {
		t.Fatal(err)
	}
	if by, err := RecoverPersonal([]byte("hello"), sig); err != nil || by != k.Address() {
		t.Errorf("personal: %s, %v", by, err)
	}
	if by, _ := RecoverPersonal([]byte("hellp"), sig); by == k.Address() {
		t.Error("the signature fits another message")
	}
	data.PrimaryType = "Nothing"
	if _, err := k.SignTyped(t.Context(), data); !errors.Is(err, ErrTypedData) {
		t.Errorf("typed data without its type: %v", err)
	}
}

func TestRecoverRefuses(t *testing.T) {
	k := key(t, 1)
	digest := [32]byte{9}
	good, _ := k.SignHash(digest)
	edit := func(f func(s []byte) []byte) []byte { return f(bytes.Clone(good)) }
	n := crypto.S256().Params().N
	for name, sig := range map[string][]byte{
		"empty":    nil,
		"64 bytes": good[:64],
		"66 bytes": append(bytes.Clone(good), 0),
		"v 0":      edit(func(s []byte) []byte { s[64] -= 27; return s }),
		"v 29":     edit(func(s []byte) []byte { s[64] = 29; return s }),
		"high s": edit(func(s []byte) []byte {
			new(big.Int).Sub(n, new(big.Int).SetBytes(s[32:64])).FillBytes(s[32:64])
			s[64] ^= 27 ^ 28
			return s
		}),
		"r zero":        edit(func(s []byte) []byte { clear(s[:32]); return s }),
		"s zero":        edit(func(s []byte) []byte { clear(s[32:64]); return s }),
		"r above order": edit(func(s []byte) []byte { n.FillBytes(s[:32]); return s }),
	} {
		if by, err := RecoverTyped(digest, sig); !errors.Is(err, ErrSignature) {
			t.Errorf("%s: %s, %v, want ErrSignature", name, by, err)
		}
	}
}

func TestSignTx(t *testing.T) {
	k := key(t, 1)
	to := common.Address{1}
	for name, tx := range map[string]*types.Transaction{
		"legacy":  types.NewTx(&types.LegacyTx{To: &to, Gas: 21000, GasPrice: big.NewInt(1)}),
		"dynamic": types.NewTx(&types.DynamicFeeTx{ChainID: big.NewInt(7), To: &to, Gas: 21000, GasFeeCap: big.NewInt(1), GasTipCap: big.NewInt(1)}),
	} {
		signed, err := k.SignTx(context.Background(), tx, big.NewInt(7))
		if err != nil {
			t.Fatal(name, err)
		}
		if by, err := types.Sender(types.LatestSignerForChainID(big.NewInt(7)), signed); err != nil || by != k.Address() {
			t.Errorf("%s: %s, %v", name, by, err)
		}
		if _, err := types.Sender(types.LatestSignerForChainID(big.NewInt(8)), signed); err == nil {
			t.Errorf("%s: valid on another chain", name)
		}
	}
	tx := types.NewTx(&types.LegacyTx{})
	if _, err := k.SignTx(context.Background(), tx, nil); err == nil {
		t.Error("signed without a chain id")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := k.SignTx(ctx, tx, big.NewInt(7)); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancellation: %v", err)
	}
}

func TestKeyDoesNotPrintItsSecret(t *testing.T) {
	k := key(t, 77)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		if got := fmt.Sprintf(verb, k); got != k.Address().Hex() {
			t.Errorf("%s printed %s", verb, got)
		}
	}
	if b, err := json.Marshal(map[string]any{"k": k}); err != nil || !strings.Contains(string(b), k.Address().Hex()) || len(b) > 60 {
		t.Errorf("JSON %s, %v", b, err)
	}
}

func TestNewKeyRefusesNothing(t *testing.T) {
	if _, err := NewKey(nil); !errors.Is(err, ErrKey) {
		t.Errorf("no key: %v", err)
	}
}
