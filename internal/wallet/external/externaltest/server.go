// Package externaltest is an external signer for tests: it has a real key, decodes requests with the types that clef uses, and speaks
// as Web3Signer, as a node with an unlocked account, or as clef does. A test makes it hostile by changing what it answers.
package externaltest

import (
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/coppice-network/coppice/internal/wallet"
)

// Style is whom a server speaks like.
type Style int

// The styles.
const (
	Web3Signer Style = iota // eth_*, typed data as text, transactions as hex
	Node                    // eth_*, typed data as an object, transactions as an object
	Clef                    // account_*
)

// Server signs for one key.
type Server struct {
	Key     *wallet.Key
	private *ecdsa.PrivateKey
	style   Style

	mu       sync.Mutex
	answer   func(method string) (body string, ok bool)
	tx       func(*types.Transaction) *types.Transaction
	signedTx func(*types.Transaction) *types.Transaction
	typed    func(data apitypes.TypedData, sig []byte) []byte
	calls    []string
}

// New makes a signer with a key of its own.
func New(t testing.TB, style Style) *Server {
	t.Helper()
	private, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	key, err := wallet.NewKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return &Server{Key: key, private: private, style: style}
}

// Answer has f say what is answered, as a whole, to the methods that it knows; nil = nothing special.
func (s *Server) Answer(f func(method string) (body string, ok bool)) { s.set(func() { s.answer = f }) }

// Tx changes transactions before they are signed.
func (s *Server) Tx(f func(*types.Transaction) *types.Transaction) { s.set(func() { s.tx = f }) }

// SignedTx changes transactions after they were signed.
func (s *Server) SignedTx(f func(*types.Transaction) *types.Transaction) {
	s.set(func() { s.signedTx = f })
}

// Typed changes signatures of EIP-712 data.
func (s *Server) Typed(f func(data apitypes.TypedData, sig []byte) []byte) {
	s.set(func() { s.typed = f })
}

func (s *Server) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// Calls counts the calls of a method.
func (s *Server) Calls(method string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.calls {
		if m == method {
			n++
		}
	}
	return n
}

// Randomised is a valid signature by the key with the nonce seed, as signers give that add randomness: another one for each seed.
func (s *Server) Randomised(data apitypes.TypedData, seed int64) []byte {
	digest, err := wallet.TypedDigest(data)
	if err != nil {
		panic(err)
	}
	n, k := crypto.S256().Params().N, big.NewInt(seed)
	x, y := crypto.S256().ScalarBaseMult(k.Bytes())
	v := new(big.Int).Mul(x, s.private.D)
	v.Add(v, new(big.Int).SetBytes(digest[:])).Mul(v, new(big.Int).ModInverse(k, n)).Mod(v, n)
	parity := byte(27 + y.Bit(0))
	if v.Cmp(new(big.Int).Rsh(n, 1)) > 0 { // the low s
		v.Sub(n, v)
		parity ^= 27 ^ 28
	}
	sig := make([]byte, 65)
	x.FillBytes(sig[:32])
	v.FillBytes(sig[32:64])
	sig[64] = parity
	return sig
}

// HTTP starts the signer and returns its URL.
func (s *Server) HTTP(t testing.TB) string {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server.URL
}

// Unix starts the signer on a socket and returns its URL.
func (s *Server) Unix(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				for d := json.NewDecoder(conn); ; {
					var q request
					if d.Decode(&q) != nil {
						return
					}
					if _, err := io.WriteString(conn, s.respond(q)+"\n"); err != nil {
						return
					}
				}
			}()
		}
	}()
	return "unix:" + path
}

type request struct {
	ID     json.RawMessage   `json:"id"`
	Method string            `json:"method"`
	Params []json.RawMessage `json:"params"`
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var q request
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	io.WriteString(w, s.respond(q))
}

type failure struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (s *Server) respond(q request) string {
	s.mu.Lock()
	answer := s.answer
	s.calls = append(s.calls, q.Method)
	s.mu.Unlock()
	if answer != nil {
		if body, ok := answer(q.Method); ok {
			return body
		}
	}
	out := map[string]any{"jsonrpc": "2.0", "id": q.ID}
	if result, fail := s.call(q); fail != nil {
		out["error"] = fail
	} else {
		out["result"] = result
	}
	b, err := json.Marshal(out)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func (s *Server) methods() (tx, typed string) {
	switch s.style {
	case Web3Signer:
		return "eth_signTransaction", "eth_signTypedData"
	case Node:
		return "eth_signTransaction", "eth_signTypedData_v4"
	}
	return "account_signTransaction", "account_signTypedData"
}

func (s *Server) call(q request) (any, *failure) {
	tx, typed := s.methods()
	switch {
	case q.Method == "eth_accounts" && s.style != Clef:
		return []common.Address{s.Key.Address()}, nil
	case q.Method == "account_version" && s.style == Clef:
		return "6.1.0", nil
	case q.Method == tx && len(q.Params) > 0:
		return s.signTx(q.Params[0])
	case q.Method == typed && len(q.Params) == 2:
		return s.signTyped(q.Params[0], q.Params[1])
	}
	return nil, &failure{-32601, "the method " + q.Method + " does not exist/is not available"}
}

func (s *Server) signTx(param json.RawMessage) (any, *failure) {
	var args apitypes.SendTxArgs
	if err := json.Unmarshal(param, &args); err != nil {
		return nil, &failure{-32602, err.Error()}
	}
	if args.From.Address() != s.Key.Address() {
		return nil, &failure{-32000, "unknown account"}
	}
	tx, err := args.ToTransaction()
	if err != nil {
		return nil, &failure{-32602, err.Error()}
	}
	s.mu.Lock()
	change, after := s.tx, s.signedTx
	s.mu.Unlock()
	if change != nil {
		tx = change(tx)
	}
	key, err := s.Key.SignTx(context.Background(), tx, args.ChainID.ToInt())
	if err != nil {
		return nil, &failure{-32000, err.Error()}
	}
	if after != nil {
		key = after(key)
	}
	raw, err := key.MarshalBinary()
	if err != nil {
		return nil, &failure{-32000, err.Error()}
	}
	if s.style == Web3Signer {
		return hexutil.Bytes(raw), nil
	}
	return map[string]any{"raw": hexutil.Bytes(raw), "tx": key}, nil
}

func (s *Server) signTyped(account, param json.RawMessage) (any, *failure) {
	if s.style == Web3Signer {
		var text string
		if err := json.Unmarshal(param, &text); err != nil {
			return nil, &failure{-32602, "Invalid params"}
		}
		param = json.RawMessage(text)
	}
	var data apitypes.TypedData
	var from common.Address
	if json.Unmarshal(param, &data) != nil || json.Unmarshal(account, &from) != nil {
		return nil, &failure{-32602, "invalid argument 1"}
	}
	if from != s.Key.Address() {
		return nil, &failure{-32000, "unknown account"}
	}
	sig, err := s.Key.SignTyped(context.Background(), data)
	if err != nil {
		return nil, &failure{-32000, err.Error()}
	}
	s.mu.Lock()
	change := s.typed
	s.mu.Unlock()
	if change != nil {
		sig = change(data, slices.Clone(sig))
	}
	return hexutil.Bytes(sig), nil
}
