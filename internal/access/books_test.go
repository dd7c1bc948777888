package access

import (
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/contracts/gen"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
)

func n(v int64) *big.Int { return big.NewInt(v) }

var (
	vana  = common.Address{}
	token = common.Address{19: 1}
)

// bills and books of a job that is in order: 10 VANA in escrow, of which 4 were used; 6 tokens, all due.
func inOrder() (map[common.Address]*bill, []gen.ComputeEngineJobSettled) {
	return map[common.Address]*bill{vana: {n(10), n(5), n(0)}, token: {n(8), n(6), n(6)}}, []gen.ComputeEngineJobSettled{
		{Token: vana, Charged: n(4), Burned: n(2), Validator: n(2), Contributors: n(0), Treasury: n(0), Refunded: n(6)},
		{Token: token, Charged: n(6), Burned: n(3), Validator: n(0), Contributors: n(2), Treasury: n(1), Refunded: n(2)},
	}
}

func TestAudit(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(bills map[common.Address]*bill, books []gen.ComputeEngineJobSettled) []gen.ComputeEngineJobSettled
		want  string // in the error; empty for none
	}{
		"in order": {func(_ map[common.Address]*bill, b []gen.ComputeEngineJobSettled) []gen.ComputeEngineJobSettled {
			return b
		}, ""},
		"more distributed than charged": {func(_ map[common.Address]*bill, b []gen.ComputeEngineJobSettled) []gen.ComputeEngineJobSettled {
			b[1].Treasury = n(2)
			return b
		}, "6 wei were charged and 7 distributed"},
		"escrow that disappears": {func(_ map[common.Address]*bill, b []gen.ComputeEngineJobSettled) []gen.ComputeEngineJobSettled {
			b[0].Refunded = n(5)
			return b
		}, "10 wei were in escrow and 9 charged or refunded"},
		"more charged than the rows cost": {func(bills map[common.Address]*bill, b []gen.ComputeEngineJobSettled) []gen.ComputeEngineJobSettled {
			bills[token].most, bills[token].least = n(5), n(5)
			return b
		}, "charged for what costs 5"},
		"less charged than the rows cost": {func(bills map[common.Address]*bill, b []gen.ComputeEngineJobSettled) []gen.ComputeEngineJobSettled {
			bills[token].most, bills[token].least = n(7), n(7)
			return b
		}, "charged for what costs 7"},
		"more seconds charged than stated": {func(bills map[common.Address]*bill, b []gen.ComputeEngineJobSettled) []gen.ComputeEngineJobSettled {
			bills[vana].most = n(3)
			return b
		}, "charged for what costs 3"},
		"a token of another DataDAO": {func(_ map[common.Address]*bill, b []gen.ComputeEngineJobSettled) []gen.ComputeEngineJobSettled {
			b[1].Token = common.Address{19: 2}
			return b
		}, "does not pay with"},
		"a token twice": {func(_ map[common.Address]*bill, b []gen.ComputeEngineJobSettled) []gen.ComputeEngineJobSettled {
			return append(b, b[1])
		}, "does not pay with"},
		"no books for a token": {func(_ map[common.Address]*bill, b []gen.ComputeEngineJobSettled) []gen.ComputeEngineJobSettled {
			return b[:1]
		}, "no books for token"},
	} {
		t.Run(name, func(t *testing.T) {
			bills, books := inOrder()
			err := audit(bills, c.spoil(bills, books))
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestVerifyArtifacts(t *testing.T) {
	model := sha256.Sum256([]byte("model"))
	r := &job.ReceiptFile{Artifacts: []job.Artifact{{Name: "model", Bytes: 5, Digest: model}, {Name: "elsewhere", Bytes: 1}}}
	broken := errors.New("the disk is broken")
	for name, c := range map[string]struct {
		content string
		err     error
		ok      bool
	}{
		"as delivered":     {"model", nil, true},
		"changed":          {"modem", nil, false},
		"cut off":          {"mode", nil, false},
		"cannot be opened": {"", broken, false},
	} {
		t.Run(name, func(t *testing.T) {
			checks, err := VerifyArtifacts(r, func(name string) (io.ReadCloser, error) {
				if name != "model" {
					return nil, fs.ErrNotExist
				}
				return io.NopCloser(strings.NewReader(c.content)), c.err
			})
			if !errors.Is(err, c.err) {
				t.Fatalf("got %v, want %v", err, c.err)
			}
			if err == nil && (len(checks) != 1 || checks[0].OK != c.ok) {
				t.Errorf("got %+v", checks)
			}
		})
	}
}

func TestDataBlock(t *testing.T) {
	for block, want := range map[uint64]Check{
		0:         {"data", true, "no data was read"},
		8:         {"data", true, "without what was withdrawn up to block 8"},
		9:         {"data", false, "it claims to know of withdrawals up to block 9, and was settled in block 9"},
		1<<64 - 1: {"data", false, "it claims to know of withdrawals up to block 18446744073709551615, and was settled in block 9"},
	} {
		if got := dataBlock(ledger.Receipt{DataBlock: block}, n(9)); got != want {
			t.Errorf("data of block %d, settled in block 9: %+v", block, got)
		}
	}
}
