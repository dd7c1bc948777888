package access

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/job"
	"github.com/coppice-network/coppice/internal/ledger"
)

// Check is one thing that was checked about a receipt.
type Check struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

// Online is what the checks that need a network use. A zero Online leaves them out.
type Online struct {
	Ledger *ledger.Ledger
	Trust  Trust
}

// VerifyReceipt checks a receipt: its form and signature always, and with a network that the chain recorded exactly this receipt for this
// job and buyer, that the signer is the validator that was drawn for the try, that its evidence is accepted, that no line was charged
// over its ceiling, that its data is not of the future, and that the settlement's books balance. Checks that would say nothing after another
// has failed are left out. An error means that a check could not be made.
func VerifyReceipt(ctx context.Context, r *job.ReceiptFile, on Online) ([]Check, error) {
	checks := []Check{
		{"format", r.Format == job.ReceiptFormat, r.Format},
		check("signature", r.CheckSignature(), "signed by "+r.Validator.Hex()),
	}
	if on.Ledger == nil {
		return checks, nil
	}
	l := on.Ledger
	if r.ChainID != l.ChainID.Uint64() || r.Engine != l.Net.ComputeEngine {
		return append(checks, Check{"network", false, fmt.Sprintf("the receipt is of chain %d, engine %s", r.ChainID, r.Engine)}), nil
	}
	j, err := l.AccessJob(ctx, r.JobID)
	if err != nil {
		return nil, err
	}
	statement, err := r.Statement()
	if err != nil {
		return nil, err
	}
	recorded := Check{"recorded", statement.StructHash() == j.ReceiptDigest && j.ReceiptDigest != [32]byte{}, fmt.Sprintf("job %d of %s", r.JobID, j.Owner)}
	if !recorded.OK {
		recorded.Detail = fmt.Sprintf("the chain did not settle job %d with this receipt", r.JobID)
	}
	checks = append(checks, recorded)
	if !recorded.OK {
		return checks, nil // what follows would judge another receipt
	}
	checks = append(checks,
		Check{"buyer", r.Buyer == j.Owner, "submitted by " + j.Owner.Hex()},
		Check{"request", r.RequestDigest == common.Hash(j.RequestDigest), fmt.Sprintf("request %x", j.RequestDigest[:8])},
		ceilings(r, j),
	)
	drawn, err := l.DrawnAt(ctx, ledger.ComputeSubject(r.JobID), j.Opening, r.Lease)
	if err != nil {
		return nil, err
	}
	checks = append(checks, Check{"drawn", drawn == r.Validator, fmt.Sprintf("try %d was the turn of %s", r.Lease, drawn)})
	v, err := l.ValidatorInfo(ctx, r.Validator)
	if err != nil {
		return nil, err
	}
	_, err = on.Trust.Recipient(ctx, v)
	checks = append(checks, check("evidence", err, fmt.Sprintf("admitted code %x", v.Measurement[:8])))
	money, err := settlement(ctx, l, r, j)
	return append(checks, money...), err
}

// VerifyArtifacts compares the artefacts a receipt lists with the files of those names; what is not there is left out. Names may come
// from anyone: open must not let them leave a folder.
func VerifyArtifacts(r *job.ReceiptFile, open func(name string) (io.ReadCloser, error)) ([]Check, error) {
	var checks []Check
	for _, a := range r.Artifacts {
		f, err := open(a.Name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return nil, fmt.Errorf("artefact %q: %w", a.Name, err)
		}
		h := sha256.New()
		n, err := io.Copy(h, f)
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("artefact %q: %w", a.Name, err)
		}
		c := Check{"artefact " + a.Name, common.Hash(h.Sum(nil)) == a.Digest && n == a.Bytes, fmt.Sprintf("%d bytes, as delivered", n)}
		if !c.OK {
			c.Detail = "not the file that was delivered"
		}
		checks = append(checks, c)
	}
	return checks, nil
}

func check(name string, err error, detail string) Check {
	if err != nil {
		detail = err.Error()
	}
	return Check{name, err == nil, detail}
}

func ceilings(r *job.ReceiptFile, j *ledger.AccessJob) Check {
	c := Check{"ceilings", len(r.Rows) == len(j.Lines) && r.UsedSeconds <= j.MaxSeconds, "rows and seconds are within what the buyer agreed to"}
	for i := range j.Lines {
		if c.OK && r.Rows[i] > j.Lines[i].MaxRows {
			c.OK = false
		}
	}
	if !c.OK {
		c.Detail = "more was charged than the buyer agreed to"
	}
	return c
}
