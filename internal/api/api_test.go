package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/contracts/gen"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/wallet"
	"github.com/coppice-network/coppice/internal/withdrawal"
)

var ctx = context.Background()

func addr(name string) common.Address {
	return common.BytesToAddress(crypto.Keccak256([]byte(name))[12:])
}

func digest(name string) [32]byte { return crypto.Keccak256Hash([]byte(name)) }

func n(v int64) *big.Int { return big.NewInt(v) }

// urlOf is where content with a digest lies.
func urlOf(name string, codec uint8) string { return blob.URL(blob.FromDigest(digest(name), codec)) }

// wei is hundredths of a token.
func wei(hundredths int64) *big.Int { return new(big.Int).Mul(n(hundredths), n(1e16)) }

var network = contracts.Network{
	Format: contracts.NetworkFormat, Name: "test", ChainID: 4242, RPC: "http://127.0.0.1:8545", API: "http://node.example:8646",
	Addresses: contracts.Addresses{
		DataRegistry: addr("registry"), TeePool: addr("tees"), DLPRegistry: addr("dlps"), DataRefinerRegistry: addr("refiners"),
		QueryEngine: addr("permissions"), ComputeInstructionRegistry: addr("instructions"), ComputeEngine: addr("engine"), Burner: addr("burner"),
		ContributionRelay: addr("relay"), NetworkTimelock: addr("timelock"),
	},
}

// event makes the log of an event from its values in the order of declaration.
func event(t testing.TB, from common.Address, meta *bind.MetaData, name string, values ...any) types.Log {
	t.Helper()
	a, err := meta.ParseABI()
	if err != nil {
		t.Fatal(err)
	}
	e := a.Events[name]
	l := types.Log{Address: from, Topics: []common.Hash{e.ID}, BlockNumber: 1}
	var data []any
	for i, in := range e.Inputs {
		if !in.Indexed {
			data = append(data, values[i])
			continue
		}
		topic, err := abi.MakeTopics([]any{values[i]})
		if err != nil {
			t.Fatal(err)
		}
		l.Topics = append(l.Topics, topic[0][0])
	}
	if l.Data, err = e.Inputs.NonIndexed().Pack(data...); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return l
}

