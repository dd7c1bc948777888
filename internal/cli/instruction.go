package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/sandbox"
)

func (a *app) instructionGroup() *cobra.Command {
	c := &cobra.Command{Use: "instruction", Short: "Compute instructions: publish, approve, list"}
	var dao string
	var revoke, noWait bool
	approve := &cobra.Command{
		Use: "approve ID", Short: "Approve an instruction for a DataDAO's data", Args: cobra.ExactArgs(1),
		Example: "  coppice --as ana instruction approve 1 --dao steps",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.approve(cmd.Context(), args[0], dao, !revoke, !noWait)
		},
	}
	approve.Flags().StringVar(&dao, "dao", "", "the DataDAO, by id or name (needed)")
	approve.Flags().BoolVar(&revoke, "revoke", false, "take the approval back")
	approve.Flags().BoolVar(&noWait, "no-wait", false, "announce only; the same command carries it out when its time has come")
	approve.MarkFlagRequired("dao")
	c.AddCommand(
		&cobra.Command{
			Use: "publish BUNDLE", Short: "Publish and register an instruction", Args: cobra.ExactArgs(1),
			Example: "  coppice --as bob instruction publish train.wasm",
			RunE:    func(cmd *cobra.Command, args []string) error { return a.publishInstruction(cmd.Context(), args[0]) },
		},
		approve,
		&cobra.Command{
			Use: "list", Short: "List instructions and who approved them", Args: cobra.NoArgs, Example: "  coppice instruction list",
			RunE: func(cmd *cobra.Command, _ []string) error { return a.listInstructions(cmd.Context()) },
		},
	)
	return c
}

func (a *app) publishInstruction(ctx context.Context, path string) error {
	b, err := openBundle(path)
	if err != nil {
		return err
	}
	s, err := a.connect(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	f, err := s.Founder(ctx, sandbox.NewProcess())
	if err != nil {
		return err
	}
	id, err := f.PublishInstruction(ctx, b)
	if err != nil {
		return err
	}
	v := map[string]any{"instructionId": id, "name": b.Manifest.Name, "digest": common.Hash(b.Digest)}
	return a.emit(v, func(w io.Writer) { fmt.Fprintf(w, "instruction %d: %s\n", id, b.Manifest.Name) })
}

func (a *app) approve(ctx context.Context, text, dao string, approved, wait bool) error {
	id, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return usageError{fmt.Errorf("%q is not an instruction id", text)}
	}
	s, err := a.connect(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	d, err := a.dataset(ctx, s, dao)
	if err != nil {
		return err
	}
	f, err := s.Founder(ctx, sandbox.NewProcess())
	if err != nil {
		return err
	}
	f.Progress = a.progress
	known, err := s.Ledger.DataDAO(ctx, d.ID)
	if err != nil {
		return err
	}
	if err := f.Approve(ctx, known, "approve/"+job.NewNonce(), id, approved, wait); err != nil {
		return err
	}
	v := map[string]any{"instructionId": id, "dlpId": d.ID, "approved": approved}
	return a.emit(v, func(w io.Writer) {
		fmt.Fprintf(w, "instruction %d: approval by %s is now %v\n", id, d.Slug, approved)
	})
}

func (a *app) listInstructions(ctx context.Context) error {
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	type view struct {
		InstructionID uint64         `json:"instructionId"`
		Owner         common.Address `json:"owner"`
		Digest        common.Hash    `json:"digest"`
		URL           string         `json:"url"`
		ApprovedBy    []uint64       `json:"approvedBy"`
	}
	list := []view{}
	for after := uint64(0); ; {
		page, err := s.API.Instructions(ctx, after, 100)
		if err != nil {
			return err
		}
		for _, i := range page {
			list = append(list, view{i.ID, i.Owner, i.Hash, i.URL, append([]uint64{}, i.Approved...)})
			after = i.ID
		}
		if len(page) < 100 {
			break
		}
	}
	return a.emit(map[string]any{"instructions": list}, func(w io.Writer) {
		for _, i := range list {
			fmt.Fprintf(w, "%4d  %s  approved by DataDAOs %v\n", i.InstructionID, i.Digest, i.ApprovedBy)
		}
	})
}
