package query_test

import (
	"testing"

	formats "github.com/coppice-network/coppice/internal/fixture"
	"github.com/coppice-network/coppice/internal/query"
)

// A plan of version 1 decides and answers as it did. Unknown versions: TestPlanIsCanonical.
func TestPlanFixture(t *testing.T) {
	b := formats.File(t, "v1/plan.json", func() []byte {
		b, err := mustPlan(t, "select day, count(*) as n from sleep_data where records = 1 group by day", query.Deliver).Encode()
		if err != nil {
			t.Fatal(err)
		}
		return b
	})
	p, err := query.DecodePlan(b, runner)
	if err != nil {
		t.Fatal(err)
	}
	if !p.Allowed || p.Err() != nil || len(p.Tables) != 1 || len(p.Outputs) != 2 {
		t.Errorf("plan %+v", p)
	}
	if res, _, err := p.Run(t.Context(), newSource(), query.Limits{}); err != nil || res.Rows != 3 {
		t.Errorf("it gives %v, %v", res, err)
	}
}
