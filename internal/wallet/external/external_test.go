package external

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/coppice-network/coppice/internal/wallet"
	"github.com/coppice-network/coppice/internal/wallet/external/externaltest"
)

var chainID = big.NewInt(2677423)

func transactions() map[string]*types.Transaction {
	to := common.Address{0x77}
	return map[string]*types.Transaction{
		"a call":     types.NewTx(&types.DynamicFeeTx{ChainID: chainID, Nonce: 3, To: &to, Value: big.NewInt(5), Data: []byte{1, 2, 3, 4}, Gas: 90_000, GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(9)}),
		"a creation": types.NewTx(&types.DynamicFeeTx{ChainID: chainID, Data: []byte{0x60, 0, 0xf3}, Gas: 900_000, GasTipCap: big.NewInt(0), GasFeeCap: big.NewInt(9)}),
		"legacy":     types.NewTx(&types.LegacyTx{Nonce: 1, To: &to, Value: new(big.Int), Gas: 21_000, GasPrice: big.NewInt(7)}),
	}
}

func probe(t *testing.T, url string, address common.Address) *Signer {
	t.Helper()
	at, err := Probe(t.Context(), address, wallet.SignerURL(url), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(address, at)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSigns: every kind of signer, over every transport, is found out about and signs what a key in memory would sign.
func TestSigns(t *testing.T) {
	for name, style := range map[string]externaltest.Style{"Web3Signer": externaltest.Web3Signer, "node": externaltest.Node, "clef": externaltest.Clef} {
		t.Run(name, func(t *testing.T) {
			server := externaltest.New(t, style)
			for transport, url := range map[string]string{"http": server.HTTP(t), "unix": server.Unix(t)} {
				s := probe(t, url, server.Key.Address())
				signs(t, transport, s, server.Key)
			}
		})
	}
}

func signs(t *testing.T, how string, s *Signer, key *wallet.Key) {
	t.Helper()
	for what, tx := range transactions() {
		got, err := s.SignTx(t.Context(), tx, chainID)
		if err != nil {
			t.Errorf("%s, %s: %v", how, what, err)
			continue
		}
		if want, err := key.SignTx(t.Context(), tx, chainID); err != nil || got.Hash() != want.Hash() {
			t.Errorf("%s, %s: another transaction (%v)", how, what, err)
		}
	}
	data := wallet.PersonalTypedData(key.Address(), [32]byte{1})
	got, err := s.SignTyped(t.Context(), data)
	if want, _ := key.SignTyped(t.Context(), data); err != nil || string(got) != string(want) {
		t.Errorf("%s: typed data: %x, %v", how, got, err)
	}
	id, err := wallet.PersonalIdentity(t.Context(), s, [32]byte{1}, wallet.PersonalKeyVersion)
	if err != nil {
		t.Fatal(how, err)
	}
	if own, err := wallet.PersonalIdentity(t.Context(), key, [32]byte{1}, wallet.PersonalKeyVersion); err != nil || !own.Recipient().Equal(id.Recipient()) {
		t.Errorf("%s: another personal identity than the key's (%v)", how, err)
	}
}

func TestNotDeterministicIsRefused(t *testing.T) {
	fresh := func(t *testing.T) (*externaltest.Server, string) {
		server := externaltest.New(t, externaltest.Node)
		return server, server.HTTP(t)
	}
	t.Run("from call to call, when it is added", func(t *testing.T) {
		server, url := fresh(t)
		seed := int64(6)
		server.Typed(func(d apitypes.TypedData, _ []byte) []byte { seed++; return server.Randomised(d, seed) })
		if _, err := Probe(t.Context(), server.Key.Address(), wallet.SignerURL(url), rand.Reader); !errors.Is(err, wallet.ErrNotDeterministic) {
			t.Errorf("%v", err)
		}
	})
	t.Run("from one time to another, though it repeats itself in between", func(t *testing.T) {
		server, url := fresh(t)
		epoch := int64(7) // a cache that lasts as long as the signer runs
		server.Typed(func(d apitypes.TypedData, _ []byte) []byte { return server.Randomised(d, epoch) })
		at, err := Probe(t.Context(), server.Key.Address(), wallet.SignerURL(url), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		again, err := New(server.Key.Address(), at)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := wallet.PersonalIdentity(t.Context(), again, [32]byte{1}, 1); err != nil {
			t.Errorf("while it repeats itself: %v", err)
		}
		epoch++
		again, _ = New(server.Key.Address(), at)
		before := server.Calls("eth_signTypedData_v4")
		if _, err := wallet.PersonalIdentity(t.Context(), again, [32]byte{1}, 1); !errors.Is(err, wallet.ErrNotDeterministic) {
			t.Errorf("after a restart: %v", err)
		}
		if asked := server.Calls("eth_signTypedData_v4") - before; asked != 1 {
			t.Errorf("it was asked %d times, want only for the salt of the check", asked)
		}
	})
}

// TestHostile: nothing that a signer can answer is used unless it is the signature that was asked for.
func TestHostile(t *testing.T) {
	stranger := externaltest.New(t, externaltest.Node).Key
	resign := func(change func(*types.DynamicFeeTx)) func(*types.Transaction) *types.Transaction {
		return func(tx *types.Transaction) *types.Transaction {
			x := &types.DynamicFeeTx{ChainID: chainID, Nonce: tx.Nonce(), To: tx.To(), Value: tx.Value(), Data: tx.Data(), Gas: tx.Gas(), GasTipCap: tx.GasTipCap(), GasFeeCap: tx.GasFeeCap()}
			change(x)
			return types.NewTx(x)
		}
	}
	by := func(key *wallet.Key, id *big.Int) func(*types.Transaction) *types.Transaction {
		return func(tx *types.Transaction) *types.Transaction {
			signed, err := key.SignTx(context.Background(), resign(func(x *types.DynamicFeeTx) { x.ChainID = id })(tx), id)
			if err != nil {
				t.Error(err)
			}
			return signed
		}
	}
	for name, tc := range map[string]struct {
		set  func(*externaltest.Server)
		want error
	}{
		"another recipient": {func(s *externaltest.Server) { s.Tx(resign(func(x *types.DynamicFeeTx) { x.To = &common.Address{1} })) }, ErrOtherTx},
		"another amount":    {func(s *externaltest.Server) { s.Tx(resign(func(x *types.DynamicFeeTx) { x.Value = big.NewInt(1e18) })) }, ErrOtherTx},
		"another nonce":     {func(s *externaltest.Server) { s.Tx(resign(func(x *types.DynamicFeeTx) { x.Nonce++ })) }, ErrOtherTx},
		"more fee": {func(s *externaltest.Server) {
			s.Tx(resign(func(x *types.DynamicFeeTx) { x.GasFeeCap = big.NewInt(1e18) }))
		}, ErrOtherTx},
		"other data":      {func(s *externaltest.Server) { s.Tx(resign(func(x *types.DynamicFeeTx) { x.Data = []byte{9} })) }, ErrOtherTx},
		"another chain":   {func(s *externaltest.Server) { s.SignedTx(by(s.Key, big.NewInt(1))) }, wallet.ErrSignature},
		"another account": {func(s *externaltest.Server) { s.SignedTx(by(stranger, chainID)) }, wallet.ErrWrongSigner},
		"no signature":    {func(s *externaltest.Server) { s.SignedTx(resign(func(*types.DynamicFeeTx) {})) }, wallet.ErrSignature},
		"garbage":         {reply("eth_signTransaction", `{"jsonrpc":"2.0","id":1,"result":"0xc0ffee"}`), ErrAnswer},
		"nothing":         {reply("eth_signTransaction", `{"jsonrpc":"2.0","id":1,"result":null}`), ErrAnswer},
		"an empty object": {reply("eth_signTransaction", `{"jsonrpc":"2.0","id":1,"result":{}}`), ErrAnswer},
		"no JSON":         {reply("eth_signTransaction", `<html>`), ErrAnswer},
		"too much":        {reply("eth_signTransaction", strings.Repeat(" ", maxAnswer+1)), ErrAnswer},
		"a refusal":       {reply("eth_signTransaction", `{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"Request\ndenied"}}`), ErrDeclined},
	} {
		t.Run("transaction/"+name, func(t *testing.T) {
			server := externaltest.New(t, externaltest.Node)
			s := probe(t, server.HTTP(t), server.Key.Address())
			tc.set(server)
			tx := transactions()["a call"]
			if got, err := s.SignTx(t.Context(), tx, chainID); !errors.Is(err, tc.want) {
				t.Errorf("%v, %v, want %v", got, err, tc.want)
			} else if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than a line: %q", err)
			}
		})
	}
	for name, tc := range map[string]struct {
		set  func(*externaltest.Server)
		want error
	}{
		"another account": {func(s *externaltest.Server) {
			s.Typed(func(d apitypes.TypedData, _ []byte) []byte {
				sig, _ := stranger.SignTyped(context.Background(), d)
				return sig
			})
		}, wallet.ErrWrongSigner},
		"other data": {func(s *externaltest.Server) {
			s.Typed(func(d apitypes.TypedData, _ []byte) []byte {
				d.Domain.Version = "2"
				sig, _ := s.Key.SignTyped(context.Background(), d)
				return sig
			})
		}, wallet.ErrWrongSigner},
		"64 bytes": {func(s *externaltest.Server) {
			s.Typed(func(_ apitypes.TypedData, sig []byte) []byte { return sig[:64] })
		}, wallet.ErrSignature},
		"garbage":   {reply("eth_signTypedData_v4", `{"jsonrpc":"2.0","id":1,"result":{"r":1}}`), ErrAnswer},
		"a refusal": {reply("eth_signTypedData_v4", `{"jsonrpc":"2.0","id":1,"error":{"code":4001,"message":"User rejected"}}`), ErrDeclined},
	} {
		t.Run("typed data/"+name, func(t *testing.T) {
			server := externaltest.New(t, externaltest.Node)
			s := probe(t, server.HTTP(t), server.Key.Address())
			tc.set(server)
			if got, err := s.SignTyped(t.Context(), wallet.PersonalTypedData(server.Key.Address(), [32]byte{1})); !errors.Is(err, tc.want) {
				t.Errorf("%x, %v, want %v", got, err, tc.want)
			}
		})
	}
}

// reply answers one method with a body.
func reply(method, body string) func(*externaltest.Server) {
	return func(s *externaltest.Server) {
		s.Answer(func(m string) (string, bool) { return body, m == method })
	}
}

func TestProbeRefuses(t *testing.T) {
	server := externaltest.New(t, externaltest.Web3Signer)
	url := server.HTTP(t)
	status := func(code int) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }))
		t.Cleanup(s.Close)
		return s.URL
	}
	redirect := httptest.NewServer(http.RedirectHandler(url, http.StatusTemporaryRedirect))
	t.Cleanup(redirect.Close)
	gone := httptest.NewServer(nil)
	gone.Close()
	untyped := externaltest.New(t, externaltest.Web3Signer)
	untyped.Answer(func(m string) (string, bool) {
		return `{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}`, strings.HasPrefix(m, "eth_signTyped")
	})
	for name, tc := range map[string]struct {
		url     string
		address common.Address
		want    error
	}{
		"an account it does not have": {url, common.Address{1}, ErrAccount},
		"nobody there":                {gone.URL, server.Key.Address(), ErrAway},
		"no socket":                   {"unix:" + t.TempDir() + "/none", server.Key.Address(), ErrAway},
		"a web server":                {status(404), server.Key.Address(), ErrAway},
		"wrong credentials":           {status(401), server.Key.Address(), ErrDeclined},
		"a redirect":                  {redirect.URL, server.Key.Address(), ErrAnswer},
		"no EIP-712":                  {untyped.HTTP(t), untyped.Key.Address(), ErrMethods},
		"plain text over a network":   {"http://signer.example", server.Key.Address(), wallet.ErrSignerURL},
	} {
		if _, err := Probe(t.Context(), tc.address, wallet.SignerURL(tc.url), rand.Reader); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}

