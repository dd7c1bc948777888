package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/access"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/withdrawal"
)

func (a *app) receiptGroup() *cobra.Command {
	c := &cobra.Command{Use: "receipt", Short: "Receipts of access jobs"}
	var offline bool
	verify := &cobra.Command{
		Use: "verify FILE", Short: "Check a receipt against the chain and the attestation policy", Args: cobra.ExactArgs(1),
		Long: `Checks that the stated validator signed the receipt; that the chain settled this job, of this buyer, with exactly this receipt; that
the validator was drawn for it and its evidence is accepted; that nothing was charged over what the buyer agreed to, and the books
balance; and up to which block withdrawn files are left out of what was read. Artefacts that lie beside the receipt are compared with it.
Exit 1 if any check fails.

Certificates of a withdrawal (` + "`coppice file withdraw`" + `) are checked as well: that the chain recorded the withdrawal, that every active
validator has signed, with evidence that is accepted, and that each says that all is done.`,
		Example: "  coppice receipt verify model/receipt.json\n  coppice receipt verify --offline model/receipt.json",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.verifyReceipt(cmd.Context(), args[0], offline) },
	}
	verify.Flags().BoolVar(&offline, "offline", false, "check only what needs no network: form, signature, and the files beside it")
	c.AddCommand(verify)
	return c
}

func (a *app) verifyReceipt(ctx context.Context, path string, offline bool) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "queries write one with --receipt FILE", "cannot read the receipt: %v", err)
	}
	if withdrawal.IsBundle(raw) {
		return a.verifyWithdrawal(ctx, raw, offline)
	}
	r, err := job.DecodeReceipt(raw)
	if err != nil {
		return err
	}
	on, done, err := a.online(ctx, offline)
	if err != nil {
		return err
	}
	defer done()
	checks, err := access.VerifyReceipt(ctx, r, on)
	if err != nil {
		return err
	}
	beside, err := os.OpenRoot(filepath.Dir(path)) // the names come from an instruction: they must stay inside
	if err != nil {
		return err
	}
	defer beside.Close()
	files, err := access.VerifyArtifacts(r, func(name string) (io.ReadCloser, error) { return beside.Open(name) })
	if err != nil {
		return err
	}
	checks = append(checks, files...)
	return a.emitChecks(map[string]any{"jobId": r.JobID, "validator": r.Validator}, "receipt", checks)
}

// verifyWithdrawal checks a file of certificates.
func (a *app) verifyWithdrawal(ctx context.Context, raw []byte, offline bool) error {
	b, err := withdrawal.DecodeBundle(raw)
	if err != nil {
		return err
	}
	on, done, err := a.online(ctx, offline)
	if err != nil {
		return err
	}
	defer done()
	checks, err := access.VerifyWithdrawal(ctx, b, on)
	if err != nil {
		return err
	}
	return a.emitChecks(map[string]any{"fileId": b.FileID}, "certificate", checks)
}

// online is what checks need of the network; offline, nothing.
func (a *app) online(ctx context.Context, offline bool) (on access.Online, done func() error, err error) {
	if offline {
		return on, func() error { return nil }, nil
	}
	s, err := a.connect(ctx, false)
	if err != nil {
		return on, nil, err
	}
	return access.Online{Ledger: s.Ledger, Trust: s.Trust}, s.Close, nil
}

// emitChecks shows what was checked about a document; a check that failed is an error.
func (a *app) emitChecks(v map[string]any, document string, checks []access.Check) error {
	for i := range checks {
		checks[i].Detail = withoutPackages(checks[i].Detail)
	}
	wrong := failed(checks)
	v["valid"], v["checks"] = wrong == nil, checks
	err := a.emit(v, func(w io.Writer) {
		t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
		for _, c := range checks {
			mark := "ok"
			if !c.OK {
				mark = "FAIL"
			}
			fmt.Fprintf(t, "%s\t%s\t%s\n", mark, c.Name, c.Detail)
		}
		t.Flush()
	})
	if err == nil && wrong != nil {
		err = fault.New(fault.Integrity, "do not rely on what this "+document+" says", "the %s does not verify: %s: %s", document, wrong.Name, wrong.Detail)
	}
	return err
}

// failed is the first check that does not hold, or nil.
func failed(checks []access.Check) *access.Check {
	for i := range checks {
		if !checks[i].OK {
			return &checks[i]
		}
	}
	return nil
}
