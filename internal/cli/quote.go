package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/api"
)

func (a *app) quote() *cobra.Command {
	var instruction, seconds uint64
	c := &cobra.Command{
		Use: "quote SQL", Short: "Verdict and price ceiling of a query; costs nothing", Args: cobra.ExactArgs(1),
		Example: "  coppice --as bob quote 'SELECT user_age, daily_steps FROM fitness_data'",
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.connect(cmd.Context(), true)
			if err != nil {
				return err
			}
			defer s.Close()
			q, err := s.Quote(cmd.Context(), args[0], instruction, seconds)
			if err != nil {
				return err
			}
			return a.emit(q, func(w io.Writer) { printQuote(w, q) })
		},
	}
	c.Flags().Uint64Var(&instruction, "instruction", 0, "the instruction that gets the rows; 0 = they come to you")
	c.Flags().Uint64Var(&seconds, "max-seconds", 0, "time limit of the job (default: the network's)")
	return c
}

func printQuote(w io.Writer, q *api.Quote) {
	for _, c := range q.Columns {
		verdict := fmt.Sprintf("permission %d", c.PermissionID)
		if c.Denied != "" {
			verdict = "denied: " + c.Denied
		}
		fmt.Fprintf(w, "  %s.%s  %s\n", c.Table, c.Column, verdict)
	}
	if !q.Allowed {
		fmt.Fprintln(w, "not allowed")
		for _, d := range q.Denials {
			fmt.Fprintln(w, " ", d)
		}
		return
	}
	for table, n := range q.RowsInScope {
		fmt.Fprintf(w, "  %s  %d rows in scope\n", table, n)
	}
	for token, p := range q.Price {
		fmt.Fprintf(w, "  at most %s %s\n", p, token)
	}
}
