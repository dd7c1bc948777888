package api

import (
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/coppice-network/coppice/internal/index"
)

type refinerJSON struct {
	ID        uint64 `json:"refinerId"`
	Name      string `json:"name"`
	SchemaURL string `json:"schemaUrl"`
	BundleURL string `json:"bundleUrl"`
	Active    bool   `json:"active"`
	Block     uint64 `json:"block"`
}

type permissionJSON struct {
	ID           uint64  `json:"permissionId"`
	Grantee      address `json:"grantee"` // zero = everyone
	RefinerID    uint64  `json:"refinerId"`
	Table        string  `json:"table"`  // "" = all tables
	Column       string  `json:"column"` // "" = all columns
	Token        address `json:"token"`
	Price        tokens  `json:"price"` // per row in scope
	Approved     bool    `json:"approved"`
	RowsMayLeave bool    `json:"rowsMayLeave"`
	MinGroupSize uint32  `json:"minGroupSize,omitempty"`
	ExpiresAt    uint64  `json:"expiresAt,omitempty"` // unix seconds; 0 = never
	Budget       uint64  `json:"budget,omitempty"`    // rows over its whole life; 0 = no limit
	Block        uint64  `json:"block"`
}

func permissionToWire(p index.Permission) permissionJSON {
	return permissionJSON{p.ID, address(p.Grantee), p.RefinerID, p.Table, p.Column, address(p.Token), tokens{p.Price}, p.Approved, p.RowsMayLeave, p.MinGroupSize, p.ExpiresAt, p.Budget, p.Block}
}

type intakeKeyJSON struct {
	Digest    common.Hash   `json:"digest"`
	Epoch     uint64        `json:"epoch"`
	Recipient string        `json:"recipient"`
	Validator address       `json:"validator"`
	Deadline  uint64        `json:"deadline"`
	Signature hexutil.Bytes `json:"signature"`
	Block     uint64        `json:"block"`
}

func intakeKeyToWire(k index.IntakeKey) *intakeKeyJSON {
	return &intakeKeyJSON{k.Digest, k.Epoch, k.Recipient, address(k.Validator), k.Deadline, k.Signature, k.Block}
}

type datasetJSON struct {
	ID       uint64        `json:"dlpId"`
	Slug     string        `json:"slug"`
	Address  address       `json:"address"`
	Token    address       `json:"token"`
	Owner    address       `json:"owner"`
	IconURL  string        `json:"iconUrl,omitempty"`
	Website  string        `json:"website,omitempty"`
	Metadata string        `json:"metadata"`
	Block    uint64        `json:"block"`
	Time     uint64        `json:"time"`
	Refiners []refinerJSON `json:"refiners"`

	// Only of a single dataset.
	Tables      any               `json:"tables,omitempty"`
	Permissions *[]permissionJSON `json:"permissions,omitempty"`
	IntakeKey   *intakeKeyJSON    `json:"intakeKey,omitempty"`
}

func datasetToWire(d index.DLP) datasetJSON {
	return datasetJSON{
		ID: d.ID, Slug: d.Slug, Address: address(d.Address), Token: address(d.Token), Owner: address(d.Owner), IconURL: d.IconURL, Website: d.Website,
		Metadata: d.Metadata, Block: d.Block, Time: d.Time, Refiners: each(d.Refiners, func(r index.Refiner) refinerJSON {
			return refinerJSON{r.ID, r.Name, r.SchemaURL, r.BundleURL, r.Active, r.Block}
		}),
	}
}

func dlpFromWire(w datasetJSON) (index.DLP, error) {
	d := index.DLP{
		ID: w.ID, Slug: w.Slug, Address: common.Address(w.Address), Token: common.Address(w.Token), Owner: common.Address(w.Owner), IconURL: w.IconURL,
		Website: w.Website, Metadata: w.Metadata, Block: w.Block, Time: w.Time,
	}
	for _, r := range w.Refiners {
		d.Refiners = append(d.Refiners, index.Refiner{ID: r.ID, DLP: w.ID, Name: r.Name, SchemaURL: r.SchemaURL, BundleURL: r.BundleURL, Active: r.Active, Block: r.Block})
	}
	return d, nil
}

func datasetFromWire(w datasetJSON) (*Dataset, error) {
	dlp, err := dlpFromWire(w)
	if err != nil {
		return nil, err
	}
	d := &Dataset{DLP: dlp}
	// Tables came as any: what the backend said goes through JSON once more.
	raw, err := json.Marshal(w.Tables)
	if err == nil {
		err = json.Unmarshal(raw, &d.Tables)
	}
	if err != nil {
		return nil, fmt.Errorf("tables: %w", err)
	}
	if w.Permissions != nil {
		for _, p := range *w.Permissions {
			if p.Price.wei == nil {
				return nil, fmt.Errorf("permission %d has no price", p.ID)
			}
			d.Permissions = append(d.Permissions, index.Permission{
				ID: p.ID, Grantee: common.Address(p.Grantee), RefinerID: p.RefinerID, Table: p.Table, Column: p.Column, Token: common.Address(p.Token),
				Price: p.Price.wei, Approved: p.Approved, RowsMayLeave: p.RowsMayLeave, MinGroupSize: p.MinGroupSize,
				ExpiresAt: p.ExpiresAt, Budget: p.Budget, Block: p.Block,
			})
		}
	}
	if k := w.IntakeKey; k != nil {
		d.IntakeKey = &index.IntakeKey{
			DLP: w.ID, Digest: k.Digest, Epoch: k.Epoch, Recipient: k.Recipient, Validator: common.Address(k.Validator), Deadline: k.Deadline,
			Signature: k.Signature, Block: k.Block,
		}
	}
	return d, nil
}

