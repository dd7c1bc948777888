package demo

import (
	"math/big"
	"sort"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/contribution"
)

// Report is what `coppice demo --json` prints; see cli.md for the fields that stay.
type Report struct {
	Contributions []Contribution `json:"contributions"`
	Query         *Answer        `json:"query"`
	Join          *Answer        `json:"join"`
	Training      *Training      `json:"training"`
	Jobs          []Job          `json:"jobs"`
	Economics     Economics      `json:"economics"`
	Phases        []Phase        `json:"phases"`
	Seconds       float64        `json:"seconds"`

	jobs []uint64
}

// Contribution is one file.
type Contribution struct {
	Contributor string         `json:"contributor"` // file-name prefix
	Address     common.Address `json:"address"`
	Dataset     string         `json:"dataset"`
	File        string         `json:"file"`
	FileID      uint64         `json:"fileId"`
	Valid       bool           `json:"valid"`
	Score       float64        `json:"score"`
	Reward      string         `json:"reward"`
	Reason      string         `json:"reason,omitempty"`

	dlp    uint64
	reward *big.Int
}

// Answer is a query with its rows.
type Answer struct {
	SQL     string   `json:"sql"`
	Columns []string `json:"columns"`
	Rows    [][]any  `json:"rows"`
}

// Training is the training job's delivery.
type Training struct {
	Instruction uint64     `json:"instruction"`
	Artifacts   []Artifact `json:"artifacts"`
	Metrics     Metrics    `json:"metrics"`
}

// Artifact is one delivered file.
type Artifact struct {
	Name  string `json:"name"`
	CID   string `json:"cid"`
	Bytes int64  `json:"bytes"`
}

// Metrics are what the training job reports of its model.
type Metrics struct {
	RMSE         float64 `json:"rmse"`
	BaselineRMSE float64 `json:"baselineRmse"`
	TrainRows    int     `json:"trainRows"`
	TestRows     int     `json:"testRows"`
}

// Job is one access job's books.
type Job struct {
	JobID   uint64   `json:"jobId"`
	Charges []Charge `json:"charges"`
}

// Charge is a job's books in one token, in whole tokens.
type Charge struct {
	Token        string `json:"token"`
	Charged      string `json:"charged"`
	Burned       string `json:"burned"`
	Validator    string `json:"validator"`
	Contributors string `json:"contributors"`
	Treasury     string `json:"treasury"`
	Refunded     string `json:"refunded"`
}

// Economics is where value went.
type Economics struct {
	Burned       Burned     `json:"burned"`
	Validators   []Earned   `json:"validators"`
	Contributors []*Claimed `json:"contributors"`
}

// Burned is what is gone for ever.
type Burned struct {
	VANA   string            `json:"VANA"`
	Tokens map[string]string `json:"tokens"`
}

// Earned is a validator's income.
type Earned struct {
	Address common.Address    `json:"address"`
	Earned  map[string]string `json:"earned"`
}

// Claimed is what a contributor has taken home from their stakes.
type Claimed struct {
	Contributor string            `json:"contributor"`
	Address     common.Address    `json:"address"`
	Claimed     map[string]string `json:"claimed"`

	claimed map[string]*big.Int
}

func (c *Claimed) format() {
	c.Claimed = make(map[string]string)
	for token, wei := range c.claimed {
		c.Claimed[token] = amount.Format(wei)
	}
}

// Phase is how long a part took.
type Phase struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
}

func newReport() *Report {
	return &Report{Contributions: []Contribution{}, Jobs: []Job{}}
}

func (r *Report) add(p *person, slug string, x contribution.Result) {
	r.Contributions = append(r.Contributions, Contribution{
		Contributor: p.name, Address: p.session.Key.Address(), Dataset: slug, File: x.Name, FileID: x.FileID, dlp: x.DLP,
	})
}

func (c *Contribution) settle(x contribution.Result) {
	c.Valid, c.Reason = x.Status == "valid", x.Reason
	c.Score, c.reward, c.Reward = x.ScoreFloat(), x.Reward, amount.Format(x.Reward)
}

func (r *Report) sortContributions() {
	sort.Slice(r.Contributions, func(i, k int) bool { return r.Contributions[i].File < r.Contributions[k].File })
}

func (r *Report) sortJobs() {
	sort.Slice(r.Jobs, func(i, k int) bool { return r.Jobs[i].JobID < r.Jobs[k].JobID })
}
