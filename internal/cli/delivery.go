package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/coppice-network/coppice/internal/access"
	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/session"
)

// runs is the delivery of a new job. Once it is submitted it is paid for: whatever happens afterwards, it can be fetched again.
func runs(w access.Wish) func(context.Context, *access.Buyer) (*access.Delivery, error) {
	return func(ctx context.Context, b *access.Buyer) (*access.Delivery, error) {
		id, err := b.Submit(ctx, w)
		if err != nil {
			return nil, err
		}
		d, err := b.Fetch(ctx, id)
		if err == nil || errors.Is(err, access.ErrFailed) {
			return d, err
		}
		f := present(err)
		return d, fault.Wrap(err, f.Code, fmt.Sprintf("the job goes on and is paid: get its delivery with `coppice job fetch %d --out DIR`", id), "job %d: %s", id, f.Message)
	}
}

// deliver gets a delivery, verifies its receipt and writes it to path, if one is given; also that of a job that failed.
func (a *app) deliver(ctx context.Context, path string, get func(context.Context, *access.Buyer) (*access.Delivery, error)) (*access.Delivery, error) {
	s, err := a.connect(ctx, true)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	b, err := s.Buyer(ctx)
	if err != nil {
		return nil, err
	}
	b.Progress = a.progress
	d, err := get(ctx, b)
	var short *access.TokensError
	if errors.As(err, &short) {
		return nil, tooFewTokens(ctx, s, short)
	}
	if err != nil && (d == nil || !errors.Is(err, access.ErrFailed)) {
		return nil, err
	}
	checks, verr := access.VerifyReceipt(ctx, d.Receipt, access.Online{Ledger: s.Ledger, Trust: s.Trust})
	if verr != nil {
		return nil, verr
	}
	if werr := writeReceipt(path, d.Receipt); werr != nil {
		return nil, werr
	}
	if c := failed(checks); c != nil {
		return nil, fault.New(fault.Integrity, "do not rely on this result; keep the receipt and ask the validator's operator", "the receipt does not verify: %s: %s", c.Name, c.Detail)
	}
	if err != nil {
		return nil, a.jobFailed(d, err)
	}
	return d, nil
}

func tooFewTokens(ctx context.Context, s *session.Session, short *access.TokensError) error {
	symbol, err := s.Ledger.TokenSymbol(ctx, short.Token)
	if err != nil {
		symbol = short.Token.Hex()
	}
	return fault.Wrap(short, fault.Funds, "buy some with `coppice token buy AMOUNT --dao DAO`", "this costs up to %s %s, the account has %s",
		amount.Format(short.Need), symbol, amount.Format(short.Have))
}

// jobFailed shows what the instruction wrote before it failed.
func (a *app) jobFailed(d *access.Delivery, err error) error {
	if d.Manifest != nil && d.Manifest.Log != "" {
		a.endProgress()
		fmt.Fprintln(a.err, strings.TrimRight(d.Manifest.Log, "\n"))
	}
	return fault.Wrap(err, fault.Limit, fmt.Sprintf("`coppice job show %d` has its books; the data part is back in your balance", d.JobID), "job %d: %v", d.JobID, err)
}

// emitDelivery writes a delivery's artefacts into a folder.
func (a *app) emitDelivery(d *access.Delivery, out string) error {
	type artifact struct {
		job.Artifact
		Path string `json:"path"`
	}
	list := []artifact{}
	root, err := os.OpenRoot(out) // the names come from an instruction: they must stay inside
	if err != nil {
		return err
	}
	defer root.Close()
	for _, x := range d.Manifest.Artifacts {
		if dir := filepath.Dir(x.Name); dir != "." {
			if err := root.MkdirAll(dir, 0o755); err != nil {
				return fmt.Errorf("artefact %s: %w", x.Name, err)
			}
		}
		if err := root.WriteFile(x.Name, d.Artifacts[x.Name], 0o644); err != nil {
			return fmt.Errorf("artefact %s: %w", x.Name, err)
		}
		list = append(list, artifact{x, filepath.Join(out, x.Name)})
	}
	v := map[string]any{"jobId": d.JobID, "artifacts": list, "receipt": d.Receipt, "log": d.Manifest.Log}
	return a.emit(v, func(w io.Writer) {
		for _, x := range list {
			fmt.Fprintf(w, "%10d  %s\n", x.Bytes, x.Path)
		}
		if log := strings.TrimSpace(d.Manifest.Log); log != "" {
			fmt.Fprintln(w, log)
		}
		fmt.Fprintf(w, "job %d, receipt by %s\n", d.JobID, d.Receipt.Validator)
	})
}
