package node_test

import (
	"context"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/coppice-network/coppice/internal/access"
	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/contribution"
	"github.com/coppice-network/coppice/internal/datadao"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/sandbox"
)

// choosy is a quoter that leaves out permissions which cost more or forbid more.
type choosy struct {
	access.Quoter
	only uint64
	dlp  uint64
}

func (c choosy) Quote(context.Context, string, uint64, uint64) (*access.Quote, error) {
	return &access.Quote{
		Allowed: true, MaxSeconds: 20, VANA: big.NewInt(1e18),
		Lines: []ledger.JobLine{{PermissionID: c.only, DLP: c.dlp, Price: new(big.Int), MaxRows: 1000}},
	}, nil
}

const worthTable = `
CREATE TABLE worths (worth DOUBLE NOT NULL);
INSERT INTO worths SELECT (content->>'$.worth')::DOUBLE FROM input;
`

// TestBuyerCannotChooseThePermission: a later, stricter grant on a column binds a buyer who submits a job under the older, laxer one.
func TestBuyerCannotChooseThePermission(t *testing.T) {
	n := up(t, t.TempDir())
	defer n.down()
	founder, owner, buyer := n.account("founder"), n.account("owner"), n.account("buyer")
	f, err := founder.Founder(t.Context(), sandbox.NewProcess())
	if err != nil {
		t.Fatal(err)
	}
	proof, err := bundle.FromFile("proof.star", []byte(acceptAll))
	if err != nil {
		t.Fatal(err)
	}
	refiner, err := bundle.FromFile("refine.sql", []byte(worthTable))
	if err != nil {
		t.Fatal(err)
	}
	dao, err := f.Create(t.Context(), datadao.Plan{Slug: "pool", Symbol: "P", Proof: proof, Refiners: []*bundle.Bundle{refiner}, Terms: datadao.Defaults()})
	if err != nil {
		t.Fatal(err)
	}
	client := contributor(t, owner)
	target := contribution.DataDAO{ID: dao.ID, Slug: dao.Slug}
	if _, err := client.Contribute(t.Context(), target, []string{n.write("a.json", map[string]any{"worth": 0.5})}, personalStore(t, owner), true); err != nil {
		t.Fatal(err)
	}
	lax, err := f.Grant(t.Context(), &dao.DataDAO, "lax", ledger.NewPermission{RefinerID: dao.Refiners[0].ID, Table: "worths", Price: new(big.Int), Policy: ledger.Policy{RowsMayLeave: true}}, true)
	if err != nil {
		t.Fatal(err)
	}
	b, err := buyer.Buyer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.Quoter = choosy{b.Quoter, lax, dao.ID}
	wish := access.Wish{SQL: "SELECT worth FROM worths"}
	if _, err := b.Run(t.Context(), wish); err != nil {
		t.Fatalf("under the only grant there is: %v", err)
	}
	strict := ledger.NewPermission{RefinerID: dao.Refiners[0].ID, Table: "worths", Column: "worth", Price: big.NewInt(1e18)}
	if _, err := f.Grant(t.Context(), &dao.DataDAO, "strict", strict, true); err != nil {
		t.Fatal(err)
	}
	d, err := b.Run(t.Context(), wish)
	if !errors.Is(err, access.ErrFailed) || len(d.Artifacts) != 0 {
		t.Fatalf("the stricter grant was left out: %v, %d artefacts", err, len(d.Artifacts))
	}
	if !strings.Contains(err.Error(), "permission") {
		t.Errorf("the reason does not name the permission: %v", err)
	}
}
