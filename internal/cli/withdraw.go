package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/api"
	"github.com/coppice-network/coppice/internal/durable"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/session"
	"github.com/coppice-network/coppice/internal/withdrawal"
)

// withdrawalView is how a withdrawal is shown.
type withdrawalView struct {
	FileID      uint64          `json:"fileId"`
	Dataset     string          `json:"dataset"`
	Tx          common.Hash     `json:"tx"`
	Block       uint64          `json:"block"`
	Complete    bool            `json:"complete"` // every active validator has done every part
	Certificate string          `json:"certificate,omitempty"`
	Validators  []validatorPart `json:"validators"`
	Unreachable []string        `json:"unreachable"`
}

type validatorPart struct {
	Address common.Address    `json:"address"`
	Parts   []withdrawal.Part `json:"parts,omitempty"`
	Error   string            `json:"error,omitempty"` // why its certificate could not be had
}

func (a *app) withdrawFile() *cobra.Command {
	var yes, noWait bool
	var out string
	c := &cobra.Command{
		Use: "withdraw ID...", Short: "Take files back from their DataDAO, for good", Args: cobra.MinimumNArgs(1),
		Long: `One transaction a file ends its stake: it earns nothing any more, and what it has earned stays yours. From the next block on no answer
contains its rows. Each validator then removes the rows from its tables and destroys the keys and copies it holds, and signs a certificate
of what is done and what is pending: a key that other files were sealed to as well is destroyed some time later. The command waits for all
of it and writes the certificates to a file that ` + "`coppice receipt verify`" + ` checks. Interrupted, the same command goes on.

Your personal copy stays where it is. You may contribute the same content again: its stake comes back, without a second reward.`,
		Example: "  coppice --as ana file withdraw 12\n  coppice --as ana file withdraw 12 13 --yes --no-wait",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runWithdraw(cmd.Context(), args, yes, !noWait, out)
		},
	}
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	c.Flags().BoolVar(&noWait, "no-wait", false, "do not wait for the validators")
	c.Flags().StringVar(&out, "out", "", "folder for the certificates (default: withdrawals/ in the home)")
	return c
}

