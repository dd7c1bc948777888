package contracts

import (
	"context"
	"errors"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/node"

	"github.com/coppice-network/coppice/internal/contracts/gen"
)

var testKey, _ = crypto.HexToECDSA("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d")

func testParams() Params {
	return Params{
		ProofFee: big.NewInt(1e16), RefinementFee: big.NewInt(5e15), LeaseLength: 60, MaxTries: 8, PricePerSecond: big.NewInt(1e15),
		MaxJobSeconds: 60, EpochLength: 60, CreationDeposit: big.NewInt(1e18), ExecutionBurnBps: 5000, DataBurnBps: 5000,
		TimelockDelay: 60, MinBond: big.NewInt(1e18), SlashAmount: big.NewInt(1e18), UnbondingTime: 60, Platform: 1, Measurement: [32]byte{1},
	}
}

// chain is a simulated chain that seals a block whenever the deployer's nonce is asked for, and can fail a given send.
type chain struct {
	simulated.Client
	sim    *simulated.Backend
	sends  int
	failAt int // this send fails, and all after it; 0 = none
	silent bool
}

var errCrash = errors.New("crash")

func newChain(t *testing.T) (*chain, *bind.TransactOpts) {
	t.Helper()
	from := crypto.PubkeyToAddress(testKey.PublicKey)
	funds := new(big.Int).Mul(big.NewInt(1000), big.NewInt(1e18))
	sim := simulated.NewBackend(types.GenesisAlloc{from: {Balance: funds}}, func(_ *node.Config, e *ethconfig.Config) {
		e.Genesis.GasLimit = 60_000_000
		e.Miner.GasCeil = 60_000_000
	})
	t.Cleanup(func() { sim.Close() })
	id, err := sim.Client().ChainID(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return &chain{Client: sim.Client(), sim: sim}, bind.NewKeyedTransactor(testKey, id)
}

func (c *chain) NonceAt(ctx context.Context, a common.Address, n *big.Int) (uint64, error) {
	if !c.silent {
		c.sim.Commit()
	}
	return c.Client.NonceAt(ctx, a, n)
}

func (c *chain) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	c.sends++
	if c.failAt > 0 && c.sends >= c.failAt {
		return errCrash
	}
	return c.Client.SendTransaction(ctx, tx)
}

func TestDeploy(t *testing.T) {
	c, opts := newChain(t)
	a, err := Deploy(t.Context(), c, opts, testParams())
	if err != nil {
		t.Fatal(err)
	}
	if a != Predict(opts.From, 0) {
		t.Errorf("addresses differ from the predicted ones")
	}
	head, err := c.BlockNumber(t.Context())
	if err != nil || head > 4 {
		t.Errorf("took %d blocks, %v", head, err)
	}
	registry := gen.NewDataRegistry()
	instance := registry.Instance(c.Client, a.DataRegistry)
	fee, err := bind.Call(instance, nil, registry.PackProofFee(), registry.UnpackProofFee)
	if err != nil || fee.Cmp(testParams().ProofFee) != 0 {
		t.Errorf("proof fee %v, %v", fee, err)
	}
	for name, x := range map[string]struct {
		call   []byte
		unpack func([]byte) (common.Address, error)
		want   common.Address
	}{
		"dlpRegistry":     {registry.PackDlpRegistry(), registry.UnpackDlpRegistry, a.DLPRegistry},
		"teePool":         {registry.PackTeePool(), registry.UnpackTeePool, a.TeePool},
		"refinerRegistry": {registry.PackRefinerRegistry(), registry.UnpackRefinerRegistry, a.DataRefinerRegistry},
		"relay":           {registry.PackRelay(), registry.UnpackRelay, a.ContributionRelay},
	} {
		if got, err := bind.Call(instance, nil, x.call, x.unpack); err != nil || got != x.want {
			t.Errorf("%s is %s, %v; want %s", name, got, err, x.want)
		}
	}

	sends := c.sends
	if again, err := Deploy(t.Context(), c, opts, testParams()); err != nil || again != a || c.sends != sends {
		t.Errorf("a second deployment sent %d transactions: %v", c.sends-sends, err)
	}
}

