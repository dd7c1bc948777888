package index

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/node"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/contracts/gen"
	"github.com/coppice-network/coppice/internal/ledger"
)

// world is a simulated chain with the real contracts. One account is everybody: deployer, builder, contributor, validator, buyer.
type world struct {
	simulated.Client
	t   *testing.T
	sim *simulated.Backend
	key *ecdsa.PrivateKey
	l   *ledger.Ledger
}

// NonceAt seals a block, which is how the deployment gets its receipts.
func (w *world) NonceAt(ctx context.Context, a common.Address, number *big.Int) (uint64, error) {
	w.sim.Commit()
	return w.Client.NonceAt(ctx, a, number)
}

func newWorld(t *testing.T) *world {
	key := must[*ecdsa.PrivateKey](t)(crypto.HexToECDSA("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"))
	w := &world{t: t, key: key}
	w.sim = simulated.NewBackend(types.GenesisAlloc{w.me(): {Balance: ether(1000)}}, func(_ *node.Config, e *ethconfig.Config) {
		e.Genesis.GasLimit = 60_000_000
		e.Miner.GasCeil = 60_000_000
	})
	t.Cleanup(func() { w.sim.Close() })
	w.Client = w.sim.Client()
	chainID := must[*big.Int](t)(w.ChainID(ctx))
	deployed := must[contracts.Addresses](t)(contracts.Deploy(ctx, w, bind.NewKeyedTransactor(key, chainID), contracts.Params{
		ProofFee: n(1e16), RefinementFee: n(5e15), LeaseLength: 3600, MaxTries: 8, PricePerSecond: n(1e15), MaxJobSeconds: 60, EpochLength: 60,
		CreationDeposit: ether(1), ExecutionBurnBps: 5000, DataBurnBps: 5000,
		TimelockDelay: 60, MinBond: ether(1), SlashAmount: ether(1), UnbondingTime: 60, Platform: 1, Measurement: digest("m"),
	}))
	w.l = ledger.New(nil, chainID, deployed, time.Now)
	return w
}

func (w *world) me() common.Address { return crypto.PubkeyToAddress(w.key.PublicKey) }

func (w *world) sign(d [32]byte) ([]byte, error) {
	sig, err := crypto.Sign(d[:], w.key)
	if err == nil {
		sig[64] += 27
	}
	return sig, err
}

func ether(v int64) *big.Int { return new(big.Int).Mul(big.NewInt(v), big.NewInt(1e18)) }

// send puts one call into a block of its own, and seals another, whose hash later draws.
func (w *world) send(what string, c ledger.Call) *types.Receipt {
	w.t.Helper()
	nonce := must[uint64](w.t)(w.PendingNonceAt(ctx, w.me()))
	price := must[*big.Int](w.t)(w.SuggestGasPrice(ctx))
	tx := must[*types.Transaction](w.t)(types.SignNewTx(w.key, types.LatestSignerForChainID(w.l.ChainID), &types.DynamicFeeTx{
		ChainID: w.l.ChainID, Nonce: nonce, To: c.To, Value: c.Value, Data: c.Data, Gas: 8_000_000, GasFeeCap: new(big.Int).Mul(price, n(4)), GasTipCap: must[*big.Int](w.t)(w.SuggestGasTipCap(ctx)),
	}))
	if err := w.SendTransaction(ctx, tx); err != nil {
		w.t.Fatalf("%s: %v", what, err)
	}
	w.sim.Commit()
	w.sim.Commit()
	r := must[*types.Receipt](w.t)(w.TransactionReceipt(ctx, tx.Hash()))
	if r.Status != types.ReceiptStatusSuccessful {
		_, err := w.CallContract(ctx, ethereum.CallMsg{From: w.me(), To: c.To, Value: c.Value, Data: c.Data}, nil)
		w.t.Fatalf("%s was reverted: %v", what, err)
	}
	return r
}

