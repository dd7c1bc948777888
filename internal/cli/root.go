// Package cli is the command line: it parses flags, calls the packages that do the work, and prints. The commands, their flags and
// the names of their JSON fields are a contract; see docs/cli.md.
//
// Results go to stdout, everything else to stderr: progress (on a terminal only), warnings, and errors as one line saying what and why
// followed by a hint. Exit codes: 0 done, 1 failed, 2 wrong usage.
package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/home"
	"github.com/coppice-network/coppice/internal/ledger"
	"github.com/coppice-network/coppice/internal/session"
	"github.com/coppice-network/coppice/internal/wallet"
	"github.com/coppice-network/coppice/internal/wallet/external"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// app is what all commands share.
type app struct {
	in       io.Reader
	out, err io.Writer

	homeDir      string
	network      string
	as           string
	json         bool
	verbose      bool
	passwordFile string

	command string // the path of the command that runs, for the hint on wrong usage
}

// usageError marks wrong usage.
type usageError struct{ error }

func (u usageError) Unwrap() error { return u.error }

// Main runs one command and returns its exit code.
func Main(args []string, in io.Reader, out, errOut io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a := &app{in: in, out: out, err: errOut, command: "coppice"}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	err := root.ExecuteContext(ctx)
	a.endProgress()
	var announced *ledger.Announced
	if errors.As(err, &announced) {
		err = a.emitAnnounced(announced)
	}
	if err == nil {
		return exitDone
	}
	return a.fail(err)
}

// emitAnnounced says that a decision stands in the timelock, which is all that --no-wait asks for.
func (a *app) emitAnnounced(x *ledger.Announced) error {
	v := map[string]any{"announced": true, "operation": common.Hash(x.Operation), "readyAt": x.ReadyAt.Unix()}
	return a.emit(v, func(w io.Writer) {
		fmt.Fprintf(w, "announced; from %s on the same command carries it out\n", x.ReadyAt.Format("2006-01-02 15:04:05"))
	})
}

func (a *app) fail(err error) int {
	var usage usageError
	if errors.As(err, &usage) {
		fmt.Fprintf(a.err, "error: %s\nhint: see `%s --help`\n", oneLine(err.Error()), a.command)
		return exitUsage
	}
	f := present(err)
	fmt.Fprintf(a.err, "error: %s\nhint: %s\n", oneLine(f.Message), oneLine(f.Hint))
	return exitFailed
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "coppice",
		Short: "Pool data you own, and be paid when it is used",
		Long: `Coppice runs DataDAOs: people contribute encrypted data, validators check it inside secure environments and turn it
into tables, and AI builders query and train on it under permissions, for payment that flows back to the people.

Start with ` + "`coppice demo`" + `: it runs the whole lifecycle on this machine. Then ` + "`coppice up`" + ` starts a local network that stays.`,
		SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	flags := root.PersistentFlags()
	flags.StringVar(&a.homeDir, "home", "", "directory of accounts and networks (default $COPPICE_HOME, else ~/.coppice)")
	flags.StringVar(&a.network, "network", "local", "network to use")
	flags.StringVar(&a.as, "as", "", "account to act as, by name or address")
	flags.BoolVar(&a.json, "json", false, "print one JSON object on stdout")
	flags.BoolVarP(&a.verbose, "verbose", "v", false, "log what happens to stderr")
	flags.StringVar(&a.passwordFile, "password-file", "", "file whose first line is the keystore passphrase (or set COPPICE_PASSWORD)")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		a.command = cmd.CommandPath()
		return usageError{err}
	})
	root.AddCommand(
		a.demo(), a.up(), a.deploy(), a.status(), a.doctor(), a.version(),
		a.accountGroup(), a.daoGroup(), a.contribute(), a.fileGroup(), a.bundleGroup(), a.proofGroup(), a.refinerGroup(),
		a.accessGroup(), a.instructionGroup(), a.govGroup(), a.quote(), a.query(), a.computeGroup(), a.jobGroup(), a.receiptGroup(),
		a.rewardGroup(), a.tokenGroup(), a.validatorGroup(),
	)
	a.markUsage(root)
	return root
}

