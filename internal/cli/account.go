package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/big"
	"os"
	"strings"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/devchain"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/home"
	"github.com/coppice-network/coppice/internal/node"
	"github.com/coppice-network/coppice/internal/wallet"
)

func (a *app) accountGroup() *cobra.Command {
	c := &cobra.Command{Use: "account", Short: "Wallets in an encrypted keystore"}
	var path string
	importing := &cobra.Command{
		Use: "import NAME", Short: "Import a private key or a mnemonic, read from stdin", Args: cobra.ExactArgs(1),
		Long:    "Reads one line from stdin, or asks for it on a terminal: a private key of 64 hex digits, or the words of a mnemonic. It is never an\nargument, which others could see.",
		Example: "  coppice account import ana < key.txt",
		RunE:    func(_ *cobra.Command, args []string) error { return a.importAccount(args[0], path) },
	}
	importing.Flags().StringVar(&path, "path", accounts.DefaultBaseDerivationPath.String(), "derivation path, for a mnemonic")
	c.AddCommand(
		&cobra.Command{
			Use: "new NAME", Short: "Make an account", Args: cobra.ExactArgs(1), Example: "  coppice account new ana",
			RunE: func(_ *cobra.Command, args []string) error {
				return a.addAccount(args[0], func(s *wallet.Store, pass string) (wallet.Account, error) { return s.New(args[0], pass) })
			},
		},
		importing,
		&cobra.Command{
			Use: "list", Short: "List accounts", Args: cobra.NoArgs, Example: "  coppice account list",
			RunE: func(*cobra.Command, []string) error { return a.listAccounts() },
		},
		&cobra.Command{
			Use: "use NAME", Short: "Act as this account when --as is not given", Args: cobra.ExactArgs(1), Example: "  coppice account use ana",
			RunE: func(_ *cobra.Command, args []string) error { return a.useAccount(args[0]) },
		},
		&cobra.Command{
			Use: "show", Short: "Show an account's address and VANA", Args: cobra.NoArgs, Example: "  coppice --as ana account show",
			RunE: func(cmd *cobra.Command, _ []string) error { return a.showAccount(cmd.Context()) },
		},
		&cobra.Command{
			Use: "fund [AMOUNT]", Short: "Give an account VANA from the local network's faucet (default 100)", Args: cobra.MaximumNArgs(1),
			Example: "  coppice --as ana account fund 5",
			RunE:    func(cmd *cobra.Command, args []string) error { return a.fundAccount(cmd.Context(), args) },
		},
	)
	return c
}

func (a *app) keystore() (*home.Home, *wallet.Store, error) {
	h, err := a.openHome()
	if err != nil {
		return nil, nil, err
	}
	return h, wallet.OpenStore(h.Keystore(), wallet.Options{}), nil
}

// addAccount makes an account; the home's first one becomes the one that is used without --as.
func (a *app) addAccount(name string, add func(*wallet.Store, string) (wallet.Account, error)) error {
	h, store, err := a.keystore()
	if err != nil {
		return err
	}
	if _, err := store.Get(name); err == nil {
		return fmt.Errorf("%w: %s", wallet.ErrExists, name)
	}
	pass, err := a.newPassphrase("New passphrase of " + name + ": ")
	if err != nil {
		return err
	}
	acc, err := add(store, pass)
	if err != nil {
		return err
	}
	c, err := h.Config()
	if err != nil {
		return err
	}
	if c.Account == "" {
		c.Account = name
		if err := h.SaveConfig(c); err != nil {
			return err
		}
	}
	return a.emit(acc, func(w io.Writer) { fmt.Fprintf(w, "%s  %s\n", acc.Address, acc.Name) })
}

func (a *app) importAccount(name, path string) error {
	secret, err := a.readSecret("Private key or mnemonic of " + name + ": ")
	if err != nil {
		return err
	}
	if secret == "" {
		return fault.New(fault.Invalid, "for example: coppice account import ana < key.txt", "there is no key on stdin")
	}
	return a.addAccount(name, func(s *wallet.Store, pass string) (wallet.Account, error) {
		if strings.Contains(secret, " ") {
			return s.ImportMnemonic(name, secret, path, pass)
		}
		return s.ImportKey(name, secret, pass)
	})
}

