package api

import (
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/index"
)

// The JSON of the API. Field names stay; more may be added. Each type has a conversion from the index's type for the server and one
// back for the client.

// list is the answer of every route that lists.
type list[T any] struct {
	Items []T    `json:"items"`
	Next  uint64 `json:"next,omitempty"` // give as ?after= for the next page; absent on the last
}

func each[A, B any](in []A, f func(A) B) []B {
	out := make([]B, len(in))
	for i, a := range in {
		out[i] = f(a)
	}
	return out
}

// address is checksummed in JSON.
type address common.Address

func (a address) MarshalText() ([]byte, error)     { return []byte(common.Address(a).Hex()), nil }
func (a *address) UnmarshalText(text []byte) error { return (*common.Address)(a).UnmarshalText(text) }

// tokens is wei as a decimal string of whole tokens.
type tokens struct{ wei *big.Int }

func (t tokens) MarshalText() ([]byte, error) { return []byte(amount.Format(t.wei)), nil }

func (t *tokens) UnmarshalText(text []byte) (err error) {
	t.wei, err = amount.Parse(string(text))
	return err
}

// score is a JSON number 0..1 with all its digits.
type score struct{ wei *big.Int }

func (s score) MarshalJSON() ([]byte, error) { return []byte(amount.Format(s.wei)), nil }

func (s *score) UnmarshalJSON(data []byte) (err error) {
	s.wei, err = amount.Parse(string(data))
	return err
}

type refinementJSON struct {
	RefinerID       uint64      `json:"refinerId"`
	ArtifactDigest  common.Hash `json:"artifactDigest"`
	Codec           uint8       `json:"codec"`
	PlaintextDigest common.Hash `json:"plaintextDigest"`
	Validator       address     `json:"validator"`
	Block           uint64      `json:"block"`
	Time            uint64      `json:"time"`
	Tx              common.Hash `json:"tx"`
}

type fileJSON struct {
	ID     uint64      `json:"fileId"`
	Owner  address     `json:"owner"`
	DLP    uint64      `json:"dlpId"`
	Slug   string      `json:"dataset"`
	URL    string      `json:"url"`
	CID    string      `json:"cid"`
	Digest common.Hash `json:"digest"`
	Codec  uint8       `json:"codec"`
	Block  uint64      `json:"block"`
	Time   uint64      `json:"time"`
	Tx     common.Hash `json:"tx"`
	JobID  json.Number `json:"jobId"`
	Status string      `json:"status"`

	Score            *score           `json:"score,omitempty"`
	Reward           *tokens          `json:"reward,omitempty"`
	Stake            *tokens          `json:"stake,omitempty"`
	Fingerprint      common.Hash      `json:"fingerprint,omitzero"`
	ResultDigest     common.Hash      `json:"resultDigest,omitzero"`
	BundleDigest     common.Hash      `json:"bundleDigest,omitzero"`
	Validator        address          `json:"validator,omitzero"`
	DuplicateOf      uint64           `json:"duplicateOf,omitempty"`
	IdentityConflict bool             `json:"identityConflict,omitempty"`
	ProvedAt         uint64           `json:"provedAt,omitempty"`
	ProofTx          common.Hash      `json:"proofTx,omitzero"`
	Refinements      []refinementJSON `json:"refinements"`
}

func fileToWire(f index.File) fileJSON {
	w := fileJSON{
		ID: f.ID, Owner: address(f.Owner), DLP: f.DLP, Slug: f.Slug, URL: f.URL, CID: f.CID(), Digest: f.Digest, Codec: f.Codec, Block: f.Block, Time: f.Time,
		Tx: f.Tx, JobID: "0", Status: f.Status, ResultDigest: f.ResultDigest, BundleDigest: f.BundleDigest, Validator: address(f.Validator),
		DuplicateOf: f.DuplicateOf, IdentityConflict: f.IdentityConflict, ProvedAt: f.ProvedAt, ProofTx: f.ProofTx, Fingerprint: f.Fingerprint,
		Refinements: each(f.Refinements, func(r index.Refinement) refinementJSON {
			return refinementJSON{r.RefinerID, r.ArtifactDigest, r.Codec, r.PlaintextDigest, address(r.Validator), r.Block, r.Time, r.Tx}
		}),
	}
	if f.JobID != nil {
		w.JobID = json.Number(f.JobID.String())
	}
	if f.Score != nil {
		w.Score, w.Reward, w.Stake = &score{f.Score}, &tokens{f.Reward}, &tokens{f.Stake}
	}
	return w
}

