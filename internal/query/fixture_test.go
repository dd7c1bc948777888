package query_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/dataset"
	"github.com/coppice-network/coppice/internal/query"
	"github.com/coppice-network/coppice/internal/sandbox"
)

var (
	alice  = common.HexToAddress("0xa11ce")
	bob    = common.HexToAddress("0xb0b")
	nobody common.Address
)

// The fixture: fitness.fitness_data (distance_m hidden), sleep.sleep_data (all granted), clinic.visits (rows may not leave),
// fitness.devices and sleep.devices (one bare name twice; only fitness's is granted), vault.secrets (nothing granted).
func fixture() query.Catalog {
	col := func(name string, t dataset.ColumnType) dataset.Column {
		return dataset.Column{Name: name, Type: t, Nullable: true}
	}
	wei := func(n int64) *big.Int { return big.NewInt(n) }
	devices := dataset.Table{Name: "devices", Columns: []dataset.Column{col("name", "TEXT"), col("since", "TIMESTAMP"), col("active", "BOOLEAN")}}
	return query.Catalog{
		{DLP: 1, Slug: "fitness", RefinerID: 10, Tables: []dataset.Table{
			{Name: "fitness_data", Columns: []dataset.Column{col("day", "DATE"), col("user_age", "INTEGER"), col("daily_steps", "INTEGER"),
				col("distance_m", "DOUBLE"), col("calories_kcal", "INTEGER"), col("activity_level", "TEXT")}}, devices},
			Permissions: []query.Permission{
				{ID: 1, RefinerID: 10, Table: "fitness_data", Column: "day", Price: wei(1), RowsMayLeave: true},
				{ID: 2, RefinerID: 10, Table: "fitness_data", Column: "user_age", Price: wei(2), RowsMayLeave: true},
				{ID: 3, RefinerID: 10, Table: "fitness_data", Column: "daily_steps", Price: wei(3), RowsMayLeave: true},
				{ID: 4, RefinerID: 10, Table: "fitness_data", Column: "activity_level", Price: wei(4), RowsMayLeave: true},
				{ID: 5, RefinerID: 10, Table: "fitness_data", Column: "distance_m", Grantee: bob, Price: wei(5), RowsMayLeave: true},
				{ID: 6, RefinerID: 10, Table: "fitness_data", Column: "calories_kcal", Price: wei(6), RowsMayLeave: true},
				{ID: 7, RefinerID: 10, Table: "devices", Price: wei(7), RowsMayLeave: true},
			}},
		{DLP: 2, Slug: "sleep", RefinerID: 20, Tables: []dataset.Table{
			{Name: "sleep_data", Columns: []dataset.Column{col("day", "DATE"), col("minutes_asleep", "INTEGER"), col("minutes_in_bed", "INTEGER"), col("records", "BIGINT")}},
			devices},
			Permissions: []query.Permission{{ID: 21, RefinerID: 20, Table: "sleep_data", Price: wei(21), RowsMayLeave: true}}},
		{DLP: 3, Slug: "clinic", RefinerID: 30, Tables: []dataset.Table{
			{Name: "visits", Columns: []dataset.Column{col("day", "DATE"), col("reason", "TEXT"), col("cost", "DOUBLE")}}},
			Permissions: []query.Permission{{ID: 31, RefinerID: 30, Price: wei(31), RowsMayLeave: false}}},
		{DLP: 4, Slug: "vault", RefinerID: 40, Tables: []dataset.Table{{Name: "secrets", Columns: []dataset.Column{col("pin", "TEXT"), col("code", "INTEGER")}}}},
	}
}

// rows of the fixture; the last value of each is the contributor.
var fixtureRows = map[string][][]any{
	"1.fitness_data": {
		{"2016-04-12", 30, 13162, 8500.0, 1985, "high", "w1"},
		{"2016-04-13", 30, 10735, 6970.0, 1797, "moderate", "w1"},
		{"2016-04-14", 30, 460, 300.0, 1432, "low", "w1"},
		{"2016-04-12", 45, 8135, 6080.0, 1500, "low", "w2"},
		{"2016-04-13", 45, 7077, 5290.0, 1521, "moderate", "w2"},
		{"2016-04-12", nil, 14172, 10300.0, 2937, "high", "w3"},
		{"2016-04-13", nil, 12862, 9000.0, 2742, "high", "w3"},
		{"2016-04-14", 61, nil, 1111.0, 1200, "low", "w4"},
	},
	"2.sleep_data": {
		{"2016-04-12", 327, 346, 1, "w1"}, {"2016-04-13", 384, 407, 2, "w1"}, {"2016-04-15", 412, 442, 1, "w1"},
		{"2016-04-12", 441, 464, 1, "w2"}, {"2016-04-13", 500, 512, 1, "w2"},
		{"2016-04-12", 300, 310, 1, "w5"},
	},
	"3.visits":  {{"2016-04-12", "knee", 120.5, "w1"}, {"2016-04-20", "back", 80.0, "w6"}},
	"1.devices": {{"band", "2016-01-02 03:04:05", true, "w1"}, {"watch", "2016-02-03 00:00:00", false, "w2"}},
	"2.devices": {{"pillow", "2016-01-01 00:00:00", true, "w1"}},
	"4.secrets": {{"SECRET-PIN", 1234, "w1"}},
}

