package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/access"
	"github.com/coppice-network/coppice/internal/durable"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/query"
)

// accessFlags are shared by query and compute run.
type accessFlags struct {
	seconds  uint64
	headroom float64
	receipt  string
}

func (f *accessFlags) add(c *cobra.Command) {
	c.Flags().Uint64Var(&f.seconds, "max-seconds", 0, "time limit of the job (default: the network's)")
	c.Flags().Float64Var(&f.headroom, "headroom", 0.05, "how many more rows than quoted may be in scope when it runs, as a fraction")
	c.Flags().StringVar(&f.receipt, "receipt", "", "where to write the receipt")
}

// check refuses what would only be found wrong after the job is paid.
func (f *accessFlags) check(out string) error {
	if !(f.headroom >= 0 && f.headroom <= maxHeadroom) {
		return usageError{fmt.Errorf("--headroom must be 0 to %d", maxHeadroom)}
	}
	for _, path := range []string{out, f.receipt} {
		if path == "" {
			continue
		}
		if err := checkFolder(filepath.Dir(path)); err != nil {
			return err
		}
	}
	return nil
}

const maxHeadroom = 100

func (a *app) query() *cobra.Command {
	var out string
	var f accessFlags
	c := &cobra.Command{
		Use: "query SQL", Short: "Quote, pay, run, fetch and verify a query", Args: cobra.ExactArgs(1),
		Example: "  coppice --as bob query \"SELECT user_age, daily_steps FROM fitness_data WHERE activity_level = 'high'\" --out high.csv",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.runQuery(cmd.Context(), args[0], out, f) },
	}
	c.Flags().StringVar(&out, "out", "", "write the rows to FILE.csv, FILE.parquet, FILE.db (SQLite) or FILE.json")
	f.add(c)
	return c
}

func (a *app) runQuery(ctx context.Context, sql, out string, f accessFlags) error {
	if err := checkFormat(out); err != nil {
		return err
	}
	if f.receipt == "" && out != "" {
		f.receipt = out + ".receipt.json"
	}
	if err := f.check(out); err != nil {
		return err
	}
	d, err := a.deliver(ctx, f.receipt, runs(access.Wish{SQL: sql, MaxSeconds: f.seconds, Headroom: f.headroom}))
	if err != nil {
		return err
	}
	t, err := query.DecodeResult(d.Artifacts["result.parquet"])
	if err != nil {
		return err
	}
	if t.Rows == nil {
		t.Rows = [][]any{}
	}
	if out != "" {
		if err := writeResult(ctx, out, t, d.Artifacts["result.parquet"]); err != nil {
			return err
		}
	}
	v := map[string]any{"jobId": d.JobID, "columns": t.Columns, "rows": t.Rows, "receipt": d.Receipt}
	return a.emit(v, func(w io.Writer) {
		if out == "" {
			printRows(w, t.Columns, t.Rows, 0)
		}
		fmt.Fprintf(w, "%d rows, job %d, receipt by %s\n", len(t.Rows), d.JobID, d.Receipt.Validator)
	})
}

func checkFormat(out string) error {
	switch filepath.Ext(out) {
	case ".csv", ".parquet", ".db", ".json":
		return nil
	}
	if out == "" {
		return nil
	}
	return usageError{fmt.Errorf("--out %s: the name must end in .csv, .parquet, .db or .json", out)}
}

func writeResult(ctx context.Context, path string, t *query.Table, parquet []byte) error {
	var write func(io.Writer) error
	switch filepath.Ext(path) {
	case ".db":
		return t.WriteSQLite(ctx, path)
	case ".csv":
		write = t.WriteCSV
	case ".json":
		write = t.WriteJSON
	default:
		write = func(w io.Writer) error { _, err := w.Write(parquet); return err }
	}
	return durable.WriteFrom(path, 0o644, write)
}

func writeReceipt(path string, r *job.ReceiptFile) error {
	if path == "" {
		return nil
	}
	raw, err := r.Encode()
	if err != nil {
		return err
	}
	return durable.Write(path, checksummed(append(raw, '\n')), 0o644)
}