func fileFromWire(w fileJSON) (index.File, error) {
	job, ok := new(big.Int).SetString(w.JobID.String(), 10)
	if !ok {
		return index.File{}, fmt.Errorf("jobId %q", w.JobID)
	}
	f := index.File{
		ID: w.ID, Owner: common.Address(w.Owner), DLP: w.DLP, Slug: w.Slug, URL: w.URL, Digest: w.Digest, Codec: w.Codec, Block: w.Block, Time: w.Time, Tx: w.Tx,
		JobID: job, Status: w.Status, ResultDigest: w.ResultDigest, BundleDigest: w.BundleDigest, Validator: common.Address(w.Validator),
		DuplicateOf: w.DuplicateOf, IdentityConflict: w.IdentityConflict, ProvedAt: w.ProvedAt, ProofTx: w.ProofTx,
		Fingerprint: w.Fingerprint,
	}
	if w.Score != nil {
		f.Score = w.Score.wei
	}
	if w.Reward != nil {
		f.Reward = w.Reward.wei
	}
	if w.Stake != nil {
		f.Stake = w.Stake.wei
	}
	for _, r := range w.Refinements {
		f.Refinements = append(f.Refinements, index.Refinement{
			FileID: w.ID, RefinerID: r.RefinerID, DLP: w.DLP, Owner: f.Owner, ArtifactDigest: r.ArtifactDigest, Codec: r.Codec,
			PlaintextDigest: r.PlaintextDigest, Validator: common.Address(r.Validator), Block: r.Block, Time: r.Time, Tx: r.Tx,
		})
	}
	return f, nil
}

type settlementJSON struct {
	Token        address `json:"token"` // zero = VANA
	Charged      tokens  `json:"charged"`
	Burned       tokens  `json:"burned"`
	Validator    tokens  `json:"validator"`
	Contributors tokens  `json:"contributors"`
	Treasury     tokens  `json:"treasury"`
	Refunded     tokens  `json:"refunded"`
}

type jobJSON struct {
	ID            uint64      `json:"jobId"`
	Owner         address     `json:"owner"`
	InstructionID uint64      `json:"instructionId"`
	RequestDigest common.Hash `json:"requestDigest"`
	MaxSeconds    uint64      `json:"maxSeconds"`
	Status        string      `json:"status"`
	Message       string      `json:"message,omitempty"`
	OpenedAt      uint64      `json:"openedAt"`
	OpenedAtBlock uint64      `json:"openedAtBlock"`
	SetID         uint64      `json:"setId"`
	Tx            common.Hash `json:"tx"`
	ClosedAt      uint64      `json:"closedAt,omitempty"`

	Validator     address          `json:"validator,omitzero"`
	ReceiptDigest common.Hash      `json:"receiptDigest,omitzero"`
	ResultDigest  common.Hash      `json:"resultDigest,omitzero"`
	SettledTx     common.Hash      `json:"settledTx,omitzero"`
	Settlements   []settlementJSON `json:"settlements"`
}

func jobToWire(j index.Job) jobJSON {
	return jobJSON{
		j.ID, address(j.Owner), j.InstructionID, j.RequestDigest, j.MaxSeconds, j.Status, j.Message, j.OpenedAt, j.OpenedAtBlock, j.SetID, j.Tx, j.ClosedAt,
		address(j.Validator), j.ReceiptDigest, j.ResultDigest, j.SettledTx, each(j.Settlements, func(s index.Settlement) settlementJSON {
			return settlementJSON{address(s.Token), tokens{s.Charged}, tokens{s.Burned}, tokens{s.Validator}, tokens{s.Contributors}, tokens{s.Treasury}, tokens{s.Refunded}}
		}),
	}
}

func jobFromWire(w jobJSON) (index.Job, error) {
	j := index.Job{
		ID: w.ID, Owner: common.Address(w.Owner), InstructionID: w.InstructionID, RequestDigest: w.RequestDigest, MaxSeconds: w.MaxSeconds, Status: w.Status,
		Message: w.Message, OpenedAt: w.OpenedAt, OpenedAtBlock: w.OpenedAtBlock, SetID: w.SetID, Tx: w.Tx, ClosedAt: w.ClosedAt,
		Validator: common.Address(w.Validator), ReceiptDigest: w.ReceiptDigest, ResultDigest: w.ResultDigest, SettledTx: w.SettledTx,
	}
	for _, s := range w.Settlements {
		part := index.Settlement{
			Token: common.Address(s.Token), Charged: s.Charged.wei, Burned: s.Burned.wei, Validator: s.Validator.wei, Contributors: s.Contributors.wei,
			Treasury: s.Treasury.wei, Refunded: s.Refunded.wei,
		}
		for _, a := range []*big.Int{part.Charged, part.Burned, part.Validator, part.Contributors, part.Treasury, part.Refunded} {
			if a == nil {
				return j, fmt.Errorf("an amount of job %d is missing", j.ID)
			}
		}
		j.Settlements = append(j.Settlements, part)
	}
	return j, nil
}