func TestNothingPrintsCredentials(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	url := strings.Replace(gone.URL, "://", "://ana:hunter2@", 1) + "/hunter2?key=hunter2"
	at := wallet.SignerURL(url)
	s, err := New(common.Address{1}, wallet.External{URL: at, Transactions: "a", TypedData: "b"})
	if err != nil {
		t.Fatal(err)
	}
	_, txErr := s.SignTx(t.Context(), transactions()["a call"], chainID)
	_, typedErr := s.SignTyped(t.Context(), wallet.PersonalTypedData(common.Address{1}, [32]byte{}))
	_, probeErr := Probe(t.Context(), common.Address{1}, at, rand.Reader)
	for _, err := range []error{txErr, typedErr, probeErr} {
		if !errors.Is(err, ErrAway) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%v", err)
		}
	}
	for _, verb := range []string{"%v", "%s", "%q", "%#v", "%+v", "%x"} {
		if text := fmt.Sprintf(verb, at) + fmt.Sprintf(verb, s.at); strings.Contains(text, "hunter2") || strings.Contains(text, "68756e74") {
			t.Errorf("%s prints %s", verb, text)
		}
	}
}

func TestSignerThatNeverAnswers(t *testing.T) {
	stop := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-stop }))
	t.Cleanup(func() { close(stop); server.Close() })
	for name, tc := range map[string]struct {
		patience, caller time.Duration
		want             error
	}{
		"its time is up":      {20 * time.Millisecond, time.Minute, ErrAway},
		"the caller gives up": {time.Minute, 20 * time.Millisecond, context.DeadlineExceeded},
	} {
		w, err := newWire(wallet.SignerURL(server.URL), tc.patience)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), tc.caller)
		if _, err := w.call(ctx, "eth_accounts"); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
	}
}
