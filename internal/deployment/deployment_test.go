package deployment

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/devchain"
	"github.com/coppice-network/coppice/internal/ledger"
)

func testParams() *contracts.Params {
	p := PublicParams()
	p.LeaseLength = 60
	return &p
}

// newChain starts a chain whose clock is fast, so that it seals as often as a test likes.
func newChain(t *testing.T, id uint64) *devchain.Chain {
	t.Helper()
	began := time.Now()
	c, err := devchain.Start(context.Background(), devchain.Config{Dir: t.TempDir(), ChainID: id, Clock: func() time.Time { return began.Add(50 * time.Since(began)) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// pay sends one wei to nobody and waits until that is mined.
func pay(t *testing.T, c *devchain.Chain, key *ecdsa.PrivateKey) {
	t.Helper()
	from := crypto.PubkeyToAddress(key.PublicKey)
	nonce, err := c.Client().PendingNonceAt(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	tx := types.MustSignNewTx(key, types.LatestSignerForChainID(c.ChainID()), &types.DynamicFeeTx{
		ChainID: c.ChainID(), Nonce: nonce, To: &common.Address{1}, Value: big.NewInt(1), Gas: 21_000, GasFeeCap: big.NewInt(4e9), GasTipCap: big.NewInt(1e9),
	})
	if err := c.Client().SendTransaction(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
	for {
		if n, err := c.Client().NonceAt(t.Context(), from, nil); err != nil {
			t.Fatal(err)
		} else if n > nonce {
			return
		}
		if err := wait(t.Context(), 10*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
}

// interrupted is a signer that ends the run when it is asked for one signature too many.
type interrupted struct {
	Signer
	left int
}

var errKilled = errors.New("killed")

func (s *interrupted) SignTx(ctx context.Context, tx *types.Transaction, id *big.Int) (*types.Transaction, error) {
	if s.left == 0 {
		return nil, errKilled
	}
	s.left--
	return s.Signer.SignTx(ctx, tx, id)
}

func TestRunResumesFromAUsedNonce(t *testing.T) {
	c := newChain(t, 0)
	key := devchain.FaucetKeys()[0]
	signer := ledger.NewKeySigner(key)
	pay(t, c, key)
	pay(t, c, key)
	dir := filepath.Join(t.TempDir(), "net")
	for _, sends := range []int{0, 1, 7} {
		if _, err := Run(t.Context(), Options{Client: c.Client(), Dir: dir, Signer: &interrupted{signer, sends}, Params: testParams()}); !errors.Is(err, errKilled) {
			t.Fatalf("after %d sends: %v", sends, err)
		}
		r, err := Load(dir)
		if err != nil || r.FirstNonce != 2 || r.Deployer != signer.Address() || r.ChainID != c.ChainID().Uint64() || r.Params.LeaseLength != 60 {
			t.Fatalf("after %d sends: record %+v, %v", sends, r, err)
		}
	}
	var done, total int
	r, err := Run(t.Context(), Options{Client: c.Client(), Dir: dir, Signer: signer, Progress: func(d, t int) { done, total = d, t }}) // the record has the parameters
	if err != nil {
		t.Fatal(err)
	}
	if r.Addresses != contracts.Predict(signer.Address(), 2) || r.Existed || done != total || total == 0 {
		t.Errorf("deployed %+v, progress %d of %d", r, done, total)
	}
	again, err := Run(t.Context(), Options{Client: c.Client(), Dir: dir, Signer: &interrupted{signer, 0}, Params: testParams()})
	if err != nil || !again.Existed || again.Addresses != r.Addresses || again.DeployBlock != r.DeployBlock {
		t.Errorf("again: %+v, %v", again, err)
	}
}

func TestRunRefusesWhatItDidNotBegin(t *testing.T) {
	c, other := newChain(t, 0), newChain(t, 4711)
	keys := devchain.FaucetKeys()
	signer := ledger.NewKeySigner(keys[0])
	dir := t.TempDir()
	begun := Options{Client: c.Client(), Dir: dir, Signer: &interrupted{signer, 0}, Params: testParams()}
	if _, err := Run(t.Context(), begun); !errors.Is(err, errKilled) {
		t.Fatal(err)
	}
	change := func(change func(*Record)) string {
		r, err := Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		change(r)
		altered := t.TempDir()
		if err := r.save(altered); err != nil {
			t.Fatal(err)
		}
		return altered
	}
	for name, x := range map[string]struct {
		change func(*Options)
		want   error
	}{
		"another account":            {func(o *Options) { o.Signer = ledger.NewKeySigner(keys[1]) }, ErrOtherDeployer},
		"another chain":              {func(o *Options) { o.Client = other.Client() }, ErrOtherChain},
		"a chain made anew":          {func(o *Options) { o.Dir = change(func(r *Record) { r.Genesis[0]++ }) }, ErrOtherChain},
		"other parameters":           {func(o *Options) { p := *testParams(); p.MaxTries++; o.Params = &p }, ErrOtherParams},
		"other code":                 {func(o *Options) { o.Dir = change(func(r *Record) { r.Creates[0]++ }) }, ErrOtherCode},
		"a record without a genesis": {func(o *Options) { o.Dir = change(func(r *Record) { r.Genesis = common.Hash{} }) }, ErrMalformed},
	} {
		o := begun
		x.change(&o)
		if _, err := Run(t.Context(), o); !errors.Is(err, x.want) {
			t.Errorf("%s: got %v, want %v", name, err, x.want)
		}
	}
	pay(t, c, keys[0]) // takes the nonce that was meant for the first contract
	if _, err := Run(t.Context(), Options{Client: c.Client(), Dir: dir, Signer: signer}); !errors.Is(err, contracts.ErrNonceUsed) {
		t.Errorf("a nonce used for something else: %v", err)
	}
}

func TestRunSaysWhatItNeeds(t *testing.T) {
	c := newChain(t, 0)
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var cost *contracts.Cost
	_, err = Run(t.Context(), Options{Client: c.Client(), Dir: dir, Signer: ledger.NewKeySigner(key), Costs: func(c *contracts.Cost) { cost = c }})
	if !errors.Is(err, contracts.ErrDeployerFunds) || !strings.Contains(err.Error(), "takes up to") || cost == nil || cost.Creations == 0 || cost.Wei.Sign() <= 0 {
		t.Errorf("got %v, cost %+v", err, cost)
	}
	if _, err := Load(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing was begun, yet there is a record: %v", err)
	}
}

func TestLoadRefusesOtherVersions(t *testing.T) {
	for text, want := range map[string]error{
		`{"format":"coppice-deployment/2"}`: ErrVersion,
		`{}`:                                ErrVersion,
		`{"format":"coppice-deployment/1"}`: ErrMalformed,
		`{"format":"coppice-deploy`:         ErrMalformed,
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, Name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(dir); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", text, err, want)
		}
	}
}

func TestChainIsFitAndAlive(t *testing.T) {
	c := newChain(t, 0)
	if err := Fit(t.Context(), c.Client()); err != nil {
		t.Error(err)
	}
	if err := alive(t.Context(), c.Client(), time.Now, 500*time.Millisecond); !errors.Is(err, ErrStill) {
		t.Errorf("a chain at rest: got %v, want ErrStill", err)
	}
	for name, x := range map[string]struct {
		clock func() time.Time
		want  error
	}{
		"clocks agree": {nil, nil},
		"ours is late": {func() time.Time { return time.Now().Add(-time.Hour) }, ErrClock},
	} {
		if x.clock == nil {
			x.clock = func() time.Time { // that of the chain
				h, err := c.Client().HeaderByNumber(t.Context(), nil)
				if err != nil {
					t.Error(err)
					return time.Time{}
				}
				return time.Unix(int64(h.Time), 0)
			}
		}
		done := make(chan error, 1)
		go func() { done <- alive(t.Context(), c.Client(), x.clock, 20*time.Second) }()
		for running := true; running; {
			select {
			case err := <-done:
				if !errors.Is(err, x.want) {
					t.Errorf("%s: got %v, want %v", name, err, x.want)
				}
				running = false
			default:
				pay(t, c, devchain.FaucetKeys()[2])
			}
		}
	}
}

func TestDialRefuses(t *testing.T) {
	for _, address := range []string{"", "127.0.0.1:8545", "ftp://127.0.0.1", "http://user:secret@127.0.0.1:8545", "http://%zz"} {
		if _, err := Dial(t.Context(), address); !errors.Is(err, ErrURL) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", address, err)
		}
	}
}