func (a *app) runWithdraw(ctx context.Context, args []string, yes, wait bool, out string) error {
	h, err := a.openHome()
	if err != nil {
		return err
	}
	s, err := a.connect(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	files, err := a.myFiles(ctx, s, args)
	if err != nil {
		return err
	}
	if err := a.confirmWithdrawal(files, yes); err != nil {
		return err
	}
	for _, f := range files {
		if f.Status == index.StatusWithdrawn {
			continue
		}
		// What it is sent with belongs to its name: a proof that was recorded meanwhile makes the contract refuse it, and the next try another call.
		if _, err := s.Send(ctx, fmt.Sprintf("withdraw-file/%d/%x", f.ID, f.Fingerprint[:8]), s.Ledger.WithdrawFile(f.ID, f.Fingerprint)); err != nil {
			return fmt.Errorf("withdrawing file %d: %w", f.ID, err)
		}
	}
	if out == "" {
		out = h.Withdrawals(a.network)
	}
	views := make([]withdrawalView, len(files))
	for i, f := range files {
		if views[i], err = a.awaitWithdrawal(ctx, s, f, out, wait); err != nil {
			return err
		}
	}
	a.endProgress()
	return a.emit(map[string]any{"withdrawals": views}, func(w io.Writer) { printWithdrawals(w, views) })
}

// myFiles looks at all files before anything is sent.
func (a *app) myFiles(ctx context.Context, s *session.Session, args []string) ([]index.File, error) {
	var files []index.File
	for _, text := range args {
		id, err := strconv.ParseUint(text, 10, 40)
		if err != nil || id == 0 {
			return nil, usageError{fmt.Errorf("%q is not a file id", text)}
		}
		f, err := s.API.File(ctx, id)
		if err != nil {
			return nil, err
		}
		if f.Owner != s.Key.Address() {
			return nil, fault.New(fault.Denied, "`coppice file list` shows yours", "file %d belongs to %s", id, f.Owner)
		}
		if !slices.ContainsFunc(files, func(x index.File) bool { return x.ID == id }) {
			files = append(files, f)
		}
	}
	return files, nil
}

func (a *app) confirmWithdrawal(files []index.File, yes bool) error {
	var open []string
	for _, f := range files {
		if f.Status != index.StatusWithdrawn {
			open = append(open, fmt.Sprint(f.ID))
		}
	}
	if yes || len(open) == 0 {
		return nil
	}
	if _, ok := a.typed(); !ok {
		return fault.New(fault.Invalid, "add --yes to do it", "withdrawing file %s cannot be undone", strings.Join(open, ", "))
	}
	return a.confirm(fmt.Sprintf("File %s is taken back for good. To go on, type withdraw: ", strings.Join(open, ", ")), "withdraw")
}

// withdrawalPoll is how often validators are asked how far they are.
const withdrawalPoll = 500 * time.Millisecond

// awaitWithdrawal collects the certificates of all active validators and keeps them in a file; with wait, until all are complete.
func (a *app) awaitWithdrawal(ctx context.Context, s *session.Session, f index.File, dir string, wait bool) (withdrawalView, error) {
	w, err := s.Withdrawal(ctx, f.ID)
	if err != nil {
		return withdrawalView{}, err
	}
	for {
		list, err := s.Certificates(ctx, w)
		if err != nil {
			return withdrawalView{}, err
		}
		v := viewWithdrawal(f.Slug, w, list)
		if v.Certificate, err = keepCertificates(dir, f.ID, list); err != nil || v.Complete || !wait {
			return v, err
		}
		a.progress(fmt.Sprintf("file %d: %s", f.ID, v.pending()))
		select {
		case <-ctx.Done():
			return v, ctx.Err()
		case <-time.After(withdrawalPoll):
		}
	}
}

func viewWithdrawal(dataset string, w *api.Withdrawal, list []session.Certified) withdrawalView {
	v := withdrawalView{FileID: w.FileID, Dataset: dataset, Tx: w.Tx, Block: w.Block, Complete: len(list) > 0, Unreachable: withdrawal.Unreachable}
	for _, c := range list {
		part := validatorPart{Address: c.Validator}
		if c.Err != nil {
			part.Error = oneLine(present(c.Err).Message)
		} else {
			part.Parts = c.Certificate.Parts
		}
		v.Complete = v.Complete && c.Err == nil && c.Certificate.Complete()
		v.Validators = append(v.Validators, part)
	}
	return v
}

func (v withdrawalView) pending() string {
	var list []string
	for _, p := range v.Validators {
		if p.Error != "" {
			list = append(list, fmt.Sprintf("validator %s: %s", p.Address, p.Error))
		}
		for _, part := range p.Parts {
			if part.State == withdrawal.Pending && !slices.Contains(list, part.Detail) {
				list = append(list, part.Detail)
			}
		}
	}
	return strings.Join(list, "; ")
}

func keepCertificates(dir string, id uint64, list []session.Certified) (string, error) {
	b := withdrawal.Bundle{FileID: id}
	for _, c := range list {
		if c.Err == nil {
			b.Certificates = append(b.Certificates, c.Signed)
		}
	}
	if len(b.Certificates) == 0 {
		return "", nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	raw, err := b.Encode()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, fmt.Sprintf("%d.json", id))
	return path, durable.Write(path, raw, 0o600)
}

func printWithdrawals(w io.Writer, views []withdrawalView) {
	for _, v := range views {
		state := "pending"
		if v.Complete {
			state = "done"
		}
		fmt.Fprintf(w, "%5d  %-10s withdrawn in block %d, %s\n", v.FileID, v.Dataset, v.Block, state)
		for _, p := range v.Validators {
			fmt.Fprintf(w, "       validator %s\n", p.Address)
			if p.Error != "" {
				fmt.Fprintf(w, "         no certificate: %s\n", p.Error)
			}
			for _, part := range p.Parts {
				fmt.Fprintf(w, "         %-12s %-8s %s\n", part.What, part.State, part.Detail)
			}
		}
		if v.Certificate != "" {
			fmt.Fprintf(w, "       certificates  %s\n", v.Certificate)
		}
	}
	fmt.Fprintln(w, "No validator reaches:")
	for _, u := range withdrawal.Unreachable {
		fmt.Fprintf(w, "  - %s\n", u)
	}
}
