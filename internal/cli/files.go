package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	neturl "net/url"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/contribution"
	"github.com/coppice-network/coppice/internal/durable"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/index"
	"github.com/coppice-network/coppice/internal/personal"
	"github.com/coppice-network/coppice/internal/seal"
	"github.com/coppice-network/coppice/internal/session"
)

func (a *app) fileGroup() *cobra.Command {
	c := &cobra.Command{Use: "file", Short: "My contributed files"}
	var out, storage, listed, kubo string
	var all bool
	open := &cobra.Command{
		Use: "open FILE | --all", Short: "Decrypt my personal copy of a file, by its id, path or URL; or all of a storage", Args: cobra.MaximumNArgs(1),
		Long: `Decrypts personal copies. By id it looks up in this home where the copy lies. By path or URL, and with --all, it needs nothing but the
storage and your wallet: on a new machine, ` + "`coppice account import`" + ` with your mnemonic and then --all bring everything back.`,
		Example: "  coppice --as ana file open 12 --out export.json\n  coppice --as ana file open --all --storage backup:bucket/coppice --out recovered",
		RunE: func(cmd *cobra.Command, args []string) error {
			if all != (len(args) == 0) {
				return usageError{errors.New("give either a FILE or --all")}
			}
			if all {
				return a.openAll(cmd.Context(), storage, kubo, out)
			}
			return a.openFile(cmd.Context(), args[0], out, storage, kubo)
		},
	}
	open.Flags().StringVar(&out, "out", "", "where to write it (default: its own name, in this folder); with --all, the folder")
	open.Flags().StringVar(&storage, "storage", "", storageHelp+" (default: where the copy was put)")
	open.Flags().BoolVar(&all, "all", false, "all my copies in --storage")
	list := &cobra.Command{
		Use: "list", Short: "List my files with state and earnings; or what a storage holds of mine", Args: cobra.NoArgs,
		Example: "  coppice --as ana file list\n  coppice --as ana file list --storage backup:bucket/coppice",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if listed != "" {
				return a.listStorage(cmd.Context(), listed, kubo)
			}
			return a.listFiles(cmd.Context())
		},
	}
	list.Flags().StringVar(&listed, "storage", "", storageHelp+": list the personal copies there, without a network")
	for _, c := range []*cobra.Command{open, list} {
		c.Flags().StringVar(&kubo, "ipfs", "", ipfsHelp)
	}
	c.AddCommand(
		list,
		&cobra.Command{
			Use: "show ID", Short: "Show a file with the validator's findings", Args: cobra.ExactArgs(1), Example: "  coppice --as ana file show 12",
			RunE: func(cmd *cobra.Command, args []string) error { return a.showFile(cmd.Context(), args[0]) },
		},
		open,
		a.withdrawFile(),
	)
	return c
}

func (a *app) listFiles(ctx context.Context) error {
	acc, err := a.chosen()
	if err != nil {
		return err
	}
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	views := []fileView{}
	for after := uint64(0); ; {
		page, err := s.API.Files(ctx, index.FileFilter{Owner: &acc.Address, After: after, Limit: 100})
		if err != nil {
			return err
		}
		for _, f := range page {
			views = append(views, viewOf(f))
			after = f.ID
		}
		if len(page) < 100 {
			break
		}
	}
	return a.emit(map[string]any{"files": views}, func(w io.Writer) { printFiles(w, views) })
}

func viewOf(f index.File) fileView {
	st := contribution.State{Score: f.Score}
	return fileView{
		File: f.URL, FileID: f.ID, Dataset: f.Slug, URL: f.URL, JobID: json.Number(f.JobID.String()), Tx: f.Tx, Status: f.Status, Score: st.ScoreFloat(), Reward: amount.Format(f.Reward),
	}
}

