package access

import (
	"fmt"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
)

// TestForgedReceiptsOnline: what the signature does not cover, the chain knows.
func TestForgedReceiptsOnline(t *testing.T) {
	r := newRig(t)
	id, other := r.submit(), r.submit()
	for _, id := range []uint64{id, other} {
		r.settle(ledger.Receipt{JobID: id, UsedSeconds: 1, Rows: []uint64{3}, ResultDigest: r.deliver(job.Manifest{JobID: id}, r.Self)})
	}
	d, err := r.Fetch(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, err := r.Fetch(t.Context(), other)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		forge func(f *job.ReceiptFile)
		fails []string // the checks that do not hold
	}{
		"as it is":            {func(*job.ReceiptFile) {}, nil},
		"another buyer":       {func(f *job.ReceiptFile) { f.Buyer = theValidator }, []string{"buyer"}},
		"another transaction": {func(f *job.ReceiptFile) { f.Tx = elsewhere.Receipt.Tx }, []string{"settlement"}},
		"no transaction":      {func(f *job.ReceiptFile) { f.Tx = common.Hash{1} }, []string{"settlement"}},
		"more rows":           {func(f *job.ReceiptFile) { f.Rows = []uint64{4} }, []string{"signature", "recorded"}},
		"newer data":          {func(f *job.ReceiptFile) { f.DataBlock++ }, []string{"signature", "recorded"}},
		"another job":         {func(f *job.ReceiptFile) { f.JobID = other }, []string{"signature", "recorded"}},
		"another chain":       {func(f *job.ReceiptFile) { f.ChainID++ }, []string{"signature", "network"}},
		"another version":     {func(f *job.ReceiptFile) { f.Format = "coppice-receipt/3" }, []string{"format"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := *d.Receipt
			c.forge(&f)
			checks, err := VerifyReceipt(t.Context(), &f, Online{Ledger: world.Ledger, Trust: r})
			if err != nil {
				t.Fatal(err)
			}
			var fails []string
			for _, c := range checks {
				if !c.OK {
					fails = append(fails, c.Name)
				}
			}
			if fmt.Sprint(fails) != fmt.Sprint(c.fails) {
				t.Errorf("%v do not hold, want %v", fails, c.fails)
			}
		})
	}
	r.trustErr = errAway
	checks, err := VerifyReceipt(t.Context(), d.Receipt, Online{Ledger: world.Ledger, Trust: r})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if c.OK == (c.Name == "evidence") {
			t.Errorf("with evidence that is not accepted: %+v", c)
		}
	}
}