// A crash between any two sends leaves something that the next run finishes, with the same addresses.
func TestDeployResumesAfterCrashAtAnySend(t *testing.T) {
	for at := 1; at <= stepCount; at++ {
		c, opts := newChain(t)
		c.failAt = at
		if _, err := Deploy(t.Context(), c, opts, testParams()); !errors.Is(err, errCrash) {
			t.Fatalf("crash at send %d: %v", at, err)
		}
		c.failAt = 0
		if at%2 == 0 {
			c.sim.Commit() // half of the time what was sent is mined before the restart
		}
		a, err := Deploy(t.Context(), c, opts, testParams())
		if err != nil {
			t.Fatalf("resuming after a crash at send %d: %v", at, err)
		}
		if a != Predict(opts.From, 0) {
			t.Errorf("crash at send %d moved the addresses", at)
		}
	}
}

func TestDeployRefusesUsedAccount(t *testing.T) {
	c, opts := newChain(t)
	id, _ := c.ChainID(t.Context())
	tx := types.MustSignNewTx(testKey, types.LatestSignerForChainID(id), &types.DynamicFeeTx{
		ChainID: id, To: &common.Address{1}, Gas: 21_000, GasFeeCap: big.NewInt(1e10), GasTipCap: big.NewInt(1e9),
	})
	if err := c.SendTransaction(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
	c.sim.Commit()
	if _, err := Deploy(t.Context(), c, opts, testParams()); !errors.Is(err, ErrNonceUsed) {
		t.Errorf("got %v, want ErrNonceUsed", err)
	}
	p := testParams()
	p.FirstNonce = 1
	if _, err := Deploy(t.Context(), c, opts, p); err != nil {
		t.Errorf("from the next nonce: %v", err)
	}
	p.FirstNonce = 100
	if _, err := Deploy(t.Context(), c, opts, p); !errors.Is(err, ErrNonceUsed) {
		t.Errorf("a nonce ahead: got %v, want ErrNonceUsed", err)
	}
}

func TestDeployRefusesOtherCode(t *testing.T) {
	c, opts := newChain(t)
	if _, err := Deploy(t.Context(), c, opts, testParams()); err != nil {
		t.Fatal(err)
	}
	pl, err := newPlan(opts.From, testParams())
	if err != nil {
		t.Fatal(err)
	}
	pl.steps[stepQueryEngineCode].name = "ComputeEngine"
	if err := pl.verify(t.Context(), c); !errors.Is(err, ErrOtherCode) {
		t.Errorf("other code: got %v, want ErrOtherCode", err)
	}
	pl.steps[stepQueryEngineCode].name = "QueryEngine"
	pl.steps[stepQueryEngine].behind = stepRefinersCode
	if err := pl.verify(t.Context(), c); !errors.Is(err, ErrOtherCode) {
		t.Errorf("other implementation: got %v, want ErrOtherCode", err)
	}
}

func TestDeployEndsWithItsContext(t *testing.T) {
	c, opts := newChain(t)
	c.silent = true // no block is ever sealed
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Deploy(ctx, c, opts, testParams()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want Canceled", err)
	}
}

func TestParamsCheck(t *testing.T) {
	for name, change := range map[string]func(*Params){
		"fee missing":              func(p *Params) { p.ProofFee = nil },
		"fee not whole gwei":       func(p *Params) { p.RefinementFee = big.NewInt(1) },
		"fee too high":             func(p *Params) { p.ProofFee = new(big.Int).Mul(big.NewInt(1e9), new(big.Int).Lsh(big.NewInt(1), 40)) },
		"price negative":           func(p *Params) { p.PricePerSecond = big.NewInt(-1) },
		"no lease":                 func(p *Params) { p.LeaseLength = 0 },
		"too many tries":           func(p *Params) { p.MaxTries = 256 },
		"no job seconds":           func(p *Params) { p.MaxJobSeconds = 0 },
		"epoch shorter than a job": func(p *Params) { p.EpochLength = p.MaxJobSeconds - 1 },
		"nothing burned":           func(p *Params) { p.DataBurnBps = 0 },
		"no delay":                 func(p *Params) { p.TimelockDelay = 0 },
		"no bond named":            func(p *Params) { p.MinBond = nil },
		"more slashed than bonded": func(p *Params) { p.SlashAmount = big.NewInt(2e18) },
		"no unbonding time":        func(p *Params) { p.UnbondingTime = 0 },
		"more than all burned":     func(p *Params) { p.ExecutionBurnBps = 10_001 },
	} {
		p := testParams()
		change(&p)
		if err := p.check(); !errors.Is(err, ErrParams) {
			t.Errorf("%s: got %v, want ErrParams", name, err)
		}
	}
	if err := testParams().check(); err != nil {
		t.Error(err)
	}
}
