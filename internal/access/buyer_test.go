package access

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/ledger/ledgertest"
	"github.com/coppice-network/coppice/internal/seal"
)

// TestBuy buys twice: quote, escrow, request, settlement, delivery, and a receipt that holds. The second job is paid from what the
// first left over, as far as that goes.
func TestBuy(t *testing.T) {
	r := newRig(t)
	var said []string
	r.Progress = func(what string) { said = append(said, what) }
	wish := Wish{SQL: "SELECT level FROM days", Params: json.RawMessage(`{"k":1}`), MaxSeconds: 30, Headroom: 0.1}
	first, err := r.Submit(t.Context(), wish)
	if err != nil {
		t.Fatal(err)
	}
	j, err := world.Ledger.AccessJob(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	if j.Owner != r.Account || j.MaxSeconds != 30 || len(j.Lines) != 1 || j.Lines[0].MaxRows != 110 || j.Lines[0].PermissionID != r.quote.Lines[0].PermissionID {
		t.Errorf("the job on chain is %+v", j)
	}
	if got, want := r.held(), ledgertest.Tokens(tokensHeld-110); got.Cmp(want) != 0 || r.free(r.dao.Token).Sign() != 0 {
		t.Errorf("the buyer holds %s tokens, want %s, and %s in free balance", got, want, r.free(r.dao.Token))
	}
	plain, err := seal.OpenBytes(r.blobs.content[blob.FromDigest(j.RequestDigest, 0).String()], r.validator)
	if err != nil {
		t.Fatal(err)
	}
	req, err := job.DecodeRequest(plain)
	if err != nil {
		t.Fatal(err)
	}
	if err := req.Check(r.Account, world.Ledger.ChainID.Uint64(), world.Ledger.Net.ComputeEngine, 0); err != nil {
		t.Error(err)
	}
	if req.SQL != wish.SQL || string(req.Params) != `{"k":1}` || req.Recipient != r.Self.Recipient().String() {
		t.Errorf("the request is %+v", req)
	}

	m := job.Manifest{JobID: first, Artifacts: []job.Artifact{r.artifact("result.parquet", "rows"), r.artifact("empty", "")}, Log: "log\n"}
	receipt := ledger.Receipt{JobID: first, SnapshotDigest: [32]byte{3}, ResultDigest: r.deliver(m, r.Self), UsedSeconds: 2, Rows: []uint64{40}}
	r.waits = []func(){func() {}, func() { r.settle(receipt) }}
	d, err := r.Fetch(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	if d.JobID != first || string(d.Artifacts["result.parquet"]) != "rows" || len(d.Artifacts) != 2 || d.Manifest.Log != "log\n" {
		t.Errorf("delivered %+v", d)
	}
	if len(d.Receipt.Artifacts) != 2 || d.Receipt.Rows[0] != 40 || d.Receipt.Buyer != r.Account || d.Receipt.Tx != r.settled[first].tx {
		t.Errorf("the receipt is %+v", d.Receipt)
	}
	checks, err := VerifyReceipt(t.Context(), d.Receipt, Online{Ledger: world.Ledger, Trust: r})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if !c.OK {
			t.Errorf("%s: %s", c.Name, c.Detail)
		}
	}
	if want := "asking for a quote, paying into escrow, submitting the job, waiting for the validator, fetching and opening the result"; strings.Join(said, ", ") != want {
		t.Errorf("the buyer was told %q", said)
	}
	again, err := r.Fetch(t.Context(), first)
	if err != nil || string(again.Artifacts["result.parquet"]) != "rows" {
		t.Errorf("fetched again: %v", err)
	}

	if left, want := r.free(r.dao.Token), ledgertest.Tokens(70); left.Cmp(want) != 0 {
		t.Fatalf("%s tokens are left over, want %s", left, want)
	}
	before := r.held()
	r.quote.Lines[0].MaxRows = 90
	r.submit()
	if paid, want := before.Sub(before, r.held()), ledgertest.Tokens(20); paid.Cmp(want) != 0 {
		t.Errorf("the second job took %s tokens, want %s", paid, want)
	}
	before = r.held()
	world.Send(t, r.key, world.Ledger.Approve(r.dao.Token, ledgertest.Tokens(50)))
	world.Send(t, r.key, world.Ledger.Deposit(r.dao.Token, ledgertest.Tokens(50)))
	world.Send(t, r.key, world.Ledger.Deposit(common.Address{}, ledgertest.Tokens(1)))
	r.quote.Lines[0].MaxRows = 50
	r.submit()
	if paid, want := before.Sub(before, r.held()), ledgertest.Tokens(50); paid.Cmp(want) != 0 || r.free(r.dao.Token).Sign() != 0 {
		t.Errorf("the third job took %s tokens beside the deposit", paid)
	}
	if vana, want := r.free(common.Address{}), ledgertest.Tokens(1); vana.Cmp(want) >= 0 {
		t.Errorf("%s VANA are in free balance: the deposit was not used", vana)
	}
}

// TestNotSubmitted: what stops a job before it is submitted costs nothing.
func TestNotSubmitted(t *testing.T) {
	for name, c := range map[string]struct {
		arrange func(r *rig)
		want    error
		text    string
	}{
		"no quote":                               {func(r *rig) { r.quoteErr = errAway }, errAway, ""},
		"denied":                                 {func(r *rig) { r.quote = &Quote{Denials: []string{"secret is not granted", "and more"}} }, ErrDenied, "secret is not granted"},
		"denied, nobody says why":                {func(r *rig) { r.quote = &Quote{} }, ErrDenied, ""},
		"a validator that is not believed":       {func(r *rig) { r.trustErr = errAway }, errAway, "validator 0x"},
		"no store":                               {func(r *rig) { r.blobs.putErr = errAway }, errAway, "storing the request"},
		"a quote of a DataDAO that is not there": {func(r *rig) { r.quote.Lines[0].DLP = 999 }, nil, "no such DataDAO"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			before := r.nonce()
			c.arrange(r)
			_, err := r.Run(t.Context(), Wish{SQL: "SELECT 1", MaxSeconds: 30})
			if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
				t.Errorf("got %v, want %v %q", err, c.want, c.text)
			}
			if r.nonce() != before {
				t.Error("transactions were sent")
			}
		})
	}
	t.Run("too few tokens", func(t *testing.T) {
		r := newRig(t)
		before := r.nonce()
		r.quote.Lines[0].MaxRows = tokensHeld + 1
		_, err := r.Submit(t.Context(), Wish{SQL: "SELECT 1", MaxSeconds: 30})
		var short *TokensError
		if !errors.As(err, &short) || short.Token != r.dao.Token || short.Need.Cmp(ledgertest.Tokens(tokensHeld+1)) != 0 || short.Have.Cmp(ledgertest.Tokens(tokensHeld)) != 0 {
			t.Errorf("got %v", err)
		}
		if r.nonce() != before {
			t.Error("transactions were sent")
		}
	})
	t.Run("a request that is too large", func(t *testing.T) {
		r := newRig(t)
		if _, err := r.Submit(t.Context(), Wish{SQL: strings.Repeat("x", job.MaxDocument)}); err == nil || !strings.Contains(err.Error(), "at most 256") || len(r.blobs.content) != 0 {
			t.Errorf("got %v", err)
		}
	})
}