// markUsage makes wrong argument counts, unknown sub-commands and missing flags wrong usage, in every command.
func (a *app) markUsage(c *cobra.Command) {
	check := c.Args
	if check == nil {
		check = cobra.ArbitraryArgs
		if c.HasSubCommands() || c.RunE == nil {
			check = cobra.NoArgs
		}
	}
	c.Args = func(cmd *cobra.Command, args []string) error {
		a.command = cmd.CommandPath()
		if cmd.HasSubCommands() && len(args) > 0 {
			return usageError{unknownCommand(cmd, args[0])}
		}
		if err := check(cmd, args); err != nil {
			return usageError{err}
		}
		if err := errors.Join(cmd.ValidateRequiredFlags(), cmd.ValidateFlagGroups()); err != nil {
			return usageError{err}
		}
		return nil
	}
	if c.RunE == nil {
		c.RunE = func(cmd *cobra.Command, args []string) error { return cmd.Help() }
	}
	for _, sub := range c.Commands() {
		a.markUsage(sub)
	}
}

func unknownCommand(c *cobra.Command, name string) error {
	if c.SuggestionsMinimumDistance == 0 {
		c.SuggestionsMinimumDistance = 2
	}
	if near := c.SuggestionsFor(name); len(near) > 0 {
		return fmt.Errorf("there is no command %q; did you mean `%s %s`?", name, c.CommandPath(), near[0])
	}
	return fmt.Errorf("there is no command %q", strings.TrimPrefix(c.CommandPath()+" "+name, "coppice "))
}

// log is where packages log: to stderr with -v, else nowhere.
func (a *app) log() *slog.Logger {
	if !a.verbose {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(a.err, nil))
}

// terminal reports whether a person watches stderr.
func (a *app) terminal() bool {
	f, ok := a.err.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// emit prints a result: the JSON object with --json, else what text writes.
func (a *app) emit(v any, text func(w io.Writer)) error {
	if !a.json {
		text(a.out)
		return nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := a.out.Write(checksummed(b.Bytes()))
	return err
}

// addressMember is a member of a JSON object, as the encoder above writes it, whose value is an address in small letters.
var addressMember = regexp.MustCompile(`"[A-Za-z]+": "0x[0-9a-f]{40}"`)

// checksummed writes the addresses of an answer the way people are shown them (EIP-55), whichever package they come from; the members of
// rows have no names, so data stays as it is.
func checksummed(doc []byte) []byte {
	return addressMember.ReplaceAllFunc(doc, func(m []byte) []byte {
		at := len(m) - 43 // 0x, 40 digits and the quote
		return append(m[:at:at], common.HexToAddress(string(m[at:len(m)-1])).Hex()+`"`...)
	})
}

func (a *app) openHome() (*home.Home, error) { return home.Open(a.homeDir) }

// reach returns the chosen network.
func (a *app) reach(h *home.Home) (*contracts.Network, error) { return h.Network(a.network) }

// connect opens a session; with an account if the command needs one.
func (a *app) connect(ctx context.Context, needAccount bool) (*session.Session, error) {
	h, err := a.openHome()
	if err != nil {
		return nil, err
	}
	n, err := a.reach(h)
	if err != nil {
		return nil, err
	}
	var key wallet.Signer
	if needAccount {
		if key, err = a.unlock(h); err != nil {
			return nil, err
		}
	}
	return session.Open(ctx, session.Options{Network: n, Dir: h.Accounts(a.network), Key: key})
}

// account is the name or address to act as.
func (a *app) account(h *home.Home) (string, error) {
	if a.as != "" {
		return a.as, nil
	}
	c, err := h.Config()
	if err != nil {
		return "", err
	}
	if c.Account == "" {
		return "", fault.New(fault.Invalid, "choose one with --as ACCOUNT, or make one with `coppice account new NAME`", "no account is chosen")
	}
	return c.Account, nil
}

// unlock returns the account to act as, ready to sign.
func (a *app) unlock(h *home.Home) (wallet.Signer, error) {
	name, err := a.account(h)
	if err != nil {
		return nil, err
	}
	store := wallet.OpenStore(h.Keystore(), wallet.Options{})
	acc, err := store.Get(name)
	if err != nil {
		return nil, err
	}
	if acc.Signer != "" {
		_, at, err := store.External(name)
		if err != nil {
			return nil, err
		}
		return external.New(acc.Address, at)
	}
	pass, err := a.passphrase("Passphrase of " + name + ": ")
	if err != nil {
		return nil, err
	}
	key, err := store.Unlock(name, pass)
	if err != nil {
		return nil, err // not key: a nil *wallet.Key is a wallet.Signer that is not nil
	}
	return key, nil
}
