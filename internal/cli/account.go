package cli

import (
	"context"
	"fmt"
	"io"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/amount"
	"github.com/coppice-network/coppice/internal/devchain"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/home"
	"github.com/coppice-network/coppice/internal/node"
	"github.com/coppice-network/coppice/internal/wallet"
)

func (a *app) accountGroup() *cobra.Command {
	c := &cobra.Command{Use: "account", Short: "Wallets in an encrypted keystore"}
	c.AddCommand(
		a.accountNew(), a.accountImport(), a.accountDerive(), a.accountAddSigner(), a.accountExport(), a.accountPassphrase(), a.accountRemove(),
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

// addAccount makes an account under a new passphrase and shows it.
func (a *app) addAccount(name string, add func(*wallet.Store, string) (wallet.Account, error)) error {
	acc, err := a.keepAccount(name, add)
	if err != nil {
		return err
	}
	return a.emit(acc, func(w io.Writer) { fmt.Fprintf(w, "%s  %s\n", acc.Address, acc.Name) })
}

func (a *app) keepAccount(name string, add func(*wallet.Store, string) (wallet.Account, error)) (wallet.Account, error) {
	h, store, err := a.vacant(name)
	if err != nil {
		return wallet.Account{}, err
	}
	pass, err := a.newPassphrase("New passphrase of " + name + ": ")
	if err != nil {
		return wallet.Account{}, err
	}
	acc, err := add(store, pass)
	if err != nil {
		return wallet.Account{}, err
	}
	return acc, makeDefault(h, name)
}

// vacant opens the keystore if it has no account of this name, before anything is asked for.
func (a *app) vacant(name string) (*home.Home, *wallet.Store, error) {
	h, store, err := a.keystore()
	if err != nil {
		return nil, nil, err
	}
	if _, err := store.Get(name); err == nil {
		return nil, nil, fmt.Errorf("%w: %s", wallet.ErrExists, name)
	}
	return h, store, nil
}

// makeDefault makes a home's first account the one that is used without --as.
func makeDefault(h *home.Home, name string) error {
	c, err := h.Config()
	if err != nil || c.Account != "" {
		return err
	}
	c.Account = name
	return h.SaveConfig(c)
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
			fmt.Fprintf(w, "%s %s  %s%s\n", mark, acc.Address, acc.Name, kept(acc))
		}
	})
}

// kept says where an account's key is, if not here.
func kept(acc wallet.Account) string {
	if acc.Signer == "" {
		return ""
	}
	return "  (signer at " + acc.Signer + ")"
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