// filled is an index of one block with one of everything.
func filled(t testing.TB) *index.Index {
	t.Helper()
	x, err := index.Open(filepath.Join(t.TempDir(), "index.db"), network.Addresses)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	a := network.Addresses
	registry, tees, engine, query := &gen.DataRegistryMetaData, &gen.TeePoolMetaData, &gen.ComputeEngineMetaData, &gen.QueryEngineMetaData
	txs := [][]types.Log{
		{
			event(t, a.TeePool, tees, "ValidatorAdmitted", addr("validator"), n(1), "http://v", uint8(1), digest("m"), digest("e")),
			event(t, a.DataRegistry, registry, "ValidatorSetChanged", n(1), n(1), n(60), n(8)),
			event(t, a.DLPRegistry, &gen.DLPRegistryMetaData, "DlpRegistered", n(1), addr("pool"), addr("builder"), addr("pool"), "fitness", "", "", "{}"),
			event(t, a.DLPRegistry, &gen.DLPRegistryMetaData, "DlpTokenUpdated", n(1), addr("token")),
			event(t, a.DataRefinerRegistry, &gen.DataRefinerRegistryMetaData, "RefinerAdded", n(1), n(1), "days", n(0), "ipfs://schema", "ipfs://bundle"),
			event(t, a.TeePool, tees, "IntakeKeySet", n(1), n(3), addr("validator"), digest("age1key"), "age1key", n(9000), []byte{1, 2, 3}),
		},
		{
			event(t, a.DataRegistry, registry, "FileAdded", n(1), addr("ann"), urlOf("one", 0)),
			event(t, a.DataRegistry, registry, "FilePooled", n(1), n(1)),
			event(t, a.DataRegistry, registry, "JobSubmitted", n(1), n(1), common.Address{}, n(1e9)),
			event(t, a.DataRegistry, registry, "FileAdded", n(2), addr("bob"), urlOf("two", 1)),
			event(t, a.DataRegistry, registry, "FilePooled", n(2), n(1)),
			event(t, a.DataRegistry, registry, "JobSubmitted", n(2), n(2), common.Address{}, n(1e9)),
		},
		{
			event(t, addr("pool"), &gen.DataLiquidityPoolMetaData, "RewardRequested", addr("ann"), n(1), n(1), wei(9350)),
			event(t, a.DataRegistry, registry, "ProofAdded", n(1), addr("ann"), n(1), n(1), n(935000000000000001), urlOf("result", 0)),
			event(t, a.DataRegistry, registry, "ProofRecorded", n(1), n(1), addr("validator"), digest("bundle"), digest("print"), wei(9350), wei(9350), n(0), false),
			event(t, a.DataRegistry, registry, "RefinementAdded", n(1), n(1), urlOf("artifact", 1)),
			event(t, a.DataRegistry, registry, "RefinementRecorded", n(1), n(1), addr("validator"), digest("plain")),
			event(t, addr("pool"), &gen.DataLiquidityPoolMetaData, "ValueClaimed", addr("ann"), wei(5), wei(7)),
		},
		{
			event(t, a.QueryEngine, query, "PermissionAdded", n(1), common.Address{}, n(1), "fitness_data", "day", addr("token"), wei(2)),
			event(t, a.QueryEngine, query, "PermissionPolicySet", n(1), true, uint32(0), uint64(0), uint64(0)),
			event(t, a.ComputeInstructionRegistry, &gen.ComputeInstructionRegistryMetaData, "ComputeInstructionAdded", n(1), addr("buyer"), "ipfs://code", digest("code")),
			event(t, a.ComputeInstructionRegistry, &gen.ComputeInstructionRegistryMetaData, "ComputeInstructionUpdated", n(1), n(1), true),
			event(t, a.ComputeEngine, engine, "JobRegistered", n(1), addr("buyer")),
			event(t, a.ComputeEngine, engine, "JobRequested", n(1), n(0), digest("request"), n(60)),
			event(t, a.ComputeEngine, engine, "JobRegistered", n(2), addr("buyer")),
			event(t, a.ComputeEngine, engine, "JobRequested", n(2), n(1), digest("request 2"), n(60)),
			event(t, a.ComputeEngine, engine, "JobSettled", n(1), common.Address{}, wei(10), wei(3), wei(7), n(0), n(0), wei(5)),
			event(t, a.ComputeEngine, engine, "ReceiptRecorded", n(1), addr("validator"), digest("receipt"), digest("artefacts")),
			event(t, a.ComputeEngine, engine, "JobStatusUpdated", n(1), uint8(4), ""),
		},
	}
	var logs []types.Log
	for i, tx := range txs {
		for _, l := range tx {
			l.Index, l.TxHash = uint(len(logs)), common.BigToHash(n(int64(i+1)))
			logs = append(logs, l)
		}
	}
	if err := x.Apply(ctx, []index.Header{{Number: 1, Hash: digest("block"), Time: 1700}}, logs); err != nil {
		t.Fatal(err)
	}
	return x
}

// backend answers with what the test put into it.
type backend struct {
	quote  func(account common.Address, sql string, instruction, seconds uint64) (*Quote, error)
	status func() (any, error)
}

func (b *backend) Network() any { c := network; return &c }

func (b *backend) Status(context.Context) (any, error) {
	if b.status != nil {
		return b.status()
	}
	return map[string]any{"network": "test"}, nil
}

func (b *backend) DatasetTables(_ context.Context, dlp uint64) (any, error) {
	return []any{map[string]any{"name": "fitness_data", "rows": 62, "columns": []Column{{"day", "DATE", false}}}}, nil
}

