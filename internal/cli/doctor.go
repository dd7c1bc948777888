package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"github.com/coppice-network/coppice/internal/node"
	"github.com/coppice-network/coppice/internal/sandbox"
	"github.com/coppice-network/coppice/internal/session"
)

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs, Example: "  coppice version --json",
		RunE: func(*cobra.Command, []string) error {
			v := "devel"
			if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
				v = info.Main.Version
			}
			return a.emit(map[string]any{"version": v, "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH}, func(w io.Writer) {
				fmt.Fprintf(w, "coppice %s, %s, %s/%s\n", v, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			})
		},
	}
}

func (a *app) doctor() *cobra.Command {
	var storage, kubo string
	c := &cobra.Command{
		Use: "doctor", Short: "Check this machine: sandbox, secure hardware, disk, storage, network", Args: cobra.NoArgs,
		Long: `Checks what this machine can do by trying it, and says what each missing thing costs you. The storage for personal copies is tried with
a small file that is written, read back and deleted.`,
		Example: "  coppice doctor\n  coppice doctor --json\n  coppice doctor --storage backup:bucket/coppice",
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.runDoctor(cmd.Context(), storage, kubo) },
	}
	c.Flags().StringVar(&storage, "storage", "", storageHelp+", to try (default: personal/ in the home)")
	c.Flags().StringVar(&kubo, "ipfs", "", ipfsHelp)
	return c
}

func (a *app) runDoctor(ctx context.Context, storage, kubo string) error {
	checks := []sandbox.Check{platform()}
	checks = append(checks, sandbox.Probe(ctx)...)
	checks = append(checks, hardware())
	h, err := a.openHome()
	if err != nil {
		return err
	}
	if storage == "" {
		storage = h.Personal()
	}
	checks = append(checks, disk(h.Dir()), a.personalStorage(ctx, storage, kubo))
	checks = append(checks, a.networkChecks(ctx)...)
	for i := range checks {
		checks[i].Detail = withoutPackages(checks[i].Detail)
		if checks[i].OK {
			checks[i].Hint = ""
		}
	}
	return a.emit(map[string]any{"checks": checks}, func(w io.Writer) { printChecks(w, checks) })
}

func printChecks(w io.Writer, checks []sandbox.Check) {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for _, c := range checks {
		mark := "ok"
		if !c.OK {
			mark = "--"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", mark, c.Name, c.Detail)
		if c.Hint != "" {
			fmt.Fprintf(t, "\t\t%s\n", c.Hint)
		}
	}
	t.Flush()
}

func platform() sandbox.Check {
	c := sandbox.Check{Name: "platform", OK: runtime.GOOS == "linux" && (runtime.GOARCH == "amd64" || runtime.GOARCH == "arm64"), Detail: runtime.GOOS + "/" + runtime.GOARCH}
	if !c.OK {
		c.Hint = "the sandbox needs Linux on amd64 or arm64: without it nothing can be validated, refined, queried or computed here"
	}
	return c
}

// hardware looks for what makes hardware evidence; a device file alone proves nothing, but without one there is none.
func hardware() sandbox.Check {
	for _, path := range []string{"/sys/kernel/config/tsm/report", "/dev/tdx_guest", "/dev/sev-guest"} {
		if _, err := os.Stat(path); err == nil {
			return sandbox.Check{Name: "secure hardware", OK: true, Detail: path + " is present"}
		}
	}
	return sandbox.Check{
		Name: "secure hardware", Detail: "no TDX or SEV-SNP guest device",
		Hint: "validators on this machine have simulated evidence only, which policies that demand hardware reject",
	}
}

func disk(dir string) sandbox.Check {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return sandbox.Check{Name: "disk", Detail: err.Error(), Hint: "check the home's file system"}
	}
	free := st.Bavail * uint64(st.Bsize)
	return sandbox.Check{
		Name: "disk", OK: free > 1<<30, Detail: fmt.Sprintf("%d MiB free at %s", free>>20, dir),
		Hint: "a local network stops, without losing anything, when the disk is full",
	}
}

// readModel compares the API's read model with the chain.
func readModel(st *node.Status) sandbox.Check {
	return sandbox.Check{
		Name: "read model", OK: st.Chain.Indexed+keepsUp >= st.Chain.Block, Detail: fmt.Sprintf("at block %d of %d", st.Chain.Indexed, st.Chain.Block),
		Hint: "lists and quotes are behind the chain: wait, or look at the log of the node (-v)",
	}
}

// keepsUp is how many blocks the read model may be behind.
const keepsUp = 16

// contentStore puts a fixed small block into the store and reads it back.
func contentStore(ctx context.Context, s *session.Session) sandbox.Check {
	c := sandbox.Check{Name: "content store", Hint: "nothing can be contributed, published or delivered without it: look at the log of the node (-v)"}
	const probe = "coppice doctor\n"
	id, _, err := s.Blobs.Put(ctx, strings.NewReader(probe))
	if err == nil {
		var r io.ReadCloser
		if r, err = s.Blobs.Get(ctx, id); err == nil {
			var back []byte
			back, err = io.ReadAll(io.LimitReader(r, 1<<10))
			r.Close()
			if err == nil && string(back) != probe {
				err = errors.New("it gives back something else than was put in")
			}
		}
	}
	if err != nil {
		c.Detail = err.Error()
		return c
	}
	c.OK, c.Detail = true, "took and gave back "+id.String()
	return c
}

// networkChecks looks at the chosen network, if one is known.
func (a *app) networkChecks(ctx context.Context) []sandbox.Check {
	s, err := a.connect(ctx, false)
	if err != nil {
		f := present(err)
		return []sandbox.Check{{Name: "network " + a.network, Detail: f.Message, Hint: f.Hint}}
	}
	defer s.Close()
	checks := []sandbox.Check{{Name: "network " + a.network, OK: true, Detail: fmt.Sprintf("chain %d at %s", s.Network.ChainID, s.Network.RPC)}}
	raw, err := s.API.Status(ctx)
	var st node.Status
	if err == nil {
		err = json.Unmarshal(raw, &st)
	}
	if err != nil {
		f := present(err)
		return append(checks, sandbox.Check{Name: "API", Detail: f.Message, Hint: f.Hint})
	}
	checks = append(checks, sandbox.Check{Name: "API", OK: true, Detail: s.Network.API}, readModel(&st), contentStore(ctx, s))
	holders := make(map[uint64]int)
	for _, v := range st.Validators {
		for _, id := range v.DataDAOs {
			holders[id]++
		}
	}
	for _, d := range st.Datasets {
		if n := holders[d.DLP]; n < 2 {
			checks = append(checks, sandbox.Check{
				Name: "keys of " + d.Slug, Detail: fmt.Sprintf("%d validator holds them", n),
				Hint: "one disk away from losing the pool: run at least two validators",
			})
		}
	}
	return checks
}
