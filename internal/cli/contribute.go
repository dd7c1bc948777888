package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/attestation"
	"github.com/coppice-network/coppice/internal/contribution"
	"github.com/coppice-network/coppice/internal/library"
	"github.com/coppice-network/coppice/internal/session"
)

// fileView is how a contributed file is shown.
type fileView struct {
	File        string                `json:"file"`
	FileID      uint64                `json:"fileId"`
	Dataset     string                `json:"dataset"`
	PersonalURL string                `json:"personalUrl"`
	URL         string                `json:"url"`
	JobID       json.Number           `json:"jobId"`
	Tx          common.Hash           `json:"tx"`
	Status      string                `json:"status"`
	Score       float64               `json:"score"`
	Reward      string                `json:"reward"`
	Reason      string                `json:"reason,omitempty"`
	Findings    *attestation.Document `json:"findings,omitempty"`
	Announced   []announcementView    `json:"announced,omitempty"` // what can change for it, from when on
}

func (a *app) contribute() *cobra.Command {
	var o contributeOptions
	c := &cobra.Command{
		Use: "contribute EXPORT...", Short: "Contribute files to a DataDAO, and wait for score and reward", Args: cobra.MinimumNArgs(1),
		Long: `Makes two encrypted copies of each export on this machine: a personal copy, for your wallet alone, in the storage you choose; and a
pooled copy for the DataDAO's attested key. One transaction registers them and pays for their validation. With --sponsored you need no
VANA: you sign, the network's node sends the transaction, and the DataDAO pays, within its terms (` + "`coppice dao show`" + `).

An export is contributed as the platform gave it: a file, an archive (.zip, .tar, .tar.gz), or a folder, which is packed as a tar without
its hidden files. Archives are unpacked by validators alone, in their sandbox. With --each, every file in a folder is an export of its own.

A file that another client has already encrypted for the Vana network, with your wallet's signature as its password, is brought in with
--already-encrypted: this account signs the same message, or you give the signature in a file or on stdin. The content is contributed as
if the file were plain; nothing of it is written to a disk.

Interrupted, the same command goes on where it was; nothing is paid twice.`,
		Example: "  coppice --as ana contribute export.json --dao fitness\n  coppice --as ana contribute takeout.zip --dao fitness\n" +
			"  coppice --as ana contribute --each exports/ --dao fitness\n  coppice --as ana contribute export.json --dao fitness --sponsored\n" +
			"  coppice --as ana contribute export.json --dao fitness --storage backup:bucket/coppice\n" +
			"  coppice --as ana contribute export.json.enc --dao fitness --already-encrypted",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runContribute(cmd.Context(), args, o)
		},
	}
	c.Flags().StringVar(&o.dao, "dao", "", "the DataDAO, by id or name (needed)")
	c.Flags().BoolVar(&o.each, "each", false, "every file in a folder, and in those below it, is an export of its own")
	c.Flags().StringVar(&o.storage, "storage", "", storageHelp+", for personal copies (default: personal/ in the home)")
	c.Flags().StringVar(&o.kubo, "ipfs", "", ipfsHelp)
	c.Flags().BoolVar(&o.noWait, "no-wait", false, "do not wait for score and reward")
	c.Flags().BoolVar(&o.sponsored, "sponsored", false, "sign only: the network's node submits, the DataDAO pays")
	c.Flags().BoolVar(&o.encrypted.given, "already-encrypted", false, "the files are encrypted with the owner's signature, as Vana clients do")
	c.Flags().StringVar(&o.encrypted.signature, "signature-file", "", "file with that signature, - for stdin (default: this account signs)")
	c.MarkFlagRequired("dao")
	return c
}

// contributeOptions are contribute's flags.
type contributeOptions struct {
	dao, storage, kubo      string
	each, noWait, sponsored bool
	encrypted               encryptedInput
}

func (a *app) runContribute(ctx context.Context, paths []string, o contributeOptions) error {
	if err := o.encrypted.check(); err != nil {
		return err
	}
	if o.each {
		var err error
		if paths, err = eachFile(paths); err != nil {
			return err
		}
	}
	h, err := a.openHome()
	if err != nil {
		return err
	}
	if o.storage == "" {
		o.storage = h.Personal()
	}
	personal, done, err := a.openStorage(o.storage, o.kubo)
	if err != nil {
		return err
	}
	defer done()
	s, err := a.connect(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	d, err := a.dataset(ctx, s, o.dao)
	if err != nil {
		return err
	}
	limit, err := maxInput(ctx, s, d.Address)
	if err != nil {
		return err
	}
	client, err := s.Contributor(ctx)
	if err != nil {
		return err
	}
	if o.sponsored {
		if client.Sponsored, err = s.Sponsorship(); err != nil {
			return err
		}
	}
	if client.Examine, err = a.examine(o.encrypted, s.Key); err != nil {
		return err
	}
	client.Progress = a.meter()
	defer a.endProgress()
	results, err := client.Contribute(ctx, contribution.DataDAO{ID: d.ID, Slug: d.Slug, MaxBytes: limit}, paths, personal, !o.noWait)
	if err != nil {
		return err
	}
	views := make([]fileView, len(results))
	for i, r := range results {
		views[i] = fileView{
			File: r.File, FileID: r.FileID, Dataset: d.Slug, PersonalURL: r.PersonalURL, URL: r.URL, JobID: json.Number(r.JobID.String()), Tx: r.Tx, Status: r.Status,
			Score: r.ScoreFloat(), Reward: amount.Format(r.Reward), Reason: r.Reason,
		}
	}
	return a.emit(map[string]any{"files": views}, func(w io.Writer) { printFiles(w, views) })
}

// maxInput is the largest file a DataDAO's proof bundle takes.
func maxInput(ctx context.Context, s *session.Session, pool common.Address) (int64, error) {
	digest, url, err := s.Ledger.ProofBundle(ctx, pool)
	if err != nil {
		return 0, err
	}
	b, err := (&library.Library{Store: s.Blobs}).Bundle(ctx, digest, url)
	if err != nil {
		return 0, fmt.Errorf("the DataDAO's proof bundle: %w", err)
	}
	return b.MaxInput(), nil
}

func printFiles(w io.Writer, files []fileView) {
	for _, f := range files {
		fmt.Fprintf(w, "%5d  %-10s %-9s score %-6.4g reward %-12s %s\n", f.FileID, f.Dataset, f.Status, f.Score, f.Reward, f.File)
		if f.Reason != "" {
			fmt.Fprintf(w, "       %s\n", f.Reason)
		}
	}
}

// eachFile puts in the place of folders the files in and below them, by name, but for hidden ones.
func eachFile(paths []string) ([]string, error) {
	var files []string
	for _, path := range paths {
		before := len(files)
		if info, err := os.Stat(path); err == nil && info.IsDir() { // also by a link
			if path, err = filepath.EvalSymlinks(path); err != nil {
				return nil, fmt.Errorf("%w: %w", contribution.ErrFile, err)
			}
		}
		err := filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return fmt.Errorf("%w: %w", contribution.ErrFile, err)
			case name == path && !d.IsDir():
				files = append(files, name) // whatever it is, the next step will tell
			case name != path && strings.HasPrefix(d.Name(), "."):
				if d.IsDir() {
					return fs.SkipDir
				}
			case d.Type().IsRegular():
				files = append(files, name)
			case !d.IsDir():
				return fmt.Errorf("%w: %s is a link or a special file", contribution.ErrFile, name)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if len(files) == before {
			return nil, fmt.Errorf("%w: there is no file in %s", contribution.ErrFile, path)
		}
	}
	return files, nil
}