func (b *backend) Certificates(_ context.Context, w index.Withdrawal) ([]*withdrawal.Signed, error) {
	return []*withdrawal.Signed{{Certificate: json.RawMessage(fmt.Sprintf(`{"fileId":%d}`, w.File)), Signature: []byte{1}}}, nil
}

func (b *backend) Quote(_ context.Context, account common.Address, sql string, instruction, seconds uint64) (*Quote, error) {
	if b.quote != nil {
		return b.quote(account, sql, instruction, seconds)
	}
	return &Quote{
		Allowed: true, Columns: []QuoteColumn{{Table: "fitness.fitness_data", Column: "day", PermissionID: 1}}, Price: map[string]string{"VANA": "0.3", "fitness": "1.24"},
		RowsInScope: map[string]int64{"fitness.fitness_data": 62}, Lines: []QuoteLine{{PermissionID: 1, DLP: 1, PriceWei: "20000000000000000", MaxRows: 62}},
		MaxSeconds: 30, VanaWei: "300000000000000000", PlanDigest: "ab",
	}, nil
}

// watch is a clock that moves when told.
type watch struct {
	mu  sync.Mutex
	now time.Time
}

func (w *watch) read() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }

func (w *watch) move(d time.Duration) { w.mu.Lock(); defer w.mu.Unlock(); w.now = w.now.Add(d) }

type node struct {
	*httptest.Server
	x      *index.Index
	b      *backend
	clock  *watch
	client *Client
}

func serve(t testing.TB, options ...Option) *node {
	d := &node{x: filled(t), b: &backend{}, clock: &watch{now: time.Unix(1_800_000_000, 0)}}
	blobs := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "blob "+r.URL.Path) })
	d.Server = httptest.NewServer(Handler(d.b, d.x, blobs, nil, append([]Option{WithClock(d.clock.read)}, options...)...))
	t.Cleanup(d.Close)
	d.client = &Client{BaseURL: d.URL}
	return d
}

// do sends a request as it is given and returns status and body.
func (d *node) do(t testing.TB, method, path, body string, edit func(*http.Request)) (int, string) {
	t.Helper()
	req, err := http.NewRequest(method, d.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if edit != nil {
		edit(req)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"} {
		if resp.Header.Get(h) == "" {
			t.Errorf("%s %s has no %s", method, path, h)
		}
	}
	if resp.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("%s %s allows other origins", method, path)
	}
	return resp.StatusCode, string(data)
}

// key signs like a wallet.
type key struct{ seed string }

func (k key) SignTyped(_ context.Context, data apitypes.TypedData) ([]byte, error) {
	d, err := wallet.TypedDigest(data)
	if err != nil {
		return nil, err
	}
	return k.SignHash(d)
}

func (k key) SignHash(d [32]byte) ([]byte, error) {
	private, err := crypto.ToECDSA(crypto.Keccak256([]byte(k.seed)))
	if err != nil {
		return nil, err
	}
	sig, err := crypto.Sign(d[:], private)
	if err == nil {
		sig[64] += 27
	}
	return sig, err
}

func (k key) address() common.Address {
	private, _ := crypto.ToECDSA(crypto.Keccak256([]byte(k.seed)))
	return crypto.PubkeyToAddress(private.PublicKey)
}

// signed is a request that the node answers.
func (d *node) signed(t testing.TB, seed string) QuoteRequest {
	t.Helper()
	k := key{seed}
	q := QuoteRequest{Account: k.address(), SQL: "SELECT day FROM fitness_data", MaxSeconds: 30, Deadline: uint64(d.clock.read().Unix()) + 60}
	if err := q.Sign(ctx, k, n(int64(network.ChainID)), network.Addresses.ComputeEngine); err != nil {
		t.Fatal(err)
	}
	return q
}

var errInside = errors.New("a secret path /var/lib/coppice")
