package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/access"
)

func (a *app) computeGroup() *cobra.Command {
	c := &cobra.Command{Use: "compute", Short: "Training, inference and other approved jobs"}
	var sql, out, params string
	var f accessFlags
	run := &cobra.Command{
		Use: "run INSTRUCTION", Short: "Run an approved instruction on a query's result", Args: cobra.ExactArgs(1),
		Example: "  coppice --as bob compute run 1 --sql 'SELECT * FROM fitness_data' --out model",
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := strconv.ParseUint(args[0], 10, 32)
			if err != nil || id == 0 {
				return usageError{fmt.Errorf("%q is not an instruction id", args[0])}
			}
			w := access.Wish{SQL: sql, Instruction: id, MaxSeconds: f.seconds, Headroom: f.headroom}
			if params != "" {
				if !json.Valid([]byte(params)) {
					return usageError{errors.New("--params is not JSON")}
				}
				w.Params = json.RawMessage(params)
			}
			return a.runCompute(cmd.Context(), w, out, f)
		},
	}
	run.Flags().StringVar(&sql, "sql", "", "the query whose result the instruction gets (needed)")
	run.Flags().StringVar(&out, "out", "", "folder for the artefacts (needed)")
	run.Flags().StringVar(&params, "params", "", "JSON given to the instruction as params.json")
	run.MarkFlagRequired("sql")
	run.MarkFlagRequired("out")
	f.add(run)
	c.AddCommand(run)
	return c
}

func (a *app) runCompute(ctx context.Context, w access.Wish, out string, f accessFlags) error {
	if f.receipt == "" {
		f.receipt = filepath.Join(out, "receipt.json")
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	if err := f.check(filepath.Join(out, "x")); err != nil {
		return err
	}
	d, err := a.deliver(ctx, f.receipt, runs(w))
	if err != nil {
		return err
	}
	return a.emitDelivery(d, out)
}
