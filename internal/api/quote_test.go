package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/coppice-network/coppice/internal/fault"
)

func TestQuote(t *testing.T) {
	d := serve(t)
	q := d.signed(t, "buyer")
	q.InstructionID = 7
	if err := q.Sign(ctx, key{"buyer"}, n(int64(network.ChainID)), network.Addresses.ComputeEngine); err != nil {
		t.Fatal(err)
	}
	var asked string
	d.b.quote = func(account common.Address, sql string, instruction, seconds uint64) (*Quote, error) {
		asked = fmt.Sprint(account, sql, instruction, seconds)
		return &Quote{Allowed: true, Price: map[string]string{"VANA": "0.3"}, Lines: []QuoteLine{{1, 2, "3", 4}}, VanaWei: "5"}, nil
	}
	got, err := d.client.Quote(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprint(q.Account, q.SQL, 7, 30); asked != want {
		t.Errorf("asked %s, want %s", asked, want)
	}
	if !got.Allowed || got.Price["VANA"] != "0.3" || len(got.Lines) != 1 || got.Lines[0] != (QuoteLine{1, 2, "3", 4}) {
		t.Errorf("%+v", got)
	}
}

func TestDeniedQuoteIsAnAnswer(t *testing.T) {
	d := serve(t)
	d.b.quote = func(common.Address, string, uint64, uint64) (*Quote, error) {
		return &Quote{Columns: []QuoteColumn{{Table: "fitness.fitness_data", Column: "steps", Denied: "not granted"}}, Denials: []string{"no"}}, nil
	}
	body, _ := json.Marshal(d.signed(t, "buyer"))
	status, text := d.do(t, "POST", "/v1/quote", string(body), nil)
	if status != 200 || !strings.Contains(text, `"allowed":false`) || !strings.Contains(text, `"denied":"not granted"`) || !strings.Contains(text, `"price":{}`) || !strings.Contains(text, `"lines":[]`) {
		t.Errorf("%d %s", status, text)
	}
}

// TestStatementIsEIP712 compares the hash with go-ethereum's reading of the type, which is what wallets show.
func TestStatementIsEIP712(t *testing.T) {
	q := QuoteRequest{Account: addr("ann"), SQL: "SELECT 'é'", InstructionID: 3, MaxSeconds: 40, Deadline: 1_800_000_000}
	chain := big.NewInt(4242)
	want, _, err := apitypes.TypedDataAndHash(apitypes.TypedData{
		Types: apitypes.Types{
			"EIP712Domain": {{Name: "name", Type: "string"}, {Name: "version", Type: "string"}, {Name: "chainId", Type: "uint256"}, {Name: "verifyingContract", Type: "address"}},
			"QuoteRequest": {{Name: "account", Type: "address"}, {Name: "sql", Type: "string"}, {Name: "instructionId", Type: "uint256"}, {Name: "maxSeconds", Type: "uint256"}, {Name: "deadline", Type: "uint256"}},
		},
		PrimaryType: "QuoteRequest",
		Domain:      apitypes.TypedDataDomain{Name: "Coppice API", Version: "1", ChainId: (*math.HexOrDecimal256)(chain), VerifyingContract: addr("engine").Hex()},
		Message: apitypes.TypedDataMessage{
			"account": q.Account.Hex(), "sql": q.SQL, "instructionId": "3", "maxSeconds": "40", "deadline": "1800000000",
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := domain(chain, addr("engine")).Digest(q)
	if !bytes.Equal(got[:], want) {
		t.Errorf("%x, want %x", got, want)
	}
}

func TestQuoteRefuses(t *testing.T) {
	d := serve(t)
	d.b.quote = func(common.Address, string, uint64, uint64) (*Quote, error) {
		t.Error("the backend was asked")
		return &Quote{}, nil
	}
	resign := func(q *QuoteRequest, seed string, chain int64, engine common.Address) {
		if err := q.Sign(ctx, key{seed}, n(chain), engine); err != nil {
			t.Fatal(err)
		}
	}
	chain, engine := int64(network.ChainID), network.Addresses.ComputeEngine
	for name, tc := range map[string]struct {
		edit func(q *QuoteRequest)
		want fault.Code
	}{
		"a flipped signature":     {func(q *QuoteRequest) { q.Signature[5] ^= 1 }, fault.Denied},
		"a short signature":       {func(q *QuoteRequest) { q.Signature = q.Signature[:64] }, fault.Invalid},
		"no signature":            {func(q *QuoteRequest) { q.Signature = nil }, fault.Invalid},
		"a signature with high s": {func(q *QuoteRequest) { q.Signature = malleate(q.Signature) }, fault.Invalid},
		"another account":         {func(q *QuoteRequest) { q.Account = addr("ann") }, fault.Denied},
		"signed by another":       {func(q *QuoteRequest) { resign(q, "mallory", chain, engine) }, fault.Denied},
		"for another chain":       {func(q *QuoteRequest) { resign(q, "buyer", chain+1, engine) }, fault.Denied},
		"for another engine":      {func(q *QuoteRequest) { resign(q, "buyer", chain, addr("other")) }, fault.Denied},
		"another query":           {func(q *QuoteRequest) { q.SQL += " " }, fault.Denied},
		"another instruction":     {func(q *QuoteRequest) { q.InstructionID++ }, fault.Denied},
		"another duration":        {func(q *QuoteRequest) { q.MaxSeconds++ }, fault.Denied},
		"a later deadline":        {func(q *QuoteRequest) { q.Deadline++ }, fault.Denied},
		"an expired deadline":     {func(q *QuoteRequest) { q.Deadline -= 61; resign(q, "buyer", chain, engine) }, fault.Denied},
		"a deadline next year":    {func(q *QuoteRequest) { q.Deadline += 31e6; resign(q, "buyer", chain, engine) }, fault.Invalid},
		"the last deadline":       {func(q *QuoteRequest) { q.Deadline = ^uint64(0); resign(q, "buyer", chain, engine) }, fault.Invalid},
		"no query":                {func(q *QuoteRequest) { q.SQL = ""; resign(q, "buyer", chain, engine) }, fault.Invalid},
	} {
		q := d.signed(t, "buyer")
		tc.edit(&q)
		if _, err := d.client.Quote(ctx, q); codeOf(err) != tc.want {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
	}
}

// malleate makes the other signature of the same statement.
func malleate(sig []byte) []byte {
	order, _ := new(big.Int).SetString("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16)
	out := append([]byte{}, sig...)
	new(big.Int).Sub(order, new(big.Int).SetBytes(sig[32:64])).FillBytes(out[32:64])
	out[64] = 27 + 28 - sig[64]
	return out
}

func TestQuoteBodies(t *testing.T) {
	d := serve(t)
	good, _ := json.Marshal(d.signed(t, "buyer"))
	text := string(good)
	for name, tc := range map[string]struct {
		body string
		edit func(*http.Request)
		want int
	}{
		"as it should be":      {text, nil, 200},
		"with a charset":       {text, func(r *http.Request) { r.Header.Set("Content-Type", "application/json; charset=utf-8") }, 200},
		"an unknown field":     {strings.Replace(text, `{`, `{"admin":true,`, 1), nil, 400},
		"something behind":     {text + "{}", nil, 400},
		"not JSON":             {"SELECT 1", nil, 400},
		"null":                 {"null", nil, 400},
		"a list":               {"[" + text + "]", nil, 400},
		"a negative deadline":  {strings.Replace(text, `"deadline":`, `"deadline":-`, 1), nil, 400},
		"a short account":      {strings.Replace(text, `"account":"0x`, `"account":"0x00`, 1), nil, 400},
		"a form":               {text, func(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded") }, 400},
		"text, as pages send":  {text, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, 400},
		"a foreign origin":     {text, func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, 403},
		"too large":            {strings.Replace(text, "SELECT", strings.Repeat(" ", MaxRequestBytes)+"SELECT", 1), nil, 413},
		"too large, no length": {strings.Replace(text, "SELECT", strings.Repeat(" ", MaxRequestBytes)+"SELECT", 1), func(r *http.Request) { r.ContentLength = -1 }, 413},
	} {
		if status, body := d.do(t, "POST", "/v1/quote", tc.body, tc.edit); status != tc.want {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
}

func TestQuoteRate(t *testing.T) {
	d := serve(t, WithQuoteRates(Rate{PerSecond: 1, Burst: 3}, Rate{PerSecond: 100, Burst: 5}))
	ask := func(seed string) error { _, err := d.client.Quote(ctx, d.signed(t, seed)); return err }
	for i := range 3 {
		if err := ask("buyer"); err != nil {
			t.Fatalf("quote %d: %v", i, err)
		}
	}
	err := ask("buyer")
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != fault.Limit || !f.Retryable {
		t.Fatalf("the fourth: %v", err)
	}
	if err := ask("other"); err != nil {
		t.Errorf("another account pays for it: %v", err)
	}
	d.clock.move(time.Second)
	if err := ask("buyer"); err != nil {
		t.Errorf("after a second: %v", err)
	}
	if err := ask("buyer"); codeOf(err) != fault.Limit {
		t.Errorf("a second gives one: %v", err)
	}
	d.clock.move(time.Hour)
	for i := range 5 {
		if err := ask(fmt.Sprint("sybil ", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := ask("sybil 5"); codeOf(err) != fault.Limit {
		t.Errorf("many accounts: %v", err)
	}
	forged := d.signed(t, "victim")
	forged.Signature[3] ^= 1
	d.clock.move(time.Hour)
	for range 10 {
		forged.Deadline = uint64(d.clock.read().Unix()) + 1
		_, _ = d.client.Quote(ctx, forged)
	}
	if err := ask("victim"); err != nil {
		t.Errorf("forged requests used up the account's rate: %v", err)
	}
}

func TestLimiterForgets(t *testing.T) {
	clock := &watch{now: time.Unix(1000, 0)}
	l := newLimiter(clock.read, Rate{1, 2}, Rate{1e9, 1e9})
	for i := range 3 * maxBuckets {
		if err := l.take(common.BigToAddress(n(int64(i)))); err != nil {
			t.Fatal(err)
		}
		clock.move(time.Millisecond)
	}
	if len(l.buckets) > maxBuckets {
		t.Errorf("%d buckets", len(l.buckets))
	}
}

func FuzzDecodeQuote(f *testing.F) {
	good, _ := json.Marshal(QuoteRequest{Account: addr("a"), SQL: "SELECT 1", Signature: hexutil.Bytes{1}})
	f.Add(good)
	f.Add([]byte(`{"sql":1}`))
	f.Add([]byte(`{"signature":"0x0"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		q, err := decodeQuote(bytes.NewReader(data))
		if err != nil {
			if codeOf(err) != fault.Invalid || len(err.Error()) > 400 {
				t.Fatal(err)
			}
			return
		}
		if err := q.check(time.Unix(1_800_000_000, 0), n(1), addr("engine")); err == nil {
			t.Fatal("a made-up request was accepted")
		}
		again, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := decodeQuote(bytes.NewReader(again)); err != nil || r.StructHash() != q.StructHash() {
			t.Fatalf("%s became %s: %v", data, again, err)
		}
	})
}