// source serves the fixture and notes what it was asked for.
type source struct {
	catalog  query.Catalog
	rows     map[string][][]any
	projects []string
}

func newSource() *source { return &source{catalog: fixture(), rows: fixtureRows} }

func (s *source) Rows(_ context.Context, dlp uint64, table string) (int64, error) {
	return int64(len(s.rows[fmt.Sprintf("%d.%s", dlp, table)])), nil
}

func (s *source) table(dlp uint64, name string) dataset.Table {
	for _, ds := range s.catalog {
		for _, t := range ds.Tables {
			if ds.DLP == dlp && t.Name == name {
				return t
			}
		}
	}
	panic("no table " + name)
}

func (s *source) Project(_ context.Context, dlp uint64, table string, columns []string, wallet bool, w io.Writer) (int64, error) {
	s.projects = append(s.projects, fmt.Sprintf("%d.%s%v wallet=%v", dlp, table, columns, wallet))
	t := s.table(dlp, table)
	rows := s.rows[fmt.Sprintf("%d.%s", dlp, table)]
	var fields []arrow.Field
	var at []int
	for _, name := range columns {
		i := slices.IndexFunc(t.Columns, func(c dataset.Column) bool { return c.Name == name })
		fields = append(fields, arrow.Field{Name: name, Type: arrowType(t.Columns[i].Type), Nullable: true})
		at = append(at, i)
	}
	if wallet {
		fields = append(fields, arrow.Field{Name: "_wallet", Type: arrow.BinaryTypes.String})
		at = append(at, len(t.Columns))
	}
	schema := arrow.NewSchema(fields, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for _, row := range rows {
		for j, i := range at {
			appendValue(b.Field(j), row[i])
		}
	}
	pw, err := pqarrow.NewFileWriter(schema, w, nil, pqarrow.DefaultWriterProps())
	if err != nil {
		return 0, err
	}
	if err := pw.Write(b.NewRecordBatch()); err != nil {
		return 0, err
	}
	return int64(len(rows)), pw.Close()
}

func arrowType(t dataset.ColumnType) arrow.DataType {
	switch t {
	case "DATE":
		return arrow.FixedWidthTypes.Date32
	case "INTEGER":
		return arrow.PrimitiveTypes.Int32
	case "BIGINT":
		return arrow.PrimitiveTypes.Int64
	case "DOUBLE":
		return arrow.PrimitiveTypes.Float64
	case "BOOLEAN":
		return arrow.FixedWidthTypes.Boolean
	case "TIMESTAMP":
		return &arrow.TimestampType{Unit: arrow.Microsecond}
	}
	return arrow.BinaryTypes.String
}

func appendValue(b array.Builder, v any) {
	switch b := b.(type) {
	case *array.Date32Builder:
		t, _ := time.Parse(time.DateOnly, v.(string))
		b.Append(arrow.Date32FromTime(t))
	case *array.TimestampBuilder:
		t, _ := time.Parse(time.DateTime, v.(string))
		b.Append(arrow.Timestamp(t.UnixMicro()))
	case *array.Int32Builder:
		if v == nil {
			b.AppendNull()
			return
		}
		b.Append(int32(v.(int)))
	case *array.Int64Builder:
		b.Append(int64(v.(int)))
	case *array.Float64Builder:
		b.Append(v.(float64))
	case *array.BooleanBuilder:
		b.Append(v.(bool))
	case *array.StringBuilder:
		b.Append(v.(string))
	}
}

var runner = sandbox.NewProcess()

func plan(t testing.TB, sql string, buyer common.Address, purpose query.Purpose) (*query.Plan, error) {
	t.Helper()
	return query.NewPlanner(runner).Plan(t.Context(), sql, buyer, purpose, fixture())
}

// answer plans, runs and decodes; the rows are printed one a line.
func answer(t testing.TB, sql string, buyer common.Address, purpose query.Purpose) (*query.Table, error) {
	t.Helper()
	p, err := plan(t, sql, buyer, purpose)
	if err != nil {
		return nil, err
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	res, _, err := p.Run(t.Context(), newSource(), query.Limits{Seconds: 20})
	if err != nil {
		return nil, err
	}
	return query.DecodeResult(res.Parquet)
}

func show(t *query.Table) string {
	var b bytes.Buffer
	for i, row := range t.Rows {
		if i > 0 {
			b.WriteString(" | ")
		}
		for j, v := range row {
			if j > 0 {
				b.WriteString(",")
			}
			if v == nil {
				b.WriteString("-")
			} else {
				fmt.Fprint(&b, v)
			}
		}
	}
	return b.String()
}
