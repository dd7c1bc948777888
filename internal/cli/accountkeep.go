package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/durable"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/wallet"
)

func (a *app) accountExport() *cobra.Command {
	var out, newPassword string
	c := &cobra.Command{
		Use: "export NAME --out FILE", Short: "Write an account's key to an encrypted key file", Args: cobra.ExactArgs(1),
		Long: "Writes a key file (keystore version 3) under another passphrase, for a backup or another wallet. The key is never written or shown in the\n" +
			"clear. The file's passphrase is asked for, or the first line of --new-password-file.",
		Example: "  coppice account export ana --out ana-backup.json",
		RunE:    func(_ *cobra.Command, args []string) error { return a.exportAccount(args[0], out, newPassword) },
	}
	c.Flags().StringVar(&out, "out", "", "file to write; it must not exist")
	c.Flags().StringVar(&newPassword, "new-password-file", "", "file whose first line is the passphrase of the new key file")
	_ = c.MarkFlagRequired("out")
	return c
}

func (a *app) exportAccount(name, out, newPassword string) error {
	_, store, err := a.keystore()
	if err != nil {
		return err
	}
	acc, err := ownKey(store, name)
	if err != nil {
		return err
	}
	pass, err := a.passphrase("Passphrase of " + acc.Name + ": ")
	if err != nil {
		return err
	}
	fresh, err := a.freshPassphrase("Passphrase of the new file: ", newPassword)
	if err != nil {
		return err
	}
	b, err := store.Export(name, pass, fresh)
	if err != nil {
		return err
	}
	if err := durable.Create(out, b, 0o600); err != nil {
		return err
	}
	v := struct {
		wallet.Account
		File string `json:"file"`
	}{acc, out}
	return a.emit(v, func(w io.Writer) { fmt.Fprintf(w, "%s  %s\n", acc.Address, out) })
}

func (a *app) accountPassphrase() *cobra.Command {
	var newPassword string
	c := &cobra.Command{
		Use: "passphrase NAME", Short: "Change an account's passphrase", Args: cobra.ExactArgs(1),
		Long: "Encrypts an account's key anew. The old passphrase comes from where passphrases come from, the new one is asked for, or the first line of\n" +
			"--new-password-file. Copies of the old file open with the old passphrase still.",
		Example: "  coppice account passphrase ana",
		RunE:    func(_ *cobra.Command, args []string) error { return a.changePassphrase(args[0], newPassword) },
	}
	c.Flags().StringVar(&newPassword, "new-password-file", "", "file whose first line is the new passphrase")
	return c
}

func (a *app) changePassphrase(name, newPassword string) error {
	_, store, err := a.keystore()
	if err != nil {
		return err
	}
	acc, err := ownKey(store, name)
	if err != nil {
		return err
	}
	pass, err := a.passphrase("Passphrase of " + acc.Name + ": ")
	if err != nil {
		return err
	}
	if _, err := store.Unlock(name, pass); err != nil { // before the new one is asked for
		return err
	}
	fresh, err := a.freshPassphrase("New passphrase of "+acc.Name+": ", newPassword)
	if err != nil {
		return err
	}
	if acc, err = store.ChangePassphrase(name, pass, fresh); err != nil {
		return err
	}
	return a.emit(acc, func(w io.Writer) { fmt.Fprintf(w, "%s has a new passphrase\n", acc.Name) })
}

// ownKey finds an account whose key is in the keystore.
func ownKey(store *wallet.Store, name string) (wallet.Account, error) {
	acc, err := store.Get(name)
	if err == nil && acc.Signer != "" {
		err = fmt.Errorf("%w: %s, at %s", wallet.ErrExternal, acc.Name, acc.Signer)
	}
	return acc, err
}

// freshPassphrase is a second passphrase of one command: from a file, or asked for twice. COPPICE_PASSWORD and --password-file are the
// first one's.
func (a *app) freshPassphrase(prompt, file string) (string, error) {
	if file != "" {
		return firstLine(file)
	}
	first, err := a.ask(prompt)
	if err != nil {
		return "", fault.New(fault.Invalid, "give a file to --new-password-file", "a new passphrase is needed and there is no terminal to ask on")
	}
	again, err := a.ask("Again: ")
	if err == nil && again != first {
		err = fault.New(fault.Invalid, "nothing was written; try again", "the two passphrases differ")
	}
	return first, err
}

func (a *app) accountRemove() *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use: "remove NAME", Short: "Delete an account from the keystore", Args: cobra.ExactArgs(1),
		Long: "Deletes the account's file. Whoever has no export and no mnemonic of it loses what the account owns, its stakes, and its personal copies.\n" +
			"Asks for the account's name on a terminal; elsewhere --yes is required.",
		Example: "  coppice account remove ana",
		RunE:    func(_ *cobra.Command, args []string) error { return a.removeAccount(args[0], yes) },
	}
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return c
}

func (a *app) removeAccount(name string, yes bool) error {
	h, store, err := a.keystore()
	if err != nil {
		return err
	}
	acc, err := store.Get(name)
	if err != nil {
		return err
	}
	if !yes {
		if err := a.confirmRemoval(acc); err != nil {
			return err
		}
	}
	if _, err := store.Remove(name); err != nil {
		return err
	}
	c, err := h.Config()
	if err != nil {
		return err
	}
	if c.Account == acc.Name {
		c.Account = ""
		if err := h.SaveConfig(c); err != nil {
			return err
		}
	}
	return a.emit(acc, func(w io.Writer) { fmt.Fprintf(w, "removed %s  %s\n", acc.Name, acc.Address) })
}

func (a *app) confirmRemoval(acc wallet.Account) error {
	if _, ok := a.typed(); !ok {
		return fault.New(fault.Denied, "give --yes if the key is kept elsewhere; `coppice account export` makes a backup", "%s is not removed without being asked for", acc.Name)
	}
	what := "The key is deleted; without a backup, what the account owns is lost."
	if acc.Signer != "" {
		what = "The key stays with the signer at " + acc.Signer + "."
	}
	return a.confirm(fmt.Sprintf("%s is %s. %s\nTo go on, type its name: ", acc.Name, acc.Address, what), acc.Name)
}
