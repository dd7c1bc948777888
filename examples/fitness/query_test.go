package fitness_test

import (
	"context"
	"errors"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/examples/fitness"
	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/query"
	_ "github.com/coppice-network/coppice/internal/query/duck"
	"github.com/coppice-network/coppice/internal/sandbox"
)

// catalog offers both tables to everyone.
func catalog(rowsMayLeave bool) query.Catalog {
	column := func(name string, kind dataset.ColumnType) dataset.Column {
		return dataset.Column{Name: name, Type: kind}
	}
	grant := func(id, refiner uint64) []query.Permission {
		return []query.Permission{{ID: id, RefinerID: refiner, Price: big.NewInt(1), RowsMayLeave: rowsMayLeave}}
	}
	return query.Catalog{
		{DLP: 1, Slug: "fitness", RefinerID: 1, Permissions: grant(1, 1), Tables: []dataset.Table{{Name: "fitness_data", Columns: []dataset.Column{
			column("day", dataset.Date), {Name: "user_age", Type: dataset.Integer, Nullable: true}, column("daily_steps", dataset.Integer),
			column("distance_m", dataset.Double), column("very_active_min", dataset.Integer), column("fairly_active_min", dataset.Integer),
			column("lightly_active_min", dataset.Integer), column("sedentary_min", dataset.Integer), column("calories_kcal", dataset.Integer),
			column("activity_level", dataset.Text)}}}},
		{DLP: 2, Slug: "sleep", RefinerID: 2, Permissions: grant(2, 2), Tables: []dataset.Table{{Name: "sleep_data", Columns: []dataset.Column{
			column("day", dataset.Date), column("minutes_asleep", dataset.Integer), column("minutes_in_bed", dataset.Integer), column("records", dataset.Integer)}}}},
	}
}

func TestStatementsPassTheGate(t *testing.T) {
	planner := query.NewPlanner(sandbox.NewProcess())
	for _, c := range []struct {
		name, sql    string
		purpose      query.Purpose
		rowsMayLeave bool
		want         error
	}{
		{"high activity", fitness.HighActivity, query.Deliver, true, nil},
		{"join", fitness.Join, query.Deliver, true, nil},
		{"training", fitness.Training, query.Instruct, true, nil},
		{"training where no row may leave", fitness.Training, query.Instruct, false, nil},
		{"high activity where no row may leave", fitness.HighActivity, query.Deliver, false, query.ErrDenied},
		{"training's rows where no row may leave", fitness.Training, query.Deliver, false, query.ErrDenied},
	} {
		plan, err := planner.Plan(context.Background(), c.sql, common.HexToAddress("0xb0b"), c.purpose, catalog(c.rowsMayLeave))
		if err == nil {
			err = plan.Err()
		}
		if !errors.Is(err, c.want) || (c.want == nil) != (err == nil) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}