func (a *app) showFile(ctx context.Context, text string) error {
	id, err := strconv.ParseUint(text, 10, 40)
	if err != nil {
		return usageError{fmt.Errorf("%q is not a file id", text)}
	}
	s, err := a.connect(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close()
	f, err := s.API.File(ctx, id)
	if err != nil {
		return err
	}
	v := viewOf(f)
	if v.Announced, err = announcements(ctx, s, f.DLP); err != nil {
		return err
	}
	if f.Owner == s.Key.Address() {
		if err := a.addOwn(ctx, s, f, &v); err != nil {
			return err
		}
	}
	return a.emit(v, func(w io.Writer) {
		printFiles(w, []fileView{v})
		fmt.Fprintf(w, "       pooled copy    %s\n", v.URL)
		if v.PersonalURL != "" {
			fmt.Fprintf(w, "       personal copy  %s\n", v.PersonalURL)
		}
		if v.Findings != nil {
			fmt.Fprintf(w, "       validator      %s\n       results        %s\n", v.Findings.Validator, v.Findings.Results)
		}
		for _, x := range v.Announced {
			fmt.Fprintf(w, "warning: %s announces %s, from %s on\n", v.Dataset, x.Call, x.ready())
		}
	})
}

// addOwn adds what only the contributor can read: where the personal copy lies, and what the validator found.
func (a *app) addOwn(ctx context.Context, s *session.Session, f index.File, v *fileView) error {
	c, err := s.Contributor(ctx)
	if err != nil {
		return err
	}
	if v.PersonalURL, err = c.PersonalURL(ctx, f.ID); err != nil {
		return err
	}
	if v.PersonalURL == "" {
		fmt.Fprintf(a.err, "file %d was contributed from another home: the findings are sealed, and the key to them is made with that home's journal\n", f.ID)
		return nil
	}
	if !(contribution.State{Status: f.Status}).Final() {
		return nil
	}
	r, err := c.Await(ctx, f.DLP, f.ID) // it is final: nothing is waited for
	if err != nil {
		return err
	}
	v.Reason, v.File = r.Reason, r.Name
	if f.Status == "canceled" {
		return nil
	}
	v.Findings, err = c.Findings(ctx, f.DLP, r.State)
	if errors.Is(err, seal.ErrNotForUs) { // then the reason above says so
		return nil
	}
	return err
}

// openFile decrypts a personal copy. A path or URL needs no network; an id is looked up in this home's journal.
func (a *app) openFile(ctx context.Context, what, out, storage, kubo string) error {
	h, err := a.openHome()
	if err != nil {
		return err
	}
	key, err := a.unlock(h)
	if err != nil {
		return err
	}
	url := what
	if id, err := strconv.ParseUint(what, 10, 40); err == nil {
		j, err := contribution.OpenJournal(h.Accounts(a.network))
		if err != nil {
			return err
		}
		url, err = (&contribution.Client{Journal: j, Owner: session.Personal{Key: key}}).PersonalURL(ctx, id)
		j.Close()
		if err != nil {
			return err
		}
		if url == "" {
			return fault.New(fault.NotFound, "give the path of the copy instead: coppice file open PATH", "this home knows no personal copy of file %d for this account", id)
		}
	} else if abs, err := filepath.Abs(what); err == nil && !strings.Contains(what, ":") {
		url = (&neturl.URL{Scheme: "file", Path: filepath.ToSlash(abs)}).String()
	}
	byAddress := strings.HasPrefix(url, "ipfs:")
	if !strings.HasSuffix(url, ".age") && !byAddress {
		return fault.New(fault.Invalid, "give a file's id, or the path or URL of its personal copy (NAME.age)", "%s is not a personal copy", what)
	}
	if storage == "" {
		if storage, err = personal.StorageOf(url); err != nil {
			return err
		}
	}
	store, done, err := a.openStorage(storage, kubo)
	if err != nil {
		return err
	}
	defer done()
	open := contribution.Open
	if byAddress {
		open = func(ctx context.Context, _ contribution.PersonalStore, url string, _ contribution.Personal) (seal.Sidecar, io.ReadCloser, error) {
			return openNamed(ctx, store, url, session.Personal{Key: key})
		}
	}
	card, r, err := open(ctx, store, url, session.Personal{Key: key})
	if err != nil {
		return err
	}
	defer r.Close()
	if out == "" {
		out = card.Name
	}
	n, err := writeVerified(out, r)
	if err != nil {
		return fmt.Errorf("opening the personal copy: %w", err)
	}
	v := map[string]any{"file": out, "bytes": n, "name": card.Name, "dlpId": card.DLP}
	return a.emit(v, func(w io.Writer) { fmt.Fprintf(w, "%s  %d bytes\n", out, n) })
}

// writeVerified writes a file as a whole, once the reader has confirmed its end.
func writeVerified(path string, r io.Reader) (n int64, err error) {
	err = durable.WriteFrom(path, 0o600, func(w io.Writer) (err error) { n, err = io.Copy(w, r); return err })
	return n, err
}
