package index

import (
	"bytes"
	"crypto/ecdsa"
	"fmt"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/coppice-network/coppice/internal/contracts/gen"
	"github.com/coppice-network/coppice/internal/ledger"
)

// signer signs statements as one of the validators.
type signer struct{ key *ecdsa.PrivateKey }

func (s signer) address() common.Address { return crypto.PubkeyToAddress(s.key.PublicKey) }

func (s signer) sign(d [32]byte) ([]byte, error) {
	sig, err := crypto.Sign(d[:], s.key)
	if err == nil {
		sig[64] += 27
	}
	return sig, err
}

// validators admits n validators.
func (w *world) validators(n int) (all []signer) {
	for i := range n {
		s := signer{must[*ecdsa.PrivateKey](w.t)(crypto.ToECDSA(bytes.Repeat([]byte{byte(i + 1)}, 32)))}
		w.send("bond", w.l.PostBond(s.address(), ether(1)))
		w.send("admit", w.l.AdmitValidator(s.address(), fmt.Sprint("http://validator-", i), 1, digest("m"), digest("e")))
		all = append(all, s)
	}
	return all
}

// whoMay sends the call of the first of those who may make it, and returns who that was.
func (w *world) whoMay(what string, who []signer, make func(signer) ledger.Call) signer {
	w.t.Helper()
	w.sim.Commit() // so that calls see the block that draws
	for _, s := range who {
		c := make(s)
		if _, err := w.CallContract(ctx, ethereum.CallMsg{From: w.me(), To: c.To, Value: c.Value, Data: c.Data}, nil); err == nil {
			w.send(what, c)
			return s
		}
	}
	w.t.Fatalf("%s: nobody may", what)
	return signer{}
}

func (w *world) record(all []signer, file uint64, content string) signer {
	w.t.Helper()
	return w.whoMay("proof", all, func(s signer) ledger.Call {
		return must[ledger.Call](w.t)(w.l.RecordProofs([]ledger.Proof{{
			JobID: jobID(file, 0), FileID: file, DLP: 1, Owner: w.me(), ContentDigest: digest(content), BundleDigest: digest("proof"),
			Score: n(5e17), ResultDigest: digest("result"), Fingerprint: digest("fingerprint " + content),
		}}, s.sign))
	})
}

// judge records the opinion of one of those who may give it.
func (w *world) judge(who []signer, j OpinionJob, fingerprint string) signer {
	w.t.Helper()
	o := ledger.Opinion{JobID: j.JobID, OpenedAtBlock: j.OpenedAtBlock, ContentDigest: j.Digest, BundleDigest: digest("proof"), Score: n(5e17), Fingerprint: digest(fingerprint)}
	return w.whoMay("opinion", who, func(s signer) ledger.Call {
		sig := must[[]byte](w.t)(s.sign(w.l.RegistryDomain().Digest(o)))
		var r, vs [32]byte
		copy(r[:], sig[:32])
		copy(vs[:], sig[32:64])
		vs[0] |= (sig[64] - 27) << 7
		return ledger.Call{To: &w.l.Net.DataRegistry, Data: gen.NewDataRegistry().PackRecordOpinion(gen.IDataRegistryOpinion{
			JobId: o.JobID, OpenedAtBlock: n(o.OpenedAtBlock), ContentDigest: o.ContentDigest, BundleDigest: o.BundleDigest, Score: o.Score, Fingerprint: o.Fingerprint,
		}, r, vs)}
	})
}

