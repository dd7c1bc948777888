package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/access"
	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/session"
)

// jobView is how an access job is shown; amounts in whole tokens, by token address (zero = VANA).
type jobView struct {
	JobID         uint64         `json:"jobId"`
	Owner         common.Address `json:"owner"`
	InstructionID uint64         `json:"instructionId"`
	Status        string         `json:"status"`
	Message       string         `json:"message,omitempty"`
	MaxSeconds    uint64         `json:"maxSeconds"`
	Validator     common.Address `json:"validator"`
	Tx            common.Hash    `json:"tx"`
	SettledTx     common.Hash    `json:"settledTx"`
	Charges       []chargeView   `json:"charges"`
}

type chargeView struct {
	Token        string `json:"token"`
	Charged      string `json:"charged"`
	Burned       string `json:"burned"`
	Validator    string `json:"validator"`
	Contributors string `json:"contributors"`
	Treasury     string `json:"treasury"`
	Refunded     string `json:"refunded"`
}

func (a *app) jobGroup() *cobra.Command {
	c := &cobra.Command{Use: "job", Short: "My access jobs"}
	var out string
	fetch := &cobra.Command{
		Use: "fetch ID", Short: "Fetch and open what a job delivered, again or after an interruption", Args: cobra.ExactArgs(1),
		Example: "  coppice --as bob job fetch 7 --out model",
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := strconv.ParseUint(args[0], 10, 64)
			if err != nil {
				return usageError{fmt.Errorf("%q is not a job id", args[0])}
			}
			if err := os.MkdirAll(out, 0o755); err != nil {
				return err
			}
			d, err := a.deliver(cmd.Context(), filepath.Join(out, "receipt.json"), func(ctx context.Context, b *access.Buyer) (*access.Delivery, error) { return b.Fetch(ctx, id) })
			if err != nil {
				return err
			}
			return a.emitDelivery(d, out)
		},
	}
	fetch.Flags().StringVar(&out, "out", "", "folder for the artefacts (needed)")
	fetch.MarkFlagRequired("out")
	c.AddCommand(
		fetch,
		&cobra.Command{
			Use: "list", Short: "List my jobs", Args: cobra.NoArgs, Example: "  coppice --as bob job list",
			RunE: func(cmd *cobra.Command, _ []string) error { return a.listJobs(cmd.Context()) },
		},
		&cobra.Command{
			Use: "show ID", Short: "Show a job's state and books", Args: cobra.ExactArgs(1), Example: "  coppice job show 7",
			RunE: func(cmd *cobra.Command, args []string) error { return a.showJob(cmd.Context(), args[0]) },
		},
	)
	return c
}

func (a *app) listJobs(ctx context.Context) error {
	acc, err := a.chosen()
	if err != nil {
		return err
	}
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	names, err := tokenNames(ctx, s)
	if err != nil {
		return err
	}
	list := []jobView{}
	for after := uint64(0); ; {
		page, err := s.API.Jobs(ctx, index.JobFilter{Owner: &acc.Address, After: after, Limit: 100})
		if err != nil {
			return err
		}
		for _, j := range page {
			list = append(list, viewJob(j, names))
			after = j.ID
		}
		if len(page) < 100 {
			break
		}
	}
	return a.emit(map[string]any{"jobs": list}, func(w io.Writer) {
		for _, j := range list {
			fmt.Fprintf(w, "%5d  %-10s instruction %d\n", j.JobID, j.Status, j.InstructionID)
		}
	})
}

func (a *app) showJob(ctx context.Context, text string) error {
	id, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return usageError{fmt.Errorf("%q is not a job id", text)}
	}
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	names, err := tokenNames(ctx, s)
	if err != nil {
		return err
	}
	j, err := s.API.Job(ctx, id)
	if err != nil {
		return err
	}
	v := viewJob(j, names)
	return a.emit(v, func(w io.Writer) {
		fmt.Fprintf(w, "job %d of %s: %s\n", v.JobID, v.Owner, v.Status)
		if v.Message != "" && v.Message != v.Status {
			fmt.Fprintf(w, "  %s\n", v.Message)
		}
		for _, c := range v.Charges {
			fmt.Fprintf(w, "  %-10s charged %s: burned %s, validator %s, contributors %s, treasury %s; back %s\n", c.Token, c.Charged, c.Burned, c.Validator, c.Contributors, c.Treasury, c.Refunded)
		}
	})
}

func viewJob(j index.Job, names map[common.Address]string) jobView {
	v := jobView{
		JobID: j.ID, Owner: j.Owner, InstructionID: j.InstructionID, Status: j.Status, Message: j.Message, MaxSeconds: j.MaxSeconds, Validator: j.Validator,
		Tx: j.Tx, SettledTx: j.SettledTx, Charges: []chargeView{},
	}
	for _, s := range j.Settlements {
		v.Charges = append(v.Charges, chargeView{
			names[s.Token], amount.Format(s.Charged), amount.Format(s.Burned), amount.Format(s.Validator), amount.Format(s.Contributors),
			amount.Format(s.Treasury), amount.Format(s.Refunded),
		})
	}
	return v
}

// tokenNames maps tokens to the names of their datasets; the zero address is VANA.
func tokenNames(ctx context.Context, s *session.Session) (map[common.Address]string, error) {
	names := map[common.Address]string{{}: "VANA"}
	for after := uint64(0); ; {
		page, err := s.API.Datasets(ctx, after, 100)
		if err != nil {
			return nil, err
		}
		for _, d := range page {
			names[d.Token] = d.Slug
			after = d.ID
		}
		if len(page) < 100 {
			return names, nil
		}
	}
}