type instructionJSON struct {
	ID       uint64      `json:"instructionId"`
	Owner    address     `json:"owner"`
	URL      string      `json:"url"`
	Hash     common.Hash `json:"hash"`
	Approved []uint64    `json:"approvedBy"` // DataDAOs
	Block    uint64      `json:"block"`
	Time     uint64      `json:"time"`
}

func instructionToWire(i index.Instruction) instructionJSON {
	return instructionJSON{i.ID, address(i.Owner), i.URL, i.Hash, i.Approved, i.Block, i.Time}
}

func instructionFromWire(w instructionJSON) (index.Instruction, error) {
	return index.Instruction{ID: w.ID, Owner: common.Address(w.Owner), URL: w.URL, Hash: w.Hash, Approved: w.Approved, Block: w.Block, Time: w.Time}, nil
}

type validatorJSON struct {
	Address        address            `json:"address"`
	Index          uint64             `json:"index"`
	URL            string             `json:"url"`
	Platform       uint8              `json:"platform"` // 1 simulated, 2 TDX, 3 SEV-SNP
	Measurement    common.Hash        `json:"measurement"`
	EvidenceDigest common.Hash        `json:"evidenceDigest"`
	Active         bool               `json:"active"`
	Block          uint64             `json:"block"`
	Time           uint64             `json:"time"`
	JobEarnings    map[address]tokens `json:"jobEarnings"` // by token, zero = VANA
}

func byToken(in map[common.Address]*big.Int) map[address]tokens {
	out := make(map[address]tokens, len(in))
	for t, wei := range in {
		out[address(t)] = tokens{wei}
	}
	return out
}

func byTokenBack(in map[address]tokens) map[common.Address]*big.Int {
	out := make(map[common.Address]*big.Int, len(in))
	for t, a := range in {
		out[common.Address(t)] = a.wei
	}
	return out
}

func validatorToWire(v index.Validator) validatorJSON {
	return validatorJSON{address(v.Address), v.Index, v.URL, v.Platform, v.Measurement, v.EvidenceDigest, v.Active, v.Block, v.Time, byToken(v.JobEarnings)}
}

func validatorFromWire(w validatorJSON) (index.Validator, error) {
	return index.Validator{
		Address: common.Address(w.Address), Index: w.Index, URL: w.URL, Platform: w.Platform, Measurement: w.Measurement, EvidenceDigest: w.EvidenceDigest, Active: w.Active,
		Block: w.Block, Time: w.Time, JobEarnings: byTokenBack(w.JobEarnings),
	}, nil
}

type earningsJSON struct {
	Account       address `json:"account"`
	DLP           uint64  `json:"dlpId"`
	Slug          string  `json:"dataset"`
	Token         address `json:"token"`
	Rewards       tokens  `json:"rewards"`
	StakeCredited tokens  `json:"stakeCredited"`
	VANAClaimed   tokens  `json:"vanaClaimed"`
	TokensClaimed tokens  `json:"tokensClaimed"`
}

func earningsToWire(c index.Contributor) earningsJSON {
	return earningsJSON{address(c.Account), c.DLP, c.Slug, address(c.Token), tokens{c.Rewards}, tokens{c.StakeCredited}, tokens{c.VANAClaimed}, tokens{c.TokensClaimed}}
}

func earningsFromWire(w earningsJSON) (index.Contributor, error) {
	for _, t := range []tokens{w.Rewards, w.StakeCredited, w.VANAClaimed, w.TokensClaimed} {
		if t.wei == nil {
			return index.Contributor{}, fmt.Errorf("an amount of DataDAO %d is missing", w.DLP)
		}
	}
	return index.Contributor{
		Account: common.Address(w.Account), DLP: w.DLP, Slug: w.Slug, Token: common.Address(w.Token), Rewards: w.Rewards.wei, StakeCredited: w.StakeCredited.wei,
		VANAClaimed: w.VANAClaimed.wei, TokensClaimed: w.TokensClaimed.wei,
	}, nil
}

type totalsJSON struct {
	Height uint64             `json:"height"`
	Burned map[address]tokens `json:"burned"` // by token, zero = VANA
}

func totalsToWire(t index.Totals) totalsJSON { return totalsJSON{t.Height, byToken(t.Burned)} }
