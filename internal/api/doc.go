// Package api is a node's HTTP surface and its Go client. The routes, with examples, are in docs/api.md.
//
// # Who may ask what
//
// What the chain says is public: reading routes need no authentication. A quote costs the node a run of the query and tells the asker
// something about what they are granted, so it is asked with an EIP-712 signature by the account, and is limited per account and in total.
//
// # What a web page may do
//
// Nothing, unless it was served by this node. A request is refused if its Host is not a loopback name, the network file's API host or
// configured (DNS rebinding), if its Origin is another (a page elsewhere driving a logged-in browser), or if the browser says that
// it comes from another site. There are no CORS headers. Answers carry a policy under which no browser runs or frames them.
//
// # Errors
//
// Every error is a fault.Error in JSON with a fitting status. Text of errors that are not meant for people stays in the log.
//
// # Numbers
//
// Amounts are decimal strings of whole tokens, scores decimal numbers 0..1 with all their digits, times unix seconds, identifiers
// numbers, digests and addresses 0x-hex. The client turns them back into the index's types exactly.
package api

import (
	"context"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/withdrawal"
)

// Backend answers what the index cannot.
type Backend interface {
	// Status is the object of `coppice status --json`.
	Status(ctx context.Context) (any, error)
	// Network is the network file: a *contracts.Network.
	Network() any
	// DatasetTables lists tables with columns and row counts; in JSON it must decode as []Table.
	DatasetTables(ctx context.Context, dlp uint64) (any, error)
	// Quote plans a query for an account. A denial is an answer, not an error.
	Quote(ctx context.Context, account common.Address, sql string, instructionID uint64, maxSeconds uint64) (*Quote, error)
	// Certificates are signed by each validator of this node: how far it has carried out a file's withdrawal.
	Certificates(ctx context.Context, w index.Withdrawal) ([]*withdrawal.Signed, error)
}

// Withdrawal is a file that its owner has taken back.
type Withdrawal struct {
	FileID       uint64               `json:"fileId"`
	DLP          uint64               `json:"dlpId"`
	Owner        common.Address       `json:"owner"`
	Block        uint64               `json:"block"`
	Time         uint64               `json:"time"` // unix seconds
	Tx           common.Hash          `json:"tx"`
	Certificates []*withdrawal.Signed `json:"certificates"` // of the validators of the node that answers
}

// Quote is the verdict on a query and its price ceiling.
type Quote struct {
	Allowed       bool              `json:"allowed"`
	Columns       []QuoteColumn     `json:"columns"`
	Denials       []string          `json:"denials,omitempty"`
	Price         map[string]string `json:"price"`       // ceiling by dataset slug or "VANA", in whole tokens
	RowsInScope   map[string]int64  `json:"rowsInScope"` // by <dataset>.<table>
	Lines         []QuoteLine       `json:"lines"`       // what to submit
	MaxSeconds    uint64            `json:"maxSeconds"`
	VanaWei       string            `json:"vanaWei"` // of the execution, decimal wei
	PlanDigest    string            `json:"planDigest"`
	ResultColumns []string          `json:"resultColumns,omitempty"`
}

// QuoteColumn says which permission allows a column, or which rule denies it.
type QuoteColumn struct {
	Table        string `json:"table"`
	Column       string `json:"column"`
	PermissionID uint64 `json:"permissionId,omitempty"`
	Denied       string `json:"denied,omitempty"`
}

// QuoteLine is one line of the job to submit.
type QuoteLine struct {
	PermissionID uint64 `json:"permissionId"`
	DLP          uint64 `json:"dlpId"`
	PriceWei     string `json:"priceWei"` // decimal token wei per row
	MaxRows      int64  `json:"maxRows"`
}

// Table is a table of a dataset with its size.
type Table struct {
	Name    string   `json:"name"`
	Rows    int64    `json:"rows"`
	Columns []Column `json:"columns"`
}

// Column of a Table.
type Column struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Nullable bool   `json:"nullable"`
}

// Dataset is a DataDAO with all that a buyer or contributor wants to know of it.
type Dataset struct {
	index.DLP
	Tables      []Table
	Permissions []index.Permission // on its refiners' tables, also revoked ones
	IntakeKey   *index.IntakeKey   // nil while there is none
}