// readSecret reads one line: asked for and not shown on a terminal, else from stdin as it is.
func (a *app) readSecret(prompt string) (string, error) {
	if f, ok := a.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		line, err := a.ask(prompt)
		return strings.TrimSpace(line), err
	}
	line, err := bufio.NewReader(io.LimitReader(a.in, 4096)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", err
	}
	return strings.TrimSpace(line), nil
}

func (a *app) listAccounts() error {
	h, store, err := a.keystore()
	if err != nil {
		return err
	}
	list, err := store.List()
	if err != nil {
		return err
	}
	c, err := h.Config()
	if err != nil {
		return err
	}
	if list == nil {
		list = []wallet.Account{}
	}
	return a.emit(map[string]any{"accounts": list, "default": c.Account}, func(w io.Writer) {
		for _, acc := range list {
			mark := " "
			if acc.Name == c.Account {
				mark = "*"
			}
			fmt.Fprintf(w, "%s %s  %s\n", mark, acc.Address, acc.Name)
		}
	})
}

func (a *app) useAccount(name string) error {
	h, store, err := a.keystore()
	if err != nil {
		return err
	}
	acc, err := store.Get(name)
	if err != nil {
		return err
	}
	c, err := h.Config()
	if err != nil {
		return err
	}
	c.Account = acc.Name
	if err := h.SaveConfig(c); err != nil {
		return err
	}
	return a.emit(acc, func(w io.Writer) { fmt.Fprintf(w, "acting as %s  %s\n", acc.Name, acc.Address) })
}

// chosen is the account to act as, without unlocking it.
func (a *app) chosen() (wallet.Account, error) {
	h, store, err := a.keystore()
	if err != nil {
		return wallet.Account{}, err
	}
	name, err := a.account(h)
	if err != nil {
		return wallet.Account{}, err
	}
	return store.Get(name)
}

// accountView is how an account is shown.
type accountView struct {
	wallet.Account
	VANA string `json:"vana,omitempty"`
}

// showAccount needs no network to say what the address is.
func (a *app) showAccount(ctx context.Context) error {
	acc, err := a.chosen()
	if err != nil {
		return err
	}
	v := accountView{Account: acc}
	s, err := a.connect(ctx, false)
	if err != nil {
		fmt.Fprintln(a.err, "the balance is not known:", oneLine(present(err).Message))
		return a.emit(v, func(w io.Writer) { fmt.Fprintf(w, "%s  %s\n", acc.Address, acc.Name) })
	}
	defer s.Close()
	wei, err := s.Ledger.Balance(ctx, acc.Address)
	if err != nil {
		return err
	}
	v.VANA = amount.Format(wei)
	return a.emit(v, func(w io.Writer) { fmt.Fprintf(w, "%s  %s\n%s VANA\n", acc.Address, acc.Name, v.VANA) })
}

func (a *app) fundAccount(ctx context.Context, args []string) error {
	wei := new(big.Int).Mul(big.NewInt(100), big.NewInt(1e18))
	if len(args) > 0 {
		var err error
		if wei, err = amount.Parse(args[0]); err != nil {
			return err
		}
	}
	acc, err := a.chosen()
	if err != nil {
		return err
	}
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	if s.Network.ChainID != devchain.DefaultChainID {
		return fault.New(fault.Denied, "send VANA to "+acc.Address.Hex()+" from another wallet", "network %s has no faucet", s.Network.Name)
	}
	if err := node.Fund(ctx, s.Client, acc.Address, wei); err != nil {
		return err
	}
	have, err := s.Ledger.Balance(ctx, acc.Address)
	if err != nil {
		return err
	}
	return a.emit(accountView{acc, amount.Format(have)}, func(w io.Writer) { fmt.Fprintf(w, "%s now has %s VANA\n", acc.Name, amount.Format(have)) })
}

// parseAddress reads an address, or the name of an account in the keystore.
func (a *app) parseAddress(text string) (common.Address, error) {
	if common.IsHexAddress(text) {
		return common.HexToAddress(text), nil
	}
	_, store, err := a.keystore()
	if err != nil {
		return common.Address{}, err
	}
	acc, err := store.Get(text)
	return acc.Address, err
}
