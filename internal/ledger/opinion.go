package ledger

import (
	"context"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/contracts/gen"
)

// OpinionSubject is the draw's subject of second opinions on a job: keccak256(abi.encode("opinion", jobId)).
func OpinionSubject(jobID *big.Int) [32]byte { return taggedSubject("opinion", word(jobID)) }

// OpinionTerms are how many second opinions a DataDAO wants on each proof; see IDataRegistry.OpinionTerms.
type OpinionTerms struct {
	Drawn, Needed uint8 // 0..8, and how many of them must agree
	Deterministic bool  // whoever two thirds of those who ran it contradict loses bond
}

// OpinionTerms reads what a DataDAO wants of proofs that are requested now.
func (l *Ledger) OpinionTerms(ctx context.Context, dlp uint64) (OpinionTerms, error) {
	t, err := read(ctx, l, l.Net.DataRegistry, l.registry.PackOpinionTerms(u256(dlp)), l.registry.UnpackOpinionTerms)
	return OpinionTerms{t.Drawn, t.Needed, t.Deterministic}, err
}

// Disputable tells whether whoever finds something else on a proof job than the others may lose bond, by the terms it was requested under.
func (l *Ledger) Disputable(ctx context.Context, jobID *big.Int) (bool, error) {
	job, err := read(ctx, l, l.Net.DataRegistry, l.registry.PackJobs(jobID), l.registry.UnpackJobs)
	return job.Opinions.Drawn > 0 && job.Opinions.Deterministic, err
}

// SetOpinionTerms changes them; fewer opinions can hurt contributors.
func (l *Ledger) SetOpinionTerms(pool common.Address, t OpinionTerms) Call {
	return Call{To: &pool, Data: l.pools.PackUpdateOpinionTerms(gen.IDataRegistryOpinionTerms{Drawn: t.Drawn, Needed: t.Needed, Deterministic: t.Deterministic})}
}

// maxPicks is how many draws there are for a job's second opinions, at most.
const maxPicks = 64

// OpinionHolders computes who is asked for an opinion on a provisional proof, as the contract does: the first distinct validators of the
// draw other than the one that recorded it. ErrSeedNotReady while nobody knows.
func (l *Ledger) OpinionHolders(ctx context.Context, jobID *big.Int, o Opening, recorder common.Address) ([]common.Address, error) {
	job, err := read(ctx, l, l.Net.DataRegistry, l.registry.PackJobs(jobID), l.registry.UnpackJobs)
	if err != nil {
		return nil, err
	}
	set, err := l.ValidatorSet(ctx, o.SetID)
	if err != nil {
		return nil, err
	}
	seed, err := l.seed(ctx, o.Block)
	if err != nil {
		return nil, err
	}
	return Panel(seed, OpinionSubject(jobID), set, recorder, int(job.Opinions.Drawn)), nil
}

// Panel draws up to n distinct validators other than one.
func Panel(seed common.Hash, subject [32]byte, set []common.Address, except common.Address, n int) []common.Address {
	var panel []common.Address
	for t := uint64(0); t < maxPicks && len(panel) < n; t++ {
		if who := Draw(seed, subject, t, set); who != except && !slices.Contains(panel, who) {
			panel = append(panel, who)
		}
	}
	return panel
}

// OpinionEnd is when the time for opinions on a proof recorded at an opening is over: as long as all tries of a job together.
// The error is ErrExpired when it is.
func (l *Ledger) OpinionEnd(ctx context.Context, o Opening) (time.Time, error) {
	terms, err := l.leaseTerms(ctx, o.SetID)
	if err != nil {
		return time.Time{}, err
	}
	end := time.Unix(int64(o.At), 0).Add(time.Duration(terms.maxTries) * terms.length)
	if !l.Clock().Before(end) {
		return end, ErrExpired
	}
	return end, nil
}

// RecordOpinion records a drawn validator's opinion. The one that decides also records the proof.
func (l *Ledger) RecordOpinion(o Opinion, sign func(digest [32]byte) ([]byte, error)) (Call, error) {
	r, vs, err := compact(sign, l.RegistryDomain().Digest(o))
	if err != nil {
		return Call{}, err
	}
	return l.underLease(l.registry.PackRecordOpinion(gen.IDataRegistryOpinion{
		JobId: o.JobID, OpenedAtBlock: u256(o.OpenedAtBlock), ContentDigest: o.ContentDigest, BundleDigest: o.BundleDigest, Score: o.Score,
		Fingerprint: o.Fingerprint, Identity: o.Identity,
	}, r, vs), 2*gasProof), nil
}