// TestRealOpinions lets validators confirm and refute proofs on the real contracts, and the owner withdraw files.
func TestRealOpinions(t *testing.T) {
	w := newWorld(t)
	all := w.validators(3)
	w.send("create", w.l.CreateDataDAO(ledger.NewDataDAO{
		Slug: "fitness", TokenName: "Fitness", TokenSymbol: "FIT", Cap: ether(1e6), RewardPot: ether(5e5), Stock: ether(5e5), ProofBundle: digest("proof"),
		ProofURL: "ipfs://proof", RewardFactor: ether(100), EpochRewardCap: n(0), SalePrice: n(1e15), Metadata: "{}",
	}, ether(1)))
	pool := must[DLP](t)(w.followed().DLP(ctx, 1)).Address
	w.send("terms", ledger.Call{To: &pool, Data: gen.NewDataLiquidityPool().PackUpdateOpinionTerms(gen.IDataRegistryOpinionTerms{Drawn: 2, Needed: 2, Deterministic: true})})
	w.send("refiner", w.l.AddRefiner(1, "days", digest("schema"), digest("refiner"), "ipfs://refiner"))
	w.send("open", w.l.OpenDataDAO(pool))
	w.send("contribute", w.l.Contribute([]ledger.NewFile{{Digest: digest("a"), DLP: 1}, {Digest: digest("b"), DLP: 1}, {Digest: digest("c"), DLP: 1}}, n(105e15)))
	byFile := map[uint64]signer{1: w.record(all, 1, "a"), 2: w.record(all, 2, "b")}

	x := w.followed()
	waiting := must[[]OpinionJob](t)(x.OpenOpinions(ctx))
	jobs := must[[]ProofJob](t)(x.OpenProofJobs(ctx))
	if len(waiting) != 2 || len(jobs) != 1 || jobs[0].FileID != 3 {
		t.Fatalf("waiting %+v, open %+v", waiting, jobs)
	}
	for i, j := range waiting {
		if j.FileID != uint64(i+1) || j.Validator != byFile[j.FileID].address() || j.OpenedAtBlock <= jobs[0].OpenedAtBlock || j.SetID != 4 || len(j.Given) != 0 {
			t.Errorf("%+v", j)
		}
		if got := statusOf(t, x, j.FileID); got != StatusChecked {
			t.Errorf("file %d is %s", j.FileID, got)
		}
	}
	// File 1 is confirmed by both others.
	first := w.judge(all, waiting[0], "fingerprint a")
	if j := must[[]OpinionJob](t)(w.followed().OpenOpinions(ctx))[0]; fmt.Sprint(j.Given) != fmt.Sprint([]common.Address{first.address()}) || j.OpenedAtBlock != waiting[0].OpenedAtBlock {
		t.Errorf("after one opinion: %+v", j)
	}
	w.judge(all, waiting[0], "fingerprint a")
	x = w.followed()
	if f := must[File](t)(x.File(ctx, 1)); f.Status != StatusValid || f.Validator != byFile[1].address() || f.ResultDigest != digest("result") || f.Fingerprint != digest("fingerprint a") || f.Stake.Sign() == 0 {
		t.Errorf("the confirmed file: %+v", f)
	}
	if due := pairs(must[[]RefinementJob](t)(x.OpenRefinements(ctx))); due != "[1/1]" {
		t.Errorf("due: %s", due)
	}
	// File 2 is refuted by both others. Its validator loses its bond and is dismissed, and the job is drawn anew.
	w.judge(all, waiting[1], "something else")
	w.judge(all, waiting[1], "something else")
	x = w.followed()
	jobs = must[[]ProofJob](t)(x.OpenProofJobs(ctx))
	if left := must[[]OpinionJob](t)(x.OpenOpinions(ctx)); len(left) != 0 || len(jobs) != 2 || jobs[0].FileID != 2 || jobs[0].SetID != 5 || statusOf(t, x, 2) != StatusSubmitted {
		t.Errorf("after the refutation: waiting %+v, open %+v", left, jobs)
	}
	for _, v := range must[[]Validator](t)(x.Validators(ctx)) {
		if v.Active != (v.Address != byFile[2].address()) {
			t.Errorf("%+v", v)
		}
	}
	// The second round: again a proof, which the owner takes back; and so the valid file and the one nobody has proven.
	w.record(all, 2, "b")
	if left := must[[]OpinionJob](t)(w.followed().OpenOpinions(ctx)); len(left) != 1 || left[0].FileID != 2 || left[0].SetID != 5 || len(left[0].Given) != 0 {
		t.Errorf("in the second round: %+v", left)
	}
	registry := gen.NewDataRegistry()
	for file, fingerprint := range []string{1: "fingerprint a", 2: "", 3: ""} {
		if file > 0 {
			w.send("withdraw", ledger.Call{To: &w.l.Net.DataRegistry, Data: registry.PackWithdrawFile(n(uint64(file)), digest(fingerprint))})
		}
	}
	x = w.followed()
	for file := uint64(1); file <= 3; file++ {
		if got := statusOf(t, x, file); got != StatusWithdrawn {
			t.Errorf("file %d is %s", file, got)
		}
	}
	if p, o, due := proofJobs(t, x), opinions(t, x), pairs(must[[]RefinementJob](t)(x.OpenRefinements(ctx))); p != "[]" || o != "[]" || due != "[]" {
		t.Errorf("work is left: %s, %s, %s", p, o, due)
	}
	// Vana's form: a file gets its DataDAO with its first request.
	w.send("add", ledger.Call{To: &w.l.Net.DataRegistry, Data: registry.PackAddFile(urlOf("d", 1))})
	if _, err := w.followed().File(ctx, 4); err == nil {
		t.Error("a file without a DataDAO is listed")
	}
	dlps := gen.NewDLPRegistry()
	tees := must[common.Address](t)(dlps.UnpackTeePoolOf(must[[]byte](t)(w.CallContract(ctx, ethereum.CallMsg{To: &w.l.Net.DLPRegistry, Data: dlps.PackTeePoolOf(n(1))}, nil))))
	w.send("request", ledger.Call{To: &tees, Value: n(35e15), Data: gen.NewDlpTeePool().PackRequestContributionProof(n(4))})
	if f := must[File](t)(w.followed().File(ctx, 4)); f.Owner != w.me() || f.DLP != 1 || f.Digest != digest("d") || f.Codec != 1 || f.Status != StatusSubmitted {
		t.Errorf("the file that was pooled later: %+v", f)
	}
}