// live runs a whole lifecycle.
func (w *world) live() {
	w.send("bond", w.l.PostBond(w.me(), ether(1)))
	w.send("admit", w.l.AdmitValidator(w.me(), "http://validator", 1, digest("m"), digest("e")))
	w.send("create", w.l.CreateDataDAO(ledger.NewDataDAO{
		Slug: "fitness", TokenName: "Fitness", TokenSymbol: "FIT", Cap: ether(1e6), RewardPot: ether(1e5), Stock: ether(1e5), ProofBundle: digest("proof"),
		ProofURL: "ipfs://proof", RewardFactor: ether(100), EpochRewardCap: new(big.Int), SalePrice: n(1e15), Metadata: "{}",
		Allocations: []ledger.Allocation{{Beneficiary: w.me(), Amount: ether(8e5), Cliff: 183 * 24 * time.Hour, Duration: 365 * 24 * time.Hour}},
	}, ether(1)))
	w.send("refiner", w.l.AddRefiner(1, "days", digest("schema"), digest("refiner"), "ipfs://refiner"))
	w.send("grant", w.l.Grant(ledger.NewPermission{RefinerID: 1, Price: n(1e15), Policy: ledger.Policy{RowsMayLeave: true}}))
	dao := must[DLP](w.t)(w.followed().DLP(ctx, 1))
	w.send("open", w.l.OpenDataDAO(dao.Address))
	w.send("contribute", w.l.Contribute([]ledger.NewFile{{Digest: digest("a"), DLP: 1}, {Digest: digest("b"), Codec: 1, DLP: 1}, {Digest: digest("c"), DLP: 1}, {Digest: digest("d"), DLP: 1}}, n(15e15)))
	proof := func(file uint64, score int64, fingerprint string) ledger.Proof {
		content := []string{"a", "b", "c", "d"}[file-1]
		p := ledger.Proof{
			JobID: jobID(file, 0), FileID: file, DLP: 1, Owner: w.me(), ContentDigest: digest(content), BundleDigest: digest("proof"), Score: n(uint64(score)),
			ResultDigest: digest("result"),
		}
		if score > 0 {
			p.Fingerprint = digest(fingerprint)
		}
		return p
	}
	w.send("proofs", must[ledger.Call](w.t)(w.l.RecordProofs([]ledger.Proof{proof(1, 5e17, "x"), proof(2, 0, ""), proof(3, 6e17, "x")}, w.sign)))
	w.send("refinement", must[ledger.Call](w.t)(w.l.RecordRefinements([]ledger.Refinement{{
		FileID: 1, RefinerID: 1, BundleDigest: digest("refiner"), ArtifactDigest: digest("artifact"), Codec: 1, PlaintextDigest: digest("plain"),
	}}, w.sign)))
	w.later(dao, w.l.AddRefiner(1, "weeks", digest("schema"), digest("refiner 2"), "ipfs://refiner2"))

	token := must[DLP](w.t)(w.followed().DLP(ctx, 1)).Token
	w.send("approve", w.l.Approve(token, ether(10)))
	w.send("deposit", w.l.Deposit(token, ether(10)))
	lines := []ledger.JobLine{{PermissionID: 1, DLP: 1, MaxRows: 1000, Price: n(1e15)}}
	w.send("job", w.l.SubmitJob(0, 30, n(1e15), digest("request"), lines, n(30e15)))
	w.send("second job", w.l.SubmitJob(0, 30, n(1e15), digest("request 2"), lines, n(30e15)))
	receipt := ledger.Receipt{JobID: 1, RequestDigest: digest("request"), SnapshotDigest: digest("s"), ResultDigest: digest("result"), UsedSeconds: 1, Rows: []uint64{600}}
	w.send("settle", w.l.SettleJob(receipt, must[[]byte](w.t)(w.sign(w.l.EngineDomain().Digest(receipt)))))
}

// later does what can hurt contributors: through the DataDAO's timelock.
func (w *world) later(dao DLP, c ledger.Call) {
	w.t.Helper()
	registry := gen.NewDLPRegistry()
	out := must[[]byte](w.t)(w.CallContract(ctx, ethereum.CallMsg{To: &w.l.Net.DLPRegistry, Data: registry.PackTimelockOf(n(dao.ID))}, nil))
	timelock := must[common.Address](w.t)(registry.UnpackTimelockOf(out))
	o := ledger.Operation{Calls: []ledger.Call{c}}
	w.send("announce", w.l.Schedule(timelock, o, time.Minute))
	if waiting := must[[]Announcement](w.t)(w.followed().Announcements(ctx, dao.ID)); len(waiting) != 1 || waiting[0].Target != *c.To || !bytes.Equal(waiting[0].Data, c.Data) {
		w.t.Errorf("announced: %+v", waiting)
	}
	if err := w.sim.AdjustTime(time.Minute); err != nil {
		w.t.Fatal(err)
	}
	w.send("carry out", w.l.Execute(timelock, o))
	if waiting := must[[]Announcement](w.t)(w.followed().Announcements(ctx, dao.ID)); len(waiting) != 0 {
		w.t.Errorf("still announced: %+v", waiting)
	}
}

// followed is an index that the follower has brought to the head.
func (w *world) followed() *Index {
	w.t.Helper()
	x, err := openWith(w.t.TempDir()+"/index.db", w.l.Net, "OFF")
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { x.Close() })
	w.follow(x, nil)
	return x
}

// follow lets the follower run until x agrees with the chain's head.
func (w *world) follow(x *Index, between func()) {
	w.t.Helper()
	running, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	done := make(chan error, 1)
	go func() {
		done <- (&ledger.Follower{Poll: time.Millisecond, MaxRange: 7}).Run(running, w.Client, nil, 0, x)
	}()
	if between != nil {
		between()
	}
	for {
		head := must[*types.Header](w.t)(w.HeaderByNumber(ctx, nil))
		hash, ok, err := x.HashAt(ctx, head.Number.Uint64())
		if err != nil {
			w.t.Fatal(err)
		}
		if ok && hash == head.Hash() {
			break
		}
		select {
		case err := <-done:
			w.t.Fatalf("the follower stopped: %v", err)
		default:
		}
		if head.Number.Sign() > 0 { // woken by the next block, or looking again after a reorganisation
			short, cancel := context.WithTimeout(running, 10*time.Millisecond)
			_, _ = x.Wait(short, head.Number.Uint64()-1)
			cancel()
		}
		if running.Err() != nil {
			w.t.Fatal("the index never reached the head")
		}
	}
	stop()
	<-done
}

// TestRealContracts runs a lifecycle on the real contracts and reads it back, also after a reorganisation.
func TestRealContracts(t *testing.T) {
	w := newWorld(t)
	w.live()
	x := w.followed()
	check := func(what string, ok bool, got any) {
		t.Helper()
		if !ok {
			t.Errorf("%s: %+v", what, got)
		}
	}
	states := ""
	for _, f := range must[[]File](t)(x.Files(ctx, FileFilter{})) {
		states += fmt.Sprint(f.ID, f.Status, " ")
	}
	check("files", states == "1valid 2invalid 3duplicate 4submitted ", states)
	f := must[File](t)(x.File(ctx, 1))
	check("file", f.Owner == w.me() && f.Slug == "fitness" && f.Digest == digest("a") && f.Reward.Cmp(ether(50)) == 0 && f.Score.Uint64() == 5e17 && len(f.Refinements) == 1, f)
	jobs := must[[]ProofJob](t)(x.OpenProofJobs(ctx))
	check("open proofs", len(jobs) == 1 && jobs[0].FileID == 4 && jobs[0].SetID == 2 && jobs[0].Digest == digest("d"), jobs)
	due := must[[]RefinementJob](t)(x.OpenRefinements(ctx))
	check("open refinements", pairs(due) == "[1/2]" && due[0].SetID == 2, due)
	access := must[[]ComputeJob](t)(x.OpenComputeJobs(ctx))
	check("open jobs", len(access) == 1 && access[0].JobID == 2 && access[0].RequestDigest == digest("request 2"), access)
	d := must[DLP](t)(x.DLPBySlug(ctx, "fitness"))
	check("DataDAO", d.Owner == w.me() && len(d.Refiners) == 2 && d.Metadata == "{}" && d.Token != common.Address{}, d)
	p := must[[]Permission](t)(x.Permissions(ctx, 1))
	check("permissions", len(p) == 1 && p[0].Approved && p[0].RowsMayLeave && p[0].Token == d.Token && p[0].Price.Uint64() == 1e15, p)
	j := must[Job](t)(x.Job(ctx, 1))
	check("job", j.Status == JobCompleted && j.Validator == w.me() && j.ResultDigest == digest("result") && len(j.Settlements) == 2 && j.MaxSeconds == 30, j)
	for _, s := range j.Settlements {
		spent := new(big.Int).Add(new(big.Int).Add(s.Burned, s.Validator), new(big.Int).Add(s.Contributors, s.Treasury))
		check("books", spent.Cmp(s.Charged) == 0 && s.Charged.Sign() > 0, s)
		check("totals", must[Totals](t)(x.Totals(ctx)).Burned[s.Token].Cmp(s.Burned) == 0, s)
	}
	earned := must[[]Contributor](t)(x.Earnings(ctx, w.me()))
	check("earnings", len(earned) == 1 && earned[0].Rewards.Cmp(ether(50)) == 0 && earned[0].StakeCredited.Cmp(ether(50)) == 0, earned)
	v := must[[]Validator](t)(x.Validators(ctx))
	check("validators", len(v) == 1 && v[0].Active && v[0].URL == "http://validator" && v[0].JobEarnings[common.Address{}].Sign() > 0, v)

	// The chain forgets the last 12 blocks and grows again; the transactions they held are sealed anew, in other blocks.
	head := must[*types.Header](t)(w.HeaderByNumber(ctx, nil))
	old := must[*types.Header](t)(w.HeaderByNumber(ctx, new(big.Int).Sub(head.Number, n(12))))
	w.follow(x, func() {
		if err := w.sim.Fork(old.Hash()); err != nil {
			t.Fatal(err)
		}
		for range 20 {
			w.sim.Commit()
		}
	})
	if dump(t, x) != dump(t, w.followed()) {
		t.Error("after the reorganisation the index differs from one that has seen only the new chain")
	}
}
